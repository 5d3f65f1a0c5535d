//! Bidirectional text: makes text written by others safe to display next to our own.
//!
//! Bidi control characters act beyond the text that contains them: U+202E reverses everything after
//! it and makes "gpj.exe" end in "exe.jpg". They are stripped before display. Right-to-left text
//! does not need them: browsers detect its direction.

/// FSI: starts an isolate whose direction is that of its first strong character.
const FIRST_STRONG_ISOLATE: char = '\u{2068}';
/// PDI: ends an isolate.
const POP_ISOLATE: char = '\u{2069}';

/// Whether a character starts or ends an embedding, an override or an isolate.
fn is_control(c: char) -> bool {
    matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// Strips bidi control characters, for text in an element of its own.
pub fn plain(text: &str) -> String {
    text.chars().filter(|c| !is_control(*c)).collect()
}

/// Isolates text within a sentence, so that neither affects the direction of the other.
pub fn isolated(text: &str) -> String {
    // Text below U+0590 is never right-to-left, and the browser's search finds it without isolates.
    if text.chars().all(|c| c < '\u{590}') {
        return text.to_owned();
    }
    let mut isolated = String::from(FIRST_STRONG_ISOLATE);
    isolated.extend(text.chars().filter(|c| !is_control(*c)));
    isolated.push(POP_ISOLATE);
    isolated
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_turns_text_round_is_left_out() {
        assert_eq!(plain("fatura\u{202e}fdp.exe"), "faturafdp.exe");
        for control in
            ['\u{202a}', '\u{202b}', '\u{202c}', '\u{202d}', '\u{2066}', '\u{2067}', '\u{2068}', '\u{2069}']
        {
            assert_eq!(plain(&format!("a{control}b")), "ab");
        }
        // Marks, joiners and letters of any language stay.
        let text = "مرحبا\u{200f}! שלום\u{200e} 👩\u{200d}💻 João";
        assert_eq!(plain(text), text);
    }

    #[test]
    fn a_part_of_a_sentence_cannot_leave_its_place() {
        assert_eq!(isolated("João #12"), "João #12");
        assert_eq!(isolated("مرحبا"), "\u{2068}مرحبا\u{2069}");
        assert_eq!(isolated("a\u{2069}\u{202e}b"), "\u{2068}ab\u{2069}");
    }
}
