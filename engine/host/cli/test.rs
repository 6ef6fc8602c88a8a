//! `docket test`

use super::lang::pick;
use super::{Exit, Format, check, out};
use crate::stage::{Difference, Place, Telling, differences, tell};
use docket_core::definition::Loaded;
use docket_core::scenario::render;
use docket_core::source::Lang;
use serde_json::json;
use std::fmt::Write;
use std::path::PathBuf;

#[derive(Debug, clap::Args)]
pub struct Args {
    /// Files and folders of rules with their scenarios.
    #[arg(required = true, value_name = "PATH")]
    paths: Vec<PathBuf>,
    /// What the scenarios are played on. With `all` they must be told alike everywhere.
    #[arg(long, value_enum, default_value_t)]
    on: On,
    /// A Postgres in which a schema may be made for each telling: postgres://...
    #[arg(long, env = "DATABASE_URL", hide_env_values = true, value_name = "URL")]
    database: Option<String>,
    /// How the report is printed.
    #[arg(long, value_enum, default_value_t)]
    format: Format,
}

/// What scenarios are played on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
enum On {
    /// In memory, without a database.
    #[default]
    Simulation,
    /// The host on SQLite: a database for each telling.
    Sqlite,
    /// The host on Postgres: a schema for each telling.
    Postgres,
    /// All three, compared.
    All,
}

pub fn run(args: &Args, lang: Lang) -> Exit {
    let places = match places(args) {
        Some(places) => places,
        None => {
            out::complain(pick(
                lang,
                "没有 Postgres：请用 --database 或 DATABASE_URL 指明 postgres://...",
                "no Postgres: name one by --database or DATABASE_URL (postgres://...)",
            ));
            return Exit::Unreachable;
        }
    };
    let loaded = match check::sound(&args.paths, lang) {
        Ok(loaded) => loaded,
        Err(exit) => return exit,
    };
    if loaded.scenarios.is_empty() {
        out::complain(pick(lang, "没有情景", "there are no scenarios"));
        return Exit::Unloadable;
    }
    match told(&loaded, places) {
        Ok(told) => report(&told, args.format, lang),
        Err(why) => {
            out::complain(&why);
            Exit::Unreachable
        }
    }
}

/// Where the scenarios are played, with the names of the places. Absent: a Postgres is missing.
fn places(args: &Args) -> Option<Vec<(&'static str, Place)>> {
    let simulation = ("simulation", Place::Simulation);
    let sqlite = ("sqlite", Place::Sqlite);
    let postgres = || {
        let url = args.database.as_ref()?;
        let is_postgres = url.starts_with("postgres:") || url.starts_with("postgresql:");
        is_postgres.then(|| ("postgres", Place::Postgres(url.clone())))
    };
    Some(match args.on {
        On::Simulation => vec![simulation],
        On::Sqlite => vec![sqlite],
        On::Postgres => vec![postgres()?],
        On::All => vec![simulation, sqlite, postgres()?],
    })
}

fn told(loaded: &Loaded, places: Vec<(&'static str, Place)>) -> Result<Vec<(&'static str, Telling)>, String> {
    let told = places.into_iter().map(|(name, place)| match tell(loaded, &place) {
        Ok(telling) => Ok((name, telling)),
        Err(fault) => Err(format!("{name}: {fault}")),
    });
    told.collect()
}

fn report(told: &[(&'static str, Telling)], format: Format, lang: Lang) -> Exit {
    let Some(((first, one), others)) = told.split_first() else { return Exit::Usage };
    let parted: Vec<(&str, Vec<Difference>)> =
        others.iter().map(|(name, other)| (*name, differences(one, other))).collect();
    match format {
        Format::Json if others.is_empty() => {
            out::json(&serde_json::to_value(&one.report).unwrap_or_default());
        }
        Format::Json => {
            let reports: serde_json::Map<_, _> =
                told.iter().map(|(name, telling)| ((*name).to_owned(), json!(telling.report))).collect();
            let parted: serde_json::Map<_, _> =
                parted.iter().map(|(name, parted)| ((*name).to_owned(), json!(parted))).collect();
            out::json(&json!({ "reports": reports, "differences": parted }));
        }
        Format::Human => {
            for (name, telling) in told {
                if !others.is_empty() {
                    out::data(&format!("{name}:"));
                }
                out::data(&render(&telling.report, lang));
            }
            for (name, parted) in &parted {
                out::data(&compared(first, name, parted, lang));
            }
        }
    }
    let passed = told.iter().all(|(_, telling)| telling.report.passed());
    let alike = parted.iter().all(|(_, parted)| parted.is_empty());
    if passed && alike { Exit::Fine } else { Exit::Faults }
}

/// What a comparison found, in words.
fn compared(first: &str, name: &str, parted: &[Difference], lang: Lang) -> String {
    let mut text = String::new();
    for Difference { scenario, file, row, case, version, part, one, other } in parted {
        let title = match lang {
            Lang::Zh => scenario.zh(),
            Lang::En => scenario.en(),
        };
        let place = match (case, lang) {
            (Some(case), Lang::Zh) => format!("事项 {case}，版本 {version} {part}"),
            (Some(case), Lang::En) => format!("case {case}, version {version} {part}"),
            (None, Lang::Zh) => format!("答复 {version} {part}"),
            (None, Lang::En) => format!("answer {version} {part}"),
        };
        let _ = writeln!(text, "{file} {title}");
        let _ = writeln!(text, "  {} {row}", pick(lang, "行", "row"));
        let _ = writeln!(text, "  {place}\n    {first}: {one}\n    {name}: {other}\n");
    }
    let count = parted.len();
    let _ = match lang {
        Lang::Zh => write!(text, "{first} 与 {name}：{count} 处不同"),
        Lang::En => write!(text, "{first} and {name}: {count} differences"),
    };
    text
}
