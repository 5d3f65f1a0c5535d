//! What the address of a webhook may look like.
//!
//! Only what cannot be read in two ways is accepted: the guard against private addresses and the client that
//! connects must see the same host.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use crate::Problem;

/// The longest address, in characters.
pub const MAX_URL: u32 = 500;

/// What is expected of an address.
pub const EXPECTED: &str = "an address with http:// or https://, like https://crm.example.com/hooks";
/// What is expected of an address with a user name or password.
pub const WITHOUT_CREDENTIALS: &str =
    "an address without user name and password; the signature says who sends";
/// What is expected of an address in a network of one's own.
pub const PUBLIC: &str =
    "a public address; others have to be listed at start in PROTOCOLO_WEBHOOK_ALLOWED_NETWORKS";

/// A parsed address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WebhookUrl {
    /// Whether the connection is encrypted.
    pub https: bool,
    /// The host: a name, or a literal address without brackets.
    pub host: String,
    /// The port.
    pub port: u16,
}

impl WebhookUrl {
    /// Parses an address.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn parse(text: &str) -> Result<Self, Problem> {
        if text.chars().count() > MAX_URL as usize {
            return Err(Problem::TooLong { limit: MAX_URL });
        }
        let malformed = || Problem::Malformed { expected: EXPECTED.to_owned() };
        if !text.bytes().all(|byte| byte.is_ascii_graphic() && !br#"\#"<>^`{|}"#.contains(&byte)) {
            return Err(malformed());
        }
        let (scheme, rest) = text.split_once("://").ok_or_else(malformed)?;
        let https = match scheme.to_ascii_lowercase().as_str() {
            "https" => true,
            "http" => false,
            _ => return Err(malformed()),
        };
        let authority = rest.split(['/', '?']).next().unwrap_or_default();
        if authority.contains('@') {
            return Err(Problem::Malformed { expected: WITHOUT_CREDENTIALS.to_owned() });
        }
        let (host, port) = match authority.strip_prefix('[') {
            Some(rest) => rest.split_once(']').ok_or_else(malformed)?,
            None => authority.split_at(authority.find(':').unwrap_or(authority.len())),
        };
        let port = match port.strip_prefix(':') {
            Some(port) if port.bytes().all(|byte| byte.is_ascii_digit()) => {
                port.parse().ok().filter(|port| *port > 0).ok_or_else(malformed)?
            }
            None if port.is_empty() => {
                if https {
                    443
                } else {
                    80
                }
            }
            _ => return Err(malformed()),
        };
        let fits = if authority.starts_with('[') {
            host.parse::<Ipv6Addr>().is_ok()
        } else {
            is_name(host) && (!is_numeric(host) || host.parse::<Ipv4Addr>().is_ok())
        };
        fits.then(|| Self { https, host: host.to_ascii_lowercase(), port }).ok_or_else(malformed)
    }

    /// The address of the host, if it is a literal one.
    pub fn literal(&self) -> Option<IpAddr> {
        self.host.parse().ok()
    }
}

/// Whether a text can be the name of a host.
fn is_name(host: &str) -> bool {
    host.len() <= 253
        && host.split('.').all(|label| {
            !label.is_empty()
                && label.len() <= 63
                && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_')
        })
}

/// Whether a client might read a host as an IPv4 address: its last part is a number, decimal or
/// hexadecimal.
fn is_numeric(host: &str) -> bool {
    let last = host.rsplit('.').next().unwrap_or_default();
    let hexadecimal = last.strip_prefix("0x").or_else(|| last.strip_prefix("0X"));
    last.bytes().all(|byte| byte.is_ascii_digit())
        || hexadecimal.is_some_and(|digits| digits.bytes().all(|byte| byte.is_ascii_hexdigit()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(text: &str) -> Option<(bool, String, u16)> {
        WebhookUrl::parse(text).ok().map(|url| (url.https, url.host, url.port))
    }

    #[test]
    fn an_address_has_a_scheme_a_host_and_a_port() {
        let url = |https, host: &str, port| Some((https, host.to_owned(), port));
        assert_eq!(parsed("https://CRM.example.com/hooks?a=b"), url(true, "crm.example.com", 443));
        assert_eq!(parsed("http://crm:8080"), url(false, "crm", 8080));
        assert_eq!(parsed("HTTP://10.0.0.1/"), url(false, "10.0.0.1", 80));
        assert_eq!(parsed("https://[2001:DB8::1]:8443/x"), url(true, "2001:db8::1", 8443));
        assert_eq!(parsed("https://x?@"), url(true, "x", 443));
    }

    #[test]
    fn what_could_be_read_in_two_ways_is_refused() {
        for wrong in [
            "",
            "crm.example.com",
            "ftp://crm.example.com",
            "https://",
            "https:///hooks",
            "https://crm example.com",
            "https://crm.example.com#part",
            "https://crm.example.com\\@x",
            "https://é.example.com",
            "https://crm..example.com",
            "https://crm.example.com.",
            "https://crm.example.com:0",
            "https://crm.example.com:99999",
            "https://crm.example.com:+80",
            "https://crm.example.com:",
            "https://[::1",
            "https://[::1]x",
            "https://[127.0.0.1]",
            "https://[fe80::1%25eth0]",
            "http://2130706433",
            "http://0x7f000001",
            "http://0177.0.0.1",
            "http://127.1",
            "http://127.0.0.0x1",
            "http://1.2.3.4.5",
        ] {
            assert_eq!(parsed(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn credentials_are_refused_with_the_reason() {
        let problem = WebhookUrl::parse("https://user:secret@crm.example.com").expect_err("credentials");
        assert_eq!(problem, Problem::Malformed { expected: WITHOUT_CREDENTIALS.to_owned() });
        let long = format!("https://crm.example.com/{}", "x".repeat(500));
        assert_eq!(WebhookUrl::parse(&long), Err(Problem::TooLong { limit: MAX_URL }));
    }

    #[test]
    fn a_literal_address_is_known() {
        let literal = |text: &str| WebhookUrl::parse(text).expect("an address").literal();
        assert_eq!(literal("http://169.254.169.254/"), "169.254.169.254".parse().ok());
        assert_eq!(literal("http://[::ffff:127.0.0.1]/"), "::ffff:127.0.0.1".parse().ok());
        assert_eq!(literal("http://localhost/"), None);
    }
}
