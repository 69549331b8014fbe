//! The frame of the desktop pages: side navigation, skip link, who may be here.

use crate::components::{
    ButtonLink, Choice, Empty, NavPage, Save, SaveMark, SideNav, Stamp, StampSize, StampState, Tone,
};
use crate::i18n::*;
use crate::pages::issues::turn::Pile;
use crate::pages::issues::{count, offset, open_cases};
use crate::pages::me::{post, seal_word};
use crate::pages::office::sees_board;
use crate::state::{Pill, use_app};
use leptos::prelude::*;
use patrol_domain::SiteId;
use patrol_domain::intake::answers_calls;
use patrol_domain::office::sees_people;
use patrol_domain::people::Member;
use patrol_domain::switches::switches_items;

/// Which page of the navigation is open.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    Board,
    Intake,
    Issues,
    Plans,
    People,
    Items,
}

/// Whether the page is for this person. Who answers calls also sorts the cases (R90).
fn may_see(place: Place, me: &Member, site: SiteId) -> bool {
    match place {
        Place::People => sees_people(me, site),
        Place::Items => switches_items(me, site),
        Place::Intake => answers_calls(me, site),
        Place::Issues => sees_board(me, site) || answers_calls(me, site),
        Place::Board | Place::Plans => sees_board(me, site),
    }
}

/// The navigation beside the page; people without a board are shown the way to theirs.
#[component]
pub fn OfficeFrame(place: Place, children: ChildrenFn) -> impl IntoView {
    let i18n = use_i18n();
    let app = use_app();
    let allowed = Memo::new(move |_| {
        let site = app.site.get().map(|site| site.id);
        app.me().get().zip(site).is_none_or(|(me, site)| may_see(place, &me, site))
    });
    let body = StoredValue::new(children);
    view! {
        <a class="skip" href="#content">
            {t!(i18n, office.skip)}
        </a>
        <div class="office">
            <Side place />
            <main id="content" tabindex="-1">
                {move || match allowed.get() {
                    true => body.with_value(|body| body()).into_any(),
                    false => view! { <NotYours /> }.into_any(),
                }}
            </main>
        </div>
    }
}

#[component]
fn NotYours() -> impl IntoView {
    let i18n = use_i18n();
    let title = Signal::derive(move || t_string!(i18n, office.not_yours).to_owned());
    view! {
        <Empty
            title
            hint=Signal::stored(String::new())
            action=move || {
                view! {
                    <ButtonLink tone=Tone::Primary href="/">
                        {t!(i18n, office.to_today)}
                    </ButtonLink>
                }
            }
        />
    }
}

#[component]
fn Side(place: Place) -> impl IntoView {
    let i18n = use_i18n();
    let app = use_app();
    let cases = open_cases(app);
    let label = Signal::derive(move || t_string!(i18n, office.nav).to_owned());
    let name = Signal::derive(move || t_string!(i18n, signin.name).to_owned());
    let pages = Signal::derive(move || {
        let open = u32::try_from(count(app, cases, Pile::All)).unwrap_or(u32::MAX);
        let page = |href, icon, words: &str, count, current| NavPage {
            href,
            icon,
            words: words.to_owned(),
            count,
            current,
        };
        let site = app.site.get().map(|site| site.id);
        let who = app.me().get().zip(site);
        let may = |of| who.as_ref().is_some_and(|(me, site)| may_see(of, me, *site));
        let of = |of, href, icon, words: &str, count| {
            may(of).then(|| page(href, icon, words, count, place == of))
        };
        let all = [
            of(Place::Board, "/office", "board", t_string!(i18n, office.board), 0),
            of(Place::Intake, "/office/intake", "call", t_string!(i18n, intake.nav), 0),
            of(Place::Issues, "/office/issues", "issue", t_string!(i18n, office.issues), open),
            of(Place::Plans, "/office/plans", "calendar", t_string!(i18n, plans.title), 0),
            of(Place::Items, "/office/items", "template", t_string!(i18n, items.title), 0),
            of(Place::People, "/office/people", "me", t_string!(i18n, people.title), 0),
            Some(page("/records", "book", t_string!(i18n, office.records), 0, false)),
            Some(page("/", "today", t_string!(i18n, office.field), 0, false)),
            Some(page("/sync", "upload", t_string!(i18n, office.sync), 0, false)),
            Some(page("/me", "me", t_string!(i18n, office.me), 0, false)),
        ];
        let all: Vec<NavPage> = all.into_iter().flatten().collect();
        all
    });
    view! { <SideNav label name pages site=|| view! { <SiteChoice /> } foot=|| view! { <Foot /> } /> }
}

/// The site's name; a choice where the person has several.
#[component]
fn SiteChoice() -> impl IntoView {
    let i18n = use_i18n();
    let app = use_app();
    let sites = move || {
        let session = app.session.get();
        let sites = session.map(|session| session.sites).unwrap_or_default();
        sites
            .into_iter()
            .map(|site| Choice::new(site.id.to_string(), site.name))
            .collect::<Vec<_>>()
    };
    let current = move || app.site.get().map(|site| site.id.to_string()).unwrap_or_default();
    move || {
        let sites = sites();
        if sites.len() < 2 {
            return sites.into_iter().next().map(|site| site.words).into_any();
        }
        let option = |site: Choice| {
            let here = site.key == current();
            view! {
                <option value=site.key selected=here>
                    {site.words}
                </option>
            }
        };
        view! {
            <select
                aria-label=t_string!(i18n, office.site_choose)
                on:change:target=move |event| {
                    if let Ok(site) = event.target().value().parse::<SiteId>() {
                        app.actions.choose_site(site);
                    }
                }
            >
                {sites.into_iter().map(option).collect_view()}
            </select>
        }
        .into_any()
    }
}

/// Connection, and who sits here.
#[component]
fn Foot() -> impl IntoView {
    let i18n = use_i18n();
    let app = use_app();
    let up = Memo::new(move |_| app.sync.with(|s| !matches!(s.pill, Pill::Offline { .. })));
    let words = move || {
        let (locale, now, offset_min) = (i18n.get_locale(), app.now.get(), offset(app));
        let Some(at) = app.sync.with(|sync| sync.last_contact) else {
            return t_string!(i18n, office.never_connected).to_owned();
        };
        let time = dates::moment(locale, at, now, offset_min);
        if up.get() {
            t_string!(i18n, office.connected, time = time)
        } else {
            t_string!(i18n, office.disconnected, time = time)
        }
    };
    let save = Signal::derive(move || if up.get() { Save::Done } else { Save::Local });
    let who = move || {
        let me = app.me().get()?;
        let (locale, site) = (i18n.get_locale(), app.site.get().map(|site| site.id));
        let label = t_string!(i18n, me.seal_label, name = me.name.clone());
        let small = seal_word(locale, &me);
        Some(view! {
            <Stamp
                name=me.name.clone()
                small
                state=StampState::Verified
                size=StampSize::Small
                label
            />
            <div>{me.name.clone()} <small>{post(locale, &me, site)}</small></div>
        })
    };
    view! {
        <span class="marked" role="status">
            <SaveMark save />
            {words}
        </span>
        <a class="side-me" href="/me">
            {who}
        </a>
    }
}
