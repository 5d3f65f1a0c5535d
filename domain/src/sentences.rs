//! Joins sentences into one announcement for screen readers.

/// Closing quotation marks and brackets, which may follow a full stop.
const CLOSING: [char; 7] = ['"', '\'', '”', '’', '»', ')', ']'];
/// Marks that end a sentence.
const MARKS: [char; 5] = ['.', '!', '?', '…', ':'];

/// Joins non-empty sentences, adding a full stop to those without a final mark.
pub fn join<T: AsRef<str>>(sentences: &[T]) -> String {
    let mut text = String::new();
    for sentence in sentences.iter().map(|sentence| sentence.as_ref().trim()) {
        if sentence.is_empty() {
            continue;
        }
        if !text.is_empty() {
            text.push_str(if is_ended(&text) { " " } else { ". " });
        }
        text.push_str(sentence);
    }
    text
}

fn is_ended(text: &str) -> bool {
    text.trim_end_matches(CLOSING).ends_with(MARKS)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_sentence_ends_in_two_marks() {
        for (sentences, expected) in [
            (vec!["Saiu de uso.", "3 registros"], "Saiu de uso. 3 registros"),
            (vec!["3 registros", "Saiu de uso."], "3 registros. Saiu de uso."),
            (vec!["Pronto!", "Certo?", "Espere…", "fim."], "Pronto! Certo? Espere… fim."),
            (vec!["“Ana saiu.”", "Fim (de fato.)", "x"], "“Ana saiu.” Fim (de fato.) x"),
            (vec![" 1–10 de 20 ", "", "  "], "1–10 de 20"),
            (vec![], ""),
        ] {
            assert_eq!(join(&sentences), expected);
        }
    }
}
