//! 代理: a post in another's hands for some days (R222, R227). It ends by itself.

use crate::components::{Button, FieldError, Sheet, TextLine, Tone};
use crate::i18n::*;
use crate::pages::frame::use_toasts;
use crate::pages::issues::offset;
use crate::pages::office::people::editor::select;
use crate::pages::office::people::post_words;
use crate::state::use_app;
use leptos::prelude::*;
use leptos::task::spawn_local;
use patrol_domain::office::{
    Delegation, DelegationAnswer, DelegationChange, DelegationFault, People, Post, delegable,
};
use patrol_domain::{At, MemberId};

fn fault_words(locale: Locale, why: DelegationFault) -> &'static str {
    match why {
        DelegationFault::Post => td_string!(locale, people.fault_post),
        DelegationFault::Acting => td_string!(locale, people.fault_acting),
        DelegationFault::Dates => td_string!(locale, people.fault_dates),
        DelegationFault::Approval => td_string!(locale, people.fault_approval),
        DelegationFault::Overlap => td_string!(locale, people.fault_overlap),
        DelegationFault::Gone => td_string!(locale, people.fault_gone),
    }
}

/// Those that stand, each with its end.
#[component]
pub fn Lent(
    lent: Vec<Delegation>,
    names: Vec<(MemberId, String)>,
    on_kept: impl Fn() + Copy + Send + Sync + 'static,
) -> impl IntoView {
    let (app, i18n) = (use_app(), use_i18n());
    let toasts = use_toasts();
    let names = StoredValue::new(names);
    let name = move |id: MemberId| {
        names.with_value(|names| {
            names.iter().find(|(one, _)| *one == id).map(|(_, name)| name.clone())
        })
    };
    let end = move |id| {
        spawn_local(async move {
            let answer = app.actions.delegate(DelegationChange::End { id }).await;
            let locale = i18n.get_locale_untracked();
            toasts.say(match answer {
                Ok(DelegationAnswer::Kept) => td_string!(locale, people.lent_ended),
                Ok(DelegationAnswer::Refused { why }) => fault_words(locale, why),
                Err(_) => td_string!(locale, people.no_network),
            });
            on_kept();
        });
    };
    let line = move |one: Delegation| {
        let (absent, acting) = (name(one.absent), name(one.acting));
        let (absent, acting) = (absent.unwrap_or_default(), acting.unwrap_or_default());
        let meta = move || {
            let (locale, offset) = (i18n.get_locale(), offset(app));
            let (from, until) =
                (dates::day(locale, one.from, offset), dates::day(locale, one.until, offset));
            let state = if one.in_force {
                td_string!(locale, people.lent_now)
            } else {
                td_string!(locale, people.lent_later)
            };
            format!("{} · {from} – {until} · {state}", post_words(locale, one.post))
        };
        let title = move || {
            let (absent, acting) = (absent.clone(), acting.clone());
            t_string!(i18n, people.lent, acting = acting, absent = absent)
        };
        view! {
            <li class="row">
                <span class="row-main">
                    <span class="row-title">{title}</span>
                    <span class="row-meta">{meta}</span>
                </span>
                <span class="row-end">
                    <Button on_press=move |()| end(one.id) test_id="lend-end">
                        {t!(i18n, people.lend_end)}
                    </Button>
                </span>
            </li>
        }
    };
    view! {
        <ul class="book" data-id="lent">
            {lent.into_iter().map(line).collect_view()}
        </ul>
    }
}

/// What is chosen so far: places in the lists, and days as they are typed.
#[derive(Clone, Copy)]
struct Chosen {
    post: RwSignal<usize>,
    acting: RwSignal<usize>,
    from: RwSignal<String>,
    until: RwSignal<String>,
    approval: RwSignal<String>,
}

/// Midnight at the beginning of a typed day, `2026-11-19`, on the site's clock.
fn midnight(day: &str, offset_min: i16) -> Option<At> {
    let day: chrono::NaiveDate = day.parse().ok()?;
    let utc = day.and_time(chrono::NaiveTime::MIN).and_utc().timestamp_millis();
    Some(At(utc).plus_minutes(-i64::from(offset_min)))
}

#[component]
pub fn Lending(
    open: RwSignal<bool>,
    people: Signal<Option<People>>,
    on_kept: impl Fn() + Copy + Send + Sync + 'static,
) -> impl IntoView {
    let (app, i18n) = (use_app(), use_i18n());
    let toasts = use_toasts();
    let (busy, trouble) = (RwSignal::new(false), RwSignal::new(None::<String>));
    let text = || RwSignal::new(String::new());
    let place = || RwSignal::new(0);
    let chosen =
        Chosen { post: place(), acting: place(), from: text(), until: text(), approval: text() };
    // Posts that can be lent, and everybody who could take one.
    let posts = Memo::new(move |_| {
        let people = people.get().map(|people| people.people).unwrap_or_default();
        let own = people.into_iter().filter(|one| !one.suspended).flat_map(|one| {
            let posts = one.posts.into_iter().filter(|post| delegable(*post));
            posts.map(move |post| (one.id, one.name.clone(), post)).collect::<Vec<_>>()
        });
        own.collect::<Vec<(MemberId, String, Post)>>()
    });
    let others = Memo::new(move |_| {
        let people = people.get().map(|people| people.people).unwrap_or_default();
        let works = people.into_iter().filter(|one| !one.suspended);
        works.map(|one| (one.id, one.name)).collect::<Vec<_>>()
    });
    let keep = move |()| {
        let locale = i18n.get_locale_untracked();
        let days = offset(app);
        let post = posts.with_untracked(|all| all.get(chosen.post.get_untracked()).cloned());
        let acting = others.with_untracked(|all| all.get(chosen.acting.get_untracked()).cloned());
        let from = midnight(&chosen.from.get_untracked(), days);
        // The last day counts.
        let until = midnight(&chosen.until.get_untracked(), days).map(|day| day.plus_days(1));
        let (Some((absent, _, post)), Some((acting, _)), Some(from), Some(until)) =
            (post, acting, from, until)
        else {
            trouble.set(Some(fault_words(locale, DelegationFault::Dates).to_owned()));
            return;
        };
        let approval = chosen.approval.get_untracked();
        busy.set(true);
        trouble.set(None);
        spawn_local(async move {
            let change = DelegationChange::Begin { absent, acting, post, from, until, approval };
            let answer = app.actions.delegate(change).await;
            busy.try_set(false);
            let why = match answer {
                Ok(DelegationAnswer::Kept) => {
                    open.try_set(false);
                    toasts.say(td_string!(locale, people.lent_kept));
                    return on_kept();
                }
                Ok(DelegationAnswer::Refused { why }) => fault_words(locale, why),
                Err(_) => td_string!(locale, people.not_kept),
            };
            trouble.try_set(Some(why.to_owned()));
        });
    };
    let label = Signal::derive(move || t_string!(i18n, people.lend).to_owned());
    let dock = move || {
        view! {
            <FieldError error=trouble />
            <Button tone=Tone::Primary on_press=keep busy test_id="lend-keep">
                {t!(i18n, people.lend_keep)}
            </Button>
        }
    };
    view! {
        <Sheet open label on_close=move |()| open.set(false) dock>
            <div class="sheet-head">
                <h2>{label}</h2>
            </div>
            <div class="sheet-body plan-form">
                <p class="sub">{t!(i18n, people.lend_hint)}</p>
                <Choices posts others chosen />
            </div>
        </Sheet>
    }
}

#[component]
fn Choices(
    posts: Memo<Vec<(MemberId, String, Post)>>,
    others: Memo<Vec<(MemberId, String)>>,
    chosen: Chosen,
) -> impl IntoView {
    let i18n = use_i18n();
    let pick =
        move |into: RwSignal<usize>| move |key: String| into.set(key.parse().unwrap_or_default());
    let lent = move || {
        let locale = i18n.get_locale();
        let picked = chosen.post.get_untracked();
        let words = posts.get().into_iter().enumerate().map(|(place, (_, name, post))| {
            (place == picked, format!("{name}（{}）", post_words(locale, post)))
        });
        let words: Vec<_> = words.collect();
        select(t_string!(i18n, people.lend_post), &words, pick(chosen.post), "lend-post")
    };
    let takes = move || {
        let picked = chosen.acting.get_untracked();
        let names = others.get().into_iter().enumerate();
        let names: Vec<_> = names.map(|(place, (_, name))| (place == picked, name)).collect();
        select(t_string!(i18n, people.lend_to), &names, pick(chosen.acting), "lend-to")
    };
    let day = move |words: fn(Locale) -> &'static str, value: RwSignal<String>, id| {
        view! {
            <label class="field">
                <span class="field-label">{move || words(i18n.get_locale())}</span>
                <input
                    type="date"
                    class="input"
                    data-id=id
                    prop:value=value
                    on:input=move |event| value.set(event_target_value(&event))
                />
            </label>
        }
    };
    view! {
        <div class="field">
            <span class="field-label">{t!(i18n, people.lend_post)}</span>
            {lent}
        </div>
        <div class="field">
            <span class="field-label">{t!(i18n, people.lend_to)}</span>
            {takes}
        </div>
        {day(|l| td_string!(l, people.lend_from), chosen.from, "lend-from")}
        {day(|l| td_string!(l, people.lend_until), chosen.until, "lend-until")}
        <TextLine
            label=Signal::derive(move || t_string!(i18n, people.lend_approval).to_owned())
            value=chosen.approval
            on_input=move |text| chosen.approval.set(text)
            test_id="lend-approval"
        />
    }
}
