//! `mixed-likelihood-and-confidence`: how likely and how sure in one breath.

use super::{Checked, Rule};
use crate::diag::{Diagnostic, Report, Severity};
use crate::files::Span;
use crate::markdown::{StatementType, quotation, sentence};
use crate::model::Detail;
use crate::model::stakeholder::LIKELIHOODS;

pub const RULE: Rule = Rule {
    code: "mixed-likelihood-and-confidence",
    severity: Severity::Warning,
    finds: "A sentence that says both how likely something is and how sure somebody is of that, or an effect with both `likelihood` and `confidence`. What stands in quotation marks is not looked at.",
    why: "Likelihood is about the world, confidence about the evidence. In one sentence readers take them for one scale, so ICD 203, the analytic standard of the US intelligence agencies, forbids it.",
    example: "We have moderate confidence that a new date is likely [analysis].",
    cure: "Make two sentences: “A new date is likely. Our confidence in that is moderate: one report says so.” Of an effect keep `likelihood` for a forecast, else `confidence`.",
    run: Some(find),
};

const CONFIDENCE: [&str; 10] = [
    "high confidence",
    "moderate confidence",
    "medium confidence",
    "low confidence",
    "highly confident",
    "moderately confident",
    "fairly confident",
    "very confident",
    "confidence is high",
    "confidence is low",
];

/// Beside those of [`LIKELIHOODS`].
const LIKELIHOOD: [&str; 7] =
    ["probably", "almost certainly", "remote chance", "even chance", "even odds", "likelihood of", "probability of"];

fn find(checked: &Checked<'_, '_, '_>, report: &mut Report) {
    for (_, record) in checked.renewed() {
        let layers = std::iter::once((&record.attributes.base, None))
            .chain(record.attributes.since.iter().map(|since| (&since.layer, Some(since.span))));
        for (layer, since) in layers {
            let Detail::Implication(one) = &layer.detail else { continue };
            if let (Some(likelihood), Some(_)) = (&one.likelihood, one.confidence) {
                let place = since.or_else(|| record.attributes.place("confidence"));
                report.add(
                    Diagnostic::warning(
                        "mixed-likelihood-and-confidence",
                        likelihood.span,
                        format!("“{}” has both a likelihood and a confidence", record.title().text),
                    )
                    .note(place, "the confidence")
                    .help("keep `likelihood` for a forecast, else `confidence`; the text has room for the other"),
                );
            }
        }
        for statement in &record.body.statements {
            // Somebody's exact words are theirs.
            let is_theirs = statement.kind == Some(StatementType::Quote);
            if !is_theirs && mixes(&statement.text) {
                let written = checked.files.text(statement.span);
                report.add(
                    Diagnostic::warning(
                        "mixed-likelihood-and-confidence",
                        place(written, statement.span),
                        "one sentence says how likely it is and how sure somebody is",
                    )
                    .help("make two sentences of it, one of what is likely and one of how sure that is"),
                );
            }
        }
    }
}

/// Whether one sentence of a text has words of both kinds, outside of quotation marks.
fn mixes(text: &str) -> bool {
    // Most statements hold neither word.
    if !text.contains("onfiden") {
        return false;
    }
    let own = quotation::without(text);
    let mut at = 0;
    while at < own.len() {
        let end = sentence::end(&own, at);
        let sentence = own[at..end].to_lowercase();
        let has = |words: &str| super::has_words(&sentence, words);
        let likely =
            || LIKELIHOODS.iter().any(|(one, other)| has(one) || has(other)) || LIKELIHOOD.into_iter().any(has);
        if CONFIDENCE.into_iter().any(has) && likely() {
            return true;
        }
        at = end;
    }
    false
}

/// The words of confidence in what the editor wrote; all of `span` if they cannot be told.
fn place(written: &str, span: Span) -> Span {
    let small = written.to_ascii_lowercase();
    let found = CONFIDENCE.iter().filter_map(|words| Some((small.find(words)?, words.len()))).min();
    found.map_or(span, |(at, length)| Span::new(span.file, span.start + at, span.start + at + length))
}

#[cfg(test)]
mod tests {
    #[track_caller]
    fn check(text: &str, expected: bool) {
        assert_eq!(super::mixes(text), expected, "{text}");
    }

    #[test]
    fn one_sentence_does_not_say_both() {
        check("We have high confidence that a date is likely.", true);
        check("It is almost certainly so, says the report with Low Confidence.", true);
        check("A date is likely. We have high confidence in that.", false);
        check("Public confidence is likely to fall.", false);
        check("We have high confidence that it was signed.", false);
        check("With “high confidence” it calls that “very likely”.", false);
        check("With high confidence it is unlikelyish.", false);
    }
}
