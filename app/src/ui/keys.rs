//! The list of keys, which `?` and the account menu open (`app/src/browser/shortcuts.rs`).

use leptos::prelude::*;

use crate::locales::use_texts;
use crate::ui::icon::icon;

/// The list as a template, from which the browser makes a dialog: a page has no dialog that is closed.
#[component]
pub(crate) fn KeyList() -> impl IntoView {
    let t = use_texts();
    let k = &t.keys;
    let keys = [
        ("?", k.list),
        ("Ctrl K", k.palette),
        ("/", k.search),
        ("J K", k.rows),
        ("O", k.open),
        ("N P", k.neighbours),
        ("Esc", k.close),
        ("← → ↑ ↓", k.arrows),
        (k.space, k.play),
        ("J L", k.skip),
    ];
    let keys = keys.map(|(keys, what)| {
        let keys = keys.split(' ').map(|key| view! { <kbd class="key">{key}</kbd> " " }).collect_view();
        view! { <div><dt>{keys}</dt><dd>{what}</dd></div> }
    });
    view! {
        <template id="keys-template">
        <dialog class="dialog keys" id="keys" aria-labelledby="keys-title">
            <header class="dialog-head">
                <h2 class="dialog-title" id="keys-title" tabindex="-1" autofocus>{k.title}</h2>
                <form method="dialog">
                    <button class="icon-button" aria-label=t.close>{icon("close", "icon")}</button>
                </form>
            </header>
            <div class="dialog-body">
                <dl class="key-list">{keys.collect_view()}</dl>
                <label class="key-switch">
                    <input type="checkbox" class="checkbox" autocomplete="off" data-keys-switch=""/>
                    {k.single}
                </label>
            </div>
        </dialog>
        </template>
    }
}
