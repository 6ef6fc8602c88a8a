use super::{daily, given, noons};
use crate::rotation::Changes;

#[test]
fn uneven_turns_and_turns_of_nobody() {
    let rotations = given(&["
rotation: r
calendar: cn
layers:
  - layer: days
    start: 2026-01-01T00:00
    participants: [{ person: a, turns: 2 }, { person: b }, { turns: 2 }]
"]);
    assert_eq!(noons(&rotations, &Changes::default(), 1, 1..=11), "a a b - - a a b - - a");
}

#[test]
fn who_joins_takes_their_place_in_the_list_and_the_past_stays() {
    let before = noons(&daily("abc"), &Changes::default(), 1, 1..=5);
    assert_eq!(before, "a b c a b");
    let rotations = given(&["
rotation: r
calendar: cn
layers:
  - layer: days
    start: 2026-01-01T00:00
    participants: [{ person: a }, { person: b }, { person: e, from: 2026-01-06 }, { person: c }]
"]);
    // On the 6th it would have been c; e stands before c, and takes part from the next round.
    assert_eq!(noons(&rotations, &Changes::default(), 1, 1..=13), "a b c a b c a b e c a b e");
}

#[test]
fn who_leaves_is_passed_over_and_the_next_goes_on() {
    let rotations = given(&["
rotation: r
calendar: cn
layers:
  - layer: days
    start: 2026-01-01T00:00
    participants: [{ person: a }, { person: b, until: 2026-01-04 }, { person: c }]
"]);
    assert_eq!(noons(&rotations, &Changes::default(), 1, 1..=9), "a b c a c a c a c");
}

#[test]
fn a_turn_that_has_begun_ends_when_its_person_leaves() {
    let rotations = given(&["
rotation: r
calendar: cn
layers:
  - layer: weeks
    start: 2026-01-05T00:00
    every: { n: 1, unit: week }
    participants: [{ person: a, until: 2026-01-07 }, { person: b }]
  - layer: reserve
    start: 2026-01-05T00:00
    participants: [{ person: l }]
"]);
    assert_eq!(noons(&rotations, &Changes::default(), 1, 5..=13), "a a a l l l l b b");
}

#[test]
fn a_pool_follows_the_posts_of_the_unit_and_walks_upward() {
    let rotations = given(&["
rotation: r
calendar: cn
for_each: { level: grid }
slots:
  worker: { pool: { role: worker } }
  leader: { pool: { role: leader, walk: true } }
layers:
  - { layer: workers, slot: worker, start: 2026-01-01T00:00 }
  - { layer: leaders, slot: leader, start: 2026-01-01T00:00 }
"]);
    let changes = Changes::default();
    let view = rotations.view(&changes);
    let people = |unit, slot, when| {
        view.who_in("r", Some(unit), Some(slot), super::at(when)).unwrap().people.join("+")
    };
    assert_eq!(people("g1", "worker", "2026-01-02T12:00"), "b");
    assert_eq!(people("g2", "worker", "2026-01-02T12:00"), "e");
    assert_eq!(people("g1", "leader", "2026-01-02T12:00"), "l");
    let duty = view.who("r", Some("g2"), super::at("2026-01-02T12:00")).unwrap();
    assert_eq!(duty.iter().map(|duty| &*duty.slot).collect::<Vec<_>>(), ["worker", "leader"]);
}

#[test]
fn several_at_once_are_neighbours_in_the_list() {
    let rotations = given(&["
rotation: r
calendar: cn
slots: { duty: { count: 2 } }
layers: [{ layer: days, start: 2026-01-01T00:00, participants: [{ person: a }, { person: b }, { person: c }] }]
"]);
    assert_eq!(noons(&rotations, &Changes::default(), 1, 1..=4), "a+b c+a b+c a+b");
}

#[test]
fn only_the_qualified_of_a_pool_take_part() {
    let rotations = given(&["
rotation: r
calendar: cn
unit: g1
slots: { duty: { pool: { role: worker }, qualifications: [first_aid] } }
layers: [{ layer: days, start: 2026-01-01T00:00 }]
"]);
    assert_eq!(noons(&rotations, &Changes::default(), 1, 1..=3), "a a a");
}
