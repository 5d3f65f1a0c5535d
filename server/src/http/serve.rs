//! From an open socket to an orderly end.

use std::future::Future;
use std::net::SocketAddr;
use std::time::Duration;

use axum::serve::ListenerExt;
use tokio::net::TcpListener;

use super::router;
use super::state::Site;

/// How long requests under way may take once the end was asked for.
const GRACE: Duration = Duration::from_secs(10);

/// Serves until `end` resolves, then lets the requests under way finish.
///
/// # Errors
/// Where the socket fails.
pub async fn serve(
    listener: TcpListener,
    site: Site,
    end: impl Future<Output = ()> + Send + 'static,
) -> std::io::Result<()> {
    let store = site.store.clone();
    let listener = listener.tap_io(|stream| {
        // A streamed page would wait for the other side's acknowledgements otherwise.
        if let Err(error) = stream.set_nodelay(true) {
            tracing::debug!(%error, "TCP_NODELAY could not be set");
        }
    });
    let (ending, ended) = tokio::sync::oneshot::channel();
    let app = router(site).into_make_service_with_connect_info::<SocketAddr>();
    let serving = axum::serve(listener, app).with_graceful_shutdown(async move {
        end.await;
        let _ = ending.send(());
    });
    let overdue = async {
        let asked = ended.await.is_ok();
        if asked {
            tokio::time::sleep(GRACE).await;
        } else {
            std::future::pending::<()>().await;
        }
    };
    tokio::select! {
        result = serving => result?,
        () = overdue => tracing::warn!("some requests did not finish in time"),
    }
    store.settled().await;
    Ok(())
}
