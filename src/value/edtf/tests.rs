use jiff::civil::date;

use super::*;

#[rustfmt::skip]
const TABLE: &[(&str, &str, &str, &str, &str, &str)] = &[
    // text, words, short words, earliest, latest, datetime; `-` for none
    ("2026-05-21", "21 May 2026", "21 May", "2026-05-21", "2026-05-21", "2026-05-21"),
    ("2024-02-29", "29 February 2024", "29 February", "2024-02-29", "2024-02-29", "2024-02-29"),
    ("2000-02-29", "29 February 2000", "29 February", "2000-02-29", "2000-02-29", "2000-02-29"),
    ("2026-05", "May 2026", "May 2026", "2026-05-01", "2026-05-31", "2026-05"),
    ("2024-02", "February 2024", "February 2024", "2024-02-01", "2024-02-29", "2024-02"),
    ("2026", "2026", "2026", "2026-01-01", "2026-12-31", "2026"),
    ("0001", "1", "1", "0001-01-01", "0001-12-31", "0001"),
    ("9999-12-31", "31 December 9999", "31 December", "9999-12-31", "9999-12-31", "9999-12-31"),
    ("2026-05-21T14:30:00Z", "21 May 2026, 14:30 UTC", "21 May", "2026-05-21", "2026-05-21", "2026-05-21T14:30:00Z"),
    ("2026-05-21T14:30:09-04", "21 May 2026, 14:30:09 UTC-04:00", "21 May", "2026-05-21", "2026-05-21", "2026-05-21T14:30:09-04:00"),
    ("2026-05-21T14:30:00", "21 May 2026, 14:30", "21 May", "2026-05-21", "2026-05-21", "2026-05-21T14:30:00"),
    ("2026-05~", "around May 2026", "around May 2026", "2026-05-01", "2026-05-31", "2026-05"),
    ("2026-05-21?", "21 May 2026 (uncertain)", "21 May (uncertain)", "2026-05-21", "2026-05-21", "2026-05-21"),
    ("2026%", "around 2026 (uncertain)", "around 2026 (uncertain)", "2026-01-01", "2026-12-31", "2026"),
    ("2026-21", "spring 2026", "spring 2026", "2026-03-01", "2026-05-31", "-"),
    ("2026-22", "summer 2026", "summer 2026", "2026-06-01", "2026-08-31", "-"),
    ("2026-23~", "around autumn 2026", "around autumn 2026", "2026-09-01", "2026-11-30", "-"),
    ("2027-24", "winter 2027", "winter 2027", "2027-12-01", "2028-02-29", "-"),
    ("9999-24", "winter 9999", "winter 9999", "9999-12-01", "9999-12-31", "-"),
    ("202X", "the 2020s", "the 2020s", "2020-01-01", "2029-12-31", "-"),
    ("202X~", "around the 2020s", "around the 2020s", "2020-01-01", "2029-12-31", "-"),
    ("200X", "between 2000 and 2009", "between 2000 and 2009", "2000-01-01", "2009-12-31", "-"),
    ("000X", "between 1 and 9", "between 1 and 9", "0001-01-01", "0009-12-31", "-"),
    ("20XX", "between 2000 and 2099", "between 2000 and 2099", "2000-01-01", "2099-12-31", "-"),
    ("2026-05-XX", "a day in May 2026", "a day in May 2026", "2026-05-01", "2026-05-31", "-"),
    ("2026-05-XX~", "a day in May 2026 (approximate)", "a day in May 2026 (approximate)", "2026-05-01", "2026-05-31", "-"),
    ("2026-XX", "a month in 2026", "a month in 2026", "2026-01-01", "2026-12-31", "-"),
    ("2026-XX-XX", "a day in 2026", "a day in 2026", "2026-01-01", "2026-12-31", "-"),
    ("2026-05-21/..", "no date set (after 21 May 2026)", "no date set (after 21 May 2026)", "2026-05-21", "-", "-"),
    ("2026-05/..", "no date set (May 2026 or later)", "no date set (May 2026 or later)", "2026-05-01", "-", "-"),
    ("2026/", "from 2026, end not known", "from 2026, end not known", "2026-01-01", "-", "-"),
    ("../2026", "until 2026", "until 2026", "-", "2026-12-31", "-"),
    ("/2026-05-21", "by 21 May 2026", "by 21 May 2026", "-", "2026-05-21", "-"),
    ("2026-05-01/2026-05-21", "1 to 21 May 2026", "1 to 21 May 2026", "2026-05-01", "2026-05-21", "-"),
    ("2026-05-30/2026-06-02", "30 May to 2 June 2026", "30 May to 2 June 2026", "2026-05-30", "2026-06-02", "-"),
    ("2025-05-30/2026-06-02", "30 May 2025 to 2 June 2026", "30 May 2025 to 2 June 2026", "2025-05-30", "2026-06-02", "-"),
    ("2026-05/2026-06", "May to June 2026", "May to June 2026", "2026-05-01", "2026-06-30", "-"),
    ("2025-12/2026-01", "December 2025 to January 2026", "December 2025 to January 2026", "2025-12-01", "2026-01-31", "-"),
    ("2026-21/2026-23", "spring to autumn 2026", "spring to autumn 2026", "2026-03-01", "2026-11-30", "-"),
    ("2025/2026", "2025 to 2026", "2025 to 2026", "2025-01-01", "2026-12-31", "-"),
    ("2026-05-21/2026-06", "21 May 2026 to June 2026", "21 May 2026 to June 2026", "2026-05-21", "2026-06-30", "-"),
    ("2026-05-21/2026-05", "21 May 2026 to May 2026", "21 May 2026 to May 2026", "2026-05-21", "2026-05-31", "-"),
    ("2026-05-01~/2026-05-21~", "around 1 to 21 May 2026", "around 1 to 21 May 2026", "2026-05-01", "2026-05-21", "-"),
    ("2026-05-01/2026-06?", "1 May 2026 to June 2026 (uncertain)", "1 May 2026 to June 2026 (uncertain)", "2026-05-01", "2026-06-30", "-"),
    ("2026-05-21/2026-05-21", "21 May 2026", "21 May 2026", "2026-05-21", "2026-05-21", "-"),
];

#[test]
fn dates_have_words_bounds_and_a_machine_form() {
    for &(text, words, short, earliest, latest, datetime) in TABLE {
        let date = Edtf::parse(text).unwrap_or_else(|fault| panic!("{text}: {fault}"));
        let shown = |bound: Option<Date>| bound.map_or("-".to_owned(), |day| day.to_string());
        assert_eq!(date.text(), text);
        assert_eq!(date.words(), words, "{text}");
        assert_eq!(date.words_short(), short, "{text}");
        assert_eq!(shown(date.earliest()), earliest, "{text}");
        assert_eq!(shown(date.latest()), latest, "{text}");
        assert_eq!(date.datetime().as_deref().unwrap_or("-"), datetime, "{text}");
        assert_eq!(Edtf::parse(date.text()), Ok(date), "{text}");
    }
}

#[test]
fn only_a_plain_full_day_is_a_day() {
    for (text, day) in [
        ("2026-05-21", Some(date(2026, 5, 21))),
        ("2026-05-21T09:00:00Z", Some(date(2026, 5, 21))),
        ("2026-05-21~", None),
        ("2026-05", None),
        ("2026-05-XX", None),
        ("2026-05-21/2026-05-21", None),
    ] {
        assert_eq!(Edtf::parse(text).map(|date| date.day()), Ok(day), "{text}");
    }
    assert_eq!(day_words(date(2026, 5, 1)), "1 May 2026");
}

#[test]
fn dates_sort_by_earliest_then_latest_then_text() {
    let sorted = [
        "/2025",
        "2025-12-31",
        "2026-01-01",
        "2026-01",
        "2026",
        "2026-XX",
        "2026/",
        "2026/..",
        "2026-05-01",
        "2026-05",
        "2026-05~",
        "2026-05-21",
        "2026-05-21/2026-05-30",
        "2026-05-21/..",
        "../2026",
    ];
    let read = |text: &&str| Edtf::parse(text).expect("the table holds dates");
    let mut dates: Vec<Edtf> = sorted.iter().rev().map(read).collect();
    dates.sort();
    let texts: Vec<&str> = dates.iter().map(Edtf::text).collect();
    assert_eq!(texts, sorted);
}

#[test]
fn faults_point_at_the_smallest_piece() {
    #[rustfmt::skip]
    let table: &[(&str, &str, &str, &str)] = &[
        // text, piece at fault, message, help
        ("", "", "the date is empty", FORMS),
        ("2026-02-30", "30", "February 2026 has 28 days, not 30", "the days of February 2026 run from `01` to `28`"),
        ("1900-02-29", "29", "February 1900 has 28 days, not 29", "the days of February 1900 run from `01` to `28`"),
        ("2026-05-00", "00", "there is no day 00", "the days of May 2026 run from `01` to `31`"),
        ("2026-13", "13", "there is no month 13", "months run from `01` to `12`, seasons from `21` (spring) to `24` (winter)"),
        ("2026-00-01", "00", "there is no month 00", "months run from `01` to `12`, seasons from `21` (spring) to `24` (winter)"),
        ("26-05-01", "26", "the year `26` needs four digits", "write the year in full, such as `2026`; years run from `0001` to `9999`"),
        ("0000", "0000", "there is no year 0000", "years run from `0001` to `9999`"),
        ("-0044", "-0044", "a date starts with its year", "years run from `0001` to `9999`; none is negative"),
        ("20260", "20260", "the year `20260` needs four digits", "write the year in full, such as `2026`; years run from `0001` to `9999`"),
        ("May 2026", "May", "`May` does not belong in a date", "write `2026-05`"),
        ("around May 21st, 2026", "around", "`around` does not belong in a date", "write `2026-05-21~`"),
        ("spring 2026", "spring", "`spring` does not belong in a date", "write `2026-21`"),
        ("soon", "soon", "`soon` does not belong in a date", FORMS),
        ("2026-5-1", "5", "the month `5` needs two digits", "write `2026-05-01`"),
        ("2026-05-", "-", "the day is missing", FORMS),
        ("20260521", "20260521", "the year `20260521` needs four digits", "write `2026-05-21`"),
        ("2026–05–21", "–", "`–` does not belong in a date", "write `2026-05-21`"),
        (" 2026-05", " ", "` ` does not belong in a date", "write `2026-05`"),
        ("21-05-2026", "21", "the year `21` needs four digits", "write `2026-05-21`"),
        ("5/1/2026", "1/2026", "", "write `2026-01-05` or `2026-05-01`"),
        ("2026-05-21-01", "-01", "a date has a year, a month and a day, and no more", FORMS),
        ("2026-21-31", "-31", "a season has no days", "write `2026-21` for the season"),
        ("2026-21-11", "21", "there is no month 21, the day stands in its place", "did you mean `2026-11-21`?"),
        ("2024-13-07", "13", "there is no month 13, the day stands in its place", "did you mean `2024-07-13`?"),
        ("2026-05-2X", "2X", "`2X` is only partly unspecified", "write `XX` for a day that nobody knows"),
        ("2026-XX-21", "21", "the month is unspecified, but its day is not", "write `2026-XX` or `2026-XX-XX`"),
        ("202X-05", "202X", "the year `202X` is unspecified, but its month is not", "write only the year: `202X` for the 2020s, `20XX` for 2000 to 2099"),
        ("XXXX", "XXXX", "`XXXX` leaves too much of the year open", "an `X` may stand for the last digit (`202X`) or the last two (`20XX`)"),
        ("202x", "x", "`x` does not belong in a date", "write `202X`"),
        ("~2026", "~2026", "a date has one mark, at its end", "write `2026~`"),
        ("2026~?", "~?", "a date has one mark, at its end", "write `2026%`"),
        ("2026-05-21T9:30", "9:30", "`9:30` is not a time of day", "write hours, minutes and seconds, then `Z` or an offset: `14:30:00Z`, `14:30:00-04:00`"),
        ("2026-05T09:30:00Z", "T09:30:00Z", "a time needs a full day before it", "write `2026-05-21T14:30:00Z`, or leave the time out"),
        ("2026-05-21/2026-05-20", "2026-05-20", "the interval ends on `2026-05-20`, before its start on `2026-05-21`", "put the earlier date first: `2026-05-20/2026-05-21`"),
        ("2026-05/2025", "2025", "the interval ends on `2025`, before its start on `2026-05`", "put the earlier date first: `2025/2026-05`"),
        ("2025/2026/2027", "/2027", "an interval has two ends, not more", "put one `/` between the first and the last date"),
        ("../..", "../..", "an interval needs a date at one of its ends", "write `2026-05-21/..` for an open end, `../2026-05-21` for an open start"),
        ("2026-05-01/2026-05-32", "32", "May 2026 has 31 days, not 32", "the days of May 2026 run from `01` to `31`"),
        ("2026-05-01 to 2026-05-03", " to ", "", "write `2026-05-01/2026-05-03`"),
    ];
    for &(text, piece, message, help) in table {
        let fault = Edtf::parse(text).expect_err(text);
        if !message.is_empty() {
            assert_eq!(fault.message, message, "{text}");
            assert_eq!(&text[fault.at], piece, "{text}");
        }
        assert_eq!(fault.help, help, "{text}");
    }
}

#[test]
fn no_text_makes_it_panic() {
    let alphabet = ["2026", "2", "-", "05", "X", "XX", "/", "..", "~", "T", "é", " ", "Z", ":", "May"];
    for a in alphabet {
        for b in alphabet {
            for c in alphabet {
                for d in alphabet {
                    let text = [a, b, c, d].concat();
                    if let Err(fault) = Edtf::parse(&text) {
                        assert!(text.get(fault.at.clone()).is_some(), "{text}: {:?}", fault.at);
                    }
                }
            }
        }
    }
}
