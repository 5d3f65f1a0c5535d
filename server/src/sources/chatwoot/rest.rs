//! Asks a Chatwoot server: one request at a time, as slowly as it wants.

use std::time::Duration;

use domain::settings::source::ChatwootConnection;
use http::{HeaderMap, Request, StatusCode, Uri, header};
use intake::chatwoot::Directory;
use intake::chatwoot::rest::{self, Conversation, ConversationPage, Message, ReportingEvent};

use crate::blobs::{Blobs, StoredBlob};
use crate::http_client::HttpClient;
use crate::sources::media::{DownloadError, download};

/// How often a request is sent again that the server refused for the moment.
const ATTEMPTS: u32 = 5;
/// The longest pause that a server may ask for.
const MAX_PAUSE: Duration = Duration::from_mins(5);
/// The pause where the server names none.
const PAUSE: Duration = Duration::from_secs(2);
/// How many pages of one conversation are read: more messages than an interaction may have.
const MAX_PAGES: usize = 2_000;

/// How many redirects of a file are followed.
const MAX_REDIRECTS: usize = 4;
/// How many pages of resolved conversations are looked through for one of them.
const MAX_LISTED: u32 = 40;

/// The REST interface of an account.
pub(super) struct Rest {
    client: HttpClient,
    server: String,
    account: u64,
    token: String,
}

/// Why something could not be asked.
#[derive(Debug)]
pub(super) enum Trouble {
    /// There is no such thing, or not on this server.
    NotFound,
    /// What is wrong, for those who keep the source.
    Failed(String),
}

impl From<Trouble> for String {
    fn from(trouble: Trouble) -> Self {
        match trouble {
            Trouble::NotFound => {
                "Chatwoot does not know the account; check its number and the address of the server"
                    .to_owned()
            }
            Trouble::Failed(what) => what,
        }
    }
}

impl Rest {
    /// The interface of the account of a connection.
    pub(super) fn of(connection: &ChatwootConnection, token: String) -> Result<Self, String> {
        let https_only = connection.server.starts_with("https:");
        let client = HttpClient::new(https_only)
            .map_err(|error| format!("the certificates of this machine cannot be read: {error}"))?;
        Ok(Self { client, server: connection.server.clone(), account: connection.account.into(), token })
    }

    /// The inboxes, agents and teams. Without the agents, they would be known by their names, which are not
    /// unique; only teams may be missing.
    pub(super) async fn directory(&self) -> Result<Directory, String> {
        let inboxes = self.get(&rest::inboxes_path(self.account)).await?;
        let agents = self.get(&rest::agents_path(self.account)).await?;
        let teams = self.get_if_there(&rest::teams_path(self.account)).await?;
        Ok(Directory {
            inboxes: rest::inboxes(&inboxes).map_err(unreadable)?,
            agents: rest::agents(&agents).map_err(unreadable)?,
            teams: teams.map(|body| rest::teams(&body)).transpose().map_err(unreadable)?.unwrap_or_default(),
        })
    }

    /// A page of the resolved conversations.
    pub(super) async fn resolved(&self, page: u32) -> Result<ConversationPage, String> {
        let body = self.get(&rest::resolved_path(self.account, page)).await?;
        rest::conversations(&body).map_err(unreadable)
    }

    /// A conversation; `None` if there is none of this number. Where the server does not answer for one,
    /// it is looked for among the resolved ones.
    pub(super) async fn conversation(&self, id: u64) -> Result<Option<Conversation>, String> {
        if let Some(body) = self.get_if_there(&rest::conversation_path(self.account, id)).await? {
            return rest::conversation(&body).map(Some).map_err(unreadable);
        }
        for page in 1..=MAX_LISTED {
            let listed = self.resolved(page).await?;
            if listed.is_end() {
                break;
            }
            if let Some(found) = listed.conversations.into_iter().find(|one| one.id == id) {
                return Ok(Some(found));
            }
        }
        Ok(None)
    }

    /// All messages of a conversation, or those after a message.
    pub(super) async fn messages(&self, id: u64, through: Option<u64>) -> Result<Vec<Message>, String> {
        let (mut messages, mut before) = (Vec::new(), None);
        for _ in 0..MAX_PAGES {
            let body = self.get(&rest::messages_path(self.account, id, before)).await?;
            let page = rest::messages(&body).map_err(unreadable)?;
            let next = page.next_before(before, through);
            messages.extend(page.messages);
            match next {
                Some(first) => before = Some(first),
                None => break,
            }
        }
        Ok(messages)
    }

    /// The reporting events of a conversation; none where the server does not have them.
    pub(super) async fn reporting_events(&self, id: u64) -> Result<Vec<ReportingEvent>, String> {
        let body = self.get_if_there(&rest::reporting_events_path(self.account, id)).await?;
        let events = body.map(|body| rest::reporting_events(&body)).transpose().map_err(unreadable)?;
        Ok(events.unwrap_or_default())
    }

    /// Stores a file of the server. Redirects are followed on the same server only.
    pub(super) async fn file(&self, url: &str, blobs: &Blobs) -> Result<StoredBlob, DownloadError> {
        let mut url = url.to_owned();
        for _ in 0..MAX_REDIRECTS {
            let request = Request::get(&url).body(Vec::new());
            let request = request.map_err(|error| DownloadError::Failed(error.to_string()))?;
            match download(&self.client, blobs, request).await {
                Err(DownloadError::Redirect(location)) => match self.on_server(&location) {
                    Some(next) => url = next,
                    None => return Err(DownloadError::Redirect(location)),
                },
                other => return other,
            }
        }
        Err(DownloadError::Redirect(url))
    }

    /// An address as a whole, if it is of the server.
    fn on_server(&self, location: &str) -> Option<String> {
        let server = self.server.trim_end_matches('/');
        if location.starts_with('/') && !location.starts_with("//") && !location.contains('\\') {
            return Some(format!("{server}{location}"));
        }
        let (of_server, other): (Uri, Uri) = (server.parse().ok()?, location.parse().ok()?);
        let is_same = other.scheme() == of_server.scheme() && other.authority() == of_server.authority();
        is_same.then(|| location.to_owned())
    }

    async fn get_if_there(&self, path: &str) -> Result<Option<Vec<u8>>, String> {
        match self.get(path).await {
            Ok(body) => Ok(Some(body)),
            Err(Trouble::NotFound) => Ok(None),
            Err(Trouble::Failed(what)) => Err(what),
        }
    }

    /// The body of an answer.
    async fn get(&self, path: &str) -> Result<Vec<u8>, Trouble> {
        let mut attempt = 0;
        loop {
            attempt += 1;
            let request = Request::get(format!("{}{path}", self.server))
                .header(rest::TOKEN_HEADER, &self.token)
                .header(header::ACCEPT, "application/json")
                .body(Vec::new())
                .map_err(|error| Trouble::Failed(format!("Chatwoot cannot be asked: {error}")))?;
            let answer = self.client.fetch(request).await;
            let answer =
                answer.map_err(|error| Trouble::Failed(format!("Chatwoot does not answer: {error}")))?;
            let status = answer.status();
            let is_busy = status == StatusCode::TOO_MANY_REQUESTS || status.is_server_error();
            if is_busy && attempt < ATTEMPTS {
                tokio::time::sleep(pause(answer.headers(), attempt)).await;
                continue;
            }
            return match status {
                StatusCode::OK => Ok(answer.into_body()),
                StatusCode::NOT_FOUND => Err(Trouble::NotFound),
                StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN => Err(Trouble::Failed(format!(
                    "Chatwoot refuses the access token ({status}); set that of an administrator"
                ))),
                other => Err(Trouble::Failed(format!("Chatwoot answers {other}"))),
            };
        }
    }
}

/// How long to wait before a request is sent again.
fn pause(headers: &HeaderMap, attempt: u32) -> Duration {
    let named = headers.get(header::RETRY_AFTER).and_then(|value| value.to_str().ok()?.trim().parse().ok());
    named.map_or(PAUSE * attempt, Duration::from_secs).min(MAX_PAUSE)
}

fn unreadable(error: rest::UnreadableAnswer) -> String {
    format!("Chatwoot answers something else than expected ({error}); check the address of the server")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_server_says_how_long_to_wait() {
        let mut headers = HeaderMap::new();
        assert_eq!(pause(&headers, 3), PAUSE * 3);
        headers.insert(header::RETRY_AFTER, "7".parse().expect("a value"));
        assert_eq!(pause(&headers, 1), Duration::from_secs(7));
        headers.insert(header::RETRY_AFTER, "86400".parse().expect("a value"));
        assert_eq!(pause(&headers, 1), MAX_PAUSE);
    }
}
