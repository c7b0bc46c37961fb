//! Reads the raw HTML of an editor: where it links to, and which places in it links may lead to.
//!
//! Takes HTML as Markdown holds it, one tag or a block of several lines; gives the
//! addresses in it with their places. Never changes it, and never says where a link leads.

use std::collections::BTreeMap;
use std::ops::Range;

use html5gum::emitters::default::DefaultEmitter;
use html5gum::{HtmlString, Spanned, StartTag, Token, Tokenizer};
use pulldown_cmark::{Event, Tag};

use super::Node;
use super::body::{Body, Link, end_of};
use super::element::escape_address;
use super::slip::{self, Slip, SlipKind};
use crate::files::{FileId, Span};
use crate::value::url;

/// Elements, and those of their attributes that hold an address.
///
/// Source: HTML Living Standard, attributes index; without those that scripts and styles have,
/// and without `srcset`, which holds several.
const ADDRESSES: [(&str, &str); 11] = [
    ("a", "href"),
    ("area", "href"),
    ("audio", "src"),
    ("embed", "src"),
    ("iframe", "src"),
    ("img", "src"),
    ("object", "data"),
    ("source", "src"),
    ("track", "src"),
    ("video", "poster"),
    ("video", "src"),
];

/// What a piece of raw HTML holds.
#[derive(Debug, Default)]
pub(super) struct Raw {
    /// In order of the HTML.
    pub addresses: Vec<Address>,
    /// Ids, and names of anchors.
    pub ids: Vec<String>,
    /// Pictures that say nothing to who cannot see them: the bytes of their tags.
    pub bare_images: Vec<(SlipKind, Range<usize>)>,
    pub has_heading: bool,
}

/// An address in raw HTML. All places are bytes in the HTML.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Address {
    /// With its entities resolved.
    pub target: String,
    pub is_image: bool,
    /// From the attribute's name to past its value.
    pub attribute: Range<usize>,
    /// Past the `=`: where the value begins, with its quotation mark.
    pub value: usize,
    /// The value without quotation marks.
    pub inner: Range<usize>,
}

/// An address in raw HTML of a body that is written with that of its page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Written {
    /// The piece of the body that holds it.
    pub piece: usize,
    /// Its place among the links of the body.
    pub link: usize,
    /// As of an [`Address`], but in the piece's own text.
    pub attribute: Range<usize>,
    pub value: usize,
}

/// A line of raw HTML: where it begins in the HTML, where in the file, and what the caller knows it by.
#[derive(Debug, Clone, Copy)]
pub(super) struct Line {
    pub start: usize,
    pub in_file: usize,
    pub piece: usize,
}

impl Line {
    /// The line in which `at` stands.
    pub fn of(lines: &[Line], at: usize) -> Option<&Line> {
        lines[..lines.partition_point(|line| line.start <= at)].last()
    }

    /// The bytes in the file of some bytes in the HTML, as far as lines are as they were written.
    fn in_file(lines: &[Line], range: &Range<usize>) -> Range<usize> {
        let place = |at: usize| Line::of(lines, at).map_or(0, |line| line.in_file + (at - line.start));
        let start = place(range.start);
        // The end belongs to the line of the last byte.
        start..place(range.end.saturating_sub(1).max(range.start)) + usize::from(range.end > range.start)
    }
}

impl Raw {
    /// Reads a tag, or the lines of a block.
    pub fn read(html: &str) -> Raw {
        let mut emitter = DefaultEmitter::<usize>::new_with_span();
        // What stands in a script is no HTML.
        emitter.naively_switch_states(true);
        let mut raw = Raw::default();
        let mut has_caption = false;
        for token in Tokenizer::new_with_emitter(html, emitter).flatten() {
            if let Token::StartTag(tag) = token {
                has_caption |= tag.name.as_slice() == b"figcaption";
                raw.tag(html, &tag);
            }
        }
        if has_caption {
            // The words of a figure speak for its pictures.
            raw.bare_images.clear();
        }
        raw
    }

    fn tag(&mut self, html: &str, tag: &StartTag<usize>) {
        let name = String::from_utf8_lossy(&tag.name);
        self.has_heading |= matches!(&*name, "h1" | "h2" | "h3" | "h4" | "h5" | "h6");
        self.ids.extend(text(&tag.attributes, "id").filter(|id| !id.is_empty()));
        if name == "a" {
            self.ids.extend(text(&tag.attributes, "name").filter(|id| !id.is_empty()));
        }
        let whole = tag.span.start..tag.span.end;
        if name == "img"
            && let Some(kind) = of_image(&tag.attributes)
            && html.get(whole.clone()).is_some_and(|tag| tag.starts_with('<'))
        {
            self.bare_images.push((kind, whole));
        }
        let first = self.addresses.len();
        for (_, key) in ADDRESSES.into_iter().filter(|(element, _)| *element == name) {
            let Some(attribute) = tag.attributes.get(key.as_bytes()) else { continue };
            let target = String::from_utf8_lossy(attribute).into_owned();
            // `#` alone is the top of the page.
            if target.trim() != "#"
                && let Some((value, inner)) = value(html, attribute.span.start, key)
            {
                let past = inner.end + usize::from(inner.start > value);
                let attribute = attribute.span.start..past.min(html.len());
                self.addresses.push(Address { target, is_image: name == "img", attribute, value, inner });
            }
        }
        self.addresses[first..].sort_by_key(|one| one.attribute.start);
    }

    /// The links of this HTML, each with its place among the addresses, and what is wrong in it.
    pub fn links<'r>(&'r self, lines: &'r [Line], file: FileId) -> impl Iterator<Item = (Link, &'r Address)> {
        self.addresses.iter().map(move |address| {
            let shown = if address.inner.is_empty() { &address.attribute } else { &address.inner };
            let at = Line::in_file(lines, shown);
            let piece = Line::of(lines, address.attribute.start).map_or(0, |line| line.piece);
            let span = Span::new(file, at.start, at.end);
            let (target, is_image) = (address.target.clone(), address.is_image);
            (Link { target, span, is_image, statement: None, piece }, address)
        })
    }

    /// Pictures without words, as slips.
    pub fn slips<'r>(&'r self, lines: &'r [Line], file: FileId) -> impl Iterator<Item = Slip> {
        self.bare_images.iter().map(move |(kind, tag)| Slip::new(*kind, file, Line::in_file(lines, tag)))
    }
}

impl Address {
    /// Whether it is a path within the site, and stands in one line: then a page gets it as it gets
    /// those of Markdown.
    pub fn is_written(&self, lines: &[Line]) -> bool {
        let line = |at: usize| Line::of(lines, at).map(|line| line.start);
        !url::is_absolute(&self.target) && line(self.attribute.start) == line(self.attribute.end - 1)
    }
}

impl Body<'_> {
    /// Looks for slips in its text, and, if raw HTML is kept, for links, places and slips in that.
    ///
    /// `text` is the file's, `above` the level in the page of the heading under which the body stands, if it
    /// was written in the same file.
    pub fn look_into(&mut self, text: &str, above: Option<usize>, keeps_html: bool) {
        self.slips = slip::in_pieces(&self.pieces, above, self.file, text);
        if keeps_html {
            self.read_raw();
        }
    }

    fn read_raw(&mut self) {
        let mut found: Vec<(Link, Option<Written>)> = Vec::new();
        let mut at = 0;
        while at < self.pieces.len() {
            let start = at;
            at += 1;
            let (mut html, mut lines) = (String::new(), Vec::new());
            match &self.pieces[start].node {
                // The words of a picture are text.
                Node::Event(Event::Start(Tag::Image { .. })) => at = end_of(&self.pieces, start) + 1,
                Node::Event(Event::Start(Tag::HtmlBlock)) => at = end_of(&self.pieces, start) + 1,
                Node::Event(Event::InlineHtml(_)) => {}
                _ => continue,
            }
            for (piece, one) in self.pieces.iter().enumerate().take(at).skip(start) {
                let is_inline = matches!(one.node, Node::Event(Event::InlineHtml(_)));
                if let Node::Event(Event::Html(text) | Event::InlineHtml(text)) = &one.node
                    && (!is_inline || piece == start)
                {
                    lines.push(Line { start: html.len(), in_file: one.at.start, piece });
                    html.push_str(text);
                }
            }
            let raw = Raw::read(&html);
            for (link, address) in raw.links(&lines, self.file) {
                let line = Line::of(&lines, address.attribute.start).map_or(0, |line| line.start);
                let statement = self.pieces[link.piece].statement;
                let written = address.is_written(&lines).then(|| Written {
                    piece: link.piece,
                    link: 0,
                    attribute: address.attribute.start - line..address.attribute.end - line,
                    value: address.value - line,
                });
                found.push((Link { statement, ..link }, written));
            }
            self.slips.extend(raw.slips(&lines, self.file));
            if raw.has_heading {
                // It may be the one that was missed.
                self.slips.retain(|slip| !matches!(slip.kind, SlipKind::SkippedHeading { .. }));
            }
            self.ids.extend(raw.ids);
        }
        self.ids.sort();
        if found.is_empty() {
            return;
        }
        found.extend(self.links.drain(..).map(|link| (link, None)));
        found.sort_by_key(|(link, _)| link.piece);
        for (place, (link, written)) in found.into_iter().enumerate() {
            self.links.push(link);
            self.raw.extend(written.map(|written| Written { link: place, ..written }));
        }
    }
}

/// Writes the value of an attribute behind its `=`.
pub(super) fn push_value(address: &str, out: &mut String) {
    out.push('"');
    escape_address(address, out);
    out.push('"');
}

type Attributes = BTreeMap<HtmlString, Spanned<HtmlString, usize>>;

fn text(attributes: &Attributes, name: &str) -> Option<String> {
    attributes.get(name.as_bytes()).map(|value| String::from_utf8_lossy(value).trim().to_owned())
}

/// What is wrong with the words of a picture.
fn of_image(attributes: &Attributes) -> Option<SlipKind> {
    match text(attributes, "alt").filter(|alt| !alt.is_empty()) {
        Some(alt) => slip::of_alt(&alt, &text(attributes, "src").unwrap_or_default()),
        None => (!speaks(attributes)).then_some(SlipKind::MissingAlt),
    }
}

/// Whether a picture has words, or says that it needs none.
///
/// Source: HTML Living Standard, 4.8.4.4, "Requirements for providing text to act as an alternative for images".
fn speaks(attributes: &Attributes) -> bool {
    let is = |name: &str, values: &[&str]| text(attributes, name).is_some_and(|value| values.contains(&&*value));
    let has = |name: &str| text(attributes, name).is_some_and(|value| !value.is_empty());
    text(attributes, "alt").is_some()
        || ["aria-label", "aria-labelledby", "title"].into_iter().any(has)
        || is("role", &["presentation", "none"])
        || is("aria-hidden", &["true"])
}

/// Where the value of the attribute stands whose name begins at `start`: past its `=`, and without quotation marks.
fn value(html: &str, start: usize, name: &str) -> Option<(usize, Range<usize>)> {
    // Source: HTML Living Standard, 13.2.5.33 to 38, states of attributes.
    const SPACES: [char; 5] = ['\t', '\n', '\u{c}', '\r', ' '];
    let written = html.get(start..start + name.len())?;
    let rest = html[start + name.len()..].trim_start_matches(SPACES).strip_prefix('=')?;
    let rest = rest.trim_start_matches(SPACES);
    let at = html.len() - rest.len();
    let range = match rest.chars().next()? {
        quote @ ('"' | '\'') => at + 1..at + 1 + rest[1..].find(quote)?,
        _ => at..at + rest.find(|letter: char| SPACES.contains(&letter) || letter == '>').unwrap_or(rest.len()),
    };
    written.eq_ignore_ascii_case(name).then_some((at, range))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Each address as `target|attribute`, then ids as `#id`, then pictures without words as they are written.
    #[track_caller]
    fn check(html: &str, expected: &[&str]) {
        let raw = Raw::read(html);
        let address = |one: &Address| {
            assert!(html[one.value..].trim_start_matches(['"', '\'']).starts_with(&html[one.inner.clone()]), "{html}");
            format!("{}|{}", one.target, &html[one.attribute.clone()])
        };
        let mut found: Vec<String> = raw.addresses.iter().map(address).collect();
        found.extend(raw.ids.iter().map(|id| format!("#{id}")));
        found.extend(raw.bare_images.iter().map(|(_, tag)| html[tag.clone()].to_owned()));
        assert_eq!(found, expected, "{html}");
    }

    #[test]
    fn addresses_are_found_however_they_are_quoted() {
        check("<a href=\"a.md\">", &["a.md|href=\"a.md\""]);
        check("<A class=x HREF = 'a.md#b' >", &["a.md#b|HREF = 'a.md#b'"]);
        check("<a href=a.md>", &["a.md|href=a.md"]);
        check("<a href=a.md", &[]);
        check("<a\n  href=\"a.md\"\n>é</a><area href=b.md>", &["a.md|href=\"a.md\"", "b.md|href=b.md"]);
        check("<a href=\"a&amp;b\" href=\"c\">", &["a&b|href=\"a&amp;b\""]);
        check("<a href=\"java&Tab;script&colon;x\">", &["java\tscript:x|href=\"java&Tab;script&colon;x\""]);
        check("<video src=v.mp4 poster=p.png>", &["v.mp4|src=v.mp4", "p.png|poster=p.png"]);
        check("<a href=\"#\">top</a><a href>", &[]);
        check("<a href=\"\">", &["|href=\"\""]);
    }

    #[test]
    fn places_hold_behind_letters_of_every_kind() {
        for before in [
            "é日本🎉",
            "\r\n\r",
            "a\0b",
            "&amp;&nosuch;&#0;",
            "\u{feff}\u{85}",
            "<b title=\"\r\n\0é\">",
            "<!--é\r\n-->",
        ] {
            check(
                &format!("{before}<a\r\nclass='\0é' href='é.md'><img src=a>"),
                &["é.md|href='é.md'", "a|src=a", "<img src=a>"],
            );
        }
    }

    #[test]
    fn what_is_no_tag_holds_no_address() {
        check("<!-- <a href=a.md> -->", &[]);
        check("<script>\"<a href=a.md>\"</script><style>a{}</style>", &[]);
        check("</a href=\"a.md\">", &[]);
        check("<p title='<a href=a.md>'>", &[]);
    }

    #[test]
    fn places_and_pictures_without_words() {
        check("<a name=one></a><div id='two'><p id>", &["#one", "#two"]);
        check("<img src=a.png>", &["a.png|src=a.png", "<img src=a.png>"]);
        check("<img src=a.png alt=''>", &["a.png|src=a.png"]);
        check("<img src=a.png alt>", &["a.png|src=a.png"]);
        check("<img role=presentation src=a.png>", &["a.png|src=a.png"]);
        check("<figure><img src=a.png><figcaption>A</figcaption></figure>", &["a.png|src=a.png"]);
        assert!(Raw::read("<H3 class=a>").has_heading);
    }
}
