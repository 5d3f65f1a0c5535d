//! The multi-line text field: the only place that renders a `<textarea>`. Leptos does not escape
//! its content, so a text could close the element and inject markup (XSS).

use leptos::prelude::*;

/// A `<textarea>` with escaped content. Its other attributes follow `{..}`.
#[component]
pub(crate) fn TextArea(#[prop(optional)] text: String) -> impl IntoView {
    view! { <textarea dir="auto" inner_html=content(&text)/> }
}

/// Escapes a text as the content of a `<textarea>`.
fn content(text: &str) -> String {
    // HTML parsers drop the first line break.
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
