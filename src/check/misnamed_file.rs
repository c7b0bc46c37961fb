//! `misnamed-file`: a file or a folder whose name is nearly one that means something.

use std::collections::BTreeSet;

use super::{Checked, Rule};
use crate::diag::{Diagnostic, Report, Severity};
use crate::files::{FileId, Span};
use crate::model::{KINDS, Kind};

pub const RULE: Rule = Rule {
    code: "misnamed-file",
    severity: Severity::Error,
    finds: "A file or a folder whose name is nearly one that says what is in it: `takeaway/`, `Glossary.md`, `source.bib`, `notes.markdown`.",
    why: "Records in it would be plain pages, which need no sources; a library would be published and not read; a page would be copied as it is.",
    example: "content/takeaway/short.md",
    cure: "Give it the name that is meant. A folder of plain pages that is to be called so gets an `_index.md`.",
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
    let mut told: BTreeSet<(&str, &str)> = BTreeSet::new();
    for &file in &checked.texts {
        let path = below(file);
        let explainer = path.split_once('/').filter(|(first, _)| explainers.iter().any(|one| one.slug == *first));
        let (slug, own) = explainer.unwrap_or(("", path));
        let (name, is_folder) = match own.split_once('/') {
            Some((folder, _)) => (folder, true),
            None => (own.strip_suffix(".md").unwrap_or(""), false),
        };
        let Some(meant) = meant(name) else { continue };
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
        1 if n < 9 => n_bare < n || n_bare == n && is_turned(bare, folder) || n_bare > n && is_doubled(bare),
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

fn is_doubled(word: &str) -> bool {
    word.as_bytes().windows(2).any(|pair| pair[0] == pair[1])
}

#[cfg(test)]
mod tests {
    use super::meant;

    #[test]
    fn a_name_is_near_if_it_is_no_other_word() {
        for (name, folder) in [
            ("takeaway", "takeaways"),
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
