//! The settings pages (*Configurações*), for administrators.
//!
//! All kinds of settings share one list (`list.rs`) and one form (`form.rs`). Each kind implements
//! the [`section::Section`] trait in a file of its own. The routes are `/settings/SECTION`,
//! `/settings/SECTION/new` and `/settings/SECTION/ID`.
//!
//! To add a kind: its record (`domain::settings`, `store::settings`), a file here that implements
//! [`section::Section`], its texts in `locales/settings/`, and a line in `sections.rs`.

mod api_keys;
mod audit;
mod calendars;
pub mod csv;
mod fields;
mod form;
mod groups;
mod holidays;
mod kinds;
mod layout;
mod list;
mod offers;
mod once;
mod operation;
mod page;
mod policies;
mod query;
mod questionnaires;
mod questions;
mod queues;
mod reasons;
mod scope;
mod section;
mod sections;
mod source;
mod steps;
mod submit;
mod surveys;
mod users;
mod variants;
mod webhook;

pub(crate) use layout::SettingsLayout;

pub use audit::{AuditPage, AuditQuery};
pub use offers::OffersPage;
pub use page::{SettingsPage, SettingsRecordPage, SettingsSectionPage};
pub use sections::SectionName;
#[cfg(feature = "ssr")]
pub use source::reject_reason;
pub use steps::StepsPage;
