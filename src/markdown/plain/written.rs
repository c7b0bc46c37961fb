//! HTML that was written before it was known where its links lead.
//!
//! Takes HTML with places for addresses and for terms, in order; gives it with both. Never
//! reads Markdown.

use super::super::element::{Shift, escape_address};
use super::super::html::Surroundings;
use super::super::raw;

/// HTML with gaps, which are filled once it is known where links lead and which terms there are.
///
/// All places are bytes in `html`, in order.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Written {
    pub(super) html: String,
    /// Links and pictures that are shown.
    pub(super) links: Vec<WrittenLink>,
    /// Escaped words outside of links and headings, one for each call of [`Surroundings::words`].
    pub(super) words: Vec<(u32, u32)>,
    /// Escaped words of links outside of headings: needed where a link has no address.
    pub(super) link_words: Vec<(u32, u32)>,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct WrittenLink {
    /// Its place among [`Body::links`].
    pub(super) link: u32,
    pub(super) kind: WrittenKind,
    /// From its `<` to past the `>` of its opening tag; in raw HTML, the attribute.
    pub(super) tag: (u32, u32),
    /// Where its address goes; in raw HTML, past the `=` of the attribute.
    pub(super) address: u32,
    /// Its `</a>`.
    pub(super) end: u32,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) enum WrittenKind {
    #[default]
    Link,
    Image,
    /// An attribute in raw HTML, with the address that the editor gave it.
    Raw,
}

impl Written {
    /// Writes the HTML with its gaps filled.
    pub(in crate::markdown) fn fill(&self, surroundings: &dyn Surroundings, out: &mut String) {
        out.reserve(self.html.len() + self.links.len() * 32);
        let mut filler = Filler { written: self, surroundings, out, at: 0, words: 0, link_words: 0, unlinked: None };
        for link in &self.links {
            let address = surroundings.address(link.link as usize);
            match (address, link.kind) {
                (None, WrittenKind::Link) => {
                    filler.copy_to(link.tag.0);
                    filler.at = link.tag.1 as usize;
                    filler.unlinked = Some(link.end);
                }
                (address, WrittenKind::Raw) => {
                    filler.copy_to(link.tag.0);
                    // Without an address there is no attribute.
                    if let Some(address) = address {
                        filler.copy_to(link.address);
                        raw::push_value(&address, filler.out);
                    }
                    filler.at = link.tag.1 as usize;
                }
                (address, _) => {
                    filler.copy_to(link.address);
                    escape_address(address.as_deref().unwrap_or(""), filler.out);
                }
            }
        }
        filler.copy_to(self.html.len() as u32);
    }

    /// What has been moved is moved in all places, too.
    pub(super) fn shift(&mut self, shift: Shift) {
        let from = shift.from as u32;
        let moved = |place: &mut u32| {
            if *place >= from {
                *place = place.saturating_add_signed(shift.by as i32);
            }
        };
        for run in [&mut self.words, &mut self.link_words] {
            let first = run.partition_point(|(_, end)| *end < from);
            for (start, end) in &mut run[first..] {
                moved(start);
                moved(end);
            }
        }
        for link in self.links.iter_mut().rev().take_while(|link| link.tag.1 >= from || link.end >= from) {
            moved(&mut link.tag.0);
            moved(&mut link.tag.1);
            moved(&mut link.address);
            moved(&mut link.end);
        }
    }

    /// Adds the places of HTML that was put at `place` of this, and whose links come behind `n_links` others.
    /// Places beyond 32 bits are wrong here, and refused by the caller.
    pub(super) fn append(&mut self, more: Written, place: usize, n_links: usize) {
        let (place, n_links) = (place as u32, n_links as u32);
        let moved = |(start, end): (u32, u32)| (start.wrapping_add(place), end.wrapping_add(place));
        self.words.extend(more.words.into_iter().map(moved));
        self.link_words.extend(more.link_words.into_iter().map(moved));
        self.links.extend(more.links.into_iter().map(|link| WrittenLink {
            link: link.link.wrapping_add(n_links),
            tag: moved(link.tag),
            address: link.address.wrapping_add(place),
            end: link.end.wrapping_add(place),
            ..link
        }));
    }
}

/// Copies written HTML and fills it.
struct Filler<'w> {
    written: &'w Written,
    surroundings: &'w dyn Surroundings,
    out: &'w mut String,
    /// All before it is copied.
    at: usize,
    /// The next words.
    words: usize,
    link_words: usize,
    /// Where the `</a>` stands of the link that has no address and is open.
    unlinked: Option<u32>,
}

impl Filler<'_> {
    /// Copies up to `end`, with terms marked.
    fn copy_to(&mut self, end: u32) {
        if let Some(close) = self.unlinked {
            self.copy_words_to(end.min(close));
            if end <= close {
                return;
            }
            self.at = close as usize + "</a>".len();
            self.unlinked = None;
        }
        while let Some(&run) = self.written.words.get(self.words)
            && run.0 < end
        {
            self.words += 1;
            self.copy_run(run);
        }
        self.copy_plain(end);
    }

    /// Copies the words of a link without an address up to `end`: they are plain words now.
    fn copy_words_to(&mut self, end: u32) {
        let link_words = &self.written.link_words;
        while link_words.get(self.link_words).is_some_and(|run| (run.0 as usize) < self.at) {
            self.link_words += 1;
        }
        while let Some(&run) = link_words.get(self.link_words)
            && run.0 < end
        {
            self.link_words += 1;
            self.copy_run(run);
        }
        self.copy_plain(end);
    }

    fn copy_run(&mut self, (start, end): (u32, u32)) {
        self.copy_plain(start);
        let run = &self.written.html[start as usize..end as usize];
        if run.contains('&') {
            self.surroundings.words(&unescaped(run), self.out);
        } else {
            self.surroundings.words(run, self.out);
        }
        self.at = end as usize;
    }

    fn copy_plain(&mut self, end: u32) {
        self.out.push_str(&self.written.html[self.at..end as usize]);
        self.at = end as usize;
    }
}

/// Takes back what `escape` and `escape_text` do.
fn unescaped(html: &str) -> String {
    html.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&amp;", "&")
}
