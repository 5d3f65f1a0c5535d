//! The table of a list. In narrow windows CSS shows its rows as cards, which takes the native roles
//! away, so the roles are written out.

use std::hash::Hash;

use leptos::prelude::*;
use leptos::tachys::view::keyed::SerializableKey;

use crate::ui::icon::icon;

/// A table with its column heads; the children are its rows. Without a `label` it is named by the
/// element `table-title`.
#[component]
pub(crate) fn ListTable<H: IntoView + 'static, C: IntoView + 'static>(
    #[prop(into)] class: Signal<&'static str>,
    #[prop(optional)] label: Option<&'static str>,
    heads: H,
    children: TypedChildren<C>,
) -> impl IntoView {
    let title = label.is_none().then_some("table-title");
    view! {
        <table class=move || class.get() role="table" aria-label=label aria-labelledby=title>
            <thead role="rowgroup"><tr role="row">{heads}</tr></thead>
            <tbody role="rowgroup">{children.into_inner()()}</tbody>
        </table>
    }
}

/// The rows of a list, each of which keeps its elements as long as its item is in the list. A list that
/// has no item in common with the one before gets an owner of its own: what was made for a list is freed
/// with it. Rows have to follow what `rows` derives for them, and no memo that outlives the list, which
/// would keep something of every row that ever read it.
#[component]
pub(crate) fn ListRows<T, K, F, R, V>(
    /// The items in their order.
    items: Memo<Vec<T>>,
    /// What makes two items the same.
    key: fn(&T) -> K,
    /// Makes the function from an item to its row, once for each list.
    rows: F,
) -> impl IntoView
where
    T: Clone + Send + Sync + 'static,
    K: Eq + Hash + Send + Sync + SerializableKey + 'static,
    F: Fn() -> R + Send + 'static,
    R: Fn(T) -> V + Clone + Send + 'static,
    V: IntoView + 'static,
{
    let before = StoredValue::new(Vec::new());
    let lists = Memo::new(move |count: Option<&u32>| {
        let keys: Vec<K> = items.with(|items| items.iter().map(key).collect());
        let count = count.copied().unwrap_or_default();
        let has_common = before.with_value(|before: &Vec<K>| before.iter().any(|one| keys.contains(one)));
        before.set_value(keys);
        if has_common { count } else { count + 1 }
    });
    move || {
        // Tracking alone would not evaluate the memo.
        let _ = lists.get();
        view! { <For each=move || items.get() key=key children=rows()/> }
    }
}

/// The heads of columns, each with its CSS class.
pub(crate) fn column_heads<const N: usize>(
    columns: [(&'static str, &'static str); N],
) -> impl IntoView + use<N> {
    columns.map(|(class, text)| column_head(class, text)).collect_view()
}

/// The head of a column.
pub(crate) fn column_head<C: IntoView + 'static>(class: &'static str, content: C) -> impl IntoView + use<C> {
    view! { <th role="columnheader" scope="col" class=class>{content}</th> }
}

/// The head of a column by which the list can be sorted; `sorted` is `aria-sort`, none while the list
/// is sorted by another one.
pub(crate) fn sorting_head<C: IntoView + 'static>(
    class: &'static str,
    sorted: Signal<Option<&'static str>>,
    content: C,
) -> impl IntoView + use<C> {
    view! {
        <th role="columnheader" scope="col" class=class aria-sort=move || sorted.get()>{content}</th>
    }
}

/// A sorting head whose content is a link that sorts or reverses; `ascending` is the direction while the
/// list is sorted by it.
pub(crate) fn sorted_by_link(
    class: &'static str,
    ascending: Memo<Option<bool>>,
    href: impl Fn() -> String + Send + Sync + 'static,
    title: String,
    text: &'static str,
) -> impl IntoView {
    let sorted = Signal::derive(move || {
        ascending.get().map(|ascending| if ascending { "ascending" } else { "descending" })
    });
    let glyph = move || {
        let ascending = ascending.get()?;
        Some(icon(if ascending { "chevron-up" } else { "chevron-down" }, "icon"))
    };
    let link = view! {
        <a class="sort-link" href=href title=title data-noscroll="">
            {text}
            {glyph}
        </a>
    };
    sorting_head(class, sorted, link)
}

/// A row with its ID and its cells.
pub(crate) fn row<C: IntoView + 'static>(id: Option<String>, cells: C) -> impl IntoView + use<C> {
    view! { <tr role="row" id=id>{cells}</tr> }
}

/// A cell. Narrow windows show `label`, the head of its column, beside it.
pub(crate) fn cell<C: IntoView + 'static>(
    class: &'static str,
    label: &'static str,
    content: C,
) -> impl IntoView + use<C> {
    view! { <td role="cell" class=class data-label=label>{content}</td> }
}

/// A cell with a short text. Narrow windows leave it out if it says nothing (`is_blank`).
pub(crate) fn fact_cell<C: IntoView + 'static>(
    class: &'static str,
    label: &'static str,
    is_blank: bool,
    content: C,
) -> impl IntoView + use<C> {
    let none = is_blank.then_some("");
    view! { <td role="cell" class=class data-label=label data-none=none>{content}</td> }
}

/// A row below another one, whose content belongs to that and fills all `columns`.
pub(crate) fn detail_row<C: IntoView + 'static>(columns: u8, content: C) -> impl IntoView + use<C> {
    view! { <tr role="row" class="row-open"><td role="cell" colspan=columns.to_string()>{content}</td></tr> }
}
