//! What follows from an event's attributes and a day: whether it occurred, lies behind, is overdue.
//!
//! Status, answers, the calendar and the pages all ask here. Never looks at other records.

use jiff::civil::Date;

use super::Entry;
use crate::model::event::EventAttributes;
use crate::model::{Detail, Layer};
use crate::value::edtf::Edtf;

/// How an event stands on a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct EventFacts {
    pub certainty: &'static str,
    /// It happened, and its day has come.
    pub occurred: bool,
    /// A duty that was met or missed.
    pub settled: bool,
    /// Belongs to what lies behind: it occurred, was cancelled, or its day has passed.
    pub is_past: bool,
    /// It was fixed for a day that has passed, and what became of it is not known.
    pub overdue: bool,
}

impl EventFacts {
    /// `None` for the attributes of anything but an event.
    pub fn of(layer: &Layer, as_of: Date) -> Option<EventFacts> {
        match &layer.detail {
            Detail::Event(event) => Some(EventFacts::new(event, layer.common.date.as_ref(), as_of)),
            _ => None,
        }
    }

    pub fn new(event: &EventAttributes, date: Option<&Edtf>, as_of: Date) -> EventFacts {
        let certainty = event.certainty.unwrap_or("occurred");
        let begun = date.and_then(Edtf::earliest).is_none_or(|day| day <= as_of);
        let over = date.and_then(Edtf::latest).is_some_and(|day| day < as_of);
        let occurred = certainty == "occurred" && begun;
        let settled = certainty != "occurred" && matches!(event.outcome, Some("met" | "missed"));
        let is_past = occurred || certainty == "cancelled" || over;
        let overdue = over && !settled && certainty == "scheduled";
        EventFacts { certainty, occurred, settled, is_past, overdue }
    }

    /// Whether it can answer a question: it has occurred, was called off, or was met or missed.
    pub fn has_decided(&self) -> bool {
        self.occurred || self.settled || self.certainty == "cancelled"
    }

    /// Whether a calendar lists it, given a full day: it was called off, is ahead, or overdue.
    pub fn is_in_calendar(&self) -> bool {
        self.certainty == "cancelled" || !self.is_past || self.overdue
    }
}

/// What sorts events: by date, then weight, then place in the content; without a date last.
pub fn order(entry: &Entry<'_, '_>) -> (bool, Option<Edtf>, i64, usize) {
    let date = entry.layer.common.date.clone();
    (date.is_none(), date, entry.record.weight(), entry.record.order)
}
