//! *Anexos*: the attachments of the case, and the upload form.

use domain::CaseId;
use domain::bidi::{self, isolated};
use domain::cases::{Attachment, Removal};
use domain::paging::Page;
use leptos::either::Either;
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use super::address::{Window, WindowAddress};
use super::pages::pages;
use super::search::TabSearch;
use super::status::SourceCase;
use super::upload::Upload;
use super::window::Part;
use crate::locales::attachments::AttachmentsTexts;
use crate::locales::use_texts;
use crate::ui::icon::icon;
use crate::ui::pager::Pager;
use crate::ui::state::EmptyState;
use crate::ui::table::{self, ListTable, cell, column_head, column_heads};

/// The content of the tab.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AttachmentsContent {
    /// The matching files of the page, newest first.
    pub(super) files: Vec<Attachment>,
    /// The page of the list.
    pub(super) page: Page,
    /// The search text.
    pub(super) search: String,
    /// The maximum size of an upload, in bytes.
    pub(super) max_bytes: u64,
    /// The file name extensions offered for uploads: `.png,.jpg,…`.
    pub(super) extensions: String,
}

/// The tab *Anexos*.
#[component]
pub(super) fn Attachments(window: Window, case: CaseId, content: Part<AttachmentsContent>) -> impl IntoView {
    let t = use_texts();
    // Rendered once, so that it keeps its running uploads.
    let limits = Memo::new(move |_| {
        content
            .with(|content| content.as_ref().map(|content| (content.max_bytes, content.extensions.clone())))
    });
    let upload = move || {
        limits.get().map(|(max_bytes, extensions)| {
            view! { <Upload window case max_bytes extensions/> }
        })
    };
    view! {
        {upload}
        <div class="case-tools"><TabSearch window label=t.attachments().search/></div>
        {move || window.tracked(content).map(|content| view! { <Found window case content/> })}
    }
}

/// The files that match the search.
#[component]
fn Found(window: Window, case: CaseId, content: AttachmentsContent) -> impl IntoView {
    let AttachmentsContent { files, page, search, .. } = content;
    if files.is_empty() {
        Either::Left(view! { <Nothing search/> })
    } else {
        Either::Right(view! { <Files window case files page/> })
    }
}

/// The empty state: no files, or none that match the search.
#[component]
fn Nothing(search: String) -> impl IntoView {
    let t = use_texts().attachments();
    if search.is_empty() {
        return Either::Left(view! { <EmptyState small=true title=t.empty_title text=t.empty_text/> });
    }
    Either::Right(view! {
        <div class="state state-small">
            {icon("search", "icon state-icon")}
            <p class="state-title" data-announce="">{(t.none_found)(&isolated(&search))}</p>
        </div>
    })
}

#[component]
fn Files(window: Window, case: CaseId, files: Vec<Attachment>, page: Page) -> impl IntoView {
    let t = use_texts().attachments();
    let return_to = window.read(WindowAddress::href);
    let heads = column_heads([
        ("file-what", t.name),
        ("file-kind", t.kind),
        ("file-size num", t.size),
        ("file-origin", t.origin),
        ("file-when", t.when),
    ]);
    let heads = view! {
        {heads}
        {column_head("file-acts", view! { <span class="sr-only">{t.actions}</span> })}
    };
    let rows = files.into_iter().map(|file| view! { <File shown=case file return_to=return_to.clone()/> });
    let rows = rows.collect_view();
    view! {
        <div class="table-card">
            <ListTable class="list files" label=t.list heads>{rows}</ListTable>
            <Pager address=pages(window) page/>
        </div>
    }
}

#[component]
fn File(shown: CaseId, file: Attachment, return_to: String) -> impl IntoView {
    let t = use_texts();
    let words = t.attachments();
    let from = (file.case != shown).then(|| view! { <SourceCase case=file.case/> });
    let (id, origin) = (format!("file-{}", file.id), origin(&file));
    let name = view! {
        <Name file=file.clone()/>
        {from}
    };
    let cells = (
        cell("file-what cell-title", words.name, name),
        cell("file-kind", words.kind, kind(words, &file.content_type)),
        cell("file-size num", words.size, t.locale.file_size(file.size)),
        cell("file-origin", words.origin, origin),
        cell("file-when", words.when, t.locale.date_time(file.uploaded)),
        cell("file-acts cell-corner", words.actions, view! { <FileActions file return_to/> }),
    );
    table::row(Some(id), cells)
}

/// The name with a preview, or a note that the file was removed.
#[component]
fn Name(file: Attachment) -> impl IntoView {
    let t = use_texts();
    let words = t.attachments();
    let Attachment { id, name, content_type, removed, .. } = file;
    if let Some(Removal { at, by }) = removed {
        let by = by.unwrap_or_else(|| t.someone_else.to_owned());
        return Either::Left(view! {
            <div class="unboxed">
                <s class="file-name" dir="auto">{bidi::plain(&name)}</s>
                <span class="file-note">{(words.removed_at)(&isolated(&by), &t.locale.date_time(at))}</span>
            </div>
        });
    }
    let source = format!("/attachments/{id}/preview");
    let preview = match content_type.as_str() {
        "image/png" | "image/jpeg" | "image/gif" | "image/webp" => Some(Either::Left(view! {
            <details class="file-preview">
                <summary aria-label=(words.preview)(&isolated(&name))>{words.preview_short}</summary>
                <img src=source alt=name.clone() loading="lazy"/>
            </details>
        })),
        "application/pdf" => Some(Either::Right(view! {
            <a class="file-note" href=source target="_blank" rel="noopener">{words.open_pdf}</a>
        })),
        _ => None,
    };
    Either::Right(view! {
        <div class="unboxed">
            <a class="file-name" href=format!("/attachments/{id}") download dir="auto">{bidi::plain(&name)}</a>
            {preview}
        </div>
    })
}

#[component]
fn FileActions(file: Attachment, return_to: String) -> impl IntoView {
    let t = use_texts().attachments();
    let Attachment { id, name, removed, removable, .. } = file;
    let download = removed.is_none().then(|| {
        let (href, label) = (format!("/attachments/{id}"), (t.download)(&isolated(&name)));
        view! { <a class="icon-button" href=href download aria-label=label>{icon("download", "icon")}</a> }
    });
    let remove = removable.then(|| {
        let target = format!("file-remove-{id}");
        view! {
            <button
                class="icon-button"
                type="button"
                popovertarget=target.clone()
                aria-label=(t.remove)(&isolated(&name))
            >
                {icon("trash", "icon")}
            </button>
            <div class="popover file-remove" id=target popover="auto">
                <p>{(t.remove_question)(&isolated(&name))}</p>
                <form method="post" action=format!("/attachments/{id}/remove") data-in-place="">
                    <input type="hidden" name="back" value=return_to/>
                    <button class="button button-danger">{t.remove_yes}</button>
                </form>
            </div>
        }
    });
    view! { <div class="file-buttons">{download} {remove}</div> }
}

/// The origin of a file: a user, or an interaction with its channel.
fn origin(file: &Attachment) -> String {
    let t = use_texts();
    match (&file.interaction, file.channel, &file.uploaded_by) {
        (Some(protocol), Some(channel), _) => {
            (t.attachments().of_interaction)(t.channel_name(channel), protocol.as_str())
        }
        (_, _, Some(person)) => (t.attachments().attached_by)(&isolated(&person.name)),
        _ => t.attachments().source_system.to_owned(),
    }
}

/// The display name of a media type.
fn kind(t: &AttachmentsTexts, media_type: &str) -> &'static str {
    let (family, kind) = media_type.split_once('/').unwrap_or((media_type, ""));
    match family {
        "image" => t.image,
        "audio" => t.audio,
        "video" => t.video,
        _ if kind == "pdf" => "PDF",
        _ if kind == "csv" || kind.contains("sheet") || kind.contains("excel") => t.table,
        _ if kind.contains("presentation") || kind.contains("powerpoint") => t.slides,
        "message" => t.email,
        _ if kind == "vnd.ms-outlook" => t.email,
        _ if kind == "xml" => "XML",
        "text" => t.text,
        _ if ["zip", "gzip", "vnd.rar", "x-7z-compressed"].contains(&kind) => t.archive,
        _ => t.document,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::locales::Locale;

    #[test]
    fn a_type_has_a_word() {
        let t = &Locale::PtBr.texts().attachments();
        let sheet = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
        let slides = "application/vnd.openxmlformats-officedocument.presentationml.presentation";
        for (media_type, word) in [
            ("image/png", "Imagem"),
            ("application/pdf", "PDF"),
            ("text/plain", "Texto"),
            ("text/csv", "Planilha"),
            (sheet, "Planilha"),
            (slides, "Apresentação"),
            ("application/msword", "Documento"),
            ("application/zip", "Arquivo compactado"),
            ("application/vnd.rar", "Arquivo compactado"),
            ("message/rfc822", "E-mail"),
            ("application/vnd.ms-outlook", "E-mail"),
            ("application/xml", "XML"),
            ("audio/ogg", "Áudio"),
        ] {
            assert_eq!(kind(t, media_type), word, "{media_type}");
        }
    }
}
