//! Work for people.

use super::machine::Machine;
use super::nodes::Node;
use super::refusal::{Refusal, RefusalCode};
use super::{Stop, Trace, Verdict};
use crate::definition::TaskRule;
use crate::instance::Words;
use crate::instance::{Actor, Input, Task};
use smol_str::{SmolStr, format_smolstr};
use std::sync::Arc;

impl Machine<'_> {
    /// Opens the tasks of a state that was entered.
    pub fn open_tasks(&mut self, node: Node) -> Result<(), Stop> {
        let state = self.chart().state(node.state);
        for rule in &state.tasks {
            let event = self.event.clone();
            let people = self.actors(&rule.to, event.as_deref())?;
            if rule.each {
                for person in people {
                    self.open_rule(node, rule, vec![person]);
                }
            } else {
                self.open_rule(node, rule, people);
            }
        }
        Ok(())
    }

    /// Opens a task that a state has.
    pub fn open_rule(&mut self, node: Node, rule: &TaskRule, people: Vec<String>) {
        self.open_task(node, &rule.name, rule.title.clone(), people, rule.does.clone());
        if let Some(task) = self.inst.tasks.last_mut() {
            task.follows = rule.follow;
        }
    }

    /// Opens one task. A single person found becomes its assignee.
    pub fn open_task(
        &mut self,
        node: Node,
        name: &str,
        title: Arc<Words>,
        candidates: Vec<String>,
        does: Arc<[String]>,
    ) -> SmolStr {
        let id = format_smolstr!("t{}", self.next_count());
        let assignee = match candidates.as_slice() {
            [only] => Some(only.clone()),
            _ => None,
        };
        self.note(|| Trace::TaskOpened {
            id: id.to_string(),
            name: name.to_owned(),
            candidates: candidates.clone(),
        });
        let node = self.key(node);
        self.inst.tasks.push(Task {
            id: id.clone(),
            name: name.into(),
            node,
            title,
            candidates,
            assignee,
            does,
            follows: false,
            opened_at: self.now,
        });
        id
    }

    /// Closes the tasks of a state that is left.
    pub fn close_tasks(&mut self, node: Node) {
        let key = self.key(node);
        let closed: Vec<Task> = self.inst.tasks.extract_if(.., |task| task.node == key).collect();
        for task in closed {
            self.note(|| Trace::TaskClosed { id: task.id.into(), name: task.name.into() });
        }
    }

    /// Closes one task.
    pub fn close_task(&mut self, id: &str) {
        if let Some(place) = self.inst.tasks.iter().position(|task| task.id == id) {
            let task = self.inst.tasks.remove(place);
            self.note(|| Trace::TaskClosed { id: task.id.into(), name: task.name.into() });
        }
    }

    pub fn claim(&mut self, input: &Input, id: &str) -> Result<Verdict, Stop> {
        let who = self.acting(input)?.id.clone();
        let task = self.task_mut(id)?;
        if !task.candidates.contains(&who) {
            return Err(Refusal::new(RefusalCode::NotAllowed)
                .with("who", who)
                .with("may", task.candidates.join(", "))
                .with("event", "claim")
                .into());
        }
        match &task.assignee {
            Some(other) if *other != who => {
                Err(Refusal::new(RefusalCode::TaskTaken).with("task", id).with("who", other.clone()).into())
            }
            _ => {
                task.assignee = Some(who);
                Ok(Verdict::Accepted)
            }
        }
    }

    pub fn release(&mut self, input: &Input, id: &str) -> Result<Verdict, Stop> {
        let who = self.acting(input)?.id.clone();
        let task = self.task_mut(id)?;
        if task.assignee.as_ref() != Some(&who) {
            let holder = task.assignee.clone().unwrap_or_default();
            return Err(Refusal::new(RefusalCode::TaskTaken).with("task", id).with("who", holder).into());
        }
        task.assignee = None;
        Ok(Verdict::Accepted)
    }

    fn task_mut(&mut self, id: &str) -> Result<&mut Task, Stop> {
        let gone = || Stop::from(Refusal::new(RefusalCode::TaskGone).with("task", id));
        self.inst.tasks.iter_mut().find(|task| task.id == id).ok_or_else(gone)
    }

    /// Hands the open tasks of a node, or of all, to other people.
    pub fn reassign(&mut self, people: &[String], within: Option<Node>) {
        let chart = self.chart();
        let places: Vec<usize> = self
            .inst
            .tasks
            .iter()
            .enumerate()
            // Who approves is the law's to say, not a rung's.
            .filter(|(_, task)| self.inst.requests.iter().all(|request| request.task != task.id))
            .filter(|(_, task)| self.inst.acks.iter().all(|ack| ack.task != task.id))
            .filter(|(_, task)| {
                within.is_none_or(|outer| {
                    Node::of_key(chart, &self.inst, &task.node)
                        .is_some_and(|at| at == outer || at.inside(outer, chart))
                })
            })
            .map(|(place, _)| place)
            .collect();
        for place in places {
            if let Some(task) = self.inst.tasks.get_mut(place) {
                task.candidates = people.to_vec();
                task.follows = false;
                task.assignee = match people {
                    [only] => Some(only.clone()),
                    _ => None,
                };
            }
        }
    }

    /// Who acts in this input.
    pub fn acting<'i>(&self, input: &'i Input) -> Result<&'i Actor, Stop> {
        input.actor.as_ref().ok_or_else(|| Refusal::new(RefusalCode::NoActor).into())
    }
}
