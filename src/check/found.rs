//! Spares a run of the rules what an earlier one has settled.
//!
//! In a preview nearly all pages are those of the look before. A plain page in which nothing was found then,
//! which is the same now, and whose links lead where they led, has nothing to be found in it by a rule that looks
//! at one page at a time; two rules look at addresses and links alone. Never says what is found.

use std::collections::HashSet;

use super::Checked;
use crate::diag::{Diagnostic, Report};
use crate::files::FileId;
use crate::model::{Record, RecordIndex};
use crate::site::Resolved;

/// Where a run of the rules found something, before anything was taken away again.
#[derive(Debug, Default)]
pub struct Found {
    files: HashSet<FileId>,
    codes: HashSet<&'static str>,
}

impl Found {
    pub(super) fn new(by_rule: &[(&'static str, Report)]) -> Found {
        let is_found = |(_, found): &&(&str, Report)| found.iter().next().is_some();
        let spans = by_rule.iter().flat_map(|(_, found)| found.iter()).flat_map(Diagnostic::spans);
        Found {
            files: spans.map(|span| span.file).collect(),
            codes: by_rule.iter().filter(is_found).map(|(code, _)| *code).collect(),
        }
    }
}

/// An earlier run of the rules, and the site that it looked at.
#[derive(Clone, Copy)]
pub struct Before<'c> {
    pub found: &'c Found,
    pub resolved: &'c Resolved,
}

/// The rules that look at addresses, lists and links, and at nothing else.
const OF_CLAIMS: [&str; 2] = ["colliding-routes", "orphan-page"];

impl<'c, 'm, 'i> Checked<'c, 'm, 'i> {
    /// The records in which a rule may find something that looks at each by itself, and where its links lead.
    pub(super) fn renewed(&self) -> impl Iterator<Item = (RecordIndex, &'m Record<'i>)> {
        let is_settled = |index: RecordIndex, record: &Record<'_>| {
            self.before.is_some_and(|before| {
                record.kind.is_plain() && self.facts.is_as_before(index) && !before.found.files.contains(&record.file)
            })
        };
        let records = self.facts.model.records.iter().enumerate();
        records.filter(move |(index, record)| !is_settled(*index, record))
    }

    /// Whether a rule may find something, by what it looks at.
    pub(super) fn may_find(&self, code: &str) -> bool {
        !OF_CLAIMS.contains(&code)
            || self
                .before
                .is_none_or(|before| before.found.codes.contains(code) || !self.facts.claims_as_before(before.resolved))
    }
}
