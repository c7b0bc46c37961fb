//! `silent-link`: a link outside whose host would not talk to us.

use super::Rule;
use crate::diag::Severity;

pub const RULE: Rule = Rule {
    code: "silent-link",
    severity: Severity::Warning,
    finds: "A link outside that could not be looked up, whether or not it is there for readers: the host turns programs away (401, 403, 429, 999 ...), is out of order (5xx), too slow, breaks the connection off, redirects in a circle, or has a certificate that is not trusted; or the host is on a private network, which is asked only with `--private`. Only `whereas check --links` looks.",
    why: "Nobody knows whether readers can follow it. Many newspapers answer browsers only.",
    example: "[the report](https://paper.example/report), to which the host answers 403",
    cure: "Open it in a browser. If it is there, leave it as it is; it is asked for again after an hour.",
    run: None,
};
