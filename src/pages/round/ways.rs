//! Ways out of a round before its end: a pause, a colleague, 作废 (W01).

use crate::components::{Button, Chips, Choice, Group, Icon, Sheet, TextArea, Tone};
use crate::i18n::*;
use crate::pages::frame::use_toasts;
use crate::pages::troubles;
use crate::state::{App, use_app};
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_router::hooks::use_navigate;
use patrol_domain::MemberId;
use patrol_domain::may_walk;
use patrol_domain::people::Member;
use patrol_domain::permissions::{Action, Context, may};
use patrol_domain::round::{Round, RoundState};
use std::sync::Arc;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Way {
    Pause,
    /// 流转.
    HandOver,
    Void,
}

impl Way {
    const ALL: [Way; 3] = [Way::Pause, Way::HandOver, Way::Void];

    fn icon(self) -> &'static str {
        match self {
            Way::Pause => "clock",
            Way::HandOver => "swap",
            Way::Void => "slash",
        }
    }

    fn id(self) -> &'static str {
        match self {
            Way::Pause => "way-pause",
            Way::HandOver => "way-hand-over",
            Way::Void => "way-void",
        }
    }

    fn name(self, locale: Locale) -> &'static str {
        match self {
            Way::Pause => td_string!(locale, ways.pause),
            Way::HandOver => td_string!(locale, ways.hand_over),
            Way::Void => td_string!(locale, ways.void),
        }
    }

    fn hint(self, locale: Locale) -> &'static str {
        match self {
            Way::Pause => td_string!(locale, ways.pause_hint),
            Way::HandOver => td_string!(locale, ways.hand_over_hint),
            Way::Void => td_string!(locale, ways.void_hint),
        }
    }

    /// What the phone keeps, in one sentence for the toast.
    fn done(self, locale: Locale, name: String) -> String {
        match self {
            Way::Pause => td_string!(locale, ways.paused).to_owned(),
            Way::HandOver => td_string!(locale, ways.handed, name = name),
            Way::Void => td_string!(locale, ways.voided).to_owned(),
        }
    }

    /// Whether it stands open to this person; `apply` decides the same again.
    fn is_open(self, me: &Member, round: &Round) -> bool {
        use RoundState::{Missed, Paused, Planned, Returned, Started};
        let context = Context { department: Some(round.department), own: false };
        let leads = |action| may(me, round.site, action, context);
        let walks = round.inspector == Some(me.id);
        match self {
            Way::Pause => walks && round.state == Started,
            Way::Void => {
                (walks || leads(Action::VoidRound)) && matches!(round.state, Started | Paused)
            }
            Way::HandOver => {
                let waits = round.inspector.is_none() && round.assignee == Some(me.id);
                (walks || waits || leads(Action::AssignHandler))
                    && matches!(round.state, Planned | Missed | Started | Paused | Returned)
            }
        }
    }
}

/// What the sheet shares with its parts. Copy.
#[derive(Clone, Copy)]
struct Desk {
    app: App,
    i18n: Words,
    round: Signal<Option<Arc<Round>>>,
    open: RwSignal<Option<Way>>,
    to: RwSignal<Option<MemberId>>,
    words: RwSignal<String>,
    trouble: RwSignal<Option<String>>,
    busy: RwSignal<bool>,
}

/// The ways that are open to this person, as rows; nothing when there are none.
#[component]
pub fn Ways(#[prop(into)] round: Signal<Option<Arc<Round>>>) -> impl IntoView {
    let (app, i18n) = (use_app(), use_i18n());
    let desk = Desk {
        app,
        i18n,
        round,
        open: RwSignal::new(None),
        to: RwSignal::new(None),
        words: RwSignal::new(String::new()),
        trouble: RwSignal::new(None),
        busy: RwSignal::new(false),
    };
    let ways = Memo::new(move |_| {
        let (Some(me), Some(round)) = (app.me().get(), round.get()) else { return Vec::new() };
        Way::ALL.into_iter().filter(|way| way.is_open(&me, &round)).collect::<Vec<_>>()
    });
    let row = move |way: Way| {
        view! {
            <li class="row">
                <button
                    type="button"
                    class="row-hit"
                    data-id=way.id()
                    on:click=move |_| {
                        desk.trouble.set(None);
                        desk.open.set(Some(way));
                    }
                >
                    <span class="row-margin">
                        <Icon name=way.icon() />
                    </span>
                    <span class="row-main">
                        <span class="row-title">{way.name(i18n.get_locale())}</span>
                        <span class="row-meta">{way.hint(i18n.get_locale())}</span>
                    </span>
                    <span class="row-end">
                        <Icon name="right" />
                    </span>
                </button>
            </li>
        }
    };
    view! {
        {move || {
            let ways = ways.get();
            (!ways.is_empty())
                .then(|| {
                    view! {
                        <ul class="book">
                            <Group>{t!(i18n, ways.title)}</Group>
                            {ways.into_iter().map(row).collect_view()}
                        </ul>
                    }
                })
        }}
        <WaySheet desk />
    }
}

#[component]
fn WaySheet(desk: Desk) -> impl IntoView {
    let i18n = desk.i18n;
    let open = Signal::derive(move || desk.open.get().is_some());
    let name = move || desk.open.get().map_or("", |way| way.name(i18n.get_locale()));
    let label = Signal::derive(move || name().to_owned());
    let hint = move || desk.open.get().map(|way| way.hint(i18n.get_locale()));
    let navigate = StoredValue::new(use_navigate());
    let dock = move || {
        let done = move |()| desk.go(move || navigate.get_value()("/", Default::default()));
        view! {
            <Button tone=Tone::Primary on_press=done busy=desk.busy test_id="way-done">
                {name}
            </Button>
        }
    };
    view! {
        <Sheet open label on_close=move |()| desk.open.set(None) dock>
            <div class="sheet-head">
                <div>
                    <h2>{label}</h2>
                    <p class="sub">{hint}</p>
                </div>
            </div>
            <div class="sheet-body">
                {move || {
                    (desk.open.get() == Some(Way::HandOver)).then(|| view! { <Colleagues desk /> })
                }} <Why desk />
            </div>
        </Sheet>
    }
}

/// Why: for a pause the usual reasons as chips, and always room for words.
#[component]
fn Why(desk: Desk) -> impl IntoView {
    let i18n = desk.i18n;
    let choices = Signal::derive(move || {
        if desk.open.get() != Some(Way::Pause) {
            return Vec::new();
        }
        [
            t_string!(i18n, ways.why_alarm),
            t_string!(i18n, ways.why_call),
            t_string!(i18n, ways.why_resident),
            t_string!(i18n, ways.why_break),
        ]
        .map(|words| Choice::new(words, words))
        .to_vec()
    });
    let label = Signal::derive(move || match desk.open.get() {
        Some(Way::HandOver) => t_string!(i18n, ways.note).to_owned(),
        _ => t_string!(i18n, ways.why).to_owned(),
    });
    let say = move |words: String| {
        desk.trouble.set(None);
        desk.words.set(words);
    };
    let pick = move |key: Option<String>| say(key.unwrap_or_default());
    let picked = Signal::derive(move || Some(desk.words.get()));
    view! {
        <Show when=move || choices.with(|choices| !choices.is_empty())>
            <Chips label choices picked on_pick=pick />
        </Show>
        <TextArea label value=desk.words on_input=say error=desk.trouble test_id="way-words" />
    }
}

/// Who may take the round, those of its own roles first.
#[component]
fn Colleagues(desk: Desk) -> impl IntoView {
    let i18n = desk.i18n;
    let people = Memo::new(move |_| {
        let Some(round) = desk.round.get() else { return Vec::new() };
        let holder = round.inspector.or(round.assignee);
        let mut people: Vec<Member> = desk.app.reference.with(|all| {
            let fit = |member: &&Member| Some(member.id) != holder && may_walk(member, &round);
            all.members.values().filter(fit).cloned().collect()
        });
        let named =
            |member: &Member| member.grants.iter().any(|grant| round.roles.contains(&grant.role));
        people.sort_by_key(|member| (!named(member), member.name.clone()));
        people
    });
    let person = move |member: Member| {
        let id = member.id;
        let site = desk.app.site.get_untracked().map(|site| site.id);
        let role = member.grants.iter().find(|grant| site.is_none_or(|site| grant.site == site));
        let role = role.map(|grant| words::role(i18n.get_locale(), grant.role));
        view! {
            <button
                type="button"
                role="radio"
                class="person"
                aria-checked=move || if desk.to.get() == Some(id) { "true" } else { "false" }
                on:click=move |_| {
                    desk.trouble.set(None);
                    desk.to.set(Some(id));
                }
            >
                <span>
                    <b>{member.name.clone()}</b>
                    <span class="meta">{role}</span>
                </span>
            </button>
        }
    };
    let nobody =
        move || people.with(Vec::is_empty).then(|| view! { <p>{t!(i18n, ways.nobody)}</p> });
    view! {
        {nobody}
        <div class="people" role="radiogroup" aria-label=move || t_string!(i18n, ways.to)>
            {move || people.get().into_iter().map(person).collect_view()}
        </div>
    }
}

impl Desk {
    /// What is still missing, in words.
    fn missing(self, way: Way) -> Option<&'static str> {
        let silent = self.words.with_untracked(|words| words.trim().is_empty());
        match way {
            Way::HandOver if self.to.get_untracked().is_none() => {
                Some(t_string!(self.i18n, ways.to_missing))
            }
            Way::Pause | Way::Void if silent => Some(t_string!(self.i18n, ways.why_missing)),
            _ => None,
        }
    }

    /// Writes it; `leave` follows once the phone has it.
    fn go(self, leave: impl FnOnce() + 'static) {
        let (Some(way), Some(round)) =
            (self.open.get_untracked(), self.round.with_untracked(|r| r.as_ref().map(|r| r.id)))
        else {
            return;
        };
        if let Some(words) = untrack(|| self.missing(way)) {
            return self.trouble.set(Some(words.to_owned()));
        }
        let (words, to) = (self.words.get_untracked(), self.to.get_untracked());
        let toasts = use_toasts();
        self.busy.set(true);
        spawn_local(async move {
            let (actions, locale) = (self.app.actions, self.i18n.get_locale_untracked());
            let kept = match (way, to) {
                (Way::Pause, _) => actions.pause_round(round, words).await,
                (Way::Void, _) => actions.void_round(round, words).await,
                (Way::HandOver, Some(to)) => actions.hand_round_over(round, to, words).await,
                (Way::HandOver, None) => return,
            };
            self.busy.try_set(false);
            match kept {
                Ok(()) => {
                    self.open.try_set(None);
                    self.words.try_set(String::new());
                    let name = to.map(|to| crate::pages::issues::card::name_of(self.app, to));
                    toasts.kept(way.done(locale, name.unwrap_or_default()));
                    leave();
                }
                Err(why) => {
                    self.trouble.try_set(Some(troubles::perform(locale, &why)));
                }
            }
        });
    }
}
