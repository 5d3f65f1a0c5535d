//! What an import would make of files, without recording it: the first interactions as they would be, the
//! first rejects, and counts of all. The command line prints it, a page shows it.

use std::collections::BTreeMap;

use domain::NewInteraction;

use crate::source::{Output, Reject, Skipped, Source};

/// How many interactions are shown.
pub const MAX_SHOWN: usize = 10;
/// How many rejects are shown.
pub const MAX_REJECTS: usize = 20;

/// What was read.
#[derive(Clone, Debug, Default)]
pub struct DryRun {
    /// How many interactions there are.
    pub interactions: u64,
    /// The first of them, each with the position of its file, if it is of one.
    pub shown: Vec<(Option<usize>, NewInteraction)>,
    /// How many rejects there are.
    pub rejected: u64,
    /// The first of them.
    pub rejects: Vec<Reject>,
    /// How many of each kind were skipped on purpose.
    pub skipped: BTreeMap<Skipped, u64>,
}

impl DryRun {
    /// Takes what was made of a piece of a file.
    pub fn take(&mut self, file: Option<usize>, output: Output) {
        self.rejected += output.rejects.len() as u64;
        let room = MAX_REJECTS.saturating_sub(self.rejects.len());
        self.rejects.extend(output.rejects.into_iter().take(room));
        for (kind, count) in output.skipped {
            *self.skipped.entry(kind).or_default() += count;
        }
        self.interactions += output.interactions.len() as u64;
        let room = MAX_SHOWN.saturating_sub(self.shown.len());
        self.shown.extend(output.interactions.into_iter().take(room).map(|interaction| (file, interaction)));
    }

    /// A dry run of one file, of which perhaps only the beginning is there: then a last line without its
    /// end is passed over.
    pub fn of<S: Source>(source: &S, bytes: &[u8], is_beginning: bool) -> Self {
        let (mut state, mut output) = (S::State::default(), Output::default());
        let consumed = source.read(&mut state, bytes, &mut output);
        if !is_beginning {
            source.end_file(&mut state, &bytes[consumed..], &mut output);
            source.finish(&mut state, &mut output);
        }
        let mut found = Self::default();
        found.take(Some(0), output);
        found
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::csv_mapping::{CsvSettings, MappedCsv, Mapping};

    fn suite() -> MappedCsv {
        let mapping = r#"{"key": ["id"], "fields": {"queue": "q", "channel": {"value": "voice"},
            "direction": {"value": "inbound"}, "queued_at": "a", "ended_at": "b"}}"#;
        let mapping = Mapping::parse(mapping).expect("a mapping");
        MappedCsv::new(CsvSettings { source: "suite".to_owned(), mapping, ..CsvSettings::default() })
    }

    #[test]
    fn the_first_are_shown_and_all_are_counted() {
        let row = |row| format!("{row};Suporte;2026-06-15T09:00:00Z;2026-06-15T09:01:00Z\n;Suporte;x;y\n\n");
        let file = std::iter::once("id;q;a;b\n".to_owned()).chain((0..30).map(row)).collect::<String>();
        let found = DryRun::of(&suite(), file.as_bytes(), false);
        assert_eq!((found.interactions, found.shown.len()), (30, MAX_SHOWN));
        assert_eq!((found.rejected, found.rejects.len()), (30, MAX_REJECTS));
        assert_eq!(found.skipped, [(Skipped::BlankLine, 30)].into());
        let ids: Vec<&str> = found.shown.iter().map(|(_, shown)| shown.external_id.as_str()).collect();
        assert_eq!(ids, ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"]);
        assert_eq!(found.rejects[0].place.line, 3);
    }

    #[test]
    fn the_end_of_a_beginning_is_no_reject() {
        let file = b"id;q;a;b\n1;S;2026-06-15T09:00:00Z;2026-06-15T09:01:00Z\n2;S;2026-06-";
        let of = |is_beginning| {
            let found = DryRun::of(&suite(), file, is_beginning);
            (found.interactions, found.rejected)
        };
        assert_eq!(of(true), (1, 0));
        assert_eq!(of(false), (1, 1));
    }
}
