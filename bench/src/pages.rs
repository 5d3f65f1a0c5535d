//! Measures pages over HTTP.

use anyhow::{Result, ensure};
use domain::Month;

use crate::client::Browser;
use crate::facts::Facts;
use crate::load::Load;
use crate::report::{Check, Measurement};
use crate::server::Server;

/// The memory budget of a server under load, in megabytes.
pub const MAX_MEMORY: f64 = 150.0;

/// The budget of a page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Budget {
    /// p50 10 ms, p99 50 ms, 800 responses a second.
    FirstPage,
    /// p50 twice that of the first page of the same list.
    Deep,
    /// p50 10 ms.
    Dialog,
    /// No budget, for comparison.
    None,
}

/// A page that is measured.
#[derive(Clone, Debug)]
pub struct Page {
    name: String,
    path: String,
    /// Text that only the expected page contains.
    proof: &'static str,
    budget: Budget,
}

/// A row of the history table.
const ROW: &str = "class=\"col-protocol\"";
/// A row of the list of cases.
const ROW_OF_CASE: &str = " id=\"case-";
/// A dialog over the page.
const DIALOG: &str = "<dialog";

/// Every page to measure.
pub fn all(facts: &Facts) -> Vec<Page> {
    let (channel, queue) = facts.busiest;
    let (protocol, messages, case) = &facts.conversation;
    let day = Address::of_day(facts);
    let period = Address::of_period(facts);
    let page = |name: &str, address: &Address, more: &str, budget| Page {
        name: name.to_owned(),
        path: address.with(more),
        proof: if matches!(budget, Budget::Dialog) { DIALOG } else { ROW },
        budget,
    };
    let (deep, last) = (facts.deep_page(), facts.last_page());
    vec![
        page("history, one day, page 1", &day, "", Budget::FirstPage),
        page("history, 90 days, page 1", &period, "", Budget::FirstPage),
        page(&format!("history, 90 days, page {deep}"), &period, &format!("page={deep}"), Budget::Deep),
        page(
            &format!("history, 90 days, last page ({last})"),
            &period,
            &format!("page={last}"),
            Budget::None,
        ),
        page(
            "history, 90 days, channel and queue",
            &period,
            &format!("channel={}&queue={queue}", channel.as_str()),
            Budget::None,
        ),
        page(
            "history, 90 days, part of a number",
            &period,
            &format!("number={}", facts.digits),
            Budget::None,
        ),
        page(
            &format!("conversation of {messages} messages"),
            &day,
            &format!("interaction={protocol}&view=conversation"),
            Budget::Dialog,
        ),
        page("case", &day, &format!("case={case}"), Budget::Dialog),
        page("case of a customer with 500 cases", &day, &format!("case={}", facts.heavy), Budget::Dialog),
        page("its customer's cases", &day, &format!("case={}&tab=customer", facts.heavy), Budget::Dialog),
        page(
            "its timeline of 5,000 events",
            &day,
            &format!("case={}&tab=timeline", facts.heavy),
            Budget::Dialog,
        ),
        page("its service levels", &day, &format!("case={}&tab=sla", facts.heavy), Budget::Dialog),
        Page {
            name: "management, every case".to_owned(),
            path: "/management".to_owned(),
            proof: ROW_OF_CASE,
            budget: Budget::None,
        },
    ]
}

/// The query string of a history list.
#[derive(Clone, Debug)]
pub struct Address(Vec<String>);

impl Address {
    /// The default list (today), or that of another day if today has too few interactions.
    pub fn of_day(facts: &Facts) -> Self {
        if facts.day == facts.today {
            Self(Vec::new())
        } else {
            Self(vec![format!("from={0}&to={0}", facts.day)]).showing(facts)
        }
    }

    /// The list of the 90 days.
    fn of_period(facts: &Facts) -> Self {
        let ends = [("from", facts.period.from), ("to", facts.period.to)];
        let ends = ends.into_iter().filter_map(|(name, day)| Some(format!("{name}={}", day?)));
        Self(ends.collect()).showing(facts)
    }

    /// Selects a month for the chart that is not empty.
    fn showing(mut self, facts: &Facts) -> Self {
        if facts.month() != Month::of(facts.today) {
            self.0.push(format!("month={}", facts.month()));
        }
        self
    }

    /// The address with another parameter.
    pub fn with(&self, more: &str) -> String {
        let more = (!more.is_empty()).then(|| more.to_owned());
        let parts: Vec<String> = self.0.iter().cloned().chain(more).collect();
        if parts.is_empty() { "/history".to_owned() } else { format!("/history?{}", parts.join("&")) }
    }
}

/// Measures the pages in turn.
///
/// # Errors
/// Returns an error if a response is not the expected page.
pub async fn measure(server: &Server, facts: &Facts, load: Load) -> Result<Vec<Measurement>> {
    let browser = Browser::sign_in(&server.address).await?;
    let mut rows = Vec::new();
    let mut before = f64::INFINITY;
    for page in all(facts) {
        println!("  {} {}", page.name, page.path);
        ensure!(browser.text(&page.path).await?.contains(page.proof), "{} shows something else", page.path);
        let alone = Load { connections: 1, duration: load.warm_up, ..load };
        let mut answered = load.run(server, &browser, &page.path).await?;
        let resident = server.memory()?.resident;
        let (p50, p99) = (answered.times.percentile(50), answered.times.percentile(99));
        let checks = match page.budget {
            Budget::FirstPage => vec![
                Check::at_most("p50", p50, 10.0, " ms"),
                Check::at_most("p99", p99, 50.0, " ms"),
                Check::at_least("rate", answered.per_second, 800.0, "/s"),
            ],
            Budget::Deep => vec![Check::at_most("p50 / page 1", p50 / before, 2.0, "")],
            Budget::Dialog => vec![Check::at_most("p50", p50, 10.0, " ms")],
            Budget::None => Vec::new(),
        };
        before = p50;
        rows.push(Measurement {
            p50: Some(p50),
            p99: Some(p99),
            alone: Some(alone.run(server, &browser, &page.path).await?.times.percentile(50)),
            per_second: Some(answered.per_second),
            processor: Some(answered.processor),
            memory: Some(resident),
            bytes: Some(answered.bytes),
            checks,
            ..Measurement::named(page.name)
        });
    }
    let memory = server.memory()?;
    rows.push(Measurement::memory("server under these pages", memory));
    Ok(rows)
}

#[cfg(test)]
mod tests {
    use super::Address;

    #[test]
    fn an_address_grows() {
        assert_eq!(Address(Vec::new()).with(""), "/history");
        assert_eq!(Address(Vec::new()).with("case=1"), "/history?case=1");
        assert_eq!(Address(vec!["from=a".to_owned()]).with("page=2"), "/history?from=a&page=2");
    }
}
