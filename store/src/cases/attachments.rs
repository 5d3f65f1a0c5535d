//! *Anexos*: attachments of a case.
//!
//! The caller manages the blobs: it stores one before [`Cases::attach`] and deletes it if it is
//! not needed. The row of a removed attachment stays.

use domain::cases::{Attachment, Removal};
use domain::{
    AttachmentId, AuditAction, AuditObject, CaseId, Channel, InteractionId, Protocol, Role, TimelineAction,
    Timestamp, UserId, zone,
};

use crate::Result;
use crate::audit::NewAuditEntry;
use crate::cases::Cases;
use crate::cases::NewEvent;
use crate::cases::family;
use crate::cases::head::named;
use crate::cases::locks::LockedCase;
use crate::db::Tx;

/// A new attachment whose blob is already stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewAttachment {
    /// Its name.
    pub name: String,
    /// The content type, detected from the content.
    pub content_type: String,
    /// Its size in bytes.
    pub size: u64,
    /// SHA-256 of the content, in hexadecimal.
    pub sha256: String,
    /// The name of the blob.
    pub blob: String,
}

/// Outcome of [`Cases::attach`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AttachOutcome {
    /// It was attached.
    Created(AttachmentId),
    /// The case already has an attachment with this content; the new blob is not needed.
    Known {
        /// The ID of the existing one.
        id: AttachmentId,
        /// Its name.
        name: String,
        /// Its blob, which may have been lost.
        blob: String,
    },
    /// The case was merged into this one.
    Merged(CaseId),
}

/// Blob, name and content type of an attachment, for the download.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct StoredFile {
    /// Its name.
    pub name: String,
    /// The content type.
    pub content_type: String,
    #[sqlx(try_from = "i64")]
    /// Its size in bytes.
    pub size: u64,
    /// SHA-256 of the content, in hexadecimal.
    pub sha256: String,
    /// The name of the blob.
    pub blob: String,
}

/// Outcome of [`Cases::remove_attachment`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RemoveAttachmentOutcome {
    /// It was removed.
    Removed {
        /// Its name.
        name: String,
        /// The blob, which is no longer referenced.
        blob: Option<String>,
    },
    /// Only its uploader and administrators may remove it.
    NotAllowed,
}

#[derive(sqlx::FromRow)]
struct Row {
    id: AttachmentId,
    case_id: CaseId,
    name: String,
    content_type: String,
    size: i64,
    uploaded_at: Timestamp,
    uploaded_by: Option<UserId>,
    uploader: Option<String>,
    protocol: Option<String>,
    channel: Option<i16>,
    removed_at: Option<Timestamp>,
    remover: Option<String>,
}

#[derive(sqlx::FromRow)]
struct ActiveAttachment {
    case_id: CaseId,
    interaction_id: Option<InteractionId>,
    name: String,
    uploaded_by: Option<UserId>,
    blob: Option<String>,
}

impl Cases<'_> {
    /// The attachments of a survivor and of the cases merged into it, newest first, including
    /// removed ones, without those of interactions out of scope.
    pub async fn attachments(&self, case: CaseId) -> Result<Vec<Attachment>> {
        let mut statement = self.statement();
        let (family, scope) = (family(&mut statement, case), self.case_in_scope(&mut statement, case));
        let reads = self.content_in_scope(&mut statement, "i");
        statement.text = format!(
            "SELECT a.id, a.case_id, a.name, a.content_type, a.size, a.uploaded_at, a.uploaded_by, \
             u.name AS uploader, i.protocol, i.channel, a.removed_at, r.name AS remover \
             FROM attachment AS a LEFT JOIN user_account AS u ON u.id = a.uploaded_by \
             LEFT JOIN user_account AS r ON r.id = a.removed_by \
             LEFT JOIN interaction AS i ON i.id = a.interaction_id \
             WHERE a.case_id IN ({family}) AND {scope} AND {reads} ORDER BY a.uploaded_at DESC, a.id DESC"
        );
        let rows: Vec<Row> = self.fetch_all(statement).await?;
        Ok(rows.into_iter().map(|row| self.attachment(row)).collect())
    }

    fn attachment(&self, row: Row) -> Attachment {
        let civil = |at| zone::civil(self.store.zone(), at);
        Attachment {
            id: row.id,
            case: row.case_id,
            name: row.name,
            content_type: row.content_type,
            size: u64::try_from(row.size).unwrap_or_default(),
            uploaded: civil(row.uploaded_at),
            removable: row.removed_at.is_none() && self.may_remove(row.uploaded_by),
            uploaded_by: named(row.uploaded_by, row.uploader),
            interaction: row.protocol.and_then(|protocol| Protocol::parse(&protocol).ok()),
            channel: row.channel.and_then(Channel::from_code),
            removed: row.removed_at.map(|at| Removal { at: civil(at), by: row.remover }),
        }
    }

    fn may_remove(&self, uploaded_by: Option<UserId>) -> bool {
        self.principal.role == Role::Administrator || uploaded_by == Some(self.principal.user)
    }

    /// An attachment for download; `None` if it was removed, does not exist or is out of scope.
    pub async fn attachment_file(&self, id: AttachmentId) -> Result<Option<StoredFile>> {
        let mut statement = self.statement();
        let asked = statement.bind(id);
        let scope = self.alias_in_scope(&mut statement, "s");
        let reads = self.content_in_scope(&mut statement, "i");
        statement.text = format!(
            "SELECT a.name, a.content_type, a.size, a.sha256, a.blob FROM attachment AS a \
             JOIN service_case AS own ON own.id = a.case_id \
             JOIN service_case AS s ON s.id = coalesce(own.merged_into, own.id) \
             LEFT JOIN interaction AS i ON i.id = a.interaction_id \
             WHERE a.id = {asked} AND a.removed_at IS NULL AND a.blob IS NOT NULL AND {scope} AND {reads}"
        );
        self.fetch_optional(statement).await
    }

    /// Attaches a file to a case; idempotent for the same content, even concurrently. `None` if the
    /// case is out of scope.
    pub async fn attach(
        &self,
        case: CaseId,
        file: &NewAttachment,
        now: Timestamp,
    ) -> Result<Option<AttachOutcome>> {
        let mut tx = Tx::begin(self.db()).await?;
        // The upload may have taken long: the account may have been deactivated since.
        if !self.lock_account(&mut tx).await? {
            return Ok(None);
        }
        match self.lock_case(&mut tx, case).await? {
            Some(LockedCase::Present(_)) => {}
            Some(LockedCase::Merged(into)) => return Ok(Some(AttachOutcome::Merged(into))),
            None => return Ok(None),
        }
        let mut same = self.statement();
        let (family, hash) = (family(&mut same, case), same.bind(&file.sha256));
        let reads = self.content_in_scope(&mut same, "i");
        same.text = format!(
            "SELECT a.id, a.name, a.blob FROM attachment AS a LEFT JOIN interaction AS i ON i.id = a.interaction_id \
             WHERE a.case_id IN ({family}) AND a.sha256 = {hash} AND a.removed_at IS NULL \
             AND a.blob IS NOT NULL AND {reads}"
        );
        if let Some((id, name, blob)) = tx.fetch_optional::<(AttachmentId, String, String)>(same).await? {
            return Ok(Some(AttachOutcome::Known { id, name, blob }));
        }
        let mut insert = self.statement();
        let values = [
            ("case_id", insert.bind(case)),
            ("name", insert.bind(&file.name)),
            ("content_type", insert.bind(&file.content_type)),
            ("size", insert.bind(file.size as i64)),
            ("sha256", insert.bind(&file.sha256)),
            ("blob", insert.bind(&file.blob)),
            ("uploaded_at", insert.bind(now)),
            ("uploaded_by", insert.bind(self.principal.user)),
        ];
        insert.insert("attachment", values).push("RETURNING id");
        let Some((id,)) = tx.fetch_optional::<(AttachmentId,)>(insert).await? else { return Ok(None) };
        let event = NewEvent::new(case, TimelineAction::Attached, now);
        self.record_file_event(&mut tx, event, &file.name).await?;
        let entry = NewAuditEntry::new(AuditAction::Attached, AuditObject::Attachment, id, &file.name)
            .after(&serde_json::json!({ "case": case, "size": file.size, "sha256": file.sha256 }));
        tx.commit_with_audit(&self.actor(), vec![entry], now).await?;
        Ok(Some(AttachOutcome::Created(id)))
    }

    /// Replaces the lost blob of an attachment by that of `file`, which has the same hash. Returns
    /// `false` if the attachment is out of scope, was removed, or has another blob by now.
    pub async fn restore_attachment(
        &self,
        id: AttachmentId,
        lost: &str,
        file: &NewAttachment,
        now: Timestamp,
    ) -> Result<bool> {
        let mut tx = Tx::begin(self.db()).await?;
        let mut change = self.statement();
        let (blob, asked, lost) = (change.bind(&file.blob), change.bind(id), change.bind(lost));
        let hash = change.bind(&file.sha256);
        let scope = self.alias_in_scope(&mut change, "s");
        let reads = self.content_in_scope(&mut change, "i");
        change.text = format!(
            "UPDATE attachment SET blob = {blob} WHERE id = {asked} AND blob = {lost} AND sha256 = {hash} \
             AND removed_at IS NULL AND EXISTS (SELECT 1 FROM service_case AS own \
             JOIN service_case AS s ON s.id = coalesce(own.merged_into, own.id) \
             LEFT JOIN interaction AS i ON i.id = attachment.interaction_id \
             WHERE own.id = attachment.case_id AND {scope} AND {reads}) RETURNING case_id, name"
        );
        let Some((case, name)) = tx.fetch_optional::<(CaseId, String)>(change).await? else {
            return Ok(false);
        };
        let entry = NewAuditEntry::new(AuditAction::Attached, AuditObject::Attachment, id, &name)
            .after(&serde_json::json!({ "case": case, "size": file.size, "sha256": file.sha256 }));
        tx.commit_with_audit(&self.actor(), vec![entry], now).await?;
        Ok(true)
    }

    /// Removes an attachment; its row stays and the caller deletes the blob. `None` if it is out of
    /// scope or already removed.
    pub async fn remove_attachment(
        &self,
        id: AttachmentId,
        now: Timestamp,
    ) -> Result<Option<RemoveAttachmentOutcome>> {
        let mut tx = Tx::begin(self.db()).await?;
        let mut found = self.statement();
        let asked = found.bind(id);
        let scope = self.alias_in_scope(&mut found, "s");
        let reads = self.content_in_scope(&mut found, "i");
        found.text = format!(
            "SELECT a.case_id, a.interaction_id, a.name, a.uploaded_by, a.blob FROM attachment AS a \
             JOIN service_case AS own ON own.id = a.case_id \
             JOIN service_case AS s ON s.id = coalesce(own.merged_into, own.id) \
             LEFT JOIN interaction AS i ON i.id = a.interaction_id \
             WHERE a.id = {asked} AND a.removed_at IS NULL AND {scope} AND {reads} {}",
            self.db().engine().for_update("a")
        );
        let Some(file) = tx.fetch_optional::<ActiveAttachment>(found).await? else { return Ok(None) };
        if !self.may_remove(file.uploaded_by) {
            return Ok(Some(RemoveAttachmentOutcome::NotAllowed));
        }
        let mut change = self.statement();
        let removed = id;
        let (at, by, id) = (change.bind(now), change.bind(self.principal.user), change.bind(id));
        change.text = format!(
            "UPDATE attachment SET removed_at = {at}, removed_by = {by}, blob = NULL WHERE id = {id}"
        );
        tx.execute(change).await?;
        let case = file.case_id;
        let event = NewEvent::new(case, TimelineAction::AttachmentRemoved, now);
        let event = NewEvent { interaction: file.interaction_id, ..event };
        self.record_file_event(&mut tx, event, &file.name).await?;
        let entry =
            NewAuditEntry::new(AuditAction::AttachmentRemoved, AuditObject::Attachment, removed, &file.name)
                .before(&serde_json::json!({ "case": case }));
        tx.commit_with_audit(&self.actor(), vec![entry], now).await?;
        Ok(Some(RemoveAttachmentOutcome::Removed { name: file.name, blob: file.blob }))
    }

    /// Records a timeline event with the name of the file.
    async fn record_file_event(&self, tx: &mut Tx, event: NewEvent<'_>, name: &str) -> Result<()> {
        let detail = serde_json::json!({ "name": name });
        self.record_event(tx, NewEvent { detail, comment: Some(name), ..event }).await
    }
}
