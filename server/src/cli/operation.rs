//! `protocolo operation`: what the operation as a whole has settled.

use std::process::ExitCode;

use clap::Subcommand;
use store::Store;

use super::Failure;
use super::answer::Answer;

/// What can be settled.
#[derive(Debug, Subcommand)]
pub(crate) enum OperationCommand {
    /// Show it.
    Show,
    /// For how many days after its close a case is reopened by a further interaction; later ones
    /// open a new case that continues it.
    ReopenDays {
        /// From 0, which never reopens, to 3650.
        #[arg(value_parser = clap::value_parser!(u32).range(0..=3650))]
        days: u32,
    },
}

pub(super) async fn run(store: &Store, command: OperationCommand) -> Result<ExitCode, Failure> {
    store.migrate().await?;
    perform(store, command).await?.say()
}

async fn perform(store: &Store, command: OperationCommand) -> Result<Answer, Failure> {
    if let OperationCommand::ReopenDays { days } = command {
        store.set_reopen_days(days, store::clock::now_ms()).await?;
    }
    let days = store.reopen_days().await?;
    Ok(Answer::result(format!("A closed case is reopened for {days} days.")))
}

#[cfg(test)]
mod tests {
    use chrono_tz::Tz;
    use store::StoreConfig;

    use super::*;

    #[tokio::test]
    async fn the_window_is_a_week_until_it_is_set() {
        let folder = tempfile::tempdir().expect("a folder");
        let url = format!("sqlite://{}", folder.path().join("test.db").display());
        let store =
            Store::open(&StoreConfig { url, zone: Tz::UTC, max_connections: 2 }).await.expect("a store");
        store.migrate().await.expect("tables");
        let say = async |command| perform(&store, command).await.expect("an answer").result;
        assert_eq!(say(OperationCommand::Show).await, "A closed case is reopened for 7 days.");
        for days in [30, 0] {
            let set = say(OperationCommand::ReopenDays { days }).await;
            assert_eq!(set, format!("A closed case is reopened for {days} days."));
            assert_eq!(say(OperationCommand::Show).await, set);
        }
    }
}
