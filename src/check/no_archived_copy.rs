//! `no-archived-copy`: a source on the web that is cited, and of which no archived copy is named.

use super::{Checked, Rule, used_sources};
use crate::diag::{Diagnostic, Report, Severity};
use crate::sources::SourceType;

pub const RULE: Rule = Rule {
    code: "no-archived-copy",
    severity: Severity::Warning,
    finds: "A cited source that has a web address and neither a DOI nor an archived copy. Laws, orders, bills and judgments are not asked: the state keeps them, and their citation finds them anywhere.",
    why: "Pages move, change and vanish. A reader who cannot open the source any more has only your word for what it said.",
    example: "[herald]\ntitle = \"A test for tests\"\nissued = \"2026-02-20\"\nURL = \"https://herald.example/tests\"",
    cure: "Have an archive save the page, and add the copy’s address and day: `archived = \"https://web.archive.org/web/...\"`, `archived_on = \"2026-11-21\"`. Both stand beside the link then.",
    run: Some(find),
};

/// Addresses that are of an archive themselves.
const ARCHIVES: [&str; 9] = [
    "archive.org",
    "archive.today",
    "archive.ph",
    "archive.is",
    "perma.cc",
    "webcitation.org",
    "webarchive.nationalarchives.gov.uk",
    "webarchive.loc.gov",
    "arquivo.pt",
];

fn find(checked: &Checked<'_, '_, '_>, report: &mut Report) {
    for index in used_sources(checked) {
        let source = &checked.facts.library.sources[index];
        let Some(url) = &source.url else { continue };
        if source.archived.is_some() || source.doi.is_some() || is_kept_by_law(source.kind) || is_of_archive(url) {
            continue;
        }
        report.add(
            Diagnostic::warning(
                "no-archived-copy",
                source.span,
                format!("`{}` has an address and no archived copy", source.key),
            )
            .help("have an archive save the page, and add its address there as `archived`, the day as `archived_on`"),
        );
    }
}

/// Whether works of a type are published in official series, where their number finds them.
fn is_kept_by_law(kind: SourceType) -> bool {
    matches!(
        kind,
        SourceType::Bill
            | SourceType::LegalCase
            | SourceType::Legislation
            | SourceType::Regulation
            | SourceType::Treaty
            | SourceType::ExecutiveOrder
            | SourceType::Statute
            | SourceType::FederalRegister
            | SourceType::EuRegulation
            | SourceType::EuDocument
    )
}

fn is_of_archive(url: &str) -> bool {
    let host = url.split("://").nth(1).and_then(|rest| rest.split(['/', ':', '?', '#']).next()).unwrap_or("");
    ARCHIVES.iter().any(|archive| host.strip_suffix(archive).is_some_and(|rest| rest.is_empty() || rest.ends_with('.')))
}

#[cfg(test)]
mod tests {
    #[test]
    fn archives_are_known_by_their_hosts() {
        for (url, expected) in [
            ("https://web.archive.org/web/2026/https://a.example/", true),
            ("https://perma.cc/ABCD-1234", true),
            ("https://notperma.cc/x", false),
            ("https://a.example/perma.cc/", false),
        ] {
            assert_eq!(super::is_of_archive(url), expected, "{url}");
        }
    }
}
