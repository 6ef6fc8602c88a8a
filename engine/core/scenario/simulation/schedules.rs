//! Schedules of a story: what comes due while time passes happens as on a server.

use super::super::Happening;
use super::super::stage::{Opening, Ran};
use super::super::story::Planned;
use super::Simulation;
use crate::calendar::Calendar;
use crate::definition::{Does, Known};
use crate::instance::{CaseId, Cause, Input, Source};
use crate::organisation::Organisation;
use crate::schedule::{Occurrence, Schedule};
use crate::step::{RefusalCode, Stop};
use jiff::Timestamp;
use jiff::civil::DateTime;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// The schedules of a story, and what each does next.
#[derive(Debug, Default)]
pub(super) struct Schedules {
    planned: BTreeMap<String, Planned>,
    /// When each happened last; where it has not yet, when the story began.
    reach: BTreeMap<String, Timestamp>,
    /// What has happened, by schedule and the time that names it: a calendar that moves it makes no second one.
    done: BTreeSet<(String, DateTime)>,
    /// What comes next of each, by instant, schedule and unit, which is empty where there are none.
    next: BTreeMap<(Timestamp, String, String), Occurrence>,
    pub news: Vec<Ran>,
}

impl Schedules {
    /// What was due when the story begins does not happen.
    pub fn of(planned: &BTreeMap<String, Planned>, organisation: &Organisation, now: Timestamp) -> Self {
        let reach = planned.keys().map(|name| (name.clone(), now)).collect();
        let mut all = Self { planned: planned.clone(), reach, ..Self::default() };
        planned.keys().for_each(|name| all.look_on(name, organisation));
        all
    }

    /// When something happens next. Absent: nothing does.
    pub fn next_due(&self) -> Option<Timestamp> {
        self.next.keys().next().map(|(at, ..)| *at)
    }

    /// Finds what a schedule does next. A year without a calendar ends it, as on a server.
    fn look_on(&mut self, name: &str, organisation: &Organisation) {
        let (Some(planned), Some(reach)) = (self.planned.get(name), self.reach.get(name)) else { return };
        let mut after = *reach;
        while let Ok(Some(occurrence)) = planned.compiled.next_after(after) {
            after = occurrence.at;
            if self.done.contains(&(name.to_owned(), occurrence.key.of)) {
                continue;
            }
            let units: Vec<String> = match planned.compiled.units(organisation) {
                None => vec![String::new()],
                Some(units) => units.map(|unit| unit.id.clone()).collect(),
            };
            if units.is_empty() {
                continue;
            }
            let keys = units.into_iter().map(|unit| (occurrence.at, name.to_owned(), unit));
            self.next.extend(keys.map(|key| (key, occurrence.clone())));
            return;
        }
    }

    fn take(&mut self, organisation: &Organisation) -> Option<(String, Option<String>, Occurrence)> {
        let ((_, name, unit), occurrence) = self.next.pop_first()?;
        if self.next.keys().all(|(_, other, _)| *other != name) {
            self.done.insert((name.clone(), occurrence.key.of));
            self.reach.insert(name.clone(), occurrence.at);
            self.look_on(&name, organisation);
        }
        Some((name, Some(unit).filter(|unit| !unit.is_empty()), occurrence))
    }

    /// Counts by other calendars from now on.
    pub fn reckon(&mut self, calendars: &BTreeMap<String, Arc<Calendar>>, organisation: &Organisation) {
        let names: Vec<String> = self.planned.keys().cloned().collect();
        for name in names {
            let Some(planned) = self.planned.get_mut(&name) else { continue };
            let known = planned.compiled.calendar().zip(planned.compiled.document().calendar.as_ref());
            let newest = known.and_then(|(own, name)| Some((own, calendars.get(name)?)));
            if newest.is_none_or(|(own, newest)| own.version() == newest.version()) {
                continue;
            }
            let (Some(built), faults) = Schedule::build(planned.compiled.document(), calendars) else {
                continue;
            };
            if !faults.is_empty() {
                continue;
            }
            planned.compiled = Arc::new(built);
            self.next.retain(|(_, other, _), _| *other != name);
            self.look_on(&name, organisation);
        }
    }
}

impl Simulation {
    /// Does what comes next of all schedules.
    pub(super) fn occur(&mut self) {
        let organisation = self.world.organisation.clone();
        let Some((schedule, unit, occurrence)) = self.schedules.take(&organisation) else { return };
        let Some(planned) = self.schedules.planned.get(&schedule).cloned() else { return };
        self.now = occurrence.at.max(self.now);
        let of = occurrence.key.of.strftime("%Y-%m-%dT%H:%M").to_string();
        let id = unit.as_ref().map_or_else(|| of.clone(), |unit| format!("{unit}/{of}"));
        let due_at = occurrence.at;
        let (occurrence, parameters) = (Known::of(&occurrence), &planned.parameters);
        let known =
            Known { occurrence: &occurrence, unit: unit.as_deref(), parameters, organisation: &organisation };
        let source = Source::Schedule(schedule.clone());
        let (mut reached, mut refused, mut why) = (0, 0, None);
        match &planned.does {
            Does::Start { workflow, data } => {
                let began = known.data(data).map_err(failed).and_then(|data| {
                    let (workflow, occurred_at) = (workflow.clone(), Some(due_at));
                    let opening = Opening { id, workflow, actor: None, occurred_at, data };
                    self.open(opening, source).map(drop).map_err(|stop| said(&stop))
                });
                why = began.err();
            }
            Does::Publish { board } => {
                let occasion = format!("{}/{id}", source.key());
                why = self.publish_board(occasion, board, Some(due_at)).err().map(failed);
            }
            Does::Send { event, workflow, condition, data } => match known.data(data) {
                Err(error) => why = Some(failed(error)),
                Ok(data) => {
                    let living = self.cases.iter().filter(|(_, living)| {
                        let case = &living.instance;
                        case.workflow == *workflow && case.ended.is_none() && case.started_at <= due_at
                    });
                    let cases: Vec<CaseId> = living.map(|(id, _)| id.clone()).collect();
                    for case in cases {
                        let Some(living) = self.cases.get(&case) else { continue };
                        let subject = (&*living.definition, &living.instance);
                        match condition.as_ref().map(|condition| known.holds(condition, subject)) {
                            Some(Ok(false)) => continue,
                            Some(Err(_)) => {
                                refused += 1;
                                continue;
                            }
                            None | Some(Ok(true)) => {}
                        }
                        let (name, data) = (event.clone(), data.clone());
                        let input = Input {
                            id: id.clone(),
                            source: source.clone(),
                            at: self.now,
                            occurred_at: Some(due_at),
                            actor: None,
                            cause: Cause::Event { name, data, task: None, region: None },
                            numbers: BTreeMap::new(),
                            reads: Vec::new(),
                        };
                        if self.offer(&case, input) { reached += 1 } else { refused += 1 }
                    }
                }
            },
        }
        if !matches!(planned.does, Does::Send { .. }) || why.is_some() {
            *(if why.is_some() { &mut refused } else { &mut reached }) += 1;
        }
        self.schedules.news.push(Ran { schedule, unit, of, due_at, reached, refused, failed: why });
    }

    /// Whether a case takes what it is offered.
    fn offer(&mut self, case: &CaseId, input: Input) -> bool {
        let cause = input.cause.clone();
        match self.bring(case, input) {
            Ok((_, outcome)) => outcome != "ignored",
            Err(Stop::Refused(refusal)) => refusal.code == RefusalCode::OtherBody,
            Err(stop) => {
                self.happened.push_back(Happening::failed(case, self.now, &cause, stop.to_string()));
                false
            }
        }
    }
}

fn said(stop: &Stop) -> String {
    match stop {
        Stop::Refused(refusal) => refusal.code.word().to_owned(),
        stop => failed(stop),
    }
}

fn failed(why: impl std::fmt::Display) -> String {
    format!("the rules cannot answer: {why}")
}
