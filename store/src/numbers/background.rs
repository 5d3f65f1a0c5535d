//! Background job that recomputes all numbers after a change of the codes.

use std::time::Duration;

use super::Renumbering;
use crate::retry::{self, Steps};
use crate::{Error, Result, Store};

impl Store {
    /// Starts the job, which retries after database failures. If the process ends before it is
    /// complete, the next start resumes it.
    pub(crate) fn renumber_in_background(&self) {
        let mut steps = Background { store: self.clone(), under_way: None };
        tokio::spawn(async move { retry::run_all(&mut steps).await });
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

    fn log_failure(&self, error: &Error, pause: Duration) {
        tracing::warn!(%error, ?pause, "telephone numbers could not be read by the new codes; it is tried again");
    }
}
