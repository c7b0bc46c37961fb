//! Takes out of a script what browsers do not read: lines that are comments, indentation, empty lines.
//!
//! Every other line stays as it was written, so line ends mean what they meant. A script in which a text
//! goes over several lines, or a comment that begins behind something else, is left as it is: there a line
//! need not be what it seems. So is one that says who made it and under which licence.

/// The script, shorter; `None` if it is better left as it is.
pub(super) fn shorten(script: &str) -> Option<String> {
    let mut short = String::with_capacity(script.len());
    let mut in_comment = false;
    for line in script.lines().map(str::trim) {
        // Those who wrote it may ask to be named.
        if line.starts_with("/*!") || line.contains("@license") || line.contains("@preserve") {
            return None;
        }
        if in_comment || line.starts_with("/*") {
            let inner = if in_comment { line } else { &line[2..] };
            in_comment = match inner.find("*/") {
                Some(end) if end + 2 < inner.len() => return None,
                Some(_) => false,
                None => true,
            };
            continue;
        }
        if line.is_empty() || line.starts_with("//") {
            continue;
        }
        let opens = line.matches('`').count() % 2 == 1
            || line.rfind("/*").is_some_and(|at| !line[at..].contains("*/"))
            || line.ends_with('\\');
        if opens {
            return None;
        }
        short.push_str(line);
        short.push('\n');
    }
    Some(short)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(script: &str, expected: Option<&str>) {
        assert_eq!(shorten(script).as_deref(), expected);
    }

    #[test]
    fn comments_and_indentation_go() {
        check(
            "// Why.\n'use strict';\n\n{\n  // How.\n  go(`//`); // now\n}\n",
            Some("'use strict';\n{\ngo(`//`); // now\n}\n"),
        );
        check("/* a\n  // b `\n */\n  /* c */\nd /* e */\n", Some("d /* e */\n"));
    }

    #[test]
    fn a_script_that_names_its_makers_stays() {
        check("/*! by A */\na();\n", None);
        check("/**\n * @license MIT\n */\na();\n", None);
    }

    #[test]
    fn a_script_with_texts_over_several_lines_stays() {
        check("a = `\n  // b\n`;\n", None);
        check("a(); /*\n  // b\n*/\n", None);
        check("/* a */ b();\n", None);
        check("/*/ a\n  b\n*/\nc();\n", Some("c();\n"));
        check("a = 'b\\\n  c';\n", None);
    }
}
