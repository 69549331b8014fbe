//! The cases of a pile by deadline under their headings, or what was looked for, the best first.

use crate::components::{Button, Empty, Failed, Group as GroupHead, Loading, Tone};
use crate::i18n::*;
use crate::pages::issues::card::{Card, Locals, Shared};
use crate::pages::issues::deadline::{Due, Group, due, group, order};
use crate::pages::issues::sieve::{Sieve, pile_name, use_kept};
use crate::pages::issues::turn::Pile;
use crate::pages::issues::{Cases, closed_cases, holding, offset, open_cases};
use crate::state::{App, Loaded, use_app};
use leptos::prelude::*;
use patrol_domain::At;
use patrol_domain::case::Case;
use patrol_domain::ids::CaseId;
use std::cmp::Reverse;
use std::collections::BTreeSet;
use std::sync::Arc;

/// Cases laid out at once: a phone draws no ten thousand.
const A_PAGE: usize = 40;

/// One line of the list: a heading or an issue.
#[derive(Clone, PartialEq)]
enum Line {
    Head(Group, usize),
    /// So many were found.
    Found(usize),
    Issue(Arc<Case>, Due),
}

impl Line {
    fn key(&self) -> (Option<Group>, Option<CaseId>, usize, String) {
        match self {
            Line::Head(group, count) => (Some(*group), None, *count, String::new()),
            Line::Found(count) => (None, None, *count, String::new()),
            Line::Issue(case, due) => (
                None,
                Some(case.id),
                case.timeline.len(),
                format!("{due:?}{}", case.number.as_deref().unwrap_or_default()),
            ),
        }
    }
}

/// The issues of the pile by deadline, under their headings.
#[component]
pub fn IssueList(
    sieve: Sieve,
    base: &'static str,
    picked: Signal<Option<CaseId>>,
    /// Where several may be chosen.
    #[prop(optional)]
    chosen: Option<RwSignal<BTreeSet<CaseId>>>,
) -> impl IntoView {
    let i18n = use_i18n();
    let app = use_app();
    let open = open_cases(app);
    let query = Memo::new(move |_| sieve.query());
    let shared = Shared { base, picked, locals: Locals::new(app), query: query.into(), chosen };
    let found = found(app, sieve);
    let pages = pages_of(sieve);
    let lines = Memo::new(move |_| {
        let (now, offset_min) = (app.now.get(), offset(app));
        let searched = query.with(|query| !query.is_empty());
        found.with(|found| laid_out(found, pages.get() * A_PAGE, searched, now, offset_min))
    });
    let body = move || match open.get() {
        Loaded::Failed(_) => view! { <Broken /> }.into_any(),
        Loaded::Loading => {
            let label = Signal::derive(move || t_string!(i18n, issues.title).to_owned());
            view! { <Loading label rows=5 /> }.into_any()
        }
        Loaded::Ready(_) | Loaded::Absent if found.with(Vec::is_empty) => {
            view! { <Nothing sieve /> }.into_any()
        }
        Loaded::Ready(_) | Loaded::Absent => ().into_any(),
    };
    view! {
        {body}
        <ul class="book grow">
            <For
                each=move || lines.get()
                key=Line::key
                children=move |line| match line {
                    Line::Head(group, count) => view! { <Heading group count /> }.into_any(),
                    Line::Found(count) => view! { <FoundHead count /> }.into_any(),
                    Line::Issue(case, due) => view! { <Card case due shared /> }.into_any(),
                }
            />
        </ul>
        <More count=Signal::derive(move || found.with(Vec::len)) pages />
    }
}

/// The way to what is not laid out yet.
#[component]
fn More(count: Signal<usize>, pages: RwSignal<usize>) -> impl IntoView {
    let i18n = use_i18n();
    move || {
        let rest = count.get().saturating_sub(pages.get() * A_PAGE);
        (rest > 0).then(|| {
            view! {
                <div class="list-more">
                    <Button on_press=move |()| pages.update(|pages| *pages += 1) test_id="more">
                        {t_string!(i18n, find.more, count = rest)}
                    </Button>
                </div>
            }
        })
    }
}

/// How many pages are laid out: one again, whenever something else is looked at.
fn pages_of(sieve: Sieve) -> RwSignal<usize> {
    let pages = RwSignal::new(1);
    Effect::new(move |before: Option<()>| {
        sieve.pile.track();
        sieve.words.track();
        sieve.narrows();
        if before.is_some() {
            pages.set(1);
        }
    });
    pages
}

/// All that the sieve lets through, in the order of the list.
pub fn found(app: App, sieve: Sieve) -> Memo<Vec<Arc<Case>>> {
    let (open, closed) = (open_cases(app), closed_cases(app));
    let finder = use_kept().finder;
    let query = Memo::new(move |_| sieve.query());
    Memo::new(move |_| {
        let pile = sieve.pile.get();
        let searched = query.with(|query| (!query.is_empty()).then(|| finder.find(query)));
        if let Some(hits) = searched {
            return ranked(app, sieve, pile, hits);
        }
        let held =
            |cases: Cases| cases.with(|cases| cases.ready().map(|cases| holding(app, cases, pile)));
        let mut cases = held(open).unwrap_or_default();
        if matches!(pile, Pile::Filed | Pile::All) {
            cases.extend(held(closed).unwrap_or_default());
        }
        cases.retain(|case| sieve.lets(case));
        cases.sort_by_key(|case| order(case));
        cases
    })
}

/// What was found, by weight; of one weight the most pressing first.
fn ranked(app: App, sieve: Sieve, pile: Pile, mut hits: Vec<(Arc<Case>, u32)>) -> Vec<Arc<Case>> {
    hits.retain(|(case, _)| sieve.lets(case));
    hits.sort_by_key(|(case, score)| (Reverse(*score), order(case)));
    let cases: Vec<_> = hits.into_iter().map(|(case, _)| case).collect();
    holding(app, &cases, pile)
}

/// The first so many with a heading before each group, which counts the whole group.
fn laid_out(
    cases: &[Arc<Case>],
    most: usize,
    searched: bool,
    now: At,
    offset_min: i16,
) -> Vec<Line> {
    let dued = |case: &Arc<Case>| due(case, now, offset_min);
    let first = cases.iter().take(most);
    if searched {
        let head = (!cases.is_empty()).then_some(Line::Found(cases.len()));
        return head.into_iter().chain(first.map(|c| Line::Issue(c.clone(), dued(c)))).collect();
    }
    let mut lines: Vec<Line> = Vec::with_capacity(most.min(cases.len()) + 5);
    let mut last = None;
    for case in first {
        let due = dued(case);
        let group = group(due);
        if last != Some(group) {
            last = Some(group);
            let count = cases.iter().filter(|case| self::group(dued(case)) == group).count();
            lines.push(Line::Head(group, count));
        }
        lines.push(Line::Issue(case.clone(), due));
    }
    lines
}

#[component]
fn Heading(group: Group, count: usize) -> impl IntoView {
    let i18n = use_i18n();
    let (class, words): (_, fn(Locale) -> &'static str) = match group {
        Group::Overdue => ("t-cin", |locale| td_string!(locale, issues.group_overdue)),
        Group::Today => ("t-ochre", |locale| td_string!(locale, issues.group_today)),
        Group::Week => ("", |locale| td_string!(locale, issues.group_week)),
        Group::Later => ("", |locale| td_string!(locale, issues.group_later)),
        Group::Closed => ("", |locale| td_string!(locale, issues.group_closed)),
    };
    view! {
        <GroupHead>
            <span class=class>{move || words(i18n.get_locale())} " " {count}</span>
        </GroupHead>
    }
}

#[component]
fn FoundHead(count: usize) -> impl IntoView {
    let i18n = use_i18n();
    view! {
        <GroupHead>
            <span role="status">{move || t_string!(i18n, find.found, count = count)}</span>
        </GroupHead>
    }
}

/// What is not there, and the way on: all piles, no conditions, other words.
#[component]
fn Nothing(sieve: Sieve) -> impl IntoView {
    let i18n = use_i18n();
    let app = use_app();
    let finder = use_kept().finder;
    let searched = Memo::new(move |_| !sieve.query().is_empty());
    let elsewhere = Memo::new(move |_| {
        let query = sieve.query();
        if query.is_empty() || sieve.pile.get() == Pile::All {
            return 0;
        }
        ranked(app, sieve, Pile::All, finder.find(&query)).len()
    });
    let title = Signal::derive(move || {
        match sieve.pile.get() {
            pile if elsewhere.get() > 0 => {
                let pile = pile_name(i18n.get_locale(), pile);
                return t_string!(i18n, find.elsewhere, pile = pile, count = elsewhere.get());
            }
            _ if searched.get() => t_string!(i18n, issues.empty_search),
            _ if sieve.narrows() => t_string!(i18n, find.narrowed),
            Pile::Mine => t_string!(i18n, issues.empty_mine),
            Pile::Overdue => t_string!(i18n, issues.empty_overdue),
            Pile::Verify => t_string!(i18n, issues.empty_verify),
            Pile::Filed => t_string!(i18n, issues.empty_filed),
            Pile::All => t_string!(i18n, issues.empty_all),
        }
        .to_owned()
    });
    let hint = Signal::derive(move || {
        match (elsewhere.get() > 0, searched.get(), sieve.narrows()) {
            (true, ..) => "",
            (_, true, _) => t_string!(i18n, find.hint),
            (_, _, true) => "",
            _ => t_string!(i18n, issues.empty_hint),
        }
        .to_owned()
    });
    let action = move || view! { <WayOn sieve searched elsewhere /> };
    view! { <Empty title hint action /> }
}

/// All piles, or no conditions.
#[component]
fn WayOn(sieve: Sieve, searched: Memo<bool>, elsewhere: Memo<usize>) -> impl IntoView {
    let i18n = use_i18n();
    move || {
        if elsewhere.get() > 0 {
            let all = move |()| sieve.pile.set(Pile::All);
            let words = t_string!(i18n, find.look_at_all);
            return Some(view! {
                <Button tone=Tone::Primary on_press=all>
                    {words}
                </Button>
            });
        }
        (searched.get() || sieve.narrows()).then(|| {
            let widen = move |()| sieve.widen();
            let words = t_string!(i18n, find.widen);
            view! {
                <Button tone=Tone::Secondary on_press=widen>
                    {words}
                </Button>
            }
        })
    }
}

#[component]
fn Broken() -> impl IntoView {
    let i18n = use_i18n();
    let again = move |()| {
        let _ = window().location().reload();
    };
    let words = move |words: fn(Locale) -> &'static str| {
        Signal::derive(move || words(i18n.get_locale()).to_owned())
    };
    view! {
        <Failed
            title=words(|locale| td_string!(locale, issues.failed))
            hint=words(|locale| td_string!(locale, issues.failed_hint))
            action=words(|locale| td_string!(locale, nav.retry))
            on_action=again
        />
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pages::issues::sample::case;

    const NOW: At = At(1_795_054_560_000);

    fn due_in(days: i64) -> Arc<Case> {
        let mut case = case();
        case.due_at = Some(NOW.plus_days(days));
        Arc::new(case)
    }

    #[test]
    fn a_heading_counts_its_whole_group_though_a_page_shows_less() {
        let mut cases: Vec<_> = (0..70).map(|_| due_in(-2)).collect();
        cases.extend((0..5).map(|_| due_in(0)));
        let lines = laid_out(&cases, 60, false, NOW, 480);
        assert!(matches!(lines[0], Line::Head(Group::Overdue, 70)));
        assert_eq!(lines.len(), 61);
        let lines = laid_out(&cases, 120, false, NOW, 480);
        assert!(lines.iter().any(|line| matches!(line, Line::Head(Group::Today, 5))));
        assert_eq!(lines.len(), 77);
    }

    #[test]
    fn what_was_found_stands_in_its_own_order_under_one_heading() {
        let cases = [due_in(5), due_in(-2)];
        let lines = laid_out(&cases, 60, true, NOW, 480);
        assert!(matches!(lines[0], Line::Found(2)));
        assert!(
            matches!(&lines[1], Line::Issue(case, Due::Left(5)) if case.due_at == cases[0].due_at)
        );
        assert!(laid_out(&[], 60, true, NOW, 480).is_empty());
    }
}
