//! Accept loop and graceful shutdown.

use std::future::Future;
use std::io;
use std::time::Duration;

use tokio::net::TcpListener;

use super::connections::Server;
use super::router;
use super::state::Site;

/// How long running requests may still take once the shutdown has begun.
const GRACE: Duration = Duration::from_secs(10);
/// Pause after a failed `accept` before the next attempt.
const PAUSE: Duration = Duration::from_millis(50);

/// Serves until `end` resolves, then lets running requests finish.
///
/// # Errors
/// None at present: failures of `accept` are logged and retried.
pub async fn serve(
    listener: TcpListener,
    site: Site,
    end: impl Future<Output = ()> + Send + 'static,
) -> io::Result<()> {
    let (store, state) = (site.store.clone(), site.clone());
    // Before the first page: what other servers announce since is known to every page.
    let others = store.follow_other_processes().await;
    let (limits, proxies) = (site.connections.clone(), site.trusted_proxies.clone());
    let server = Server::new(router(site), &limits, proxies);
    tokio::select! {
        () = accept(&listener, &server) => {}
        () = end => {}
    }
    drop(listener);
    state.streams.end();
    if tokio::time::timeout(GRACE, server.end()).await.is_err() {
        tracing::warn!("some requests did not finish in time");
    }
    store.flush_announcements().await;
    drop(others);
    store.flush_last_seen().await;
    Ok(())
}

/// Accepts connections until cancelled.
async fn accept(listener: &TcpListener, server: &Server) {
    loop {
        match listener.accept().await {
            Ok((stream, peer)) => server.take(stream, peer),
            Err(error) if is_of_connection(&error) => {}
            Err(error) => {
                // Usually the limit of open files is reached.
                tracing::error!(%error, "a connection could not be accepted");
                server.make_room();
                tokio::time::sleep(PAUSE).await;
            }
        }
    }
}

/// Whether the error concerns one connection, not the listener.
fn is_of_connection(error: &io::Error) -> bool {
    use io::ErrorKind::{ConnectionAborted, ConnectionRefused, ConnectionReset};
    matches!(error.kind(), ConnectionAborted | ConnectionRefused | ConnectionReset)
}
