//! `vague-likelihood`: a likelihood in words that everybody reads differently.

use super::{Checked, Rule};
use crate::diag::{Diagnostic, Report, Severity};
use crate::files::Span;
use crate::markdown::{StatementType, quotation};
use crate::model::Detail;
use crate::model::stakeholder::LIKELIHOODS;

pub const RULE: Rule = Rule {
    code: "vague-likelihood",
    severity: Severity::Warning,
    finds: "A `likelihood` that is neither a number nor one of the seven steps of ICD 203, and in `[analysis]` words such as “a real possibility” or “may well”. What stands in quotation marks, and what sources say, is not looked at.",
    why: "When analysts wrote “a serious possibility”, their readers took it for anything from 20 to 80 per cent. A step of a known scale can be checked against what happened.",
    example: "likelihood = \"a fair chance\"",
    cure: "Take a step of the scale: almost no chance (to 5 %), very unlikely (to 20 %), unlikely (to 45 %), roughly even chance (to 55 %), likely (to 80 %), very likely (to 95 %), almost certain; or a number, `60 to 70 %`.",
    run: Some(find),
};

/// Words that sound like a likelihood and give none.
///
/// Source: Sherman Kent, Words of Estimative Probability (1964), and the comments on
/// estimative language in National Intelligence Estimates since 2007.
const VAGUE: [&str; 14] = [
    "real possibility",
    "serious possibility",
    "distinct possibility",
    "strong possibility",
    "fair chance",
    "good chance",
    "decent chance",
    "outside chance",
    "may well",
    "might well",
    "could well",
    "cannot be ruled out",
    "cannot rule out",
    "not inconceivable",
];

fn find(checked: &Checked<'_, '_, '_>, report: &mut Report) {
    // The scale is English; other languages have words of their own.
    let is_english = checked.config.language.split('-').next() == Some("en");
    for (_, record) in checked.renewed() {
        for layer in record.attributes.layers().filter(|_| is_english) {
            let Detail::Implication(one) = &layer.detail else { continue };
            let Some(likelihood) = one.likelihood.as_ref().filter(|word| !is_clear(&word.text)) else { continue };
            report.add(
                Diagnostic::warning(
                    "vague-likelihood",
                    likelihood.span,
                    format!("`{}` does not say how likely", likelihood.text),
                )
                .suggest(&likelihood.text, LIKELIHOODS.iter().flat_map(|(one, other)| [*one, *other]))
                .help(format!("possible: {}, or a number", LIKELIHOODS.map(|(one, _)| one).join(", "))),
            );
        }
        for statement in record.body.statements.iter().filter(|one| one.kind == Some(StatementType::Analysis)) {
            let own = quotation::without(&statement.text).to_lowercase();
            let Some(vague) = VAGUE.into_iter().find(|words| super::has_words(&own, words)) else { continue };
            let (span, written) = (statement.span, checked.files.text(statement.span).to_ascii_lowercase());
            let place = written
                .find(vague)
                .map_or(span, |at| Span::new(span.file, span.start + at, span.start + at + vague.len()));
            report.add(
                Diagnostic::warning("vague-likelihood", place, format!("“{vague}” does not say how likely"))
                    .help("say that it is unlikely, likely, very likely, or give a number; `whereas explain vague-likelihood` has the scale"),
            );
        }
    }
}

/// Whether a likelihood is a step of the scale, or holds a number.
fn is_clear(likelihood: &str) -> bool {
    let likelihood = likelihood.trim().to_lowercase();
    likelihood.contains(|letter: char| letter.is_numeric())
        || LIKELIHOODS.iter().any(|(one, other)| likelihood == *one || likelihood == *other)
}

#[cfg(test)]
mod tests {
    #[test]
    fn steps_and_numbers_are_clear() {
        for (likelihood, expected) in [
            ("likely", true),
            ("Very likely", true),
            ("roughly even odds", true),
            ("60 to 70 %", true),
            ("possible", false),
            ("very-likely", false),
            ("", false),
        ] {
            assert_eq!(super::is_clear(likelihood), expected, "{likelihood}");
        }
    }
}
