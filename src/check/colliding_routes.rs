//! `colliding-routes`: two things that want one address.

use super::{Checked, Rule};
use crate::diag::{Diagnostic, Report, Severity};
use std::collections::BTreeMap;
use std::collections::hash_map::Entry;
use std::fmt;

use foldhash::{HashMap, HashMapExt, HashSet, HashSetExt};

use crate::files::Span;
use crate::model::{Detail, Kind, Owner, Record, RecordIndex};
use crate::site::route;

pub const RULE: Rule = Rule {
    code: "colliding-routes",
    severity: Severity::Error,
    finds: "Two things that want one address.",
    why: "One would overwrite the other, and which one would be luck.",
    example: r#"content/timeline/signing.md and, in another file, id = "signing""#,
    cure: "Give one of them another name, or an `id` of its own.",
    run: Some(find),
};

fn find(checked: &Checked<'_, '_, '_>, report: &mut Report) {
    let facts = checked.facts;
    let model = facts.model;
    let mut addresses = Addresses { taken: HashMap::with_capacity(model.records.len()), is_given: false };
    let has_search = checked.config.outputs.search;
    let has_embeds = checked.config.has_embeds();
    for record in &model.records {
        if record.kind == Kind::Conclusion {
            continue;
        }
        let what = What::Record(&record.title().text);
        addresses.is_given = record.attributes.place("id").is_some();
        addresses.take(record.owner, route::of(model, record), record.id_span, what, report);
        let first = record.id.split('/').next().unwrap_or("");
        let home = matches!(record.id, "index" | "404");
        // `Takeaways.md` is told by its name.
        let is_misnamed = record.path.is_some_and(|path| path.split('/').next() != Some(first));
        let is_told = is_misnamed && !model.explainers.is_empty() && Kind::from_folder(first).is_some();
        let shadows = !is_told
            && record.kind.is_plain()
            && (home || route::RESERVED.contains(&first) || Kind::from_folder(first).is_some());
        let explainer = record.owner.explainer().map_or("", |one| model.explainers[one].slug.as_str());
        let is_search =
            record.kind.is_plain() && first == "search" || record.kind == Kind::Policy && explainer == "search";
        if is_search && has_search {
            report.add(
                Diagnostic::error("colliding-routes", record.id_span, "the address `search/` belongs to the program")
                    .help("give it another name, or turn the search off: `search = false` in `[outputs]`"),
            );
        } else if record.kind.is_plain() && first == "embed" && record.owner.explainer().is_some() && has_embeds {
            report.add(
                Diagnostic::error("colliding-routes", record.id_span, "the address `embed/` belongs to the program")
                    .help("give it another name, or leave small pages out: `embeds = false` in `[outputs]`"),
            );
        } else if record.kind.is_plain() && is_part_of_list(checked, record) {
            let message = format!("`{}/` is the address of a part of the list above it", record.id);
            report.add(
                Diagnostic::error("colliding-routes", record.id_span, message)
                    .help("give the page another file name or folder: lists go on below `page/`"),
            );
        } else if shadows {
            report.add(
                Diagnostic::error(
                    "colliding-routes",
                    record.id_span,
                    format!("the address `{first}/` belongs to the program"),
                )
                .help("give the page another file name or folder"),
            );
        }
    }
    for record in model.records.iter().filter(|record| !record.kind.is_plain() && record.parent.is_none()) {
        if let Some(spec) = record.kind.spec() {
            let list = (record.owner, format!("{}/", spec.folder));
            let by = What::List(spec.folder);
            addresses.taken.entry(list).or_insert(Taken { place: record.id_span, by, is_given: false });
        }
    }
    // Of two aliases nobody knows which is right.
    addresses.is_given = true;
    for record in &model.records {
        for alias in record.attributes.base.common.aliases.iter().flatten() {
            let path = alias.text.trim_matches('/');
            let route = if path.ends_with(".html") { path.to_owned() } else { format!("{path}/") };
            let first = path.split('/').next().unwrap_or("");
            if let Some(stem) = path.strip_suffix(".md").filter(|stem| !stem.ends_with("index")) {
                let message = format!("`{}` is a file, and no address that readers had", alias.text);
                report.add(
                    Diagnostic::error("unknown-value", alias.span, message).help(format!("did you mean `{stem}/`?")),
                );
            } else if !route::is_address(path) {
                report.add(
                    Diagnostic::error(
                        "unknown-value",
                        alias.span,
                        format!("`{}` cannot be an old address", alias.text),
                    )
                    .help("write a path below the explainer, as in `old/place/`"),
                );
            } else if ["as-of", "api", "assets", "badge.svg", "llms.txt"].contains(&first)
                || path == "404.html"
                || (path == "index.html")
                || (first == "search" && has_search)
            {
                report.add(
                    Diagnostic::error(
                        "colliding-routes",
                        alias.span,
                        format!("the address `{path}` belongs to the program"),
                    )
                    .help("take the alias away"),
                );
            } else {
                let what = What::Alias(&record.title().text);
                addresses.take(record.owner, route, alias.span, what, report);
            }
        }
    }
    let mut pages: BTreeMap<(Owner, String), Span> = BTreeMap::new();
    for (source, owner) in facts.library.sources.iter().zip(&facts.library.owners) {
        if let Some(first) = pages.insert((*owner, route::source(&source.key)), source.span) {
            report.add(
                Diagnostic::error(
                    "colliding-routes",
                    source.span,
                    format!("the page of the source `{}` would stand at the address of another", source.key),
                )
                .note(Some(first), "the other is here")
                .help("give one of the two sources another key"),
            );
        }
    }
    let pages: HashSet<String> = match checked.assets.is_empty() {
        true => HashSet::new(),
        false => model.records.iter().map(|record| route::page(model, record)).collect(),
    };
    // Some disks and hosts do not tell `A` from `a`.
    let mut names: HashMap<String, &str> = HashMap::default();
    for &asset in &checked.assets {
        if let Some(first) = names.insert(asset.to_lowercase(), asset) {
            report.add(
                Diagnostic::nowhere(
                    "colliding-routes",
                    format!("the files content/{first} and content/{asset} differ in case alone"),
                )
                .help("give one of them another name: some hosts keep only one of the two"),
            );
        }
    }
    let is_embed = |asset: &str| {
        let (folder, below) = if model.is_tracker { asset.split_once('/').unwrap_or_default() } else { ("", asset) };
        has_embeds && below.starts_with("embed/") && model.explainers.iter().any(|one| one.slug == folder)
    };
    for asset in &checked.assets {
        let folder = asset.strip_suffix("index.html").unwrap_or("\0");
        let fixed = ["404.html", "sitemap.xml", "robots.txt", "watch.ics"].contains(asset);
        let page = pages.contains(folder);
        if fixed
            || page
            || folder.is_empty()
            || asset.starts_with("as-of/")
            || asset.starts_with("assets/")
            || asset.starts_with("api/")
            || (asset.starts_with("search/") && has_search)
            || is_embed(asset)
        {
            report.add(
                Diagnostic::nowhere(
                    "colliding-routes",
                    format!("the file content/{asset} stands at an address that belongs to the program"),
                )
                .help("rename or move the file"),
            );
        }
    }
}

/// Whether a page stands where the list of a section, or of a term, goes on: `notes/page/2`.
fn is_part_of_list(checked: &Checked<'_, '_, '_>, record: &Record<'_>) -> bool {
    let Some((before, number)) = record.id.rsplit_once('/') else { return false };
    let Some(list) = before.strip_suffix("/page").filter(|_| number.parse::<u32>().is_ok()) else { return false };
    let is_paged = |section: RecordIndex| {
        let section = &checked.facts.model.records[section];
        section.id == list
            && matches!(&section.attributes.base.detail, Detail::Section(own) if own.paginate_by.is_some())
    };
    let mut sections = checked.facts.model.of_kind(record.owner, Kind::Section);
    let first = list.split('/').next();
    let mut taxonomies = checked.config.taxonomies.iter().filter(|one| one.paginate_by.is_some());
    sections.any(is_paged) || taxonomies.any(|one| Some(&*one.name.text) == first)
}

/// The addresses that are taken, and by what. They are compared without case: some
/// hosts do not tell `A` from `a`.
struct Addresses<'m> {
    taken: HashMap<(Owner, String), Taken<'m>>,
    /// Whether what comes has its address from an `id` that somebody wrote.
    is_given: bool,
}

#[derive(Clone, Copy)]
struct Taken<'m> {
    place: Span,
    by: What<'m>,
    is_given: bool,
}

/// What takes an address, by a title or a folder; in words only once it has to be told.
#[derive(Clone, Copy)]
enum What<'m> {
    Record(&'m str),
    Alias(&'m str),
    List(&'m str),
}

impl fmt::Display for What<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            What::Record(title) => write!(f, "“{title}”"),
            What::Alias(title) => write!(f, "an alias of “{title}”"),
            What::List(folder) => write!(f, "the page of all {folder}"),
        }
    }
}

impl<'m> Addresses<'m> {
    fn take(&mut self, owner: Owner, route: String, span: Span, what: What<'m>, report: &mut Report) {
        let key = (owner, route.to_lowercase());
        let own = Taken { place: span, by: what, is_given: self.is_given };
        let other = match self.taken.entry(key) {
            Entry::Vacant(free) => {
                free.insert(own);
                return;
            }
            Entry::Occupied(taken) => *taken.get(),
        };
        // An `id` that somebody wrote took the address of a file.
        let (told, other) = if other.is_given && !own.is_given { (other, own) } else { (own, other) };
        let message = format!("{} and {} have one address, `{route}`", told.by, other.by);
        report.add(
            Diagnostic::error("colliding-routes", told.place, message)
                .note(Some(other.place), "the other is here")
                .help(match told.by {
                    What::Alias(_) => "take the alias out, or write another old address",
                    _ => "give one of them another name, or an `id` of its own",
                }),
        );
    }
}
