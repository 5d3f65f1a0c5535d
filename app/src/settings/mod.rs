//! *Configurações*: what administrators set up.
//!
//! Every kind of record has a list and a form of the same shape: `list.rs` and `form.rs` show them,
//! `section.rs` says what a kind has to tell about itself, and each kind does so in its own file.
//! The address is `/settings/SECTION`, `/settings/SECTION/new` and `/settings/SECTION/NUMBER`.
//!
//! How to add a kind: its record (`domain::settings`, `store::settings`), a file here that makes it a
//! [`section::Section`], its words in `locales/settings/`, and a line in `sections.rs`.

mod api_keys;
mod audit;
mod calendars;
mod draft;
mod fields;
mod form;
mod groups;
mod holidays;
pub(crate) mod input;
mod kinds;
mod list;
mod offers;
mod once;
mod operation;
pub(crate) mod opt;
mod page;
mod policies;
mod query;
mod questionnaires;
mod questions;
mod queues;
mod reasons;
mod rows;
mod scope;
mod section;
mod sections;
mod spans;
mod surveys;
mod users;
pub(crate) mod values;

pub use audit::{AuditPage, AuditQuery};
pub use offers::OffersPage;
pub use page::{SettingsPage, SettingsRecordPage, SettingsSectionPage};
pub use sections::SectionName;

pub(crate) use page::{Place, settings};
