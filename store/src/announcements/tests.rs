//! Whom announcements concern, and what processes tell each other.

use domain::UserId;
use test_database::Engine;

use super::processes::MAX_NAMED;
use super::*;
use crate::StoreConfig;

const ANA: UserId = UserId(1);
const BIA: UserId = UserId(2);

async fn announcements() -> Announcements {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let url = Engine::Sqlite.empty(folder.path()).await;
    let config = StoreConfig { url, zone: chrono_tz::Tz::UTC, max_connections: 1 };
    Announcements::new(&Db::open(&config).await.expect("the test database opens"))
}

fn of(agent: UserId) -> Audience {
    Audience::Agents(vec![UserId(9), agent])
}

#[tokio::test]
async fn an_arrival_concerns_those_who_see_its_agent() {
    let announcements = announcements().await;
    let before = announcements.mark();
    assert!(!announcements.concern(&Audience::Everyone, before));
    announcements.announce(&[Some(ANA)]);
    assert!(announcements.concern(&of(ANA), before));
    assert!(!announcements.concern(&of(BIA), before));
    assert!(announcements.concern(&Audience::Everyone, before));
    let seen = announcements.mark();
    announcements.announce(&[Some(BIA)]);
    assert!(!announcements.concern(&of(ANA), seen), "it was seen");
}

#[tokio::test]
async fn an_arrival_without_an_agent_concerns_only_those_who_see_everything() {
    let announcements = announcements().await;
    let before = announcements.mark();
    announcements.announce(&[None]);
    assert!(!announcements.concern(&of(ANA), before));
    assert!(announcements.concern(&Audience::Everyone, before));
}

#[tokio::test]
async fn a_listener_that_was_away_misses_nothing() {
    let announcements = announcements().await;
    let before = announcements.mark();
    announcements.announce(&[Some(ANA)]);
    for _ in 0..10_000 {
        announcements.announce(&[Some(BIA)]);
    }
    assert!(announcements.concern(&of(ANA), before));
}

#[tokio::test]
async fn everything_may_have_happened_since_the_mark_of_another_process() {
    let (one, other) = (announcements().await, announcements().await);
    assert!(one.concern(&of(ANA), other.mark()));
    let later = Mark { number: 1, ..one.mark() };
    assert!(one.concern(&of(ANA), later), "a mark of the future is not one of this process");
}

#[tokio::test]
async fn a_mark_is_read_as_it_was_written() {
    let announcements = announcements().await;
    announcements.announce(&[None]);
    let mark = announcements.mark();
    assert_eq!(Mark::parse(&mark.to_string()), Some(mark));
    let seen = Seen::now(&announcements, ANA);
    assert_eq!(Seen::parse(&seen.to_string()), Some(seen));
    assert_eq!(Seen::parse("1.2"), None);
    for wrong in ["", ".", "1", "x.1", "1.x", "1.-1", "1.1.1"] {
        assert_eq!(Mark::parse(wrong), None, "{wrong}");
    }
}

#[tokio::test]
async fn processes_hear_each_other_and_not_themselves() {
    let (one, other) = (announcements().await, announcements().await);
    let (before, own) = (other.mark(), one.mark());
    let payload = one.written(&[ANA].into());
    other.hear(&payload);
    assert!(other.concern(&of(ANA), before));
    assert!(!other.concern(&of(BIA), before));
    one.hear(&payload);
    assert_eq!(one.mark(), own);
    let without_agent = other.mark();
    other.hear(&one.written(&[].into()));
    assert!(!other.concern(&of(ANA), without_agent));
    assert!(other.concern(&Audience::Everyone, without_agent));
}

#[tokio::test]
async fn a_notification_of_many_agents_or_of_a_later_version_may_say_anything() {
    let (one, other) = (announcements().await, announcements().await);
    let many = |count: i64| one.written(&(1..=count).map(|id| UserId(i64::MAX - id)).collect());
    assert!(many(MAX_NAMED as i64).len() < 8000, "PostgreSQL takes it");
    for payload in [many(MAX_NAMED as i64 + 1), "no colon".to_owned(), "1:a,".to_owned()] {
        let before = other.mark();
        other.hear(&payload);
        assert!(other.concern(&of(ANA), before), "{payload}");
    }
}
