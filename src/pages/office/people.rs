//! 人员: the site's people, posts in other hands, and unsent work that waits for a word.

mod editor;
mod lending;
mod waiting;

use crate::components::{Button, Empty, Failed, Icon, Loading, Tone};
use crate::i18n::*;
use crate::pages::issues::offset;
use crate::pages::office::frame::{OfficeFrame, Place};
use crate::state::{App, use_app};
use editor::Editor;
use lending::{Lending, Lent};
use leptos::prelude::*;
use leptos::task::spawn_local;
use patrol_domain::office::{People, PersonChange, PersonLine, Post};
use waiting::Waiting;

#[derive(Clone)]
enum Found {
    Loading,
    Failed,
    Ready(People),
}

/// A post in words: department and role.
fn post_words(locale: Locale, post: Post) -> String {
    format!("{} · {}", words::department(locale, post.department), words::role(locale, post.role))
}

fn new_person() -> PersonChange {
    let (login, name) = (String::new(), String::new());
    PersonChange { id: None, login, name, posts: Vec::new(), suspended: false }
}

#[component]
pub fn OfficePeople() -> impl IntoView {
    let (app, i18n) = (use_app(), use_i18n());
    let found = RwSignal::new(Found::Loading);
    let (editing, lending) = (RwSignal::new(None::<PersonChange>), RwSignal::new(false));
    let read = move || {
        spawn_local(async move {
            let people = app.actions.people().await;
            found.try_set(people.map_or(Found::Failed, Found::Ready));
        });
    };
    let site = Memo::new(move |_| app.site.with(|site| site.as_ref().map(|site| site.id)));
    Effect::new(move |_| {
        if site.get().is_some() {
            found.set(Found::Loading);
            read();
        }
    });
    let people = Signal::derive(move || match found.get() {
        Found::Ready(people) => Some(people),
        _ => None,
    });
    let may = move |what: fn(&People) -> bool| {
        Memo::new(move |_| people.with(|people| people.as_ref().is_some_and(what)))
    };
    let (keeps, delegates) = (may(|people| people.keeps), may(|people| people.delegates));
    let add = move |()| editing.set(Some(new_person()));
    view! {
        <OfficeFrame place=Place::People>
            <div class="plans">
                <header class="plans-head">
                    <div>
                        <h1 class="page-title" tabindex="-1">
                            {t!(i18n, people.title)}
                        </h1>
                        <p class="sub">{t!(i18n, people.lead)}</p>
                    </div>
                    <Show when=move || delegates.get()>
                        <Button on_press=move |()| lending.set(true) test_id="lend">
                            {t!(i18n, people.lend)}
                        </Button>
                    </Show>
                    <Show when=move || keeps.get()>
                        <Button tone=Tone::Primary icon="plus" on_press=add test_id="person-new">
                            {t!(i18n, people.add)}
                        </Button>
                    </Show>
                </header>
                <Waiting people />
                {move || shown(found.get(), read, editing)}
            </div>
            <Editor editing on_kept=read />
            <Lending open=lending people on_kept=read />
        </OfficeFrame>
    }
}

fn shown(
    found: Found,
    read: impl Fn() + Copy + Send + Sync + 'static,
    editing: RwSignal<Option<PersonChange>>,
) -> AnyView {
    let i18n = use_i18n();
    let text = move |words: fn(Locale) -> &'static str| {
        Signal::derive(move || words(i18n.get_locale()).to_owned())
    };
    match found {
        Found::Loading => {
            view! { <Loading label=text(|l| td_string!(l, people.loading)) /> }.into_any()
        }
        Found::Failed => {
            let (title, hint) = (
                text(|l| td_string!(l, people.failed)),
                text(|l| td_string!(l, people.failed_hint)),
            );
            let action = text(|l| td_string!(l, nav.retry));
            view! { <Failed title hint action on_action=move |()| read() /> }.into_any()
        }
        Found::Ready(people) if people.people.is_empty() => {
            let (title, hint) =
                (text(|l| td_string!(l, people.empty)), text(|l| td_string!(l, people.empty_hint)));
            view! { <Empty title hint /> }.into_any()
        }
        Found::Ready(people) => view! { <List people read editing /> }.into_any(),
    }
}

#[component]
fn List(
    people: People,
    read: impl Fn() + Copy + Send + Sync + 'static,
    editing: RwSignal<Option<PersonChange>>,
) -> impl IntoView {
    let lent = people.delegations.clone();
    let names: Vec<_> = people.people.iter().map(|one| (one.id, one.name.clone())).collect();
    let (keeps, in_charge) = (people.keeps, people.in_charge);
    let line = move |person: PersonLine| {
        let leads = in_charge == Some(person.id);
        view! { <Line person keeps leads editing /> }
    };
    view! {
        <Lent lent names on_kept=read />
        <ul class="book" data-id="people">
            {people.people.into_iter().map(line).collect_view()}
        </ul>
    }
}

/// What stands at the end of a person's line.
fn state_of(locale: Locale, person: &PersonLine, leads: bool) -> Option<&'static str> {
    if person.suspended {
        Some(td_string!(locale, people.suspended))
    } else if leads {
        Some(td_string!(locale, people.in_charge))
    } else if person.must_change {
        Some(td_string!(locale, people.one_time))
    } else {
        None
    }
}

fn seen(app: App, locale: Locale, person: &PersonLine) -> String {
    let Some(at) = person.seen_at else {
        return td_string!(locale, people.never_seen).to_owned();
    };
    let day = dates::moment_day(locale, at, app.now.get(), offset(app));
    td_string!(locale, people.seen, day = day)
}

#[component]
fn Line(
    person: PersonLine,
    keeps: bool,
    leads: bool,
    editing: RwSignal<Option<PersonChange>>,
) -> impl IntoView {
    let (app, i18n) = (use_app(), use_i18n());
    let shown = StoredValue::new(person.clone());
    let meta = move || {
        let locale = i18n.get_locale();
        shown.with_value(|person| {
            let posts = person.posts.iter().map(|post| post_words(locale, *post));
            let login = person.login.clone();
            let parts = posts.chain(login).chain([seen(app, locale, person)]);
            parts.collect::<Vec<_>>().join(" · ")
        })
    };
    let state = move || shown.with_value(|person| state_of(i18n.get_locale(), person, leads));
    let open = move |_| {
        let PersonLine { id, name, posts, suspended, login, .. } = shown.get_value();
        let login = login.unwrap_or_default();
        editing.set(Some(PersonChange { id: Some(id), login, name, posts, suspended }));
    };
    view! {
        <li class="row" class:is-stopped=person.suspended>
            <button
                type="button"
                class="row-hit"
                disabled=!keeps
                on:click=open
                data-person=person.login
            >
                <span class="row-main">
                    <span class="row-title">{person.name}</span>
                    <span class="row-meta">{meta}</span>
                </span>
                <span class="row-end">
                    <span>{state}</span>
                    {keeps.then(|| view! { <Icon name="right" /> })}
                </span>
            </button>
        </li>
    }
}
