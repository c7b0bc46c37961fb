//! Gives every record and page its address.
//!
//! A route is a path below the explainer's edition, ending in `/` or naming a file;
//! the empty route is its home page. Never makes a link relative: that is `render`'s work.

use crate::model::{Kind, Model, Record};
use crate::value::slug::slug;

/// Pages and files of an explainer that the program makes by itself, but for its home page and the
/// lists of records. Whether each is there, and from which day, depends on the content.
pub const GENERATED: [&str; 8] =
    ["watch/", "watch.ics", "sources/", "changes/feed.xml", "changes/feed.json", "as-of/", BRIEF, SEARCH];

/// Where the two printed pages stand, unless the site has a page of its own there.
pub const BRIEF: &str = "brief/";

/// Where the search stands.
pub const SEARCH: &str = "search/";

/// First parts of an address that belong to the program.
pub const RESERVED: [&str; 6] = ["as-of", "api", "assets", "sources", "watch", "policy"];

/// The page on which a record stands.
pub fn page(model: &Model<'_>, record: &Record<'_>) -> String {
    if let Some(parent) = record.parent {
        return page(model, &model.records[parent]);
    }
    match record.kind.spec() {
        Some(spec) if spec.kind == Kind::Policy => "policy/".to_owned(),
        Some(spec) if spec.own_page => format!("{}/{}/", spec.folder, record.slug),
        Some(spec) => format!("{}/", spec.folder),
        // The section of the whole site is its home page.
        None if record.id.is_empty() => String::new(),
        None => {
            let mut route = String::with_capacity(record.id.len() + 1);
            route.push_str(record.id);
            route.push('/');
            route
        }
    }
}

/// The address of a record: its page, or its place on a page that it shares.
pub fn of(model: &Model<'_>, record: &Record<'_>) -> String {
    let page = page(model, record);
    if stands_alone(record) { page } else { format!("{page}#{}", record.slug) }
}

/// Whether a record has a page for itself.
pub fn stands_alone(record: &Record<'_>) -> bool {
    record.parent.is_none() && record.kind.spec().is_none_or(|spec| spec.own_page)
}

/// The page of a source.
pub fn source(key: &str) -> String {
    format!("sources/{}/", slug(key))
}

/// Whether a path below an explainer, without `/` at its ends, can be an old address: a file of that
/// name can be made on any system, and a link can lead to it.
pub fn is_address(path: &str) -> bool {
    let is_name = |part: &str| !matches!(part, "" | "." | "..") && part.len() <= MOST_BYTES;
    let is_odd = |letter: char| letter.is_control() || matches!(letter, '\\' | ':' | '?' | '#');
    path.len() <= 4 * MOST_BYTES && path.split('/').all(is_name) && !path.contains(is_odd)
}

/// Bytes of the longest name of a file; systems take some more.
const MOST_BYTES: usize = 200;
