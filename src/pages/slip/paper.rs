//! The paper of a case, for the printer: what it is for, its QR code and its eight characters.
//! Names and phones of residents stay off it: a paper is lost more easily than a phone.

use crate::components::{Button, Empty, PageHead, QrPicture, Tone};
use crate::i18n::*;
use crate::pages::form::says;
use crate::pages::issue::held::may_print;
use crate::pages::issues::card::number_of;
use crate::pages::pill::StatusPill;
use crate::state::{App, use_app};
use leptos::prelude::*;
use leptos_router::hooks::{use_location, use_params_map};
use patrol_domain::case::{Case, FieldValue};
use patrol_domain::flow::Flow;
use patrol_domain::ids::CaseId;
use patrol_domain::slip::slip_text;
use std::sync::Arc;

/// `/issue/…/slip`, and the same beside the list at the desk.
#[component]
pub fn Paper() -> impl IntoView {
    let (i18n, app) = (use_i18n(), use_app());
    let params = use_params_map();
    let id = params.with_untracked(|params| params.get("id")?.parse::<CaseId>().ok());
    let path = use_location().pathname;
    let back = untrack(|| path.with(|path| path.trim_end_matches("/slip").to_owned()));
    let loaded = id.map(|id| app.case(id));
    let sheet = Memo::new(move |_| {
        let case = loaded?.with(|loaded| loaded.ready().cloned())?;
        let flow = app.reference.with(|all| all.flow(&case.flow, case.flow_version))?;
        let me = app.me().get()?;
        may_print(&flow, &case, &me).then_some((case, flow))
    });
    let title = Signal::derive(move || t_string!(i18n, slip.paper).to_owned());
    let body = move || match sheet.get() {
        Some((case, flow)) => view! { <Sheet app case flow /> }.into_any(),
        None => {
            let title = Signal::derive(move || t_string!(i18n, slip.none).to_owned());
            let hint = Signal::derive(move || t_string!(i18n, slip.none_hint).to_owned());
            view! { <Empty title hint /> }.into_any()
        }
    };
    view! {
        <div class="page field-column paper-page">
            <PageHead back title end=|| view! { <StatusPill /> } />
            <main class="page-body stack-gap" id="content">
                {body}
            </main>
        </div>
    }
}

/// What stands on it: fields that are nobody's personal data, in the order of the flow.
fn lines(app: App, locale: Locale, flow: &Flow, case: &Case) -> Vec<(String, String)> {
    let fields = flow.fields.iter().filter(|field| !field.personal);
    let said = fields.filter_map(|field| {
        let value = case.value(&field.key)?;
        let drawn = matches!(value, FieldValue::Photo { .. } | FieldValue::Signature { .. });
        let words = says::value(app, locale, Some(field), value);
        (!drawn).then(|| (say(locale, &field.name), words))
    });
    said.collect()
}

#[component]
fn Sheet(app: App, case: Arc<Case>, flow: Arc<Flow>) -> impl IntoView {
    let i18n = use_i18n();
    let code = case.slip_code();
    let text = slip_text(case.site, &code);
    let spaced = format!("{} {}", &code[..4], &code[4..]);
    let number = case.numbers.values().find_map(|asked| asked.number.clone());
    let number = number.unwrap_or_else(|| number_of(&case));
    let site = app.site.with_untracked(|site| site.as_ref().map(|site| site.name.clone()));
    let facts = move || {
        let locale = i18n.get_locale();
        let rows = lines(app, locale, &flow, &case).into_iter().map(|(name, value)| {
            view! {
                <div>
                    <dt>{name}</dt>
                    <dd>{value}</dd>
                </div>
            }
        });
        view! {
            <h2>{format!("{} {number}", say(locale, &flow.name))}</h2>
            <p>{case.title.clone()}</p>
            <dl>{rows.collect_view()}</dl>
        }
    };
    let print = move |()| {
        // A browser that cannot print says so itself.
        let _ = window().print();
    };
    view! {
        <article class="paper">
            <p class="meta">{site}</p>
            {facts}
            <QrPicture text label=spaced.clone() />
            <p class="paper-code" data-id="paper-code">
                {spaced}
            </p>
            <p class="sub">{t!(i18n, slip.lead)}</p>
        </article>
        <Button tone=Tone::Primary icon="printer" on_press=print test_id="print">
            {t!(i18n, slip.print)}
        </Button>
    }
}
