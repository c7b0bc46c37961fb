//! Reads the words out of HTML that we wrote: bodies of records and of plain pages.
//!
//! Gives the text piece by piece, without tags, citations and their notes, scripts and marks.
//! Knows no element but those; never builds a tree.

use std::ops::ControlFlow;

use memchr::{memchr, memchr3};

use crate::render::marks;
use crate::value::html::{end_of_raw, end_of_tag};

/// What a piece of text is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Piece<'a> {
    Heading(&'a str),
    Text(&'a str),
    /// The name of an element that begins or ends.
    Tag(&'a str),
}

/// Gives each piece of `html`, until `take` breaks off.
pub fn read(html: &str, mut take: impl FnMut(Piece<'_>) -> ControlFlow<()>) {
    let mut in_heading = false;
    let mut goes_on = ControlFlow::Continue(());
    let mut rest = html;
    while !rest.is_empty() && goes_on.is_continue() {
        let at = memchr3(b'<', b'&', MARK, rest.as_bytes()).unwrap_or(rest.len());
        if at > 0 {
            let text = &rest[..at];
            goes_on = take(if in_heading { Piece::Heading(text) } else { Piece::Text(text) });
            rest = &rest[at..];
            continue;
        }
        match rest.as_bytes()[0] {
            b'&' => {
                let (letter, after) = entity(rest);
                goes_on = take(if in_heading { Piece::Heading(letter) } else { Piece::Text(letter) });
                rest = after;
            }
            MARK => {
                // The slug of a term; its words follow, and end at a mark that splits no word.
                let end = memchr(MARK_WORDS, rest.as_bytes()).map_or(rest.len(), |end| end + 1);
                rest = &rest[end..];
            }
            _ => {
                let tag = &rest[..end_of_tag(rest).unwrap_or(rest.len())];
                rest = &rest[tag.len()..];
                if let Some(end) = skipped(tag, rest) {
                    rest = &rest[end..];
                    continue;
                }
                let name = name(tag);
                if let [b'h' | b'H', b'1'..=b'6'] = name.as_bytes() {
                    in_heading = !tag.starts_with("</");
                }
                goes_on = take(Piece::Tag(name));
            }
        }
    }
}

const MARK: u8 = marks::TERM as u8;
const MARK_WORDS: u8 = marks::TERM_WORDS as u8;

/// The first words of a text without its headings, for a list of what was found.
///
/// At most `most` characters, cut behind a word.
pub fn opening(html: &str, most: usize) -> String {
    let mut words = String::with_capacity(most + 8);
    let (mut n_letters, mut needs_space) = (0, false);
    read(html, |piece| {
        if let Piece::Text(text) = piece {
            for letter in text.chars().filter(|letter| *letter != marks::TERM_END) {
                if letter.is_whitespace() {
                    needs_space = true;
                } else {
                    if needs_space && !words.is_empty() {
                        words.push(' ');
                        n_letters += 1;
                    }
                    needs_space = false;
                    words.push(letter);
                    n_letters += 1;
                }
                if n_letters > most {
                    return ControlFlow::Break(());
                }
            }
        }
        // What stands before a block and behind it are not one sentence.
        needs_space |= matches!(piece, Piece::Tag(name) if !is_inline(name));
        ControlFlow::Continue(())
    });
    cut(words, most)
}

/// A text of at most `most` characters, cut behind a word.
pub fn cut(mut text: String, most: usize) -> String {
    let Some((end, _)) = text.char_indices().nth(most) else { return text };
    let space = if text[end..].starts_with(' ') { Some(end) } else { text[..end].rfind(' ') };
    let end = space.filter(|&space| space > end / 2).unwrap_or(end);
    text.truncate(end);
    text.truncate(text.trim_end_matches([' ', ',', ';', ':', '.']).len());
    text.push('…');
    text
}

/// `span` of `<span class="x">` and of `</span>`.
fn name(tag: &str) -> &str {
    let start = if tag.as_bytes().get(1) == Some(&b'/') { 2 } else { 1 };
    let length = tag.bytes().skip(start).take_while(u8::is_ascii_alphanumeric).count();
    &tag[start..start + length]
}

/// Elements that are no text, as `render::body` and `markdown::element` open them, and as editors may.
const SKIPPED: [&str; 7] = [
    "<span class=\"cite\"",
    "<span class=\"note\"",
    "<sup class=\"footnote\"",
    "<script",
    "<style",
    "<template",
    "<annotation",
];

/// Elements in which nothing is a tag.
const RAW: [&str; 2] = ["script", "style"];

/// How much of `rest` belongs to an element that is no text: citations, notes, marks of footnotes, scripts.
fn skipped(tag: &str, rest: &str) -> Option<usize> {
    let may_be = matches!(tag.as_bytes().get(1), Some(b's' | b't' | b'a' | b'S' | b'T' | b'A'));
    let begins_with = |one: &&str| tag.get(..one.len()).is_some_and(|tag| tag.eq_ignore_ascii_case(one));
    if !may_be || !SKIPPED.iter().any(begins_with) || tag.ends_with("/>") {
        return None;
    }
    let past = |from: usize| from + end_of_tag(&rest[from..]).unwrap_or(rest.len() - from);
    let name = name(tag);
    if let Some(raw) = RAW.into_iter().find(|raw| raw.eq_ignore_ascii_case(name)) {
        return Some(end_of_raw(rest, raw).map_or(rest.len(), past));
    }
    let (open, close) = (format!("<{name}"), format!("</{name}"));
    let (mut at, mut depth) = (0, 1);
    while depth > 0 {
        let Some(next) = memchr(b'<', &rest.as_bytes()[at..]) else { return Some(rest.len()) };
        let tag = &rest[at + next..];
        depth += usize::from(tag.starts_with(&open));
        depth -= usize::from(tag.starts_with(&close));
        at = past(at + next);
    }
    Some(at)
}

/// Whether an element stands within a sentence.
fn is_inline(name: &str) -> bool {
    const INLINE: [&str; 21] = [
        "a", "abbr", "b", "cite", "code", "del", "dfn", "em", "i", "ins", "kbd", "mark", "q", "s", "small", "span",
        "strong", "sub", "sup", "time", "var",
    ];
    INLINE.binary_search(&name).is_ok()
}

/// The character of an entity as our own writer escapes it, and what follows; another is no part of a word.
fn entity(html: &str) -> (&'static str, &str) {
    const ENTITIES: [(&str, &str); 5] =
        [("&amp;", "&"), ("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#39;", "'")];
    for (entity, letter) in ENTITIES {
        if let Some(after) = html.strip_prefix(entity) {
            return (letter, after);
        }
    }
    let end = html.bytes().skip(1).take_while(|byte| byte.is_ascii_alphanumeric() || *byte == b'#').count() + 1;
    match html.as_bytes().get(end) {
        Some(b';') => (" ", &html[end + 1..]),
        _ => ("&", &html[1..]),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(html: &str, expected: &str) {
        let mut found = String::new();
        read(html, |piece| {
            match piece {
                Piece::Heading(text) => found.push_str(&text.to_uppercase()),
                Piece::Text(text) => found.push_str(text),
                Piece::Tag(name) if !is_inline(name) => found.push('|'),
                Piece::Tag(_) => {}
            }
            ControlFlow::Continue(())
        });
        assert_eq!(found, expected, "{html}");
    }

    #[test]
    fn tags_are_left_out() {
        check("<h2 id=\"a\">One <em>b</em></h2>\n<p>two &amp; t<b>h</b>ree</p>", "|ONE B|\n|two & three|");
        check("a < b", "a |");
        check("<p title=\"a > b\">c", "|c");
        check("a&nbsp;b & c&#8212;d", "a b & c d");
    }

    #[test]
    fn citations_and_marks_are_left_out() {
        check(
            "Said so<span class=\"cite\"><button>5</button></span><span class=\"note\" id=\"x\" popover><b>Fact</b> \
             <a href=\"\u{1}sources/a/\">5. Post<span class=\"note__locator\">, p. 3</span></a></span>.",
            "Said so.",
        );
        check("an \u{3}eo\u{4}EO\u{5} and", "an EO\u{5} and");
        check("x<sup class=\"footnote\"><a href=\"#fn-1\">1</a></sup> y<sup>2</sup>", "x y2");
        check("a<script>if (a<b) c()</script>d<style>p{}</style>", "ad");
        check("a<span class=\"note\">never closed", "a");
    }

    #[test]
    fn openings_are_cut_behind_a_word() {
        assert_eq!(opening("<h2>Head</h2><p>One two,</p><p>three four", 100), "One two, three four");
        assert_eq!(opening("<p>One two, three four", 9), "One two…");
        assert_eq!(opening("<p>Äußerungen", 4), "Äuße…");
        assert_eq!(opening("", 4), "");
        assert_eq!(cut("exactly".to_owned(), 7), "exactly");
        assert_eq!(cut("One more".to_owned(), 3), "One…");
        assert_eq!(cut("as the “resident”".to_owned(), 7), "as the…");
        assert_eq!(cut("人工智能".to_owned(), 2), "人工…");
    }
}
