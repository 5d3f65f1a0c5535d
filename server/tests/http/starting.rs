//! The checks of `protocolo serve` at startup.

use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use crate::support::program::{protocolo, run, serve};
use crate::support::sqlite;

/// The permissions of everything in a folder.
fn modes(folder: &Path, found: &mut Vec<(String, bool, u32)>) {
    for entry in std::fs::read_dir(folder).expect("a folder").flatten() {
        let about = entry.metadata().expect("a file");
        let mode = about.permissions().mode() & 0o777;
        found.push((entry.path().display().to_string(), about.is_dir(), mode));
        if about.is_dir() {
            modes(&entry.path(), found);
        }
    }
}

#[tokio::test]
async fn what_is_written_is_for_the_servers_account_alone() {
    let folder = tempfile::tempdir().expect("a folder");
    let url = format!("sqlite://{}", folder.path().join("data/protocolo.db").display());
    let served = serve(folder.path(), &url).await;
    let mut found = Vec::new();
    modes(folder.path(), &mut found);
    served.log().await;
    assert!(found.iter().any(|(path, ..)| path.ends_with("protocolo.db")), "{found:?}");
    assert!(found.iter().any(|(path, ..)| path.ends_with("blobs")), "{found:?}");
    for (path, is_folder, mode) in found {
        assert_eq!(mode & 0o077, 0, "{path}: {mode:o}");
        assert!(!is_folder || mode == 0o700, "{path}: {mode:o}");
    }
}

#[tokio::test]
async fn accounts_of_the_demonstration_are_not_served_to_a_network() {
    let folder = tempfile::tempdir().expect("a folder");
    let url = sqlite(&folder);
    let create = ["user", "add", "supervisor", "--name", "S", "--role", "supervisor", "--password-stdin"];
    let created = run(protocolo(folder.path(), &url, &create), b"protocolo-demo\n").await;
    assert!(created.status.success(), "{}", String::from_utf8_lossy(&created.stderr));
    let refused = run(protocolo(folder.path(), &url, &["serve", "--addr", "0.0.0.0:0"]), b"").await;
    let found = String::from_utf8_lossy(&refused.stderr).into_owned();
    assert!(!refused.status.success());
    assert!(found.contains("supervisor") && found.contains("PROTOCOLO_ALLOW_DEMO_ACCOUNTS"), "{found}");
    let public = ["serve", "--addr", "127.0.0.1:0", "--public-url", "https://protocolo.example.com"];
    assert!(!run(protocolo(folder.path(), &url, &public), b"").await.status.success());
    // A loopback address is accepted.
    serve(folder.path(), &url).await.log().await;
}

#[tokio::test]
async fn a_program_without_the_hashes_of_its_site_says_so() {
    let folder = tempfile::tempdir().expect("a folder");
    let url = sqlite(&folder);
    std::fs::create_dir_all(folder.path().join("target/site/pkg")).expect("a site");
    // Its address is taken, so that it ends by itself.
    let taken = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = taken.local_addr().expect("its address").to_string();
    let hashes = folder.path().join("hash.txt");
    for is_there in [false, true] {
        if is_there {
            std::fs::write(&hashes, "js: 0\nwasm: 0\ncss: 0\n").expect("a file");
        }
        let mut command = protocolo(folder.path(), &url, &["serve", "--addr", &address]);
        command.env("LEPTOS_HASH_FILE_NAME", &hashes);
        let log = String::from_utf8_lossy(&run(command, b"").await.stderr).into_owned();
        assert!(log.contains("cannot be listened on"), "{log}");
        assert_eq!(log.contains("hash.txt"), !is_there, "{log}");
    }
}
