//! Every Rust file of the workspace must be part of a Cargo target: the tests of an unreferenced
//! file would silently not run.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// The root files of all Cargo targets, and the package folders.
fn targets() -> (Vec<PathBuf>, Vec<PathBuf>) {
    let cargo = Command::new(env!("CARGO"))
        .args(["metadata", "--no-deps", "--offline", "--format-version", "1"])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .expect("cargo");
    let metadata: serde_json::Value = serde_json::from_slice(&cargo.stdout).expect("JSON");
    let path = |value: &serde_json::Value| PathBuf::from(value.as_str().expect("a path"));
    let packages = metadata["packages"].as_array().expect("packages");
    let roots = packages.iter().flat_map(|package| package["targets"].as_array().expect("targets"));
    let roots = roots.map(|target| path(&target["src_path"])).collect();
    let folders = packages.iter().map(|package| path(&package["manifest_path"]));
    (roots, folders.filter_map(|manifest| manifest.parent().map(Path::to_owned)).collect())
}

/// The files that are reachable from `roots` through `mod name;`.
fn reached(roots: Vec<PathBuf>) -> BTreeSet<PathBuf> {
    let mut found = BTreeSet::new();
    let mut next: Vec<(PathBuf, bool)> = roots.into_iter().map(|root| (root, true)).collect();
    while let Some((file, is_root)) = next.pop() {
        let Ok(text) = fs::read_to_string(&file) else { continue };
        next.extend(named_in(&file, is_root, &text).into_iter().map(|named| (named, false)));
        found.insert(file);
    }
    found
}

/// The files that a file may refer to, whether they exist or not.
fn named_in(file: &Path, is_root: bool, text: &str) -> Vec<PathBuf> {
    let beside = file.parent().expect("a folder");
    let is_folder = is_root || file.file_name().is_some_and(|name| name == "mod.rs");
    let below = if is_folder { beside.to_owned() } else { file.with_extension("") };
    let mut named = Vec::new();
    let mut path = None;
    for line in text.lines().map(str::trim) {
        if let Some(said) = line.strip_prefix("#[path = \"").and_then(|rest| rest.strip_suffix("\"]")) {
            path = Some(said);
        }
        let Some(name) = module(line) else { continue };
        match path.take() {
            Some(path) => named.push(beside.join(path)),
            None => named.extend([below.join(format!("{name}.rs")), below.join(name).join("mod.rs")]),
        }
    }
    named
}

/// The name of the file module that a line declares.
fn module(line: &str) -> Option<&str> {
    let (before, rest) = line.split_once("mod ")?;
    let is_visibility = before.is_empty() || (before.starts_with("pub") && before.ends_with(' '));
    rest.strip_suffix(';').filter(|_| is_visibility)
}

/// Every Rust file below a folder.
fn files_below(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).expect("a folder").flatten() {
        let path = entry.path();
        if path.is_dir() {
            found.extend(files_below(&path));
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
    found
}

#[test]
fn every_source_file_is_compiled() {
    let (roots, folders) = targets();
    let reached = reached(roots);
    let files = folders.iter().flat_map(|folder| files_below(folder));
    let left: Vec<PathBuf> = files.filter(|file| !reached.contains(file)).collect();
    assert!(left.is_empty(), "no `mod` names these files, so they are never compiled: {left:#?}");
}

#[test]
fn a_file_that_nobody_names_is_found() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let write = |name: &str, text: &str| {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        fs::write(&path, text).expect("a file");
        path
    };
    let main =
        write("main.rs", "#[macro_use]\nmod one;\npub(crate) mod two;\n// mod left;\nmod inline { }\n");
    let expected = [
        main.clone(),
        write("one.rs", "mod deep;\n#[cfg(test)]\n#[path = \"one_tests.rs\"]\nmod tests;\n"),
        write("one/deep.rs", ""),
        write("one_tests.rs", ""),
        write("two/mod.rs", "    mod deep;\n"),
        write("two/deep.rs", ""),
    ];
    let left = [write("left.rs", ""), write("one/tests.rs", ""), write("two/left.rs", "mod deep;")];
    let reached = reached(vec![main]);
    assert_eq!(reached, BTreeSet::from(expected));
    let unnamed = files_below(folder.path()).into_iter().filter(|file| !reached.contains(file));
    assert_eq!(unnamed.collect::<BTreeSet<_>>(), BTreeSet::from(left));
}
