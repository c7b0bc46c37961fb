//! Writes a text without citations in the same pass in which it is read.
//!
//! Takes Markdown; gives a [`Body`] whose HTML stands already, but for addresses and
//! terms ([`written`]), and which keeps neither pieces nor statements: nothing of it can
//! be left out, so nothing of it need be known. A text that this cannot do is left to
//! [`parse`](super::parse) and [`Body::new`]; where it can, the HTML is the same, byte for byte.

use std::cell::Cell;
use std::ops::Range;

use pulldown_cmark::{Event, Parser, Tag};

use super::body::{Body, Fit};
use super::highlight::Highlighter;
use super::repeated;
use super::stray::Strays;
use super::{Dialect, citations, fold, is_cut, parted};
use crate::files::{FileId, Span};

mod writer;
pub mod written;

use writer::Writer;

/// What has to be known before a text is written at once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Options {
    /// Whether raw HTML of the editor is kept; else it is shown as text.
    pub keeps_html: bool,
    /// Whether [`Surroundings::words`] may mark terms; else plain words are only escaped.
    pub marks_terms: bool,
}

/// A file read at once.
#[derive(Debug, Clone)]
pub struct Plain {
    /// The bytes of the TOML between the lines `+++` at its top.
    pub metadata: Option<Range<usize>>,
    pub body: Body<'static>,
    /// As those of a [`Tree`](super::Tree).
    pub unused_footnotes: Vec<Span>,
}

/// Reads and writes the whole of `text`, the Markdown of a site.
///
/// `None`: it holds a citation, a fault, or something awkward, as footnotes within footnotes;
/// it is to be read by [`parse`](super::parse), which tells of faults.
/// The ids of footnotes begin with the prefix of `fit`.
pub fn read(text: &str, file: FileId, fit: Fit<'_>, options: Options, highlighter: &Highlighter) -> Option<Plain> {
    let is_loose = Cell::new(false);
    let callback = citations(text, file, Dialect::Site, |_| is_loose.set(true));
    let events = Parser::new_with_broken_link_callback(text, Dialect::Site.options(text), Some(callback));
    let mut events = events.into_offset_iter();
    let mut writer = Writer::new(text, file, fit, options, highlighter);
    let mut strays = Strays::new(text, file);
    strays.reads_html = options.keeps_html;
    let mut metadata = None;
    match events.next() {
        Some((Event::Start(Tag::MetadataBlock(_)), whole)) => metadata = Some(metadata_in(&mut events, whole.start)),
        // Front matter that is not closed, or in YAML or JSON, is a fault.
        _ if ["+++", "---", "{"].iter().any(|opening| text.trim_start().starts_with(opening)) => return None,
        Some((event, at)) => take(event, at, text, &mut strays, &mut writer)?,
        None => {}
    }
    for (event, at) in events.by_ref() {
        take(event, at, text, &mut strays, &mut writer)?;
    }
    if is_loose.get() || !strays.finish().is_empty() || repeated::may_repeat(text, events.reference_definitions()) {
        return None;
    }
    let (body, unused_footnotes) = writer.finish()?;
    if !super::marks_without_caret(text, &unused_footnotes).is_empty() {
        return None;
    }
    Some(Plain { metadata, body, unused_footnotes })
}

/// Takes a block of metadata that has opened at `start` to its end; gives the bytes of its TOML.
fn metadata_in<'i>(events: &mut impl Iterator<Item = (Event<'i>, Range<usize>)>, start: usize) -> Range<usize> {
    let mut inner: Option<Range<usize>> = None;
    for (event, at) in events {
        if let Event::End(_) = event {
            break;
        }
        inner = Some(inner.map_or(at.start, |inner| inner.start)..at.end);
    }
    inner.unwrap_or(start..start)
}

/// Writes an event, if the text may hold it.
fn take(
    event: Event<'_>,
    at: Range<usize>,
    text: &str,
    strays: &mut Strays<'_>,
    writer: &mut Writer<'_>,
) -> Option<()> {
    let mut event = event;
    if strays.see(&event, &at).is_some() {
        return None;
    }
    let is_fault = match &mut event {
        Event::Start(Tag::FootnoteDefinition(label)) | Event::FootnoteReference(label) => {
            fold(label);
            false
        }
        Event::Start(Tag::Heading { attrs, .. }) => {
            parted(attrs, text, &at).is_some() || attrs.iter().any(|(_, value)| value.as_deref().is_some_and(is_cut))
        }
        // A reference to a footnote that is not there.
        Event::Text(_) => text.as_bytes().get(at.end) == Some(&b'^') && text.get(at.clone()) == Some("["),
        _ => false,
    };
    if is_fault {
        return None;
    }
    writer.event(&event, at)
}
