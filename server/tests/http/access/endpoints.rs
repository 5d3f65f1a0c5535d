//! The endpoints, read from the sources: pages, server functions, routes and API calls.

use std::collections::BTreeSet;

use crate::sources::sources;

/// Every endpoint as `GET /history`, with path parameters in braces.
pub(super) fn of_the_sources() -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for (_, text) in sources("app/src", ".rs") {
        for path in quoted_after(&text, "path=path!(\"") {
            let path: Vec<_> = path.split('/').map(braced).collect();
            let path = path.join("/");
            found.extend([format!("GET {path}"), format!("POST {path}")]);
        }
        for (at, _) in text.match_indices("endpoint = \"") {
            let attribute = text[at..].split(")]").next().unwrap_or_default();
            let name = quoted_after(attribute, "endpoint = \"").next().expect("a name");
            let method = if attribute.contains("GetUrl") { "GET" } else { "POST" };
            found.insert(format!("{method} /sf/{name}"));
        }
    }
    for (_, text) in sources("server/src", ".rs") {
        for (at, _) in text.match_indices(".route(\"") {
            let rest = &text[at + ".route(\"".len()..];
            let (path, rest) = rest.split_once('"').expect("a path");
            let (handler, _) = rest.trim_start_matches([',', ' ', '\n']).split_once('(').expect("a handler");
            let method = handler.trim().to_uppercase();
            let route: String = call(rest).split_whitespace().collect();
            let chained = [").get(", ").post(", ").put(", ").delete(", ").patch("];
            assert!(!chained.iter().any(|one| route.contains(one)), "{path}: one method in each .route");
            // The 404 fallback.
            if method != "ANY" {
                found.insert(format!("{method} {path}"));
            }
        }
        for (at, _) in text.match_indices("#[utoipa::path(") {
            let rest = &text[at + "#[utoipa::path(".len()..];
            let method = rest.trim_start().split(',').next().expect("a method").trim().to_uppercase();
            let path = quoted_after(rest, "path = \"").next().expect("a path");
            // A name without a slash is that of a webhook, which others take.
            if path.starts_with('/') {
                found.insert(format!("{method} {path}"));
            }
        }
    }
    assert!(found.len() > 40, "the sources are written in another way: {found:?}");
    found
}

/// The text of the arguments of a call, up to its closing parenthesis.
fn call(arguments: &str) -> &str {
    let mut depth = 1;
    let end = arguments.find(|c| {
        depth += i32::from(c == '(') - i32::from(c == ')');
        depth == 0
    });
    &arguments[..end.expect("a closing parenthesis")]
}

fn braced(part: &str) -> String {
    part.strip_prefix(':').map_or_else(|| part.to_owned(), |name| format!("{{{name}}}"))
}

fn quoted_after<'a>(text: &'a str, before: &'a str) -> impl Iterator<Item = &'a str> {
    text.split(before).skip(1).filter_map(|rest| rest.split('"').next())
}
