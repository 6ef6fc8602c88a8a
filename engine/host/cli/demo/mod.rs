//! `docket demo`: two months of a district, in virtual time, on an embedded database.

mod board;
mod district;
mod duty;
mod report;
mod staff;
mod story;
mod tasks;
mod why;

use super::{Exit, out, serve};
use crate::runtime::{Failure, Limits, Nobody, Rules, Runtime, as_in_stories};
use crate::seal::Sealer;
use crate::store::{self, Fault};
use docket_core::definition::{InputFile, Loaded, load};
use docket_core::source::Lang;
use indicatif::{ProgressBar, ProgressStyle};
use jiff::ToSpan;
use jiff::civil::Date;
use std::io::IsTerminal;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use thiserror::Error;

/// The boards that are published at the end.
const BOARDS: [&str; 2] = ["disputes", "key-tasks"];

/// Why there is no demo.
#[derive(Debug, Error)]
pub enum Trouble {
    /// The rules that come with docket do not load.
    #[error("the rules of the demo do not load: {0}")]
    Rules(String),
    /// The engine failed.
    #[error(transparent)]
    Engine(#[from] Failure),
    /// The database failed.
    #[error(transparent)]
    Store(#[from] Fault),
    /// The key for private fields cannot be had.
    #[error(transparent)]
    Key(#[from] crate::seal::Fault),
    /// A place for the database cannot be made.
    #[error("no place for the database: {0}")]
    Place(#[from] std::io::Error),
}

/// Arguments of `docket demo`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// End after the report.
    #[arg(long)]
    no_serve: bool,
    /// Where to listen afterwards.
    #[arg(long, default_value = "127.0.0.1:7700")]
    listen: String,
    /// The folder for the demo's database [default: docket-demo in the folder for temporary files].
    #[arg(long, value_name = "DIR")]
    dir: Option<PathBuf>,
}

/// Plays, reports, and serves unless told otherwise.
pub async fn run(args: Args, lang: Lang) -> Exit {
    let folder = args.dir.clone().unwrap_or_else(|| std::env::temp_dir().join("docket-demo"));
    let played = match play(&folder, lang, std::io::stderr().is_terminal()).await {
        Ok(played) => played,
        Err(trouble) => {
            out::complain(&trouble.to_string());
            return match trouble {
                Trouble::Rules(_) => Exit::Unloadable,
                _ => Exit::Unreachable,
            };
        }
    };
    if args.no_serve {
        played.runtime.close().await;
        return Exit::Fine;
    }
    match go_on(played, &args.listen, lang).await {
        Ok(()) => Exit::Fine,
        Err(exit) => exit,
    }
}

async fn go_on(played: Played, listen: &str, lang: Lang) -> Result<(), Exit> {
    let listener = serve::bind(listen, lang).await?;
    let address = listener.local_addr().map_or_else(|_| listen.to_owned(), |address| address.to_string());
    let token = crate::tokens::first(played.runtime.store().as_ref()).await.map_err(|error| {
        out::complain(&error.to_string());
        Exit::Unreachable
    })?;
    let secret = token.clone().unwrap_or_else(|| "TOKEN".to_owned());
    out::say(super::lang::pick(lang, "可以试试：", "Try:"));
    let case = played.case.map(|case| case.to_string()).unwrap_or_default();
    for path in [
        format!("cases/{case}"),
        format!("cases/{case}/explain"),
        "tasks".to_owned(),
        "cases?state=handling".to_owned(),
    ] {
        out::say(&format!("  curl -s -H 'Authorization: Bearer {secret}' 'http://{address}/v1/{path}'"));
    }
    serve::serve_on(played.runtime, listener, token, lang).await
}

/// What was played.
pub struct Played {
    /// The runtime, for a server to go on with.
    pub runtime: Runtime,
    /// The case that was explained, to explore.
    pub case: Option<docket_core::instance::CaseId>,
}

/// The documents that come with docket.
fn documents() -> Vec<InputFile> {
    macro_rules! shipped {
        ($($path:literal),+ $(,)?) => {
            vec![$(InputFile {
                path: $path.to_owned(),
                bytes: include_bytes!(concat!("../../../../", $path)).to_vec(),
            }),+]
        };
    }
    let mut files = shipped![
        "rules/calendar/cn.calendar.yaml",
        "rules/petition/pack.yaml",
        "rules/petition/petition.workflow.yaml",
        "rules/petition/local-resolution.workflow.yaml",
        "rules/petition/urgent-report.workflow.yaml",
        "rules/petition/disputes.board.yaml",
        "rules/responsibility-list/pack.yaml",
        "rules/responsibility-list/key-task.workflow.yaml",
        "rules/responsibility-list/finding.workflow.yaml",
        "rules/responsibility-list/supervision.workflow.yaml",
        "rules/responsibility-list/contest.workflow.yaml",
        "rules/responsibility-list/contest-entry.workflow.yaml",
        "rules/responsibility-list/stocktake-colours.register.yaml",
        "rules/responsibility-list/key-tasks.board.yaml",
        "rules/responsibility-list/task-wall.board.yaml",
        "rules/responsibility-list/dispatch-daily.schedule.yaml",
        "rules/responsibility-list/dispatch-weekly.schedule.yaml",
        "rules/responsibility-list/stocktake-monthly.schedule.yaml",
        "rules/responsibility-list/ranking-monthly.schedule.yaml",
        "rules/responsibility-list/wall-weekly.schedule.yaml",
        "rules/responsibility-list/wall-monthly.schedule.yaml",
    ];
    let bytes = district::organisation().into_bytes();
    files.push(InputFile { path: "demo/district.org.yaml".to_owned(), bytes });
    let bytes = include_bytes!("duty.rotation.yaml").to_vec();
    files.push(InputFile { path: "demo/duty.rotation.yaml".to_owned(), bytes });
    let bytes = include_bytes!("key-tasks.list.yaml").to_vec();
    files.push(InputFile { path: "demo/key-tasks.list.yaml".to_owned(), bytes });
    files
}

/// The rules of the demo, and what they were loaded from.
///
/// # Errors
/// [`Trouble::Rules`].
pub fn rules() -> Result<(Loaded, Rules), Trouble> {
    let loaded = load(&documents());
    if loaded.has_errors() {
        let text = docket_core::source::render(&loaded.diagnostics, &loaded.sources, Lang::En, false);
        return Err(Trouble::Rules(text));
    }
    let rules = super::rules::of(&loaded).map_err(|found| {
        Trouble::Rules(docket_core::source::render(&found, &loaded.sources, Lang::En, false))
    })?;
    Ok((loaded, rules))
}

/// Plays the two months and prints the report and one case explained.
///
/// # Errors
/// [`Trouble`].
pub async fn play(folder: &Path, lang: Lang, progress: bool) -> Result<Played, Trouble> {
    let (loaded, rules) = rules()?;
    let first: Date = story::FIRST.parse().map_err(|_| Trouble::Rules("no first day".to_owned()))?;
    let calendar =
        loaded.calendars.get("cn").cloned().ok_or_else(|| Trouble::Rules("no calendar".to_owned()))?;
    let begins = calendar.start_of(first).map_err(|error| Trouble::Rules(error.to_string()))?;
    std::fs::create_dir_all(folder)?;
    let database = folder.join("demo.db");
    for name in ["demo.db", "demo.db-wal", "demo.db-shm"] {
        if let Err(error) = std::fs::remove_file(folder.join(name))
            && error.kind() != std::io::ErrorKind::NotFound
        {
            return Err(error.into());
        }
    }
    let options = store::Options { virtual_clock: Some(begins), ..store::Options::default() };
    let store = store::open(&database.display().to_string(), &options).await?;
    let master = crate::seal::master_key(&folder.join("demo.key"))?;
    let sealer = Sealer::new(&master.key);
    as_in_stories(store.as_ref(), &sealer).await?;
    let runtime = Runtime::open(store, sealer, Arc::new(Nobody), rules, Limits::default()).await?;
    let bar = if progress { ProgressBar::new(story::DAYS.unsigned_abs()) } else { ProgressBar::hidden() };
    if let Ok(style) = ProgressStyle::with_template("{bar:40} {pos}/{len} {msg}") {
        bar.set_style(style);
    }
    let mut story = story::Story::new(&runtime, &calendar);
    for number in 0..story::DAYS {
        let date = first.saturating_add(number.days());
        bar.set_message(date.to_string());
        story.day(date, usize::try_from(number).unwrap_or(0)).await?;
        bar.inc(1);
    }
    bar.finish_and_clear();
    let text = report::report(&runtime, &story.tally, lang).await?;
    println!("{text}");
    println!(
        "{}\n",
        duty::told(&runtime.rules().world, lang).map_err(|error| Trouble::Rules(error.to_string()))?
    );
    let case = report::longest(&runtime).await?;
    if let Some(case) = &case {
        println!("{case}\n{}", report::story(&runtime, case, calendar.zone(), lang).await?);
    }
    let mut boards = Vec::new();
    for name in BOARDS {
        let board = board::publish(&runtime, name, folder, lang).await?;
        println!("{}\n", board.text.trim_end());
        boards.push(board);
    }
    if let Some(board) = boards.last() {
        println!("{}", why::told(&runtime, board, lang).await?);
    }
    for file in boards.iter().flat_map(|board| &board.files) {
        out::say(&file.display().to_string());
    }
    Ok(Played { runtime, case })
}
