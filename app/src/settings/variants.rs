//! The choice of the variant of a new record, whose fields depend on it.
//!
//! Every variant is a link, so that the form of each has an address and needs no script.

use leptos::prelude::*;

use super::section::{Section, Variant};
use super::sections::SectionName;
use crate::address;
use crate::form::Draft;
use crate::locales::Texts;
use crate::locales::settings::SectionTexts;
use crate::ui::erased::{Erased, IntoErased};
use crate::ui::icon::icon;
use crate::ui::notice::ErrorNotice;
use domain::settings::field_name;

/// The choice of a variant, ready to be rendered.
pub(super) struct VariantChoice {
    section: SectionName,
    words: &'static SectionTexts,
    variants: Vec<Variant>,
    /// Why the form of a new record was not accepted, if one was sent without a variant.
    notice: String,
}

impl Variant {
    /// The address of the form for a new record of this variant.
    pub(super) fn href(&self, section: SectionName) -> String {
        let path = format!("{}/new", section.href());
        address::href(&path, [(field_name::KIND.to_owned(), self.name.to_owned())])
    }
}

impl VariantChoice {
    pub(super) fn new<S: Section>(t: &'static Texts, variants: Vec<Variant>, draft: Option<Draft>) -> Self {
        let notice = draft.map(|mut draft| draft.take_notice()).unwrap_or_default();
        Self { section: S::SECTION, words: S::SECTION.words(t), variants, notice }
    }

    pub(super) fn view(self) -> Erased {
        let Self { section, words, variants, notice } = self;
        let notice = (!notice.is_empty()).then(|| view! { <ErrorNotice text=notice/> });
        let links = variants.into_iter().map(|variant| {
            view! {
                <li>
                    <a class="card variant" href=variant.href(section)>
                        {icon(variant.icon, "icon")}
                        <span class="variant-title">{variant.title}</span>
                        <span class="variant-text">{variant.text}</span>
                    </a>
                </li>
            }
        });
        let links = links.collect_view();
        view! {
            <div class="page-head">
                <a class="icon-button" href=section.href() aria-label=words.back title=words.back>
                    {icon("chevron-left", "icon")}
                </a>
                <h2 class="settings-title">{words.create}</h2>
            </div>
            {notice}
            <ul class="variants">{links}</ul>
        }
        .erased()
    }
}
