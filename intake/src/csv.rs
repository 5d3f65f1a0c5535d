//! One line of a CSV file, cut into its fields.
//!
//! A field never spans lines here: no field of the tables that are read holds a line end, and a quote
//! that is never closed must not swallow the lines after it.

/// Cuts a line at `delimiter`. A field may be quoted, with quotes inside doubled; a quote inside that
/// is not doubled, which some exports write, is a quote too.
pub(crate) fn fields(line: &str, delimiter: char) -> Vec<String> {
    let mut fields = Vec::new();
    let mut rest = line;
    loop {
        let (field, after) = match rest.strip_prefix('"') {
            Some(quoted) => quoted_field(quoted, delimiter),
            None => match rest.split_once(delimiter) {
                Some((field, after)) => (field.to_owned(), Some(after)),
                None => (rest.to_owned(), None),
            },
        };
        fields.push(field);
        match after {
            Some(after) => rest = after,
            None => return fields,
        }
    }
}

/// A field whose opening quote was read: its text, and what follows its delimiter.
fn quoted_field(quoted: &str, delimiter: char) -> (String, Option<&str>) {
    let mut field = String::new();
    let mut rest = quoted;
    while let Some((text, after)) = rest.split_once('"') {
        field.push_str(text);
        if let Some(after) = after.strip_prefix('"') {
            field.push('"');
            rest = after;
        } else if after.is_empty() {
            return (field, None);
        } else if let Some(after) = after.strip_prefix(delimiter) {
            return (field, Some(after));
        } else {
            field.push('"');
            rest = after;
        }
    }
    field.push_str(rest);
    (field, None)
}

/// The delimiter of a file: the one of which its first line has most.
pub(crate) fn delimiter(header: &str) -> char {
    let count = |delimiter: char| header.matches(delimiter).count();
    [',', ';', '\t'].into_iter().rev().max_by_key(|delimiter| count(*delimiter)).unwrap_or(',')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_are_quoted_or_not() {
        assert_eq!(fields(r#"a,"b, c","d ""e""",,"","#, ','), ["a", "b, c", "d \"e\"", "", "", ""]);
        assert_eq!(fields("", ','), [""]);
        assert_eq!(fields("\"\"\"Ana\"\" <1001>\";x", ';'), ["\"Ana\" <1001>", "x"]);
    }

    #[test]
    fn quotes_that_were_not_doubled_are_kept() {
        assert_eq!(fields(r#""a","" <client1>","b""#, ','), ["a", "\" <client1>", "b"]);
        assert_eq!(fields(r#""Ana "Bia" Souza",x"#, ','), ["Ana \"Bia\" Souza", "x"]);
        assert_eq!(fields(r#""never closed,x"#, ','), ["never closed,x"]);
    }

    #[test]
    fn the_first_line_shows_the_delimiter() {
        assert_eq!(
            [delimiter("a,b"), delimiter("a;b"), delimiter("a\tb"), delimiter("a")],
            [',', ';', '\t', ',']
        );
    }
}
