//! Writes `changes/feed.xml`: the changes to an explainer as an Atom feed, newest first; and
//! beside it `changes/feed.json`, the same as a JSON Feed.
//!
//! Dates are those of the changes, at midnight UTC; never the clock. Without a
//! `base_url` links are relative to the feed's own address and ids are `tag:` URIs.
//!
//! Source: RFC 4287; RFC 4151 for the ids.

use std::cmp::Reverse;

use atom_syndication::{Category, Content, Entry as Item, Feed, FixedDateTime, Generator, Link, Person, Text};
use atom_syndication::{TextType, WriteConfig};
use jiff::civil::Date;

use super::artifact::Artifact;
use super::{About, Scene, by_id, clean, encode, host, json_feed};
use crate::markdown::html::escape;
use crate::model::Kind;
use crate::render::context::ChangeContext;
use crate::render::view::{View, Viewer};
use crate::site::Entry;
use crate::value::edtf::Edtf;

pub const PATH: &str = "changes/feed.xml";

pub const JSON_PATH: &str = "changes/feed.json";

/// Whether the edition has a feed: pages may link to it only then.
pub fn exists(viewer: &Viewer<'_, '_, '_, '_>, view: &View) -> bool {
    !changes(viewer, view).is_empty()
}

pub(super) fn make(scene: &Scene<'_>) -> Vec<Artifact> {
    let changes = changes(scene.viewer, scene.view);
    if changes.is_empty() {
        return Vec::new();
    }
    let items: Vec<Change> = changes.iter().map(|(day, change, entry)| read(*day, change, entry)).collect();
    let artifact = |path: &str, text| Artifact::text(format!("{}{path}", scene.about.path), text);
    vec![artifact(PATH, write(scene.about, &items)), artifact(JSON_PATH, write_json(scene.about, &items))]
}

/// The changes by their days, newest first; none is later than the edition.
fn changes<'v, 'm, 'i>(
    viewer: &'v Viewer<'_, '_, 'm, 'i>,
    view: &'v View,
) -> Vec<(Date, &'v ChangeContext, &'v Entry<'m, 'i>)> {
    let edition = viewer.edition;
    let entries = by_id(edition, Kind::Change);
    let mut changes: Vec<_> = view
        .changes
        .iter()
        .filter_map(|change| {
            let entry = *entries.get(change.record.id.as_str())?;
            let dated = entry.layer.common.date.as_ref().and_then(Edtf::earliest);
            let day = dated.unwrap_or(edition.facts.known.records[entry.index]);
            (Date::MIN < day && day <= edition.as_of).then_some((day, change, entry))
        })
        .collect();
    // The view's own order stays between changes of one day.
    changes.sort_by_key(|(day, ..)| Reverse(*day));
    changes
}

/// One change, as plain text.
struct Change {
    slug: String,
    day: Date,
    title: String,
    /// `correction`, and the word that a reader sees.
    kind: (String, String),
    /// Title of the record that changed.
    on: Option<String>,
    was: String,
    now: String,
    /// One text for each statement.
    body: Vec<String>,
}

fn read(day: Date, change: &ChangeContext, entry: &Entry<'_, '_>) -> Change {
    Change {
        slug: entry.record.slug.to_owned(),
        day,
        title: change.record.title.clone(),
        kind: (change.change_kind.to_owned(), change.kind_label.to_owned()),
        on: change.on.as_ref().map(|on| on.title.clone()),
        was: change.was.clone(),
        now: change.now.clone(),
        body: entry.shown().map(|shown| shown.statement.text.clone()).collect(),
    }
}

fn write(about: &About<'_>, changes: &[Change]) -> String {
    let link = |rel: &str, href: String, mime: &str| Link {
        rel: rel.to_owned(),
        href,
        mime_type: Some(mime.to_owned()),
        ..Link::default()
    };
    let mut links = vec![link("alternate", page(about, ""), "text/html")];
    let id = match about.base_url {
        Some(_) => {
            let own = about.to_route(PATH);
            links.push(link("self", own.clone(), "application/atom+xml"));
            own
        }
        None => tag(&format!("{}{PATH}", about.path)),
    };
    let newest = changes.iter().map(|change| change.day).max().unwrap_or(about.as_of);
    let feed = Feed {
        title: text(&title(about)),
        id,
        updated: midnight(newest),
        links,
        entries: changes
            .iter()
            .map(|change| Item {
                title: text(&change.title),
                id: entry_id(about, &change.slug),
                updated: midnight(change.day),
                categories: vec![Category {
                    term: change.kind.0.clone(),
                    label: Some(change.kind.1.clone()),
                    ..Category::default()
                }],
                links: vec![link("alternate", page(about, &format!("#{}", change.slug)), "text/html")],
                content: Some(Content {
                    value: Some(content(change)),
                    content_type: Some("html".to_owned()),
                    ..Content::default()
                }),
                ..Item::default()
            })
            .collect(),
        ..frame(about)
    };
    write_feed(&feed)
}

fn write_json(about: &About<'_>, changes: &[Change]) -> String {
    let items = changes.iter().map(|change| json_feed::Item {
        id: entry_id(about, &change.slug),
        url: page(about, &format!("#{}", change.slug)),
        title: change.title.clone(),
        summary: None,
        html: content(change),
        published: Some(midnight(change.day)),
        tags: vec![change.kind.1.clone()],
    });
    let own = about.base_url.map(|_| about.to_route(JSON_PATH));
    json_feed::write(about, json_feed::Feed { title: title(about), home: page(about, ""), own, items: items.collect() })
}

fn title(about: &About<'_>) -> String {
    format!("{}: changes", about.title)
}

/// The address of the page of changes, or of a place on it.
fn page(about: &About<'_>, fragment: &str) -> String {
    match about.base_url {
        Some(_) => about.to_route(&format!("changes/{fragment}")),
        // As seen from the feed.
        None => format!("./{}", encode(fragment)),
    }
}

/// What all feeds of a site have in common.
pub(super) fn frame(about: &About<'_>) -> Feed {
    Feed {
        authors: vec![Person { name: clean(about.site_title), ..Person::default() }],
        generator: Some(Generator {
            value: "whereas".to_owned(),
            version: Some(env!("CARGO_PKG_VERSION").to_owned()),
            uri: None,
        }),
        lang: Some(about.language.to_owned()),
        ..Feed::default()
    }
}

pub(super) fn write_feed(feed: &Feed) -> String {
    let layout = WriteConfig { write_document_declaration: true, indent_size: Some(2) };
    let bytes = feed.write_with_config(Vec::new(), layout).expect("a vector takes every byte");
    let mut xml = String::from_utf8(bytes).expect("the feed is made of text");
    xml.push('\n');
    xml
}

/// The same for a change in every edition in which it stands.
fn entry_id(about: &About<'_>, slug: &str) -> String {
    let path = format!("{}changes/#{slug}", about.explainer_path);
    match about.base_url {
        Some(_) => about.to_root(&path),
        None => tag(&path.replace('#', "")),
    }
}

/// An id that needs no address; the year is that of the scheme and never changes.
pub(super) fn tag(path: &str) -> String {
    format!("tag:{},2026:{}", host(None), encode(path))
}

pub(super) fn text(words: &str) -> Text {
    Text { value: clean(words), r#type: TextType::Text, ..Text::default() }
}

/// HTML; what it holds is plain text.
fn content(change: &Change) -> String {
    let mut html = String::new();
    let mut line = |label: &str, words: &str| {
        if words.is_empty() {
            return;
        }
        html.push_str("<p>");
        if !label.is_empty() {
            html.push_str(&format!("<b>{label}:</b> "));
        }
        escape(&clean(words), &mut html);
        html.push_str("</p>");
    };
    line(&change.kind.1, change.on.as_deref().unwrap_or(&change.title));
    line("Was", &change.was);
    line("Now", &change.now);
    line("", &change.body.join(" "));
    html
}

/// Source: RFC 3339.
pub(super) fn midnight(day: Date) -> FixedDateTime {
    format!("{day}T00:00:00Z").parse().expect("years have four digits, and midnight is a time of every day")
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn about(base_url: Option<&str>) -> About<'_> {
        About {
            title: "Order & co",
            site_title: "The site",
            base_url,
            explainer_path: "",
            path: "as-of/2026-05-21/",
            as_of: date(2026, 5, 21),
            language: "en",
            editions: &[],
            has_page: &|_| false,
        }
    }

    fn change() -> Change {
        Change {
            slug: "wording".to_owned(),
            day: date(2026, 5, 3),
            title: "A <title>\u{1}".to_owned(),
            kind: ("correction".to_owned(), "Correction".to_owned()),
            on: Some("Signing".to_owned()),
            was: "1 < 2".to_owned(),
            now: String::new(),
            body: vec!["One.".to_owned(), "Two.".to_owned()],
        }
    }

    #[test]
    fn with_an_address_links_and_ids_are_whole() {
        let xml = write(&about(Some("https://example.org/")), &[change()]);
        for part in [
            "<id>https://example.org/as-of/2026-05-21/changes/feed.xml</id>",
            "rel=\"self\"",
            "<id>https://example.org/changes/#wording</id>",
            "href=\"https://example.org/as-of/2026-05-21/changes/#wording\"",
            "<updated>2026-05-03T00:00:00+00:00</updated>",
            "<title>A &lt;title&gt;</title>",
            "&lt;p&gt;&lt;b&gt;Correction:&lt;/b&gt; Signing&lt;/p&gt;&lt;p&gt;&lt;b&gt;Was:&lt;/b&gt; 1 &amp;lt; 2&lt;/p&gt;&lt;p&gt;One. Two.&lt;/p&gt;",
            "<name>The site</name>",
        ] {
            assert!(xml.contains(part), "{part} is missing:\n{xml}");
        }
    }

    #[test]
    fn without_an_address_the_feed_is_still_one() {
        let xml = write(&about(None), &[change()]);
        for part in [
            "<id>tag:whereas.invalid,2026:as-of/2026-05-21/changes/feed.xml</id>",
            "<id>tag:whereas.invalid,2026:changes/wording</id>",
            "href=\"./#wording\"",
        ] {
            assert!(xml.contains(part), "{part} is missing:\n{xml}");
        }
        assert!(!xml.contains("rel=\"self\""), "{xml}");
    }

    #[test]
    fn as_json_it_says_the_same() {
        let json = |base_url| -> serde_json::Value {
            serde_json::from_str(&write_json(&about(base_url), &[change()])).expect("it is JSON")
        };
        let feed = json(Some("https://example.org/"));
        assert_eq!(feed["version"], "https://jsonfeed.org/version/1.1");
        assert_eq!(feed["title"], "Order & co: changes");
        assert_eq!(feed["home_page_url"], "https://example.org/as-of/2026-05-21/changes/");
        assert_eq!(feed["feed_url"], "https://example.org/as-of/2026-05-21/changes/feed.json");
        assert_eq!((&feed["language"], &feed["authors"][0]["name"]), (&"en".into(), &"The site".into()));
        let item = &feed["items"][0];
        assert_eq!(item["id"], "https://example.org/changes/#wording");
        assert_eq!(item["url"], "https://example.org/as-of/2026-05-21/changes/#wording");
        assert_eq!(item["title"], "A <title>");
        assert_eq!(item["date_published"], "2026-05-03T00:00:00+00:00");
        assert_eq!(item["tags"][0], "Correction");
        assert!(
            item["content_html"].as_str().is_some_and(|html| html.contains("<p><b>Was:</b> 1 &lt; 2</p>")),
            "{item}"
        );
        let feed = json(None);
        assert_eq!((&feed["home_page_url"], feed.get("feed_url")), (&"./".into(), None));
        assert_eq!(feed["items"][0]["id"], "tag:whereas.invalid,2026:changes/wording");
    }
}
