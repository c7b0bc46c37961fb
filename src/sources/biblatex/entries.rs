//! Cuts a file in BibLaTeX into its entries, and says where it cannot be cut.
//!
//! Takes the file's text; gives back its entries with the place of every word, the texts that it
//! gives names to (`@string`), and the keys of entries that cannot be read. Never looks into a value.

use std::ops::Range;

use ::biblatex::{Pair, ParseError, ParseErrorKind, RawBibliography, RawChunk, Token};

use crate::diag::fix::Fix;
use crate::diag::{Diagnostic, Report};
use crate::files::{FileId, Span};

/// A part of the file, and the byte at which it begins.
#[derive(Debug, Clone, Copy)]
pub struct Word<'t> {
    pub text: &'t str,
    pub at: usize,
}

impl Word<'_> {
    pub fn span(&self, file: FileId) -> Span {
        Span::new(file, self.at, self.at + self.text.len())
    }
}

/// A piece of a value: `{text} # name`.
#[derive(Debug, Clone, Copy)]
pub enum Part<'t> {
    Text(Word<'t>),
    /// What an `@string` says, or a month.
    Name(Word<'t>),
}

impl<'t> Part<'t> {
    pub fn word(&self) -> Word<'t> {
        match self {
            Part::Text(word) | Part::Name(word) => *word,
        }
    }
}

#[derive(Debug, Clone)]
pub struct Field<'t> {
    pub name: Word<'t>,
    /// At least one.
    pub parts: Vec<Part<'t>>,
}

#[derive(Debug)]
pub struct Entry<'t> {
    /// `article` in `@article{key, ...}`.
    pub kind: Word<'t>,
    pub key: Word<'t>,
    /// In the order in which they are written.
    pub fields: Vec<Field<'t>>,
    /// A brace too many ends it before its last field.
    pub is_cut: bool,
}

/// What a file holds.
#[derive(Debug, Default)]
pub struct Entries<'t> {
    pub entries: Vec<Entry<'t>>,
    /// `@string{name = {text}}`
    pub strings: Vec<Field<'t>>,
    /// Keys of entries that cannot be read.
    pub broken: Vec<Word<'t>>,
}

/// Reads one file. If it is broken somewhere, each entry that begins on a line is read by itself.
pub fn read<'t>(file: FileId, text: &'t str, report: &mut Report) -> Entries<'t> {
    let mut all = Entries::default();
    let pieces = pieces(text);
    match RawBibliography::parse(text) {
        Ok(raw) if !swallows(&raw, &pieces) => {
            let read: Vec<Range<usize>> = raw.entries.iter().map(|entry| entry.span.clone()).collect();
            all.add(file, text, 0, raw, report);
            all.broken.extend(without_sign(file, text, &read, report));
        }
        whole => {
            let mut is_told = false;
            for piece in pieces {
                match RawBibliography::parse(&text[piece.clone()]) {
                    Ok(raw) => all.add(file, text, piece.start, raw, report),
                    Err(error) => {
                        is_told = true;
                        report.add(syntax_fault(file, text, &piece, &error));
                        all.broken.extend(key_in(text, &piece).filter(|key| !key.text.is_empty()));
                    }
                }
            }
            if let Some(error) = whole.err().filter(|_| !is_told) {
                report.add(syntax_fault(file, text, &(0..text.len()), &error));
            }
        }
    }
    all
}

impl<'t> Entries<'t> {
    /// Takes over what the crate read of the text from `base` on.
    fn add(&mut self, file: FileId, text: &'t str, base: usize, raw: RawBibliography<'t>, report: &mut Report) {
        let word = |text: &'t str, at: usize| Word { text, at: base + at };
        let field = |pair: Pair<'t>| {
            let parts = pair.value.v.iter().map(|chunk| match chunk.v {
                RawChunk::Normal(text) => Part::Text(word(text, chunk.span.start)),
                RawChunk::Abbreviation(name) => Part::Name(word(name, chunk.span.start)),
            });
            Field { name: word(pair.key.v, pair.key.span.start), parts: parts.collect() }
        };
        for entry in raw.entries {
            let over = more_behind(text, base + entry.span.end);
            if let Some(brace) = over {
                report.add(
                    Diagnostic::error(
                        "invalid-bib",
                        Span::new(file, brace, brace + 1),
                        "the source ends here, and more of it follows",
                    )
                    .help("take this brace away, or one before it on its line"),
                );
            }
            let entry = entry.v;
            self.entries.push(Entry {
                kind: word(entry.kind.v, entry.kind.span.start),
                key: word(entry.key.v, entry.key.span.start),
                fields: entry.fields.into_iter().map(field).collect(),
                is_cut: over.is_some(),
            });
        }
        self.strings.extend(raw.abbreviations.into_iter().map(field));
    }
}

/// The brace that closes an entry behind which a field follows; `end`: where the entry's fields end.
fn more_behind(text: &str, end: usize) -> Option<usize> {
    let rest = text.get(end..)?;
    let brace = end + (rest.len() - rest.trim_start().len());
    let behind = text.get(brace..)?.strip_prefix('}')?.trim_start().strip_prefix(',')?;
    opens_field(behind.trim_start()).then_some(brace)
}

/// Whether a text begins with `name =`.
fn opens_field(text: &str) -> bool {
    let is_part = |letter: char| letter.is_ascii_alphanumeric() || matches!(letter, '-' | '_');
    let rest = text.trim_start_matches(is_part);
    text.starts_with(|letter: char| letter.is_ascii_alphabetic())
        && rest.trim_start_matches([' ', '\t']).starts_with('=')
}

/// Whether an entry holds a line that begins another: a brace is missing in it, and one too many stands further on.
fn swallows(raw: &RawBibliography<'_>, pieces: &[Range<usize>]) -> bool {
    raw.entries.iter().any(|entry| {
        let next = pieces.partition_point(|piece| piece.start <= entry.span.start);
        pieces.get(next).is_some_and(|piece| piece.start < entry.span.end)
    })
}

/// The byte ranges of a text from one line that begins an entry to the next.
fn pieces(text: &str) -> Vec<Range<usize>> {
    let mut starts = vec![0];
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let entry = line.trim_start_matches([' ', '\t', '\u{feff}']);
        let opens = entry.strip_prefix('@').is_some_and(|rest| {
            let behind =
                rest.trim_start_matches(|letter: char| letter.is_alphanumeric() || matches!(letter, '-' | '_'));
            behind.len() < rest.len() && behind.trim_start().starts_with(['{', '('])
        });
        if opens && at > 0 {
            starts.push(at);
        }
        at += line.len();
    }
    starts.push(text.len());
    starts.windows(2).map(|pair| pair[0]..pair[1]).collect()
}

/// Tells of the entries that are written without their `@`, which nobody reads; gives back their keys.
///
/// `read`: the places of the others, in order.
fn without_sign<'t>(file: FileId, text: &'t str, read: &[Range<usize>], report: &mut Report) -> Vec<Word<'t>> {
    let mut found = Vec::new();
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        let at = start + (line.len() - line.trim_start().len());
        start += line.len();
        let kind = line.trim_start();
        let kind = &kind[..kind.len() - kind.trim_start_matches(|letter: char| letter.is_ascii_alphabetic()).len()];
        let Some(open) = text[at + kind.len()..].strip_prefix('{').filter(|_| !kind.is_empty()) else { continue };
        // A key and the name of a field are no longer.
        let open = &open[..open.floor_char_boundary(300)];
        let Some((key, fields)) = open.split_once(',') else { continue };
        let is_key = !key.is_empty()
            && key.len() < 100
            && !key.contains(|one: char| one.is_whitespace() || "{}=\"".contains(one));
        let next = read.partition_point(|entry| entry.end <= at);
        let is_inside = read.get(next).is_some_and(|entry| entry.start <= at);
        if is_key && !is_inside && opens_field(fields.trim_start()) {
            let sign = Span::new(file, at, at + kind.len());
            report.add(
                Diagnostic::error(
                    "invalid-bib",
                    sign,
                    format!("no `@` stands before `{kind}`, so this source is not read"),
                )
                .help(format!("write `@{kind}{{{key},`"))
                .fix(Fix::insert(sign, "@").label("write `@` before it")),
            );
            found.push(Word { text: key, at: at + kind.len() + 1 });
        }
    }
    found
}

/// What stands where an entry's key has its place.
fn key_in<'t>(text: &'t str, piece: &Range<usize>) -> Option<Word<'t>> {
    let entry = &text[piece.clone()];
    let behind = entry.find('@')?;
    let open = behind + entry[behind..].find(['{', '('])? + 1;
    let start = open + (entry[open..].len() - entry[open..].trim_start().len());
    let end = start + entry[start..].find([',', '}', '=', '\n', '{', '"'])?;
    let key = entry[start..end].trim_end();
    let is_entry = !entry[behind + 1..open - 1].trim().eq_ignore_ascii_case("string");
    is_entry.then_some(Word { text: key, at: piece.start + start })
}

/// Says what is wrong with the first entry of a piece.
fn syntax_fault(file: FileId, text: &str, piece: &Range<usize>, error: &ParseError) -> Diagnostic {
    let at = text.floor_char_boundary((piece.start + error.span.start).min(piece.end));
    let rest = &text[at..piece.end];
    let fault = |span: Range<usize>, message: &str| {
        Diagnostic::error("invalid-bib", Span::new(file, span.start, span.end), message)
    };
    let is_word = |letter: char| letter.is_alphanumeric() || matches!(letter, '-' | '_');
    let word = rest.len() - rest.trim_start_matches(is_word).len();
    let here = at..at + word.max(rest.chars().next().map_or(0, char::len_utf8));
    // The crate says so, too, of a value that begins with what none begins with.
    let is_end = rest.trim().is_empty();
    match &error.kind {
        ParseErrorKind::Expected(Token::OpeningBrace) if !rest.starts_with('(') => {
            let sign = text[piece.start..at].rfind('@').map_or(at, |sign| piece.start + sign);
            fault(sign..text[..at].trim_end().len().max(sign), "no brace stands behind this")
                .help("an entry is `@type{key, name = {value}}`; outside of entries there is no `@`")
        }
        _ if is_end => unclosed(file, text, piece),
        ParseErrorKind::UnexpectedEof => {
            fault(here, "no value stands here").help("put the value in braces: `name = {value}`")
        }
        ParseErrorKind::Expected(Token::Comma) => {
            let key = key_in(text, piece);
            let is_key = !text[piece.start..at].contains('=');
            match key.filter(|_| is_key) {
                Some(key) if rest.starts_with('=') || key.text.is_empty() => {
                    fault(key.at..key.at + key.text.len().max(1), "this source has no key")
                        .help("give it the key by which statements cite it: `@article{key, title = ...}`")
                }
                Some(key) if rest.starts_with('}') => {
                    fault(key.at..key.at + key.text.len(), &format!("nothing is said of `{}` but its key", key.text))
                        .help("put a comma behind the key, and fields behind it: `title = {...}`")
                }
                Some(key) if opens_field(rest) && text[key.at + key.text.len()..at].trim().is_empty() => {
                    let end = key.at + key.text.len();
                    fault(key.at..end, &format!("no comma stands behind the key `{}`", key.text))
                        .help("put a comma behind it")
                        .fix(Fix::insert(Span::new(file, end, end), ",").label("put a comma behind it"))
                }
                Some(key) => fault(key.at..key.at + key.text.len(), &format!("`{}` cannot be a source key", key.text))
                    .help("a key holds no spaces, and a comma stands behind it"),
                None if opens_field(rest) => {
                    let end = text[..at].trim_end().len();
                    fault(text.floor_char_boundary(end - 1)..end, "no comma stands behind this value")
                        .help("put a comma behind it")
                        .fix(Fix::insert(Span::new(file, end, end), ",").label("put a comma behind it"))
                }
                None => fault(here, "no comma stands before this")
                    .help("put a comma behind the value before; text stands in braces: `{text}`"),
            }
        }
        ParseErrorKind::Expected(Token::Equals) => {
            fault(here, "no `=` stands before this").help("a field is `name = {value}`")
        }
        ParseErrorKind::Expected(Token::Identifier) if text[..at].ends_with('@') => {
            fault(at - 1..at, "no type stands behind `@`").help("an entry is `@type{key, name = {value}}`")
        }
        ParseErrorKind::Expected(Token::Identifier) => {
            fault(here, "no name of a field stands here").help("a field is `name = {value}`, with a comma behind it")
        }
        ParseErrorKind::Expected(Token::OpeningBrace) => {
            fault(here, "an entry stands in braces").help("write `{` here, and `}` where the entry ends")
        }
        ParseErrorKind::Expected(Token::ClosingBrace) => {
            fault(here, "no brace closes the entry before this").help("put `}` where the entry ends")
        }
        _ => fault(here, "this cannot be read").help("an entry is `@type{key, name = {value}}`"),
    }
}

/// Points at the brace or the quotation mark that nothing closes.
///
/// It is the one that is open where a line begins with a field's name behind a comma.
fn unclosed(file: FileId, text: &str, piece: &Range<usize>) -> Diagnostic {
    let bytes = text.as_bytes();
    let (mut open, mut quote): (Vec<usize>, Option<usize>) = (Vec::new(), None);
    let (mut last, mut is_escaped) = (b' ', false);
    let mut closed = None;
    for at in piece.clone() {
        let byte = bytes[at];
        let is_inside = quote.is_some() || open.len() > 1;
        if is_inside && last == b',' && byte.is_ascii_alphabetic() && begins_line(text, at) && opens_field(&text[at..])
        {
            closed = None;
            break;
        }
        match byte {
            _ if is_escaped => {
                is_escaped = false;
                last = byte;
                continue;
            }
            b'\\' => is_escaped = true,
            b'"' if open.len() == 1 && (quote.is_some() || last == b'=' || last == b'#') => {
                quote = if quote.is_some() { None } else { Some(at) };
            }
            b'{' if quote.is_none() => open.push(at),
            b'}' if quote.is_none() => closed = open.pop().map(|begin| (begin, at)),
            _ => {}
        }
        if !byte.is_ascii_whitespace() {
            last = byte;
        }
    }
    // The brace that was to close the entry closed its last value.
    let swallowed = closed.filter(|(begin, end)| {
        open.len() == 1 && begins_line(text, *end) && text[..*begin].trim_end_matches([' ', '\t']).ends_with('=')
    });
    let fault =
        |at: usize, message: &str| Diagnostic::error("invalid-bib", Span::new(file, at, at + 1), message.to_owned());
    match (quote, swallowed, open.as_slice()) {
        (Some(at), ..) => fault(at, "the quotation marks are not closed").help("add `\"` where the value ends"),
        (_, Some((at, _)), _) | (_, _, &[_, .., at]) => {
            fault(at, "the braces of this value are not closed").help("add `}` where the value ends")
        }
        (_, _, &[at]) => fault(at, "the braces of this source are not closed").help("add `}` behind its last value"),
        (_, _, []) => {
            let end = text[..piece.end].trim_end().len().max(piece.start);
            Diagnostic::error("invalid-bib", Span::new(file, end, end), "the file ends within an entry")
                .help("an entry is `@type{key, name = {value}}`")
        }
    }
}

/// Whether nothing but space stands before `at` on its line.
fn begins_line(text: &str, at: usize) -> bool {
    // Long lines of space are no reason to look at them again and again.
    let before = text.as_bytes()[..at].iter().rev().take(100).find(|byte| !matches!(byte, b' ' | b'\t' | b'\r'));
    before.is_none_or(|byte| *byte == b'\n')
}
