//! Monitoring groups (*Grupos de monitoramento*): which supervisors see which agents.

use serde::{Deserialize, Serialize};

use super::{SettingsRecord, named_and_in_use};
use crate::UserId;
use crate::text::tidy_name;

/// The settings of a monitoring group.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct GroupRecord {
    /// Its name; unique.
    pub name: String,
    /// Whether it is in use. An archived group grants no access.
    pub active: bool,
    /// The monitored users, of any role.
    pub agents: Vec<UserId>,
    /// The users who monitor them; only supervisors.
    pub supervisors: Vec<UserId>,
}

impl SettingsRecord for GroupRecord {
    /// Tidies the name, and sorts and deduplicates the members.
    fn tidied(mut self) -> Self {
        self.name = tidy_name(&self.name);
        for people in [&mut self.agents, &mut self.supervisors] {
            people.sort_unstable();
            people.dedup();
        }
        self
    }

    named_and_in_use!(check);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_group_names_everybody_once_whatever_the_order() {
        let people = |ids: &[i64]| ids.iter().copied().map(UserId).collect::<Vec<_>>();
        let group = GroupRecord {
            name: " Retenção ".to_owned(),
            active: true,
            agents: people(&[3, 1, 3]),
            supervisors: people(&[9, 2, 9]),
        };
        let tidied = group.tidied();
        assert_eq!(tidied.name, "Retenção");
        assert_eq!((tidied.agents.clone(), tidied.supervisors.clone()), (people(&[1, 3]), people(&[2, 9])));
        assert!(tidied.check().is_ok());
        assert!(GroupRecord { name: " ".to_owned(), ..tidied }.check().is_err());
    }
}
