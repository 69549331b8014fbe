//! One typed field of the flow: text, choice, number, money, day, person, yes or no.

use super::lines::Lines;
use super::signing::Sign;
use super::{Form, says};
use crate::components::{Chips, Choice, FieldError, Select, TextArea, TextLine};
use crate::i18n::*;
use leptos::prelude::*;
use patrol_domain::flow::{Field, FieldType};

/// The field's name, with its unit and limits where it has some.
fn label(form: Form, field: &Field) -> String {
    let locale = form.i18n.get_locale();
    let name = say(locale, &field.name);
    let number = |cents: i64| match field.kind {
        FieldType::Money => says::yuan(cents),
        _ => cents.to_string(),
    };
    let unit = match field.kind {
        FieldType::Money => Some(td_string!(locale, case.yuan_unit).to_owned()),
        _ => field.unit.clone(),
    };
    let limits = match (field.min, field.max) {
        (Some(min), Some(max)) => Some(format!("{}–{}", number(min), number(max))),
        (Some(min), None) if min != 0 => Some(format!("≥ {}", number(min))),
        (None, Some(max)) => Some(format!("≤ {}", number(max))),
        _ => None,
    };
    let extra: Vec<String> = [limits, unit].into_iter().flatten().collect();
    if extra.is_empty() { name } else { format!("{name} · {}", extra.join(" ")) }
}

#[component]
pub fn Value(form: Form, field: Field) -> impl IntoView {
    let field = StoredValue::new(field);
    let key = field.with_value(|field| field.key.clone());
    let stored = StoredValue::new(key.clone());
    let label = Signal::derive(move || field.with_value(|field| label(form, field)));
    let value = Signal::derive(move || {
        let typed = |key: &String| form.sketch.words.with(|t| t.fields.get(key).cloned());
        stored.with_value(typed).unwrap_or_default()
    });
    let set = move |raw: String| {
        form.change(|typed| drop(typed.fields.insert(stored.get_value(), raw)));
    };
    let error = form.wrong("field", &key);
    let line = move |kind: &'static str, mode: &'static str| {
        view! { <TextLine label value on_input=set error kind inputmode=mode /> }.into_any()
    };
    let chips = move |choices: Signal<Vec<Choice>>| {
        let picked = Signal::derive(move || Some(value.get()).filter(|key| !key.is_empty()));
        let pick = move |key: Option<String>| set(key.unwrap_or_default());
        view! {
            <div class="field">
                <span class="field-label">{label}</span>
                <Chips label choices picked on_pick=pick />
                <FieldError error />
            </div>
        }
        .into_any()
    };
    let input = match field.with_value(|field| field.kind) {
        FieldType::Text => view! { <TextArea label value on_input=set error /> }.into_any(),
        FieldType::Number | FieldType::Money => line("text", "decimal"),
        FieldType::Date => line("date", "text"),
        FieldType::Moment => line("datetime-local", "text"),
        FieldType::Choice => chips(Signal::derive(move || options(form, field))),
        FieldType::YesNo => chips(Signal::derive(move || {
            let locale = form.i18n.get_locale();
            vec![
                Choice::new("yes", td_string!(locale, case.yes)),
                Choice::new("no", td_string!(locale, case.no)),
            ]
        })),
        FieldType::Person => view! { <Person form label value set=set error /> }.into_any(),
        FieldType::Signature => {
            let words = label.get_untracked();
            view! { <Sign form at="field" key=key words /> }.into_any()
        }
        FieldType::Materials => view! { <Lines form key=key label error /> }.into_any(),
        FieldType::Photo => ().into_any(),
    };
    view! { <div class="form-field">{input} <Under form field /></div> }
}

/// The flow's hint, and what stands there so far.
#[component]
fn Under(form: Form, field: StoredValue<Field>) -> impl IntoView {
    let words = move || {
        let locale = form.i18n.get_locale();
        let app = form.sketch.app;
        field.with_value(|field| {
            let hint = field.hint.as_ref().map(|hint| say(locale, hint));
            let now = form.case.with_value(|case| {
                let value = case.value(&field.key)?;
                let value = says::value(app, locale, Some(field), value);
                Some(td_string!(locale, case.now_says, value = value))
            });
            let parts: Vec<_> = [hint, now].into_iter().flatten().collect();
            (!parts.is_empty()).then(|| view! { <p class="meta">{parts.join(" · ")}</p> })
        })
    };
    view! { {words} }
}

fn options(form: Form, field: StoredValue<Field>) -> Vec<Choice> {
    let locale = form.i18n.get_locale();
    field.with_value(|field| {
        let options = field.options.iter();
        options.map(|option| Choice::new(option.key.clone(), say(locale, &option.name))).collect()
    })
}

/// A colleague of the site.
#[component]
fn Person(
    form: Form,
    label: Signal<String>,
    value: Signal<String>,
    #[prop(into)] set: Callback<String>,
    error: Signal<Option<String>>,
) -> impl IntoView {
    let app = form.sketch.app;
    let options = Signal::derive(move || {
        let locale = form.i18n.get_locale();
        let site = app.site.with(|site| site.as_ref().map(|site| site.id));
        let mut people: Vec<_> = app.reference.with(|all| {
            let here = all.members.values().filter(|member| !member.suspended);
            here.filter_map(|member| {
                let grant = member.grants.iter().find(|grant| Some(grant.site) == site)?;
                let role = words::role(locale, grant.role);
                Some((member.id.to_string(), format!("{} · {role}", member.name)))
            })
            .collect()
        });
        people.sort_by(|a, b| a.1.cmp(&b.1));
        people.insert(0, (String::new(), td_string!(locale, case.choose).to_owned()));
        people
    });
    view! { <Select label options value on_pick=set error /> }
}
