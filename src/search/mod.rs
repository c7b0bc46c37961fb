//! What a reader's browser needs to find something without a server.
//!
//! [`gather`] counts the words of records and pages while these are written; [`index`] puts the
//! counts together and cuts them into files, of which a browser loads the few that a query needs.
//! `search.js` of the theme reads them; what both must agree on is told where it is written: how
//! words are split ([`words`]), numbers coded ([`code`]) and files laid out ([`index`]).
//! Knows no record and no template, and never writes to the disk.

mod code;
pub mod gather;
pub mod index;
mod small_words;
mod stem;
pub mod text;
mod words;

pub use gather::{Field, Gathered, Item};
pub use index::Index;
