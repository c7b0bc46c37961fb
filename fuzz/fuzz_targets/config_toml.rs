//! A config, with status machines of its own.

#![no_main]

use libfuzzer_sys::fuzz_target;
use whereas::config::Config;

fuzz_target!(|text: &str| {
    whereas_fuzz::read("config.toml", text, |file, text, report| {
        let config = Config::parse(file, text, report);
        assert!(!config.theme.contains(['/', '\\', ':']) && !config.theme.starts_with('.'), "{:?}", config.theme);
        assert!(config.sentences_per_citation > 0);
        for name in config.machine_names() {
            let machine = config.machine(name).expect("it is named");
            for from in &machine.states {
                for to in &machine.states {
                    let _ = machine.may_follow(Some(&from.name), &to.name);
                }
            }
        }
    });
});
