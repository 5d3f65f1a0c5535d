//! Whether every row refers to rows that are there: one bit for each identity, which is much less
//! work than looking each of them up in the database afterwards.

use super::rows::{Batch, Directory};
use crate::{Error, Result};

/// More identities than any load has; a set of them is not to fill the memory.
const MOST: i64 = 1 << 31;

/// The identities of one table: those that are there and those that are referred to.
#[derive(Debug, Default)]
struct Table {
    there: Bits,
    wanted: Bits,
}

#[derive(Debug, Default)]
struct Bits(Vec<u64>);

impl Bits {
    fn add(&mut self, id: i64) -> Result<()> {
        if !(0..MOST).contains(&id) {
            return Err(Error::Refused(format!("the identity {id} is out of the range of a load")));
        }
        let (word, bit) = (id as usize / 64, id % 64);
        if word >= self.0.len() {
            self.0.resize(word + 1, 0);
        }
        self.0[word] |= 1 << bit;
        Ok(())
    }
}

impl Table {
    /// The first identity that is referred to and not there.
    fn missing(&self) -> Option<i64> {
        let there = self.there.0.iter().copied().chain(std::iter::repeat(0));
        self.wanted.0.iter().zip(there).zip(0_i64..).find_map(|((wanted, there), word)| {
            let missing = wanted & !there;
            (missing != 0).then(|| word * 64 + i64::from(missing.trailing_zeros()))
        })
    }
}

/// What the rows of a load say of each other.
#[derive(Debug, Default)]
pub(super) struct References {
    users: Table,
    groups: Table,
    queues: Table,
    reasons: Table,
    customers: Table,
    cases: Table,
    interactions: Table,
}

impl References {
    pub(super) fn note_directory(&mut self, directory: &Directory) -> Result<()> {
        add(&mut self.users.there, directory.users.iter().map(|user| user.id.0))?;
        add(&mut self.groups.there, directory.groups.iter().map(|group| group.id.0))?;
        add(&mut self.queues.there, directory.queues.iter().map(|queue| queue.id.0))?;
        add(&mut self.reasons.there, directory.reasons.iter().map(|reason| reason.id.0))?;
        for member in &directory.group_agents {
            self.groups.wanted.add(member.group.0)?;
            self.users.wanted.add(member.agent.0)?;
        }
        for member in &directory.group_supervisors {
            self.groups.wanted.add(member.group.0)?;
            self.users.wanted.add(member.supervisor.0)?;
        }
        add(&mut self.queues.wanted, directory.policies.iter().filter_map(|policy| Some(policy.queue?.0)))?;
        add(&mut self.queues.wanted, directory.surveys.iter().filter_map(|survey| Some(survey.queue?.0)))?;
        for offer in &directory.queue_reasons {
            self.queues.wanted.add(offer.queue.0)?;
            self.reasons.wanted.add(offer.reason.0)?;
        }
        Ok(())
    }

    pub(super) fn note(&mut self, batch: &Batch) -> Result<()> {
        add(&mut self.customers.there, batch.customers.iter().map(|customer| customer.id.0))?;
        add(&mut self.cases.there, batch.cases.iter().map(|case| case.id.0))?;
        add(&mut self.interactions.there, batch.interactions.iter().map(|interaction| interaction.id.0))?;
        add(&mut self.customers.wanted, batch.addresses.iter().map(|address| address.customer.0))?;
        add(&mut self.interactions.wanted, batch.messages.iter().map(|message| message.interaction.0))?;
        add(&mut self.interactions.wanted, batch.calls.iter().map(|call| call.interaction.0))?;
        add(&mut self.interactions.wanted, batch.recordings.iter().map(|recording| recording.interaction.0))?;
        add(&mut self.cases.wanted, batch.clocks.iter().map(|clock| clock.case.0))?;
        add(&mut self.cases.wanted, batch.events.iter().map(|event| event.case.0))?;
        add(&mut self.users.wanted, batch.events.iter().filter_map(|event| Some(event.actor?.0)))?;
        add(&mut self.cases.wanted, batch.survey_responses.iter().map(|response| response.case.0))?;
        add(&mut self.users.wanted, batch.survey_responses.iter().map(|response| response.agent.0))?;
        for case in &batch.cases {
            self.customers.wanted.add(case.customer.0)?;
            self.queues.wanted.add(case.queue.0)?;
            add(&mut self.users.wanted, case.agent.map(|agent| agent.0))?;
        }
        for interaction in &batch.interactions {
            self.cases.wanted.add(interaction.case.0)?;
            self.customers.wanted.add(interaction.customer.0)?;
            self.queues.wanted.add(interaction.queue.0)?;
            add(&mut self.users.wanted, interaction.agent.map(|agent| agent.0))?;
            add(&mut self.reasons.wanted, interaction.reason.map(|reason| reason.0))?;
        }
        Ok(())
    }

    /// [`Error::Refused`] where a row refers to nothing.
    pub(super) fn refuse_dangling(&self) -> Result<()> {
        let tables = [
            ("user_account", &self.users),
            ("monitoring_group", &self.groups),
            ("queue", &self.queues),
            ("contact_reason", &self.reasons),
            ("customer", &self.customers),
            ("service_case", &self.cases),
            ("interaction", &self.interactions),
        ];
        match tables.into_iter().find_map(|(name, table)| Some((name, table.missing()?))) {
            Some((name, id)) => {
                Err(Error::Refused(format!("a row refers to {name} {id}, which was not loaded")))
            }
            None => Ok(()),
        }
    }
}

fn add(bits: &mut Bits, ids: impl IntoIterator<Item = i64>) -> Result<()> {
    ids.into_iter().try_for_each(|id| bits.add(id))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bits(ids: &[i64]) -> Bits {
        let mut bits = Bits::default();
        add(&mut bits, ids.iter().copied()).expect("identities in range");
        bits
    }

    #[test]
    fn the_first_that_is_missing_is_named() {
        let table = |there: &[i64], wanted: &[i64]| Table { there: bits(there), wanted: bits(wanted) };
        assert_eq!(table(&[1, 2, 64, 130], &[2, 64, 130]).missing(), None);
        assert_eq!(table(&[1, 2], &[2, 65, 300]).missing(), Some(65));
        assert_eq!(table(&[], &[0]).missing(), Some(0));
        assert_eq!(table(&[700], &[]).missing(), None);
    }

    #[test]
    fn an_identity_out_of_range_is_refused_and_takes_no_memory() {
        for id in [-1, MOST, i64::MAX] {
            assert!(Bits::default().add(id).is_err());
        }
    }
}
