//! `protocolo demo`: fills an empty database with a year of made-up customer service.

mod additions;
mod progress;

use std::process::ExitCode;
use std::time::Instant;

use bytes::Bytes;
use chrono::NaiveDate;
use clap::Args;
use store::bulk::{Batch, Load, Loaded};
use store::{Store, clock};
use tokio::sync::mpsc;

use super::Failure;
use super::answer::Answer;
use crate::blobs::{Blobs, Stored};
use crate::config::Settings;
use crate::demo::{self, Demo, SOURCE, StoredVoice, TRIED_LOGINS, TRIED_PASSWORD, Transcripts, voices};
use progress::{Progress, grouped};

/// Up to so many interactions every conversation is written out unless said otherwise.
const ALL_TRANSCRIPTS_UP_TO: u64 = 500_000;

/// Batches that may wait for the database, so that both sides always have work.
const AHEAD: usize = 4;

/// What the demo is to be like.
///
/// The same seed, last day and size give the same content. The database must be empty; it is filled
/// completely or not at all.
#[derive(Debug, Args)]
pub(crate) struct DemoCommand {
    /// How many interactions.
    #[arg(long, value_name = "NUMBER", default_value = "200000", value_parser = clap::value_parser!(u64).range(1..=100_000_000))]
    interactions: u64,
    /// The last day of the twelve months, like 2026-11-21; default: today, up to now.
    #[arg(long, value_name = "DATE")]
    until: Option<NaiveDate>,
    /// What the content is made from; another number, other people and conversations.
    #[arg(long, value_name = "NUMBER", default_value = "1")]
    seed: u64,
    /// Whose messages are written: all, those of the newest 200,000 interactions, or none.
    /// Default: all up to 500,000 interactions, recent above.
    #[arg(long, value_enum)]
    transcripts: Option<Transcripts>,
}

pub(super) async fn run(
    store: Store,
    settings: &Settings,
    command: &DemoCommand,
) -> Result<ExitCode, Failure> {
    let started = Instant::now();
    store.migrate().await?;
    let year = command.year(store.zone(), clock::now_ms())?;
    let interactions = year.interactions;
    let mut load = store.bulk(SOURCE).await?;
    let blobs = Blobs::open(&settings.blobs)?;
    let stored = store_voices(&blobs).await?;
    let progress = Progress::start(interactions);
    let filled = match fill(&mut load, year, &stored, &progress).await {
        Ok(()) => {
            load.finish(|step, done, of| progress.settling(step, done, of)).await.map_err(Failure::from)
        }
        Err(failure) => {
            // What matters is why it failed; an unfinished load is gone in any case.
            let _ = load.abandon().await;
            Err(failure)
        }
    };
    progress.finish();
    let loaded = match filled {
        Ok(loaded) => loaded,
        Err(Failure(error)) => {
            for voice in &stored {
                let _ = blobs.delete(&voice.name).await;
            }
            return Err(Failure(format!("{error}\nThe database is as empty as before.")));
        }
    };
    for login in TRIED_LOGINS {
        store.accounts().set_password(login, TRIED_PASSWORD, clock::now_ms()).await?;
    }
    additions::add(&store, &blobs).await?;
    Answer::result(summary(&loaded, started.elapsed().as_secs_f64())).say()
}

impl DemoCommand {
    fn year(&self, zone: chrono_tz::Tz, now: i64) -> Result<demo::Settings, Failure> {
        let today = domain::zone::day_of(zone, now);
        let until = self.until.unwrap_or(today);
        if until > today {
            return Err(Failure(format!("--until {until} lies in the future; today is {today}")));
        }
        let few = self.interactions <= ALL_TRANSCRIPTS_UP_TO;
        Ok(demo::Settings {
            interactions: self.interactions,
            until,
            now,
            seed: self.seed,
            transcripts: self.transcripts.unwrap_or(if few { Transcripts::All } else { Transcripts::Recent }),
            zone,
        })
    }
}

async fn store_voices(blobs: &Blobs) -> Result<Vec<Stored>, Failure> {
    let mut stored = Vec::new();
    for voice in voices::ALL {
        let content = futures::stream::iter([Ok::<_, std::io::Error>(Bytes::from_static(voice.bytes))]);
        let put = blobs.put_stream("recordings", voice.bytes.len() as u64, content).await;
        stored
            .push(put.map_err(|error| Failure(format!("the demo's recordings cannot be stored: {error}")))?);
    }
    Ok(stored)
}

/// Makes the year on a thread of its own and writes it as it comes.
async fn fill(
    load: &mut Load,
    year: demo::Settings,
    stored: &[Stored],
    progress: &Progress,
) -> Result<(), Failure> {
    let voices = stored.iter().map(|voice| StoredVoice {
        blob: voice.name.clone(),
        size: voice.size as i64,
        sha256: voice.sha256.clone(),
    });
    let demo = Demo::new(year, voices.collect()).map_err(|error| Failure(error.to_string()))?;
    load.directory(&demo.directory()).await?;
    let (sender, mut batches) = mpsc::channel::<Batch>(AHEAD);
    let making = tokio::task::spawn_blocking(move || {
        for batch in demo {
            if sender.blocking_send(batch).is_err() {
                // The other side failed and says why.
                break;
            }
        }
    });
    while let Some(batch) = batches.recv().await {
        load.write(&batch).await?;
        progress.loaded(batch.interactions.len() as u64);
    }
    making.await.map_err(|error| Failure(format!("the demo could not be made: {error}")))
}

fn summary(loaded: &Loaded, seconds: f64) -> String {
    let rate = (loaded.interactions as f64 / seconds.max(0.001)) as u64;
    format!(
        "{} interactions in {} cases of {} customers, with {} messages, {} calls and {} recordings, \
         in {seconds:.1} s ({}/s).\nSign in as {}, password {TRIED_PASSWORD}.",
        grouped(loaded.interactions),
        grouped(loaded.cases),
        grouped(loaded.customers),
        grouped(loaded.messages),
        grouped(loaded.calls),
        grouped(loaded.recordings),
        grouped(rate),
        TRIED_LOGINS.join(", "),
    )
}

#[cfg(test)]
mod tests {
    use clap::Parser;
    use store::StoreConfig;
    use store::accounts::{SignIn, SignInAttempt};

    use super::*;

    #[derive(Parser)]
    struct Line {
        #[command(flatten)]
        demo: DemoCommand,
    }

    /// 2026-11-21, 12:00 in São Paulo.
    const NOW: i64 = 1_795_273_200_000;

    fn year(line: &str) -> Result<demo::Settings, Failure> {
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
        assert!(year("demo --until 2026-11-22").is_err_and(|Failure(text)| text.contains("2026-11-21")));
    }

    #[test]
    fn a_large_demo_writes_out_only_its_newest_conversations() {
        let transcripts = |line| year(line).expect("a year").transcripts;
        assert_eq!(transcripts("demo --interactions 500000"), Transcripts::All);
        assert_eq!(transcripts("demo --interactions 500001"), Transcripts::Recent);
        assert_eq!(transcripts("demo --transcripts none"), Transcripts::None);
    }

    #[derive(Parser)]
    struct WholeLine {
        #[command(flatten)]
        settings: Settings,
        #[command(flatten)]
        demo: DemoCommand,
    }

    /// Runs the command on the database of a folder.
    async fn run_in(folder: &std::path::Path, demo: &str) -> (Store, Result<ExitCode, Failure>) {
        let at = folder.display();
        let line = format!("demo {demo} --database-url sqlite://{at}/demo.db --blobs file:{at}/blobs");
        let line = WholeLine::try_parse_from(line.split_whitespace()).expect("a command line");
        let config = StoreConfig {
            url: line.settings.database_url.clone(),
            zone: line.settings.time_zone,
            max_connections: 2,
        };
        let store = Store::open(&config).await.expect("a database");
        let outcome = run(store.clone(), &line.settings, &line.demo).await;
        (store, outcome)
    }

    #[tokio::test]
    async fn a_demo_can_be_signed_in_to_and_is_not_made_twice() {
        let folder = tempfile::tempdir().expect("a folder");
        let (store, made) = run_in(folder.path(), "--interactions 300 --until 2025-06-30").await;
        made.expect("a demo");
        for login in TRIED_LOGINS {
            let attempt = SignInAttempt {
                login: login.to_owned(),
                password: TRIED_PASSWORD.to_owned(),
                address: "127.0.0.1".to_owned(),
                user_agent: "test".to_owned(),
                device: None,
                single_sign_on: false,
            };
            let answer = store.accounts().sign_in(&attempt, clock::now_ms()).await.expect("an answer");
            assert!(matches!(answer, SignIn::Granted { .. }), "{login}");
        }
        let blobs = || std::fs::read_dir(folder.path().join("blobs/recordings")).expect("blobs").count();
        let before = blobs();
        let (_, again) = run_in(folder.path(), "--interactions 10").await;
        assert!(again.is_err_and(|Failure(text)| text.contains("not empty")));
        assert_eq!(blobs(), before);
    }
}
