//! A QR code as inline SVG, for an authenticator app to scan.

use std::fmt::Write as _;

use leptos::prelude::*;
use qrcode::{Color, QrCode};

/// Width of the quiet zone in modules, required by scanners.
const QUIET_ZONE: usize = 4;

/// The side length in modules and the SVG path of the dark ones; `None` if the text is too long.
fn svg_path(text: &str) -> Option<(usize, String)> {
    let code = QrCode::new(text).ok()?;
    let width = code.width();
    let mut path = String::new();
    for (place, _) in code.to_colors().into_iter().enumerate().filter(|(_, color)| *color == Color::Dark) {
        // Writing to a String cannot fail.
        let _ = write!(path, "M{} {}h1v1h-1z", place % width + QUIET_ZONE, place / width + QUIET_ZONE);
    }
    Some((width + 2 * QUIET_ZONE, path))
}

/// The QR code of a text with an accessible name; renders nothing if the text is too long.
pub(super) fn qr_code(text: &str, label: &'static str) -> impl IntoView + use<> {
    svg_path(text).map(|(side, path)| {
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
        let (side, path) = svg_path("otpauth://totp/Protocolo:ana?secret=GEZDGNBVGY3TQOJQ").expect("a code");
        assert!(side > 2 * QUIET_ZONE + 20, "{side}");
        let far = side - QUIET_ZONE - 1;
        for (x, y) in [(QUIET_ZONE, QUIET_ZONE), (far, QUIET_ZONE), (QUIET_ZONE, far)] {
            assert!(path.contains(&format!("M{x} {y}h1")), "{x} {y}");
        }
        assert!(
            !path.contains(&format!("M{} ", QUIET_ZONE - 1)) && !path.contains(&format!("M{} ", far + 1))
        );
        assert!(svg_path(&"x".repeat(10_000)).is_none());
    }
}
