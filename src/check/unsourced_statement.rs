//! `unsourced-statement`: a sentence that no citation covers.

use super::{Checked, Rule, meant, needs_sources, shortened};
use crate::diag::{Diagnostic, Report, Severity};
use crate::files::Span;
use crate::model::Owner;

pub const RULE: Rule = Rule {
    code: "unsourced-statement",
    severity: Severity::Error,
    finds: "A sentence that no citation covers.",
    why: "The site promises that every sentence can be checked. One that nobody vouches for is what an explainer is quoted for, and wrong about, for years.",
    example: "He put off the signing [@techcrunch]. Nobody was surprised.",
    cure: "Cite a source before the full stop: `Nobody was surprised [@key].` Mark what is your own judgement with `[analysis]`. A citation covers the text back to the previous citation of the same paragraph, list item or table row.",
    run: Some(find),
};

/// The key of a source that stands in a statement, and in no citation.
fn named_key<'c>(checked: &Checked<'c, '_, '_>, owner: Owner, statement: Span) -> Option<&'c str> {
    let text: &'c str = checked.files.text(statement);
    text.match_indices('@').find_map(|(at, _)| {
        let rest = &text[at + 1..];
        let end = rest.find(|one: char| !one.is_alphanumeric() && !"-_".contains(one)).unwrap_or(rest.len());
        checked.facts.library.find(owner, &rest[..end]).map(|_| &rest[..end])
    })
}

fn find(checked: &Checked<'_, '_, '_>, report: &mut Report) {
    for (_, record) in checked.renewed() {
        if !needs_sources(record, checked.config) {
            continue;
        }
        for statement in record.body.statements.iter().filter(|statement| statement.kind.is_none()) {
            let shown = shortened(&statement.text);
            let fix = meant::citations(checked, record.owner, statement.span);
            let key = if fix.is_none() { named_key(checked, record.owner, statement.span) } else { None };
            let help = match key {
                Some(key) => format!(
                    "`@{key}` counts only within square brackets that close: `[@{key}]`, `[reported @{key}, p. 3]`"
                ),
                None => "cite a source before the full stop, as in `[@key]`, or mark it `[analysis]` if it is your own"
                    .to_owned(),
            };
            report.add(
                Diagnostic::error("unsourced-statement", statement.span, format!("no source for “{shown}”"))
                    .label("nothing is cited for this")
                    .help(help)
                    .fix(fix),
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
