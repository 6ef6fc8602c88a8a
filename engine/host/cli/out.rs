//! Data on stdout, everything else on stderr; a reader who has gone away is no fault.

use super::Exit;
use std::io::{IsTerminal, Write};
use std::path::Path;

/// Prints data.
pub fn data(text: &str) {
    let mut out = std::io::stdout().lock();
    let _ = out.write_all(text.as_bytes());
    if !text.ends_with('\n') {
        let _ = out.write_all(b"\n");
    }
    let _ = out.flush();
}

/// Prints data, or writes it to a file.
///
/// # Errors
/// The file cannot be written: said already.
pub fn data_to(file: Option<&Path>, text: &str) -> Result<(), Exit> {
    let Some(path) = file else {
        data(text);
        return Ok(());
    };
    std::fs::write(path, text).map_err(|error| {
        complain(&format!("{}: {error}", path.display()));
        Exit::Unreachable
    })
}

/// Prints data as JSON.
pub fn json(value: &serde_json::Value) {
    data(&serde_json::to_string_pretty(value).unwrap_or_default());
}

/// Says something that is no data.
pub fn say(text: &str) {
    let mut err = std::io::stderr().lock();
    let _ = writeln!(err, "{}", text.trim_end_matches('\n'));
}

/// Says what is wrong.
pub fn complain(text: &str) {
    say(&format!("docket: {text}"));
}

/// Whether data may have colours: on a terminal, unless `NO_COLOR` is set to something.
pub fn colour() -> bool {
    let forbidden = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
    !forbidden && std::io::stdout().is_terminal()
}
