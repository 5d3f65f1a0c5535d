//! Who is signed in: the cookie, looked up once per request, for whatever answers it.

use app::context::RequestContext;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use super::state::Site;
use super::{client, failure};

/// The session cookie; over https it has a name that only https can set.
pub fn cookie_name(https: bool) -> &'static str {
    if https { "__Host-protocolo_session" } else { "protocolo_session" }
}

/// Looks the session up and leaves a [`RequestContext`] in the request's extensions.
pub(super) async fn recognise(State(site): State<Site>, mut request: Request, next: Next) -> Response {
    let token = cookie(request.headers(), cookie_name(site.is_https()));
    let session = async {
        let Some(token) = token else { return Ok(None) };
        site.store.accounts().session(token, store::clock::now_ms()).await
    };
    let (session, operation) = match futures::try_join!(session, site.store.operation()) {
        Ok(found) => found,
        Err(error) => return failure("the session could not be looked up", &error).into_response(),
    };
    let user_agent = request.headers().get(header::USER_AGENT).and_then(|value| value.to_str().ok());
    let context = RequestContext {
        store: site.store.clone(),
        session,
        address: client::address(request.extensions(), request.headers(), &site.trusted_proxies),
        user_agent: user_agent.unwrap_or_default().to_owned(),
        secure: site.is_https(),
        uploads: site.uploads(&operation),
        started: site.uploads.clone(),
        ways_in: site.ways_in.clone(),
        operation,
    };
    request.extensions_mut().insert(context);
    next.run(request).await
}

fn cookie<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|line| line.to_str().ok())
        .flat_map(|line| line.split(';'))
        .find_map(|pair| pair.trim().strip_prefix(name)?.strip_prefix('='))
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

    use super::*;

    #[test]
    fn the_cookie_is_found_among_others() {
        let mut headers = HeaderMap::new();
        headers.append(header::COOKIE, HeaderValue::from_static("a=1; protocolo_session2=no;b=2"));
        headers.append(header::COOKIE, HeaderValue::from_static("c=3; protocolo_session=tok=en"));
        assert_eq!(cookie(&headers, "protocolo_session"), Some("tok=en"));
        assert_eq!(cookie(&headers, "__Host-protocolo_session"), None);
    }
}
