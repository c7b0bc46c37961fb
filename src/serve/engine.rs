//! Makes the site that a preview serves, again after each change: the seam [`Engine`] and the one that is used.
//!
//! [`Pulled`] keeps what it has read. After a change it reads what changed, parses what has
//! another text than before, puts the site together and checks it; pages are made when they
//! are asked for. So nothing has to guess what a change may touch: a page is made from the
//! same values as in a build, and is the same. One change is answered with less: where plain
//! pages got other words and nothing that a site holds of them has changed, the good site stays
//! and shows these words. Knows no browser, no watcher and no address.

use std::collections::HashSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use bytes::Bytes;
use foldhash::{HashMap, HashMapExt};
use rayon::prelude::*;

use super::fault::Faults;
use super::generation::{self, All, Attempt, Ground, Live};
use crate::diag::{Diagnostic, Report};
use crate::files::{FileId, Files};
use crate::input::Input;
use crate::load::{self, LoadError, Loaded, Options};
use crate::model::{self, Kept, Owner, Owners, Reading};
use crate::pipeline::{self, Earlier, Tools};
use crate::theme::Theme;

/// More texts than an editor saves at once are read in parallel, and the site put together anew.
const MENDED_AT_ONCE: usize = 8;

/// What one build of the site gives to a preview.
pub trait Generation: Send + Sync {
    /// The file at a path below the site's root (`timeline/index.html`), byte for byte as a
    /// build writes it; `None`: there is none.
    fn get(&self, path: &str) -> Option<Bytes>;

    /// The path below which the site will stand on its host, as [`base_path`] gives it: `/` or `/order/`.
    fn base_path(&self) -> &str;
}

/// What a look at the site gave.
pub struct Refreshed {
    /// What to serve from now on; `None`: the last good one stays, for the site has errors.
    pub site: Option<Arc<dyn Generation>>,
    /// The faults of the newest state.
    pub faults: Faults,
    /// Paths of the stylesheets that changed, when nothing else did; empty otherwise.
    /// Counted, as `changed` is, from the site that was handed out last.
    pub stylesheets: Vec<String>,
    /// Whether any output may have changed.
    pub changed: bool,
}

/// Makes sites for a preview.
pub trait Engine: Send {
    /// Reads and builds the site for the first time.
    ///
    /// # Errors
    /// When there is no site to speak of, or a file cannot be read.
    fn start(&mut self) -> Result<Refreshed, LoadError>;

    /// Reads again what changed at or below these paths, and rebuilds what depends on it.
    ///
    /// A path is absolute, with the site's folder in canonical form; it may be a folder, it
    /// may be gone, and nothing at it need have changed.
    fn refresh(&mut self, changed: &[PathBuf]) -> Refreshed;
}

/// The path of a `base_url` of config, which always ends in `/`: `/order/` of `https://example.org/order/`.
pub fn base_path(base_url: Option<&str>) -> String {
    let after_scheme = base_url.and_then(|url| url.split_once("://")).map_or("", |(_, rest)| rest);
    after_scheme.find('/').map_or_else(|| "/".to_owned(), |at| after_scheme[at..].to_owned())
}

/// See the module.
pub struct Pulled {
    root: PathBuf,
    options: Options,
    /// Whether warnings are errors.
    strict: bool,
    color: bool,
    /// `None` before the start, and while there is no site to speak of.
    loaded: Option<Loaded>,
    documents: HashMap<FileId, Parsed>,
    /// The theme that the tools are made from.
    tools: Option<(Theme, Arc<Tools>)>,
    /// The faults of a theme, with that theme.
    theme_faults: Option<(Theme, Report)>,
    good: Option<Good>,
    faults: Faults,
    /// Whether the last look at the disk failed.
    is_lost: bool,
    /// Whether a file that is copied was touched since the last good site.
    has_new_copies: bool,
    /// Files that have to be read statement by statement.
    held_back: HashSet<FileId>,
    last: Option<Last>,
}

/// The last good site.
struct Good {
    live: Arc<Live>,
    /// What it was made from.
    input: Input,
    /// What was found while its files were loaded.
    load_report: Report,
    /// The files in which something was found.
    faulty: HashSet<FileId>,
    /// Whether no later look found errors, or failed.
    is_newest: bool,
}

/// What the last look at which a good site was put together left.
struct Last {
    earlier: Arc<Earlier>,
    /// What it was made from.
    input: Input,
    /// What it points to.
    _documents: Vec<(Owner, Arc<Kept>)>,
}

/// A document, with what it was read from.
struct Parsed {
    path: String,
    reading: Reading,
    document: Arc<Kept>,
}

impl Parsed {
    fn new(input: &Input, file: FileId, path: &str, reading: Reading, tools: &Tools) -> Parsed {
        let text = Arc::clone(&input.files.get(file).text);
        let document = Arc::new(Kept::new(text, |text| model::read(text, file, path, reading, &tools.highlighter)));
        Parsed { path: path.to_owned(), reading, document }
    }
}

impl Pulled {
    /// `color`: whether the printed form of faults has colour.
    pub fn new(root: PathBuf, options: Options, strict: bool, color: bool) -> Pulled {
        Pulled {
            root,
            options,
            strict,
            color,
            loaded: None,
            documents: HashMap::new(),
            tools: None,
            theme_faults: None,
            good: None,
            faults: Faults::default(),
            is_lost: false,
            has_new_copies: false,
            held_back: HashSet::new(),
            last: None,
        }
    }

    /// Every file of the site that is served, as a build would write it; `None` before there is a good one.
    pub fn files(&self) -> Option<All> {
        self.good.as_ref().map(|good| good.live.all())
    }

    /// The texts of the site that is served, to which its faults point.
    pub fn texts(&self) -> Option<&Files> {
        self.good.as_ref().map(|good| &good.input.files)
    }

    fn load(&mut self, changed: &[PathBuf]) -> Result<(), LoadError> {
        match &mut self.loaded {
            Some(loaded) => load::refresh(&self.root, &self.options, loaded, changed),
            None => {
                self.root = self.root.canonicalize().map_err(|_| LoadError::NoFolder { root: self.root.clone() })?;
                self.loaded = Some(load::load(&self.root, &self.options)?);
                Ok(())
            }
        }
    }

    /// Makes a site of what has been read.
    fn build(&mut self) -> Refreshed {
        let Some(Loaded { input, report, .. }) = self.loaded.as_ref() else {
            return Refreshed { site: None, faults: self.faults.clone(), stylesheets: Vec::new(), changed: false };
        };
        let (input, load_report) = (input.clone(), report.clone());
        let tools = self.tools(&input);
        let earlier = self.last.as_ref().map(|last| match has_same_frame(&last.input, &input) {
            true => Arc::clone(&last.earlier),
            false => Arc::new(last.earlier.bookcase_alone()),
        });
        let (live, report) = loop {
            let mut report = load_report.clone();
            report.append(self.faults_of_theme(&input.theme, &tools));
            let owners = pipeline::owners(&input, &mut report);
            let documents = self.documents(&input, &owners, &tools);
            let has_errors = load_report.has_errors();
            let ground = Ground {
                input: input.clone(),
                tools: tools.clone(),
                owners,
                documents: documents.clone(),
                report,
                earlier: earlier.clone(),
                strict: self.strict,
            };
            match generation::attempt(ground, base_path(input.config.base_url.as_deref())) {
                Attempt::Good(live, report, earlier) if !has_errors => {
                    self.last = Some(Last { earlier, input: input.clone(), _documents: documents });
                    break (Some(Arc::new(live)), report);
                }
                Attempt::Good(_, report, _) | Attempt::Faulty(report) => break (None, report),
                Attempt::HeldBack(files) => self.held_back.extend(files),
            }
        };
        self.lose();
        self.faults = Faults::of(&report, &input.files, self.color);
        let faults = self.faults.clone();
        let Some(live) = live else {
            return Refreshed { site: None, faults, stylesheets: Vec::new(), changed: false };
        };
        let stylesheets = match &self.good {
            Some(old) if !self.has_new_copies && differ_in_css_alone(&old.input, &input) => {
                vec!["assets/css/main.css".to_owned()]
            }
            _ => Vec::new(),
        };
        // What an exception took away may come back with other words, or leave the exception without use.
        let found = report.iter().chain(report.silenced().iter().map(|one| &one.diagnostic));
        let faulty = found.flat_map(Diagnostic::spans).map(|span| span.file).collect();
        self.good = Some(Good { live: Arc::clone(&live), input, load_report, faulty, is_newest: true });
        self.has_new_copies = false;
        Refreshed { site: Some(live), faults, stylesheets, changed: true }
    }

    /// The newest look is not the one at which the good site was made.
    fn lose(&mut self) {
        if let Some(good) = &mut self.good {
            good.is_newest = false;
        }
    }

    /// The good site with other words, if nothing else has changed since it was made.
    ///
    /// Its faults stay: none of them is told of a file with other words, and a text that has its links and
    /// its front matter from before gives no other.
    fn mend(&mut self) -> Option<Refreshed> {
        let Loaded { input, report, .. } = self.loaded.as_ref()?;
        let good = self.good.as_ref().filter(|good| good.is_newest && !self.has_new_copies)?;
        let same_report = report.iter().eq(good.load_report.iter());
        if !same_report || input.theme != good.input.theme || !has_same_frame(&good.input, input) {
            return None;
        }
        let changed = other_texts(&good.input, input)?;
        let tools = self.tools.as_ref().map(|(_, tools)| Arc::clone(tools))?;
        let mut newer = Vec::with_capacity(changed.len());
        for file in changed {
            let known = self.documents.get(&file).filter(|_| !good.faulty.contains(&file))?;
            let parsed = Parsed::new(input, file, &known.path, known.reading, &tools);
            let (old, new) = (known.document.borrow_dependent(), parsed.document.borrow_dependent());
            if !Arc::ptr_eq(known.document.borrow_owner(), &good.input.files.get(file).text)
                || !old.differs_in_words_alone(new)
            {
                return None;
            }
            newer.push((file, parsed));
        }
        let live = good.live.mended(newer.iter().map(|(file, parsed)| (*file, Arc::clone(&parsed.document))))?;
        let (live, input) = (Arc::new(live), input.clone());
        self.documents.extend(newer);
        if let Some(good) = &mut self.good {
            good.live = Arc::clone(&live);
            good.input = input;
        }
        Some(Refreshed { site: Some(live), faults: self.faults.clone(), stylesheets: Vec::new(), changed: true })
    }

    /// Whether a change may be of a file that is copied: these are not read, so nothing else tells.
    fn touches_copied(&self, now: &Loaded, changed: &[PathBuf]) -> bool {
        let is_told = |from: &Path| changed.iter().any(|path| from.starts_with(path));
        let by_link = || now.has_links && !changed.is_empty();
        now.input.assets.iter().any(|asset| is_told(&asset.from))
            || now.input.theme.copied().any(|(_, from)| is_told(from))
            || by_link()
    }

    /// See [`pipeline::faults_of_theme`]; looked for anew when the theme has changed.
    fn faults_of_theme(&mut self, theme: &Theme, tools: &Tools) -> Report {
        match &self.theme_faults {
            Some((known, faults)) if known == theme => faults.clone(),
            _ => {
                let faults = pipeline::faults_of_theme(theme, tools);
                self.theme_faults = Some((theme.clone(), faults.clone()));
                faults
            }
        }
    }

    /// The tools for a theme, made anew when it has changed.
    fn tools(&mut self, input: &Input) -> Arc<Tools> {
        match &self.tools {
            // Its name stands in faults.
            Some((theme, tools))
                if theme.templates == input.theme.templates
                    && theme.name == input.theme.name
                    && theme.fonts().eq(input.theme.fonts()) =>
            {
                Arc::clone(tools)
            }
            _ => {
                let tools = Arc::new(Tools::new(&input.theme));
                self.tools = Some((input.theme.clone(), Arc::clone(&tools)));
                tools
            }
        }
    }

    /// The documents of a site; what has the text and the place that it had is not parsed again.
    fn documents(&mut self, input: &Input, owners: &Owners, tools: &Tools) -> Vec<(Owner, Arc<Kept>)> {
        let reading = pipeline::reading(input);
        let wanted: Vec<(FileId, Owner, &str, Reading)> = input
            .markdown
            .iter()
            .map(|&file| {
                let (owner, path) = owners.of(pipeline::below_content(input, file));
                (file, owner, path, Reading { at_once: reading.at_once && !self.held_back.contains(&file), ..reading })
            })
            .collect();
        let is_known = |file: FileId, path: &str, reading: Reading| {
            self.documents.get(&file).is_some_and(|known| {
                let same_text = Arc::ptr_eq(known.document.borrow_owner(), &input.files.get(file).text);
                same_text && known.path == path && known.reading == reading
            })
        };
        let parsed: Vec<(FileId, Parsed)> = wanted
            .par_iter()
            .filter(|(file, _, path, reading)| !is_known(*file, path, *reading))
            .map(|&(file, _, path, reading)| (file, Parsed::new(input, file, path, reading, tools)))
            .collect();
        self.documents.extend(parsed);
        if self.documents.len() > input.markdown.len() {
            let files: HashSet<FileId> = input.markdown.iter().copied().collect();
            self.documents.retain(|file, _| files.contains(file));
            self.held_back.retain(|file| files.contains(file));
        }
        wanted.iter().map(|(file, owner, ..)| (*owner, Arc::clone(&self.documents[file].document))).collect()
    }
}

impl Engine for Pulled {
    fn start(&mut self) -> Result<Refreshed, LoadError> {
        self.load(&[])?;
        Ok(self.build())
    }

    fn refresh(&mut self, changed: &[PathBuf]) -> Refreshed {
        let before = self.loaded.as_ref().map(|loaded| (loaded.input.clone(), loaded.report.clone()));
        // What changed at the failed look is not told again: all is read anew.
        let root = [self.root.clone()];
        let to_read = if self.is_lost { &root[..] } else { changed };
        if let Err(error) = self.load(to_read) {
            self.faults = Faults::of_world(&error.to_string());
            self.is_lost = true;
            self.lose();
            return Refreshed { site: None, faults: self.faults.clone(), stylesheets: Vec::new(), changed: false };
        }
        let touches_copied = self.loaded.as_ref().is_some_and(|now| self.touches_copied(now, changed));
        self.has_new_copies |= touches_copied;
        // A save that changes nothing; the good site, if it is that, stays.
        let is_same = !self.is_lost
            && !touches_copied
            && match (&before, &self.loaded) {
                (Some((input, report)), Some(now)) => *input == now.input && report.iter().eq(now.report.iter()),
                _ => false,
            };
        self.is_lost = false;
        if is_same {
            let faults = self.faults.clone();
            let site = self.good.as_ref().filter(|_| !faults.has_errors()).map(|good| Arc::clone(&good.live) as _);
            return Refreshed { site, faults, stylesheets: Vec::new(), changed: false };
        }
        self.mend().unwrap_or_else(|| self.build())
    }
}

/// The Markdown files whose texts differ; `None` if other files do, or there are others.
fn other_texts(old: &Input, new: &Input) -> Option<Vec<FileId>> {
    if old.files.iter().len() != new.files.iter().len() {
        return None;
    }
    let both = old.files.iter().zip(new.files.iter());
    let other: Vec<FileId> = both.filter(|((_, old), (_, new))| old != new).map(|((file, _), _)| file).collect();
    let is_markdown = |file: &FileId| new.markdown.contains(file);
    (other.len() <= MENDED_AT_ONCE && other.iter().all(is_markdown)).then_some(other)
}

/// Whether two inputs may differ in their Markdown, and in nothing else that links, days and lists depend on.
fn has_same_frame(old: &Input, new: &Input) -> bool {
    let text = |input: &Input, file: FileId| Arc::clone(&input.files.get(file).text);
    old.config == new.config
        && old.markdown == new.markdown
        && old.libraries == new.libraries
        && old.libraries.iter().all(|&file| text(old, file) == text(new, file))
        && old.assets == new.assets
        && (old.today, old.as_of, old.drafts) == (new.today, new.as_of, new.drafts)
}

/// Whether two inputs differ in the stylesheets of their themes, and in nothing else.
fn differ_in_css_alone(old: &Input, new: &Input) -> bool {
    if old.theme.css == new.theme.css {
        return false;
    }
    let mut like_new = old.clone();
    like_new.theme.css.clone_from(&new.theme.css);
    for file in new.theme.css.values().filter_map(|sheet| sheet.file) {
        let file = new.files.get(file);
        like_new.files.add(Arc::clone(&file.path), Arc::clone(&file.text));
    }
    like_new == *new
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_base_url_has_a_path() {
        for (url, expected) in [
            (None, "/"),
            (Some("https://example.org/"), "/"),
            (Some("http://localhost:8000/order/"), "/order/"),
            (Some("https://example.org/a/b/"), "/a/b/"),
        ] {
            assert_eq!(base_path(url), expected, "{url:?}");
        }
    }
}
