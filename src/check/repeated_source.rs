//! `repeated-source`: one work that the library has under two keys.

use std::collections::{BTreeMap, HashMap};

use super::{Checked, Rule};
use crate::diag::{Diagnostic, Report, Severity};
use crate::files::Span;
use crate::markdown::CitedSource;

pub const RULE: Rule = Rule {
    code: "repeated-source",
    severity: Severity::Warning,
    finds: "Two sources of one library with the same address and the same title; a source that one citation names twice for the same place.",
    why: "It is one work. Readers find it twice in the bibliography, under two numbers, and what rests on it alone looks as if two sources said it.",
    example: "[epa-2026]\ntitle = \"The rule\"\nURL = \"https://epa.example/rule\"\n\n[epa-rule]\ntitle = \"The rule\"\nURL = \"https://epa.example/rule\"",
    cure: "Keep one of them, and cite it everywhere.",
    run: Some(find),
};

fn find(checked: &Checked<'_, '_, '_>, report: &mut Report) {
    for (_, record) in checked.renewed() {
        let citations = record.body.statements.iter().flat_map(|statement| &statement.citations);
        for citation in citations.filter(|citation| citation.sources.len() > 1) {
            let mut named: BTreeMap<(&str, &str), Span> = BTreeMap::new();
            for CitedSource { key, locator, .. } in &citation.sources {
                let Some(first) = named.insert((&key.text, locator), key.span) else { continue };
                let message = format!("this citation names `{}` twice", key.text);
                report.add(
                    Diagnostic::warning(RULE.code, key.span, message)
                        .note(Some(first), "it stands here, too")
                        .help("take one of the two out, or name the source that was meant"),
                );
            }
        }
    }
    let library = checked.facts.library;
    let mut first: HashMap<_, usize> = HashMap::with_capacity(library.sources.len());
    for (at, (source, owner)) in library.sources.iter().zip(&library.owners).enumerate() {
        let Some(url) = source.url.as_deref().filter(|_| !source.title.is_empty()) else { continue };
        let work = (*owner, url.trim_end_matches('/'), source.title.as_str());
        let earlier = *first.entry(work).or_insert(at);
        if earlier != at {
            let other = &library.sources[earlier];
            let message =
                format!("`{}` and `{}` are one work: they have the same address and title", source.key, other.key);
            report.add(
                Diagnostic::warning("repeated-source", source.span, message)
                    .note(Some(other.span), "the other is here")
                    .help(format!("keep one of them: cite `{}`", other.key)),
            );
        }
    }
}
