//! The trend line of a reading: last values, the band of its limits, the value being typed.

use leptos::prelude::*;
use std::fmt::Write;

/// What the trend draws; numbers for drawing only.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct TrendView {
    /// Oldest first, at most ten.
    pub past: Vec<f64>,
    pub now: Option<f64>,
    pub min: Option<f64>,
    pub max: Option<f64>,
    /// Whether `now` lies outside the limits.
    pub outside: bool,
    /// Words at the band's edges and under the line.
    pub max_words: String,
    pub min_words: String,
    pub first_words: String,
    pub now_words: String,
    /// The same for readers.
    pub summary: String,
}

const WIDTH: f64 = 288.0;
const HEIGHT: f64 = 96.0;
const EDGE: f64 = 8.0;

impl TrendView {
    /// Lowest and highest of everything drawn, with some air.
    fn span(&self) -> (f64, f64) {
        let all = self.past.iter().copied().chain(self.now).chain(self.min).chain(self.max);
        let (low, high) = all.fold((f64::MAX, f64::MIN), |(l, h), v| (l.min(v), h.max(v)));
        let air = ((high - low) * 0.12).max(f64::EPSILON.max(high.abs() * 1e-6));
        (low - air, high + air)
    }

    fn y(&self, value: f64) -> f64 {
        let (low, high) = self.span();
        HEIGHT - EDGE - (value - low) / (high - low).max(f64::MIN_POSITIVE) * (HEIGHT - 2.0 * EDGE)
    }

    /// The drawn points: x, y.
    fn points(&self) -> Vec<(f64, f64)> {
        let values: Vec<f64> = self.past.iter().copied().chain(self.now).collect();
        // The place of the value being typed stays free, so that the line does not jump.
        let slots = self.past.len().max(1) as f64;
        let step = (WIDTH - 3.0 * EDGE) / slots;
        values.iter().enumerate().map(|(i, v)| (EDGE + i as f64 * step, self.y(*v))).collect()
    }
}

/// A line of no length with a round cap: stays round however the plot is stretched.
fn dot(x: f64, y: f64) -> String {
    format!("M{x:.1} {y:.1}h0")
}

/// Draws nothing when there is neither a past value nor a limit.
#[component]
pub fn Trend(#[prop(into)] trend: Signal<TrendView>) -> impl IntoView {
    let draw = move |trend: TrendView| {
        let points = trend.points();
        let line = points.iter().fold(String::new(), |mut line, (x, y)| {
            let _ = write!(line, "{x:.1},{y:.1} ");
            line
        });
        let top = trend.max.map_or(0.0, |max| trend.y(max));
        let bottom = trend.min.map_or(HEIGHT, |min| trend.y(min));
        let limit = |y: f64| {
            view! { <line class="trend-limit" x1="0" x2=WIDTH y1=y y2=y></line> }
        };
        let last = trend.now.is_some().then(|| points.last().copied()).flatten();
        let past = points.len() - usize::from(last.is_some());
        let dots = points.iter().take(past).map(|(x, y)| {
            view! { <path class="trend-dot" d=dot(*x, *y)></path> }
        });
        let now = last.map(|(x, y)| {
            view! {
                <path class="trend-now edge" d=dot(x, y)></path>
                <path class="trend-now" class:is-bad=trend.outside d=dot(x, y)></path>
            }
        });
        let banded = trend.min.is_some() || trend.max.is_some();
        let view_box = format!("0 0 {WIDTH} {HEIGHT}");
        // Limits that lie close together still need two lines of words.
        let close = (HEIGHT * 0.18 - (bottom - top)).max(0.0) / 2.0;
        let label = |y: f64, words: String| {
            view! {
                <span class="trend-label" style:top=format!("{:.1}%", y / HEIGHT * 100.0)>
                    {words}
                </span>
            }
        };
        view! {
            <figure class="trend" role="img" aria-label=trend.summary.clone()>
                <div class="trend-plot" aria-hidden="true">
                    <svg viewBox=view_box preserveAspectRatio="none">
                        {banded
                            .then(|| {
                                view! {
                                    <rect
                                        class="trend-band"
                                        x="0"
                                        width=WIDTH
                                        y=top
                                        height=(bottom - top).max(1.0)
                                    ></rect>
                                }
                            })}
                        {trend.max.map(|max| limit(trend.y(max)))}
                        {trend.min.map(|min| limit(trend.y(min)))}
                        <polyline class="trend-line" points=line></polyline>
                        {dots.collect_view()}
                        {now}
                    </svg>
                    {trend.max.map(|max| label(trend.y(max) - close, trend.max_words.clone()))}
                    {trend.min.map(|min| label(trend.y(min) + close, trend.min_words.clone()))}
                </div>
                <div class="trend-foot" aria-hidden="true">
                    <span>{trend.first_words.clone()}</span>
                    <b>{trend.now_words.clone()}</b>
                </div>
            </figure>
        }
    };
    move || {
        let trend = trend.get();
        (!trend.past.is_empty() || trend.min.is_some() || trend.max.is_some()).then(|| draw(trend))
    }
}
