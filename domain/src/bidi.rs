//! Text that other people wrote, as it is safe to show beside ours.
//!
//! Characters that control the direction of writing reach beyond the text they are in: U+202E turns
//! everything behind it round, and lets "gpj.exe" end in "exe.jpg". What is shown goes without them. Text
//! that is written from right to left needs none: browsers find its direction themselves.

/// Begins a stretch whose direction is found from its own letters.
const FIRST_STRONG_ISOLATE: char = '\u{2068}';
/// Ends it.
const POP_ISOLATE: char = '\u{2069}';

/// Whether a character embeds, overrides or isolates what follows it, or ends that.
fn is_control(c: char) -> bool {
    matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// The text without the characters that control directions, for an element of its own.
pub fn plain(text: &str) -> String {
    text.chars().filter(|c| !is_control(*c)).collect()
}

/// The text as a part of a sentence that it cannot disturb, and the other way round.
pub fn isolated(text: &str) -> String {
    // Letters of Latin alone need no help, and what has no help is found by searches of the page.
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
