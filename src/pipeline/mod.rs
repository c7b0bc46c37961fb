//! The stages in order; the only file that knows the order.
//!
//! load ─► [`build`]: model ─► site ─► check ─► render ─► output ─► sink. Touches
//! nothing outside its arguments. Nothing goes to the sink once an error is known,
//! and what went there before is published only if the report is clean.

use std::borrow::Cow;
use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use jiff::civil::Date;
use rayon::prelude::*;

use crate::check::{self, Before, Found};
use crate::config::Html;
use crate::config::direction::direction;
use crate::config::machine::Machine;
use crate::contract;
pub use crate::contract::add_tried;
use crate::diag::{Diagnostic, Report};
use crate::files::{self, FileId, Files};
use crate::input::Input;
use crate::markdown::highlight::Highlighter;
use crate::model::{self, Detail, Document, Kept, Model, Owner, Owners, Reading};
use crate::output::{
    self,
    artifact::{Artifact, Content, Sink},
};
use crate::render::body::Newer;
use crate::render::card::{Card, Studio};
use crate::render::context::{PolicyLine, Site};
use crate::render::fault;
use crate::render::library::{Bookcase, Holdings};
use crate::render::plain::Plain;
use crate::render::{Renderer, marks, words};
use crate::search::Gathered;
use crate::site::exceptions::{Exception, Subjects};
use crate::site::outward::{self, Outward};
use crate::site::{Facts, Library, Resolved, Target, route, status};
use crate::sources;
use crate::theme::Theme;
use crate::theme::assets::{Assets, Serving};
use scene::{Job, Scene, Stage};

pub mod pack;
pub mod sample;
pub mod scene;

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

/// The steps of a build, as they are told to whoever watches.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// Markdown is parsed.
    Read,
    /// Links, days of knowledge.
    Connect,
    Check,
    /// Bibliography entries.
    Sources,
    /// Pages are rendered and put into the sink.
    Render,
    /// Cards for link previews.
    Draw,
    /// Feeds, sitemap, files of the theme and of the editors.
    Output,
}

/// Watches a build. Steps are told in order, from one thread; pages from many.
pub trait Progress: Sync {
    fn begin(&self, _step: Step) {}
    fn made_page(&self) {}
}

/// Nobody watches.
impl Progress for () {}

/// What reads and renders a site and does not depend on its content.
pub struct Tools {
    pub renderer: Renderer,
    pub highlighter: Highlighter,
    /// What is wrong with the theme's templates.
    pub faults: Report,
}

impl Tools {
    pub fn new(theme: &Theme) -> Tools {
        let mut faults = Report::default();
        let renderer = Renderer::new(theme, &mut faults);
        Tools { renderer, highlighter: Highlighter::default(), faults }
    }
}

/// What is wrong with a theme, before a page is made with it.
pub fn faults_of_theme(theme: &Theme, tools: &Tools) -> Report {
    let mut report = tools.faults.clone();
    if !report.has_errors() {
        report.extend(contract::seen(theme));
    }
    report
}

/// A site that has been put together: ready to be rendered, if its report has no error.
pub struct Opened<'s, 'm, 'i> {
    pub stage: &'s Stage<'s, 'm, 'i>,
    pub jobs: &'s [Job],
    pub report: Report,
    /// See [`Earlier::new`].
    pub faces: u64,
    pub found: Found,
}

/// Builds a site. `sink` gets every file of the output; whoever owns it decides by the
/// report whether to keep them.
pub fn build(input: &Input, sink: &impl Sink) -> Outcome {
    let again = |path: &str| input.files.find(path).map(|file| Arc::clone(&input.files.get(file).text));
    build_then(input.clone(), again, sink, &(), |outcome, _| outcome)
}

/// [`build`], told step by step and ended by `finish`.
///
/// The text of a plain page is let go as soon as the page is written, unless somebody else holds
/// it too. In the rare case that it has to be looked at again, `again` gives it by its path, or
/// what stands there by now; `None`: nothing does any more. `finish` is told what texts are left. It
/// runs while all that the build made still stands: a program that ends in it need not take
/// a large site apart piece by piece.
pub fn build_then<T>(
    input: Input,
    again: impl Fn(&str) -> Option<Arc<str>>,
    sink: &impl Sink,
    progress: &dyn Progress,
    finish: impl FnOnce(Outcome, &Input) -> T,
) -> T {
    open_then(input, again, progress, |input, opened| render(input, opened, sink, progress, finish))
}

/// Reads a site, puts it together and tries its templates; `work` has it while it stands.
fn open_then<T>(
    mut input: Input,
    again: impl Fn(&str) -> Option<Arc<str>>,
    progress: &dyn Progress,
    work: impl FnOnce(&Input, Opened<'_, '_, '_>) -> T,
) -> T {
    let mut work = Some(work);
    progress.begin(Step::Read);
    let tools = Tools::new(&input.theme);
    let mut report = faults_of_theme(&input.theme, &tools);
    let owners = owners(&input, &mut report);
    let mut documents = read_all(&mut input, &owners, &tools);
    loop {
        let read_so_far = documents.iter().map(|(owner, kept)| (*owner, kept.borrow_dependent()));
        let once = |mut opened: Opened<'_, '_, '_>| {
            let more = sample::faults(&input, &tools, &opened.report);
            add_tried(&mut opened.report, &input.theme, more, &input.files);
            let work = work.take().expect("a site is put together once");
            work(&input, opened)
        };
        let setting = Setting { input: &input, tools: &tools, owners: owners.clone(), earlier: None };
        let held_back = match open(setting, read_so_far, report.clone(), progress, once) {
            Ok(finished) => return finished,
            Err(held_back) => held_back,
        };
        for (_, kept) in documents.iter_mut().filter(|(_, kept)| held_back.contains(&kept.borrow_dependent().file)) {
            let file = kept.borrow_dependent().file;
            if input.files.is_let_go(file) {
                let path = input.files.get(file).path.to_string();
                let text = again(&path).unwrap_or_else(|| {
                    report.add(check::unreadable_file::gone(&path));
                    Arc::default()
                });
                input.files.put_back(file, text);
            }
            let (text, reading) = (Arc::clone(&input.files.get(file).text), reading(&input));
            let path = owners.of(below_content(&input, file)).1;
            *kept = Kept::new(text, |text| model::read_by_statements(text, file, path, reading, &tools.highlighter));
        }
    }
}

/// What leads out of a site, and where config excepts it from a rule.
#[derive(Debug)]
pub struct Outside {
    /// Each link in every place, in order of records and libraries.
    pub links: Vec<Outward>,
    /// Those of all rules.
    pub exceptions: Vec<Exception>,
}

/// Finds the links of a site that lead outside.
///
/// Reads the texts once more, if need be, and says nothing of their faults: that is [`build`]'s work.
pub fn outward(input: &Input) -> Outside {
    let (mut told_elsewhere, highlighter) = (Report::default(), Highlighter::default());
    let (owners, reading) = (owners(input, &mut told_elsewhere), reading(input));
    let read = |&file: &FileId| {
        let (owner, path) = owners.of(below_content(input, file));
        (owner, model::read(&input.files.get(file).text, file, path, reading, &highlighter))
    };
    let documents: Vec<(Owner, Document<'_>)> = input.markdown.par_iter().map(read).collect();
    let documents = documents.iter().map(|(owner, document)| (*owner, document));
    let model = model::assemble(owners.clone(), documents, &mut told_elsewhere);
    let library = library(input, &model, &mut told_elsewhere);
    let links = outward::collect(&model, &library, &input.files);
    if input.config.exceptions.is_empty() {
        return Outside { links, exceptions: Vec::new() };
    }
    let assets = input.assets.iter().map(|asset| asset.path.as_str());
    // Links are not looked at, so it does not matter which pages the program makes.
    let facts = Facts::new(&model, &library, assets, &[], None);
    let texts: Vec<FileId> = input.markdown.iter().chain(&input.libraries).chain(&input.misnamed).copied().collect();
    let subjects = Subjects { facts: &facts, files: &input.files, texts: &texts };
    let exceptions = check::find_exceptions(&input.config, &subjects, &mut told_elsewhere);
    Outside { links, exceptions }
}

/// Files that are read before the texts of some of them are let go.
///
/// A thread that frees what another one made stops both for a moment; so neither does, and the texts
/// of so many files go in one sweep.
const FILES_AT_ONCE: usize = 1024;

/// Reads every file, and lets go of the texts of plain pages that are written without a fault.
fn read_all(input: &mut Input, owners: &Owners, tools: &Tools) -> Vec<(Owner, Kept)> {
    let reading = reading(input);
    let mut documents = Vec::with_capacity(input.markdown.len());
    for from in (0..input.markdown.len()).step_by(FILES_AT_ONCE) {
        let some: Vec<FileId> = input.markdown[from..].iter().take(FILES_AT_ONCE).copied().collect();
        let texts: Vec<Arc<str>> = some.iter().map(|&file| input.files.take(file)).collect();
        let read = |(&file, text): (&FileId, &Arc<str>)| {
            let (owner, path) = owners.of(below_content(input, file));
            let kept = match model::read_at_once(text, file, path, reading, &tools.highlighter) {
                Some(document) if document.faults.is_empty() => {
                    let fingerprint = files::fingerprint(text);
                    return ((owner, Kept::new(Arc::default(), |_| document)), Some(fingerprint));
                }
                Some(document) => Kept::new(Arc::clone(text), |_| document),
                None => Kept::new(Arc::clone(text), |text| {
                    model::read_by_statements(text, file, path, reading, &tools.highlighter)
                }),
            };
            ((owner, kept), None)
        };
        let (read, fingerprints): (Vec<_>, Vec<_>) = some.par_iter().zip(&texts).map(read).unzip();
        documents.extend(read);
        for ((file, text), fingerprint) in some.into_iter().zip(texts).zip(fingerprints) {
            match fingerprint {
                Some(fingerprint) => input.files.let_go(file, fingerprint),
                None => input.files.put_back(file, text),
            }
        }
    }
    documents
}

/// Renders a site into `sink`, if it has no error. The last scene stands until all is finished.
fn render<T>(
    input: &Input,
    opened: Opened<'_, '_, '_>,
    sink: &impl Sink,
    progress: &dyn Progress,
    finish: impl FnOnce(Outcome, &Input) -> T,
) -> T {
    let Opened { stage, jobs, mut report, .. } = opened;
    let title = stage.site.title.clone();
    let Some((last, before)) = jobs.split_last().filter(|_| !report.has_errors()) else {
        return finish(Outcome { report, built: Built::default(), title }, input);
    };
    progress.begin(Step::Render);
    let n_editions = jobs.iter().filter(|job| job.is_edition).count();
    let mut built = Built { n_editions, ..Built::default() };
    // Those of several explainers share the words of their search, so that each is kept once a core.
    let make_before = || -> Vec<(Vec<Made>, Gathered)> {
        let some = before.par_iter().fold(Default::default, |(mut made, mut gathered): (Vec<Made>, Gathered), job| {
            let mut one = make(&Scene::new(stage, job, &[]), Vec::new(), sink, progress);
            one.gathered.drain(..).for_each(|part| gathered.join(part));
            made.push(one);
            (made, gathered)
        });
        some.collect()
    };
    // The root of several explainers lists all of them; the pages of one wait for nothing.
    let make_alone = || {
        let scene = last.explainer.is_some().then(|| Scene::new(stage, last, &[]))?;
        let made = make(&scene, Vec::new(), sink, progress);
        Some((scene, made))
    };
    let (parts, alone) = rayon::join(make_before, make_alone);
    let (made, gathered): (Vec<Vec<Made>>, Vec<Gathered>) = parts.into_iter().unzip();
    let mut made: Vec<Made> = made.into_iter().flatten().collect();
    let (_last_scene, of_last) = alone.unwrap_or_else(|| {
        let lines: Vec<PolicyLine> = made.iter_mut().filter_map(|one| one.line.take()).collect();
        let scene = Scene::new(stage, last, &lines);
        let of_last = make(&scene, gathered, sink, progress);
        (scene, of_last)
    });
    made.push(of_last);
    progress.begin(Step::Output);
    let mut routes = Vec::new();
    let mut faults = Vec::new();
    let mut cards = Vec::new();
    for one in made {
        faults.extend(one.faults);
        cards.extend(one.cards);
        routes.extend(one.routes);
        built.n_pages += one.n_pages;
        built.n_files += one.n_files;
    }
    if !cards.is_empty() {
        progress.begin(Step::Draw);
        built.n_files += cards.len();
        faults.extend(draw(cards, input, stage.renderer, sink));
        progress.begin(Step::Output);
    }
    add_tried(&mut report, &input.theme, fault::merge(faults), &input.files);
    let has_api = jobs.iter().any(|job| job.explainer.is_some());
    let whole = output::Whole { input, theme: stage.assets, routes: &|| Cow::Borrowed(&routes), has_api };
    let whole = output::of_site(&whole, &mut report);
    built.n_files += whole.len();
    report.extend(put_all(whole, sink));
    finish(Outcome { report, built, title }, input)
}

/// Which of the pages that config and theme decide about the site has.
fn made_by_program(input: &Input, renderer: &Renderer) -> Vec<&'static str> {
    let outputs = &input.config.outputs;
    let pages =
        [(outputs.brief, "pages/brief.html", route::BRIEF), (outputs.search, "pages/search.html", route::SEARCH)];
    pages.iter().filter(|(is_on, template, _)| *is_on && renderer.has(template)).map(|(_, _, route)| *route).collect()
}

/// Whose each file is.
pub fn owners(input: &Input, report: &mut Report) -> Owners {
    Owners::find(input.markdown.iter().map(|&file| (file, below_content(input, file))), report)
}

/// How the files of a site are read.
pub fn reading(input: &Input) -> Reading {
    let in_glossary = |path: &str| path.ends_with("glossary.md") || path.contains("glossary/");
    Reading {
        drafts: input.drafts,
        keeps_html: input.config.html == Html::Allow,
        marks_terms: input.markdown.iter().any(|&file| in_glossary(below_content(input, file))),
        at_once: !input.config.plain_pages_need_sources,
    }
}

/// The path of a file below `content/`.
pub fn below_content(input: &Input, file: FileId) -> &str {
    let path = &*input.files.get(file).path;
    path.strip_prefix("content/").unwrap_or(path)
}

/// What one look at a site leaves to the next, so that it need not be found again.
///
/// Holds for the same config, libraries, assets and theme only, and as long as the documents
/// of that look are kept; but the bookcase tells by itself what it holds for.
pub struct Earlier {
    /// Stands for what the documents showed of each other; `None`: only the bookcase was kept.
    faces: Option<u64>,
    resolved: Resolved,
    /// Where rules found something.
    found: Found,
    plain: HashMap<String, Arc<Plain>>,
    bookcase: Arc<Bookcase>,
}

impl Earlier {
    /// What `stage` found, with the plain pages of the scenes that were opened, by the paths of their jobs.
    pub fn new(stage: &Stage<'_, '_, '_>, faces: u64, found: Found, plain: HashMap<String, Arc<Plain>>) -> Earlier {
        let bookcase = Arc::clone(stage.bookcase);
        Earlier { faces: Some(faces), resolved: Resolved::new(stage.facts), found, plain, bookcase }
    }

    /// What of it may be used after a change of config, libraries or assets, too.
    pub fn bookcase_alone(&self) -> Earlier {
        let bookcase = Arc::clone(&self.bookcase);
        Earlier { faces: None, resolved: Resolved::default(), found: Found::default(), plain: HashMap::new(), bookcase }
    }
}

/// Stands for what documents show of each other.
fn faces<'d>(documents: impl Iterator<Item = (Owner, &'d Document<'d>)>) -> u64 {
    let mut hasher = DefaultHasher::new();
    for (owner, document) in documents {
        (owner, document.face).hash(&mut hasher);
    }
    hasher.finish()
}

/// What a site is put together from, beside its documents.
pub struct Setting<'a> {
    pub input: &'a Input,
    pub tools: &'a Tools,
    pub owners: Owners,
    /// What an earlier look left, if it holds.
    pub earlier: Option<&'a Earlier>,
}

/// Puts a site together and checks it. All of it lives as long as `work` runs.
///
/// # Errors
/// The files that have to be read again, not at once, because something of them may be left out or is at fault.
pub fn open<'d, T>(
    setting: Setting<'_>,
    documents: impl Iterator<Item = (Owner, &'d Document<'d>)> + Clone,
    mut report: Report,
    progress: &dyn Progress,
    work: impl FnOnce(Opened<'_, '_, '_>) -> T,
) -> Result<T, Vec<FileId>> {
    let Setting { input, tools, owners, earlier } = setting;
    progress.begin(Step::Connect);
    let faces = faces(documents.clone());
    let kept = earlier.map(|earlier| &earlier.bookcase);
    let model = model::assemble(owners, documents, &mut report);
    let library = library(input, &model, &mut report);
    let assets = input.assets.iter().map(|asset| asset.path.as_str());
    let made = made_by_program(input, &tools.renderer);
    let facts = Facts::new(&model, &library, assets, &made, earlier.map(|earlier| &earlier.resolved));
    let mut held_back = facts.held_back();
    held_back.extend(misled(&facts, &input.files));
    if !held_back.is_empty() {
        return Err(held_back);
    }
    let present = input.config.as_of.unwrap_or(input.today);
    let as_of = input.as_of.unwrap_or(present);
    let machines: Vec<Machine> =
        (0..model.explainers.len()).map(|explainer| status::machine_of(&input.config, &model, explainer)).collect();
    progress.begin(Step::Check);
    let assets = input.assets.iter().map(|asset| asset.path.as_str()).collect();
    let (config, files, copies) = (&input.config, &input.files, input.copies.as_slice());
    let misnamed = input.misnamed.as_slice();
    let texts = input.markdown.iter().chain(&input.libraries).chain(misnamed).copied().collect();
    let checked = check::Checked {
        facts: &facts,
        config,
        files,
        machines: &machines,
        as_of,
        present,
        copies,
        unread: &input.unread,
        assets,
        texts,
        misnamed,
        before: earlier
            .filter(|earlier| earlier.faces.is_some())
            .map(|earlier| Before { found: &earlier.found, resolved: &earlier.resolved }),
    };
    let (exceptions, found) = check::run(&checked, &mut report);
    let site = Site {
        title: site_title(input, &model),
        description: config.description.clone().unwrap_or_default(),
        language: config.language.clone(),
        locale: words::locale(&config.language),
        url: marks::to_root(""),
        generator: format!("whereas {}", env!("CARGO_PKG_VERSION")),
        several: model.is_tracker,
        scripts: config.outputs.scripts,
        direction: direction(&input.config.language),
    };
    let assets = Assets::new(
        &input.theme,
        Serving {
            fingerprints: input.fingerprints,
            integrity: input.fingerprints && config.outputs.integrity,
            scripts: config.outputs.scripts,
        },
    );
    let jobs = match report.has_errors() {
        true => Vec::new(),
        false => jobs(&facts, &machines, &site, config.editions, as_of, as_of < present),
    };
    let mut days: Vec<Date> = jobs.iter().map(|job| job.day).chain([as_of]).collect();
    days.sort_unstable();
    days.dedup();
    progress.begin(Step::Sources);
    let (style, language) = (config.citation_style.clone(), config.language.clone());
    let holdings = Holdings { sources: Arc::clone(&library.sources), days, style, language };
    let bookcase = match kept.filter(|kept| kept.holds(&holdings)) {
        Some(kept) => Arc::clone(kept),
        None => Arc::new(Bookcase::new(holdings)),
    };
    if let Some(fault) = bookcase.fault() {
        let help = fault.help();
        let diagnostic = match config.places.citation_style {
            Some(span) => Diagnostic::error("unknown-value", span, fault.to_string()),
            None => Diagnostic::nowhere("unknown-value", fault.to_string()),
        };
        report.add(diagnostic.help(help));
    }
    let (renderer, highlighter) = (&tools.renderer, &tools.highlighter);
    let none = HashMap::new();
    let plain = earlier.map_or(&none, |earlier| &earlier.plain);
    let is_same_plain = earlier.is_some_and(|earlier| earlier.faces == Some(faces));
    let (facts, machines, bookcase, site, assets) = (&facts, machines.as_slice(), &bookcase, &site, &assets);
    let exceptions = exceptions.as_slice();
    let stage = Stage {
        input,
        facts,
        machines,
        renderer,
        bookcase,
        highlighter,
        site,
        made: &made,
        assets,
        exceptions,
        plain,
        is_same_plain,
    };
    Ok(work(Opened { stage: &stage, jobs: &jobs, report, faces, found }))
}

/// Files whose text was let go, with a link that leads nowhere: its message quotes the text, and its cure is found there.
fn misled(facts: &Facts<'_, '_>, files: &Files) -> Vec<FileId> {
    let leads_nowhere = |target: &Target| matches!(target, Target::Broken | Target::MissingAnchor { .. });
    let records = facts.model.records.iter().zip(&facts.targets);
    let misled = records.filter(|(record, targets)| files.is_let_go(record.file) && targets.iter().any(leads_nowhere));
    misled.map(|(record, _)| record.file).collect()
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

/// Every edition of every explainer, and the pages at the root of a site of several, last.
fn jobs(
    facts: &Facts<'_, '_>,
    machines: &[Machine],
    site: &Site,
    with_editions: bool,
    as_of: Date,
    shows_past: bool,
) -> Vec<Job> {
    let model = facts.model;
    let mut jobs = Vec::new();
    for (explainer, one) in model.explainers.iter().enumerate() {
        if facts.known.records[one.policy] > as_of {
            continue;
        }
        let explainer_path = if one.slug.is_empty() { String::new() } else { format!("{}/", one.slug) };
        let title = if model.is_tracker { short_title(model, one.policy) } else { site.title.clone() };
        let days = if with_editions { facts.edition_days(explainer, as_of) } else { Vec::new() };
        let editions: Vec<(Date, String)> =
            days.into_iter().map(|day| (day, state_label(facts, machines, explainer, day))).collect();
        for (place, (day, _)) in editions.iter().enumerate() {
            jobs.push(Job {
                explainer: Some(explainer),
                day: *day,
                is_edition: true,
                shows_past: true,
                path: format!("{explainer_path}as-of/{day}/"),
                explainer_path: explainer_path.clone(),
                editions: editions[..=place].to_vec(),
                title: title.clone(),
                is_packed: false,
            });
        }
        jobs.push(Job {
            explainer: Some(explainer),
            day: as_of,
            is_edition: false,
            shows_past,
            path: explainer_path.clone(),
            explainer_path,
            editions,
            title,
            is_packed: false,
        });
    }
    if model.is_tracker {
        jobs.push(Job {
            explainer: None,
            day: as_of,
            is_edition: false,
            shows_past: false,
            path: String::new(),
            explainer_path: String::new(),
            editions: Vec::new(),
            title: site.title.clone(),
            is_packed: false,
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
    faults: Vec<Diagnostic>,
    /// Pages for the sitemap, below the root, with their days.
    routes: Vec<(String, Option<String>)>,
    n_pages: usize,
    n_files: usize,
    line: Option<PolicyLine>,
    cards: Vec<Card>,
    /// What can be found in it, unless its own search has it.
    gathered: Vec<Gathered>,
}

/// Makes all files of one scene, and puts each into the sink as soon as it is made. `gathered` is what its
/// search finds beside its own.
fn make(scene: &Scene<'_, '_, '_>, gathered: Vec<Gathered>, sink: &impl Sink, progress: &dyn Progress) -> Made {
    let none = Newer::new();
    let is_searched = scene.is_searched();
    let n_twins = AtomicUsize::new(0);
    let page = |(mut faults, mut gathered): (Vec<Diagnostic>, Gathered), at: usize| {
        progress.made_page();
        match scene.page_and_twin(at, &none, is_searched.then_some(&mut gathered)) {
            Ok((page, twin)) => {
                n_twins.fetch_add(usize::from(twin.is_some()), Ordering::Relaxed);
                faults.extend(put(page, sink).or_else(|| twin.and_then(|twin| put(twin, sink))));
            }
            Err(fault) => faults.push(*fault),
        }
        (faults, gathered)
    };
    let pages = || (0..scene.n_pages()).into_par_iter().fold(Default::default, page).collect();
    let beside = || {
        let beside = scene.beside(&none);
        (beside.len(), put_all(beside, sink))
    };
    let (parts, (n_beside, of_beside)): (Vec<(Vec<Diagnostic>, Gathered)>, _) = rayon::join(pages, beside);
    let (faults, of_pages): (Vec<Vec<Diagnostic>>, Vec<Gathered>) = parts.into_iter().unzip();
    let mut faults: Vec<Diagnostic> = faults.into_iter().flatten().collect();
    let mut gathered: Vec<Gathered> = gathered.into_iter().chain(of_pages).collect();
    let mut of_records = Gathered::default();
    scene.gather_records(&mut of_records);
    gathered.push(of_records);
    let mut n_files = scene.n_pages() + n_twins.into_inner() + n_beside;
    faults.extend(of_beside);
    if scene.has_search() {
        let (search, of_template) = scene.search(std::mem::take(&mut gathered));
        n_files += search.len();
        faults.extend(of_template);
        faults.extend(put_all(search, sink));
    }
    let job = scene.job();
    Made {
        faults,
        routes: if job.is_edition { Vec::new() } else { scene.routes().collect() },
        n_pages: scene.n_pages(),
        n_files,
        line: job.has_line().then(|| scene.line()),
        cards: scene.cards().to_vec(),
        gathered,
    }
}

/// Draws the cards that the sink does not hold yet.
fn draw(cards: Vec<Card>, input: &Input, renderer: &Renderer, sink: &impl Sink) -> Vec<Diagnostic> {
    let missing = |card: Card| match sink.keep(&card.path) {
        Ok(true) => None,
        Ok(false) => Some(Ok(card)),
        Err(fault) => Some(Err(cannot_write(&fault))),
    };
    let missing: Vec<Result<Card, Diagnostic>> = cards.into_par_iter().filter_map(missing).collect();
    if missing.is_empty() {
        return Vec::new();
    }
    let studio = Studio::new(renderer, &input.theme);
    let make = |card: Result<Card, Diagnostic>| -> Option<Diagnostic> {
        let card = match card {
            Ok(card) => card,
            Err(fault) => return Some(fault),
        };
        match studio.draw(&card) {
            Ok(bytes) => put(Artifact { path: card.path, content: Content::Bytes(bytes) }, sink),
            Err(fault) => Some(*fault),
        }
    };
    missing.into_par_iter().filter_map(make).collect()
}

/// Puts a file into the sink; gives back the fault, if the world refuses it.
fn put(artifact: Artifact, sink: &impl Sink) -> Option<Diagnostic> {
    sink.put(artifact).err().map(|fault| cannot_write(&fault))
}

fn cannot_write(fault: &std::io::Error) -> Diagnostic {
    let fault = Diagnostic::nowhere("cannot-write", fault.to_string());
    fault.help("make room on the disk, or check who may write there")
}

fn put_all(artifacts: Vec<Artifact>, sink: &impl Sink) -> Vec<Diagnostic> {
    artifacts.into_par_iter().filter_map(|artifact| put(artifact, sink)).collect()
}
