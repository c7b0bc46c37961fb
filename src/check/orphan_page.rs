//! `orphan-page`: plain pages to which nothing leads.

use std::collections::BTreeMap;

use super::{Checked, Rule};
use crate::config::Taxonomy;
use crate::diag::{Diagnostic, Report, Severity};
use crate::model::{Detail, Kind, Owner, Record, RecordIndex};
use crate::site::Target;
use crate::site::listing::{Folders, MOST_IN_NAVIGATION};

pub const RULE: Rule = Rule {
    code: "orphan-page",
    severity: Severity::Warning,
    finds: "Plain pages to which nothing leads: no link, no section, no taxonomy, not the navigation.",
    why: "Nobody finds such a page who does not know its address. (A site’s navigation lists its pages without a section while they are at most 40.)",
    example: "content/notes/fees.md     # no content/notes/_index.md, and no link to it",
    cure: "Link to it, put an `_index.md` into its folder, or make it a draft.",
    run: Some(find),
};

fn find(checked: &Checked<'_, '_, '_>, report: &mut Report) {
    let model = checked.facts.model;
    let mut owners: Vec<Owner> = (0..model.explainers.len()).map(Owner::Explainer).collect();
    owners.push(Owner::Site);
    let linked = linked(checked);
    for owner in owners {
        let is_plain = |index: &RecordIndex| model.records[*index].kind.is_plain();
        let plain: Vec<RecordIndex> = model.of_owner(owner).filter(is_plain).collect();
        let lone = lone(&plain, checked);
        let orphans = lone.into_iter().filter(|index| !linked[*index]).map(|index| &model.records[index]);
        // By folder: who has put no `_index.md` there has forgotten one thing, and not fifty.
        let mut by_folder: BTreeMap<&str, Vec<&Record<'_>>> = BTreeMap::new();
        for record in orphans {
            by_folder.entry(folder(record.id)).or_default().push(record);
        }
        match by_folder.len() {
            0..=MOST_FOLDERS => {
                by_folder.into_iter().for_each(|(folder, orphans)| report.add(fault(folder, &orphans, checked)));
            }
            _ => report.extend(fault_of_all(&by_folder)),
        }
    }
}

/// With orphans in more folders than these, it is the site that has no sections.
const MOST_FOLDERS: usize = 5;

fn fault_of_all(by_folder: &BTreeMap<&str, Vec<&Record<'_>>>) -> Option<Diagnostic> {
    let first = by_folder.values().flatten().next()?;
    let n_pages: usize = by_folder.values().map(Vec::len).sum();
    let message = format!("nothing leads to {n_pages} pages in {} folders; this is the first", by_folder.len());
    let fault = Diagnostic::warning("orphan-page", first.title().span, message);
    Some(fault.help("put an `_index.md` with a title into each folder that is to list its pages"))
}

fn fault(folder: &str, orphans: &[&Record<'_>], checked: &Checked<'_, '_, '_>) -> Diagnostic {
    let first = orphans[0];
    let message = match orphans.len() - 1 {
        0 => format!("nothing leads to the page “{}”", first.title().text),
        1 => format!("nothing leads to the page “{}”, nor to one more in its folder", first.title().text),
        n => format!("nothing leads to the page “{}”, nor to {n} more in its folder", first.title().text),
    };
    let fault = Diagnostic::warning("orphan-page", first.title().span, message);
    if first.kind == Kind::Section || checked.facts.finder.record(first.owner, folder).is_some() || folder.is_empty() {
        return fault.help("link to it from a page where a reader would look for it");
    }
    fault.help(format!("link to it, or make `{folder}/` a section: put an `_index.md` with a title into it"))
}

/// Which records a link of another record leads to.
fn linked(checked: &Checked<'_, '_, '_>) -> Vec<bool> {
    let facts = checked.facts;
    let mut linked = vec![false; facts.model.records.len()];
    for (index, (record, targets)) in facts.model.records.iter().zip(&facts.targets).enumerate() {
        for target in targets.iter() {
            if let Target::Record { record, .. } = target
                && *record != index
            {
                linked[*record] = true;
            }
        }
        if let Detail::Event(event) = &record.attributes.base.detail {
            let about = event.about.iter().flatten();
            let named = about.filter_map(|word| facts.finder.record(record.owner, &word.text));
            named.for_each(|named| linked[named] = true);
        }
    }
    linked
}

/// The plain pages of one owner that no list shows: `plain`, without those in a section, with a term, or in the
/// navigation.
fn lone(plain: &[RecordIndex], checked: &Checked<'_, '_, '_>) -> Vec<RecordIndex> {
    let record = |index: RecordIndex| &checked.facts.model.records[index];
    let sections = plain.iter().filter(|&&index| record(index).kind == Kind::Section);
    let folders = Folders::new(sections.map(|&index| (record(index).id, index)));
    let mut lone: Vec<RecordIndex> = Vec::new();
    let mut n_without_section = 0;
    for &index in plain {
        let one = record(index);
        // The home page, and sections right below it, which the navigation has.
        if one.id.is_empty() || one.kind == Kind::Section && !one.id.contains('/') {
            continue;
        }
        let section = folders.nearest(folder(one.id));
        let is_below_home = section.is_none_or(|section| record(section).id.is_empty());
        n_without_section += usize::from(one.kind == Kind::Page && is_below_home);
        if section.is_none() && !has_term(one, &checked.config.taxonomies) {
            lone.push(index);
        }
    }
    if n_without_section <= MOST_IN_NAVIGATION {
        lone.retain(|&index| record(index).kind == Kind::Section);
    }
    lone
}

fn has_term(record: &Record<'_>, taxonomies: &[Taxonomy]) -> bool {
    let Detail::Page(page) = &record.attributes.base.detail else { return false };
    let is_known = |name: &str| taxonomies.iter().any(|taxonomy| taxonomy.name.text == name);
    page.taxonomies.iter().flatten().any(|list| is_known(&list.name.text) && !list.terms.is_empty())
}

/// `notes` of `notes/fees`; empty at the top.
fn folder(id: &str) -> &str {
    id.rsplit_once('/').map_or("", |(folder, _)| folder)
}
