//! Duty: rotations and slots by name, and the events of watched shifts.

use super::Subject;
use super::walk::Walk;
use crate::definition::report::Report;
use crate::model::actor::Actor;
use crate::model::deadline::IfEmpty;
use crate::model::duty::Change;
use crate::source::{Code, Pointer};

pub(super) fn check(subject: &Subject<'_>, walk: &Walk<'_>, report: &mut Report<'_>) {
    let mut duty = Check { subject, report };
    for (name, actor) in &subject.model.actors {
        let at = Pointer::root().key("actors").key(name);
        match &actor.on_duty {
            Some(rotation) => duty.slot(rotation, actor.slot.as_deref(), &at.key("on_duty"), &at),
            None => {
                for (key, given) in [("slot", actor.slot.is_some()), ("shift", actor.shift.is_some())] {
                    if given {
                        let fault = duty.report.key(Code::MissingKey, &at.key(key)).with("name", "on_duty");
                        duty.report.add(fault);
                    }
                }
            }
        }
    }
    let mut names: Vec<&str> = Vec::new();
    for one in &walk.states {
        for (name, shift) in &one.state.shifts {
            let at = one.at.key("shifts").key(name);
            duty.slot(&shift.rotation, shift.slot.as_deref(), &at.key("rotation"), &at);
            names.push(name);
        }
    }
    for way in &walk.ways {
        if let Some(name) = way.event.and_then(|event| event.strip_prefix("shift."))
            && name != "*"
            && !names.contains(&name)
        {
            let known: Vec<String> = names.iter().map(|name| format!("shift.{name}")).collect();
            let event = format!("shift.{name}");
            duty.report.unknown_key(Code::UnknownEvent, &way.at, &event, known.iter().map(String::as_str));
        }
    }
    for (name, rungs) in &subject.model.escalations {
        let at = Pointer::root().key("escalations").key(name);
        for (place, rung) in rungs.iter().enumerate() {
            if rung.if_empty == IfEmpty::HoldUntilNextShift {
                let names: Vec<&String> = rung.people().flatten().collect();
                duty.needed("hold_until_next_shift", &names, &at.index(place).key("if_empty"));
            }
        }
    }
    for one in &walk.states {
        let single = one.state.task.iter().map(|task| (task, one.at.key("task")));
        let several = one.state.tasks.iter().map(|(name, task)| (task, one.at.key("tasks").key(name)));
        for (task, at) in single.chain(several).filter(|(task, _)| task.follow) {
            duty.needed("follow", &task.to.iter().collect::<Vec<_>>(), &at.key("follow"));
        }
    }
    for (_, action, at) in &walk.actions {
        if let Some(change) = &action.change {
            duty.change(change, &at.key("change"));
        }
    }
}

struct Check<'c, 'a, 'r> {
    subject: &'c Subject<'c>,
    report: &'r mut Report<'a>,
}

impl Check<'_, '_, '_> {
    /// That one of the actors is on duty now.
    fn needed(&mut self, key: &str, names: &[&String], at: &Pointer) {
        let actors = &self.subject.model.actors;
        // What is not declared, or is `task`, was told or says nothing.
        if names.iter().any(|name| actors.get(*name).is_some_and(Actor::is_on_duty_now)) {
            return;
        }
        let got: Vec<&str> = names.iter().map(|name| name.as_str()).collect();
        let fault = self.report.value(Code::NeedsOnDuty, at).with("name", key).with("got", got.join(", "));
        self.report.add(fault);
    }

    /// A rotation, and a slot of it that stands beside it. Without a slot, the rotation must have only one.
    fn slot(&mut self, rotation: &str, slot: Option<&str>, at: &Pointer, beside: &Pointer) {
        let subject = self.subject;
        let known = &subject.world.rotations;
        let Some(slots) = known.get(rotation) else {
            return self.report.unknown(
                Code::UnknownRotation,
                at,
                rotation,
                known.keys().map(String::as_str),
            );
        };
        match slot {
            Some(slot) => self.slot_of(slots, slot, &beside.key("slot")),
            None if slots.len() > 1 => {
                let fault = self.report.key(Code::SlotNeeded, beside).with("known", slots.join(", "));
                self.report.add(fault);
            }
            None => {}
        }
    }

    fn slot_of(&mut self, slots: &[String], slot: &str, at: &Pointer) {
        if !slots.iter().any(|known| known == slot) {
            self.report.unknown(Code::UnknownSlot, at, slot, slots.iter().map(String::as_str));
        }
    }

    fn change(&mut self, change: &Change, at: &Pointer) {
        let subject = self.subject;
        let Some(rotation) = &change.rotation else { return };
        let known = &subject.world.rotations;
        let Some(slots) = known.get(rotation) else {
            let known = known.keys().map(String::as_str);
            return self.report.unknown(Code::UnknownRotation, &at.key("rotation"), rotation, known);
        };
        let mut named = Vec::new();
        if let Some(change) = &change.override_ {
            named.push((&change.slot, at.key("override")));
        }
        if let Some(swap) = &change.swap {
            named.push((&swap.a.slot, at.key("swap").key("a")));
            named.push((&swap.b.slot, at.key("swap").key("b")));
        }
        for (key, stated) in [("temporary", &change.temporary), ("recorded", &change.recorded)] {
            named.extend(stated.iter().map(|stated| (&stated.slot, at.key(key))));
        }
        for (slot, at) in named {
            match slot {
                Some(slot) => self.slot_of(slots, slot, &at.key("slot")),
                None if slots.len() > 1 => {
                    let fault = self.report.key(Code::SlotNeeded, &at).with("known", slots.join(", "));
                    self.report.add(fault);
                }
                None => {}
            }
        }
    }
}
