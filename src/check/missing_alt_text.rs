//! `missing-alt-text`: an image without words for who cannot see it.

use super::{Checked, Rule};
use crate::diag::{Diagnostic, Report, Severity};
use crate::markdown::SlipKind;

pub const RULE: Rule = Rule {
    code: "missing-alt-text",
    severity: Severity::Error,
    finds: "An image without words for who cannot see it, or with words that say nothing: the name of a file, `image`.",
    why: "A screen reader says “image”, or reads out the name of the file; on paper and on a slow line there is a gap. (WCAG 2.2, criterion 1.1.1.)",
    example: "![](fees.svg)",
    cure: "Say what it shows: `![Fees rise from 2 to 9 dollars, 2019 to 2026](fees.svg)`. An image that only decorates is written `<img src=\"line.svg\" alt=\"\">`.",
    run: Some(find),
};

fn find(checked: &Checked<'_, '_, '_>, report: &mut Report) {
    let slips = checked.renewed().flat_map(|(_, record)| &record.body.slips);
    for slip in slips {
        let message = match slip.kind {
            SlipKind::MissingAlt => "this image has no words for who cannot see it",
            SlipKind::EmptyAlt => "the words of this image do not say what it shows",
            SlipKind::SkippedHeading { .. } | SlipKind::RepeatedId => continue,
        };
        report.add(
            Diagnostic::error("missing-alt-text", slip.span, message)
                .help("say between the brackets, or in `alt`, what it shows")
                .help("if it only decorates, write it as `<img src=\"...\" alt=\"\">`"),
        );
    }
}
