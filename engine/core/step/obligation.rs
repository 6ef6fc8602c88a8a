//! Duties that recur: what is owed in a period, what was done, what was missed.

use super::clocks::{base, calendar_of};
use super::machine::{Event, Machine};
use super::nodes::Node;
use super::{Fault, Stop, Trace, Verdict, World};
use crate::calendar::{self, Calendar};
use crate::definition::{Definition, ObligationRule, names};
use crate::instance::{Data, Ended, Instance, Owed};
use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp};
use smol_str::SmolStr;

fn time(rule: &ObligationRule, error: &calendar::Error) -> Fault {
    Fault::Time(format!("{}: {error}", rule.name))
}

/// The period of a duty now, and the first instant that no longer belongs to it.
pub(super) fn period(
    rule: &ObligationRule,
    calendar: &Calendar,
    owed: &Owed,
) -> Result<(calendar::Period, Timestamp), Fault> {
    let period = calendar.period(rule.every, owed.from).map_err(|error| time(rule, &error))?;
    let over = calendar.end_of(period.last).map_err(|error| time(rule, &error))?;
    Ok((period, over))
}

/// When a duty's period ends. Absent: it stands still, or the definition has no such duty.
pub(super) fn boundary(
    def: &Definition,
    world: &World,
    name: &str,
    owed: &Owed,
) -> Result<Option<Timestamp>, Fault> {
    let Some(rule) = def.obligation(base(name)).filter(|_| !owed.held) else { return Ok(None) };
    Ok(Some(period(rule, calendar_of(def, world)?, owed)?.1))
}

/// Ends a duty's period and begins the next one. The task of those who owed it is left to the caller.
pub(super) fn turn(
    def: &Definition,
    world: &World,
    inst: &mut Instance,
    name: &str,
) -> Result<Option<Ended>, Fault> {
    let (Some(rule), Some(owed)) = (def.obligation(base(name)), inst.obligations.get_mut(name)) else {
        return Ok(None);
    };
    let (period, _) = period(rule, calendar_of(def, world)?, owed)?;
    let next = period.last.tomorrow().map_err(|_| time(rule, &calendar::Error::OutOfRange))?;
    let missed = !owed.free && owed.done < rule.at_least;
    let people = inst.tasks.iter().find(|task| owed.task.as_ref() == Some(&task.id));
    let people = people.map(|task| task.candidates.clone()).unwrap_or_default();
    if missed {
        owed.in_a_row = owed.in_a_row.saturating_add(1);
        owed.total = owed.total.saturating_add(1);
    } else if !owed.free {
        owed.in_a_row = 0;
    }
    let ended = Ended {
        name: name.to_owned(),
        node: owed.node.clone(),
        entry: owed.entry,
        period: period.name.max(owed.from),
        missed,
        done: owed.done,
        in_a_row: owed.in_a_row,
        total: owed.total,
        people,
    };
    (owed.from, owed.free, owed.done) = (next, false, 0);
    Ok(Some(ended))
}

impl Machine<'_> {
    /// Begins the duties of a state that was entered; those that were kept for this return go on instead.
    pub fn begin_obligations(&mut self, node: Node, entry: u64, returned: bool) -> Result<(), Stop> {
        let def = self.def;
        for place in &self.chart().state(node.state).obligations {
            let Some(rule) = def.obligations.get(*place) else { continue };
            let name = self.place_of(&rule.name, node);
            let kept = self.inst.obligations.remove(&name).filter(|owed| returned && owed.held);
            let key = self.key(node);
            let entered = self.inst.active.get(&key).map_or(self.now, |active| active.occurred_at);
            let (from, free) = self.first_period(rule, entered).map_err(Stop::Fault)?;
            let fresh = Owed {
                node: key,
                entry,
                from,
                free,
                done: 0,
                task: None,
                in_a_row: 0,
                total: 0,
                held: false,
            };
            let owed = match kept {
                None => fresh,
                // The same period as before goes on; others have passed meanwhile without anything being owed.
                Some(kept) if self.is_now(rule, &kept).map_err(Stop::Fault)? => {
                    Owed { entry, held: false, ..kept }
                }
                Some(kept) => Owed { in_a_row: kept.in_a_row, total: kept.total, ..fresh },
            };
            self.inst.obligations.insert(name.clone(), owed);
            self.facts = None;
            self.owe(&name)?;
        }
        Ok(())
    }

    /// The day with which a duty begins, and whether that first period is free.
    fn first_period(&self, rule: &ObligationRule, entered: Timestamp) -> Result<(Date, bool), Fault> {
        let calendar = calendar_of(self.def, self.world)?;
        let fault = |error: calendar::Error| time(rule, &error);
        let day = calendar.date_at(entered);
        let period = calendar.period(rule.every, day).map_err(fault)?;
        // What nobody could report any more when the entry was recorded is not held against anybody.
        if calendar.end_of(period.last).map_err(fault)? <= self.now {
            let period = calendar.period(rule.every, calendar.date_at(self.now)).map_err(fault)?;
            return Ok((period.first, false));
        }
        if entered <= calendar.start_of(period.name).map_err(fault)? {
            return Ok((period.first, false));
        }
        Ok((day, !rule.first_counts))
    }

    fn is_now(&self, rule: &ObligationRule, owed: &Owed) -> Result<bool, Fault> {
        Ok(self.now < period(rule, calendar_of(self.def, self.world)?, owed)?.1)
    }

    /// Ends the duties of a state that is left. Where history may lead back, they are kept and stand still instead.
    pub fn drop_obligations(&mut self, node: Node, may_return: bool) {
        if self.inst.obligations.is_empty() {
            return;
        }
        let key = self.key(node);
        if !may_return {
            self.inst.obligations.retain(|_, owed| owed.node != key);
        }
        for owed in self.inst.obligations.values_mut().filter(|owed| owed.node == key) {
            (owed.held, owed.task) = (true, None);
        }
        self.facts = None;
    }

    /// Opens the task of those who owe something in the period that has begun, unless it is open or nothing is owed.
    pub fn owe(&mut self, name: &str) -> Result<(), Stop> {
        let def = self.def;
        let Some(rule) = def.obligation(base(name)) else { return Ok(()) };
        let Some(owed) = self.inst.obligations.get(name) else { return Ok(()) };
        if owed.free || owed.held || owed.task.is_some() || owed.done >= rule.at_least {
            return Ok(());
        }
        let Some(node) = Node::of_key(self.chart(), &self.inst, &owed.node) else { return Ok(()) };
        let event = self.event.clone();
        let depth = self.locals.len();
        self.bind_element(node);
        let people = self.actors(&rule.by, event.as_deref());
        self.locals.truncate(depth);
        let task = self.open_task(node, &rule.name, rule.title.clone(), people?, rule.does.clone());
        if let Some(owed) = self.inst.obligations.get_mut(name) {
            owed.task = Some(task);
        }
        Ok(())
    }

    /// Counts an event that was accepted towards the duties that it fulfils.
    pub fn fulfil(&mut self, event: &Event, element: Option<&str>) -> Result<(), Stop> {
        if self.inst.obligations.is_empty() {
            return Ok(());
        }
        let day = calendar_of(self.def, self.world).map_err(Stop::Fault)?.date_at(event.occurred_at);
        let mut done: Vec<SmolStr> = Vec::new();
        let mut counted = Vec::new();
        for (name, owed) in &mut self.inst.obligations {
            let Some(rule) = self.def.obligation(base(name)).filter(|rule| rule.event == event.name) else {
                continue;
            };
            let elsewhere = owed.node.element.as_deref().is_some_and(|own| Some(own) != element);
            // What happened before the period belongs to one that is over: it undoes no miss.
            if owed.held || owed.free || elsewhere || day < owed.from {
                continue;
            }
            owed.done = owed.done.saturating_add(1);
            if owed.done >= rule.at_least {
                done.extend(owed.task.take());
            }
            counted.push(Trace::Fulfilled {
                obligation: name.clone(),
                done: owed.done,
                at_least: rule.at_least,
            });
        }
        done.iter().for_each(|task| self.close_task(task));
        for trace in counted {
            self.note(|| trace);
        }
        Ok(())
    }

    /// Takes the end of a duty's period that has come.
    pub fn end_period(&mut self, name: &str, at: Timestamp) -> Result<Verdict, Stop> {
        let ended = turn(self.def, self.world, &mut self.inst, name).map_err(Stop::Fault)?;
        let Some(ended) = ended else { return Ok(Verdict::Ignored) };
        self.facts = None;
        if let Some(task) = self.inst.obligations.get_mut(name).and_then(|owed| owed.task.take()) {
            self.close_task(&task);
        }
        self.note(|| Trace::Period {
            obligation: name.to_owned(),
            period: ended.period,
            missed: ended.missed,
            in_a_row: ended.in_a_row,
        });
        self.follow_period(&ended, at)
    }

    /// Tells the case that a period was missed, and lets those who owe it know of the next.
    pub fn follow_period(&mut self, ended: &Ended, at: Timestamp) -> Result<Verdict, Stop> {
        let there = |inst: &Instance| {
            inst.obligations.get(&ended.name).is_some_and(|owed| owed.entry == ended.entry && !owed.held)
        };
        if !there(&self.inst) {
            return Ok(Verdict::Ignored);
        }
        if ended.missed {
            let Some(node) = Node::of_key(self.chart(), &self.inst, &ended.node) else {
                return Ok(Verdict::Ignored);
            };
            let data = Data::from_iter([
                ("period".to_owned(), ended.period.to_string().into()),
                ("done".to_owned(), ended.done.into()),
                ("in_a_row".to_owned(), ended.in_a_row.into()),
                ("total".to_owned(), ended.total.into()),
                ("people".to_owned(), ended.people.clone().into()),
            ]);
            self.take_inner(Event {
                name: format!("{}{}", base(&ended.name), names::MISSED),
                data,
                internal: true,
                // It was missed on the last day, not on the one after.
                occurred_at: at.checked_sub(SignedDuration::from_millis(1)).unwrap_or(at),
                region: node.element_name(self.chart(), &self.inst),
                ..Event::default()
            })?;
        }
        if self.inst.ended.is_none() && there(&self.inst) {
            self.owe(&ended.name)?;
        }
        Ok(Verdict::Accepted)
    }
}
