//! Windows of a day: whether one is open, and where it begins and ends.

use super::{Checked, compare, participants, rotation, schedule, text};
use docket_core::rotation::Changes;
use jiff::{SignedDuration, Timestamp};
use serde_json::Value;

pub(super) fn window(element: &Value, zone: &str) -> Checked {
    let rule = &element["rule"];
    let days = rule.get("days").and_then(Value::as_array).cloned().unwrap_or_default();
    let weekdays: Vec<&str> = days
        .iter()
        .map(|day| match day.as_str().unwrap() {
            "MO" => "monday",
            "TU" => "tuesday",
            "WE" => "wednesday",
            "TH" => "thursday",
            "FR" => "friday",
            "SA" => "saturday",
            "SU" => "sunday",
            other => panic!("no day: {other}"),
        })
        .collect();
    // Turns so long that only windows part the schedule.
    let document = format!(
        "language: 1\nrotation: r\nzone: {zone}\nlayers:\n- {{ layer: l, start: 2000-01-01T00:00, every: {{ n: 1000, unit: month }}, \
         on: {{ weekdays: [{}], windows: [{{ from: \"{}\", to: \"{}\" }}] }}, participants: {} }}\n",
        weekdays.join(", "),
        text(rule, "start"),
        text(rule, "end"),
        participants(1),
    );
    let rotations = rotation(&document, 1);
    let at: Timestamp = text(element, "time").parse().unwrap();
    if let Some(active) = element.get("active").and_then(Value::as_bool) {
        let changes = Changes::default();
        let duty = rotations.view(&changes).who_in("r", None, None, at).unwrap();
        compare(active, !duty.people.is_empty())?;
    }
    let month = SignedDuration::from_hours(24 * 30);
    let segments = schedule(&rotations, at - month, at + month);
    let open = segments.iter().find(|segment| segment.to > at && !segment.people.is_empty()).unwrap();
    for (key, got) in [("window_start", open.from), ("window_end", open.to)] {
        if element.get(key).is_some_and(Value::is_string) {
            compare(text(element, key).parse::<Timestamp>().unwrap(), got)?;
        }
    }
    Ok(())
}
