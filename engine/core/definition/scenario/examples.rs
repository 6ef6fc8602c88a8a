//! Rows of a story, and the places that they fill.

use crate::definition::load::Loaded;
use crate::definition::report::Report;
use crate::model::scenario as model;
use crate::source::{Code, Kind, Node, Pointer, Span, did_you_mean};

pub(super) fn check(
    model: &model::Scenario,
    csv: Option<&str>,
    node: &Node,
    loaded: &Loaded,
    report: &mut Report<'_>,
) {
    let at = Pointer::root().key("examples");
    let mut columns: Vec<String> = Vec::new();
    let examples = model.examples.as_ref();
    for (place, row) in examples.into_iter().flat_map(|examples| &examples.rows).enumerate() {
        let at = at.key("rows").index(place);
        if place == 0 {
            columns.extend(row.keys().cloned());
            continue;
        }
        // A column that is misspelt is told once, where it stands.
        let names = || columns.iter().map(String::as_str);
        let more = row.keys().filter(|column| !columns.contains(column));
        let meant: Vec<String> = more.filter_map(|column| did_you_mean(column, names())).collect();
        for lacks in columns.iter().filter(|column| !row.contains_key(*column) && !meant.contains(column)) {
            let fault = report.key(Code::ScenarioNoColumn, &at).with("name", lacks);
            report.add(fault.with("known", row.keys().cloned().collect::<Vec<_>>().join(", ")));
        }
        for more in row.keys().filter(|column| !columns.contains(column)) {
            report.unknown_key(
                Code::ScenarioNoColumn,
                &at.key(more),
                more,
                columns.iter().map(String::as_str),
            );
        }
    }
    if let Some(path) = csv {
        let at = at.key("file");
        match loaded.csv.get(path) {
            None => {
                let fault = report.value(Code::Io, &at).with("path", path).with("detail", "absent");
                report.add(fault);
                // Its columns are unknown, so nothing can be said of the places they fill.
                return;
            }
            Some(text) => match header(text) {
                Ok(header) => columns.extend(header),
                Err(error) => {
                    let cells = matches!(error.kind(), csv::ErrorKind::UnequalLengths { .. });
                    let line = error.position().map_or(1, csv::Position::line);
                    let fault = report.value(Code::BadCsv, &at).with("line", line);
                    return report.add(fault.with("reason", if cells { "cells" } else { "other" }));
                }
            },
        }
    }
    for entry in node.entries().iter().filter(|entry| entry.name() != "examples") {
        places(&entry.value, &columns, loaded, report);
    }
}

/// The columns of a table; every row must have as many fields.
fn header(text: &str) -> Result<Vec<String>, csv::Error> {
    let text = text.trim_start_matches('\u{feff}');
    let mut reader = csv::ReaderBuilder::new().trim(csv::Trim::All).from_reader(text.as_bytes());
    let header = reader.headers()?;
    let columns = header.iter().map(str::to_owned).collect();
    match reader.records().find_map(Result::err) {
        Some(error) => Err(error),
        None => Ok(columns),
    }
}

/// Every `${column}` of a part of the tree.
fn places(node: &Node, columns: &[String], loaded: &Loaded, report: &mut Report<'_>) {
    match &node.kind {
        Kind::String { value, .. } => {
            for (start, _) in value.match_indices("${") {
                let rest = value.get(start + 2..).unwrap_or_default();
                let Some((name, _)) = rest.split_once('}') else { continue };
                if columns.iter().any(|column| column == name.trim()) {
                    continue;
                }
                let from = node.script_offset(&loaded.sources, start);
                let span = match from {
                    Some(from) => Span::new(node.span.file, from, from + name.len() + 3),
                    None => node.place(),
                };
                let fault = crate::source::Diagnostic::new(Code::ScenarioUnknownPlaceholder, span)
                    .with("name", format!("${{{name}}}"))
                    .with("known", columns.join(", "));
                let known = columns.iter().map(String::as_str);
                report.add(fault.suggest(did_you_mean(name, known)));
            }
        }
        Kind::Sequence(items) => items.iter().for_each(|item| places(item, columns, loaded, report)),
        Kind::Mapping(entries) => {
            entries.iter().for_each(|entry| places(&entry.value, columns, loaded, report));
        }
        _ => {}
    }
}
