//! `docket check`

use super::lang::pick;
use super::{Exit, Format, adopted, files, out};
use docket_core::definition::{Loaded, load};
use docket_core::source::{Lang, Sources, render, to_json};
use serde_json::json;
use std::path::PathBuf;

#[derive(Debug, clap::Args)]
pub struct Args {
    /// Files and folders of rules.
    #[arg(required = true, value_name = "PATH")]
    paths: Vec<PathBuf>,
    /// How faults are printed.
    #[arg(long, value_enum, default_value_t)]
    format: Format,
}

pub fn run(args: &Args, lang: Lang) -> Exit {
    let loaded = match files::read(&args.paths) {
        Ok(files) => load(&files),
        // Programs read the fault where they read all others.
        Err(fault) if args.format == Format::Json => {
            let found = [fault.diagnostic(lang)];
            out::json(&json!({ "diagnostics": to_json(&found, &Sources::default(), lang), "errors": 1 }));
            return Exit::Unloadable;
        }
        Err(fault) => return unread(&fault, lang),
    };
    match args.format {
        Format::Json => {
            let (settings, replaced) = adopted::json(&loaded);
            out::json(&json!({
                "diagnostics": to_json(&loaded.diagnostics, &loaded.sources, lang),
                "errors": loaded.diagnostics.iter().filter(|fault| fault.is_error()).count(),
                "settings": settings,
                "replaced": replaced,
            }));
        }
        Format::Human if loaded.diagnostics.is_empty() => {
            let (flows, stories) = (loaded.workflows.len(), loaded.scenarios.len());
            out::data(&match lang {
                Lang::Zh => format!("没有问题：{flows} 个流程，{stories} 个情景"),
                Lang::En => format!("no faults: {flows} workflows, {stories} scenarios"),
            });
        }
        Format::Human => out::data(&render(&loaded.diagnostics, &loaded.sources, lang, out::colour())),
    }
    if args.format == Format::Human
        && let Some(tables) = adopted::tables(&loaded, lang)
    {
        out::data(&format!("\n{tables}"));
    }
    if loaded.has_errors() { Exit::Faults } else { Exit::Fine }
}

/// Reads and understands rules.
pub fn open(paths: &[PathBuf], lang: Lang) -> Result<Loaded, Exit> {
    let files = files::read(paths).map_err(|fault| unread(&fault, lang))?;
    Ok(load(&files))
}

fn unread(fault: &files::Fault, lang: Lang) -> Exit {
    out::say(&render(&[fault.diagnostic(lang)], &Sources::default(), lang, false));
    Exit::Unloadable
}

/// Reads and understands rules that must be sound. Faults go to stderr.
pub fn sound(paths: &[PathBuf], lang: Lang) -> Result<Loaded, Exit> {
    let loaded = open(paths, lang)?;
    if loaded.has_errors() {
        out::say(&render(&loaded.diagnostics, &loaded.sources, lang, false));
        out::complain(pick(lang, "规则有错误，未予执行", "the rules have errors; nothing was run"));
        return Err(Exit::Unloadable);
    }
    Ok(loaded)
}
