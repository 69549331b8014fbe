//! The table: a row an hour or a round, a column a reading, yesterday's value under today's.

use super::Subject;
use crate::components::Icon;
use crate::i18n::*;
use crate::pages::issues::card::name_of;
use crate::pages::round::facts::unit_of;
use crate::state::use_app;
use leptos::prelude::*;
use patrol_domain::checklist::{Checklist, Item};
use patrol_domain::round::{Round, Verdict};
use patrol_domain::shift::Shift;
use patrol_domain::shift_log::{Book, Cell, LogRow, Off, RowState, rows};
use patrol_domain::verdict::limits;
use std::sync::Arc;

/// Drawn anew when a round changes; a dozen rows at most.
#[component]
pub fn Table(
    subject: Subject,
    shift: Shift,
    rounds: Vec<Arc<Round>>,
    base: &'static str,
) -> impl IntoView {
    let (i18n, app) = (use_i18n(), use_app());
    let locale = i18n.get_locale();
    let label = move || t_string!(i18n, log.link);
    let rows = Memo::new({
        let (subject, shift) = (subject.clone(), shift);
        move |_| written(&subject, &shift, &rounds, app.reference.get().as_ref(), app.now.get())
    });
    let columns: Vec<Item> = columns(&subject.list).into_iter().cloned().collect();
    let heads = columns.iter().map(|item| head(locale, item, &subject)).collect_view();
    let offset = subject.offset_min;
    let lines = move || {
        let line = |row: LogRow| view! { <Line row columns=columns.clone() offset base /> };
        rows.get().into_iter().map(line).collect_view()
    };
    let nothing = move || rows.with(Vec::is_empty);
    view! {
        <Show when=nothing>
            <p class="log-none">{t!(i18n, log.none)}</p>
        </Show>
        <div class="log-scroll" role="region" tabindex="0" aria-label=label hidden=nothing>
            <table class="log">
                <thead>
                    <tr>
                        <th scope="col">{t!(i18n, log.time)}</th>
                        {heads}
                    </tr>
                </thead>
                <tbody>{lines}</tbody>
            </table>
        </div>
    }
}

fn columns(list: &Checklist) -> Vec<&Item> {
    let ids = list.log.iter().flat_map(|log| &log.columns);
    ids.filter_map(|id| list.items.iter().find(|item| item.id == *id)).collect()
}

fn written(
    subject: &Subject,
    shift: &Shift,
    rounds: &[Arc<Round>],
    reference: &crate::state::Reference,
    now: patrol_domain::At,
) -> Vec<LogRow> {
    let Some(log) = &subject.list.log else { return Vec::new() };
    let id = &subject.list.id;
    let version = |version: u32| reference.checklists.get(&(id.clone(), version)).map(Arc::as_ref);
    let book = Book {
        list: &subject.list,
        log,
        place: &subject.place,
        rounds: rounds.iter().map(Arc::as_ref).collect(),
        version: &version,
    };
    rows(&book, shift, now)
}

/// The name of a reading, its unit and its range.
fn head(locale: Locale, item: &Item, subject: &Subject) -> impl IntoView + use<> {
    let range = words::range(locale, limits(item, Some(&subject.place)));
    let unit = unit_of(locale, item);
    view! {
        <th scope="col">
            {say(locale, &item.title)} <span class="nowrap">{unit}</span>
            <span class="nowrap">{range}</span>
        </th>
    }
}

#[component]
fn Line(row: LogRow, columns: Vec<Item>, offset: i16, base: &'static str) -> impl IntoView {
    let i18n = use_i18n();
    let locale = i18n.get_locale();
    let class = match row.state {
        RowState::Missed => "is-missed",
        RowState::Blank => "is-blank",
        RowState::UnderWay | RowState::Due => "is-now",
        RowState::ToCome => "is-to-come",
        RowState::Written => "",
    };
    let state = state_words(locale, &row);
    let time = dates::clock(row.due, offset);
    let time = match row.round {
        Some(round) if row.state != RowState::ToCome => {
            view! { <a href=format!("{base}/{round}")>{time}</a> }.into_any()
        }
        _ => view! { <span>{time}</span> }.into_any(),
    };
    let who = row.by.map(|by| name_of(use_app(), by));
    let cells = (0..columns.len()).map(|at| {
        let now = row.cells.get(at).copied().flatten();
        let before = row.yesterday.as_ref().and_then(|earlier| earlier.cells.get(at).copied()?);
        view! { <td>{value(locale, now)} {earlier(locale, before)}</td> }
    });
    view! {
        <tr class=class data-state=class>
            <th scope="row">
                <b>{time}</b>
                <span class="log-state">{state}</span>
                <span class="log-who">{who}</span>
            </th>
            {cells.collect_view()}
        </tr>
    }
}

fn state_words(locale: Locale, row: &LogRow) -> Option<&'static str> {
    match row.state {
        RowState::Written if row.late => Some(td_string!(locale, log.late)),
        RowState::Written => None,
        RowState::UnderWay => Some(td_string!(locale, log.under_way)),
        RowState::ToCome => Some(td_string!(locale, log.to_come)),
        RowState::Due => Some(td_string!(locale, log.due)),
        RowState::Blank => Some(td_string!(locale, log.blank)),
        RowState::Missed => Some(td_string!(locale, log.missed)),
    }
}

/// `× 412 高 12`: a value out of its limits has a mark and words beside its colour.
fn value(locale: Locale, cell: Option<Cell>) -> AnyView {
    let Some(cell) = cell else { return view! { <span class="log-no">"—"</span> }.into_any() };
    let reading = cell.reading.map_or("／".to_owned(), |reading| reading.to_string());
    if cell.verdict != Verdict::Problem {
        return view! { <b>{reading}</b> }.into_any();
    }
    let off = match cell.off {
        Some(Off::Above(by)) => td_string!(locale, log.high, by = by),
        Some(Off::Below(by)) => td_string!(locale, log.low, by = by),
        None => td_string!(locale, log.problem).to_owned(),
    };
    view! {
        <b class="t-cin nowrap">
            <Icon name="cross" />
            {reading}
        </b>
        <span class="log-off">{off}</span>
    }
    .into_any()
}

/// `昨 390`.
fn earlier(locale: Locale, cell: Option<Cell>) -> Option<impl IntoView> {
    let cell = cell?;
    let reading = cell.reading.map_or("／".to_owned(), |reading| reading.to_string());
    let class = if cell.verdict == Verdict::Problem { "log-was t-cin" } else { "log-was" };
    Some(view! { <span class=class>{td_string!(locale, log.was, value = reading)}</span> })
}
