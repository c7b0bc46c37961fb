//! Lists the pages of an edition and renders each of them.
//!
//! A page is only made when there is something on it. Adding a page is a line in
//! [`list`] and a template of its kind.

use std::collections::{HashMap, HashSet};

use jiff::civil::Date;
use tera::{Context, Value};

use super::card;
use super::context::{
    Cite, Crumb, Day, EditionNotice, EditionRef, EventContext, Explainer, NavItem, PolicyLine, Ref, Site,
};
use super::marks::{self, Place};
use super::plain::{Plain, PlainRoute};
use super::view::{View, Viewer};
use super::wanted::Wanted;
use super::{Renderer, map, register, twin, value, words};
use super::{cite, linked};
use crate::diag::Diagnostic;
use crate::model::{Kind, ListPage, Owner};
use crate::site::listing::{MOST_IN_NAVIGATION, Pager};
use crate::site::presence::Presence;
use crate::site::{Edition, Entry, route};
use crate::theme::assets::Assets;
use crate::value::edtf::Edtf;

/// A page before it is rendered.
#[derive(Clone, Default)]
pub struct Draft {
    /// The template's stem: `event`.
    pub kind: &'static str,
    /// Below the edition: `timeline/signing/`.
    pub route: String,
    pub title: String,
    pub heading: String,
    pub description: String,
    /// Which entry of the navigation it belongs to.
    pub section: String,
    pub crumbs: Vec<Crumb>,
    pub notes: Vec<Cite>,
    pub n_words: usize,
    /// Of a plain page, for `<time datetime>`.
    pub date: Option<String>,
    /// What it tells search engines of what it is about: see [`linked`].
    pub about: String,
    /// Where the record or the source of its own page stands in its list of the view; else 0.
    pub place: usize,
    /// Its own values beside the globals.
    pub values: Vec<(&'static str, Value)>,
}

impl Draft {
    /// A value of its own.
    pub fn own(&self, name: &str) -> Option<&Value> {
        self.values.iter().find(|(own, _)| *own == name).map(|(_, value)| value)
    }
}

/// A page as it is written.
pub struct Rendered {
    /// Below the output folder: `as-of/2026-05-21/timeline/index.html`.
    pub path: String,
    pub html: String,
}

/// What all pages of one edition share.
pub struct Frame<'a> {
    pub site: &'a Site,
    /// The files of the theme, as they are served.
    pub assets: &'a Assets,
    /// `https://example.org/`, if config says.
    pub base_url: Option<&'a str>,
    /// The explainer's path below the root: `ai-order/`, or empty.
    pub explainer_path: &'a str,
    /// The edition's path below the root: `ai-order/as-of/2026-05-21/`; of the present, the explainer's.
    pub path: &'a str,
    /// Whether this shows the past, and says so.
    pub shows_past: bool,
    /// Days and states of the editions up to this one.
    pub editions: &'a [(Date, String)],
    /// From which day each page is there, if there are editions to lead to.
    pub presence: Option<&'a Presence>,
    pub as_of: Date,
    /// Whether its pages are to stand in one file, where what they share is said once.
    pub packed: bool,
    /// The search page, as a link, and the slug of the explainer in which to look there; "" where all is
    /// looked through. `None`: there is no search.
    pub search: Option<(&'a str, &'a str)>,
    /// Whether its pages belong to an explainer.
    pub is_of_explainer: bool,
    /// Whether pages have Markdown twins.
    pub has_twins: bool,
}

const LISTS: [(Kind, &str, &str); 10] = [
    (Kind::Takeaway, "takeaways", "Takeaways"),
    (Kind::Event, "timeline", "Timeline"),
    (Kind::Stakeholder, "stakeholders", "Stakeholders"),
    (Kind::Difference, "differences", "How sources differ"),
    (Kind::Issue, "issues", "Standing issues"),
    (Kind::Compare, "compare", "Compared with other rules"),
    (Kind::Question, "questions", "Questions"),
    (Kind::Term, "glossary", "Glossary"),
    (Kind::Action, "actions", "What to do"),
    (Kind::Quote, "quotes", "What was said"),
];

/// Where a page of the past stands now; `None`: a build that itself shows the past holds no page of now.
pub fn now_url(frame: &Frame<'_>, draft: &Draft) -> Option<String> {
    (frame.path != frame.explainer_path).then(|| match draft.kind {
        // A letter of the register may have nothing in it now, and a site of several has one search.
        "search" => marks::to_root(route::SEARCH),
        _ => marks::to_root(&format!("{}{}", frame.explainer_path, draft.route)),
    })
}

/// All pages of an explainer's edition, in order.
pub fn list(viewer: &Viewer<'_, '_, '_, '_>, view: &View, title: &str) -> Vec<Draft> {
    let edition = viewer.edition;
    let as_of = edition.as_of.to_string();
    let mut drafts = Vec::new();
    let home = Crumb { title: title.to_owned(), url: marks::to_route("") };
    if let Some(policy) = &view.policy {
        let shown = home_entries(edition);
        drafts.push(Draft {
            kind: "home",
            title: title.to_owned(),
            heading: policy.headline.clone(),
            description: first_of(&policy.record.summary, &policy.headline),
            section: "home".to_owned(),
            notes: viewer.notes(&shown),
            n_words: home_words(view),
            about: linked::about_policy(view, &as_of),
            ..Draft::default()
        });
    }
    let make =
        |kind: &'static str, section: &str, entries: &[&Entry<'_, '_>], title: String, description: String| Draft {
            kind,
            heading: title.clone(),
            title,
            description,
            section: section.to_owned(),
            crumbs: vec![home.clone()],
            notes: viewer.notes(entries),
            n_words: entries.iter().map(|entry| words_of(entry)).sum(),
            ..Draft::default()
        };
    if let Some(entry) = edition.policy() {
        let title =
            format!("{} in depth", view.policy.as_ref().map_or(entry.title(), |policy| policy.short_title.as_str()));
        let summary = view.policy.as_ref().map(|policy| policy.record.summary.clone()).unwrap_or_default();
        drafts.push(Draft {
            route: "policy/".to_owned(),
            about: linked::main_policy(view, &as_of),
            ..make("policy", "policy", &[entry], title, summary)
        });
    }
    for (kind, folder, default) in LISTS {
        let entries: Vec<&Entry<'_, '_>> = edition.of_kind(kind).collect();
        if entries.is_empty() {
            continue;
        }
        let list_page = list_page(edition, folder);
        let title = list_page.title.as_ref().map_or_else(|| default.to_owned(), |title| words::plain(&title.text));
        let summary = list_page.summary.as_ref().map(|summary| words::plain(&summary.text)).unwrap_or_default();
        let mut with_children = entries.clone();
        for entry in &entries {
            with_children.extend(edition.children(entry));
        }
        let own_pages = kind.spec().is_some_and(|spec| spec.own_page);
        let template: &'static str = folder;
        // These lists show the sections of their records, too.
        let shows_sections = !own_pages || matches!(kind, Kind::Stakeholder | Kind::Difference);
        let shown = if shows_sections { &with_children } else { &entries };
        let description = first_of(&summary, &title);
        drafts.push(Draft {
            route: format!("{folder}/"),
            about: linked::of_list(folder, view),
            ..make(template, folder, shown, title.clone(), description)
        });
        if !own_pages {
            continue;
        }
        let crumb = Crumb { title, url: marks::to_route(&format!("{folder}/")) };
        let places = places(view, kind);
        for entry in entries {
            let mut group = vec![entry];
            group.extend(edition.children(entry));
            let Some(&place) = places.get(entry.record.id) else { continue };
            let Some((template, name, own, description)) = record_value(view, kind, place) else { continue };
            let mut draft =
                make(template, folder, &group, entry.title().to_owned(), first_of(&description, entry.title()));
            draft.route = edition.route(entry);
            draft.crumbs.push(crumb.clone());
            draft.values.push((name, own));
            draft.place = place;
            draft.about = record_about(view, kind, place);
            if kind == Kind::Event {
                let (previous, next) = neighbours(view, place);
                draft.values.push(("previous", value(&previous)));
                draft.values.push(("next", value(&next)));
            }
            drafts.push(draft);
        }
    }
    // Always there, so that an edition can link to it on a day on which nothing is ahead any more.
    if view.policy.is_some() {
        let ids: HashSet<&str> = view.watch.ahead.iter().map(|event| &*event.record.id).collect();
        let ahead: Vec<&Entry<'_, '_>> =
            edition.of_kind(Kind::Event).filter(|entry| ids.contains(entry.record.id)).collect();
        let draft = make(
            "watch",
            "watch",
            &ahead,
            "What to watch".to_owned(),
            "What is ahead, and which questions are open".to_owned(),
        );
        drafts.push(Draft { route: "watch/".to_owned(), ..draft });
    }
    drafts.extend(source_pages(view, title));
    if !view.changes.is_empty() {
        let entries: Vec<&Entry<'_, '_>> = edition.of_kind(Kind::Change).collect();
        let list_page = list_page(edition, "changes");
        let title = list_page.title.as_ref().map_or_else(|| "Changes".to_owned(), |title| words::plain(&title.text));
        let draft = make(
            "changes",
            "changes",
            &entries,
            title,
            "Corrections, clarifications and updates, newest first".to_owned(),
        );
        let about = linked::of_changes(view, &home.title);
        drafts.push(Draft { route: "changes/".to_owned(), about, ..draft });
    }
    drafts
}

/// The list of sources and the page of each.
pub fn source_pages(view: &View, title: &str) -> Vec<Draft> {
    if view.sources.is_empty() {
        return Vec::new();
    }
    let home = Crumb { title: title.to_owned(), url: marks::to_route("") };
    let draft = |kind, route: String, title: &str, description: String, n_words, crumbs, values| Draft {
        kind,
        route,
        title: title.to_owned(),
        heading: title.to_owned(),
        description,
        section: "sources".to_owned(),
        crumbs,
        n_words,
        values,
        ..Draft::default()
    };
    let n = view.sources.len();
    let description = format!("{} source{} that this explainer rests on", n, if n == 1 { "" } else { "s" });
    let mut drafts =
        vec![draft("sources", "sources/".to_owned(), "Sources", description, n * 30, vec![home.clone()], Vec::new())];
    let list = Crumb { title: "Sources".to_owned(), url: marks::to_route("sources/") };
    for (place, source) in view.sources.iter().enumerate() {
        let supported = source.supports.iter().flat_map(|one| &one.statements);
        let n_words = supported.map(|one| count(&one.text)).sum();
        let description = format!("What rests on {}", source.label);
        let crumbs = vec![home.clone(), list.clone()];
        let own = vec![("source", value(source))];
        let draft = draft("source", route::source(&source.key), &source.title, description, n_words, crumbs, own);
        drafts.push(Draft { place, ..draft });
    }
    drafts
}

/// The page that lists the editions.
pub fn editions_page(title: &str) -> Draft {
    Draft {
        kind: "editions",
        route: "as-of/".to_owned(),
        title: "Editions".to_owned(),
        heading: "Editions".to_owned(),
        description: "The explainer as it stood on the days on which the status changed".to_owned(),
        section: "as-of".to_owned(),
        crumbs: vec![Crumb { title: title.to_owned(), url: marks::to_route("") }],
        ..Draft::default()
    }
}

/// The explainer on two printed pages; `None` before the policy is known.
pub fn brief(viewer: &Viewer<'_, '_, '_, '_>, view: &View, title: &str) -> Option<Draft> {
    let policy = view.policy.as_ref()?;
    let brief = viewer.brief(view);
    Some(Draft {
        kind: "brief",
        route: route::BRIEF.to_owned(),
        title: "Brief, on two pages".to_owned(),
        heading: policy.headline.clone(),
        description: format!("{}, on two printed pages", policy.short_title),
        section: "brief".to_owned(),
        crumbs: vec![Crumb { title: title.to_owned(), url: marks::to_route("") }],
        notes: brief.notes.clone(),
        n_words: brief.n_words,
        values: vec![("brief", value(&brief))],
        ..Draft::default()
    })
}

/// Where readers look for how a site works: a plain page of the site, or the one that [`method`] makes.
pub const METHOD: &str = "method/";

/// The page that tells exceptions from the rules, for a site that has no method page of its own.
pub fn method(title: &str, n_words: usize) -> Draft {
    Draft {
        kind: "method",
        route: METHOD.to_owned(),
        title: "How we work".to_owned(),
        heading: "How we work".to_owned(),
        description: "Where this site departs from its own rules, and why".to_owned(),
        section: "method".to_owned(),
        crumbs: vec![Crumb { title: title.to_owned(), url: marks::to_route("") }],
        n_words,
        ..Draft::default()
    }
}

/// A plain page, or a list of some.
pub fn plain_page(
    viewer: &Viewer<'_, '_, '_, '_>,
    plain: &Plain,
    place: &PlainRoute,
    route: &str,
    home: &str,
    policies: Option<&Value>,
    wanted: &Wanted,
) -> Draft {
    let edition = viewer.edition;
    let mut crumbs = vec![Crumb { title: home.to_owned(), url: marks::to_route("") }];
    for at in plain.above(place) {
        let entry = &edition.entries[at];
        if !entry.record.id.is_empty() {
            crumbs.push(Crumb { title: entry.title().to_owned(), url: marks::to_route(&edition.route(entry)) });
        }
    }
    let entry = match place {
        PlainRoute::Page(page) => Some(&edition.entries[plain.page_entry(*page)]),
        PlainRoute::Section(section, _) => Some(&edition.entries[plain.section_entry(*section)]),
        _ => None,
    };
    let (kind, title) = match place {
        PlainRoute::Page(_) => ("page", entry.map_or("", |entry| entry.title()).to_owned()),
        PlainRoute::Section(..) if route.is_empty() => ("tracker", home.to_owned()),
        PlainRoute::Section(_, pager) => ("section", numbered(entry.map_or("", |entry| entry.title()), pager)),
        PlainRoute::Taxonomy(taxonomy) => ("taxonomy", plain.taxonomy(*taxonomy).0.to_owned()),
        PlainRoute::Term(taxonomy, term, pager) => {
            let (title, route) = plain.taxonomy(*taxonomy);
            crumbs.push(Crumb { title: title.to_owned(), url: marks::to_route(route) });
            ("term", numbered(plain.term_name(*taxonomy, *term), pager))
        }
    };
    if route.is_empty() {
        crumbs.clear();
    }
    let summary =
        entry.and_then(|entry| entry.layer.common.summary.as_ref()).map(|summary| words::plain(&summary.text));
    let date = entry.and_then(|entry| entry.layer.common.date.as_ref());
    let mut values = plain.values(place, viewer, wanted);
    if let (Some(policies), true) = (policies, route.is_empty()) {
        values.push(("policies", policies.clone()));
    }
    Draft {
        kind,
        route: route.to_owned(),
        description: summary.filter(|summary| !summary.is_empty()).unwrap_or_else(|| title.clone()),
        heading: title.clone(),
        title,
        section: if route.is_empty() { "home".to_owned() } else { section_of(edition, plain, place, route) },
        crumbs,
        notes: entry.map(|entry| viewer.notes(&[entry])).unwrap_or_default(),
        n_words: entry.map_or(0, |entry| viewer.bodies.body(entry).n_words),
        date: date.filter(|_| kind == "page").and_then(Edtf::datetime),
        values,
        ..Draft::default()
    }
}

/// `Housing, page 2 of 10`.
fn numbered(title: &str, pager: &Pager) -> String {
    match pager.number {
        1 => title.to_owned(),
        number => format!("{title}, page {number} of {}", pager.of),
    }
}

/// The entry of the navigation to which a plain page belongs: its outermost section, or itself.
fn section_of(edition: &Edition<'_, '_, '_>, plain: &Plain, place: &PlainRoute, route: &str) -> String {
    let above = plain.above(place).into_iter().map(|at| edition.entries[at].record.id).find(|id| !id.is_empty());
    match (above, place) {
        (Some(id), _) => id.to_owned(),
        (None, PlainRoute::Page(page)) => edition.entries[plain.page_entry(*page)].record.id.to_owned(),
        (None, PlainRoute::Section(section, _)) => edition.entries[plain.section_entry(*section)].record.id.to_owned(),
        _ => route.split('/').next().unwrap_or_default().to_owned(),
    }
}

/// The page for addresses that lead nowhere.
pub fn not_found() -> Draft {
    Draft {
        kind: "404",
        route: "404.html".to_owned(),
        title: "Page not found".to_owned(),
        heading: "Page not found".to_owned(),
        description: "There is nothing at this address".to_owned(),
        ..Draft::default()
    }
}

/// The search page, or a page of its register.
pub fn search(home: &str, page: register::Page, finder: Value) -> Draft {
    let title = if page.name.is_empty() { "Search".to_owned() } else { format!("A to Z: {}", page.name) };
    let mut crumbs = vec![Crumb { title: home.to_owned(), url: marks::to_route("") }];
    if !page.name.is_empty() {
        crumbs.push(Crumb { title: "Search".to_owned(), url: marks::to_route(route::SEARCH) });
    }
    Draft {
        kind: "search",
        route: page.route,
        heading: title.clone(),
        title,
        description: "Everything on this site, from A to Z, and a search in all of its texts".to_owned(),
        section: "search".to_owned(),
        crumbs,
        values: vec![("register", page.value), ("finder", finder)],
        ..Draft::default()
    }
}

/// The home page of a site of several policies.
pub fn tracker(site: &Site, policies: &[PolicyLine]) -> Draft {
    Draft {
        kind: "tracker",
        title: site.title.clone(),
        heading: site.title.clone(),
        description: first_of(&site.description, &site.title),
        section: "home".to_owned(),
        n_words: policies.len() * 20,
        values: vec![("policies", value(policies))],
        ..Draft::default()
    }
}

/// The navigation of an edition: only pages that exist.
pub fn navigation(drafts: &[Draft], view: &View, edition: &Edition<'_, '_, '_>, plain: &Plain) -> Vec<NavItem> {
    let counts = |key: &str| match key {
        "takeaways" => Some(view.takeaways.len()),
        "timeline" => Some(view.timeline.past.len()),
        "stakeholders" => Some(view.stakeholders.len()),
        "differences" => Some(view.differences.len()),
        "issues" => Some(view.issues.len()),
        "questions" => Some(view.questions.len()),
        "glossary" => Some(view.terms.len()),
        "sources" => Some(view.sources.len()),
        "changes" => Some(view.changes.len()),
        "watch" => Some(view.watch.ahead.len()),
        _ => None,
    };
    let mut items = Vec::new();
    for draft in drafts {
        // Only the first page of a section: its list.
        if matches!(draft.kind, "home" | "tracker" | "404")
            || items.iter().any(|item: &NavItem| item.key == draft.section)
        {
            continue;
        }
        let main = matches!(
            draft.section.as_str(),
            "timeline" | "stakeholders" | "differences" | "watch" | "sources" | "changes" | "policy"
        );
        items.push(NavItem {
            title: if draft.kind == "policy" { "In depth".to_owned() } else { draft.title.clone() },
            url: marks::to_route(&draft.route),
            count: counts(&draft.section),
            key: draft.section.clone(),
            current: false,
            main,
        });
    }
    items.extend(plain_items(edition, plain));
    items
}

/// The entry of the navigation that leads to the search page.
pub fn to_search(url: &str) -> NavItem {
    NavItem {
        key: "search".to_owned(),
        title: "Search, A to Z".to_owned(),
        url: url.to_owned(),
        count: None,
        current: false,
        main: false,
    }
}

/// Sections right below the home page, then plain pages that belong to none.
fn plain_items(edition: &Edition<'_, '_, '_>, plain: &Plain) -> Vec<NavItem> {
    let mut sections = Vec::new();
    let mut pages = Vec::new();
    for entry in edition.entries.iter().filter(|entry| entry.record.kind.is_plain() && !entry.record.id.is_empty()) {
        let item = || NavItem {
            title: entry.title().to_owned(),
            url: marks::to_route(&edition.route(entry)),
            count: None,
            key: entry.record.id.to_owned(),
            current: false,
            main: entry.record.kind == Kind::Section,
        };
        match entry.record.kind {
            Kind::Section if !entry.record.id.contains('/') => sections.push(item()),
            Kind::Page if pages.len() <= MOST_IN_NAVIGATION && !plain.has_section(entry.index, edition) => {
                pages.push(item());
            }
            _ => {}
        }
    }
    if pages.len() <= MOST_IN_NAVIGATION {
        sections.extend(pages);
    }
    sections
}

/// What all pages of an edition print, as values.
pub struct Globals {
    context: Context,
    nav: Nav,
    pub cards: card::Plan,
    /// The day on which the explainer was last changed: `2026-06-02`.
    changed: Option<String>,
}

/// The navigation, once for each of its entries that may be the current one.
struct Nav {
    plain: Value,
    with_current: HashMap<String, Value>,
}

impl Nav {
    fn new(items: &[NavItem]) -> Nav {
        let values: Vec<Value> = items.iter().map(value).collect();
        let with_current = items.iter().enumerate().map(|(at, item)| {
            let mut values = values.clone();
            values[at] = value(&NavItem { current: true, ..item.clone() });
            (item.key.clone(), Value::from(values))
        });
        Nav { with_current: with_current.collect(), plain: Value::from(values.clone()) }
    }

    fn at(&self, section: &str) -> Value {
        self.with_current.get(section).unwrap_or(&self.plain).clone()
    }
}

impl Globals {
    pub fn new(
        frame: &Frame<'_>,
        explainer: Option<&Explainer>,
        view: &View,
        nav: &[NavItem],
        wanted: &Wanted,
    ) -> Globals {
        let (cards, changed) = (card::Plan::default(), last_changed(view));
        Globals { context: shared(frame, explainer, view, wanted), nav: Nav::new(nav), cards, changed }
    }
}

/// Renders one page, with what is `wanted` of its values.
///
/// # Errors
/// A `template-fault` that names the template, its line, and the page.
pub fn render(
    renderer: &Renderer,
    frame: &Frame<'_>,
    globals: &Globals,
    draft: Draft,
    wanted: &Wanted,
) -> Result<Rendered, Box<Diagnostic>> {
    let mut context = globals.context.clone();
    let absolute_path = [frame.path, &draft.route].concat();
    let crumbs = || {
        let value = |crumb: &Crumb| {
            map([("title", Value::from(crumb.title.as_str())), ("url", Value::from(crumb.url.as_str()))])
        };
        Value::from(draft.crumbs.iter().map(value).collect::<Vec<_>>())
    };
    let address = frame.base_url.filter(|_| draft.kind != "404").map(|base| [base, &absolute_path].concat());
    let canonical = || address.as_deref().map_or_else(Value::none, Value::from);
    // It stands beside the page.
    let twin_url = || if frame.has_twins && twin::exists(draft.kind) { Value::from(twin::FILE) } else { Value::none() };
    let optional = |text: Option<&String>| text.map_or_else(Value::none, |text| Value::from(text.as_str()));
    let page = wanted.map([
        ("kind", &|| Value::from(draft.kind)),
        ("title", &|| Value::from(draft.title.as_str())),
        ("heading", &|| Value::from(draft.heading.as_str())),
        ("description", &|| Value::from(draft.description.as_str())),
        ("url", &|| Value::from(marks::to_route(&draft.route))),
        ("canonical", &canonical),
        ("type", &|| Value::from(if is_article(draft.kind) { "article" } else { "website" })),
        ("published", &|| optional(draft.date.as_ref().filter(|date| is_day(date)))),
        ("modified", &|| optional(globals.changed.as_ref().filter(|_| draft.kind == "home"))),
        ("card", &|| if draft.kind == "404" { Value::none() } else { globals.cards.of(&draft.route) }),
        ("linked", &|| Value::from(linked::whole(&draft, frame))),
        ("breadcrumbs", &crumbs),
        ("minutes", &|| Value::from(draft.n_words.div_ceil(200).max(1))),
        ("notes", &|| Value::from(draft.notes.iter().map(value).collect::<Vec<_>>())),
        ("markdown_url", &twin_url),
        ("cite", &|| cite::of(&draft, frame, address.as_deref())),
    ]);
    context.insert_value("page", page);
    context.insert_value("nav", globals.nav.at(&draft.section));
    if frame.presence.is_some() && wanted.has("here_url") {
        context.insert_value("editions", editions(frame, &draft.route));
    }
    if frame.shows_past {
        let notice = EditionNotice {
            date: words::day(frame.as_of),
            now_url: now_url(frame, &draft).unwrap_or_default(),
            now_title: draft.title,
        };
        context.insert_value("edition", value(&notice));
    }
    for (name, own) in draft.values {
        context.insert_value(name, own);
    }
    let html = renderer.render(&format!("pages/{}.html", draft.kind), &draft.route, &context)?;
    let absolute = (draft.kind == "404").then(|| path_of(frame.base_url));
    let place = Place {
        route: &draft.route,
        edition: frame.path,
        absolute: absolute.as_deref(),
        link_terms: draft.kind != "glossary",
    };
    let file =
        if draft.route.is_empty() || draft.route.ends_with('/') { absolute_path + "index.html" } else { absolute_path };
    Ok(Rendered { path: file, html: marks::resolve(&html, &place) })
}

/// Whether link previews should call a page an article: a text of its own, and no list.
fn is_article(kind: &str) -> bool {
    matches!(kind, "home" | "policy" | "event" | "stakeholder" | "difference" | "issue" | "page" | "method")
}

/// Whether a date that may be a year or a month is a full day, or a time of one.
fn is_day(date: &str) -> bool {
    date.len() >= "2026-06-02".len()
}

/// The day of the newest change of the text or of the status, as far as they are known.
fn last_changed(view: &View) -> Option<String> {
    let changes = view.changes.iter().filter_map(|change| change.record.date.as_ref());
    let days = changes.chain(view.status.iter().map(|status| &status.since));
    days.filter_map(|day| day.iso.clone()).filter(|day| is_day(day)).max()
}

/// What a page may have of its own; `null` on all others.
const OWN: [&str; 21] = [
    "edition",
    "event",
    "stakeholder",
    "difference",
    "issue",
    "source",
    "plain",
    "previous",
    "next",
    "policies",
    "section",
    "paginator",
    "taxonomy",
    "term",
    "exceptions",
    "brief",
    "register",
    "finder",
    "embed",
    "embeds",
    "takeaway",
];

/// The globals of an edition, made once and shared by all its pages.
fn shared(frame: &Frame<'_>, explainer: Option<&Explainer>, view: &View, wanted: &Wanted) -> Context {
    let mut context = Context::new();
    let mut give = |name: &'static str, make: &dyn Fn() -> Value| {
        if wanted.has(name) {
            context.insert_value(name, make());
        }
    };
    for name in OWN {
        give(name, &Value::none);
    }
    give("packed", &|| Value::from(frame.packed));
    give("site", &|| value(frame.site));
    give("explainer", &|| value(&explainer));
    give("as_of", &|| value(&words::day(frame.as_of)));
    give("assets", &|| Value::from(marks::to_root(&frame.assets.folder)));
    give("integrity", &|| value(&frame.assets.integrity));
    let search = || {
        let map_of = |(url, within)| map([("url", Value::from(url)), ("within", Value::from(within))]);
        frame.search.map_or_else(Value::none, map_of)
    };
    give("search", &search);
    give("editions", &|| editions(frame, ""));
    give("policy", &|| value(&view.policy));
    give("status", &|| value(&view.status));
    give("timeline", &|| value(&view.timeline));
    give("takeaways", &|| value(&view.takeaways));
    give("stakeholders", &|| value(&view.stakeholders));
    give("matrix", &|| value(&view.matrix));
    give("differences", &|| value(&view.differences));
    give("issues", &|| value(&view.issues));
    give("compare", &|| value(&view.compare));
    give("questions", &|| value(&view.questions));
    give("terms", &|| value(&view.terms));
    give("actions", &|| value(&view.actions));
    give("quotes", &|| value(&view.quotes));
    give("watch", &|| value(&view.watch));
    give("sources", &|| value(&view.sources));
    give("changes", &|| value(&view.changes));
    give("origins", &|| value(&view.origins));
    context
}

/// The editions, with what leads to the page at `route` in each.
fn editions(frame: &Frame<'_>, route: &str) -> Value {
    let editions = frame.editions.iter().map(|(day, label)| {
        let home = format!("{}as-of/{day}/", frame.explainer_path);
        let has_page = frame.presence.is_some_and(|presence| presence.has(route, *day));
        EditionRef {
            date: words::day(*day),
            here_url: marks::to_root(&if has_page { [home.as_str(), route].concat() } else { home.clone() }),
            url: marks::to_root(&home),
            has_page,
            label: label.clone(),
            current: frame.shows_past && *day == frame.as_of,
        }
    });
    value(&editions.collect::<Vec<_>>())
}

/// The path of `base_url`: `/order/` of `https://example.org/order/`.
fn path_of(base_url: Option<&str>) -> String {
    let after_scheme = base_url.and_then(|url| url.split_once("://")).map_or("", |(_, rest)| rest);
    after_scheme.find('/').map_or_else(|| "/".to_owned(), |at| after_scheme[at..].to_owned())
}

fn list_page(edition: &Edition<'_, '_, '_>, folder: &'static str) -> ListPage {
    edition.facts.model.list_pages.get(&(Owner::Explainer(edition.explainer), folder)).cloned().unwrap_or_default()
}

/// Where the records of a kind stand in their list of the view, by id.
fn places(view: &View, kind: Kind) -> HashMap<&str, usize> {
    let ids: Vec<&str> = match kind {
        Kind::Event => view.timeline.past.iter().chain(&view.timeline.ahead).map(|one| &*one.record.id).collect(),
        Kind::Stakeholder => view.stakeholders.iter().map(|one| &*one.record.id).collect(),
        Kind::Difference => view.differences.iter().map(|one| &*one.record.id).collect(),
        Kind::Issue => view.issues.iter().map(|one| &*one.record.id).collect(),
        _ => Vec::new(),
    };
    ids.into_iter().enumerate().map(|(place, id)| (id, place)).collect()
}

/// The event at a place of the whole timeline.
pub fn event(view: &View, place: usize) -> Option<&EventContext> {
    let past = &view.timeline.past;
    past.get(place).or_else(|| view.timeline.ahead.get(place - past.len()))
}

/// Template, name, value and description of a record's own page.
fn record_value(view: &View, kind: Kind, place: usize) -> Option<(&'static str, &'static str, Value, String)> {
    match kind {
        Kind::Event => {
            let event = event(view, place)?;
            Some(("event", "event", value(event), event.record.summary.clone()))
        }
        Kind::Stakeholder => {
            let one = view.stakeholders.get(place)?;
            Some(("stakeholder", "stakeholder", value(one), one.record.summary.clone()))
        }
        Kind::Difference => {
            let one = view.differences.get(place)?;
            Some(("difference", "difference", value(one), one.question.clone()))
        }
        Kind::Issue => {
            let one = view.issues.get(place)?;
            Some(("issue", "issue", value(one), one.record.summary.clone()))
        }
        _ => None,
    }
}

/// What the own page of a record tells search engines of it.
fn record_about(view: &View, kind: Kind, place: usize) -> String {
    let about = match kind {
        Kind::Event => event(view, place).map(linked::of_event),
        Kind::Difference => view.differences.get(place).map(linked::of_difference),
        _ => None,
    };
    about.unwrap_or_default()
}

fn neighbours(view: &View, place: usize) -> (Option<Ref>, Option<Ref>) {
    let reference = |at: usize| {
        event(view, at).map(|one| Ref {
            id: one.record.id.clone(),
            title: one.record.title.clone(),
            url: one.record.url.clone(),
        })
    };
    (place.checked_sub(1).and_then(reference), reference(place + 1))
}

/// The records whose text stands on the home page.
fn home_entries<'e, 'm, 'i>(edition: &'e Edition<'_, 'm, 'i>) -> Vec<&'e Entry<'m, 'i>> {
    let mut shown: Vec<&Entry<'m, 'i>> = edition.policy().into_iter().collect();
    for kind in [Kind::Takeaway, Kind::Action] {
        shown.extend(edition.of_kind(kind));
    }
    for stakeholder in edition.of_kind(Kind::Stakeholder) {
        shown.extend(edition.children(stakeholder));
    }
    for difference in edition.of_kind(Kind::Difference) {
        if matches!(&difference.layer.detail, crate::model::Detail::Difference(one) if one.home == Some(true)) {
            shown.extend(edition.children(difference));
        }
    }
    shown
}

/// The words of the home page, roughly: what its sections print.
fn home_words(view: &View) -> usize {
    let policy = view.policy.as_ref().map_or(0, |policy| count(&policy.headline) + count(&policy.record.summary));
    let takeaways: usize = view.takeaways.iter().map(|one| count(&one.record.title)).sum();
    let events: usize = view
        .timeline
        .past
        .iter()
        .filter(|one| one.importance < 3)
        .map(|one| count(&one.record.title) + count(&one.record.summary))
        .sum();
    let matrix: usize = view
        .stakeholders
        .iter()
        .map(|one| 3 + one.implications.iter().map(|one| count(&one.record.title)).sum::<usize>())
        .sum();
    let differences: usize = view
        .differences
        .iter()
        .filter(|one| one.home)
        .map(|one| {
            let positions = one
                .positions
                .iter()
                .filter_map(|position| position.evidence.as_ref())
                .flat_map(|evidence| &evidence.statements);
            count(&one.question) + positions.map(|statement| count(&statement.text)).sum::<usize>()
        })
        .sum();
    let issues: usize = view.issues.iter().map(|one| count(&one.record.title)).sum();
    let actions: usize = view
        .actions
        .iter()
        .filter_map(|one| one.evidence.as_ref())
        .flat_map(|one| &one.statements)
        .map(|one| count(&one.text))
        .sum();
    let watch: usize = view.watch.ahead.iter().map(|one| count(&one.record.title)).sum();
    policy + takeaways + events + matrix + differences + issues + actions + watch
}

fn words_of(entry: &Entry<'_, '_>) -> usize {
    count(entry.title()) + entry.shown().map(|shown| count(&shown.statement.text)).sum::<usize>()
}

fn count(text: &str) -> usize {
    text.split_whitespace().count()
}

fn first_of(first: &str, second: &str) -> String {
    if first.is_empty() { second.to_owned() } else { first.to_owned() }
}

/// When the last change of a policy happened, in words.
pub fn last_change(view: &View) -> Option<Day> {
    view.status.as_ref().map(|status| status.since.clone())
}
