mod hostile;
mod offsets;
mod properties;
mod rendering;
mod shapes;
mod traps;
mod tree;
mod wording;

use super::*;

fn read(text: &str) -> (Sources, Parsed) {
    let mut sources = Sources::new();
    let parsed = parse(&mut sources, "a.workflow.yaml", text.as_bytes());
    (sources, parsed)
}

/// Each finding as its slug and the text under it.
fn found(text: &str) -> Vec<(String, String)> {
    let (sources, parsed) = read(text);
    let show = |d: &Diagnostic| {
        let under = d.span.map(|span| sources.text(span).to_owned()).unwrap_or_default();
        (d.code.slug().to_owned(), under)
    };
    parsed.diagnostics.iter().map(show).collect()
}

fn pairs(expected: &[(&str, &str)]) -> Vec<(String, String)> {
    expected.iter().map(|(slug, under)| ((*slug).to_owned(), (*under).to_owned())).collect()
}
