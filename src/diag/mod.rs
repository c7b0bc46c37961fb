//! What we tell an editor: faults and warnings, each with its place and its cure.
//!
//! A [`Diagnostic`] is a value; stages collect them in a [`Report`]. The printers
//! beside this file turn a report into text. Never prints by itself.

use crate::files::{Files, Span};
use fix::Fix;

pub mod fix;
pub mod human;
pub mod short;

/// How much a fault matters: an error stops a build, a warning does not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    Error,
    Warning,
}

/// One fault.
///
/// ```text
/// error[unknown-source]: no source has the key `epa-1900`       code, message
///   --> content/timeline/signing.md:14:6                        span
///    |
/// 14 | cut [@epa-1900, p. 7] by a third
///    |      ^^^^^^^^^                                            label (may be empty)
///   help: did you mean `epa-1990`?                              helps
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagnostic {
    /// The fault's name, the same in `whereas explain` and in config: `unknown-source`.
    pub code: &'static str,
    pub severity: Severity,
    /// The smallest piece of text at fault; `None` for a fault of the whole site.
    pub span: Option<Span>,
    /// The headline: stands alone, lower case, no full stop.
    pub message: String,
    /// A few words under the caret; often empty.
    pub label: String,
    /// How to mend it, one sentence each.
    pub helps: Vec<String>,
    /// Other places that matter: "first defined here".
    pub notes: Vec<Note>,
    /// What mends it for sure, if anything does.
    pub fix: Option<Fix>,
}

/// A remark beside a fault, with its place if it has one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Note {
    pub span: Option<Span>,
    pub message: String,
}

impl Diagnostic {
    pub fn error(code: &'static str, span: Span, message: impl Into<String>) -> Diagnostic {
        Diagnostic {
            code,
            severity: Severity::Error,
            span: Some(span),
            message: message.into(),
            label: String::new(),
            helps: Vec::new(),
            notes: Vec::new(),
            fix: None,
        }
    }

    pub fn warning(code: &'static str, span: Span, message: impl Into<String>) -> Diagnostic {
        Diagnostic { severity: Severity::Warning, ..Diagnostic::error(code, span, message) }
    }

    /// A fault of the whole site, with no place of its own.
    pub fn nowhere(code: &'static str, message: impl Into<String>) -> Diagnostic {
        Diagnostic {
            code,
            severity: Severity::Error,
            span: None,
            message: message.into(),
            label: String::new(),
            helps: Vec::new(),
            notes: Vec::new(),
            fix: None,
        }
    }

    pub fn label(mut self, label: impl Into<String>) -> Diagnostic {
        self.label = label.into();
        self
    }

    pub fn help(mut self, help: impl Into<String>) -> Diagnostic {
        self.helps.push(help.into());
        self
    }

    pub fn note(mut self, span: Option<Span>, message: impl Into<String>) -> Diagnostic {
        self.notes.push(Note { span, message: message.into() });
        self
    }

    /// All places that it names.
    pub fn spans(&self) -> impl Iterator<Item = Span> {
        self.span.into_iter().chain(self.notes.iter().filter_map(|note| note.span))
    }

    /// Says what mends it for sure; `None` says nothing.
    pub fn fix(mut self, fix: impl Into<Option<Fix>>) -> Diagnostic {
        self.fix = fix.into().or(self.fix);
        self
    }

    /// Adds "did you mean ...?" when one of `possible` is close to `written`, and the repair when
    /// it is sure. The fault's place covers `written` alone, or with the marks around it.
    pub fn suggest<'a>(self, written: &str, possible: impl IntoIterator<Item = &'a str>) -> Diagnostic {
        let place = self.span;
        self.suggest_at(place, written, possible)
    }

    /// [`Diagnostic::suggest`], of a word that stands at `place` within the fault's own.
    pub fn suggest_at<'a>(
        self,
        place: Option<Span>,
        written: &str,
        possible: impl IntoIterator<Item = &'a str>,
    ) -> Diagnostic {
        let possible: Vec<&str> = possible.into_iter().collect();
        match nearest(written, possible.iter().copied()) {
            Some(near) => self
                .help(format!("did you mean `{near}`?"))
                .fix(place.and_then(|place| fix::respelling(place, written, possible))),
            None => self,
        }
    }
}

/// Finds the word among `possible` that an editor most likely meant.
///
/// Edit distance (Damerau-Levenshtein, as strsim's `osa_distance`) of at most a
/// third of the word's length, at least 1; the first of equals wins.
pub fn nearest<'a>(written: &str, possible: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let lower = written.to_lowercase();
    let limit = (written.chars().count() / 3).max(1);
    let letters = Letters::of(&lower)?;
    possible
        .into_iter()
        .filter(|word| letters.may_be_within(limit, word))
        .map(|word| (strsim::osa_distance(&lower, &word.to_lowercase()), word))
        .filter(|(distance, _)| *distance <= limit)
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, word)| word)
}

/// How often each letter stands in a word: a look at it spares most comparisons, which cost much more.
struct Letters {
    counts: [u16; 64],
    is_ascii: bool,
}

impl Letters {
    /// Bytes of a word that may be a slip of the hand; nobody means another word by a longer one.
    const MOST_BYTES: usize = 300;

    /// `None`: the word is too long to be compared.
    fn of(word: &str) -> Option<Letters> {
        if word.len() > Letters::MOST_BYTES {
            return None;
        }
        let mut counts = [0; 64];
        word.bytes().for_each(|byte| counts[usize::from(byte.to_ascii_lowercase() % 64)] += 1);
        Some(Letters { counts, is_ascii: word.is_ascii() })
    }

    /// Whether `word` may be `most` edits away. Each takes a letter, gives one, or both; those of
    /// other alphabets are of several bytes, and may change with their case, so nothing is said of them.
    fn may_be_within(&self, most: usize, word: &str) -> bool {
        let Some(other) = Letters::of(word) else { return false };
        let differ = self.counts.iter().zip(other.counts).map(|(a, b)| usize::from(a.abs_diff(b))).sum::<usize>();
        differ <= 2 * most || !self.is_ascii || !other.is_ascii
    }
}

/// All that one run found.
#[derive(Debug, Clone, Default)]
pub struct Report {
    diagnostics: Vec<Diagnostic>,
}

impl Report {
    pub fn add(&mut self, diagnostic: Diagnostic) {
        self.diagnostics.push(diagnostic);
    }

    /// Takes over what another run found.
    pub fn append(&mut self, mut more: Report) {
        self.diagnostics.append(&mut more.diagnostics);
    }

    pub fn extend(&mut self, more: impl IntoIterator<Item = Diagnostic>) {
        self.diagnostics.extend(more);
    }

    /// The faults by file and place, each once, errors and warnings mixed.
    pub fn sorted(&self, files: &Files) -> Vec<&Diagnostic> {
        let mut all: Vec<&Diagnostic> = self.diagnostics.iter().collect();
        all.sort_by_cached_key(|one| {
            let place = one.span.map(|span| (files.get(span.file).path.clone(), span.start, span.end));
            (place.is_none(), place, one.code, one.message.clone())
        });
        all.dedup();
        all
    }

    /// Keeps the faults for which `keep` says so.
    pub fn retain(&mut self, keep: impl FnMut(&Diagnostic) -> bool) {
        self.diagnostics.retain(keep);
    }

    pub fn iter(&self) -> impl Iterator<Item = &Diagnostic> {
        self.diagnostics.iter()
    }

    pub fn is_empty(&self) -> bool {
        self.diagnostics.is_empty()
    }

    pub fn n_errors(&self) -> usize {
        self.diagnostics.iter().filter(|one| one.severity == Severity::Error).count()
    }

    pub fn has_errors(&self) -> bool {
        self.diagnostics.iter().any(|one| one.severity == Severity::Error)
    }

    /// Changes severities by code: `Some(None)` takes the fault away, `None` leaves it as it is.
    pub fn set_severities(&mut self, severity: impl Fn(&str) -> Option<Option<Severity>>) {
        self.diagnostics.retain_mut(|one| match severity(one.code) {
            None => true,
            Some(Some(severity)) => {
                one.severity = severity;
                true
            }
            Some(None) => false,
        });
    }

    /// Makes every warning an error, as `--strict` asks.
    pub fn make_strict(&mut self) {
        for one in &mut self.diagnostics {
            one.severity = Severity::Error;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_word_is_suggested() {
        assert_eq!(nearest("titel", ["date", "title"]), Some("title"));
        assert_eq!(nearest("epa-1900", ["epa-1990"]), Some("epa-1990"));
        assert_eq!(nearest("zebra", ["date", "title"]), None);
        assert_eq!(nearest("titlé", ["date", "title"]), Some("title"));
        assert_eq!(nearest("TITLE", ["date", "Titlé"]), Some("Titlé"));
        assert_eq!(nearest(&"title".repeat(1_000_000), ["title"]), None);
    }
}
