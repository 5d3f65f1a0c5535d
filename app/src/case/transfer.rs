//! Sending files from the browser, three at a time, each by a request of its own, so that each has
//! its progress and can be cancelled and tried again by itself.

use leptos::prelude::*;
use wasm_bindgen::prelude::Closure;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{File, FileList, FormData, ProgressEvent, XmlHttpRequest};

use crate::locales::use_texts;

/// How many are sent at the same time.
const AT_ONCE: usize = 3;

/// Where a file stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum State {
    /// Others go first.
    Waiting,
    /// So many percent have gone.
    Sending(u32),
    /// The case has it.
    Done,
    /// It came to nothing: why, and whether another try may help.
    Ended { message: String, retry: bool },
}

/// A file that was chosen.
#[derive(Clone, Copy)]
pub(super) struct Item {
    /// Tells it from the others.
    pub(super) id: usize,
    /// Its name.
    pub(super) name: StoredValue<String>,
    /// Where it stands.
    pub(super) state: RwSignal<State>,
    file: StoredValue<File, LocalStorage>,
    request: StoredValue<Option<XmlHttpRequest>, LocalStorage>,
}

/// The files that were chosen, and where they go.
#[derive(Clone, Copy)]
pub(super) struct Uploads {
    /// The files, in the order in which they were chosen.
    pub(super) items: RwSignal<Vec<Item>>,
    action: StoredValue<String>,
    largest: f64,
    /// How many have been chosen so far.
    count: StoredValue<usize>,
}

impl Uploads {
    /// None yet; they go to `action` and have at most `largest` bytes.
    pub(super) fn new(action: String, largest: u64) -> Self {
        Self {
            items: RwSignal::new(Vec::new()),
            action: StoredValue::new(action),
            largest: largest as f64,
            count: StoredValue::new(0),
        }
    }

    /// Takes what was chosen or dropped.
    pub(super) fn add(self, files: Option<FileList>) {
        let Some(files) = files else { return };
        let t = &use_texts().upload;
        for file in (0..files.length()).filter_map(|index| files.item(index)) {
            let state = if file.size() > self.largest {
                State::Ended { message: t.too_large.to_owned(), retry: false }
            } else {
                State::Waiting
            };
            let id = self.count.get_value();
            self.count.set_value(id + 1);
            let item = Item {
                id,
                name: StoredValue::new(file.name()),
                state: RwSignal::new(state),
                file: StoredValue::new_local(file),
                request: StoredValue::new_local(None),
            };
            self.items.update(|items| items.push(item));
        }
        self.go_on();
    }

    /// Tries again.
    pub(super) fn retry(self, item: Item) {
        item.state.set(State::Waiting);
        self.go_on();
    }

    /// Cancels what is on its way; takes what has ended off the list.
    pub(super) fn end(self, item: Item) {
        if item.state.with_untracked(|state| matches!(state, State::Waiting | State::Sending(_))) {
            let message = use_texts().upload.cancelled.to_owned();
            item.state.set(State::Ended { message, retry: true });
            if let Some(request) = item.request.get_value() {
                // Its end is told like any other.
                let _ = request.abort();
            }
        } else {
            self.items.update(|items| items.retain(|other| other.id != item.id));
        }
    }

    /// Sends the next ones, and shows the page anew when the last one has arrived.
    fn go_on(self) {
        let items = self.items.get_untracked();
        let sending = items.iter().filter(|item| item.request.with_value(Option::is_some)).count();
        let is = |item: &Item, wanted: &State| item.state.with_untracked(|state| state == wanted);
        let waiting: Vec<Item> = items.iter().copied().filter(|item| is(item, &State::Waiting)).collect();
        if waiting.is_empty() && sending == 0 && items.iter().any(|item| is(item, &State::Done)) {
            self.items.update(|items| items.retain(|item| !is(item, &State::Done)));
            show_anew();
        }
        for item in waiting.into_iter().take(AT_ONCE.saturating_sub(sending)) {
            if self.send(item).is_err() {
                item.request.set_value(None);
                let message = use_texts().upload.failed.to_owned();
                item.state.set(State::Ended { message, retry: true });
            }
        }
    }

    fn send(self, item: Item) -> Result<(), JsValue> {
        let request = XmlHttpRequest::new()?;
        let form = FormData::new()?;
        item.file.with_value(|file| form.append_with_blob_and_filename("file", file, &file.name()))?;
        let progress = Closure::<dyn Fn(ProgressEvent)>::new(move |event: ProgressEvent| {
            let sending = item.state.with_untracked(|state| matches!(state, State::Sending(_)));
            if sending && event.length_computable() {
                item.state.set(State::Sending((event.loaded() / event.total() * 100.0) as u32));
            }
        });
        let upload = request.upload()?;
        upload.set_onprogress(Some(progress.as_ref().unchecked_ref()));
        let ended = Closure::once_into_js(move || {
            upload.set_onprogress(None);
            drop(progress);
            self.ended(item);
        });
        request.set_onloadend(Some(ended.unchecked_ref()));
        request.open("POST", &self.action.get_value())?;
        request.set_request_header("accept", "application/json")?;
        item.state.set(State::Sending(0));
        item.request.set_value(Some(request.clone()));
        request.send_with_opt_form_data(Some(&form))
    }

    /// The server has answered, the connection broke, or it was cancelled.
    fn ended(self, item: Item) {
        let Some(request) = item.request.get_value() else { return };
        item.request.set_value(None);
        if item.state.with_untracked(|state| matches!(state, State::Sending(_))) {
            let t = &use_texts().upload;
            let status = request.status().unwrap_or(0);
            let message = match status {
                0 => t.interrupted.to_owned(),
                _ => message(&request).unwrap_or_else(|| t.failed.to_owned()),
            };
            tell(&message);
            let retry = matches!(status, 0 | 400 | 401 | 500..);
            item.state.set(if status == 201 { State::Done } else { State::Ended { message, retry } });
        }
        self.go_on();
    }
}

/// What the server says became of the file.
fn message(request: &XmlHttpRequest) -> Option<String> {
    let answer = js_sys::JSON::parse(&request.response_text().ok()??).ok()?;
    let files = js_sys::Reflect::get(&answer, &"files".into()).ok()?;
    let file = js_sys::Reflect::get_u32(&files, 0).ok()?;
    let told = if file.is_object() { file } else { answer };
    let message = js_sys::Reflect::get(&told, &"message".into()).ok()?.as_string()?;
    Some(domain::bidi::plain(&message))
}

#[cfg(feature = "hydrate")]
fn tell(message: &str) {
    crate::browser::announce(message);
}

#[cfg(feature = "hydrate")]
fn show_anew() {
    // Who has gone on to something else finds it there when they come back.
    if document().get_element_by_id("upload-file").is_some() {
        crate::browser::refresh();
    }
}

#[cfg(not(feature = "hydrate"))]
fn tell(_: &str) {}

#[cfg(not(feature = "hydrate"))]
fn show_anew() {}
