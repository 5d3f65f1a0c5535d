//! The state of the player: mirrors the audio element and controls it.

use domain::Millis;
use leptos::ev;
use leptos::html;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::HtmlElement;

/// Seconds to skip back or ahead.
pub(super) const STEP: f64 = 10.0;

/// The state shown by the player; it follows the events of the audio element.
#[derive(Clone, Copy)]
pub(super) struct Playback {
    pub(super) audio: NodeRef<html::Audio>,
    pub(super) playing: RwSignal<bool>,
    pub(super) elapsed: RwSignal<f64>,
    /// The length in seconds: as it was stored, until the audio element knows it.
    pub(super) total: RwSignal<Option<f64>>,
    pub(super) muted: RwSignal<bool>,
    pub(super) failed: RwSignal<bool>,
}

impl Playback {
    /// The state before playing, with the stored length.
    pub(super) fn new(length: Option<Millis>) -> Self {
        Self {
            audio: NodeRef::new(),
            playing: RwSignal::new(false),
            elapsed: RwSignal::new(0.0),
            total: RwSignal::new(length.map(|length| length.0 as f64 / 1000.0)),
            muted: RwSignal::new(false),
            failed: RwSignal::new(false),
        }
    }

    pub(super) fn with(self, act: impl FnOnce(&web_sys::HtmlAudioElement)) {
        if let Some(audio) = self.audio.try_get_untracked().flatten() {
            act(&audio);
        }
    }

    pub(super) fn toggle(self) {
        self.with(|audio| {
            if audio.paused() {
                // Errors are reported by the `error` event of the element.
                let _ = audio.play();
            } else {
                let _ = audio.pause();
            }
        });
    }

    pub(super) fn seek(self, to: f64) {
        self.with(|audio| {
            let end = self.total.get_untracked().unwrap_or(f64::MAX);
            audio.set_current_time(to.clamp(0.0, end));
            self.elapsed.set(audio.current_time());
        });
    }

    pub(super) fn step(self, by: f64) {
        self.seek(self.elapsed.get_untracked() + by);
    }

    pub(super) fn toggle_mute(self) {
        self.with(|audio| audio.set_muted(!audio.muted()));
    }

    pub(super) fn follow_length(self) {
        self.with(|audio| {
            let length = audio.duration();
            if length.is_finite() {
                self.total.set(Some(length));
            }
        });
    }

    /// Keyboard control: space and K play and pause, the arrows, J and L skip, unless the focused
    /// control uses these keys itself.
    pub(super) fn key(self, event: &ev::KeyboardEvent) {
        let on = event.target().and_then(|target| target.dyn_into::<HtmlElement>().ok());
        let tag = on.map(|element| element.tag_name()).unwrap_or_default();
        if matches!(tag.as_str(), "INPUT" | "SELECT") || (tag == "BUTTON" && event.key() == " ") {
            return;
        }
        match event.key().as_str() {
            " " | "k" | "K" => self.toggle(),
            "ArrowLeft" | "j" | "J" => self.step(-STEP),
            "ArrowRight" | "l" | "L" => self.step(STEP),
            _ => return,
        }
        event.prevent_default();
    }
}

/// The whole seconds of a position; as an integer, which is written by less code.
pub(super) fn whole_seconds(seconds: f64) -> u64 {
    seconds.max(0.0) as u64
}

/// Formats seconds as `mm:ss`, or `h:mm:ss` from an hour on.
pub(super) fn clock(seconds: f64) -> String {
    let whole = whole_seconds(seconds);
    let (hours, minutes, seconds) = (whole / 3600, whole / 60 % 60, whole % 60);
    if hours > 0 {
        format!("{hours}:{minutes:02}:{seconds:02}")
    } else {
        format!("{minutes:02}:{seconds:02}")
    }
}

#[cfg(test)]
mod tests {
    use super::clock;

    #[test]
    fn a_position_reads_as_minutes_and_seconds() {
        assert_eq!(clock(0.0), "00:00");
        assert_eq!(clock(71.9), "01:11");
        assert_eq!(clock(3_661.0), "1:01:01");
    }
}
