//! Finds what lies in `themes/` and no page has.
//!
//! Takes the files of a theme that lie over none of another, and the folders of `themes/` that no theme
//! in use is made of; says of those whose names are nearly such as mean something what was meant. A file that is
//! named by a template, a stylesheet or a script of the theme is used, whatever it is called. Looks at
//! names and at texts that have been read; opens nothing but what it quotes.

use std::path::Path;

use memchr::memmem;

use super::walk::{Found, Walked, walk};
use super::{decode, read_file};
use crate::diag::{Diagnostic, Report, Severity};
use crate::files::{FileId, Files, Span};
use crate::theme::{Part, Theme, ThemeFile, built_in};

/// A file of a theme that lies over none.
pub struct Stranger {
    /// Below its theme's folder: `templates/pages/hom.html`.
    pub path: String,
    /// The folder of its theme: `themes/ledger`.
    pub folder: String,
    pub from: Found,
    /// Whether it is of the theme that the site has chosen, not of one that it extends.
    pub is_on_top: bool,
    /// Paths of the files that it might have lain over, sorted.
    pub below: std::rc::Rc<Vec<String>>,
}

/// Reports the strangers that were meant for files of their theme, and the stylesheets that none imports.
pub fn find(strangers: &[Stranger], theme: &Theme, files: &mut Files, report: &mut Report) {
    let sheets = theme.sheets();
    for stranger in strangers {
        let path = stranger.path.as_str();
        let shown = format!("{}/{path}", stranger.folder);
        let part = Part::of(path);
        if matches!(part, Part::Manifest) || is_named(theme, path, part) {
            continue;
        }
        if let Some(meant) = meant(path, part, &stranger.below) {
            let file = place(&shown, &stranger.from, files);
            // What lies in `js/` of one theme may lie in `static/js/` of another.
            let meant = if path.starts_with("static/js/") { format!("static/{meant}") } else { meant.to_owned() };
            report.add(
                Diagnostic::error("misnamed-file", Span::top(file), format!("no page has anything of `{shown}`"))
                    .help(format!("did you mean `{}/{meant}`, which it would lie over?", stranger.folder)),
            );
        } else if let Part::Css(name) = part
            && stranger.is_on_top
            && name.ends_with(".css")
            && !sheets.contains(&name)
        {
            let file = place(&shown, &stranger.from, files);
            let message = format!("no page has the rules of `{shown}`: css/main.css does not import it");
            report.add(
                Diagnostic::warning("misnamed-file", Span::top(file), message).help(format!(
                    "add the line `@import \"{name}\" layer(parts);` to {}/css/main.css",
                    stranger.folder
                )),
            );
        }
    }
}

/// Reports the folders of `themes/` of which nothing is read. `used`: the themes that the site's is made of.
pub fn find_folders(root: &Path, chosen: &str, used: &[String], files: &mut Files, report: &mut Report) {
    let Ok(entries) = root.join("themes").read_dir() else { return };
    let folders = entries.flatten().filter(|entry| entry.path().is_dir());
    let mut names: Vec<String> = folders.filter_map(|entry| entry.file_name().into_string().ok()).collect();
    names.sort();
    for name in names.iter().filter(|name| !name.starts_with('.') && !used.contains(name)) {
        let folder = format!("themes/{name}");
        if root.join(&folder).join("theme.toml").exists() {
            continue;
        }
        // What else is wrong with a folder that nothing reads does not matter.
        let Walked { found, .. } = walk(root, &folder, &mut Report::default());
        let below = |path: &str| format!("{name}/{path}");
        let is_part = matches!(&**name, "templates" | "css" | "static" | "js");
        let of_theme = |file: &&Found| match is_part {
            true => !matches!(Part::of(&below(&file.path)), Part::Other),
            false => !matches!(Part::of(&file.path), Part::Other | Part::Manifest),
        };
        let Some(first) = found.iter().find(of_theme) else { continue };
        let file = place(&format!("{folder}/{}", first.path), first, files);
        let told = Diagnostic::error("misnamed-file", Span::top(file), format!("nothing of `{folder}/` is read"));
        let near = used.iter().find(|one| is_near(name, one));
        report.add(match near {
            Some(near) => told.help(format!("did you mean `themes/{near}/`?")),
            None if is_part => told.help(format!("did you mean `themes/{chosen}/{name}/`?")),
            None if built_in().any(|one| one == name) => {
                let told = Diagnostic { severity: Severity::Warning, ..told };
                told.help(format!(
                    "the site has the theme `{chosen}`: write `theme = \"{name}\"` into config.toml to have this one"
                ))
            }
            None => {
                let told = Diagnostic { severity: Severity::Warning, ..told };
                told.help(format!(
                    "a theme of its own has a theme.toml; what changes `{chosen}` lies in `themes/{chosen}/`"
                ))
            }
        });
    }
}

/// Reports a folder of the site that was meant for `themes/`.
pub fn find_themes(root: &Path, files: &mut Files, report: &mut Report) {
    let Ok(entries) = root.read_dir() else { return };
    let mut names: Vec<String> = entries.flatten().filter_map(|entry| entry.file_name().into_string().ok()).collect();
    names.sort();
    for name in names.iter().filter(|name| *name != "themes" && is_near(&name.to_lowercase(), "themes")) {
        let Walked { found, .. } = walk(root, name, &mut Report::default());
        let of_theme = |file: &&Found| {
            let inner = file.path.split_once('/').map_or("", |(_, inner)| inner);
            let is_file = |path| matches!(Part::of(path), Part::Template(_) | Part::Css(_) | Part::File(_));
            file.path.ends_with("theme.toml") || is_file(inner) || is_file(&file.path)
        };
        if let Some(first) = found.iter().find(of_theme) {
            let file = place(&format!("{name}/{}", first.path), first, files);
            report.add(
                Diagnostic::error("misnamed-file", Span::top(file), format!("nothing of `{name}/` is read"))
                    .help("themes are folders of `themes/`: did you mean `themes/ledger/`?"),
            );
        }
    }
}

/// A file that messages name, with the text that they quote if it has one.
fn place(path: &str, found: &Found, files: &mut Files) -> FileId {
    if let Some(file) = files.find(path) {
        return file;
    }
    let is_text = [".html", ".svg", ".css", ".js", ".toml"].iter().any(|ending| path.ends_with(ending));
    let text = if is_text { read_file(&found.from).map(|bytes| decode(bytes).text).ok() } else { None };
    files.add(path.to_owned(), text.unwrap_or_default())
}

/// Whether something of the theme names a file.
fn is_named(theme: &Theme, path: &str, part: Part<'_>) -> bool {
    let name = match part {
        Part::Template(name) | Part::Css(name) | Part::File(name) => name,
        Part::Manifest | Part::Other => return false,
    };
    let finder = memmem::Finder::new(name);
    // A script names another beside it.
    let last = memmem::Finder::new(name.rsplit('/').next().unwrap_or(name));
    let texts = theme.templates.iter().map(|(own, text)| ("templates/", own, &text.text));
    let texts = texts.chain(theme.css.iter().map(|(own, text)| ("css/", own, &text.text)));
    let mut texts = texts.filter(|(folder, own, _)| path.strip_prefix(folder) != Some(own));
    // `home.html` is no part of `pages/home.html`.
    let is_whole = |text: &[u8], at: usize| match part {
        Part::File(_) => true,
        _ => at > 0 && matches!(text[at - 1], b'"' | b'\'' | b'('),
    };
    let names = |text: &[u8]| finder.find_iter(text).any(|at| is_whole(text, at));
    if texts.any(|(_, _, text)| names(text.as_bytes())) {
        return true;
    }
    theme.files.iter().any(|(own, file)| match file {
        ThemeFile::Bytes(bytes) => own != name && own.ends_with(".js") && last.find(bytes).is_some(),
        ThemeFile::From(_) => false,
    })
}

/// The file of the theme that a stranger was meant to lie over.
fn meant<'b>(path: &str, part: Part<'_>, below: &'b [String]) -> Option<&'b str> {
    let path = path.strip_prefix("static/js/").map_or(path.to_owned(), |rest| format!("js/{rest}"));
    let (folder, name) = folder_and_name(&path);
    let mut in_folder = below.iter().filter(|one| folder_and_name(one).0 == folder).peekable();
    let has_folder = in_folder.peek().is_some();
    if let Some(near) = in_folder.find(|one| is_near_file(name, folder_and_name(one).1)) {
        return Some(near);
    }
    if part == Part::Other {
        // `pages/home.html`, `template/pages/home.html`.
        let is_end = |one: &&String| one.strip_suffix(&*path).is_some_and(|before| before.ends_with('/'));
        let is_near_folder = |one: &&String| folder_and_name(one).1 == name && is_near(folder, folder_and_name(one).0);
        return below.iter().find(|one| is_end(one) || is_near_folder(one)).map(String::as_str);
    }
    // `templates/home.html`, `templates/page/home.html`: the same name, and a folder that the theme uses for nothing else.
    let is_top = !folder.contains('/');
    let of_part = |one: &&String| one.split('/').next() == folder.split('/').next();
    let mut same = below.iter().filter(|one| folder_and_name(one).1 == name && of_part(one));
    same.next().filter(|_| (is_top || !has_folder) && same.next().is_none()).map(String::as_str)
}

fn folder_and_name(path: &str) -> (&str, &str) {
    path.rsplit_once('/').unwrap_or(("", path))
}

/// Whether two names of files of one ending differ by a slip of the hand.
fn is_near_file(name: &str, other: &str) -> bool {
    let (stem, ending) = name.rsplit_once('.').unwrap_or((name, ""));
    let (other, of_other) = other.rsplit_once('.').unwrap_or((other, ""));
    // `home.htm`, `tokens.CSS`.
    let is_ending = ending.eq_ignore_ascii_case(of_other) || stem == other && is_near(ending, of_other);
    is_ending && (is_near(stem, other) || stem == other)
}

/// Whether a name is another but for its case, its number or a slip of the hand.
fn is_near(name: &str, other: &str) -> bool {
    let first = |name: &str| name.bytes().next().map(|byte| byte.to_ascii_lowercase());
    if first(name) != first(other) || name.len().abs_diff(other.len()) > 2 {
        return false;
    }
    let most = (other.len() / 4).clamp(1, 2);
    strsim::osa_distance(&name.to_lowercase(), &other.to_lowercase()) <= most
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(path: &str, expected: Option<&str>) {
        let below = ["css/main.css", "css/tokens.css", "js/search.js", "static/favicon.svg"];
        let more = ["templates/base.html", "templates/pages/home.html", "templates/parts/note.html"];
        let below: Vec<String> = below.iter().chain(&more).map(|&one| one.to_owned()).collect();
        assert_eq!(meant(path, Part::of(path), &below), expected, "{path}");
    }

    #[test]
    fn a_name_is_near_that_of_a_file_of_its_folder() {
        check("templates/pages/hom.html", Some("templates/pages/home.html"));
        check("templates/pages/Home.html", Some("templates/pages/home.html"));
        check("templates/pages/home.htm", Some("templates/pages/home.html"));
        check("css/token.css", Some("css/tokens.css"));
        check("static/js/serach.js", Some("js/search.js"));
        check("static/favicon.SVG", Some("static/favicon.svg"));
        check("pages/home.html", Some("templates/pages/home.html"));
        check("home.html", Some("templates/pages/home.html"));
        check("template/pages/home.html", Some("templates/pages/home.html"));
        check("templates/home.html", Some("templates/pages/home.html"));
        check("templates/page/home.html", Some("templates/pages/home.html"));
    }

    #[test]
    fn other_names_mean_themselves() {
        for path in [
            "README.md",
            "LICENSE",
            "templates/pages/budget.html",
            "templates/parts/dateline.html",
            "templates/parts/home.html",
            "css/gazette/front.css",
            "static/logo.svg",
            "static/img/photo.jpg",
        ] {
            check(path, None);
        }
    }
}
