//! An HTTP client that behaves like a browser.

use anyhow::{Context, Result, bail};
use bytes::Bytes;
use reqwest::header::{self, HeaderMap, HeaderValue};
use reqwest::{Client, StatusCode};

/// The login of the demo's supervisor, and the password of its accounts.
pub const LOGIN: &str = "supervisor";
const PASSWORD: &str = "protocolo-demo";

/// The `Accept-Encoding` of browsers; all current ones support Brotli.
const ENCODINGS: &str = "gzip, deflate, br";

/// A signed-in session.
#[derive(Clone, Debug)]
pub struct Browser {
    address: String,
    headers: HeaderMap,
}

impl Browser {
    /// Signs the supervisor in.
    ///
    /// # Errors
    /// Returns an error if the server refuses.
    pub async fn sign_in(address: &str) -> Result<Self> {
        let client = client(HeaderMap::new())?;
        let request = client
            .post(format!("{address}/sf/sign_in"))
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .header(header::ORIGIN, address)
            .header(header::ACCEPT, "text/html")
            .body(format!("login={LOGIN}&password={PASSWORD}"));
        let answer = request.send().await.context("the sign-in failed")?;
        let cookies = answer.headers().get_all(header::SET_COOKIE).into_iter();
        let session = cookies
            .filter_map(|cookie| cookie.to_str().ok()?.split(';').next())
            .find(|cookie| cookie.starts_with("protocolo_session="));
        let Some(session) = session else { bail!("{LOGIN} was not signed in: {}", answer.status()) };
        Self::with_cookie(address, session)
    }

    /// A browser with the token of a session.
    ///
    /// # Errors
    /// Returns an error if the token is no text of a header.
    pub fn with_session(address: &str, token: &str) -> Result<Self> {
        Self::with_cookie(address, &format!("protocolo_session={token}"))
    }

    fn with_cookie(address: &str, session: &str) -> Result<Self> {
        let headers = [
            (header::COOKIE, HeaderValue::from_str(session)?),
            (header::ACCEPT, HeaderValue::from_static("text/html")),
            (header::ACCEPT_LANGUAGE, HeaderValue::from_static("pt-BR")),
        ];
        Ok(Self { address: address.to_owned(), headers: headers.into_iter().collect() })
    }

    /// The full URL of a path.
    pub fn at(&self, path: &str) -> String {
        format!("{}{path}", self.address)
    }

    /// A client with a connection of its own that requests compressed responses, as browsers do.
    ///
    /// # Errors
    /// Returns an error if no client can be built.
    pub fn connection(&self) -> Result<Client> {
        let mut headers = self.headers.clone();
        headers.insert(header::ACCEPT_ENCODING, HeaderValue::from_static(ENCODINGS));
        client(headers)
    }

    /// A client with a connection of its own that asks for data as the browser's half does, without
    /// compression.
    ///
    /// # Errors
    /// Returns an error if no client can be built.
    pub fn data_connection(&self) -> Result<Client> {
        let mut headers = self.headers.clone();
        headers.insert(header::ACCEPT, HeaderValue::from_static("application/json"));
        client(headers)
    }

    /// Fetches a page as text, without compression.
    ///
    /// # Errors
    /// Returns an error unless the status is 200.
    pub async fn text(&self, path: &str) -> Result<String> {
        let client = client(self.headers.clone())?;
        Ok(String::from_utf8_lossy(&fetch(&client, &self.at(path)).await?).into_owned())
    }
}

/// Requests an address and reads the complete body, as transferred.
///
/// # Errors
/// Returns an error unless the status is 200.
pub async fn fetch(client: &Client, address: &str) -> Result<Bytes> {
    let answer = client.get(address).send().await.with_context(|| format!("{address} was not answered"))?;
    let status = answer.status();
    let body = answer.bytes().await.with_context(|| format!("{address} was cut off"))?;
    if status != StatusCode::OK {
        bail!("{address} was answered with {status}");
    }
    Ok(body)
}

/// An HTTP/1.1 client with one connection that follows no redirects and does not decompress.
///
/// # Errors
/// Returns an error if no client can be built.
pub fn client(headers: HeaderMap) -> Result<Client> {
    let builder = Client::builder()
        .default_headers(headers)
        .no_proxy()
        .http1_only()
        .tcp_nodelay(true)
        .redirect(reqwest::redirect::Policy::none())
        .pool_max_idle_per_host(1);
    builder.build().context("no HTTP client can be made")
}
