//! Turns one Markdown file into records.
//!
//! Takes a file's text and its path; the folder or list file says what kind a record
//! is. Gives a [`Document`] with all that the file says and all that is wrong in it. Knows
//! no other file, so documents are read in parallel. Never leaves anything out but drafts.

use std::collections::BTreeMap;
use std::hash::{BuildHasher, Hash, Hasher};
use std::ops::Range;

use foldhash::quality::{FixedState, FoldHasher};
use pulldown_cmark::{Event, HeadingLevel, Tag};

use super::attributes::{Attributes, Detail};
use super::document::{Document, Unplaced};
use super::{Kind, KindSpec, ListPage, front_matter, loose};
use crate::diag::fix::Fix;
use crate::diag::{Diagnostic, Report};
use crate::fields::{Data, Fields, Table, Value, Word};
use crate::files::{FileId, Span};
use crate::markdown::highlight::Highlighter;
use crate::markdown::late;
use crate::markdown::plain;
use crate::markdown::section::{Section, split, take_metadata};
use crate::markdown::{self, Body, Dialect, Node, Piece, body::Fit, plain_title};
use crate::value::slug::{is_slug, slug};

/// How documents are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Reading {
    /// Whether records marked `draft` are read; else they are left out.
    pub drafts: bool,
    /// Whether raw HTML of the editor is kept; else it is shown as text.
    pub keeps_html: bool,
    /// Whether the site has a glossary, whose terms are marked.
    pub marks_terms: bool,
    /// Whether plain pages without citations may be written while they are read. Their
    /// statements are then not known, so it is not for pages of which some may be left out.
    pub at_once: bool,
}

/// Reads one Markdown file. `path` is its path below its explainer's folder.
pub fn read<'i>(text: &'i str, file: FileId, path: &str, reading: Reading, highlighter: &Highlighter) -> Document<'i> {
    read_at_once(text, file, path, reading, highlighter)
        .unwrap_or_else(|| read_by_statements(text, file, path, reading, highlighter))
}

/// Reads one Markdown file if it is a plain page that can be written in the same pass. What comes
/// of it keeps nothing of the text.
pub fn read_at_once(
    text: &str,
    file: FileId,
    path: &str,
    reading: Reading,
    highlighter: &Highlighter,
) -> Option<Document<'static>> {
    if !reading.at_once || !is_plain(path) || is_misplaced_policy(path) {
        return None;
    }
    let mut reader = Reader::new(file, path, reading, highlighter);
    reader.read_at_once(text, file, path)?;
    Some(reader.finish(text, path))
}

/// Reads one Markdown file statement by statement.
pub fn read_by_statements<'i>(
    text: &'i str,
    file: FileId,
    path: &str,
    reading: Reading,
    highlighter: &Highlighter,
) -> Document<'i> {
    let mut reader = Reader::new(file, path, reading, highlighter);
    if !is_misplaced_policy(path) {
        reader.read_file(text, file, path);
    }
    reader.finish(text, path)
}

/// See [`Document::face`]. Of a page that was written at once others see its front matter and the places in it.
fn face(document: &Document<'_>, text: &str, path: &str) -> u64 {
    let mut hasher = FixedState::default().build_hasher();
    path.hash(&mut hasher);
    match document.records.as_slice() {
        [only] if only.body.written.is_some() => {
            text[..document.front_end].hash(&mut hasher);
            only.body.places().for_each(|id| id.hash(&mut hasher));
            only.body.headings.iter().for_each(|heading| heading.title.hash(&mut hasher));
        }
        _ => text.hash(&mut hasher),
    }
    hasher.finish()
}

/// See [`Unplaced::places`].
fn places(id: &str, slug: &str, body: &Body<'_>) -> u64 {
    let mut hasher = FixedState::default().build_hasher();
    (id, slug).hash(&mut hasher);
    body.places().for_each(|place| place.hash(&mut hasher));
    // Links may name headings by names that are made from their words.
    body.headings.iter().for_each(|heading| heading.title.hash(&mut hasher));
    hasher.finish()
}

/// See [`Unplaced::claims`].
fn claims(kind: Kind, id: &str, path: Option<&str>, attributes: &Attributes, body: &Body<'_>) -> u64 {
    let mut hasher = FixedState::default().build_hasher();
    (kind, id, path).hash(&mut hasher);
    let base = &attributes.base;
    let hash_words = |words: &Option<Vec<Word>>, hasher: &mut FoldHasher<'_>| {
        words.iter().flatten().for_each(|word| word.text.hash(hasher));
    };
    hash_words(&base.common.aliases, &mut hasher);
    match &base.detail {
        Detail::Page(page) => {
            let lists = page.taxonomies.iter().flatten();
            lists.for_each(|list| (&list.name.text, list.terms.is_empty()).hash(&mut hasher));
        }
        Detail::Event(event) => hash_words(&event.about, &mut hasher),
        _ => {}
    }
    body.links.iter().for_each(|link| (&link.target, link.is_image).hash(&mut hasher));
    hasher.finish()
}

struct Reader<'i, 'h> {
    document: Document<'i>,
    report: Report,
    reading: Reading,
    highlighter: &'h Highlighter,
}

impl<'i, 'h> Reader<'i, 'h> {
    fn new(file: FileId, path: &str, reading: Reading, highlighter: &'h Highlighter) -> Reader<'i, 'h> {
        Reader { document: Document::new(file, path), report: Report::default(), reading, highlighter }
    }

    fn finish(mut self, text: &str, path: &str) -> Document<'i> {
        if self.document.records.is_empty() {
            // A draft may hold notes for later.
            self.document.unused_footnotes.clear();
        }
        let face = face(&self.document, text, path);
        Document { faults: self.report, face, ..self.document }
    }

    fn read_file(&mut self, text: &'i str, file: FileId, path: &str) {
        let mut tree = markdown::parse(text, file, Dialect::Site);
        self.document.undefined_footnotes.append(&mut tree.undefined_footnotes);
        self.document.unused_footnotes.append(&mut tree.unused_footnotes);
        for fault in std::mem::take(&mut tree.citation_faults) {
            if fault.code == "broken-html" && !self.reading.keeps_html
                || fault.code == "misplaced-text" && is_plain(path)
            {
                continue;
            }
            let told = Diagnostic::error(fault.code, fault.span, fault.message).help(fault.help);
            self.report.add(told.fix(fault.fix));
        }
        let stem = path.strip_suffix(".md").unwrap_or(path);
        let mut metadata = take_metadata(&mut tree.pieces);
        let fault = if metadata.is_none() { front_matter::fault(text, file, &tree.pieces) } else { None };
        let is_broken = fault.is_some();
        self.report.extend(fault);
        if metadata.is_none() && !is_broken {
            let help = "put them at the top of the file, above all else";
            metadata = self.late_block(
                &mut tree.pieces,
                text,
                file,
                "these attributes do not stand at the top, so the file has none of them",
                help,
            );
        }
        if is_broken && (text.trim_start().starts_with("---") || front_matter::is_closed_by_others(text)) {
            return;
        }
        let table = metadata.map(|range| self.attributes(text, file, range)).unwrap_or_default();
        let place = Span::new(file, 0, text.lines().next().map_or(0, str::len));
        let context = FileContext { file, text, place, is_broken, footnotes: tree.footnotes };
        let (folder, name) = stem.rsplit_once('/').unwrap_or(("", stem));
        if stem == "policy" {
            let spec = Kind::Policy.spec().expect("policy is a kind");
            self.add_file_record(spec, "policy", table, tree.pieces, &context);
        } else if let Some(spec) = Kind::from_folder(stem).filter(|spec| spec.kind != Kind::Policy) {
            self.read_list(spec, &table, tree.pieces, &context);
        } else if let Some(spec) = Kind::from_folder(folder).filter(|spec| spec.kind != Kind::Policy) {
            if matches!(name, "index" | "_index") {
                self.read_list(spec, &table, tree.pieces, &context);
            } else {
                self.add_file_record(spec, name, table, tree.pieces, &context);
            }
        } else {
            self.add_page(kind_of_page(stem), stem, table, Text::Pieces(tree.pieces), &context);
        }
    }

    /// Reads the attributes of a block, whose TOML stands at `range`.
    fn attributes(&mut self, text: &str, file: FileId, range: Range<usize>) -> Table {
        let toml = &text[range.clone()];
        let Some(end) = late::end_of_unclosed(toml, &text[range.end..]) else {
            return Table::parse(toml, file, range.start, &mut self.report);
        };
        let fence = text[..range.start].trim_end().len();
        let span = Span::new(file, fence.saturating_sub(3), fence);
        let message = "nothing closes the attributes that this line opens, so what follows is read as more of them";
        self.report
            .add(Diagnostic::error("misplaced-text", span, message).help("put a line `+++` behind the attributes"));
        Table::parse(&toml[..end], file, range.start, &mut self.report)
    }

    /// Takes a block of attributes that stands too low, and tells of it: it is read as it was meant, so that nothing
    /// else is said of what it holds.
    fn late_block(
        &mut self,
        pieces: &mut Vec<Piece<'_>>,
        text: &str,
        file: FileId,
        message: &str,
        help: &str,
    ) -> Option<Range<usize>> {
        let late = late::take(pieces, text)?;
        if late.is_known {
            let span = Span::new(file, late.fence.start, late.fence.end);
            self.report.add(Diagnostic::error("misplaced-text", span, message).help(help));
        }
        Some(late.toml)
    }

    /// Tells of blocks of attributes that belong to no record.
    fn lost_blocks(&mut self, pieces: &[Piece<'_>], file: FileId) {
        for piece in pieces {
            let Node::Event(Event::Start(Tag::MetadataBlock(_))) = &piece.node else { continue };
            let span = Span::new(file, piece.at.start, piece.at.start + 3);
            let help = "put them directly below the heading of their record, or into the front matter";
            self.report.add(
                Diagnostic::error("misplaced-text", span, "these attributes stand where they belong to no record")
                    .help(help),
            );
        }
    }

    /// Reads a plain page and writes it, if it can be done in one pass.
    fn read_at_once(&mut self, text: &str, file: FileId, path: &str) -> Option<()> {
        let options = plain::Options { keeps_html: self.reading.keeps_html, marks_terms: self.reading.marks_terms };
        // As `add` has it for a record with a page of its own.
        let fit = Fit { shift: 0, prefix: "" };
        let page = plain::read(text, file, fit, options, self.highlighter)?;
        self.document.front_end = page.metadata.as_ref().map_or(0, |range| range.end);
        let table = page
            .metadata
            .map(|range| Table::parse(&text[range.clone()], file, range.start, &mut self.report))
            .unwrap_or_default();
        let place = Span::new(file, 0, text.lines().next().map_or(0, str::len));
        let context = FileContext { file, text, place, is_broken: false, footnotes: BTreeMap::new() };
        let stem = path.strip_suffix(".md").unwrap_or(path);
        self.document.unused_footnotes = page.unused_footnotes;
        self.add_page(kind_of_page(stem), stem, table, Text::Read(Box::new(page.body)), &context);
        Some(())
    }

    fn read_list(
        &mut self,
        spec: &'static KindSpec,
        table: &Table,
        pieces: Vec<Piece<'i>>,
        context: &FileContext<'i, '_>,
    ) {
        let mut fields = Fields::new(table, "a list file", &mut self.report);
        let page = ListPage { title: fields.text("title"), summary: fields.text("summary") };
        fields.finish();
        self.document.list_page = Some((spec.folder, page));
        let (intro, sections) = split(pieces, 2, context.file, context.text);
        self.lost_blocks(&intro, context.file);
        self.text_above(intro, sections.is_empty(), context);
        for mut section in sections {
            let (table, slug, title) = self.section_head(&mut section, spec.kind, context);
            let id = format!("{}/{slug}", spec.folder);
            let record = Draft {
                kind: spec.kind,
                id,
                slug,
                path: None,
                title,
                table,
                text: Text::Pieces(section.pieces),
                level: 2,
                parent: None,
            };
            self.add(record, spec, context);
        }
    }

    /// Tells of text above the first record of a list, once: what it lacks is a heading.
    /// `is_all`: no record follows, so that another heading was meant to begin one.
    fn text_above(&mut self, intro: Vec<Piece<'i>>, is_all: bool, context: &FileContext<'i, '_>) {
        let begins = |piece: &Piece<'_>| match &piece.node {
            Node::Event(Event::Start(Tag::Heading { level, attrs, id, .. })) => {
                is_all || *level != HeadingLevel::H1 || !attrs.is_empty() || id.is_some()
            }
            _ => false,
        };
        let headings: Vec<Range<usize>> =
            intro.iter().filter(|piece| begins(piece)).map(|piece| piece.at.clone()).collect();
        let body = Body::new(intro, &context.footnotes, context.file, Fit { shift: 0, prefix: "" });
        let Some(first) = body.statements.first().map(|statement| statement.span) else { return };
        let line = context.text[first.start..].lines().next().unwrap_or("").trim_end();
        let words = line.trim_start_matches('#');
        let above = headings.iter().rfind(|heading| heading.start < first.start);
        self.report.add(if let Some(heading) = above {
            let written = context.text[heading.clone()].lines().next().unwrap_or("").trim_end();
            let span = Span::new(context.file, heading.start, heading.start + written.len());
            Diagnostic::error(
                "misplaced-text",
                span,
                "this heading begins no record, so the text below it belongs to none",
            )
            .help(format!("a record of a list begins with `##`: write `## {}`", written.trim_start_matches('#').trim()))
        } else if words.len() < line.len() && words.starts_with(char::is_alphabetic) {
            let span = Span { end: first.start + line.len(), ..first };
            let marks = &line[..line.len() - words.len()];
            Diagnostic::error("broken-heading", span, format!("no space follows the `{marks}`, so this is no heading"))
                .help(format!("a record of a list begins with `##` and a space: write `## {words}`"))
        } else {
            Diagnostic::error("misplaced-text", first, "this text stands above the first `##` and belongs to no record")
                .help("put it below a `##` heading, or into the front matter as `summary = \"...\"`")
        });
    }

    fn add_file_record(
        &mut self,
        spec: &'static KindSpec,
        name: &str,
        table: Table,
        pieces: Vec<Piece<'i>>,
        context: &FileContext<'i, '_>,
    ) {
        let slug = if is_slug(name) { name.to_owned() } else { slug(name) };
        let id = if spec.kind == Kind::Policy { "policy".to_owned() } else { format!("{}/{slug}", spec.folder) };
        let title = title_of(&table).unwrap_or_else(|| Word { text: String::new(), span: context.place });
        let text = Text::Pieces(pieces);
        let path = Some(format!("{}/{name}", spec.folder)).filter(|_| spec.kind != Kind::Policy);
        self.add(Draft { kind: spec.kind, id, slug, path, title, table, text, level: 1, parent: None }, spec, context);
    }

    fn add_page(&mut self, kind: Kind, stem: &str, table: Table, text: Text<'i>, context: &FileContext<'i, '_>) {
        let stem = match kind {
            Kind::Section => stem.strip_suffix("_index").unwrap_or(stem).trim_end_matches('/'),
            _ => stem.strip_suffix("/index").unwrap_or(stem),
        };
        let id = stem
            .split('/')
            .filter(|part| !part.is_empty())
            .map(|part| if is_slug(part) { part.to_owned() } else { slug(part) })
            .collect::<Vec<_>>()
            .join("/");
        let slug = id.rsplit('/').next().unwrap_or(&id).to_owned();
        let title = title_of(&table).unwrap_or_else(|| Word { text: String::new(), span: context.place });
        let path = Some(stem.to_owned());
        let draft = Draft { kind, id, slug, path, title, table, text, level: 1, parent: None };
        let spec = KindSpec { kind, folder: "", with_article: "", own_page: true, child: None };
        self.add(draft, &spec, context);
    }

    /// Attributes, slug and title of a section.
    fn section_head(
        &mut self,
        section: &mut Section<'i>,
        kind: Kind,
        context: &FileContext<'i, '_>,
    ) -> (Table, String, Word) {
        let mut table = section.attributes.clone();
        self.report.extend(given_twice(&table, context.text));
        if section.metadata.is_none() {
            let message = "these attributes do not stand directly below a heading, so the record has none of them";
            let help = format!("put them directly below its heading, “{}”", section.title.text);
            section.metadata = self.late_block(&mut section.pieces, context.text, context.file, message, &help);
        }
        if let Some(range) = &section.metadata {
            let more = self.attributes(context.text, context.file, range.clone());
            table.join(more, &mut self.report);
        }
        self.loose_attributes(section, &mut table, kind, context);
        if let Some((key, _)) = table.iter().find(|(key, _)| key.text == "title") {
            self.report.add(
                Diagnostic::error("unknown-key", key.span, "a section has no `title`: its heading is the title")
                    .help("take `title` away"),
            );
        }
        if let Some(id) = &section.id
            && table.get("id").is_none()
        {
            table.push(
                Word { text: "id".to_owned(), span: id.span },
                Value { span: id.span, data: Data::Text(id.text.clone()) },
            );
        }
        (table, slug(&section.title.text), section.title.clone())
    }

    /// Takes attributes out of a heading's words whose braces are not closed, not opened, or others; tells of them.
    fn loose_attributes(
        &mut self,
        section: &mut Section<'i>,
        table: &mut Table,
        kind: Kind,
        context: &FileContext<'i, '_>,
    ) {
        let place = section.title.span;
        let Some(loose) = context.text.get(place.start..place.end).and_then(|title| loose::find(title, place)) else {
            return;
        };
        let is_own = loose.pairs.iter().any(|(key, _)| Attributes::has_key(kind, &key.text));
        if !is_own && !loose.has_brace {
            return;
        }
        let span = Span { start: place.start + loose.start, ..place };
        let written = &context.text[span.start..span.end];
        let inner = written.trim_matches(|one: char| "{}[]() ".contains(one));
        let message = match (written.starts_with('{'), written.ends_with('}')) {
            (true, _) => "the braces of this heading are not closed",
            (_, true) => "the braces of this heading are not opened",
            _ => "the attributes of a heading stand in braces, so these are words of it",
        };
        let fault = Diagnostic::error("unknown-value", span, message);
        if loose.pairs.is_empty() {
            self.report.add(fault.help("close them: `## Title {key=value}`"));
            return;
        }
        let fix = Fix::replace(span, written, format!("{{{inner}}}"));
        self.report.add(fault.help(format!("write `{{{inner}}}`")).fix(fix));
        // They are read as they were meant, so that nothing else is said.
        let words = section.title.text.rfind(['{', '[', '(']).filter(|_| loose.has_mark);
        let words = words.or_else(|| section.title.text.find(&format!("{}=", loose.pairs[0].0.text)));
        section.title.text.truncate(words.unwrap_or(section.title.text.len()));
        section.title.text.truncate(section.title.text.trim_end().len());
        for (key, value) in loose.pairs {
            if table.get(&key.text).is_none() {
                table.push(key, Value { span: value.span, data: Data::Text(value.text) });
            }
        }
    }

    fn add(&mut self, draft: Draft<'i>, spec: &KindSpec, context: &FileContext<'i, '_>) {
        let Draft { kind, mut id, mut slug, path, title, table, text, level, parent } = draft;
        let (given, mut attributes) = Attributes::read(kind, &table, context.place, &mut self.report);
        let mut id_span = title.span;
        if let Some(given) = given {
            let (folder, name) = given.text.rsplit_once('/').unwrap_or(("", &given.text));
            let name = name.to_owned();
            let own = id.rfind('/').map_or("", |at| &id[..at]);
            let is_elsewhere = !folder.is_empty() && !format!("/{own}").ends_with(&format!("/{folder}"));
            let climbs = given.text.split('/').any(|part| matches!(part, "" | "." | ".."));
            if is_elsewhere && !climbs {
                self.report.add(
                    Diagnostic::error("unknown-value", given.span, format!("`{}` cannot be an id here", given.text))
                        .help(format!("the folder is that of the file: write `{}`", crate::value::slug::slug(&name))),
                );
            } else if is_slug(&name) && !climbs {
                id.truncate(id.rfind('/').map_or(0, |at| at + 1));
                id.push_str(&name);
                slug = name;
                id_span = given.span;
            } else if !table.is_cut("id") {
                self.report.add(
                    Diagnostic::error("unknown-value", given.span, format!("`{}` cannot be an id", given.text))
                        .help(format!("use small letters, digits and hyphens: `{}`", crate::value::slug::slug(&name)))
                        .fix(quoted(given.span, &given.text, crate::value::slug::slug(&name))),
                );
            }
        }
        if attributes.base.common.draft == Some(true) && !self.reading.drafts {
            self.document.drafts.extend(table.get("draft").map(|value| (id, value.span)));
            if kind == Kind::Policy {
                self.document.draft_policy = table.get("draft").map(|value| value.span);
            }
            return;
        }
        // A misspelt or wrong `title` has had its message.
        let is_empty = table.get("title").is_some_and(|value| matches!(value.data, Data::Text(_)));
        let heading = context.text.get(title.span.start..title.span.end).unwrap_or("").trim_start_matches('#').trim();
        let is_heading_told = level > 1 && (heading.is_empty() || heading.starts_with('{'));
        let is_told = table.names("title") && !is_empty || is_heading_told;
        let is_broken = context.is_broken || is_told;
        let title = self.title(kind, title, &slug, level > 1, is_broken);
        attributes.base.common.title = Some(title);
        let index = self.document.records.len();
        let (own, sections) = match (text, spec.child) {
            (Text::Pieces(pieces), Some(_)) => {
                let (own, sections) = split(pieces, level + 1, context.file, context.text);
                (Text::Pieces(own), sections)
            }
            (text, _) => (text, Vec::new()),
        };
        // Headings of a body start at h2 on a page of its own, below the record's heading elsewhere.
        let wanted = match kind {
            _ if spec.own_page && parent.is_none() => 2,
            Kind::Implication | Kind::Position | Kind::Conclusion => 4,
            _ => 3,
        };
        let shift = wanted - (level as i32 + 1);
        let anchor = id.replace(['/', '.'], "-");
        let prefix = if wanted == 2 { String::new() } else { format!("{anchor}-") };
        let body = match own {
            Text::Read(body) => *body,
            Text::Pieces(own) => {
                self.lost_blocks(&own, context.file);
                if !kind.is_plain() {
                    self.stray_attributes(&own, spec.child, level + 1, context);
                }
                let mut body = Body::new(own, &context.footnotes, context.file, Fit { shift, prefix: &prefix });
                let above = (level > 1).then_some(wanted as usize - 1);
                body.look_into(context.text, above, self.reading.keeps_html);
                body
            }
        };
        let places = places(&id, &slug, &body);
        let path = path.filter(|path| *path != id);
        let claims = claims(kind, &id, path.as_deref(), &attributes, &body);
        let record = Unplaced { kind, id: id.clone(), slug, path, id_span, parent, attributes, body, places, claims };
        self.document.records.push(record);
        if let Some(child) = spec.child {
            for mut section in sections {
                let (table, slug, title) = self.section_head(&mut section, child, context);
                let kind = match child {
                    Kind::Position if is_conclusion(&title.text) => Kind::Conclusion,
                    other => other,
                };
                if kind == Kind::Position && is_nearly_conclusion(&title.text) {
                    let message = format!("“{}” is read as a position of its own", title.text);
                    self.report.add(
                        Diagnostic::error("unknown-value", title.span, message)
                            .help("the section that closes a difference is called “What we can say”")
                            .fix(Fix::replace(title.span, &title.text, "What we can say")),
                    );
                }
                let draft = Draft {
                    kind,
                    id: format!("{id}/{slug}"),
                    slug,
                    path: None,
                    title,
                    table,
                    text: Text::Pieces(section.pieces),
                    level: level + 1,
                    parent: Some(index),
                };
                let child_spec = KindSpec { kind, folder: spec.folder, with_article: "", own_page: false, child: None };
                self.add(draft, &child_spec, context);
            }
        }
    }

    /// Tells of the attributes of headings within a record, which are records themselves only if `child` says so
    /// and only at this level.
    fn stray_attributes(
        &mut self,
        pieces: &[Piece<'_>],
        child: Option<Kind>,
        level: usize,
        context: &FileContext<'_, '_>,
    ) {
        for piece in pieces {
            let Node::Event(Event::Start(Tag::Heading { attrs, .. })) = &piece.node else { continue };
            let heading = context.text.get(piece.at.clone()).unwrap_or("").trim_end();
            let Some(open) = heading.rfind('{').filter(|_| !attrs.is_empty()) else { continue };
            let place = Span::new(context.file, piece.at.start + open, piece.at.start + heading.len());
            let fault = Diagnostic::error("unknown-key", place, "this heading is no record, so it has no attributes");
            self.report.add(match child {
                Some(child) => fault.help(format!("{} begins with `{} `", child.with_article(), "#".repeat(level))),
                // What stands below another record of this file may be one itself.
                None if level > 2 => {
                    fault.help("write `##` if it is one; else take them away: `{#place}` alone names a place")
                }
                None => fault.help("take them away; `{#place}` alone names a place"),
            });
        }
    }

    /// The title with curled quotation marks; a missing one is reported and stood in for.
    fn title(&mut self, kind: Kind, title: Word, slug: &str, is_section: bool, is_told: bool) -> Word {
        let plain = plain_title(&title.text);
        if !plain.is_empty() {
            return Word { text: plain, span: title.span };
        }
        let help = match is_section {
            true => "write the title behind the `#` marks",
            false => "add `title = \"...\"` to the front matter, between two lines `+++` at the top",
        };
        if !is_told {
            let message = format!("{} without a title", kind.with_article());
            self.report.add(Diagnostic::error("missing-attribute", title.span, message).help(help));
        }
        Word { text: slug.to_owned(), span: title.span }
    }
}

/// An attribute that the braces of a heading give twice.
fn given_twice(table: &Table, text: &str) -> Option<Diagnostic> {
    let keys: Vec<&Word> = table.iter().map(|(key, _)| key).collect();
    let (at, key) = keys.iter().enumerate().find(|(at, key)| keys[..*at].iter().any(|one| one.text == key.text))?;
    let first = keys[..at].iter().find(|one| one.text == key.text)?;
    // The two are found by their name, which the second has further on.
    let line = text.get(first.span.end..)?.lines().next()?;
    let start = first.span.end + line.rfind(&format!("{}=", key.text))?;
    let span = Span { start, end: start + key.text.len(), ..key.span };
    let fault = Diagnostic::error("unknown-key", span, format!("`{}` is given twice in these braces", key.text));
    Some(fault.note(Some(first.span), "it stands here, too").help("keep one of the two"))
}

struct FileContext<'i, 't> {
    file: FileId,
    text: &'t str,
    /// The first line, for faults without a better place.
    place: Span,
    /// Whether its front matter could not be read, so that nothing is missing from it.
    is_broken: bool,
    footnotes: BTreeMap<String, Vec<Piece<'i>>>,
}

/// What stands in a record.
enum Text<'i> {
    Pieces(Vec<Piece<'i>>),
    /// A body that is ready.
    Read(Box<Body<'i>>),
}

/// Whether the file at `path` is a policy where none can be: it has been reported, and is no plain page either.
fn is_misplaced_policy(path: &str) -> bool {
    path.ends_with("/policy.md")
}

/// Whether the file at `path` is a plain page or a section, and no record of a policy.
fn is_plain(path: &str) -> bool {
    let stem = path.strip_suffix(".md").unwrap_or(path);
    let folder = stem.rsplit_once('/').map_or("", |(folder, _)| folder);
    stem != "policy" && Kind::from_folder(stem).is_none() && Kind::from_folder(folder).is_none()
}

fn kind_of_page(stem: &str) -> Kind {
    if stem.rsplit('/').next() == Some("_index") { Kind::Section } else { Kind::Page }
}

/// The repair that writes `new` in the place of `old`, which stands at `place` in quotation marks.
fn quoted(place: Span, old: &str, new: String) -> Option<Fix> {
    let is_quoted = place.end - place.start == old.len() + 2;
    is_quoted.then(|| Fix::replace(Span { start: place.start + 1, end: place.end - 1, ..place }, old, new))
}

/// A record that is being put together.
struct Draft<'i> {
    kind: Kind,
    id: String,
    slug: String,
    /// The path of its file without the ending; none of a section.
    path: Option<String>,
    title: Word,
    table: Table,
    text: Text<'i>,
    /// The level of its heading: 1 for a file.
    level: usize,
    parent: Option<usize>,
}

fn title_of(table: &Table) -> Option<Word> {
    table.get("title").and_then(|value| match &value.data {
        Data::Text(text) => Some(Word { text: text.clone(), span: value.span }),
        _ => None,
    })
}

/// Whether a title has the words of that of a conclusion in another order, or misspelt.
fn is_nearly_conclusion(title: &str) -> bool {
    const MEANT: &str = "what we can say";
    let title = title.trim_end_matches([':', '.', '?', ' ']).trim().to_lowercase();
    let sorted = |text: &str| {
        let mut words: Vec<String> = text.split(' ').map(str::to_owned).collect();
        words.sort_unstable();
        words
    };
    // No position is called so.
    title.len().abs_diff(MEANT.len()) <= 2
        && title != MEANT
        && (sorted(&title) == sorted(MEANT) || strsim::osa_distance(&title, MEANT) <= 2)
}

fn is_conclusion(title: &str) -> bool {
    title.trim_end_matches([':', '.', ' ']).trim().eq_ignore_ascii_case("what we can say")
}
