//! Test harness: a server of its own for every test, removed afterwards, and its clients.

mod admin;
mod answer;
mod form;
pub(crate) mod identity;
pub(crate) mod input;
mod interaction;
mod people;
pub(crate) mod program;
pub(crate) mod raw;

use std::net::SocketAddr;
use std::num::{NonZeroU32, NonZeroU64};
use std::time::Duration;

use reqwest::header::{AUTHORIZATION, CONTENT_TYPE, COOKIE};
use reqwest::{Client, Method, RequestBuilder, Response};
use serde_json::Value;
use server::blobs::Blobs;
use server::config::connections::ConnectionSettings;
use server::config::{PublicUrl, ServeSettings};
use server::http::serve::serve;
use server::http::state::Site;
use server::webhooks::Sending;
use store::clock::now;
use store::limits::STATEMENT_LIMIT;
use store::{Db, Store, StoreConfig};
use tempfile::TempDir;
use test_database::Engine;

pub(crate) use admin::Admin;
pub(crate) use answer::Answer;
pub(crate) use form::{Form, Page, Parts};
pub(crate) use interaction::InteractionBuilder;
pub(crate) use people::PASSWORD;

/// One test per engine, with a server of its own in the default configuration:
/// `contract!(a_rule_holds, |server| { … });`
macro_rules! contract {
    ($name:ident, |$server:ident| $body:block) => {
        test_database::contract!($name, |engine| {
            let $server = $crate::support::server_builder().on_engine(engine).start().await;
            $body
        });
    };
}

/// A running server.
pub(crate) struct TestServer {
    pub(crate) store: Store,
    pub(crate) client: Client,
    address: SocketAddr,
    key: Option<String>,
    folder: TempDir,
    database: String,
    end: tokio::sync::watch::Sender<bool>,
}

/// The configuration of a test server.
pub(crate) struct ServerBuilder {
    settings: ServeSettings,
    engine: Engine,
    url: Option<String>,
    statement_limit: Duration,
}

/// The default configuration, on SQLite.
pub(crate) fn server_builder() -> ServerBuilder {
    let settings = ServeSettings {
        address: SocketAddr::from(([127, 0, 0, 1], 0)),
        public_url: None,
        hsts_include_subdomains: false,
        allow_demo_accounts: false,
        trusted_proxy: Vec::new(),
        site_root: "no-such-folder".into(),
        hash_file: None,
        api_rate: NonZeroU32::MAX,
        max_recording: NonZeroU64::new(200).expect("200 MiB"),
        max_attachment: NonZeroU64::new(1).expect("1 MiB"),
        attachment_types: server::attachments::kinds::DEFAULT.parse().expect("types"),
        audit_head_file: None,
        source_folders: vec!["/var/log/asterisk".into(), "/var/spool/asterisk/monitor".into()],
        whatsapp_graph: PublicUrl { authority: "127.0.0.1:9".to_owned(), https: false },
        sending: Sending::default(),
        connections: connections(),
        single_sign_on: identity::settings(&[]),
    };
    ServerBuilder { settings, engine: Engine::Sqlite, url: None, statement_limit: STATEMENT_LIMIT }
}

impl ServerBuilder {
    /// Enables single sign-on with these flags; the public URL is then the server's own address.
    pub(crate) fn with_single_sign_on(mut self, flags: &[&str]) -> Self {
        self.settings.single_sign_on = identity::settings(flags);
        self
    }

    /// Uses a migrated database of this engine.
    pub(crate) fn on_engine(mut self, engine: Engine) -> Self {
        self.engine = engine;
        self
    }

    /// Uses the database at this URL.
    pub(crate) fn on(mut self, url: &str) -> Self {
        self.url = Some(url.to_owned());
        self
    }

    pub(crate) fn at_public_url(mut self, authority: &str, https: bool) -> Self {
        self.settings.public_url = Some(PublicUrl { authority: authority.to_owned(), https });
        self
    }

    /// Trusts the forwarding headers of requests from loopback addresses.
    pub(crate) fn behind_a_proxy(mut self) -> Self {
        self.settings.trusted_proxy = vec!["127.0.0.0/8".parse().expect("a network")];
        self
    }

    pub(crate) fn with_site(mut self, root: &std::path::Path) -> Self {
        root.clone_into(&mut self.settings.site_root);
        self
    }

    pub(crate) fn with_rate(mut self, rate: u32) -> Self {
        self.settings.api_rate = NonZeroU32::new(rate).expect("a rate");
        self
    }

    pub(crate) fn with_recordings_up_to(mut self, mebibytes: u64) -> Self {
        self.settings.max_recording = NonZeroU64::new(mebibytes).expect("a size");
        self
    }

    pub(crate) fn with_attachment_types(mut self, types: &str) -> Self {
        self.settings.attachment_types = types.parse().expect("types");
        self
    }

    /// Limits each statement that reads for users.
    pub(crate) fn with_statement_limit(mut self, limit: Duration) -> Self {
        self.statement_limit = limit;
        self
    }

    /// Changes the connection limits.
    pub(crate) fn with_connections(mut self, change: impl FnOnce(&mut ConnectionSettings)) -> Self {
        change(&mut self.settings.connections);
        self
    }

    pub(crate) fn with_subdomains_over_https(mut self) -> Self {
        self.settings.hsts_include_subdomains = true;
        self
    }

    pub(crate) fn behind_proxy(mut self, networks: &str) -> Self {
        self.settings.trusted_proxy =
            networks.split(',').map(|one| one.parse().expect("a network")).collect();
        self
    }

    pub(crate) async fn start(mut self) -> TestServer {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let url = match self.url.take() {
            Some(url) => url,
            None => self.engine.migrated(folder.path(), migrate).await,
        };
        let store = open_limited(url.clone(), self.statement_limit).await;
        store.migrate().await.expect("the migrations apply");
        let blobs = Blobs::open(&format!("file:{}", folder.path().join("blobs").display())).expect("blobs");
        let listener = tokio::net::TcpListener::bind(self.settings.address).await.expect("a free port");
        let address = listener.local_addr().expect("an address");
        if self.settings.single_sign_on.oidc_issuer.is_some() {
            self = self.at_public_url(&address.to_string(), false);
        }
        let sso = self.settings.single_sign_on.complete(self.settings.public_url.as_ref()).expect("settings");
        let site = Site::assemble(store.clone(), blobs, &self.settings, sso);
        let (end, mut ended) = tokio::sync::watch::channel(false);
        tokio::spawn(serve(listener, site, async move {
            let _ = ended.wait_for(|ended| *ended).await;
        }));
        let client = Client::builder().redirect(reqwest::redirect::Policy::none()).build().expect("a client");
        TestServer { store, client, address, key: None, folder, database: url, end }
    }
}

/// The default connection limits.
fn connections() -> ConnectionSettings {
    use clap::{Args, FromArgMatches};
    let command = ConnectionSettings::augment_args(clap::Command::new("protocolo"));
    let matches = command.get_matches_from(["protocolo"]);
    ConnectionSettings::from_arg_matches(&matches).expect("settings")
}

async fn open(url: String) -> Store {
    open_limited(url, STATEMENT_LIMIT).await
}

async fn open_limited(url: String, limit: Duration) -> Store {
    let config = StoreConfig { url, zone: chrono_tz::America::Sao_Paulo, max_connections: 4 };
    Store::open_limited(&config, limit).await.expect("the database opens")
}

fn migrate(url: String) -> test_database::Migration {
    Box::pin(async {
        let store = open(url).await;
        store.migrate().await.expect("the migrations apply");
        match store.db() {
            // The writing connection last, which checkpoints the WAL of SQLite.
            Db::Sqlite { read, write } => {
                read.close().await;
                write.close().await;
            }
            Db::Postgres(pool) => pool.close().await,
        }
    })
}

/// The URL of a SQLite file that does not exist yet.
pub(crate) fn sqlite(folder: &TempDir) -> String {
    test_database::sqlite_url(folder.path())
}

/// An empty database on the PostgreSQL server of the test run.
pub(crate) async fn postgres() -> String {
    test_database::empty_postgres().await
}

impl TestServer {
    /// A server in the default configuration, on SQLite.
    pub(crate) async fn start() -> Self {
        server_builder().start().await
    }

    /// Sends a valid key with every further API request.
    pub(crate) async fn with_key(mut self) -> Self {
        let (_, key) =
            self.store.api_keys().create("test", now()).await.expect("an answer").created().expect("a key");
        self.key = Some(key);
        self
    }

    /// The URL of the database.
    pub(crate) fn database(&self) -> &str {
        &self.database
    }

    /// Begins the shutdown.
    pub(crate) fn end(&self) {
        self.end.send_replace(true);
    }

    /// The key of API requests.
    pub(crate) fn key(&self) -> &str {
        self.key.as_deref().expect("a key")
    }

    pub(crate) fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    pub(crate) fn address(&self) -> SocketAddr {
        self.address
    }

    /// The names of all stored blobs.
    pub(crate) fn blobs(&self) -> Vec<String> {
        let mut found = Vec::new();
        let mut folders = vec![self.folder.path().join("blobs")];
        while let Some(folder) = folders.pop() {
            for entry in std::fs::read_dir(folder).expect("a folder").flatten() {
                if entry.path().is_dir() {
                    folders.push(entry.path());
                } else {
                    found.push(entry.file_name().to_string_lossy().into_owned());
                }
            }
        }
        found
    }

    /// The folder with the blobs, and with the database if that is SQLite.
    pub(crate) fn folder(&self) -> &std::path::Path {
        self.folder.path()
    }

    /// The blob storage.
    pub(crate) fn blob_storage(&self) -> Blobs {
        Blobs::open(&format!("file:{}", self.folder.path().join("blobs").display())).expect("blobs")
    }

    /// Deletes all stored blobs, like a failed disk.
    pub(crate) fn lose_blobs(&self) {
        for folder in std::fs::read_dir(self.folder.path().join("blobs")).expect("a folder").flatten() {
            std::fs::remove_dir_all(folder.path()).expect("removed");
        }
    }

    /// A request without an API key.
    pub(crate) fn bare(&self, method: Method, path: &str) -> RequestBuilder {
        self.client.request(method, self.url(path))
    }

    pub(crate) fn request(&self, method: Method, path: &str) -> RequestBuilder {
        let request = self.bare(method, path);
        match &self.key {
            Some(key) if path.starts_with("/api/v1") => {
                request.header(AUTHORIZATION, format!("Bearer {key}"))
            }
            _ => request,
        }
    }

    pub(crate) async fn get(&self, path: &str) -> Response {
        self.request(Method::GET, path).send().await.expect("an answer")
    }

    /// Posts one interaction.
    pub(crate) async fn post(&self, interaction: &Value) -> Answer {
        let request = self.request(Method::POST, "/api/v1/interactions").json(interaction);
        Answer::of(request.send().await.expect("an answer")).await
    }

    /// Posts a raw body to the endpoint of one interaction.
    pub(crate) async fn post_bytes(&self, bytes: impl Into<reqwest::Body>) -> Answer {
        let request = self.request(Method::POST, "/api/v1/interactions");
        let request = request.header(CONTENT_TYPE, "application/json").body(bytes);
        Answer::of(request.send().await.expect("an answer")).await
    }

    /// Posts lines and returns the result lines.
    pub(crate) async fn batch(&self, lines: impl Into<reqwest::Body>) -> Vec<Value> {
        let request = self.request(Method::POST, "/api/v1/interactions/batch");
        let request = request.header(CONTENT_TYPE, "application/x-ndjson").body(lines);
        let response = request.send().await.expect("an answer");
        assert_eq!(response.status(), 200);
        assert_eq!(response.headers()[CONTENT_TYPE], "application/x-ndjson");
        let text = response.text().await.expect("the whole answer");
        text.lines().map(|line| serde_json::from_str(line).expect("a JSON line")).collect()
    }

    pub(crate) async fn put_recording(&self, protocol: &str, audio: impl Into<reqwest::Body>) -> Answer {
        let path = format!("/api/v1/interactions/{protocol}/recording");
        let request = self.request(Method::PUT, &path).body(audio);
        Answer::of(request.send().await.expect("an answer")).await
    }

    /// Uploads the bytes of a file of a message under the hash that the message names.
    pub(crate) async fn put_media(&self, protocol: &str, sha256: &str, content: &[u8]) -> Answer {
        let path = format!("/api/v1/interactions/{protocol}/media/{sha256}");
        let request = self.request(Method::PUT, &path).body(content.to_vec());
        Answer::of(request.send().await.expect("an answer")).await
    }

    /// A request with a session.
    pub(crate) fn request_as(&self, token: &str, method: Method, path: &str) -> RequestBuilder {
        self.request(method, path).header(COOKIE, format!("protocolo_session={token}"))
    }

    /// Runs statements on either engine.
    pub(crate) async fn run(&self, sql: &str) {
        let statements = sqlx::AssertSqlSafe(sql.to_owned());
        match self.store.db() {
            Db::Sqlite { write, .. } => sqlx::raw_sql(statements).execute(write).await.map(|_| ()),
            Db::Postgres(pool) => sqlx::raw_sql(statements).execute(pool).await.map(|_| ()),
        }
        .expect("they run");
    }

    /// The result of a query for one number.
    pub(crate) async fn count(&self, sql: &'static str) -> i64 {
        count(&self.store, sql).await
    }
}

/// The result of a query for one number.
pub(crate) async fn count(store: &Store, sql: &'static str) -> i64 {
    match store.db() {
        Db::Sqlite { read, .. } => sqlx::query_scalar(sql).fetch_one(read).await,
        Db::Postgres(pool) => sqlx::query_scalar(sql).fetch_one(pool).await,
    }
    .expect("a number")
}

/// Opens a database that a server is using.
pub(crate) async fn beside(url: String) -> Store {
    open(url).await
}
