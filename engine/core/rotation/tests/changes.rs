use super::{at, changes, daily, noons, who};
use crate::rotation::changes::index::{Index, Spanned};
use crate::rotation::{Change, ChangeFaultKind, Changes};
use jiff::Timestamp;
use proptest::prelude::*;

const NOBODY: &str = "[]";

#[test]
fn an_override_adds_removes_and_replaces() {
    let rotations = daily("abc");
    let change = |what: &str| {
        let text = format!(
            "[{{ id: o, rotation: r, approved: {{ by: l, at: 2025-12-01T00:00Z }}, override: {{ from: 2026-01-02T00:00+08:00, to: 2026-01-03T00:00+08:00, {what} }} }}]"
        );
        noons(&rotations, &changes(&text, &rotations), 1, 1..=3)
    };
    assert_eq!(change("add: [e]"), "a b+e c");
    assert_eq!(change("remove: [b]"), "a - c");
    assert_eq!(change("replace: [{ person: b, with: e }]"), "a e c");
    // Who is not on duty cannot be replaced.
    assert_eq!(change("replace: [{ person: c, with: e }]"), "a b c");
}

#[test]
fn a_swap_holds_when_both_have_agreed_and_it_is_approved() {
    let rotations = daily("abc");
    let swap = |acts: &str| {
        let text = format!(
            "[{{ id: s, rotation: r, requested: {{ by: b, at: 2025-12-01T00:00Z }}, {acts} swap: {{ \
             a: {{ person: a, from: 2026-01-01T00:00+08:00, to: 2026-01-02T00:00+08:00 }}, \
             b: {{ person: c, from: 2026-01-03T00:00+08:00, to: 2026-01-04T00:00+08:00 }} }} }}]"
        );
        noons(&rotations, &changes(&text, &rotations), 1, 1..=4)
    };
    let (accepted, approved) =
        ("accepted: { by: c, at: 2025-12-02T00:00Z },", "approved: { by: l, at: 2025-12-03T00:00Z },");
    assert_eq!(swap(&format!("{accepted}{approved}")), "c b a a");
    assert_eq!(swap(accepted), "a b c a");
    assert_eq!(swap(approved), "a b c a");
}

#[test]
fn what_was_before_the_decision_stays() {
    let rotations = daily("abc");
    let text = "[{ id: o, rotation: r, approved: { by: l, at: 2026-01-02T12:00+08:00 }, \
                override: { from: 2026-01-01T00:00+08:00, to: 2026-01-04T00:00+08:00, add: [e] } }]";
    let made = changes(text, &rotations);
    assert_eq!(who(&rotations, &made, "2026-01-02T11:59"), "b");
    assert_eq!(who(&rotations, &made, "2026-01-02T12:00"), "b+e");
    // Taken back, it holds until then.
    let text = text.replace("override:", "withdrawn: { by: l, at: 2026-01-03T12:00+08:00 }, override:");
    let made = changes(&text, &rotations);
    assert_eq!(who(&rotations, &made, "2026-01-03T11:59"), "c+e");
    assert_eq!(who(&rotations, &made, "2026-01-03T12:00"), "c");
}

#[test]
fn leave_without_anybody_leaves_a_hole_and_a_substitute_may_have_one_too() {
    let rotations = daily("abc");
    let leave = |id: &str, person: &str, rest: &str| {
        format!(
            "{{ id: {id}, approved: {{ by: l, at: 2025-12-01T00:00Z }}, leave: {{ person: {person}, from: 2026-01-02T00:00+08:00, to: 2026-01-03T00:00+08:00{rest} }} }}"
        )
    };
    let one = |list: &[String]| {
        noons(&rotations, &changes(&format!("[{}]", list.join(", ")), &rotations), 1, 1..=3)
    };
    assert_eq!(one(&[leave("x", "b", "")]), "a - c");
    assert_eq!(one(&[leave("x", "b", ", substitute: e")]), "a e c");
    assert_eq!(one(&[leave("x", "b", ", substitute: e"), leave("y", "e", ", substitute: c")]), "a c c");
    assert_eq!(one(&[leave("x", "b", ", substitute: e"), leave("y", "e", ", substitute: b")]), "a - c");
}

#[test]
fn leave_that_is_repaid_gives_a_later_turn_of_the_one_who_stood_in() {
    let rotations = daily("abc");
    let text = "[{ id: x, approved: { by: l, at: 2025-12-01T00:00Z }, \
                leave: { person: a, from: 2026-01-04T00:00+08:00, to: 2026-01-06T00:00+08:00, repay: true } }]";
    // Without leave: a b c a b c a b c. On the 4th b stands in; b's turn on the 5th is within the leave, so a repays on the 8th.
    assert_eq!(noons(&rotations, &changes(text, &rotations), 1, 1..=10), "a b c b b c a a c a");
    assert_eq!(noons(&rotations, &changes(NOBODY, &rotations), 1, 1..=10), "a b c a b c a b c a");
}

#[test]
fn who_is_away_as_well_does_not_stand_in() {
    let rotations = daily("abc");
    let text = "
- { id: y, approved: { by: l, at: 2025-12-01T00:00Z }, leave: { person: b, from: 2026-01-04T00:00+08:00, to: 2026-01-05T00:00+08:00 } }
- { id: x, approved: { by: l, at: 2025-12-01T00:00Z }, leave: { person: a, from: 2026-01-04T00:00+08:00, to: 2026-01-05T00:00+08:00, repay: true } }
";
    assert_eq!(noons(&rotations, &changes(text, &rotations), 1, 1..=7), "a b c c b a a");
}

#[test]
fn faulty_changes_are_left_out_and_said() {
    let rotations = daily("abc");
    let span = "from: 2026-01-02T00:00+08:00, to: 2026-01-03T00:00+08:00";
    let fault = |text: String| {
        let list: Vec<Change> = serde_yaml::from_str(&format!("[{text}]")).unwrap();
        let (made, mut faults) = Changes::compile(list, &rotations);
        assert_eq!(who(&rotations, &made, "2026-01-02T12:00"), "b");
        faults.pop().map(|fault| fault.kind)
    };
    let approved = "approved: { by: l, at: 2025-12-01T00:00Z }";
    assert_eq!(fault(format!("{{ id: x, rotation: r, {approved} }}")), Some(ChangeFaultKind::NotOne));
    assert_eq!(
        fault(format!("{{ id: x, rotation: r, {approved}, override: {{ {span}, add: [zz] }} }}")),
        Some(ChangeFaultKind::UnknownPerson("zz".to_owned()))
    );
    assert_eq!(
        fault(format!("{{ id: x, {approved}, override: {{ {span}, add: [e] }} }}")),
        Some(ChangeFaultKind::NoRotation)
    );
    let back = "from: 2026-01-03T00:00+08:00, to: 2026-01-02T00:00+08:00";
    assert_eq!(
        fault(format!("{{ id: x, rotation: r, {approved}, override: {{ {back}, add: [e] }} }}")),
        Some(ChangeFaultKind::ZeroLength)
    );
    assert_eq!(
        fault(format!("{{ id: x, rotation: r, {approved}, recorded: {{ {span}, people: [e] }} }}")),
        Some(ChangeFaultKind::RecordedAhead)
    );
}

proptest! {
    #[test]
    fn the_index_finds_what_a_list_finds(spans in prop::collection::vec((0..200_i64, 1..50_i64), 0..60), at in 0..260_i64) {
        let second = |n: i64| Timestamp::from_second(n).unwrap();
        let index = Index::new(spans.iter().enumerate().map(|(value, (from, length))| {
            Spanned { from: second(*from), to: second(from + length), value }
        }).collect());
        let mut found = Vec::new();
        index.at(second(at), &mut |value| found.push(*value));
        found.sort_unstable();
        let slow: Vec<usize> = spans.iter().enumerate()
            .filter(|(_, (from, length))| *from <= at && at < from + length)
            .map(|(value, _)| value).collect();
        prop_assert_eq!(found, slow);
    }
}

#[test]
fn the_time_of_a_change_is_an_instant() {
    let change: Change = serde_yaml::from_str(
        "{ id: x, approved: { by: l, at: 2026-01-02T12:00+08:00 }, leave: { person: a, from: 2026-01-02T00:00+08:00, to: 2026-01-03T00:00+08:00 } }",
    )
    .unwrap();
    assert_eq!(change.decided_at(), Some(at("2026-01-02T12:00")));
}
