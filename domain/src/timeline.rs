//! The case timeline (*Histórico do Caso*): its kinds of events.

use crate::vocabulary::vocabulary;

vocabulary! {
    /// A kind of event on a case's timeline; its word is used in URLs and the database.
    pub enum TimelineAction {
        /// The case was opened.
        Opened = "opened",
        /// The case was opened as a follow-up to a closed one that could not be reopened any more.
        Linked = "linked",
        /// An interaction took place.
        Interaction = "interaction",
        /// An agent took the case into service.
        Continued = "continued",
        /// The case was put on hold: *Pendente*.
        Held = "held",
        /// The hold of the case was undone.
        HoldUndone = "hold_undone",
        /// The case was closed.
        Closed = "closed",
        /// The case was reopened.
        Reopened = "reopened",
        /// The case was handed to another person or queue.
        HandedOver = "handed_over",
        /// A comment was added.
        Commented = "commented",
        /// The contact reason of one of its interactions was set, changed or cleared.
        Qualified = "qualified",
        /// A questionnaire was answered.
        Questionnaire = "questionnaire",
        /// The data of the case was edited.
        Edited = "edited",
        /// The data of the customer was edited.
        CustomerEdited = "customer_edited",
        /// Another case was merged into this one.
        Merged = "merged",
        /// The case was merged into another.
        MergedInto = "merged_into",
        /// The merge of another case into this one was undone.
        Unmerged = "unmerged",
        /// The merge of this case into another was undone.
        UnmergedFrom = "unmerged_from",
        /// A file was attached.
        Attached = "attached",
        /// An attachment was removed.
        AttachmentRemoved = "attachment_removed",
        /// The customer was sent a satisfaction survey.
        SurveyRequested = "survey_requested",
        /// The customer answered the survey.
        SurveyAnswered = "survey_answered",
        /// The customer declined the survey.
        SurveyDeclined = "survey_declined",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_action_has_a_word_of_its_own() {
        for action in TimelineAction::ALL {
            assert_eq!(TimelineAction::parse(action.as_str()), Some(action));
        }
        assert_eq!(TimelineAction::parse("exploded"), None);
    }
}
