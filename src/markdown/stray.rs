//! Finds what is nearly what was meant: a heading, a table, a list, code, strong words. Readers see their marks, or lose their words.
//!
//! Takes the parser's events in order; gives a fault where nothing else can be meant. On the common
//! way it looks at one byte of a line. Never changes what is shown.

use std::ops::Range;

use pulldown_cmark::{CodeBlockKind, Event, HeadingLevel, RefDefs, Tag};

use super::citation::Fault;
use super::{Node, Piece};
use crate::diag::fix::Fix;
use crate::files::{FileId, Span};

/// Bytes of the longest line that is looked at.
const MOST: usize = 2000;

/// Marks of strong words that make none, for they stand by themselves.
const SPACED: &str = " ** ";

/// Looks at the events of one text, each as it comes.
pub(super) struct Strays<'t> {
    text: &'t str,
    file: FileId,
    /// Whether the next text begins a line of a paragraph.
    begins_line: bool,
    /// The paragraph, if no line of it has ended.
    paragraph: Option<Range<usize>>,
    /// The columns of the table that is open.
    n_columns: usize,
    /// Whether some code has lost its end: what follows is all turned round.
    is_turned_round: bool,
    /// Whether marks of strong words stand by themselves somewhere.
    has_spaced: bool,
    /// Up to here marks of strong words have been told.
    told_until: usize,
}

impl<'t> Strays<'t> {
    pub fn new(text: &'t str, file: FileId) -> Strays<'t> {
        let has_spaced = memchr::memmem::find(text.as_bytes(), SPACED.as_bytes()).is_some();
        Strays {
            text,
            file,
            begins_line: false,
            paragraph: None,
            n_columns: 0,
            is_turned_round: false,
            has_spaced,
            told_until: 0,
        }
    }

    /// What is wrong with the block that an event opens or goes on with.
    pub fn see(&mut self, event: &Event<'_>, at: &Range<usize>) -> Option<Fault> {
        if let Event::Text(_) = event {
            let first = *self.text.as_bytes().get(at.start)?;
            if std::mem::take(&mut self.begins_line) {
                let paragraph = self.paragraph.take();
                let found = match first {
                    b'#' => self.heading(at.start, paragraph),
                    b'|' if paragraph.is_some() => self.headless_table(at.start),
                    b'-' | b'*' | b'+' | b'0'..=b'9' if paragraph.is_some() => self.list(at.start),
                    b'|' | b'-' | b':' if paragraph.is_none() => self.torn_table(at.start),
                    _ => None,
                };
                if found.is_some() {
                    return found;
                }
            }
            if first == b'*' {
                return self.strong(at.start);
            }
            let spaced = if self.has_spaced { self.text.get(at.clone())?.find(SPACED) } else { None };
            return spaced.and_then(|before| self.strong(at.start + before + 1));
        }
        self.begins_line = false;
        match event {
            Event::SoftBreak | Event::HardBreak => (self.begins_line, self.paragraph) = (true, None),
            Event::Start(Tag::Paragraph) => (self.begins_line, self.paragraph) = (true, Some(at.clone())),
            Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(_))) => return self.code(at),
            Event::Start(Tag::Table(columns)) => self.n_columns = columns.len(),
            Event::Start(Tag::TableRow) => return self.row(at.start),
            Event::Start(Tag::Item) => return self.task(at.start),
            Event::Start(Tag::Heading { level: HeadingLevel::H2, .. }) => return self.underlined(at),
            Event::Start(Tag::HtmlBlock) => return self.comment(at),
            // `:--|--:` is one to the parser.
            Event::Start(Tag::DefinitionListDefinition) => return self.torn_table(at.start),
            _ => {}
        }
        None
    }

    /// A line that begins with `#` and is no heading; `paragraph`: it is the first of one.
    fn heading(&self, start: usize, paragraph: Option<Range<usize>>) -> Option<Fault> {
        let line = self.line(start)?;
        if self.text[..start].ends_with('\\') {
            return None;
        }
        let words = line.trim_start_matches('#');
        let n = line.len() - words.len();
        let first = words.trim_start_matches(' ').chars().next()?;
        let place = Span::new(self.file, start, start + n);
        if n > 6 && words.starts_with(' ') && first.is_alphanumeric() {
            return Some(Fault {
                code: "broken-heading",
                span: place,
                message: format!("a heading has six levels at most, so {n} `#` make none"),
                help: "take some of the `#` away".to_owned(),
                fix: None,
            });
        }
        // `#1`, `#tag` and `#[derive]` are no headings.
        let is_meant = match n {
            1 => paragraph.is_some_and(|whole| self.text[whole].trim_end().len() == line.len()) && is_title(words),
            2..=6 => first.is_alphanumeric(),
            _ => false,
        };
        (is_meant && !words.starts_with(' ')).then(|| Fault {
            code: "broken-heading",
            span: Span { end: start + line.len(), ..place },
            message: format!("no space follows the `{}`, so this is no heading", &line[..n]),
            help: format!("write `{} {words}`", &line[..n]),
            fix: Some(Fix::insert(Span { start: start + n, ..place }, " ").label("write a space behind `#`")),
        })
    }

    /// A sentence that a line of hyphens right below it has made a heading.
    fn underlined(&self, at: &Range<usize>) -> Option<Fault> {
        let whole = self.text.get(at.clone())?.trim_end();
        if whole.starts_with('#') {
            return None;
        }
        let words = whole[..whole.rfind('\n')?].trim_end();
        let is_sentence = words.ends_with('.') && words.split_whitespace().nth(6).is_some();
        if !is_sentence || !whole.ends_with('-') {
            return None;
        }
        let line = words.rfind('\n').map_or(at.start, |end| at.start + end + 1);
        let below = line + self.text[line..].find('\n')? + 1;
        let is_plain = self.text[below..].starts_with('-');
        Some(Fault {
            code: "broken-heading",
            span: Span::new(self.file, below, at.start + whole.len()),
            message: "this line stands right below a sentence, which it makes a heading".to_owned(),
            help: "put an empty line above it; or, if a heading is meant, take the full stop away".to_owned(),
            fix: is_plain.then(|| above_it(self.file, below)),
        })
    }

    /// Marks for strong words that are never closed, or have a space within.
    fn strong(&mut self, start: usize) -> Option<Fault> {
        let rest = self.text[start..].strip_prefix("**").filter(|rest| !rest.starts_with('*'))?;
        let before = self.text[..start].chars().next_back();
        if start < self.told_until || before.is_some_and(|one| !one.is_whitespace() && !"([“\"'—".contains(one)) {
            return None;
        }
        let line = &rest[..rest.find('\n').unwrap_or(rest.len())];
        let told = |message: &str, help: String| {
            let span = Span::new(self.file, start, start + 2);
            Some(Fault { code: "broken-emphasis", span, message: message.to_owned(), help, fix: None })
        };
        match line.chars().next()? {
            one if one.is_alphanumeric() => told(
                "nothing closes these `**`, so readers see them",
                "write `**` right behind the last strong word".to_owned(),
            ),
            ' ' => {
                let inner = &line[..line.find("**")?];
                let words = inner.trim();
                if !words.starts_with(char::is_alphabetic) || words.len() > 200 {
                    return None;
                }
                self.told_until = start + 2 + inner.len() + 2;
                told("a space stands within these `**`, so readers see them", format!("write `**{words}**`"))
            }
            _ => None,
        }
    }

    /// Lines that begin as the items of a list do, without a space behind the mark.
    fn list(&self, start: usize) -> Option<Fault> {
        let line = self.line(start)?;
        if self.text[..start].ends_with('\\') {
            return None;
        }
        let next = self.text[start..].find('\n').and_then(|end| self.line(start + end + 1)).map_or("", unquoted);
        let mark = item_mark(line)?;
        let is_box = ["[ ]", "[x]", "[X]", "[]"].iter().any(|one| line[mark.len()..].starts_with(one));
        let goes_on = item_mark(next).is_some_and(|other| other == mark || mark.len() > 1 && other.len() > 1);
        (is_box || goes_on).then(|| Fault {
            code: "broken-list",
            span: Span::new(self.file, start, start + line.len()),
            message: format!("no space follows the `{mark}`, so this is no list"),
            help: format!("write `{mark} {}`, and so on", &line[mark.len()..]),
            fix: None,
        })
    }

    /// The item of a list that begins at `start`, with a box that is none.
    fn task(&self, start: usize) -> Option<Fault> {
        let line = self.line(start)?;
        let item = line.trim_start_matches(|one: char| "-*+.)".contains(one) || one.is_ascii_digit()).trim_start();
        let inner = item.strip_prefix('[')?;
        let (inner, behind) = inner.split_once(']').filter(|(inner, _)| inner.len() < 6)?;
        let is_box = matches!(inner.trim(), "" | "x" | "X" | "✓" | "✔");
        let is_right = matches!(inner, " " | "x" | "X") && (behind.is_empty() || behind.starts_with([' ', '\t']));
        if !is_box || is_right || behind.starts_with(['(', '[', ':']) {
            return None;
        }
        let place = start + line.len() - item.len();
        let meant = if inner.trim().is_empty() { "[ ]" } else { "[x]" };
        Some(Fault {
            code: "broken-list",
            span: Span::new(self.file, place, place + inner.len() + 2),
            message: "this box is none, so readers see its brackets".to_owned(),
            help: format!("write `{meant} {}`", behind.trim_start()),
            fix: None,
        })
    }

    /// A comment that is never closed.
    fn comment(&self, at: &Range<usize>) -> Option<Fault> {
        let block = self.text.get(at.clone())?;
        let opens = block.trim_start().strip_prefix("<!--")?;
        if opens.contains("-->") {
            return None;
        }
        let start = at.start + block.len() - block.trim_start().len();
        Some(Fault {
            code: "unclosed-code",
            span: Span::new(self.file, start, start + 4),
            message: "this comment is never closed, so nothing that follows is shown".to_owned(),
            help: "write `-->` behind it".to_owned(),
            fix: None,
        })
    }

    /// A paragraph that begins as a table does, and has no line of hyphens.
    fn headless_table(&self, start: usize) -> Option<Fault> {
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

    /// A line of hyphens within a paragraph, with the head of a table above it.
    fn torn_table(&self, start: usize) -> Option<Fault> {
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
    fn row(&self, start: usize) -> Option<Fault> {
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

    /// A block of code at `at` that is never closed, or not before the next begins.
    fn code(&mut self, at: &Range<usize>) -> Option<Fault> {
        let block = self.text.get(at.clone())?;
        let mark = block.chars().next()?;
        let n = block.len() - block.trim_start_matches(mark).len();
        let fence = &block[..n];
        let first = block.lines().next().unwrap_or("").trim_end();
        let last = block.trim_end();
        let end = last.rfind('\n').map(|start| unquoted(&last[start + 1..]));
        let is_closed = end.is_some_and(|end| end.len() >= n && end.chars().all(|one| one == mark));
        let told = |message: &str, help: String| {
            let span = Span::new(self.file, at.start, at.start + first.len());
            Some(Fault { code: "unclosed-code", span, message: message.to_owned(), help, fix: None })
        };
        let help = format!("put a line {fence} behind the code");
        // A longer fence may hold shorter ones; the first line of another block may be shown in none.
        let opens = |line: &str| {
            let line = unquoted(line);
            let behind = line.trim_start_matches(mark);
            line.len() - behind.len() == n && behind.starts_with(char::is_alphabetic) && !behind.contains([mark, ' '])
        };
        let may_hold = !self.is_turned_round && mark == '`' && first.len() > n && block[n..].contains(fence);
        if may_hold && block[first.len()..].lines().any(opens) {
            self.is_turned_round = true;
            return told("this code is not closed before the next begins, which is shown as part of it", help);
        }
        if is_closed || std::mem::replace(&mut self.is_turned_round, true) {
            return None;
        }
        told("this code is never closed, so all that follows is shown as code", help)
    }

    /// The line that goes on at `start`, without white space behind it; `None`: it is too long.
    fn line(&self, start: usize) -> Option<&'t str> {
        let rest = self.text.get(start..)?;
        let end = memchr::memchr(b'\n', rest.as_bytes()).unwrap_or(rest.len());
        (end <= MOST).then(|| rest[..end].trim_end())
    }
}

/// Whether words behind one `#` are a title: `Scope of the order`, but no `MeToo`.
fn is_title(words: &str) -> bool {
    let first = words.split(' ').next().unwrap_or("");
    let is_word = first.starts_with(char::is_uppercase) && first.chars().skip(1).all(char::is_lowercase);
    is_word && first.len() < words.len() && !words.ends_with(['.', '!', '?', ':', ',', ';']) && !words.contains('#')
}

/// The mark at the beginning of a line that would be an item of a list with a space behind it: `-` of `-one`, `2.` of `2.two`.
fn item_mark(line: &str) -> Option<&str> {
    let n_digits = line.len() - line.trim_start_matches(|one: char| one.is_ascii_digit()).len();
    let n = match line.as_bytes().get(n_digits)? {
        b'-' | b'*' | b'+' if n_digits == 0 => 1,
        b'.' | b')' if (1..4).contains(&n_digits) => n_digits + 1,
        _ => return None,
    };
    let is_word = |one: char| one.is_alphabetic() || one == '[';
    line[n..].starts_with(is_word).then(|| &line[..n])
}

/// A line without the marks of quotations and lists before it, and without white space around it.
fn unquoted(line: &str) -> &str {
    line.trim_start_matches([' ', '\t', '>'])
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

/// The repair that puts an empty line above the line at `start`.
fn above_it(file: FileId, start: usize) -> Fix {
    Fix::insert(Span::new(file, start, start), "\n").label("put an empty line above it")
}

/// Whether a text may hold two definitions of one address of links: then [`repeated`] looks for them.
pub(super) fn may_repeat(text: &str, definitions: &RefDefs<'_>) -> bool {
    let n_known = definitions.iter().count();
    n_known > 0 && definitions_in(text).nth(n_known).is_some()
}

/// Definitions of addresses that come to nothing, since one of the same label stands before them.
///
/// `pieces`: the text's; what is shown is no definition.
pub(super) fn repeated(text: &str, definitions: &RefDefs<'_>, pieces: &[Piece<'_>], file: FileId) -> Vec<Fault> {
    if !may_repeat(text, definitions) {
        return Vec::new();
    }
    let mut found = Vec::new();
    for at in definitions_in(text) {
        let label = &text[at.start + 1..at.end - 2];
        let Some(first) = definitions.get(label) else { continue };
        let address = text[at.end..].trim_start().trim_start_matches('<');
        let is_same = address.strip_prefix(&*first.dest).is_some_and(|rest| !rest.starts_with(is_of_address));
        if first.span.contains(&at.start) || first.span.start > at.start || is_same {
            continue;
        }
        let is_shown = pieces.iter().any(|piece| {
            let shows = matches!(&piece.node, Node::Event(Event::Text(_) | Event::Code(_) | Event::Html(_)));
            shows && piece.at.contains(&(at.start + 1))
        });
        if !is_shown {
            found.push(Fault {
                code: "repeated-label",
                span: Span::new(file, at.start, at.end - 1),
                message: format!("`[{label}]` is defined twice, and this address is never used"),
                help: format!("give it another label, or take it out; the links lead to `{}`", first.dest),
                fix: None,
            });
        }
    }
    found
}

fn is_of_address(letter: char) -> bool {
    !letter.is_whitespace() && letter != '>'
}

/// The places of `[label]:` at the beginnings of lines, which may define an address.
fn definitions_in(text: &str) -> impl Iterator<Item = Range<usize>> {
    memchr::memmem::find_iter(text.as_bytes(), "]:").filter_map(move |end| {
        let near = text.floor_char_boundary(end.saturating_sub(MOST));
        let line = text[near..end].rfind('\n').map_or(near, |at| near + at + 1);
        let before = &text[line..end];
        let open = before.rfind('[')?;
        let is_first = before[..open].chars().all(|one| " >\t".contains(one));
        (is_first && !before[open..].starts_with("[^")).then(|| line + open..end + 2)
    })
}

#[cfg(test)]
mod tests {
    use super::super::{Dialect, parse};
    use crate::files::Files;

    /// The texts at fault.
    #[track_caller]
    fn check(markdown: &str, expected: &[&str]) {
        let mut files = Files::default();
        let file = files.add("a.md", markdown);
        let faults = parse(markdown, file, Dialect::Site).citation_faults;
        let found: Vec<&str> = faults.iter().map(|fault| files.text(fault.span)).collect();
        assert_eq!(found, expected, "{markdown}");
    }

    #[test]
    fn headings_have_a_space() {
        check("##Head\n\nText\n###Head two\nmore", &["##Head", "###Head two"]);
        check("> ##Head\n\n- ##Head", &["##Head"]);
        check("#Scope of the order\n\nText", &["#Scope of the order"]);
        check("####### Seven", &["#######"]);
        check("\\##Head\n\n#tag\n\n#MeToo is new\n\n#1 is it\n\n#Hope dies last.\n\n##[derive]\n\n`##Head`\n\n##", &[]);
        check("#Include it\nin the text\n\n    ##Head\n\n```\n##Head\n```\n\n## Head\n\n####### \n\n#", &[]);
    }

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
    fn rows_have_as_many_cells_as_the_head() {
        check("| a | b |\n|---|---|\n| 1 | 2 | 3 | 4 |\n| 1 \\| 2 | 3 |", &["3 | 4"]);
        check("a | b\n--|--\n1 | 2 | 3\n1 | 2", &["3"]);
        check("| a | b |\n|---|---|\n| 1 |\n| 1 | |\n| | |", &["| 1 |"]);
        check("| a | b |\n|---|---|\n| 1 | 2 |\nText", &["Text"]);
        check("| a |\n|---|\n| 1 |\n2\n", &[]);
        check("- | a | b |\n  |---|---|\n  | 1 | `2 | 3` |", &["3`"]);
    }

    #[test]
    fn lists_have_spaces_and_boxes() {
        check("-one\n-two", &["-one"]);
        check("1.one\n2.two", &["1.one"]);
        check("-[ ] one", &["-[ ] one"]);
        check("- [] one\n- [x]two\n- [ x ] three", &["[]", "[x]", "[ x ]"]);
        check(
            "- [ ] one\n- [x] two\n- [x](a.md)\n- [](b.md)\n- [X]\n- [a] b\n\n-5 degrees\n-6 degrees\n\n1.5 m\n2.5 m",
            &[],
        );
        check("-one and\nno list\n\n\\-one\n-two\n\n- one\n-two", &[]);
    }

    #[test]
    fn strong_words_are_closed() {
        check("A **bold word", &["**"]);
        check("A ** bold ** word", &["**"]);
        check("A **bold** word, 2**3, 2 ** 3, src/**/*.rs, **/a, \\**a, `**a`, word** and ***x***", &[]);
    }

    #[test]
    fn a_sentence_is_no_heading_and_a_comment_ends() {
        check("This is the end of a part.\n---\n\nMore", &["---"]);
        check("A title\n---\n\nA title with a full stop.\n---\n\nText of many words, and so on.\n\n---", &[]);
        check("<!-- todo\n\nMore", &["<!--"]);
        check("<!-- todo -->\n\n<!--\na\n\nb\n-->\n", &[]);
    }

    #[test]
    fn code_is_closed() {
        check("```\ncode\n\nmore", &["```"]);
        check("~~~ rust\ncode\n```", &["~~~ rust"]);
        check("```rust\na\n\ntext\n\n```rust\nb\n```\n\nmore", &["```rust"]);
        check("- ```\n  code\n\nmore", &["```"]);
        check("```\ncode\n```\n\n````\n```rust\n````\n\n> ```\n> a\n> ```\n\n- ```\n  a\n  ```\n\n~~~\na\n~~~", &[]);
        check("```\n```\n\n    ```\n\n`````\na\n``````  ", &[]);
    }

    #[test]
    fn an_address_is_defined_once() {
        check("[x][a]\n\n[a]: https://a.example\n[A]: https://b.example", &["[A]"]);
        check("[x][a]\n\n[a]: https://a.example\n[a]: https://a.example", &[]);
        check("[x][a]\n\n[a]: b.md\n\n```\n[a]: c.md\n```\n\nText\n[a]: d.md", &[]);
    }
}
