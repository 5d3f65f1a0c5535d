//! Jobs: *Tarefas* for administrators (`/settings/jobs`), and *Ações em massa*, where a person confirms and
//! follows their own (`/bulk`).
//!
//! The lists of interactions and cases post the chosen rows to `/bulk` (`choose.rs`). The page of a job is the
//! same in both places (`details.rs`); that of a proposal says what would become of its rows (`proposal.rs`).
//! All of it works by links, forms and reloading.

mod choose;
mod details;
mod own;
mod proposal;
mod settings;
mod table;

pub use own::{OwnJobPage, OwnJobsPage};
pub use settings::{JobPage, JobsPage};

use domain::JobId;
use leptos::prelude::*;
use leptos_router::hooks::{use_location, use_params_map};

use crate::address;
use crate::bulk;

/// The path of *Tarefas*.
pub(crate) const SETTINGS_PATH: &str = "/settings/jobs";

/// The page of a job in *Tarefas*.
pub(crate) fn settings_href(job: JobId) -> String {
    format!("{SETTINGS_PATH}/{job}")
}

/// The page of a job for the person who has asked for it.
pub(crate) fn own_href(job: JobId) -> String {
    Place::Own.href(job)
}

/// Where the pages of jobs are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Place {
    /// *Tarefas*.
    Settings,
    /// *Ações em massa*.
    Own,
}

impl Place {
    /// The path of the list.
    const fn path(self) -> &'static str {
        match self {
            Self::Settings => SETTINGS_PATH,
            Self::Own => bulk::PATH,
        }
    }

    /// The page of a job.
    fn href(self, job: JobId) -> String {
        format!("{}/{job}", self.path())
    }
}

/// The job that the path names, if it names one.
fn job_of_path() -> Option<JobId> {
    let id = use_params_map().with_untracked(|params| params.get("id"));
    id.and_then(|id| id.parse().ok()).filter(|JobId(id)| *id > 0)
}

/// The page of a list, from the address: `page`, from 1.
fn page_of_address() -> u64 {
    let mut page = 1;
    let search = use_location().search.get_untracked();
    address::parse(&search, |key, value| {
        key == "page" && value.parse().map(|number: u64| page = number.max(1)).is_ok()
    });
    page
}
