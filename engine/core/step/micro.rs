//! The loop: one input, microstep after microstep, to rest.

use super::machine::{CONTENT, Event, Machine};
use super::nodes::Node;
use super::refusal::{Refusal, RefusalCode};
use super::select::Chosen;
use super::{Fault, MAX_MICROSTEPS, MAX_RUSH, Options, Step, Stop, Trace, Verdict, World, turns};
use crate::definition::{Definition, Invariant};
use crate::instance::{Cause, Data, Effect, Input, Instance, Message, Rush, Shared, Source};
use jiff::Timestamp;
use std::collections::BTreeSet;
use std::sync::Arc;

pub(super) fn step(
    def: &Definition,
    instance: &Instance,
    input: &Input,
    world: &World,
    options: Options<'_>,
) -> Result<Step, Stop> {
    let now = input.at.max(instance.at);
    let from_outside = !matches!(input.cause, Cause::Wake | Cause::Reproject { .. });
    if from_outside
        && instance.ended.is_none()
        && !turns::is_early(def, instance, now)
        // A clock that cannot be computed refuses no event: the event may be the cure.
        && let Ok(Some(due)) = turns::next_due(def, instance, world)
        && due <= now
    {
        return Err(Stop::TimerFirst(due));
    }
    let mut machine = Machine::new(def, instance.clone(), world, now, input, options)?;
    match machine.take(input) {
        Ok(verdict) => machine.finish(input, verdict, Some(instance)),
        Err(stop) => Err(machine.untaken(stop)),
    }
    .map_err(|stop| with_possible(stop, def, instance, world, now))
}

/// Every refusal says what is possible instead.
fn with_possible(stop: Stop, def: &Definition, instance: &Instance, world: &World, now: Timestamp) -> Stop {
    let Stop::Refused(mut refusal) = stop else { return stop };
    if refusal.possible.is_empty() {
        refusal.possible = super::possible(def, instance, world, now);
    }
    Stop::Refused(refusal)
}

impl<'a> Machine<'a> {
    /// Gives the trace away before the step is dropped.
    pub fn untaken(&mut self, stop: Stop) -> Stop {
        let stop = self.voided().unwrap_or(stop);
        // It is taken again.
        if matches!(stop, Stop::Needs(_)) {
            return stop;
        }
        if let Some(refused) = self.options.refused
            && let Ok(mut kept) = refused.lock()
        {
            kept.append(&mut self.trace);
        }
        stop
    }

    pub fn take(&mut self, input: &Input) -> Result<Verdict, Stop> {
        self.answers = matches!(
            input.cause,
            Cause::Event { .. } | Cause::Start { .. } | Cause::Decide { .. } | Cause::Retry { .. }
        );
        if self.inst.ended.is_some() {
            return match &input.cause {
                Cause::Wake
                | Cause::Reproject { .. }
                | Cause::Cancel
                | Cause::ChildEnded { .. }
                | Cause::ChildChanged { .. }
                | Cause::ParentChanged { .. }
                | Cause::Answer { .. } => Ok(Verdict::Ignored),
                Cause::Skip { incident, .. } => self.skip(incident),
                _ => Err(Refusal::new(RefusalCode::Ended)
                    .with("state", self.inst.ended.clone().unwrap_or_default())
                    .into()),
            };
        }
        match &input.cause {
            Cause::Start { .. } => Err(Stop::Fault(Fault::Unfit("the case has started already".to_owned()))),
            Cause::Event { name, data, task, region } => {
                self.take_event(input, name, data, task.as_deref(), region.as_deref())
            }
            Cause::Decide { task, approve, reason } => self.decide(input, task, *approve, reason.as_deref()),
            Cause::Claim { task } => self.claim(input, task),
            Cause::Release { task } => self.release(input, task),
            Cause::Acknowledge { task } => self.acknowledge(input, task),
            Cause::Wake => self.wake(),
            Cause::ChildChanged { child, state, shared } => self.child_changed(input, child, state, shared),
            Cause::ParentChanged { shared } => self.parent_changed(input, shared),
            Cause::ChildEnded { child, state, data, shared, goes_on } => {
                let Some((node, id)) = self.child_ended(child, !goes_on) else {
                    return self.part_ended(input, child, state.as_deref(), data, shared, *goes_on);
                };
                let name =
                    if state.is_some() { format!("done.invoke.{id}") } else { format!("error.invoke.{id}") };
                let mut data = data.clone();
                let content = data.remove(CONTENT);
                if let Some(state) = state
                    && !self.def.lenient_errors
                {
                    data.insert("state".to_owned(), state.clone().into());
                }
                let event = Event {
                    name,
                    data,
                    content,
                    internal: true,
                    occurred_at: input.occurred_at.unwrap_or(self.now).min(self.now),
                    region: node.element_name(self.chart(), &self.inst),
                    invoke: Some(id),
                    ..Event::default()
                };
                self.forward(&event);
                self.take_inner(event)
            }
            Cause::Answer { service, ok, data } => {
                let name = format!("{}.call.{service}", if *ok { "done" } else { "error" });
                self.take_inner(Event {
                    name,
                    data: data.clone(),
                    internal: true,
                    occurred_at: self.now,
                    ..Event::default()
                })
            }
            Cause::Cancel => {
                self.inst.ended = Some("cancelled".to_owned());
                Ok(Verdict::Accepted)
            }
            Cause::Reproject { calendar, moved, .. } => Ok(self.reproject(calendar, moved)),
            Cause::Retry { incident, .. } => self.retry(incident),
            Cause::Skip { incident, .. } => self.skip(incident),
        }
    }

    /// Takes an event that the engine makes: nobody to ask, nothing to check.
    pub fn take_inner(&mut self, event: Event) -> Result<Verdict, Stop> {
        let taken = self.process(event)?;
        self.settle()?;
        Ok(if taken { Verdict::Accepted } else { Verdict::Ignored })
    }

    /// Processes one event with one microstep; false if nothing takes it.
    pub fn process(&mut self, event: Event) -> Result<bool, Stop> {
        self.note(|| Trace::Event { name: event.name.clone(), internal: event.internal });
        let event = Arc::new(event);
        self.event = Some(event.clone());
        self.finalize(&event)?;
        let (chosen, _) = self.select(Some(&event))?;
        if chosen.is_empty() {
            return Ok(false);
        }
        self.microstep(&chosen)?;
        Ok(true)
    }

    /// On to rest: transitions that need no event first, then the oldest internal event, then invocations.
    pub fn settle(&mut self) -> Result<(), Stop> {
        while self.inst.ended.is_none() {
            let (chosen, _) = self.select(None)?;
            if !chosen.is_empty() {
                self.microstep(&chosen)?;
                continue;
            }
            if let Some(event) = self.internal.pop_front() {
                // Counted as well: errors that nothing takes could be raised for ever.
                self.count_microstep()?;
                self.process(event)?;
                continue;
            }
            self.invoke_children()?;
            if self.internal.is_empty() {
                break;
            }
        }
        Ok(())
    }

    fn count_microstep(&mut self) -> Result<(), Stop> {
        self.microsteps += 1;
        if self.microsteps > MAX_MICROSTEPS { Err(Stop::Fault(Fault::Microsteps)) } else { Ok(()) }
    }

    /// One microstep: leave, act, enter.
    pub fn microstep(&mut self, chosen: &[Chosen]) -> Result<(), Stop> {
        self.count_microstep()?;
        let mut leaving: BTreeSet<Node> = BTreeSet::new();
        for way in chosen {
            leaving.extend(self.exit_set(*way));
        }
        self.exit(&leaving)?;
        for way in chosen {
            let transition = self.chart().transition(way.ix);
            if let Some((name, _)) = &transition.at_most {
                *self.inst.taken.entry(self.place_of(name, way.source)).or_insert(0) += 1;
            }
            self.note_course(|| Trace::Taken {
                transition: transition.id.clone(),
                basis: transition.basis.as_ref().map(|basis| basis.zh().to_owned()),
            });
            let depth = self.locals.len();
            self.bind_element(way.source);
            self.block(&transition.actions, way.source)?;
            self.locals.truncate(depth);
        }
        let entry = self.entry_set(chosen)?;
        self.enter(&entry)
    }

    /// Ends the step: the end of the case, the conditions that must hold, the events that became possible.
    ///
    /// `before` is the case as an earlier step left it, with every condition holding. Absent: this is its first step.
    pub fn finish(
        mut self,
        input: &Input,
        verdict: Verdict,
        before: Option<&Instance>,
    ) -> Result<Step, Stop> {
        let rest = self.come_to_rest(input, before);
        if let Some(stop) = self.voided() {
            return Err(stop);
        }
        rest?;
        let reads = self.take_reads();
        Ok(Step {
            instance: self.inst,
            effects: self.effects,
            verdict,
            trace: self.trace,
            drawn: self.drawn,
            reads,
        })
    }

    fn come_to_rest(&mut self, input: &Input, before: Option<&Instance>) -> Result<(), Stop> {
        if let Some(state) = self.inst.ended.clone() {
            self.end(&state)?;
        }
        self.tell_family(before);
        self.check_invariants(input, before)?;
        self.inst.ready = self.inst.ended.is_none() && self.deferred_ready()?.is_some();
        self.count_rush(input)?;
        self.inst.at = self.now;
        self.inst.version += 1;
        if !input.source.is_engine() {
            self.inst.decided_version = self.inst.version;
        }
        if let Some(unit) = &self.def.unit {
            self.inst.unit = self.inst.data.get(unit).and_then(|value| value.as_str()).map(str::to_owned);
        }
        Ok(())
    }

    /// Whether a condition that held before holds still, since nothing that it reads has changed.
    fn still_holds(&self, invariant: &Invariant, before: &Instance) -> bool {
        let mut reads = invariant.check.reads().iter();
        invariant.of_fields && reads.all(|name| self.inst.data.is_same(&before.data, name))
    }

    /// Counts what follows at one instant without anybody from outside. A service takes its own time to answer.
    fn count_rush(&mut self, input: &Input) -> Result<(), Stop> {
        let outside = matches!(input.source, Source::Token(_) | Source::Schedule(_) | Source::List(_));
        if outside || matches!(input.cause, Cause::Answer { .. }) {
            self.inst.rush = None;
            return Ok(());
        }
        // Legal time stands still through a chain of messages, whatever the clock on the wall does meanwhile.
        let at = self.legal_time();
        let before = self.inst.rush.filter(|rush| rush.at == at).map_or(0, |rush| rush.count);
        if before >= MAX_RUSH {
            return Err(Stop::Fault(Fault::Limit {
                name: "inputs at one instant",
                limit: MAX_RUSH as usize,
            }));
        }
        self.inst.rush = Some(Rush { at, count: before + 1 });
        Ok(())
    }

    /// Leaves everything, closes tasks, tells the parent.
    fn end(&mut self, state: &str) -> Result<(), Stop> {
        let all: BTreeSet<Node> = self.config.clone();
        self.exit(&all)?;
        let reached = self.chart().by_id.get(state).map(|ix| self.chart().state(*ix));
        let (mut data, content) = match reached {
            Some(reached) => self.given(reached)?,
            None => (Data::new(), None),
        };
        if let Some(content) = content {
            let name = if self.def.lenient_errors { CONTENT } else { "content" };
            data.insert(name.to_owned(), content);
        }
        self.internal.clear();
        self.inst.deferred.clear();
        self.inst.delayed.clear();
        self.inst.requests.clear();
        // What was kept for a return will not be returned to.
        self.inst.clocks.clear();
        self.inst.acks.clear();
        self.inst.obligations.clear();
        if let Some(parent) = self.inst.parent.clone() {
            let message = Message::ChildEnded {
                state: (state != "cancelled").then(|| state.to_owned()),
                data,
                shared: Shared::default(),
                goes_on: false,
                occurred_at: Some(self.legal_time()),
            };
            self.effects.push(Effect::Message { to: parent.id, message });
        }
        Ok(())
    }

    fn check_invariants(&mut self, input: &Input, before: Option<&Instance>) -> Result<(), Stop> {
        for invariant in &self.def.invariants {
            if before.is_some_and(|before| self.still_holds(invariant, before)) {
                continue;
            }
            let place = || "invariants".to_owned();
            let holds = self
                .guard(&invariant.check, None)
                .map_err(|error| Stop::Fault(Fault::Script { place: place(), message: error.to_string() }))?;
            if holds {
                continue;
            }
            let what = invariant
                .title
                .as_ref()
                .map_or_else(|| invariant.check.text().to_owned(), |t| t.zh().to_owned());
            if matches!(
                input.cause,
                Cause::Event { .. } | Cause::Start { .. } | Cause::Decide { .. } | Cause::Retry { .. }
            ) {
                return Err(Refusal::new(RefusalCode::Invariant).with("condition", what).into());
            }
            return Err(Stop::Fault(Fault::Action {
                place: place(),
                message: format!("`{what}` would not hold"),
            }));
        }
        Ok(())
    }
}
