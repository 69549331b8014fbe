//! One person in the making. Nothing is kept before the server has said so; what is typed stays.

use crate::components::{Button, FieldError, Sheet, Switch, TextLine, Tone};
use crate::i18n::*;
use crate::pages::frame::use_toasts;
use crate::state::{TransportError, use_app};
use leptos::prelude::*;
use leptos::task::spawn_local;
use patrol_domain::office::{PersonAnswer, PersonChange, PersonFault, Post};
use patrol_domain::people::{Department, Role};

/// Roles that sign in, in the order they are shown.
const ROLES: [Role; 21] = [
    Role::Guard,
    Role::GuardCaptain,
    Role::EnvSupervisor,
    Role::EngineerShift,
    Role::Maintenance,
    Role::EngHead,
    Role::CsOfficer,
    Role::Housekeeper,
    Role::FrontDesk,
    Role::CsAssistant,
    Role::PropertyAssistant,
    Role::CsSupervisor,
    Role::Cashier,
    Role::FileClerk,
    Role::SiteManager,
    Role::SiteSupervisor,
    Role::Pm,
    Role::Deputy,
    Role::OfficeClerk,
    Role::Quality,
    Role::Admin,
];

/// Departments that people work in.
const DEPARTMENTS: [Department; 8] = [
    Department::Eng,
    Department::Mnt,
    Department::Sec,
    Department::Cs,
    Department::Env,
    Department::Mgmt,
    Department::Quality,
    Department::Office,
];

pub(super) fn fault_words(locale: Locale, why: PersonFault) -> &'static str {
    match why {
        PersonFault::Login => td_string!(locale, people.fault_login),
        PersonFault::LoginTaken => td_string!(locale, people.fault_taken),
        PersonFault::Name => td_string!(locale, people.fault_name),
        PersonFault::Posts => td_string!(locale, people.fault_posts),
        PersonFault::InCharge => td_string!(locale, people.fault_in_charge),
        PersonFault::Oneself => td_string!(locale, people.fault_oneself),
        PersonFault::OtherSites => td_string!(locale, people.fault_other_sites),
    }
}

#[component]
pub fn Editor(
    editing: RwSignal<Option<PersonChange>>,
    on_kept: impl Fn() + Copy + Send + Sync + 'static,
) -> impl IntoView {
    let (app, i18n) = (use_app(), use_i18n());
    let (busy, trouble) = (RwSignal::new(false), RwSignal::new(None::<String>));
    let once = RwSignal::new(None::<String>);
    let toasts = use_toasts();
    let open = Signal::derive(move || editing.with(Option::is_some));
    let label = Signal::derive(move || t_string!(i18n, people.edit).to_owned());
    let hear = move |answer: Result<PersonAnswer, TransportError>| {
        let locale = i18n.get_locale_untracked();
        busy.try_set(false);
        match answer {
            Ok(PersonAnswer::Kept { password, .. }) => {
                if password.is_none() {
                    editing.try_set(None);
                    toasts.say(td_string!(locale, people.kept));
                }
                once.try_set(password);
                on_kept();
            }
            Ok(PersonAnswer::Refused { why }) => {
                trouble.try_set(Some(fault_words(locale, why).to_owned()));
            }
            Err(_) => drop(trouble.try_set(Some(td_string!(locale, people.not_kept).to_owned()))),
        }
    };
    let keep = move |()| {
        let Some(change) = editing.get_untracked() else { return };
        busy.set(true);
        trouble.set(None);
        spawn_local(async move { hear(app.actions.keep_person(change).await) });
    };
    let reset = Callback::new(move |()| {
        let Some(id) = editing.with_untracked(|e| e.as_ref().and_then(|e| e.id)) else { return };
        busy.set(true);
        trouble.set(None);
        spawn_local(async move { hear(app.actions.reset_password(id).await) });
    });
    let close = move |()| {
        trouble.set(None);
        once.set(None);
        editing.set(None);
    };
    let dock = move || {
        if once.with(Option::is_some) {
            return view! {
                <Button tone=Tone::Primary on_press=close test_id="person-done">
                    {t!(i18n, people.told)}
                </Button>
            }
            .into_any();
        }
        view! {
            <FieldError error=trouble />
            <Button tone=Tone::Primary on_press=keep busy test_id="person-keep">
                {t!(i18n, people.keep)}
            </Button>
        }
        .into_any()
    };
    // Drawn once for each person that is opened, and not at every key.
    let opened = Memo::new(move |_| editing.with(|e| e.as_ref().map(|e| e.id)));
    view! {
        <Sheet open label on_close=close dock>
            <div class="sheet-head">
                <h2>{label}</h2>
            </div>
            <div class="sheet-body plan-form">
                {move || match once.get() {
                    Some(password) => view! { <Once password /> }.into_any(),
                    None => {
                        opened
                            .get()
                            .map(|id| view! { <Fields editing known=id.is_some() reset /> })
                            .into_any()
                    }
                }}
            </div>
        </Sheet>
    }
}

/// The one-time password, large enough to be read out over a counter.
#[component]
fn Once(password: String) -> impl IntoView {
    let i18n = use_i18n();
    view! {
        <p>{t!(i18n, people.once_lead)}</p>
        <p class="once" data-id="once">
            {password}
        </p>
        <p class="sub">{t!(i18n, people.once_hint)}</p>
    }
}

#[component]
fn Fields(
    editing: RwSignal<Option<PersonChange>>,
    known: bool,
    reset: Callback<()>,
) -> impl IntoView {
    let i18n = use_i18n();
    let change =
        move |with: &dyn Fn(&mut PersonChange)| editing.update(|e| e.iter_mut().for_each(with));
    let read = move |field: fn(&PersonChange) -> String| {
        Signal::derive(move || editing.with(|e| e.as_ref().map(field).unwrap_or_default()))
    };
    let text = move |words: fn(Locale) -> &'static str| {
        Signal::derive(move || words(i18n.get_locale()).to_owned())
    };
    let suspended =
        Signal::derive(move || editing.with(|e| e.as_ref().is_some_and(|e| e.suspended)));
    view! {
        <TextLine
            label=text(|l| td_string!(l, people.name))
            value=read(|e| e.name.clone())
            on_input=move |name: String| change(&|e| e.name.clone_from(&name))
            test_id="person-name"
        />
        {(!known)
            .then(|| {
                view! {
                    <TextLine
                        label=text(|l| td_string!(l, signin.login))
                        value=read(|e| e.login.clone())
                        on_input=move |login: String| change(&|e| e.login.clone_from(&login))
                        autocapitalize="none"
                        test_id="person-login"
                    />
                }
            })}
        <Posts editing />
        {known
            .then(|| {
                view! {
                    <Switch
                        label=text(|l| td_string!(l, people.suspend))
                        hint=text(|l| td_string!(l, people.suspend_hint))
                        on=suspended
                        on_change=move |on| change(&|e| e.suspended = on)
                        test_id="person-suspend"
                    />
                    <Button on_press=reset test_id="person-reset">
                        {t!(i18n, people.reset)}
                    </Button>
                }
            })}
    }
}

/// The posts, each a role in a department; one more at the end.
#[component]
fn Posts(editing: RwSignal<Option<PersonChange>>) -> impl IntoView {
    let i18n = use_i18n();
    let posts = Memo::new(move |_| {
        editing.with(|e| e.as_ref().map(|e| e.posts.clone()).unwrap_or_default())
    });
    let set = move |with: &dyn Fn(&mut Vec<Post>)| {
        editing.update(|e| e.iter_mut().for_each(|e| with(&mut e.posts)));
    };
    let line = move |(place, post): (usize, Post)| {
        let role = move |key: String| {
            let found = key.parse().ok().and_then(|n: usize| ROLES.get(n).copied());
            set(&|posts| posts[place].role = found.unwrap_or(posts[place].role));
        };
        let department = move |key: String| {
            let found = key.parse().ok().and_then(|n: usize| DEPARTMENTS.get(n).copied());
            set(&|posts| posts[place].department = found.unwrap_or(posts[place].department));
        };
        let locale = i18n.get_locale();
        let roles = ROLES.map(|role| (role == post.role, words::role(locale, role)));
        let of = DEPARTMENTS.map(|of| (of == post.department, words::department(locale, of)));
        view! {
            <li class="post">
                {select(t_string!(i18n, people.role), &roles, role, "post-role")}
                {select(t_string!(i18n, people.department), &of, department, "post-department")}
                <Button
                    tone=Tone::Text
                    on_press=move |()| {
                        set(
                            &|posts| {
                                posts.remove(place);
                            },
                        );
                    }
                >
                    {t!(i18n, people.post_less)}
                </Button>
            </li>
        }
    };
    let more = move |()| {
        let post = Post { role: Role::Guard, department: Department::Sec };
        set(&|posts| posts.push(post));
    };
    view! {
        <div class="field">
            <span class="field-label">{t!(i18n, people.posts)}</span>
            <ul>{move || posts.get().into_iter().enumerate().map(line).collect_view()}</ul>
            <Button icon="plus" on_press=more test_id="post-more">
                {t!(i18n, people.post_more)}
            </Button>
        </div>
    }
}

/// A native list; keys are places in it.
pub(super) fn select(
    label: &'static str,
    options: &[(bool, impl ToString)],
    on_pick: impl Fn(String) + 'static,
    id: &'static str,
) -> AnyView {
    let option = |(place, (here, words)): (usize, &(bool, _))| {
        let words = ToString::to_string(words);
        view! {
            <option value=place.to_string() selected=*here>
                {words}
            </option>
        }
    };
    view! {
        <select
            class="input"
            aria-label=label
            data-id=id
            on:change=move |event| on_pick(event_target_value(&event))
        >
            {options.iter().enumerate().map(option).collect_view()}
        </select>
    }
    .into_any()
}
