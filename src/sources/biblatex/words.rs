//! Reads the text of a value as TeX means it.
//!
//! Takes the pieces of a value; gives back plain text, or names. Says with its place what cannot be
//! read. Nothing goes to the crate whose braces are deeper or more than it can bear.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::ops::Range;

use ::biblatex::{
    Bibliography, Chunk, Chunks, ChunksExt, Pair, ParseError, ParseErrorKind, Person, RawBibliography, RawChunk,
    RawEntry, Spanned,
};

use super::entries::Word;
use crate::sources::Name;

/// Braces within braces in one value. The crate reads a command within a command by recursion.
const DEEPEST: usize = 24;

/// Braces within braces, and pieces, of one value: what the crate needs for them grows with their square.
const MOST: usize = 300;

/// What cannot be read, and how to mend it.
#[derive(Debug, PartialEq)]
pub struct Slip {
    /// Bytes in the file.
    pub at: Range<usize>,
    pub message: String,
    pub help: &'static str,
}

/// A value's text without its braces and commands.
pub fn text(parts: &[Word<'_>]) -> Result<String, Slip> {
    if let [one] = parts
        && !one.text.contains(['\\', '{', '}', '$', '~', '\n', '\r', '\t'])
        && !one.text.contains("--")
    {
        return Ok(one.text.to_owned());
    }
    let chunks = interpret(parts)?;
    let plain = plain(&chunks.format_verbatim(), &commands(parts))?;
    Ok(plain.split_whitespace().collect::<Vec<_>>().join(" "))
}

/// A list of texts with `and` between them: publishers, places.
pub fn list(parts: &[Word<'_>]) -> Result<String, Slip> {
    let one = text(parts)?;
    if !one.contains(" and ") {
        return Ok(one);
    }
    let chunks = interpret(parts)?;
    let several: Vec<Chunks> = chunks.parse().unwrap_or_default();
    let written = commands(parts);
    let several: Result<Vec<String>, Slip> =
        several.iter().map(|one| plain(&one.format_verbatim(), &written)).collect();
    Ok(several?.join("; "))
}

/// A list of people and bodies. What stands in braces of its own is the name of a body.
pub fn names(parts: &[Word<'_>]) -> Result<Vec<Name>, Slip> {
    let chunks = interpret(parts)?;
    let several: Vec<Chunks> = chunks.parse().unwrap_or_default();
    let written = commands(parts);
    let mut names = Vec::new();
    for one in several {
        let whole = plain(&one.format_verbatim(), &written)?.trim().to_owned();
        if whole.is_empty() || whole == "others" {
            continue;
        }
        let is_body = one.iter().all(|chunk| matches!(chunk.v, Chunk::Verbatim(_)) || chunk.v.get().trim().is_empty());
        if is_body {
            names.push(Name::literal(whole));
            continue;
        }
        let person = Person::parse(&one);
        let part =
            |text: &str| plain(text, &written).map(|text| Some(text.trim().to_owned()).filter(|text| !text.is_empty()));
        let (family, given, suffix) = (part(&person.name)?, part(&person.given_name)?, part(&person.suffix)?);
        let prefix = part(&person.prefix)?;
        names.push(match (&family, &given, &prefix) {
            (Some(_), None, None) | (None, _, _) => Name::literal(whole),
            // Managers mean a particle that belongs to the name, unless they say that it does not.
            _ => {
                let (dropping, kept) = if person.use_prefix == Some(false) { (prefix, None) } else { (None, prefix) };
                let literal = None;
                Name { family, given, literal, dropping_particle: dropping, non_dropping_particle: kept, suffix }
            }
        });
    }
    Ok(names)
}

/// What is no text but an address, a date or a key: only escapes and braces are taken away.
pub fn code(raw: &str) -> Cow<'_, str> {
    let raw = raw.trim();
    if !raw.contains(['\\', '{', '}']) {
        return Cow::Borrowed(raw);
    }
    let raw = raw.replace("\\textasciitilde", "~").replace("\\url", "");
    let mut clean = String::with_capacity(raw.len());
    let mut letters = raw.chars().peekable();
    while let Some(letter) = letters.next() {
        match letter {
            '{' | '}' => {}
            '\\' if letters.peek().is_some_and(|next| "_%&#~$\\{}".contains(*next)) => clean.extend(letters.next()),
            _ => clean.push(letter),
        }
    }
    Cow::Owned(clean)
}

/// Lets the crate read a value, with the places that it has in the file.
fn interpret(parts: &[Word<'_>]) -> Result<Chunks, Slip> {
    measure(parts)?;
    let tame: Vec<Cow<'_, str>> = parts.iter().map(|part| tame(part.text)).collect();
    let field = parts
        .iter()
        .zip(&tame)
        .map(|(part, text)| Spanned::new(RawChunk::Normal(text), part.at..part.at + part.text.len()))
        .collect();
    let pair = Pair::new(Spanned::zero("title"), Spanned::zero(field));
    let entry = RawEntry { key: Spanned::zero("key"), kind: Spanned::zero("misc"), fields: vec![pair] };
    let raw =
        RawBibliography { preamble: String::new(), entries: vec![Spanned::zero(entry)], abbreviations: Vec::new() };
    let read = Bibliography::from_raw(raw).map_err(|error| slip(parts, &error))?;
    let entry = read.into_vec().pop();
    Ok(entry.and_then(|mut entry| entry.fields.remove("title")).unwrap_or_default())
}

/// Holds a value against what the crate can bear.
fn measure(parts: &[Word<'_>]) -> Result<(), Slip> {
    let mut n = parts.len();
    for part in parts {
        let (mut depth, mut is_escaped) = (0_usize, false);
        for (at, byte) in part.text.bytes().enumerate() {
            match byte {
                _ if is_escaped => is_escaped = false,
                b'\\' => is_escaped = true,
                b'{' => {
                    depth += 1;
                    n += usize::from(depth > 1);
                    if depth > DEEPEST || n > MOST {
                        let place = part.at + at;
                        let message = match depth > DEEPEST {
                            true => format!("braces stand more than {DEEPEST} deep here"),
                            false => format!("more than {MOST} braces stand within braces here"),
                        };
                        return Err(Slip {
                            at: place..place + 1,
                            message,
                            help: "take away those that are not needed",
                        });
                    }
                }
                b'}' => depth = depth.saturating_sub(1),
                _ => {}
            }
        }
    }
    match (parts.first(), parts.len() > MOST) {
        (Some(first), true) => Err(Slip {
            at: first.at..first.at + first.text.len(),
            message: format!("this value has more than {MOST} parts"),
            help: "write it as one text in braces",
        }),
        _ => Ok(()),
    }
}

/// Writes what the crate does not know as what it knows: `~`, `\ `, `\,` and line breaks are spaces.
fn tame(raw: &str) -> Cow<'_, str> {
    if !raw.contains(['~', '\\']) {
        return Cow::Borrowed(raw);
    }
    let raw = with_dotless(raw);
    let mut tame = String::with_capacity(raw.len());
    let mut letters = raw.chars().peekable();
    while let Some(letter) = letters.next() {
        match (letter, letters.peek()) {
            ('~', _) => tame.push(' '),
            ('\\', Some('\\' | ' ' | ',' | ';' | ':' | '\n')) => {
                letters.next();
                tame.push(' ');
            }
            ('\\', Some('/' | '@' | '!')) => {
                letters.next();
            }
            ('\\', Some(&next)) => {
                letters.next();
                tame.extend(['\\', next]);
            }
            _ => tame.push(letter),
        }
    }
    Cow::Owned(tame)
}

/// Puts braces around an i or j without its dot that an accent stands on: `\'\i`, as old files have it.
fn with_dotless(raw: &str) -> Cow<'_, str> {
    let mut all = Cow::Borrowed(raw);
    for letter in ["\\i", "\\j"] {
        for accent in ["\\'", "\\`", "\\^", "\\\"", "\\~", "\\="] {
            let bare = format!("{accent}{letter}");
            if raw.contains(&bare) {
                let braced = format!("{accent}{{{letter}}}");
                all = Cow::Owned(all.replace(&format!("{bare} "), &braced).replace(&bare, &braced));
            }
        }
    }
    all
}

/// Commands whose argument is shown as it is.
const SHOWN: [&str; 27] = [
    "emph",
    "enquote",
    "ensuremath",
    "hbox",
    "mbox",
    "mkbibbold",
    "mkbibemph",
    "mkbibitalic",
    "mkbibquote",
    "nolinkurl",
    "path",
    "text",
    "textbf",
    "textit",
    "textmd",
    "textnormal",
    "textrm",
    "textsc",
    "textsf",
    "textsl",
    "textsubscript",
    "textsuperscript",
    "texttt",
    "textup",
    "uline",
    "underline",
    "url",
];

/// Commands that say how text looks, or show nothing at all.
const HIDDEN: [&str; 21] = [
    "bf",
    "bfseries",
    "em",
    "href",
    "it",
    "itshape",
    "noopsort",
    "par",
    "protect",
    "relax",
    "rm",
    "sc",
    "scshape",
    "sf",
    "sl",
    "small",
    "tt",
    "ttfamily",
    "upshape",
    "xspace",
    "allowbreak",
];

/// Commands that stand for letters, beside those that the crate knows.
const LETTERS: [(&str, &str); 16] = [
    ("ldots", "…"),
    ("textdegree", "°"),
    ("degree", "°"),
    ("texteuro", "€"),
    ("euro", "€"),
    ("textsterling", "£"),
    ("textcopyright", "©"),
    ("textmu", "µ"),
    ("texttimes", "×"),
    ("textpm", "±"),
    ("textonehalf", "½"),
    ("glqq", "„"),
    ("grqq", "“"),
    ("slash", "/"),
    ("quad", " "),
    ("space", " "),
];

/// Takes out the commands that the crate leaves as they are; `written` are those of the whole value.
fn plain(read: &str, written: &BTreeMap<&str, usize>) -> Result<String, Slip> {
    let mut plain = String::with_capacity(read.len());
    // For each open brace, what is to be written where it closes; braces of no command are text.
    let mut open: Vec<Option<&str>> = Vec::new();
    let mut rest = read;
    while let Some(at) = rest.find(['\\', '{', '}']) {
        plain.push_str(&rest[..at]);
        let mark = rest.as_bytes()[at];
        rest = &rest[at + 1..];
        if mark != b'\\' {
            if mark == b'{' {
                open.push(None);
                plain.push('{');
            } else {
                plain.push_str(open.pop().flatten().unwrap_or("}"));
            }
            continue;
        }
        let name = leading_letters(rest);
        // Others are the sign itself, which was written `\textbackslash`.
        let Some(&place) = written.get(name) else {
            plain.push('\\');
            continue;
        };
        rest = &rest[name.len()..];
        let (has_argument, behind) = match rest.strip_prefix('{') {
            Some(behind) => (true, behind),
            None => (false, rest.strip_prefix(' ').unwrap_or(rest)),
        };
        rest = behind;
        if let Some((_, letter)) = LETTERS.iter().find(|(known, _)| *known == name) {
            plain.push_str(letter);
            if has_argument {
                open.push(Some(""));
            }
        } else if SHOWN.contains(&name) && has_argument {
            let is_quote = matches!(name, "enquote" | "mkbibquote");
            plain.push_str(if is_quote { "“" } else { "" });
            open.push(Some(if is_quote { "”" } else { "" }));
        } else if HIDDEN.contains(&name) {
            if has_argument {
                rest = rest.split_once('}').map_or("", |(_, behind)| behind);
            }
        } else {
            return Err(Slip {
                at: place..place + 1 + name.len(),
                message: format!("the command `\\{name}` is not known"),
                help: "write the character or the plain text that it stands for",
            });
        }
    }
    Ok(plain + rest)
}

/// The commands with a name of letters in a value, each with its first place in the file.
fn commands<'t>(parts: &[Word<'t>]) -> BTreeMap<&'t str, usize> {
    let mut first = BTreeMap::new();
    for part in parts {
        let mut at = 0;
        while let Some(found) = part.text[at..].find('\\') {
            at += found;
            let name = leading_letters(&part.text[at + 1..]);
            if !name.is_empty() {
                first.entry(name).or_insert(part.at + at);
            }
            // An escaped backslash begins no command.
            at += 1 + part.text[at + 1..].chars().next().map_or(0, char::len_utf8);
        }
    }
    first
}

fn leading_letters(text: &str) -> &str {
    &text[..text.len() - text.trim_start_matches(|letter: char| letter.is_ascii_alphabetic()).len()]
}

/// What the crate says of a value, in our words.
fn slip(parts: &[Word<'_>], error: &ParseError) -> Slip {
    let whole = parts.first().map_or(0..0, |part| part.at..part.at + part.text.len());
    if error.kind == ParseErrorKind::Unexpected(::biblatex::Token::ClosingBrace) {
        let brace = parts.iter().find_map(|part| closing(part.text).map(|at| part.at + at));
        let at = brace.map_or(whole, |at| at..at + 1);
        return Slip {
            at,
            message: "a brace is closed that nothing opened".to_owned(),
            help: "take it away, or write `\\}` for the sign itself",
        };
    }
    let sign = parts.iter().find_map(|part| odd_sign(part.text).map(|at| part.at + at));
    match sign {
        Some(at) => Slip {
            at: at..at + 1,
            message: "`$` begins a formula that nothing ends".to_owned(),
            help: "write `\\$` for the sign itself",
        },
        None => Slip {
            at: whole,
            message: "this cannot be read as TeX".to_owned(),
            help: "write it as plain text; before `{`, `}` and `$` themselves stands a backslash",
        },
    }
}

/// The first brace that closes nothing.
fn closing(text: &str) -> Option<usize> {
    let mut depth = 0_usize;
    let marks = unescaped(text).filter(|(_, letter)| matches!(letter, '{' | '}'));
    for (at, brace) in marks {
        match (brace, depth) {
            ('{', _) => depth += 1,
            (_, 0) => return Some(at),
            _ => depth -= 1,
        }
    }
    None
}

/// The last `$`, if their number is odd.
fn odd_sign(text: &str) -> Option<usize> {
    let signs: Vec<usize> = unescaped(text).filter(|(_, letter)| *letter == '$').map(|(at, _)| at).collect();
    signs.last().copied().filter(|_| signs.len() % 2 == 1)
}

fn unescaped(text: &str) -> impl Iterator<Item = (usize, char)> + '_ {
    let mut is_escaped = false;
    text.char_indices().filter(move |(_, letter)| {
        let was = is_escaped;
        is_escaped = !was && *letter == '\\';
        !was && !is_escaped
    })
}
