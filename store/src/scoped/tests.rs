//! A read without a predicate of the scope is refused, for every role that has a scope.

use domain::{CaseId, Principal, Role, UserId};
use test_database::Engine;

use super::Scoped;
use crate::db::Statement;
use crate::{Error, Store, StoreConfig};

/// Supervisor or agent 2.
fn user(role: Role) -> Principal {
    Principal { user: UserId(2), role }
}

/// An empty store in this folder.
async fn store_in(folder: &tempfile::TempDir) -> Store {
    let url = Engine::Sqlite.empty(folder.path()).await;
    let config = StoreConfig { url, zone: chrono_tz::Tz::UTC, max_connections: 2 };
    let store = Store::open(&config).await.expect("the test database opens");
    store.migrate().await.expect("the migrations apply");
    store
}

/// The IDs of all cases, as this statement reads them.
async fn read(scoped: &Scoped<'_>, statement: Statement) -> Result<Vec<(CaseId,)>, Error> {
    scoped.fetch_all(statement.with_text("SELECT id FROM service_case")).await
}

#[tokio::test]
async fn a_read_without_scope_is_refused_unless_an_administrator_reads() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let store = store_in(&folder).await;
    for role in [Role::Supervisor, Role::Agent] {
        let scoped = store.as_principal(&user(role));
        let refused = read(&scoped, scoped.statement()).await;
        let said = "a read without scope: SELECT id FROM service_case";
        assert!(matches!(&refused, Err(Error::Internal(text)) if text == said), "{role:?}: {refused:?}");
        let one = scoped.statement().with_text("SELECT id FROM service_case");
        let refused = scoped.fetch_optional::<(CaseId,)>(one).await;
        assert!(matches!(&refused, Err(Error::Internal(text)) if text == said), "{role:?}: {refused:?}");
        assert_eq!(read(&scoped, scoped.unrestricted_statement()).await.expect("for everybody"), []);
    }
    let all = store.as_principal(&user(Role::Administrator));
    assert_eq!(read(&all, all.statement()).await.expect("everything"), []);
}

#[tokio::test]
async fn every_predicate_marks_the_statement_that_it_was_made_for() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let store = store_in(&folder).await;
    let predicates: [fn(&Scoped<'_>, &mut Statement) -> String; 6] = [
        |scoped, statement| scoped.agent_in_scope(statement, "s.agent_id"),
        |scoped, statement| scoped.assignee_in_scope(statement, "s.agent_id"),
        |scoped, statement| scoped.indexed_agent_in_scope(statement, "s.agent_id"),
        |scoped, statement| scoped.alias_in_scope(statement, "s"),
        |scoped, statement| scoped.content_in_scope(statement, "i"),
        |scoped, statement| scoped.case_in_scope(statement, CaseId(1)),
    ];
    for role in [Role::Supervisor, Role::Agent] {
        let scoped = store.as_principal(&user(role));
        for (nth, predicate) in predicates.into_iter().enumerate() {
            let (mut made, other) = (scoped.statement(), scoped.statement());
            assert!(!made.is_scoped(), "{role:?}");
            assert_ne!(predicate(&scoped, &mut made), "TRUE", "{role:?}: predicate {nth}");
            assert!(made.is_scoped() && !other.is_scoped(), "{role:?}: predicate {nth}");
        }
    }
}
