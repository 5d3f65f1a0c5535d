//! A QR code as a drawing, for an authenticator app to read from the page.

use std::fmt::Write as _;

use leptos::prelude::*;
use qrcode::{Color, QrCode};

/// The blank modules around a code, without which readers miss it.
const QUIET: usize = 4;

/// The modules of a side and the dark ones as a path; `None` where the text is too long for a code.
fn drawn(text: &str) -> Option<(usize, String)> {
    let code = QrCode::new(text).ok()?;
    let width = code.width();
    let mut path = String::new();
    for (place, _) in code.to_colors().into_iter().enumerate().filter(|(_, color)| *color == Color::Dark) {
        // Writing to a String cannot fail.
        let _ = write!(path, "M{} {}h1v1h-1z", place % width + QUIET, place / width + QUIET);
    }
    Some((width + 2 * QUIET, path))
}

/// The code of a text, called `label`; nothing where the text is too long.
pub(super) fn qr_code(text: &str, label: &'static str) -> impl IntoView + use<> {
    drawn(text).map(|(side, path)| {
        view! {
            <svg class="qr-code" viewBox=format!("0 0 {side} {side}") role="img" aria-label=label
                shape-rendering="crispEdges">
                <rect width="100%" height="100%" fill="#fff"></rect>
                <path d=path fill="#000"></path>
            </svg>
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_has_its_three_finders_and_a_quiet_margin() {
        let (side, path) = drawn("otpauth://totp/Protocolo:ana?secret=GEZDGNBVGY3TQOJQ").expect("a code");
        assert!(side > 2 * QUIET + 20, "{side}");
        let far = side - QUIET - 1;
        for (x, y) in [(QUIET, QUIET), (far, QUIET), (QUIET, far)] {
            assert!(path.contains(&format!("M{x} {y}h1")), "{x} {y}");
        }
        assert!(!path.contains(&format!("M{} ", QUIET - 1)) && !path.contains(&format!("M{} ", far + 1)));
        assert!(drawn(&"x".repeat(10_000)).is_none());
    }
}
