//! Finds out where every link leads.
//!
//! Takes the records and the links collected by `markdown`; gives back one
//! [`Target`] per link. Never reads the disk and never reports a broken link: that
//! is `check`'s work.

use std::borrow::Cow;
use std::collections::{BTreeSet, HashSet};
use std::hash::{BuildHasher, Hash, Hasher};
use std::sync::Arc;

use foldhash::{HashMap, HashMapExt};
use rayon::prelude::*;

use super::library::{Library, SourceIndex};
use super::route;
use crate::markdown::{Link, names_elsewhere};
use crate::model::{Kind, Model, Owner, Record, RecordIndex};
use crate::value::url;

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
    },
    Source(SourceIndex),
    /// A file that is copied, by its path below `content/`.
    Asset(String),
    /// A place on the same page, and the record that it belongs to.
    Fragment {
        record: RecordIndex,
        fragment: String,
    },
    /// Nothing that exists.
    Broken,
    /// The page exists, the place on it does not.
    MissingAnchor {
        fragment: String,
        /// The places that the page has, sorted.
        anchors: Arc<[String]>,
    },
}

/// Finds records by the words of a link.
pub struct Finder<'m, 'i> {
    model: &'m Model<'i>,
    library: &'m Library,
    by_id: HashMap<(Owner, &'m str), RecordIndex>,
    /// Records by the paths of their files, where these are not their ids.
    by_path: HashMap<(Owner, &'m str), RecordIndex>,
    assets: HashSet<&'m str>,
    /// Which of [`route::GENERATED`] an explainer has.
    generated: BTreeSet<(Owner, &'static str)>,
    /// The headings of bodies that have many, by their ids; of others the few are looked through.
    headings: HashMap<RecordIndex, HashMap<&'m str, usize>>,
    /// The places on pages that have many, by a record on each.
    pages: HashMap<RecordIndex, Arc<Places<'m>>>,
}

/// How many records or headings are looked through one by one.
const FEW: usize = 32;

/// The places on one page.
struct Places<'m> {
    /// Records by their slugs, the first of each; on a page of its own its record is none of them.
    named: HashMap<&'m str, RecordIndex>,
    /// The first record that has a heading of an id.
    heads: HashMap<&'m str, RecordIndex>,
    /// See [`Finder::elsewhere`].
    elsewhere: HashMap<String, usize>,
    /// See [`Finder::anchors`].
    all: Arc<[String]>,
}

impl<'m, 'i> Finder<'m, 'i> {
    pub fn new(model: &'m Model<'i>, library: &'m Library, assets: impl Iterator<Item = &'m str>) -> Finder<'m, 'i> {
        let mut by_id = HashMap::with_capacity(model.records.len());
        let mut by_path = HashMap::new();
        for (index, record) in model.records.iter().enumerate() {
            by_id.entry((record.owner, record.id)).or_insert(index);
            if let Some(path) = record.path {
                by_path.entry((record.owner, path)).or_insert(index);
            }
        }
        let (assets, generated) = (assets.collect(), BTreeSet::new());
        let (headings, pages) = (HashMap::new(), HashMap::new());
        let mut finder = Finder { model, library, by_id, by_path, assets, generated, headings, pages };
        finder.look_through_large();
        finder
    }

    /// Gives every body and page that has many places a table of them.
    fn look_through_large(&mut self) {
        let records = &self.model.records;
        let is_long = |index: &RecordIndex| records[*index].body.headings.len() > FEW;
        for index in (0..records.len()).into_par_iter().filter(is_long).collect::<Vec<_>>() {
            let body = records[index].body;
            let mut headings = HashMap::with_capacity(body.headings.len());
            for (place, anchor) in body.anchors().enumerate() {
                headings.entry(anchor).or_insert(place);
            }
            self.headings.insert(index, headings);
        }
        // A page of its own with few headings is small.
        let may_be_large = |top: &RecordIndex| {
            let record = &records[*top];
            let is_small = record.children.is_empty() && record.body.headings.len() < FEW;
            record.parent.is_none() && !(is_small && route::stands_alone(record))
        };
        for top in (0..records.len()).into_par_iter().filter(may_be_large).collect::<Vec<_>>() {
            if self.pages.contains_key(&top) {
                continue;
            }
            let is_alone = route::stands_alone(&records[top]);
            let on_page = self.on_page(top);
            let n_places: usize = on_page.iter().map(|&one| 1 + records[one].body.headings.len()).sum();
            if n_places > FEW {
                let places = Arc::new(self.places(top, &on_page));
                let named = if is_alone { &on_page[..1] } else { &on_page[..] };
                self.pages.extend(named.iter().map(|&one| (one, Arc::clone(&places))));
            }
        }
    }

    fn places(&self, top: RecordIndex, on_page: &[RecordIndex]) -> Places<'m> {
        let has_page = route::stands_alone(&self.model.records[top]);
        let (mut named, mut heads) = (HashMap::new(), HashMap::new());
        for &one in on_page {
            let record = &self.model.records[one];
            if !(has_page && one == top) {
                named.entry(record.slug).or_insert(one);
            }
            for anchor in record.body.places() {
                heads.entry(anchor).or_insert(one);
            }
        }
        let elsewhere = names_elsewhere(&self.model.records[top].body.headings).into_iter().collect();
        Places { named, heads, elsewhere, all: self.anchors_of(top, on_page) }
    }

    /// The place of a heading among those of a record's body, by its id.
    pub fn heading(&self, record: RecordIndex, id: &str) -> Option<usize> {
        match self.headings.get(&record) {
            Some(headings) => headings.get(id).copied(),
            None => self.model.records[record].body.anchors().position(|anchor| anchor == id),
        }
    }

    /// Lets links lead to pages that the program makes.
    pub fn add_generated(&mut self, pages: impl Iterator<Item = (Owner, &'static str)>) {
        self.generated.extend(pages);
    }

    /// Stands for all that [`Finder::target`] looks at, but for the library, the assets and the link itself.
    pub fn print(&self) -> u64 {
        let mut hasher = foldhash::quality::FixedState::default().build_hasher();
        for record in &self.model.records {
            (record.owner, record.kind, record.parent, record.places, record.folder, record.path).hash(&mut hasher);
        }
        self.model.explainers.iter().for_each(|explainer| explainer.slug.hash(&mut hasher));
        self.generated.hash(&mut hasher);
        hasher.finish()
    }

    /// The record of that id that `owner` sees: its own, else the site's.
    pub fn record(&self, owner: Owner, id: &str) -> Option<RecordIndex> {
        self.by_id.get(&(owner, id)).or_else(|| self.by_id.get(&(Owner::Site, id))).copied()
    }

    /// Ids that a record of `owner` may name: its own, then the site's, each in order.
    pub fn ids(&self, owner: Owner) -> impl Iterator<Item = &'m str> {
        let own = (owner != Owner::Site).then(|| self.model.of_owner(owner));
        let mut ids: Vec<&str> = own.into_iter().flatten().map(|index| self.model.records[index].id).collect();
        ids.sort_unstable();
        let mut shared: Vec<&str> =
            self.model.of_owner(Owner::Site).map(|index| self.model.records[index].id).collect();
        shared.sort_unstable();
        ids.extend(shared);
        ids.dedup();
        ids.into_iter()
    }

    /// Where `link`, written in `record`, leads.
    pub fn target(&self, record: RecordIndex, link: &Link) -> Target {
        let written = link.target.trim();
        if url::unsafe_scheme(written).is_some() {
            return Target::Broken;
        }
        if url::is_absolute(written) {
            return Target::External(written.to_owned());
        }
        let (path, fragment) = match written.split_once('#') {
            Some((path, fragment)) => {
                (path, Some(decode(fragment).into_owned()).filter(|fragment| !fragment.is_empty()))
            }
            None => (written, None),
        };
        let path = decode(path.split_once('?').map_or(path, |(path, _)| path));
        let from = &self.model.records[record];
        if path.is_empty() {
            return match fragment {
                Some(fragment) => self.same_page(record, fragment),
                // The top of the page, as HTML has it ("scroll to the fragment").
                None if written == "#" => Target::Record { record, fragment: None },
                None => Target::Broken,
            };
        }
        for candidate in candidates(&path, from.folder) {
            if let Some(target) = self.look_up(from, &candidate, fragment.as_deref()) {
                return target;
            }
        }
        Target::Broken
    }

    fn same_page(&self, record: RecordIndex, fragment: String) -> Target {
        match self.place(record, &fragment) {
            Some((record, _)) => Target::Fragment { record, fragment },
            None if is_top(&fragment) => Target::Fragment { record, fragment },
            None => match self.elsewhere(record, &fragment) {
                Some((record, fragment)) => Target::Fragment { record, fragment },
                None => missing(fragment, self.anchors(record)),
            },
        }
    }

    /// The record on the page of `record` that a fragment names or that has the place, and whether it is a place in it.
    fn place(&self, record: RecordIndex, fragment: &str) -> Option<(RecordIndex, bool)> {
        let top = self.model.records[record].parent.unwrap_or(record);
        let has_page = route::stands_alone(&self.model.records[top]);
        let is_named = |one: RecordIndex| self.model.records[one].slug == fragment && !(has_page && one == top);
        let has_id = |one: RecordIndex| self.model.records[one].body.ids.iter().any(|id| id == fragment);
        let heads = |one: RecordIndex| self.heading(one, fragment).is_some() || has_id(one);
        if let Some(places) = self.pages.get(&top) {
            // The record itself goes before others of its list.
            let named = Some(top).filter(|&top| is_named(top)).or_else(|| places.named.get(fragment).copied());
            let head = || Some(top).filter(|&top| heads(top)).or_else(|| places.heads.get(fragment).copied());
            return named.map(|one| (one, false)).or_else(|| head().map(|one| (one, true)));
        }
        let on_page = self.on_page(record);
        let named = on_page.iter().copied().find(|&one| is_named(one)).map(|one| (one, false));
        named.or_else(|| on_page.iter().copied().find(|&one| heads(one)).map(|one| (one, true)))
    }

    /// The heading of the file of `record` that has the name `fragment` where files are shown on GitHub, and its id here:
    /// editors take a link from there, and write most tables of contents so.
    fn elsewhere(&self, record: RecordIndex, fragment: &str) -> Option<(RecordIndex, String)> {
        let top = self.model.records[record].parent.unwrap_or(record);
        let headings = &self.model.records[top].body.headings;
        let at = match self.pages.get(&top) {
            Some(places) => *places.elsewhere.get(fragment)?,
            None => names_elsewhere(headings).into_iter().find(|(name, _)| name == fragment)?.1,
        };
        Some((top, headings[at].id.clone()))
    }

    /// The records on the page of a record: itself, its sections, the others of its list.
    fn on_page(&self, record: RecordIndex) -> Vec<RecordIndex> {
        let top = self.model.records[record].parent.unwrap_or(record);
        let top_record = &self.model.records[top];
        let mut found = vec![top];
        found.extend(&top_record.children);
        if !route::stands_alone(top_record) {
            let of_list = self.model.of_kind(top_record.owner, top_record.kind);
            found.extend(of_list.filter(|&other| other != top && self.model.records[other].parent.is_none()));
        }
        found
    }

    fn look_up(&self, from: &Record<'_>, path: &str, fragment: Option<&str>) -> Option<Target> {
        let prefix = self.folder_of(from.owner);
        let below = (!prefix.is_empty()).then(|| format!("{prefix}/{path}"));
        for asset in below.as_deref().into_iter().chain([path]) {
            if self.assets.contains(asset) {
                return Some(Target::Asset(asset.to_owned()));
            }
        }
        let id = ["/", ".md", "/index", "_index", "/"].into_iter().fold(path, without_end);
        if let Some(key) = id.strip_prefix("sources/") {
            return self.library.find(from.owner, key).map(Target::Source);
        }
        // `takeaways.md#wording` and `takeaways/wording.md` name the same record.
        if let Some(fragment) = fragment
            && Kind::from_folder(id).is_some()
            && !is_at_root(from)
            && let Some(record) = self.record(from.owner, &format!("{id}/{fragment}"))
        {
            return Some(Target::Record { record, fragment: None });
        }
        let by_path = |owner: Owner| self.by_path.get(&(owner, id)).copied();
        let named = self.record(from.owner, id).or_else(|| by_path(from.owner)).or_else(|| by_path(Owner::Site));
        if let Some(record) = named {
            // What the explainers share has its pages below each of them, and none at the root.
            let has_page = !is_at_root(from) || self.model.records[record].kind.is_plain();
            return has_page.then(|| self.with_fragment(record, fragment));
        }
        // Another explainer of the site: `../other/timeline/signing.md`.
        if let Some((first, rest)) = id.split_once('/')
            && let Some(other) = self.model.explainers.iter().position(|explainer| explainer.slug == first)
            && let Some(&record) = self.by_id.get(&(Owner::Explainer(other), rest))
        {
            return Some(self.with_fragment(record, fragment));
        }
        if id.is_empty() || id == "." {
            return Some(match fragment {
                None => Target::Page { route: String::new() },
                Some(fragment) => missing(fragment.to_owned(), Arc::default()),
            });
        }
        if let Some(spec) = Kind::from_folder(id).filter(|_| !is_at_root(from)) {
            let of_list = |owner: Owner| self.model.of_kind(owner, spec.kind).next();
            let first = match from.owner {
                Owner::Site => of_list(Owner::Site),
                owner => of_list(owner).or_else(|| of_list(Owner::Site)),
            };
            return first.map(|first| match fragment {
                None => Target::Page { route: format!("{id}/") },
                Some(fragment) => self.with_fragment(first, Some(fragment)),
            });
        }
        let mut generated = route::GENERATED.into_iter().filter(|route| self.generated.contains(&(from.owner, *route)));
        let route = generated.find(|route| route.trim_end_matches('/') == id)?;
        Some(match fragment {
            None => Target::Page { route: route.to_owned() },
            // What stands on a generated page is the theme's affair, so no place on it can be promised.
            Some(fragment) => missing(fragment.to_owned(), Arc::default()),
        })
    }

    fn with_fragment(&self, record: RecordIndex, fragment: Option<&str>) -> Target {
        match fragment {
            None => Target::Record { record, fragment: None },
            Some(fragment) => match self.place(record, fragment) {
                Some((record, true)) => Target::Record { record, fragment: Some(fragment.to_owned()) },
                Some((record, false)) => Target::Record { record, fragment: None },
                None if is_top(fragment) => Target::Record { record, fragment: None },
                None => match self.elsewhere(record, fragment) {
                    Some((record, id)) => Target::Record { record, fragment: Some(id) },
                    None => missing(fragment.to_owned(), self.anchors(record)),
                },
            },
        }
    }

    /// What a link to the page of `record` may name: headings, sections that are records, the records of a list.
    fn anchors(&self, record: RecordIndex) -> Arc<[String]> {
        let top = self.model.records[record].parent.unwrap_or(record);
        match self.pages.get(&top) {
            Some(places) => Arc::clone(&places.all),
            None => self.anchors_of(top, &self.on_page(top)),
        }
    }

    fn anchors_of(&self, top: RecordIndex, on_page: &[RecordIndex]) -> Arc<[String]> {
        let has_page = route::stands_alone(&self.model.records[top]);
        let mut anchors: Vec<String> = Vec::new();
        for &one in on_page {
            let record = &self.model.records[one];
            anchors.extend((!has_page || one != top).then(|| record.slug.to_owned()));
            anchors.extend(record.body.places().map(str::to_owned));
        }
        anchors.sort();
        anchors.dedup();
        anchors.into()
    }

    fn folder_of(&self, owner: Owner) -> &str {
        owner
            .explainer()
            .and_then(|index| self.model.explainers.get(index))
            .map_or("", |explainer| explainer.slug.as_str())
    }
}

/// Whether a record is a plain page at the root of a site of several explainers.
fn is_at_root(record: &Record<'_>) -> bool {
    record.owner == Owner::Site && record.kind.is_plain()
}

/// Whether a fragment means the top of a page, whatever the page holds.
///
/// Source: HTML Living Standard, 7.4.6.3, "select the indicated part".
fn is_top(fragment: &str) -> bool {
    fragment.eq_ignore_ascii_case("top")
}

fn missing(fragment: String, anchors: Arc<[String]>) -> Target {
    Target::MissingAnchor { fragment, anchors }
}

/// The paths that a written path may mean, the likeliest first: beside the file, then
/// below the explainer's folder. The second lets a link survive when a list file is
/// split into files of a folder.
fn candidates<'p>(path: &'p str, folder: &'p str) -> impl Iterator<Item = String> + 'p {
    let rooted = path.strip_prefix('/').or_else(|| path.strip_prefix("@/"));
    let ways = match rooted {
        Some(rooted) => [Some(("", rooted)), None],
        None => [Some((folder, path)), Some(("", path.trim_start_matches("../")))],
    };
    ways.into_iter().flatten().filter_map(|(folder, path)| normal(folder, path))
}

/// `text` without `end`, as often as it stands there.
fn without_end<'t>(mut text: &'t str, end: &str) -> &'t str {
    while let Some(shorter) = text.strip_suffix(end) {
        text = shorter;
    }
    text
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

/// Decodes `%20` and the like (RFC 3986, section 2.1); what is no valid UTF-8 stays as written.
fn decode(text: &str) -> Cow<'_, str> {
    if !text.contains('%') {
        return Cow::Borrowed(text);
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
    String::from_utf8(decoded).map_or(Cow::Borrowed(text), Cow::Owned)
}
