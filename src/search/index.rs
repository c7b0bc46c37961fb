//! Puts counted words together and cuts them into files.
//!
//! Words that have one stem share a list of the items that have them; a list says of each item how
//! much the word weighs there, from 0 to 15. All that depends on the whole site (how long texts are,
//! how many items have a word) is reckoned here, so a browser only adds up. The files, in numbers and
//! words as [`code`](super::code) writes them:
//!
//! - `index.bin`: the number of items, and of items a part; the number of kinds, and of the items of each;
//!   the number of parts of words, and of each its first word and how many lists begin before it; the number of
//!   parts of lists, and of each how many lists it has. Then 0; or, of a small site, 1 and all other files in
//!   this order, each behind its length.
//! - `words-0.bin` ...: words in order, each with a number: up to 15, it begins a new list, which about
//!   two to that many items have; above, it shares the list that began so many lists (less 16) before the newest.
//! - `lists-0.bin` ...: the length of each list; then the lists: how many items have the word (all, of a word that says little), and for each item
//!   the distance from the one before, less one, times 16, and its weight. Of very long lists only the
//!   [`MOST_IN_LIST`] heaviest items are kept.
//! - `items-0.json` ...: title, address, summary and, on a site of several, explainer of each item.
//!
//! Items stand by kind, so that a browser knows the kind of each by its number.

use std::borrow::Cow;
use std::cmp::Ordering;

use foldhash::{HashMap, HashMapExt};
use rayon::prelude::*;
use serde::Serialize;
use xxhash_rust::xxh3::Xxh3;

use super::code::{push_number, push_text, push_word, take_byte, take_number};
use super::gather::{EXPLAINER, Gathered, Item, Places};
use super::small_words;
use super::stem::Stems;
use super::words::{self, Word};

/// How many items a part has: about 3 KB, compressed, for ten results from ten parts.
const ITEMS_IN_PART: usize = 32;

/// Bytes after which a part of words is full: about 700 words.
const WORDS_PART_BYTES: usize = 4096;

/// Bytes after which a part of lists is full.
const LISTS_PART_BYTES: usize = 2048;

/// Items of the longest list. A word that more have says little, and a reader looks at ten.
const MOST_IN_LIST: usize = 2048;

/// Bytes of all files of a site that is so small that they stand in one.
const SMALL_BYTES: usize = 24 * 1024;

/// The highest weight.
const HIGHEST: f32 = 15.0;

/// How fast a word says no more by standing there again, and how much long texts count less.
///
/// Source: Robertson and Zaragoza, The Probabilistic Relevance Framework: BM25 and Beyond (2009), section 3;
/// fields as there in 3.6: a word in a title counts as so many in the text.
const SATURATION: f32 = 1.5;
const LENGTH: f32 = 0.4;

/// Everything of a search but its page.
pub struct Index {
    /// All items, in order.
    pub items: Vec<Item>,
    /// How many items there are of each kind.
    pub n_of_kind: Vec<usize>,
    /// Name and bytes; the first is `index.bin`.
    pub files: Vec<(String, Vec<u8>)>,
    /// Stands for the bytes of all files.
    pub print: u64,
}

/// Where an item comes from: among what was gathered, and among its items.
type Place = (usize, usize);

impl Index {
    /// `n_kinds`: how many kinds there are to choose from.
    pub fn new(gathered: Vec<Gathered>, n_kinds: usize, language: &str) -> Index {
        let mut order: Vec<Place> = Vec::new();
        for (at, one) in gathered.iter().enumerate() {
            order.extend((0..one.items.len()).map(|item| (at, item)));
        }
        let item = |(at, item): Place| &gathered[at].items[item].item;
        order.par_sort_unstable_by_key(|&place| (item(place).kind, item(place).order));
        let mut n_of_kind = vec![0; n_kinds];
        for &place in &order {
            n_of_kind[usize::from(item(place).kind)] += 1;
        }
        let vocabulary = Vocabulary::new(&gathered, &Stems::of(language));
        let lists = Lists::new(&gathered, &order, &vocabulary);
        let items = items(gathered, &order);
        let (words, first_words) = vocabulary.parts(&lists);
        let (parts_of_lists, n_lists) = lists.parts();
        let parts_of_items: Vec<Vec<u8>> = items.par_chunks(ITEMS_IN_PART).map(part_of_items).collect();
        let mut root = Vec::new();
        for number in [items.len(), ITEMS_IN_PART, n_kinds].into_iter().chain(n_of_kind.iter().copied()) {
            push_number(number, &mut root);
        }
        push_number(first_words.len(), &mut root);
        let mut before = 0;
        for (word, n_before) in &first_words {
            push_text(word, &mut root);
            push_number(n_before - before, &mut root);
            before = *n_before;
        }
        push_number(n_lists.len(), &mut root);
        n_lists.iter().for_each(|&n| push_number(n, &mut root));
        let named = |name: &str, ending: &str, parts: Vec<Vec<u8>>| {
            let named = parts.into_iter().enumerate().map(|(at, bytes)| (format!("{name}-{at}.{ending}"), bytes));
            named.collect::<Vec<_>>()
        };
        let mut files = named("words", "bin", words);
        files.extend(named("lists", "bin", parts_of_lists));
        files.extend(named("items", "json", parts_of_items));
        if files.iter().map(|(_, bytes)| bytes.len()).sum::<usize>() <= SMALL_BYTES {
            root.push(1);
            for (_, bytes) in files.drain(..) {
                push_number(bytes.len(), &mut root);
                root.extend(bytes);
            }
        } else {
            root.push(0);
        }
        files.insert(0, ("index.bin".to_owned(), root));
        let mut hasher = Xxh3::new();
        files.iter().for_each(|(_, bytes)| hasher.update(bytes));
        Index { items, n_of_kind, files, print: hasher.digest() }
    }
}

/// The items in order.
fn items(gathered: Vec<Gathered>, order: &[Place]) -> Vec<Item> {
    let mut all: Vec<Vec<Option<Item>>> =
        gathered.into_iter().map(|one| one.items.into_iter().map(|one| Some(one.item)).collect()).collect();
    order.iter().filter_map(|&(at, item)| all[at][item].take()).collect()
}

#[derive(Serialize)]
#[serde(untagged)]
enum Line<'a> {
    Alone(&'a str, &'a str, &'a str),
    OfSeveral(&'a str, &'a str, &'a str, &'a str),
}

fn part_of_items(items: &[Item]) -> Vec<u8> {
    let lines: Vec<Line<'_>> = items
        .iter()
        .map(|item| match &*item.explainer {
            "" => Line::Alone(&item.title, &item.url, &item.summary),
            explainer => Line::OfSeveral(&item.title, &item.url, &item.summary, explainer),
        })
        .collect();
    serde_json::to_vec(&lines).unwrap_or_default()
}

/// All words of a site, as they are looked up, and the list of each.
struct Vocabulary {
    /// In the order of browsers, each once, with its list.
    words: Vec<(String, u32)>,
    n_lists: usize,
    /// By what was gathered and by the place of a word there: its list.
    list_of: Vec<Vec<u32>>,
    /// By list: what it is of.
    natures: Vec<Nature>,
}

/// What the words of a list are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Nature {
    Usual,
    /// A word that says little: it counts as if every item had it.
    Small,
    /// The slug of an explainer: the list has all of its items.
    Whole,
}

impl Vocabulary {
    fn new(gathered: &[Gathered], stems: &Stems) -> Vocabulary {
        let mut all = Places::default();
        let mut list_of: Vec<Vec<u32>> = Vec::with_capacity(gathered.len());
        for one in gathered {
            let mut own = vec![0; one.n_words()];
            for (word, place) in one.words() {
                own[place as usize] = all.of(Word::of(&word));
            }
            list_of.push(own);
        }
        let looked_up = |(word, place): (Cow<'_, str>, u32)| {
            if word.starts_with(EXPLAINER) {
                return (word.to_string(), word.to_string(), place as usize);
            }
            let stem = words::fold(&stems.stem(&word));
            (words::fold(&word), stem, place as usize)
        };
        let spelled: Vec<(Cow<'_, str>, u32)> = all.words().collect();
        let mut words: Vec<(String, String, usize)> = spelled.into_par_iter().map(looked_up).collect();
        words.par_sort_unstable_by(|a, b| in_browsers(&a.0, &b.0).then_with(|| a.1.cmp(&b.1)));
        // Words that are spelled alike but for accents may have two stems: these are then one.
        let mut stem_places: HashMap<&str, usize> = HashMap::new();
        let mut same: Vec<usize> = Vec::new();
        let mut of_word: Vec<usize> = Vec::with_capacity(words.len());
        for (at, (word, stem, _)) in words.iter().enumerate() {
            let place = *stem_places.entry(stem).or_insert_with(|| {
                same.push(same.len());
                same.len() - 1
            });
            of_word.push(place);
            if at > 0 && words[at - 1].0 == *word {
                let (one, other) = (find(&same, of_word[at - 1]), find(&same, place));
                same[one.max(other)] = one.min(other);
            }
        }
        let mut lists: HashMap<usize, u32> = HashMap::new();
        let mut table = vec![0; words.len()];
        let mut distinct: Vec<(String, u32)> = Vec::with_capacity(words.len());
        for ((word, _, place), stem) in words.into_iter().zip(of_word) {
            let n_lists = lists.len() as u32;
            let list = *lists.entry(find(&same, stem)).or_insert(n_lists);
            table[place] = list;
            if distinct.last().is_none_or(|(last, _)| *last != word) {
                distinct.push((word, list));
            }
        }
        for place in list_of.iter_mut().flatten() {
            *place = table[*place as usize];
        }
        let mut natures = vec![Nature::Usual; lists.len()];
        let small = small_words::of(&stems.language);
        for (word, list) in &distinct {
            if word.starts_with(EXPLAINER) {
                natures[*list as usize] = Nature::Whole;
            } else if small.contains(word.as_str()) {
                natures[*list as usize] = Nature::Small;
            }
        }
        Vocabulary { words: distinct, n_lists: lists.len(), list_of, natures }
    }

    /// The parts of words; of each its first word, and how many lists begin before it.
    fn parts(&self, lists: &Lists) -> (Vec<Vec<u8>>, Vec<(String, usize)>) {
        let (mut parts, mut first_words) = (Vec::<Vec<u8>>::new(), Vec::new());
        let (mut n_lists, mut before) = (0, "");
        for (word, list) in &self.words {
            if parts.last().is_none_or(|part| part.len() >= WORDS_PART_BYTES) {
                parts.push(Vec::new());
                first_words.push((word.clone(), n_lists));
                before = "";
            }
            let part = parts.last_mut().expect("one has been opened");
            push_word(word, before, part);
            before = word;
            let list = *list as usize;
            if list == n_lists {
                push_number(lists.n_items[list].max(1).ilog2().min(15) as usize, part);
                n_lists += 1;
            } else {
                push_number(n_lists - 1 - list + 16, part);
            }
        }
        (parts, first_words)
    }
}

/// The stem for which another stands.
fn find(same: &[usize], stem: usize) -> usize {
    let mut stem = stem;
    while same[stem] != stem {
        stem = same[stem];
    }
    stem
}

/// The order in which a browser compares texts: by UTF-16.
fn in_browsers(a: &str, b: &str) -> Ordering {
    if a.is_ascii() && b.is_ascii() { a.cmp(b) } else { a.encode_utf16().cmp(b.encode_utf16()) }
}

/// Which items have which words.
struct Lists {
    /// How many items are in each.
    n_items: Vec<usize>,
    /// Each as it is written.
    coded: Vec<Vec<u8>>,
}

/// The lists of some items that follow each other.
struct Stretch {
    /// Where each list begins in `entries`; one more than there are lists.
    starts: Vec<u32>,
    /// Item times 16, and weight.
    entries: Vec<u32>,
}

impl Lists {
    fn new(gathered: &[Gathered], order: &[Place], vocabulary: &Vocabulary) -> Lists {
        let n_words: u64 = order.iter().map(|&(at, item)| u64::from(gathered[at].items[item].n_words)).sum();
        let usual = (n_words as f32 / order.len().max(1) as f32).max(1.0);
        let size = order.len().div_ceil(16).max(1024);
        let stretches: Vec<Stretch> = order
            .par_chunks(size)
            .enumerate()
            .map(|(at, places)| Stretch::new(gathered, places, at * size, vocabulary, usual))
            .collect();
        let (n_items, coded) = (0..vocabulary.n_lists)
            .into_par_iter()
            .map(|list| {
                let entries = stretches.iter().flat_map(|one| one.of(list)).copied();
                let n_items = stretches.iter().map(|one| one.of(list).len()).sum();
                (n_items, coded(entries, n_items, vocabulary.natures[list], order.len()))
            })
            .unzip();
        Lists { n_items, coded }
    }

    /// The parts of lists, and how many lists each has.
    fn parts(&self) -> (Vec<Vec<u8>>, Vec<usize>) {
        let (mut parts, mut n_lists) = (Vec::new(), Vec::new());
        let mut rest = self.coded.as_slice();
        while !rest.is_empty() {
            let mut bytes = 0;
            let fits = |list: &&Vec<u8>| {
                let has_room = bytes == 0 || bytes + list.len() <= LISTS_PART_BYTES;
                bytes += list.len();
                has_room
            };
            let n = rest.iter().take_while(fits).count();
            let (own, after) = rest.split_at(n);
            let mut part = Vec::new();
            own.iter().for_each(|list| push_number(list.len(), &mut part));
            own.iter().for_each(|list| part.extend_from_slice(list));
            parts.push(part);
            n_lists.push(n);
            rest = after;
        }
        (parts, n_lists)
    }
}

impl Stretch {
    /// `first`: the number of the first item.
    fn new(gathered: &[Gathered], places: &[Place], first: usize, vocabulary: &Vocabulary, usual: f32) -> Stretch {
        let n_lists = vocabulary.n_lists;
        let mut found: Vec<(u32, u32)> = Vec::new();
        let mut starts = vec![0_u32; n_lists + 1];
        let mut sums = vec![0_u32; n_lists];
        let mut touched: Vec<u32> = Vec::new();
        for (number, &(at, item)) in places.iter().enumerate() {
            let (mut bytes, list_of) = (gathered[at].counts(item), &vocabulary.list_of[at]);
            while !bytes.is_empty() {
                let list = list_of[take_number(&mut bytes)];
                let weight = u32::from(take_byte(&mut bytes));
                if sums[list as usize] == 0 {
                    touched.push(list);
                }
                sums[list as usize] += weight;
            }
            let length = gathered[at].items[item].n_words as f32 / usual;
            let rival = SATURATION * (1.0 - LENGTH + LENGTH * length);
            for list in touched.drain(..) {
                let sum = std::mem::take(&mut sums[list as usize]) as f32;
                let weight = (sum / (sum + rival) * HIGHEST).round() as u32;
                found.push((list, ((first + number) as u32) << 4 | weight));
                starts[list as usize + 1] += 1;
            }
        }
        for list in 0..n_lists {
            starts[list + 1] += starts[list];
        }
        let mut next = starts.clone();
        let mut entries = vec![0; found.len()];
        for (list, entry) in found {
            let place = &mut next[list as usize];
            entries[*place as usize] = entry;
            *place += 1;
        }
        Stretch { starts, entries }
    }

    fn of(&self, list: usize) -> &[u32] {
        &self.entries[self.starts[list] as usize..self.starts[list + 1] as usize]
    }
}

/// A list as it is written; `n_items` are in it, `n_all` on the site.
fn coded(entries: impl Iterator<Item = u32> + Clone, n_items: usize, nature: Nature, n_all: usize) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(n_items.min(MOST_IN_LIST) * 2 + 2);
    push_number(if nature == Nature::Small { n_all } else { n_items }, &mut bytes);
    // Items below the lowest weight are left out, and of those that have it all but the first.
    let (mut lowest, mut n_lowest) = (0, usize::MAX);
    if n_items > MOST_IN_LIST && nature != Nature::Whole {
        let mut n_of_weight = [0; 16];
        entries.clone().for_each(|entry| n_of_weight[(entry & 15) as usize] += 1);
        let mut room = MOST_IN_LIST;
        lowest = 15;
        while n_of_weight[lowest as usize] < room && lowest > 0 {
            room -= n_of_weight[lowest as usize];
            lowest -= 1;
        }
        n_lowest = room;
    }
    let mut last = None;
    for entry in entries {
        let (item, weight) = (entry >> 4, entry & 15);
        if weight < lowest || (weight == lowest && n_lowest == 0) {
            continue;
        }
        if weight == lowest {
            n_lowest -= 1;
        }
        let distance = last.map_or(item, |last| item - last - 1);
        push_number((distance << 4 | weight) as usize, &mut bytes);
        last = Some(item);
    }
    bytes
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::search::Field;

    fn gathered(texts: &[(u8, &str, &str)]) -> Gathered {
        let mut gathered = Gathered::default();
        for (place, (kind, title, text)) in texts.iter().enumerate() {
            let item = Item {
                kind: *kind,
                title: (*title).to_owned(),
                url: format!("{place}/"),
                summary: String::new(),
                explainer: Arc::default(),
                explainer_slug: if *kind == 1 { "bill".into() } else { Arc::default() },
                order: (0, place),
            };
            gathered.add(item, text, [(Field::Summary, "")]);
        }
        gathered
    }

    /// The items of the list that a word has, each with its weight.
    fn items(index: &Index, word: &str) -> Vec<(usize, u32)> {
        let (words, lists) = read(index);
        let Some((_, list)) = words.iter().find(|(known, _)| known == word) else { return Vec::new() };
        lists[*list].clone()
    }

    type Lists = Vec<Vec<(usize, u32)>>;

    /// Reads an index as `search.js` does: its words with their lists, and the lists.
    fn read(index: &Index) -> (Vec<(String, usize)>, Lists) {
        let mut root = index.files[0].1.as_slice();
        let [n_items, _, n_kinds] = [0; 3].map(|_: usize| take_number(&mut root));
        assert_eq!(n_items, index.items.len());
        let kinds: Vec<usize> = (0..n_kinds).map(|_| take_number(&mut root)).collect();
        assert_eq!(kinds, index.n_of_kind);
        let mut first_words = Vec::new();
        for _ in 0..take_number(&mut root) {
            let length = take_number(&mut root);
            let (word, rest) = root.split_at(length);
            root = rest;
            first_words.push((String::from_utf8(word.to_vec()).expect("a word"), take_number(&mut root)));
        }
        let n_lists: Vec<usize> = (0..take_number(&mut root)).map(|_| take_number(&mut root)).collect();
        let is_small = take_number(&mut root) == 1;
        let mut part = |name: String| match is_small {
            true => {
                let length = take_number(&mut root);
                let (own, rest) = root.split_at(length);
                root = rest;
                own.to_vec()
            }
            false => index.files.iter().find(|(one, _)| *one == name).expect("the part is there").1.clone(),
        };
        let (mut words, mut newest) = (Vec::new(), 0);
        for at in 0..first_words.len() {
            let bytes = part(format!("words-{at}.bin"));
            let (mut rest, mut word) = (bytes.as_slice(), String::new());
            while !rest.is_empty() {
                word = crate::search::code::tests::take_word(&word, &mut rest);
                let code = take_number(&mut rest);
                let list = if code < 16 { newest } else { newest - 1 - (code - 16) };
                newest += usize::from(code < 16);
                words.push((word.clone(), list));
            }
        }
        let mut lists = Lists::new();
        for (at, n) in n_lists.iter().enumerate() {
            let bytes = part(format!("lists-{at}.bin"));
            let mut rest = bytes.as_slice();
            let lengths: Vec<usize> = (0..*n).map(|_| take_number(&mut rest)).collect();
            for length in lengths {
                let (mut own, after) = rest.split_at(length);
                rest = after;
                take_number(&mut own);
                let (mut next, mut list) = (0, Vec::new());
                while !own.is_empty() {
                    let code = take_number(&mut own);
                    list.push((next + (code >> 4), (code & 15) as u32));
                    next += (code >> 4) + 1;
                }
                lists.push(list);
            }
        }
        assert_eq!(lists.len(), newest);
        (words, lists)
    }

    const TEXTS: [(u8, &str, &str); 4] = [
        (2, "About", "<p>Whoever regulates, signs the order. Été, ete."),
        (0, "The order", "<p>It was signed."),
        (1, "Regulation", "<p>A long text on other things, of many words and no orders at all, and more of it."),
        (0, "Signing", "<p>On time."),
    ];

    #[test]
    fn words_of_one_stem_share_their_items() {
        let index = Index::new(vec![gathered(&TEXTS)], 3, "en");
        assert_eq!(index.n_of_kind, [2, 1, 1]);
        let titles: Vec<&str> = index.items.iter().map(|item| item.title.as_str()).collect();
        assert_eq!(titles, ["The order", "Signing", "Regulation", "About"]);
        let numbers = |word| items(&index, word).into_iter().map(|(item, _)| item).collect::<Vec<_>>();
        assert_eq!(numbers("regulates"), [2, 3]);
        assert_eq!(numbers("regulation"), numbers("regulates"));
        assert_eq!(numbers("signs"), [0, 1, 3]);
        assert_eq!(numbers("ete"), [3]);
        assert_eq!(numbers("été"), [0; 0]);
        assert_eq!(numbers("\u{1}bill"), [2]);
    }

    #[test]
    fn a_word_in_a_title_weighs_more_and_a_long_text_less() {
        let index = Index::new(vec![gathered(&TEXTS)], 3, "en");
        let found = items(&index, "order");
        assert_eq!(found.iter().map(|(item, _)| *item).collect::<Vec<_>>(), [0, 2, 3]);
        assert!(found[0].1 > found[2].1 && found[2].1 > found[1].1, "{found:?}");
    }

    #[test]
    fn it_is_the_same_however_it_was_gathered() {
        let whole = Index::new(vec![gathered(&TEXTS)], 3, "en");
        let mut parts: Vec<Gathered> = Vec::new();
        for (place, text) in TEXTS.iter().enumerate() {
            let mut one = gathered(&[*text]);
            one.items[0].item.order = (0, place);
            one.items[0].item.url = format!("{place}/");
            parts.push(one);
        }
        parts.reverse();
        let parts = Index::new(parts, 3, "en");
        assert_eq!((parts.print, parts.files), (whole.print, whole.files));
    }

    #[test]
    fn a_large_site_has_its_index_in_parts() {
        let texts: Vec<String> = (0..5000).map(|n| format!("<p>every w{n} x{} été{}", n % 700, n % 31)).collect();
        let texts: Vec<(u8, &str, &str)> = texts.iter().map(|text| (0, "Page", text.as_str())).collect();
        let index = Index::new(vec![gathered(&texts)], 1, "xx");
        assert!(index.files.iter().any(|(name, _)| name == "words-1.bin"));
        assert!(index.files.iter().any(|(name, _)| name == "lists-1.bin"));
        assert_eq!(index.files.last().map(|(name, _)| name.as_str()), Some("items-156.json"));
        assert!(index.files.iter().all(|(_, bytes)| bytes.len() < 8192));
        assert_eq!(items(&index, "w4321").into_iter().map(|(item, _)| item).collect::<Vec<_>>(), [4321]);
        assert_eq!(items(&index, "x7").len(), 8);
        assert_eq!(items(&index, "ete30").len(), 161);
        // Of a word that all have, the first of equal weight are kept.
        let every = items(&index, "every");
        assert_eq!((every.len(), every.last().map(|(item, _)| *item)), (MOST_IN_LIST, Some(MOST_IN_LIST - 1)));
    }

    #[test]
    fn a_site_without_anything_has_an_index() {
        let index = Index::new(Vec::new(), 2, "en");
        assert_eq!((index.items.len(), index.files.len()), (0, 1));
    }
}
