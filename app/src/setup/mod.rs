//! First-run setup: creating the first administrator (*Primeiro acesso*), and the onboarding steps.

mod page;
mod steps;

pub use page::SetupPage;
pub(crate) use steps::StepsBanner;
pub use steps::StepsPage;
