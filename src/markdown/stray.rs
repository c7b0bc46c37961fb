//! Finds what is nearly what was meant: a heading, a table, a list, code, strong words. Readers see their marks, or lose their words.
//!
//! Takes the parser's events in order; gives a fault where nothing else can be meant. On the common
//! way it looks at one byte of a line. Never changes what is shown.

mod emphasis;
mod foreign;
mod link;
mod table;
mod tags;

use std::collections::BTreeMap;
use std::ops::Range;

use pulldown_cmark::{CodeBlockKind, Event, HeadingLevel, LinkType, Tag, TagEnd};

use super::citation::{Fault, looks_like_citation};
use super::late;
use super::merge;
use crate::diag::fix::Fix;
use crate::files::{FileId, Span};

/// Bytes of the longest line that is looked at.
pub(super) const MOST: usize = 2000;

/// How many faults in raw HTML, and in marks within a text, are told of one text.
const MOST_FOUND: usize = 1000;

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
    /// The first block of code that holds sentences.
    swallower: Option<Span>,
    /// Whether what comes is shown as it stands.
    is_verbatim: bool,
    /// Whether marks of strong words stand by themselves somewhere.
    has_spaced: bool,
    /// Whether braces or a reference to a character may stand somewhere.
    has_others: bool,
    /// Whether words may be marked by `==` somewhere.
    has_marked: bool,
    /// Whether letters that were read as others may stand somewhere, and none have been told.
    has_misread: bool,
    /// Up to here marks have been told.
    told_until: usize,
    /// Whether raw HTML is one to browsers.
    pub reads_html: bool,
    /// Tags of raw HTML that nothing has closed yet, by the name of their element.
    open: BTreeMap<&'static str, Vec<tags::Open>>,
    /// How many quotations are open.
    n_quotes: usize,
    /// Whether a tab stands somewhere.
    has_tabs: bool,
    /// How many pictures are open.
    n_images: usize,
    /// The term of a list of definitions.
    term: Range<usize>,
    /// What was found beside what was given back.
    found: Vec<Fault>,
}

impl<'t> Strays<'t> {
    pub fn new(text: &'t str, file: FileId) -> Strays<'t> {
        let holds = |mark: &str| memchr::memmem::find(text.as_bytes(), mark.as_bytes()).is_some();
        Strays {
            text,
            file,
            begins_line: false,
            paragraph: None,
            n_columns: 0,
            is_turned_round: false,
            swallower: None,
            is_verbatim: false,
            has_spaced: holds(SPACED),
            has_others: memchr::memchr2(b'{', b'&', text.as_bytes()).is_some(),
            has_marked: holds("=="),
            has_misread: holds("â€") || holds("Ã"),
            told_until: 0,
            reads_html: true,
            open: BTreeMap::new(),
            n_quotes: 0,
            has_tabs: memchr::memchr(b'\t', text.as_bytes()).is_some(),
            n_images: 0,
            term: 0..0,
            found: Vec::new(),
        }
    }

    /// What is wrong with the block that an event opens or goes on with.
    pub fn see(&mut self, event: &Event<'_>, at: &Range<usize>) -> Option<Fault> {
        if let Event::Text(_) = event {
            if self.is_verbatim {
                return None;
            }
            let first = *self.text.as_bytes().get(at.start)?;
            if self.has_misread
                && let Some(found) = self.misread(at)
            {
                self.has_misread = false;
                return Some(found);
            }
            if std::mem::take(&mut self.begins_line) {
                let paragraph = self.paragraph.take();
                let found = match first {
                    b'!' | b'?' | b':' => self.foreign_line(at.start),
                    0xc2 | 0xe2 => self.bullets(at.start, paragraph.as_ref()).or_else(|| self.unmarked_item(at.start)),
                    b'[' => self.unmarked_item(at.start),
                    b'#' => self.heading(at.start, paragraph.clone()),
                    b'|' if paragraph.is_some() => {
                        self.parted_table(at.start).or_else(|| self.headless_table(at.start))
                    }
                    b'|' => self.torn_table(at.start),
                    b'-' if paragraph.is_none() => self.torn_table(at.start).or_else(|| self.list(at.start)),
                    b'0'..=b'9' if paragraph.is_none() => self.late_list(at.start).or_else(|| self.list(at.start)),
                    b'+' if self.text[at.start..].starts_with("+++") => self.block(at.start, paragraph.is_some()),
                    b'-' | b'*' | b'+' | b'0'..=b'9' => self.list(at.start),
                    _ => None,
                };
                let found = match found {
                    None if self.n_quotes > 0 && paragraph.is_none() => self.lazy(at.start),
                    None if self.has_tabs => self.tabs(at.start),
                    found => found,
                };
                if found.is_some() {
                    return found;
                }
            }
            match first {
                b'*' | b'_' | b'~' | b'`' => return self.mark(at.start, char::from(first)),
                b'[' => return self.bracket(at.start),
                b']' => return self.outer_link(at.start),
                b'<' => self.broken_tag(at.start),
                _ => {}
            }
            if first == b'{'
                && let Some(found) = self.attributes(at.start)
            {
                return Some(found);
            }
            if self.has_others || self.has_marked {
                self.within(at);
            }
            let spaced = if self.has_spaced { self.text.get(at.clone())?.find(SPACED) } else { None };
            return spaced.and_then(|before| self.mark(at.start + before + 1, '*'));
        }
        self.begins_line = false;
        match event {
            Event::SoftBreak | Event::HardBreak => (self.begins_line, self.paragraph) = (true, None),
            Event::Start(Tag::Paragraph) => (self.begins_line, self.paragraph) = (true, Some(at.clone())),
            Event::Start(Tag::CodeBlock(kind)) => {
                self.is_verbatim = true;
                return if let CodeBlockKind::Fenced(_) = kind { self.code(at) } else { self.indented(at) };
            }
            Event::Start(Tag::MetadataBlock(_)) => self.is_verbatim = true,
            Event::End(TagEnd::CodeBlock | TagEnd::MetadataBlock(_)) => self.is_verbatim = false,
            Event::Start(Tag::Table(columns)) => self.n_columns = columns.len(),
            Event::Start(Tag::TableRow) => {
                let found = self.row(at.start);
                if found.is_some() {
                    self.told_until = at.end;
                }
                return found;
            }
            Event::Start(Tag::Item) => return self.task(at.start).or_else(|| self.shallow_item(at.start)),
            Event::Start(Tag::BlockQuote(_)) => self.n_quotes += 1,
            Event::End(TagEnd::BlockQuote(_)) => self.n_quotes = self.n_quotes.saturating_sub(1),
            Event::Start(Tag::Heading { level, .. }) => {
                let underlined = if *level == HeadingLevel::H2 { self.underlined(at) } else { None };
                return underlined.or_else(|| self.empty_heading(at));
            }
            Event::Start(Tag::HtmlBlock) => {
                self.html(at);
                return self.comment(at);
            }
            // The words of a picture are text.
            Event::Start(Tag::Image { .. }) => self.n_images += 1,
            Event::End(TagEnd::Image) => self.n_images = self.n_images.saturating_sub(1),
            Event::InlineHtml(_) if self.n_images == 0 => self.html(at),
            Event::Start(Tag::Link { link_type: LinkType::ShortcutUnknown | LinkType::ReferenceUnknown, .. }) => {
                return self.second_stop(at);
            }
            Event::Start(Tag::Link { link_type: LinkType::Inline, .. }) => return self.link(at),
            Event::Start(Tag::FootnoteDefinition(_)) => return self.empty_note(at),
            Event::Start(Tag::DefinitionListTitle) => {
                self.term = at.clone();
                return self.foreign_line(at.start);
            }
            // `:--|--:` is one to the parser.
            Event::Start(Tag::DefinitionListDefinition) => {
                return self.torn_table(at.start).or_else(|| self.definition(at.start));
            }
            _ => {}
        }
        None
    }

    /// What is wrong with the whole, once it has ended, and what was found beside what was given back.
    pub fn finish(&mut self) -> Vec<Fault> {
        self.unclosed();
        let merged = merge::marks(self.text).into_iter().map(|mark| Fault {
            code: "merge-marks",
            span: Span::new(self.file, mark.start, mark.end),
            message: "a merge of two versions is not finished here".to_owned(),
            help: String::new(),
            fix: None,
        });
        self.found.extend(merged);
        std::mem::take(&mut self.found)
    }

    /// A line that a colon makes the definition of the sentence above it.
    fn definition(&self, start: usize) -> Option<Fault> {
        let term = self.text.get(self.term.clone())?.trim_end();
        let is_sentence = term.ends_with(['.', '!', '?', ';', ',']) && term.split_whitespace().nth(8).is_some();
        (is_sentence && self.text[start..].starts_with(':')).then(|| Fault {
            code: "broken-list",
            span: Span::new(self.file, start, start + 1),
            message: "this colon makes the sentence above it a term, and what follows its definition".to_owned(),
            help: "put it at the end of the line above; if a colon is meant to stand here, write `\\:`".to_owned(),
            fix: None,
        })
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
        let gap = words.len() - words.trim_start_matches(is_other_space).len();
        if gap > 0 && n <= 6 {
            let words = words[gap..].trim_start();
            let space = Span { start: start + n, end: start + n + gap, ..place };
            let is_meant =
                words.starts_with(char::is_alphanumeric) && (n > 1 || paragraph.is_some() && is_title(words));
            return is_meant.then(|| Fault {
                code: "broken-heading",
                span: Span { end: start + line.len(), ..place },
                message: format!("no common space follows the `{}`, so this is no heading", &line[..n]),
                help: format!("write `{} {words}`", &line[..n]),
                fix: Some(Fix::replace(space, &line[n..n + gap], " ").label("write a common space")),
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

    /// A block of attributes that is read as words; `is_first`: no words stand above it.
    fn block(&mut self, start: usize, is_first: bool) -> Option<Fault> {
        // Of front matter `model` tells.
        if start < self.told_until || self.text[..start].trim().is_empty() {
            return None;
        }
        let told = |message: &str, help: &str, fix| {
            let span = Span::new(self.file, start, start + 3);
            Some(Fault { code: "misplaced-text", span, message: message.to_owned(), help: help.to_owned(), fix })
        };
        match late::opened(self.text, start)? {
            late::Opened::Unclosed(end) => {
                self.told_until = end;
                let help = "put a line `+++` behind the attributes";
                told("nothing closes the attributes that this line opens, so readers see them", help, None)
            }
            late::Opened::Block(_, end) => {
                self.told_until = end;
                let help = "put them directly below the heading of their record, between two lines `+++`";
                match is_first {
                    true => told(
                        "an empty line makes these attributes text, so readers see them",
                        "take the empty line below `+++` away",
                        None,
                    ),
                    false => told("these attributes stand below text, so readers see them", help, None),
                }
            }
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
        let words = line[mark.len()..].trim_start_matches(is_other_space);
        let is_box = ["[ ]", "[x]", "[X]", "[]"].iter().any(|one| words.starts_with(one));
        let is_alike = |other: &str| {
            other == mark || mark.len() > 1 && other.len() > 1 && other.ends_with(&mark[mark.len() - 1..])
        };
        let goes_on = item_mark(next).is_some_and(is_alike);
        // Beside the item of a list it is meant as one.
        let is_strong = words.starts_with("**");
        let is_item = |line: &str| {
            real_mark(line).is_some_and(|other| is_strong || is_alike(other)) && !(mark == "*" && words.contains('*'))
        };
        let above = self.text[..start].rfind('\n').map_or("", |end| last_line(&self.text[..end]));
        // The line above it has been told.
        if self.is_beside_line(start) && item_mark(unquoted(above)).is_some_and(is_alike) {
            return None;
        }
        let stands_beside = self.is_beside_line(start) && (is_item(next) || is_item(unquoted(above)));
        (is_box || goes_on || stands_beside).then(|| Fault {
            code: "broken-list",
            span: Span::new(self.file, start, start + line.len()),
            message: match words.len() + mark.len() == line.len() {
                true => format!("no space follows the `{mark}`, so this is no list"),
                false => format!("no common space follows the `{mark}`, so this is no list"),
            },
            help: match stands_beside {
                true => format!("write `{mark} {words}`"),
                false => format!("write `{mark} {words}`, and so on"),
            },
            fix: None,
        })
    }

    /// A line beside the items of a list that is meant as one, and begins with the dash of another program or with the
    /// box of a task alone.
    fn unmarked_item(&self, start: usize) -> Option<Fault> {
        const BEGINNINGS: [&str; 5] = ["– ", "— ", "• ", "[ ] ", "[x] "];
        let line = self.line(start)?;
        let begins = BEGINNINGS.into_iter().find(|begins| line.starts_with(begins))?;
        let words = line[begins.len()..].trim_start();
        let is_box = begins.starts_with('[');
        let before = last_line(&self.text[..start]);
        let above = self.text[..start].rfind('\n').map_or("", |end| last_line(&self.text[..end]));
        let next = self.text[start..].find('\n').and_then(|end| self.line(start + end + 1)).unwrap_or("");
        // What goes on with the words of an item begins below them, and small.
        let begins_item = |other: &str| {
            let indent = other.len() - other.trim_start_matches([' ', '>']).len();
            let mark = real_mark(&other[indent..]).filter(|mark| mark.len() == 1);
            let has_box = || other[indent + 1..].trim_start().starts_with('[');
            indent == before.len() && mark.is_some() && (!is_box || has_box())
        };
        let is_words = words.starts_with(|one: char| one.is_uppercase() || "\"“[*".contains(one));
        (self.is_beside_line(start) && is_words && (begins_item(above) || begins_item(next))).then(|| {
            let written = if is_box { "" } else { begins.trim_end() };
            let place = Span::new(self.file, start, start + written.len());
            Fault {
                code: "broken-list",
                span: Span { end: start + begins.trim_end().len(), ..place },
                message: format!("`{}` begins no item of a list", begins.trim_end()),
                help: format!("write `- {}`", if is_box { begins.trim_end() } else { "..." }),
                fix: Some(Fix::replace(place, written, if is_box { "- " } else { "-" }).label("write `-`")),
            }
        })
    }

    /// The first characters that show that the text was read as something else on its way here: `donâ€™t`, `cafÃ©`.
    fn misread(&self, at: &Range<usize>) -> Option<Fault> {
        // What such characters become begins with one of these letters.
        let starts = self.text.get(at.clone())?.match_indices(['â', 'Ã']).map(|(start, _)| at.start + start);
        let mut found = starts.filter_map(|at| {
            let mut rest = self.text.get(at..)?.chars();
            let (first, second) = (rest.next()?, rest.next()?);
            let is_mark = first == 'â' && second == '€' || first == 'Ã' && ('\u{80}'..='\u{bf}').contains(&second);
            let length = first.len_utf8()
                + second.len_utf8()
                + rest.next().map_or(0, char::len_utf8) * usize::from(first == 'â');
            is_mark.then_some(at..at + length)
        });
        let first = found.next()?;
        Some(Fault {
            code: "invalid-utf8",
            span: Span::new(self.file, first.start, first.end),
            message: "this was one character, and was read as several on its way here".to_owned(),
            help: "copy the text again from where it comes, or write the characters anew: `’`, `“`, `é`".to_owned(),
            fix: None,
        })
    }

    /// An item right below a numbered one, set in by too little to stand within that.
    fn shallow_item(&self, start: usize) -> Option<Fault> {
        let line = self.line(start)?;
        let start = start + line.len() - line.trim_start_matches(' ').len();
        let before = last_line(&self.text[..start]);
        let mark = real_mark(self.line(start)?).filter(|mark| mark.len() == 1)?;
        let above = last_line(&self.text[..self.text[..start].rfind('\n')?]);
        let wanted = real_mark(above).filter(|above| above.len() > 1)?.len() + 1;
        let is_set_in = !before.is_empty() && before.len() < wanted && before.bytes().all(|byte| byte == b' ');
        is_set_in.then(|| Fault {
            code: "broken-list",
            span: Span::new(self.file, start, start + mark.len()),
            message: "this item stands beside the numbers and ends their list: it is set in by too little".to_owned(),
            help: format!("put {wanted} spaces before it, so that it stands within the item above"),
            fix: Some(
                Fix::insert(Span::new(self.file, start, start), " ".repeat(wanted - before.len())).label("set it in"),
            ),
        })
    }

    /// Whether nothing but spaces and marks of quotations stands before `start` in its line.
    fn is_beside_line(&self, start: usize) -> bool {
        last_line(&self.text[..start]).bytes().all(|byte| b" \t>".contains(&byte))
    }

    /// A list of numbers right below words, which only a first item can begin there.
    fn late_list(&self, start: usize) -> Option<Fault> {
        let line = self.line(start)?;
        let mark = real_mark(line).filter(|mark| mark.len() > 1)?;
        let number: u32 = mark[..mark.len() - 1].parse().ok()?;
        let above = last_line(&self.text[..self.text[..start].rfind('\n')?]).trim_end();
        let next = self.text[start..].find('\n').and_then(|end| self.line(start + end + 1)).map_or("", unquoted);
        let goes_on = next.starts_with(&format!("{}{} ", number + 1, &mark[mark.len() - 1..]));
        // A line that ends in the middle of a sentence may go on with a number.
        let is_meant = above.ends_with(':') || goes_on && above.ends_with(['.', '!', '?']);
        (number > 1 && is_meant && self.is_beside_line(start) && real_mark(unquoted(above)).is_none()).then(|| Fault {
            code: "broken-list",
            span: Span::new(self.file, start, start + mark.len()),
            message: format!("a list that begins with `{mark}` right below words is none"),
            help: "begin it with `1.`, or put an empty line above it".to_owned(),
            fix: None,
        })
    }

    /// A heading without words.
    fn empty_heading(&self, at: &Range<usize>) -> Option<Fault> {
        let line = self.text.get(at.clone())?.trim_end();
        let words = line.trim_start_matches('#').trim_start().trim_end_matches('#');
        (line.starts_with('#') && (words.is_empty() || words.starts_with('{'))).then(|| Fault {
            code: "broken-heading",
            span: Span::new(self.file, at.start, at.start + line.len()),
            message: "this heading has no words".to_owned(),
            help: "write them behind the `#`, or take the line out".to_owned(),
            fix: None,
        })
    }

    /// A sentence right below a quotation, of which it becomes a part.
    fn lazy(&mut self, start: usize) -> Option<Fault> {
        let line = self.line(start)?;
        let above = last_line(&self.text[..self.text[..start].rfind('\n')?]).trim();
        let begins = last_line(&self.text[..start]);
        let is_sentence = line.starts_with(char::is_uppercase) && above.ends_with([']', '.', '”', '"']);
        (!begins.contains('>') && above.starts_with('>') && is_sentence).then(|| Fault {
            code: "misplaced-text",
            span: Span::new(self.file, start, start + line.len()),
            message: "this line stands right below a quotation, so it is shown as a part of it".to_owned(),
            help: "put an empty line above it; if it is quoted, begin it with `> `".to_owned(),
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

    /// Words with a citation that spaces before them have made code, as when they come from another program.
    fn indented(&self, at: &Range<usize>) -> Option<Fault> {
        let whole = self.line(at.start)?;
        let line = whole.trim_start();
        let start = at.start + whole.len() - line.len();
        let is_prose = line.starts_with(char::is_uppercase) && line.split(' ').nth(4).is_some();
        if is_prose && reads_as_sentence(line) {
            return Some(Fault {
                code: "unclosed-code",
                span: Span::new(self.file, start, start + line.len()),
                message: "the spaces before this sentence make it code".to_owned(),
                help: "take the spaces away; an example stands between lines of three backticks".to_owned(),
                fix: None,
            });
        }
        let inner = &line[line.rfind('[')? + 1..];
        let (inner, behind) = inner.split_once(']')?;
        let cites = looks_like_citation(inner);
        let links = behind.strip_prefix('(').is_some_and(|to| to.contains(")") && !to.starts_with(')'));
        (is_prose && (cites || links)).then(|| Fault {
            code: "unclosed-code",
            span: Span::new(self.file, start, start + line.len()),
            message: format!(
                "the spaces before this line make it code, so it is shown as it is and {} nothing",
                if cites { "cites" } else { "links to" }
            ),
            help: "take the spaces away; an example stands between lines of three backticks".to_owned(),
            fix: None,
        })
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
        if is_closed {
            // Sentences in a program may have been meant for the page.
            if first.len() > n && block[first.len()..].lines().any(reads_as_sentence) {
                self.swallower.get_or_insert(Span::new(self.file, at.start, at.start + first.len()));
            }
            return None;
        }
        if std::mem::replace(&mut self.is_turned_round, true) {
            return None;
        }
        // What this one opens was meant to close the last block, if an earlier one has taken in what follows it.
        if let Some(span) = self.swallower.filter(|_| first.len() == n) {
            let message = "this code is not closed before the next begins, whose first line closes it".to_owned();
            return Some(Fault { code: "unclosed-code", span, message, help, fix: None });
        }
        told("this code is never closed, so all that follows is shown as code", help)
    }

    /// The line that goes on at `start`, without white space behind it; `None`: it is too long.
    fn line(&self, start: usize) -> Option<&'t str> {
        let rest = self.text.get(start..)?;
        let near = &rest.as_bytes()[..rest.len().min(MOST + 1)];
        let end = memchr::memchr(b'\n', near).unwrap_or(near.len());
        (end <= MOST).then(|| rest[..end].trim_end())
    }
}

/// Whether a character is a space to readers and none to Markdown, as a no-break space.
fn is_other_space(one: char) -> bool {
    matches!(one, '\u{200b}' | '\u{2060}' | '\u{feff}') || one.is_whitespace() && !one.is_ascii()
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
    let mark = &line[..n];
    let words = line[n..].trim_start_matches(is_other_space);
    let is_strong = mark != "*" && words.starts_with("**");
    (is_strong || words.starts_with(|one: char| one.is_alphabetic() || one == '[')).then_some(mark)
}

/// The mark of the item of a list that a line begins.
fn real_mark(line: &str) -> Option<&str> {
    let mark = line.split_once(' ')?.0;
    let digits = mark.trim_end_matches(['.', ')']);
    let is_number = mark.len() == digits.len() + 1
        && (1..4).contains(&digits.len())
        && digits.bytes().all(|byte| byte.is_ascii_digit());
    (matches!(mark, "-" | "*" | "+") || is_number).then_some(mark)
}

/// Whether a line is a sentence of several words, or more, and can be no line of a program or of what one prints.
fn reads_as_sentence(line: &str) -> bool {
    let is_word = |word: &str| {
        let bare = word.trim_matches(|one: char| ",;:.!?()\"'“”‘’*_".contains(one));
        let is_letter = |one: char| one.is_alphabetic() || "-’'".contains(one);
        bare.chars().all(is_letter) || bare.bytes().all(|one| one.is_ascii_digit())
    };
    let n_small = line.split(' ').skip(1).filter(|word| word.starts_with(char::is_lowercase)).count();
    line.ends_with(['.', '?', '!']) && !line.contains("  ") && n_small > 4 && line.split(' ').all(is_word)
}

/// What stands behind the last line break of a text.
fn last_line(text: &str) -> &str {
    let near = &text[text.floor_char_boundary(text.len().saturating_sub(MOST))..];
    near.rsplit('\n').next().unwrap_or(near)
}

/// A line without the marks of quotations and lists before it, and without white space around it.
fn unquoted(line: &str) -> &str {
    line.trim_start_matches([' ', '\t', '>'])
}

/// The repair that puts an empty line above the line at `start`.
fn above_it(file: FileId, start: usize) -> Fix {
    Fix::insert(Span::new(file, start, start), "\n").label("put an empty line above it")
}

#[cfg(test)]
mod tests {
    use super::super::{Dialect, parse};
    use crate::files::Files;

    /// The texts at fault.
    #[track_caller]
    pub(super) fn check(markdown: &str, expected: &[&str]) {
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
        check("\\##Head\n\n#tag\n\n#MeToo is new\n\n#1 is it\n\n#Hope dies last.\n\n##[derive]\n\n`##Head`", &[]);
        check("#Include it\nin the text\n\n    ##Head\n\n```\n##Head\n```\n\n## Head\n\n####### ", &[]);
        check(
            "##\u{a0}Head\n\n##\u{200b}Head\n\n#\u{a0}one\n\n#\u{a0}Of it",
            &["##\u{a0}Head", "##\u{200b}Head", "#\u{a0}Of it"],
        );
        check("Text\n\n## \n\n# {#a}\n\n> ##\n\n## ![a](b.png)\n\n## `#`", &["##", "# {#a}", "##"]);
    }

    #[test]
    fn lists_have_spaces_and_boxes() {
        check("-one\n-two", &["-one"]);
        check("1.one\n2.two", &["1.one"]);
        check("-[ ] one", &["-[ ] one"]);
        check("- [] one\n- [x]two\n- [ x ] three", &["[]", "[x]", "[ x ]"]);
        check(
            "- [ ] one\n- [x] two\n- [x](a.md)\n- [y](b.md)\n- [X]\n- [a] b\n\n-5 degrees\n-6 degrees\n\n1.5 m\n2.5 m",
            &[],
        );
        check("-one and\nno list\n\n\\-one\n-two\n\n- one\n-2 degrees", &[]);
        check("- one\n-two\n\n-\u{a0}one\n- two\n\n- one\n-[ ] two", &["-two", "-\u{a0}one", "-[ ] two"]);
        check("1.**One** a\n2. Two\n\n* one\n*two* three\n\nIt is\n-one and so on", &["1.**One** a"]);
        check("So it is:\n2. two\n3. three\n\nIt is in chapter\n2. And so on", &["2."]);
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
        let told = "The order was put off [reported @a].";
        check(&format!("Text\n\n    {told}\n\nText\n\n\t{told}"), &[told, told]);
        check("Text\n\n    It stands in [the order](order.md) too.", &["It stands in [the order](order.md) too."]);
        check("Text\n\n    See it [@a]\n\n    let x = y[@a] and so on\n\n```\nThe order was put off [@a].\n```", &[]);
    }
}
