//! *Primeiro acesso*: the first administrator of an operation that has none, and the first steps of
//! setting it up.

mod page;
mod steps;

pub use page::SetupPage;
pub(crate) use steps::StepsBanner;
pub use steps::StepsPage;
