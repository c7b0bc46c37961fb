//! Puts the records of all documents together.
//!
//! [`Owners`] says by the paths alone which explainers there are and whose a file is;
//! [`assemble`] gives every record its owner and its place among the others, and leaves out the explainers whose
//! policy is a draft. Copies no text: a [`Model`] borrows from the documents.

use rayon::prelude::*;

use super::document::Document;
use super::{Explainer, Kind, ListPage, Model, Owner, Record};
use crate::diag::{Diagnostic, Report, Severity};
use crate::files::{FileId, Span};
use crate::value::slug::{is_slug, slug};

/// Which explainers a site has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Owners {
    /// Folders of the explainers, sorted; one empty name where the site is one explainer.
    slugs: Vec<String>,
    single: bool,
}

impl Owners {
    /// Finds the explainers by the paths of all Markdown files, below `content/`.
    pub fn find<'p>(paths: impl Iterator<Item = (FileId, &'p str)> + Clone, report: &mut Report) -> Owners {
        let root = paths.clone().find(|(_, path)| *path == "policy.md");
        let deeper = paths.filter(|(_, path)| path.ends_with("/policy.md"));
        if let Some((root, _)) = root {
            for (file, _) in deeper {
                report.add(
                    Diagnostic::error(
                        "misplaced-policy",
                        Span::top(file),
                        "a second `policy.md`, below the one at the root of `content/`",
                    )
                    .note(Some(Span::top(root)), "this one makes the whole site one explainer")
                    .help("for a site of several policies, give each a folder of its own and move the first there too")
                    .help("a plain page gets another name"),
                );
            }
            return Owners { slugs: vec![String::new()], single: true };
        }
        let mut slugs = Vec::new();
        for (file, path) in deeper {
            let folder = path.trim_end_matches("/policy.md");
            if folder.contains('/') {
                report.add(
                    Diagnostic::error("misplaced-policy", Span::top(file), "`policy.md` stands too deep")
                        .help("an explainer is a folder right below `content/`: `content/<slug>/policy.md`")
                        .help("a plain page gets another name"),
                );
            } else if !is_slug(folder) {
                report.add(
                    Diagnostic::error(
                        "misplaced-policy",
                        Span::top(file),
                        format!("`{folder}` cannot be the address of an explainer"),
                    )
                    .help(format!("use small letters, digits and hyphens: `{}`", slug(folder))),
                );
            } else {
                slugs.push(folder.to_owned());
            }
        }
        slugs.sort();
        Owners { slugs, single: false }
    }

    /// Whose the file at `path` (below `content/`) is, and its path below the explainer's folder.
    pub fn of<'p>(&self, path: &'p str) -> (Owner, &'p str) {
        if self.single {
            return (Owner::Explainer(0), path);
        }
        match path.split_once('/') {
            Some((first, rest)) => match self.slugs.binary_search_by(|slug| slug.as_str().cmp(first)) {
                Ok(index) => (Owner::Explainer(index), rest),
                Err(_) => (Owner::Site, path),
            },
            None => (Owner::Site, path),
        }
    }
}

/// The model of all documents, each with its owner, in order of their paths.
pub fn assemble<'d>(
    owners: Owners,
    documents: impl Iterator<Item = (Owner, &'d Document<'d>)>,
    report: &mut Report,
) -> Model<'d> {
    let documents: Vec<(Owner, &Document<'_>)> = documents.collect();
    // The explainers that have a policy, by their places in `owners`; in the model they stand without gaps.
    let mut there: Vec<usize> = Vec::new();
    for (owner, document) in &documents {
        if let Owner::Explainer(explainer) = *owner
            && document.records.iter().any(|record| record.kind == Kind::Policy)
        {
            there.push(explainer);
        }
    }
    there.sort_unstable();
    there.dedup();
    let mut model = Model { is_tracker: !owners.single || there.is_empty(), ..Model::default() };
    let parts = documents.par_chunks(DOCUMENTS_AT_ONCE).map(|some| Part::new(some, &owners, &there));
    let parts: Vec<Part<'_>> = parts.collect();
    let mut records: Vec<Record<'d>> = Vec::with_capacity(parts.iter().map(|part| part.records.len()).sum());
    for part in parts {
        report.append(part.faults);
        model.undefined_footnotes.extend(part.undefined_footnotes);
        model.unused_footnotes.extend(part.unused_footnotes);
        model.list_pages.extend(part.list_pages);
        let before = records.len();
        let placed = |record: Record<'d>| Record {
            parent: record.parent.map(|parent| before + parent),
            order: before + record.order,
            ..record
        };
        model.drafts.extend(part.drafts);
        records.extend(part.records.into_iter().map(placed));
    }
    model.records = sorted(records);
    let policies = model.records.iter().enumerate().filter(|(_, record)| record.kind == Kind::Policy);
    let mut found = vec![None; there.len()];
    for (index, record) in policies {
        if let Owner::Explainer(explainer) = record.owner {
            found[explainer].get_or_insert(index);
        }
    }
    let slugs = there.iter().map(|&explainer| owners.slugs[explainer].clone());
    let explainers = slugs.zip(found).filter_map(|(slug, policy)| Some(Explainer { slug, policy: policy? }));
    model.explainers = explainers.collect();
    if owners.slugs.is_empty() {
        report.add(Diagnostic {
            severity: Severity::Warning,
            ..Diagnostic::nowhere("missing-policy", "there is no `policy.md`, so only plain pages are built").help(
                "add content/policy.md for a site about one policy, or content/<name>/policy.md for each of several",
            )
        });
    }
    model
}

/// Documents that one core goes through before the next.
const DOCUMENTS_AT_ONCE: usize = 256;

/// What some documents hold, in their order; places of records count from the first of them.
#[derive(Default)]
struct Part<'d> {
    records: Vec<Record<'d>>,
    list_pages: Vec<((Owner, &'static str), ListPage)>,
    undefined_footnotes: Vec<Span>,
    unused_footnotes: Vec<Span>,
    drafts: Vec<(Owner, &'d str, Span)>,
    faults: Report,
}

impl<'d> Part<'d> {
    /// `there`: the explainers that have a policy, by their places in `owners`.
    fn new(documents: &[(Owner, &'d Document<'d>)], owners: &Owners, there: &[usize]) -> Part<'d> {
        let mut part = Part::default();
        for &(owner, document) in documents {
            part.faults.extend(document.faults.iter().cloned());
            if let Some(span) = document.draft_policy.filter(|_| owners.single) {
                part.faults.add(
                    Diagnostic::error("missing-policy", span, "the policy is a draft, so the site would have no page")
                        .help("take the line out, or take drafts in: `--drafts`"),
                );
            }
            let owner = match owner {
                Owner::Site => owner,
                Owner::Explainer(explainer) => match there.binary_search(&explainer) {
                    Ok(place) => Owner::Explainer(place),
                    Err(_) => continue,
                },
            };
            part.drafts.extend(document.drafts.iter().map(|(id, span)| (owner, id.as_str(), *span)));
            part.undefined_footnotes.extend(&document.undefined_footnotes);
            part.unused_footnotes.extend(&document.unused_footnotes);
            if let Some((folder, page)) = &document.list_page {
                part.list_pages.push(((owner, folder), page.clone()));
            }
            let first = part.records.len();
            for one in &document.records {
                part.records.push(Record {
                    kind: one.kind,
                    owner,
                    id: &one.id,
                    slug: &one.slug,
                    path: one.path.as_deref(),
                    id_span: one.id_span,
                    parent: one.parent.map(|parent| first + parent),
                    children: Vec::new(),
                    attributes: &one.attributes,
                    body: &one.body,
                    places: one.places,
                    claims: one.claims,
                    file: document.file,
                    folder: &document.folder,
                    face: document.face,
                    order: part.records.len() + 1,
                });
            }
        }
        part
    }
}

/// Sorts records by owner, kind, weight and order; children stay behind their parents, in their own order.
fn sorted(records: Vec<Record<'_>>) -> Vec<Record<'_>> {
    let mut by_order: Vec<usize> = (0..records.len()).collect();
    by_order.sort_by_cached_key(|&index| {
        let record = &records[index];
        let top = record.parent.map_or(record, |parent| &records[parent]);
        let own = if record.parent.is_some() { (1, record.weight(), record.order) } else { (0, 0, 0) };
        (top.owner, top.kind, top.weight(), top.order, own)
    });
    let mut place = vec![0; by_order.len()];
    for (new, &old) in by_order.iter().enumerate() {
        place[old] = new;
    }
    let mut sorted: Vec<Record<'_>> = by_order.iter().map(|&old| records[old].clone()).collect();
    for at in 0..sorted.len() {
        if let Some(parent) = sorted[at].parent {
            let parent = place[parent];
            sorted[at].parent = Some(parent);
            sorted[parent].children.push(at);
        }
    }
    sorted
}
