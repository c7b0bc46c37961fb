use super::*;
use crate::files::Files;
use crate::sources::{Name, Role};

fn read(text: &str) -> (Vec<Source>, Vec<String>) {
    let mut files = Files::default();
    let file = files.add("content/sources.bib", text);
    let mut report = Report::default();
    let sources = parse(file, text, &mut report);
    let said = report
        .sorted(&files)
        .into_iter()
        .map(|one| {
            let span = one.span.expect("every fault of a file has a place");
            let place = files.place(span);
            assert!(!one.helps.is_empty(), "{one:?}");
            format!("{}:{} {} `{}` {}", place.line, place.column, one.code, files.text(span), one.message)
        })
        .collect();
    (sources, said)
}

#[track_caller]
fn one(text: &str) -> Source {
    let (mut sources, said) = read(text);
    assert_eq!(said, Vec::<String>::new());
    assert_eq!(sources.len(), 1);
    sources.remove(0)
}

#[track_caller]
fn check(text: &str, expected: &[&str]) {
    assert_eq!(read(text).1, expected, "{text}");
}

/// An entry with these fields beside those that every source needs.
fn with(fields: &str) -> String {
    format!("@article{{a, title = {{T}}, date = {{2026}}, {fields}}}")
}

/// As Better BibTeX writes it, with an "Extra" of several lines.
const ZOTERO: &str = r"
@online{seed-003,
  entrysubtype = {blog},
  title = {The {{Mythos}} \& \emph{{{GPT}}} -- < 5\%},
  subtitle = {A review},
  author = {family=Gogh, given=Vincent, prefix=van, useprefix=true and {The Desk}},
  date = {2026-05-21},
  journaltitle = {AI wins},
  url = {https://example.org/a--b_c?d=e%20f},
  urldate = {2026-05-22},
  abstract = {Long, and $ not {\unknown} read.},
  langid = {american},
  volume = 7,
  keywords = {a,b},
  note = {Read twice.\\
known: 2026-05-22\\
Via: techcrunch, reuters\\
role: relay
corpus: true
archived\_on: 2026-05-23
archived: https://example.org/copy
stance because: it sells},
  file = {C:\Users\x{}.pdf}
}
";

#[test]
fn a_zotero_item_is_read_whole() {
    let source = one(ZOTERO);
    assert_eq!(source.key, "seed-003");
    assert_eq!(source.kind, SourceType::PostWeblog);
    assert_eq!(source.title, "The Mythos & GPT – < 5%: A review");
    let gogh = &source.author[0];
    assert_eq!((gogh.in_full().as_str(), gogh.short().as_str()), ("Vincent van Gogh", "van Gogh"));
    assert_eq!(source.author[1], Name::literal("The Desk"));
    assert_eq!(source.known, Some(jiff::civil::date(2026, 5, 22)));
    assert_eq!(source.accessed, Some(jiff::civil::date(2026, 5, 22)));
    assert_eq!(source.archived_on, Some(jiff::civil::date(2026, 5, 23)));
    assert_eq!(source.via.iter().map(|one| one.key.as_str()).collect::<Vec<_>>(), ["techcrunch", "reuters"]);
    assert_eq!(&ZOTERO[source.via[1].span.start..source.via[1].span.end], "reuters");
    assert_eq!(source.role, Some(Role::Relay));
    assert!(source.corpus);
    assert_eq!(source.stance_because.as_deref(), Some("it sells"));
    assert_eq!(source.note.as_deref(), Some("Read twice."));
    assert_eq!(source.url.as_deref(), Some("https://example.org/a--b_c?d=e%20f"));
    assert_eq!(source.volume.as_deref(), Some("7"));
    assert_eq!(source.language.as_deref(), Some("en-US"));
    assert_eq!(source.container_title.as_deref(), Some("AI wins"));
}

#[test]
fn our_fields_have_their_own_names() {
    let source = one(&with(
        "known = {2026-05-21}, via = {a, b}, paywall = {true}, archived-on = {2026-05-22}, archived = {https://example.org/b}",
    ));
    assert_eq!(source.known, Some(jiff::civil::date(2026, 5, 21)));
    assert_eq!(source.via.len(), 2);
    assert!(source.paywall && source.archived_on.is_some());
}

#[track_caller]
fn check_type(entry: &str, expected: SourceType) {
    let (kind, more) = entry.split_once(' ').unwrap_or((entry, ""));
    assert_eq!(one(&format!("@{kind}{{a, title = {{T}}, date = {{2026}}, {more}}}")).kind, expected, "{entry}");
}

#[test]
fn types() {
    use SourceType::*;
    check_type("article", ArticleJournal);
    check_type("Article entrysubtype={newspaper}", ArticleNewspaper);
    check_type("ARTICLE entrysubtype={magazine}", ArticleMagazine);
    check_type("online", Webpage);
    check_type("misc", Document);
    check_type("misc url={https://example.org/}", Webpage);
    check_type("report", Report);
    check_type("techreport", Report);
    check_type("legislation", Legislation);
    check_type("legislation entrysubtype={bill}", Bill);
    check_type("legal", Treaty);
    check_type("jurisdiction", LegalCase);
    check_type("book", Book);
    check_type("inbook", Chapter);
    check_type("incollection", Chapter);
    check_type("inproceedings", PaperConference);
    check_type("phdthesis", Thesis);
    check_type("dataset", Dataset);
    check_type("video", MotionPicture);
    check_type("audio", Song);
    check_type("patent", Patent);
    check_type("unpublished", Manuscript);
    check_type("unpublished eventtitle={Days}", Speech);
    check_type("executive-order", ExecutiveOrder);
    check_type("legislation note={type: executive-order}", ExecutiveOrder);
}

#[track_caller]
fn check_title(tex: &str, expected: &str) {
    assert_eq!(one(&format!("@misc{{a, title = {{{tex}}}, date = {{2026}}}}")).title, expected, "{tex}");
}

#[test]
fn tex_is_read_as_text() {
    check_title(r"Plain", "Plain");
    check_title(r"Stra{\ss}e, {\'E}mile, G\'eza, na{\~\i}ve, \c{c}a, \v{S}", "Straße, Émile, Géza, naĩve, ça, Š");
    check_title("pp. 1--2 --- and\n  more", "pp. 1–2 — and more");
    check_title(r"50\,000 \& 5\% of \$3 in \#1\_a~b", "50 000 & 5% of $3 in #1_a b");
    check_title(r"The \textit{New {York}} \textbf{Times}", "The New York Times");
    check_title(r"{\em So} it is\ldots{} \enquote{said}", "So it is… “said”");
    check_title(r"See \href{https://example.org/}{there}", "See there");
    check_title(r"A \textbackslash{}emph sign", r"A \emph sign");
    check_title(r"From $5 to $6", "From $5 to $6");
    check_title(r"Cats and dogs", "Cats and dogs");
}

#[track_caller]
fn check_names(tex: &str, expected: &[(&str, &str)]) {
    let source = one(&with(&format!("author = {{{tex}}}")));
    let names: Vec<(String, String)> = source.author.iter().map(|name| (name.in_full(), name.short())).collect();
    let names: Vec<(&str, &str)> = names.iter().map(|(full, short)| (full.as_str(), short.as_str())).collect();
    assert_eq!(names, expected, "{tex}");
}

#[test]
fn names_have_parts_or_braces() {
    check_names("Cai, Sophia", &[("Sophia Cai", "Cai")]);
    check_names("Sophia Cai and Brendan Bordelon", &[("Sophia Cai", "Cai"), ("Brendan Bordelon", "Bordelon")]);
    check_names("{The White House}", &[("The White House", "The White House")]);
    check_names(
        "{Office of Science and Technology} and others",
        &[("Office of Science and Technology", "Office of Science and Technology")],
    );
    check_names("{A = B Institute}", &[("A = B Institute", "A = B Institute")]);
    check_names("von der Leyen, Ursula", &[("Ursula von der Leyen", "von der Leyen")]);
    check_names(r#"G{\"o}del, Kurt"#, &[("Kurt Gödel", "Gödel")]);
    check_names("King, Jr., Martin Luther", &[("Martin Luther King Jr.", "King")]);
    check_names("Reuters", &[("Reuters", "Reuters")]);
    check_names(
        "family=Beethoven, given=Ludwig, prefix=van, useprefix=false",
        &[("Ludwig van Beethoven", "Beethoven")],
    );
}

#[track_caller]
fn check_date(fields: &str, expected: &str) {
    let source = one(&format!("@misc{{a, title = {{T}}, {fields}}}"));
    assert_eq!(source.issued.expect("a date").text(), expected, "{fields}");
}

#[test]
fn dates() {
    check_date("date = {2026-05-21}", "2026-05-21");
    check_date("date = {2026-05/2026-06}", "2026-05/2026-06");
    check_date("date = {2026~}", "2026~");
    check_date("date = 2026", "2026");
    check_date("year = 2026", "2026");
    check_date("year = {2026}, month = may", "2026-05");
    check_date("year = {2026}, month = {Sept.}, day = 3", "2026-09-03");
    check_date("year = \"2026\", month = \"12\"", "2026-12");
}

#[test]
fn strings_and_crossref_give_to_other_entries() {
    let text = r#"
% A comment with an @ in it
@string{fr = "Federal Register"}
@String{long = fr # " of the " # {United States}}
@comment{jabref-meta: databaseType:biblatex;}
@article{a, title = {T}, date = {2026}, journal = long, pages = {1--9}, number = 3}
@inproceedings{b, title = {Talk}, crossref = {p}, pages = {5}}
@proceedings{p, title = {Days of {AI}}, subtitle = {2026}, date = {2026-01}, publisher = {ACM and IEEE}, note = {N}}
"#;
    let (sources, said) = read(text);
    assert_eq!(said, Vec::<String>::new());
    let [a, b, p] = sources.as_slice() else { panic!("three sources") };
    assert_eq!(a.container_title.as_deref(), Some("Federal Register of the United States"));
    assert_eq!((a.page.as_deref(), a.issue.as_deref()), (Some("1-9"), Some("3")));
    assert_eq!(b.container_title.as_deref(), Some("Days of AI: 2026"));
    assert_eq!((b.title.as_str(), b.publisher.as_deref(), b.note.as_deref()), ("Talk", Some("ACM; IEEE"), None));
    assert_eq!(b.issued, p.issued);
}

#[test]
fn bodies_of_the_law_are_authorities() {
    let case =
        one("@jurisdiction{a, title = {A v. B}, date = {2026}, institution = {{Supreme Court}}, number = {24-1}}");
    assert_eq!(
        (case.authority.as_deref(), case.publisher, case.number.as_deref()),
        (Some("Supreme Court"), None, Some("24-1"))
    );
    let report =
        one("@report{a, title = {R}, date = {2026}, institution = {NIST}, type = {techreport}, number = {12}}");
    assert_eq!((report.publisher.as_deref(), report.genre.as_deref()), (Some("NIST"), Some("Technical report")));
}

#[test]
fn faults_are_pointed_at() {
    check(
        "@misc{a,\n  title = {T},\n  date = {2026-05-41},\n  note = {role: rely\\\\\nknown: x}\n}",
        &[
            "3:19 invalid-date `41` May 2026 has 31 days, not 41",
            "4:17 unknown-value `rely` `rely` is no known `role`",
            "5:8 invalid-date `x` `x` does not belong in a date",
        ],
    );
    check("@misc{a, date = {2026}}", &["1:7 missing-attribute `a` the source `a` has no title"]);
    check("@misc{a, title = {T}}", &["1:7 undated-source `a` nothing says when the source `a` was known"]);
    check("@misc{a, titel = {T}, date = {2026}}", &["1:10 unknown-key `titel` a source has no field `titel`"]);
    check(
        "@artikel{a, title = {T}, date = {2026}}",
        &["1:2 unknown-value `artikel` `artikel` is no known type of entry"],
    );
    check(
        &with("url = {www.example.org}"),
        &["1:48 unknown-value `www.example.org` `www.example.org` is not a web address"],
    );
    check(&with("title = {U}"), &["1:41 invalid-bib `title` `title` is written twice"]);
    check(&with("publisher = acm"), &["1:53 invalid-bib `acm` no `@string` gives a text to `acm`"]);
    check(&with("publisher = {\\foo{x}}"), &["1:54 invalid-bib `\\foo` the command `\\foo` is not known"]);
    check(&with("publisher = {5 $ more}"), &["1:56 invalid-bib `$` `$` begins a formula that nothing ends"]);
    check(&with("crossref = {b}"), &["1:53 unknown-source `b` no source has the key `b`"]);
    check(&with("crossref = {a}"), &["1:53 unknown-value `a` `crossref` leads on and on from here"]);
    check("@misc{a, title = {T}, year = 2026, month = {Mae}}", &["1:45 invalid-date `Mae` `Mae` is no month"]);
    check("@misc{a b, title = {T}}", &["1:7 invalid-bib `a b` `a b` cannot be a source key"]);
    check("@misc{title = {T}}", &["1:7 invalid-bib `title` this source has no key"]);
    check("@misc{, title = {T}}", &["1:2 invalid-bib `misc` this source has no key"]);
    check("@misc{a}", &["1:7 invalid-bib `a` nothing is said of `a` but its key"]);
    check("@misc(a, title = {T})", &["1:6 invalid-bib `(` an entry stands in braces"]);
    check("who@example.org", &["1:4 invalid-bib `@example.org` no brace stands behind this"]);
    check("@misc{a, title = {T} date = {2026}}", &["1:20 invalid-bib `}` no comma stands behind this value"]);
    check("@misc{a, title {T}}", &["1:16 invalid-bib `{` no `=` stands before this"]);
    check("@misc{a, title = , date = {2026}}", &["1:18 invalid-bib `,` no value stands here"]);
    check(
        "@misc{a, title = {T}}, date = {2026}}",
        &["1:21 invalid-bib `}` the source ends here, and more of it follows"],
    );
}

#[test]
fn what_is_not_closed_hides_no_other_entry() {
    let check = |first: &str, expected: &str| {
        let (sources, said) = read(&format!("{first}\n\n@misc{{b, title = {{U}}, date = {{2026-13}}}}\n"));
        assert_eq!(sources.iter().map(|source| source.key.as_str()).collect::<Vec<_>>(), ["a", "b"], "{first}");
        assert_eq!(said[0], expected);
        assert!(said[1].ends_with("invalid-date `13` there is no month 13"), "{said:?}");
        assert_eq!(said.len(), 2);
    };
    check(
        "@misc{a,\n  title = {T,\n  date = {2026},\n}",
        "2:11 invalid-bib `{` the braces of this value are not closed",
    );
    check("@misc{a,\n  title = {T},\n  note = {N\n}", "3:10 invalid-bib `{` the braces of this value are not closed");
    check("@misc{a,\n  title = {T},", "1:6 invalid-bib `{` the braces of this source are not closed");
    check("@misc{a,\n  title = \"T,\n  date = {2026}\n}", "2:11 invalid-bib `\"` the quotation marks are not closed");
}

#[test]
fn hostile_texts_are_told_in_time() {
    // Places are for those who read them: they would take most of the time.
    let read = |text: &str| {
        let mut files = Files::default();
        let file = files.add("content/sources.bib", text);
        let mut report = Report::default();
        let sources = parse(file, text, &mut report);
        (sources, report.iter().map(|fault| fault.message.clone()).collect::<Vec<String>>())
    };
    let n = 100_000;
    let deep = format!("@misc{{a, date = {{2026}}, title = {{{}{}}}}}", "{".repeat(n), "}".repeat(n));
    let said = read(&deep).1;
    assert!(said[0].contains("braces stand more than 24 deep here"), "{}", said[0]);
    let commands = format!("@misc{{a, date = {{2026}}, title = {{{}{}}}}}", "\\emph{".repeat(n), "}".repeat(n));
    assert_eq!(read(&commands).1.len(), 1);
    let wide = format!("@misc{{a, date = {{2026}}, title = {{{{{}}}}}}}", "{x}".repeat(n));
    assert_eq!(read(&wide).1.len(), 1);
    assert_eq!(read(&"{".repeat(n)).1.len(), 0);
    assert_eq!(read(&format!("@misc{{{}", "{".repeat(n))).1.len(), 1);
    // Each text is twice the one before.
    let mut doubled = "@string{s0 = {ha}}\n".to_owned();
    for at in 1..60 {
        doubled.push_str(&format!("@string{{s{at} = s{} # s{}}}\n", at - 1, at - 1));
    }
    doubled.push_str("@string{me = me}\n@misc{a, title = s59, date = {2026}}\n");
    assert!(!read(&doubled).1.is_empty());
    let long = format!("@string{{s = {{{}}}}}\n", "word ".repeat(n));
    let named = long + &(0..2000).map(|at| format!("@misc{{k{at}, title = s, date = {{2026}}}}\n")).collect::<String>();
    assert!(read(&named).1.iter().any(|one| one.contains("far longer than the file")));
    let chain: String = (0..20_000)
        .map(|at| format!("@misc{{k{at}, title = {{T}}, date = {{2026}}, crossref = {{k{}}}}}\n", at + 1))
        .collect();
    assert!(read(&chain).0.len() == 20_000);
}

#[test]
fn nothing_panics() {
    for text in [
        "",
        "@",
        "@a",
        "@a{",
        "@a{b",
        "@a{b,",
        "@a{b,c",
        "@a{b,c=",
        "@a{b,c={",
        "@a{b,c=\"",
        "@a{b,c=1",
        "@a{b,c=d#",
        "é@é{é,é={é}}",
        "\u{feff}@misc{a, title={T}, date={2026}}",
        "@misc{a, title={\\}, date={2026}}",
        "@misc{a, title={\\'}, year={é}}",
        "@misc{a, author={,}}",
        "@misc{a, author={,,,}}",
        "@misc{a, author={=}}",
        "@misc{a, author={and and and}}",
        "@misc{a, author={{and}}, title={{\\'{}}}}",
        "@misc{a, title={$}}",
        "@misc{a, title={\\url{}}",
        "@string{a}",
        "@string{a=a}",
        "@comment{",
        "@preamble{\"x\"}",
        "@misc{a, xdata={a,b}}",
        "@xdata{x, title={T}}",
        "@misc{a, title=\"}\"}",
        "@misc{a, title = 1.2.3}",
    ] {
        read(text);
    }
}
