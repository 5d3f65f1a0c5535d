//! Parsing and serialising the query string.

use domain::Period;
use domain::history::SearchedTo;

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
    for search in
        ["protocol=A1", "number=557", "number=5", "customer=ana", "agent=3", "agent=3&channel=voice"]
    {
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
        "direction=inbound&reason=4&reason=none&customer=Ana+Souza&period=last-7-days",
        "from=2026-11-20T08%3A00&to=2026-11-21T09%3A30&time_from=22%3A00&time_to=06%3A00",
        "duration_min=60&duration_max=3600&wait_min=0&wait_max=20&recording=yes",
        "recording=no&page=2",
        "queue=3&sort=duration&order=asc&page=4",
        "sort=wait",
        "order=asc",
        "columns=open&queue=3",
        "views=open&queue=3&sort=wait&saved=k7m2x9pq&page=2",
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
    let sorted = HistoryQuery::parse("queue=1&sort=wait&page=9&month=2026-02");
    assert_eq!(sorted.cleared().to_search(), "sort=wait&month=2026-02", "the order is no filter");
    assert!(!sorted.cleared().is_filtered());
    assert_eq!(HistoryQuery::parse("sort=queue&order=up").ignored, ["sort", "order"]);
}

#[cfg(feature = "ssr")]
#[test]
fn a_view_is_the_filters_the_order_and_the_month_and_no_other_view() {
    use crate::views::address::{ViewAddress, ViewedPage};
    let query = HistoryQuery::parse(
        "queue=3&queue=3&agent=&foo=1&page=4&filters=open&columns=open&views=open&saved=k7m2x9pq&sort=wait\
         &month=2026-02&period=yesterday&case=12&tab=timeline",
    );
    assert_eq!(query.view_search(), "queue=3&period=yesterday&sort=wait&month=2026-02");
    assert_eq!(HistoryQuery::parse_search(&query.view_search()).view_search(), query.view_search());
    assert_eq!(HistoryQuery::parse("channel=fax&x=1").view_search(), "");
    assert_eq!(
        query.with_views(ViewAddress::default()),
        "/history?filters=open&columns=open&queue=3&period=yesterday&sort=wait&page=4&month=2026-02"
    );
}

#[test]
fn changed_filters_keep_the_open_view_and_close_its_dialog() {
    let query = HistoryQuery::parse("views=open&queue=1&saved=k7m2x9pq&page=9");
    assert_eq!(query.cleared().to_search(), "saved=k7m2x9pq");
    assert!(!query.cleared().is_filtered());
    assert!(query.filter_fields().contains(&("saved".to_owned(), "k7m2x9pq".to_owned())));
    assert_eq!(query.of_list().to_search(), "queue=1&saved=k7m2x9pq&page=9");
    assert_eq!(HistoryQuery::parse("queue=1&case=4").views_href(), "/history?views=open&queue=1");
    assert_eq!(HistoryQuery::parse("saved=A&views=shut").ignored, ["saved", "views"]);
}

/// What the answer to the list depends on: with a view open also the month, which the view may have.
#[test]
fn the_list_is_asked_for_again_if_its_view_may_be_altered() {
    let list = |search: &str| HistoryQuery::parse(search).of_list();
    assert_eq!(list("month=2026-02"), list("month=2026-03"));
    assert_ne!(list("month=2026-02&saved=k7m2x9pq"), list("month=2026-03&saved=k7m2x9pq"));
    assert_eq!(list("queue=1"), list("queue=1&views=open"));
}

#[cfg(feature = "ssr")]
#[test]
fn yesterday_is_the_civil_day_of_the_operation_ten_minutes_after_midnight() {
    use domain::{Timestamp, zone};
    let query = HistoryQuery::parse("period=yesterday");
    for (name, instant) in
        [("America/Manaus", "2026-11-21T04:10:00Z"), ("America/Sao_Paulo", "2026-11-21T03:10:00Z")]
    {
        let zone_of = name.parse().expect("a zone");
        let now = |minutes: i64| {
            let at = chrono::DateTime::parse_from_rfc3339(instant).expect("an instant");
            Timestamp(at.timestamp_millis() + minutes * 60_000)
        };
        let period = |now| query.period(zone::day_of(zone_of, now));
        assert_eq!(period(now(0)), Period::day(day("2026-11-20")), "{name} at 00:10");
        assert_eq!(period(now(-20)), Period::day(day("2026-11-19")), "{name} at 23:50");
    }
}

#[test]
fn a_quick_period_is_relative_to_today_and_dates_replace_it() {
    let today = day("2026-11-21");
    let query = HistoryQuery::parse("period=yesterday&agent=3");
    assert_eq!(query.period(today), Period::day(day("2026-11-20")));
    assert_eq!(query.period(day("2026-12-01")), Period::day(day("2026-11-30")));
    let query = HistoryQuery::parse("period=yesterday&from=2026-11-01&to=");
    assert_eq!(query.to_search(), "from=2026-11-01");
    assert_eq!(query.ignored, [""; 0]);
    assert_eq!(query.with_day(today).to_search(), "from=2026-11-21&to=2026-11-21");
}

#[test]
fn bad_values_of_filters_are_reported() {
    let query = HistoryQuery::parse(
        "period=someday&from=2026-11-20T8:00&to=2026-11-20T&time_from=25:00&duration_min=-1&wait_max=1:99\
         &recording=maybe&direction=up&reason=none,x",
    );
    let wrong =
        ["period", "from", "to", "time_from", "duration_min", "wait_max", "recording", "direction", "reason"];
    assert_eq!(query.ignored, wrong);
    assert_eq!(query.to_search(), "reason=none");
    let query = HistoryQuery::parse("duration_min=60&duration_max=59&wait_min=1:00&wait_max=60");
    assert_eq!(query.ignored, ["duration_max"]);
    assert_eq!(query.to_search(), "duration_min=60&wait_min=60&wait_max=60");
}

#[test]
fn a_form_with_empty_fields_selects_nothing() {
    let query = HistoryQuery::parse(
        "period=&from=&to=&time_from=&time_to=&duration_min=&duration_max=&wait_min=&wait_max=&recording=\
         &customer=&number=&protocol=",
    );
    assert!(!query.is_filtered() && query.ignored.is_empty());
}

#[test]
fn a_period_that_ends_on_its_day_before_it_begins_is_impossible() {
    assert!(HistoryQuery::parse("from=2026-11-20T10:00&to=2026-11-20T08:00").is_impossible());
    assert!(!HistoryQuery::parse("from=2026-11-20T10:00&to=2026-11-21T08:00").is_impossible());
    assert!(!HistoryQuery::parse("period=last-month").is_impossible());
}

#[test]
fn the_rest_of_a_period_begins_beyond_what_was_searched() {
    let today = day("2026-11-21");
    let beyond = |search: &str, time: Option<&str>| {
        let searched = SearchedTo { day: day("2026-11-05"), time: time.and_then(ClockTime::parse) };
        let rest = HistoryQuery::parse(search).beyond(searched, today);
        assert_eq!(rest.number.as_deref(), Some("12"), "the other filters stay");
        (rest.href(), rest.page)
    };
    let rest = |search: &str| (format!("/history?{search}"), 1);
    let times = "number=12&from=2026-11-01T08:00&to=2026-11-20T09:00";
    let newest = format!("{times}&page=7");
    assert_eq!(beyond(&newest, None), rest("number=12&from=2026-11-01T08%3A00&to=2026-11-04"));
    assert_eq!(
        beyond(&newest, Some("15:45")),
        rest("number=12&from=2026-11-01T08%3A00&to=2026-11-05T15%3A45")
    );
    let oldest = format!("{times}&order=asc");
    assert_eq!(beyond(&oldest, None), rest("number=12&from=2026-11-06&to=2026-11-20T09%3A00&order=asc"));
    assert_eq!(
        beyond(&oldest, Some("15:45")),
        rest("number=12&from=2026-11-05T15%3A45&to=2026-11-20T09%3A00&order=asc")
    );
    assert_eq!(beyond("number=12", None), rest("number=12&to=2026-11-04"));
    assert_eq!(beyond("number=12", Some("08:00")), rest("number=12&to=2026-11-05T08%3A00"));
}
