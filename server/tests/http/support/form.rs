//! Forms as browsers post them, and the pages they lead to.

use reqwest::header::{ACCEPT, CONTENT_TYPE, LOCATION, ORIGIN, SET_COOKIE};
use reqwest::{Method, RequestBuilder, Response};

use super::TestServer;

const BOUNDARY: &str = "----a-boundary";

/// A form that is filled in, whichever way it is written.
pub(crate) struct Form {
    pub(crate) content_type: String,
    pub(crate) body: Vec<u8>,
}

impl Form {
    /// With these fields and without files.
    pub(crate) fn of(fields: &[(&str, &str)]) -> Self {
        Self::encoded(form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish())
    }

    /// The same, written out by the test.
    pub(crate) fn encoded(fields: impl Into<String>) -> Self {
        let body = fields.into().into_bytes();
        Self { content_type: "application/x-www-form-urlencoded".to_owned(), body }
    }

    /// The request that carries it.
    pub(crate) fn on(self, request: RequestBuilder) -> RequestBuilder {
        request.header(CONTENT_TYPE, self.content_type).body(self.body)
    }
}

/// A form with files while it is being filled in.
#[derive(Default)]
pub(crate) struct Parts(Vec<u8>);

impl Parts {
    pub(crate) fn field(self, name: &str, value: &str) -> Self {
        self.part(&format!("name=\"{name}\""), value.as_bytes())
    }

    /// It is said to be a picture whatever it is, as nobody should believe what a form says of a file.
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

/// What a browser is answered: the status, where it leads, the cookies it sets, what it shows.
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

    /// Where it leads, as it is known to lead somewhere.
    pub(crate) fn leads_to(&self) -> &str {
        self.location.as_deref().expect("it leads on")
    }
}

impl TestServer {
    /// Asks for a page as somebody who is signed in.
    pub(crate) async fn page(&self, token: &str, path: &str) -> Page {
        let request = self.request_as(token, Method::GET, path);
        Page::of(request.send().await.expect("an answer")).await
    }

    /// Posts the form of a page of ours as somebody who is signed in and waits for the next page.
    pub(crate) async fn submit(&self, token: &str, path: &str, fields: &[(&str, &str)]) -> Page {
        Page::of(self.send(token, path, "text/html", Form::of(fields)).await).await
    }

    /// Posts a form from a page of ours, which wants this kind of answer.
    pub(crate) async fn send(&self, token: &str, path: &str, accept: &str, form: Form) -> Response {
        let request = self.request_as(token, Method::POST, path);
        let request = request.header(ORIGIN, self.url("")).header(ACCEPT, accept);
        form.on(request).send().await.expect("an answer")
    }
}
