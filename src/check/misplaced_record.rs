//! `misplaced-record`: a record at the root of a site of several policies that no policy shows.

use std::collections::BTreeSet;

use super::{Checked, Rule};
use crate::diag::{Diagnostic, Report, Severity};
use crate::files::Span;
use crate::model::{Kind, Owner, Record};

pub const RULE: Rule = Rule {
    code: "misplaced-record",
    severity: Severity::Error,
    finds: "A record at the root of a site of several policies that no policy shows; an `_index.md` where an explainer has its home page; a folder beside those of policies that has a timeline and the like, and no `policy.md`; a record in a folder below that of its kind.",
    why: "Only terms, issues, sources and plain pages are shared; anything else belongs to one policy and would stand on no page.",
    example: "content/takeaways.md beside content/water/policy.md",
    cure: "Move it into the folder of its policy: content/water/takeaways.md.",
    run: Some(find),
};

fn find(checked: &Checked<'_, '_, '_>, report: &mut Report) {
    let model = checked.facts.model;
    let Some(first) = model.explainers.first() else { return };
    for record in model.records.iter().filter(|record| record.kind == Kind::Section && record.id.is_empty()) {
        if record.owner != Owner::Site {
            report.add(
                Diagnostic::error("misplaced-record", record.id_span, "an explainer’s home page is no section")
                    .help("policy.md makes the home page; remove this `_index.md`, or move it into a folder of pages"),
            );
        }
    }
    for record in model.records.iter().filter(|record| record.owner == Owner::Site && record.parent.is_none()) {
        if !matches!(record.kind, Kind::Term | Kind::Issue | Kind::Section | Kind::Page) {
            report.add(
                Diagnostic::error(
                    "misplaced-record",
                    record.title().span,
                    format!("{} at the root of a site of several policies belongs to none", record.kind.with_article()),
                )
                .help(format!("move it into the folder of its policy, for example content/{}/", first.slug)),
            );
        }
    }
    report.extend(without_policy(checked));
    report.extend(too_deep(checked));
}

/// Pages in a folder below that of a kind: records lie right in it.
fn too_deep(checked: &Checked<'_, '_, '_>) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for record in checked.facts.model.records.iter().filter(|record| record.kind == Kind::Page) {
        let Some((folder, rest)) = record.id.split_once('/') else { continue };
        let Some((_, name)) = rest.split_once('/').filter(|_| Kind::from_folder(folder).is_some()) else {
            continue;
        };
        if record.owner != Owner::Site {
            let message = format!("this page lies too deep for a record: those of `{folder}/` lie right in it");
            let name = name.rsplit('/').next().unwrap_or(name);
            found.push(
                Diagnostic::error("misplaced-record", Span::top(record.file), message)
                    .help(format!("move it up: `{folder}/{name}.md`")),
            );
        }
    }
    found
}

/// The folders beside those of policies that have records and no policy.
fn without_policy(checked: &Checked<'_, '_, '_>) -> Vec<Diagnostic> {
    let records = &checked.facts.model.records;
    let is_shared = |record: &&Record<'_>| record.owner == Owner::Site && record.parent.is_none();
    let sections: BTreeSet<&str> =
        records.iter().filter(|record| record.kind == Kind::Section).map(|record| record.id).collect();
    let mut told = BTreeSet::new();
    let mut found = Vec::new();
    for record in records.iter().filter(is_shared).filter(|record| record.kind == Kind::Page) {
        let mut steps = record.id.split('/');
        let (Some(folder), Some(inner), Some(_)) = (steps.next(), steps.next(), steps.next()) else { continue };
        let path = &record.id[..folder.len() + 1 + inner.len()];
        if Kind::from_folder(inner).is_some() && !sections.contains(path) && told.insert(folder) {
            let message =
                format!("what lies in `{path}/` is plain pages, which need no sources: `{folder}/` has no policy.md");
            found.push(
                Diagnostic::error("misplaced-record", Span::top(record.file), message)
                    .help(format!("add content/{folder}/policy.md"))
                    .help(format!("a folder of plain pages that is to be called `{inner}` gets an `_index.md`")),
            );
        }
    }
    found
}
