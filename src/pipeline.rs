//! The stages in order; the only file that knows the order.
//!
//! load ─► [`build`]: model ─► site ─► check ─► render ─► output ─► sink. Touches
//! nothing outside its arguments. Nothing goes to the sink once an error is known,
//! and what went there before is published only if the report is clean.

use jiff::civil::Date;
use rayon::prelude::*;

use crate::check;
use crate::config::Html;
use crate::config::machine::Machine;
use crate::diag::{Diagnostic, Report};
use crate::files::FileId;
use crate::input::Input;
use crate::markdown::highlight::Highlighter;
use crate::model::{self, Detail, Document, Kind, Model, Owner, Owners, Reading};
use crate::output::{
    self,
    artifact::{Artifact, Content, Sink},
};
use crate::render::body::BodyWriter;
use crate::render::context::{Explainer, PolicyLine, Site};
use crate::render::library::Bookcase;
use crate::render::pages::{self, Draft, Frame};
use crate::render::view::{View, Viewer};
use crate::render::{Renderer, marks, words};
use crate::site::terms::Terms;
use crate::site::{Edition, Facts, Library, status};
use crate::sources;

/// What a build made.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Built {
    pub n_pages: usize,
    pub n_files: usize,
    pub n_editions: usize,
}

/// How a build ended.
#[derive(Debug)]
pub struct Outcome {
    pub report: Report,
    pub built: Built,
    /// The title of the site, for the closing line.
    pub title: String,
}

/// Builds a site. `sink` gets every file of the output; whoever owns it decides by the
/// report whether to keep them.
pub fn build(input: &Input, sink: &impl Sink) -> Outcome {
    let mut report = Report::default();
    let below = |file: FileId| {
        let path = &*input.files.get(file).path;
        path.strip_prefix("content/").unwrap_or(path)
    };
    let owners = Owners::find(input.markdown.iter().map(|&file| (file, below(file))), &mut report);
    let reading = Reading { drafts: input.drafts };
    let documents: Vec<(Owner, Document<'_>)> = input
        .markdown
        .par_iter()
        .map(|&file| {
            let (owner, path) = owners.of(below(file));
            (owner, model::read(&input.files.get(file).text, file, path, reading))
        })
        .collect();
    let documents = documents.iter().map(|(owner, document)| (*owner, document));
    let model = model::assemble(owners, documents, &mut report);
    let library = library(input, &model, &mut report);
    let facts = Facts::new(&model, &library, input.assets.iter().map(|asset| asset.path.as_str()));
    let present = input.config.as_of.unwrap_or(input.today);
    let as_of = input.as_of.unwrap_or(present);
    let machines: Vec<Machine> =
        (0..model.explainers.len()).map(|explainer| status::machine_of(&input.config, &model, explainer)).collect();
    let assets = input.assets.iter().map(|asset| asset.path.as_str()).collect();
    check::run(
        &check::Checked {
            facts: &facts,
            config: &input.config,
            files: &input.files,
            machines: &machines,
            as_of,
            present,
            assets,
        },
        &mut report,
    );
    let renderer = Renderer::new(&input.theme, &mut report);
    let title = site_title(input, &model);
    if report.has_errors() {
        return Outcome { report, built: Built::default(), title };
    }
    let made = render(input, &facts, &machines, &renderer, as_of, as_of < present, &title, sink, &mut report);
    Outcome { report, built: made, title }
}

fn library(input: &Input, model: &Model<'_>, report: &mut Report) -> Library {
    let owner_of = |path: &str| {
        let below = path.strip_prefix("content/").unwrap_or(path);
        if !model.is_tracker {
            return Owner::Explainer(0);
        }
        let folder = below.split_once('/').map_or("", |(folder, _)| folder);
        model.explainers.iter().position(|explainer| explainer.slug == folder).map_or(Owner::Site, Owner::Explainer)
    };
    let parsed: Vec<(Owner, Vec<sources::Source>, Report)> = input
        .libraries
        .par_iter()
        .map(|&file| {
            let mut report = Report::default();
            let read = input.files.get(file);
            let sources = sources::parse(file, &read.path, &read.text, &mut report);
            (owner_of(&read.path), sources, report)
        })
        .collect();
    let mut by_owner: std::collections::BTreeMap<Owner, Vec<Vec<sources::Source>>> = std::collections::BTreeMap::new();
    for (owner, sources, faults) in parsed {
        report.extend(faults.iter().cloned());
        by_owner.entry(owner).or_default().push(sources);
    }
    let shared = sources::join(by_owner.remove(&Owner::Site).unwrap_or_default(), &[], report);
    let mut parts: Vec<(Owner, Vec<sources::Source>)> =
        by_owner.into_iter().map(|(owner, files)| (owner, sources::join(files, &shared, report))).collect();
    parts.push((Owner::Site, shared));
    Library::new(parts)
}

fn site_title(input: &Input, model: &Model<'_>) -> String {
    if let Some(title) = &input.config.title {
        return title.clone();
    }
    match model.explainers.as_slice() {
        [only] if !model.is_tracker => short_title(model, only.policy),
        _ => "Policies, explained".to_owned(),
    }
}

fn short_title(model: &Model<'_>, policy: usize) -> String {
    let record = &model.records[policy];
    match &record.attributes.base.detail {
        Detail::Policy(policy) if policy.short_title.is_some() => {
            policy.short_title.as_ref().map(|word| words::plain(&word.text)).unwrap_or_default()
        }
        _ => record.title().text.clone(),
    }
}

/// One edition of one explainer to be made.
struct Job {
    explainer: usize,
    day: Date,
    is_edition: bool,
    /// Whether its pages say that they show the past: editions, and a build with an earlier `--as-of`.
    shows_past: bool,
    path: String,
    explainer_path: String,
    /// Editions up to this one, with the state entered.
    editions: Vec<(Date, String)>,
}

#[allow(clippy::too_many_arguments)]
fn render(
    input: &Input,
    facts: &Facts<'_, '_>,
    machines: &[Machine],
    renderer: &Renderer,
    as_of: Date,
    shows_past: bool,
    title: &str,
    sink: &impl Sink,
    report: &mut Report,
) -> Built {
    let model = facts.model;
    let config = &input.config;
    let jobs = jobs(facts, machines, as_of, shows_past);
    let mut days: Vec<Date> = jobs.iter().map(|job| job.day).chain([as_of]).collect();
    days.sort_unstable();
    days.dedup();
    let (bookcase, style) = Bookcase::new(facts.library, &days, &config.citation_style, &config.language);
    if let Err(fault) = style {
        let help = fault.help();
        let diagnostic = match config.places.citation_style {
            Some(span) => Diagnostic::error("unknown-value", span, fault.to_string()),
            None => Diagnostic::nowhere("unknown-value", fault.to_string()),
        };
        report.add(diagnostic.help(help));
        return Built::default();
    }
    let highlighter = Highlighter::default();
    let site = Site {
        title: title.to_owned(),
        description: config.description.clone().unwrap_or_default(),
        language: config.language.clone(),
        url: marks::to_root(""),
        generator: format!("whereas {}", env!("CARGO_PKG_VERSION")),
        several: model.is_tracker,
    };
    let mut built = Built { n_editions: jobs.iter().filter(|job| job.is_edition).count(), ..Built::default() };
    let stage = Stage { input, facts, machines, renderer, bookcase: &bookcase, highlighter: &highlighter, site: &site };
    let made: Vec<Made> = jobs.par_iter().map(|job| stage.make(job)).collect();
    let mut sitemap = Vec::new();
    let mut lines = Vec::new();
    for (job, one) in jobs.iter().zip(made) {
        report.extend(one.faults);
        if !job.is_edition {
            sitemap.extend(one.routes);
            lines.extend(one.line);
        }
        built.n_pages += one.n_pages;
        put_all(one.artifacts, sink, &mut built, report);
    }
    if model.is_tracker {
        let one = stage.make_site(as_of, &lines);
        report.extend(one.faults);
        sitemap.extend(one.routes);
        built.n_pages += one.n_pages;
        put_all(one.artifacts, sink, &mut built, report);
    }
    let whole = output::of_site(input, &sitemap, report);
    put_all(whole, sink, &mut built, report);
    built
}

fn jobs(facts: &Facts<'_, '_>, machines: &[Machine], as_of: Date, shows_past: bool) -> Vec<Job> {
    let mut jobs = Vec::new();
    for (explainer, one) in facts.model.explainers.iter().enumerate() {
        if facts.known.records[one.policy] > as_of {
            continue;
        }
        let explainer_path = if one.slug.is_empty() { String::new() } else { format!("{}/", one.slug) };
        let editions: Vec<(Date, String)> = facts
            .edition_days(explainer, as_of)
            .into_iter()
            .map(|day| (day, state_label(facts, machines, explainer, day)))
            .collect();
        for (place, (day, _)) in editions.iter().enumerate() {
            jobs.push(Job {
                explainer,
                day: *day,
                is_edition: true,
                shows_past: true,
                path: format!("{explainer_path}as-of/{day}/"),
                explainer_path: explainer_path.clone(),
                editions: editions[..=place].to_vec(),
            });
        }
        jobs.push(Job {
            explainer,
            day: as_of,
            is_edition: false,
            shows_past,
            path: explainer_path.clone(),
            explainer_path,
            editions,
        });
    }
    jobs
}

fn state_label(facts: &Facts<'_, '_>, machines: &[Machine], explainer: usize, day: Date) -> String {
    let changes = status::changes(facts, explainer, day);
    let Some(last) = changes.last() else {
        return String::new();
    };
    words::state(&machines[explainer], &last.status.text)
}

/// What one job made.
#[derive(Default)]
struct Made {
    artifacts: Vec<Artifact>,
    faults: Vec<Diagnostic>,
    /// Pages for the sitemap, below the root.
    routes: Vec<String>,
    n_pages: usize,
    line: Option<PolicyLine>,
}

struct Stage<'a, 'm, 'i> {
    input: &'a Input,
    facts: &'a Facts<'m, 'i>,
    machines: &'a [Machine],
    renderer: &'a Renderer,
    bookcase: &'a Bookcase,
    highlighter: &'a Highlighter,
    site: &'a Site,
}

impl Stage<'_, '_, '_> {
    fn make(&self, job: &Job) -> Made {
        let edition = Edition::new(self.facts, job.explainer, job.day);
        self.with_view(&edition, &self.machines[job.explainer], |viewer, view| {
            let explainer_title = self.explainer_title(job.explainer);
            let has_feed = output::atom::exists(viewer, view);
            let has_calendar = !view.watch.calendar_url.is_empty();
            let explainer = Explainer {
                title: explainer_title.clone(),
                url: marks::to_route(""),
                feed_url: has_feed.then(|| marks::to_route(output::atom::PATH)),
                calendar_url: has_calendar.then(|| marks::to_route(output::ics::PATH)),
                api_url: marks::to_route("api/v1/index.json"),
                description: view.policy.as_ref().map(|policy| policy.record.summary.clone()).unwrap_or_default(),
            };
            let mut drafts = pages::list(viewer, view, &explainer_title);
            if !job.editions.is_empty() {
                drafts.push(pages::editions_page(&explainer_title));
            }
            drafts.extend(pages::plain_pages(viewer, view, &explainer_title));
            let nav = pages::navigation(&drafts, view);
            if !job.is_edition && !self.facts.model.is_tracker {
                drafts.push(pages::not_found());
            }
            let frame = Frame {
                site: self.site,
                base_url: self.input.config.base_url.as_deref(),
                explainer_path: &job.explainer_path,
                path: &job.path,
                shows_past: job.shows_past,
                editions: &job.editions,
                as_of: job.day,
            };
            let shared = pages::shared(&frame, Some(&explainer), Some(view));
            let mut made = self.render(&frame, &shared, &nav, &drafts);
            let about = output::About {
                title: &explainer_title,
                site_title: &self.site.title,
                base_url: frame.base_url,
                explainer_path: &job.explainer_path,
                path: &job.path,
                as_of: job.day,
                language: &self.input.config.language,
                editions: &job.editions,
                pages: &made.artifacts,
            };
            let beside = output::of_edition(viewer, view, &about);
            made.artifacts.extend(beside);
            made.line = Some(PolicyLine {
                title: view.policy.as_ref().map(|policy| policy.short_title.clone()).unwrap_or_default(),
                headline: view.policy.as_ref().map(|policy| policy.headline.clone()).unwrap_or_default(),
                url: marks::to_root(&job.explainer_path),
                status: view.status.clone().map(|status| under_root(status, &job.explainer_path)),
                last_change: pages::last_change(view),
                n_events: view.timeline.past.len(),
            });
            made
        })
    }

    /// The pages at the root of a site of several explainers.
    fn make_site(&self, as_of: Date, lines: &[PolicyLine]) -> Made {
        let edition = Edition::of_site(self.facts, as_of);
        self.with_view(&edition, &Machine::new("none"), |viewer, view| {
            let mut drafts: Vec<Draft> = vec![pages::tracker(self.site, lines)];
            drafts.extend(pages::plain_pages(viewer, view, &self.site.title));
            drafts.extend(pages::source_pages(view, &self.site.title));
            let nav = pages::navigation(&drafts[1..], view);
            drafts.push(pages::not_found());
            let frame = Frame {
                site: self.site,
                base_url: self.input.config.base_url.as_deref(),
                explainer_path: "",
                path: "",
                shows_past: false,
                editions: &[],
                as_of,
            };
            let shared = pages::shared(&frame, None, Some(view));
            let mut made = self.render(&frame, &shared, &nav, &drafts);
            let about = output::About {
                title: &self.site.title,
                site_title: &self.site.title,
                base_url: frame.base_url,
                explainer_path: "",
                path: "",
                as_of,
                language: &self.input.config.language,
                editions: &[],
                pages: &made.artifacts,
            };
            let redirects = output::redirects::of(&edition, &about);
            made.artifacts.extend(redirects);
            made
        })
    }

    fn with_view<T>(
        &self,
        edition: &Edition<'_, '_, '_>,
        machine: &Machine,
        work: impl FnOnce(&Viewer<'_, '_, '_, '_>, &View) -> T,
    ) -> T {
        let shelf = self.bookcase.on(edition.as_of);
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
        let terms = Terms::new(names.iter().map(|(name, slug)| (name.as_str(), *slug)));
        let bodies = BodyWriter {
            edition,
            shelf,
            terms: &terms,
            highlighter: self.highlighter,
            keeps_html: self.input.config.html == Html::Allow,
        };
        let viewer = Viewer { edition, shelf, bodies: &bodies, machine };
        let mut view = viewer.view();
        if !output::ics::exists(&viewer, &view) {
            view.watch.calendar_url.clear();
        }
        work(&viewer, &view)
    }

    fn render(
        &self,
        frame: &Frame<'_>,
        shared: &tera::Context,
        nav: &[crate::render::context::NavItem],
        drafts: &[Draft],
    ) -> Made {
        let mut made = Made::default();
        for (draft, page) in drafts.iter().zip(pages::render(self.renderer, frame, shared, nav, drafts)) {
            match page {
                Ok(page) => {
                    made.n_pages += 1;
                    if draft.kind != "404" {
                        made.routes.push(format!("{}{}", frame.path, draft.route));
                    }
                    made.artifacts.push(Artifact { path: page.path, content: Content::Bytes(page.html.into_bytes()) });
                }
                Err(fault) => made.faults.push(*fault),
            }
        }
        made
    }

    fn explainer_title(&self, explainer: usize) -> String {
        if self.facts.model.is_tracker {
            short_title(self.facts.model, self.facts.model.explainers[explainer].policy)
        } else {
            self.site.title.clone()
        }
    }
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

fn put_all(artifacts: Vec<Artifact>, sink: &impl Sink, built: &mut Built, report: &mut Report) {
    if report.has_errors() {
        return;
    }
    built.n_files += artifacts.len();
    let faults: Vec<Diagnostic> = artifacts
        .into_par_iter()
        .filter_map(|artifact| sink.put(artifact).err())
        .map(|fault| {
            Diagnostic::nowhere("cannot-write", fault.to_string())
                .help("make room on the disk, or check who may write there")
        })
        .collect();
    report.extend(faults);
}
