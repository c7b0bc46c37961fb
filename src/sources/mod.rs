//! The library: every published work that the site cites.
//!
//! Takes the text of `sources.toml`, or of a file in CSL-JSON or BibLaTeX as Zotero writes it;
//! gives back [`Source`]s, each with its place in the file, and reports every
//! fault it meets on the way. [`join`] makes one library of several files.
//! [`format`], [`legal`] and [`label`] write a source as a reader sees it;
//! [`export`] writes it as CSL-JSON; [`copy`] reads the words of the site's own copy. Never reads the disk, and never decides
//! which sources a statement may lean on: that is `site`'s and `check`'s work.

use std::collections::BTreeMap;

use jiff::civil::Date;

use crate::diag::{Diagnostic, Patience, Report};
use crate::files::{FileId, Span};
use crate::value::edtf::Edtf;

mod attributes;
pub mod biblatex;
pub mod copy;
pub mod csl_json;
pub mod export;
pub mod format;
mod html;
mod kind;
pub mod label;
pub mod legal;
mod locale;
mod meanings;
mod narrow;
mod one_name;
pub mod toml_file;

pub use format::{StyleError, bibliography};
pub use kind::SourceType;
pub use label::{short_label, short_name};

/// A published work, as an editor wrote it down.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Source {
    /// The name by which statements cite it: `seed-000` in `[@seed-000]`.
    pub key: String,
    /// The key in the file.
    pub span: Span,
    pub kind: SourceType,
    /// Empty only when the work has a number instead, as some orders have.
    pub title: String,
    /// Empty when nobody is named; nothing is put in its place.
    pub author: Vec<Name>,
    pub publisher: Option<String>,
    /// The newspaper, journal, code or register it stands in: `Federal Register`.
    pub container_title: Option<String>,
    /// The body that issued it or sat in judgement.
    pub authority: Option<String>,
    pub jurisdiction: Option<String>,
    /// `14110`, `SB 53`, `2024/1689`, `Pub. L. 116-283`.
    pub number: Option<String>,
    pub volume: Option<String>,
    pub issue: Option<String>,
    pub page: Option<String>,
    pub section: Option<String>,
    /// Chapter of a volume of session laws: `138`.
    pub chapter_number: Option<String>,
    /// The Federal Register's own number: `2023-24283`.
    pub document_number: Option<String>,
    pub genre: Option<String>,
    /// BCP 47: `en`, `fr-CA`.
    pub language: Option<String>,
    pub note: Option<String>,
    /// Always `http://` or `https://`.
    pub url: Option<String>,
    /// Where `url` stands in the file.
    pub url_at: Option<Span>,
    pub doi: Option<String>,
    /// When it became public; for an order, the day of signing.
    pub issued: Option<Edtf>,
    /// Day of publication in an official journal, where that is another day.
    pub published: Option<Date>,
    /// The first day on which the editor could have known it; outranks `issued`.
    pub known: Option<Date>,
    /// The sources that it relays.
    pub via: Vec<Relayed>,
    pub role: Option<Role>,
    /// What it argues for, in the editor's words.
    pub stance: Option<String>,
    /// Where `stance` was written.
    pub stance_span: Option<Span>,
    pub stance_because: Option<String>,
    /// Address of an archived copy; always `http://` or `https://`.
    pub archived: Option<String>,
    /// Where `archived` stands in the file.
    pub archived_at: Option<Span>,
    pub archived_on: Option<Date>,
    pub accessed: Option<Date>,
    pub revised: Option<Date>,
    /// Where the dates stand in the file, by CSL name or ours.
    pub dates_at: BTreeMap<&'static str, Span>,
    pub paywall: bool,
    /// One of the works that the site's counts are made of ("5 articles").
    pub corpus: bool,
    /// Other CSL variables that hold text or a number, by CSL name.
    pub more: BTreeMap<&'static str, String>,
    /// Other CSL names (`editor`, `translator`), by CSL name.
    pub more_names: BTreeMap<&'static str, Vec<Name>>,
    /// Other CSL dates (`original-date`), by CSL name.
    pub more_dates: BTreeMap<&'static str, Edtf>,
}

/// A person, or a body that is named as one.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Name {
    pub family: Option<String>,
    pub given: Option<String>,
    /// A name that has no parts: `The White House`. Then the others are empty.
    pub literal: Option<String>,
    /// `van` in `Ludwig van Beethoven`, which sorts without it.
    pub dropping_particle: Option<String>,
    /// `de` in `Charles de Gaulle`, which sorts with it.
    pub non_dropping_particle: Option<String>,
    /// `Jr.`
    pub suffix: Option<String>,
}

/// The key of a relayed source, and where it was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Relayed {
    pub key: String,
    pub span: Span,
}

/// What a source is to the subject.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Role {
    /// The document itself: the order, the statute, the transcript.
    Primary,
    /// First-hand reporting.
    Reporting,
    /// Tells what another source reported.
    Relay,
    Analysis,
    Advocacy,
}

impl Role {
    /// Every role and the word for it in files and in the API.
    pub const ALL: [(Role, &'static str); 5] = [
        (Role::Primary, "primary"),
        (Role::Reporting, "reporting"),
        (Role::Relay, "relay"),
        (Role::Analysis, "analysis"),
        (Role::Advocacy, "advocacy"),
    ];

    pub fn parse(word: &str) -> Option<Role> {
        Role::ALL.iter().find(|(_, name)| *name == word).map(|(role, _)| *role)
    }

    pub fn name(self) -> &'static str {
        Role::ALL.iter().find(|(role, _)| *role == self).map_or("", |(_, name)| name)
    }
}

impl Source {
    /// A source of which nothing is known but its key.
    pub fn new(key: impl Into<String>, span: Span) -> Source {
        Source {
            key: key.into(),
            span,
            kind: SourceType::Document,
            title: String::new(),
            author: Vec::new(),
            publisher: None,
            container_title: None,
            authority: None,
            jurisdiction: None,
            number: None,
            volume: None,
            issue: None,
            page: None,
            section: None,
            chapter_number: None,
            document_number: None,
            genre: None,
            language: None,
            note: None,
            url: None,
            url_at: None,
            doi: None,
            issued: None,
            published: None,
            known: None,
            via: Vec::new(),
            role: None,
            stance: None,
            stance_span: None,
            stance_because: None,
            archived: None,
            archived_at: None,
            archived_on: None,
            accessed: None,
            revised: None,
            dates_at: BTreeMap::new(),
            paywall: false,
            corpus: false,
            more: BTreeMap::new(),
            more_names: BTreeMap::new(),
            more_dates: BTreeMap::new(),
        }
    }

    /// The first day on which this source could be cited.
    ///
    /// `known`, else the earliest day that `issued` allows; `None` is the fault
    /// `undated-source`, which the parsers report.
    pub fn known_on(&self) -> Option<Date> {
        self.known.or_else(|| self.issued.as_ref().and_then(Edtf::earliest))
    }

    /// The source as an edition of `as_of` may show it.
    ///
    /// What the editor did to it on a later day (looked it up, archived it), its
    /// own later revision, and a later place in an official journal are taken out.
    /// Says nothing about whether the
    /// source itself was known: ask [`Source::known_on`].
    pub fn as_of(&self, as_of: Date) -> Source {
        let not_later = |day: &Date| *day <= as_of;
        let archived_in_time = self.archived_on.as_ref().is_none_or(not_later);
        let mut seen = self.clone();
        if self.published.is_some_and(|published| published > as_of) {
            seen.published = None;
            seen.document_number = None;
            seen.container_title = None;
            seen.volume = None;
            seen.page = None;
        }
        Source {
            accessed: self.accessed.filter(not_later),
            archived: self.archived.clone().filter(|_| archived_in_time),
            archived_on: self.archived_on.filter(not_later),
            revised: self.revised.filter(not_later),
            ..seen
        }
    }

    /// The name of a person or body as it is read: `Sophia Cai`, `The White House`.
    pub fn author_names(&self) -> impl Iterator<Item = String> {
        self.author.iter().map(Name::in_full)
    }
}

impl Name {
    pub fn literal(name: impl Into<String>) -> Name {
        Name { literal: Some(name.into()), ..Name::default() }
    }

    /// Reads `Family, Given`; a name without a comma is taken whole.
    pub fn parse(text: &str) -> Name {
        match text.split_once(',') {
            Some((family, given)) if !family.trim().is_empty() && !given.trim().is_empty() => {
                Name { family: Some(family.trim().to_owned()), given: Some(given.trim().to_owned()), ..Name::default() }
            }
            _ => Name::literal(text.trim().trim_end_matches(',').trim_end()),
        }
    }

    /// `Charles de Gaulle`.
    pub fn in_full(&self) -> String {
        if let Some(literal) = &self.literal {
            return literal.clone();
        }
        let parts = [&self.given, &self.dropping_particle, &self.non_dropping_particle, &self.family, &self.suffix];
        parts.into_iter().flatten().map(String::as_str).collect::<Vec<_>>().join(" ")
    }

    /// `de Gaulle`, or the whole of a name without parts.
    pub fn short(&self) -> String {
        match (&self.literal, &self.family) {
            (Some(literal), _) => literal.clone(),
            (None, Some(family)) => match &self.non_dropping_particle {
                Some(particle) => format!("{particle} {family}"),
                None => family.clone(),
            },
            (None, None) => self.given.clone().unwrap_or_default(),
        }
    }
}

/// Reads one file of sources; `path` says by its ending which format it is.
///
/// `.toml` is ours, `.json` is CSL-JSON, `.bib` is BibLaTeX; anything else gives no source.
pub fn parse(file: FileId, path: &str, text: &str, report: &mut Report) -> Vec<Source> {
    match path.rsplit_once('.').map(|(_, ending)| ending) {
        Some("toml") => toml_file::parse(file, text, report),
        Some("json") => csl_json::parse(file, text, report),
        Some("bib") => biblatex::parse(file, text, report),
        _ => Vec::new(),
    }
}

/// Makes one library of the sources of several files.
///
/// `shared` are the sources of the whole site, when the files are one
/// explainer's: they may be relayed and may have the same keys. Keeps the order of the files and of the sources in them. Of two sources with
/// one key the first stays; keys that differ only in case count as one, because
/// each source gets a page at its key and some hosts do not tell them apart.
/// Reports `colliding-routes`, and what is wrong with `via`: `unknown-source` for
/// a key that no source has, `unknown-value` where a source relays itself.
pub fn join(files: Vec<Vec<Source>>, shared: &[Source], report: &mut Report) -> Vec<Source> {
    let mut library: Vec<Source> = Vec::new();
    let mut first_by_key: BTreeMap<String, Span> = BTreeMap::new();
    for source in files.into_iter().flatten() {
        let folded = source.key.to_lowercase();
        match first_by_key.get(&folded) {
            Some(&first) => report.add(
                Diagnostic::error("colliding-routes", source.span, format!("the source key `{}` is taken", source.key))
                    .help("give one of the two sources another key")
                    .note(Some(first), "first defined here"),
            ),
            None => {
                first_by_key.insert(folded, source.span);
                library.push(source);
            }
        }
    }
    check_via(&library, shared, report);
    library
}

/// Reports every `via` that leads nowhere or back to where it started.
fn check_via(library: &[Source], shared: &[Source], report: &mut Report) {
    // An explainer's own source wins over the site's.
    let by_key: BTreeMap<&str, &Source> =
        shared.iter().chain(library).map(|source| (source.key.as_str(), source)).collect();
    let circles = circles(&by_key);
    let mut patience = Patience::new();
    for source in library {
        for relayed in &source.via {
            if !by_key.contains_key(relayed.key.as_str()) {
                let message = format!("no source has the key `{}`", relayed.key);
                let fault = Diagnostic::error("unknown-source", relayed.span, message);
                let fault = match patience.take(by_key.len()) {
                    true => fault.suggest(&relayed.key, by_key.keys().copied()),
                    false => fault,
                };
                report.add(fault.help("`via` names the sources that this one relays; each needs an entry of its own"));
            } else if circles[source.key.as_str()] == circles[relayed.key.as_str()] {
                let message = if relayed.key == source.key {
                    format!("`{}` cannot relay itself", source.key)
                } else {
                    format!("`{}` and `{}` relay each other", source.key, relayed.key)
                };
                report.add(
                    Diagnostic::error("unknown-value", relayed.span, message)
                        .help("`via` leads from a relay to the report it relays; take one of them out"),
                );
            }
        }
    }
}

/// Numbers the sources so that two have one number if `via` leads from each of them to the other.
///
/// Source: Sharir's way of finding strongly connected components, without recursion: a chain of
/// relays may be as long as the library.
fn circles<'s>(by_key: &BTreeMap<&'s str, &'s Source>) -> BTreeMap<&'s str, usize> {
    let place: BTreeMap<&str, usize> = by_key.keys().enumerate().map(|(at, key)| (*key, at)).collect();
    let mut relayed: Vec<Vec<usize>> = vec![Vec::new(); place.len()];
    let mut relays: Vec<Vec<usize>> = vec![Vec::new(); place.len()];
    for (from, source) in by_key.values().enumerate() {
        for to in source.via.iter().filter_map(|via| place.get(via.key.as_str()).copied()) {
            relayed[from].push(to);
            relays[to].push(from);
        }
    }
    let mut left: Vec<usize> = Vec::new();
    let mut seen = vec![false; place.len()];
    for start in 0..place.len() {
        let mut open: Vec<(usize, usize)> = Vec::new();
        if !std::mem::replace(&mut seen[start], true) {
            open.push((start, 0));
        }
        while let Some((at, next)) = open.last_mut() {
            match relayed[*at].get(*next) {
                Some(&to) => {
                    *next += 1;
                    if !std::mem::replace(&mut seen[to], true) {
                        open.push((to, 0));
                    }
                }
                None => {
                    left.push(*at);
                    open.pop();
                }
            }
        }
    }
    let mut number = vec![usize::MAX; place.len()];
    for &start in left.iter().rev() {
        let mut open = vec![start];
        while let Some(at) = open.pop() {
            if number[at] == usize::MAX {
                number[at] = start;
                open.extend(&relays[at]);
            }
        }
    }
    place.into_iter().map(|(key, at)| (key, number[at])).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::files::Files;

    /// Reads files given as path and text, joins them, and says what was found.
    fn join_all(texts: &[(&str, &str)]) -> (Vec<Source>, Vec<String>) {
        let mut files = Files::default();
        let mut report = Report::default();
        let mut lists = Vec::new();
        for (path, text) in texts {
            let file = files.add(*path, *text);
            lists.push(parse(file, path, text, &mut report));
        }
        let library = join(lists, &[], &mut report);
        let said = report
            .sorted(&files)
            .into_iter()
            .map(|one| {
                let span = one.span.expect("every fault here has a place");
                let help = one.helps.first().cloned().unwrap_or_default();
                let note = one.notes.first().map(|note| {
                    let first = note.span.expect("the note has a place");
                    format!("; {}: {}", note.message, files.get(first.file).path)
                });
                let path = &files.get(span.file).path;
                let note = note.unwrap_or_default();
                format!("{path}: {}: {}; {help}{note}", one.code, one.message)
            })
            .collect();
        (library, said)
    }

    #[test]
    fn files_make_one_library_and_keys_stay_apart() {
        let (library, said) = join_all(&[
            ("sources.json", r#"[{"id": "Seed", "title": "T", "known": "2026-05-21"}]"#),
            ("sources.toml", "[seed]\ntitle = \"U\"\nknown = \"2026-05-21\"\n[b]\ntitle = \"V\"\nissued = \"2026\"\n"),
        ]);
        let keys: Vec<&str> = library.iter().map(|source| source.key.as_str()).collect();
        assert_eq!(keys, ["Seed", "b"]);
        assert_eq!(
            said,
            [
                "sources.toml: colliding-routes: the source key `seed` is taken; give one of the two sources another key; first defined here: sources.json"
            ]
        );
    }

    #[test]
    fn via_leads_to_another_source() {
        let entry = |key: &str, via: &str| format!("[{key}]\ntitle = \"T\"\nissued = \"2026\"\nvia = [{via}]\n");
        let text = entry("techcrunch", "")
            + &entry("a", "\"techcrnch\"")
            + &entry("b", "\"b\"")
            + &entry("c", "\"d\"")
            + &entry("d", "\"c\", \"techcrunch\"");
        let said = join_all(&[("sources.toml", &text)]).1;
        let heads: Vec<&str> = said.iter().filter_map(|one| one.split("; ").next()).collect();
        assert_eq!(
            heads,
            [
                "sources.toml: unknown-source: no source has the key `techcrnch`",
                "sources.toml: unknown-value: `b` cannot relay itself",
                "sources.toml: unknown-value: `c` and `d` relay each other",
                "sources.toml: unknown-value: `d` and `c` relay each other",
            ]
        );
        assert!(said[0].contains("did you mean `techcrunch`?"));
    }

    #[test]
    fn an_explainer_may_relay_a_source_of_the_site() {
        let shared = join_all(&[("a.toml", "[wire]\ntitle = \"T\"\nissued = \"2026\"\n")]).0;
        let text = "[b]\ntitle = \"T\"\nissued = \"2026\"\nvia = \"wire\"\n";
        let mut files = Files::default();
        let file = files.add("b.toml", text);
        let mut report = Report::default();
        let own = parse(file, "b.toml", text, &mut report);
        assert_eq!(join(vec![own], &shared, &mut report).len(), 1);
        assert_eq!(report.iter().count(), 0);
    }

    #[test]
    fn an_edition_shows_nothing_that_came_later() {
        let text = r#"
[eo]
type = "executive-order"
number = "14110"
issued = "2023-10-30"
published = "2023-11-01"
container-title = "Federal Register"
volume = 88
page = 75191
archived = "https://example.org/"
archived_on = "2026-11-20"
accessed = "2026-11-21"
"#;
        let source = join_all(&[("sources.toml", text)]).0.remove(0);
        let on = |year, month, day| source.as_of(jiff::civil::date(year, month, day));
        let early = on(2023, 10, 31);
        assert_eq!((early.page, early.published, early.archived, early.accessed), (None, None, None, None));
        let later = on(2026, 11, 20);
        assert_eq!(later.page.as_deref(), Some("75191"));
        assert!(later.archived.is_some() && later.accessed.is_none());
        assert_eq!(on(2026, 11, 21), source);
    }

    #[test]
    fn names() {
        let name = |text: &str| Name::parse(text);
        assert_eq!(name("Cai, Sophia").in_full(), "Sophia Cai");
        assert_eq!(name("Cai, Sophia").short(), "Cai");
        assert_eq!(name("The White House"), Name::literal("The White House"));
        assert_eq!(name("Cai,"), Name::literal("Cai"));
    }
}
