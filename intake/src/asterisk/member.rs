//! The agent's login in the name of a queue member.
//!
//! A log names the member of a queue, which is a channel (`PJSIP/1001`) or a name that an operator
//! typed (`Ana Souza`). Two spellings of one person would be two agents.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// What is cut off the name of a member. A name that no rule fits stays as it is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct MemberRules {
    /// Technologies to cut off together with the slash after them: `PJSIP/1001` is `1001`. By default
    /// PJSIP, SIP, IAX2, DAHDI, SCCP and Agent.
    pub technologies: Vec<String>,
    /// Whether `Local/1003@from-queue/n` is `1003`. By default yes. What is not digits stays.
    pub local_extensions: bool,
    /// Whether the number of a channel is cut off: `PJSIP/1001-0000002a` is `1001`. By default yes.
    pub channel_numbers: bool,
}

impl Default for MemberRules {
    fn default() -> Self {
        Self {
            technologies: ["PJSIP", "SIP", "IAX2", "DAHDI", "SCCP", "Agent"].map(str::to_owned).to_vec(),
            local_extensions: true,
            channel_numbers: true,
        }
    }
}

impl MemberRules {
    /// The login in the name of a member; `None` if it names no member.
    pub fn login<'a>(&self, member: &'a str) -> Option<&'a str> {
        let member = member.trim();
        if matches!(member, "" | "NONE") {
            return None;
        }
        if self.local_extensions
            && let Some((extension, _)) = member.strip_prefix("Local/").and_then(|rest| rest.split_once('@'))
            && !extension.is_empty()
            && extension.bytes().all(|byte| byte.is_ascii_digit())
        {
            return Some(extension);
        }
        let Some((technology, login)) = member.split_once('/') else { return Some(member) };
        if !self.technologies.iter().any(|known| known == technology) || login.is_empty() {
            return Some(member);
        }
        Some(self.without_channel_number(login))
    }

    /// `PJSIP/1001` of the channel `PJSIP/1001-0000002a`, if that is to be cut off.
    fn without_channel_number<'a>(&self, channel: &'a str) -> &'a str {
        let is_number = |text: &str| {
            text.len() == 8 && text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
        };
        match channel.rsplit_once('-') {
            Some((name, number)) if self.channel_numbers && !name.is_empty() && is_number(number) => name,
            _ => channel,
        }
    }

    /// The login that the map of a source has for a member, by its whole name, its name without the
    /// number of a channel, or its own login.
    pub(crate) fn found(&self, member: &str, agents: &BTreeMap<String, String>) -> Option<String> {
        let names = [Some(member), Some(self.without_channel_number(member)), self.login(member)];
        names.into_iter().flatten().find_map(|name| agents.get(name)).cloned()
    }

    /// The login of a member by the map of a source, else its own.
    pub(crate) fn mapped(&self, member: &str, agents: &BTreeMap<String, String>) -> Option<String> {
        let login = self.login(member)?;
        Some(self.found(member, agents).unwrap_or_else(|| login.to_owned()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn technology_and_decoration_are_cut_off() {
        let rules = MemberRules::default();
        for (member, login) in [
            ("PJSIP/7009", "7009"),
            ("SIP/2001", "2001"),
            ("Agent/501", "501"),
            ("Local/1003@from-queue/n", "1003"),
            ("PJSIP/1001-0000002a", "1001"),
            ("SIP/sala-2", "sala-2"),
            ("Ana Souza", "Ana Souza"),
            ("Ana/Bia", "Ana/Bia"),
            ("Local/ana@agents/n", "Local/ana@agents/n"),
            ("PJSIP/", "PJSIP/"),
            ("/", "/"),
        ] {
            assert_eq!(rules.login(member), Some(login));
        }
        assert_eq!(rules.login("NONE"), None);
        assert_eq!(rules.login(" "), None);
    }

    #[test]
    fn rules_can_be_switched_off() {
        let none = MemberRules { technologies: vec![], local_extensions: false, channel_numbers: false };
        for member in ["PJSIP/7009-0000002a", "Local/1003@from-queue/n"] {
            assert_eq!(none.login(member), Some(member));
        }
    }

    #[test]
    fn a_map_knows_members_and_logins() {
        let agents = [("PJSIP/1", "ana"), ("2", "bia")].map(|(a, b)| (a.to_owned(), b.to_owned())).into();
        let of = |member| MemberRules::default().mapped(member, &agents);
        assert_eq!(of("PJSIP/1").as_deref(), Some("ana"));
        assert_eq!(of("PJSIP/1-0000002a").as_deref(), Some("ana"), "a channel of the CDR");
        assert_eq!(of("SIP/1").as_deref(), Some("1"));
        assert_eq!(of("SIP/2").as_deref(), Some("bia"));
        assert_eq!(of("NONE"), None);
    }
}
