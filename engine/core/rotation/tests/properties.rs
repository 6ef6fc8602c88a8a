use super::{CALENDARS, organisation};
use crate::model::rotation::Document;
use crate::rotation::{Change, Changes, Rotations, Segment};
use jiff::{SignedDuration, Timestamp};
use proptest::prelude::*;

const PEOPLE: [&str; 5] = ["a", "b", "c", "e", "l"];

fn any_layer() -> impl Strategy<Value = String> {
    let advance = prop::sample::select(vec![
        "every: { n: 1, unit: hour }",
        "every: { n: 7, unit: hour }",
        "every: { n: 1, unit: day }",
        "every: { n: 3, unit: day }",
        "every: { n: 1, unit: week }",
        "every: { n: 1, unit: month }",
        "advance: eligible_day",
        "advance: eligible_day, every: { n: 2, unit: day }",
        "advance: block",
    ]);
    let days = prop::sample::select(vec![
        "days: [rest_day]",
        "days: [worked_day]",
        "days: [makeup_workday, holiday]",
        "weekdays: [monday, tuesday, saturday]",
    ]);
    let hours = prop::sample::select(vec![
        "",
        "windows: [{ from: \"08:30\", to: \"17:30\" }]",
        "windows: [{ from: \"20:00\", to: \"08:00\" }]",
        "windows: [{ from: \"08:00\", to: \"08:00\" }]",
        "windows: [{ from: \"06:00\", to: \"12:00\" }, { from: \"13:00\", to: \"02:30\" }]",
    ]);
    let start = (1..=28_u8, 0..24_u8, any::<bool>());
    let people = prop::collection::vec((0..6_usize, 1..3_u32, 0..12_u8), 1..6);
    (advance, days, hours, start, people).prop_map(|(advance, days, hours, (day, hour, half), people)| {
        let people: Vec<String> = people
            .into_iter()
            .map(|(person, turns, joins)| {
                let person = PEOPLE.get(person).map_or_else(String::new, |person| format!("person: {person}, "));
                let joins = if joins == 0 { String::new() } else { format!(", from: 2026-{joins:02}-10") };
                format!("{{ {person}turns: {turns}{joins} }}")
            })
            .collect();
        let minute = if half { 30 } else { 0 };
        let hours = if hours.is_empty() { String::new() } else { format!(", {hours}") };
        format!(
            "{{ start: 2026-03-{day:02}T{hour:02}:{minute:02}, {advance}, on: {{ {days}{hours} }}, participants: [{}], layer: ",
            people.join(", ")
        )
    })
}

fn any_rotation() -> impl Strategy<Value = Rotations> {
    let zone =
        prop::sample::select(vec!["Asia/Shanghai", "America/Chicago", "Australia/Lord_Howe", "Pacific/Apia"]);
    (zone, prop::collection::vec(any_layer(), 1..4)).prop_map(|(zone, layers)| {
        let layers: Vec<String> =
            layers.into_iter().enumerate().map(|(n, layer)| format!("  - {layer}l{n} }}")).collect();
        let text =
            format!("language: 1\nrotation: r\ncalendar: cn\nzone: {zone}\nlayers:\n{}", layers.join("\n"));
        let document: Document =
            serde_yaml::from_str(&text).unwrap_or_else(|error| panic!("{error}\n{text}"));
        // Pools that are empty are told, and leave holes; that is not what is looked at here.
        Rotations::build(&[document], &CALENDARS, organisation()).0
    })
}

/// An instant of 2026, to the minute.
fn any_instant() -> impl Strategy<Value = Timestamp> {
    (0..500_000_i64).prop_map(|minutes| Timestamp::from_second(1_767_600_000 + minutes * 60).unwrap())
}

fn any_change() -> impl Strategy<Value = String> {
    let person = || prop::sample::select(PEOPLE.to_vec());
    (any_instant(), 1..20_000_i64, person(), person(), 0..6_u8, any_instant()).prop_map(
        |(from, minutes, a, b, kind, decided)| {
            let to = from + SignedDuration::from_mins(minutes);
            let what = match kind {
                0 => format!("override: {{ from: {from}, to: {to}, add: [{a}] }}"),
                1 => format!("override: {{ from: {from}, to: {to}, remove: [{a}] }}"),
                2 => {
                    format!("override: {{ from: {from}, to: {to}, replace: [{{ person: {a}, with: {b} }}] }}")
                }
                3 => format!("leave: {{ person: {a}, from: {from}, to: {to} }}"),
                4 => format!("leave: {{ person: {a}, from: {from}, to: {to}, repay: true }}"),
                _ => format!("temporary: {{ from: {from}, to: {to}, people: [{a}] }}"),
            };
            format!("rotation: r, approved: {{ by: l, at: {decided} }}, {what} }}")
        },
    )
}

fn compiled(list: &[String], rotations: &Rotations) -> Changes {
    let list: Vec<Change> = list
        .iter()
        .enumerate()
        .map(|(n, change)| serde_yaml::from_str(&format!("{{ id: c{n}, {change}")).unwrap())
        .collect();
    // Leave that nobody can repay is left out.
    Changes::compile(list, rotations).0
}

fn schedule(rotations: &Rotations, changes: &Changes, from: Timestamp, to: Timestamp) -> Vec<Segment> {
    rotations.view(changes).schedules(from, to).slot("r", None, "duty").unwrap()
}

/// What can be seen of a schedule before an instant.
fn seen(segments: &[Segment], until: Timestamp) -> Vec<(Timestamp, Timestamp, String)> {
    let mut seen: Vec<(Timestamp, Timestamp, String)> = Vec::new();
    for segment in segments.iter().filter(|segment| segment.from < until) {
        let (to, people) = (segment.to.min(until), segment.people.join("+"));
        match seen.last_mut() {
            Some(last) if last.2 == people => last.1 = to,
            _ => seen.push((segment.from, to, people)),
        }
    }
    seen
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, ..ProptestConfig::default() })]

    #[test]
    fn a_schedule_partitions_time_and_says_what_who_says(
        rotations in any_rotation(),
        list in prop::collection::vec(any_change(), 0..6),
        from in any_instant(),
        days in 1..40_i64,
        asked in prop::collection::vec(0..10_000_i64, 20),
    ) {
        let changes = compiled(&list, &rotations);
        let to = from + SignedDuration::from_hours(24 * days);
        let segments = schedule(&rotations, &changes, from, to);
        prop_assert_eq!(segments.first().unwrap().from, from);
        prop_assert_eq!(segments.last().unwrap().to, to);
        for pair in segments.windows(2) {
            prop_assert!(pair[0].from < pair[0].to);
            prop_assert_eq!(pair[0].to, pair[1].from);
        }
        let view = rotations.view(&changes);
        let length = to.as_second() - from.as_second();
        let mut instants: Vec<Timestamp> =
            asked.iter().map(|part| from + SignedDuration::from_secs(length * part / 10_000)).collect();
        // The ends of segments are where mistakes are.
        instants.extend(segments.iter().take(20).map(|segment| segment.from));
        instants.extend(segments.iter().take(20).map(|segment| segment.to - SignedDuration::from_secs(1)));
        for at in instants {
            let segment = segments.iter().find(|segment| segment.from <= at && at < segment.to).unwrap();
            let duty = view.who_in("r", None, None, at).unwrap();
            prop_assert_eq!(&duty.people, &segment.people, "at {}", at);
            prop_assert_eq!(&duty.changes, &segment.changes);
            let shift = |turn: Option<crate::rotation::Turn>| turn.map(|turn| (turn.layer, turn.since));
            prop_assert_eq!(shift(duty.turn), shift(segment.turn), "at {}", at);
        }
    }

    #[test]
    fn a_part_of_a_schedule_is_a_schedule_of_the_part(
        rotations in any_rotation(),
        from in any_instant(),
        first in 1..400_i64,
        second in 1..400_i64,
    ) {
        let none = Changes::default();
        let middle = from + SignedDuration::from_hours(first);
        let to = middle + SignedDuration::from_hours(second);
        let whole = schedule(&rotations, &none, from, to);
        let mut parts = schedule(&rotations, &none, from, middle);
        parts.extend(schedule(&rotations, &none, middle, to));
        prop_assert_eq!(seen(&whole, to), seen(&parts, to));
    }

    #[test]
    fn a_swap_made_twice_is_none(rotations in any_rotation(), from in any_instant(), a in 0..50_usize, b in 0..50_usize, turned in any::<bool>()) {
        let none = Changes::default();
        let to = from + SignedDuration::from_hours(24 * 60);
        let before = schedule(&rotations, &none, from, to);
        let shifts: Vec<&Segment> = before.iter().filter(|segment| segment.people.len() == 1).collect();
        prop_assume!(!shifts.is_empty());
        let (a, b) = (shifts[a % shifts.len()], shifts[b % shifts.len()]);
        prop_assume!(a.people != b.people);
        let part = |person: &str, shift: &Segment| format!("{{ person: {person}, from: {}, to: {} }}", shift.from, shift.to);
        let act = "{ by: l, at: 2025-01-01T00:00Z }";
        let one = |a: String, b: String| format!("rotation: r, accepted: {act}, approved: {act}, swap: {{ a: {a}, b: {b} }} }}");
        let first = one(part(&a.people[0], a), part(&b.people[0], b));
        // The second is the same again, or each gives back what it has now.
        let second = if turned { one(part(&b.people[0], a), part(&a.people[0], b)) } else { first.clone() };
        let once = schedule(&rotations, &compiled(std::slice::from_ref(&first), &rotations), from, to);
        prop_assert_ne!(seen(&once, to), seen(&before, to));
        let twice = schedule(&rotations, &compiled(&[first, second], &rotations), from, to);
        prop_assert_eq!(seen(&twice, to), seen(&before, to));
    }

    #[test]
    fn editing_the_future_leaves_the_past(
        rotations in any_rotation(),
        list in prop::collection::vec(any_change(), 0..4),
        next in any_change(),
        from in any_instant(),
    ) {
        let to = from + SignedDuration::from_hours(24 * 60);
        let before = compiled(&list, &rotations);
        let after = compiled(&[list, vec![next]].concat(), &rotations);
        let decided = after.list().last().unwrap().decided_at().unwrap();
        let old = schedule(&rotations, &before, from, to);
        let new = schedule(&rotations, &after, from, to);
        prop_assert_eq!(seen(&old, decided), seen(&new, decided));
    }
}
