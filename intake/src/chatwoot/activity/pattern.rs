//! A sentence in which names and numbers vary, and how it is recognised.

use domain::text::fold;

/// A sentence with `%` for each `%{…}`.
pub(super) fn without_names(text: &str) -> String {
    let mut parts = text.split("%{");
    let mut sentence = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        sentence.push('%');
        sentence.push_str(part.split_once('}').map_or(part, |(_, after)| after));
    }
    sentence
}

/// Folded, without an article at the beginning and without blanks around.
pub(super) fn folded(text: &str) -> String {
    let folded = fold(text.trim());
    let without = ["a ", "la "].into_iter().find_map(|article| folded.strip_prefix(article));
    without.unwrap_or(&folded).trim().to_owned()
}

/// A sentence, cut where something varies.
#[derive(Debug)]
pub(super) struct Pattern {
    parts: Vec<String>,
    /// How much of it does not vary.
    pub length: usize,
}

impl Pattern {
    /// A sentence with `%` for what varies.
    pub(super) fn new(sentence: &str) -> Self {
        let folded = folded(sentence);
        let parts: Vec<String> = folded.split('%').map(str::to_owned).collect();
        let length = parts.iter().map(|part| part.trim().len()).sum();
        Self { parts, length }
    }

    /// Whether a folded text is the sentence.
    pub(super) fn matches(&self, text: &str) -> bool {
        let Some((first, others)) = self.parts.split_first() else { return false };
        let Some(mut rest) = text.strip_prefix(first.as_str()) else { return false };
        let Some((last, between)) = others.split_last() else { return rest.is_empty() };
        for part in between {
            match rest.split_once(part.as_str()) {
                Some((_, after)) => rest = after,
                None => return false,
            }
        }
        rest.ends_with(last.as_str())
    }

    /// What may stand for the first `%` in a text that matches: it ends where the next part stands, and
    /// that may be said in it too. Languages name a team after the agent, as in "Assigned to Ana via
    /// support by Rui", with one word that all translations keep.
    pub(super) fn names(&self, text: &str) -> Vec<String> {
        let (Some(first), Some(next)) = (self.parts.first(), self.parts.get(1)) else { return Vec::new() };
        let Some(rest) = text.strip_prefix(first.as_str()) else { return Vec::new() };
        if next.is_empty() || self.parts.len() == 2 {
            let name = rest.strip_suffix(next.as_str()).unwrap_or(rest);
            return vec![name.trim().to_owned()];
        }
        let before = |text: &str, end: &str| -> Vec<String> {
            text.match_indices(end).take(MAX_ENDS).map(|(at, _)| text[..at].trim().to_owned()).collect()
        };
        let mut names = [before(rest, next), before(rest, VIA)].concat();
        names.sort_by_key(String::len);
        for (via, _) in rest.match_indices(VIA).take(MAX_ENDS) {
            names.extend(before(&rest[via + VIA.len()..], next));
        }
        names
    }
}

/// In how many places a name may end.
const MAX_ENDS: usize = 5;
/// What stands between agent and team.
const VIA: &str = " via ";
