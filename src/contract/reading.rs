//! Reads the contract out of `themes/README.md`: the indented lists of its sections.
//!
//! Takes the text that people read; gives the shapes, templates, blocks, components, tokens and
//! classes that it names, so that there is one list of each and not two. Knows no theme.

use std::collections::BTreeMap;

/// The contract as people read it.
pub const README: &str = include_str!("../../themes/README.md");

/// All that `themes/README.md` promises, by name.
#[derive(Debug)]
pub struct Contract {
    /// What every page has.
    pub globals: Shape,
    pub shapes: BTreeMap<&'static str, Shape>,
    /// `pages/home.html`
    pub pages: Vec<&'static str>,
    pub blocks: Vec<&'static str>,
    pub components: Vec<Component>,
    /// `parts/banner.html`
    pub includes: Vec<&'static str>,
    /// `data-tone`
    pub data: Vec<&'static str>,
    pub tokens: Vec<Token>,
    /// Of the body's markup; `hl-*` stands for all that begin so.
    pub classes: Vec<&'static str>,
}

/// A map of the context.
#[derive(Debug, Clone, Default)]
pub struct Shape {
    pub fields: BTreeMap<&'static str, Field>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Field {
    pub kind: Type,
    pub may_be_null: bool,
}

/// The type of a value, null left aside.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Type {
    /// `text`, `html` and `link`.
    Text,
    Number,
    Bool,
    Shape(&'static str),
    List(Box<Type>),
    /// By names that are none of the contract's.
    Map(Box<Type>),
    Either(Vec<Type>),
}

/// A component of `ledger`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Component {
    pub name: &'static str,
    /// Names, and whether each may be left out.
    pub arguments: Vec<(&'static str, bool)>,
}

/// A custom property.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Token {
    pub name: &'static str,
    /// `ground`, `text`, `line`, `font`, `size`, `space`, `width`.
    pub role: &'static str,
}

impl Contract {
    /// Reads the contract that this program was made with.
    pub fn read() -> Contract {
        let mut shapes = shapes(section("Values"));
        let globals = shapes.remove("Globals").unwrap_or_default();
        let [blocks, components, includes, data] = groups(section("Frame and parts"));
        let [tokens] = groups(section("Tokens"));
        let [_statement, classes] = groups(section("The body's markup"));
        let [pages] = groups(section("Pages"));
        let names = |lines: Vec<&'static str>| lines.into_iter().map(|line| columns(line).0).collect();
        Contract {
            globals,
            shapes,
            pages: names(pages),
            blocks: names(blocks),
            components: components.into_iter().filter_map(component).collect(),
            includes: names(includes),
            data: names(data),
            tokens: tokens.into_iter().map(|line| Token { name: columns(line).0, role: columns(line).1 }).collect(),
            classes: names(classes),
        }
    }

    /// What a template sees: the values of every page, or those that stand under its own name.
    pub fn globals_of(&self, template: &str) -> &Shape {
        self.shapes.get(template).unwrap_or(&self.globals)
    }
}

/// The text below a heading of the second level, up to the next.
fn section(title: &str) -> &'static str {
    let mut sections = README.split("\n## ");
    let found = sections.find_map(|section| section.strip_prefix(title)?.strip_prefix('\n'));
    found.unwrap_or_default()
}

/// The indented blocks of a section, line by line; those that a section lacks are empty.
fn groups<const N: usize>(section: &'static str) -> [Vec<&'static str>; N] {
    let mut groups: [Vec<&'static str>; N] = std::array::from_fn(|_| Vec::new());
    let (mut at, mut is_within) = (0, false);
    for line in section.lines() {
        match line.strip_prefix("    ") {
            Some(inner) if !inner.trim().is_empty() => {
                if let Some(group) = groups.get_mut(at) {
                    group.push(inner);
                }
                is_within = true;
            }
            _ if is_within => (at, is_within) = (at + 1, false),
            _ => {}
        }
    }
    groups
}

/// The first two columns of a line: a name, and what stands behind it up to the next wide space.
fn columns(line: &'static str) -> (&'static str, &'static str) {
    let line = line.trim();
    let (name, rest) = line.split_once(' ').unwrap_or((line, ""));
    let second = rest.trim_start().split("  ").next().unwrap_or_default();
    (name, second.trim())
}

/// `chapter(title, id?)`
fn component(line: &'static str) -> Option<Component> {
    let (name, arguments) = line.trim().strip_suffix(')')?.split_once('(')?;
    let argument = |text: &'static str| match text.trim().strip_suffix('?') {
        Some(name) => (name, true),
        None => (text.trim(), false),
    };
    let arguments = arguments.split(',').filter(|text| !text.trim().is_empty()).map(argument).collect();
    Some(Component { name, arguments })
}

/// The shapes of a section: a name, `Name = Other +` for one that has all of another's, and below it its fields.
fn shapes(section: &'static str) -> BTreeMap<&'static str, Shape> {
    let mut shapes: BTreeMap<&'static str, Shape> = BTreeMap::new();
    let mut open = "";
    for line in section.lines() {
        if let Some(field) = line.strip_prefix("        ") {
            let (name, kind) = columns(field);
            if let (Some(shape), Some(field)) = (shapes.get_mut(open), read_field(kind)) {
                shape.fields.insert(name, field);
            }
        } else if let Some(head) = line.strip_prefix("    ") {
            let (name, base) = head.split_once(" = ").unwrap_or((head, ""));
            let base = shapes.get(base.split('+').next().unwrap_or_default().trim()).cloned().unwrap_or_default();
            // What stands behind a wide space says what it is for.
            open = name.trim().split("  ").next().unwrap_or_default();
            shapes.insert(open, base);
        }
    }
    shapes
}

/// `[Ref]?`, `[Term] | [TermLine]`; `None` where no type stands.
fn read_field(text: &'static str) -> Option<Field> {
    let (kinds, may_be_null) = match text.strip_suffix('?') {
        Some(kinds) => (kinds, true),
        None => (text, false),
    };
    let mut kinds: Vec<Type> = kinds.split(" | ").map(read_type).collect::<Option<_>>()?;
    let kind = if kinds.len() > 1 { Type::Either(kinds) } else { kinds.pop()? };
    Some(Field { kind, may_be_null })
}

fn read_type(text: &'static str) -> Option<Type> {
    let text = text.trim();
    if let Some(inner) = text.strip_prefix('[') {
        return Some(Type::List(Box::new(read_type(inner.strip_suffix(']')?)?)));
    }
    if let Some(inner) = text.strip_prefix('{') {
        return Some(Type::Map(Box::new(read_type(inner.strip_suffix('}')?)?)));
    }
    match text {
        "text" | "html" | "link" => Some(Type::Text),
        "number" => Some(Type::Number),
        "bool" => Some(Type::Bool),
        name if name.starts_with(|first: char| first.is_ascii_uppercase()) => Some(Type::Shape(name)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_contract_is_read_from_what_people_read() {
        let contract = Contract::read();
        assert_eq!(contract.pages.first(), Some(&"pages/home.html"));
        assert!(contract.pages.len() > 20, "{:?}", contract.pages);
        assert_eq!(contract.blocks.first(), Some(&"linked"));
        assert_eq!(contract.includes.first(), Some(&"parts/banner.html"));
        assert!(contract.data.contains(&"data-answer"), "{:?}", contract.data);
        assert_eq!(contract.tokens[0], Token { name: "--color-paper", role: "ground" });
        assert_eq!(contract.classes.first(), Some(&"statement"));
        let chapter = contract.components.iter().find(|one| one.name == "chapter").expect("there is a chapter");
        assert_eq!(chapter.arguments[..2], [("title", false), ("id", true)]);
        assert!(contract.globals.fields["term"].may_be_null);
        let event = &contract.shapes["Event"];
        assert_eq!(event.fields["title"], Field { kind: Type::Text, may_be_null: false });
        assert_eq!(event.fields["about"].kind, Type::List(Box::new(Type::Shape("Ref"))));
        assert_eq!(event.fields["date"], Field { kind: Type::Shape("Date"), may_be_null: true });
    }

    /// Every line of a shape has a type, and every shape that a type names is there.
    #[test]
    fn every_type_is_known() {
        let contract = Contract::read();
        fn named(kind: &Type, out: &mut Vec<&'static str>) {
            match kind {
                Type::Shape(name) => out.push(name),
                Type::List(inner) | Type::Map(inner) => named(inner, out),
                Type::Either(kinds) => kinds.iter().for_each(|kind| named(kind, out)),
                Type::Text | Type::Number | Type::Bool => {}
            }
        }
        let mut names = Vec::new();
        for field in contract.shapes.values().chain([&contract.globals]).flat_map(|shape| shape.fields.values()) {
            named(&field.kind, &mut names);
        }
        names.retain(|name| !contract.shapes.contains_key(name));
        assert!(names.is_empty(), "{names:?}");
        let fields = section("Values").lines().filter(|line| line.starts_with("        "));
        let untyped: Vec<&str> = fields.filter(|line| read_field(columns(line).1).is_none()).collect();
        assert!(untyped.is_empty(), "{untyped:#?}");
    }
}
