//! What is owed now: the duties of a case that recur, with the period, what was done in it, and what was missed.

use super::super::clocks::{base, calendar_of};
use super::super::obligation::period;
use super::super::{Fault, World};
use crate::definition::Definition;
use crate::instance::{Instance, NodeKey, Words};
use crate::model::Text;
use crate::model::obligation::Period;
use jiff::Timestamp;
use jiff::civil::Date;
use serde::Serialize;

/// A duty that recurs, as it stands now.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Owing {
    /// Its name, with the element of a region behind an `@`.
    pub name: String,
    /// The name shown to people: its own, or its state's.
    pub title: Words,
    /// The article.
    pub basis: Option<Text>,
    /// The state it belongs to.
    pub state: NodeKey,
    /// The period.
    pub every: Period,
    /// How often in every period.
    pub at_least: u32,
    /// How often it was done in this one.
    pub done: u32,
    /// The first day that counts in this period.
    pub from: Date,
    /// Its last day.
    pub until: Date,
    /// The first instant that no longer belongs to it.
    pub over_at: Timestamp,
    /// Whether nothing is owed in this period, because it had begun before the state was entered.
    pub is_free: bool,
    /// How many of the last periods were missed one after the other.
    pub in_a_row: u32,
    /// How many periods were missed in all.
    pub total: u32,
    /// Who owes it. Empty: it is done, nothing is owed, or nobody was found.
    pub people: Vec<String>,
}

/// The duties of a case that recur, by name; those of states that were left for a while are left out.
///
/// # Errors
/// [`Fault::Time`] when the calendar cannot answer.
pub fn owing(def: &Definition, inst: &Instance, world: &World) -> Result<Vec<Owing>, Fault> {
    let mut all = Vec::new();
    for (name, owed) in inst.obligations.iter().filter(|(_, owed)| !owed.held) {
        let Some(rule) = def.obligation(base(name)) else { continue };
        let (days, over_at) = period(rule, calendar_of(def, world)?, owed)?;
        let task = inst.tasks.iter().find(|task| owed.task.as_ref() == Some(&task.id));
        all.push(Owing {
            name: name.clone(),
            title: Words::clone(&rule.title),
            basis: rule.basis.clone(),
            state: owed.node.clone(),
            every: rule.every,
            at_least: rule.at_least,
            done: owed.done,
            from: owed.from,
            until: days.last,
            over_at,
            is_free: owed.free,
            in_a_row: owed.in_a_row,
            total: owed.total,
            people: task.map(|task| task.candidates.clone()).unwrap_or_default(),
        });
    }
    Ok(all)
}

impl Owing {
    /// A few lines for people.
    #[must_use]
    pub fn lines(&self) -> Vec<Words> {
        let say = |zh: String, en: String| Words { zh, en };
        let (zh, en) = every(self.every);
        let Self { name, at_least, done, from, until, in_a_row, total, .. } = self;
        let mut lines = vec![say(
            format!("{}（{name}）：{zh}至少 {at_least} 次", self.title.zh),
            format!("{} ({name}): at least {at_least} {en}", self.title.en),
        )];
        if let Some(basis) = &self.basis {
            lines.push(say(format!("  依据：{}", basis.zh()), format!("  basis: {}", basis.en())));
        }
        lines.push(if self.is_free {
            say(
                format!("  本期到 {until} 为止，不计；下一期起办理"),
                format!("  the period until {until} is free; the duty begins with the next"),
            )
        } else {
            say(
                format!("  本期 {from} 至 {until}，已办 {done} 次"),
                format!("  this period, {from} to {until}: done {done}"),
            )
        });
        lines.push(say(
            format!("  漏办：连续 {in_a_row} 期，共 {total} 期"),
            format!("  missed: {in_a_row} in a row, {total} in all"),
        ));
        if !self.people.is_empty() {
            let people = self.people.join(", ");
            lines.push(say(format!("  应办：{people}"), format!("  owed by: {people}")));
        }
        lines
    }
}

const fn every(period: Period) -> (&'static str, &'static str) {
    match period {
        Period::Day => ("每天", "every day"),
        Period::Workday => ("每个工作日", "every working day"),
        Period::Week => ("每周", "every week"),
        Period::Month => ("每月", "every month"),
        Period::Quarter => ("每季度", "every quarter"),
        Period::HalfYear => ("每半年", "every half-year"),
        Period::Year => ("每年", "every year"),
    }
}
