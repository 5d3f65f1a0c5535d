//! Edits of cases and customers, with conflict detection by revision (optimistic locking).

pub(in crate::cases) mod custom;
pub(in crate::cases) mod queue;

use std::ops::ControlFlow;

use domain::case_life::may_edit;
use domain::cases::EditOutcome;
use domain::custom_field::FieldOwner;
use domain::record::{CaseRecord, CustomerRecord, FieldChange};
use domain::{AuditAction, AuditObject, CaseId, CustomerId, QueueId, Revision, TimelineAction, Timestamp};

use crate::Result;
use crate::audit::NewAuditEntry;
use crate::cases::Cases;
use crate::cases::NewEvent;
use crate::cases::edit::custom::{custom_fields, custom_json};
use crate::cases::edit::queue::{audit_value, named_queues};
use crate::cases::locks::LockedCase;
use crate::customers::{lock_record_of_case, refresh_names, save_record};
use crate::db::Tx;

#[derive(sqlx::FromRow)]
pub(in crate::cases) struct CaseRow {
    revision: Revision,
    queue_id: Option<QueueId>,
    /// The name of the queue.
    pub(in crate::cases) queue: Option<String>,
    kind: Option<String>,
    subject: Option<String>,
    custom: String,
}

impl Cases<'_> {
    /// Edits the customer of a case, which is the survivor of merged customers; `revision` is that of the record in the form. `None` if the
    /// case is out of scope.
    pub async fn edit_customer(
        &self,
        case: CaseId,
        revision: Revision,
        record: CustomerRecord,
        now: Timestamp,
    ) -> Result<Option<EditOutcome<CustomerRecord>>> {
        let record = record.tidied();
        let mut tx = Tx::begin(self.db()).await?;
        if let ControlFlow::Break(outcome) = self.lock_to_edit(&mut tx, case).await? {
            return Ok(outcome);
        }
        let Some(row) = lock_record_of_case(&mut tx, case).await? else { return Ok(None) };
        let (customer, current) = (row.id, row.revision);
        let before = row.record();
        let errors = record.check().err().unwrap_or_default();
        let custom_values = (&before.custom, &record.custom);
        let custom = match self.edited_fields(&mut tx, FieldOwner::Customer, custom_values, errors).await? {
            Ok(custom) => custom,
            Err(errors) => return Ok(Some(EditOutcome::Invalid(errors))),
        };
        let record = CustomerRecord { custom, ..record };
        let changes = before.changes(&record);
        if changes.is_empty() {
            return Ok(Some(EditOutcome::Unchanged));
        }
        if current != revision {
            return Ok(Some(EditOutcome::Conflict { now: before, revision: current }));
        }
        save_record(&mut tx, customer, &record, now).await?;
        refresh_names(&mut tx, customer).await?;
        self.move_addresses(&mut tx, customer, &before, &record).await?;
        self.record_changes(&mut tx, case, TimelineAction::CustomerEdited, &changes, now).await?;
        let entry = NewAuditEntry::new(AuditAction::Changed, AuditObject::Customer, customer, &record.name);
        tx.commit_with_audit(&self.actor(), vec![entry.before(&before).after(&record)], now).await?;
        Ok(Some(EditOutcome::Saved))
    }

    /// Edits a case; `revision` is that of the record in the form. Another queue or kind may select
    /// another SLA policy. `None` if the case is out of scope.
    pub async fn edit(
        &self,
        case: CaseId,
        revision: Revision,
        record: CaseRecord,
        now: Timestamp,
    ) -> Result<Option<EditOutcome<CaseRecord>>> {
        let record = record.tidied();
        let mut tx = Tx::begin(self.db()).await?;
        if let ControlFlow::Break(outcome) = self.lock_to_edit(&mut tx, case).await? {
            return Ok(outcome);
        }
        let Some(row) = self.record_of_case(&mut tx, case).await? else { return Ok(None) };
        let (current, was_in) = (row.revision, row.queue.clone());
        let before = row.record();
        let mut errors = record.check().err().unwrap_or_default();
        if !record.kind.is_empty() && record.kind != before.kind {
            self.check_kind(&mut tx, &record.kind, &mut errors).await?;
        }
        let is_in = match record.queue {
            same if same == before.queue => was_in.clone(),
            other => self.check_queue(&mut tx, other, &mut errors).await?,
        };
        let (was_in, is_in) = (was_in.as_deref(), is_in.as_deref());
        let custom_values = (&before.custom, &record.custom);
        let custom = match self.edited_fields(&mut tx, FieldOwner::Case, custom_values, errors).await? {
            Ok(custom) => custom,
            Err(errors) => return Ok(Some(EditOutcome::Invalid(errors))),
        };
        let record = CaseRecord { custom, ..record };
        let changes = named_queues(before.changes(&record), (was_in, is_in));
        if changes.is_empty() {
            return Ok(Some(EditOutcome::Unchanged));
        }
        if current != revision {
            return Ok(Some(EditOutcome::Conflict { now: before, revision: current }));
        }
        self.save_case(&mut tx, case, &record, now).await?;
        self.apply_queue_change(&mut tx, case, (&before, &record), now).await?;
        self.record_changes(&mut tx, case, TimelineAction::Edited, &changes, now).await?;
        let entry = NewAuditEntry::new(AuditAction::Changed, AuditObject::Case, case, format!("#{case}"));
        let entry = entry.before(&audit_value(&before, was_in)).after(&audit_value(&record, is_in));
        tx.commit_with_audit(&self.actor(), vec![entry], now).await?;
        Ok(Some(EditOutcome::Saved))
    }

    /// Locks a case that the viewer may edit; breaks with the outcome if there is none.
    async fn lock_to_edit<R>(
        &self,
        tx: &mut Tx,
        case: CaseId,
    ) -> Result<ControlFlow<Option<EditOutcome<R>>>> {
        Ok(match self.lock_case(tx, case).await? {
            None => ControlFlow::Break(None),
            Some(LockedCase::Merged(into)) => ControlFlow::Break(Some(EditOutcome::Merged(into))),
            Some(LockedCase::Present(locked)) => match may_edit(&self.principal, &locked.access()) {
                Ok(()) => ControlFlow::Continue(()),
                Err(refusal) => ControlFlow::Break(Some(EditOutcome::Refused(refusal))),
            },
        })
    }

    pub(in crate::cases) async fn record_of_case(
        &self,
        tx: &mut Tx,
        case: CaseId,
    ) -> Result<Option<CaseRow>> {
        let mut statement = self.statement();
        let case = statement.bind(case);
        statement.text = format!(
            "SELECT s.revision, s.queue_id, q.name AS queue, s.kind, s.subject, s.custom \
             FROM service_case AS s LEFT JOIN queue AS q ON q.id = s.queue_id WHERE s.id = {case}"
        );
        tx.fetch_optional(statement).await
    }

    /// Updates the addresses for customer recognition after an edit of the record.
    async fn move_addresses(
        &self,
        tx: &mut Tx,
        customer: CustomerId,
        before: &CustomerRecord,
        after: &CustomerRecord,
    ) -> Result<()> {
        self.store.replace_number(tx, (customer, "whatsapp"), &before.whatsapp, &after.whatsapp).await?;
        self.store.replace_number(tx, (customer, "phone"), &before.phone, &after.phone).await?;
        let (from, to) = (before.chat.trim(), after.chat.trim());
        if from == to {
            return Ok(());
        }
        self.store.remove_address(tx, (customer, "chat"), from).await?;
        if !to.is_empty() {
            self.store.add_address(tx, (customer, "chat"), to).await?;
        }
        Ok(())
    }

    pub(in crate::cases) async fn save_case(
        &self,
        tx: &mut Tx,
        case: CaseId,
        record: &CaseRecord,
        now: Timestamp,
    ) -> Result<()> {
        let mut change = self.statement();
        let kind = change.bind(non_empty(&record.kind).as_deref());
        let subject = change.bind(non_empty(&record.subject).as_deref());
        let queue = change.bind(record.queue);
        let custom = change.bind(custom_json(&record.custom));
        let (at, id) = (change.bind(now), change.bind(case));
        change.text = format!(
            "UPDATE service_case SET kind = {kind}, subject = {subject}, queue_id = {queue}, custom = {custom}, \
             updated_at = CASE WHEN updated_at < {at} THEN {at} ELSE updated_at END, revision = revision + 1 \
             WHERE id = {id}"
        );
        tx.execute(change).await?;
        Ok(())
    }

    async fn record_changes(
        &self,
        tx: &mut Tx,
        case: CaseId,
        action: TimelineAction,
        changes: &[FieldChange],
        now: Timestamp,
    ) -> Result<()> {
        let detail = serde_json::json!({ "changes": changes });
        self.record_event(tx, NewEvent { detail, ..NewEvent::new(case, action, now) }).await
    }
}

impl CaseRow {
    pub(in crate::cases) fn record(self) -> CaseRecord {
        CaseRecord {
            kind: self.kind.unwrap_or_default(),
            subject: self.subject.unwrap_or_default(),
            queue: self.queue_id,
            custom: custom_fields(&self.custom),
        }
        .tidied()
    }
}

fn non_empty(text: &str) -> Option<String> {
    (!text.is_empty()).then(|| text.to_owned())
}
