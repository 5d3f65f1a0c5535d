//! The permission of a stream: the session and the scope, which are checked again while it is open, and
//! the end of the server.

use std::future::Future;

use domain::Principal;
use store::announcements::{Audience, Mark, Seen};
use store::clock::now;
use tokio::sync::watch;
use tokio::time::{Instant, Interval, MissedTickBehavior, interval_at};

use crate::http::error::{During, Error};
use crate::http::state::Site;

/// What a stream may tell, and for how long.
pub(super) struct Permission {
    token: String,
    principal: Principal,
    audience: Audience,
    recheck: Interval,
    ending: watch::Receiver<bool>,
    site: Site,
}

impl Permission {
    /// The permission of a session that is valid now.
    pub(super) async fn of(site: Site, principal: Principal, token: String) -> Result<Self, Error> {
        let audience = site.store.as_principal(&principal).audience().await.during("reading a scope")?;
        let pause = site.connections.session_recheck;
        let mut recheck = interval_at(Instant::now() + pause, pause);
        recheck.set_missed_tick_behavior(MissedTickBehavior::Delay);
        Ok(Self { token, principal, audience, recheck, ending: site.streams.ending(), site })
    }

    /// What the page will have seen then, if anything was announced since `mark` that it may know of.
    pub(super) fn news_since(&self, mark: Option<Mark>) -> Option<Seen> {
        let announcements = self.site.store.announcements();
        // Before the comparison: what is announced meanwhile leads to one more event.
        let now = Seen::now(announcements, self.principal.user);
        mark.is_none_or(|mark| announcements.concern(&self.audience, mark)).then_some(now)
    }

    /// Waits for a future, or until the permission was checked again; `None` if it has ended.
    pub(super) async fn wait(&mut self, future: impl Future) -> Option<()> {
        tokio::select! {
            _ = future => return Some(()),
            _ = self.ending.wait_for(|ending| *ending) => return None,
            _ = self.recheck.tick() => {}
        }
        self.audience = self.audience_now().await?;
        Some(())
    }

    /// The scope, if the session is still the same; `None` as well if the database fails: the browser
    /// connects again.
    async fn audience_now(&self) -> Option<Audience> {
        let store = &self.site.store;
        let session = store.accounts().unattended_session(&self.token, now()).await.ok()??;
        if session.principal != self.principal {
            return None;
        }
        store.as_principal(&self.principal).audience().await.ok()
    }
}
