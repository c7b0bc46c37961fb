//! The edition test: an edition equals, byte for byte, the build of a content folder
//! from which everything that became known later has been taken out by hand.
//!
//! `tests/sites/edition/full/` is a whole small site, `trimmed/` a copy of it without
//! what became known after 21 May 2026. What may leak, and where it is tried, stands
//! in `tests/sites/edition/README.md`.

use std::path::PathBuf;

use jiff::civil::{Date, date};

use crate::site::{self, Output};

const DAY: Date = date(2026, 5, 21);
const EDITION: &str = "as-of/2026-05-21/";

fn root(name: &str) -> PathBuf {
    site::repository().join("tests/sites/edition").join(name)
}

fn build(name: &str, as_of: Option<Date>) -> Output {
    let options = whereas::load::Options { as_of, ..site::options(site::TODAY) };
    site::build_in(&root(name), &options).clean()
}

/// The files below `folder`, by their path below it.
fn below(output: &Output, folder: &str) -> Output {
    let own = output.iter().filter_map(|(path, bytes)| Some((path.strip_prefix(folder)?.to_owned(), bytes.clone())));
    own.collect()
}

/// Every difference between two outputs, one paragraph a file.
fn differences(full: &Output, trimmed: &Output) -> Vec<String> {
    let mut found = Vec::new();
    for (path, bytes) in full {
        match trimmed.get(path) {
            None => found.push(format!("{path} is only in the edition of the full site")),
            Some(other) if other != bytes => {
                let (left, right) = (String::from_utf8_lossy(bytes), String::from_utf8_lossy(other));
                found.push(format!("{path}: {}", site::first_difference(&left, &right)));
            }
            Some(_) => {}
        }
    }
    found.extend(
        trimmed
            .keys()
            .filter(|path| !full.contains_key(*path))
            .map(|path| format!("{path} is only in the trimmed site")),
    );
    found
}

#[track_caller]
fn check(full: &Output, trimmed: &Output) {
    assert!(full.len() > 20, "the edition is there: {:?}", full.keys());
    let found = differences(full, trimmed);
    assert!(found.is_empty(), "{} files differ\n\n{}", found.len(), found.join("\n\n"));
}

#[test]
fn an_edition_equals_the_build_of_what_was_known() {
    check(&below(&build("full", None), EDITION), &below(&build("trimmed", None), EDITION));
}

/// Earlier editions are the same, too: what was taken out came after them as well.
#[test]
fn earlier_editions_equal_those_of_what_was_known() {
    let (full, trimmed) = (build("full", None), build("trimmed", None));
    for day in ["2026-03-01", "2026-05-15"] {
        let folder = format!("as-of/{day}/");
        let (full, trimmed) = (below(&full, &folder), below(&trimmed, &folder));
        assert!(full.len() > 5, "the edition of {day} is there");
        let found = differences(&full, &trimmed);
        assert!(found.is_empty(), "{day}: {} files differ\n\n{}", found.len(), found.join("\n\n"));
    }
}

/// Nothing that was left out leaves a link behind, in any edition and in a build for that day.
#[test]
fn every_link_of_every_edition_resolves() {
    for as_of in [None, Some(DAY)] {
        let output = build("full", as_of);
        assert_eq!(crate::html::dead_links(&output, "/order/"), [""; 0], "{as_of:?}");
    }
}

/// Whatever is left out, elements nest, and no id stands twice.
#[test]
fn every_page_of_every_edition_is_well_formed() {
    for (name, as_of) in [("full", None), ("full", Some(DAY)), ("trimmed", None)] {
        let output = build(name, as_of);
        let pages = output.keys().filter(|path| path.ends_with(".html"));
        let faults: Vec<String> = pages
            .flat_map(|path| {
                crate::html::faults(site::text(&output, path)).into_iter().map(move |one| format!("{path}: {one}"))
            })
            .collect();
        assert_eq!(faults, [""; 0], "{name} {as_of:?}");
    }
}

/// Every statement that is told of elsewhere has one element and one citation on its page.
#[test]
fn every_statement_shown_has_one_element_and_one_citation() {
    let output = build("full", None);
    for page in [format!("{EDITION}timeline/cut/index.html"), "timeline/cut/index.html".to_owned()] {
        let html = site::text(&output, &page);
        let statements = html.matches("class=\"statement\"").count();
        assert!(statements > 20, "{page}");
        for number in 1..=statements {
            assert_eq!(html.matches(&format!(" id=\"timeline-cut-{number}\"")).count(), 1, "{page}: {number}");
            assert_eq!(html.matches(&format!(" id=\"timeline-cut-{number}-note\"")).count(), 1, "{page}: {number}");
        }
    }
}

/// Built for that day, both sites are the same from top to bottom.
#[test]
fn a_build_for_the_day_equals_the_build_of_what_was_known_then() {
    check(&build("full", Some(DAY)), &build("trimmed", Some(DAY)));
}

/// The main pages of the trimmed site, built for that day, are the edition, but for its own
/// address and the notice that it is one.
#[test]
fn an_edition_equals_the_site_of_its_day_but_for_its_address_and_notice() {
    let edition = below(&build("full", None), EDITION);
    let present = build("trimmed", Some(DAY));
    let of_site = |path: &str| {
        let belongs_to_the_whole_site =
            ["assets/", "404.html", "sitemap.xml", "robots.txt", "_headers", "api/v1/schemas/"];
        // The editions themselves, but not the page that lists them.
        let is_edition = path.starts_with("as-of/2026");
        is_edition || belongs_to_the_whole_site.iter().any(|one| path.starts_with(one))
    };
    let present: Output = present.into_iter().filter(|(path, _)| !of_site(path)).collect();
    assert!(present.len() > 20, "{:?}", present.keys());
    let normal = |output: &Output, folder: &str| -> Output {
        let texts = output.iter().map(|(path, bytes)| match String::from_utf8(bytes.clone()) {
            Ok(text) => (path.clone(), without_address(&text, folder, path).into_bytes()),
            // A picture.
            Err(_) => (path.clone(), bytes.clone()),
        });
        texts.collect()
    };
    let found = differences(&normal(&edition, EDITION), &normal(&present, ""));
    assert!(found.is_empty(), "{} files differ\n\n{}", found.len(), found.join("\n\n"));
}

/// Takes out of a file what depends on the folder it lies in:
/// - relative links become paths below the site's root, those into the edition paths below the edition;
/// - full addresses of the edition become those of the site;
/// - the notice that this is an edition goes, and the mark of the present page in the list of editions.
fn without_address(text: &str, folder: &str, path: &str) -> String {
    const BASE: &str = "https://edition.example/order/";
    let mut text = text.replace(&format!("{BASE}{EDITION}"), BASE);
    if let Some(start) = text.find(" [The same page now](").filter(|_| path.ends_with(".md")) {
        let end = start + text[start..].find(')').expect("the link closes");
        text.replace_range(start..=end, "");
    }
    let (before_links, behind): (&[&str], char) = match path.rsplit('.').next() {
        Some("html") => (&["href=\"", "src=\""], '"'),
        Some("md") => (&["]("], ')'),
        _ => return text,
    };
    let mut out = String::with_capacity(text.len());
    let mut rest = text.as_str();
    while let Some(at) = before_links.iter().filter_map(|name| Some(rest.find(name)? + name.len())).min() {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        let end = rest.find(behind).expect("an attribute closes");
        let link = crate::html::unescape(&rest[..end]);
        match crate::html::resolve(&link, &format!("{folder}{path}"), "/").expect("no link leaves the site") {
            Some((target, fragment)) => {
                let fragment = fragment.map(|fragment| format!("#{fragment}")).unwrap_or_default();
                out.push_str(&format!("/{}{fragment}", target.strip_prefix(EDITION).unwrap_or(&target)));
            }
            None => out.push_str(&link),
        }
        rest = &rest[end..];
    }
    out.push_str(rest);
    if let Some(start) = out.find("<aside class=\"edition-notice\"") {
        let end = start + out[start..].find("</aside>").expect("the notice closes") + "</aside>".len();
        out.replace_range(start..end, "");
    }
    let out = out.replace("\" aria-current=\"page\">21 May 2026", "\">21 May 2026");
    out.split_whitespace().collect::<Vec<_>>().join(" ")
}
