//! Small faults of a text that are seen while it is read.
//!
//! Takes pieces; gives what a reader with a screen reader, or on another way than the
//! editor's, would miss. Never says how much it matters: that is `check`'s work.

use std::collections::BTreeSet;
use std::ops::Range;

use pulldown_cmark::{Event, Tag};

use super::body::{end_of, is_inline_end};
use super::{Node, Piece, level, plain_text};
use crate::files::{FileId, Span};

/// One small fault, and where it stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Slip {
    pub kind: SlipKind,
    pub span: Span,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SlipKind {
    /// An image without words.
    MissingAlt,
    /// An image whose words are the name of a file, or say that it is an image.
    EmptyAlt,
    /// A name that braces give to a second heading.
    RepeatedId,
    /// A heading more than one level below the one before it. Levels as they stand in the page, from 2 to 6.
    SkippedHeading { from: usize, to: usize },
}

impl Slip {
    pub(super) fn new(kind: SlipKind, file: FileId, at: Range<usize>) -> Slip {
        Slip { kind, span: Span::new(file, at.start, at.end) }
    }
}

/// Compares the level of each heading with the one before it, and its name with those before it.
///
/// Headings within a list or a quotation are no parts of the page, so they are passed over.
#[derive(Debug, Default)]
pub(super) struct Levels {
    last: Option<usize>,
    /// Names that braces have given.
    names: BTreeSet<String>,
}

impl Levels {
    /// `above`: the level of the heading that the text stands under, if it was written in the same file.
    pub fn new(above: Option<usize>) -> Levels {
        Levels { last: above, ..Levels::default() }
    }

    /// The place of the name in the braces of the heading at `at`, if another heading has it.
    pub fn repeats(&mut self, name: Option<&str>, text: &str, at: &Range<usize>) -> Option<Range<usize>> {
        let name = name?;
        if self.names.insert(name.to_owned()) {
            return None;
        }
        let written = format!("#{name}");
        let start = text.get(at.clone())?.rfind(&written)? + at.start;
        Some(start..start + written.len())
    }

    /// Goes on to a heading.
    pub fn next(&mut self, to: usize) -> Option<SlipKind> {
        let from = self.last.replace(to)?;
        (to > from + 1).then_some(SlipKind::SkippedHeading { from, to })
    }
}

/// The slips in some pieces of `text`; `above` as in [`Levels::new`].
pub(super) fn in_pieces(pieces: &[Piece<'_>], above: Option<usize>, file: FileId, text: &str) -> Vec<Slip> {
    let mut slips = Vec::new();
    let mut levels = Levels::new(above);
    let mut depth = 0usize;
    let mut at = 0;
    while at < pieces.len() {
        let piece = &pieces[at];
        match &piece.node {
            Node::Event(Event::Start(Tag::Image { dest_url, .. })) => {
                let end = end_of(pieces, at);
                let kind = of_alt(&plain_text(&pieces[at + 1..end]), dest_url);
                slips.extend(kind.map(|kind| Slip::new(kind, file, piece.at.clone())));
                at = end;
            }
            Node::Event(Event::Start(tag)) => {
                if let Tag::Heading { id, .. } = tag
                    && let Some(place) = levels.repeats(id.as_deref(), text, &piece.at)
                {
                    slips.push(Slip::new(SlipKind::RepeatedId, file, place));
                }
                if let Tag::Heading { level: found, .. } = tag
                    && depth == 0
                    && let Some(kind) = levels.next(level(*found))
                {
                    slips.push(Slip::new(kind, file, first_line(text, &piece.at)));
                }
                depth += usize::from(!is_inline_end(tag.to_end()));
            }
            Node::Event(Event::End(tag)) => depth -= usize::from(depth > 0 && !is_inline_end(*tag)),
            _ => {}
        }
        at += 1;
    }
    slips
}

/// What is wrong with the words of the image at `address`.
///
/// Source: WCAG 2.2, failures F30 (file names, placeholders) and F65 (no text at all).
pub(super) fn of_alt(words: &str, address: &str) -> Option<SlipKind> {
    const EMPTY: [&str; 10] =
        ["image", "img", "picture", "photo", "graphic", "figure", "screenshot", "alt", "alt text", "placeholder"];
    const ENDINGS: [&str; 8] = [".png", ".jpg", ".jpeg", ".gif", ".svg", ".webp", ".avif", ".tif"];
    let words = words.trim();
    if words.is_empty() {
        return Some(SlipKind::MissingAlt);
    }
    // What is longer says something.
    if words.len() > 100 {
        return None;
    }
    let small = words.to_lowercase();
    let unnumbered = small.trim_end_matches(|one: char| one.is_ascii_digit() || " _-".contains(one));
    let name = address.split(['?', '#']).next().unwrap_or("").rsplit('/').next().unwrap_or("");
    let is_name = ENDINGS.iter().any(|ending| small.ends_with(ending))
        && (!small.contains(char::is_whitespace) || name.replace("%20", " ").eq_ignore_ascii_case(words));
    let is_camera = ["img_", "dsc_", "pxl_"].iter().any(|start| small.starts_with(start));
    (is_name || is_camera || EMPTY.contains(&unnumbered)).then_some(SlipKind::EmptyAlt)
}

/// The bytes of a block's first line.
pub(super) fn first_line(text: &str, block: &Range<usize>) -> Range<usize> {
    let line = text.get(block.clone()).and_then(|text| text.lines().next()).unwrap_or("");
    block.start..block.start + line.trim_end().len()
}

#[cfg(test)]
mod tests {
    use super::super::body::{Body, Fit};
    use super::super::{Dialect, parse};
    use crate::files::Files;

    /// The texts at fault, of a text that stands under a heading of level `above`.
    #[track_caller]
    fn check(markdown: &str, above: Option<usize>, expected: &[&str]) {
        let mut files = Files::default();
        let file = files.add("a.md", markdown);
        let tree = parse(markdown, file, Dialect::Site);
        let mut body = Body::new(tree.pieces, &tree.footnotes, file, Fit { shift: 0, prefix: "" });
        body.look_into(markdown, above, true);
        let found: Vec<&str> = body.slips.iter().map(|slip| files.text(slip.span)).collect();
        assert_eq!(found, expected, "{markdown}");
    }

    #[test]
    fn headings_go_down_one_level_at_a_time() {
        check("## A\n\n#### B\n\n## C\n\n### D\n\n#### E", None, &["#### B"]);
        check("# A\n\n### B", None, &[]);
        check("#### A\n\n## B", None, &[]);
        check("#### A {#a}", Some(2), &["#### A {#a}"]);
        check("## A\n\n> #### B\n\n- #### C\n\n### D", None, &[]);
        check("## A\n\n<h3>B</h3>\n\n#### C", None, &[]);
    }

    #[test]
    fn a_name_stands_for_one_heading() {
        check("## A {#x}\n\n## B { #x .y }\n\n## C {#z}\n\nx\n\n## x", None, &["#x"]);
    }

    #[test]
    fn images_need_words() {
        check(
            "![](a.png) ![ ](b.png \"t\") ![`c`](c.png) [![](d.png)](e.md)",
            None,
            &["![](a.png)", "![ ](b.png \"t\")", "![](d.png)"],
        );
        check("a <img src=a.png> b <img src=b.png alt=''>", None, &["<img src=a.png>"]);
        check("> <p>\n> <img\n> src=a.png></p>", None, &["<img\n> src=a.png>"]);
        check(
            "![a.png](a.png) ![Image 2](b.png) ![My map.png](<my map.png>) ![IMG_1](c.png) ![The map.png file](d.png)",
            None,
            &["![a.png](a.png)", "![Image 2](b.png)", "![My map.png](<my map.png>)", "![IMG_1](c.png)"],
        );
        check(
            "![Picture of a dog](a.png) ![chart](chart.png) ![Figure 2: fees](c.png) ![Alt](d.png)",
            None,
            &["![Alt](d.png)"],
        );
        check("a <img src=a.png alt=a.png> <img src=b.png alt=Logo>", None, &["<img src=a.png alt=a.png>"]);
    }
}
