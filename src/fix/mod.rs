//! `whereas fix`: what of a site can be repaired for sure, and what the files would be then.
//!
//! Takes the site's folder; [`plan`] makes the repairs that hang on the faults in memory, looks at
//! the site again, and goes on until nothing more can be repaired, so that a second run finds
//! nothing to do. A repair that does not take its fault away is taken back. [`diff`] shows a plan,
//! [`write()`] makes it true. Knows no fault and no cure: those come with the diagnostics.

#![allow(clippy::disallowed_methods, reason = "an edge: this is where repaired files are written")]

mod bytes;
mod choose;
pub mod diff;
mod write;

use std::collections::{BTreeMap, HashMap, HashSet};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Path, PathBuf};

use crate::diag::Report;
use crate::diag::fix::Edit;
use crate::files::{FileId, Files, Span};
use crate::load::{self, LoadError, Loaded, Options};
use crate::pipeline;
use crate::publish::NoSink;
use choose::{Fault, Repair, choose, is_unended};
pub use write::{Closed, write};

/// Looks at the site before we stop. Each makes at least one repair or gives one up; few sites need five.
const MOST_LOOKS: usize = 200;

/// Faults that hide others: a repair must not add one.
const HIDING: [&str; 3] = ["invalid-toml", "invalid-json", "invalid-bib"];

/// What would be written.
#[derive(Debug)]
pub struct Plan {
    /// The site's folder in canonical form.
    pub root: PathBuf,
    /// By path.
    pub files: Vec<Mended>,
    /// Files that have repairs and may not be written over, by path.
    pub closed: Vec<(String, Closed)>,
    /// What is at fault when all is written, and the texts as they are then.
    pub rest: Report,
    pub texts: Files,
}

/// A file with its repairs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mended {
    /// Below the site's folder, with `/`.
    pub path: String,
    /// All bytes.
    pub before: Vec<u8>,
    pub after: Vec<u8>,
    pub repairs: Vec<Told>,
}

/// A repair as it is told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Told {
    /// In the file, from 1, at the time of the repair.
    pub line: usize,
    /// What it does: ``write `title` ``.
    pub label: String,
    /// The code of the fault; `None`: there was none.
    pub code: Option<&'static str>,
}

impl Plan {
    pub fn n_repairs(&self) -> usize {
        self.files.iter().map(|file| file.repairs.len()).sum()
    }
}

/// What can be repaired in the site in `root`.
///
/// Drafts are taken in, whatever `options` say: a link to one is no mistake.
///
/// # Errors
/// As [`load::load`].
pub fn plan(root: &Path, options: &Options) -> Result<Plan, LoadError> {
    let options = Options { drafts: true, ..*options };
    let mut look = Look::at(load::load(root, &options)?);
    let canonical = root.canonicalize().map_err(|error| LoadError::Read { path: root.to_owned(), error })?;
    let mut bench = Bench::new(canonical);
    for _ in 0..MOST_LOOKS {
        let repairs = bench.choose(&look);
        if repairs.is_empty() {
            break;
        }
        let mended = match bench.mend(&repairs, &look) {
            Ok(mended) => mended,
            Err(stuck) => {
                bench.given_up.insert(tried(stuck));
                continue;
            }
        };
        let texts = mended.values().filter_map(|file| Some((file.path.as_str().into(), load::text_of(&file.after)?)));
        let next = load::load_with(root, &options, texts).ok().filter(|_| bench.is_new(&mended)).map(Look::at);
        let has_failed = |one: &&Repair| next.as_ref().is_none_or(|next| has_failed(one, &look, next));
        let failed: Vec<&Repair> = repairs.iter().filter(has_failed).collect();
        match next {
            Some(next) if failed.is_empty() => {
                bench.mended = mended;
                bench.deferred.clear();
                look = next;
            }
            _ => bench.put_off(&failed, repairs.len()),
        }
    }
    Ok(bench.plan(look))
}

/// A site and what is wrong with it.
struct Look {
    loaded: Loaded,
    report: Report,
    /// How often each fault was found.
    counts: HashMap<Fault, usize>,
    /// How many faults of each file hide others, by path.
    hiding: HashMap<String, usize>,
}

impl Look {
    fn at(loaded: Loaded) -> Look {
        let mut report = loaded.report.clone();
        report.append(pipeline::build(&loaded.input, &NoSink).report);
        let (mut counts, mut hiding) = (HashMap::new(), HashMap::new());
        for fault in report.sorted(files(&loaded)).into_iter().filter_map(|one| Fault::of(one, files(&loaded))) {
            if HIDING.contains(&fault.code) {
                *hiding.entry(fault.path.clone()).or_default() += 1;
            }
            *counts.entry(fault).or_default() += 1;
        }
        Look { loaded, report, counts, hiding }
    }

    fn files(&self) -> &Files {
        files(&self.loaded)
    }

    /// Files of editors whose last line has no end: Markdown and TOML. JSON comes from programs.
    fn unended(&self) -> impl Iterator<Item = FileId> {
        let is_ours = |path: &str| path.ends_with(".md") || path.ends_with(".toml");
        let files = self.files().iter().filter(move |(_, file)| is_ours(&file.path) && is_unended(&file.text));
        files.map(|(id, _)| id)
    }
}

fn files(loaded: &Loaded) -> &Files {
    &loaded.input.files
}

/// Whether the fault is still there, or another came in its place that hides what else is in the file.
fn has_failed(repair: &Repair, before: &Look, after: &Look) -> bool {
    let n = |look: &Look, fault: &Fault| look.counts.get(fault).copied().unwrap_or(0);
    let n_hiding = |look: &Look, path: &str| look.hiding.get(path).copied().unwrap_or(0);
    let stays = repair.fault.as_ref().is_some_and(|fault| n(after, fault) >= n(before, fault));
    stays || repair.paths(before.files()).any(|path| n_hiding(after, path) > n_hiding(before, path))
}

/// The line of each repair, from 1. Those of one file come in order, so that it is gone through once.
fn lines(repairs: &[Repair], files: &Files) -> Vec<usize> {
    let mut reached = (None, 0, 1);
    let line = |repair: &Repair| {
        let Span { file, start, .. } = repair.span;
        let (last, from, line) = reached;
        let (from, line) = if last == Some(file) && from <= start { (from, line) } else { (0, 1) };
        let passed = files.get(file).text.as_bytes().get(from..start).unwrap_or_default();
        reached = (Some(file), start, line + passed.iter().filter(|byte| **byte == b'\n').count());
        reached.2
    };
    repairs.iter().map(line).collect()
}

/// Where files lie while they are mended.
struct Bench {
    root: PathBuf,
    /// The bytes of the files that have repairs, by path, as the disk has them.
    found: BTreeMap<String, Result<Vec<u8>, Closed>>,
    mended: BTreeMap<String, Mended>,
    /// Repairs that did not help, together with others.
    deferred: HashSet<Tried>,
    /// Repairs that did not help by themselves.
    given_up: HashSet<Tried>,
    /// Stands for each state in which the files were.
    states: HashSet<u64>,
}

/// A repair by what it does, wherever its place is by now.
type Tried = (Option<Fault>, Vec<(String, String)>);

fn tried(repair: &Repair) -> Tried {
    let edits = repair.fix.edits.iter().map(|edit| (edit.old.clone(), edit.new.clone()));
    (repair.fault.clone(), edits.collect())
}

impl Bench {
    fn new(root: PathBuf) -> Bench {
        let mut bench = Bench {
            root,
            found: BTreeMap::new(),
            mended: BTreeMap::new(),
            deferred: HashSet::new(),
            given_up: HashSet::new(),
            states: HashSet::new(),
        };
        bench.is_new(&BTreeMap::new());
        bench
    }

    /// The repairs that can be made next.
    fn choose(&mut self, look: &Look) -> Vec<Repair> {
        let files = look.files();
        let fixes = look.report.iter().filter_map(|fault| fault.fix.as_ref()).filter(|fix| fix.fits(files));
        let fixed = fixes.flat_map(|fix| fix.edits.iter().map(|edit| edit.span.file));
        for file in fixed.chain(look.unended()) {
            let file = files.get(file);
            if !self.found.contains_key(&*file.path) {
                let found = write::open(&self.root, &file.path);
                let found = found.and_then(|bytes| match load::text_of(&bytes) {
                    None => Err(Closed::NotUtf8),
                    Some(text) if text == file.text => Ok(bytes),
                    Some(_) => Err(Closed::Changed),
                });
                self.found.insert(file.path.to_string(), found);
            }
        }
        let is_open = |path: &str| self.found.get(path).is_some_and(Result::is_ok);
        let may = |one: &Repair| one.paths(files).all(is_open) && !self.given_up.contains(&tried(one));
        let mut repairs = choose(&look.report, files, look.unended(), may);
        // What failed in company is tried alone when nothing else is left: another repair may have
        // brought a fault to light that is told in the same words.
        match repairs.iter().any(|one| !self.deferred.contains(&tried(one))) {
            true => repairs.retain(|one| !self.deferred.contains(&tried(one))),
            false => repairs.truncate(1),
        }
        repairs
    }

    /// The files with these repairs made, too.
    ///
    /// # Errors
    /// The repair that cannot be made without touching more than it says.
    fn mend<'r>(&self, repairs: &'r [Repair], look: &Look) -> Result<BTreeMap<String, Mended>, &'r Repair> {
        let mut edits: BTreeMap<FileId, Vec<(&Edit, &Repair)>> = BTreeMap::new();
        for repair in repairs {
            for edit in &repair.fix.edits {
                edits.entry(edit.span.file).or_default().push((edit, repair));
            }
        }
        let mut mended = self.mended.clone();
        for (file, mut edits) in edits {
            let path = &*look.files().get(file).path;
            edits.sort_by_key(|(edit, _)| edit.span);
            let Some(Ok(found)) = self.found.get(path) else { return Err(edits[0].1) };
            let file = mended.entry(path.to_owned()).or_insert_with(|| Mended {
                path: path.to_owned(),
                before: found.clone(),
                after: found.clone(),
                repairs: Vec::new(),
            });
            let all: Vec<&Edit> = edits.iter().map(|(edit, _)| *edit).collect();
            let Some(after) = bytes::edited(&file.after, &all) else {
                let alone = |edit: &Edit| bytes::edited(&file.after, &[edit]).is_none();
                return Err(edits.iter().find(|(edit, _)| alone(edit)).map_or(edits[0].1, |(_, repair)| *repair));
            };
            file.after = after;
        }
        for (repair, line) in repairs.iter().zip(lines(repairs, look.files())) {
            let (label, code) = (repair.fix.label.clone(), repair.fault.as_ref().map(|fault| fault.code));
            if let Some(file) = mended.get_mut(&*look.files().get(repair.span.file).path) {
                file.repairs.push(Told { line, label, code });
            }
        }
        Ok(mended)
    }

    /// Leaves the repairs that failed among `n`, for good if there was no other.
    fn put_off(&mut self, failed: &[&Repair], n: usize) {
        let failed = failed.iter().map(|repair| tried(repair));
        if n == 1 { self.given_up.extend(failed) } else { self.deferred.extend(failed) }
    }

    /// Whether the files have not been like this before: repairs must not undo each other for ever.
    fn is_new(&mut self, mended: &BTreeMap<String, Mended>) -> bool {
        let mut hasher = DefaultHasher::new();
        let changed = mended.values().filter(|file| file.after != file.before);
        changed.for_each(|file| (&file.path, &file.after).hash(&mut hasher));
        self.states.insert(hasher.finish())
    }

    fn plan(self, look: Look) -> Plan {
        let Look { loaded, report, .. } = look;
        let of_faults = |path: &str| {
            let fits = report.iter().filter_map(|fault| fault.fix.as_ref()).filter(|fix| fix.fits(files(&loaded)));
            fits.flat_map(|fix| &fix.edits).any(|edit| *files(&loaded).get(edit.span.file).path == *path)
        };
        let closed = self.found.iter().filter_map(|(path, found)| Some((path.clone(), *found.as_ref().err()?)));
        let closed = closed.filter(|(path, _)| of_faults(path)).collect();
        let mut files: Vec<Mended> = self.mended.into_values().collect();
        files.retain(|file| file.after != file.before);
        files.iter_mut().for_each(|file| file.repairs.sort_by_key(|repair| repair.line));
        Plan { root: self.root, files, closed, rest: report, texts: loaded.input.files }
    }
}

impl Repair {
    /// The files that it changes, by path.
    fn paths<'f>(&self, files: &'f Files) -> impl Iterator<Item = &'f str> {
        self.fix.edits.iter().map(move |edit| &*files.get(edit.span.file).path)
    }
}
