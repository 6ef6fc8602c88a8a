//! Where a byte of a scalar's value stands in the file, so that a fault in an expression is shown at its place.

use super::{Kind, Node, Sources, Style};

impl Node {
    /// The byte of the file that became byte `byte_in_value` of this text (its length gives the place after the end).
    ///
    /// Exact for plain and quoted texts on one line, `''` included, and for `|` blocks. `None` where folding or
    /// escapes break the tie (see [`Node::hides_places`]), and for what is no text.
    pub fn script_offset(&self, sources: &Sources, byte_in_value: usize) -> Option<usize> {
        let raw = sources.text(self.span);
        let Kind::String { value, style } = &self.kind else {
            return (byte_in_value <= raw.len()).then_some(self.span.start + byte_in_value);
        };
        if byte_in_value > value.len() {
            return None;
        }
        let relative = match style {
            Style::Plain => (raw == value).then_some(byte_in_value),
            Style::Single => single(raw, value, byte_in_value),
            Style::Double => (inner(raw, '"')? == value).then_some(byte_in_value + 1),
            Style::Literal => literal(raw, value, byte_in_value),
            Style::Folded => None,
        }?;
        Some(self.span.start + relative)
    }

    /// Whether places in this text cannot be found in the file: it is folded over lines or uses escapes. An
    /// expression must not be written so (`expression_style`).
    pub fn hides_places(&self, sources: &Sources) -> bool {
        matches!(self.kind, Kind::String { .. }) && self.script_offset(sources, 0).is_none()
    }
}

fn inner(raw: &str, quote: char) -> Option<&str> {
    raw.strip_prefix(quote)?.strip_suffix(quote)
}

fn single(raw: &str, value: &str, wanted: usize) -> Option<usize> {
    let body = inner(raw, '\'')?;
    if body.contains(['\n', '\r']) || body.replace("''", "'") != value {
        return None;
    }
    // Every quote of the value before the wanted byte took two bytes of the file.
    let quotes = value.get(..wanted)?.matches('\'').count();
    Some(1 + wanted + quotes)
}

/// Each line of the value is the end of its line in the file; what precedes it is the indentation.
fn literal(raw: &str, value: &str, wanted: usize) -> Option<usize> {
    let mut line_start = raw.find('\n')? + 1;
    let mut value_start = 0;
    for line in value.split_inclusive('\n') {
        let rest = raw.get(line_start..)?;
        let raw_line = rest.split_inclusive('\n').next().unwrap_or("");
        let bare = raw_line.trim_end_matches(['\n', '\r']);
        let text = line.trim_end_matches('\n');
        if !bare.ends_with(text) {
            return None;
        }
        let value_end = value_start + line.len();
        if wanted < value_end || (wanted == value_end && wanted == value.len()) {
            let within = (wanted - value_start).min(text.len());
            return Some(line_start + bare.len() - text.len() + within);
        }
        value_start = value_end;
        line_start += raw_line.len();
    }
    (value.is_empty() && wanted == 0).then_some(raw.len())
}
