//! Finds out what each exception of config is about: a record, a source or a file.
//!
//! Takes the place as written; gives the text that belongs to it. Knows no rule by name
//! but what `check` says of it, and never decides what a fault is.

use super::{Facts, SourceIndex};
use crate::config::Level;
use crate::fields::Word;
use crate::files::{FileId, Files, Span};
use crate::model::{Owner, RecordIndex};

/// An exception whose rule and place exist.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Exception {
    /// The code of a rule.
    pub rule: &'static str,
    /// What the rule finds, in a sentence or two.
    pub finds: &'static str,
    pub subject: Subject,
    /// All text of the subject.
    pub extent: Span,
    /// As it is written in config.
    pub place: Word,
    pub level: Level,
    /// Why, for readers.
    pub because: String,
    /// Whether it is itself a fault that stops the build, and only says for what it was meant.
    pub is_broken: bool,
}

/// What an exception is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Subject {
    Record(RecordIndex),
    Source(SourceIndex),
    File(FileId),
}

/// Where exceptions may hold.
pub struct Subjects<'f, 'm, 'i> {
    pub facts: &'f Facts<'m, 'i>,
    pub files: &'f Files,
    /// The files below `content/` that are read.
    pub texts: &'f [FileId],
}

impl Subjects<'_, '_, '_> {
    /// What `written` names: the id of a record (on a site of several policies behind the policy's folder),
    /// `sources/` with the key of a source, or the path of a file below `content/`.
    pub fn find(&self, written: &str) -> Option<Subject> {
        let facts = self.facts;
        let (owner, id) = self.owner_of(written);
        if let Some(key) = id.strip_prefix("sources/") {
            let found = facts.library.find(owner, key);
            return found.filter(|&source| facts.library.owners[source] == owner).map(Subject::Source);
        }
        let found = facts.finder.record(owner, id).filter(|&record| facts.model.records[record].owner == owner);
        if let Some(record) = found {
            return Some(Subject::Record(record));
        }
        let below = written.strip_prefix("content/").unwrap_or(written);
        let file = self.files.find(&format!("content/{below}"))?;
        self.texts.contains(&file).then_some(Subject::File(file))
    }

    /// All that [`Subjects::find`] finds, as it is written.
    pub fn possible(&self) -> Vec<String> {
        let (facts, model) = (self.facts, self.facts.model);
        let prefix = |owner: Owner| {
            let explainer = owner.explainer().and_then(|index| model.explainers.get(index));
            explainer.filter(|one| !one.slug.is_empty()).map(|one| format!("{}/", one.slug)).unwrap_or_default()
        };
        let ids = model.records.iter().map(|record| format!("{}{}", prefix(record.owner), record.id));
        let keys = facts.library.sources.iter().zip(&facts.library.owners);
        let keys = keys.map(|(source, owner)| format!("{}sources/{}", prefix(*owner), source.key));
        let below = |path: &str| path.strip_prefix("content/").unwrap_or(path).to_owned();
        let paths = self.texts.iter().map(|&file| below(&self.files.get(file).path));
        ids.chain(keys).chain(paths).filter(|one| !one.is_empty()).collect()
    }

    /// All text of a subject. A record in a file with others ends where the next one begins.
    pub fn extent(&self, subject: Subject) -> Span {
        let (model, library) = (self.facts.model, self.facts.library);
        match subject {
            Subject::File(file) => self.whole(file),
            Subject::Source(source) => {
                let own = library.sources[source].span;
                let others = library.sources.iter().map(|other| other.span);
                self.up_to_next(own, others)
            }
            Subject::Record(index) => {
                let record = &model.records[index];
                let of_file = model.records.iter().enumerate().filter(|(_, other)| other.file == record.file);
                let others = of_file.filter(|(_, other)| other.parent != Some(index));
                let is_alone =
                    record.parent.is_none() && others.clone().all(|(at, other)| at == index || other.parent.is_some());
                if is_alone {
                    return self.whole(record.file);
                }
                self.up_to_next(record.title().span, others.map(|(_, other)| other.title().span))
            }
        }
    }

    fn whole(&self, file: FileId) -> Span {
        // Past the end: a text that was let go counts as empty here, and its faults do not.
        Span::new(file, 0, usize::MAX)
    }

    /// From the line on which `own` begins to the line on which the next of `others` does.
    fn up_to_next(&self, own: Span, others: impl Iterator<Item = Span>) -> Span {
        let text = &self.files.get(own.file).text;
        let line_start = |at: usize| {
            let at = text.floor_char_boundary(at);
            text[..at].rfind('\n').map_or(0, |end| end + 1)
        };
        let later = others.filter(|other| other.file == own.file && other.start > own.start);
        let end = later.map(|other| line_start(other.start)).min().unwrap_or(usize::MAX);
        Span::new(own.file, line_start(own.start), end.max(own.end))
    }

    /// Whose a written id is, and the id below the policy's folder.
    fn owner_of<'w>(&self, written: &'w str) -> (Owner, &'w str) {
        let model = self.facts.model;
        if !model.is_tracker {
            return (Owner::Explainer(0), written);
        }
        let named = written.split_once('/').and_then(|(first, rest)| {
            let explainer = model.explainers.iter().position(|one| one.slug == first)?;
            Some((Owner::Explainer(explainer), rest))
        });
        named.unwrap_or((Owner::Site, written))
    }
}
