//! Saved views (*Visões*): names for the addresses of lists.
//!
//! A view is what its query string says, worked out in the scope of its reader: it carries no rights. Its
//! query string is written by the page it is for, so that a view holds nothing that the page would skip.

use serde::{Deserialize, Serialize};

use crate::history::Named;
use crate::settings::{check_name, field_name};
use crate::text::tidy_name;
use crate::vocabulary::vocabulary;
use crate::{FieldErrors, GroupId, Problem, Revision, UserId};

/// The name of the form field for the audience of a view.
pub const AUDIENCE: &str = "audience";

/// What errors call the query string of a view, which is not typed: it is that of the address.
pub const QUERY: &str = "query";

/// Maximum length of the query string of a view, in bytes: an address that servers and browsers accept.
pub const MAX_VIEW_QUERY: usize = 6_000;

/// Maximum number of views of one user.
pub const MAX_VIEWS: u32 = 200;

vocabulary! {
    /// A page whose addresses can be saved.
    pub enum ViewPage {
        /// *Histórico*.
        History = "history",
        /// *Gerenciamento*; not for agents.
        Cases = "cases",
        /// *Meus Atendimentos*.
        MyCases = "my_cases",
    }
}

impl ViewPage {
    /// The path of the page.
    pub const fn path(self) -> &'static str {
        match self {
            Self::History => "/history",
            Self::Cases => "/management",
            Self::MyCases => "/my-cases",
        }
    }
}

vocabulary! {
    /// Who may see a view besides its owner.
    pub enum ViewAudience {
        /// No other user.
        Private = "private",
        /// The members of some monitoring groups, as they are now.
        Groups = "groups",
        /// Every user.
        Everybody = "everybody",
    }
}

/// The name of a view in its short address, `/v/{slug}`.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ViewSlug(String);

impl ViewSlug {
    /// Parses a slug: at most 16 lower-case letters and digits.
    pub fn parse(text: &str) -> Option<Self> {
        let plain = text.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit());
        (plain && (1..=16).contains(&text.len())).then(|| Self(text.to_owned()))
    }

    /// The slug as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The short address of the view.
    pub fn href(&self) -> String {
        format!("/v/{}", self.0)
    }
}

impl std::fmt::Display for ViewSlug {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

/// What an owner decides about a view.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ViewRecord {
    /// Its name.
    pub name: String,
    /// The query string, without `?`.
    pub query: String,
    /// Who may see it.
    pub audience: ViewAudience,
    /// The groups it is for; none for any other audience.
    pub groups: Vec<GroupId>,
}

impl ViewRecord {
    /// Tidies the name, and sorts and deduplicates the groups.
    #[must_use]
    pub fn tidied(mut self) -> Self {
        self.name = tidy_name(&self.name);
        if self.audience != ViewAudience::Groups {
            self.groups.clear();
        }
        self.groups.sort_unstable();
        self.groups.dedup();
        self
    }

    /// Validates it.
    ///
    /// # Errors
    /// Returns the invalid fields, if there are any.
    pub fn check(&self) -> Result<(), FieldErrors> {
        let mut errors = FieldErrors::default();
        check_name(&mut errors, field_name::NAME, &self.name);
        if self.query.len() > MAX_VIEW_QUERY {
            let limit = u32::try_from(MAX_VIEW_QUERY).unwrap_or(u32::MAX);
            errors.add(QUERY, Problem::TooLong { limit });
        }
        if self.audience == ViewAudience::Groups && self.groups.is_empty() {
            errors.add(field_name::GROUPS, Problem::Required);
        }
        errors.into_result()
    }

    /// Whether others than the owner may see it.
    pub fn is_shared(&self) -> bool {
        self.audience != ViewAudience::Private
    }
}

/// A view in a menu.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ListedView {
    /// The name in its address.
    pub slug: ViewSlug,
    /// The page it is for.
    pub page: ViewPage,
    /// Its name.
    pub name: String,
    /// Its owner.
    pub owner: Named<UserId>,
    /// Whether the reader is the owner.
    pub own: bool,
    /// Whether the reader may remove it: it is their own, or was left behind by its owner.
    pub removable: bool,
    /// Who may see it.
    pub audience: ViewAudience,
}

/// A view with what it says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SavedView {
    /// The view as it is listed.
    pub listed: ListedView,
    /// The query string, without `?`.
    pub query: String,
    /// The groups it is for, if the reader is the owner.
    pub groups: Vec<GroupId>,
    /// How often it was saved.
    pub revision: Revision,
}

impl SavedView {
    /// The address of the page that shows it.
    pub fn href(&self) -> String {
        let Self { listed, query, .. } = self;
        let separator = if query.is_empty() { "" } else { "&" };
        format!("{}?saved={}{separator}{query}", listed.page.path(), listed.slug)
    }
}

/// The outcome of saving a new view.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CreateViewOutcome {
    /// It was saved under this name.
    Created(ViewSlug),
    /// Nothing was saved: these fields are invalid, or not for this user to choose.
    Invalid(FieldErrors),
    /// Nothing was saved: the user has [`MAX_VIEWS`] already.
    TooMany,
}

/// The outcome of changing a view.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ChangeViewOutcome {
    /// It was saved.
    Saved,
    /// It was like this already.
    Unchanged,
    /// Nothing was saved: these fields are invalid, or not for this user to choose.
    Invalid(FieldErrors),
    /// Nothing was saved: it was changed since it was read.
    Conflict,
    /// Nothing was saved: it belongs to another user.
    Foreign,
}

/// The outcome of removing a view.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RemoveViewOutcome {
    /// It was removed.
    Removed,
    /// It belongs to another user and was kept.
    Foreign,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn record(audience: ViewAudience, groups: &[i64]) -> ViewRecord {
        ViewRecord {
            name: " Atrasados\u{200b}  hoje ".to_owned(),
            query: "queue=3".to_owned(),
            audience,
            groups: groups.iter().copied().map(GroupId).collect(),
        }
    }

    #[test]
    fn a_slug_fits_into_an_address_as_it_is() {
        for good in ["a", "k7m2x9pq", "0123456789abcdef"] {
            assert_eq!(ViewSlug::parse(good).map(|slug| slug.href()), Some(format!("/v/{good}")));
        }
        for bad in ["", "A1", "a b", "a/b", "á", "0123456789abcdefg", "a?b=1"] {
            assert_eq!(ViewSlug::parse(bad), None, "{bad}");
        }
    }

    #[test]
    fn a_view_for_groups_names_some_and_another_names_none() {
        let fields = |record: &ViewRecord| -> Vec<String> {
            record
                .check()
                .err()
                .map_or_else(Vec::new, |errors| errors.0.into_iter().map(|e| e.field).collect())
        };
        let groups = record(ViewAudience::Groups, &[3, 1, 3]).tidied();
        assert_eq!(
            (groups.name.as_str(), groups.groups.as_slice()),
            ("Atrasados hoje", &[GroupId(1), GroupId(3)][..])
        );
        assert!(fields(&groups).is_empty() && groups.is_shared());
        assert_eq!(fields(&record(ViewAudience::Groups, &[]).tidied()), ["groups"]);
        let private = record(ViewAudience::Private, &[1]).tidied();
        assert!(private.groups.is_empty() && fields(&private).is_empty() && !private.is_shared());
        let nameless = ViewRecord { name: " \u{200b}".to_owned(), ..private };
        assert_eq!(fields(&nameless.tidied()), ["name"]);
    }

    #[test]
    fn an_address_that_browsers_do_not_accept_is_not_saved() {
        let long = ViewRecord { query: "a".repeat(MAX_VIEW_QUERY + 1), ..record(ViewAudience::Private, &[]) };
        let errors = long.check().expect_err("too long").0;
        assert_eq!(errors.iter().map(|error| error.field.as_str()).collect::<Vec<_>>(), [QUERY]);
        let longest = ViewRecord { query: "a".repeat(MAX_VIEW_QUERY), ..long };
        assert!(longest.check().is_ok());
    }
}
