//! `over-budget`: more takeaways, or more words in one, than readers take away; a brief that runs over its pages.

use rayon::prelude::*;

use super::{Checked, Rule};
use crate::diag::{Diagnostic, Report, Severity};
use crate::model::{Kind, Owner};
use crate::site::Edition;
use crate::site::brief::{Brief, Part};

pub const RULE: Rule = Rule {
    code: "over-budget",
    severity: Severity::Warning,
    finds: "More than 7 takeaways, or a takeaway of more than 40 words, title and text together; a brief (`/brief/`) of more than 900 words, titles and sentences together. `[budgets]` of config.toml sets other limits.",
    why: "Takeaways are all that many people read. An eighth one pushes another out of mind, and one that has to be read twice is an article. A brief is two printed pages; what runs over is on a third that nobody staples.",
    example: "content/takeaways.md with eight `##` sections",
    cure: "Join or drop the weakest, and move what explains a takeaway to the page that it rests on. Shorten the titles and summaries that make a brief long, or give an event less importance; the message names the longest. For another limit: `[budgets]`, `takeaways = 5`, `takeaway_words = 60`, `brief_words = 700`.",
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
    if checked.config.outputs.brief {
        let explainers = 0..facts.model.explainers.len();
        report.extend(explainers.into_par_iter().filter_map(|one| long_brief(checked, one)).collect::<Vec<_>>());
    }
}

/// How many parts of a long brief are named.
const MOST_NAMED: usize = 5;

/// Says that the brief of an explainer is too long, and what makes it so.
fn long_brief(checked: &Checked<'_, '_, '_>, explainer: usize) -> Option<Diagnostic> {
    let (facts, budget) = (checked.facts, checked.config.budgets.brief_words);
    let policy = facts.model.explainers[explainer].policy;
    if facts.known.records[policy] > checked.as_of {
        return None;
    }
    let edition = Edition::new(facts, explainer, checked.as_of);
    let brief = Brief::of(&edition);
    let n = brief.n_words();
    if n <= budget {
        return None;
    }
    let parts = brief.parts();
    let named = |part: &Part<'_>| format!("`{}` ({} words)", part.id, part.n_words);
    let longest: Vec<String> = parts.iter().take(MOST_NAMED).map(named).collect();
    let title = facts.model.records[policy].title();
    let message = format!("a brief of {n} words, where the budget is {budget}");
    let mut fault = Diagnostic::warning("over-budget", title.span, message);
    if !longest.is_empty() {
        fault = fault.note(None, format!("the longest of its {} parts: {}", parts.len(), longest.join(", ")));
    }
    Some(fault.help(format!(
        "cut {} words: shorten titles and summaries, or let fewer records stand in it; `[budgets]` of config.toml sets another limit",
        n - budget
    )))
}
