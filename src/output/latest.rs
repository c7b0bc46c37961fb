//! Writes the feed of a section of plain pages: its latest, with their texts, as Atom.
//!
//! Links are whole if there is a `base_url`, else relative to the feed's own address.
//!
//! Source: RFC 4287.

use atom_syndication::{Content, Entry as Item, Feed, FixedDateTime, Link};

use super::artifact::Artifact;
use super::atom::{frame, midnight, tag, text, write_feed};
use super::{About, clean, encode};
use crate::render::marks::{self, Place};
use crate::render::plain::FEED;
use crate::render::view::Viewer;
use crate::site::Entry;
use crate::value::edtf::Edtf;

/// The feed of a section; `latest` are its latest pages by their places among the entries.
pub fn make(viewer: &Viewer<'_, '_, '_, '_>, about: &About<'_>, section: &Entry<'_, '_>, latest: &[usize]) -> Artifact {
    let edition = viewer.edition;
    let base = edition.route(section);
    let up = "../".repeat(base.matches('/').count());
    let link = |route: &str| match about.base_url {
        Some(_) => about.to_route(route),
        None => format!("./{up}{}", encode(route)),
    };
    let id = |route: &str| match about.base_url {
        Some(_) => about.to_route(route),
        None => tag(&format!("{}{route}", about.path)),
    };
    let alternate = |route: &str| Link {
        rel: "alternate".to_owned(),
        href: link(route),
        mime_type: Some("text/html".to_owned()),
        ..Link::default()
    };
    let place = Place { route: &base, edition: about.path, absolute: about.base_url, link_terms: false };
    let items: Vec<Item> = latest
        .iter()
        .map(|&at| {
            let entry = &edition.entries[at];
            let route = edition.route(entry);
            let content = marks::resolve(&viewer.bodies.write(entry), &place);
            Item {
                title: text(entry.title()),
                id: id(&route),
                updated: entry.layer.common.date.as_ref().and_then(moment).unwrap_or_else(|| midnight(about.as_of)),
                links: vec![alternate(&route)],
                summary: entry.layer.common.summary.as_ref().map(|summary| text(&summary.text)),
                content: Some(Content {
                    value: Some(clean(&content)),
                    content_type: Some("html".to_owned()),
                    ..Content::default()
                }),
                ..Item::default()
            }
        })
        .collect();
    let path = format!("{base}{FEED}");
    let mut links = vec![alternate(&base)];
    if about.base_url.is_some() {
        links.push(Link {
            rel: "self".to_owned(),
            href: about.to_route(&path),
            mime_type: Some("application/atom+xml".to_owned()),
            ..Link::default()
        });
    }
    let feed = Feed {
        title: text(if section.record.id.is_empty() { about.title } else { section.title() }),
        id: id(&path),
        updated: items.first().map_or_else(|| midnight(about.as_of), |item| item.updated),
        links,
        entries: items,
        ..frame(about)
    };
    Artifact::text(format!("{}{path}", about.path), write_feed(&feed))
}

/// The moment of a date; midnight where it has no time of day.
fn moment(date: &Edtf) -> Option<FixedDateTime> {
    let exact = date.datetime().filter(|text| text.contains('T')).and_then(|text| text.parse().ok());
    exact.or_else(|| date.earliest().map(midnight))
}
