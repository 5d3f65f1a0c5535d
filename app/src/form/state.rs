//! What a form shows: the stored values, or the draft of a form that came back.

use std::sync::Arc;

use super::notice::FieldNotice;
use super::{Draft, Input, Rejection, Values};
use crate::locales::Texts;

/// The stored values of a form, and the draft over them if it came back.
#[derive(Clone, Debug)]
pub(crate) struct FormState {
    /// What the IDs of the fields begin with.
    ids: &'static str,
    filled: Arc<(Values, Option<Draft>)>,
}

impl FormState {
    /// A form whose field `NAME` has the ID `IDS-NAME`.
    pub(crate) fn new(ids: &'static str, stored: Values, draft: Option<Draft>) -> Self {
        Self { ids, filled: Arc::new((stored, draft)) }
    }

    fn stored(&self) -> &Values {
        &self.filled.0
    }

    fn draft(&self) -> Option<&Draft> {
        self.filled.1.as_ref()
    }

    /// The ID of a field.
    pub(super) fn id(&self, input: &Input) -> String {
        format!("{}-{}", self.ids, input.id)
    }

    /// The values that are shown.
    #[cfg(feature = "ssr")]
    pub(super) fn values(&self) -> &Values {
        self.draft().map_or(self.stored(), |draft| &draft.typed)
    }

    /// The value with this name that is shown. What the form did not have when it was opened is shown
    /// as it is stored.
    pub(crate) fn value(&self, name: &str) -> &str {
        let typed = self.draft().and_then(|draft| draft.typed.sent(name));
        typed.unwrap_or_else(|| self.stored().text(name))
    }

    /// Whether there is a value with this name.
    #[cfg(feature = "ssr")]
    pub(crate) fn has(&self, name: &str) -> bool {
        self.draft().is_some_and(|draft| draft.typed.sent(name).is_some())
            || self.stored().sent(name).is_some()
    }

    /// The value that a field shows.
    pub(super) fn field_value(&self, input: &Input) -> String {
        #[cfg(feature = "ssr")]
        if input.row_id.is_some() {
            // A stored row that was not in the form is not the new row in its place.
            return self.values().text(&input.name).to_owned();
        }
        self.value(&input.name).to_owned()
    }

    /// The value of a hidden field that says what the form was filled from.
    pub(super) fn kept(&self, name: &str) -> String {
        let kept = self.draft().and_then(|draft| draft.kept(name));
        kept.unwrap_or_else(|| self.stored().text(name)).to_owned()
    }

    /// What is said above the form, if anything.
    pub(crate) fn notice(&self) -> Option<String> {
        self.draft().map(Draft::notice).filter(|notice| !notice.is_empty()).map(str::to_owned)
    }

    /// What is said below a field: what is wrong with it, or after a conflict what is stored now if
    /// that is not what was typed.
    pub(super) fn field_notice(&self, t: &Texts, input: &Input) -> Option<FieldNotice> {
        let draft = self.draft()?;
        if let Some(text) = draft.error(&input.name) {
            return Some(FieldNotice::Error(text.to_owned()));
        }
        if draft.why != Rejection::Conflict {
            return None;
        }
        let (now, typed) = input.versions(self.stored(), &draft.typed)?;
        let text = if now.is_empty() { t.case().blank } else { &now };
        (now != typed).then(|| FieldNotice::Current((t.case().current_value)(text)))
    }

    /// What is wrong with a field.
    #[cfg(feature = "ssr")]
    pub(crate) fn error(&self, field: &str) -> Option<String> {
        self.draft()?.error(field).map(str::to_owned)
    }
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use super::*;
    use crate::form::{SelectOption, Submission};
    use crate::locales::Locale;

    fn submission(fields: &[(&str, &str)]) -> Submission {
        let fields = fields.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
        Submission::new(fields.collect(), false)
    }

    fn stored() -> Values {
        Values::default().with("revision", "4").with("name", "Joana").with("queue", "2").with("phone", "")
    }

    /// The state of a form that was filled from revision 3.
    fn state(why: Rejection) -> FormState {
        let fields = [("revision", "3"), ("name", " Maria "), ("queue", "1"), ("phone", " ")];
        let draft = Draft::new(&submission(&fields), why, "said").with_error("phone", "too short");
        FormState::new("case", stored(), Some(draft))
    }

    fn said(state: &FormState, input: &Input) -> Option<FieldNotice> {
        state.field_notice(Locale::PtBr.texts(), input)
    }

    fn queue() -> Input {
        let options = [("1", "Suporte"), ("2", "Vendas")];
        Input::one("queue", "Fila", options.map(|(id, name)| SelectOption::new(id, name)).to_vec())
    }

    #[test]
    fn a_form_that_came_back_is_still_an_edit_of_what_it_showed_and_after_a_conflict_of_what_is_stored() {
        for (why, revision) in [
            (Rejection::Resumed, "3"),
            (Rejection::MoreRows, "3"),
            (Rejection::Invalid, "3"),
            (Rejection::Refused, "3"),
            (Rejection::Conflict, "4"),
        ] {
            assert_eq!(state(why).kept("revision"), revision, "{why:?}");
            assert_eq!(state(why).value("name"), " Maria ", "{why:?}: what was typed stays");
        }
        assert_eq!(FormState::new("case", stored(), None).kept("revision"), "4");
    }

    #[test]
    fn a_field_says_what_is_wrong_with_it_and_only_after_a_conflict_what_is_stored_now() {
        let (name, phone) = (Input::line("name", "Nome", 9), Input::line("phone", "Telefone", 9));
        for why in [Rejection::Resumed, Rejection::MoreRows, Rejection::Invalid, Rejection::Refused] {
            assert_eq!(said(&state(why), &name), None, "{why:?}");
            assert_eq!(
                said(&state(why), &phone),
                Some(FieldNotice::Error("too short".to_owned())),
                "{why:?}"
            );
        }
        let current =
            |text: &str| Some(FieldNotice::Current((Locale::PtBr.texts().case().current_value)(text)));
        assert_eq!(said(&state(Rejection::Conflict), &name), current("Joana"));
        assert_eq!(said(&state(Rejection::Conflict), &queue()), current("Vendas"), "by its label");
    }

    #[test]
    fn after_a_conflict_equal_and_unknown_values_are_not_shown_again() {
        let draft = Draft::new(&submission(&[("name", " Joana ")]), Rejection::Conflict, "said");
        let state = FormState::new("case", stored(), Some(draft));
        assert_eq!(said(&state, &Input::line("name", "Nome", 9)), None, "the same but for spaces");
        assert_eq!(said(&state, &queue()), None, "the form did not have it");
        assert_eq!(state.value("queue"), "2", "so it shows what is stored");
        assert_eq!(said(&state, &Input::line("chat", "Chat", 9)), None, "nothing stored has it");
    }

    #[test]
    fn a_notice_is_said_above_the_form_once() {
        assert_eq!(state(Rejection::Refused).notice().as_deref(), Some("said"));
        let mut draft = Draft::new(&submission(&[]), Rejection::Conflict, "said");
        assert_eq!(draft.take_notice(), "said");
        assert_eq!(FormState::new("case", stored(), Some(draft)).notice(), None);
    }
}
