//! `unknown-key`: an attribute that this kind of record does not have.

use std::collections::{BTreeMap, BTreeSet};

use super::{Checked, Rule};
use crate::diag::fix::sure;
use crate::diag::{Diagnostic, Report, Severity};
use crate::fields::Word;
use crate::model::policy::FACETS;
use crate::model::{Detail, Owner, Record};

pub const RULE: Rule = Rule {
    code: "unknown-key",
    severity: Severity::Error,
    finds: "An attribute that this kind of record does not have, or that stands below the header of another table. A warning: a facet whose name is nearly one that policies have.",
    why: "A misspelt key would be passed over in silence, and what it says with it. A misspelt facet makes a row of its own.",
    example: r#"+++
titel = "Signing"
+++"#,
    cure: "Correct the spelling; the message lists what is possible. In TOML a table goes on to the next header: what belongs to the record stands above the first.",
    run: Some(find),
};

/// Facets may have any name. One that a single policy has is misspelt if it is nearly one that others have.
fn find(checked: &Checked<'_, '_, '_>, report: &mut Report) {
    let mut by_owner: BTreeMap<Owner, BTreeMap<&str, BTreeSet<usize>>> = BTreeMap::new();
    let mut written: Vec<(Owner, &Word)> = Vec::new();
    for (index, record) in checked.facts.model.records.iter().enumerate() {
        for key in facets(record) {
            by_owner.entry(record.owner).or_default().entry(&key.text).or_default().insert(index);
            written.push((record.owner, key));
        }
    }
    for (owner, key) in written {
        let used = &by_owner[&owner];
        if FACETS.contains(&key.text.as_str()) || used[key.text.as_str()].len() > 1 {
            continue;
        }
        let shared = used.iter().filter(|(_, records)| records.len() > 1).map(|(other, _)| *other);
        let possible: Vec<&str> = FACETS.into_iter().chain(shared).collect();
        if sure(&key.text, possible.iter().copied()).is_some() {
            let message = format!("no other policy has a facet `{}`", key.text);
            report.add(Diagnostic::warning("unknown-key", key.span, message).suggest(&key.text, possible));
        }
    }
}

/// The facets that a record gives to a policy, once for each place.
fn facets<'r>(record: &'r Record<'_>) -> impl Iterator<Item = &'r Word> {
    let of_layer = |layer: &'r crate::model::Layer| {
        let own = match &layer.detail {
            Detail::Policy(policy) => policy.facets.as_ref(),
            _ => None,
        };
        own.into_iter().chain(layer.policy.as_ref().and_then(|policy| policy.facets.as_ref()))
    };
    record.attributes.layers().flat_map(of_layer).flat_map(|facets| &facets.entries).map(|(key, _)| key)
}
