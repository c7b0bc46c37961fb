//! Writes `watch.ics`: what is ahead, as a calendar to subscribe to.
//!
//! In it stands what the page of things to watch lists, and what was called off, as far as it
//! has a full day or a month without a mark. Nothing of it depends on
//! the clock or on chance: `DTSTAMP` and `UID`, which the crate would make up, are always given.
//!
//! Source: RFC 5545; RFC 7986 for `NAME`.

use icalendar::{Calendar, Component, Event as Item, Property};
use jiff::ToSpan;
use jiff::civil::Date;

use super::artifact::Artifact;
use super::{About, Scene, by_id, clean, host};
use crate::model::Kind;
use crate::render::context::EventContext;
use crate::render::view::{View, Viewer};
use crate::site::Entry;
use crate::value::edtf::Edtf;

pub const PATH: &str = "watch.ics";

/// Whether the edition has a calendar: pages may link to it only then. A calendar must hold something.
///
/// Source: RFC 5545, section 3.6.
pub fn exists(viewer: &Viewer<'_, '_, '_, '_>, view: &View) -> bool {
    !events(viewer, view).is_empty()
}

pub(super) fn make(scene: &Scene<'_>) -> Vec<Artifact> {
    let events = events(scene.viewer, scene.view);
    if events.is_empty() {
        return Vec::new();
    }
    let items: Vec<Dated> = events.into_iter().map(|(days, event, entry)| read(scene, days, event, entry)).collect();
    vec![Artifact::text(format!("{}{PATH}", scene.about.path), write(scene.about, &items))]
}

/// First and last day of an event.
type Days = (Date, Date);

fn events<'v, 'm, 'i>(
    viewer: &'v Viewer<'_, '_, 'm, 'i>,
    view: &'v View,
) -> Vec<(Days, &'v EventContext, &'v Entry<'m, 'i>)> {
    let entries = by_id(viewer.edition, Kind::Event);
    let ahead = view.watch.ahead.iter();
    let called_off = view.timeline.past.iter().filter(|event| event.certainty == "cancelled");
    let mut events: Vec<_> = ahead
        .chain(called_off)
        .filter_map(|event| {
            let entry = *entries.get(event.record.id.as_str())?;
            Some((days(entry.layer.common.date.as_ref()?)?, event, entry))
        })
        .collect();
    events.sort_by(|a, b| (a.0, &a.1.record.id).cmp(&(b.0, &b.1.record.id)));
    events.dedup_by(|a, b| a.1.record.id == b.1.record.id);
    events
}

/// The days that a date takes up in a calendar: a full day, or all of a month. What is marked as uncertain, or
/// is no more exact than a season or an interval, has no place there.
fn days(date: &Edtf) -> Option<Days> {
    // `2026-08`: a mark or a season would not pass as one.
    let month = date.text().split_once('-').is_some_and(|(year, month)| {
        year.len() == 4 && month.len() == 2 && month.parse::<u8>().is_ok_and(|month| month <= 12)
    });
    if date.day().is_some() || month { date.earliest().zip(date.latest()) } else { None }
}

/// One entry of the calendar, as plain text.
struct Dated {
    id: String,
    days: Days,
    certainty: &'static str,
    title: String,
    description: String,
    route: String,
}

fn read(scene: &Scene<'_>, days: Days, event: &EventContext, entry: &Entry<'_, '_>) -> Dated {
    let summary = match event.record.summary.as_str() {
        "" => entry.shown().next().map(|shown| shown.statement.text.clone()).unwrap_or_default(),
        summary => summary.to_owned(),
    };
    let label = if event.overdue {
        event.outcome_label.unwrap_or("Its day has passed; what became of it is not known to us")
    } else {
        event.certainty_label
    };
    let date = event.record.date.as_ref().map(|date| date.text.as_str()).unwrap_or_default();
    let duty: Vec<&str> =
        [event.owner.as_str(), event.section.as_str()].into_iter().filter(|part| !part.is_empty()).collect();
    let lines = [format!("{label}: {date}"), duty.join(", "), summary];
    Dated {
        id: entry.record.id.to_owned(),
        days,
        certainty: event.certainty,
        title: event.record.title.clone(),
        description: lines.into_iter().filter(|line| !line.is_empty()).collect::<Vec<_>>().join("\n"),
        route: scene.viewer.edition.route(entry),
    }
}

fn write(about: &About<'_>, events: &[Dated]) -> String {
    let mut calendar = Calendar::empty();
    let name = clean(about.title);
    calendar
        .append_property(("VERSION", "2.0"))
        .append_property(Property::new("PRODID", format!("-//whereas//whereas {}//EN", env!("CARGO_PKG_VERSION"))))
        .append_property(("CALSCALE", "GREGORIAN"))
        // The crate escapes a value only where it knows that it is text.
        .append_property(Property::new("NAME", &name).add_parameter("VALUE", "TEXT").done())
        .append_property(Property::new("X-WR-CALNAME", &name));
    for event in events {
        calendar.push(item(about, event));
    }
    calendar.to_string()
}

fn item(about: &About<'_>, event: &Dated) -> Item {
    let (first, last) = event.days;
    // The end is the day after the last; only the very last of all days has none.
    let after = last.checked_add(1.day()).unwrap_or(last);
    let day = |name: &str, day: Date| Property::new(name, stamp(day)).add_parameter("VALUE", "DATE").done();
    let status = match event.certainty {
        "expected" | "possible" => "TENTATIVE",
        "cancelled" => "CANCELLED",
        _ => "CONFIRMED",
    };
    let mut item = Item::new();
    item.append_property(("UID", uid(about, &event.id).as_str()))
        .append_property(("DTSTAMP", format!("{}T000000Z", stamp(about.as_of)).as_str()))
        .append_property(day("DTSTART", first))
        .append_property(day("DTEND", after))
        .append_property(("STATUS", status))
        // An all-day note does not make anyone busy.
        .append_property(("TRANSP", "TRANSPARENT"))
        .append_property(("SUMMARY", clean(&event.title).as_str()))
        .append_property(("DESCRIPTION", clean(&event.description).as_str()));
    if about.base_url.is_some() {
        item.append_property(("URL", about.to_route(&event.route).as_str()));
    }
    item
}

/// Source: RFC 5545, section 3.3.4.
fn stamp(day: Date) -> String {
    day.strftime("%Y%m%d").to_string()
}

/// The same for an event in every edition, and another for each site, also where several share a host.
fn uid(about: &About<'_>, id: &str) -> String {
    let below_host = about.base_url.and_then(|base| base.splitn(4, '/').nth(3)).unwrap_or_default();
    format!("{below_host}{}{id}@{}", about.explainer_path, host(about.base_url))
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn about(base_url: Option<&str>) -> About<'_> {
        About {
            title: "Order, explained",
            site_title: "",
            base_url,
            explainer_path: "ai-order/",
            path: "ai-order/as-of/2026-05-21/",
            as_of: date(2026, 5, 21),
            language: "en",
            editions: &[],
            has_page: &|_| false,
        }
    }

    #[track_caller]
    fn check_days(text: &str, expected: Option<(&str, &str)>) {
        let found = days(&Edtf::parse(text).expect("a date"));
        let found = found.map(|(first, last)| (first.to_string(), last.to_string()));
        let expected = expected.map(|(first, last)| (first.to_owned(), last.to_owned()));
        assert_eq!(found, expected, "{text}");
    }

    #[test]
    fn only_plain_days_and_months_stand_in_a_calendar() {
        check_days("2026-08-01", Some(("2026-08-01", "2026-08-01")));
        check_days("2026-08-01T10:00:00Z", Some(("2026-08-01", "2026-08-01")));
        check_days("2026-02", Some(("2026-02-01", "2026-02-28")));
        for vague in
            ["2026-08-01~", "2026-08?", "2026", "2026-22", "202X", "2026-XX", "2026-08-01/2026-08-03", "../2026-08"]
        {
            check_days(vague, None);
        }
    }

    fn event(id: &str, certainty: &'static str) -> Dated {
        Dated {
            id: id.to_owned(),
            days: (date(2026, 7, 31), date(2026, 7, 31)),
            certainty,
            title: "Due; soon, or later".to_owned(),
            description: format!("Scheduled\n{}", "Água é vida 老虎 ".repeat(20)),
            route: "timeline/due/".to_owned(),
        }
    }

    #[test]
    fn lines_are_folded_by_bytes_and_end_as_calendars_expect() {
        let text = write(&about(Some("https://example.org/x/")), &[event("timeline/due", "scheduled")]);
        assert!(text.ends_with("END:VCALENDAR\r\n"), "{text}");
        for line in text.split_terminator("\r\n") {
            assert!(line.len() <= 75, "{} octets: {line}", line.len());
            assert!(!line.contains(['\r', '\n']), "{line}");
        }
        let unfolded = text.replace("\r\n ", "");
        for part in [
            "UID:x/ai-order/timeline/due@example.org\r\n",
            "DTSTAMP:20260521T000000Z\r\n",
            "DTSTART;VALUE=DATE:20260731\r\n",
            "DTEND;VALUE=DATE:20260801\r\n",
            "SUMMARY:Due\\; soon\\, or later\r\n",
            "NAME;VALUE=TEXT:Order\\, explained\r\n",
            "URL:https://example.org/x/ai-order/as-of/2026-05-21/timeline/due/\r\n",
            &"Água é vida 老虎 ".repeat(20),
        ] {
            assert!(unfolded.contains(part), "{part} is missing:\n{unfolded}");
        }
    }

    #[test]
    fn certainty_becomes_a_status() {
        for (certainty, status) in [
            ("scheduled", "CONFIRMED"),
            ("expected", "TENTATIVE"),
            ("possible", "TENTATIVE"),
            ("cancelled", "CANCELLED"),
        ] {
            let text = write(&about(None), &[event("timeline/due", certainty)]);
            assert!(text.contains(&format!("STATUS:{status}\r\n")), "{text}");
            assert!(text.contains("UID:ai-order/timeline/due@whereas.invalid\r\n"), "{text}");
            assert!(!text.contains("URL:"), "{text}");
        }
    }
}
