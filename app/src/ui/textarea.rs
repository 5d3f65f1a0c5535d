//! What stands in a `<textarea>`. Leptos writes it into the markup as it is, so that a text could
//! end the field and go on as markup of the page: it has to be escaped by hand.

/// A text as the content of a `<textarea>`.
pub(crate) fn content(text: &str) -> String {
    // A parser of HTML drops the first line break.
    let first = if text.starts_with(['\n', '\r']) { "\n" } else { "" };
    format!("{first}{}", text.replace('&', "&amp;").replace('<', "&lt;"))
}

#[cfg(test)]
mod tests {
    use super::content;

    #[test]
    fn a_text_cannot_end_its_field() {
        assert_eq!(content("</textarea><script>"), "&lt;/textarea>&lt;script>");
        assert_eq!(content("&lt; a > b"), "&amp;lt; a > b");
        assert_eq!(content("\nfim"), "\n\nfim");
    }
}
