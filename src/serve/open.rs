//! Opens an address in the reader's browser, by the system's own command.

use std::process::{Command, Stdio};
use std::thread;

/// Asks the system to show `url`. Where there is no browser, nothing happens.
pub fn open(url: &str) {
    let (program, first): (&str, &[&str]) = if cfg!(target_os = "macos") {
        ("open", &[])
    } else if cfg!(windows) {
        // The empty word is the title of the window, which `start` takes from its first quoted argument.
        ("cmd", &["/c", "start", ""])
    } else {
        ("xdg-open", &[])
    };
    let mut command = Command::new(program);
    command.args(first).arg(url).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    if let Ok(mut child) = command.spawn() {
        // Waited for, so that no dead process is left behind as long as we run.
        thread::spawn(move || child.wait());
    }
}
