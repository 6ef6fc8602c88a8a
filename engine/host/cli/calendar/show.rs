//! `docket calendar show`

use super::super::lang::{pick, weekday};
use super::super::{Exit, Format, out};
use super::{Files, chosen, load, text};
use docket_core::calendar::{DayKind, Outline, Overview, Status};
use docket_core::source::Lang;
use jiff::civil::Date;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::fmt::Write;

/// Months beside each other.
const ABREAST: usize = 2;

#[derive(Debug, clap::Args)]
pub struct Args {
    /// The year.
    year: i16,
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
    let calendar = match chosen(&loaded, &args.files, lang) {
        Ok(calendar) => calendar,
        Err(exit) => return exit,
    };
    let Ok(view) = calendar.overview(args.year) else {
        let years: Vec<String> = calendar.years().map(|(year, _)| year.to_string()).collect();
        let (name, year, years) = (calendar.name(), args.year, years.join(" "));
        out::complain(&match lang {
            Lang::Zh => format!("日历 {name} 没有 {year} 年；有：{years}"),
            Lang::En => format!("the calendar {name} does not describe {year}; it has: {years}"),
        });
        return Exit::Faults;
    };
    match args.format {
        Format::Json => out::json(&to_json(&view)),
        Format::Human => out::data(&glance(&view, lang)),
    }
    Exit::Fine
}

/// The year as people read it: the months, the arrangements, the totals.
pub(super) fn glance(view: &Overview<'_>, lang: Lang) -> String {
    let mut page = String::new();
    let title = view.calendar.title().map_or_else(|| view.calendar.name(), |title| text(title, lang));
    let status = match view.status {
        Status::Official => pick(lang, "正式", "official"),
        Status::Provisional => {
            pick(lang, "暂定，公布后会变动", "provisional: may change when it is published")
        }
    };
    let _ = writeln!(page, "{title} {} ({status})", view.year);
    let _ = writeln!(page, "{}", legend(lang));
    months(view, lang, &mut page);
    arrangements(view, lang, &mut page);
    totals(view, lang, &mut page);
    for (label, said) in
        [(pick(lang, "依据", "basis"), view.basis), (pick(lang, "来源", "source"), view.source)]
    {
        if let Some(said) = said {
            let _ = writeln!(page, "{label}: {said}");
        }
    }
    page
}

const fn legend(lang: Lang) -> &'static str {
    pick(
        lang,
        "节 法定节日  假 放假调休  休 周末  班 调休上班  半 半天  （无标记：工作日）",
        "S statutory holiday  h day off around it  w weekend  M make-up working day  / half day  (no mark: workday)",
    )
}

/// The mark of a day: a letter, or one Chinese character, which is two columns wide.
fn mark(day: &Outline<'_>, usual: u32, lang: Lang) -> &'static str {
    match (day.kind, day.is_statutory) {
        (DayKind::Holiday, true) => pick(lang, "节", "S"),
        (DayKind::Holiday, false) => pick(lang, "假", "h"),
        (DayKind::Weekend, _) => pick(lang, "休", "w"),
        (DayKind::MakeupWorkday, _) => pick(lang, "班", "M"),
        (DayKind::Workday, _) if minutes(day) < usual => pick(lang, "半", "/"),
        (DayKind::Workday, _) => pick(lang, "  ", " "),
    }
}

fn minutes(day: &Outline<'_>) -> u32 {
    day.windows.iter().map(|(from, to)| u32::from(to - from)).sum()
}

/// The working minutes that most plain working days have.
fn usual(view: &Overview<'_>) -> u32 {
    let mut counts: BTreeMap<u32, usize> = BTreeMap::new();
    for day in view.days.iter().filter(|day| day.kind == DayKind::Workday) {
        *counts.entry(minutes(day)).or_default() += 1;
    }
    counts.into_iter().max_by_key(|(_, count)| *count).map_or(0, |(minutes, _)| minutes)
}

fn months(view: &Overview<'_>, lang: Lang, page: &mut String) {
    let usual = usual(view);
    let names: [&str; 7] = match lang {
        Lang::Zh => ["一", "二", "三", "四", "五", "六", "日"],
        Lang::En => ["Mo", "Tu", "We", "Th", "Fr", "Sa", "Su"],
    };
    // A cell holds two digits, the mark, and a space.
    let wide = match lang {
        Lang::Zh => 5,
        Lang::En => 4,
    };
    let empty = " ".repeat(wide);
    for first in (1..=12_i8).step_by(ABREAST) {
        let blocks: Vec<Vec<String>> = (first..first + ABREAST as i8)
            .map(|month| {
                let (head, width) = match lang {
                    Lang::Zh => (format!("{month:>2} 月"), 5),
                    Lang::En => (format!("{month:>2}"), 2),
                };
                let mut lines = vec![format!("{head}{}", " ".repeat(7 * wide - width))];
                lines.push(names.iter().map(|name| format!("{name}{}", " ".repeat(wide - 2))).collect());
                let days = view.days.iter().filter(|day| day.date.month() == month);
                let mut cells: Vec<String> = Vec::new();
                for day in days {
                    if cells.is_empty() {
                        let before = day.date.weekday().to_monday_zero_offset();
                        cells.extend((0..before).map(|_| empty.clone()));
                    }
                    cells.push(format!("{:>2}{} ", day.date.day(), mark(day, usual, lang)));
                }
                cells.resize(42, empty.clone());
                lines.extend(cells.chunks(7).map(<[String]>::concat));
                lines
            })
            .collect();
        let _ = writeln!(page);
        let most = blocks.iter().map(Vec::len).max().unwrap_or(0);
        for number in 0..most {
            let row: Vec<&str> =
                blocks.iter().filter_map(|lines| lines.get(number)).map(String::as_str).collect();
            let line = row.join("  ");
            if !line.trim().is_empty() {
                let _ = writeln!(page, "{}", line.trim_end());
            }
        }
    }
    let _ = writeln!(page);
}

fn short(date: Date) -> String {
    date.strftime("%m-%d").to_string()
}

/// Holidays in a row, and the days that are worked for them.
fn arrangements(view: &Overview<'_>, lang: Lang, page: &mut String) {
    let mut runs: Vec<Vec<&Outline<'_>>> = Vec::new();
    for day in view.days.iter().filter(|day| day.name.is_some() || day.kind == DayKind::MakeupWorkday) {
        match runs.last_mut() {
            Some(run)
                if run.last().is_some_and(|last| {
                    last.name == day.name
                        && last.kind == day.kind
                        && last.date.tomorrow().is_ok_and(|next| next == day.date)
                }) =>
            {
                run.push(day);
            }
            _ => runs.push(vec![day]),
        }
    }
    for run in runs {
        let (Some(first), Some(last)) = (run.first(), run.last()) else { continue };
        let days = if first.date == last.date {
            format!("{} {}", short(first.date), weekday(first.date, lang))
        } else {
            format!("{}..{}", short(first.date), short(last.date))
        };
        let name = first.name.map_or("", |name| text(name, lang));
        let kind = match first.kind {
            DayKind::MakeupWorkday => pick(lang, "调休上班", "make-up working day"),
            DayKind::Holiday => pick(lang, "放假", "holiday"),
            DayKind::Weekend => pick(lang, "休息", "day of rest"),
            DayKind::Workday => pick(lang, "上班", "workday"),
        };
        let mut line = format!("{days}  {name} {kind}");
        let statutory: Vec<String> =
            run.iter().filter(|day| day.is_statutory).map(|day| short(day.date)).collect();
        if !statutory.is_empty() {
            let _ = write!(line, "; {} {}", pick(lang, "法定", "statutory"), statutory.join(" "));
        }
        for day in &run {
            if let Some(other) = day.swapped_with {
                let _ = write!(line, "; {} {} {}", short(day.date), pick(lang, "换", "for"), other);
            }
        }
        let _ = writeln!(page, "{line}");
    }
}

fn totals(view: &Overview<'_>, lang: Lang, page: &mut String) {
    let count = |kind| view.days.iter().filter(|day| day.kind == kind).count();
    let worked = view.days.iter().filter(|day| day.kind.is_worked()).count();
    let (makeup, holidays, weekend) =
        (count(DayKind::MakeupWorkday), count(DayKind::Holiday), count(DayKind::Weekend));
    let _ = writeln!(
        page,
        "{}",
        match lang {
            Lang::Zh => format!(
                "共上班 {worked} 天（其中调休上班 {makeup} 天），放假 {holidays} 天，周末 {weekend} 天"
            ),
            Lang::En => format!(
                "{worked} days worked ({makeup} of them make-up days), {holidays} days of holidays, {weekend} of weekends"
            ),
        }
    );
}

fn to_json(view: &Overview<'_>) -> Value {
    let time = |minutes: u16| format!("{:02}:{:02}", minutes / 60, minutes % 60);
    let days: Vec<Value> = view
        .days
        .iter()
        .map(|day| {
            let windows: Vec<Value> = day
                .windows
                .iter()
                .map(|(from, to)| json!({ "from": time(*from), "to": time(*to) }))
                .collect();
            json!({
                "date": day.date,
                "kind": day.kind,
                "name": day.name,
                "statutory": day.is_statutory,
                "swapped_with": day.swapped_with,
                "hours": windows,
            })
        })
        .collect();
    json!({
        "calendar": view.calendar.name(),
        "version": view.calendar.version(),
        "year": view.year,
        "status": view.status,
        "basis": view.basis,
        "source": view.source,
        "days": days,
    })
}
