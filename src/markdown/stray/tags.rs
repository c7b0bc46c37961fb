//! Finds raw HTML that is not what was meant: tags that nothing closes, elements that do not exist, lost quotation marks.
//!
//! Takes the tags of a text in order; gives a fault for what a browser would take otherwise. Never builds a tree:
//! an end tag closes the last one of its name. Never says a word of custom elements, nor of what SVG and MathML hold.

use std::ops::Range;

use super::super::citation::Fault;
use super::{MOST, MOST_FOUND, Strays};
use crate::diag::fix::{Fix, sure};
use crate::files::Span;
use crate::value::html::{VOID, end_of_comment, end_of_raw, end_of_tag};

/// The elements of HTML, with those that are out of use and that browsers know, in order of the alphabet.
///
/// Source: HTML Living Standard, 4 and 16.2.
const ELEMENTS: [&str; 142] = [
    "a",
    "abbr",
    "acronym",
    "address",
    "applet",
    "area",
    "article",
    "aside",
    "audio",
    "b",
    "base",
    "basefont",
    "bdi",
    "bdo",
    "bgsound",
    "big",
    "blink",
    "blockquote",
    "body",
    "br",
    "button",
    "canvas",
    "caption",
    "center",
    "cite",
    "code",
    "col",
    "colgroup",
    "data",
    "datalist",
    "dd",
    "del",
    "details",
    "dfn",
    "dialog",
    "dir",
    "div",
    "dl",
    "dt",
    "em",
    "embed",
    "fieldset",
    "figcaption",
    "figure",
    "font",
    "footer",
    "form",
    "frame",
    "frameset",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "head",
    "header",
    "hgroup",
    "hr",
    "html",
    "i",
    "iframe",
    "image",
    "img",
    "input",
    "ins",
    "isindex",
    "kbd",
    "keygen",
    "label",
    "legend",
    "li",
    "link",
    "listing",
    "main",
    "map",
    "mark",
    "marquee",
    "math",
    "menu",
    "menuitem",
    "meta",
    "meter",
    "nav",
    "nobr",
    "noembed",
    "noframes",
    "noscript",
    "object",
    "ol",
    "optgroup",
    "option",
    "output",
    "p",
    "param",
    "picture",
    "plaintext",
    "portal",
    "pre",
    "progress",
    "q",
    "rb",
    "rp",
    "rt",
    "rtc",
    "ruby",
    "s",
    "samp",
    "script",
    "search",
    "section",
    "select",
    "slot",
    "small",
    "source",
    "span",
    "strike",
    "strong",
    "style",
    "sub",
    "summary",
    "sup",
    "svg",
    "table",
    "tbody",
    "td",
    "template",
    "textarea",
    "tfoot",
    "th",
    "thead",
    "time",
    "title",
    "tr",
    "track",
    "tt",
    "u",
    "ul",
    "var",
    "video",
    "wbr",
    "xmp",
];

/// Elements whose end tag may be left out, or that nobody closes.
///
/// Source: HTML Living Standard, 13.1.2.4, optional tags.
const OPEN_ENDED: [&str; 27] = [
    "basefont",
    "bgsound",
    "body",
    "caption",
    "colgroup",
    "dd",
    "dt",
    "frame",
    "head",
    "html",
    "image",
    "isindex",
    "keygen",
    "li",
    "menuitem",
    "optgroup",
    "option",
    "p",
    "param",
    "plaintext",
    "rb",
    "rp",
    "rt",
    "tbody",
    "td",
    "th",
    "tr",
];

/// Elements in which no tag is one.
const RAW: [&str; 5] = ["script", "style", "textarea", "title", "xmp"];

/// How many tags of one name are told that nothing closes.
const MOST_TOLD: usize = 20;

/// A start tag that nothing has closed yet.
#[derive(Debug, Clone)]
pub(super) struct Open {
    at: Range<usize>,
    name: &'static str,
}

impl Strays<'_> {
    /// Raw HTML at these bytes, a tag or a block.
    pub(super) fn html(&mut self, at: &Range<usize>) {
        let Some(html) = self.text.get(at.clone()).filter(|_| self.reads_html) else { return };
        let mut from = 0;
        while let Some(start) = memchr::memchr(b'<', &html.as_bytes()[from..]).map(|start| from + start) {
            let rest = &html[start..];
            if rest.starts_with("<!--") {
                let Some(end) = end_of_comment(rest) else { return };
                from = start + end;
                continue;
            }
            if self.found.len() > MOST_FOUND {
                return;
            }
            let name = name_of(rest);
            if name.is_empty() {
                from = start + 1;
                continue;
            }
            if let Some(lost) = lost_quotation(rest, true) {
                self.lose(at.start + start, rest, lost);
                // Where the tag ends, nobody knows.
                from = start + 1;
                continue;
            }
            let Some(end) = end_of_tag(rest) else { return };
            let known = self.tag(at.start + start, &rest[..end], name);
            from = start + end;
            if let Some(raw) = known.filter(|name| RAW.contains(name))
                && !rest.starts_with("</")
            {
                let Some(ends) = end_of_raw(&html[from..], raw) else { return };
                from += ends;
            }
        }
    }

    /// Text that begins with `<`: a tag that is none, for it has lost a quotation mark.
    pub(super) fn broken_tag(&mut self, start: usize) {
        let Some(rest) = self.line(start).filter(|_| self.reads_html) else { return };
        let name = name_of(rest);
        if self.text[..start].ends_with('\\') || element(name).is_none() || start < self.told_until {
            return;
        }
        if let Some(lost) = lost_quotation(rest, false) {
            self.lose(start, rest, lost);
            self.told_until = start + rest.len();
        }
    }

    fn lose(&mut self, start: usize, tag: &str, lost: Range<usize>) {
        self.found.push(Fault {
            code: "broken-html",
            span: Span::new(self.file, start + lost.start, start + lost.end),
            message: format!("a quotation mark is missing in this tag `<{}>`", name_of(tag)),
            help: "a value stands between two marks: `name=\"value\"`".to_owned(),
            fix: None,
        });
    }

    /// Takes one tag; gives the name of the element that is meant, if HTML has it.
    fn tag(&mut self, start: usize, tag: &str, written: &str) -> Option<&'static str> {
        let is_end = tag.starts_with("</");
        let place = start + 1 + usize::from(is_end);
        let span = Span::new(self.file, place, place + written.len());
        let name = match element(written) {
            Some(name) => name,
            // What stands in a drawing or a formula has names of its own.
            None if written.contains('-') || self.is_open("svg") || self.is_open("math") => return None,
            None => {
                // `Vec<String>` is of a program.
                let is_type =
                    self.text[..start].ends_with(char::is_alphanumeric) || written.contains(char::is_uppercase);
                // `<date>`, which nothing closes, stands for a word that is still to be written.
                let near = &self.text[start..self.text.floor_char_boundary(start + MOST)];
                let is_blank = !is_end && tag.len() == written.len() + 2;
                let is_closed = |name: &str| near.contains(&format!("</{name}"));
                let meant = if written.len() < 3 || is_type && !is_end { None } else { sure(written, ELEMENTS) };
                let meant = meant.filter(|meant| !is_blank || is_closed(written) || is_closed(meant));
                let Some(meant) = meant.and_then(element) else {
                    if !is_end {
                        self.found.push(Fault {
                            code: "broken-html",
                            span,
                            message: format!("HTML has no element `{written}`, so readers do not see this"),
                            help: format!("if the words are meant, write `\\{}`", shortened(tag)),
                            fix: None,
                        });
                    }
                    return None;
                };
                self.found.push(Fault {
                    code: "broken-html",
                    span,
                    message: format!("HTML has no element `{written}`"),
                    help: format!("did you mean `{meant}`?"),
                    fix: Some(Fix::replace(span, written, meant)),
                });
                if !is_end {
                    return None;
                }
                meant
            }
        };
        if VOID.contains(&name) || OPEN_ENDED.contains(&name) {
            return Some(name);
        }
        if is_end {
            if let Some(open) = self.open.get_mut(name) {
                open.pop();
            }
        } else if !tag.ends_with("/>") && (name != "a" || tag.contains("href")) {
            self.open.entry(name).or_default().push(Open { at: start..start + tag.len(), name });
        }
        Some(name)
    }

    fn is_open(&self, name: &str) -> bool {
        self.open.get(name).is_some_and(|open| !open.is_empty())
    }

    /// Tells of the tags that nothing has closed, once the text has ended.
    pub(super) fn unclosed(&mut self) {
        for all in std::mem::take(&mut self.open).into_values() {
            let mut at = 0;
            let mut n_told = 0;
            while at < all.len() && n_told < MOST_TOLD {
                let one = &all[at];
                let twin = all.get(at + 1).filter(|next| self.is_twin(one, next));
                let fault = match twin {
                    Some(twin) => self.slashless(twin),
                    None => self.never_closed(one),
                };
                self.found.push(fault);
                n_told += 1;
                at += 1 + usize::from(twin.is_some());
            }
        }
    }

    /// Whether the second of two tags is the first again, in the same line: an end tag without its slash.
    fn is_twin(&self, one: &Open, next: &Open) -> bool {
        let between = self.text.get(one.at.end..next.at.start).unwrap_or("\n");
        self.text.get(next.at.clone()).is_some_and(|tag| tag.len() == next.name.len() + 2) && !between.contains('\n')
    }

    fn slashless(&self, twin: &Open) -> Fault {
        let (tag, span) = (&self.text[twin.at.clone()], Span::new(self.file, twin.at.start, twin.at.end));
        let end = format!("</{}", &tag[1..]);
        Fault {
            code: "broken-html",
            span,
            message: format!("`{tag}` opens here a second time, and nothing closes it"),
            help: format!("an end tag has a slash: write `{end}`"),
            fix: Some(Fix::replace(span, tag, end)),
        }
    }

    fn never_closed(&self, open: &Open) -> Fault {
        Fault {
            code: "broken-html",
            span: Span::new(self.file, open.at.start, open.at.end),
            message: format!("nothing closes this tag `<{}>`", open.name),
            help: format!("write `</{}>` behind what it is for", open.name),
            fix: None,
        }
    }
}

/// The name in a tag, as it is written; empty: it is none.
fn name_of(tag: &str) -> &str {
    let inner = tag[1..].strip_prefix('/').unwrap_or(&tag[1..]);
    if !inner.starts_with(|first: char| first.is_ascii_alphabetic()) {
        return "";
    }
    let end = inner.find(|one: char| !one.is_ascii_alphanumeric() && one != '-').unwrap_or(inner.len());
    // `<a.b>` and `<std::string>` are none.
    if inner[end..].starts_with(['>', '/', ' ', '\t', '\n', '\r']) { &inner[..end] } else { "" }
}

/// The element that a name stands for.
fn element(name: &str) -> Option<&'static str> {
    let at = match ELEMENTS.binary_search(&name) {
        Ok(at) => at,
        Err(_) => ELEMENTS.binary_search(&&*name.to_ascii_lowercase()).ok()?,
    };
    Some(ELEMENTS[at])
}

/// The attribute of a tag in which a quotation mark is missing; `may_go_on`: a value may end in another line.
fn lost_quotation(tag: &str, may_go_on: bool) -> Option<Range<usize>> {
    let bytes = tag.as_bytes();
    let is_end = |at: usize| bytes.get(at).is_none_or(|byte| byte.is_ascii_whitespace() || b"/>".contains(byte));
    let mut at = 1 + name_of(tag).len();
    loop {
        at += bytes[at..].iter().take_while(|byte| byte.is_ascii_whitespace()).count();
        let key = at;
        at += bytes[at..].iter().take_while(|byte| byte.is_ascii_alphanumeric() || b"-_:".contains(byte)).count();
        if at == key || bytes.get(at) != Some(&b'=') {
            // The end, or an attribute without a value.
            if at == key {
                return None;
            }
            continue;
        }
        at += 1;
        let mark = *bytes.get(at)?;
        if mark == b'"' || mark == b'\'' {
            let inner = &bytes[at + 1..];
            let close = memchr::memchr(mark, inner);
            let value = &tag[at + 1..at + 1 + close.unwrap_or(inner.len())];
            // Marks of the next tag close it where its own is lost.
            let is_lost = match close {
                None => value.contains('>') || may_go_on,
                Some(close) => !is_end(at + close + 2) && (value.contains('>') || value.ends_with('=')),
            };
            if is_lost {
                let end = value.find(['>', '\n']).unwrap_or(value.len());
                let end = value[..end].find(char::is_whitespace).unwrap_or(end);
                return Some(key..at + 1 + end);
            }
            at += close? + 2;
        } else {
            let n = bytes[at..].iter().take_while(|byte| !byte.is_ascii_whitespace() && **byte != b'>').count();
            let value = &tag[at..at + n];
            if value.len() > 1 && value.ends_with(['"', '\'']) && !value[..n - 1].contains(['"', '\'']) {
                return Some(key..at + n);
            }
            at += n;
        }
    }
}

/// A tag of at most 40 letters.
fn shortened(tag: &str) -> &str {
    let end = tag.char_indices().nth(40).map_or(tag.len(), |(at, _)| at);
    &tag[..end]
}

#[cfg(test)]
mod tests {
    use super::super::tests::check;
    use super::{ELEMENTS, OPEN_ENDED};

    #[test]
    fn names_are_in_order() {
        assert!(ELEMENTS.is_sorted() && OPEN_ENDED.is_sorted());
        assert!(OPEN_ENDED.iter().all(|name| ELEMENTS.binary_search(name).is_ok()));
    }

    #[test]
    fn tags_are_closed() {
        check("It is <strong>not in force.", &["<strong>"]);
        check("It is <b>not<b> in force.", &["<b>"]);
        check("<div class=\"a\">\n\n**So**", &["<div class=\"a\">"]);
        check("<details>\n<summary>So\n</details>", &["<summary>"]);
        check(
            "<div>\n\nSo <em>it</em> is<br>, <img src=a alt=b> <a name=c/><a name=d>\n\n</div>\n\n<p>One\n\n<ul><li>a<li>b</ul>",
            &[],
        );
        check(
            "<strong>One\n\ntwo</strong> <B>b</b> <!-- <b> --> `<b>`\n\n<script>\nif (a<b) '<i>'\n</script>\n\n<pre><code>x</code></pre>",
            &[],
        );
        check("> <div>\n> a\n> </div>\n\n<my-box>a\n\n</i>\n\n1 <b and a<c, \\<b>", &[]);
    }

    #[test]
    fn elements_exist() {
        check("It is <strnog>not</strnog> so.", &["strnog", "strnog"]);
        check("Write to <agency> first, Vec<T>, Vec<String>, ![a <b>](c.png).", &["agency", "T", "String"]);
        check(
            "<svg><path d=\"x\"/><linearGradient></linearGradient></svg>\n\n<https://a.example> <a@b.example> <a.b> <my-box></my-box>",
            &[],
        );
    }

    #[test]
    fn quotation_marks_come_in_pairs() {
        check("See <a href=\"x>it</a>.", &["href=\"x"]);
        check("See <a href=x\">it</a>.", &["href=x\""]);
        check("<div class=\"x>\nSo\n</div>", &["class=\"x"]);
        check("<p class=\"x>\nSo <b title=\"y\">a</b>", &["class=\"x"]);
        check("<p title=\"a > b\" class='c d'>\n\n<a\n  href=\"x\"\n  title=\"a\nb\">c</a>\n\n1 <a and b=\"c", &[]);
    }
}
