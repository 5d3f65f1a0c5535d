//! *Pesquisa de Satisfação*: survey requests to the customer and their answers.

use domain::cases::{CaseSurveys, SurveyResponse, SurveyState};
use domain::survey::{Answer, AnswerValue, Opinion, Scale};
use domain::{CaseId, bidi};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use super::address::{Window, WindowAddress};
use super::status::SourceCase;
use super::window::Part;
use crate::locales::survey::SurveyTexts;
use crate::locales::use_texts;
use crate::ui::copy::CopyButton;
use crate::ui::erased::IntoErased;
use crate::ui::icon::icon;
use crate::ui::state::EmptyState;
use crate::ui::user_text::user_text_or;

/// The content of the tab.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SurveyContent {
    pub(super) surveys: CaseSurveys,
    /// The base URL of the site, for the public link.
    pub(super) origin: String,
}

/// The tab *Pesquisa de Satisfação*.
#[component]
pub(super) fn Surveys(window: Window, case: CaseId, content: Part<SurveyContent>) -> impl IntoView {
    move || window.tracked(content).map(|content| view! { <Requested window case content/> })
}

/// The survey requests, and the button for the next one.
#[component]
fn Requested(window: Window, case: CaseId, content: SurveyContent) -> impl IntoView {
    let t = use_texts().survey();
    let SurveyContent { surveys, origin } = content;
    let CaseSurveys { configured, may_request, responses } = surveys;
    let waiting = responses.iter().any(|one| matches!(one.state, SurveyState::Waiting { .. }));
    let none = responses.is_empty();
    let is_configured = configured.is_some();
    let ask = configured.filter(|_| may_request && !waiting).map(|survey| {
        let return_to = window.read(WindowAddress::href);
        view! { <Request case survey return_to/> }
    });
    let empty = match (is_configured, none) {
        (false, true) => Some((t.not_configured_title, t.not_configured_text)),
        (true, true) => Some((t.none_title, t.none_text)),
        _ => None,
    };
    let empty = empty.map(|(title, text)| view! { <EmptyState small=true title text/> });
    let not_any_more = (!is_configured && !none).then(|| {
        view! { <div class="notice">{icon("info", "icon")} <p>{t.not_configured_text}</p></div> }
    });
    let items =
        responses.into_iter().map(|response| view! { <Response shown=case response origin=origin.clone()/> });
    let items = items.collect_view();
    view! {
        {ask}
        {not_any_more}
        {empty}
        {(!none).then(|| view! { <ul class="survey-list" aria-label=t.list>{items}</ul> })}
    }
}

#[component]
fn Request(case: CaseId, survey: String, return_to: String) -> impl IntoView {
    let t = use_texts().survey();
    view! {
        <form class="case-tools survey-request" method="post" action="/sf/request_survey" data-in-place="">
            <input type="hidden" name="case" value=case.to_string()/>
            <input type="hidden" name="back" value=return_to/>
            <button class="button button-primary">{t.request}</button>
            <p class="survey-hint">{(t.request_hint)(&survey)}</p>
        </form>
    }
}

/// A survey request with its state and answers.
#[component]
fn Response(shown: CaseId, response: SurveyResponse, origin: String) -> impl IntoView {
    let t = use_texts();
    let words = t.survey();
    let SurveyResponse { case, survey, scale, requester, responsible, score, answers, .. } = response;
    let from = (case != shown).then(|| view! { <SourceCase case/> });
    let civil = |at| t.locale.date_time(at);
    let (class, word, after, token) = match response.state {
        SurveyState::Waiting { token } => {
            let until = (words.expires)(&civil(response.expires));
            ("survey-state survey-waiting", words.state_waiting, until, token)
        }
        SurveyState::Answered(at) => {
            ("survey-state survey-answered", words.state_answered, (words.answered_at)(&civil(at)), None)
        }
        SurveyState::Declined(at) => {
            ("survey-state survey-declined", words.state_declined, (words.declined_at)(&civil(at)), None)
        }
        SurveyState::Expired => {
            let at = (words.expired_at)(&civil(response.expires));
            ("survey-state survey-expired", words.state_expired, at, None)
        }
    };
    let link = token.map(|token| view! { <Link address=format!("{origin}/survey/{token}")/> });
    view! {
        <li class="card survey">
            <div class="survey-head">
                <h3 dir="auto">{bidi::plain(&survey)}</h3>
                {from}
                <span class=class>{word}</span>
            </div>
            <dl class="survey-facts">
                <div><dt>{words.requester}</dt><dd>{user_text_or(requester, t.case().no_one)}</dd></div>
                <div><dt>{t.case().responsible}</dt><dd>{user_text_or(responsible, t.case().no_one)}</dd></div>
                <div><dt>{words.score}</dt><dd><Score scale score/></dd></div>
                <div>
                    <dt>{words.when}</dt>
                    <dd>{(words.asked)(&civil(response.requested))} <br/> {after}</dd>
                </div>
            </dl>
            {link}
            {(!answers.is_empty()).then(|| view! { <Answers scale answers/> })}
        </li>
    }
}

/// The score as a number, with its meaning as text.
#[component]
fn Score(scale: Scale, score: Option<i64>) -> impl IntoView {
    let t = use_texts().survey();
    let Some(score) = score else {
        return view! { <span class="muted">{t.no_score}</span> }.erased();
    };
    let opinion = scale.opinion(score);
    let class = match opinion {
        Opinion::Good => "survey-score survey-good",
        Opinion::Neutral => "survey-score survey-neutral",
        Opinion::Bad => "survey-score survey-bad",
    };
    let figures = (use_texts().score_of)(&score.to_string(), &scale.highest().to_string());
    view! {
        <span class=class>{figures}</span>
        " "
        {scale.as_str().to_uppercase()}
        ", "
        {opinion_word(t, scale, opinion)}
    }
    .erased()
}

fn opinion_word(t: &SurveyTexts, scale: Scale, opinion: Opinion) -> &'static str {
    match (scale, opinion) {
        (Scale::Csat, Opinion::Good) => t.good,
        (Scale::Csat, Opinion::Neutral) => t.neutral,
        (Scale::Csat, Opinion::Bad) => t.bad,
        (Scale::Nps, Opinion::Good) => t.promoter,
        (Scale::Nps, Opinion::Neutral) => t.passive,
        (Scale::Nps, Opinion::Bad) => t.detractor,
    }
}

/// The public link for the customer, with a copy button.
#[component]
fn Link(address: String) -> impl IntoView {
    let t = use_texts().survey();
    view! {
        <div class="survey-link">
            <input class="input" readonly value=address.clone() aria-label=t.link autocomplete="off"/>
            <CopyButton label=t.copy_link text=address/>
        </div>
    }
}

/// *Comentários e experiências*: the answers, collapsed.
#[component]
fn Answers(scale: Scale, answers: Vec<Answer>) -> impl IntoView {
    let t = use_texts().survey();
    let items = answers.into_iter().map(|Answer { question, value, .. }| {
        let text = match value {
            AnswerValue::YesNo(true) => t.yes.to_owned(),
            AnswerValue::YesNo(false) => t.no.to_owned(),
            AnswerValue::Score(score) => (use_texts().score_of)(&score.to_string(), &scale.highest().to_string()),
            AnswerValue::Text(text) => text,
        };
        view! { <div><dt dir="auto">{bidi::plain(&question)}</dt><dd dir="auto">{bidi::plain(&text)}</dd></div> }
    });
    view! {
        <details class="survey-answers">
            <summary>{t.comments}</summary>
            <dl>{items.collect_view()}</dl>
        </details>
    }
}
