//! Finds the site's own copies of sources, and what lies beside them in vain.
//!
//! Takes the files of `sources/`; gives the copy of each source. Tells of those that no quotation is compared
//! with though they are meant for it: of another name, ending or folder, or without a word. Never looks into
//! a quotation: that is [`super::misquoted`]'s work.

use std::collections::BTreeMap;

use super::Checked;
use crate::diag::{Diagnostic, Report};
use crate::files::{FileId, Span};
use crate::model::{Model, Owner};
use crate::site::SourceIndex;
use crate::sources::copy::Form;
use crate::value::slug::slug;

/// A copy that can be compared.
pub type LocalCopy = (FileId, Form);

/// For how many files the nearest keys are looked for: it takes a while, and whoever has
/// more of them keeps something else in `sources/` than what was quoted.
const MOST_COMPARED: usize = 50;

/// The copies in `sources/` by their sources.
pub fn copies(checked: &Checked<'_, '_, '_>, report: &mut Report) -> BTreeMap<SourceIndex, LocalCopy> {
    let library = checked.facts.library;
    let mut found = BTreeMap::new();
    if checked.copies.is_empty() && checked.unread.is_empty() {
        return found;
    }
    // As the address of a source's page: a key may hold what the name of a file may not.
    let keys = library.sources.iter().zip(&library.owners).map(|(source, owner)| (*owner, slug(&source.key)));
    let by_slug: BTreeMap<(Owner, String), SourceIndex> = keys.zip(0..).collect();
    let mut strangers = Vec::new();
    for &file in checked.copies {
        let path = &*checked.files.get(file).path;
        let Some(form) = Form::of(path) else { continue };
        let (folder, stem) = folder_and_stem(path);
        let owner = owner_of(checked.facts.model, folder);
        match by_slug.get(&(owner, slug(stem))) {
            Some(_) if checked.files.get(file).text.trim().is_empty() => report.add(
                Diagnostic::error("misquoted", Span::top(file), format!("the copy of `{stem}` is empty"))
                    .help("save the words of the source in it, or delete it: no quotation can be found in it"),
            ),
            Some(&source) => {
                found.entry(source).or_insert((file, form));
            }
            None => strangers.push((file, owner, stem)),
        }
    }
    for (file, owner, stem) in strangers.into_iter().take(MOST_COMPARED) {
        let of_owner = library.sources.iter().zip(&library.owners).filter(|(_, of)| **of == owner);
        let path = &checked.files.get(file).path;
        let message = format!("`{path}` is the copy of no source: none has the key `{stem}`");
        let fault = Diagnostic::warning("unknown-source", Span::top(file), message)
            .suggest(stem, of_owner.map(|(source, _)| source.key.as_str()));
        // Notes may lie there, too; a page that was saved is the copy of something.
        if !fault.helps.is_empty() || Form::of(path) == Some(Form::Html) && stem != "index" {
            report.add(fault.help("a copy is named by the key of its source"));
        }
    }
    for &file in checked.unread {
        report.extend(unread(checked, &by_slug, &found, file));
    }
    found
}

/// What is wrong with a file that is named as a copy is, and is none.
fn unread(
    checked: &Checked<'_, '_, '_>,
    by_slug: &BTreeMap<(Owner, String), SourceIndex>,
    copies: &BTreeMap<SourceIndex, LocalCopy>,
    file: FileId,
) -> Option<Diagnostic> {
    let path = &*checked.files.get(file).path;
    let (folder, stem) = folder_and_stem(path);
    let model = checked.facts.model;
    let key = slug(stem);
    let mut owners = vec![owner_of(model, folder)];
    owners.extend((0..model.explainers.len()).map(Owner::Explainer));
    let source = owners.iter().find_map(|owner| by_slug.get(&(*owner, key.clone())))?;
    if copies.contains_key(source) {
        return None;
    }
    let place = match checked.facts.library.owners[*source] {
        Owner::Explainer(at) if model.is_tracker => format!("sources/{}/", model.explainers[at].slug),
        _ => "sources/".to_owned(),
    };
    let ending = match Form::of(path) {
        Some(_) => path.rsplit_once('.').map_or("txt", |(_, ending)| ending),
        None => "txt",
    };
    let message = format!("no quotation is compared with `{path}`");
    Some(
        Diagnostic::warning("misnamed-file", Span::top(file), message)
            .help(format!("a copy of `{stem}` that is compared is `{place}{stem}.{ending}`: plain text, or HTML")),
    )
}

/// `water` and `herald` of `sources/water/herald.html`; the folder is empty for what lies in `sources/` itself.
fn folder_and_stem(path: &str) -> (&str, &str) {
    let below = path.split_once('/').map_or(path, |(_, below)| below);
    let (folder, name) = below.rsplit_once('/').unwrap_or(("", below));
    (folder, name.rsplit_once('.').map_or(name, |(stem, _)| stem))
}

/// Whose sources the copies in a folder of `sources/` are of.
fn owner_of(model: &Model<'_>, folder: &str) -> Owner {
    if !model.is_tracker {
        return Owner::Explainer(0);
    }
    model.explainers.iter().position(|one| one.slug == folder).map_or(Owner::Site, Owner::Explainer)
}
