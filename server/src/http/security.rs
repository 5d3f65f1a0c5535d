//! Security headers on every response, and refusal of cross-site writes (CSRF) and of requests for
//! another host.

use axum::extract::{Request, State};
use axum::http::header::{self, HeaderMap, HeaderName, HeaderValue};
use axum::http::{Method, Uri};
use axum::middleware::Next;
use axum::response::Response;

use super::error::Error;
use super::state::Site;

/// Headers of every response that does not set them itself. Pages set their own policy, with a
/// nonce; responses to signed-in people are not cached at all (`super::session`).
const DEFAULTS: [(HeaderName, HeaderValue); 7] = [
    (header::CONTENT_SECURITY_POLICY, HeaderValue::from_static("default-src 'none'; frame-ancestors 'none'")),
    (header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
    (header::REFERRER_POLICY, HeaderValue::from_static("same-origin")),
    (HeaderName::from_static("cross-origin-opener-policy"), HeaderValue::from_static("same-origin")),
    (HeaderName::from_static("cross-origin-resource-policy"), HeaderValue::from_static("same-origin")),
    (
        HeaderName::from_static("permissions-policy"),
        HeaderValue::from_static(
            "camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()",
        ),
    ),
    (header::CACHE_CONTROL, HeaderValue::from_static("private, no-cache")),
];

const ONE_YEAR: HeaderValue = HeaderValue::from_static("max-age=31536000");
const ONE_YEAR_WITH_SUBDOMAINS: HeaderValue = HeaderValue::from_static("max-age=31536000; includeSubDomains");

/// Middleware: adds the default headers and HSTS to every response.
pub(super) async fn headers(State(site): State<Site>, request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    for (name, value) in DEFAULTS {
        headers.entry(name).or_insert(value);
    }
    if site.is_https() {
        let rule = if site.hsts_subdomains { ONE_YEAR_WITH_SUBDOMAINS } else { ONE_YEAR };
        headers.entry(header::STRICT_TRANSPORT_SECURITY).or_insert(rule);
    }
    response
}

/// Middleware: refuses requests for a host other than the public one, so that no link or password
/// reset can be made to name an attacker's. Health checks, which connect by IP address, are exempt.
pub(super) async fn host(State(site): State<Site>, request: Request, next: Next) -> Result<Response, Error> {
    if let Some(public) = &site.public_url
        && request.uri().path() != "/healthz"
        && !asked_host(request.uri(), request.headers())
            .is_some_and(|asked| same_authority(asked, &public.authority, public.https))
    {
        return Err(Error::OtherHost);
    }
    Ok(next.run(request).await)
}

/// Middleware: refuses writes that a page of another site sent with the person's cookies (CSRF).
///
/// Browsers send `Sec-Fetch-Site`; those too old for it send `Origin` with every write. A client
/// that sends neither is not a browser and has no cookies of one.
pub(super) async fn same_site(request: Request, next: Next) -> Result<Response, Error> {
    let safe = matches!(*request.method(), Method::GET | Method::HEAD);
    if safe || is_own(request.uri(), request.headers()) {
        Ok(next.run(request).await)
    } else {
        Err(Error::OtherSite)
    }
}

fn is_own(uri: &Uri, headers: &HeaderMap) -> bool {
    if let Some(site) = headers.get("sec-fetch-site") {
        return site == "same-origin" || site == "none";
    }
    let Some(origin) = headers.get(header::ORIGIN) else { return true };
    let origin = origin.to_str().ok().and_then(|origin| origin.split_once("://"));
    match (origin, asked_host(uri, headers)) {
        (Some((scheme, authority)), Some(asked)) => same_authority(authority, asked, scheme == "https"),
        _ => false,
    }
}

fn asked_host<'a>(uri: &'a Uri, headers: &'a HeaderMap) -> Option<&'a str> {
    // HTTP/2 sends it as `:authority`, which is part of the URI.
    let from_line = uri.authority().map(axum::http::uri::Authority::as_str);
    from_line.or_else(|| headers.get(header::HOST)?.to_str().ok())
}

fn same_authority(one: &str, other: &str, https: bool) -> bool {
    let own_port = if https { ":443" } else { ":80" };
    let bare = |authority: &str| authority.strip_suffix(own_port).unwrap_or(authority).to_ascii_lowercase();
    bare(one) == bare(other)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn own(pairs: &[(&'static str, &'static str)]) -> bool {
        let headers = pairs
            .iter()
            .map(|(name, value)| (HeaderName::from_static(name), HeaderValue::from_static(value)));
        is_own(&Uri::from_static("/sf/qualify"), &headers.collect())
    }

    #[test]
    fn the_browser_says_where_a_request_comes_from() {
        assert!(own(&[("sec-fetch-site", "same-origin")]));
        assert!(own(&[("sec-fetch-site", "none")]));
        for elsewhere in ["cross-site", "same-site", "", "nonsense"] {
            assert!(!own(&[("sec-fetch-site", elsewhere)]), "{elsewhere}");
        }
        // `Sec-Fetch-Site` takes precedence over `Origin`.
        assert!(!own(&[("sec-fetch-site", "cross-site"), ("origin", "http://a"), ("host", "a")]));
    }

    #[test]
    fn an_old_browser_names_the_origin() {
        assert!(own(&[("origin", "https://a.example"), ("host", "A.example:443")]));
        assert!(own(&[("origin", "http://127.0.0.1:3000"), ("host", "127.0.0.1:3000")]));
        assert!(!own(&[("origin", "https://evil.example"), ("host", "a.example")]));
        assert!(!own(&[("origin", "https://a.example:8443"), ("host", "a.example")]));
        assert!(!own(&[("origin", "null"), ("host", "a.example")]));
        assert!(!own(&[("origin", "https://a.example")]));
    }

    #[test]
    fn what_is_no_browser_carries_no_cookies_of_one() {
        assert!(own(&[("host", "a.example")]));
    }
}
