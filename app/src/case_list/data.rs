//! A page of a list of cases, as it travels from the server to the browser.

use domain::CaseId;
use domain::cases::{CaseList, CaseSla, DueCounts};
use serde::{Deserialize, Serialize};

use crate::locales::Texts;

/// A page of cases with their SLA statuses.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CasePage {
    /// The cases.
    pub list: CaseList,
    /// What is said of the clocks by case ID; cases without clocks have none.
    pub states: Vec<(CaseId, CaseSla)>,
    /// The numbers of the open cases above the list.
    pub due: DueCounts,
}

impl CasePage {
    /// The number of cases; "more than N" if there are more than are counted.
    pub(crate) fn total_text(&self, t: &Texts) -> String {
        let total = self.list.page.total;
        if self.list.more {
            (t.management().more_cases)(&t.locale.integer(total))
        } else {
            (t.management().cases)(total)
        }
    }
}
