//! Parsing and serialising the query string.

use super::*;

fn day(text: &str) -> NaiveDate {
    text.parse().expect("a date")
}

#[test]
fn the_bare_page_is_today() {
    let query = HistoryQuery::parse("");
    assert_eq!(query.period(day("2026-11-21")), Period::day(day("2026-11-21")));
    assert_eq!(query.href(), "/history");
    assert!(!query.is_filtered());
}

#[test]
fn values_may_repeat_or_stand_behind_commas() {
    let query = HistoryQuery::parse("channel=voice&channel=whatsapp&queue=1,2&queue=2");
    assert_eq!(query.channels, [Channel::Voice, Channel::WhatsApp]);
    assert_eq!(query.queues, [QueueId(1), QueueId(2)]);
    assert!(query.ignored.is_empty());
}

#[test]
fn what_is_not_understood_is_reported_and_spoils_nothing() {
    let query = HistoryQuery::parse("channel=fax&from=2026-13-01&page=x&queue=7&month=2026-1&foo=1");
    assert_eq!(query.ignored, ["channel", "from", "page", "month", "foo"]);
    assert_eq!(query.queues, [QueueId(7)]);
    assert_eq!(query.page, 1);
}

#[test]
fn one_end_of_a_period_leaves_the_other_open() {
    let query = HistoryQuery::parse("from=&to=2026-02-01");
    assert_eq!(query.period(day("2026-11-21")), Period { from: None, to: Some(day("2026-02-01")) });
}

#[test]
fn only_the_digits_of_a_number_matter() {
    let query = HistoryQuery::parse("number=%2B55+(11)+98765-4321");
    assert_eq!(query.number.as_deref(), Some("5511987654321"));
    let query = HistoryQuery::parse("number=sip%3A11987654321%4010.0.0.1%3A5060");
    assert_eq!(query.number.as_deref(), Some("11987654321"));
}

#[test]
fn a_search_for_one_interaction_or_person_covers_every_day_unless_a_day_is_named() {
    let today = day("2026-11-21");
    for search in ["protocol=A1", "number=557", "number=5", "agent=3", "agent=3&channel=voice"] {
        assert_eq!(HistoryQuery::parse(search).period(today), Period::default(), "{search}");
        let named = HistoryQuery::parse(&format!("{search}&from=2026-01-01&to=2026-01-01"));
        assert_eq!(named.period(today), Period::day(day("2026-01-01")), "{search}");
    }
    for search in ["channel=voice", "queue=1", "reason=2", "number=", "agent=x", "protocol="] {
        assert_eq!(HistoryQuery::parse(search).period(today), Period::day(today), "{search}");
    }
}

#[test]
fn writing_is_the_inverse_of_reading() {
    for search in [
        "filters=open&channel=voice&queue=3&agent=9&reason=4&number=119&protocol=A-1&from=2026-01-01&page=7",
        "month=2026-02&interaction=20260101000001&view=notes",
        "interaction=20260101000001&view=conversation&messages=all",
        "from=2026-01-05&to=2026-01-05&case=12",
        "channel=voice&case=12&tab=timeline&case.q=boleto",
    ] {
        let query = HistoryQuery::parse(search);
        assert_eq!(query.to_search(), search);
        assert_eq!(HistoryQuery::parse(&query.to_search()), query);
    }
}

#[test]
fn a_removed_filter_leads_back_to_the_first_page() {
    let query = HistoryQuery::parse("queue=1&queue=2&page=9&case=4");
    let refined = query.refined(|query| query.queues.retain(|id| *id != QueueId(1)));
    assert_eq!(refined.to_search(), "queue=2");
}
