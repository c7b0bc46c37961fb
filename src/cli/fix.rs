//! `whereas fix`: shows what can be repaired for sure, asks, and writes it.

use std::io::{self, BufRead, IsTerminal, Write};
use std::path::Path;
use std::process::ExitCode;

use super::{FAULTS, complain, count, fail, has_color, say};
use crate::diag::Severity;
use crate::fix::diff::{self, Reader};
use crate::fix::{self, Plan};
use crate::load;

/// Whether the repairs are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Consent {
    /// Ask, if somebody is there to answer.
    Ask,
    /// `--yes`
    Given,
    /// `--dry-run`
    Refused,
}

/// Repairs the site in `root`.
pub fn run(root: &Path, options: &load::Options, consent: Consent) -> ExitCode {
    let plan = match fix::plan(root, options) {
        Ok(plan) => plan,
        Err(error) => return fail(error, FAULTS),
    };
    for (path, closed) in &plan.closed {
        complain(&format!("note: {path} {closed}, and is left as it is\n"));
    }
    if plan.files.is_empty() {
        say(format!("nothing to repair: {}", rest(&plan)));
        return code(&plan);
    }
    let is_seen = io::stdout().is_terminal();
    let reader = if is_seen { Reader::Terminal { color: has_color() } } else { Reader::Pipe };
    say(diff::show(&plan, reader).trim_end_matches('\n'));
    let what = format!("{} in {}", count(plan.n_repairs(), "repair"), count(plan.files.len(), "file"));
    let is_agreed = match consent {
        Consent::Given => true,
        Consent::Ask if is_seen && io::stdin().is_terminal() => {
            ask(&mut io::stdin().lock(), &mut io::stdout().lock(), &format!("\nWrite {what}?")).unwrap_or(false)
        }
        Consent::Ask => {
            complain(&format!("{what}; nothing was written: nobody can be asked here, and `--yes` was not said\n"));
            return ExitCode::from(FAULTS);
        }
        Consent::Refused => false,
    };
    if !is_agreed {
        say(format!("{what}; nothing was written"));
        return ExitCode::from(FAULTS);
    }
    let left = match fix::write(&plan.root, &plan.files) {
        Ok(left) => left,
        Err(error) => return fail(format!("cannot write {error}"), FAULTS),
    };
    for (file, closed) in &left {
        complain(&format!("note: {} {closed}, and is left as it is\n", file.path));
    }
    if !left.is_empty() {
        let n_written = plan.files.len() - left.len();
        say(format!("wrote {} of {}: run `whereas fix` again", n_written, count(plan.files.len(), "file")));
        return ExitCode::from(FAULTS);
    }
    say(format!("wrote {what}: {}", rest(&plan)));
    code(&plan)
}

/// What is left for a person: `no faults`, ``2 errors left, which `whereas check` tells``.
fn rest(plan: &Plan) -> String {
    match plan.rest.is_empty() {
        true => "no faults".to_owned(),
        false => format!("{} left, which `whereas check` tells", plan.rest.count(&plan.texts)),
    }
}

fn code(plan: &Plan) -> ExitCode {
    let has_errors = plan.rest.iter().any(|fault| fault.severity == Severity::Error);
    if has_errors { ExitCode::from(FAULTS) } else { ExitCode::SUCCESS }
}

/// Asks until the answer is yes or no; the end of the input is a no, and so is nothing.
fn ask(answers: &mut impl BufRead, out: &mut impl Write, question: &str) -> io::Result<bool> {
    loop {
        write!(out, "{question} [y/N] ")?;
        out.flush()?;
        let mut answer = String::new();
        let is_end = answers.read_line(&mut answer)? == 0;
        match answer.trim().to_lowercase().as_str() {
            "y" | "yes" => return Ok(true),
            "" | "n" | "no" => return Ok(false),
            _ if is_end => return Ok(false),
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(answers: &str, expected: bool, n_questions: usize) {
        let mut out = Vec::new();
        let answer = ask(&mut answers.as_bytes(), &mut out, "Write 1 repair in 1 file?").expect("memory can be read");
        let asked = String::from_utf8(out).expect("it is UTF-8");
        assert_eq!((answer, asked.matches("Write 1 repair in 1 file? [y/N] ").count()), (expected, n_questions));
    }

    #[test]
    fn only_a_yes_is_a_yes() {
        check("y\n", true, 1);
        check("YES\r\n", true, 1);
        check("n\n", false, 1);
        check("\n", false, 1);
        check("", false, 1);
        check("yeah\nperhaps\nyes\n", true, 3);
        check("perhaps", false, 2);
    }
}
