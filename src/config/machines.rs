//! Reads `[machines.NAME]`: status machines that a site changes or adds.
//!
//! Takes the table of config; gives each machine whole, with its preset (if it has the
//! name of one) under what the site says. Reports states that are named nowhere.

use std::collections::BTreeMap;

use super::filled;
use super::machine::{LegalForce, Machine, PRESETS, StateOverride, Tone, preset};
use crate::diag::{Diagnostic, Report};
use crate::fields::{Data, Fields, Table, Value, Word};
use crate::files::Span;
use crate::value::slug::{is_slug, slug};

/// As config writes a tone; a test holds it against [`Tone::ALL`].
const TONES: &[&str] = &["ahead", "hold", "force", "ended", "neutral"];

/// As config writes a legal force; a test holds it against [`LegalForce::ALL`].
const FORCES: &[&str] = &["InForce", "NotInForce", "PartiallyInForce"];

/// The machines of the table `[machines]`, by name.
///
/// `is_broken`: the file holds something that could not be read, and that may be states.
pub(super) fn read(table: &Table, is_broken: bool, report: &mut Report) -> BTreeMap<String, Machine> {
    let mut machines = BTreeMap::new();
    for (name, value) in table.iter() {
        let Data::Table(table) = &value.data else {
            report.add(
                Diagnostic::error("unknown-value", value.span, format!("the machine `{}` needs a table", name.text))
                    .help(format!("write each state as `[[machines.{}.states]]`", name.text)),
            );
            continue;
        };
        let mut fields = Fields::new(table, "a status machine", report);
        let states: Vec<Table> = match fields.value("states") {
            Some(Value { data: Data::Table(_), span }) => {
                let message = format!("the machine `{}` is not one state, but a list of them", name.text);
                fields.report().add(
                    Diagnostic::error("unknown-value", *span, message)
                        .help(format!("write each state as `[[machines.{}.states]]`", name.text)),
                );
                Vec::new()
            }
            _ => fields.tables("states").into_iter().cloned().collect(),
        };
        fields.finish();

        let mut after = Vec::new();
        repeated(&name.text, &states, report);
        let overrides: Vec<_> = states.iter().filter_map(|table| read_state(table, &mut after, report)).collect();
        let mut machine = preset(&name.text).unwrap_or_else(|| Machine::new(&name.text));
        machine.overlay(overrides);
        // Misspelt or broken ones have had their own message.
        let is_list = matches!(table.get("states"), Some(Value { data: Data::List(_), .. }));
        let is_told = is_broken || !states.is_empty() || !is_list && table.names("states");
        if machine.states.is_empty() && !is_told {
            report.add(
                Diagnostic::error("unknown-value", name.span, format!("the machine `{}` has no states", name.text))
                    .suggest(&name.text, PRESETS.iter().copied())
                    .help(format!("add a `[[machines.{}.states]]` for each state, in order", name.text)),
            );
        }
        for word in after.iter().filter(|word| machine.state(&word.text).is_none()) {
            report.add(
                Diagnostic::error("unknown-value", word.span, format!("no state is called `{}`", word.text))
                    .suggest(&word.text, machine.names())
                    .help(format!("possible: {}", machine.names().collect::<Vec<_>>().join(", "))),
            );
        }
        for state in unreachable(&machine) {
            let of_state = |table: &&Table| matches!(table.get("name"), Some(Value { data: Data::Text(text), .. }) if text == state);
            let place = states.iter().rev().find(of_state).and_then(|table| table.get("after"));
            report.extend(place.map(|place| {
                Diagnostic::error("unknown-value", place.span, format!("no policy can enter the state `{state}`"))
                    .help("name in `after` a state that a policy can be in before, or take `after` away: then it may follow all that stand above it")
            }));
        }
        machines.insert(name.text.clone(), machine);
    }
    machines
}

/// Reports a state of which a machine tells twice: what the second says would take the place of the first.
fn repeated(machine: &str, states: &[Table], report: &mut Report) {
    let mut names: BTreeMap<&str, Span> = BTreeMap::new();
    for value in states.iter().filter_map(|table| table.get("name")) {
        let Data::Text(text) = &value.data else { continue };
        match names.get(text.as_str()) {
            Some(first) => report.add(
                Diagnostic::error("unknown-value", value.span, format!("`{machine}` has the state `{text}` twice"))
                    .note(Some(*first), "first given here")
                    .help("give one of them another name, or keep one of the two"),
            ),
            None => {
                names.insert(text, value.span);
            }
        }
    }
}

/// The states that no policy can enter: their `after` names none that it can be in.
///
/// A policy may begin with the first of them, and with each that says nothing of those before it.
fn unreachable(machine: &Machine) -> Vec<&str> {
    let mut next: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (at, state) in machine.states.iter().enumerate() {
        state.after.iter().flatten().for_each(|before| next.entry(before).or_default().push(at));
    }
    let is_first = |at: usize, after: Option<&Vec<String>>| at == 0 || after.is_none_or(Vec::is_empty);
    let mut reached: Vec<bool> =
        machine.states.iter().enumerate().map(|(at, state)| is_first(at, state.after.as_ref())).collect();
    let mut waiting: Vec<usize> = (0..reached.len()).filter(|at| reached[*at]).collect();
    while let Some(at) = waiting.pop() {
        for &other in next.get(machine.states[at].name.as_str()).into_iter().flatten() {
            if !std::mem::replace(&mut reached[other], true) {
                waiting.push(other);
            }
        }
    }
    // A name that is no state has its own message.
    let is_known = |name: &String| machine.state(name).is_some();
    let lost = machine.states.iter().zip(reached).filter(|(_, yes)| !yes);
    lost.filter(|(state, _)| state.after.iter().flatten().all(is_known)).map(|(state, _)| &*state.name).collect()
}

/// One `[[machines.NAME.states]]`; the names in its `after` are added to `after`, with their places.
fn read_state(table: &Table, after: &mut Vec<Word>, report: &mut Report) -> Option<StateOverride> {
    let mut fields = Fields::new(table, "a state", report);
    let name = fields.text("name");
    let label = filled(fields.text("label"), "label", &mut fields);
    let sentence = filled(fields.text("sentence"), "sentence", &mut fields);
    let tone = fields.choice("tone", TONES).and_then(Tone::named);
    let force = fields.choice("force", FORCES).and_then(LegalForce::named);
    let places = fields.words("after");
    fields.finish();

    let Some(name) = name else {
        if let Some((key, _)) = table.iter().next().filter(|_| !table.names("name")) {
            report.add(
                Diagnostic::error("unknown-value", key.span, "a state has no `name`")
                    .help("write `name = \"in-effect\"`, as events will write it in `status`"),
            );
        }
        return None;
    };
    if !is_slug(&name.text) {
        report.add(
            Diagnostic::error("unknown-value", name.span, format!("`{}` cannot be the name of a state", name.text))
                .help(format!(
                    "use small letters, digits and hyphens: `{}`; `label` says it for readers",
                    slug(&name.text)
                )),
        );
        return None;
    }
    let names = places.map(|words| {
        let names = words.iter().map(|word| word.text.clone()).collect();
        after.extend(words);
        names
    });
    Some(StateOverride {
        name: name.text,
        label: label.map(|word| word.text),
        sentence: sentence.map(|word| word.text),
        tone,
        force,
        after: names,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Config;
    use crate::diag::short;
    use crate::files::Files;

    fn parse(text: &str) -> (Config, String) {
        let mut files = Files::default();
        let file = files.add("config.toml", text);
        let mut report = Report::default();
        let config = Config::parse(file, text, &mut report);
        (config, short::print(&report, &files))
    }

    #[test]
    fn the_words_of_config_are_those_of_the_machine() {
        assert_eq!(TONES, Tone::ALL.iter().map(|one| one.as_str()).collect::<Vec<_>>());
        assert_eq!(FORCES, LegalForce::ALL.iter().map(|one| one.as_str()).collect::<Vec<_>>());
    }

    #[test]
    fn a_preset_is_changed_and_a_new_machine_is_made() {
        let (config, faults) = parse(concat!(
            "[[machines.us-executive-order.states]]\nname = \"stayed\"\nlabel = \"Stopped\"\nforce = \"NotInForce\"\n",
            "[[machines.city.states]]\nname = \"draft\"\ntone = \"ahead\"\n",
            "[[machines.city.states]]\nname = \"adopted\"\nafter = [\"draft\"]\n",
        ));
        assert_eq!(faults, "");
        let order = config.machine("us-executive-order").expect("it is a preset");
        assert_eq!(order.state("stayed").map(|state| state.label.as_str()), Some("Stopped"));
        assert!(order.state("signed").is_some());
        let city = config.machine("city").expect("config has it");
        assert_eq!(city.names().collect::<Vec<_>>(), ["draft", "adopted"]);
        assert!(config.machine("us-bill").is_some());
        assert_eq!(config.machine("mars"), None);
        assert_eq!(config.machine_names(), ["city", "eu-regulation", "us-bill", "us-executive-order"]);
    }

    #[test]
    fn faults_in_states_have_their_places() {
        let (_, faults) = parse(concat!(
            "[machines]\nx = 1\n[[machines.city.states]]\nlabel = \"Draft\"\n",
            "[[machines.city.states]]\nname = \"adopted\"\nafter = [\"draf\"]\ntone = \"loud\"\n",
        ));
        for expected in [
            "config.toml:2:5: error[unknown-value]: the machine `x` needs a table",
            "config.toml:4:1: error[unknown-value]: a state has no `name`",
            "config.toml:7:10: error[unknown-value]: no state is called `draf`",
            "config.toml:8:8: error[unknown-value]: `tone` cannot be `loud`",
        ] {
            assert!(faults.contains(expected), "{expected}\n{faults}");
        }
        assert_eq!(faults.lines().count(), 4, "{faults}");
    }
}
