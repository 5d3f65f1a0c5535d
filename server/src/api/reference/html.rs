//! HTML rendering of descriptions.

/// Escapes text for HTML.
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

/// Renders a description on one line: `code` in backquotes, *emphasis* and **strong** in asterisks.
pub(super) fn inline(text: &str) -> String {
    let words = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let parts = words.split('`').enumerate().map(|(index, part)| {
        if index % 2 == 0 { emphasised(&escape(part)) } else { format!("<code>{}</code>", escape(part)) }
    });
    parts.collect()
}

/// Renders pairs of asterisks as markup. A single one, or a pair with blanks at its inner edges, is
/// literal.
fn emphasised(text: &str) -> String {
    let marked = wrapped(text, "**", "strong");
    wrapped(&marked, "*", "em")
}

fn wrapped(text: &str, mark: &str, element: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once(mark) {
        let inside =
            after.split_once(mark).filter(|(inside, _)| !inside.is_empty() && inside.trim() == *inside);
        out.push_str(before);
        rest = if let Some((inside, behind)) = inside {
            out.extend(["<", element, ">", inside, "</", element, ">"]);
            behind
        } else {
            out.push_str(mark);
            after
        };
    }
    out + rest
}

/// Renders a description of several paragraphs.
pub(super) fn paragraphs(text: &str) -> String {
    let wrapped = text.split("\n\n").map(|paragraph| ["<p>", &inline(paragraph), "</p>\n"].concat());
    wrapped.collect::<Vec<_>>().concat()
}

/// The anchor for a text: lower case, with hyphens for everything but ASCII letters and digits.
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
        assert_eq!(
            inline("made in *Configurações*, **once**"),
            "made in <em>Configurações</em>, <strong>once</strong>"
        );
        assert_eq!(inline("2 * 3 * 4, `a*b*c`, a*"), "2 * 3 * 4, <code>a*b*c</code>, a*");
        assert_eq!(paragraphs("one\ntwo\n\nthree"), "<p>one two</p>\n<p>three</p>\n");
        assert_eq!(anchor("NewInteraction/x"), "newinteraction-x");
    }
}
