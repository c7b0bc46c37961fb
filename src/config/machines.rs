//! Reads `[machines.NAME]`: status machines that a site changes or adds.
//!
//! Takes the table of config; gives each machine whole, with its preset (if it has the
//! name of one) under what the site says. Reports states that are named nowhere.

use std::collections::BTreeMap;

use super::machine::{LegalForce, Machine, PRESETS, StateOverride, Tone, preset};
use crate::diag::{Diagnostic, Report};
use crate::fields::{Data, Fields, Table, Word};
use crate::value::slug::{is_slug, slug};

/// As config writes a tone; a test holds it against [`Tone::ALL`].
const TONES: &[&str] = &["ahead", "hold", "force", "ended", "neutral"];

/// As config writes a legal force; a test holds it against [`LegalForce::ALL`].
const FORCES: &[&str] = &["InForce", "NotInForce", "PartiallyInForce"];

/// The machines of the table `[machines]`, by name.
pub(super) fn read(table: &Table, report: &mut Report) -> BTreeMap<String, Machine> {
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
        let states: Vec<Table> = fields.tables("states").into_iter().cloned().collect();
        fields.finish();

        let mut after = Vec::new();
        let overrides: Vec<_> = states.iter().filter_map(|table| read_state(table, &mut after, report)).collect();
        let mut machine = preset(&name.text).unwrap_or_else(|| Machine::new(&name.text));
        machine.overlay(overrides);
        if machine.states.is_empty() {
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
        machines.insert(name.text.clone(), machine);
    }
    machines
}

/// One `[[machines.NAME.states]]`; the names in its `after` are added to `after`, with their places.
fn read_state(table: &Table, after: &mut Vec<Word>, report: &mut Report) -> Option<StateOverride> {
    let mut fields = Fields::new(table, "a state", report);
    let name = fields.text("name");
    let label = fields.text("label");
    let sentence = fields.text("sentence");
    let tone = fields.choice("tone", TONES).and_then(Tone::named);
    let force = fields.choice("force", FORCES).and_then(LegalForce::named);
    let places = fields.words("after");
    fields.finish();

    let Some(name) = name else {
        if let Some((key, _)) = table.iter().next().filter(|_| table.get("name").is_none()) {
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
