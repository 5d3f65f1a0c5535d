//! Saving, changing and removing views. What others may see is in the audit trail, also what they could
//! see before.

use data_encoding::BASE32_NOPAD;
use domain::saved_view::{
    AUDIENCE, ChangeViewOutcome, CreateViewOutcome, MAX_VIEWS, RemoveViewOutcome, ViewAudience, ViewPage,
    ViewRecord, ViewSlug,
};
use domain::settings::field_name;
use domain::{
    AuditAction, AuditObject, FieldErrors, GroupId, Problem, Revision, Role, SavedViewId, Timestamp,
};
use serde_json::{Value, json};

use super::{Found, FoundRow, Views, ids};
use crate::accounts::secret;
use crate::audit::NewAuditEntry;
use crate::db::Tx;
use crate::{Error, Result};

/// How often another slug is tried if one is taken: of a trillion, few are.
const MAX_TRIES: usize = 5;

impl Views<'_> {
    /// Saves a new view of the user.
    pub async fn create(
        &self,
        page: ViewPage,
        record: ViewRecord,
        now: Timestamp,
    ) -> Result<CreateViewOutcome> {
        let record = record.tidied();
        let mut tx = Tx::begin(self.db()).await?;
        if let Err(errors) = self.check(&mut tx, &record).await? {
            return Ok(CreateViewOutcome::Invalid(errors));
        }
        if self.own_count(&mut tx).await? >= i64::from(MAX_VIEWS) {
            return Ok(CreateViewOutcome::TooMany);
        }
        let (id, slug) = self.insert(&mut tx, page, &record, now).await?;
        self.set_groups(&mut tx, id, &record.groups).await?;
        let mut entries = Vec::new();
        if record.is_shared() {
            let created = entry(AuditAction::Created, &slug, &record.name);
            entries.push(created.after(&audited(page, &record)));
        }
        tx.commit_with_audit(&self.actor(), entries, now).await?;
        Ok(CreateViewOutcome::Created(slug))
    }

    /// Changes a view of the user; `revision` is the one that was read. `None` if the view does not exist
    /// or is out of scope.
    pub async fn change(
        &self,
        slug: &ViewSlug,
        revision: Revision,
        record: ViewRecord,
        now: Timestamp,
    ) -> Result<Option<ChangeViewOutcome>> {
        let record = record.tidied();
        let mut tx = Tx::begin(self.db()).await?;
        let Some(stored) = self.lock(&mut tx, slug).await? else { return Ok(None) };
        let listed = &stored.saved.listed;
        if !listed.own {
            return Ok(Some(ChangeViewOutcome::Foreign));
        }
        let before = ViewRecord {
            name: listed.name.clone(),
            query: stored.saved.query.clone(),
            audience: listed.audience,
            groups: stored.saved.groups.clone(),
        };
        if stored.saved.revision != revision {
            return Ok(Some(ChangeViewOutcome::Conflict));
        }
        if record == before {
            return Ok(Some(ChangeViewOutcome::Unchanged));
        }
        if let Err(errors) = self.check(&mut tx, &record).await? {
            return Ok(Some(ChangeViewOutcome::Invalid(errors)));
        }
        let mut update = self.statement();
        let values = [
            ("name", update.bind(&record.name)),
            ("query", update.bind(&record.query)),
            ("audience", update.bind(record.audience.as_str())),
            ("updated_at", update.bind(now)),
            ("revision", "revision + 1".to_owned()),
        ];
        let (id, owner) = (update.bind(stored.id), update.bind(self.principal.user));
        update.update("saved_view", values).push(&format!("WHERE id = {id} AND owner_id = {owner}"));
        tx.execute(update).await?;
        self.set_groups(&mut tx, stored.id, &record.groups).await?;
        let mut entries = Vec::new();
        if before.is_shared() || record.is_shared() {
            let page = listed.page;
            let changed = entry(AuditAction::Changed, slug, &record.name);
            entries.push(changed.before(&audited(page, &before)).after(&audited(page, &record)));
        }
        tx.commit_with_audit(&self.actor(), entries, now).await?;
        Ok(Some(ChangeViewOutcome::Saved))
    }

    /// Removes a view of the user, or one that its owner has left behind. `None` if it does not exist or is
    /// out of scope.
    pub async fn remove(&self, slug: &ViewSlug, now: Timestamp) -> Result<Option<RemoveViewOutcome>> {
        let mut tx = Tx::begin(self.db()).await?;
        let Some(Found { id, saved }) = self.lock(&mut tx, slug).await? else { return Ok(None) };
        if !saved.listed.removable {
            return Ok(Some(RemoveViewOutcome::Foreign));
        }
        // Its groups and its place as the first view of users go with it.
        let mut delete = self.statement();
        let id = delete.bind(id);
        delete.text = format!("DELETE FROM saved_view WHERE id = {id}");
        tx.execute(delete).await?;
        let (name, audience) = (saved.listed.name, saved.listed.audience);
        let before = ViewRecord { name, query: saved.query, audience, groups: saved.groups };
        let mut entries = Vec::new();
        if before.is_shared() {
            let removed = entry(AuditAction::Removed, slug, &before.name);
            entries.push(removed.before(&audited(saved.listed.page, &before)));
        }
        tx.commit_with_audit(&self.actor(), entries, now).await?;
        Ok(Some(RemoveViewOutcome::Removed))
    }

    /// Reads a view in scope with its groups, and locks it.
    async fn lock(&self, tx: &mut Tx, slug: &ViewSlug) -> Result<Option<Found>> {
        let mut statement = self.statement();
        self.select(&mut statement, slug, &self.db().engine().for_update("v"));
        let Some(row) = tx.fetch_optional::<FoundRow>(statement).await? else { return Ok(None) };
        let mut found = self.found(row)?;
        found.saved.groups = tx.fetch_all::<(GroupId,)>(self.groups_of(found.id)).await.map(ids)?;
        Ok(Some(found))
    }

    /// Validates a view, and that the user may share it like this: with groups they supervise; with
    /// everybody as an administrator.
    async fn check(&self, tx: &mut Tx, record: &ViewRecord) -> Result<std::result::Result<(), FieldErrors>> {
        let mut errors = record.check().err().unwrap_or_default();
        let unknown = || Problem::UnknownValue { allowed: Vec::new() };
        let for_all = record.audience == ViewAudience::Everybody;
        if for_all && self.principal.role != Role::Administrator {
            errors.add(AUDIENCE, unknown());
        }
        if !record.groups.is_empty() {
            let mut statement = self.statement();
            let supervised = self.group_supervised(&mut statement, "g");
            let these = statement.any("g.id", &record.groups);
            statement.text = format!(
                "SELECT g.id FROM monitoring_group AS g WHERE {these} AND {supervised} {}",
                self.db().engine().for_key_share("g")
            );
            if tx.fetch_all::<(GroupId,)>(statement).await?.len() < record.groups.len() {
                errors.add(field_name::GROUPS, unknown());
            }
        }
        Ok(errors.into_result())
    }

    async fn own_count(&self, tx: &mut Tx) -> Result<i64> {
        let mut statement = self.statement();
        let owner = statement.bind(self.principal.user);
        statement.text = format!("SELECT count(*) FROM saved_view AS v WHERE v.owner_id = {owner}");
        Ok(tx.fetch_optional::<(i64,)>(statement).await?.map_or(0, |(count,)| count))
    }

    async fn insert(
        &self,
        tx: &mut Tx,
        page: ViewPage,
        record: &ViewRecord,
        now: Timestamp,
    ) -> Result<(SavedViewId, ViewSlug)> {
        for _ in 0..MAX_TRIES {
            let slug = new_slug()?;
            let mut insert = self.statement();
            let values = [
                ("slug", insert.bind(slug.as_str())),
                ("page", insert.bind(page.as_str())),
                ("query", insert.bind(&record.query)),
                ("name", insert.bind(&record.name)),
                ("owner_id", insert.bind(self.principal.user)),
                ("audience", insert.bind(record.audience.as_str())),
                ("created_at", insert.bind(now)),
                ("updated_at", insert.bind(now)),
            ];
            insert.insert("saved_view", values).push("ON CONFLICT (slug) DO NOTHING RETURNING id");
            if let Some((id,)) = tx.fetch_optional::<(SavedViewId,)>(insert).await? {
                return Ok((id, slug));
            }
        }
        Err(Error::Internal("no free slug for a view".to_owned()))
    }

    async fn set_groups(&self, tx: &mut Tx, view: SavedViewId, groups: &[GroupId]) -> Result<()> {
        tx.execute(self.statement().delete_where("saved_view_group", "view_id", view)).await?;
        for group in groups {
            let mut insert = self.statement();
            let values = [("view_id", insert.bind(view)), ("group_id", insert.bind(*group))];
            insert.insert("saved_view_group", values);
            tx.execute(insert).await?;
        }
        Ok(())
    }
}

/// Forty random bits: short, and taken by another view hardly ever.
fn new_slug() -> Result<ViewSlug> {
    let text = BASE32_NOPAD.encode(&secret::random_bytes::<5>()).to_ascii_lowercase();
    ViewSlug::parse(&text).ok_or_else(|| Error::Internal(format!("the slug {text:?}")))
}

fn entry(action: AuditAction, slug: &ViewSlug, name: &str) -> NewAuditEntry {
    NewAuditEntry::new(action, AuditObject::SavedView, slug, name)
}

fn audited(page: ViewPage, record: &ViewRecord) -> Value {
    json!({
        "name": record.name,
        "page": page,
        "query": record.query,
        "audience": record.audience,
        "groups": record.groups,
    })
}
