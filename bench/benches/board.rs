//! Publishing a board over many cases against the SQL that adds up the same columns of the same rows.
//!
//! `cargo bench --bench board -- postgres://… [cases]`: 100,000 cases, unless told otherwise. The database must be empty.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    missing_docs,
    reason = "a bench may stop at the first surprise"
)]

use docket::runtime::{Limits, Nobody, Publishing, Rules, Runtime};
use docket::seal::Sealer;
use docket::store::{self, Options};
use docket_bench::{files, median, report, request};
use docket_core::board::Snapshot;
use docket_core::definition::{InputFile, load};
use docket_core::organisation::{Organisation, Source};
use docket_core::step::World;
use serde_json::Value;
use sqlx::postgres::PgRow;
use sqlx::{Connection, PgConnection, Row};
use std::path::Path;
use std::sync::Arc;
use std::time::Instant;

/// How often each is measured, in turns.
const ROUNDS: usize = 7;

const DISPUTE: &str = "
language: 1
workflow: dispute
calendar: cn
counting: petition-regulation
unit: place
actors: { clerk: { person: '\"clerk\"' } }
data: { place: { type: unit }, people: { type: integer }, cost: { type: decimal, optional: true } }
publish: { people: { value: people }, cost: { value: cost } }
opens: { by: [clerk], saves: [place, people, cost] }
events: { close: { by: [clerk] } }
initial: open
states:
  open: { task: { to: [clerk], does: [close] }, on: { close: { to: closed } } }
  closed: { final: true }
";

const BOARD: &str = "
language: 1
board: disputes
calendar: cn
rows: [{ workflow: dispute }]
group_by: { level: community }
columns:
  received: { give: count }
  closed: { give: count, where: ended }
  people: { give: sum, value: people }
  cost: { give: mean, value: cost, places: 4 }
  share: { give: share, where: ended, percent: true, places: 1 }
rank: { by: share, ties: [{ by: received }] }
movement: true
";

/// As many communities as the district of the source document has.
const UNITS: i64 = 54;

/// The same columns, of the same rows.
const SQL: &str = "
SELECT unit, count(*) AS received, count(*) FILTER (WHERE ended) AS closed,
       sum((columns::jsonb->>'people')::numeric)::text AS people, avg((columns::jsonb->>'cost')::numeric)::text AS cost
FROM published_row WHERE workflow = 'dispute' GROUP BY unit ORDER BY unit";

/// Cases as they would be: the row of one, which a case published, with other values.
const SEED: &str = "
INSERT INTO published_row (bucket, case_id, workflow, state, unit, light, opened_at, due_at, ended, columns)
SELECT n % 256, case_id || '-' || n, workflow, state, 'community-' || (n % $2), light, opened_at, due_at, n % 7 < 3,
       (columns::jsonb || jsonb_build_object('people', n % 50, 'cost', ((n * 37) % 90000)::numeric / 100))::text
FROM published_row, generate_series(1, $1 - 1) AS n";

fn main() {
    let mut asked = std::env::args().skip(1).filter(|one| !one.starts_with("--"));
    let database = asked.next().expect("a Postgres with an empty database: postgres://…");
    let count: i64 = asked.next().and_then(|count| count.parse().ok()).unwrap_or(100_000);
    let tokio = tokio::runtime::Builder::new_multi_thread().enable_all().build().expect("threads");
    tokio.block_on(published(&database, count));
}

fn rules() -> Rules {
    let mut all = files(Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../rules/calendar")));
    let units: String = (0..UNITS)
        .map(|n| format!("  - {{ id: community-{n}, title: 社区{n}, level: community, parent: district }}\n"))
        .collect();
    let organisation = format!(
        "language: 1\norg: district\nlevels: [district, community]\nunits:\n  - {{ id: district, title: 区, level: district }}\n{units}"
    );
    for (path, text) in [
        ("dispute.workflow.yaml", DISPUTE),
        ("disputes.board.yaml", BOARD),
        ("district.org.yaml", organisation.as_str()),
    ] {
        all.push(InputFile { path: path.to_owned(), bytes: text.as_bytes().to_vec() });
    }
    let loaded = load(&all);
    assert!(!loaded.has_errors(), "{:#?}", loaded.diagnostics);
    let org = loaded.orgs.first().expect("an organisation");
    let (organisation, faults) = Organisation::build(&[Source::from(&org.model)]);
    assert!(faults.is_empty(), "{faults:?}");
    let world = World {
        calendars: loaded.calendars.clone(),
        organisation: Arc::new(organisation),
        ..World::default()
    };
    Rules::of(&loaded, world)
}

async fn published(database: &str, count: i64) {
    let begin = "2026-09-28T10:00:00+08:00".parse().expect("an instant");
    let options =
        Options { virtual_clock: Some(begin), allow_unsafe: true, prepared: true, ..Options::default() };
    let store = store::open(database, &options).await.expect("the database opens");
    let runtime = Runtime::open(store, Sealer::new(&[7; 32]), Arc::new(Nobody), rules(), Limits::default());
    let runtime = runtime.await.expect("the runtime begins");
    let data = serde_json::json!({ "place": "community-0", "people": 3, "cost": "12.5" });
    let data = data.as_object().cloned().expect("an object");
    runtime.start(request("first".to_owned()), "dispute", data).await.expect("a case");
    let mut plain = PgConnection::connect(database).await.expect("the server answers");
    sqlx::query(SEED).bind(count).bind(UNITS).execute(&mut plain).await.expect("rows");
    sqlx::query("VACUUM ANALYZE published_row").execute(&mut plain).await.expect("statistics");

    let (mut ours, mut theirs) = (Vec::new(), Vec::new());
    for round in 0..ROUNDS {
        let started = Instant::now();
        let wanted = Publishing { board: "disputes".to_owned(), ..Publishing::default() };
        let board = runtime.publish_board(request(format!("b{round}")), wanted).await.expect("a board");
        ours.push(started.elapsed());
        let started = Instant::now();
        let rows = sqlx::query(SQL).fetch_all(&mut plain).await.expect("an answer");
        theirs.push(started.elapsed());
        agree(&board.snapshot, &rows, count);
    }
    report(
        &format!("a board over {count} cases"),
        median(ours),
        "the SQL that adds up the same columns",
        median(theirs),
        3.0,
    );
    runtime.close().await;
}

/// Both counted the same.
fn agree(snapshot: &Snapshot, rows: &[PgRow], count: i64) {
    assert_eq!(snapshot.cases, u64::try_from(count).expect("not below zero"));
    assert_eq!(snapshot.rows.len(), rows.len());
    for row in rows {
        let unit: String = row.get("unit");
        let line = snapshot.rows.iter().find(|line| line.key == unit).expect("a line");
        let shown = |name: &str| {
            let column = snapshot.columns.iter().position(|head| head.name == name).expect("a column");
            match &line.cells[column].value {
                Value::String(text) => text.clone(),
                number => number.to_string(),
            }
        };
        assert_eq!(shown("received"), row.get::<i64, _>("received").to_string());
        assert_eq!(shown("closed"), row.get::<i64, _>("closed").to_string());
        assert_eq!(shown("people"), row.get::<String, _>("people"));
    }
}
