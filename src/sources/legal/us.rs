//! Legal sources of the United States, after the Bluebook.
//!
//! Rule numbers in this file are those of The Bluebook, 21st edition. Sources of
//! other countries take the same order of parts with the country in parentheses.

use jiff::civil::Date;

use super::{escaped, join, title, year};
use crate::sources::{Source, html};

/// Rule 14.7: `Exec. Order No. 14,110, 88 Fed. Reg. 75,191 (Nov. 1, 2023)`.
///
/// The day in parentheses is the register's. An order that is not in the register
/// has its day of signing there; one whose day in the register is not known, the
/// year alone. The title, for which the rule has no place, goes before it.
pub(super) fn executive_order(source: &Source) -> String {
    let title = Some(source.title.as_str()).filter(|title| !title.is_empty()).map(html::italic);
    let number = order_number(source).map(|number| {
        let state = state(source).map(|state| format!("{state} ")).unwrap_or_default();
        format!("{state}Exec. Order No. {number}")
    });
    let register = in_register(source);
    let day = match (&register, source.published) {
        (_, Some(published)) => Some(day_text(published)),
        (Some(_), None) => year(source).map(|year| year.to_string()),
        (None, None) => issued_text(source),
    };
    with_parentheses(join([title, number, register], ", "), [None, day])
}

pub(super) fn short_order(source: &Source) -> Option<String> {
    let number = digits(source.number.as_deref()?)?;
    Some(with_parentheses(format!("EO {number}"), [state(source), year(source).map(text)]))
}

/// Rule 13.2: `H.R. 2, 118th Cong. (2023)`,
/// `S.B. 53, 2025-2026 Reg. Sess. (Cal. 2025)`; an enacted state bill adds its
/// chapter: `ch. 138`.
///
/// CSL has one variable for a chapter and for a session: digits are a chapter.
pub(super) fn bill(source: &Source) -> String {
    // "Colorado Senate Bill 24-205" says no more than the number does.
    let core = source.number.as_deref().and_then(|number| number.split_whitespace().last());
    let says_more = core.is_none_or(|core| !(source.title.contains(core) && source.title.contains("Bill")));
    let title = title(source).filter(|_| says_more);
    let number = source.number.as_deref().map(|number| html::escape(&bill_number(number)));
    let chapter = source.chapter_number.as_deref().map(|chapter| {
        let chapter = html::escape(chapter);
        if chapter.bytes().all(|byte| byte.is_ascii_digit()) { format!("ch. {chapter}") } else { chapter }
    });
    let section = source.section.as_deref().map(sections);
    let session = match (chapter, section) {
        (Some(chapter), Some(section)) => Some(format!("{chapter} {section}")),
        (chapter, section) => chapter.or(section),
    };
    let printed = printed_in(source);
    with_parentheses(join([title, number, session, printed], ", "), [place(source), year(source).map(text)])
}

pub(super) fn short_bill(source: &Source) -> Option<String> {
    let number = source.number.clone()?;
    let place = foreign_or_state(source).map(str::to_owned);
    let inner = join([place, year(source).map(text)], ", ");
    Some(with_parentheses(number, [None, Some(inner)]))
}

/// Rules 12.3 and 12.4: `6 U.S.C. § 1500`,
/// `Pub. L. No. 116-283, § 1752, 134 Stat. 3388, 4144 (2021)`,
/// `Cal. Civ. Code § 1798.100 (2018)`. The federal code has no year.
pub(super) fn statute(source: &Source) -> String {
    let law = source.number.as_deref().map(|number| html::escape(&public_law(number)));
    let code = code(source).map(|code| html::escape(&code));
    let chapter = source.chapter_number.as_deref().map(|chapter| format!("ch. {}", html::escape(chapter)));
    let section = source.section.as_deref().map(sections);
    let year = year(source).map(text).filter(|year| !source.title.ends_with(year.as_str()));
    // A container that names its own state needs none in parentheses.
    let place = place(source)
        .filter(|place| !source.container_title.as_deref().is_some_and(|code| code.starts_with(place.as_str())));
    let is_code = !matches!(code.as_deref(), None | Some("Stat."));
    match (law, code) {
        (Some(law), Some(code)) if is_code && section.is_some() => {
            let head = with_parentheses(join([title(source), Some(law)], ", "), [place, year]);
            let codified = join([volume(source), Some(code), section], " ");
            format!("{head} (codified at {codified})")
        }
        (law, Some(code)) if is_code && (section.is_some() || law.is_none()) => {
            let place_in_code =
                join([volume(source), Some(code.clone()), source.page.as_deref().map(page), section], " ");
            let head = join([title(source), law, chapter, Some(place_in_code)], ", ");
            if code == "U.S.C." { head } else { with_parentheses(head, [place, year]) }
        }
        (law, _) => {
            let printed = printed_in(source);
            let head = join([title(source), law, chapter, section, printed], ", ");
            with_parentheses(head, [place, year])
        }
    }
}

pub(super) fn short_statute(source: &Source) -> Option<String> {
    let code = code(source).filter(|code| code != "Stat.");
    match (code, source.section.as_deref(), source.number.as_deref()) {
        (Some(code), Some(section), _) => {
            Some(join([source.volume.clone(), Some(code), Some(plain_sections(section))], " "))
        }
        (_, _, Some(number)) => Some(with_parentheses(public_law(number), [None, year(source).map(text)])),
        _ => None,
    }
}

/// Rule 14.2: `15 C.F.R. § 742.6 (2024)`, and in the register
/// `Title, 60 Fed. Reg. 50,379 (Sept. 29, 1995)`, a proposal as `(proposed ...)`.
pub(super) fn rule(source: &Source) -> String {
    if let Some(register) = in_register(source) {
        let day = source.published.map(day_text).or_else(|| issued_text(source)).map(|day| {
            let proposed = source.genre.as_deref().is_some_and(|genre| genre.to_lowercase().contains("propos"));
            if proposed { format!("proposed {day}") } else { day }
        });
        return with_parentheses(join([title(source), Some(register)], ", "), [None, day]);
    }
    let code = code(source).map(|code| {
        let section = source.section.as_deref().map(sections);
        join([volume(source), Some(html::escape(&code)), source.page.as_deref().map(page), section], " ")
    });
    let number = source.number.as_deref().map(html::escape);
    with_parentheses(join([title(source), number, code], ", "), [place(source), year(source).map(text)])
}

pub(super) fn short_rule(source: &Source) -> Option<String> {
    let code = code(source)?;
    let year = year(source).map(text);
    match (&source.volume, &source.page, source.section.as_deref()) {
        (volume, _, Some(section)) => Some(join([volume.clone(), Some(code), Some(plain_sections(section))], " ")),
        (Some(volume), Some(page), None) => {
            Some(with_parentheses(format!("{volume} {code} {}", grouped(page)), [None, year]))
        }
        _ => None,
    }
}

/// Rule 10: `<i>Chevron U.S.A. Inc. v. NRDC</i>, 467 U.S. 837 (1984)`; a case
/// that is in no reporter has its docket number and its day.
pub(super) fn case(source: &Source) -> String {
    let name = Some(source.title.as_str()).filter(|title| !title.is_empty()).map(html::italic);
    let reporter = source
        .container_title
        .as_deref()
        .map(|reporter| join([volume(source), Some(html::escape(reporter)), source.page.as_deref().map(page)], " "));
    let docket = source.number.as_deref().filter(|_| reporter.is_none()).map(|number| {
        let number = number.trim_start_matches("No. ");
        format!("No. {}", html::escape(number))
    });
    // The United States Reports are the Supreme Court's own.
    let court = match (source.container_title.as_deref(), escaped(&source.authority)) {
        (Some("U.S." | "S. Ct."), _) => None,
        (_, Some(court)) if court == "Supreme Court of the United States" => Some("U.S.".to_owned()),
        (_, court) => court,
    };
    let day = match reporter {
        Some(_) => year(source).map(text),
        None => issued_text(source),
    };
    with_parentheses(join([name, docket, reporter], ", "), [court, day])
}

/// `88 Fed. Reg. 75,191`, or the register's own number while there is no page.
fn in_register(source: &Source) -> Option<String> {
    let code = code(source);
    if code.as_deref() == Some("Fed. Reg.")
        && let (Some(volume), Some(first)) = (volume(source), source.page.as_deref())
    {
        return Some(format!("{volume} Fed. Reg. {}", page(first)));
    }
    let number = escaped(&source.document_number)?;
    Some(format!("FR Doc. {number}"))
}

/// Where a law or a bill is printed: `134 Stat. 3388`, `2025 Cal. Stat.`
fn printed_in(source: &Source) -> Option<String> {
    let code = html::escape(&code(source)?);
    Some(join([volume(source), Some(code), source.page.as_deref().map(page)], " "))
}

/// The container's name as it is cited.
///
/// Source: Bluebook, table T1.
fn code(source: &Source) -> Option<String> {
    let name = source.container_title.as_deref()?.trim();
    Some(match name {
        "Federal Register" | "FR" | "Fed Reg" => "Fed. Reg.".to_owned(),
        "United States Code" | "U.S. Code" | "USC" | "U. S. C." => "U.S.C.".to_owned(),
        "Code of Federal Regulations" | "CFR" => "C.F.R.".to_owned(),
        "Statutes at Large" | "United States Statutes at Large" | "Stat" => "Stat.".to_owned(),
        _ => name.to_owned(),
    })
}

fn volume(source: &Source) -> Option<String> {
    escaped(&source.volume)
}

fn page(page: &str) -> String {
    html::escape(&grouped(page))
}

/// Rule 6.2(a): commas in numbers of five digits and more.
fn grouped(text: &str) -> String {
    let text = text.trim();
    if text.len() < 5 || !text.bytes().all(|byte| byte.is_ascii_digit()) {
        return text.to_owned();
    }
    let mut grouped = String::new();
    for (at, digit) in text.chars().enumerate() {
        if at > 0 && (text.len() - at).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped
}

/// `§ 1500`, `§§ 551–559`; what begins with a word stays: `art. 44-B`, `pt. 742`.
fn sections(section: &str) -> String {
    html::escape(&plain_sections(section))
}

fn plain_sections(section: &str) -> String {
    let section = section.trim();
    let word = section.split_whitespace().next().unwrap_or("");
    if section.starts_with('§')
        || word.chars().all(|c| c.is_alphabetic() || c == '.') && !word.is_empty() && word.len() > 1
    {
        return section.to_owned();
    }
    let number = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    // A dash inside a section's own number, as in § 2000e-2, is no range.
    match section.split_once(['-', '–']) {
        Some((from, to)) if number(from) && number(to) => format!("§§ {from}–{to}"),
        _ if section.contains([',', ';', '–']) => format!("§§ {section}"),
        _ => format!("§ {section}"),
    }
}

/// `Pub. L. No. 116-283` of `Pub. L. 116-283`, `Public Law 116–283` or `P.L. 116-283`.
fn public_law(number: &str) -> String {
    for prefix in ["Pub. L. No.", "Pub. L.", "Public Law No.", "Public Law", "P.L.", "PL"] {
        if let Some(rest) = number.trim().strip_prefix(prefix)
            && rest.trim_start().starts_with(|c: char| c.is_ascii_digit())
        {
            return format!("Pub. L. No. {}", rest.trim().replace('–', "-"));
        }
    }
    number.trim().to_owned()
}

/// `S.B. 24-205` of `SB 24-205`; a number of any other shape stays as it is.
///
/// Source: Bluebook, rule 13.2, and table T9 for joint resolutions.
fn bill_number(number: &str) -> String {
    let number = number.trim();
    let Some((prefix, rest)) = number.split_once(' ') else {
        return number.to_owned();
    };
    let house = match prefix.replace('.', "").as_str() {
        "HR" => "H.R.",
        "HB" => "H.B.",
        "SB" => "S.B.",
        "AB" => "A.B.",
        "HF" => "H.F.",
        "SF" => "S.F.",
        "LD" => "L.D.",
        "LB" => "L.B.",
        "S" => "S.",
        "A" => "A.",
        "HJRes" => "H.J. Res.",
        "SJRes" => "S.J. Res.",
        "HRes" => "H.R. Res.",
        "SRes" => "S. Res.",
        _ => return number.to_owned(),
    };
    format!("{house} {rest}")
}

fn order_number(source: &Source) -> Option<String> {
    let number = source.number.as_deref()?.trim();
    // A governor's order keeps its letters: N-12-23.
    Some(match digits(number) {
        Some(digits) => grouped(&digits),
        None => html::escape(number),
    })
}

/// `14110` of `14110`, `EO 14110`, `Exec. Order No. 14,110`.
fn digits(number: &str) -> Option<String> {
    let last = number.split_whitespace().last()?.replace(',', "");
    (!last.is_empty() && last.bytes().all(|byte| byte.is_ascii_digit())).then_some(last)
}

/// `June 2, 2026`.
///
/// Source: Bluebook, rule 3.2.1 and table T12 (months).
fn day_text(day: Date) -> String {
    format!("{} {}, {}", MONTHS[usize::from(day.month().unsigned_abs()) - 1], day.day(), day.year())
}

const MONTHS: [&str; 12] =
    ["Jan.", "Feb.", "Mar.", "Apr.", "May", "June", "July", "Aug.", "Sept.", "Oct.", "Nov.", "Dec."];

/// The day of issue, or as much of it as is known.
fn issued_text(source: &Source) -> Option<String> {
    let issued = source.issued.as_ref()?;
    match issued.day() {
        Some(day) => Some(day_text(day)),
        None => year(source).map(text),
    }
}

fn text(year: i16) -> String {
    year.to_string()
}

/// Adds `(Cal. 2025)` to what is there, or nothing.
fn with_parentheses(head: String, parts: [Option<String>; 2]) -> String {
    let inner = join(parts, " ");
    match (head.is_empty(), inner.is_empty()) {
        (_, true) => head,
        (true, false) => inner,
        (false, false) => format!("{head} ({inner})"),
    }
}

/// What stands before the year: a state's abbreviation or a country's name;
/// nothing for the United States themselves.
fn place(source: &Source) -> Option<String> {
    state(source).or_else(|| foreign_or_state(source).map(html::escape))
}

fn state(source: &Source) -> Option<String> {
    let name = foreign_or_state(source)?;
    STATES.iter().find(|(state, _)| *state == name).map(|(_, short)| (*short).to_owned())
}

fn foreign_or_state(source: &Source) -> Option<&str> {
    let name = source.jurisdiction.as_deref()?.trim();
    let name = name.strip_prefix("State of ").unwrap_or(name);
    let federal = ["United States", "United States of America", "US", "U.S.", "USA", "us", ""];
    (!federal.contains(&name)).then_some(name)
}

/// States and territories as they are abbreviated.
///
/// Source: Bluebook, table T10.1.
const STATES: &[(&str, &str)] = &[
    ("Alabama", "Ala."),
    ("Alaska", "Alaska"),
    ("Arizona", "Ariz."),
    ("Arkansas", "Ark."),
    ("California", "Cal."),
    ("Colorado", "Colo."),
    ("Connecticut", "Conn."),
    ("Delaware", "Del."),
    ("District of Columbia", "D.C."),
    ("Florida", "Fla."),
    ("Georgia", "Ga."),
    ("Guam", "Guam"),
    ("Hawaii", "Haw."),
    ("Idaho", "Idaho"),
    ("Illinois", "Ill."),
    ("Indiana", "Ind."),
    ("Iowa", "Iowa"),
    ("Kansas", "Kan."),
    ("Kentucky", "Ky."),
    ("Louisiana", "La."),
    ("Maine", "Me."),
    ("Maryland", "Md."),
    ("Massachusetts", "Mass."),
    ("Michigan", "Mich."),
    ("Minnesota", "Minn."),
    ("Mississippi", "Miss."),
    ("Missouri", "Mo."),
    ("Montana", "Mont."),
    ("Nebraska", "Neb."),
    ("Nevada", "Nev."),
    ("New Hampshire", "N.H."),
    ("New Jersey", "N.J."),
    ("New Mexico", "N.M."),
    ("New York", "N.Y."),
    ("North Carolina", "N.C."),
    ("North Dakota", "N.D."),
    ("Ohio", "Ohio"),
    ("Oklahoma", "Okla."),
    ("Oregon", "Or."),
    ("Pennsylvania", "Pa."),
    ("Puerto Rico", "P.R."),
    ("Rhode Island", "R.I."),
    ("South Carolina", "S.C."),
    ("South Dakota", "S.D."),
    ("Tennessee", "Tenn."),
    ("Texas", "Tex."),
    ("Utah", "Utah"),
    ("Vermont", "Vt."),
    ("Virgin Islands", "V.I."),
    ("Virginia", "Va."),
    ("Washington", "Wash."),
    ("West Virginia", "W. Va."),
    ("Wisconsin", "Wis."),
    ("Wyoming", "Wyo."),
];

#[cfg(test)]
mod tests {
    use super::super::tests::{check, source};
    use super::*;

    /// Bluebook, rule 14.7; the first is the form of its example, with our title.
    #[test]
    fn executive_orders() {
        check(
            r#"type = "executive-order"; number = "13732"; issued = "2016-07-01"; published = "2016-07-07"; container-title = "Federal Register"; volume = "81"; page = "44485""#,
            "Exec. Order No. 13,732, 81 Fed. Reg. 44,485 (July 7, 2016).",
        );
        check(
            r#"type = "executive-order"; number = "14110"; title = "Safe Use"; issued = "2023-10-30"; published = "2023-11-01"; container-title = "Federal Register"; volume = "88"; page = "75191"; document-number = "2023-24283"; URL = "https://example.org/a?b&c""#,
            "<i>Safe Use</i>, Exec. Order No. 14,110, 88 Fed. Reg. 75,191 (Nov. 1, 2023), \
             <a href=\"https://example.org/a?b&amp;c\">https://example.org/a?b&amp;c</a>.",
        );
        // Four digits take no comma.
        check(
            r#"type = "executive-order"; number = "EO 14148"; published = "2025-01-28"; container-title = "Fed. Reg."; volume = "90"; page = "8237"; issued = "2025-01-20""#,
            "Exec. Order No. 14,148, 90 Fed. Reg. 8237 (Jan. 28, 2025).",
        );
        // What is not known is left out.
        check(
            r#"type = "executive-order"; number = "14409"; issued = "2026-06-02""#,
            "Exec. Order No. 14,409 (June 2, 2026).",
        );
        check(
            r#"type = "executive-order"; number = "14110"; issued = "2023-10-30"; container-title = "Federal Register"; volume = "88"; page = "75191""#,
            "Exec. Order No. 14,110, 88 Fed. Reg. 75,191 (2023).",
        );
        check(
            r#"type = "executive-order"; number = "14110"; published = "2023-11-01"; document-number = "2023-24283"; issued = "2023-10-30""#,
            "Exec. Order No. 14,110, FR Doc. 2023-24283 (Nov. 1, 2023).",
        );
        check(
            r#"type = "executive-order"; number = "N-12-23"; jurisdiction = "California"; issued = "2023-09-06""#,
            "Cal. Exec. Order No. N-12-23 (Sept. 6, 2023).",
        );
        check(r#"type = "executive-order"; title = "The draft"; issued = "2026-05""#, "<i>The draft</i> (2026).");
    }

    /// Bluebook, rule 13.2(a) and (c).
    #[test]
    fn bills() {
        check(
            r#"type = "bill"; title = "Protection from Personal Identification Act of 1985"; number = "S. 1"; chapter-number = "99th Cong."; section = "1"; issued = "1985""#,
            "Protection from Personal Identification Act of 1985, S. 1, 99th Cong. § 1 (1985).",
        );
        check(
            r#"type = "bill"; number = "HR 124"; chapter-number = "179th Leg., 1st Reg. Sess."; jurisdiction = "Maine"; issued = "2017""#,
            "H.R. 124, 179th Leg., 1st Reg. Sess. (Me. 2017).",
        );
        check(
            r#"type = "bill"; number = "SB 53"; title = "Transparency in Frontier AI Act"; jurisdiction = "California"; issued = "2025-09-29"; chapter-number = "138""#,
            "Transparency in Frontier AI Act, S.B. 53, ch. 138 (Cal. 2025).",
        );
        check(
            r#"type = "bill"; number = "SB 24-205"; title = "Colorado Senate Bill 24-205"; jurisdiction = "Colorado"; issued = "2024-05-17""#,
            "S.B. 24-205 (Colo. 2024).",
        );
        check(
            r#"type = "bill"; number = "S6953-B/A6453-B"; title = "RAISE Act"; jurisdiction = "New York"; issued = "2025-12-19""#,
            "RAISE Act, S6953-B/A6453-B (N.Y. 2025).",
        );
        check(r#"type = "bill"; title = "An amendment"; known = "2026-03-27""#, "An amendment.");
    }

    /// Bluebook, rules 12.3.1, 12.3.2 (no year for U.S.C.) and 12.4.
    #[test]
    fn statutes() {
        check(
            r#"type = "statute"; title = "Administrative Procedure Act"; volume = "5"; container-title = "U.S.C."; section = "551-559"; issued = "1946""#,
            "Administrative Procedure Act, 5 U.S.C. §§ 551–559.",
        );
        check(
            r#"type = "statute"; volume = 42; container-title = "United States Code"; section = "2000e-2""#,
            "42 U.S.C. § 2000e-2.",
        );
        check(
            r#"type = "statute"; title = "William M. Thornberry National Defense Authorization Act"; number = "Pub. L. 116-283"; section = "1752"; volume = "134"; container-title = "Stat."; page = "3388"; issued = "2021-01-01""#,
            "William M. Thornberry National Defense Authorization Act, Pub. L. No. 116-283, § 1752, 134 Stat. 3388 (2021).",
        );
        check(
            r#"type = "statute"; number = "Public Law 116–283"; section = "1752"; issued = "2021-01-01""#,
            "Pub. L. No. 116-283, § 1752 (2021).",
        );
        check(
            r#"type = "statute"; number = "P.L. 116-283"; volume = "6"; container-title = "U.S.C."; section = "1500"; issued = "2021-01-01""#,
            "Pub. L. No. 116-283 (2021) (codified at 6 U.S.C. § 1500).",
        );
        check(
            r#"type = "statute"; container-title = "N.Y. Gen. Bus. Law"; section = "art. 44-B"; jurisdiction = "New York"; issued = "2025""#,
            "N.Y. Gen. Bus. Law art. 44-B (2025).",
        );
        check(
            r#"type = "legislation"; title = "Online Safety Act 2023"; jurisdiction = "United Kingdom"; issued = "2023""#,
            "Online Safety Act 2023 (United Kingdom).",
        );
        // California's own form of a session law.
        check(
            r#"type = "statute"; chapter-number = "138"; volume = "2025"; container-title = "Cal. Stat."; jurisdiction = "California"; issued = "2025""#,
            "ch. 138, 2025 Cal. Stat. (2025).",
        );
    }

    /// Bluebook, rule 14.2(a).
    #[test]
    fn rules() {
        check(
            r#"type = "federal-register"; title = "Importation of Fruits and Vegetables"; volume = 60; container-title = "Federal Register"; page = 50379; issued = "1995-09-29""#,
            "Importation of Fruits and Vegetables, 60 Fed. Reg. 50,379 (Sept. 29, 1995).",
        );
        check(
            r#"type = "federal-register"; title = "Reporting"; genre = "proposed rule"; volume = 89; container-title = "Fed. Reg."; page = 73612; issued = "2024-09-11""#,
            "Reporting, 89 Fed. Reg. 73,612 (proposed Sept. 11, 2024).",
        );
        check(
            r#"type = "regulation"; volume = "15"; container-title = "C.F.R."; section = "742.6"; issued = "2024""#,
            "15 C.F.R. § 742.6 (2024).",
        );
        check(
            r#"type = "regulation"; volume = "15"; container-title = "CFR"; section = "pt. 742"; issued = "2024""#,
            "15 C.F.R. pt. 742 (2024).",
        );
    }

    /// Bluebook, rule 10, quick form.
    #[test]
    fn cases() {
        check(
            r#"type = "legal-case"; title = "Chevron U.S.A. Inc. v. NRDC"; volume = 467; container-title = "U.S."; page = 837; issued = "1984-06-25"; authority = "Supreme Court of the United States""#,
            "<i>Chevron U.S.A. Inc. v. NRDC</i>, 467 U.S. 837 (1984).",
        );
        check(
            r#"type = "legal_case"; title = "A v. B"; number = "22-451"; authority = "N.D. Cal."; issued = "2024-06-28""#,
            "<i>A v. B</i>, No. 22-451 (N.D. Cal. June 28, 2024).",
        );
    }

    #[track_caller]
    fn check_short(short: Option<String>, expected: &str) {
        assert_eq!(short.as_deref(), Some(expected));
    }

    #[test]
    fn short_forms() {
        check_short(
            short_order(&source(r#"type = "executive-order"; number = "14110"; issued = "2023-10-30""#)),
            "EO 14110 (2023)",
        );
        check_short(
            short_bill(&source(
                r#"type = "bill"; number = "SB 53"; jurisdiction = "California"; issued = "2025-09-29""#,
            )),
            "SB 53 (California, 2025)",
        );
        check_short(
            short_statute(&source(r#"type = "statute"; volume = "6"; container-title = "U.S.C."; section = "1500""#)),
            "6 U.S.C. § 1500",
        );
        check_short(
            short_rule(&source(
                r#"type = "federal-register"; volume = "90"; page = "58499"; container-title = "Federal Register"; issued = "2025""#,
            )),
            "90 Fed. Reg. 58,499 (2025)",
        );
    }
}
