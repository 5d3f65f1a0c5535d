//! What the forms of *Notificações* do.

use domain::notifications::{Notification, NotificationAbout, NotificationKind};
use domain::{NotificationId, Role, Timestamp};

use super::PATH;
use crate::case::address::{CaseAddress, CaseTab};
use crate::case_list::Order;
use crate::context::RequestContext;
use crate::error::AppError;
use crate::flash::{Notice, texts_of_request};
use crate::management::query::ManagementQuery;
use crate::my_cases::query::MyCasesQuery;

/// Marks a notification as read; returns where it leads, and a notice if it leads nowhere any more.
pub(super) async fn open(id: NotificationId) -> Result<(String, Option<Notice>), AppError> {
    let context = RequestContext::current()?;
    let role = context.session()?.principal.role;
    let found = context.scoped()?.notifications().open(id, store::clock::now()).await?;
    let gone = || Some(Notice::refused(texts_of_request().notifications().gone));
    Ok(found
        .as_ref()
        .and_then(|found| href(found, role))
        .map_or_else(|| (PATH.to_owned(), gone()), |href| (href, None)))
}

/// Where a notification leads, if its reader may see that.
fn href(notification: &Notification, role: Role) -> Option<String> {
    match &notification.about {
        NotificationAbout::Gone => None,
        NotificationAbout::Case(case) if notification.kind == NotificationKind::LowScore => {
            let case = Some(CaseAddress::of(*case).with_tab(CaseTab::Survey));
            Some(match role {
                Role::Agent => MyCasesQuery { case, ..MyCasesQuery::default() }.href(),
                Role::Supervisor | Role::Administrator => {
                    ManagementQuery { case, page: 1, ..ManagementQuery::default() }.href()
                }
            })
        }
        // The received ones are above the list.
        NotificationAbout::Given { .. } => Some(MyCasesQuery::default().href()),
        NotificationAbout::Job(job) => Some(crate::jobs::own_href(*job)),
        // The timeline has what the giver wrote.
        NotificationAbout::Case(case) => {
            let case = CaseAddress::of(*case).with_tab(CaseTab::Timeline);
            Some(MyCasesQuery { case: Some(case), ..MyCasesQuery::default() }.href())
        }
        // The open cases, what is due first: those at risk and those that were missed.
        NotificationAbout::AtRisk { queue, .. } => Some(match role {
            Role::Agent => MyCasesQuery { order: Order::next_due(), ..MyCasesQuery::default() }.href(),
            Role::Supervisor | Role::Administrator => {
                let queues = queue.iter().map(|queue| queue.id).collect();
                let order = Order::next_due();
                ManagementQuery { queues, order, page: 1, ..ManagementQuery::default() }.href()
            }
        }),
    }
}

/// Marks one notification as read, or without an ID all whose cause arose until an instant.
pub(super) async fn mark_read(
    id: Option<NotificationId>,
    until: Option<Timestamp>,
) -> Result<Notice, AppError> {
    let context = RequestContext::current()?;
    let (scoped, now) = (context.scoped()?, store::clock::now());
    let notifications = scoped.notifications();
    let marked = match id {
        Some(id) => u64::from(notifications.mark_read(id, now).await?),
        None => notifications.mark_all_read(until.unwrap_or(now), now).await?,
    };
    Ok(Notice::done((texts_of_request().notifications().marked)(marked)))
}
