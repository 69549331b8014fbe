//! The verification seal 验讫: a mark beside the full name, never instead of it.

use leptos::prelude::*;
use patrol_domain::surname::surname;

/// Where a seal stands in its life.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum StampState {
    /// Dashed: where the seal will land.
    #[default]
    Ghost,
    Verified,
    Returned,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum StampSize {
    Small,
    Person,
    #[default]
    Normal,
    Big,
}

/// A turn of −6° … +4° that never changes for one record.
pub fn turn(id: u128) -> i32 {
    i32::try_from(id % 11).unwrap_or_default() - 6
}

const BODY: &str = "M6 2.2 L30 1.4 L62 1.8 L93.5 1.5 Q98.3 1.8 98.4 6.3 L98 36 L98.6 70 L98.1 93.6 Q98 98.2 93.4 98.4 L60 98 L28 98.7 L6.2 98.2 Q1.8 98 1.7 93.5 L2.2 64 L1.4 30 L1.9 6.4 Q2 2.3 6 2.2 Z";

/// One glyph of the seal, its middle at (x, y).
fn glyph(letter: char, x: f32, y: f32, size: u32, stretch: f32) -> impl IntoView {
    let drop = size * 9 / 25;
    view! {
        <g transform=format!("translate({x} {y}) scale(1 {stretch})")>
            <text text-anchor="middle" font-size=size y=drop>
                {letter.to_string()}
            </text>
        </g>
    }
}

/// The seal, `small` on the left from top to bottom and the surname large on the right.
#[component]
pub fn Stamp(
    #[prop(into)] name: String,
    /// Two characters: 验讫, 退回, or the department on a personal seal.
    #[prop(into)]
    small: String,
    state: StampState,
    #[prop(optional)] size: StampSize,
    /// Degrees, from `turn`.
    #[prop(optional)]
    turned: i32,
    /// Falls into place: only for the seal that was stamped just now.
    #[prop(optional)]
    drops: bool,
    #[prop(into)] label: String,
) -> impl IntoView {
    let body = match state {
        StampState::Ghost => {
            view! { <rect class="stamp-dash" x="3" y="3" width="94" height="94" rx="5"></rect> }
                .into_any()
        }
        StampState::Verified => view! { <path class="stamp-fill" d=BODY></path> }.into_any(),
        StampState::Returned => view! { <path class="stamp-edge" d=BODY></path> }.into_any(),
    };
    let mut letters = small.chars();
    let (above, below) = (letters.next().unwrap_or(' '), letters.next().unwrap_or(' '));
    let family = surname(&name);
    let mut family = family.chars();
    let large = match (family.next().unwrap_or('·'), family.next()) {
        (only, None) => glyph(only, 65.0, 51.5, 56, 1.42).into_any(),
        (first, Some(second)) => view! {
            {glyph(first, 67.0, 28.0, 42, 1.05)}
            {glyph(second, 67.0, 73.0, 42, 1.05)}
        }
        .into_any(),
    };
    let class = match size {
        StampSize::Small => "stamp is-small",
        StampSize::Person => "stamp is-person",
        StampSize::Normal => "stamp",
        StampSize::Big => "stamp is-big",
    };
    view! {
        <svg
            class=class
            class:is-ghost=state == StampState::Ghost
            class:is-returned=state == StampState::Returned
            class:drops=drops
            style=("--turn", format!("{turned}deg"))
            viewBox="0 0 100 100"
            role="img"
            aria-label=label
        >
            {body}
            <g class="stamp-glyph">
                {large} {glyph(above, 22.5, 30.0, 28, 1.25)} {glyph(below, 22.5, 70.0, 28, 1.25)}
            </g>
        </svg>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_seal_is_turned_a_little_and_always_the_same() {
        for id in [0, 1, 10, 11, u128::MAX] {
            assert!((-6..=4).contains(&turn(id)));
            assert_eq!(turn(id), turn(id));
        }
    }
}
