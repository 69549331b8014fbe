//! 巡查路线 of a plan: its points, their order, how long to stay. All of it goes by keyboard.

use crate::components::{Icon, Select, Switch};
use crate::i18n::*;
use crate::pages::office::plans::sketch::Sketch;
use crate::state::use_app;
use leptos::prelude::*;
use patrol_domain::CheckpointId;
use patrol_domain::place::Checkpoint;
use patrol_domain::route::{Route, Stop};
use wasm_bindgen::JsCast;

/// Stays that are offered, seconds.
const STAYS: [u32; 6] = [0, 30, 60, 120, 300, 600];

/// What the parts share. Copy.
#[derive(Clone, Copy)]
struct Desk {
    editing: RwSignal<Option<Sketch>>,
    trouble: RwSignal<Option<String>>,
    /// What was just done, for whoever does not see it.
    said: RwSignal<String>,
    i18n: Words,
    names: Memo<Vec<(CheckpointId, String)>>,
}

impl Desk {
    fn stops(self) -> Vec<Stop> {
        self.editing.with(|s| s.as_ref().map(|s| s.plan.route.stops.clone()).unwrap_or_default())
    }

    fn change(self, with: impl FnOnce(&mut Route)) {
        self.trouble.set(None);
        self.editing.update(|sketch| {
            if let Some(sketch) = sketch {
                with(&mut sketch.plan.route);
            }
        });
    }

    /// A point that has left the site has no name any more: it can only be taken out.
    fn name(self, id: CheckpointId) -> String {
        let gone = || t_string!(self.i18n, plans.stop_gone).to_owned();
        self.names.with(|names| {
            let found = names.iter().find(|(point, _)| *point == id);
            found.map_or_else(gone, |(_, name)| name.clone())
        })
    }

    fn place(self, id: CheckpointId) -> Option<usize> {
        self.stops().iter().position(|stop| stop.checkpoint == id)
    }

    /// One place up or down; at the end of the list it stays.
    fn shift(self, id: CheckpointId, up: bool) {
        let Some(from) = untrack(|| self.place(id)) else { return };
        let to = if up { from.checked_sub(1) } else { Some(from + 1) };
        let count = untrack(|| self.stops()).len();
        if let Some(to) = to.filter(|to| *to < count) {
            self.change(|route| route.stops.swap(from, to));
            let name = untrack(|| self.name(id));
            let locale = self.i18n.get_locale_untracked();
            self.said.set(td_string!(locale, plans.stop_moved, name = name, n = to + 1));
        }
        focus(format!(
            "[data-stop=\"{id}\"] [data-id={}]",
            if up { "stop-up" } else { "stop-down" }
        ));
    }

    fn take_out(self, id: CheckpointId) {
        let name = untrack(|| self.name(id));
        self.change(|route| route.stops.retain(|stop| stop.checkpoint != id));
        let locale = self.i18n.get_locale_untracked();
        self.said.set(td_string!(locale, plans.stop_removed, name = name));
        focus("[data-id=plan-route-add]".to_owned());
    }
}

/// After the list is drawn anew the key in hand stays in hand.
fn focus(selector: String) {
    request_animation_frame(move || {
        let found = document().query_selector(&selector).ok().flatten();
        if let Some(found) = found.and_then(|node| node.dyn_into::<web_sys::HtmlElement>().ok()) {
            let _ = found.focus();
        }
    });
}

#[component]
pub fn RouteFields(
    editing: RwSignal<Option<Sketch>>,
    trouble: RwSignal<Option<String>>,
) -> impl IntoView {
    let (app, i18n) = (use_app(), use_i18n());
    let names = Memo::new(move |_| {
        app.reference.with(|all| {
            let mut points: Vec<&Checkpoint> = all.checkpoints.values().collect();
            points.sort_by(|a, b| (&a.number, &a.name).cmp(&(&b.number, &b.name)));
            let named = |point: &Checkpoint| (point.id, format!("{} {}", point.number, point.name));
            points.into_iter().map(named).collect()
        })
    });
    let desk = Desk { editing, trouble, said: RwSignal::new(String::new()), i18n, names };
    let some = Memo::new(move |_| !desk.stops().is_empty());
    let fixed =
        Signal::derive(move || editing.with(|s| s.as_ref().is_some_and(|s| s.plan.route.fixed)));
    let ids =
        Memo::new(move |_| desk.stops().iter().map(|stop| stop.checkpoint).collect::<Vec<_>>());
    let left = Signal::derive(move || {
        let first = (String::new(), t_string!(i18n, plans.stop_pick).to_owned());
        let open = |(id, _): &(CheckpointId, String)| ids.with(|ids| !ids.contains(id));
        let left = names.get().into_iter().filter(open).map(|(id, name)| (id.to_string(), name));
        std::iter::once(first).chain(left).collect::<Vec<_>>()
    });
    let add = move |id: String| {
        if let Ok(checkpoint) = id.parse() {
            desk.change(|route| route.stops.push(Stop { checkpoint, stay_s: 0 }));
            focus("[data-id=plan-route-add]".to_owned());
        }
    };
    view! {
        <fieldset class="route-form" data-id="plan-route">
            <legend class="field-label">{t!(i18n, plans.route)}</legend>
            <p class="sub">{t!(i18n, plans.route_hint)}</p>
            <Show when=move || some.get()>
                <Switch
                    label=Signal::derive(move || t_string!(i18n, plans.route_fixed).to_owned())
                    hint=Signal::derive(move || t_string!(i18n, plans.route_fixed_hint).to_owned())
                    on=fixed
                    on_change=move |on| desk.change(|route| route.fixed = on)
                    test_id="plan-route-fixed"
                />
            </Show>
            <ol class="route-stops">
                <For
                    each=move || ids.get()
                    key=|id| *id
                    children=move |id| {
                        view! { <Line desk id /> }
                    }
                />
            </ol>
            {move || {
                ids.track();
                // Drawn anew with every point, so that it asks again instead of showing another.
                view! {
                    <Select
                        label=Signal::derive(move || t_string!(i18n, plans.stop_add).to_owned())
                        options=left
                        value=Signal::stored(String::new())
                        on_pick=add
                        test_id="plan-route-add"
                    />
                }
            }}
            <p class="vh" role="status">
                {desk.said}
            </p>
        </fieldset>
    }
}

/// One point: where it stands, how long to stay, and the keys that move it or take it out.
#[component]
fn Line(desk: Desk, id: CheckpointId) -> impl IntoView {
    let i18n = desk.i18n;
    let name = Signal::derive(move || desk.name(id));
    let number = move || desk.place(id).map(|place| format!("{}.", place + 1));
    let stay = Signal::derive(move || {
        desk.stops().iter().find(|stop| stop.checkpoint == id).map_or(0, |stop| stop.stay_s)
    });
    let stays = Signal::derive(move || {
        let own = Some(stay.get()).filter(|own| !STAYS.contains(own));
        let locale = i18n.get_locale();
        let words = |s: u32| (s.to_string(), stay_words(locale, s));
        STAYS.into_iter().chain(own).map(words).collect::<Vec<_>>()
    });
    let pick = move |seconds: String| {
        let Ok(seconds) = seconds.parse() else { return };
        desk.change(|route| {
            let stop = route.stops.iter_mut().find(|stop| stop.checkpoint == id);
            stop.into_iter().for_each(|stop| stop.stay_s = seconds);
        });
    };
    let key = move |icon: &'static str, test_id: &'static str, words: Signal<String>, act: Act| {
        view! {
            <button
                type="button"
                class="btn btn-text"
                aria-label=words
                data-id=test_id
                on:click=move |_| act.run(desk, id)
            >
                <Icon name=icon />
            </button>
        }
    };
    let up =
        Signal::derive(move || td_string!(i18n.get_locale(), plans.stop_up, name = name.get()));
    let down =
        Signal::derive(move || td_string!(i18n.get_locale(), plans.stop_down, name = name.get()));
    let out =
        Signal::derive(move || td_string!(i18n.get_locale(), plans.stop_remove, name = name.get()));
    view! {
        <li data-stop=id.to_string()>
            <span class="route-name">{number} " " {name}</span>
            <Select
                label=Signal::derive(move || t_string!(i18n, plans.stay).to_owned())
                options=stays
                value=Signal::derive(move || stay.get().to_string())
                on_pick=pick
                test_id="stop-stay"
            />
            <span class="route-keys">
                {key("up", "stop-up", up, Act::Up)} {key("down", "stop-down", down, Act::Down)}
                {key("close", "stop-out", out, Act::Out)}
            </span>
        </li>
    }
}

/// A key beside a point.
#[derive(Clone, Copy)]
enum Act {
    Up,
    Down,
    Out,
}

impl Act {
    fn run(self, desk: Desk, id: CheckpointId) {
        match self {
            Act::Up => desk.shift(id, true),
            Act::Down => desk.shift(id, false),
            Act::Out => desk.take_out(id),
        }
    }
}

fn stay_words(locale: Locale, seconds: u32) -> String {
    match seconds {
        0 => td_string!(locale, plans.stay_none).to_owned(),
        s if s.is_multiple_of(60) => td_string!(locale, plans.stay_min, n = s / 60),
        s => td_string!(locale, plans.stay_s, n = s),
    }
}
