//! The `protocolo` binary as a child process.

use std::path::Path;
use std::process::{Output, Stdio};

use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::process::{Child, Command};
use tokio::task::JoinHandle;

/// The command `protocolo` on the database `url`, in `folder`.
pub(crate) fn protocolo(folder: &Path, url: &str, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_protocolo"));
    command.args(arguments);
    prepared(command, folder, url)
}

fn prepared(mut command: Command, folder: &Path, url: &str) -> Command {
    command
        .env("DATABASE_URL", url)
        .env("PROTOCOLO_BLOBS", format!("file:{}", folder.join("blobs").display()))
        .env("PROTOCOLO_LOG", "info")
        .current_dir(folder)
        .kill_on_drop(true);
    command
}

/// Runs a command to its end with this standard input.
pub(crate) async fn run(mut command: Command, input: &[u8]) -> Output {
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().expect("the binary starts");
    let mut stdin = child.stdin.take().expect("a standard input");
    // The process may end before it has read everything.
    let _ = stdin.write_all(input).await;
    drop(stdin);
    child.wait_with_output().await.expect("it ends")
}

/// A server process.
pub(crate) struct Served {
    pub(crate) child: Child,
    pub(crate) url: String,
    log: JoinHandle<Vec<String>>,
}

impl Served {
    /// Stops the server; returns its log since it started to listen.
    pub(crate) async fn log(mut self) -> Vec<String> {
        self.child.kill().await.expect("it ends");
        self.log.await.expect("its log")
    }
}

/// Starts `serve` on a free port and waits until it listens.
pub(crate) async fn serve(folder: &Path, url: &str) -> Served {
    started(protocolo(folder, url, &["serve", "--addr", "127.0.0.1:0"])).await
}

/// Like [`serve`], with a limit on open files.
pub(crate) async fn serve_with_files(folder: &Path, url: &str, files: u32) -> Served {
    let mut command = Command::new("sh");
    let script = format!("ulimit -n {files} && exec \"$0\" serve --addr 127.0.0.1:0");
    command.args(["-c", &script, env!("CARGO_BIN_EXE_protocolo")]);
    started(prepared(command, folder, url)).await
}

/// Starts a command of [`protocolo`] and waits until the server listens.
pub(crate) async fn started(mut command: Command) -> Served {
    let mut child = command.stderr(Stdio::piped()).spawn().expect("the binary starts");
    let mut log = BufReader::new(child.stderr.take().expect("its log")).lines();
    while let Some(line) = log.next_line().await.expect("its log") {
        if let Some((_, address)) = line.split_once("serving at ") {
            let url = address.trim().to_owned();
            // Drains the log, or the process would block on a full pipe.
            let log = tokio::spawn(async move {
                let mut lines = Vec::new();
                while let Ok(Some(line)) = log.next_line().await {
                    lines.push(line);
                }
                lines
            });
            return Served { child, url, log };
        }
    }
    panic!("the server ended before it listened");
}
