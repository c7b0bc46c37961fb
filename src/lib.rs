//! `whereas`: a static site generator for policy explainers.
//!
//! ```text
//! config.toml ─┐
//! content/ ────┼─ load ─► Input ─► model ─► markdown ─► site ─┬─► check ──► messages
//! themes/ ─────┘           (pure values from here ...         └─► render ─► output ─► artifacts ─► publish ─► public/
//!                                                  ... to here)
//! ```
//!
//! [`pipeline::build`] reads as that line. Only [`load`], [`publish`],
//! [`serve`], [`fix`], [`links`] and [`cli`] touch the world.

pub mod cli;
pub mod fix;
pub mod links;
pub mod load;
pub mod pipeline;
pub mod publish;
pub mod serve;

pub mod input;

pub mod model;
pub mod sources;

pub mod markdown;

pub mod site;

pub mod check;
pub mod draw;
pub mod render;
pub mod search;

pub mod output;

pub mod config;
pub mod contract;
pub mod theme;

pub mod diag;
pub mod fields;
pub mod files;
pub mod value;
