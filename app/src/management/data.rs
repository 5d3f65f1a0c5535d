//! What *Gerenciamento* shows, as it travels from the server to the browser.

use chrono::NaiveDate;
use domain::cases::AgentList;
use domain::history::FilterOptions;
use domain::{AgentLayout, CaseLayout};
use serde::{Deserialize, Serialize};

use super::query::ManagementTab;
use crate::case_list::CasePage;
use crate::error::AppError;
use crate::live::InitialContent;
use crate::ui::notice::Notice;
use crate::views::address::OpenView;

/// The content of the page. Each part has its own result, so that an error replaces only that part.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct ManagementContent {
    /// The options of the filter panel for cases, if it is open.
    pub options: Result<Option<CaseOptions>, AppError>,
    /// The content of the open tab.
    pub tab: Result<TabContent, AppError>,
    /// The columns of the cases.
    pub cases: CaseLayout,
    /// The columns of the agents.
    pub agents: AgentLayout,
    /// Whether the scope of the viewer is not limited to their groups.
    pub has_full_scope: bool,
    /// The outcome of the form that led here.
    pub notice: Option<Notice>,
}

impl InitialContent for ManagementContent {
    const ID: &'static str = "initial-management";
}

/// The content of the open tab.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum TabContent {
    /// *Casos*.
    Cases(FoundCases),
    /// *Agentes*.
    Agents(FoundAgents),
}

impl TabContent {
    /// The tab whose content it is.
    pub(super) fn tab(&self) -> ManagementTab {
        match self {
            Self::Cases(_) => ManagementTab::Cases,
            Self::Agents(_) => ManagementTab::Agents,
        }
    }

    /// The number of the page of the list.
    pub(super) fn page(&self) -> u64 {
        match self {
            Self::Cases(cases) => cases.page.as_ref().map_or(1, |page| page.list.page.number),
            Self::Agents(agents) => agents.list.page.number,
        }
    }

    /// The view that the page was opened by.
    pub(super) fn view(&self) -> Option<&OpenView> {
        match self {
            Self::Cases(cases) => cases.view.as_ref(),
            Self::Agents(agents) => agents.view.as_ref(),
        }
    }

    /// How many values of filters the viewer may not see.
    pub(super) fn unseen(&self) -> u64 {
        match self {
            Self::Cases(cases) => cases.unseen,
            Self::Agents(agents) => agents.unseen,
        }
    }
}

/// The content of the tab *Casos*.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FoundCases {
    /// Today, in the operation's time zone.
    #[serde(with = "domain::civil::day")]
    pub today: NaiveDate,
    /// The page of the list; `None` if the period is impossible.
    pub page: Option<CasePage>,
    /// The names of the filtered IDs, for the chips.
    pub names: FilterOptions,
    /// How many of the filtered agents and queues the viewer may not see. They match nothing.
    pub unseen: u64,
    /// The view that the page was opened by.
    pub view: Option<OpenView>,
}

/// The content of the tab *Agentes*.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FoundAgents {
    /// The page of the list.
    pub list: AgentList,
    /// How many of the filtered groups the viewer does not supervise. They match nothing.
    pub unseen: u64,
    /// The view that the page was opened by.
    pub view: Option<OpenView>,
}

/// The options of the filter panel for cases.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CaseOptions {
    /// Queues and agents in scope.
    pub people: FilterOptions,
    /// The kinds of existing cases.
    pub kinds: Vec<String>,
}
