//! Does jobs while the server runs.
//!
//! It looks for jobs when a person asks for one here, and every second for what other processes have left.
//! A job is done by the process that holds its lease (`store::jobs`), chunk by chunk; a few are done at once,
//! so that a long one holds up no other. When the server ends, the chunks under way are finished and the
//! leases given back, so that another process goes on at once.

use std::collections::HashSet;
use std::time::Duration;

use domain::JobId;
use domain::job::JobState;
use store::Store;
use store::clock::now;
use store::jobs::Progress;
use tokio::sync::watch;
use tokio::task::{JoinError, JoinHandle, JoinSet};

/// How often it is looked for jobs that other processes have left, or that are due again.
const LOOK: Duration = Duration::from_secs(1);
/// How often old jobs are deleted.
const PURGE: Duration = Duration::from_hours(24);
/// How many jobs are done at once.
const AT_ONCE: usize = 2;
/// How long the chunks under way may take when the server ends.
const GRACE: Duration = Duration::from_secs(10);

/// The task that does jobs.
#[derive(Debug)]
pub struct JobTask {
    stop: watch::Sender<bool>,
    task: JoinHandle<()>,
}

impl JobTask {
    /// Lets the chunks under way finish and gives their jobs back.
    pub async fn end(self) {
        // The task may have ended by a panic, which was logged.
        let _ = self.stop.send(true);
        if tokio::time::timeout(GRACE, self.task).await.is_err() {
            tracing::warn!("some jobs could not be given back in time; they go on after a minute");
        }
    }
}

/// Does jobs until the task is ended.
pub fn run_in_background(store: Store) -> JobTask {
    let (stop, stopped) = watch::channel(false);
    tokio::spawn(purge_daily(store.clone()));
    JobTask { stop, task: tokio::spawn(keep_on(store, stopped)) }
}

/// Deletes what ended long ago.
async fn purge_daily(store: Store) {
    loop {
        if let Err(error) = store.job_runner().purge(now()).await {
            tracing::warn!(%error, "old jobs could not be deleted");
        }
        tokio::time::sleep(PURGE).await;
    }
}

async fn keep_on(store: Store, mut stopped: watch::Receiver<bool>) {
    let (mut running, mut under_way) = (JoinSet::new(), HashSet::new());
    let runner = store.job_runner();
    while !*stopped.borrow() {
        if let Err(error) = look(&store, &stopped, &mut running, &mut under_way).await {
            tracing::warn!(%error, "jobs could not be looked up");
        }
        tokio::select! {
            () = runner.changed() => {}
            () = tokio::time::sleep(LOOK) => {}
            Some(ended) = running.join_next() => forget(&ended, &mut under_way),
            ended = stopped.changed() => if ended.is_err() { break },
        }
        while let Some(ended) = running.try_join_next() {
            forget(&ended, &mut under_way);
        }
    }
    while running.join_next().await.is_some() {}
}

/// Removes a job that ended from those under way. After a panic the ID is unknown: all may be looked at again,
/// since leases keep a job from being done twice.
fn forget(ended: &Result<JobId, JoinError>, under_way: &mut HashSet<JobId>) {
    match ended {
        Ok(job) => {
            under_way.remove(job);
        }
        Err(_) => under_way.clear(),
    }
}

/// Begins what is due, as far as there is room.
async fn look(
    store: &Store,
    stopped: &watch::Receiver<bool>,
    running: &mut JoinSet<JobId>,
    under_way: &mut HashSet<JobId>,
) -> store::Result<()> {
    for job in store.job_runner().due(now()).await? {
        if running.len() >= AT_ONCE {
            break;
        }
        if !under_way.insert(job) {
            continue;
        }
        let (store, stopped) = (store.clone(), stopped.clone());
        running.spawn(async move {
            if let Err(error) = run(&store, job, &stopped).await {
                tracing::warn!(%error, %job, "what a job came to could not be recorded");
            }
            job
        });
    }
    Ok(())
}

/// Does a job until it ends, fails, is lost to another process, or the server ends.
async fn run(store: &Store, job: JobId, stopped: &watch::Receiver<bool>) -> store::Result<()> {
    let runner = store.job_runner();
    let Some(lease) = runner.claim(job, now()).await? else { return Ok(()) };
    while !*stopped.borrow() {
        match runner.advance(&lease, now()).await {
            Ok(Progress::More) => {}
            Ok(Progress::Ended(state)) => {
                tracing::info!(%job, state = state.as_str(), "a job has ended");
                return Ok(());
            }
            Ok(Progress::Lost) => return Ok(()),
            Err(error) => {
                tracing::warn!(%error, %job, "a job has failed");
                let state = runner.record_failure(&lease, &error.to_string(), now()).await?;
                if state == Some(JobState::Failed) {
                    tracing::error!(%job, "a job was given up after several failures");
                }
                return Ok(());
            }
        }
    }
    runner.release(&lease).await
}
