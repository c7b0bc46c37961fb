//! Counts the words of what can be found.
//!
//! Takes one [`Item`] after the other with its texts and keeps of each only numbers: which
//! words it has, by their place in a list of words, and how much each says of it. Pages are
//! gathered on all cores, into a [`Gathered`] a core; [`index`](super::index) puts these together.

use std::borrow::Cow;
use std::hash::BuildHasher;
use std::ops::ControlFlow;
use std::sync::Arc;

use foldhash::HashMap;
use foldhash::fast::RandomState;
use hashbrown::HashTable;

use super::code::push_number;
use super::text::{self, Piece};
use super::words::{self, Short, Word};

/// Something that can be found: a record, a source or a plain page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Item {
    /// Its place among the kinds that a reader may choose from.
    pub kind: u8,
    pub title: String,
    /// Below the folder in which the search page's own folder stands: `timeline/signing/#a`.
    pub url: String,
    /// What it says, in a sentence or two.
    pub summary: String,
    /// The title of its explainer on a site of several; else empty.
    pub explainer: Arc<str>,
    /// The slug of that explainer.
    pub explainer_slug: Arc<str>,
    /// Its place among all that can be found; different for each.
    pub order: (usize, usize),
}

/// Where a word stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Field {
    Title,
    Summary,
    Heading,
    Text,
}

const FIELDS: [Field; 4] = [Field::Title, Field::Summary, Field::Heading, Field::Text];

impl Field {
    /// How often a word would have to stand in the text to say as much.
    fn weight(self) -> u16 {
        match self {
            Field::Title => 8,
            Field::Summary | Field::Heading => 3,
            Field::Text => 1,
        }
    }
}

/// What stands before the slug of an explainer, which can be asked for as if it were a word; no word has it.
pub const EXPLAINER: char = '\u{1}';

/// Items with their words.
#[derive(Default)]
pub struct Gathered {
    places: Places,
    pub(super) items: Vec<Counted>,
    /// For each item one after the other: a word's place and its weight, at most 255.
    counts: Vec<u8>,
    /// By word: its weight in the item that is read now.
    weights: Vec<u16>,
    /// The words of that item.
    touched: Vec<u32>,
    /// Short words by their fields, gathered to be looked up right behind one another: so a processor waits for
    /// memory once for several.
    waiting: [Vec<Short>; FIELDS.len()],
    /// The places of those of one field.
    found: Vec<u32>,
    spare: String,
}

/// The places of words, numbered in the order in which they were first seen.
///
/// As small as can be, for it is looked into at every word, and whatever makes pages has used the fast memory since.
#[derive(Default)]
pub(super) struct Places {
    /// Places of short words.
    table: HashTable<u32>,
    /// By place; empty where a long word has it.
    short: Vec<Short>,
    long: HashMap<Box<str>, u32>,
    state: RandomState,
}

impl Places {
    /// The place of a word, which it is given if it has none yet.
    pub(super) fn of(&mut self, word: Word<'_>) -> u32 {
        let new = self.short.len() as u32;
        match word {
            Word::Short(word) => {
                let hash = self.state.hash_one(word);
                if let Some(place) = self.table.find(hash, |&place| self.short[place as usize] == word) {
                    return *place;
                }
                self.short.push(word);
                self.table.insert_unique(hash, new, |&place| self.state.hash_one(self.short[place as usize]));
            }
            Word::Long(word) => {
                if let Some(place) = self.long.get(word) {
                    return *place;
                }
                self.short.push(Short::default());
                self.long.insert(word.into(), new);
            }
        }
        new
    }

    /// Every word with its place, in no order.
    pub(super) fn words(&self) -> impl Iterator<Item = (Cow<'_, str>, u32)> {
        let short = (0_u32..).zip(&self.short).filter(|(_, word)| **word != Short::default());
        let short = short.map(|(place, word)| (Cow::Owned(word.text()), place));
        short.chain(self.long.iter().map(|(word, place)| (Cow::Borrowed(&**word), *place)))
    }
}

/// An item, and where its words stand.
pub(super) struct Counted {
    pub item: Item,
    /// Bytes of the counts, from here to where those of the next item begin.
    pub start: usize,
    /// How many words its text has.
    pub n_words: u32,
}

impl Gathered {
    /// Adds an item with its texts; `html` is its text as it stands on its page. Of the item itself only
    /// the title counts: its summary may be the beginning of that text.
    pub fn add<'t>(&mut self, item: Item, html: &str, more: impl IntoIterator<Item = (Field, &'t str)>) {
        self.add_text(&item.title, Field::Title);
        let mut n_words = 0;
        for (field, text) in more {
            let n = self.add_text(text, field);
            n_words += if field == Field::Text { n } else { 0 };
        }
        text::read(html, |piece| {
            match piece {
                Piece::Heading(text) => n_words += self.add_text(text, Field::Heading),
                Piece::Text(text) => n_words += self.add_text(text, Field::Text),
                Piece::Tag(_) => {}
            }
            ControlFlow::Continue(())
        });
        if !item.explainer_slug.is_empty() {
            self.count(Word::of(&format!("{EXPLAINER}{}", item.explainer_slug)), Field::Text.weight());
        }
        let mut waiting = std::mem::take(&mut self.waiting);
        for (words, field) in waiting.iter_mut().zip(FIELDS) {
            self.count_all(words, field.weight());
            words.clear();
        }
        self.waiting = waiting;
        let start = self.counts.len();
        for word in self.touched.drain(..) {
            push_number(word as usize, &mut self.counts);
            self.counts.push(self.weights[word as usize].min(255) as u8);
            self.weights[word as usize] = 0;
        }
        self.items.push(Counted { item, start, n_words });
    }

    /// Gives back how many words the text has.
    fn add_text(&mut self, text: &str, field: Field) -> u32 {
        let mut spare = std::mem::take(&mut self.spare);
        let mut n_words = 0;
        words::each(text, &mut spare, |word| {
            n_words += 1;
            match word {
                Word::Short(word) => self.waiting[field as usize].push(word),
                Word::Long(_) => self.count(word, field.weight()),
            }
        });
        self.spare = spare;
        n_words
    }

    fn count(&mut self, word: Word<'_>, weight: u16) {
        let place = self.place(word);
        let sum = &mut self.weights[place as usize];
        if *sum == 0 {
            self.touched.push(place);
        }
        *sum = sum.saturating_add(weight);
    }

    /// [`Gathered::count`] for many. All are looked up before one is counted, and whether a word is new to the item
    /// decides no branch: a processor could not foresee it, and would wait for memory at each word.
    fn count_all(&mut self, words: &[Short], weight: u16) {
        let mut found = std::mem::take(&mut self.found);
        found.extend(words.iter().map(|&word| self.place(Word::Short(word))));
        let mut n_touched = self.touched.len();
        self.touched.resize(n_touched + found.len(), 0);
        for place in found.drain(..) {
            let sum = &mut self.weights[place as usize];
            self.touched[n_touched] = place;
            n_touched += usize::from(*sum == 0);
            *sum = sum.saturating_add(weight);
        }
        self.touched.truncate(n_touched);
        self.found = found;
    }

    fn place(&mut self, word: Word<'_>) -> u32 {
        let place = self.places.of(word);
        if place as usize == self.weights.len() {
            self.weights.push(0);
        }
        place
    }

    /// Every word with its place, in no order.
    pub(super) fn words(&self) -> impl Iterator<Item = (Cow<'_, str>, u32)> {
        self.places.words()
    }

    pub(super) fn n_words(&self) -> usize {
        self.weights.len()
    }

    /// The words of an item and their weights, as bytes.
    pub(super) fn counts(&self, at: usize) -> &[u8] {
        let end = self.items.get(at + 1).map_or(self.counts.len(), |next| next.start);
        &self.counts[self.items[at].start..end]
    }

    /// Puts what others gathered behind what is here.
    pub fn join(&mut self, other: Gathered) {
        let mut places = vec![0; other.n_words()];
        for (word, place) in other.words() {
            places[place as usize] = self.place(Word::of(&word));
        }
        let mut starts = Vec::with_capacity(other.items.len());
        for at in 0..other.items.len() {
            starts.push(self.counts.len());
            let mut bytes = other.counts(at);
            while !bytes.is_empty() {
                let word = super::code::take_number(&mut bytes);
                push_number(places[word] as usize, &mut self.counts);
                self.counts.push(super::code::take_byte(&mut bytes));
            }
        }
        self.items.extend(other.items.into_iter().zip(starts).map(|(one, start)| Counted { start, ..one }));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::search::code::{take_byte, take_number};

    fn item(title: &str) -> Item {
        Item {
            kind: 0,
            title: title.to_owned(),
            url: String::new(),
            summary: String::new(),
            explainer: Arc::default(),
            explainer_slug: Arc::default(),
            order: (0, 0),
        }
    }

    /// The words of an item with their weights, sorted.
    fn words(gathered: &Gathered, at: usize) -> Vec<(String, u8)> {
        let mut names = vec![String::new(); gathered.n_words()];
        gathered.words().for_each(|(word, place)| names[place as usize] = word.into_owned());
        let mut bytes = gathered.counts(at);
        let mut found = Vec::new();
        while !bytes.is_empty() {
            let word = take_number(&mut bytes);
            found.push((names[word].clone(), take_byte(&mut bytes)));
        }
        found.sort();
        found
    }

    #[test]
    fn words_of_any_length_are_told_apart() {
        let mut places = Places::default();
        let all: Vec<String> = (1..=20).flat_map(|n| ["a".repeat(n), format!("{}b", "a".repeat(n - 1))]).collect();
        for (place, word) in (0_u32..).zip(&all) {
            assert_eq!(places.of(Word::of(word)), place, "{word}");
            assert_eq!(places.of(Word::of(word)), place, "{word}");
        }
        for (word, place) in places.words() {
            assert_eq!(word, all[place as usize]);
        }
    }

    #[test]
    fn a_word_weighs_by_where_it_stands() {
        let mut gathered = Gathered::default();
        let more = [(Field::Summary, "Order put off"), (Field::Text, "by")];
        gathered.add(item("Order"), "<h2>Put</h2><p>off, off</p>", more);
        let expected = [("by", 1), ("off", 5), ("order", 11), ("put", 6)];
        assert_eq!(words(&gathered, 0), expected.map(|(word, weight)| (word.to_owned(), weight)));
        assert_eq!(gathered.items[0].n_words, 4);
    }

    #[test]
    fn what_two_cores_gathered_is_put_together() {
        let (mut one, mut two, mut both) = (Gathered::default(), Gathered::default(), Gathered::default());
        for (at, gathered) in [(0, &mut one), (1, &mut two)] {
            let texts = [("A first", "one two"), ("A second", "two three")][at];
            gathered.add(item(texts.0), texts.1, []);
            both.add(item(texts.0), texts.1, []);
        }
        one.join(two);
        for at in 0..2 {
            assert_eq!(words(&one, at), words(&both, at));
        }
    }
}
