//! Which requests for a recording or a file are acts of a person, for the audit trail.

use axum::http::{HeaderMap, Method, StatusCode, header};
use axum::response::Response;
use store::audit::Part;

/// The part that a response shows; `None` where it shows nothing. What a browser is told it has
/// already, it shows.
pub(super) fn part(method: &Method, asked: &HeaderMap, response: &Response) -> Option<Part> {
    let shows =
        matches!(response.status(), StatusCode::OK | StatusCode::PARTIAL_CONTENT | StatusCode::NOT_MODIFIED);
    if !shows || method == Method::HEAD {
        return None;
    }
    let range = asked.get(header::RANGE).and_then(|range| range.to_str().ok());
    Some(match range {
        None => Part::Whole,
        Some(range) if range.trim().starts_with("bytes=0-") => Part::Beginning,
        Some(_) => Part::Further,
    })
}

#[cfg(test)]
mod tests {
    use axum::body::Body;

    use super::*;

    fn told(method: &Method, range: Option<&'static str>, status: StatusCode) -> Option<Part> {
        let mut asked = HeaderMap::new();
        if let Some(range) = range {
            asked.insert(header::RANGE, header::HeaderValue::from_static(range));
        }
        let response = Response::builder().status(status).body(Body::empty()).expect("a response");
        part(method, &asked, &response)
    }

    #[test]
    fn what_is_shown_is_an_act_and_further_ranges_belong_to_it() {
        assert_eq!(told(&Method::GET, None, StatusCode::OK), Some(Part::Whole));
        assert_eq!(told(&Method::GET, None, StatusCode::NOT_MODIFIED), Some(Part::Whole));
        assert_eq!(told(&Method::GET, Some("bytes=0-"), StatusCode::PARTIAL_CONTENT), Some(Part::Beginning));
        assert_eq!(
            told(&Method::GET, Some("bytes=0-99"), StatusCode::PARTIAL_CONTENT),
            Some(Part::Beginning)
        );
        assert_eq!(told(&Method::GET, Some("bytes=1-"), StatusCode::PARTIAL_CONTENT), Some(Part::Further));
        assert_eq!(told(&Method::GET, Some("bytes=-5"), StatusCode::PARTIAL_CONTENT), Some(Part::Further));
    }

    #[test]
    fn what_shows_nothing_is_none() {
        assert_eq!(told(&Method::HEAD, None, StatusCode::OK), None);
        assert_eq!(told(&Method::GET, None, StatusCode::NOT_FOUND), None);
        assert_eq!(told(&Method::GET, Some("bytes=9-"), StatusCode::RANGE_NOT_SATISFIABLE), None);
    }
}
