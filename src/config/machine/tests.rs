use super::*;

fn machine(name: &str) -> Machine {
    preset(name).expect("the table names presets")
}

#[test]
fn an_executive_order_has_its_states_in_order() {
    let order = machine("us-executive-order");
    let names: Vec<&str> = order.names().collect();
    assert_eq!(
        names.join(", "),
        "proposed, drafted, scheduled, postponed, revised, signed, published, in-effect, \
         amended, stayed, superseded, revoked, expired, withdrawn"
    );
}

#[test]
fn states_may_be_skipped_forward_and_only_listed_moves_go_back() {
    #[rustfmt::skip]
    let table = [
        // preset, from (empty for none), to, allowed
        ("us-executive-order", "", "proposed", true),
        ("us-executive-order", "", "signed", true),
        ("us-executive-order", "", "withdrawn", true),
        ("us-executive-order", "", "vetoed", false),
        ("us-executive-order", "proposed", "signed", true),
        ("us-executive-order", "scheduled", "postponed", true),
        ("us-executive-order", "postponed", "scheduled", true),
        ("us-executive-order", "postponed", "signed", true),
        ("us-executive-order", "postponed", "drafted", false),
        ("us-executive-order", "postponed", "postponed", false),
        ("us-executive-order", "revised", "scheduled", true),
        ("us-executive-order", "revised", "revised", true),
        ("us-executive-order", "revised", "postponed", false),
        ("us-executive-order", "signed", "scheduled", false),
        ("us-executive-order", "signed", "proposed", false),
        ("us-executive-order", "signed", "signed", false),
        ("us-executive-order", "published", "revoked", true),
        ("us-executive-order", "amended", "amended", true),
        ("us-executive-order", "amended", "in-effect", false),
        ("us-executive-order", "stayed", "in-effect", true),
        ("us-executive-order", "stayed", "signed", false),
        ("us-executive-order", "revoked", "in-effect", false),
        ("us-executive-order", "proposed", "withdrawn", true),
        ("us-executive-order", "revised", "withdrawn", true),
        ("us-executive-order", "signed", "withdrawn", false),
        ("us-executive-order", "expired", "withdrawn", false),
        ("us-executive-order", "withdrawn", "proposed", false),
        ("us-executive-order", "no-such-state", "signed", true),
        ("us-bill", "introduced", "enacted-signed", true),
        ("us-bill", "pass-over-house", "prov-kill-cloturefailed", true),
        ("us-bill", "prov-kill-cloturefailed", "pass-over-senate", true),
        ("us-bill", "pass-back-house", "pass-back-senate", true),
        ("us-bill", "pass-back-senate", "pass-back-house", true),
        ("us-bill", "passed-bill", "pass-over-house", false),
        ("us-bill", "passed-bill", "prov-kill-veto", true),
        ("us-bill", "prov-kill-veto", "override-pass-over-house", true),
        ("us-bill", "passed-bill", "override-pass-over-house", false),
        ("us-bill", "override-pass-over-house", "vetoed-override-fail-second-senate", true),
        ("us-bill", "override-pass-over-house", "vetoed-override-fail-second-house", false),
        ("us-bill", "override-pass-over-house", "enacted-veto-override", true),
        ("us-bill", "fail-originating-house", "pass-over-house", false),
        ("us-bill", "fail-originating-house", "enacted-signed", false),
        ("us-bill", "prov-kill-veto", "enacted-signed", false),
        ("us-bill", "enacted-signed", "enacted-veto-override", false),
        ("eu-regulation", "proposed", "provisionally-agreed", true),
        ("eu-regulation", "council-first-reading", "provisionally-agreed", true),
        ("eu-regulation", "published", "in-force", true),
        ("eu-regulation", "in-force", "published", false),
        ("eu-regulation", "amended", "applicable", true),
        ("eu-regulation", "conciliation", "rejected", true),
        ("eu-regulation", "third-reading", "withdrawn", true),
        ("eu-regulation", "adopted", "withdrawn", false),
        ("eu-regulation", "rejected", "withdrawn", false),
        ("eu-regulation", "repealed", "applicable", false),
    ];
    for (name, from, to, allowed) in table {
        let from = Some(from).filter(|from| !from.is_empty());
        let answer = machine(name).may_follow(from, to).is_ok();
        assert_eq!(answer, allowed, "{name}: {from:?} to {to}");
    }
}

#[test]
fn a_refusal_lists_what_may_follow() {
    let order = machine("us-executive-order");
    assert_eq!(order.may_follow(Some("revoked"), "signed"), Err(vec!["expired"]));
    assert_eq!(order.may_follow(Some("withdrawn"), "signed"), Err(vec![]));
    assert_eq!(
        order.may_follow(Some("postponed"), "drafted"),
        Err(vec![
            "scheduled",
            "revised",
            "signed",
            "published",
            "in-effect",
            "amended",
            "stayed",
            "superseded",
            "revoked",
            "expired",
            "withdrawn"
        ])
    );
}

#[test]
fn presets_are_whole() {
    for name in PRESETS {
        let machine = machine(name);
        assert_eq!(machine.name, *name);
        assert_eq!(machine.unknown_after(), []);
        let mut names: Vec<&str> = machine.names().collect();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), machine.states.len(), "{name}: names are unique");
        for state in &machine.states {
            assert!(state.sentence.ends_with('.'), "{name}: {}", state.name);
            assert!(!state.label.ends_with('.'), "{name}: {}", state.name);
            assert!(state.name.chars().all(|char| char == '-' || char.is_ascii_lowercase()));
            for back in &state.back {
                assert!(machine.state(back).is_some(), "{name}: {back}");
            }
            // What is said to be in force must not read as if nothing were.
            let nothing = state.sentence.contains("Nothing") || state.sentence.contains("not law");
            assert!(!nothing || state.force == LegalForce::NotInForce, "{}", state.name);
        }
    }
    assert_eq!(preset("au-act"), None);
}

#[test]
fn config_changes_and_adds_states() {
    let mut order = machine("us-executive-order");
    let after = |names: &[&str]| Some(names.iter().map(|name| (*name).to_owned()).collect());
    order.overlay(vec![
        StateOverride {
            name: "stayed".to_owned(),
            sentence: Some("A court stopped all of it.".to_owned()),
            force: Some(LegalForce::NotInForce),
            ..StateOverride::default()
        },
        StateOverride {
            name: "legal-review".to_owned(),
            after: after(&["drafted", "proposed"]),
            ..StateOverride::default()
        },
        StateOverride { name: "archived".to_owned(), tone: Some(Tone::Ended), ..StateOverride::default() },
        StateOverride {
            name: "scheduled".to_owned(),
            after: after(&["legal-review", "lost"]),
            ..StateOverride::default()
        },
    ]);
    let stayed = order.state("stayed").expect("the preset has it");
    assert_eq!(stayed.label, "Stayed by a court");
    assert_eq!(stayed.sentence, "A court stopped all of it.");
    assert_eq!(stayed.force.label(), "not in force");
    let review = order.state("legal-review").expect("it was added");
    assert_eq!((review.label.as_str(), review.sentence.as_str()), ("Legal review", "Legal review."));
    let names: Vec<&str> = order.names().collect();
    assert_eq!(names[..4], ["proposed", "drafted", "legal-review", "scheduled"]);
    assert_eq!(names.last(), Some(&"archived"));
    assert_eq!(order.may_follow(Some("legal-review"), "scheduled"), Ok(()));
    assert_eq!(order.may_follow(Some("revoked"), "archived"), Ok(()));
    assert_eq!(order.may_follow(Some("withdrawn"), "archived"), Err(vec![]));
    assert!(order.may_follow(Some("postponed"), "scheduled").is_err());
    assert_eq!(order.unknown_after(), [("scheduled", "lost")]);
}

#[test]
fn names_of_tones_and_forces_are_read_back() {
    for &tone in Tone::ALL {
        assert_eq!(Tone::named(tone.as_str()), Some(tone));
    }
    for &force in LegalForce::ALL {
        assert_eq!(LegalForce::named(force.as_str()), Some(force));
        assert_eq!(LegalForce::named(force.label()), Some(force));
    }
    assert_eq!(Tone::named("loud"), None);
}
