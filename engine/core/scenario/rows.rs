//! Rows of examples, and what they fill in.

use super::story::Unprepared;
use crate::instance::Words;
use crate::model::scenario::{Examples, Line};
use indexmap::IndexMap;
use serde_json::Value as Json;

/// A row: values by column.
pub(super) type Row = IndexMap<String, Json>;

/// All rows of a story: one without columns where there are no examples.
pub(super) fn read(examples: Option<&Examples>, csv: Option<&str>) -> Result<Vec<Row>, Unprepared> {
    let Some(examples) = examples else { return Ok(vec![Row::new()]) };
    let mut rows: Vec<Row> = examples
        .rows
        .iter()
        .map(|row| row.iter().map(|(name, value)| (name.clone(), value.0.clone())).collect())
        .collect();
    if let Some(text) = csv {
        rows.extend(table(text)?);
    }
    Ok(rows)
}

fn table(text: &str) -> Result<Vec<Row>, Unprepared> {
    let fault = |error: csv::Error| Unprepared::new(Words::same(error.to_string()));
    let text = text.trim_start_matches('\u{feff}');
    let mut reader = csv::ReaderBuilder::new().trim(csv::Trim::All).from_reader(text.as_bytes());
    let columns: Vec<String> = reader.headers().map_err(fault)?.iter().map(str::to_owned).collect();
    let mut rows = Vec::new();
    for record in reader.records() {
        let record = record.map_err(fault)?;
        rows.push(columns.iter().cloned().zip(record.iter().map(cell)).collect());
    }
    Ok(rows)
}

/// A cell of a table: a whole number or a truth where it reads as one, else text.
fn cell(text: &str) -> Json {
    match text {
        "true" => true.into(),
        "false" => false.into(),
        _ => match text.parse::<i64>() {
            // `007` is a text.
            Ok(number) if number.to_string() == text => number.into(),
            _ => text.into(),
        },
    }
}

/// A line with `${column}` filled in. A value that is nothing but `${column}` keeps the type of the row's value.
pub(super) fn fill(line: &Line, row: &Row) -> Result<Line, String> {
    if row.is_empty() {
        return Ok(line.clone());
    }
    let mut tree = serde_json::to_value(line).map_err(|error| error.to_string())?;
    replace(&mut tree, row, false)?;
    serde_json::from_value(tree).map_err(|error| error.to_string())
}

/// `typed`: within a payload or expected data, where values have types; all else is text.
fn replace(value: &mut Json, row: &Row, typed: bool) -> Result<(), String> {
    match value {
        Json::String(text) => {
            if let Some(name) = text.strip_prefix("${").and_then(|rest| rest.strip_suffix('}'))
                && !name.contains("${")
            {
                let found = row.get(name.trim()).ok_or_else(|| missing(name))?;
                *value = if typed { found.clone() } else { plain(found).into() };
            } else if text.contains("${") {
                *value = within(text, row)?.into();
            }
        }
        Json::Array(items) => items.iter_mut().try_for_each(|item| replace(item, row, typed))?,
        Json::Object(fields) => {
            for (name, field) in fields.iter_mut() {
                replace(field, row, typed || matches!(name.as_str(), "data" | "cells" | "with"))?;
            }
        }
        _ => {}
    }
    Ok(())
}

fn within(text: &str, row: &Row) -> Result<String, String> {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("${") {
        out.push_str(before);
        let Some((name, tail)) = after.split_once('}') else {
            return Err(format!("`{text}`: `${{` without `}}`"));
        };
        out.push_str(&plain(row.get(name.trim()).ok_or_else(|| missing(name))?));
        rest = tail;
    }
    out.push_str(rest);
    Ok(out)
}

fn missing(name: &str) -> String {
    format!("there is no column `{name}`")
}

pub(super) fn plain(value: &Json) -> String {
    match value {
        Json::String(text) => text.clone(),
        other => other.to_string(),
    }
}
