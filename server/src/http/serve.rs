//! From an open socket to an orderly end.

use std::future::Future;
use std::io;
use std::time::Duration;

use tokio::net::TcpListener;

use super::connections::Server;
use super::router;
use super::state::Site;

/// How long requests under way may take once the end was asked for.
const GRACE: Duration = Duration::from_secs(10);
/// How long is waited where no connection can be accepted, before it is tried again.
const PAUSE: Duration = Duration::from_millis(50);

/// Serves until `end` resolves, then lets the requests under way finish.
///
/// # Errors
/// Where the socket fails.
pub async fn serve(
    listener: TcpListener,
    site: Site,
    end: impl Future<Output = ()> + Send + 'static,
) -> io::Result<()> {
    let store = site.store.clone();
    let (limits, proxies) = (site.connections.clone(), site.trusted_proxies.clone());
    let server = Server::new(router(site), &limits, proxies);
    tokio::select! {
        () = accept(&listener, &server) => {}
        () = end => {}
    }
    drop(listener);
    if tokio::time::timeout(GRACE, server.end()).await.is_err() {
        tracing::warn!("some requests did not finish in time");
    }
    store.settled().await;
    Ok(())
}

/// Accepts connections for ever.
async fn accept(listener: &TcpListener, server: &Server) {
    loop {
        match listener.accept().await {
            Ok((stream, peer)) => server.take(stream, peer),
            Err(error) if is_of_connection(&error) => {}
            Err(error) => {
                // Most likely too many files are open.
                tracing::error!(%error, "a connection could not be accepted");
                server.make_room();
                tokio::time::sleep(PAUSE).await;
            }
        }
    }
}

/// Whether the connection failed, and not the listener.
fn is_of_connection(error: &io::Error) -> bool {
    use io::ErrorKind::{ConnectionAborted, ConnectionRefused, ConnectionReset};
    matches!(error.kind(), ConnectionAborted | ConnectionRefused | ConnectionReset)
}
