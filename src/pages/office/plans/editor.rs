//! One plan in the making. Nothing is kept before the server has said so; what is typed stays.

use crate::components::{Button, FieldError, Select, Sheet, Switch, Tone};
use crate::i18n::*;
use crate::pages::frame::use_toasts;
use crate::pages::office::plans::rhythm::{RULES, rule_words};
use crate::pages::office::plans::route::RouteFields;
use crate::pages::office::plans::sketch::{Sketch, newest, people, places, walkers};
use crate::state::use_app;
use leptos::prelude::*;
use leptos::task::spawn_local;
use patrol_domain::At;
use patrol_domain::checklist::Checklist;
use patrol_domain::people::Department;
use patrol_domain::plan::{Plan, PlanAnswer, PlanFault};
use std::sync::Arc;

/// Lengths of the window that are offered, minutes.
const LENGTHS: [u32; 7] = [30, 60, 120, 240, 480, 1440, 10080];
/// Graces that are offered, minutes (R01: 10, R67: 15).
const GRACES: [u16; 5] = [0, 10, 15, 30, 60];

fn fault_words(locale: Locale, why: PlanFault) -> &'static str {
    match why {
        PlanFault::Checklist => td_string!(locale, plans.fault_checklist),
        PlanFault::Place => td_string!(locale, plans.fault_place),
        PlanFault::Assignee => td_string!(locale, plans.fault_assignee),
        PlanFault::Route => td_string!(locale, plans.fault_route),
        PlanFault::Rule => td_string!(locale, plans.fault_rule),
        PlanFault::Never => td_string!(locale, plans.fault_never),
        PlanFault::TooOften => td_string!(locale, plans.fault_too_often),
        PlanFault::Length => td_string!(locale, plans.fault_length),
    }
}

#[component]
pub fn Editor(
    editing: RwSignal<Option<Sketch>>,
    mine: Memo<Vec<Department>>,
    on_kept: impl Fn() + Copy + Send + Sync + 'static,
) -> impl IntoView {
    let (app, i18n) = (use_app(), use_i18n());
    let (busy, trouble) = (RwSignal::new(false), RwSignal::new(None::<String>));
    let toasts = use_toasts();
    let open = Signal::derive(move || editing.with(Option::is_some));
    let label = Signal::derive(move || t_string!(i18n, plans.edit).to_owned());
    let keep = move |()| {
        let Some(sketch) = editing.get_untracked() else { return };
        busy.set(true);
        spawn_local(async move {
            let answer = app.actions.keep_plan(&sketch.plan).await;
            let locale = i18n.get_locale_untracked();
            busy.try_set(false);
            match answer {
                Ok(PlanAnswer::Kept { .. }) => {
                    editing.try_set(None);
                    toasts.say(td_string!(locale, plans.kept));
                    on_kept();
                }
                Ok(PlanAnswer::Refused { why }) => {
                    trouble.try_set(Some(fault_words(locale, why).to_owned()));
                }
                Err(_) => {
                    trouble.try_set(Some(td_string!(locale, plans.not_kept).to_owned()));
                }
            }
        });
    };
    let dock = move || {
        view! {
            <FieldError error=trouble />
            <Button tone=Tone::Primary on_press=keep busy test_id="plan-keep">
                {t!(i18n, plans.keep)}
            </Button>
        }
    };
    let close = move |()| {
        trouble.set(None);
        editing.set(None);
    };
    // The fields are drawn once for each plan that is opened, and not at every key.
    let opened = Memo::new(move |_| editing.with(|s| s.as_ref().map(|s| s.plan.id)));
    view! {
        <Sheet open label on_close=close dock>
            <div class="sheet-head">
                <h2>{label}</h2>
            </div>
            <div class="sheet-body plan-form">
                {move || opened.get().map(|_| view! { <Fields editing mine trouble /> })}
            </div>
        </Sheet>
    }
}

#[component]
fn Fields(
    editing: RwSignal<Option<Sketch>>,
    mine: Memo<Vec<Department>>,
    trouble: RwSignal<Option<String>>,
) -> impl IntoView {
    let (app, i18n) = (use_app(), use_i18n());
    let change = move |with: &dyn Fn(&mut Plan)| {
        trouble.set(None);
        editing.update(|sketch| {
            if let Some(sketch) = sketch {
                with(&mut sketch.plan);
            }
        });
    };
    let read = move |field: fn(&Plan) -> String| {
        Signal::derive(move || {
            editing.with(|s| s.as_ref().map(|s| field(&s.plan)).unwrap_or_default())
        })
    };
    let lists = Signal::derive(move || {
        let locale = i18n.get_locale();
        let name = |list: Arc<Checklist>| (list.id.clone(), say(locale, &list.name));
        newest(app).into_iter().map(name).collect::<Vec<_>>()
    });
    let checklist = read(|plan| plan.checklist.clone());
    let kind = Memo::new(move |_| {
        let id = checklist.get();
        newest(app).into_iter().find(|list| list.id == id).map(|list| list.subject.clone())
    });
    let there = Signal::derive(move || {
        let found = kind.with(|kind| places(app, kind.as_deref().unwrap_or_default()));
        found.into_iter().map(|(id, name)| (id.to_string(), name)).collect::<Vec<_>>()
    });
    let pick_list = move |id: String| {
        let Some(list) = newest(app).into_iter().find(|list| list.id == id) else { return };
        let fit = untrack(|| places(app, &list.subject));
        change(&|plan| {
            plan.checklist = list.id.clone();
            plan.version = list.version;
            plan.roles = walkers(&list);
            plan.assignee = None;
            if let Some((first, _)) = fit.first().filter(|_| !fit.iter().any(|f| f.0 == plan.place))
            {
                plan.place = *first;
            }
        });
    };
    let departments = Signal::derive(move || {
        let name =
            |of: &Department| (code(*of), words::department(i18n.get_locale(), *of).to_owned());
        mine.with(|mine| mine.iter().map(name).collect::<Vec<_>>())
    });
    let pick_department = move |key: String| {
        if let Some(of) = mine.get_untracked().into_iter().find(|of| code(*of) == key) {
            change(&|plan| plan.department = of);
        }
    };
    view! {
        <Select
            label=Signal::derive(move || t_string!(i18n, plans.checklist).to_owned())
            options=lists
            value=checklist
            on_pick=pick_list
            test_id="plan-checklist"
        />
        <Select
            label=Signal::derive(move || t_string!(i18n, plans.place).to_owned())
            options=there
            value=read(|plan| plan.place.to_string())
            on_pick=move |id: String| {
                if let Ok(place) = id.parse() {
                    change(&|plan| plan.place = place);
                }
            }
            test_id="plan-place"
        />
        <Select
            label=Signal::derive(move || t_string!(i18n, plans.department).to_owned())
            options=departments
            value=read(|plan| code(plan.department))
            on_pick=pick_department
            test_id="plan-department"
        />
        <When editing trouble />
        <Who editing />
        <RouteFields editing trouble />
    }
}

/// The department's word on the wire.
fn code(of: Department) -> String {
    serde_json::to_string(&of).unwrap_or_default()
}

/// When it opens for the first time, how often, how long, and what still counts as in time.
#[component]
fn When(editing: RwSignal<Option<Sketch>>, trouble: RwSignal<Option<String>>) -> impl IntoView {
    let i18n = use_i18n();
    let plan = move || editing.with(|s| s.as_ref().map(|s| s.plan.clone()));
    let first = Signal::derive(move || {
        plan().map(|plan| plan.first.format("%Y-%m-%dT%H:%M").to_string()).unwrap_or_default()
    });
    let change = move |with: &dyn Fn(&mut Plan)| {
        trouble.set(None);
        editing.update(|s| s.iter_mut().for_each(|s| with(&mut s.plan)));
    };
    let pick_first = move |event: leptos::ev::Event| {
        // Half typed, the browser gives an empty value: what stood there stays.
        if let Ok(first) = format!("{}:00", event_target_value(&event)).parse() {
            change(&|plan| plan.first = first);
        }
    };
    let rules = Signal::derive(move || {
        let own = plan().map(|plan| plan.rule).filter(|rule| !RULES.contains(&rule.as_str()));
        let all = RULES.iter().map(|rule| (*rule).to_owned()).chain(own);
        all.map(|rule| (rule.clone(), rule_words(i18n.get_locale(), &rule))).collect::<Vec<_>>()
    });
    let minutes = move |offered: Vec<u32>, own: Option<u32>| {
        let own = own.filter(|own| !offered.contains(own));
        let words = |n: u32| (n.to_string(), dates::length(i18n.get_locale(), i64::from(n)));
        offered.into_iter().chain(own).map(words).collect::<Vec<_>>()
    };
    let lengths =
        Signal::derive(move || minutes(LENGTHS.to_vec(), plan().map(|plan| plan.minutes)));
    let graces = Signal::derive(move || {
        let own = plan().map(|plan| u32::from(plan.grace_min));
        minutes(GRACES.iter().copied().map(u32::from).collect(), own)
    });
    view! {
        <Select
            label=Signal::derive(move || t_string!(i18n, plans.rhythm).to_owned())
            options=rules
            value=Signal::derive(move || plan().map(|plan| plan.rule).unwrap_or_default())
            on_pick=move |rule: String| change(&|plan| plan.rule.clone_from(&rule))
            test_id="plan-rule"
        />
        <label class="field">
            <span class="field-label">{t!(i18n, plans.first)}</span>
            <input
                type="datetime-local"
                class="input"
                prop:value=first
                data-id="plan-first"
                on:change=pick_first
            />
        </label>
        <Select
            label=Signal::derive(move || t_string!(i18n, plans.length).to_owned())
            options=lengths
            value=Signal::derive(move || plan().map(|p| p.minutes.to_string()).unwrap_or_default())
            on_pick=move |n: String| {
                if let Ok(n) = n.parse() {
                    change(&|plan| plan.minutes = n);
                }
            }
            test_id="plan-minutes"
        />
        <Select
            label=Signal::derive(move || t_string!(i18n, plans.grace).to_owned())
            options=graces
            value=Signal::derive(move || {
                plan().map(|p| p.grace_min.to_string()).unwrap_or_default()
            })
            on_pick=move |n: String| {
                if let Ok(n) = n.parse() {
                    change(&|plan| plan.grace_min = n);
                }
            }
            test_id="plan-grace"
        />
    }
}

/// Anybody of the roles, or one person; and for a plan that stands, whether it goes on.
#[component]
fn Who(editing: RwSignal<Option<Sketch>>) -> impl IntoView {
    let (app, i18n) = (use_app(), use_i18n());
    let people = Signal::derive(move || {
        let anybody = (String::new(), t_string!(i18n, plans.anybody).to_owned());
        let named = editing.with(|s| s.as_ref().map(|s| people(app, &s.plan)).unwrap_or_default());
        let named = named.into_iter().map(|(id, name)| (id.to_string(), name));
        std::iter::once(anybody).chain(named).collect::<Vec<_>>()
    });
    let value = Signal::derive(move || {
        let who = editing.with(|s| s.as_ref().and_then(|s| s.plan.assignee));
        who.map(|who| who.to_string()).unwrap_or_default()
    });
    let change = move |with: &dyn Fn(&mut Plan)| {
        editing.update(|s| s.iter_mut().for_each(|s| with(&mut s.plan)));
    };
    let stopped =
        Signal::derive(move || editing.with(|s| s.as_ref().is_some_and(|s| s.plan.stopped)));
    let made_to = move || {
        let made_to = editing.with(|s| s.as_ref().and_then(|s| s.made_to))?;
        let offset = app.site.with(|site| site.as_ref().map_or(0, |site| site.offset_min));
        (made_to > At(0)).then(|| {
            let locale = i18n.get_locale();
            let day = dates::day(locale, made_to, offset);
            let words = td_string!(locale, plans.from_then, day = day);
            view! {
                <Switch
                    label=Signal::derive(move || t_string!(i18n, plans.stop).to_owned())
                    hint=Signal::stored(words)
                    on=stopped
                    on_change=move |on| change(&|plan| plan.stopped = on)
                    test_id="plan-stop"
                />
            }
        })
    };
    view! {
        <Select
            label=Signal::derive(move || t_string!(i18n, plans.who).to_owned())
            options=people
            value
            on_pick=move |id: String| change(&|plan| plan.assignee = id.parse().ok())
            test_id="plan-who"
        />
        {made_to}
    }
}
