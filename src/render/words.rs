//! The words that readers see for the words that editors write, in English.

use jiff::civil::Date;

use super::context::Day;
use crate::config::machine::Machine;
use crate::fields::Word;
use crate::markdown::plain_title;
use crate::sources::{Source, SourceType};
use crate::value::edtf::{Edtf, day_words};

/// Plain text with curled quotation marks, for attributes of front matter.
pub fn plain(text: &str) -> String {
    plain_title(text)
}

/// The plain text of an attribute; empty if it is not given.
pub fn text(word: &Option<Word>) -> String {
    word.as_ref().map(|word| plain(&word.text)).unwrap_or_default()
}

/// Languages that one territory speaks for, where a page names none.
///
/// Open Graph wants both; these are the pairs that the networks know.
const TERRITORIES: [(&str, &str); 27] = [
    ("ar", "AR"),
    ("bg", "BG"),
    ("cs", "CZ"),
    ("da", "DK"),
    ("de", "DE"),
    ("el", "GR"),
    ("en", "US"),
    ("es", "ES"),
    ("et", "EE"),
    ("fi", "FI"),
    ("fr", "FR"),
    ("ga", "IE"),
    ("hr", "HR"),
    ("hu", "HU"),
    ("it", "IT"),
    ("ja", "JP"),
    ("ko", "KR"),
    ("lt", "LT"),
    ("lv", "LV"),
    ("nb", "NO"),
    ("nl", "NL"),
    ("pl", "PL"),
    ("ro", "RO"),
    ("sk", "SK"),
    ("sl", "SI"),
    ("sv", "SE"),
    ("uk", "UA"),
];

/// A language as Open Graph writes it: `en_US` of `en`, `fr_CA` of `fr-CA`. Empty where the territory is not known.
pub fn locale(language: &str) -> String {
    let mut parts = language.split('-');
    let name = parts.next().unwrap_or_default().to_ascii_lowercase();
    let said = parts.find(|part| part.len() == 2 && part.bytes().all(|byte| byte.is_ascii_alphabetic()));
    let usual = || TERRITORIES.iter().find(|(known, _)| *known == name).map(|(_, territory)| *territory);
    said.or_else(usual).map(|territory| format!("{name}_{}", territory.to_ascii_uppercase())).unwrap_or_default()
}

/// The label of a state of `machine`; of one that it does not know, its name in words.
pub fn state(machine: &Machine, name: &str) -> String {
    machine.state(name).map_or_else(|| label(name), |state| state.label.clone())
}

pub fn date(date: &Edtf) -> Day {
    let year = date.earliest().or(date.latest()).map(|day| format!("{:04}", day.year())).unwrap_or_default();
    let text = date.words();
    let (main, aside) = match text.find(" (").filter(|_| text.ends_with(')')) {
        Some(at) => (text[..at].to_owned(), text[at + 1..].to_owned()),
        None => (text.clone(), String::new()),
    };
    Day { short: date.words_short(), main, aside, iso: date.datetime(), year, text }
}

pub fn day(day: Date) -> Day {
    let words = day_words(day);
    let short = words.rsplit_once(' ').map_or(words.clone(), |(short, _)| short.to_owned());
    Day {
        main: words.clone(),
        text: words,
        short,
        aside: String::new(),
        iso: Some(day.to_string()),
        year: format!("{:04}", day.year()),
    }
}

/// `executive-order` as "Executive order".
pub fn label(key: &str) -> String {
    let spaced = key.replace(['-', '_'], " ");
    let mut letters = spaced.chars();
    match letters.next() {
        Some(first) => first.to_uppercase().chain(letters).collect(),
        None => String::new(),
    }
}

/// How long something lasted: "for 12 days".
pub fn span(from: Date, to: Date) -> String {
    let days = (to - from).get_days();
    match days {
        ..=0 => String::new(),
        1 => "for one day".to_owned(),
        _ => format!("for {days} days"),
    }
}

/// Facets that have words of their own, in the order in which they are shown: what it is for and
/// whom it binds come first. All others follow, as the files have them.
const FACETS: [(&str, &str); 9] = [
    ("aim", "Aim"),
    ("who", "Who is bound"),
    ("binding", "Mandatory or voluntary"),
    ("models", "Which models"),
    ("risks", "Which risks"),
    ("when", "Timing"),
    ("agencies", "Which agencies"),
    ("enforcement", "Enforcement"),
    ("status", "Status"),
];

pub fn facet(key: &str) -> String {
    let known = FACETS.iter().find(|(facet, _)| *facet == key);
    known.map_or_else(|| label(key), |(_, words)| (*words).to_owned())
}

/// The place of a facet among others.
pub fn facet_place(key: &str) -> usize {
    FACETS.iter().position(|(facet, _)| *facet == key).unwrap_or(FACETS.len())
}

/// What a source is: `article-newspaper` as "Newspaper article".
pub fn source_type(name: &str) -> String {
    let words = match name {
        "article-journal" => "Journal article",
        "article-magazine" => "Magazine article",
        "article-newspaper" => "Newspaper article",
        "broadcast" => "Broadcast",
        "chapter" => "Chapter of a book",
        "classic" => "Classic work",
        "dataset" => "Data set",
        "entry" => "Entry of a reference work",
        "entry-dictionary" => "Dictionary entry",
        "entry-encyclopedia" => "Encyclopedia entry",
        "eu-document" => "EU document",
        "eu-regulation" => "EU legal act",
        "federal-register" => "Federal Register document",
        "graphic" => "Image",
        "legal-case" => "Court decision",
        "motion-picture" => "Film or video",
        "musical-score" => "Score",
        "paper-conference" => "Conference paper",
        "personal-communication" => "Personal message",
        "post" => "Post",
        "post-weblog" => "Blog post",
        "review-book" => "Book review",
        "song" => "Recording",
        "speech" => "Speech or talk",
        "webpage" => "Web page",
        other => return label(other),
    };
    words.to_owned()
}

/// What is not known of a source, in words; empty if nothing. `known` is the day from which it is shown.
///
/// Legal texts are known by number and place, so a missing author or day is no gap in them.
pub fn gaps(source: &Source, known: Date) -> String {
    use SourceType as Type;
    if matches!(
        source.kind,
        Type::Bill
            | Type::EuDocument
            | Type::EuRegulation
            | Type::ExecutiveOrder
            | Type::FederalRegister
            | Type::Hearing
            | Type::LegalCase
            | Type::Legislation
            | Type::Patent
            | Type::Regulation
            | Type::Standard
            | Type::Statute
            | Type::Treaty
    ) {
        return String::new();
    }
    let mut gaps = Vec::new();
    if source.issued.is_none() {
        gaps.push(format!("Undated, taken as known from {}", day_words(known)));
    }
    let named = !source.author.is_empty() || !source.more_names.is_empty();
    let placed = [&source.publisher, &source.container_title, &source.authority].iter().any(|name| name.is_some());
    if !named && !placed {
        let first = if gaps.is_empty() { "Author" } else { "author" };
        gaps.push(format!("{first} and publisher not known"));
    }
    gaps.join("; ")
}

/// Curls the straight apostrophes in the text of an entry of the bibliography; tags and addresses stay.
pub fn curled(html: &str) -> String {
    let mut out = String::with_capacity(html.len());
    for (place, part) in html.split('<').enumerate() {
        let mut text = part;
        if place > 0 {
            out.push('<');
            if let Some(end) = part.find('>') {
                out.push_str(&part[..=end]);
                text = &part[end + 1..];
            }
        }
        if text.starts_with("http") {
            out.push_str(text);
            continue;
        }
        let text = text.replace("&#39;", "'");
        let mut before = ' ';
        for letter in text.chars() {
            let opens = before.is_whitespace() || matches!(before, '(' | '[' | '“' | '‘' | '"');
            out.push(match letter {
                '\'' if opens => '‘',
                '\'' => '’',
                other => other,
            });
            before = letter;
        }
    }
    out
}

pub fn answer(key: &str) -> &'static str {
    match key {
        "borne-out" => "Borne out",
        "not-borne-out" => "Not borne out",
        "partly" => "Partly borne out",
        _ => "Open",
    }
}

pub fn certainty(key: &str) -> &'static str {
    match key {
        "scheduled" => "Scheduled",
        "expected" => "Expected",
        "possible" => "Possible",
        "cancelled" => "Cancelled",
        _ => "Occurred",
    }
}

pub fn outcome(key: &str) -> &'static str {
    match key {
        "met" => "Met",
        "missed" => "Missed",
        "pending" => "Pending",
        _ => "Outcome not known to us",
    }
}

pub fn confidence(key: &str) -> &'static str {
    match key {
        "low" => "Low confidence",
        "moderate" => "Moderate confidence",
        _ => "High confidence",
    }
}

pub fn direction(key: &str) -> &'static str {
    match key {
        "gain" => "Gain",
        "cost" => "Cost",
        "mixed" => "Mixed",
        _ => "Unclear",
    }
}

/// The shape that says a direction without colour.
pub fn direction_mark(key: &str) -> &'static str {
    match key {
        "gain" => "▲",
        "cost" => "▼",
        "mixed" => "◆",
        _ => "○",
    }
}

pub fn horizon(key: &str) -> &'static str {
    match key {
        // Counted from the day of the record, so never "now".
        "now" => "At once",
        "months" => "Within months",
        _ => "Within years",
    }
}

/// [`horizon`] where words are counted.
pub fn horizon_briefly(key: &str) -> &'static str {
    match key {
        "now" => "at once",
        "months" => "months",
        _ => "years",
    }
}

pub fn rank(key: &str) -> &'static str {
    match key {
        "preferred" => "Better supported",
        "deprecated" => "Not supported",
        _ => "",
    }
}

pub fn change(key: &str) -> &'static str {
    match key {
        "correction" => "Correction",
        "clarification" => "Clarification",
        "retraction" => "Retraction",
        _ => "Update",
    }
}

pub fn role(key: &str) -> &'static str {
    match key {
        "primary" => "Primary document",
        "reporting" => "Reporting",
        "relay" => "Relays another report",
        "analysis" => "Analysis",
        _ => "Advocacy",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_text_of_an_entry_is_curled() {
        for (entry, curled_entry) in [
            ("Law firms&#39; notes on the Council's step", "Law firms’ notes on the Council’s step"),
            ("('quoted')", "(‘quoted’)"),
            (
                "<a href=\"https://e.org/'x'\">https://e.org/'x'</a> it's",
                "<a href=\"https://e.org/'x'\">https://e.org/'x'</a> it’s",
            ),
            ("a < b's", "a < b’s"),
            ("", ""),
        ] {
            assert_eq!(curled(entry), curled_entry, "{entry}");
        }
    }

    #[test]
    fn a_remark_at_the_end_of_a_date_stands_apart() {
        for (written, main, aside) in [
            ("2026-05-21/..", "no date set", "(after 21 May 2026)"),
            ("2026-05?", "May 2026", "(uncertain)"),
            ("2026-05-21", "21 May 2026", ""),
        ] {
            let day = date(&Edtf::parse(written).unwrap());
            assert_eq!((day.main.as_str(), day.aside.as_str()), (main, aside), "{written}");
        }
    }

    #[test]
    fn the_facets_are_those_of_the_model() {
        assert_eq!(FACETS.map(|(facet, _)| facet), crate::model::policy::FACETS);
    }

    #[test]
    fn what_it_is_for_comes_first_and_what_we_do_not_know_last() {
        let mut keys = ["penalty", "status", "who", "aim"];
        keys.sort_by_key(|key| facet_place(key));
        assert_eq!(keys, ["aim", "who", "status", "penalty"]);
        assert_eq!(facet("sunset-clause"), "Sunset clause");
    }
}
