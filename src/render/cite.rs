//! Says how a page is cited: as plain text, for BibTeX and as CSL-JSON.
//!
//! Takes a page before it is rendered and its whole address; gives the value `page.cite` of the contract. A page of an
//! explainer is cited as of its day, and by the address of an edition where one shows that day; a plain page by its
//! own date. Without a `base_url` there is no address. Never escapes for HTML: that is the template's work.
//!
//! Sources: The Chicago Manual of Style, 18th edition, 14.104 (websites); the BibTeX manual of 1988, and "Tame the
//! BeaST" on braces; the schema of CSL-JSON 1.0.

use std::fmt::Write;

use jiff::civil::Date;
use tera::Value;

use super::pages::{Draft, Frame};
use super::{embeds, map, words};
use crate::value::slug::slug;

/// What is said of a page.
struct Work<'a> {
    title: &'a str,
    /// The explainer and the site, outermost last; without the page itself.
    within: Vec<&'a str>,
    /// The day of its text: that of the explainer, or the page's own.
    day: Option<Date>,
    /// Whether `day` is the day for which it speaks.
    is_as_of: bool,
    url: &'a str,
    permanent: String,
    language: &'a str,
    route: &'a str,
}

/// The value `page.cite`; `null` on the page of errors. Of plain pages alone it holds the plain text and no more.
pub fn of(draft: &Draft, frame: &Frame<'_>, canonical: Option<&str>) -> Value {
    if draft.kind == "404" {
        return Value::none();
    }
    let work = Work::new(draft, frame, canonical);
    let (bibtex, csl) = match frame.is_of_explainer {
        true => (work.bibtex(), work.csl()),
        false => (String::new(), String::new()),
    };
    map([("plain", Value::from(work.plain())), ("bibtex", Value::from(bibtex)), ("csl", Value::from(csl))])
}

impl<'a> Work<'a> {
    fn new(draft: &'a Draft, frame: &'a Frame<'_>, canonical: Option<&'a str>) -> Work<'a> {
        let own = draft.date.as_deref().and_then(|date| date.get(..10)).and_then(|day| day.parse().ok());
        let is_as_of = frame.is_of_explainer || own.is_none();
        let home = draft.crumbs.first().map(|home| home.title.as_str());
        let mut within: Vec<&str> = home.into_iter().chain([frame.site.title.as_str()]).collect();
        within.dedup();
        within.retain(|one| *one != draft.title && !one.is_empty());
        let same_day = frame.editions.last().filter(|(day, _)| !frame.shows_past && *day == frame.as_of);
        let permanent = match (frame.base_url, same_day) {
            (Some(base), Some((day, _))) if !embeds::is_embed(draft.kind) => {
                format!("{base}{}as-of/{day}/{}", frame.explainer_path, draft.route)
            }
            _ => String::new(),
        };
        Work {
            title: &draft.title,
            within,
            day: if is_as_of { Some(frame.as_of) } else { own },
            is_as_of,
            url: canonical.unwrap_or_default(),
            permanent,
            language: &frame.site.language,
            route: &draft.route,
        }
    }

    /// `“Title.” Site. As of 21 May 2026. Address.`
    fn plain(&self) -> String {
        let mut text = String::with_capacity(160);
        match self.within.is_empty() {
            true => text.push_str(self.title),
            false => {
                text.push('“');
                // Quotation marks within others are single ones.
                text.extend(self.title.chars().map(|one| match one {
                    '“' => '‘',
                    '”' => '’',
                    _ => one,
                }));
            }
        }
        stop(&mut text);
        text.push_str(if self.within.is_empty() { "" } else { "”" });
        for one in &self.within {
            text.push(' ');
            text.push_str(one);
            stop(&mut text);
        }
        if let Some(day) = self.day {
            let _ = write!(text, " {}{}.", if self.is_as_of { "As of " } else { "" }, words::day(day).text);
        }
        if !self.url.is_empty() {
            let _ = write!(text, " {}.", self.url);
        }
        if !self.permanent.is_empty() {
            let _ = write!(text, " The same for good: {}.", self.permanent);
        }
        text
    }

    /// A name for the entry: `signing-2026-11-21`.
    fn key(&self) -> String {
        let name = self.route.trim_end_matches('/').rsplit('/').next().unwrap_or_default();
        let site = self.within.last().copied().unwrap_or(self.title);
        let mut key = slug(if name.is_empty() { site } else { name });
        key.retain(|one| one.is_ascii_alphanumeric() || one == '-');
        if let Some(day) = self.day {
            let _ = write!(key, "-{day}");
        }
        key
    }

    /// `@misc`, which every style knows; umlauts stay, as programs read UTF-8 now.
    fn bibtex(&self) -> String {
        const MONTHS: [&str; 12] = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
        let mut text = format!("@misc{{{},\n  title = {{{{", self.key());
        escape_tex(self.title, &mut text);
        text.push_str("}}");
        let mut field = |name: &str, value: &str| {
            if !value.is_empty() {
                let _ = write!(text, ",\n  {name} = {{{value}}}");
            }
        };
        let mut published = String::new();
        escape_tex(&self.within.join(", "), &mut published);
        field("howpublished", &published);
        if let Some(day) = self.day {
            field("year", &format!("{:04}", day.year()));
        }
        field("note", &self.note());
        field("url", &in_braces(self.url));
        if let Some(month) = self.day.and_then(|day| MONTHS.get(usize::from(day.month().unsigned_abs()) - 1)) {
            // A name that BibTeX knows has no braces.
            let _ = write!(text, ",\n  month = {month}");
        }
        text.push_str("\n}");
        text
    }

    /// `As of 21 May 2026.`
    fn note(&self) -> String {
        let mut note = match self.day.filter(|_| self.is_as_of) {
            Some(day) => format!("As of {}", words::day(day).text),
            None => String::new(),
        };
        if !self.permanent.is_empty() {
            let _ = write!(note, ". The same for good: {}", in_braces(&self.permanent));
        }
        note
    }

    fn csl(&self) -> String {
        let mut json = format!("[{{\n  \"id\": {},\n  \"type\": \"webpage\"", quoted(&self.key()));
        let mut field = |name: &str, value: &str| {
            if !value.is_empty() {
                let _ = write!(json, ",\n  \"{name}\": {}", quoted(value));
            }
        };
        field("title", self.title);
        field("container-title", &self.within.join(", "));
        field("language", self.language);
        field("note", &self.note());
        field("URL", self.url);
        if let Some(day) = self.day {
            let _ = write!(
                json,
                ",\n  \"issued\": {{ \"date-parts\": [[{}, {}, {}]] }}",
                day.year(),
                day.month(),
                day.day()
            );
        }
        json.push_str("\n}]");
        json
    }
}

/// Ends a sentence, unless it has ended.
fn stop(text: &mut String) {
    if !text.ends_with(['.', '!', '?', '…']) {
        text.push('.');
    }
}

/// Writes a text for BibTeX, in which braces stand in pairs even where they are escaped.
fn escape_tex(text: &str, out: &mut String) {
    for one in text.chars() {
        match one {
            '\\' => out.push_str("\\textbackslash{}"),
            '{' => out.push_str("\\textbraceleft{}"),
            '}' => out.push_str("\\textbraceright{}"),
            '~' => out.push_str("\\textasciitilde{}"),
            '^' => out.push_str("\\textasciicircum{}"),
            '&' | '%' | '$' | '#' | '_' => out.extend(['\\', one]),
            _ if one.is_control() => out.push(' '),
            _ => out.push(one),
        }
    }
}

/// An address that can stand between braces.
fn in_braces(url: &str) -> String {
    url.replace('{', "%7B").replace('}', "%7D").replace('\\', "%5C")
}

/// A JSON string.
fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn work<'a>(title: &'a str, within: &[&'a str]) -> Work<'a> {
        Work {
            title,
            within: within.to_vec(),
            day: Some(date(2026, 5, 21)),
            is_as_of: true,
            url: "https://example.org/timeline/signing/",
            permanent: String::new(),
            language: "en",
            route: "timeline/signing/",
        }
    }

    #[test]
    fn plain_text_ends_each_part_once() {
        assert_eq!(
            work("The signing is put off", &["The order, explained"]).plain(),
            "“The signing is put off.” The order, explained. As of 21 May 2026. \
             https://example.org/timeline/signing/."
        );
        assert_eq!(
            work("Is it “over”?", &["The order", "All orders"]).plain(),
            "“Is it ‘over’?” The order. All orders. As of 21 May 2026. https://example.org/timeline/signing/."
        );
        let home = Work { url: "", is_as_of: false, ..work("The order", &[]) };
        assert_eq!(home.plain(), "The order. 21 May 2026.");
        let kept = Work { permanent: "https://example.org/as-of/2026-05-21/".to_owned(), ..work("The order", &[]) };
        assert!(kept.plain().ends_with(" The same for good: https://example.org/as-of/2026-05-21/."));
    }

    #[test]
    fn bibtex_escapes_what_tex_reads() {
        let odd = Work { route: "über/Größe/", ..work("50 % & {more} \"of\" ~_^#$\\ Größe", &["Sätze: 1"]) };
        assert_eq!(
            odd.bibtex(),
            "@misc{grosse-2026-05-21,\n  \
             title = {{50 \\% \\& \\textbraceleft{}more\\textbraceright{} \"of\" \
             \\textasciitilde{}\\_\\textasciicircum{}\\#\\$\\textbackslash{} Größe}},\n  \
             howpublished = {Sätze: 1},\n  year = {2026},\n  note = {As of 21 May 2026},\n  \
             url = {https://example.org/timeline/signing/},\n  month = may\n}"
        );
        for title in ["{", "}", "}{", "a\\", "\u{1}"] {
            let text = work(title, &["{"]).bibtex();
            let mut depth = 0i32;
            for one in text.chars() {
                depth += i32::from(one == '{') - i32::from(one == '}');
                assert!(depth >= 0, "{text}");
            }
            assert_eq!(depth, 0, "{text}");
        }
    }

    #[test]
    fn csl_is_json() {
        let odd = work("A \"title\" \\ with\nlines {and} ü", &["S\"ite"]);
        let json: serde_json::Value = serde_json::from_str(&odd.csl()).expect("it is JSON");
        assert_eq!(json[0]["title"], odd.title);
        assert_eq!(json[0]["container-title"], "S\"ite");
        assert_eq!(json[0]["type"], "webpage");
        assert_eq!(json[0]["issued"]["date-parts"][0], serde_json::json!([2026, 5, 21]));
        assert_eq!(json[0]["note"], "As of 21 May 2026");
    }
}
