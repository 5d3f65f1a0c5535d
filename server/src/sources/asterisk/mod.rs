//! Reads the logs of an Asterisk, each for itself, and watches the folder of its recordings.

pub(crate) mod recordings;
pub(crate) mod zone;

use std::path::{Path, PathBuf};

use app::source_folders::SourceFolders;
use domain::settings::SourceRecord;
use domain::settings::source::{AsteriskConnection, NamePair};
use intake::asterisk::cdr::{Cdr, CdrSettings};
use intake::asterisk::queue_log::{QueueLog, QueueLogSettings};
use intake::zone::TableZone;
use store::Store;
use store::settings::Versioned;

use super::follow::{Log, LogPath, follow};
use crate::blobs::Blobs;
use recordings::{RecordingFolder, watch};
use zone::LocalLog;

/// Reads the logs that the connection names, only in these folders if there are some.
pub(crate) async fn read(
    store: &Store,
    source: &Versioned<SourceRecord>,
    connection: &AsteriskConnection,
    folders: Option<&[PathBuf]>,
    blobs: &Blobs,
) {
    let logs = match Logs::of(&source.record, connection, folders, blobs) {
        Ok(logs) => logs,
        Err(problem) => {
            tracing::warn!(source = source.record.name, "{problem}");
            if let Err(error) = store.sources().note_problem(source.id, &problem, store::clock::now()).await {
                tracing::warn!(%error, "the problem of a source could not be noted");
            }
            // Nothing changes before the settings do.
            return std::future::pending().await;
        }
    };
    let queue_log = async {
        if let Some(log) = &logs.queue_log {
            Box::pin(follow(store, source, log)).await;
        }
    };
    let cdr = async {
        if let Some(log) = &logs.cdr {
            Box::pin(follow(store, source, log)).await;
        }
    };
    let recordings = async {
        if let Some(folder) = &logs.recordings {
            Box::pin(watch(store, source, folder)).await;
        }
    };
    tokio::join!(queue_log, cdr, recordings);
}

/// The logs of an Asterisk.
struct Logs {
    queue_log: Option<Log<QueueLog>>,
    cdr: Option<Log<Cdr>>,
    recordings: Option<RecordingFolder>,
}

impl Logs {
    fn of(
        record: &SourceRecord,
        connection: &AsteriskConnection,
        folders: Option<&[PathBuf]>,
        blobs: &Blobs,
    ) -> Result<Self, String> {
        let zone = zone(connection)?;
        let readable = |path: &str| -> Result<Option<PathBuf>, String> {
            if path.is_empty() {
                return Ok(None);
            }
            let path = PathBuf::from(path);
            folders.map_or(Ok(()), |folders| check_folder(&path, folders))?;
            Ok(Some(path))
        };
        let in_folders = |path| LogPath { path, folders: folders.map(<[PathBuf]>::to_vec) };
        let queue_log = readable(&connection.queue_log)?.map(|path| Log {
            name: "queue_log",
            path: in_folders(path),
            reader: QueueLog::new(QueueLogSettings {
                source: record.name.clone(),
                queues: map(&record.queues),
                agents: map(&record.agents),
                zone,
                ..QueueLogSettings::default()
            }),
            // Its times are seconds since 1970.
            local: None,
        });
        let cdr = readable(&connection.cdr)?.map(|path| Log {
            name: "cdr",
            path: in_folders(path),
            reader: Cdr::new(cdr_settings(record, connection, zone)),
            local: Some(LocalLog::Cdr(cdr_settings(record, connection, zone))),
        });
        let recordings = readable(&connection.recordings)?;
        let recordings = recordings.map(|path| RecordingFolder { path, blobs: blobs.clone() });
        Ok(Self { queue_log, cdr, recordings })
    }
}

fn cdr_settings(
    record: &SourceRecord,
    connection: &AsteriskConnection,
    zone: Option<TableZone>,
) -> CdrSettings {
    let default = CdrSettings::default();
    let or = |text: &str, default: &str| if text.is_empty() { default.to_owned() } else { text.to_owned() };
    CdrSettings {
        source: record.name.clone(),
        trunks: connection.trunks.clone(),
        zone,
        queues: map(&record.queues),
        agents: map(&record.agents),
        direct_queue: or(&connection.direct_queue, &default.direct_queue),
        outbound_queue: or(&connection.outbound_queue, &default.outbound_queue),
        internal_queue: Some(connection.internal_queue.clone()).filter(|queue| !queue.is_empty()),
        ..default
    }
}

fn zone(connection: &AsteriskConnection) -> Result<Option<TableZone>, String> {
    let zone = connection.time_zone.as_str();
    let unknown =
        |_| format!("{zone} is no time zone; name a place like America/Sao_Paulo, or an offset like -03:00");
    if zone.is_empty() { Ok(None) } else { zone.parse().map(Some).map_err(unknown) }
}

pub(super) fn map(pairs: &[NamePair]) -> std::collections::BTreeMap<String, String> {
    pairs.iter().map(|pair| (pair.foreign.clone(), pair.name.clone())).collect()
}

/// Refuses a file outside the folders that the operator of the server has opened for sources: an
/// administrator of the settings need not have access to the server's disk.
fn check_folder(path: &Path, folders: &[PathBuf]) -> Result<(), String> {
    let folders = SourceFolders::new(folders);
    match folders.contain(path) {
        Ok(true) => Ok(()),
        Ok(false) => Err(outside(path, &folders)),
        Err(error) => Err(format!("{} cannot be read: {error}", path.display())),
    }
}

/// Says that a file is in none of the folders, and what names them.
pub(crate) fn outside(path: &Path, folders: &SourceFolders) -> String {
    let named = folders.names();
    format!(
        "{} is in none of the folders that the server may read ({}); the folders are named by \
         PROTOCOLO_SOURCE_FOLDERS",
        path.display(),
        if named.is_empty() { "none".to_owned() } else { named.join(", ") }
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_files_in_the_folders_are_read() {
        let (open, closed) = (tempfile::tempdir().expect("a folder"), tempfile::tempdir().expect("a folder"));
        let folders = [open.path().to_owned()];
        let log = open.path().join("queue_log");
        assert_eq!(check_folder(&log, &folders), Ok(()), "it may come later");
        std::fs::write(&log, "").expect("a file");
        assert_eq!(check_folder(&log, &folders), Ok(()));
        let secret = closed.path().join("secret");
        std::fs::write(&secret, "").expect("a file");
        assert!(check_folder(&secret, &folders).is_err());
        assert!(check_folder(&open.path().join("../etc/passwd"), &folders).is_err());
        let link = open.path().join("link");
        std::os::unix::fs::symlink(&secret, &link).expect("a link");
        assert!(check_folder(&link, &folders).is_err());
        assert!(check_folder(&log, &[]).expect_err("no folder").contains("PROTOCOLO_SOURCE_FOLDERS"));
    }
}
