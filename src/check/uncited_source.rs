//! `uncited-source`: a source that nothing cites.

use super::{Checked, Rule, used_sources};
use crate::diag::{Diagnostic, Report, Severity};

pub const RULE: Rule = Rule {
    code: "uncited-source",
    severity: Severity::Warning,
    finds: "A source that nothing cites.",
    why: "It gets no page and no number. Either a citation was forgotten, or the entry is left over.",
    example: "[reuters]          # and no `[@reuters]` anywhere",
    cure: "Cite it, or take it out of the library.",
    run: Some(find),
};

fn find(checked: &Checked<'_, '_, '_>, report: &mut Report) {
    // Of a draft policy nothing is there that could cite one.
    if checked.facts.model.records.is_empty() {
        return;
    }
    let used = used_sources(checked);
    for (index, source) in checked.facts.library.sources.iter().enumerate() {
        // One that could not be read has had its message.
        let is_read = !source.title.is_empty() || source.known_on().is_some();
        if is_read && !used.contains(&index) {
            report.add(
                Diagnostic::warning(
                    "uncited-source",
                    source.span,
                    format!("nothing cites the source `{}`", source.key),
                )
                .help("cite it, or take it out of the library"),
            );
        }
    }
}
