//! `hard-to-read`: a statement in sentences far longer, and words far longer, than readers are used to.

use super::{Checked, Rule};
use crate::diag::{Diagnostic, Report, Severity};
use crate::markdown::{Statement, StatementType};

pub const RULE: Rule = Rule {
    code: "hard-to-read",
    severity: Severity::Warning,
    finds: "A statement of a record that is much harder to read than a newspaper. It is measured by LIX (C.-H. Björnsson, Läsbarhet, 1968): words in a sentence, plus the share of words with more than six letters, in percent. Newspapers lie near 45, and above 60 a text is “very difficult”; the warning comes at 80, from 50 words on, in sites in English, and not for quotations.",
    why: "Readers stop in the middle of a sentence of 60 words, and take away its first half.",
    example: "Notwithstanding the aforementioned considerations, the administration's determination regarding ... [@gazette].",
    cure: "Make two or three sentences of it, one thought each, and take shorter words.",
    run: Some(find),
};

/// From here on a statement is hard to read: well above 60, as the names of laws and agencies are long words.
const HARD: usize = 80;

/// Fewer words say little about a text.
const FEWEST_WORDS: usize = 50;

fn find(checked: &Checked<'_, '_, '_>, report: &mut Report) {
    if !checked.config.language.to_ascii_lowercase().starts_with("en") {
        return;
    }
    for record in checked.facts.model.records.iter().filter(|record| !record.kind.is_plain()) {
        let all = record.body.statements.iter().enumerate();
        let own_words = all.filter(|(_, one)| one.kind != Some(StatementType::Quote));
        let measured = own_words.filter_map(|(at, statement)| Some((measure(&statement.text)?, at, statement)));
        let mut set_off = None;
        let mut is_set_off = |at: usize| set_off.get_or_insert_with(|| record.body.set_off()).contains(&at);
        // Cells of a table are no sentences.
        let is_prose = |statement: &Statement| !checked.files.text(statement.span).contains('|');
        let hard =
            measured.filter(|(found, at, statement)| found.lix >= HARD && is_prose(statement) && !is_set_off(*at));
        // One for each record: who mends the worst sees the others.
        let Some((found, _, statement)) = hard.max_by_key(|(found, at, _)| (found.lix, *at)) else {
            continue;
        };
        let Measured { lix, n_words, n_sentences } = found;
        let sentences = if n_sentences == 1 { "one sentence".to_owned() } else { format!("{n_sentences} sentences") };
        report.add(
            Diagnostic::warning(
                "hard-to-read",
                statement.span,
                format!("this is hard to read: {n_words} words in {sentences}, LIX {lix}"),
            )
            .help("say it in more and shorter sentences; newspapers lie near LIX 45"),
        );
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Measured {
    lix: usize,
    n_words: usize,
    n_sentences: usize,
}

/// Measures a text; `None` for one with too few words.
///
/// Source: Björnsson, Läsbarhet (1968): sentences end at a full stop, an exclamation or question mark, a colon;
/// here also at a semicolon, so that enumerations of laws count by their parts.
fn measure(text: &str) -> Option<Measured> {
    let (mut n_words, mut n_long, mut n_stops) = (0usize, 0usize, 0usize);
    let mut is_open = false;
    for word in text.split_whitespace() {
        let n_letters = word.chars().filter(|letter| letter.is_alphabetic()).count();
        // Addresses and paths are no words.
        if n_letters > 0 && !word.contains('/') {
            n_words += 1;
            n_long += usize::from(n_letters > 6);
            is_open = true;
        }
        let end = word.trim_end_matches(['"', '\'', '”', '’', ')', ']', '»']);
        if is_open && end.ends_with(['.', '!', '?', '…', ':', ';']) {
            n_stops += 1;
            is_open = false;
        }
    }
    let n_sentences = n_stops + usize::from(is_open);
    (n_words >= FEWEST_WORDS).then(|| Measured {
        lix: n_words / n_sentences.max(1) + 100 * n_long / n_words,
        n_words,
        n_sentences,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sentences_and_long_words_are_counted() {
        let twenty = "a bb ccc dddd eeeee ffffff ggggggg hhhhhhhh a b c d e f g h i j k l. ";
        let text = twenty.repeat(3);
        assert_eq!(measure(&text), Some(Measured { lix: 20 + 10, n_words: 60, n_sentences: 3 }));
        let open = text.replace('.', "");
        assert_eq!(measure(&open), Some(Measured { lix: 60 + 10, n_words: 60, n_sentences: 1 }));
        let parts = text.replace('.', ";");
        assert_eq!(measure(&parts).map(|found| found.n_sentences), Some(3));
        assert_eq!(measure(twenty), None);
        assert_eq!(measure(&"https://example.org/a 12 . ".repeat(60)), None);
    }
}
