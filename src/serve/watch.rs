//! Watches the site's folder and has the engine look again when something changed.
//!
//! Takes what the system tells of `content/`, `themes/`, `sources/` and `config.toml`; publishes a new
//! [`State`] after each change. [`Gather`] decides when. A fault is held back for a moment,
//! in case the next write mends it: nobody should see a flash of a fault that was only half
//! a save. Never looks into `public/`, and never reads the site itself: that is the engine's work.

use std::path::{Component, Path, PathBuf};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::time::{Duration, Instant};

use notify::event::{AccessKind, AccessMode, CreateKind, ModifyKind, RenameMode};
use notify::{Event, EventKind, RecommendedWatcher, RecursiveMode, Watcher};
use tokio::sync::watch;

use super::News;
use super::engine::{Engine, Refreshed};
use super::gather::{Gather, Sign};
use super::state::State;
use crate::load;

/// The folders that a site is made of; `config.toml` stands beside them.
const FOLDERS: [&str; 3] = ["content", "themes", "sources"];
const CONFIG: &str = "config.toml";

/// Whether the system says when a file that was written is closed: inotify does.
const TELLS_CLOSING: bool = cfg!(any(target_os = "linux", target_os = "android"));

/// A new fault is shown when nothing was written for this long: the second of two saves mends it before.
const HOLD: Duration = Duration::from_millis(100);
/// A fault is shown after this long, however much is being written.
const HOLD_MOST: Duration = Duration::from_secs(1);

/// The watch on the folders of one site. What happens is kept until [`Watch::run`] looks at it.
pub struct Watch {
    /// In canonical form.
    root: PathBuf,
    watcher: RecommendedWatcher,
    events: Receiver<(Instant, notify::Result<Event>)>,
}

/// What the engine found while the disk was still busy.
struct HeldBack {
    refreshed: Refreshed,
    round: Round,
    /// When a fault was first found.
    since: Duration,
}

/// One look of the engine.
struct Round {
    /// As messages show them.
    paths: Vec<String>,
    time: Duration,
}

impl Watch {
    /// Begins to watch the site in `root` (canonical).
    ///
    /// # Errors
    /// When the system refuses it: on Linux mostly because the number of watches is limited.
    pub fn new(root: &Path) -> notify::Result<Watch> {
        let (sender, events): (Sender<(Instant, notify::Result<Event>)>, _) = channel();
        let mut watcher = notify::recommended_watcher(move |event: notify::Result<Event>| {
            // Reading a file is told, too, and thousands are read in a build.
            let is_noise = |event: &Event| match event.kind {
                EventKind::Access(kind) => kind != AccessKind::Close(AccessMode::Write),
                _ => false,
            };
            if !event.as_ref().is_ok_and(is_noise) {
                // Nobody listens any more: the program ends.
                let _ = sender.send((Instant::now(), event));
            }
        })?;
        // Without what lies below: config.toml may come and go, but `public/` is none of our business.
        watcher.watch(root, RecursiveMode::NonRecursive)?;
        for folder in FOLDERS.iter().map(|name| root.join(name)).filter(|folder| folder.is_dir()) {
            watcher.watch(&folder, RecursiveMode::Recursive)?;
        }
        Ok(Watch { root: root.to_owned(), watcher, events })
    }

    /// Has `engine` look at what changes, and publishes what it finds, until the program ends.
    pub fn run(mut self, mut engine: Box<dyn Engine>, states: &watch::Sender<Arc<State>>, tell: &dyn Fn(News<'_>)) {
        let start = Instant::now();
        let mut gather = Gather::new(TELLS_CLOSING);
        let mut held: Option<HeldBack> = None;
        loop {
            let hold_until = held.as_ref().map(|held| held.until(&gather));
            let next = gather.due().into_iter().chain(hold_until).min();
            let event = match next {
                None => self.events.recv().map_err(|_| RecvTimeoutError::Disconnected),
                Some(next) => self.events.recv_timeout(next.saturating_sub(start.elapsed())),
            };
            match event {
                Ok(event) => {
                    self.note(event, start, &mut gather, tell);
                    while let Ok(event) = self.events.try_recv() {
                        self.note(event, start, &mut gather, tell);
                    }
                }
                Err(RecvTimeoutError::Timeout) if hold_until.is_some_and(|until| until <= start.elapsed()) => {
                    if let Some(HeldBack { refreshed, round, .. }) = held.take() {
                        publish(refreshed, &round, states, tell);
                    }
                }
                Err(RecvTimeoutError::Timeout) => {}
                Err(RecvTimeoutError::Disconnected) => return,
            }
            let paths = gather.take(start.elapsed());
            if paths.is_empty() {
                continue;
            }
            let began = Instant::now();
            let refreshed = engine.refresh(&paths);
            let mut round = Round { paths: self.shown(&paths), time: began.elapsed() };
            let mut since = start.elapsed();
            if let Some(before) = held.take() {
                round = before.round.and(round);
                since = before.since;
            }
            if refreshed.faults.has_errors() {
                held = Some(HeldBack { refreshed, round, since });
            } else {
                publish(refreshed, &round, states, tell);
            }
        }
    }

    /// Notes what an event says of the site, and looks at folders that came into being.
    fn note(
        &mut self,
        (at, event): (Instant, notify::Result<Event>),
        start: Instant,
        gather: &mut Gather,
        tell: &dyn Fn(News<'_>),
    ) {
        let now = at.saturating_duration_since(start);
        let event = match event {
            Ok(event) => event,
            Err(error) => {
                tell(News::Trouble(&explain(&error)));
                return;
            }
        };
        if event.need_rescan() {
            // The system could not keep up: anything may have changed.
            for name in FOLDERS.into_iter().chain([CONFIG]) {
                gather.note(&self.root.join(name), Sign::Folder, now);
            }
            return;
        }
        if let (EventKind::Modify(ModifyKind::Name(RenameMode::Both)), [from, to]) =
            (event.kind, event.paths.as_slice())
        {
            match (self.concerns(from), self.concerns(to)) {
                (true, true) => gather.note_move(from, to, now),
                (true, false) => gather.note(from, Sign::Removed, now),
                // Where it came from was hidden: this is how editors save.
                (false, _) => self.note_path(to, event.kind, now, gather, tell),
            }
            return;
        }
        for path in &event.paths {
            self.note_path(path, event.kind, now, gather, tell);
        }
    }

    fn note_path(&mut self, path: &Path, kind: EventKind, now: Duration, gather: &mut Gather, tell: &dyn Fn(News<'_>)) {
        if !self.concerns(path) {
            return;
        }
        let Some(sign) = sign(kind, path) else {
            return;
        };
        let is_top = path.parent() == Some(&self.root);
        if sign == Sign::Folder
            && is_top
            && let Err(error) = self.watcher.watch(path, RecursiveMode::Recursive)
        {
            tell(News::Trouble(&explain(&error)));
        }
        gather.note(path, sign, now);
    }

    /// Whether a path is one that a build reads.
    fn concerns(&self, path: &Path) -> bool {
        let Ok(below) = path.strip_prefix(&self.root) else {
            return false;
        };
        let names: Option<Vec<&str>> = below
            .components()
            .map(|part| match part {
                Component::Normal(name) => name.to_str(),
                _ => None,
            })
            .collect();
        match names.as_deref() {
            Some([CONFIG]) => true,
            Some([top, rest @ ..]) => FOLDERS.contains(top) && !rest.iter().any(|name| load::is_skipped_name(name)),
            // A name that is no UTF-8 is a fault that the build tells.
            None => true,
            Some([]) => false,
        }
    }

    /// The paths as messages show them: below the site's folder, with `/`.
    fn shown(&self, paths: &[PathBuf]) -> Vec<String> {
        let shown = |path: &PathBuf| {
            let below = path.strip_prefix(&self.root).unwrap_or(path);
            below.components().map(|part| part.as_os_str().to_string_lossy()).collect::<Vec<_>>().join("/")
        };
        paths.iter().map(shown).collect()
    }
}

impl HeldBack {
    /// When it is shown after all, unless more is seen of the disk before.
    fn until(&self, gather: &Gather) -> Duration {
        let most = self.since + HOLD_MOST;
        if gather.is_empty() { most.min(gather.last() + HOLD) } else { most }
    }
}

impl Round {
    /// Both as one.
    fn and(mut self, later: Round) -> Round {
        self.paths.extend(later.paths);
        self.paths.sort();
        self.paths.dedup();
        Round { paths: self.paths, time: self.time + later.time }
    }
}

/// Puts what the engine found in the place of what was served; says so if anything is new.
fn publish(refreshed: Refreshed, round: &Round, states: &watch::Sender<Arc<State>>, tell: &dyn Fn(News<'_>)) {
    let old = Arc::clone(&states.borrow());
    let Some(new) = old.next(refreshed) else {
        return;
    };
    let new = Arc::new(new);
    states.send_replace(Arc::clone(&new));
    let faults = (new.faults != old.faults).then_some(&new.faults);
    tell(News::Rebuilt { paths: &round.paths, time: round.time, n: &new.faults, faults });
}

/// What an event says of one path; `None` if it says nothing that matters.
fn sign(kind: EventKind, path: &Path) -> Option<Sign> {
    let about = path.symlink_metadata();
    let is_there = about.is_ok();
    // A link to a folder is walked as a folder.
    let is_folder = path.is_dir();
    let is_empty = about.as_ref().is_ok_and(|about| about.len() == 0);
    let placed = if is_folder { Sign::Folder } else { Sign::Placed };
    match kind {
        EventKind::Access(AccessKind::Close(AccessMode::Write)) => Some(Sign::Closed { is_empty }),
        EventKind::Access(_) => None,
        EventKind::Create(CreateKind::Folder) => Some(Sign::Folder),
        EventKind::Create(_) if is_folder => Some(Sign::Folder),
        EventKind::Create(_) if about.as_ref().is_ok_and(is_link) => Some(Sign::Placed),
        EventKind::Create(_) => Some(Sign::Created),
        EventKind::Modify(ModifyKind::Name(RenameMode::From)) | EventKind::Remove(_) => Some(Sign::Removed),
        EventKind::Modify(ModifyKind::Name(RenameMode::To)) => Some(placed),
        EventKind::Modify(ModifyKind::Name(_)) => Some(if is_there { placed } else { Sign::Removed }),
        // A folder is modified when something in it is, which is told of its own.
        EventKind::Modify(_) if is_folder => None,
        EventKind::Modify(ModifyKind::Metadata(_)) => is_there.then_some(Sign::Touched),
        EventKind::Modify(_) => Some(Sign::Written { is_empty }),
        EventKind::Any | EventKind::Other => Some(if is_there { placed } else { Sign::Removed }),
    }
}

/// Whether a file is another name of one that is there already, so that nobody will close it.
fn is_link(about: &std::fs::Metadata) -> bool {
    #[cfg(unix)]
    let has_names = std::os::unix::fs::MetadataExt::nlink(about) > 1;
    #[cfg(not(unix))]
    let has_names = false;
    has_names || about.file_type().is_symlink()
}

/// A fault of the watcher in words, with what can be done.
pub fn explain(error: &notify::Error) -> String {
    let paths: Vec<String> = error.paths.iter().map(|path| path.display().to_string()).collect();
    let what = if paths.is_empty() { "the site's folder".to_owned() } else { paths.join(", ") };
    match &error.kind {
        notify::ErrorKind::MaxFilesWatch => format!(
            "cannot watch {what}: the system allows no more watches\n  help: raise the limit, on Linux with \
             `sysctl fs.inotify.max_user_watches=524288`, or end other programs that watch folders"
        ),
        notify::ErrorKind::Io(error) => format!("cannot watch {what}: {error}"),
        notify::ErrorKind::PathNotFound => format!("cannot watch {what}: it is not there"),
        _ => format!("cannot watch {what}"),
    }
}
