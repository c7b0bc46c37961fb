//! Writes the feeds of a section of plain pages: its latest, with their texts, as Atom and as JSON Feed.
//!
//! Links are whole if there is a `base_url`, else relative to the feed's own address.
//!
//! Source: RFC 4287.

use atom_syndication::{Content, Entry as Item, Feed, FixedDateTime, Link};

use super::artifact::Artifact;
use super::atom::{frame, midnight, tag, text, write_feed};
use super::{About, clean, encode, json_feed};
use crate::render::marks::{self, Place};
use crate::render::plain::{FEED, JSON_FEED};
use crate::render::view::Viewer;
use crate::site::Entry;
use crate::value::edtf::Edtf;

/// The feeds of a section; `latest` are its latest pages by their places among the entries.
pub fn make(
    viewer: &Viewer<'_, '_, '_, '_>,
    about: &About<'_>,
    section: &Entry<'_, '_>,
    latest: &[usize],
) -> [Artifact; 2] {
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
    let alternate = |href: String| Link {
        rel: "alternate".to_owned(),
        href,
        mime_type: Some("text/html".to_owned()),
        ..Link::default()
    };
    let place = Place { route: &base, edition: about.path, absolute: about.base_url, link_terms: false };
    let read = |&at: &usize| {
        let entry = &edition.entries[at];
        let route = edition.route(entry);
        let content = marks::resolve(&viewer.bodies.write(entry), &place);
        json_feed::Item {
            id: id(&route),
            url: link(&route),
            title: entry.title().to_owned(),
            summary: entry.layer.common.summary.as_ref().map(|summary| summary.text.clone()),
            html: clean(&content),
            published: entry.layer.common.date.as_ref().and_then(moment),
            tags: Vec::new(),
        }
    };
    let entries: Vec<json_feed::Item> = latest.iter().map(read).collect();
    let items: Vec<Item> = entries
        .iter()
        .map(|item| Item {
            title: text(&item.title),
            id: item.id.clone(),
            updated: item.published.unwrap_or_else(|| midnight(about.as_of)),
            links: vec![alternate(item.url.clone())],
            summary: item.summary.as_deref().map(text),
            content: Some(Content {
                value: Some(item.html.clone()),
                content_type: Some("html".to_owned()),
                ..Content::default()
            }),
            ..Item::default()
        })
        .collect();
    let path = format!("{base}{FEED}");
    let mut links = vec![alternate(link(&base))];
    if about.base_url.is_some() {
        links.push(Link {
            rel: "self".to_owned(),
            href: about.to_route(&path),
            mime_type: Some("application/atom+xml".to_owned()),
            ..Link::default()
        });
    }
    let title = if section.record.id.is_empty() { about.title } else { section.title() };
    let feed = Feed {
        title: text(title),
        id: id(&path),
        updated: items.first().map_or_else(|| midnight(about.as_of), |item| item.updated),
        links,
        entries: items,
        ..frame(about)
    };
    let json_path = format!("{base}{JSON_FEED}");
    let own = about.base_url.map(|_| about.to_route(&json_path));
    let json = json_feed::Feed { title: title.to_owned(), home: link(&base), own, items: entries };
    let artifact = |path: &str, text| Artifact::text(format!("{}{path}", about.path), text);
    [artifact(&path, write_feed(&feed)), artifact(&json_path, json_feed::write(about, json))]
}

/// The moment of a date; midnight where it has no time of day.
fn moment(date: &Edtf) -> Option<FixedDateTime> {
    let exact = date.datetime().filter(|text| text.contains('T')).and_then(|text| text.parse().ok());
    exact.or_else(|| date.earliest().map(midnight))
}
