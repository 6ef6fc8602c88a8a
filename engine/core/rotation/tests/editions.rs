use super::{at, daily};
use crate::rotation::{Change, Editions};
use std::sync::Arc;

#[test]
fn an_edited_document_answers_for_the_time_since_it_is_in_force() {
    let (old, new) = (Arc::new(daily("abc")), Arc::new(daily("le")));
    let list: Vec<Change> = serde_yaml::from_str(
        "[{ id: o, rotation: r, approved: { by: l, at: 2025-12-01T00:00Z }, \
         override: { from: 2026-01-01T00:00+08:00, to: 2026-02-01T00:00+08:00, replace: [{ person: b, with: c }] } }]",
    )
    .unwrap();
    let (editions, faults) =
        Editions::new([(at("2026-01-04T12:00"), new), (at("2025-01-01T00:00"), old)], &list);
    assert_eq!(faults, []);
    let who = |when| editions.who_in("r", None, None, at(when)).unwrap().people.join("+");
    assert_eq!([who("2026-01-01T12:00"), who("2026-01-02T12:00"), who("2026-01-04T11:59")], ["a", "c", "a"]);
    assert_eq!([who("2026-01-04T12:00"), who("2026-01-05T12:00")], ["e", "l"]);
    let span = (at("2026-01-04T00:00"), at("2026-01-06T00:00"));
    let segments = editions.slot("r", None, "duty", span).unwrap();
    let seen: Vec<_> = segments.iter().map(|one| (one.to, one.people.join("+"))).collect();
    assert_eq!(
        seen,
        [
            (at("2026-01-04T12:00"), "a".to_owned()),
            (at("2026-01-05T00:00"), "e".to_owned()),
            (at("2026-01-06T00:00"), "l".to_owned())
        ]
    );
}
