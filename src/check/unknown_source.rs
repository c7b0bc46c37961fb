//! `unknown-source`: a citation of a key that no source has.

use std::collections::BTreeSet;

use super::{Checked, Rule, has_words};
use crate::config::Config;
use crate::diag::fix::Fix;
use crate::diag::{Diagnostic, Patience, Report, Severity};
use crate::fields::Word;
use crate::files::{FileId, Files, Span};
use crate::model::Owner;

pub const RULE: Rule = Rule {
    code: "unknown-source",
    severity: Severity::Error,
    finds: "A citation of a key that no source has, or that ends before the one that was meant: at a space, a dash or a character that nobody sees.",
    why: "A reader could not find the work, and the sentence would stand without support.",
    example: "The order was cut by a third [@epa-1900].",
    cure: "Correct the key, or add the source to content/sources.toml.",
    run: Some(find),
};

/// Takes out what is told of keys, and of links to sources, that stand in a library which could not be read.
pub(super) fn forget_consequences(config: &Config, files: &Files, report: &mut Report) {
    let is_library = |path: &str| path.rsplit('/').next().is_some_and(|name| name.starts_with("sources."));
    let broken: BTreeSet<FileId> = report
        .iter()
        .filter(|fault| matches!(fault.code, "invalid-toml" | "invalid-json" | "invalid-bib" | "invalid-utf8"))
        .filter(|fault| fault.severity == Severity::Error && config.always_stops(fault.code))
        .filter_map(|fault| Some(fault.span?.file))
        .filter(|file| is_library(&files.get(*file).path))
        .collect();
    if broken.is_empty() {
        return;
    }
    // Spaces and hyphens may be what is wrong with it.
    let squeezed = |text: &str| text.chars().filter(|one| !matches!(one, ' ' | '-' | '_')).collect::<String>();
    let texts: Vec<String> = broken.iter().map(|file| squeezed(&files.get(*file).text)).collect();
    report.retain(|fault| {
        let Some(written) = fault.span.map(|span| files.text(span)) else { return true };
        let key = match fault.code {
            "unknown-source" => written,
            // The page of a source.
            "broken-link" => match written.split_once("sources/") {
                Some((_, page)) => page.split(['.', '/', '#']).next().unwrap_or(""),
                None => return true,
            },
            _ => return true,
        };
        let key = squeezed(key.trim_matches(|one: char| !one.is_alphanumeric()));
        !texts.iter().any(|text| has_words(text, &key))
    });
}

/// Signs that are no hyphen and look like one.
const DASHES: [char; 5] = ['\u{2010}', '\u{2011}', '\u{2012}', '–', '—'];

/// Characters that nobody sees.
const UNSEEN: [char; 5] = ['\u{ad}', '\u{200b}', '\u{200c}', '\u{2060}', '\u{feff}'];

/// Bytes behind a key in which the rest of it may stand.
const MOST_OF_KEY: usize = 100;

/// What is wrong with a key that ends before the one that was meant: at a space, at a dash or at what nobody sees.
fn cut_short(checked: &Checked<'_, '_, '_>, owner: Owner, key: &Word) -> Option<Diagnostic> {
    let text = &checked.files.get(key.span.file).text;
    let rest = text.get(key.span.end..)?;
    let first = rest.chars().next()?;
    if !first.is_whitespace() && !DASHES.contains(&first) && !UNSEEN.contains(&first) {
        return None;
    }
    let rest = &rest[..rest.floor_char_boundary(MOST_OF_KEY)];
    let rest = rest[..rest.find([',', ';', ']', '[', '@', '"']).unwrap_or(rest.len())].trim_end();
    if rest.len() <= first.len_utf8() {
        return None;
    }
    let library = checked.facts.library;
    // All of it, or the first word.
    let word =
        first.len_utf8() + rest[first.len_utf8()..].find(char::is_whitespace).unwrap_or(rest.len() - first.len_utf8());
    let (end, meant) = [rest.len(), word].into_iter().find_map(|end| {
        let seen: String = rest[..end].chars().filter(|one| !UNSEEN.contains(one)).collect();
        let joined = |by: &str| {
            let words = seen.split(|one: char| one.is_whitespace() || DASHES.contains(&one));
            format!("{}{}", key.text, words.collect::<Vec<_>>().join(by))
        };
        ["-", "_", ""].into_iter().map(joined).find_map(|meant| {
            let is_key = meant != key.text && library.find(owner, &meant).is_some();
            is_key.then_some((end, meant))
        })
    })?;
    let behind = Span { start: key.span.end, end: key.span.end + end, ..key.span };
    let written = checked.files.text(behind);
    let span = Span { start: key.span.start, ..behind };
    let message = match written.contains(UNSEEN) {
        true => format!("a character that nobody sees stands in the key `{meant}`"),
        false => format!("no source has the key `{}{written}`", key.text),
    };
    let fix = Fix::replace(behind, written, &meant[key.text.len()..]).label(format!("write `{meant}`"));
    let is_sure = !first.is_whitespace() || library.find(owner, &key.text).is_none();
    let fault = Diagnostic::error(RULE.code, span, message).help(format!("did you mean `{meant}`?"));
    Some(fault.fix(is_sure.then_some(fix)))
}

fn find(checked: &Checked<'_, '_, '_>, report: &mut Report) {
    let library = checked.facts.library;
    let mut patience = Patience::new();
    let has = |name: &str| checked.files.find(name).is_some();
    let has_bib_alone = has("content/sources.bib") && !has("content/sources.toml") && !has("content/sources.json");
    let home = if has_bib_alone { "content/sources.bib" } else { "content/sources.toml" };
    let mut look_up = |owner: Owner, key: &Word| {
        if let Some(fault) = cut_short(checked, owner, key) {
            report.add(fault);
            return;
        }
        if library.find(owner, &key.text).is_none() {
            let fault = Diagnostic::error("unknown-source", key.span, format!("no source has the key `{}`", key.text));
            let is_compared = patience.take(library.sources.len());
            let elsewhere = library.sources.iter().find(|source| is_compared && source.key == key.text);
            let fault = match is_compared {
                true => fault.suggest(&key.text, library.keys(owner)),
                false => fault,
            };
            report.add(match elsewhere {
                Some(source) => fault
                    .note(Some(source.span), "another policy has it")
                    .help("it is a source of another policy: move it to content/sources.toml, which all of them share"),
                None => fault.help(format!("sources live in {home}")),
            });
        }
    };
    for (_, record) in checked.renewed() {
        let statements = record.body.statements.iter().flat_map(|statement| &statement.citations);
        // In the words of a link they count for the sentence, too.
        let misplaced = record.body.misplaced.iter().filter(|one| !one.place.counts());
        for citation in statements.chain(misplaced.map(|one| &one.citation)) {
            for cited in &citation.sources {
                look_up(record.owner, &cited.key);
                for via in &cited.via {
                    look_up(record.owner, via);
                }
            }
        }
        for key in record.attributes.layers().flat_map(|layer| layer.source_keys()) {
            look_up(record.owner, key);
        }
    }
}
