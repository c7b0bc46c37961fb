//! Takes away what is only said because of another fault, so that an editor mends one and not five.
//!
//! Takes all faults of a site; leaves each that has a cause of its own. Never takes one away whose cause is not told.

use std::collections::BTreeMap;
use std::ops::Range;

use crate::config::Config;
use crate::diag::{Diagnostic, Report, Severity};
use crate::files::{FileId, Files, Span};
use crate::value::slug::slug;

/// What follows from the faults of one file.
#[derive(Default)]
struct Lost {
    /// The places that headings which are none would have, and records that they would be.
    places: Vec<String>,
    /// Headings that are none.
    headings: Vec<Range<usize>>,
    /// Citations that are none, since nothing closes their brackets.
    citations: Vec<Range<usize>>,
    /// From here on the file is read as what it is not.
    from: Option<usize>,
    /// Whether `from` is where attributes go on, so that all that follows is turned round.
    is_turned_round: bool,
    /// Whether the file holds a record of another kind.
    is_other_kind: bool,
    /// Values that could not be read.
    values: Vec<Range<usize>>,
}

/// Takes away what follows from headings, code, attributes and values that are not read as they are meant.
pub(super) fn forget(config: &Config, files: &Files, report: &mut Report) {
    let mut lost: BTreeMap<FileId, Lost> = BTreeMap::new();
    for fault in report.iter().filter(|fault| fault.severity == Severity::Error && config.always_stops(fault.code)) {
        let Some(span) = fault.span else { continue };
        let text = &*files.get(span.file).text;
        match fault.code {
            "broken-heading" if fault.message.starts_with("no space follows") => {
                let lost = lost.entry(span.file).or_default();
                lost.places.push(slug(words_of(files.text(span))));
                lost.headings.push(span.start..span.end);
            }
            "misplaced-citation" if fault.message.starts_with("the bracket of this citation is not closed") => {
                lost.entry(span.file).or_default().citations.push(span.start..span.end);
            }
            "unclosed-code" if !fault.message.starts_with("the spaces") => {
                let lost = lost.entry(span.file).or_default();
                lost.places.extend(headings_below(text.get(span.start..).unwrap_or("")));
                lost.from = Some(lost.from.map_or(span.start, |from| from.min(span.start)));
            }
            "misplaced-text" if fault.message.starts_with("nothing closes the attributes") => {
                let lost = lost.entry(span.file).or_default();
                lost.places.extend(headings_below(text.get(span.start..).unwrap_or("")));
                lost.from = Some(lost.from.map_or(span.start, |from| from.min(span.start)));
                lost.is_turned_round = true;
            }
            // A record of another kind, whose sections this one has not.
            "unknown-key" if fault.message.contains("`: it belongs to ") => {
                lost.entry(span.file).or_default().is_other_kind = true;
            }
            "invalid-toml" if span.start < span.end => {
                lost.entry(span.file).or_default().values.push(span.start..span.end);
            }
            _ => {}
        }
    }
    if lost.is_empty() {
        return;
    }
    report.retain(|fault| {
        let Some(span) = fault.span else { return true };
        let own = lost.get(&span.file);
        !own.is_some_and(|own| own.causes(fault, span, files)) && !leads_to_lost(fault, span, files, &lost)
    });
}

impl Lost {
    /// Whether `fault`, which stands in this file, follows from what is lost.
    fn causes(&self, fault: &Diagnostic, span: Span, files: &Files) -> bool {
        let first = self.headings.iter().map(|heading| heading.start).min();
        let is_after = self.from.is_some_and(|from| span.start > from);
        match fault.code {
            // The line that closes front matter in YAML.
            "broken-heading" if self.values.iter().any(|value| value.start == 0) => {
                fault.message.starts_with("this line stands right below")
            }
            "invalid-toml" | "broken-heading" | "unclosed-code" => self.is_turned_round && is_after,
            // A heading that is none is text, or leaves what stands below it to the record above.
            "unsourced-statement"
                if self
                    .headings
                    .iter()
                    .chain(&self.citations)
                    .any(|one| span.start < one.end && one.start < span.end) =>
            {
                true
            }
            "misplaced-text" if first.is_some_and(|first| span.start >= first) => true,
            "undefined-footnote" | "unused-footnote" | "uncited-source" | "one-sided-difference"
                if self.from.is_some() =>
            {
                let label = files.text(span);
                let text = &*files.get(span.file).text;
                fault.code == "one-sided-difference"
                    || self.from.is_some_and(|from| text.get(from..).unwrap_or("").contains(label.trim_matches('"')))
            }
            _ if self.is_turned_round
                && (is_after || self.from == Some(span.start) && fault.code == "unsourced-statement") =>
            {
                true
            }
            "unknown-key" if self.is_other_kind => fault.message.starts_with("this heading is no record"),
            // Attributes that nothing closes are read as text.
            "unsourced-statement" => self.values.iter().any(|value| value.start == span.start),
            _ => self.values.iter().any(|value| value.start == span.start && value.end == span.end),
        }
    }
}

/// Whether a link or a reference leads to a heading that is lost.
fn leads_to_lost(fault: &Diagnostic, span: Span, files: &Files, lost: &BTreeMap<FileId, Lost>) -> bool {
    if !["missing-anchor", "broken-link", "dangling-change", "unknown-value"].contains(&fault.code) {
        return false;
    }
    // The text of a plain page may be gone; then its message says what was written.
    let written = match files.text(span) {
        "" => fault.message.split('`').nth(1).unwrap_or(""),
        written => written.trim_matches(['"', '(', ')', '<', '>']),
    };
    let is_gone = files.text(span).is_empty();
    let Some((before, place)) = written.rsplit_once(['#', '/']) else { return false };
    let is_place = written.contains('#');
    lost.iter().any(|(file, lost)| {
        let path = files.get(*file).path.trim_end_matches(".md");
        let name = before.trim_end_matches(".md").trim_end_matches('/');
        let is_own = match is_place {
            true if name.is_empty() => is_gone || span.file == *file,
            _ => path.ends_with(name.trim_start_matches("../").trim_start_matches("./")),
        };
        is_own && lost.places.iter().any(|one| one == place)
    })
}

/// The places of the headings in a text that is read as something else.
fn headings_below(text: &str) -> impl Iterator<Item = String> {
    text.lines().filter(|line| line.starts_with('#')).map(|line| slug(words_of(line)))
}

/// The words of a heading without its marks and its attributes.
fn words_of(line: &str) -> &str {
    let words = line.trim_start_matches('#');
    words[..words.rfind('{').unwrap_or(words.len())].trim()
}
