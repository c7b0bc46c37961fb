//! `missing-image`: an image that is not there.

use super::{Checked, Rule, meant};
use crate::diag::fix::Fix;
use crate::diag::{Diagnostic, Patience, Report, Severity, nearest};
use crate::site::Target;
use crate::value::url;

pub const RULE: Rule = Rule {
    code: "missing-image",
    severity: Severity::Error,
    finds: "An image that is not there, or that is no picture: a page, a PDF.",
    why: "Readers would see a broken frame in the middle of the page.",
    example: "![Fees by year](fees.png)     # and there is only fees.svg",
    cure: "Put the image beside the file and name it relative to that; `/charts/fees.svg` counts from content/.",
    run: Some(find),
};

fn find(checked: &Checked<'_, '_, '_>, report: &mut Report) {
    let facts = checked.facts;
    let mut patience = Patience::new();
    for (index, record) in checked.renewed() {
        for (link, target) in record.body.links.iter().zip(facts.targets[index].iter()) {
            if !link.is_image || url::unsafe_scheme(&link.target).is_some() {
                continue;
            }
            let span = meant::shown(link, checked.files);
            if let Some(what) = no_picture(target) {
                let message = format!("the image leads to `{}`, {what}", link.target);
                report.add(Diagnostic::error(RULE.code, span, message).help(
                    "for a link take the `!` away; for an image name a picture: PNG, JPEG, GIF, WebP, AVIF or SVG",
                ));
                continue;
            }
            if *target != Target::Broken {
                continue;
            }
            let message = match link.target.trim().is_empty() {
                true => "the image names no file".to_owned(),
                false => format!("the image leads to `{}`, and nothing is there", link.target),
            };
            let fault = Diagnostic::error("missing-image", span, message);
            // As paths are written on Windows.
            let slashed = link.target.replace('\\', "/");
            let is_there =
                |target: &str| checked.assets.iter().any(|path| path.ends_with(target.trim_start_matches("./")));
            if slashed != link.target && is_there(&slashed) {
                let written = checked.files.text(span) == link.target;
                let fix = written.then(|| Fix::replace(span, &link.target, &*slashed));
                report.add(fault.help(format!("a path has slashes: write `{slashed}`")).fix(fix));
                continue;
            }
            let is_compared = patience.take(checked.assets.len());
            if is_compared && let Some(fix) = meant::path(checked, index, link, &[]) {
                report.add(meant::suggest(fault, fix));
                continue;
            }
            let near = is_compared.then(|| near(checked, &link.target));
            report.add(match near.flatten() {
                Some(near) => fault.help(format!("did you mean `/{near}`?")),
                None => fault.help("put the image beside the file, and name it relative to it"),
            });
        }
    }
}

/// What an image leads to, if no browser could show that as a picture.
fn no_picture(target: &Target) -> Option<&'static str> {
    const OTHERS: [&str; 14] =
        ["pdf", "txt", "csv", "json", "xml", "zip", "doc", "docx", "xls", "xlsx", "ppt", "pptx", "tif", "tiff"];
    match target {
        Target::Record { .. } | Target::Page { .. } | Target::Source(_) => Some("which is a page and no picture"),
        Target::Asset(path) => {
            let (_, ending) = path.rsplit_once('.')?;
            let is_other = OTHERS.iter().any(|other| ending.eq_ignore_ascii_case(other));
            is_other.then_some("which no browser shows as a picture")
        }
        Target::External(_) | Target::Fragment { .. } | Target::MissingAnchor { .. } | Target::Broken => None,
    }
}

/// The file that was most likely meant, below `content/`: the only one of the same name, else of a similar name.
fn near<'c>(checked: &Checked<'c, '_, '_>, target: &str) -> Option<&'c str> {
    let path = target.split(['?', '#']).next().unwrap_or(target);
    let name = last(path);
    let near = nearest(name, checked.assets.iter().map(|asset| last(asset)))?;
    let mut found = checked.assets.iter().copied().filter(|asset| last(asset).eq_ignore_ascii_case(near));
    // Of several nobody knows which.
    found.next().filter(|_| found.next().is_none())
}

/// The last part of a path.
fn last(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}
