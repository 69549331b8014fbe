//! The desk by keyboard: one key a step, never while somebody types, and a sheet that lists them.

use crate::components::{Button, Sheet, Switch};
use crate::i18n::*;
use crate::pages::issues::sieve::{Kept, use_kept};
use crate::state::use_app;
use leptos::prelude::*;
use patrol_domain::ids::CaseId;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement, KeyboardEvent};

/// What hands do at this desk.
#[derive(Clone, Copy)]
pub struct Hands {
    pub kept: Kept,
    /// The case that is read beside the list.
    pub picked: Signal<Option<CaseId>>,
    /// The cases whose handler is being chosen.
    pub assigning: RwSignal<Vec<CaseId>>,
    pub help: RwSignal<bool>,
}

impl Hands {
    pub fn new(picked: Signal<Option<CaseId>>) -> Hands {
        let kept = use_kept();
        Hands { kept, picked, assigning: RwSignal::new(Vec::new()), help: RwSignal::new(false) }
    }

    /// Chooses a handler for those that are chosen, else for the case in focus, else for the one read.
    pub fn assign(self) {
        let chosen: Vec<CaseId> =
            self.kept.chosen.with_untracked(|all| all.iter().copied().collect());
        let one = || focused().or_else(|| self.picked.get_untracked()).into_iter().collect();
        self.assigning.set(if chosen.is_empty() { one() } else { chosen });
    }

    fn choose(self) {
        let Some(id) = focused().or_else(|| self.picked.get_untracked()) else { return };
        self.kept.chosen.update(|chosen| {
            if !chosen.remove(&id) {
                chosen.insert(id);
            }
        });
    }

    fn do_it(self, step: Step) {
        match step {
            Step::Next => go(1),
            Step::Previous => go(-1),
            Step::Search => focus(find("[data-id=search]")),
            Step::Choose => self.choose(),
            Step::Assign => self.assign(),
            Step::Columns => self.kept.columns.update(|columns| *columns = !*columns),
            Step::Help => self.help.set(true),
            Step::Leave => self.kept.chosen.update(std::collections::BTreeSet::clear),
        }
    }

    /// Listens for as long as the page stands.
    pub fn listen(self) {
        let settings = use_app().settings;
        let heard = window_event_listener(leptos::ev::keydown, move |event| {
            let held = event.ctrl_key() || event.alt_key() || event.meta_key();
            if held || event.is_composing() || find("dialog[open]").is_some() {
                return;
            }
            let step = match typing(&event) {
                Some(field) => leaves_the_search(&field, &event.key()).then_some(Step::Next),
                None if settings.with_untracked(|settings| settings.keys_off) => None,
                None => Step::of(&event.key()),
            };
            if let Some(step) = step {
                event.prevent_default();
                self.do_it(step);
            }
        });
        on_cleanup(move || heard.remove());
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Step {
    Next,
    Previous,
    Search,
    Choose,
    Assign,
    Columns,
    Help,
    Leave,
}

impl Step {
    fn of(key: &str) -> Option<Step> {
        Some(match key {
            "j" | "J" => Step::Next,
            "k" | "K" => Step::Previous,
            "/" => Step::Search,
            "x" | "X" => Step::Choose,
            "a" | "A" => Step::Assign,
            "b" | "B" => Step::Columns,
            "?" | "？" => Step::Help,
            "Escape" => Step::Leave,
            _ => return None,
        })
    }
}

/// The field that somebody types in or picks from.
fn typing(event: &KeyboardEvent) -> Option<Element> {
    let target = event.target()?.dyn_into::<Element>().ok()?;
    let fields = "input:not([type=checkbox]), textarea, select, [contenteditable]";
    target.closest(fields).ok().flatten()
}

/// From the line to type in, Enter and the arrow lead to what was found.
fn leaves_the_search(field: &Element, key: &str) -> bool {
    field.get_attribute("data-id").as_deref() == Some("search")
        && matches!(key, "Enter" | "ArrowDown")
}

fn find(what: &str) -> Option<Element> {
    document().query_selector(what).ok().flatten()
}

fn focus(element: Option<Element>) {
    if let Some(element) = element.and_then(|element| element.dyn_into::<HtmlElement>().ok()) {
        element.focus().unwrap_or_default();
        element.scroll_into_view_with_bool(false);
    }
}

/// The cases as they stand, in order.
fn rows() -> Vec<Element> {
    let mut rows = Vec::new();
    if let Some(all) = find("[data-cases]") {
        gather(&all, &mut rows);
    }
    rows
}

fn gather(of: &Element, rows: &mut Vec<Element>) {
    let children = std::iter::successors(of.first_element_child(), Element::next_element_sibling);
    for child in children {
        if child.has_attribute("data-case") {
            rows.push(child);
        } else {
            gather(&child, rows);
        }
    }
}

fn case_of(row: &Element) -> Option<CaseId> {
    row.get_attribute("data-case")?.parse().ok()
}

/// The case that has the focus, or whose box has it.
fn focused() -> Option<CaseId> {
    let here = document().active_element()?;
    let row = here.closest("[data-case], li").ok().flatten()?;
    case_of(&row).or_else(|| case_of(&row.query_selector("[data-case]").ok().flatten()?))
}

/// To the next case, for whoever is done with this one.
pub fn step_on() {
    go(1);
}

/// To the next case or the one before; from anywhere else, to the one that is read, else the first.
fn go(by: isize) {
    let rows = rows();
    let here = focused();
    let place = |id: CaseId| rows.iter().position(|row| case_of(row) == Some(id));
    let next = match here.and_then(place) {
        Some(place) => place.checked_add_signed(by),
        None => {
            let read = "[data-cases] a[aria-current]";
            let read = find(read).as_ref().and_then(case_of).and_then(place);
            Some(read.and_then(|place| place.checked_add_signed(by)).unwrap_or(0))
        }
    };
    focus(next.and_then(|next| rows.into_iter().nth(next)));
}

/// What a key does, in a language.
type Said = fn(Locale) -> &'static str;

/// All keys, and whether they are wanted.
#[component]
pub fn Help(hands: Hands) -> impl IntoView {
    let i18n = use_i18n();
    let settings = use_app().settings;
    let label = Signal::derive(move || t_string!(i18n, desk.keys_title).to_owned());
    let line = move |(key, words): (&'static str, Said)| {
        view! {
            <div>
                <dt>
                    <kbd>{key}</kbd>
                </dt>
                <dd>{move || words(i18n.get_locale())}</dd>
            </div>
        }
    };
    let keys: [(&'static str, Said); 9] = [
        ("j", |locale| td_string!(locale, desk.k_next)),
        ("k", |locale| td_string!(locale, desk.k_prev)),
        ("Enter", |locale| td_string!(locale, desk.k_open)),
        ("/", |locale| td_string!(locale, desk.k_search)),
        ("x", |locale| td_string!(locale, desk.k_choose)),
        ("a", |locale| td_string!(locale, desk.k_assign)),
        ("b", |locale| td_string!(locale, desk.k_board)),
        ("?", |locale| td_string!(locale, desk.k_help)),
        ("Esc", |locale| td_string!(locale, desk.k_esc)),
    ];
    let dock = move || {
        view! { <Button on_press=move |()| hands.help.set(false)>{t!(i18n, desk.close)}</Button> }
    };
    view! {
        <Sheet open=hands.help label on_close=move |()| hands.help.set(false) dock>
            <div class="sheet-head">
                <h2>{label}</h2>
            </div>
            <div class="sheet-body">
                <dl class="keys">{keys.map(line).collect_view()}</dl>
                <Switch
                    label=Signal::derive(move || t_string!(i18n, desk.keys_on).to_owned())
                    hint=Signal::derive(move || t_string!(i18n, desk.keys_hint).to_owned())
                    on=Signal::derive(move || settings.with(|settings| !settings.keys_off))
                    on_change=move |on: bool| settings.update(|settings| settings.keys_off = !on)
                    test_id="keys"
                />
            </div>
        </Sheet>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_listed_key_is_a_step_and_no_other_is() {
        let steps = ["j", "k", "/", "x", "a", "b", "?", "Escape"].map(Step::of);
        assert!(steps.iter().all(Option::is_some));
        for (place, step) in steps.iter().enumerate() {
            assert!(!steps[..place].contains(step), "two keys for {step:?}");
        }
        for other in ["Enter", "Tab", " ", "1", "c", "é", ""] {
            assert_eq!(Step::of(other), None);
        }
    }
}
