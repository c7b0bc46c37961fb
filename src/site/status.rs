//! Works out the state of a policy from its events.
//!
//! Status is never typed twice: it is the `status` of the last `occurred` event, by
//! date, then weight, that is known on the as-of date. Never judges whether a move
//! is allowed: that is `check`'s work.

use jiff::civil::Date;

use super::{EventFacts, Facts};
use crate::config::Config;
use crate::config::machine::Machine;
use crate::fields::Word;
use crate::model::{Detail, Layer, Model, RecordIndex};
use crate::value::edtf::Edtf;

/// The machine that a policy of each kind goes through unless it names another.
pub const MACHINES_BY_KIND: [(&str, &str); 4] = [
    ("executive-order", "us-executive-order"),
    ("bill", "us-bill"),
    ("eu-regulation", "eu-regulation"),
    ("regulation", "eu-regulation"),
];

/// The name of the machine of a kind of policy, if one is known.
pub fn machine_of_kind(kind: &str) -> Option<&'static str> {
    MACHINES_BY_KIND.iter().find(|(known, _)| *known == kind).map(|(_, machine)| *machine)
}

/// The machine that an explainer's policy names, else that of its kind, else that of an executive order.
pub fn machine_of(config: &Config, model: &Model<'_>, explainer: usize) -> Machine {
    let policy = &model.records[model.explainers[explainer].policy];
    let Detail::Policy(attributes) = &policy.attributes.base.detail else { return Machine::new("none") };
    let by_kind = attributes.kind.as_ref().and_then(|kind| machine_of_kind(&kind.text)).unwrap_or("us-executive-order");
    let named = attributes.machine.as_ref().and_then(|name| config.machine(&name.text));
    named.or_else(|| config.machine(by_kind)).unwrap_or_else(|| Machine::new(by_kind))
}

/// One change of status.
#[derive(Debug, Clone)]
pub struct Change {
    pub event: RecordIndex,
    /// The state entered, as written.
    pub status: Word,
}

/// The changes of an explainer's status that are known on `as_of`, in order of their dates.
pub fn changes(facts: &Facts<'_, '_>, explainer: usize, as_of: Date) -> Vec<Change> {
    let mut found = Vec::new();
    for index in facts.of_explainer(explainer) {
        let record = &facts.model.records[index];
        if facts.known.records[index] > as_of || !matches!(record.attributes.base.detail, Detail::Event(_)) {
            continue;
        }
        let layer = record.attributes.on(as_of);
        if let Some((status, sort)) = entered(&layer, as_of) {
            found.push(((sort, record.weight(), record.order), Change { event: index, status }));
        }
    }
    found.sort_by(|a, b| a.0.cmp(&b.0));
    found.into_iter().map(|(_, change)| change).collect()
}

/// The state that an event entered by `as_of`, and what sorts it.
fn entered(layer: &Layer, as_of: Date) -> Option<(Word, Edtf)> {
    let occurred = EventFacts::of(layer, as_of)?.occurred;
    let Detail::Event(event) = &layer.detail else { return None };
    let (status, date) = (event.status.clone()?, layer.common.date.clone()?);
    occurred.then_some((status, date))
}

/// The days on which something about an event of an explainer may have changed its status, each once, in order.
pub fn days(facts: &Facts<'_, '_>, explainer: usize) -> Vec<Date> {
    let mut days = Vec::new();
    for index in facts.of_explainer(explainer) {
        let attributes = &facts.model.records[index].attributes;
        if !matches!(attributes.base.detail, Detail::Event(_)) {
            continue;
        }
        let known = facts.known.records[index];
        days.push(known);
        let layers = attributes.layers();
        let begun = layers.filter_map(|layer| layer.common.date.as_ref().and_then(|date| date.earliest()));
        days.extend(begun.chain(attributes.since.iter().map(|since| since.known)).map(|day| day.max(known)));
    }
    days.sort_unstable();
    days.dedup();
    days
}
