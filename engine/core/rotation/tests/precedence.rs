use super::{at, changes, given, who};
use crate::rotation::Changes;

const BASE: &str = "
rotation: r
calendar: cn
layers:
  - { layer: first, start: 2026-01-01T00:00, participants: [{ person: a }] }
  - { layer: second, start: 2026-01-01T00:00, participants: [{ person: b }] }
temporary:
  - temporary: flood
    from: 2026-07-01T00:00
    to: 2026-07-10T00:00
    layers: [{ layer: flood, start: 2026-07-01T00:00, participants: [{ person: l }] }]
";

fn change(id: &str, what: &str) -> String {
    format!("{{ id: {id}, rotation: r, approved: {{ by: l, at: 2025-12-01T00:00Z }}, {what} }}")
}

const JULY: &str = "from: 2026-07-02T00:00+08:00, to: 2026-07-20T00:00+08:00";

#[test]
fn history_then_temporary_then_overrides_then_leave_then_layers() {
    let rotations = given(&[BASE]);
    let none = Changes::default();
    assert_eq!(who(&rotations, &none, "2026-07-15T12:00"), "a");
    assert_eq!(who(&rotations, &none, "2026-07-05T12:00"), "l");
    let leave = change("leave", &format!("leave: {{ person: a, {JULY} }}"));
    let over = change("over", &format!("override: {{ {JULY}, add: [e] }}"));
    let stated = change("stated", &format!("temporary: {{ {JULY}, people: [c] }}"));
    let record = "{ id: record, rotation: r, approved: { by: l, at: 2026-08-01T00:00Z }, \
                  recorded: { from: 2026-07-15T00:00+08:00, to: 2026-07-16T00:00+08:00, people: [b, c] } }";
    let with = |list: &[&str], when: &str| {
        who(&rotations, &changes(&format!("[{}]", list.join(", ")), &rotations), when)
    };
    // Leave: the next layer is asked.
    assert_eq!(with(&[&leave], "2026-07-15T12:00"), "b");
    assert_eq!(with(&[&leave, &over], "2026-07-15T12:00"), "b+e");
    assert_eq!(with(&[&leave, &over, &stated], "2026-07-15T12:00"), "c");
    assert_eq!(with(&[&leave, &over, &stated, record], "2026-07-15T12:00"), "b+c");
    // A temporary roster of the document stands before overrides and leave.
    assert_eq!(with(&[&leave, &over], "2026-07-05T12:00"), "l");
}

#[test]
fn the_duty_of_the_unit_above_comes_last_and_is_walked_to() {
    let grid = "
rotation: r
calendar: cn
unit: g1
fallback: { parent: true }
layers:
  - { layer: days, start: 2026-01-01T00:00, on: { windows: [{ from: \"08:00\", to: \"18:00\" }] }, participants: [{ person: a }] }
";
    let station = "
rotation: station
calendar: cn
unit: s
layers:
  - { layer: evenings, start: 2026-01-01T00:00, on: { windows: [{ from: \"18:00\", to: \"22:00\" }] }, participants: [{ person: l }] }
";
    let district = "
rotation: district
calendar: cn
unit: d
layers: [{ layer: always, start: 2026-01-01T00:00, participants: [{ person: e }] }]
";
    let rotations = given(&[grid, station, district]);
    let none = Changes::default();
    let view = rotations.view(&none);
    let duty = |when| view.who_in("r", None, None, at(when)).unwrap();
    assert_eq!(duty("2026-03-03T12:00").above, None);
    let evening = duty("2026-03-03T20:00");
    assert_eq!((evening.people.join("+").as_str(), evening.turn), ("l", None));
    assert_eq!(evening.above.unwrap().walked, ["s"]);
    let night = duty("2026-03-03T23:00").above.unwrap();
    assert_eq!((night.unit.as_str(), night.walked.as_slice()), ("d", &["s".to_owned(), "d".to_owned()][..]));
    let (from, to) = (at("2026-03-03T00:00"), at("2026-03-04T00:00"));
    let day = view.schedules(from, to).slot("r", None, "duty").unwrap();
    assert_eq!(day.iter().map(|segment| segment.people.join("+")).collect::<Vec<_>>(), ["e", "a", "l", "e"]);
    let coverage = view.coverage("r", None, from, to).unwrap();
    assert!(coverage.is_whole() && !coverage.is_own());
    let holes = &coverage.slots[0].holes;
    assert_eq!(holes.iter().map(|hole| hole.people.join("+")).collect::<Vec<_>>(), ["e", "l", "e"]);
    // Without anybody above, the holes are told as they are.
    let alone = given(&[grid]);
    let coverage = alone.view(&none).coverage("r", None, from, to).unwrap();
    assert!(!coverage.is_whole());
    assert_eq!(coverage.slots[0].holes.len(), 2);
}
