//! Writes `_headers`: what a host should send with every file, as Netlify and Cloudflare Pages read it.
//!
//! The Content-Security-Policy allows what the site is made of and nothing else: its own
//! stylesheet, fonts and pictures; scripts, sound and films only if it has any; forms lead to its own
//! search page and nowhere else. A file of that name below `content/` stands instead, and
//! `headers = false` in config leaves it out.
//!
//! Browsers may keep the files of the theme for a year, which stand at another address when they
//! change. Of all others nothing is said, for both hosts let browsers ask again each time, and both
//! join the values of rules that meet.
//!
//! Sources: Content Security Policy Level 3; RFC 9111, section 5.2.2; RFC 8246; the forms of the file
//! are those of the two hosts.

use super::Whole;
use super::artifact::Artifact;
use crate::diag::Report;
use crate::input::Input;
use crate::theme::assets;

pub const PATH: &str = "_headers";

/// What pages of ours never ask a browser for.
const NEVER_ASKED: [&str; 10] = [
    "browsing-topics",
    "camera",
    "display-capture",
    "geolocation",
    "microphone",
    "midi",
    "payment",
    "serial",
    "usb",
    "xr-spatial-tracking",
];

pub(super) fn make(whole: &Whole<'_>, _report: &mut Report) -> Vec<Artifact> {
    let input = whole.input;
    if !input.config.headers || input.assets.iter().any(|asset| asset.path == PATH) {
        return Vec::new();
    }
    let scripts = input.config.outputs.scripts;
    let of_theme = input.theme.files.keys().filter(|path| scripts || !assets::is_script(path)).map(String::as_str);
    let files = of_theme.chain(input.assets.iter().map(|asset| asset.path.as_str()));
    let embeds = embeds(input);
    let mut text = let_into_frames(write(files, input.config.outputs.search), &embeds);
    if whole.theme.folder != assets::FOLDER {
        text.push_str(&kept(&whole.theme.folder));
        if !embeds.is_empty() {
            text.push_str(FOR_FRAMES);
        }
    }
    vec![Artifact::text(PATH, text)]
}

/// Where small pages for other people's may stand, in the form of the file.
fn embeds(input: &Input) -> Vec<&'static str> {
    if !input.config.has_embeds() {
        return Vec::new();
    }
    let paths = || input.markdown.iter().map(|&file| &*input.files.get(file).path);
    match paths().any(|path| path == "content/policy.md") {
        true => vec!["/embed/*"],
        false if paths().any(|path| path.ends_with("/policy.md")) => vec!["/:explainer/embed/*"],
        false => Vec::new(),
    }
}

/// Lets what stands at `paths` be shown in frames, and nothing else.
///
/// Where several rules match, Cloudflare joins their values by commas, which a browser holds all, and others let the
/// last rule win; a rule cannot take back what another says on all hosts. So it is X-Frame-Options that
/// refuses frames for all pages, which a browser does not ask where a policy speaks of `frame-ancestors`, and the
/// policy of embeds does: that holds in either case.
///
/// Source: HTML, "The X-Frame-Options header": a policy with `frame-ancestors` stands instead.
fn let_into_frames(text: String, paths: &[&str]) -> String {
    const NOBODY: &str = "; frame-ancestors 'none'";
    let Some(line) = text.lines().find(|line| line.contains(NOBODY)).filter(|_| !paths.is_empty()) else {
        return text;
    };
    let for_embeds = line.replace(NOBODY, "; frame-ancestors *");
    let for_all = format!("{}\n  X-Frame-Options: DENY", line.replace(NOBODY, ""));
    let mut text = text.replacen(line, &for_all, 1);
    for path in paths {
        text.push_str(&format!("\n{path}\n{for_embeds}\n"));
    }
    text
}

/// `files`: paths of the files that are copied, of the theme and of the editors.
fn write<'a>(files: impl Iterator<Item = &'a str>, has_search: bool) -> String {
    let form = if has_search { "'self'" } else { "'none'" };
    let (mut has_script, mut has_media) = (false, false);
    for path in files {
        let ending = path.rsplit('.').next().unwrap_or_default().to_ascii_lowercase();
        has_script |= assets::is_script(path);
        has_media |= matches!(ending.as_str(), "mp3" | "mp4" | "m4a" | "oga" | "ogg" | "ogv" | "opus" | "wav" | "webm");
    }
    // A script of the site may ask its own host, and no other.
    let script = if has_script { "; script-src 'self'; connect-src 'self'" } else { "" };
    let media = if has_media { "; media-src 'self'" } else { "" };
    let never = NEVER_ASKED.map(|feature| format!("{feature}=()")).join(", ");
    format!(
        "/*\n  Content-Security-Policy: default-src 'none'; style-src 'self'; font-src 'self'; img-src 'self'\
         {script}{media}; base-uri 'none'; form-action {form}; frame-ancestors 'none'\n  \
         X-Content-Type-Options: nosniff\n  Referrer-Policy: strict-origin-when-cross-origin\n  \
         Permissions-Policy: {never}\n"
    )
}

/// A page in a sandboxed frame is nobody's, and browsers give nobody a font unless its host gives it to everybody.
///
/// Source: CSS Fonts Level 4, section 4.9 (fonts are asked for as by `crossorigin`).
const FOR_FRAMES: &str = "  Access-Control-Allow-Origin: *\n";

/// What lies in `folder` never changes there.
fn kept(folder: &str) -> String {
    format!("/{folder}*\n  Cache-Control: public, max-age=31536000, immutable\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(files: &[&str], expected: &str) {
        let written = write(files.iter().copied(), false);
        let policy = written.lines().find_map(|line| line.trim().strip_prefix("Content-Security-Policy: "));
        assert_eq!(policy, Some(expected), "{written}");
        assert!(written.starts_with("/*\n  ") && written.ends_with('\n'), "{written}");
        // Hosts read lines of at most 2000 characters.
        assert!(written.lines().all(|line| line.len() < 2000));
    }

    #[test]
    fn only_what_the_site_has_is_allowed() {
        let head = "default-src 'none'; style-src 'self'; font-src 'self'; img-src 'self'";
        let tail = "; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
        check(&["favicon.svg", "data/table.csv"], &format!("{head}{tail}"));
        check(&["js/menu.js"], &format!("{head}; script-src 'self'; connect-src 'self'{tail}"));
        check(&["speech.MP3"], &format!("{head}; media-src 'self'{tail}"));
        assert!(write(std::iter::empty(), true).contains("; form-action 'self';"));
    }

    #[test]
    fn embeds_may_stand_in_frames_and_pages_may_not() {
        let closed = write(std::iter::empty(), false);
        assert_eq!(let_into_frames(closed.clone(), &[]), closed);
        let text = let_into_frames(closed, &["/embed/*"]);
        let (pages, embeds) = text.split_once("\n/embed/*\n").expect("embeds have a rule of their own");
        assert!(pages.contains("\n  X-Frame-Options: DENY\n") && !pages.contains("frame-ancestors"), "{pages}");
        // The whole policy again, where a later rule stands instead of the first.
        assert_eq!(
            embeds,
            "  Content-Security-Policy: default-src 'none'; style-src 'self'; font-src 'self'; img-src 'self'; \
             base-uri 'none'; form-action 'none'; frame-ancestors *\n"
        );
    }

    #[test]
    fn browsers_are_told_not_to_guess_and_not_to_tell() {
        let written = write(std::iter::empty(), true);
        for line in [
            "  X-Content-Type-Options: nosniff",
            "  Referrer-Policy: strict-origin-when-cross-origin",
            "  Permissions-Policy: browsing-topics=(), camera=(), display-capture=(), geolocation=(), microphone=(), \
             midi=(), payment=(), serial=(), usb=(), xr-spatial-tracking=()",
        ] {
            assert!(written.lines().any(|one| one == line), "{line} is missing:\n{written}");
        }
    }
}
