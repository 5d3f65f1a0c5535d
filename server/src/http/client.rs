//! The client's IP address, also behind trusted proxies.
//!
//! Any client can send `X-Forwarded-For`, so only what trusted proxies have appended counts: the
//! client is the first address from the right that is not a trusted proxy.

use std::net::{IpAddr, SocketAddr};
use std::str::FromStr;

use axum::extract::ConnectInfo;
use axum::http::{Extensions, HeaderMap, HeaderValue};
use ipnet::{IpNet, Ipv6Net};

/// An address or a network of addresses: `127.0.0.1`, `10.0.0.0/8`, `::1`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Network(IpNet);

impl FromStr for Network {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let text = text.trim();
        let network = text.parse().or_else(|_| text.parse::<IpAddr>().map(IpNet::from));
        network
            .map(Self)
            .map_err(|_| format!("{text:?} is no address or network; write it like 10.0.0.5 or 10.0.0.0/8"))
    }
}

impl Network {
    /// The network.
    pub const fn net(self) -> IpNet {
        self.0
    }

    /// Whether `address` is in the network; an IPv4-mapped IPv6 address counts as IPv4.
    pub fn contains(self, address: IpAddr) -> bool {
        self.0.contains(&address.to_canonical())
    }
}

/// The IP address of the client; empty without [`ConnectInfo`].
pub(crate) fn address(extensions: &Extensions, headers: &HeaderMap, trusted: &[Network]) -> String {
    let Some(ConnectInfo(peer)) = extensions.get::<ConnectInfo<SocketAddr>>() else {
        return String::new();
    };
    let forwarded = headers.get_all("x-forwarded-for").iter().map(HeaderValue::as_bytes);
    resolve(peer.ip(), forwarded, trusted).to_string()
}

/// The network that counts as one client: an IPv4 address itself, or the /64 of an IPv6 address,
/// all of which usually belongs to one client.
pub(crate) fn network_of(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(address) => Ipv6Net::new_assert(address, 64).network().into(),
        address @ IpAddr::V4(_) => address,
    }
}

/// [`network_of`] for an address given as text; text that is not an address is returned unchanged.
pub(crate) fn network_of_text(address: &str) -> String {
    address.parse().map_or_else(|_| address.to_owned(), |address| network_of(address).to_string())
}

fn resolve<'a>(
    peer: IpAddr,
    forwarded: impl DoubleEndedIterator<Item = &'a [u8]>,
    trusted: &[Network],
) -> IpAddr {
    let ours = |address: IpAddr| trusted.iter().any(|network| network.contains(address));
    let mut nearest = peer.to_canonical();
    // Bytes: only the hops that trusted proxies have appended need to be valid UTF-8.
    for hop in forwarded.rev().flat_map(|line| line.rsplit(|byte| *byte == b',')) {
        if !ours(nearest) {
            break;
        }
        match parse_hop(hop) {
            Some(address) => nearest = address.to_canonical(),
            None => break,
        }
    }
    nearest
}

/// Parses an address as proxies write it: bare, in brackets, or with a port.
fn parse_hop(hop: &[u8]) -> Option<IpAddr> {
    let hop = std::str::from_utf8(hop).ok()?.trim();
    let bare = hop.strip_prefix('[').and_then(|hop| hop.strip_suffix(']')).unwrap_or(hop);
    bare.parse().ok().or_else(|| Some(hop.parse::<SocketAddr>().ok()?.ip()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn networks(text: &str) -> Vec<Network> {
        text.split_whitespace().map(|one| one.parse().expect("a network")).collect()
    }

    fn resolved(peer: &str, forwarded: &[&str], trusted: &str) -> String {
        let forwarded: Vec<_> = forwarded.iter().map(|line| line.as_bytes()).collect();
        resolved_bytes(peer, &forwarded, trusted)
    }

    fn resolved_bytes(peer: &str, forwarded: &[&[u8]], trusted: &str) -> String {
        resolve(peer.parse().expect("an address"), forwarded.iter().copied(), &networks(trusted)).to_string()
    }

    #[test]
    fn without_trusted_proxies_the_header_says_nothing() {
        assert_eq!(resolved("203.0.113.9", &["198.51.100.1"], ""), "203.0.113.9");
        assert_eq!(resolved("203.0.113.9", &["198.51.100.1"], "10.0.0.0/8"), "203.0.113.9");
    }

    #[test]
    fn the_first_address_from_the_right_that_is_no_proxy_is_the_client() {
        let lines = ["6.6.6.6, 198.51.100.1, 10.0.0.7", "10.0.0.8"];
        assert_eq!(resolved("127.0.0.1", &lines, "127.0.0.1 10.0.0.0/8"), "198.51.100.1");
        assert_eq!(resolved("127.0.0.1", &["198.51.100.1:5123"], "127.0.0.1"), "198.51.100.1");
        assert_eq!(resolved("127.0.0.1", &["nonsense"], "127.0.0.1"), "127.0.0.1");
        assert_eq!(resolved("::ffff:127.0.0.1", &["2001:db8::1"], "127.0.0.1"), "2001:db8::1");
    }

    #[test]
    fn what_a_client_wrote_before_does_not_hide_it() {
        let trusted = "127.0.0.1";
        for before in [&b"\xff, "[..], b"\x80\x81,", b", ,", b"nonsense, "] {
            let line = [before, b"198.51.100.1"].concat();
            assert_eq!(resolved_bytes("127.0.0.1", &[&line], trusted), "198.51.100.1", "{before:?}");
            assert_eq!(resolved_bytes("127.0.0.1", &[before, b"198.51.100.1"], trusted), "198.51.100.1");
        }
    }

    #[test]
    fn an_address_may_have_a_port_and_brackets() {
        for (hop, address) in [
            ("198.51.100.1:5123", "198.51.100.1"),
            ("[2001:db8::1]", "2001:db8::1"),
            ("[2001:db8::1]:5123", "2001:db8::1"),
            ("::ffff:198.51.100.1", "198.51.100.1"),
        ] {
            assert_eq!(resolved("127.0.0.1", &[hop], "127.0.0.1"), address, "{hop}");
        }
    }

    #[test]
    fn an_ipv6_client_is_a_network() {
        let network = |text: &str| network_of(text.parse().expect("an address")).to_string();
        assert_eq!(network("2001:db8:1:2:3:4:5:6"), "2001:db8:1:2::");
        assert_eq!(network("192.0.2.1"), "192.0.2.1");
        assert_eq!(network("::ffff:192.0.2.1"), "192.0.2.1");
    }

    #[test]
    fn a_network_has_a_sane_prefix() {
        for wrong in ["", "10.0.0.0/33", "::1/129", "10.0.0.0/x", "example.com"] {
            assert!(wrong.parse::<Network>().is_err(), "{wrong}");
        }
        let all: Network = "0.0.0.0/0".parse().expect("a network");
        assert!(all.contains("203.0.113.9".parse().expect("an address")));
    }
}
