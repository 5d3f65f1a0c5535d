//! Shared state of all handlers; cheap to clone.

use std::num::NonZeroU32;
use std::path::PathBuf;
use std::sync::Arc;

use app::context::{LoginMethods, UploadLimits};
use app::site_files::SiteFiles;
use app::source_folders::SourceFolders;
use axum::extract::FromRef;
use domain::ApiKeyId;
use leptos::config::LeptosOptions;
use store::Store;
use store::operation::Operation;
use tokio::sync::Notify;

use crate::api::limit::Limiter;
use crate::attachments::kinds::AcceptedTypes;
use crate::blobs::Blobs;
use crate::config::connections::ConnectionSettings;
use crate::config::single_sign_on::SingleSignOn;
use crate::config::{PublicUrl, ServeSettings};
use crate::http::client::Network;
use crate::http::live::{Streams, Turns};
use crate::sso::Provider;

/// Maximum number of SSO starts per minute and client network: enough for an office that starts its
/// day behind one address, too few for a flood.
const SSO_STARTS_PER_MINUTE: NonZeroU32 = NonZeroU32::new(300).expect("300 is not 0");

/// The site: the store, the blobs and how they are served.
#[derive(Clone)]
pub struct Site(Arc<Inner>);

/// The shared part of [`Site`].
pub struct Inner {
    /// The database.
    pub store: Store,
    /// The storage of recordings, attachments and files of messages.
    pub blobs: Blobs,
    /// The public URL, if configured.
    pub public_url: Option<PublicUrl>,
    /// Whether HSTS includes subdomains.
    pub hsts_subdomains: bool,
    /// Proxies whose `X-Forwarded-For` is trusted.
    pub trusted_proxies: Vec<Network>,
    /// Connection limits and timeouts.
    pub connections: ConnectionSettings,
    /// Folder of the built site.
    pub site_root: PathBuf,
    /// File size limit of a recording, in bytes.
    pub max_recording: u64,
    /// Default attachment types, if the operation sets none.
    pub attachment_types: AcceptedTypes,
    /// Default file size limit and types of attachments, for the upload form.
    pub uploads: UploadLimits,
    /// Rate limiter of the API, by API key.
    pub limiter: Limiter<ApiKeyId>,
    /// Rate limiter of SSO starts, by client network.
    pub sso_start_limiter: Limiter<String>,
    /// The open streams of events.
    pub streams: Streams,
    /// The turns of what open pages ask by themselves.
    pub turns: Turns,
    /// Tells those who process deliveries of sources that there are some.
    pub deliveries: Arc<Notify>,
    /// The identity provider, if single sign-on is configured.
    pub provider: Option<Provider>,
    /// Login methods, for the login page.
    pub login_methods: LoginMethods,
    /// The folders whose files sources may read.
    pub source_folders: SourceFolders,
    /// Leptos options.
    pub leptos: LeptosOptions,
    /// The URLs of the WASM and the styles.
    pub files: SiteFiles,
}

impl Site {
    /// Assembles the state; `sso` is the validated configuration of single sign-on.
    pub fn assemble(store: Store, blobs: Blobs, settings: &ServeSettings, sso: Option<SingleSignOn>) -> Self {
        let max_attachment = settings.max_attachment.get().saturating_mul(1024 * 1024);
        let extensions = settings.attachment_types.extensions().into();
        let leptos = leptos_options(settings);
        Self(Arc::new(Inner {
            store,
            blobs,
            public_url: settings.public_url.clone(),
            hsts_subdomains: settings.hsts_include_subdomains,
            trusted_proxies: settings.trusted_proxy.clone(),
            connections: settings.connections.clone(),
            site_root: settings.site_root.clone(),
            source_folders: SourceFolders::new(&settings.source_folders),
            max_recording: settings.max_recording.get().saturating_mul(1024 * 1024),
            attachment_types: settings.attachment_types.clone(),
            uploads: UploadLimits { max_bytes: max_attachment, extensions },
            limiter: Limiter::per_second(settings.api_rate),
            sso_start_limiter: Limiter::per_minute(SSO_STARTS_PER_MINUTE),
            streams: Streams::new(&settings.connections),
            turns: Turns::for_this_machine(),
            login_methods: LoginMethods {
                local: settings.single_sign_on.local_sign_in,
                single: sso.is_some(),
                label: sso.as_ref().and_then(|sso| sso.label.as_deref()).map(Arc::from),
            },
            deliveries: Arc::default(),
            provider: sso.map(Provider::new),
            files: SiteFiles::read(&leptos),
            leptos,
        }))
    }

    /// Attachment types that the operation accepts.
    pub fn accepted(&self, operation: &Operation) -> AcceptedTypes {
        AcceptedTypes::configured_or(&operation.attachment_types, &self.attachment_types)
    }

    /// File size limit and types of attachments that the operation has set, for the upload form.
    pub fn uploads(&self, operation: &Operation) -> UploadLimits {
        let mut uploads = self.uploads.clone();
        uploads.max_bytes = operation.max_attachment.unwrap_or(uploads.max_bytes);
        if !operation.attachment_types.is_empty() {
            uploads.extensions = self.accepted(operation).extensions().into();
        }
        uploads
    }

    /// Whether the public URL uses https.
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

/// The file that names the hashes of the built site's files, if it is there.
pub(crate) fn hash_file(settings: &ServeSettings) -> Option<PathBuf> {
    let beside = || Some(std::env::current_exe().ok()?.parent()?.join("hash.txt"));
    // Absolute: Leptos resolves a relative path beside the program, not in the current folder.
    let named = settings.hash_file.as_ref().and_then(|file| std::path::absolute(file).ok());
    named.or_else(beside).filter(|file| file.is_file())
}

fn leptos_options(settings: &ServeSettings) -> LeptosOptions {
    let hash_file = hash_file(settings);
    LeptosOptions::builder()
        .output_name("protocolo")
        .site_root(settings.site_root.display().to_string())
        .site_pkg_dir("pkg")
        .site_addr(settings.address)
        .hash_files(hash_file.is_some())
        .hash_file(Arc::<str>::from(hash_file.unwrap_or_default().display().to_string()))
        .build()
}
