//! Says why a text is not the name of one person, where that is sure.
//!
//! Takes a name as an editor wrote it, `Family, Given`; gives back what is wrong with it and the cure.
//! Never takes a text apart into several names: that would be a guess.

/// Words that stand in names of bodies, and are nobody's family name.
const OF_BODIES: [&str; 14] = [
    "administration",
    "agency",
    "association",
    "bureau",
    "commission",
    "committee",
    "department",
    "foundation",
    "institute",
    "ministry",
    "parliament",
    "secretariat",
    "subcommittee",
    "university",
];

/// Words that stand in names of bodies, and may be somebody's.
const OF_SOME_BODIES: [&str; 6] = ["center", "centre", "council", "house", "office", "senate"];

/// What is wrong with a name, and how to mend it.
pub type Doubt = (String, &'static str);

/// Whether a text without commas is surely the name of a body, or the beginning of one.
pub fn is_of_body(text: &str) -> bool {
    let words: Vec<String> = text.split_whitespace().map(str::to_lowercase).collect();
    let has = |those: &[&str]| words.iter().any(|word| those.contains(&word.as_str()));
    words.len() > 1 && (has(&OF_BODIES) || has(&OF_SOME_BODIES) && has(&["of", "on", "for", "the"]))
}

/// Whether a text is what stands for names that are left out: `et al.`.
pub fn is_of_others(text: &str) -> bool {
    let bare: String = text.to_lowercase().split(['.', ' ', ',']).collect();
    matches!(bare.as_str(), "etal" | "ua" | "others" | "andothers")
}

/// Whether several persons stand in a text with the commas of a list.
pub fn is_list(text: &str) -> bool {
    let parts: Vec<&str> = text.split(',').map(str::trim).collect();
    // `Family, Suffix, Given` is the longest name of one person.
    parts.len() > 3 || parts.len() == 3 && parts.iter().all(|part| part.contains(char::is_whitespace))
}

/// Why a text in a list of names is not one name.
pub fn doubt(text: &str) -> Option<Doubt> {
    let text = text.trim();
    let message = format!("`{text}` is not the name of one person");
    let first = text.split(',').next().unwrap_or("");
    Some(if text.is_empty() {
        ("a name is empty".to_owned(), "write it, or take it out of the list")
    } else if is_of_others(text) {
        (format!("`{text}` is nobody's name"), "take it away, or write the names that it stands for")
    } else if text.contains(',') && is_of_body(first) {
        (message, "the name of a body that holds a comma is a `literal`, as in {literal = \"...\"}")
    } else if text.contains(';') || is_list(text) || text.contains(',') && text.contains(" and ") {
        (message, "each name is an item of its own: [\"Cai, Sophia\", \"Smith, John\"]")
    } else {
        return None;
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_name_is_told_from_several() {
        for one in [
            "Cai, Sophia",
            "Sophia Cai",
            "Reuters",
            "The White House",
            "National Institute of Standards and Technology",
            "King, Jr., Martin Luther",
            "von der Leyen, Jr., Ursula Gertrud",
            "Council, Mary",
            "Simon and Schuster",
            "Othersen, Etal",
        ] {
            assert_eq!(doubt(one), None, "{one}");
        }
        for several in [
            "",
            "et al.",
            "others",
            "Cai, Sophia; Smith, John",
            "Cai, Sophia, Smith, John",
            "Sophia Cai, John Smith, Ann Lee",
            "Cai, Sophia and Smith, John",
            "Department for Business, Energy and Industrial Strategy",
        ] {
            assert!(doubt(several).is_some(), "{several}");
        }
    }

    #[test]
    fn bodies_are_told_from_persons() {
        for body in ["European Commission", "Office of the President", "Council on Foreign Relations"] {
            assert!(is_of_body(body), "{body}");
        }
        for person in ["Mary Council", "Institute", "John House", "Ursula von der Leyen"] {
            assert!(!is_of_body(person), "{person}");
        }
    }
}
