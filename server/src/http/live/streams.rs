//! The open streams: how many there may be, and the end of all of them.
//!
//! A stream occupies its connection as long as its page is visible, so streams may take only half of
//! the connections, in total and per client; pages beyond that do not follow, and everything else of
//! them works.

use std::collections::HashMap;
use std::hash::Hash;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use domain::UserId;
use tokio::sync::watch;

use crate::config::connections::ConnectionSettings;
use crate::http::error::Error;

/// Maximum number of streams of a user: browsers close those of pages that are not visible.
pub(super) const MAX_PER_USER: usize = 24;

/// The open streams of the server.
pub struct Streams(Arc<Shared>);

struct Shared {
    total: usize,
    per_address: usize,
    open: Mutex<Open>,
    ending: watch::Sender<bool>,
}

#[derive(Default)]
struct Open {
    total: usize,
    by_user: HashMap<UserId, usize>,
    by_address: HashMap<IpAddr, usize>,
}

/// The place of a stream; given back on drop.
pub(super) struct Place {
    user: UserId,
    address: Option<IpAddr>,
    shared: Arc<Shared>,
}

impl Streams {
    /// No streams, within these limits of connections.
    pub fn new(settings: &ConnectionSettings) -> Self {
        Self(Arc::new(Shared {
            total: settings.total.get().div_ceil(2),
            per_address: settings.per_address.get().div_ceil(2),
            open: Mutex::default(),
            ending: watch::Sender::new(false),
        }))
    }

    /// Admits a stream of a user from a client; `None` for a proxy, which connects for many.
    pub(super) fn admit(&self, user: UserId, address: Option<IpAddr>) -> Result<Place, Error> {
        let mut open = self.0.open();
        let of_address = address.and_then(|address| open.by_address.get(&address).copied());
        if open.by_user.get(&user).is_some_and(|count| *count >= MAX_PER_USER) {
            return Err(Error::TooManyOfUser);
        }
        if open.total >= self.0.total || of_address.is_some_and(|count| count >= self.0.per_address) {
            return Err(Error::TooManyStreams);
        }
        open.total += 1;
        *open.by_user.entry(user).or_default() += 1;
        if let Some(address) = address {
            *open.by_address.entry(address).or_default() += 1;
        }
        drop(open);
        Ok(Place { user, address, shared: Arc::clone(&self.0) })
    }

    /// Becomes true when the server shuts down.
    pub(super) fn ending(&self) -> watch::Receiver<bool> {
        self.0.ending.subscribe()
    }

    /// Ends all streams, for a shutdown.
    pub fn end(&self) {
        self.0.ending.send_replace(true);
    }
}

impl Shared {
    fn open(&self) -> MutexGuard<'_, Open> {
        self.open.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut open = self.shared.open();
        open.total -= 1;
        give_back(&mut open.by_user, &self.user);
        if let Some(address) = &self.address {
            give_back(&mut open.by_address, address);
        }
    }
}

fn give_back<K: Eq + Hash>(counts: &mut HashMap<K, usize>, key: &K) {
    if let Some(count) = counts.get_mut(key) {
        *count -= 1;
        if *count == 0 {
            counts.remove(key);
        }
    }
}

#[cfg(test)]
mod tests {
    use std::net::Ipv4Addr;

    use super::*;

    fn streams(total: usize, per_address: usize) -> Streams {
        Streams(Arc::new(Shared {
            total,
            per_address,
            open: Mutex::default(),
            ending: watch::Sender::new(false),
        }))
    }

    const ONE: Option<IpAddr> = Some(IpAddr::V4(Ipv4Addr::new(192, 0, 2, 1)));
    const OTHER: Option<IpAddr> = Some(IpAddr::V4(Ipv4Addr::new(192, 0, 2, 2)));

    #[test]
    fn a_place_is_given_back() {
        let streams = streams(1, 1);
        for _ in 0..3 {
            let place = streams.admit(UserId(1), ONE);
            assert!(place.is_ok());
            assert!(matches!(streams.admit(UserId(2), OTHER), Err(Error::TooManyStreams)));
        }
        let open = streams.0.open();
        assert!(open.by_user.is_empty() && open.by_address.is_empty());
    }

    #[test]
    fn a_user_and_a_client_have_a_share_and_a_proxy_only_the_total() {
        let streams = streams(100, 2);
        let mut places: Vec<_> = (0..MAX_PER_USER).map(|_| streams.admit(UserId(1), None)).collect();
        assert!(matches!(streams.admit(UserId(1), None), Err(Error::TooManyOfUser)));
        places.extend((2..4).map(|user| streams.admit(UserId(user), ONE)));
        assert!(places.iter().all(Result::is_ok));
        assert!(matches!(streams.admit(UserId(5), ONE), Err(Error::TooManyStreams)));
        assert!(streams.admit(UserId(5), OTHER).is_ok());
    }
}
