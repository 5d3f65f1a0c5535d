//! Loads the views for a page and carries out the forms of their dialog. The store decides who may see and
//! change a view.

use domain::saved_view::{
    ChangeViewOutcome, CreateViewOutcome, ListedView, MAX_VIEWS, QUERY, RemoveViewOutcome, SavedView,
    ViewSlug,
};
use domain::{FieldErrors, Problem, Revision, Role};

use super::address::{OpenView, ViewAddress, ViewedPage};
use super::form::{self, Sharing};
use crate::context::RequestContext;
use crate::error::AppError;
use crate::flash::{self, Notice, texts_of_request};
use crate::form::{Draft, FormState, Rejection, Submission};
use crate::locales::use_texts;

/// The form that saves a new view.
pub(super) const NEW: &str = "view-new";
/// The form that changes the open view.
pub(super) const CHANGE: &str = "view-change";

/// What the dialog shows.
pub(crate) struct ViewsContent {
    /// The address of the page without the dialog.
    pub(super) closed: String,
    /// The address of the page with the dialog, to which its forms are posted.
    pub(super) here: String,
    /// The address of the page without a view.
    pub(super) viewless: String,
    /// The view that is open, and whether the address says something else.
    pub(super) open: Option<(SavedView, bool)>,
    /// The views of this page that the user may see.
    pub(super) listed: Vec<ListedView>,
    /// The view that the user sees first.
    pub(super) start: Option<ViewSlug>,
    /// The audiences that the user may share views with.
    pub(super) sharing: Sharing,
    /// The form for a new view.
    pub(super) new: FormState,
    /// The form for the open view, if it is the user's own.
    pub(super) change: Option<FormState>,
}

/// The view that a page was opened by, and whether its address says something else by now. None if the view
/// is of another page, out of scope or removed.
pub(crate) async fn open_view<Q: ViewedPage>(
    context: &RequestContext,
    query: &Q,
) -> Result<Option<OpenView>, AppError> {
    let found = find(context, query).await?;
    Ok(found.map(|(view, altered)| OpenView { name: view.listed.name, altered }))
}

async fn find<Q: ViewedPage>(
    context: &RequestContext,
    query: &Q,
) -> Result<Option<(SavedView, bool)>, AppError> {
    let Some(slug) = &query.views().saved else { return Ok(None) };
    let found = context.scoped()?.views().find(slug).await?;
    let found = found.filter(|view| view.listed.page == Q::PAGE);
    // What was saved before a parameter was renamed or dropped is read as it is now.
    Ok(found.map(|view| {
        let altered = Q::parse_search(&view.query).view_search() != query.view_search();
        (view, altered)
    }))
}

/// Carries out a form of the dialog, if one was posted, and loads the dialog, if it is open.
pub(crate) async fn load_panel<Q: ViewedPage>(
    context: &RequestContext,
    query: &Q,
) -> Result<Option<ViewsContent>, AppError> {
    if !query.views().open {
        return Ok(None);
    }
    let new = match Submission::of(NEW) {
        Some(form) => create(context, query, &form).await?,
        None => None,
    };
    let changed = match Submission::of(CHANGE) {
        Some(form) => change(context, query, &form).await?,
        None => None,
    };
    // After a conflict the form shows what is stored by now.
    let open = find(context, query).await?;
    let scoped = context.scoped()?;
    let views = scoped.views();
    let (listed, groups, start) = futures::try_join!(views.list(), views.groups_offered(), views.start())?;
    let everybody = context.session()?.principal.role == Role::Administrator;
    let own = open.as_ref().map(|(view, _)| view).filter(|view| view.listed.own);
    Ok(Some(ViewsContent {
        closed: query.with_views(query.views().with_dialog(false)),
        here: query.with_views(query.views().with_dialog(true)),
        viewless: query.with_views(ViewAddress::default()),
        listed: listed.into_iter().filter(|view| view.page == Q::PAGE).collect(),
        start,
        sharing: Sharing { groups, everybody },
        new: FormState::new("new-view", form::empty(), new),
        change: own.map(|view| FormState::new("view", form::values(view), changed)),
        open,
    }))
}

/// Saves the address as a new view.
async fn create<Q: ViewedPage>(
    context: &RequestContext,
    query: &Q,
    form: &Submission,
) -> Result<Option<Draft>, AppError> {
    if form.is_resumed() {
        return Ok(Some(Draft::resumed(form)));
    }
    let words = use_texts().saved_views();
    let record = match form::record(form, query.view_search()) {
        Ok(record) => record,
        Err(errors) => return Ok(Some(invalid(form, &errors))),
    };
    Ok(match context.scoped()?.views().create(Q::PAGE, record, store::clock::now()).await? {
        CreateViewOutcome::Created(slug) => {
            let next = query.with_views(ViewAddress { saved: Some(slug), open: false });
            flash::answer(Ok(Notice::done(words.saved)), Some(&next));
            None
        }
        CreateViewOutcome::Invalid(errors) => Some(invalid(form, &errors)),
        CreateViewOutcome::TooMany => {
            Some(Draft::new(form, Rejection::Refused, (words.too_many)(u64::from(MAX_VIEWS))))
        }
    })
}

/// Saves the address as the open view.
async fn change<Q: ViewedPage>(
    context: &RequestContext,
    query: &Q,
    form: &Submission,
) -> Result<Option<Draft>, AppError> {
    if form.is_resumed() {
        return Ok(Some(Draft::resumed(form)));
    }
    let words = use_texts().saved_views();
    let slug = query.views().saved.as_ref().ok_or(AppError::NotFound)?;
    let record = match form::record(form, query.view_search()) {
        Ok(record) => record,
        Err(errors) => return Ok(Some(invalid(form, &errors))),
    };
    let revision = form.field("revision").parse().unwrap_or(Revision(-1));
    let outcome = context.scoped()?.views().change(slug, revision, record, store::clock::now()).await?;
    Ok(match outcome.ok_or(AppError::NotFound)? {
        ChangeViewOutcome::Saved | ChangeViewOutcome::Unchanged => {
            let next = query.with_views(query.views().with_dialog(false));
            flash::answer(Ok(Notice::done(words.saved)), Some(&next));
            None
        }
        ChangeViewOutcome::Invalid(errors) => Some(invalid(form, &errors)),
        ChangeViewOutcome::Conflict => Some(Draft::new(form, Rejection::Conflict, words.conflict)),
        ChangeViewOutcome::Foreign => Some(Draft::new(form, Rejection::Refused, words.foreign)),
    })
}

fn invalid(form: &Submission, errors: &FieldErrors) -> Draft {
    let t = use_texts();
    if errors.0.iter().any(|error| error.field == QUERY) {
        return Draft::new(form, Rejection::Invalid, t.saved_views().too_long);
    }
    Draft::invalid(form, t.answers().forms.bad_fields, errors, |_: &str, problem: &Problem| {
        t.problem(problem)
    })
}

/// Removes a view; see [`super::api::remove_view`].
pub(super) async fn remove(slug: &str) -> Result<Notice, AppError> {
    let words = texts_of_request().saved_views();
    let slug = ViewSlug::parse(slug).ok_or(AppError::NotFound)?;
    let context = RequestContext::current()?;
    let outcome = context.scoped()?.views().remove(&slug, store::clock::now()).await?;
    Ok(match outcome.ok_or(AppError::NotFound)? {
        RemoveViewOutcome::Removed => Notice::done(words.removed),
        RemoveViewOutcome::Foreign => Notice::refused(words.foreign),
    })
}

/// Chooses the first view; see [`super::api::set_start_view`].
pub(super) async fn choose_start(slug: Option<&str>) -> Result<Notice, AppError> {
    let words = texts_of_request().saved_views();
    let slug = match slug.filter(|slug| !slug.is_empty()) {
        Some(slug) => Some(ViewSlug::parse(slug).ok_or(AppError::NotFound)?),
        None => None,
    };
    let context = RequestContext::current()?;
    if !context.scoped()?.views().choose_start(slug.as_ref()).await? {
        return Err(AppError::NotFound);
    }
    Ok(Notice::done(if slug.is_some() { words.start_chosen } else { words.start_cleared }))
}
