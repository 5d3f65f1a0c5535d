//! The login lockout: after a few failed sign-ins, each further failure doubles the wait.
//!
//! Failures are counted by login (existing or not, so as not to reveal which exist) and by network,
//! in the database, so that restarting or adding servers resets nothing. Known places and signed-in
//! users have their own counters; otherwise anyone could lock out any login they know. Second
//! factor codes are counted likewise: an attacker who knows the password must not lock out its
//! owner. Counters are incremented before the password is compared and decremented if it is right,
//! so concurrent attempts count like consecutive ones.

use std::net::IpAddr;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use domain::{AuditAction, AuditObject, Millis, Timestamp, UserId};
use ipnet::Ipv4Net;

use super::known_place::{KnownPlace, Places, address_place};
use super::login::login_key;
use super::secret;
use crate::audit::{Actor, NewAuditEntry, Origin};
use crate::db::{Statement, Tx};
use crate::{Db, Result};

/// A counter is reset after this time without a failure.
const RESET_AFTER: Millis = Millis::hours(1);
/// Wait after the first failure that is not free.
const FIRST_WAIT: Millis = Millis::seconds(1);
/// The column `blocked_until` of a counter without a lockout.
const NOT_BLOCKED: Timestamp = Timestamp(0);
/// Maximum number of characters stored of an entered login.
const MAX_LOGIN: usize = 100;
/// Prefix of the subject shared by all logins known at an address; the place follows.
const KNOWN_HERE: &str = "known-here:";
/// Maximum number of expired counters deleted per attempt, which is more than it can create.
const MAX_PRUNED: i64 = 100;

/// How many failures are free, and the maximum wait after more.
#[derive(Clone, Copy)]
struct Rule {
    free: i64,
    max_wait: Millis,
}

const PERSON: Rule = Rule { free: 5, max_wait: Millis::minutes(15) };
/// Shared by all logins that are new to a network, so more failures are free.
const NETWORK: Rule = Rule { free: 20, max_wait: Millis::minutes(15) };

impl Rule {
    /// The wait after this many consecutive failures.
    fn wait(&self, failures: i64) -> Millis {
        match failures - self.free {
            ..=0 => Millis::ZERO,
            // 2^20 seconds are twelve days, which exceeds any maximum and cannot overflow.
            over => (FIRST_WAIT * (1 << (over - 1).min(20))).min(self.max_wait),
        }
    }
}

/// Whether an attempt may proceed.
pub(crate) enum Admission {
    /// It may; it counts as a failure until the reservation is released.
    Admitted(Reservation),
    /// Locked out until this instant.
    Wait { until: Timestamp },
}

/// A failure counter.
#[derive(Clone)]
struct Counter {
    subject: String,
    rule: Rule,
}

/// The counters of an attempt, in lock order: the person's, then the network's.
#[derive(Clone)]
pub(crate) struct Counters {
    person: Counter,
    network: Option<Counter>,
    /// A further subject that a success clears.
    also_cleared: Option<String>,
}

/// The failures counted in advance for an admitted attempt.
pub(crate) struct Reservation {
    /// The subjects that a success clears.
    cleared: Vec<String>,
    /// The network's subject, and the end of the lockout this attempt caused on it, or
    /// [`NOT_BLOCKED`].
    network: Option<(String, Timestamp)>,
}

impl Counters {
    /// The counters of a sign-in. A known browser has its own counter. A known address has its own
    /// counter and shares one with the other logins known there, apart from its network. All other
    /// attempts are counted by login and by network.
    pub(super) async fn of_sign_in(
        db: &Db,
        login: &str,
        places: &Places<'_>,
        now: Timestamp,
    ) -> Result<Self> {
        let shared_subject = account_subject(login);
        let known = places.known(db, login, now).await?;
        let (subject, shared) = match known {
            Some(KnownPlace::Device(place)) => (format!("{shared_subject}@{place}"), None),
            Some(KnownPlace::Address(place)) => {
                (format!("{shared_subject}@{place}"), Some(format!("{KNOWN_HERE}{place}")))
            }
            None => (shared_subject.clone(), Some(network_subject(places.address()))),
        };
        Ok(Self {
            person: Counter { subject, rule: PERSON },
            network: shared.map(|subject| Counter { subject, rule: NETWORK }),
            also_cleared: Some(shared_subject),
        })
    }

    /// The counter of a signed-in user who confirms the current password.
    pub(crate) fn of_signed_in(user: UserId) -> Self {
        let subject = format!("signed-in:{user}");
        Self { person: Counter { subject, rule: PERSON }, network: None, also_cleared: None }
    }

    /// The counter of second factor codes, separate for each known place and shared by all others.
    /// A success clears only its own place, so that a sign-in of the owner does not grant further
    /// guesses to an attacker who has the password.
    pub(super) async fn of_second_step(
        db: &Db,
        user: UserId,
        login: &str,
        places: &Places<'_>,
        now: Timestamp,
    ) -> Result<Self> {
        let shared_subject = second_step_subject(user);
        let subject = match places.known(db, login, now).await? {
            Some(KnownPlace::Device(place) | KnownPlace::Address(place)) => {
                format!("{shared_subject}@{place}")
            }
            None => shared_subject,
        };
        Ok(Self { person: Counter { subject, rule: PERSON }, network: None, also_cleared: None })
    }

    fn all(&self) -> impl Iterator<Item = &Counter> {
        std::iter::once(&self.person).chain(&self.network)
    }

    /// The subjects of the person and the network, or the person's twice without a network.
    fn subjects(&self) -> [&str; 2] {
        [&self.person.subject, &self.network.as_ref().unwrap_or(&self.person).subject]
    }
}

/// Counts a failure of `subject`; returns no row if it is locked out.
fn count_failure(mut statement: Statement, subject: &str, now: Timestamp) -> Statement {
    let (subject, at) = (statement.bind(subject), statement.bind(now));
    let expired = statement.bind(now - RESET_AFTER);
    statement.text = format!(
        "INSERT INTO sign_in_failure (subject, failures, last_at, blocked_until) VALUES ({subject}, 1, {at}, 0) \
         ON CONFLICT (subject) DO UPDATE SET \
         failures = CASE WHEN sign_in_failure.last_at <= {expired} THEN 1 ELSE sign_in_failure.failures + 1 END, \
         last_at = {at} WHERE sign_in_failure.blocked_until <= {at} RETURNING failures"
    );
    statement
}

/// The end of the lockout, and whether (1) or not (0) it still needs an audit entry.
type Blocked = (Option<Timestamp>, Option<i32>);

/// Selects the longest lockout of two subjects, as [`Blocked`].
fn blocked(mut statement: Statement, subjects: &[&str; 2], now: Timestamp) -> Statement {
    let (person, network) = (statement.bind(subjects[0]), statement.bind(subjects[1]));
    let at = statement.bind(now);
    statement.text = format!(
        "SELECT max(blocked_until), max(CASE WHEN noted_until < blocked_until THEN 1 ELSE 0 END) \
         FROM sign_in_failure WHERE subject IN ({person}, {network}) AND blocked_until > {at}"
    );
    statement
}

/// Counts an attempt as a failure unless it is locked out. Locked-out attempts are not counted.
pub(crate) async fn admit(
    db: &Db,
    counters: Counters,
    login: &str,
    origin: &Origin,
    now: Timestamp,
) -> Result<Admission> {
    let subjects = counters.subjects();
    // Locked-out attempts only read, which withstands floods; the count below decides.
    let found: Option<Blocked> = db.fetch_optional(blocked(db.statement(), &subjects, now)).await?;
    let admission = match found.unwrap_or_default() {
        (Some(until), Some(0)) => return Ok(Admission::Wait { until }),
        (Some(until), _) => Admission::Wait { until },
        (None, _) => count(db, counters.clone(), now).await?,
    };
    if matches!(admission, Admission::Wait { .. }) {
        record_lockout(db, &subjects, login, origin, now).await?;
    }
    Ok(admission)
}

/// Adds one audit entry per lockout, however many attempts follow.
async fn record_lockout(
    db: &Db,
    subjects: &[&str; 2],
    login: &str,
    origin: &Origin,
    now: Timestamp,
) -> Result<()> {
    let mut tx = Tx::begin(db).await?;
    let mut unrecorded = 0;
    for subject in subjects {
        let mut statement = tx.statement();
        let (subject, at) = (statement.bind(*subject), statement.bind(now));
        statement.text = format!(
            "UPDATE sign_in_failure SET noted_until = blocked_until \
             WHERE subject = {subject} AND blocked_until > {at} AND noted_until < blocked_until"
        );
        unrecorded += tx.execute(statement).await?;
    }
    if unrecorded == 0 {
        return Ok(());
    }
    let login = if exists(&mut tx, login).await? { shown_login(login) } else { String::new() };
    let entry = NewAuditEntry::new(AuditAction::SignInBlocked, AuditObject::User, "", login.clone());
    tx.commit_with_audit(&Actor::anonymous(&login, origin), vec![entry], now).await
}

/// Whether a login exists. Other text may be a mistyped password and is not stored.
async fn exists(tx: &mut Tx, login: &str) -> Result<bool> {
    if login.contains('\0') {
        return Ok(false);
    }
    let mut statement = tx.statement();
    let key = statement.bind(login_key(login));
    statement.text = format!("SELECT id FROM user_account WHERE login_key = {key}");
    Ok(tx.fetch_optional::<(UserId,)>(statement).await?.is_some())
}

/// A login, truncated for the audit trail.
pub(crate) fn shown_login(login: &str) -> String {
    login.trim().chars().take(MAX_LOGIN).collect()
}

async fn count(db: &Db, counters: Counters, now: Timestamp) -> Result<Admission> {
    prune(db, now).await?;
    let subjects = counters.subjects();
    let mut lockouts = Vec::new();
    let mut tx = Tx::begin(db).await?;
    for Counter { subject, rule } in counters.all() {
        let counted = tx.fetch_optional::<(i64,)>(count_failure(tx.statement(), subject, now)).await?;
        let Some((failures,)) = counted else {
            let (until, _): Blocked =
                tx.fetch_optional(blocked(tx.statement(), &subjects, now)).await?.unwrap_or_default();
            tx.rollback().await?;
            return Ok(Admission::Wait { until: until.unwrap_or(now) });
        };
        let wait = rule.wait(failures);
        let mut until = NOT_BLOCKED;
        if wait > Millis::ZERO {
            until = now + wait;
            let mut update = tx.statement();
            let values = [("blocked_until", update.bind(until))];
            let subject = update.bind(subject);
            update.update("sign_in_failure", values).push(&format!("WHERE subject = {subject}"));
            tx.execute(update).await?;
        }
        lockouts.push(until);
    }
    tx.commit().await?;
    let network = counters.network.zip(lockouts.get(1).copied());
    Ok(Admission::Admitted(Reservation {
        cleared: std::iter::once(counters.person.subject.clone()).chain(counters.also_cleared).collect(),
        network: network.map(|(counter, until)| (counter.subject, until)),
    }))
}

impl Reservation {
    /// Clears the person's counter after a success, but only undoes this attempt on the network's:
    /// otherwise the owner of one account could guess the passwords of all others.
    pub(crate) async fn release(&self, tx: &mut Tx) -> Result<()> {
        let mut cleared = tx.statement();
        let subjects = self.cleared.iter().map(|subject| cleared.bind(subject)).collect::<Vec<_>>();
        cleared.text = format!("DELETE FROM sign_in_failure WHERE subject IN ({})", subjects.join(", "));
        tx.execute(cleared).await?;
        let Some((network, blocked_until)) = &self.network else { return Ok(()) };
        let mut lowered = tx.statement();
        let (subject, until) = (lowered.bind(network), lowered.bind(*blocked_until));
        lowered.text = format!(
            "UPDATE sign_in_failure SET failures = failures - 1, \
             blocked_until = CASE WHEN blocked_until = {until} THEN 0 ELSE blocked_until END \
             WHERE subject = {subject} AND failures > 0"
        );
        tx.execute(lowered).await?;
        Ok(())
    }
}

/// Resets the lockout of a login at all places.
pub(crate) async fn reset_lockout(tx: &mut Tx, login: &str, user: UserId) -> Result<()> {
    let mut cleared = tx.statement();
    let own = cleared.bind(format!("signed-in:{user}"));
    let everywhere = [account_subject(login), second_step_subject(user)].map(|shared_subject| {
        let (from, to) =
            (cleared.bind(format!("{shared_subject}@")), cleared.bind(format!("{shared_subject}A")));
        format!("subject = {} OR (subject >= {from} AND subject < {to})", cleared.bind(shared_subject))
    });
    cleared.text =
        format!("DELETE FROM sign_in_failure WHERE subject = {own} OR {}", everywhere.join(" OR "));
    tx.execute(cleared).await?;
    Ok(())
}

/// The subject of a login: a digest, as people enter passwords in the login field.
pub(crate) fn account_subject(login: &str) -> String {
    format!("account:{}", URL_SAFE_NO_PAD.encode(secret::digest(&login_key(login))))
}

/// The subject of an account's second factor codes.
fn second_step_subject(user: UserId) -> String {
    format!("second-step:{user}")
}

/// The subject of a network: an IPv4 /24, whose addresses usually have few owners, or an IPv6 /64.
fn network_subject(address: &str) -> String {
    match address.parse::<IpAddr>().map(|address| address.to_canonical()) {
        Ok(IpAddr::V4(address)) => format!("network:{}", Ipv4Net::new_assert(address, 24).trunc()),
        _ => address_place(address).replacen("address:", "network:", 1),
    }
}

async fn prune(db: &Db, now: Timestamp) -> Result<()> {
    let mut statement = db.statement();
    let (old, max) = (statement.bind(now - RESET_AFTER), statement.bind(MAX_PRUNED));
    statement.text = format!(
        "DELETE FROM sign_in_failure WHERE subject IN (\
         SELECT subject FROM sign_in_failure WHERE last_at <= {old} LIMIT {max}{})",
        db.engine().skip_locked()
    );
    db.execute(statement).await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn five_failures_are_free_then_the_wait_doubles_up_to_a_quarter_of_an_hour() {
        let waits: Vec<i64> =
            [1, 5, 6, 7, 8, 15, 16, 1_000_000].map(|n| PERSON.wait(n) / Millis::seconds(1)).into();
        assert_eq!(waits, [0, 0, 1, 2, 4, 512, 900, 900]);
    }

    #[test]
    fn a_network_has_twenty_failures_free_and_waits_as_long_as_a_login() {
        let waits: Vec<i64> =
            [20, 21, 22, 26, 30, 31, 500].map(|n| NETWORK.wait(n) / Millis::seconds(1)).into();
        assert_eq!(waits, [0, 1, 2, 32, 512, 900, 900]);
    }

    #[test]
    fn the_addresses_of_a_network_count_together() {
        assert_eq!(network_subject("192.0.2.7"), "network:192.0.2.0/24");
        assert_eq!(network_subject("::ffff:192.0.2.9"), "network:192.0.2.0/24");
        assert_ne!(network_subject("192.0.3.7"), network_subject("192.0.2.7"));
        assert_eq!(network_subject("2001:db8:1:2::9"), network_subject("2001:db8:1:2:ffff::1"));
        assert_ne!(network_subject("2001:db8:1:2::9"), network_subject("2001:db8:1:3::9"));
        assert_eq!(network_subject("<script>"), "network:unknown");
    }

    #[test]
    fn what_was_typed_as_a_login_is_not_kept_in_clear() {
        assert!(!account_subject("my secret password").contains("secret"));
        assert_eq!(account_subject("Ana "), account_subject("ana"));
    }
}
