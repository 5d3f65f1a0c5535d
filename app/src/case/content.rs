//! The content of the case window, as it travels from the server to the browser: the head and the
//! open tab.

use domain::cases::CaseHead;
use serde::{Deserialize, Serialize};

use super::address::{CaseAddress, CaseTab};
use super::finish::FinishContent;
use super::hand_over::HandOverContent;
use super::{attachments, calls, customer, data, interactions, sla, survey, timeline};
use crate::error::AppError;
use crate::form::Draft;
use crate::live::InitialContent;
use crate::ui::notice::Notice;

/// The open case window: its address and its content. `None` if no case is open.
pub type OpenCase = Option<(CaseAddress, PackedContent)>;

/// The window over a page.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct WindowContent {
    /// The open window.
    pub open: Result<OpenCase, AppError>,
    /// The path of the page.
    pub path: String,
    /// The outcome of the form that led here.
    pub notice: Option<Notice>,
}

impl InitialContent for WindowContent {
    const ID: &'static str = "initial-case-window";
}

/// The content, on the server as it was loaded.
#[cfg(feature = "ssr")]
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(transparent)]
pub struct PackedContent(CaseContent);

/// The content, in the browser encoded until the code that shows it is there, which reads it.
#[cfg(not(feature = "ssr"))]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct PackedContent(Vec<u8>);

#[cfg(feature = "ssr")]
impl Serialize for PackedContent {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if serializer.is_human_readable() {
            return self.0.serialize(serializer);
        }
        let bytes = postcard::to_allocvec(&self.0).map_err(serde::ser::Error::custom)?;
        serializer.serialize_bytes(&bytes)
    }
}

impl PackedContent {
    /// The content that was loaded.
    #[cfg(feature = "ssr")]
    pub(super) fn new(content: CaseContent) -> Self {
        Self(content)
    }

    /// The content.
    #[cfg(feature = "ssr")]
    #[expect(clippy::unnecessary_wraps, reason = "reading it in the browser can fail")]
    pub(super) fn read(&self) -> Option<CaseContent> {
        Some(self.0.clone())
    }

    /// The content; `None` if another version of the server wrote it.
    #[cfg(not(feature = "ssr"))]
    pub(super) fn read(&self) -> Option<CaseContent> {
        postcard::from_bytes(&self.0).ok()
    }
}

/// The content of the case window.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CaseContent {
    /// The head, above every tab.
    pub head: CaseHead,
    /// *Qualificar Atendimento*, if it is open.
    pub finish: Option<FinishContent>,
    /// *Pendente*, if its form came back.
    pub hold: Option<Draft>,
    /// *Repassar*, if it is open.
    pub hand_over: Option<HandOverContent>,
    /// The tab; its error replaces only the tab.
    pub tab: Result<TabContent, AppError>,
}

/// The content of the open tab.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[allow(missing_docs, reason = "each variant has the name of its tab")]
pub enum TabContent {
    /// Boxed, as it is twice the size of the others.
    Data(Box<data::DataContent>),
    Timeline(timeline::TimelineContent),
    Customer(customer::CustomerContent),
    Calls(calls::CallsContent),
    Interactions(interactions::InteractionsContent),
    Sla(sla::SlaContent),
    Attachments(attachments::AttachmentsContent),
    Survey(survey::SurveyContent),
}

impl TabContent {
    /// The tab whose content it is.
    pub(super) fn tab(&self) -> CaseTab {
        match self {
            Self::Data(_) => CaseTab::Data,
            Self::Timeline(_) => CaseTab::Timeline,
            Self::Customer(_) => CaseTab::Customer,
            Self::Calls(_) => CaseTab::Calls,
            Self::Interactions(_) => CaseTab::Interactions,
            Self::Sla(_) => CaseTab::Sla,
            Self::Attachments(_) => CaseTab::Attachments,
            Self::Survey(_) => CaseTab::Survey,
        }
    }
}
