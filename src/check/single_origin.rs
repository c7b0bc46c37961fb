//! `single-origin`: a takeaway or position whose reported statements rest on several sources that all relay one report.

use super::{Checked, Rule};
use crate::diag::{Diagnostic, Report, Severity};
use std::collections::BTreeSet;

use crate::model::Kind;
use crate::sources::label::short_name;

pub const RULE: Rule = Rule {
    code: "single-origin",
    severity: Severity::Warning,
    finds: "A takeaway or position whose reported statements rest on several sources that all relay one report.",
    why: "Five articles that retell one report are one witness. Readers are told; you should know.",
    example: r#"He disliked the wording [@a; @b].      # both have via = ["techcrunch"]"#,
    cure: "Cite a source of another origin, or the original itself. If there is none, leave it: the page says “2 sources, 1 origin”.",
    run: Some(find),
};

fn find(checked: &Checked<'_, '_, '_>, report: &mut Report) {
    let library = checked.facts.library;
    for record in
        checked.facts.model.records.iter().filter(|record| matches!(record.kind, Kind::Takeaway | Kind::Position))
    {
        let mut sources = BTreeSet::new();
        let mut origins = BTreeSet::new();
        let reported = record
            .body
            .statements
            .iter()
            .flat_map(|statement| &statement.citations)
            .filter(|citation| citation.kind.passes_through());
        for cited in reported.flat_map(|citation| &citation.sources) {
            let Some(source) = library.find(record.owner, &cited.key.text) else {
                continue;
            };
            sources.insert(source);
            let via = library.cited_via(record.owner, cited, checked.as_of);
            origins.extend(library.origins(source, &via, checked.as_of));
        }
        if let (Some(origin), 1, 2..) = (origins.first(), origins.len(), sources.len()) {
            let name = short_name(&library.sources[*origin]);
            report.add(
                Diagnostic::warning(
                    "single-origin",
                    record.title().span,
                    format!("the {} sources of “{}” have one origin, {name}", sources.len(), record.title().text),
                )
                .help("cite a source of another origin if there is one; readers are shown the count"),
            );
        }
    }
}
