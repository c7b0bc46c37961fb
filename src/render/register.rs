//! The index from A to Z on the search page: what a reader without JavaScript looks things up in.
//!
//! Takes everything that can be found; gives one page, or, of a large site, a page of letters and for each
//! letter pages of at most [`MOST_ON_PAGE`] lines, so that none is huge. Never renders a page.

use std::cmp::Ordering;
use std::collections::BTreeMap;

use rayon::prelude::*;
use tera::Value;

use super::{map, marks};
use crate::site::listing::{self, Title};
use crate::site::route::SEARCH;

/// Lines of one page.
const MOST_ON_PAGE: usize = 500;

/// A line of the register.
#[derive(Debug, Clone, Copy)]
pub struct Line<'a> {
    pub title: &'a str,
    /// A route below the edition.
    pub route: &'a str,
    /// What it is, in a word: "Event".
    pub kind: &'a str,
    /// Whose it is, on a site of several policies; else empty.
    pub explainer: &'a str,
}

/// A page of the register: its route, its name ("", or the letter and the part), and its value for templates.
pub struct Page {
    pub route: String,
    pub name: String,
    pub value: Value,
}

/// Under what a line is looked up: digits, then letters of the Latin alphabet, then all others.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Letter {
    Digit,
    Latin(char),
    Other(char),
    None,
}

impl Letter {
    fn of(title: &str, name: &Title) -> Letter {
        let Some(first) = title.chars().find(|letter| letter.is_alphanumeric()) else { return Letter::None };
        if first.is_numeric() {
            return Letter::Digit;
        }
        // A letter with an accent is looked up under the one without.
        let is_latin = first.is_ascii() || matches!(first, '\u{c0}'..='\u{24f}' | '\u{1e00}'..='\u{1eff}');
        match name.first_letter().filter(|_| is_latin) {
            Some(letter) => Letter::Latin(letter.to_ascii_uppercase()),
            None => Letter::Other(first.to_uppercase().next().unwrap_or(first)),
        }
    }

    fn name(self) -> String {
        match self {
            Letter::Digit => "0–9".to_owned(),
            Letter::Latin(letter) | Letter::Other(letter) => letter.to_string(),
            Letter::None => "…".to_owned(),
        }
    }

    /// The end of its address.
    fn slug(self) -> String {
        match self {
            Letter::Digit => "0-9".to_owned(),
            Letter::Latin(letter) => letter.to_ascii_lowercase().to_string(),
            Letter::Other(letter) => format!("u{:04x}", u32::from(letter)),
            Letter::None => "other".to_owned(),
        }
    }
}

/// The pages of the register; the first is the search page itself.
pub fn pages(lines: &[Line<'_>]) -> Vec<Page> {
    let mut sorted: Vec<(Letter, Title, &Line<'_>)> = lines
        .par_iter()
        .map(|line| {
            let name = Title::new(line.title);
            (Letter::of(line.title, &name), name, line)
        })
        .collect();
    let by_name = |a: &(Letter, Title, &Line<'_>), b: &(Letter, Title, &Line<'_>)| -> Ordering {
        a.0.cmp(&b.0).then_with(|| a.1.cmp(&b.1)).then_with(|| a.2.route.cmp(b.2.route))
    };
    sorted.par_sort_unstable_by(by_name);
    let mut letters: BTreeMap<Letter, Vec<&Line<'_>>> = BTreeMap::new();
    for (letter, _, line) in sorted {
        letters.entry(letter).or_default().push(line);
    }
    let anchor = |letter: Letter| format!("on-letter-{}", letter.slug());
    if lines.len() <= MOST_ON_PAGE {
        let links = letters.iter().map(|(letter, lines)| {
            let link = marks::to_route(&format!("{SEARCH}#{}", anchor(*letter)));
            link_value(*letter, &link, lines.len(), false)
        });
        let links = Value::from(links.collect::<Vec<_>>());
        let groups = letters.iter().map(|(letter, lines)| group(&letter.name(), &anchor(*letter), lines));
        let value = register(links, groups.collect(), None);
        return vec![Page { route: SEARCH.to_owned(), name: String::new(), value }];
    }
    let links = |current: Option<Letter>| {
        let links = letters.iter().map(|(letter, lines)| {
            let link = marks::to_route(&format!("{SEARCH}{}/", letter.slug()));
            link_value(*letter, &link, lines.len(), current == Some(*letter))
        });
        Value::from(links.collect::<Vec<_>>())
    };
    let mut pages =
        vec![Page { route: SEARCH.to_owned(), name: String::new(), value: register(links(None), Vec::new(), None) }];
    for (letter, lines) in &letters {
        let base = format!("{SEARCH}{}/", letter.slug());
        for pager in listing::pagers(&base, lines.len(), Some(MOST_ON_PAGE)) {
            let name = match pager.number {
                1 => letter.name(),
                number => format!("{}, page {number} of {}", letter.name(), pager.of),
            };
            let own = group(&letter.name(), &anchor(*letter), &lines[pager.range.clone()]);
            let value = register(
                links(Some(*letter)),
                vec![own],
                Some(super::plain::paginator(&pager, Vec::new(), lines.len())),
            );
            pages.push(Page { route: pager.route, name, value });
        }
    }
    pages
}

fn register(letters: Value, groups: Vec<Value>, paginator: Option<Value>) -> Value {
    map([("letters", letters), ("groups", Value::from(groups)), ("paginator", paginator.unwrap_or_else(Value::none))])
}

fn link_value(letter: Letter, link: &str, n: usize, is_current: bool) -> Value {
    map([
        ("name", Value::from(letter.name())),
        ("url", Value::from(link)),
        ("count", Value::from(n)),
        ("current", Value::from(is_current)),
    ])
}

fn group(name: &str, anchor: &str, lines: &[&Line<'_>]) -> Value {
    let entries = lines.iter().map(|line| {
        map([
            ("title", Value::from(line.title)),
            ("url", Value::from(marks::to_route(line.route))),
            ("kind", Value::from(line.kind)),
            ("explainer", Value::from(line.explainer)),
        ])
    });
    let entries = Value::from(entries.collect::<Vec<_>>());
    map([("name", Value::from(name)), ("anchor", Value::from(anchor)), ("entries", entries)])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(value: &Value, path: &str) -> String {
        value.get_from_path(path).and_then(Value::as_str).unwrap_or_else(|| panic!("no text at {path}")).to_owned()
    }

    fn lines<'a>(titles: &'a [String]) -> Vec<Line<'a>> {
        titles.iter().map(|title| Line { title, route: "a/", kind: "Page", explainer: "" }).collect()
    }

    #[track_caller]
    fn check(title: &str, name: &str, slug: &str) {
        let letter = Letter::of(title, &Title::new(title));
        assert_eq!((letter.name().as_str(), letter.slug().as_str()), (name, slug), "{title}");
    }

    #[test]
    fn letters() {
        check("order", "O", "o");
        check("“Élan”", "E", "e");
        check("2026", "0–9", "0-9");
        check("Регламент", "Р", "u0420");
        check("§", "…", "other");
    }

    #[test]
    fn a_small_site_has_one_page_with_each_letter() {
        let titles = ["Zoning", "14110", "act", "Årsbok", "Act 9", "Act 10"].map(str::to_owned);
        let pages = pages(&lines(&titles));
        assert_eq!(pages.len(), 1);
        let value = &pages[0].value;
        let found: Vec<String> = (0..3).map(|at| text(value, &format!("groups.{at}.name"))).collect();
        assert_eq!(found, ["0–9", "A", "Z"]);
        let found: Vec<String> = (0..4).map(|at| text(value, &format!("groups.1.entries.{at}.title"))).collect();
        assert_eq!(found, ["act", "Act 9", "Act 10", "Årsbok"]);
        assert_eq!(text(value, "letters.2.url"), "\u{1}search/#on-letter-z");
    }

    #[test]
    fn a_large_site_has_pages_for_each_letter() {
        let titles: Vec<String> = (0..1200).map(|n| format!("{} {n}", if n < 1100 { "Act" } else { "Bill" })).collect();
        let pages = pages(&lines(&titles));
        let routes: Vec<(&str, &str)> = pages.iter().map(|page| (page.route.as_str(), page.name.as_str())).collect();
        assert_eq!(
            routes,
            [
                ("search/", ""),
                ("search/a/", "A"),
                ("search/a/page/2/", "A, page 2 of 3"),
                ("search/a/page/3/", "A, page 3 of 3"),
                ("search/b/", "B"),
            ]
        );
        assert_eq!(text(&pages[0].value, "letters.1.url"), "\u{1}search/b/");
        assert_eq!(text(&pages[2].value, "groups.0.entries.0.title"), "Act 500");
    }
}
