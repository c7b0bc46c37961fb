//! Puts the site's theme together: its own files over those of the themes it extends.
//!
//! Takes the theme's name from config; reads `themes/NAME/`, then what its `theme.toml`
//! extends, down to one that is compiled in, over which a folder of its name lies. A file of the nearer theme
//! shadows the one of the same path further down. An unknown name and a theme of another contract are reported,
//! and the embedded theme stands in.

use std::path::Path;
use std::rc::Rc;
use std::sync::Arc;

use super::stranger::{self, Stranger};
use super::walk::{Found, Walked, walk};
use super::{Choice, LoadError, read, read_text};
use crate::config::Config;
use crate::diag::{Diagnostic, Report};
use crate::fields::Word;
use crate::files::{Files, Span};
use crate::theme::{
    API, EMBEDDED, Manifest, Part, Stack, Theme, ThemeFile, ThemeText, assets, braces, built_in, built_in_files,
    built_in_manifest, is_font,
};

/// One theme of the chain, as found on the disk.
struct Layer {
    name: String,
    manifest: Option<Manifest>,
    /// Whether the manifest has a fault: it may be the theme that it extends.
    is_faulty: bool,
    /// `None`: there is no such folder, and the theme is compiled in.
    walked: Option<Walked>,
}

/// The theme that `config` names, and whether a link was followed to any of its files.
///
/// # Errors
/// [`LoadError::Read`] when a file of it cannot be read.
pub fn load(root: &Path, config: &Config, files: &mut Files, report: &mut Report) -> Result<(Theme, bool), LoadError> {
    let (theme, has_links, used) = put_together(root, &config.theme, config.places.theme, files, report)?;
    stranger::find_folders(root, &config.theme, &used, files, report);
    Ok((theme, has_links))
}

/// The theme `name`, which is named at `place`.
///
/// # Errors
/// As [`load`].
pub fn named(
    root: &Path,
    name: &str,
    place: Option<Span>,
    files: &mut Files,
    report: &mut Report,
) -> Result<(Theme, bool), LoadError> {
    let (theme, has_links, _) = put_together(root, name, place, files, report)?;
    Ok((theme, has_links))
}

/// The same, with the names of the themes that it is made of.
fn put_together(
    root: &Path,
    name: &str,
    place: Option<Span>,
    files: &mut Files,
    report: &mut Report,
) -> Result<(Theme, bool, Vec<String>), LoadError> {
    let asked = name;
    let (mut name, mut place) = (name.to_owned(), place);
    let mut layers: Vec<Layer> = Vec::new();
    let mut on_embedded = true;
    loop {
        if layers.iter().any(|layer| layer.name == name) {
            report.add(
                fault(place, format!("the theme `{name}` extends itself")).help("take one `extends` of the circle out"),
            );
            break;
        }
        let Some(layer) = read_layer(root, &name, files, report)? else {
            report.add(unknown(root, &name, place));
            break;
        };
        let extends = layer.manifest.as_ref().and_then(|manifest| manifest.extends.clone());
        let (has_manifest, is_known) = match &layer.manifest {
            Some(manifest) => (true, manifest.api == Some(API)),
            None => (false, true),
        };
        let is_built_in = is_built_in(&name);
        let is_faulty = layer.is_faulty;
        layers.push(layer);
        match extends {
            // The site's own themes/ledger/ lies over the embedded one, whatever it holds.
            _ if name == EMBEDDED => break,
            Some(Word { text, span }) => (name, place) = (text, Some(span)),
            _ if is_built_in => (name, place) = (EMBEDDED.to_owned(), None),
            _ => {
                if !has_manifest {
                    let path = format!("themes/{name}/theme.toml");
                    report.add(fault(place, format!("the theme `{name}` has no theme.toml")).help(format!(
                        "write {path} with `name = \"{name}\"`, `api = {API}` and `extends = \"{EMBEDDED}\"`"
                    )));
                } else {
                    on_embedded = !is_known || is_faulty;
                }
                break;
            }
        }
    }

    let has_links = layers.iter().filter_map(|layer| layer.walked.as_ref()).any(|walked| walked.has_links);
    let lowest = if on_embedded { EMBEDDED } else { layers.last().map_or(EMBEDDED, |layer| layer.name.as_str()) };
    let mut stack = Stack::new(lowest);
    if on_embedded {
        stack.lay_built_in(EMBEDDED);
    }
    let used: Vec<String> = layers.iter().map(|layer| layer.name.clone()).collect();
    let mut strangers = Vec::new();
    for (n_above, layer) in layers.into_iter().enumerate().rev() {
        if layer.name != EMBEDDED && is_built_in(&layer.name) {
            stack.lay_built_in(&layer.name);
        }
        strangers.extend(find_strangers(&stack, &layer, n_above == 0));
        lay_over(&mut stack, layer, files, report)?;
    }
    let mut theme = stack.finish(|path, text| Some(files.add(path, Arc::clone(text))));
    asked.clone_into(&mut theme.name);
    stranger::find(&strangers, &theme, files, report);
    Ok((theme, has_links, used))
}

/// The files of `layer` that lie over none of those that are there, if there are any.
fn find_strangers(stack: &Stack, layer: &Layer, is_on_top: bool) -> Vec<Stranger> {
    let found = layer.walked.iter().flat_map(|walked| &walked.found);
    let new: Vec<&Found> =
        found.filter(|file| Part::of(&file.path) != Part::Manifest && !stack.has(&file.path)).collect();
    if new.is_empty() {
        return Vec::new();
    }
    let below = Rc::new(stack.paths().into_iter().collect::<Vec<_>>());
    let folder = format!("themes/{}", layer.name);
    let stranger = |file: &Found| Stranger {
        path: file.path.clone(),
        folder: folder.clone(),
        from: file.clone(),
        is_on_top,
        below: Rc::clone(&below),
    };
    new.into_iter().map(stranger).collect()
}

fn is_built_in(name: &str) -> bool {
    !built_in_files(name).is_empty()
}

/// The files of `themes/NAME/`; `None` if there is no such folder, and no such theme compiled in.
fn read_layer(root: &Path, name: &str, files: &mut Files, report: &mut Report) -> Result<Option<Layer>, LoadError> {
    let folder = format!("themes/{name}");
    let sound = !name.is_empty() && !name.starts_with('.') && !name.contains(['/', '\\', ':', '\0']);
    if !sound || !root.join(&folder).is_dir() {
        let built_in = Layer { name: name.to_owned(), manifest: None, is_faulty: false, walked: None };
        return Ok(is_built_in(name).then_some(built_in));
    }
    let walked = walk(root, &folder, report);
    let (mut manifest, mut is_faulty) = (None, false);
    if let Some(file) = walked.found.iter().find(|file| Part::of(&file.path) == Part::Manifest) {
        let id = read_text(&format!("{folder}/theme.toml"), &file.from, files, report)?;
        let mut faults = Report::default();
        let parsed = Manifest::parse(id, &files.get(id).text, &mut faults);
        faults.extend(parsed.name.as_ref().and_then(|own| other_name(own, name)));
        manifest = Some(parsed);
        is_faulty = faults.has_errors();
        report.append(faults);
    }
    Ok(Some(Layer { name: name.to_owned(), manifest, is_faulty, walked: Some(walked) }))
}

/// A theme that has another name than the folder by which a site chooses it.
fn other_name(own: &Word, folder: &str) -> Option<Diagnostic> {
    let message = format!("the theme calls itself `{}`, and its folder is `{folder}`", own.text);
    (own.text != folder).then(|| {
        Diagnostic::warning("theme-fault", own.span, message)
            .help(format!("write `name = \"{folder}\"`: a site chooses a theme by its folder"))
    })
}

/// Puts the files of `layer` over those that are there.
///
/// A theme of another contract is left out: its pages would be broken, and more would be told of them than helps.
fn lay_over(stack: &mut Stack, layer: Layer, files: &mut Files, report: &mut Report) -> Result<(), LoadError> {
    if layer.manifest.as_ref().is_some_and(|manifest| manifest.api.is_none()) {
        return Ok(());
    }
    stack.begin(&layer.name);
    if let Some(manifest) = layer.manifest {
        stack.describe(manifest);
    }
    for file in layer.walked.into_iter().flat_map(|walked| walked.found) {
        match Part::of(&file.path) {
            Part::Template(name) => stack.template(name, theme_text(&layer.name, &file, files, report)?),
            Part::Css(name) => {
                let sheet = theme_text(&layer.name, &file, files, report)?;
                report.extend(left_open(name, &sheet));
                stack.css(name, sheet);
            }
            // Pages say what such a file holds, or cards are drawn with it, so it is the one that was read.
            Part::File(name) if assets::has_sum(name) || is_font(name) => {
                stack.file(name, ThemeFile::Bytes(read(&file.from)?.into()));
            }
            Part::File(name) => stack.file(name, ThemeFile::From(file.from.clone())),
            Part::Manifest | Part::Other => {}
        }
    }
    Ok(())
}

/// The text of a template or stylesheet.
fn theme_text(theme: &str, file: &Found, files: &mut Files, report: &mut Report) -> Result<ThemeText, LoadError> {
    let decoded = super::text::decode(read(&file.from)?);
    let id = files.add(format!("themes/{theme}/{}", file.path), decoded.text);
    if let Some(fault) = decoded.fault {
        report.add(super::not_utf8(id, &fault));
    }
    Ok(ThemeText { text: Arc::clone(&files.get(id).text), file: Some(id) })
}

/// What a stylesheet opens and never closes.
fn left_open(name: &str, sheet: &ThemeText) -> Vec<Diagnostic> {
    let Some(file) = sheet.file.filter(|_| name.ends_with(".css")) else { return Vec::new() };
    let told = |open: braces::Open| {
        let span = Span::new(file, open.at.start, open.at.end);
        Diagnostic::error("theme-fault", span, open.message).help(open.help)
    };
    braces::open(&sheet.text).into_iter().map(told).collect()
}

/// A theme that is nowhere, with the nearest that is somewhere.
fn unknown(root: &Path, name: &str, place: Option<Span>) -> Diagnostic {
    let names = names(root);
    fault(place, format!("there is no theme `{name}`"))
        .suggest(name, names.iter().map(String::as_str))
        .help(format!("a theme is a folder in themes/; possible: {}", names.join(", ")))
}

/// The themes that a site in `root` can choose, in the order of the alphabet.
pub fn names(root: &Path) -> Vec<String> {
    let mut names: Vec<String> = built_in().map(str::to_owned).collect();
    if let Ok(entries) = root.join("themes").read_dir() {
        let folders = entries.flatten().filter(|entry| entry.path().is_dir());
        names.extend(
            folders.filter_map(|entry| entry.file_name().into_string().ok()).filter(|name| !name.starts_with('.')),
        );
    }
    names.sort();
    names.dedup();
    names
}

/// The same, with what each says of itself.
///
/// # Errors
/// [`LoadError::Read`] when a file cannot be read.
pub fn choices(root: &Path, chosen: &str, files: &mut Files) -> Result<Vec<Choice>, LoadError> {
    let mut choices = Vec::new();
    for name in names(root) {
        let mut ignored = Report::default();
        let manifest = match read_layer(root, &name, files, &mut ignored)? {
            Some(Layer { manifest: Some(manifest), .. }) => Some(manifest),
            // A folder without theme.toml lies over the theme of its name.
            _ => built_in_manifest(&name),
        };
        choices.push(Choice {
            description: manifest.as_ref().map(|manifest| manifest.description.clone()).unwrap_or_default(),
            extends: manifest.and_then(|manifest| manifest.extends).map(|word| word.text),
            is_built_in: is_built_in(&name),
            is_chosen: name == chosen,
            name,
        });
    }
    Ok(choices)
}

fn fault(place: Option<Span>, message: String) -> Diagnostic {
    Diagnostic { span: place, ..Diagnostic::nowhere("unknown-value", message) }
}
