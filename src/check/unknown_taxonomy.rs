//! `unknown-taxonomy`: terms of a page in a taxonomy that the site does not have.

use super::{Checked, Rule};
use crate::diag::{Diagnostic, Report, Severity, nearest};
use crate::model::Detail;

pub const RULE: Rule = Rule {
    code: "unknown-taxonomy",
    severity: Severity::Error,
    finds: "Terms of a page in a taxonomy that the site does not have.",
    why: "No list would show them, and readers would not find the page where its author put it.",
    example: "[taxonomies]\ntopic = [\"wages\"]    # config.toml names `topics`",
    cure: "Correct the name, or add the taxonomy to config.toml: `[[taxonomies]]`, `name = \"topics\"`.",
    run: Some(find),
};

fn find(checked: &Checked<'_, '_, '_>, report: &mut Report) {
    let known = &checked.config.taxonomies;
    // What could not be read in config.toml has its own message, and may be the taxonomy that is named.
    let causes = ["invalid-toml", "missing-attribute", "unknown-key", "unknown-value"];
    let may_be_lost =
        checked.config.places.has_lost_taxonomy && causes.iter().all(|code| checked.config.always_stops(code));
    for (_, record) in checked.renewed() {
        for layer in record.attributes.layers() {
            let Detail::Page(page) = &layer.detail else { continue };
            for list in page.taxonomies.iter().flatten() {
                if known.iter().any(|one| one.name.text == list.name.text) {
                    continue;
                }
                let names = known.iter().map(|one| one.name.text.as_str());
                if may_be_lost && nearest(&list.name.text, names).is_none() {
                    continue;
                }
                let message = format!("there is no taxonomy `{}`", list.name.text);
                report.add(
                    Diagnostic::error("unknown-taxonomy", list.name.span, message)
                        .suggest(&list.name.text, known.iter().map(|one| one.name.text.as_str()))
                        .help(format!("add it to config.toml: `[[taxonomies]]` and `name = \"{}\"`", list.name.text)),
                );
            }
        }
    }
}
