//! Rungs: when one acts, whom it asks to acknowledge, what silence brings about.

use super::clocks::{base, calendar_of, due, point};
use super::hold::relief;
use super::machine::{Event, Machine};
use super::nodes::Node;
use super::refusal::{Refusal, RefusalCode};
use super::{Fault, Stop, Trace, Verdict, World, vars};
use crate::calendar::{self, Calendar, Counting, Roll};
use crate::definition::{Acknowledge, Deadline, Definition, Rung, RungAt};
use crate::instance::{Ack, Again, Clock, Fired, Input, Instance, Words};
use crate::model::deadline::IfEmpty;
use jiff::{SignedDuration, Timestamp};
use std::sync::Arc;

/// When the time of the clock is over: asked only where it is needed, since counting days is most of the work.
pub(super) type Over<'a> = &'a mut dyn FnMut() -> Result<Option<Timestamp>, Fault>;

/// When a rung is reached, whether or not it may act then: in its own time, or before it by silence.
pub(super) fn reached(
    def: &Definition,
    world: &World,
    deadline: &Deadline,
    clock: &Clock,
    place: u16,
    over: Over<'_>,
) -> Result<Option<Timestamp>, Fault> {
    let own = match deadline.rungs.get(usize::from(place)).map(|rung| &rung.at) {
        Some(RungAt::Due) => over()?,
        _ => point(def, world, deadline, clock, usize::from(place))?,
    };
    Ok([own, clock.early.get(&place).copied()].into_iter().flatten().min())
}

/// When a rung acts next: for the first time, or again. Absent: it has acted as often as it does, or cannot now.
pub(super) fn acts(
    def: &Definition,
    inst: &Instance,
    world: &World,
    deadline: &Deadline,
    name: &str,
    place: u16,
    over: Over<'_>,
) -> Result<Option<Timestamp>, Fault> {
    let (Some(clock), Some(rung)) = (inst.clocks.get(name), deadline.rungs.get(usize::from(place))) else {
        return Ok(None);
    };
    let at = if clock.fired.contains(&Fired::Rung(place)) {
        let Some(again) = clock.again.get(&place) else { return Ok(None) };
        let most = rung.repeat.as_ref().map_or(0, |(_, most)| *most);
        let asked = inst.acks.iter().any(|ack| ack.clock == name && ack.rung == place);
        if again.times >= most || (rung.acknowledge.is_some() && !asked) {
            return Ok(None);
        }
        Some(next(again, clock, calendar_of(def, world)?)?)
    } else {
        reached(def, world, deadline, clock, place, over)?
    };
    let Some(at) = at else { return Ok(None) };
    // A clock that stands still is silent, also when its time was over before.
    if clock.budget.paused_since().is_some_and(|since| at > since) {
        return Ok(None);
    }
    // One that was reached anew since, as after an extension, waits for nobody yet.
    if let Some(wait) = clock.waits.get(&place).filter(|wait| at <= wait.since) {
        let paused = clock.budget.paused_since();
        return Ok(match relief(def, inst, world, wait, rung.only.as_ref()) {
            Ok(Some(at)) => Some(at).filter(|at| paused.is_none_or(|since| *at <= since)),
            // Nobody is in sight any more, so it is not waited for.
            Ok(None) | Err(_) => Some(wait.since).filter(|_| paused.is_none()),
        });
    }
    match &rung.only {
        None => Ok(Some(at)),
        Some(only) => calendar_of(def, world)?.held(at, only).map(Some).map_err(time),
    }
}

/// When the time of an acknowledgement is over. Absent: it has no end, or stands still.
///
/// # Errors
/// [`Fault::Time`] when the calendar cannot answer.
pub fn lapses(def: &Definition, world: &World, ack: &Ack) -> Result<Option<Timestamp>, Fault> {
    let Some(within) = &ack.within else { return Ok(None) };
    Ok(within.due_at(calendar_of(def, world)?).map_err(time)?.map(|due| due.at))
}

fn time(error: calendar::Error) -> Fault {
    Fault::Time(error.to_string())
}

/// The next time of a rung that acts again: so long after it was reached the time before, by the rule of its clock.
fn next(again: &Again, clock: &Clock, calendar: &Calendar) -> Result<Timestamp, Fault> {
    // A rung is no term of its own, so its day does not roll; and what is reached at 24:00 belongs to the day before.
    let counting = Counting { roll: Roll::None, ..clock.budget.rule(calendar).map_err(time)? };
    let from = if again.every.unit.is_whole_days() {
        again.last.checked_sub(SignedDuration::from_millis(1)).unwrap_or(again.last)
    } else {
        again.last
    };
    let counting = Counting { first_day: calendar::FirstDay::NotCounted, ..counting };
    calendar::due(from, again.every, counting, calendar).map(|due| due.at).map_err(time)
}

impl Machine<'_> {
    /// A rung acts.
    pub fn act_rung(
        &mut self,
        name: &str,
        place: u16,
        rung: &Rung,
        event: Event,
        node: Node,
    ) -> Result<Verdict, Stop> {
        let depth = self.locals.len();
        self.event = Some(Arc::new(event));
        self.bind_element(node);
        let reached = self.reached(name, place)?;
        let waited = self.inst.clocks.get_mut(name).and_then(|clock| clock.waits.remove(&place));
        // Whether it acts was asked when it was reached.
        let asked = waited.is_some_and(|wait| reached.is_none_or(|reached| reached <= wait.since));
        let acts = asked || self.rung_guard(name, place, rung)?;
        if let Some(clock) = self.inst.clocks.get_mut(name) {
            if acts {
                clock.passed.remove(&place)
            } else {
                clock.passed.insert(place)
            };
        }
        if acts && self.hold(name, place, rung)? {
            self.locals.truncate(depth);
            return Ok(Verdict::Accepted);
        }
        let first = self.count_rung(name, place, rung, reached)?;
        if acts {
            self.note(|| Trace::Rung {
                deadline: name.to_owned(),
                rung: place.saturating_add(1),
                light: rung.light.clone(),
            });
            self.if_empty = match rung.if_empty {
                IfEmpty::HoldUntilNextShift => IfEmpty::Skip,
                other => other,
            };
            let done = self.block(&rung.actions, node);
            let done = match (&rung.acknowledge, done) {
                (Some(asked), Ok(())) if first => self.ask(name, place, rung, asked, node),
                (_, done) => done,
            };
            self.if_empty = IfEmpty::Skip;
            self.locals.truncate(depth);
            done?;
        }
        self.locals.truncate(depth);
        self.settle()?;
        Ok(Verdict::Accepted)
    }

    /// When a rung was reached that acts now, for the first time or again.
    fn reached(&self, name: &str, place: u16) -> Result<Option<Timestamp>, Stop> {
        let (Some(deadline), Some(clock)) = (self.def.deadline(base(name)), self.inst.clocks.get(name))
        else {
            return Ok(None);
        };
        if let Some(again) = clock.again.get(&place) {
            let calendar = calendar_of(self.def, self.world).map_err(Stop::Fault)?;
            return next(again, clock, calendar).map(Some).map_err(Stop::Fault);
        }
        let mut over = || due(self.def, &self.inst, name, self.world).map(|due| due.map(|due| due.at));
        reached(self.def, self.world, deadline, clock, place, &mut over).map_err(Stop::Fault)
    }

    /// Notes that a rung has been reached; true the first time.
    fn count_rung(
        &mut self,
        name: &str,
        place: u16,
        rung: &Rung,
        reached: Option<Timestamp>,
    ) -> Result<bool, Stop> {
        let every = match &rung.repeat {
            None => None,
            Some((every, _)) => Some(self.span(every, name)?),
        };
        let now = self.now;
        let Some(clock) = self.inst.clocks.get_mut(name) else { return Ok(false) };
        let before = clock.again.get(&place).copied();
        let first = !clock.fired.contains(&Fired::Rung(place));
        if first {
            clock.fired.push(Fired::Rung(place));
        }
        if let Some(every) = every {
            let times = before.map_or(0, |again| again.times).saturating_add(1);
            clock.again.insert(place, Again { times, last: reached.unwrap_or(now), every });
        }
        Ok(first)
    }

    fn rung_guard(&mut self, name: &str, place: u16, rung: &Rung) -> Result<bool, Stop> {
        let Some(guard) = &rung.when else { return Ok(true) };
        let answer = self.guard(guard, None).map_err(|error| vars::stop_of(error, name))?;
        self.note(|| Trace::Guard {
            transition: format!("{name}#{}", place.saturating_add(1)),
            script: guard.text().to_owned(),
            saw: Vec::new(),
            answer,
        });
        Ok(answer)
    }

    /// Asks people to acknowledge. They are those who are found now.
    fn ask(
        &mut self,
        name: &str,
        place: u16,
        rung: &Rung,
        asked: &Acknowledge,
        node: Node,
    ) -> Result<(), Stop> {
        // The rung's own actions may have left the state.
        if !self.inst.clocks.contains_key(name) {
            return Ok(());
        }
        let event = self.event.clone();
        let people = self.actors(&asked.by, event.as_deref())?;
        if people.is_empty() {
            self.nobody(&asked.by, name)?;
            self.bring_next(name, place, asked.next);
            return Ok(());
        }
        let within = match &asked.within {
            None => None,
            Some(span) => {
                let granted = self.span(span, name)?;
                let mut clock = calendar::Clock::new(granted, self.now, self.def.calendar.clone());
                clock.counting = self.inst.clocks.get(name).and_then(|clock| clock.budget.counting.clone());
                Some(clock)
            }
        };
        let title = match &rung.title {
            Some(title) => Words::of(title),
            None => {
                let title = self.deadline_title(name);
                Words { zh: format!("请确认：{}", title.zh), en: format!("Acknowledge: {}", title.en) }
            }
        };
        let does = Arc::from(["acknowledge".to_owned()]);
        let task = format!("{}.acknowledge", base(name));
        let task = self.open_task(node, &task, Arc::new(title), people.clone(), does);
        let task = task.to_string();
        let number = place.saturating_add(1);
        let (zh_to, to) = (people.join("、"), people.join(", "));
        self.trace.push(Trace::Line {
            text: format!(
                "{name} 第 {number} 级请 {zh_to} 确认 / rung {number} of {name} asks {to} to acknowledge"
            ),
        });
        let ack = Ack {
            task,
            clock: name.to_owned(),
            rung: place,
            need_all: asked.all,
            by: Vec::new(),
            within,
            order: self.inst.counter,
        };
        let until = lapses(self.def, self.world, &ack).map_err(Stop::Fault)?;
        self.note(|| Trace::Asked { deadline: name.to_owned(), rung: number, to: people, until });
        self.inst.acks.push(ack);
        Ok(())
    }

    /// A person acknowledges.
    pub fn acknowledge(&mut self, input: &Input, task: &str) -> Result<Verdict, Stop> {
        let who = self.acting(input)?.id.clone();
        let gone = || Stop::from(Refusal::new(RefusalCode::TaskGone).with("task", task));
        let candidates =
            self.inst.tasks.iter().find(|open| open.id == task).map(|open| open.candidates.clone());
        let candidates = candidates.ok_or_else(gone)?;
        let ack = self.inst.acks.iter_mut().find(|ack| ack.task == task).ok_or_else(gone)?;
        if !candidates.contains(&who) {
            return Err(Refusal::new(RefusalCode::NotAllowed)
                .with("who", who)
                .with("may", candidates.join(", "))
                .with("event", "acknowledge")
                .into());
        }
        if !ack.by.contains(&who) {
            ack.by.push(who.clone());
        }
        let (name, number) = (ack.clock.clone(), ack.rung.saturating_add(1));
        let missing: Vec<String> = if ack.need_all {
            candidates.into_iter().filter(|candidate| !ack.by.contains(candidate)).collect()
        } else {
            Vec::new()
        };
        self.note(|| Trace::Acknowledged {
            deadline: name.clone(),
            rung: number,
            who: who.clone(),
            missing: missing.clone(),
        });
        if missing.is_empty() {
            self.inst.acks.retain(|ack| ack.task != task);
            self.close_task(task);
            self.trace.push(Trace::Line {
                text: format!(
                    "{name} 第 {number} 级由 {who} 确认 / rung {number} of {name} acknowledged by {who}"
                ),
            });
        }
        Ok(Verdict::Accepted)
    }

    /// The time of an acknowledgement is over.
    pub fn silence(&mut self, task: &str) -> Result<Verdict, Stop> {
        let Some(place) = self.inst.acks.iter().position(|ack| ack.task == task) else {
            return Ok(Verdict::Ignored);
        };
        let ack = self.inst.acks.remove(place);
        self.close_task(task);
        let asked = self
            .def
            .deadline(base(&ack.clock))
            .and_then(|deadline| deadline.rungs.get(usize::from(ack.rung))?.acknowledge.as_ref());
        let next = asked.is_some_and(|asked| asked.next);
        let (name, number) = (&ack.clock, ack.rung.saturating_add(1));
        self.trace.push(Trace::Line {
            text: format!(
                "{name} 第 {number} 级逾期无人确认 / rung {number} of {name} was not acknowledged in time"
            ),
        });
        self.bring_next(name, ack.rung, next);
        Ok(Verdict::Accepted)
    }

    /// The next rung is reached now, whatever its own time is.
    fn bring_next(&mut self, name: &str, place: u16, next: bool) {
        let now = self.now;
        let Some(place) = place.checked_add(1).filter(|_| next) else { return };
        let rungs = self.def.deadline(base(name)).map_or(0, |deadline| deadline.rungs.len());
        if usize::from(place) < rungs
            && let Some(clock) = self.inst.clocks.get_mut(name)
            && !clock.fired.contains(&Fired::Rung(place))
        {
            clock.early.entry(place).or_insert(now);
        }
    }

    /// Drops the acknowledgements that a clock waited for.
    pub fn drop_acks(&mut self, name: &str) {
        let dropped: Vec<Ack> = self.inst.acks.extract_if(.., |ack| ack.clock == name).collect();
        dropped.iter().for_each(|ack| self.close_task(&ack.task));
    }
}
