//! What waits for duty: rungs that are held until the next shift, tasks that move with it.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    missing_docs,
    reason = "a test may stop at the first surprise"
)]

use docket_core::definition::{Definition, InputFile, load};
use docket_core::instance::{Actor, CaseId, Cause, Data, IdKey, Input, Instance, Source};
use docket_core::rotation::Editions;
use docket_core::step::{self, Options, Trace, World, chain};
use jiff::Timestamp;
use serde_json::json;
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

const DESK: &str = include_str!("duty/cases/desk.workflow.yaml");
const DAYS: &str = include_str!("duty/cases/desk-duty.rotation.yaml");

/// A workflow and a rotation, with the organisation of the stories of duty.
fn rules(workflow: &str, rotation: &str) -> (Arc<Definition>, World) {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let read =
        |path: &str| InputFile { path: path.to_owned(), bytes: std::fs::read(root.join(path)).unwrap() };
    let given = |path: &str, text: &str| InputFile { path: path.to_owned(), bytes: text.as_bytes().to_vec() };
    let mut files = vec![
        read("tests/duty/cases/district.org.yaml"),
        given("w.workflow.yaml", workflow),
        given("r.rotation.yaml", rotation),
    ];
    for entry in std::fs::read_dir(root.join("rules/calendar")).unwrap() {
        let path = entry.unwrap().path();
        files.push(read(path.strip_prefix(root).unwrap().to_str().unwrap()));
    }
    let loaded = load(&files);
    let [workflow] = &loaded.workflows[..] else { panic!("{:#?}", loaded.diagnostics) };
    let world = World {
        calendars: loaded.calendars.clone(),
        organisation: Arc::new(loaded.rotations[0].compiled.organisation().clone()),
        duty: Arc::new(Editions::one(loaded.rotations[0].compiled.clone())),
        ..World::default()
    };
    (workflow.definition.clone(), world)
}

fn at(text: &str) -> Timestamp {
    format!("{text}:00+08:00").parse().unwrap()
}

fn input(cause: Cause, by: &str, at: Timestamp) -> Input {
    let engine = matches!(cause, Cause::Wake);
    Input {
        id: at.to_string(),
        source: if engine { Source::Engine } else { Source::Token("test".to_owned()) },
        at,
        occurred_at: None,
        actor: (!engine).then(|| Actor { id: by.to_owned(), through: None }),
        cause,
        numbers: BTreeMap::new(),
        reads: Vec::new(),
    }
}

fn begun(definition: &Definition, world: &World, begun: &str) -> Instance {
    let data = Data::from_iter([("station".to_owned(), json!("s1"))]);
    let start = input(Cause::Start { data, parent: None }, "wu", at(begun));
    let id = CaseId::requested(&IdKey::STORIES, &definition.name, "test", "1");
    step::start(definition, id, &start, world, Options::default()).unwrap().instance
}

/// Everything that is due by an instant, as after an outage: the case, and the lines of the log with their times.
fn woken(definition: &Definition, world: &World, case: &Instance, until: &str) -> (Instance, Vec<String>) {
    let wake = input(Cause::Wake, "", at(until));
    let taken = chain::take(definition, case, wake, world, &BTreeMap::new(), Options::default()).unwrap();
    let zone = jiff::tz::TimeZone::get("Asia/Shanghai").unwrap();
    let mut lines = Vec::new();
    for link in &taken.links {
        assert_eq!(link.incident, None);
        let when = link.input.at.to_zoned_datetime(zone.clone()).strftime("%d %H:%M").to_string();
        let log = link.step.trace.iter().filter_map(|item| match item {
            Trace::Line { text } => Some(text.split(" / ").next().unwrap()),
            _ => None,
        });
        lines.push(format!("{when} {}", log.collect::<Vec<_>>().join(" | ")));
    }
    (taken.instance().cloned().unwrap_or_else(|| case.clone()), lines)
}

#[test]
fn held_rungs_act_in_their_order_after_an_outage() {
    let (definition, world) = rules(DESK, DAYS);
    let case = begun(&definition, &world, "2026-03-02T16:00");
    let (case, lines) = woken(&definition, &world, &case, "2026-03-03T09:30");
    assert_eq!(
        lines,
        [
            "02 18:00 无人接班，任务“待答”暂不转",
            "02 20:00 asked 第 1 级：窗口当班无人值班，留到 2026-03-03 08:00 有人接班时再办",
            "02 22:00 asked 第 2 级：窗口当班无人值班，留到 2026-03-03 08:00 有人接班时再办",
            "03 08:00 一",
            "03 08:00 二 | asked 第 2 级请 feng 确认",
            "03 08:00 换班，任务“待答”转给 feng",
            "03 09:00 asked 第 2 级逾期无人确认",
            // Silence brings the next rung, which tells the head.
            "03 09:00 ",
        ]
    );
    assert!(case.clocks["asked"].waits.is_empty());
    // Acted once each: nothing is left but the end of the next shift.
    assert_eq!(step::next_due(&definition, &case, &world).unwrap(), Some(at("2026-03-03T18:00")));
}

#[test]
fn a_held_rung_acts_by_the_edition_in_force_when_somebody_comes() {
    let (definition, mut world) = rules(DESK, DAYS);
    let old = world.duty.newest().clone();
    // From now on the desk opens at ten.
    let new = rules(DESK, &DAYS.replace("\"08:00\"", "\"10:00\"")).1.duty.newest().clone();
    let case = begun(&definition, &world, "2026-03-02T16:00");
    let mut acted = |edit: &str| {
        world.duty =
            Arc::new(Editions::new([(at("2026-01-01T00:00"), old.clone()), (at(edit), new.clone())], false));
        let (_, lines) = woken(&definition, &world, &case, "2026-03-03T10:30");
        lines.into_iter().find(|line| line.ends_with(" 一")).unwrap()
    };
    assert_eq!([acted("2026-03-03T07:00"), acted("2026-03-03T08:30")], ["03 10:00 一", "03 08:00 一"]);
}

#[test]
fn why_tells_that_a_rung_is_held_and_until_when() {
    let (definition, world) = rules(DESK, DAYS);
    let case = begun(&definition, &world, "2026-03-02T16:00");
    let (case, _) = woken(&definition, &world, &case, "2026-03-02T21:00");
    let why = step::why::why(&definition, &case, "asked", &world, at("2026-03-02T21:00")).unwrap().unwrap();
    assert_eq!(why.rungs[0].held_since, Some(at("2026-03-02T20:00")));
    assert_eq!(why.rungs[0].at, Some(at("2026-03-03T08:00")));
    assert_eq!((why.rungs[1].held_since, why.rungs[1].at), (None, Some(at("2026-03-02T22:00"))));
    let lines = why.lines();
    let line = lines.iter().find(|line| line.en.contains("held since")).unwrap();
    assert_eq!(
        line.zh,
        "  第 1 级：到期，2026-03-03 08:00，未到，黄灯，2026-03-02 20:00 起无人值班，等下一班"
    );
    assert_eq!(
        line.en,
        "  rung 1: when it is due, 2026-03-03 08:00, ahead, light yellow, held since 2026-03-02 20:00: nobody is on duty until the next shift"
    );
}

/// The rotation with other participants, or turns on working days alone.
fn until(last: &str) -> String {
    DAYS.replace(
        "[{ person: feng }, { person: chen }, { person: chu }]",
        &format!("[{{ person: chu, until: {last} }}]"),
    )
}

#[test]
fn nobody_in_sight_is_not_waited_for() {
    let (definition, world) = rules(DESK, &until("2026-03-02"));
    let case = begun(&definition, &world, "2026-03-02T16:00");
    let (case, lines) = woken(&definition, &world, &case, "2026-03-02T20:00");
    assert_eq!(
        lines.last().unwrap(),
        "02 20:00 asked 第 1 级：窗口当班在 400 日内都无人值班，不再等 | nobody found: clerk | 一"
    );
    assert!(case.clocks["asked"].waits.is_empty());
    // In a year that no calendar describes, nobody knows who is on duty.
    let workdays = DAYS
        .replace("every: { n: 1, unit: day }", "advance: eligible_day")
        .replace("on: {", "on: { days: [worked_day],");
    let (definition, world) = rules(DESK, &workdays);
    let case = begun(&definition, &world, "2027-12-31T16:00");
    let (_, lines) = woken(&definition, &world, &case, "2027-12-31T20:00");
    assert_eq!(
        lines.last().unwrap(),
        "31 20:00 asked 第 1 级：窗口当班无人值班，看不到下一班（日历“cn”没有 2028 年的安排），不再等 | nobody found: clerk | 一"
    );
}

#[test]
fn a_rung_whose_next_shift_falls_away_acts_at_once() {
    let (definition, world) = rules(DESK, DAYS);
    let case = begun(&definition, &world, "2026-03-02T16:00");
    let (case, _) = woken(&definition, &world, &case, "2026-03-02T20:00");
    assert!(definition.watches_duty() && case.watches_duty());
    let (_, empty) = rules(DESK, &until("2026-03-02"));
    assert_eq!(step::next_due(&definition, &case, &empty).unwrap(), Some(at("2026-03-02T20:00")));
    let (_, lines) = woken(&definition, &empty, &case, "2026-03-02T21:00");
    assert_eq!(
        lines,
        ["02 20:00 asked 第 1 级：窗口当班在 400 日内都无人值班，不再等 | nobody found: clerk | 一"]
    );
}

#[test]
fn a_rung_that_failed_is_held_when_it_is_taken_again() {
    let (definition, world) = rules(DESK, DAYS);
    let case = begun(&definition, &world, "2026-03-02T16:00");
    let (case, _) = woken(&definition, &world, &case, "2026-03-02T22:00");
    assert_eq!(case.clocks["asked"].waits.keys().collect::<Vec<_>>(), [&0, &1]);
    let early = at("2026-03-03T08:00");
    let parked = step::park(&definition, &case, &world, early).unwrap().instance;
    assert_eq!(parked.clocks["asked"].waits.keys().collect::<Vec<_>>(), [&1]);
    // Taken again at a time when nobody is on duty.
    let retry = Cause::Retry { incident: step::incident_key(parked.parked[0].version), reason: None };
    let evening = at("2026-03-03T19:00");
    let (parked, _) = woken(&definition, &world, &parked, "2026-03-03T19:00");
    let step =
        step::step(&definition, &parked, &input(retry, "zhou", evening), &world, Options::default()).unwrap();
    assert_eq!(step.instance.clocks["asked"].waits[&0].since, evening);
    let (after, lines) = woken(&definition, &world, &step.instance, "2026-03-04T08:00");
    assert!(lines.iter().any(|line| line == "04 08:00 一"), "{lines:?}");
    assert!(after.clocks["asked"].waits.is_empty());
}

/// Hours in which the rung may act, repeats, conditions.
const NAGGING: &str = "
language: 1
workflow: nagging
calendar: cn
counting: petition-regulation
unit: station
actors:
  citizen: { person: '\"wu\"' }
  clerk: { on_duty: desk-duty }
data: { station: { type: unit }, quiet: { type: bool, default: false } }
opens: { by: [citizen], saves: [station] }
events: { hush: { by: [citizen] }, answer: { by: [clerk] } }
escalations:
  nag:
    - reach: due
      light: red
      only: { from: '10:00', to: '22:00' }
      when: '!quiet'
      if_empty: hold_until_next_shift
      notify: { to: [clerk] }
      repeat: { every: 6 hours, at_most: 3 }
      do: [{ log: nag }]
states:
  open:
    task: { to: [clerk], does: [answer] }
    deadline: { within: 3 hours, escalation: nag }
    on: { hush: { do: [{ assign: { quiet: true } }] }, answer: { to: over } }
  over: { final: true }
";

#[test]
fn a_held_rung_keeps_its_hours_its_repeats_and_its_answer() {
    let (definition, world) = rules(NAGGING, DAYS);
    let case = begun(&definition, &world, "2026-03-02T16:00");
    let (case, lines) = woken(&definition, &world, &case, "2026-03-02T19:00");
    assert_eq!(
        lines,
        ["02 19:00 nag 第 1 级：clerk无人值班，留到 2026-03-03 10:00 有人接班时再办"
            .replace("nag ", "open ")]
    );
    // Whether it acts was asked when it was reached.
    let hush = Cause::Event { name: "hush".to_owned(), data: Data::new(), task: None, region: None };
    let case = step::step(
        &definition,
        &case,
        &input(hush, "wu", at("2026-03-02T20:00")),
        &world,
        Options::default(),
    );
    let (_, lines) = woken(&definition, &world, &case.unwrap().instance, "2026-03-03T23:00");
    // Six hours after 19:00 and after 01:00, each within its hours; the condition does not hold then.
    assert_eq!(lines, ["03 10:00 nag", "03 10:00 ", "03 10:00 "]);
}

const PAIR: &str = "
language: 1
rotation: pair
calendar: cn
for_each: { level: station }
slots: { duty: { count: 2 } }
layers:
  - { layer: days, start: 2026-01-05T08:00, every: { n: 1, unit: day }, participants: [{ person: feng }, { person: chen }, { person: chu }] }
";

const SHARED: &str = "
language: 1
workflow: shared
calendar: cn
counting: petition-regulation
unit: station
actors:
  citizen: { person: '\"wu\"' }
  pair: { on_duty: pair }
data: { station: { type: unit } }
opens: { by: [citizen], saves: [station] }
events: { answer: { by: [pair] }, sign: { by: [pair] } }
states:
  open:
    tasks:
      one: { to: [pair], does: [answer], follow: true }
      each: { to: [pair], does: [sign], each: true, follow: true }
    on: { answer: { to: over }, sign: {} }
  over: { final: true }
";

fn tasks(case: &Instance, name: &str) -> Vec<(Vec<String>, Option<String>)> {
    let of = case.tasks.iter().filter(|task| task.name == name);
    of.map(|task| (task.candidates.clone(), task.assignee.clone())).collect()
}

#[test]
fn a_claim_stays_with_one_who_stays_and_is_released_by_one_who_leaves() {
    let (definition, world) = rules(SHARED, PAIR);
    let first = begun(&definition, &world, "2026-03-02T16:00");
    let (today, _) = tasks(&first, "one")[0].clone();
    let (later, lines) = woken(&definition, &world, &first, "2026-03-03T08:00");
    let (tomorrow, assignee) = tasks(&later, "one")[0].clone();
    assert_eq!((today.len(), tomorrow.len(), assignee), (2, 2, None));
    let stays = today.iter().find(|person| tomorrow.contains(person)).unwrap();
    let leaves = today.iter().find(|person| !tomorrow.contains(person)).unwrap();
    let comes = tomorrow.iter().find(|person| !today.contains(person)).unwrap();
    for (who, kept) in [(stays, Some(stays.clone())), (leaves, None)] {
        let claim = Cause::Claim { task: first.tasks[0].id.to_string() };
        let claimed = input(claim, who, at("2026-03-02T17:00"));
        let claimed = step::step(&definition, &first, &claimed, &world, Options::default()).unwrap().instance;
        assert_eq!(tasks(&claimed, "one")[0].1.as_ref(), Some(who));
        let (moved, _) = woken(&definition, &world, &claimed, "2026-03-03T08:00");
        assert_eq!(tasks(&moved, "one"), [(tomorrow.clone(), kept)]);
    }
    // One for each: that of the one who leaves is closed, the one who comes gets a new one.
    let own =
        |case: &Instance| tasks(case, "each").into_iter().filter_map(|(_, who)| who).collect::<Vec<_>>();
    assert_eq!(own(&first), today);
    assert_eq!(own(&later), [stays.clone(), comes.clone()]);
    assert_eq!(lines.len(), 2);
    assert_eq!(lines[0], format!("03 08:00 换班，任务“one”转给 {}", tomorrow.join("、")));
    assert_eq!(lines[1], format!("03 08:00 换班，任务“each”转给 {comes}"));
}

/// An event waits for a held rung exactly when that is due.
#[test]
fn an_event_is_held_back_exactly_when_a_held_rung_is_due() {
    // A clock of days, whose rungs cannot be reached early: the shortcut that counts no days.
    let days = DESK.replace("within: 4 hours", "within: 9 days").replace(
        "task: { to: [clerk], does: [answer], follow: true }",
        "task: { to: [clerk], does: [answer] }",
    );
    let (definition, world) = rules(&days, DAYS);
    let mut case = begun(&definition, &world, "2026-03-02T16:00");
    let mut held = 0;
    for hour in 0..(14 * 24) {
        let now = at("2026-03-02T16:00") + jiff::SignedDuration::from_hours(hour);
        let event = Cause::Event { name: "take".to_owned(), data: Data::new(), task: None, region: None };
        let due = step::next_due(&definition, &case, &world).unwrap();
        let taken = step::step(&definition, &case, &input(event, "zhou", now), &world, Options::default());
        let waits = matches!(taken, Err(step::Stop::TimerFirst(first)) if Some(first) == due);
        assert_eq!(waits, due.is_some_and(|due| due <= now), "at {now}, due {due:?}");
        held += usize::from(waits);
        let wake = input(Cause::Wake, "", now);
        let chained = chain::take(&definition, &case, wake, &world, &BTreeMap::new(), Options::default());
        if let Some(after) = chained.unwrap().instance() {
            case = after.clone();
        }
    }
    assert_eq!(held, 4, "the rung at midnight, in the morning, the next two hours on, and the last");
}
