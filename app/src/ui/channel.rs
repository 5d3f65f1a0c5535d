//! The badge of a channel: its icon, its name, and the direction.

use domain::{Channel, Direction};
use leptos::either::EitherOf3;
use leptos::prelude::*;

use crate::locales::use_texts;
use crate::ui::icon::icon;

/// The CSS classes of a channel, which set its colour.
pub(crate) fn class(channel: Channel) -> &'static str {
    match channel {
        Channel::Voice => "channel channel-voice",
        Channel::WebChat => "channel channel-webchat",
        Channel::WhatsApp => "channel channel-whatsapp",
    }
}

/// The icon and name of a channel.
#[component]
pub(crate) fn ChannelMark(channel: Channel) -> impl IntoView {
    let t = use_texts();
    view! {
        <span class=class(channel)>
            {icon(channel.as_str(), "icon channel-icon")}
            <span class="channel-name">{t.channel_name(channel)}</span>
        </span>
    }
}

/// The icon and name of a channel with the direction. A call shows *Recebida* or *Realizada*; a WhatsApp
/// conversation started by the agent shows a tooltip. `id` makes the tooltip's ID unique.
#[component]
pub(crate) fn ChannelBadge(channel: Channel, direction: Direction, id: String) -> impl IntoView {
    let t = use_texts();
    let arrow = if direction == Direction::Inbound { "inbound" } else { "outbound" };
    let direction = match (channel, direction) {
        (Channel::Voice, _) => EitherOf3::A(view! {
            <span class="channel-direction">
                {icon(arrow, "icon")}
                <span class="channel-direction-text">{t.direction_name(direction)}</span>
            </span>
        }),
        (Channel::WhatsApp, Direction::Outbound) => {
            let tip = format!("tip-{id}");
            EitherOf3::B(view! {
                <span class="tooltip-anchor">
                    <button
                        class="tooltip-button"
                        type="button"
                        aria-label=t.direction_name(direction)
                        aria-describedby=tip.clone()
                    >
                        {icon(arrow, "icon")}
                    </button>
                    <span class="tooltip" role="tooltip" id=tip>{t.started_by_agent}</span>
                </span>
            })
        }
        _ => EitherOf3::C(()),
    };
    view! {
        <span class=class(channel)>
            {icon(channel.as_str(), "icon channel-icon")}
            <span class="channel-name">{t.channel_name(channel)}</span>
            {direction}
        </span>
    }
}
