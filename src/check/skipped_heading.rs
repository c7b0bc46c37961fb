//! `skipped-heading`: a heading more than one level below the one before it.

use super::{Checked, Rule};
use crate::diag::{Diagnostic, Report, Severity};
use crate::markdown::SlipKind;

pub const RULE: Rule = Rule {
    code: "skipped-heading",
    severity: Severity::Warning,
    finds: "A heading more than one level below the one before it.",
    why: "Who listens to a page goes from heading to heading and looks for the level between. (WCAG 2.2, technique G141.)",
    example: "## Who is bound\n\n#### Exceptions",
    cure: "Take one `#` away, or add the heading that is missing.",
    run: Some(find),
};

fn find(checked: &Checked<'_, '_, '_>, report: &mut Report) {
    for slip in checked.renewed().flat_map(|(_, record)| &record.body.slips) {
        let SlipKind::SkippedHeading { from, to } = slip.kind else { continue };
        let skipped = if to - from == 2 { "a level" } else { "levels" };
        report.add(
            Diagnostic::warning(
                "skipped-heading",
                slip.span,
                format!("this heading skips {skipped} below the one before it"),
            )
            .help(match to - from {
                2 => "take one `#` away, or add the heading that is missing".to_owned(),
                n => format!("take {} `#` away, or add the headings that are missing", n - 1),
            }),
        );
    }
}
