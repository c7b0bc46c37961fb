//! Reads the tags of a page: enough to find ids and links, strict enough to trust.
//!
//! Panics at what is not written as our renderer writes it: an attribute without
//! quotation marks, a tag that never closes, a bare `<`.

use std::collections::{BTreeMap, BTreeSet};

use crate::site::{self, Output};

/// A tag that opens, with its attributes in order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tag {
    pub name: String,
    pub attributes: Vec<(String, String)>,
}

impl Tag {
    pub fn get(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }
}

/// The opening tags of `html`, in order; what stands in `script` and `style` is passed over.
#[track_caller]
pub fn tags(html: &str) -> Vec<Tag> {
    let mut found = Vec::new();
    let mut rest = html;
    while let Some(at) = rest.find('<') {
        rest = &rest[at + 1..];
        if let Some(comment) = rest.strip_prefix("!--") {
            rest = comment.split_once("-->").expect("a comment closes").1;
            continue;
        }
        if rest.starts_with(['/', '!', '?']) {
            rest = rest.split_once('>').expect("a tag closes").1;
            continue;
        }
        let (tag, after) = tag(rest);
        rest = after;
        if matches!(tag.name.as_str(), "script" | "style") {
            let end = format!("</{}>", tag.name);
            rest = &rest[rest.find(&end).expect("a script closes")..];
        }
        found.push(tag);
    }
    found
}

#[track_caller]
fn tag(text: &str) -> (Tag, &str) {
    let end = text.find(|letter: char| !letter.is_ascii_alphanumeric() && letter != '-').expect("a tag closes");
    assert!(end > 0, "a bare `<` before {:?}", text.chars().take(60).collect::<String>());
    let mut tag = Tag { name: text[..end].to_ascii_lowercase(), attributes: Vec::new() };
    let mut rest = &text[end..];
    loop {
        rest = rest.trim_start();
        if let Some(after) = rest.strip_prefix('>') {
            return (tag, after);
        }
        if let Some(after) = rest.strip_prefix("/>") {
            return (tag, after);
        }
        let end = rest.find(|letter: char| letter.is_whitespace() || "=>/\"'<".contains(letter)).expect("a tag closes");
        assert!(end > 0, "no attribute at {:?}", rest.chars().take(60).collect::<String>());
        let name = rest[..end].to_owned();
        rest = &rest[end..];
        let mut value = String::new();
        if let Some(after) = rest.strip_prefix('=') {
            let after = after.strip_prefix('"').expect("attributes stand in double quotation marks");
            let (inside, behind) = after.split_once('"').expect("an attribute closes");
            value = unescape(inside);
            rest = behind;
        }
        assert!(tag.get(&name).is_none(), "`{name}` twice in one tag");
        tag.attributes.push((name, value));
    }
}

/// Turns the references that our renderer writes back into characters.
pub fn unescape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        let (name, after) = rest[1..].split_once(';').unwrap_or_else(|| panic!("a bare `&` in the attribute {text:?}"));
        out.push(match name {
            "amp" => '&',
            "lt" => '<',
            "gt" => '>',
            "quot" => '"',
            "#x27" | "#39" => '\'',
            "#x2F" => '/',
            other => panic!("an unknown reference `&{other};` in {text:?}"),
        });
        rest = after;
    }
    out.push_str(rest);
    out
}

/// Where `link`, written on the page `page` (a path of the output), leads: path and fragment; `None` to another site.
///
/// `base` is the folder at which the output is served: `/` or `/some/where/`. A link
/// that leaves it gives `Err` with the address.
pub fn resolve(link: &str, page: &str, base: &str) -> Result<Option<(String, Option<String>)>, String> {
    let has_scheme = link.split_once(':').is_some_and(|(scheme, _)| {
        scheme.starts_with(|letter: char| letter.is_ascii_alphabetic())
            && scheme.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"+-.".contains(&byte))
    });
    if has_scheme || link.starts_with("//") {
        return Ok(None);
    }
    let (path, fragment) = match link.split_once('#') {
        Some((path, fragment)) => (path, Some(fragment.to_owned())),
        None => (link, None),
    };
    let address = if path.is_empty() {
        format!("{base}{page}")
    } else if path.starts_with('/') {
        path.to_owned()
    } else {
        let folder = page.rsplit_once('/').map_or(String::new(), |(folder, _)| format!("{folder}/"));
        format!("{base}{folder}{path}")
    };
    let mut parts: Vec<&str> = Vec::new();
    for part in address.split('/').skip(1) {
        match part {
            "." => {}
            ".." => {
                parts.pop().ok_or_else(|| address.clone())?;
            }
            part => parts.push(part),
        }
    }
    // A folder's address ends in `/`, also after `..`.
    let ends_in_folder = path.is_empty() && page.is_empty() || address.ends_with("/..") || address.ends_with("/.");
    let mut resolved = format!("/{}", parts.join("/"));
    if ends_in_folder && !resolved.ends_with('/') {
        resolved.push('/');
    }
    let resolved = decode(&resolved);
    let below = resolved.strip_prefix(base).ok_or_else(|| resolved.clone())?;
    let file = if below.is_empty() || below.ends_with('/') { format!("{below}index.html") } else { below.to_owned() };
    Ok(Some((file, fragment)))
}

/// Takes the escapes out of an address: `%20`.
fn decode(address: &str) -> String {
    let mut bytes = Vec::with_capacity(address.len());
    let mut parts = address.split('%');
    bytes.extend(parts.next().unwrap_or_default().bytes());
    for part in parts {
        let byte = part.get(..2).and_then(|digits| u8::from_str_radix(digits, 16).ok());
        bytes.push(byte.unwrap_or(b'%'));
        bytes.extend(if byte.is_some() { &part[2..] } else { part }.bytes());
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

/// Addresses of a page's tags, and whether a reader can follow them.
pub fn links(tags: &[Tag]) -> Vec<(&str, bool)> {
    let mut found = Vec::new();
    for tag in tags {
        for name in ["href", "src", "action", "poster", "data"] {
            found.extend(tag.get(name).map(|link| (link, tag.name == "a")));
        }
        for candidate in tag.get("srcset").into_iter().flat_map(|set| set.split(',')) {
            found.extend(candidate.split_whitespace().next().map(|link| (link, false)));
        }
    }
    found
}

/// Links of an output that lead nowhere when it is served at `/` or at `/some/where/`, at most forty.
///
/// The page for lost addresses is shown at any address, so its links are full paths: they must
/// hold at `home`, the path of the site's `base_url`.
pub fn dead_links(output: &Output, home: &str) -> Vec<String> {
    let pages: BTreeMap<&str, Vec<Tag>> = output
        .keys()
        .filter(|path| path.ends_with(".html"))
        .map(|path| (path.as_str(), tags(site::text(output, path))))
        .collect();
    assert!(pages.len() > 5, "there are pages");
    let ids: BTreeMap<&str, BTreeSet<&str>> =
        pages.iter().map(|(path, tags)| (*path, tags.iter().filter_map(|tag| tag.get("id")).collect())).collect();
    let mut faults = BTreeSet::new();
    for (path, tags) in &pages {
        for (link, _) in links(tags) {
            let bases: &[&str] = if *path == "404.html" { &[home] } else { &["/", "/some/where/"] };
            for base in bases {
                match resolve(link, path, base) {
                    Err(address) => {
                        faults.insert(format!("{path}: `{link}` leaves the site: {address}"));
                    }
                    Ok(None) => {}
                    Ok(Some((target, fragment))) => {
                        if !output.contains_key(&target) {
                            faults.insert(format!("{path}: `{link}` leads to {target}, which is not there"));
                        } else if let Some(fragment) = fragment
                            && !ids.get(target.as_str()).is_some_and(|ids| ids.contains(fragment.as_str()))
                        {
                            faults.insert(format!("{path}: `{link}`: {target} has no #{fragment}"));
                        }
                    }
                }
            }
        }
    }
    faults.into_iter().take(40).collect()
}

/// What is wrong with a page: elements that do not nest, an id that stands twice, a button in a link.
pub fn faults(html: &str) -> Vec<String> {
    const VOID: [&str; 10] = ["base", "br", "hr", "img", "input", "link", "meta", "source", "wbr", "col"];
    let mut found = Vec::new();
    let mut open: Vec<String> = Vec::new();
    let mut rest = html;
    while let Some(at) = rest.find('<') {
        rest = &rest[at + 1..];
        if let Some(comment) = rest.strip_prefix("!--") {
            rest = comment.split_once("-->").expect("a comment closes").1;
        } else if let Some(name) = rest.strip_prefix('/') {
            let (name, after) = name.split_once('>').expect("a tag closes");
            rest = after;
            match open.pop() {
                Some(last) if last == name.trim() => {}
                last => {
                    found.push(format!(
                        "</{name}> closes {last:?} before {:?}",
                        after.chars().take(80).collect::<String>()
                    ));
                    return found;
                }
            }
        } else if !rest.starts_with('!') {
            let (tag, after) = tag(rest);
            let closes_itself = rest[..rest.len() - after.len()].ends_with("/>");
            rest = after;
            if matches!(tag.name.as_str(), "script" | "style") {
                rest = &rest[rest.find(&format!("</{}>", tag.name)).expect("a script closes")..];
            }
            if tag.name == "button" && open.iter().any(|one| one == "a") {
                found.push(format!("a button in a link: {tag:?}"));
            }
            if !closes_itself && !VOID.contains(&tag.name.as_str()) {
                open.push(tag.name);
            }
        }
    }
    if !open.is_empty() {
        found.push(format!("never closed: {open:?}"));
    }
    let mut ids = BTreeSet::new();
    for tag in tags(html) {
        if let Some(id) = tag.get("id")
            && !ids.insert(id.to_owned())
        {
            found.push(format!("the id {id:?} stands twice"));
        }
    }
    found
}

#[test]
fn pages_that_do_not_nest_are_told() {
    assert_eq!(faults("<p><a href=\"x\">b</a><br /></p>"), [""; 0]);
    for wrong in ["<p><b></p></b>", "<p>", "</p>", "<p id=\"a\"></p><p id=\"a\"></p>", "<a><button></button></a>"] {
        assert_eq!(faults(wrong).len(), 1, "{wrong}");
    }
}

#[test]
fn links_are_resolved_as_a_browser_does() {
    let check = |link: &str, page: &str, expected: Result<Option<(&str, Option<&str>)>, &str>| {
        for base in ["/", "/some/where/"] {
            let found = resolve(link, page, base);
            let expected = match expected {
                Ok(target) => Ok(target.map(|(path, at)| (path.to_owned(), at.map(str::to_owned)))),
                Err(_) if base == "/" => Err("/".to_owned()),
                Err(address) => Err(address.to_owned()),
            };
            match (&found, &expected) {
                (Err(_), Err(_)) => {}
                _ => assert_eq!(found, expected, "{link} on {page}"),
            }
        }
    };
    check("b/", "index.html", Ok(Some(("b/index.html", None))));
    check("./", "index.html", Ok(Some(("index.html", None))));
    check("../", "a/index.html", Ok(Some(("index.html", None))));
    check("../c/#x", "a/index.html", Ok(Some(("c/index.html", Some("x")))));
    check("#x", "a/index.html", Ok(Some(("a/index.html", Some("x")))));
    check("../x.css", "a/index.html", Ok(Some(("x.css", None))));
    check("https://example.org/", "a/index.html", Ok(None));
    check("mailto:a@example.org", "a/index.html", Ok(None));
    check("../../../../", "a/index.html", Err("/"));
}

#[test]
fn tags_are_read_with_their_attributes() {
    let found = tags("<p class=\"a b\" id=\"x\">1 <br/><!-- <i> --><a href=\"?a&amp;b\">x</a><input checked></p>");
    let names: Vec<&str> = found.iter().map(|tag| tag.name.as_str()).collect();
    assert_eq!(names, ["p", "br", "a", "input"]);
    assert_eq!(found[0].get("class"), Some("a b"));
    assert_eq!(found[2].get("href"), Some("?a&b"));
    assert_eq!(found[3].get("checked"), Some(""));
}
