//! The table of open connections: limits in total and per client, and which connection is closed to
//! make room for another.
//!
//! A new connection is refused only if the server is working on every one it competes with.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::task::AbortHandle;

use super::activity::Activity;
use crate::http::client::{Network, network_of};

/// The table of open connections.
pub(super) struct Connections {
    total: usize,
    per_address: usize,
    proxies: Vec<Network>,
    table: Mutex<Table>,
}

#[derive(Default)]
struct Table {
    next: u64,
    open: HashMap<u64, Connection>,
    counts: HashMap<IpAddr, usize>,
}

struct Connection {
    /// The client it counts for; `None` for a trusted proxy.
    client: Option<IpAddr>,
    activity: Arc<Activity>,
    task: Option<AbortHandle>,
}

/// A slot in the table; released on drop.
pub(super) struct Slot {
    id: u64,
    connections: Arc<Connections>,
}

impl Connections {
    pub(super) fn new(total: usize, per_address: usize, proxies: Vec<Network>) -> Arc<Self> {
        Arc::new(Self { total, per_address, proxies, table: Mutex::default() })
    }

    fn table(&self) -> MutexGuard<'_, Table> {
        self.table.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Adds a connection, closing another if a limit is reached; `None` if none can be closed.
    pub(super) fn admit(self: &Arc<Self>, address: IpAddr, activity: &Arc<Activity>) -> Option<Slot> {
        let proxy = self.proxies.iter().any(|network| network.contains(address));
        let client = (!proxy).then(|| network_of(address));
        let mut table = self.table();
        if let Some(client) = client
            && table.counts.get(&client).is_some_and(|count| *count >= self.per_address)
            && !table.make_room(Some(client))
        {
            return None;
        }
        if table.open.len() >= self.total && !table.make_room(None) {
            return None;
        }
        let id = table.next;
        table.next += 1;
        table.open.insert(id, Connection { client, activity: Arc::clone(activity), task: None });
        if let Some(client) = client {
            *table.counts.entry(client).or_default() += 1;
        }
        drop(table);
        Some(Slot { id, connections: Arc::clone(self) })
    }

    /// Registers the task that serves a connection, so that it can be aborted.
    pub(super) fn served_by(&self, id: u64, task: AbortHandle) {
        if let Some(connection) = self.table().open.get_mut(&id) {
            connection.task = Some(task);
        }
    }

    /// Closes the connection that has waited longest for its client; `false` if none is waiting.
    pub(super) fn make_room(&self) -> bool {
        self.table().make_room(None)
    }
}

impl Table {
    /// [`Connections::make_room`] among the connections of `client`, or among all if `None`.
    fn make_room(&mut self, client: Option<IpAddr>) -> bool {
        let longest = self
            .open
            .iter()
            .filter(|(_, connection)| client.is_none() || connection.client == client)
            .filter_map(|(id, connection)| Some((connection.activity.waiting()?, *id)))
            .min();
        let Some((_, id)) = longest else { return false };
        if let Some(task) = self.remove(id).and_then(|connection| connection.task) {
            task.abort();
        }
        true
    }

    fn remove(&mut self, id: u64) -> Option<Connection> {
        let connection = self.open.remove(&id)?;
        if let Some(client) = connection.client
            && let Some(count) = self.counts.get_mut(&client)
        {
            *count -= 1;
            if *count == 0 {
                self.counts.remove(&client);
            }
        }
        Some(connection)
    }
}

impl Slot {
    pub(super) fn id(&self) -> u64 {
        self.id
    }
}

impl Drop for Slot {
    fn drop(&mut self) {
        self.connections.table().remove(self.id);
    }
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, Instant};

    use super::*;

    struct Opened {
        activity: Arc<Activity>,
        slot: Option<Slot>,
    }

    fn open(connections: &Arc<Connections>, address: &str, at: Instant) -> Opened {
        let activity = Arc::new(Activity::new(at));
        let slot = connections.admit(address.parse().expect("an address"), &activity);
        Opened { activity, slot }
    }

    fn is_open(connections: &Connections, opened: &Opened) -> bool {
        opened.slot.as_ref().is_some_and(|slot| connections.table().open.contains_key(&slot.id()))
    }

    #[test]
    fn the_longest_idle_connection_of_an_address_gives_way() {
        let (start, second) = (Instant::now(), Duration::from_secs(1));
        let connections = Connections::new(10, 2, Vec::new());
        let other = open(&connections, "192.0.2.2", start);
        let first = open(&connections, "192.0.2.1", start + second);
        let busy = open(&connections, "192.0.2.1", start + second);
        busy.activity.begin(false, start + second);
        let third = open(&connections, "192.0.2.1", start + second * 2);
        assert!(
            is_open(&connections, &third) && is_open(&connections, &other) && is_open(&connections, &busy)
        );
        assert!(!is_open(&connections, &first));
    }

    #[test]
    fn what_the_server_works_for_is_never_closed() {
        let start = Instant::now();
        let connections = Connections::new(10, 1, Vec::new());
        let busy = open(&connections, "192.0.2.1", start);
        busy.activity.begin(false, start);
        assert!(open(&connections, "192.0.2.1", start).slot.is_none());
        assert!(open(&connections, "192.0.2.2", start).slot.is_some());
        busy.activity.await_body();
        assert!(open(&connections, "192.0.2.1", start).slot.is_some());
        assert!(!is_open(&connections, &busy));
    }

    #[test]
    fn the_total_holds_for_all_and_for_proxies_only_the_total() {
        let start = Instant::now();
        let connections = Connections::new(3, 1, vec!["10.0.0.0/8".parse().expect("a network")]);
        let proxied: Vec<_> = (0..3).map(|_| open(&connections, "10.0.0.1", start)).collect();
        assert!(proxied.iter().all(|opened| is_open(&connections, opened)));
        let direct = open(&connections, "192.0.2.1", start);
        assert!(is_open(&connections, &direct));
        assert_eq!(proxied.iter().filter(|opened| is_open(&connections, opened)).count(), 2);
    }

    #[test]
    fn an_ipv6_network_counts_as_one_address() {
        let start = Instant::now();
        let connections = Connections::new(10, 1, Vec::new());
        let first = open(&connections, "2001:db8::1", start);
        let second = open(&connections, "2001:db8::2", start);
        let elsewhere = open(&connections, "2001:db8:0:1::1", start);
        assert!(!is_open(&connections, &first));
        assert!(is_open(&connections, &second) && is_open(&connections, &elsewhere));
    }

    #[test]
    fn a_place_is_given_back() {
        let start = Instant::now();
        let connections = Connections::new(1, 1, Vec::new());
        for _ in 0..3 {
            let opened = open(&connections, "192.0.2.1", start);
            opened.activity.begin(false, start);
            assert!(opened.slot.is_some());
        }
        assert!(connections.table().counts.is_empty());
    }
}
