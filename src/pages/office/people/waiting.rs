//! 补交: unsent work of suspended people. It was kept when it came, and waits for one word.

use crate::components::{Button, Tone};
use crate::i18n::*;
use crate::pages::frame::use_toasts;
use crate::pages::issues::card::name_of;
use crate::pages::issues::offset;
use crate::pages::sync::parked::{deed, words_of};
use crate::state::use_app;
use leptos::prelude::*;
use leptos::task::spawn_local;
use patrol_domain::MemberId;
use patrol_domain::office::{Held, Judgement, People};

/// By person, as one word settles all that they brought. Nothing stands here while nothing waits.
#[component]
pub fn Waiting(people: Signal<Option<People>>) -> impl IntoView {
    let app = use_app();
    let found = RwSignal::new(Vec::<Held>::new());
    let read = move || {
        spawn_local(async move {
            // The list of people says what is wrong with the network.
            found.try_set(app.actions.quarantine().await.unwrap_or_default());
        });
    };
    Effect::new(move |_| {
        if people.with(Option::is_some) {
            read();
        }
    });
    let groups = move || {
        let mut groups: Vec<(MemberId, Vec<Held>)> = Vec::new();
        for held in found.get() {
            match groups.iter_mut().find(|(author, _)| *author == held.op.author) {
                Some((_, all)) => all.push(held),
                None => groups.push((held.op.author, vec![held])),
            }
        }
        groups
    };
    move || {
        let group = |(author, held)| view! { <Group author held on_done=read /> };
        groups().into_iter().map(group).collect_view()
    }
}

#[component]
fn Group(
    author: MemberId,
    held: Vec<Held>,
    on_done: impl Fn() + Copy + Send + Sync + 'static,
) -> impl IntoView {
    let (app, i18n) = (use_app(), use_i18n());
    let toasts = use_toasts();
    let busy = RwSignal::new(false);
    let ops = StoredValue::new(held.iter().map(|held| held.op.id).collect::<Vec<_>>());
    let count = held.len();
    let judge = move |accept: bool| {
        busy.set(true);
        spawn_local(async move {
            let ops = ops.get_value();
            let answer = app.actions.judge(Judgement { ops, accept, note: String::new() }).await;
            let locale = i18n.get_locale_untracked();
            busy.try_set(false);
            toasts.say(match answer {
                Ok(word) if !word.refused.is_empty() => {
                    td_string!(locale, people.taken_partly, count = word.refused.len())
                }
                Ok(_) if accept => td_string!(locale, people.taken).to_owned(),
                Ok(_) => td_string!(locale, people.not_taken).to_owned(),
                Err(_) => td_string!(locale, people.no_network).to_owned(),
            });
            on_done();
        });
    };
    let line = move |held: Held| {
        let words = move || {
            let (locale, op) = (i18n.get_locale(), &held.op);
            let time = dates::moment(locale, op.made_at, app.now.get(), offset(app));
            let photos = op.mutation.files().count();
            let photos = (photos > 0).then(|| td_string!(locale, people.photos, count = photos));
            let said = words_of(&op.mutation).filter(|words| !words.is_empty());
            let parts = [Some(time), Some(deed(locale, &op.mutation)), said.map(str::to_owned)];
            parts.into_iter().flatten().chain(photos).collect::<Vec<_>>().join(" · ")
        };
        view! { <li class="row-meta">{words}</li> }
    };
    let title = move || t_string!(i18n, people.waiting, name = name_of(app, author), count = count);
    view! {
        <section class="notice held" data-id="held">
            <div>
                <h2>{title}</h2>
                <p class="sub">{t!(i18n, people.waiting_hint)}</p>
                <ul>{held.into_iter().map(line).collect_view()}</ul>
                <div class="held-ways">
                    <Button tone=Tone::Jade busy on_press=move |()| judge(true) test_id="held-take">
                        {t!(i18n, people.take)}
                    </Button>
                    <Button busy on_press=move |()| judge(false) test_id="held-leave">
                        {t!(i18n, people.take_not)}
                    </Button>
                </div>
            </div>
        </section>
    }
}
