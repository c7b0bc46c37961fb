//! Pages to which nothing leads: what the navigation does not take any more.

use tempfile::TempDir;
use whereas::diag::short;
use whereas::pipeline;
use whereas::publish::NoSink;

use crate::site::{self, TODAY};

/// A site of plain pages, `n` in each of these folders; the last page of each links to the first.
fn pages(folders: &[&str], n: usize) -> TempDir {
    let root = tempfile::tempdir().expect("a folder");
    for folder in folders {
        for page in 1..=n {
            let words = if page == n { "[One](p1.md)" } else { "Words." };
            let text = format!("+++\ntitle = \"{folder} {page}\"\n+++\n\n{words}\n");
            site::write(root.path(), &format!("content/{folder}/p{page}.md"), text.as_bytes());
        }
    }
    root
}

/// The warnings of a site about its pages, one line each.
fn warnings(root: &TempDir) -> Vec<String> {
    let input = site::load(root.path(), &site::options(TODAY)).input;
    let outcome = pipeline::build(&input, &NoSink);
    let text = short::print(&outcome.report, &input.files);
    text.lines().filter(|line| line.contains("orphan-page")).map(str::to_owned).collect()
}

#[test]
fn the_navigation_takes_forty() {
    assert!(warnings(&pages(&["a", "b"], 20)).is_empty());
}

#[test]
fn a_folder_without_a_section_is_told_once() {
    let root = pages(&["a", "b"], 21);
    let found = warnings(&root);
    let told = |folder: &str| {
        format!(
            "content/{folder}/p10.md:2:9: warning[orphan-page]: nothing leads to the page “{folder} 10”, nor to 19 more in its folder"
        )
    };
    assert_eq!(found.len(), 2, "{found:?}");
    assert!(found[0].starts_with(&told("a")) && found[1].starts_with(&told("b")), "{found:?}");
    site::write(root.path(), "content/a/_index.md", b"+++\ntitle = \"A\"\n+++\n");
    assert!(warnings(&root).is_empty(), "21 are left, and stand in the navigation");
}

#[test]
fn a_site_without_sections_is_told_once() {
    let found = warnings(&pages(&["a", "b", "c", "d", "e", "f"], 7));
    assert_eq!(found.len(), 1, "{found:?}");
    assert!(found[0].contains("nothing leads to 36 pages in 6 folders; this is the first"), "{found:?}");
}
