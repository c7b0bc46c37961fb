//! Finds out where every link leads.
//!
//! Takes the records and the links collected by `markdown`; gives back one
//! [`Target`] per link. Never reads the disk and never reports a broken link: that
//! is `check`'s work.

use std::collections::{BTreeMap, BTreeSet};

use super::library::{Library, SourceIndex};
use super::route;
use crate::markdown::Link;
use crate::model::{Kind, Model, Owner, Record, RecordIndex};

/// What a link leads to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Target {
    /// Another site.
    External(String),
    Record {
        record: RecordIndex,
        fragment: Option<String>,
    },
    /// A page that the program makes: `watch/`, below the explainer of the record.
    Page {
        route: String,
        fragment: Option<String>,
    },
    Source(SourceIndex),
    /// A file that is copied, by its path below `content/`.
    Asset(String),
    /// A place on the same page.
    Fragment(String),
    /// Nothing that exists.
    Broken,
    /// The page exists, the place on it does not.
    MissingAnchor {
        fragment: String,
        anchors: Vec<String>,
    },
}

/// Finds records by the words of a link.
pub struct Finder<'m, 'i> {
    model: &'m Model<'i>,
    library: &'m Library,
    by_id: BTreeMap<(Owner, &'m str), RecordIndex>,
    assets: BTreeSet<&'m str>,
}

impl<'m, 'i> Finder<'m, 'i> {
    pub fn new(model: &'m Model<'i>, library: &'m Library, assets: impl Iterator<Item = &'m str>) -> Finder<'m, 'i> {
        let mut by_id = BTreeMap::new();
        for (index, record) in model.records.iter().enumerate() {
            by_id.entry((record.owner, record.id.as_str())).or_insert(index);
        }
        Finder { model, library, by_id, assets: assets.collect() }
    }

    /// The record of that id that `owner` sees: its own, else the site's.
    pub fn record(&self, owner: Owner, id: &str) -> Option<RecordIndex> {
        self.by_id.get(&(owner, id)).or_else(|| self.by_id.get(&(Owner::Site, id))).copied()
    }

    /// Ids that a record of `owner` may name, of one folder or of all.
    pub fn ids(&self, owner: Owner) -> impl Iterator<Item = &str> {
        self.by_id.keys().filter(move |(of, _)| *of == owner || *of == Owner::Site).map(|(_, id)| *id)
    }

    /// Where `link`, written in `record`, leads.
    pub fn target(&self, record: RecordIndex, link: &Link) -> Target {
        let written = link.target.trim();
        let lower = written.to_ascii_lowercase();
        if lower.starts_with("javascript:") || lower.starts_with("data:") || lower.starts_with("vbscript:") {
            return Target::Broken;
        }
        if has_scheme(written) || written.starts_with("//") {
            return Target::External(written.to_owned());
        }
        let (path, fragment) = match written.split_once('#') {
            Some((path, fragment)) => (path, Some(decode(fragment)).filter(|fragment| !fragment.is_empty())),
            None => (written, None),
        };
        let path = decode(path.split('?').next().unwrap_or(path));
        let from = &self.model.records[record];
        if path.is_empty() {
            return match fragment {
                Some(fragment) => self.same_page(record, fragment),
                None => Target::Broken,
            };
        }
        for candidate in candidates(&path, &from.folder) {
            if let Some(target) = self.look_up(from, &candidate, fragment.as_deref()) {
                return target;
            }
        }
        Target::Broken
    }

    fn same_page(&self, record: RecordIndex, fragment: String) -> Target {
        let anchors = self.anchors(record);
        if anchors.contains(&fragment) { Target::Fragment(fragment) } else { missing(fragment, anchors) }
    }

    fn look_up(&self, from: &Record<'_>, path: &str, fragment: Option<&str>) -> Option<Target> {
        let prefix = self.folder_of(from.owner);
        let full = if prefix.is_empty() { path.to_owned() } else { format!("{prefix}/{path}") };
        for asset in [full.as_str(), path] {
            if self.assets.contains(asset) {
                return Some(Target::Asset(asset.to_owned()));
            }
        }
        let id = path.trim_end_matches('/').trim_end_matches(".md").trim_end_matches("/index");
        if let Some(key) = id.strip_prefix("sources/") {
            return self.library.find(from.owner, key).map(Target::Source);
        }
        // `takeaways.md#wording` and `takeaways/wording.md` name the same record.
        if let Some(fragment) = fragment
            && Kind::from_folder(id).is_some()
            && let Some(record) = self.record(from.owner, &format!("{id}/{fragment}"))
        {
            return Some(Target::Record { record, fragment: None });
        }
        if let Some(record) = self.record(from.owner, id) {
            return Some(self.with_fragment(record, fragment));
        }
        // Another explainer of the site: `../other/timeline/signing.md`.
        if let Some((first, rest)) = id.split_once('/')
            && let Some(other) = self.model.explainers.iter().position(|explainer| explainer.slug == first)
            && let Some(&record) = self.by_id.get(&(Owner::Explainer(other), rest))
        {
            return Some(self.with_fragment(record, fragment));
        }
        let route = match id {
            "" | "." => String::new(),
            "watch.ics" | "changes/feed.xml" => id.to_owned(),
            id => format!("{id}/"),
        };
        let is_home = route.is_empty();
        let is_page = is_home || from.owner.explainer().is_some() && route::GENERATED.contains(&route.as_str());
        let mut of_list = self.model.records.iter().enumerate().filter(|(_, other)| {
            let here = other.owner == from.owner || other.owner == Owner::Site;
            here && other.parent.is_none() && Kind::from_folder(id).is_some_and(|spec| spec.kind == other.kind)
        });
        match (of_list.next(), fragment) {
            (Some(_), None) => Some(Target::Page { route, fragment: None }),
            (Some((first, _)), Some(fragment)) => match self.with_fragment(first, Some(fragment)) {
                Target::Record { .. } => Some(Target::Page { route, fragment: Some(fragment.to_owned()) }),
                other => Some(other),
            },
            (None, None) => is_page.then_some(Target::Page { route, fragment: None }),
            // What stands on a generated page is the theme's affair, so no place on it can be promised.
            (None, Some(fragment)) => is_page.then(|| missing(fragment.to_owned(), Vec::new())),
        }
    }

    fn with_fragment(&self, record: RecordIndex, fragment: Option<&str>) -> Target {
        match fragment {
            None => Target::Record { record, fragment: None },
            Some(fragment) => {
                let anchors = self.anchors(record);
                if anchors.iter().any(|anchor| anchor == fragment) {
                    Target::Record { record, fragment: Some(fragment.to_owned()) }
                } else {
                    missing(fragment.to_owned(), anchors)
                }
            }
        }
    }

    /// What a link to the page of `record` may name: headings, sections that are records, the records of a list.
    fn anchors(&self, record: RecordIndex) -> Vec<String> {
        let this = &self.model.records[record];
        let top = this.parent.unwrap_or(record);
        let top_record = &self.model.records[top];
        let mut anchors: Vec<String> = top_record.body.anchors.clone();
        for &child in &top_record.children {
            anchors.push(self.model.records[child].slug.clone());
            anchors.extend(self.model.records[child].body.anchors.iter().cloned());
        }
        if top_record.kind.spec().is_some_and(|spec| !spec.own_page) {
            for other in &self.model.records {
                if other.kind == top_record.kind && other.owner == top_record.owner {
                    anchors.push(other.slug.clone());
                    anchors.extend(other.body.anchors.iter().cloned());
                }
            }
        }
        anchors.sort();
        anchors.dedup();
        anchors
    }

    fn folder_of(&self, owner: Owner) -> &str {
        owner
            .explainer()
            .and_then(|index| self.model.explainers.get(index))
            .map_or("", |explainer| explainer.slug.as_str())
    }
}

fn missing(fragment: String, anchors: Vec<String>) -> Target {
    Target::MissingAnchor { fragment, anchors }
}

/// The paths that a written path may mean, the likeliest first: beside the file, then
/// below the explainer's folder. The second lets a link survive when a list file is
/// split into files of a folder.
fn candidates(path: &str, folder: &str) -> Vec<String> {
    let mut found = Vec::new();
    if let Some(rooted) = path.strip_prefix('/').or_else(|| path.strip_prefix("@/")) {
        found.extend(normal("", rooted));
        return found;
    }
    found.extend(normal(folder, path));
    found.extend(normal("", path.trim_start_matches("../")));
    found.dedup();
    found
}

/// Joins and takes away `.` and `..`; `None` above the top.
fn normal(folder: &str, path: &str) -> Option<String> {
    let mut parts: Vec<&str> = folder.split('/').filter(|part| !part.is_empty()).collect();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop()?;
            }
            part => parts.push(part),
        }
    }
    Some(parts.join("/"))
}

fn has_scheme(written: &str) -> bool {
    written.split_once(':').is_some_and(|(scheme, _)| {
        scheme.len() > 1
            && scheme.starts_with(|letter: char| letter.is_ascii_alphabetic())
            && scheme.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"+-.".contains(&byte))
    })
}

/// Decodes `%20` and the like (RFC 3986, section 2.1); what is no valid UTF-8 stays as written.
fn decode(text: &str) -> String {
    if !text.contains('%') {
        return text.to_owned();
    }
    let bytes = text.as_bytes();
    let mut decoded = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while at < bytes.len() {
        let hex = (bytes[at] == b'%').then(|| text.get(at + 1..at + 3)).flatten();
        match hex.and_then(|hex| u8::from_str_radix(hex, 16).ok()) {
            Some(byte) => {
                decoded.push(byte);
                at += 3;
            }
            None => {
                decoded.push(bytes[at]);
                at += 1;
            }
        }
    }
    String::from_utf8(decoded).unwrap_or_else(|_| text.to_owned())
}
