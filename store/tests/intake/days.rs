//! The calendar day on which an interaction counts.

use store::Store;

use crate::intake::probe::{assert_counters_agree, texts};
use crate::intake::sample::{call_with, record};

/// The calendar days of interactions that entered the queue at these times.
async fn days(store: &Store, times: &[&str]) -> Vec<String> {
    for (n, time) in times.iter().enumerate() {
        let at = time.parse().unwrap();
        let new = call_with(&format!("{n:03}"), |new| {
            new.queued_at = at;
            new.answered_at = None;
            new.ended_at = at;
        });
        record(store, new).await;
    }
    assert_counters_agree(store).await;
    texts(store, "SELECT day FROM interaction ORDER BY external_id").await
}

contract!(the_day_is_that_of_the_operation_not_of_utc_nor_of_the_source, |store| {
    let times = [
        "2026-03-02T02:59:59.999Z",
        "2026-03-02T03:00:00Z",
        "2026-03-02T23:59:59-03:00",
        "2026-03-03T00:00:00-03:00",
        "2026-03-03T11:59:00+09:00",
        "2026-03-03T12:00:00+09:00",
    ];
    assert_eq!(
        days(&store, &times).await,
        ["2026-03-01", "2026-03-02", "2026-03-02", "2026-03-03", "2026-03-02", "2026-03-03"]
    );
});

contract!(sao_paulo_had_days_that_began_at_one_and_evenings_that_came_twice, |store| {
    // Clocks sprang forward over midnight on 2018-11-04 and fell back at midnight on 2019-02-16.
    let times = [
        "2018-11-04T02:59:59Z",
        "2018-11-04T03:00:00Z",
        "2019-02-17T01:59:59Z",
        "2019-02-17T02:00:00Z",
        "2019-02-17T02:59:59Z",
        "2019-02-17T03:00:00Z",
    ];
    assert_eq!(
        days(&store, &times).await,
        ["2018-11-03", "2018-11-04", "2019-02-16", "2019-02-16", "2019-02-16", "2019-02-17"]
    );
});

contract!(new_york_changes_its_offset_within_the_day in chrono_tz::America::New_York, |store| {
    // 2026-03-08 has 23 hours, 2025-11-02 has 25.
    let times = [
        "2026-03-08T04:59:59Z",
        "2026-03-08T05:00:00Z",
        "2026-03-09T03:59:59Z",
        "2026-03-09T04:00:00Z",
        "2025-11-02T03:59:59Z",
        "2025-11-02T04:00:00Z",
        "2025-11-03T04:59:59Z",
        "2025-11-03T05:00:00Z",
    ];
    assert_eq!(
        days(&store, &times).await,
        [
            "2026-03-07",
            "2026-03-08",
            "2026-03-08",
            "2026-03-09",
            "2025-11-01",
            "2025-11-02",
            "2025-11-02",
            "2025-11-03"
        ]
    );
});
