//! Rules that apply to all source files.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use regex::Regex;

/// The files below a folder of the project whose names end with `ending`, and their text.
pub(crate) fn sources(folder: &str, ending: &str) -> Vec<(PathBuf, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(folder);
    let (mut found, mut folders) = (Vec::new(), vec![root]);
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                folders.push(path);
            } else if path.to_string_lossy().ends_with(ending) {
                let text = fs::read_to_string(&path).expect("a source");
                found.push((path, text));
            }
        }
    }
    found
}

fn pattern(text: &str) -> Regex {
    Regex::new(text).expect("a pattern")
}

/// The files of `app` whose text matches a pattern.
fn files_with(text: &str) -> Vec<PathBuf> {
    let pattern = pattern(text);
    let files = sources("app/src", ".rs").into_iter().filter(|(_, text)| pattern.is_match(text));
    files.map(|(path, _)| path).collect()
}

#[test]
fn only_its_component_writes_a_text_area() {
    let files = files_with("<textarea[ />\n]");
    assert!(matches!(&files[..], [only] if only.ends_with("ui/textarea.rs")), "{files:?}");
}

#[test]
fn the_roles_of_tables_and_tabs_are_written_in_the_kit() {
    for (roles, kit) in [
        ("role=\"(table|rowgroup|row|columnheader|rowheader|cell)\"", "ui/table.rs"),
        ("role=\"(tablist|tab)\"", "ui/tabs.rs"),
    ] {
        let files = files_with(roles);
        assert!(matches!(&files[..], [only] if only.ends_with(kit)), "{roles}: {files:?}");
    }
}

#[test]
fn only_the_document_is_erased_by_leptos_means() {
    let files = files_with(r"\.into_any\(\)");
    assert!(matches!(&files[..], [only] if only.ends_with("document.rs")), "{files:?}");
}

#[test]
fn every_class_of_the_style_sheet_is_used() {
    let (comment, selector) = (pattern(r"(?s)/\*.*?\*/"), pattern(r"([^{};]*)\{"));
    let class = pattern(r"\.([A-Za-z_][\w-]*)");
    let mut styled = BTreeSet::new();
    for (_, text) in sources("style", ".css") {
        let text = comment.replace_all(&text, "");
        for found in selector.captures_iter(&text) {
            styled.extend(class.captures_iter(&found[1]).map(|class| class[1].to_owned()));
        }
    }
    let (literal, switch) = (pattern(r#""((?:[^"\\]|\\.)*)""#), pattern(r"class:([\w-]+)"));
    let (mut written, mut beginnings) = (BTreeSet::new(), BTreeSet::new());
    for (_, text) in sources("app/src", ".rs") {
        // A quotation mark as a character literal starts no string.
        let text = text.replace("'\"'", "");
        for word in literal
            .captures_iter(&text)
            .flat_map(|found| found[1].split_whitespace().map(str::to_owned).collect::<Vec<_>>())
        {
            // A class like `sla-{}` stands for several.
            match word.split_once('{') {
                Some((beginning, _)) if beginning.ends_with('-') => beginnings.insert(beginning.to_owned()),
                _ => written.insert(word),
            };
        }
        written.extend(switch.captures_iter(&text).map(|found| found[1].to_owned()));
    }
    let is_used = |class: &String| {
        written.contains(class) || beginnings.iter().any(|beginning| class.starts_with(beginning.as_str()))
    };
    let dead: Vec<&String> = styled.iter().filter(|class| !is_used(class)).collect();
    assert!(styled.len() > 300, "the style sheet is written in another way: {}", styled.len());
    assert!(dead.is_empty(), "{dead:?}");
}
