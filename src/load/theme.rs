//! Puts the site's theme together: its own files over those of the themes it extends.
//!
//! Takes the theme's name from config; reads `themes/NAME/`, then what its `theme.toml`
//! extends, down to the theme that is compiled in. A file of the nearer theme shadows the
//! one of the same path further down. An unknown name is reported, and the embedded theme stands in.

use std::path::Path;
use std::sync::Arc;

use super::walk::{Found, Walked, walk};
use super::{LoadError, read, read_text};
use crate::config::Config;
use crate::diag::{Diagnostic, Report};
use crate::fields::Word;
use crate::files::{Files, Span};
use crate::theme::{EMBEDDED, Manifest, Part, Theme, ThemeFile, ThemeText, assets};

/// One theme of the chain, as found on the disk.
struct Layer {
    name: String,
    manifest: Option<Manifest>,
    walked: Walked,
}

/// The theme that `config` names, and whether a link was followed to any of its files.
///
/// # Errors
/// [`LoadError::Read`] when a file of it cannot be read.
pub fn load(root: &Path, config: &Config, files: &mut Files, report: &mut Report) -> Result<(Theme, bool), LoadError> {
    let mut layers: Vec<Layer> = Vec::new();
    let mut name = config.theme.clone();
    let mut place = config.places.theme;
    let mut on_embedded = true;
    loop {
        if layers.iter().any(|layer| layer.name == name) {
            report.add(
                fault(place, format!("the theme `{name}` extends itself")).help("take one `extends` of the circle out"),
            );
            break;
        }
        let layer = read_layer(root, &name, files, report)?;
        let is_embedded = name == EMBEDDED;
        let Some(layer) = layer else {
            if !is_embedded {
                report.add(unknown(root, &name, place));
            }
            break;
        };
        let extends = layer.manifest.as_ref().and_then(|manifest| manifest.extends.clone());
        let has_manifest = layer.manifest.is_some();
        layers.push(layer);
        match extends {
            Some(Word { text, span }) if !is_embedded => (name, place) = (text, Some(span)),
            // The site's own themes/ledger/ lies over the embedded one, whatever it holds.
            _ if is_embedded => break,
            _ => {
                if !has_manifest {
                    let path = format!("themes/{name}/theme.toml");
                    report.add(fault(place, format!("the theme `{name}` has no theme.toml")).help(format!(
                        "write {path} with `name = \"{name}\"`, `api = 0` and `extends = \"{EMBEDDED}\"`"
                    )));
                } else {
                    on_embedded = false;
                }
                break;
            }
        }
    }

    let has_links = layers.iter().any(|layer| layer.walked.has_links);
    let mut theme = if on_embedded { Theme::embedded() } else { Theme::empty(&config.theme) };
    for layer in layers.into_iter().rev() {
        lay_over(&mut theme, layer, files, report)?;
    }
    theme.name.clone_from(&config.theme);
    // What is compiled in has a place, too: a file laid over one part of it may bring out a fault in another.
    for (folder, texts) in [("templates", &mut theme.templates), ("css", &mut theme.css)] {
        for (name, text) in texts.iter_mut().filter(|(_, text)| text.file.is_none()) {
            text.file = Some(files.add(format!("themes/{EMBEDDED}/{folder}/{name}"), Arc::clone(&text.text)));
        }
    }
    Ok((theme, has_links))
}

/// The files of `themes/NAME/`; `None` if there is no such folder.
fn read_layer(root: &Path, name: &str, files: &mut Files, report: &mut Report) -> Result<Option<Layer>, LoadError> {
    let folder = format!("themes/{name}");
    let sound = !name.is_empty() && !name.starts_with('.') && !name.contains(['/', '\\', ':', '\0']);
    if !sound || !root.join(&folder).is_dir() {
        return Ok(None);
    }
    let walked = walk(root, &folder, report);
    let mut manifest = None;
    if let Some(file) = walked.found.iter().find(|file| Part::of(&file.path) == Part::Manifest) {
        let id = read_text(&format!("{folder}/theme.toml"), &file.from, files, report)?;
        manifest = Some(Manifest::parse(id, &files.get(id).text, report));
    }
    Ok(Some(Layer { name: name.to_owned(), manifest, walked }))
}

/// Puts the files of `layer` over those that `theme` has.
fn lay_over(theme: &mut Theme, layer: Layer, files: &mut Files, report: &mut Report) -> Result<(), LoadError> {
    if let Some(manifest) = layer.manifest {
        theme.describe(manifest);
    }
    for file in layer.walked.found {
        match Part::of(&file.path) {
            Part::Template(name) => {
                let text = theme_text(&layer.name, &file, files, report)?;
                theme.templates.insert(name.to_owned(), text);
            }
            Part::Css(name) => {
                let text = theme_text(&layer.name, &file, files, report)?;
                theme.css.insert(name.to_owned(), text);
            }
            Part::File(name) => {
                // Pages say what such a file holds, so it is the one that was read.
                let content = match assets::has_sum(name) {
                    true => ThemeFile::Bytes(read(&file.from)?.into()),
                    false => ThemeFile::From(file.from.clone()),
                };
                theme.files.insert(name.to_owned(), content);
            }
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

/// A theme that is nowhere, with the nearest that is somewhere.
fn unknown(root: &Path, name: &str, place: Option<Span>) -> Diagnostic {
    let mut names = vec![EMBEDDED.to_owned()];
    if let Ok(entries) = root.join("themes").read_dir() {
        let folders = entries.flatten().filter(|entry| entry.path().is_dir());
        names.extend(
            folders.filter_map(|entry| entry.file_name().into_string().ok()).filter(|name| !name.starts_with('.')),
        );
    }
    names.sort();
    names.dedup();
    fault(place, format!("there is no theme `{name}`"))
        .suggest(name, names.iter().map(String::as_str))
        .help(format!("a theme is a folder in themes/; possible: {}", names.join(", ")))
}

fn fault(place: Option<Span>, message: String) -> Diagnostic {
    Diagnostic { span: place, ..Diagnostic::nowhere("unknown-value", message) }
}
