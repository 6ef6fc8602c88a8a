//! CSV for spreadsheets (RFC 4180): a head, then one line for each line of the board.
//!
//! It begins with a byte order mark: without one, Excel under Chinese Windows reads UTF-8 as GBK. Every field is quoted. A
//! field of words that a spreadsheet would take for a formula begins with an apostrophe; numbers stay numbers.

use super::table::{Sort, Table};
use crate::board::Snapshot;
use crate::source::Lang;
use csv::{QuoteStyle, Terminator, WriterBuilder};

const BYTE_ORDER_MARK: &str = "\u{feff}";

/// A snapshot as CSV. What stands around the table (times, legend, how it ranks) is in the other forms.
#[must_use]
pub fn csv(snapshot: &Snapshot, lang: Lang) -> String {
    let table = Table::of(snapshot, lang, "");
    let mut out = WriterBuilder::new()
        .quote_style(QuoteStyle::Always)
        .terminator(Terminator::CRLF)
        .from_writer(BYTE_ORDER_MARK.as_bytes().to_vec());
    // Writing to memory cannot fail.
    let _ = out.write_record(table.heads.iter().map(|(head, _)| safe(head)));
    for row in &table.rows {
        let fields = row.iter().zip(&table.heads).map(|(field, (_, sort))| match sort {
            Sort::Number => field.text.clone(),
            _ => safe(&field.text),
        });
        let _ = out.write_record(fields);
    }
    out.into_inner().ok().and_then(|bytes| String::from_utf8(bytes).ok()).unwrap_or_default()
}

/// Words that no spreadsheet takes for a formula: those that begin like one, also in full width, or with a blank that hides
/// it, get an apostrophe.
fn safe(text: &str) -> String {
    let formula = |first: char| matches!(first, '=' | '+' | '-' | '@' | '＝' | '＋' | '－' | '＠');
    let hidden = text.starts_with(['\t', '\r', '\n']);
    if hidden || text.trim_start().starts_with(formula) { format!("'{text}") } else { text.to_owned() }
}
