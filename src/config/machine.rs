//! Says which states a policy can be in, what each means, and which may follow which.
//!
//! Takes the name of a preset and what config says about its states; gives back a
//! [`Machine`]. Never finds out which state a policy is in: that is `site`'s work.
//!
//! The rule of moves: the states stand in order, and a policy may go to any later
//! state, so states may be skipped. On top of that,
//! - `back` lists the states a state may return to; one that lists itself may repeat;
//! - `after`, where a state has it, replaces "any earlier state" by a list;
//! - nothing follows a state that `ends`, save where another state's `after` names it.

mod presets;
#[cfg(test)]
mod tests;

/// The names that [`preset`] knows.
pub const PRESETS: &[&str] = &["us-executive-order", "us-bill", "eu-regulation"];

/// The states of one kind of policy, in order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Machine {
    /// `us-executive-order`
    pub name: String,
    pub states: Vec<State>,
}

/// One state of a policy.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct State {
    /// As an event's `status` writes it: `in-effect`.
    pub name: String,
    /// A few words, the first with a capital: `Signing scheduled`.
    pub label: String,
    /// A plain sentence for the banner, or two short ones, each with a full stop.
    pub sentence: String,
    pub tone: Tone,
    pub force: LegalForce,
    /// The states that it may return to, or itself if it may repeat.
    pub back: Vec<String>,
    /// The only states that it may follow; `None` for all that stand before it.
    pub after: Option<Vec<String>>,
    /// Whether the story is over with it.
    pub ends: bool,
}

/// How a state is shown; always together with words, never alone.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Tone {
    /// Something is on its way.
    Ahead,
    /// Something stands still.
    Hold,
    /// It binds someone.
    Force,
    /// It is over.
    Ended,
    #[default]
    Neutral,
}

/// Whether the policy binds anyone.
///
/// Source: schema.org, `LegalForceStatus`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum LegalForce {
    InForce,
    #[default]
    NotInForce,
    PartiallyInForce,
}

/// What config says about one state; what it leaves out stays as it was.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct StateOverride {
    pub name: String,
    pub label: Option<String>,
    pub sentence: Option<String>,
    pub tone: Option<Tone>,
    pub force: Option<LegalForce>,
    /// The only states that it may follow. It may name the state itself, which may then repeat.
    pub after: Option<Vec<String>>,
}

/// The preset of this name, if there is one.
pub fn preset(name: &str) -> Option<Machine> {
    match name {
        "us-executive-order" => Some(presets::us_executive_order()),
        "us-bill" => Some(presets::us_bill()),
        "eu-regulation" => Some(presets::eu_regulation()),
        _ => None,
    }
}

impl Machine {
    /// A machine without states, to be filled by [`Machine::overlay`].
    pub fn new(name: impl Into<String>) -> Machine {
        Machine { name: name.into(), states: Vec::new() }
    }

    pub fn state(&self, name: &str) -> Option<&State> {
        self.states.iter().find(|state| state.name == name)
    }

    /// Whether a policy may go from one state to another.
    ///
    /// Any state may be the first (`from` is `None`). A `from` that the machine does
    /// not know allows every state, so that one unknown name is one fault.
    ///
    /// # Errors
    /// The states that may follow `from`, in order, when `to` is not among them.
    pub fn may_follow(&self, from: Option<&str>, to: &str) -> Result<(), Vec<&str>> {
        let possible: Vec<&str> = match from.and_then(|name| self.place(name)) {
            None => self.names().collect(),
            Some(from) => (0..self.states.len())
                .filter(|&to| self.leads(from, to))
                .map(|to| self.states[to].name.as_str())
                .collect(),
        };
        if possible.contains(&to) { Ok(()) } else { Err(possible) }
    }

    /// The names of all states, in order.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.states.iter().map(|state| state.name.as_str())
    }

    /// Changes states and adds new ones, as config says.
    ///
    /// A known state keeps its place. A new state goes to the end or, if it has
    /// `after`, behind the last of those. What a new state leaves out: the label is
    /// its name in words, the sentence its label, its tone neutral, its force "not
    /// in force". An `after` replaces the listed moves back into the state, too.
    pub fn overlay(&mut self, states: Vec<StateOverride>) {
        for change in states {
            let place = match self.place(&change.name) {
                Some(place) => place,
                None => self.add(&change),
            };
            if let Some(after) = change.after {
                for other in &mut self.states {
                    other.back.retain(|back| *back != change.name);
                }
                self.states[place].after = Some(after);
            }
            let state = &mut self.states[place];
            state.label = change.label.unwrap_or(std::mem::take(&mut state.label));
            state.sentence = change.sentence.unwrap_or(std::mem::take(&mut state.sentence));
            state.tone = change.tone.unwrap_or(state.tone);
            state.force = change.force.unwrap_or(state.force);
        }
    }

    /// The names in `after` that are no state, each with the state that lists it.
    pub fn unknown_after(&self) -> Vec<(&str, &str)> {
        self.states
            .iter()
            .flat_map(|state| {
                let names = state.after.iter().flatten();
                names.map(|name| (state.name.as_str(), name.as_str()))
            })
            .filter(|(_, name)| self.place(name).is_none())
            .collect()
    }

    fn place(&self, name: &str) -> Option<usize> {
        self.states.iter().position(|state| state.name == name)
    }

    fn leads(&self, from: usize, to: usize) -> bool {
        let (start, goal) = (&self.states[from], &self.states[to]);
        start.back.contains(&goal.name)
            || match &goal.after {
                Some(after) => after.contains(&start.name),
                None => from < to && !start.ends,
            }
    }

    /// Makes room for a new state and gives back its place.
    fn add(&mut self, new: &StateOverride) -> usize {
        let before = new.after.iter().flatten();
        let place = before.filter_map(|name| self.place(name)).max().map_or(self.states.len(), |last| last + 1);
        let label = new.label.clone().unwrap_or_else(|| in_words(&new.name));
        let state = State {
            name: new.name.clone(),
            sentence: format!("{label}."),
            label,
            tone: Tone::default(),
            force: LegalForce::default(),
            back: Vec::new(),
            after: None,
            ends: false,
        };
        self.states.insert(place, state);
        place
    }
}

/// `open-for-comment` as `Open for comment`.
fn in_words(name: &str) -> String {
    let words = name.replace(['-', '_'], " ");
    let mut letters = words.chars();
    match letters.next() {
        Some(first) => first.to_uppercase().chain(letters).collect(),
        None => words,
    }
}

impl Tone {
    pub const ALL: &[Tone] = &[Tone::Ahead, Tone::Hold, Tone::Force, Tone::Ended, Tone::Neutral];

    /// As config and class names write it.
    pub fn as_str(self) -> &'static str {
        match self {
            Tone::Ahead => "ahead",
            Tone::Hold => "hold",
            Tone::Force => "force",
            Tone::Ended => "ended",
            Tone::Neutral => "neutral",
        }
    }

    /// The tone that config names.
    pub fn named(name: &str) -> Option<Tone> {
        Tone::ALL.iter().copied().find(|tone| tone.as_str() == name)
    }
}

impl LegalForce {
    pub const ALL: &[LegalForce] = &[LegalForce::InForce, LegalForce::NotInForce, LegalForce::PartiallyInForce];

    /// As schema.org writes it, without the address before it.
    pub fn as_str(self) -> &'static str {
        match self {
            LegalForce::InForce => "InForce",
            LegalForce::NotInForce => "NotInForce",
            LegalForce::PartiallyInForce => "PartiallyInForce",
        }
    }

    /// In words, as readers see it.
    pub fn label(self) -> &'static str {
        match self {
            LegalForce::InForce => "in force",
            LegalForce::NotInForce => "not in force",
            LegalForce::PartiallyInForce => "partly in force",
        }
    }

    /// The force that config names, by schema.org's name or by the label.
    pub fn named(name: &str) -> Option<LegalForce> {
        let mut all = LegalForce::ALL.iter().copied();
        all.find(|force| force.as_str() == name || force.label() == name)
    }
}
