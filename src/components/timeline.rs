//! What happened to a case, newest first, with the times in the margin.

use crate::components::{Save, SaveMark};
use leptos::children::ViewFnOnce;
use leptos::prelude::*;

/// What a step meant, as the colour and shape of its dot.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StepTone {
    /// What has to happen now.
    Next,
    Plain,
    Good,
    Bad,
}

/// One step.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// `11-25`, or 今天.
    pub day: String,
    /// `15:20`, or nothing.
    pub time: String,
    pub tone: StepTone,
    /// Who did what.
    pub title: String,
    /// The person's words and the facts, a line each.
    pub lines: Vec<String>,
    /// Where it is, while the server has not confirmed it.
    pub save: Option<(Save, String)>,
}

/// The list of steps.
#[component]
pub fn Timeline(#[prop(into)] label: Signal<String>, children: Children) -> impl IntoView {
    view! {
        <ol class="steps" aria-label=label>
            {children()}
        </ol>
    }
}

/// One step with what follows it (photos).
#[component]
pub fn TimelineStep(step: Step, #[prop(optional, into)] more: ViewFnOnce) -> impl IntoView {
    let dot = match step.tone {
        StepTone::Next => "step-dot is-next",
        StepTone::Plain => "step-dot",
        StepTone::Good => "step-dot is-good",
        StepTone::Bad => "step-dot is-bad",
    };
    let save = step.save.map(|(save, words)| {
        view! {
            <span class="marked">
                <SaveMark save />
                {words}
            </span>
        }
    });
    view! {
        <li class="step">
            <span class="step-time">
                <b>{step.day}</b>
                {step.time}
            </span>
            <span class=dot aria-hidden="true"></span>
            <div class="step-body">
                <b>{step.title}</b>
                {step.lines.into_iter().map(|line| view! { <p>{line}</p> }).collect_view()}
                {save}
                {more.run()}
            </div>
        </li>
    }
}
