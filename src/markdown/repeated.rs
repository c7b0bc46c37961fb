//! Finds addresses of links that are defined again under the same label: links lead to the first.
//!
//! Takes the whole of a text and the definitions that the parser made of it; gives a fault for each
//! that comes to nothing. Never takes what is shown for a definition.

use std::ops::Range;

use pulldown_cmark::{Event, RefDefs};

use super::citation::Fault;
use super::stray::MOST;
use super::{Node, Piece};
use crate::files::{FileId, Span};

/// Whether a text may hold two definitions of one address of links: then [`definitions`] looks for them.
pub(super) fn may_repeat(text: &str, definitions: &RefDefs<'_>) -> bool {
    let n_known = definitions.iter().count();
    n_known > 0 && definitions_in(text).nth(n_known).is_some()
}

/// Definitions of addresses that come to nothing, since one of the same label stands before them.
///
/// `pieces`: the text's; what is shown is no definition.
pub(super) fn definitions(text: &str, definitions: &RefDefs<'_>, pieces: &[Piece<'_>], file: FileId) -> Vec<Fault> {
    if !may_repeat(text, definitions) {
        return Vec::new();
    }
    let mut found = Vec::new();
    for at in definitions_in(text) {
        let label = &text[at.start + 1..at.end - 2];
        let Some(first) = definitions.get(label) else { continue };
        let address = text[at.end..].trim_start().trim_start_matches('<');
        let is_same = address.strip_prefix(&*first.dest).is_some_and(|rest| !rest.starts_with(is_of_address));
        if first.span.contains(&at.start) || first.span.start > at.start || is_same {
            continue;
        }
        let is_shown = pieces.iter().any(|piece| {
            let shows = matches!(&piece.node, Node::Event(Event::Text(_) | Event::Code(_) | Event::Html(_)));
            shows && piece.at.contains(&(at.start + 1))
        });
        if !is_shown {
            found.push(Fault {
                code: "repeated-label",
                span: Span::new(file, at.start, at.end - 1),
                message: format!("`[{label}]` is defined twice, and this address is never used"),
                help: format!("give it another label, or take it out; the links lead to `{}`", first.dest),
                fix: None,
            });
        }
    }
    found
}

fn is_of_address(letter: char) -> bool {
    !letter.is_whitespace() && letter != '>'
}

/// The places of `[label]:` at the beginnings of lines, which may define an address.
fn definitions_in(text: &str) -> impl Iterator<Item = Range<usize>> {
    memchr::memmem::find_iter(text.as_bytes(), "]:").filter_map(move |end| {
        let near = text.floor_char_boundary(end.saturating_sub(MOST));
        let line = text[near..end].rfind('\n').map_or(near, |at| near + at + 1);
        let before = &text[line..end];
        let open = before.rfind('[')?;
        let is_first = before[..open].chars().all(|one| " >\t".contains(one));
        (is_first && !before[open..].starts_with("[^")).then(|| line + open..end + 2)
    })
}

#[cfg(test)]
mod tests {
    use super::super::{Dialect, parse};
    use crate::files::Files;

    /// The texts at fault.
    #[track_caller]
    fn check(markdown: &str, expected: &[&str]) {
        let mut files = Files::default();
        let file = files.add("a.md", markdown);
        let faults = parse(markdown, file, Dialect::Site).citation_faults;
        let found: Vec<&str> = faults.iter().map(|fault| files.text(fault.span)).collect();
        assert_eq!(found, expected, "{markdown}");
    }

    #[test]
    fn an_address_is_defined_once() {
        check("[x][a]\n\n[a]: https://a.example\n[A]: https://b.example", &["[A]"]);
        check("[x][a]\n\n[a]: https://a.example\n[a]: https://a.example", &[]);
        check("[x][a]\n\n[a]: b.md\n\n```\n[a]: c.md\n```\n\nText\n[a]: d.md", &[]);
    }
}
