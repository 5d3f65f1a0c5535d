//! The provider's discovery document: cached for an hour, fetched once however many requests wait
//! for it, and not retried for some seconds after a failure.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use futures::FutureExt;
use futures::future::{BoxFuture, Shared};
use openidconnect::IssuerUrl;
use openidconnect::core::CoreProviderMetadata;

use super::error::{SsoError, with_causes};
use crate::http_client::HttpClient;

/// How long the document is cached.
const MAX_AGE: Duration = Duration::from_hours(1);
/// Back-off after a failure.
const BACK_OFF: Duration = Duration::from_secs(5);

/// The discovery document, and when it was fetched.
pub(super) struct Known {
    pub(super) metadata: CoreProviderMetadata,
    since: Instant,
}

type Fetching = Shared<BoxFuture<'static, Result<Arc<Known>, String>>>;

/// Cache of the discovery document.
pub(super) struct Discovery {
    issuer: IssuerUrl,
    state: Arc<Mutex<State>>,
}

#[derive(Default)]
struct State {
    known: Option<Arc<Known>>,
    fetching: Option<Fetching>,
    /// The last failure.
    failed: Option<(Instant, String)>,
}

impl Discovery {
    pub(super) fn new(issuer: IssuerUrl) -> Self {
        Self { issuer, state: Arc::default() }
    }

    /// The document, from the cache or fetched.
    pub(super) async fn known(&self, fetch: &Arc<HttpClient>) -> Result<Arc<Known>, SsoError> {
        self.known_if(fetch, |known| known.since.elapsed() < MAX_AGE).await
    }

    /// A document newer than `old`, fetched if needed.
    pub(super) async fn renewed(
        &self,
        fetch: &Arc<HttpClient>,
        old: &Arc<Known>,
    ) -> Result<Arc<Known>, SsoError> {
        self.known_if(fetch, |known| !Arc::ptr_eq(known, old)).await
    }

    async fn known_if(
        &self,
        fetch: &Arc<HttpClient>,
        is_good: impl Fn(&Arc<Known>) -> bool,
    ) -> Result<Arc<Known>, SsoError> {
        let fetching = {
            let mut state = lock(&self.state);
            if let Some(known) = state.known.as_ref().filter(|known| is_good(known)) {
                return Ok(Arc::clone(known));
            }
            if let Some((at, why)) = &state.failed
                && at.elapsed() < BACK_OFF
            {
                return Err(SsoError::Unavailable(why.clone()));
            }
            state.fetching.get_or_insert_with(|| self.start(fetch)).clone()
        };
        fetching.await.map_err(SsoError::Unavailable)
    }

    /// Fetches on a task of its own, so that the result is cached even if the waiting requests are
    /// dropped.
    fn start(&self, fetch: &Arc<HttpClient>) -> Fetching {
        let (issuer, fetch, state) = (self.issuer.clone(), Arc::clone(fetch), Arc::clone(&self.state));
        let task = tokio::spawn(async move {
            let metadata = CoreProviderMetadata::discover_async(issuer, &*fetch).await;
            let answer = match metadata {
                Ok(metadata) => Ok(Arc::new(Known { metadata, since: Instant::now() })),
                Err(error) => Err(with_causes(&error)),
            };
            let mut state = lock(&state);
            state.fetching = None;
            state.failed = None;
            match &answer {
                Ok(known) => state.known = Some(Arc::clone(known)),
                Err(why) => state.failed = Some((Instant::now(), why.clone())),
            }
            answer
        });
        task.map(|answer| answer.unwrap_or_else(|error| Err(error.to_string()))).boxed().shared()
    }
}

fn lock(state: &Mutex<State>) -> MutexGuard<'_, State> {
    state.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    use tokio::net::TcpListener;

    use super::*;

    /// A provider that fails, and a counter of the requests to it.
    async fn failing() -> (IssuerUrl, Arc<AtomicUsize>) {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let address = listener.local_addr().expect("an address");
        let asked = Arc::new(AtomicUsize::new(0));
        let counter = Arc::clone(&asked);
        tokio::spawn(async move {
            while let Ok((mut stream, _)) = listener.accept().await {
                counter.fetch_add(1, Ordering::Relaxed);
                let mut request = [0; 1024];
                let _ = stream.read(&mut request).await;
                let _ = stream
                    .write_all(b"HTTP/1.1 500 No\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
                    .await;
            }
        });
        (IssuerUrl::new(format!("http://{address}")).expect("a URL"), asked)
    }

    #[tokio::test]
    async fn a_provider_that_fails_is_asked_once_however_many_want_to_know() {
        let (issuer, asked) = failing().await;
        let discovery = Discovery::new(issuer);
        let fetch = Arc::new(HttpClient::new(false).expect("a way"));
        let all = futures::future::join_all((0..20).map(|_| discovery.known(&fetch))).await;
        assert!(all.iter().all(Result::is_err));
        assert!(discovery.known(&fetch).await.is_err(), "and the failure is remembered");
        assert_eq!(asked.load(Ordering::Relaxed), 1);
    }
}
