//! Rotations against vectors that others published: each becomes a document of the language and is asked through the same
//! door as any other. Reads the folder named by `DOCKET_VECTORS`, and the vectors of our own.

#[path = "rotation/holidays.rs"]
mod holidays;
#[path = "rotation/own.rs"]
mod own;
#[path = "rotation/shifts.rs"]
mod shifts;
#[path = "rotation/windows.rs"]
mod windows;

use super::calendar::{calendars, elements};
use docket_core::calendar::Calendar;
use docket_core::model::rotation::Document;
use docket_core::organisation::{Organisation, Source};
use docket_core::rotation::{Changes, Rotations, Segment};
use jiff::Timestamp;
use serde_json::Value;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// What one element gives: nothing, or what it expects and what was got.
type Checked = Result<(), (String, String)>;

#[test]
fn rotation_vectors() {
    let Some(folder) = std::env::var_os("DOCKET_VECTORS") else {
        println!("DOCKET_VECTORS is not set: vectors not run");
        return;
    };
    let folder = PathBuf::from(folder).join("rotation");
    let mut differing = 0;
    let mut files: Vec<_> = std::fs::read_dir(&folder)
        .map(|entries| entries.map(|entry| entry.expect("a readable folder").path()).collect())
        .unwrap_or_default();
    files.sort();
    for path in files.iter().filter(|path| path.extension().is_some_and(|extension| extension == "json")) {
        let stem = path.file_stem().expect("a file has a name").to_string_lossy().into_owned();
        differing += run_file(&stem, path);
    }
    assert_eq!(differing, 0, "vectors differ, see above");
}

fn run_file(stem: &str, path: &Path) -> usize {
    match stem {
        "points" => run(stem, &elements(path, "vectors"), shifts::point),
        "handoffs" => run(stem, &elements(path, "vectors"), shifts::handoffs),
        "holiday_aware" => run(stem, &elements(path, "vectors"), holidays::turns),
        "time_windows" => {
            let lists = ["active", "window_start", "window_end"];
            let all: Vec<Value> = lists
                .iter()
                .flat_map(|list| elements(path, list))
                .filter(|element| element.get("rule").is_some())
                .collect();
            let zone = std::fs::read_to_string(path).ok().and_then(|text| {
                let file: Value = serde_json::from_str(&text).ok()?;
                Some(file.get("time_zone")?.as_str()?.to_owned())
            });
            let zone = zone.unwrap_or_else(|| "UTC".to_owned());
            run(stem, &all, |element| windows::window(element, &zone))
        }
        _ => 0,
    }
}

fn run(name: &str, elements: &[Value], check: impl Fn(&Value) -> Checked) -> usize {
    let mut differences = Vec::new();
    for (index, element) in elements.iter().enumerate() {
        if let Err((expected, got)) = check(element) {
            let id = element.get("id").and_then(Value::as_str);
            differences.push((id.map_or_else(|| format!("#{index}"), str::to_owned), expected, got));
        }
    }
    println!("rotation/{name}: {} of {} pass", elements.len() - differences.len(), elements.len());
    for (id, expected, got) in &differences {
        println!("  {id}: expected {expected}, got {got}");
    }
    differences.len()
}

/// An organisation of so many people, `p0` and so on.
fn people(count: usize) -> Arc<Organisation> {
    let people: Vec<String> = (0..count).map(|n| format!("{{ id: p{n}, name: P{n} }}")).collect();
    let text = format!("language: 1\norg: o\npeople: [{}]\n", people.join(", "));
    let document = serde_yaml::from_str(&text).unwrap();
    let (organisation, faults) = Organisation::build(&[Source::from(&document)]);
    assert!(faults.is_empty(), "{faults:?}");
    Arc::new(organisation)
}

fn participants(count: usize) -> String {
    let people: Vec<String> = (0..count).map(|n| format!("{{ person: p{n} }}")).collect();
    format!("[{}]", people.join(", "))
}

/// The rotation of a document of the language.
fn rotation(text: &str, people_: usize) -> Rotations {
    let document: Document = serde_yaml::from_str(text).unwrap_or_else(|error| panic!("{error}\n{text}"));
    let calendars: BTreeMap<String, Arc<Calendar>> =
        calendars().iter().map(|calendar| (calendar.name().to_owned(), Arc::new(calendar.clone()))).collect();
    let (rotations, faults) = Rotations::build(&[document], &calendars, people(people_));
    assert!(faults.is_empty(), "{faults:?}\n{text}");
    rotations
}

/// Who is on duty when, in the slot of a rotation that has one.
fn schedule(rotations: &Rotations, from: Timestamp, to: Timestamp) -> Vec<Segment> {
    let changes = Changes::default();
    rotations.view(&changes).schedules(from, to).slot("r", None, "duty").unwrap()
}

fn text<'a>(element: &'a Value, key: &str) -> &'a str {
    element.get(key).and_then(Value::as_str).unwrap_or_default()
}

fn compare(expected: impl ToString, got: impl ToString) -> Checked {
    let (expected, got) = (expected.to_string(), got.to_string());
    if expected == got { Ok(()) } else { Err((expected, got)) }
}
