//! What one Markdown file says, before it is known what the others say.

use std::sync::Arc;

use self_cell::self_cell;

use crate::diag::Report;
use crate::files::{FileId, Span};
use crate::markdown::Body;

use super::{Attributes, Kind, ListPage};

/// A file that has been read.
#[derive(Debug, Clone)]
pub struct Document<'i> {
    pub file: FileId,
    /// The file's folder below its explainer's: `timeline`, or empty.
    pub folder: String,
    /// Title and summary of a list, if the file is one, with the folder of its kind.
    pub list_page: Option<(&'static str, ListPage)>,
    /// Where a policy says that it is a draft, and so is left out.
    pub draft_policy: Option<Span>,
    /// The records that are left out because they are drafts: the id of each, and where it says so.
    pub drafts: Vec<(String, Span)>,
    /// In order of the file; sections of a record stand behind it.
    pub records: Vec<Unplaced<'i>>,
    /// Footnote references without a definition.
    pub undefined_footnotes: Vec<Span>,
    /// The labels of footnotes without a reference.
    pub unused_footnotes: Vec<Span>,
    pub faults: Report,
    /// Where its front matter ends, if it is a page that was written at once.
    pub front_end: usize,
    /// Stands for all of the document that other pages may show or link to: equal for two texts
    /// only if a page of another file cannot tell them apart, but by what links to it.
    pub face: u64,
}

self_cell!(
    /// A document and the text that it borrows from.
    pub struct Kept {
        owner: Arc<str>,
        #[covariant]
        dependent: Document,
    }
);

/// A record that has no place among the others yet.
#[derive(Debug, Clone)]
pub struct Unplaced<'i> {
    pub kind: Kind,
    pub id: String,
    pub slug: String,
    /// The path of its file without the ending, where that is not its id: `my page`.
    pub path: Option<String>,
    /// Where the id was written, or the title.
    pub id_span: Span,
    /// The record of which this is a section, by its place in the document.
    pub parent: Option<usize>,
    pub attributes: Attributes,
    pub body: Body<'i>,
    /// Stands for what a link may name in it: its id, and the ids of its headings in order.
    pub places: u64,
    /// Stands for the addresses and lists in which it wants a place, and for what it links to.
    pub claims: u64,
}

impl Document<'_> {
    /// Whether the two say the same but for words below the front matter of one plain page, written at
    /// once: a site holds nothing else of either but its face, its links and its faults.
    pub fn differs_in_words_alone(&self, other: &Document<'_>) -> bool {
        let only = |document: &Document<'_>| match document.records.as_slice() {
            [only] => only.body.written.is_some() && only.body.misplaced.is_empty(),
            _ => false,
        };
        let has_faults = |one: &Document<'_>| {
            let has_slips = one.records.iter().any(|record| !record.body.slips.is_empty());
            let has_loose_notes = !one.undefined_footnotes.is_empty() || !one.unused_footnotes.is_empty();
            has_slips || has_loose_notes || one.faults.iter().next().is_some()
        };
        let links = |one: &'_ Document<'_>| {
            let links = one.records.iter().flat_map(|record| &record.body.links);
            links.map(|link| (link.target.clone(), link.is_image, link.statement)).collect::<Vec<_>>()
        };
        (only(self) && only(other))
            && (self.file, self.face) == (other.file, other.face)
            && !(has_faults(self) || has_faults(other))
            && links(self) == links(other)
    }

    /// A document of a file at `path` (below its explainer's folder) that says nothing yet.
    pub fn new(file: FileId, path: &str) -> Self {
        Document {
            draft_policy: None,
            drafts: Vec::new(),
            file,
            folder: path.rsplit_once('/').map_or("", |(folder, _)| folder).to_owned(),
            list_page: None,
            records: Vec::new(),
            undefined_footnotes: Vec::new(),
            unused_footnotes: Vec::new(),
            faults: Report::default(),
            front_end: 0,
            face: 0,
        }
    }
}
