//! The site at the root of the repository: the real explainer, built in memory.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use jiff::civil::date;
use rayon::prelude::*;
use tempfile::TempDir;
use whereas::diag::{Severity, short};
use whereas::input::Input;
use whereas::load::Loaded;
use whereas::pipeline;
use whereas::publish::NoSink;

use crate::html::{Tag, resolve, tags};
use crate::site::{self, Output, TODAY};

/// A copy of what a build reads, so that no test can touch the site.
fn copy() -> TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    let root = site::repository();
    let config = std::fs::read(root.join("config.toml")).expect("there is a config");
    site::write(folder.path(), "config.toml", &config);
    for part in ["content", "themes"] {
        for (path, file) in site::files_below(&root.join(part)) {
            site::write(folder.path(), &format!("{part}/{path}"), &std::fs::read(file).expect("it can be read"));
        }
    }
    folder
}

/// Read and built once for all tests here.
static BUILT: LazyLock<(Loaded, Output)> = LazyLock::new(|| {
    let folder = copy();
    let loaded = site::load(folder.path(), &site::options(TODAY));
    let output = site::build(&loaded).clean();
    (loaded, output)
});

fn loaded() -> &'static Loaded {
    &BUILT.0
}

fn output() -> &'static Output {
    &BUILT.1
}

/// The pages with their tags.
static PAGES: LazyLock<BTreeMap<&'static str, Vec<Tag>>> = LazyLock::new(|| {
    let pages: Vec<&String> = output().keys().filter(|path| path.ends_with(".html")).collect();
    pages.par_iter().map(|path| (path.as_str(), tags(site::text(output(), path)))).collect()
});

fn text_of<'i>(input: &'i Input, path: &str) -> &'i str {
    let found = input.files.iter().find(|(_, file)| file.path == path);
    &found.unwrap_or_else(|| panic!("no file {path}")).1.text
}

#[test]
fn the_site_builds_without_errors() {
    for page in ["index.html", "timeline/index.html", "takeaways/index.html", "as-of/2026-05-21/index.html", "404.html"] {
        assert!(output().contains_key(page), "{page}");
    }
}

/// The faults of an input, one line each.
fn faults(input: &Input) -> Vec<String> {
    let outcome = pipeline::build(input, &NoSink);
    let text = short::print(&outcome.report, &input.files);
    assert_eq!(outcome.report.iter().any(|one| one.severity == Severity::Error), outcome.report.has_errors());
    text.lines().map(str::to_owned).collect()
}

/// Every citation of a text as its bytes, with the space before it.
fn citations(text: &str) -> Vec<std::ops::Range<usize>> {
    let mut found = Vec::new();
    let mut from = 0;
    while let Some(start) = text[from..].find('[').map(|at| from + at) {
        let end = text[start..].find(']').map_or(text.len(), |length| start + length + 1);
        let inner = &text[start + 1..end.max(start + 2) - 1];
        if inner.contains('@') || inner == "analysis" || inner.starts_with("analysis ") {
            let space = text[..start].trim_end_matches([' ', '\n']).len();
            found.push(space..end);
        }
        from = start + 1;
    }
    found
}

/// Without any one of its citations the timeline and the takeaways fail, at the file and the sentence:
/// either nothing covers it any more, or the next citation covers two sentences, which this site forbids.
#[test]
fn no_citation_can_be_taken_away() {
    let input = &loaded().input;
    let mut tries = Vec::new();
    for (_, file) in input.files.iter() {
        let is_ours = file.path.starts_with("content/timeline/") || file.path.starts_with("content/takeaways");
        if is_ours && file.path.ends_with(".md") {
            tries.extend(citations(&file.text).into_iter().map(|range| (file.path.as_str(), file.text.as_str(), range)));
        }
    }
    assert!(tries.len() > 60, "only {} citations were found", tries.len());
    let wrong: Vec<String> = tries
        .par_iter()
        .filter_map(|(path, text, range)| {
            let without = format!("{}{}", &text[..range.start], &text[range.end..]);
            let found = faults(&site::with_text(input, path, &without));
            // The sentence ends where the citation stood, so it begins on that line or before;
            // the text in front of a next citation is covered by that one.
            let line = text[..range.start].matches('\n').count() + 1;
            let is_told = found.iter().any(|fault| {
                fault.strip_prefix(&format!("{path}:")).is_some_and(|rest| {
                    let number: usize = rest.split(':').next().and_then(|n| n.parse().ok()).unwrap_or(0);
                    let code = ["error[unsourced-statement]", "error[stretched-citation]"];
                    number <= line && line - number < 4 && code.iter().any(|code| rest.contains(code))
                })
            });
            (!is_told).then(|| format!("{path}:{line} without `{}`: {found:?}", &text[range.clone()]))
        })
        .collect();
    assert!(wrong.is_empty(), "{} of {}\n{}", wrong.len(), tries.len(), wrong.join("\n"));
}
