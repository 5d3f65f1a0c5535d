//! Runs the complete benchmark.

use std::fmt::Write as _;

use anyhow::{Context, Result};
use chrono_tz::America::Sao_Paulo;
use store::{Store, StoreConfig};

use crate::arguments::{Arguments, Part};
use crate::client::Browser;
use crate::database::Databases;
use crate::facts::Facts;
use crate::growth::Side;
use crate::load::Load;
use crate::pages::Address;
use crate::posting::Source;
use crate::product::Product;
use crate::report::{Measurement, Report};
use crate::server::Server;
use crate::{following, growth, heading, lists, pages, sources, visit};

/// The name of the database for intake.
const EMPTY: &str = "bench_intake";

/// Runs the benchmark, prints the table and saves it as `result.md`.
///
/// # Errors
/// Returns an error if something cannot be measured.
pub async fn run(arguments: &Arguments) -> Result<()> {
    let product = Product::find(arguments)?;
    let mut text = format!("# Benchmark\n\n{}", heading::general(arguments));
    let mut report = Report::default();
    for (nth, engine) in arguments.engine.iter().enumerate() {
        let databases = Databases::new(&product, *engine, arguments.postgres.as_deref());
        if arguments.only == Some(Part::Pages) {
            report.add(engine.name(), send(&product, &databases, arguments).await?);
            continue;
        }
        if arguments.only == Some(Part::Sources) {
            report.add(engine.name(), bring(&product, &databases, arguments).await?);
            continue;
        }
        let url = databases.filled(arguments.interactions, arguments.fresh).await?;
        if arguments.only == Some(Part::Growth) {
            let tenth = databases.filled(arguments.interactions / 10, arguments.fresh).await?;
            println!("{}", engine.name());
            report.add(engine.name(), compare(&url, &tenth).await?);
            continue;
        }
        println!("{}", engine.name());
        let (facts, about, rows) = look_inside(&url).await?;
        write!(text, "\n{about}\n")?;
        report.add(engine.name(), ask_for_pages(&product, &url, &facts, arguments, nth == 0).await?);
        report.add(engine.name(), rows);
        report.add(engine.name(), send(&product, &databases, arguments).await?);
        report.add(engine.name(), bring(&product, &databases, arguments).await?);
    }
    write!(text, "\n{}", report.table())?;
    let file = product.data().join("result.md");
    std::fs::write(&file, &text).with_context(|| format!("{} cannot be written", file.display()))?;
    println!("\n{text}\nAlso in {}.", file.display());
    Ok(())
}

/// Compares the lists of two databases.
async fn compare(whole: &str, tenth: &str) -> Result<Vec<Measurement>> {
    let (whole, tenth) = (open(whole).await?, open(tenth).await?);
    let (facts, facts_of_tenth) = (Facts::of(&whole).await?, Facts::of(&tenth).await?);
    growth::measure(&Side::of(&whole, &facts).await?, &Side::of(&tenth, &facts_of_tenth).await?).await
}

async fn open(url: &str) -> Result<Store> {
    let config = StoreConfig { url: url.to_owned(), zone: Sao_Paulo, max_connections: 2 };
    Store::open(&config).await.context("the database cannot be opened")
}

/// Queries the request parameters, and measures the lists without a server.
async fn look_inside(url: &str) -> Result<(Facts, String, Vec<Measurement>)> {
    let store = open(url).await?;
    let facts = Facts::of(&store).await?;
    let about = heading::of_database(&store, &facts).await?;
    let rows = lists::measure(&store, &facts).await?;
    Ok((facts, about, rows))
}

async fn ask_for_pages(
    product: &Product,
    url: &str,
    facts: &Facts,
    arguments: &Arguments,
    with_visit: bool,
) -> Result<Vec<Measurement>> {
    let load =
        Load { connections: arguments.connections, warm_up: arguments.warm_up, duration: arguments.seconds };
    let server = Server::start(product, url).await?;
    let mut rows = pages::measure(&server, facts, load).await?;
    if with_visit {
        let browser = Browser::sign_in(&server.address).await?;
        rows.push(visit::measure(&browser, &Address::of_day(facts).with("")).await?);
    }
    server.stop().await?;
    Ok(rows)
}

async fn bring(
    product: &Product,
    databases: &Databases<'_>,
    arguments: &Arguments,
) -> Result<Vec<Measurement>> {
    sources::measure(product, databases, arguments.queue_log, arguments.seconds).await
}

/// Measures intake into an empty database.
async fn send(
    product: &Product,
    databases: &Databases<'_>,
    arguments: &Arguments,
) -> Result<Vec<Measurement>> {
    println!("  intake");
    let url = databases.empty(EMPTY).await?;
    let key = product.ask(&url, &["api-key", "create", "bench"]).await?;
    let server = Server::start(product, &url).await?;
    let source = Source::new(&server, &key);
    let mut rows = vec![source.batches(arguments.intake).await?];
    if arguments.only != Some(Part::Pages) {
        rows.push(source.singles(arguments.clients, arguments.seconds).await?);
        rows.push(Measurement::memory("server under this intake", server.memory()?));
    }
    server.stop().await?;
    rows.extend(following::measure(product, &url, &key, arguments.pages, arguments.seconds).await?);
    databases.remove(EMPTY).await?;
    Ok(rows)
}
