//! Markdown twins: each says what its page says, as CommonMark, and its links lead somewhere.

use std::collections::{BTreeMap, BTreeSet};

use pulldown_cmark::{Event, Parser, Tag};

use crate::html::resolve;
use crate::site::{self, Output, TODAY};

/// The words of a twin as Markdown shows them, and where its links lead.
fn read(markdown: &str) -> (String, Vec<String>) {
    let (mut words, mut links) = (String::new(), Vec::new());
    for event in Parser::new(markdown) {
        match event {
            Event::Text(text) | Event::Code(text) => words.push_str(&text),
            Event::Start(Tag::Link { dest_url, .. } | Tag::Image { dest_url, .. }) => links.push(dest_url.to_string()),
            Event::Start(Tag::Emphasis | Tag::Strong) => {}
            Event::Start(_) | Event::SoftBreak | Event::HardBreak => words.push(' '),
            Event::Html(html) | Event::InlineHtml(html) => panic!("HTML in a twin: {html}"),
            _ => {}
        }
    }
    (words, links)
}

/// Words in order, without marks: what two texts have in common if they say the same.
fn spoken(text: &str) -> Vec<String> {
    let parts = text.split(|one: char| !one.is_alphanumeric());
    parts.filter(|part| !part.is_empty()).map(str::to_lowercase).collect()
}

/// Whether `all` holds the words of `some` one behind the other.
fn holds(all: &str, some: &str) -> bool {
    let some = spoken(some).join(" ");
    format!(" {all} ").contains(&format!(" {some} "))
}

/// The words of the elements of a page whose class is one of these, without buttons and notes of citations.
fn texts_of(html: &str, class: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut rest = html;
    while let Some(at) = rest.find(&format!("class=\"{class}\"")) {
        rest = &rest[at..];
        let start = rest.find('>').map_or(rest.len(), |at| at + 1);
        rest = &rest[start..];
        // A statement ends where its citation begins.
        let end = rest.find("<span class=\"cite\">").unwrap_or(rest.len());
        let end = if class == "statement" { end } else { rest.find("</").unwrap_or(rest.len()) };
        let mut text = String::new();
        let mut is_tag = false;
        for one in rest[..end].chars() {
            match one {
                '<' => is_tag = true,
                '>' => is_tag = false,
                _ if !is_tag => text.push(one),
                _ => {}
            }
        }
        found.push(crate::html::unescape(&text));
    }
    found
}

fn root() -> Output {
    site::build_in(&site::repository(), &site::options(TODAY)).clean()
}

fn twin_of(page: &str) -> String {
    format!("{}.md", page.strip_suffix(".html").unwrap_or(page))
}

/// Each page of the root site and of its editions, but those that lead on or only stand in frames.
fn pages(output: &Output) -> BTreeMap<&str, &str> {
    let pages = output.keys().filter(|path| path.ends_with("index.html"));
    let pages = pages.map(|path| (path.as_str(), site::text(output, path)));
    let has_twin = |(path, html): &(&str, &str)| {
        !path.contains("embed/") && !path.contains("search/") && !html.contains("http-equiv=\"refresh\"")
    };
    pages.filter(has_twin).collect()
}

#[test]
fn every_page_has_a_twin_and_leads_to_it() {
    let output = root();
    let pages = pages(&output);
    assert!(pages.len() > 200);
    for (page, html) in &pages {
        let twin = output.get(&twin_of(page));
        let twin = twin.unwrap_or_else(|| panic!("{page} has no twin"));
        assert!(twin.starts_with(b"# "), "{page}");
        assert!(html.contains("<link rel=\"alternate\" type=\"text/markdown\" href=\"index.md\">"), "{page}");
    }
    let twins = output.keys().filter(|path| path.ends_with("index.md")).count();
    assert_eq!(twins, pages.len());
}

#[test]
fn a_twin_says_what_its_page_says() {
    let output = root();
    let mut faults = Vec::new();
    let mut n_statements = 0;
    for (page, html) in pages(&output) {
        let (words, _) = read(site::text(&output, &twin_of(page)));
        let all = spoken(&words).join(" ");
        for class in ["statement", "heading__title", "heading__lead", "event__summary", "notes__text", "support__title"]
        {
            for text in texts_of(html, class) {
                // What only tells how the page works.
                if ["Small ones are folded", "Also as a feed", "Small pages"].iter().any(|one| text.contains(one)) {
                    continue;
                }
                n_statements += usize::from(class == "statement");
                // A lead of the page's own may be put otherwise.
                if !holds(&all, &text) && class != "heading__lead" {
                    faults.push(format!("{page}: {class}: {text}"));
                }
            }
        }
    }
    assert!(n_statements > 1000, "only {n_statements} statements were looked at");
    assert!(faults.is_empty(), "{}:\n{}", faults.len(), faults[..faults.len().min(20)].join("\n"));
}

/// On the root site, on one of several policies, and on one that holds what is hard to say.
#[test]
fn every_link_of_a_twin_leads_somewhere() {
    let sites = site::repository().join("tests/sites");
    for root in [site::repository(), sites.join("tracker"), sites.join("edition/full")] {
        let output = site::build_in(&root, &site::options(TODAY)).clean();
        let mut faults = BTreeSet::new();
        let mut n_links = 0;
        for path in output.keys().filter(|path| path.ends_with(".md")) {
            let text = site::text(&output, path);
            assert!(!text.contains(|one: char| one.is_control() && one != '\n'), "{path} holds a mark");
            for link in read(text).1 {
                n_links += 1;
                match resolve(&link, path, "/") {
                    Ok(Some((target, _))) if !output.contains_key(&target) => {
                        faults.insert(format!("{path}: {link} leads to {target}, which is not there"));
                    }
                    Err(address) => {
                        faults.insert(format!("{path}: {link} leaves the site: {address}"));
                    }
                    Ok(_) => {}
                }
            }
        }
        assert!(n_links > 100 && faults.is_empty(), "{n_links} links: {faults:#?}");
    }
}

/// A plain site: text, links to other files, lists in parts, raw HTML and what editors keep to themselves.
#[test]
fn plain_pages_have_twins_of_their_words() {
    let folder = tempfile::tempdir().expect("a folder");
    let page = "+++\ntitle = \"One & *all*\"\ndate = 2026-05-01\nsummary = \"In short.\"\n+++\n\nSee [two](two.md#part) and [a file](data/x.csv).[^n]\n\n<!-- nobody may read this -->\n\n## Part {#own}\n\n| a | b |\n|---|--:|\n| 1 | `x\\|y` |\n\n- [ ] do\n\n[^n]: A note.\n";
    for (path, text) in [
        ("config.toml", "title = \"Notes\"\nbase_url = \"https://notes.example/\"\n"),
        ("content/blog/_index.md", "+++\ntitle = \"Blog\"\npaginate_by = 1\n+++\n\nWords.\n"),
        ("content/blog/one.md", page),
        ("content/blog/two.md", "+++\ntitle = \"Two\"\ndate = 2026-05-02\n+++\n\n## Part\n\n1. text\n"),
        ("content/blog/data/x.csv", "a\n"),
    ] {
        site::write(folder.path(), path, text.as_bytes());
    }
    let output = site::build_in(folder.path(), &site::options(TODAY)).clean();
    let words = crate::site::text(&output, "blog/one/index.md");
    assert!(
        words.starts_with("# One & all\n\n- Address: <https://notes.example/blog/one/>\n- Part of: [Notes](../../)\n"),
        "{words}"
    );
    assert!(
        words.ends_with(
            "- Date: 1 May 2026\n\nIn short.\n\nSee [two](../../blog/two/#part) and [a file](../../blog/data/x.csv).\
             [note 1]\n\n## Part\n\n| a | b |\n| --- | --: |\n| 1 | `x\\|y` |\n\n- [ ] do\n\n1. A note.\n"
        ),
        "{words}"
    );
    // Each part of a list says its own pages, and the first what the list is about.
    let parts = ["blog/index.md", "blog/page/2/index.md"].map(|path| site::text(&output, path));
    assert!(parts[0].contains("Words.\n\n## Pages\n\n- 2 May 2026: [Two](../blog/two/)\n"), "{}", parts[0]);
    assert!(parts[1].starts_with("# Blog, page 2 of 2\n") && parts[1].contains("[One & all]"), "{}", parts[1]);
    assert!(!parts[1].contains("Words."), "{}", parts[1]);
    let llms = site::text(&output, "llms.txt");
    assert!(llms.contains("(https://notes.example/blog/index.md)"), "{llms}");
    site::write(
        folder.path(),
        "config.toml",
        b"title = \"Notes\"\nbase_url = \"https://notes.example/\"\n\n[outputs]\nmarkdown = false\n",
    );
    let output = site::build_in(folder.path(), &site::options(TODAY)).clean();
    let left = output
        .iter()
        .filter(|(path, bytes)| path.ends_with(".md") || String::from_utf8_lossy(bytes).contains("index.md"));
    assert_eq!(left.map(|(path, _)| path).collect::<Vec<_>>(), [""; 0], "what is turned off leaves no trace");
}
