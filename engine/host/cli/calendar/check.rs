//! `docket calendar check`

use super::super::lang::pick;
use super::super::{Exit, Format, out};
use super::{Files, chosen, load};
use docket_core::calendar::{Calendar, Counting, Crossing, Odd, Status};
use docket_core::definition::{Definition, Loaded, Roll, SpanExpr};
use docket_core::model::Duration;
use docket_core::source::Lang;
use serde_json::{Value, json};
use std::fmt::Write;

#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(flatten)]
    files: Files,
    /// How it is printed.
    #[arg(long, value_enum, default_value_t)]
    format: Format,
}

pub fn run(args: &Args, lang: Lang) -> Exit {
    let loaded = match load(&args.files, lang) {
        Ok(loaded) => loaded,
        Err(exit) => return exit,
    };
    let calendars: Vec<&Calendar> = if args.files.calendar.is_some() || loaded.calendars.is_empty() {
        match chosen(&loaded, &args.files, lang) {
            Ok(calendar) => vec![calendar.as_ref()],
            Err(exit) => return exit,
        }
    } else {
        loaded.calendars.values().map(AsRef::as_ref).collect()
    };
    let findings: Vec<Finding<'_>> =
        calendars.into_iter().map(|calendar| Finding::of(calendar, &loaded)).collect();
    match args.format {
        Format::Json => out::json(&Value::Array(findings.iter().map(Finding::json).collect())),
        Format::Human => findings.iter().for_each(|finding| out::data(&finding.words(lang))),
    }
    Exit::Fine
}

/// A term of the rules and where it leaves the official years.
struct Crossed {
    workflow: String,
    /// The deadline or transition.
    place: String,
    term: Duration,
    crossing: Crossing,
}

struct Finding<'a> {
    calendar: &'a Calendar,
    crossed: Vec<Crossed>,
    odd: Vec<Odd>,
}

impl<'a> Finding<'a> {
    fn of(calendar: &'a Calendar, loaded: &Loaded) -> Self {
        let mut crossed = Vec::new();
        for workflow in loaded.workflows.iter().filter(|one| one.definition.calendar == calendar.name()) {
            for (place, term, counting) in terms(&workflow.definition, calendar) {
                if let Ok(Some(crossing)) = calendar.crossing(term, counting) {
                    let workflow = workflow.definition.name.clone();
                    crossed.push(Crossed { workflow, place, term, crossing });
                }
            }
        }
        crossed.sort_by_key(|one| one.crossing.from);
        Self { calendar, crossed, odd: calendar.oddities() }
    }

    fn words(&self, lang: Lang) -> String {
        let mut page = String::new();
        let _ = writeln!(page, "{} {}", pick(lang, "日历", "calendar"), self.calendar.name());
        let years = |status: Status| {
            let years = self.calendar.years().filter(|(_, known)| *known == status);
            years.map(|(year, _)| year.to_string()).collect::<Vec<_>>().join(" ")
        };
        let (official, provisional) = (years(Status::Official), years(Status::Provisional));
        let _ = writeln!(page, "  {}{official}", pick(lang, "正式：", "official: "));
        if !provisional.is_empty() {
            let _ = writeln!(page, "  {}{provisional}", pick(lang, "暂定：", "provisional: "));
        }
        if let Some(until) = self.calendar.known_until(Status::Provisional) {
            let _ = writeln!(page, "  {} {}", pick(lang, "之后没有数据：", "nothing is known after"), until);
        }
        if !self.crossed.is_empty() {
            let _ = writeln!(
                page,
                "  {}",
                pick(lang, "会用到未公布年份的期限：", "terms that reach beyond the official years:")
            );
        }
        for one in &self.crossed {
            let Crossing { from, year, status } = &one.crossing;
            let status = match (status, lang) {
                (Some(_), Lang::Zh) => "暂定",
                (Some(_), Lang::En) => "provisional",
                (None, Lang::Zh) => "没有数据，届时无法起算",
                (None, Lang::En) => "missing: it cannot be armed then",
            };
            let (workflow, place, term) = (&one.workflow, &one.place, one.term);
            let _ = writeln!(
                page,
                "    {}",
                match lang {
                    Lang::Zh =>
                        format!("{workflow}.{place}（{term}）：{from} 起算的要用到 {year} 年（{status}）"),
                    Lang::En => format!(
                        "{workflow}.{place} ({term}): begun on {from} or later it needs {year} ({status})"
                    ),
                }
            );
        }
        if self.odd.is_empty() {
            let _ = writeln!(page, "  {}", pick(lang, "没有发现可疑的安排", "nothing looks odd"));
        } else {
            let _ = writeln!(page, "  {}", pick(lang, "请核对：", "please look at:"));
        }
        for odd in &self.odd {
            let _ = writeln!(page, "    {}", odd_words(odd, lang));
        }
        page
    }

    fn json(&self) -> Value {
        let years: Vec<Value> =
            self.calendar.years().map(|(year, status)| json!({ "year": year, "status": status })).collect();
        let crossed: Vec<Value> = self
            .crossed
            .iter()
            .map(|one| {
                json!({
                    "workflow": one.workflow,
                    "place": one.place,
                    "term": one.term,
                    "from": one.crossing.from,
                    "year": one.crossing.year,
                    "status": one.crossing.status,
                })
            })
            .collect();
        let odd: Vec<Value> = self
            .odd
            .iter()
            .map(|odd| json!({ "zh": odd_words(odd, Lang::Zh), "en": odd_words(odd, Lang::En) }))
            .collect();
        json!({
            "calendar": self.calendar.name(),
            "version": self.calendar.version(),
            "years": years,
            "official_until": self.calendar.known_until(Status::Official),
            "known_until": self.calendar.known_until(Status::Provisional),
            "crossings": crossed,
            "odd": odd,
        })
    }
}

/// The terms of a workflow whose length is known before a case is there.
fn terms(definition: &Definition, calendar: &Calendar) -> Vec<(String, Duration, Counting)> {
    let rule = |name: &str, roll: Option<&Roll>| {
        let named = calendar.counting(name).ok()?;
        Some(match roll {
            Some(Roll::Fixed(true)) => Counting { roll: docket_core::calendar::Roll::NextWorkday, ..named },
            Some(Roll::Fixed(false)) => Counting { roll: docket_core::calendar::Roll::None, ..named },
            Some(Roll::Script(_)) | None => named,
        })
    };
    let deadlines = definition.deadlines.iter().filter_map(|deadline| {
        let term = length(definition, deadline.within.as_ref()?)?;
        Some((deadline.name.clone(), term, rule(&deadline.counting, deadline.roll.as_ref())?))
    });
    let windows = definition.chart.transitions.iter().filter_map(|way| {
        let window = way.window.as_ref()?;
        let term = length(definition, &window.within)?;
        Some((way.id.clone(), term, rule(&window.counting, window.roll.as_ref())?))
    });
    deadlines.chain(windows).collect()
}

/// A length that is written, or that a parameter gives.
fn length(definition: &Definition, span: &SpanExpr) -> Option<Duration> {
    match span {
        SpanExpr::Fixed(duration) => Some(*duration),
        SpanExpr::Script(script) => {
            let name = script.text().trim().strip_prefix("params.")?;
            definition.parameters.get(name)?.as_str()?.parse().ok()
        }
    }
}

fn odd_words(odd: &Odd, lang: Lang) -> String {
    match (odd, lang) {
        (Odd::NoHolidays(year), Lang::Zh) => format!("{year} 年标为正式，却没有一个节假日"),
        (Odd::NoHolidays(year), Lang::En) => format!("{year} is official and has no holiday"),
        (Odd::LoneSwap(day, other), Lang::Zh) => {
            format!("{day} 写明与 {other} 对调，但两天同为上班或同为休息")
        }
        (Odd::LoneSwap(day, other), Lang::En) => {
            format!("{day} was exchanged with {other}, but both are worked, or neither is")
        }
        (Odd::ForNothing(day), Lang::Zh) => format!("{day} 调休上班，但前后六周没有同名的假期"),
        (Odd::ForNothing(day), Lang::En) => {
            format!("{day} makes up for a holiday, but none of its name lies within six weeks")
        }
        (Odd::LongStretch(from, to, days), Lang::Zh) => format!("{from} 至 {to} 连续上班 {days} 天"),
        (Odd::LongStretch(from, to, days), Lang::En) => {
            format!("{from} to {to}: {days} days worked in a row")
        }
        (Odd::WorkedHoliday(day), Lang::Zh) => format!("{day} 是法定节日，却上班"),
        (Odd::WorkedHoliday(day), Lang::En) => format!("{day} is a statutory holiday and is worked"),
        (Odd::SaysNothing(day), Lang::Zh) => format!("{day} 本来就是如此，不必写"),
        (Odd::SaysNothing(day), Lang::En) => format!("{day} is described as it would be anyhow"),
        (Odd::Gap(year), Lang::Zh) => format!("缺 {year} 年"),
        (Odd::Gap(year), Lang::En) => format!("the year {year} is missing between others"),
        (other, _) => format!("{other:?}"),
    }
}
