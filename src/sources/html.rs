//! The few HTML that an entry of the bibliography may hold: text, emphasis, links.

/// Writes text so that it stands in HTML as it is, in text and in attributes.
pub(super) fn escape(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            '\'' => safe.push_str("&#39;"),
            _ => safe.push(c),
        }
    }
    safe
}

pub(super) fn italic(text: &str) -> String {
    format!("<i>{}</i>", escape(text))
}

/// A link; an address that is not `http` or `https` stays text.
pub(super) fn link(address: &str, text: &str) -> String {
    if address.starts_with("https://") || address.starts_with("http://") {
        format!("<a href=\"{}\">{}</a>", escape(address), escape(text))
    } else {
        escape(text)
    }
}
