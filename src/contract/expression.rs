//! Follows the values of a template through its expressions.
//!
//! Takes the text of a template and what is known of the values in it; says of each field that is read whether the
//! contract has it, and what each component is called with. Understands as much of the engine's language as that
//! needs: what it cannot read has the type that nothing is known of, and no fault. Never renders.

use std::collections::{BTreeMap, BTreeSet};

use super::reading::{Contract, Shape, Type};
use super::{fault, with_near};
use crate::diag::{self, Diagnostic};
use crate::theme::ThemeText;

/// What is known of a value.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Known {
    #[default]
    Nothing,
    Text,
    Number,
    Bool,
    /// One of these shapes.
    Shape(BTreeSet<&'static str>),
    List(Box<Known>),
}

impl Known {
    fn of(kind: &Type) -> Known {
        match kind {
            Type::Text => Known::Text,
            Type::Number => Known::Number,
            Type::Bool => Known::Bool,
            Type::Shape(name) => Known::Shape(BTreeSet::from([*name])),
            Type::List(inner) => Known::List(Box::new(Known::of(inner))),
            Type::Map(_) => Known::Nothing,
            Type::Either(kinds) => {
                let mut kinds = kinds.iter().map(Known::of);
                let first = kinds.next().unwrap_or_default();
                kinds.fold(first, Known::or)
            }
        }
    }

    /// What is known of a value that is one or the other.
    pub fn or(self, other: Known) -> Known {
        match (self, other) {
            (Known::Shape(mut one), Known::Shape(other)) => {
                one.extend(other);
                Known::Shape(one)
            }
            // A list without entries says nothing of them.
            (Known::List(one), Known::List(other)) if *one == Known::Nothing => Known::List(other),
            (Known::List(one), Known::List(other)) if *other == Known::Nothing => Known::List(one),
            (Known::List(one), Known::List(other)) => Known::List(Box::new(one.or(*other))),
            (one, other) if one == other => one,
            _ => Known::Nothing,
        }
    }

    fn entry(self) -> Known {
        match self {
            Known::List(inner) => *inner,
            _ => Known::Nothing,
        }
    }
}

/// A component as a template defines it.
#[derive(Debug, Clone, Default)]
pub struct Definition {
    /// Names, and whether each may be left out.
    pub arguments: Vec<(String, bool)>,
    /// It takes arguments of any name.
    pub takes_rest: bool,
}

/// What all templates of a theme know together.
pub struct Theme<'c> {
    pub contract: &'c Contract,
    pub components: BTreeMap<String, Definition>,
    /// With what components are called, by their names and those of their arguments, as the round before found out.
    pub called: BTreeMap<(String, String), Known>,
    /// The same, as this round finds out.
    pub calling: BTreeMap<(String, String), Known>,
    /// Names that some template sets: an included one sees those of the others.
    pub set: BTreeSet<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Word<'t> {
    Name(&'t str),
    Text(&'t str),
    Number,
    Mark(&'t str),
}

#[derive(Debug, Clone, Copy)]
struct Piece<'t> {
    word: Word<'t>,
    start: usize,
    end: usize,
}

/// One `{{ }}` or `{% %}`.
struct Tag<'t> {
    is_statement: bool,
    pieces: Vec<Piece<'t>>,
}

/// Reads the template `name` once: its faults, and what it says to others, which goes into `theme`.
pub fn follow(name: &str, text: &ThemeText, theme: &mut Theme<'_>) -> Vec<Diagnostic> {
    let tags = tags(&text.text);
    let globals = theme.contract.globals_of(name);
    let mut reader = Reader {
        text,
        theme,
        globals,
        scopes: vec![Scope::default()],
        faults: Vec::new(),
        pieces: Vec::new(),
        at: 0,
        depth: 0,
    };
    for tag in tags {
        reader.pieces = tag.pieces;
        reader.at = 0;
        reader.tag(tag.is_statement);
    }
    reader.faults
}

/// The names of components that a template defines, with their arguments.
pub fn definitions(text: &str) -> Vec<(String, Definition)> {
    let mut found = Vec::new();
    for tag in tags(text).iter().filter(|tag| tag.is_statement) {
        let mut words = tag.pieces.iter().map(|piece| piece.word).peekable();
        let (Some(Word::Name("component")), Some(Word::Name(name))) = (words.next(), words.next()) else { continue };
        let mut name = name.to_owned();
        while words.next_if_eq(&Word::Mark(".")).is_some() {
            if let Some(Word::Name(more)) = words.next() {
                name = format!("{name}.{more}");
            }
        }
        let mut definition = Definition::default();
        let (mut depth, mut begins, mut is_given) = (0_usize, false, false);
        for word in words {
            match word {
                Word::Mark("(" | "[" | "{") => {
                    depth += 1;
                    begins = depth == 1;
                }
                Word::Mark(")" | "]" | "}") => depth = depth.saturating_sub(1),
                Word::Mark(",") if depth == 1 => begins = true,
                Word::Mark(".") if depth == 1 => definition.takes_rest = true,
                // What the caller need not give: it is taken from where the call stands.
                Word::Mark("@") if depth == 1 => is_given = true,
                Word::Mark("=") if depth == 1 => {
                    if let Some(last) = definition.arguments.last_mut() {
                        last.1 = true;
                    }
                }
                Word::Name(argument) if depth == 1 && begins && !definition.takes_rest => {
                    definition.arguments.push((argument.to_owned(), std::mem::take(&mut is_given)));
                    begins = false;
                }
                _ => {}
            }
        }
        found.push((name, definition));
    }
    found
}

/// What names stand for in one part of a template.
#[derive(Default)]
struct Scope {
    names: BTreeMap<String, Known>,
    /// Of a component: it sees its arguments and nothing around it.
    is_component: bool,
}

struct Reader<'r, 't, 'c> {
    text: &'t ThemeText,
    theme: &'r mut Theme<'c>,
    /// What the template sees by itself.
    globals: &'c Shape,
    scopes: Vec<Scope>,
    faults: Vec<Diagnostic>,
    pieces: Vec<Piece<'t>>,
    /// The piece that is read next.
    at: usize,
    /// Values within values.
    depth: usize,
}

/// Deeper than anybody writes; what is deeper is not read.
const MOST_DEPTH: usize = 64;

impl<'t> Reader<'_, 't, '_> {
    fn peek(&self) -> Option<Word<'t>> {
        self.pieces.get(self.at).map(|piece| piece.word)
    }

    fn take(&mut self) -> Option<Piece<'t>> {
        let piece = self.pieces.get(self.at).copied();
        self.at += 1;
        piece
    }

    fn take_mark(&mut self, mark: &str) -> bool {
        let is_it = self.peek() == Some(Word::Mark(mark));
        self.at += usize::from(is_it);
        is_it
    }

    fn take_name(&mut self, name: &str) -> bool {
        let is_it = self.peek() == Some(Word::Name(name));
        self.at += usize::from(is_it);
        is_it
    }

    fn next_name(&mut self) -> Option<&'t str> {
        match self.peek() {
            Some(Word::Name(name)) => {
                self.at += 1;
                Some(name)
            }
            _ => None,
        }
    }

    fn bind(&mut self, name: &str, known: Known) {
        self.theme.set.insert(name.to_owned());
        if let Some(scope) = self.scopes.last_mut() {
            scope.names.insert(name.to_owned(), known);
        }
    }

    fn tag(&mut self, is_statement: bool) {
        if !is_statement {
            self.expression(true);
            return;
        }
        if self.take_mark("<") {
            self.call();
            return;
        }
        let Some(word) = self.next_name() else { return };
        match word {
            "if" | "elif" => {
                self.expression(true);
            }
            "for" => {
                let first = self.next_name();
                let second = if self.take_mark(",") { self.next_name() } else { None };
                self.take_name("in");
                let list = self.expression(true);
                self.scopes.push(Scope::default());
                match (first, second) {
                    (Some(key), Some(value)) => {
                        self.bind(key, Known::Nothing);
                        self.bind(value, Known::Nothing);
                    }
                    (Some(name), None) => self.bind(name, list.entry()),
                    _ => {}
                }
            }
            "set" | "set_global" => {
                let Some(name) = self.next_name() else { return };
                let known = if self.take_mark("=") { self.expression(true) } else { Known::Text };
                self.bind(name, known);
            }
            "component" => self.component(),
            "endfor" | "endcomponent" if self.scopes.len() > 1 => {
                self.scopes.pop();
            }
            _ => {}
        }
    }

    /// The head of a component: its arguments are what it is called with anywhere.
    fn component(&mut self) {
        let mut name = self.next_name().unwrap_or_default().to_owned();
        while self.take_mark(".") {
            name = format!("{name}.{}", self.next_name().unwrap_or_default());
        }
        let mut scope = Scope { is_component: true, ..Scope::default() };
        let definition = self.theme.components.get(&name).cloned().unwrap_or_default();
        for (argument, _) in &definition.arguments {
            let known = self.theme.called.get(&(name.clone(), argument.clone())).cloned();
            let known = known.or_else(|| {
                // Taken from where the call stands.
                let global = self.theme.contract.globals.fields.get(argument.as_str());
                self.is_implicit(argument).then(|| global.map(|field| Known::of(&field.kind)))?
            });
            scope.names.insert(argument.clone(), known.unwrap_or_default());
        }
        self.scopes.push(scope);
    }

    /// Whether the head that is read now has `@argument`.
    fn is_implicit(&self, argument: &str) -> bool {
        self.pieces.windows(2).any(|two| two[0].word == Word::Mark("@") && two[1].word == Word::Name(argument))
    }

    /// `name a={x} b="y"` behind the `<` of a call, up to its end.
    fn call(&mut self) {
        let Some(first) = self.take() else { return };
        let Word::Name(name) = first.word else { return };
        let mut name = name.to_owned();
        while self.take_mark(".") {
            name = format!("{name}.{}", self.next_name().unwrap_or_default());
        }
        let definition = self.theme.components.get(&name).cloned();
        let mut given = BTreeSet::new();
        let mut unknown = Vec::new();
        let mut is_spread = false;
        while let Some(piece) = self.take() {
            match piece.word {
                Word::Name(argument) => {
                    let known = if !self.take_mark("=") {
                        Known::Bool
                    } else if self.take_mark("{") {
                        let known = self.expression(true);
                        self.skip_to_brace();
                        known
                    } else {
                        self.primary()
                    };
                    given.insert(argument);
                    if let Some(definition) = &definition
                        && !definition.takes_rest
                        && !definition.arguments.iter().any(|(one, _)| one == argument)
                    {
                        let possible: Vec<&str> = definition.arguments.iter().map(|(one, _)| one.as_str()).collect();
                        unknown.push(argument);
                        let message = format!("the component `{name}` has no argument `{argument}`");
                        let told = fault(self.text.span(piece.start, piece.end), message);
                        let told = with_near(told, argument, possible.iter().copied());
                        self.faults.push(told.help(format!("it takes {}", possible.join(", "))));
                    }
                    let place = (name.clone(), argument.to_owned());
                    let known = match self.theme.calling.get(&place) {
                        Some(other) => other.clone().or(known),
                        None => known,
                    };
                    self.theme.calling.insert(place, known);
                }
                Word::Mark("{" | "...") => is_spread = true,
                Word::Mark(">") => break,
                _ => {}
            }
        }
        let needed = definition.iter().flat_map(|one| &one.arguments);
        let missing: Vec<String> = needed
            .filter(|(argument, is_free)| !is_free && !given.contains(argument.as_str()))
            // It is there under a misspelt name.
            .filter(|(argument, _)| !unknown.iter().any(|one| diag::nearest(one, [argument.as_str()]).is_some()))
            .map(|(argument, _)| format!("`{argument}`"))
            .collect();
        if !missing.is_empty() && !is_spread {
            let message = format!("the component `{name}` is called without {}", missing.join(", "));
            let told = fault(self.text.span(first.start, first.end), message).help(format!(
                "write {}",
                missing.iter().map(|one| format!("{}={{...}}", one.trim_matches('`'))).collect::<Vec<_>>().join(" ")
            ));
            self.faults.push(told);
        }
    }

    /// An expression up to what cannot go on with it. `may_choose`: `x if y else z` is one.
    fn expression(&mut self, may_choose: bool) -> Known {
        let mut known = self.operand();
        loop {
            match self.peek() {
                Some(Word::Name("or")) => {
                    self.at += 1;
                    known = known.or(self.operand());
                }
                Some(Word::Name("and")) => {
                    self.at += 1;
                    known = self.operand();
                }
                Some(Word::Name("is")) => {
                    self.at += 1;
                    self.take_name("not");
                    self.next_name();
                    self.arguments();
                    known = Known::Bool;
                }
                Some(Word::Name("in")) => {
                    self.at += 1;
                    self.operand();
                    known = Known::Bool;
                }
                Some(Word::Name("not")) => {
                    self.at += 1;
                    self.take_name("in");
                    self.operand();
                    known = Known::Bool;
                }
                Some(Word::Name("if")) if may_choose => {
                    self.at += 1;
                    self.expression(false);
                    if self.take_name("else") {
                        known = known.or(self.expression(true));
                    }
                }
                Some(Word::Mark("~")) => {
                    self.at += 1;
                    self.operand();
                    known = Known::Text;
                }
                Some(Word::Mark("+" | "-" | "*" | "/" | "//" | "%" | "**")) => {
                    self.at += 1;
                    self.operand();
                    known = Known::Number;
                }
                Some(Word::Mark("==" | "!=" | ">=" | "<=" | ">" | "<")) => {
                    self.at += 1;
                    self.operand();
                    known = Known::Bool;
                }
                _ => return known,
            }
        }
    }

    /// A value with its fields, places and filters.
    fn operand(&mut self) -> Known {
        if self.depth == MOST_DEPTH {
            self.at = self.pieces.len();
            return Known::Nothing;
        }
        self.depth += 1;
        let known = self.whole_operand();
        self.depth -= 1;
        known
    }

    fn whole_operand(&mut self) -> Known {
        if self.take_name("not") {
            self.operand();
            return Known::Bool;
        }
        if self.take_mark("-") || self.take_mark("+") {
            return self.operand();
        }
        let mut known = self.primary();
        loop {
            if self.take_mark(".") || self.take_mark("?.") {
                let Some(piece) = self.take() else { return known };
                known = match piece.word {
                    Word::Name(name) => self.field(&known, name, piece),
                    _ => known.entry(),
                };
            } else if self.take_mark("[") {
                known = self.place(known);
            } else if self.take_mark("|") {
                let name = self.next_name().unwrap_or_default();
                self.arguments();
                known = filtered(name, known);
            } else {
                return known;
            }
        }
    }

    /// What stands in `[...]` behind a value.
    fn place(&mut self, known: Known) -> Known {
        let mut is_part = false;
        let mut named = None;
        while let Some(word) = self.peek() {
            match word {
                Word::Mark("]") => {
                    self.at += 1;
                    break;
                }
                Word::Mark(":") => {
                    self.at += 1;
                    is_part = true;
                }
                Word::Text(text) if self.pieces.get(self.at + 1).is_some_and(|next| next.word == Word::Mark("]")) => {
                    named = self.take().map(|piece| (text, piece));
                }
                _ => {
                    let before = self.at;
                    self.expression(true);
                    // What cannot be read is passed over.
                    self.at = self.at.max(before + 1);
                }
            }
        }
        match named {
            Some((name, piece)) => self.field(&known, name, piece),
            None if is_part => known,
            None => known.entry(),
        }
    }

    /// `(a, b=c)`, if it stands here.
    fn arguments(&mut self) {
        if !self.take_mark("(") {
            return;
        }
        while let Some(word) = self.peek() {
            match word {
                Word::Mark(")") => {
                    self.at += 1;
                    return;
                }
                Word::Mark(",") => self.at += 1,
                Word::Name(_) if self.pieces.get(self.at + 1).is_some_and(|next| next.word == Word::Mark("=")) => {
                    self.at += 2;
                }
                _ => {
                    let before = self.at;
                    self.expression(true);
                    self.at = self.at.max(before + 1);
                }
            }
        }
    }

    fn primary(&mut self) -> Known {
        let Some(piece) = self.take() else { return Known::Nothing };
        match piece.word {
            Word::Text(_) => Known::Text,
            Word::Number => Known::Number,
            Word::Mark("(") => {
                let known = self.expression(true);
                self.take_mark(")");
                known
            }
            Word::Mark("[") => self.list(),
            Word::Mark("<") => {
                self.call();
                Known::Text
            }
            Word::Mark("{") => {
                self.skip_to_brace();
                Known::Nothing
            }
            Word::Name("true" | "false" | "True" | "False") => Known::Bool,
            Word::Name("none" | "None" | "null") => Known::Nothing,
            Word::Name(name) if self.peek() == Some(Word::Mark("(")) => {
                self.arguments();
                if name == "range" { Known::List(Box::new(Known::Number)) } else { Known::Nothing }
            }
            Word::Name(name) => self.value(name, piece),
            Word::Mark(_) => Known::Nothing,
        }
    }

    /// Goes on behind the brace that closes the one before.
    fn skip_to_brace(&mut self) {
        let mut depth = 1_usize;
        while depth > 0
            && let Some(piece) = self.take()
        {
            match piece.word {
                Word::Mark("{") => depth += 1,
                Word::Mark("}") => depth -= 1,
                _ => {}
            }
        }
    }

    /// `[a, b]` or `[x for x in list if y]`, behind the first bracket.
    fn list(&mut self) -> Known {
        let start = self.at;
        let Some(each) = self.find_for(start) else {
            let mut known = None;
            while let Some(word) = self.peek() {
                match word {
                    Word::Mark("]") => {
                        self.at += 1;
                        break;
                    }
                    Word::Mark(",") => self.at += 1,
                    _ => {
                        let before = self.at;
                        let entry = self.expression(true);
                        known = Some(known.map_or(entry.clone(), |known: Known| known.or(entry)));
                        self.at = self.at.max(before + 1);
                    }
                }
            }
            return Known::List(Box::new(known.unwrap_or_default()));
        };
        self.at = each + 1;
        let name = self.next_name();
        self.take_name("in");
        let entries = self.expression(false).entry();
        let behind = self.at;
        self.scopes.push(Scope::default());
        if let Some(name) = name {
            self.bind(name, entries);
        }
        self.at = start;
        let entry = self.expression(false);
        self.at = behind;
        if self.take_name("if") {
            self.expression(true);
        }
        self.scopes.pop();
        self.take_mark("]");
        Known::List(Box::new(entry))
    }

    /// The `for` of the list that begins at `start`.
    fn find_for(&self, start: usize) -> Option<usize> {
        let mut depth = 0_usize;
        for (at, piece) in self.pieces.iter().enumerate().skip(start) {
            match piece.word {
                Word::Mark("[" | "(" | "{") => depth += 1,
                Word::Mark("]" | ")" | "}") if depth == 0 => return None,
                Word::Mark("]" | ")" | "}") => depth -= 1,
                Word::Name("for") if depth == 0 => return Some(at),
                _ => {}
            }
        }
        None
    }

    fn value(&mut self, name: &str, piece: Piece<'t>) -> Known {
        let mut is_within_component = false;
        for scope in self.scopes.iter().rev() {
            if let Some(known) = scope.names.get(name) {
                return known.clone();
            }
            if scope.is_component {
                is_within_component = true;
                break;
            }
        }
        // What the engine gives; and what a component is given between its tags.
        if matches!(name, "loop" | "body" | "self" | "__tera_context") {
            return Known::Nothing;
        }
        let global = self.globals.fields.get(name);
        match global {
            Some(field) if !is_within_component => Known::of(&field.kind),
            None if self.theme.set.contains(name) && !is_within_component => Known::Nothing,
            _ => {
                let seen: Vec<&str> = self.seen(is_within_component);
                let message = match is_within_component {
                    true if global.is_some() => format!("a component does not see `{name}` by itself"),
                    true => format!("the component has no argument `{name}`"),
                    false => format!("the contract has no value `{name}`"),
                };
                let help = match is_within_component {
                    true => format!(
                        "write `@{name}` among its arguments to take it from where it is called, or hand it over"
                    ),
                    false => "the values that a template may use are listed in themes/README.md".to_owned(),
                };
                let told = fault(self.text.span(piece.start, piece.end), message);
                let told = with_near(told, name, seen).help(help);
                self.faults.push(told);
                Known::Nothing
            }
        }
    }

    /// The names that may stand here.
    fn seen(&self, is_within_component: bool) -> Vec<&str> {
        let mut seen = Vec::new();
        for scope in self.scopes.iter().rev() {
            seen.extend(scope.names.keys().map(String::as_str));
            if scope.is_component {
                break;
            }
        }
        if !is_within_component {
            seen.extend(self.globals.fields.keys());
        }
        seen
    }

    fn field(&mut self, known: &Known, name: &str, piece: Piece<'t>) -> Known {
        let Known::Shape(shapes) = known else { return Known::Nothing };
        let of_shapes = || shapes.iter().filter_map(|shape| self.theme.contract.shapes.get(shape));
        let found: Vec<Known> =
            of_shapes().filter_map(|shape| shape.fields.get(name)).map(|field| Known::of(&field.kind)).collect();
        if let Some(known) = found.into_iter().reduce(Known::or) {
            return known;
        }
        let possible: BTreeSet<&str> = of_shapes().flat_map(|shape| shape.fields.keys().copied()).collect();
        let names: Vec<&str> = shapes.iter().copied().collect();
        let article = if names[0].starts_with(['A', 'E', 'I', 'O']) { "an" } else { "a" };
        let message = format!("{article} `{}` has no `{name}`", names.join("` or `"));
        let told = fault(self.text.span(piece.start, piece.end), message);
        let told = with_near(told, name, possible.iter().copied());
        let list: Vec<&str> = possible.into_iter().collect();
        self.faults.push(told.help(format!("it has {}", list.join(", "))));
        Known::Nothing
    }
}

/// What a filter makes of a value.
fn filtered(name: &str, known: Known) -> Known {
    match name {
        "first" | "last" | "nth" => known.entry(),
        "sort" | "reverse" | "unique" | "safe" | "default" => known,
        "length" | "wordcount" | "abs" | "round" | "int" | "float" => Known::Number,
        "split" => Known::List(Box::new(Known::Text)),
        "join" | "lower" | "upper" | "title" | "capitalize" | "trim" | "trim_start" | "trim_end" | "replace"
        | "str" | "truncate" | "pluralize" | "indent" | "newlines_to_br" | "escape" | "escape_html" | "escape_xml" => {
            Known::Text
        }
        _ => Known::Nothing,
    }
}

/// The tags of a template, in pieces; comments and what stands between `raw` and `endraw` left out.
fn tags(text: &str) -> Vec<Tag<'_>> {
    let mut found = Vec::new();
    let mut at = 0;
    let mut is_raw = false;
    while let Some(start) = text[at..].find('{').map(|start| at + start) {
        match text.as_bytes().get(start + 1) {
            Some(b'#') if !is_raw => at = text[start..].find("#}").map_or(text.len(), |end| start + end + 2),
            Some(&mark @ (b'{' | b'%')) => {
                let (pieces, end) = pieces(text, start + 2, mark == b'%');
                at = end;
                let word = pieces.first().map(|piece: &Piece<'_>| piece.word);
                is_raw = match (mark, word) {
                    (b'%', Some(Word::Name("raw"))) => true,
                    (b'%', Some(Word::Name("endraw"))) => false,
                    _ => is_raw,
                };
                if !is_raw {
                    found.push(Tag { is_statement: mark == b'%', pieces });
                }
            }
            _ => at = start + 1,
        }
    }
    found
}

/// Marks of more than one letter.
const LONG: [&str; 9] = ["...", "==", "!=", ">=", "<=", "?.", "//", "**", "::"];

/// The pieces of a tag from `at` on, and the byte behind its end.
fn pieces(text: &str, mut at: usize, is_statement: bool) -> (Vec<Piece<'_>>, usize) {
    let mut found: Vec<Piece<'_>> = Vec::new();
    let mut depth = 0_usize;
    let close = if is_statement { "%}" } else { "}}" };
    while let Some(letter) = text[at..].chars().next() {
        let rest = &text[at..];
        if depth == 0 && rest.starts_with(close) {
            return (found, at + 2);
        }
        let length = match letter {
            _ if letter.is_whitespace() => {
                at += letter.len_utf8();
                continue;
            }
            '"' | '\'' | '`' => rest[1..].find(letter).map_or(rest.len(), |end| end + 2),
            _ if letter.is_alphabetic() || letter == '_' => {
                rest.find(|one: char| !(one.is_alphanumeric() || one == '_')).unwrap_or(rest.len())
            }
            _ if letter.is_ascii_digit() => {
                rest.find(|one: char| !(one.is_ascii_digit() || one == '_')).unwrap_or(rest.len())
            }
            _ => LONG.iter().find(|long| rest.starts_with(**long)).map_or(letter.len_utf8(), |long| long.len()),
        };
        let written = &rest[..length];
        let word = match letter {
            '"' | '\'' | '`' => Word::Text(written.trim_matches(letter)),
            _ if letter.is_alphabetic() || letter == '_' => Word::Name(written),
            _ if letter.is_ascii_digit() => Word::Number,
            _ => Word::Mark(written),
        };
        match word {
            Word::Mark("{") => depth += 1,
            Word::Mark("}") => depth = depth.saturating_sub(1),
            _ => {}
        }
        // The engine's sign that white space goes is none of the expression's: `{%-`, `-%}`.
        let is_trim = written == "-" && (found.is_empty() || rest[1..].starts_with(close));
        if !is_trim {
            found.push(Piece { word, start: at, end: at + length });
        }
        at += length;
    }
    (found, text.len())
}
