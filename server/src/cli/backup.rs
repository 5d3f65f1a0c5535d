//! `protocolo backup FILE`: copies the database.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;
use store::Store;

use super::Failure;
use super::answer::Answer;

/// Where the copy goes.
#[derive(Debug, Args)]
pub(crate) struct BackupSettings {
    /// The file to write; it must not exist yet.
    file: PathBuf,
}

pub(super) async fn run(store: &Store, settings: &BackupSettings) -> Result<ExitCode, Failure> {
    store.backup(&settings.file).await?;
    let remark =
        "Recordings, attachments and files of messages are not part of it: copy their folder (PROTOCOLO_BLOBS) too.".to_owned();
    let result = format!("The database was copied to {}.", settings.file.display());
    Answer { result, remark: Some(remark) }.print()
}
