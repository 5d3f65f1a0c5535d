//! Gives the code a number of its version: the browser's half and the server exchange values in an
//! encoding that does not describe itself, so both must be built from the same sources.

use std::collections::hash_map::DefaultHasher;
use std::fs;
use std::hash::{Hash, Hasher};
use std::io;
use std::path::{Path, PathBuf};

fn main() -> io::Result<()> {
    let mut hash = DefaultHasher::new();
    for folder in ["src", "../domain/src"] {
        println!("cargo::rerun-if-changed={folder}");
        for file in files(Path::new(folder))? {
            file.hash(&mut hash);
            fs::read(&file)?.hash(&mut hash);
        }
    }
    println!("cargo::rustc-env=PROTOCOLO_WIRE_VERSION={:016x}", hash.finish());
    Ok(())
}

/// All files in a folder, in the same order everywhere.
fn files(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            found.extend(files(&path)?);
        } else {
            found.push(path);
        }
    }
    found.sort();
    Ok(found)
}
