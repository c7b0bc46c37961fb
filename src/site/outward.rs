//! Collects the links that lead outside: from text, from attributes, from the library.
//!
//! Takes the model and the library as they were written, drafts and later knowledge included
//! as far as they were read; gives every place of every link. Never asks whether they hold.

use jiff::civil::Date;

use super::library::Library;
use crate::files::{Files, Span};
use crate::model::{Detail, Model};

/// One link to another site, in one place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outward {
    /// As written: `https://example.org/a#b`, `//example.org/`.
    pub written: String,
    pub span: Span,
    pub place: Place,
}

/// What a link is in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Place {
    Link,
    Image,
    /// `url` of a policy, or of an instrument to compare.
    Url,
    /// `URL` of a source, and the copy that the library has of it.
    Source {
        key: String,
        copy: Option<Copy>,
    },
    /// `archived` of a source.
    Archived {
        key: String,
    },
}

/// An archived copy of a source.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Copy {
    pub address: String,
    pub on: Option<Date>,
}

/// Every link that leads outside, in order of the records, then of the library.
pub fn collect(model: &Model<'_>, library: &Library, files: &Files) -> Vec<Outward> {
    let mut found = Vec::new();
    for record in &model.records {
        for link in record.body.links.iter().filter(|link| is_web(&link.target)) {
            let place = if link.is_image { Place::Image } else { Place::Link };
            let span = link.target_span(files.text(link.span));
            found.push(Outward { written: link.target.trim().to_owned(), span, place });
        }
        for layer in record.attributes.layers() {
            let own = match &layer.detail {
                Detail::Policy(policy) => policy.url.as_ref(),
                _ => None,
            };
            let of_event = layer.policy.as_ref().and_then(|policy| policy.url.as_ref());
            for url in own.into_iter().chain(of_event).filter(|url| is_web(&url.text)) {
                found.push(Outward { written: url.text.trim().to_owned(), span: url.span, place: Place::Url });
            }
        }
    }
    for source in library.sources.iter() {
        let key = || source.key.clone();
        if let Some(url) = &source.url {
            let on = source.archived_on;
            let copy = source.archived.as_ref().map(|address| Copy { address: address.clone(), on });
            let span = source.url_at.unwrap_or(source.span);
            found.push(Outward { written: url.clone(), span, place: Place::Source { key: key(), copy } });
        }
        if let Some(archived) = &source.archived {
            let span = source.archived_at.unwrap_or(source.span);
            found.push(Outward { written: archived.clone(), span, place: Place::Archived { key: key() } });
        }
    }
    found
}

/// Whether a link is for a browser on the web; mail and telephone are not.
fn is_web(written: &str) -> bool {
    let written = written.trim();
    let begins = |scheme: &str| written.get(..scheme.len()).is_some_and(|start| start.eq_ignore_ascii_case(scheme));
    begins("https:") || begins("http:") || written.starts_with("//")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_web_is_outside() {
        for (written, expected) in [
            ("https://example.org/", true),
            (" HTTP://example.org", true),
            ("//example.org/a", true),
            ("https:", true),
            ("mailto:a@example.org", false),
            ("tel:1", false),
            ("timeline/signing.md", false),
            ("/about/", false),
            ("é", false),
        ] {
            assert_eq!(is_web(written), expected, "{written}");
        }
    }
}
