//! Sends one webhook: resolves the name once, refuses addresses that may not be reached, and connects to
//! the very addresses that were looked at.
//!
//! Redirects are answers like any other and not followed. Certificates are verified by the name of the URL.

use std::error::Error;
use std::future::{Ready, ready};
use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use bytes::Bytes;
use domain::settings::webhook::AttemptProblem;
use domain::settings::webhook::url::WebhookUrl;
use http::{Method, Request, Uri, header};
use http_body_util::{BodyExt, Full};
use hyper_rustls::{ConfigBuilderExt, HttpsConnectorBuilder};
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::client::legacy::connect::dns::Name;
use hyper_util::rt::TokioExecutor;
use rustls::{ClientConfig, RootCertStore};
use store::Store;
use store::webhooks::Outgoing;
use tower::Service;

/// How many characters of an answer are kept.
const KEPT_ANSWER: usize = 500;
/// How many bytes of an answer are read.
const READ_ANSWER: usize = 4 * KEPT_ANSWER;

/// The answer to a webhook.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Sent {
    pub(super) status: u16,
    /// Its beginning.
    pub(super) answer: String,
}

/// What sends webhooks.
pub(super) struct Sender {
    tls: ClientConfig,
    timeout: Duration,
}

impl Sender {
    /// One that trusts the system's certificates.
    pub(super) fn new(timeout: Duration) -> Self {
        Self { tls: tls(), timeout }
    }

    /// Sends a delivery, and reads the beginning of the answer. What is wrong if there is none is in the form
    /// of [`AttemptProblem::with_detail`].
    pub(super) async fn send(
        &self,
        store: &Store,
        outgoing: &Outgoing,
        seconds: i64,
        signatures: &str,
        body: Vec<u8>,
    ) -> Result<Sent, String> {
        let request = Request::builder()
            .method(Method::POST)
            .uri(&outgoing.url)
            .header(header::CONTENT_TYPE, "application/json")
            .header(header::USER_AGENT, concat!("Protocolo/", env!("CARGO_PKG_VERSION")))
            .header("webhook-id", &outgoing.message_id)
            .header("webhook-timestamp", seconds)
            .header("webhook-signature", signatures)
            .body(Full::new(Bytes::from(body)))
            .map_err(|error| AttemptProblem::Connection.with_detail(&error.to_string()))?;
        let whole = async {
            let addresses = self.addresses(store, &outgoing.url, request.uri()).await?;
            self.exchange(addresses, request).await
        };
        match tokio::time::timeout(self.timeout, whole).await {
            Ok(sent) => sent,
            Err(_) => Err(AttemptProblem::Timeout.with_detail("")),
        }
    }

    /// The addresses of the host, all of which may be reached.
    async fn addresses(&self, store: &Store, url: &str, uri: &Uri) -> Result<Vec<SocketAddr>, String> {
        let parsed =
            WebhookUrl::parse(url).map_err(|_| AttemptProblem::Name.with_detail("no valid address"))?;
        // Both readings of the URL have to agree on the host.
        let host = uri.host().map(|host| host.trim_start_matches('[').trim_end_matches(']'));
        if host.is_none_or(|host| !host.eq_ignore_ascii_case(&parsed.host)) {
            return Err(AttemptProblem::Name.with_detail("no valid address"));
        }
        let addresses: Vec<SocketAddr> = match parsed.literal() {
            Some(address) => vec![SocketAddr::new(address, parsed.port)],
            None => tokio::net::lookup_host((parsed.host.as_str(), parsed.port))
                .await
                .map_err(|error| AttemptProblem::Name.with_detail(&error.to_string()))?
                .collect(),
        };
        if addresses.is_empty() {
            return Err(AttemptProblem::Name.with_detail(""));
        }
        match addresses.iter().find(|address| !store.webhooks().permits(address.ip())) {
            Some(refused) => Err(AttemptProblem::Address.with_detail(&refused.ip().to_string())),
            None => Ok(addresses),
        }
    }

    async fn exchange(
        &self,
        addresses: Vec<SocketAddr>,
        request: Request<Full<Bytes>>,
    ) -> Result<Sent, String> {
        let mut http = HttpConnector::new_with_resolver(Resolved(addresses));
        http.enforce_http(false);
        let connector = HttpsConnectorBuilder::new()
            .with_tls_config(self.tls.clone())
            .https_or_http()
            .enable_http1()
            .wrap_connector(http);
        // A connection of its own: another one may lead to an address that was not looked at.
        let client = Client::builder(TokioExecutor::new()).pool_max_idle_per_host(0).build(connector);
        let response = client.request(request).await;
        let response = response.map_err(|error| AttemptProblem::Connection.with_detail(&causes(&error)))?;
        let status = response.status().as_u16();
        let (mut body, mut read) = (response.into_body(), Vec::new());
        while let Some(Ok(frame)) = body.frame().await {
            read.extend_from_slice(frame.data_ref().map(Bytes::as_ref).unwrap_or_default());
            if read.len() >= READ_ANSWER {
                break;
            }
        }
        let answer = String::from_utf8_lossy(&read).chars().take(KEPT_ANSWER).collect();
        Ok(Sent { status, answer })
    }
}

/// The configuration of encrypted connections. Without certificates of the system, none succeeds.
fn tls() -> ClientConfig {
    let ring = Arc::new(rustls::crypto::ring::default_provider());
    let builder = || {
        ClientConfig::builder_with_provider(Arc::clone(&ring))
            .with_safe_default_protocol_versions()
            .map_err(io::Error::other)
    };
    let trusted = builder().and_then(|builder| Ok(builder.with_native_roots()?.with_no_client_auth()));
    trusted.unwrap_or_else(|error| {
        tracing::warn!(%error, "there are no certificates of this system: webhooks with https are not sent");
        ClientConfig::builder_with_provider(ring)
            .with_safe_default_protocol_versions()
            .expect("ring has the versions")
            .with_root_certificates(RootCertStore::empty())
            .with_no_client_auth()
    })
}

/// An error with its causes: the outermost alone says little.
fn causes(error: &dyn Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        text.push_str(": ");
        text.push_str(&error.to_string());
        cause = error.source();
    }
    text
}

/// A resolver that has resolved already.
#[derive(Clone)]
struct Resolved(Vec<SocketAddr>);

impl Service<Name> for Resolved {
    type Response = std::vec::IntoIter<SocketAddr>;
    type Error = io::Error;
    type Future = Ready<io::Result<Self::Response>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, _: Name) -> Self::Future {
        ready(Ok(self.0.clone().into_iter()))
    }
}

#[cfg(test)]
mod tests {
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    use tokio::net::TcpListener;

    use super::*;

    /// Sends to a receiver on this machine under another name; returns the answer and what came first.
    async fn sent(url: &str) -> (Result<Sent, String>, Vec<u8>) {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let address = listener.local_addr().expect("an address");
        let receiver = tokio::spawn(async move {
            let (mut stream, _) = listener.accept().await.expect("a connection");
            let mut read = vec![0; 64];
            let count = stream.read(&mut read).await.expect("bytes");
            read.truncate(count);
            let _ = stream.write_all(b"HTTP/1.1 202 Accepted\r\nContent-Length: 2\r\n\r\nok").await;
            read
        });
        let url = url.replace("PORT", &address.port().to_string());
        let request = Request::post(url).body(Full::default()).expect("a request");
        let answer = Sender::new(Duration::from_secs(20)).exchange(vec![address], request).await;
        (answer, receiver.await.expect("what came"))
    }

    #[tokio::test]
    async fn a_connection_goes_to_the_addresses_that_were_looked_at() {
        // A name that leads nowhere, if it was resolved again.
        let (answer, came) = sent("http://no-such-host.invalid:PORT/hooks").await;
        assert_eq!(answer, Ok(Sent { status: 202, answer: "ok".to_owned() }));
        assert!(came.starts_with(b"POST /hooks HTTP/1.1\r\n"));
    }

    #[tokio::test]
    async fn what_is_https_is_not_sent_in_the_clear() {
        let (answer, came) = sent("https://no-such-host.invalid:PORT/hooks").await;
        assert!(answer.is_err_and(|problem| problem.starts_with("connection: ")));
        assert_eq!(came.first(), Some(&0x16), "a TLS handshake");
    }
}
