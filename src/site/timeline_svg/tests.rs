use jiff::civil::date;

use super::*;

const NOW: Date = Date::constant(2026, 11, 21);

fn event<'a>(title: &'a str, words: &'a str, day: Date) -> Mark<'a> {
    Mark {
        title,
        words,
        url: "timeline/event/",
        start: Some(day),
        end: Some(day),
        importance: 2,
        status: false,
        tone: "",
        ahead: day > NOW,
    }
}

fn status<'a>(title: &'a str, words: &'a str, day: Date, tone: &'a str) -> Mark<'a> {
    Mark { status: true, tone, importance: 1, ..event(title, words, day) }
}

/// A made-up order with a past, a busy spring and something ahead.
fn sample() -> Vec<Mark<'static>> {
    let day = Date::constant;
    let mut marks = vec![
        event("An older act is passed", "15 November 1990", day(1990, 11, 15)),
        Mark { importance: 1, ..event("The first order on AI is signed", "30 October 2023", day(2023, 10, 30)) },
        event("A bill stalls", "June 2024", day(2024, 6, 1)),
        event("The first order is revoked", "20 January 2025", day(2025, 1, 20)),
        Mark {
            importance: 1,
            end: Some(day(2026, 5, 31)),
            ..status("A draft is reported", "May 2026", day(2026, 5, 1), "ahead")
        },
        status("Signing is set for the afternoon", "19 May 2026", day(2026, 5, 19), "ahead"),
        event("Firms are invited", "20 May 2026", day(2026, 5, 20)),
        status("The signing is postponed, hours before the ceremony", "21 May 2026", day(2026, 5, 21), "hold"),
        event("First reports", "21 May 2026", day(2026, 5, 21)),
        event("A senator answers", "22 May 2026", day(2026, 5, 22)),
        Mark { importance: 3, ..event("A poll", "28 May 2026", day(2026, 5, 28)) },
        status("The order is signed", "2 June 2026", day(2026, 6, 2), "force"),
        event("It is printed", "8 June 2026", day(2026, 6, 8)),
        Mark { importance: 1, ..event("The framework is due", "1 August 2026", day(2026, 8, 1)) },
        Mark { importance: 1, ..event("First yearly report", "2 June 2027", day(2027, 6, 2)) },
        Mark { end: None, ..event("A court may rule", "no date set (after 1 January 2027)", day(2027, 1, 1)) },
    ];
    marks[0].importance = 1;
    marks
}

#[test]
fn the_same_marks_give_the_same_drawing_in_any_order() {
    let mut marks = sample();
    let drawing = draw(&marks, NOW);
    marks.reverse();
    assert_eq!(draw(&marks, NOW), drawing);
    assert_eq!(drawing.matches("<a ").count(), 16);
    assert_eq!(drawing.matches("timeline-svg__delay").count(), 1);
    assert!(drawing.contains("On hold from 21 May 2026 to 2 June 2026, 12 days"));
    assert!(drawing.contains("<title id=\"timeline-svg-title\">Timeline, 1990 to 2027</title>"));
    // Every change of status finds room for its label.
    for title in ["A draft", "Signing is set", "The signing is", "The order is signed"] {
        assert!(drawing.contains(&format!("\">{title}")), "{title}");
    }
    assert!(!drawing.contains("style") && !drawing.contains("#"));
}

/// A year by itself: its name in the ids, now only where now is in it.
#[test]
fn one_year_is_drawn_alone() {
    let marks: Vec<Mark> =
        sample().into_iter().filter(|mark| mark.start.is_some_and(|day| day.year() == 2026)).collect();
    let drawing = draw_year(&marks, NOW, "2026");
    assert!(drawing.contains("<title id=\"timeline-svg-2026-title\">Timeline, 2026</title>"), "{drawing}");
    assert!(drawing.contains("Now, ") && drawing.contains("On hold from 21 May 2026 to 2 June 2026"));
    let later = draw_year(&marks, date(2028, 1, 1), "2026");
    assert!(!later.contains("Now, ") && !later.contains("axis--ahead"), "{later}");
    let earlier = draw_year(&marks, date(2025, 1, 1), "2026");
    assert!(!earlier.contains("Now, ") && earlier.contains("axis--ahead"), "{earlier}");
}

#[test]
fn labels_stay_inside_and_never_cross() {
    let marks = sample();
    let wanted =
        marks.iter().enumerate().map(|(at, mark)| (at, 60.0 * at as f64 + 30.0, mark.words, mark.title, false));
    let labels = labels::arrange(wanted, WIDTH);
    assert!(labels.len() >= 9, "{}", labels.len());
    for (at, label) in labels.iter().enumerate() {
        assert!(label.fits(WIDTH) && labels[at + 1..].iter().all(|other| !label.crosses(other)));
    }
    let edge = [(0, 990.0, "2027", "At the edge", false)];
    assert!(labels::arrange(edge.into_iter(), WIDTH)[0].flipped);
    let same: Vec<_> = (0..9).map(|at| (at, 500.0, "2027", "At one place", false)).collect();
    assert_eq!(labels::arrange(same.into_iter(), WIDTH).len(), 5);
}

#[test]
fn time_runs_to_the_right() {
    let days: Vec<Date> = sample().iter().filter_map(|mark| mark.start).collect();
    let scale = Scale::new(&days, &[NOW], MARGIN, WIDTH - MARGIN);
    let mut day = date(1990, 1, 1);
    let mut x = scale.x(day);
    assert_eq!(x, MARGIN);
    while let Ok(next) = day.tomorrow() {
        if day.year() > 2027 {
            break;
        }
        assert!(scale.x(next) >= x, "{next}");
        (day, x) = (next, scale.x(next));
    }
    assert!((scale.x_after(date(2027, 12, 31)) - (WIDTH - MARGIN)).abs() < 0.01 || scale.parts.len() > 1);
    // The crowded May of 2026 is marked off on its left.
    assert!(scale.breaks().contains(&scale.x(date(2026, 5, 1))));
    assert!(Scale::new(&[NOW], &[], MARGIN, WIDTH).breaks().is_empty());
    // 1991 to 2022 is one gap.
    assert_eq!(scale.parts.iter().filter(|part| part.kind == Kind::Gap).count(), 1);
}

#[test]
fn a_delay_without_an_end_runs_to_now() {
    let marks = [status("Put off", "11 November 2026", date(2026, 11, 11), "hold")];
    assert!(draw(&marks, NOW).contains("On hold from 11 November 2026 to now, 10 days"));
    assert!(!draw(&marks, date(2026, 11, 11)).contains("On hold"));
}

#[test]
fn text_is_escaped() {
    let mark = Mark { url: "a\"b&c/", importance: 1, ..event("<b> & \"c\"", "it's\n2026", date(2026, 1, 1)) };
    let drawing = draw(&[mark], NOW);
    assert!(drawing.contains("href=\"a&quot;b&amp;c/\""));
    assert!(drawing.contains("aria-label=\"it&#39;s 2026: &lt;b&gt; &amp; &quot;c&quot;\""));
}

#[test]
fn odd_input_draws_something_or_nothing() {
    assert_eq!(draw(&[], NOW), "");
    let nowhere = Mark { start: None, end: None, ..event("a", "b", NOW) };
    assert_eq!(draw(&[nowhere], NOW), "");
    let far = [
        event("first", "1", date(1, 1, 1)),
        event("last", "9999", date(9999, 12, 31)),
        Mark { start: None, ..event("by", "by 2020", date(2020, 1, 1)) },
        Mark { end: Some(date(9999, 12, 31)), tone: "\"odd", status: true, ..event("long", "long", NOW) },
    ];
    assert_eq!(draw(&far, NOW).matches("<a ").count(), 4);
    let crowd = vec![event("same", "same", NOW); 40];
    assert_eq!(draw(&crowd, NOW).matches("<a ").count(), 40);
}

#[test]
fn lengths_have_one_decimal() {
    for (value, text) in [(1.0, "1"), (1.25, "1.3"), (-0.04, "0"), (-0.3, "-0.3"), (-12.5, "-12.5")] {
        assert_eq!(number(value), text);
    }
}
