//! Says from which side a language is written.
//!
//! Takes a BCP 47 tag; gives `ltr` or `rtl`, as HTML's `dir` has it. Knows no other layout.

/// Languages that are written from the right, where the tag names no script.
///
/// Source: CLDR, likely subtags and the scripts' directions.
const LANGUAGES: [&str; 32] = [
    "aeb", "apc", "ar", "arc", "ars", "ary", "arz", "azb", "bal", "bqi", "ckb", "dv", "fa", "glk", "he", "iw", "ji",
    "ks", "lrc", "luz", "mzn", "nqo", "pa-pk", "pnb", "prs", "ps", "sd", "skr", "syr", "ug", "ur", "yi",
];

/// Scripts in use today that run from the right.
///
/// Source: ISO 15924; Unicode's bidirectional classes R and AL.
const SCRIPTS: [&str; 9] = ["adlm", "arab", "aran", "hebr", "mand", "nkoo", "rohg", "syrc", "thaa"];

/// `language` is a tag such as `en`, `pt-BR`, `az-Arab`, in letters of any case.
pub fn direction(language: &str) -> &'static str {
    let tag = language.to_ascii_lowercase();
    let mut groups = tag.split('-');
    let first = groups.next().unwrap_or_default();
    let rest: Vec<&str> = groups.take_while(|group| group.len() > 1).collect();
    let script = rest.iter().find(|group| group.len() == 4 && group.bytes().all(|byte| byte.is_ascii_alphabetic()));
    let is_rtl = match script {
        Some(script) => SCRIPTS.contains(script),
        None => LANGUAGES.iter().any(|known| match known.split_once('-') {
            Some((known, region)) => known == first && rest.contains(&region),
            None => *known == first,
        }),
    };
    if is_rtl { "rtl" } else { "ltr" }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(language: &str, expected: &str) {
        assert_eq!(direction(language), expected, "{language}");
    }

    #[test]
    fn languages_are_written_from_their_side() {
        for language in ["en", "de-AT", "pt-BR", "zh-Hant-TW", "ku", "pa", "az", "", "arn"] {
            check(language, "ltr");
        }
        for language in ["ar", "AR-eg", "he", "iw", "fa-IR", "ur", "yi", "ckb", "dv", "ps"] {
            check(language, "rtl");
        }
    }

    #[test]
    fn a_script_or_a_region_decides() {
        check("az-Arab", "rtl");
        check("pa-PK", "rtl");
        check("ar-Latn", "ltr");
        check("uz-Arab-AF", "rtl");
        check("en-x-arab", "ltr");
    }
}
