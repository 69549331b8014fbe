//! Signing: the pad under what was answered, the printed name, and what voids a signature.

use crate::components::{
    Button, Chips, Choice, Icon, SignaturePad, Strokes, TextLine, Tone, is_signature,
};
use crate::i18n::*;
use crate::pages::round::draft::{ItemDraft, item_name};
use crate::pages::round::left_over::LeftOver;
use crate::pages::round::walk::Walk;
use leptos::prelude::*;
use leptos::task::spawn_local;
use patrol_domain::checklist::{AnswerKind, Item, Party};
use patrol_domain::people::{Grant, Member};
use patrol_domain::round::{AnswerValue, Signature};
use patrol_domain::signed::signed_sha256;
use patrol_domain::{MemberId, Text, may_take_over};
use std::collections::BTreeMap;

/// Who signs the item, where it is a signature.
pub fn signer(item: &Item) -> Option<&Text> {
    match &item.answer {
        AnswerKind::Signature { signer, .. } => Some(signer),
        _ => None,
    }
}

/// Which side of a handover signs here (R190).
fn party(item: &Item) -> Option<Party> {
    match &item.answer {
        AnswerKind::Signature { by, .. } => *by,
        _ => None,
    }
}

/// Who signs for their side: whoever walks the round, or the colleague who was picked.
fn staff(walk: Walk, by: Party, picked: Option<MemberId>) -> Option<(MemberId, String)> {
    let id = match by {
        Party::Outgoing => walk.round.with_untracked(|round| round.inspector),
        Party::Incoming => picked,
    }?;
    let name = walk.app.reference.with_untracked(|all| Some(all.members.get(&id)?.name.clone()));
    Some((id, name?))
}

/// The signature as it stands, over the text above it; or what is missing, in words.
pub fn value(
    walk: Walk,
    item: &Item,
    before: Option<AnswerValue>,
    draft: ItemDraft,
) -> Result<AnswerValue, String> {
    let locale = walk.i18n.get_locale_untracked();
    let signed = match before {
        Some(AnswerValue::Signature { signature }) => Some(signature),
        _ => None,
    };
    let side = party(item);
    let picked = draft.member.or(signed.as_ref().and_then(|signature| signature.member));
    let named = side.and_then(|by| staff(walk, by, picked));
    if side == Some(Party::Incoming) && named.is_none() {
        return Err(td_string!(locale, round.sign_who_missing).to_owned());
    }
    let (member, draft) = match named {
        Some((id, name)) => (Some(id), ItemDraft { name, ..draft }),
        None => (None, draft),
    };
    let renamed = match &signed {
        Some(signature) if side.is_some() => signature.member != member,
        _ => !draft.name.is_empty(),
    };
    if let Some(signature) = signed.clone().filter(|_| draft.strokes.is_empty() && !renamed) {
        return Ok(AnswerValue::Signature { signature });
    }
    let kept = signed.map(|signature| (signature.name, signature.strokes)).unwrap_or_default();
    // Another person's name never stands over the strokes of the first.
    let theirs = side.is_some() && renamed;
    let strokes = if draft.strokes.is_empty() && !theirs { kept.1 } else { draft.strokes };
    let name = if draft.name.is_empty() { kept.0 } else { draft.name }.trim().to_owned();
    if name.is_empty() {
        return Err(td_string!(locale, round.sign_name_missing).to_owned());
    }
    if !is_signature(&strokes) {
        return Err(td_string!(locale, round.sign_missing).to_owned());
    }
    let role = signer(item).map_or_else(String::new, |signer| say(locale, signer));
    let text_sha256 = walk.checklist.with_value(|list| {
        walk.round.with_untracked(|round| signed_sha256(list, round, &item.id, &name, &role))
    });
    let signature = Signature { name, role, strokes, member, text_sha256 };
    Ok(AnswerValue::Signature { signature })
}

impl Walk {
    /// Names of those who signed, by item.
    pub fn signatures(self) -> BTreeMap<String, String> {
        let name = |value: &AnswerValue| match value {
            AnswerValue::Signature { signature } => Some(signature.name.clone()),
            _ => None,
        };
        self.round.with_untracked(|round| {
            let answers = round.answers.iter();
            answers
                .filter_map(|(item, answer)| Some((item.clone(), name(&answer.value)?)))
                .collect()
        })
    }

    /// Says whose signatures a change has voided; their items ask to be signed again.
    pub fn tell_void(self, before: BTreeMap<String, String>, changed: &str) {
        let now = self.signatures();
        let gone = |item: &String| item != changed && !now.contains_key(item);
        let void: Vec<_> = before.into_iter().filter(|(item, _)| gone(item)).collect();
        if void.is_empty() {
            return;
        }
        let names: Vec<_> = void.iter().map(|(_, name)| name.as_str()).collect();
        let locale = self.i18n.get_locale_untracked();
        self.toasts.say(td_string!(
            locale,
            round.sign_void_toast,
            name = words::listed(locale, names)
        ));
        let actions = self.app.actions;
        for (item, name) in void {
            let draft = ItemDraft { name, void: true, ..ItemDraft::default() };
            let name = item_name(self.id, &item);
            spawn_local(async move {
                let body = serde_json::to_string(&draft).unwrap_or_default();
                let _ = actions.put_draft(&name, &body).await;
            });
        }
    }
}

/// 请住户看过以上内容后签名: under the list, as wide as the page.
#[component]
pub fn SignPart(walk: Walk, place: usize) -> impl IntoView {
    let item = StoredValue::new(walk.item(place));
    let who = move || {
        let locale = walk.locale();
        item.with_value(|item| Some(say(locale, signer(item.as_ref()?)?))).unwrap_or_default()
    };
    let before = Signal::derive(move || match walk.answer(place)?.value {
        AnswerValue::Signature { signature } => Some(signature),
        _ => None,
    });
    let strokes = Signal::derive(move || {
        let drawn = walk.draft.with(|draft| draft.strokes.clone());
        let other = walk.draft.with(|draft| draft.member);
        let same = |signed: &Signature| other.is_none() || signed.member == other;
        if drawn.is_empty() {
            before.get().filter(same).map(|b| b.strokes).unwrap_or_default()
        } else {
            drawn
        }
    });
    let side = item.with_value(|item| item.as_ref().and_then(party));
    let picked = Signal::derive(move || {
        walk.draft.with(|draft| draft.member).or_else(|| before.get()?.member)
    });
    let name = Signal::derive(move || {
        if let Some(by) = side {
            return staff(walk, by, picked.get()).map(|(_, name)| name).unwrap_or_default();
        }
        let typed = walk.draft.with(|draft| draft.name.clone());
        if typed.is_empty() { before.get().map(|b| b.name).unwrap_or_default() } else { typed }
    });
    let label = Signal::derive(move || t_string!(walk.i18n, round.sign_here).to_owned());
    let drawn = move |strokes: Strokes| {
        walk.trouble.set(None);
        walk.sketch(|draft| draft.strokes = strokes);
    };
    let under = move || {
        let offset = walk.round.with(|round| round.offset_min);
        let at = walk.answer(place).map_or_else(|| walk.app.now.get(), |answer| answer.at);
        let when =
            format!("{} {}", dates::day(walk.locale(), at, offset), dates::clock(at, offset));
        let name = name.get();
        if name.is_empty() { when } else { format!("{name} · {when}") }
    };
    view! {
        <section class="sign-part">
            <Show when=move || walk.draft.with(|draft| draft.void)>
                <p class="banner">
                    <Icon name="warn" />
                    {t!(walk.i18n, round.sign_void)}
                </p>
            </Show>
            {(side == Some(Party::Outgoing)).then(|| view! { <LeftOver walk /> })}
            {match side {
                None => view! { <SignName walk name who=Signal::derive(who) /> }.into_any(),
                Some(Party::Outgoing) => view! { <p class="sign-staff">{name}</p> }.into_any(),
                Some(Party::Incoming) => view! { <TakesOver walk picked /> }.into_any(),
            }}
            <div class="sign-head">
                <h3>{move || td_string!(walk.locale(), round.sign_lead, who = who())}</h3>
                <Button
                    tone=Tone::Text
                    icon="undo"
                    on_press=move |()| walk.sketch(|draft| draft.strokes.clear())
                >
                    {t!(walk.i18n, round.sign_again)}
                </Button>
            </div>
            <div class="sign-box">
                <SignaturePad label strokes on_strokes=drawn />
                <p class="sign-foot">
                    <span>{under}</span>
                    <span class="sign-turn">{t!(walk.i18n, round.sign_turn)}</span>
                </p>
            </div>
            <p class="meta">{t!(walk.i18n, round.sign_use)}</p>
        </section>
    }
}

/// R190: the colleague who takes over, among those who may.
#[component]
fn TakesOver(walk: Walk, picked: Signal<Option<MemberId>>) -> impl IntoView {
    let choices = Signal::derive(move || {
        let round = walk.round.get();
        walk.app.reference.with(|all| {
            let fit = |one: &&Member| Some(one.id) != round.inspector && may_take_over(one, &round);
            let mut people: Vec<&Member> = all.members.values().filter(fit).collect();
            let named = |one: &Member| {
                let own =
                    |g: &Grant| g.department == round.department && round.roles.contains(&g.role);
                one.grants.iter().any(own)
            };
            people.sort_by_key(|one| (!named(one), one.name.clone()));
            let choice = |one: &Member| Choice::new(one.id.to_string(), one.name.clone());
            people.into_iter().map(choice).collect::<Vec<_>>()
        })
    });
    let label = Signal::derive(move || t_string!(walk.i18n, round.sign_takes_over).to_owned());
    let chosen = Signal::derive(move || picked.get().map(|id| id.to_string()));
    let pick = move |key: Option<String>| {
        let member = key.and_then(|key| key.parse().ok());
        walk.trouble.set(None);
        // Another name over the strokes of the first would be nobody's signature.
        walk.sketch(|draft| {
            draft.strokes.clear();
            draft.member = member;
        });
    };
    view! {
        <div class="sign-name">
            <p class="field-label">{label}</p>
            <Chips label choices picked=chosen on_pick=pick />
        </div>
    }
}

/// The printed name; one's own by one tap.
#[component]
fn SignName(walk: Walk, name: Signal<String>, who: Signal<String>) -> impl IntoView {
    let label = Signal::derive(move || {
        format!("{} · {}", t_string!(walk.i18n, round.sign_name), who.get())
    });
    let own = walk.app.session.with_untracked(|session| {
        session.as_ref().map(|session| session.member.name.clone()).unwrap_or_default()
    });
    let own = StoredValue::new(own);
    let choices = Signal::derive(move || {
        let own = own.get_value();
        let words = td_string!(walk.locale(), round.sign_own, name = own.clone());
        vec![Choice::new(own, words)]
    });
    let typed = move |name: String| {
        walk.trouble.set(None);
        walk.sketch(|draft| draft.name = name);
    };
    let picked = Signal::derive(move || Some(name.get()));
    let pick = move |key: Option<String>| typed(key.unwrap_or_default());
    view! {
        <div class="sign-name">
            <TextLine label value=name test_id="sign-name" on_input=typed />
            <Chips label choices picked on_pick=pick />
        </div>
    }
}
