//! Messages between cases: delivered in order, each as an input of its own.

use super::super::Happening;
use super::{MAX_MESSAGES, Place, Simulation};
use crate::instance::{CaseId, Cause, Data, Input, Message, Shared, Source};
use jiff::Timestamp;
use std::collections::BTreeMap;

impl Simulation {
    /// Delivers every message, and those that follow from them.
    pub(super) fn deliver(&mut self) -> Result<(), String> {
        for _ in 0..MAX_MESSAGES {
            let Some((place, (to, message))) = self.messages.pop_first() else { return Ok(()) };
            self.deliver_one(&place, &to, message);
        }
        Err(format!("more than {MAX_MESSAGES} messages at one moment"))
    }

    fn deliver_one(&mut self, place: &Place, to: &CaseId, message: Message) {
        let (_, from, seq, index) = place;
        let at = self.now;
        let mut input = Input {
            id: format!("{seq}-{index}"),
            source: Source::Case(from.clone()),
            at,
            occurred_at: None,
            actor: None,
            cause: Cause::Cancel,
            numbers: BTreeMap::new(),
            reads: Vec::new(),
        };
        match message {
            Message::Start { workflow, data, parent, occurred_at } => {
                // A cancel that came first leaves nothing to start.
                if self.cancelled.remove(to) || self.cases.contains_key(to) {
                    return;
                }
                let waits = parent.is_some();
                input.cause = Cause::Start { data, parent };
                input.occurred_at = Some(occurred_at.min(at));
                let definition = self.library.at(&workflow, occurred_at, &self.world).cloned();
                let begun = match definition {
                    None => Err(format!("no workflow `{workflow}` was in force")),
                    Some(definition) => {
                        self.begin_by_case(&definition, to, &input).map_err(|stop| stop.to_string())
                    }
                };
                let is_there = begun.unwrap_or_else(|why| {
                    self.happened.push_back(Happening::failed(to, at, &input.cause, why));
                    false
                });
                if waits && !is_there {
                    let failed = Message::ChildEnded {
                        state: None,
                        data: Data::new(),
                        shared: Shared::default(),
                        goes_on: false,
                        occurred_at: None,
                    };
                    self.post(to, from, failed, at);
                }
                return;
            }
            Message::Cancel if !self.cases.contains_key(to) => {
                self.cancelled.insert(to.clone());
                return;
            }
            Message::Cancel => {}
            Message::Event { name, data, occurred_at } => {
                input.occurred_at = occurred_at.map(|happened| happened.min(at));
                input.cause = Cause::Event { name, data, task: None, region: None };
            }
            Message::ChildEnded { state, data, shared, goes_on, occurred_at } => {
                input.occurred_at = occurred_at.map(|happened| happened.min(at));
                input.cause = Cause::ChildEnded { child: from.clone(), state, data, shared, goes_on };
            }
            Message::ChildChanged { state, shared, occurred_at } => {
                input.occurred_at = Some(occurred_at.min(at));
                input.cause = Cause::ChildChanged { child: from.clone(), state, shared };
            }
            Message::ParentChanged { shared, occurred_at } => {
                input.occurred_at = Some(occurred_at.min(at));
                input.cause = Cause::ParentChanged { shared };
            }
        }
        self.hand(to, input);
    }

    /// Brings to a case what another one sends it.
    pub(super) fn hand(&mut self, to: &CaseId, input: Input) {
        let (at, cause) = (input.at, input.cause.clone());
        match self.take(to, input) {
            Ok(_) => {}
            // What another case refuses is an answer to nobody: its sender has gone on.
            Err(stop) => self.happened.push_back(Happening::failed(to, at, &cause, stop.to_string())),
        }
    }

    /// A message that the engine sends for a case which could not begin.
    fn post(&mut self, from: &CaseId, to: &CaseId, message: Message, at: Timestamp) {
        self.messages.insert((at, from.clone(), 0, 0), (to.clone(), message));
    }
}
