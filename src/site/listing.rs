//! Sorts plain pages into sections and terms, and cuts lists into pagers.
//!
//! Takes a [`Listed`] for each page; gives back lists of places in that slice, so
//! that no page is ever copied. Nothing costs more than sorting. Never reads front
//! matter, never makes a page or a link, and knows no records: those keep their own lists.

use std::cmp::{Ordering, Reverse};
use std::collections::BTreeMap;
use std::ops::Range;

use foldhash::{HashMap, HashMapExt};
use rayon::prelude::*;

use crate::value::slug::slug;

/// What the pages of a list are sorted by. Ties are always settled by the order of paths.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SortBy {
    /// Newest first; pages without a date come last.
    Date,
    /// As in a register: without regard to case and accents, numbers by their value.
    Title,
    /// Lightest first.
    Weight,
    /// By path.
    None,
}

impl SortBy {
    /// What `sort_by` may be in front matter.
    pub const NAMES: [&'static str; 4] = ["date", "title", "weight", "none"];

    pub fn named(name: &str) -> Option<SortBy> {
        match name {
            "date" => Some(SortBy::Date),
            "title" => Some(SortBy::Title),
            "weight" => Some(SortBy::Weight),
            "none" => Some(SortBy::None),
            _ => None,
        }
    }

    /// For a section that does not say: by date if any of its pages has one, else by title.
    pub fn usual(list: &[usize], pages: &[Listed<'_>]) -> SortBy {
        if list.iter().any(|&at| !pages[at].date.is_empty()) { SortBy::Date } else { SortBy::Title }
    }
}

/// What of a page decides in which lists it stands, and where.
#[derive(Debug, Clone, Default)]
pub struct Listed<'a> {
    /// The caller's own number for the page; nothing here looks at it.
    pub page: usize,
    /// The nearest folder above with an `_index.md`, as [`Folders::nearest`] finds it.
    pub section: Option<usize>,
    /// `2016-01-01` or `2016-01-01T01:41:00Z`, empty if there is none. Dates are compared
    /// as text, so that a month comes before its days and a day before its hours.
    pub date: &'a str,
    pub title: &'a str,
    pub weight: i64,
    /// Place among all pages by path: different for each.
    pub order: usize,
    /// Taxonomy, by its place in config, and the term as the page spells it.
    pub terms: Vec<(usize, &'a str)>,
}

/// The folders that have an `_index.md`.
#[derive(Debug, Clone, Default)]
pub struct Folders<'a>(BTreeMap<&'a str, usize>);

impl<'a> Folders<'a> {
    /// `folders`: path below `content/` without a slash at either end (empty: `content/` itself), and section.
    pub fn new(folders: impl IntoIterator<Item = (&'a str, usize)>) -> Folders<'a> {
        Folders(folders.into_iter().collect())
    }

    /// The section to which what lies in `folder` belongs.
    pub fn nearest(&self, folder: &str) -> Option<usize> {
        let mut folder = folder;
        loop {
            if let Some(&section) = self.0.get(folder) {
                return Some(section);
            }
            if folder.is_empty() {
                return None;
            }
            folder = folder.rsplit_once('/').map_or("", |(above, _)| above);
        }
    }
}

/// The most plain pages without a section that stand in the navigation; with more of them, none does.
pub const MOST_IN_NAVIGATION: usize = 40;

/// The places in `pages` of the pages of each section, unsorted.
pub fn by_section(pages: &[Listed<'_>], n_sections: usize) -> Vec<Vec<usize>> {
    let mut sections = vec![Vec::new(); n_sections];
    for (at, page) in pages.iter().enumerate() {
        if let Some(list) = page.section.and_then(|section| sections.get_mut(section)) {
            list.push(at);
        }
    }
    sections
}

/// Sorts lists of pages. A page stands in many lists, so dates are compared once for all of them.
pub struct Sorter<'p, 'a> {
    pub pages: &'p [Listed<'a>],
    /// By page: how many stand before it in the list of all, newest first.
    ranks: Vec<usize>,
}

impl<'p, 'a> Sorter<'p, 'a> {
    pub fn new(pages: &'p [Listed<'a>]) -> Sorter<'p, 'a> {
        // Most dates differ in their first bytes, which stand in the list itself.
        let first_bytes = |date: &str| {
            let mut bytes = [0; 16];
            let n = date.len().min(bytes.len());
            bytes[..n].copy_from_slice(&date.as_bytes()[..n]);
            u128::from_be_bytes(bytes)
        };
        let mut newest_first: Vec<(u128, usize)> =
            pages.par_iter().enumerate().map(|(at, page)| (first_bytes(page.date), at)).collect();
        let rest = |at: usize| (Reverse(pages[at].date.get(16..)), pages[at].order);
        newest_first.par_sort_unstable_by(|a, b| b.0.cmp(&a.0).then_with(|| rest(a.1).cmp(&rest(b.1))));
        let mut ranks = vec![0; pages.len()];
        for (rank, (_, at)) in newest_first.into_iter().enumerate() {
            ranks[at] = rank;
        }
        Sorter { pages, ranks }
    }

    /// Sorts `list`, places in `pages`. The order is total as long as no two pages have the same `order`.
    pub fn sort(&self, list: &mut [usize], by: SortBy) {
        let order = |at: usize| self.pages[at].order;
        match by {
            SortBy::Date => list.sort_unstable_by_key(|&at| self.ranks[at]),
            SortBy::Title => list.sort_by_cached_key(|&at| (Title::new(self.pages[at].title), order(at))),
            SortBy::Weight => list.sort_unstable_by_key(|&at| (self.pages[at].weight, order(at))),
            SortBy::None => list.sort_unstable_by_key(|&at| order(at)),
        }
    }
}

/// The neighbours of a page in the list of its section.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Siblings {
    pub previous: Option<usize>,
    pub next: Option<usize>,
}

/// Each page of a sorted list with its neighbours.
///
/// Next is the page to read after this one. In a list with the newest first that is the one
/// above it, the newer; in every other list the one below.
pub fn siblings(sorted: &[usize], by: SortBy) -> impl Iterator<Item = (usize, Siblings)> {
    sorted.iter().enumerate().map(move |(place, &page)| {
        let above = place.checked_sub(1).and_then(|above| sorted.get(above)).copied();
        let below = sorted.get(place + 1).copied();
        match by {
            SortBy::Date => (page, Siblings { previous: below, next: above }),
            _ => (page, Siblings { previous: above, next: below }),
        }
    })
}

/// A term of a taxonomy, and the pages that name it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Term<'a> {
    /// As the first page by path spells it.
    pub name: &'a str,
    /// The last part of its address.
    pub slug: String,
    /// Places in the slice of pages, newest first.
    pub pages: Vec<usize>,
}

/// The terms of each taxonomy, sorted by name. Spellings that give one slug are one term.
pub fn terms<'a>(sorter: &Sorter<'_, 'a>, n_taxonomies: usize) -> Vec<Vec<Term<'a>>> {
    let pages = sorter.pages;
    let mut found = vec![Vec::new(); n_taxonomies];
    let mut by_path: Vec<usize> = (0..pages.len()).collect();
    sorter.sort(&mut by_path, SortBy::None);
    // A term is looked up by its spelling, so that a slug is made once a spelling and not once a page.
    let mut by_spelling: HashMap<(usize, &str), usize> = HashMap::new();
    let mut by_slug: BTreeMap<(usize, String), usize> = BTreeMap::new();
    for at in by_path {
        for &(taxonomy, spelling) in &pages[at].terms {
            let Some(terms) = found.get_mut(taxonomy) else {
                continue;
            };
            let place = *by_spelling.entry((taxonomy, spelling)).or_insert_with(|| {
                let slug = slug(spelling);
                *by_slug.entry((taxonomy, slug.clone())).or_insert_with(|| {
                    terms.push(Term { name: spelling, slug, pages: Vec::new() });
                    terms.len() - 1
                })
            });
            // A page may name a term twice, in two spellings.
            if terms[place].pages.last() != Some(&at) {
                terms[place].pages.push(at);
            }
        }
    }
    for terms in &mut found {
        terms.sort_by_cached_key(|term| (Title::new(term.name), term.slug.clone()));
        for term in terms {
            sorter.sort(&mut term.pages, SortBy::Date);
        }
    }
    found
}

/// One page of a list that is cut into several.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pager {
    /// From 1.
    pub number: usize,
    /// How many pagers the list has, at least 1.
    pub of: usize,
    /// The part of the list that it shows.
    pub range: Range<usize>,
    pub route: String,
    pub previous: Option<String>,
    pub next: Option<String>,
}

/// Cuts a list of `n` pages at `base` (`housing/`, empty for the home page) into pagers of
/// `per_page`; without it, or with 0, into one. Never empty: a list without pages has one pager.
pub fn pagers(base: &str, n: usize, per_page: Option<usize>) -> Vec<Pager> {
    let per_page = per_page.filter(|&pages| pages > 0).unwrap_or(n.max(1));
    let of = n.div_ceil(per_page).max(1);
    (1..=of)
        .map(|number| Pager {
            number,
            of,
            range: (number - 1) * per_page..n.min(number.saturating_mul(per_page)),
            route: pager_route(base, number),
            previous: (number > 1).then(|| pager_route(base, number - 1)),
            next: (number < of).then(|| pager_route(base, number + 1)),
        })
        .collect()
}

/// An address that readers guess for the first pager of a list that is cut: it leads to `base`.
pub fn first_pager_alias(base: &str) -> String {
    format!("{base}page/1/")
}

fn pager_route(base: &str, number: usize) -> String {
    if number == 1 { base.to_owned() } else { format!("{base}page/{number}/") }
}

/// A title as it is looked up in a register: its slug, in which a run of digits counts by its value.
#[derive(Debug, PartialEq, Eq)]
pub struct Title(String);

impl Title {
    pub fn new(title: &str) -> Title {
        Title(slug(title))
    }

    /// The letter `a` to `z` with which it begins.
    pub fn first_letter(&self) -> Option<char> {
        self.0.chars().next().filter(char::is_ascii_lowercase)
    }

    /// Runs of digits and runs of anything else, in turn.
    fn runs(&self) -> impl Iterator<Item = &str> {
        self.0.as_bytes().chunk_by(|a, b| a.is_ascii_digit() == b.is_ascii_digit()).scan(0, |start, run| {
            let at = *start;
            *start += run.len();
            self.0.get(at..*start)
        })
    }
}

impl Ord for Title {
    fn cmp(&self, other: &Title) -> Ordering {
        let mut pairs = self.runs().zip(other.runs());
        let unlike = pairs.find_map(|(a, b)| {
            let order = match (number(a), number(b)) {
                (Some(a), Some(b)) => a.cmp(&b),
                _ => a.cmp(b),
            };
            (order != Ordering::Equal).then_some(order)
        });
        // A zero in front still tells two titles apart, so that equal means the same.
        unlike.unwrap_or_else(|| self.runs().count().cmp(&other.runs().count()).then_with(|| self.0.cmp(&other.0)))
    }
}

impl PartialOrd for Title {
    fn partial_cmp(&self, other: &Title) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

/// A run of digits without the zeros in front, behind its length: the longer is the greater.
fn number(run: &str) -> Option<(usize, &str)> {
    let digits = run.trim_start_matches('0');
    run.starts_with(|letter: char| letter.is_ascii_digit()).then_some((digits.len(), digits))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `title`, `date`, weight; the order is that of the table.
    fn pages<'a>(rows: &[(&'a str, &'a str, i64)]) -> Vec<Listed<'a>> {
        let page = |(order, &(title, date, weight)): (usize, &(&'a str, &'a str, i64))| Listed {
            page: order,
            title,
            date,
            weight,
            order,
            ..Listed::default()
        };
        rows.iter().enumerate().map(page).collect()
    }

    #[track_caller]
    fn check_order(pages: &[Listed<'_>], by: SortBy, expected: &[&str]) {
        // From both ends, so that an order left to chance would show.
        for mut list in [(0..pages.len()).collect::<Vec<_>>(), (0..pages.len()).rev().collect()] {
            Sorter::new(pages).sort(&mut list, by);
            assert_eq!(list.iter().map(|&at| pages[at].title).collect::<Vec<_>>(), expected, "{by:?}");
        }
    }

    #[test]
    fn each_order_and_ties_by_path() {
        let pages = pages(&[
            ("Part 10", "2024-05-02", 0),
            ("état", "", -3),
            ("Estate", "2024-05-02", 7),
            ("part 9", "2024-05-02T08:00:00Z", 0),
            ("Fee", "2025", 7),
            ("Zebra", "", -3),
        ]);
        check_order(&pages, SortBy::Date, &["Fee", "part 9", "Part 10", "Estate", "état", "Zebra"]);
        check_order(&pages, SortBy::Title, &["Estate", "état", "Fee", "part 9", "Part 10", "Zebra"]);
        check_order(&pages, SortBy::Weight, &["état", "Zebra", "Part 10", "part 9", "Estate", "Fee"]);
        check_order(&pages, SortBy::None, &["Part 10", "état", "Estate", "part 9", "Fee", "Zebra"]);
    }

    #[test]
    fn titles_that_differ_in_zeros_or_case_alone() {
        let pages = pages(&[("Act 007", "", 0), ("act 7", "", 0), ("Act 7", "", 0), ("Act 7a", "", 0), ("Act", "", 0)]);
        check_order(&pages, SortBy::Title, &["Act", "Act 007", "act 7", "Act 7", "Act 7a"]);
    }

    #[test]
    fn a_section_is_sorted_by_date_if_it_has_one() {
        let pages = pages(&[("A", "", 0), ("B", "2024", 0), ("C", "", 0)]);
        assert_eq!(SortBy::usual(&[0, 1, 2], &pages), SortBy::Date);
        assert_eq!(SortBy::usual(&[0, 2], &pages), SortBy::Title);
        assert_eq!(SortBy::usual(&[], &pages), SortBy::Title);
    }

    #[test]
    fn every_name_of_an_order_is_read() {
        for name in SortBy::NAMES {
            assert_eq!(format!("{:?}", SortBy::named(name).expect("a name")).to_lowercase(), name);
        }
        assert_eq!(SortBy::named("Date"), None);
    }

    #[test]
    fn pages_belong_to_the_nearest_section() {
        let folders = Folders::new([("blog", 0), ("blog/2024/spring", 1)]);
        let sections = ["blog", "blog/2024", "blog/2024/spring/may", "blogs", ""].map(|folder| folders.nearest(folder));
        assert_eq!(sections, [Some(0), Some(0), Some(1), None, None]);
        assert_eq!(Folders::new([("", 4)]).nearest("blog/2024"), Some(4));

        let mut pages = pages(&[("A", "", 0), ("B", "", 0), ("C", "", 0), ("D", "", 0)]);
        for (page, section) in pages.iter_mut().zip([Some(1), None, Some(0), Some(1)]) {
            page.section = section;
        }
        assert_eq!(by_section(&pages, 3), [vec![2], vec![0, 3], vec![]]);
    }

    #[test]
    fn the_next_page_is_the_newer_or_the_one_below() {
        let of = |by| siblings(&[5, 3, 8], by).map(|(at, one)| (at, one.previous, one.next)).collect::<Vec<_>>();
        assert_eq!(of(SortBy::Date), [(5, Some(3), None), (3, Some(8), Some(5)), (8, None, Some(3))]);
        assert_eq!(of(SortBy::Weight), [(5, None, Some(3)), (3, Some(5), Some(8)), (8, Some(3), None)]);
        assert_eq!(siblings(&[], SortBy::Date).count(), 0);
    }

    #[test]
    fn terms_by_name_with_the_newest_page_first() {
        let mut pages = pages(&[("A", "2023", 0), ("B", "2025", 0), ("C", "2024", 0)]);
        pages[0].terms = vec![(0, "wages"), (1, "Part 10"), (0, "Rents"), (0, "WAGES")];
        pages[1].terms = vec![(0, "Wages"), (0, "École"), (7, "no such taxonomy")];
        pages[2].terms = vec![(1, "Part 9"), (0, "wages")];
        // The first spelling is that of the first path, also when the slice is in another order.
        pages.reverse();
        let terms = terms(&Sorter::new(&pages), 3);
        let found: Vec<Vec<(&str, &str, Vec<&str>)>> = terms
            .iter()
            .map(|terms| {
                let titles = |term: &Term<'_>| term.pages.iter().map(|&at| pages[at].title).collect();
                terms.iter().map(|term| (term.name, term.slug.as_str(), titles(term))).collect()
            })
            .collect();
        let topics =
            vec![("École", "ecole", vec!["B"]), ("Rents", "rents", vec!["A"]), ("wages", "wages", vec!["B", "C", "A"])];
        let parts = vec![("Part 9", "part-9", vec!["C"]), ("Part 10", "part-10", vec!["A"])];
        assert_eq!(found, [topics, parts, vec![]]);
    }

    #[track_caller]
    fn check_pagers(base: &str, n: usize, per_page: Option<usize>, expected: &[(&str, Range<usize>)]) {
        let pagers = pagers(base, n, per_page);
        let found: Vec<(&str, Range<usize>)> =
            pagers.iter().map(|pager| (pager.route.as_str(), pager.range.clone())).collect();
        assert_eq!(found, expected);
        for (place, pager) in pagers.iter().enumerate() {
            assert_eq!((pager.number, pager.of), (place + 1, pagers.len()));
            let route = |place: Option<usize>| place.and_then(|place| pagers.get(place)).map(|one| one.route.clone());
            assert_eq!(pager.previous, route(place.checked_sub(1)));
            assert_eq!(pager.next, route(Some(place + 1)));
        }
    }

    #[test]
    fn lists_are_cut_into_pagers() {
        check_pagers(
            "housing/",
            5,
            Some(2),
            &[("housing/", 0..2), ("housing/page/2/", 2..4), ("housing/page/3/", 4..5)],
        );
        check_pagers("housing/", 4, Some(4), &[("housing/", 0..4)]);
        check_pagers("", 3, Some(2), &[("", 0..2), ("page/2/", 2..3)]);
        check_pagers("topics/wages/", 0, Some(50), &[("topics/wages/", 0..0)]);
        check_pagers("a/", 3, None, &[("a/", 0..3)]);
        check_pagers("a/", 3, Some(0), &[("a/", 0..3)]);
        check_pagers("a/", 3, Some(usize::MAX), &[("a/", 0..3)]);
        check_pagers("a/", 0, None, &[("a/", 0..0)]);
        assert_eq!(first_pager_alias("topics/wages/"), "topics/wages/page/1/");
    }
}
