//! Forms as browsers post them, and the resulting pages.

use reqwest::header::{ACCEPT, CONTENT_TYPE, LOCATION, ORIGIN, SET_COOKIE};
use reqwest::{Method, RequestBuilder, Response};

use super::TestServer;

const BOUNDARY: &str = "----a-boundary";

/// A form body in either encoding.
pub(crate) struct Form {
    pub(crate) content_type: String,
    pub(crate) body: Vec<u8>,
}

impl Form {
    /// A URL-encoded form of these fields.
    pub(crate) fn of(fields: &[(&str, &str)]) -> Self {
        Self::encoded(form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish())
    }

    /// A URL-encoded form, written by hand.
    pub(crate) fn encoded(fields: impl Into<String>) -> Self {
        let body = fields.into().into_bytes();
        Self { content_type: "application/x-www-form-urlencoded".to_owned(), body }
    }

    /// Adds the form to a request.
    pub(crate) fn on(self, request: RequestBuilder) -> RequestBuilder {
        request.header(CONTENT_TYPE, self.content_type).body(self.body)
    }
}

/// A multipart form under construction.
#[derive(Default)]
pub(crate) struct Parts(Vec<u8>);

impl Parts {
    pub(crate) fn field(self, name: &str, value: &str) -> Self {
        self.part(&format!("name=\"{name}\""), value.as_bytes())
    }

    /// Adds a file, always declared as a picture, since the server must not trust a declared type.
    pub(crate) fn file(self, field: &str, name: &str, content: &[u8]) -> Self {
        self.part(&format!("name=\"{field}\"; filename=\"{name}\"\r\nContent-Type: image/png"), content)
    }

    fn part(mut self, about: &str, content: &[u8]) -> Self {
        let head = format!("--{BOUNDARY}\r\nContent-Disposition: form-data; {about}\r\n\r\n");
        for bytes in [head.as_bytes(), content, b"\r\n"] {
            self.0.extend_from_slice(bytes);
        }
        self
    }

    pub(crate) fn form(mut self) -> Form {
        self.0.extend_from_slice(format!("--{BOUNDARY}--\r\n").as_bytes());
        Form { content_type: format!("multipart/form-data; boundary={BOUNDARY}"), body: self.0 }
    }
}

/// The response to a browser: status, redirect, cookies and body.
pub(crate) struct Page {
    pub(crate) status: u16,
    pub(crate) location: Option<String>,
    pub(crate) cookies: Vec<String>,
    pub(crate) body: String,
}

impl Page {
    pub(crate) async fn of(answer: Response) -> Self {
        let values = |name| answer.headers().get_all(name).iter();
        let text = |value: &reqwest::header::HeaderValue| value.to_str().expect("text").to_owned();
        Self {
            status: answer.status().as_u16(),
            location: values(LOCATION).next().map(text),
            cookies: values(SET_COOKIE).map(text).collect(),
            body: answer.text().await.expect("a body"),
        }
    }

    /// The address of the redirect.
    pub(crate) fn leads_to(&self) -> &str {
        self.location.as_deref().expect("it leads on")
    }
}

impl TestServer {
    /// Requests a page with a session.
    pub(crate) async fn page(&self, token: &str, path: &str) -> Page {
        let request = self.request_as(token, Method::GET, path);
        Page::of(request.send().await.expect("an answer")).await
    }

    /// Posts a form with a session and the site's own origin, and returns the page.
    pub(crate) async fn submit(&self, token: &str, path: &str, fields: &[(&str, &str)]) -> Page {
        Page::of(self.send(token, path, "text/html", Form::of(fields)).await).await
    }

    /// Posts a form with the site's own origin, accepting this content type.
    pub(crate) async fn send(&self, token: &str, path: &str, accept: &str, form: Form) -> Response {
        let request = self.request_as(token, Method::POST, path);
        let request = request.header(ORIGIN, self.url("")).header(ACCEPT, accept);
        form.on(request).send().await.expect("an answer")
    }
}
