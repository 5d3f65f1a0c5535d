//! *Histórico do Caso*: the words for what can happen to a case.

use serde::{Deserialize, Serialize};

macro_rules! actions {
    ($($(#[$doc:meta])* $name:ident = $word:literal,)+) => {
        /// What happened to a case.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
        #[serde(rename_all = "snake_case")]
        pub enum TimelineAction {
            $($(#[$doc])* $name,)+
        }

        impl TimelineAction {
            /// Every action, in the order in which the filter offers them.
            pub const ALL: &[Self] = &[$(Self::$name,)+];

            /// The word of the contracts (URL, database).
            pub const fn as_str(self) -> &'static str {
                match self {
                    $(Self::$name => $word,)+
                }
            }
        }
    };
}

actions! {
    /// It was opened.
    Opened = "opened",
    /// It was opened because a closed one it continues could not be reopened any more.
    Linked = "linked",
    /// An interaction of it took place.
    Interaction = "interaction",
    /// Somebody took it into service.
    Continued = "continued",
    /// It was put on hold: *Pendente*.
    Held = "held",
    /// It was finished.
    Closed = "closed",
    /// It was taken up again after it had been finished.
    Reopened = "reopened",
    /// Somebody wrote a comment.
    Commented = "commented",
    /// The contact reason of one of its interactions was set, changed or cleared.
    Qualified = "qualified",
    /// A questionnaire was answered.
    Questionnaire = "questionnaire",
    /// Its own data were edited.
    Edited = "edited",
    /// The customer's data were edited.
    CustomerEdited = "customer_edited",
    /// Another case was folded into it.
    Merged = "merged",
    /// It was folded into another.
    MergedInto = "merged_into",
    /// The folding of another case into it was undone.
    Unmerged = "unmerged",
    /// Its folding into another was undone.
    UnmergedFrom = "unmerged_from",
    /// A file was attached.
    Attached = "attached",
    /// A file was removed.
    AttachmentRemoved = "attachment_removed",
    /// The customer was asked for their opinion.
    SurveyRequested = "survey_requested",
    /// The customer answered.
    SurveyAnswered = "survey_answered",
    /// The customer declined to answer.
    SurveyDeclined = "survey_declined",
}

impl TimelineAction {
    /// The inverse of [`TimelineAction::as_str`].
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|action| action.as_str() == text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_action_has_a_word_of_its_own() {
        for action in TimelineAction::ALL {
            assert_eq!(TimelineAction::parse(action.as_str()), Some(*action));
        }
        assert_eq!(TimelineAction::parse("exploded"), None);
    }
}
