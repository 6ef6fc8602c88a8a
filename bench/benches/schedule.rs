//! A trigger while schedules reach many cases against one while they reach none.
//!
//! `cargo bench --bench schedule -- [cases] [database]`: 1,000 cases in a SQLite in memory, unless told otherwise.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    missing_docs,
    reason = "a bench may stop at the first surprise"
)]

use docket::runtime::{Event, Limits, Nobody, Rules, Runtime};
use docket::seal::Sealer;
use docket::store::{self, Options, RunFilter, RunStatus};
use docket_bench::{at_share, files, open, report, request};
use docket_core::definition::{InputFile, load};
use docket_core::instance::CaseId;
use docket_core::organisation::Organisation;
use docket_core::step::World;
use jiff::Timestamp;
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

/// How many times as long a trigger may wait: it shares two cores, a disk and the batches of commits with what is told.
const PROMISED: f64 = 3.0;

const ERRAND: &str = "
language: 1
workflow: errand
calendar: cn
counting: licensing-law
actors: { clerk: { person: '\"clerk\"' } }
data: { subject: { type: text }, nudges: { type: integer, default: 0 } }
opens: { by: [clerk], saves: [subject] }
events: { look: { by: [clerk] }, nudge: { by: [clerk] } }
initial: running
states:
  running:
    task: { to: [clerk], does: [look] }
    on: { look: { do: [{ log: seen }] }, nudge: { do: [{ assign: { nudges: =nudges + 1 } }] } }
";

fn main() {
    let mut asked = std::env::args().skip(1).filter(|one| !one.starts_with("--"));
    let count: usize = asked.next().and_then(|count| count.parse().ok()).unwrap_or(1_000);
    let database = asked.next().unwrap_or_else(|| "sqlite::memory:".to_owned());
    let tokio = tokio::runtime::Builder::new_multi_thread().enable_all().build().expect("threads");
    tokio.block_on(beside(count, &database));
}

/// The rules, with a schedule that tells every case at a minute.
fn rules(minute: Option<Timestamp>) -> Rules {
    let mut all = files(Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../rules/calendar")));
    all.push(InputFile { path: "errand.workflow.yaml".to_owned(), bytes: ERRAND.into() });
    if let Some(minute) = minute {
        let text = format!(
            "language: 1\nschedule: nudging\nzone: UTC\non: {{ each: day }}\nat: ['{}']\nsend: {{ event: nudge, to: {{ workflow: errand }} }}\n",
            minute.strftime("%H:%M")
        );
        all.push(InputFile { path: "nudging.schedule.yaml".to_owned(), bytes: text.into_bytes() });
    }
    let loaded = load(&all);
    assert!(!loaded.has_errors(), "{:#?}", loaded.diagnostics);
    let world = World {
        calendars: loaded.calendars.clone(),
        organisation: Arc::new(Organisation::default()),
        ..World::default()
    };
    Rules::of(&loaded, world)
}

async fn look(runtime: &Runtime, case: &CaseId, id: String) -> Duration {
    let started = Instant::now();
    let event = Event { name: "look".to_owned(), ..Event::default() };
    runtime.send(request(id), case, event).await.expect("a transition");
    started.elapsed()
}

/// Triggers one after the other until it is over; how long each waited, ascending.
async fn triggers(
    runtime: &Runtime,
    cases: &[CaseId],
    name: &str,
    over: impl AsyncFn(usize) -> bool,
) -> Vec<Duration> {
    let mut waited = Vec::new();
    for (number, case) in cases.iter().rev().cycle().enumerate() {
        if over(number).await {
            break;
        }
        waited.push(look(runtime, case, format!("{name}{number}")).await);
    }
    waited.sort_unstable();
    waited
}

async fn beside(count: usize, database: &str) {
    let options = Options { allow_unsafe: true, prepared: true, ..Options::default() };
    let store = store::open(database, &options).await.expect("the database opens");
    let runtime =
        Runtime::open(store, Sealer::new(&[7; 32]), Arc::new(Nobody), rules(None), Limits::default());
    let runtime = runtime.await.expect("the runtime begins");
    let cases = open(&runtime, "errand", count).await;

    let (stop, stopped) = tokio::sync::oneshot::channel::<()>();
    let serving = tokio::spawn({
        let runtime = runtime.clone();
        async move { runtime.run(async { drop(stopped.await) }).await }
    });
    // As many as a run of the schedule leaves time for, which is not known yet: enough for a 99th of 100.
    let without = triggers(&runtime, &cases, "without", async |number| number >= 2_000).await;

    // The next minute that leaves time to publish.
    let now = Timestamp::now().as_second();
    let minute = Timestamp::from_second((now + 65) / 60 * 60).expect("a minute");
    runtime.publish(rules(Some(minute))).await.expect("the schedule is published");
    let until = minute.duration_since(Timestamp::now()).try_into().unwrap_or_default();
    tokio::time::sleep(until).await;

    let filter = RunFilter { schedule: "nudging".to_owned(), before: None, limit: 1 };
    let run = async || runtime.store().runs(&filter).await.expect("an answer").pop();
    while run().await.is_none() {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    let started = Instant::now();
    let with = triggers(&runtime, &cases, "with", async |_| {
        run().await.is_some_and(|run| run.status != RunStatus::Open)
    })
    .await;
    let took = started.elapsed();
    let run = run().await.expect("a run");
    assert_eq!((run.status, run.reached), (RunStatus::Done, u64::try_from(count).expect("few")));
    println!(
        "{count} cases were told in {took:?}, {:.0} of them a second",
        count as f64 / took.as_secs_f64()
    );
    println!(
        "half of the triggers waited {:?} at most, without a schedule {:?}",
        at_share(&with, 50),
        at_share(&without, 50)
    );
    report(
        &format!("a trigger while a schedule reaches {count} cases, 99th of 100 of {}", with.len()),
        at_share(&with, 99),
        &format!("one without, 99th of 100 of {}", without.len()),
        at_share(&without, 99),
        PROMISED,
    );
    let _ = stop.send(());
    serving.await.expect("it ends");
    runtime.close().await;
}
