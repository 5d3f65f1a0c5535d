//! `protocolo api-key …`: manages API keys.

use std::process::ExitCode;

use clap::Subcommand;
use clap::builder::{PossibleValuesParser, TypedValueParser};
use domain::settings::ApiScope;
use domain::{ApiKeyId, Timestamp};
use store::Store;
use store::clock::now;
use store::settings::CreateOutcome;

use super::Failure;
use super::answer::Answer;
use super::table::{instant, table};

/// The commands about API keys.
#[derive(Debug, Subcommand)]
pub(crate) enum ApiKeyCommand {
    /// Create a key and print it; it is never shown again.
    Create {
        /// Whose it is or what it is for: 1 to 100 characters.
        name: String,
        /// Something it allows; without this it allows what a source system needs: interactions and
        /// recordings, not read. May be repeated.
        #[arg(long = "scope", value_name = "SCOPE", value_parser = scope_parser())]
        scopes: Vec<ApiScope>,
    },
    /// Make a key worthless from now on.
    Revoke {
        /// Its number in `protocolo api-key list`.
        id: ApiKeyId,
    },
    /// List every key, by how it begins.
    List,
}

fn scope_parser() -> impl TypedValueParser<Value = ApiScope> {
    PossibleValuesParser::new(ApiScope::ALL.map(ApiScope::as_str))
        .try_map(|word| ApiScope::parse(&word).ok_or("this is no scope"))
}

/// Runs a subcommand and prints its result.
pub(super) async fn run(store: &Store, command: ApiKeyCommand) -> Result<ExitCode, Failure> {
    // A key may be created before the site was ever served.
    store.migrate().await?;
    perform(store, command, now()).await?.print()
}

async fn perform(store: &Store, command: ApiKeyCommand, now: Timestamp) -> Result<Answer, Failure> {
    match command {
        ApiKeyCommand::Create { name, scopes } => {
            let scopes = if scopes.is_empty() { ApiScope::OF_SOURCES.to_vec() } else { scopes };
            let (id, key) = match store.api_keys().create_for(&name, &scopes, now).await? {
                CreateOutcome::Created(key) => key,
                CreateOutcome::Invalid(errors) => return Err(Failure(errors.to_string())),
            };
            let remark = format!(
                "Key {id}, {}, for {}. Keep it now: it is not shown again.",
                name.trim(),
                ApiScope::join(&scopes)
            );
            Ok(Answer { result: key, remark: Some(remark) })
        }
        ApiKeyCommand::Revoke { id } => {
            if store.api_keys().revoke(id, now).await? {
                Ok(Answer::result(format!("Key {id} is revoked.")))
            } else {
                Err(Failure(format!("there is no valid key {id}; `protocolo api-key list` shows which are")))
            }
        }
        ApiKeyCommand::List => list(store).await,
    }
}

async fn list(store: &Store) -> Result<Answer, Failure> {
    let zone = store.zone();
    let rows: Vec<_> = store
        .api_keys()
        .list()
        .await?
        .into_iter()
        .map(|key| {
            let state = match key.revoked_at {
                None => "valid".to_owned(),
                revoked_at => format!("revoked {}", instant(revoked_at, zone)),
            };
            [
                key.id.to_string(),
                key.name,
                format!("{}…", key.prefix),
                ApiScope::join(&key.scopes),
                instant(Some(key.created_at), zone),
                instant(key.last_used_at, zone),
                state,
            ]
        })
        .collect();
    Ok(Answer::result(table(["ID", "NAME", "KEY", "SCOPES", "CREATED", "LAST USED", "STATE"], &rows)))
}

#[cfg(test)]
mod tests {
    use chrono_tz::Tz;
    use store::StoreConfig;

    use super::*;

    async fn site() -> (Store, tempfile::TempDir) {
        let folder = tempfile::tempdir().expect("a folder");
        let url = format!("sqlite://{}", folder.path().join("test.db").display());
        let store =
            Store::open(&StoreConfig { url, zone: Tz::UTC, max_connections: 2 }).await.expect("a store");
        store.migrate().await.expect("tables");
        (store, folder)
    }

    #[tokio::test]
    async fn a_key_is_printed_once_then_only_how_it_begins() {
        let (store, _folder) = site().await;
        let create = ApiKeyCommand::Create { name: "PABX".to_owned(), scopes: Vec::new() };
        let created = perform(&store, create, Timestamp(0)).await.expect("created");
        let key = created.result;
        let known =
            store.api_keys().verify(&key, Timestamp(0)).await.expect("an answer").expect("a good key");
        assert_eq!((known.id, known.scopes), (ApiKeyId(1), ApiScope::OF_SOURCES.to_vec()));
        store.flush_last_seen().await;

        let revoke = || ApiKeyCommand::Revoke { id: ApiKeyId(1) };
        let listed = perform(&store, ApiKeyCommand::List, Timestamp(0)).await.expect("listed").result;
        let expected = format!(
            "ID  NAME  KEY          SCOPES                   CREATED           LAST USED         STATE\n\
             1   PABX  {}…  interactions recordings  1970-01-01 00:00  1970-01-01 00:00  valid\n",
            &key[..10]
        );
        assert_eq!(listed, expected);
        assert_eq!(
            perform(&store, revoke(), Timestamp(0)).await.expect("revoked").result,
            "Key 1 is revoked."
        );
        let again = perform(&store, revoke(), Timestamp(0)).await.expect_err("refused");
        assert_eq!(again.0, "there is no valid key 1; `protocolo api-key list` shows which are");
        let listed = perform(&store, ApiKeyCommand::List, Timestamp(0)).await.expect("listed").result;
        assert!(listed.contains("revoked 1970-01-01 00:00"), "{listed}");
    }

    #[tokio::test]
    async fn a_key_allows_what_was_asked_for_and_nothing_else() {
        let (store, _folder) = site().await;
        let scopes = vec![ApiScope::Recordings];
        let create = ApiKeyCommand::Create { name: "Gravador".to_owned(), scopes };
        let created = perform(&store, create, Timestamp(0)).await.expect("created");
        assert_eq!(
            created.remark.as_deref(),
            Some("Key 1, Gravador, for recordings. Keep it now: it is not shown again.")
        );
        let known = store
            .api_keys()
            .verify(&created.result, Timestamp(0))
            .await
            .expect("an answer")
            .expect("a good key");
        assert!(known.allows(ApiScope::Recordings) && !known.allows(ApiScope::Interactions));
    }
}
