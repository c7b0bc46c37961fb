//! `misquoted`: words in quotation marks that the site's own copy of their source does not have.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use rayon::prelude::*;

use super::copies::{LocalCopy, copies};
use super::{Checked, Rule, shortened};
use crate::diag::fix::{Edit, Fix};
use crate::diag::{Diagnostic, Report, Severity};
use crate::files::{FileId, Files, Span};
use crate::markdown::{Statement, StatementType, quotation};
use crate::model::Record;
use crate::site::SourceIndex;
use crate::sources::copy::{self, Form};

pub const RULE: Rule = Rule {
    code: "misquoted",
    severity: Severity::Error,
    finds: "A `[quote]` without words in quotation marks, or with one mark alone. Words between quotation marks of a `[quote]` that the site’s own copy of the source does not have. Copies lie in sources/, named by key: sources/herald.html or sources/herald.txt. White space and the forms of quotation marks and dashes may differ; every other letter must be the same. And a copy that holds no words.",
    why: "Exact words are the one thing that a reader takes as said. A word that slipped puts it into somebody’s mouth.",
    example: "“I want to get in the way of that lead” [quote @herald].   # he said: I don’t want to",
    cure: "Copy the words from the source. Write `...` for what you left out, and put into brackets what you changed or added: “[t]hey want to ... lead [the race]”.",
    run: Some(find),
};

/// For how many faults the nearest words or keys are looked for: it takes a while, and whoever has
/// more of them keeps something else in `sources/` than what was quoted.
const MOST_COMPARED: usize = 50;

/// One quotation, and the copies in which it may stand.
struct Quoted<'c> {
    /// The words, as a reader sees them.
    words: &'c str,
    span: Span,
    /// Keys of its sources, with their copies.
    sources: Vec<(&'c str, LocalCopy)>,
}

fn find(checked: &Checked<'_, '_, '_>, report: &mut Report) {
    checked.facts.model.records.iter().for_each(|record| report.extend(unmarked(record, checked.files)));
    let copies = copies(checked, report);
    if copies.is_empty() {
        return;
    }
    let mut quoted = Vec::new();
    for record in &checked.facts.model.records {
        if record.body.statements.iter().any(|statement| cites_words(statement).next().is_some()) {
            add_quoted(checked, &copies, record, &mut quoted);
        }
    }
    let needed: BTreeSet<FileId> = quoted.iter().flat_map(|one| &one.sources).map(|(_, (file, _))| *file).collect();
    let forms: BTreeMap<FileId, Form> = copies.values().copied().collect();
    let text = |file: FileId| &*checked.files.get(file).text;
    let words: BTreeMap<FileId, String> =
        needed.into_par_iter().map(|file| (file, copy::of_copy(text(file), forms[&file]).text)).collect();
    let is_wrong = |one: &Quoted<'_>| {
        let pieces = pieces(one.words);
        let is_in = |(_, (file, _)): &(&str, LocalCopy)| first_missing(&words[file], &pieces).is_none();
        !one.sources.iter().any(is_in)
    };
    let wrong: Vec<&Quoted<'_>> = quoted.par_iter().filter(|one| is_wrong(one)).collect();
    for (n, one) in wrong.into_iter().enumerate() {
        report.add(fault(checked, &words, one, n < MOST_COMPARED));
    }
}

/// Marks of which two stand around words.
const MARKS: [char; 6] = ['“', '”', '"', '„', '«', '»'];

/// The `[quote]`s of a record that quote no words.
fn unmarked(record: &Record<'_>, files: &Files) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    let mut set_off = None;
    for (at, statement) in record.body.statements.iter().enumerate() {
        let Some(citation) = statement.citations.iter().find(|citation| citation.kind == StatementType::Quote) else {
            continue;
        };
        if let Some(fault) = empty_or_turned(statement, files) {
            found.push(fault);
            continue;
        }
        if !quotation::ranges(&statement.text).is_empty() {
            continue;
        }
        if statement.text.contains(MARKS) {
            found.extend(lone_mark(record, at, citation.span, files));
            continue;
        }
        // A block quotation needs no marks.
        if !set_off.get_or_insert_with(|| record.body.set_off()).contains(&at) {
            let fault = Diagnostic::error("misquoted", citation.span, "a `[quote]` without words in quotation marks");
            if statement.text.trim_matches(|one: char| !one.is_alphanumeric()).is_empty() {
                found.push(
                    fault.help("it stands by itself: put it behind the words that it is for, within their quotation"),
                );
                continue;
            }
            found.push(
                fault
                    .help("put the exact words in quotation marks")
                    .help("if the sentence tells in your own words what the source says, leave `quote` out"),
            );
        }
    }
    found
}

/// Marks of a `[quote]` with nothing between them, or the closing one before the words and the opening one behind.
fn empty_or_turned(statement: &Statement, files: &Files) -> Option<Diagnostic> {
    let written = files.text(statement.span);
    let at = |start: usize, end: usize| Span {
        start: statement.span.start + start,
        end: statement.span.start + end,
        ..statement.span
    };
    let empty = ["\"\"", "“”", "„“", "«»"].iter().find_map(|marks| {
        let start = written.find(marks)?;
        let stands =
            written[..start].chars().next_back().is_none_or(|before| before.is_whitespace() || "([".contains(before));
        stands.then(|| at(start, start + marks.len()))
    });
    if let Some(span) = empty {
        let fault = Diagnostic::error("misquoted", span, "nothing stands between these quotation marks");
        return Some(fault.help("write the exact words between them"));
    }
    // `”words“` is no quotation in any language; `„words“` and `”words”` are.
    let start = written.find('”').filter(|start| {
        let before = written[..*start].chars().next_back();
        before.is_none_or(char::is_whitespace) && !written[..*start].contains(['“', '„'])
    })?;
    let words = start + '”'.len_utf8();
    let close = words + written[words..].find(['“', '”', '"']).filter(|end| written[words + end..].starts_with('“'))?;
    let end = close + '“'.len_utf8();
    let is_end = written[close..end].len() == 3 && !written[end..].starts_with(char::is_alphanumeric);
    if !is_end || !written[words..].starts_with(char::is_alphanumeric) {
        return None;
    }
    let edit = |start: usize, old: &str, new: &str| Edit {
        span: at(start, start + old.len()),
        old: old.to_owned(),
        new: new.to_owned(),
    };
    let fix =
        Fix { label: "turn both round".to_owned(), edits: vec![edit(start, "”", "“"), edit(close, "“", "”")] };
    Some(
        Diagnostic::error("misquoted", at(start, words), "this mark closes a quotation, and opens none")
            .help(format!("write `“{}”`", shortened(&written[words..close])))
            .fix(fix),
    )
}

/// The one mark of a `[quote]`, unless its words may go on in another statement.
fn lone_mark(record: &Record<'_>, at: usize, citation: Span, files: &Files) -> Option<Diagnostic> {
    let statements = &record.body.statements;
    let is_open = |one: &&Statement| one.text.matches(MARKS).count() % 2 == 1;
    // Of a quotation in several paragraphs each begins with a mark, and only the last ends with one.
    let goes_on = statements.get(at + 1).is_some_and(|next| next.text.starts_with(MARKS));
    if goes_on || !is_open(&&statements[at]) || statements.iter().filter(is_open).count() > 1 {
        return None;
    }
    let Span { file, start, .. } = statements[at].span;
    let mut marks = files.text(statements[at].span).match_indices(MARKS);
    let span = match (marks.next(), marks.next()) {
        (Some((mark, letter)), None) => Span::new(file, start + mark, start + mark + letter.len()),
        _ => citation,
    };
    let fault = Diagnostic::error("misquoted", span, "a quotation mark of a `[quote]` without its other");
    Some(fault.help("put one mark where the exact words begin, and one where they end"))
}

/// The sources whose exact words a statement gives.
fn cites_words(statement: &Statement) -> impl Iterator<Item = &str> {
    let quotes = statement.citations.iter().filter(|citation| citation.kind == StatementType::Quote);
    quotes.flat_map(|citation| &citation.sources).map(|cited| cited.key.text.as_str())
}

/// Adds the quotations of a record whose sources have copies.
fn add_quoted<'c>(
    checked: &Checked<'c, '_, '_>,
    copies: &BTreeMap<SourceIndex, LocalCopy>,
    record: &'c Record<'_>,
    quoted: &mut Vec<Quoted<'c>>,
) {
    let library = checked.facts.library;
    let set_off = record.body.set_off();
    for (at, statement) in record.body.statements.iter().enumerate() {
        let copy_of = |key| Some((key, *copies.get(&library.find(record.owner, key)?)?));
        let sources: Vec<(&str, LocalCopy)> = cites_words(statement).filter_map(copy_of).collect();
        if sources.is_empty() {
            continue;
        }
        let mut ranges = quotation::ranges(&statement.text);
        if ranges.is_empty() && set_off.contains(&at) {
            // A block quotation needs no marks.
            ranges.push(0..statement.text.len());
        }
        let spans = quotation::spans(checked.files.text(statement.span), statement.span, ranges.len());
        for (range, span) in ranges.into_iter().zip(spans) {
            quoted.push(Quoted { words: &statement.text[range], span, sources: sources.clone() });
        }
    }
}

/// Words that must stand in the copy just so.
#[derive(Debug, PartialEq, Eq)]
struct Piece {
    words: String,
    /// Whether it begins and ends with whole words; a bracket may stand for the rest of one.
    is_whole: (bool, bool),
}

/// What of a quotation its source must have: all but what is left out (`...`) or changed (`[...]`).
fn pieces(quotation: &str) -> Vec<Piece> {
    let normal = copy::of_quotation(quotation);
    let text = normal.trim_end_matches([',', '.', ';', ':', '\'', '-', ' ']);
    let last_bracket = text.rfind(']');
    let mut pieces = Vec::new();
    let mut add = |words: Range<usize>| {
        let letter = char::is_alphanumeric;
        let own = &text[words.clone()];
        let is_whole = (
            !(text[..words.start].ends_with(']') && own.starts_with(letter)),
            !(text[words.end..].starts_with('[') && own.ends_with(letter)),
        );
        if own.contains(letter) {
            pieces.push(Piece { words: own.trim().to_owned(), is_whole });
        }
    };
    let (mut from, mut at) = (0, 0);
    while let Some(letter) = text[at..].chars().next() {
        let rest = &text[at..];
        let gap = match letter {
            '.' if rest.starts_with("...") || rest.starts_with(". . .") => {
                Some(rest.len() - rest.trim_start_matches(['.', ' ']).len())
            }
            '[' if last_bracket.is_some_and(|last| last > at) => rest.find(']').map(|end| end + 1),
            _ => None,
        };
        match gap {
            Some(length) => {
                add(from..at);
                at += length;
                from = at;
            }
            None => at += letter.len_utf8(),
        }
    }
    add(from..at);
    pieces
}

/// The first of `pieces` that does not stand in `copy` behind the one before it, and where that one ends.
fn first_missing(copy: &str, pieces: &[Piece]) -> Option<(usize, usize)> {
    let mut from = 0;
    for (at, piece) in pieces.iter().enumerate() {
        let is_whole = |start: &usize| {
            let end = start + piece.words.len();
            let letter = char::is_alphanumeric;
            let cuts = |before: &str, after: &str| before.ends_with(letter) && after.starts_with(letter);
            !(piece.is_whole.0 && cuts(&copy[..*start], &copy[*start..])
                || piece.is_whole.1 && cuts(&copy[..end], &copy[end..]))
        };
        let found = copy[from..].match_indices(&*piece.words).map(|(start, _)| from + start).find(is_whole);
        let Some(start) = found else { return Some((at, from)) };
        from = start + piece.words.len();
    }
    None
}

fn fault(
    checked: &Checked<'_, '_, '_>,
    words: &BTreeMap<FileId, String>,
    one: &Quoted<'_>,
    is_compared: bool,
) -> Diagnostic {
    let pieces = pieces(one.words);
    let names: Vec<String> = one.sources.iter().map(|(key, _)| format!("`{key}`")).collect();
    let message = match names.as_slice() {
        [only] => format!("the copy of {only} does not have “{}”", shortened(one.words)),
        _ => format!("no copy of {} has “{}”", names.join(" or "), shortened(one.words)),
    };
    let mut fault = Diagnostic::error("misquoted", one.span, message);
    for &(_, (file, form)) in &one.sources {
        let Some((at, from)) = first_missing(&words[&file], &pieces) else { continue };
        let near = if is_compared { near(&words[&file], from, &pieces[at].words) } else { None };
        let path = &checked.files.get(file).path;
        fault = match near {
            Some(range) => {
                let text = &*checked.files.get(file).text;
                let places = copy::of_copy_with_places(text, form).places;
                let (start, last) = (places[range.start], places[range.end - 1]);
                let end = last + text[last..].chars().next().map_or(0, char::len_utf8);
                fault.note(Some(Span::new(file, start, end)), "the words that come nearest")
            }
            None => fault.note(None, format!("compared with {path}")),
        };
    }
    fault.help(
        "copy the words from the source; write `...` for what you left out, and put into brackets what you changed",
    )
}

/// Where the copy begins like `words`, to the length of these: behind `from`, or anywhere.
///
/// Three words must be the same, or half of them, but at least two.
fn near(copy: &str, from: usize, words: &str) -> Option<Range<usize>> {
    let ends: Vec<usize> = words.match_indices(' ').map(|(at, _)| at).chain([words.len()]).collect();
    let find =
        |length: usize| copy[from..].find(&words[..length]).map(|at| from + at).or_else(|| copy.find(&words[..length]));
    let n = ends.partition_point(|&length| find(length).is_some());
    let least = ends.len().div_ceil(2).clamp(2, 3);
    if n < least {
        return None;
    }
    let start = find(ends[n - 1])?;
    let end = copy.floor_char_boundary(start + words.len());
    // To the end of a word.
    let end = copy[end..].find(' ').map_or(copy.len(), |more| end + more);
    (start < end).then_some(start..end)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(copy: &str, quotation: &str, is_there: bool) {
        let copy = copy::of_quotation(copy);
        assert_eq!(first_missing(&copy, &pieces(quotation)).is_none(), is_there, "{quotation}");
    }

    #[test]
    fn words_must_be_the_same_letter_by_letter() {
        let copy = "He said: “I don't want to — ever — get in  the way of that leading.” Others read the ban. No 5.";
        check(copy, "I don’t want to—ever—get in the way", true);
        check(copy, "get in the way of that leading,", true);
        check(copy, "that leading.” Others", true);
        check(copy, "get in the way of that lead", false);
        check(copy, "et in the way", false);
        check(copy, "i don’t want", false);
        check(copy, "I do want", false);
        check(copy, "", true);
    }

    #[test]
    fn what_is_left_out_or_changed_is_marked() {
        let copy = "We are leading China, we are leading everybody, and I don't want to do anything.";
        check(copy, "We are leading China … and I don’t want to do anything", true);
        check(copy, "We are ... everybody . . . anything", true);
        check(copy, "We are [...] everybody", true);
        check(copy, "[w]e are leading everybody", true);
        check(copy, "[They] are leading China [sic], we", true);
        check(copy, "are lead[ing] everybody", true);
        check(copy, "are lead everybody", false);
        check(copy, "everybody ... We are", false);
        check(copy, "...", true);
        check(copy, "We [are", false);
    }

    #[test]
    fn many_gaps_are_read_in_one_pass() {
        for part in ["a... ", "a [", "a [b]", ". . .", "]"] {
            assert!(pieces(&part.repeat(100_000)).len() <= 100_001, "{part}");
        }
    }

    #[test]
    fn the_nearest_words_begin_in_the_same_way() {
        let copy = "It is one thing. It is not one thing but two, he said.";
        let at = |from, words| near(copy, from, words).map(|range| &copy[range]);
        assert_eq!(at(0, "It is not one thing or two"), Some("It is not one thing but two,"));
        assert_eq!(at(0, "It is one thing, he"), Some("It is one thing. It"));
        assert_eq!(at(0, "Nobody knows"), None);
        assert_eq!(at(0, "said it all"), None);
        assert_eq!(at(40, "he said so"), Some("he said."));
    }
}
