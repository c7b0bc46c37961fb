//! Remembers what was found, in one file of the site's folder.
//!
//! What was found is taken for true for a time that depends on it ([`Verdict::keeps`]);
//! what is older is asked for again and forgotten. The file is JSON, one link after the other by
//! address. It holds nothing that a run could not find again, so a broken one is begun anew.
//! Never follows a symbolic link: what comes with a site could lead anywhere.

use std::collections::BTreeMap;
use std::fs::{self, OpenOptions};
use std::io::{self, Write};
use std::path::Path;

use jiff::Timestamp;
use serde_json::{Map, Value, json};

use super::address;
use super::verdict::{Cause, Verdict, Why};

/// The folder below the site's for what can be made again, and the file in it.
const FOLDER: &str = ".whereas";
const FILE: &str = "links.json";

/// Path of the cache below the site's folder.
pub const PATH: &str = ".whereas/links.json";

/// The form of the file; a file of another form is not read.
const VERSION: u64 = 1;

/// The largest file that is read, in bytes: some hundred thousand links.
const LARGEST: u64 = 64 * 1024 * 1024;

/// What was found earlier, by address.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Cache {
    found: BTreeMap<String, Found>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Found {
    at: Timestamp,
    verdict: Verdict,
}

impl Cache {
    /// What was found at `address` and still holds at `now`.
    pub fn get(&self, address: &str, now: Timestamp) -> Option<&Verdict> {
        self.found.get(address).filter(|found| found.holds(now)).map(|found| &found.verdict)
    }

    /// Keeps what was found at `now`, unless it is not to be kept at all.
    pub fn put(&mut self, address: &str, verdict: &Verdict, now: Timestamp) {
        if verdict.keeps().is_zero() {
            self.found.remove(address);
        } else {
            self.found.insert(address.to_owned(), Found { at: now, verdict: verdict.clone() });
        }
    }

    /// Reads the cache of the site in `root`; an empty one where there is none.
    ///
    /// # Errors
    /// When there is one that cannot be read or understood.
    pub fn load(root: &Path) -> Result<Cache, String> {
        let path = root.join(PATH);
        let read = || {
            let about = check_folder(&root.join(FOLDER)).and_then(|()| fs::symlink_metadata(&path))?;
            match about {
                about if !about.is_file() => Err(io::Error::other("it is no file")),
                about if about.len() > LARGEST => Err(io::Error::other("it is too large")),
                _ => fs::read_to_string(&path),
            }
        };
        match read() {
            Ok(text) => Cache::parse(&text).ok_or_else(|| "it is broken".to_owned()),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Cache::default()),
            Err(error) => Err(error.to_string()),
        }
    }

    /// Writes the cache of the site in `root`, without what no longer holds at `now`.
    ///
    /// The old file stands whole until the new one does. The folder gets a `.gitignore` of its own.
    ///
    /// # Errors
    /// When the world refuses it.
    pub fn save(&self, root: &Path, now: Timestamp) -> io::Result<()> {
        let folder = root.join(FOLDER);
        if let Err(error) = fs::create_dir(&folder)
            && error.kind() != io::ErrorKind::AlreadyExists
        {
            return Err(error);
        }
        check_folder(&folder)?;
        match write_new(&folder.join(".gitignore"), "*\n") {
            Err(error) if error.kind() != io::ErrorKind::AlreadyExists => return Err(error),
            _ => {}
        }
        let new = folder.join(format!("{FILE}.new-{}", std::process::id()));
        // What is there is left over from a process that was ended.
        let _ = fs::remove_file(&new);
        let written = write_new(&new, &self.print(now)).and_then(|()| fs::rename(&new, root.join(PATH)));
        if written.is_err() {
            let _ = fs::remove_file(&new);
        }
        written
    }

    /// Reads the text of a cache; `None`: it is none of ours. An entry that makes no sense is left out.
    pub fn parse(text: &str) -> Option<Cache> {
        let file: Value = serde_json::from_str(text).ok()?;
        if file.get("version").and_then(Value::as_u64) != Some(VERSION) {
            return None;
        }
        let links = file.get("links")?.as_object()?;
        let found = links.iter().filter_map(|(address, entry)| Some((address.clone(), Found::parse(entry)?)));
        Some(Cache { found: found.collect() })
    }

    /// The text of the file.
    pub fn print(&self, now: Timestamp) -> String {
        let kept = self.found.iter().filter(|(_, found)| found.holds(now));
        let links: Map<String, Value> = kept.map(|(address, found)| (address.clone(), found.to_json())).collect();
        let file = json!({ "version": VERSION, "links": links });
        format!("{file:#}\n")
    }
}

/// Refuses a folder that is none, or that leads elsewhere.
fn check_folder(folder: &Path) -> io::Result<()> {
    match fs::symlink_metadata(folder)? {
        about if about.is_dir() => Ok(()),
        about if about.is_symlink() => Err(io::Error::other(format!("{FOLDER} is a symbolic link"))),
        _ => Err(io::Error::other(format!("{FOLDER} is no folder"))),
    }
}

/// Writes a file where nothing is yet, not even a symbolic link.
fn write_new(path: &Path, text: &str) -> io::Result<()> {
    OpenOptions::new().write(true).create_new(true).open(path)?.write_all(text.as_bytes())
}

impl Found {
    /// Whether it need not be asked for again. What comes from the future is not believed.
    fn holds(&self, now: Timestamp) -> bool {
        let age = now.duration_since(self.at);
        u64::try_from(age.as_secs()).is_ok_and(|seconds| seconds < self.verdict.keeps().as_secs())
    }

    fn parse(entry: &Value) -> Option<Found> {
        let text = |key: &str| entry.get(key).and_then(Value::as_str);
        let at = text("on")?.parse().ok()?;
        // Addresses go into messages, so nothing but an address is taken for one.
        if !["to", "at"].iter().filter_map(|key| text(key)).all(address::is_plain) {
            return None;
        }
        let verdict = match (text("found")?, text("why")) {
            ("fine", None) => Verdict::Fine,
            ("moved", None) => Verdict::Moved { to: text("to")?.to_owned() },
            ("gone" | "silent", Some(why)) => Verdict::of(Why::parse(why)?, text("at").map(str::to_owned)),
            _ => return None,
        };
        Some(Found { at, verdict })
    }

    fn to_json(&self) -> Value {
        let on = self.at.to_string();
        let cause = |word: &str, cause: &Cause| match &cause.at {
            Some(at) => json!({ "found": word, "why": cause.why.word(), "at": at, "on": on }),
            None => json!({ "found": word, "why": cause.why.word(), "on": on }),
        };
        match &self.verdict {
            Verdict::Fine => json!({ "found": "fine", "on": on }),
            Verdict::Moved { to } => json!({ "found": "moved", "to": to, "on": on }),
            Verdict::Gone(why) => cause("gone", why),
            Verdict::Silent(why) => cause("silent", why),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HOUR: i64 = 3600;

    fn at(hours: i64) -> Timestamp {
        Timestamp::from_second(1_780_000_000 + hours * HOUR).expect("a time")
    }

    fn verdicts() -> Vec<(Verdict, i64)> {
        vec![
            (Verdict::Fine, 7 * 24),
            (Verdict::Moved { to: "https://b.example/".to_owned() }, 7 * 24),
            (Verdict::of(Why::Status(404), Some("https://b.example/x".to_owned())), 24),
            (Verdict::of(Why::NoHost, None), 24),
            (Verdict::of(Why::Status(403), None), 1),
            (Verdict::of(Why::Slow, None), 1),
            (Verdict::of(Why::Unreachable, None), 0),
        ]
    }

    #[test]
    fn each_verdict_holds_for_its_time() {
        for (verdict, hours) in verdicts() {
            let mut cache = Cache::default();
            cache.put("https://a.example/", &verdict, at(0));
            for (now, expected) in [(hours - 1, hours > 0), (hours, false), (-1, false)] {
                let now = at(now);
                assert_eq!(cache.get("https://a.example/", now).is_some(), expected, "{verdict:?} {now}");
                assert_eq!(cache.print(now).contains("a.example"), expected, "{verdict:?} {now}");
            }
            assert_eq!(cache.get("https://b.example/", at(0)), None);
        }
    }

    #[test]
    fn what_is_written_is_read_again() {
        let mut cache = Cache::default();
        for (n, (verdict, _)) in verdicts().into_iter().enumerate() {
            cache.put(&format!("https://{n}.example/"), &verdict, at(0));
        }
        assert_eq!(Cache::parse(&cache.print(at(0))), Some(cache));
    }

    #[test]
    fn a_broken_file_is_no_cache_and_a_broken_entry_is_left_out() {
        for text in ["", "{", "[]", "{}", r#"{"version": 2, "links": {}}"#, r#"{"version": 1, "links": []}"#] {
            assert_eq!(Cache::parse(text), None, "{text}");
        }
        let entry = |inner: &str| format!(r#"{{"version": 1, "links": {{"https://a.example/": {inner}}}}}"#);
        for inner in [
            "1",
            r#"{"found": "fine"}"#,
            r#"{"found": "fine", "on": "yesterday"}"#,
            r#"{"found": "lost", "on": "2026-11-21T00:00:00Z"}"#,
            r#"{"found": "gone", "why": "bored", "on": "2026-11-21T00:00:00Z"}"#,
            r#"{"found": "moved", "on": "2026-11-21T00:00:00Z"}"#,
            r#"{"found": "moved", "to": "https://b.example/\u001b[2J", "on": "2026-11-21T00:00:00Z"}"#,
            r#"{"found": "gone", "why": "404", "at": "somewhere", "on": "2026-11-21T00:00:00Z"}"#,
        ] {
            assert_eq!(Cache::parse(&entry(inner)), Some(Cache::default()), "{inner}");
        }
        let sound = entry(r#"{"found": "fine", "on": "2026-11-21T00:00:00Z", "more": 1}"#);
        let now = "2026-11-21T01:00:00Z".parse().expect("a time");
        assert_eq!(Cache::parse(&sound).expect("a cache").get("https://a.example/", now), Some(&Verdict::Fine));
    }
}
