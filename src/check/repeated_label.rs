//! `repeated-label`: two footnotes, two addresses or two headings of one label.
//!
//! Footnotes and addresses are told while a text is read.

use std::collections::BTreeMap;

use super::{Checked, Rule};
use crate::diag::{Diagnostic, Report, Severity};
use crate::files::Span;
use crate::markdown::SlipKind;
use crate::model::{Detail, Kind, Owner};

pub const RULE: Rule = Rule {
    code: "repeated-label",
    severity: Severity::Error,
    finds: "Two footnotes of one label; two addresses that are defined under one label; two headings of a page with one name in their braces (`{#scope}`); two terms of a glossary by one name, or one whose `also` is the name of another.",
    why: "Only one of the two can be meant where the label is used, and it need not be the one that you think of.",
    example: "[order]: https://gazette.example/order\n[order]: https://gazette.example/rule",
    cure: "Give one of them a label of its own, or take it out.",
    run: Some(find),
};

fn find(checked: &Checked<'_, '_, '_>, report: &mut Report) {
    let slips = checked.renewed().flat_map(|(_, record)| &record.body.slips);
    for slip in slips.filter(|slip| slip.kind == SlipKind::RepeatedId) {
        report.add(
            Diagnostic::error(RULE.code, slip.span, "another heading of this page has this name")
                .help("give it a name of its own; links lead to the first"),
        );
    }
    terms(checked, report);
}

/// Tells of terms that have the name of another one of their glossary.
fn terms(checked: &Checked<'_, '_, '_>, report: &mut Report) {
    let terms = checked.facts.model.records.iter().filter(|record| record.kind == Kind::Term);
    // The titles first, so that it is told at the other word.
    let titles = terms.clone().map(|record| (record, record.title()));
    let others = terms.flat_map(|record| {
        let also = match &record.attributes.base.detail {
            Detail::Term(term) => term.also.as_deref().unwrap_or_default(),
            _ => &[],
        };
        also.iter().map(move |word| (record, word))
    });
    let mut names: BTreeMap<(Owner, String), (&str, Span)> = BTreeMap::new();
    for (record, word) in titles.chain(others) {
        let (id, first) = *names.entry((record.owner, word.text.to_lowercase())).or_insert((record.id, word.span));
        if id != record.id {
            report.add(
                Diagnostic::error(
                    RULE.code,
                    word.span,
                    format!("another term of the glossary is called “{}”", word.text),
                )
                .note(Some(first), "it stands here")
                .help("take one of the two out: readers are led from the word to one term alone"),
            );
        }
    }
}
