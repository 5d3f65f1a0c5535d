//! What a page has seen, as it travels to the browser and back.

use domain::UserId;

use super::{Announcements, Mark};

/// The position that a page of a user has seen. Its text is opaque to the browser.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Seen {
    /// The user the page was rendered for.
    pub viewer: UserId,
    /// The position.
    pub mark: Mark,
}

impl Seen {
    /// What a page that is rendered now for this user will have seen.
    pub fn now(announcements: &Announcements, viewer: UserId) -> Self {
        Self { viewer, mark: announcements.mark() }
    }

    /// Parses what [`std::fmt::Display`] has written.
    pub fn parse(text: &str) -> Option<Self> {
        let (viewer, mark) = text.split_once('.')?;
        Some(Self { viewer: UserId(viewer.parse().ok()?), mark: Mark::parse(mark)? })
    }
}

impl std::fmt::Display for Seen {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}.{}", self.viewer, self.mark)
    }
}
