//! A due date over 60 working days against one jiff date addition; counting open deadlines again after a change of the
//! calendar against as many plain transitions; and a trigger that comes meanwhile against one that comes among those.
//!
//! `cargo bench --bench calendar -- [cases] [database]`: 1,000 cases in a SQLite in memory, unless told otherwise.

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
use docket::store::{self, Options};
use docket_bench::{at_share, files, in_turns, open, report, request, rules};
use docket_core::calendar::due;
use docket_core::definition::{InputFile, load};
use docket_core::instance::CaseId;
use docket_core::organisation::Organisation;
use docket_core::step::World;
use futures_util::{StreamExt, stream};
use jiff::{Span, Timestamp};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

const ERRAND: &str = "
language: 1
workflow: errand
calendar: cn
counting: licensing-law
actors: { clerk: { person: '\"clerk\"' } }
data: { subject: { type: text } }
opens: { by: [clerk], saves: [subject] }
events: { look: { by: [clerk] }, finish: { by: [clerk] } }
escalations: { ladder: [ { reach: 80%, light: yellow, notify: { to: [task] } }, { reach: due, light: red } ] }
initial: running
states:
  running:
    task: { to: [clerk], does: [look, finish] }
    deadline: { within: 20 workdays, escalation: ladder }
    on: { look: { do: [ { log: seen } ] }, finish: { to: done } }
  done: { final: true }
";

fn main() {
    due_dates();
    let mut asked = std::env::args().skip(1).filter(|one| !one.starts_with("--"));
    let count: usize = asked.next().and_then(|count| count.parse().ok()).unwrap_or(1_000);
    let database = asked.next().unwrap_or_else(|| "sqlite::memory:".to_owned());
    let tokio = tokio::runtime::Builder::new_multi_thread().enable_all().build().expect("threads");
    tokio.block_on(again(count, &database));
}

fn due_dates() {
    let loaded = rules();
    let calendar = loaded.calendars.get("cn").expect("the calendar loads").clone();
    let rule = calendar.counting("licensing-law").expect("the rule is there");
    let anchor: Timestamp = "2025-09-28T10:00:00+08:00".parse().expect("an instant");
    let term = "60 workdays".parse().expect("a duration");
    let zone = calendar.zone().clone();
    // What anybody would write who counts calendar days: the civil day, 60 days on, back to an instant.
    let plain = || {
        let date = zone.to_datetime(anchor).date().checked_add(Span::new().days(60)).expect("a date");
        zone.to_timestamp(date.to_datetime(jiff::civil::Time::midnight())).expect("an instant")
    };
    let (ours, theirs) = in_turns(20_000, || due(anchor, term, rule, &calendar), plain);
    report("a due date over 60 working days", ours, "a jiff date addition of 60 days", theirs, 5.0);
}

/// The rules, with 2026-10-10 not worked where `changed`.
fn errands(changed: bool) -> Rules {
    let folder = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../rules/calendar"));
    let mut all = files(folder);
    all.push(InputFile { path: "errand.workflow.yaml".to_owned(), bytes: ERRAND.as_bytes().to_vec() });
    if changed {
        let text = "{ language: 1, calendar: cn, years: { 2026: { status: official, amends: days, days: [ { date: 2026-10-10, kind: weekend } ] } } }";
        all.push(InputFile { path: "more.calendar.yaml".to_owned(), bytes: text.as_bytes().to_vec() });
    }
    let loaded = load(&all);
    assert!(!loaded.has_errors(), "{:?}", loaded.diagnostics);
    let world = World {
        calendars: loaded.calendars.clone(),
        organisation: Arc::new(Organisation::default()),
        ..World::default()
    };
    Rules::of(&loaded, world)
}

async fn again(count: usize, database: &str) {
    let begin = "2026-09-28T10:00:00+08:00".parse().expect("an instant");
    let options =
        Options { virtual_clock: Some(begin), allow_unsafe: true, prepared: true, ..Options::default() };
    let store = store::open(database, &options).await.expect("the database opens");
    let runtime =
        Runtime::open(store, Sealer::new(&[7; 32]), Arc::new(Nobody), errands(false), Limits::default());
    let runtime = runtime.await.expect("the runtime begins");
    runtime.settle().await.expect("nothing is due");
    let cases = open(&runtime, "errand", count).await;
    let triggers = Triggers::begin(&runtime, &cases, "among");
    let started = Instant::now();
    stream::iter(cases.iter().enumerate())
        .for_each_concurrent(32, |(number, case)| {
            let runtime = runtime.clone();
            async move { look(&runtime, case, format!("e{number}")).await }
        })
        .await;
    let plain = started.elapsed();
    let among = triggers.end().await;
    let triggers = Triggers::begin(&runtime, &cases, "meanwhile");
    let started = Instant::now();
    runtime.publish(errands(true)).await.expect("the calendar changes");
    runtime.settle().await.expect("every case is counted again");
    let counted = started.elapsed();
    let meanwhile = triggers.end().await;
    let sample = runtime.log(cases.first().expect("a case"), 1, 10).await.expect("a log");
    let moved = sample.iter().filter(|entry| entry.input.to_string().contains("reproject"));
    assert_eq!(moved.count(), 1, "the deadline has moved");
    report(
        &format!("{count} open deadlines counted again"),
        counted,
        "as many plain transitions",
        plain,
        1.0,
    );
    for (what, share) in [("median", 50), ("99th of 100", 99)] {
        report(
            &format!("a trigger meanwhile, {what} of {}", meanwhile.len()),
            at_share(&meanwhile, share),
            &format!("one among plain transitions, {what} of {}", among.len()),
            at_share(&among, share),
            1.0,
        );
    }
    runtime.close().await;
}

async fn look(runtime: &Runtime, case: &CaseId, id: String) {
    let event = Event { name: "look".to_owned(), ..Event::default() };
    runtime.send(request(id), case, event).await.expect("a transition");
}

/// Triggers that come one after the other while something else goes on.
struct Triggers {
    stop: Arc<AtomicBool>,
    task: tokio::task::JoinHandle<Vec<Duration>>,
}

impl Triggers {
    fn begin(runtime: &Runtime, cases: &[CaseId], name: &'static str) -> Self {
        let stop = Arc::new(AtomicBool::new(false));
        let (runtime, cases, stopped) = (runtime.clone(), cases.to_vec(), stop.clone());
        let task = tokio::spawn(async move {
            let mut waited = Vec::new();
            for (number, case) in cases.iter().rev().cycle().enumerate() {
                if stopped.load(Ordering::Relaxed) {
                    break;
                }
                let started = Instant::now();
                look(&runtime, case, format!("{name}{number}")).await;
                waited.push(started.elapsed());
            }
            waited.sort_unstable();
            waited
        });
        Self { stop, task }
    }

    /// How long each waited for its answer, ascending.
    async fn end(self) -> Vec<Duration> {
        self.stop.store(true, Ordering::Relaxed);
        self.task.await.expect("the triggers are answered")
    }
}
