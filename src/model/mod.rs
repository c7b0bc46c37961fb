//! Records: what an editor writes, parsed and typed, before anything is left out or linked.
//!
//! [`read`] turns a file into a [`Document`], [`assemble`] all documents into a [`Model`].
//! A record is a file in a folder or a section of a list file; both give the same
//! [`Record`]. Adding a kind is one file beside this one, a line in [`KINDS`] and one in
//! `attributes::Detail`.

use std::collections::BTreeMap;
use std::ops::Range;

use crate::fields::Word;
use crate::files::{FileId, Span};
use crate::markdown::Body;

pub mod action;
mod assemble;
pub mod attributes;
pub mod change;
pub mod difference;
mod document;
pub mod event;
mod front_matter;
pub mod issue;
mod loose;
mod other_kind;
pub mod page;
pub mod policy;
pub mod question;
pub mod quote;
mod read;
pub mod section;
pub mod stakeholder;
pub mod takeaway;
pub mod term;

pub use assemble::{Owners, assemble};
pub use attributes::{Attributes, Detail, Layer, Layered};
pub use document::{Document, Kept};
pub use read::{Reading, read, read_at_once, read_by_statements};

/// What a record is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    Policy,
    Event,
    Stakeholder,
    Implication,
    Takeaway,
    Difference,
    Position,
    /// "What we can say" of a difference.
    Conclusion,
    Issue,
    Compare,
    Action,
    Question,
    Term,
    Change,
    Quote,
    /// A folder of plain pages: `_index.md`.
    Section,
    Page,
}

/// Where records of a kind live and what they are called.
#[derive(Debug)]
pub struct KindSpec {
    pub kind: Kind,
    /// Folder, stem of the list file, first part of its ids and of its addresses.
    pub folder: &'static str,
    /// For messages: "an event".
    pub with_article: &'static str,
    /// Whether each record has a page of its own; else all stand on one page.
    pub own_page: bool,
    /// What the sections of a record are, if they are records themselves.
    pub child: Option<Kind>,
}

/// The kinds that have a folder, in the order in which a site shows them.
pub const KINDS: [KindSpec; 12] = [
    KindSpec { kind: Kind::Policy, folder: "policy", with_article: "a policy", own_page: true, child: None },
    KindSpec { kind: Kind::Takeaway, folder: "takeaways", with_article: "a takeaway", own_page: false, child: None },
    KindSpec { kind: Kind::Event, folder: "timeline", with_article: "an event", own_page: true, child: None },
    KindSpec {
        kind: Kind::Stakeholder,
        folder: "stakeholders",
        with_article: "a stakeholder",
        own_page: true,
        child: Some(Kind::Implication),
    },
    KindSpec {
        kind: Kind::Difference,
        folder: "differences",
        with_article: "a difference",
        own_page: true,
        child: Some(Kind::Position),
    },
    KindSpec { kind: Kind::Issue, folder: "issues", with_article: "an issue", own_page: true, child: None },
    KindSpec {
        kind: Kind::Compare,
        folder: "compare",
        with_article: "an instrument to compare",
        own_page: false,
        child: None,
    },
    KindSpec { kind: Kind::Question, folder: "questions", with_article: "a question", own_page: false, child: None },
    KindSpec { kind: Kind::Term, folder: "glossary", with_article: "a term", own_page: false, child: None },
    KindSpec {
        kind: Kind::Action,
        folder: "actions",
        with_article: "a group of actions",
        own_page: false,
        child: None,
    },
    KindSpec { kind: Kind::Quote, folder: "quotes", with_article: "a quote", own_page: false, child: None },
    KindSpec { kind: Kind::Change, folder: "changes", with_article: "a change", own_page: false, child: None },
];

impl Kind {
    pub fn spec(self) -> Option<&'static KindSpec> {
        KINDS.iter().find(|spec| spec.kind == self)
    }

    pub fn from_folder(folder: &str) -> Option<&'static KindSpec> {
        KINDS.iter().find(|spec| spec.folder == folder)
    }

    pub fn with_article(self) -> &'static str {
        match self {
            Kind::Implication => "an implication",
            Kind::Position => "a position",
            Kind::Conclusion => "“What we can say”",
            Kind::Section => "a section",
            Kind::Page => "a page",
            _ => self.spec().map_or("a record", |spec| spec.with_article),
        }
    }

    /// Whether it is a plain page, or the list of some: nothing that a policy shows by itself.
    pub fn is_plain(self) -> bool {
        matches!(self, Kind::Section | Kind::Page)
    }

    /// The name in the API and in templates.
    pub fn name(self) -> &'static str {
        match self {
            Kind::Policy => "policy",
            Kind::Event => "event",
            Kind::Stakeholder => "stakeholder",
            Kind::Implication => "implication",
            Kind::Takeaway => "takeaway",
            Kind::Difference => "difference",
            Kind::Position => "position",
            Kind::Conclusion => "conclusion",
            Kind::Issue => "issue",
            Kind::Compare => "compare",
            Kind::Action => "action",
            Kind::Question => "question",
            Kind::Term => "term",
            Kind::Change => "change",
            Kind::Quote => "quote",
            Kind::Section => "section",
            Kind::Page => "page",
        }
    }
}

/// Names one record of a [`Model`].
pub type RecordIndex = usize;

/// Whose a record is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Owner {
    /// Of one explainer, by its place in [`Model::explainers`].
    Explainer(usize),
    /// Of the site: plain pages at the root of a tracker, and what its explainers share.
    Site,
}

/// A title, a few attributes, and Markdown.
#[derive(Debug, Clone)]
pub struct Record<'i> {
    pub kind: Kind,
    pub owner: Owner,
    /// `timeline/signing`; of a section of a record, `stakeholders/startups/less-risk`; of a plain page, its path.
    pub id: &'i str,
    /// The last part of the id.
    pub slug: &'i str,
    /// The path of its file without the ending, where that is not its id: `my page`.
    pub path: Option<&'i str>,
    /// Where the id was written, or the title.
    pub id_span: Span,
    pub parent: Option<RecordIndex>,
    pub children: Vec<RecordIndex>,
    pub attributes: &'i Attributes,
    pub body: &'i Body<'i>,
    /// As in [`document::Unplaced`].
    pub places: u64,
    pub claims: u64,
    pub file: FileId,
    /// The file's folder below its explainer's, for relative links: `timeline`, or empty.
    pub folder: &'i str,
    /// That of its document, see [`Document::face`].
    pub face: u64,
    /// Place among all records before sorting by weight.
    pub order: usize,
}

impl Record<'_> {
    /// The title as first known, to name the record in a message.
    pub fn title(&self) -> &Word {
        self.attributes.base.common.title.as_ref().expect("every record is given a title when it is read")
    }

    pub fn weight(&self) -> i64 {
        self.attributes.base.common.weight.unwrap_or(0)
    }

    /// What makes ids in its page: `timeline-signing`.
    pub fn anchor_stem(&self) -> String {
        self.id.replace(['/', '.'], "-")
    }
}

/// Title and summary of the page that lists the records of one kind.
#[derive(Debug, Clone, Default)]
pub struct ListPage {
    pub title: Option<Word>,
    pub summary: Option<Word>,
}

/// One policy and all that is said of it.
#[derive(Debug, Clone)]
pub struct Explainer {
    /// Folder below `content/` and first part of its addresses; empty for the site's only one.
    pub slug: String,
    pub policy: RecordIndex,
}

/// All records of a site.
#[derive(Debug, Clone, Default)]
pub struct Model<'i> {
    pub explainers: Vec<Explainer>,
    /// Sorted by weight, then order; children stand behind their parents.
    pub records: Vec<Record<'i>>,
    pub list_pages: BTreeMap<(Owner, &'static str), ListPage>,
    /// Footnote references without a definition.
    pub undefined_footnotes: Vec<Span>,
    /// Labels of footnotes without a reference.
    pub unused_footnotes: Vec<Span>,
    /// The records that are left out because they are drafts: whose, the id, and where it says so.
    pub drafts: Vec<(Owner, &'i str, Span)>,
    /// Whether there may be several explainers.
    pub is_tracker: bool,
}

impl<'i> Model<'i> {
    /// Where the record `id` says that it is a draft, if it is left out for that.
    pub fn draft(&self, owner: Owner, id: &str) -> Option<Span> {
        let is_it = |(of, draft, _): &&(Owner, &str, Span)| *draft == id && (*of == owner || *of == Owner::Site);
        self.drafts.iter().find(is_it).map(|(.., span)| *span)
    }

    /// The records of one owner, which stand together.
    pub fn of_owner(&self, owner: Owner) -> Range<RecordIndex> {
        let start = self.records.partition_point(|record| record.owner < owner);
        let n = self.records[start..].partition_point(|record| record.owner == owner);
        start..start + n
    }

    /// The records of one owner and one kind, and the sections of these records.
    pub fn of_kind(&self, owner: Owner, kind: Kind) -> Range<RecordIndex> {
        let Range { start, end } = self.of_owner(owner);
        let top = |record: &Record<'i>| record.parent.map_or(record.kind, |parent| self.records[parent].kind);
        let own = &self.records[start..end];
        let first = start + own.partition_point(|record| top(record) < kind);
        let n = self.records[first..end].partition_point(|record| top(record) == kind);
        first..first + n
    }
}

impl Owner {
    pub fn explainer(self) -> Option<usize> {
        match self {
            Owner::Explainer(index) => Some(index),
            Owner::Site => None,
        }
    }
}
