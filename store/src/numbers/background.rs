//! Reading all numbers by other codes while the person who changed them goes on.

use std::time::Duration;

use super::Renumbering;
use super::persistence::{self, Steps};
use crate::{Result, Store};

impl Store {
    /// Brings addresses and numbers to the form in which they are compared, and does not give up where the
    /// database fails. Where the process ends before it is done, the next start does the rest.
    pub(crate) fn renumber_in_background(&self) {
        let mut steps = Background { store: self.clone(), under_way: None };
        tokio::spawn(async move { persistence::take_all(&mut steps).await });
    }
}

struct Background {
    store: Store,
    under_way: Option<Renumbering>,
}

impl Steps for Background {
    async fn step(&mut self) -> Result<bool> {
        let Some(renumbering) = &mut self.under_way else {
            self.under_way = self.store.begin_renumbering().await?;
            return Ok(self.under_way.is_some());
        };
        if !self.store.advance(renumbering).await? {
            self.under_way = None;
        }
        Ok(true)
    }

    async fn pause(&mut self, time: Duration) {
        tokio::time::sleep(time).await;
    }
}
