//! Holds the templates of a theme against the contract.
//!
//! Takes a theme; tells templates that it lacks, and values, fields and arguments that its templates name and
//! that do not exist, also where no page would come by. Never renders.

use std::collections::{BTreeMap, BTreeSet};

use super::expression;
use super::fault;
use super::reading::Contract;
use crate::diag::Diagnostic;
use crate::theme::{EMBEDDED, Theme};

/// Rounds until what components are called with is known: a call within a component needs one more.
const MOST_ROUNDS: usize = 12;

/// Templates without which a site goes without their pages, and nothing else is amiss.
const SPARED: [&str; 5] = ["pages/brief.html", "pages/method.html", "pages/pack.html", "pages/search.html", "card.svg"];

/// Pages that the theme cannot make.
pub fn missing(theme: &Theme, contract: &Contract) -> Vec<Diagnostic> {
    let needed = contract.pages.iter().filter(|page| !SPARED.contains(page));
    let missing = needed.filter(|page| !theme.templates.contains_key(**page));
    let told = |page: &&str| {
        fault(None, format!("the theme has no template `{page}`"))
            .help(format!("write templates/{page}, or let theme.toml say `extends = \"{EMBEDDED}\"`"))
    };
    missing.map(told).collect()
}

/// Names that nothing stands for.
pub fn unknown_names(theme: &Theme, contract: &Contract) -> Vec<Diagnostic> {
    let definitions = theme.templates.values().flat_map(|text| expression::definitions(&text.text));
    let mut known = expression::Theme {
        contract,
        components: definitions.collect(),
        called: BTreeMap::new(),
        calling: BTreeMap::new(),
        set: BTreeSet::new(),
    };
    let mut faults = Vec::new();
    for _ in 0..MOST_ROUNDS {
        faults = theme.templates.iter().flat_map(|(name, text)| expression::follow(name, text, &mut known)).collect();
        let calling = std::mem::take(&mut known.calling);
        if calling == known.called {
            break;
        }
        known.called = calling;
    }
    faults
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::Arc;

    use crate::diag::{Report, short};
    use crate::files::Files;
    use crate::theme::ThemeText;

    #[track_caller]
    fn check(templates: &[(&str, &str)], expected: &[&str]) {
        let mut files = Files::default();
        let mut theme = Theme::empty("t");
        for (name, text) in templates {
            let mut one = ThemeText::new(*text);
            one.file = Some(files.add(*name, Arc::clone(&one.text)));
            theme.templates.insert((*name).to_owned(), one);
        }
        let mut report = Report::default();
        report.extend(unknown_names(&theme, &Contract::read()));
        let told = short::print(&report, &files);
        let told: Vec<String> = told
            .lines()
            .map(|line| {
                line.replace(" error[theme-fault]", "").split("; it has ").next().unwrap_or_default().to_owned()
            })
            .collect();
        assert_eq!(told, expected);
    }

    #[test]
    fn a_field_that_does_not_exist_is_told_wherever_it_stands() {
        check(
            &[
                (
                    "a.html",
                    "{{ evnt.title }}\n{% if event.titel %}{% endif %}\n{{ page['hedding'] }}{{ event?.date.txt }}",
                ),
                ("b.html", "{% for one in timeline.past %}{{ one.titel }}{% endfor %}"),
                ("c.html", "{% set x = [one for one in sources if one.corpsu] %}{{ x[0].ky }}{{ (x | first).numbr }}"),
                ("d.html", "{% for step in status.rail %}{{ loop.index }}{{ step.date.shrt | upper }}{% endfor %}"),
                ("e.html", "{{ explainer.titel if explainer else site.titl }}{{ \"a\" ~ site.url.x }}"),
                ("f.html", "{% set unstated = [cell for cell in compare.facets[0].cells if not cell.valu] %}"),
            ],
            &[
                "a.html:1:4:: the contract has no value `evnt` (did you mean `event`?; the values that a template may use are listed in themes/README.md)",
                "a.html:2:13:: an `Event` has no `titel` (did you mean `title`?",
                "a.html:3:9:: a `Page` has no `hedding` (did you mean `heading`?",
                "a.html:3:37:: a `Date` has no `txt` (did you mean `text`?",
                "b.html:1:38:: an `Event` has no `titel` (did you mean `title`?",
                "c.html:1:43:: a `Source` has no `corpsu` (did you mean `corpus`?",
                "c.html:1:61:: a `Source` has no `ky` (did you mean `key`?",
                "c.html:1:81:: a `Source` has no `numbr` (did you mean `number`?",
                "d.html:1:59:: a `Date` has no `shrt` (did you mean `short`?",
                "e.html:1:14:: an `Explainer` has no `titel` (did you mean `title`?",
                "e.html:1:43:: a `Site` has no `titl` (did you mean `title`?",
                "f.html:1:73:: a `CompareCell` has no `valu` (did you mean `value`?",
            ],
        );
    }

    #[test]
    fn components_know_what_they_are_called_with() {
        check(
            &[
                (
                    "a.html",
                    "{% component outer(event: map) -%}{{ <inner of={event} /> }}{{ nav }}{% endcomponent outer %}",
                ),
                (
                    "b.html",
                    "{% component inner(of: map, @nav: array) -%}{{ of.titel }}{{ of.body }}{% for item in nav %}{{ item.ky }}{% endfor %}{% endcomponent inner %}",
                ),
                (
                    "c.html",
                    "{% for event in timeline.past %}{{ <outer event={event} wide={true} /> }}{% endfor %}\n{% <inner> %}{% </inner> %}",
                ),
                ("d.html", "{{ <inner of={takeaways[0]} /> }}{{ <inner of={plain} /> }}"),
            ],
            &[
                "a.html:1:64:: a component does not see `nav` by itself (write `@nav` among its arguments to take it from where it is called, or hand it over)",
                "b.html:1:51:: an `Event` or `Plain` or `Takeaway` has no `titel` (did you mean `title`?",
                "b.html:1:101:: a `NavItem` has no `ky` (did you mean `key`?",
                "c.html:1:57:: the component `outer` has no argument `wide` (it takes event)",
                "c.html:2:5:: the component `inner` is called without `of` (write of={...})",
            ],
        );
    }

    #[test]
    fn what_nobody_writes_is_passed_over() {
        for deep in ["(", "[", "not ", "- ", "{% <a b={"] {
            check(&[("a.html", &format!("{{{{ {} }}}}", deep.repeat(20_000)))], &[]);
        }
        check(
            &[("a.html", "{{ a.b"), ("b.html", "{% for"), ("c.html", "{% component"), ("d.html", "{{ <")],
            &[
                "a.html:1:4:: the contract has no value `a` (the values that a template may use are listed in themes/README.md)",
            ],
        );
    }

    #[test]
    fn what_is_right_is_let_be() {
        check(
            &[(
                "a.html",
                "{# {{ no.such }} #}{% raw %}{{ no.such }}{% endraw %}\
                 {% set parts = policy.body | split(pat=\"<h2\") %}{{ parts[0] | trim }}\
                 {% for key, value in {\"a\": 1} %}{{ key }}{{ value.x }}{% endfor %}\
                 {% set n = 0 %}{% set_global n = n + 1 %}{% if n < 3 and not policy is defined or 1 in [1, 2] %}{% endif %}\
                 {{ changes[:4] | length }}{% for i in range(end=3) %}{{ i }}{% endfor %}\
                 {{ terms[0].name }}{{ terms[0].title }}{{ <none such={1} /> }}",
            )],
            &[],
        );
    }
}
