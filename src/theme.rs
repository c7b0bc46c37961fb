//! A theme as a value: its templates, its stylesheets, its other files; and those compiled in.
//!
//! Files come in by their path below the theme's folder (`templates/base.html`,
//! `css/main.css`, `static/fonts/x.woff2`, `js/menu.js`, `theme.toml`) from the
//! embedded table or from `load`, later ones over earlier ones of the same path; that is how
//! a theme extends another. A file that lies below another is still there by the name of its theme:
//! `ledger/main.css`. Never renders a template and never reads the disk.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::diag::fix::Fix;
use crate::diag::{Diagnostic, Report};
use crate::fields::{Data, Fields, Table, Value, Word};
use crate::files::{FileId, Files, Span};

pub mod assets;
pub mod braces;
mod css;
mod js;

/// Name of the theme that a site has if it names none, and that others extend.
pub const EMBEDDED: &str = "ledger";

/// Version of the contract between program and themes; `themes/README.md` is it.
pub const API: i64 = 1;

/// Path below the theme's folder, and bytes.
type BuiltInFile = (&'static str, &'static [u8]);

/// The themes that are compiled in, with all their files; sorted by name and path.
const BUILT_IN: &[(&str, &[BuiltInFile])] = &include!(concat!(env!("OUT_DIR"), "/themes.rs"));

/// The names of the themes that are compiled in, in the order of the alphabet.
pub fn built_in() -> impl Iterator<Item = &'static str> {
    BUILT_IN.iter().map(|(name, _)| *name)
}

/// The files of a theme that is compiled in; none of any other.
pub fn built_in_files(name: &str) -> &'static [BuiltInFile] {
    BUILT_IN.iter().find(|(one, _)| *one == name).map_or(&[], |(_, files)| files)
}

/// What a theme that is compiled in says of itself.
pub fn built_in_manifest(name: &str) -> Option<Manifest> {
    let (path, bytes) = built_in_files(name).iter().find(|(path, _)| Part::of(path) == Part::Manifest)?;
    // A test sees to it that it has no fault.
    let (mut files, mut report) = (Files::default(), Report::default());
    let file = files.add(*path, String::from_utf8_lossy(bytes));
    Some(Manifest::parse(file, &files.get(file).text, &mut report))
}

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
    /// What it says its name is: that of its folder.
    pub name: Option<Word>,
    /// The version of the contract; `None` if it is none that this program knows, which has been told.
    pub api: Option<i64>,
    /// The theme whose files stand in for those that this one lacks.
    pub extends: Option<Word>,
    pub description: String,
    pub license: String,
    pub options: Vec<ThemeOption>,
}

/// Whether a file is a font that pictures can be drawn with, by its name.
pub fn is_font(path: &str) -> bool {
    path.rsplit_once('.').is_some_and(|(_, ending)| matches!(ending, "woff2" | "ttf" | "otf"))
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

    /// The fonts that can be read: those that are compiled in, and what `load` has read.
    pub fn fonts(&self) -> impl Iterator<Item = &[u8]> {
        self.files.iter().filter_map(|(name, file)| match file {
            ThemeFile::Bytes(bytes) if is_font(name) => Some(bytes.as_ref()),
            _ => None,
        })
    }

    /// Whether a template is none of those that are compiled in.
    pub fn has_own_templates(&self) -> bool {
        let is_built_in = |name: &str, text: &str| {
            let path = format!("templates/{name}");
            BUILT_IN.iter().any(|(_, files)| files.iter().any(|(one, bytes)| *one == path && *bytes == text.as_bytes()))
        };
        self.templates.iter().any(|(name, text)| !is_built_in(name, &text.text))
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
        let mut stack = Stack::new(EMBEDDED);
        stack.lay_built_in(EMBEDDED);
        stack.finish(|_, _| None)
    }

    /// Takes over what a manifest says; options of an extended theme stay unless redefined.
    fn describe(&mut self, manifest: Manifest) {
        self.api = manifest.api.unwrap_or(API);
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
    /// `@import "ledger/main.css";` stands for all of that theme's stylesheet, whose own imports are put in, too.
    ///
    /// # Errors
    /// A `template-fault` for each import that names no file, cannot be read as above, or stands in an imported file.
    pub fn stylesheet(&self) -> Result<String, Vec<Diagnostic>> {
        let main = self.css.get("main.css");
        let Some(main) = main.filter(|main| !main.text.is_empty()) else {
            let message = format!("the theme `{}` has no css/main.css", self.name);
            return Err(vec![fault(None, message).help("css/main.css names the other stylesheets, in their order")]);
        };
        let (mut sheet, mut faults) = (String::with_capacity(64 * 1024), Vec::new());
        self.put_in(main, &mut Vec::new(), &mut sheet, &mut faults);
        if faults.is_empty() { Ok(sheet) } else { Err(faults) }
    }

    /// The stylesheets that are in it, by name, each before the one that names it: what holds in the end comes last.
    pub fn sheets(&self) -> Vec<&str> {
        let (mut seen, mut names) = (Vec::new(), Vec::new());
        self.add_sheets("main.css", &mut seen, &mut names);
        names
    }

    fn add_sheets<'t>(&'t self, name: &'t str, seen: &mut Vec<&'t str>, names: &mut Vec<&'t str>) {
        let Some(text) = self.css.get(name).filter(|_| !seen.contains(&name)) else { return };
        seen.push(name);
        for (imported, _) in text.text.lines().filter_map(read_import) {
            self.add_sheets(imported, seen, names);
        }
        names.push(name);
    }

    /// Writes one main.css with its imports in their places. `put_in`: those of other themes that are in already.
    fn put_in<'t>(
        &'t self,
        main: &'t ThemeText,
        put_in: &mut Vec<&'t str>,
        sheet: &mut String,
        faults: &mut Vec<Diagnostic>,
    ) {
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
            if name.ends_with("/main.css") && layer.is_none() {
                if put_in.contains(&name) {
                    faults.push(
                        fault(span_of(name), format!("`{name}` is imported twice")).help("take one of the lines out"),
                    );
                } else {
                    put_in.push(name);
                    self.put_in(imported, put_in, sheet, faults);
                }
                continue;
            }
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
    }
}

/// Themes laid over one another, the farthest first.
pub struct Stack {
    theme: Theme,
    /// The themes below the one whose files come in now, the farthest first.
    below: Vec<String>,
    templates: BTreeMap<String, Laid>,
    css: BTreeMap<String, Laid>,
    /// What lies below another file of its name, by the name of its theme and its own: `ledger/main.css`.
    shadowed_templates: BTreeMap<String, Laid>,
    shadowed_css: BTreeMap<String, Laid>,
}

/// A text, and where messages show it.
#[derive(Clone)]
struct Laid {
    text: ThemeText,
    /// `themes/ledger/css/main.css`
    path: String,
}

impl Stack {
    /// With no file; `name` is that of the lowest theme.
    pub fn new(name: &str) -> Stack {
        Stack {
            theme: Theme::empty(name),
            below: Vec::new(),
            templates: BTreeMap::new(),
            css: BTreeMap::new(),
            shadowed_templates: BTreeMap::new(),
            shadowed_css: BTreeMap::new(),
        }
    }

    /// Says of which theme the files are that follow. The same theme again lies over itself.
    pub fn begin(&mut self, name: &str) {
        if self.theme.name != name {
            self.below.push(std::mem::replace(&mut self.theme.name, name.to_owned()));
        }
    }

    /// Lays the files of a theme that is compiled in.
    pub fn lay_built_in(&mut self, name: &str) {
        self.begin(name);
        for (path, bytes) in built_in_files(name) {
            let text = || String::from_utf8_lossy(bytes).into_owned();
            match Part::of(path) {
                Part::Manifest => self.theme.describe(built_in_manifest(&self.theme.name).expect("it is this file")),
                Part::Template(name) => self.template(name, ThemeText::new(text())),
                Part::Css(name) => self.css(name, ThemeText::new(text())),
                Part::File(name) => self.file(name, ThemeFile::Bytes(Cow::Borrowed(bytes))),
                Part::Other => {}
            }
        }
    }

    pub fn describe(&mut self, manifest: Manifest) {
        self.theme.describe(manifest);
    }

    pub fn template(&mut self, name: &str, text: ThemeText) {
        let path = format!("themes/{}/templates/{name}", self.theme.name);
        lay(&mut self.templates, &mut self.shadowed_templates, &self.below, name, Laid { text, path });
    }

    pub fn css(&mut self, name: &str, text: ThemeText) {
        let path = format!("themes/{}/css/{name}", self.theme.name);
        lay(&mut self.css, &mut self.shadowed_css, &self.below, name, Laid { text, path });
    }

    /// Whether a file that is laid by now has this path below its theme's folder.
    pub fn has(&self, path: &str) -> bool {
        match Part::of(path) {
            Part::Template(name) => self.templates.contains_key(name),
            Part::Css(name) => self.css.contains_key(name),
            Part::File(name) => self.theme.files.contains_key(name),
            Part::Manifest | Part::Other => false,
        }
    }

    /// The files that are laid by now, by their paths below their theme's folder.
    pub fn paths(&self) -> BTreeSet<String> {
        let templates = self.templates.keys().map(|name| format!("templates/{name}"));
        let css = self.css.keys().map(|name| format!("css/{name}"));
        let files = self.theme.files.keys().map(|name| match name.starts_with("js/") {
            true => name.clone(),
            false => format!("static/{name}"),
        });
        templates.chain(css).chain(files).collect()
    }

    pub fn file(&mut self, name: &str, file: ThemeFile) {
        self.theme.files.insert(name.to_owned(), file);
    }

    /// The theme that they make. `place` names the file of a text that is compiled in, by its path.
    pub fn finish(self, mut place: impl FnMut(&str, &Arc<str>) -> Option<FileId>) -> Theme {
        let Stack { mut theme, below, mut templates, mut css, shadowed_templates, shadowed_css } = self;
        keep_named(&mut templates, shadowed_templates, &below);
        keep_named(&mut css, shadowed_css, &below);
        let mut placed = |texts: BTreeMap<String, Laid>| -> BTreeMap<String, ThemeText> {
            let with_place = |(name, Laid { mut text, path })| {
                // What is compiled in has a place, too: a file laid over one part of it may bring out a fault in another.
                text.file = text.file.or_else(|| place(&path, &text.text));
                (name, text)
            };
            texts.into_iter().map(with_place).collect()
        };
        theme.templates = placed(templates);
        theme.css = placed(css);
        theme
    }
}

/// Lays one text over the one of its name, which stays under the names of the themes `below`.
fn lay(
    texts: &mut BTreeMap<String, Laid>,
    shadowed: &mut BTreeMap<String, Laid>,
    below: &[String],
    name: &str,
    laid: Laid,
) {
    if let Some(old) = texts.insert(name.to_owned(), laid) {
        for theme in below {
            shadowed.entry(format!("{theme}/{name}")).or_insert_with(|| old.clone());
        }
    }
}

/// Keeps those of the shadowed texts that another names in quotation marks: a part of which nobody speaks
/// would define its components a second time.
fn keep_named(texts: &mut BTreeMap<String, Laid>, mut shadowed: BTreeMap<String, Laid>, below: &[String]) {
    let folders: Vec<String> = below.iter().map(|theme| format!("{theme}/")).collect();
    loop {
        // Nearly all speak of none.
        let speaks = |text: &&str| folders.iter().any(|folder| text.contains(folder.as_str()));
        let speaking: Vec<&str> = texts.values().map(|laid| &*laid.text.text).filter(speaks).collect();
        let is_named = |name: &str| {
            let quoted = [format!("\"{name}\""), format!("'{name}'")];
            speaking.iter().any(|text| quoted.iter().any(|quoted| text.contains(quoted)))
        };
        let is_new = |name: &&String| !texts.contains_key(*name) && is_named(name);
        let named: Vec<String> = shadowed.keys().filter(is_new).cloned().collect();
        if named.is_empty() {
            return;
        }
        for name in named {
            if let Some(laid) = shadowed.remove(&name) {
                texts.insert(name, laid);
            }
        }
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
        let name = fields.text("name");
        let api = fields.integer("api");
        let api_span = fields.value("api").map(|value| value.span);
        let extends = fields.text("extends");
        let description = fields.text("description").map(|word| word.text).unwrap_or_default();
        let license = fields.text("license").map(|word| word.text).unwrap_or_default();
        let options = fields.table("options").cloned();
        fields.finish();

        if let Some(fault) = unknown_api(api, api_span, Span::new(file, 0, 0)) {
            report.add(fault);
        }
        let options = options.unwrap_or_default();
        let options = options.iter().filter_map(|(name, value)| read_option(name, value, report)).collect();
        Manifest { name, api: api.filter(|api| *api == API), extends, description, license, options }
    }
}

/// What to do about a theme that was not written for this version of the contract.
fn unknown_api(api: Option<i64>, span: Option<Span>, start: Span) -> Option<Diagnostic> {
    let written =
        |span, n: i64| Diagnostic::error("unknown-value", span, format!("the theme is written for `api = {n}`"));
    match (api, span) {
        (Some(API), _) => None,
        (Some(0), Some(span)) => Some(
            written(span, 0)
                .help(format!("write `api = {API}`: no name has changed since the contract was frozen"))
                .help("`whereas theme check` tells what else is not as it should be")
                .fix((span.end == span.start + 1).then(|| Fix::replace(span, "0", API.to_string()))),
        ),
        (Some(n), Some(span)) if n > API => Some(written(span, n).help(format!(
            "this version of whereas knows `api = {API}`: take a newer one, or a version of the theme made for this one"
        ))),
        (Some(n), Some(span)) => Some(written(span, n).help(format!("there is no such version; write `api = {API}`"))),
        // It is no number, which has been told.
        (_, Some(_)) => None,
        (_, None) => Some(
            Diagnostic::error("theme-fault", start, "theme.toml does not say for which `api` the theme is written")
                .help(format!("write `api = {API}`; themes/README.md says what that promises")),
        ),
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
    fn the_built_in_themes_are_whole() {
        assert!(built_in().any(|name| name == EMBEDDED));
        for name in built_in() {
            let mut stack = Stack::new(EMBEDDED);
            stack.lay_built_in(EMBEDDED);
            stack.lay_built_in(name);
            let theme = stack.finish(|_, _| None);
            assert_eq!((theme.name.as_str(), theme.api), (name, API));
            assert!(theme.templates.contains_key("base.html"), "{:?}", theme.templates.keys());
            assert_eq!(theme.stylesheet().err(), None);
            let files = built_in_files(name);
            let (_, manifest) = files.iter().find(|(path, _)| *path == "theme.toml").expect("a theme has a theme.toml");
            let (manifest, faults) = parse(std::str::from_utf8(manifest).expect("it is UTF-8"));
            assert_eq!((faults.as_str(), manifest.name.map(|word| word.text).as_deref()), ("", Some(name)));
            assert!(!manifest.description.is_empty() && !manifest.license.is_empty(), "{name}");
            for (path, bytes) in files {
                if !matches!(Part::of(path), Part::File(_)) {
                    assert!(std::str::from_utf8(bytes).is_ok(), "{path} is not UTF-8");
                }
            }
        }
    }

    #[test]
    fn a_theme_names_what_it_lies_over() {
        let mut stack = Stack::new("low");
        stack.css("main.css", ThemeText::new("@import \"a.css\";\n"));
        stack.css("a.css", ThemeText::new("low a\n"));
        stack.template("base.html", ThemeText::new("low base"));
        stack.template("part.html", ThemeText::new("low part"));
        stack.begin("middle");
        stack.template("base.html", ThemeText::new("{% extends 'low/base.html' %}"));
        stack.begin("top");
        stack.css("main.css", ThemeText::new("@layer x;\n@import \"middle/main.css\";\n@import \"b.css\";\n"));
        stack.css("a.css", ThemeText::new("top a\n"));
        stack.css("b.css", ThemeText::new("top b\n"));
        stack.template("base.html", ThemeText::new("{% extends \"middle/base.html\" %}"));
        stack.template("part.html", ThemeText::new("top part"));
        let theme = stack.finish(|_, _| None);
        assert_eq!(theme.name, "top");
        assert_eq!(theme.stylesheet(), Ok("@layer x;\ntop a\ntop b\n".to_owned()));
        let names: Vec<&str> = theme.templates.keys().map(String::as_str).collect();
        assert_eq!(names, ["base.html", "low/base.html", "middle/base.html", "part.html"]);
        assert_eq!(&*theme.templates["low/base.html"].text, "low base");
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
            "name = \"mine\"\napi = 1\nextends = \"ledger\"\nlicense = \"MIT\"\n[options.wide]\ntype = \"bool\"\ndefault = true\nmeaning = \"Wide.\"\n",
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

        assert_eq!(manifest.api, Some(API));

        let (manifest, faults) = parse("api = 7\nextend = \"ledger\"\n[options]\nx = 1\n");
        assert_eq!(manifest.api, None);
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
