//! 圈画: what a person drew over a photo, as a layer of its own; cinnabar with a white edge.

use leptos::prelude::*;
use patrol_domain::photo::{MARK_EDGE, Mark, Spot};

/// How a photo lies in its frame; its layer lies the same way.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Lie {
    /// The whole of it.
    #[default]
    Whole,
    /// Cut to the frame from its top.
    Top,
    /// Cut to the frame from its bottom.
    Bottom,
}

impl Lie {
    const fn ratio(self) -> &'static str {
        match self {
            Lie::Whole => "xMidYMid meet",
            Lie::Top => "xMidYMin slice",
            Lie::Bottom => "xMidYMax slice",
        }
    }
}

/// The layer over a photo of this many pixels; nothing where nothing was drawn. Stands right after
/// the picture, with its size and place. `bold`: the photo is shown small.
#[component]
pub fn Drawing(
    marks: Vec<Mark>,
    width: u16,
    height: u16,
    #[prop(optional)] lie: Lie,
    #[prop(optional)] bold: bool,
) -> impl IntoView {
    (!marks.is_empty()).then(|| {
        let (wide, tall) = (f64::from(width.max(1)), f64::from(height.max(1)));
        let pen = wide.min(tall) * if bold { 0.03 } else { 0.009 };
        let shapes = marks.into_iter().map(|mark| shape(mark, wide, tall, pen)).collect_view();
        view! {
            <svg
                class="drawing"
                aria-hidden="true"
                viewBox=format!("0 0 {wide} {tall}")
                preserveAspectRatio=lie.ratio()
            >
                {shapes}
            </svg>
        }
    })
}

fn shape(mark: Mark, wide: f64, tall: f64, pen: f64) -> AnyView {
    let at = |spot: Spot| {
        let part = |value: u16, of: f64| f64::from(value) * of / f64::from(MARK_EDGE);
        (part(spot.0, wide), part(spot.1, tall))
    };
    match mark {
        Mark::Circle { from, to } => twice(ellipse(at(from), at(to)), pen),
        Mark::Arrow { from, to } => twice(arrow(at(from), at(to), pen), pen),
        Mark::Text { at: spot, text } => {
            let (x, y) = at(spot);
            view! {
                <text
                    x=x
                    y=y
                    font-size=pen * 6.0
                    stroke-width=pen
                    dominant-baseline="middle"
                    class="drawing-text"
                >
                    {text}
                </text>
            }
            .into_any()
        }
    }
}

/// A line with its white edge.
fn twice(path: String, pen: f64) -> AnyView {
    view! {
        <path class="drawing-edge" d=path.clone() stroke-width=pen * 2.0></path>
        <path class="drawing-line" d=path stroke-width=pen></path>
    }
    .into_any()
}

fn ellipse(from: (f64, f64), to: (f64, f64)) -> String {
    let (rx, ry) = ((to.0 - from.0).abs() / 2.0, (to.1 - from.1).abs() / 2.0);
    let (left, middle) = (from.0.min(to.0), f64::midpoint(from.1, to.1));
    let (rx, ry) = (rx.max(1.0), ry.max(1.0));
    let turn = 2.0 * rx;
    format!(
        "M{left:.1} {middle:.1}a{rx:.1} {ry:.1} 0 1 0 {turn:.1} 0a{rx:.1} {ry:.1} 0 1 0 -{turn:.1} 0z"
    )
}

fn arrow(from: (f64, f64), to: (f64, f64), pen: f64) -> String {
    let way = (to.1 - from.1).atan2(to.0 - from.0);
    let length = (to.1 - from.1).hypot(to.0 - from.0);
    let barb = (pen * 6.0).min(length.max(pen));
    let end = |turn: f64| {
        let way = way + turn;
        (to.0 - barb * way.cos(), to.1 - barb * way.sin())
    };
    let (one, other) = (end(0.5), end(-0.5));
    format!(
        "M{:.1} {:.1}L{:.1} {:.1}M{:.1} {:.1}L{:.1} {:.1}L{:.1} {:.1}",
        from.0, from.1, to.0, to.1, one.0, one.1, to.0, to.1, other.0, other.1
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_circle_fills_its_box_whichever_corner_came_first() {
        let path = "M10.0 30.0a20.0 10.0 0 1 0 40.0 0a20.0 10.0 0 1 0 -40.0 0z";
        assert_eq!(ellipse((10.0, 20.0), (50.0, 40.0)), path);
        assert_eq!(ellipse((50.0, 40.0), (10.0, 20.0)), path);
    }

    #[test]
    fn an_arrow_ends_at_its_point_with_two_barbs() {
        let path = arrow((0.0, 0.0), (100.0, 0.0), 2.0);
        assert_eq!(path, "M0.0 0.0L100.0 0.0M89.5 -5.8L100.0 0.0L89.5 5.8");
    }
}
