//! Who is on duty: one answer against one conversion of an instant to a zoned time, its growth with the overrides, and a
//! year of three thousand rosters.

use docket_bench::{in_turns, report};
use docket_core::calendar::{Calendar, Calendars};
use docket_core::model::{org, rotation};
use docket_core::organisation::{Organisation, Source};
use docket_core::rotation::{Change, Changes, Rotations};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use std::collections::BTreeMap;
use std::fmt::Write;
use std::hint::black_box;
use std::sync::Arc;
use std::time::{Duration, Instant};

type Fallible<T> = Result<T, Box<dyn std::error::Error>>;

/// People of the organisation, and participants of each layer.
const PEOPLE: usize = 50;

fn main() -> Fallible<()> {
    let calendars = calendars()?;
    who(&calendars)?;
    growth(&calendars)?;
    rosters(&calendars)
}

fn calendars() -> Fallible<BTreeMap<String, Arc<Calendar>>> {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../rules/calendar/cn.calendar.yaml");
    let (calendars, _) = Calendars::build(&[serde_yaml::from_str(&std::fs::read_to_string(path)?)?]);
    Ok(calendars.iter().map(|calendar| (calendar.name().to_owned(), Arc::new(calendar.clone()))).collect())
}

/// Three layers over fifty people: holidays as blocks, working days in turn, and nights.
fn one(calendars: &BTreeMap<String, Arc<Calendar>>) -> Fallible<Rotations> {
    let mut text = "language: 1\norg: o\npeople:\n".to_owned();
    let mut list = String::new();
    for n in 0..PEOPLE {
        writeln!(text, "- {{ id: p{n}, name: P{n} }}")?;
        write!(list, "{{ person: p{n} }}, ")?;
    }
    let document: org::Document = serde_yaml::from_str(&text)?;
    let (org, _) = Organisation::build(&[Source::from(&document)]);
    let layers = [
        "{ layer: rest, start: 2026-01-01T08:30, advance: block, on: { days: [rest_day] }",
        "{ layer: days, start: 2026-01-04T08:30, advance: eligible_day, on: { days: [worked_day], windows: [{ from: \"08:30\", to: \"17:30\" }] }",
        "{ layer: nights, start: 2026-01-01T17:30, every: { n: 1, unit: day }",
    ];
    let mut text = "language: 1\nrotation: r\ncalendar: cn\nlayers:\n".to_owned();
    for layer in layers {
        writeln!(text, "- {layer}, participants: [{list}] }}")?;
    }
    let document: rotation::Document = serde_yaml::from_str(&text)?;
    let (rotations, faults) = Rotations::build(&[document], calendars, Arc::new(org));
    if let Some(fault) = faults.first() {
        return Err(fault.to_string().into());
    }
    Ok(rotations)
}

/// Overrides of up to four hours each, one after the other over the year.
fn overrides(count: i64, rotations: &Rotations) -> Fallible<Changes> {
    let year = 365 * 86_400;
    let first: Timestamp = "2026-01-01T00:00:00+08:00".parse()?;
    let mut list = Vec::new();
    for n in 0..count {
        let from = first + SignedDuration::from_secs(n * year / count);
        let to = from + SignedDuration::from_secs((year / count).min(4 * 3_600));
        let text = serde_json::json!({
            "id": format!("o{n}"), "rotation": "r",
            "approved": { "by": "p0", "at": "2025-12-01T00:00:00Z" },
            "override": { "from": from, "to": to, "replace": [{ "person": format!("p{}", n % 50), "with": format!("p{}", (n + 1) % 50) }] },
        });
        list.push(serde_json::from_value::<Change>(text)?);
    }
    let (changes, faults) = Changes::compile(list, rotations);
    match faults.first() {
        Some(fault) => Err(fault.to_string().into()),
        None => Ok(changes),
    }
}

/// Instants all over the year, so that no branch and no cache line is always the same.
fn instants() -> Fallible<Vec<Timestamp>> {
    let first: Timestamp = "2026-01-01T00:00:00+08:00".parse()?;
    Ok((0..1_000_i64)
        .map(|n| first + SignedDuration::from_secs(n * 7_919 * 3_967 % (364 * 86_400)))
        .collect())
}

fn who(calendars: &BTreeMap<String, Arc<Calendar>>) -> Fallible<()> {
    let rotations = one(calendars)?;
    let changes = overrides(10_000, &rotations)?;
    let view = rotations.view(&changes);
    let zone = TimeZone::get("Asia/Shanghai")?;
    let instants = instants()?;
    let (mut a, mut b) = (0_usize, 0_usize);
    let next = |place: &mut usize| {
        *place = (*place + 1) % instants.len();
        instants.get(*place).copied().unwrap_or_default()
    };
    let (ours, theirs) = in_turns(
        2_000,
        || view.who_in("r", None, None, black_box(next(&mut a))).map(|duty| duty.people.len()),
        || black_box(next(&mut b)).to_zoned_datetime(zone.clone()),
    );
    report("who(t), 50 people, 3 layers, 10,000 overrides", ours, "Timestamp to Zoned", theirs, 30.0);
    Ok(())
}

fn growth(calendars: &BTreeMap<String, Arc<Calendar>>) -> Fallible<()> {
    let rotations = one(calendars)?;
    let few = overrides(1_000, &rotations)?;
    let instants = instants()?;
    for count in [10_000, 100_000] {
        let many = overrides(count, &rotations)?;
        let ask = |changes: &Changes, place: &mut usize| {
            *place = (*place + 1) % instants.len();
            let at = instants.get(*place).copied().unwrap_or_default();
            rotations.view(changes).who_in("r", None, None, at).map(|duty| duty.people.len())
        };
        let (mut a, mut b) = (0, 0);
        let (ours, theirs) = in_turns(2_000, || ask(&many, &mut a), || ask(&few, &mut b));
        report(&format!("who(t) with {count} overrides"), ours, "with 1,000", theirs, 4.0);
    }
    Ok(())
}

/// A year of duty for many rosters of one document.
fn rosters(calendars: &BTreeMap<String, Arc<Calendar>>) -> Fallible<()> {
    let mut times = Vec::new();
    for count in [1_500_usize, 3_000] {
        let rotations = grids(calendars, count)?;
        let none = Changes::default();
        let (from, to) = ("2026-01-01T00:00:00+08:00".parse()?, "2027-01-01T00:00:00+08:00".parse()?);
        let mut runs = Vec::new();
        for _ in 0..5 {
            let started = Instant::now();
            let mut schedules = rotations.view(&none).schedules(from, to);
            let mut segments = 0;
            for unit in rotations.get("r").into_iter().flat_map(|rotation| rotation.units()) {
                for slot in ["leader", "worker"] {
                    segments += schedules.slot("r", Some(unit), slot)?.len();
                }
            }
            black_box(segments);
            runs.push(started.elapsed());
        }
        runs.sort_unstable();
        times.push(runs.get(2).copied().unwrap_or_default());
    }
    let [half, whole] = times[..] else { return Ok(()) };
    report("a year of 3,000 grids, two slots", whole, "two seconds", Duration::from_secs(2), 1.0);
    report("a year of 3,000 grids", whole, "of 1,500", half, 2.4);
    Ok(())
}

fn grids(calendars: &BTreeMap<String, Arc<Calendar>>, count: usize) -> Fallible<Rotations> {
    let mut units = "- { id: d, level: district }\n".to_owned();
    let (mut people, mut posts) = (String::new(), String::new());
    for n in 0..count {
        writeln!(units, "- {{ id: g{n}, level: grid, parent: d }}")?;
        for (role, number) in [("worker", 3), ("leader", 2)] {
            for k in 0..number {
                writeln!(people, "- {{ id: {role}{n}-{k}, name: P }}")?;
                writeln!(posts, "- {{ role: {role}, unit: g{n}, person: {role}{n}-{k} }}")?;
            }
        }
    }
    let text = format!(
        "language: 1\norg: o\nlevels: [district, grid]\nroles: {{ worker: {{}}, leader: {{}} }}\nunits:\n{units}people:\n{people}posts:\n{posts}"
    );
    let document: org::Document = serde_yaml::from_str(&text)?;
    let (org, _) = Organisation::build(&[Source::from(&document)]);
    let text = "
language: 1
rotation: r
calendar: cn
for_each: { level: grid }
slots: { leader: { pool: { role: leader } }, worker: { pool: { role: worker } } }
layers:
- { layer: workers-rest, slot: worker, start: 2026-01-01T08:30, advance: block, on: { days: [rest_day] } }
- { layer: workers, slot: worker, start: 2026-01-04T08:30, advance: eligible_day, on: { days: [worked_day] } }
- { layer: leaders, slot: leader, start: 2026-01-05T08:30, every: { n: 1, unit: week } }
";
    let document: rotation::Document = serde_yaml::from_str(text)?;
    let (rotations, faults) = Rotations::build(&[document], calendars, Arc::new(org));
    match faults.first() {
        Some(fault) => Err(fault.to_string().into()),
        None => Ok(rotations),
    }
}
