//! Vectors of our own, for what no one else publishes: a document, changes, and what must be answered.

use super::super::calendar::{calendars, elements};
use super::{Checked, compare, run, text};
use docket_core::organisation::{Organisation, Source};
use docket_core::rotation::{Change, Changes, Rotations};
use jiff::Timestamp;
use serde_json::Value;
use std::path::Path;
use std::sync::Arc;

#[test]
fn own_rotation_vectors() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/vectors/own");
    let mut paths: Vec<_> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    let mut differing = 0;
    let mut files = 0;
    for path in paths {
        let stem = path.file_stem().unwrap().to_string_lossy().into_owned();
        let Some(name) = stem.strip_prefix("rotation-") else { continue };
        files += 1;
        let (rotations, changes) = read(&path);
        let name = format!("own/{name}");
        differing += run(&name, &elements(&path, "vectors"), |element| check(element, &rotations, &changes));
    }
    assert!(files >= 4);
    assert_eq!(differing, 0, "vectors differ, see above");
}

fn read(path: &Path) -> (Rotations, Changes) {
    let file: Value = serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
    let people: Vec<Value> = file["people"]
        .as_array()
        .unwrap()
        .iter()
        .map(|person| serde_json::json!({ "id": person, "name": person }))
        .collect();
    let org = serde_json::json!({ "language": 1, "org": "o", "people": people });
    let org = serde_json::from_value(org).unwrap();
    let (organisation, faults) = Organisation::build(&[Source::from(&org)]);
    assert!(faults.is_empty(), "{faults:?}");
    let document = serde_json::from_value(file["rotation"].clone()).unwrap();
    let calendars =
        calendars().iter().map(|calendar| (calendar.name().to_owned(), Arc::new(calendar.clone()))).collect();
    let (rotations, faults) = Rotations::build(&[document], &calendars, Arc::new(organisation));
    assert!(faults.is_empty(), "{faults:?}");
    let list = file.get("changes").cloned().unwrap_or_else(|| serde_json::json!([]));
    let (changes, faults) =
        Changes::compile(serde_json::from_value::<Vec<Change>>(list).unwrap(), &rotations);
    assert!(faults.is_empty(), "{faults:?}");
    (rotations, changes)
}

fn check(element: &Value, rotations: &Rotations, changes: &Changes) -> Checked {
    let view = rotations.view(changes);
    let instant = |key: &str| text(element, key).parse::<Timestamp>().unwrap();
    if let Some(ledger) = element.get("ledger").and_then(Value::as_object) {
        let got = view.fairness("r", None, instant("from"), instant("to")).unwrap();
        for (person, counts) in ledger {
            let tally = serde_json::to_value(got[0].people[person.as_str()]).unwrap();
            for (kind, count) in counts.as_object().unwrap() {
                compare(format!("{person} {kind} {count}"), format!("{person} {kind} {}", tally[kind]))?;
            }
        }
        return Ok(());
    }
    let segment = view.segment("r", None, None, instant("at")).unwrap();
    let people = element["people"].as_array().unwrap();
    let people: Vec<&str> = people.iter().filter_map(Value::as_str).collect();
    compare(people.join("+"), segment.people.join("+"))?;
    let layer = segment.turn.and_then(|turn| rotations.get("r")?.layer(turn.layer).cloned());
    if element.get("layer").is_some() {
        compare(text(element, "layer"), layer.unwrap_or_default())?;
        compare(&element["turn"], segment.turn.unwrap().number)?;
    }
    for (key, got) in [("from", segment.from), ("to", segment.to)] {
        if element.get(key).is_some() {
            compare(instant(key), got)?;
        }
    }
    if let Some(expected) = element.get("changes").and_then(Value::as_array) {
        let expected: Vec<&str> = expected.iter().filter_map(Value::as_str).collect();
        let got: Vec<&str> = segment.changes.iter().map(|place| changes.list()[*place].id.as_str()).collect();
        compare(expected.join(" "), got.join(" "))?;
    }
    Ok(())
}
