//! Counting again: a calendar was corrected, or a year of it became official.

use super::clocks::base;
use super::machine::Machine;
use super::nodes::Node;
use super::{Trace, Verdict, World};
use crate::calendar::Calendar;
use crate::definition::Definition;
use crate::instance::{Cause, Effect, Input, Instance, Moved, Notice, Source, Words};
use jiff::Timestamp;
use std::collections::{BTreeMap, BTreeSet};

/// The clocks of a case that fall due at another instant under the world's calendar than under an older version of it.
#[must_use]
pub fn moved(def: &Definition, inst: &Instance, old: &Calendar, world: &World) -> BTreeMap<String, Moved> {
    let mut all = BTreeMap::new();
    let Some(calendar) = world.calendars.get(&def.calendar) else { return all };
    if inst.ended.is_some() || calendar.version() == old.version() {
        return all;
    }
    for (name, clock) in &inst.clocks {
        // What cannot be counted falls due at no time.
        let due = |calendar: &Calendar| clock.budget.due_at(calendar).ok().flatten().map(|due| due.at);
        let one = Moved { was: due(old), now: due(calendar) };
        if one.was != one.now {
            all.insert(name.clone(), one);
        }
    }
    all
}

/// The input that counts a case again. Its id is that of the calendar's version and the case's: it is taken once, and
/// again when a calendar that was superseded is restored.
#[must_use]
pub fn reprojection(
    calendar: &Calendar,
    inst: &Instance,
    moved: BTreeMap<String, Moved>,
    at: Timestamp,
) -> Input {
    let (name, version) = (calendar.name().to_owned(), calendar.version().to_owned());
    Input {
        id: format!("calendar.{name}@{version}#{}", inst.version + 1),
        source: Source::Engine,
        at,
        occurred_at: None,
        actor: None,
        cause: Cause::Reproject { calendar: name, version, moved },
        numbers: BTreeMap::new(),
        reads: Vec::new(),
    }
}

impl Machine<'_> {
    /// Tells whoever holds the case's tasks which deadlines have moved. The due instants themselves are derived.
    pub fn reproject(&mut self, calendar: &str, moved: &BTreeMap<String, Moved>) -> Verdict {
        let mut to: BTreeSet<String> = BTreeSet::new();
        let mut text = Words::default();
        for (name, one) in moved {
            let Some(clock) = self.inst.clocks.get(name) else { continue };
            let key = clock.node.clone();
            self.note(|| Trace::Moved {
                deadline: name.clone(),
                calendar: calendar.to_owned(),
                was: one.was,
                now: one.now,
            });
            to.extend(self.holders(&key));
            let (was, now) = (self.minute(one.was), self.minute(one.now));
            let title = self.deadline_title(name);
            text.zh.push_str(&format!("“{}”的期限由 {was} 改为 {now}。", title.zh));
            text.en.push_str(&format!("The time for “{}” ends at {now} instead of {was}. ", title.en));
        }
        if !to.is_empty() {
            let about = format!("calendar.{calendar}");
            let to: Vec<String> = to.into_iter().collect();
            self.note(|| Trace::Told { about: about.clone(), to: to.clone() });
            let title = Words {
                zh: "日历有变动，期限已重算".to_owned(),
                en: "Counted again: the calendar has changed".to_owned(),
            };
            let text = Words { zh: text.zh, en: text.en.trim_end().to_owned() };
            self.effects.push(Effect::Notify(Notice { to, about, title, text }));
        }
        if to_nobody(moved, &self.inst) { Verdict::Ignored } else { Verdict::Accepted }
    }

    /// Who holds the tasks of a state and of what is inside it: the assignee, or all who are invited.
    fn holders(&self, key: &crate::instance::NodeKey) -> Vec<String> {
        let chart = self.chart();
        let Some(outer) = Node::of_key(chart, &self.inst, key) else { return Vec::new() };
        let within = |key: &crate::instance::NodeKey| {
            Node::of_key(chart, &self.inst, key).is_some_and(|at| at == outer || at.inside(outer, chart))
        };
        let tasks = self.inst.tasks.iter().filter(|task| within(&task.node));
        tasks
            .flat_map(|task| match &task.assignee {
                Some(assignee) => vec![assignee.clone()],
                None => task.candidates.clone(),
            })
            .collect()
    }

    /// What people call a clock.
    pub fn deadline_title(&self, name: &str) -> Words {
        let titled = self.def.deadline(base(name)).and_then(|deadline| {
            deadline.title.as_ref().or(self.def.chart.state(deadline.state).title.as_ref())
        });
        titled.map_or_else(|| Words::same(name), Words::of)
    }

    fn minute(&self, at: Option<Timestamp>) -> String {
        let zone = super::vars::zone(self.world, &self.def.calendar);
        at.map_or_else(
            || "—".to_owned(),
            |at| at.to_zoned_datetime(zone).strftime("%Y-%m-%d %H:%M").to_string(),
        )
    }
}

/// Whether none of the clocks is there any more.
fn to_nobody(moved: &BTreeMap<String, Moved>, inst: &Instance) -> bool {
    moved.keys().all(|name| !inst.clocks.contains_key(name))
}
