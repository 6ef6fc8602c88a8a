//! Deadlines and their escalation.

use super::Compiler;
use crate::definition::names::Laid;
use crate::definition::types::Around;
use crate::definition::{Action, Block, Deadline, Rung, RungAt, StateIx};
use crate::model::deadline as model;
use crate::model::deadline::IfEmpty;
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
        let stops = deadline.stops_in.iter().enumerate();
        let stops_in =
            stops.filter_map(|(place, stop)| self.state(stop, &at.key("stops_in").index(place))).collect();
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
            let Some(when) = when else { continue };
            all.push(Rung {
                at: when,
                light: rung.light.clone(),
                actions,
                must_find: rung.if_empty == IfEmpty::Incident,
                title: rung.title.clone(),
            });
        }
        all
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
