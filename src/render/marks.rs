//! Makes links relative, at the last moment.
//!
//! Values that templates print hold marks instead of relative links, so that one
//! value serves every page: U+0001 before a route below the edition, U+0002 before a
//! path below the site's root, and U+0003 slug U+0004 words U+0005 around a use of
//! a term, of which the first on a page becomes a link. `load` keeps these
//! characters out of what editors write. Never looks at anything but marks.

use std::collections::BTreeSet;

use memchr::memchr3;

/// Starts a route below the explainer's edition.
pub const ROUTE: char = '\u{1}';
/// Starts a path below the site's root.
pub const ROOT: char = '\u{2}';
/// Starts the use of a term.
pub const TERM: char = '\u{3}';
pub const TERM_WORDS: char = '\u{4}';
pub const TERM_END: char = '\u{5}';

/// A link to a route below the edition.
pub fn to_route(route: &str) -> String {
    marked(ROUTE, route)
}

/// A link to a path below the site's root.
pub fn to_root(path: &str) -> String {
    marked(ROOT, path)
}

fn marked(mark: char, path: &str) -> String {
    let mut link = String::with_capacity(path.len() + 1);
    link.push(mark);
    link.push_str(path);
    link
}

/// Writes a use of a term; `words` are escaped already.
pub fn term(slug: &str, words: &str, out: &mut String) {
    out.push(TERM);
    out.push_str(slug);
    out.push(TERM_WORDS);
    out.push_str(words);
    out.push(TERM_END);
}

/// Where a page stands.
#[derive(Debug, Clone)]
pub struct Place<'a> {
    /// Its route below the edition: `timeline/signing/`, or empty.
    pub route: &'a str,
    /// The edition's path below the root: `as-of/2026-05-21/`, or empty.
    pub edition: &'a str,
    /// Put before a path instead of `../`; for `404.html`, which is shown at any address.
    pub absolute: Option<&'a str>,
    /// Whether terms are linked; not on the glossary itself.
    pub link_terms: bool,
}

/// Replaces every mark in `html`.
pub fn resolve(html: &str, place: &Place<'_>) -> String {
    let up_to_edition = "../".repeat(depth(place.route));
    let up_to_root = "../".repeat(depth(place.edition) + depth(place.route));
    let (to_edition, to_root) = match place.absolute {
        Some(base) => (format!("{base}{}", place.edition), base.to_owned()),
        None => (up_to_edition, up_to_root),
    };
    let mut out = String::with_capacity(html.len() + html.len() / 16);
    let mut linked: BTreeSet<&str> = BTreeSet::new();
    let mut rest = html;
    while let Some(at) = memchr3(ROUTE as u8, ROOT as u8, TERM as u8, rest.as_bytes()) {
        out.push_str(&rest[..at]);
        let mark = char::from(rest.as_bytes()[at]);
        rest = &rest[at + 1..];
        if mark == TERM {
            let (slug, after) = rest.split_once(TERM_WORDS).unwrap_or(("", rest));
            let (words, after) = after.split_once(TERM_END).unwrap_or((after, ""));
            if place.link_terms && linked.insert(slug) {
                out.push_str("<a class=\"term\" href=\"");
                push_link(&format!("glossary/#{slug}"), &to_edition, Some(place), &mut out);
                out.push_str("\">");
                out.push_str(words);
                out.push_str("</a>");
            } else {
                out.push_str(words);
            }
            rest = after;
            continue;
        }
        let end = rest.bytes().position(|byte| ENDS[usize::from(byte)]).unwrap_or(rest.len());
        let target = &rest[..end];
        match mark {
            ROUTE => push_link(target, &to_edition, Some(place), &mut out),
            _ => push_link(target, &to_root, None, &mut out),
        }
        rest = &rest[end..];
    }
    out.push_str(rest);
    out
}

/// Which bytes end an address. It holds no white space beyond ASCII.
const ENDS: [bool; 256] = {
    let mut table = [false; 256];
    let ends = b"\"'<>) \t\n\x0c\r";
    let mut at = 0;
    while at < ends.len() {
        table[ends[at] as usize] = true;
        at += 1;
    }
    table
};

fn push_link(target: &str, up: &str, place: Option<&Place<'_>>, out: &mut String) {
    let (page, fragment) = target.split_once('#').map_or((target, None), |(page, fragment)| (page, Some(fragment)));
    if let (Some(place), Some(fragment)) = (place, fragment)
        && place.route == page
        && place.absolute.is_none()
    {
        out.push('#');
        out.push_str(fragment);
        return;
    }
    if up.is_empty() && page.is_empty() {
        out.push_str("./");
    } else {
        out.push_str(up);
        out.push_str(page);
    }
    if let Some(fragment) = fragment {
        out.push('#');
        out.push_str(fragment);
    }
}

/// How many folders a path goes down.
fn depth(path: &str) -> usize {
    path.bytes().filter(|&byte| byte == b'/').count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(html: &str, route: &str, edition: &str, expected: &str) {
        let place = Place { route, edition, absolute: None, link_terms: true };
        assert_eq!(resolve(html, &place), expected);
    }

    #[test]
    fn links_become_relative() {
        check("<a href=\"\u{1}timeline/\">", "", "", "<a href=\"timeline/\">");
        check("<a href=\"\u{1}\">", "", "", "<a href=\"./\">");
        check("<a href=\"\u{1}\">", "timeline/x/", "", "<a href=\"../../\">");
        check("<a href=\"\u{1}timeline/x/#a\">", "timeline/x/", "", "<a href=\"#a\">");
        check("<a href=\"\u{2}assets/a.css\">", "watch/", "as-of/2026-05-21/", "<a href=\"../../../assets/a.css\">");
    }

    #[test]
    fn the_first_use_of_a_term_is_linked() {
        check(
            "\u{3}eo\u{4}EO\u{5} and \u{3}eo\u{4}EO\u{5}",
            "",
            "",
            "<a class=\"term\" href=\"glossary/#eo\">EO</a> and EO",
        );
    }
}
