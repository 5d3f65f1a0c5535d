//! Measures how lists grow: what no index and no counter answers alone is asked of a database and, by turns,
//! of one with a tenth of its interactions. A list whose time follows the data is over its budget.

use std::time::{Duration, Instant};

use anyhow::{Result, ensure};
use chrono::{Datelike as _, Days};
use domain::cases::{CaseFilter, CaseOrder, DueFilter};
use domain::{
    CaseStatus, ContactReasonId, Direction, DurationRange, HistoryColumn, HistoryFilter, HistoryOrder,
    Period, Principal, QueueId, Role, UserId,
};
use store::Store;

use crate::engine::Value;
use crate::facts::{Facts, one};
use crate::figures::Times;
use crate::report::{Check, Measurement};

/// The budget of a list, in milliseconds.
const MAX_TIME: f64 = 50.0;
/// The budget: how many times as long as with a tenth of the interactions.
const MAX_GROWTH: f64 = 1.5;

/// How long each list is measured, with at most [`MAX_RUNS`].
const DURATION: Duration = Duration::from_millis(1500);
const MAX_RUNS: usize = 200;
/// Runs before the measurement.
const WARM_UP: usize = 3;

/// A question to the store.
enum Question {
    History(Box<HistoryFilter>, HistoryOrder, u64),
    Cases(Box<CaseFilter>, u64),
    CasesByClocks(Box<CaseFilter>, DueFilter),
    DueCounts,
    OwnCases(Box<CaseFilter>, u64),
    OwnCounts,
    Agents,
}

/// A database with what is asked of it.
pub struct Side<'a> {
    store: &'a Store,
    facts: &'a Facts,
    /// The agent in scope with the most cases.
    agent: UserId,
    queue: QueueId,
    reason: ContactReasonId,
    /// A first name that many customers have.
    name: String,
}

impl<'a> Side<'a> {
    /// Finds out what is asked of a database.
    ///
    /// # Errors
    /// Returns an error if the database was not created by the demo.
    pub async fn of(store: &'a Store, facts: &'a Facts) -> Result<Self> {
        let db = store.db();
        let day = || Value::Text(facts.day.to_string());
        let reasons = "SELECT contact_reason_id FROM interaction WHERE day = $1 \
            AND contact_reason_id IS NOT NULL GROUP BY contact_reason_id ORDER BY count(*) DESC, 1 LIMIT 1";
        let (reason,) = one::<(ContactReasonId,)>(db, reasons, [day()]).await?;
        let in_scope: Vec<String> = facts.agents.iter().map(ToString::to_string).collect();
        let agents = format!(
            "SELECT agent_id FROM service_case WHERE agent_id IN ({}) \
             GROUP BY agent_id ORDER BY count(*) DESC, 1 LIMIT 1",
            in_scope.join(", ")
        );
        let (agent,) = one::<(UserId,)>(db, &agents, []).await?;
        let names =
            "SELECT c.name FROM customer AS c JOIN service_case AS s ON s.customer_id = c.id WHERE s.id = $1";
        let (name,) = one::<(String,)>(db, names, [Value::int(facts.conversation.2)]).await?;
        let name = name.split(' ').next().unwrap_or_default().to_lowercase();
        Ok(Self { store, facts, agent, queue: facts.busiest.1, reason, name })
    }

    async fn ask(&self, question: &Question) -> Result<()> {
        let scoped = self.store.as_principal(&self.facts.principal);
        let own = Principal { user: self.agent, role: Role::Agent };
        let now = store::clock::now();
        match question {
            Question::History(filter, order, page) => {
                scoped.history().list_in_order(filter, *order, *page).await?;
            }
            Question::Cases(filter, page) => {
                scoped.cases().list(filter, *page).await?;
            }
            Question::CasesByClocks(filter, due) => {
                scoped.cases().list_by_clocks(filter, *due, 1, now).await?;
            }
            Question::DueCounts => {
                scoped.cases().due_counts(&CaseFilter::default(), now).await?;
            }
            Question::OwnCases(filter, page) => {
                self.store.as_principal(&own).cases().list(filter, *page).await?;
            }
            Question::OwnCounts => {
                self.store.as_principal(&own).cases().own_counts().await?;
            }
            Question::Agents => {
                scoped.cases().agents("", &[], 1, now).await?;
            }
        }
        Ok(())
    }

    fn questions(&self) -> Vec<(&'static str, Question)> {
        self.of_history().into_iter().chain(self.of_cases()).chain(self.of_own_cases()).collect()
    }

    fn of_history(&self) -> Vec<(&'static str, Question)> {
        let newest = self.facts.period.to.unwrap_or(self.facts.day);
        let since = |days| Period { from: newest.checked_sub_days(Days::new(days)), to: Some(newest) };
        let year = HistoryFilter { period: since(364), ..HistoryFilter::default() };
        let quarter = HistoryFilter { period: since(89), ..HistoryFilter::default() };
        let digits = |number: usize| Some(self.facts.digits[..number].to_owned());
        let list =
            |filter: HistoryFilter, page| Question::History(Box::new(filter), HistoryOrder::default(), page);
        let by = |by, filter: &HistoryFilter, page| {
            Question::History(Box::new(filter.clone()), HistoryOrder { by, ascending: false }, page)
        };
        let deep = self.facts.deep_page();
        let long = DurationRange { min: Some(1800), max: None };
        vec![
            ("history, 90 days, page 1", list(quarter.clone(), 1)),
            ("history, 90 days, page 2000", list(quarter.clone(), deep)),
            ("history, a year, page 2000", list(year.clone(), deep)),
            (
                "history, 90 days, three digits",
                list(HistoryFilter { number: digits(3), ..quarter.clone() }, 1),
            ),
            ("history, a year, two digits", list(HistoryFilter { number: digits(2), ..year.clone() }, 1)),
            ("history, a year, three digits", list(HistoryFilter { number: digits(3), ..year.clone() }, 1)),
            ("history, a year, six digits", list(HistoryFilter { number: digits(6), ..year.clone() }, 1)),
            (
                "history, a year, a contact reason",
                list(HistoryFilter { reasons: vec![self.reason], ..year.clone() }, 1),
            ),
            (
                "history, a year, a contact reason, page 500",
                list(HistoryFilter { reasons: vec![self.reason], ..year.clone() }, 500),
            ),
            (
                "history, a year, no contact reason",
                list(HistoryFilter { without_reason: true, ..year.clone() }, 1),
            ),
            (
                "history, a year, outbound",
                list(HistoryFilter { directions: vec![Direction::Outbound], ..year.clone() }, 1),
            ),
            (
                "history, a year, half an hour and more",
                list(HistoryFilter { duration: long, ..year.clone() }, 1),
            ),
            (
                "history, a year, a common name",
                list(HistoryFilter { customer: Some(self.name.clone()), ..year.clone() }, 1),
            ),
            ("history, a day, by duration", by(HistoryColumn::Duration, &self.facts.of_day(), 1)),
            ("history, 90 days, by duration", by(HistoryColumn::Duration, &quarter, 1)),
            ("history, 90 days, by duration, page 400", by(HistoryColumn::Duration, &quarter, 400)),
            ("history, a year, by wait", by(HistoryColumn::Wait, &year, 1)),
        ]
    }

    fn of_cases(&self) -> Vec<(&'static str, Question)> {
        let all = CaseFilter::default();
        let list = |filter: CaseFilter, page| Question::Cases(Box::new(filter), page);
        let status = |status| CaseFilter { statuses: vec![status], ..all.clone() };
        let statuses = vec![CaseStatus::Waiting, CaseStatus::InService, CaseStatus::OnHold];
        let open = CaseFilter { statuses, ..all.clone() };
        let named = |filter: CaseFilter| CaseFilter { search: self.name.clone(), ..filter };
        let by_id = |filter: CaseFilter| CaseFilter { order: CaseOrder::Id, ascending: true, ..filter };
        let newest = self.facts.period.to.unwrap_or(self.facts.day);
        let month = Period { from: newest.with_day(1), to: Some(newest) };
        let narrow =
            CaseFilter { agents: vec![self.agent], queues: vec![self.queue], opened: month, ..all.clone() };
        let of_queue = CaseFilter { queues: vec![self.queue], ..all.clone() };
        vec![
            ("management, page 1", list(all.clone(), 1)),
            ("management, page 200", list(all.clone(), 200)),
            ("management, by ID", list(by_id(all.clone()), 1)),
            ("management, by ID, page 200", list(by_id(all.clone()), 200)),
            ("management, waiting", list(status(CaseStatus::Waiting), 1)),
            ("management, waiting, page 200", list(status(CaseStatus::Waiting), 200)),
            ("management, open", list(open.clone(), 1)),
            ("management, open, page 200", list(open.clone(), 200)),
            ("management, open, by ID", list(by_id(open), 1)),
            ("management, waiting, by ID", list(by_id(status(CaseStatus::Waiting)), 1)),
            ("management, closed, page 200", list(status(CaseStatus::Closed), 200)),
            ("management, a common name", list(named(all.clone()), 1)),
            ("management, a common name, waiting", list(named(status(CaseStatus::Waiting)), 1)),
            ("management, a common name, closed", list(named(status(CaseStatus::Closed)), 1)),
            ("management, a queue", list(of_queue.clone(), 1)),
            ("management, a queue, by ID", list(by_id(of_queue), 1)),
            ("management, an agent, a queue, opened in a month", list(narrow, 1)),
            (
                "management, by due time",
                Question::CasesByClocks(
                    Box::new(CaseFilter { order: CaseOrder::Due, ascending: true, ..all }),
                    DueFilter::Open,
                ),
            ),
            ("management, overdue and at risk", Question::DueCounts),
            ("agents", Question::Agents),
        ]
    }

    fn of_own_cases(&self) -> Vec<(&'static str, Question)> {
        let own = |status, search: &str, page| {
            let filter = CaseFilter {
                statuses: vec![status],
                agents: vec![self.agent],
                search: search.to_owned(),
                ..CaseFilter::default()
            };
            Question::OwnCases(Box::new(filter), page)
        };
        vec![
            ("own cases, in service", own(CaseStatus::InService, "", 1)),
            ("own cases, closed", own(CaseStatus::Closed, "", 1)),
            ("own cases, closed, page 200", own(CaseStatus::Closed, "", 200)),
            ("own cases, closed, a common name", own(CaseStatus::Closed, &self.name, 1)),
            ("own cases, counts by status", Question::OwnCounts),
        ]
    }
}

/// Asks both databases, by turns, so that disturbances affect both. A question that fails, such as by the limit
/// of a statement's time, is over its budget.
///
/// # Errors
/// Returns an error if there is nothing to ask.
pub async fn measure(whole: &Side<'_>, tenth: &Side<'_>) -> Result<Vec<Measurement>> {
    let mut rows = Vec::new();
    for ((name, question), (_, smaller)) in whole.questions().into_iter().zip(tenth.questions()) {
        println!("  {name}");
        rows.push(match compare((whole, &question), (tenth, &smaller)).await {
            Ok((mut times, mut smaller)) => {
                let (p50, smaller) = (times.percentile(50), smaller.percentile(50));
                Measurement {
                    p50: Some(p50),
                    p99: Some(times.percentile(99)),
                    tenth: Some(smaller),
                    checks: vec![
                        Check::at_most("p50", p50, MAX_TIME, " ms"),
                        Check::at_most("× tenth", p50 / smaller, MAX_GROWTH, ""),
                    ],
                    ..Measurement::named(name)
                }
            }
            Err(error) => Measurement {
                checks: vec![Check::at_most("p50", f64::INFINITY, MAX_TIME, " ms")],
                ..Measurement::named(format!("{name}: {error:#}"))
            },
        });
    }
    ensure!(!rows.is_empty(), "there is nothing to ask");
    Ok(rows)
}

/// How long a question takes in each of two databases.
async fn compare(
    (whole, question): (&Side<'_>, &Question),
    (tenth, smaller): (&Side<'_>, &Question),
) -> Result<(Times, Times)> {
    for _ in 0..WARM_UP {
        whole.ask(question).await?;
        tenth.ask(smaller).await?;
    }
    let (mut times, mut smaller_times) = (Times::default(), Times::default());
    let started = Instant::now();
    while times.count() < MAX_RUNS && started.elapsed() < DURATION {
        let asked = Instant::now();
        whole.ask(question).await?;
        times.add(asked.elapsed());
        let asked = Instant::now();
        tenth.ask(smaller).await?;
        smaller_times.add(asked.elapsed());
    }
    Ok((times, smaller_times))
}
