//! Writes `llms.txt`: what a site holds and where, in Markdown, for programs that read for people.
//!
//! One for each edition of each explainer, made from that edition, and one at the root of a
//! site of several. Names the pages of the navigation, by their Markdown twins, and the files of data, each once;
//! addresses are whole if there is a `base_url`, else relative to the file.
//!
//! Source: the proposal at llmstxt.org: a heading, a quotation that sums up, lists of links.

use super::artifact::Artifact;
use super::{About, clean, encode};
use crate::render::context::{Explainer, NavItem, PolicyLine, Status};
use crate::render::{marks, twin};

pub const PATH: &str = "llms.txt";

/// What the file tells of.
pub struct Contents<'a> {
    /// In a sentence or two; may be empty.
    pub description: &'a str,
    pub status: Option<&'a Status>,
    /// `None` at the root of a site of several.
    pub explainer: Option<&'a Explainer>,
    /// The policies of a site of several.
    pub policies: &'a [PolicyLine],
    pub nav: &'a [NavItem],
    /// Whether pages have Markdown twins.
    pub has_twins: bool,
}

pub fn make(about: &About<'_>, contents: &Contents<'_>) -> Artifact {
    Artifact::text(format!("{}{PATH}", about.path), write(about, contents))
}

fn write(about: &About<'_>, contents: &Contents<'_>) -> String {
    let mut text = format!("# {}\n", inline(about.title));
    if !contents.description.is_empty() {
        text.push_str(&format!("\n> {}\n", inline(contents.description)));
    }
    if let Some(status) = contents.status {
        let (label, since, force) = (inline(&status.label), &status.since.text, inline(status.force_label));
        text.push_str(&format!("\nStatus: {label} since {since} ({force}). {}\n", inline(&status.sentence)));
    }
    text.push_str(&format!("\nAs of {}. Nothing that became known later is in these pages.\n", about.as_of));
    if contents.has_twins {
        let file = twin::FILE;
        text.push_str(&format!("Each page is there as Markdown, too: put `{file}` behind its address.\n"));
    }
    let link = |url: &str| match (about.base_url, url.strip_prefix(marks::ROUTE), url.strip_prefix(marks::ROOT)) {
        (None, Some(route), _) => format!("./{}", encode(route)),
        (None, _, Some(path)) => format!("./{}{}", "../".repeat(about.path.matches('/').count()), encode(path)),
        _ => about.to_marked(url),
    };
    let mut section = |title: &str, lines: Vec<String>| {
        if !lines.is_empty() {
            text.push_str(&format!("\n## {title}\n\n{}", lines.concat()));
        }
    };
    let line = |title: &str, url: &str, note: String| format!("- [{}]({}){note}\n", inline(title), target(&link(url)));
    let to_twin = |url: &str| if contents.has_twins { format!("{url}{}", twin::FILE) } else { url.to_owned() };
    let policies = contents.policies.iter().map(|policy| {
        let state = policy.status.as_ref().map(|status| format!(": {}", inline(&status.label)));
        line(&policy.title, &to_twin(&policy.url), state.unwrap_or_default())
    });
    section("Policies", policies.collect());
    let count = |item: &NavItem| item.count.map(|count| format!(": {count}")).unwrap_or_default();
    // What is found by typing has nothing to tell a program; its address is one of the whole site.
    let to_page = |item: &NavItem| if item.key == "search" { item.url.clone() } else { to_twin(&item.url) };
    section("Pages", contents.nav.iter().map(|item| line(&item.title, &to_page(item), count(item))).collect());
    if let Some(explainer) = contents.explainer {
        let data = [
            ("All records as JSON", Some(&explainer.api_url)),
            ("Changes as a JSON Feed", explainer.json_feed_url.as_ref()),
            ("Changes as an Atom feed", explainer.feed_url.as_ref()),
            ("Calendar of what is ahead", explainer.calendar_url.as_ref()),
        ];
        section(
            "Data",
            data.iter().filter_map(|(title, url)| Some(line(title, url.as_ref()?, String::new()))).collect(),
        );
    }
    text
}

/// A text on one line that Markdown shows as it is.
fn inline(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for letter in clean(text).split_whitespace().collect::<Vec<_>>().join(" ").chars() {
        if matches!(letter, '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '#' | '&') {
            safe.push('\\');
        }
        safe.push(letter);
    }
    safe
}

/// An address that ends where the brackets of its link do.
fn target(url: &str) -> String {
    url.replace('(', "%28").replace(')', "%29").replace(' ', "%20")
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn about<'a>(base_url: Option<&'a str>, path: &'a str) -> About<'a> {
        About {
            title: "Order [one] & co",
            site_title: "The site",
            base_url,
            explainer_path: "",
            path,
            as_of: date(2026, 5, 21),
            language: "en",
            editions: &[],
            has_page: &|_| false,
        }
    }

    fn nav() -> Vec<NavItem> {
        let item = |title: &str, route: &str, count| NavItem {
            key: String::new(),
            title: title.to_owned(),
            url: marks::to_route(route),
            count,
            current: false,
            main: true,
        };
        vec![item("Timeline", "timeline/", Some(3)), item("Notes (old)", "notes(old)/", None)]
    }

    #[track_caller]
    fn check(about: &About<'_>, expected: &str) {
        let nav = nav();
        let description = "A\nline_.";
        let contents =
            Contents { description, status: None, explainer: None, policies: &[], nav: &nav, has_twins: false };
        assert_eq!(write(about, &contents), expected);
    }

    #[test]
    fn links_lead_to_the_twins_of_pages() {
        let nav = nav();
        let contents =
            Contents { description: "", status: None, explainer: None, policies: &[], nav: &nav, has_twins: true };
        let written = write(&about(None, ""), &contents);
        assert!(written.contains("put `index.md` behind its address"), "{written}");
        assert!(
            written.ends_with("- [Timeline](./timeline/index.md): 3\n- [Notes (old)](./notes%28old%29/index.md)\n"),
            "{written}"
        );
    }

    #[test]
    fn pages_are_listed_with_their_addresses() {
        check(
            &about(Some("https://example.org/"), "as-of/2026-05-21/"),
            "# Order \\[one\\] \\& co\n\n> A line\\_.\n\n\
             As of 2026-05-21. Nothing that became known later is in these pages.\n\n## Pages\n\n\
             - [Timeline](https://example.org/as-of/2026-05-21/timeline/): 3\n\
             - [Notes (old)](https://example.org/as-of/2026-05-21/notes%28old%29/)\n",
        );
    }

    #[test]
    fn without_an_address_links_are_relative_to_the_file() {
        check(
            &about(None, "as-of/2026-05-21/"),
            "# Order \\[one\\] \\& co\n\n> A line\\_.\n\n\
             As of 2026-05-21. Nothing that became known later is in these pages.\n\n## Pages\n\n\
             - [Timeline](./timeline/): 3\n- [Notes (old)](./notes%28old%29/)\n",
        );
    }
}
