//! A number item: the value being typed, its limits, its trend, and the keypad.

mod verdict;

use crate::components::{
    Button, FieldError, Icon, ItemState, Keypad, MethodSeal, PadKey, SealSize, Tone, Trend,
};
use crate::i18n::*;
use crate::pages::camera::Shoot;
use crate::pages::round::answering::{Photos, not_applicable, taker};
use crate::pages::round::facts::{self, Judgement};
use crate::pages::round::walk::{After, Open, Walk};
use crate::pages::shift_log::link::LogHere;
use leptos::html;
use leptos::prelude::*;
use patrol_domain::checklist::Item;
use patrol_domain::decimal::BadDecimal;
use patrol_domain::place::Limits;
use patrol_domain::round::{AnswerValue, Past};
use patrol_domain::verdict::{Again, again, possible, possible_reading};
use patrol_domain::{Decimal, Rejection};
use verdict::{Compare, Verdict};

/// What the parts of the reading share. Copy.
#[derive(Clone, Copy)]
struct Gauge {
    walk: Walk,
    place: usize,
    item: StoredValue<Item>,
    limits: Memo<Limits>,
    last: Memo<Option<Past>>,
    /// As typed, full-width digits and all.
    text: Memo<String>,
    reading: Memo<Result<Decimal, BadDecimal>>,
    judgement: Memo<Option<Judgement>>,
    /// The reading that was looked at again.
    seen: RwSignal<Option<Decimal>>,
}

impl Gauge {
    fn new(walk: Walk, place: usize, item: Item) -> Gauge {
        let item = StoredValue::new(item);
        let limits = Memo::new(move |_| item.with_value(|item| walk.limits(item)));
        let last = Memo::new(move |_| {
            let past = |history: Option<&_>| {
                walk.round.with(|round| {
                    item.with_value(|item| facts::last_of(history, &item.id, round).cloned())
                })
            };
            walk.history.with(|history| past(history.as_deref()))
        });
        let text = Memo::new(move |_| {
            let typed = walk.draft.with(|draft| draft.typed.clone());
            match walk.answer(place).map(|answer| answer.value) {
                Some(AnswerValue::Number { reading }) if typed.is_empty() => reading.to_string(),
                _ => typed,
            }
        });
        let reading = Memo::new(move |_| {
            text.with(|text| item.with_value(|item| facts::reading_of(item, text)))
        });
        let judgement = Memo::new(move |_| {
            let reading = reading.get().ok()?;
            let last = last.with(|last| last.as_ref().and_then(|past| past.reading));
            Some(item.with_value(|item| facts::judge(item, limits.get(), last, reading)))
        });
        let seen = RwSignal::new(None);
        Gauge { walk, place, item, limits, last, text, reading, judgement, seen }
    }

    fn last_reading(self) -> Option<Decimal> {
        self.last.with(|last| last.as_ref().and_then(|past| past.reading))
    }

    fn odd(self) -> Option<bool> {
        let reading = self.reading.get().ok()?;
        self.item.with_value(|item| facts::odd(item, self.last_reading(), reading))
    }

    fn step(self) -> Decimal {
        facts::step_of(self.limits.get(), self.last_reading())
    }

    fn outside(self) -> bool {
        self.impossible().is_none() && self.judgement.get().is_some_and(Judgement::is_problem)
    }

    /// W17: what no instrument shows, which `apply` refuses too.
    fn impossible(self) -> Option<Rejection> {
        let reading = self.reading.get().ok()?;
        self.item.with_value(|item| possible_reading(item, reading)).err()
    }

    fn type_text(self, typed: String) {
        self.walk.trouble.set(None);
        self.walk.sketch(|draft| draft.typed = typed);
    }

    fn press(self, key: PadKey) {
        if key == PadKey::Done {
            return self.done();
        }
        let step = untrack(|| self.step());
        self.type_text(facts::typed(&self.text.get_untracked(), key, step));
    }

    /// 下一项, or 记异常 outside the limits: then words come first. What is far from the earlier
    /// readings is asked about once more before either (R80).
    fn done(self) {
        let walk = self.walk;
        let locale = walk.i18n.get_locale_untracked();
        match self.reading.get_untracked() {
            Err(why) => self.stop(untrack(|| self.bad_words(locale, why))),
            Ok(_) if let Some(why) = untrack(|| self.impossible()) => {
                self.stop(refusals::rejection(locale, &why));
            }
            Ok(reading) if self.seen.get_untracked() != Some(reading) && self.wants_a_look() => {
                self.seen.set(Some(reading));
                self.stop(untrack(|| self.again_words(locale)).unwrap_or_default());
            }
            Ok(_) if untrack(|| self.outside()) => walk.open_sheet(Open::Problem(self.place)),
            Ok(reading) => {
                let given = walk.given(self.place, AnswerValue::Number { reading });
                walk.record(self.place, given, After::Advance);
            }
        }
    }

    fn stop(self, words: String) {
        self.walk.app.actions.feel(crate::state::actions::Touch::Refused);
        self.walk.trouble.set(Some(words));
    }

    fn again(self) -> Option<Again> {
        let reading = self.reading.get().ok()?;
        self.item.with_value(|item| again(item, &self.walk.past(&item.id), reading))
    }

    fn wants_a_look(self) -> bool {
        untrack(|| self.again()).is_some()
    }

    /// 比上次差 12，平时差 2 左右。再看一眼表.
    fn again_words(self, locale: Locale) -> Option<String> {
        let key = if self.outside() {
            td_string!(locale, round.log_problem)
        } else {
            td_string!(locale, round.next)
        };
        Some(match self.again()? {
            Again::Fell(by) => td_string!(locale, round.again_fell, by = by, key = key),
            Again::Jumped { by, usual } => {
                td_string!(locale, round.again_jumped, by = by, usual = usual, key = key)
            }
        })
    }

    fn bad_words(self, locale: Locale, why: BadDecimal) -> String {
        match why {
            BadDecimal::Empty => td_string!(locale, round.reading_empty).to_owned(),
            BadDecimal::TooLong => td_string!(locale, round.reading_long).to_owned(),
            BadDecimal::NotANumber => {
                let limits = self.limits.get();
                let example = limits.min.or(limits.max).or(self.last_reading());
                let example = example.unwrap_or(Decimal::new(42, 2));
                td_string!(locale, round.reading_bad, example = example)
            }
        }
    }
}

#[component]
pub fn ReadingPage(walk: Walk, place: usize) -> impl IntoView {
    let Some(item) = walk.item(place) else { return ().into_any() };
    let signed = [possible(&item).min, walk.limits(&item).min]
        .into_iter()
        .flatten()
        .any(|min| min < Decimal::new(0, 0));
    let gauge = Gauge::new(walk, place, item);
    let trend = Signal::derive(move || {
        let locale = walk.locale();
        let now = gauge.reading.get().ok();
        walk.round.with(|round| {
            walk.history.with(|history| {
                gauge.item.with_value(|item| {
                    facts::trend(locale, item, gauge.limits.get(), history.as_deref(), round, now)
                })
            })
        })
    });
    let step = Signal::derive(move || gauge.step().to_string());
    let outside = Signal::derive(move || gauge.outside());
    view! {
        <ReadingHead gauge />
        <div class="reading-body">
            <ReadingValue gauge />
            <FieldError error=walk.trouble />
            <Trend trend />
            <div class="reading-last">
                <Compare gauge />
                <LogHere id=walk.id checklist=walk.checklist.with_value(|list| list.id.clone()) />
            </div>
            <ReadingTools gauge />
            <Photos walk place />
        </div>
        <Keypad step signed outside on_key=move |key| gauge.press(key) />
    }
    .into_any()
}

#[component]
fn ReadingHead(gauge: Gauge) -> impl IntoView {
    let (walk, place) = (gauge.walk, gauge.place);
    let heading = NodeRef::<html::H2>::new();
    Effect::new(move |_| {
        if let Some(heading) = heading.get() {
            request_animation_frame(move || {
                let _ = heading.focus();
            });
        }
    });
    let method = gauge.item.with_value(facts::seal_of);
    let state = Signal::derive(move || match walk.verdict(place) {
        Some(verdict) => facts::state_of(verdict),
        None => ItemState::Current,
    });
    let guide = move || {
        let locale = walk.locale();
        gauge.item.with_value(|item| match &item.guide {
            Some(guide) => say(locale, guide),
            None => facts::methods_words(locale, item),
        })
    };
    view! {
        <div class="book reading-item" aria-current="step" data-item=walk.item_id(place)>
            <div class="focus-item rise">
                <div class="row-margin">
                    <MethodSeal method state size=SealSize::Px44 />
                    <span>{move || walk.step(place)}</span>
                </div>
                <div class="focus-main">
                    <h2 node_ref=heading tabindex="-1">
                        {move || walk.title(place)}
                    </h2>
                    <p class="sub">{guide}</p>
                </div>
                <button
                    type="button"
                    class="btn btn-text"
                    aria-label=move || t_string!(walk.i18n, round.previous)
                    data-id="previous"
                    on:click=move |_| walk.back()
                >
                    <Icon name="undo" />
                </button>
            </div>
        </div>
    }
}

#[component]
fn ReadingValue(gauge: Gauge) -> impl IntoView {
    let walk = gauge.walk;
    let unit = move || gauge.item.with_value(|item| facts::unit_of(walk.locale(), item));
    let bad = move || gauge.outside() || gauge.impossible().is_some();
    let class = move || match (bad(), gauge.odd()) {
        (true, _) => "reading-value is-bad",
        (false, Some(_)) => "reading-value is-odd",
        _ => "reading-value",
    };
    let empty = move || {
        let zero = Decimal::new(0, gauge.step().scale());
        zero.to_string()
    };
    let chars = move || {
        gauge
            .text
            .with(|text| text.chars().count().max(1))
            .max(if gauge.text.with(String::is_empty) { empty().len() } else { 1 })
    };
    let enter = move |event: web_sys::KeyboardEvent| {
        if event.key() == "Enter" {
            event.prevent_default();
            gauge.done();
        }
    };
    view! {
        <div class="reading-top">
            <label class=class>
                <span class="vh">{t!(walk.i18n, round.reading)}</span>
                <input
                    type="text"
                    inputmode="none"
                    autocomplete="off"
                    data-id="reading"
                    style:--chars=move || chars().to_string()
                    placeholder=empty
                    prop:value=move || gauge.text.get()
                    on:input=move |event| gauge.type_text(event_target_value(&event))
                    on:keydown=enter
                />
                <span class="unit">{unit}</span>
            </label>
            <Verdict gauge/>
        </div>
    }
}

#[component]
fn ReadingTools(gauge: Gauge) -> impl IntoView {
    let (walk, place) = (gauge.walk, gauge.place);
    let dial = Signal::derive(move || t_string!(walk.i18n, round.photo_dial).to_owned());
    view! {
        <div class="reading-tools">
            <Shoot draft=walk.here() tone=Tone::Secondary label=dial on_file=taker(walk) />
            <Button
                tone=Tone::Secondary
                icon="note"
                test_id="note"
                on_press=move |()| walk.open_sheet(Open::Note(place))
            >
                {t!(walk.i18n, round.note)}
            </Button>
            <Button
                tone=Tone::Secondary
                test_id="na"
                on_press=move |()| not_applicable(walk, place)
            >
                {t!(walk.i18n, words.na)}
            </Button>
        </div>
    }
}
