//! The operation and file sections (*Operação*, *Anexos*): one record each, both in the same row.

use domain::media;
use domain::settings::{
    FilesRecord, MAX_FILE_MB, MAX_RECORD_NAME, MAX_REOPEN_DAYS, OperationRecord, SettingsRecord, field_name,
};
use domain::{FieldErrors, OperationId, Problem, Role};
use leptos::prelude::*;
use store::settings::Versioned;

use super::section::{Choices, Section};
use super::sections::SectionName;
use crate::context::{RequestContext, logo_href};
use crate::form::{Input, SelectOption, Values};
use crate::locales::Texts;
use crate::ui::erased::{Erased, IntoErased};
use crate::ui::file_field::FileField;

/// Maximum length of a country or area code, including a plus sign.
const MAX_CODE: u32 = 4;

impl Section for OperationRecord {
    const SECTION: SectionName = SectionName::Operation;
    const SINGLETON_ID: Option<OperationId> = Some(OperationId::ONLY);

    fn inputs(t: &'static Texts, _choices: &Choices, _record: Option<&Self>) -> Vec<Input> {
        let words = &t.settings.operation;
        let languages = SelectOption::languages(words.browser_language);
        let roles = Role::ALL.map(|role| SelectOption::new(role.as_str(), t.role_name(role)));
        vec![
            Input::line(field_name::NAME, words.name, MAX_RECORD_NAME).hint(words.name_hint),
            Input::one(field_name::LANGUAGE, words.language, languages).hint(words.language_hint),
            Input::zone(field_name::ZONE, words.zone).hint(words.zone_hint).required(),
            Input::number(field_name::REOPEN_DAYS, words.reopen, 0..=MAX_REOPEN_DAYS.into())
                .hint(words.reopen_hint)
                .required(),
            Input::line(field_name::DIAL_COUNTRY, words.dial_country, MAX_CODE)
                .hint(words.dial_country_hint)
                .required(),
            Input::line(field_name::DIAL_AREA, words.dial_area, MAX_CODE).hint(words.dial_area_hint),
            Input::many(field_name::SECOND_FACTOR, t.second_factor.roles, roles.to_vec())
                .hint(t.second_factor.roles_hint),
        ]
    }

    fn values(&self) -> Values {
        Values::default()
            .with(field_name::NAME, &self.name)
            .with(field_name::LANGUAGE, &self.language)
            .with(field_name::ZONE, &self.zone)
            .with(field_name::REOPEN_DAYS, self.reopen_days.to_string())
            .with(field_name::DIAL_COUNTRY, &self.dial_country)
            .with(field_name::DIAL_AREA, &self.dial_area)
            .with_all(
                field_name::SECOND_FACTOR,
                self.second_factor_roles.iter().map(|role| role.as_str().to_owned()),
            )
    }

    fn from_form(values: &Values, before: Option<&Self>) -> Result<Self, FieldErrors> {
        let mut errors = FieldErrors::default();
        // A form opened before the code fields existed keeps the stored codes.
        let code = |name: &str, stored: fn(&Self) -> &String| match values.sent(name) {
            Some(typed) => typed.to_owned(),
            None => before.map(stored).cloned().unwrap_or_default(),
        };
        let days = values.number(field_name::REOPEN_DAYS, 0..=MAX_REOPEN_DAYS.into(), &mut errors);
        if values.text(field_name::REOPEN_DAYS).trim().is_empty() {
            errors.add(field_name::REOPEN_DAYS, Problem::Required);
        }
        let record = Self {
            name: values.text(field_name::NAME).to_owned(),
            language: values.text(field_name::LANGUAGE).to_owned(),
            zone: values.text(field_name::ZONE).to_owned(),
            reopen_days: days.and_then(|days| u32::try_from(days).ok()).unwrap_or_default(),
            second_factor_roles: values.all(field_name::SECOND_FACTOR).filter_map(Role::parse).collect(),
            dial_country: code(field_name::DIAL_COUNTRY, |record| &record.dial_country),
            dial_area: code(field_name::DIAL_AREA, |record| &record.dial_area),
        }
        .tidied();
        errors.0.extend(record.check().err().unwrap_or_default().0);
        errors.into_result().map(|()| record)
    }

    fn field_message(t: &'static Texts, field: &str, problem: &Problem) -> Option<String> {
        let Problem::Malformed { .. } = problem else { return None };
        let words = match field {
            field_name::ZONE => t.settings.calendars.bad_zone,
            field_name::DIAL_COUNTRY => t.settings.operation.bad_dial_country,
            field_name::DIAL_AREA => t.settings.operation.bad_dial_area,
            _ => return None,
        };
        Some(words.to_owned())
    }

    fn footer(t: &'static Texts, _stored: &Versioned<Self>) -> Option<Erased> {
        let context = RequestContext::current().ok()?;
        let words = &t.settings.operation;
        let logo = context.operation.logo.as_deref().map(logo_href);
        let remove = logo.as_ref().map(|_| {
            view! { <button class="button" name="remove" value="yes" formnovalidate>{words.remove_logo}</button> }
        });
        let shown = logo.map(|href| view! { <img class="logo-shown" src=href alt=words.logo/> });
        let numbers = context.operation.numbers_percent.map_or_else(
            || words.numbers_done.to_owned(),
            |percent| (words.numbers_percent)(&percent.to_string()),
        );
        let view = view! {
            <section class="card card-padded" aria-labelledby="operation-numbers">
                <h3 id="operation-numbers">{words.numbers}</h3>
                <p class="card-text">{numbers}</p>
            </section>
            <section class="card card-padded" aria-labelledby="operation-logo">
                <form class="form settings-form" method="post" action="/operation/logo" enctype="multipart/form-data">
                    <h3 id="operation-logo">{words.logo}</h3>
                    {shown}
                    <div class="field">
                        <label class="field-label" for="logo-file">{words.choose_logo}</label>
                        <FileField id="logo-file" name="logo" accept=".png,.jpg,.jpeg,.webp" describedby="logo-hint"/>
                        <p class="field-hint" id="logo-hint">{words.logo_hint}</p>
                    </div>
                    <div class="filters-actions">
                        <button class="button button-primary">{words.send_logo}</button>
                        {remove}
                    </div>
                </form>
            </section>
        };
        Some(view.erased())
    }
}

/// The file size limit and the extensions that the server was started with.
fn startup_limits(t: &'static Texts) -> Option<(String, String)> {
    let started = RequestContext::current().ok()?.default_uploads;
    Some((t.locale.file_size(started.max_bytes), started.extensions.replace(',', ", ")))
}

impl Section for FilesRecord {
    const SECTION: SectionName = SectionName::Files;
    const SINGLETON_ID: Option<OperationId> = Some(OperationId::ONLY);

    fn inputs(t: &'static Texts, _choices: &Choices, _record: Option<&Self>) -> Vec<Input> {
        let words = &t.settings.files;
        let (size, endings) = startup_limits(t).unwrap_or_default();
        let types = media::KNOWN.iter().map(|kind| {
            let endings: Vec<String> = kind.extensions.iter().map(|ending| format!(".{ending}")).collect();
            SelectOption::new(kind.media_type, endings.join(", "))
        });
        vec![
            Input::number(field_name::LARGEST, words.largest, 1..=MAX_FILE_MB.into())
                .hint(&(words.largest_hint)(&size)),
            Input::many(field_name::TYPES, words.types, types.collect()).hint(&(words.types_hint)(&endings)),
        ]
    }

    fn values(&self) -> Values {
        let largest = self.largest_mb.map(|size| size.to_string()).unwrap_or_default();
        Values::default()
            .with(field_name::LARGEST, largest)
            .with_all(field_name::TYPES, self.types.iter().cloned())
    }

    fn from_form(values: &Values, _before: Option<&Self>) -> Result<Self, FieldErrors> {
        let mut errors = FieldErrors::default();
        let largest = values.number(field_name::LARGEST, 1..=MAX_FILE_MB.into(), &mut errors);
        let record = Self {
            largest_mb: largest.and_then(|size| u32::try_from(size).ok()),
            types: values.all(field_name::TYPES).map(ToOwned::to_owned).collect(),
        }
        .tidied();
        errors.0.extend(record.check().err().unwrap_or_default().0);
        errors.into_result().map(|()| record)
    }
}
