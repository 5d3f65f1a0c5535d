//! A form of a live part on its way to the server: it is not sent twice, and its answer is a message.

use gloo_net::http::{Method, RequestBuilder};
use leptos::server_fn::Decodes;
use wasm_bindgen::JsValue;
use web_sys::{HtmlElement, HtmlFormElement, Url, UrlSearchParams};

use super::visit::{SENDING, fields, here};
use crate::error::AppError;
use crate::ui::notice::Notice;
use crate::wire::{self, WireEncoding};

/// A form that is being sent, until it is dropped.
pub(crate) struct Posting {
    form: HtmlFormElement,
    fields: UrlSearchParams,
    action: Url,
}

impl Posting {
    /// Begins to send a form with the button that was pressed; `None` if it is being sent already.
    pub(crate) fn begin(form: &HtmlFormElement, submitter: Option<HtmlElement>) -> Option<Self> {
        if form.has_attribute(SENDING) {
            return None;
        }
        let action = Url::new_with_base(&form.get_attribute("action")?, &here()).ok()?;
        let fields = fields(form, submitter)?;
        let _ = form.set_attribute(SENDING, "");
        Some(Self { form: form.clone(), fields, action })
    }

    /// The fields in their order.
    pub(crate) fn fields(&self) -> Vec<(String, String)> {
        let pairs = js_sys::try_iter(self.fields.as_ref()).ok().flatten();
        let text = |pair: &JsValue, index| js_sys::Reflect::get_u32(pair, index).ok()?.as_string();
        let pairs = pairs.into_iter().flatten().flatten();
        pairs.filter_map(|pair| Some((text(&pair, 0)?, text(&pair, 1)?))).collect()
    }

    /// The value of a field.
    pub(crate) fn field(&self, name: &str) -> Option<String> {
        self.fields.get(name)
    }

    /// The address that the form is sent to, if it is that of the page.
    pub(crate) fn page(&self) -> Option<(String, String)> {
        let (path, search) = (self.action.pathname(), self.action.search());
        let is_page = Url::new(&here()).is_ok_and(|page| page.pathname() == path);
        is_page.then_some((path, search))
    }

    /// Sends the form to its action, which answers with a message.
    pub(crate) async fn send(&self) -> Result<Notice, AppError> {
        let is_server_fn = self.action.pathname().starts_with("/sf/");
        let request = RequestBuilder::new(&self.action.href())
            .method(Method::POST)
            .header("accept", if is_server_fn { wire::MEDIA_TYPE } else { "application/json" })
            .body(JsValue::from(&self.fields));
        let response = request.map_err(AppError::failed)?.send().await.map_err(|_| AppError::Unreachable)?;
        if response.status() == 401 {
            return Err(AppError::SignedOut);
        }
        if is_server_fn {
            let bytes = response.binary().await.map_err(|_| AppError::Unreachable)?.into();
            if response.ok() {
                return WireEncoding::decode(bytes).map_err(|_| AppError::Outdated);
            }
            return Err(WireEncoding::decode(bytes).unwrap_or(AppError::Outdated));
        }
        let text = response.text().await.map_err(|_| AppError::Unreachable)?;
        notice_of(&text, response.ok()).ok_or_else(|| AppError::failed("the answer is no notice"))
    }
}

/// The notice in the JSON answer of a route: what was done, or why it was refused.
fn notice_of(json: &str, is_ok: bool) -> Option<Notice> {
    let answer = js_sys::JSON::parse(json).ok()?;
    let value = |name: &str| js_sys::Reflect::get(&answer, &name.into()).ok();
    let message = |name| value(name)?.as_string();
    if !is_ok {
        return message("message").map(Notice::refused);
    }
    let is_good = value("good")?.as_bool()?;
    message("text").map(|text| if is_good { Notice::done(text) } else { Notice::refused(text) })
}

impl Drop for Posting {
    fn drop(&mut self) {
        let _ = self.form.remove_attribute(SENDING);
    }
}
