//! Referential integrity of a load: one bit per identity, which is much cheaper than looking each
//! of them up in the database.

use domain::ObjectId;

use super::rows::{Batch, Directory};
use crate::{Error, Result};

/// Maximum identity, exclusive: limits the memory of a bit set.
const MAX_ID: ObjectId = ObjectId(1 << 31);

/// The identities of one table: existing and referenced ones.
#[derive(Debug, Default)]
struct Table {
    there: Bits,
    wanted: Bits,
}

#[derive(Debug, Default)]
struct Bits(Vec<u64>);

impl Bits {
    fn add(&mut self, id: impl Into<ObjectId>) -> Result<()> {
        let id = id.into();
        if !(ObjectId(0)..MAX_ID).contains(&id) {
            return Err(Error::Refused(format!("the identity {id} is out of the range of a load")));
        }
        let (word, bit) = (id.0 as usize / 64, id.0 % 64);
        if word >= self.0.len() {
            self.0.resize(word + 1, 0);
        }
        self.0[word] |= 1 << bit;
        Ok(())
    }
}

impl Table {
    /// The first identity that is referenced but does not exist.
    fn missing(&self) -> Option<ObjectId> {
        let there = self.there.0.iter().copied().chain(std::iter::repeat(0));
        self.wanted.0.iter().zip(there).zip(0_i64..).find_map(|((wanted, there), word)| {
            let missing = wanted & !there;
            (missing != 0).then(|| ObjectId(word * 64 + i64::from(missing.trailing_zeros())))
        })
    }
}

/// The references between the rows of a load.
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
        add(&mut self.users.there, directory.users.iter().map(|user| user.id))?;
        add(&mut self.groups.there, directory.groups.iter().map(|group| group.id))?;
        add(&mut self.queues.there, directory.queues.iter().map(|queue| queue.id))?;
        add(&mut self.reasons.there, directory.reasons.iter().map(|reason| reason.id))?;
        for member in &directory.group_agents {
            self.groups.wanted.add(member.group)?;
            self.users.wanted.add(member.agent)?;
        }
        for member in &directory.group_supervisors {
            self.groups.wanted.add(member.group)?;
            self.users.wanted.add(member.supervisor)?;
        }
        add(&mut self.queues.wanted, directory.policies.iter().filter_map(|policy| policy.queue))?;
        add(&mut self.queues.wanted, directory.surveys.iter().filter_map(|survey| survey.queue))?;
        for offer in &directory.queue_reasons {
            self.queues.wanted.add(offer.queue)?;
            self.reasons.wanted.add(offer.reason)?;
        }
        Ok(())
    }

    pub(super) fn note(&mut self, batch: &Batch) -> Result<()> {
        add(&mut self.customers.there, batch.customers.iter().map(|customer| customer.id))?;
        add(&mut self.cases.there, batch.cases.iter().map(|case| case.id))?;
        add(&mut self.interactions.there, batch.interactions.iter().map(|interaction| interaction.id))?;
        add(&mut self.customers.wanted, batch.addresses.iter().map(|address| address.customer))?;
        add(&mut self.interactions.wanted, batch.messages.iter().map(|message| message.interaction))?;
        add(&mut self.interactions.wanted, batch.calls.iter().map(|call| call.interaction))?;
        add(&mut self.interactions.wanted, batch.recordings.iter().map(|recording| recording.interaction))?;
        add(&mut self.cases.wanted, batch.clocks.iter().map(|clock| clock.case))?;
        add(&mut self.cases.wanted, batch.events.iter().map(|event| event.case))?;
        add(&mut self.users.wanted, batch.events.iter().filter_map(|event| event.actor))?;
        add(&mut self.cases.wanted, batch.survey_responses.iter().map(|response| response.case))?;
        add(&mut self.users.wanted, batch.survey_responses.iter().map(|response| response.agent))?;
        for case in &batch.cases {
            self.customers.wanted.add(case.customer)?;
            self.queues.wanted.add(case.queue)?;
            add(&mut self.users.wanted, case.agent)?;
        }
        for interaction in &batch.interactions {
            self.cases.wanted.add(interaction.case)?;
            self.customers.wanted.add(interaction.customer)?;
            self.queues.wanted.add(interaction.queue)?;
            add(&mut self.users.wanted, interaction.agent)?;
            add(&mut self.reasons.wanted, interaction.reason)?;
        }
        Ok(())
    }

    /// [`Error::Refused`] if a row refers to one that does not exist.
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

fn add(bits: &mut Bits, ids: impl IntoIterator<Item: Into<ObjectId>>) -> Result<()> {
    ids.into_iter().try_for_each(|id| bits.add(id))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bits(ids: &[i64]) -> Bits {
        let mut bits = Bits::default();
        add(&mut bits, ids.iter().copied().map(ObjectId)).expect("identities in range");
        bits
    }

    #[test]
    fn the_first_that_is_missing_is_named() {
        let table = |there: &[i64], wanted: &[i64]| Table { there: bits(there), wanted: bits(wanted) };
        assert_eq!(table(&[1, 2, 64, 130], &[2, 64, 130]).missing(), None);
        assert_eq!(table(&[1, 2], &[2, 65, 300]).missing(), Some(ObjectId(65)));
        assert_eq!(table(&[], &[0]).missing(), Some(ObjectId(0)));
        assert_eq!(table(&[700], &[]).missing(), None);
    }

    #[test]
    fn an_identity_out_of_range_is_refused_and_takes_no_memory() {
        for id in [ObjectId(-1), MAX_ID, ObjectId(i64::MAX)] {
            assert!(Bits::default().add(id).is_err());
        }
    }
}
