//! `/survey/{token}`: the questions or the reason why the link does not work, and the pages it
//! redirects to.

use domain::survey::Survey;
use http::StatusCode;
use leptos::prelude::*;
use leptos_meta::{Meta, Title};
use leptos_router::hooks::{use_location, use_params_map};
use store::cases::PublicSurvey;

use super::answer::{Outcome, field, submit};
use super::question::QuestionField;
use crate::context::RequestContext;
use crate::form::{Draft, FormState, Values, set_status};
use crate::locales::use_texts;
use crate::login::Languages;
use crate::ui::erased::{ErasedChildren, IntoErased};
use crate::ui::icon::icon;
use crate::ui::notice::ErrorNotice;

/// `/survey/{token}`
#[component]
pub fn SurveyPage() -> impl IntoView {
    let token = use_params_map().with_untracked(|params| params.get("token")).unwrap_or_default();
    let content = Suspend::new(async move {
        let t = use_texts().public_survey();
        let Ok(context) = RequestContext::current() else { return ().erased() };
        match shown(&context, &token).await {
            Ok(None) => ().erased(),
            Ok(Some((PublicSurvey::Open(survey), draft))) => {
                view! { <Questions token survey draft/> }.erased()
            }
            Ok(Some((PublicSurvey::Expired, _))) => {
                set_status(StatusCode::GONE);
                view! { <Message glyph="info" title=t.expired_title text=t.expired_text/> }.erased()
            }
            Ok(Some((PublicSurvey::Unknown, _))) => {
                set_status(StatusCode::NOT_FOUND);
                view! { <Message glyph="info" title=t.unknown_title text=t.unknown_text/> }.erased()
            }
            Err(error) => {
                tracing::error!(%error, "a survey could not be read or answered");
                set_status(StatusCode::INTERNAL_SERVER_ERROR);
                view! { <Message glyph="alert" title=t.failed_title text=t.failed_text/> }.erased()
            }
        }
    });
    view! { <PublicLayout>{content}</PublicLayout> }
}

/// Submits the form and loads the survey with the rejected form; `None` if the response is a
/// redirect.
async fn shown(
    context: &RequestContext,
    token: &str,
) -> store::Result<Option<(PublicSurvey, Option<Draft>)>> {
    let Outcome::Shown(draft) = submit(context, token).await? else { return Ok(None) };
    let survey = context.store.public_surveys().find(token, store::clock::now()).await?;
    Ok(Some((survey, draft)))
}

/// `/survey/thanks`, shown after answering.
#[component]
pub fn ThanksPage() -> impl IntoView {
    let t = use_texts().public_survey();
    view! { <PublicLayout><Message glyph="check" title=t.thanks_title text=t.thanks_text/></PublicLayout> }
}

/// `/survey/declined`, shown after declining.
#[component]
pub fn DeclinedPage() -> impl IntoView {
    let t = use_texts().public_survey();
    view! { <PublicLayout><Message glyph="check" title=t.declined_title text=t.declined_text/></PublicLayout> }
}

/// The layout of public pages: no navigation, no branding, only the language switch.
#[component]
fn PublicLayout(children: ErasedChildren) -> impl IntoView {
    let t = use_texts();
    view! {
        <Title text=t.public_survey().title/>
        <Meta name="robots" content="noindex"/>
        <main class="survey-page" id="main">
            <div class="survey-card">{children.call()}</div>
            <Languages return_to=use_location().pathname.get_untracked()/>
        </main>
    }
}

/// A message in place of the questions.
#[component]
fn Message(glyph: &'static str, title: &'static str, text: &'static str) -> impl IntoView {
    view! {
        <div class="state">
            {icon(glyph, "icon state-icon")}
            <h1>{title}</h1>
            <p class="state-text">{text}</p>
        </div>
    }
}

#[component]
fn Questions(token: String, survey: Survey, draft: Option<Draft>) -> impl IntoView {
    let t = use_texts().public_survey();
    let Survey { scale, questions, .. } = survey;
    let some_required = questions.iter().any(|question| question.required);
    let first_error = draft.as_ref().and_then(Draft::first_error).map(str::to_owned);
    let state = FormState::new("survey", Values::default(), draft);
    let asked = questions.into_iter().map(|question| {
        let name = field(question.id);
        let (given, error) = (state.value(&name).to_owned(), state.error(&name));
        let first = first_error.as_ref() == Some(&name);
        view! { <QuestionField question scale given error first/> }
    });
    let asked = asked.collect_view();
    let errors = state.notice().map(|text| view! { <ErrorNotice text/> });
    view! {
        <h1>{t.title}</h1>
        <p class="survey-intro">{t.public_intro}</p>
        {errors}
        <form class="survey-form" method="post" action=format!("/survey/{token}")>
            {asked}
            {some_required.then(|| view! { <p class="survey-hint">{t.required_hint}</p> })}
            <div class="survey-buttons">
                <button class="button button-primary button-large">{t.submit}</button>
                <button class="button button-quiet button-large" name="decline" value="yes" formnovalidate>
                    {t.decline}
                </button>
            </div>
        </form>
    }
}
