//! Several sentences in one text, as a screen reader is to say them.

/// What may stand behind the mark at the end of a sentence.
const CLOSING: [char; 7] = ['"', '\'', '”', '’', '»', ')', ']'];
/// What ends a sentence.
const MARKS: [char; 5] = ['.', '!', '?', '…', ':'];

/// Sentences one after the other, each with one mark between it and the next.
pub fn joined<T: AsRef<str>>(sentences: &[T]) -> String {
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
            assert_eq!(joined(&sentences), expected);
        }
    }
}
