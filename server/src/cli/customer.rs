//! `protocolo customer`: finds duplicate customers.

use std::process::ExitCode;

use clap::Subcommand;
use store::Store;
use store::numbers::SharedNumber;

use super::Failure;
use super::answer::Answer;
use super::table::table;

/// What can be asked.
#[derive(Debug, Subcommand)]
pub(crate) enum CustomerCommand {
    /// List customers who share a telephone number; nothing is merged.
    Duplicates {
        /// The most numbers to list.
        #[arg(long, default_value_t = 1000)]
        limit: u32,
    },
}

pub(super) async fn run(store: &Store, command: CustomerCommand) -> Result<ExitCode, Failure> {
    store.migrate().await?;
    let CustomerCommand::Duplicates { limit } = command;
    duplicates(&store.shared_numbers(limit).await?).print()
}

fn duplicates(shared: &[SharedNumber]) -> Answer {
    if shared.is_empty() {
        return Answer::result("No customers share a telephone number.".to_owned());
    }
    let rows: Vec<[String; 3]> = shared
        .iter()
        .flat_map(|one| {
            one.customers.iter().map(|(id, name)| [one.number.clone(), id.to_string(), name.clone()])
        })
        .collect();
    Answer::result(table(["NUMBER", "CUSTOMER", "NAME"], &rows))
}

#[cfg(test)]
mod tests {
    use domain::CustomerId;

    use super::*;

    #[test]
    fn each_customer_of_a_shared_number_has_a_line() {
        assert_eq!(duplicates(&[]).result, "No customers share a telephone number.");
        let shared = SharedNumber {
            number: "+5511987654321".to_owned(),
            customers: vec![(CustomerId(1), "Ana".to_owned()), (CustomerId(7), String::new())],
        };
        let lines = "NUMBER          CUSTOMER  NAME\n+5511987654321  1         Ana\n+5511987654321  7\n";
        assert_eq!(duplicates(&[shared]).result, lines);
    }
}
