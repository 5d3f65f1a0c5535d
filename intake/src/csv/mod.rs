//! CSV: a record cut into its fields, and a file into its [`records`].

mod records;

pub(crate) use records::{Format, Records, Shape};

/// Cuts a record at `delimiter`. A field may be quoted, with quotes inside doubled; a quote inside that
/// is not doubled, which some exports write, is a quote too.
pub(crate) fn fields(line: &str, delimiter: char) -> Vec<String> {
    cut(line, delimiter).0
}

/// Whether the last line of a file that does not end with a line end is a whole row: it has as many fields
/// as the rows of the file, and its quotes are closed. A last field that is empty may have been cut off.
pub(crate) fn is_whole(line: &str, delimiter: char, width: usize) -> bool {
    let (fields, is_closed) = cut(line, delimiter);
    is_closed && fields.len() >= width
}

/// The fields of a line, and whether the last one is closed, if it is quoted.
fn cut(line: &str, delimiter: char) -> (Vec<String>, bool) {
    let mut fields = Vec::new();
    let mut rest = line;
    loop {
        let (field, after) = match rest.strip_prefix('"') {
            Some(quoted) => quoted_field(quoted, delimiter),
            None => match rest.split_once(delimiter) {
                Some((field, after)) => (field.to_owned(), After::Field(after)),
                None => (rest.to_owned(), After::End { is_closed: true }),
            },
        };
        fields.push(field);
        match after {
            After::Field(after) => rest = after,
            After::End { is_closed } => return (fields, is_closed),
        }
    }
}

/// What follows a field.
enum After<'a> {
    /// The next field, after the delimiter.
    Field(&'a str),
    /// The end of the line; a quoted field may lack its closing quote.
    End { is_closed: bool },
}

/// A field whose opening quote was read, and what follows it.
fn quoted_field(quoted: &str, delimiter: char) -> (String, After<'_>) {
    let mut field = String::new();
    let mut rest = quoted;
    while let Some((text, after)) = rest.split_once('"') {
        field.push_str(text);
        if let Some(after) = after.strip_prefix('"') {
            field.push('"');
            rest = after;
        } else if after.is_empty() {
            return (field, After::End { is_closed: true });
        } else if let Some(after) = after.strip_prefix(delimiter) {
            return (field, After::Field(after));
        } else {
            field.push('"');
            rest = after;
        }
    }
    field.push_str(rest);
    (field, After::End { is_closed: false })
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
    fn a_row_that_was_cut_is_not_whole() {
        let row = r#""a","b ""c""","17724""#;
        for whole in [row, r#"a,"",b"#, r#"a,b,"""#, r#""a","b","c "d" e""#] {
            assert!(is_whole(whole, ',', 3), "{whole}");
        }
        let before_last = row.rfind(',').expect("a delimiter") + 1;
        for end in (1..row.len()).filter(|end| *end != before_last) {
            assert!(!is_whole(&row[..end], ',', 3), "{}", &row[..end]);
        }
    }

    #[test]
    fn the_first_line_shows_the_delimiter() {
        assert_eq!(
            [delimiter("a,b"), delimiter("a;b"), delimiter("a\tb"), delimiter("a")],
            [',', ';', '\t', ',']
        );
    }
}
