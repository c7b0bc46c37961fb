//! Small values that everything else is made of: dates, slugs, addresses.

pub mod edtf;
pub mod slug;
pub mod url;
