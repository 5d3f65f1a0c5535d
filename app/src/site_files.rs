//! The files of the built site that a page loads: the style sheet, and the browser's half.
//!
//! Leptos' own components read the file with their names again for every page, and preload the WASM, which
//! then competes with the style sheet for the network before anything is painted.

use std::fs;
use std::sync::Arc;

use leptos::nonce::use_nonce;
use leptos::prelude::*;

/// The URLs of the files.
#[derive(Clone, Debug)]
pub struct SiteFiles(Arc<Urls>);

#[derive(Debug)]
struct Urls {
    style: String,
    script: String,
    wasm: String,
}

impl SiteFiles {
    /// The files of the site that these options name; their names have hashes if there is a file of them.
    pub fn read(options: &LeptosOptions) -> Self {
        let hashes = options.hash_files.then(|| fs::read_to_string(&*options.hash_file)).transpose();
        let hashes = hashes.unwrap_or_else(|error| {
            let file = &options.hash_file;
            tracing::error!(%error, %file, "the names of the site's files cannot be read: pages come without styles and WASM");
            None
        });
        Self::named(options, &hashes.unwrap_or_default())
    }

    /// `hashes` has a line `kind: hash` for each file.
    fn named(options: &LeptosOptions, hashes: &str) -> Self {
        let url = |kind: &str| {
            let hash =
                hashes.lines().filter_map(|line| line.split_once(':')).find(|(one, _)| one.trim() == kind);
            let hash = hash.map(|(_, hash)| format!(".{}", hash.trim())).unwrap_or_default();
            format!("/{}/{}{hash}.{kind}", options.site_pkg_dir, options.output_name)
        };
        Self(Arc::new(Urls { style: url("css"), script: url("js"), wasm: url("wasm") }))
    }
}

/// The style sheet.
#[component]
pub(crate) fn StyleSheet(files: SiteFiles) -> impl IntoView {
    view! { <link rel="stylesheet" id="style" href=files.0.style.clone()/> }
}

/// The script that loads the browser's half after the first paint, and hydrates the islands.
#[component]
pub(crate) fn HydrationScript(files: SiteFiles) -> impl IntoView {
    // Only what is in islands is hydrated.
    if let Some(shared) = Owner::current_shared_context() {
        shared.set_is_hydrating(false);
    }
    let script = include_str!("hydration.js").trim_end();
    let Urls { script: module, wasm, .. } = &*files.0;
    view! { <script type="module" nonce=use_nonce()>{format!("{script}({module:?}, {wasm:?});")}</script> }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn urls(hashes: &str) -> [String; 3] {
        let options = LeptosOptions::builder().output_name("protocolo").site_pkg_dir("pkg").build();
        let files = SiteFiles::named(&options, hashes);
        let Urls { style, script, wasm } = &*files.0;
        [style.clone(), script.clone(), wasm.clone()]
    }

    #[test]
    fn names_have_the_hashes_of_the_build() {
        let hashed = ["/pkg/protocolo.c0.css", "/pkg/protocolo.a1.js", "/pkg/protocolo.b2.wasm"];
        assert_eq!(urls("js: a1\nwasm: b2\ncss: c0\n"), hashed);
        assert_eq!(urls(""), ["/pkg/protocolo.css", "/pkg/protocolo.js", "/pkg/protocolo.wasm"]);
    }
}
