//! The server functions of *Notificações*: each carries out a plain form and redirects.

#![allow(missing_docs, reason = "the server macro makes a struct of every function's arguments")]

use domain::{NotificationId, Timestamp};
use leptos::prelude::*;

use super::{PATH, actions};
use crate::error::AppError;
use crate::flash::{self, respond};
use crate::redirect::redirect;
use crate::ui::notice::Notice;
use crate::wire::Wire;

/// Opens what a notification is about, and marks it as read.
#[server(prefix = "/sf", endpoint = "open_notification", output = Wire)]
pub async fn open_notification(id: NotificationId) -> Result<(), AppError> {
    match actions::open(id).await {
        Ok((href, None)) => redirect(&href),
        Ok((href, Some(notice))) => flash::answer(Ok(notice), Some(&href)),
        Err(error) => flash::answer(Err(error), Some(PATH)),
    }
    Ok(())
}

/// Marks a notification as read, or all whose cause arose until an instant.
#[server(prefix = "/sf", endpoint = "mark_notifications", output = Wire)]
pub async fn mark_notifications(
    id: Option<NotificationId>,
    until: Option<Timestamp>,
    back: Option<String>,
) -> Result<Notice, AppError> {
    respond(actions::mark_read(id, until).await, back.as_deref())
}
