//! *Auditoria*: the words for what people do and to what.
//!
//! An entry says who did what to which object, when, from where, and what it was before and after.
//! Looking at a conversation, playing a recording and taking a file away are acts of their own.

use serde::{Deserialize, Serialize};

macro_rules! vocabulary {
    ($(#[$about:meta])* $type:ident { $($(#[$doc:meta])* $name:ident = $word:literal,)+ }) => {
        $(#[$about])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
        #[serde(rename_all = "snake_case")]
        pub enum $type {
            $($(#[$doc])* $name,)+
        }

        impl $type {
            /// All of them, in the order in which a filter offers them.
            pub const ALL: &[Self] = &[$(Self::$name,)+];

            /// The word of the contracts (address, database, export).
            pub const fn as_str(self) -> &'static str {
                match self {
                    $(Self::$name => $word,)+
                }
            }

            /// The inverse of `as_str`.
            pub fn parse(text: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|one| one.as_str() == text)
            }
        }
    };
}

vocabulary! {
    /// What was done.
    AuditAction {
        /// Somebody signed in.
        SignedIn = "signed_in",
        /// A right password was typed; the code of the second factor is still to follow.
        PasswordAccepted = "password_accepted",
        /// Somebody tried to sign in and was refused.
        SignInFailed = "sign_in_failed",
        /// Somebody tried to sign in too often and was told to wait.
        SignInBlocked = "sign_in_blocked",
        /// Somebody signed out.
        SignedOut = "signed_out",
        /// Sessions were ended from another place.
        SessionsEnded = "sessions_ended",
        /// A password was chosen or set.
        PasswordChanged = "password_changed",
        /// A one-time address for another password was made.
        PasswordResetIssued = "password_reset_issued",
        /// A second factor was set up, or given other recovery codes.
        SecondFactorSet = "second_factor_set",
        /// A second factor was removed.
        SecondFactorRemoved = "second_factor_removed",
        /// Something was set up.
        Created = "created",
        /// Something was changed.
        Changed = "changed",
        /// Something was taken back into use.
        Activated = "activated",
        /// Something was taken out of use.
        Deactivated = "deactivated",
        /// A key was revoked.
        Revoked = "revoked",
        /// The contact reason of an interaction was set, changed or cleared.
        Qualified = "qualified",
        /// A case was taken into service.
        Continued = "continued",
        /// A case was put on hold.
        Held = "held",
        /// A case was finished.
        Closed = "closed",
        /// A finished case was taken up again.
        Reopened = "reopened",
        /// A comment was written.
        Commented = "commented",
        /// A questionnaire was answered.
        QuestionnaireAnswered = "questionnaire_answered",
        /// A case was folded into another.
        Merged = "merged",
        /// The folding of a case was undone.
        Unmerged = "unmerged",
        /// A file was attached.
        Attached = "attached",
        /// A file was removed.
        AttachmentRemoved = "attachment_removed",
        /// A customer was asked for their opinion.
        SurveyRequested = "survey_requested",
        /// The beginning of a conversation was shown in a list.
        ConversationPreviewed = "conversation_previewed",
        /// A conversation was looked at.
        ConversationViewed = "conversation_viewed",
        /// A recording was played.
        RecordingPlayed = "recording_played",
        /// A recording was taken away as a file.
        RecordingDownloaded = "recording_downloaded",
        /// A file was looked at.
        AttachmentViewed = "attachment_viewed",
        /// A file was taken away.
        AttachmentDownloaded = "attachment_downloaded",
        /// The recording of a call was replaced by another.
        RecordingReplaced = "recording_replaced",
        /// The audit trail was taken away.
        AuditExported = "audit_exported",
        /// Personal values of the audit trail were erased.
        DetailsErased = "details_erased",
        /// The audit trail was brought into the form in which its values can be erased.
        CarriedOver = "carried_over",
    }
}

vocabulary! {
    /// What it was done to.
    AuditObject {
        /// An account.
        User = "user",
        /// A monitoring group.
        Group = "group",
        /// A queue.
        Queue = "queue",
        /// A contact reason.
        Reason = "reason",
        /// A kind of case.
        CaseKind = "case_kind",
        /// A custom field.
        CustomField = "custom_field",
        /// A business calendar.
        Calendar = "calendar",
        /// A service level policy.
        Policy = "policy",
        /// A satisfaction survey.
        Survey = "survey",
        /// A questionnaire.
        Questionnaire = "questionnaire",
        /// A key of the HTTP API.
        ApiKey = "api_key",
        /// The operation as a whole.
        Operation = "operation",
        /// A case.
        Case = "case",
        /// A customer.
        Customer = "customer",
        /// An interaction.
        Interaction = "interaction",
        /// A file of a case.
        Attachment = "attachment",
        /// The audit trail itself.
        Audit = "audit",
    }
}

/// By whose request personal values of the audit trail are erased: the number of the request, which
/// stays in clear in the trail for ever and so may not be a name or an address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RequestReference(String);

/// The longest reference of a request.
const MAX_REFERENCE: usize = 64;

impl RequestReference {
    /// Reads a reference: letters without accents, digits and `-._/`, at least one of them a digit.
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        let plain = text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-._/".contains(&byte));
        let numbered = text.bytes().any(|byte| byte.is_ascii_digit());
        (plain && numbered && text.len() <= MAX_REFERENCE).then(|| Self(text.to_owned()))
    }

    /// The reference.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Display for RequestReference {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_request_is_referred_to_by_a_number_not_by_a_name() {
        for good in ["2026-0007", " LGPD/2026.12 ", "7", &"1".repeat(64)] {
            assert_eq!(RequestReference::parse(good).map(|it| it.to_string()).as_deref(), Some(good.trim()));
        }
        for bad in ["", " ", "João", "joao", "joao@example.com 1", "2026 0007", "2026\n7", &"1".repeat(65)] {
            assert_eq!(RequestReference::parse(bad), None, "{bad}");
        }
    }

    #[test]
    fn every_word_leads_back_to_what_it_says() {
        for action in AuditAction::ALL {
            assert_eq!(AuditAction::parse(action.as_str()), Some(*action));
            assert_eq!(serde_json::to_value(action).expect("a word"), action.as_str());
        }
        for object in AuditObject::ALL {
            assert_eq!(AuditObject::parse(object.as_str()), Some(*object));
            assert_eq!(serde_json::to_value(object).expect("a word"), object.as_str());
        }
        assert_eq!(AuditAction::parse("exploded"), None);
    }
}
