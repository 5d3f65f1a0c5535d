//! `protocolo demo`: runs the demo data generator, a crate of its own.

use std::process::ExitCode;

use bytes::Bytes;
use demo::{Command, Files, StoredFile};
use store::Store;

use super::Failure;
use super::answer::Answer;
use crate::blobs::Blobs;
use crate::config::Settings;

impl From<demo::Error> for Failure {
    fn from(error: demo::Error) -> Self {
        Self(error.to_string())
    }
}

impl Files for Blobs {
    async fn put(&self, folder: &'static str, content: &'static [u8]) -> Result<StoredFile, String> {
        let part = futures::stream::iter([Ok::<_, std::io::Error>(Bytes::from_static(content))]);
        let stored = self.put_stream(folder, content.len() as u64, part).await;
        let stored = stored.map_err(|error| error.to_string())?;
        Ok(StoredFile { blob: stored.name, size: stored.size, sha256: stored.sha256 })
    }

    async fn remove(&self, blob: &str) {
        let _ = self.delete(blob).await;
    }
}

pub(super) async fn run(store: Store, settings: &Settings, command: &Command) -> Result<ExitCode, Failure> {
    store.migrate().await?;
    let blobs = Blobs::open(&settings.blobs)?;
    Answer::result(demo::run(&store, &blobs, command).await?).print()
}

#[cfg(test)]
mod tests {
    use clap::Parser;
    use demo::{DEMO_LOGINS, DEMO_PASSWORD};
    use store::accounts::{SignIn, SignInAttempt};
    use store::{StoreConfig, clock};

    use super::*;

    #[derive(Parser)]
    struct WholeLine {
        #[command(flatten)]
        settings: Settings,
        #[command(flatten)]
        demo: Command,
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
        for login in DEMO_LOGINS {
            let attempt = SignInAttempt {
                login: login.to_owned(),
                password: DEMO_PASSWORD.to_owned(),
                address: "127.0.0.1".to_owned(),
                user_agent: "test".to_owned(),
                device: None,
                single_sign_on: false,
            };
            let answer = store.accounts().sign_in(&attempt, clock::now()).await.expect("an answer");
            assert!(matches!(answer, SignIn::Granted { .. }), "{login}");
        }
        let blobs = || std::fs::read_dir(folder.path().join("blobs/recordings")).expect("blobs").count();
        let before = blobs();
        let (_, again) = run_in(folder.path(), "--interactions 10").await;
        assert!(again.is_err_and(|Failure(text)| text.contains("not empty")));
        assert_eq!(blobs(), before);
    }
}
