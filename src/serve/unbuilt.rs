//! The page that stands for the site as long as no build has been good.
//!
//! Plain HTML that says every fault; our script, which the server adds, shows them as the
//! panel does and loads the site as soon as there is one.

use super::fault::Faults;

/// The page for these faults.
pub fn page(faults: &Faults) -> String {
    let mut list = String::new();
    for fault in &faults.first {
        let kind = if fault.is_error { "error" } else { "warning" };
        let code = if fault.code.is_empty() { String::new() } else { format!("[{}]", fault.code) };
        list.push_str(&format!("{kind}{code}: {}\n", fault.headline));
        for place in fault.place.iter().chain(fault.notes.iter().filter_map(|(_, place)| place.as_ref())) {
            list.push_str(&format!("  --> {}\n{}\n", place.name, place.quote));
        }
        for help in &fault.helps {
            list.push_str(&format!("  help: {help}\n"));
        }
        list.push('\n');
    }
    format!(
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta name=\"color-scheme\" content=\"light dark\">\n<title>{0}: no site yet</title>\n</head>\n<body>\n\
         <noscript>\n<h1>{0}: no site yet</h1>\n<pre>{1}</pre>\n</noscript>\n</body>\n</html>\n",
        escape(&faults.summary()),
        escape(&list)
    )
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn faults_are_told_as_text() {
        let page = page(&Faults::of_world("no <content> folder\n  help: make it"));
        assert!(page.contains("<title>1 error: no site yet</title>"), "{page}");
        assert!(page.contains("error: no &lt;content&gt; folder\n  help: make it\n"), "{page}");
    }
}
