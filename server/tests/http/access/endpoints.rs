//! The endpoints as the sources define them: pages, server functions, routes and API calls.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// Every endpoint: `GET /history`, with the parts of a path that vary in braces.
pub(super) fn of_the_sources() -> BTreeSet<String> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let mut found = BTreeSet::new();
    for file in sources(&root.join("app/src")) {
        let text = fs::read_to_string(&file).expect("a source");
        for path in quoted_after(&text, "path=path!(\"") {
            let path: Vec<_> = path.split('/').map(braced).collect();
            let path = path.join("/");
            found.extend([format!("GET {path}"), format!("POST {path}")]);
        }
        found.extend(quoted_after(&text, "endpoint = \"").map(|name| format!("POST /sf/{name}")));
    }
    for file in sources(&root.join("server/src")) {
        let text = fs::read_to_string(&file).expect("a source");
        for (at, _) in text.match_indices(".route(\"") {
            let rest = &text[at + ".route(\"".len()..];
            let (path, rest) = rest.split_once('"').expect("a path");
            let (handler, _) = rest.trim_start_matches([',', ' ', '\n']).split_once('(').expect("a handler");
            let method = handler.trim().to_uppercase();
            // What answers everything that is nothing.
            if method != "ANY" {
                found.insert(format!("{method} {path}"));
            }
        }
        for (at, _) in text.match_indices("#[utoipa::path(") {
            let rest = &text[at + "#[utoipa::path(".len()..];
            let method = rest.trim_start().split(',').next().expect("a method").trim().to_uppercase();
            let path = quoted_after(rest, "path = \"").next().expect("a path");
            found.insert(format!("{method} {path}"));
        }
    }
    assert!(found.len() > 40, "the sources are written in another way: {found:?}");
    found
}

fn braced(part: &str) -> String {
    part.strip_prefix(':').map_or_else(|| part.to_owned(), |name| format!("{{{name}}}"))
}

fn quoted_after<'a>(text: &'a str, before: &'a str) -> impl Iterator<Item = &'a str> {
    text.split(before).skip(1).filter_map(|rest| rest.split('"').next())
}

fn sources(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).expect("a folder").flatten() {
        let path = entry.path();
        if path.is_dir() {
            found.extend(sources(&path));
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
    found
}
