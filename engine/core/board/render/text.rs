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
    let mut drawn = comfy_table::Table::new();
    drawn.load_style(UTF8_BORDERS_ONLY).set_content_arrangement(ContentArrangement::Disabled);
    let plain = |text: &str| text.chars().filter(|letter| !letter.is_control()).collect::<String>();
    drawn.set_header(table.heads.iter().map(|(head, _)| plain(head)));
    for row in &table.rows {
        drawn.add_row(row.iter().map(|field| plain(&field.text)));
    }
    for (column, (_, sort)) in drawn.column_iter_mut().zip(&table.heads) {
        if matches!(sort, Sort::Rank | Sort::Number) {
            column.set_cell_alignment(CellAlignment::Right);
        }
    }
    let mut lines = vec![words(&snapshot.title, lang).to_owned()];
    lines.extend(above(snapshot, lang));
    lines.extend(drawn.lines().map(|line| line.trim_end().to_owned()));
    let lamps: Vec<String> = legend(snapshot, lang).into_iter().map(|(_, text)| text).collect();
    if !lamps.is_empty() {
        lines.push(format!("{}{}", pick(lang, "图例：", "Legend: "), lamps.join(pick(lang, "；", "; "))));
    }
    lines.extend(below(snapshot, lang));
    lines.join("\n") + "\n"
}
