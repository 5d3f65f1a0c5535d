//! Configuration by command line flags and environment variables; the only place that knows their
//! names.

#![expect(clippy::doc_markdown, reason = "these comments are what --help prints")]
#![allow(rustdoc::bare_urls, reason = "the same")]

pub mod connections;
pub mod single_sign_on;

use std::net::SocketAddr;
use std::num::{NonZeroU32, NonZeroU64};
use std::path::PathBuf;

use axum::http::Uri;
use chrono_tz::Tz;
use clap::{Args, Parser};

use crate::attachments;
use crate::cli::Command;
use crate::http::client::Network;
use crate::webhooks::Sending;
use connections::ConnectionSettings;
use single_sign_on::SingleSignOnSettings;

/// Protocolo keeps the history of a contact centre's interactions: finished conversations come in
/// from the telephone and messaging systems, supervisors and agents find, read, hear and qualify
/// them.
#[derive(Debug, Parser)]
#[command(name = "protocolo", version, arg_required_else_help = true)]
pub struct CommandLine {
    #[command(flatten)]
    pub(crate) settings: Settings,
    #[command(subcommand)]
    pub(crate) command: Command,
}

/// Settings of every command.
#[derive(Clone, Debug, Args)]
#[command(next_help_heading = "Settings")]
pub struct Settings {
    /// The database: sqlite://PATH (created where missing) or postgres://USER:PASSWORD@HOST/NAME.
    #[arg(
        long,
        env = "DATABASE_URL",
        value_name = "URL",
        default_value = "sqlite://data/protocolo.db",
        hide_env_values = true,
        global = true
    )]
    pub database_url: String,

    /// Where recordings, attachments and files of messages are stored: file:FOLDER (created if it does not exist).
    #[arg(
        long,
        env = "PROTOCOLO_BLOBS",
        value_name = "URL",
        default_value = "file:data/blobs",
        global = true
    )]
    pub blobs: String,

    /// The IANA time zone of civil days, until one is chosen in the settings or an interaction is
    /// recorded.
    #[arg(
        long,
        env = "PROTOCOLO_TIME_ZONE",
        value_name = "ZONE",
        default_value = "America/Sao_Paulo",
        value_parser = time_zone,
        global = true
    )]
    pub time_zone: Tz,

    /// Maximum number of connections to the database.
    #[arg(
        long,
        env = "PROTOCOLO_MAX_CONNECTIONS",
        value_name = "NUMBER",
        default_value = "8",
        global = true
    )]
    pub max_connections: NonZeroU32,

    /// Statement timeout of pages, in seconds; beyond it, a page asks to narrow the filter.
    #[arg(
        long,
        env = "PROTOCOLO_STATEMENT_TIMEOUT",
        value_name = "SECONDS",
        default_value = "5",
        global = true
    )]
    pub statement_timeout: NonZeroU32,

    /// The networks that webhooks may reach although they are not public, such as that of a system on
    /// this machine: addresses or networks like 10.0.0.0/8, separated by commas.
    #[arg(
        long,
        env = "PROTOCOLO_WEBHOOK_ALLOWED_NETWORKS",
        value_name = "NETWORKS",
        value_delimiter = ',',
        global = true
    )]
    pub webhook_allowed_networks: Vec<Network>,

    /// What is logged: a level (error, warn, info, debug) or a filter like
    /// info,protocolo::access=debug (one line per request).
    #[arg(long, env = "PROTOCOLO_LOG", value_name = "FILTER", default_value = "info", global = true)]
    pub log: String,
}

/// Settings of `serve`.
#[derive(Clone, Debug, Args)]
pub struct ServeSettings {
    /// The address to listen on.
    #[arg(
        long = "addr",
        env = "PROTOCOLO_ADDR",
        value_name = "ADDRESS:PORT",
        default_value = "127.0.0.1:3000"
    )]
    pub address: SocketAddr,

    /// The public URL, like https://protocolo.example.com. With https, cookies are Secure; requests
    /// for another host are refused.
    #[arg(long, env = "PROTOCOLO_PUBLIC_URL", value_name = "URL", value_parser = public_url)]
    pub public_url: Option<PublicUrl>,

    /// With https: HSTS includes the subdomains of the public host.
    #[arg(long, env = "PROTOCOLO_HSTS_INCLUDE_SUBDOMAINS")]
    pub hsts_include_subdomains: bool,

    /// Serve even if accounts have the demo's password, which is public.
    #[arg(long, env = "PROTOCOLO_ALLOW_DEMO_ACCOUNTS")]
    pub allow_demo_accounts: bool,

    /// The proxies whose X-Forwarded-For is trusted: addresses or networks like 10.0.0.0/8,
    /// separated by commas.
    #[arg(long, env = "PROTOCOLO_TRUSTED_PROXY", value_name = "NETWORKS", value_delimiter = ',')]
    pub trusted_proxy: Vec<Network>,

    /// The folder of the built site (WASM, styles, icons).
    #[arg(long, env = "PROTOCOLO_SITE_ROOT", value_name = "FOLDER", default_value = "target/site")]
    pub site_root: PathBuf,

    /// The file that names the hashes of the built site's files; default: hash.txt beside this
    /// program.
    #[arg(long, env = "LEPTOS_HASH_FILE_NAME", value_name = "FILE", hide = true)]
    pub hash_file: Option<PathBuf>,

    /// Maximum number of API requests per second and key.
    #[arg(long, env = "PROTOCOLO_API_RATE", value_name = "NUMBER", default_value = "5000")]
    pub api_rate: NonZeroU32,

    /// File size limit of a recording, in MiB.
    #[arg(long, env = "PROTOCOLO_MAX_RECORDING", value_name = "MIB", default_value = "200")]
    pub max_recording: NonZeroU64,

    /// File size limit of an attachment, in MiB.
    #[arg(long, env = "PROTOCOLO_MAX_ATTACHMENT", value_name = "MIB", default_value = "25")]
    pub max_attachment: NonZeroU64,

    /// Accepted attachment types, detected from the content: media types, families like image/*,
    /// and office, separated by commas.
    #[arg(
        long,
        env = "PROTOCOLO_ATTACHMENT_TYPES",
        value_name = "TYPES",
        default_value = attachments::kinds::DEFAULT
    )]
    pub attachment_types: attachments::kinds::AcceptedTypes,

    /// A file outside the database to which the head of the audit trail is appended at startup and
    /// daily: `protocolo audit verify --heads FILE` detects a trail that was rebuilt later.
    #[arg(long, env = "PROTOCOLO_AUDIT_HEAD_FILE", value_name = "FILE")]
    pub audit_head_file: Option<PathBuf>,

    /// Folders whose files sources may read, separated by commas: logs and recordings of a
    /// telephone system on this machine. Whoever keeps the settings names the files, but none elsewhere.
    #[arg(
        long,
        env = "PROTOCOLO_SOURCE_FOLDERS",
        value_name = "FOLDERS",
        value_delimiter = ',',
        default_value = "/var/log/asterisk,/var/spool/asterisk/monitor"
    )]
    pub source_folders: Vec<PathBuf>,

    /// The server of WhatsApp's Graph API, from which the files of messages are fetched, if it is reached by
    /// another address than Meta's own.
    #[arg(
        long,
        env = "PROTOCOLO_WHATSAPP_GRAPH",
        value_name = "URL",
        default_value = "https://graph.facebook.com",
        value_parser = public_url
    )]
    pub whatsapp_graph: PublicUrl,

    /// How webhooks are sent.
    #[arg(skip)]
    pub sending: Sending,

    /// Limits on connections.
    #[command(flatten)]
    pub connections: ConnectionSettings,

    /// Single sign-on.
    #[command(flatten)]
    pub single_sign_on: SingleSignOnSettings,
}

/// The public URL of the site.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PublicUrl {
    /// Host, and port unless it is the scheme's default; lower case.
    pub authority: String,
    /// Whether the scheme is https.
    pub https: bool,
}

impl std::fmt::Display for PublicUrl {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}://{}", if self.https { "https" } else { "http" }, self.authority)
    }
}

fn public_url(text: &str) -> Result<PublicUrl, String> {
    let wrong = || format!("{text:?} is no site's address; write it like https://protocolo.example.com");
    let url: Uri = text.parse().map_err(|_| wrong())?;
    let https = match url.scheme_str() {
        Some("https") => true,
        Some("http") => false,
        _ => return Err(wrong()),
    };
    if url.path().len() > 1 || url.query().is_some() {
        return Err(format!("{text:?} has a path, but the site is always served from the root of a host"));
    }
    let authority = url.authority().ok_or_else(wrong)?;
    let own_port = if https { 443 } else { 80 };
    let host = authority.host().to_ascii_lowercase();
    let authority = match authority.port_u16() {
        Some(port) if port != own_port => format!("{host}:{port}"),
        _ => host,
    };
    Ok(PublicUrl { authority, https })
}

fn time_zone(text: &str) -> Result<Tz, String> {
    text.parse().map_err(|_| format!("{text:?} is no IANA time zone; write one like America/Sao_Paulo"))
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    #[test]
    fn the_command_line_is_consistent() {
        CommandLine::command().debug_assert();
    }

    #[test]
    fn a_public_url_is_a_scheme_and_a_host() {
        let url = |authority: &str, https| Ok(PublicUrl { authority: authority.to_owned(), https });
        assert_eq!(public_url("https://Protocolo.example.com/"), url("protocolo.example.com", true));
        assert_eq!(public_url("https://protocolo.example.com:443"), url("protocolo.example.com", true));
        assert_eq!(public_url("http://localhost:3000"), url("localhost:3000", false));
        for wrong in ["protocolo.example.com", "ftp://x", "https://x/path", "https://x/?a=1", ""] {
            assert!(public_url(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn an_unknown_zone_is_refused_with_an_example() {
        assert!(time_zone("Sao_Paulo").is_err_and(|error| error.contains("America/Sao_Paulo")));
    }
}
