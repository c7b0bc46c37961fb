//! Prints a report for a reader at a terminal: the quoted line, carets, the cure.
//!
//! Takes a [`Report`] and the texts its places are in; gives back text, faults
//! sorted by file and place, with a last line that counts them. Never prints by
//! itself and never looks at the terminal: the caller says whether it has colour.

use std::borrow::Cow;
use std::ops::Range;

use annotate_snippets::{AnnotationKind, Group, Level, Message, Origin, Renderer, Snippet, normalize_untrusted_str};

use crate::diag::{Count, Diagnostic, Note, Report, Severity};
use crate::files::{Files, Places, Span};

/// Columns of quoted text, without the line numbers; a longer line is cut around the span.
const WIDTH_COLUMNS: usize = 100;

/// Bytes of quoted lines that are looked at whole; of longer ones only what is near the span. To lay out a
/// line of five megabytes takes seconds, and there may be thousands of faults in it.
const MOST_BYTES: usize = 2_000;

/// Lines of one span that are quoted; of a longer span the first line is.
const MOST_LINES: usize = 6;

/// The whole report as text that ends in a line such as `3 errors, 1 warning`; empty if there is no fault.
pub fn print(report: &Report, files: &Files, color: bool) -> String {
    print_most(report, files, color, usize::MAX)
}

/// [`print`] with no more than `most` faults: if not all fit, errors come first, and the rest is counted.
pub fn print_most(report: &Report, files: &Files, color: bool, most: usize) -> String {
    let mut places = Places::new(files);
    let (faults, rest) = report.first(files, most);
    let mut text = String::new();
    for fault in faults {
        text.push_str(&render(&groups(fault, files, &mut places), color));
        text.push('\n');
        text.push('\n');
    }
    if rest != Count::default() {
        text.push_str(&rest.more());
    }
    if !text.is_empty() {
        text.push_str(&report.count(files).to_string());
        text.push('\n');
    }
    text
}

/// One fault as [`print`] shows it, ending in a line break.
pub fn print_one(fault: &Diagnostic, files: &Files, color: bool) -> String {
    let mut text = render(&groups(fault, files, &mut Places::new(files)), color);
    text.push('\n');
    text
}

/// The quoted lines of `span` with their carets and `label`, as they stand below the place in a message.
pub fn quoted(span: Span, label: &str, files: &Files) -> String {
    let group = quote(Group::with_level(Level::ERROR), files, &mut Places::new(files), span, label);
    let framed = render(&[group], false);
    framed.split_once('\n').map_or(String::new(), |(_place, lines)| lines.to_owned())
}

/// Groups as text, without the line `:::` that parts a place from lines that are given apart from it.
fn render(groups: &[Group<'_>], color: bool) -> String {
    let text = renderer(color).render(groups);
    let is_seam = |line: &&str| {
        let bare = |part: &str| {
            part.trim_start_matches(|letter: char| letter.is_ascii_digit() || "[;m".contains(letter)).trim() == ":::"
        };
        line.contains(":::") && (line.trim() == ":::" || line.split('\u{1b}').any(bare) && !line.contains('|'))
    };
    if !text.contains(":::") {
        return text;
    }
    text.lines().filter(|line| !is_seam(line)).collect::<Vec<_>>().join("\n")
}

fn renderer(color: bool) -> Renderer {
    if color {
        // Hyperlinks would hide an address in the path, which not every terminal understands.
        Renderer::styled().hyperlink(false)
    } else {
        Renderer::plain()
    }
    .term_width(WIDTH_COLUMNS)
}

/// The fault's own group, then one for each note that has a place.
fn groups<'a>(fault: &'a Diagnostic, files: &'a Files, places: &mut Places<'_>) -> Vec<Group<'a>> {
    let level = match fault.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
    };
    let mut first = level.primary_title(one_line(&fault.message)).id(fault.code).elements(Vec::<Message>::new());
    if let Some(span) = fault.span {
        first = quote(first, files, places, span, &fault.label);
    }
    for help in &fault.helps {
        first = first.element(Level::HELP.message(trusted(help)));
    }
    if fault.fix.as_ref().is_some_and(|fix| fix.fits(files)) {
        first = first.element(Level::HELP.message("`whereas fix` does this"));
    }
    let (placed, plain): (Vec<&Note>, Vec<&Note>) = fault.notes.iter().partition(|note| note.span.is_some());
    for note in plain {
        first = first.element(Level::NOTE.message(trusted(&note.message)));
    }
    let mut groups = vec![first];
    for note in placed {
        let group = Level::NOTE.secondary_title(trusted(&note.message)).elements(Vec::<Message>::new());
        groups.push(match note.span {
            Some(span) => quote(group, files, places, span, ""),
            None => group,
        });
    }
    groups
}

/// Adds the place and the quoted lines of `span` to `group`.
fn quote<'a>(group: Group<'a>, files: &'a Files, places: &mut Places<'_>, span: Span, label: &'a str) -> Group<'a> {
    let file = files.get(span.file);
    let (lines, range) = piece(&file.text, span);
    let label = (!label.is_empty()).then(|| one_line(label));
    let place = places.extent(span).start;
    if lines.len() > MOST_BYTES {
        let (lines, range) = window(lines, range);
        let origin = Origin::path(&*file.path).line(place.line).char_column(place.column);
        let annotation = AnnotationKind::Primary.span(range).label(label);
        return group
            .element(origin)
            .element(Snippet::source(seen(lines)).line_start(place.line).annotation(annotation));
    }
    group.element(
        Snippet::source(seen(lines))
            .path(&*file.path)
            .line_start(place.line)
            .annotation(AnnotationKind::Primary.span(range).label(label)),
    )
}

/// What is near the span of a long line: more than is shown, and little enough to look at.
fn window(lines: &str, range: Range<usize>) -> (&str, Range<usize>) {
    const AROUND: usize = 4 * WIDTH_COLUMNS;
    let start = lines.floor_char_boundary(range.start.saturating_sub(AROUND));
    let last = range.end.min(range.start + MOST_BYTES);
    let end = lines.ceil_char_boundary((last + AROUND).min(lines.len()));
    (&lines[start..end], range.start - start..range.end.min(end) - start)
}

/// Text that a terminal shows and does not obey: it takes the second set of control characters for
/// commands, too (ECMA-48), and each of them becomes a dot of as many bytes.
fn seen(text: &str) -> Cow<'_, str> {
    let is_command = |letter: char| ('\u{80}'..='\u{9f}').contains(&letter);
    if text.contains(is_command) { Cow::Owned(text.replace(is_command, "·")) } else { Cow::Borrowed(text) }
}

/// The lines to quote, and the byte range of the span in them; any span will do, also one outside `text`.
///
/// Of lines longer than [`MOST_BYTES`] it gives no more than so many bytes around the span: a search for
/// the ends of a line of megabytes would cost each of its faults more than all else.
fn piece(text: &str, span: Span) -> (&str, Range<usize>) {
    let start = text.floor_char_boundary(span.start);
    let end = text.floor_char_boundary(span.end).max(start);
    // The line's end and spaces before it are no part of what is at fault.
    let mut end = start + text[start..end].trim_end().len();
    let from = text.floor_char_boundary(start.saturating_sub(MOST_BYTES + 1));
    let line_start = text[from..start].rfind('\n').map_or(from, |at| from + at + 1);
    if text[start..end].matches('\n').take(MOST_LINES).count() == MOST_LINES {
        end = line_end(text, start);
    }
    (&text[line_start..line_end(text, end)], start - line_start..end - line_start)
}

/// Byte offset of the end of the line in which `at` lies, without its line ending, or of what is looked at of it.
fn line_end(text: &str, at: usize) -> usize {
    let most = text.ceil_char_boundary((at + MOST_BYTES + 1).min(text.len()));
    text[at..most].find('\n').map_or(most, |length| at + length)
}

/// A headline holds no line break, whatever it quotes.
fn one_line(text: &str) -> Cow<'_, str> {
    if text.contains(['\n', '\r']) {
        let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
        Cow::Owned(seen(&line).into_owned())
    } else {
        seen(text)
    }
}

/// Text that may quote the reader's file, made fit for a terminal: no control characters.
fn trusted(text: &str) -> String {
    normalize_untrusted_str(&one_line(text))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::files::FileId;

    fn one(text: &str) -> (Files, FileId) {
        let mut files = Files::default();
        let id = files.add("content/a.md", text);
        (files, id)
    }

    #[track_caller]
    fn check(report: &Report, files: &Files, expected: &str) {
        let printed = print(report, files, false);
        assert_eq!(printed.trim_end(), expected.trim_matches('\n'), "\n{printed}");
    }

    #[test]
    fn a_fault_has_its_place_its_line_its_carets_and_its_cure() {
        let (files, id) = one("one\ncut [@epa-1900, p. 7] by a third\nlast\n");
        let mut report = Report::default();
        report.add(
            Diagnostic::error("unknown-source", Span::new(id, 9, 18), "no source has the key `epa-1900`")
                .help("did you mean `epa-1990`?"),
        );
        let expected = r"
error[unknown-source]: no source has the key `epa-1900`
 --> content/a.md:2:6
  |
2 | cut [@epa-1900, p. 7] by a third
  |      ^^^^^^^^^
  |
  = help: did you mean `epa-1990`?

1 error";
        check(&report, &files, expected);
    }

    #[test]
    fn lines_are_quoted_alone() {
        let (files, id) = one("one\ncut [@epa-1900, p. 7] by a third\nlast\n");
        let expected = "  |\n2 | cut [@epa-1900, p. 7] by a third\n  |      ^^^^^^^^^ here";
        assert_eq!(quoted(Span::new(id, 9, 18), "here", &files), expected);
    }

    #[test]
    fn a_note_with_a_place_is_quoted_too() {
        let (files, id) = one("id = 1\nid = 2\n");
        let mut report = Report::default();
        report.add(
            Diagnostic::warning("unknown-key", Span::new(id, 7, 9), "`id` is given twice")
                .label("again")
                .help("keep one of the two")
                .note(Some(Span::new(id, 0, 2)), "first given here")
                .note(None, "the first one counts"),
        );
        report.add(Diagnostic::nowhere("dangling-change", "nothing\nto point at"));
        let expected = r"
warning[unknown-key]: `id` is given twice
 --> content/a.md:2:1
  |
2 | id = 2
  | ^^ again
  |
  = help: keep one of the two
  = note: the first one counts
note: first given here
 --> content/a.md:1:1
  |
1 | id = 1
  | ^^

error[dangling-change]: nothing to point at

1 error, 1 warning";
        check(&report, &files, expected);
    }

    #[test]
    fn columns_count_characters_and_carets_stand_under_wide_ones() {
        let (files, id) = one("漢字\tÁgua x\n");
        let at = files.get(id).text.find('x').expect("the text has an x");
        let mut report = Report::default();
        report.add(Diagnostic::error("broken-link", Span::new(id, at, at + 1), "no"));
        let expected = r"
error[broken-link]: no
 --> content/a.md:1:9
  |
1 | 漢字    Água x
  |              ^

1 error";
        check(&report, &files, expected);
    }

    #[test]
    fn a_span_of_several_lines_is_bracketed_and_of_many_lines_only_the_first_is_quoted() {
        let (files, id) = one("before\none\ntwo three\nafter\n");
        let mut report = Report::default();
        report.add(Diagnostic::error("unsourced-statement", Span::new(id, 7, 17), "no source"));
        let long = "line\n".repeat(MOST_LINES + 1);
        assert_eq!(piece(&long, Span::new(id, 0, long.len())), ("line", 0..4));
        let expected = r"
error[unsourced-statement]: no source
 --> content/a.md:2:1
  |
2 | / one
3 | | two three
  | |______^

1 error";
        check(&report, &files, expected);
    }

    #[test]
    fn a_long_line_is_cut_around_its_span() {
        for n in [200, 200_000] {
            let text = format!("{} here {}", "word ".repeat(n), "more ".repeat(n));
            let (files, id) = one(&text);
            let at = text.find("here").expect("it is there");
            let mut report = Report::default();
            report.add(Diagnostic::error("broken-link", Span::new(id, at, at + 4), "no"));
            let printed = print(&report, &files, false);
            assert!(printed.contains(&format!("content/a.md:1:{}", at + 1)), "{printed}");
            assert!(printed.contains("^^^^") && printed.contains("here") && !printed.contains(":::"), "{printed}");
            assert!(!print(&report, &files, true).contains(":::"));
            assert!(printed.lines().all(|line| line.chars().count() < 130), "{printed}");
        }
    }

    #[test]
    fn errors_are_shown_first_if_not_all_fit_and_the_rest_is_counted() {
        let (files, id) = one("one two three\n");
        let mut report = Report::default();
        report.add(Diagnostic::warning("single-origin", Span::new(id, 0, 3), "w1"));
        report.add(Diagnostic::error("unknown-key", Span::new(id, 8, 13), "e"));
        report.add(Diagnostic::warning("single-origin", Span::new(id, 4, 7), "w2"));
        report.add(Diagnostic::warning("single-origin", Span::new(id, 4, 7), "w2"));
        let shown = |most: usize| -> Vec<String> {
            let printed = print_most(&report, &files, false, most);
            let is_head = |line: &&str| !line.starts_with([' ', '1']) || line.starts_with("1 error");
            printed.lines().filter(is_head).filter(|line| !line.is_empty()).map(str::to_owned).collect()
        };
        let (w1, w2) = ("warning[single-origin]: w1", "warning[single-origin]: w2");
        let (e, count) = ("error[unknown-key]: e", "1 error, 2 warnings");
        assert_eq!(shown(3), [w1, w2, e, count]);
        assert_eq!(shown(2), [e, w1, "and 1 more warning: `whereas check --all`", count]);
        assert_eq!(shown(1), [e, "and 2 more warnings: `whereas check --all`", count]);
        assert_eq!(shown(0), ["and 3 more faults (1 error, 2 warnings): `whereas check --all`", count]);
    }

    #[test]
    fn of_a_long_line_only_what_is_near_is_looked_for() {
        let text = format!("first\n{}\nlast\n", "é word ".repeat(100_000));
        let (_, id) = one(&text);
        let middle = text.floor_char_boundary(text.len() / 2);
        let (lines, range) = piece(&text, Span::new(id, middle, middle + 4));
        assert!(lines.len() > MOST_BYTES && lines.len() < 3 * MOST_BYTES, "{}", lines.len());
        assert_eq!(lines[range], text[middle..middle + 4]);
        let (lines, range) = piece(&text, Span::new(id, 6, 8));
        assert!(lines.starts_with("é word") && lines.len() > MOST_BYTES && range == (0..2), "{lines}");
    }

    #[test]
    fn no_report_no_text() {
        check(&Report::default(), &Files::default(), "");
    }

    #[test]
    fn no_span_is_too_strange() {
        let texts =
            ["", "\n", "a", "é", "a\r\nb\r\n", "\tx\t", "漢字\n漢", "\u{1}\u{200d}\u{7f}\r", "a\n\n\n\n\n\n\n\n\nb"];
        for text in texts {
            let (files, id) = one(text);
            for start in 0..text.len() + 3 {
                for end in 0..text.len() + 3 {
                    let mut report = Report::default();
                    let span = Span::new(id, start, end);
                    report.add(Diagnostic::error("broken-link", span, "no").label("it\nis").note(Some(span), "here"));
                    for color in [false, true] {
                        let printed = print(&report, &files, color);
                        let place = files.place(span);
                        let place = format!("content/a.md:{}:{}", place.line, place.column);
                        assert!(printed.contains(&place), "{text:?} {start}..{end}: {place}\n{printed}");
                        assert!(printed.contains('^'), "{text:?} {start}..{end}\n{printed}");
                    }
                }
            }
        }
    }
}
