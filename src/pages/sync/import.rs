//! 导入备份: a file that another phone of the same person exported, into this one.

use crate::components::{Button, Icon};
use crate::i18n::*;
use crate::pages::frame::use_toasts;
use crate::state::{App, ImportError, Imported, use_app};
use leptos::html;
use leptos::prelude::*;
use leptos::task::spawn_local;
use wasm_bindgen::JsCast;

#[component]
pub fn Import() -> impl IntoView {
    let i18n = use_i18n();
    let app = use_app();
    let toasts = use_toasts();
    let input = NodeRef::<html::Input>::new();
    let choose = move |()| {
        if let Some(input) = input.get_untracked() {
            input.click();
        }
    };
    let chosen = move |event: leptos::ev::Event| {
        let field = event.target().and_then(|t| t.dyn_into::<web_sys::HtmlInputElement>().ok());
        let Some(field) = field else { return };
        if let Some(file) = field.files().and_then(|files| files.get(0)) {
            spawn_local(async move {
                let taken = app.actions.import_backup(file).await;
                toasts.say(outcome(app, i18n.get_locale_untracked(), taken));
            });
        }
        // The same file again is a change again.
        field.set_value("");
    };
    view! {
        <div class="item">
            <Icon name="export" />
            <div class="item-text">
                <b>{t!(i18n, sync.import_title)}</b>
                <span>{t!(i18n, sync.import_hint)}</span>
            </div>
            <div class="item-acts">
                <Button on_press=choose test_id="import">
                    {t!(i18n, sync.import_choose)}
                </Button>
                <input
                    type="file"
                    class="photo-input"
                    accept=".json,application/json"
                    tabindex="-1"
                    aria-label=move || t_string!(i18n, sync.import_title)
                    data-id="import-file"
                    node_ref=input
                    on:change=chosen
                />
            </div>
        </div>
    }
}

fn outcome(app: App, locale: Locale, taken: Result<Imported, ImportError>) -> String {
    match taken {
        Ok(Imported { elsewhere: count @ 1.., ops: 0, .. }) => {
            td_string!(locale, sync.import_elsewhere, count = count)
        }
        Ok(Imported { ops: 0, .. }) => td_string!(locale, sync.import_known).to_owned(),
        Ok(Imported { ops, .. }) => td_string!(locale, sync.imported, count = ops),
        Err(ImportError::NotABackup) => td_string!(locale, sync.import_not_backup).to_owned(),
        Err(ImportError::Damaged) => td_string!(locale, sync.import_damaged).to_owned(),
        Err(ImportError::OtherPerson(who)) => {
            let known = app.reference.with_untracked(|all| all.members.get(&who).cloned());
            match known {
                Some(who) => td_string!(locale, sync.import_other, name = who.name),
                None => td_string!(locale, sync.import_other_unknown).to_owned(),
            }
        }
        Err(ImportError::Store(why)) => refusals::store(locale, &why).to_owned(),
    }
}
