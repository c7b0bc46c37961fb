//! Writes `robots.txt`: everything may be read; with a `base_url`, where the sitemap is.
//!
//! Source: RFC 9309; the line `Sitemap:` is that of sitemaps.org.

use super::Whole;
use super::artifact::Artifact;
use crate::diag::Report;

pub(super) fn make(whole: &Whole<'_>, _report: &mut Report) -> Vec<Artifact> {
    vec![Artifact::text("robots.txt", write(whole.input.config.base_url.as_deref()))]
}

fn write(base_url: Option<&str>) -> String {
    let sitemap = base_url.map(|base| format!("\nSitemap: {base}sitemap.xml\n")).unwrap_or_default();
    format!("User-agent: *\nAllow: /\n{sitemap}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sitemap_is_named_where_there_is_one() {
        assert_eq!(write(None), "User-agent: *\nAllow: /\n");
        let expected = "User-agent: *\nAllow: /\n\nSitemap: https://example.org/sitemap.xml\n";
        assert_eq!(write(Some("https://example.org/")), expected);
    }
}
