//! What we tell an editor: faults and warnings, each with its place and its cure.
//!
//! A [`Diagnostic`] is a value; stages collect them in a [`Report`]. The printers
//! beside this file turn a report into text. Never prints by itself.

use std::fmt;

use crate::files::{Files, Span};
use fix::Fix;

pub mod fix;
pub mod github;
pub mod human;
pub mod json;
pub mod sarif;
pub mod short;
mod stream;

/// How much a fault matters: an error stops a build, a warning does not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    Error,
    Warning,
}

impl Severity {
    /// `error` or `warning`, as all formats write it.
    pub fn name(self) -> &'static str {
        match self {
            Severity::Error => "error",
            Severity::Warning => "warning",
        }
    }
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
/// third of the word's length, at least 1; the first of equals wins. Else the same words in
/// another order (`newspaper-article`), else a word that is half of the other, or more of it, from its beginning (`boolean`).
pub fn nearest<'a>(written: &str, possible: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let lower = written.to_lowercase();
    let limit = (written.chars().count() / 3).max(1);
    let letters = Letters::of(&lower)?;
    // Further off than any edit that counts.
    let (reordered, begun) = (limit + 1, limit + 2);
    let parts = |word: &str| {
        let mut parts: Vec<String> = word.split(['-', '_', ' ']).map(str::to_owned).collect();
        parts.sort_unstable();
        parts
    };
    let own = parts(&lower);
    let distance = |word: &str| {
        let may_be_near = letters.may_be_within(limit, word);
        let word = word.to_lowercase();
        let edits = may_be_near.then(|| strsim::osa_distance(&lower, &word)).filter(|edits| *edits <= limit);
        let (shorter, longer) = (lower.len().min(word.len()), lower.len().max(word.len()));
        let is_half = shorter >= 4 && shorter * 2 >= longer;
        let is_begun = is_half && (lower.starts_with(&word) || word.starts_with(&lower));
        match () {
            () if edits.is_some() => edits,
            () if own.len() > 1 && lower.len() == word.len() && own == parts(&word) => Some(reordered),
            () if is_begun => Some(begun),
            () => None,
        }
    };
    possible
        .into_iter()
        .filter_map(|word| Some((distance(word)?, word)))
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

/// Faults that are shown at a time unless all are asked for: more than anyone mends at once.
pub const MOST: usize = 50;

/// Faults among which an error is seen wherever it stands; of more it would drown in warnings.
const SCREEN: usize = 10;

/// How many faults there are.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Count {
    pub n_errors: usize,
    pub n_warnings: usize,
}

impl fmt::Display for Count {
    /// `3 errors, 1 warning`; `no faults`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let plural = |n: usize, word: &str| format!("{n} {word}{}", if n == 1 { "" } else { "s" });
        match (self.n_errors, self.n_warnings) {
            (0, 0) => f.write_str("no faults"),
            (errors, 0) => f.write_str(&plural(errors, "error")),
            (0, warnings) => f.write_str(&plural(warnings, "warning")),
            (errors, warnings) => write!(f, "{}, {}", plural(errors, "error"), plural(warnings, "warning")),
        }
    }
}

impl Count {
    /// The line that stands for as many faults that are not shown.
    pub fn more(self) -> String {
        let rest = match self {
            Count { n_errors: 0, n_warnings: 1 } => "1 more warning".to_owned(),
            Count { n_errors: 1, n_warnings: 0 } => "1 more error".to_owned(),
            Count { n_errors: 0, n_warnings } => format!("{n_warnings} more warnings"),
            Count { n_errors, n_warnings: 0 } => format!("{n_errors} more errors"),
            Count { n_errors, n_warnings } => format!("{} more faults ({self})", n_errors + n_warnings),
        };
        format!("and {rest}: `whereas check --all`\n")
    }
}

/// How much may still be compared in search of words that were meant.
///
/// A site with a few faults never comes to the end of it. One that is full of them would take
/// hours for the sake of suggestions that nobody reads.
#[derive(Debug)]
pub struct Patience {
    n_words: usize,
}

impl Patience {
    /// Enough for a second of comparing.
    pub fn new() -> Patience {
        Patience { n_words: 2_000_000 }
    }

    /// Takes as much as `n_words` cost; whether there was some left.
    pub fn take(&mut self, n_words: usize) -> bool {
        let had = self.n_words > 0;
        self.n_words = self.n_words.saturating_sub(n_words.max(1));
        had
    }
}

impl Default for Patience {
    fn default() -> Patience {
        Patience::new()
    }
}

/// All that one run found.
#[derive(Debug, Clone, Default)]
pub struct Report {
    diagnostics: Vec<Diagnostic>,
    silenced: Vec<Silenced>,
}

/// A fault that an exception in config takes away.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Silenced {
    pub diagnostic: Diagnostic,
    /// Why, as config says.
    pub because: String,
}

/// What becomes of a fault; see [`Report::settle`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    Keep(Severity),
    /// The rule is off.
    Drop,
    /// An exception takes it away, for this reason.
    Silence(String),
}

impl Report {
    pub fn add(&mut self, diagnostic: Diagnostic) {
        self.diagnostics.push(diagnostic);
    }

    /// Takes over what another run found.
    pub fn append(&mut self, mut more: Report) {
        self.diagnostics.append(&mut more.diagnostics);
        self.silenced.append(&mut more.silenced);
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

    /// The first `most` of [`Report::sorted`], and how many others there are; if not all fit, or not all can be seen
    /// at once, errors come first.
    pub fn first(&self, files: &Files, most: usize) -> (Vec<&Diagnostic>, Count) {
        let mut faults = self.sorted(files);
        let mut rest = Count::default();
        if faults.len() > most.min(SCREEN) {
            // A stable sort: each part stays in order of file and place.
            faults.sort_by_key(|one| one.severity);
            for fault in faults.drain(most.min(faults.len())..) {
                match fault.severity {
                    Severity::Error => rest.n_errors += 1,
                    Severity::Warning => rest.n_warnings += 1,
                }
            }
        }
        (faults, rest)
    }

    /// How many errors and warnings there are, each fault counted once.
    pub fn count(&self, files: &Files) -> Count {
        let sorted = self.sorted(files);
        let n_errors = sorted.iter().filter(|one| one.severity == Severity::Error).count();
        Count { n_errors, n_warnings: sorted.len() - n_errors }
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

    /// Gives every fault its severity, or takes it away.
    pub fn settle(&mut self, mut judge: impl FnMut(&Diagnostic) -> Verdict) {
        for mut fault in std::mem::take(&mut self.diagnostics) {
            match judge(&fault) {
                Verdict::Keep(severity) => {
                    fault.severity = severity;
                    self.diagnostics.push(fault);
                }
                Verdict::Drop => {}
                Verdict::Silence(because) => self.silence(fault, because),
            }
        }
    }

    /// Keeps a fault apart that an exception takes away.
    pub fn silence(&mut self, diagnostic: Diagnostic, because: impl Into<String>) {
        self.silenced.push(Silenced { diagnostic, because: because.into() });
    }

    /// What exceptions took away, in the order in which it was found.
    pub fn silenced(&self) -> &[Silenced] {
        &self.silenced
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
