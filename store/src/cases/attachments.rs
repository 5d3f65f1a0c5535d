//! *Anexos*: the files of a case.
//!
//! The content is the caller's: it stores the blob first, names it here, and deletes the blob where
//! it turns out not to be needed. A file that is removed keeps its row as a trace.

use chrono::NaiveDateTime;
use domain::history::Named;
use domain::{
    AttachmentId, AuditAction, AuditObject, CaseId, Channel, Protocol, Role, TimelineAction, UserId, zone,
};

use super::NewEvent;
use super::family;
use super::head::named;
use super::life::LockedCase;
use crate::Result;
use crate::audit::Act;
use crate::db::Tx;
use crate::scoped::Scoped;

/// A file of a case, or the trace of one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attachment {
    /// Its identity.
    pub id: AttachmentId,
    /// The case it was attached to: the one shown, or one that was folded into it.
    pub case: CaseId,
    /// Its name.
    pub name: String,
    /// The media type, as found in the content.
    pub content_type: String,
    /// How many bytes it has.
    pub size: u64,
    /// When it was attached, in the operation's civil time.
    pub uploaded: NaiveDateTime,
    /// Who attached it; nobody where it came with an interaction.
    pub uploaded_by: Option<Named<UserId>>,
    /// The interaction it came with.
    pub interaction: Option<Protocol>,
    /// The channel it came by.
    pub channel: Option<Channel>,
    /// When it was removed and by whom.
    pub removed: Option<(NaiveDateTime, Option<String>)>,
    /// Whether the viewer may remove it.
    pub removable: bool,
}

/// A file whose content is stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewAttachment {
    /// Its name.
    pub name: String,
    /// The media type, as found in the content.
    pub content_type: String,
    /// How many bytes it has.
    pub size: u64,
    /// SHA-256 of the content, in hexadecimal.
    pub sha256: String,
    /// The name of the blob.
    pub blob: String,
}

/// What attaching a file did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AttachOutcome {
    /// The case has it now.
    Created(AttachmentId),
    /// The case had the same content already, under this name; the new blob is not needed.
    Known {
        /// The one that was there.
        id: AttachmentId,
        /// Its name.
        name: String,
        /// The blob that should have its content.
        blob: String,
    },
    /// The case was merged into this one.
    Merged(CaseId),
}

/// Where the content of a file is, and what it is.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct StoredFile {
    /// Its name.
    pub name: String,
    /// The media type.
    pub content_type: String,
    #[sqlx(try_from = "i64")]
    /// How many bytes it has.
    pub size: u64,
    /// SHA-256 of the content, in hexadecimal.
    pub sha256: String,
    /// The name of the blob.
    pub blob: String,
}

/// What removing a file did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RemoveAttachmentOutcome {
    /// It is gone.
    Removed {
        /// Its name.
        name: String,
        /// The blob nothing refers to any more.
        blob: Option<String>,
    },
    /// Only who attached it and administrators may.
    NotAllowed,
}

#[derive(sqlx::FromRow)]
struct Row {
    id: i64,
    case_id: i64,
    name: String,
    content_type: String,
    size: i64,
    uploaded_at: i64,
    uploaded_by: Option<i64>,
    uploader: Option<String>,
    protocol: Option<String>,
    channel: Option<i16>,
    removed_at: Option<i64>,
    remover: Option<String>,
}

#[derive(sqlx::FromRow)]
struct Present {
    case_id: i64,
    interaction_id: Option<i64>,
    name: String,
    uploaded_by: Option<i64>,
    blob: Option<String>,
}

impl Scoped<'_> {
    /// The files of a case, a survivor, and of those folded into it, newest first; those that were
    /// removed are among them, those that came with an interaction out of scope are not.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn attachments(&self, case: CaseId) -> Result<Vec<Attachment>> {
        let mut statement = self.statement();
        let (family, scope) = (family(&mut statement, case), self.case_in_scope(&mut statement, case));
        let reads = self.reads_content(&mut statement, "i");
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
            id: AttachmentId(row.id),
            case: CaseId(row.case_id),
            name: row.name,
            content_type: row.content_type,
            size: u64::try_from(row.size).unwrap_or_default(),
            uploaded: civil(row.uploaded_at),
            removable: row.removed_at.is_none() && self.may_remove(row.uploaded_by),
            uploaded_by: named(row.uploaded_by.map(UserId), row.uploader),
            interaction: row.protocol.and_then(|protocol| Protocol::parse(&protocol).ok()),
            channel: row.channel.and_then(Channel::from_code),
            removed: row.removed_at.map(|at| (civil(at), row.remover)),
        }
    }

    fn may_remove(&self, uploaded_by: Option<i64>) -> bool {
        self.principal.role == Role::Administrator || uploaded_by == Some(self.principal.user.0)
    }

    /// Where the content of a file is; `None` also where it was removed or lies out of scope.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn attachment_file(&self, id: AttachmentId) -> Result<Option<StoredFile>> {
        let mut statement = self.statement();
        let asked = statement.bind(id.0);
        let scope = self.sees_case(&mut statement, "s");
        let reads = self.reads_content(&mut statement, "i");
        statement.text = format!(
            "SELECT a.name, a.content_type, a.size, a.sha256, a.blob FROM attachment AS a \
             JOIN service_case AS own ON own.id = a.case_id \
             JOIN service_case AS s ON s.id = coalesce(own.merged_into, own.id) \
             LEFT JOIN interaction AS i ON i.id = a.interaction_id \
             WHERE a.id = {asked} AND a.removed_at IS NULL AND a.blob IS NOT NULL AND {scope} AND {reads}"
        );
        self.fetch_optional(statement).await
    }

    /// Gives a case a file whose content is stored; once where the same content comes again, also at the
    /// same moment. `None` where the case is not in scope.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn attach(
        &self,
        case: CaseId,
        file: &NewAttachment,
        now: i64,
    ) -> Result<Option<AttachOutcome>> {
        let mut tx = Tx::begin(self.db()).await?;
        // The file may have taken its time to arrive.
        if !self.hold_account(&mut tx).await? {
            return Ok(None);
        }
        match self.lock_case(&mut tx, case).await? {
            Some(LockedCase::Present(_)) => {}
            Some(LockedCase::Merged(into)) => return Ok(Some(AttachOutcome::Merged(into))),
            None => return Ok(None),
        }
        let mut same = self.statement();
        let (family, hash) = (family(&mut same, case), same.bind(&file.sha256));
        let reads = self.reads_content(&mut same, "i");
        same.text = format!(
            "SELECT a.id, a.name, a.blob FROM attachment AS a LEFT JOIN interaction AS i ON i.id = a.interaction_id \
             WHERE a.case_id IN ({family}) AND a.sha256 = {hash} AND a.removed_at IS NULL \
             AND a.blob IS NOT NULL AND {reads}"
        );
        if let Some((id, name, blob)) = tx.fetch_optional::<(i64, String, String)>(same).await? {
            return Ok(Some(AttachOutcome::Known { id: AttachmentId(id), name, blob }));
        }
        let mut insert = self.statement();
        let values = [
            ("case_id", insert.bind(case.0)),
            ("name", insert.bind(&file.name)),
            ("content_type", insert.bind(&file.content_type)),
            ("size", insert.bind(file.size as i64)),
            ("sha256", insert.bind(&file.sha256)),
            ("blob", insert.bind(&file.blob)),
            ("uploaded_at", insert.bind(now)),
            ("uploaded_by", insert.bind(self.principal.user.0)),
        ];
        insert.insert("attachment", values).push("RETURNING id");
        let Some((id,)) = tx.fetch_optional::<(i64,)>(insert).await? else { return Ok(None) };
        let event = NewEvent::of(case, TimelineAction::Attached, now);
        self.note_file(&mut tx, event, &file.name).await?;
        let act = Act::new(AuditAction::Attached, AuditObject::Attachment, id, &file.name)
            .after(&serde_json::json!({ "case": case, "size": file.size, "sha256": file.sha256 }));
        tx.commit_with(&self.author(), vec![act], now).await?;
        Ok(Some(AttachOutcome::Created(AttachmentId(id))))
    }

    /// Gives a file whose bytes were lost those of `file`, which are the same by their hash, and says
    /// whether it did: not where it is out of scope, was removed, or has other bytes by now.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn restore_attachment(
        &self,
        id: AttachmentId,
        lost: &str,
        file: &NewAttachment,
        now: i64,
    ) -> Result<bool> {
        let mut tx = Tx::begin(self.db()).await?;
        let mut change = self.statement();
        let (blob, asked, lost) = (change.bind(&file.blob), change.bind(id.0), change.bind(lost));
        let hash = change.bind(&file.sha256);
        let scope = self.sees_case(&mut change, "s");
        let reads = self.reads_content(&mut change, "i");
        change.text = format!(
            "UPDATE attachment SET blob = {blob} WHERE id = {asked} AND blob = {lost} AND sha256 = {hash} \
             AND removed_at IS NULL AND EXISTS (SELECT 1 FROM service_case AS own \
             JOIN service_case AS s ON s.id = coalesce(own.merged_into, own.id) \
             LEFT JOIN interaction AS i ON i.id = attachment.interaction_id \
             WHERE own.id = attachment.case_id AND {scope} AND {reads}) RETURNING case_id, name"
        );
        let Some((case, name)) = tx.fetch_optional::<(i64, String)>(change).await? else { return Ok(false) };
        let act = Act::new(AuditAction::Attached, AuditObject::Attachment, id, &name)
            .after(&serde_json::json!({ "case": CaseId(case), "size": file.size, "sha256": file.sha256 }));
        tx.commit_with(&self.author(), vec![act], now).await?;
        Ok(true)
    }

    /// Removes a file; its row stays as a trace. `None` where it is not in scope or was removed
    /// before. The blob is the caller's to delete.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn remove_attachment(
        &self,
        id: AttachmentId,
        now: i64,
    ) -> Result<Option<RemoveAttachmentOutcome>> {
        let mut tx = Tx::begin(self.db()).await?;
        let mut found = self.statement();
        let asked = found.bind(id.0);
        let scope = self.sees_case(&mut found, "s");
        let reads = self.reads_content(&mut found, "i");
        found.text = format!(
            "SELECT a.case_id, a.interaction_id, a.name, a.uploaded_by, a.blob FROM attachment AS a \
             JOIN service_case AS own ON own.id = a.case_id \
             JOIN service_case AS s ON s.id = coalesce(own.merged_into, own.id) \
             LEFT JOIN interaction AS i ON i.id = a.interaction_id \
             WHERE a.id = {asked} AND a.removed_at IS NULL AND {scope} AND {reads} {}",
            self.db().engine().for_update("a")
        );
        let Some(file) = tx.fetch_optional::<Present>(found).await? else { return Ok(None) };
        if !self.may_remove(file.uploaded_by) {
            return Ok(Some(RemoveAttachmentOutcome::NotAllowed));
        }
        let mut change = self.statement();
        let removed = id;
        let (at, by, id) = (change.bind(now), change.bind(self.principal.user.0), change.bind(id.0));
        change.text = format!(
            "UPDATE attachment SET removed_at = {at}, removed_by = {by}, blob = NULL WHERE id = {id}"
        );
        tx.execute(change).await?;
        let case = CaseId(file.case_id);
        let event = NewEvent::of(case, TimelineAction::AttachmentRemoved, now);
        let event = NewEvent { interaction: file.interaction_id, ..event };
        self.note_file(&mut tx, event, &file.name).await?;
        let act = Act::new(AuditAction::AttachmentRemoved, AuditObject::Attachment, removed, &file.name)
            .before(&serde_json::json!({ "case": case }));
        tx.commit_with(&self.author(), vec![act], now).await?;
        Ok(Some(RemoveAttachmentOutcome::Removed { name: file.name, blob: file.blob }))
    }

    /// Writes what happened to a file, with its name.
    async fn note_file(&self, tx: &mut Tx, event: NewEvent<'_>, name: &str) -> Result<()> {
        let detail = serde_json::json!({ "name": name });
        self.note(tx, NewEvent { detail, comment: Some(name), ..event }).await
    }
}
