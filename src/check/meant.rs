//! What an editor surely meant by a link that leads nowhere, or by words that are nearly a citation.
//!
//! Gives the repairs that rules put beside their messages; finds no fault by itself. A repair
//! is sure only if one thing of the site is near, and the link, once written so, leads there.

use super::Checked;
use crate::diag::Diagnostic;
use crate::diag::fix::{Edit, Fix, sure};
use crate::files::{Files, Span};
use crate::markdown::{Link, StatementType};
use crate::model::{Owner, RecordIndex};
use crate::site::Target;

/// Endings of the same page elsewhere: on the site that was built, or in other editors.
const OTHER_ENDINGS: [&str; 3] = ["/index.html", ".html", ".markdown"];

/// Bytes of a text in which the definition of a reference is looked for, once for each link that needs it.
const MOST_SEARCHED: usize = 100_000;

/// Bytes before a target in which the label of its reference stands.
const MOST_OF_LINE: usize = 200;

/// Bytes of what is nearly a citation.
const MOST_OF_CITATION: usize = 200;

/// Where the target of a link is written, and nowhere else: behind its words, in an attribute, or in
/// the one definition of a reference.
fn place(link: &Link, files: &Files) -> Option<Span> {
    if link.target.is_empty() {
        return None;
    }
    let span = link.target_span(files.text(link.span));
    let text = &files.get(span.file).text;
    if files.text(span) == link.target {
        let (before, after) = (text.get(..span.start)?, text.get(span.end..)?);
        let is_behind_words = before.trim_end_matches('<').trim_end().ends_with("](");
        let is_attribute = before.ends_with(['"', '\'', '=']) && !after.starts_with(char::is_alphanumeric);
        if is_behind_words || is_attribute {
            return Some(span);
        }
    }
    // `[label]: target`, if there is one such line.
    let mut found = definitions(link, files);
    let first = found.next()?;
    found.next().is_none().then_some(first)
}

/// Where the target of a link stands behind the labels of references.
fn definitions<'f>(link: &'f Link, files: &'f Files) -> impl Iterator<Item = Span> + 'f {
    let text = &*files.get(link.span.file).text;
    let text = if text.len() > MOST_SEARCHED { "" } else { text };
    let found = text.match_indices(&link.target).filter(|(at, target)| {
        let near = text.floor_char_boundary(at.saturating_sub(MOST_OF_LINE));
        let line = text[near..*at].rfind('\n').map_or(near, |end| near + end + 1);
        let before = text[line..*at].trim_end_matches('<').trim_end();
        let ends = text[at + target.len()..].chars().next().is_none_or(|next| next.is_whitespace() || next == '>');
        before.starts_with('[') && before.ends_with("]:") && ends
    });
    found.map(|(at, target)| Span::new(link.span.file, at, at + target.len()))
}

/// The place to point at: the target of a link, which a reference has in another line.
pub(super) fn shown(link: &Link, files: &Files) -> Span {
    let span = link.target_span(files.text(link.span));
    let is_elsewhere = !link.target.is_empty() && files.text(link.span).ends_with(']');
    let defined = if is_elsewhere { definitions(link, files).next() } else { None };
    defined.unwrap_or(span)
}

/// `fault` with its repair, which says what was meant.
pub(super) fn suggest(fault: Diagnostic, fix: Fix) -> Diagnostic {
    let meant = fix.edits.first().map_or("", |edit| edit.new.as_str());
    fault.help(format!("did you mean `{meant}`?")).fix(fix)
}

/// The repair of a link to a place that its page does not have.
pub(super) fn anchor(link: &Link, fragment: &str, anchors: &[String], files: &Files) -> Option<Fix> {
    let place = place(link, files)?;
    let meant = sure(fragment, anchors.iter().map(String::as_str))?;
    let (path, written) = link.target.split_once('#')?;
    // With escapes in it, it is not written as it reads.
    (written == fragment).then(|| {
        let start = place.start + path.len() + 1;
        Fix::replace(Span { start, end: start + written.len(), ..place }, written, meant)
    })
}

/// The repair of a link or image that leads nowhere. `ids`: of the records that it may name.
pub(super) fn path(checked: &Checked<'_, '_, '_>, index: RecordIndex, link: &Link, ids: &[&str]) -> Option<Fix> {
    let place = place(link, checked.files)?;
    let end = link.target.find(['#', '?']).unwrap_or(link.target.len());
    let (written, rest) = link.target.split_at(end);
    if written.contains(['%', ':', '\\']) {
        return None;
    }
    let leads = |new: &str| {
        let trial = Link { target: format!("{new}{rest}"), ..link.clone() };
        match checked.facts.finder.target(index, &trial) {
            Target::Broken | Target::External(_) => false,
            Target::MissingAnchor { fragment, anchors } => {
                sure(&fragment, anchors.iter().map(String::as_str)).is_some()
            }
            _ => true,
        }
    };
    let other_ending = OTHER_ENDINGS.iter().find_map(|ending| Some(format!("{}.md", written.strip_suffix(ending)?)));
    let near = near(checked, index, other_ending.as_deref().unwrap_or(written), ids);
    let new = other_ending.into_iter().chain(near).find(|new| leads(new))?;
    Some(Fix::replace(Span { end: place.start + end, ..place }, written, new))
}

/// The path of the one record or file that `written` is near to, or that has its name and lies elsewhere.
fn near(checked: &Checked<'_, '_, '_>, index: RecordIndex, written: &str, ids: &[&str]) -> Option<String> {
    let record = &checked.facts.model.records[index];
    let lead = written.len() - written.trim_start_matches(['.', '/', '@']).len();
    let (lead, name) = written.split_at(lead);
    let stem = name.trim_end_matches('/').trim_end_matches(".md");
    let ending = &name[stem.len()..];
    if stem.is_empty() {
        return None;
    }
    // Files are named from content/ on, records from the folder of their explainer.
    let is_file = ending.is_empty() && stem.rsplit('/').next().is_some_and(|last| last.contains('.'));
    let explainer = record.owner.explainer().map_or("", |at| checked.facts.model.explainers[at].slug.as_str());
    let possible: Vec<&str> = match is_file {
        true => checked.assets.iter().filter_map(|path| below(path, explainer)).collect(),
        false => ids.to_vec(),
    };
    // What stands in the file's own folder is named without it.
    let is_beside = lead.is_empty() || lead == "./";
    let beside = possible.iter().filter_map(|path| below(path, record.folder)).filter(|_| is_beside);
    let n_parts = stem.split('/').count();
    let mut alike: Vec<&str> = possible.iter().copied().filter(|path| path.split('/').count() == n_parts).collect();
    alike.extend(beside.filter(|path| path.split('/').count() == n_parts));
    if let Some(meant) = sure(stem, alike) {
        return Some(format!("{lead}{meant}{ending}"));
    }
    let last = stem.rsplit('/').next().filter(|last| !matches!(*last, "index" | "_index"))?;
    let mut namesakes = possible.iter().filter(|path| path.rsplit('/').next() == Some(last));
    let only = namesakes.next()?;
    namesakes.next().is_none().then(|| format!("{only}{ending}"))
}

/// What `path` is below `folder`; all of it, if that is the top.
fn below<'p>(path: &'p str, folder: &str) -> Option<&'p str> {
    if folder.is_empty() { Some(path) } else { path.strip_prefix(folder)?.strip_prefix('/') }
}

/// The repairs of what is nearly a citation at the end of a sentence: `(@key)`, `(fact @key, p. 3)`,
/// `@key`, `[key]`, `[fact key]`, `[Analysis]`.
///
/// The key must be that of a source; behind an `@` it may be misspelt. In the middle of a sentence such words may be meant as they
/// stand, unless they begin with a type: in Pandoc `@key says` is a citation, too.
pub(super) fn citations(checked: &Checked<'_, '_, '_>, owner: Owner, statement: Span) -> Option<Fix> {
    let text = checked.files.text(statement);
    // Code may show how a citation is written.
    if text.contains(['`', '\\']) {
        return None;
    }
    let library = checked.facts.library;
    let is_key = |key: &str| library.find(owner, key).is_some();
    let is_nearly_key = |key: &str| is_key(key) || sure(key, library.keys(owner)).is_some();
    let from_here = checked.files.get(statement.file).text.get(statement.start..)?;
    let mut edits: Vec<Edit> = Vec::new();
    let mut at = 0;
    // Within a bracket that is open, another would be one too many.
    let mut is_open = false;
    while at < text.len() {
        let begins = !is_open && text[..at].ends_with(char::is_whitespace);
        let found = if begins { nearly_citation(&text[at..], is_key, is_nearly_key) } else { None };
        match found {
            Some((length, new)) if is_typed(&text[at..]) || ends_sentence(&from_here[at + length..]) => {
                let start = statement.start + at;
                let span = Span { start, end: start + length, ..statement };
                edits.push(Edit { span, old: text[at..at + length].to_owned(), new });
                at += length;
            }
            _ => {
                let one = text.as_bytes()[at];
                is_open = one == b'[' || is_open && one != b']';
                at += 1;
                at += text.as_bytes()[at..].iter().position(|byte| b"[](@".contains(byte)).unwrap_or(text.len() - at);
            }
        }
    }
    (!edits.is_empty()).then(|| Fix { label: "write it as a citation".to_owned(), edits })
}

/// Whether a bracket begins with a type of statement.
fn is_typed(text: &str) -> bool {
    let word = text.get(1..).and_then(|inner| inner.split(' ').next());
    text.starts_with(['[', '(']) && word.is_some_and(|word| StatementType::from_name(word).is_some())
}

/// Whether a sentence ends here: `rest` is all that follows in the file.
fn ends_sentence(rest: &str) -> bool {
    let rest = rest.trim_start_matches(|letter: char| "*_\"”'’)".contains(letter));
    let after = rest.trim_start_matches(['.', '!', '?']);
    if after.len() < rest.len() {
        return after.is_empty() || after.starts_with(char::is_whitespace);
    }
    // Without a stop, a cell of a table, an item of a list or a paragraph ends it.
    let after = after.trim_start_matches([' ', '\t']);
    let next_line = after.strip_prefix('\n').map(|next| next.trim_start_matches([' ', '\t']));
    after.is_empty()
        || after.starts_with('|')
        || next_line.is_some_and(|next| next.is_empty() || next.starts_with(['\n', '-', '*', '+']))
}

/// What `text` begins with, if it is nearly a citation: its length and how it should be written.
fn nearly_citation(
    text: &str,
    is_key: impl Fn(&str) -> bool,
    is_nearly_key: impl Fn(&str) -> bool,
) -> Option<(usize, String)> {
    let text = &text[..text.floor_char_boundary(MOST_OF_CITATION)];
    let key_length = |text: &str| {
        let end = text.find(|one: char| !(one.is_alphanumeric() || "-_:.".contains(one))).unwrap_or(text.len());
        text[..end].trim_end_matches(['-', '_', ':', '.']).len()
    };
    let is_type = |word: &str| StatementType::from_name(word).is_some_and(|kind| kind != StatementType::Analysis);
    match text.chars().next()? {
        '@' => {
            let end = 1 + key_length(&text[1..]);
            is_nearly_key(&text[1..end]).then(|| (end, format!("[{}]", &text[..end])))
        }
        '(' => {
            let end = text.find(')')?;
            let inner = &text[1..end];
            let (word, from_key) = inner.split_at(inner.find('@')?);
            let (key, after) = from_key[1..].split_at(key_length(&from_key[1..]));
            let is_sound = (word.is_empty() || word.strip_suffix(' ').is_some_and(is_type))
                && (after.is_empty() || after.starts_with(", "))
                && !inner.contains(['[', ']', '(', ';'])
                && inner.matches('@').count() == 1
                && is_nearly_key(key);
            is_sound.then(|| (end + 1, format!("[{inner}]")))
        }
        '[' => {
            let end = text.find(']')?;
            let inner = &text[1..end];
            if text[end + 1..].starts_with(['(', '[', ':']) {
                return None;
            }
            if sure(inner, ["analysis"]).is_some() {
                return Some((end + 1, "[analysis]".to_owned()));
            }
            let key = inner.split_once(' ').filter(|(word, _)| is_type(word)).map_or(inner, |(_, key)| key);
            let word = &inner[..inner.len() - key.len()];
            (key_length(key) == key.len() && is_key(key)).then(|| (end + 1, format!("[{word}@{key}]")))
        }
        _ => None,
    }
}
