//! What all that read HTML need to agree on: where a tag ends, which elements hold nothing, what a reference means.
//!
//! Never builds a tree, and knows nothing of what elements mean.

use memchr::{memchr, memchr3, memmem};
use pulldown_cmark::{Event, Parser};

/// Elements without content and without an end tag.
///
/// Source: HTML Living Standard, 13.1.2, void elements.
pub const VOID: [&str; 13] =
    ["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"];

/// Bytes of the longest reference to a character, from its `&` to its `;`.
///
/// Source: HTML Living Standard, 13.5.
pub const LONGEST_REFERENCE: usize = 34;

/// The byte behind the `>` that ends the tag with which `html` begins; a `>` in quotation marks ends none.
/// `None`: nothing ends it.
pub fn end_of_tag(html: &str) -> Option<usize> {
    let bytes = html.as_bytes();
    let mut from = 0;
    while let Some(at) = memchr3(b'>', b'"', b'\'', &bytes[from..]).map(|at| from + at) {
        let mark = bytes[at];
        if mark == b'>' {
            return Some(at + 1);
        }
        from = at + 1;
        // Anywhere else it is a part of a name or of a value.
        if bytes[..at].trim_ascii_end().ends_with(b"=") {
            match memchr(mark, &bytes[from..]) {
                Some(end) => from += end + 1,
                // A mark that nothing closes was one in the wrong place.
                None => return memchr(b'>', bytes).map(|at| at + 1),
            }
        }
    }
    None
}

/// The byte behind the comment with which `html` begins, `<!--` and all; `None`: nothing ends it.
///
/// Source: HTML Living Standard, 13.2.5.43: `<!-->` is a whole one.
pub fn end_of_comment(html: &str) -> Option<usize> {
    const OPENS: usize = "<!".len();
    memmem::find(&html.as_bytes()[OPENS..], b"-->").map(|at| OPENS + at + "-->".len())
}

/// Where the end tag of an element begins in which no other tag is one, as a script; `name` in lower case.
pub fn end_of_raw(html: &str, name: &str) -> Option<usize> {
    let mut ends = memmem::find_iter(html.as_bytes(), b"</");
    ends.find(|at| {
        html.as_bytes()[at + 2..].get(..name.len()).is_some_and(|it| it.eq_ignore_ascii_case(name.as_bytes()))
    })
}

/// What a reference to a character stands for: `é` for `&eacute;`; `None`: it is none.
///
/// Markdown has the same ones, so its parser knows them.
pub fn referred(reference: &str) -> Option<String> {
    let mut letters = String::new();
    for event in Parser::new(&format!("x{reference}x")) {
        if let Event::Text(text) = event {
            letters.push_str(&text);
        }
    }
    let meaning = letters.strip_prefix('x')?.strip_suffix('x')?;
    (meaning != reference).then(|| meaning.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check_tag(html: &str, tag: Option<&str>) {
        assert_eq!(end_of_tag(html).map(|end| &html[..end]), tag, "{html}");
    }

    #[test]
    fn a_tag_ends_where_browsers_end_it() {
        check_tag("<a>b>", Some("<a>"));
        check_tag("<a title='b>c' href = \"d>e\">f>", Some("<a title='b>c' href = \"d>e\">"));
        check_tag("<a title=don't>it's>", Some("<a title=don't>"));
        check_tag("<a title='b>c", Some("<a title='b>"));
        check_tag("<a b", None);
    }

    #[test]
    fn comments_and_scripts_end() {
        for whole in ["<!-- a > b -->", "<!---->", "<!-->", "<!--->"] {
            assert_eq!(end_of_comment(&format!("{whole} x --> y")), Some(whole.len()), "{whole}");
        }
        assert_eq!(end_of_comment("<!-- a"), None);
        assert_eq!(end_of_raw("a < '</p>' </SCRIPT>", "script"), Some(11));
        assert_eq!(end_of_raw("</", "script"), None);
    }

    #[test]
    fn references_are_known_by_name_and_number() {
        for (reference, expected) in [("&eacute;", Some("é")), ("&#8212;", Some("—")), ("&unknown;", None), ("&", None)]
        {
            assert_eq!(referred(reference).as_deref(), expected);
        }
    }
}
