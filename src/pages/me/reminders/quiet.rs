//! Quiet hours as pairs of time fields: added, changed, taken away.

use crate::components::{Button, Tone};
use crate::i18n::*;
use leptos::prelude::*;
use patrol_domain::notice::{MOST_QUIET, NoticeSettings, QuietHours};

/// `21:00` of a minute of the day.
fn time_of(minute: u16) -> String {
    format!("{:02}:{:02}", minute / 60, minute % 60)
}

/// The minute of the day behind what a time field holds.
fn minute_of(time: &str) -> Option<u16> {
    let (hour, rest) = time.split_once(':')?;
    let minute = rest.get(..2)?;
    Some(hour.parse::<u16>().ok()? * 60 + minute.parse::<u16>().ok()?)
}

#[component]
pub fn Quiet(settings: RwSignal<NoticeSettings>) -> impl IntoView {
    let i18n = use_i18n();
    let count = Memo::new(move |_| settings.with(|all| all.quiet.len()));
    let more = move |()| {
        settings.update(|all| all.quiet.push(QuietHours { from: 12 * 60, to: 13 * 60 }));
    };
    let add = move || {
        view! {
            <Button on_press=more icon="plus">
                {t!(i18n, notices.quiet_more)}
            </Button>
        }
    };
    let span = move |place: usize| view! { <Span settings place /> };
    view! {
        <ul class="quiet">{move || (0..count.get()).map(span).collect_view()}</ul>
        {move || (count.get() < MOST_QUIET).then(add)}
    }
}

#[component]
fn Span(settings: RwSignal<NoticeSettings>, place: usize) -> impl IntoView {
    let i18n = use_i18n();
    let less = move |()| {
        settings.update(|all| {
            if place < all.quiet.len() {
                all.quiet.remove(place);
            }
        });
    };
    view! {
        <li class="quiet-span">
            <Time settings place end=false />
            <Time settings place end=true />
            <Button tone=Tone::Text on_press=less>
                {t!(i18n, notices.quiet_less)}
            </Button>
        </li>
    }
}

/// The beginning or the end of a span.
#[component]
fn Time(settings: RwSignal<NoticeSettings>, place: usize, end: bool) -> impl IntoView {
    let i18n = use_i18n();
    let label = move || match end {
        true => t_string!(i18n, notices.quiet_to),
        false => t_string!(i18n, notices.quiet_from),
    };
    let value = move || {
        settings.with(|all| {
            let span = all.quiet.get(place);
            span.map_or_else(String::new, |s| time_of(if end { s.to } else { s.from }))
        })
    };
    let change = move |time: String| {
        let Some(minute) = minute_of(&time) else { return };
        settings.update(|all| {
            if let Some(span) = all.quiet.get_mut(place) {
                *(if end { &mut span.to } else { &mut span.from }) = minute;
            }
        });
    };
    view! {
        <label class="quiet-time">
            <span>{label}</span>
            <input
                type="time"
                class="input"
                prop:value=value
                on:change:target=move |event| change(event.target().value())
            />
        </label>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_field_says_the_minute_of_the_day() {
        for minute in [0, 59, 8 * 60, 21 * 60 + 30, 23 * 60 + 59] {
            assert_eq!(minute_of(&time_of(minute)), Some(minute));
        }
        assert_eq!(minute_of("21:30:00"), Some(21 * 60 + 30));
        assert_eq!(minute_of(""), None);
    }
}
