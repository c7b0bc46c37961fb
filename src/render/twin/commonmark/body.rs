//! Writes HTML bodies as CommonMark.
//!
//! Takes what [`body`](crate::render::body) writes, the markup that `themes/README.md` describes, and raw HTML
//! of editors in it; gives Markdown that says the same, a citation as `[reported 4, p. 3]`. Reads
//! HTML because that is all that is left of a plain page: its Markdown is let go as soon as it is read, and
//! to keep it would cost a large site as much memory again. Addresses keep their marks; terms are words here.
//! Any text is read somehow: what is not known is left out, and its words stay. Tables are those of GFM.

use std::borrow::Cow;
use std::fmt::Write;

use memchr::memchr;

use super::tag::{self, Tag, attribute};
use super::{at_line_start, decoded, longest_run, push_code, push_words, target, words};
use crate::value::html::{VOID, end_of_raw};

/// How many quotations and lists stand within one another at most: those within are blocks of text.
const DEEPEST: usize = 24;

/// How far back an element that closes is looked for.
const NEAR: usize = 64;

/// Appends HTML as blocks, each ended by a line break, with an empty line between them.
pub fn body(html: &str, out: &mut String) {
    let mut writer = Writer {
        start: out.len(),
        out,
        line: String::new(),
        pending: Vec::new(),
        open: Vec::new(),
        n_silent: 0,
        holders: Vec::new(),
        lists: Vec::new(),
        last_list: None,
        code: None,
        language: String::new(),
        note: None,
        table: None,
    };
    writer.read(html);
}

struct Writer<'o, 'h> {
    out: &'o mut String,
    /// Where these blocks begin in `out`.
    start: usize,
    /// The block that is open, as far as it is written.
    line: String,
    /// Marks that have opened and wait for the first word behind them.
    pending: Vec<&'static str>,
    open: Vec<Open<'h>>,
    /// How many elements are open whose words are not shown.
    n_silent: usize,
    /// Quotations and items around the block.
    holders: Vec<Holder>,
    lists: Vec<List>,
    /// The list that closed right before, and within how many holders.
    last_list: Option<(char, usize)>,
    /// What stands in the code that is open.
    code: Option<String>,
    language: String,
    /// The words of the citation that is open.
    note: Option<String>,
    table: Option<Table>,
}

/// An element that is open.
struct Open<'h> {
    name: Cow<'h, str>,
    role: Role<'h>,
}

enum Role<'h> {
    Plain,
    Block,
    Silent,
    /// The note of a citation; the type of a statement in it, and a source: where they begin.
    Note,
    NoteType(usize),
    NoteSource(usize),
    /// The number of a footnote.
    Footnote,
    /// Emphasis of some kind.
    Mark(&'static str),
    Link {
        address: Cow<'h, str>,
        title: Cow<'h, str>,
    },
    Code,
    Pre,
    Heading(usize),
    List,
    Quote,
    Item,
    Table,
    Row,
    Cell,
}

/// How a block is written.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Block {
    /// Words: what begins a line must not be taken for a mark.
    Text,
    /// Words right in an item, which need no empty line before them.
    TightText,
    /// Markdown as it is.
    Verbatim,
}

/// A quotation or an item of a list, which begins each of its lines.
struct Holder {
    /// Before its first line, and before all others.
    first: String,
    rest: String,
    is_begun: bool,
    /// Whether no empty line need stand before it, if its text is tight.
    may_follow: bool,
    /// Whether it is the first of a list within an item: then the text before decides.
    is_first_inner: bool,
    /// Whether its last block was tight.
    is_tight: bool,
}

struct List {
    /// `-`, `*`, `.` or `)`.
    mark: char,
    number: usize,
    n_items: usize,
    /// Whether it stands in an item of another list.
    is_inner: bool,
}

#[derive(Default)]
struct Table {
    rows: Vec<Vec<String>>,
    /// How the columns of the first row are set: `---`, `:--`.
    columns: Vec<&'static str>,
    is_in_cell: bool,
}

impl Holder {
    fn new(first: String, rest: String) -> Holder {
        Holder { first, rest, is_begun: false, may_follow: false, is_first_inner: false, is_tight: false }
    }
}

impl<'h> Writer<'_, 'h> {
    fn read(&mut self, html: &'h str) {
        let mut rest = html;
        while let Some(at) = memchr(b'<', rest.as_bytes()) {
            self.text(&rest[..at]);
            let (tag, after) = tag::read(&rest[at..]);
            rest = after;
            match tag {
                Tag::None => self.text("<"),
                Tag::Nothing => {}
                Tag::Start { name, attributes } => {
                    // What stands in these is no HTML.
                    if matches!(&*name, "script" | "style") {
                        rest = &rest[end_of_raw(rest, &name).unwrap_or(rest.len())..];
                    }
                    self.start(name, attributes);
                }
                Tag::End { name } => self.end(&name),
            }
        }
        self.text(rest);
        while self.pop() {}
        self.flush();
    }

    fn start(&mut self, element: Cow<'h, str>, attributes: &'h str) {
        let name = &*element;
        if VOID.contains(&name) {
            if self.n_silent == 0 && self.note.is_none() {
                self.void(name, attributes);
            }
            return;
        }
        let class = if attributes.is_empty() { "" } else { attribute(attributes, "class").unwrap_or("") };
        let role = match &self.note {
            _ if self.n_silent > 0 => Role::Plain,
            Some(note) => match class {
                "note__type" => Role::NoteType(note.len()),
                "note__source" => Role::NoteSource(note.len()),
                _ => Role::Plain,
            },
            None => self.role(name, attributes, class),
        };
        self.begin(name, attributes, class, &role);
        self.open.push(Open { name: element, role });
    }

    /// What an element is to a reader of words; those that are met most stand first.
    fn role(&mut self, name: &str, attributes: &'h str, class: &str) -> Role<'h> {
        match name {
            "p" if class == "footnotes__back" => Role::Silent,
            "p" => Role::Block,
            "li" | "dd" if self.holders.len() < DEEPEST => Role::Item,
            "a" if !self.is_in(|role| matches!(role, Role::Link { .. } | Role::Footnote)) => Role::Link {
                address: decoded(attribute(attributes, "href").unwrap_or("")),
                title: decoded(attribute(attributes, "title").unwrap_or("")),
            },
            "em" | "i" => Role::Mark("*"),
            "strong" | "b" => Role::Mark("**"),
            "td" | "th" if self.table.is_some() => Role::Cell,
            "tr" if self.table.is_some() => Role::Row,
            "span" if class == "cite" => Role::Silent,
            "span" if class == "note" => Role::Note,
            "span" => Role::Plain,
            "code" | "kbd" | "samp" if self.code.is_none() => Role::Code,
            "code" => {
                self.language = class.strip_prefix("language-").map(decoded).unwrap_or_default().into_owned();
                Role::Plain
            }
            "pre" if self.code.is_none() => Role::Pre,
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => Role::Heading(usize::from(name.as_bytes()[1] - b'0')),
            "ul" | "ol" => Role::List,
            "blockquote" if self.holders.len() < DEEPEST => Role::Quote,
            "table" if self.table.is_none() => Role::Table,
            "sup" if class == "footnote" => Role::Footnote,
            "del" | "s" => Role::Mark("~~"),
            _ if tag::SILENT.contains(&name) => Role::Silent,
            _ if tag::BLOCKS.contains(&name) => Role::Block,
            _ => Role::Plain,
        }
    }

    /// Writes an element without a content.
    fn void(&mut self, name: &str, attributes: &str) {
        match name {
            "br" if self.is_on_one_line() => self.push(" "),
            "br" => {
                self.line.truncate(self.line.trim_end_matches(' ').len());
                if !self.line.is_empty() && !self.line.ends_with('\n') {
                    self.line.push_str("\\\n");
                }
            }
            "hr" => {
                self.flush();
                self.put("---", Block::Verbatim);
            }
            "img" => {
                let alt = words(&decoded(attribute(attributes, "alt").unwrap_or("")));
                let from = decoded(attribute(attributes, "src").unwrap_or(""));
                self.show();
                if from.is_empty() {
                    self.line.push_str(&alt);
                } else {
                    let _ = write!(self.line, "![{alt}]({})", target(&from));
                }
            }
            "input" if attribute(attributes, "type") == Some("checkbox") => {
                let is_done = attribute(attributes, "checked").is_some();
                self.line.push_str(if is_done { "[x] " } else { "[ ] " });
            }
            _ => {}
        }
    }

    /// Whether the block that is open cannot be broken.
    fn is_on_one_line(&self) -> bool {
        self.table.is_some() || self.is_in(|role| matches!(role, Role::Heading(_)))
    }

    /// Whether an element of this role is open around.
    fn is_in(&self, is_wanted: impl Fn(&Role<'_>) -> bool) -> bool {
        self.open.iter().rev().take(NEAR).any(|one| is_wanted(&one.role))
    }

    fn begin(&mut self, name: &str, attributes: &str, class: &str, role: &Role<'_>) {
        match role {
            Role::Plain | Role::NoteType(_) | Role::NoteSource(_) => {}
            Role::Silent => self.n_silent += 1,
            Role::Note => self.note = Some(String::new()),
            Role::Footnote => {
                self.show();
                self.line.push_str("[note ");
            }
            Role::Mark(mark) => self.pending.push(mark),
            Role::Link { .. } => self.pending.push("["),
            Role::Code => self.code = Some(String::new()),
            Role::Pre => {
                self.flush();
                (self.code, self.language) = (Some(String::new()), String::new());
            }
            Role::Block if name == "dt" => {
                self.flush();
                self.pending.push("**");
            }
            Role::Block | Role::Heading(_) => self.flush(),
            Role::List => {
                self.flush();
                let is_ordered = name == "ol";
                let usual = if is_ordered { '.' } else { '-' };
                let mark = match self.last_list {
                    // Two lists one behind the other are told apart by their marks.
                    Some((last, depth)) if last == usual && depth == self.holders.len() => {
                        if is_ordered {
                            ')'
                        } else {
                            '*'
                        }
                    }
                    _ => usual,
                };
                let number = attribute(attributes, "start").and_then(|start| start.parse().ok()).unwrap_or(1);
                let is_inner = self.is_in(|role| matches!(role, Role::Item));
                self.lists.push(List { mark, number, n_items: 0, is_inner });
            }
            Role::Item => {
                self.flush();
                self.close_item();
                self.hold_item(name == "dd");
            }
            Role::Quote => {
                self.flush();
                self.last_list = None;
                let mark = "> ".to_owned();
                self.holders.push(Holder::new(mark.clone(), mark));
                if let Some((_, kind)) = class.rsplit_once("alert-") {
                    let mut letters = kind.chars();
                    let first: String = letters.next().map(|first| first.to_uppercase().collect()).unwrap_or_default();
                    self.put(&format!("**{}**", words(&format!("{first}{}", letters.as_str()))), Block::Text);
                }
            }
            Role::Table => {
                self.flush();
                self.table = Some(Table::default());
            }
            Role::Row => {
                self.close_cell();
                if let Some(table) = &mut self.table {
                    table.rows.push(Vec::new());
                }
            }
            Role::Cell => {
                self.close_cell();
                let Some(table) = &mut self.table else { return };
                if table.rows.is_empty() {
                    table.rows.push(Vec::new());
                }
                if table.rows.len() == 1 {
                    table.columns.push(match class {
                        "cell-left" => ":--",
                        "cell-center" => ":-:",
                        "cell-right" => "--:",
                        _ => "---",
                    });
                }
                table.is_in_cell = true;
            }
        }
    }

    /// Closes an item whose end was not written.
    fn close_item(&mut self) {
        let from = self.open.len().saturating_sub(NEAR);
        let is_bound = |one: &Open<'_>| matches!(one.role, Role::Item | Role::List | Role::Quote);
        if let Some(at) = self.open[from..].iter().rposition(is_bound)
            && matches!(self.open[from + at].role, Role::Item)
        {
            while self.open.len() > from + at {
                self.pop();
            }
        }
    }

    fn hold_item(&mut self, is_definition: bool) {
        let (first, may_follow, is_first_inner) = match self.lists.last_mut().filter(|_| !is_definition) {
            Some(list) => {
                let first = match list.mark {
                    '-' | '*' => format!("{} ", list.mark),
                    // No number has more digits, so says CommonMark.
                    mark => format!("{}{mark} ", list.number.min(999_999_999)),
                };
                list.number = list.number.saturating_add(1);
                list.n_items += 1;
                (first, list.n_items > 1, list.n_items == 1 && list.is_inner)
            }
            None => ("- ".to_owned(), true, false),
        };
        let rest = " ".repeat(first.len());
        self.holders.push(Holder { may_follow, is_first_inner, ..Holder::new(first, rest) });
    }

    fn end(&mut self, name: &str) {
        let from = self.open.len().saturating_sub(NEAR);
        let Some(at) = self.open[from..].iter().rposition(|one| one.name == name) else {
            if self.n_silent == 0 && tag::BLOCKS.contains(&name) {
                self.flush();
            }
            return;
        };
        while self.open.len() > from + at {
            self.pop();
        }
    }

    /// Closes the innermost element; `false`: none is open.
    fn pop(&mut self) -> bool {
        // Its last block is still in it.
        match self.open.last() {
            Some(Open { name, role: Role::Block }) if name == "dt" => {
                self.close_mark("**", "**");
                self.flush();
            }
            Some(Open { role: Role::Block | Role::List | Role::Quote | Role::Item, .. }) => self.flush(),
            _ => {}
        }
        let Some(Open { role, .. }) = self.open.pop() else { return false };
        match role {
            Role::Plain | Role::Block => {}
            Role::Silent => self.n_silent -= 1,
            Role::Note => {
                let note = self.note.take().unwrap_or_default();
                self.line.truncate(self.line.trim_end_matches(' ').len());
                let space = if self.line.is_empty() || self.line.ends_with('\n') { "" } else { " " };
                let _ = write!(self.line, "{space}[{}]", words(&note));
            }
            Role::NoteType(from) => {
                if let Some(note) = self.note.as_mut().filter(|note| note.is_char_boundary(from)) {
                    let own = note.split_off(from);
                    note.push_str(&own.to_lowercase());
                }
            }
            Role::NoteSource(from) => {
                // `5. Short label`
                if let Some(note) = self.note.as_mut().filter(|note| note.is_char_boundary(from)) {
                    let own = note.split_off(from);
                    note.push_str(own.split('.').next().unwrap_or_default());
                }
            }
            Role::Footnote => self.line.push(']'),
            Role::Mark(mark) => self.close_mark(mark, mark),
            Role::Link { address, title } => self.close_link(&address, &title),
            Role::Code => {
                let code = self.code.take().unwrap_or_default();
                if !code.is_empty() {
                    self.show();
                    push_code(&code, &mut self.line);
                }
            }
            Role::Pre => {
                let code = self.code.take().unwrap_or_default();
                let fence = "`".repeat(longest_run(&code).max(2) + 1);
                let language: String =
                    self.language.chars().filter(|one| !one.is_whitespace() && *one != '`').collect();
                let code = code.trim_end_matches('\n');
                self.put(&format!("{fence}{language}\n{code}\n{fence}"), Block::Verbatim);
            }
            Role::Heading(level) if self.table.is_none() => {
                let text = std::mem::take(&mut self.line);
                let text = text.trim();
                let hashes = text.len() - text.trim_end_matches('#').len();
                let (text, closing) = text.split_at(text.len() - hashes);
                let escape = if hashes > 0 { "\\" } else { "" };
                if !text.is_empty() || hashes > 0 {
                    self.put(&format!("{} {text}{escape}{closing}", "#".repeat(level)), Block::Verbatim);
                }
            }
            Role::Heading(_) => self.push(" "),
            Role::List => {
                if let Some(list) = self.lists.pop() {
                    self.last_list = Some((list.mark, self.holders.len()));
                }
            }
            Role::Quote | Role::Item => {
                if self.holders.last().is_some_and(|holder| !holder.is_begun) {
                    self.put("", Block::TightText);
                }
                self.holders.pop();
            }
            Role::Table => self.close_table(),
            Role::Row | Role::Cell => self.close_cell(),
        }
        true
    }

    /// Closes emphasis, unless there was nothing in it: its mark stands right behind the last word.
    fn close_mark(&mut self, opening: &str, closing: &str) {
        if self.pending.last() == Some(&opening) {
            self.pending.pop();
            return;
        }
        let words = self.line.trim_end_matches(' ').len();
        let is_spaced = words < self.line.len();
        self.line.truncate(words);
        self.line.push_str(closing);
        if is_spaced {
            self.line.push(' ');
        }
    }

    fn close_link(&mut self, address: &str, title: &str) {
        if let Some(before) = self.line.strip_suffix(address)
            && before.ends_with('[')
            && address.contains("://")
        {
            // It is its own words.
            let start = before.len() - 1;
            self.line.replace_range(start..=start, "<");
            self.line.push('>');
            return;
        }
        let title = match title {
            "" => String::new(),
            _ => format!(" \"{}\"", words(title).replace('"', "\\\"")),
        };
        match address {
            "" => self.close_mark("[", "]"),
            _ => self.close_mark("[", &["](", &target(address), &title, ")"].concat()),
        }
    }

    fn close_cell(&mut self) {
        let Some(table) = self.table.as_mut().filter(|table| table.is_in_cell) else { return };
        table.is_in_cell = false;
        let cell = std::mem::take(&mut self.line).trim().replace('|', "\\|");
        if let Some(row) = table.rows.last_mut() {
            row.push(cell);
        }
    }

    fn close_table(&mut self) {
        self.close_cell();
        let Some(table) = self.table.take() else { return };
        let mut lines = Vec::with_capacity(table.rows.len() + 1);
        for row in table.rows.iter().filter(|row| !row.is_empty()) {
            lines.push(format!("| {} |", row.join(" | ")));
            if lines.len() == 1 {
                lines.push(format!("| {} |", table.columns.join(" | ")));
            }
        }
        if !lines.is_empty() {
            self.put(&lines.join("\n"), Block::Verbatim);
        }
    }

    fn text(&mut self, html: &str) {
        if html.is_empty() || self.n_silent > 0 {
            return;
        }
        let text = decoded(html);
        if let Some(verbatim) = self.code.as_mut().or(self.note.as_mut()) {
            verbatim.push_str(&text);
        } else {
            self.push(&text);
        }
    }

    /// Adds words to the block that is open.
    fn push(&mut self, text: &str) {
        let words = text.trim_ascii_start();
        if words.len() < text.len() && !self.line.is_empty() && !self.line.ends_with([' ', '\n']) {
            self.line.push(' ');
        }
        if words.is_empty() {
            return;
        }
        self.show();
        // `[reported 4](...` would be a link.
        if self.line.ends_with(']') && words.starts_with(['(', ':']) {
            self.line.push('\\');
        }
        push_words(words, &mut self.line);
    }

    /// Writes the marks that wait for a word.
    fn show(&mut self) {
        for mark in self.pending.drain(..) {
            if mark == "[" && self.line.ends_with('!') {
                // `![` would be a picture.
                self.line.insert(self.line.len() - 1, '\\');
            }
            self.line.push_str(mark);
        }
    }

    /// Writes the block that is open.
    fn flush(&mut self) {
        if self.table.is_some() {
            self.push(" ");
            return;
        }
        let mut text = std::mem::take(&mut self.line);
        let mut line = text.trim_end_matches(' ');
        // A break at the end breaks nothing.
        while let Some(before) = line.strip_suffix("\\\n") {
            line = before.trim_end_matches(' ');
        }
        let is_block = |one: &&Open<'_>| {
            matches!(one.role, Role::Item | Role::Block | Role::Quote | Role::List | Role::Heading(_))
        };
        let around = self.open.iter().rev().take(NEAR).find(is_block);
        let is_tight = matches!(around, Some(Open { role: Role::Item, .. }));
        if !line.is_empty() {
            self.put(line, if is_tight { Block::TightText } else { Block::Text });
        }
        // Its room is the next one's.
        text.clear();
        self.line = text;
    }

    /// Writes a block, each line behind the marks of what holds it.
    fn put(&mut self, text: &str, block: Block) {
        let is_tight = block == Block::TightText;
        let fresh = self.holders.iter().position(|holder| !holder.is_begun);
        let follows = fresh.is_some_and(|at| match at.checked_sub(1).filter(|_| self.holders[at].is_first_inner) {
            Some(around) => self.holders[around].is_tight,
            None => is_tight && self.holders[at].may_follow,
        });
        if self.out.len() > self.start && !follows {
            self.push_prefix(false);
            self.out.push('\n');
        }
        self.last_list = None;
        if let Some(holder) = self.holders.last_mut() {
            holder.is_tight = is_tight;
        }
        for line in text.split('\n') {
            self.push_prefix(true);
            if line.is_empty() {
                self.out.truncate(self.out.trim_end_matches(' ').len());
            } else if block == Block::Verbatim {
                self.out.push_str(line);
            } else {
                self.out.push_str(&at_line_start(line));
            }
            self.out.push('\n');
        }
    }

    /// Writes what stands before a line of text, or before an empty one.
    fn push_prefix(&mut self, is_text: bool) {
        for holder in &mut self.holders {
            if holder.is_begun {
                self.out.push_str(&holder.rest);
            } else if is_text {
                holder.is_begun = true;
                self.out.push_str(&holder.first);
            } else {
                break;
            }
        }
        if !is_text {
            self.out.truncate(self.out.trim_end_matches(' ').len());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::markdown::{Dialect, html::plain};

    #[track_caller]
    fn check(html: &str, expected: &str) {
        let mut out = String::new();
        body(html, &mut out);
        assert_eq!(out, expected, "{html}");
    }

    /// Markdown that gives the HTML again from which it was made.
    #[track_caller]
    fn check_round(markdown: &str) {
        let html = plain(markdown, Dialect::CommonMark);
        let mut again = String::new();
        body(&html, &mut again);
        assert_eq!(plain(&again, Dialect::CommonMark), html, "{markdown:?} became {again:?}");
    }

    #[test]
    fn citations_stand_in_brackets_with_their_types() {
        let cite = "<span class=\"cite\"><button type=\"button\">5 7</button></span>";
        let note = "<span class=\"note\" id=\"a-note\" popover><b class=\"note__type\">Inference</b> \
            <a class=\"note__source\" href=\"\u{1}sources/a/\">5. Ed. by A</a><span class=\"note__locator\">, p. 3</span>; \
            <b class=\"note__type\">Reported</b> see <a class=\"note__source\" href=\"\u{1}sources/b/\">7. B</a>\
            <span class=\"note__via\">, which names C</span></span>";
        check(
            &format!(
                "<p><span class=\"statement\" data-type=\"inference\" id=\"a\">It may{cite}{note}</span>. Then \
                <span class=\"statement\">we add<span class=\"cite\"><button>†</button></span>\
                <span class=\"note\"><b class=\"note__type\">Analysis</b> of 3 June 2026</span></span>.</p>\n"
            ),
            "It may [inference 5, p. 3; reported see 7, which names C]. Then we add [analysis of 3 June 2026].\n",
        );
    }

    #[test]
    fn links_keep_their_marks_and_terms_are_words() {
        check(
            "<p><a href=\"\u{1}a/#b\">one</a> and \u{3}eo\u{4}an EO\u{5}, wow!<a href=\"x(1).pdf?a=1&amp;copy;=2\" title='a \"b\"'>two</a></p>",
            "[one](\u{1}a/#b) and an EO, wow\\![two](x%281%29.pdf?a=1\\&copy;=2 \"a \\\"b\\\"\")\n",
        );
        check("<p><a href=\"https://a.example/b\">https://a.example/b</a></p>", "<https://a.example/b>\n");
    }

    #[test]
    fn tables_footnotes_tasks_alerts_and_definitions() {
        check(
            "<div class=\"table\"><table><thead><tr><th class=\"cell-right\">A</th><th>B|C</th></tr></thead><tbody>\
             <tr><td class=\"cell-right\">1<br />2</td><td><code>x|y</code></td></tr>\n</tbody></table></div>",
            "| A | B\\|C |\n| --: | --- |\n| 1 2 | `x\\|y` |\n",
        );
        check(
            "<p>One<sup class=\"footnote\"><a href=\"#fn-a\" id=\"fnref-a\" aria-label=\"Footnote 1\">1</a></sup>.</p>\
             <section class=\"footnotes\" aria-label=\"Footnotes\"><ol>\n<li id=\"fn-a\"><p>Two.</p>\n\
             <p class=\"footnotes__back\"><a href=\"#fnref-a\">Back to the text</a></p></li></ol></section>",
            "One[note 1].\n\n1. Two.\n",
        );
        check(
            "<ul class=\"tasks\">\n<li><input type=\"checkbox\" aria-label=\"Done\"> one</li>\n<li><input type=\"checkbox\" checked> two</li>\n</ul>",
            "- [ ] one\n- [x] two\n",
        );
        check(
            "<blockquote class=\"markdown-alert-note\">\n<p>Read.</p>\n</blockquote><dl>\n<dt>A</dt>\n<dd>B</dd>\n<dt>C</dt><dd>D</dd></dl>",
            "> **Note**\n>\n> Read.\n\n**A**\n- B\n\n**C**\n- D\n",
        );
    }

    #[test]
    fn raw_html_leaves_its_words() {
        check(
            "<div><P>One <b>two </b>three<script>x < y</script><!-- secret --></P><svg><title>no</title></svg><p>four</div> five",
            "One **two** three\n\nfour\n\nfive\n",
        );
        check("<ul><li>a<li>b<ul><li>c</ul></ul>", "- a\n- b\n  - c\n");
        for odd in ["<", "<a", "</", "a < b", "<b><i></b></i>", "<td>x</td></tr></table>", "<pre>", "<li><ul></li>"] {
            body(odd, &mut String::new());
        }
    }

    /// However deep or broken, it ends, and what it means to say is there.
    #[test]
    fn monstrous_html_is_read() {
        for part in [
            "<li>",
            "<ul><li>",
            "<blockquote>",
            "<b>",
            "<a href=x>",
            "</p>",
            "<table><tr><td>",
            "&",
            "< ",
            "`",
            "<i></b>",
        ] {
            let mut out = String::new();
            body(&format!("{}words", part.repeat(20_000)), &mut out);
            assert!(out.contains("words"), "{part}");
        }
    }

    #[test]
    fn what_markdown_says_is_said_again() {
        for markdown in [
            "# A *b* #\n\ntext with **strong *and* emphasis**, `code` and ``a`b``\n",
            "- a\n- b\n  - c\n  - d\n\n    e\n- f\n\ng\n",
            "1. a\n2. b\n\n   c\n\n7) d\n8) e\n",
            "- a\n\n- b\n\n* c\n",
            "> a\n>\n> - c\n>\n>   > d\n\n    code\n\n      more\n",
            "```rust\nlet a = `1`;\n\n# no\n```\n\n````\n```\n````\n",
            "a\\\nb  \nc\n\n---\n\n![alt *x*](y.png)\n",
            "\\# a\n\n1\\. b\n\n\\- c\n\n+1\n\n\\+ d\n",
            "[a](b \"c\"), [d](<e f>), <https://g.example/>\n",
            "-\n- a\n\n-   ```\n    b\n    ```\n",
        ] {
            check_round(markdown);
        }
    }
}
