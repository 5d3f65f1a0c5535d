//! The fields of a view, in the form that saves a new one and in the one that changes the open one.

use domain::history::Named;
use domain::saved_view::{AUDIENCE, SavedView, ViewAudience, ViewRecord};
use domain::settings::{MAX_RECORD_NAME, field_name};
use domain::{FieldErrors, GroupId, Problem};

use crate::form::{Input, SelectOption, Submission, Values};
use crate::locales::Texts;

/// The audiences that a user may share views with.
#[derive(Clone)]
pub(super) struct Sharing {
    /// The groups that the user supervises.
    pub(super) groups: Vec<Named<GroupId>>,
    /// Whether with everybody.
    pub(super) everybody: bool,
}

/// The fields. Users who may share views also choose the audience.
pub(super) fn inputs(t: &'static Texts, sharing: &Sharing) -> Vec<Input> {
    let words = t.saved_views();
    let mut inputs = vec![Input::line(field_name::NAME, words.name, MAX_RECORD_NAME).required()];
    let mut audiences = vec![ViewAudience::Private];
    audiences.extend((!sharing.groups.is_empty()).then_some(ViewAudience::Groups));
    audiences.extend(sharing.everybody.then_some(ViewAudience::Everybody));
    if audiences.len() > 1 {
        let option = |audience: ViewAudience| SelectOption::new(audience.as_str(), words.audience(audience));
        inputs.push(Input::radio(
            AUDIENCE,
            words.audience_label,
            audiences.into_iter().map(option).collect(),
        ));
    }
    if !sharing.groups.is_empty() {
        let option = |group: &Named<GroupId>| SelectOption::new(group.id.to_string(), group.name.clone());
        let groups = sharing.groups.iter().map(option).collect();
        inputs.push(Input::many(field_name::GROUPS, words.groups, groups).hint(words.groups_hint));
    }
    inputs
}

/// The values of a new view.
pub(super) fn empty() -> Values {
    Values::default().with(AUDIENCE, ViewAudience::Private.as_str())
}

/// The values of a stored view.
pub(super) fn values(view: &SavedView) -> Values {
    Values::default()
        .with(field_name::NAME, &view.listed.name)
        .with(AUDIENCE, view.listed.audience.as_str())
        .with_all(field_name::GROUPS, view.groups.iter().map(ToString::to_string))
        .with("revision", view.revision.to_string())
}

/// Reads a form; without a choice the view is private.
pub(super) fn record(form: &Submission, query: String) -> Result<ViewRecord, FieldErrors> {
    let values = form.values();
    let typed = values.sent(AUDIENCE).unwrap_or(ViewAudience::Private.as_str());
    let Some(audience) = ViewAudience::parse(typed) else {
        let mut errors = FieldErrors::default();
        errors.add(AUDIENCE, Problem::UnknownValue { allowed: Vec::new() });
        return Err(errors);
    };
    let name = values.text(field_name::NAME).to_owned();
    Ok(ViewRecord { name, query, audience, groups: values.chosen(field_name::GROUPS) })
}
