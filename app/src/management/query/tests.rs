//! The address of *Gerenciamento* is read and written without loss, and junk in it does no harm.

use super::*;

#[test]
fn what_is_written_is_read_back() {
    let search = "view=agents&filters=open&q=ana+%26+bia&status=waiting&status=closed&queue=2&agent=7\
                  &kind=D%C3%BAvida&from=2026-01-02&to=2026-02-03&group=4&due=at_risk&sort=opened&order=asc\
                  &saved=k7m2x9pq&columns=open&views=open&page=3\
                  &case=12&tab=calls&case.q=9";
    let query = ManagementQuery::parse(search);
    assert!(query.ignored.is_empty(), "{:?}", query.ignored);
    assert_eq!(query.href(), format!("/management?{search}"));
    assert_eq!(ManagementQuery::parse(query.href().split_once('?').expect("a query").1), query);
}

#[cfg(feature = "ssr")]
#[test]
fn a_view_is_the_tab_the_search_the_filters_and_the_order() {
    let query = ManagementQuery::parse(
        "view=agents&filters=open&columns=open&q=ana&agent=7,7&group=4&sort=opened&page=3&case=12&views=open\
         &saved=k7m2x9pq&x=1",
    );
    assert_eq!(query.view_search(), "view=agents&q=ana&agent=7&group=4&sort=opened");
    assert_eq!(ManagementQuery::parse(&query.view_search()).view_search(), query.view_search());
    assert!(!ManagementQuery::parse("saved=k7m2x9pq&views=open&columns=open").is_filtered());
    assert_eq!(query.cleared().href(), "/management?view=agents&sort=opened&saved=k7m2x9pq");
}

#[test]
fn the_bare_page_is_every_case_the_last_change_first() {
    let query = ManagementQuery::parse("");
    assert_eq!((query.href().as_str(), query.tab), ("/management", ManagementTab::Cases));
    assert!(!query.is_filtered());
    assert_eq!(query.filter(NaiveDate::MIN), CaseFilter::default());
}

#[test]
fn what_is_not_understood_is_reported_and_spoils_nothing() {
    let query =
        ManagementQuery::parse("view=x&status=gone&sort=name&page=-1&from=2026-13-01&queue=7&due=soon");
    assert_eq!(query.ignored, ["view", "status", "sort", "page", "from", "due"]);
    assert_eq!((query.queues.as_slice(), query.page), ([QueueId(7)].as_slice(), 1));
    assert!(query.is_filtered());
}

#[test]
fn a_quick_period_stays_relative_until_dates_are_typed() {
    let day = |text: &str| text.parse::<NaiveDate>().expect("a day");
    let query = ManagementQuery::parse("period=last-month&queue=7");
    assert_eq!(query.href(), "/management?queue=7&period=last-month");
    assert!(query.is_filtered() && query.has_period() && !query.is_impossible());
    for (today, from, to) in
        [("2026-03-01", "2026-02-01", "2026-02-28"), ("2026-04-30", "2026-03-01", "2026-03-31")]
    {
        let expected = Period { from: Some(day(from)), to: Some(day(to)) };
        assert_eq!(query.filter(day(today)).opened, expected, "on {today}");
    }
    assert_eq!(query.with_period(None).href(), "/management?queue=7");
    assert_eq!(query.with_period(Some(RelativePeriod::Today)).href(), "/management?queue=7&period=today");
    // The form of the panel sends the quick period along.
    let typed = ManagementQuery::parse("period=last-month&from=2026-01-02&to=");
    assert_eq!(typed.href(), "/management?from=2026-01-02");
    assert_eq!(ManagementQuery::parse("period=last-month&from=&to=").href(), "/management?period=last-month");
    assert_eq!(ManagementQuery::parse("period=someday").ignored, ["period"]);
}

#[cfg(feature = "ssr")]
#[test]
fn a_view_keeps_the_quick_period_relative() {
    let query = ManagementQuery::parse("period=yesterday&page=2&filters=open");
    assert_eq!(query.view_search(), "period=yesterday");
}

#[test]
fn what_is_overdue_is_listed_by_its_due_instant() {
    let query = ManagementQuery::parse("queue=7&page=3");
    let overdue = query.with_due(Some(DueFilter::Overdue));
    assert_eq!(overdue, "/management?queue=7&due=overdue&sort=due&order=asc");
    let query = ManagementQuery::parse("queue=7&due=overdue&sort=due&order=asc");
    assert!(query.is_filtered());
    assert_eq!(query.with_due(None), "/management?queue=7");
}

#[test]
fn a_change_of_the_filters_begins_the_list_anew_and_closes_the_window() {
    let query = ManagementQuery::parse("q=ana&page=4&case=3");
    assert_eq!(query.refined(|query| query.search.clear()).href(), "/management");
    assert_eq!(query.on_page(2), "/management?q=ana&page=2");
    assert_eq!(query.with_case(CaseId(9)), "/management?q=ana&page=4&case=9");
}
