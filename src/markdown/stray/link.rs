//! Finds what is wrong around a link, a citation or a note: no words, one bracket or one full stop too many.
//!
//! Takes the place of what the parser has found; looks at one byte beside it. Never says where a link leads.

use std::ops::Range;

use super::super::citation::{Fault, looks_like_citation, unclosed};
use super::{MOST, Strays};
use crate::diag::fix::{Edit, Fix};
use crate::files::Span;
use crate::markdown::StatementType;

/// Abbreviations behind which a full stop is none.
const ABBREVIATED: [&str; 12] = ["etc", "al", "Inc", "Ltd", "Co", "Corp", "Jr", "Sr", "No", "p.m", "a.m", "seq"];

/// Endings of pictures.
const PICTURES: [&str; 7] = [".png", ".jpg", ".jpeg", ".svg", ".webp", ".gif", ".avif"];

impl Strays<'_> {
    /// A link with its address behind it.
    pub(super) fn link(&self, at: &Range<usize>) -> Option<Fault> {
        let bytes = self.text.as_bytes();
        let (first, behind) = (*bytes.get(at.start + 1)?, bytes.get(at.end).copied());
        if bytes[at.start] != b'[' || bytes[at.end - 1] != b')' {
            return None;
        }
        if first == b']' || first == b' ' && self.text[at.start + 1..at.end].trim_start().starts_with(']') {
            let address = self.text[at.start..at.end].split_once('(')?.1;
            return Some(Fault {
                code: "broken-link",
                span: Span::new(self.file, at.start, at.end),
                message: "this link has no words, so readers do not see it".to_owned(),
                help: format!("write `[words]({address}`"),
                fix: None,
            });
        }
        if let Some((words, _)) = self.text[at.start + 1..at.end].split_once("](")
            && words.split(' ').next().is_some_and(|first| StatementType::from_name(first).is_some())
            && looks_like_citation(words)
        {
            return Some(Fault {
                code: "misplaced-citation",
                span: Span::new(self.file, at.start, at.end),
                message: "an address stands behind this citation, so it is a link and cites nothing".to_owned(),
                help: format!("write `[{words}]`; the address belongs to the source"),
                fix: None,
            });
        }
        if let Some(found) = self.parted_image(at) {
            return Some(found);
        }
        if behind != Some(b')') {
            return None;
        }
        // A bracket that was opened before the link is closed behind it.
        let near = self.text.ceil_char_boundary(at.start.saturating_sub(MOST));
        let before = &self.text[near..at.start];
        let before = &before[before.rfind("\n\n").unwrap_or(0)..];
        let mut depth = 0usize;
        for byte in before.bytes() {
            match byte {
                b'(' => depth += 1,
                b')' => depth = depth.saturating_sub(1),
                _ => {}
            }
        }
        let is_cut = near > 0 && before.len() == self.text[near..at.start].len();
        let span = Span::new(self.file, at.end, at.end + 1);
        (depth == 0 && !is_cut).then(|| Fault {
            code: "broken-link",
            span,
            message: "one round bracket too many stands behind this link, so readers see it".to_owned(),
            help: "take it away".to_owned(),
            fix: Some(Fix::replace(span, ")", "").label("take the bracket away")),
        })
    }

    /// The end of a link in whose words another stands, which makes it none.
    pub(super) fn outer_link(&self, start: usize) -> Option<Fault> {
        let line = self.line(start)?;
        let (address, _) = line.strip_prefix("](")?.split_once(')')?;
        let near = self.text.ceil_char_boundary(start.saturating_sub(MOST));
        let before = &self.text[near..start];
        let before = &before[before.rfind("\n\n").unwrap_or(0)..];
        let inner = before.rfind("](").filter(|_| !before.ends_with('\\'))?;
        let open = before[..before[..inner].rfind('[')?].rfind('[')?;
        let has_whole = !before[open..inner].contains(['`', '!']);
        let is_address = address.contains(['/', '.', '#']) && !address.contains(' ');
        (has_whole && is_address).then(|| Fault {
            code: "broken-link",
            span: Span::new(self.file, start, start + "](".len() + address.len() + 1),
            message: "a link stands within the words of this one, so readers see its brackets and its address"
                .to_owned(),
            help: "write one link behind the other".to_owned(),
            fix: None,
        })
    }

    /// An image with a space behind its `!`, which is a link.
    fn parted_image(&self, at: &Range<usize>) -> Option<Fault> {
        let before = self.text[..at.start].strip_suffix("! ")?;
        let begins = before.trim_end_matches([' ', '\t', '>']);
        let target = self.text[at.clone()].rsplit_once("](")?.1;
        let target = target.trim_end_matches(')').split(' ').next().unwrap_or("").to_ascii_lowercase();
        let is_picture = PICTURES.iter().any(|ending| target.ends_with(ending));
        if !is_picture || !begins.is_empty() && !begins.ends_with(['\n', '-', '*']) {
            return None;
        }
        let space = Span::new(self.file, at.start - 1, at.start);
        Some(Fault {
            code: "broken-link",
            span: Span { start: at.start - 2, end: at.end, ..space },
            message: "a space stands behind this `!`, so readers see a link and no image".to_owned(),
            help: "write `![...](...)`".to_owned(),
            fix: Some(Fix::replace(space, " ", "").label("take the space away")),
        })
    }

    /// A citation with a full stop on both sides, where readers see two.
    pub(super) fn second_stop(&self, at: &Range<usize>) -> Option<Fault> {
        if self.text.as_bytes().get(at.end) != Some(&b'.') {
            return None;
        }
        // The word before it is enough.
        let near = self.text.floor_char_boundary(at.start.saturating_sub(100));
        let line = &self.text[near..at.start];
        let line = near + line.rfind('\n').map_or(0, |end| end + 1);
        let before = self.text[line..at.start].trim_end();
        let stop = line + before.len().checked_sub(1)?;
        let word = before.strip_suffix('.')?.rsplit([' ', '(']).next().unwrap_or("");
        // `U.S.`, `etc.` and `...` keep theirs.
        let is_short = word.contains('.') || word.ends_with('.') || word.chars().nth(1).is_none();
        if is_short || ABBREVIATED.contains(&word) {
            return None;
        }
        let span = Span::new(self.file, stop, stop + 1);
        Some(Fault {
            code: "misplaced-citation",
            span,
            message: "a full stop stands before this citation and behind it, so readers see two".to_owned(),
            help: format!("write `{word} {}.`", self.text.get(at.clone())?),
            fix: Some(Fix::replace(span, ".", "").label("take the first full stop away")),
        })
    }

    /// A citation in brackets of its own, which may hold its type: `[reported [@key]]`, `[[@key]]`.
    pub(super) fn nested_citation(&self, start: usize) -> Option<Fault> {
        let line = self.line(start)?;
        let (name, rest) = line.strip_prefix('[')?.split_once('[')?;
        let close = rest.find("]]")?;
        let inner = &rest[..close];
        let is_typed = StatementType::from_name(name.trim()).is_some() && inner.starts_with('@');
        let is_bare = name.trim().is_empty() && looks_like_citation(inner) && !inner.contains(['[', ']']);
        if !is_typed && !is_bare {
            return None;
        }
        let open = start + 1 + name.len();
        let behind = open + 1 + close;
        let edit = |at: usize, old: &str| Edit {
            span: Span::new(self.file, at, at + 1),
            old: old.to_owned(),
            new: String::new(),
        };
        Some(Fault {
            code: "misplaced-citation",
            span: Span::new(self.file, start, behind + 2),
            message: "a citation stands in brackets of its own here, so readers see the outer ones".to_owned(),
            help: format!("write `[{}]`", format!("{} {inner}", name.trim()).trim_start()),
            fix: Some(Fix {
                label: "take the inner brackets away".to_owned(),
                edits: vec![edit(open, "["), edit(behind, "]")],
            }),
        })
    }

    /// A citation whose bracket nothing closes: `[reported @key.`
    pub(super) fn unclosed_citation(&self, start: usize) -> Option<Fault> {
        let rest = self.text.get(start..self.text.floor_char_boundary(start + MOST))?;
        let rest = &rest[..rest.find("\n\n").unwrap_or(rest.len())];
        if self.text[..start].ends_with('\\') {
            return None;
        }
        let (length, is_sure) = unclosed(rest)?;
        let end = start + length;
        let span = Span::new(self.file, start, end);
        let behind = Span::new(self.file, end, end);
        Some(Fault {
            code: "misplaced-citation",
            span,
            message: "the bracket of this citation is not closed, so it cites nothing and readers see it".to_owned(),
            help: format!("close it with `]`: `{}]`", &rest[..length]),
            fix: is_sure.then(|| Fix::insert(behind, "]").label("close the bracket")),
        })
    }

    /// The definition of a footnote that says nothing.
    pub(super) fn empty_note(&self, at: &Range<usize>) -> Option<Fault> {
        let whole = self.text.get(at.clone())?.trim_end();
        let label = whole.strip_suffix(':')?;
        (label.ends_with(']') && label.find(']') == Some(label.len() - 1)).then(|| Fault {
            code: "undefined-footnote",
            span: Span::new(self.file, at.start, at.start + label.len()),
            message: format!("the footnote `{}` has no words", label[2..].trim_end_matches(']')),
            help: "write the note behind the colon, or take the mark and the note out".to_owned(),
            fix: None,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::check;

    #[test]
    fn links_have_words() {
        check("a [](b.md) [ ](c.md \"d\")", &["[](b.md)", "[ ](c.md \"d\")"]);
        check("[![](a.png)](b.md) [`c`](b.md) <https://a.example> [][d] ![](a.png)\n\n[d]: b.md", &[]);
    }

    #[test]
    fn links_hold_no_links() {
        check("[How [we](a.md) work](b.md) so.", &["](b.md)"]);
        check("[![a](b.png) it](c.md) [`a](b)` [a](b.md)](c.md) \\[[a](b.md)\\](c.md)", &[]);
    }

    #[test]
    fn a_citation_has_no_address() {
        check("It is so [reported @a](https://b.example).", &["[reported @a](https://b.example)"]);
        check("It is said [@a](https://b.example) by [a quote](b.md).", &[]);
        check("It is [analysis 2026-11-12.\n\nSo [analysis.", &["[analysis 2026-11-12", "[analysis"]);
        check("It is [analysis of a thing.\n\nSo [analysis of @a.", &[]);
    }

    #[test]
    fn images_begin_with_a_mark_and_a_bracket() {
        check("! [a b](c.png)\n\n> ! [a](c.svg \"d\")", &["! [a b](c.png)", "! [a](c.svg \"d\")"]);
        check("Look! [a](c.png)\n\n! [a](c.md)", &[]);
    }

    #[test]
    fn brackets_are_closed_once() {
        check("See [it](b.md)).", &[")"]);
        check("See (a) [it](b.md)).", &[")"]);
        check("See (at [it](b.md)), ([it](b.md)) (a (b) [it](b.md)) (\nso [it](b.md)) [it](<b.md>)", &[]);
    }

    #[test]
    fn one_stop_stands_behind_a_citation() {
        check("It is so. [@a].", &["."]);
        check(
            "It is so [@a]. So etc. [@a]. In the U.S. [@a]. It is so. [@a] And so ... [@a]. It is so. [a][b].\n\n[b]: c.md",
            &[],
        );
    }

    #[test]
    fn a_citation_has_its_type_inside() {
        check("It is [reported [@a]].", &["[reported [@a]]"]);
        check("It is [[reported @a]]. So [[@a; @b]].", &["[[reported @a]]", "[[@a; @b]]"]);
        check("It is [so [@a]] and [reported @a].", &[]);
        check("It is [reported @a.", &["[reported @a"]);
        check("It is [@a, p. 3. It is [@b].", &["[@a"]);
        check("It is \\[@a. `[@a` [see me@a. [@a\nand b]", &[]);
    }

    #[test]
    fn notes_have_words() {
        check("a[^1] b[^2]\n\n[^1]:\n\n[^2]: So", &["[^1]"]);
        check("a[^1] b[^2]\n\n[^1]:\n    So\n\n[^2]: see [a]:", &[]);
    }
}
