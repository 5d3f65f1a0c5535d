//! Guard against serving accounts with the well-known demo password to a network by accident.

use std::net::IpAddr;

use demo::{DEMO_LOGINS, DEMO_PASSWORD};
use store::Store;

use super::Failure;
use crate::config::ServeSettings;

/// Warns of demo accounts; refuses to serve them if other machines can reach the site, unless the
/// settings allow it.
pub(super) async fn check(store: &Store, settings: &ServeSettings) -> Result<(), Failure> {
    let found = store.accounts().with_password(&DEMO_LOGINS, DEMO_PASSWORD).await?;
    if found.is_empty() {
        return Ok(());
    }
    let found = found.join(", ");
    if !settings.allow_demo_accounts && !is_local(settings) {
        return Err(Failure(format!(
            "these accounts have the demonstration's password, which everybody knows: {found}\n\
             Give them others (protocolo user password), deactivate them, or listen on 127.0.0.1; to serve \
             them all the same, set PROTOCOLO_ALLOW_DEMO_ACCOUNTS=true"
        )));
    }
    tracing::warn!(accounts = found, "accounts have the demonstration's password, which everybody knows");
    Ok(())
}

/// Whether only this machine can reach the site: by the listening address, and by the public URL,
/// which may be a proxy's.
fn is_local(settings: &ServeSettings) -> bool {
    let public = settings.public_url.as_ref().map(|url| url.authority.as_str());
    settings.address.ip().is_loopback() && public.is_none_or(is_local_host)
}

fn is_local_host(authority: &str) -> bool {
    let host = authority.rsplit_once(':').filter(|(_, port)| port.bytes().all(|byte| byte.is_ascii_digit()));
    let host = host.map_or(authority, |(host, _)| host);
    let address = host.trim_start_matches('[').trim_end_matches(']').parse::<IpAddr>();
    host == "localhost" || address.is_ok_and(|address| address.is_loopback())
}

#[cfg(test)]
mod tests {
    use super::is_local_host;

    #[test]
    fn only_names_of_this_machine_are_local() {
        for local in ["localhost", "localhost:3000", "127.0.0.1", "127.0.0.1:80", "[::1]", "[::1]:3000"] {
            assert!(is_local_host(local), "{local}");
        }
        for other in ["demo.example.com", "localhost.example.com:80", "192.0.2.1", "[2001:db8::1]"] {
            assert!(!is_local_host(other), "{other}");
        }
    }
}
