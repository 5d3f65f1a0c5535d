//! Access log: which requests for a recording or an attachment are recorded in the audit trail.

use axum::http::{HeaderMap, Method, StatusCode, header};
use axum::response::Response;
use store::audit::AccessRange;

/// The range that a response delivers; `None` if it is not an access (errors, `HEAD`). 304 counts:
/// the browser shows its cached copy.
pub(super) fn accessed_range(method: &Method, asked: &HeaderMap, response: &Response) -> Option<AccessRange> {
    let shows =
        matches!(response.status(), StatusCode::OK | StatusCode::PARTIAL_CONTENT | StatusCode::NOT_MODIFIED);
    if !shows || method == Method::HEAD {
        return None;
    }
    let range = asked.get(header::RANGE).and_then(|range| range.to_str().ok());
    Some(match range {
        None => AccessRange::Whole,
        Some(range) if range.trim().starts_with("bytes=0-") => AccessRange::Start,
        Some(_) => AccessRange::Continuation,
    })
}

#[cfg(test)]
mod tests {
    use axum::body::Body;

    use super::*;

    fn recorded(method: &Method, range: Option<&'static str>, status: StatusCode) -> Option<AccessRange> {
        let mut asked = HeaderMap::new();
        if let Some(range) = range {
            asked.insert(header::RANGE, header::HeaderValue::from_static(range));
        }
        let response = Response::builder().status(status).body(Body::empty()).expect("a response");
        accessed_range(method, &asked, &response)
    }

    #[test]
    fn what_is_shown_is_an_act_and_further_ranges_belong_to_it() {
        assert_eq!(recorded(&Method::GET, None, StatusCode::OK), Some(AccessRange::Whole));
        assert_eq!(recorded(&Method::GET, None, StatusCode::NOT_MODIFIED), Some(AccessRange::Whole));
        assert_eq!(
            recorded(&Method::GET, Some("bytes=0-"), StatusCode::PARTIAL_CONTENT),
            Some(AccessRange::Start)
        );
        assert_eq!(
            recorded(&Method::GET, Some("bytes=0-99"), StatusCode::PARTIAL_CONTENT),
            Some(AccessRange::Start)
        );
        assert_eq!(
            recorded(&Method::GET, Some("bytes=1-"), StatusCode::PARTIAL_CONTENT),
            Some(AccessRange::Continuation)
        );
        assert_eq!(
            recorded(&Method::GET, Some("bytes=-5"), StatusCode::PARTIAL_CONTENT),
            Some(AccessRange::Continuation)
        );
    }

    #[test]
    fn what_shows_nothing_is_none() {
        assert_eq!(recorded(&Method::HEAD, None, StatusCode::OK), None);
        assert_eq!(recorded(&Method::GET, None, StatusCode::NOT_FOUND), None);
        assert_eq!(recorded(&Method::GET, Some("bytes=9-"), StatusCode::RANGE_NOT_SATISFIABLE), None);
    }
}
