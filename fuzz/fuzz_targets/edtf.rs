//! A text is a date, or its fault points into it and the cure helps.

#![no_main]

use libfuzzer_sys::fuzz_target;
use whereas::value::edtf::Edtf;

fuzz_target!(|text: &str| {
    let date = match Edtf::parse(text) {
        Ok(date) => date,
        Err(fault) => {
            assert!(text.get(fault.at.clone()).is_some(), "{text:?}: {fault:?}");
            assert!(!fault.message.is_empty() && !fault.help.is_empty(), "{text:?}: {fault:?}");
            // What the cure says to write can be written; "write `XX` for a day" speaks of a part.
            let is_whole = fault.help.starts_with("write `") && !fault.help.contains(" for ");
            for written in fault.help.split('`').skip(1).step_by(2).filter(|_| is_whole) {
                assert!(Edtf::parse(written).is_ok(), "{text:?}: {fault:?}");
            }
            return;
        }
    };
    assert_eq!(date.text(), text);
    assert_eq!(Edtf::parse(date.text()).as_ref(), Ok(&date));
    assert!(!date.words().is_empty() && !date.words_short().is_empty());
    if let (Some(earliest), Some(latest)) = (date.earliest(), date.latest()) {
        assert!(earliest <= latest, "{text:?}");
    }
    if let Some(machine) = date.datetime() {
        let plain = Edtf::parse(&machine).expect("what machines read is EDTF");
        assert_eq!((plain.earliest(), plain.latest()), (date.earliest(), date.latest()), "{text:?}");
    }
    if let Some(day) = date.day() {
        assert_eq!((date.earliest(), date.latest()), (Some(day), Some(day)), "{text:?}");
    }
});
