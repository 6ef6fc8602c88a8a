//! Ratios against a reference measured in the same run, on the same machine, in turns.

use docket::runtime::{Request, Runtime};
use docket_core::definition::{InputFile, Loaded, load};
use docket_core::instance::{Actor, CaseId, Data};
use futures_util::{StreamExt, stream};
use std::hint::black_box;
use std::path::Path;
use std::time::{Duration, Instant};

/// Rounds in which subject and reference take turns.
const ROUNDS: usize = 31;

/// The median cost of one call of each, measured in turns so that a noisy machine disturbs both alike.
pub fn in_turns<A, B>(
    calls: u32,
    mut subject: impl FnMut() -> A,
    mut reference: impl FnMut() -> B,
) -> (Duration, Duration) {
    let mut ours = Vec::with_capacity(ROUNDS);
    let mut theirs = Vec::with_capacity(ROUNDS);
    for _ in 0..ROUNDS {
        let start = Instant::now();
        for _ in 0..calls {
            black_box(subject());
        }
        ours.push(start.elapsed() / calls);
        let start = Instant::now();
        for _ in 0..calls {
            black_box(reference());
        }
        theirs.push(start.elapsed() / calls);
    }
    (median(ours), median(theirs))
}

/// The time in the middle.
pub fn median(mut times: Vec<Duration>) -> Duration {
    times.sort_unstable();
    at_share(&times, 50)
}

/// The time that so many of a hundred do not exceed; of times in ascending order.
#[must_use]
pub fn at_share(sorted: &[Duration], percent: usize) -> Duration {
    sorted.get(sorted.len() * percent / 100).or(sorted.last()).copied().unwrap_or_default()
}

/// What a clerk asks for under an id.
#[must_use]
pub fn request(id: String) -> Request {
    let actor = Some(Actor { id: "clerk".to_owned(), through: None });
    Request { source: "bench".to_owned(), id: Some(id), actor, ..Request::default() }
}

/// Opens so many cases of a workflow that takes nothing but a subject.
///
/// # Panics
/// When a case cannot be opened.
#[expect(clippy::expect_used, reason = "a bench stops at the first surprise")]
pub async fn open(runtime: &Runtime, workflow: &'static str, count: usize) -> Vec<CaseId> {
    stream::iter(0..count)
        .map(|number| {
            let runtime = runtime.clone();
            async move {
                let data = Data::from_iter([("subject".to_owned(), "noise".into())]);
                runtime.start(request(format!("s{number}")), workflow, data).await.expect("a case").case
            }
        })
        .buffer_unordered(32)
        .collect()
        .await
}

/// Prints one line: what, both costs, the ratio, and the ratio that is promised.
pub fn report(what: &str, ours: Duration, reference: &str, theirs: Duration, promised: f64) {
    let ratio = ours.as_secs_f64() / theirs.as_secs_f64().max(f64::MIN_POSITIVE);
    let verdict = if ratio <= promised { "kept" } else { "NOT KEPT" };
    println!(
        "{what}: {ours:?}; {reference}: {theirs:?}; ratio {ratio:.2} (promised at most {promised}): {verdict}"
    );
}

/// Every document below a folder, as the loader takes it.
#[must_use]
pub fn files(folder: &Path) -> Vec<InputFile> {
    let mut found = Vec::new();
    let Ok(entries) = std::fs::read_dir(folder) else { return found };
    for entry in entries.flatten() {
        let path = entry.path();
        if path.is_dir() {
            found.extend(files(&path));
        } else if let Ok(bytes) = std::fs::read(&path)
            && path.extension().is_some_and(|extension| extension == "yaml" || extension == "csv")
        {
            found.push(InputFile { path: path.display().to_string(), bytes });
        }
    }
    found.sort_by(|a, b| a.path.cmp(&b.path));
    found
}

/// The rules of this repository.
#[must_use]
pub fn rules() -> Loaded {
    load(&files(Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../rules"))))
}

/// Prints one line: what, how many bytes, and how many are promised at most.
pub fn report_size(what: &str, bytes: u64, promised: u64) {
    let verdict = if bytes < promised { "kept" } else { "NOT KEPT" };
    let (tenths, most) = (bytes / 100_000, promised / 1_000_000);
    println!("{what}: {}.{} MB (promised under {most} MB): {verdict}", tenths / 10, tenths % 10);
}
