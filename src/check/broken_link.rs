//! `broken-link`: a link that leads to nothing in the site.

use std::collections::BTreeMap;

use super::{Checked, Rule, meant};
use crate::diag::{Diagnostic, Patience, Report, Severity};
use crate::markdown::Link;
use crate::model::{Detail, Kind, Owner, Record};
use crate::site::Target;
use crate::value::url;

pub const RULE: Rule = Rule {
    code: "broken-link",
    severity: Severity::Error,
    finds: "A link that leads to nothing in the site, that is written so that it is none, or that has no words; an address without its scheme, of one's own machine, or, as a warning, of a page of this site.",
    why: "A reader who follows it is lost, and so is the trust in the next link.",
    example: "See [the signing](timeline/singing.md).",
    cure: "Correct the path. It may be relative to the file or to content/; records are named by their file (`timeline/signing.md`) or, in a list file, as if they had one (`glossary/frontier-model.md`).",
    run: Some(find),
};

fn find(checked: &Checked<'_, '_, '_>, report: &mut Report) {
    let facts = checked.facts;
    let mut ids: BTreeMap<Owner, Vec<&str>> = BTreeMap::new();
    let mut patience = Patience::new();
    checked.renewed().for_each(|(_, record)| report.extend(no_web_address(record)));
    for (index, record) in checked.renewed() {
        for (link, target) in record.body.links.iter().zip(facts.targets[index].iter()) {
            if let Target::External(address) = target {
                let span = || meant::shown(link, checked.files);
                // `<http://localhost:1111>` shows an address.
                let is_shown = || link.span.end - link.span.start == address.len() + "<>".len() || link.is_image;
                if let Some((message, help)) = misspelt(address) {
                    report.add(Diagnostic::error(RULE.code, span(), message).help(help));
                } else if let Some(host) = bare_host(address).filter(|_| !is_shown()) {
                    let message = format!("no dot stands in the name of the host `{host}`");
                    report
                        .add(Diagnostic::warning(RULE.code, span(), message).help(
                            "write the whole name, as in `example.org`; a short one is found in one house alone",
                        ));
                } else if is_own_machine(address) && !is_shown() {
                    let message = "the link leads to the reader’s own machine".to_owned();
                    report
                        .add(Diagnostic::error(RULE.code, span(), message).help(
                            "write the address that readers have; within the site, name the file below content/",
                        ));
                } else if let Some((written, near)) = near_own_page(checked, index, link) {
                    let message = format!("the link leads to `{written}` of this site, and nothing is there");
                    report
                        .add(Diagnostic::error(RULE.code, span(), message).help(format!("did you mean `{near}.md`?")));
                } else if let Some(id) = own_page(checked, record.owner, address) {
                    let message = format!("the link leads to this site by its whole address, `{address}`");
                    report.add(Diagnostic::warning(RULE.code, span(), message).help(format!(
                        "write `{id}.md`, which is checked, and which holds in a copy and in an edition"
                    )));
                }
            }
            // Images, and addresses that do harm, have rules of their own.
            if *target != Target::Broken || link.is_image || url::unsafe_scheme(&link.target).is_some() {
                continue;
            }
            let id = link
                .target
                .split(['#', '?'])
                .next()
                .unwrap_or("")
                .trim_start_matches(['.', '/', '@'])
                .trim_end_matches('/')
                .trim_end_matches(".md")
                .trim_end_matches(".html")
                .trim_end_matches("/index");
            let span = meant::shown(link, checked.files);
            let fault = Diagnostic::error(
                "broken-link",
                span,
                match link.target.trim().is_empty() {
                    true => "the link names no page".to_owned(),
                    false => format!("the link leads to `{}`, and nothing is there", link.target),
                },
            );
            let beside = format!("{}/{id}", record.folder);
            let draft = facts.model.draft(record.owner, id).or_else(|| facts.model.draft(record.owner, &beside));
            if let Some(draft) = draft {
                let message = format!("the link leads to `{}`, which is a draft", link.target);
                report.add(
                    Diagnostic::error(RULE.code, span, message)
                        .note(Some(draft), "it says so here")
                        .help("take `draft` out there, or the link out here"),
                );
                continue;
            }
            if let Some(bare) = link.target.strip_prefix(['”', '“', '„', '‘', '’']) {
                let bare = bare.trim_end_matches(['”', '“', '’']);
                report.add(fault.help(format!("attributes stand in straight quotation marks: `\"{bare}\"`")));
                continue;
            }
            if let Some(meant) = without_scheme(&link.target) {
                report.add(fault.help(format!("did you mean `{meant}`?")));
                continue;
            }
            let last = id.rsplit('/').next().unwrap_or(id);
            let is_last = |known: &&str| known.rsplit('/').next().is_some_and(|one| one.eq_ignore_ascii_case(last));
            // Of several with the name, that one is meant which is nearest to the file, if one is.
            let namesake = |ids: &[&'_ str]| {
                let n_shared =
                    |id: &str| id.split('/').zip(record.folder.split('/')).take_while(|(a, b)| a == b).count();
                let mut found: Vec<(usize, &str)> =
                    ids.iter().filter(|id| is_last(id)).map(|id| (n_shared(id), *id)).collect();
                found.sort_unstable_by_key(|(n, _)| std::cmp::Reverse(*n));
                match found.as_slice() {
                    [(_, only)] => Some((*only).to_owned()),
                    [(most, first), (next, _), ..] if most > next => Some((*first).to_owned()),
                    _ => None,
                }
            };
            // What the explainers share has its pages below each of them.
            let is_shared = record.owner == Owner::Site
                && record.kind.is_plain()
                && (facts.finder.record(Owner::Site, id).is_some()
                    || Kind::from_folder(id).is_some_and(|spec| spec.kind != Kind::Policy));
            if is_shared {
                report.add(fault.help(
                    "what the policies share has its pages below each of them, and none here; link to a record of one policy, as in `policy-folder/timeline/signing.md`",
                ));
                continue;
            }
            let ids = ids.entry(record.owner).or_insert_with(|| facts.finder.ids(record.owner).collect());
            let is_compared = patience.take(ids.len());
            if is_compared && let Some(fix) = meant::path(checked, index, link, ids) {
                report.add(meant::suggest(fault, fix));
                continue;
            }
            let near = is_compared.then(|| {
                let alike = crate::diag::nearest(id, ids.iter().copied()).map(|near| near.to_owned());
                alike.or_else(|| namesake(ids))
            });
            let of_policy = || {
                let has = |at: usize| facts.finder.record(Owner::Explainer(at), id).is_some();
                let mut all = facts.model.explainers.iter().enumerate().filter(|(at, _)| is_compared && has(*at));
                let only = all.next().filter(|_| all.next().is_none())?.1;
                Some(format!("{}/{id}", only.slug))
            };
            report.add(match near.flatten().or_else(of_policy) {
                Some(near) => fault.help(format!("did you mean `{near}.md`?")),
                None => fault.help("name a record by its file below content/, as in `timeline/signing.md`"),
            });
        }
    }
}

/// The `url` of a policy that would be taken for a path below its page.
fn no_web_address<'r>(record: &'r Record<'_>) -> impl Iterator<Item = Diagnostic> + 'r {
    let attributes = &record.attributes;
    let layers = std::iter::once(&attributes.base).chain(attributes.since.iter().map(|since| &since.layer));
    let own = layers.flat_map(|layer| {
        let of_policy = match &layer.detail {
            Detail::Policy(policy) => policy.url.as_ref(),
            _ => None,
        };
        of_policy.into_iter().chain(layer.policy.as_ref().and_then(|policy| policy.url.as_ref()))
    });
    // Addresses that do harm have a rule of their own.
    let is_told = |address: &str| address.is_empty() || url::unsafe_scheme(address).is_some();
    own.filter(move |one| !is_told(&one.text) && !url::is_web_address(&one.text)).map(|url| {
        Diagnostic::error(RULE.code, url.span, format!("`{}` is not a web address", url.text))
            .help("a web address begins with https:// or http:// and holds no spaces")
    })
}

/// The address that was meant, without its scheme or with a part of it: `www.example.org`, `example.org/a`, `desk@example.org`.
fn without_scheme(written: &str) -> Option<String> {
    const DOMAINS: [&str; 22] = [
        "com", "org", "net", "gov", "edu", "mil", "int", "eu", "info", "uk", "de", "fr", "ca", "au", "ch", "at", "nl",
        "be", "it", "es", "jp", "us",
    ];
    let host = written.split(['/', '?', '#', ':']).next().unwrap_or("");
    let is_host = |host: &str| {
        let (name, domain) = host.rsplit_once('.')?;
        let is_name = name
            .split('.')
            .all(|part| !part.is_empty() && part.bytes().all(|one| one.is_ascii_alphanumeric() || one == b'-'));
        (is_name && DOMAINS.contains(&&*domain.to_ascii_lowercase())).then_some(())
    };
    let lower = host.to_ascii_lowercase();
    if let Some(rest) = lower.strip_prefix("http") {
        // `http//a.example`, `https.//a.example`.
        let is_cut =
            matches!(rest.trim_end_matches(['.', ';', ',']), "" | "s") && written[host.len()..].starts_with("//");
        return is_cut.then(|| format!("https://{}", written[host.len()..].trim_start_matches('/')));
    }
    if lower.starts_with("www.") || is_host(host).is_some() {
        return Some(format!("https://{written}"));
    }
    let (name, at) = written.split_once('@')?;
    let is_name = !name.is_empty() && !name.contains(['/', ' ']);
    // A page may have an `@` in its name; no domain ends in `md`.
    let (_, domain) = at.split('?').next()?.rsplit_once('.')?;
    let is_domain =
        !at.contains(['/', ' ', '#']) && domain.len() > 1 && domain.bytes().all(|one| one.is_ascii_alphabetic());
    (is_name && is_domain && !matches!(domain, "md" | "html")).then(|| format!("mailto:{written}"))
}

/// Whether an address is one of the machine on which it is opened.
fn is_own_machine(address: &str) -> bool {
    let rest = address.strip_prefix("http://").or_else(|| address.strip_prefix("https://")).unwrap_or("");
    let host = rest.split(['/', '?', '#', ':']).next().unwrap_or("");
    matches!(host, "localhost" | "127.0.0.1" | "0.0.0.0") || rest.starts_with("[::1]")
}

/// The host of an address whose name is one word, so that it can be none of the web.
fn bare_host(address: &str) -> Option<&str> {
    let rest = address.strip_prefix("http://").or_else(|| address.strip_prefix("https://"))?;
    let host = rest.split(['/', '?', '#', ':']).next()?;
    let is_name = |one: char| one.is_alphanumeric() || one == '-';
    (!host.is_empty() && host != "localhost" && host.chars().all(is_name)).then_some(host)
}

/// Whether a mail address can be one: a name, one `@`, a domain of several parts.
fn is_mail_address(address: &str) -> bool {
    let address = address.replace("%40", "@").replace("%20", " ");
    let Some((name, domain)) = address.trim().rsplit_once('@') else { return false };
    // A domain may be a number in brackets.
    let is_domain = domain.starts_with('[')
        || domain.contains('.') && domain.split('.').all(|part| !part.is_empty() && !part.contains(' '));
    // In quotation marks a name may hold anything.
    !name.is_empty() && is_domain && (name.contains('"') || name.contains("%22") || !name.contains(['@', ' ']))
}

/// The id of the record of this site to whose page a whole address leads.
fn own_page<'a>(checked: &Checked<'_, '_, '_>, owner: Owner, address: &'a str) -> Option<&'a str> {
    own_id(checked, address).filter(|id| checked.facts.finder.record(owner, id).is_some())
}

/// What a whole address names of this site, as if it were a record.
fn own_id<'a>(checked: &Checked<'_, '_, '_>, address: &'a str) -> Option<&'a str> {
    let base = checked.config.base_url.as_deref()?.trim_end_matches('/');
    let path = address.strip_prefix(base)?.strip_prefix('/')?;
    let id = path.split(['?', '#']).next().unwrap_or("").trim_end_matches("index.html").trim_end_matches('/');
    (!id.is_empty()).then_some(id)
}

/// What a whole address names of this site where nothing is, and the record that was surely meant.
///
/// Says nothing of files: which of them a theme or a host adds, is not known here.
fn near_own_page<'a>(checked: &Checked<'_, '_, '_>, index: usize, link: &'a Link) -> Option<(&'a str, String)> {
    let finder = &checked.facts.finder;
    let id = own_id(checked, &link.target).filter(|id| !id.contains('.'))?;
    let from_top = Link { target: format!("/{id}/"), ..link.clone() };
    if finder.target(index, &from_top) != Target::Broken {
        return None;
    }
    let near = crate::diag::nearest(id, finder.ids(checked.facts.model.records[index].owner))?;
    Some((id, near.to_owned()))
}

/// How `http` and `https` are misspelt.
const MISSPELT: [&str; 13] =
    ["htp", "htps", "htttp", "htttps", "httpss", "hhtp", "hhtps", "ttps", "ttp", "htpp", "htpps", "httsp", "hptts"];

/// What is wrong with the host at the beginning of `rest`, and the cure.
fn misspelt_host(rest: &str) -> Option<(String, String)> {
    let host = rest.split(['/', '?', '#']).next().unwrap_or("");
    if host.is_empty() {
        return Some(("the address names no host".to_owned(), "write `https://example.org/...`".to_owned()));
    }
    if let Some(("http" | "https", _)) = rest.split_once("://") {
        return Some(("the address has two schemes".to_owned(), format!("write `{rest}`")));
    }
    let told = |mark: char| {
        let cure = format!("did you mean `{}`?", host.replace(mark, if mark == ',' { "." } else { "" }));
        (format!("no host has a `{mark}` in its name: `{host}`"), cure)
    };
    if host.contains("..") || host.starts_with('.') {
        return Some((
            format!("a part of the host's name is missing: `{host}`"),
            "write it whole, as in `example.org`".to_owned(),
        ));
    }
    host.chars().find(|one| ", ".contains(*one)).map(told)
}

/// What is wrong with an address that no browser could follow as it was meant, and the cure.
fn misspelt(address: &str) -> Option<(String, String)> {
    let (scheme, rest) = address.split_once(':')?;
    let is_one_of = |names: &[&str]| names.iter().any(|name| scheme.eq_ignore_ascii_case(name));
    if is_one_of(&["http", "https"]) {
        let cure = || format!("write `{scheme}://{}`", rest.trim_start_matches('/'));
        let Some(host) = rest.strip_prefix("//") else {
            return Some(("the address has no `//` behind its scheme".to_owned(), cure()));
        };
        return misspelt_host(host);
    }
    if is_one_of(&["mailto"]) {
        let to = rest.split('?').next().unwrap_or("");
        let is_empty = to.is_empty() && rest.starts_with('?');
        let mut all = to.split(',').filter(|_| !is_empty);
        let wrong = all.find(|one| !is_mail_address(one))?;
        let help = "write `mailto:name@example.org`".to_owned();
        return Some((format!("`{}` is no mail address", wrong.trim()), help));
    }
    if is_one_of(&["mail", "email", "e-mail", "mailo", "mailtto", "mialto", "malito", "maito"]) && rest.contains('@') {
        let told = format!("there are no `{scheme}:` addresses");
        return Some((told, format!("write `mailto:{}`", rest.trim_start_matches('/'))));
    }
    if is_one_of(&["file"]) {
        let cure = "put the file below content/, and link to it by its path there".to_owned();
        return Some(("the link leads to a file on your own disk".to_owned(), cure));
    }
    let told = || (format!("there are no `{scheme}:` addresses"), "did you mean `https`?".to_owned());
    is_one_of(&MISSPELT).then(told)
}
