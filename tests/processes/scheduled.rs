//! Schedules of two nodes on one Postgres, of which one is killed wherever it is.

use crate::given::*;
use crate::support::postgres::{self, Watch};
use jiff::civil::{Date, date};
use proptest::test_runner::{Config, TestRunner};
use serde_json::json;
use std::collections::BTreeSet;
use std::path::Path;

/// How often a node dies in one story.
const DEATHS: usize = 3;
/// How many entries of logs a node lives to see at most before it is killed. The first fortnight writes more: eleven rounds, and
/// a nudge of each on every working day.
const MOST: i64 = 60;

/// Working days in turn from the beginning: Tomb-sweeping Day is kept from Saturday 4 April to Monday the 6th.
fn working_days(until: Date) -> Vec<String> {
    let mut days = Vec::new();
    let mut day = date(2026, 3, 9);
    while day <= until {
        if day.weekday().to_monday_one_offset() <= 5 && day != date(2026, 4, 6) {
            days.push(day.to_string());
        }
        day = day.tomorrow().unwrap();
    }
    days
}

/// A node moves the clock over a fortnight and is killed after so many entries; the other moves it to the end.
async fn a_fortnight(caller: &Caller, dying: Node, other: &Node, watch: &mut Watch, to: &str, lives: i64) {
    const ENTRIES: &str = "SELECT count(*) FROM log";
    let before = watch.count(ENTRIES).await;
    let base = dying.base.clone();
    let killing = async {
        until_so("a part is done", async || watch.count(ENTRIES).await >= before + lives).await;
        dying.kill();
    };
    let (_, ()) = tokio::join!(caller.clock(&base, to), killing);
    until_so("the clock moves", async || {
        let moved = caller.clock(&other.base, to).await.unwrap();
        assert!(moved.status == 200 || moved.status.is_server_error(), "{}", moved.body);
        moved.status == 200
    })
    .await;
}

async fn each_occurrence_happens_once(deaths: Vec<i64>) {
    let database = postgres::safe().await;
    let mut site = Site::new(Some(&database.url));
    site.virtual_clock = true;
    let from = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/processes/scheduled");
    for entry in std::fs::read_dir(from).unwrap().map(Result::unwrap) {
        std::fs::copy(entry.path(), site.rules.join(entry.file_name())).unwrap();
    }
    let mut survivor = site.node("0").await;
    let (caller, mut watch) = (site.caller(), Watch::on(&database.url).await);
    let mut end = date(2026, 3, 9);
    for (number, lives) in deaths.iter().enumerate() {
        let next = site.node(&(number + 1).to_string()).await;
        end = end.checked_add(jiff::Span::new().weeks(2)).unwrap();
        let dying = std::mem::replace(&mut survivor, next);
        a_fortnight(&caller, dying, &survivor, &mut watch, &format!("{end}T10:00:00Z"), *lives).await;
    }

    let days = working_days(end);
    let page = caller.get(&survivor.base, "/v1/cases?workflow=round&limit=100").await;
    let cases: Vec<String> =
        page["items"].as_array().unwrap().iter().map(|case| case["id"].as_str().unwrap().into()).collect();
    let mut opened = Vec::new();
    for case in &cases {
        let view = caller.get(&survivor.base, &format!("/v1/cases/{case}")).await;
        let day = view["data"]["day"].as_str().unwrap().to_owned();
        // One nudge for each working day from its own on, and each under the id of another occurrence.
        let since = days.iter().filter(|one| **one >= day).count();
        let log = caller.log(&survivor.base, case).await;
        let ids: BTreeSet<String> =
            log.iter().map(|entry| entry["entry"]["input"]["id"].to_string()).collect();
        assert_eq!((log.len(), ids.len()), (since + 1, since + 1), "{case}: {log:#?}");
        assert_eq!(view["data"]["nudges"], json!(since), "{case}");
        opened.push(day);
    }
    opened.sort();
    assert_eq!(opened, days);
    for (left, expected, what) in [
        ("SELECT count(*) FROM schedule_run WHERE status <> 'done'", 0, "nothing is open or was skipped"),
        ("SELECT count(*) FROM schedule_run", 2 * days.len(), "each occurrence has a row"),
        ("SELECT count(*) FROM incident", 0, "nothing failed"),
    ] {
        assert_eq!(watch.count(left).await, expected as i64, "{what}");
    }
    survivor.stop().await;
}

#[test]
fn an_occurrence_is_never_lost_or_doubled_when_one_of_two_nodes_is_killed() {
    let tokio = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    let config = Config { cases: 3, max_shrink_iters: 0, failure_persistence: None, ..Config::default() };
    let deaths = proptest::collection::vec(0..MOST, DEATHS);
    TestRunner::new(config)
        .run(&deaths, |deaths| {
            tokio.block_on(each_occurrence_happens_once(deaths));
            Ok(())
        })
        .unwrap();
}
