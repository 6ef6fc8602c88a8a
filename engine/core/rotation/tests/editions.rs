use super::{CALENDARS, at, daily, given, organisation};
use crate::rotation::{Change, ChangeFaultKind, Editions, Error, Rotations};
use crate::source::Lang;
use jiff::Timestamp;
use std::sync::Arc;

/// Editions of noon on 4 January: by the letters of those who take turns.
fn edited(before: &str, after: &str) -> Editions {
    let (old, new) = (Arc::new(daily(before)), Arc::new(daily(after)));
    Editions::new([(at("2026-01-04T12:00"), new), (at("2025-01-01T00:00"), old)], false)
}

fn with(editions: &Editions, list: &str) -> Editions {
    let (editions, faults) = editions.with(serde_yaml::from_str::<Vec<Change>>(list).unwrap());
    assert_eq!(faults, []);
    editions
}

fn who(editions: &Editions, when: &str) -> String {
    editions.who_in("r", None, None, at(when)).unwrap().people.join("+")
}

/// Until when who is on duty, stretch by stretch.
fn schedule(editions: &Editions, from: &str, to: &str) -> Vec<(Timestamp, String)> {
    let segments = editions.slot("r", None, "duty", (at(from), at(to))).unwrap();
    segments.iter().map(|one| (one.to, one.people.join("+"))).collect()
}

#[test]
fn an_edited_document_answers_for_the_time_since_it_is_in_force() {
    let editions = with(
        &edited("abc", "le"),
        "[{ id: o, rotation: r, approved: { by: l, at: 2025-12-01T00:00Z }, \
         override: { from: 2026-01-01T00:00+08:00, to: 2026-02-01T00:00+08:00, replace: [{ person: b, with: c }] } }]",
    );
    let who = |when| who(&editions, when);
    assert_eq!([who("2026-01-01T12:00"), who("2026-01-02T12:00"), who("2026-01-04T11:59")], ["a", "c", "a"]);
    assert_eq!([who("2026-01-04T12:00"), who("2026-01-05T12:00")], ["e", "l"]);
    let seen = schedule(&editions, "2026-01-04T00:00", "2026-01-06T00:00");
    let part = |to, people: &str| (at(to), people.to_owned());
    assert_eq!(
        seen,
        [part("2026-01-04T12:00", "a"), part("2026-01-05T00:00", "e"), part("2026-01-06T00:00", "l")]
    );
}

#[test]
fn a_shift_that_an_edit_leaves_alone_is_one_stretch() {
    // The third of January is turn 2 of both; the fourth is of `a` by the first and of `e` by the second.
    let part = |to, people: &str| (at(to), people.to_owned());
    let editions = Editions::new(
        [(at("2025-01-01T00:00"), Arc::new(daily("abc"))), (at("2026-01-03T12:00"), Arc::new(daily("abce")))],
        false,
    );
    assert_eq!(
        schedule(&editions, "2026-01-03T00:00", "2026-01-05T00:00"),
        [part("2026-01-04T00:00", "c"), part("2026-01-05T00:00", "e")]
    );
}

#[test]
fn ledgers_and_coverage_add_up_over_an_edit() {
    let editions = edited("abc", "le");
    let (from, to) = (at("2026-01-01T00:00"), at("2026-01-07T00:00"));
    let ledgers = editions.fairness("r", None, from, to).unwrap();
    let turns = |name: &str| ledgers[0].people[name].turns;
    // `e` comes on in the middle of a day whose shift was counted for `a`.
    assert_eq!(["a", "b", "c", "e", "l"].map(turns), [2, 1, 1, 1, 1]);
    let minutes: i64 = ledgers[0].people.values().map(|tally| tally.minutes).sum();
    assert_eq!(minutes, 6 * 24 * 60);
    assert!(ledgers[0].throughout.is_empty(), "nobody took part before and after");
    let coverage = editions.coverage("r", None, from, to).unwrap();
    assert_eq!((coverage.slots.len(), coverage.slots[0].service), (1, 6 * 86_400));
    assert!(coverage.is_own());
}

#[test]
fn the_reason_names_the_edition_and_keeps_to_its_time() {
    let editions = edited("abc", "le");
    let why = |when| editions.why("r", None, None, at(when)).unwrap();
    let (old, new) = (why("2026-01-04T11:00"), why("2026-01-04T13:00"));
    assert_eq!((&*old.people[0].0, &*new.people[0].0), ("a", "e"));
    assert_eq!([old.to, new.from].map(|wall| wall.to_string()), ["2026-01-04T12:00:00"; 2]);
    let (old, new) = (old.edition.unwrap(), new.edition.unwrap());
    assert_ne!(old.version, new.version);
    assert_eq!((old.since, new.until), (None, None));
    assert_eq!(old.until, new.since);
    let lines = why("2026-01-04T11:00").lines(Lang::Zh);
    assert!(lines.iter().any(|line| line.contains("按 2026-01-04 12:00 之前生效的排班文件")), "{lines:?}");
    let only = Editions::one(Arc::new(daily("abc")));
    assert_eq!(only.why("r", None, None, at("2026-01-04T11:00")).unwrap().edition, None);
}

#[test]
fn a_rotation_that_is_added_or_dropped_answers_for_the_time_it_had() {
    let none = || Arc::new(given(&[]));
    let added = Editions::new(
        [(at("2026-01-01T00:00"), none()), (at("2026-01-04T12:00"), Arc::new(daily("abc")))],
        false,
    );
    assert_eq!(who(&added, "2026-01-02T12:00"), "b");
    assert_eq!(
        added.slot("r", None, "duty", (at("2026-01-02T00:00"), at("2026-01-06T00:00"))).unwrap().len(),
        4
    );
    let dropped = Editions::new(
        [(at("2026-01-01T00:00"), Arc::new(daily("abc"))), (at("2026-01-04T12:00"), none())],
        false,
    );
    assert_eq!(who(&dropped, "2026-01-02T12:00"), "b");
    let gone = dropped.who_in("r", None, None, at("2026-01-04T12:00"));
    assert_eq!(gone, Err(Error::UnknownRotation("r".to_owned())));
    assert_eq!(
        schedule(&dropped, "2026-01-04T00:00", "2026-01-06T00:00"),
        [(at("2026-01-04T12:00"), "a".to_owned())]
    );
    assert!(dropped.latest_with("r").is_some() && dropped.newest().get("r").is_none());
}

#[test]
fn what_is_not_kept_is_said_and_not_guessed() {
    let since = at("2026-01-04T12:00");
    let editions = Editions::new([(since, Arc::new(daily("le")))], true);
    assert_eq!(who(&editions, "2026-01-04T12:00"), "e");
    let asked = editions.who_in("r", None, None, at("2026-01-04T11:59"));
    assert_eq!(asked, Err(Error::NotKept { since }));
    let text = asked.unwrap_err().text();
    assert!(text.zh().contains("2026-01-04T04:00:00Z") && text.en().contains("2026-01-04T04:00:00Z"));
    let span = editions.slot("r", None, "duty", (at("2026-01-01T00:00"), at("2026-01-06T00:00")));
    assert_eq!(span, Err(Error::NotKept { since }));
}

#[test]
fn a_change_is_faulty_for_the_edition_in_which_it_was_decided() {
    let change = |decided: &str| {
        let text = format!(
            "[{{ id: o, rotation: gone, approved: {{ by: l, at: {decided} }}, \
             override: {{ from: 2026-01-01T00:00Z, to: 2026-02-01T00:00Z, add: [a] }} }}]"
        );
        serde_yaml::from_str::<Vec<Change>>(&text).unwrap()
    };
    let editions = edited("abc", "le");
    assert_eq!(editions.with(change("2026-01-02T00:00Z")).1, []);
    let (_, faults) = editions.with(change("2026-01-05T00:00Z"));
    assert!(matches!(faults[0].kind, ChangeFaultKind::Place(_)), "{faults:?}");
}

#[test]
fn documents_are_read_back_as_they_were_written() {
    let rotations = given(&["rotation: r\ncalendar: cn\nfor_each: { level: grid }\n\
         service: { windows: [{ from: \"08:30\", to: \"20:00\" }] }\nrest: { minimum: 20 hours }\n\
         slots: { worker: { pool: { role: worker } } }\n\
         layers: [{ layer: days, start: 2026-01-01T08:30, advance: eligible_day, \
         on: { days: [worked_day], windows: [{ from: \"08:30\", to: \"17:30\" }] } }]\n\
         fallback: { parent: true }"]);
    let documents: Vec<_> = serde_json::from_str(&rotations.text()).unwrap();
    let (again, _) = Rotations::build(&documents, &CALENDARS, organisation());
    assert_eq!(again.version(), rotations.version());
    assert!(again.count_by(&CALENDARS, &organisation()));
    assert!(!again.count_by(&Default::default(), &organisation()));
}
