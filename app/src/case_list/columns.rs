//! The columns of a list of cases.

use domain::cases::CaseOrder;
use domain::{CaseField, CaseLayout, ListField, ListLayout};
use leptos::prelude::*;

use super::Order;
use crate::columns::{ColumnsForm, columns_place};
use crate::history::chunk::{self, Panel};
use crate::locales::{Texts, use_texts};

/// The name of a column.
pub(crate) fn field_name(field: CaseField, t: &Texts) -> &'static str {
    match field {
        CaseField::Customer => t.customer,
        CaseField::Kind => t.case().kind,
        CaseField::Subject => t.case().subject,
        CaseField::Queue => t.queue,
        CaseField::Status => t.case().status,
        CaseField::Responsible => t.case().responsible,
        CaseField::Opened => t.case().opened,
        CaseField::Updated => t.case().updated,
        CaseField::Sla => t.case().tab_sla,
        CaseField::Due => t.management().column_due,
    }
}

/// The CSS class of a column.
pub(super) fn field_class(field: CaseField) -> &'static str {
    match field {
        CaseField::Customer => "col-customer",
        CaseField::Kind => "col-kind",
        CaseField::Subject => "col-subject",
        CaseField::Queue => "col-queue",
        CaseField::Status => "col-status",
        CaseField::Responsible => "col-responsible",
        CaseField::Opened => "col-opened",
        CaseField::Updated => "col-updated",
        CaseField::Sla => "col-sla",
        CaseField::Due => "col-due",
    }
}

/// The CSS class of the head of a column that sorts.
pub(super) fn sorting_class(field: CaseField) -> &'static str {
    match field {
        CaseField::Opened => "col-opened col-sorts",
        CaseField::Updated => "col-updated col-sorts",
        CaseField::Sla => "col-sla col-sorts",
        CaseField::Due => "col-due col-sorts",
        other => field_class(other),
    }
}

/// What the head of a column sorts by. The due instant sorts by its own column, if there is one.
pub(super) fn order_of(field: CaseField, layout: &CaseLayout) -> Option<CaseOrder> {
    match field {
        CaseField::Opened => Some(CaseOrder::Opened),
        CaseField::Updated => Some(CaseOrder::Updated),
        CaseField::Due => Some(CaseOrder::Due),
        CaseField::Sla if !layout.shows(CaseField::Due) => Some(CaseOrder::Due),
        _ => None,
    }
}

/// The column that is shown behind the chosen ones: what the list is sorted by, unless that is the standard.
pub(super) fn further(order: Order, layout: &CaseLayout) -> Option<CaseField> {
    let field = CaseField::of_order(order.by)?;
    let is_shown = layout.shows(field)
        || (field == CaseField::Due && layout.shows(CaseField::Sla))
        || order == Order::default();
    (!is_shown).then_some(field)
}

/// The choice of columns of a list of this chunk, if it is open. `back` is the page with it, `first` the head of
/// the column that stays.
pub(crate) fn columns<F: ListField + Send + Sync>(
    open: Memo<bool>,
    back: Signal<String>,
    layout: ListLayout<F>,
    name: fn(F, &Texts) -> &'static str,
    first: &'static str,
) -> impl IntoView {
    let t = use_texts();
    columns_place(open, move || {
        let hint = (t.column_choice().first)(first);
        chunk::panel(Panel::ListColumns(ColumnsForm::new(&layout, |field| name(field, t), hint, back)))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_list_is_sorted_by_is_shown() {
        let by = |by| Order { by, ascending: false };
        let few = CaseLayout::parse("customer,status");
        assert_eq!(further(Order::default(), &few), None);
        assert_eq!(further(Order { ascending: true, ..Order::default() }, &few), Some(CaseField::Updated));
        assert_eq!(further(by(CaseOrder::Opened), &few), Some(CaseField::Opened));
        assert_eq!(further(by(CaseOrder::Id), &few), None, "the number is always there");
        assert_eq!(further(Order::next_due(), &few), Some(CaseField::Due));
        for shown in ["due", "sla", "sla,due"] {
            assert_eq!(further(Order::next_due(), &CaseLayout::parse(shown)), None, "{shown}");
        }
    }

    #[test]
    fn one_column_sorts_by_the_due_instant() {
        let sorting = |layout: &str| {
            let layout = CaseLayout::parse(layout);
            let fields = layout.fields().iter().copied();
            fields.filter(|field| order_of(*field, &layout) == Some(CaseOrder::Due)).collect::<Vec<_>>()
        };
        assert_eq!(sorting("sla,customer"), [CaseField::Sla]);
        assert_eq!(sorting("sla,due"), [CaseField::Due]);
    }
}
