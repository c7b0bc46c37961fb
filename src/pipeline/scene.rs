//! One explainer on one day, or the pages at the root of a site of several: ready to be
//! rendered page by page.
//!
//! A [`Scene`] holds what its pages share, made once. Each page is made when it is asked for,
//! alone, so that a build renders all of them in parallel and a preview only those that
//! someone looks at. Never writes to a sink.

use std::cell::OnceCell;
use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use jiff::civil::Date;
use rayon::prelude::*;
use tera::Value;

use crate::config::Html;
use crate::config::machine::Machine;
use crate::diag::Diagnostic;
use crate::files::FileId;
use crate::input::Input;
use crate::markdown::highlight::Highlighter;
use crate::model::{Detail, Kind};
use crate::output::{
    self,
    artifact::{Artifact, Content},
    search,
};
use crate::render::body::{BodyWriter, Newer};
use crate::render::card::{Card, Plan};
use crate::render::context::{Explainer, NavItem, PolicyLine, Site};
use crate::render::embeds::{self, Embed};
use crate::render::library::Bookcase;
use crate::render::pages::{self, Draft, Frame, Globals};
use crate::render::plain::{self, Plain, PlainRoute};
use crate::render::view::{View, Viewer};
use crate::render::wanted::Wanted;
use crate::render::{Renderer, marks, register, twin, value, words};
use crate::search::{Gathered, Index};
use crate::site::exceptions::Exception;
use crate::site::presence::Presence;
use crate::site::terms::Terms;
use crate::site::{Edition, Facts, route};
use crate::theme::assets::Assets;

/// Files that an editor's own replace, where there are such below `content/`.
const YIELDING: [&str; 2] = [output::badge::PATH, output::llms::PATH];

/// What all scenes of a site share.
pub struct Stage<'a, 'm, 'i> {
    pub input: &'a Input,
    pub facts: &'a Facts<'m, 'i>,
    pub machines: &'a [Machine],
    pub renderer: &'a Renderer,
    pub bookcase: &'a Arc<Bookcase>,
    pub highlighter: &'a Highlighter,
    pub site: &'a Site,
    /// Which of the pages that config and theme decide about the site has.
    pub made: &'a [&'static str],
    /// The files of the theme, as they are served.
    pub assets: &'a Assets,
    /// Where config departs from a rule.
    pub exceptions: &'a [Exception],
    /// Plain pages in their lists, by the path of their job, from an earlier look.
    pub plain: &'a HashMap<String, Arc<Plain>>,
    /// Whether all plain pages were the same at that look.
    pub is_same_plain: bool,
}

/// One edition of one explainer to be made, or the root of a site of several.
#[derive(Debug, Clone)]
pub struct Job {
    /// `None`: the pages at the root.
    pub explainer: Option<usize>,
    pub day: Date,
    pub is_edition: bool,
    /// Whether its pages say that they show the past: editions, and a build with an earlier `--as-of`.
    pub shows_past: bool,
    pub path: String,
    pub explainer_path: String,
    /// Editions up to this one, with the state entered.
    pub editions: Vec<(Date, String)>,
    pub title: String,
    /// Whether its pages are to stand in one file.
    pub is_packed: bool,
}

impl Job {
    /// Whether the home page of a site of several policies has a line of it.
    pub fn has_line(&self) -> bool {
        self.explainer.is_some() && !self.is_edition
    }
}

/// See the module.
pub struct Scene<'s, 'm, 'i> {
    stage: &'s Stage<'s, 'm, 'i>,
    job: &'s Job,
    machine: Machine,
    edition: Edition<'s, 'm, 'i>,
    terms: Terms,
    view: View,
    plain: Arc<Plain>,
    globals: Globals,
    /// The pages that readers find from every page.
    nav: Vec<NavItem>,
    explainer: Option<Explainer>,
    /// Pages of records and of the program; plain pages come behind them.
    drafts: Vec<Draft>,
    /// The lines of the home page of a site of several policies.
    policies: Option<Value>,
    lines: Vec<PolicyLine>,
    search: Option<Search>,
    /// What the method page says of exceptions; `None` where nothing is to be said.
    exceptions: Option<Value>,
    /// From which day each page is there, if there are editions to lead to.
    presence: Option<Presence>,
    /// Small pages for other people's pages.
    embeds: Vec<Embed>,
}

/// Where readers of a scene's pages search.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Search {
    /// The search page, as a link.
    url: String,
    /// The explainer in which to look there; "": in all.
    within: String,
    /// Whether that page is one of the scene's own.
    is_own: bool,
}

impl Search {
    /// An edition is searched by itself, all of the present from one page.
    fn of(stage: &Stage<'_, '_, '_>, job: &Job) -> Option<Search> {
        if !stage.made.contains(&route::SEARCH) {
            return None;
        }
        let slug = job.explainer.map_or("", |explainer| stage.facts.model.explainers[explainer].slug.as_str());
        Some(match job.is_edition || slug.is_empty() {
            true => Search { url: marks::to_route(route::SEARCH), within: String::new(), is_own: true },
            false => Search { url: marks::to_root(route::SEARCH), within: slug.to_owned(), is_own: false },
        })
    }
}

impl<'s, 'm, 'i> Scene<'s, 'm, 'i> {
    /// `lines`: what the home page of a site of several policies says of each; empty for an explainer.
    pub fn new(stage: &'s Stage<'s, 'm, 'i>, job: &'s Job, lines: &[PolicyLine]) -> Scene<'s, 'm, 'i> {
        let edition = match job.explainer {
            Some(explainer) => Edition::new(stage.facts, explainer, job.day),
            None => Edition::of_site(stage.facts, job.day),
        };
        let machine = job.explainer.map_or_else(|| Machine::new("none"), |explainer| stage.machines[explainer].clone());
        let terms = terms(&edition);
        let plain = match stage.plain.get(&job.path) {
            Some(plain) if stage.is_same_plain => Arc::clone(plain),
            earlier => Arc::new(Plain::new(&edition, &stage.input.config.taxonomies, earlier.map(|one| &**one))),
        };
        let none = Newer::new();
        let bodies = bodies(stage, &edition, &terms, &none);
        let viewer = Viewer { edition: &edition, shelf: bodies.shelf, bodies: &bodies, machine: &machine };
        let mut view = viewer.view();
        if !output::ics::exists(&viewer, &view) {
            view.watch.calendar_url.clear();
        }
        let mut drafts: Vec<Draft> = match job.explainer {
            Some(_) => pages::list(&viewer, &view, &job.title),
            None if plain.home(&edition).is_some() => pages::source_pages(&view, &job.title),
            None => {
                let mut drafts = vec![pages::tracker(stage.site, lines)];
                drafts.extend(pages::source_pages(&view, &job.title));
                drafts
            }
        };
        let stands_alone = |own: &str| !plain.routes().iter().any(|(route, _)| route == own);
        if stage.made.contains(&route::BRIEF) && stands_alone(route::BRIEF) {
            drafts.extend(pages::brief(&viewer, &view, &job.title));
        }
        if !job.editions.is_empty() {
            drafts.push(pages::editions_page(&job.title));
        }
        let excepted = match job.explainer.is_none() || !stage.facts.model.is_tracker {
            true => viewer.exceptions(stage.exceptions),
            false => Vec::new(),
        };
        let has_method = plain.routes().iter().any(|(route, _)| route == pages::METHOD);
        if !excepted.is_empty() && !has_method && stage.renderer.has("pages/method.html") {
            let n_words = excepted.iter().map(|one| one.because.split_whitespace().count() + 20).sum();
            drafts.push(pages::method(&job.title, n_words));
        }
        let exceptions = (!excepted.is_empty()).then(|| value(&excepted));
        let mut nav = pages::navigation(&drafts, &view, &edition, &plain);
        let search = Search::of(stage, job);
        nav.extend(search.as_ref().map(|search| pages::to_search(&search.url)));
        if !job.is_edition && (job.explainer.is_none() || !stage.facts.model.is_tracker) {
            drafts.push(pages::not_found());
        }
        let embeds = embeds_of(stage, job, &view);
        drafts.extend(embeds::drafts(&embeds, &view, &job.title));
        let has_feed = job.explainer.is_some() && output::atom::exists(&viewer, &view);
        let explainer = job.explainer.map(|_| Explainer {
            title: job.title.clone(),
            url: marks::to_route(""),
            feed_url: has_feed.then(|| marks::to_route(output::atom::PATH)),
            json_feed_url: has_feed.then(|| marks::to_route(output::atom::JSON_PATH)),
            calendar_url: (!view.watch.calendar_url.is_empty()).then(|| marks::to_route(output::ics::PATH)),
            api_url: marks::to_route("api/v1/index.json"),
            description: view.policy.as_ref().map(|policy| policy.record.summary.clone()).unwrap_or_default(),
        });
        let presence = job.explainer.filter(|_| !job.editions.is_empty());
        let presence = presence.map(|explainer| {
            let mut presence = Presence::new(stage.facts, explainer);
            // These are made for every day, if they are made at all.
            let has_brief = drafts.iter().any(|draft| draft.route == route::BRIEF);
            let made = [(route::BRIEF, has_brief), (route::SEARCH, search.is_some())];
            made.iter().filter(|(_, is_made)| *is_made).for_each(|(route, _)| presence.add_always(route));
            presence
        });
        let of_scene = frame(stage, job, search.as_ref(), presence.as_ref());
        let mut globals = Globals::new(&of_scene, explainer.as_ref(), &view, &nav, &stage.renderer.wanted);
        globals.cards = Plan::new(stage.renderer, stage.input.config.outputs.cards, &of_scene, &view, &drafts);
        let policies = job.explainer.is_none().then(|| value(lines));
        Scene {
            stage,
            job,
            machine,
            edition,
            terms,
            view,
            plain,
            globals,
            nav,
            explainer,
            drafts,
            policies,
            lines: lines.to_vec(),
            search,
            exceptions,
            presence,
            embeds,
        }
    }

    pub fn job(&self) -> &'s Job {
        self.job
    }

    pub fn n_pages(&self) -> usize {
        self.drafts.len() + self.plain.routes().len()
    }

    /// What is said of plain pages in lists, to be used again while nothing of it changes.
    pub fn plain(&self) -> Arc<Plain> {
        Arc::clone(&self.plain)
    }

    /// The routes of all pages, in order.
    fn all_routes(&self) -> impl Iterator<Item = &str> {
        let of_drafts = self.drafts.iter().map(|draft| draft.route.as_str());
        of_drafts.chain(self.plain.routes().iter().map(|(route, _)| route.as_str()))
    }

    /// The page at a path below the output folder.
    pub fn find(&self, path: &str) -> Option<usize> {
        let route = path.strip_prefix(&self.job.path)?;
        let route = route.strip_suffix("index.html").unwrap_or(route);
        self.all_routes().position(|one| one == route).filter(|_| self.path_of(route) == path)
    }

    /// The page whose twin stands at a path below the output folder.
    pub fn find_twin(&self, path: &str) -> Option<usize> {
        let route = path.strip_prefix(&self.job.path)?.strip_suffix(twin::FILE)?;
        self.all_routes().position(|one| one == route)
    }

    /// The pages for a sitemap: their addresses below the root, and their days where they have one.
    pub fn routes(&self) -> impl Iterator<Item = (String, Option<String>)> {
        // What stands in frames tells nothing of its own.
        let drafts = self.drafts.iter().filter(|draft| !embeds::is_embed(draft.kind));
        let of_drafts = drafts.map(|draft| (draft.route.as_str(), None));
        let of_plain = self.plain.routes().iter().map(|(route, place)| {
            let PlainRoute::Page(page) = place else { return (route.as_str(), None) };
            let entry = &self.edition.entries[self.plain.page_entry(*page)];
            (route.as_str(), plain::day(entry.layer.common.date.as_ref()))
        });
        let pages = of_drafts.chain(of_plain).filter(|(route, _)| *route != "404.html");
        pages.map(|(route, day)| (format!("{}{route}", self.job.path), day))
    }

    /// One page of each kind that is not among `kinds` yet, so that each template is tried.
    pub fn samples(&self, kinds: &mut HashSet<&'static str>) -> Vec<usize> {
        let of_drafts = self.drafts.iter().map(|draft| draft.kind);
        let of_plain = self.plain.routes().iter().map(|(_, place)| match place {
            PlainRoute::Page(_) => "page",
            PlainRoute::Section(..) => "section",
            PlainRoute::Taxonomy(_) => "taxonomy",
            PlainRoute::Term(..) => "term",
        });
        let kinds_of_all = of_drafts.chain(of_plain).enumerate();
        kinds_of_all.filter(|(_, kind)| kinds.insert(*kind)).map(|(at, _)| at).collect()
    }

    /// The file whose body a page shows, if it is a plain page or the first of a section's.
    pub fn file_of(&self, at: usize) -> Option<FileId> {
        let entry = match &self.plain.routes().get(at.checked_sub(self.drafts.len())?)?.1 {
            PlainRoute::Page(page) => self.plain.page_entry(*page),
            PlainRoute::Section(section, _) => self.plain.section_entry(*section),
            PlainRoute::Taxonomy(_) | PlainRoute::Term(..) => return None,
        };
        Some(self.edition.entries[entry].record.file)
    }

    /// Makes one page, with what is `newer`.
    ///
    /// # Errors
    /// A `template-fault`.
    pub fn page(&self, at: usize, newer: &Newer<'_>) -> Result<Artifact, Box<Diagnostic>> {
        self.render(self.draft(at, newer, &self.stage.renderer.wanted), |all| self.draft(at, newer, all))
    }

    /// Renders a draft; `again` makes it with more values.
    fn render(&self, draft: Draft, again: impl FnOnce(&Wanted) -> Draft) -> Result<Artifact, Box<Diagnostic>> {
        let frame = self.frame();
        let render = |draft, globals: &Globals, wanted: &Wanted| {
            let page = pages::render(self.stage.renderer, &frame, globals, draft, wanted)?;
            Ok(Artifact { path: page.path, content: Content::Bytes(page.html.into_bytes()) })
        };
        render(draft, &self.globals, &self.stage.renderer.wanted).or_else(|_: Box<Diagnostic>| {
            // A message says what a template could have named, so all of it is made.
            let all = Wanted::all();
            let mut globals = Globals::new(&frame, self.explainer.as_ref(), &self.view, &self.nav, &all);
            globals.cards = self.globals.cards.clone();
            render(again(&all), &globals, &all)
        })
    }

    /// The cards of its pages, to be drawn.
    pub fn cards(&self) -> &[Card] {
        &self.globals.cards.cards
    }

    /// One page before it is rendered, with the values that are `wanted`.
    pub fn draft(&self, at: usize, newer: &Newer<'_>, wanted: &Wanted) -> Draft {
        let mut draft = match self.drafts.get(at) {
            Some(draft) => draft.clone(),
            None => self.with_viewer(newer, |viewer| {
                let (route, place) = &self.plain.routes()[at - self.drafts.len()];
                pages::plain_page(viewer, &self.plain, place, route, &self.job.title, self.policies.as_ref(), wanted)
            }),
        };
        if let Some(exceptions) = self.exceptions.as_ref().filter(|_| draft.route == pages::METHOD) {
            draft.values.push(("exceptions", exceptions.clone()));
        }
        let embeds = embeds::on_page(&self.embeds, draft.kind);
        if !embeds.is_empty() {
            draft.values.push(("embeds", value(&embeds)));
        }
        draft
    }

    /// Makes one page and its twin, so that what both show is made once; a plain page's words are counted for the
    /// search, if they are `gathered`.
    ///
    /// # Errors
    /// A `template-fault`.
    pub fn page_and_twin(
        &self,
        at: usize,
        newer: &Newer<'_>,
        gathered: Option<&mut Gathered>,
    ) -> Result<(Artifact, Option<Artifact>), Box<Diagnostic>> {
        let draft = self.draft(at, newer, &self.stage.renderer.wanted);
        if let Some(gathered) = gathered {
            self.gather_page(at, &draft, gathered);
        }
        let twin = self.write_twin(&draft);
        Ok((self.render(draft, |all| self.draft(at, newer, all))?, twin))
    }

    /// Makes the Markdown twin of a page; `None` if it has none.
    pub fn twin(&self, at: usize, newer: &Newer<'_>) -> Option<Artifact> {
        self.write_twin(&self.draft(at, newer, &self.stage.renderer.wanted))
    }

    /// Whether anything of it can be found.
    pub fn is_searched(&self) -> bool {
        self.search.is_some()
    }

    /// Whether its search page is one of its own.
    pub fn has_search(&self) -> bool {
        self.search.as_ref().is_some_and(|search| search.is_own)
    }

    /// Whether the file at a path below the output folder may be one of its search.
    pub fn may_find_with(&self, path: &str) -> bool {
        self.has_search() && path.strip_prefix(&self.job.path).is_some_and(|below| below.starts_with(route::SEARCH))
    }

    /// Whose its records are, as the search tells it.
    fn owner(&self) -> search::Owner<'_> {
        let is_of_several = self.search.as_ref().is_some_and(|search| !search.is_own);
        search::Owner {
            path: if is_of_several { &self.job.explainer_path } else { "" },
            title: if is_of_several { self.job.title.as_str().into() } else { Arc::default() },
            slug: self.search.as_ref().map(|search| search.within.as_str().into()).unwrap_or_default(),
            order: self.job.explainer.unwrap_or(usize::MAX),
        }
    }

    /// Counts the words of records and sources.
    pub fn gather_records(&self, gathered: &mut Gathered) {
        if self.is_searched() {
            search::add_records(&self.view, &self.owner(), gathered);
            let is_list = |draft: &&Draft| {
                let url = marks::to_route(&draft.route);
                draft.kind != "policy" && self.nav.iter().any(|item| item.url == url)
            };
            search::add_lists(self.drafts.iter().filter(is_list), &self.owner(), gathered);
        }
    }

    /// Counts the words of a plain page, or of the first page of a section.
    fn gather_page(&self, at: usize, draft: &Draft, gathered: &mut Gathered) {
        let Some(place) = at.checked_sub(self.drafts.len()) else { return };
        let name = match &self.plain.routes()[place].1 {
            PlainRoute::Page(_) => "plain",
            PlainRoute::Section(_, pager) if pager.number == 1 => "section",
            _ => return,
        };
        let text = |field| draft.own(name).map_or("", |own| twin::text(own, field));
        let (title, summary, body) = (&draft.title, text("summary"), text("body"));
        let page = search::PlainPage { title, route: &draft.route, summary, body, place };
        search::add_page(&page, &self.owner(), gathered);
    }

    /// Counts all words, for a preview.
    pub fn gather(&self, newer: &Newer<'_>) -> Vec<Gathered> {
        if !self.is_searched() {
            return Vec::new();
        }
        let of_plain = (self.drafts.len()..self.n_pages()).into_par_iter();
        let mut all: Vec<Gathered> = of_plain
            .fold(Gathered::default, |mut gathered, at| {
                self.gather_page(at, &self.draft(at, newer, &self.stage.renderer.wanted), &mut gathered);
                gathered
            })
            .collect();
        let mut records = Gathered::default();
        self.gather_records(&mut records);
        all.push(records);
        all
    }

    /// Makes the search page, its register and its index of what was gathered; gives the faults of its template.
    pub fn search(&self, gathered: Vec<Gathered>) -> (Vec<Artifact>, Vec<Diagnostic>) {
        if !self.has_search() {
            return (Vec::new(), Vec::new());
        }
        let mut index = Index::new(gathered, search::KINDS.len(), &self.stage.site.language);
        let mut made = search::files(&self.job.path, &mut index);
        let finder = search::finder(&index);
        let lines: Vec<register::Line<'_>> = index.items.iter().map(search::line).collect();
        let drafts: Vec<Draft> = register::pages(&lines)
            .into_iter()
            .map(|page| pages::search(&self.job.title, page, finder.clone()))
            .collect();
        let pages: Vec<_> = drafts.into_par_iter().map(|draft| self.render(draft.clone(), |_| draft)).collect();
        let mut faults = Vec::new();
        for page in pages {
            match page {
                Ok(page) => made.push(page),
                Err(fault) => faults.push(*fault),
            }
        }
        (made, faults)
    }

    fn write_twin(&self, draft: &Draft) -> Option<Artifact> {
        if !self.stage.input.config.outputs.markdown {
            return None;
        }
        let frame = self.frame();
        let text =
            twin::write(&twin::Page { draft, frame: &frame, view: &self.view, explainer: self.explainer.as_ref() })?;
        let path = [&*self.job.path, &draft.route, twin::FILE].concat();
        Some(Artifact { path, content: Content::Bytes(text.into_bytes()) })
    }

    /// What is written beside the pages, with what is `newer`: feeds, calendar, API, redirects.
    pub fn beside(&self, newer: &Newer<'_>) -> Vec<Artifact> {
        // Addresses are compared without case: some hosts do not tell `A` from `a`.
        let paths: OnceCell<HashSet<String>> = OnceCell::new();
        let lower = || self.all_routes().map(|route| self.path_of(route).to_lowercase()).collect();
        let has_page = |path: &str| {
            let (paths, path) = (paths.get_or_init(lower), path.to_lowercase());
            // Beside a page stands its twin, a file: no folder can have its name.
            let beside = path.split_once(&format!("{}/", twin::FILE)).map(|(folder, _)| format!("{folder}index.html"));
            paths.contains(&path) || beside.is_some_and(|page| paths.contains(&page))
        };
        let about = output::About {
            title: &self.job.title,
            site_title: &self.stage.site.title,
            base_url: self.stage.input.config.base_url.as_deref(),
            explainer_path: &self.job.explainer_path,
            path: &self.job.path,
            as_of: self.job.day,
            language: &self.stage.input.config.language,
            editions: &self.job.editions,
            has_page: &has_page,
        };
        self.with_viewer(newer, |viewer| {
            let mut made = match self.job.explainer {
                Some(_) => output::of_edition(viewer, &self.view, &about),
                None => output::redirects::of(&self.edition, &about),
            };
            made.extend(output::redirects::of_lists(&self.plain.aliases(&self.edition), &about));
            made.extend(self.plain.feeds().flat_map(|(section, latest)| {
                output::latest::make(viewer, &about, &self.edition.entries[section], &latest)
            }));
            made.push(output::llms::make(&about, &self.contents()));
            // An editor's own file stands instead of one that would have its name.
            let assets = &self.stage.input.assets;
            let is_named = |one: &Artifact| one.path.rsplit('/').next().is_some_and(|name| YIELDING.contains(&name));
            made.retain(|one| !is_named(one) || !assets.iter().any(|asset| asset.path == one.path));
            made
        })
    }

    /// What `llms.txt` tells of.
    fn contents(&self) -> output::llms::Contents<'_> {
        let description = match &self.explainer {
            Some(explainer) => explainer.description.as_str(),
            None => self.stage.site.description.as_str(),
        };
        output::llms::Contents {
            description,
            status: self.view.status.as_ref(),
            explainer: self.explainer.as_ref(),
            policies: &self.lines,
            nav: &self.nav,
            has_twins: self.stage.input.config.outputs.markdown,
        }
    }

    /// What the home page of a site of several policies says of this one.
    pub fn line(&self) -> PolicyLine {
        let view = &self.view;
        let moved = |status: crate::render::context::Status| under_root(status, &self.job.explainer_path);
        PolicyLine {
            title: view.policy.as_ref().map(|policy| policy.short_title.clone()).unwrap_or_default(),
            headline: view.policy.as_ref().map(|policy| policy.headline.clone()).unwrap_or_default(),
            url: marks::to_root(&self.job.explainer_path),
            status: view.status.clone().map(moved),
            last_change: pages::last_change(view),
            n_events: view.timeline.past.len(),
        }
    }

    fn frame(&self) -> Frame<'_> {
        frame(self.stage, self.job, self.search.as_ref(), self.presence.as_ref())
    }

    fn with_viewer<T>(&self, newer: &Newer<'_>, work: impl FnOnce(&Viewer<'_, '_, '_, '_>) -> T) -> T {
        let bodies = bodies(self.stage, &self.edition, &self.terms, newer);
        work(&Viewer { edition: &self.edition, shelf: bodies.shelf, bodies: &bodies, machine: &self.machine })
    }

    fn path_of(&self, route: &str) -> String {
        let index = if route.is_empty() || route.ends_with('/') { "index.html" } else { "" };
        [self.job.path.as_str(), route, index].concat()
    }
}

/// Small pages of the present, where the site has an address and the theme has templates for them.
fn embeds_of(stage: &Stage<'_, '_, '_>, job: &Job, view: &View) -> Vec<Embed> {
    let config = &stage.input.config;
    let Some(base) = config.base_url.as_deref().filter(|_| config.has_embeds()) else { return Vec::new() };
    let has_templates = || embeds::KINDS.iter().all(|kind| stage.renderer.has(&format!("pages/{kind}.html")));
    if job.explainer.is_none() || job.shows_past || job.is_packed || !has_templates() {
        return Vec::new();
    }
    embeds::list(view, &format!("{base}{}", job.path), &job.title)
}

fn frame<'f>(
    stage: &'f Stage<'_, '_, '_>,
    job: &'f Job,
    search: Option<&'f Search>,
    presence: Option<&'f Presence>,
) -> Frame<'f> {
    Frame {
        site: stage.site,
        assets: stage.assets,
        base_url: stage.input.config.base_url.as_deref(),
        explainer_path: &job.explainer_path,
        path: &job.path,
        shows_past: job.shows_past,
        editions: &job.editions,
        presence,
        as_of: job.day,
        packed: job.is_packed,
        search: search.map(|search| (search.url.as_str(), search.within.as_str())),
        is_of_explainer: job.explainer.is_some(),
        has_twins: stage.input.config.outputs.markdown && !job.is_packed,
    }
}

fn bodies<'w, 'f, 'm, 'i>(
    stage: &'w Stage<'_, '_, '_>,
    edition: &'w Edition<'f, 'm, 'i>,
    terms: &'w Terms,
    newer: &'w Newer<'w>,
) -> BodyWriter<'w, 'f, 'm, 'i> {
    BodyWriter {
        edition,
        shelf: stage.bookcase.on(edition.as_of),
        terms,
        highlighter: stage.highlighter,
        keeps_html: stage.input.config.html == Html::Allow,
        newer,
    }
}

/// The glossary's terms with their synonyms.
fn terms(edition: &Edition<'_, '_, '_>) -> Terms {
    let names: Vec<(String, &str)> = edition
        .of_kind(Kind::Term)
        .flat_map(|entry| {
            let also = match &entry.layer.detail {
                Detail::Term(term) => term.also.iter().flatten().map(|word| words::plain(&word.text)).collect(),
                _ => Vec::new(),
            };
            std::iter::once(entry.title().to_owned())
                .chain(also)
                .map(|name| (name, entry.record.slug))
                .collect::<Vec<_>>()
        })
        .collect();
    Terms::new(names.iter().map(|(name, slug)| (name.as_str(), *slug)))
}

/// Lets the links of a status, made for the explainer's pages, stand on the site's home page.
fn under_root(mut status: crate::render::context::Status, explainer_path: &str) -> crate::render::context::Status {
    let moved = |url: &str| {
        url.strip_prefix(marks::ROUTE)
            .map_or_else(|| url.to_owned(), |route| marks::to_root(&format!("{explainer_path}{route}")))
    };
    status.event.url = moved(&status.event.url);
    for step in &mut status.rail {
        step.url = moved(&step.url);
    }
    if let Some(next) = &mut status.next {
        next.url = moved(&next.url);
    }
    status
}
