//! Connection limits and timeouts: how many connections are open, how long a client may keep the
//! server waiting, and how much memory it may take.
//!
//! `axum::serve` has none of these. A connection that waits for its client is closed after a
//! timeout, or earlier to make room for another (`docs/decisions/0009-connections.md`).

mod activity;
mod descriptors;
mod request_body;
mod response_body;
mod stream;
mod table;
mod watchdog;

use std::convert::Infallible;
use std::net::SocketAddr;
use std::pin::pin;
use std::sync::Arc;
use std::time::{Duration, Instant};

use axum::Router;
use axum::body::Body;
use axum::extract::{ConnectInfo, Request};
use axum::http::{Response, Version};
use hyper::body::Incoming;
use hyper::service::service_fn;
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use hyper_util::server::conn::auto::Builder;
use tokio::net::TcpStream;
use tokio::sync::watch;
use tower::Service;

use crate::config::connections::ConnectionSettings;
use crate::http::client::Network;
use crate::http::closing::CloseConnection;
use activity::Activity;
pub(crate) use descriptors::connection_limit;
use request_body::RequestBody;
use response_body::{InFlight, ResponseBody};
use stream::Stream;
use table::{Connections, Slot};
use watchdog::Watchdog;

/// Read and write buffer of a connection, in bytes, and so the maximum size of a request head
/// (request line and headers).
const BUFFER: usize = 64 * 1024;
/// Maximum concurrent streams (requests) of an HTTP/2 connection.
const MAX_STREAMS: u32 = 64;
/// HTTP/2 flow-control windows, in bytes: of a connection and of each stream.
const CONNECTION_WINDOW: u32 = 1024 * 1024;
const STREAM_WINDOW: u32 = 256 * 1024;
/// HTTP/2 keep-alive: the interval of pings on a silent connection, and the timeout of the answer.
const PING: Duration = Duration::from_secs(20);
/// How long an HTTP/2 client may take to disconnect after GOAWAY.
const GOAWAY_TIMEOUT: Duration = Duration::from_secs(5);

/// How long a client may keep the server waiting.
#[derive(Clone, Copy, Debug)]
struct Timeouts {
    header: Duration,
    keep_alive: Duration,
    body: Duration,
}

/// Serves connections within the configured limits.
pub(super) struct Server {
    app: Router,
    builder: Arc<Builder<TokioExecutor>>,
    timeouts: Timeouts,
    connections: Arc<Connections>,
    /// Dropped to begin the shutdown.
    running: watch::Sender<()>,
    /// Closed when the last connection has ended.
    ended: watch::Sender<()>,
}

impl Server {
    pub(super) fn new(app: Router, settings: &ConnectionSettings, proxies: Vec<Network>) -> Self {
        let (total, per_address) = (settings.total.get(), settings.per_address.get());
        Self {
            app,
            builder: Arc::new(builder()),
            timeouts: Timeouts {
                header: settings.header_timeout,
                keep_alive: settings.keep_alive_timeout,
                body: settings.body_timeout,
            },
            connections: Connections::new(total, per_address, proxies),
            running: watch::Sender::new(()),
            ended: watch::Sender::new(()),
        }
    }

    /// Serves a connection on a task of its own, or drops it if a connection limit is reached.
    pub(super) fn take(&self, stream: TcpStream, peer: SocketAddr) {
        let activity = Arc::new(Activity::new(Instant::now()));
        let Some(slot) = self.connections.admit(peer.ip(), &activity) else {
            tracing::warn!(%peer, "a connection was refused: there are too many that are being served");
            return;
        };
        if let Err(error) = stream.set_nodelay(true) {
            // A streamed page would wait for the other side's acknowledgements.
            tracing::debug!(%error, "TCP_NODELAY could not be set");
        }
        let id = slot.id();
        let connection = Connection {
            app: self.app.clone(),
            builder: Arc::clone(&self.builder),
            timeouts: self.timeouts,
            activity,
            peer,
            running: self.running.subscribe(),
            _open: self.ended.subscribe(),
            _slot: slot,
        };
        let task = tokio::spawn(connection.serve(stream));
        self.connections.served_by(id, task.abort_handle());
    }

    /// Closes the connection that has waited longest for its client.
    pub(super) fn make_room(&self) {
        self.connections.make_room();
    }

    /// Shuts down: accepts no more requests and waits for the running ones.
    pub(super) async fn end(self) {
        drop(self.running);
        self.ended.closed().await;
    }
}

fn builder() -> Builder<TokioExecutor> {
    let mut builder = Builder::new(TokioExecutor::new());
    builder
        .http1()
        .timer(TokioTimer::new())
        // The watchdog times it, which distinguishes an incomplete head from an idle connection.
        .header_read_timeout(None)
        .max_buf_size(BUFFER);
    builder
        .http2()
        .timer(TokioTimer::new())
        .keep_alive_interval(PING)
        .keep_alive_timeout(PING)
        .max_concurrent_streams(MAX_STREAMS)
        .max_header_list_size(BUFFER as u32)
        .initial_connection_window_size(CONNECTION_WINDOW)
        .initial_stream_window_size(STREAM_WINDOW)
        .max_send_buf_size(BUFFER);
    builder
}

/// One connection.
struct Connection {
    app: Router,
    builder: Arc<Builder<TokioExecutor>>,
    timeouts: Timeouts,
    activity: Arc<Activity>,
    peer: SocketAddr,
    running: watch::Receiver<()>,
    _open: watch::Receiver<()>,
    _slot: Slot,
}

impl Connection {
    async fn serve(mut self, stream: TcpStream) {
        let io = TokioIo::new(Stream::new(stream, Arc::clone(&self.activity)));
        let (app, activity) = (self.app.clone(), Arc::clone(&self.activity));
        let (peer, silence) = (self.peer, self.timeouts.body);
        let service =
            service_fn(move |request| answer(app.clone(), Arc::clone(&activity), peer, silence, request));
        let builder = Arc::clone(&self.builder);
        let mut connection = pin!(builder.serve_connection(io, service));
        let mut watchdog = pin!(Watchdog::new(Arc::clone(&self.activity), self.timeouts));
        let (mut ending, mut leaving) = (false, None);
        loop {
            let left = async move {
                match leaving {
                    Some(until) => tokio::time::sleep_until(until).await,
                    None => std::future::pending().await,
                }
            };
            tokio::select! {
                biased;
                outcome = connection.as_mut() => {
                    if let Err(error) = outcome {
                        tracing::trace!(%error, "a connection failed");
                    }
                    return;
                }
                () = watchdog.as_mut(), if leaving.is_none() => {
                    if !self.activity.accepts_goaway() {
                        return;
                    }
                    connection.as_mut().graceful_shutdown();
                    leaving = Some(tokio::time::Instant::now() + GOAWAY_TIMEOUT);
                }
                () = left => return,
                _ = self.running.changed(), if !ending => {
                    ending = true;
                    connection.as_mut().graceful_shutdown();
                }
            }
        }
    }
}

/// Answers one request of a connection.
async fn answer(
    mut app: Router,
    activity: Arc<Activity>,
    peer: SocketAddr,
    silence: Duration,
    request: Request<Incoming>,
) -> Result<Response<ResponseBody>, Infallible> {
    let version = request.version();
    let in_flight = InFlight::begin(Arc::clone(&activity), version == Version::HTTP_2);
    let mut request = request.map(|body| Body::new(RequestBody::new(body, activity, silence)));
    request.extensions_mut().insert(ConnectInfo(peer));
    let mut response = app.call(request).await?;
    CloseConnection::set_header(&mut response, version);
    Ok(response.map(|body| ResponseBody::new(body, in_flight)))
}
