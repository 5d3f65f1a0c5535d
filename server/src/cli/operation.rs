//! `protocolo operation`: settings of the operation as a whole.

use std::process::ExitCode;

use clap::Subcommand;
use domain::number::NumberDefaults;
use store::Store;
use store::names::DuplicateName;
use store::numbers::SetNumberDefaultsOutcome;
use store::settings::SetReopenDaysOutcome;

use super::Failure;
use super::answer::Answer;
use super::table::table;

/// Subcommands of `operation`.
#[derive(Debug, Subcommand)]
pub(crate) enum OperationCommand {
    /// Show the settings of the operation.
    Show,
    /// Set for how many days after closing a new interaction reopens a case; later interactions
    /// open a new case linked to it.
    ReopenDays {
        /// From 0, which never reopens, to 3650.
        #[arg(value_parser = clap::value_parser!(u32).range(0..=3650))]
        days: u32,
    },
    /// List queues, contact reasons, kinds, groups and accounts whose names look the same.
    Duplicates,
    /// Set the country and area code of telephone numbers that were written without them.
    ///
    /// Changing a code normalises all stored numbers of customers and interactions again.
    Numbers {
        /// The country code, for example 55.
        #[arg(long)]
        country: Option<String>,
        /// The area code, for example 11; empty for none.
        #[arg(long)]
        area: Option<String>,
    },
}

pub(super) async fn run(store: &Store, command: OperationCommand) -> Result<ExitCode, Failure> {
    store.migrate().await?;
    perform(store, command).await?.print()
}

async fn perform(store: &Store, command: OperationCommand) -> Result<Answer, Failure> {
    if let OperationCommand::ReopenDays { days } = command {
        match store.set_reopen_days(days, store::clock::now()).await? {
            SetReopenDaysOutcome::Set => {}
            SetReopenDaysOutcome::Invalid(errors) => return Err(Failure(errors.to_string())),
        }
    }
    if let OperationCommand::Numbers { country, area } = command {
        return numbers(store, country, area).await;
    }
    if let OperationCommand::Duplicates = command {
        return Ok(duplicates(&store.duplicate_names().await?));
    }
    let days = store.reopen_days().await?;
    Ok(Answer::result(format!("A closed case is reopened for {days} days.")))
}

async fn numbers(store: &Store, country: Option<String>, area: Option<String>) -> Result<Answer, Failure> {
    let kept = store.number_defaults();
    let country = country.unwrap_or_else(|| kept.country().to_owned());
    let area = area.or_else(|| kept.area().map(ToOwned::to_owned));
    let codes = NumberDefaults::new(&country, area.as_deref()).map_err(|error| Failure(error.to_string()))?;
    let changed = match store.set_number_defaults(codes.clone(), store::clock::now()).await? {
        SetNumberDefaultsOutcome::Set(changed) => changed,
        SetNumberDefaultsOutcome::Invalid(errors) => return Err(Failure(errors.to_string())),
    };
    let area = codes.area().map_or("no area code".to_owned(), |area| format!("the area code {area}"));
    let remark = format!("{} addresses and {} numbers were changed.", changed.addresses, changed.numbers);
    let result = format!("Numbers without codes have the country code {} and {area}.", codes.country());
    Ok(Answer { result, remark: Some(remark) })
}

fn duplicates(twins: &[DuplicateName]) -> Answer {
    if twins.is_empty() {
        return Answer::result("No names look the same.".to_owned());
    }
    let ids = |twin: &DuplicateName| twin.ids.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
    let rows: Vec<[String; 3]> =
        twins.iter().map(|twin| [twin.table.to_owned(), twin.name.clone(), ids(twin)]).collect();
    Answer::result(table(["KIND", "NAME", "IDS"], &rows))
}

#[cfg(test)]
mod tests {
    use chrono_tz::Tz;
    use domain::ObjectId;
    use store::StoreConfig;

    use super::*;

    #[test]
    fn each_name_that_several_have_has_a_line() {
        assert_eq!(duplicates(&[]).result, "No names look the same.");
        let twin =
            DuplicateName { table: "queue", name: "Vendas".to_owned(), ids: [1, 7].map(ObjectId).to_vec() };
        assert_eq!(duplicates(&[twin]).result, "KIND   NAME    IDS\nqueue  Vendas  1, 7\n");
    }

    #[tokio::test]
    async fn numbers_are_brazilian_until_another_code_is_set() {
        let folder = tempfile::tempdir().expect("a folder");
        let url = format!("sqlite://{}", folder.path().join("test.db").display());
        let store =
            Store::open(&StoreConfig { url, zone: Tz::UTC, max_connections: 2 }).await.expect("a store");
        store.migrate().await.expect("tables");
        let numbers = |country: Option<&str>, area: Option<&str>| OperationCommand::Numbers {
            country: country.map(str::to_owned),
            area: area.map(str::to_owned),
        };
        let say = async |command| perform(&store, command).await.map(|answer| answer.result).map_err(|f| f.0);
        let known = "Numbers without codes have the country code 55 and no area code.";
        assert_eq!(say(numbers(None, None)).await.as_deref(), Ok(known));
        let known = "Numbers without codes have the country code 55 and the area code 11.";
        assert_eq!(say(numbers(None, Some("11"))).await.as_deref(), Ok(known));
        assert_eq!(say(numbers(None, None)).await.as_deref(), Ok(known));
        assert!(say(numbers(None, Some("10"))).await.is_err());
        assert_eq!(say(numbers(None, None)).await.as_deref(), Ok(known));
    }

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
