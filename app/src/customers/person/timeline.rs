//! The interactions of a person over all channels and cases, newest first. Each opens in the case window.

use domain::cases::CaseInteraction;
use domain::duration::hh_mm_ss;
use domain::paging::Page;
use domain::{bidi, number};
use leptos::prelude::*;

use super::query::PersonQuery;
use crate::conversation::course::outcome_name;
use crate::locales::{machine_time, use_texts};
use crate::ui::channel::ChannelBadge;
use crate::ui::copy::ProtocolNumber;
use crate::ui::erased::IntoErased;
use crate::ui::icon::icon;
use crate::ui::pager::{Pager, PagerAddress};
use crate::ui::state::EmptyState;
use crate::ui::user_text::{user_text, user_text_or};

#[component]
pub(super) fn Timeline(query: PersonQuery, interactions: Vec<CaseInteraction>, page: Page) -> impl IntoView {
    let words = use_texts().customers();
    let content = if interactions.is_empty() {
        view! { <EmptyState text=words.no_interactions/> }.erased()
    } else {
        let cards = interactions.into_iter().map(|row| view! { <Card query=query.clone() row/> });
        let cards = cards.collect_view();
        let pager = (page.last > 1).then(|| {
            let path = query.path();
            let address = PagerAddress::new(move |number| query.on_page(number), path, Vec::new(), "page");
            view! { <Pager address page/> }
        });
        view! {
            <ol class="interaction-cards person-timeline" aria-label=words.interactions>{cards}</ol>
            {pager}
        }
        .erased()
    };
    view! {
        <section class="card card-padded" aria-labelledby="timeline-title">
            <h2 class="card-title" id="timeline-title">{words.interactions}</h2>
            {content}
        </section>
    }
}

#[component]
fn Card(query: PersonQuery, row: CaseInteraction) -> impl IntoView {
    let t = use_texts();
    let open = query.with_interaction(row.case, row.channel.as_str(), &row.protocol);
    let case = query.with_case(row.case);
    let label = (t.customers().open_interaction)(row.protocol.as_str());
    let number = row.number.as_deref().map(number::format);
    let preview = row.preview.filter(|text| !text.trim().is_empty()).map(|text| {
        view! { <p class="interaction-preview" dir="auto">{bidi::plain(&text).into_owned()}</p> }
    });
    view! {
        <li class="interaction-card" id=format!("interaction-{}", row.protocol)>
            <div class="interaction-head">
                <ChannelBadge channel=row.channel direction=row.direction id=format!("person-{}", row.protocol)/>
                <time datetime=machine_time(row.queued)>
                    {t.locale.date(row.queued.date())} " " <span class="time">{t.locale.time(row.queued)}</span>
                </time>
                <span title=t.column_duration>{hh_mm_ss(row.duration)}</span>
                <ProtocolNumber protocol=row.protocol.clone()/>
                <a class="case-link" href=case data-noscroll="">{format!("#{}", row.case)}</a>
                <a class="button button-small interaction-opener" href=open aria-label=label data-noscroll="">
                    {icon(if row.has_recording { "play" } else { "note" }, "icon")}
                    {t.customers().open}
                </a>
            </div>
            <p class="interaction-facts">
                <span>{user_text(row.queue)}</span>
                <span>{user_text_or(row.agent, t.no_agent)}</span>
                {number.map(|number| view! { <span>{user_text(number)}</span> })}
                {row.outcome.map(|outcome| view! { <span>{outcome_name(t, outcome)}</span> })}
            </p>
            {preview}
        </li>
    }
}
