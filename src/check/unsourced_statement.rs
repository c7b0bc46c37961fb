//! `unsourced-statement`: a sentence that no citation covers.

use super::{Checked, Rule, meant, needs_sources, shortened};
use crate::diag::{Diagnostic, Report, Severity};

pub const RULE: Rule = Rule {
    code: "unsourced-statement",
    severity: Severity::Error,
    finds: "A sentence that no citation covers.",
    why: "The site promises that every sentence can be checked. One that nobody vouches for is what an explainer is quoted for, and wrong about, for years.",
    example: "He put off the signing [@techcrunch]. Nobody was surprised.",
    cure: "Cite a source before the full stop: `Nobody was surprised [@key].` Mark what is your own judgement with `[analysis]`. A citation covers the text back to the previous citation of the same paragraph, list item or table row.",
    run: Some(find),
};

fn find(checked: &Checked<'_, '_, '_>, report: &mut Report) {
    for record in &checked.facts.model.records {
        if !needs_sources(record, checked.config) {
            continue;
        }
        for statement in record.body.statements.iter().filter(|statement| statement.kind.is_none()) {
            let shown = shortened(&statement.text);
            report.add(
                Diagnostic::error("unsourced-statement", statement.span, format!("no source for “{shown}”"))
                    .label("nothing is cited for this")
                    .help(
                        "cite a source before the full stop, as in `[@key]`, or mark it `[analysis]` if it is your own",
                    )
                    .fix(meant::citations(checked, record.owner, statement.span)),
            );
        }
        let children_speak =
            record.children.iter().any(|&child| !checked.facts.model.records[child].body.statements.is_empty());
        if record.body.statements.is_empty()
            && !children_speak
            && record.attributes.base.common.sources.is_none()
            && !record.kind.is_plain()
        {
            report.add(
                Diagnostic::error(
                    "unsourced-statement",
                    record.title().span,
                    format!("no source for “{}”", shortened(&record.title().text)),
                )
                .label("a title is covered by the first statement below it, and there is none")
                .help("write a sentence with a citation below it, or give `sources = [\"key\"]`"),
            );
        }
    }
}
