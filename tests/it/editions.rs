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
        trimmed.keys().filter(|path| !full.contains_key(*path)).map(|path| format!("{path} is only in the trimmed site")),
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

/// Built for that day, both sites are the same from top to bottom.
#[test]
fn a_build_for_the_day_equals_the_build_of_what_was_known_then() {
    check(&build("full", Some(DAY)), &build("trimmed", Some(DAY)));
}
