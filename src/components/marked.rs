//! Words in which what was looked for is marked.

use leptos::prelude::*;
use std::ops::Range;

/// A text and the stretches of it, in bytes and in order, that are marked.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Marked {
    pub words: String,
    pub marks: Vec<Range<usize>>,
}

impl From<String> for Marked {
    fn from(words: String) -> Marked {
        Marked { words, marks: Vec::new() }
    }
}

impl Marked {
    pub fn is_empty(&self) -> bool {
        self.words.is_empty()
    }

    /// The text in parts, each with whether it is marked; none is empty.
    pub fn parts(&self) -> Vec<(bool, &str)> {
        let mut parts = Vec::with_capacity(2 * self.marks.len() + 1);
        let mut from = 0;
        for mark in &self.marks {
            parts.push((false, self.words.get(from..mark.start).unwrap_or_default()));
            parts.push((true, self.words.get(mark.clone()).unwrap_or_default()));
            from = mark.end;
        }
        parts.push((false, self.words.get(from..).unwrap_or_default()));
        parts.retain(|(_, words)| !words.is_empty());
        parts
    }
}

#[component]
pub fn MarkedWords(of: Marked) -> impl IntoView {
    let part = |(marked, words): (bool, &str)| {
        let words = words.to_owned();
        match marked {
            true => view! { <mark>{words}</mark> }.into_any(),
            false => words.into_any(),
        }
    };
    of.parts().into_iter().map(part).collect_view()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn one(mark: Range<usize>) -> Vec<Range<usize>> {
        Vec::from_iter([mark])
    }

    #[test]
    fn the_parts_are_the_text_again() {
        let marked = Marked { words: "生活水泵房".into(), marks: one(6..12) };
        assert_eq!(marked.parts(), [(false, "生活"), (true, "水泵"), (false, "房")]);
        let all = Marked { words: "水泵".into(), marks: one(0..6) };
        assert_eq!(all.parts(), [(true, "水泵")]);
        assert_eq!(Marked::from(String::new()).parts(), []);
    }

    #[test]
    fn a_mark_outside_the_text_loses_no_word_before_it() {
        let marked = Marked { words: "水泵".into(), marks: one(3..99) };
        assert_eq!(marked.parts(), [(false, "水")]);
    }
}
