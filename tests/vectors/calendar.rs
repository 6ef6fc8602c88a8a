//! The calendar against vectors that others published: reads the folder named by `DOCKET_VECTORS`.

use docket_core::calendar::{Calendar, Calendars, Counting, DayKind, Duration, Ends, FirstDay, Roll, Unit};
use docket_core::model::calendar::Document;
use jiff::civil::Date;
use serde_json::Value;
use std::path::{Path, PathBuf};

/// One difference: the id of the element, what it expects, what was got.
struct Difference {
    id: String,
    expected: String,
    got: String,
}

#[test]
fn calendar_vectors() {
    let Some(folder) = std::env::var_os("DOCKET_VECTORS") else {
        println!("DOCKET_VECTORS is not set: vectors not run");
        return;
    };
    let folder = PathBuf::from(folder).join("calendar");
    let calendars = calendars();
    let cn = calendars.get("cn").expect("rules/calendar describes `cn`");
    let mut differing = 0;
    let mut files: Vec<_> = std::fs::read_dir(&folder)
        .map(|entries| entries.map(|entry| entry.expect("a readable folder").path()).collect())
        .unwrap_or_default();
    files.sort();
    for path in files.iter().filter(|path| path.extension().is_some_and(|extension| extension == "json")) {
        let stem = path.file_stem().expect("a file has a name").to_string_lossy().into_owned();
        differing += match stem.as_str() {
            "working_days" => run(&stem, &elements(path, "vectors"), |element| working_days(cn, element)),
            "roll_forward" => run(&stem, &elements(path, "vectors"), |element| roll_forward(cn, element)),
            _ if stem.starts_with("cn_") => year(cn, &stem, path),
            _ => 0,
        };
    }
    assert_eq!(differing, 0, "vectors differ, see above");
}

pub(super) fn calendars() -> Calendars {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("rules/calendar");
    let mut paths: Vec<_> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.retain(|path| path.to_string_lossy().ends_with(".calendar.yaml"));
    paths.sort();
    let documents: Vec<Document> = paths
        .iter()
        .map(|path| serde_yaml::from_str(&std::fs::read_to_string(path).unwrap()).unwrap())
        .collect();
    let (calendars, faults) = Calendars::build(&documents);
    assert!(faults.is_empty(), "{faults:?}");
    calendars
}

pub(super) fn elements(path: &Path, key: &str) -> Vec<Value> {
    let file: Value = serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
    // A bare list is a list of elements too.
    let list = file.get(key).unwrap_or(&file);
    list.as_array().cloned().unwrap_or_default()
}

fn run(name: &str, elements: &[Value], check: impl Fn(&Value) -> Result<(), (String, String)>) -> usize {
    let mut differences = Vec::new();
    for (index, element) in elements.iter().enumerate() {
        if let Err((expected, got)) = check(element) {
            let id = element.get("id").or_else(|| element.get("date")).and_then(Value::as_str);
            let id = id.map_or_else(|| format!("#{index}"), str::to_owned);
            differences.push(Difference { id, expected, got });
        }
    }
    report(name, elements.len(), &differences)
}

fn report(name: &str, total: usize, differences: &[Difference]) -> usize {
    println!("calendar/{name}: {} of {total} pass", total - differences.len());
    for Difference { id, expected, got } in differences {
        println!("  {id}: expected {expected}, got {got}");
    }
    differences.len()
}

fn text<'a>(element: &'a Value, key: &str) -> &'a str {
    element.get(key).and_then(Value::as_str).unwrap_or_default()
}

fn count(element: &Value, key: &str) -> u32 {
    element.get(key).and_then(Value::as_u64).and_then(|count| u32::try_from(count).ok()).unwrap_or(0)
}

/// The due day through the same door that a deadline uses: from an instant, under a named way of counting.
fn due_day(calendar: &Calendar, start: &str, count: u32, unit: Unit, roll: Roll) -> String {
    let counting = Counting { first_day: FirstDay::NotCounted, roll, ends: Ends::Midnight };
    let answer = start.parse::<Date>().map_err(|error| error.to_string()).and_then(|start| {
        let anchor = calendar.start_of(start).map_err(|error| error.to_string())?;
        docket_core::calendar::due(anchor, Duration::new(count, unit), counting, calendar)
            .map_err(|error| error.to_string())
    });
    answer.map_or_else(|error| error, |due| due.date.to_string())
}

fn compare(expected: &str, got: String) -> Result<(), (String, String)> {
    if expected == got { Ok(()) } else { Err((expected.to_owned(), got)) }
}

fn working_days(cn: &Calendar, element: &Value) -> Result<(), (String, String)> {
    let got = due_day(
        cn,
        text(element, "start"),
        count(element, "working_days"),
        Unit::Workdays,
        Roll::NextWorkday,
    );
    compare(text(element, "due"), got)
}

fn roll_forward(cn: &Calendar, element: &Value) -> Result<(), (String, String)> {
    let days = count(element, "calendar_days");
    if element.get("raw_due").is_some() {
        compare(text(element, "raw_due"), due_day(cn, text(element, "start"), days, Unit::Days, Roll::None))?;
    }
    compare(
        text(element, "due_rolled_forward"),
        due_day(cn, text(element, "start"), days, Unit::Days, Roll::NextWorkday),
    )
}

/// Every day of the year: those listed have their kind, all others are days of the plain week.
fn year(cn: &Calendar, stem: &str, path: &Path) -> usize {
    let file: Value = serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
    let number = count(&file, "year");
    let listed = elements(path, "days");
    let mut differences = Vec::new();
    let mut date = Date::new(i16::try_from(number).unwrap(), 1, 1).unwrap();
    let mut total = 0;
    while u32::try_from(date.year()).unwrap() == number {
        total += 1;
        let id = date.to_string();
        let day = listed.iter().find(|day| text(day, "date") == id);
        let plain = if date.weekday().to_monday_one_offset() > 5 { "weekend" } else { "workday" };
        let statutory = day.and_then(|day| day.get("statutory_day")).and_then(Value::as_bool);
        let expected = match day {
            Some(day) if day.get("kind").is_some() => text(day, "kind"),
            // A provisional year lists statutory days, and days observed for them, which are not days off.
            Some(_) if statutory == Some(true) => "holiday",
            _ => plain,
        };
        let kind = cn.kind_of(date);
        let got = kind.as_ref().map_or_else(ToString::to_string, |kind| DayKind::word(*kind).to_owned());
        if got != expected {
            differences.push(Difference { id, expected: expected.to_owned(), got });
        } else if statutory.is_some_and(|statutory| statutory != cn.is_statutory(date)) {
            let words = |statutory| if statutory { "statutory" } else { "not statutory" }.to_owned();
            let (expected, got) = (words(statutory == Some(true)), words(cn.is_statutory(date)));
            differences.push(Difference { id, expected, got });
        }
        date = date.tomorrow().unwrap();
    }
    report(stem, total, &differences)
}
