//! A proposal: both records side by side, why they may be one person, and what can be decided.

use domain::customers::{DuplicateReason, MergeField, Pair, Proposal, ProposedCustomer};
use domain::{CustomerId, bidi, number};
use leptos::prelude::*;

use crate::locales::{Texts, use_texts};
use crate::ui::erased::{Erased, IntoErased};
use crate::ui::icon::icon;

/// The card of a proposal; `back` is the address that its forms return to.
#[component]
pub(super) fn ProposalCard(proposal: Proposal, back: String) -> impl IntoView {
    let t = use_texts();
    let words = t.customers();
    let Proposal { older, newer, reasons } = proposal;
    let (older_name, newer_name) = (name_of(t, &older), name_of(t, &newer));
    let pair = Pair { newer: newer.id, older: older.id }.to_string();
    let heading = format!("pair-{pair}");
    let conflicts: Vec<MergeField> =
        MergeField::ALL.into_iter().filter(|field| field.is_conflict(&older.record, &newer.record)).collect();
    let choose = (!conflicts.is_empty()).then(|| view! { <p class="duplicate-choose">{words.choose}</p> });
    let reasons = reasons.into_iter().map(|reason| view! { <Reason reason back=back.clone()/> });
    let hidden = [
        ("older", older.id.to_string()),
        ("older_revision", older.revision.0.to_string()),
        ("newer", newer.id.to_string()),
        ("newer_revision", newer.revision.0.to_string()),
        ("back", back.clone()),
    ]
    .map(|(name, value)| view! { <input type="hidden" name=name value=value/> });
    let merge = (words.merge_both)(&older_name, &newer_name);
    let distinct = (words.distinct_both)(&older_name, &newer_name);
    let form = format!("merge-{pair}");
    let survivor = older.id;
    view! {
        <section class="card card-padded duplicate" aria-labelledby=heading.clone()>
            <h2 id=heading.clone() class="card-title" dir="auto">{(words.and)(&older_name, &newer_name)}</h2>
            <ul class="duplicate-reasons">{reasons.collect_view()}</ul>
            <form method="post" action="/sf/merge_customers" id=form.clone() data-in-place="">
                {hidden.collect_view()}
                <div class="duplicate-sides">
                    <Side customer=older survivor conflicts=conflicts.clone()/>
                    <Side customer=newer survivor conflicts/>
                </div>
            </form>
            {choose}
            <div class="duplicate-actions">
                <button class="button button-primary" form=form aria-label=merge>
                    {icon("merge", "icon")} {words.merge}
                </button>
                <form method="post" action="/sf/dismiss_duplicate" data-in-place="">
                    <input type="hidden" name="pair" value=pair/>
                    <input type="hidden" name="back" value=back/>
                    <button class="button" aria-label=distinct>{words.distinct}</button>
                </form>
            </div>
        </section>
    }
}

/// A reason; that of a number has a button that says it is of several persons.
#[component]
fn Reason(reason: DuplicateReason, back: String) -> impl IntoView {
    let words = use_texts().customers();
    let text = match &reason {
        DuplicateReason::Document(document) => (words.same_document)(&domain::identity::format(document)),
        DuplicateReason::Email(email) => (words.same_email)(email),
        DuplicateReason::Number(shared) => (words.same_number)(&number::format(shared)),
        DuplicateReason::NinthDigit(shared) => (words.ninth_digit)(&number::format(shared)),
    };
    let mark = reason.number().map(|shared| {
        let label = (words.shared_number)(&number::format(shared));
        view! {
            <form method="post" action="/sf/mark_shared_number" data-in-place="">
                <input type="hidden" name="number" value=shared.to_owned()/>
                <input type="hidden" name="back" value=back/>
                <button class="button button-small" aria-label=label>{words.shared}</button>
            </form>
        }
    });
    view! { <li class="duplicate-reason"><span dir="auto">{bidi::plain(&text)}</span> {mark}</li> }
}

/// One of the two records. Where both differ, each value can be chosen.
#[component]
fn Side(customer: ProposedCustomer, survivor: CustomerId, conflicts: Vec<MergeField>) -> impl IntoView {
    let t = use_texts();
    let words = t.customers();
    let name = name_of(t, &customer);
    let checked = customer.id == survivor;
    let value_of = |field: MergeField, label: &'static str| {
        let value = bidi::plain(field.of(&customer.record)).into_owned();
        let chosen = conflicts.contains(&field);
        let shown: Erased = if chosen {
            let label = (words.value_of)(label, &value);
            view! {
                <label class="duplicate-value">
                    <input
                        type="radio"
                        name=field.as_str()
                        value=customer.id.to_string()
                        checked=checked
                        aria-label=label
                    />
                    <span dir="auto">{value}</span>
                </label>
            }
            .erased()
        } else if value.is_empty() {
            view! { <span class="muted">{t.case().unknown}</span> }.erased()
        } else {
            view! { <span dir="auto">{value}</span> }.erased()
        };
        view! { <div><dt>{label}</dt><dd>{shown}</dd></div> }
    };
    let numbers: Vec<String> = customer.numbers.iter().map(|text| number::format(text)).collect();
    let numbers: Erased = if numbers.is_empty() {
        view! { <span class="muted">{t.case().unknown}</span> }.erased()
    } else {
        let each = numbers.into_iter().map(|number| view! { <span class="duplicate-number">{number}</span> });
        each.collect_view().erased()
    };
    let last = customer.last_contact.map_or_else(|| words.never.to_owned(), |at| t.locale.date_time(at));
    let merged = (customer.merged > 0)
        .then(|| view! { <p class="duplicate-merged">{(words.merged_before)(customer.merged)}</p> });
    view! {
        <div class="duplicate-side">
            <label class="duplicate-keep">
                <input
                    type="radio"
                    name="survivor"
                    value=customer.id.to_string()
                    checked=checked
                    aria-label=(words.keep_of)(&name)
                />
                <span>{words.keep}</span>
            </label>
            {merged}
            <dl class="facts">
                {value_of(MergeField::Name, t.case().name)}
                <div><dt>{words.numbers}</dt><dd>{numbers}</dd></div>
                {value_of(MergeField::Document, t.case().document)}
                {value_of(MergeField::Email, t.case().email)}
                <div><dt>{words.interactions}</dt><dd>{t.locale.integer(customer.interactions)}</dd></div>
                <div><dt>{words.cases}</dt><dd>{t.locale.integer(customer.cases)}</dd></div>
                <div><dt>{words.last_contact}</dt><dd>{last}</dd></div>
            </dl>
        </div>
    }
}

/// The name of a customer, or else a number, or the word for one without.
pub(in crate::customers) fn name_of(t: &'static Texts, customer: &ProposedCustomer) -> String {
    let name = bidi::plain(&customer.record.name).into_owned();
    if !name.is_empty() {
        return name;
    }
    let number = customer.numbers.first().map(|text| number::format(text));
    number.unwrap_or_else(|| t.customers().unnamed.to_owned())
}
