//! Shifts of civil length: their bounds and their numbers.

use super::{Checked, compare, participants, rotation, schedule, text};
use docket_core::rotation::Changes;
use jiff::civil::DateTime;
use jiff::{SignedDuration, Timestamp};
use serde_json::Value;

fn document(element: &Value) -> String {
    let rotation = &element["rotation"];
    let unit = match text(rotation, "type") {
        "hourly" => "hour",
        "daily" => "day",
        "weekly" => "week",
        "monthly" => "month",
        other => panic!("no type of rotation: {other}"),
    };
    format!(
        "language: 1\nrotation: r\nzone: {}\nlayers:\n- {{ layer: l, start: {}, every: {{ n: {}, unit: {unit} }}, participants: {} }}\n",
        text(rotation, "time_zone"),
        text(rotation, "start"),
        rotation["shift_length"],
        participants(7),
    )
}

/// The bounds and the number of the shift that contains an instant, and who takes it.
pub(super) fn point(element: &Value) -> Checked {
    let rotations = rotation(&document(element), 7);
    let changes = Changes::default();
    let at: Timestamp = text(element, "query").parse().unwrap();
    let duty = rotations.view(&changes).who_in("r", None, None, at).unwrap();
    let turn = duty.turn.unwrap();
    let (from, to) = rotations.get("r").unwrap().bounds(&turn).unwrap();
    for (key, got) in [("shift_start", from), ("shift_end", to)] {
        if element.get(key).is_some_and(Value::is_string) {
            compare(text(element, key).parse::<Timestamp>().unwrap(), got)?;
        }
    }
    let Some(number) = element.get("shift_number_from_start").and_then(Value::as_i64) else { return Ok(()) };
    compare(number, turn.number)?;
    compare(format!("p{}", number.rem_euclid(7)), &duty.people[0])
}

/// The boundaries around a window, as the schedule tells them.
pub(super) fn handoffs(element: &Value) -> Checked {
    let rotations = rotation(&document(element), 7);
    let zone = rotations.get("r").unwrap().zone().clone();
    let edge = |index: usize| {
        let wall: DateTime = element["query_window_local"][index].as_str().unwrap().parse().unwrap();
        zone.to_timestamp(wall).unwrap()
    };
    let (from, to) = (edge(0), edge(1));
    // Wide enough for the longest of turns, which are cut at the ends of what is asked for.
    let wide = SignedDuration::from_hours(24 * 400);
    let segments = schedule(&rotations, from - wide, to + wide);
    let edges: Vec<Timestamp> = segments.iter().skip(1).map(|segment| segment.from).collect();
    let first = edges.partition_point(|edge| *edge <= from) - 1;
    // The shift that contains the end of the window is walked to its own end.
    let last = edges.partition_point(|edge| *edge <= to);
    let got = edges[first..=last].iter().map(ToString::to_string).collect::<Vec<_>>().join(" ");
    let expected: Vec<String> = element["handoffs"]
        .as_array()
        .unwrap()
        .iter()
        .map(|at| at.as_str().unwrap().parse::<Timestamp>().unwrap().to_string())
        .collect();
    compare(expected.join(" "), got)
}
