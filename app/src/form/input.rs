//! The description of a form field: its name, its label and its control.

use domain::{civil, decimal};

#[cfg(feature = "ssr")]
use super::server_input::ServerControl;
use super::{SelectOption, Values};

/// A field of a form.
#[derive(Clone, Debug)]
pub(crate) struct Input {
    pub(super) name: String,
    /// What its ID ends with: its name, unless that does not do for one.
    pub(super) id: String,
    pub(super) label: String,
    pub(super) required: bool,
    pub(super) control: Control,
    #[cfg(feature = "ssr")]
    pub(super) hint: Option<String>,
    /// The field with the ID of its row, if it is a column of rows.
    #[cfg(feature = "ssr")]
    pub(super) row_id: Option<String>,
}

/// The control of a field.
#[derive(Clone, Debug)]
pub(super) enum Control {
    /// One line; the HTML input type and mode, and the maximum number of characters.
    Line { kind: &'static str, mode: Option<&'static str>, limit: u32 },
    /// Several lines.
    Lines { class: &'static str, rows: u32, limit: u32 },
    /// A select.
    One(Vec<SelectOption>),
    /// Radio buttons.
    Radio(Vec<SelectOption>),
    /// A control that no form in the browser has.
    #[cfg(feature = "ssr")]
    Server(ServerControl),
}

impl Input {
    pub(super) fn new(name: &str, label: &str, control: Control) -> Self {
        Self {
            name: name.to_owned(),
            id: name.to_owned(),
            label: label.to_owned(),
            required: false,
            control,
            #[cfg(feature = "ssr")]
            hint: None,
            #[cfg(feature = "ssr")]
            row_id: None,
        }
    }

    /// One line of text.
    pub(crate) fn line(name: &str, label: &str, limit: u32) -> Self {
        Self::typed(name, label, limit, "text")
    }

    /// One line with an HTML input type.
    pub(crate) fn typed(name: &str, label: &str, limit: u32, kind: &'static str) -> Self {
        Self::new(name, label, Control::Line { kind, mode: None, limit })
    }

    /// One line of text, for which a keyboard with digits is shown.
    pub(crate) fn decimal(name: &str, label: &str, limit: u32) -> Self {
        Self::new(name, label, Control::Line { kind: "text", mode: Some("decimal"), limit })
    }

    /// Several lines of text that a person writes for others.
    pub(crate) fn text(name: &str, label: &str, rows: u32, limit: u32) -> Self {
        Self::new(name, label, Control::Lines { class: "input textarea", rows, limit })
    }

    /// A select; put a [`SelectOption`] with an empty value first if the field is optional.
    pub(crate) fn one(name: &str, label: &str, options: Vec<SelectOption>) -> Self {
        Self::new(name, label, Control::One(options))
    }

    /// Radio buttons.
    pub(crate) fn radio(name: &str, label: &str, options: Vec<SelectOption>) -> Self {
        Self::new(name, label, Control::Radio(options))
    }

    /// The name of the form field.
    pub(crate) fn name(&self) -> &str {
        &self.name
    }

    /// Sets what the ID of the field ends with.
    #[must_use]
    pub(crate) fn with_id(self, id: String) -> Self {
        Self { id, ..self }
    }

    /// Marks the field as required, or not.
    #[must_use]
    pub(crate) fn required_if(self, required: bool) -> Self {
        Self { required, ..self }
    }

    /// The value of this field now and as typed, as displayed text. `None` if there is nothing to
    /// compare, because one of both does not have it.
    pub(super) fn versions(&self, now: &Values, typed: &Values) -> Option<(String, String)> {
        let versions = (self.shown(now), self.shown(typed));
        #[cfg(feature = "ssr")]
        if let Some(id) = &self.row_id {
            // A row that neither of both has an ID for is new or empty.
            let is_row = [now, typed].iter().any(|values| !values.text(id).is_empty());
            return is_row.then(|| (versions.0.unwrap_or_default(), versions.1.unwrap_or_default()));
        }
        versions.0.zip(versions.1)
    }

    /// The value of this field as displayed text; `None` if there is none.
    fn shown(&self, values: &Values) -> Option<String> {
        match &self.control {
            #[cfg(feature = "ssr")]
            Control::Server(control) => Some(control.shown(&self.name, values)),
            Control::One(options) | Control::Radio(options) => {
                let value = values.sent(&self.name)?;
                let known = options.iter().find(|option| option.value == value);
                Some(known.map_or(value, |option| &option.text).to_owned())
            }
            Control::Line { .. } | Control::Lines { .. } => Some(values.sent(&self.name)?.trim().to_owned()),
        }
    }
}

/// The HTML input type for a value: a date or number input cannot show an invalid one, which would be
/// lost, so it is shown as text.
pub(super) fn kind_for(kind: &'static str, value: &str) -> &'static str {
    let fits = match kind {
        "date" => value.is_empty() || civil::parse_day(value).is_some(),
        "number" => value.is_empty() || decimal::normalize(value).as_deref() == Some(value),
        _ => true,
    };
    if fits { kind } else { "text" }
}
