//! What the words of BibLaTeX are called in CSL: types of entries, fields, languages, months.
//!
//! Source: the manual of BibLaTeX 3.20, sections 2.1 and 2.2; how Zotero, Better BibTeX and Pandoc
//! turn the one into the other.

use crate::diag::fix::sure;
use crate::sources::SourceType::{self, *};
use crate::sources::attributes;

/// Types of entries.
const TYPES: [(&str, SourceType); 53] = [
    ("article", ArticleJournal),
    ("artwork", Graphic),
    ("audio", Song),
    ("book", Book),
    ("bookinbook", Chapter),
    ("booklet", Pamphlet),
    ("collection", Book),
    ("commentary", Book),
    ("conference", PaperConference),
    ("data", Dataset),
    ("dataset", Dataset),
    ("electronic", Webpage),
    ("image", Graphic),
    ("inbook", Chapter),
    ("incollection", Chapter),
    ("inproceedings", PaperConference),
    ("inreference", EntryEncyclopedia),
    ("jurisdiction", LegalCase),
    ("legal", Treaty),
    ("legislation", Legislation),
    ("letter", PersonalCommunication),
    ("manual", Report),
    ("mastersthesis", Thesis),
    ("misc", Document),
    ("movie", MotionPicture),
    ("music", Song),
    ("mvbook", Book),
    ("mvcollection", Book),
    ("mvproceedings", Book),
    ("mvreference", Book),
    ("newsarticle", ArticleNewspaper),
    ("online", Webpage),
    ("patent", Patent),
    ("performance", Performance),
    ("periodical", Periodical),
    ("phdthesis", Thesis),
    ("proceedings", Book),
    ("reference", Book),
    ("report", Report),
    ("review", Review),
    ("software", Software),
    ("standard", Standard),
    ("suppbook", Chapter),
    ("suppcollection", Chapter),
    ("suppperiodical", ArticleJournal),
    ("talk", Speech),
    ("techreport", Report),
    ("thesis", Thesis),
    ("unpublished", Manuscript),
    ("video", MotionPicture),
    ("webpage", Webpage),
    ("www", Webpage),
    ("xdata", Document),
];

/// Fields that are a variable of CSL by another name, or by the same.
pub const FIELDS: [(&str, &str); 37] = [
    ("author", "author"),
    ("authority", "authority"),
    ("bookauthor", "container-author"),
    ("chapter", "chapter-number"),
    ("date", "issued"),
    ("director", "director"),
    ("doi", "DOI"),
    ("edition", "edition"),
    ("eventdate", "event-date"),
    ("eventtitle", "event-title"),
    ("isbn", "ISBN"),
    ("issn", "ISSN"),
    ("jurisdiction", "jurisdiction"),
    ("location", "publisher-place"),
    ("medium", "medium"),
    ("origdate", "original-date"),
    ("origpublisher", "original-publisher"),
    ("origtitle", "original-title"),
    ("pages", "page"),
    ("pagetotal", "number-of-pages"),
    ("part", "part-number"),
    ("pmcid", "PMCID"),
    ("pmid", "PMID"),
    ("pubstate", "status"),
    ("section", "section"),
    ("series", "collection-title"),
    ("shortjournal", "container-title-short"),
    ("shorttitle", "title-short"),
    ("translator", "translator"),
    ("type", "genre"),
    ("url", "URL"),
    ("urldate", "accessed"),
    ("venue", "event-place"),
    ("version", "version"),
    ("volume", "volume"),
    ("volumes", "number-of-volumes"),
    ("annotator", "contributor"),
];

/// Fields of which only some code knows what they become.
const OTHERS: [&str; 34] = [
    "booksubtitle",
    "booktitle",
    "crossref",
    "day",
    "editor",
    "editora",
    "editoratype",
    "editorb",
    "editorbtype",
    "editorc",
    "editorctype",
    "editortype",
    "entrysubtype",
    "eprint",
    "eprinttype",
    "howpublished",
    "institution",
    "issue",
    "journalsubtitle",
    "journaltitle",
    "langid",
    "language",
    "mainsubtitle",
    "maintitle",
    "month",
    "note",
    "number",
    "organization",
    "publisher",
    "subtitle",
    "title",
    "titleaddon",
    "xdata",
    "year",
];

/// Older names of fields.
const OLDER: [(&str, &str); 5] = [
    ("address", "location"),
    ("archiveprefix", "eprinttype"),
    ("hyphenation", "langid"),
    ("journal", "journaltitle"),
    ("school", "institution"),
];

/// Fields of BibLaTeX and of managers that say nothing to us, and are spelt like some that do.
const FOREIGN: [&str; 62] = [
    "abstract",
    "access",
    "accessed",
    "addendum",
    "afterword",
    "annotation",
    "annote",
    "archive",
    "bookpagination",
    "booktitleaddon",
    "commentator",
    "copyright",
    "eid",
    "eissn",
    "entryset",
    "eprintclass",
    "eventtitleaddon",
    "foreword",
    "gender",
    "holder",
    "ids",
    "indexsorttitle",
    "indextitle",
    "introduction",
    "isan",
    "ismn",
    "isrn",
    "issuesubtitle",
    "issuetitle",
    "iswc",
    "journaltitleaddon",
    "keyword",
    "keywords",
    "label",
    "langidopts",
    "library",
    "lista",
    "maintitleaddon",
    "namea",
    "nameaddon",
    "numpages",
    "options",
    "origlanguage",
    "origlocation",
    "pagination",
    "pissn",
    "place",
    "related",
    "relatedtype",
    "reprinttitle",
    "review",
    "rights",
    "shortauthor",
    "shorteditor",
    "shorthand",
    "shortseries",
    "sortkey",
    "sortname",
    "sortshorthand",
    "sorttitle",
    "sortyear",
    "status",
];

/// The field that is surely meant by the name of one that we do not know.
pub fn meant_field(written: &str) -> Option<&'static str> {
    let lower = written.to_lowercase();
    if FOREIGN.contains(&&*lower) {
        return None;
    }
    let ours = attributes::FIELDS.iter().filter(|(.., ours)| *ours).map(|(name, ..)| *name);
    let known = FIELDS.iter().map(|(name, _)| *name).chain(OTHERS).chain(ours);
    sure(&lower, known)
}

/// The type that an entry has; ours may be written, too: `@executive-order{...}`.
pub fn entry_type(written: &str) -> Option<SourceType> {
    let lower = written.to_ascii_lowercase();
    let known = TYPES.iter().find(|(name, _)| *name == lower).map(|(_, kind)| *kind);
    known.or_else(|| SourceType::parse(&lower))
}

/// Every word for a type of entry, for suggestions.
pub fn entry_types() -> impl Iterator<Item = &'static str> {
    TYPES.iter().map(|(name, _)| *name).chain(SourceType::names())
}

/// What `entrysubtype` says of an entry, if it says something that we know.
pub fn subtype(written: &str) -> Option<SourceType> {
    match &*written.to_lowercase() {
        "magazine" => Some(ArticleMagazine),
        "newspaper" => Some(ArticleNewspaper),
        "blog" => Some(PostWeblog),
        other => SourceType::parse(other),
    }
}

/// The word that is surely meant by an `entrysubtype` that we do not know.
pub fn meant_subtype(written: &str) -> Option<&'static str> {
    sure(&written.to_lowercase(), ["magazine", "newspaper", "blog"].into_iter().chain(SourceType::names()))
}

/// The name by which we know a field; `None`: it says nothing to us.
pub fn field(written: &str) -> Option<&'static str> {
    let lower = written.to_ascii_lowercase();
    let newer = OLDER.iter().find(|(older, _)| *older == lower).map_or(&*lower, |(_, newer)| newer);
    let ours =
        || attributes::field(newer).or_else(|| attributes::field(&newer.replace('-', "_"))).filter(|(.., ours)| *ours);
    let known = FIELDS.iter().map(|(name, _)| *name).chain(OTHERS).find(|name| *name == newer);
    known.or_else(|| ours().map(|(name, ..)| name))
}

/// Whether what an entry says of itself in this field is true of its parts, too.
pub fn is_inherited(field: &str) -> bool {
    let is_ours = attributes::field(field).is_some_and(|(.., ours)| ours);
    !is_ours
        && !matches!(
            field,
            "title"
                | "subtitle"
                | "titleaddon"
                | "shorttitle"
                | "note"
                | "crossref"
                | "xdata"
                | "entrysubtype"
                | "type"
        )
}

/// Words that BibLaTeX has for a genre.
pub fn genre(written: &str) -> Option<&'static str> {
    Some(match written {
        "candthesis" => "Candidate thesis",
        "mathesis" => "Master’s thesis",
        "phdthesis" => "PhD thesis",
        "bathesis" => "Bachelor’s thesis",
        "techreport" => "Technical report",
        "resreport" => "Research report",
        "software" => "Computer software",
        "patentus" => "U.S. patent",
        "patenteu" => "European patent",
        _ => return None,
    })
}

/// Languages by the names that babel gives them, as BCP 47 has them.
const LANGUAGES: [(&str, &str); 55] = [
    ("english", "en"),
    ("american", "en-US"),
    ("usenglish", "en-US"),
    ("british", "en-GB"),
    ("ukenglish", "en-GB"),
    ("canadian", "en-CA"),
    ("australian", "en-AU"),
    ("newzealand", "en-NZ"),
    ("german", "de"),
    ("ngerman", "de"),
    ("austrian", "de-AT"),
    ("naustrian", "de-AT"),
    ("swissgerman", "de-CH"),
    ("nswissgerman", "de-CH"),
    ("french", "fr"),
    ("acadian", "fr-CA"),
    ("canadien", "fr-CA"),
    ("spanish", "es"),
    ("portuguese", "pt"),
    ("portuges", "pt"),
    ("brazilian", "pt-BR"),
    ("brazil", "pt-BR"),
    ("italian", "it"),
    ("dutch", "nl"),
    ("danish", "da"),
    ("swedish", "sv"),
    ("norwegian", "nb"),
    ("norsk", "nb"),
    ("nynorsk", "nn"),
    ("finnish", "fi"),
    ("estonian", "et"),
    ("latvian", "lv"),
    ("lithuanian", "lt"),
    ("polish", "pl"),
    ("czech", "cs"),
    ("slovak", "sk"),
    ("slovene", "sl"),
    ("slovenian", "sl"),
    ("croatian", "hr"),
    ("serbian", "sr"),
    ("hungarian", "hu"),
    ("magyar", "hu"),
    ("romanian", "ro"),
    ("bulgarian", "bg"),
    ("russian", "ru"),
    ("ukrainian", "uk"),
    ("greek", "el"),
    ("turkish", "tr"),
    ("catalan", "ca"),
    ("arabic", "ar"),
    ("hebrew", "he"),
    ("chinese", "zh"),
    ("japanese", "ja"),
    ("korean", "ko"),
    ("latin", "la"),
];

/// Languages of babel that are spelt like others.
const OTHER_LANGUAGES: [&str; 4] = ["frenchb", "germanb", "serbianc", "ngermanb"];

/// A language as BCP 47 has it, of the names that babel gives it; others stay as they are.
pub fn language(written: &str) -> &str {
    let lower = written.to_lowercase();
    LANGUAGES.iter().find(|(name, _)| *name == lower).map_or(written, |(_, code)| code)
}

/// The name of a language that is surely meant by one that we do not know.
pub fn meant_language(written: &str) -> Option<&'static str> {
    let lower = written.to_lowercase();
    let is_known = OTHER_LANGUAGES.contains(&&*lower) || LANGUAGES.iter().any(|(name, _)| *name == lower);
    if is_known { None } else { sure(&lower, LANGUAGES.iter().map(|(name, _)| *name)) }
}

/// The number of a month that is written as one, or as its name in English.
pub fn month(written: &str) -> Option<u8> {
    const MONTHS: [&str; 12] = [
        "january",
        "february",
        "march",
        "april",
        "may",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december",
    ];
    if let Ok(number) = written.parse() {
        return (1..=12).contains(&number).then_some(number);
    }
    let lower = written.trim_end_matches('.').to_lowercase();
    let is_it = |name: &&str| *name == lower || lower.len() >= 3 && name.starts_with(&lower);
    (1..).zip(MONTHS).find(|(_, name)| is_it(name)).map(|(number, _)| number)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_ours_is_no_slip() {
        // The manual of BibLaTeX 3.20, section 2.2, and what managers write.
        let foreign = "abstract addendum afterword annotation bookpagination commentator eid entryset eprintclass \
                       eventtitleaddon execute file foreword gender holder ids indexsorttitle indextitle introduction \
                       isan ismn isrn issuesubtitle issuetitle iswc journaltitleaddon keywords label langidopts library \
                       maintitleaddon booktitleaddon nameaddon options origlanguage origlocation pagination presort \
                       related relatedoptions relatedstring relatedtype reprinttitle shortauthor shorteditor shorthand \
                       shorthandintro shortseries sortkey sortname sortshorthand sorttitle sortyear usera xref namea lista \
                       listb verba annote archive access accessed comment contents copyright date-added date-modified \
                       eissn pissn issn-l keyword lccn mrnumber numpages owner pdf pii primaryclass rights timestamp \
                       groups urn uri bdsk-url-1 articleno acmid place review status lastchecked collaboration slaccitation";
        for name in foreign.split_whitespace().filter(|name| field(name).is_none()) {
            assert_eq!(meant_field(name), None, "{name}");
        }
        for name in
            ["icelandic", "albanian", "armenian", "frenchb", "germanb", "serbianc", "irish", "en-US", "de", "thai"]
        {
            assert_eq!(meant_language(name), None, "{name}");
        }
    }

    #[test]
    fn slips_have_one_meaning() {
        assert_eq!(meant_field("publsher"), Some("publisher"));
        assert_eq!(meant_field("journaltitel"), Some("journaltitle"));
        assert_eq!(meant_field("knwon"), Some("known"));
        assert_eq!(meant_subtype("newspapr"), Some("newspaper"));
        assert_eq!(meant_language("englsh"), Some("english"));
    }
}
