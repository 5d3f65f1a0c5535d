//! What every handler can reach. Cheap to clone.

use std::num::NonZeroU32;
use std::path::PathBuf;
use std::sync::Arc;

use app::context::{Uploads, WaysIn};
use axum::extract::FromRef;
use domain::ApiKeyId;
use leptos::config::LeptosOptions;
use store::Store;
use store::operation::Operation;

use crate::api::limit::Limiter;
use crate::attachments::kinds::Accepted;
use crate::blobs::Blobs;
use crate::config::connections::ConnectionSettings;
use crate::config::single_sign_on::SingleSignOn;
use crate::config::{PublicUrl, ServeSettings};
use crate::http::client::Network;
use crate::sso::Provider;

/// How often a minute an address may be sent to the identity provider: a whole office that begins its
/// day behind one address, and no flood.
const DEPARTURES: NonZeroU32 = NonZeroU32::new(300).expect("300 is not 0");

/// The site: the store, the blobs and how they are served.
#[derive(Clone)]
pub struct Site(Arc<Inner>);

/// What [`Site`] shares.
pub struct Inner {
    /// The database.
    pub store: Store,
    /// The recordings and the files of cases.
    pub blobs: Blobs,
    /// The site's own address, where it is known.
    pub public_url: Option<PublicUrl>,
    /// Whether every host below the public one is to be reached over https only too.
    pub hsts_subdomains: bool,
    /// The proxies that may say whose request it is.
    pub trusted_proxies: Vec<Network>,
    /// How many connections there may be, and how slow.
    pub connections: ConnectionSettings,
    /// The folder of the built site.
    pub site_root: PathBuf,
    /// The largest recording, in bytes.
    pub max_recording: u64,
    /// What files of a case may be, where the operation says nothing.
    pub attachment_types: Accepted,
    /// The largest file of a case and what files it may be, where the operation says nothing, for the
    /// page that asks for files.
    pub uploads: Uploads,
    /// The API's rate limit.
    pub limiter: Limiter<ApiKeyId>,
    /// How often an address may be sent to the identity provider.
    pub departures: Limiter<String>,
    /// The identity provider, where there is single sign-on.
    pub provider: Option<Provider>,
    /// How people get in, for the page that lets them.
    pub ways_in: WaysIn,
    /// What Leptos needs to know to link the WASM and the styles.
    pub leptos: LeptosOptions,
}

impl Site {
    /// Puts the parts together; `sso` is what the settings of single sign-on amount to.
    pub fn assemble(store: Store, blobs: Blobs, settings: &ServeSettings, sso: Option<SingleSignOn>) -> Self {
        let max_attachment = settings.max_attachment.get().saturating_mul(1024 * 1024);
        let extensions = settings.attachment_types.extensions().into();
        Self(Arc::new(Inner {
            store,
            blobs,
            public_url: settings.public_url.clone(),
            hsts_subdomains: settings.hsts_include_subdomains,
            trusted_proxies: settings.trusted_proxy.clone(),
            connections: settings.connections.clone(),
            site_root: settings.site_root.clone(),
            max_recording: settings.max_recording.get().saturating_mul(1024 * 1024),
            attachment_types: settings.attachment_types.clone(),
            uploads: Uploads { largest: max_attachment, extensions },
            limiter: Limiter::per_second(settings.api_rate),
            departures: Limiter::per_minute(DEPARTURES),
            ways_in: WaysIn {
                local: settings.single_sign_on.local_sign_in,
                single: sso.is_some(),
                label: sso.as_ref().and_then(|sso| sso.label.as_deref()).map(Arc::from),
            },
            provider: sso.map(Provider::new),
            leptos: leptos_options(settings),
        }))
    }

    /// What files of a case may be, as the operation has set it up.
    pub fn accepted(&self, operation: &Operation) -> Accepted {
        Accepted::set_up(&operation.attachment_types, &self.attachment_types)
    }

    /// The same for the page that asks for files.
    pub fn uploads(&self, operation: &Operation) -> Uploads {
        let mut uploads = self.uploads.clone();
        uploads.largest = operation.largest_attachment.unwrap_or(uploads.largest);
        if !operation.attachment_types.is_empty() {
            uploads.extensions = self.accepted(operation).extensions().into();
        }
        uploads
    }

    /// Whether people reach the site over https.
    pub fn is_https(&self) -> bool {
        self.public_url.as_ref().is_some_and(|url| url.https)
    }
}

impl std::ops::Deref for Site {
    type Target = Inner;
    fn deref(&self) -> &Inner {
        &self.0
    }
}

impl FromRef<Site> for LeptosOptions {
    fn from_ref(site: &Site) -> Self {
        site.leptos.clone()
    }
}

fn leptos_options(settings: &ServeSettings) -> LeptosOptions {
    let beside = || Some(std::env::current_exe().ok()?.parent()?.join("hash.txt"));
    // Absolute: Leptos looks for a relative one beside the program, not in the current folder.
    let named = settings.hash_file.as_ref().and_then(|file| std::path::absolute(file).ok());
    let hash_file = named.or_else(beside).filter(|file| file.is_file());
    LeptosOptions::builder()
        .output_name("protocolo")
        .site_root(settings.site_root.display().to_string())
        .site_pkg_dir("pkg")
        .site_addr(settings.address)
        .hash_files(hash_file.is_some())
        .hash_file(Arc::<str>::from(hash_file.unwrap_or_default().display().to_string()))
        .build()
}
