//! `GET /live`: tells an open page by server-sent events that its lists may have changed.
//!
//! An event has no content: the page asks for what it shows again, in the scope of its user. A stream
//! tells only of interactions in the scope (`store::announcements`), at most once a second, and says
//! with each event how far the page has seen; with that a page comes back after any interruption
//! without missing anything. A stream is not a use of the session, which is checked again every minute
//! together with the scope. It ends with the session, with a change of the role, and when the server
//! shuts down; the browser then connects again.

mod permission;
mod streams;
mod turns;

use std::convert::Infallible;
use std::net::SocketAddr;
use std::time::Duration;

use app::context::RequestContext;
use app::cookies;
use axum::Extension;
use axum::extract::{ConnectInfo, Query, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use futures::stream::{Stream, unfold};
use serde::Deserialize;
use store::announcements::{Mark, Seen};
use tokio::sync::watch;
use tokio::time::{Instant, sleep_until};

use super::error::Error;
use super::state::Site;
use super::{client, no_store};
use permission::Permission;
use streams::Place;
pub use streams::Streams;
pub use turns::Turns;

/// The path of the endpoint.
pub(super) const PATH: &str = "/live";
/// The name of the event, and what has changed: a browser drops an event without data.
const CHANGED: &str = "changed";
const INTERACTIONS: &str = "interactions";
/// The interval between two events of a stream.
const PACE: Duration = Duration::from_secs(1);
/// The interval of comments, by which proxies see that the connection is alive.
const KEEP_ALIVE: Duration = Duration::from_secs(20);
/// The shortest and longest pause, in milliseconds, before a browser connects again. They do not all
/// come at once.
const RETRY: std::ops::Range<u64> = 1000..4000;

/// What the page has seen; a browser that connects again by itself sends the last event instead.
#[derive(Deserialize)]
pub(super) struct Asked {
    seen: Option<String>,
}

/// Opens a stream. Without the session that the page was rendered for it answers 204, on which a
/// browser stops connecting again, without a message on its console.
pub(super) async fn events(
    State(site): State<Site>,
    Extension(context): Extension<RequestContext>,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    Query(asked): Query<Asked>,
    headers: HeaderMap,
) -> Result<Response, Error> {
    let token = cookies::find(&headers, cookies::SESSION, site.is_https());
    let (Some(session), Some(token)) = (&context.session, token) else { return Ok(nothing()) };
    let last = headers.get("last-event-id").and_then(|id| id.to_str().ok().map(str::to_owned));
    let seen = last.or(asked.seen).and_then(|seen| Seen::parse(&seen));
    let principal = session.principal;
    if seen.is_some_and(|seen| seen.viewer != principal.user) {
        return Ok(nothing());
    }
    // A trusted proxy connects for many clients.
    let is_proxy = site.trusted_proxies.iter().any(|network| network.contains(peer.ip()));
    let address = (!is_proxy).then(|| client::network_of(peer.ip()));
    let place = site.streams.admit(principal.user, address)?;
    let announced = site.store.announcements().subscribe();
    let permission = Permission::of(site, principal, token.to_owned()).await?;
    let mark = seen.map(|seen| seen.mark);
    let following = Following { permission, mark, announced, next: None, _place: place };
    let events = Sse::new(following.events()).keep_alive(KeepAlive::new().interval(KEEP_ALIVE));
    let mut response = no_store(events.into_response());
    // nginx would hold the events back.
    response.headers_mut().insert("x-accel-buffering", HeaderValue::from_static("no"));
    Ok(response)
}

fn nothing() -> Response {
    no_store(StatusCode::NO_CONTENT.into_response())
}

/// A page that follows.
struct Following {
    permission: Permission,
    /// What the page has seen; `None` if that is unknown.
    mark: Option<Mark>,
    announced: watch::Receiver<u64>,
    /// When the announcements may be looked at again; `None` before the stream was opened.
    next: Option<Instant>,
    _place: Place,
}

impl Following {
    fn events(self) -> impl Stream<Item = Result<Event, Infallible>> + Send + 'static {
        unfold(self, async |mut following| {
            let event = following.event().await?;
            Some((Ok(event), following))
        })
    }

    /// The next event; `None` at the end of the stream.
    async fn event(&mut self) -> Option<Event> {
        let Some(mut next) = self.next else {
            self.next = Some(Instant::now());
            return Some(Event::default().retry(Duration::from_millis(rand::random_range(RETRY))));
        };
        loop {
            self.permission.wait(sleep_until(next)).await?;
            next = Instant::now() + PACE;
            self.next = Some(next);
            self.announced.mark_unchanged();
            if let Some(now) = self.permission.news_since(self.mark) {
                self.mark = Some(now.mark);
                return Some(Event::default().id(now.to_string()).event(CHANGED).data(INTERACTIONS));
            }
            self.permission.wait(self.announced.changed()).await?;
        }
    }
}
