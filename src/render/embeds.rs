//! Lists the small pages that stand in frames on other people's pages, with the snippets to paste there.
//!
//! Takes a view and the address of its site; gives an [`Embed`] each for the status, the timeline and every takeaway,
//! and the pages of them. They show the present: an edition has none, because a frame that never changes is an old
//! one. Without a `base_url` there are none either: a snippet needs a whole address.

use serde::Serialize;

use super::context::{Crumb, TakeawayContext};
use super::marks;
use super::pages::Draft;
use super::value;
use super::view::View;
use crate::markdown::html::escape;

/// The pages: the one that shows all of them, and those that stand in frames.
pub const KINDS: [&str; 4] = ["embed", "embed-status", "embed-timeline", "embed-takeaway"];

/// Whether a page of this kind is only made for the present, and nobody links to it.
pub fn is_embed(kind: &str) -> bool {
    KINDS.contains(&kind)
}

/// The page that shows all of them.
pub const ROUTE: &str = "embed/";

/// What the frame may do: its links open in a tab of their own, which is not held by the frame's limits. It may load
/// its own fonts (`allow-same-origin`); that gives nothing away, because no script may run in it.
const SANDBOX: &str = "allow-same-origin allow-popups allow-popups-to-escape-sandbox";

/// A small page, as templates see it.
#[derive(Debug, Clone, Serialize)]
pub struct Embed {
    /// `status`, `timeline`, `takeaway`.
    pub key: &'static str,
    /// What it shows: "Status".
    pub name: String,
    /// The same with whose it is: "The AI order: Status".
    pub title: String,
    /// Its own page.
    pub url: String,
    /// The page that says more, as a link and as a whole address.
    pub full_url: String,
    pub canonical: String,
    /// The page that shows all of them.
    pub all_url: String,
    /// The HTML to paste.
    pub snippet: String,
    /// Of the frame, in CSS pixels; what does not fit is scrolled.
    pub height: u32,
    /// The page on which its snippet stands, by the stem of its template.
    #[serde(skip)]
    page: &'static str,
    #[serde(skip)]
    route: String,
    /// Of the takeaway in the view.
    #[serde(skip)]
    takeaway: Option<usize>,
}

/// All of an explainer. `base` is the address of its pages: `https://example.org/ai-order/`.
pub fn list(view: &View, base: &str, title: &str) -> Vec<Embed> {
    let make = |key, name: &str, route: String, full: String, height| {
        let title = format!("{title}: {name}");
        Embed {
            key,
            name: name.to_owned(),
            all_url: marks::to_route(ROUTE),
            snippet: snippet(&format!("{base}{route}"), &title, height),
            title,
            url: marks::to_route(&route),
            canonical: format!("{base}{full}"),
            full_url: marks::to_route(&full),
            height,
            page: "home",
            route,
            takeaway: None,
        }
    };
    let mut embeds = Vec::new();
    if view.status.is_some() {
        embeds.push(make("status", "Status", format!("{ROUTE}status/"), String::new(), 320));
    }
    if view.policy.is_some() && !view.timeline.past.is_empty() {
        let made = make("timeline", "Timeline", format!("{ROUTE}timeline/"), "timeline/".to_owned(), 480);
        embeds.push(Embed { page: "timeline", ..made });
    }
    for (place, TakeawayContext { record, .. }) in view.takeaways.iter().enumerate() {
        let route = format!("{ROUTE}takeaways/{}/", record.slug);
        let full = record.url.trim_start_matches(marks::ROUTE).to_owned();
        let made = make("takeaway", &record.title, route, full, 360);
        embeds.push(Embed { page: "takeaways", takeaway: Some(place), ..made });
    }
    embeds
}

/// Those whose snippets stand on a page, by the stem of its template.
pub fn on_page<'e>(embeds: &'e [Embed], kind: &str) -> Vec<&'e Embed> {
    embeds.iter().filter(|one| kind == "embed" || one.page == kind).collect()
}

/// The page of each, and the one that shows them all.
pub fn drafts(embeds: &[Embed], view: &View, title: &str) -> Vec<Draft> {
    let draft = |kind, route: &str, title: &str, description: &str, crumbs, values| Draft {
        kind,
        route: route.to_owned(),
        title: title.to_owned(),
        heading: title.to_owned(),
        description: description.to_owned(),
        crumbs,
        values,
        ..Draft::default()
    };
    if embeds.is_empty() {
        return Vec::new();
    }
    let home = Crumb { title: title.to_owned(), url: marks::to_route("") };
    let about = "Small pages to show on yours: they stay up to date by themselves";
    let mut drafts = vec![draft("embed", ROUTE, "Embed", about, vec![home.clone()], Vec::new())];
    for one in embeds {
        let kind = match one.key {
            "status" => "embed-status",
            "timeline" => "embed-timeline",
            _ => "embed-takeaway",
        };
        let mut values = vec![("embed", value(one))];
        if let Some(takeaway) = one.takeaway.and_then(|place| view.takeaways.get(place)) {
            values.push(("takeaway", value(takeaway)));
        }
        drafts.push(draft(kind, &one.route, &one.title, &one.title, vec![home.clone()], values));
    }
    drafts
}

fn snippet(address: &str, title: &str, height: u32) -> String {
    let mut html = String::from("<iframe src=\"");
    escape(address, &mut html);
    html.push_str("\" title=\"");
    escape(title, &mut html);
    html.push_str(&format!(
        "\" height=\"{height}\" style=\"width:100%;border:0\" loading=\"lazy\" sandbox=\"{SANDBOX}\"></iframe>"
    ));
    html
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_snippet_is_safe_to_paste() {
        assert_eq!(
            snippet("https://example.org/embed/status/", "The \"order\" & <more>: status", 300),
            "<iframe src=\"https://example.org/embed/status/\" title=\"The &quot;order&quot; &amp; &lt;more&gt;: status\" \
             height=\"300\" style=\"width:100%;border:0\" loading=\"lazy\" \
             sandbox=\"allow-same-origin allow-popups allow-popups-to-escape-sandbox\"></iframe>"
        );
        assert!(!SANDBOX.contains("allow-scripts"), "with it, allow-same-origin would be no sandbox");
    }
}
