//! Finds what is nearly a table, and rows that are not like their table.
//!
//! Takes the place of a line; gives a fault where nothing else can be meant. Never looks further
//! than the lines around it.

use std::ops::Range;

use super::super::citation::Fault;
use super::{Strays, above_it, unquoted};
use crate::diag::fix::Fix;
use crate::files::Span;

/// Rows above a line in which the hyphens of their table are looked for.
const MOST_ROWS: usize = 200;

impl Strays<'_> {
    /// A paragraph that begins as a table does, and has no line of hyphens.
    pub(super) fn headless_table(&self, start: usize) -> Option<Fault> {
        let head = self.line(start)?;
        let next = start + self.text[start..].find('\n')? + 1;
        let next = next + self.text[next..].len() - unquoted(&self.text[next..]).len();
        let line = self.line(next)?;
        let is_row = |line: &str| line.len() > 1 && line.starts_with('|') && line.ends_with('|');
        // One that is a line of hyphens has another number of cells, and is told there.
        if !is_row(head) || !is_row(line) || n_cells(head) < 2 || is_delimiter(line) {
            return None;
        }
        let hyphens = format!("|{}", "---|".repeat(n_cells(head)));
        if !line.contains(char::is_alphanumeric) && n_cells(line) == n_cells(head) && line.len() > n_cells(line) + 1 {
            let place = Span::new(self.file, next, next + line.len());
            return Some(Fault {
                code: "broken-table",
                span: place,
                message: "this line below the head of a table is none of hyphens, so this is no table".to_owned(),
                help: format!("write `{hyphens}`"),
                fix: Some(Fix::replace(place, line, hyphens).label("write a line of hyphens")),
            });
        }
        let own_line = start == 0 || self.text[..start].ends_with('\n');
        let behind = Span::new(self.file, next, next);
        Some(Fault {
            code: "broken-table",
            span: Span::new(self.file, start, start + head.len()),
            message: "no line of hyphens stands below the head of this table, so this is no table".to_owned(),
            help: format!("put a line `{hyphens}` below it"),
            fix: own_line
                .then(|| Fix::insert(behind, format!("{hyphens}\n")).label("put a line of hyphens below the head")),
        })
    }

    /// A row, or a line of hyphens, that an empty line parts from the table above it.
    pub(super) fn parted_table(&self, start: usize) -> Option<Fault> {
        let line = self.line(start)?;
        let above = self.text[..start].strip_suffix("\n\n")?;
        let is_row = |line: &str| line.len() > 1 && line.starts_with('|') && line.ends_with('|');
        let mut rows = above.rsplit('\n').take(MOST_ROWS).map(str::trim).take_while(|line| is_row(line));
        let last = rows.next()?;
        if !is_row(line) || n_cells(line) != n_cells(last) || n_cells(line) < 2 {
            return None;
        }
        let message = match is_delimiter(line) {
            true => "an empty line parts this line of hyphens from the head of its table, so this is no table",
            false if is_delimiter(last) || rows.any(is_delimiter) => {
                "an empty line parts this row from its table, so readers see its marks"
            }
            false => return None,
        };
        Some(Fault {
            code: "broken-table",
            span: Span::new(self.file, start, start + line.len()),
            message: message.to_owned(),
            help: "take the empty line away".to_owned(),
            fix: Some(Fix::replace(Span::new(self.file, start - 1, start), "\n", "").label("take the empty line away")),
        })
    }

    /// Rows that were copied out of a spreadsheet, with tabs between their cells.
    pub(super) fn tabs(&mut self, start: usize) -> Option<Fault> {
        let line = self.line(start).filter(|_| start >= self.told_until)?;
        let cells: Vec<&str> = line.split('\t').map(str::trim).collect();
        let next = self.line(start + self.text[start..].find('\n')? + 1)?;
        if cells.len() < 2 || cells.contains(&"") || unquoted(next).split('\t').count() != cells.len() {
            return None;
        }
        self.told_until = start + self.text[start..].find("\n\n").unwrap_or(self.text.len() - start);
        Some(Fault {
            code: "broken-table",
            span: Span::new(self.file, start, start + line.len()),
            message: "tabs make no table, so readers see these lines as one".to_owned(),
            help: format!("write `| {} |`, below it `|{}`, and so on", cells.join(" | "), "---|".repeat(cells.len())),
            fix: None,
        })
    }

    /// A line of hyphens within a paragraph, with the head of a table above it.
    pub(super) fn torn_table(&self, start: usize) -> Option<Fault> {
        let line = self.line(start)?;
        // `|-` alone is what other wikis begin a row with.
        if !is_delimiter(line) || !line.contains("--") && n_cells(line) < 2 {
            return None;
        }
        let before = &self.text[..self.text[..start].rfind('\n')?];
        let above = before.rfind('\n').map_or(0, |end| end + 1);
        let head = unquoted(&before[above..]);
        if !head.contains('|') {
            return None;
        }
        let (n_head, n_line) = (n_cells(head), n_cells(line));
        if n_head != n_line {
            return Some(Fault {
                code: "broken-table",
                span: Span::new(self.file, start, start + line.len()),
                message: format!(
                    "{}, and the head above it {n_head}, so this is no table",
                    of_cells("this line of hyphens has", n_line)
                ),
                help: "give both the same number of cells".to_owned(),
                fix: None,
            });
        }
        let place = above + (before[above..].len() - head.len());
        Some(Fault {
            code: "broken-table",
            span: Span::new(self.file, place, place + head.trim_end().len()),
            message: "words stand right above this table, so it is shown as words".to_owned(),
            help: "put an empty line above it".to_owned(),
            fix: (place == above).then(|| above_it(self.file, above)),
        })
    }

    /// The row of a table that begins at `start`.
    pub(super) fn row(&self, start: usize) -> Option<Fault> {
        let row = self.line(start)?;
        let n = n_cells(row);
        if n == self.n_columns {
            return None;
        }
        let fault = |span: Range<usize>, message: String, help: &str, fix: Option<Fix>| {
            let span = Span::new(self.file, span.start, span.end);
            Some(Fault { code: "broken-table", span, message, help: help.to_owned(), fix })
        };
        let whole = start..start + row.len();
        if n > self.n_columns {
            let from = bars(row).nth(self.n_columns - usize::from(!row.starts_with('|'))).map_or(0, |bar| bar + 1);
            let lost = row[from..].trim_end_matches(['|', ' ']);
            let skipped = lost.len() - lost.trim_start().len();
            let span = start + from + skipped..start + from + lost.len();
            let message = format!(
                "{}, and the table {}: readers do not see the rest",
                of_cells("this row has", n),
                self.n_columns
            );
            let span = if span.is_empty() { whole } else { span };
            return fault(
                span,
                message,
                "a `|` within a cell is written `\\|`; for one more column, add it to the head",
                None,
            );
        }
        if bars(row).next().is_none() {
            let fix = (start == 0 || self.text[..start].ends_with('\n')).then(|| above_it(self.file, start));
            let message = "this line stands right below a table, so it is shown as a row of it".to_owned();
            return fault(whole, message, "put an empty line above it", fix);
        }
        let message = format!("{}, and the table {}", of_cells("this row has", n), self.n_columns);
        fault(whole, message, "add what is missing; an empty cell is written `| |`", None)
    }
}

/// Whether a line parts the head of a table from its rows.
fn is_delimiter(line: &str) -> bool {
    let is_cell = |cell: &str| {
        let cell = cell.trim();
        let hyphens = cell.strip_prefix(':').unwrap_or(cell);
        let hyphens = hyphens.strip_suffix(':').unwrap_or(hyphens);
        !hyphens.is_empty() && hyphens.bytes().all(|byte| byte == b'-')
    };
    let line = line.trim();
    let inner = line.strip_prefix('|').unwrap_or(line);
    let inner = inner.strip_suffix('|').unwrap_or(inner);
    line.contains('|') && inner.split('|').all(is_cell)
}

/// The places of the `|` in a row that part its cells.
fn bars(row: &str) -> impl Iterator<Item = usize> {
    let bytes = row.as_bytes();
    memchr::memchr_iter(b'|', bytes).filter(move |&at| at == 0 || bytes[at - 1] != b'\\')
}

/// How many cells a row has; its first and its last `|` part none.
fn n_cells(row: &str) -> usize {
    let row = row.trim();
    let mut n = 1;
    let mut last = None;
    for bar in bars(row) {
        n += usize::from(bar > 0);
        last = Some(bar);
    }
    n - usize::from(last.is_some_and(|last| last > 0 && last + 1 == row.len()))
}

/// `this row has 3 cells`.
fn of_cells(what: &str, n: usize) -> String {
    format!("{what} {n} {}", if n == 1 { "cell" } else { "cells" })
}

#[cfg(test)]
mod tests {
    use super::super::tests::check;

    #[test]
    fn tables_have_a_head_and_hyphens() {
        check("| a | b |\n|---|\n| 1 | 2 |", &["|---|"]);
        check("a | b\n--|--|--\n1 | 2", &["--|--|--"]);
        check("Text\na | b\n--|--\n1 | 2", &["a | b"]);
        check("| a | b |\n| 1 | 2 |", &["| a | b |"]);
        check("| a | b |\n|——|——|\n| 1 | 2 |", &["|——|——|"]);
        check("> | a | b |\n> |===|===|\n> | 1 | 2 |", &["|===|===|"]);
        check(
            "Text\n| a | b |\n|---|:-:|\n| 1 | 2 |\n\n|x| and |y|\nno table\n\na | b\n\n- | -\n\n{| class=x\n|-\n| a",
            &[],
        );
    }

    #[test]
    fn tables_have_no_empty_lines() {
        check("| a | b |\n|---|---|\n| 1 | 2 |\n\n| 3 | 4 |", &["| 3 | 4 |"]);
        check("| a | b |\n\n|---|---|\n| 1 | 2 |", &["|---|---|"]);
        check("| a | b |\n|---|---|\n\n| 1 | 2 |\n| 3 | 4 |", &["| 1 | 2 |"]);
        check("| a | b |\n|---|---|\n| 1 | 2 |\n\n| c |\n\n|a| or |b|", &[]);
    }

    #[test]
    fn tabs_make_no_table() {
        check("So:\nGroup\tCount\nBuyers\t3\nOthers\t4", &["Group\tCount"]);
        check("a\tb\n\na\tb\nc\n\n```\na\tb\na\tb\n```\n\n-\ta\n-\tb", &[]);
    }

    #[test]
    fn rows_have_as_many_cells_as_the_head() {
        check("| a | b |\n|---|---|\n| 1 | 2 | 3 | 4 |\n| 1 \\| 2 | 3 |", &["3 | 4"]);
        check("a | b\n--|--\n1 | 2 | 3\n1 | 2", &["3"]);
        check("| a | b |\n|---|---|\n| 1 |\n| 1 | |\n| | |", &["| 1 |"]);
        check("| a | b |\n|---|---|\n| 1 | 2 |\nText", &["Text"]);
        check("| a |\n|---|\n| 1 |\n2\n", &[]);
        check("- | a | b |\n  |---|---|\n  | 1 | `2 | 3` |", &["3`"]);
    }
}
