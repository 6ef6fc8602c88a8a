//! `docket schedule`

mod preview;

use super::lang::pick;
use super::{Exit, check, out};
use docket_core::definition::{Loaded, Schedule};
use docket_core::source::{Diagnostic, Lang, Span, did_you_mean, render};
use std::path::PathBuf;

#[derive(Debug, clap::Subcommand)]
pub enum Verb {
    /// Lists what happens next, and why it falls where it does. Exit code 1: the calendar does not reach so far.
    Preview(preview::Args),
}

/// Which schedules.
#[derive(Debug, clap::Args)]
struct Place {
    /// The file or folder of rules that holds the schedules and their calendars.
    #[arg(default_value = ".", value_name = "RULES")]
    path: PathBuf,
    /// The schedule. Absent: all.
    #[arg(value_name = "NAME")]
    name: Option<String>,
}

pub fn run(verb: &Verb, lang: Lang) -> Exit {
    match verb {
        Verb::Preview(args) => preview::run(args, lang),
    }
}

/// Schedules whose days can be told. What they do may be wrong all the same: that is for `check`.
fn load(place: &Place, lang: Lang) -> Result<Loaded, Exit> {
    let loaded = check::open(std::slice::from_ref(&place.path), lang)?;
    let acts: Vec<Span> = loaded.schedules.iter().flat_map(acts).collect();
    let forbids = |fault: &&Diagnostic| {
        let Some(span) = fault.span else { return fault.is_error() };
        let path = loaded.sources.path(span.file);
        let of_days = path.ends_with(".schedule.yaml") || path.ends_with(".calendar.yaml");
        let of_acts =
            acts.iter().any(|act| act.file == span.file && act.start <= span.start && span.end <= act.end);
        fault.is_error() && of_days && !of_acts
    };
    let faults: Vec<_> = loaded.diagnostics.iter().filter(forbids).cloned().collect();
    if !faults.is_empty() {
        out::say(&render(&faults, &loaded.sources, lang, false));
        return Err(Exit::Unloadable);
    }
    Ok(loaded)
}

/// Where a document says what is done.
fn acts(schedule: &Schedule) -> Vec<Span> {
    let does = |entry: &&docket_core::source::Entry| ["start", "send", "publish"].contains(&entry.name());
    let entries = schedule.node.entries().iter().filter(does);
    entries.map(|entry| Span::new(entry.key.span.file, entry.key.span.start, entry.value.span.end)).collect()
}

/// The schedules that are meant, in the order of the files.
fn chosen<'a>(loaded: &'a Loaded, place: &Place, lang: Lang) -> Result<Vec<&'a Schedule>, Exit> {
    let all = &loaded.schedules;
    let meant = |one: &&Schedule| place.name.as_ref().is_none_or(|name| *name == one.model.schedule);
    let found: Vec<&Schedule> = all.iter().filter(meant).collect();
    if !found.is_empty() {
        return Ok(found);
    }
    let known: Vec<&str> = all.iter().map(|one| one.model.schedule.as_str()).collect();
    out::complain(&match (&place.name, known.is_empty()) {
        (Some(name), false) => unknown(name, &known, ("日程", "schedule"), lang),
        _ => pick(lang, "没有找到日程文件（*.schedule.yaml）", "there is no schedule (*.schedule.yaml)")
            .to_owned(),
    });
    Err(Exit::Usage)
}

/// That nothing is called so, and what was probably meant.
fn unknown(name: &str, known: &[&str], (zh, en): (&str, &str), lang: Lang) -> String {
    let meant = did_you_mean(name, known.iter().copied());
    match (meant, lang) {
        (Some(meant), Lang::Zh) => format!("没有{zh}“{name}”，是不是想写“{meant}”？"),
        (Some(meant), Lang::En) => format!("there is no {en} “{name}”; did you mean “{meant}”?"),
        (None, Lang::Zh) => format!("没有{zh}“{name}”；现有：{}", listed(known, "、")),
        (None, Lang::En) => format!("there is no {en} “{name}”; known: {}", listed(known, ", ")),
    }
}

/// Names that are told at once; of three thousand units, some.
const MAX_LISTED: usize = 20;

fn listed(known: &[&str], separator: &str) -> String {
    let mut text = known.iter().take(MAX_LISTED).copied().collect::<Vec<_>>().join(separator);
    if known.len() > MAX_LISTED {
        text.push_str(" …");
    }
    text
}
