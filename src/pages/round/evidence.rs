//! What an answer rests on besides words and photos: 摸 how it felt, 问 who was asked, and which of
//! the item's methods could not be used.

use crate::components::{
    Button, Chips, Choice, FieldError, Icon, Save, SaveMark, Sheet, TextLine, Tone,
};
use crate::i18n::*;
use crate::pages::round::facts;
use crate::pages::round::walk::{Open, Walk};
use leptos::prelude::*;
use patrol_domain::checklist::Method;
use patrol_domain::round::Feel;

const FEELS: [Feel; 3] = [Feel::Cool, Feel::Warm, Feel::Hot];

/// The first tool of the row, where the item's method has one of its own: 摸 手感, 问 问了谁.
#[component]
pub fn MethodTool(walk: Walk) -> impl IntoView {
    let tool = Memo::new(move |_| {
        let place = walk.focus.get()?;
        let methods = walk.item(place)?.methods;
        let own = |method: &&Method| matches!(method, Method::Touch | Method::Ask);
        methods.iter().find(own).map(|method| (place, *method))
    });
    move || {
        let (place, method) = tool.get()?;
        let (icon, open) = match method {
            Method::Touch => ("hand", Open::Feel(place)),
            _ => ("people", Open::Asked(place)),
        };
        let words = move || {
            let (locale, evidence) = (walk.locale(), walk.evidence(place));
            match method {
                Method::Touch => evidence.feel.map_or_else(
                    || td_string!(locale, round.feel).to_owned(),
                    |feel| words::feel(locale, feel).to_owned(),
                ),
                _ if evidence.asked.is_empty() => td_string!(locale, round.asked).to_owned(),
                _ => evidence.asked,
            }
        };
        Some(view! {
            <button
                type="button"
                class="tool"
                data-id="method-tool"
                on:click=move |_| walk.open_sheet(open)
            >
                <Icon name=icon />
                <span class="tool-words">{words}</span>
            </button>
        })
    }
}

/// 凉 · 温 · 烫: one tap, stored at once.
#[component]
pub fn FeelSheet(walk: Walk) -> impl IntoView {
    let place = Memo::new(move |_| match walk.open.get() {
        Some(Open::Feel(place)) => Some(place),
        _ => None,
    });
    let label = Signal::derive(move || t_string!(walk.i18n, round.feel).to_owned());
    let choices = Signal::derive(move || {
        let locale = walk.locale();
        let choice = |feel: Feel| Choice {
            key: format!("{feel:?}"),
            words: words::feel(locale, feel).to_owned(),
            problem: feel == Feel::Hot,
        };
        FEELS.map(choice).to_vec()
    });
    let picked = Signal::derive(move || Some(format!("{:?}", walk.evidence(place.get()?).feel?)));
    let pick = move |key: Option<String>| {
        let Some(place) = place.get_untracked() else { return };
        let feel = FEELS.into_iter().find(|feel| Some(format!("{feel:?}")) == key);
        walk.open.set(None);
        walk.prove(place, |evidence| evidence.feel = feel);
        walk.settle(place);
    };
    view! {
        <Sheet
            open=Signal::derive(move || place.get().is_some())
            label
            on_close=move |()| walk.open.set(None)
        >
            <Head walk place label />
            <div class="sheet-body">
                <p class="sub">{t!(walk.i18n, round.feel_hint)}</p>
                <Chips label choices picked on_pick=pick />
            </div>
        </Sheet>
    }
}

/// Who was asked: a chip or a few words, stored while typed.
#[component]
pub fn AskedSheet(walk: Walk) -> impl IntoView {
    let place = Memo::new(move |_| match walk.open.get() {
        Some(Open::Asked(place)) => Some(place),
        _ => None,
    });
    let i18n = walk.i18n;
    let label = Signal::derive(move || t_string!(i18n, round.asked).to_owned());
    let choices = Signal::derive(move || {
        [
            t_string!(i18n, round.asked_resident),
            t_string!(i18n, round.asked_shop),
            t_string!(i18n, round.asked_duty),
            t_string!(i18n, round.asked_cleaner),
            t_string!(i18n, round.asked_guard),
        ]
        .map(|words| Choice::new(words, words))
        .to_vec()
    });
    let asked = Signal::derive(move || {
        place.get().map_or_else(String::new, |place| walk.evidence(place).asked)
    });
    let say = move |words: String| {
        if let Some(place) = place.get_untracked() {
            walk.prove(place, |evidence| evidence.asked = words);
        }
    };
    let pick = move |key: Option<String>| say(key.unwrap_or_default());
    // Kept as a draft while it is typed; the answer takes it up when the sheet goes.
    let done = move || {
        let was = place.get_untracked();
        walk.open.set(None);
        if let Some(place) = was {
            walk.settle(place);
        }
    };
    let dock = move || {
        view! {
            <FieldError error=walk.trouble />
            <Button tone=Tone::Primary on_press=move |()| done() test_id="asked-done">
                {t!(i18n, round.note_done)}
            </Button>
            <p class="dock-note">
                <SaveMark save=Save::Local />
                {t!(i18n, round.saved_typing)}
            </p>
        }
    };
    view! {
        <Sheet
            open=Signal::derive(move || place.get().is_some())
            label
            on_close=move |()| done()
            dock
        >
            <Head walk place label />
            <div class="sheet-body">
                <Chips
                    label
                    choices
                    picked=Signal::derive(move || Some(asked.get()))
                    on_pick=pick
                />
                <TextLine label value=asked test_id="asked" on_input=say />
            </div>
        </Sheet>
    }
}

#[component]
fn Head(walk: Walk, place: Memo<Option<usize>>, label: Signal<String>) -> impl IntoView {
    view! {
        <div class="sheet-head">
            <div>
                <span class="sheet-kind">{label}</span>
                <h2>{move || place.get().map(|place| walk.title(place))}</h2>
            </div>
        </div>
    }
}

/// Each method of an item examined in several ways; a tap says that one could not be used. The
/// last one stays: an item that could not be examined at all is 不适用.
#[component]
pub fn Methods(walk: Walk, place: usize) -> impl IntoView {
    let methods = walk.item(place).map_or_else(Vec::new, |item| item.methods);
    let count = methods.len();
    let one = move |method: Method| {
        let skipped = Memo::new(move |_| walk.evidence(place).skipped.contains(&method));
        let press = move |_| {
            let others = untrack(|| walk.evidence(place).skipped.len());
            if !skipped.get_untracked() && others + 1 >= count {
                let words = td_string!(walk.i18n.get_locale_untracked(), round.method_last);
                return walk.trouble.set(Some(words.to_owned()));
            }
            walk.prove(place, |evidence| {
                if !evidence.skipped.remove(&method) {
                    evidence.skipped.insert(method);
                }
            });
            walk.settle(place);
        };
        let words = move || {
            let (locale, word) = (walk.locale(), words::method(walk.locale(), method));
            match skipped.get() {
                true => td_string!(locale, round.method_skipped, method = word),
                false => word.to_owned(),
            }
        };
        view! {
            <button
                type="button"
                class="method"
                class:is-skipped=move || skipped.get()
                aria-pressed=move || (!skipped.get()).to_string()
                data-method=format!("{method:?}")
                on:click=press
            >
                {words}
            </button>
        }
    };
    (count > 1).then(|| {
        view! {
            <div
                class="methods"
                role="group"
                aria-label=move || t_string!(walk.i18n, round.methods)
            >
                <span class="sub">{t!(walk.i18n, round.methods)}</span>
                {methods.into_iter().map(one).collect_view()}
            </div>
        }
    })
}

/// `摸 温 · 问 张师傅 · 没听`: what stands under an answer in records and reviews.
pub fn evidence_words(locale: Locale, evidence: &patrol_domain::round::Evidence) -> String {
    let feel = evidence.feel.map(|feel| {
        let (method, feel) = (words::method(locale, Method::Touch), words::feel(locale, feel));
        format!("{method} {feel}")
    });
    let asked = (!evidence.asked.is_empty())
        .then(|| format!("{} {}", words::method(locale, Method::Ask), evidence.asked));
    let skipped = evidence.skipped.iter().map(|method| {
        td_string!(locale, round.method_skipped, method = words::method(locale, *method))
    });
    let consent = evidence.consent.then(|| td_string!(locale, round.consent_given).to_owned());
    feel.into_iter().chain(asked).chain(consent).chain(skipped).collect::<Vec<_>>().join(" · ")
}

/// The methods that were skipped in a round, with how many items each.
pub fn skipped_words(locale: Locale, round: &patrol_domain::round::Round) -> Option<String> {
    let skipped = facts::skipped(round);
    let line = |(method, count): (Method, usize)| {
        td_string!(locale, round.skipped, method = words::method(locale, method), n = count)
    };
    let lines: Vec<String> = skipped.into_iter().map(line).collect();
    (!lines.is_empty()).then(|| lines.join(" · "))
}
