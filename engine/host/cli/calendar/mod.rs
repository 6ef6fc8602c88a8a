//! `docket calendar`

mod check;
mod show;

use super::lang::pick;
use super::{Exit, check as rules, out};
use docket_core::calendar::Calendar;
use docket_core::definition::Loaded;
use docket_core::model::Text;
use docket_core::source::{Lang, did_you_mean, render};
use std::path::PathBuf;
use std::sync::Arc;

#[derive(Debug, clap::Subcommand)]
pub enum Verb {
    /// Shows a year at a glance: which days are worked, and why not.
    Show(show::Args),
    /// Says which years are official, expected or missing, what in the rules needs them, and what looks odd.
    Check(check::Args),
}

#[derive(Debug, clap::Args)]
struct Files {
    /// Files and folders that hold the calendars.
    #[arg(default_value = ".", value_name = "PATH")]
    paths: Vec<PathBuf>,
    /// The calendar, where there are several.
    #[arg(long, value_name = "NAME")]
    calendar: Option<String>,
}

pub fn run(verb: &Verb, lang: Lang) -> Exit {
    match verb {
        Verb::Show(args) => show::run(args, lang),
        Verb::Check(args) => check::run(args, lang),
    }
}

/// Calendars that can be counted in: a fault in one of their files is shown, and nothing else.
fn load(files: &Files, lang: Lang) -> Result<Loaded, Exit> {
    let loaded = rules::open(&files.paths, lang)?;
    let of_calendar = |fault: &docket_core::source::Diagnostic| {
        fault.span.is_some_and(|span| loaded.sources.path(span.file).ends_with(".calendar.yaml"))
    };
    let faults: Vec<_> =
        loaded.diagnostics.iter().filter(|fault| fault.is_error() && of_calendar(fault)).cloned().collect();
    if !faults.is_empty() {
        out::say(&render(&faults, &loaded.sources, lang, false));
        return Err(Exit::Unloadable);
    }
    Ok(loaded)
}

/// The calendar that was asked for, or the only one.
fn chosen<'a>(loaded: &'a Loaded, files: &Files, lang: Lang) -> Result<&'a Arc<Calendar>, Exit> {
    let known: Vec<&str> = loaded.calendars.keys().map(String::as_str).collect();
    let found = match &files.calendar {
        Some(name) => loaded.calendars.get(name),
        None if known.len() == 1 => loaded.calendars.values().next(),
        None => None,
    };
    found.ok_or_else(|| {
        let named = files.calendar.as_deref().unwrap_or_default();
        let meant = did_you_mean(named, known.iter().copied());
        let meant = meant.map(|meant| format!(" ({meant}?)")).unwrap_or_default();
        out::complain(&match (known.is_empty(), lang) {
            (true, Lang::Zh) => "没有找到日历文件（*.calendar.yaml）".to_owned(),
            (true, Lang::En) => "there is no calendar (*.calendar.yaml)".to_owned(),
            (false, Lang::Zh) => format!("请用 --calendar 指明日历{meant}：{}", known.join("、")),
            (false, Lang::En) => format!("name the calendar with --calendar{meant}: {}", known.join(", ")),
        });
        Exit::Usage
    })
}

fn text(text: &Text, lang: Lang) -> &str {
    pick(lang, text.zh(), text.en())
}
