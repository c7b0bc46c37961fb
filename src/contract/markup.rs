//! Finds markup in templates that no page of a site may have.
//!
//! Takes the templates of a theme; tells styles and scripts that stand in a page, links from the root of a host, and
//! requests to other hosts, each at its attribute. Reads tags and attributes outside of what the engine writes; never renders.

use super::fault;
use crate::diag::Diagnostic;
use crate::theme::{Theme, ThemeText};

/// A tag as it stands in a template. What the engine writes is `\u{1}`.
struct Tag<'t> {
    name: &'t str,
    /// Byte of its `<`.
    at: usize,
    attributes: Vec<Attribute<'t>>,
}

struct Attribute<'t> {
    name: &'t str,
    at: usize,
    value: &'t str,
    value_at: usize,
}

impl Tag<'_> {
    fn value(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|one| one.name.eq_ignore_ascii_case(name)).map(|one| one.value)
    }
}

/// The one file that brings all with it, and names the sums of it in its own policy.
const PACKED: &str = "pages/pack.html";

pub fn forbidden(theme: &Theme) -> Vec<Diagnostic> {
    let mut faults = Vec::new();
    for (name, text) in &theme.templates {
        let blanked = without_engine(&text.text);
        let is_own = |tag: &Tag<'_>| name == PACKED && matches!(tag.name, "style" | "script");
        for tag in tags(&blanked).iter().filter(|tag| !is_own(tag)) {
            faults.extend(of_tag(text, tag));
        }
    }
    faults
}

fn of_tag(text: &ThemeText, tag: &Tag<'_>) -> Vec<Diagnostic> {
    let name = tag.name.to_ascii_lowercase();
    let opening = text.span(tag.at, tag.at + 1 + tag.name.len());
    let mut faults = Vec::new();
    if name == "style" {
        faults.push(
            fault(opening, "a style in the page").help("put it into a file of css/ and import that in css/main.css"),
        );
    }
    // Data is no script: JSON-LD and the like.
    let is_data = tag.value("type").is_some_and(|kind| kind.to_ascii_lowercase().contains("json"));
    if name == "script" && tag.value("src").is_none() && !is_data {
        faults.push(
            fault(opening, "a script in the page")
                .help("put it into a file of js/ and write `<script src=\"{{ assets }}js/x.js\" defer></script>`"),
        );
    }
    for attribute in &tag.attributes {
        let own = attribute.name.to_ascii_lowercase();
        let span = text.span(attribute.at, attribute.at + attribute.name.len());
        if own == "style" {
            faults.push(fault(span, "a style in an attribute").help(
                "give the element a class, or a data attribute, and style that: no page may bring styles of its own",
            ));
        } else if own.starts_with("on") && !attribute.value.is_empty() {
            faults.push(
                fault(span, format!("a script in the attribute `{own}`"))
                    .help("put it into a file of js/, with `addEventListener`: no page may bring scripts of its own"),
            );
        }
        if matches!(own.as_str(), "href" | "src" | "srcset" | "action" | "formaction" | "poster" | "data") {
            faults.extend(of_address(text, tag, &name, attribute));
        }
    }
    faults
}

fn of_address(text: &ThemeText, tag: &Tag<'_>, name: &str, attribute: &Attribute<'_>) -> Option<Diagnostic> {
    let value = attribute.value;
    let end = value.find(['\u{1}', ' ']).unwrap_or(value.len());
    let span = text.span(attribute.value_at, attribute.value_at + end.max(1).min(value.len()));
    let lower = value.to_ascii_lowercase();
    if lower.trim_start().starts_with("javascript:") {
        return Some(fault(span, "a script in a link").help("link to a page, or use a `<button>` and a file of js/"));
    }
    let is_outside = lower.starts_with("//") || lower.starts_with("http:") || lower.starts_with("https:");
    // A link leads somewhere when a reader follows it; all else is asked for by the page.
    let is_followed = matches!(name, "a" | "area" | "form" | "button" | "input")
        || name == "link"
            && tag
                .value("rel")
                .is_some_and(|rel| matches!(rel, "canonical" | "alternate" | "license" | "author" | "me"));
    if is_outside && !is_followed {
        return Some(fault(span, "a request to another host").help(
            "put the file into static/ and write `{{ assets }}x`: readers of a site ask nobody else for anything",
        ));
    }
    (!is_outside && value.starts_with('/')).then(|| {
        fault(span, "a link from the root of the host").help(
            "print a `url` of the context, or `{{ assets }}x` for a file of the theme: a site may stand in a folder",
        )
    })
}

/// The template with `\u{1}` in the place of what the engine prints, and blanks in that of all else that is the engine's.
fn without_engine(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(start) = rest.find('{') {
        let (close, mark) = match rest.as_bytes().get(start + 1) {
            Some(b'{') => ("}}", '\u{1}'),
            Some(b'%') => ("%}", ' '),
            Some(b'#') => ("#}", ' '),
            _ => {
                out.push_str(&rest[..=start]);
                rest = &rest[start + 1..];
                continue;
            }
        };
        let inner = &rest[start + 2..];
        let mut end = inner.find(close).map_or(rest.len(), |end| start + 2 + end + 2);
        // `{a={b}}}`: the value's own brace stands before those of the engine.
        while mark == '\u{1}' && rest[end..].starts_with('}') {
            end += 1;
        }
        out.push_str(&rest[..start]);
        out.extend(std::iter::repeat_n(mark, end - start));
        rest = &rest[end..];
    }
    out + rest
}

/// The tags that open in a text. What cannot be read as one is passed over.
fn tags(text: &str) -> Vec<Tag<'_>> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(start) = text[at..].find('<').map(|start| at + start) {
        let name = piece(text, start + 1, |letter| letter.is_ascii_alphanumeric() || letter == '-');
        if text[start..].starts_with("<!--") {
            at = text[start..].find("-->").map_or(text.len(), |end| start + end + 3);
            continue;
        }
        if name.is_empty() || !name.starts_with(|first: char| first.is_ascii_alphabetic()) {
            at = start + 1;
            continue;
        }
        let (attributes, end) = attributes(text, start + 1 + name.len());
        let is_raw = name.eq_ignore_ascii_case("script") || name.eq_ignore_ascii_case("style");
        at = end;
        if is_raw && let Some(close) = text[end..].find("</") {
            at = end + close;
        }
        found.push(Tag { name, at: start, attributes });
    }
    found
}

fn attributes(text: &str, mut at: usize) -> (Vec<Attribute<'_>>, usize) {
    let mut found = Vec::new();
    while let Some(letter) = text[at..].chars().next() {
        match letter {
            '>' => return (found, at + 1),
            '<' => return (found, at),
            _ => {}
        }
        let name = piece(text, at, |letter| !letter.is_whitespace() && !"=>/\"'<\u{1}".contains(letter));
        if name.is_empty() {
            at += letter.len_utf8();
            continue;
        }
        let name_at = at;
        at += name.len();
        let (mut value, mut value_at) = ("", at);
        if let Some(rest) = text[at..].trim_start().strip_prefix('=') {
            let rest = rest.trim_start();
            value_at = text.len() - rest.len();
            match rest.chars().next() {
                Some(mark @ ('"' | '\'')) => {
                    value_at += 1;
                    value = rest[1..].split(mark).next().unwrap_or_default();
                    at = (value_at + value.len() + 1).min(text.len());
                }
                _ => {
                    value = piece(text, value_at, |letter| !letter.is_whitespace() && letter != '>');
                    at = value_at + value.len();
                }
            }
        }
        found.push(Attribute { name, at: name_at, value, value_at });
    }
    (found, text.len())
}

/// The letters from `at` on for which `is_in` holds.
fn piece(text: &str, at: usize, is_in: impl Fn(char) -> bool) -> &str {
    let rest = text.get(at..).unwrap_or_default();
    &rest[..rest.find(|letter| !is_in(letter)).unwrap_or(rest.len())]
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::Arc;

    use crate::diag::{Report, short};
    use crate::files::Files;

    #[track_caller]
    fn check(template: &str, expected: &[&str]) {
        let mut files = Files::default();
        let mut text = ThemeText::new(template);
        text.file = Some(files.add("t.html", Arc::clone(&text.text)));
        let mut theme = Theme::empty("t");
        theme.templates.insert("t.html".to_owned(), text);
        let mut report = Report::default();
        report.extend(forbidden(&theme));
        let told = short::print(&report, &files);
        let told: Vec<&str> = told
            .lines()
            .map(|line| line.split(" (").next().unwrap_or_default().trim_start_matches("t.html:"))
            .collect();
        assert_eq!(told, expected, "{template}");
    }

    #[test]
    fn what_no_page_may_have_is_told_at_its_place() {
        check("<p\nstyle=\"{{ x }}\">", &["2:1: error[theme-fault]: a style in an attribute"]);
        check("<p onclick='go()' once>", &["1:4: error[theme-fault]: a script in the attribute `onclick`"]);
        check("<style>p { }</style>", &["1:1: error[theme-fault]: a style in the page"]);
        check("<script>if (a < b) {}</script>", &["1:1: error[theme-fault]: a script in the page"]);
        check("<a href=\"/about/\">x</a>", &["1:10: error[theme-fault]: a link from the root of the host"]);
        check("<a href=/>", &["1:9: error[theme-fault]: a link from the root of the host"]);
        check("<img src=\"https://a.example/{{ x }}\">", &["1:11: error[theme-fault]: a request to another host"]);
        check("<link rel=stylesheet href='//a.example/x'>", &["1:28: error[theme-fault]: a request to another host"]);
        check("<a href=\"javascript:go()\">", &["1:10: error[theme-fault]: a script in a link"]);
    }

    #[test]
    fn what_pages_have_is_let_be() {
        for template in [
            "<a href=\"{{ event.url }}\" class=\"a{% if x %} b{% endif %}\">",
            "<a href=\"https://example.org/\">",
            "<link rel=\"canonical\" href=\"{{ page.canonical }}\">",
            "<script src=\"{{ assets }}js/a.js\" defer></script>",
            "<script type=\"application/ld+json\">{{ page.linked | safe }}</script>",
            "{# <p style=\"x\"> #}<!-- <p style='x'> -->{{ <day date={a} /> }}{{ x if a < b }}",
            "{{ <x a={b}/>}}<p{% if a < b %} data-x{% endif %}>1 < 2",
            "<time datetime=\"{{ x }}\">{{ y }}</time>",
            "<",
            "<a href=\"",
        ] {
            check(template, &[]);
        }
    }
}
