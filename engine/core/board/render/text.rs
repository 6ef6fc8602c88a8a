//! Plain text, for terminals and mail.

use super::frame::{above, below, legend, pick};
use super::table::{Sort, Table, words};
use crate::board::Snapshot;
use crate::source::Lang;
use comfy_table::presets::UTF8_BORDERS_ONLY;
use comfy_table::{CellAlignment, ContentArrangement};

/// A snapshot as text with a table, Chinese two columns wide. Ends in a line feed.
#[must_use]
pub fn text(snapshot: &Snapshot, lang: Lang) -> String {
    let table = Table::of(snapshot, lang, "—");
    let heads: Vec<(&str, bool)> = table
        .heads
        .iter()
        .map(|(head, sort)| (head.as_str(), matches!(sort, Sort::Rank | Sort::Number)))
        .collect();
    let rows = table.rows.iter().map(|row| row.iter().map(|field| field.text.clone()).collect()).collect();
    let mut lines = vec![words(&snapshot.title, lang).to_owned()];
    lines.extend(above(snapshot, lang));
    lines.extend(grid(&heads, rows));
    let lamps: Vec<String> = legend(snapshot, lang).into_iter().map(|(_, text)| text).collect();
    if !lamps.is_empty() {
        lines.push(format!("{}{}", pick(lang, "图例：", "Legend: "), lamps.join(pick(lang, "；", "; "))));
    }
    lines.extend(below(snapshot, lang));
    lines.join("\n") + "\n"
}

/// The lines of a table: heads, each with whether its column stands to the right, and rows. A Chinese character is two
/// columns wide.
#[must_use]
pub fn grid(heads: &[(&str, bool)], rows: Vec<Vec<String>>) -> Vec<String> {
    let mut drawn = comfy_table::Table::new();
    drawn.load_style(UTF8_BORDERS_ONLY).set_content_arrangement(ContentArrangement::Disabled);
    let plain = |text: &str| text.chars().filter(|letter| !letter.is_control()).collect::<String>();
    drawn.set_header(heads.iter().map(|(head, _)| plain(head)));
    for row in rows {
        drawn.add_row(row.iter().map(|cell| plain(cell)));
    }
    for (column, (_, right)) in drawn.column_iter_mut().zip(heads) {
        if *right {
            column.set_cell_alignment(CellAlignment::Right);
        }
    }
    drawn.lines().map(|line| line.trim_end().to_owned()).collect()
}
