//! 检查项: which derived items of the checklists this site asks. A list and switches; a change needs
//! the network, and counts from the next round on.

use crate::components::{FieldError, Select, Switch};
use crate::i18n::*;
use crate::pages::frame::use_toasts;
use crate::pages::office::frame::{OfficeFrame, Place};
use crate::pages::round::facts::methods_words;
use crate::state::{App, use_app};
use leptos::prelude::*;
use leptos::task::spawn_local;
use patrol_domain::checklist::{Checklist, Item};
use patrol_domain::switches::{SwitchAnswer, SwitchFault, Switches, switchable};
use std::collections::BTreeMap;
use std::sync::Arc;

/// What the server has just kept and no pull has shown yet.
type Kept = RwSignal<BTreeMap<String, bool>>;

#[component]
pub fn OfficeItems() -> impl IntoView {
    let (app, i18n) = (use_app(), use_i18n());
    let picked = RwSignal::new(String::new());
    let (kept, trouble) = (Kept::default(), RwSignal::new(None::<String>));
    let lists = Memo::new(move |_| newest(app));
    let options = Signal::derive(move || {
        let locale = i18n.get_locale();
        let words = |list: &Arc<Checklist>| {
            (list.id.clone(), format!("{} {}", list.id, say(locale, &list.name)))
        };
        lists.with(|lists| lists.iter().map(words).collect::<Vec<_>>())
    });
    let list = Memo::new(move |_| {
        let id = picked.get();
        lists.with(|lists| lists.iter().find(|list| list.id == id).or(lists.first()).cloned())
    });
    let value =
        Signal::derive(move || list.with(|l| l.as_ref().map(|l| l.id.clone())).unwrap_or_default());
    let label = Signal::derive(move || t_string!(i18n, items.checklist).to_owned());
    let pick = move |id: String| {
        trouble.set(None);
        picked.set(id);
    };
    let rows = move || {
        let list = list.get()?;
        let rows = list.items.iter().cloned();
        let rows = rows.map(|item| view! { <Row item kept trouble /> }).collect_view();
        Some(view! { <ul class="item-switches">{rows}</ul> })
    };
    view! {
        <OfficeFrame place=Place::Items>
            <div class="plans">
                <header class="plans-head">
                    <div>
                        <h1 class="page-title" tabindex="-1">
                            {t!(i18n, items.title)}
                        </h1>
                        <p class="sub">{t!(i18n, items.lead)}</p>
                    </div>
                </header>
                <div class="item-choice">
                    <Select label options value on_pick=pick test_id="items-list" />
                    <FieldError error=trouble />
                </div>
                {rows}
            </div>
        </OfficeFrame>
    }
}

/// The newest version of every checklist of the site, by id.
fn newest(app: App) -> Vec<Arc<Checklist>> {
    app.reference.with(|all| {
        let mut newest: BTreeMap<&str, &Arc<Checklist>> = BTreeMap::new();
        // In order of version: the last one stays.
        for ((id, _), list) in &all.checklists {
            newest.insert(id, list);
        }
        newest.into_values().cloned().collect()
    })
}

#[component]
fn Row(item: Item, kept: Kept, trouble: RwSignal<Option<String>>) -> impl IntoView {
    let (app, i18n) = (use_app(), use_i18n());
    let toasts = use_toasts();
    let item = StoredValue::new(item);
    let on = Signal::derive(move || {
        let just = item.with_value(|item| kept.with(|kept| kept.get(&item.id).copied()));
        let pulled = app.reference.with(|all| all.site.as_ref().map(|site| site.switches.clone()));
        just.unwrap_or_else(|| {
            let switches: Switches = pulled.unwrap_or_default();
            item.with_value(|item| switches.asks(item))
        })
    });
    let label = Signal::derive(move || {
        let locale = i18n.get_locale();
        item.with_value(|item| say(locale, &item.title))
    });
    let hint = Signal::derive(move || item.with_value(|item| hint(i18n.get_locale(), item)));
    let change = move |asked: bool| {
        let locale = i18n.get_locale_untracked();
        trouble.set(None);
        if !item.with_value(switchable) {
            return trouble.set(Some(fault(locale, SwitchFault::Mandatory).to_owned()));
        }
        let id = item.with_value(|item| item.id.clone());
        spawn_local(async move {
            match app.actions.switch_item(id.clone(), asked).await {
                Ok(SwitchAnswer::Kept) => {
                    kept.try_update(|kept| kept.insert(id, asked));
                    toasts.kept(done(locale, asked));
                }
                Ok(SwitchAnswer::Refused { why }) => {
                    trouble.try_set(Some(fault(locale, why).to_owned()));
                }
                Err(_) => {
                    trouble.try_set(Some(td_string!(locale, items.failed).to_owned()));
                }
            }
        });
    };
    view! {
        <li data-item=item.with_value(|item| item.id.clone())>
            <Switch label hint on on_change=change />
        </li>
    }
}

/// `C03-01 · 看 · 推出来的，可以关`.
fn hint(locale: Locale, item: &Item) -> String {
    let rests = match (item.optional, switchable(item)) {
        (true, _) => td_string!(locale, items.optional),
        (_, true) => td_string!(locale, items.derived),
        (_, false) => td_string!(locale, items.stated),
    };
    format!("{} · {} · {rests}", item.id, methods_words(locale, item))
}

fn done(locale: Locale, asked: bool) -> &'static str {
    if asked { td_string!(locale, items.on) } else { td_string!(locale, items.off) }
}

fn fault(locale: Locale, why: SwitchFault) -> &'static str {
    match why {
        SwitchFault::Unknown => td_string!(locale, items.unknown),
        SwitchFault::Mandatory => td_string!(locale, items.mandatory),
        SwitchFault::Last => td_string!(locale, items.last),
    }
}
