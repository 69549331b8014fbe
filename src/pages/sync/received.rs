//! 服务器已收: receipts, newest first, one line a record.

use crate::components::{Icon, IconSize, Save, SaveMark};
use crate::i18n::*;
use crate::pages::issues::offset;
use crate::pages::sync::record_name;
use crate::state::{Outcome, Waiting, subject, use_app};
use leptos::prelude::*;
use patrol_domain::{At, Key, OpId};
use std::collections::BTreeSet;
use std::sync::Arc;

/// Receipts shown before 看回执 is pressed.
const FEW: usize = 3;
/// Most receipts shown at all.
const MANY: usize = 50;

/// The newest receipt of each record.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Newest {
    key: Key,
    op: OpId,
    at: At,
}

/// One line a record, the newest first. What was refused has its own list.
fn newest(waiting: &Waiting) -> Vec<Newest> {
    let mut seen = BTreeSet::new();
    let taken = waiting.receipts.iter().filter(|(_, given)| given.outcome == Outcome::Accepted);
    let lines = taken.map(|(op, receipt)| Newest {
        key: subject(&op.mutation),
        op: op.id,
        at: receipt.received_at,
    });
    lines.filter(|line| seen.insert(line.key.clone())).take(MANY).collect()
}

/// The eight digits people compare by eye.
fn code(op: OpId) -> String {
    let bytes = op.0.as_bytes();
    let [.., a, b, c, d] = *bytes;
    format!("{a:02X}{b:02X}-{c:02X}{d:02X}")
}

#[component]
pub fn Received(waiting: Signal<Arc<Waiting>>) -> impl IntoView {
    let i18n = use_i18n();
    let all = RwSignal::new(false);
    let lines = Memo::new(move |_| waiting.with(|waiting| newest(waiting)));
    let shown = move || {
        let lines = lines.get();
        let few = if all.get() { lines.len() } else { FEW };
        lines.into_iter().take(few).collect::<Vec<_>>()
    };
    let more = move || {
        if all.get() {
            t_string!(i18n, sync.hide_receipts)
        } else {
            t_string!(i18n, sync.show_receipts)
        }
    };
    let list = move || {
        view! {
            <div class="part-head">
                <h2>{move || t_string!(i18n, sync.received, count = lines.with(Vec::len))}</h2>
                <button type="button" on:click=move |_| all.update(|all| *all = !*all)>
                    {more}
                    <Icon name="right" size=IconSize::Small />
                </button>
            </div>
            <ul>
                <For each=shown key=|line| line.op children=|line| view! { <Line line /> } />
            </ul>
        }
    };
    let some = Memo::new(move |_| lines.with(|lines| !lines.is_empty()));
    move || some.get().then(list)
}

#[component]
fn Line(line: Newest) -> impl IntoView {
    let i18n = use_i18n();
    let app = use_app();
    let name = record_name(app, i18n.get_locale_untracked(), Some(&line.key));
    let facts = move || {
        let time = dates::moment(i18n.get_locale(), line.at, app.now.get(), offset(app));
        t_string!(i18n, sync.receipt, time = time, code = code(line.op))
    };
    view! {
        <li class="item">
            <SaveMark save=Save::Done />
            <span class="item-text">
                <b>{name}</b>
                <span>{facts}</span>
            </span>
        </li>
    }
}
