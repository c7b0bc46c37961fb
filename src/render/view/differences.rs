//! Questions on which sources differ, with their positions.

use super::Viewer;
use crate::model::{Detail, Kind};
use crate::render::context::*;
use crate::render::words;
use crate::site::Entry;

impl<'m, 'i> Viewer<'_, '_, 'm, 'i> {
    /// What is settled comes last.
    pub(super) fn differences(&self) -> Vec<DifferenceContext> {
        let mut differences: Vec<DifferenceContext> =
            self.edition.of_kind(Kind::Difference).map(|entry| self.difference(entry)).collect();
        differences.sort_by_key(|difference| difference.settled);
        differences
    }

    pub(super) fn difference(&self, entry: &Entry<'m, 'i>) -> DifferenceContext {
        let Detail::Difference(difference) = &entry.layer.detail else {
            unreachable!("a difference has a difference's attributes")
        };
        let children = self.edition.children(entry);
        let conclusion = children.iter().find(|child| child.record.kind == Kind::Conclusion);
        let positions: Vec<&&Entry<'m, 'i>> =
            children.iter().filter(|child| child.record.kind == Kind::Position).collect();
        let whole: Vec<&Entry<'m, 'i>> = std::iter::once(entry).chain(children.iter().copied()).collect();
        DifferenceContext {
            record: RecordContext { evidence: self.evidence(&whole), ..self.record(entry) },
            question: difference
                .question
                .as_ref()
                .map_or_else(|| entry.title().to_owned(), |word| words::plain(&word.text)),
            home: difference.home.unwrap_or(false),
            settled: difference.settled.unwrap_or(false),
            settled_by: difference
                .settled_by
                .as_ref()
                .and_then(|by| self.edition.find_in(entry.record, "timeline", &by.text))
                .map(|by| self.reference(by)),
            positions: positions.into_iter().map(|position| self.position(position)).collect(),
            conclusion: conclusion.map(|conclusion| self.bodies.write(conclusion)).unwrap_or_default(),
            conclusion_anchor: conclusion.map(|conclusion| conclusion.record.slug.to_owned()).unwrap_or_default(),
            conclusion_evidence: conclusion.and_then(|conclusion| self.evidence(&[conclusion])),
        }
    }

    pub(super) fn position(&self, entry: &Entry<'m, 'i>) -> Position {
        let rank = match &entry.layer.detail {
            Detail::Position(position) => position.rank.unwrap_or("normal"),
            _ => "normal",
        };
        Position {
            title: entry.title().to_owned(),
            anchor: entry.record.slug.to_owned(),
            rank,
            rank_label: words::rank(rank),
            body: self.bodies.write(entry),
            evidence: self.evidence(&[entry]),
        }
    }
}
