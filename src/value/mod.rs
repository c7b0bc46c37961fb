//! Small values that everything else is made of: dates, slugs, addresses, tags, letters for bytes.

pub mod base64;
pub mod edtf;
pub mod html;
pub mod slug;
pub mod url;
