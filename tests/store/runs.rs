//! Occurrences of schedules.

use crate::given::*;
use docket::store::*;
use serde_json::json;

fn names() -> Vec<String> {
    vec!["weekly".to_owned()]
}

/// An occurrence that is due so many milliseconds after the beginning.
fn run(due: i64, units: Option<&[&str]>) -> NewRun {
    NewRun {
        schedule: "weekly".to_owned(),
        of: format!("day{due}"),
        units: units.map(|units| units.iter().map(|unit| (*unit).to_owned()).collect()),
        due_at: at(due),
        runs_until: Some(at(due + 5)),
        known: json!({ "date": "2026-03-09" }),
        at: at(due + 1),
    }
}

fn claim(now: i64) -> RunClaim {
    RunClaim { schedules: names(), now: at(now), lease_ms: 10, missed_before: at(now - 2) }
}

async fn begun(given: &Given) {
    given.store.begin_schedules(&names(), at(0)).await.unwrap();
    given.store.begin_schedules(&names(), at(7)).await.unwrap();
    assert_eq!(given.store.reaches(&names()).await.unwrap(), [("weekly".to_owned(), at(0))]);
}

async fn listed(given: &Given) -> Vec<(u64, Option<String>, String)> {
    let filter = RunFilter { schedule: "weekly".to_owned(), before: None, limit: 10 };
    let rows = given.store.runs(&filter).await.unwrap();
    rows.into_iter().map(|row| (row.number, row.unit, row.of)).collect()
}

pub async fn an_occurrence_is_recorded_once(given: Given) {
    begun(&given).await;
    let store = &given.store;
    let units = Some(&["a", "b"][..]);
    assert!(store.record_run(at(0), &run(10, units)).await.unwrap());
    assert!(!store.record_run(at(0), &run(10, Some(&["c"]))).await.unwrap(), "it is known already");
    assert!(!store.record_run(at(0), &run(20, units)).await.unwrap(), "another node was first");
    // Its day has moved; it is the one that it was.
    let moved = NewRun { of: "day10".to_owned(), ..run(15, Some(&["b", "c"])) };
    assert!(store.record_run(at(10), &moved).await.unwrap());
    assert!(store.record_run(at(15), &run(20, None)).await.unwrap());
    assert_eq!(store.reaches(&names()).await.unwrap(), [("weekly".to_owned(), at(20))]);
    let named = |unit: &str| Some(unit.to_owned());
    let listed = listed(&given).await;
    let mut of_units: Vec<_> = listed.iter().map(|(_, unit, of)| (of.clone(), unit.clone())).collect();
    of_units.sort();
    let day10 = || "day10".to_owned();
    assert_eq!(
        of_units,
        [(day10(), named("a")), (day10(), named("b")), (day10(), named("c")), ("day20".to_owned(), None)]
    );
    assert!(listed.windows(2).all(|two| two[0].0 > two[1].0), "{listed:?}");
    let filter = RunFilter { schedule: "weekly".to_owned(), before: Some(listed[1].0), limit: 1 };
    assert_eq!(store.runs(&filter).await.unwrap()[0].number, listed[2].0);
}

pub async fn occurrences_of_a_unit_are_done_one_after_the_other(given: Given) {
    begun(&given).await;
    let store = &given.store;
    for (from, due) in [(0, 10), (10, 11)] {
        assert!(store.record_run(at(from), &run(due, None)).await.unwrap());
    }
    assert_eq!(store.next_run(&names()).await.unwrap(), Some(at(10)));
    assert_eq!(store.next_run(&["other".to_owned()]).await.unwrap(), None);
    let first = store.claim_run(&claim(12)).await.unwrap().unwrap();
    assert_eq!((first.due_at, first.began, first.runs_until), (at(10), true, Some(at(15))));
    assert_eq!(first.known, json!({ "date": "2026-03-09" }));
    assert_eq!(store.claim_run(&claim(13)).await.unwrap(), None, "the second waits for the first");
    // The lease is over: another node goes on, and who was slow changes nothing.
    let again = store.claim_run(&claim(30)).await.unwrap().unwrap();
    assert_eq!((&again.of, again.began), (&first.of, true), "what was begun was not missed");
    let page = RunRow { after: Some(case("m")), reached: 3, refused: 1, at: at(31), ..again.clone() };
    assert!(store.advance_run(None, &page).await.unwrap());
    assert!(!store.advance_run(None, &RunRow { reached: 2, ..page.clone() }).await.unwrap());
    assert_eq!(store.claim_run(&claim(31)).await.unwrap(), Some(page.clone()));
    let done = RunRow { status: RunStatus::Done, reached: 5, ..page };
    assert!(store.advance_run(done.after.as_ref(), &done).await.unwrap());
    // What waited is claimed too late, and was not begun.
    let missed = store.claim_run(&claim(32)).await.unwrap().unwrap();
    assert_eq!((missed.due_at, missed.began), (at(11), false));
    let why = Some("too_late".to_owned());
    let skipped = RunRow { status: RunStatus::Skipped, why, ..missed };
    assert!(store.advance_run(None, &skipped).await.unwrap());
    assert!(!store.advance_run(None, &skipped).await.unwrap());
    assert_eq!(store.next_run(&names()).await.unwrap(), None);
    let filter = RunFilter { schedule: "weekly".to_owned(), before: None, limit: 10 };
    assert_eq!(store.runs(&filter).await.unwrap(), [skipped, done]);
}
