//! Legal sources of the European Union.
//!
//! After the Publications Office's Interinstitutional Style Guide (references to the
//! Official Journal), with commas for its parentheses.

use jiff::civil::Date;

use super::{escaped, join, title};
use crate::sources::{Source, html};

/// `Regulation (EU) 2024/1689 of ... laying down ..., OJ L, 2024/1689, 12.7.2024`.
///
/// A title that names the act in full stands alone; one that does not follows the
/// number in parentheses, as the acts themselves give their short titles.
pub(super) fn act(source: &Source) -> String {
    let name = match (name(source), title(source)) {
        (_, Some(title)) if names_itself(source) => title,
        (Some(name), Some(title)) => {
            let by = source.authority.as_deref().map(|authority| {
                let authority = authority.trim_start_matches("the ");
                format!(" of the {}", html::escape(authority))
            });
            format!("{}{} ({title})", html::escape(&name), by.unwrap_or_default())
        }
        (Some(name), None) => html::escape(&name),
        (None, title) => title.unwrap_or_default(),
    };
    join([Some(name), journal(source)], ", ")
}

/// `European Commission, <i>Title</i>, COM(2021) 206 final, 21.4.2021`.
pub(super) fn paper(source: &Source) -> String {
    let title = Some(source.title.as_str()).filter(|title| !title.is_empty()).map(html::italic);
    let by = escaped(&source.authority).or_else(|| {
        let names: Vec<String> = source.author_names().collect();
        (!names.is_empty()).then(|| html::escape(&names.join(", ")))
    });
    join([by, title, escaped(&source.number), journal(source)], ", ")
}

/// `Regulation (EU) 2024/1689`, `COM(2021) 206 final`.
pub(super) fn short(source: &Source) -> Option<String> {
    if source.number.as_deref().is_some_and(|number| number.contains('(')) {
        return source.number.clone();
    }
    name(source)
}

/// The kind of act and its number.
///
/// Since 2015 acts are numbered `(EU) 2024/1689`; before, the treaty's letters
/// follow (`95/46/EC`) or the number says `No`. `genre` names a directive or a
/// decision.
fn name(source: &Source) -> Option<String> {
    let number = source.number.as_deref()?.trim();
    let genre = source.genre.as_deref().unwrap_or("Regulation").trim();
    if number.starts_with(char::is_alphabetic) && !number.starts_with("No ") {
        return Some(number.to_owned());
    }
    let modern = number.split_once('/').is_some_and(|(year, rest)| {
        year.len() == 4
            && year.bytes().all(|byte| byte.is_ascii_digit())
            && !rest.is_empty()
            && rest.bytes().all(|byte| byte.is_ascii_digit())
    });
    let union = if modern { "(EU) " } else { "" };
    Some(format!("{genre} {union}{number}"))
}

/// Says whether the title is the act's own, number and all.
fn names_itself(source: &Source) -> bool {
    source.number.as_deref().is_some_and(|number| source.title.contains(number.trim()))
}

/// `OJ L, 2024/1689, 12.7.2024`; up to September 2023 `OJ L 119, 4.5.2016, p. 1`.
///
/// Without a journal the day alone.
fn journal(source: &Source) -> Option<String> {
    let day = source
        .published
        .or_else(|| source.issued.as_ref().and_then(|issued| issued.day()))
        .map(day_text)
        .or_else(|| super::year(source).map(|year| year.to_string()));
    let series = match source.container_title.as_deref().map(str::trim) {
        None | Some("") => return day,
        Some("Official Journal of the European Union" | "Official Journal") => "OJ".to_owned(),
        Some(series) => html::escape(series),
    };
    let page = escaped(&source.page);
    match escaped(&source.volume) {
        Some(volume) => {
            let page = page.map(|page| format!("p. {page}"));
            Some(join([Some(format!("{series} {volume}")), day, page], ", "))
        }
        None => Some(join([Some(series), page, day], ", ")),
    }
}

/// `12.7.2024`.
///
/// Source: Interinstitutional Style Guide, dates in references to the Official Journal.
fn day_text(day: Date) -> String {
    format!("{}.{}.{}", day.day(), day.month(), day.year())
}

#[cfg(test)]
mod tests {
    use super::super::tests::{check, source};
    use super::*;

    /// After the Interinstitutional Style Guide: acts published since
    /// 1 October 2023, and before.
    #[test]
    fn acts() {
        check(
            r#"type = "eu-regulation"; number = "2024/1689"; title = "Regulation (EU) 2024/1689 of the European Parliament and of the Council of 13 June 2024 laying down harmonised rules on artificial intelligence"; issued = "2024-07-12"; container-title = "OJ L"; page = "2024/1689""#,
            "Regulation (EU) 2024/1689 of the European Parliament and of the Council of 13 June 2024 laying down harmonised rules on artificial intelligence, OJ L, 2024/1689, 12.7.2024.",
        );
        check(
            r#"type = "eu-regulation"; number = "2024/1689"; title = "Artificial Intelligence Act"; issued = "2024-07-12"; container-title = "OJ L"; page = "2024/1689"; URL = "https://eur-lex.europa.eu/eli/reg/2024/1689/oj""#,
            "Regulation (EU) 2024/1689 (Artificial Intelligence Act), OJ L, 2024/1689, 12.7.2024, \
             ELI: <a href=\"https://eur-lex.europa.eu/eli/reg/2024/1689/oj\">https://eur-lex.europa.eu/eli/reg/2024/1689/oj</a>.",
        );
        check(
            r#"type = "eu-regulation"; number = "2016/679"; authority = "European Parliament and of the Council"; title = "General Data Protection Regulation"; issued = "2016-04-27"; published = "2016-05-04"; container-title = "OJ L"; volume = "119"; page = "1""#,
            "Regulation (EU) 2016/679 of the European Parliament and of the Council (General Data Protection Regulation), OJ L 119, 4.5.2016, p. 1.",
        );
        check(
            r#"type = "eu-regulation"; genre = "Directive"; number = "95/46/EC"; known = "1995-10-24""#,
            "Directive 95/46/EC.",
        );
        check(
            r#"type = "legislation"; jurisdiction = "European Union"; number = "(EC) No 765/2008"; issued = "2008-07-09""#,
            "Regulation (EC) No 765/2008, 9.7.2008.",
        );
    }

    /// After the Interinstitutional Style Guide, COM documents.
    #[test]
    fn papers() {
        check(
            r#"type = "eu-document"; authority = "European Commission"; title = "Proposal for a Regulation"; number = "COM(2021) 206 final"; issued = "2021-04-21""#,
            "European Commission, <i>Proposal for a Regulation</i>, COM(2021) 206 final, 21.4.2021.",
        );
    }

    #[test]
    fn short_forms() {
        let act = source(r#"type = "eu-regulation"; number = "2024/1689"; title = "AI Act""#);
        assert_eq!(short(&act).as_deref(), Some("Regulation (EU) 2024/1689"));
        let paper = source(r#"type = "eu-document"; number = "COM(2021) 206 final""#);
        assert_eq!(short(&paper).as_deref(), Some("COM(2021) 206 final"));
    }
}
