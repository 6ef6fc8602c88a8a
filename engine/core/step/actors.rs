//! Who: actors resolved to people, with the reason.

use super::machine::{Event, Machine};
use super::{Stop, Trace, vars};
use crate::definition::{Actor, RowsRule};
use crate::model::deadline::IfEmpty;
use crate::script;
use serde_json::Value as Json;

/// An actor resolved.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Found {
    /// Persons or parties, in the order of the organisation, none twice.
    pub people: Vec<String>,
    /// Why: the role, where the walk began and went, who was left out. Empty unless a trace is asked for.
    pub why: String,
}

impl Machine<'_> {
    /// Who an actor is now.
    pub fn actor(&mut self, name: &str, event: Option<&Event>) -> Result<Found, Stop> {
        self.actor_at(name, event, 0)
    }

    fn actor_at(&mut self, name: &str, event: Option<&Event>, depth: u8) -> Result<Found, Stop> {
        let Some(rule) = self.def.actors.get(name) else { return Ok(Found::default()) };
        let place = || format!("actors.{name}");
        let mut found = Found::default();
        let mut begins = None;
        let traced = self.options.trace;
        let explain = |found: &mut Found, why: &dyn Fn() -> String| {
            if traced {
                found.why = why();
            }
        };
        let mut above: Option<(String, String)> = None;
        if rule.role.is_some() || rule.duty.is_some() {
            begins = self.begins(name, rule, event)?;
        }
        if let Some(role) = &rule.role {
            let from = begins;
            let today = self.today();
            match from {
                None => explain(&mut found, &|| format!("{role}: no unit to begin at")),
                Some(from) => match self.world.organisation.find_role(role, &from, today) {
                    None => explain(&mut found, &|| format!("{role}: nobody from {from} upward")),
                    Some(held) => {
                        explain(&mut found, &|| {
                            let walked: Vec<&str> = held.walked.iter().map(|unit| unit.id.as_str()).collect();
                            format!("{role}: {} ({})", held.unit.id, walked.join(" → "))
                        });
                        above = self.above(&held.unit.id).map(|unit| (role.clone(), unit));
                        found.people.extend(held.people.iter().map(|person| person.id.clone()));
                    }
                },
            }
        } else if let Some(duty) = &rule.duty {
            let (people, why) = self.on_duty(duty, begins.as_deref());
            found = Found { people, why };
        } else if let Some(rows) = &rule.rows {
            let why;
            (found.people, why) =
                self.in_rows(rows, event).map_err(|error| vars::stop_of(error, &place()))?;
            explain(&mut found, &|| why.clone());
        } else if let Some(person) = &rule.person {
            let value = self.eval(person, event).map_err(|error| vars::stop_of(error, &place()))?;
            explain(&mut found, &|| person.text().to_owned());
            if let Ok(json) = crate::script::to_json(&value) {
                collect(&json, &mut found.people);
            }
        } else if let Some(field) = &rule.external {
            explain(&mut found, &|| field.clone());
            if let Some(value) = self.inst.data.get(field) {
                collect(value, &mut found.people);
            }
        }
        let out = self.left_out(rule, event, depth)?;
        let before = found.people.len();
        found.people.retain(|person| !out.contains(person));
        if traced && found.people.len() < before {
            found.why.push_str(&format!("; left out: {}", rule.except.join(", ")));
        }
        // All of them are left out: those who hold the role higher up are asked, where the rung says so.
        while depth == 0
            && self.if_empty == IfEmpty::Parent
            && found.people.is_empty()
            && let Some((role, from)) = above.take()
        {
            let today = self.today();
            let Some(held) = self.world.organisation.find_role(&role, &from, today) else { break };
            if traced {
                found.why.push_str(&format!("; above: {}", held.unit.id));
            }
            found.people.extend(held.people.iter().map(|person| person.id.clone()));
            found.people.retain(|person| !out.contains(person));
            above = self.above(&held.unit.id).map(|unit| (role, unit));
        }
        if found.people.len() > 1 {
            let mut seen = std::collections::BTreeSet::new();
            found.people.retain(|person| seen.insert(person.clone()));
        }
        if traced {
            let hidden = rule.external.as_ref().is_some_and(|field| self.def.is_private(field));
            let people = if hidden && !found.people.is_empty() {
                vec!["[private]".to_owned()]
            } else {
                found.people.clone()
            };
            let why = found.why.clone();
            self.trace.push(Trace::Actor { name: name.to_owned(), found: people, why });
        }
        Ok(found)
    }

    /// The unit at which the walk for a role or a roster begins.
    pub(super) fn begins(
        &mut self,
        name: &str,
        rule: &Actor,
        event: Option<&Event>,
    ) -> Result<Option<String>, Stop> {
        let Some(at) = &rule.at else { return Ok(self.own_unit()) };
        let value = self.eval(at, event).map_err(|error| vars::stop_of(error, &format!("actors.{name}")))?;
        Ok(value.into_string().ok())
    }

    /// Who must not be chosen.
    pub(super) fn left_out(
        &mut self,
        rule: &Actor,
        event: Option<&Event>,
        depth: u8,
    ) -> Result<Vec<String>, Stop> {
        let mut out = Vec::new();
        for except in &rule.except {
            if let Some(value) = self.inst.data.get(except) {
                collect(value, &mut out);
            } else if depth < 8 && self.def.actors.contains_key(except) {
                out.extend(self.actor_at(except, event, depth + 1)?.people);
            }
        }
        Ok(out)
    }

    /// The people in a column of the rows that a condition takes, with the reason.
    fn in_rows(
        &mut self,
        rule: &RowsRule,
        event: Option<&Event>,
    ) -> Result<(Vec<String>, String), script::Error> {
        let RowsRule { register: name, condition, column } = rule;
        let Some(register) = self.world.registers.get(name).cloned() else {
            return Ok((Vec::new(), format!("{name}: there is no register of this name now")));
        };
        let facts = condition.as_ref().and_then(|condition| self.facts(condition));
        let (mut people, mut count) = (Vec::new(), 0);
        for row in register.rows() {
            if let Some(condition) = condition
                && !self.takes(condition, &row.value(), event, facts.as_ref())?
            {
                continue;
            }
            count += 1;
            let cell = row
                .get(column)
                .map_err(|why| script::Error { kind: script::ErrorKind::Fault(why), offset: None })?;
            if let Ok(json) = script::to_json(&cell) {
                collect(&json, &mut people);
            }
        }
        Ok((people, format!("{name}: {count} of {} rows, column {column}", register.rows().len())))
    }

    /// The unit above a unit. Absent: it is the highest.
    fn above(&self, unit: &str) -> Option<String> {
        self.world.organisation.upward(unit).nth(1).map(|unit| unit.id.clone())
    }

    /// Who several actors are together. `task` is whoever holds the open tasks now.
    pub fn actors(&mut self, names: &[String], event: Option<&Event>) -> Result<Vec<String>, Stop> {
        let mut people = Vec::new();
        for name in names {
            let found = if name == "task" {
                // Who is only asked to acknowledge holds nothing.
                let acks = &self.inst.acks;
                let tasks = self.inst.tasks.iter();
                let tasks = tasks.filter(|task| acks.iter().all(|ack| ack.task != task.id));
                tasks
                    .flat_map(|task| {
                        task.assignee
                            .as_ref()
                            .map_or_else(|| task.candidates.clone(), |who| vec![who.clone()])
                    })
                    .collect()
            } else {
                self.actor(name, event)?.people
            };
            for person in found {
                if !people.contains(&person) {
                    people.push(person);
                }
            }
        }
        Ok(people)
    }
}

/// Persons and parties in a value: ids as text, parties as maps with an `id`. A name is nobody's id: it may be private.
fn collect(value: &Json, people: &mut Vec<String>) {
    match value {
        Json::String(id) => people.push(id.clone()),
        Json::Array(items) => items.iter().for_each(|item| collect(item, people)),
        Json::Object(fields) => {
            if let Some(id) = fields.get("id").and_then(Json::as_str) {
                people.push(id.to_owned());
            }
        }
        _ => {}
    }
}
