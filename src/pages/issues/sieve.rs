//! What a person looks at among the cases: a pile, words, and narrower by flow, weight, category and
//! person. Stays while another page is open.

use crate::components::{Icon, IconSize};
use crate::i18n::*;
use crate::pages::issues::finder::Finder;
use crate::pages::issues::turn::Pile;
use crate::pages::issues::{Cases, closed_to_search, count, open_cases};
use crate::state::{App, use_app};
use leptos::prelude::*;
use patrol_domain::case::Case;
use patrol_domain::checklist::Severity;
use patrol_domain::ids::{CaseId, MemberId, SiteId};
use patrol_domain::search::Query;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// What the person looks at.
#[derive(Clone, Copy)]
pub struct Sieve {
    pub pile: RwSignal<Pile>,
    pub words: RwSignal<String>,
    pub searching: RwSignal<bool>,
    /// Only cases of this flow.
    pub flow: RwSignal<Option<String>>,
    pub severity: RwSignal<Option<Severity>>,
    pub category: RwSignal<Option<String>>,
    pub handler: RwSignal<Option<MemberId>>,
}

impl Sieve {
    fn new(pile: Pile) -> Sieve {
        Sieve {
            pile: RwSignal::new(pile),
            words: RwSignal::new(String::new()),
            searching: RwSignal::new(false),
            flow: RwSignal::new(None),
            severity: RwSignal::new(None),
            category: RwSignal::new(None),
            handler: RwSignal::new(None),
        }
    }

    /// The words that are looked for now.
    pub fn query(self) -> Query {
        if !self.searching.get() {
            return Query::default();
        }
        self.words.with(|words| Query::of(words))
    }

    /// Whether a case goes through, whatever its pile.
    pub fn lets(self, case: &Case) -> bool {
        self.flow.with(|flow| flow.as_ref().is_none_or(|flow| case.flow == *flow))
            && self.severity.get().is_none_or(|severity| case.severity == severity)
            && self.category.with(|of| of.as_ref().is_none_or(|of| case.category == *of))
            && self.handler.get().is_none_or(|handler| case.handler == Some(handler))
    }

    /// Whether something besides the pile keeps cases out.
    pub fn narrows(self) -> bool {
        self.flow.with(Option::is_some)
            || self.severity.get().is_some()
            || self.category.with(Option::is_some)
            || self.handler.get().is_some()
    }

    /// Everything of the pile again.
    pub fn widen(self) {
        self.words.set(String::new());
        self.flow.set(None);
        self.severity.set(None);
        self.category.set(None);
        self.handler.set(None);
    }
}

/// What lists keep while another page is open; another person finds none of it.
#[derive(Clone, Copy)]
pub struct Kept {
    pub phone: Sieve,
    pub desk: Sieve,
    pub finder: Finder,
    /// At the desk: the cases to be handled together.
    pub chosen: RwSignal<BTreeSet<CaseId>>,
    /// At the desk: columns by state in place of the list.
    pub columns: RwSignal<bool>,
}

impl Kept {
    /// Puts it into the context of everything below.
    pub fn provide(app: App) {
        let kept = Kept {
            phone: Sieve::new(Pile::Mine),
            desk: Sieve::new(Pile::All),
            finder: Finder::default(),
            chosen: RwSignal::new(BTreeSet::new()),
            columns: RwSignal::new(false),
        };
        kept.desk.searching.set(true);
        provide_context(kept);
        let whose = Memo::new(move |_| {
            let site = app.site.with(|site| site.as_ref().map(|site| site.id));
            (app.me().with(|me| me.as_ref().map(|me| me.id)), site)
        });
        Effect::new(move |before: Option<Whose>| {
            let now = whose.get();
            // At the start the person and the site come one after the other: that is no other person.
            if before.is_some_and(|before| another(before, now)) {
                kept.finder.forget();
                kept.chosen.set(BTreeSet::new());
                for (sieve, pile) in [(kept.phone, Pile::Mine), (kept.desk, Pile::All)] {
                    sieve.widen();
                    sieve.pile.set(pile);
                }
            }
            now
        });
    }
}

type Whose = (Option<MemberId>, Option<SiteId>);

/// Whether somebody else works here now, or at another site.
fn another(before: Whose, now: Whose) -> bool {
    before.0.is_some_and(|before| now.0 != Some(before))
        || before.1.is_some_and(|before| now.1 != Some(before))
}

/// What `Kept::provide` made known above.
///
/// # Panics
/// Outside the tree below `Kept::provide`.
pub fn use_kept() -> Kept {
    expect_context::<Kept>()
}

/// The piles with their counts, and the search line when it is open.
#[component]
pub fn Filters(sieve: Sieve) -> impl IntoView {
    let i18n = use_i18n();
    let app = use_app();
    let cases = open_cases(app);
    let chip = move |pile: Pile| {
        let count = Memo::new(move |_| count(app, cases, pile));
        view! {
            <button
                type="button"
                class="chip"
                aria-pressed=move || if sieve.pile.get() == pile { "true" } else { "false" }
                data-pile=format!("{pile:?}")
                on:click=move |_| sieve.pile.set(pile)
            >
                {move || pile_name(i18n.get_locale(), pile)}
                " "
                {move || count.get()}
            </button>
        }
    };
    let piles = [Pile::Mine, Pile::Overdue, Pile::Verify, Pile::Filed, Pile::All];
    view! {
        <div class="filters" role="group" aria-label=move || t_string!(i18n, issues.filter)>
            {piles.into_iter().map(chip).collect_view()}
        </div>
        <Kinds sieve cases />
        {move || sieve.searching.get().then(|| view! { <Search sieve cases /> })}
    }
}

pub fn pile_name(locale: Locale, pile: Pile) -> &'static str {
    match pile {
        Pile::Mine => td_string!(locale, issues.mine),
        Pile::Overdue => td_string!(locale, issues.overdue),
        Pile::Verify => td_string!(locale, issues.verify),
        Pile::Filed => td_string!(locale, issues.filed),
        Pile::All => td_string!(locale, issues.all),
    }
}

/// The line to type in, and what narrows the list.
#[component]
fn Search(sieve: Sieve, cases: Cases) -> impl IntoView {
    let i18n = use_i18n();
    let app = use_app();
    let finder = use_kept().finder;
    finder.follow(app, [cases, closed_to_search(app)]);
    let reading = move || {
        let unread = finder.unread.get();
        (unread > 0 && !sieve.query().is_empty()).then(|| {
            view! { <span class="meta">{t_string!(i18n, find.reading, count = unread)}</span> }
        })
    };
    view! {
        <div class="search-row">
            <input
                type="search"
                class="input"
                enterkeyhint="search"
                data-id="search"
                aria-label=move || t_string!(i18n, issues.search)
                placeholder=move || t_string!(i18n, issues.search_hint)
                prop:value=sieve.words
                on:input:target=move |event| sieve.words.set(event.target().value())
            />
        </div>
        <Narrow sieve cases />
        <p class="search-row" role="status">
            {reading}
        </p>
    }
}

const SEVERITIES: [Severity; 4] =
    [Severity::Emergency, Severity::Major, Severity::Serious, Severity::General];

/// By weight, category and person.
#[component]
fn Narrow(sieve: Sieve, cases: Cases) -> impl IntoView {
    let i18n = use_i18n();
    let app = use_app();
    let severities = Signal::derive(move || {
        let words = |severity| words::severity(i18n.get_locale(), severity).to_owned();
        SEVERITIES.map(|severity| (format!("{severity:?}"), words(severity))).to_vec()
    });
    let categories = Signal::derive(move || {
        let one = |of: &patrol_domain::checklist::Category| {
            (of.code.clone(), say(i18n.get_locale(), &of.name))
        };
        app.reference.with(|all| all.categories.iter().map(one).collect::<Vec<_>>())
    });
    let handlers = Signal::derive(move || {
        let ids: BTreeSet<MemberId> = cases.with(|cases| {
            let cases: &[Arc<Case>] = cases.ready().map(Vec::as_slice).unwrap_or_default();
            cases.iter().filter_map(|case| case.handler).collect()
        });
        app.reference.with(|all| {
            let name = |id: MemberId| Some((id.to_string(), all.members.get(&id)?.name.clone()));
            ids.into_iter().filter_map(name).collect::<Vec<_>>()
        })
    });
    let pick_severity = move |key: String| {
        let named = |severity: &Severity| format!("{severity:?}") == key;
        sieve.severity.set(SEVERITIES.into_iter().find(named));
    };
    view! {
        <div class="narrow" role="group" aria-label=move || t_string!(i18n, find.narrow)>
            <By
                label=|locale| td_string!(locale, find.severity)
                options=severities
                value=Signal::derive(move || sieve.severity.get().map(|of| format!("{of:?}")))
                on_pick=pick_severity
            />
            <By
                label=|locale| td_string!(locale, find.category)
                options=categories
                value=sieve.category.into()
                on_pick=move |key: String| {
                    sieve.category.set(Some(key).filter(|key| !key.is_empty()));
                }
            />
            <By
                label=|locale| td_string!(locale, find.handler)
                options=handlers
                value=Signal::derive(move || sieve.handler.get().map(|id| id.to_string()))
                on_pick=move |key: String| sieve.handler.set(key.parse().ok())
            />
        </div>
    }
}

/// One list to choose from; its first line says what it is and lets everything through.
#[component]
fn By(
    label: fn(Locale) -> &'static str,
    options: Signal<Vec<(String, String)>>,
    value: Signal<Option<String>>,
    #[prop(into)] on_pick: Callback<String>,
) -> impl IntoView {
    let i18n = use_i18n();
    let option = move |(key, words): (String, String)| {
        let here = value.with(|value| value.as_ref() == Some(&key));
        view! {
            <option value=key selected=here>
                {words}
            </option>
        }
    };
    view! {
        <select
            class="input"
            aria-label=move || label(i18n.get_locale())
            on:change=move |event| on_pick.run(event_target_value(&event))
        >
            <option value="" selected=move || value.with(Option::is_none)>
                {move || label(i18n.get_locale())}
            </option>
            {move || options.get().into_iter().map(option).collect_view()}
        </select>
    }
}

/// The flows that lie in the list, where there are several, and the way to a new case.
#[component]
fn Kinds(sieve: Sieve, cases: Cases) -> impl IntoView {
    let i18n = use_i18n();
    let app = use_app();
    let kinds = Memo::new(move |_| {
        let keys = cases.with(|cases| {
            let cases = cases.ready().into_iter().flatten();
            cases.map(|case| (case.flow.clone(), case.flow_version)).collect::<BTreeMap<_, _>>()
        });
        if keys.len() > 1 { keys.into_iter().collect() } else { Vec::new() }
    });
    let chip = move |(key, version): (String, u32)| {
        let flow = app.reference.with(|all| all.flow(&key, version));
        let words = flow.map_or(key.clone(), |flow| say(i18n.get_locale(), &flow.name));
        let (here, on) = (key.clone(), key.clone());
        let picked = move || sieve.flow.with(|flow| flow.as_ref() == Some(&here));
        let pick = move |_| {
            sieve.flow.update(|flow| {
                *flow = Some(on.clone()).filter(|on| flow.as_ref() != Some(on));
            });
        };
        view! {
            <button
                type="button"
                class="chip"
                aria-pressed=move || if picked() { "true" } else { "false" }
                data-flow=key
                on:click=pick
            >
                {words}
            </button>
        }
    };
    view! {
        <div class="filters kinds" role="group" aria-label=move || t_string!(i18n, case.kinds)>
            <a class="chip" href="/open" data-id="open">
                <Icon name="plus" size=IconSize::Small />
                {t!(i18n, case.open)}
            </a>
            {move || kinds.get().into_iter().map(chip).collect_view()}
        </div>
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    #[test]
    fn only_another_person_or_another_site_finds_an_empty_sieve() {
        let me = Some(MemberId(Uuid::from_u128(1)));
        let other = Some(MemberId(Uuid::from_u128(2)));
        let (here, there) = (Some(SiteId(Uuid::from_u128(3))), Some(SiteId(Uuid::from_u128(4))));
        assert!(!another((None, None), (me, None)) && !another((me, None), (me, here)));
        assert!(another((me, here), (other, here)) && another((me, here), (me, there)));
        assert!(another((me, here), (None, None)));
    }
}
