//! Tasks that move with whoever is on duty.

use super::machine::{Event, Machine};
use super::nodes::Node;
use super::{Stop, Trace, Verdict};
use crate::instance::{Task, Words};
use std::sync::Arc;

impl Machine<'_> {
    /// Offers a task of a state to those who are on duty now. `incoming` has just come on.
    pub fn follow(
        &mut self,
        task: &str,
        node: Node,
        event: Event,
        incoming: &[String],
    ) -> Result<Verdict, Stop> {
        let state = self.chart().state(node.state);
        let Some(rule) = state.tasks.iter().find(|rule| rule.name == task) else {
            return Ok(Verdict::Ignored);
        };
        let depth = self.locals.len();
        self.event = Some(Arc::new(event));
        self.bind_element(node);
        let event = self.event.clone();
        let people = self.actors(&rule.to, event.as_deref())?;
        self.locals.truncate(depth);
        let key = self.key(node);
        let follows = |task: &Task| task.follows && task.node == key && task.name == rule.name;
        if people.is_empty() {
            // Better with those who have gone home than with nobody.
            if self.inst.tasks.iter().any(follows) {
                let Words { zh, en } = &*rule.title;
                self.trace.push(Trace::Line {
                    text: format!("无人接班，任务“{zh}”暂不转 / nobody comes on duty: task {en} stays"),
                });
            }
        } else if rule.each {
            let gone = |task: &Task| task.candidates.iter().all(|person| !people.contains(person));
            let left: Vec<_> = self.inst.tasks.iter().filter(|task| follows(task) && gone(task)).collect();
            let left: Vec<_> = left.into_iter().map(|task| task.id.clone()).collect();
            let has = |task: &Task, person: &String| follows(task) && task.candidates.contains(person);
            let new: Vec<String> = incoming
                .iter()
                .filter(|person| people.contains(person))
                .filter(|person| !self.inst.tasks.iter().any(|task| has(task, person)))
                .cloned()
                .collect();
            left.iter().for_each(|id| self.close_task(id));
            if !new.is_empty() {
                self.note_move(&rule.title, &new);
            }
            new.into_iter().for_each(|person| self.open_rule(node, rule, vec![person]));
        } else {
            let mut moved = false;
            for task in self.inst.tasks.iter_mut().filter(|task| follows(task) && task.candidates != people) {
                task.candidates.clone_from(&people);
                task.assignee = match people.as_slice() {
                    [only] => Some(only.clone()),
                    _ => task.assignee.take().filter(|who| people.contains(who)),
                };
                moved = true;
            }
            if moved {
                self.note_move(&rule.title, &people);
            }
        }
        self.settle()?;
        Ok(Verdict::Accepted)
    }

    fn note_move(&mut self, title: &Words, people: &[String]) {
        let (zh, en) = (people.join("、"), people.join(", "));
        self.trace.push(Trace::Line {
            text: format!("换班，任务“{}”转给 {zh} / shift: task {} moves to {en}", title.zh, title.en),
        });
    }
}
