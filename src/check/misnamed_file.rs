//! `misnamed-file`: a file or a folder whose name is nearly one that means something.

use std::collections::{BTreeMap, BTreeSet};

use super::{Checked, Rule};
use crate::diag::{Diagnostic, Report, Severity};
use crate::files::{FileId, Span};
use crate::model::{KINDS, Kind};

pub const RULE: Rule = Rule {
    code: "misnamed-file",
    severity: Severity::Error,
    finds: "A file or a folder whose name is nearly one that says what is in it: `takeaway/`, `Glossary.md`, `_Index.md`, `source.bib`, `notes.markdown`; a second copy that a program has made of a file: `signing (1).md`, `signing.md.bak`. Beside content/, what is nearly named as something that is read: `themes/ledger/templates/pages/hom.html`, `theme/`, a `sources.toml` that lies too high, a copy of a source with the ending `.md`.",
    why: "Records in it would be plain pages, which need no sources; a library would be published and not read; a page would be copied as it is; what is told twice may be told in two ways. A file of a theme would change nothing, and nobody would be told.",
    example: "content/takeaway/short.md",
    cure: "Give it the name that is meant, or delete it. A folder of plain pages that is to be called so gets an `_index.md`.",
    run: Some(find),
};

fn find(checked: &Checked<'_, '_, '_>, report: &mut Report) {
    for &file in checked.misnamed {
        report.extend(copied(file, &checked.files.get(file).path, !checked.facts.model.explainers.is_empty()));
    }
    let below = |file: FileId| {
        let path = &*checked.files.get(file).path;
        path.strip_prefix("content/").unwrap_or(path)
    };
    let explainers = &checked.facts.model.explainers;
    report.extend(policies(checked));
    report.extend(published_copies(checked));
    let mut told: BTreeSet<(&str, &str)> = BTreeSet::new();
    // Files of one folder stand together.
    let mut last = ("", None);
    for &file in &checked.texts {
        let path = below(file);
        report.extend(second_copy(checked, file).or_else(|| index(file, path)));
        let explainer = path.split_once('/').filter(|(first, _)| explainers.iter().any(|one| one.slug == *first));
        let (slug, own) = explainer.unwrap_or(("", path));
        let (name, is_folder) = match own.split_once('/') {
            Some((folder, _)) => (folder, true),
            None => (own.strip_suffix(".md").unwrap_or(""), false),
        };
        if last.0 != name {
            last = (name, meant(name));
        }
        let Some(meant) = last.1 else { continue };
        // A site without a policy has no records, and lacks nothing but the policy.
        let is_policy = meant == "policy";
        if is_folder && is_policy || !is_policy && explainers.is_empty() || !told.insert((slug, name)) {
            continue;
        }
        let folder = &path[..path.len() - own.len()];
        if is_folder && is_section(checked, &format!("{folder}{name}/_index.md")) {
            continue;
        }
        let fault = |message: String| Diagnostic::error("misnamed-file", Span::top(file), message);
        report.add(match is_folder {
            true => fault(format!("what lies in `{folder}{name}/` is plain pages, which need no sources"))
                .help(format!("did you mean `{folder}{meant}/`?"))
                .help("a folder of plain pages that is to be called so gets an `_index.md`"),
            false if is_policy => fault(format!("`{path}` is a plain page, and no policy"))
                .help(format!("did you mean `{folder}policy.md`?")),
            false => fault(format!("`{path}` is a plain page, which needs no sources"))
                .help(format!("did you mean `{folder}{meant}.md`?")),
        });
    }
}

/// Copies of sources that lie where files are published.
fn published_copies(checked: &Checked<'_, '_, '_>) -> Vec<Diagnostic> {
    let copy = |asset: &'_ str| {
        let (folder, name) = asset.rsplit_once('/')?;
        let (key, _) = name.rsplit_once('.').filter(|(_, ending)| matches!(*ending, "txt" | "html" | "htm"))?;
        (folder == "sources" || folder.ends_with("/sources")).then(|| (key.to_owned(), name.to_owned()))
    };
    let found: Vec<_> = checked.assets.iter().filter_map(|asset| Some((*asset, copy(asset)?))).collect();
    if found.is_empty() {
        return Vec::new();
    }
    let sources = &checked.facts.library.sources;
    let places: BTreeMap<&str, Span> = sources.iter().map(|source| (&*source.key, source.span)).collect();
    let told = |(asset, (key, name)): (&str, (String, String))| {
        let message = format!("content/{asset} seems to be the copy of `{key}`, and would be published");
        let fault = Diagnostic::error(RULE.code, *places.get(&*key)?, message);
        Some(fault.help(format!("move it to sources/{name}, beside content/: there quotations are compared with it")))
    };
    found.into_iter().filter_map(told).collect()
}

/// A file that a program has made of another beside it.
fn second_copy(checked: &Checked<'_, '_, '_>, file: FileId) -> Option<Diagnostic> {
    let path = &*checked.files.get(file).path;
    let first = checked.files.find(&copied_from(path)?).filter(|first| checked.texts.contains(first))?;
    if !is_alike(checked, file, first) {
        return None;
    }
    let told = Diagnostic::error(
        "misnamed-file",
        Span::top(file),
        format!("`{path}` seems to be a copy that was left behind"),
    );
    Some(
        told.note(Some(Span::top(first)), "it has the name of this one")
            .help("keep one of the two; what is another page gets a name of its own"),
    )
}

/// Whether a record stands in a file that was copied from another.
pub(super) fn is_second_copy(checked: &Checked<'_, '_, '_>, file: FileId) -> bool {
    let first = copied_from(&checked.files.get(file).path).and_then(|first| checked.files.find(&first));
    first.is_some_and(|first| is_alike(checked, file, first))
}

/// Whether a file is named as no other program would name it, or has the title of the other: `part 2.md` need be no
/// copy of `part.md`.
fn is_alike(checked: &Checked<'_, '_, '_>, file: FileId, first: FileId) -> bool {
    let stem = checked.files.get(file).path.trim_end_matches(".md");
    let rest = stem.trim_end_matches(|one: char| one.is_ascii_digit());
    if rest.len() == stem.len() || !rest.ends_with(' ') || rest.to_lowercase().ends_with("copy ") {
        return true;
    }
    let title = |file: FileId| {
        let own = checked.facts.model.records.iter().find(|record| record.body.file == file);
        own.map(|record| record.title().text.as_str())
    };
    title(file).is_some() && title(file) == title(first)
}

/// The path of the file of which this one is a copy, by the name that programs give to such: `signing (1).md`,
/// `signing copy 2.md`, `signing - Copy.md`, `Copy of signing.md`.
fn copied_from(path: &str) -> Option<String> {
    // Of thousands of names hardly one has a blank.
    let (folder, name) = path.rsplit_once('/')?;
    if !name.contains([' ', '(', '_']) && !name.contains("-copy") {
        return None;
    }
    let stem = name.strip_suffix(".md")?;
    let is_number = |text: &str| (1..=2).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
    let numbered = |text: &str| {
        Some(text.strip_suffix(')')?.rsplit_once('(').filter(|(_, n)| is_number(n))?.0.trim_end().to_owned())
    };
    let counted = |text: &str| text.rsplit_once(' ').filter(|(_, n)| is_number(n)).map(|(rest, _)| rest.to_owned());
    let marked = |text: &str| {
        let ends = [" copy", " - Copy", " - copy", " Copy", "-copy", "_copy", " (copy)", " (Copy)"];
        let end = ends.iter().find_map(|end| text.strip_suffix(end));
        end.or_else(|| text.strip_prefix("Copy of ")).or_else(|| text.strip_prefix("copy of ")).map(str::to_owned)
    };
    let conflicted =
        |text: &str| text.contains(" conflicted copy ").then(|| text.split(" (").next().unwrap_or(text).to_owned());
    let first = match (numbered(stem), counted(stem)) {
        (Some(rest), _) => marked(&rest).or(Some(rest)),
        (_, Some(rest)) => marked(&rest).or(Some(rest)),
        _ => marked(stem).or_else(|| conflicted(stem)),
    };
    first.filter(|first| !first.is_empty()).map(|first| format!("{folder}/{first}.md"))
}

/// A file that is nearly the one which makes a folder a section.
fn index(file: FileId, path: &str) -> Option<Diagnostic> {
    let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
    // Of thousands of names nearly all begin otherwise.
    let stem = name.strip_prefix('_')?.strip_suffix(".md").filter(|stem| *stem != "index")?;
    let bare = stem.trim_start_matches('_').to_lowercase();
    let is_near =
        bare == "index" || is_turned(&bare, "index") || strsim::osa_distance(&bare, "index") == 1 && bare.len() < 5;
    let meant = if folder.is_empty() { "_index.md".to_owned() } else { format!("{folder}/_index.md") };
    is_near.then(|| {
        Diagnostic::error(
            "misnamed-file",
            Span::top(file),
            format!("`{path}` is a plain page, and makes no section of its folder"),
        )
        .help(format!("did you mean `{meant}`?"))
    })
}

/// The folders with records whose policy has a name that is nearly right, with the file.
fn nearly_policies<'c>(checked: &Checked<'c, '_, '_>) -> Vec<(&'c str, FileId)> {
    let path = |file: &FileId| {
        let path: &'c str = &checked.files.get(*file).path;
        path.strip_prefix("content/")
    };
    let named = checked.texts.iter().filter_map(|file| {
        let (folder, name) = path(file)?.split_once('/')?;
        let stem = name.strip_suffix(".md").filter(|stem| *stem != "policy" && meant(stem) == Some("policy"))?;
        let has_policy = checked.facts.model.explainers.iter().any(|one| one.slug == folder);
        (!has_policy && !stem.is_empty()).then_some((folder, *file))
    });
    let has_records = |folder: &str| {
        let inner = |file| path(file)?.strip_prefix(folder)?.strip_prefix('/')?.split_once('/').map(|(inner, _)| inner);
        checked.texts.iter().filter_map(inner).any(|inner| Kind::from_folder(inner).is_some())
    };
    let is_alone = |file: FileId| checked.files.get(file).text.contains("short_title");
    named.filter(|(folder, file)| is_alone(*file) || has_records(folder)).collect()
}

fn policies(checked: &Checked<'_, '_, '_>) -> Vec<Diagnostic> {
    let told = |(folder, file): (&str, FileId)| {
        let path = checked.files.get(file).path.trim_start_matches("content/").to_owned();
        Diagnostic::error("misnamed-file", Span::top(file), format!("`{path}` is a plain page, and no policy"))
            .help(format!("did you mean `{folder}/policy.md`?"))
    };
    nearly_policies(checked).into_iter().map(told).collect()
}

/// Takes away what is only said because a file or a folder has a wrong name: of its records, that they are plain pages.
pub(super) fn forget_consequences(checked: &Checked<'_, '_, '_>, report: &mut Report) {
    if !checked.config.always_stops(RULE.code) {
        return;
    }
    // Of a library that lies too high no source can be found.
    let is_library = |name: &&str| checked.files.find(name).is_some();
    let is_misnamed =
        |fault: &Diagnostic| fault.code == "misnamed-file" && fault.message.contains("no library of sources");
    if checked.facts.library.sources.is_empty()
        && (["sources.toml", "sources.json", "sources.bib"].iter().any(is_library) || report.iter().any(is_misnamed))
    {
        let leads_to_source =
            |span: Span| checked.files.text(span).trim_start_matches(['.', '/', '"']).starts_with("sources/");
        report.retain(|fault| match fault.code {
            "unknown-source" => false,
            "broken-link" => !fault.span.is_some_and(leads_to_source),
            _ => true,
        });
    }
    let tells = |fault: &Diagnostic| match fault.code {
        "misnamed-file" => fault.message.contains("plain page"),
        "misplaced-record" => {
            fault.message.contains("lies too deep") && checked.config.always_stops("misplaced-record")
        }
        _ => false,
    };
    let tops: Vec<FileId> =
        report.iter().filter(|fault| tells(fault)).filter_map(|fault| Some(fault.span?.file)).collect();
    if tops.is_empty() {
        return;
    }
    let path = |file: FileId| &*checked.files.get(file).path;
    let folder_of = |file: FileId| {
        let below = path(file).strip_prefix("content/").unwrap_or("");
        let (first, rest) = below.split_once('/')?;
        let is_misnamed = meant(first).is_some();
        let inner = rest.split_once('/').map(|(inner, _)| inner).filter(|inner| meant(inner).is_some());
        match (is_misnamed, inner) {
            (true, _) => Some(format!("content/{first}/")),
            (_, Some(inner)) => Some(format!("content/{first}/{inner}/")),
            // A policy of that name: all that lies beside it.
            _ => rest
                .strip_suffix(".md")
                .and_then(meant)
                .filter(|meant| *meant == "policy")
                .map(|_| format!("content/{first}/")),
        }
    };
    let folders: Vec<String> = tops.iter().filter_map(|file| folder_of(*file)).collect();
    // The records that are missed: `timeline/` where all lie in `timelines/`.
    let missed = |file: &FileId| {
        let below = path(*file).strip_prefix("content/").unwrap_or("");
        below
            .split('/')
            .find_map(|part| meant(part.strip_suffix(".md").unwrap_or(part)))
            .map(|meant| format!("{meant}/"))
    };
    let missed: BTreeSet<String> = tops.iter().filter_map(missed).collect();
    let names_missed = |span: Span| missed.iter().any(|folder| checked.files.text(span).contains(&**folder));
    // `issues` names `testing`, and there is no such record.
    let is_named_in = |message: &str| {
        let attribute = message.strip_prefix('`').and_then(|rest| rest.split_once("` names "));
        attribute.is_some_and(|(name, _)| missed.contains(&format!("{name}/")))
    };
    report.retain(|fault| {
        let Some(span) = fault.span else { return true };
        let is_below =
            || tops.contains(&span.file) || folders.iter().any(|folder| path(span.file).starts_with(&**folder));
        let is_told = match fault.code {
            "unknown-key" => fault.message.starts_with("a page has no "),
            "misplaced-record" => fault.message.contains("plain pages"),
            "colliding-routes" => fault.message.contains("belongs to the program"),
            "broken-link" | "dangling-change" => return !names_missed(span),
            "unknown-value" => return !is_named_in(&fault.message),
            _ => false,
        };
        !(is_told && is_below())
    });
}

fn is_section(checked: &Checked<'_, '_, '_>, index: &str) -> bool {
    checked.files.find(&format!("content/{index}")).is_some_and(|file| checked.texts.contains(&file))
}

/// What is wrong with a file that is only copied.
fn copied(file: FileId, path: &str, has_policy: bool) -> Option<Diagnostic> {
    let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
    let (stem, ending) = name.rsplit_once('.').unwrap_or((name, ""));
    let shown = path.strip_prefix("content/").unwrap_or(path);
    let fault = |message: String| Diagnostic::error("misnamed-file", Span::top(file), message);
    if shown.eq_ignore_ascii_case("config.toml") {
        let told = fault(format!("`{path}` is copied as it is: what holds for the site stands beside content/"));
        return Some(told.help("move it up, out of content/"));
    }
    if ["toml", "tml", "json", "jsn", "yaml", "yml", "bib", "bibtex"].iter().any(|one| ending.eq_ignore_ascii_case(one))
    {
        let told = fault(format!("`{shown}` is copied as it is, and no library of sources"));
        let told = match &*ending.to_lowercase() {
            "yaml" | "yml" => told.help("write it as TOML and name it `sources.toml`"),
            "toml" | "tml" => told.help("did you mean `sources.toml`?"),
            "bib" | "bibtex" => told.help("did you mean `sources.bib`?"),
            _ => told.help("did you mean `sources.json`?"),
        };
        return has_policy.then_some(told);
    }
    // As `load` knows them: a file as it was before.
    if ["bak", "old", "orig", "backup", "save", "tmp"].contains(&ending) {
        let told = fault(format!("`{shown}` is copied as it is: readers can fetch it"));
        return Some(told.help("delete it, or move it out of content/"));
    }
    let stem = stem.strip_suffix(".md").unwrap_or(stem);
    let folder = folder.strip_prefix("content").unwrap_or(folder).trim_start_matches('/');
    let meant = if folder.is_empty() { format!("{stem}.md") } else { format!("{folder}/{stem}.md") };
    Some(fault(format!("`{shown}` is copied as it is, and not read as a page")).help(format!("name it `{meant}`")))
}

/// The folder of a kind that was surely meant by the name of another folder, or of a file without its ending.
fn meant(name: &str) -> Option<&'static str> {
    // Of thousands of names nearly all begin or end elsewhere.
    let first = name.as_bytes().first()?.to_ascii_lowercase();
    let may_be = |folder: &&str| folder.as_bytes()[0] == first && name.len().abs_diff(folder.len()) <= 2;
    let mut folders = KINDS.iter().map(|spec| spec.folder).filter(may_be).peekable();
    folders.peek()?;
    if Kind::from_folder(name).is_some() {
        return None;
    }
    let bare: String = name.chars().filter(|one| !" -_".contains(*one)).flat_map(char::to_lowercase).collect();
    folders.find(|folder| is_near(&bare, folder))
}

/// Whether a name is that of a folder but for its case, its number or a slip of the hand that makes no other word.
fn is_near(bare: &str, folder: &str) -> bool {
    // `policies` are more than one.
    if bare == folder || folder != "policy" && singular(bare) == singular(folder) {
        return true;
    }
    let (n_bare, n) = (bare.chars().count(), folder.len());
    match strsim::osa_distance(bare, folder) {
        // Short words have others near them (`charges`, `factions`): a letter is missing, doubled, or stands before its neighbour.
        1 if n < 9 => {
            n_bare < n
                || n_bare == n && (is_turned(bare, folder) || n == 8 && has_other_vowel(bare, folder))
                || n_bare > n && is_doubled(bare)
        }
        1 => true,
        2 => n > 10,
        _ => false,
    }
}

fn singular(word: &str) -> &str {
    word.strip_suffix("ies").or_else(|| word.strip_suffix('y')).or_else(|| word.strip_suffix('s')).unwrap_or(word)
}

/// Whether two words have the same letters.
fn is_turned(one: &str, other: &str) -> bool {
    let letters = |word: &str| {
        let mut letters: Vec<char> = word.chars().collect();
        letters.sort_unstable();
        letters
    };
    letters(one) == letters(other)
}

/// Whether where two words differ both have a vowel: `glossery`.
fn has_other_vowel(one: &str, other: &str) -> bool {
    let is_vowel = |letter: char| "aeiou".contains(letter);
    one.chars().zip(other.chars()).all(|(one, other)| one == other || is_vowel(one) && is_vowel(other))
}

fn is_doubled(word: &str) -> bool {
    word.as_bytes().windows(2).any(|pair| pair[0] == pair[1])
}

#[cfg(test)]
mod tests {
    use super::{copied_from, meant};

    #[test]
    fn copies_are_told_by_their_names() {
        for name in [
            "signing (1)",
            "signing 2",
            "signing(2)",
            "signing copy",
            "signing copy 2",
            "signing - Copy",
            "signing - Copy (3)",
            "Copy of signing",
            "signing-copy",
            "signing (Ann's conflicted copy 2026-05-21)",
        ] {
            assert_eq!(copied_from(&format!("content/a/{name}.md")).as_deref(), Some("content/a/signing.md"), "{name}");
        }
        for name in ["signing", "the copy", "round-2", "signing (new)", "copyright", "hard-copy-rules", "(1)"] {
            let first = copied_from(&format!("content/a/{name}.md"));
            assert!(first.is_none() || first.as_deref() == Some("content/a/the.md"), "{name}: {first:?}");
        }
    }

    #[test]
    fn a_name_is_near_if_it_is_no_other_word() {
        for (name, folder) in [
            ("takeaway", "takeaways"),
            ("glossery", "glossary"),
            ("Takeaways", "takeaways"),
            ("take-aways", "takeaways"),
            ("stakeholder", "stakeholders"),
            ("stakehodler", "stakeholders"),
            ("time-line", "timeline"),
            ("Timelines", "timeline"),
            ("glosary", "glossary"),
            ("glossaries", "glossary"),
            ("question", "questions"),
            ("isues", "issues"),
            ("chagnes", "changes"),
            ("quotess", "quotes"),
            ("polcy", "policy"),
            ("Policy", "policy"),
        ] {
            assert_eq!(meant(name), Some(folder), "{name}");
        }
        for name in
            ["policies", "charges", "factions", "tissues", "quotas", "chances", "takeaways", "about", "a", "blog"]
        {
            assert_eq!(meant(name), None, "{name}");
        }
    }
}
