//! Editing the data of a case and of its customer. Who edits an older record than the one that is
//! there is told, and nothing is overwritten.

use domain::case_life::{ActionRefusal, may_edit};
use domain::custom_field::FieldOwner;
use domain::record::{CaseRecord, CustomerRecord, FieldChange};
use domain::{AuditAction, AuditObject, CaseId, FieldErrors, QueueId, TimelineAction};

use super::custom::{custom_fields, custom_json};
use super::life::LockedCase;
use super::queue::{audited, named_queues};
use super::{NewEvent, name_key};
use crate::Result;
use crate::audit::Act;
use crate::db::Tx;
use crate::scoped::Scoped;

/// What became of an edit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum EditOutcome<Record> {
    /// It was saved.
    Saved,
    /// It says what the record says.
    Unchanged,
    /// Somebody has edited the record since it was read.
    Conflict {
        /// What it says now.
        now: Record,
        /// Its revision now.
        revision: i64,
    },
    /// This person may not.
    Refused(ActionRefusal),
    /// Fields are bad.
    Invalid(FieldErrors),
    /// The case was merged into this one.
    Merged(CaseId),
}

#[derive(sqlx::FromRow)]
struct CustomerRow {
    id: i64,
    revision: i64,
    name: Option<String>,
    phone: Option<String>,
    email: Option<String>,
    document: Option<String>,
    whatsapp: Option<String>,
    chat: Option<String>,
    custom: String,
}

#[derive(sqlx::FromRow)]
struct CaseRow {
    revision: i64,
    queue_id: Option<i64>,
    /// What that queue is called.
    queue: Option<String>,
    kind: Option<String>,
    subject: Option<String>,
    custom: String,
}

impl Scoped<'_> {
    /// Edits the customer of a case; `revision` is that of the record the person read.
    /// `None` where the case is out of scope.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn edit_customer(
        &self,
        case: CaseId,
        revision: i64,
        record: CustomerRecord,
        now: i64,
    ) -> Result<Option<EditOutcome<CustomerRecord>>> {
        let record = record.tidied();
        let mut tx = Tx::begin(self.db()).await?;
        let locked = match self.lock_case(&mut tx, case).await? {
            Some(LockedCase::Present(locked)) => locked,
            Some(LockedCase::Merged(into)) => return Ok(Some(EditOutcome::Merged(into))),
            None => return Ok(None),
        };
        if let Err(refusal) = may_edit(&self.principal, &locked.standing()) {
            return Ok(Some(EditOutcome::Refused(refusal)));
        }
        let Some(row) = self.lock_customer(&mut tx, case).await? else { return Ok(None) };
        let (customer, current) = (row.id, row.revision);
        let before = row.record();
        let errors = record.check().err().unwrap_or_default();
        let said = (&before.custom, &record.custom);
        let custom = match self.edited_fields(&mut tx, FieldOwner::Customer, said, errors).await? {
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
        self.save_customer(&mut tx, customer, &record, now).await?;
        self.move_addresses(&mut tx, customer, &before, &record).await?;
        self.note_changes(&mut tx, case, TimelineAction::CustomerEdited, &changes, now).await?;
        let act = Act::new(AuditAction::Changed, AuditObject::Customer, customer, &record.name);
        tx.commit_with(&self.author(), vec![act.before(&before).after(&record)], now).await?;
        Ok(Some(EditOutcome::Saved))
    }

    /// Edits a case; `revision` is that of the record the person read. Another queue or
    /// kind may mean another service level. `None` where the case is out of scope.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn edit_case(
        &self,
        case: CaseId,
        revision: i64,
        record: CaseRecord,
        now: i64,
    ) -> Result<Option<EditOutcome<CaseRecord>>> {
        let record = record.tidied();
        let mut tx = Tx::begin(self.db()).await?;
        let locked = match self.lock_case(&mut tx, case).await? {
            Some(LockedCase::Present(locked)) => locked,
            Some(LockedCase::Merged(into)) => return Ok(Some(EditOutcome::Merged(into))),
            None => return Ok(None),
        };
        if let Err(refusal) = may_edit(&self.principal, &locked.standing()) {
            return Ok(Some(EditOutcome::Refused(refusal)));
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
        let said = (&before.custom, &record.custom);
        let custom = match self.edited_fields(&mut tx, FieldOwner::Case, said, errors).await? {
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
        self.follow(&mut tx, case, (&before, &record), now).await?;
        self.note_changes(&mut tx, case, TimelineAction::Edited, &changes, now).await?;
        let act = Act::new(AuditAction::Changed, AuditObject::Case, case, format!("#{case}"));
        let act = act.before(&audited(&before, was_in)).after(&audited(&record, is_in));
        tx.commit_with(&self.author(), vec![act], now).await?;
        Ok(Some(EditOutcome::Saved))
    }

    async fn lock_customer(&self, tx: &mut Tx, case: CaseId) -> Result<Option<CustomerRow>> {
        let mut statement = self.statement();
        let case = statement.bind(case.0);
        statement.text = format!(
            "SELECT c.id, c.revision, c.name, c.phone, c.email, c.document, c.whatsapp, c.chat, c.custom \
             FROM customer AS c WHERE c.id = (SELECT customer_id FROM service_case WHERE id = {case}) {}",
            self.db().engine().for_update("c")
        );
        tx.fetch_optional(statement).await
    }

    async fn record_of_case(&self, tx: &mut Tx, case: CaseId) -> Result<Option<CaseRow>> {
        let mut statement = self.statement();
        let case = statement.bind(case.0);
        statement.text = format!(
            "SELECT s.revision, s.queue_id, q.name AS queue, s.kind, s.subject, s.custom \
             FROM service_case AS s LEFT JOIN queue AS q ON q.id = s.queue_id WHERE s.id = {case}"
        );
        tx.fetch_optional(statement).await
    }

    async fn save_customer(&self, tx: &mut Tx, id: i64, record: &CustomerRecord, now: i64) -> Result<()> {
        let mut change = self.statement();
        let fields = [
            ("name", said(&record.name)),
            ("name_key", said(&record.name).map(|name| name_key(&name))),
            ("phone", said(&record.phone)),
            ("email", said(&record.email)),
            ("document", said(&record.document)),
            ("document_key", domain::identity::key(&record.document)),
            ("whatsapp", said(&record.whatsapp)),
            ("chat", said(&record.chat)),
        ];
        let sets: Vec<String> = fields
            .into_iter()
            .map(|(column, value)| format!("{column} = {}", change.bind(value.as_deref())))
            .collect();
        let custom = change.bind(custom_json(&record.custom));
        let (at, id) = (change.bind(now), change.bind(id));
        change.text = format!(
            "UPDATE customer SET {}, custom = {custom}, updated_at = {at}, revision = revision + 1 \
             WHERE id = {id}",
            sets.join(", ")
        );
        tx.execute(change).await?;
        Ok(())
    }

    /// The customer is recognised by what the record says now, and no longer by what it said.
    async fn move_addresses(
        &self,
        tx: &mut Tx,
        customer: i64,
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

    async fn save_case(&self, tx: &mut Tx, case: CaseId, record: &CaseRecord, now: i64) -> Result<()> {
        let mut change = self.statement();
        let kind = change.bind(said(&record.kind).as_deref());
        let subject = change.bind(said(&record.subject).as_deref());
        let queue = change.bind(record.queue.map(|queue| queue.0));
        let custom = change.bind(custom_json(&record.custom));
        let (at, id) = (change.bind(now), change.bind(case.0));
        change.text = format!(
            "UPDATE service_case SET kind = {kind}, subject = {subject}, queue_id = {queue}, custom = {custom}, \
             updated_at = CASE WHEN updated_at < {at} THEN {at} ELSE updated_at END, revision = revision + 1 \
             WHERE id = {id}"
        );
        tx.execute(change).await?;
        Ok(())
    }

    async fn note_changes(
        &self,
        tx: &mut Tx,
        case: CaseId,
        action: TimelineAction,
        changes: &[FieldChange],
        now: i64,
    ) -> Result<()> {
        let detail = serde_json::json!({ "changes": changes });
        self.note(tx, NewEvent { detail, ..NewEvent::of(case, action, now) }).await
    }
}

impl CustomerRow {
    fn record(self) -> CustomerRecord {
        CustomerRecord {
            name: self.name.unwrap_or_default(),
            phone: self.phone.unwrap_or_default(),
            email: self.email.unwrap_or_default(),
            document: self.document.unwrap_or_default(),
            whatsapp: self.whatsapp.unwrap_or_default(),
            chat: self.chat.unwrap_or_default(),
            custom: custom_fields(&self.custom),
        }
        .tidied()
    }
}

impl CaseRow {
    fn record(self) -> CaseRecord {
        CaseRecord {
            kind: self.kind.unwrap_or_default(),
            subject: self.subject.unwrap_or_default(),
            queue: self.queue_id.map(QueueId),
            custom: custom_fields(&self.custom),
        }
        .tidied()
    }
}

fn said(text: &str) -> Option<String> {
    (!text.is_empty()).then(|| text.to_owned())
}
