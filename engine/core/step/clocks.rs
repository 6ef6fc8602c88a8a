//! Clocks of deadlines: armed, stopped, extended; windows, which are counted alike.

use super::machine::Machine;
use super::nodes::Node;
use super::{Fault, Stop, Trace, World, vars};
use crate::calendar::{self, Calendar, Due};
use crate::definition::{Deadline, Definition, From, Roll, RungAt, SpanExpr, Window};
use crate::instance::{Clock, Fired, Instance, NodeKey};
use crate::model::duration::{Duration, Unit};
use jiff::{Timestamp, civil::Date};
use serde_json::Value as Json;
use std::collections::{BTreeMap, BTreeSet};

/// When a clock falls due. Absent: it stands still, or the case has no such clock.
///
/// # Errors
/// [`Fault::Time`] when the calendar cannot answer.
pub fn due(def: &Definition, inst: &Instance, name: &str, world: &World) -> Result<Option<Due>, Fault> {
    let Some(clock) = inst.clocks.get(name) else { return Ok(None) };
    clock.budget.due_at(calendar_of(def, world)?).map_err(|error| Fault::Time(error.to_string()))
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

    /// Arms the clocks of a state that was entered; those that were kept for this return go on instead.
    pub fn arm_clocks(&mut self, node: Node, entry: u64, returned: bool) -> Result<(), Stop> {
        for place in &self.chart().state(node.state).deadlines {
            let Some(deadline) = self.def.deadlines.get(*place) else { continue };
            let name = self.place_of(&deadline.name, node);
            if returned && self.inst.clocks.get(&name).is_some_and(|clock| clock.held) {
                self.take_up(&name, entry, deadline.runs_in.is_empty())?;
                continue;
            }
            if deadline.runs_in.is_empty() {
                self.arm(deadline, node, node, entry)?;
            } else {
                // What was kept belongs to a stay that is over.
                self.inst.clocks.remove(&name);
            }
        }
        Ok(())
    }

    /// Goes on with a clock that was kept.
    fn take_up(&mut self, name: &str, entry: u64, runs: bool) -> Result<(), Stop> {
        if let Some(clock) = self.inst.clocks.get_mut(name) {
            (clock.held, clock.entry) = (false, entry);
        }
        if runs { self.change_clock(name, false) } else { Ok(()) }
    }

    /// Arms the clocks that begin with a state inside their own, and lets those run again that stood still outside of
    /// their states.
    pub fn share_clocks(&mut self, node: Node) -> Result<(), Stop> {
        for deadline in self.def.deadlines.iter().filter(|deadline| deadline.runs_in.contains(&node.state)) {
            let owner = node.ancestors(self.chart()).find(|outer| outer.state == deadline.state);
            let Some(owner) = owner else { continue };
            let name = self.place_of(&deadline.name, owner);
            if self.inst.clocks.contains_key(&name) {
                self.change_clock(&name, false)?;
                continue;
            }
            let key = self.key(owner);
            let entry = self.inst.active.get(&key).map_or(0, |active| active.entry);
            self.arm(deadline, owner, node, entry)?;
        }
        Ok(())
    }

    /// Stops the clocks whose last state is left.
    pub fn stop_shared_clocks(&mut self, node: Node) -> Result<(), Stop> {
        for deadline in self.def.deadlines.iter().filter(|deadline| deadline.runs_in.contains(&node.state)) {
            let owner = node.ancestors(self.chart()).find(|outer| outer.state == deadline.state);
            let Some(owner) = owner else { continue };
            let name = self.place_of(&deadline.name, owner);
            let runs_on = self.config.iter().any(|other| {
                *other != node
                    && deadline.runs_in.contains(&other.state)
                    && other.ancestors(self.chart()).any(|outer| outer == owner)
            });
            if !runs_on && self.inst.clocks.contains_key(&name) {
                self.change_clock(&name, true)?;
            }
        }
        Ok(())
    }

    /// Arms one clock of a state; time begins with the entry of `since`, unless it begins with something else.
    fn arm(&mut self, deadline: &Deadline, node: Node, since: Node, entry: u64) -> Result<(), Stop> {
        let name = self.place_of(&deadline.name, node);
        let (granted, anchor) = match (&deadline.within, &deadline.at_time) {
            (Some(within), _) => {
                let granted = self.span(within, &deadline.name)?;
                (granted, self.anchor(deadline.from.as_ref(), since, &deadline.name)?)
            }
            (None, Some(at_time)) => {
                (Duration::new(0, Unit::Minutes), self.instant(at_time, &deadline.name)?)
            }
            (None, None) => return Ok(()),
        };
        let mut budget = calendar::Clock::new(granted, anchor, self.def.calendar.clone());
        budget.counting = Some(deadline.counting.as_str().into());
        budget.roll = self.roll(deadline.roll.as_ref(), &deadline.name)?;
        let mut spans = BTreeMap::new();
        for (place, rung) in deadline.rungs.iter().enumerate() {
            if let RungAt::Before(span @ SpanExpr::Script(_)) | RungAt::After(span @ SpanExpr::Script(_)) =
                &rung.at
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
        let clock = Clock {
            node,
            entry,
            budget,
            spans,
            fired: Vec::new(),
            early: BTreeMap::new(),
            again: BTreeMap::new(),
            passed: BTreeSet::new(),
            waits: BTreeMap::new(),
            held: false,
        };
        self.drop_acks(&name);
        self.inst.clocks.insert(name, clock);
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
                let at = self.inst.happened.get(event.as_str()).copied();
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

    /// Drops the clocks of a state that is left. Where history may lead back, they are kept and stand still instead, so
    /// that a hold neither uses time nor gives any; a deadline at a fixed time is not kept: it is the same on return.
    pub fn drop_clocks(&mut self, node: Node, may_return: bool) -> Result<(), Stop> {
        let key = self.key(node);
        let names: Vec<String> = self
            .inst
            .clocks
            .iter()
            .filter(|(_, clock)| clock.node == key)
            .map(|(name, _)| name.clone())
            .collect();
        for name in names {
            self.drop_acks(&name);
            let fixed = self.def.deadline(base(&name)).is_none_or(|deadline| deadline.at_time.is_some());
            if may_return && !fixed {
                self.change_clock(&name, true)?;
                if let Some(clock) = self.inst.clocks.get_mut(&name) {
                    clock.held = true;
                }
            } else {
                self.inst.clocks.remove(&name);
            }
        }
        Ok(())
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
                    deadline.stops_in.contains(&node.state)
                        && self.place_of(&deadline.name, node) == **name
                        // Time runs again only when the last of the states in which it stands still is left.
                        && (pause
                            || !self.config.iter().any(|other| {
                                *other != node
                                    && deadline.stops_in.contains(&other.state)
                                    && self.place_of(&deadline.name, *other) == **name
                            }))
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
        // Who was asked to acknowledge has as little to do meanwhile.
        for within in
            self.inst.acks.iter_mut().filter(|ack| ack.clock == name).filter_map(|ack| ack.within.as_mut())
        {
            if pause {
                within.pause(at)
            } else {
                within.resume(at)
            };
        }
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

    pub fn extend_clock(
        &mut self,
        deadline: &str,
        add: Duration,
        limit: Option<Duration>,
        reason: Option<String>,
        node: Node,
    ) -> Result<(), Stop> {
        let name = self.place_of(deadline, node);
        let at = self.now;
        let by = self.approved_by.clone();
        let before = self.inst.clocks.get(&name).map(|clock| clock.budget.added());
        if let (Some(limit), Some(before)) = (limit, before) {
            let before = self.time(before, &name)?.map_or(0, |added| added.count);
            if add.unit == limit.unit && before.saturating_add(add.count) > limit.count {
                return Err(super::Refusal::new(super::RefusalCode::Limit)
                    .with("limit", format!("{deadline}: {limit}"))
                    .into());
            }
        }
        let Some(clock) = self.inst.clocks.get_mut(&name) else {
            let message = "no such deadline runs now".to_owned();
            return Err(Stop::Fault(Fault::Action { place: name, message }));
        };
        let extended = clock.budget.extend(calendar::Extension { add, at, reason, by });
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
