//! Actions, one after the other.

use super::machine::{CONTENT, Event, Machine};
use super::nodes::Node;
use super::{Fault, MAX_LIST, Stop, Trace, vars};
use crate::definition::{Action, Name};
use crate::instance::{Data, Effect, Message};
use crate::script;
use serde_json::Value as Json;

/// What went wrong in an action: an error that an author may handle, or the end of the step.
pub(super) enum Wrong {
    Script(script::Error),
    Event(String),
    Stop(Stop),
}

impl From<script::Error> for Wrong {
    fn from(error: script::Error) -> Self {
        Self::Script(error)
    }
}

impl From<Stop> for Wrong {
    fn from(stop: Stop) -> Self {
        Self::Stop(stop)
    }
}

pub(super) fn fault(message: String) -> script::Error {
    script::Error { kind: script::ErrorKind::Fault(message), offset: None }
}

impl Machine<'_> {
    /// Does a block. An error that is handled ends the block, not the step.
    pub fn block(&mut self, block: &[Action], node: Node) -> Result<(), Stop> {
        let place = self.chart().state(node.state).id.clone();
        match self.actions(block, node, &place) {
            Ok(()) => Ok(()),
            Err(Wrong::Stop(stop)) => Err(stop),
            Err(Wrong::Script(error)) => self.script_error("action", &place, error),
            Err(Wrong::Event(name)) => {
                self.raise(name, Data::new());
                Ok(())
            }
        }
    }

    fn actions(&mut self, block: &[Action], node: Node, place: &str) -> Result<(), Wrong> {
        block.iter().try_for_each(|action| self.act(action, node, place))
    }

    fn act(&mut self, action: &Action, node: Node, place: &str) -> Result<(), Wrong> {
        match action {
            Action::If(branches) => {
                for (condition, body) in branches {
                    let holds = match condition {
                        None => true,
                        Some(condition) => match self.guard(condition, None) {
                            Ok(holds) => holds,
                            // SCXML: a condition that fails is false, and the error is an event.
                            Err(error) if self.def.lenient_errors => {
                                self.script_error("action", place, error)?;
                                false
                            }
                            Err(error) => return Err(error.into()),
                        },
                    };
                    if holds {
                        return self.actions(body, node, place);
                    }
                }
            }
            Action::ForEach { list, item, index, declares, body } => {
                self.for_each(list, item, index.as_deref(), *declares, body, node, place)?;
            }
            Action::Assign { field, value } => {
                // SCXML: a place that does not exist is an error; the compiler refuses it everywhere else.
                if self.def.lenient_errors && !self.def.fields.contains_key(field) {
                    return Err(Wrong::Event("error.execution".to_owned()));
                }
                let value = self.value(value, None)?;
                self.assign(field, value, place)?;
            }
            Action::Put { list, row } => {
                let row = self.value(row, None)?;
                self.put(list, row, place)?;
            }
            Action::Remove { list, condition } => self.remove(list, condition, place)?,
            Action::Raise { event, data } => {
                let data = self.values(data, None)?;
                let mut raised = Event { name: event.clone(), data, internal: true, ..Event::default() };
                raised.occurred_at = self.legal_time();
                raised.region = node.element_name(self.chart(), &self.inst);
                self.internal.push_back(raised);
            }
            Action::Send { event, to, delay, id, data, content } => {
                let name = self.name(event)?;
                let mut data = self.values(data, None)?;
                if let Some(content) = content {
                    let content = self.value(content, None)?;
                    if !content.is_null() {
                        data.insert(CONTENT.to_owned(), content);
                    }
                }
                self.send(name, to, delay, id.as_ref(), data, place)?;
            }
            Action::Cancel(name) => {
                let id = self.name(name)?;
                self.inst.delayed.retain(|delayed| delayed.id != id);
            }
            Action::Start { workflow, child, with, save_as } => {
                let data = self.values(with, None)?;
                let id = self.new_child(workflow);
                if let Some(field) = save_as {
                    self.assign(field, id.as_str().into(), place)?;
                }
                let parent = match child {
                    Some(name) => Some(self.adopt(name, &id)?),
                    None => None,
                };
                let message = Message::Start {
                    workflow: workflow.clone(),
                    data,
                    parent,
                    occurred_at: self.legal_time(),
                };
                self.effects.push(Effect::Message { to: id, message });
            }
            Action::Notify { to, template, text, with } => {
                self.notify(to, template.as_deref(), text.as_ref(), with, place)?;
            }
            Action::Issue { document, to, with, corrects } => {
                self.issue(document, to, with, corrects.as_deref(), place)?;
            }
            Action::Call { service, with } => {
                let data = self.values(with, None)?;
                self.effects.push(Effect::Call { service: service.clone(), data });
            }
            Action::Extend { deadline, add, limit, reason } => {
                let add = self.span(add, place)?;
                let limit = match limit {
                    None => None,
                    Some(limit) => Some(self.span(limit, place)?),
                };
                let reason = match reason {
                    None => None,
                    Some(reason) => Some(crate::instance::words::plain(&self.value(reason, None)?)),
                };
                self.extend_clock(deadline, add, limit, reason, node)?;
            }
            Action::Pause(deadline) => self.pause_clock(deadline, node)?,
            Action::Resume(deadline) => self.resume_clock(deadline, node)?,
            Action::Reassign(to) => {
                let event = self.event.clone();
                let people = self.actors(to, event.as_deref())?;
                if people.is_empty() {
                    self.nobody(to, place)?;
                } else {
                    self.reassign(&people, (node.state != 0).then_some(node));
                }
            }
            Action::Log(value) => {
                let text = match self.value(value, None)? {
                    Json::String(text) => text,
                    other => other.to_string(),
                };
                self.trace.push(Trace::Line { text });
            }
            Action::Run(script) => self.run(script, place)?,
            Action::Change(rule) => self.change_duty(rule, place)?,
            Action::WithdrawChange => self.withdraw_changes(),
            Action::Fail(name) => return Err(Wrong::Event(format!("error.{name}"))),
        }
        Ok(())
    }

    #[expect(clippy::too_many_arguments, reason = "the parts of one action, taken apart once")]
    fn for_each(
        &mut self,
        list: &script::Script,
        item: &str,
        index: Option<&str>,
        declares: bool,
        body: &[Action],
        node: Node,
        place: &str,
    ) -> Result<(), Wrong> {
        let value = self.eval(list, None)?;
        let items = if value.is_unit() && !declares {
            script::List::new()
        } else {
            value.into_array().map_err(|_| fault(format!("`{}` is not a list", list.text())))?
        };
        for (at, value) in (0_i64..).zip(items) {
            if declares {
                self.assign(item, vars::json(&value)?, place)?;
                if let Some(index) = index {
                    self.assign(index, at.into(), place)?;
                }
                self.actions(body, node, place)?;
                continue;
            }
            // The values as they are: as JSON, dates would be texts.
            let depth = self.locals.len();
            self.locals.push((item.to_owned(), value));
            if let Some(index) = index {
                self.locals.push((index.to_owned(), at.into()));
            }
            let done = self.actions(body, node, place);
            self.locals.truncate(depth);
            done?;
        }
        Ok(())
    }

    /// Sets a data field; an absent value empties it.
    pub fn assign(&mut self, field: &str, value: Json, place: &str) -> Result<(), Stop> {
        self.check_frozen(field, place)?;
        if value.is_null() {
            self.inst.data.remove(field);
        } else {
            self.fits(field, &value, place)?;
            self.inst.data.insert(field.to_owned(), value);
        }
        self.note(|| Trace::Changed { field: field.to_owned() });
        Ok(())
    }

    fn put(&mut self, list: &str, row: Json, place: &str) -> Result<(), Stop> {
        let key = self.def.fields.get(list).and_then(|field| field.model.key.clone());
        let mut items = self.inst.data.get(list).and_then(Json::as_array).cloned().unwrap_or_default();
        let same = key.as_ref().and_then(|key| {
            let wanted = row.get(key)?;
            items.iter().position(|item| item.get(key) == Some(wanted))
        });
        if same.is_none() && items.len() >= MAX_LIST {
            return Err(Stop::Fault(Fault::Limit { name: "list", limit: MAX_LIST }));
        }
        match same.and_then(|at| items.get_mut(at)) {
            Some(slot) => *slot = row,
            None => items.push(row),
        }
        self.assign(list, Json::Array(items), place)
    }

    fn remove(&mut self, list: &str, condition: &script::Script, place: &str) -> Result<(), Wrong> {
        let items = self.inst.data.get(list).and_then(Json::as_array).cloned().unwrap_or_default();
        let values =
            self.variable(list, None, 0).and_then(|value| value.into_array().ok()).unwrap_or_default();
        let mut kept = Vec::with_capacity(items.len());
        for (item, value) in items.into_iter().zip(values) {
            self.locals.push(("item".to_owned(), value));
            let goes = self.guard(condition, None);
            self.locals.pop();
            if !goes? {
                kept.push(item);
            }
        }
        Ok(self.assign(list, Json::Array(kept), place)?)
    }

    fn run(&mut self, script: &script::Script, place: &str) -> Result<(), Wrong> {
        let engine = self.def.scripts.clone();
        let facts = self.facts(script);
        let changed = engine.run(
            script,
            &|name: &str| self.variable(name, None, 0),
            facts.as_ref(),
            self.options.stop,
        )?;
        for (name, value) in changed {
            self.assign(&name, vars::json(&value)?, place)?;
        }
        Ok(())
    }

    pub fn name(&mut self, name: &Name) -> Result<String, Wrong> {
        Ok(match name {
            Name::Fixed(name) => name.clone(),
            Name::Script(script) => {
                let value = self.eval(script, None)?;
                value.into_string().map_err(|_| fault(format!("`{}` gives no name", script.text())))?
            }
        })
    }

    /// Sets the fields that have a default.
    pub fn set_defaults(&mut self) -> Result<(), Stop> {
        for (name, field) in &self.def.fields {
            let Some(default) = &field.default else { continue };
            let value =
                self.value(default, None).map_err(|error| vars::stop_of(error, &format!("data.{name}")))?;
            if !value.is_null() {
                self.inst.data.insert(name.clone(), value);
            }
        }
        Ok(())
    }
}
