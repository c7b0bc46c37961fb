//! Holds the text of every file that was read, and says where in it a thing stands.
//!
//! Takes texts from `load`; hands out a [`FileId`] for each. A [`Span`] is a
//! byte range in one file; [`Files::place`] turns it into line and column when a
//! message is printed. The text of a file from which all has been taken can be let go,
//! and put back should a message need it. Never reads the disk.

use std::collections::{BTreeMap, HashMap};
use std::ops::Range;
use std::sync::Arc;

use xxhash_rust::xxh3::xxh3_64;

/// Names one file of a [`Files`]; only meaningful with the `Files` that gave it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FileId(u32);

/// A file as it was read. Cloning it copies no text.
#[derive(Debug, Clone, Eq)]
pub struct File {
    /// Path below the site's root, with `/` between its parts: `content/policy.md`.
    pub path: Arc<str>,
    pub text: Arc<str>,
}

impl PartialEq for File {
    /// Texts that stand at one place in memory are not compared: most are, between two looks at a site.
    fn eq(&self, other: &File) -> bool {
        let same = |a: &Arc<str>, b: &Arc<str>| Arc::ptr_eq(a, b) || a == b;
        same(&self.path, &other.path) && same(&self.text, &other.text)
    }
}

/// All files that were read, in the order in which they were added. Cloning it copies nothing
/// until one of the two is changed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Files {
    files: Arc<Vec<File>>,
    by_path: Arc<HashMap<Arc<str>, FileId>>,
    /// Fingerprints (XXH3) of texts that were let go.
    let_go: BTreeMap<FileId, u64>,
    /// Texts that are read in place of those on the disk, by path.
    stand_ins: BTreeMap<Arc<str>, Arc<str>>,
}

/// A piece of one file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span {
    pub file: FileId,
    /// Byte offset of the first byte.
    pub start: usize,
    /// Byte offset past the last byte.
    pub end: usize,
}

/// A place as an editor counts it: line and column from 1, the column in characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct LineCol {
    pub line: usize,
    pub column: usize,
}

impl Files {
    /// Keeps a file and names it. A path that is known already keeps its name and gets this text;
    /// the same text again stays the one that it was, so that it is known by its place in memory.
    pub fn add(&mut self, path: impl Into<Arc<str>>, text: impl Into<Arc<str>>) -> FileId {
        let (path, text) = (path.into(), text.into());
        if let Some(&id) = self.by_path.get(&path) {
            let at = id.0 as usize;
            if self.files[at].text != text {
                Arc::make_mut(&mut self.files)[at].text = text;
            }
            return id;
        }
        let id = FileId(u32::try_from(self.files.len()).expect("fewer than 2^32 files"));
        Arc::make_mut(&mut self.by_path).insert(Arc::clone(&path), id);
        Arc::make_mut(&mut self.files).push(File { path, text });
        id
    }

    /// Files of which some are to be read from here and not from the disk: what `whereas fix` would write.
    pub fn standing_in(texts: impl IntoIterator<Item = (Arc<str>, Arc<str>)>) -> Files {
        Files { stand_ins: texts.into_iter().collect(), ..Files::default() }
    }

    /// The text that is read in place of the one on the disk.
    pub fn stand_in(&self, path: &str) -> Option<Arc<str>> {
        self.stand_ins.get(path).cloned()
    }

    /// Takes the text of a file out, which is empty until it is [put back](Files::put_back).
    pub fn take(&mut self, id: FileId) -> Arc<str> {
        std::mem::take(&mut Arc::make_mut(&mut self.files)[id.0 as usize].text)
    }

    /// Gives a file its text, after [`Files::take`] or [`Files::let_go`].
    pub fn put_back(&mut self, id: FileId, text: Arc<str>) {
        Arc::make_mut(&mut self.files)[id.0 as usize].text = text;
        self.let_go.remove(&id);
    }

    /// Marks a file whose text was taken as one that stays empty. `fingerprint` tells the text from others.
    pub fn let_go(&mut self, id: FileId, fingerprint: u64) {
        self.let_go.insert(id, fingerprint);
    }

    pub fn is_let_go(&self, id: FileId) -> bool {
        self.let_go.contains_key(&id)
    }

    /// Puts the text of a file back that was let go, if `text` is that text.
    pub fn restore(&mut self, id: FileId, text: Arc<str>) {
        if self.let_go.get(&id) == Some(&fingerprint(&text)) {
            self.put_back(id, text);
        }
    }

    /// The name of the file at `path`, if it was ever kept.
    pub fn find(&self, path: &str) -> Option<FileId> {
        self.by_path.get(path).copied()
    }

    pub fn get(&self, id: FileId) -> &File {
        &self.files[id.0 as usize]
    }

    pub fn iter(&self) -> impl ExactSizeIterator<Item = (FileId, &File)> {
        self.files.iter().enumerate().map(|(at, file)| (FileId(at as u32), file))
    }

    /// The text that `span` covers; empty if the span is not a piece of the file.
    pub fn text(&self, span: Span) -> &str {
        self.get(span.file).text.get(span.start..span.end).unwrap_or("")
    }

    /// Line and column of the first byte of `span`.
    pub fn place(&self, span: Span) -> LineCol {
        let text = &self.get(span.file).text;
        let mut start = span.start.min(text.len());
        while !text.is_char_boundary(start) {
            start -= 1;
        }
        let before = &text[..start];
        let line_start = before.rfind('\n').map_or(0, |at| at + 1);
        LineCol {
            line: before.bytes().filter(|&byte| byte == b'\n').count() + 1,
            column: before[line_start..].chars().count() + 1,
        }
    }
}

/// Says the places of many spans: each text is looked through once, however many there are.
pub struct Places<'f> {
    files: &'f Files,
    /// By file, the place of every [`STEP`]th byte, or of the character that it is a part of.
    steps: HashMap<FileId, Vec<LineCol>>,
}

/// Bytes between two places that are remembered: little to count from one of them, and little to keep.
const STEP: usize = 4096;

/// A piece of a file with its bounds, as a machine is told them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Extent {
    pub start: LineCol,
    /// Past the last character; never before `start`.
    pub end: LineCol,
    /// End exclusive; a piece of the file's text, whatever the span was.
    pub bytes: Range<usize>,
}

impl<'f> Places<'f> {
    pub fn new(files: &'f Files) -> Places<'f> {
        Places { files, steps: HashMap::new() }
    }

    /// Where `span` begins and ends. Line ends and spaces behind it are no part of it.
    pub fn extent(&mut self, span: Span) -> Extent {
        let text = &self.files.get(span.file).text;
        let start = text.floor_char_boundary(span.start);
        let end = text.floor_char_boundary(span.end).max(start);
        self.exact(Span { start, end: start + text[start..end].trim_end().len(), ..span })
    }

    /// Where `span` begins and ends, to the byte: what an edit takes out.
    pub fn exact(&mut self, span: Span) -> Extent {
        let text = &self.files.get(span.file).text;
        let start = text.floor_char_boundary(span.start);
        let end = text.floor_char_boundary(span.end).max(start);
        Extent { start: self.place(span.file, start), end: self.place(span.file, end), bytes: start..end }
    }

    /// Line and column of the byte `at`, which begins a character or ends the text.
    fn place(&mut self, file: FileId, at: usize) -> LineCol {
        let text = &self.files.get(file).text;
        let steps = self.steps.entry(file).or_insert_with(|| steps(text));
        let from = text.floor_char_boundary(at / STEP * STEP);
        walked(steps[at / STEP], &text[from..at])
    }
}

/// The places of every [`STEP`]th byte of a text, its beginning first.
fn steps(text: &str) -> Vec<LineCol> {
    let mut steps = vec![LineCol { line: 1, column: 1 }];
    let mut from = 0;
    for step in 1..=text.len() / STEP {
        let to = text.floor_char_boundary(step * STEP);
        steps.push(walked(steps[step - 1], &text[from..to]));
        from = to;
    }
    steps
}

/// The place behind `text`, which begins at `place`.
fn walked(place: LineCol, text: &str) -> LineCol {
    match text.rfind('\n') {
        None => LineCol { column: place.column + text.chars().count(), ..place },
        Some(at) => LineCol {
            line: place.line + text.bytes().filter(|&byte| byte == b'\n').count(),
            column: text[at + 1..].chars().count() + 1,
        },
    }
}

/// Stands for a text: XXH3, 64 bits. It finds changes, not forgeries.
pub fn fingerprint(text: &str) -> u64 {
    xxh3_64(text.as_bytes())
}

impl Span {
    pub fn new(file: FileId, start: usize, end: usize) -> Span {
        Span { file, start, end }
    }

    /// The same range, counted from `offset` bytes further into the file.
    pub fn moved(self, offset: usize) -> Span {
        Span { start: self.start + offset, end: self.end + offset, ..self }
    }

    /// The first line of the whole file, for faults that have no better place.
    pub fn top(file: FileId) -> Span {
        Span { file, start: 0, end: 0 }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_count_characters_and_lines_count_from_one() {
        let mut files = Files::default();
        let id = files.add("a.md", "Água\nzwei é x");
        let at = files.get(id).text.find('x').expect("the text has an x");
        assert_eq!(files.place(Span::new(id, at, at + 1)), LineCol { line: 2, column: 8 });
    }

    #[test]
    fn many_places_are_told_as_one_is() {
        let mut files = Files::default();
        for text in ["", "a", "\n\n", &"é漢 \n".repeat(2000), &"漢é".repeat(3000), &"word\r\n".repeat(1500)] {
            let id = files.add(format!("{}.md", text.len()), text);
            let mut places = Places::new(&files);
            for start in (0..text.len() + 3).step_by(if text.len() > 100 { 61 } else { 1 }) {
                let span = Span::new(id, start, start + 2);
                let extent = places.extent(span);
                assert_eq!(extent.start, files.place(span), "{start}");
                assert_eq!(extent.end, files.place(Span::new(id, extent.bytes.end, extent.bytes.end)), "{start}");
                assert!(text.get(extent.bytes).is_some(), "{start}");
            }
        }
    }
}
