//! Failed sign-ins cost time: a few are free, then each doubles the wait for the next.
//!
//! Counted by login (known or not: a difference would tell which logins exist) and by network, in the
//! database, so that restarting or adding a server forgives nothing. Where somebody has signed in
//! before, their failures have a counter of their own, and so have those of a person who is signed in:
//! otherwise anybody could lock out any login they know. The same holds for the codes of the second
//! factor: an attacker who knows only the password must not keep its owner out. The counters are raised before
//! the password is compared and lowered when it proves right; so a thousand attempts made at once are
//! counted like a thousand made one after the other.

use std::net::IpAddr;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use domain::{AuditAction, AuditObject, UserId};
use ipnet::Ipv4Net;

use super::known_place::{KnownPlace, Places, address_place};
use super::login::login_key;
use super::secret;
use crate::audit::{Act, Author, Origin};
use crate::db::{Statement, Tx};
use crate::{Db, Result};

/// After this long without a failure a counter starts anew.
const FORGOTTEN_AFTER_MS: i64 = 60 * 60 * 1000;
/// The first wait.
const FIRST_WAIT_MS: i64 = 1000;
/// The most characters kept of a login that somebody tried.
const LOGIN_LIMIT: usize = 100;
/// Begins the subject of an address at which the login that is tried is known; the place follows.
const KNOWN_HERE: &str = "known-here:";
/// How many forgotten counters one attempt clears away at most: more than it can create.
const PRUNED_AT_ONCE: i64 = 100;

/// How failures turn into waiting.
#[derive(Clone, Copy)]
struct Rule {
    free: i64,
    longest_ms: i64,
}

const PERSON: Rule = Rule { free: 5, longest_ms: 15 * 60 * 1000 };
/// Whoever is new behind a network shares its counter, so it has more for free.
const NETWORK: Rule = Rule { free: 20, longest_ms: 15 * 60 * 1000 };

impl Rule {
    /// How long to wait after this many failures in a row.
    fn wait_ms(&self, failures: i64) -> i64 {
        match failures - self.free {
            ..=0 => 0,
            // 2^20 seconds are twelve days: longer than any limit, far from an overflow.
            over => (FIRST_WAIT_MS << (over - 1).min(20)).min(self.longest_ms),
        }
    }
}

/// May somebody try?
pub(crate) enum Admission {
    /// They may; the attempt counts as a failure until it is given back.
    Admitted(Reservation),
    /// Not before this instant.
    Wait { until: i64 },
}

/// What counts the failures of an attempt.
#[derive(Clone)]
struct Counter {
    subject: String,
    rule: Rule,
}

/// The counters of an attempt, in the order in which they are locked: the person's, then the network's.
#[derive(Clone)]
pub(crate) struct Counters {
    person: Counter,
    network: Option<Counter>,
    /// Another subject that a success clears.
    also_cleared: Option<String>,
}

/// What an admitted attempt has counted.
pub(crate) struct Reservation {
    /// What a success clears.
    cleared: Vec<String>,
    /// The network's counter, and the wait this attempt has brought on it; 0 where none.
    network: Option<(String, i64)>,
}

impl Counters {
    /// Those of somebody who signs in. A browser in which they did so before counts by itself; an
    /// address at which they did counts by itself and together with the other logins known there, apart
    /// from what its neighbours do; strangers count together, by login and by network.
    pub(super) async fn of_sign_in(db: &Db, login: &str, places: &Places<'_>, now: i64) -> Result<Self> {
        let strangers = account_subject(login);
        let known = places.known(db, login, now).await?;
        let (subject, shared) = match known {
            Some(KnownPlace::Device(place)) => (format!("{strangers}@{place}"), None),
            Some(KnownPlace::Address(place)) => {
                (format!("{strangers}@{place}"), Some(format!("{KNOWN_HERE}{place}")))
            }
            None => (strangers.clone(), Some(network_subject(places.address()))),
        };
        Ok(Self {
            person: Counter { subject, rule: PERSON },
            network: shared.map(|subject| Counter { subject, rule: NETWORK }),
            also_cleared: Some(strangers),
        })
    }

    /// Those of somebody who is signed in and proves again who they are.
    pub(crate) fn of_signed_in(user: UserId) -> Self {
        let subject = format!("signed-in:{user}");
        Self { person: Counter { subject, rule: PERSON }, network: None, also_cleared: None }
    }

    /// Those of a person whose password was right and who owes the code: each place at which they have
    /// signed in before counts by itself, all others count together. A success clears its own place
    /// only, so that each sign-in of the owner does not give an attacker who has the
    /// password another few guesses.
    pub(super) async fn of_second_step(
        db: &Db,
        user: UserId,
        login: &str,
        places: &Places<'_>,
        now: i64,
    ) -> Result<Self> {
        let strangers = second_step_subject(user.0);
        let subject = match places.known(db, login, now).await? {
            Some(KnownPlace::Device(place) | KnownPlace::Address(place)) => format!("{strangers}@{place}"),
            None => strangers,
        };
        Ok(Self { person: Counter { subject, rule: PERSON }, network: None, also_cleared: None })
    }

    fn all(&self) -> impl Iterator<Item = &Counter> {
        std::iter::once(&self.person).chain(&self.network)
    }

    /// The subject of the network, or that of the person once more.
    fn subjects(&self) -> [&str; 2] {
        [&self.person.subject, &self.network.as_ref().unwrap_or(&self.person).subject]
    }
}

/// Counts a failure of `subject`; returns no row where it has to wait.
fn count_failure(mut statement: Statement, subject: &str, now: i64) -> Statement {
    let (subject, at) = (statement.bind(subject), statement.bind(now));
    let forgotten = statement.bind(now - FORGOTTEN_AFTER_MS);
    statement.text = format!(
        "INSERT INTO sign_in_failure (subject, failures, last_at, blocked_until) VALUES ({subject}, 1, {at}, 0) \
         ON CONFLICT (subject) DO UPDATE SET \
         failures = CASE WHEN sign_in_failure.last_at <= {forgotten} THEN 1 ELSE sign_in_failure.failures + 1 END, \
         last_at = {at} WHERE sign_in_failure.blocked_until <= {at} RETURNING failures"
    );
    statement
}

/// Until when to wait, and whether (1) or not (0) some of it is not in the audit trail yet.
type Blocked = (Option<i64>, Option<i32>);

/// The longest wait of two subjects, as [`Blocked`].
fn blocked(mut statement: Statement, subjects: &[&str; 2], now: i64) -> Statement {
    let (person, network) = (statement.bind(subjects[0]), statement.bind(subjects[1]));
    let at = statement.bind(now);
    statement.text = format!(
        "SELECT max(blocked_until), max(CASE WHEN noted_until < blocked_until THEN 1 ELSE 0 END) \
         FROM sign_in_failure WHERE subject IN ({person}, {network}) AND blocked_until > {at}"
    );
    statement
}

/// Counts an attempt, or says how long to wait. Waiting attempts count for nothing.
pub(crate) async fn admit(
    db: &Db,
    counters: Counters,
    login: &str,
    origin: &Origin,
    now: i64,
) -> Result<Admission> {
    let subjects = counters.subjects();
    // A flood of blocked attempts only reads; the count below decides.
    let found: Option<Blocked> = db.fetch_optional(blocked(db.statement(), &subjects, now)).await?;
    let admission = match found.unwrap_or_default() {
        (Some(until), Some(0)) => return Ok(Admission::Wait { until }),
        (Some(until), _) => Admission::Wait { until },
        (None, _) => count(db, counters.clone(), now).await?,
    };
    if matches!(admission, Admission::Wait { .. }) {
        note_block(db, &subjects, login, origin, now).await?;
    }
    Ok(admission)
}

/// Writes down that somebody was told to wait: once for each wait, however often they knock.
async fn note_block(db: &Db, subjects: &[&str; 2], login: &str, origin: &Origin, now: i64) -> Result<()> {
    let mut tx = Tx::begin(db).await?;
    let mut unnoted = 0;
    for subject in subjects {
        let mut statement = db.statement();
        let (subject, at) = (statement.bind(*subject), statement.bind(now));
        statement.text = format!(
            "UPDATE sign_in_failure SET noted_until = blocked_until \
             WHERE subject = {subject} AND blocked_until > {at} AND noted_until < blocked_until"
        );
        unnoted += tx.execute(statement).await?;
    }
    if unnoted == 0 {
        return Ok(());
    }
    let login = if exists(db, &mut tx, login).await? { shown_login(login) } else { String::new() };
    let act = Act::new(AuditAction::SignInBlocked, AuditObject::User, "", login.clone());
    tx.commit_with(&Author::stranger(db, &login, origin), vec![act], now).await
}

/// Whether there is an account of a login. What else is typed as one may be a password.
async fn exists(db: &Db, tx: &mut Tx, login: &str) -> Result<bool> {
    if login.contains('\0') {
        return Ok(false);
    }
    let mut statement = db.statement();
    let key = statement.bind(login_key(login));
    statement.text = format!("SELECT id FROM user_account WHERE login_key = {key}");
    Ok(tx.fetch_optional::<(i64,)>(statement).await?.is_some())
}

/// A login as the audit trail shows it.
pub(crate) fn shown_login(login: &str) -> String {
    login.trim().chars().take(LOGIN_LIMIT).collect()
}

async fn count(db: &Db, counters: Counters, now: i64) -> Result<Admission> {
    prune(db, now).await?;
    let subjects = counters.subjects();
    let mut waits = Vec::new();
    let mut tx = Tx::begin(db).await?;
    for Counter { subject, rule } in counters.all() {
        let counted = tx.fetch_optional::<(i64,)>(count_failure(tx.statement(), subject, now)).await?;
        let Some((failures,)) = counted else {
            let (until, _): Blocked =
                tx.fetch_optional(blocked(tx.statement(), &subjects, now)).await?.unwrap_or_default();
            tx.rollback().await?;
            return Ok(Admission::Wait { until: until.unwrap_or(now) });
        };
        let wait = rule.wait_ms(failures);
        if wait > 0 {
            let mut update = tx.statement();
            let values = [("blocked_until", update.bind(now + wait))];
            let subject = update.bind(subject);
            update.update("sign_in_failure", values).push(&format!("WHERE subject = {subject}"));
            tx.execute(update).await?;
        }
        waits.push(if wait > 0 { now + wait } else { 0 });
    }
    tx.commit().await?;
    let network = counters.network.zip(waits.get(1).copied());
    Ok(Admission::Admitted(Reservation {
        cleared: std::iter::once(counters.person.subject.clone()).chain(counters.also_cleared).collect(),
        network: network.map(|(counter, until)| (counter.subject, until)),
    }))
}

impl Reservation {
    /// A success clears the person's counter, and takes back what it counted against the network and
    /// the wait it brought on, no more: otherwise one valid account would let its owner try all the
    /// others.
    pub(crate) async fn give_back(&self, db: &Db, tx: &mut Tx) -> Result<()> {
        let mut forgiven = db.statement();
        let subjects = self.cleared.iter().map(|subject| forgiven.bind(subject)).collect::<Vec<_>>();
        forgiven.text = format!("DELETE FROM sign_in_failure WHERE subject IN ({})", subjects.join(", "));
        tx.execute(forgiven).await?;
        let Some((network, blocked_until)) = &self.network else { return Ok(()) };
        let mut lowered = db.statement();
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

/// Forgives what was counted against a login wherever it was tried.
pub(crate) async fn forgive(db: &Db, tx: &mut Tx, login: &str, user: i64) -> Result<()> {
    let mut forgiven = db.statement();
    let own = forgiven.bind(format!("signed-in:{user}"));
    let everywhere = [account_subject(login), second_step_subject(user)].map(|strangers| {
        let (from, to) = (forgiven.bind(format!("{strangers}@")), forgiven.bind(format!("{strangers}A")));
        format!("subject = {} OR (subject >= {from} AND subject < {to})", forgiven.bind(strangers))
    });
    forgiven.text =
        format!("DELETE FROM sign_in_failure WHERE subject = {own} OR {}", everywhere.join(" OR "));
    tx.execute(forgiven).await?;
    Ok(())
}

/// Under what an account's failures are counted. A digest: people type their password into the
/// wrong field, and it must not be kept.
pub(crate) fn account_subject(login: &str) -> String {
    format!("account:{}", URL_SAFE_NO_PAD.encode(secret::digest(&login_key(login))))
}

/// Under what the codes typed for an account are counted.
fn second_step_subject(user: i64) -> String {
    format!("second-step:{user}")
}

/// Under what the failures of strangers in a network are counted: the addresses of an IPv4 network
/// belong to few hands, so they count together.
fn network_subject(address: &str) -> String {
    match address.parse::<IpAddr>().map(|address| address.to_canonical()) {
        Ok(IpAddr::V4(address)) => format!("network:{}", Ipv4Net::new_assert(address, 24).trunc()),
        _ => address_place(address).replacen("address:", "network:", 1),
    }
}

async fn prune(db: &Db, now: i64) -> Result<()> {
    let mut statement = db.statement();
    let (old, most) = (statement.bind(now - FORGOTTEN_AFTER_MS), statement.bind(PRUNED_AT_ONCE));
    statement.text = format!(
        "DELETE FROM sign_in_failure WHERE subject IN (\
         SELECT subject FROM sign_in_failure WHERE last_at <= {old} LIMIT {most}{})",
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
        let waits: Vec<i64> = [1, 5, 6, 7, 8, 15, 16, 1_000_000].map(|n| PERSON.wait_ms(n) / 1000).into();
        assert_eq!(waits, [0, 0, 1, 2, 4, 512, 900, 900]);
    }

    #[test]
    fn a_network_has_twenty_failures_free_and_waits_as_long_as_a_login() {
        let waits: Vec<i64> = [20, 21, 22, 26, 30, 31, 500].map(|n| NETWORK.wait_ms(n) / 1000).into();
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
