//! The 652 examples of CommonMark 0.31.2, through the Markdown stage.
//!
//! In the dialect `CommonMark` every example gives the HTML of the specification. In the
//! dialect `Site`, which editors write, those that differ are listed with the reason.

use serde::Deserialize;
use whereas::markdown::Dialect;
use whereas::markdown::html::plain;

#[derive(Deserialize)]
struct Example {
    example: usize,
    section: String,
    markdown: String,
    html: String,
}

fn examples() -> Vec<Example> {
    let text = std::fs::read_to_string(crate::site::repository().join("tests/commonmark/spec-0.31.2.json"))
        .expect("the examples are there");
    let examples: Vec<Example> = serde_json::from_str(&text).expect("they are JSON");
    assert_eq!(examples.len(), 652);
    examples
}

/// Differences that no reader of HTML sees, as the specification's own test (`normalize.py`)
/// takes them out: white space around block tags. And a quotation mark in text, which the
/// specification writes `&quot;` and our writer as it is; both are one character to a reader.
fn normal(html: &str) -> String {
    const BLOCKS: [&str; 22] = [
        "article",
        "blockquote",
        "dd",
        "div",
        "dl",
        "dt",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "hr",
        "li",
        "ol",
        "p",
        "pre",
        "table",
        "tbody",
        "td",
        "th",
        "ul",
    ];
    let mut html = html.to_owned();
    for block in BLOCKS {
        for tag in [format!("<{block}>"), format!("</{block}>"), format!("<{block} />")] {
            while html.contains(&format!("\n{tag}")) {
                html = html.replace(&format!("\n{tag}"), &tag);
            }
            while html.contains(&format!("{tag}\n")) {
                html = html.replace(&format!("{tag}\n"), &tag);
            }
        }
    }
    let mut out = String::new();
    for piece in html.trim_end_matches('\n').split_inclusive('>') {
        let (text, tag) = piece.split_at(piece.find('<').unwrap_or(piece.len()));
        out.push_str(&text.replace("&quot;", "\""));
        out.push_str(tag);
    }
    out
}

fn differing(dialect: Dialect) -> Vec<(usize, String)> {
    let found = examples().into_iter().filter_map(|example| {
        let html = plain(&example.markdown, dialect);
        (normal(&html) != normal(&example.html)).then(|| {
            let shown = format!(
                "{} ({})\n{}\n--- expected\n{}\n--- found\n{html}",
                example.example, example.section, example.markdown, example.html
            );
            (example.example, shown)
        })
    });
    found.collect()
}

#[test]
fn every_example_of_commonmark_passes() {
    let found: Vec<String> = differing(Dialect::CommonMark).into_iter().map(|(_, shown)| shown).collect();
    assert!(found.is_empty(), "{} examples differ\n\n{}", found.len(), found.join("\n"));
}

/// Where the Markdown of a site differs from CommonMark, and why.
const SITE: &[(&str, &[usize])] = &[
    (
        "smart punctuation: quotation marks and apostrophes are curled",
        &[14, 91, 197, 209, 210, 343, 352, 359, 363, 380, 385, 395, 508, 590, 619, 620, 622, 624, 632, 650],
    ),
    ("smart punctuation: two hyphens are an en dash, three an em dash", &[46, 55, 87, 106, 626]),
];

#[test]
fn the_dialect_of_sites_differs_where_it_says_so() {
    let found = differing(Dialect::Site);
    let mut expected: Vec<usize> = SITE.iter().flat_map(|(_, numbers)| numbers.iter().copied()).collect();
    expected.sort_unstable();
    let numbers: Vec<usize> = found.iter().map(|(number, _)| *number).collect();
    let news: Vec<&str> =
        found.iter().filter(|(number, _)| !expected.contains(number)).map(|(_, shown)| shown.as_str()).collect();
    assert_eq!(numbers, expected, "\n{}", news.join("\n"));
}
