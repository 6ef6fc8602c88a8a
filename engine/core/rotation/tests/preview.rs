use super::{at, changes, given};
use crate::rotation::{Change, Changes, Refusal};
use crate::source::Lang;

const SHIFTS: &str = "
rotation: r
calendar: cn
unit: g1
slots: { duty: { pool: { role: worker } } }
rest: { minimum: 10 hours }
layers:
  - { layer: shifts, start: 2026-03-02T08:00, every: { n: 12, unit: hour } }
";

fn swap(a: (&str, &str, &str), b: (&str, &str, &str)) -> Change {
    let part = |(person, from, to): (&str, &str, &str)| {
        format!("{{ person: {person}, from: {from}+08:00, to: {to}+08:00 }}")
    };
    let text = format!("{{ id: s, rotation: r, swap: {{ a: {}, b: {} }} }}", part(a), part(b));
    serde_yaml::from_str(&text).unwrap()
}

fn refused(change: &Change, made: &Changes, rotations: &crate::rotation::Rotations) -> Vec<Refusal> {
    rotations.view(made).preview(change, at("2026-03-01T00:00")).unwrap_err()
}

#[test]
fn a_swap_that_breaks_the_rest_is_refused_with_the_hours() {
    let rotations = given(&[SHIFTS]);
    let none = Changes::default();
    // a 2nd 08-20, b 20-08, c 3rd 08-20, a 20-08, b 4th 08-20 ...: if a takes c's shift of the 3rd, a goes on from it to their own.
    let change =
        swap(("a", "2026-03-02T08:00", "2026-03-02T20:00"), ("c", "2026-03-03T08:00", "2026-03-03T20:00"));
    let refusals = refused(&change, &none, &rotations);
    let rest = refusals.iter().find(|refusal| matches!(refusal, Refusal::Rest { .. })).unwrap();
    let Refusal::Rest { person, minutes, minimum, .. } = rest else { unreachable!() };
    assert_eq!((&**person, *minutes, *minimum), ("a", 0, 600));
    assert!(
        rest.words(Lang::Zh).contains("休息不足") && rest.words(Lang::Zh).contains("10 小时"),
        "{rest:?}"
    );
}

#[test]
fn a_swap_that_fits_says_what_moves_and_how_the_ledgers_differ() {
    let rotations = given(&[&SHIFTS.replace("rest: { minimum: 10 hours }\n", "")]);
    let none = Changes::default();
    let change =
        swap(("a", "2026-03-02T08:00", "2026-03-02T20:00"), ("b", "2026-03-02T20:00", "2026-03-03T08:00"));
    let preview = rotations.view(&none).preview(&change, at("2026-03-01T00:00")).unwrap();
    let moves: Vec<_> = preview
        .moves
        .iter()
        .map(|one| (one.before.join("+"), one.after.join("+"), one.from.to_string()))
        .collect();
    assert_eq!(
        moves,
        [
            ("a".to_owned(), "b".to_owned(), "2026-03-02T08:00:00".to_owned()),
            ("b".to_owned(), "a".to_owned(), "2026-03-02T20:00:00".to_owned())
        ]
    );
    // The night goes from b to a.
    let nights: Vec<_> = preview
        .fairness
        .iter()
        .map(|one| (one.person.to_string(), i64::from(one.after.night) - i64::from(one.before.night)))
        .collect();
    assert_eq!(nights, [("a".to_owned(), 1), ("b".to_owned(), -1)]);
}

#[test]
fn who_has_no_duty_then_cannot_give_it_and_who_is_not_of_the_pool_cannot_take_it() {
    let rotations = given(&[SHIFTS]);
    let none = Changes::default();
    let change =
        swap(("b", "2026-03-02T08:00", "2026-03-02T20:00"), ("c", "2026-03-03T08:00", "2026-03-03T20:00"));
    let refusals = refused(&change, &none, &rotations);
    assert!(matches!(&refusals[0], Refusal::NotOnDuty { person, .. } if person == "b"), "{refusals:?}");
    let change: Change = serde_yaml::from_str(
        "{ id: o, rotation: r, override: { from: 2026-03-02T08:00+08:00, to: 2026-03-02T20:00+08:00, replace: [{ person: a, with: e }] } }",
    )
    .unwrap();
    let refusals = refused(&change, &none, &rotations);
    assert!(
        matches!(&refusals[..], [Refusal::NotEligible { person, missing, .. }] if person == "e" && missing == "worker"),
        "{refusals:?}"
    );
    let change: Change = serde_yaml::from_str(
        "{ id: o, rotation: r, override: { from: 2026-03-02T08:00+08:00, to: 2026-03-02T20:00+08:00, add: [zz] } }",
    )
    .unwrap();
    assert_eq!(refused(&change, &none, &rotations), [Refusal::UnknownPerson { person: "zz".to_owned() }]);
}

#[test]
fn a_change_over_another_and_one_of_the_past_are_refused() {
    let rotations = given(&[SHIFTS]);
    let made = changes(
        "[{ id: o-1, rotation: r, approved: { by: l, at: 2026-02-01T00:00Z }, \
         override: { from: 2026-03-02T08:00+08:00, to: 2026-03-02T12:00+08:00, remove: [a] } }]",
        &rotations,
    );
    let change: Change = serde_yaml::from_str(
        "{ id: o-2, rotation: r, override: { from: 2026-03-02T10:00+08:00, to: 2026-03-02T14:00+08:00, add: [c] } }",
    )
    .unwrap();
    let refusals = refused(&change, &made, &rotations);
    assert!(
        refusals.iter().any(|one| matches!(one, Refusal::Overlap { change, .. } if change == "o-1")),
        "{refusals:?}"
    );
    let late = rotations.view(&made).preview(&change, at("2026-04-01T00:00")).unwrap_err();
    assert!(matches!(late[..], [Refusal::Past { .. }]), "{late:?}");
}

#[test]
fn the_same_person_in_two_slots_is_refused() {
    let rotations = given(&["
rotation: r
calendar: cn
slots:
  one: { not_same_as: [two] }
  two: {}
layers:
  - { layer: ones, slot: one, start: 2026-03-02T08:00, participants: [{ person: a }, { person: b }] }
  - { layer: twos, slot: two, start: 2026-03-02T08:00, participants: [{ person: c }, { person: e }] }
"]);
    let none = Changes::default();
    let change: Change = serde_yaml::from_str(
        "{ id: o, rotation: r, override: { slot: two, from: 2026-03-02T08:00+08:00, to: 2026-03-03T08:00+08:00, replace: [{ person: c, with: a }] } }",
    )
    .unwrap();
    let refusals = refused(&change, &none, &rotations);
    assert!(
        matches!(&refusals[..], [Refusal::SamePerson { person, slot, other, .. }] if &**person == "a" && slot != other),
        "{refusals:?}"
    );
}

#[test]
fn leave_over_leave_is_refused() {
    let rotations = given(&[SHIFTS]);
    let made = changes(
        "[{ id: l-1, approved: { by: l, at: 2026-02-01T00:00Z }, \
         leave: { person: a, from: 2026-03-02T00:00+08:00, to: 2026-03-05T00:00+08:00 } }]",
        &rotations,
    );
    let change: Change = serde_yaml::from_str(
        "{ id: l-2, leave: { person: a, from: 2026-03-04T00:00+08:00, to: 2026-03-06T00:00+08:00, substitute: b } }",
    )
    .unwrap();
    let refusals = refused(&change, &made, &rotations);
    let overlap = refusals.iter().find(|one| matches!(one, Refusal::Overlap { .. })).unwrap();
    let Refusal::Overlap { change, from, to } = overlap else { unreachable!() };
    assert_eq!(change, "l-1");
    assert_eq!(
        (from.to_string(), to.to_string()),
        ("2026-03-04T00:00:00".to_owned(), "2026-03-05T00:00:00".to_owned())
    );
    assert!(overlap.words(Lang::Zh).contains("l-1"));
}

#[test]
fn who_stands_in_from_above_need_not_be_of_the_pool() {
    let grid = "
rotation: r
calendar: cn
unit: g2
slots: { duty: { pool: { role: worker } } }
layers: [{ layer: all, start: 2026-03-02T00:00 }]
fallback: { parent: true, rotation: station }
";
    let station = "
rotation: station
calendar: cn
unit: s
slots: { officer: { pool: { role: leader } } }
layers: [{ layer: all, start: 2026-03-02T00:00 }]
";
    let rotations = given(&[grid, station]);
    let change: Change = serde_yaml::from_str(
        "{ id: l, rotation: r, unit: g2, approved: { by: l, at: 2026-03-01T00:00:00+08:00 },
           leave: { person: e, from: 2026-03-03T00:00:00+08:00, to: 2026-03-04T00:00:00+08:00 } }",
    )
    .unwrap();
    let preview = rotations.view(&Changes::default()).preview(&change, at("2026-03-01T00:00")).unwrap();
    let moves: Vec<_> = preview.moves.iter().map(|one| (one.before.join("+"), one.after.join("+"))).collect();
    assert_eq!(moves, [("e".to_owned(), "l".to_owned())]);
}
