//! Picks the repairs that can be made together.
//!
//! Takes what was found and the texts in which it was found; gives repairs that do not touch each
//! other's places. Of two that do, the first is picked and the second has to be found again. Two
//! that would write different things in one place are both left: neither can be sure. Never
//! makes an edit.

use std::collections::{BTreeSet, HashMap, HashSet};

use crate::diag::fix::Fix;
use crate::diag::{Diagnostic, Report};
use crate::files::{FileId, Files, Span};

/// A repair, and the fault that it takes away.
#[derive(Debug, Clone)]
pub struct Repair {
    pub fix: Fix,
    /// `None`: a last line without an end, which is no fault.
    pub fault: Option<Fault>,
    /// Where it is: the fault's place, or that of the edit.
    pub span: Span,
}

/// What of a fault stays the same when the text around it changes.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Fault {
    /// Path of the file.
    pub path: String,
    pub code: &'static str,
    pub message: String,
}

impl Fault {
    pub fn of(fault: &Diagnostic, files: &Files) -> Option<Fault> {
        let path = files.get(fault.span?.file).path.to_string();
        Some(Fault { path, code: fault.code, message: fault.message.clone() })
    }
}

/// The repairs that may be made at once: those of `report`, then the ends of the last lines of `unended`.
pub fn choose(
    report: &Report,
    files: &Files,
    unended: impl Iterator<Item = FileId>,
    may: impl Fn(&Repair) -> bool,
) -> Vec<Repair> {
    let of_faults = report.sorted(files).into_iter().filter_map(|fault| {
        let fix = fault.fix.clone().filter(|fix| fix.fits(files) && changes(fix))?;
        Some(Repair { fix, span: fault.span?, fault: Some(Fault::of(fault, files)?) })
    });
    let mut repairs: Vec<Repair> =
        of_faults.chain(unended.map(|file| end_last_line(file, files))).filter(|one| may(one)).collect();
    // One edit may mend several faults.
    let mut seen = HashSet::new();
    repairs.retain(|one| seen.insert(one.fix.edits.clone()));
    let contested = contested(&repairs);
    repairs.retain(|one| one.fix.edits.iter().all(|edit| !contested.contains(&edit.span)));
    let mut taken: BTreeSet<Span> = BTreeSet::new();
    repairs.retain(|one| {
        let mut spans: Vec<Span> = one.fix.edits.iter().map(|edit| edit.span).collect();
        spans.sort_unstable();
        let is_one_by_one = spans.windows(2).all(|pair| !touch(pair[0], pair[1]));
        let is_free = is_one_by_one && spans.iter().all(|span| !touches_any(*span, &taken));
        taken.extend(spans.into_iter().filter(|_| is_free));
        is_free
    });
    repairs
}

/// Whether the last line of a text wants its end.
pub fn is_unended(text: &str) -> bool {
    !text.is_empty() && !text.ends_with('\n')
}

fn end_last_line(file: FileId, files: &Files) -> Repair {
    let end = files.get(file).text.len();
    let span = Span::new(file, end, end);
    Repair { fix: Fix::insert(span, "\n").label("end the last line"), fault: None, span }
}

fn changes(fix: &Fix) -> bool {
    fix.edits.iter().any(|edit| edit.old != edit.new)
}

/// The places in which two repairs would write different things.
fn contested(repairs: &[Repair]) -> HashSet<Span> {
    let mut first: HashMap<Span, &str> = HashMap::new();
    let edits = repairs.iter().flat_map(|one| &one.fix.edits).filter(|edit| !edit.old.is_empty());
    let differs = edits.filter(|edit| *first.entry(edit.span).or_insert(&edit.new) != edit.new);
    differs.map(|edit| edit.span).collect()
}

/// Whether `span` touches one of `taken`, of which no two touch each other.
fn touches_any(span: Span, taken: &BTreeSet<Span>) -> bool {
    let last = Span { start: span.end, end: usize::MAX, ..span };
    let reaches = |other: &&Span| other.end >= span.start;
    taken.range(Span::top(span.file)..=last).rev().take_while(reaches).any(|other| touch(*other, span))
}

/// Whether two edits share a place; what is put in at the edge of another edit counts as well, for
/// which of the two would come first is not said.
fn touch(a: Span, b: Span) -> bool {
    let is_put_in = a.start == a.end || b.start == b.end;
    a.file == b.file
        && if is_put_in { a.start <= b.end && b.start <= a.end } else { a.start < b.end && b.start < a.end }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Faults at places of `text`, each with the text that is to stand there.
    #[track_caller]
    fn check(text: &str, faults: &[(std::ops::Range<usize>, &str)], expected: &[&str]) {
        let mut files = Files::default();
        let file = files.add("content/a.md", text);
        let mut report = Report::default();
        for (at, new) in faults {
            let span = Span::new(file, at.start, at.end);
            let fix = Fix::replace(span, &text[at.clone()], *new);
            report.add(Diagnostic::error("unknown-key", span, format!("{at:?} {new}")).fix(fix));
        }
        let unended = is_unended(text).then_some(file);
        let found = choose(&report, &files, unended.into_iter(), |_| true);
        let found: Vec<&str> = found.iter().map(|one| one.fix.label.as_str()).collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn repairs_that_do_not_touch_are_made_at_once() {
        check("one two\n", &[(4..7, "b"), (0..3, "a")], &["write `a`", "write `b`"]);
        check("one two\n", &[(0..3, "a"), (3..4, "-")], &["write `a`", "write `-`"]);
        check("one", &[(0..1, "a")], &["write `a`", "end the last line"]);
    }

    #[test]
    fn of_two_that_overlap_the_first_is_made() {
        check("one two\n", &[(0..5, "a"), (4..7, "b")], &["write `a`"]);
        check("one two\n", &[(0..3, "a"), (3..3, "b")], &["write `a`"]);
        check("one two\n", &[(3..3, "a"), (3..3, "b")], &["write `a`"]);
    }

    #[test]
    fn one_edit_that_mends_two_faults_is_made_once_and_two_that_disagree_not_at_all() {
        check("one two\n", &[(0..3, "a"), (0..3, "a")], &["write `a`"]);
        check("one two\n", &[(0..3, "a"), (0..3, "b"), (4..7, "c")], &["write `c`"]);
    }

    #[test]
    fn what_changes_nothing_is_no_repair() {
        check("one\n", &[(0..3, "one")], &[]);
    }
}
