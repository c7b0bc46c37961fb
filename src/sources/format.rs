//! Formats the bibliography by CSL, with the styles that hayagriva carries.
//!
//! [`Source`]s in, one piece of HTML each out, in the same order. Each is
//! formatted by itself, so that an entry never depends on which others stand
//! beside it: the same source reads the same in every edition. Our legal types
//! go to [`super::legal`], since CSL styles print them badly.
//! Never numbers the entries, and never adds what the source does not say: a
//! work without author begins with its title, one without date has no date.

use std::collections::HashMap;
use std::fmt;

use hayagriva::citationberg::json::{Item, Value};
use hayagriva::citationberg::taxonomy::{Kind, OtherTerm, Term};
use hayagriva::citationberg::{FontStyle, FontWeight, IndependentStyle, Locale, LocaleCode, Style, VerticalAlign};
use hayagriva::{
    BibliographyDriver, BibliographyRequest, CitationItem, CitationRequest, Elem, ElemChild, ElemChildren, ElemMeta,
    Formatted, archive,
};
use rayon::prelude::*;

use super::{Source, SourceType, export, html, legal, locale, narrow};

/// Why a bibliography could not be made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum StyleError {
    /// No style has this name; `near` are the names most like it, at most three.
    Unknown { name: String, near: Vec<&'static str> },
    /// The style only formats citations in the text.
    NoBibliography { name: String },
}

impl fmt::Display for StyleError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            StyleError::Unknown { name, .. } => write!(f, "there is no citation style `{name}`"),
            StyleError::NoBibliography { name } => {
                write!(f, "the citation style `{name}` has no bibliography")
            }
        }
    }
}

impl std::error::Error for StyleError {}

impl StyleError {
    /// How to mend it.
    pub fn help(&self) -> String {
        match self {
            StyleError::Unknown { near, .. } if !near.is_empty() => {
                let names: Vec<String> = near.iter().map(|name| format!("`{name}`")).collect();
                format!("did you mean {}?", names.join(" or "))
            }
            _ => "for example `chicago-author-date`, `apa`, `ieee` or `modern-language-association`".to_owned(),
        }
    }
}

/// Formats each source as one entry of a bibliography, in HTML.
///
/// `style` is a name of CSL's style repository, as `chicago-author-date`, `apa`
/// or `ieee`; `language` is BCP 47, as `en` or `fr-CA`, and falls back to US
/// English. The HTML holds text and the tags `i b sup sub span a`, nothing else.
///
/// # Errors
/// If no carried style has that name, or it has no bibliography.
pub fn bibliography(sources: &[&Source], style: &str, language: &str) -> Result<Vec<String>, StyleError> {
    let found = find_style(style)?;
    let is_chicago = found.csl_id().contains("chicago");
    // What CSL does not format is an entry already.
    let prepared: Vec<Result<Item, String>> = sources
        .par_iter()
        .map(|source| match legal::entry(source) {
            Some(entry) => Err(entry),
            None => item(source, is_chicago).ok_or_else(|| plain_entry(source)),
        })
        .collect();
    let mut items = prepared.iter().flatten().peekable();
    // Reading a style costs milliseconds; a site of statutes needs none.
    let formatter = match items.peek() {
        Some(_) => Some(Formatter::load(found, style, language, items)?),
        None => None,
    };
    let entries = prepared.into_par_iter().zip(sources).map(|(prepared, source)| match (prepared, &formatter) {
        (Ok(item), Some(formatter)) => {
            formatter.entry(&item, source.accessed.is_some()).unwrap_or_else(|| plain_entry(source))
        }
        (Ok(_), None) => plain_entry(source),
        (Err(entry), _) => entry,
    });
    Ok(entries.collect())
}

/// Says whether `style` can be used, without loading it.
///
/// # Errors
/// If no carried style has that name.
pub fn check_style(style: &str) -> Result<(), StyleError> {
    find_style(style).map(|_| ())
}

fn find_style(name: &str) -> Result<archive::ArchivedStyle, StyleError> {
    archive::ArchivedStyle::by_name(name).ok_or_else(|| {
        let mut names: Vec<(usize, &'static str)> = archive::ArchivedStyle::all()
            .iter()
            .flat_map(|style| style.names())
            .map(|known| (distance(name, known), *known))
            .collect();
        names.sort_unstable();
        names.dedup();
        let limit = (name.chars().count() / 2).max(2);
        let near = names.iter().filter(|(far, _)| *far <= limit).take(3).map(|(_, name)| *name);
        StyleError::Unknown { name: name.to_owned(), near: near.collect() }
    })
}

/// How unlike a style's name is; a name that holds what was written is close.
fn distance(written: &str, known: &str) -> usize {
    let written = written.to_lowercase().replace([' ', '_'], "-");
    if !written.is_empty() && known.contains(&written) {
        return 1;
    }
    strsim::osa_distance(&written, known)
}

/// A loaded style and the locale that it needs.
struct Formatter {
    /// The style as each type of works needs it, by the type's name.
    styles: HashMap<String, IndependentStyle>,
    /// The site's language, and US English for what it lacks.
    locales: Vec<Locale>,
    /// The same without "retrieved from", for sources with no day of access.
    locales_without_access: Vec<Locale>,
    locale: LocaleCode,
}

impl Formatter {
    /// `items`: the works that are to be formatted.
    fn load<'i>(
        found: archive::ArchivedStyle,
        name: &str,
        language: &str,
        items: impl Iterator<Item = &'i Item>,
    ) -> Result<Formatter, StyleError> {
        let Style::Independent(mut style) = found.get() else {
            return Err(StyleError::NoBibliography { name: name.to_owned() });
        };
        if style.bibliography.is_none() {
            return Err(StyleError::NoBibliography { name: name.to_owned() });
        }
        // A British style stays British on a site in English.
        let base = |code: &str| code.split('-').next().unwrap_or("").to_lowercase();
        let locale = match &style.default_locale {
            Some(own) if base(&own.0) == language.to_lowercase() => own.clone(),
            _ => LocaleCode(usual_code(language)),
        };
        let mut locales = locale::load(&locale.0);
        let locale = locales.first().and_then(|first| first.lang.clone()).unwrap_or(locale);
        // A work without a date is left without one: no "n.d.".
        drop_terms(&mut locales, &[OtherTerm::NoDate]);
        drop_terms(&mut style.locale, &[OtherTerm::NoDate]);
        let mut locales_without_access = locales.clone();
        let access = [OtherTerm::Accessed, OtherTerm::Retrieved, OtherTerm::From];
        drop_terms(&mut locales_without_access, &access);
        let mut styles = HashMap::new();
        for kind in items.map(kind_of) {
            if !styles.contains_key(kind) {
                styles.insert(kind.to_owned(), narrow::to_kind(&style, kind.parse::<Kind>().ok()));
            }
        }
        Ok(Formatter { styles, locales, locales_without_access, locale })
    }

    /// One entry; `None` when the style has nothing to say about the work.
    fn entry(&self, item: &Item, has_access: bool) -> Option<String> {
        let style = self.styles.get(kind_of(item))?;
        let locales = if has_access { &self.locales } else { &self.locales_without_access };
        let locale = || Some(self.locale.clone());
        let mut driver = BibliographyDriver::new();
        driver.citation(CitationRequest::new(vec![CitationItem::with_entry(item)], style, locale(), locales, None));
        let rendered = driver.finish(BibliographyRequest::new(style, locale(), locales));
        let content = rendered.bibliography?.items.into_iter().next()?.content;
        let mut entry = String::new();
        write_children(&content, &mut entry);
        let entry = tidy(&entry);
        (!entry.is_empty()).then_some(entry)
    }
}

fn drop_terms(locales: &mut [Locale], unwanted: &[OtherTerm]) {
    for terms in locales.iter_mut().filter_map(|locale| locale.terms.as_mut()) {
        terms.terms.retain(|term| match term.name {
            Term::Other(name) => !unwanted.contains(&name),
            _ => true,
        });
    }
}

/// The region that CSL takes for a language without one; else as it is.
fn usual_code(language: &str) -> String {
    match language {
        "en" => "en-US".to_owned(),
        "de" => "de-DE".to_owned(),
        "fr" => "fr-FR".to_owned(),
        "es" => "es-ES".to_owned(),
        "pt" => "pt-PT".to_owned(),
        "zh" => "zh-CN".to_owned(),
        _ => language.replace('_', "-"),
    }
}

/// The source as hayagriva takes it: our CSL-JSON without what it cannot bear.
fn item(source: &Source, is_chicago: bool) -> Option<Item> {
    let mut item = export::csl_json(source);
    let properties = item.as_object_mut()?;
    for ours in ["custom", "note"] {
        properties.remove(ours);
    }
    for value in properties.values_mut() {
        let Some(date) = value.as_object_mut() else {
            continue;
        };
        // hayagriva 0.10 panics on an interval; its beginning must do.
        if let Some(days) = date.get_mut("date-parts").and_then(|days| days.as_array_mut()) {
            days.truncate(1);
        }
    }
    properties.retain(|_, value| value.get("raw").is_none());
    // hayagriva's title case knows no names: it makes "Techcrunch" of TechCrunch
    // and "Ai" of AI. It lets a title alone that is not in English.
    properties.insert("language".into(), "zxx".into());
    if let Some(kind) = plain_kind(source) {
        properties.insert("type".into(), kind.into());
    }
    if is_chicago && is_unsigned_in_container(source) {
        properties.insert("type".into(), "post-weblog".into());
    }
    serde_json::from_value(item).ok()
}

/// The name of a work's type in CSL.
fn kind_of(item: &Item) -> &str {
    match item.0.get("type") {
        Some(Value::String(kind)) => kind,
        _ => "",
    }
}

/// The type for a plain "article", which to CSL is a preprint and is printed so.
fn plain_kind(source: &Source) -> Option<&'static str> {
    if source.kind != SourceType::Article || source.doi.is_some() || source.genre.is_some() {
        return None;
    }
    match (&source.container_title, &source.url) {
        (Some(_), _) => Some("article-magazine"),
        (None, Some(_)) => Some("webpage"),
        (None, None) => Some("document"),
    }
}

/// Says whether it is an article in a paper or on a site, by nobody who is named.
///
/// Chicago puts the paper in the author's place and then, in hayagriva, prints the
/// article's title as if it were a book's. Of all its types a blog's post alone
/// begins with the title, in quotation marks, as such an article should.
fn is_unsigned_in_container(source: &Source) -> bool {
    let fits = matches!(
        source.kind,
        SourceType::Article | SourceType::ArticleNewspaper | SourceType::ArticleMagazine | SourceType::Webpage
    );
    fits && source.author.is_empty() && source.container_title.is_some()
}

/// What is left to say when the style says nothing: the title, linked.
fn plain_entry(source: &Source) -> String {
    let title = if source.title.is_empty() { &source.key } else { &source.title };
    match &source.url {
        Some(url) => html::link(url, title),
        None => html::escape(title),
    }
}

/// Takes out the traces that parts left out leave: double spaces and full stops.
fn tidy(entry: &str) -> String {
    let mut tidy = entry.split_whitespace().collect::<Vec<_>>().join(" ");
    for (trace, mended) in [(" .", "."), (" ,", ","), ("()", ""), ("( ", "("), (" )", ")")] {
        tidy = tidy.replace(trace, mended);
    }
    tidy.trim_matches([' ', ',', ';']).to_owned()
}

fn write_children(children: &ElemChildren, out: &mut String) {
    for child in &children.0 {
        match child {
            ElemChild::Text(text) => write_text(text, out),
            ElemChild::Elem(Elem { meta: Some(ElemMeta::CitationNumber), .. }) => {}
            ElemChild::Elem(elem) => write_children(&elem.children, out),
            ElemChild::Markup(text) => out.push_str(&html::escape(text)),
            ElemChild::Link { text, url } => out.push_str(&html::link(url, &text.text)),
            ElemChild::Transparent { .. } => {}
        }
    }
}

fn write_text(text: &Formatted, out: &mut String) {
    let look = text.formatting;
    let tags: Vec<&str> = [
        (look.font_style == FontStyle::Italic).then_some("i"),
        (look.font_weight == FontWeight::Bold).then_some("b"),
        (look.vertical_align == VerticalAlign::Sup).then_some("sup"),
        (look.vertical_align == VerticalAlign::Sub).then_some("sub"),
    ]
    .into_iter()
    .flatten()
    .collect();
    for tag in &tags {
        out.push_str(&format!("<{tag}>"));
    }
    out.push_str(&html::escape(&text.text));
    for tag in tags.iter().rev() {
        out.push_str(&format!("</{tag}>"));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diag::Report;
    use crate::files::Files;
    use crate::sources::toml_file;

    fn sources(text: &str) -> Vec<Source> {
        let mut files = Files::default();
        let file = files.add("sources.toml", text);
        toml_file::parse(file, text, &mut Report::default())
    }

    #[track_caller]
    fn check(style: &str, attributes: &str, expected: &str) {
        let sources = sources(&format!("[a]\n{}\n", attributes.replace("; ", "\n")));
        let entries = bibliography(&[&sources[0]], style, "en").expect("the style is known");
        assert_eq!(entries, [expected]);
    }

    const NEWS: &str = r#"type = "article-newspaper"; title = "Trump delays AI order: xAI, OpenAI & the <b>rest</b>"; container-title = "TechCrunch"; author = ["Roe, Jane"]; issued = "2026-05-21"; URL = "https://example.org/a?b&c""#;

    /// In the order of parts that each manual (Chicago 18, APA 7, MLA 9, IEEE) gives
    /// for a newspaper article online; a title keeps the case it was written in.
    #[test]
    fn a_newspaper_article_in_four_styles() {
        let link = "<a href=\"https://example.org/a?b&amp;c\">https://example.org/a?b&amp;c</a>";
        let title = "Trump delays AI order: xAI, OpenAI &amp; the &lt;b&gt;rest&lt;/b&gt;";
        check("chicago-author-date", NEWS, &format!("Roe, Jane. 2026. “{title}.” <i>TechCrunch</i>, May 21. {link}."));
        check("apa", NEWS, &format!("Roe, J. (2026, May 21). {title}. <i>TechCrunch</i>. {link}"));
        check(
            "modern-language-association",
            NEWS,
            &format!("Roe, Jane. “{title}.” <i>TechCrunch</i>, 21 May 2026, {link}."),
        );
        check(
            "ieee",
            NEWS,
            &format!("J. Roe, “{title},” <i>TechCrunch</i>, May 21, 2026. [Online]. Available: {link}"),
        );
    }

    #[test]
    fn nobody_and_no_day_are_invented() {
        let bare = r#"type = "webpage"; title = "Report on the order"; known = "2026-05-21""#;
        check("chicago-author-date", bare, "“Report on the order.”");
        check("apa", bare, "<i>Report on the order</i>.");
        check("ieee", bare, "“Report on the order.”");
        let placed = r#"type = "webpage"; title = "Institute"; publisher = "NIST"; URL = "https://nist.gov/aisi"; known = "2023-11-30""#;
        let link = "<a href=\"https://nist.gov/aisi\">https://nist.gov/aisi</a>";
        check("apa", placed, &format!("NIST. <i>Institute</i>. {link}"));
        check("chicago-author-date", placed, &format!("NIST. “Institute.” {link}."));
    }

    #[test]
    fn an_unsigned_article_begins_with_its_title() {
        let unsigned = r#"type = "article-newspaper"; title = "Trump delays AI order"; container-title = "TechCrunch"; issued = "2026-05-21""#;
        check("chicago-author-date", unsigned, "“Trump delays AI order.” 2026. <i>TechCrunch</i>, May 21.");
        check("apa", unsigned, "Trump delays AI order. (2026, May 21). <i>TechCrunch</i>.");
    }

    #[test]
    fn a_plain_article_is_no_preprint() {
        let article = r#"type = "article"; title = "New order"; container-title = "Insider"; author = ["Roe, Jane"]; issued = "2026-06""#;
        check("chicago-author-date", article, "Roe, Jane. 2026. “New order.” <i>Insider</i>, June.");
    }

    #[test]
    fn legal_sources_are_not_left_to_the_style() {
        let order = r#"type = "executive-order"; number = "14409"; issued = "2026-06-02""#;
        for style in ["apa", "ieee"] {
            check(style, order, "Exec. Order No. 14,409 (June 2, 2026).");
        }
    }

    #[test]
    fn the_language_is_the_sites() {
        let sources = sources(
            "[a]\ntype = \"webpage\"\ntitle = \"T\"\nissued = \"2026-05-21\"\naccessed = \"2026-06-01\"\nURL = \"https://a.b/\"\n",
        );
        let one = |language| bibliography(&[&sources[0]], "ieee", language).expect("ieee is known").remove(0);
        assert!(
            one("en").contains("Accessed: Jun. 1, 2026") || one("en").contains("Accessed: Jun. 01, 2026"),
            "{}",
            one("en")
        );
        assert!(one("fr").contains("Consulté le"), "{}", one("fr"));
        // No locale of that name: US English.
        assert_eq!(one("tlh"), one("en"));
    }

    #[test]
    fn an_unknown_style_names_its_neighbours() {
        let error = bibliography(&[], "chicago-autor-date", "en").expect_err("no such style");
        assert_eq!(error.to_string(), "there is no citation style `chicago-autor-date`");
        assert!(error.help().starts_with("did you mean `chicago-author-date`"), "{}", error.help());
        assert!(check_style("chicago").expect_err("too short").help().contains("chicago"));
        assert!(check_style("zzzzzzzzzzzz").expect_err("no such style").help().starts_with("for example"));
        assert_eq!(check_style("apa"), Ok(()));
    }

    /// No style and no text makes the formatter panic or let markup through.
    #[test]
    fn every_style_bears_odd_sources() {
        let odd = sources(
            r#"
[a]
title = "<script>alert(1)</script> “q” 'x' \u0007"
author = ["O'Neil, \"J\"", "İ, ß", { family = "" }, { given = "X" }, { literal = "" }]
container-title = "  "
volume = "-1"
issue = "99999999999999999999"
page = "12--9999999999, x–"
number = "1–2–3 & 4"
edition = "ééé"
issued = "0001-01-01/9999-12-31"
original-date = "2026-24"
accessed = "2026-01-01"
DOI = "10.1/<x>"
URL = "https://例え.jp/?a='&b=1"
note = "x"
number-of-pages = "0"
editor = ["A, B"]
[b]
title = "?"
issued = "2026-05-21/.."
[c]
type = "book"
title = "."
issued = "202X"
"#,
        );
        let mut kinds: Vec<Source> = Vec::new();
        for kind in ["article-newspaper", "webpage", "report", "book", "chapter", "treaty", "bill"] {
            for source in &odd {
                kinds.push(Source { kind: SourceType::parse(kind).expect("a type"), ..source.clone() });
            }
        }
        let all: Vec<&Source> = kinds.iter().collect();
        let mut names: Vec<&str> =
            archive::ArchivedStyle::all().iter().filter_map(|style| style.names().first().copied()).collect();
        names.dedup();
        for style in names {
            for entry in bibliography(&all, style, "en").into_iter().flatten() {
                assert!(!entry.is_empty(), "{style}");
                assert!(!entry.contains("<script") && !entry.contains("\"'"), "{style}: {entry}");
                let mut rest = entry.as_str();
                while let Some((_, after)) = rest.split_once('<') {
                    let tag = after.trim_start_matches('/').split(['>', ' ']).next().unwrap_or("");
                    assert!(["i", "b", "a", "sup", "sub", "span"].contains(&tag), "{style}: {entry}");
                    rest = after;
                }
            }
        }
    }

    /// The style of a type of works gives the same entries as the whole style.
    #[test]
    fn what_is_cut_off_a_style_is_never_missed() {
        let types = [
            "article-newspaper",
            "article-journal",
            "book",
            "chapter",
            "report",
            "webpage",
            "thesis",
            "dataset",
            "interview",
            "post",
            "speech",
            "entry-encyclopedia",
            "review",
            "motion_picture",
            "document",
        ];
        let full = "title = \"On it\"\ncontainer-title = \"Daily\"\nauthor = [\"Roe, Jane\"]\nissued = \"2026-05-21\"\nvolume = \"3\"\nissue = \"2\"\npage = \"4-9\"\npublisher = \"Press\"\nURL = \"https://e.org/\"";
        let bare = "title = \"Of nobody\"";
        let text: String = types
            .iter()
            .flat_map(|kind| {
                [("full", full), ("bare", bare)]
                    .map(|(key, text)| format!("[{kind}-{key}]\ntype = \"{kind}\"\n{text}\n"))
            })
            .collect();
        let sources = sources(&text);
        for name in ["chicago-author-date", "apa", "ieee", "modern-language-association", "nature"] {
            let found = find_style(name).expect("the style is known");
            let is_chicago = name.starts_with("chicago");
            let items: Vec<Item> = sources.iter().filter_map(|source| item(source, is_chicago)).collect();
            let narrow = Formatter::load(found, name, "en", items.iter()).expect("the style has a bibliography");
            let Style::Independent(mut style) = found.get() else { panic!("{name} rests on another style") };
            drop_terms(&mut style.locale, &[OtherTerm::NoDate]);
            let whole = narrow.styles.keys().map(|kind| (kind.clone(), style.clone())).collect();
            let whole = Formatter { styles: whole, ..Formatter::load(found, name, "en", items.iter()).unwrap() };
            for item in &items {
                assert_eq!(narrow.entry(item, false), whole.entry(item, false), "{name}: {:?}", item.0);
            }
        }
    }
}
