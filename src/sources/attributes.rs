//! What may be written about a source, and what each value must look like.
//!
//! [`FIELDS`] is the list; the parsers turn what they read into [`Written`]
//! values and hand them to [`set`], so that a wrong date is the same message in
//! TOML, CSL-JSON and BibLaTeX. Never looks at a file's syntax.

use jiff::civil::Date;

use super::one_name;
use super::{Name, Relayed, Role, Source, SourceType};
use crate::diag::fix::{Fix, sure};
use crate::diag::{Diagnostic, Report};
use crate::files::Span;
use crate::value::edtf::{Edtf, EdtfError};
use crate::value::url::is_web_address;

/// What kind of value a field takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum FieldKind {
    Type,
    /// Text, or a number that is kept as it was written.
    Text,
    /// A web address, `http` or `https`.
    Url,
    /// A DOI, with or without the address or the word that is often copied with it.
    Doi,
    Names,
    /// An EDTF date.
    When,
    /// A full day.
    Day,
    /// Keys of sources.
    Keys,
    Role,
    Flag,
}

use FieldKind::{Day, Doi, Flag, Keys, Names, Text, Type, Url, When};

/// Every field, by the name under which it is written.
///
/// The last column says whether the field is ours: an editor may then write it
/// into the note of an item in CSL-JSON or BibLaTeX as well, a line each.
/// Source: CSL 1.0.2 specification, appendix IV (variables); PRODUCT, section 1.
pub(super) const FIELDS: &[(&str, FieldKind, bool)] = &[
    ("type", Type, false),
    ("title", Text, false),
    ("author", Names, false),
    ("publisher", Text, false),
    ("container-title", Text, false),
    ("authority", Text, false),
    ("jurisdiction", Text, false),
    ("number", Text, false),
    ("volume", Text, false),
    ("issue", Text, false),
    ("page", Text, false),
    ("section", Text, false),
    ("chapter-number", Text, false),
    ("document-number", Text, true),
    ("genre", Text, false),
    ("language", Text, false),
    ("note", Text, false),
    ("URL", Url, false),
    ("DOI", Doi, false),
    ("issued", When, false),
    ("published", Day, true),
    ("known", Day, true),
    ("via", Keys, true),
    ("role", FieldKind::Role, true),
    ("stance", Text, true),
    ("stance_because", Text, true),
    ("archived", Url, true),
    ("archived_on", Day, true),
    ("accessed", Day, false),
    ("revised", Day, true),
    ("paywall", Flag, true),
    ("corpus", Flag, true),
    // The rest of CSL. `abstract` and the like are left to Zotero.
    ("collection-number", Text, false),
    ("collection-title", Text, false),
    ("container-title-short", Text, false),
    ("dimensions", Text, false),
    ("division", Text, false),
    ("edition", Text, false),
    ("event-place", Text, false),
    ("event-title", Text, false),
    ("ISBN", Text, false),
    ("ISSN", Text, false),
    ("license", Text, false),
    ("medium", Text, false),
    ("number-of-pages", Text, false),
    ("number-of-volumes", Text, false),
    ("original-publisher", Text, false),
    ("original-title", Text, false),
    ("part-number", Text, false),
    ("part-title", Text, false),
    ("PMCID", Text, false),
    ("PMID", Text, false),
    ("publisher-place", Text, false),
    ("references", Text, false),
    ("reviewed-genre", Text, false),
    ("reviewed-title", Text, false),
    ("scale", Text, false),
    ("source", Text, false),
    ("status", Text, false),
    ("supplement-number", Text, false),
    ("title-short", Text, false),
    ("version", Text, false),
    ("volume-title", Text, false),
    ("chair", Names, false),
    ("collection-editor", Names, false),
    ("compiler", Names, false),
    ("composer", Names, false),
    ("container-author", Names, false),
    ("contributor", Names, false),
    ("director", Names, false),
    ("editor", Names, false),
    ("editorial-director", Names, false),
    ("guest", Names, false),
    ("host", Names, false),
    ("illustrator", Names, false),
    ("interviewer", Names, false),
    ("narrator", Names, false),
    ("organizer", Names, false),
    ("original-author", Names, false),
    ("performer", Names, false),
    ("producer", Names, false),
    ("recipient", Names, false),
    ("reviewed-author", Names, false),
    ("script-writer", Names, false),
    ("series-creator", Names, false),
    ("translator", Names, false),
    ("available-date", When, false),
    ("event-date", When, false),
    ("original-date", When, false),
    ("submitted", When, false),
];

/// A line of [`FIELDS`].
pub(super) type Field = (&'static str, FieldKind, bool);

/// Finds a field by its name; the case of `URL`, `DOI` and the like does not matter.
pub(super) fn field(name: &str) -> Option<Field> {
    FIELDS.iter().find(|(known, ..)| known.eq_ignore_ascii_case(name)).copied()
}

/// Reads a line `name: value` of a note, as Zotero's own field "Extra" allows; `written` are the fields that are there already.
///
/// Any field of ours may stand there, and a CSL variable that has not been written otherwise.
pub(super) fn note_line<'l>(line: &'l str, written: &[&'static str]) -> Option<(Field, &'l str)> {
    let (name, value) = line.split_once(':')?;
    let name = name.trim().to_lowercase().replace(' ', "-");
    let found = field(&name)
        .or_else(|| field(&name.replace('-', "_")))
        .filter(|(known, ..)| *known != "note")
        .filter(|(known, _, ours)| *ours || *known == "type" || !written.contains(known))?;
    Some((found, value.trim())).filter(|(_, value)| !value.is_empty())
}

/// The name in a line of a note that is surely misspelt, and what is meant.
///
/// Notes hold prose, and fields of others: it is sure only if the value is one that the field takes.
pub(super) fn meant_in_note<'l>(line: &'l str, written: &[&'static str]) -> Option<(&'l str, &'static str)> {
    let (name, value) = line.split_once(':')?;
    let (name, value) = (name.trim(), value.trim());
    // `archive` is a variable of CSL that we pass over.
    if name.len() > 30 || name.eq_ignore_ascii_case("archive") || field(name).is_some() {
        return None;
    }
    let known = FIELDS.iter().filter(|(_, kind, _)| !matches!(kind, Text | Names | Keys));
    let (meant, kind, _) = field(sure(&name.replace(' ', "-"), known.map(|(known, ..)| *known))?)?;
    (!written.contains(&meant) && is_surely_of(kind, value)).then_some((name, meant))
}

/// Whether a text can hardly be the value of anything but a field of this kind.
fn is_surely_of(kind: FieldKind, value: &str) -> bool {
    match kind {
        Day => day(value).is_ok(),
        When => Edtf::parse(value).is_ok(),
        Url => is_web_address(value),
        Doi => doi(value).is_some(),
        Type => SourceType::parse(value).is_some(),
        FieldKind::Role => Role::parse(value).is_some(),
        Flag => matches!(value, "true" | "false"),
        Text | Names | Keys => false,
    }
}

/// A name that is misspelt, in a file where many names are not ours to know.
pub(super) fn misspelt(written: &str, meant: &str, place: Span) -> Diagnostic {
    Diagnostic::error("unknown-key", place, format!("a source has no attribute `{written}`"))
        .help(format!("did you mean `{meant}`?"))
}

/// The value of such a line.
pub(super) fn note_value(field: Field, value: &str, span: Span) -> Value {
    // Zotero writes `Family || Given` here.
    let name = |name: &str| Written { span, text_at: None, value: Value::Text(name.trim().replace("||", ",")) };
    match field.1 {
        Names => Value::List(value.split(';').filter(|one| !one.trim().is_empty()).map(name).collect()),
        _ => Value::Text(value.to_owned()),
    }
}

/// A value as it was written, whatever the file's syntax.
#[derive(Debug, Clone)]
pub(super) struct Written {
    /// The whole value, quotation marks included.
    pub span: Span,
    /// Byte offset in the file of the text's first character, when the text
    /// stands in the file just as it is (no escapes).
    pub text_at: Option<usize>,
    pub value: Value,
}

#[derive(Debug, Clone)]
pub(super) enum Value {
    Text(String),
    /// A number, as it was written.
    Number(String),
    Flag(bool),
    List(Vec<Written>),
    /// Names and values, with the span of each name.
    Table(Vec<(String, Span, Written)>),
    /// Anything else: `null`.
    Other,
}

impl Written {
    /// The text without the space around it, and where it begins.
    fn text(&self) -> Option<(&str, Option<usize>)> {
        match &self.value {
            Value::Text(text) => {
                let blank = text.len() - text.trim_start().len();
                Some((text.trim(), self.text_at.map(|at| at + blank)))
            }
            Value::Number(number) => Some((number, Some(self.span.start))),
            _ => None,
        }
    }
}

/// Writes one value into `source`, or reports why it cannot be.
///
/// `name` is the field's name as the editor wrote it.
pub(super) fn set(source: &mut Source, field: Field, written: &Written, report: &mut Report) {
    let (name, kind, _) = field;
    let mut fault = |diagnostic| report.add(diagnostic);
    match kind {
        Text => match written.text() {
            Some(("", _)) => {}
            Some((text, _)) => {
                set_text(source, name, text);
                if name == "stance" {
                    source.stance_span = Some(written.span);
                }
            }
            None => fault(wrong_kind(name, "text", "put it in quotation marks", written)),
        },
        Url => match written.text() {
            Some(("", _)) => {}
            Some((text, at)) if is_web_address(text) => {
                let span = within(written, at, 0..text.len());
                match name {
                    "URL" => source.url_at = Some(span),
                    _ => source.archived_at = Some(span),
                }
                set_text(source, name, text);
            }
            Some((text, _)) => {
                let told = Diagnostic::error("unknown-value", written.span, format!("`{text}` is not a web address"));
                let rest = text.split_once("://").map_or("", |(_, rest)| rest);
                fault(match is_web_address(rest) {
                    true => told.help(format!("it has two schemes: write `{rest}`")),
                    false => told.help("a web address begins with https:// or http:// and holds no spaces"),
                });
            }
            None => fault(wrong_kind(
                name,
                "a web address in quotation marks",
                "write it as in \"https://example.org/\"",
                written,
            )),
        },
        Doi => match written.text() {
            Some(("", _)) => {}
            Some((text, _)) => match doi(text) {
                Some(doi) => source.doi = Some(doi.to_owned()),
                None => fault(
                    Diagnostic::error("unknown-value", written.span, format!("`{text}` is not a DOI"))
                        .help("a DOI is `10.`, digits, `/` and more without spaces, as in `10.1000/182`"),
                ),
            },
            None => fault(wrong_kind(name, "a DOI in quotation marks", "write it as in \"10.1000/182\"", written)),
        },
        Type => match written.text() {
            Some(("", _)) => {}
            Some((text, _)) => match SourceType::parse(text) {
                Some(kind) => source.kind = kind,
                None => {
                    let names: Vec<&str> = SourceType::names().collect();
                    let unknown = unknown_word(name, text, written.span, names.iter().copied());
                    fault(match unknown.helps.is_empty() {
                        true => unknown.help(format!("a type is one of {}", names.join(", "))),
                        false => unknown,
                    });
                }
            },
            None => fault(wrong_kind(name, "text", "put it in quotation marks", written)),
        },
        FieldKind::Role => match written.text() {
            Some(("", _)) => {}
            Some((text, _)) => match Role::parse(text) {
                Some(role) => source.role = Some(role),
                None => {
                    let roles = Role::ALL.map(|(_, word)| word);
                    fault(
                        unknown_word(name, text, written.span, roles)
                            .help(format!("a role is one of {}", roles.join(", "))),
                    );
                }
            },
            None => fault(wrong_kind(name, "text", "put it in quotation marks", written)),
        },
        When => match written.text() {
            Some(("", _)) => {}
            Some((text, at)) => match Edtf::parse(text) {
                Ok(date) => {
                    source.dates_at.insert(name, written.span);
                    set_date(source, name, date);
                }
                Err(error) => fault(wrong_date(written, text, at, error, false)),
            },
            None => fault(wrong_kind(name, "a date such as \"2026-05-21\"", "put it in quotation marks", written)),
        },
        Day => match written.text() {
            Some(("", _)) => {}
            Some((text, at)) => match day(text) {
                Ok(date) => {
                    source.dates_at.insert(name, written.span);
                    set_day(source, name, date);
                }
                Err(error) => fault(wrong_date(written, text, at, error, true)),
            },
            None => fault(wrong_kind(name, "a day such as \"2026-05-21\"", "put it in quotation marks", written)),
        },
        Flag => match &written.value {
            Value::Flag(flag) => set_flag(source, name, *flag),
            Value::Text(text) if matches!(text.trim(), "true" | "false") => {
                set_flag(source, name, text.trim() == "true");
            }
            _ => fault(wrong_kind(name, "true or false", "write `true` or `false`, without quotation marks", written)),
        },
        Keys => match keys(written) {
            Some(keys) => source.via = keys,
            None => {
                fault(wrong_kind(name, "a list of source keys", "write it as in [\"key\", \"other-key\"]", written))
            }
        },
        Names => match names(written, report) {
            Some(names) if name == "author" => source.author = names,
            Some(names) => {
                source.more_names.insert(name, names);
            }
            None => report.add(wrong_kind(
                name,
                "a list of names",
                "write [\"Family, Given\", {literal = \"The White House\"}]",
                written,
            )),
        },
    }
}

/// Checks that a key can stand in a citation and name a page.
///
/// Letters, digits and `- _ . :`, beginning with a letter or a digit: what
/// Pandoc takes inside `[@key]` and an address bears without escapes.
pub(super) fn check_key(key: &str, span: Span, report: &mut Report) -> bool {
    let fits = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.' | ':');
    let sound = key.chars().all(fits)
        && key.starts_with(|c: char| c.is_ascii_alphanumeric())
        && key.ends_with(|c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_');
    if !sound {
        report.add(Diagnostic::error("unknown-value", span, format!("`{key}` cannot be a source key")).help(
            "a key begins with a letter or a digit and holds only letters a to z, digits, `-`, `_`, `.` and `:`",
        ));
    }
    sound
}

/// Reports what a source lacks, once all of its fields are set.
///
/// `was_written` says whether a field was written at all: a date that is there
/// and wrong has had its own message. `issued` is what the file calls that field. `vouched` adds the day on which
/// it was seen, if that is known.
pub(super) fn check_complete(
    source: &Source,
    was_written: impl Fn(&str) -> bool,
    issued: &str,
    vouched: Option<Fix>,
    report: &mut Report,
) {
    if source.title.is_empty() && source.number.is_none() && !was_written("title") {
        report.add(
            Diagnostic::error("missing-attribute", source.span, format!("the source `{}` has no title", source.key))
                .help("add `title`, the work's own heading or a plain description of it"),
        );
    }
    if source.known_on().is_none() && !was_written("issued") && !was_written("known") {
        report.add(
            Diagnostic::error(
                "undated-source",
                source.span,
                format!("nothing says when the source `{}` was known", source.key),
            )
            .help(format!(
                "add `{issued}`, the day it appeared, or `known`, the first day on which you could have known it"
            ))
            .fix(vouched),
        );
    }
    if let (Some(stance), Some(span), None) = (&source.stance, source.stance_span, &source.stance_because) {
        report.add(
            Diagnostic::error(
                "unexplained-stance",
                span,
                format!("nothing says why the stance of `{}` is called `{stance}`", source.key),
            )
            .help("add `stance_because`, what in the source shows it, or take `stance` out"),
        );
    }
    if let (None, Some(day), Some(span)) = (&source.archived, source.archived_on, source.dates_at.get("archived_on"))
        && !was_written("archived")
    {
        let message = format!("nothing says where the copy of {day} is");
        report.add(
            Diagnostic::error("missing-attribute", *span, message)
                .help("add `archived`, the address of the copy, or take `archived_on` out"),
        );
    }
    if let (Some(copy), Some(span)) = (&source.archived, source.archived_at)
        && source.url.as_ref() == Some(copy)
    {
        report.add(
            Diagnostic::error("unknown-value", span, "this is the address of the source itself, and no archived copy")
                .help("write the address of the copy that an archive has kept, or take the line out"),
        );
    }
    check_order(source, report);
}

/// Reports what was done to a source before it was there.
///
/// Only full days are compared, and one day is let pass: when it is the 21st here, it may be the 20th elsewhere.
fn check_order(source: &Source, report: &mut Report) {
    let Some(issued) = source.issued.as_ref().and_then(Edtf::day) else { return };
    let first = source.known.map_or(issued, |known| known.min(issued));
    let days = [
        ("accessed", "visited", source.accessed),
        ("archived_on", "archived", source.archived_on),
        ("revised", "revised", source.revised),
    ];
    for (name, done, day) in days {
        let (Some(day), Some(span)) = (day, source.dates_at.get(name)) else { continue };
        if day.tomorrow().is_ok_and(|next| next < first) {
            let message = format!("the source `{}` was {done} on {day}, before it appeared", source.key);
            report.add(
                Diagnostic::error("invalid-date", *span, message)
                    .help("correct one of the two days; if it could be read before that day, add `known`, the first on which it could")
                    .note(source.dates_at.get("issued").copied(), format!("it appeared on {issued}")),
            );
        }
    }
    if let (Some(day), Some(span)) = (source.published, source.dates_at.get("published"))
        && day.tomorrow().is_ok_and(|next| next < first)
    {
        let message = format!("the source `{}` was published on {day}, before it was issued", source.key);
        report.add(
            Diagnostic::error("invalid-date", *span, message)
                .help("`issued` is the day on which it was signed or became public, `published` the later one of the official journal: exchange the two, or correct one of them")
                .note(source.dates_at.get("issued").copied(), format!("it was issued on {issued}")),
        );
    }
}

fn wrong_kind(name: &str, wanted: &str, cure: &str, written: &Written) -> Diagnostic {
    Diagnostic::error("unknown-value", written.span, format!("`{name}` takes {wanted}")).help(cure)
}

/// A date that is none; `needs_day` says that only a full day will do.
fn wrong_date(written: &Written, text: &str, text_at: Option<usize>, error: EdtfError, needs_day: bool) -> Diagnostic {
    let span = within(written, text_at, error.at);
    let fits = |meant: &String| !needs_day || day(meant).is_ok();
    let fix = text_at.zip(error.meant.filter(fits)).map(|(at, meant)| {
        // What is no date without quotation marks may need them as one.
        let new = if matches!(written.value, Value::Number(_)) { format!("\"{meant}\"") } else { meant };
        Fix::replace(Span::new(written.span.file, at, at + text.len()), text, new)
    });
    Diagnostic::error("invalid-date", span, error.message).help(error.help).fix(fix)
}

fn unknown_word<'a>(name: &str, written: &str, span: Span, possible: impl IntoIterator<Item = &'a str>) -> Diagnostic {
    Diagnostic::error("unknown-value", span, format!("`{written}` is no known `{name}`")).suggest(written, possible)
}

/// The place of a part of a text, or of the whole value when it holds escapes.
fn within(written: &Written, text_at: Option<usize>, part: std::ops::Range<usize>) -> Span {
    match text_at {
        Some(at) if part.start < part.end => {
            let end = (at + part.end).min(written.span.end);
            Span::new(written.span.file, (at + part.start).min(end), end)
        }
        _ => written.span,
    }
}

/// A DOI without what is often copied with it: `doi:`, `https://doi.org/`.
fn doi(text: &str) -> Option<&str> {
    const AROUND: [&str; 9] =
        ["https://", "http://", "www.", "dx.doi.org/", "doi.org/", "info:doi/", "doi/", "doi:", "doi "];
    let mut bare = text;
    for prefix in AROUND {
        if bare.get(..prefix.len()).is_some_and(|start| start.eq_ignore_ascii_case(prefix)) {
            bare = bare[prefix.len()..].trim_start();
        }
    }
    let (registrant, rest) = bare.strip_prefix("10.")?.split_once('/')?;
    let is_number = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    let is_sound = registrant.split('.').all(is_number) && !rest.is_empty();
    (is_sound && !rest.contains(|letter: char| letter.is_whitespace() || letter.is_control())).then_some(bare)
}

/// Reads one full day, `2026-05-21`.
///
/// # Errors
/// When it is no date, or a date that is not one day.
fn day(text: &str) -> Result<Date, EdtfError> {
    let date = Edtf::parse(text)?;
    date.day().ok_or_else(|| EdtfError {
        at: 0..text.len(),
        message: format!("`{text}` is not one full day"),
        help: "write a day such as `2026-05-21`".to_owned(),
        meant: None,
    })
}

/// Reads `["a", "b"]`, `"a"` or `"a, b"`; each key keeps its own place.
fn keys(written: &Written) -> Option<Vec<Relayed>> {
    match &written.value {
        Value::List(items) => items.iter().map(|item| keys(item).filter(|_| item.text().is_some())).try_fold(
            Vec::new(),
            |mut all, keys| {
                all.extend(keys?);
                Some(all)
            },
        ),
        Value::Text(text) => {
            let mut at = 0;
            let mut all = Vec::new();
            for part in text.split(',') {
                let key = part.trim();
                let start = at + (part.len() - part.trim_start().len());
                at += part.len() + 1;
                if !key.is_empty() {
                    let span = within(written, written.text_at, start..start + key.len());
                    all.push(Relayed { key: key.to_owned(), span });
                }
            }
            Some(all)
        }
        _ => None,
    }
}

fn names(written: &Written, report: &mut Report) -> Option<Vec<Name>> {
    match &written.value {
        Value::List(items) => items.iter().try_fold(Vec::new(), |mut all, item| match &item.value {
            Value::List(_) => None,
            Value::Text(text) if text.trim().is_empty() => {
                report.extend(doubt(text, item));
                Some(all)
            }
            _ => {
                all.extend(names(item, report)?);
                Some(all)
            }
        }),
        Value::Text(text) if text.trim().is_empty() => Some(Vec::new()),
        Value::Text(text) => match doubt(text, written) {
            Some(doubt) => {
                report.add(doubt);
                Some(Vec::new())
            }
            None => Some(vec![Name::parse(text)]),
        },
        Value::Table(parts) => {
            let mut name = Name::default();
            for (part, span, written) in parts {
                let place = match part.as_str() {
                    "family" => &mut name.family,
                    "given" => &mut name.given,
                    "literal" => &mut name.literal,
                    "dropping-particle" => &mut name.dropping_particle,
                    "non-dropping-particle" => &mut name.non_dropping_particle,
                    "suffix" => &mut name.suffix,
                    // Zotero's own marks, of no use here.
                    "comma-suffix" | "static-ordering" | "parse-names" => continue,
                    _ => {
                        let fault = Diagnostic::error("unknown-key", *span, format!("a name has no part `{part}`"));
                        let fault = match part.as_str() {
                            "name" => fault.help("did you mean `literal`?"),
                            _ => fault.suggest(part, NAME_PARTS.iter().copied()),
                        };
                        report.add(fault.help(format!("a name has the parts {}", NAME_PARTS.join(", "))));
                        continue;
                    }
                };
                match written.text() {
                    Some((text, _)) => *place = Some(text.to_owned()).filter(|t| !t.is_empty()),
                    None => report.add(wrong_kind(part, "text", "put it in quotation marks", written)),
                }
            }
            if name.literal.is_some() {
                name = Name { literal: name.literal, ..Name::default() };
            }
            Some(if name == Name::default() { Vec::new() } else { vec![name] })
        }
        _ => None,
    }
}

/// Why a text is not one name.
fn doubt(text: &str, written: &Written) -> Option<Diagnostic> {
    let (message, help) = one_name::doubt(text)?;
    Some(Diagnostic::error("unknown-value", written.span, message).help(help))
}

pub(super) const NAME_PARTS: [&str; 6] =
    ["family", "given", "literal", "dropping-particle", "non-dropping-particle", "suffix"];

fn set_text(source: &mut Source, name: &'static str, text: &str) {
    let text = text.to_owned();
    let place = match name {
        "title" => {
            source.title = text;
            return;
        }
        "publisher" => &mut source.publisher,
        "container-title" => &mut source.container_title,
        "authority" => &mut source.authority,
        "jurisdiction" => &mut source.jurisdiction,
        "number" => &mut source.number,
        "volume" => &mut source.volume,
        "issue" => &mut source.issue,
        "page" => &mut source.page,
        "section" => &mut source.section,
        "chapter-number" => &mut source.chapter_number,
        "document-number" => &mut source.document_number,
        "genre" => &mut source.genre,
        "language" => &mut source.language,
        "note" => &mut source.note,
        "URL" => &mut source.url,
        "stance" => &mut source.stance,
        "stance_because" => &mut source.stance_because,
        "archived" => &mut source.archived,
        _ => {
            source.more.insert(name, text);
            return;
        }
    };
    *place = Some(text);
}

fn set_date(source: &mut Source, name: &'static str, date: Edtf) {
    if name == "issued" {
        source.issued = Some(date);
    } else {
        source.more_dates.insert(name, date);
    }
}

fn set_day(source: &mut Source, name: &'static str, date: Date) {
    match name {
        "published" => source.published = Some(date),
        "known" => source.known = Some(date),
        "archived_on" => source.archived_on = Some(date),
        "accessed" => source.accessed = Some(date),
        "revised" => source.revised = Some(date),
        _ => unreachable!("every day of FIELDS has a place in Source"),
    }
}

fn set_flag(source: &mut Source, name: &'static str, flag: bool) {
    match name {
        "paywall" => source.paywall = flag,
        "corpus" => source.corpus = flag,
        _ => unreachable!("every flag of FIELDS has a place in Source"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_field_has_a_place() {
        let mut files = crate::files::Files::default();
        let file = files.add("sources.toml", "");
        let mut source = Source::new("a", Span::top(file));
        let mut report = Report::default();
        for field in FIELDS {
            let value = match field.1 {
                Type => Value::Text("article".into()),
                Url => Value::Text("https://example.org/".into()),
                When | Day => Value::Text("2026-05-21".into()),
                Flag => Value::Flag(true),
                FieldKind::Role => Value::Text("relay".into()),
                Doi => Value::Text("10.1000/182".into()),
                Text | Names | Keys => Value::Text("a".into()),
            };
            let written = Written { span: Span::top(file), text_at: None, value };
            set(&mut source, *field, &written, &mut report);
        }
        assert_eq!(report.iter().count(), 0);
        assert_eq!(source.known_on(), Some(jiff::civil::date(2026, 5, 21)));
    }

    #[track_caller]
    fn check_day(text: &str, at_fault: &str, message: &str) {
        let error = day(text).expect_err("the day is wrong");
        assert_eq!((&text[error.at], error.message.as_str()), (at_fault, message));
    }

    #[test]
    fn a_wrong_day_is_blamed_on_its_smallest_part() {
        check_day("2026-13-01", "13", "there is no month 13, the day stands in its place");
        check_day("2026-02-30", "30", "February 2026 has 28 days, not 30");
        check_day("2026-05", "2026-05", "`2026-05` is not one full day");
    }

    #[test]
    fn a_doi_may_have_its_address() {
        for pasted in [
            "10.1000/182",
            "https://doi.org/10.1000/182",
            "http://dx.doi.org/10.1000/182",
            "https://www.doi.org/10.1000/182",
            "doi.org/10.1000/182",
            "doi:10.1000/182",
            "DOI: 10.1000/182",
            "doi 10.1000/182",
            "info:doi/10.1000/182",
        ] {
            assert_eq!(doi(pasted), Some("10.1000/182"), "{pasted}");
        }
        assert_eq!(doi("10.1000.10/a/<b>"), Some("10.1000.10/a/<b>"));
        for wrong in ["", "10", "10.1000", "10.1000/", "10./1", "10.a/1", "10.1000/a b", "https://a.org/10.1000/182"] {
            assert_eq!(doi(wrong), None, "{wrong}");
        }
    }
}
