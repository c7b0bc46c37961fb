//! A theme as a value: its templates, its stylesheets, its other files; and the one compiled in.
//!
//! Files come in by their path below the theme's folder (`templates/base.html`,
//! `css/main.css`, `static/fonts/x.woff2`, `js/menu.js`, `theme.toml`) from the
//! embedded table or from `load`, later ones over earlier ones of the same path; that is how
//! a theme extends another. Never renders a template and never reads the disk.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::diag::{Diagnostic, Report};
use crate::fields::{Data, Fields, Table, Value, Word};
use crate::files::{FileId, Files, Span};

pub mod assets;
mod css;

/// Name of the theme that is compiled in, and the default.
pub const EMBEDDED: &str = "ledger";

/// Version of the contract between program and themes; `themes/README.md` describes it.
pub const API: i64 = 0;

/// All files of `themes/ledger` at compile time: path below that folder, bytes; sorted by path.
const LEDGER: &[(&str, &[u8])] = &include!(concat!(env!("OUT_DIR"), "/ledger.rs"));

/// A theme, with all that it takes over from the themes it extends.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Theme {
    /// Name of its folder.
    pub name: String,
    /// Version of the contract that it was written for.
    pub api: i64,
    pub description: String,
    /// Under which licence it may be used, in words or as an SPDX expression.
    pub license: String,
    pub options: Vec<ThemeOption>,
    /// Tera sources by path below `templates/`: `pages/home.html`.
    pub templates: BTreeMap<String, ThemeText>,
    /// Stylesheets by path below `css/`: `parts/timeline.css`.
    pub css: BTreeMap<String, ThemeText>,
    /// Everything that is written as it is, by path below `static/` (`fonts/x.woff2`); scripts as `js/x.js`.
    pub files: BTreeMap<String, ThemeFile>,
    /// What stands in the files that are copied, by their paths; empty unless the site is to be published.
    pub prints: BTreeMap<String, u128>,
}

/// The text of a template or stylesheet.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct ThemeText {
    pub text: Arc<str>,
    /// Where messages show it; `None` before `load` has found a place for it.
    pub file: Option<FileId>,
}

impl ThemeText {
    pub fn new(text: impl Into<Arc<str>>) -> ThemeText {
        ThemeText { text: text.into(), file: None }
    }

    /// The piece of the text between two byte offsets, if messages can show it.
    pub fn span(&self, start: usize, end: usize) -> Option<Span> {
        self.file.map(|file| Span::new(file, start, end))
    }
}

/// A file of a theme that is written as it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ThemeFile {
    Bytes(Cow<'static, [u8]>),
    /// It is on the disk and is copied from there.
    From(PathBuf),
}

/// `theme.toml`, typed.
#[derive(Debug, Clone, PartialEq)]
pub struct Manifest {
    pub name: Option<String>,
    pub api: i64,
    /// The theme whose files stand in for those that this one lacks.
    pub extends: Option<Word>,
    pub description: String,
    pub license: String,
    pub options: Vec<ThemeOption>,
}

/// Something that a site may set for its theme: `[options.NAME]` in `theme.toml`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ThemeOption {
    pub name: String,
    pub kind: OptionKind,
    /// The value that holds when the site says nothing, as text: `true`, `12`, `wide`.
    pub default: String,
    /// What it does, in a sentence.
    pub meaning: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OptionKind {
    Text,
    Number,
    Bool,
}

/// What a file is to a theme, by its path.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part<'a> {
    Manifest,
    /// With the path below `templates/`.
    Template(&'a str),
    /// With the path below `css/`.
    Css(&'a str),
    /// With the path below `static/`, or with `js/` before it.
    File(&'a str),
    /// A readme and the like.
    Other,
}

impl<'a> Part<'a> {
    /// Says what the file at `path` (below the theme's folder) is.
    pub fn of(path: &'a str) -> Part<'a> {
        match path.split_once('/') {
            None if path == "theme.toml" => Part::Manifest,
            Some(("templates", rest)) => Part::Template(rest),
            Some(("css", rest)) => Part::Css(rest),
            Some(("static", rest)) => Part::File(rest),
            Some(("js", _)) => Part::File(path),
            _ => Part::Other,
        }
    }
}

impl Theme {
    /// The files that are copied from the disk: where they stand in the theme, and where they lie.
    pub fn copied(&self) -> impl Iterator<Item = (&str, &Path)> {
        self.files.iter().filter_map(|(path, file)| match file {
            ThemeFile::From(from) => Some((path.as_str(), from.as_path())),
            ThemeFile::Bytes(_) => None,
        })
    }

    /// A theme without files.
    pub fn empty(name: &str) -> Theme {
        Theme {
            name: name.to_owned(),
            api: API,
            description: String::new(),
            license: String::new(),
            options: Vec::new(),
            templates: BTreeMap::new(),
            css: BTreeMap::new(),
            files: BTreeMap::new(),
            prints: BTreeMap::new(),
        }
    }

    /// The theme `ledger` as it was when the program was compiled.
    pub fn embedded() -> Theme {
        let mut theme = Theme::empty(EMBEDDED);
        for (path, bytes) in LEDGER {
            let text = || String::from_utf8_lossy(bytes).into_owned();
            match Part::of(path) {
                Part::Manifest => {
                    // A test sees to it that the embedded manifest has no fault.
                    let (mut files, mut report) = (Files::default(), Report::default());
                    let file = files.add(*path, text());
                    theme.describe(Manifest::parse(file, &files.get(file).text, &mut report));
                }
                Part::Template(name) => {
                    theme.templates.insert(name.to_owned(), ThemeText::new(text()));
                }
                Part::Css(name) => {
                    theme.css.insert(name.to_owned(), ThemeText::new(text()));
                }
                Part::File(name) => {
                    theme.files.insert(name.to_owned(), ThemeFile::Bytes(Cow::Borrowed(bytes)));
                }
                Part::Other => {}
            }
        }
        theme
    }

    /// Takes over what a manifest says; options of an extended theme stay unless redefined.
    pub fn describe(&mut self, manifest: Manifest) {
        self.api = manifest.api;
        self.description = manifest.description;
        self.license = manifest.license;
        for option in manifest.options {
            self.options.retain(|one| one.name != option.name);
            self.options.push(option);
        }
    }

    /// The one stylesheet of the site: `css/main.css` with its imports put in their places.
    ///
    /// A line `@import "parts/timeline.css" layer(parts);` becomes `@layer parts {` the
    /// file `}`; all other lines stay. One file in place of thirty is one request in place of two
    /// rounds of them. Addresses in an imported file must be written as seen from `css/`.
    ///
    /// # Errors
    /// A `template-fault` for each import that names no file, cannot be read as above, or stands in an imported file.
    pub fn stylesheet(&self) -> Result<String, Vec<Diagnostic>> {
        let mut faults = Vec::new();
        let main = self.css.get("main.css");
        let Some(main) = main.filter(|main| !main.text.is_empty()) else {
            let message = format!("the theme `{}` has no css/main.css", self.name);
            return Err(vec![fault(None, message).help("css/main.css names the other stylesheets, in their order")]);
        };
        let mut sheet = String::with_capacity(64 * 1024);
        let mut in_comment = false;
        for (at, line) in lines_with_places(&main.text) {
            if in_comment || !line.trim_start().starts_with("@import") {
                in_comment = comment_is_open(line, in_comment);
                sheet.push_str(line);
                sheet.push('\n');
                continue;
            }
            // A piece of the line, by what is written there.
            let span_of = |piece: &str| {
                let start = at + line.find(piece).unwrap_or_default();
                main.span(start, start + piece.len())
            };
            let Some((name, layer)) = read_import(line) else {
                let message = format!("`{}` cannot be read", line.trim());
                faults.push(
                    fault(span_of(line.trim()), message)
                        .help("write it as `@import \"parts/x.css\" layer(parts);`, on a line of its own"),
                );
                continue;
            };
            let Some(imported) = self.css.get(name) else {
                let message = format!("the theme has no stylesheet `{name}`");
                faults.push(
                    fault(span_of(name), message)
                        .suggest(name, self.css.keys().map(String::as_str).filter(|name| *name != "main.css"))
                        .help(format!("write css/{name}, or take the line out")),
                );
                continue;
            };
            for (at, line) in lines_with_places(&imported.text) {
                if line.trim_start().starts_with("@import") {
                    let start = at + line.len() - line.trim_start().len();
                    faults.push(
                        fault(imported.span(start, at + line.len()), format!("css/{name} imports another file"))
                            .help("only css/main.css may: move the line there"),
                    );
                }
            }
            let text = imported.text.trim_end();
            match layer {
                Some(layer) => sheet.push_str(&format!("@layer {layer} {{\n{text}\n}}\n")),
                None => sheet.push_str(&format!("{text}\n")),
            }
        }
        if faults.is_empty() { Ok(sheet) } else { Err(faults) }
    }
}

fn fault(span: Option<Span>, message: String) -> Diagnostic {
    Diagnostic { span, ..Diagnostic::nowhere("template-fault", message) }
}

/// The lines of a text, each with the byte at which it begins.
fn lines_with_places(text: &str) -> impl Iterator<Item = (usize, &str)> {
    text.split_inclusive('\n').scan(0, |at, line| {
        let start = *at;
        *at += line.len();
        Some((start, line.trim_end_matches(['\n', '\r'])))
    })
}

/// Whether a comment is still open at the end of `line`.
fn comment_is_open(line: &str, mut open: bool) -> bool {
    let mut rest = line;
    while let Some(at) = rest.find(if open { "*/" } else { "/*" }) {
        rest = &rest[at + 2..];
        open = !open;
    }
    open
}

/// Reads `@import "parts/timeline.css" layer(parts);`: the file and the layer.
fn read_import(line: &str) -> Option<(&str, Option<&str>)> {
    let rest = line.trim().strip_prefix("@import")?.trim_start();
    let quote = rest.chars().next().filter(|one| matches!(one, '"' | '\''))?;
    let (name, rest) = rest[1..].split_once(quote)?;
    let (rest, comment) = rest.split_once(';')?;
    let comment = comment.trim();
    if !(comment.is_empty() || (comment.starts_with("/*") && comment.ends_with("*/"))) {
        return None;
    }
    match rest.trim() {
        "" => Some((name, None)),
        rest => {
            let layer = rest.strip_prefix("layer(")?.strip_suffix(')')?.trim();
            let sound = !layer.is_empty() && layer.chars().all(|one| one.is_alphanumeric() || "-_.".contains(one));
            sound.then_some((name, Some(layer)))
        }
    }
}

impl Manifest {
    /// Reads the text of a `theme.toml`; every fault is reported, and a wrong value is left out.
    pub fn parse(file: FileId, text: &str, report: &mut Report) -> Manifest {
        let table = Table::parse(text, file, 0, report);
        let mut fields = Fields::new(&table, "theme.toml", report);
        let name = fields.text("name").map(|word| word.text);
        let api = fields.integer("api");
        let api_span = fields.value("api").map(|value| value.span);
        let extends = fields.text("extends");
        let description = fields.text("description").map(|word| word.text).unwrap_or_default();
        let license = fields.text("license").map(|word| word.text).unwrap_or_default();
        let options = fields.table("options").cloned();
        fields.finish();

        if let (Some(api), Some(span)) = (api, api_span)
            && api != API
        {
            report.add(
                Diagnostic::error("unknown-value", span, format!("the theme is written for `api = {api}`")).help(
                    format!("this version of whereas knows `api = {API}`; take a version of the theme made for it"),
                ),
            );
        }
        let options = options.unwrap_or_default();
        let options = options.iter().filter_map(|(name, value)| read_option(name, value, report)).collect();
        Manifest { name, api: api.unwrap_or(API), extends, description, license, options }
    }
}

/// Reads `[options.NAME]`: `type`, `default`, `meaning`.
fn read_option(name: &Word, value: &Value, report: &mut Report) -> Option<ThemeOption> {
    let Data::Table(table) = &value.data else {
        report.add(
            Diagnostic::error("unknown-value", value.span, format!("the option `{}` needs a table", name.text))
                .help(format!("write `[options.{}]` with `type`, `default` and `meaning`", name.text)),
        );
        return None;
    };
    let mut fields = Fields::new(table, "an option", report);
    let kind = match fields.choice("type", &["text", "number", "bool"]) {
        Some("number") => Some(OptionKind::Number),
        Some("bool") => Some(OptionKind::Bool),
        Some(_) => Some(OptionKind::Text),
        // One message about the type is enough.
        None if table.get("type").is_some() => None,
        None => Some(OptionKind::Text),
    };
    let default = match kind.unwrap_or(OptionKind::Text) {
        _ if kind.is_none() => {
            fields.value("default");
            String::new()
        }
        OptionKind::Text => fields.text("default").map(|word| word.text).unwrap_or_default(),
        OptionKind::Number => fields.integer("default").unwrap_or_default().to_string(),
        OptionKind::Bool => fields.bool("default").unwrap_or_default().to_string(),
    };
    let meaning = fields.text("meaning").map(|word| word.text).unwrap_or_default();
    fields.finish();
    Some(ThemeOption { name: name.text.clone(), kind: kind?, default, meaning })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diag::short;

    fn theme(css: &[(&str, &str)]) -> Theme {
        let css = css.iter().map(|(name, text)| ((*name).to_owned(), ThemeText::new(*text))).collect();
        Theme { css, ..Theme::empty("t") }
    }

    #[test]
    fn imports_become_layers_and_the_order_stays_first() {
        let theme = theme(&[
            (
                "main.css",
                "/* @import\n@import \"no.css\" layer(no);\n*/\n@layer tokens, parts;\n@import \"tokens.css\" layer(tokens);\n@import 'parts/a.css' layer(parts); /* why */\nbody {}\n",
            ),
            ("tokens.css", ":root { --x: 1 }\n"),
            ("parts/a.css", ".a {}\n"),
        ]);
        let expected = "/* @import\n@import \"no.css\" layer(no);\n*/\n@layer tokens, parts;\n\
                        @layer tokens {\n:root { --x: 1 }\n}\n@layer parts {\n.a {}\n}\nbody {}\n";
        assert_eq!(theme.stylesheet(), Ok(expected.to_owned()));
    }

    #[test]
    fn every_import_that_leads_nowhere_is_told_at_its_place() {
        let mut theme = theme(&[
            ("main.css", "/* é */\n  @import \"token.css\" layer(a);\n@import url(x.css);\n@import \"b.css\";\n"),
            ("tokens.css", ""),
            ("b.css", ".b {}\n @import \"c.css\";"),
        ]);
        let mut files = Files::default();
        for (name, text) in &mut theme.css {
            text.file = Some(files.add(format!("css/{name}"), Arc::clone(&text.text)));
        }
        let mut report = Report::default();
        report.extend(theme.stylesheet().expect_err("three imports are wrong"));
        let told = short::print(&report, &files);
        let expected = [
            "css/b.css:2:2: error[template-fault]: css/b.css imports another file (only css/main.css may: move the line there)",
            "css/main.css:2:12: error[template-fault]: the theme has no stylesheet `token.css` (did you mean `tokens.css`?; write css/token.css, or take the line out)",
            "css/main.css:3:1: error[template-fault]: `@import url(x.css);` cannot be read (write it as `@import \"parts/x.css\" layer(parts);`, on a line of its own)",
        ];
        assert_eq!(told.lines().collect::<Vec<_>>(), expected);
        assert!(Theme::empty("t").stylesheet().is_err());
    }

    #[test]
    fn the_embedded_theme_is_whole() {
        let theme = Theme::embedded();
        assert_eq!((theme.name.as_str(), theme.api), (EMBEDDED, API));
        assert!(theme.templates.contains_key("base.html"), "{:?}", theme.templates.keys());
        assert_eq!(theme.stylesheet().err(), None);
        let (_, manifest) = LEDGER.iter().find(|(path, _)| *path == "theme.toml").expect("ledger has a theme.toml");
        let (_, faults) = parse(std::str::from_utf8(manifest).expect("it is UTF-8"));
        assert_eq!(faults, "");
        for (path, bytes) in LEDGER {
            if !matches!(Part::of(path), Part::File(_)) {
                assert!(std::str::from_utf8(bytes).is_ok(), "{path} is not UTF-8");
            }
        }
    }

    fn parse(text: &str) -> (Manifest, String) {
        let mut files = Files::default();
        let file = files.add("theme.toml", text);
        let mut report = Report::default();
        let manifest = Manifest::parse(file, text, &mut report);
        (manifest, short::print(&report, &files))
    }

    #[test]
    fn a_manifest_is_typed() {
        let (manifest, faults) = parse(
            "name = \"gazette\"\napi = 0\nextends = \"ledger\"\nlicense = \"MIT\"\n[options.wide]\ntype = \"bool\"\ndefault = true\nmeaning = \"Wide.\"\n",
        );
        assert_eq!(faults, "");
        assert_eq!(manifest.extends.map(|word| word.text).as_deref(), Some("ledger"));
        let wide = ThemeOption {
            name: "wide".to_owned(),
            kind: OptionKind::Bool,
            default: "true".to_owned(),
            meaning: "Wide.".to_owned(),
        };
        assert_eq!(manifest.options, [wide]);

        let (_, faults) = parse("api = 7\nextend = \"ledger\"\n[options]\nx = 1\n");
        assert_eq!(faults.lines().count(), 3, "{faults}");
        assert!(
            faults.contains("theme.toml:1:7: error[unknown-value]: the theme is written for `api = 7`"),
            "{faults}"
        );
    }

    #[test]
    fn a_path_says_what_a_file_is() {
        assert_eq!(Part::of("templates/pages/home.html"), Part::Template("pages/home.html"));
        assert_eq!(Part::of("css/main.css"), Part::Css("main.css"));
        assert_eq!(Part::of("static/fonts/a.woff2"), Part::File("fonts/a.woff2"));
        assert_eq!(Part::of("js/menu.js"), Part::File("js/menu.js"));
        assert_eq!(Part::of("theme.toml"), Part::Manifest);
        assert_eq!(Part::of("README.md"), Part::Other);
    }
}
