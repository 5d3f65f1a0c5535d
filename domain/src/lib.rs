//! The domain types of Protocolo and their rules.
//!
//! Nothing here reads a clock, a file or a database: time and data are arguments, so every rule
//! can be tested by itself and the same code runs on the server and, as WASM, in the browser.
//! Terms follow the glossary in `docs/ARCHITECTURE.md`.

pub mod audit;
pub mod bidi;
pub mod calendar;
pub mod case_life;
pub mod cases;
pub mod channel;
pub mod chart;
pub mod civil;
pub mod custom_field;
pub mod customers;
pub mod decimal;
pub mod device;
pub mod duration;
pub mod filter;
pub mod history;
pub mod history_order;
pub mod id;
pub mod identity;
pub mod interaction;
pub mod job;
pub mod list_layout;
pub mod lookup;
pub mod media;
pub mod merge;
pub mod national_holidays;
pub mod notifications;
pub mod number;
pub mod paging;
pub mod principal;
pub mod protocol;
pub mod questionnaire;
pub mod reading;
pub mod record;
pub mod relative_period;
pub mod role_map;
pub mod saved_view;
pub mod sentences;
pub mod settings;
pub mod sla;
pub mod survey;
pub mod text;
pub mod time;
pub mod time_of_day;
pub mod timeline;
pub mod validation;
mod vocabulary;
#[cfg(feature = "zone")]
pub mod zone;

pub use audit::{AuditAction, AuditObject, RequestReference};
pub use calendar::{Month, Period};
pub use cases::CaseStatus;
pub use channel::{Channel, Direction};
pub use duration::DurationRange;
pub use filter::HistoryFilter;
pub use history_order::{HistoryColumn, HistoryOrder};
pub use id::{
    ApiKeyId, AttachmentId, CalendarId, CaseId, CaseKindId, ContactReasonId, CustomFieldId, CustomerId,
    GroupId, InteractionId, JobId, NotificationId, ObjectId, OperationId, PolicyId, QuestionnaireId, QueueId,
    SavedViewId, SourceId, SurveyId, SurveyResponseId, UserId, WebhookId,
};
pub use interaction::{
    CallStatus, EndedBy, NewCall, NewCase, NewCustomer, NewInteraction, NewMedia, NewMessage, Outcome, Sender,
};
pub use list_layout::{
    AgentField, AgentLayout, CaseField, CaseLayout, HistoryField, HistoryLayout, ListField, ListKind,
    ListLayout, ListLayouts, OwnCaseField, OwnCaseLayout,
};
pub use principal::{Principal, Role};
pub use protocol::Protocol;
pub use relative_period::RelativePeriod;
pub use role_map::RoleMap;
pub use time::{Millis, Revision, Timestamp};
pub use time_of_day::{ClockTime, DailyHours};
pub use timeline::TimelineAction;
pub use validation::{FieldError, FieldErrors, Problem};
