//! Turns by kind of day: who takes which day, or block of days, of a Chinese year; and what falls on whom.

use super::{Checked, compare, participants, rotation, schedule, text};
use docket_core::rotation::{Changes, Rotations};
use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp};
use serde_json::Value;

/// The words of an element, as a restriction of the language.
fn restriction(words: &str) -> (&'static str, String) {
    let words = words.to_lowercase();
    let has = |part: &str| words.contains(part);
    let advance = if has("block") { "block" } else { "eligible_day" };
    let on = if has("naive") || has("mo-fr") {
        "weekdays: [monday, tuesday, wednesday, thursday, friday]".to_owned()
    } else {
        let without_makeup = has("exclud") || has("without");
        let days = if has("statutory") {
            "statutory"
        } else if has("non-working") || has("rest") {
            "rest_day"
        } else if has("working") && without_makeup {
            "workday"
        } else if has("working") {
            "worked_day"
        } else if has("make") {
            "makeup_workday"
        } else if has("holiday") {
            "holiday"
        } else {
            "weekend"
        };
        format!("days: [{days}]")
    };
    (advance, on)
}

pub(super) fn turns(element: &Value) -> Checked {
    let count = usize::try_from(element["participants"].as_u64().unwrap()).unwrap();
    let (advance, on) = restriction(text(element, "eligible"));
    let document = format!(
        "language: 1\nrotation: r\ncalendar: cn\nlayers:\n- {{ layer: l, start: {}T00:00, advance: {advance}, on: {{ {on} }}, participants: {} }}\n",
        text(element, "start"),
        participants(count),
    );
    let rotations = rotation(&document, count);
    let (first, until): (Date, Date) =
        (text(element, "start").parse().unwrap(), text(element, "until").parse().unwrap());
    if let Some(expected) = element.get("expected_index_by_day").and_then(Value::as_object) {
        let expected: Vec<String> = expected.iter().map(|(day, index)| format!("{day}:{index}")).collect();
        compare(sorted(expected), by_day(&rotations, first, until))?;
    }
    if let Some(blocks) = element.get("blocks_start_end_index").and_then(Value::as_array) {
        let word = |value: &Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        let expected: Vec<String> = blocks
            .iter()
            .map(|block| block.as_array().unwrap().iter().map(word).collect::<Vec<_>>().join(":"))
            .collect();
        compare(expected.join(" "), blocks_of(&rotations, first, until))?;
    }
    match element.get("ledger_by_participant") {
        Some(ledger) => compare(expected_ledger(ledger), got_ledger(&rotations, first, until)),
        None => Ok(()),
    }
}

fn sorted(mut words: Vec<String>) -> String {
    words.sort();
    words.join(" ")
}

fn bounds(rotations: &Rotations, first: Date, until: Date) -> (Timestamp, Timestamp) {
    let calendar = rotations.get("r").unwrap().calendar().unwrap();
    (calendar.start_of(first).unwrap(), calendar.end_of(until).unwrap())
}

/// Asked at noon of every day.
fn by_day(rotations: &Rotations, first: Date, until: Date) -> String {
    let changes = Changes::default();
    let calendar = rotations.get("r").unwrap().calendar().unwrap();
    let mut found = Vec::new();
    for day in first.series(jiff::Span::new().days(1)).take_while(|day| *day <= until) {
        let noon = calendar.start_of(day).unwrap() + SignedDuration::from_hours(12);
        let duty = rotations.view(&changes).who_in("r", None, None, noon).unwrap();
        found.extend(duty.people.first().map(|person| format!("{day}:{}", person.trim_start_matches('p'))));
    }
    sorted(found)
}

/// From the schedule: a block is one shift.
fn blocks_of(rotations: &Rotations, first: Date, until: Date) -> String {
    let (from, to) = bounds(rotations, first, until);
    let zone = rotations.get("r").unwrap().zone();
    let day = |at: Timestamp| zone.to_datetime(at).date();
    let shown: Vec<String> = schedule(rotations, from, to)
        .iter()
        .filter(|segment| !segment.people.is_empty())
        .map(|segment| {
            let last = day(segment.to - SignedDuration::from_secs(1));
            format!("{}:{last}:{}", day(segment.from), segment.people[0].trim_start_matches('p'))
        })
        .collect();
    shown.join(" ")
}

fn expected_ledger(ledger: &Value) -> String {
    let mut words = Vec::new();
    for (person, counts) in ledger.as_object().unwrap() {
        for (kind, count) in counts.as_object().unwrap() {
            words.push(format!("p{person} {kind} {count}"));
        }
    }
    words.sort();
    words.join(", ")
}

fn got_ledger(rotations: &Rotations, first: Date, until: Date) -> String {
    let (from, to) = bounds(rotations, first, until);
    let changes = Changes::default();
    let ledgers = rotations.view(&changes).fairness("r", None, from, to).unwrap();
    let mut words = Vec::new();
    for (person, tally) in &ledgers[0].people {
        for (kind, count) in [
            ("statutory", tally.statutory),
            ("holiday", tally.holiday),
            ("weekend", tally.weekend),
            ("makeup_workday", tally.makeup_workday),
            ("workday", tally.workday),
        ] {
            if count > 0 {
                words.push(format!("{person} {kind} {count}"));
            }
        }
    }
    words.sort();
    words.join(", ")
}
