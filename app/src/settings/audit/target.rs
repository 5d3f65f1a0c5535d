//! The object of an audit entry: its name and the link to it.

use domain::saved_view::ViewSlug;
use domain::{AuditObject, ObjectId};
use store::audit::{AuditEntry, AuditNames};

use crate::settings::SectionName;

/// The name of the object: the current name for users, the number for cases.
pub(super) fn name(entry: &AuditEntry, names: &AuditNames) -> String {
    let object = AuditObject::parse(&entry.object);
    let id = entry.object_id.parse::<ObjectId>().ok();
    match (object, id) {
        (Some(AuditObject::User), Some(id)) => {
            names.of(AuditObject::User, id).unwrap_or(&entry.label).to_owned()
        }
        (Some(AuditObject::Case | AuditObject::Job), _) if entry.label == entry.object_id => {
            format!("#{}", entry.object_id)
        }
        _ => entry.label.clone(),
    }
}

/// The page that shows the object, if there is one.
pub(super) fn href(entry: &AuditEntry, names: &AuditNames) -> Option<String> {
    let object = AuditObject::parse(&entry.object)?;
    if object == AuditObject::Interaction {
        let protocol: String = form_urlencoded::byte_serialize(entry.object_id.as_bytes()).collect();
        return Some(format!("/history?interaction={protocol}&view=conversation"));
    }
    if object == AuditObject::Job {
        return Some(crate::jobs::settings_href(entry.object_id.parse().ok()?));
    }
    if object == AuditObject::SavedView {
        return ViewSlug::parse(&entry.object_id).map(|slug| slug.href());
    }
    if object == AuditObject::Operation {
        return Some(SectionName::Operation.href());
    }
    let id: ObjectId = entry.object_id.parse().ok()?;
    match object {
        AuditObject::Case => Some(format!("/management?case={id}")),
        AuditObject::Customer => Some(format!("/management?case={}", names.case_of(object, id)?)),
        AuditObject::Attachment => {
            Some(format!("/management?case={}&tab=attachments", names.case_of(object, id)?))
        }
        _ => Some(format!("{}/{id}", section(object)?.href())),
    }
}

/// The settings section of this kind of object.
const fn section(object: AuditObject) -> Option<SectionName> {
    Some(match object {
        AuditObject::User => SectionName::Users,
        AuditObject::Group => SectionName::Groups,
        AuditObject::Queue => SectionName::Queues,
        AuditObject::Reason => SectionName::Reasons,
        AuditObject::CaseKind => SectionName::Kinds,
        AuditObject::CustomField => SectionName::Fields,
        AuditObject::Calendar => SectionName::Calendars,
        AuditObject::Policy => SectionName::Policies,
        AuditObject::Survey => SectionName::Surveys,
        AuditObject::Questionnaire => SectionName::Questionnaires,
        AuditObject::ApiKey => SectionName::ApiKeys,
        AuditObject::Source => SectionName::Sources,
        AuditObject::Webhook => SectionName::Webhooks,
        AuditObject::Job
        | AuditObject::Operation
        | AuditObject::SavedView
        | AuditObject::Case
        | AuditObject::Customer
        | AuditObject::Interaction
        | AuditObject::Attachment
        | AuditObject::Audit => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(object: AuditObject, id: &str) -> AuditEntry {
        AuditEntry { object: object.as_str().to_owned(), object_id: id.to_owned(), ..AuditEntry::default() }
    }

    #[test]
    fn an_object_leads_to_where_it_is_shown() {
        let names = AuditNames::default();
        for (object, id, expected) in [
            (AuditObject::Case, "12", Some("/management?case=12")),
            (AuditObject::Interaction, "2026-1&x", Some("/history?interaction=2026-1%26x&view=conversation")),
            (AuditObject::User, "7", Some("/settings/users/7")),
            (AuditObject::User, "", None),
            (AuditObject::ApiKey, "3", Some("/settings/api-keys/3")),
            (AuditObject::Source, "4", Some("/settings/sources/4")),
            (AuditObject::Webhook, "4", Some("/settings/webhooks/4")),
            (AuditObject::Job, "4", Some("/settings/jobs/4")),
            (AuditObject::SavedView, "k7m2x9pq", Some("/v/k7m2x9pq")),
            (AuditObject::Operation, "1", Some("/settings/operation")),
            (AuditObject::Customer, "5", None),
            (AuditObject::Audit, "2026-0007", None),
        ] {
            assert_eq!(href(&entry(object, id), &names).as_deref(), expected, "{object:?} {id}");
        }
    }

    #[test]
    fn every_kind_of_settings_is_shown_somewhere() {
        let names = AuditNames::default();
        let elsewhere = [AuditObject::Customer, AuditObject::Attachment, AuditObject::Audit];
        for object in AuditObject::ALL.iter().filter(|object| !elsewhere.contains(object)) {
            assert!(href(&entry(*object, "1"), &names).is_some(), "{object:?}");
        }
    }
}
