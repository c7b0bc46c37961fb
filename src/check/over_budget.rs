//! `over-budget`: more takeaways, or more words in one, than readers take away.

use super::{Checked, Rule};
use crate::diag::{Diagnostic, Report, Severity};
use crate::model::{Kind, Owner};

pub const RULE: Rule = Rule {
    code: "over-budget",
    severity: Severity::Warning,
    finds: "More than 7 takeaways, or a takeaway of more than 40 words, title and text together. `[budgets]` of config.toml sets other limits.",
    why: "Takeaways are all that many people read. An eighth one pushes another out of mind, and one that has to be read twice is an article.",
    example: "content/takeaways.md with eight `##` sections",
    cure: "Join or drop the weakest, and move what explains a takeaway to the page that it rests on. For another limit: `[budgets]`, `takeaways = 5`, `takeaway_words = 60`.",
    run: Some(find),
};

fn find(checked: &Checked<'_, '_, '_>, report: &mut Report) {
    let facts = checked.facts;
    let budgets = &checked.config.budgets;
    for explainer in 0..facts.model.explainers.len() {
        let shown: Vec<usize> = facts
            .model
            .of_kind(Owner::Explainer(explainer), Kind::Takeaway)
            .filter(|&index| facts.known.records[index] <= checked.as_of)
            .collect();
        if let Some(&beyond) = shown.get(budgets.takeaways) {
            report.add(
                Diagnostic::warning(
                    "over-budget",
                    facts.model.records[beyond].title().span,
                    format!("{} takeaways, where the budget is {}", shown.len(), budgets.takeaways),
                )
                .label("the first one too many")
                .help("join or drop the weakest; `[budgets]` of config.toml sets another limit"),
            );
        }
        for index in shown {
            let record = &facts.model.records[index];
            let layer = record.attributes.on(checked.as_of);
            let title = layer.common.title.as_ref().unwrap_or(record.title());
            let statements = record.body.statements.iter().zip(&facts.known.statements[index]);
            let texts = statements.filter(|(_, day)| **day <= checked.as_of).map(|(statement, _)| &statement.text);
            let n: usize = texts.chain([&title.text]).map(|text| text.split_whitespace().count()).sum();
            if n > budgets.takeaway_words {
                report.add(
                    Diagnostic::warning(
                        "over-budget",
                        title.span,
                        format!("a takeaway of {n} words, where the budget is {}", budgets.takeaway_words),
                    )
                    .help(
                        "shorten it, or move what explains it elsewhere; `[budgets]` of config.toml sets another limit",
                    ),
                );
            }
        }
    }
}
