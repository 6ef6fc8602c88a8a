//! Actions, one after the other.

use super::machine::{Event, Machine};
use super::nodes::Node;
use super::{Fault, MAX_DELAYED, MAX_LIST, Stop, Trace, vars};
use crate::definition::{Action, Delay, Name, Target};
use crate::instance::{CaseId, Child, Data, Delayed, Effect, Message, Parent};
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
                    data.insert("$content".to_owned(), self.value(content, None)?);
                }
                self.send(name, to, delay, id.as_ref(), data, place)?;
            }
            Action::Cancel(name) => {
                let id = self.name(name)?;
                self.inst.delayed.retain(|delayed| delayed.id != id);
            }
            Action::Start { workflow, with, save_as } => {
                let data = self.values(with, None)?;
                let id = self.new_child(workflow);
                if let Some(field) = save_as {
                    self.assign(field, id.as_str().into(), place)?;
                }
                let message = Message::Start {
                    workflow: workflow.clone(),
                    data,
                    parent: None,
                    occurred_at: self.legal_time(),
                };
                self.effects.push(Effect::Message { to: id, message });
            }
            Action::Notify { to, template, text, with } => {
                self.notify(to, template.as_deref(), text.as_ref(), with, place)?;
            }
            Action::Issue { document, to, with } => self.issue(document, to, with, place)?,
            Action::Call { service, with } => {
                let data = self.values(with, None)?;
                self.effects.push(Effect::Call { service: service.clone(), data });
            }
            Action::Extend { deadline, add } => {
                let add = self.span(add, place)?;
                self.extend_clock(deadline, add, node)?;
            }
            Action::Pause(deadline) => self.pause_clock(deadline, node)?,
            Action::Resume(deadline) => self.resume_clock(deadline, node)?,
            Action::Reassign(to) => {
                let event = self.event.clone();
                let people = self.actors(to, event.as_ref())?;
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
        let json = script::to_json(&value).map_err(|error| script::Error {
            kind: script::ErrorKind::Fault(error.to_string()),
            offset: None,
        })?;
        let items = match json {
            Json::Array(items) => items,
            Json::Null if !declares => Vec::new(),
            _ => {
                let message = format!("`{}` is not a list", list.text());
                return Err(script::Error { kind: script::ErrorKind::Fault(message), offset: None }.into());
            }
        };
        for (at, value) in items.into_iter().enumerate() {
            if declares {
                self.inst.data.insert(item.to_owned(), value);
                if let Some(index) = index {
                    self.inst.data.insert(index.to_owned(), at.into());
                }
                self.actions(body, node, place)?;
                continue;
            }
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
            // The absent value takes the field away, unless nothing is declared and `null` itself is meant.
            if self.def.lenient_errors {
                self.inst.data.insert(field.to_owned(), Json::Null);
            } else {
                self.inst.data.remove(field);
            }
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
        let mut kept = Vec::with_capacity(items.len());
        for item in items {
            self.locals.push(("item".to_owned(), item.clone()));
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
            let value = script::to_json(&value).map_err(|error| script::Error {
                kind: script::ErrorKind::Fault(error.to_string()),
                offset: None,
            })?;
            self.assign(&name, value, place)?;
        }
        Ok(())
    }

    fn name(&mut self, name: &Name) -> Result<String, Wrong> {
        Ok(match name {
            Name::Fixed(name) => name.clone(),
            Name::Script(script) => {
                let value = self.eval(script, None)?;
                value.into_string().map_err(|_| script::Error {
                    kind: script::ErrorKind::Fault(format!("`{}` gives no name", script.text())),
                    offset: None,
                })?
            }
        })
    }

    fn send(
        &mut self,
        event: String,
        to: &Target,
        delay: &Delay,
        id: Option<&Name>,
        data: Data,
        place: &str,
    ) -> Result<(), Wrong> {
        let to = match to {
            Target::Internal => {
                let content = { data.get("$content").cloned() };
                let raised = Event {
                    name: event,
                    data,
                    content,
                    internal: true,
                    occurred_at: self.legal_time(),
                    ..Event::default()
                };
                self.internal.push_back(raised);
                return Ok(());
            }
            Target::Parent => match &self.inst.parent {
                Some(parent) => parent.id.clone(),
                None => return Err(Wrong::Event("error.communication".to_owned())),
            },
            Target::Child(name) => {
                let child = self.inst.children.values().find(|child| child.name == *name);
                match child {
                    Some(child) => child.id.clone(),
                    None => return Err(Wrong::Event("error.communication".to_owned())),
                }
            }
            Target::Case(script) => {
                CaseId::stored(self.eval(script, None)?.into_string().unwrap_or_default())
            }
            Target::This => {
                let due_at = match delay {
                    Delay::None => self.now,
                    Delay::Millis(millis) => self
                        .now
                        .checked_add(jiff::SignedDuration::from_millis(*millis))
                        .map_err(|_| Stop::Fault(Fault::Time(format!("{place}: beyond the end of time"))))?,
                    Delay::Span(span) => self.later(span, self.now, place)?,
                };
                if self.inst.delayed.len() >= MAX_DELAYED {
                    return Err(Stop::Fault(Fault::Limit { name: "delayed", limit: MAX_DELAYED }).into());
                }
                let order = self.next_count();
                let id = match id {
                    Some(name) => self.name(name)?,
                    None => format!("s{order}"),
                };
                self.inst.delayed.push(Delayed { id, event, data, due_at, order });
                return Ok(());
            }
        };
        self.effects.push(Effect::Message { to, message: Message::Event { name: event, data } });
        Ok(())
    }

    fn new_child(&mut self, workflow: &str) -> CaseId {
        let index = self.started;
        self.started += 1;
        CaseId::child(workflow, &self.inst.id, self.inst.version + 1, index)
    }

    /// Begins the invocations of the states that are still active at the end of the macrostep.
    pub fn invoke_children(&mut self) -> Result<(), Stop> {
        for node in std::mem::take(&mut self.to_invoke) {
            let state = self.chart().state(node.state);
            let depth = self.locals.len();
            self.bind_element(node);
            for invoke in &state.invoke {
                let data = match self.values(&invoke.with, None) {
                    Ok(data) => data,
                    Err(error) => {
                        self.script_error("action", &state.id, error)?;
                        continue;
                    }
                };
                let id = self.new_child(&invoke.workflow);
                let key = self.key(node);
                let entry = self.inst.active.get(&key).map_or(0, |active| active.entry);
                let child = Child {
                    id: id.clone(),
                    name: invoke.id.clone(),
                    workflow: invoke.workflow.clone(),
                    node: key,
                    entry,
                };
                self.inst.children.insert(self.place_of(&invoke.id, node), child);
                let message = Message::Start {
                    workflow: invoke.workflow.clone(),
                    data,
                    parent: Some(Parent { id: self.inst.id.clone() }),
                    occurred_at: self.legal_time(),
                };
                self.effects.push(Effect::Message { to: id, message });
            }
            self.locals.truncate(depth);
        }
        Ok(())
    }

    /// Cancels what a state invoked when it is left.
    pub fn cancel_child(&mut self, node: Node) {
        let key = self.key(node);
        let gone: Vec<String> = self
            .inst
            .children
            .iter()
            .filter(|(_, child)| child.node == key)
            .map(|(name, _)| name.clone())
            .collect();
        for name in gone {
            if let Some(child) = self.inst.children.remove(&name) {
                self.effects.push(Effect::Message { to: child.id, message: Message::Cancel });
            }
        }
    }

    /// The node and name of an invocation, by the case it made; it is taken off the list.
    pub fn child_ended(&mut self, id: &CaseId) -> Option<(Node, String)> {
        let name =
            self.inst.children.iter().find(|(_, child)| child.id == *id).map(|(name, _)| name.clone())?;
        let child = self.inst.children.remove(&name)?;
        let node = Node::of_key(self.chart(), &self.inst, &child.node)?;
        Some((node, child.name))
    }

    /// Passes an event from outside on to the invocations that ask for it.
    pub fn forward(&mut self, event: &Event) {
        let children: Vec<Child> = self.inst.children.values().cloned().collect();
        for child in children {
            let forwards = self.chart().by_id.get(&child.node.state).is_some_and(|ix| {
                self.chart().state(*ix).invoke.iter().any(|invoke| invoke.id == child.name && invoke.forward)
            });
            if forwards {
                let message = Message::Event { name: event.name.clone(), data: event.data.clone() };
                self.effects.push(Effect::Message { to: child.id, message });
            }
        }
    }

    /// Does what an invocation's `finalize` asks with an event that comes from it.
    pub fn finalize(&mut self, event: &Event) -> Result<(), Stop> {
        let Some(invoke) = &event.invoke else { return Ok(()) };
        let Some(child) = self.inst.children.values().find(|child| child.name == *invoke).cloned() else {
            return Ok(());
        };
        let Some(node) = Node::of_key(self.chart(), &self.inst, &child.node) else { return Ok(()) };
        for rule in &self.chart().state(node.state).invoke {
            if rule.id == *invoke {
                self.block(&rule.finalize, node)?;
            }
        }
        Ok(())
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
