//! Lines of material (R125, R127): name, how many, from whom, price, why.

use super::draft::Line;
use super::{Form, says};
use crate::components::{Button, Chips, Choice, FieldError, TextLine, Tone};
use crate::i18n::*;
use leptos::prelude::*;
use patrol_domain::case::Source;

/// Most lines of one order; the domain refuses more.
const MOST: usize = 60;

#[component]
pub fn Lines(
    form: Form,
    key: String,
    label: Signal<String>,
    error: Signal<Option<String>>,
) -> impl IntoView {
    let i18n = form.i18n;
    let key = StoredValue::new(key);
    let count = Memo::new(move |_| {
        let lines = |key: &String| form.sketch.words.with(|t| t.lines.get(key).map_or(0, Vec::len));
        key.with_value(lines)
    });
    let add = move |()| {
        form.change(|typed| {
            let lines = typed.lines.entry(key.get_value()).or_default();
            if lines.len() < MOST {
                lines.push(Line {
                    quantity: "1".into(),
                    source: "owner".into(),
                    ..Line::default()
                });
            }
        });
    };
    view! {
        <fieldset class="form-lines">
            <legend class="field-label">{label}</legend>
            <For
                each=move || 0..count.get()
                key=|at| *at
                children=move |at| view! { <One form key at /> }
            />
            <Button icon="plus" on_press=add test_id="line-add">
                {t!(i18n, case.line_add)}
            </Button>
            <FieldError error />
        </fieldset>
    }
}

#[component]
fn One(form: Form, key: StoredValue<String>, at: usize) -> impl IntoView {
    let i18n = form.i18n;
    let line = Memo::new(move |_| {
        let found = |key: &String| {
            form.sketch.words.with(|typed| typed.lines.get(key).and_then(|l| l.get(at)).cloned())
        };
        key.with_value(found).unwrap_or_default()
    });
    let change = move |with: &dyn Fn(&mut Line)| {
        form.change(|typed| {
            let lines = typed.lines.entry(key.get_value()).or_default();
            lines.get_mut(at).map(with).unwrap_or_default();
        });
    };
    let text = move |words: fn(Locale) -> &'static str, slot: fn(&mut Line) -> &mut String| {
        let label = Signal::derive(move || words(i18n.get_locale()).to_owned());
        let value = Signal::derive(move || line.with(|line| slot(&mut line.clone()).clone()));
        let typed = move |raw: String| change(&|line| slot(line).clone_from(&raw));
        view! { <TextLine label value on_input=typed /> }
    };
    let sources = Signal::derive(move || {
        let locale = i18n.get_locale();
        let of = |key: &str, source| Choice::new(key, says::source(locale, source));
        vec![of("owner", Source::Owner), of("property", Source::Property), of("gift", Source::Gift)]
    });
    let agreed = Signal::derive(move || {
        let words = t_string!(i18n, case.line_agreed).to_owned();
        vec![Choice::new("yes", words)]
    });
    let now = move || form.sketch.app.actions.now();
    let from_whom = move |source: Option<String>| {
        change(&|line| line.source = source.clone().unwrap_or_else(|| "owner".into()));
    };
    let agree = move |yes: Option<String>| {
        change(&|line| line.agreed = yes.is_some().then(now));
    };
    let from = Signal::derive(move || t_string!(i18n, case.line_source).to_owned());
    let remove = move |()| {
        form.change(|typed| {
            let lines = typed.lines.entry(key.get_value()).or_default();
            if at < lines.len() {
                lines.remove(at);
            }
        });
    };
    view! {
        <div class="form-line">
            {text(|locale| td_string!(locale, case.line_name), |line| &mut line.name)}
            <div class="form-pair">
                {text(|locale| td_string!(locale, case.line_quantity), |line| &mut line.quantity)}
                {text(|locale| td_string!(locale, case.line_unit), |line| &mut line.unit)}
            </div>
            <Chips
                label=from
                choices=sources
                picked=Signal::derive(move || Some(line.with(|line| line.source.clone())))
                on_pick=from_whom
            />
            <Show when=move || {
                line.with(|line| line.source == "property")
            }>
                {text(|locale| td_string!(locale, case.line_price), |line| &mut line.price)}
                {text(|locale| td_string!(locale, case.line_reason), |line| &mut line.reason)}
                <Chips
                    label=agreed.get().first().map(|one| one.words.clone()).unwrap_or_default()
                    choices=agreed
                    picked=Signal::derive(move || {
                        line.with(|line| line.agreed.map(|_| "yes".to_owned()))
                    })
                    on_pick=agree
                />
            </Show> <Button tone=Tone::Text icon="minus" on_press=remove>
                {t!(i18n, case.line_remove)}
            </Button>
        </div>
    }
}
