//! Writes `sitemap.xml`, which tells search engines of the pages of the present.
//!
//! Editions are left out: they repeat what stands elsewhere. Only plain pages that are dated have a
//! `lastmod`, because no other page knows when it last changed. Nothing is written without a `base_url`: a sitemap holds whole
//! addresses only.
//!
//! Source: the sitemap protocol 0.9 of sitemaps.org.

use super::Whole;
use super::artifact::Artifact;
use super::{clean, encode};
use crate::diag::Report;
use crate::markdown::html::escape;

/// How many addresses one sitemap may hold.
const LIMIT: usize = 50_000;

const NAMESPACE: &str = "http://www.sitemaps.org/schemas/sitemap/0.9";

pub(super) fn make(whole: &Whole<'_>, _report: &mut Report) -> Vec<Artifact> {
    let Some(base) = whole.input.config.base_url.as_deref() else { return Vec::new() };
    match (whole.routes)() {
        routes if routes.is_empty() => Vec::new(),
        routes => write(base, &routes, LIMIT),
    }
}

/// One sitemap; or, for more than `limit` pages, several and a list of them at the address of the one.
fn write(base: &str, routes: &[(String, Option<String>)], limit: usize) -> Vec<Artifact> {
    if routes.len() <= limit {
        return vec![Artifact::text("sitemap.xml", list("urlset", "url", base, routes))];
    }
    let name = |n: usize| (format!("sitemap-{n}.xml"), None);
    let names: Vec<(String, Option<String>)> = (1..=routes.len().div_ceil(limit)).map(name).collect();
    let parts = routes.chunks(limit).zip(&names);
    let mut made: Vec<Artifact> =
        parts.map(|(part, (name, _))| Artifact::text(name.as_str(), list("urlset", "url", base, part))).collect();
    made.push(Artifact::text("sitemap.xml", list("sitemapindex", "sitemap", base, &names)));
    made
}

fn list(root: &str, item: &str, base: &str, paths: &[(String, Option<String>)]) -> String {
    let mut xml = format!("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<{root} xmlns=\"{NAMESPACE}\">\n");
    for (path, day) in paths {
        xml.push_str(&format!("  <{item}><loc>"));
        escape(&clean(&format!("{base}{}", encode(path))), &mut xml);
        xml.push_str("</loc>");
        if let Some(day) = day {
            xml.push_str(&format!("<lastmod>{day}</lastmod>"));
        }
        xml.push_str(&format!("</{item}>\n"));
    }
    xml.push_str(&format!("</{root}>\n"));
    xml
}

#[cfg(test)]
mod tests {
    use super::super::artifact::Content;
    use super::*;

    #[track_caller]
    fn check(routes: &[&str], limit: usize, expected: &[(&str, &str)]) {
        let routes: Vec<_> = routes.iter().map(|&route| (route.to_owned(), None)).collect();
        let made = write("https://example.org/?a=1&b/", &routes, limit);
        let made: Vec<(String, String)> = made
            .into_iter()
            .map(|one| match one.content {
                Content::Bytes(bytes) => (one.path, String::from_utf8(bytes).expect("XML is text")),
                Content::CopyFrom(_) => panic!("a sitemap is written, not copied"),
            })
            .collect();
        assert_eq!(made.len(), expected.len());
        for ((path, xml), (expected_path, part)) in made.iter().zip(expected) {
            assert_eq!(path, expected_path);
            assert!(xml.contains(part), "{xml}");
        }
    }

    #[test]
    fn addresses_are_whole_and_escaped() {
        let url = "<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n  <url><loc>https://example.org/?a=1&amp;b/</loc></url>\n  <url><loc>https://example.org/?a=1&amp;b/%C3%A9/</loc></url>\n</urlset>\n";
        check(&["", "é/"], 2, &[("sitemap.xml", url)]);
    }

    #[test]
    fn many_pages_need_several_sitemaps() {
        check(
            &["a/", "b/", "c/"],
            2,
            &[
                ("sitemap-1.xml", "b/</loc></url>\n</urlset>"),
                ("sitemap-2.xml", "c/</loc></url>\n</urlset>"),
                (
                    "sitemap.xml",
                    "<sitemap><loc>https://example.org/?a=1&amp;b/sitemap-2.xml</loc></sitemap>\n</sitemapindex>",
                ),
            ],
        );
    }
}
