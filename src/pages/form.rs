//! What a move or an opening asks for, as one form: the flow says the fields, this page asks them.
//! Knows no verb by name and no storage; every change is kept as a draft.

pub mod asks;
mod draft;
mod fields;
mod inputs;
mod lines;
mod pickers;
pub mod says;
mod send;
mod signing;
mod values;

pub use draft::{Sketch, Typed};
pub use fields::{Fields, Heads};
pub use send::{Trouble, refusal, step};
pub use values::value as field_value;

use crate::i18n::Words;
use asks::Asked;
use leptos::prelude::*;
use patrol_domain::case::Case;
use patrol_domain::flow::{Flow, Requirement};
use std::sync::Arc;

/// One form in front of the person.
#[derive(Clone, Copy)]
pub struct Form {
    pub sketch: Sketch,
    pub i18n: Words,
    pub flow: StoredValue<Arc<Flow>>,
    /// The case as it stood when the form was opened: what the writer has seen.
    pub case: StoredValue<Arc<Case>>,
    pub requires: StoredValue<Vec<Requirement>>,
    pub takes: StoredValue<Vec<String>>,
    /// A new case: title, and everything that may come along in plain sight.
    pub opening: bool,
    pub trouble: RwSignal<Option<Trouble>>,
}

impl Form {
    /// The case as it would stand with what is typed so far.
    pub fn trial(self) -> Case {
        let mut case = self.case.with_value(|case| (**case).clone());
        self.flow.with_value(|flow| {
            self.sketch.words.with(|typed| values::write(flow, typed, &mut case, self.offset()));
        });
        case
    }

    /// What is asked now; conditions are read with what is typed so far.
    pub fn asked(self) -> Vec<Asked> {
        let Some(me) = self.sketch.app.me().get() else { return Vec::new() };
        let (trial, before) = (self.trial(), self.case.get_value());
        let (requires, takes) = (self.requires.get_value(), self.takes.get_value());
        self.flow.with_value(|flow| {
            let asked = asks::of(flow, &requires, &takes, &me, (&before, &trial));
            if self.opening { asks::at_opening(flow, asked) } else { asks::on_the_way(asked) }
        })
    }

    pub fn offset(self) -> i16 {
        crate::pages::issues::offset(self.sketch.app)
    }

    /// A change by the person: kept, and what was wrong is looked at again at the next press.
    pub fn change(self, with: impl FnOnce(&mut Typed)) {
        self.trouble.set(None);
        self.sketch.change(with);
    }

    /// What is wrong at this place of the form.
    pub fn wrong(self, at: &'static str, key: &str) -> Signal<Option<String>> {
        let at = Trouble::at(at, key);
        Signal::derive(move || {
            self.trouble.with(|trouble| {
                trouble.as_ref().filter(|trouble| trouble.at == at).map(|t| t.words.clone())
            })
        })
    }
}

/// Brings what is wrong before the eyes, once it is drawn.
pub fn show_trouble() {
    request_animation_frame(|| {
        let wrong = document().query_selector(".form .field-error").ok().flatten();
        if let Some(wrong) = wrong {
            wrong.scroll_into_view_with_bool(false);
        }
    });
}
