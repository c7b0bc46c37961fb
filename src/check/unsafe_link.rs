//! `unsafe-link`: a link that would run code or hold a page of its own.

use super::{Checked, Rule};
use crate::diag::{Diagnostic, Report, Severity};
use crate::fields::Word;
use crate::files::Span;
use crate::model::{Detail, Layer};
use crate::site::Target;
use crate::value::url::unsafe_scheme;

pub const RULE: Rule = Rule {
    code: "unsafe-link",
    severity: Severity::Error,
    finds: "A link or image whose address begins with `javascript:`, `vbscript:` or `data:`.",
    why: "Whoever follows it runs code as if it were the site’s own, or sees a page that looks like the site’s and is none. Such links come in with copied text.",
    example: "[Read the order](javascript:open('...'))",
    cure: "Link to a page, or to a file beside the text. An image belongs into a file of its own.",
    run: Some(find),
};

fn find(checked: &Checked<'_, '_, '_>, report: &mut Report) {
    let facts = checked.facts;
    for (index, record) in checked.renewed() {
        for (link, target) in record.body.links.iter().zip(facts.targets[index].iter()) {
            if *target == Target::Broken
                && let Some(scheme) = unsafe_scheme(&link.target)
            {
                let span = link.target_span(checked.files.text(link.span));
                let what = if link.is_image { "image" } else { "link" };
                report.add(fault(what, scheme, span));
            }
        }
        for word in record.attributes.layers().filter_map(url_of) {
            if let Some(scheme) = unsafe_scheme(&word.text) {
                report.add(fault("link", scheme, word.span));
            }
        }
    }
}

/// The official address of a policy or another instrument.
fn url_of(layer: &Layer) -> Option<&Word> {
    let own = match &layer.detail {
        Detail::Policy(policy) => Some(policy),
        _ => layer.policy.as_ref(),
    };
    own?.url.as_ref()
}

fn fault(what: &str, scheme: &str, span: Span) -> Diagnostic {
    let message = format!("the {what} has a `{scheme}:` address");
    Diagnostic::error("unsafe-link", span, message).help(match (what, scheme) {
        ("image", _) => "save the image as a file beside the text, and name that",
        (_, "data") => "save what it holds as a file beside the text, and link to that",
        _ => "link to a page; what a page does is the theme’s affair",
    })
}
