//! What somebody looks for, taken apart; and where it stands in a text.

use super::folding::{Class, class, fold};
use std::ops::Range;

/// More than anybody types; the rest of a pasted page is not looked for.
const LONGEST: usize = 64;

/// One thing that must be there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Term {
    /// Folded.
    pub text: String,
    pub chars: Vec<char>,
    /// Characters without spaces, found anywhere; else a word, found by its beginning.
    pub han: bool,
}

/// What is looked for: all of its terms must be there.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Query {
    pub(super) terms: Vec<Term>,
    /// What was written without a space between, folded, where that is more than one term.
    pub(super) phrases: Vec<String>,
}

impl Query {
    pub fn of(words: &str) -> Query {
        let mut query = Query::default();
        let folded: String = words.trim().chars().take(LONGEST).map(fold).collect();
        for phrase in folded.split_whitespace() {
            let terms = runs(phrase);
            if terms.len() > 1 {
                query.phrases.push(phrase.to_owned());
            }
            for term in terms {
                if !query.terms.contains(&term) {
                    query.terms.push(term);
                }
            }
        }
        query
    }

    /// Nothing is looked for: spaces, or signs that no text is found by.
    pub fn is_empty(&self) -> bool {
        self.terms.is_empty()
    }

    /// Where the terms stand in a text, in bytes, in order, without overlap.
    pub fn marks(&self, text: &str) -> Vec<Range<usize>> {
        let places: Vec<(usize, char)> = text.char_indices().map(|(at, c)| (at, fold(c))).collect();
        let end_of = |place: usize| places.get(place).map_or(text.len(), |(at, _)| *at);
        let mut found: Vec<Range<usize>> = Vec::new();
        for term in &self.terms {
            for from in 0..places.len() {
                if term.stands_at(&places, from) {
                    found.push(end_of(from)..end_of(from + term.chars.len()));
                }
            }
        }
        found.sort_by_key(|range| (range.start, range.end));
        let mut marks: Vec<Range<usize>> = Vec::with_capacity(found.len());
        for range in found {
            match marks.last_mut() {
                Some(last) if range.start <= last.end => last.end = last.end.max(range.end),
                _ => marks.push(range),
            }
        }
        marks
    }
}

impl Term {
    fn stands_at(&self, places: &[(usize, char)], from: usize) -> bool {
        let before = from.checked_sub(1).and_then(|before| places.get(before));
        let begins = self.han || before.is_none_or(|(_, c)| class(*c) != Class::Word);
        let here = places.iter().skip(from).map(|(_, c)| c);
        begins
            && places.len() - from >= self.chars.len()
            && self.chars.iter().eq(here.take(self.chars.len()))
    }

    /// The first place of the term in a folded text.
    pub(super) fn find(&self, folded: &str) -> Option<usize> {
        if self.han {
            return folded.find(&self.text);
        }
        let begins = |at: &usize| {
            let before = folded.get(..*at).and_then(|before| before.chars().next_back());
            before.is_none_or(|c| class(c) != Class::Word)
        };
        folded.match_indices(&self.text).map(|(at, _)| at).find(begins)
    }
}

/// Runs of one class in a folded text; gaps are left out.
pub(super) fn runs(folded: &str) -> Vec<Term> {
    let mut runs: Vec<Term> = Vec::new();
    let mut last = Class::Gap;
    for c in folded.chars() {
        let now = class(c);
        let goes_on = now == last;
        last = now;
        match runs.last_mut() {
            _ if now == Class::Gap => {}
            Some(run) if goes_on => {
                run.text.push(c);
                run.chars.push(c);
            }
            _ => {
                let han = now == Class::Han;
                runs.push(Term { text: c.to_string(), chars: vec![c], han });
            }
        }
    }
    runs
}
