//! 圈画: circle, arrow, words, undo. A drag draws, a tap sets one of usual size; Enter and the arrow
//! keys do the same.

use super::Gallery;
use crate::components::Icon;
use crate::i18n::*;
use leptos::prelude::*;
use patrol_domain::photo::{MARK_EDGE, MARK_LIMIT, MARK_TEXT_LIMIT, Mark, Spot};

/// Half of a circle that was only tapped, in thousandths.
const HALF: u16 = 70;
/// Shorter than this in both directions is a tap.
const SHORT: u16 = 25;
/// An arrow key moves the last mark by this.
const NUDGE: i32 = 20;
const MIDDLE: Spot = (500, 400);

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Tool {
    Circle,
    Arrow,
    Text,
}

/// What is being drawn. Copy.
#[derive(Clone, Copy)]
pub struct Pen {
    pub out: RwSignal<bool>,
    pub marks: RwSignal<Vec<Mark>>,
    tool: RwSignal<Tool>,
    /// A finger is down and has begun a mark.
    drawing: StoredValue<bool>,
    /// Where words are to stand, while they are typed.
    at: RwSignal<Option<Spot>>,
    words: RwSignal<String>,
}

impl Pen {
    pub fn new() -> Pen {
        Pen {
            out: RwSignal::new(false),
            marks: RwSignal::new(Vec::new()),
            tool: RwSignal::new(Tool::Circle),
            drawing: StoredValue::new(false),
            at: RwSignal::new(None),
            words: RwSignal::new(String::new()),
        }
    }

    pub fn is_out(self) -> bool {
        self.out.get_untracked()
    }

    pub fn take(self, marks: Vec<Mark>) {
        self.marks.set(marks);
        self.at.set(None);
        self.out.set(true);
    }

    /// What was drawn, when the pen was out.
    pub fn put_away(self) -> Option<Vec<Mark>> {
        if !self.is_out() {
            return None;
        }
        self.write();
        self.out.set(false);
        Some(self.marks.get_untracked())
    }

    fn full(self) -> bool {
        self.marks.with(|marks| marks.len() >= MARK_LIMIT as usize)
    }

    pub fn down(self, spot: Spot) {
        if untrack(|| self.full()) || self.drawing.get_value() {
            return;
        }
        let mark = match self.tool.get_untracked() {
            Tool::Circle => Mark::Circle { from: spot, to: spot },
            Tool::Arrow => Mark::Arrow { from: spot, to: spot },
            Tool::Text => return,
        };
        self.drawing.set_value(true);
        self.marks.update(|marks| marks.push(mark));
    }

    pub fn moved(self, spot: Spot) {
        if self.drawing.get_value() {
            self.marks.update(|marks| {
                if let Some(Mark::Circle { to, .. } | Mark::Arrow { to, .. }) = marks.last_mut() {
                    *to = spot;
                }
            });
        }
    }

    pub fn up(self, spot: Spot) {
        if self.tool.get_untracked() == Tool::Text {
            return self.ask_words(spot);
        }
        if self.drawing.get_value() {
            self.drawing.set_value(false);
            self.marks.update(|marks| marks.last_mut().map(widen).unwrap_or_default());
        }
    }

    fn ask_words(self, spot: Spot) {
        if !untrack(|| self.full()) {
            self.write();
            self.words.set(String::new());
            self.at.set(Some(spot));
        }
    }

    /// The words typed so far become a mark.
    fn write(self) {
        let at = self.at.try_update(Option::take).flatten();
        let text = self.words.with_untracked(|words| words.trim().to_owned());
        if let Some(at) = at.filter(|_| !text.is_empty()) {
            self.marks.update(|marks| marks.push(Mark::Text { at, text }));
        }
        self.words.set(String::new());
    }

    fn undo(self) {
        self.at.set(None);
        self.marks.update(|marks| drop(marks.pop()));
    }

    /// Enter sets a mark, the arrow keys move the last one. `true`: this key meant the pen.
    pub fn key(self, key: &str) -> bool {
        let by = match key {
            "Enter" | " " => {
                self.down(MIDDLE);
                self.up(MIDDLE);
                return true;
            }
            "ArrowLeft" => (-NUDGE, 0),
            "ArrowRight" => (NUDGE, 0),
            "ArrowUp" => (0, -NUDGE),
            "ArrowDown" => (0, NUDGE),
            "Backspace" | "Delete" => {
                self.undo();
                return true;
            }
            _ => return false,
        };
        self.marks.update(|marks| marks.last_mut().map(|mark| nudge(mark, by)).unwrap_or_default());
        true
    }
}

/// A mark that was only tapped gets its usual size.
fn widen(mark: &mut Mark) {
    let short =
        |from: Spot, to: Spot| from.0.abs_diff(to.0) < SHORT && from.1.abs_diff(to.1) < SHORT;
    match mark {
        Mark::Circle { from, to } if short(*from, *to) => {
            let middle = *to;
            *from = moved(middle, (-i32::from(HALF), -i32::from(HALF)));
            *to = moved(middle, (i32::from(HALF), i32::from(HALF)));
        }
        Mark::Arrow { from, to } if short(*from, *to) => {
            // From whichever side has the room.
            let side = if to.0 > MARK_EDGE / 2 { -3 } else { 3 };
            *from = moved(*to, (side * i32::from(HALF), 2 * i32::from(HALF)));
        }
        _ => {}
    }
}

/// A point beside another, on the photo.
fn moved(spot: Spot, by: (i32, i32)) -> Spot {
    let part = |at: u16, by: i32| {
        u16::try_from((i32::from(at) + by).clamp(0, i32::from(MARK_EDGE))).unwrap_or(at)
    };
    (part(spot.0, by.0), part(spot.1, by.1))
}

fn nudge(mark: &mut Mark, by: (i32, i32)) {
    match mark {
        Mark::Circle { from, to } | Mark::Arrow { from, to } => {
            (*from, *to) = (moved(*from, by), moved(*to, by));
        }
        Mark::Text { at, .. } => *at = moved(*at, by),
    }
}

/// The tools under the thumb; a line to type in while words are asked for.
#[component]
pub fn PenDock(gallery: Gallery) -> impl IntoView {
    let i18n = use_i18n();
    let pen = gallery.pen;
    let asks = Memo::new(move |_| pen.at.get().is_some());
    let hint = move || match (pen.full(), pen.tool.get()) {
        (true, _) => t_string!(i18n, photo.full, limit = MARK_LIMIT),
        (_, Tool::Text) => t_string!(i18n, photo.hint_text).to_owned(),
        _ => t_string!(i18n, photo.hint_draw).to_owned(),
    };
    let tool = move |tool: Tool, icon: &'static str, words: fn(Locale) -> &'static str| {
        view! {
            <button
                type="button"
                class="snap-plate"
                aria-pressed=move || (pen.tool.get() == tool).to_string()
                data-tool=format!("{tool:?}")
                on:click=move |_| pen.tool.set(tool)
            >
                <Icon name=icon />
                {move || words(i18n.get_locale())}
            </button>
        }
    };
    view! {
        <Show when=move || asks.get()>
            <Line pen />
        </Show>
        <p class="viewer-hint" role="status">
            {hint}
        </p>
        <div class="viewer-foot">
            {tool(Tool::Circle, "ring", |l| td_string!(l, photo.circle))}
            {tool(Tool::Arrow, "arrow", |l| td_string!(l, photo.arrow))}
            {tool(Tool::Text, "text", |l| td_string!(l, photo.text))}
            <button
                type="button"
                class="snap-plate"
                data-id="undo-mark"
                on:click=move |_| pen.undo()
            >
                <Icon name="undo" />
                {t!(i18n, photo.undo)}
            </button>
            <button
                type="button"
                class="snap-plate is-main"
                data-id="drawn"
                on:click=move |_| gallery.keep_marks()
            >
                <Icon name="check" />
                {t!(i18n, photo.done)}
            </button>
        </div>
    }
}

#[component]
fn Line(pen: Pen) -> impl IntoView {
    let i18n = use_i18n();
    let field = NodeRef::<leptos::html::Input>::new();
    Effect::new(move |_| {
        if let Some(field) = field.get() {
            let _ = field.focus();
        }
    });
    view! {
        <form
            class="viewer-line"
            on:submit=move |event| {
                event.prevent_default();
                pen.write();
            }
        >
            <input
                node_ref=field
                class="input"
                maxlength=MARK_TEXT_LIMIT.to_string()
                aria-label=move || t_string!(i18n, photo.text_label)
                placeholder=move || t_string!(i18n, photo.text_label)
                data-id="mark-words"
                prop:value=move || pen.words.get()
                on:input=move |event| pen.words.set(event_target_value(&event))
                on:keydown=|event| event.stop_propagation()
            />
            <button type="submit" class="snap-plate is-main">
                {t!(i18n, photo.write)}
            </button>
        </form>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tap_sets_a_circle_of_usual_size_that_stays_on_the_photo() {
        let mut mark = Mark::Circle { from: (990, 30), to: (990, 30) };
        widen(&mut mark);
        assert_eq!(mark, Mark::Circle { from: (920, 0), to: (1000, 100) });
        assert!(mark.is_inside());
    }

    #[test]
    fn a_tapped_arrow_points_at_the_tap_and_a_drawn_one_stays() {
        let mut mark = Mark::Arrow { from: (800, 500), to: (800, 500) };
        widen(&mut mark);
        assert_eq!(mark, Mark::Arrow { from: (590, 640), to: (800, 500) });
        let drawn = Mark::Arrow { from: (100, 100), to: (160, 100) };
        let mut kept = drawn.clone();
        widen(&mut kept);
        assert_eq!(kept, drawn);
    }
}
