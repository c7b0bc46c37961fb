//! What a writer sees: small sites go in, files and messages come out.
//!
//! One crate, so that it is linked once. `site` makes and builds sites, `html` reads
//! pages, `dice` makes inputs, `roads` holds two ways of writing a text against one another;
//! every other module is a set of tests.

#![allow(clippy::disallowed_methods, reason = "tests make sites on the disk and run the program")]

mod dice;
mod html;
mod roads;
mod site;

mod cards;
mod cli;
mod commonmark;
mod editions;
mod fix;
#[cfg(unix)]
mod hostile;
mod incremental;
mod layers;
mod links;
mod orphans;
mod pack;
mod plain;
mod properties;
mod publish;
mod root_site;
mod rules;
mod schema_org;
mod serve;
mod slips;
mod spec;
mod themes;
mod tracker;
mod twins;
mod values;
