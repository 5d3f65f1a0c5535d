//! Saved views (*Visões*): names for the addresses of lists.
//!
//! Who sees a view is `Scoped::view_in_scope`; only its owner changes it, and removes it as long as their
//! account is active. What a view shows is
//! read by its page in the scope of the reader, so nothing here reads an interaction or a case.

mod start;
mod write;

use domain::history::Named;
use domain::saved_view::{ListedView, SavedView, ViewAudience, ViewPage, ViewSlug};
use domain::text::fold;
use domain::{GroupId, Revision, Role, SavedViewId, UserId};

use crate::db::Statement;
use crate::scoped::{Scoped, handle};
use crate::{Error, Result};

handle! {
    /// The saved views that the user may see.
    Views, views
}

/// A row of [`Views::columns`].
type ListedRow = (String, String, String, String, UserId, String, bool);

impl Views<'_> {
    /// The views in scope by name, the user's own first.
    pub async fn list(&self) -> Result<Vec<ListedView>> {
        let mut statement = self.statement();
        let (columns, scope) = (self.columns(&mut statement), self.view_in_scope(&mut statement, "v"));
        statement.text = format!(
            "SELECT {columns} FROM saved_view AS v JOIN user_account AS o ON o.id = v.owner_id WHERE {scope}"
        );
        let rows = self.fetch_all::<ListedRow>(statement).await?;
        let mut views = rows.into_iter().map(|row| self.listed(row)).collect::<Result<Vec<ListedView>>>()?;
        views.sort_by_cached_key(|view| (!view.own, fold(&view.name), view.slug.to_string()));
        Ok(views)
    }

    /// A view in scope.
    pub async fn find(&self, slug: &ViewSlug) -> Result<Option<SavedView>> {
        let mut statement = self.statement();
        self.select(&mut statement, slug, "");
        let Some(row) = self.fetch_optional::<FoundRow>(statement).await? else { return Ok(None) };
        let mut view = self.found(row)?;
        if view.saved.listed.own {
            view.saved.groups = self.fetch_all::<(GroupId,)>(self.groups_of(view.id)).await.map(ids)?;
        }
        Ok(Some(view.saved))
    }

    /// The groups that the user may share views with, by name.
    pub async fn groups_offered(&self) -> Result<Vec<Named<GroupId>>> {
        let mut statement = self.statement();
        let supervised = self.group_supervised(&mut statement, "g");
        statement.text = format!("SELECT g.id, g.name FROM monitoring_group AS g WHERE {supervised}");
        let rows = self.fetch_all::<(GroupId, String)>(statement).await?;
        let mut groups: Vec<Named<GroupId>> = rows.into_iter().map(|(id, name)| Named { id, name }).collect();
        groups.sort_by_cached_key(|group| (fold(&group.name), group.id));
        Ok(groups)
    }

    /// The columns of a view `v` of the owner `o`: slug, page, name, audience, the owner, and whether it was
    /// left behind to the user: its owner's account is not active, and the user is an administrator or
    /// supervises one of its groups.
    fn columns(&self, statement: &mut Statement) -> String {
        let heir = match self.principal.role {
            Role::Administrator => "TRUE".to_owned(),
            Role::Agent => "FALSE".to_owned(),
            Role::Supervisor => format!(
                "v.id IN (SELECT vg.view_id FROM saved_view_group AS vg JOIN monitoring_group AS g \
                 ON g.id = vg.group_id WHERE {})",
                self.group_supervised(statement, "g")
            ),
        };
        format!("v.slug, v.page, v.name, v.audience, v.owner_id, o.name, (NOT o.active AND {heir})")
    }

    /// Selects a view in scope, with `lock` for its row.
    fn select(&self, statement: &mut Statement, slug: &ViewSlug, lock: &str) {
        let (columns, scope) = (self.columns(statement), self.view_in_scope(statement, "v"));
        let slug = statement.bind(slug.as_str());
        statement.text = format!(
            "SELECT {columns}, v.id, v.query, v.revision FROM saved_view AS v \
             JOIN user_account AS o ON o.id = v.owner_id WHERE v.slug = {slug} AND {scope} {lock}"
        );
    }

    /// Selects the groups of a view that was read in scope.
    fn groups_of(&self, view: SavedViewId) -> Statement {
        let mut statement = self.unrestricted_statement();
        let view = statement.bind(view);
        statement.text =
            format!("SELECT vg.group_id FROM saved_view_group AS vg WHERE vg.view_id = {view} ORDER BY 1");
        statement
    }

    fn found(&self, row: FoundRow) -> Result<Found> {
        let (slug, page, name, audience, owner, owner_name, left, id, query, revision) = row;
        let listed = self.listed((slug, page, name, audience, owner, owner_name, left))?;
        Ok(Found { id, saved: SavedView { listed, query, groups: Vec::new(), revision } })
    }

    fn listed(&self, (slug, page, name, audience, owner, owner_name, left): ListedRow) -> Result<ListedView> {
        let corrupt = |what: &str, text: &str| Error::Corrupt(format!("{what} {text:?} of a view"));
        Ok(ListedView {
            page: ViewPage::parse(&page).ok_or_else(|| corrupt("page", &page))?,
            audience: ViewAudience::parse(&audience).ok_or_else(|| corrupt("audience", &audience))?,
            slug: ViewSlug::parse(&slug).ok_or_else(|| corrupt("slug", &slug))?,
            name,
            own: owner == self.principal.user,
            removable: left || owner == self.principal.user,
            owner: Named { id: owner, name: owner_name },
        })
    }
}

/// A row of [`Views::columns`], the ID, the query string and the revision.
type FoundRow = (String, String, String, String, UserId, String, bool, SavedViewId, String, Revision);

/// A view in scope.
struct Found {
    id: SavedViewId,
    saved: SavedView,
}

fn ids(rows: Vec<(GroupId,)>) -> Vec<GroupId> {
    rows.into_iter().map(|(id,)| id).collect()
}
