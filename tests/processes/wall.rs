//! Time as it passes: terms that end while nodes run, and while none does.

use crate::given::*;
use crate::support::postgres::{self, Watch};
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};

const REMINDERS: usize = 20;
/// The term of a reminder.
const TERM: SignedDuration = SignedDuration::from_secs(120);

/// Opens reminders that are due in some seconds, through the nodes in turns.
async fn remind(caller: &Caller, bases: &[&str], kind: &str, seconds: i64) -> Vec<(String, Timestamp)> {
    let soon = Timestamp::from_second(Timestamp::now().as_second() + seconds).unwrap();
    let mut cases = Vec::new();
    for (number, base) in (0..REMINDERS).zip(bases.iter().cycle()) {
        // Most are due at one instant; the others one after the other.
        let due = soon + SignedDuration::from_millis(if number % 2 == 0 { 0 } else { 25 * number as i64 });
        let mut body = opening("reminder");
        body["happened"] = json!((due - TERM).to_string());
        let key = format!("{kind}-{number}");
        let said = caller.once(base, "/v1/cases", Some(&key), Some(&body)).await.unwrap();
        assert_eq!(said.status, 201, "{}", said.body);
        cases.push((said.body["case"].as_str().unwrap().to_owned(), due));
    }
    cases
}

async fn each_fired_once(caller: &Caller, node: &Node, cases: &[(String, Timestamp)]) {
    for (case, due) in cases {
        let view = caller.get(&node.base, &format!("/v1/cases/{case}")).await;
        assert_eq!(view["state"], "reminded");
        let (log, notices) = (caller.log(&node.base, case).await, caller.notices(&node.base, case).await);
        assert_eq!((log.len(), notices.len()), (2, 1), "{log:?} {notices:?}");
        let fired: Timestamp = log[1]["at"].as_str().unwrap().parse().unwrap();
        let opened: Timestamp = log[0]["at"].as_str().unwrap().parse().unwrap();
        assert_eq!(fired, (*due).max(opened), "{case}");
        assert_eq!(log[1]["entry"]["input"]["source"]["kind"], Value::from("engine"));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn each_term_ends_once_whoever_runs() {
    let database = postgres::safe().await;
    let site = Site::new(Some(&database.url));
    let (one, two) = (site.node("one").await, site.node("two").await);
    let caller = site.caller();
    let mut watch = Watch::on(&database.url).await;
    let notices = "SELECT count(*) FROM notice";

    let cases = remind(&caller, &[&one.base, &two.base], "running", 2).await;
    until_so("all have fired", async || watch.count(notices).await >= REMINDERS as i64).await;
    each_fired_once(&caller, &one, &cases).await;

    // Nobody runs when these fall due.
    let cases = remind(&caller, &[&one.base, &two.base], "stopped", 4).await;
    one.kill();
    two.kill();
    assert_eq!(watch.count(notices).await, REMINDERS as i64);
    let last = cases.iter().map(|(_, due)| *due).max().unwrap();
    until("the term is over", || (Timestamp::now() > last).then_some(())).await;
    let (one, two) = (site.node("one again").await, site.node("two again").await);
    until_so("all have fired", async || watch.count(notices).await >= 2 * REMINDERS as i64).await;
    each_fired_once(&caller, &two, &cases).await;
    assert_eq!(watch.count(notices).await, 2 * REMINDERS as i64);
    one.stop().await;
    two.stop().await;
}
