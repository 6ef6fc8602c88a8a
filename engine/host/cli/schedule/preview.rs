//! `docket schedule preview`

use super::super::lang::{pick, weekday};
use super::super::{Exit, Format, out};
use super::{Place, chosen, load, unknown};
use crate::http::civil;
use docket_core::definition::{Loaded, Schedule};
use docket_core::schedule::{Error, Occurrence};
use docket_core::source::Lang;
use jiff::Timestamp;
use serde_json::{Value, json};

#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(flatten)]
    place: Place,
    /// Since when: a day, a time on the clock of the schedule, or an instant. Absent: now.
    #[arg(long, value_name = "DATE")]
    from: Option<String>,
    /// How many of each schedule.
    #[arg(long, default_value_t = 10, value_parser = clap::value_parser!(u16).range(1..=1000))]
    count: u16,
    /// The unit, of schedules for each of many units.
    #[arg(long, value_name = "ID")]
    unit: Option<String>,
    /// How it is printed.
    #[arg(long, value_enum, default_value_t)]
    format: Format,
}

/// What comes next of one schedule.
struct Coming<'a> {
    schedule: &'a Schedule,
    from: Timestamp,
    /// The units that it is for. Absent: it is not for units.
    units: Option<Vec<&'a str>>,
    occurrences: Vec<Occurrence>,
    /// Why there are not as many as were asked for. Absent: there are, or it has ended.
    error: Option<Error>,
    has_ended: bool,
}

pub fn run(args: &Args, lang: Lang) -> Exit {
    let loaded = match load(&args.place, lang) {
        Ok(loaded) => loaded,
        Err(exit) => return exit,
    };
    let schedules = match chosen(&loaded, &args.place, lang) {
        Ok(schedules) => schedules,
        Err(exit) => return exit,
    };
    let mut coming = Vec::new();
    for schedule in schedules {
        match look(schedule, &loaded, args) {
            Ok(one) => coming.push(one),
            Err(got) => {
                out::complain(&match lang {
                    Lang::Zh => {
                        format!("“{got}”不是时间：写成 2026-02-17、2026-02-17T12:00，或带时差")
                    }
                    Lang::En => {
                        format!("“{got}” is no time: write 2026-02-17, 2026-02-17T12:00, or with an offset")
                    }
                });
                return Exit::Usage;
            }
        }
    }
    if let Some(unit) = &args.unit {
        let known: Vec<&str> =
            coming.iter().filter_map(|one| one.units.as_ref()).flatten().copied().collect();
        if !known.contains(&unit.as_str()) {
            out::complain(&match (known.is_empty(), lang) {
                (true, Lang::Zh) => "这里的日程不分单位（没有 for_each）".to_owned(),
                (true, Lang::En) => "these schedules are not for each of many units (for_each)".to_owned(),
                (false, _) => unknown(unit, &known, ("单位", "unit"), lang),
            });
            return Exit::Usage;
        }
        coming.retain(|one| one.units.as_ref().is_some_and(|units| units.contains(&unit.as_str())));
    }
    match args.format {
        Format::Json => {
            let all: Vec<Value> = coming.iter().map(|one| one.json(args.unit.as_deref())).collect();
            out::json(&json!({ "schedules": all }));
        }
        Format::Human => {
            let pages: Vec<String> = coming.iter().map(|one| one.words(args.unit.as_deref(), lang)).collect();
            out::data(&pages.join("\n\n"));
        }
    }
    if coming.iter().any(|one| one.error.is_some()) { Exit::Faults } else { Exit::Fine }
}

/// What comes next; the text of a time that is none.
fn look<'a>(schedule: &'a Schedule, loaded: &'a Loaded, args: &Args) -> Result<Coming<'a>, String> {
    let compiled = &schedule.compiled;
    let from = match &args.from {
        Some(text) => civil::time(compiled.zone(), text, false).ok_or_else(|| text.clone())?,
        None => crate::store::wall(),
    };
    let units = schedule.model.for_each.as_ref().map(|_| {
        let orgs = loaded.orgs.iter().filter_map(|org| compiled.units(&org.organisation));
        orgs.flatten().map(|unit| unit.id.as_str()).collect()
    });
    let mut coming = Coming { schedule, from, units, occurrences: Vec::new(), error: None, has_ended: false };
    let count = usize::from(args.count);
    for found in compiled.occurrences_from(from).take(count) {
        match found {
            Ok(one) => coming.occurrences.push(one),
            Err(error) => coming.error = Some(error),
        }
    }
    coming.has_ended = coming.error.is_none() && coming.occurrences.len() < count;
    Ok(coming)
}

impl Coming<'_> {
    fn words(&self, unit: Option<&str>, lang: Lang) -> String {
        let model = &self.schedule.model;
        let title =
            model.title.as_ref().map_or(model.schedule.as_str(), |title| pick(lang, title.zh(), title.en()));
        let mut head = if title == model.schedule {
            model.schedule.clone()
        } else {
            format!("{title} ({})", model.schedule)
        };
        match (&self.units, unit, lang) {
            (_, Some(unit), _) => head.push_str(&format!("  {unit}")),
            (Some(units), None, Lang::Zh) => head.push_str(&format!("  共 {} 个单位", units.len())),
            (Some(units), None, Lang::En) => head.push_str(&format!("  for {} units", units.len())),
            (None, None, _) => {}
        }
        let mut lines = vec![head];
        for one in &self.occurrences {
            let zone = self.schedule.compiled.zone();
            let wall = zone.to_datetime(one.at);
            let (day, time) = (wall.strftime("%Y-%m-%d"), wall.strftime("%H:%M"));
            let why = self.schedule.compiled.why(one).words(lang);
            lines.push(format!("  {day} {} {time}  {why}", weekday(wall.date(), lang)));
        }
        let last = match (&self.error, self.has_ended) {
            (Some(error), _) => Some(pick(lang, error.text().zh(), error.text().en()).to_owned()),
            (None, true) => Some(pick(lang, "以后不再发生", "nothing after that").to_owned()),
            (None, false) => None,
        };
        lines.extend(last.map(|last| format!("  {last}")));
        lines.join("\n")
    }

    fn json(&self, unit: Option<&str>) -> Value {
        let compiled = &self.schedule.compiled;
        let occurrences: Vec<Value> = self
            .occurrences
            .iter()
            .map(|one| {
                let why = compiled.why(one);
                json!({
                    "at": one.at,
                    "wall": one.wall,
                    "opens_at": one.opens_at,
                    "closes_at": one.closes_at,
                    "last_day": one.last_day,
                    "key": unit.map_or_else(|| one.key.clone(), |unit| one.key.of_unit(unit)),
                    "why": { "zh": why.words(Lang::Zh), "en": why.words(Lang::En) },
                    "provisional": one.provisional,
                })
            })
            .collect();
        json!({
            "schedule": self.schedule.model.schedule,
            "title": self.schedule.model.title,
            "unit": unit,
            "units": self.units.as_ref().map(Vec::len),
            "from": self.from,
            "zone": compiled.zone().iana_name(),
            "occurrences": occurrences,
            "error": self.error.as_ref().map(|error| {
                let text = error.text();
                json!({ "zh": text.zh(), "en": text.en() })
            }),
            "ended": self.has_ended,
        })
    }
}
