//! Small values that everything else is made of: dates, slugs.

pub mod edtf;
pub mod slug;
