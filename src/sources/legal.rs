//! Formats what CSL styles print badly: orders, bills, statutes, rules, cases.
//!
//! One [`Source`] in, its entry in HTML out, in the form that lawyers expect:
//! the Bluebook's for the United States, the Interinstitutional Style Guide's for
//! the European Union. A part that is not known is left out, and what is left
//! still reads as a citation. Never translates: these forms are the same in
//! every language.

use super::{Source, SourceType, html};

mod eu;
mod us;

/// The entry of a legal source; `None` for every other type, which CSL formats.
pub fn entry(source: &Source) -> Option<String> {
    let citation = match form(source)? {
        Form::Order => us::executive_order(source),
        Form::Bill => us::bill(source),
        Form::Statute => us::statute(source),
        Form::Rule => us::rule(source),
        Form::Case => us::case(source),
        Form::EuAct => eu::act(source),
        Form::EuPaper => eu::paper(source),
    };
    let mut entry = citation;
    if let Some(url) = &source.url {
        // European Legislation Identifiers are named in front of the address.
        let name = if url.contains("/eli/") { "ELI: " } else { "" };
        if !entry.is_empty() {
            entry.push_str(", ");
        }
        entry.push_str(&format!("{name}{}", html::link(url, url)));
    }
    if entry.is_empty() {
        entry = html::escape(&source.key);
    }
    if !entry.ends_with('.') {
        entry.push('.');
    }
    Some(entry)
}

/// A few words for a legal source, in plain text: `EO 14110 (2023)`.
///
/// `None` when it is not legal, or has nothing shorter than its title.
pub(super) fn short(source: &Source) -> Option<String> {
    match form(source)? {
        Form::Order => us::short_order(source),
        Form::Bill => us::short_bill(source),
        Form::Statute => us::short_statute(source),
        Form::Rule => us::short_rule(source),
        Form::Case => None,
        Form::EuAct | Form::EuPaper => eu::short(source),
    }
}

/// The forms of citation that this module knows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Form {
    Order,
    Bill,
    Statute,
    Rule,
    Case,
    EuAct,
    EuPaper,
}

fn form(source: &Source) -> Option<Form> {
    let european =
        matches!(source.jurisdiction.as_deref().map(str::trim), Some("European Union" | "EU" | "European Communities"));
    Some(match source.kind {
        SourceType::EuRegulation => Form::EuAct,
        SourceType::EuDocument => Form::EuPaper,
        SourceType::Statute | SourceType::Legislation | SourceType::Regulation if european => Form::EuAct,
        SourceType::Bill if european => Form::EuPaper,
        SourceType::ExecutiveOrder => Form::Order,
        SourceType::Bill => Form::Bill,
        SourceType::Statute | SourceType::Legislation => Form::Statute,
        SourceType::Regulation | SourceType::FederalRegister => Form::Rule,
        SourceType::LegalCase => Form::Case,
        _ => return None,
    })
}

/// The year in which it was issued; an interval counts by its beginning.
fn year(source: &Source) -> Option<i16> {
    source.issued.as_ref().and_then(|issued| issued.earliest()).map(|day| day.year())
}

/// Joins the parts that are there.
fn join(parts: impl IntoIterator<Item = Option<String>>, between: &str) -> String {
    let parts: Vec<String> = parts.into_iter().flatten().filter(|part| !part.is_empty()).collect();
    parts.join(between)
}

fn escaped(text: &Option<String>) -> Option<String> {
    text.as_deref().map(html::escape)
}

fn title(source: &Source) -> Option<String> {
    Some(source.title.as_str()).filter(|title| !title.is_empty()).map(html::escape)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diag::Report;
    use crate::files::Files;

    /// Reads the attributes of one source.
    pub(super) fn source(attributes: &str) -> Source {
        let text = format!("[a]\n{}\n", attributes.replace("; ", "\n"));
        let mut files = Files::default();
        let file = files.add("sources.toml", text.as_str());
        let mut report = Report::default();
        let mut sources = crate::sources::toml_file::parse(file, &text, &mut report);
        sources.remove(0)
    }

    #[track_caller]
    pub(super) fn check(attributes: &str, expected: &str) {
        assert_eq!(entry(&source(attributes)).as_deref(), Some(expected));
    }

    #[test]
    fn other_types_are_left_to_csl() {
        for kind in ["article-newspaper", "webpage", "report", "treaty", "book"] {
            assert_eq!(entry(&source(&format!("type = \"{kind}\"; title = \"T\""))), None);
        }
    }

    #[test]
    fn text_is_escaped_and_every_entry_has_something() {
        check("type = \"bill\"; title = \"<script> & Co\"", "&lt;script&gt; &amp; Co.");
        for kind in [
            "executive-order",
            "bill",
            "statute",
            "regulation",
            "legal-case",
            "eu-regulation",
            "eu-document",
            "federal-register",
        ] {
            let bare = entry(&source(&format!("type = \"{kind}\""))).expect("a legal type");
            assert!(bare.len() > 1, "{kind}: {bare}");
            assert!(!bare.contains("  ") && !bare.contains("()") && !bare.contains(", ,"), "{bare}");
        }
    }
}
