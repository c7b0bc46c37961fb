//! Typed attributes: a struct of optional fields for each kind of record, read from a
//! table and overlaid by what holds later.
//!
//! The [`attributes!`] macro makes from one list the struct, its reader and its
//! overlay, so a new attribute is one line.

use std::ops::Deref;

use jiff::civil::Date;

use super::action::ActionAttributes;
use super::change::ChangeAttributes;
use super::difference::{DifferenceAttributes, PositionAttributes};
use super::event::EventAttributes;
use super::issue::IssueAttributes;
use super::page::PageAttributes;
use super::policy::PolicyAttributes;
use super::question::QuestionAttributes;
use super::quote::QuoteAttributes;
use super::section::SectionAttributes;
use super::stakeholder::{ImplicationAttributes, StakeholderAttributes};
use super::takeaway::TakeawayAttributes;
use super::term::TermAttributes;
use super::{Kind, other_kind};
use crate::diag::fix::Fix;
use crate::diag::{Diagnostic, Report};
use crate::fields::{Data, Facets, Fields, Table, TermList, Word};
use crate::files::Span;
use crate::value::edtf::{Edtf, day_words};

/// Makes a struct of optional attributes. Each line: `field: type = getter("key", more arguments)`,
/// where `getter` is a method of [`Fields`].
macro_rules! attributes {
    ($(#[$meta:meta])* $name:ident { $($(#[$field_meta:meta])* $field:ident: $type:ty = $getter:ident($key:literal $(, $more:expr)*)),* $(,)? }) => {
        $(#[$meta])*
        #[derive(Debug, Clone, Default)]
        pub struct $name { $($(#[$field_meta])* pub $field: Option<$type>),* }

        impl $name {
            /// Takes these attributes from `fields`; a wrong value is reported and left out.
            #[allow(unused_variables)]
            pub fn read(fields: &mut $crate::fields::Fields<'_>) -> $name {
                $name { $($field: fields.$getter($key $(, $more)*)),* }
            }

            /// Lets every attribute that `later` gives take the place of the earlier one.
            #[allow(unused_variables)]
            pub fn overlay(&mut self, later: &$name) {
                $(if let Some(later) = &later.$field {
                    match &mut self.$field {
                        Some(now) => $crate::model::attributes::Later::give_way(now, later),
                        now => *now = Some(later.clone()),
                    }
                })*
            }
        }
    };
}
pub(super) use attributes;

/// How a value gives way to a later one: wholly, except facets, which do so key by key.
pub(super) trait Later: Clone {
    fn give_way(&mut self, later: &Self) {
        *self = later.clone();
    }
}

impl Later for Word {}
impl Later for Vec<Word> {}
impl Later for Edtf {}
impl Later for Span {}
impl Later for Date {}
impl Later for &'static str {}
impl Later for bool {}
impl Later for i64 {}
impl Later for Vec<TermList> {}
impl Later for Facets {
    fn give_way(&mut self, later: &Facets) {
        self.merge(later);
    }
}

/// What a record is to the explainer: the past before it, its subject, what came after.
pub const SCOPES: [&str; 3] = ["background", "core", "later"];

attributes! {
    /// Attributes that every record may have.
    Common {
        title: Word = text("title"),
        summary: Word = text("summary"),
        date: Edtf = edtf("date"),
        /// Where the date is written.
        date_place: Span = place("date"),
        known: Date = day("known"),
        reviewed: Date = day("reviewed"),
        sources: Vec<Word> = words("sources"),
        issues: Vec<Word> = words("issues"),
        stakeholders: Vec<Word> = words("stakeholders"),
        scope: &'static str = choice("scope", &SCOPES),
        draft: bool = bool("draft"),
        weight: i64 = integer("weight"),
        aliases: Vec<Word> = words("aliases"),
    }
}

/// The attributes of one kind.
#[derive(Debug, Clone)]
pub enum Detail {
    /// Boxed: a policy has far more of them than any other kind.
    Policy(Box<PolicyAttributes>),
    Event(EventAttributes),
    Stakeholder(StakeholderAttributes),
    Implication(ImplicationAttributes),
    Takeaway(TakeawayAttributes),
    Difference(DifferenceAttributes),
    Position(PositionAttributes),
    Issue(IssueAttributes),
    Action(ActionAttributes),
    Question(QuestionAttributes),
    Term(TermAttributes),
    Change(ChangeAttributes),
    Quote(QuoteAttributes),
    Section(SectionAttributes),
    Page(PageAttributes),
}

impl Detail {
    fn read(kind: Kind, fields: &mut Fields<'_>) -> Detail {
        match kind {
            Kind::Policy | Kind::Compare => Detail::Policy(Box::new(PolicyAttributes::read(fields))),
            Kind::Event => Detail::Event(EventAttributes::read(fields)),
            Kind::Stakeholder => Detail::Stakeholder(StakeholderAttributes::read(fields)),
            Kind::Implication => Detail::Implication(ImplicationAttributes::read(fields)),
            Kind::Takeaway => Detail::Takeaway(TakeawayAttributes::read(fields)),
            Kind::Difference => Detail::Difference(DifferenceAttributes::read(fields)),
            Kind::Position | Kind::Conclusion => Detail::Position(PositionAttributes::read(fields)),
            Kind::Issue => Detail::Issue(IssueAttributes::read(fields)),
            Kind::Action => Detail::Action(ActionAttributes::read(fields)),
            Kind::Question => Detail::Question(QuestionAttributes::read(fields)),
            Kind::Term => Detail::Term(TermAttributes::read(fields)),
            Kind::Change => Detail::Change(ChangeAttributes::read(fields)),
            Kind::Quote => Detail::Quote(QuoteAttributes::read(fields)),
            Kind::Section => Detail::Section(SectionAttributes::read(fields)),
            Kind::Page => Detail::Page(PageAttributes::read(fields)),
        }
    }

    fn overlay(&mut self, later: &Detail) {
        match (self, later) {
            (Detail::Policy(now), Detail::Policy(later)) => now.overlay(later),
            (Detail::Event(now), Detail::Event(later)) => now.overlay(later),
            (Detail::Stakeholder(now), Detail::Stakeholder(later)) => now.overlay(later),
            (Detail::Implication(now), Detail::Implication(later)) => now.overlay(later),
            (Detail::Takeaway(now), Detail::Takeaway(later)) => now.overlay(later),
            (Detail::Difference(now), Detail::Difference(later)) => now.overlay(later),
            (Detail::Position(now), Detail::Position(later)) => now.overlay(later),
            (Detail::Issue(now), Detail::Issue(later)) => now.overlay(later),
            (Detail::Action(now), Detail::Action(later)) => now.overlay(later),
            (Detail::Question(now), Detail::Question(later)) => now.overlay(later),
            (Detail::Term(now), Detail::Term(later)) => now.overlay(later),
            (Detail::Change(now), Detail::Change(later)) => now.overlay(later),
            (Detail::Quote(now), Detail::Quote(later)) => now.overlay(later),
            (Detail::Section(now), Detail::Section(later)) => now.overlay(later),
            (Detail::Page(now), Detail::Page(later)) => now.overlay(later),
            _ => unreachable!("both sides are read for one kind"),
        }
    }
}

/// All attributes of a record: what held first, and what changed when.
#[derive(Debug, Clone)]
pub struct Attributes {
    pub base: Layer,
    /// `[[since]]`, in order of `known`.
    pub since: Vec<Since>,
    /// The keys that were written, whether or not their values could be read, and where these stand; `None`
    /// on a line that could not be read.
    pub given: Vec<(String, Option<Span>)>,
}

/// Attributes that hold together.
#[derive(Debug, Clone)]
pub struct Layer {
    pub common: Common,
    pub detail: Detail,
    /// An event's `[policy]`: what it changes about the policy. Boxed, because few records have it.
    pub policy: Option<Box<PolicyAttributes>>,
}

/// Attributes that hold from a day on.
#[derive(Debug, Clone)]
pub struct Since {
    pub known: Date,
    /// Where that day stands.
    pub known_place: Option<Span>,
    pub layer: Layer,
    pub span: Span,
    /// The keys that were written, whether or not their values could be read.
    pub given: Vec<String>,
}

impl Layer {
    /// The keys of sources that attributes name: of the record, of a question, of an event's `[policy]`.
    pub fn source_keys(&self) -> impl Iterator<Item = &Word> {
        let asked_by = match &self.detail {
            Detail::Question(question) => question.asked_by.as_ref(),
            _ => None,
        };
        let of_policy = self.policy.as_ref().and_then(|policy| policy.sources.as_ref());
        [self.common.sources.as_ref(), asked_by, of_policy].into_iter().flatten().flatten()
    }

    /// Lets every attribute that `later` gives take the place of the earlier one.
    pub fn put(&mut self, later: &Layer) {
        self.common.overlay(&later.common);
        self.detail.overlay(&later.detail);
        if let Some(later) = &later.policy {
            self.policy.get_or_insert_default().overlay(later);
        }
    }
}

impl Attributes {
    /// What held first, then what each `[[since]]` says.
    pub fn layers(&self) -> impl Iterator<Item = &Layer> + Clone {
        std::iter::once(&self.base).chain(self.since.iter().map(|since| &since.layer))
    }

    /// Whether a record of this kind has an attribute with this name, wherever it stands.
    pub fn has_key(kind: Kind, key: &str) -> bool {
        key == "id" || keys(kind).contains(&key)
    }

    /// Where the value of a key stands that was written outside of `[[since]]`.
    pub fn place(&self, key: &str) -> Option<Span> {
        self.given.iter().find(|(given, _)| given == key).and_then(|(_, span)| *span)
    }

    /// Reads a record's table. `place` is where to point when something is missing.
    pub fn read(kind: Kind, table: &Table, place: Span, report: &mut Report) -> (Option<Word>, Attributes) {
        let mut fields = Fields::new(table, kind.with_article(), report);
        let id = fields.text("id");
        let base = read_layer(kind, &mut fields);
        without_words(table, fields.report());
        let tables: Vec<Table> = fields.tables("since").into_iter().cloned().collect();
        let may_be_misplaced = kind == Kind::Page || kind.spec().is_some_and(|spec| spec.own_page);
        if may_be_misplaced && let Some((fault, keys)) = other_kind::fault(kind, table, &fields.known()) {
            fields.report().add(fault);
            fields.pass_over(&keys);
        }
        fields.finish();
        let mut since: Vec<Since> = Vec::new();
        for (at, table) in tables.iter().enumerate() {
            let span = table.iter().next().map_or(place, |(key, _)| key.span);
            let mut fields = Fields::new(table, "`[[since]]`", report);
            let layer = read_layer(kind, &mut fields);
            fields.finish_below("[[since]]", &["id"]);
            for key in ["draft", "weight"] {
                if let Some((word, _)) = table.iter().find(|(word, _)| word.text == key) {
                    report.add(
                        Diagnostic::error("unknown-key", word.span, format!("`{key}` cannot change with time"))
                            .help("move the line up, above the first `[[since]]`: what stands below it belongs to it"),
                    );
                }
            }
            without_words(table, report);
            report.extend(said_twice(&tables[..at], table));
            match layer.common.known {
                Some(known) => {
                    let given = table.given().map(|(key, _)| key.to_owned()).collect();
                    let known_place = table.get("known").map(|value| value.span);
                    since.push(Since { known, known_place, layer, span, given });
                }
                None if table.names("known") => {}
                None => report.add(
                    Diagnostic::error("missing-attribute", span, "`[[since]]` does not say from which day it holds")
                        .help("add `known = \"2026-06-02\"`, the day from which these values are known")
                        .fix(known_on_its_day(&layer, span)),
                ),
            }
        }
        report.extend(before_the_record(&base, table.get("known").map(|value| value.span), &since));
        report.extend(out_of_order(&since));
        report.extend(policy_below(table, &since));
        since.sort_by_key(|since| since.known);
        let given = table.given().map(|(key, span)| (key.to_owned(), span)).collect();
        (id, Attributes { base, since, given })
    }

    /// What holds on a day: the base, then each `[[since]]` known by then.
    pub fn on(&self, day: Date) -> Layered<'_> {
        let mut layer = Layered::Own(&self.base);
        for since in self.since.iter().filter(|since| since.known <= day) {
            let later = layer.to_mut();
            later.put(&since.layer);
            later.common.known = self.base.common.known;
        }
        layer
    }
}

/// The attributes that hold on a day: those of the record, or a copy that the day changes.
///
/// An edition has one for each record and is walked through often, so it is no larger than it must be.
#[derive(Debug, Clone)]
pub enum Layered<'m> {
    Own(&'m Layer),
    Changed(Box<Layer>),
}

impl Layered<'_> {
    /// The copy, which is made if there is none yet.
    pub fn to_mut(&mut self) -> &mut Layer {
        if let Layered::Own(layer) = self {
            *self = Layered::Changed(Box::new(layer.clone()));
        }
        match self {
            Layered::Changed(layer) => layer,
            Layered::Own(_) => unreachable!("it was copied above"),
        }
    }
}

impl Deref for Layered<'_> {
    type Target = Layer;

    fn deref(&self) -> &Layer {
        match self {
            Layered::Own(layer) => layer,
            Layered::Changed(layer) => layer,
        }
    }
}

/// The names of all attributes of a kind.
pub(super) fn keys(kind: Kind) -> Vec<&'static str> {
    let (table, mut report) = (Table::default(), Report::default());
    let mut fields = Fields::new(&table, "", &mut report);
    read_layer(kind, &mut fields);
    fields.known()
}

/// Attributes whose words readers see, and that say nothing without.
const WORDS: [&str; 16] = [
    "summary",
    "headline",
    "short_title",
    "issuer",
    "jurisdiction",
    "number",
    "citation",
    "url",
    "by",
    "where",
    "question",
    "owner",
    "section",
    "was",
    "now",
    "likelihood",
];

/// Reports attributes that are there, and empty.
fn without_words(table: &Table, report: &mut Report) {
    for (key, value) in table.iter() {
        if matches!(&value.data, Data::Text(text) if text.trim().is_empty()) && WORDS.contains(&key.text.as_str()) {
            report.add(
                Diagnostic::error("unknown-value", value.span, format!("`{}` is empty", key.text))
                    .help("write a value between the quotation marks, or leave the line out"),
            );
        }
    }
}

/// A `[[since]]` that holds before anything of the record is known. One of the two days is wrong: that of the record,
/// known at `place`, where several hold before it.
fn before_the_record(base: &Layer, place: Option<Span>, since: &[Since]) -> Option<Diagnostic> {
    let first = base.common.known?;
    let mut early = since.iter().filter(|since| since.known < first);
    let one = early.next()?;
    let (day, known) = (day_words(one.known), day_words(first));
    // What is scheduled is known before its day.
    let date = base.common.date.as_ref().and_then(Edtf::earliest);
    let is_late = date.is_some_and(|date| first > date && one.known <= date);
    let (span, message, other) = match early.next().is_some() || is_late {
        true => (
            place?,
            format!("the record is known from {known} on, and changes since {day}"),
            one.known_place.map(|place| (place, "it changes since this day")),
        ),
        false => (
            one.known_place?,
            format!("this holds since {day}, and the record is not known before {known}"),
            place.map(|place| (place, "the record is known from this day on")),
        ),
    };
    let fault = Diagnostic::error("invalid-date", span, message);
    let fault = match other {
        Some((place, words)) => fault.note(Some(place), words),
        None => fault,
    };
    Some(fault.help("correct one of the two days: `known` of the record, or of its `[[since]]`"))
}

/// A `[policy]` that stands below a `[[since]]`, where one that holds since then is meant.
fn policy_below(table: &Table, since: &[Since]) -> Option<Diagnostic> {
    let (key, value) = table.iter().find(|(key, _)| key.text == "policy")?;
    let above = |key: &Word| since.iter().rfind(|since| since.span.start < key.span.start).map(|since| since.span);
    // `[policy.facets]` goes on with a `[policy]` that stands above.
    let inner = match &value.data {
        Data::Table(inner) => inner.iter().map(|(key, _)| key).last(),
        _ => None,
    };
    let (key, above) = [Some(key), inner].into_iter().flatten().find_map(|key| Some((key, above(key)?)))?;
    let message = "this stands below a `[[since]]`, and holds from the beginning";
    Some(
        Diagnostic::error("unknown-key", key.span, message)
            .note(Some(above), "it stands below this")
            .help("write `[since.policy]` for what holds since then, or move it above `[[since]]`"),
    )
}

/// The `[[since]]` that stands between others and holds from a day before or after them all.
///
/// They may be written in either order; of two nobody can tell. `since` is in the order of the file.
fn out_of_order(since: &[Since]) -> Option<Diagnostic> {
    let days: Vec<Date> = since.iter().map(|since| since.known).collect();
    let is_sorted = |days: &[Date]| days.is_sorted() || days.iter().rev().is_sorted();
    if days.len() < 3 || is_sorted(&days) {
        return None;
    }
    let without = |odd: usize| -> Vec<Date> {
        days.iter().enumerate().filter(|(at, _)| *at != odd).map(|(_, day)| *day).collect()
    };
    // Of three the outer ones always go one way: those that go up are written as most are.
    let goes_up = |odd: &usize| without(*odd).is_sorted();
    let mut odd = (0..days.len()).filter(goes_up);
    let (first, second) = (odd.next()?, odd.next());
    // Where two may be the one, the later written is.
    let at = second.filter(|_| odd.next().is_none()).unwrap_or(first);
    let above = since.get(at.checked_sub(1)?)?;
    let message = format!(
        "this holds since {}, and stands {} what holds since {}",
        day_words(since[at].known),
        if since[at].known < above.known { "below" } else { "above" },
        day_words(if since[at].known < above.known { above.known } else { since.get(at + 1)?.known })
    );
    let other = if since[at].known < above.known { above } else { since.get(at + 1)? };
    Some(
        Diagnostic::warning("invalid-date", since[at].known_place?, message)
            .note(other.known_place, "the other day")
            .help("correct the day, or put the `[[since]]` in order, the earliest first"),
    )
}

/// A value that two `[[since]]` of one day give: only the later one would be seen.
fn said_twice(earlier: &[Table], table: &Table) -> Option<Diagnostic> {
    let day = |table: &Table| table.get("known").map(|value| value.data.clone());
    let known = day(table)?;
    // The tables of a record are few.
    let same = earlier.iter().rev().find(|other| day(other).as_ref() == Some(&known))?;
    let (key, first) = table.iter().filter(|(key, _)| key.text != "known").find_map(|(key, _)| {
        same.iter()
            .find(|(other, value)| other.text == key.text && !matches!(value.data, Data::Table(_)))
            .map(|(first, _)| (key, first))
    })?;
    let message = format!("`{}` is given twice for one day", key.text);
    Some(
        Diagnostic::error("unknown-key", key.span, message)
            .note(Some(first.span), "first given here")
            .help("correct the `known` of one of the two `[[since]]`, or keep one of the values"),
    )
}

/// What occurred on a full day is known from that day on: the line that says so.
fn known_on_its_day(layer: &Layer, first_key: Span) -> Option<Fix> {
    let Detail::Event(event) = &layer.detail else { return None };
    let day = layer.common.date.as_ref().and_then(Edtf::day).filter(|_| event.certainty == Some("occurred"))?;
    Some(Fix::insert(first_key, format!("known = \"{day}\"\n")).label("say from which day it is known"))
}

fn read_layer(kind: Kind, fields: &mut Fields<'_>) -> Layer {
    let common = Common::read(fields);
    let detail = Detail::read(kind, fields);
    let above = fields.known();
    let policy = match kind {
        Kind::Event => fields.table("policy").map(|table| {
            let mut inner = Fields::new(table, "`[policy]`", fields.report());
            let mut policy = PolicyAttributes::read(&mut inner);
            // What an event may change of the policy's common attributes.
            policy.title = inner.text("title");
            policy.summary = inner.text("summary");
            policy.sources = inner.words("sources");
            inner.finish_below("[policy]", &above);
            Box::new(policy)
        }),
        _ => None,
    };
    Layer { common, detail, policy }
}
