//! The words of the site's own copy of a source, made fit to be compared with a quotation.
//!
//! Takes the text of a copy, plain or HTML; gives its words with white space, quotation
//! marks and dashes each made one, for two prints of a sentence differ in these and say the
//! same. Marks that nobody sees are left out, of HTML all that is no text. Every other letter
//! stays as it is, so words that are found are there letter by letter. Takes any text,
//! in one pass. Never reads the disk, and never says what is a misquotation.

use std::collections::BTreeMap;

use crate::value::html;

/// What a copy is written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    Text,
    Html,
}

impl Form {
    /// By the ending of a file's name; `None`: no copy that can be read (a PDF, a picture).
    pub fn of(path: &str) -> Option<Form> {
        let (_, ending) = path.rsplit_once('.')?;
        match ending.to_ascii_lowercase().as_str() {
            "txt" => Some(Form::Text),
            "html" | "htm" | "xhtml" => Some(Form::Html),
            _ => None,
        }
    }
}

/// Words that can be compared.
#[derive(Debug, Default)]
pub struct Words {
    pub text: String,
    /// For each byte of `text`, the byte of the copy that it stands for; empty if not asked for.
    pub places: Vec<usize>,
    keeps_places: bool,
    wants_space: bool,
}

/// The words of a quotation.
pub fn of_quotation(text: &str) -> String {
    of_copy(text, Form::Text).text
}

/// The words of a copy.
pub fn of_copy(text: &str, form: Form) -> Words {
    Words::default().read(text, form)
}

/// The words of a copy, with their places in it.
pub fn of_copy_with_places(text: &str, form: Form) -> Words {
    Words { keeps_places: true, ..Words::default() }.read(text, form)
}

impl Words {
    fn read(mut self, text: &str, form: Form) -> Words {
        match form {
            Form::Text => text.char_indices().for_each(|(at, letter)| self.put(letter, at)),
            Form::Html => Html { text, entities: BTreeMap::new(), is_cut: false }.read(&mut self),
        }
        self
    }

    fn put(&mut self, letter: char, at: usize) {
        match letter {
            // Soft hyphens, joiners, marks of direction: nobody sees them.
            '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}' => {}
            _ if letter.is_whitespace() => self.wants_space = true,
            // One sign for all: a quotation within another has single marks here and double ones there.
            '"' | '`' | '´' | '‘'..='‟' | '‹' | '›' | '«' | '»' | '′' | '″' => self.push('\'', at),
            // A dash stands with spaces in one house style and without in another.
            '-' | '\u{2010}'..='\u{2015}' | '\u{2212}' => {
                self.wants_space = false;
                if !self.text.ends_with('-') {
                    self.push('-', at);
                }
            }
            '…' => (0..3).for_each(|_| self.push('.', at)),
            _ => self.push(letter, at),
        }
    }

    fn push(&mut self, letter: char, at: usize) {
        if std::mem::take(&mut self.wants_space) && !self.text.is_empty() && !self.text.ends_with('-') {
            self.note(' ', at);
        }
        self.note(letter, at);
    }

    fn note(&mut self, letter: char, at: usize) {
        self.text.push(letter);
        if self.keeps_places {
            self.places.resize(self.text.len(), at);
        }
    }
}

/// A page that is being read.
struct Html<'t> {
    text: &'t str,
    /// Character references that were met, and what they stand for.
    entities: BTreeMap<&'t str, Option<String>>,
    /// Whether a tag was met that never ends: then no later one does either.
    is_cut: bool,
}

/// Elements of which a reader sees no text.
const UNSEEN: [&str; 4] = ["script", "style", "template", "noscript"];

/// Elements that stand within a line, so that no space parts their text from what stands around it.
const INLINE: [&str; 33] = [
    "a", "abbr", "acronym", "b", "bdi", "bdo", "big", "cite", "code", "data", "del", "dfn", "em", "font", "i", "ins",
    "kbd", "label", "mark", "nobr", "q", "s", "samp", "small", "span", "strike", "strong", "sub", "sup", "time", "tt",
    "u", "wbr",
];

impl<'t> Html<'t> {
    fn read(mut self, words: &mut Words) {
        let mut at = 0;
        while let Some(letter) = self.text[at..].chars().next() {
            at = match letter {
                '<' => self.tag(at, words),
                '&' => self.reference(at, words),
                _ => {
                    words.put(letter, at);
                    at + letter.len_utf8()
                }
            };
        }
    }

    /// Reads what begins with `<` at byte `at`; gives the byte behind it.
    fn tag(&mut self, at: usize, words: &mut Words) -> usize {
        let rest = &self.text[at + 1..];
        if rest.starts_with("!--") {
            return html::end_of_comment(&self.text[at..]).map_or(self.text.len(), |end| at + end);
        }
        let is_end = rest.starts_with('/');
        let name = &rest[usize::from(is_end)..];
        let length = name.bytes().take_while(u8::is_ascii_alphanumeric).count();
        let begins_tag = name.starts_with(|letter: char| letter.is_ascii_alphabetic()) || rest.starts_with(['!', '?']);
        let end = if begins_tag && !self.is_cut { html::end_of_tag(rest) } else { None };
        let Some(end) = end.map(|end| at + 1 + end) else {
            self.is_cut |= begins_tag;
            words.put('<', at);
            return at + 1;
        };
        let name = name[..length].to_ascii_lowercase();
        if !is_end && UNSEEN.contains(&name.as_str()) {
            return self.end_of_element(end, &name);
        }
        match name.as_str() {
            "q" => words.put('"', at),
            name if INLINE.contains(&name) => {}
            _ => words.put(' ', at),
        }
        end
    }

    /// The byte behind the end tag of an element of which all is passed over.
    fn end_of_element(&self, from: usize, name: &str) -> usize {
        let rest = &self.text[from..];
        let end = html::end_of_raw(rest, name).and_then(|at| Some(at + rest[at..].find('>')? + 1));
        end.map_or(self.text.len(), |end| from + end)
    }

    /// Reads what begins with `&` at byte `at`; gives the byte behind it.
    fn reference(&mut self, at: usize, words: &mut Words) -> usize {
        let text = self.text;
        let rest = &text[at + 1..];
        let length = rest
            .bytes()
            .take(html::LONGEST_REFERENCE)
            .take_while(|byte| byte.is_ascii_alphanumeric() || *byte == b'#')
            .count();
        if length == 0 || rest.as_bytes().get(length) != Some(&b';') {
            words.put('&', at);
            return at + 1;
        }
        let end = at + 1 + length + 1;
        let written = &text[at..end];
        match self.entities.entry(written).or_insert_with(|| html::referred(written)) {
            Some(letters) => letters.chars().for_each(|letter| words.put(letter, at)),
            None => written.chars().for_each(|letter| words.put(letter, at)),
        }
        end
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(form: Form, text: &str, expected: &str) {
        let words = of_copy_with_places(text, form);
        assert_eq!(words.text, expected);
        assert_eq!(words.places.len(), words.text.len());
        assert!(words.places.is_sorted() && words.places.iter().all(|&at| text.is_char_boundary(at)));
        assert_eq!(of_copy(text, form).text, expected);
    }

    #[test]
    fn spaces_marks_and_dashes_are_made_one() {
        check(Form::Text, "  One\u{a0}\n\ttwo  ", "One two");
        check(Form::Text, "“I don’t”, ‘no’, «so» \"x\"", "'I don't', 'no', 'so' 'x'");
        check(Form::Text, "one — two–three -- four", "one-two-three-four");
        check(Form::Text, "and so…  on", "and so... on");
        check(Form::Text, "co\u{ad}op\u{200b}erate", "cooperate");
        check(Form::Text, "<b>É</b> &amp; 10%", "<b>É</b> &amp; 10%");
    }

    #[test]
    fn html_is_read_as_a_reader_sees_it() {
        check(Form::Html, "<p>One<p class='a>b'>two <b>thr</b>ee<br>four", "One two three four");
        check(Form::Html, "a<script>x < '</p>'</SCRIPT>b<!-- c > d -->e<style>f</style>", "abe");
        check(
            Form::Html,
            "it&rsquo;s &lt;b&gt;&nbsp;&#8212; &eacute;&unknown; & &; AT&T",
            "it's <b>-é&unknown; & &; AT&T",
        );
        check(Form::Html, "1 < 2 <3 a<", "1 < 2 <3 a<");
        check(Form::Html, "he said <q>no</q>", "he said 'no'");
        check(Form::Html, "<!doctype html><title>T</title><h1>H</h1>", "T H");
        check(Form::Html, "<a title=don't>x</a> y", "x y");
    }

    #[test]
    fn whatever_never_ends_is_read_in_one_pass() {
        for part in ["<a \"", "<a '", "<a", "<!--", "<script>", "</", "&", "&amp", "<style></", "<q>", "…"] {
            let text = part.repeat(200_000 / part.len());
            assert!(of_copy(&text, Form::Html).text.len() <= 3 * text.len(), "{part}");
        }
    }

    #[test]
    fn endings_tell_the_form() {
        for (path, expected) in [
            ("a.txt", Some(Form::Text)),
            ("a.b.HTML", Some(Form::Html)),
            ("a.htm", Some(Form::Html)),
            ("a.pdf", None),
            ("html", None),
        ] {
            assert_eq!(Form::of(path), expected, "{path}");
        }
    }
}
