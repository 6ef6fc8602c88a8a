//! What goes to other cases and comes from those invoked.

use super::act::{Wrong, fault};
use super::machine::{CONTENT, Event, Machine};
use super::nodes::Node;
use super::{Fault, MAX_DELAYED, Stop, Verdict};
use crate::definition::{Delay, Name, Target};
use crate::instance::{CaseId, Child, Data, Delayed, Effect, Message, Parent, Recipient};

impl Machine<'_> {
    /// Sends an event: within this step, to this case later, or to another case.
    pub fn send(
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
                let mut raised = Event {
                    name: event,
                    data,
                    internal: true,
                    occurred_at: self.legal_time(),
                    ..Event::default()
                };
                raised.content = raised.data.remove(CONTENT);
                self.internal.push_back(raised);
                return Ok(());
            }
            Target::This => None,
            Target::Parent => Some(Recipient::Parent),
            Target::Child(name) => Some(Recipient::Child(name.clone())),
            Target::Case(script) => {
                let id = self.eval(script, None)?.into_string();
                let id = id.map_err(|_| fault(format!("`{}` gives no case", script.text())))?;
                Some(Recipient::Case(CaseId::stored(id)))
            }
        };
        let due_at = match delay {
            Delay::None => self.now,
            Delay::Millis(millis) => self
                .now
                .checked_add(jiff::SignedDuration::from_millis(*millis))
                .map_err(|_| Stop::Fault(Fault::Time(format!("{place}: beyond the end of time"))))?,
            Delay::Span(span) => self.later(span, self.now, place)?,
        };
        if let Some(to) = &to
            && due_at <= self.now
        {
            let Some(to) = self.recipient(to) else {
                return Err(Wrong::Event("error.communication".to_owned()));
            };
            self.effects.push(Effect::Message {
                to,
                message: Message::Event { name: event, data, occurred_at: Some(self.legal_time()) },
            });
            return Ok(());
        }
        if self.inst.delayed.len() >= MAX_DELAYED {
            return Err(Stop::Fault(Fault::Limit { name: "delayed", limit: MAX_DELAYED }).into());
        }
        let order = self.next_count();
        let id = match id {
            Some(name) => self.name(name)?,
            None => format!("s{order}"),
        };
        self.inst.delayed.push(Delayed { id, event, data, due_at, order, to });
        Ok(())
    }

    /// The case that is meant. Absent: there is none (any more).
    fn recipient(&self, to: &Recipient) -> Option<CaseId> {
        match to {
            Recipient::Parent => self.inst.parent.as_ref().map(|parent| parent.id.clone()),
            Recipient::Child(name) => {
                let child = self.inst.children.values().find(|child| child.name == *name)?;
                Some(child.id.clone())
            }
            Recipient::Case(id) => Some(id.clone()),
        }
    }

    /// Sends a delayed event that another case receives.
    pub fn dispatch(&mut self, to: Recipient, event: String, data: Data) -> Result<Verdict, Stop> {
        match self.recipient(&to) {
            Some(to) => {
                self.effects.push(Effect::Message {
                    to,
                    message: Message::Event { name: event, data, occurred_at: Some(self.legal_time()) },
                });
            }
            None => {
                self.raise("error.communication".to_owned(), Data::new());
                self.settle()?;
            }
        }
        Ok(Verdict::Accepted)
    }

    /// The id of a case that this step starts.
    pub fn new_child(&mut self, workflow: &str) -> CaseId {
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
                    parent: Some(Parent { id: self.inst.id.clone(), shared: Data::new() }),
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

    /// The node and name of an invocation, by the case it made. It is taken off the list when it is over; one that has
    /// only failed at something may still end.
    pub fn child_ended(&mut self, id: &CaseId, over: bool) -> Option<(Node, String)> {
        let name =
            self.inst.children.iter().find(|(_, child)| child.id == *id).map(|(name, _)| name.clone())?;
        let child =
            if over { self.inst.children.remove(&name)? } else { self.inst.children.get(&name)?.clone() };
        let node = Node::of_key(self.chart(), &self.inst, &child.node)?;
        Some((node, child.name))
    }

    /// Passes an event from outside on to the invocations that ask for it.
    pub fn forward(&mut self, event: &Event) {
        let children: Vec<Child> = self.inst.children.values().cloned().collect();
        for child in children {
            let forwards = self.chart().by_id.get(child.node.state.as_str()).is_some_and(|ix| {
                self.chart().state(*ix).invoke.iter().any(|invoke| invoke.id == child.name && invoke.forward)
            });
            if forwards {
                let mut data = event.data.clone();
                if let Some(content) = &event.content {
                    data.insert(CONTENT.to_owned(), content.clone());
                }
                let message =
                    Message::Event { name: event.name.clone(), data, occurred_at: Some(event.occurred_at) };
                self.effects.push(Effect::Message { to: child.id, message });
            }
        }
    }

    /// Does what an invocation's `finalize` asks with an event that comes from it.
    pub fn finalize(&mut self, event: &Event) -> Result<(), Stop> {
        let Some(invoke) = &event.invoke else { return Ok(()) };
        let chart = self.chart();
        let nodes: Vec<Node> = self.config.iter().copied().collect();
        for node in nodes {
            for rule in chart.state(node.state).invoke.iter().filter(|rule| rule.id == *invoke) {
                if event.region.is_none() || node.element_name(chart, &self.inst) == event.region {
                    let depth = self.locals.len();
                    self.bind_element(node);
                    self.block(&rule.finalize, node)?;
                    self.locals.truncate(depth);
                }
            }
        }
        Ok(())
    }
}
