//! Turns what the template engine says of a template into messages that point at it.
//!
//! Takes the engine's faults and the theme's texts; gives `template-fault`s with place, cure
//! and what was meant. The engine tells most of a fault as text alone: `error: what`, then
//! `--> name:line:column`, the line and carets, then `note: called from name:line:column`. That is
//! what is read here. Never renders a template.

use std::collections::{BTreeMap, BTreeSet};

use tera::{ErrorKind, Tera};

use crate::diag::{self, Diagnostic};
use crate::files::Span;
use crate::theme::ThemeText;

mod nesting;

/// The texts of a theme's templates, by name.
pub type Texts = BTreeMap<String, ThemeText>;

/// What the help of a fault says when nothing nearer is known.
const CONTRACT: &str = "the values that a template may use are listed in themes/README.md";

/// Filters, tests and functions of the engine, for suggestions: it does not list its own.
const FILTERS: &[&str] = &[
    "abs",
    "capitalize",
    "default",
    "escape",
    "escape_html",
    "escape_xml",
    "first",
    "float",
    "get",
    "group_by",
    "indent",
    "int",
    "join",
    "keys",
    "last",
    "length",
    "lower",
    "newlines_to_br",
    "nth",
    "pairs",
    "pluralize",
    "replace",
    "reverse",
    "round",
    "safe",
    "sort",
    "split",
    "str",
    "title",
    "trim",
    "trim_end",
    "trim_start",
    "truncate",
    "unique",
    "upper",
    "values",
    "wordcount",
];
const TESTS: &[&str] = &[
    "array",
    "bool",
    "containing",
    "defined",
    "divisible_by",
    "ending_with",
    "even",
    "float",
    "integer",
    "iterable",
    "map",
    "none",
    "number",
    "odd",
    "starting_with",
    "string",
    "undefined",
];
const TAGS: &[&str] = &[
    "block",
    "break",
    "component",
    "continue",
    "elif",
    "else",
    "endblock",
    "endfor",
    "endif",
    "extends",
    "filter",
    "for",
    "if",
    "include",
    "raw",
    "set",
    "set_global",
];
const FUNCTIONS: &[&str] = &["fit", "range", "super", "throw"];

/// Parses the templates; gives all faults that can be told without making a page.
///
/// The engine stops at the first template that it cannot read or put together. That one is then taken
/// as empty, and the others are looked at again.
pub fn parse(tera: &mut Tera, texts: &Texts) -> Vec<Diagnostic> {
    let mut faults = Vec::new();
    let mut emptied: BTreeSet<String> = BTreeSet::new();
    for _ in 0..=texts.len() {
        let text = |name: &str, text: &ThemeText| match emptied.contains(name) {
            true => String::new(),
            false => text.text.to_string(),
        };
        let templates: Vec<(&str, String)> = texts.iter().map(|(name, one)| (name.as_str(), text(name, one))).collect();
        let Err(fault) = tera.add_raw_templates(templates) else { break };
        let (told, at_fault) = of_parsing(&fault, texts, !emptied.is_empty());
        faults.extend(told);
        let goes_on = at_fault.is_some_and(|name| texts.contains_key(&name) && emptied.insert(name));
        if !goes_on {
            break;
        }
    }
    faults
}

/// The fault of a page that cannot be made from `template`. `route` is the page's address below its edition.
pub fn of_page(fault: &tera::Error, template: &str, route: &str, texts: &Texts) -> Diagnostic {
    let mut diagnostic = match fault.kind() {
        ErrorKind::TemplateNotFound(name) => missing_template(None, name),
        _ => match read(&fault.to_string()).first() {
            Some(said) => said.to_diagnostic(texts),
            None => whole_template(template, &fault.to_string(), texts),
        },
    };
    let shown = if route.is_empty() { "the home page".to_owned() } else { format!("`{route}`") };
    diagnostic = diagnostic.note(None, format!("{PAGE}{shown}"));
    diagnostic
}

/// How the note begins that names the page.
const PAGE: &str = "while rendering ";

/// Makes one fault of those that differ in the page alone: a template that does not work fails on many.
pub fn merge(faults: Vec<Diagnostic>) -> Vec<Diagnostic> {
    let mut merged: Vec<(Diagnostic, BTreeSet<String>)> = Vec::new();
    let mut places: BTreeMap<(Option<Span>, String), usize> = BTreeMap::new();
    for mut fault in faults {
        let page = fault.notes.pop_if(|note| note.span.is_none() && note.message.starts_with(PAGE));
        let Some(page) = page else {
            merged.push((fault, BTreeSet::new()));
            continue;
        };
        let at = *places.entry((fault.span, fault.message.clone())).or_insert(merged.len());
        if at == merged.len() {
            merged.push((fault, BTreeSet::new()));
        }
        merged[at].1.insert(page.message);
    }
    let told = |(fault, pages): (Diagnostic, BTreeSet<String>)| match pages.first() {
        None => fault,
        Some(first) => {
            let more = match pages.len() - 1 {
                0 => String::new(),
                1 => " and 1 other page".to_owned(),
                n => format!(" and {n} other pages"),
            };
            let first = format!("{first}{more}");
            fault.note(None, first)
        }
    };
    merged.into_iter().map(told).collect()
}

/// The faults in what the engine says of the templates together, and the template without which it can go on.
fn of_parsing(fault: &tera::Error, texts: &Texts, is_partial: bool) -> (Vec<Diagnostic>, Option<String>) {
    match fault.kind() {
        ErrorKind::SyntaxError(report) => {
            let text = fault.to_string();
            let told = match read(&text).first() {
                Some(said) => said.to_diagnostic(texts),
                None => whole_template(report.filename(), report.message(), texts),
            };
            (vec![told], Some(report.filename().to_owned()))
        }
        ErrorKind::MissingParent { current, parent } => {
            let mut told = missing_template(quoted_in(current, parent, texts), parent);
            if let Some(near) = near_template(parent, texts) {
                told.helps.insert(0, format!("did you mean `{near}`?"));
            }
            (vec![told], Some(current.clone()))
        }
        ErrorKind::CircularExtend { tpl, inheritance_chain } => {
            let parent = inheritance_chain.first().filter(|name| *name != tpl).unwrap_or(tpl);
            (vec![circle("extends", tpl, parent, inheritance_chain, texts)], Some(tpl.clone()))
        }
        ErrorKind::CircularInclude { tpl, include_chain } => {
            let next = include_chain.iter().find(|name| *name != tpl).unwrap_or(tpl);
            (vec![circle("includes", tpl, next, include_chain, texts)], Some(tpl.clone()))
        }
        _ => {
            let text = fault.to_string();
            if let Some((component, first, second)) = doubled(&text) {
                let span = |name: &str| definition(name, component, texts);
                let told = at(span(second), format!("the component `{component}` is defined twice"))
                    .help("take one of the two out, or give it another name")
                    .note(span(first), "first defined here");
                return (vec![told], Some(second.to_owned()));
            }
            let said = read(&text);
            // What an emptied template no longer gives is no fault of others.
            let is_ours = |one: &&Said| {
                !is_partial || !(one.message.starts_with("Block ") || one.message.starts_with("Unknown component"))
            };
            if said.is_empty() {
                return (vec![at(None, headline(&text)).help(CONTRACT)], None);
            }
            let said: Vec<&Said<'_>> = said.iter().filter(is_ours).collect();
            (of_references(&said, texts), None)
        }
    }
}

/// The cure of a tag that closes nothing.
const TAKE_OUT: &str = "take it out, or put in the tag that it should close";

/// So many pages fill a block that their parent lacks that it is the parent's fault.
const MANY: usize = 4;

/// What templates name and nobody has; a block that many pages miss is told of the template that they extend.
fn of_references(said: &[&Said<'_>], texts: &Texts) -> Vec<Diagnostic> {
    let mut by_block: BTreeMap<(&str, &str), Vec<&Said<'_>>> = BTreeMap::new();
    let mut told = Vec::new();
    for one in said {
        let block = one.message.strip_prefix("Block `").and_then(|rest| rest.split('`').next());
        match block.and_then(|block| Some((parent(one.place.template, texts)?, block))) {
            Some(place) => by_block.entry(place).or_default().push(one),
            None => told.push(one.to_diagnostic(texts)),
        }
    }
    for ((parent, block), pages) in by_block {
        if pages.len() < MANY {
            told.extend(pages.iter().map(|one| one.to_diagnostic(texts)));
            continue;
        }
        let span = texts.get(parent).and_then(|parent| parent.span(0, 0));
        let message = format!("the template `{parent}` has no block `{block}`, which {} templates fill", pages.len());
        let first = pages[0].place;
        told.push(
            at(span, message)
                .help(format!("add `{{% block {block} %}}{{% endblock %}}` where it belongs"))
                .note(first.span(pages[0].width, texts), "the first that fills it"),
        );
    }
    told
}

/// The template that `template` extends.
fn parent<'t>(template: &str, texts: &'t Texts) -> Option<&'t str> {
    let text = &texts.get(template)?.text;
    let named = text[text.find("extends")? + "extends".len()..].trim_start();
    let mark = named.chars().next().filter(|mark| matches!(mark, '"' | '\''))?;
    named[1..].split(mark).next()
}

fn nothing_open(tag: &str) -> String {
    format!("`{tag}` closes nothing that is open here")
}

fn at(span: Option<Span>, message: String) -> Diagnostic {
    Diagnostic { span, ..Diagnostic::nowhere("template-fault", message) }
}

/// A fault of which only the template is known.
fn whole_template(name: &str, text: &str, texts: &Texts) -> Diagnostic {
    let span = texts.get(name).and_then(|template| template.span(0, 0));
    at(span, format!("template `{name}`: {}", headline(text))).help(CONTRACT)
}

fn missing_template(span: Option<Span>, name: &str) -> Diagnostic {
    at(span, format!("the theme has no template `{name}`"))
        .help(format!("write templates/{name}, or let theme.toml say `extends = \"{}\"`", crate::theme::EMBEDDED))
}

/// The template that was meant: one of the same folder with a near name, else one with a near path.
fn near_template<'t>(written: &str, texts: &'t Texts) -> Option<&'t str> {
    let (folder, name) = written.rsplit_once('/').unwrap_or(("", written));
    let stem = |name: &'t str| name.strip_suffix(".html").unwrap_or(name);
    let beside = || {
        texts.keys().filter_map(|known| {
            let (own, name) = known.rsplit_once('/').unwrap_or(("", known));
            (own == folder).then_some((stem(name), known.as_str()))
        })
    };
    let near = diag::nearest(name.strip_suffix(".html").unwrap_or(name), beside().map(|(stem, _)| stem));
    match near {
        Some(near) => beside().find(|(stem, _)| *stem == near).map(|(_, known)| known),
        // The file may be right, and the folder forgotten.
        None => texts.keys().map(String::as_str).find(|known| known.rsplit('/').next() == Some(name)),
    }
}

fn circle(verb: &str, name: &str, next: &str, chain: &[String], texts: &Texts) -> Diagnostic {
    let mut names: Vec<&str> = chain.iter().map(String::as_str).collect();
    names.dedup();
    let way: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
    at(quoted_in(name, next, texts), format!("the template `{name}` {verb} itself"))
        .help("take one of these lines out")
        .note(None, format!("by way of {}", way.join(", ")))
}

/// Where a template names another in quotation marks.
fn quoted_in(template: &str, named: &str, texts: &Texts) -> Option<Span> {
    let template = texts.get(template)?;
    let found = ['"', '\'', '`'].iter().filter_map(|mark| template.text.find(&format!("{mark}{named}{mark}"))).min();
    found.map_or_else(|| template.span(0, 0), |start| template.span(start + 1, start + 1 + named.len()))
}

/// The name in the definition of a component.
fn definition(template: &str, component: &str, texts: &Texts) -> Option<Span> {
    let template = texts.get(template)?;
    let starts = template.text.match_indices("component").map(|(at, word)| at + word.len());
    let name_at = |start: usize| {
        let rest = &template.text[start..];
        let name = rest.trim_start();
        let is_it = name.len() < rest.len()
            && name.strip_prefix(component).is_some_and(|after| after.trim_start().starts_with('('));
        is_it.then_some(start + rest.len() - name.len())
    };
    let start = starts.into_iter().find_map(name_at);
    start.map_or_else(|| template.span(0, 0), |start| template.span(start, start + component.len()))
}

/// Component and templates of "Component `c` is defined in both `a` and `b`".
fn doubled(text: &str) -> Option<(&str, &str, &str)> {
    let rest = text.strip_prefix("Component `")?;
    let (component, rest) = rest.split_once("` is defined in both `")?;
    let (first, rest) = rest.split_once("` and `")?;
    Some((component, first, rest.strip_suffix('`')?))
}

/// One fault in the words of the engine.
#[derive(Debug, PartialEq, Eq)]
struct Said<'t> {
    message: &'t str,
    place: Place<'t>,
    /// Characters under the carets.
    width: usize,
    /// `called from`, and where.
    notes: Vec<(&'t str, Place<'t>)>,
}

/// Line and column from 1, in characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Place<'t> {
    template: &'t str,
    line: usize,
    column: usize,
}

/// Reads the engine's report; empty if it has another form.
fn read(text: &str) -> Vec<Said<'_>> {
    let mut said: Vec<Said<'_>> = Vec::new();
    let mut message = "";
    for line in text.lines() {
        if let Some(rest) = line.strip_prefix("error: ") {
            message = rest;
        } else if let Some(rest) = line.strip_prefix("note: ") {
            let place = rest.rsplit_once(' ').and_then(|(label, place)| Some((label, Place::read(place)?)));
            if let (Some(last), Some(note)) = (said.last_mut(), place) {
                last.notes.push(note);
            }
        } else if let Some(place) = line.trim_start().strip_prefix("--> ").and_then(Place::read) {
            said.push(Said { message, place, width: 1, notes: Vec::new() });
        } else if let Some((margin, carets)) = line.split_once('|')
            && margin.trim().is_empty()
            && !carets.trim().is_empty()
            && carets.trim().bytes().all(|byte| byte == b'^')
            && let Some(last) = said.last_mut().filter(|last| last.notes.is_empty())
        {
            last.width = carets.trim().len();
        }
    }
    said
}

impl<'t> Place<'t> {
    /// `pages/home.html:3:12`.
    fn read(text: &'t str) -> Option<Place<'t>> {
        let (rest, column) = text.rsplit_once(':')?;
        let (template, line) = rest.rsplit_once(':')?;
        Some(Place { template, line: line.parse().ok()?, column: column.parse().ok()? })
    }

    fn span(self, width: usize, texts: &Texts) -> Option<Span> {
        let template = texts.get(self.template)?;
        let start_of_line = match self.line.checked_sub(2) {
            None => 0,
            Some(nth) => template.text.match_indices('\n').nth(nth).map_or(template.text.len(), |(at, _)| at + 1),
        };
        let line = template.text[start_of_line..].split('\n').next().unwrap_or_default();
        let byte_of = |n: usize| line.char_indices().nth(n).map_or(line.len(), |(at, _)| at);
        let column = self.column.saturating_sub(1);
        template.span(start_of_line + byte_of(column), start_of_line + byte_of(column + width))
    }
}

impl Said<'_> {
    fn to_diagnostic(&self, texts: &Texts) -> Diagnostic {
        if let Some(fault) = self.pair(texts) {
            return fault;
        }
        if self.message == "Unexpected end of input" {
            return at(self.place.span(self.width, texts), "the template ends too early".to_owned())
                .help("close what is open: `}}`, `%}` or `#}`");
        }
        if self.message == "Unknown tag" {
            return self.unknown_tag(texts);
        }
        if let Some(fault) = self.unclosed_mark(texts) {
            return fault;
        }
        let (message, possible) = divided(self.message);
        let mut fault = at(self.place.span(self.width, texts), headline(message));
        if fault.span.is_none() {
            fault.message = format!("template `{}`: {}", self.place.template, fault.message);
        }
        let written = message.split('`').nth(1).unwrap_or_default();
        let near = match message {
            _ if !possible.is_empty() => diag::nearest(written, possible.iter().copied()),
            _ if message.starts_with("Unknown filter") => diag::nearest(written, FILTERS.iter().copied()),
            _ if message.starts_with("Unknown test") => diag::nearest(written, TESTS.iter().copied()),
            _ if message.starts_with("Unknown function") => diag::nearest(written, FUNCTIONS.iter().copied()),
            _ if message.starts_with("Unknown template") => near_template(written, texts),
            _ if message.starts_with("Unknown component") => diag::nearest(written, components(texts)),
            _ => None,
        };
        if let Some(near) = near {
            fault = fault.help(format!("did you mean `{near}`?"));
        }
        fault = match message {
            _ if near.is_none() && !possible.is_empty() => {
                fault.help(format!("possible here: {}", possible.join(", "))).help(CONTRACT)
            }
            _ if !possible.is_empty() => fault.help(CONTRACT),
            _ if message.starts_with("Unknown template") => {
                fault.help("a template is named by its path below templates/")
            }
            _ if message.starts_with("Unknown component") => {
                fault.help("a component is defined by `{% component name() %}` in any template of the theme")
            }
            _ if message.starts_with("Block ") => {
                fault.help("base.html names the blocks that a page may fill: use one of these, or add it there")
            }
            _ if near.is_some() => fault,
            _ if message.starts_with("Field ") => fault.help(CONTRACT),
            _ if message.starts_with("Found `=` ") => fault.help("compare with `==`"),
            _ if message.starts_with("String opened") => fault.help("close the quotation marks"),
            _ if message.starts_with("Closing comment tag") => fault.help("add `#}` where the comment ends"),
            _ if message.starts_with("This content would be ignored") => {
                fault.help("put it into a block of the parent")
            }
            _ if message.starts_with("Template already contains") => {
                fault.help("give one of the two blocks another name, or take it out")
            }
            _ if message.contains("was named `") => fault.help(format!("write `{written}` in both")),
            _ if message.starts_with("Closing tag '") => {
                let opened = message.rsplit('\'').nth(1).unwrap_or_default();
                fault.help(format!("write `{{% </{opened}> %}}`"))
            }
            _ if message.contains(" but expected ") => {
                let expected = message.split(" but expected ").nth(1).unwrap_or_default().trim_end_matches('.');
                fault.help(format!("write {} here", expected.replace("}}", "`}}`").replace("%}", "`%}`")))
            }
            _ => fault.help("mend the template there; how templates are written: the manual of Tera 2"),
        };
        for (label, place) in &self.notes {
            fault = fault.note(place.span(1, texts), *label);
        }
        fault
    }

    /// A `{{` or `{%` on an earlier line that is not closed before the place at which the engine stumbles.
    fn unclosed_mark(&self, texts: &Texts) -> Option<Diagnostic> {
        if !self.message.starts_with("Found ") && !self.message.starts_with("Unexpected") {
            return None;
        }
        let template = texts.get(self.place.template)?;
        let before = &template.text[..self.place.span(1, texts)?.start];
        let (open, mark) = [("{{", "}}"), ("{%", "%}")]
            .into_iter()
            .filter_map(|(open, close)| {
                let at = before[..before.rfind('\n')?].rfind(open)?;
                (!before[at..].contains(close)).then_some((at, (open, close)))
            })
            .max()?;
        // Within an expression a value may go on over several lines; text of the page may not stand there.
        let is_text = before[open..].contains("<") || template.text[before.len()..].starts_with(['<', '%', '{']);
        is_text.then(|| {
            at(template.span(open, open + 2), format!("this `{}` is never closed", mark.0))
                .help(format!("add `{}` behind the value", mark.1))
        })
    }

    fn unknown_tag(&self, texts: &Texts) -> Diagnostic {
        let span = self.place.span(self.width, texts);
        let text = texts.get(self.place.template).map_or("", |template| &template.text);
        let tag = span.and_then(|span| text.get(span.start..span.end)).unwrap_or("");
        if let ("</", Some(span)) = (tag, span) {
            let rest = text.get(span.start..).unwrap_or("");
            let tag = &rest[..rest.find('>').map_or(tag.len(), |end| end + 1)];
            return at(Some(Span::new(span.file, span.start, span.start + tag.len())), nothing_open(tag))
                .help(TAKE_OUT);
        }
        if !tag.starts_with("end") {
            return at(span, format!("unknown tag `{tag}`"))
                .suggest(tag, TAGS.iter().copied())
                .help(format!("a tag is one of {}", TAGS.join(", ")));
        }
        at(span, nothing_open(tag)).help(TAKE_OUT)
    }

    /// Something that is open where the engine meets what closes another, or the end of the template.
    fn pair(&self, texts: &Texts) -> Option<Diagnostic> {
        let is_end = self.message == "Unexpected end of input";
        let is_pair = is_end
            || self.message == "Unknown tag"
            || self.message.contains("was named `")
            || self.message.starts_with("Closing tag '");
        let template = texts.get(self.place.template).filter(|_| is_pair)?;
        let stumbles = self.place.span(1, texts)?.start;
        let (opened, closer) = match nesting::fault(&template.text)? {
            nesting::Fault::Unclosed(opened, None) if is_end => (opened, None),
            nesting::Fault::Unclosed(opened, Some(closer)) if closer.contains(&stumbles) => (opened, Some(closer)),
            nesting::Fault::Misnamed(opened, closer) if closer.contains(&stumbles) => {
                return self.misnamed(&opened, texts);
            }
            _ => return None,
        };
        let message = format!("this `{}` is never closed", opened.title());
        let span = |at: &std::ops::Range<usize>| template.span(at.start, at.end);
        let told = at(span(&opened.at), message).help(format!("add `{}`", opened.closing()));
        Some(match closer {
            Some(closer) => told.note(span(&closer), "this closes what lies around it"),
            None => told,
        })
    }

    /// A block whose two names differ, and whose second is the one that the template's parents have.
    fn misnamed(&self, opened: &nesting::Opened<'_>, texts: &Texts) -> Option<Diagnostic> {
        let template = texts.get(self.place.template)?;
        let meant = self.message.split("found `").nth(1)?.split('`').next()?;
        let mut known: Vec<&str> = Vec::new();
        let mut above = parent(self.place.template, texts);
        // A circle is told elsewhere.
        for _ in 0..texts.len() {
            let Some(name) = above else { break };
            known.extend(texts.get(name).map(|text| nesting::blocks(&text.text)).unwrap_or_default());
            above = parent(name, texts);
        }
        if opened.word != "block" || known.contains(&opened.name) || !known.contains(&meant) {
            return None;
        }
        let inner = &template.text[opened.at.clone()];
        let start = opened.at.start + inner.find("block").map_or(0, |word| word + "block".len());
        let start = start + template.text[start..].find(opened.name)?;
        let message = format!("no template that this one extends has a block `{}`", opened.name);
        Some(
            at(template.span(start, start + opened.name.len()), message)
                .help(format!("did you mean `{meant}`, as its closing tag has it?")),
        )
    }
}

/// The names of all components that the texts define.
fn components(texts: &Texts) -> Vec<&str> {
    let of = |text: &'_ ThemeText| -> Vec<(usize, usize)> {
        let starts = text.text.match_indices("component ").map(|(at, word)| at + word.len());
        starts.filter_map(|start| Some((start, start + text.text[start..].find('(')?))).collect()
    };
    let mut names: Vec<&str> = texts
        .values()
        .flat_map(|text| of(text).into_iter().map(|(start, end)| text.text[start..end].trim()))
        .filter(|name| !name.is_empty() && name.chars().all(|letter| letter.is_alphanumeric() || "_.".contains(letter)))
        .collect();
    names.sort_unstable();
    names.dedup();
    names
}

/// A message without the list of what would be possible, and that list.
fn divided(message: &str) -> (&str, Vec<&str>) {
    for mark in [" Available variables: ", " Available fields: ", " Possible argument(s) are: "] {
        if let Some((message, list)) = message.split_once(mark) {
            return (message, list.split(", ").map(|one| one.trim_matches('`')).collect());
        }
    }
    (message, Vec::new())
}

/// A message as our headlines are: lower case at its beginning, no full stop.
fn headline(message: &str) -> String {
    let line = message.lines().next().unwrap_or_default().trim().trim_end_matches('.');
    let line = line.replace("argument(s)", "argument");
    let mut letters = line.chars();
    match (letters.next(), letters.clone().next()) {
        (Some(first), Some(second)) if first.is_uppercase() && !second.is_uppercase() => {
            first.to_lowercase().chain(letters).collect()
        }
        (None, _) => "the template does not work".to_owned(),
        _ => line,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diag::{Report, short};
    use crate::files::Files;

    fn theme(templates: &[(&str, &str)]) -> (Files, Texts) {
        let mut files = Files::default();
        let text = |(name, text): &(&str, &str)| {
            let mut one = ThemeText::new(*text);
            one.file = Some(files.add(*name, *text));
            ((*name).to_owned(), one)
        };
        let texts = templates.iter().map(text).collect();
        (files, texts)
    }

    #[track_caller]
    fn check(templates: &[(&str, &str)], expected: &[&str]) {
        let (files, texts) = theme(templates);
        let mut report = Report::default();
        report.extend(parse(&mut Tera::new(), &texts));
        let told = short::print(&report, &files);
        let told: Vec<&str> = told.lines().map(|line| line.split(" (").next().unwrap_or_default()).collect();
        assert_eq!(told, expected);
    }

    #[test]
    fn all_templates_with_a_fault_are_told_in_one_run() {
        check(
            &[
                ("a.html", "é\n{{ é {% if %}"),
                ("aa.html", "{% if x %}{% for y in z %}{% endfor %}\n{{ x }}"),
                ("b.html", "{% extends \"bas.html\" %}"),
                ("base.html", "{% block main %}{% endblock %}"),
                ("c.html", "{% for x in y %}\n{% endif %}"),
                (
                    "d.html",
                    "{{ x | uper }}{{ x is defind }}{{ rnge(end=2) }}\n{% include \"bse.html\" %}{{ <buton /> }}",
                ),
                ("g.html", "{% blok x %}"),
                ("e.html", "{% extends \"base.html\" %}{% block mani %}{% endblock %}"),
            ],
            &[
                "a.html:2:4: error[template-fault]: unexpected character",
                "aa.html:1:1: error[template-fault]: this `if` is never closed",
                "b.html:1:13: error[template-fault]: the theme has no template `bas.html`",
                "c.html:2:4: error[template-fault]: `endif` closes nothing that is open here",
                "d.html:1:8: error[template-fault]: unknown filter `uper`",
                "d.html:1:23: error[template-fault]: unknown test `defind`",
                "d.html:1:35: error[template-fault]: unknown function `rnge`",
                "d.html:2:12: error[template-fault]: unknown template `bse.html`",
                "g.html:1:4: error[template-fault]: unknown tag `blok`",
            ],
        );
    }

    #[test]
    fn circles_and_doubles_are_told_at_their_places() {
        check(
            &[
                ("a.html", "{% extends \"b.html\" %}"),
                ("b.html", "{% extends \"a.html\" %}"),
                ("c.html", "{% include \"d.html\" %}"),
                ("d.html", "{% include \"c.html\" %}"),
                ("e.html", "{% component button() %}{% endcomponent %}"),
                ("f.html", "\n{% component button( ) %}{% endcomponent %}"),
            ],
            &[
                "a.html:1:13: error[template-fault]: the template `a.html` extends itself",
                "c.html:1:13: error[template-fault]: the template `c.html` includes itself",
                "f.html:2:14: error[template-fault]: the component `button` is defined twice",
            ],
        );
    }

    #[test]
    fn what_every_page_misses_is_the_fault_of_what_they_extend() {
        let page = "{% extends \"base.html\" %}\n{% block main %}{{ <buton /> }}{% endblock %}";
        let pages: Vec<String> = (0..MANY).map(|n| format!("p{n}.html")).collect();
        let mut templates: Vec<(&str, &str)> = pages.iter().map(|name| (name.as_str(), page)).collect();
        templates.push(("base.html", "{% component button() %}{% endcomponent %}"));
        let mut expected: Vec<String> =
            pages.iter().map(|name| format!("{name}:2:20: error[template-fault]: unknown component `buton`")).collect();
        let base = "base.html:1:1: error[template-fault]: the template `base.html` has no block `main`, which 4 templates fill";
        expected.insert(0, base.to_owned());
        check(&templates, &expected.iter().map(String::as_str).collect::<Vec<_>>());
    }

    #[test]
    fn suggestions_name_what_the_engine_has() {
        let is_known = |text: String| {
            let mut tera = Tera::new();
            crate::render::card::register(&mut tera, std::sync::Arc::default());
            tera.add_raw_template("a", &text).is_ok()
        };
        for name in FILTERS {
            assert!(is_known(format!("{{{{ x | {name} }}}}")), "{name}");
        }
        for name in TESTS {
            assert!(is_known(format!("{{{{ x is {name} }}}}")), "{name}");
        }
        for name in FUNCTIONS.iter().filter(|name| **name != "super") {
            assert!(is_known(format!("{{{{ {name}() }}}}")), "{name}");
        }
        assert!(!is_known("{{ x | nofilter }}".to_owned()));
    }

    #[test]
    fn a_fault_on_many_pages_is_told_once() {
        let fault = |page: &str| at(None, "no `x`".to_owned()).note(None, format!("{PAGE}`{page}`"));
        let merged = merge(vec![fault("b/"), at(None, "other".to_owned()), fault("a/"), fault("b/"), fault("c/")]);
        let expected = [
            at(None, "no `x`".to_owned()).note(None, "while rendering `a/` and 2 other pages"),
            at(None, "other".to_owned()),
        ];
        assert_eq!(merged, expected);
    }
}
