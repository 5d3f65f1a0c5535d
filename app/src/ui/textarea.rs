//! The multi-line text field: the only place that writes a `<textarea>`, because Leptos writes the
//! content of one as it is, so that a text could end the field and go on as markup of the page.

use leptos::prelude::*;

/// A multi-line text field with a text in it, which is escaped. Its other attributes follow `{..}`.
#[component]
pub(crate) fn TextArea(
    /// What is filled in.
    #[prop(optional)]
    text: String,
) -> impl IntoView {
    view! { <textarea dir="auto" inner_html=content(&text)/> }
}

/// A text as the content of a `<textarea>`.
fn content(text: &str) -> String {
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
