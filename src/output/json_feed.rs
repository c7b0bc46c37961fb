//! Writes a JSON Feed: the entries of an Atom feed, for programs that would rather read JSON.
//!
//! Takes entries whose addresses are ready; gives the text. What is not known has no key, as
//! the format asks. Never decides what stands in a feed: `atom` and `latest` do.
//!
//! Source: JSON Feed 1.1 (jsonfeed.org/version/1.1).

use atom_syndication::FixedDateTime;
use serde_json::{Map, Value, json};

use super::{About, api};

pub(super) struct Feed {
    pub title: String,
    /// The page that shows the same.
    pub home: String,
    /// The feed's own address, if it is known as a whole.
    pub own: Option<String>,
    pub items: Vec<Item>,
}

pub(super) struct Item {
    /// Never changes, and no other has it.
    pub id: String,
    pub url: String,
    pub title: String,
    pub summary: Option<String>,
    pub html: String,
    /// `None`: it bears no date.
    pub published: Option<FixedDateTime>,
    pub tags: Vec<String>,
}

pub(super) fn write(about: &About<'_>, feed: Feed) -> String {
    let items: Vec<Value> = feed.items.into_iter().map(item).collect();
    let mut whole = object(json!({
        "version": "https://jsonfeed.org/version/1.1",
        "title": feed.title,
        "home_page_url": feed.home,
        "language": about.language,
        "authors": [{ "name": about.site_title }],
    }));
    whole.extend(feed.own.map(|own| ("feed_url".to_owned(), Value::from(own))));
    whole.insert("items".to_owned(), Value::from(items));
    api::write(Value::Object(whole))
}

fn item(item: Item) -> Value {
    let mut whole = object(json!({
        "id": item.id,
        "url": item.url,
        "title": item.title,
        "content_html": item.html,
    }));
    whole.extend(item.summary.map(|summary| ("summary".to_owned(), Value::from(summary))));
    whole.extend(item.published.map(|day| ("date_published".to_owned(), Value::from(day.to_rfc3339()))));
    if !item.tags.is_empty() {
        whole.insert("tags".to_owned(), Value::from(item.tags));
    }
    Value::Object(whole)
}

fn object(value: Value) -> Map<String, Value> {
    match value {
        Value::Object(object) => object,
        _ => Map::new(),
    }
}
