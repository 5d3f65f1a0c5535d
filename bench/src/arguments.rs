//! Command-line arguments.

use std::path::PathBuf;
use std::time::Duration;

use clap::Parser;

use crate::engine::Engine;

/// A part of the benchmark.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum Part {
    /// The open pages, while batches arrive.
    Pages,
    /// What sources bring.
    Sources,
    /// How the lists of `--interactions` compare with those of a tenth; not measured otherwise.
    Growth,
}

/// Measures Protocolo against its budgets: pages over HTTP, lists compared with hand-written SQL,
/// intake, memory, and the transfer size of a first visit.
#[derive(Clone, Debug, Parser)]
#[command(name = "protocolo-bench")]
pub struct Arguments {
    /// Interactions in the history. A database of each size is created once per engine, and kept.
    #[arg(long, value_name = "NUMBER", default_value = "1000000", value_parser = clap::value_parser!(u64).range(10_000..))]
    pub interactions: u64,

    /// The engines, separated by commas.
    #[arg(long, value_enum, value_delimiter = ',', default_value = "sqlite,postgres")]
    pub engine: Vec<Engine>,

    /// How long each page is requested, and single interactions are sent.
    #[arg(long, value_name = "SECONDS", default_value = "10", value_parser = seconds)]
    pub seconds: Duration,

    /// How long each page is requested before that, to warm up.
    #[arg(long, value_name = "SECONDS", default_value = "2", value_parser = seconds)]
    pub warm_up: Duration,

    /// Concurrent connections that request pages.
    #[arg(long, value_name = "NUMBER", default_value = "16", value_parser = clap::value_parser!(u16).range(1..=1000))]
    pub connections: u16,

    /// Concurrent clients that send single interactions.
    #[arg(long, value_name = "NUMBER", default_value = "64", value_parser = clap::value_parser!(u16).range(1..=1000))]
    pub clients: u16,

    /// Open pages that follow what arrives.
    #[arg(long, value_name = "NUMBER", default_value = "300", value_parser = clap::value_parser!(u16).range(1..=900))]
    pub pages: u16,

    /// Measure nothing but this.
    #[arg(long, value_enum)]
    pub only: Option<Part>,

    /// The size of the telephone log that is imported, in MB.
    #[arg(long, value_name = "MB", default_value = "100", value_parser = clap::value_parser!(u64).range(1..))]
    pub queue_log: u64,

    /// Interactions sent in batches.
    #[arg(long, value_name = "NUMBER", default_value = "100000", value_parser = clap::value_parser!(u64).range(2000..))]
    pub intake: u64,

    /// Recreate the databases.
    #[arg(long)]
    pub fresh: bool,

    /// The folder of databases and results.
    #[arg(long, value_name = "FOLDER", default_value = "target/bench")]
    pub data: PathBuf,

    /// The executable of the server.
    #[arg(long, value_name = "FILE", default_value = "target/release/protocolo")]
    pub protocolo: PathBuf,

    /// The built site that it serves.
    #[arg(long, value_name = "FOLDER", default_value = "target/site")]
    pub site_root: PathBuf,

    /// A PostgreSQL server whose user may create databases; scripts/bench starts one.
    #[arg(long, value_name = "URL", env = "PROTOCOLO_TEST_POSTGRES", hide_env_values = true)]
    pub postgres: Option<String>,
}

fn seconds(text: &str) -> Result<Duration, String> {
    let wrong = || format!("{text:?} is no number of seconds above zero");
    let seconds: f64 = text.parse().map_err(|_| wrong())?;
    if seconds > 0.0 { Duration::try_from_secs_f64(seconds).map_err(|_| wrong()) } else { Err(wrong()) }
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    #[test]
    fn the_command_line_is_consistent() {
        Arguments::command().debug_assert();
    }

    #[test]
    fn both_engines_are_measured_unless_one_is_named() {
        let engines = |line: &str| Arguments::try_parse_from(line.split(' ')).map(|found| found.engine);
        assert_eq!(engines("bench").expect("arguments"), [Engine::Sqlite, Engine::Postgres]);
        assert_eq!(engines("bench --engine postgres").expect("arguments"), [Engine::Postgres]);
        assert!(engines("bench --seconds 0").is_err() && engines("bench --seconds x").is_err());
    }
}
