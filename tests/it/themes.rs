//! The contract with themes: that `themes/README.md` says what templates see, and that the themes keep to it.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use tempfile::TempDir;
use whereas::contract;
use whereas::contract::reading::{Contract, Field, README, Type};
use whereas::diag::{Report, short};
use whereas::load;
use whereas::pipeline::sample;
use whereas::theme::built_in;

use crate::cli::run;
use crate::html::{dead_links, tags};
use crate::site::{self, Output, TODAY};

/// A page of nearly every kind, with a value in nearly every place.
const SAMPLE: &str = include_str!("../../src/pipeline/sample.txt");

/// The sample's folder, with `more` in it.
fn sample_with(more: &[(&str, &str)]) -> TempDir {
    let pieces = SAMPLE.split("==== ").filter(|piece| !piece.is_empty());
    let files: Vec<(&str, &str)> = pieces.filter_map(|piece| piece.split_once('\n')).collect();
    let mut folder: BTreeMap<String, String> = BTreeMap::new();
    for (path, text) in files.iter().chain(more) {
        let (path, text) = ((*path).to_owned(), (*text).to_owned());
        // More of config stands before its tables.
        folder.entry(path).and_modify(|old| *old = format!("{text}{old}")).or_insert(text);
    }
    site::folder(folder.iter().map(|(path, text)| (path.as_str(), text.as_bytes())))
}

/// A value as the engine shows it to who looks for faults in a template.
#[derive(Debug)]
enum Value {
    Null,
    Bool,
    Number,
    Text,
    List(Vec<Value>),
    Map(BTreeMap<String, Value>),
}

impl Value {
    fn name(&self) -> &'static str {
        match self {
            Value::Null => "null",
            Value::Bool => "bool",
            Value::Number => "number",
            Value::Text => "text",
            Value::List(_) => "a list",
            Value::Map(_) => "a map",
        }
    }
}

/// Reads `{"a": 1, "b": "c", "d": , "e": [true]}`: JSON, but that null is nothing and texts are written as in Rust.
struct Dump<'d> {
    rest: &'d str,
}

impl Dump<'_> {
    fn take(&mut self, mark: char) -> bool {
        let is_it = self.rest.starts_with(mark);
        if is_it {
            self.rest = &self.rest[mark.len_utf8()..];
        }
        is_it
    }

    fn value(&mut self) -> Value {
        if self.take('{') {
            let mut map = BTreeMap::new();
            while !self.take('}') {
                let key = self.text();
                assert!(self.take(':') && self.take(' '), "{}", self.near());
                let value = self.value();
                map.insert(key, value);
                let _ = self.take(',') && self.take(' ');
            }
            return Value::Map(map);
        }
        if self.take('[') {
            let mut list = Vec::new();
            while !self.take(']') {
                list.push(self.value());
                let _ = self.take(',') && self.take(' ');
            }
            return Value::List(list);
        }
        if self.rest.starts_with('"') {
            self.text();
            return Value::Text;
        }
        let end = self.rest.find([',', '}', ']']).unwrap_or(self.rest.len());
        let (word, rest) = self.rest.split_at(end);
        self.rest = rest;
        match word {
            "" => Value::Null,
            "true" | "false" => Value::Bool,
            number => {
                assert!(number.parse::<f64>().is_ok(), "{number:?} before {}", self.near());
                Value::Number
            }
        }
    }

    fn text(&mut self) -> String {
        assert!(self.take('"'), "{}", self.near());
        let mut text = String::new();
        loop {
            let letter = self.rest.chars().next().expect("a text ends");
            self.rest = &self.rest[letter.len_utf8()..];
            match letter {
                '"' => return text,
                '\\' => {
                    let letter = self.rest.chars().next().expect("a text ends");
                    self.rest = &self.rest[letter.len_utf8()..];
                    match letter {
                        'u' => {
                            let (code, rest) = self.rest[1..].split_once('}').expect("a code ends");
                            let code = u32::from_str_radix(code, 16).expect("a code is hexadecimal");
                            text.extend(char::from_u32(code));
                            self.rest = rest;
                        }
                        'n' => text.push('\n'),
                        't' => text.push('\t'),
                        'r' => text.push('\r'),
                        '0' => text.push('\0'),
                        letter => text.push(letter),
                    }
                }
                letter => text.push(letter),
            }
        }
    }

    fn near(&self) -> String {
        self.rest.chars().take(60).collect()
    }
}

/// What the templates of each page of the sample see.
fn contexts() -> Vec<(String, Value)> {
    let contract = Contract::read();
    let mut files: Vec<(String, &str)> = vec![
        ("themes/dump/theme.toml".to_owned(), "name = \"dump\"\napi = 1\n"),
        ("themes/dump/css/main.css".to_owned(), "body { margin: 0 }\n"),
        ("config.toml".to_owned(), "theme = \"dump\"\n"),
        // Pages name a card where the theme draws some.
        ("themes/dump/templates/card.svg".to_owned(), "<svg xmlns=\"http://www.w3.org/2000/svg\"/>"),
    ];
    files.extend(
        contract
            .pages
            .iter()
            .filter(|page| page.ends_with(".html"))
            .map(|page| (format!("themes/dump/templates/{page}"), "{{ __tera_context | safe }}")),
    );
    let files: Vec<(&str, &str)> = files.iter().map(|(path, text)| (path.as_str(), *text)).collect();
    let folder = sample_with(&files);
    let of_explainer = site::build_in(folder.path(), &site::options(TODAY)).clean();
    // The same as one policy of several, so that the page of all of them is there.
    let moved = tempfile::tempdir().expect("a folder");
    for (path, from) in site::files_below(folder.path()) {
        let path = match path.strip_prefix("content/") {
            Some("about.md" | "method.md") | None => path.clone(),
            Some(rest) if rest.starts_with("blog/") => path.clone(),
            Some(rest) => format!("content/order/{rest}"),
        };
        site::write(moved.path(), &path, &fs::read(from).expect("it can be read"));
    }
    let config = fs::read_to_string(folder.path().join("config.toml")).expect("there is a config");
    site::write(
        moved.path(),
        "config.toml",
        config.replace("\"takeaways/near\"", "\"order/takeaways/near\"").as_bytes(),
    );
    site::write(moved.path(), "content/_index.md", b"+++\ntitle = \"Policies\"\n+++\n\nWords.\n");
    let of_tracker = site::build_in(moved.path(), &site::options(TODAY)).clean();
    let mut found = Vec::new();
    for (output, of) in [(of_explainer, ""), (of_tracker, "of several: ")] {
        for path in output.keys().filter(|path| path.ends_with(".html")) {
            let text = site::text(&output, path);
            // Redirects and cards for others are made without the theme.
            if text.starts_with('{') {
                found.push((format!("{of}{path}"), Dump { rest: text }.value()));
            }
        }
    }
    assert!(found.len() > 60, "{}", found.len());
    found
}

/// Holds what pages see against what README promises.
#[derive(Default)]
struct Comparison {
    /// What a page has and README does not name, or of another type: place by fault.
    faults: BTreeMap<String, String>,
    /// Shape and field of all that was seen.
    seen: BTreeSet<(&'static str, &'static str)>,
}

impl Comparison {
    fn map(&mut self, contract: &Contract, shape: &'static str, map: &BTreeMap<String, Value>, page: &str) {
        let fields = if shape == "Globals" { &contract.globals.fields } else { &contract.shapes[shape].fields };
        for (key, value) in map {
            match fields.get_key_value(key.as_str()) {
                Some((name, field)) => {
                    self.seen.insert((shape, name));
                    self.field(contract, &format!("`{key}` of `{shape}`"), field, value, page);
                }
                None => {
                    let kind = value.name();
                    self.faults.insert(
                        format!("README does not name `{key}` of `{shape}`, which is {kind}: add a line `{key}  TYPE` below `{shape}`"),
                        page.to_owned(),
                    );
                }
            }
        }
    }

    fn field(&mut self, contract: &Contract, name: &str, field: &Field, value: &Value, page: &str) {
        if matches!(value, Value::Null) {
            if !field.may_be_null {
                self.faults
                    .insert(format!("{name} can be null, and README does not say so: add a `?`"), page.to_owned());
            }
            return;
        }
        self.value(contract, name, &field.kind, value, page);
    }

    fn value(&mut self, contract: &Contract, name: &str, kind: &Type, value: &Value, page: &str) {
        match (kind, value) {
            (Type::Text, Value::Text) | (Type::Number, Value::Number) | (Type::Bool, Value::Bool) => {}
            (Type::Shape(shape), Value::Map(map)) => self.map(contract, shape, map, page),
            (Type::List(inner), Value::List(list)) => {
                list.iter().for_each(|one| self.value(contract, &format!("an entry of {name}"), inner, one, page));
            }
            (Type::Map(inner), Value::Map(map)) => {
                map.values().for_each(|one| self.value(contract, &format!("an entry of {name}"), inner, one, page));
            }
            (Type::Either(kinds), value) => {
                // The first that fits; if none does, the first tells why.
                let attempt = |kind: &Type| {
                    let mut attempt = Comparison::default();
                    attempt.value(contract, name, kind, value, page);
                    attempt
                };
                let mut attempts: Vec<Comparison> = kinds.iter().map(attempt).collect();
                let at = attempts.iter().position(|one| one.faults.is_empty()).unwrap_or_default();
                let best = attempts.swap_remove(at);
                self.faults.extend(best.faults);
                self.seen.extend(best.seen);
            }
            (kind, value) => {
                let message = format!("{name} is {}, and README says {kind:?}", value.name());
                self.faults.insert(message, page.to_owned());
            }
        }
    }
}

/// README names every field that a template can see, with its type, and none that no page has.
#[test]
fn readme_says_what_templates_see() {
    let contract = Contract::read();
    let mut comparison = Comparison::default();
    for (page, context) in contexts() {
        let Value::Map(map) = context else { panic!("{page} is a map") };
        comparison.map(&contract, "Globals", &map, &page);
    }
    let mut faults: Vec<String> =
        comparison.faults.iter().map(|(fault, page)| format!("{fault} (seen on {page})")).collect();
    // The frame of the packed file and the cards see other values; the shapes of these begin so.
    let is_of_pages = |name: &str| {
        !["pages/pack.html", "card.svg"].contains(&name) && !name.starts_with("Pack") && !name.starts_with("Draw")
    };
    let shapes = contract.shapes.iter().map(|(name, shape)| (*name, shape)).filter(|(name, _)| is_of_pages(name));
    let shapes = shapes.chain([("Globals", &contract.globals)]);
    for (name, shape) in shapes {
        for field in shape.fields.keys().filter(|field| !comparison.seen.contains(&(name, **field))) {
            faults.push(format!(
                "README names `{field}` of `{name}`, and no page of src/pipeline/sample.txt has it: take the line out, or add to the sample what brings it"
            ));
        }
    }
    assert!(faults.is_empty(), "themes/README.md and what templates see differ:\n{}", faults.join("\n"));
}

/// The files of a theme, below its folder.
fn theme_files(name: &str, below: &str) -> BTreeMap<String, String> {
    let folder = site::repository().join("themes").join(name).join(below);
    let files = site::files_below(&folder);
    files.into_iter().map(|(path, file)| (path, fs::read_to_string(file).expect("it is text"))).collect()
}

/// Holds two lists of names against each other: what README names, and what there is.
#[track_caller]
fn compare(what: &str, named: &BTreeSet<String>, there: &BTreeSet<String>) {
    let missing: Vec<String> = there.difference(named).map(|one| format!("add a line to README: {one}")).collect();
    let spare: Vec<String> = named.difference(there).map(|one| format!("take the line out of README: {one}")).collect();
    assert!(missing.is_empty() && spare.is_empty(), "{what}:\n{}", [missing, spare].concat().join("\n"));
}

fn set<'a>(names: impl IntoIterator<Item = &'a str>) -> BTreeSet<String> {
    names.into_iter().map(str::to_owned).collect()
}

#[test]
fn readme_lists_blocks_parts_tokens_and_data_attributes_of_ledger() {
    let contract = Contract::read();
    let templates = theme_files("ledger", "templates");
    let pages = templates.keys().filter(|name| name.starts_with("pages/") || *name == "card.svg");
    compare("pages", &set(contract.pages.iter().copied()), &pages.cloned().collect());

    let base = &templates["base.html"];
    let word = |text: &str| text.split([' ', '%', '(']).next().unwrap_or_default().to_owned();
    let blocks = base.match_indices("block ").filter(|(at, _)| !base[..*at].ends_with("end"));
    let blocks =
        blocks.filter(|(at, _)| base[..*at].trim_end().ends_with(['%', '-'])).map(|(at, _)| word(&base[at + 6..]));
    compare("blocks of base.html", &set(contract.blocks.iter().copied()), &blocks.collect());

    let mut components = BTreeSet::new();
    for text in templates.values() {
        for (at, _) in text.match_indices("{% component ") {
            let (name, rest) = text[at + 13..].split_once('(').expect("a component has arguments");
            let list = rest.split_once(") -%}").expect("its head ends").0;
            let arguments = list.split(", ").filter(|one| !one.starts_with('@')).map(|one| {
                let is_free = if one.contains('=') { "?" } else { "" };
                format!("{}{is_free}", one.split([':', '=']).next().unwrap_or_default().trim())
            });
            components.insert(format!("{name}({})", arguments.collect::<Vec<_>>().join(", ")));
        }
    }
    let shown = |(name, is_free): &(&str, bool)| format!("{name}{}", if *is_free { "?" } else { "" });
    let named = contract
        .components
        .iter()
        .map(|one| format!("{}({})", one.name, one.arguments.iter().map(shown).collect::<Vec<_>>().join(", ")));
    compare("components", &named.collect(), &components);

    let parts = templates.iter().filter(|(name, text)| name.starts_with("parts/") && !text.contains("{% component "));
    compare("included parts", &set(contract.includes.iter().copied()), &parts.map(|(name, _)| name.clone()).collect());

    let tokens = &theme_files("ledger", "css")["tokens.css"];
    let tokens = tokens.lines().filter_map(|line| line.trim().strip_prefix("--")?.split_once(':'));
    let tokens = tokens.map(|(name, _)| format!("--{name}")).collect();
    compare("tokens", &contract.tokens.iter().map(|token| token.name.to_owned()).collect(), &tokens);

    let mut data = set(["data-type"]);
    for text in templates.values() {
        // What stands in quotation marks is a value, as in a rule of a template.
        let found = text.match_indices(" data-").map(|(at, _)| &text[at + 1..]);
        data.extend(found.map(|rest| {
            let end = rest.find(|letter: char| !(letter.is_ascii_lowercase() || letter == '-')).unwrap_or(rest.len());
            rest[..end].to_owned()
        }));
        let found = text.match_indices("%}data-").map(|(at, _)| &text[at + 2..]);
        data.extend(found.map(|rest| rest.split(['=', ' ', '>', '{']).next().unwrap_or_default().to_owned()));
    }
    compare("data attributes", &set(contract.data.iter().copied()), &data);
}

/// What Markdown and the program make of it: every class that stands in a body.
#[test]
fn readme_lists_the_classes_of_the_bodys_markup() {
    let contract = Contract::read();
    let all = "+++\ntitle = \"All\"\nsummary = \"All.\"\n+++\n\n> [!NOTE]\n> Words.\n\n> [!TIP]\n> Words.\n\n> [!IMPORTANT]\n> Words.\n\n\
               > [!WARNING]\n> Words.\n\n> [!CAUTION]\n> Words.\n\n| a | b | c |\n|:--|:-:|--:|\n| 1 | 2 | 3 |\n\n\
               - [x] A sample.\n\n```rust\nfn main() { let x = \"a\"; } // why\n```\n\nOne.[^n]\n\n[^n]: A note.\n\n\
               It is said [reported @relay, p. 2; @paper] [analysis].\n\nThe Paper says it [@relay, via paper].\n";
    let folder = sample_with(&[("content/all.md", all)]);
    let output = site::build_in(folder.path(), &site::options(TODAY)).clean();
    let mut classes = BTreeSet::new();
    for (path, bytes) in output.iter().filter(|(path, _)| path.ends_with(".html")) {
        let html = String::from_utf8_lossy(bytes);
        for tag in tags(&html) {
            classes.extend(
                tag.get("class").unwrap_or_default().split_whitespace().map(|one| (one.to_owned(), path.clone())),
            );
        }
    }
    let of_ledger: String = theme_files("ledger", "templates").into_values().collect();
    let is_ours = |class: &str| {
        let stem = class.split("--").next().unwrap_or(class);
        // A part may write the end of a class by a value: `event--{{ event.importance }}`, `page--home`.
        of_ledger.contains(class) || class.contains("--") && of_ledger.contains(&format!("{stem}--{{{{"))
    };
    let is_named = |class: &str| {
        contract.classes.iter().any(|one| match one.strip_suffix('*') {
            Some(stem) => class.starts_with(stem),
            None => *one == class,
        })
    };
    let unnamed: BTreeMap<&str, &str> = classes
        .iter()
        .filter(|(class, _)| !is_named(class) && !is_ours(class))
        .map(|(class, path)| (class.as_str(), path.as_str()))
        .collect();
    assert!(unnamed.is_empty(), "add these classes to README, `The body's markup`: {unnamed:#?}");
    let is_seen = |one: &str| match one.strip_suffix('*') {
        Some(stem) => classes.iter().any(|(class, _)| class.starts_with(stem)),
        None => classes.iter().any(|(class, _)| class == one),
    };
    // The drawing has parts for what few policies go through; its own tests hold them.
    let svg = fs::read_to_string(site::repository().join("src/site/timeline_svg.rs")).expect("it is text");
    let spare: Vec<&&str> =
        contract.classes.iter().filter(|one| !one.starts_with("timeline-svg") && !is_seen(one)).collect();
    assert!(spare.is_empty(), "no body of the sample has these classes: {spare:?}");
    for class in contract.classes.iter().filter_map(|one| one.strip_prefix("timeline-svg__")) {
        // What stands behind two dashes is the state or the tone of a mark.
        let block = class.split("--").next().unwrap_or(class);
        assert!(svg.contains(&format!("timeline-svg__{block}")), "the drawing has no {class}");
    }
}

/// What `whereas theme check` tells of a theme of the sample, one line a fault.
fn told(name: &str, files: &[(&str, &str)]) -> Vec<String> {
    let folder = sample_with(files);
    told_in(folder.path(), name)
}

fn told_in(root: &Path, name: &str) -> Vec<String> {
    let loaded = load::theme(root, Some(name), &site::options(TODAY)).expect("it can be read");
    let mut report: Report = loaded.report;
    if !report.has_errors() {
        report.extend(contract::check(&loaded.theme, |path| Some(fs::metadata(path).ok()?.len())));
        report.extend(sample::faults_of_theme(&loaded.theme, TODAY));
    }
    short::print(&report, &loaded.files).lines().map(str::to_owned).collect()
}

#[test]
fn the_built_in_themes_keep_to_the_contract() {
    for name in built_in() {
        assert_eq!(told(name, &[]), [""; 0], "{name}");
    }
}

/// A theme that extends another is small, or it is another.
#[test]
fn gazette_is_at_most_a_third_of_ledger() {
    let n_lines = |name: &str| -> usize {
        let texts = [theme_files(name, "templates"), theme_files(name, "css")];
        texts.iter().flat_map(BTreeMap::values).map(|text| text.lines().count()).sum()
    };
    let (gazette, ledger) = (n_lines("gazette"), n_lines("ledger"));
    assert!(gazette * 3 <= ledger, "gazette has {gazette} lines, ledger {ledger}");
}

/// The pages of a site in a theme, with its links and no style of their own.
#[track_caller]
fn hold(output: &Output, base: &str) {
    assert_eq!(dead_links(output, base), [""; 0]);
    for (path, bytes) in output.iter().filter(|(path, _)| path.ends_with(".html")) {
        let html = String::from_utf8_lossy(bytes);
        for tag in tags(&html) {
            assert!(tag.name != "style" && tag.get("style").is_none(), "{path}: a style in <{}>", tag.name);
            let is_data = tag.get("type").is_some_and(|kind| kind.contains("json"));
            assert!(tag.name != "script" || tag.get("src").is_some() || is_data, "{path}: a script in the page");
        }
    }
}

#[test]
fn every_site_builds_with_gazette() {
    for (folder, base) in
        [(".", "/"), ("tests/sites/tracker", "/sites/three/"), ("tests/sites/gallery", "/some/where/")]
    {
        let from = site::repository().join(folder);
        let copy = tempfile::tempdir().expect("a folder");
        for (path, file) in site::files_below(&from.join("content")) {
            site::write(copy.path(), &format!("content/{path}"), &fs::read(file).expect("it can be read"));
        }
        let config = fs::read_to_string(from.join("config.toml")).expect("there is a config");
        let config: String =
            config.lines().filter(|line| !line.starts_with("theme =")).map(|line| format!("{line}\n")).collect();
        site::write(copy.path(), "config.toml", format!("theme = \"gazette\"\n{config}").as_bytes());
        let output = site::build_in(copy.path(), &site::options(TODAY)).clean();
        hold(&output, base);
        let home = site::text(&output, "index.html");
        assert!(home.contains("class=\"dateline\""), "{folder}: {home}");
        let sheet = output.iter().find(|(path, _)| path.starts_with("assets/css/main") && path.ends_with(".css"));
        let sheet = String::from_utf8_lossy(sheet.expect("there is a stylesheet").1);
        assert!(sheet.contains(".dateline") && sheet.contains(".rail"), "{folder}");
    }
}

#[test]
fn all_that_a_theme_does_wrong_is_told_at_its_place() {
    let files = [
        ("themes/mine/theme.toml", "name = \"mine\"\napi = 1\nextends = \"ledger\"\n"),
        (
            "themes/mine/templates/pages/glossary.html",
            "{% extends \"base.html\" %}\n{% block mater %}{% endblock mater %}\n{% block matter %}\n<p style=\"color: red\" onclick=\"x()\">{{ page.titel }}</p>\n<a href=\"/about/\">{{ <chapter tilte=\"x\" /> }}</a>\n<img src=\"https://example.org/x.png\" alt=\"\">\n{% endblock matter %}\n",
        ),
        (
            "themes/mine/css/main.css",
            "@import \"ledger/main.css\";\n@import \"gone.css\";\n:root { --color-text-muted: #999 }\n.x { color: var(--color-txt) }\n",
        ),
        ("themes/mine/css/spare.css", ".y { background: url(/x.png) }\n"),
    ];
    let told = told("mine", &files);
    let told: Vec<&str> = told
        .iter()
        .map(|line| line.split(" (").next().unwrap_or_default().trim_start_matches("themes/mine/"))
        .collect();
    for expected in [
        "css/main.css:2:10: error[template-fault]: the theme has no stylesheet `gone.css`",
        "css/main.css:3:29: error[theme-fault]: `--color-text-muted` on `--color-paper` has a contrast of 2.72 : 1 in light",
        "css/main.css:4:17: error[theme-fault]: nothing defines `--color-txt`",
        "css/spare.css:1:1: warning[theme-fault]: nothing imports css/spare.css",
        "templates/pages/glossary.html:4:4: error[theme-fault]: a style in an attribute",
        "templates/pages/glossary.html:4:23: error[theme-fault]: a script in the attribute `onclick`",
        "templates/pages/glossary.html:4:45: error[theme-fault]: a `Page` has no `titel`",
        "templates/pages/glossary.html:5:10: error[theme-fault]: a link from the root of the host",
        "templates/pages/glossary.html:5:31: error[theme-fault]: the component `chapter` has no argument `tilte`",
        "templates/pages/glossary.html:6:11: error[theme-fault]: a request to another host",
    ] {
        assert!(told.contains(&expected), "{expected}\n{told:#?}");
    }
    let blocks: Vec<&&str> = told.iter().filter(|line| line.contains("`mater`")).collect();
    assert_eq!(blocks.len(), 1, "{told:#?}");
}

/// A theme of another contract is told, with what to do, and nothing else of it: no page is broken by it.
#[test]
fn a_theme_of_another_contract_is_told_and_nothing_else() {
    for (api, expected) in [
        (
            "api = 2\n",
            "themes/mine/theme.toml:2:7: error[unknown-value]: the theme is written for `api = 2` (this version of whereas knows `api = 1`: ",
        ),
        (
            "api = 0\n",
            "themes/mine/theme.toml:2:7: error[unknown-value]: the theme is written for `api = 0` (write `api = 1`: ",
        ),
        (
            "api = -1\n",
            "themes/mine/theme.toml:2:7: error[unknown-value]: the theme is written for `api = -1` (there is no such version; ",
        ),
        ("api = \"x\"\n", "themes/mine/theme.toml:2:7: error[unknown-value]: "),
        (
            "",
            "themes/mine/theme.toml:1:1: error[theme-fault]: theme.toml does not say for which `api` the theme is written (write `api = 1`; ",
        ),
    ] {
        let manifest = format!("name = \"mine\"\n{api}");
        let folder = sample_with(&[
            ("config.toml", "theme = \"mine\"\n"),
            ("themes/mine/theme.toml", &manifest),
            ("themes/mine/templates/base.html", "{{ what.no.contract.has }}"),
            ("themes/mine/css/main.css", "@import \"gone.css\";\n"),
        ]);
        let loaded = site::load(folder.path(), &site::options(TODAY));
        let built = site::build(&loaded);
        let lines = short::print(&loaded.report, &loaded.input.files);
        let mut lines = lines.lines().filter(|line| line.contains("error["));
        let first = lines.next().unwrap_or_default();
        assert!(first.starts_with(expected), "{api}\n{first}");
        assert!(lines.next().is_none() && built.messages.contains("\n1 error"), "{api}\n{}", built.messages);
        assert_eq!(told_in(folder.path(), "mine").len(), 1, "{api}");
    }
}

/// What README shows to those who extend a theme works.
#[test]
fn a_theme_adds_to_a_page_and_to_the_stylesheet_of_the_one_it_extends() {
    assert!(
        README.contains("{% extends \"ledger/pages/home.html\" %}") && README.contains("@import \"ledger/main.css\";")
    );
    let folder = sample_with(&[
        ("config.toml", "theme = \"mine\"\n"),
        ("themes/mine/theme.toml", "name = \"mine\"\napi = 1\nextends = \"gazette\"\n"),
        (
            "themes/mine/templates/pages/home.html",
            "{% extends \"ledger/pages/home.html\" %}\n{% block notes %}<p>Our own end.</p>{% endblock notes %}\n",
        ),
        ("themes/mine/css/main.css", "@layer a, print;\n@import \"gazette/main.css\";\n.mine { margin: 0 }\n"),
    ]);
    let output = site::build_in(folder.path(), &site::options(TODAY)).clean();
    let home = site::text(&output, "index.html");
    assert!(
        home.contains("<p>Our own end.</p>") && home.contains("class=\"banner\"") && home.contains("dateline"),
        "{home}"
    );
    let sheet = output.iter().find(|(path, _)| path.starts_with("assets/css/main") && path.ends_with(".css"));
    let sheet = String::from_utf8_lossy(sheet.expect("there is a stylesheet").1);
    let places: Vec<usize> =
        ["@layer a", ".rail {", ".dateline {", ".mine {"].map(|one| sheet.find(one).expect(one)).into();
    assert!(places.is_sorted(), "{places:?}");
    assert_eq!(told_in(folder.path(), "mine"), [""; 0]);
}

#[test]
fn themes_are_listed_and_checked_by_command() {
    let folder = sample_with(&[
        ("config.toml", "theme = \"gazette\"\n"),
        ("themes/mine/theme.toml", "name = \"mine\"\napi = 1\nextends = \"ledger\"\ndescription = \"Ours.\"\n"),
        (
            "themes/mine/templates/pages/404.html",
            "{% extends \"base.html\" %}\n{% block matter %}<p style=\"color: red\">{% endblock matter %}\n",
        ),
    ]);
    let ran = run(folder.path(), &["theme", "list"]);
    let lines: Vec<&str> = ran.stdout.lines().collect();
    assert_eq!((ran.code, lines.len()), (0, 5), "{}", ran.stdout);
    assert!(lines[0].starts_with("* gazette  ") && lines[0].ends_with(" (built in, extends ledger)"), "{}", lines[0]);
    assert!(lines[1].starts_with("  ledger   ") && lines[1].ends_with(" (built in)"), "{}", lines[1]);
    assert_eq!(lines[2], "  mine     Ours. (extends ledger)");

    let ran = run(folder.path(), &["theme", "check"]);
    assert_eq!((ran.code, ran.stderr.as_str()), (0, ""));
    assert_eq!(ran.stdout, "checked the theme `gazette`, api 1: no faults\n");
    let ran = run(folder.path(), &["theme", "check", "mine", "--format", "short"]);
    assert_eq!(ran.code, 1);
    let place = "themes/mine/templates/pages/404.html:2:22: error[theme-fault]: a style in an attribute (";
    assert!(ran.stderr.starts_with(place) && ran.stderr.lines().count() == 1, "{}", ran.stderr);
    let ran = run(folder.path(), &["theme", "check", "min"]);
    assert!(ran.code == 1 && ran.stderr.contains("help: did you mean `mine`?"), "{}", ran.stderr);
    assert_eq!(run(folder.path(), &["theme"]).code, 2);
    // A folder without a site has the themes that are built in.
    let empty = tempfile::tempdir().expect("a folder");
    assert_eq!(run(empty.path(), &["theme", "check", "ledger"]).code, 0);
}
