//! The vocabulary of the audit trail (*Auditoria*): actions and the objects they apply to.
//!
//! An entry says who did what to which object, when, from where, and what it was before and after.
//! Viewing a conversation, playing a recording and downloading a file are audited as well.

use crate::vocabulary::vocabulary;

vocabulary! {
    /// An audited action; its word is used in URLs, the database and exports.
    pub enum AuditAction {
        /// A user signed in.
        SignedIn = "signed_in",
        /// The password was correct; the code of the second factor is still missing.
        PasswordAccepted = "password_accepted",
        /// A sign-in attempt failed.
        SignInFailed = "sign_in_failed",
        /// Too many sign-in attempts led to a lockout.
        SignInBlocked = "sign_in_blocked",
        /// A user signed out.
        SignedOut = "signed_out",
        /// Sessions were ended remotely.
        SessionsEnded = "sessions_ended",
        /// A password was changed, by its owner or by an administrator.
        PasswordChanged = "password_changed",
        /// A one-time password reset link was issued.
        PasswordResetIssued = "password_reset_issued",
        /// A second factor was enrolled, or its recovery codes were replaced.
        SecondFactorSet = "second_factor_set",
        /// A second factor was removed.
        SecondFactorRemoved = "second_factor_removed",
        /// A record was created.
        Created = "created",
        /// A record was changed.
        Changed = "changed",
        /// An archived record was put back into use.
        Activated = "activated",
        /// A record was archived.
        Deactivated = "deactivated",
        /// A record was removed.
        Removed = "removed",
        /// An API key was revoked.
        Revoked = "revoked",
        /// The contact reason of an interaction was set, changed or cleared.
        Qualified = "qualified",
        /// A source corrected an interaction.
        Corrected = "corrected",
        /// A case was taken into service.
        Continued = "continued",
        /// A case was put on hold.
        Held = "held",
        /// The hold of a case was undone.
        HoldUndone = "hold_undone",
        /// A case was closed.
        Closed = "closed",
        /// A closed case was reopened.
        Reopened = "reopened",
        /// A case was handed to another person or queue.
        HandedOver = "handed_over",
        /// A comment was added to a case.
        Commented = "commented",
        /// A questionnaire was answered.
        QuestionnaireAnswered = "questionnaire_answered",
        /// A case was merged into another.
        Merged = "merged",
        /// The merge of a case was undone.
        Unmerged = "unmerged",
        /// A file was attached.
        Attached = "attached",
        /// An attachment was removed.
        AttachmentRemoved = "attachment_removed",
        /// A customer was sent a satisfaction survey.
        SurveyRequested = "survey_requested",
        /// A preview of a conversation was shown in a list.
        ConversationPreviewed = "conversation_previewed",
        /// A conversation was viewed.
        ConversationViewed = "conversation_viewed",
        /// A recording was played.
        RecordingPlayed = "recording_played",
        /// A recording was downloaded.
        RecordingDownloaded = "recording_downloaded",
        /// An attachment was viewed.
        AttachmentViewed = "attachment_viewed",
        /// An attachment was downloaded.
        AttachmentDownloaded = "attachment_downloaded",
        /// The recording of a call was replaced by another.
        RecordingReplaced = "recording_replaced",
        /// What a source could not use was downloaded.
        RejectsDownloaded = "rejects_downloaded",
        /// The audit trail was exported.
        AuditExported = "audit_exported",
        /// Personal data in the audit trail was erased.
        DetailsErased = "details_erased",
        /// The audit trail was converted to the format in which its values can be erased.
        CarriedOver = "carried_over",
    }
}

vocabulary! {
    /// The kind of object an audited action applies to; its word is used in URLs, the database and exports.
    pub enum AuditObject {
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
        /// An API key.
        ApiKey = "api_key",
        /// A source of interactions.
        Source = "source",
        /// A webhook.
        Webhook = "webhook",
        /// A job: work in the background.
        Job = "job",
        /// A saved view that others than its owner may see.
        SavedView = "saved_view",
        /// The operation as a whole.
        Operation = "operation",
        /// A case.
        Case = "case",
        /// A customer.
        Customer = "customer",
        /// An interaction.
        Interaction = "interaction",
        /// An attachment of a case.
        Attachment = "attachment",
        /// The audit trail itself.
        Audit = "audit",
    }
}

/// The number of a request to erase personal data from the audit trail.
///
/// It stays readable in the trail forever, so it must not be a name or an address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RequestReference(String);

/// Maximum length of a request reference.
const MAX_REFERENCE: usize = 64;

impl RequestReference {
    /// Parses a reference: ASCII letters, digits and `-._/`, with at least one digit.
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        let plain = text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-._/".contains(&byte));
        let numbered = text.bytes().any(|byte| byte.is_ascii_digit());
        (plain && numbered && text.len() <= MAX_REFERENCE).then(|| Self(text.to_owned()))
    }

    /// The reference as text.
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
            assert_eq!(AuditAction::parse(action.as_str()), Some(action));
            assert_eq!(serde_json::to_value(action).expect("a word"), action.as_str());
        }
        for object in AuditObject::ALL {
            assert_eq!(AuditObject::parse(object.as_str()), Some(object));
            assert_eq!(serde_json::to_value(object).expect("a word"), object.as_str());
        }
        assert_eq!(AuditAction::parse("exploded"), None);
    }
}
