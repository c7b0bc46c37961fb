//! A good site, from which pages are made when someone asks for them.
//!
//! A site that has been put together borrows from its documents, so it stands on the stack
//! of a thread of its own for as long as it is served; requests come to it through a
//! channel. What was made once is kept until the next generation. Where nothing but words of
//! plain pages has changed, the next generation is the same site with those pages' newer bodies,
//! on the same thread. Never reads the disk, but for assets that are copied as they are.

use std::borrow::Cow;
use std::cell::{OnceCell, RefCell};
use std::collections::{BTreeMap, HashMap, HashSet};
use std::rc::Rc;
use std::sync::mpsc::{self, Receiver, Sender};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::Duration;

use bytes::Bytes;

use super::engine::Generation;
use crate::diag::{Diagnostic, Report, human};
use crate::files::FileId;
use crate::input::Input;
use crate::model::{Kept, Owner, Owners};
use crate::output::artifact::{Artifact, Content};
use crate::output::{SITE_OUTPUTS, Whole};
use crate::pipeline::scene::Scene;
use crate::pipeline::{self, Earlier, Opened, Setting, Tools, sample};
use crate::render::body::Newer;
use crate::render::card::Studio;
use crate::render::context::PolicyLine;
use crate::render::fault;
use crate::render::plain::Plain;

/// Documents that stand in the place of those from which the site was put together: they differ in words alone.
type Mended = BTreeMap<FileId, Arc<Kept>>;

/// All that a generation is made from.
pub struct Ground {
    pub input: Input,
    pub tools: Arc<Tools>,
    pub owners: Owners,
    /// In order of their paths.
    pub documents: Vec<(Owner, Arc<Kept>)>,
    /// What was found while reading.
    pub report: Report,
    /// What the look before left, if it holds.
    pub earlier: Option<Arc<Earlier>>,
    pub strict: bool,
}

/// What came of putting a site together.
pub enum Attempt {
    /// It can be served.
    Good(Live, Report, Arc<Earlier>),
    Faulty(Report),
    /// These files have to be read statement by statement first.
    HeldBack(Vec<FileId>),
}

/// A site that is served.
pub struct Live {
    requests: Mutex<Sender<Request>>,
    mended: Arc<Mended>,
    base_path: String,
    /// What was asked for already.
    made: Mutex<HashMap<String, Option<Bytes>>>,
}

/// Every file of a site with its path, or the faults of templates for which a build would write nothing.
pub type All = Result<Vec<(String, Bytes)>, Vec<Diagnostic>>;

enum Request {
    File(String, Arc<Mended>, Sender<Option<Bytes>>),
    All(Arc<Mended>, Sender<All>),
    /// Whether templates work on what is mended, as far as the faults of a site say.
    Works(Arc<Mended>, Sender<bool>),
}

/// Puts a site together on a thread of its own, which then serves it.
pub fn attempt(ground: Ground, base_path: String) -> Attempt {
    let (tell, told) = mpsc::channel();
    let (requests, asked) = mpsc::channel();
    thread::spawn(move || stand(ground, &tell, &asked));
    match told.recv() {
        Ok(First::Good(report, earlier)) => {
            let (requests, mended) = (Mutex::new(requests), Arc::default());
            Attempt::Good(Live { requests, mended, base_path, made: Mutex::default() }, report, earlier)
        }
        Ok(First::Faulty(report)) => Attempt::Faulty(report),
        Ok(First::HeldBack(files)) => Attempt::HeldBack(files),
        Err(_) => Attempt::Faulty(Report::default()),
    }
}

enum First {
    Good(Report, Arc<Earlier>),
    Faulty(Report),
    HeldBack(Vec<FileId>),
}

/// Puts the site together, tells what came of it, and answers until nobody can ask any more.
fn stand(ground: Ground, tell: &Sender<First>, asked: &Receiver<Request>) {
    let Ground { input, tools, owners, documents, report, earlier, strict } = ground;
    let borrowed = documents.iter().map(|(owner, kept)| (*owner, kept.borrow_dependent()));
    let setting = Setting { input: &input, tools: &tools, owners, earlier: earlier.as_deref() };
    let done = pipeline::open(setting, borrowed, report, &(), |opened| {
        let Opened { stage, jobs, mut report, faces, found } = opened;
        let more = sample::faults(&input, &tools, &report);
        pipeline::add_tried(&mut report, &input.theme, more, &input.files);
        if strict {
            report.make_strict();
        }
        if report.has_errors() {
            let _ = tell.send(First::Faulty(report));
            return;
        }
        let stand = Stand::new(stage, jobs);
        pipeline::add_tried(&mut report, &input.theme, stand.first_faults(), &input.files);
        if report.has_errors() {
            let _ = tell.send(First::Faulty(report));
            return;
        }
        let _ = tell.send(First::Good(report, Arc::new(Earlier::new(stage, faces, found, stand.plain()))));
        for request in asked {
            match request {
                Request::File(path, mended, reply) => drop(reply.send(stand.file(&path, &mended))),
                Request::All(mended, reply) => drop(reply.send(stand.all(&mended))),
                Request::Works(mended, reply) => drop(reply.send(stand.works(&newer(&mended)))),
            }
        }
        // To take a large site apart takes a while, and whoever saved waits for its successor now.
        thread::sleep(Duration::from_millis(50));
    });
    if let Err(held_back) = done {
        let _ = tell.send(First::HeldBack(held_back));
    }
}

fn newer(mended: &Mended) -> Newer<'_> {
    let bodies = mended.iter().map(|(file, kept)| (*file, kept.borrow_dependent().records.first()));
    bodies.filter_map(|(file, record)| Some((file, &record?.body))).collect()
}

/// A site on the stack of its thread.
struct Stand<'s, 'm, 'i> {
    stage: &'s pipeline::scene::Stage<'s, 'm, 'i>,
    jobs: &'s [pipeline::scene::Job],
    /// By job, made when the first of its files is asked for.
    scenes: Vec<OnceCell<Open<'s, 'm, 'i>>>,
    /// What the home page of a site of several policies says of each.
    lines: OnceCell<Vec<PolicyLine>>,
    /// What is made once for the site, by path: each output when something may be among its files.
    whole: [OnceCell<HashMap<String, Artifact>>; SITE_OUTPUTS.len()],
    /// One page of each kind, by its job and its place there.
    samples: OnceCell<Vec<(usize, usize)>>,
    /// What draws cards, when somebody asks for one.
    studio: OnceCell<Studio>,
}

/// A scene, with its files by path.
struct Open<'s, 'm, 'i> {
    scene: Scene<'s, 'm, 'i>,
    /// As the site was put together.
    beside: OnceCell<HashMap<String, Artifact>>,
    /// The search page and its index, with the documents with which they were made last.
    search: RefCell<Option<(Arc<Mended>, SearchFiles)>>,
}

type SearchFiles = Rc<HashMap<String, Artifact>>;

impl Open<'_, '_, '_> {
    /// The files beside the pages. Which there are does not depend on words, what a feed says does.
    fn beside(&self, newer: &Newer<'_>) -> HashMap<String, Artifact> {
        by_path(self.scene.beside(newer))
    }

    fn file_beside(&self, path: &str, newer: &Newer<'_>) -> Option<Bytes> {
        let artifact = self.beside.get_or_init(|| self.beside(&Newer::new())).get(path)?;
        if newer.is_empty() { bytes(&artifact.content) } else { bytes(&self.beside(newer).get(path)?.content) }
    }
}

impl<'s, 'm, 'i> Stand<'s, 'm, 'i> {
    fn new(stage: &'s pipeline::scene::Stage<'s, 'm, 'i>, jobs: &'s [pipeline::scene::Job]) -> Self {
        let scenes = jobs.iter().map(|_| OnceCell::new()).collect();
        let (lines, whole, samples) = (OnceCell::new(), Default::default(), OnceCell::new());
        Stand { stage, jobs, scenes, lines, whole, samples, studio: OnceCell::new() }
    }

    fn studio(&self) -> &Studio {
        self.studio.get_or_init(|| Studio::new(self.stage.renderer, &self.stage.input.theme))
    }

    /// The scene of a job; that of the root needs all that its home page lists.
    fn scene(&self, at: usize) -> &Open<'s, 'm, 'i> {
        self.scenes[at].get_or_init(|| {
            let job = &self.jobs[at];
            let scene = match job.explainer {
                Some(_) => Scene::new(self.stage, job, &[]),
                None => Scene::new(self.stage, job, self.lines()),
            };
            Open { scene, beside: OnceCell::new(), search: RefCell::default() }
        })
    }

    /// Plain pages in their lists, of the scenes that were opened.
    fn plain(&self) -> HashMap<String, Arc<Plain>> {
        let opened = self.jobs.iter().zip(&self.scenes);
        opened.filter_map(|(job, scene)| Some((job.path.clone(), scene.get()?.scene.plain()))).collect()
    }

    fn lines(&self) -> &[PolicyLine] {
        self.lines.get_or_init(|| {
            let shown = (0..self.jobs.len()).filter(|&at| self.jobs[at].has_line());
            shown.map(|at| self.scene(at).scene.line()).collect()
        })
    }

    /// Sitemap, files of the theme and of the editors, output by output. The files of the theme, which
    /// every page asks for, do not wait for a list of all pages.
    fn whole(&self) -> impl Iterator<Item = &HashMap<String, Artifact>> {
        self.whole.iter().zip(&SITE_OUTPUTS).map(|(made, (_, make))| {
            made.get_or_init(|| {
                // A build of nothing writes nothing, the theme's files included.
                if self.jobs.is_empty() {
                    return HashMap::new();
                }
                let has_api = self.jobs.iter().any(|job| job.explainer.is_some());
                let (input, theme) = (self.stage.input, self.stage.assets);
                let whole = Whole { input, theme, routes: &|| Cow::Owned(self.routes()), has_api };
                // A stylesheet that cannot be put together was found by `first_faults`.
                by_path(make(&whole, &mut Report::default()))
            })
        })
    }

    /// The pages of the present.
    fn routes(&self) -> Vec<(String, Option<String>)> {
        let present = (0..self.jobs.len()).filter(|&at| !self.jobs[at].is_edition);
        present.flat_map(|at| self.scene(at).scene.routes().collect::<Vec<_>>()).collect()
    }

    /// The faults of one page of each kind: a template that does not work is known before anybody looks.
    fn first_faults(&self) -> Vec<Diagnostic> {
        if self.jobs.is_empty() {
            return Vec::new();
        }
        let mut faults = self.stage.assets.faults.clone();
        let none = Newer::new();
        let made = self.samples().iter().map(|&(job, page)| self.scene(job).scene.page(page, &none));
        let mut of_pages: Vec<Diagnostic> = made.filter_map(Result::err).map(|fault| *fault).collect();
        // The search page is tried with nothing to be found: an index of all words would take its time.
        let searched = (0..self.jobs.len()).rev().map(|at| &self.scene(at).scene).find(|scene| scene.has_search());
        of_pages.extend(searched.map(|scene| scene.search(Vec::new()).1).unwrap_or_default());
        faults.extend(fault::merge(of_pages));
        faults
    }

    fn samples(&self) -> &[(usize, usize)] {
        self.samples.get_or_init(|| {
            let mut kinds = HashSet::new();
            let jobs = (0..self.jobs.len()).filter(|&at| !self.jobs[at].is_edition);
            jobs.flat_map(|job| {
                let pages = self.scene(job).scene.samples(&mut kinds);
                pages.into_iter().map(move |page| (job, page))
            })
            .collect()
        })
    }

    /// Whether the samples that show something newer can be made, as the others could.
    fn works(&self, newer: &Newer<'_>) -> bool {
        self.samples().iter().all(|&(job, page)| {
            let scene = &self.scene(job).scene;
            scene.file_of(page).is_none_or(|file| !newer.contains_key(&file)) || scene.page(page, newer).is_ok()
        })
    }

    /// The search of a scene, made when somebody asks for it: it needs all words of all pages.
    fn search(&self, at: usize, mended: &Arc<Mended>) -> SearchFiles {
        let open = self.scene(at);
        if let Some((known, files)) = &*open.search.borrow()
            && Arc::ptr_eq(known, mended)
        {
            return Rc::clone(files);
        }
        let newer = newer(mended);
        let mut gathered = Vec::new();
        if open.scene.job().explainer.is_none() {
            let others = (0..at).filter(|&other| self.jobs[other].has_line());
            gathered.extend(others.flat_map(|other| self.scene(other).scene.gather(&newer)));
        }
        gathered.extend(open.scene.gather(&newer));
        let files = Rc::new(by_path(open.scene.search(gathered).0));
        *open.search.borrow_mut() = Some((Arc::clone(mended), Rc::clone(&files)));
        files
    }

    fn file(&self, path: &str, mended: &Arc<Mended>) -> Option<Bytes> {
        let newer = &newer(mended);
        // The most special job first: an edition before its explainer, that before the root.
        let mut jobs: Vec<usize> = (0..self.jobs.len()).filter(|&at| path.starts_with(&self.jobs[at].path)).collect();
        jobs.sort_by_key(|&at| std::cmp::Reverse(self.jobs[at].path.len()));
        for at in jobs {
            let open = self.scene(at);
            if let Some(page) = open.scene.find(path) {
                return Some(match open.scene.page(page, newer) {
                    Ok(page) => bytes(&page.content)?,
                    Err(fault) => told(&human::print_one(&fault, &self.stage.input.files, false)),
                });
            }
            if let Some(twin) = open.scene.find_twin(path).and_then(|page| open.scene.twin(page, newer)) {
                return bytes(&twin.content);
            }
            if let Some(bytes) = open.file_beside(path, newer) {
                return Some(bytes);
            }
            if let Some(card) = open.scene.cards().iter().find(|card| card.path == path) {
                return self.studio().draw(card).ok().map(Bytes::from);
            }
            if open.scene.may_find_with(path) {
                let found = self.search(at, mended).get(path).and_then(|artifact| bytes(&artifact.content));
                if found.is_some() {
                    return found;
                }
            }
        }
        self.whole().find_map(|files| bytes(&files.get(path)?.content))
    }

    fn all(&self, mended: &Arc<Mended>) -> All {
        let newer = &newer(mended);
        let (mut files, mut faults) = (Vec::new(), Vec::new());
        for at in 0..self.jobs.len() {
            let open = self.scene(at);
            for page in 0..open.scene.n_pages() {
                match open.scene.page_and_twin(page, newer, None) {
                    Ok((page, twin)) => {
                        let made = std::iter::once(page).chain(twin);
                        files.extend(made.filter_map(|one| Some((one.path, bytes(&one.content)?))));
                    }
                    Err(fault) => faults.push(*fault),
                }
            }
            files.extend(all_of(&open.beside(newer)));
            for card in open.scene.cards() {
                match self.studio().draw(card) {
                    Ok(bytes) => files.push((card.path.clone(), Bytes::from(bytes))),
                    Err(fault) => faults.push(*fault),
                }
            }
            if open.scene.has_search() {
                files.extend(all_of(&self.search(at, mended)));
            }
        }
        files.extend(self.whole().flat_map(all_of));
        if faults.is_empty() {
            return Ok(files);
        }
        let (mut report, input) = (Report::default(), self.stage.input);
        pipeline::add_tried(&mut report, &input.theme, fault::merge(faults), &input.files);
        Err(report.iter().cloned().collect())
    }
}

fn by_path(artifacts: Vec<Artifact>) -> HashMap<String, Artifact> {
    artifacts.into_iter().map(|artifact| (artifact.path.clone(), artifact)).collect()
}

fn all_of(artifacts: &HashMap<String, Artifact>) -> impl Iterator<Item = (String, Bytes)> {
    artifacts.iter().filter_map(|(path, artifact)| Some((path.clone(), bytes(&artifact.content)?)))
}

/// The bytes of a file; `None` for an asset that is gone.
fn bytes(content: &Content) -> Option<Bytes> {
    match content {
        Content::Bytes(bytes) => Some(Bytes::copy_from_slice(bytes)),
        Content::CopyFrom(from) => std::fs::read(from).ok().map(Bytes::from),
    }
}

/// A page that could not be made: the fault in its place.
fn told(fault: &str) -> Bytes {
    let mut html = String::from("<!doctype html><meta charset=\"utf-8\"><title>This page has a fault</title><pre>");
    crate::markdown::html::escape(fault, &mut html);
    html.push_str("</pre>");
    Bytes::from(html)
}

impl Live {
    /// Every file of the site, as a build would write it.
    ///
    /// # Errors
    /// The faults of templates for which a build would write nothing.
    pub fn all(&self) -> All {
        let (reply, replied) = mpsc::channel();
        self.ask(Request::All(Arc::clone(&self.mended), reply));
        replied.recv().unwrap_or_else(|_| Ok(Vec::new()))
    }

    /// This site with these documents in the place of those of their files, from which they differ in
    /// words alone; `None` if a template does not work on them, which is a fault to be found and told.
    pub fn mended(&self, newer: impl IntoIterator<Item = (FileId, Arc<Kept>)>) -> Option<Live> {
        let mut mended = Mended::clone(&self.mended);
        mended.extend(newer);
        let mended = Arc::new(mended);
        let (reply, replied) = mpsc::channel();
        self.ask(Request::Works(Arc::clone(&mended), reply));
        let requests = self.requests.lock().unwrap_or_else(PoisonError::into_inner).clone();
        let base_path = self.base_path.clone();
        let live = Live { requests: Mutex::new(requests), mended, base_path, made: Mutex::default() };
        replied.recv().unwrap_or(false).then_some(live)
    }

    fn ask(&self, request: Request) {
        // The thread ends only when all of these senders are gone.
        let _ = self.requests.lock().unwrap_or_else(PoisonError::into_inner).send(request);
    }
}

impl Generation for Live {
    fn get(&self, path: &str) -> Option<Bytes> {
        if let Some(made) = self.made.lock().unwrap_or_else(PoisonError::into_inner).get(path) {
            return made.clone();
        }
        let (reply, replied) = mpsc::channel();
        self.ask(Request::File(path.to_owned(), Arc::clone(&self.mended), reply));
        let made = replied.recv().unwrap_or_default();
        // What is not there is not kept: anybody may ask for anything.
        if made.is_some() {
            self.made.lock().unwrap_or_else(PoisonError::into_inner).insert(path.to_owned(), made.clone());
        }
        made
    }

    fn base_path(&self) -> &str {
        &self.base_path
    }
}
