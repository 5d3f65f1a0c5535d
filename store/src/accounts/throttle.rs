//! Failed sign-ins cost time: a few are free, then each doubles the wait for the next.
//!
//! Counted by account (known or not: a difference would tell which logins exist) and by network
//! address, in the database, so that restarting or adding a server forgives nothing. The counters
//! are raised before the password is compared and lowered when it proves right; so a thousand
//! attempts made at once are counted like a thousand made one after the other.

use std::net::{IpAddr, Ipv6Addr};

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use domain::{AuditAction, AuditObject};

use super::login::login_key;
use super::secret;
use crate::audit::{Act, Author, Origin};
use crate::db::{read, write};
use crate::scoped::{Statement, Tx};
use crate::{Db, Result};

/// After this long without a failure a counter starts anew.
const FORGOTTEN_AFTER_MS: i64 = 60 * 60 * 1000;
/// The first wait.
const FIRST_WAIT_MS: i64 = 1000;
/// The most characters kept of a login that somebody tried.
const LOGIN_LIMIT: usize = 100;
/// How many forgotten counters one attempt clears away at most: more than it can create.
const PRUNED_AT_ONCE: i64 = 100;

/// How failures turn into waiting.
struct Rule {
    free: i64,
    longest_ms: i64,
}

const ACCOUNT: Rule = Rule { free: 5, longest_ms: 15 * 60 * 1000 };
/// A whole operation may stand behind one address, so it has more for free, and what one desk does
/// wrong must not keep the others out for long.
const ADDRESS: Rule = Rule { free: 20, longest_ms: 60 * 1000 };

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

/// What an admitted attempt has counted.
pub(crate) struct Reservation {
    pub(crate) account: String,
    pub(crate) address: String,
    /// The wait it has brought on the address; 0 where none.
    pub(crate) address_blocked_until: i64,
}

const COUNT: &str =
    "INSERT INTO sign_in_failure (subject, failures, last_at, blocked_until) VALUES ($1, 1, $2, 0)
    ON CONFLICT (subject) DO UPDATE SET
        failures = CASE WHEN sign_in_failure.last_at <= $3 THEN 1 ELSE sign_in_failure.failures + 1 END,
        last_at = $2
    WHERE sign_in_failure.blocked_until <= $2
    RETURNING failures";

/// Until when to wait, and whether some of it is not in the audit trail yet.
const BLOCKED: &str =
    "SELECT max(blocked_until), max(CASE WHEN noted_until < blocked_until THEN 1 ELSE 0 END)
    FROM sign_in_failure WHERE subject IN ($1, $2) AND blocked_until > $3";

/// Counts an attempt, or says how long to wait. Waiting attempts count for nothing.
pub(crate) async fn admit(db: &Db, login: &str, origin: &Origin, now: i64) -> Result<Admission> {
    let subjects = [account_subject(login), address_subject(&origin.address)];
    // A flood of blocked attempts only reads; the count below decides.
    let blocked: (Option<i64>, Option<i32>) = read!(db, |pool, Engine| {
        sqlx::query_as(BLOCKED).bind(&subjects[0]).bind(&subjects[1]).bind(now).fetch_one(pool).await?
    });
    let admission = match blocked {
        (Some(until), Some(0)) => return Ok(Admission::Wait { until }),
        (Some(until), _) => Admission::Wait { until },
        (None, _) => count(db, &subjects, now).await?,
    };
    if matches!(admission, Admission::Wait { .. }) {
        note_block(db, &subjects, login, origin, now).await?;
    }
    Ok(admission)
}

/// Writes down that somebody was told to wait: once for each wait, however often they knock.
async fn note_block(db: &Db, subjects: &[String; 2], login: &str, origin: &Origin, now: i64) -> Result<()> {
    let mut tx = Tx::begin(db).await?;
    let mut unnoted = 0;
    for subject in subjects {
        let mut statement = Statement::new(db, None);
        let (subject, at) = (statement.text(subject), statement.int(now));
        statement.text = format!(
            "UPDATE sign_in_failure SET noted_until = blocked_until \
             WHERE subject = {subject} AND blocked_until > {at} AND noted_until < blocked_until"
        );
        unnoted += tx.run(statement).await?;
    }
    if unnoted == 0 {
        return Ok(());
    }
    let login = shown_login(login);
    let act = Act::new(AuditAction::SignInBlocked, AuditObject::User, "", login.clone());
    tx.commit_with(&Author::stranger(db, &login, origin), vec![act], now).await
}

/// A login that somebody tried, as the audit trail shows it.
pub(crate) fn shown_login(login: &str) -> String {
    login.trim().chars().take(LOGIN_LIMIT).collect()
}

async fn count(db: &Db, [account, address]: &[String; 2], now: i64) -> Result<Admission> {
    prune(db, now).await?;
    let mut waits = [0; 2];
    write!(db, |pool, Engine| {
        let mut tx = pool.begin().await?;
        for (index, (subject, rule)) in [(account, ACCOUNT), (address, ADDRESS)].into_iter().enumerate() {
            let failures: Option<i64> = sqlx::query_scalar(COUNT)
                .bind(subject)
                .bind(now)
                .bind(now - FORGOTTEN_AFTER_MS)
                .fetch_optional(&mut *tx)
                .await?;
            let Some(failures) = failures else {
                let (until, _): (Option<i64>, Option<i32>) =
                    sqlx::query_as(BLOCKED).bind(account).bind(address).bind(now).fetch_one(&mut *tx).await?;
                tx.rollback().await?;
                return Ok(Admission::Wait { until: until.unwrap_or(now) });
            };
            let wait = rule.wait_ms(failures);
            if wait > 0 {
                waits[index] = now + wait;
                sqlx::query("UPDATE sign_in_failure SET blocked_until = $1 WHERE subject = $2")
                    .bind(now + wait)
                    .bind(subject)
                    .execute(&mut *tx)
                    .await?;
            }
        }
        tx.commit().await?;
    });
    let (account, address) = (account.clone(), address.clone());
    Ok(Admission::Admitted(Reservation { account, address, address_blocked_until: waits[1] }))
}

impl Reservation {
    /// A success clears the account's counter, and takes back what it counted against the address and
    /// the wait it brought on, no more: otherwise one valid account would let its owner try all the
    /// others.
    pub(crate) async fn give_back(&self, db: &Db, tx: &mut Tx) -> Result<()> {
        let mut forgiven = Statement::new(db, None);
        let subject = forgiven.text(&self.account);
        forgiven.text = format!("DELETE FROM sign_in_failure WHERE subject = {subject}");
        tx.run(forgiven).await?;
        let mut lowered = Statement::new(db, None);
        let (subject, until) = (lowered.text(&self.address), lowered.int(self.address_blocked_until));
        lowered.text = format!(
            "UPDATE sign_in_failure SET failures = failures - 1, \
             blocked_until = CASE WHEN blocked_until = {until} THEN 0 ELSE blocked_until END \
             WHERE subject = {subject} AND failures > 0"
        );
        tx.run(lowered).await?;
        Ok(())
    }
}

/// Under what an account's failures are counted. A digest: people type their password into the
/// wrong field, and it must not be kept.
pub(crate) fn account_subject(login: &str) -> String {
    format!("account:{}", URL_SAFE_NO_PAD.encode(secret::digest(&login_key(login))))
}

/// Under what an address's failures are counted. Whoever has one IPv6 address has 2⁶⁴ of them, so
/// there the network counts.
fn address_subject(address: &str) -> String {
    match address.parse::<IpAddr>().map(|address| address.to_canonical()) {
        Ok(IpAddr::V4(address)) => format!("address:{address}"),
        Ok(IpAddr::V6(address)) => {
            let network = Ipv6Addr::from_bits(address.to_bits() & (u128::MAX << 64));
            format!("address:{network}/64")
        }
        Err(_) => "address:unknown".to_owned(),
    }
}

async fn prune(db: &Db, now: i64) -> Result<()> {
    let sql = format!(
        "DELETE FROM sign_in_failure WHERE subject IN (
            SELECT subject FROM sign_in_failure WHERE last_at <= $1 LIMIT $2{})",
        db.skip_locked()
    );
    write!(db, |pool, Engine| {
        sqlx::query(sqlx::AssertSqlSafe(sql))
            .bind(now - FORGOTTEN_AFTER_MS)
            .bind(PRUNED_AT_ONCE)
            .execute(pool)
            .await?;
    });
    Ok(())
}

impl Db {
    /// What makes a clearing-away pass over rows that somebody is just using, where the engine can
    /// have two writers at all.
    pub(super) fn skip_locked(&self) -> &'static str {
        if self.is_sqlite() { "" } else { " FOR UPDATE SKIP LOCKED" }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn five_failures_are_free_then_the_wait_doubles_up_to_a_quarter_of_an_hour() {
        let waits: Vec<i64> = [1, 5, 6, 7, 8, 15, 16, 1_000_000].map(|n| ACCOUNT.wait_ms(n) / 1000).into();
        assert_eq!(waits, [0, 0, 1, 2, 4, 512, 900, 900]);
    }

    #[test]
    fn an_address_has_twenty_failures_free_and_waits_at_most_a_minute() {
        let waits: Vec<i64> = [20, 21, 22, 26, 27, 500].map(|n| ADDRESS.wait_ms(n) / 1000).into();
        assert_eq!(waits, [0, 1, 2, 32, 60, 60]);
    }

    #[test]
    fn an_ipv6_network_and_a_mapped_ipv4_address_count_as_one_place() {
        assert_eq!(address_subject("192.0.2.7"), "address:192.0.2.7");
        assert_eq!(address_subject("::ffff:192.0.2.7"), "address:192.0.2.7");
        assert_eq!(address_subject("2001:db8:1:2::9"), address_subject("2001:db8:1:2:ffff::1"));
        assert_ne!(address_subject("2001:db8:1:2::9"), address_subject("2001:db8:1:3::9"));
        assert_eq!(address_subject("<script>"), "address:unknown");
    }

    #[test]
    fn what_was_typed_as_a_login_is_not_kept_in_clear() {
        assert!(!account_subject("my secret password").contains("secret"));
        assert_eq!(account_subject("Ana "), account_subject("ana"));
    }
}
