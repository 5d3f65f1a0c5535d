//! `POST /survey/{token}`: the customer's answers, or their wish to give none.
//!
//! What can be taken leads on to a page of thanks. What cannot is shown again with what is wrong,
//! on the page itself: nothing that was written is lost, and nothing of it travels in an address.

use app::survey::{Draft, field};
use axum::Form;
use axum::extract::{FromRequest, Path, Request, State};
use axum::http::{Method, StatusCode, header};
use axum::response::{IntoResponse, Response};
use leptos::prelude::provide_context;
use leptos_axum::render_app_async_with_context;
use store::cases::PublicSurvey;

use super::state::Site;
use super::{failure, pages};

pub(super) async fn answer(
    State(site): State<Site>,
    Path(token): Path<String>,
    request: Request,
) -> Response {
    let (mut parts, body) = request.into_parts();
    let sent =
        Form::<Vec<(String, String)>>::from_request(Request::from_parts(parts.clone(), body), &()).await;
    let given = match sent {
        Ok(Form(given)) => given,
        Err(refused) => return refused.into_response(),
    };
    parts.method = Method::GET;
    let page = Request::from_parts(parts, axum::body::Body::empty());
    match take(&site, &token, given).await {
        Ok(Taken::Done(path)) => (StatusCode::SEE_OTHER, [(header::LOCATION, path)]).into_response(),
        Ok(Taken::Gone) => show(&site, page, None).await,
        Ok(Taken::Bad(draft)) => {
            let mut response = show(&site, page, Some(draft)).await;
            if response.status() == StatusCode::OK {
                *response.status_mut() = StatusCode::UNPROCESSABLE_ENTITY;
            }
            response
        }
        Err(error) => failure("a survey could not be answered", &error).into_response(),
    }
}

/// What became of what was sent.
enum Taken {
    /// It is kept; the page to go on to.
    Done(&'static str),
    /// There is nothing to answer any more; the page says so itself.
    Gone,
    /// It could not be taken.
    Bad(Draft),
}

async fn take(site: &Site, token: &str, given: Vec<(String, String)>) -> Result<Taken, store::Error> {
    let (surveys, now) = (site.store.public_surveys(), store::clock::now_ms());
    if given.iter().any(|(name, _)| name == "decline") {
        let declined = surveys.decline(token, now).await?;
        return Ok(if declined { Taken::Done("/survey/declined") } else { Taken::Gone });
    }
    let PublicSurvey::Open(survey) = surveys.find(token, now).await? else { return Ok(Taken::Gone) };
    let said = |id| {
        let name = field(id);
        given.iter().find(|(key, _)| *key == name).map(|(_, value)| value.as_str())
    };
    match survey.complete(said) {
        Ok(completed) if surveys.answer(token, &completed, now).await? => Ok(Taken::Done("/survey/thanks")),
        Ok(_) => Ok(Taken::Gone),
        Err(bad) => Ok(Taken::Bad(Draft { given, bad })),
    }
}

/// The page of the survey, with what was sent before.
async fn show(site: &Site, request: Request, draft: Option<Draft>) -> Response {
    let options = site.leptos.clone();
    let provide = move || {
        pages::provide();
        if let Some(draft) = draft.clone() {
            provide_context(draft);
        }
    };
    render_app_async_with_context(provide, move || app::shell(options.clone()))(request).await
}
