//! Measures open pages that follow what arrives: what they cost intake and the memory of the server,
//! and whether each of them is right at the end.
//!
//! A page here does what the browser's half does (`app/src/live/arrivals.rs`): it holds a stream of
//! events, and after an event asks for the list and the month, after a random delay and not again for a
//! while. Its users are administrators, who see every arrival.

use std::cell::{Cell, RefCell};
use std::time::Duration;

use anyhow::{Context, Result, bail, ensure};
use chrono::{Days, Utc};
use chrono_tz::America::Sao_Paulo;
use domain::Role;
use futures::future::{join_all, try_join_all};
use reqwest::Client;
use serde_json::Value;
use store::accounts::{NewUser, SignIn, SignInAttempt};
use store::clock::now;
use store::{Store, StoreConfig};
use tokio::sync::Notify;
use tokio::time::{Instant, sleep, timeout};

use crate::client::{Browser, fetch};
use crate::figures::Times;
use crate::posting::Source;
use crate::product::Product;
use crate::report::{Check, Measurement};
use crate::server::Server;

/// Pages of one user, fewer than the server allows.
const PAGES_PER_USER: u16 = 20;
/// Arrivals per second.
const RATE: u16 = 50;
/// All of it comes from one address, unlike in operation.
const SETTINGS: [(&str, &str); 1] = [("PROTOCOLO_MAX_HTTP_CONNECTIONS_PER_ADDRESS", "2048")];
/// The longest delay before a page asks, in milliseconds; then the shortest pause, and what is added.
const DELAY: u64 = 400;
const PAUSE: u64 = 2000;
const MORE: u64 = 500;
/// How long after the last arrival every page has to be right.
const IN_TIME: Duration = Duration::from_secs(3);
/// Intake alone and with pages take turns, so that what else the machine does meets both.
const ROUNDS: u32 = 5;
const DRAWING_APART: Duration = Duration::from_secs(5);
/// Budgets: memory in bytes, and the median of intake compared with the one without pages.
const MAX_GROWTH: f64 = 50.0;
const MAX_SLOWDOWN: f64 = 110.0;
const PASSWORD: &str = "a password of the benchmark";

/// An open page.
struct Page {
    /// Holds the stream of events.
    events: Client,
    /// Asks for data.
    data: Client,
    /// What it asks for.
    arrivals: String,
    /// An event has arrived.
    news: Notify,
    /// The total of the last list.
    total: Cell<Option<u64>>,
    asked: RefCell<Times>,
}

impl Page {
    fn open(browser: &Browser, from: &str) -> Result<Self> {
        let arrivals = format!("/sf/history_arrivals?search=from%3D{from}&unattended=true");
        Ok(Self {
            events: browser.data_connection()?,
            data: browser.data_connection()?,
            arrivals: browser.at(&arrivals),
            news: Notify::new(),
            total: Cell::new(None),
            asked: RefCell::default(),
        })
    }

    /// Holds the stream, and notes events.
    async fn listen(&self, address: &str, opened: &Cell<usize>) -> Result<()> {
        let mut stream = self.events.get(address).send().await.context("no stream was opened")?;
        ensure!(stream.status() == 200, "a stream was answered with {}", stream.status());
        opened.set(opened.get() + 1);
        while let Some(piece) = stream.chunk().await.context("a stream was cut off")? {
            if piece.windows(6).any(|window| window == b"event:") {
                self.news.notify_one();
            }
        }
        bail!("a stream has ended")
    }

    /// Asks for the list and the month; returns the total of the list.
    async fn newest_total(&self) -> Result<Option<u64>> {
        let found = fetch(&self.data, &self.arrivals).await?;
        let found: Value = serde_json::from_slice(&found).context("a list is no JSON")?;
        Ok(found["list"]["page"]["total"].as_u64())
    }

    /// Asks after events.
    async fn follow(&self, mut random: u64) -> Result<()> {
        loop {
            self.news.notified().await;
            random = random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            let part = random >> 40;
            sleep(Duration::from_millis(part % DELAY)).await;
            let asked = Instant::now();
            let total = self.newest_total().await?;
            self.asked.borrow_mut().add(asked.elapsed());
            self.total.set(total);
            sleep(Duration::from_millis(PAUSE + part % MORE)).await;
        }
    }
}

/// Measures `pages` open pages while interactions arrive, on a database that has some.
///
/// # Errors
/// Returns an error if a request fails.
pub async fn measure(
    product: &Product,
    url: &str,
    key: &str,
    pages: u16,
    duration: Duration,
) -> Result<Vec<Measurement>> {
    let tokens = sign_in(url, pages.div_ceil(PAGES_PER_USER)).await?;
    let server = Server::start_with(product, url, &SETTINGS).await?;
    let source = Source::new(&server, key);
    let (mut intake, part) = (SteadySource { source: &source, rounds: 0 }, duration / ROUNDS);
    intake.send(duration / 4).await?;
    let before = server.memory()?;

    let browsers = tokens.iter().map(|token| Browser::with_session(&server.address, token));
    let browsers = browsers.collect::<Result<Vec<_>>>()?;
    let from = (Utc::now().with_timezone(&Sao_Paulo).date_naive() - Days::new(1)).to_string();
    let open = (0..pages).map(|n| Page::open(&browsers[usize::from(n / PAGES_PER_USER)], &from));
    let open = open.collect::<Result<Vec<_>>>()?;
    let (mut alone, mut followed) = (Times::default(), Followed::default());
    for _ in 0..ROUNDS {
        alone.extend(intake.send(part).await?);
        followed.add(follow_while(&server, &open, &mut intake, part).await?);
    }
    let Followed { mut times, mut asked, used, right, settled, memory } = followed;
    let growth = memory.saturating_sub(before.resident);
    let slowdown = times.percentile(50) * 100.0 / alone.percentile(50);
    drop(open);
    server.stop().await?;
    let rate = asked.count() as f64 / duration.as_secs_f64();
    Ok(vec![
        row(format!("intake, {RATE} a second, no open page"), &mut alone, Vec::new()),
        Measurement {
            processor: Some(used.as_secs_f64() * 1000.0 / times.count().max(1) as f64),
            ..row(
                format!("intake, {RATE} a second, {pages} pages follow"),
                &mut times,
                vec![Check::at_most("% of p50", slowdown, MAX_SLOWDOWN, "")],
            )
        },
        Measurement {
            per_second: Some(rate),
            memory: Some(growth),
            checks: vec![
                Check::at_most("MB more", growth as f64 / 1e6, MAX_GROWTH, ""),
                Check::at_least("right", right as f64, f64::from(pages), ""),
                Check::at_most("s until right", settled.as_secs_f64(), IN_TIME.as_secs_f64(), ""),
            ],
            ..row(format!("list and month of {pages} pages"), &mut asked, Vec::new())
        },
    ])
}

/// Interactions that keep arriving at the same rate.
struct SteadySource<'a> {
    source: &'a Source<'a>,
    rounds: u64,
}

impl SteadySource<'_> {
    async fn send(&mut self, duration: Duration) -> Result<Times> {
        self.rounds += 1;
        self.source.steadily(RATE, duration, self.rounds).await
    }
}

/// What was measured while pages followed.
#[derive(Default)]
struct Followed {
    /// Times of intake.
    times: Times,
    /// Times of what the pages asked for.
    asked: Times,
    /// Processor time of the server.
    used: Duration,
    /// Number of pages that were right in time, in the worst round.
    right: usize,
    /// The longest time until they were.
    settled: Duration,
    /// Memory of the server at the end, in bytes.
    memory: u64,
}

impl Followed {
    fn add(&mut self, round: Self) {
        self.right = if self.times.count() == 0 { round.right } else { self.right.min(round.right) };
        self.times.extend(round.times);
        self.asked.extend(round.asked);
        self.used += round.used;
        self.settled = self.settled.max(round.settled);
        self.memory = self.memory.max(round.memory);
    }
}

/// Measures intake while the pages follow it, and waits until each of them is right.
async fn follow_while(
    server: &Server,
    open: &[Page],
    intake: &mut SteadySource<'_>,
    duration: Duration,
) -> Result<Followed> {
    let (live, opened) = (format!("{}/live", server.address), Cell::new(0));
    let listening = try_join_all(open.iter().map(|page| page.listen(&live, &opened)));
    let following = try_join_all(open.iter().zip(1..).map(|(page, n)| page.follow(n)));
    let measured = async {
        while opened.get() < open.len() {
            sleep(Duration::from_millis(20)).await;
        }
        // Pages that were opened at once ask at once, until their pauses have drawn them apart.
        intake.send(DRAWING_APART).await?;
        asked_by(open);
        let used = server.processor_time()?;
        let times = intake.send(duration).await?;
        let asked = asked_by(open);
        let used = server.processor_time()?.saturating_sub(used);
        let total = open[0].newest_total().await?;
        let ended = Instant::now();
        let all_right = async {
            while open.iter().any(|page| page.total.get() != total) {
                sleep(Duration::from_millis(20)).await;
            }
        };
        let _ = timeout(IN_TIME * 3, all_right).await;
        let right = open.iter().filter(|page| page.total.get() == total).count();
        let memory = server.memory()?.resident;
        Ok::<_, anyhow::Error>(Followed { times, asked, used, right, settled: ended.elapsed(), memory })
    };
    tokio::select! {
        measured = measured => measured,
        failed = listening => bail!("pages ended: {failed:?}"),
        failed = following => bail!("pages stopped asking: {failed:?}"),
    }
}

/// Takes the times of what the pages have asked for since the last call.
fn asked_by(open: &[Page]) -> Times {
    open.iter().fold(Times::default(), |mut all, page| {
        all.extend(page.asked.take());
        all
    })
}

fn row(name: String, times: &mut Times, checks: Vec<Check>) -> Measurement {
    let (p50, p99) = (Some(times.percentile(50)), Some(times.percentile(99)));
    Measurement { p50, p99, checks, ..Measurement::named(name) }
}

/// Creates administrators, and signs them in.
async fn sign_in(url: &str, users: u16) -> Result<Vec<String>> {
    let config = StoreConfig { url: url.to_owned(), zone: Sao_Paulo, max_connections: 2 };
    let store = Store::open(&config).await.context("the database cannot be opened")?;
    let sign_ins = (0..users).map(|n| sign_in_one(&store, format!("bench-{n}")));
    join_all(sign_ins).await.into_iter().collect()
}

async fn sign_in_one(store: &Store, login: String) -> Result<String> {
    let (name, password) = (login.clone(), Some(PASSWORD.to_owned()));
    let user = NewUser { login: login.clone(), name, role: Role::Administrator, password, active: true };
    store.accounts().create(&user, now()).await?;
    let attempt = SignInAttempt {
        login,
        password: PASSWORD.to_owned(),
        address: String::new(),
        user_agent: String::new(),
        device: None,
        single_sign_on: false,
    };
    match store.accounts().sign_in(&attempt, now()).await? {
        SignIn::Granted { token, .. } => Ok(token.as_str().to_owned()),
        other => bail!("a user was not signed in: {other:?}"),
    }
}
