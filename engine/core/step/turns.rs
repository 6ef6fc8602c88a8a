//! What falls due on a case: which turn is next, and what it does.

use super::clocks::{base, due};
use super::escalate::{acts, lapses};
use super::machine::{CONTENT, Event, Machine};
use super::nodes::Node;
use super::{Fault, MAX_PARKED, Step, Stop, Trace, Verdict, World};
use crate::definition::{Definition, RungAt};
use crate::instance::{
    Clock, Data, Delayed, Effect, Fired, Handover, Instance, Message, Parked, Request, Shared,
};
use crate::model::duration::Unit;
use jiff::{SignedDuration, Timestamp};
use std::collections::BTreeMap;

/// What falls due on a case.
#[derive(Clone, Debug, PartialEq)]
enum Turn {
    /// A kept event that became possible.
    Kept,
    /// A rung, or the end, of a clock.
    Clock(String, Fired),
    /// A delayed event, by its id and order.
    Delayed(u64),
    /// A request lapses, by its task.
    Lapse(String),
    /// Nobody has acknowledged a rung, by the task.
    Silence(String),
    /// The people on duty change, by the watch, with those who are on duty then.
    Shift(String, Timestamp, Vec<String>),
    /// The period of a duty ends.
    Period(String),
}

/// The turn that comes first: by the due instant, then by the order of creation (clocks carry the entry that armed them),
/// then by its place.
#[derive(Default)]
struct First {
    turn: Option<(Timestamp, u64, u16, Turn)>,
}

impl First {
    fn is_before(&self, at: Timestamp) -> bool {
        self.turn.as_ref().is_some_and(|(first, ..)| *first < at)
    }

    fn offer(&mut self, at: Timestamp, order: u64, place: u16, turn: impl FnOnce() -> Turn) {
        let later = |(first, first_order, first_place, _): &(Timestamp, u64, u16, Turn)| {
            (at, order, place) >= (*first, *first_order, *first_place)
        };
        if !self.turn.as_ref().is_some_and(later) {
            self.turn = Some((at, order, place, turn()));
        }
    }
}

/// The earliest instant at which the case has something to do by itself. Absent: nothing.
///
/// # Errors
/// [`Fault::Time`] when the calendar cannot answer.
pub fn next_due(def: &Definition, inst: &Instance, world: &World) -> Result<Option<Timestamp>, Fault> {
    Ok(next_turn(def, inst, world)?.map(|(at, _)| at))
}

fn next_turn(def: &Definition, inst: &Instance, world: &World) -> Result<Option<(Timestamp, Turn)>, Fault> {
    if inst.ended.is_some() {
        return Ok(None);
    }
    if inst.ready {
        return Ok(Some((inst.at, Turn::Kept)));
    }
    let mut first = First::default();
    // What cannot be computed (a rung that reaches into a missing year) keeps nothing else from firing.
    let mut unknown = None;
    let mut known = |at: Result<Option<Timestamp>, Fault>| match at {
        Ok(at) => at,
        Err(fault) => {
            unknown.get_or_insert(fault);
            None
        }
    };
    for (name, clock) in &inst.clocks {
        let Some(deadline) = def.deadline(base(name)) else { continue };
        // Counting days is most of the work here: the end is counted once, and a rung after it only when it can be next.
        let mut end = None;
        let mut over = || {
            let count = || due(def, inst, name, world).map(|due| due.map(|due| due.at));
            end.get_or_insert_with(count).clone()
        };
        for (place, rung) in deadline.rungs.iter().enumerate() {
            let number = u16::try_from(place).unwrap_or(u16::MAX);
            if matches!(rung.at, RungAt::After(_))
                && clock.early.is_empty()
                && clock.again.is_empty()
                && over().is_ok_and(|over| over.is_some_and(|over| first.is_before(over)))
            {
                continue;
            }
            if let Some(at) = known(acts(def, inst, world, deadline, name, number, &mut over)) {
                first.offer(at, clock.entry, number, || Turn::Clock(name.clone(), Fired::Rung(number)));
            }
        }
        if deadline.ends
            && !clock.fired.contains(&Fired::End)
            && let Some(at) = known(over())
        {
            first.offer(at, clock.entry, u16::MAX, || Turn::Clock(name.clone(), Fired::End));
        }
    }
    for ack in &inst.acks {
        if let Some(at) = known(lapses(def, world, ack)) {
            first.offer(at, ack.order, 0, || Turn::Silence(ack.task.clone()));
        }
    }
    for delayed in &inst.delayed {
        first.offer(delayed.due_at, delayed.order, 0, || Turn::Delayed(delayed.order));
    }
    if !inst.watches.is_empty() {
        let duty = super::duty::with_own(world, inst);
        let ruled = def.shifts.iter().flat_map(|rule| {
            let watches = inst.watches.iter().filter(move |(name, _)| base(name) == rule.name);
            watches.map(move |(name, watch)| (rule, name, watch))
        });
        for (rule, name, watch) in ruled {
            let mut people = Vec::new();
            let reached = super::duty::boundary(rule, &duty, watch);
            let reached = reached.map(|next| {
                next.map(|(at, next)| {
                    people = next;
                    at
                })
            });
            if let Some(at) = known(reached) {
                first.offer(at, watch.entry, 0, || Turn::Shift(name.clone(), at, people));
            }
        }
    }
    for (name, owed) in &inst.obligations {
        if let Some(at) = known(super::obligation::boundary(def, world, name, owed)) {
            first.offer(at, owed.entry, 0, || Turn::Period(name.clone()));
        }
    }
    for request in &inst.requests {
        if let Some(at) = request.lapses_at {
            first.offer(at, request.entry, 0, || Turn::Lapse(request.task.clone()));
        }
    }
    match (first.turn, unknown) {
        (None, Some(fault)) => Err(fault),
        (turn, _) => Ok(turn.map(|(at, _, _, turn)| (at, turn))),
    }
}

/// Whether nothing can be due yet, whatever the calendar says: the case waits for clocks of whole days alone, and so few of
/// them have begun that the first rung cannot be reached. Counting is most of what an event costs, and most come early.
pub(super) fn is_early(def: &Definition, inst: &Instance, now: Timestamp) -> bool {
    let only_clocks = !inst.ready
        && inst.acks.is_empty()
        && inst.delayed.is_empty()
        && inst.watches.is_empty()
        && inst.obligations.is_empty()
        && inst.requests.is_empty();
    only_clocks
        && inst.clocks.iter().all(|(name, clock)| earliest(def, name, clock).is_some_and(|at| now < at))
}

/// An instant before which no rung of a clock is reached. Absent: there is no such bound.
fn earliest(def: &Definition, name: &str, clock: &Clock) -> Option<Timestamp> {
    // The first day may be counted, the last one may end with office hours, and the clocks may change.
    const SPARE_DAYS: u64 = 3;
    if !clock.early.is_empty() || !clock.again.is_empty() || !clock.waits.is_empty() {
        return None;
    }
    let shares = def.deadline(base(name))?.rungs.iter().map(|rung| match rung.at {
        RungAt::Share(percent) => Some(percent),
        RungAt::Due | RungAt::After(_) => Some(100),
        RungAt::Before(_) => None,
    });
    let share = shares.chain([Some(100)]).collect::<Option<Vec<u32>>>()?.into_iter().min()?;
    let budget = clock.budget.budget().ok()?;
    if !matches!(budget.unit, Unit::Days | Unit::Workdays) {
        return None;
    }
    let days = (u64::from(budget.count) * u64::from(share)).div_ceil(100).checked_sub(SPARE_DAYS)?;
    let hours = i64::try_from(days).ok()?.checked_mul(24)?;
    clock.budget.anchor.checked_add(SignedDuration::from_hours(hours)).ok()
}

/// Puts aside what falls due next, because it failed: the rest of the case goes on.
///
/// # Errors
/// [`Fault::Time`] when the calendar cannot answer.
pub fn park(def: &Definition, inst: &Instance, world: &World, at: Timestamp) -> Result<Step, Fault> {
    let mut inst = inst.clone();
    if inst.parked.len() >= MAX_PARKED {
        return Err(Fault::Limit { name: "parked", limit: MAX_PARKED });
    }
    let mut parked = Parked { version: inst.version + 1, at, ..Parked::default() };
    match next_turn(def, &inst, world)?.map(|(_, turn)| turn) {
        None => {}
        Some(Turn::Kept) => {
            inst.ready = false;
            let place = Machine::looking(def, &inst, world, at).deferred_ready().ok().flatten().unwrap_or(0);
            parked.kept = (place < inst.deferred.len()).then(|| inst.deferred.remove(place));
        }
        Some(Turn::Clock(name, fired)) => {
            if let Some(clock) = inst.clocks.get_mut(&name) {
                clock.fired.push(fired);
                // One that acts again would fail again.
                if let Fired::Rung(place) = fired {
                    clock.again.remove(&place);
                    clock.waits.remove(&place);
                }
                parked.entry = Some(clock.entry);
            }
            parked.clock = Some(name);
            parked.fired = Some(fired);
        }
        Some(Turn::Delayed(order)) => {
            if let Some(place) = inst.delayed.iter().position(|delayed| delayed.order == order) {
                parked.delayed = Some(inst.delayed.remove(place));
            }
        }
        Some(Turn::Lapse(lapsed)) => {
            if let Some(place) = inst.requests.iter().position(|request| request.task == lapsed) {
                parked.lapsed = Some(inst.requests.remove(place));
            }
            inst.tasks.retain(|task| task.id != lapsed);
        }
        Some(Turn::Silence(task)) => {
            inst.acks.retain(|ack| ack.task != task);
            inst.tasks.retain(|open| open.id != task);
        }
        Some(Turn::Shift(name, at, people)) => parked.handover = reach(&mut inst, &name, at, people),
        // The task stays for the period that begins.
        Some(Turn::Period(name)) => {
            parked.ended = super::obligation::turn(def, world, &mut inst, &name)?;
        }
    }
    inst.parked.push(parked);
    // Who waits for this case learns that it may wait in vain.
    let told = inst.parent.as_ref().map(|parent| {
        let message = Message::ChildEnded {
            state: None,
            data: Data::new(),
            shared: Shared::default(),
            goes_on: true,
            occurred_at: Some(at),
        };
        Effect::Message { to: parent.id.clone(), message }
    });
    inst.at = at.max(inst.at);
    inst.version += 1;
    Ok(Step {
        instance: inst,
        effects: told.into_iter().collect(),
        verdict: Verdict::Ignored,
        trace: Vec::new(),
        drawn: BTreeMap::new(),
        reads: Vec::new(),
    })
}

/// Moves a watch on to a boundary.
fn reach(inst: &mut Instance, name: &str, at: Timestamp, people: Vec<String>) -> Option<Handover> {
    let watch = inst.watches.get_mut(name)?;
    let off = |person: &&String| !people.contains(person);
    let outgoing = watch.people.iter().filter(off).cloned().collect();
    let incoming = people.iter().filter(|person| !watch.people.contains(person)).cloned().collect();
    watch.at = at;
    watch.people = people;
    Some(Handover { name: name.to_owned(), node: watch.node.clone(), entry: watch.entry, outgoing, incoming })
}

impl Machine<'_> {
    /// Takes what falls due next, if it is due.
    pub fn wake(&mut self) -> Result<Verdict, Stop> {
        let next = next_turn(self.def, &self.inst, self.world).map_err(Stop::Fault)?;
        let Some((at, turn)) = next.filter(|(at, _)| *at <= self.now) else {
            // A stale wake-up is nothing.
            return Ok(Verdict::Ignored);
        };
        let legal = at.min(self.now);
        match turn {
            Turn::Kept => match self.deferred_ready()? {
                Some(place) => self.take_deferred(place),
                None => Ok(Verdict::Ignored),
            },
            Turn::Clock(name, fired) => self.fire(&name, fired, legal),
            Turn::Delayed(order) => {
                let Some(place) = self.inst.delayed.iter().position(|delayed| delayed.order == order) else {
                    return Ok(Verdict::Ignored);
                };
                let delayed = self.inst.delayed.remove(place);
                self.take_delayed(delayed, legal)
            }
            Turn::Silence(task) => self.silence(&task),
            Turn::Lapse(task) => {
                let lapsed = self.inst.requests.iter().find(|request| request.task == task).cloned();
                self.inst.requests.retain(|request| request.task != task);
                self.close_task(&task);
                if let Some(request) = lapsed {
                    self.lapse(&request);
                }
                Ok(Verdict::Accepted)
            }
            Turn::Shift(name, at, people) => match reach(&mut self.inst, &name, at, people) {
                Some(handover) => self.hand_over(handover, legal),
                None => Ok(Verdict::Ignored),
            },
            Turn::Period(name) => self.end_period(&name, legal),
        }
    }

    /// Tells who asked that nobody has decided.
    pub fn lapse(&mut self, request: &Request) {
        self.tell_refused(request, Some("逾期未批 / not decided in time"));
    }

    /// Takes a delayed event whose time has come.
    pub fn take_delayed(&mut self, delayed: Delayed, legal: Timestamp) -> Result<Verdict, Stop> {
        if let Some(to) = delayed.to {
            return self.dispatch(to, delayed.event, delayed.data);
        }
        let mut event =
            Event { name: delayed.event, data: delayed.data, occurred_at: legal, ..Event::default() };
        event.content = event.data.remove(CONTENT);
        if self.def.lenient_errors {
            self.forward(&event);
        } else {
            *self.inst.times.entry(event.name.as_str().into()).or_insert(0) += 1;
            self.inst.happened.insert(event.name.as_str().into(), legal);
        }
        self.take_inner(event)
    }

    /// Fires a rung of a clock, or its end, as of an instant.
    pub fn fire(&mut self, name: &str, fired: Fired, at: Timestamp) -> Result<Verdict, Stop> {
        let Some(clock) = self.inst.clocks.get_mut(name) else { return Ok(Verdict::Ignored) };
        if fired == Fired::End {
            clock.fired.push(fired);
        }
        // A term of whole days ends with its last day, so what follows from it happened on that day: the next term
        // begins on the day after, not one day later.
        let at = if clock.budget.granted.unit.is_whole_days() {
            at.checked_sub(SignedDuration::from_millis(1)).unwrap_or(at)
        } else {
            at
        };
        let key = clock.node.clone();
        let Some(deadline) = self.def.deadline(base(name)) else { return Ok(Verdict::Ignored) };
        let Some(node) = Node::of_key(self.chart(), &self.inst, &key) else { return Ok(Verdict::Ignored) };
        let event = Event {
            name: format!("timer.{}", deadline.name),
            internal: true,
            occurred_at: at,
            region: node.element_name(self.chart(), &self.inst),
            ..Event::default()
        };
        let Fired::Rung(place) = fired else {
            self.note(|| Trace::Rung { deadline: name.to_owned(), rung: 0, light: None });
            return self.take_inner(event);
        };
        let Some(rung) = deadline.rungs.get(usize::from(place)) else { return Ok(Verdict::Ignored) };
        self.act_rung(name, place, rung, event, node)
    }
}
