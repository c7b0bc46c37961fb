//! What the card of a page says: the picture that other sites show beside a link to it.
//!
//! A theme draws it in SVG, `templates/card.svg`, with one function of its own, `fit`, that breaks a
//! text into lines. Takes pages before they are rendered and the view of their edition; gives a [`Card`] for
//! each page that has its own, and the address and words that go into the head of every page. The name of
//! a card's file stands for all that it is drawn from, so one that is there already need not be drawn again,
//! and nothing is rendered or measured to learn that. Never says what is not on the page.

use std::collections::HashMap;
use std::sync::Arc;

use serde::Serialize;
use tera::{Context, Kwargs, State, Tera, Value};
use xxhash_rust::xxh3::{Xxh3, xxh3_128};

use super::pages::{Draft, Frame};
use super::view::View;
use super::wanted::Wanted;
use super::{Renderer, embeds, map, value, words};
use crate::config::outputs::Cards;
use crate::diag::Diagnostic;
use crate::draw::{self, Fonts, Look};
use crate::theme::Theme;

/// The template of a theme that draws cards.
pub const TEMPLATE: &str = "card.svg";

/// In pixels, as the networks show it: 1.91 to 1.
pub const WIDTH: u32 = 1200;
pub const HEIGHT: u32 = 630;

/// The lists that have a card of their own, by the kind of their page.
const MAIN: [&str; 9] =
    ["policy", "timeline", "takeaways", "stakeholders", "differences", "issues", "watch", "sources", "changes"];

/// The longest name of a file, in bytes, without its fingerprint.
const MOST_BYTES: usize = 60;

/// A card that is not drawn yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Card {
    /// Below the output folder: `cards/timeline-0f3a.png`. Stands for all that is on it.
    pub path: String,
    /// The route of its page.
    route: String,
    shows: Shows,
}

/// What a card shows: the contract with `card.svg`, described in `themes/README.md`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
struct Shows {
    kind: &'static str,
    title: String,
    lead: String,
    /// Of an event, in words.
    date: String,
    explainer: String,
    site: String,
    address: String,
    /// The day whose knowledge is shown, in words, if that is past.
    edition: String,
    state: Option<Standing>,
    rail: Vec<Point>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
struct Standing {
    label: String,
    /// Since when, in words.
    date: String,
    tone: &'static str,
    force: &'static str,
}

/// A step of the status rail.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
struct Point {
    label: String,
    tone: &'static str,
    shape: &'static str,
    current: bool,
    done: bool,
    next: bool,
}

/// The longest rail; earlier steps are left out.
const MOST_POINTS: usize = 9;

/// The cards of one edition, or of the root of a site of several.
#[derive(Clone, Default)]
pub struct Plan {
    /// Those to be drawn, each once.
    pub cards: Vec<Card>,
    /// What pages say of their own card, by their route: `card` of the contract.
    own: HashMap<String, Value>,
    /// What all others say.
    shared: Option<Value>,
}

impl Plan {
    /// The cards of these pages. None without an address: a link preview follows whole addresses only.
    ///
    /// A past day has one card, its home page's.
    pub fn new(renderer: &Renderer, which: Cards, frame: &Frame<'_>, view: &View, drafts: &[Draft]) -> Plan {
        let mut plan = Plan::default();
        let (Some(base), Some(look)) = (frame.base_url, renderer.look) else { return plan };
        if which == Cards::None {
            return plan;
        }
        let home = match drafts.iter().find(|draft| draft.route.is_empty()) {
            Some(draft) => shows(draft, frame, view),
            None => of_site(frame),
        };
        plan.shared = Some(plan.add(String::new(), home, look, base, frame.path));
        let has_own = |draft: &&Draft| match which {
            _ if frame.shows_past || draft.route.is_empty() || draft.kind == "404" => false,
            // Nobody links to what stands in other people's pages.
            _ if embeds::is_embed(draft.kind) => false,
            Cards::All => true,
            _ => MAIN.contains(&draft.kind),
        };
        for draft in drafts.iter().filter(has_own) {
            let card = plan.add(draft.route.clone(), shows(draft, frame, view), look, base, frame.path);
            plan.own.insert(draft.route.clone(), card);
        }
        plan
    }

    /// What the page at a route says of its card.
    pub fn of(&self, route: &str) -> Value {
        self.own.get(route).or(self.shared.as_ref()).cloned().unwrap_or_else(Value::none)
    }

    fn add(&mut self, route: String, shows: Shows, look: u128, base: &str, folder: &str) -> Value {
        let alt = alt(&shows);
        let written = serde_json::to_vec(&shows).unwrap_or_default();
        let mut all = Xxh3::new();
        all.update(&look.to_le_bytes());
        all.update(&written);
        let path = format!("{folder}cards/{}-{:016x}.png", stem(&route), all.digest());
        let link = map([
            ("url", Value::from(format!("{base}{path}"))),
            ("alt", Value::from(alt)),
            ("width", Value::from(u64::from(WIDTH))),
            ("height", Value::from(u64::from(HEIGHT))),
        ]);
        if self.cards.iter().all(|card| card.path != path) {
            self.cards.push(Card { path, route, shows });
        }
        link
    }
}

/// `timeline-signing` of the route `timeline/signing/`: what can stand in any address and on any disk.
fn stem(route: &str) -> String {
    let plain = |letter: char| if letter.is_ascii_alphanumeric() { letter.to_ascii_lowercase() } else { '-' };
    let mut stem: String = route.trim_end_matches('/').chars().map(plain).take(MOST_BYTES).collect();
    if stem.is_empty() {
        stem.push_str("home");
    }
    stem
}

fn shows(draft: &Draft, frame: &Frame<'_>, view: &View) -> Shows {
    let headline = view.policy.as_ref().map(|policy| policy.headline.as_str()).unwrap_or_default();
    let lead = match draft.description.as_str() {
        description if description == draft.heading => headline,
        description => description,
    };
    let lead = if lead == draft.heading { "" } else { lead };
    let date = match draft.kind {
        "event" => {
            let url = super::marks::to_route(&draft.route);
            let mut events = view.timeline.past.iter().chain(&view.timeline.ahead);
            let event = events.find(|event| event.record.url == url);
            event.and_then(|event| event.record.date.as_ref()).map(|date| clean(&date.text)).unwrap_or_default()
        }
        _ => String::new(),
    };
    let state = view.status.as_ref().map(|status| Standing {
        label: clean(&status.label),
        date: clean(&status.since.text),
        tone: status.tone,
        force: status.force_label,
    });
    let rail = view.status.iter().flat_map(|status| {
        let first = status.rail.len().saturating_sub(MOST_POINTS);
        status.rail[first..].iter().map(|step| Point {
            label: clean(&step.label),
            tone: step.tone,
            shape: step.shape,
            current: step.current,
            done: step.done,
            next: step.next,
        })
    });
    Shows {
        kind: draft.kind,
        title: clean(&draft.heading),
        lead: clean(lead),
        date,
        explainer: view.policy.as_ref().map(|policy| clean(&policy.short_title)).unwrap_or_default(),
        state,
        rail: rail.collect(),
        ..of_site(frame)
    }
}

/// The card of a site whose home page is a plain page of its own.
fn of_site(frame: &Frame<'_>) -> Shows {
    let site = frame.site;
    Shows {
        kind: "tracker",
        title: clean(&site.title),
        lead: clean(&site.description),
        date: String::new(),
        explainer: String::new(),
        site: clean(&site.title),
        address: frame.base_url.map(address).unwrap_or_default(),
        edition: if frame.shows_past { words::day(frame.as_of).text } else { String::new() },
        state: None,
        rail: Vec::new(),
    }
}

/// `example.org/order` of `https://example.org/order/`.
fn address(base: &str) -> String {
    let plain = base.split_once("://").map_or(base, |(_, rest)| rest);
    clean(plain.trim_end_matches('/'))
}

/// A text without controls, which may not stand in XML.
fn clean(text: &str) -> String {
    text.chars().filter(|letter| !letter.is_control() && !matches!(letter, '\u{fffe}' | '\u{ffff}')).collect()
}

/// What is on a card, for those who do not see it.
fn alt(shows: &Shows) -> String {
    let mut alt = shows.title.clone();
    let mut add = |text: &str| {
        if !text.is_empty() {
            let stop = if alt.ends_with(['.', '!', '?', '…']) { " " } else { ". " };
            alt.push_str(stop);
            alt.push_str(text);
        }
    };
    add(&shows.date);
    if let Some(state) = &shows.state {
        add(&format!("{} since {}", state.label, state.date));
    }
    if !shows.edition.is_empty() {
        add(&format!("As of {}", shows.edition));
    }
    if shows.site != shows.title {
        add(&shows.site);
    }
    alt
}

/// Stands for how a theme draws cards: its SVG templates, its fonts, and this program's way to draw. `None`:
/// it draws none.
pub fn look(theme: &Theme) -> Option<u128> {
    if !theme.templates.contains_key(TEMPLATE) {
        return None;
    }
    let mut all = Xxh3::new();
    all.update(&draw::VERSION.to_le_bytes());
    for (name, template) in theme.templates.iter().filter(|(name, _)| name.ends_with(".svg")) {
        all.update(&xxh3_128(name.as_bytes()).to_le_bytes());
        all.update(&xxh3_128(template.text.as_bytes()).to_le_bytes());
    }
    for font in theme.fonts() {
        all.update(&xxh3_128(font).to_le_bytes());
    }
    Some(all.digest128())
}

/// What draws the cards of a site.
pub struct Studio {
    renderer: Renderer,
    fonts: Arc<Fonts>,
}

impl Studio {
    /// Reads the fonts of the theme.
    pub fn new(renderer: &Renderer, theme: &Theme) -> Studio {
        let fonts = Arc::new(Fonts::read(theme.fonts()));
        let mut tera = renderer.tera.clone();
        register(&mut tera, Arc::clone(&fonts));
        Studio {
            renderer: Renderer { tera, texts: renderer.texts.clone(), wanted: Wanted::all(), look: renderer.look },
            fonts,
        }
    }

    /// Draws a card as PNG.
    ///
    /// # Errors
    /// A `template-fault` of `card.svg`.
    pub fn draw(&self, card: &Card) -> Result<Vec<u8>, Box<Diagnostic>> {
        let svg = self.renderer.render(TEMPLATE, &card.route, &context(&card.shows))?;
        self.fonts.draw(&svg, WIDTH, HEIGHT).map_err(|said| no_picture(&self.renderer, &said))
    }
}

fn context(shows: &Shows) -> Context {
    let mut context = Context::new();
    context.insert_value("card", value(shows));
    context
}

fn no_picture(renderer: &Renderer, said: &str) -> Box<Diagnostic> {
    let span = renderer.texts.get(TEMPLATE).and_then(|text| text.span(0, 0));
    let message = format!("the template `{TEMPLATE}` makes no picture: {said}");
    let fault = Diagnostic { span, ..Diagnostic::nowhere("template-fault", message) };
    Box::new(fault.help("what it makes must be SVG; line and column are of the SVG, not of the template"))
}

/// The faults of the template that draws cards, tried on one with everything and on one with little.
///
/// Cards are drawn only where they are not there yet, so that it would not be known otherwise.
pub(super) fn faults(renderer: &Renderer) -> Vec<Diagnostic> {
    let none = Fonts::default();
    let try_on = |shows: &Shows| {
        let svg = renderer.render(TEMPLATE, "", &context(shows)).map_err(|mut fault| {
            // The page that it names is no page of the site.
            fault.notes.pop_if(|note| note.span.is_none());
            fault
        })?;
        none.try_svg(&svg).map_err(|said| no_picture(renderer, &said))
    };
    let samples = [sample(true), sample(false)];
    let mut faults: Vec<Diagnostic> =
        samples.iter().filter_map(|shows| try_on(shows).err()).map(|fault| *fault).collect();
    faults.dedup_by(|left, right| left.message == right.message && left.span == right.span);
    faults
}

fn sample(is_full: bool) -> Shows {
    let text = |text: &str| if is_full { text.to_owned() } else { String::new() };
    let point = |shape, current: bool, next: bool| Point {
        label: "Signed".to_owned(),
        tone: "force",
        shape,
        current,
        done: !next && !current,
        next,
    };
    let state =
        Standing { label: "Signed".to_owned(), date: "2 June 2026".to_owned(), tone: "force", force: "in force" };
    Shows {
        kind: if is_full { "event" } else { "tracker" },
        title: "A rule & what became of it".to_owned(),
        lead: text("What it is <and> what it is not."),
        date: text("2 June 2026"),
        explainer: text("The rule"),
        site: "The site".to_owned(),
        address: "example.org".to_owned(),
        edition: text("2 June 2026"),
        state: is_full.then_some(state),
        rail: match is_full {
            true => vec![point("disc", false, false), point("diamond", true, false), point("ring", false, true)],
            false => Vec::new(),
        },
    }
}

/// Gives templates the function `fit`.
pub(super) fn register(tera: &mut Tera, fonts: Arc<Fonts>) {
    tera.register_function("fit", move |kwargs: Kwargs, _: &State<'_>| fit(&fonts, &kwargs));
}

fn fit(fonts: &Fonts, kwargs: &Kwargs) -> tera::TeraResult<Value> {
    let text: String = kwargs.must_get("text")?;
    let font: String = kwargs.must_get("font")?;
    let largest: u32 = kwargs.must_get("size")?;
    let look = Look {
        font: &font,
        weight: kwargs.get("weight")?.unwrap_or(400),
        italic: kwargs.get("italic")?.unwrap_or(false),
    };
    let frame = draw::Frame {
        largest,
        smallest: kwargs.get("smallest")?.unwrap_or(largest),
        width: kwargs.must_get("width")?,
        height: kwargs.get("height")?,
        leading: kwargs.get("leading")?.unwrap_or(1.2),
        lines: kwargs.get("lines")?.unwrap_or(1),
    };
    let fitted = fonts.fit(&text, &look, &frame);
    Ok(map([
        ("size", Value::from(u64::from(fitted.size))),
        ("distance", Value::from(u64::from(fitted.distance))),
        ("lines", Value::from(fitted.lines.into_iter().map(Value::from).collect::<Vec<_>>())),
        ("width", Value::from(u64::from(fitted.width))),
    ]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_files_are_plain() {
        for (route, expected) in [
            ("", "home"),
            ("timeline/", "timeline"),
            ("timeline/signing/", "timeline-signing"),
            ("Über/Größe/", "-ber-gr--e"),
        ] {
            assert_eq!(stem(route), expected);
        }
        assert_eq!(stem(&"a".repeat(200)).len(), MOST_BYTES);
    }

    #[test]
    fn the_words_of_a_card_are_told_to_those_who_do_not_see_it() {
        let full = Shows { title: "Was it signed?".to_owned(), ..sample(true) };
        let expected = "Was it signed? 2 June 2026. Signed since 2 June 2026. As of 2 June 2026. The site";
        assert_eq!(alt(&full), expected);
        assert_eq!(alt(&Shows { title: "The site".to_owned(), ..sample(false) }), "The site");
    }

    #[test]
    fn an_address_is_shown_without_its_scheme() {
        assert_eq!(address("https://example.org/order/"), "example.org/order");
    }
}
