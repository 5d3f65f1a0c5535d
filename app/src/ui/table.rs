//! The table of a list. In narrow windows CSS shows its rows as cards, which takes the native roles
//! away, so the roles are written out.

use leptos::prelude::*;

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

/// The heads of columns, each with its CSS class.
pub(crate) fn column_heads<const N: usize>(
    columns: [(&'static str, &'static str); N],
) -> impl IntoView + use<N> {
    let heads =
        columns.map(|(class, text)| view! { <th role="columnheader" scope="col" class=class>{text}</th> });
    heads.collect_view()
}
