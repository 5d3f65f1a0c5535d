//! Drops the PostgreSQL databases of a test when the test has ended. A run makes more than a thousand of
//! some 10 MB each: kept to its end, they need more room than many machines have.
//!
//! A test runs on a thread of its own, so the end of the thread is the end of the test, whether it passed
//! or panicked. What is left at the end of the program goes with the server of the run.

use std::cell::RefCell;
use std::sync::OnceLock;
use std::sync::mpsc::{self, Receiver, Sender};

use sqlx::{AssertSqlSafe, Connection, Executor, PgConnection};

thread_local! {
    static OF_THIS_TEST: RefCell<Vec<Database>> = const { RefCell::new(Vec::new()) };
}

/// A database that is dropped with the thread that made it.
struct Database(String);

impl Drop for Database {
    fn drop(&mut self) {
        // Without a receiver the program ends, and the database stays for the server to remove.
        let _ = ended().send(std::mem::take(&mut self.0));
    }
}

/// Drops a database when the current thread ends.
pub(crate) fn with_this_test(name: &str) {
    OF_THIS_TEST.with_borrow_mut(|databases| databases.push(Database(name.to_owned())));
}

/// Where the names of databases go that no test needs any more. A thread with a runtime of its own drops
/// them: those of the tests end before.
fn ended() -> &'static Sender<String> {
    static ENDED: OnceLock<Sender<String>> = OnceLock::new();
    ENDED.get_or_init(|| {
        let (sender, names) = mpsc::channel();
        std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
            runtime.expect("a runtime").block_on(drop_all(names));
        });
        sender
    })
}

async fn drop_all(names: Receiver<String>) {
    for name in names {
        // A server that a test started may still be connected.
        let sql = format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)");
        let dropped = match PgConnection::connect(&crate::server()).await {
            Ok(mut connection) => connection.execute(AssertSqlSafe(sql)).await.map(drop),
            Err(error) => Err(error),
        };
        if let Err(error) = dropped {
            eprintln!("{name} of a test could not be dropped: {error}");
        }
    }
}
