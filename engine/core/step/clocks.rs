//! Clocks of deadlines: armed, stopped, extended; what falls due next.

use super::machine::{CONTENT, Event, Machine};
use super::nodes::Node;
use super::{Fault, Step, Stop, Trace, Verdict, World, vars};
use crate::calendar::{self, Calendar, Due};
use crate::definition::{Deadline, Definition, From, Roll, RungAt, SpanExpr, Window};
use crate::instance::{Clock, Data, Effect, Fired, Instance, Message, NodeKey, Parked};
use crate::model::duration::{Duration, Unit};
use jiff::{Timestamp, civil::Date};
use serde_json::Value as Json;
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
}

/// When a clock falls due. Absent: it stands still, or the case has no such clock.
///
/// # Errors
/// [`Fault::Time`] when the calendar cannot answer.
pub fn due(def: &Definition, inst: &Instance, name: &str, world: &World) -> Result<Option<Due>, Fault> {
    let Some(clock) = inst.clocks.get(name) else { return Ok(None) };
    clock.budget.due_at(calendar_of(def, world)?).map_err(|error| Fault::Time(error.to_string()))
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
    // Order: the due instant, then the order of creation; clocks carry the entry that armed them.
    let mut best: Option<(Timestamp, u64, u16, Turn)> = None;
    let mut offer = |at: Timestamp, order: u64, place: u16, turn: Turn| {
        if best.as_ref().is_none_or(|(first, first_order, first_place, _)| {
            (at, order, place) < (*first, *first_order, *first_place)
        }) {
            best = Some((at, order, place, turn));
        }
    };
    for (name, clock) in &inst.clocks {
        let Some(deadline) = def.deadline(base(name)) else { continue };
        for place in 0..deadline.rungs.len() {
            let number = u16::try_from(place).unwrap_or(u16::MAX);
            if clock.fired.contains(&Fired::Rung(number)) {
                continue;
            }
            if let Some(at) = point(def, world, deadline, clock, place)? {
                offer(at, clock.entry, number, Turn::Clock(name.clone(), Fired::Rung(number)));
            }
        }
        if deadline.ends
            && !clock.fired.contains(&Fired::End)
            && let Some(due) = due(def, inst, name, world)?
        {
            offer(due.at, clock.entry, u16::MAX, Turn::Clock(name.clone(), Fired::End));
        }
    }
    for delayed in &inst.delayed {
        offer(delayed.due_at, delayed.order, 0, Turn::Delayed(delayed.order));
    }
    for request in &inst.requests {
        if let Some(at) = request.lapses_at {
            offer(at, request.entry, 0, Turn::Lapse(request.task.clone()));
        }
    }
    Ok(best.map(|(at, _, _, turn)| (at, turn)))
}

/// Puts aside what falls due next, because it failed: the rest of the case goes on.
///
/// # Errors
/// [`Fault::Time`] when the calendar cannot answer.
pub fn park(def: &Definition, inst: &Instance, world: &World, at: Timestamp) -> Result<Step, Fault> {
    let mut inst = inst.clone();
    let mut parked = Parked { clock: None, fired: None, delayed: None, kept: None, at };
    match next_turn(def, &inst, world)?.map(|(_, turn)| turn) {
        None => {}
        Some(Turn::Kept) => {
            inst.ready = false;
            parked.kept = (!inst.deferred.is_empty()).then(|| inst.deferred.remove(0));
        }
        Some(Turn::Clock(name, fired)) => {
            if let Some(clock) = inst.clocks.get_mut(&name) {
                clock.fired.push(fired);
            }
            parked.clock = Some(name);
            parked.fired = Some(fired);
        }
        Some(Turn::Delayed(order)) => {
            if let Some(place) = inst.delayed.iter().position(|delayed| delayed.order == order) {
                parked.delayed = Some(inst.delayed.remove(place));
            }
        }
        Some(Turn::Lapse(task)) => inst.requests.retain(|request| request.task != task),
    }
    inst.parked.push(parked);
    // Who waits for this case learns that it may wait in vain.
    let told = inst.parent.as_ref().map(|parent| {
        let message = Message::ChildEnded { state: None, data: Data::new() };
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
    })
}

/// When a rung is reached.
pub(super) fn point(
    def: &Definition,
    world: &World,
    deadline: &Deadline,
    clock: &Clock,
    place: usize,
) -> Result<Option<Timestamp>, Fault> {
    let calendar = calendar_of(def, world)?;
    let Some(rung) = deadline.rungs.get(place) else { return Ok(None) };
    // A span that an expression gives was fixed when the clock was armed.
    let span = |span: &SpanExpr| match span {
        SpanExpr::Fixed(duration) => Some(*duration),
        SpanExpr::Script(_) => clock.spans.get(&u16::try_from(place).unwrap_or(u16::MAX)).copied(),
    };
    let reached = match &rung.at {
        RungAt::Due => clock.budget.due_at(calendar),
        RungAt::Share(percent) => clock.budget.share_at(*percent, calendar),
        RungAt::Before(time) => match span(time) {
            Some(time) => clock.budget.before_due(time, calendar),
            None => Ok(None),
        },
        RungAt::After(time) => match span(time) {
            Some(time) => clock.budget.after_due(time, calendar),
            None => Ok(None),
        },
    };
    Ok(reached.map_err(|error| Fault::Time(error.to_string()))?.map(|due| due.at))
}

pub(super) fn calendar_of<'w>(def: &Definition, world: &'w World) -> Result<&'w Calendar, Fault> {
    let found = world.calendars.get(&def.calendar).map(AsRef::as_ref);
    found.ok_or_else(|| Fault::Time(format!("there is no calendar `{}`", def.calendar)))
}

/// The deadline's name in a clock's.
pub(super) fn base(name: &str) -> &str {
    name.split_once('@').map_or(name, |(base, _)| base)
}

impl Machine<'_> {
    fn time<T>(&self, result: Result<T, calendar::Error>, place: &str) -> Result<T, Stop> {
        result.map_err(|error| Stop::Fault(Fault::Time(format!("{place}: {error}"))))
    }

    fn calendar(&self) -> Result<&Calendar, Stop> {
        calendar_of(self.def, self.world).map_err(Stop::Fault)
    }

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
                if let Some(to) = delayed.to {
                    return self.dispatch(to, delayed.event, delayed.data);
                }
                let mut event =
                    Event { name: delayed.event, data: delayed.data, occurred_at: legal, ..Event::default() };
                event.content = event.data.remove(CONTENT);
                if self.def.lenient_errors {
                    self.forward(&event);
                } else {
                    *self.inst.times.entry(event.name.clone()).or_insert(0) += 1;
                    self.inst.happened.insert(event.name.clone(), legal);
                }
                self.take_inner(event)
            }
            Turn::Lapse(task) => {
                let lapsed = self.inst.requests.iter().find(|request| request.task == task).cloned();
                self.inst.requests.retain(|request| request.task != task);
                self.close_task(&task);
                if let Some(request) = lapsed {
                    self.tell_refused(&request, Some("逾期未批 / not decided in time"));
                }
                Ok(Verdict::Accepted)
            }
        }
    }

    fn fire(&mut self, name: &str, fired: Fired, at: Timestamp) -> Result<Verdict, Stop> {
        let Some(clock) = self.inst.clocks.get_mut(name) else { return Ok(Verdict::Ignored) };
        clock.fired.push(fired);
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
        self.note(|| Trace::Rung {
            deadline: name.to_owned(),
            rung: place.saturating_add(1),
            light: rung.light.clone(),
        });
        self.event = Some(event);
        let depth = self.locals.len();
        self.bind_element(node);
        self.must_find = rung.must_find;
        let done = self.block(&rung.actions, node);
        self.must_find = false;
        self.locals.truncate(depth);
        done?;
        self.settle()?;
        Ok(Verdict::Accepted)
    }

    /// Arms the clocks of a state that was entered.
    pub fn arm_clocks(&mut self, node: Node, entry: u64) -> Result<(), Stop> {
        for place in &self.chart().state(node.state).deadlines {
            let Some(deadline) = self.def.deadlines.get(*place) else { continue };
            let name = self.place_of(&deadline.name, node);
            let (granted, anchor) = match (&deadline.within, &deadline.at_time) {
                (Some(within), _) => {
                    let granted = self.span(within, &deadline.name)?;
                    (granted, self.anchor(deadline.from.as_ref(), node, &deadline.name)?)
                }
                (None, Some(at_time)) => {
                    (Duration::new(0, Unit::Minutes), self.instant(at_time, &deadline.name)?)
                }
                (None, None) => continue,
            };
            let mut budget = calendar::Clock::new(granted, anchor, self.def.calendar.clone());
            budget.counting = Some(deadline.counting.clone());
            budget.roll = self.roll(deadline.roll.as_ref(), &deadline.name)?;
            let mut spans = BTreeMap::new();
            for (place, rung) in deadline.rungs.iter().enumerate() {
                if let RungAt::Before(span @ SpanExpr::Script(_))
                | RungAt::After(span @ SpanExpr::Script(_)) = &rung.at
                {
                    spans.insert(u16::try_from(place).unwrap_or(u16::MAX), self.span(span, &deadline.name)?);
                }
            }
            let due = self.time(budget.due_at(self.calendar()?), &deadline.name)?;
            self.note(|| Trace::Armed {
                deadline: name.clone(),
                from: anchor,
                within: granted.to_string(),
                due_at: due.as_ref().map(|due| due.at),
                provisional: due
                    .as_ref()
                    .map(|due| due.provisional.iter().copied().collect())
                    .unwrap_or_default(),
                basis: deadline.basis.as_ref().map(|basis| basis.zh().to_owned()),
            });
            let node = self.key(node);
            self.inst.clocks.insert(name, Clock { node, entry, budget, spans, fired: Vec::new() });
        }
        Ok(())
    }

    /// The instant from which time is counted: a legal fact, never the moment of processing.
    fn anchor(&mut self, from: Option<&From>, node: Node, place: &str) -> Result<Timestamp, Stop> {
        let cannot = |why: String| Stop::Fault(Fault::Time(format!("{place}: cannot be armed: {why}")));
        match from {
            None => {
                let key = self.key(node);
                Ok(self.inst.active.get(&key).map_or(self.now, |active| active.occurred_at))
            }
            Some(From::Event(event)) => {
                let at = self.inst.happened.get(event).copied();
                at.ok_or_else(|| cannot(format!("`{event}` has not happened")))
            }
            Some(From::Field(field)) => {
                let text = self.inst.data.get(field).and_then(Json::as_str).map(str::to_owned);
                let text = text.ok_or_else(|| cannot(format!("`{field}` is empty")))?;
                if let Ok(at) = text.parse::<Timestamp>() {
                    return Ok(at);
                }
                let date = text.parse::<Date>().map_err(|_| cannot(format!("`{field}` is no date")))?;
                self.time(self.calendar()?.start_of(date), place)
            }
        }
    }

    fn instant(&mut self, script: &crate::script::Script, place: &str) -> Result<Timestamp, Stop> {
        let cannot = || {
            Stop::Fault(Fault::Time(format!(
                "{place}: cannot be armed: `{}` gives no instant",
                script.text()
            )))
        };
        let value = self.eval(script, None).map_err(|error| vars::stop_of(error, place))?;
        let value = crate::script::to_json(&value).map_err(|_| cannot())?;
        let text = value.as_str().ok_or_else(cannot)?;
        if let Ok(at) = text.parse::<Timestamp>() {
            return Ok(at);
        }
        let date = text.parse::<Date>().map_err(|_| cannot())?;
        self.time(self.calendar()?.end_of(date), place)
    }

    fn roll(&mut self, roll: Option<&Roll>, place: &str) -> Result<Option<calendar::Roll>, Stop> {
        let rolls = |yes: bool| if yes { calendar::Roll::NextWorkday } else { calendar::Roll::None };
        match roll {
            None => Ok(None),
            Some(Roll::Fixed(yes)) => Ok(Some(rolls(*yes))),
            Some(Roll::Script(script)) => {
                let value = self.eval(script, None).map_err(|error| vars::stop_of(error, place))?;
                match value.into_string().as_deref() {
                    Ok("none") => Ok(Some(rolls(false))),
                    Ok("next_workday") => Ok(Some(rolls(true))),
                    _ => {
                        let message = format!("`{}` gives neither `none` nor `next_workday`", script.text());
                        Err(Stop::Fault(Fault::Script { place: place.to_owned(), message }))
                    }
                }
            }
        }
    }

    /// Drops the clocks of a state that is left.
    pub fn drop_clocks(&mut self, node: Node) {
        let key = self.key(node);
        self.inst.clocks.retain(|_, clock| clock.node != key);
    }

    /// Stops the clocks that stand still in a state that was entered.
    pub fn pause_clocks_around(&mut self, node: Node) -> Result<(), Stop> {
        self.change_clocks_around(node, true)
    }

    /// Lets the clocks run again that stood still in a state that is left.
    pub fn resume_clocks_around(&mut self, node: Node) -> Result<(), Stop> {
        self.change_clocks_around(node, false)
    }

    fn change_clocks_around(&mut self, node: Node, pause: bool) -> Result<(), Stop> {
        let names: Vec<String> = self
            .inst
            .clocks
            .keys()
            .filter(|name| {
                self.def.deadline(base(name)).is_some_and(|deadline| {
                    deadline.stops_in.contains(&node.state) && self.place_of(&deadline.name, node) == **name
                })
            })
            .cloned()
            .collect();
        names.iter().try_for_each(|name| self.change_clock(name, pause))
    }

    fn change_clock(&mut self, name: &str, pause: bool) -> Result<(), Stop> {
        let at = self.legal_time();
        let Some(clock) = self.inst.clocks.get_mut(name) else {
            let message = "no such deadline runs now".to_owned();
            return Err(Stop::Fault(Fault::Action { place: name.to_owned(), message }));
        };
        let changed = if pause { clock.budget.pause(at) } else { clock.budget.resume(at) };
        if changed {
            self.note_clock(name, if pause { "paused".to_owned() } else { "resumed".to_owned() })?;
        }
        Ok(())
    }

    fn note_clock(&mut self, name: &str, change: String) -> Result<(), Stop> {
        let due_at = due(self.def, &self.inst, name, self.world).map_err(Stop::Fault)?.map(|due| due.at);
        self.note(|| Trace::Clock { deadline: name.to_owned(), change, due_at });
        Ok(())
    }

    pub fn pause_clock(&mut self, deadline: &str, node: Node) -> Result<(), Stop> {
        let name = self.place_of(deadline, node);
        self.change_clock(&name, true)
    }

    pub fn resume_clock(&mut self, deadline: &str, node: Node) -> Result<(), Stop> {
        let name = self.place_of(deadline, node);
        self.change_clock(&name, false)
    }

    pub fn extend_clock(&mut self, deadline: &str, add: Duration, node: Node) -> Result<(), Stop> {
        let name = self.place_of(deadline, node);
        let at = self.now;
        let Some(clock) = self.inst.clocks.get_mut(&name) else {
            let message = "no such deadline runs now".to_owned();
            return Err(Stop::Fault(Fault::Action { place: name, message }));
        };
        let extended = clock.budget.extend(calendar::Extension { add, at, reason: None });
        self.time(extended, &name)?;
        // The time is not over any more, so its end can come again.
        if let Some(due) = due(self.def, &self.inst, &name, self.world).map_err(Stop::Fault)?
            && due.at > at
            && let Some(clock) = self.inst.clocks.get_mut(&name)
        {
            clock.fired.retain(|fired| *fired != Fired::End);
        }
        self.note_clock(&name, format!("extended by {add}"))
    }

    /// Drops the requests that a state's transitions would have taken.
    pub fn drop_requests(&mut self, node: Node) {
        let key: NodeKey = self.key(node);
        self.inst.requests.retain(|request| request.node != key);
    }

    /// When a window closes: the first instant that is late.
    pub fn window_until(&mut self, window: &Window, node: Node) -> Result<Timestamp, Stop> {
        let place = self.chart().state(node.state).id.clone();
        let within = self.span(&window.within, &place)?;
        let anchor = self.anchor(window.from.as_ref(), node, &place)?;
        let roll = self.roll(window.roll.as_ref(), &place)?;
        let calendar = self.calendar()?;
        let mut counting = self.time(calendar.counting(&window.counting), &place)?;
        counting.roll = roll.unwrap_or(counting.roll);
        self.time(calendar::due(anchor, within, counting, calendar), &place).map(|due| due.at)
    }

    /// So much later, counted by the document's rule.
    pub fn later(&mut self, span: &SpanExpr, from: Timestamp, place: &str) -> Result<Timestamp, Stop> {
        let span = self.span(span, place)?;
        let calendar = self.calendar()?;
        let counting = self.time(calendar.counting(&self.def.counting), place)?;
        self.time(calendar::due(from, span, counting, calendar), place).map(|due| due.at)
    }

    /// So much earlier, counted by the document's rule: the start of that day, or the instant.
    pub fn earlier(&mut self, span: &SpanExpr, from: Timestamp, place: &str) -> Result<Timestamp, Stop> {
        let span = self.span(span, place)?;
        let calendar = self.calendar()?;
        let counting = self.time(calendar.counting(&self.def.counting), place)?;
        let due = self.time(calendar::before_instant(from, span, counting, calendar), place)?;
        if due.exact { Ok(due.at) } else { self.time(calendar.start_of(due.date), place) }
    }
}
