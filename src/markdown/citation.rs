//! Reads what stands between the brackets of a citation.
//!
//! Pandoc's syntax (Pandoc User's Guide, "Citation syntax") with one addition: the
//! first word before `@` may name the statement's type. Knows no source: whether a
//! key exists is `check`'s question.

use jiff::civil::Date;

use crate::diag::fix::{self, Fix};
use crate::diag::nearest;
use crate::fields::Word;
use crate::files::Span;
use crate::value::edtf::Edtf;

/// What a statement is: who vouches for it and how.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum StatementType {
    /// A source says so. The default.
    Reported,
    /// Established, from a primary document.
    Fact,
    /// Exact words.
    Quote,
    /// The source's reasoning.
    Inference,
    /// About the future.
    Forecast,
    /// A judgement of value, or advice.
    Opinion,
    /// Ours, without a source.
    Analysis,
}

impl StatementType {
    pub const ALL: [StatementType; 7] = [
        StatementType::Reported,
        StatementType::Fact,
        StatementType::Quote,
        StatementType::Inference,
        StatementType::Forecast,
        StatementType::Opinion,
        StatementType::Analysis,
    ];

    /// The word that an editor writes.
    pub fn name(self) -> &'static str {
        match self {
            StatementType::Reported => "reported",
            StatementType::Fact => "fact",
            StatementType::Quote => "quote",
            StatementType::Inference => "inference",
            StatementType::Forecast => "forecast",
            StatementType::Opinion => "opinion",
            StatementType::Analysis => "analysis",
        }
    }

    /// The word that a reader sees.
    pub fn label(self) -> &'static str {
        match self {
            StatementType::Reported => "Reported",
            StatementType::Fact => "Fact",
            StatementType::Quote => "Quotation",
            StatementType::Inference => "Inference",
            StatementType::Forecast => "Forecast",
            StatementType::Opinion => "Opinion",
            StatementType::Analysis => "Our analysis",
        }
    }

    /// Whether relays of one report count as one origin. A relay's own inference,
    /// forecast or opinion is its own.
    pub fn passes_through(self) -> bool {
        matches!(self, StatementType::Reported | StatementType::Fact | StatementType::Quote)
    }

    pub fn from_name(name: &str) -> Option<StatementType> {
        StatementType::ALL.into_iter().find(|one| one.name() == name)
    }
}

/// A citation as it was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Citation {
    pub kind: StatementType,
    /// The sources, in order; empty for `[analysis]`.
    pub sources: Vec<CitedSource>,
    /// The day of `[analysis 2026-06-03]`.
    pub date: Option<Date>,
    /// The text between the brackets.
    pub span: Span,
}

/// One `@key` of a citation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CitedSource {
    pub key: Word,
    /// Pandoc's prefix, such as `see`; empty if there is none.
    pub prefix: String,
    /// Where in the source: `p. 3`, `sec. 3(c)`; empty if not said.
    pub locator: String,
    /// Keys of the sources that this one relays here.
    pub via: Vec<Word>,
}

/// Something wrong inside the brackets.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    pub code: &'static str,
    pub span: Span,
    pub message: String,
    pub help: String,
    pub fix: Option<Fix>,
}

/// Prefixes that editors use before a citation; anything near a type's name but not here is a misspelt type.
const PREFIXES: [&str; 8] = ["see", "cf.", "e.g.", "also", "but", "compare", "contra", "citing"];

/// Words that editors write for a type of statement, which would be prefixes of a reported one.
const OTHER_WORDS: [(&str, &str); 12] = [
    ("prediction", "forecast"),
    ("predicted", "forecast"),
    ("projection", "forecast"),
    ("inferred", "inference"),
    ("implied", "inference"),
    ("established", "fact"),
    ("view", "opinion"),
    ("quoted", "quote"),
    ("quotation", "quote"),
    ("news", "reported"),
    ("rumour", "reported"),
    ("rumor", "reported"),
];

/// Whether `inner`, the text between brackets, is a citation: it holds an `@key`, or is `analysis` with or without a date.
pub fn looks_like_citation(inner: &str) -> bool {
    let inner = inner.trim();
    if inner == "analysis" || inner.strip_prefix("analysis").is_some_and(|rest| rest.starts_with([' ', '\n'])) {
        return true;
    }
    inner.split(';').any(|part| find_key(part).is_some())
}

/// The length of a citation at the beginning of `text`, `[reported @key, p. 3`, whose bracket nothing closes, and
/// whether it surely ends there. `text` goes to the end of its paragraph.
pub fn unclosed(text: &str) -> Option<(usize, bool)> {
    let inner = text.strip_prefix('[')?;
    let bracket = inner.find(['[', ']']).unwrap_or(inner.len());
    if inner[bracket..].starts_with(']') {
        return None;
    }
    let inner = &inner[..bracket];
    if let Some(rest) = inner.strip_prefix("analysis") {
        let is_day = |one: char| one.is_ascii_digit() || one == '-';
        let day = rest.strip_prefix(' ').map_or(0, |rest| 1 + rest.find(|one| !is_day(one)).unwrap_or(rest.len()));
        let behind = rest[if day > 1 { day } else { 0 }..].trim_start_matches(['.', '!', '?']);
        let ends = behind.len() < rest.len() && behind.is_empty() || behind.starts_with('\n');
        return ends.then_some(("[analysis".len() + if day > 1 { day } else { 0 }, true));
    }
    let (at, end) = find_key(inner)?;
    let kind = inner[..at].trim();
    if !kind.is_empty() && StatementType::from_name(kind).is_none() {
        return None;
    }
    let line = inner[end..].find('\n').map_or(inner.len(), |gap| end + gap);
    let behind = inner[end..line].trim_end();
    let is_end =
        |rest: &str| rest.trim_matches(['.', '!', '?', ';', ':', ')', '"', '”', '*', '_', '|', ' ']).is_empty();
    if behind.is_empty() || behind.starts_with(['.', '!', '?']) && !behind[1..].starts_with(char::is_alphanumeric) {
        return Some((1 + end, true));
    }
    // A page or a section, up to the end of the line.
    let place = behind.trim_end_matches(['.', '!', '?']);
    let is_one = !place.split(". ").skip(1).any(|part| part.starts_with(char::is_uppercase));
    let is_place =
        is_one && behind.starts_with(", ") && place.len() < 30 && place.contains(|one: char| one.is_ascii_digit());
    Some(if is_place { (1 + end + place.len(), true) } else { (1 + end, is_end(behind)) })
}

/// Reads a citation. `span` covers `inner`.
///
/// Returns what was understood and the faults: `invalid-date`, `unknown-value` (a misspelt type, a second
/// source behind a comma), `unknown-source` (a part without a key).
pub fn parse(inner: &str, span: Span) -> (Citation, Vec<Fault>) {
    let mut faults = Vec::new();
    let mut citation = Citation { kind: StatementType::Reported, sources: Vec::new(), date: None, span };
    let trimmed = inner.trim();
    if let Some(rest) = trimmed.strip_prefix("analysis")
        && find_key(rest).is_none()
    {
        citation.kind = StatementType::Analysis;
        let text = rest.trim();
        if !text.is_empty() {
            let start = span.start + inner.find(text).unwrap_or(0);
            let place = Span::new(span.file, start, start + text.len());
            match Edtf::parse(text).map(|date| date.day()) {
                Ok(Some(day)) => citation.date = Some(day),
                Ok(None) => faults.push(Fault {
                    code: "invalid-date",
                    span: place,
                    message: format!("`{text}` is not a full day"),
                    help: "write `[analysis]`, or `[analysis 2026-06-03]` with the day it was made".to_owned(),
                    fix: None,
                }),
                Err(fault) => faults.push(Fault {
                    code: "invalid-date",
                    span: Span::new(
                        span.file,
                        start + fault.at.start,
                        (start + fault.at.end).max(start + fault.at.start),
                    ),
                    message: format!("`{text}` is not a date: {}", fault.message),
                    help: fault.help,
                    fix: fault.meant.map(|meant| Fix::replace(place, text, meant)),
                }),
            }
        }
        return (citation, faults);
    }
    let mut offset = span.start;
    for (place, part) in inner.split(';').enumerate() {
        read_part(part, Span::new(span.file, offset, offset + part.len()), place == 0, &mut citation, &mut faults);
        offset += part.len() + 1;
    }
    (citation, faults)
}

fn read_part(part: &str, span: Span, first: bool, citation: &mut Citation, faults: &mut Vec<Fault>) {
    let Some((at, end)) = find_key(part) else {
        let text = part.trim();
        if text.chars().any(char::is_alphanumeric) {
            let start = span.start + (part.len() - part.trim_start().len());
            faults.push(Fault {
                code: "unknown-source",
                span: Span::new(span.file, start, start + text.len()),
                message: format!("`{text}` names no source"),
                help: format!("a key begins with `@`, as in `@{}`", text.split_whitespace().last().unwrap_or(text)),
                fix: None,
            });
        }
        return;
    };
    let before = part[..at].trim_end_matches('@');
    let n_more = at - before.len();
    if n_more > 0 {
        let place = Span::new(span.file, span.start + before.len(), span.start + at + 1);
        faults.push(Fault {
            code: "unknown-value",
            span: place,
            message: format!("{} `@` stand before the key", n_more + 1),
            help: format!("one is enough: `{}`", &part[at..end]),
            fix: Some(Fix::replace(place, &part[before.len()..=at], "@").label("write one `@`")),
        });
    }
    let before = before.trim();
    let before = before.strip_suffix('-').unwrap_or(before).trim();
    let mut prefix = before;
    if first {
        let word = before.split_whitespace().next().unwrap_or("");
        if let Some(kind) = StatementType::from_name(word) {
            citation.kind = kind;
            prefix = before[word.len()..].trim();
        } else if !word.is_empty() && !PREFIXES.contains(&word.to_lowercase().as_str()) {
            let names = StatementType::ALL.map(StatementType::name);
            let lower = word.to_lowercase();
            let other = OTHER_WORDS.iter().find(|(other, _)| *other == lower).map(|(_, meant)| *meant);
            if let Some(near) = other.or_else(|| nearest(word, names)) {
                let start = span.start + part.find(word).unwrap_or(0);
                let place = Span::new(span.file, start, start + word.len());
                faults.push(Fault {
                    code: "unknown-value",
                    span: place,
                    message: format!("`{word}` is not a type of statement"),
                    help: format!("did you mean `{near}`? Possible: {}", names.join(", ")),
                    fix: match other {
                        Some(meant) => Some(Fix::replace(place, word, meant)),
                        None => fix::respelling(place, word, names),
                    },
                });
            }
        }
    }
    let second = prefix.split_whitespace().next().unwrap_or("");
    if StatementType::from_name(second).is_some() {
        let start = span.start + part[..at].rfind(second).unwrap_or(0);
        faults.push(Fault {
            code: "unknown-value",
            span: Span::new(span.file, start, start + second.len()),
            message: format!("`{second}` is a second type of statement, and a citation has one"),
            help: "part the sentence, so that each part has its own citation; sources alone are parted by `;`"
                .to_owned(),
            fix: None,
        });
    }
    let key =
        Word { text: part[at + 1..end].to_owned(), span: Span::new(span.file, span.start + at, span.start + end) };
    let mut locator = Vec::new();
    let mut via = Vec::new();
    let mut offset = end;
    for bit in part[end..].split(',') {
        let text = bit.trim();
        let start = span.start + offset + (bit.len() - bit.trim_start().len());
        let via_what = text.get(..4).filter(|word| word.eq_ignore_ascii_case("via ")).map(|word| &text[word.len()..]);
        if let Some(rest) = via_what {
            let mut at = start + (text.len() - rest.len());
            for word in rest.split(' ') {
                let name = word.trim_start_matches('@');
                if !name.is_empty() && name != "and" {
                    via.push(Word { text: name.to_owned(), span: Span::new(span.file, at, at + word.len()) });
                }
                at += word.len() + 1;
            }
        } else if find_key(text).is_some() {
            faults.push(Fault {
                code: "unknown-value",
                span: Span::new(span.file, start, start + text.len()),
                message: format!("`{text}` stands behind a comma, where a page or a section does"),
                help: format!("sources are parted by `;`, as in `[@{}; {text}]`", key.text),
                fix: None,
            });
        } else if text.chars().any(char::is_alphanumeric) {
            let is_odd = text.starts_with([':', '.', '=']);
            if is_odd || text.matches('(').count() > text.matches(')').count() {
                faults.push(Fault {
                    code: "unknown-value",
                    span: Span::new(span.file, start, start + text.len()),
                    message: match is_odd {
                        true => format!("`{text}` is no place in a source"),
                        false => format!("a bracket of `{text}` is not closed"),
                    },
                    help: format!("a place stands behind a comma, as in `[@{}, sec. 3(c)]`", key.text),
                    fix: None,
                });
            }
            locator.push(text);
        }
        offset += bit.len() + 1;
    }
    citation.sources.push(CitedSource { key, prefix: prefix.to_owned(), locator: locator.join(", "), via });
}

/// Finds `@key` in `part`: byte offsets of the `@` and past the key's last byte.
///
/// A key is letters, digits and `_`, with single `:.#$%&-+?<>~/` inside (Pandoc
/// User's Guide); the `@` must not follow a letter or digit, so an e-mail address is none.
fn find_key(part: &str) -> Option<(usize, usize)> {
    for (at, _) in part.match_indices('@') {
        if part[..at].chars().next_back().is_some_and(char::is_alphanumeric) {
            continue;
        }
        let mut end = at + 1;
        let mut last_inner = false;
        for (offset, letter) in part[at + 1..].char_indices() {
            let place = at + 1 + offset;
            if letter.is_alphanumeric() || letter == '_' {
                end = place + letter.len_utf8();
                last_inner = false;
            } else if ":.#$%&-+?<>~/".contains(letter) && !last_inner && place > at + 1 {
                last_inner = true;
            } else {
                break;
            }
        }
        if end > at + 1 {
            return Some((at, end));
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::files::Files;

    #[track_caller]
    fn check(inner: &str, expected: &str) {
        let mut files = Files::default();
        let file = files.add("a.md", format!("[{inner}]"));
        let (citation, faults) = parse(inner, Span::new(file, 1, 1 + inner.len()));
        let sources: Vec<String> = citation
            .sources
            .iter()
            .map(|source| {
                assert_eq!(files.text(source.key.span), format!("@{}", source.key.text));
                let via: Vec<&str> = source.via.iter().map(|word| word.text.as_str()).collect();
                format!("{}({}|{}|{})", source.key.text, source.prefix, source.locator, via.join("+"))
            })
            .collect();
        let codes: Vec<&str> = faults.iter().map(|fault| fault.code).collect();
        let date = citation.date.map(|date| date.to_string()).unwrap_or_default();
        assert_eq!(
            format!("{} {}{date} {}", citation.kind.name(), sources.join(" "), codes.join(" ")).trim(),
            expected
        );
    }

    #[test]
    fn citations_are_read() {
        check("@a", "reported a(||)");
        check("fact @eo-1, sec. 3(c)", "fact eo-1(|sec. 3(c)|)");
        check("inference see @a; cf. @b, p. 3, 4", "inference a(see||) b(cf.|p. 3, 4|)");
        check("@seed-004, via techcrunch", "reported seed-004(||techcrunch)");
        check("see @a.", "reported a(see||)");
        check("analysis", "analysis");
        check("analysis 2026-06-03", "analysis 2026-06-03");
        check("analysis 2026-02-30", "analysis  invalid-date");
        check("@@a, p. 3", "reported a(|p. 3|) unknown-value");
        check("infrence @a", "reported a(infrence||) unknown-value");
    }

    #[test]
    fn other_brackets_stay_text() {
        for text in ["sic", "fact", "me@example", "an @", "^1"] {
            assert!(!looks_like_citation(text), "{text}");
        }
    }
}
