//! One measured figure, its goal beside it.

use serde_json::json;
use std::time::Duration;

pub struct Figure {
    pub name: String,
    pub value: f64,
    pub unit: &'static str,
    /// The goal, and whether more is better.
    pub goal: Option<(f64, Better)>,
    /// How many measurements it stands for.
    pub of: usize,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Better {
    More,
    Less,
}

impl Figure {
    pub fn new(name: impl Into<String>, value: f64, unit: &'static str, of: usize) -> Figure {
        Figure { name: name.into(), value, unit, goal: None, of }
    }

    pub fn at_most(mut self, goal: f64) -> Figure {
        self.goal = Some((goal, Better::Less));
        self
    }

    pub fn at_least(mut self, goal: f64) -> Figure {
        self.goal = Some((goal, Better::More));
        self
    }

    pub fn line(&self) -> String {
        let value = (self.value * 10.0).round() / 10.0;
        let mut line =
            json!({ "name": self.name, "value": value, "unit": self.unit, "of": self.of });
        if let Some((goal, better)) = self.goal {
            let met = if better == Better::More { self.value >= goal } else { self.value <= goal };
            line["goal"] = json!(goal);
            line["met"] = json!(met);
        }
        line.to_string()
    }
}

/// The value below which `share` of the times lie, in milliseconds.
pub fn percentile(times: &mut [Duration], share: f64) -> f64 {
    times.sort();
    let last = times.len().saturating_sub(1);
    let at = ((times.len() as f64 * share).ceil() as usize).saturating_sub(1).min(last);
    times.get(at).map_or(f64::NAN, |time| time.as_secs_f64() * 1000.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_percentile_of_a_hundred_times_is_the_time_of_that_rank() {
        let mut times: Vec<Duration> = (1..=100).rev().map(Duration::from_millis).collect();
        assert_eq!(percentile(&mut times, 0.5), 50.0);
        assert_eq!(percentile(&mut times, 0.99), 99.0);
        assert_eq!(percentile(&mut [Duration::from_millis(7)], 0.95), 7.0);
    }

    #[test]
    fn a_missed_goal_is_told_as_missed() {
        assert!(Figure::new("a", 12.0, "ms", 1).at_most(10.0).line().contains("\"met\":false"));
        assert!(Figure::new("a", 12.0, "ops/s", 1).at_least(10.0).line().contains("\"met\":true"));
    }
}
