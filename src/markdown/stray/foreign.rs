//! Finds marks that other systems understand and Markdown does not: links of wikis, attributes, shortcodes, boxes.
//!
//! Takes the place of a text or of a line in it; gives a fault where nothing else can be meant. Never says a word
//! of brackets and braces that may stand for themselves: `a[[0]]`, `{x}`, `${{ a }}`.

use std::ops::Range;

use super::super::citation::{Fault, looks_like_citation};
use super::{MOST_FOUND, Strays};
use crate::diag::fix::{Edit, Fix, sure};
use crate::files::Span;
use crate::value::html::{LONGEST_REFERENCE, referred};

/// Signs that other programs put before the items of a list.
const BULLETS: [&str; 7] = ["• ", "◦ ", "▪ ", "‣ ", "· ", "– ", "— "];

/// The references to characters that people write, without those for letters.
const REFERENCES: [&str; 30] = [
    "amp", "apos", "bull", "cent", "copy", "deg", "euro", "frac12", "ge", "gt", "hellip", "laquo", "larr", "ldquo",
    "le", "lsquo", "lt", "mdash", "middot", "nbsp", "ndash", "para", "pound", "quot", "raquo", "rarr", "rdquo",
    "rsquo", "sect", "shy",
];

impl<'t> Strays<'t> {
    fn foreign(&self, at: Range<usize>, message: String, help: String) -> Option<Fault> {
        let span = Span::new(self.file, at.start, at.end);
        Some(Fault { code: "foreign-mark", span, message, help, fix: None })
    }

    /// A line of a paragraph that begins with a mark of another system.
    pub(super) fn foreign_line(&self, start: usize) -> Option<Fault> {
        let line = self.line(start)?;
        let rest = line.trim_start_matches(['!', '?', ':', '+']);
        let mark = &line[..line.len() - rest.len()];
        let words = rest.trim_start();
        let name = words.split([' ', '{', '"']).next().unwrap_or("");
        let is_name =
            !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte));
        let is_box = match mark {
            "!!!" | "???" | "???+" => rest.starts_with(' ') && is_name && (name == words || words.ends_with('"')),
            _ => mark.len() >= 3 && mark.bytes().all(|byte| byte == b':') && (is_name || words.starts_with('{')),
        };
        if !is_box {
            return None;
        }
        self.foreign(
            start..start + mark.len(),
            format!("`{mark}` makes no box here, so readers see it"),
            "a note stands in a quotation: a line `> [!NOTE]`, and `> ` before each of its lines".to_owned(),
        )
    }

    /// Lines that begin with the bullet of another program.
    pub(super) fn bullets(&mut self, start: usize, paragraph: Option<&Range<usize>>) -> Option<Fault> {
        let line = self.line(start)?;
        let mark = BULLETS.into_iter().find(|mark| line.starts_with(mark))?;
        let end = paragraph.map_or(start, |whole| whole.end);
        if start < self.told_until || !line[mark.len()..].starts_with(|one: char| one.is_alphanumeric() || one == '[') {
            return None;
        }
        // The paragraph before it may have been the first item.
        let above = self.text[..start].trim_end_matches([' ', '>', '\n']);
        let above = above.rsplit('\n').next().unwrap_or("").trim_start_matches([' ', '>']);
        let mut places = vec![start];
        let mut at = start;
        while let Some(next) = self.text.get(at..end).and_then(|rest| rest.find('\n')).map(|gap| at + gap + 1) {
            let line = self.line(next)?;
            let bare = line.trim_start_matches([' ', '>']);
            if bare.starts_with(mark) {
                places.push(next + line.len() - bare.len());
            }
            at = next;
        }
        let is_dash = mark.starts_with(['–', '—', '·']);
        if above.starts_with(mark) || is_dash && places.len() < 2 || paragraph.is_none() {
            return None;
        }
        self.told_until = end;
        let bullet = mark.trim_end();
        let edit = |place: &usize| Edit {
            span: Span::new(self.file, *place, *place + bullet.len()),
            old: bullet.to_owned(),
            new: "-".to_owned(),
        };
        Some(Fault {
            code: "broken-list",
            span: Span::new(self.file, start, start + bullet.len()),
            message: format!("`{bullet}` begins no item of a list"),
            help: "write `- ` before each item".to_owned(),
            fix: Some(Fix { label: "write `-`".to_owned(), edits: places.iter().map(edit).collect() }),
        })
    }

    /// Text that begins with `[`: the link of a wiki, a note in the text, a table of contents.
    pub(super) fn bracket(&self, start: usize) -> Option<Fault> {
        // Brackets in brackets are of a program.
        if self.text[start..].starts_with("[[[") {
            return None;
        }
        let before = &self.text.as_bytes()[..start];
        let line = self.line(start)?;
        if let Some(found) = self.nested_citation(start).or_else(|| self.unclosed_citation(start)) {
            return Some(found);
        }
        let begins = before.last().is_none_or(|byte| byte.is_ascii_whitespace() || b">(\"*_".contains(byte));
        if before.ends_with(b"^") && !before.ends_with(b"\\^") {
            let inner = &line[1..line.find(']')?];
            let is_note = inner.contains(' ') && inner.starts_with(char::is_alphabetic);
            let help = "write `[^note]` here, and `[^note]: ...` on a line of its own".to_owned();
            let message = "notes do not stand in the text, so readers see this mark".to_owned();
            return if is_note { self.foreign(start - 1..start + 1, message, help) } else { None };
        }
        if matches!(line, "[TOC]" | "[toc]" | "[[TOC]]" | "[[toc]]" | "[[_TOC_]]")
            && before.trim_ascii_end().last().is_none_or(|_| before.ends_with(b"\n\n"))
        {
            return self.foreign(
                start..start + line.len(),
                format!("`{line}` makes no table of contents, so readers see it"),
                "take it out; pages list their headings by themselves".to_owned(),
            );
        }
        let inner = line.strip_prefix("[[").filter(|_| begins)?;
        let inner = &inner[..inner.find("]]").filter(|end| *end < 200)?];
        let behind = &line[inner.len() + 4..];
        let (target, words) = inner.split_once('|').unwrap_or((inner, ""));
        let is_path = |part: &str| part.starts_with(char::is_alphabetic) && !part.contains(['[', ']', '=', '`', '{']);
        // `[[bin]]` and `[[x.y]]` are tables of TOML.
        let is_page = !words.is_empty() || target.contains(['/', ' ', '#']) || target.starts_with(char::is_uppercase);
        if !is_path(target)
            || !(is_page || target.ends_with(".md"))
            || looks_like_citation(inner)
            || behind.starts_with(['(', '['])
        {
            return None;
        }
        let words = if words.is_empty() { target } else { words };
        self.foreign(
            start..start + inner.len() + 4,
            format!("`[[{inner}]]` is no link, so readers see its brackets"),
            format!("write `[{}](path/of/the/page.md)`", words.trim()),
        )
    }

    /// Text that begins with `{`, as behind a link or at the beginning of a line: attributes.
    pub(super) fn attributes(&self, start: usize) -> Option<Fault> {
        let line = self.line(start)?;
        let inner = &line[1..line.find('}')?];
        let words = inner.strip_prefix(':').unwrap_or(inner);
        let is_name = |one: &str| {
            one.starts_with(|first: char| first.is_ascii_alphabetic() || first == '_')
                && one.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_:".contains(&byte))
        };
        let is_attribute = |one: &str| match one.split_once('=') {
            Some((key, value)) => is_name(key) && !value.is_empty(),
            None => one.strip_prefix(['.', '#']).is_some_and(is_name),
        };
        let is_quoted = words.contains('"') && words.split_once('=').is_some_and(|(key, _)| is_name(key.trim()));
        let mut all = words.split_whitespace();
        let behind = self.text[..start].chars().next_back();
        let stands = behind.is_none_or(|one| one == '\n' || ")]`*_> ".contains(one));
        if words.trim().is_empty() || !stands || !(is_quoted || all.all(is_attribute)) {
            return None;
        }
        let whole = &line[..inner.len() + 2];
        let help = match inner.contains("target=") {
            true => "take them out: readers choose themselves where a link opens",
            false => "take them out; attributes stand in the braces of headings alone",
        };
        self.foreign(
            start..start + whole.len(),
            format!("`{whole}` gives nothing attributes here, so readers see it"),
            help.to_owned(),
        )
    }

    /// Marks within a text: shortcodes, marked words, references to characters.
    pub(super) fn within(&mut self, at: &Range<usize>) {
        let Some(text) = self.text.get(at.clone()) else { return };
        for one in memchr::memchr2_iter(b'{', b'&', text.as_bytes()).map(|one| at.start + one) {
            if one >= self.told_until && self.found.len() < MOST_FOUND {
                let found =
                    if text.as_bytes()[one - at.start] == b'{' { self.shortcode(one) } else { self.reference(one) };
                self.told_until = found.as_ref().map_or(self.told_until, |found| found.span.end);
                self.found.extend(found);
            }
        }
        if self.has_marked {
            let found = self.marked(at.start, text);
            self.found.extend(found);
        }
    }

    fn shortcode(&self, start: usize) -> Option<Fault> {
        let line = self.line(start)?;
        let before = self.text[..start].chars().next_back();
        if before.is_some_and(|one| "$\\{#=".contains(one)) {
            return None;
        }
        let close = [("{{<", ">}}"), ("{{%", "%}}"), ("{{", "}}"), ("{%", "%}")];
        let (open, close) = close.into_iter().find(|(open, _)| line.starts_with(open))?;
        let inner = &line[open.len()..open.len() + line[open.len()..].find(close)?];
        let name = inner.trim().trim_start_matches(['/', '-']).trim_start();
        let first = name.split(|one: char| !one.is_alphanumeric() && !"_-./".contains(one)).next().unwrap_or("");
        if !first.starts_with(char::is_alphabetic) {
            return None;
        }
        let whole = start..start + open.len() + inner.len() + close.len();
        let help = "take it out: pages have no shortcodes and no variables; Markdown and HTML stand for themselves";
        self.foreign(whole, format!("`{open} {first} {close}` does nothing here, so readers see it"), help.to_owned())
    }

    fn reference(&self, start: usize) -> Option<Fault> {
        let near = self.text.get(start + 1..)?.as_bytes();
        let n = near.iter().take(LONGEST_REFERENCE).take_while(|byte| byte.is_ascii_alphanumeric()).count();
        let name = &self.text[start + 1..start + 1 + n];
        if n < 2 || self.text[..start].ends_with('\\') {
            return None;
        }
        let is_whole = near.get(n) == Some(&b';');
        let span = Span::new(self.file, start, start + 1 + n + usize::from(is_whole));
        let meant = match is_whole {
            true if referred(&format!("&{name};")).is_some() => return None,
            true => sure(name, REFERENCES)?,
            false
                if near.get(n).is_none_or(|byte| b" \n.,".contains(byte))
                    && let Some(one) = REFERENCES.into_iter().find(|one| *one == name) =>
            {
                one
            }
            // The mark of a character and a word that was to follow it.
            false => {
                let is_one = |one: &&str| {
                    name.starts_with(*one) && name[one.len()..].starts_with(|next: char| next.is_ascii_lowercase())
                };
                let one = ["nbsp", "mdash", "ndash", "rsquo", "lsquo", "rdquo", "ldquo", "hellip"]
                    .into_iter()
                    .find(is_one)?;
                let span = Span::new(self.file, start, start + 1 + one.len());
                let written = self.text.get(span.start..span.end)?;
                return Some(Fault {
                    code: "broken-html",
                    span,
                    message: format!("`{written}` has no `;`, so readers see it as it is"),
                    help: format!("write `&{one};`"),
                    fix: Some(Fix::replace(span, written, format!("&{one};"))),
                });
            }
        };
        let why = if is_whole { "stands for no character" } else { "has no `;`" };
        let written = self.text.get(span.start..span.end)?;
        Some(Fault {
            code: "broken-html",
            span,
            message: format!("`{written}` {why}, so readers see it as it is"),
            help: format!("write `&{meant};`"),
            fix: Some(Fix::replace(span, written, format!("&{meant};"))),
        })
    }

    fn marked(&self, start: usize, text: &str) -> Option<Fault> {
        let open = text.find("==")?;
        let inner = &text[open + 2..];
        let before = text[..open].chars().next_back();
        let inner = &inner[..inner.find("==").filter(|end| *end < 200)?];
        let behind = text[open + 4 + inner.len()..].chars().next();
        let is_word = inner.starts_with(char::is_alphabetic) && inner.ends_with(char::is_alphanumeric);
        let stands = before.is_none_or(|one| one.is_whitespace() || one == '(')
            && behind.is_none_or(|one| one.is_whitespace() || ".,;:!?)".contains(one));
        if !is_word || !stands {
            return None;
        }
        self.foreign(
            start + open..start + open + 2,
            "words between `==` are not marked, so readers see the signs".to_owned(),
            format!("write `**{inner}**` or `<mark>{inner}</mark>`"),
        )
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::check;

    #[test]
    fn links_of_wikis() {
        check(
            "See [[timeline/signing]], [[The order]] and [[order|it]].",
            &["[[timeline/signing]]", "[[The order]]", "[[order|it]]"],
        );
        check("[[bin]] a[[0]] [[a]](b.md) \\[[The order]] `[[The order]]` [[1, 2]] [x [y]]", &[]);
    }

    #[test]
    fn attributes_in_braces() {
        check("See [it](https://a.example){target=_blank} and **so**{.note}.", &["{target=_blank}", "{.note}"]);
        check("So.\n{: .note }\n\n{.note}\nSo", &["{: .note }", "{.note}"]);
        check("# Head {#id}\n\n{x} {a, b} {.} x_{i} [a](b.md){c} `{.note}` a{.b}", &[]);
    }

    #[test]
    fn shortcodes_and_variables() {
        check("{{< note >}}\nSo\n{{< /note >}}", &["{{< note >}}", "{{< /note >}}"]);
        check(
            "So {{% note \"a\" %}} and {{ youtube(id=1) }} {% raw %} {{ page.title }}",
            &["{{% note \"a\" %}}", "{{ youtube(id=1) }}", "{% raw %}", "{{ page.title }}"],
        );
        check("${{ a }} {{}} {{ 1 }} \\{{ a }} `{{ a }}` {a} {{a}", &[]);
    }

    #[test]
    fn boxes() {
        check("::: note\n\nSo\n\n:::", &[":::"]);
        check(":::note\nSo\n:::", &[":::"]);
        check("!!! note \"Careful\"\n    So\n\n??? tip\n    So", &["!!!", "???"]);
        check("!!! So what\n\n??? So\n\n::\n\n: a\n\n:: b", &["???"]);
    }

    #[test]
    fn notes_contents_and_marked_words() {
        check("So.^[A note of mine.] 10^[2]", &["^["]);
        check("[TOC]\n\nSo [TOC]\n\n[[toc]]", &["[TOC]", "[[toc]]"]);
        check("It is ==not== so, a == b == c, a==b==c, ======", &["=="]);
    }

    #[test]
    fn bullets_of_other_programs() {
        check("• one\n• two\n\n• three", &["•"]);
        check("– one\n– two", &["–"]);
        check("Words\n– and so on.\n\n– So he said.\n\n- • a b\n\nA • b", &[]);
    }

    #[test]
    fn references_to_characters() {
        check("a &nbps; b &mdahs; c", &["&nbps;", "&mdahs;"]);
        check("a&nbsp b", &["&nbsp"]);
        check("AT&T; R&D, a & b, &eacute; &amp; &#160; ?a=1&copy=2 \\&nbsp b `&nbps;` &foo;", &[]);
    }
}
