//! Finds marks of strong words, of emphasis, of struck words and of code that stay marks: readers see them.
//!
//! Takes the place of a mark that the parser left as text; gives a fault where nothing else can be meant. Never says
//! a word of marks that may stand for themselves: `5*`, `2 * 3`, `*Note` at the foot of a table, `_blank`, `*.md`.

use super::super::citation::Fault;
use super::{MOST, Strays};
use crate::diag::fix::Fix;
use crate::files::Span;

/// What may stand before the mark that opens words, beside white space.
const BEFORE: &str = "([“‘\"'—–";

/// Words that are no names of things in a program, so that `_the` is emphasis and `_blank` need not be.
const WORDS: [&str; 60] = [
    "a", "all", "also", "and", "any", "are", "as", "at", "be", "been", "both", "but", "by", "cannot", "could", "does",
    "each", "every", "have", "how", "is", "it", "its", "may", "might", "more", "most", "must", "no", "not", "of", "on",
    "only", "or", "shall", "should", "that", "the", "these", "this", "what", "would", "two", "three", "four", "five",
    "six", "ten", "very", "never", "always", "still", "already", "when", "where", "which", "who", "why", "with",
    "without",
];

impl Strays<'_> {
    /// Marks that are never closed, or have a space within.
    pub(super) fn mark(&mut self, start: usize, mark: char) -> Option<Fault> {
        if start < self.told_until {
            return None;
        }
        let before = self.text[..start].chars().next_back();
        let near = self.text.floor_char_boundary(start + MOST);
        let rest = &self.text[start..near];
        let rest = &rest[..memchr::memchr(b'\n', rest.as_bytes()).unwrap_or(rest.len())];
        let words = rest.trim_start_matches(mark);
        let run = &rest[..rest.len() - words.len()];
        let opens = before.is_none_or(|one| one.is_whitespace() || BEFORE.contains(one));
        if before == Some('\\') || before == Some(mark) || run.len() > 3 {
            return None;
        }
        if !opens {
            let closes = mark == '`' && run.len() == 1 && before.is_some_and(char::is_alphabetic);
            let is_end = words.chars().next().is_none_or(|next| next.is_whitespace() || ".,;:!?)".contains(next));
            return (closes && is_end).then(|| self.lone(start, run, rest));
        }
        let next = words.chars().next()?;
        if let Some(found) = self.other_mark(start, run, words) {
            return Some(found);
        }
        match (mark, run.len()) {
            ('*', 2) if next == ' ' => return self.spaced(start, words),
            ('`', _) if next.is_whitespace() || is_old_quote(words) => return None,
            ('`', 2) if self.is_fence(start, words) => return Some(self.short_fence(start, run, words)),
            ('`', _) => return Some(self.lone(start, run, rest)),
            ('*', 2) | ('~', 2) if next.is_alphanumeric() => {}
            ('*', 1 | 3) if next.is_alphabetic() => {
                // At the foot of a table `*Without tests` is a note.
                let near = &self.text[self.text.floor_char_boundary(start.saturating_sub(100))..start];
                let is_note = !near.rsplit('\n').next().is_some_and(|line| line.contains(char::is_alphanumeric));
                let is_bracketed = before.is_some_and(|one| "([".contains(one));
                if is_bracketed || is_code(words) || is_note && self.closes(words, run).is_none() {
                    return None;
                }
            }
            ('_', 1 | 2) if next.is_alphabetic() => {
                if is_name(words) && self.closes(words, run).is_none() {
                    return None;
                }
            }
            _ => return None,
        }
        if let Some(gap) = self.closes(words, run) {
            let close = start + run.len() + gap;
            let n = words[gap..].len() - words[gap..].trim_start().len();
            self.told_until = close + n + run.len();
            let space = Span::new(self.file, close, close + n);
            return Some(Fault {
                code: "broken-emphasis",
                span: Span { start: close + n, end: close + n + run.len(), ..space },
                message: format!("a space stands before this `{run}`, so it closes nothing and readers see it"),
                help: format!("write `{run}{}{run}`", shortened(&words[..gap])),
                fix: Some(Fix::replace(space, &words[gap..gap + n], "").label("take the space away")),
            });
        }
        let (these, kind) = match (mark, run.len()) {
            ('*', 2) | ('_', 2) => ("these", "strong"),
            ('~', _) => ("these", "struck"),
            ('*', 3) => ("these", "strong"),
            _ => ("this", "emphasised"),
        };
        Some(Fault {
            code: "broken-emphasis",
            span: Span::new(self.file, start, start + run.len()),
            message: format!(
                "nothing closes {these} `{run}`, so readers see {}",
                if these == "this" { "it" } else { "them" }
            ),
            help: format!("write `{run}` right behind the last {kind} word"),
            fix: None,
        })
    }

    /// Words that one kind of mark opens and another closes: `_told*`.
    fn other_mark(&mut self, start: usize, run: &str, words: &str) -> Option<Fault> {
        let other = match run {
            "*" => "_",
            "_" => "*",
            "**" => "__",
            "__" => "**",
            _ => return None,
        };
        let at = words.find(['*', '_']).filter(|at| *at < 100 && words[*at..].starts_with(other))?;
        let (inner, behind) = (&words[..at], &words[at + other.len()..]);
        let is_plain = inner.chars().all(|one| one.is_alphanumeric() || " ,'’-".contains(one));
        let is_end = behind.chars().next().is_none_or(|next| next.is_whitespace() || ".,;:!?)”\"’'—".contains(next));
        // `_id and fees*`: a name, and a word with a note.
        let is_one = !inner.contains(' ');
        if !inner.starts_with(char::is_alphabetic)
            || !inner.ends_with(char::is_alphanumeric)
            || !is_plain
            || !is_end
            || !is_one && (run == "_" && is_name(inner) || inner.split(' ').nth(6).is_some())
        {
            return None;
        }
        let close = start + run.len() + at;
        self.told_until = close + other.len();
        let span = Span::new(self.file, close, close + other.len());
        Some(Fault {
            code: "broken-emphasis",
            span,
            message: format!("`{other}` does not close what `{run}` opens, so readers see both"),
            help: format!("write `{run}{inner}{run}`"),
            fix: Some(Fix::replace(span, other, run)),
        })
    }

    /// Marks of strong words with spaces on both sides: `** not **`.
    fn spaced(&mut self, start: usize, words: &str) -> Option<Fault> {
        let inner = &words[..words.find("**")?];
        let strong = inner.trim();
        if !strong.starts_with(char::is_alphabetic) || strong.len() > 200 {
            return None;
        }
        self.told_until = start + 2 + inner.len() + 2;
        Some(Fault {
            code: "broken-emphasis",
            span: Span::new(self.file, start, start + 2),
            message: "a space stands within these `**`, so readers see them".to_owned(),
            help: format!("write `**{strong}**`"),
            fix: None,
        })
    }

    /// Where in `words` the space begins before a mark that would close them without it.
    fn closes(&self, words: &str, run: &str) -> Option<usize> {
        let at = words.find(run).filter(|at| *at < 200)?;
        let behind = &words[at + run.len()..];
        let spaced = words[..at].trim_end();
        let is_end = behind.chars().next().is_none_or(|next| next.is_whitespace() || ".,;:!?)”\"’'—".contains(next));
        let is_plain = !spaced.contains(['`', '<', '[']);
        (is_end && is_plain && spaced.len() < at && !behind.contains(run)).then_some(spaced.len())
    }

    /// Whether two marks of code and a word are a line, as the first of a block of code is.
    fn is_fence(&self, start: usize, words: &str) -> bool {
        let is_word = words.trim_end().bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-+#".contains(&byte));
        let before = &self.text[..start];
        is_word && (before.is_empty() || before.ends_with('\n'))
    }

    fn short_fence(&mut self, start: usize, run: &str, words: &str) -> Fault {
        // The line that closes it opens another one.
        self.is_turned_round = true;
        self.told_until = self.text.len();
        let span = Span::new(self.file, start, start + run.len());
        let meant = format!("```{}", words.trim_end());
        Fault {
            code: "unclosed-code",
            span,
            message: "code begins with three of these marks, so this is none".to_owned(),
            help: format!("write `` {meant} ``"),
            fix: Some(Fix::replace(span, run, "```").label("write three marks")),
        }
    }

    /// Marks of code without their others.
    fn lone(&mut self, start: usize, run: &str, line: &str) -> Fault {
        // Of two that do not agree, the first is enough.
        self.told_until = start + line.len();
        let this = if run.len() == 1 { "this" } else { "these" };
        Fault {
            code: "broken-emphasis",
            span: Span::new(self.file, start, start + run.len()),
            message: format!(
                "{this} `` {run} `` {} no other, so readers see {}",
                if run.len() == 1 { "has" } else { "have" },
                if run.len() == 1 { "it" } else { "them" }
            ),
            help: format!("put `` {run} `` right before and right behind the code; an apostrophe is written `'`"),
            fix: None,
        }
    }
}

/// At most eight words, so that a cure stays short.
fn shortened(words: &str) -> String {
    match words.match_indices(' ').nth(7) {
        Some((at, _)) => format!("{}...", &words[..at + 1]),
        None => words.to_owned(),
    }
}

/// The first of some words, up to white space.
fn first_word(words: &str) -> &str {
    words.split(char::is_whitespace).next().unwrap_or("")
}

/// Whether words begin with something of a program: `args, **kwargs`, `mut T`, `const u8`.
fn is_code(words: &str) -> bool {
    let first = first_word(words);
    let bare = first.trim_end_matches(|one: char| ".,;:!?)".contains(one));
    matches!(bare, "nix" | "mut" | "const" | "args" | "kwargs" | "ptr" | "self")
        || bare.contains(|one: char| "_:./()[]{}<>=".contains(one))
}

/// Whether words may begin with a name, as `blank` and `index.md`: with the `_` before it, it is one.
fn is_name(words: &str) -> bool {
    let first = first_word(words);
    let bare = first.trim_end_matches(|one: char| ".,;:!?)”\"’'".contains(one));
    let is_word = bare.chars().skip(1).all(char::is_lowercase);
    let is_title = bare.starts_with(char::is_uppercase) && bare.chars().nth(2).is_some() && words.len() > first.len();
    !is_word || !is_title && !WORDS.contains(&bare)
}

/// Whether a word begins as quotations in old texts do: `` `word' ``.
fn is_old_quote(words: &str) -> bool {
    words.match_indices(['\'', '’']).any(|(at, mark)| !words[at + mark.len()..].starts_with(char::is_alphanumeric))
}

#[cfg(test)]
mod tests {
    use super::super::tests::check;

    #[test]
    fn strong_words_are_closed() {
        check("A **bold word", &["**"]);
        check("A ** bold ** word", &["**"]);
        check("A **bold** word, 2**3, 2 ** 3, src/**/*.rs, **/a, \\**a, `**a`, word** and ***x***", &[]);
        check("The order is **not* in force.", &["**"]);
        check("A __bold word and __The case goes on", &["__"]);
        check("```\n**a\n```\n\n    **a\n\n~~~\n_the `a\n~~~", &[]);
    }

    #[test]
    fn emphasised_words_are_closed() {
        check("The order is *not in force.", &["*"]);
        check("The order is _not in force, as _Youngstown Sheet says.", &["_", "_"]);
        check("The order is ~~not in force.", &["~~"]);
        check("The ***order is", &["***"]);
        check("In _two minutes, and so on.", &["_"]);
        check("Fees* and 5*\n\n*Without tests.\n\n| a* |\n|---|\n| *b |\n\n2 * 3, 2 *3, *.md, a*b, \\*a", &[]);
        check(
            "A *real* word, *args, *mut T, (*required), * a, snake_case, _blank, _index.md, _id, __init__, __FILE",
            &[],
        );
        check("~5 to ~6, ~/a, ~~/b, a ~~ b, ~~~~ and ~~gone~~; https://a.example/_the, \\_the", &[]);
    }

    #[test]
    fn no_space_stands_before_a_closing_mark() {
        check("The order is *not * in force.", &["*"]);
        check("The order is **not **, and _not _ in force.", &["**", "_"]);
        check("*Not * in force", &["*"]);
        check("a *b and 2 * 3 * 4", &["*"]);
    }

    #[test]
    fn both_marks_are_the_same() {
        check(
            "It was _told* to us.\n\nAnd *told_ again.\n\nAnd __told at last**.\n\n**Told__.",
            &["*", "_", "**", "__"],
        );
        check("The _id and fees*, snake_case and fees*, 2*3_4, *.md and a_, *told_again", &[]);
    }

    #[test]
    fn code_has_two_marks() {
        check("Write `status here.", &["`"]);
        check("Write status` here.", &["`"]);
        check("Write ``status` here.", &["``"]);
        check("``text\nlevel = 1\n```\n\nMore `words", &["``"]);
        check("Write `status` and ``a ` b``, `quoted', ``quoted'', \\`a, 5` N, don`t, a ` b", &[]);
    }
}
