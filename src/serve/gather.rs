//! Decides when what was seen of the disk is worth reading.
//!
//! Takes signs that paths change, each with its time; gives back the paths to read again,
//! as soon as they are whole. A save is answered at once; what is half done (a file that is
//! still open, a file that was taken away to be put back, a checkout) is waited for.
//! Times are counted from any start. Looks neither at the disk nor at the clock.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// After a whole file, the quiet in which its siblings are waited for: far below what a reader sees.
const SIBLINGS: Duration = Duration::from_millis(2);
/// After the last write, where the system does not say that a file was closed.
const QUIET: Duration = Duration::from_millis(20);
/// A file that is new may be one that an editor is about to rename; nobody waits for it as for a save.
const NEW: Duration = Duration::from_millis(20);
/// A file that was closed empty is about to be filled by a writer that opens it again.
const EMPTY: Duration = Duration::from_millis(100);
/// A file that is gone may be back: editors move it aside before they write.
const GONE: Duration = Duration::from_millis(50);
/// A writer that keeps a file open this long without a word is taken as done.
const UNCLOSED: Duration = Duration::from_millis(1000);
/// From this many paths on it is no save but a burst (a checkout, a script), and all of it is waited for.
const BURST: usize = 4;
/// The longest that something whole waits for others.
const LONGEST: Duration = Duration::from_millis(150);

/// What was seen of one path.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sign {
    /// A file came into being, open for writing.
    Created,
    /// Bytes were written, or taken out; `is_empty`: nothing is left.
    Written { is_empty: bool },
    /// Whoever wrote the file closed it.
    Closed { is_empty: bool },
    /// The file is there whole: renamed to this name, or a link.
    Placed,
    /// A folder is there, with whatever it holds.
    Folder,
    /// It is gone from this name.
    Removed,
    /// Its attributes changed, who may read it among them.
    Touched,
}

/// The paths that change.
#[derive(Debug)]
pub struct Gather {
    /// Whether the system says when a written file is closed.
    tells_closing: bool,
    waiting: BTreeMap<PathBuf, Waiting>,
    /// Since when something that is whole waits for others.
    since: Option<Duration>,
    last: Duration,
}

#[derive(Debug, Clone, Copy)]
struct Waiting {
    /// When it may be read if nothing more is seen of it.
    due: Duration,
    /// Nobody has read it yet: it came into being since.
    is_new: bool,
    is_gone: bool,
}

impl Gather {
    pub fn new(tells_closing: bool) -> Gather {
        Gather { tells_closing, waiting: BTreeMap::new(), since: None, last: Duration::ZERO }
    }

    /// Notes what was seen of `path` at the time `now`.
    pub fn note(&mut self, path: &Path, sign: Sign, now: Duration) {
        self.last = self.last.max(now);
        let old = self.waiting.get(path).copied();
        let is_new = old.is_some_and(|old| old.is_new);
        let was_gone = old.is_some_and(|old| old.is_gone);
        let still_written = |is_empty: bool| match (self.tells_closing, is_empty) {
            (true, _) => UNCLOSED,
            (false, true) => EMPTY,
            (false, false) => QUIET,
        };
        let (wait, is_new) = match sign {
            Sign::Created => (still_written(true), !was_gone),
            Sign::Written { is_empty } => (still_written(is_empty), is_new),
            Sign::Closed { is_empty: true } => (EMPTY, is_new),
            Sign::Closed { is_empty: false } if is_new => (NEW, true),
            Sign::Closed { is_empty: false } | Sign::Placed => (Duration::ZERO, false),
            Sign::Folder => (QUIET, false),
            // It came and went before anyone read it.
            Sign::Removed if is_new => {
                self.waiting.remove(path);
                return;
            }
            Sign::Removed => (GONE, false),
            Sign::Touched if old.is_some() => return,
            Sign::Touched => (QUIET, false),
        };
        if wait.is_zero() {
            self.since.get_or_insert(now);
        }
        let is_gone = sign == Sign::Removed;
        self.waiting.insert(path.to_owned(), Waiting { due: now + wait, is_new, is_gone });
    }

    /// Notes that what was at `from` is at `to` now.
    ///
    /// A new file that takes the place of another is a save. A file that was known and has
    /// another name now may be one that an editor keeps aside, and is waited for.
    pub fn note_move(&mut self, from: &Path, to: &Path, now: Duration) {
        self.last = self.last.max(now);
        let is_save = self.waiting.get(from).is_some_and(|from| from.is_new);
        if is_save {
            self.waiting.remove(from);
            self.note(to, Sign::Placed, now);
        } else {
            let waiting = Waiting { due: now + NEW, is_new: false, is_gone: true };
            self.waiting.insert(from.to_owned(), waiting);
            self.waiting.insert(to.to_owned(), Waiting { is_gone: false, ..waiting });
        }
    }

    /// When [`Gather::take`] will give something if nothing more is seen; `None`: nothing is waiting.
    pub fn due(&self) -> Option<Duration> {
        let first = self.waiting.values().map(|one| one.due).min()?;
        let mut due = first.max(self.last + SIBLINGS);
        if self.waiting.len() >= BURST {
            let soon = self.waiting.values().map(|one| one.due).filter(|due| *due <= first + LONGEST);
            due = due.max(soon.max().unwrap_or(first));
        }
        let most = self.since.unwrap_or(first) + LONGEST;
        Some(due.min(most.max(first)))
    }

    /// The paths to read again at the time `now`, sorted; empty as long as it is better to wait.
    pub fn take(&mut self, now: Duration) -> Vec<PathBuf> {
        if self.due().is_none_or(|due| due > now) {
            return Vec::new();
        }
        let taken = self.waiting.extract_if(.., |_, one| one.due <= now).map(|(path, _)| path).collect();
        self.since = None;
        taken
    }

    /// When something was last seen.
    pub fn last(&self) -> Duration {
        self.last
    }

    /// Whether nothing is waiting.
    pub fn is_empty(&self) -> bool {
        self.waiting.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const CREATED: Sign = Sign::Created;
    const WRITTEN: Sign = Sign::Written { is_empty: false };
    const CUT: Sign = Sign::Written { is_empty: true };
    const CLOSED: Sign = Sign::Closed { is_empty: false };
    const CLOSED_EMPTY: Sign = Sign::Closed { is_empty: true };

    /// One thing that happens, at a time in milliseconds.
    enum Act {
        Note(u64, &'static str, Sign),
        Move(u64, &'static str, &'static str),
    }
    use Act::{Move, Note};

    fn ms(time: u64) -> Duration {
        Duration::from_millis(time)
    }

    /// Lets `acts` happen and says what is taken when, as `12: a b`, one string a batch.
    fn batches(tells_closing: bool, acts: &[Act]) -> Vec<String> {
        let mut gather = Gather::new(tells_closing);
        let mut acts = acts.iter().peekable();
        let mut taken = Vec::new();
        for now in 0..5000 {
            while let Some(act) = acts.next_if(|act| matches!(act, Note(at, ..) | Move(at, ..) if *at <= now)) {
                match act {
                    Note(_, path, sign) => gather.note(Path::new(path), *sign, ms(now)),
                    Move(_, from, to) => gather.note_move(Path::new(from), Path::new(to), ms(now)),
                }
            }
            let paths = gather.take(ms(now));
            if !paths.is_empty() {
                let paths: Vec<String> = paths.iter().map(|path| path.display().to_string()).collect();
                taken.push(format!("{now}: {}", paths.join(" ")));
            }
        }
        assert!(gather.is_empty());
        taken
    }

    #[track_caller]
    fn check(acts: &[Act], expected: &[&str]) {
        assert_eq!(batches(true, acts), expected);
    }

    #[test]
    fn a_closed_file_is_read_at_once() {
        check(&[Note(0, "a", CUT), Note(0, "a", WRITTEN), Note(1, "a", CLOSED)], &["3: a"]);
    }

    #[test]
    fn a_file_that_is_being_written_is_waited_for() {
        check(
            &[Note(0, "a", CUT), Note(10, "a", WRITTEN), Note(300, "a", WRITTEN), Note(310, "a", CLOSED)],
            &["312: a"],
        );
        check(&[Note(0, "a", WRITTEN)], &["1000: a"]);
    }

    #[test]
    fn a_file_that_was_closed_empty_is_waited_for() {
        check(&[Note(0, "a", CLOSED_EMPTY), Note(40, "a", WRITTEN), Note(41, "a", CLOSED)], &["43: a"]);
        check(&[Note(0, "a", CLOSED_EMPTY)], &["100: a"]);
    }

    #[test]
    fn a_save_by_rename_is_one_batch() {
        // A temporary file takes the file's place.
        check(
            &[Note(0, "tmp", CREATED), Note(1, "tmp", CLOSED), Note(1, "a", Sign::Placed), Move(1, "tmp", "a")],
            &["3: a"],
        );
        // The file is kept aside, written anew under its name, and what was aside goes.
        check(
            &[
                Note(0, "4913", CREATED),
                Note(0, "4913", CLOSED),
                Note(0, "4913", Sign::Removed),
                Note(1, "a", Sign::Removed),
                Note(5, "a", CREATED),
                Note(6, "a", WRITTEN),
                Note(6, "a", CLOSED),
            ],
            &["8: a"],
        );
        check(
            &[
                Note(0, "a.tmp", CREATED),
                Note(0, "a.tmp", CLOSED),
                Move(1, "a", "a.old"),
                Move(1, "a.tmp", "a"),
                Note(1, "a.old", Sign::Removed),
            ],
            &["3: a", "51: a.old"],
        );
    }

    #[test]
    fn what_is_gone_is_told_later_and_a_file_renamed_goes_with_its_new_name() {
        check(&[Note(0, "a", Sign::Removed)], &["50: a"]);
        check(&[Note(0, "a", Sign::Removed), Note(0, "b", Sign::Placed), Move(0, "a", "b")], &["20: a b"]);
    }

    #[test]
    fn two_saves_in_one_breath_are_one_batch() {
        check(&[Note(0, "a", CLOSED), Note(1, "a", WRITTEN), Note(1, "a", CLOSED)], &["3: a"]);
        check(&[Note(0, "a", CLOSED), Note(1, "b", CLOSED)], &["3: a b"]);
    }

    #[test]
    fn a_burst_is_gathered() {
        let together: Vec<Act> = ["a", "b", "c", "d", "e"]
            .into_iter()
            .map(|path| Note(0, path, if path == "d" { Sign::Removed } else { CLOSED }))
            .collect();
        check(&together, &["50: a b c d e"]);
    }

    #[test]
    fn nothing_waits_for_ever() {
        let acts: Vec<Act> = (0..400).map(|at| Note(at, "a", CLOSED)).chain([Note(400, "b", CLOSED)]).collect();
        assert!(batches(true, &acts).len() > 2);
    }

    #[test]
    fn where_closing_is_not_told_quiet_is_waited_for() {
        let acts = [Note(0, "a", CUT), Note(8, "a", WRITTEN), Note(16, "a", WRITTEN)];
        assert_eq!(batches(false, &acts), ["36: a"]);
        assert_eq!(batches(false, &[Note(0, "a", CUT), Note(60, "a", WRITTEN)]), ["80: a"]);
        assert_eq!(batches(false, &[Note(0, "a", Sign::Placed)]), ["2: a"]);
    }

    #[test]
    fn attributes_do_not_hurry_what_is_being_written() {
        check(&[Note(0, "a", WRITTEN), Note(1, "a", Sign::Touched), Note(2, "a", CLOSED)], &["4: a"]);
        check(&[Note(0, "a", Sign::Touched)], &["20: a"]);
    }
}
