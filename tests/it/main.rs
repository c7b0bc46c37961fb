//! What a writer sees: small sites go in, files and messages come out.
//!
//! One crate, so that it is linked once. `site` makes and builds sites, `html` reads
//! pages, `dice` makes inputs; every other module is a set of tests.

#![allow(clippy::disallowed_methods, reason = "tests make sites on the disk and run the program")]

mod dice;
mod html;
mod site;

mod cli;
mod commonmark;
mod editions;
mod fix;
mod incremental;
mod layers;
mod links;
mod orphans;
mod plain;
mod properties;
mod publish;
mod root_site;
mod rules;
mod serve;
mod spec;
mod tracker;
