use super::{at, given};
use crate::rotation::{MAX_NAMED, Name, Served, across, findings, shared};
use jiff::{SignedDuration, Timestamp};
use std::collections::BTreeMap;

fn served(rest: Option<i64>, shifts: &[(&str, &str, &str)]) -> Served {
    let mut by: BTreeMap<Name, Vec<(Timestamp, Timestamp)>> = BTreeMap::new();
    for (person, from, to) in shifts {
        by.entry(Name::from(*person)).or_default().push((at(from), at(to)));
    }
    Served { rest, shifts: by }
}

#[test]
fn the_longer_rest_of_two_rotations_holds_between_them() {
    let day = served(Some(3_600), &[("a", "2026-01-01T08:00", "2026-01-01T18:00")]);
    let night = |from: &str, rest: i64| served(Some(rest), &[("a", from, "2026-01-02T06:00")]);
    assert_eq!(across(&[day, night("2026-01-01T22:00", 4 * 3_600)]), []);
    let day = || served(Some(8 * 3_600), &[("a", "2026-01-01T08:00", "2026-01-01T18:00")]);
    let found = across(&[night("2026-01-01T22:00", 4 * 3_600), day()]);
    let [found] = &found[..] else { panic!("{found:?}") };
    assert_eq!((found.one, found.other, found.meet()), (1, 0, false));
    assert_eq!((found.from, found.to), (at("2026-01-01T18:00"), at("2026-01-01T22:00")));
    // Without any rest asked for, only shifts that meet are found.
    let night = served(None, &[("a", "2026-01-01T17:00", "2026-01-02T06:00")]);
    let day = served(
        None,
        &[("a", "2026-01-01T08:00", "2026-01-01T18:00"), ("a", "2026-01-02T06:00", "2026-01-02T18:00")],
    );
    let found = across(&[day, night]);
    let [found] = &found[..] else { panic!("{found:?}") };
    assert!(found.meet() && found.times == 1 && found.to == at("2026-01-01T17:00"));
}

#[test]
fn of_many_people_the_first_are_named_and_all_are_counted() {
    let people: Vec<String> = (0..MAX_NAMED + 2).map(|number| format!("p{number:02}")).collect();
    let hour = |number: usize| format!("2026-01-{:02}T08:00", 20 - number);
    let times: Vec<(String, String)> =
        (0..people.len()).map(|number| (hour(number), hour(number).replace("T08", "T18"))).collect();
    let shifts: Vec<(&str, &str, &str)> = people
        .iter()
        .zip(&times)
        .map(|(person, (from, to))| (person.as_str(), from.as_str(), to.as_str()))
        .collect();
    let found = across(&[served(None, &shifts), served(None, &shifts)]);
    assert_eq!(found.len(), MAX_NAMED);
    assert!(found.iter().all(|one| one.people == MAX_NAMED + 2));
    // Those whose shifts meet first.
    assert_eq!(*found[0].person, **people.last().unwrap());
}

/// Against every shift held against every other.
#[test]
fn what_is_found_is_what_comparing_all_shifts_finds() {
    let begin = at("2026-01-01T00:00");
    let mut seed = 7_u64;
    let mut random = |below: u64| {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (seed >> 33) % below
    };
    let mut found = 0;
    for _ in 0..500 {
        let all: Vec<Served> = (0..3)
            .map(|_| {
                let mut now = begin;
                let shifts = (0..4)
                    .map(|_| {
                        let hours = |count: u64| SignedDuration::from_hours(count as i64);
                        let from = now + hours(random(60));
                        now = from + hours(1 + random(12));
                        (from, now)
                    })
                    .collect();
                let rest = (random(3) > 0).then_some(3_600 * random(20) as i64);
                Served { rest, shifts: BTreeMap::from([(Name::from("a"), shifts)]) }
            })
            .collect();
        let mut pairs: BTreeMap<(usize, usize), Timestamp> = BTreeMap::new();
        for (one, a) in all.iter().enumerate() {
            for (other, b) in all.iter().enumerate().filter(|(other, _)| *other != one) {
                let rest = a.rest.unwrap_or(0).max(b.rest.unwrap_or(0));
                for earlier in &a.shifts["a"] {
                    for later in b.shifts["a"].iter().filter(|later| later.0 >= earlier.0) {
                        if later.0.as_second() - earlier.1.as_second() < rest {
                            let first = pairs.entry((one.min(other), one.max(other))).or_insert(later.0);
                            *first = (*first).min(later.0);
                        }
                    }
                }
            }
        }
        let told = across(&all);
        let told: BTreeMap<(usize, usize), Timestamp> =
            told.iter().map(|one| ((one.one.min(one.other), one.one.max(one.other)), one.to)).collect();
        assert_eq!(told, pairs);
        found += told.len();
    }
    assert!(found > 500, "only {found}");
}

#[test]
fn only_who_takes_part_in_two_rotations_is_followed() {
    let rotations = given(&[
        "rotation: r\ncalendar: cn\nlayers: [{ layer: x, start: 2026-01-01T00:00, participants: [{ person: a }, { person: b }] }]",
        "rotation: s\ncalendar: cn\nlayers: [{ layer: x, start: 2026-01-01T00:00, participants: [{ person: c }, { person: b }] }]",
    ]);
    let people = shared(&rotations);
    assert_eq!(people.iter().map(|person| &**person).collect::<Vec<_>>(), ["b"]);
    let span = (at("2026-01-01T00:00"), at("2026-01-11T00:00"));
    let (_, served) = findings(&rotations, "r", span, &people).unwrap();
    assert_eq!(served.shifts.keys().map(|person| &**person).collect::<Vec<_>>(), ["b"]);
    assert_eq!(served.shifts["b"].len(), 5);
}
