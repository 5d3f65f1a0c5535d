//! What *Meus Atendimentos* shows, as it travels from the server to the browser.

use domain::cases::ReceivedCases;
use domain::{CaseStatus, OwnCaseLayout};
use serde::{Deserialize, Serialize};

use crate::case_list::CasePage;
use crate::error::AppError;
use crate::live::InitialContent;
use crate::ui::notice::Notice;
use crate::views::address::OpenView;

/// The content of the page.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct MyCasesContent {
    /// The list.
    pub list: Result<OwnCases, AppError>,
    /// Its columns.
    pub layout: OwnCaseLayout,
    /// The outcome of the form that led here.
    pub notice: Option<Notice>,
}

impl InitialContent for MyCasesContent {
    const ID: &'static str = "initial-my-cases";
}

/// The cases of the viewer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OwnCases {
    /// The page of the list.
    pub page: CasePage,
    /// The number of cases by status, one more than is counted if there are more; none for a status without
    /// cases.
    pub counts: Vec<(CaseStatus, u64)>,
    /// Those that others have handed to the viewer.
    pub received: ReceivedCases,
    /// The view that the page was opened by.
    pub view: Option<OpenView>,
}
