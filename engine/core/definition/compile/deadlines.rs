//! Deadlines and their escalation.

use super::Compiler;
use crate::definition::names::Laid;
use crate::definition::types::Around;
use crate::definition::{Acknowledge, Action, Block, Deadline, Rung, RungAt, SpanExpr, StateIx};
use crate::model::actor::Actor;
use crate::model::calendar::TimeOfDay;
use crate::model::deadline as model;
use crate::model::deadline::Silence;
use crate::model::event::Need;
use crate::model::state::Transition;
use crate::script::Kind;
use crate::source::{Code, Pointer};

impl Compiler<'_, '_> {
    pub(super) fn state_deadlines(&mut self, ix: StateIx, id: &str, one: &Laid<'_>) {
        if let Some(deadline) = &one.state.deadline {
            self.deadline(ix, id, deadline, &one.at.key("deadline"));
        }
        for (name, deadline) in &one.state.deadlines {
            self.deadline(ix, name, deadline, &one.at.key("deadlines").key(name));
        }
    }

    fn deadline(&mut self, state: StateIx, name: &str, deadline: &model::Deadline, at: &Pointer) {
        if self.deadlines.iter().any(|known| known.name == name) {
            let fault = self.report.key(Code::DuplicateName, at).with("name", name).with("kind", "deadline");
            self.report.add(fault);
        }
        if deadline.within.is_some() == deadline.at_time.is_some() {
            let got = if deadline.within.is_some() { "within, at_time" } else { "" };
            let fault = self.report.key(Code::ExactlyOneOf, at).with("got", got);
            self.report.add(fault.with("known", "within, at_time"));
        }
        let around = Around::default().with_all(&self.elements_around(state));
        let within = deadline.within.as_ref().and_then(|span| self.span(span, &at.key("within"), &around));
        let at_time = deadline.at_time.as_ref();
        let at_time = at_time.and_then(|text| self.bare(text, Kind::Value, &at.key("at_time"), &around));
        let from = deadline.from.as_deref().and_then(|from| self.from(from, &at.key("from")));
        let roll = deadline.roll.as_deref().and_then(|roll| self.roll(roll, &at.key("roll"), &around));
        let stops_in = self.inner(state, &deadline.stops_in, &at.key("stops_in"));
        let runs_in = self.inner(state, &deadline.runs_in, &at.key("runs_in"));
        if deadline.at_time.is_some() && !deadline.runs_in.is_empty() {
            let fault = self.report.key(Code::ExactlyOneOf, at).with("got", "at_time, runs_in");
            self.report.add(fault.with("known", "at_time, runs_in"));
        }
        let rungs = deadline
            .escalation
            .as_deref()
            .map(|policy| self.rungs(policy, state, name, &at.key("escalation")));
        let place = self.deadlines.len();
        self.deadlines.push(Deadline {
            name: name.to_owned(),
            state,
            within,
            at_time,
            from,
            stops_in,
            runs_in,
            roll,
            counting: deadline.counting.clone().unwrap_or_else(|| self.model.counting.clone()),
            rungs: rungs.unwrap_or_default(),
            ends: deadline.then.is_some(),
            title: deadline.title.clone(),
            basis: deadline.basis.clone(),
        });
        if let Some(owner) = self.chart.states.get_mut(state as usize) {
            owner.deadlines.push(place);
        }
        if let Some(then) = &deadline.then {
            let way = Transition {
                to: then.to.clone(),
                guard: then.guard.clone(),
                do_: then.do_.clone(),
                title: deadline.title.clone(),
                basis: deadline.basis.clone(),
                ..Transition::default()
            };
            let event = format!("timer.{name}");
            let owner = self.chart.states.get(state as usize).map_or("", |state| state.id.as_str());
            let id = format!("{owner}.{event}");
            self.transition(state, &id, &[event], &way, &at.key("then"));
        }
    }

    /// States inside the one that the deadline belongs to.
    fn inner(&mut self, owner: StateIx, names: &[String], at: &Pointer) -> Vec<StateIx> {
        let mut inner = Vec::new();
        for (place, name) in names.iter().enumerate() {
            let at = at.index(place);
            let Some(state) = self.state(name, &at) else { continue };
            if !self.is_inside(state, owner) {
                let id = self.chart.states.get(owner as usize).map(|state| state.id.clone());
                let fault = self.report.value(Code::ClockOutside, &at).with("name", name);
                self.report.add(fault.with("state", id.unwrap_or_default()));
                continue;
            }
            inner.push(state);
        }
        inner
    }

    fn rungs(&mut self, policy: &str, state: StateIx, deadline: &str, at: &Pointer) -> Vec<Rung> {
        let model = self.model;
        let Some(rungs) = model.escalations.get(policy) else {
            if !self.names.escalations.iter().any(|known| known == policy) {
                let known: Vec<&str> = self.names.escalations.iter().map(String::as_str).collect();
                self.report.unknown(Code::UnknownEscalation, at, policy, known);
            }
            return Vec::new();
        };
        // Its own faults are reported once, where the policy is written.
        self.report.muted += 1;
        let rungs =
            self.policy(rungs, state, Some(deadline), &Pointer::root().key("escalations").key(policy));
        self.report.muted -= 1;
        rungs
    }

    /// Looks at every policy once, for its faults.
    pub(super) fn policies(&mut self) {
        let model = self.model;
        for (name, rungs) in &model.escalations {
            self.policy(rungs, 0, Some(""), &Pointer::root().key("escalations").key(name));
        }
    }

    fn policy(
        &mut self,
        rungs: &[model::Rung],
        state: StateIx,
        deadline: Option<&str>,
        at: &Pointer,
    ) -> Vec<Rung> {
        let mut all = Vec::with_capacity(rungs.len());
        for (place, rung) in rungs.iter().enumerate() {
            let at = at.index(place);
            let around = Around::default();
            let when = self.reach(rung, &at, &around);
            let mut actions: Block = Vec::new();
            if let Some(notify) = &rung.notify {
                actions.push(Action::Notify {
                    to: notify.to.clone(),
                    template: notify.template.clone(),
                    text: notify.text.clone(),
                    with: Vec::new(),
                });
            }
            if !rung.reassign.is_empty() {
                actions.push(Action::Reassign(rung.reassign.clone()));
            }
            actions.extend(self.actions(&rung.do_, &at.key("do"), &around, state, deadline));
            let guard = rung.when.as_ref();
            let guard = guard.and_then(|text| self.bare(text, Kind::Guard, &at.key("when"), &around));
            if let Some(only) = &rung.only {
                self.only(only, &at.key("only"));
            }
            let acknowledge = rung.acknowledge.as_ref().map(|asked| Acknowledge {
                by: asked.by.clone(),
                all: asked.need == Need::All,
                within: asked
                    .within
                    .as_ref()
                    .and_then(|within| self.span(within, &at.key("acknowledge").key("within"), &around)),
                next: asked.else_ == Silence::Next,
            });
            let repeat =
                rung.repeat.as_ref().and_then(|repeat| self.repeat(repeat, &at.key("repeat"), &around));
            if let Some(asked) = &rung.acknowledge
                && asked.else_ == Silence::Next
                && asked.within.is_some()
                && place + 1 == rungs.len()
            {
                let fault = self.report.key(Code::NoNextRung, &at.key("acknowledge"));
                self.report.add(fault.with("got", place + 1));
            }
            let Some(when) = when else { continue };
            all.push(Rung {
                at: when,
                when: guard,
                only: rung.only.clone(),
                acknowledge,
                repeat,
                light: rung.light.clone(),
                actions,
                if_empty: rung.if_empty,
                awaits: self.awaits(rung),
                title: rung.title.clone(),
            });
        }
        all
    }

    /// Those whom a rung that is to be held waits for: of the actors that it names together, whichever are on duty.
    fn awaits(&self, rung: &model::Rung) -> Vec<Vec<String>> {
        if rung.if_empty != model::IfEmpty::HoldUntilNextShift {
            return Vec::new();
        }
        let on_duty = |name: &String| self.model.actors.get(name).is_some_and(Actor::is_on_duty_now);
        rung.people().filter(|names| names.iter().any(on_duty)).map(<[String]>::to_vec).collect()
    }

    /// Days and hours that leave something: a window that is empty, or kinds of days that are none together, hold a rung
    /// for ever.
    fn only(&mut self, only: &model::Only, at: &Pointer) {
        let from = only.from.map_or(0, TimeOfDay::minutes);
        let to = only.to.map_or(24 * 60, TimeOfDay::minutes);
        if to <= from {
            let fault = self.report.key(Code::EmptyWindow, at);
            self.report.add(fault.with("from", minute(from)).with("to", minute(to)));
        }
    }

    fn repeat(&mut self, repeat: &model::Repeat, at: &Pointer, around: &Around) -> Option<(SpanExpr, u32)> {
        let Some(every) = &repeat.every else {
            let fault = self.report.key(Code::MissingKey, at).with("name", "every");
            self.report.add(fault);
            return None;
        };
        let every = self.span(every, &at.key("every"), around)?;
        if let SpanExpr::Fixed(fixed) = &every
            && fixed.count == 0
        {
            let fault = self.report.value(Code::BadDuration, &at.key("every")).with("got", fixed);
            self.report.add(fault);
            return None;
        }
        Some((every, repeat.at_most))
    }

    fn reach(&mut self, rung: &model::Rung, at: &Pointer, around: &Around) -> Option<RungAt> {
        let given = [
            rung.reach.as_ref().map(|_| "reach"),
            rung.before.as_ref().map(|_| "before"),
            rung.after.as_ref().map(|_| "after"),
        ];
        let given: Vec<&str> = given.into_iter().flatten().collect();
        if given.len() != 1 {
            let fault = self.report.key(Code::ExactlyOneOf, at).with("got", given.join(", "));
            self.report.add(fault.with("known", "reach, before, after"));
            return None;
        }
        if let Some(reach) = &rung.reach {
            if reach == "due" {
                return Some(RungAt::Due);
            }
            let share = reach.strip_suffix('%').and_then(|share| share.trim().parse::<u32>().ok());
            let Some(share) = share.filter(|share| (1..=100).contains(share)) else {
                let fault = self.report.value(Code::Pattern, &at.key("reach")).with("got", reach);
                self.report.add(fault.with("expected", "80%, due"));
                return None;
            };
            return Some(RungAt::Share(share));
        }
        if let Some(before) = &rung.before {
            return self.span(before, &at.key("before"), around).map(RungAt::Before);
        }
        let after = rung.after.as_ref()?;
        self.span(after, &at.key("after"), around).map(RungAt::After)
    }
}

fn minute(minutes: u16) -> String {
    format!("{:02}:{:02}", minutes / 60, minutes % 60)
}
