//! The heading of the report: the machine and the databases.

use std::fmt::Write as _;
use std::thread::available_parallelism;

use anyhow::Result;
use chrono::Utc;
use store::{Db, Store};

use crate::arguments::Arguments;
use crate::engine::Sql;
use crate::facts::Facts;
use crate::figures::grouped;

/// Describes the machine and the measurement.
pub fn general(arguments: &Arguments) -> String {
    let processors = available_parallelism().map_or(1, usize::from);
    let load = std::fs::read_to_string("/proc/loadavg").unwrap_or_default();
    let load = load.split(' ').next().unwrap_or_default();
    let model = std::fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let model = model.lines().find_map(|line| line.strip_prefix("model name")?.split_once(": "));
    format!(
        "{} interactions, {}, {processors} processors ({}), load {load} at the start.\n\
         Pages as a signed-in supervisor, {} connections for {} s after {} s of warming up; \
         everything on this machine, the load included; the server with its default settings.\n",
        grouped(arguments.interactions),
        Utc::now().format("%Y-%m-%d %H:%M UTC"),
        model.map_or("unknown", |(_, model)| model),
        arguments.connections,
        arguments.seconds.as_secs_f64(),
        arguments.warm_up.as_secs_f64(),
    )
}

/// Describes a database: the engine's version and settings, and the request parameters.
///
/// # Errors
/// Returns an error if the database fails.
pub async fn of_database(store: &Store, facts: &Facts) -> Result<String> {
    let mut text = match store.db() {
        Db::Sqlite { .. } => {
            let version: Vec<(String,)> = Sql::new("SELECT sqlite_version()", []).all(store.db()).await?;
            format!("SQLite {}", version.first().map_or("", |(version,)| version))
        }
        Db::Postgres(_) => {
            let settings = "SELECT current_setting('server_version'), current_setting('fsync'), \
                            current_setting('synchronous_commit'), current_setting('shared_buffers')";
            let settings: Vec<(String, String, String, String)> =
                Sql::new(settings, []).all(store.db()).await?;
            let settings = settings.first().map(|(version, fsync, commit, buffers)| {
                format!("{version}, fsync {fsync}, synchronous_commit {commit}, shared_buffers {buffers}")
            });
            format!("PostgreSQL {}", settings.unwrap_or_default())
        }
    };
    let (channel, queue) = facts.busiest;
    write!(
        text,
        "; the supervisor sees {} agents; the one day is {}{}, the 90 days end on {} with {} interactions; \
         channel and queue: {} in queue {queue}; part of a number: {}.",
        facts.agents.len(),
        facts.day,
        if facts.day == facts.today { " (today)" } else { " (today has too few yet)" },
        facts.period.to.unwrap_or(facts.day),
        grouped(facts.total),
        channel.as_str(),
        facts.digits,
    )?;
    Ok(text)
}
