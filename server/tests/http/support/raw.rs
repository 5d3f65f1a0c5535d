//! A client that speaks byte by byte, and not always properly.

use std::net::SocketAddr;
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// How long a test waits for what has to happen before it fails.
const PATIENCE: Duration = Duration::from_secs(20);

/// A connection to a server.
pub(crate) struct Raw(TcpStream);

impl Raw {
    pub(crate) async fn connect(address: SocketAddr) -> Self {
        Self(TcpStream::connect(address).await.expect("a connection"))
    }

    /// Sends, as far as the server listens.
    pub(crate) async fn send(&mut self, bytes: impl AsRef<[u8]>) {
        let _ = self.0.write_all(bytes.as_ref()).await;
    }

    /// What the server sends until it closes the connection, which it has to do by itself.
    pub(crate) async fn until_closed(&mut self) -> Vec<u8> {
        let mut received = Vec::new();
        let mut piece = [0; 4096];
        let closed = async {
            // A connection that is reset is closed too.
            while let Ok(size @ 1..) = self.0.read(&mut piece).await {
                received.extend_from_slice(&piece[..size]);
            }
        };
        tokio::time::timeout(PATIENCE, closed).await.expect("the server closes the connection");
        received
    }

    /// The same as text.
    pub(crate) async fn text_until_closed(&mut self) -> String {
        String::from_utf8_lossy(&self.until_closed().await).into_owned()
    }

    /// What the server sends, up to the first time that `end` is in it.
    pub(crate) async fn until(&mut self, end: &[u8]) -> Vec<u8> {
        let mut received = Vec::new();
        let read = async {
            while !received.windows(end.len()).any(|window| window == end) {
                received.push(self.0.read_u8().await.expect("the server answers"));
            }
        };
        tokio::time::timeout(PATIENCE, read).await.expect("the server answers");
        received
    }

    /// Asks for a page of text and reads its head and body to the end that is given.
    pub(crate) async fn get(&mut self, path: &str, end: &str) -> String {
        self.send(format!("GET {path} HTTP/1.1\r\nHost: x\r\n\r\n")).await;
        String::from_utf8_lossy(&self.until(end.as_bytes()).await).into_owned()
    }
}
