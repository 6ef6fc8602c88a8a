//! What holds of any list.

use super::build;
use crate::instance::{CaseId, Data};
use crate::list::{Built, Finding, Kept, List, compare};
use jiff::Timestamp;
use proptest::prelude::*;
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};

/// One entry with its rows, as somebody may write it.
#[derive(Clone, Debug)]
struct Wanted {
    title: Option<String>,
    due: Option<i8>,
    /// Rows with their days.
    milestones: BTreeMap<u8, Option<i8>>,
    notes: Vec<u8>,
}

fn any_wanted() -> impl Strategy<Value = Wanted> {
    let milestones = proptest::collection::btree_map(0_u8..4, proptest::option::of(1_i8..4), 0..4);
    let notes = proptest::collection::vec(0_u8..3, 0..4);
    (proptest::option::of("[ab人,\"]{1,3}"), proptest::option::of(1_i8..4), milestones, notes)
        .prop_map(|(title, due, milestones, notes)| Wanted { title, due, milestones, notes })
}

fn any_list() -> impl Strategy<Value = BTreeMap<u8, Wanted>> {
    proptest::collection::btree_map(0_u8..6, any_wanted(), 0..6)
}

fn day(day: i8) -> String {
    format!("2026-10-{day:02}")
}

/// The three tables of a list, each with its lines in an order that `order` tells.
fn tables(list: &BTreeMap<u8, Wanted>, order: u64) -> BTreeMap<&'static str, String> {
    let mut lines: [Vec<Vec<String>>; 3] = Default::default();
    let text = |one: Option<i8>| one.map(day).unwrap_or_default();
    for (key, wanted) in list {
        let key = format!("T{key}");
        lines[0].push(vec![key.clone(), wanted.title.clone().unwrap_or_default(), text(wanted.due)]);
        for (no, due) in &wanted.milestones {
            lines[1].push(vec![key.clone(), no.to_string(), text(*due)]);
        }
        lines[2].extend(wanted.notes.iter().map(|note| vec![key.clone(), format!("n{note}")]));
    }
    let names = [
        ("tasks.csv", vec!["code", "title", "due"]),
        ("milestones.csv", vec!["task", "no", "due"]),
        ("notes.csv", vec!["task", "text"]),
    ];
    let mut all = BTreeMap::new();
    for ((file, header), mut lines) in names.into_iter().zip(lines) {
        // An order that looks like none, and is the same each time.
        lines.sort_by_key(|line| {
            let text = line.join(",");
            text.bytes().fold(order, |mix, byte| {
                mix.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(u64::from(byte)).rotate_left(17)
            })
        });
        let mut csv = csv::Writer::from_writer(Vec::new());
        csv.write_record(header).unwrap();
        lines.iter().for_each(|line| csv.write_record(line).unwrap());
        all.insert(file, String::from_utf8(csv.into_inner().unwrap()).unwrap());
    }
    all
}

fn from_tables(list: &BTreeMap<u8, Wanted>, order: u64) -> Built {
    let rows = json!({
        "milestones": { "file": "milestones.csv", "of": "task" },
        "notes": { "file": "notes.csv", "of": "task" },
    });
    build(json!({ "file": "tasks.csv", "rows": rows }), &tables(list, order))
}

/// What is kept after a list was synced.
fn kept_of(list: &List) -> Vec<Kept> {
    list.entries.iter().map(|entry| kept(&entry.key, entry.declared.clone(), None)).collect()
}

fn kept(key: &str, declared: Data, gone: Option<Timestamp>) -> Kept {
    let case: CaseId = serde_json::from_value(format!("task-{key}").into()).unwrap();
    Kept { key: key.to_owned(), case, declared, gone }
}

/// What a sync finds, by key.
fn findings(list: &List, kept: &[Kept]) -> BTreeMap<String, Finding> {
    let keys: BTreeSet<&str> = list
        .entries
        .iter()
        .map(|entry| entry.key.as_str())
        .chain(kept.iter().map(|one| one.key.as_str()))
        .collect();
    let of = |key: &str| compare(list.entry(key), kept.iter().find(|one| one.key == key));
    keys.into_iter().map(|key| (key.to_owned(), of(key))).collect()
}

/// What is kept once every finding was told.
fn apply(list: &List, before: &[Kept]) -> Vec<Kept> {
    let mut after = Vec::new();
    for (key, finding) in findings(list, before) {
        let old = before.iter().find(|one| one.key == key);
        match (finding, list.entry(&key)) {
            (Finding::Vanished | Finding::Gone, _) => {
                after.push(kept(&key, old.unwrap().declared.clone(), Some(Timestamp::UNIX_EPOCH)));
            }
            (_, Some(entry)) => after.push(kept(&key, entry.declared.clone(), None)),
            (finding, None) => panic!("{key}: {finding:?}"),
        }
    }
    after
}

/// Any JSON, small.
fn any_json() -> impl Strategy<Value = Value> {
    let single = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        "\\PC{0,6}".prop_map(Value::from),
        Just(json!("T1")),
        Just(json!("2026-10-01")),
    ];
    single.prop_recursive(3, 24, 4, |inner| {
        let name = prop_oneof![
            "[a-z]{1,4}",
            Just("no".to_owned()),
            Just("name".to_owned()),
            Just("a/~b".to_owned())
        ];
        prop_oneof![
            proptest::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            proptest::collection::btree_map(name, inner, 0..4).prop_map(|map| json!(map)),
        ]
    })
}

fn any_column() -> impl Strategy<Value = String> {
    let known: Vec<String> = super::columns().keys().cloned().collect();
    prop_oneof![4 => proptest::sample::select(known), 1 => "\\PC{0,4}"]
}

proptest! {
    #[test]
    fn a_second_sync_finds_nothing(before in any_list(), after in any_list(), order in any::<u64>()) {
        let (before, after) = (from_tables(&before, order).list, from_tables(&after, order).list);
        let told = apply(&after, &kept_of(&before));
        for (key, finding) in findings(&after, &told) {
            let expected = if after.entry(&key).is_some() { Finding::Same } else { Finding::Gone };
            prop_assert_eq!(finding, expected, "{}", key);
        }
        // What was gone and comes back is compared as any other.
        for (key, finding) in findings(&before, &told) {
            let was_gone = after.entry(&key).is_none();
            match finding {
                Finding::Back(found) => prop_assert!(was_gone && found.is_empty(), "{}", key),
                Finding::Opens | Finding::Gone => prop_assert!(false, "{}", key),
                _ => prop_assert!(!was_gone, "{}", key),
            }
        }
    }

    #[test]
    fn the_order_of_lines_is_no_difference(
        before in any_list(), after in any_list(), one in any::<u64>(), other in any::<u64>(),
    ) {
        let kept = kept_of(&from_tables(&before, one).list);
        let first = from_tables(&after, one);
        let second = from_tables(&after, other);
        prop_assert!(first.faults.is_empty(), "{:?}", first.faults);
        prop_assert_eq!(&first.list.hash, &second.list.hash);
        prop_assert_eq!(findings(&first.list, &kept), findings(&second.list, &kept));
        for finding in findings(&second.list, &kept_of(&first.list)).values() {
            prop_assert_eq!(finding, &Finding::Same);
        }
    }

    #[test]
    fn any_difference_changes_the_hash(before in any_list(), after in any_list(), order in any::<u64>()) {
        let (before, after) = (from_tables(&before, order).list, from_tables(&after, order).list);
        let differs = findings(&after, &kept_of(&before)).values().any(|finding| *finding != Finding::Same);
        prop_assert_eq!(differs, before.hash != after.hash);
    }

    #[test]
    fn whatever_is_written_as_an_entry_is_understood_or_told(
        entries in proptest::collection::vec(proptest::collection::btree_map(any_column(), any_json(), 0..5), 0..5),
        key in any_column(),
        parent in proptest::option::of(any_column()),
    ) {
        let count = entries.len();
        let built = build(json!({ "entries": entries, "key": key, "parent": parent }), &BTreeMap::new());
        prop_assert!(built.list.entries.len() == count || !built.faults.is_empty());
        for entry in &built.list.entries {
            let finding = compare(Some(entry), Some(&kept(&entry.key, entry.declared.clone(), None)));
            prop_assert_eq!(finding, Finding::Same);
        }
    }

    #[test]
    fn whatever_stands_in_a_table_is_read_or_told(
        header in proptest::collection::vec(any_column(), 0..6),
        text in "[T0-9,;\"\n\r人 ]{0,60}|\\PC{0,40}",
        rows in "[T0-9,;\"\n\r人 ]{0,60}|task,no\n[T0-9,\n]{0,40}",
    ) {
        let tables = BTreeMap::from([("tasks.csv", format!("{}\n{text}", header.join(","))), ("rows.csv", rows)]);
        let named = json!({ "milestones": { "file": "rows.csv", "of": "task" } });
        let built = build(json!({ "file": "tasks.csv", "rows": named, "parent": "under" }), &tables);
        for fault in &built.faults.told {
            if let crate::list::Place::Table { file, start, end, .. } = &fault.at {
                prop_assert!(tables[file.as_str()].get(*start..*end).is_some(), "{:?}", fault);
            }
        }
    }

    #[test]
    fn differences_of_any_two_values_can_be_told(was in any_json(), now in any_json()) {
        let data = |value: &Value| Data::from_iter([("milestones".to_owned(), value.clone())]);
        let rows = [("milestones".to_owned(), "no".to_owned())].into();
        let found = crate::list::differences(&data(&was), &data(&now), &rows);
        prop_assert!(found.iter().all(|one| one.words().zh.starts_with("milestones")));
        prop_assert!(was != now || found.is_empty());
    }
}
