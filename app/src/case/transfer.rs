//! Uploads in the browser: a queue that sends up to three files concurrently, one request per file,
//! so that each has its own progress, cancel and retry.

use leptos::prelude::*;
use wasm_bindgen::prelude::Closure;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{File, FileList, FormData, ProgressEvent, XmlHttpRequest};

use crate::locales::use_texts;

/// The maximum number of concurrent uploads.
const AT_ONCE: usize = 3;

/// The state of an upload.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum State {
    /// Queued.
    Waiting,
    /// In progress, in percent.
    Sending(u32),
    /// Attached to the case.
    Done,
    /// Failed or cancelled: the reason, and whether a retry may succeed.
    Ended { message: String, retry: bool },
}

/// A file in the queue.
#[derive(Clone, Copy)]
pub(super) struct Item {
    /// The ID of the item, unique in the queue.
    pub(super) id: usize,
    /// The file name.
    pub(super) name: StoredValue<String>,
    /// The state of the upload.
    pub(super) state: RwSignal<State>,
    file: StoredValue<File, LocalStorage>,
    request: StoredValue<Option<XmlHttpRequest>, LocalStorage>,
}

/// The upload queue.
#[derive(Clone, Copy)]
pub(super) struct UploadQueue {
    /// The files in the order they were chosen.
    pub(super) items: RwSignal<Vec<Item>>,
    action: StoredValue<String>,
    max_bytes: f64,
    /// The number of files added so far.
    count: StoredValue<usize>,
}

impl UploadQueue {
    /// Creates an empty queue that posts to `action`; larger files than `max_bytes` are rejected.
    pub(super) fn new(action: String, max_bytes: u64) -> Self {
        Self {
            items: RwSignal::new(Vec::new()),
            action: StoredValue::new(action),
            max_bytes: max_bytes as f64,
            count: StoredValue::new(0),
        }
    }

    /// Adds files that were chosen or dropped.
    pub(super) fn add(self, files: Option<FileList>) {
        let Some(files) = files else { return };
        let t = use_texts().upload();
        for file in (0..files.length()).filter_map(|index| files.item(index)) {
            let state = if file.size() > self.max_bytes {
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
        self.send_next();
    }

    /// Retries a failed upload.
    pub(super) fn retry(self, item: Item) {
        item.state.set(State::Waiting);
        self.send_next();
    }

    /// Cancels a queued or running upload; removes a finished one from the list.
    pub(super) fn end(self, item: Item) {
        if item.state.with_untracked(|state| matches!(state, State::Waiting | State::Sending(_))) {
            let message = use_texts().upload().cancelled.to_owned();
            item.state.set(State::Ended { message, retry: true });
            if let Some(request) = item.request.get_value() {
                // `ended` handles the abort like any other end.
                let _ = request.abort();
            }
        } else {
            self.items.update(|items| items.retain(|other| other.id != item.id));
        }
    }

    /// Starts the next uploads, and refreshes the page when all are done.
    fn send_next(self) {
        let items = self.items.get_untracked();
        let sending = items.iter().filter(|item| item.request.with_value(Option::is_some)).count();
        let is = |item: &Item, wanted: &State| item.state.with_untracked(|state| state == wanted);
        let waiting: Vec<Item> = items.iter().copied().filter(|item| is(item, &State::Waiting)).collect();
        if waiting.is_empty() && sending == 0 && items.iter().any(|item| is(item, &State::Done)) {
            self.items.update(|items| items.retain(|item| !is(item, &State::Done)));
            refresh_page();
        }
        for item in waiting.into_iter().take(AT_ONCE.saturating_sub(sending)) {
            if self.send(item).is_err() {
                item.request.set_value(None);
                let message = use_texts().upload().failed.to_owned();
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

    /// Handles the end of a request: response, network error, or abort.
    fn ended(self, item: Item) {
        let Some(request) = item.request.get_value() else { return };
        item.request.set_value(None);
        if item.state.with_untracked(|state| matches!(state, State::Sending(_))) {
            let t = use_texts().upload();
            let status = request.status().unwrap_or(0);
            let message = match status {
                0 => t.interrupted.to_owned(),
                _ => message(&request).unwrap_or_else(|| t.failed.to_owned()),
            };
            announce(&message);
            let retry = matches!(status, 0 | 400 | 401 | 500..);
            item.state.set(if status == 201 { State::Done } else { State::Ended { message, retry } });
        }
        self.send_next();
    }
}

/// The message about the file in the response of the server.
fn message(request: &XmlHttpRequest) -> Option<String> {
    let answer = js_sys::JSON::parse(&request.response_text().ok()??).ok()?;
    let files = js_sys::Reflect::get(&answer, &"files".into()).ok()?;
    let file = js_sys::Reflect::get_u32(&files, 0).ok()?;
    let source = if file.is_object() { file } else { answer };
    let message = js_sys::Reflect::get(&source, &"message".into()).ok()?.as_string()?;
    Some(domain::bidi::plain(&message))
}

#[cfg(feature = "hydrate")]
fn announce(message: &str) {
    crate::browser::announce(message);
}

#[cfg(feature = "hydrate")]
fn refresh_page() {
    // Only if the upload form is still shown.
    if document().get_element_by_id("upload-file").is_some() {
        crate::browser::refresh();
    }
}

#[cfg(not(feature = "hydrate"))]
fn announce(_: &str) {}

#[cfg(not(feature = "hydrate"))]
fn refresh_page() {}
