//! Measures the transfer size of a first visit.

use std::collections::BTreeSet;

use anyhow::{Result, ensure};

use crate::client::{Browser, fetch};
use crate::report::{Check, Measurement};

/// The budget of a first visit in bytes.
const MAX_BYTES: f64 = 350_000.0;

/// Measures the page and every file it references.
///
/// # Errors
/// Returns an error if one of them is missing.
pub async fn measure(browser: &Browser, path: &str) -> Result<Measurement> {
    let client = browser.connection()?;
    let page = fetch(&client, &browser.at(path)).await?.len();
    let files = files(&browser.text(path).await?);
    for kind in [".css", ".js", ".wasm", ".svg"] {
        ensure!(files.iter().any(|file| file.ends_with(kind)), "{path} names no {kind}");
    }
    let (mut total, mut parts) = (page, vec![format!("page {}", kilobytes(page))]);
    for file in &files {
        let bytes = fetch(&client, &browser.at(file)).await?.len();
        let kind = file.rsplit('.').next().unwrap_or_default();
        parts.push(format!("{kind} {}", kilobytes(bytes)));
        total += bytes;
    }
    Ok(Measurement {
        bytes: Some(total as u64),
        checks: vec![Check::at_most("bytes", total as f64 / 1000.0, MAX_BYTES / 1000.0, " kB")],
        ..Measurement::named(format!("first visit in kB: {}", parts.join(", ")))
    })
}

fn kilobytes(bytes: usize) -> String {
    format!("{:.1}", bytes as f64 / 1000.0)
}

/// The files of the site that a document references, without duplicates.
fn files(document: &str) -> BTreeSet<String> {
    let known = [".css", ".js", ".wasm", ".svg", ".woff2", ".png"];
    document
        .split(['"', '\''])
        .filter_map(|quoted| quoted.split(['#', '?']).next())
        .filter(|file| file.starts_with('/') && known.iter().any(|end| file.ends_with(end)))
        .map(str::to_owned)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::files;

    #[test]
    fn a_document_names_its_files() {
        let document = r#"<link href="/pkg/a.1.css"><link href="/favicon.svg"><use href="/icons.svg#more">
            <script>import('/pkg/a.2.js')</script><link href="/pkg/a.3.wasm"><a href="/history?x=/b.js">/history</a>"#;
        let expected = ["/favicon.svg", "/icons.svg", "/pkg/a.1.css", "/pkg/a.2.js", "/pkg/a.3.wasm"];
        assert_eq!(files(document).into_iter().collect::<Vec<_>>(), expected);
    }
}
