//! Writes the matter of a page for a document that holds many: what stands in its `<main>`.
//!
//! Ids, links and files are told anew by the caller; headings go a level down, below the
//! document's own. Scripts, styles of elements and what browsers would fetch are left out. All other bytes stay.

use std::collections::BTreeMap;
use std::ops::Range;

use html5gum::emitters::default::DefaultEmitter;
use html5gum::{HtmlString, Spanned, Token, Tokenizer};

/// What the caller knows and this file does not.
pub(super) trait Surroundings {
    /// The id that stands for one of this page.
    fn id(&self, id: &str) -> String;
    /// Where a link leads; `None`: nowhere in this document, and there is no other address.
    fn link(&self, address: &str) -> Option<String>;
    /// What a file of the site holds, as an address; `None` if it is none of the site.
    fn file(&self, address: &str) -> Option<String>;
}

/// The matter of one page.
pub(super) struct Matter<'h> {
    html: &'h str,
    /// Its bytes in the page.
    range: Range<usize>,
    /// The tags that may have to change, in order.
    tags: Vec<Tag>,
    /// Its ids, each once.
    pub ids: Vec<String>,
}

struct Tag {
    at: Range<usize>,
    name: String,
    what: What,
}

enum What {
    Start { attributes: Vec<(String, String)>, closes_itself: bool },
    End,
}

/// Attributes that name one id, or several.
///
/// Source: HTML Living Standard, attributes index; WAI-ARIA 1.2, ID references.
const IDS: [&str; 16] = [
    "id",
    "aria-activedescendant",
    "aria-controls",
    "aria-describedby",
    "aria-details",
    "aria-errormessage",
    "aria-flowto",
    "aria-labelledby",
    "aria-owns",
    "commandfor",
    "for",
    "form",
    "headers",
    "itemref",
    "list",
    "popovertarget",
];

/// Attributes by which a browser fetches something.
const FILES: [&str; 3] = ["src", "poster", "data"];

/// Attributes that have no meaning in such a document, or none that its policy allows.
const LEFT_OUT: [&str; 4] = ["srcset", "style", "action", "formaction"];

/// Elements that are left out with what they hold, and void ones that are left out.
const TAKEN_OUT: [&str; 2] = ["script", "style"];
const VOID_OUT: [&str; 3] = ["link", "meta", "base"];

impl<'h> Matter<'h> {
    /// Reads a page. One without `<main>` is all matter.
    pub fn of(html: &'h str) -> Matter<'h> {
        let mut emitter = DefaultEmitter::<usize>::new_with_span();
        // What stands in a script is no HTML.
        emitter.naively_switch_states(true);
        let mut matter = Matter { html, range: 0..html.len(), tags: Vec::new(), ids: Vec::new() };
        for token in Tokenizer::new_with_emitter(html, emitter).flatten() {
            match token {
                Token::StartTag(tag) => {
                    let name = text(&tag.name);
                    if name == "main" {
                        matter.range.start = tag.span.end;
                        matter.tags.clear();
                        matter.ids.clear();
                        continue;
                    }
                    let attributes: Vec<(String, String)> = attributes(tag.attributes).collect();
                    if let Some((_, id)) = attributes.iter().find(|(key, id)| key == "id" && !id.is_empty()) {
                        matter.ids.push(id.clone());
                    }
                    if changes(&name, &attributes) {
                        let what = What::Start { attributes, closes_itself: tag.self_closing };
                        matter.tags.push(Tag { at: tag.span.start..tag.span.end, name, what });
                    }
                }
                Token::EndTag(tag) => {
                    let name = text(&tag.name);
                    if name == "main" {
                        matter.range.end = tag.span.start;
                        break;
                    }
                    if changes(&name, &[]) {
                        matter.tags.push(Tag { at: tag.span.start..tag.span.end, name, what: What::End });
                    }
                }
                _ => {}
            }
        }
        matter.ids.sort();
        matter.ids.dedup();
        matter
    }

    pub fn write(&self, surroundings: &dyn Surroundings) -> String {
        let mut out = String::with_capacity(self.range.len());
        let mut done = self.range.start;
        // The element that is left out at present.
        let mut within: Option<&str> = None;
        for tag in &self.tags {
            let Some(before) = self.html.get(done..tag.at.start) else { continue };
            if let Some(name) = within {
                if tag.name == name && matches!(tag.what, What::End) {
                    within = None;
                    done = tag.at.end;
                }
                continue;
            }
            out.push_str(before);
            done = tag.at.end;
            match &tag.what {
                What::Start { .. } if TAKEN_OUT.contains(&&*tag.name) => within = Some(&tag.name),
                What::Start { .. } if VOID_OUT.contains(&&*tag.name) => {}
                What::Start { attributes, closes_itself } => {
                    start(&tag.name, attributes, *closes_itself, surroundings, &mut out);
                }
                What::End if TAKEN_OUT.contains(&&*tag.name) => {}
                What::End => {
                    out.push_str("</");
                    out.push_str(lowered(&tag.name));
                    out.push('>');
                }
            }
        }
        if within.is_none() {
            out.push_str(self.html.get(done..self.range.end).unwrap_or_default());
        }
        out
    }
}

/// Whether a tag may have to be written anew.
fn changes(name: &str, attributes: &[(String, String)]) -> bool {
    lowered(name) != name
        || TAKEN_OUT.contains(&name)
        || VOID_OUT.contains(&name)
        || attributes.iter().any(|(key, value)| {
            let key = key.as_str();
            IDS.contains(&key)
                || FILES.contains(&key)
                || LEFT_OUT.contains(&key)
                || matches!(key, "href" | "xlink:href")
                || key.starts_with("on")
                || value.contains("url(#")
        })
}

/// Writes a start tag anew.
fn start(
    name: &str,
    attributes: &[(String, String)],
    closes_itself: bool,
    surroundings: &dyn Surroundings,
    out: &mut String,
) {
    out.push('<');
    out.push_str(lowered(name));
    for (key, value) in attributes {
        let key = key.as_str();
        let told = match key {
            "href" | "xlink:href" => address(name, value, surroundings),
            _ if LEFT_OUT.contains(&key) || key.starts_with("on") => None,
            _ if IDS.contains(&key) => Some(ids(value, surroundings)),
            // A browser shows the words of a picture that holds nothing.
            "src" if name == "img" => Some(surroundings.file(value).unwrap_or_else(|| "data:,".to_owned())),
            _ if FILES.contains(&key) => surroundings.file(value),
            _ if value.contains("url(#") => Some(painted(value, surroundings)),
            _ => Some(value.clone()),
        };
        let Some(told) = told else { continue };
        out.push(' ');
        out.push_str(key);
        out.push_str("=\"");
        escape(&told, out);
        out.push('"');
    }
    out.push_str(if closes_itself { " />" } else { ">" });
}

fn address(name: &str, value: &str, surroundings: &dyn Surroundings) -> Option<String> {
    match (name, value.strip_prefix('#')) {
        ("a" | "area", _) => surroundings.link(value),
        (_, Some(id)) => Some(format!("#{}", surroundings.id(id))),
        _ => surroundings.file(value),
    }
}

fn ids(value: &str, surroundings: &dyn Surroundings) -> String {
    let told: Vec<String> = value.split_ascii_whitespace().map(|id| surroundings.id(id)).collect();
    told.join(" ")
}

/// `url(#hatch)`, as drawings name their patterns.
fn painted(value: &str, surroundings: &dyn Surroundings) -> String {
    let mut told = String::with_capacity(value.len());
    let mut rest = value;
    while let Some((before, after)) = rest.split_once("url(#") {
        let (id, after) = after.split_once(')').unwrap_or((after, ""));
        told.push_str(before);
        told.push_str("url(#");
        told.push_str(&surroundings.id(id));
        told.push(')');
        rest = after;
    }
    told.push_str(rest);
    told
}

/// The heading a level below; all other elements as they are.
fn lowered(name: &str) -> &str {
    match name {
        "h1" => "h2",
        "h2" => "h3",
        "h3" => "h4",
        "h4" => "h5",
        "h5" => "h6",
        other => other,
    }
}

fn escape(text: &str, out: &mut String) {
    for letter in text.chars() {
        match letter {
            '&' => out.push_str("&amp;"),
            '"' => out.push_str("&quot;"),
            '<' => out.push_str("&lt;"),
            letter => out.push(letter),
        }
    }
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

fn attributes(all: BTreeMap<HtmlString, Spanned<HtmlString, usize>>) -> impl Iterator<Item = (String, String)> {
    all.into_iter().map(|(key, value)| (text(&key), text(&value)))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Ids get `p:` before them; `a/` leads to a page, `b.pdf` nowhere; `c.png` is a file.
    struct Told;

    impl Surroundings for Told {
        fn id(&self, id: &str) -> String {
            format!("p:{id}")
        }

        fn link(&self, address: &str) -> Option<String> {
            (address != "b.pdf").then(|| format!("#/{address}"))
        }

        fn file(&self, address: &str) -> Option<String> {
            (address == "c.png").then(|| "data:image/png;base64,AA==".to_owned())
        }
    }

    #[track_caller]
    fn check(main: &str, expected: &str) {
        let html = format!("<!doctype html><body id=x><h1>No</h1><main id=\"on-main\">{main}</main><p id=y>");
        assert_eq!(Matter::of(&html).write(&Told), expected);
    }

    #[test]
    fn only_the_matter_is_taken() {
        check("<p class=\"a\">one &amp; two</p>", "<p class=\"a\">one &amp; two</p>");
        assert_eq!(Matter::of("<p>all</p>").write(&Told), "<p>all</p>");
        let html = "<i id=z></i><main><b id=b></b><b id=a></b></main><i id=y></i>";
        assert_eq!(Matter::of(html).ids, ["a", "b"]);
    }

    #[test]
    fn ids_and_what_names_them_are_told_anew() {
        check("<p id=a>", "<p id=\"p:a\">");
        check("<i aria-labelledby=\"a b\" class='c\"'>", "<i aria-labelledby=\"p:a p:b\" class=\"c&quot;\">");
        check("<button popovertarget=n>1</button>", "<button popovertarget=\"p:n\">1</button>");
        check(
            "<svg><use href=\"#a\"/><path fill=\"url(#b)\" /></svg>",
            "<svg><use href=\"#p:a\" /><path fill=\"url(#p:b)\" /></svg>",
        );
    }

    #[test]
    fn links_and_files() {
        check("<a href=\"a/\">x</a> <a href=b.pdf>y</a>", "<a href=\"#/a/\">x</a> <a>y</a>");
        check("<img alt=\"A\" src=c.png srcset=\"d.png 2x\">", "<img alt=\"A\" src=\"data:image/png;base64,AA==\">");
        check("<img alt=A src=https://elsewhere.example/x.png>", "<img alt=\"A\" src=\"data:,\">");
        check("<iframe src=\"https://elsewhere.example/\"></iframe>", "<iframe></iframe>");
    }

    #[test]
    fn headings_go_down_a_level() {
        check("<h1 class=a>A</h1><h5>B</h5><h6>C</h6>", "<h2 class=\"a\">A</h2><h6>B</h6><h6>C</h6>");
    }

    #[test]
    fn what_would_run_or_is_not_allowed_is_left_out() {
        check("a<script>let x = \"<p id=a>\";</script>b", "ab");
        check("<p onclick=\"x()\" style=\"color:red\">c</p><meta name=x><link rel=y>", "<p>c</p>");
        check("a<style>p{}</style><b>c</b>", "a<b>c</b>");
    }
}
