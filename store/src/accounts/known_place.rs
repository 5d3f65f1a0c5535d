//! Known places: the browsers, identified by a device token, and network addresses from which a
//! person has signed in before.
//!
//! Failed sign-ins from elsewhere must not lock a person out of their usual place, so each known
//! place has its own lockout counter (`throttle.rs`). The device token is a cookie of 256 random
//! bits, stored as a digest; it does not authenticate.

use std::net::IpAddr;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use domain::{Millis, Timestamp, UserId};
use ipnet::Ipv6Net;

use super::login::login_key;
use super::secret::{self, secret_token};
use crate::db::Tx;
use crate::{Db, Result};

/// How long a place stays known without a sign-in: half a year.
pub const KNOWN_PLACE: Millis = Millis::days(180);

secret_token! {
    /// The cookie that identifies a known browser.
    DeviceToken
}

impl DeviceToken {
    /// The token sent by the browser, or a new one if it is missing or malformed.
    fn of(carried: Option<&str>) -> Self {
        let carried = carried.filter(|token| token.len() == secret::LENGTH);
        carried.map_or_else(Self::random, |token| Self(token.to_owned()))
    }
}

/// The browser and network address of a sign-in.
pub(super) struct Places<'a> {
    device: Option<&'a str>,
    address: &'a str,
}

/// A place from which a person has signed in before.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum KnownPlace {
    Device(String),
    Address(String),
}

impl<'a> Places<'a> {
    pub(super) fn new(device: Option<&'a str>, address: &'a str) -> Self {
        Self { device: device.filter(|token| token.len() == secret::LENGTH), address }
    }

    pub(super) fn address(&self) -> &'a str {
        self.address
    }

    /// The known place of the account with this login, preferring the browser to the address.
    pub(super) async fn known(&self, db: &Db, login: &str, now: Timestamp) -> Result<Option<KnownPlace>> {
        // No login contains NUL, and PostgreSQL rejects it as a parameter.
        if login.contains('\0') {
            return Ok(None);
        }
        let (device, address) = (self.device.map(device_place), address_place(self.address));
        let mut statement = db.statement();
        let (key, since) = (statement.bind(login_key(login)), statement.bind(now - KNOWN_PLACE));
        let places = device.iter().chain([&address]).map(|place| statement.bind(place));
        let places = places.collect::<Vec<_>>().join(", ");
        statement.text = format!(
            "SELECT p.place FROM known_place AS p JOIN user_account AS u ON u.id = p.user_id \
             WHERE u.login_key = {key} AND p.seen_at > {since} AND p.place IN ({places})"
        );
        let found: Vec<(String,)> = db.fetch_all(statement).await?;
        let knows = |place: &String| found.iter().any(|(one,)| one == place);
        let device = device.filter(knows).map(KnownPlace::Device);
        Ok(device.or_else(|| Some(address).filter(knows).map(KnownPlace::Address)))
    }

    /// Records a sign-in from this place. Returns the token to store in the browser.
    pub(super) async fn remember(&self, tx: &mut Tx, user: UserId, now: Timestamp) -> Result<DeviceToken> {
        let token = DeviceToken::of(self.device);
        let mut old = tx.statement();
        let (person, since) = (old.bind(user), old.bind(now - KNOWN_PLACE));
        old.text = format!("DELETE FROM known_place WHERE user_id = {person} AND seen_at <= {since}");
        tx.execute(old).await?;
        for place in [address_place(self.address), device_place(token.as_str())] {
            let mut seen = tx.statement();
            let values =
                [("user_id", seen.bind(user)), ("place", seen.bind(place)), ("seen_at", seen.bind(now))];
            seen.insert("known_place", values)
                .push("ON CONFLICT (user_id, place) DO UPDATE SET seen_at = excluded.seen_at");
            tx.execute(seen).await?;
        }
        Ok(token)
    }
}

fn device_place(token: &str) -> String {
    format!("device:{}", URL_SAFE_NO_PAD.encode(secret::digest(token)))
}

/// A network address as a place; for IPv6 its /64 network, which usually has one owner.
pub(super) fn address_place(address: &str) -> String {
    match address.parse::<IpAddr>().map(|address| address.to_canonical()) {
        Ok(IpAddr::V4(address)) => format!("address:{address}"),
        Ok(IpAddr::V6(address)) => format!("address:{}", Ipv6Net::new_assert(address, 64).trunc()),
        Err(_) => "address:unknown".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_ipv6_network_and_a_mapped_ipv4_address_are_one_place() {
        assert_eq!(address_place("192.0.2.7"), "address:192.0.2.7");
        assert_eq!(address_place("::ffff:192.0.2.7"), "address:192.0.2.7");
        assert_eq!(address_place("2001:db8:1:2::9"), address_place("2001:db8:1:2:ffff::1"));
        assert_ne!(address_place("2001:db8:1:2::9"), address_place("2001:db8:1:3::9"));
        assert_eq!(address_place("<script>"), "address:unknown");
    }

    #[test]
    fn a_browser_keeps_its_token_and_gets_one_where_it_has_none() {
        let token = DeviceToken::of(None);
        assert_eq!(DeviceToken::of(Some(token.as_str())), token);
        for carried in [None, Some(""), Some("short")] {
            assert_eq!(DeviceToken::of(carried).as_str().len(), secret::LENGTH);
        }
        assert_eq!(format!("{token:?}"), "DeviceToken(…)");
    }
}
