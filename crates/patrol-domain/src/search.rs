//! Finding cases by their words, without network: Chinese by pairs of characters, letters and digits
//! by the beginning of a word. Knows no case, only keys and words.

mod folding;
mod query;

pub use query::Query;

use folding::fold;
use query::{Term, runs};
use std::collections::BTreeMap;

/// Where a word stands, by weight: a hit in the number is what was looked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Field {
    Number,
    Title,
    Place,
    People,
    Category,
    Note,
}

impl Field {
    const ALL: [Field; 6] =
        [Field::Number, Field::Title, Field::Place, Field::People, Field::Category, Field::Note];

    const fn weight(self) -> u32 {
        match self {
            Field::Number => 60,
            Field::Title => 40,
            Field::Place => 24,
            Field::People => 20,
            Field::Category => 12,
            Field::Note => 8,
        }
    }
}

/// A case that holds all that was looked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Hit<K> {
    pub key: K,
    /// More is better.
    pub score: u32,
}

/// What somebody wrote at the beginning of a field is what the field is about.
const AT_THE_BEGINNING: u32 = 6;
/// Written together, found together.
const AS_WRITTEN: u32 = 30;
/// Places of words that were replaced, before the pairs are laid anew.
const WORN: usize = 256;
/// Between fields; in no word of a query.
const SEPARATOR: char = '\n';

struct Doc<K> {
    key: K,
    /// Folded, the fields in the order of their weight.
    text: String,
    /// Where each field ends in `text`.
    ends: [usize; 6],
}

impl<K> Doc<K> {
    fn of(key: K, words: &[(Field, &str)]) -> Doc<K> {
        let mut text = String::new();
        let mut ends = [0; 6];
        for (field, end) in Field::ALL.iter().zip(&mut ends) {
            for (_, words) in words.iter().filter(|(of, _)| of == field) {
                text.extend(words.chars().map(fold).map(|c| if c == SEPARATOR { ' ' } else { c }));
                text.push(SEPARATOR);
            }
            *end = text.len();
        }
        Doc { key, text, ends }
    }

    fn field_at(&self, at: usize) -> Field {
        let found = self.ends.iter().zip(Field::ALL).find(|(end, _)| at < **end);
        found.map_or(Field::Note, |(_, field)| field)
    }

    fn begins(&self, at: usize) -> bool {
        at == 0 || self.text.get(..at).is_some_and(|before| before.ends_with(SEPARATOR))
    }

    /// Nothing when a term is missing.
    fn score(&self, query: &Query) -> Option<u32> {
        let mut score = 0;
        for term in &query.terms {
            let at = term.find(&self.text)?;
            score += self.field_at(at).weight();
            score += if self.begins(at) { AT_THE_BEGINNING } else { 0 };
        }
        let written = query.phrases.iter().filter(|phrase| self.text.contains(phrase.as_str()));
        Some(score + AS_WRITTEN * u32::try_from(written.count()).unwrap_or(0))
    }
}

/// Two characters that stand side by side; 0 after the last of a run.
type Pair = u64;

fn pair(first: char, second: Option<char>) -> Pair {
    u64::from(first as u32) << 32 | second.map_or(0, |second| u64::from(second as u32))
}

/// The words of many cases.
pub struct Index<K> {
    places: BTreeMap<K, u32>,
    /// By place; a replaced one is empty.
    docs: Vec<Option<Doc<K>>>,
    /// Where each pair stands, in rising order.
    pairs: BTreeMap<Pair, Vec<u32>>,
    words: BTreeMap<String, Vec<u32>>,
}

impl<K> Default for Index<K> {
    fn default() -> Index<K> {
        let (places, docs) = (BTreeMap::new(), Vec::new());
        Index { places, docs, pairs: BTreeMap::new(), words: BTreeMap::new() }
    }
}

impl<K: Ord + Copy> Index<K> {
    pub fn len(&self) -> usize {
        self.places.len()
    }

    pub fn is_empty(&self) -> bool {
        self.places.is_empty()
    }

    /// Takes in the words of a case, in place of those it had; tells whether they are others.
    pub fn put(&mut self, key: K, words: &[(Field, &str)]) -> bool {
        let doc = Doc::of(key, words);
        let had = self.places.get(&key).and_then(|place| self.docs.get(*place as usize)?.as_ref());
        if had.is_some_and(|had| had.text == doc.text && had.ends == doc.ends) {
            return false;
        }
        self.remove(&key);
        self.lay(doc);
        true
    }

    /// Forgets a case; tells whether it was there.
    pub fn remove(&mut self, key: &K) -> bool {
        let Some(place) = self.places.remove(key) else { return false };
        if let Some(doc) = self.docs.get_mut(place as usize) {
            *doc = None;
        }
        if self.docs.len() > 2 * self.places.len() + WORN {
            let docs = std::mem::take(&mut self.docs);
            *self = Index::default();
            docs.into_iter().flatten().for_each(|doc| self.lay(doc));
        }
        true
    }

    /// Forgets every case that is not wanted.
    pub fn retain(&mut self, wanted: impl Fn(&K) -> bool) {
        let gone: Vec<K> = self.places.keys().filter(|key| !wanted(key)).copied().collect();
        for key in gone {
            self.remove(&key);
        }
    }

    fn lay(&mut self, doc: Doc<K>) {
        let Ok(place) = u32::try_from(self.docs.len()) else { return };
        for run in runs(&doc.text) {
            if run.han {
                let after = run.chars.iter().skip(1).copied().map(Some).chain([None]);
                for (first, second) in run.chars.iter().zip(after) {
                    note(self.pairs.entry(pair(*first, second)).or_default(), place);
                }
            } else if let Some(places) = self.words.get_mut(&run.text) {
                note(places, place);
            } else {
                self.words.insert(run.text, vec![place]);
            }
        }
        self.places.insert(doc.key, place);
        self.docs.push(Some(doc));
    }

    /// The cases that hold every term, the best first, equals in the order of their keys.
    pub fn find(&self, query: &Query) -> Vec<Hit<K>> {
        let mut hits: Vec<Hit<K>> = self
            .candidates(query)
            .into_iter()
            .filter_map(|place| self.docs.get(place as usize)?.as_ref())
            .filter_map(|doc| Some(Hit { key: doc.key, score: doc.score(query)? }))
            .collect();
        hits.sort_by(|a, b| b.score.cmp(&a.score).then(a.key.cmp(&b.key)));
        hits
    }

    /// Places that may hold every term.
    fn candidates(&self, query: &Query) -> Vec<u32> {
        let mut all: Option<Vec<u32>> = None;
        for term in &query.terms {
            let of = if term.han { self.with_pairs(term) } else { self.with_word(&term.text) };
            all = Some(match all {
                None => of,
                Some(all) => both(&all, &of),
            });
        }
        all.unwrap_or_default()
    }

    fn with_pairs(&self, term: &Term) -> Vec<u32> {
        if let [only] = term.chars.as_slice() {
            let range = pair(*only, None)..=pair(*only, Some(char::MAX));
            return union(self.pairs.range(range).map(|(_, places)| places));
        }
        let pairs = term.chars.windows(2).filter_map(|two| match two {
            [first, second] => Some(pair(*first, Some(*second))),
            _ => None,
        });
        let mut lists: Vec<&[u32]> = Vec::new();
        for pair in pairs {
            let Some(places) = self.pairs.get(&pair) else { return Vec::new() };
            lists.push(places);
        }
        lists.sort_by_key(|places| places.len());
        let mut lists = lists.into_iter();
        let first = lists.next().map(<[u32]>::to_vec).unwrap_or_default();
        lists.fold(first, |all, places| both(&all, places))
    }

    fn with_word(&self, beginning: &str) -> Vec<u32> {
        let from = self.words.range(beginning.to_owned()..);
        let words = from.take_while(|(word, _)| word.starts_with(beginning));
        union(words.map(|(_, places)| places))
    }
}

/// Places come in rising order, so that a repeated one is the last.
fn note(places: &mut Vec<u32>, place: u32) {
    if places.last() != Some(&place) {
        places.push(place);
    }
}

fn union<'a>(lists: impl Iterator<Item = &'a Vec<u32>>) -> Vec<u32> {
    let mut all: Vec<u32> = lists.flatten().copied().collect();
    all.sort_unstable();
    all.dedup();
    all
}

/// What stands in both rising lists.
fn both(some: &[u32], others: &[u32]) -> Vec<u32> {
    let (few, many) = if some.len() <= others.len() { (some, others) } else { (others, some) };
    few.iter().copied().filter(|place| many.binary_search(place).is_ok()).collect()
}
