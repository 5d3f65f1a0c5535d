//! The survey links of the demonstration data work.

use std::process::ExitStatus;

use store::Db;
use store::cases::PublicSurvey;
use store::clock::now;
use tempfile::TempDir;

use crate::support::program::{protocolo, run};
use crate::support::{beside, sqlite};

/// Fills a database with a small demonstration.
async fn fill(folder: &TempDir, url: &str) -> ExitStatus {
    run(protocolo(folder.path(), url, &["demo", "--interactions", "3000", "--seed", "1"]), b"").await.status
}

#[tokio::test]
async fn every_survey_link_of_the_demonstration_opens() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let url = sqlite(&folder);
    assert!(fill(&folder, &url).await.success());
    let store = beside(url).await;
    let Db::Sqlite { read, .. } = store.db() else { panic!("it is SQLite") };
    let tokens: Vec<String> = sqlx::query_scalar("SELECT token FROM survey_response WHERE token IS NOT NULL")
        .fetch_all(read)
        .await
        .expect("tokens");
    assert!(!tokens.is_empty(), "some surveys wait for an answer");
    for token in tokens {
        let found = store.public_surveys().find(&token, now()).await.expect("the store answers");
        assert!(matches!(found, PublicSurvey::Open(_)), "{token}");
    }
}
