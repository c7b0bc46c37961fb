//! Writes a small page at each old address of a record (`aliases`) that leads to its own.
//!
//! The link is relative, so that it holds under any subpath. An alias ending in `.html` is that
//! file; any other is a folder. Never takes the place of a page.

use std::collections::BTreeSet;

use super::artifact::Artifact;
use super::{About, Scene, clean, encode};
use crate::markdown::html::escape;
use crate::site::Edition;
use crate::site::route::is_address;

pub(super) fn make(scene: &Scene<'_>) -> Vec<Artifact> {
    of(scene.viewer.edition, scene.about)
}

/// The redirects of an edition; of the site's own pages where `edition` is [`Edition::of_site`].
pub fn of(edition: &Edition<'_, '_, '_>, about: &About<'_>) -> Vec<Artifact> {
    // Addresses are compared without case: some hosts do not tell `A` from `a`.
    let mut taken: BTreeSet<String> = BTreeSet::new();
    let mut made = Vec::new();
    for entry in &edition.entries {
        for alias in entry.layer.common.aliases.iter().flatten() {
            let Some(old) = old_route(&alias.text) else {
                continue;
            };
            let path = format!("{}{old}{}", about.path, if old.ends_with('/') { "index.html" } else { "" });
            if !(about.has_page)(&path) && taken.insert(path.to_lowercase()) {
                made.push(Artifact::text(path, page(&old, &edition.route(entry), entry.title(), about)));
            }
        }
    }
    made
}

/// The redirects of lists: old route, route, title.
pub fn of_lists(aliases: &[(String, String, String)], about: &About<'_>) -> Vec<Artifact> {
    let redirect = |(old, route, title): &(String, String, String)| {
        Artifact::text(format!("{}{old}index.html", about.path), page(old, route, title, about))
    };
    aliases.iter().map(redirect).collect()
}

/// The route of an old address; `None` for one outside the edition or on the program's own ground, which
/// `colliding-routes` reports.
fn old_route(alias: &str) -> Option<String> {
    let path = alias.trim_matches('/');
    let first = path.split('/').next().unwrap_or_default();
    let is_taken = ["as-of", "api", "assets"].contains(&first) || matches!(path, "404.html" | "index.html");
    if is_taken || !is_address(path) {
        return None;
    }
    Some(if path.ends_with(".html") { path.to_owned() } else { format!("{path}/") })
}

/// `to` as seen from the page at `from`; both are routes of one edition.
fn relative(from: &str, to: &str) -> String {
    let up = "../".repeat(from.matches('/').count());
    let link = format!("{up}{}", encode(to));
    if link.is_empty() || link.starts_with('#') { format!("./{link}") } else { link }
}

fn page(old: &str, route: &str, title: &str, about: &About<'_>) -> String {
    let escaped = |text: &str| {
        let mut html = String::new();
        escape(&clean(text), &mut html);
        html
    };
    let link = escaped(&relative(old, route));
    // A canonical link names a page, not a place on it.
    let target = route.split('#').next().unwrap_or(route);
    let canonical = match about.base_url {
        Some(_) => escaped(&about.to_route(target)),
        None => escaped(&relative(old, target)),
    };
    let (title, language) = (escaped(title), escaped(about.language));
    format!(
        "<!doctype html>\n<html lang=\"{language}\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta name=\"robots\" content=\"noindex\">\n<meta http-equiv=\"refresh\" content=\"0; url={link}\">\n\
         <link rel=\"canonical\" href=\"{canonical}\">\n<title>Moved: {title}</title>\n</head>\n<body>\n<main>\n\
         <h1>This page has moved</h1>\n<p>It is now at <a href=\"{link}\">{title}</a>.</p>\n</main>\n</body>\n</html>\n"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check_route(alias: &str, expected: Option<&str>) {
        assert_eq!(old_route(alias).as_deref(), expected, "{alias}");
    }

    #[test]
    fn an_alias_is_a_folder_or_an_html_file() {
        check_route("old/place", Some("old/place/"));
        check_route("/old/place/", Some("old/place/"));
        check_route("old.html", Some("old.html"));
        for bad in ["", "/", "a/../b", "a//b", "a\\b", "as-of/2026-05-21", "api/v1/x.html", "404.html", "a#b"] {
            check_route(bad, None);
        }
    }

    #[track_caller]
    fn check_link(from: &str, to: &str, expected: &str) {
        assert_eq!(relative(from, to), expected);
    }

    #[test]
    fn links_are_relative() {
        check_link("old/place/", "timeline/signing/", "../../timeline/signing/");
        check_link("old.html", "timeline/signing/", "timeline/signing/");
        check_link("old.html", "", "./");
        check_link("a/old.html", "glossary/#eo", "../glossary/#eo");
    }

    #[test]
    fn the_page_leads_on_by_itself_and_by_hand() {
        let about = About {
            title: "",
            site_title: "",
            base_url: Some("https://example.org/"),
            explainer_path: "",
            path: "as-of/2026-05-21/",
            as_of: jiff::civil::date(2026, 5, 21),
            language: "en",
            editions: &[],
            has_page: &|_| false,
        };
        let html = page("old/", "glossary/#eo", "A & \"B\"", &about);
        for part in [
            "content=\"0; url=../glossary/#eo\"",
            "href=\"https://example.org/as-of/2026-05-21/glossary/\"",
            "<a href=\"../glossary/#eo\">A &amp; &quot;B&quot;</a>",
            "content=\"noindex\"",
        ] {
            assert!(html.contains(part), "{part} is missing:\n{html}");
        }
    }
}
