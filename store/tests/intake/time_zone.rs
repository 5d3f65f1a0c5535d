//! Changing the time zone of an operation with interactions: every day is recomputed, and no
//! counter keeps the old zone.

use domain::settings::OperationRecord;
use domain::zone::day_of;
use domain::{Millis, OperationId, Principal, Role, Timestamp};
use store::Store;
use store::settings::{Change, Versioned};

use crate::intake::probe::{assert_counters_agree, number, second, texts};
use crate::intake::sample::{call, call_with, record};
use crate::support::administration::{T, invalid, person, settings};

/// Records an interaction that entered the queue at this instant.
async fn arrives(store: &Store, external_id: &str, at: Timestamp) {
    let at = at.to_utc().fixed_offset();
    let new = call_with(external_id, |new| {
        new.queued_at = at;
        new.answered_at = None;
        new.ended_at = at;
    });
    record(store, new).await;
}

async fn choose(store: &Store, who: &Principal, zone: &str) -> Option<Change<OperationRecord>> {
    let settings = settings(store, who);
    let kept: Versioned<OperationRecord> = settings.get(OperationId::ONLY).await.unwrap().unwrap();
    let record = OperationRecord { zone: zone.to_owned(), ..kept.record };
    settings.change(OperationId::ONLY, kept.revision, record, T).await.unwrap()
}

/// Asserts that the counters by agent and those by agent, channel and queue agree.
async fn assert_days_of_agents_agree(store: &Store) {
    const ADDED: &str = "SELECT agent_id, day, SUM(n) FROM interaction_day GROUP BY agent_id, day";
    const KEPT: &str = "SELECT agent_id, day, voice + webchat + whatsapp FROM interaction_agent_day";
    for (one, other) in [(ADDED, KEPT), (KEPT, ADDED)] {
        let sql = format!("SELECT COUNT(*) FROM ({one} EXCEPT {other}) AS difference");
        assert_eq!(number(store, &sql).await, 0, "{sql}");
    }
}

contract!(every_day_is_told_anew_by_the_zone_that_is_chosen, |store| {
    let admin = person(&store, "admin", Role::Administrator).await;
    // Every five hours and a bit over two years, across every change of the clocks.
    let first = Timestamp(1_709_251_200_000);
    let instants: Vec<Timestamp> =
        (0..3_300).map(|n| first + n * Millis(19_087_000)).filter(|at| *at < T).collect();
    for (n, at) in instants.iter().enumerate() {
        arrives(&store, &format!("{n:05}"), *at).await;
    }
    for zone in [chrono_tz::America::New_York, chrono_tz::Asia::Kathmandu, chrono_tz::America::Sao_Paulo] {
        assert_eq!(choose(&store, &admin, zone.name()).await, Some(Change::Saved));
        store.operation().await.unwrap();
        assert_eq!(store.zone(), zone);
        let expected: Vec<String> = instants.iter().map(|at| day_of(zone, *at).to_string()).collect();
        assert_eq!(texts(&store, "SELECT day FROM interaction ORDER BY external_id").await, expected);
        assert_counters_agree(&store).await;
        assert_days_of_agents_agree(&store).await;
    }
});

contract!(another_server_counts_by_it_at_once, |store| {
    let admin = person(&store, "admin", Role::Administrator).await;
    let other = second(&store).await;
    // Half past midnight on the second in São Paulo, half past eleven on the first in Manaus.
    let at = Timestamp(1_772_422_200_000);
    arrives(&other, "before", at).await;
    choose(&store, &admin, "America/Manaus").await;
    arrives(&other, "after", at).await;
    let days = texts(&store, "SELECT day FROM interaction ORDER BY id").await;
    assert_eq!(days, ["2026-03-01", "2026-03-01"]);
    other.operation().await.unwrap();
    assert_eq!(other.zone(), chrono_tz::America::Manaus);
});

contract!(arrivals_at_the_same_time_are_counted_by_one_zone_or_the_other, |store| {
    let admin = person(&store, "admin", Role::Administrator).await;
    let other = second(&store).await;
    let sending = async {
        for n in 0..60 {
            arrives(&other, &format!("{n}"), Timestamp(1_772_422_200_000) + Millis::seconds(n)).await;
        }
    };
    let choosing = async {
        for zone in ["America/Manaus", "America/Sao_Paulo", "Asia/Tokyo", "America/Manaus"] {
            assert_eq!(choose(&store, &admin, zone).await, Some(Change::Saved), "{zone}");
        }
    };
    tokio::join!(sending, choosing);
    let days = texts(&store, "SELECT DISTINCT day FROM interaction").await;
    assert_eq!(days, ["2026-03-01"]);
    assert_counters_agree(&store).await;
    assert_days_of_agents_agree(&store).await;
});

/// The store of a server that starts with another zone.
async fn started_in(store: &Store, zone: chrono_tz::Tz) -> Store {
    let url = crate::intake::probe::url(store);
    let started = Store::open(&store::StoreConfig { url, zone, max_connections: 2 }).await.unwrap();
    started.migrate().await.unwrap();
    started
}

contract!(it_is_as_the_server_was_started_until_something_goes_by_it, |store| {
    assert_eq!(started_in(&store, chrono_tz::Asia::Tokyo).await.zone(), chrono_tz::Asia::Tokyo);
    record(&store, call("1")).await;
    assert_eq!(texts(&store, "SELECT day FROM interaction").await, ["2026-03-02"]);
    // Days were already counted in Tokyo's zone; a start with another zone does not mix them.
    assert_eq!(started_in(&store, chrono_tz::America::Lima).await.zone(), chrono_tz::Asia::Tokyo);
});

contract!(what_was_chosen_outlives_a_start_with_another_one, |store| {
    let admin = person(&store, "admin", Role::Administrator).await;
    // Other settings do not fix the zone.
    assert_eq!(store.set_reopen_days(3, T).await.unwrap(), store::settings::SetReopenDaysOutcome::Set);
    let started = started_in(&store, chrono_tz::America::Lima).await;
    assert_eq!(started.zone(), chrono_tz::America::Lima);
    choose(&started, &admin, "America/Bogota").await;
    let started = started_in(&store, chrono_tz::America::Lima).await;
    assert_eq!(started.zone(), chrono_tz::America::Bogota);
    let wrong = settings(&started, &admin);
    let kept: Versioned<OperationRecord> = wrong.get(OperationId::ONLY).await.unwrap().unwrap();
    let record = OperationRecord { zone: "Bogota".to_owned(), ..kept.record };
    assert!(invalid(wrong.change(OperationId::ONLY, kept.revision, record, T).await).contains("zone"));
});
