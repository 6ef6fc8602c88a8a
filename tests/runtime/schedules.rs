//! Schedules that happen, in virtual time.

use crate::given::*;
use docket::runtime::{Limits, Nobody, Rules, Runtime};
use docket::seal::Sealer;
use docket::store::{CaseFilter, CaseRow, RunFilter, RunRow, RunStatus, SnapshotFilter};
use docket_core::definition::{InputFile, load};
use docket_core::organisation::Organisation;
use docket_core::step::World;
use serde_json::json;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

const ROUND: &str = r#"
language: 1
workflow: round
calendar: cn
counting: petition-regulation
actors: { clerk: { person: '"clerk"' } }
data:
  day: { type: date }
  grade: { type: enum, values: [low, high], default: low }
  nudges: { type: integer, default: 0 }
publish: { nudges: { value: nudges } }
opens: { by: [clerk], saves: [day, grade] }
events: { nudge: { by: [clerk] }, close: { by: [clerk] } }
initial: open
states:
  open:
    task: { to: [clerk], does: [nudge, close] }
    on: { nudge: { do: [{ assign: { nudges: =nudges + 1 } }] }, close: { to: closed } }
  closed: { final: true }
"#;

const BOARD: &str = "
language: 1
board: rounds
calendar: cn
rows: [{ workflow: round }]
columns: { nudges: { give: first, value: nudges } }
";

/// Schedules of these texts, which go on after their calendar.
fn rules(schedules: &[&str]) -> Rules {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let calendar = std::fs::read(root.join("rules/calendar/cn.calendar.yaml")).unwrap();
    let mut files = vec![
        InputFile { path: "cn.calendar.yaml".to_owned(), bytes: calendar },
        InputFile { path: "round.workflow.yaml".to_owned(), bytes: ROUND.into() },
        InputFile { path: "rounds.board.yaml".to_owned(), bytes: BOARD.into() },
    ];
    for (place, text) in schedules.iter().enumerate() {
        let text = format!("language: 1\ncalendar: cn\n{text}");
        files.push(InputFile { path: format!("s{place}.schedule.yaml"), bytes: text.into_bytes() });
    }
    let loaded = load(&files);
    assert!(!loaded.has_errors(), "{:#?}", loaded.diagnostics);
    let world = World {
        calendars: loaded.calendars.clone(),
        organisation: Arc::new(Organisation::default()),
        ..World::default()
    };
    Rules::of(&loaded, world)
}

const MORNING: &str = "schedule: morning\non: { each: workday }\nat: ['09:30']\nstart: { workflow: round, data: { day: =occurrence.date } }\n";
const NUDGING: &str = "schedule: nudging\non: { each: workday }\nat: ['16:00']\nsend: { event: nudge, to: { workflow: round, where: 'item.grade == \"high\"' } }\n";
const FRIDAY: &str =
    "schedule: friday\non: { weekdays: [friday] }\nat: ['17:00']\npublish: { board: rounds }\n";

async fn node(place: &Place, rules: Rules) -> Runtime {
    let limits = Limits { schedule_page: 2, ..limits() };
    let store = virtual_store(place).await;
    Runtime::open(store, Sealer::new(&[7; 32]), Arc::new(Nobody), rules, limits).await.unwrap()
}

async fn rounds(node: &Runtime) -> Vec<CaseRow> {
    let filter = CaseFilter { limit: 500, ..CaseFilter::default() };
    node.search(&filter).await.unwrap()
}

/// What became of the occurrences of a schedule, the oldest first.
async fn runs(node: &Runtime, schedule: &str) -> Vec<RunRow> {
    let filter = RunFilter { schedule: schedule.to_owned(), before: None, limit: 500 };
    let mut runs = node.store().runs(&filter).await.unwrap();
    runs.reverse();
    runs
}

/// The days on which rounds began, with how many on each.
async fn days(node: &Runtime) -> Vec<String> {
    let mut days: Vec<String> = rounds(node)
        .await
        .iter()
        .map(|row| row.started_at.in_tz("Asia/Shanghai").unwrap().strftime("%m-%d %H:%M").to_string())
        .collect();
    days.sort();
    days
}

async fn nudges(node: &Runtime) -> Vec<i64> {
    let rows = node.store().published(&["round".to_owned()], 500).await.unwrap().rows;
    let mut all: Vec<i64> = rows.map(|row| row.unwrap().columns["nudges"].as_i64().unwrap()).collect();
    all.sort_unstable();
    all
}

pub async fn each_working_day_once_and_no_day_of_rest(place: Place) {
    let node = node(&place, rules(&[MORNING])).await;
    node.settle_until(at("2026-04-08T12:00:00+08:00")).await.unwrap();
    let march =
        (9..=13).chain(16..=20).chain(23..=27).chain([30, 31]).map(|day| format!("03-{day:02} 09:30"));
    // Tomb-sweeping Day is kept from Saturday 4 April to Monday the 6th.
    let april = [1, 2, 3, 7, 8].map(|day| format!("04-{day:02} 09:30"));
    let expected: Vec<String> = march.chain(april).collect();
    assert_eq!(days(&node).await, expected);
    let case = &rounds(&node).await[0].id;
    let log = node.log(case, 1, 1).await.unwrap();
    assert_eq!(log[0].input["source"]["name"], json!("morning"), "{}", log[0].input);
    node.close().await;
    drop(node);
    // The same rules again make nothing happen again.
    let node = self::node(&place, rules(&[MORNING])).await;
    node.settle_until(at("2026-04-08T13:00:00+08:00")).await.unwrap();
    assert_eq!(days(&node).await, expected);
    node.close().await;
}

pub async fn an_event_reaches_those_who_are_meant(place: Place) {
    let node = node(&place, rules(&[NUDGING, FRIDAY])).await;
    for number in 0..7 {
        let grade = if number < 5 { "high" } else { "low" };
        start(&node, &format!("s{number}"), "round", json!({ "day": "2026-03-09", "grade": grade }))
            .await
            .unwrap();
    }
    let first = rounds(&node).await[0].id.clone();
    send(&node, &first, "c", "close").await.unwrap();
    assert_eq!(nudges(&node).await, [0; 7]);
    let open_and_high = {
        let closed_was_high = node.case(&first, docket::runtime::Shown::Open).await.unwrap().unwrap().data["grade"]
            == json!("high");
        if closed_was_high { 4 } else { 5 }
    };
    node.settle_until(at("2026-03-13T18:00:00+08:00")).await.unwrap();
    let runs = runs(&node, "nudging").await;
    let told: Vec<(RunStatus, u64, u64)> =
        runs.iter().map(|run| (run.status, run.reached, run.refused)).collect();
    assert_eq!(told, vec![(RunStatus::Done, open_and_high, 0); 5]);
    let expected: Vec<i64> = std::iter::repeat_n(0, 7 - open_and_high as usize)
        .chain(std::iter::repeat_n(5, open_and_high as usize))
        .collect();
    assert_eq!(nudges(&node).await, expected);
    // The board of Friday at five knows the nudges of Friday at four.
    let filter = SnapshotFilter { board: "rounds".to_owned(), before: None, limit: 10 };
    let published = node.store().snapshots(&filter).await.unwrap();
    assert_eq!(published.len(), 1);
    let friday = at("2026-03-13T17:00:00+08:00");
    assert_eq!((published[0].snapshot.read_at, published[0].snapshot.due_at), (friday, Some(friday)));
    node.close().await;
}

pub async fn what_was_missed_runs_or_is_skipped_as_declared(place: Place) {
    let skip = MORNING.replace("schedule: morning", "schedule: strict\nmissed: skip");
    let late = MORNING.replace("schedule: morning", "schedule: lenient\nrun_late_within: 1 days");
    let node = node(&place, rules(&[MORNING, &skip, &late])).await;
    node.settle_until(at("2026-03-09T12:00:00+08:00")).await.unwrap();
    node.close().await;
    drop(node);
    // Nobody is there from Monday noon to Thursday noon.
    let store = virtual_store(&place).await;
    store.set_clock(at("2026-03-12T12:00:00+08:00")).await.unwrap();
    store.close().await;
    drop(store);
    let node = self::node(&place, rules(&[MORNING, &skip, &late])).await;
    node.settle_until(at("2026-03-13T12:00:00+08:00")).await.unwrap();
    let told = async |schedule: &str| -> Vec<(String, String)> {
        let runs = runs(&node, schedule).await;
        let one = |run: &RunRow| {
            (run.of[5..10].to_owned(), run.why.clone().unwrap_or_else(|| run.status.word().to_owned()))
        };
        runs.iter().map(one).collect()
    };
    let days = ["03-09", "03-10", "03-11", "03-12", "03-13"];
    let of = |words: [&str; 5]| {
        days.iter().zip(words).map(|(day, word)| ((*day).to_owned(), word.to_owned())).collect::<Vec<_>>()
    };
    assert_eq!(told("morning").await, of(["done"; 5]));
    assert_eq!(told("strict").await, of(["done", "missed", "missed", "missed", "done"]));
    assert_eq!(told("lenient").await, of(["done", "too_late", "too_late", "done", "done"]));
    assert_eq!(rounds(&node).await.len(), 5 + 2 + 3);
    // What runs late happened when it was due.
    let mut happened = Vec::new();
    for row in rounds(&node).await {
        let view = node.case(&row.id, docket::runtime::Shown::Open).await.unwrap().unwrap();
        happened.push(view.data["day"].as_str().unwrap().to_owned());
    }
    happened.sort();
    assert_eq!(happened.iter().filter(|day| *day == "2026-03-10").count(), 1);
    node.close().await;
}

/// Nodes that come and go in the middle of what they do.
pub async fn nothing_is_lost_or_doubled_when_nodes_break_off(place: Place) {
    let make = || rules(&[MORNING, NUDGING]);
    let one = node(&place, make()).await;
    for number in 0..5 {
        start(&one, &format!("s{number}"), "round", json!({ "day": "2026-03-09", "grade": "high" }))
            .await
            .unwrap();
    }
    one.close().await;
    drop(one);
    let end = at("2026-03-13T18:00:00+08:00");
    for patience in 1..25 {
        let broken = node(&place, make()).await;
        // Dropped wherever it is by then.
        let _ = tokio::time::timeout(Duration::from_millis(patience * 3), broken.settle_until(end)).await;
        broken.close().await;
    }
    let one = node(&place, make()).await;
    if matches!(place, Place::Postgres(_)) {
        // Two at a time, as only a server allows.
        let two = node(&place, make()).await;
        let (first, second) = tokio::join!(one.settle_until(end), two.settle_until(end));
        assert!(first.is_ok() || second.is_ok(), "{first:?} {second:?}");
    }
    one.settle_until(end).await.unwrap();
    assert_eq!(days(&one).await.len(), 5 + 5);
    assert_eq!(nudges(&one).await, [0, 0, 0, 0, 0, 5, 5, 5, 5, 5]);
    let told: Vec<_> = runs(&one, "nudging").await.iter().map(|run| (run.status, run.reached)).collect();
    assert_eq!(told, [(RunStatus::Done, 5); 5]);
}
