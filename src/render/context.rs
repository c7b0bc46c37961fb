//! What a template sees: a public contract, described in `themes/README.md`.
//!
//! Plain data, made from an edition; the model may change without breaking a theme.
//! Fields here are never renamed without a new version of the contract.

use serde::Serialize;

/// Version of the contract; a theme's `api` must not be higher.
pub use crate::theme::API;

#[derive(Debug, Clone, Serialize, Default, PartialEq, Eq)]
pub struct Day {
    /// In words: "around May 2026".
    pub text: String,
    /// Without the year where it is a full day: "21 May".
    pub short: String,
    /// The text without a remark in brackets at its end: "no date set".
    pub main: String,
    /// That remark: "(after 21 May 2026)". Empty if there is none.
    pub aside: String,
    /// For `<time datetime>`.
    pub iso: Option<String>,
    pub year: String,
}

#[derive(Debug, Clone, Serialize)]
pub struct Ref {
    pub id: String,
    pub title: String,
    pub url: String,
}

/// A rule that is held otherwise in one place.
#[derive(Debug, Clone, Serialize)]
pub struct ExceptionContext {
    /// The rule's code.
    pub rule: &'static str,
    pub finds: String,
    /// `off`, `warning`, `error`.
    pub level: &'static str,
    pub level_label: &'static str,
    /// Of what it is about.
    pub title: String,
    /// `None`: it has no page.
    pub url: Option<String>,
    pub because: String,
}

#[derive(Debug, Clone, Serialize)]
pub struct DatedRef {
    pub id: String,
    pub title: String,
    pub url: String,
    pub date: Option<Day>,
}

#[derive(Debug, Clone, Serialize)]
pub struct Cite {
    pub key: String,
    pub number: usize,
    pub url: String,
    pub label: String,
    pub locator: String,
    /// HTML.
    pub entry: String,
    pub original_url: Option<String>,
    pub archived_url: Option<String>,
    pub archived_on: Option<Day>,
    /// What is not known of the source, in words: "undated, ...; author and publisher not known". Empty if nothing.
    pub gaps: String,
}

#[derive(Debug, Clone, Serialize)]
pub struct Answer {
    pub value: &'static str,
    pub label: &'static str,
    pub event: Option<Ref>,
}

#[derive(Debug, Clone, Serialize, Default)]
pub struct Evidence {
    /// Of the first statement.
    #[serde(rename = "type")]
    pub kind: &'static str,
    pub label: &'static str,
    /// Labels of all types, each once.
    pub types: Vec<&'static str>,
    pub cites: Vec<Cite>,
    pub n_sources: usize,
    pub n_origins: usize,
    /// "3 sources, 1 origin: TechCrunch".
    pub sentence: String,
    pub single_origin: bool,
    pub statements: Vec<StatementContext>,
}

#[derive(Debug, Clone, Serialize)]
pub struct StatementContext {
    #[serde(rename = "type")]
    pub kind: &'static str,
    pub label: &'static str,
    pub text: String,
    pub url: String,
    pub cites: Vec<Cite>,
    pub sentence: String,
}

/// What every record has.
#[derive(Debug, Clone, Serialize)]
pub struct RecordContext {
    pub id: String,
    pub kind: &'static str,
    pub slug: String,
    pub anchor: String,
    pub title: String,
    pub summary: String,
    pub url: String,
    pub date: Option<Day>,
    /// HTML.
    pub body: String,
    pub scope: &'static str,
    pub evidence: Option<Evidence>,
    pub issues: Vec<Ref>,
    pub stakeholders: Vec<Ref>,
    pub backlinks: Vec<Ref>,
    pub reviewed: Option<Day>,
    /// The last day on which something of it became known or was corrected.
    pub changed: Option<Day>,
}

#[derive(Debug, Clone, Serialize)]
pub struct PolicyContext {
    #[serde(flatten)]
    pub record: RecordContext,
    pub short_title: String,
    pub headline: String,
    pub kind_label: String,
    pub jurisdiction: String,
    pub issuer: String,
    pub number: String,
    pub citation: String,
    pub official_url: Option<String>,
    pub facets: Vec<Facet>,
}

#[derive(Debug, Clone, Serialize)]
pub struct Facet {
    pub key: String,
    pub label: String,
    pub value: Option<String>,
}

#[derive(Debug, Clone, Serialize)]
pub struct Status {
    pub state: String,
    pub label: String,
    pub sentence: String,
    pub force: &'static str,
    pub force_label: &'static str,
    pub tone: &'static str,
    pub since: Day,
    pub event: Ref,
    pub previous_label: Option<String>,
    pub next: Option<Next>,
    pub rail: Vec<Step>,
}

#[derive(Debug, Clone, Serialize)]
pub struct Next {
    pub title: String,
    pub date: Day,
    pub url: String,
    pub certainty_label: String,
    /// Whether its day has passed and what became of it is not known.
    pub overdue: bool,
}

#[derive(Debug, Clone, Serialize)]
pub struct Step {
    pub label: String,
    pub date: Day,
    pub note: String,
    pub url: String,
    pub tone: &'static str,
    pub shape: &'static str,
    pub current: bool,
    pub done: bool,
    pub next: bool,
}

#[derive(Debug, Clone, Serialize)]
pub struct EventContext {
    #[serde(flatten)]
    pub record: RecordContext,
    pub status_label: Option<String>,
    pub status_tone: Option<&'static str>,
    pub certainty: &'static str,
    pub certainty_label: &'static str,
    pub importance: i64,
    pub about: Vec<Ref>,
    pub actors: Vec<String>,
    pub group: String,
    pub owner: String,
    pub section: String,
    pub outcome: Option<&'static str>,
    pub outcome_label: Option<&'static str>,
    pub is_past: bool,
    pub overdue: bool,
    pub changes_status: bool,
    /// Whether it takes place as planned, in schema.org's words; not part of the contract.
    #[serde(skip)]
    pub schedule: Option<&'static str>,
}

#[derive(Debug, Clone, Serialize)]
pub struct Timeline {
    /// HTML.
    pub svg: String,
    pub past: Vec<EventContext>,
    pub ahead: Vec<EventContext>,
    pub years: Vec<Year>,
    /// How sure each step is: `occurred`, `scheduled` ..., those that there are.
    pub by_certainty: Vec<Share>,
    pub by_issue: Vec<Filter>,
    pub by_stakeholder: Vec<Filter>,
}

#[derive(Debug, Clone, Serialize)]
pub struct Year {
    pub year: String,
    /// HTML: the year alone, drawn larger; empty where there is little to draw.
    pub svg: String,
    pub events: Vec<EventContext>,
}

#[derive(Debug, Clone, Serialize)]
pub struct Filter {
    /// Of the issue or stakeholder.
    pub id: String,
    pub title: String,
    pub url: String,
    pub count: usize,
}

/// How many events have something in common.
#[derive(Debug, Clone, Serialize)]
pub struct Share {
    pub id: &'static str,
    pub title: &'static str,
    pub count: usize,
}

#[derive(Debug, Clone, Serialize)]
pub struct TakeawayContext {
    #[serde(flatten)]
    pub record: RecordContext,
    pub confidence: Option<&'static str>,
    pub confidence_label: Option<&'static str>,
    pub answer: Option<Answer>,
}

#[derive(Debug, Clone, Serialize)]
pub struct StakeholderContext {
    #[serde(flatten)]
    pub record: RecordContext,
    pub group: &'static str,
    pub group_label: &'static str,
    pub named: Vec<String>,
    pub implications: Vec<Implication>,
    pub events: Vec<DatedRef>,
}

#[derive(Debug, Clone, Serialize)]
pub struct Implication {
    #[serde(flatten)]
    pub record: RecordContext,
    pub direction: &'static str,
    pub direction_label: &'static str,
    pub mark: &'static str,
    pub horizon: &'static str,
    pub horizon_label: &'static str,
    pub confidence_label: Option<&'static str>,
    pub likelihood: Option<String>,
    pub issue: Option<Ref>,
    pub stakeholder: Ref,
    pub answer: Option<Answer>,
}

#[derive(Debug, Clone, Serialize)]
pub struct Matrix {
    /// The day from which the horizons count: that on which most implications became known.
    pub since: Option<Day>,
    /// The change of status on that day.
    pub event: Option<Ref>,
    pub horizons: Vec<Horizon>,
    pub groups: Vec<MatrixGroup>,
    pub silent: Vec<Ref>,
}

#[derive(Debug, Clone, Serialize)]
pub struct Horizon {
    pub key: &'static str,
    pub label: &'static str,
}

#[derive(Debug, Clone, Serialize)]
pub struct MatrixGroup {
    pub key: &'static str,
    pub label: &'static str,
    pub rows: Vec<MatrixRow>,
}

#[derive(Debug, Clone, Serialize)]
pub struct MatrixRow {
    pub stakeholder: Ref,
    pub cells: Vec<Vec<Implication>>,
    pub n: usize,
}

#[derive(Debug, Clone, Serialize)]
pub struct DifferenceContext {
    #[serde(flatten)]
    pub record: RecordContext,
    pub question: String,
    pub home: bool,
    pub settled: bool,
    pub settled_by: Option<Ref>,
    pub positions: Vec<Position>,
    /// HTML.
    pub conclusion: String,
    pub conclusion_anchor: String,
    pub conclusion_evidence: Option<Evidence>,
}

#[derive(Debug, Clone, Serialize)]
pub struct Position {
    pub title: String,
    pub anchor: String,
    pub rank: &'static str,
    pub rank_label: &'static str,
    /// HTML.
    pub body: String,
    pub evidence: Option<Evidence>,
}

#[derive(Debug, Clone, Serialize)]
pub struct IssueContext {
    #[serde(flatten)]
    pub record: RecordContext,
    pub survives: bool,
    pub implications: Vec<Implication>,
    pub events: Vec<EventContext>,
    pub questions: Vec<Ref>,
    pub differences: Vec<Ref>,
}

#[derive(Debug, Clone, Serialize)]
pub struct Compare {
    pub facets: Vec<CompareRow>,
    pub instruments: Vec<PolicyContext>,
}

#[derive(Debug, Clone, Serialize)]
pub struct CompareRow {
    pub key: String,
    pub label: String,
    pub cells: Vec<CompareCell>,
}

#[derive(Debug, Clone, Serialize)]
pub struct CompareCell {
    pub value: Option<String>,
}

#[derive(Debug, Clone, Serialize)]
pub struct QuestionContext {
    #[serde(flatten)]
    pub record: RecordContext,
    pub asked_by: Vec<Cite>,
    pub answer: Answer,
}

#[derive(Debug, Clone, Serialize)]
pub struct TermContext {
    #[serde(flatten)]
    pub record: RecordContext,
    pub also: Vec<String>,
}

#[derive(Debug, Clone, Serialize)]
pub struct QuoteContext {
    #[serde(flatten)]
    pub record: RecordContext,
    pub by: String,
    pub on: Option<Day>,
    #[serde(rename = "where")]
    pub place: String,
    /// HTML.
    pub variants: String,
}

#[derive(Debug, Clone, Serialize)]
pub struct ChangeContext {
    #[serde(flatten)]
    pub record: RecordContext,
    pub change_kind: &'static str,
    pub kind_label: &'static str,
    pub on: Option<Ref>,
    pub was: String,
    pub now: String,
}

#[derive(Debug, Clone, Serialize)]
pub struct Watch {
    pub ahead: Vec<EventContext>,
    pub open: Vec<QuestionContext>,
    pub calendar_url: String,
}

#[derive(Debug, Clone, Serialize)]
pub struct SourceContext {
    pub key: String,
    pub number: usize,
    pub url: String,
    pub label: String,
    pub title: String,
    /// HTML.
    pub entry: String,
    /// Whether the entry says more than the title and the address.
    pub entry_adds: bool,
    /// As in [`Cite`].
    pub gaps: String,
    pub type_label: String,
    pub role: Option<&'static str>,
    pub role_label: Option<&'static str>,
    pub stance: Option<String>,
    pub stance_because: Option<String>,
    pub original_url: Option<String>,
    pub archived_url: Option<String>,
    pub archived_on: Option<Day>,
    pub accessed: Option<Day>,
    pub issued: Option<Day>,
    pub known: Day,
    pub language: Option<String>,
    pub paywall: bool,
    pub note: Option<String>,
    pub corpus: bool,
    pub via: Vec<Ref>,
    pub relayed_by: Vec<Ref>,
    /// HTML: a small tree of what it relays.
    pub chain: String,
    pub supports: Vec<Supported>,
    pub n_statements: usize,
}

#[derive(Debug, Clone, Serialize)]
pub struct Supported {
    pub record: Ref,
    pub statements: Vec<SupportedStatement>,
}

#[derive(Debug, Clone, Serialize)]
pub struct SupportedStatement {
    #[serde(rename = "type")]
    pub kind: &'static str,
    pub label: &'static str,
    pub text: String,
    pub url: String,
}

#[derive(Debug, Clone, Serialize)]
pub struct Origins {
    pub sentence: String,
    pub n_sources: usize,
    pub n_origins: usize,
}

#[derive(Debug, Clone, Serialize)]
pub struct EditionRef {
    pub date: Day,
    pub url: String,
    /// The page that links to it, as it stood then; its home page where that was not there yet.
    pub here_url: String,
    /// Whether that is the same page.
    pub has_page: bool,
    pub label: String,
    pub current: bool,
}

#[derive(Debug, Clone, Serialize)]
pub struct EditionNotice {
    pub date: Day,
    pub now_url: String,
    pub now_title: String,
}

#[derive(Debug, Clone, Serialize)]
pub struct NavItem {
    pub key: String,
    pub title: String,
    pub url: String,
    pub count: Option<usize>,
    pub current: bool,
    pub main: bool,
}

#[derive(Debug, Clone, Serialize)]
pub struct Site {
    pub title: String,
    pub description: String,
    pub language: String,
    /// As Open Graph writes it: `en_US`. Empty where the territory is not known.
    pub locale: String,
    pub url: String,
    pub generator: String,
    pub several: bool,
    pub scripts: bool,
    /// From which side the language is written: `ltr` or `rtl`.
    pub direction: &'static str,
}

#[derive(Debug, Clone, Serialize)]
pub struct Explainer {
    pub title: String,
    pub url: String,
    pub feed_url: Option<String>,
    /// The same as a JSON Feed.
    pub json_feed_url: Option<String>,
    pub calendar_url: Option<String>,
    pub api_url: String,
    pub description: String,
}

#[derive(Debug, Clone, Serialize)]
pub struct Crumb {
    pub title: String,
    pub url: String,
}

/// A line of the home page of a site of several policies.
#[derive(Debug, Clone, Serialize)]
pub struct PolicyLine {
    pub title: String,
    pub headline: String,
    pub url: String,
    pub status: Option<Status>,
    pub last_change: Option<Day>,
    pub n_events: usize,
}

/// What the brief tells, in order.
#[derive(Debug, Clone, Serialize)]
pub struct BriefContext {
    /// The plain sentence of the present state, with the sources of the event that led to it.
    pub state: Option<BriefSaid>,
    /// What the policy is; empty where takeaways say it.
    pub policy: Vec<BriefSaid>,
    pub takeaways: Vec<BriefLine>,
    pub happened: Vec<BriefLine>,
    pub due: Vec<BriefLine>,
    pub ahead: Vec<BriefLine>,
    pub whom: Vec<BriefStakeholder>,
    pub differences: Vec<BriefDifference>,
    /// The sources that all this rests on, each once, in order of number.
    pub notes: Vec<Cite>,
    /// Words of titles and sentences, as the budget counts them.
    pub n_words: usize,
}

/// A takeaway or an event.
#[derive(Debug, Clone, Serialize)]
pub struct BriefLine {
    pub id: String,
    pub title: String,
    pub url: String,
    pub date: Option<Day>,
    /// How sure it is, of an event ahead; else empty.
    pub label: String,
    pub said: Vec<BriefSaid>,
}

#[derive(Debug, Clone, Serialize)]
pub struct BriefDifference {
    pub id: String,
    pub question: String,
    pub url: String,
    /// Titles of positions.
    pub positions: Vec<BriefSaid>,
    /// The first sentence of what we can say.
    pub said: Vec<BriefSaid>,
}

/// Words, and what they rest on.
#[derive(Debug, Clone, Serialize)]
pub struct BriefSaid {
    /// Empty where the title above it is all that is said.
    pub text: String,
    /// Types of statement in small letters; empty where all is reported, which is the default.
    pub label: String,
    pub cites: Vec<BriefCite>,
}

#[derive(Debug, Clone, Serialize)]
pub struct BriefCite {
    pub number: usize,
    pub url: String,
    pub label: String,
    pub locator: String,
}

#[derive(Debug, Clone, Serialize)]
pub struct BriefStakeholder {
    pub title: String,
    pub url: String,
    pub implications: Vec<BriefImplication>,
}

#[derive(Debug, Clone, Serialize)]
pub struct BriefImplication {
    pub url: String,
    pub direction: &'static str,
    pub direction_label: &'static str,
    pub mark: &'static str,
    pub horizon: &'static str,
    pub answer: Option<Answer>,
    /// The title, with what it rests on.
    pub said: BriefSaid,
}
