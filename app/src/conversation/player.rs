//! The player of a call's recording.
//!
//! Nothing is loaded before *Ouvir*, because loading is a play in the audit trail; the length shown
//! until then comes with the page. Without WASM, the native controls are shown; hydration
//! replaces them with controls for ten-second skips and the playback speed.

use domain::{Millis, Protocol};
use leptos::either::Either;
use leptos::prelude::*;

use super::listening;
use super::playback::{Playback, STEP, clock, whole_seconds};
use crate::locales::{Locale, use_texts};
use crate::ui::icon::icon;
use crate::ui::state::EmptyState;

/// The playback speeds.
const SPEEDS: [&str; 6] = ["0.5", "0.75", "1", "1.25", "1.5", "2"];

/// The player with a download link, or a message that there is no recording.
#[component]
pub(crate) fn Recording(protocol: Protocol, exists: bool, length: Option<Millis>) -> impl IntoView {
    if exists {
        let source = source(&protocol);
        Either::Left(view! {
            <div class="unboxed">
                <Player protocol source=source.clone() length/>
                <Download source/>
            </div>
        })
    } else {
        Either::Right(view! { <NoRecording/> })
    }
}

fn source(protocol: &Protocol) -> String {
    format!("/recordings/{protocol}")
}

#[component]
fn Download(source: String) -> impl IntoView {
    view! {
        <a
            class="button button-quiet button-small player-download"
            href=format!("{source}?download")
            download=""
            rel="external"
        >
            {icon("download", "icon")} {use_texts().conversation().download_recording}
        </a>
    }
}

#[component]
fn NoRecording() -> impl IntoView {
    view! { <EmptyState glyph="muted" small=true text=use_texts().conversation().no_recording/> }
}

#[component]
fn Player(protocol: Protocol, source: String, length: Option<Millis>) -> impl IntoView {
    let t = use_texts();
    let playback = Playback::new(length);
    Effect::new(move |_| {
        if playback.audio.get().is_some() && listening::take(&protocol) {
            playback.toggle();
        }
    });
    view! {
        <div
            class="player"
            role="group"
            aria-label=t.conversation().player
            data-playing=move || playback.playing.get().then_some("")
            on:keydown=move |event| playback.key(&event)
        >
            <audio
                class="player-native"
                node_ref=playback.audio
                src=source
                preload="none"
                controls
                on:play=move |_| playback.playing.set(true)
                on:pause=move |_| playback.playing.set(false)
                on:ended=move |_| playback.playing.set(false)
                on:timeupdate=move |_| playback.with(|audio| playback.elapsed.set(audio.current_time()))
                on:loadedmetadata=move |_| playback.follow_length()
                on:durationchange=move |_| playback.follow_length()
                on:volumechange=move |_| playback.with(|audio| playback.muted.set(audio.muted()))
                on:error=move |_| playback.failed.set(true)
            ></audio>
            <div class="player-controls">
                <SeekBar playback/>
                <div class="player-buttons">
                    <Speed playback/>
                    <PlayButtons playback/>
                    <VolumeControl playback/>
                </div>
            </div>
            {move || {
                playback
                    .failed
                    .get()
                    .then(|| {
                        view! {
                            <p class="notice notice-error" role="alert">
                                {icon("alert", "icon")} {t.conversation().damaged_recording}
                            </p>
                        }
                    })
            }}
        </div>
    }
}

#[component]
fn SeekBar(playback: Playback) -> impl IntoView {
    let t = use_texts();
    let total = move || playback.total.get().map_or_else(|| "--:--".to_owned(), clock);
    view! {
        <div class="player-seek">
            <span class="player-time">{move || clock(playback.elapsed.get())}</span>
            <input
                class="range"
                type="range"
                min="0"
                step="1"
                max=move || whole_seconds(playback.total.get().unwrap_or(0.0)).to_string()
                prop:value=move || whole_seconds(playback.elapsed.get()).to_string()
                disabled=move || playback.total.get().is_none()
                aria-label=t.conversation().seek
                aria-valuetext=move || format!("{} / {}", clock(playback.elapsed.get()), total())
                on:input=move |event| playback.seek(event_target_value(&event).parse().unwrap_or(0.0))
            />
            <span class="player-time">{total}</span>
        </div>
    }
}

#[component]
fn Speed(playback: Playback) -> impl IntoView {
    let t = use_texts();
    let comma = if t.locale == Locale::En { "." } else { "," };
    let options = SPEEDS.map(|speed| {
        let text = format!("{}×", speed.replace('.', comma));
        view! { <option value=speed selected={speed == "1"}>{text}</option> }
    });
    view! {
        <label class="player-speed">
            <span class="sr-only">{t.conversation().speed}</span>
            <select
                class="select-native"
                autocomplete="off"
                on:change=move |event| {
                    let rate = event_target_value(&event).parse().unwrap_or(1.0);
                    playback.with(|audio| audio.set_playback_rate(rate));
                }
            >
                {options.collect_view()}
            </select>
        </label>
    }
}

#[component]
fn PlayButtons(playback: Playback) -> impl IntoView {
    let t = use_texts();
    view! {
        <div class="player-main">
            <button
                class="icon-button icon-button-large"
                type="button"
                aria-label=t.conversation().back_10
                on:click=move |_| playback.step(-STEP)
            >
                {icon("back10", "icon")}
            </button>
            <button
                class="player-play"
                type="button"
                aria-label=move || if playback.playing.get() { t.conversation().pause } else { t.play }
                on:click=move |_| playback.toggle()
            >
                {icon("play", "icon when-paused")}
                {icon("pause", "icon when-playing")}
            </button>
            <button
                class="icon-button icon-button-large"
                type="button"
                aria-label=t.conversation().forward_10
                on:click=move |_| playback.step(STEP)
            >
                {icon("forward10", "icon")}
            </button>
        </div>
    }
}

#[component]
fn VolumeControl(playback: Playback) -> impl IntoView {
    let t = use_texts();
    view! {
        <div class="player-volume">
            <button
                class="icon-button"
                type="button"
                aria-label=move || if playback.muted.get() { t.conversation().unmute } else { t.conversation().mute }
                aria-pressed=move || playback.muted.get().to_string()
                on:click=move |_| playback.toggle_mute()
            >
                {icon("volume", "icon when-audible")}
                {icon("muted", "icon when-muted")}
            </button>
            <input
                class="range"
                type="range"
                min="0"
                max="100"
                value="100"
                autocomplete="off"
                aria-label=t.conversation().volume
                on:input=move |event| {
                    let volume: u32 = event_target_value(&event).parse().unwrap_or(100);
                    playback.with(|audio| audio.set_volume(f64::from(volume.min(100)) / 100.0));
                }
            />
        </div>
    }
}
