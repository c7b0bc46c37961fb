//! Holds the machines that come with the program.
//!
//! Each is a table of states in order, then the moves that the order does not give.
//! The sentences must be true of every policy in that state, so they say little.

use super::LegalForce::{InForce, NotInForce, PartiallyInForce};
use super::Tone::{Ahead, Ended, Force, Hold};
use super::{LegalForce, Machine, State, Tone};

type Row = (&'static str, Tone, LegalForce, &'static str, &'static str);

/// A presidential executive order.
///
/// A text may be revised, and an order amended, more than once in a row; a signing
/// can be postponed again only after it was scheduled again. A stay counts as partly
/// in force, for courts often stop an order only in part or for some; a site that
/// knows better says so in config.
pub(super) fn us_executive_order() -> Machine {
    #[rustfmt::skip]
    let mut machine = table("us-executive-order", &[
        ("proposed", Ahead, NotInForce, "Proposed", "An order has been proposed. Nothing is in force."),
        ("drafted", Ahead, NotInForce, "Drafted", "A draft of the order exists. Nothing is in force."),
        ("scheduled", Ahead, NotInForce, "Signing scheduled", "A date for the signing is set. Nothing is in force."),
        ("postponed", Hold, NotInForce, "Signing postponed", "The signing was put off. Nothing is in force."),
        ("revised", Ahead, NotInForce, "Draft revised", "The draft was changed. Nothing is in force."),
        ("signed", Force, InForce, "Signed", "The President has signed it. It directs federal agencies."),
        ("published", Force, InForce, "Published", "It is printed in the Federal Register. It directs federal agencies."),
        ("in-effect", Force, InForce, "In effect", "It is in effect. It directs federal agencies."),
        ("amended", Force, InForce, "Amended", "It was changed after it was signed. It stands as changed."),
        ("stayed", Hold, PartiallyInForce, "Stayed by a court", "A court has put it on hold, in whole or in part."),
        ("superseded", Ended, NotInForce, "Superseded", "Another order took its place. It is no longer in force."),
        ("revoked", Ended, NotInForce, "Revoked", "It was revoked. It is no longer in force."),
        ("expired", Ended, NotInForce, "Expired", "Its time ran out. It is no longer in force."),
        ("withdrawn", Ended, NotInForce, "Withdrawn", "The plan was dropped before it was signed. Nothing is in force."),
    ]);
    machine.back("postponed", &["scheduled"]);
    machine.back("revised", &["scheduled", "revised"]);
    machine.back("amended", &["amended"]);
    machine.back("stayed", &["in-effect"]);
    machine.after_all_before("withdrawn", "signed");
    machine.ends(&["withdrawn"]);
    machine
}

/// A bill or resolution of the United States Congress.
///
/// Source: GovTrack's `BillStatus`, its names with `-` for `_`.
pub(super) fn us_bill() -> Machine {
    #[rustfmt::skip]
    let mut machine = table("us-bill", &[
        ("introduced", Ahead, NotInForce, "Introduced", "It was introduced in Congress. It is not law."),
        ("referred", Ahead, NotInForce, "Referred to committee", "A committee has it. It is not law."),
        ("reported", Ahead, NotInForce, "Reported by committee", "A committee sent it to the floor. It is not law."),
        ("prov-kill-suspensionfailed", Hold, NotInForce, "Failed under suspension of the rules", "A vote under the fast procedure failed. Another vote is possible."),
        ("prov-kill-cloturefailed", Hold, NotInForce, "Failed cloture", "The Senate did not vote to end debate. Another vote is possible."),
        ("fail-originating-house", Ended, NotInForce, "Failed in the House", "The House voted it down. It is not law."),
        ("fail-originating-senate", Ended, NotInForce, "Failed in the Senate", "The Senate voted it down. It is not law."),
        ("passed-simpleres", Ended, NotInForce, "Resolution agreed to", "One chamber agreed to it. Such a resolution is not a law."),
        ("pass-over-house", Ahead, NotInForce, "Passed the House", "The House passed it. The Senate has yet to vote."),
        ("pass-over-senate", Ahead, NotInForce, "Passed the Senate", "The Senate passed it. The House has yet to vote."),
        ("fail-second-house", Ended, NotInForce, "Failed in the House", "The Senate passed it, the House voted it down. It is not law."),
        ("fail-second-senate", Ended, NotInForce, "Failed in the Senate", "The House passed it, the Senate voted it down. It is not law."),
        ("pass-back-house", Ahead, NotInForce, "Passed the House with changes", "The House changed it. The Senate has yet to agree."),
        ("pass-back-senate", Ahead, NotInForce, "Passed the Senate with changes", "The Senate changed it. The House has yet to agree."),
        ("prov-kill-pingpongfail", Hold, NotInForce, "Differences not resolved", "House and Senate did not agree on one text. Another vote is possible."),
        ("conference-passed-house", Ahead, NotInForce, "Conference report passed the House", "The House agreed to the joint text. The Senate has yet to vote."),
        ("conference-passed-senate", Ahead, NotInForce, "Conference report passed the Senate", "The Senate agreed to the joint text. The House has yet to vote."),
        ("passed-constamend", Ended, NotInForce, "Amendment proposed to the states", "Congress proposed the amendment. It binds once enough states ratify it."),
        ("passed-concurrentres", Ended, NotInForce, "Concurrent resolution agreed to", "Both chambers agreed to it. Such a resolution is not a law."),
        ("passed-bill", Ahead, NotInForce, "Passed Congress", "Both chambers passed it. The President has yet to act."),
        ("prov-kill-veto", Hold, NotInForce, "Vetoed", "The President vetoed it. Congress may vote to override."),
        ("vetoed-pocket", Ended, NotInForce, "Pocket vetoed", "The President did not sign it and Congress had adjourned. It is not law."),
        ("override-pass-over-house", Ahead, NotInForce, "House voted to override the veto", "The House voted to override the veto. The Senate has yet to vote."),
        ("override-pass-over-senate", Ahead, NotInForce, "Senate voted to override the veto", "The Senate voted to override the veto. The House has yet to vote."),
        ("vetoed-override-fail-originating-house", Ended, NotInForce, "Override failed in the House", "The House did not override the veto. It is not law."),
        ("vetoed-override-fail-originating-senate", Ended, NotInForce, "Override failed in the Senate", "The Senate did not override the veto. It is not law."),
        ("vetoed-override-fail-second-house", Ended, NotInForce, "Override failed in the House", "The Senate overrode the veto, the House did not. It is not law."),
        ("vetoed-override-fail-second-senate", Ended, NotInForce, "Override failed in the Senate", "The House overrode the veto, the Senate did not. It is not law."),
        ("enacted-signed", Force, InForce, "Signed into law", "The President signed it. It is law."),
        ("enacted-veto-override", Force, InForce, "Law by override of the veto", "Congress overrode the veto. It is law."),
        ("enacted-tendayrule", Force, InForce, "Law without signature", "The President neither signed nor vetoed it in ten days. It is law."),
    ]);
    machine.back("prov-kill-cloturefailed", &["reported", "prov-kill-cloturefailed"]);
    machine.back("prov-kill-suspensionfailed", &["reported"]);
    // The second chamber has its own committees, cloture votes and suspensions.
    let stalls = ["reported", "prov-kill-suspensionfailed", "prov-kill-cloturefailed"];
    for passed in ["pass-over-house", "pass-over-senate", "pass-back-house"] {
        machine.back(passed, &stalls);
    }
    machine.back("pass-back-senate", &["pass-back-house"]);
    machine.back("pass-back-senate", &stalls);
    machine.back("prov-kill-pingpongfail", &["pass-back-house", "pass-back-senate"]);
    machine.back("conference-passed-senate", &["conference-passed-house"]);
    machine.after("passed-simpleres", &["introduced", "referred", "reported", "prov-kill-cloturefailed"]);
    for chamber in ["house", "senate"] {
        let vetoed = ["prov-kill-veto"];
        machine.after(&format!("override-pass-over-{chamber}"), &vetoed);
        machine.after(&format!("vetoed-override-fail-originating-{chamber}"), &vetoed);
    }
    machine.after("vetoed-override-fail-second-house", &["override-pass-over-senate"]);
    machine.after("vetoed-override-fail-second-senate", &["override-pass-over-house"]);
    machine.ends(&[
        "fail-originating-house",
        "fail-originating-senate",
        "passed-simpleres",
        "fail-second-house",
        "fail-second-senate",
        "passed-constamend",
        "passed-concurrentres",
        "vetoed-pocket",
        "vetoed-override-fail-originating-house",
        "vetoed-override-fail-originating-senate",
        "vetoed-override-fail-second-house",
        "vetoed-override-fail-second-senate",
        "enacted-signed",
        "enacted-veto-override",
        "enacted-tendayrule",
    ]);
    machine.after_all_before("enacted-signed", "prov-kill-veto");
    machine.after_all_before("enacted-tendayrule", "prov-kill-veto");
    machine
}

/// A regulation of the European Union in the ordinary legislative procedure.
///
/// A provisional agreement may come before the first readings, as it mostly does,
/// or after them. In force and applicable are two things: rules of a regulation in
/// force may apply only from a later date.
///
/// Source: Treaty on the Functioning of the European Union, articles 294 and 297.
pub(super) fn eu_regulation() -> Machine {
    #[rustfmt::skip]
    let mut machine = table("eu-regulation", &[
        ("proposed", Ahead, NotInForce, "Proposed", "The proposal is before Parliament and Council. Nothing is in force."),
        ("provisionally-agreed", Ahead, NotInForce, "Provisional agreement", "Negotiators agreed on a text. Parliament and Council have yet to adopt it."),
        ("parliament-first-reading", Ahead, NotInForce, "Parliament, first reading", "Parliament took its position. Nothing is in force."),
        ("council-first-reading", Ahead, NotInForce, "Council, first reading", "The Council took its position. Nothing is in force."),
        ("parliament-second-reading", Ahead, NotInForce, "Parliament, second reading", "Parliament voted a second time. Nothing is in force."),
        ("council-second-reading", Ahead, NotInForce, "Council, second reading", "The Council voted a second time. Nothing is in force."),
        ("conciliation", Ahead, NotInForce, "Conciliation", "A joint committee seeks one text. Nothing is in force."),
        ("third-reading", Ahead, NotInForce, "Third reading", "The joint text is before Parliament and Council. Nothing is in force."),
        ("adopted", Ahead, NotInForce, "Adopted", "Parliament and Council adopted it. It is not yet in force."),
        ("signed", Ahead, NotInForce, "Signed", "Both Presidents signed it. It is not yet in force."),
        ("published", Ahead, NotInForce, "Published", "It is in the Official Journal. It is not yet in force."),
        ("in-force", Force, InForce, "In force", "It is in force. Its rules may apply from later dates."),
        ("applicable", Force, InForce, "Applicable", "It is in force and applies in all member states."),
        ("amended", Force, InForce, "Amended", "A later act changed it. It stands as changed."),
        ("annulled", Ended, NotInForce, "Annulled", "The Court of Justice annulled it. It is no longer in force."),
        ("repealed", Ended, NotInForce, "Repealed", "A later act repealed it. It is no longer in force."),
        ("expired", Ended, NotInForce, "Expired", "Its time ran out. It is no longer in force."),
        ("rejected", Ended, NotInForce, "Rejected", "Parliament or Council rejected it. Nothing is in force."),
        ("withdrawn", Ended, NotInForce, "Withdrawn", "The Commission withdrew the proposal. Nothing is in force."),
    ]);
    machine.back("parliament-first-reading", &["provisionally-agreed"]);
    machine.back("council-first-reading", &["provisionally-agreed"]);
    machine.back("amended", &["applicable", "amended"]);
    machine.after_all_before("rejected", "adopted");
    machine.after_all_before("withdrawn", "adopted");
    machine.ends(&["annulled", "repealed", "expired", "rejected", "withdrawn"]);
    machine
}

fn table(name: &str, rows: &[Row]) -> Machine {
    let mut machine = Machine::new(name);
    for &(name, tone, force, label, sentence) in rows {
        machine.states.push(State {
            name: name.to_owned(),
            label: label.to_owned(),
            sentence: sentence.to_owned(),
            tone,
            force,
            back: Vec::new(),
            after: None,
            ends: false,
        });
    }
    machine
}

/// The moves that an order alone does not give. A name that is no state changes
/// nothing; a test sees to it that there is none.
impl Machine {
    fn back(&mut self, from: &str, to: &[&str]) {
        if let Some(state) = self.states.iter_mut().find(|state| state.name == from) {
            state.back.extend(to.iter().map(|name| (*name).to_owned()));
        }
    }

    fn after(&mut self, name: &str, from: &[&str]) {
        if let Some(state) = self.states.iter_mut().find(|state| state.name == name) {
            state.after = Some(from.iter().map(|name| (*name).to_owned()).collect());
        }
    }

    /// Lets `name` follow what stands before `limit` and does not end.
    fn after_all_before(&mut self, name: &str, limit: &str) {
        let early = self.states.iter().take_while(|state| state.name != limit);
        let early = early.filter(|state| !state.ends);
        let early: Vec<String> = early.map(|state| state.name.clone()).collect();
        let early: Vec<&str> = early.iter().map(String::as_str).collect();
        self.after(name, &early);
    }

    fn ends(&mut self, names: &[&str]) {
        for state in &mut self.states {
            state.ends |= names.contains(&state.name.as_str());
        }
    }
}
