//! Every code that the program can print is explained, and the manual of the rules is theirs.

use std::collections::BTreeMap;
use std::fs;

use whereas::check;

use crate::site;

/// The codes that the sources name, each with a file that does: what stands in quotation marks behind
/// one of `openings`.
fn named_codes() -> BTreeMap<String, String> {
    let openings = ["Diagnostic::error(", "Diagnostic::warning(", "Diagnostic::nowhere(", "code: "];
    let mut found = BTreeMap::new();
    for (path, file) in site::files_below(&site::repository().join("src")) {
        let text = fs::read_to_string(file).unwrap_or_default();
        let own = text.split("#[cfg(test)]").next().unwrap_or_default();
        if !path.ends_with(".rs") || path.ends_with("tests.rs") {
            continue;
        }
        for opening in openings {
            for (at, _) in own.match_indices(opening) {
                let behind = own[at + opening.len()..].trim_start();
                let Some(quoted) = behind.strip_prefix('"').and_then(|rest| rest.split('"').next()) else { continue };
                let is_code = quoted.contains('-') && quoted.bytes().all(|one| one == b'-' || one.is_ascii_lowercase());
                if is_code {
                    found.insert(quoted.to_owned(), path.clone());
                }
            }
        }
    }
    assert!(found.len() > 30, "the codes were not found: {found:?}");
    found
}

#[test]
fn every_code_that_can_be_printed_is_explained() {
    let unknown: Vec<String> = named_codes()
        .into_iter()
        .filter(|(code, _)| check::explain(code).is_none())
        .map(|(code, path)| format!("src/{path} names `{code}`"))
        .collect();
    assert!(unknown.is_empty(), "{}", unknown.join("\n"));
}

/// A diagnostic is made with its code in plain sight, so that the test above sees it.
#[test]
fn no_code_is_hidden_in_a_variable() {
    let mut hidden = Vec::new();
    for (path, file) in site::files_below(&site::repository().join("src")) {
        let text = fs::read_to_string(file).unwrap_or_default();
        let own = text.split("#[cfg(test)]").next().unwrap_or_default();
        for opening in ["Diagnostic::error(", "Diagnostic::warning(", "Diagnostic::nowhere("] {
            for (at, _) in own.match_indices(opening) {
                let behind = own[at + opening.len()..].trim_start();
                // `fault.code`: of a value whose `code: "..."` is seen where it is made.
                let is_plain =
                    ["\"", "RULE.code", "fault.code", "code, span, message"].iter().any(|one| behind.starts_with(one));
                if !is_plain {
                    hidden.push(format!("src/{path}: {opening}{}", behind.lines().next().unwrap_or_default()));
                }
            }
        }
    }
    assert!(hidden.is_empty(), "{}", hidden.join("\n"));
}

#[test]
fn every_rule_says_all_four_things_in_sentences() {
    for rule in check::RULES {
        for (part, text) in [("finds", rule.finds), ("why", rule.why), ("cure", rule.cure)] {
            let is_sentence = text.ends_with(['.', '`', ')']) && text.starts_with(|first: char| !first.is_lowercase());
            assert!(is_sentence, "{}: {part}: {text}", rule.code);
        }
        assert!(!rule.example.trim().is_empty(), "{}", rule.code);
    }
}

#[test]
fn the_manual_of_the_rules_is_made_from_them() {
    let path = site::repository().join("docs/rules.md");
    let made = check::manual();
    if std::env::var_os("BLESS").is_some() {
        fs::write(&path, &made).expect("docs/rules.md can be written");
    }
    let held = fs::read_to_string(&path).unwrap_or_default();
    assert!(
        held == made,
        "docs/rules.md is not what the rules say: `BLESS=1 cargo test --test it rules` writes it anew"
    );
}
