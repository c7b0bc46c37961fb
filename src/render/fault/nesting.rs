//! Finds what a template opens and never closes, where the engine stumbles over what comes after it.
//!
//! Takes the text of a template; gives the first tag that is not closed, with the tag that shows it, or a
//! block whose two names differ. Knows which tags come in pairs and nothing of what stands in them.

use std::ops::Range;

/// A tag that another one closes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Opened<'t> {
    /// `if`, `block`; `<` for a component that is called with something between its tags.
    pub word: &'t str,
    /// Of a block or a component; empty of others.
    pub name: &'t str,
    /// Bytes of the whole tag.
    pub at: Range<usize>,
    /// Blanks before it, if it is the first on its line.
    indent: Option<usize>,
}

#[derive(Debug, PartialEq, Eq)]
pub enum Fault<'t> {
    /// Never closed; and the tag that closes what lies around it, if the template does not end before.
    Unclosed(Opened<'t>, Option<Range<usize>>),
    /// The names in the two tags differ, and nothing else that is open has the second.
    Misnamed(Opened<'t>, Range<usize>),
}

impl Opened<'_> {
    /// How the tag is called in messages: `if`, `block title`, `<chapter>`.
    pub fn title(&self) -> String {
        match (self.word, self.name) {
            ("<", name) => format!("<{name}>"),
            (word, "") => word.to_owned(),
            (word, name) => format!("{word} {name}"),
        }
    }

    /// The tag that would close it.
    pub fn closing(&self) -> String {
        match (self.word, self.name) {
            ("<", name) => format!("{{% </{name}> %}}"),
            (word, "") => format!("{{% end{word} %}}"),
            (word, name) => format!("{{% end{word} {name} %}}"),
        }
    }
}

/// The first tag whose pair is missing or has another name; `None` also where a tag closes nothing.
pub fn fault(text: &str) -> Option<Fault<'_>> {
    let mut open: Vec<Opened<'_>> = Vec::new();
    // What a tag further left closes in the place of another: there one is missing.
    let mut suspect: Option<Opened<'_>> = None;
    for tag in tags(text) {
        let (word, name, at, indent) = match tag {
            Tag::Opens(opened) => {
                open.push(opened);
                continue;
            }
            Tag::Closes { word, name, at, indent } => (word, name, at, indent),
        };
        let is_pair = |one: &Opened<'_>| one.word == word && (name.is_empty() || one.name == name);
        let pair = open.iter().rposition(is_pair);
        let last = open.pop()?;
        match pair {
            Some(pair) if pair == open.len() => {
                if suspect.is_none() && indent < last.indent && indent.is_some() {
                    suspect = Some(last);
                }
            }
            Some(_) => return Some(Fault::Unclosed(missing(last, suspect), Some(at))),
            None if last.word == word && word != "<" && !last.name.is_empty() => {
                return Some(Fault::Misnamed(last, at));
            }
            None => return None,
        }
    }
    let last = open.pop()?;
    Some(Fault::Unclosed(missing(last, suspect), None))
}

/// What is not closed: the one that is open, or one within it whose closing tag stands where its own should.
fn missing<'t>(open: Opened<'t>, suspect: Option<Opened<'t>>) -> Opened<'t> {
    suspect.filter(|one| one.word == open.word && one.at.start > open.at.start).unwrap_or(open)
}

/// The names of the blocks that a template has.
pub fn blocks(text: &str) -> Vec<&str> {
    let tags = tags(text).into_iter();
    tags.filter_map(|tag| match tag {
        Tag::Opens(opened) if opened.word == "block" => Some(opened.name),
        _ => None,
    })
    .collect()
}

enum Tag<'t> {
    Opens(Opened<'t>),
    Closes { word: &'t str, name: &'t str, at: Range<usize>, indent: Option<usize> },
}

/// The tags that come in pairs, without those in comments and in what is written raw.
fn tags(text: &str) -> Vec<Tag<'_>> {
    let mut found = Vec::new();
    let mut at = 0;
    let mut is_raw = false;
    while let Some(start) = text[at..].find('{').map(|start| at + start) {
        at = start + 1;
        let rest = &text[start..];
        if rest.starts_with("{#") && !is_raw {
            at = rest.find("#}").map_or(text.len(), |end| start + end + 2);
        }
        if !rest.starts_with("{%") {
            continue;
        }
        let end = start + end_of_tag(rest);
        let inner = text[start + 2..end].trim_start_matches('-').trim_end_matches(['}', '%']);
        let inner = inner.trim_end_matches('-').trim();
        at = if is_raw { at } else { end };
        let word = name(inner);
        is_raw = match word {
            "raw" => true,
            "endraw" => false,
            _ => is_raw,
        };
        if !is_raw {
            let before = &text[text[..start].rfind('\n').map_or(0, |line| line + 1)..start];
            let indent = before.trim().is_empty().then_some(before.len());
            found.extend(read(inner, word, start..end, indent));
        }
    }
    found
}

fn read<'t>(inner: &'t str, word: &'t str, at: Range<usize>, indent: Option<usize>) -> Option<Tag<'t>> {
    const PAIRS: [&str; 6] = ["if", "for", "block", "component", "filter", "set"];
    let after = inner[word.len()..].trim_start();
    let named = |word: &str| if matches!(word, "block" | "component") { name(after) } else { "" };
    if let Some(name) = inner.strip_prefix("</") {
        return Some(Tag::Closes { word: "<", name: self::name(name.trim_start()), at, indent });
    }
    if let Some(called) = inner.strip_prefix('<') {
        let opened = Opened { word: "<", name: name(called.trim_start()), at, indent };
        return (!inner.ends_with("/>")).then_some(Tag::Opens(opened));
    }
    if let Some(word) = word.strip_prefix("end").filter(|word| PAIRS.contains(word) || *word == "set_global") {
        return Some(Tag::Closes { word, name: named(word), at, indent });
    }
    // With a value it is whole by itself.
    let is_whole = matches!(word, "set" | "set_global") && after[name(after).len()..].trim_start().starts_with('=');
    let opens = (PAIRS.contains(&word) || word == "set_global") && !is_whole;
    opens.then(|| Tag::Opens(Opened { word, name: named(word), at, indent }))
}

/// The bytes of a tag up to behind its `%}`, which may stand in quotation marks, too.
fn end_of_tag(tag: &str) -> usize {
    let mut quote = None;
    for (at, byte) in tag.bytes().enumerate() {
        match (quote, byte) {
            (Some(mark), _) if mark == byte => quote = None,
            (Some(_), _) => {}
            (None, b'"' | b'\'' | b'`') => quote = Some(byte),
            (None, b'%') if tag[at..].starts_with("%}") && at > 1 => return at + 2,
            _ => {}
        }
    }
    tag.len()
}

/// The name that a text begins with.
fn name(text: &str) -> &str {
    &text[..text.find(|one: char| !(one.is_alphanumeric() || "_.".contains(one))).unwrap_or(text.len())]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &str) {
        let told = match fault(text) {
            None => String::new(),
            Some(Fault::Unclosed(opened, _)) => format!("{} {}", opened.at.start, opened.closing()),
            Some(Fault::Misnamed(opened, closer)) => format!("{} / {}", opened.title(), &text[closer]),
        };
        assert_eq!(told, expected, "{text}");
    }

    #[test]
    fn what_is_never_closed_is_found() {
        check("{% if a %}", "0 {% endif %}");
        check("{%- block a -%}{%- for b in c -%}{% endblock %}", "15 {% endfor %}");
        check("{% block a %}{% block b %}{% endblock a %}", "13 {% endblock b %}");
        check("{% block a %}{% <b c={d}> %}{% endblock %}", "13 {% </b> %}");
        check("{% <a> %}{% if b %}{% </a> %}", "9 {% endif %}");
        check("{% if a %}\n  {% if b %}\n{% endif %}", "13 {% endif %}");
        check("{% set a %}", "0 {% endset %}");
    }

    #[test]
    fn a_name_that_differs_is_found() {
        check("{% block mater %}{% endblock matter %}", "block mater / {% endblock matter %}");
        check("{% component a.b() %}{% endcomponent a.c %}", "component a.b / {% endcomponent a.c %}");
    }

    #[test]
    fn what_is_right_is_let_be() {
        for text in [
            "{# {% if a %} #}{% raw %}{% for {# {% endraw %}{% set a = 1 %}{% set_global b = 2 %}",
            "{% if \"%}\" %}{% elif b %}{% else %}{% endif %}{{ '{' }}{% <a /> %}{% <b> %}{% </b> %}",
            "{% set a | upper %}{% endset %}{% filter b(c=1) %}{% endfilter %}{% component d.e() %}{% endcomponent d.e %}",
            "{% endif %}",
            "{%",
            "{%}",
            "{%-%}é{",
        ] {
            check(text, "");
        }
    }
}
