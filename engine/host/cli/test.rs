//! `docket test`

use super::lang::pick;
use super::{Exit, Format, check, out};
use docket_core::scenario::{render, simulate_all};
use docket_core::source::Lang;
use std::path::PathBuf;

#[derive(Debug, clap::Args)]
pub struct Args {
    /// Files and folders of rules with their scenarios.
    #[arg(required = true, value_name = "PATH")]
    paths: Vec<PathBuf>,
    /// How the report is printed.
    #[arg(long, value_enum, default_value_t)]
    format: Format,
}

pub fn run(args: &Args, lang: Lang) -> Exit {
    let loaded = match check::sound(&args.paths, lang) {
        Ok(loaded) => loaded,
        Err(exit) => return exit,
    };
    if loaded.scenarios.is_empty() {
        out::complain(pick(lang, "没有情景", "there are no scenarios"));
        return Exit::Unloadable;
    }
    let report = simulate_all(&loaded);
    match args.format {
        Format::Json => out::json(&serde_json::to_value(&report).unwrap_or_default()),
        Format::Human => out::data(&render(&report, lang)),
    }
    if report.passed() { Exit::Fine } else { Exit::Faults }
}
