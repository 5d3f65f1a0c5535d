//! The view that a user sees first. It concerns only the user, so the audit trail has no entry.

use domain::saved_view::ViewSlug;

use super::Views;
use crate::Result;

impl Views<'_> {
    /// The view that the user sees first; none if they chose none, or may not see it any more.
    pub async fn start(&self) -> Result<Option<ViewSlug>> {
        let mut statement = self.statement();
        let scope = self.view_in_scope(&mut statement, "v");
        let user = statement.bind(self.principal.user);
        statement.text = format!(
            "SELECT v.slug FROM user_account AS u JOIN saved_view AS v ON v.id = u.start_view_id \
             WHERE u.id = {user} AND {scope}"
        );
        let slug = self.fetch_optional::<(String,)>(statement).await?;
        Ok(slug.and_then(|(slug,)| ViewSlug::parse(&slug)))
    }

    /// Chooses the view that the user sees first, or none; returns whether it is in scope.
    pub async fn choose_start(&self, slug: Option<&ViewSlug>) -> Result<bool> {
        let mut statement = self.statement();
        let user = statement.bind(self.principal.user);
        statement.text = match slug {
            None => format!("UPDATE user_account SET start_view_id = NULL WHERE id = {user}"),
            Some(slug) => {
                let scope = self.view_in_scope(&mut statement, "v");
                let slug = statement.bind(slug.as_str());
                format!(
                    "UPDATE user_account SET start_view_id = \
                     (SELECT v.id FROM saved_view AS v WHERE v.slug = {slug} AND {scope}) \
                     WHERE id = {user} AND EXISTS (SELECT 1 FROM saved_view AS v WHERE v.slug = {slug} AND {scope})"
                )
            }
        };
        Ok(self.db().execute(statement).await? > 0)
    }
}
