//! Two nodes on one Postgres; one is killed in the middle, the other takes over.

use crate::given::*;
use crate::support::postgres::{self, Watch, count};
use serde_json::Value;
use std::collections::BTreeMap;

/// When the children of `outer` end by themselves: five days after the beginning.
const CHILDREN_DUE: &str = "2026-03-14T16:00:00Z";
/// When the matters lapse: fifteen days after the beginning.
const MATTERS_DUE: &str = "2026-03-24T16:00:00Z";
const OUTERS: usize = 30;
const MATTERS: usize = 40;

/// Clients of a node, and the requests of each.
const CLIENTS: usize = 6;
const EACH: usize = 15;

/// What was asked, and the answer that it got.
struct Asked {
    path: String,
    body: Value,
    said: Said,
}

/// Requests by their keys.
type Answers = BTreeMap<String, Asked>;

/// Sends requests through both nodes at once.
async fn ask_all(caller: &Caller, bases: [&str; 2], requests: Vec<(String, String, Value)>) -> Answers {
    let mut tasks = tokio::task::JoinSet::new();
    for (number, (key, path, body)) in requests.into_iter().enumerate() {
        let mut bases = bases.map(str::to_owned);
        bases.rotate_left(number % 2);
        let caller = caller.clone();
        tasks.spawn(async move {
            let said = caller.ask(&bases, &path, &key, &body).await;
            assert!(said.status.is_success(), "{key}: {}", said.body);
            (key, Asked { path, body, said })
        });
    }
    tasks.join_all().await.into_iter().collect()
}

fn starts(kind: &str, number: usize) -> Vec<(String, String, Value)> {
    let start = |n| (format!("{kind}-{n}"), "/v1/cases".to_owned(), opening(kind));
    (0..number).map(start).collect()
}

fn case(asked: &Asked) -> &str {
    asked.said.body["case"].as_str().unwrap()
}

/// The inputs of a case under an id, and those that fell due by themselves.
fn with_id<'a>(log: &'a [Value], id: &str) -> Vec<&'a Value> {
    log.iter().filter(|entry| entry["entry"]["input"]["id"] == id).collect()
}

fn woken(log: &[Value]) -> Vec<&Value> {
    log.iter().filter(|entry| entry["entry"]["input"]["source"]["kind"] == "engine").collect()
}

fn chained(log: &[Value]) {
    for pair in log.windows(2) {
        assert_eq!(pair[1]["previous"], pair[0]["hash"]);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_node_that_is_killed_loses_and_doubles_nothing() {
    let database = postgres::safe().await;
    let mut site = Site::new(Some(&database.url));
    site.virtual_clock = true;
    let (one, two) = (site.node("one").await, site.node("two").await);
    let caller = site.caller();

    // The first dies while requests come in at both.
    let requests: Vec<_> = starts("matter", MATTERS).into_iter().chain(starts("outer", OUTERS)).collect();
    let first = one.base.clone();
    let asking = ask_all(&caller, [&first, &two.base], requests);
    let dying = async {
        let mut watch = Watch::on(&database.url).await;
        until_so("a part is there", async || watch.count("SELECT count(*) FROM instance").await > 10).await;
        one.kill();
    };
    let (answers, ()) = tokio::join!(asking, dying);
    assert_eq!(answers.len(), MATTERS + OUTERS);
    assert!(caller.once(&first, "/healthz", None, None).await.is_err());

    // Every child has begun. Then their terms end: one node moves the clock, and dies while messages travel.
    let begun = "SELECT count(*) FROM instance WHERE workflow = 'inner'";
    until_so("every child begins", async || {
        count(&database.url, begun).await >= OUTERS as i64 || {
            // What the dead node had claimed is left to others when its time is over.
            caller.clock(&two.base, "2026-03-09T09:05:00+08:00").await.unwrap();
            false
        }
    })
    .await;
    let mut children = BTreeMap::new();
    for asked in answers.values().filter(|asked| asked.body["workflow"] == "outer") {
        let view = caller.get(&two.base, &format!("/v1/cases/{}", case(asked))).await;
        children.insert(case(asked).to_owned(), view["children"][0].as_str().unwrap().to_owned());
    }
    let one = site.node("one again").await;
    let ended = "SELECT count(*) FROM instance WHERE workflow = 'inner' AND ended";
    let told = "SELECT count(*) FROM instance WHERE workflow = 'outer' AND ended";
    die_while_moving(&caller, &database.url, one, CHILDREN_DUE, ended, OUTERS).await;
    move_on(&caller, &two, "2026-03-16T09:00:00+08:00").await;
    assert_eq!(count(&database.url, told).await, OUTERS as i64);

    // The same with the other node, while terms of matters end.
    let one = site.node("one once more").await;
    let lapsed = "SELECT count(*) FROM notice";
    die_while_moving(&caller, &database.url, two, MATTERS_DUE, lapsed, MATTERS).await;
    move_on(&caller, &one, "2026-03-26T09:00:00+08:00").await;

    for (key, asked) in &answers {
        // It is there once, and a repeat gets the answer that was given.
        let again = caller.ask(std::slice::from_ref(&one.base), &asked.path, key, &asked.body).await;
        assert_eq!(again, asked.said, "{key}");
        let case = case(asked);
        let (log, notices) = (caller.log(&one.base, case).await, caller.notices(&one.base, case).await);
        assert_eq!(with_id(&log, key).len(), 1, "{key}: {log:?}");
        assert_eq!(log.len(), 2, "{key}: {log:?}");
        chained(&log);
        let view = caller.get(&one.base, &format!("/v1/cases/{case}")).await;
        if key.starts_with("matter") {
            assert_eq!(view["state"], "lapsed");
            assert_eq!(woken(&log).len(), 1, "{log:?}");
            assert_eq!(log[1]["at"], MATTERS_DUE);
            assert_eq!(notices.len(), 1, "{notices:?}");
        } else {
            assert_eq!((&view["state"], notices.len()), (&Value::from("done"), 0));
            let log = caller.log(&one.base, &children[case]).await;
            assert_eq!((log.len(), woken(&log).len()), (2, 1), "{log:?}");
            assert_eq!(log[1]["at"], CHILDREN_DUE);
            chained(&log);
        }
    }
    for (left, what) in [
        ("SELECT count(*) FROM outbox", "nothing waits, nothing was given up"),
        ("SELECT count(*) FROM incident", "nothing failed"),
        ("SELECT count(*) FROM timer", "nothing is due"),
    ] {
        assert_eq!(count(&database.url, left).await, 0, "{what}");
    }
    let (cases, log) = ("SELECT count(*) FROM instance", "SELECT count(*) FROM log");
    let expected = (MATTERS + 2 * OUTERS) as i64;
    assert_eq!(
        (count(&database.url, cases).await, count(&database.url, log).await),
        (expected, 2 * expected)
    );
    assert!(!one.log().contains("waiting for the database"), "{}", one.log());
    one.stop().await;
}

/// A node moves the clock to an instant at which much falls due, and is killed when a part of it is done.
async fn die_while_moving(
    caller: &Caller,
    database: &str,
    node: Node,
    to: &str,
    done: &'static str,
    all: usize,
) {
    let mut watch = Watch::on(database).await;
    let before = watch.count(done).await;
    let base = node.base.clone();
    let moving = caller.clock(&base, to);
    let dying = async {
        until_so("a part is done", async || watch.count(done).await > before + 3).await;
        node.kill();
        watch.count(done).await
    };
    let (moved, done) = tokio::join!(moving, dying);
    assert!(moved.is_err(), "it died before it could answer: {moved:?}");
    assert!(done < all as i64, "it died too late to be missed: {done} of {all}");
}

/// Moves the clock through another node, again until it is answered.
async fn move_on(caller: &Caller, node: &Node, to: &str) {
    until_so("the clock moves", async || {
        let moved = caller.clock(&node.base, to).await.unwrap();
        assert!(moved.status == 200 || moved.status.is_server_error(), "{}", moved.body);
        moved.status == 200
    })
    .await;
}

/// A file has one node at a time; the next one takes up what the killed one left.
#[tokio::test(flavor = "multi_thread")]
async fn a_file_whose_node_is_killed_is_taken_up_by_the_next() {
    let mut site = Site::new(None);
    site.virtual_clock = true;
    let node = site.node("first").await;
    let (caller, base) = (site.caller(), node.base.clone());
    let (told, mut answered) = tokio::sync::mpsc::unbounded_channel();
    for client in 0..CLIENTS {
        let (caller, base, told) = (caller.clone(), base.clone(), told.clone());
        // One request after the other, until nobody answers.
        tokio::spawn(async move {
            for number in 0..EACH {
                let key = format!("{client}-{number}");
                let said = caller.once(&base, "/v1/cases", Some(&key), Some(&opening("matter"))).await;
                let Ok(said) = said else { break };
                let _ = told.send((key, said));
            }
        });
    }
    drop(told);
    let (mut answers, mut node) = (BTreeMap::new(), Some(node));
    while let Some((key, said)) = answered.recv().await {
        assert_eq!(said.status, 201, "{}", said.body);
        answers.insert(key, said);
        if answers.len() == 2 * CLIENTS
            && let Some(node) = node.take()
        {
            node.kill();
        }
    }
    assert!(answers.len() < CLIENTS * EACH, "it died before it had answered all");

    let node = site.node("second").await;
    let mut cases = std::collections::BTreeSet::new();
    for number in 0..CLIENTS * EACH {
        let key = format!("{}-{}", number / EACH, number % EACH);
        let said = caller.once(&node.base, "/v1/cases", Some(&key), Some(&opening("matter"))).await.unwrap();
        assert_eq!(said.status, 201, "{}", said.body);
        assert!(answers.get(&key).is_none_or(|before| *before == said), "{key}");
        cases.insert(said.body["case"].as_str().unwrap().to_owned());
    }
    assert_eq!(cases.len(), CLIENTS * EACH);
    move_on(&caller, &node, "2026-03-26T09:00:00+08:00").await;
    for case in &cases {
        let (log, notices) = (caller.log(&node.base, case).await, caller.notices(&node.base, case).await);
        assert_eq!((log.len(), woken(&log).len(), notices.len()), (2, 1, 1), "{log:?}");
    }
    node.stop().await;
}
