//! The command-line arguments of `protocolo demo`.

use chrono::NaiveDate;
use chrono_tz::Tz;
use clap::Args;
use domain::Timestamp;

use crate::{Error, Settings, Transcripts};

/// Up to this many interactions, transcripts default to all conversations.
const ALL_TRANSCRIPTS_UP_TO: u64 = 500_000;

/// Arguments of `protocolo demo`.
///
/// The same seed, last day and size give the same content. The database must be empty; it is filled
/// completely or not at all.
#[derive(Debug, Args)]
pub struct Command {
    /// Number of interactions.
    #[arg(long, value_name = "NUMBER", default_value = "200000", value_parser = clap::value_parser!(u64).range(1..=100_000_000))]
    interactions: u64,
    /// The last day of the twelve months, like 2026-11-21; default: today, until now.
    #[arg(long, value_name = "DATE")]
    until: Option<NaiveDate>,
    /// The random seed: another number gives other people and conversations.
    #[arg(long, value_name = "NUMBER", default_value = "1")]
    seed: u64,
    /// Which interactions get messages: all, the newest 200,000, or none. Default: all up to
    /// 500,000 interactions, recent above.
    #[arg(long, value_enum)]
    transcripts: Option<Transcripts>,
}

impl Command {
    /// The settings of the requested year.
    pub(crate) fn year(&self, zone: Tz, now: Timestamp) -> Result<Settings, Error> {
        let today = domain::zone::day_of(zone, now);
        let until = self.until.unwrap_or(today);
        if until > today {
            return Err(Error::Future { until, today });
        }
        let few = self.interactions <= ALL_TRANSCRIPTS_UP_TO;
        Ok(Settings {
            interactions: self.interactions,
            until,
            now,
            seed: self.seed,
            transcripts: self.transcripts.unwrap_or(if few { Transcripts::All } else { Transcripts::Recent }),
            zone,
        })
    }
}

#[cfg(test)]
mod tests {
    use clap::Parser;

    use super::*;

    #[derive(Parser)]
    struct Line {
        #[command(flatten)]
        demo: Command,
    }

    /// 2026-11-21, 12:00 in São Paulo.
    const NOW: Timestamp = Timestamp(1_795_273_200_000);

    fn year(line: &str) -> Result<Settings, Error> {
        let line = Line::try_parse_from(line.split_whitespace()).expect("a command line");
        line.demo.year(chrono_tz::America::Sao_Paulo, NOW)
    }

    #[test]
    fn the_year_ends_today_unless_said_otherwise() {
        let until = |line| year(line).expect("a year").until.to_string();
        assert_eq!(until("demo"), "2026-11-21");
        assert_eq!(until("demo --until 2025-02-28"), "2025-02-28");
    }

    #[test]
    fn a_year_that_ends_in_the_future_is_refused() {
        assert!(year("demo --until 2026-11-22").is_err_and(|error| error.to_string().contains("2026-11-21")));
    }

    #[test]
    fn a_large_demo_writes_out_only_its_newest_conversations() {
        let transcripts = |line| year(line).expect("a year").transcripts;
        assert_eq!(transcripts("demo --interactions 500000"), Transcripts::All);
        assert_eq!(transcripts("demo --interactions 500001"), Transcripts::Recent);
        assert_eq!(transcripts("demo --transcripts none"), Transcripts::None);
    }
}
