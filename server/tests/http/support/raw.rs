//! A raw TCP client for partial and malformed requests.

use std::net::SocketAddr;
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// How long a test waits before it fails.
const TIMEOUT: Duration = Duration::from_secs(20);

/// A connection to the server.
pub(crate) struct Raw(TcpStream);

impl Raw {
    pub(crate) async fn connect(address: SocketAddr) -> Self {
        Self(TcpStream::connect(address).await.expect("a connection"))
    }

    /// Sends bytes, ignoring errors of a closed connection.
    pub(crate) async fn send(&mut self, bytes: impl AsRef<[u8]>) {
        let _ = self.0.write_all(bytes.as_ref()).await;
    }

    /// All bytes until the server closes the connection.
    pub(crate) async fn until_closed(&mut self) -> Vec<u8> {
        let mut received = Vec::new();
        let mut piece = [0; 4096];
        let closed = async {
            // A reset also counts as closed.
            while let Ok(size @ 1..) = self.0.read(&mut piece).await {
                received.extend_from_slice(&piece[..size]);
            }
        };
        tokio::time::timeout(TIMEOUT, closed).await.expect("the server closes the connection");
        received
    }

    /// All text until the server closes the connection.
    pub(crate) async fn text_until_closed(&mut self) -> String {
        String::from_utf8_lossy(&self.until_closed().await).into_owned()
    }

    /// All bytes up to the first occurrence of `end`.
    pub(crate) async fn until(&mut self, end: &[u8]) -> Vec<u8> {
        let mut received = Vec::new();
        let read = async {
            while !received.windows(end.len()).any(|window| window == end) {
                received.push(self.0.read_u8().await.expect("the server answers"));
            }
        };
        tokio::time::timeout(TIMEOUT, read).await.expect("the server answers");
        received
    }

    /// Requests a text page and reads head and body up to `end`.
    pub(crate) async fn get(&mut self, path: &str, end: &str) -> String {
        self.send(format!("GET {path} HTTP/1.1\r\nHost: x\r\n\r\n")).await;
        String::from_utf8_lossy(&self.until(end.as_bytes()).await).into_owned()
    }
}
