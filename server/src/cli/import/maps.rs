//! Maps that are arguments: names in files, and what they are called here.

use std::collections::BTreeMap;

use crate::cli::Failure;

/// A name in the files and what it is called here: `8001=Suporte`.
pub(super) fn pair(text: &str) -> Result<(String, String), String> {
    let (log, name) = text.split_once('=').unwrap_or((text, ""));
    match (log.trim(), name.trim()) {
        ("", _) | (_, "") => Err("must be two names with = between, like 8001=Suporte".to_owned()),
        (log, name) => Ok((log.to_owned(), name.to_owned())),
    }
}

/// A text that is not blank.
pub(super) fn not_blank(text: &str) -> Result<String, String> {
    match text.trim() {
        "" => Err("must not be blank".to_owned()),
        text => Ok(text.to_owned()),
    }
}

/// The map of an argument such as `--map-queue`.
///
/// # Errors
/// If it names something twice, as different things: one of them would be lost.
pub(super) fn map(argument: &str, pairs: &[(String, String)]) -> Result<BTreeMap<String, String>, Failure> {
    let mut map = BTreeMap::new();
    for (name, called) in pairs {
        if let Some(other) = map.insert(name.clone(), called.clone())
            && other != *called
        {
            return Err(Failure(format!(
                "{argument} calls {name} both {other} and {called}; say which one it is"
            )));
        }
    }
    Ok(map)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_has_one_meaning() {
        let pairs = |pairs: &[(&str, &str)]| -> Vec<(String, String)> {
            pairs.iter().map(|(a, b)| ((*a).to_owned(), (*b).to_owned())).collect()
        };
        let same = map("--map-queue", &pairs(&[("8001", "A"), ("8002", "A"), ("8001", "A")])).expect("a map");
        assert_eq!(same.len(), 2);
        let Err(Failure(said)) = map("--map-queue", &pairs(&[("8001", "A"), ("8001", "B")])) else {
            panic!("it is accepted")
        };
        assert_eq!(said, "--map-queue calls 8001 both A and B; say which one it is");
    }
}
