//! Text as HTML.

/// Text that can be mistaken for no markup.
pub(super) fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            _ => out.push(c),
        }
    }
    out
}

/// A description on one line, with `code` in backquotes.
pub(super) fn inline(text: &str) -> String {
    let words = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let parts = words.split('`').enumerate().map(|(index, part)| {
        let part = escape(part);
        if index % 2 == 0 { part } else { format!("<code>{part}</code>") }
    });
    parts.collect()
}

/// A description of several paragraphs.
pub(super) fn paragraphs(text: &str) -> String {
    let wrapped = text.split("\n\n").map(|paragraph| ["<p>", &inline(paragraph), "</p>\n"].concat());
    wrapped.collect::<Vec<_>>().concat()
}

/// A text as an anchor: lower case, everything but letters and digits a hyphen.
pub(super) fn anchor(text: &str) -> String {
    text.chars().map(|c| if c.is_ascii_alphanumeric() { c.to_ascii_lowercase() } else { '-' }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markup_is_shown_and_never_obeyed() {
        assert_eq!(escape("<a href='x'>\"&\""), "&lt;a href=&#39;x&#39;&gt;&quot;&amp;&quot;");
        assert_eq!(inline("of `Vec<u8>`\nor <b>"), "of <code>Vec&lt;u8&gt;</code> or &lt;b&gt;");
        assert_eq!(paragraphs("one\ntwo\n\nthree"), "<p>one two</p>\n<p>three</p>\n");
        assert_eq!(anchor("NewInteraction/x"), "newinteraction-x");
    }
}
