//! One leg of a call, from a JSON record or from a row of `FusionPBX`.

use std::borrow::Cow;

use serde_json::Value;

use super::encoding;
use super::settings::{FreeSwitchSettings, ValueEncoding};

/// Where the values of a leg are.
pub(super) enum Record<'a> {
    /// A record of `mod_json_cdr`.
    Json(&'a Value),
    /// A row of the table `v_xml_cdr`: the names of its columns, and its fields.
    Table(&'a [String], &'a [String]),
}

/// A leg.
pub(super) struct Leg<'a> {
    pub record: Record<'a>,
    pub settings: &'a FreeSwitchSettings,
}

/// Which way a call went, as the record says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Way {
    Inbound,
    Outbound,
    Internal,
}

impl Leg<'_> {
    /// The value of a variable or column; empty if it is absent or undefined.
    pub(super) fn get(&self, name: &str) -> Cow<'_, str> {
        let value = match &self.record {
            Record::Json(record) => match &record["variables"][name] {
                Value::String(text) => encoding::value(text.trim(), self.settings.values),
                Value::Number(number) => Cow::Owned(number.to_string()),
                Value::Bool(value) => Cow::Owned(value.to_string()),
                _ => Cow::Borrowed(""),
            },
            Record::Table(names, fields) => {
                let position = names.iter().position(|one| one == name);
                let field = position.and_then(|position| fields.get(position)).map_or("", |text| text.trim());
                // What is in the table was decoded before; some versions left it as it was.
                let encoding = match self.settings.values {
                    ValueEncoding::Encoded => ValueEncoding::Auto,
                    other => other,
                };
                encoding::value(field, encoding)
            }
        };
        match value.trim() {
            "" | "_undef_" | "NULL" | "\\N" => Cow::Borrowed(""),
            text if text.len() == value.len() => value,
            text => Cow::Owned(text.to_owned()),
        }
    }

    /// The first of these variables that is there.
    pub(super) fn first(&self, names: &[&str]) -> Cow<'_, str> {
        names.iter().map(|name| self.get(name)).find(|value| !value.is_empty()).unwrap_or_default()
    }

    /// Whether the record can say something of a variable: a table says only what it has a column for.
    pub(super) fn knows(&self, name: &str) -> bool {
        match &self.record {
            Record::Json(_) => true,
            Record::Table(names, _) => names.iter().any(|one| one == name),
        }
    }

    pub(super) fn is_true(&self, name: &str) -> bool {
        matches!(&*self.get(name).to_lowercase(), "true" | "t" | "1")
    }

    /// An instant in microseconds since 1970 UTC, by the variables `…_epoch` and `…_uepoch`; `None` if it
    /// did not happen.
    pub(super) fn instant(&self, name: &str) -> Option<i64> {
        let number = |name: &str| {
            let text = self.get(name);
            // Databases write what is numeric with a fraction.
            let whole = text.split_once('.').map_or(&*text, |(whole, _)| whole);
            whole.parse::<i64>().ok().filter(|number| *number > 0)
        };
        let seconds = number(&format!("{name}_epoch"))
            .or_else(|| number(&format!("{name}_uepoch")).map(|micros| micros / 1_000_000));
        seconds?.checked_mul(1_000_000)
    }

    /// The ID of the leg.
    pub(super) fn id(&self) -> Cow<'_, str> {
        match &self.record {
            Record::Json(_) => {
                let id = self.first(&["uuid", "call_uuid"]);
                if id.is_empty() { self.profile("uuid") } else { id }
            }
            Record::Table(..) => self.first(&["xml_cdr_uuid", "uuid"]),
        }
    }

    /// Whether it is a leg that another one made.
    pub(super) fn is_made_by_another(&self) -> bool {
        let has_originator = match &self.record {
            Record::Json(record) => {
                let mut profiles = profiles(record);
                profiles.any(|profile| profile["originator"].is_object())
            }
            Record::Table(..) => self.get("leg").eq_ignore_ascii_case("b"),
        };
        has_originator || !self.first(&["originating_leg_uuid", "ent_originate_aleg_uuid"]).is_empty()
    }

    /// A value of the caller's profile, which a JSON record has besides its variables.
    fn profile(&self, name: &str) -> Cow<'_, str> {
        match &self.record {
            Record::Json(record) => {
                let found = profiles(record).find_map(|profile| profile[name].as_str());
                Cow::Borrowed(found.map_or("", str::trim))
            }
            Record::Table(..) => Cow::Borrowed(""),
        }
    }

    /// A variable, or the value of the caller's profile.
    pub(super) fn of_caller(&self, name: &str) -> Cow<'_, str> {
        let value = self.get(name);
        if value.is_empty() { self.profile(name) } else { value }
    }

    /// The channel, such as `sofia/internal/1001@10.0.0.9`.
    pub(super) fn channel(&self) -> Cow<'_, str> {
        let name = self.get("channel_name");
        if name.is_empty() { self.profile("chan_name") } else { name }
    }

    /// The domain of the call.
    pub(super) fn domain(&self) -> String {
        let queue = self.get("cc_queue");
        let of_queue = queue.split_once('@').map_or("", |(_, domain)| domain);
        let name = self.first(&["domain_name", "domain"]);
        let domain = if name.is_empty() { of_queue } else { &*name };
        if domain.is_empty() { self.profile("context").into_owned() } else { domain.to_owned() }
    }

    /// Which way the call went, as the dialplan of `FusionPBX` says it.
    pub(super) fn said_way(&self) -> Option<Way> {
        let said = match &self.record {
            Record::Json(_) => self.get("call_direction"),
            Record::Table(..) => self.get("direction"),
        };
        match &*said.to_lowercase() {
            "inbound" => Some(Way::Inbound),
            "outbound" => Some(Way::Outbound),
            "local" | "internal" => Some(Way::Internal),
            _ => None,
        }
    }

    /// Which way the call went; `None` if nothing says it.
    pub(super) fn way(&self) -> Option<Way> {
        let said = self.said_way();
        if said.is_some() {
            return said;
        }
        let channel = self.channel();
        // A channel that the switch made itself has no caller.
        if channel.is_empty() || self.is_outbound_channel() {
            return None;
        }
        if self.settings.is_trunk(&channel) {
            return Some(Way::Inbound);
        }
        let targets =
            [self.get("last_arg"), self.get("bridge_channel"), self.get("current_application_data")];
        let leads_out = |target: &Cow<'_, str>| {
            target
                .split(['|', ','])
                .any(|one| self.settings.is_trunk(one.rsplit(['}', ']']).next().unwrap_or(one)))
        };
        Some(if targets.iter().any(leads_out) { Way::Outbound } else { Way::Internal })
    }

    /// Whether the switch made the channel, to call someone.
    pub(super) fn is_outbound_channel(&self) -> bool {
        match &self.record {
            Record::Json(record) => {
                let of_channel = record["channel_data"]["direction"].as_str().unwrap_or("");
                of_channel == "outbound" || self.get("direction") == "outbound"
            }
            Record::Table(..) => false,
        }
    }
}

/// The caller's profiles of a record, the last one first.
fn profiles(record: &Value) -> impl Iterator<Item = &Value> {
    let flow = &record["callflow"];
    let several = flow.as_array().map(Vec::as_slice).unwrap_or_default();
    let one = flow.is_object().then_some(flow);
    several.iter().chain(one).map(|step| &step["caller_profile"])
}
