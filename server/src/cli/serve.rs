//! `protocolo serve`: starts the HTTP server.

use std::num::NonZeroUsize;
use std::process::ExitCode;
use std::sync::Arc;

use store::Store;
use tokio::net::TcpListener;

use super::{Failure, demo_accounts};
use crate::audit_head;
use crate::blobs::Blobs;
use crate::config::{ServeSettings, Settings};
use crate::http::connections::connection_limit;
use crate::http::serve::serve;
use crate::http::state::{Site, hash_file};
use crate::{jobs, notifications, recording_lengths, sources, webhooks};

pub(super) async fn run(store: Store, settings: &Settings, how: &ServeSettings) -> Result<ExitCode, Failure> {
    let sso = how.single_sign_on.complete(how.public_url.as_ref())?;
    store.migrate().await?;
    demo_accounts::check(&store, how).await?;
    let blobs = Blobs::open(&settings.blobs)?;
    if !how.site_root.join("pkg").is_dir() {
        tracing::warn!(
            site_root = %how.site_root.display(),
            "the built site is not there: pages come without styles and WASM; run `make build`, or set PROTOCOLO_SITE_ROOT"
        );
    } else if hash_file(how).is_none() {
        tracing::warn!(
            "there is no hash.txt beside this program: pages come without styles and WASM; copy it with the program, or run `make build`"
        );
    }
    let listener = TcpListener::bind(how.address).await.map_err(|error| {
        Failure(format!(
            "{} cannot be listened on ({error}); set PROTOCOLO_ADDR to another address or port",
            how.address
        ))
    })?;
    let address =
        listener.local_addr().map_or_else(|_| how.address.to_string(), |address| address.to_string());
    tracing::info!("serving at http://{address}");
    if let Some(token) = store.accounts().issue_setup_token().await? {
        let site = how.public_url.as_ref().map_or_else(|| format!("http://{address}"), ToString::to_string);
        // Printed whatever the log filter is: without it there is no way to sign in.
        eprintln!(
            "There is no administrator yet. Create the first one, once, at\n\n    {site}/setup?token={token}\n"
        );
    }
    if let Some(file) = how.audit_head_file.clone() {
        audit_head::append(&store, &file, store::clock::now()).await.map_err(|error| {
            Failure(format!("{error}; set PROTOCOLO_AUDIT_HEAD_FILE to a file that can be written"))
        })?;
        let store = store.clone();
        tokio::spawn(async move { audit_head::append_daily(&store, &file).await });
    }
    recording_lengths::determine_in_background(store.clone(), blobs.clone());
    let mut how = how.clone();
    let (wanted, database) = (how.connections.total.get(), settings.max_connections.get() as usize);
    how.connections.total =
        NonZeroUsize::new(connection_limit(wanted, database)).unwrap_or(NonZeroUsize::MIN);
    let media = sources::Media { blobs: blobs.clone(), graph: how.whatsapp_graph.clone() };
    let site = Site::assemble(store.clone(), blobs, &how, sso);
    notifications::look_after_in_background(store.clone());
    webhooks::send_in_background(store.clone(), how.sending.clone());
    let jobs = jobs::run_in_background(store.clone());
    sources::read_in_background(store, how.source_folders.clone(), Arc::clone(&site.deliveries), media);
    serve(listener, site, shutdown_signal())
        .await
        .map_err(|error| Failure(format!("the server stopped: {error}")))?;
    jobs.end().await;
    tracing::info!("stopped");
    Ok(ExitCode::SUCCESS)
}

/// Resolves on Ctrl-C, or on SIGTERM from a service manager.
pub(super) async fn shutdown_signal() {
    let interrupt = tokio::signal::ctrl_c();
    let mut terminate = match tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) {
        Ok(terminate) => terminate,
        Err(error) => {
            tracing::warn!(%error, "SIGTERM will not be noticed");
            let _ = interrupt.await;
            return;
        }
    };
    tokio::select! {
        _ = interrupt => {}
        _ = terminate.recv() => {}
    }
    tracing::info!("ending: requests under way may finish");
}
