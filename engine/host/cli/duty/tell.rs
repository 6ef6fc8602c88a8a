//! Answers, for people and for programs.

use super::ask::Asked;
use super::{Failure, Format, Moment, Spanned};
use crate::cli::lang::pick;
use crate::cli::{Exit, out};
use crate::ics;
use docket_core::rotation::{Duty, Segment, Tally, Turn};
use docket_core::source::Lang;
use serde_json::{Value, json};

pub(super) fn who(asked: &Asked<'_>, args: &Moment) -> Result<Exit, Failure> {
    let at = asked.time(&args.at, false)?;
    let all = match &args.slot {
        Some(slot) => vec![asked.view().who_in(&asked.name, asked.unit(), Some(slot), at)?],
        None => asked.view().who(&asked.name, asked.unit(), at)?,
    };
    if asked.place.format == Format::Json {
        let slots: Vec<Value> = all.iter().map(|duty| duty_json(asked, duty)).collect();
        out::json(&json!({ "rotation": asked.name, "unit": asked.unit(), "at": at, "slots": slots }));
        return Ok(Exit::Fine);
    }
    for duty in &all {
        let above = duty.above.as_ref().map(|above| above.unit.as_str());
        out::data(&format!("{}: {}{}", duty.slot, asked.people(&duty.people), stands_in(above, asked.lang)));
    }
    Ok(Exit::Fine)
}

pub(super) fn why(asked: &Asked<'_>, args: &Moment) -> Result<Exit, Failure> {
    let at = asked.time(&args.at, false)?;
    let mut all = Vec::new();
    for slot in asked.slots(args.slot.as_deref())? {
        all.push(asked.view().why(&asked.name, asked.unit(), Some(&slot), at)?);
    }
    match asked.place.format {
        Format::Json => out::json(&json!({ "why": all })),
        _ => {
            for why in &all {
                out::data(&why.lines(asked.lang).join("\n  "));
            }
        }
    }
    Ok(Exit::Fine)
}

pub(super) fn schedule(asked: &Asked<'_>, args: &Spanned) -> Result<Exit, Failure> {
    let (from, to) = (asked.time(&args.from, false)?, asked.time(&args.to, true)?);
    let mut schedules = asked.view().schedules(from, to);
    let mut all = Vec::new();
    for slot in asked.slots(args.slot.as_deref())? {
        let segments = schedules.slot(&asked.name, asked.unit(), &slot)?;
        all.push((slot, segments));
    }
    match asked.place.format {
        Format::Json => {
            let slots: Vec<Value> = all
                .iter()
                .map(|(slot, segments)| {
                    let shifts: Vec<Value> = segments.iter().map(|one| segment_json(asked, one)).collect();
                    json!({ "slot": slot, "shifts": shifts })
                })
                .collect();
            let span = json!({ "from": from, "to": to });
            out::json(&json!({ "rotation": asked.name, "unit": asked.unit(), "span": span, "slots": slots }));
        }
        Format::Ics => {
            out::data(&ics::whole(&asked.rotations, &asked.name, asked.unit(), &all));
        }
        Format::Human => {
            for (slot, segments) in &all {
                for one in segments {
                    let above = one.above.as_ref().map(|above| above.unit.as_str());
                    let (from, to) = (asked.wall(one.from), asked.wall(one.to));
                    let people = asked.people(&one.people);
                    out::data(&format!("{from}  {to}  {slot}  {people}{}", stands_in(above, asked.lang)));
                }
            }
        }
    }
    Ok(Exit::Fine)
}

pub(super) fn fairness(asked: &Asked<'_>, args: &Spanned) -> Result<Exit, Failure> {
    let (from, to) = (asked.time(&args.from, false)?, asked.time(&args.to, true)?);
    let mut ledgers = asked.view().fairness(&asked.name, asked.unit(), from, to)?;
    if let Some(slot) = &args.slot {
        asked.view().who_in(&asked.name, asked.unit(), Some(slot), from)?;
        ledgers.retain(|ledger| ledger.slot == *slot);
    }
    if asked.place.format == Format::Json {
        out::json(&json!({ "rotation": asked.name, "unit": asked.unit(), "ledgers": ledgers }));
        return Ok(Exit::Fine);
    }
    for ledger in &ledgers {
        for (person, tally) in &ledger.people {
            out::data(&format!("{}  {}  {}", ledger.slot, asked.person(person), counted(tally, asked.lang)));
        }
    }
    Ok(Exit::Fine)
}

pub(super) fn coverage(asked: &Asked<'_>, args: &Spanned) -> Result<Exit, Failure> {
    let (from, to) = (asked.time(&args.from, false)?, asked.time(&args.to, true)?);
    let mut coverage = asked.view().coverage(&asked.name, asked.unit(), from, to)?;
    if let Some(slot) = &args.slot {
        coverage.slots.retain(|covered| covered.slot == *slot);
    }
    let exit = if coverage.is_whole() { Exit::Fine } else { Exit::Faults };
    let holes =
        || coverage.slots.iter().flat_map(|covered| covered.holes.iter().map(move |hole| (covered, hole)));
    if asked.place.format == Format::Json {
        let holes: Vec<Value> = holes()
            .map(|(covered, hole)| {
                json!({
                    "unit": covered.unit, "slot": covered.slot, "from": hole.from, "to": hole.to,
                    "people": hole.people, "missing": hole.missing,
                    "filled_by": hole.above.as_ref().map(|above| json!({
                        "unit": above.unit, "rotation": above.rotation, "slot": above.slot, "walked": above.walked,
                    })),
                })
            })
            .collect();
        let service: i64 = coverage.slots.iter().map(|covered| covered.service).sum();
        out::json(&json!({
            "rotation": asked.name, "from": from, "to": to, "rosters": coverage.slots.len(),
            "service_seconds": service, "whole": coverage.is_whole(), "own": coverage.is_own(), "holes": holes,
        }));
        return Ok(exit);
    }
    for (covered, hole) in holes() {
        let above = hole.above.as_ref().map(|above| above.unit.as_str());
        let (from, to) = (asked.wall(hole.from), asked.wall(hole.to));
        let people = asked.people(&hole.people);
        out::data(&format!(
            "{from}  {to}  {}  {}  {people}{}",
            covered.unit,
            covered.slot,
            stands_in(above, asked.lang)
        ));
    }
    let (slots, hours) = (
        coverage.slots.len(),
        coverage.slots.iter().map(|covered| covered.service).sum::<i64>().div_euclid(3_600),
    );
    let (from, to) = (asked.wall(from), asked.wall(to));
    let count = holes().count();
    out::data(&match (asked.lang, count) {
        (Lang::Zh, 0) => format!("已证明：{from} 至 {to}，{slots} 个班表共 {hours} 小时服务时间，时时有人"),
        (Lang::En, 0) => format!(
            "proven: {from} to {to}, {slots} rosters, {hours} hours of service, somebody at every moment"
        ),
        (Lang::Zh, count) => format!("{slots} 个班表共 {hours} 小时服务时间，{count} 处空缺"),
        (Lang::En, count) => format!("{slots} rosters, {hours} hours of service, {count} holes"),
    });
    Ok(exit)
}

fn stands_in(above: Option<&str>, lang: Lang) -> String {
    match (above, lang) {
        (None, _) => String::new(),
        (Some(unit), Lang::Zh) => format!("（由 {unit} 代）"),
        (Some(unit), Lang::En) => format!(" (of {unit})"),
    }
}

/// A ledger in a line.
pub(super) fn counted(tally: &Tally, lang: Lang) -> String {
    let words = [
        (tally.statutory, pick(lang, "法定节假日", "statutory")),
        (tally.holiday, pick(lang, "调休放假日", "holiday")),
        (tally.weekend, pick(lang, "周末", "weekend")),
        (tally.makeup_workday, pick(lang, "调休上班日", "make-up workday")),
        (tally.workday, pick(lang, "工作日", "workday")),
        (tally.night, pick(lang, "夜班", "night")),
        (tally.turns, pick(lang, "班次", "shifts")),
    ];
    let words: Vec<String> = words.iter().map(|(count, word)| format!("{word} {count}")).collect();
    format!("{}  {}", words.join("  "), hours(tally.minutes, lang))
}

fn hours(minutes: i64, lang: Lang) -> String {
    let (hours, rest) = (minutes.div_euclid(60), minutes.rem_euclid(60));
    match lang {
        Lang::Zh => format!("{hours} 小时 {rest} 分"),
        Lang::En => format!("{hours} h {rest} min"),
    }
}

fn duty_json(asked: &Asked<'_>, duty: &Duty) -> Value {
    json!({
        "slot": duty.slot,
        "people": people_json(asked, &duty.people),
        "turn": duty.turn.map(|turn| turn_json(asked, turn)),
        "changes": changes_json(asked, &duty.changes),
        "above": duty.above.as_ref().map(|above| above.unit.clone()),
    })
}

fn segment_json(asked: &Asked<'_>, segment: &Segment) -> Value {
    json!({
        "from": segment.from,
        "to": segment.to,
        "people": people_json(asked, &segment.people),
        "turn": segment.turn.map(|turn| turn_json(asked, turn)),
        "changes": changes_json(asked, &segment.changes),
        "above": segment.above.as_ref().map(|above| above.unit.clone()),
    })
}

fn people_json<T: AsRef<str>>(asked: &Asked<'_>, ids: &[T]) -> Vec<Value> {
    ids.iter().map(|id| json!({ "id": id.as_ref(), "name": asked.person(id.as_ref()) })).collect()
}

fn turn_json(asked: &Asked<'_>, turn: Turn) -> Value {
    let layer =
        asked.rotation().ok().and_then(|rotation| rotation.layer(turn.layer)).map(ToString::to_string);
    json!({ "layer": layer, "number": turn.number })
}

fn changes_json(asked: &Asked<'_>, changes: &[usize]) -> Vec<String> {
    let list = asked.changes.list();
    changes.iter().filter_map(|place| list.get(*place).map(|change| change.id.clone())).collect()
}
