//! Actions: exactly one verb each, perhaps under a condition or in a loop.

use super::Compiler;
use crate::definition::types::Around;
use crate::definition::{Action, Block, Expr, SpanExpr, StateIx, Target};
use crate::model::action as model;
use crate::script::{Kind, Type};
use crate::source::{Code, Pointer};
use serde_json::Value as Json;

/// The verbs, in the order of the reference.
pub(crate) const VERBS: [&str; 18] = [
    "assign",
    "put",
    "remove",
    "raise",
    "send",
    "cancel",
    "start",
    "notify",
    "issue",
    "call",
    "extend",
    "pause",
    "resume",
    "reassign",
    "log",
    "run",
    "change",
    "withdraw_change",
];

/// The verbs that an action gives.
pub(crate) fn verbs(action: &model::Action) -> Vec<&'static str> {
    let given = [
        !action.assign.is_empty(),
        action.put.is_some(),
        action.remove.is_some(),
        action.raise.is_some(),
        action.send.is_some(),
        action.cancel.is_some(),
        action.start.is_some(),
        action.notify.is_some(),
        action.issue.is_some(),
        action.call.is_some(),
        action.extend.is_some(),
        action.pause.is_some(),
        action.resume.is_some(),
        !action.reassign.is_empty(),
        action.log.is_some(),
        action.run.is_some(),
        action.change.is_some(),
        action.withdraw_change.is_some(),
    ];
    VERBS.into_iter().zip(given).filter_map(|(verb, given)| given.then_some(verb)).collect()
}

impl Compiler<'_, '_> {
    /// The actions of a list as blocks: one, or none for an empty list.
    pub(super) fn block(
        &mut self,
        actions: &[model::Action],
        at: &Pointer,
        around: &Around,
        state: StateIx,
    ) -> Vec<Block> {
        if actions.is_empty() { Vec::new() } else { vec![self.one_block(actions, at, around, state)] }
    }

    /// The actions of a list as one block.
    pub(super) fn one_block(
        &mut self,
        actions: &[model::Action],
        at: &Pointer,
        around: &Around,
        state: StateIx,
    ) -> Block {
        self.actions(actions, at, around, state, None)
    }

    /// Actions of a state; `deadline` is the one meant by an `extend` that names none.
    pub(super) fn actions(
        &mut self,
        actions: &[model::Action],
        at: &Pointer,
        around: &Around,
        state: StateIx,
        deadline: Option<&str>,
    ) -> Block {
        let mut block = Vec::new();
        for (place, action) in actions.iter().enumerate() {
            block.extend(self.action(action, &at.index(place), around, state, deadline));
        }
        block
    }

    fn action(
        &mut self,
        action: &model::Action,
        at: &Pointer,
        around: &Around,
        state: StateIx,
        deadline: Option<&str>,
    ) -> Block {
        let given = verbs(action);
        if given.len() != 1 {
            let fault = self.report.key(Code::ExactlyOneOf, at).with("got", given.join(", "));
            self.report.add(fault.with("known", VERBS.join(", ")));
        }
        let item = action.as_.clone().unwrap_or_else(|| "item".to_owned());
        let list =
            action.for_each.as_ref().map(|list| self.bare(list, Kind::Value, &at.key("for_each"), around));
        let inner = match (&action.for_each, &list) {
            (Some(list), _) => around.with(&item, self.element(&list.0)),
            _ => around.clone(),
        };
        let mut body = self.verb(action, at, &inner, state, deadline);
        if let Some(when) = &action.when {
            let condition = self.guard(when, &at.key("when"), &inner);
            body = vec![Action::If(vec![(condition, body)])];
        }
        match list {
            Some(Some(list)) => vec![Action::ForEach { list, item, index: None, declares: false, body }],
            Some(None) => Vec::new(),
            None => body,
        }
    }

    fn verb(
        &mut self,
        action: &model::Action,
        at: &Pointer,
        around: &Around,
        state: StateIx,
        deadline: Option<&str>,
    ) -> Block {
        let with = self.values(&action.with, &at.key("with"), around);
        let one = if !action.assign.is_empty() {
            let at = at.key("assign");
            return action
                .assign
                .iter()
                .map(|(field, value)| {
                    let at = at.key(field);
                    self.assigned(field, &at);
                    let from = self.scripts.len();
                    let value = self.value(value, &at, around);
                    self.gives(from, field, &value);
                    Action::Assign { field: field.clone(), value }
                })
                .collect();
        } else if let Some(put) = &action.put {
            self.field(&put.list, &at.key("put").key("list"));
            let row = put.row.as_ref().map(|row| self.value(row, &at.key("put").key("row"), around));
            Action::Put { list: put.list.clone(), row: row.unwrap_or(Expr::Literal(Json::Null)) }
        } else if let Some(remove) = &action.remove {
            let at = at.key("remove");
            self.field(&remove.list, &at.key("list"));
            let around = around.with("item", self.element(&remove.list));
            let Some(condition) = self.guard(&remove.where_, &at.key("where"), &around) else {
                return Vec::new();
            };
            Action::Remove { list: remove.list.clone(), condition }
        } else if let Some(event) = &action.raise {
            Action::Raise { event: event.clone(), data: with }
        } else if let Some(send) = &action.send {
            let at = at.key("send");
            let to = send.to.as_ref().map(|to| self.bare(to, Kind::Value, &at.key("to"), around));
            Action::Send {
                event: self.name(&send.event, &at.key("event"), around),
                to: to.flatten().map_or(Target::This, Target::Case),
                delay: self.delay(send.after.as_ref(), &at.key("after"), around),
                id: send.id.as_deref().map(|id| self.name(id, &at.key("id"), around)),
                data: with,
                content: None,
            }
        } else if let Some(id) = &action.cancel {
            Action::Cancel(self.name(id, &at.key("cancel"), around))
        } else if let Some(start) = &action.start {
            if let Some(field) = &start.save_as {
                self.field(field, &at.key("start").key("save_as"));
            }
            let workflow = self.started(start, &at.key("start"));
            let Some(workflow) = workflow else { return Vec::new() };
            Action::Start { workflow, child: start.child.clone(), with, save_as: start.save_as.clone() }
        } else if let Some(notify) = &action.notify {
            Action::Notify {
                to: notify.to.clone(),
                template: notify.template.clone(),
                text: notify.text.clone(),
                with,
            }
        } else if let Some(issue) = &action.issue {
            Action::Issue {
                document: issue.document.clone(),
                to: issue.to.clone(),
                with,
                corrects: issue.corrects.clone(),
            }
        } else if let Some(call) = &action.call {
            Action::Call { service: call.service.clone(), with }
        } else if let Some(extend) = &action.extend {
            return self.extend(extend, &at.key("extend"), around, state, deadline).into_iter().collect();
        } else if let Some(clock) = &action.pause {
            self.clock(&clock.deadline, &at.key("pause").key("deadline"));
            Action::Pause(clock.deadline.clone())
        } else if let Some(clock) = &action.resume {
            self.clock(&clock.deadline, &at.key("resume").key("deadline"));
            Action::Resume(clock.deadline.clone())
        } else if !action.reassign.is_empty() {
            Action::Reassign(action.reassign.clone())
        } else if let Some(line) = &action.log {
            Action::Log(self.value(line, &at.key("log"), around))
        } else if let Some(run) = &action.run {
            let Some(script) = self.bare(run, Kind::Run, &at.key("run"), around) else { return Vec::new() };
            Action::Run(script)
        } else if let Some(change) = &action.change {
            return self.change(change, &at.key("change"), around).into_iter().collect();
        } else if action.withdraw_change.is_some() {
            Action::WithdrawChange
        } else {
            return Vec::new();
        };
        vec![one]
    }

    fn extend(
        &mut self,
        extend: &model::Extend,
        at: &Pointer,
        around: &Around,
        state: StateIx,
        deadline: Option<&str>,
    ) -> Option<Action> {
        let Some(add) = &extend.add else {
            let fault = self.report.key(Code::MissingKey, at).with("name", "add");
            self.report.add(fault);
            return None;
        };
        let add = self.span(add, &at.key("add"), around)?;
        let limit = extend.limit.as_ref().and_then(|limit| self.span(limit, &at.key("limit"), around));
        if let (SpanExpr::Fixed(add), Some(SpanExpr::Fixed(limit))) = (&add, &limit)
            && add.unit != limit.unit
        {
            let fault = self.report.value(Code::UnitsMix, &at.key("limit"));
            self.report.add(fault.with("got", format!("{add}, {limit}")));
        }
        let reason = extend.reason.as_ref().map(|reason| self.value(reason, &at.key("reason"), around));
        if let Some(name) = &extend.deadline {
            self.clock(name, &at.key("deadline"));
            return Some(Action::Extend { deadline: name.clone(), add, limit, reason });
        }
        let name = deadline.map(str::to_owned).or_else(|| self.nearest_deadline(state));
        let Some(name) = name else {
            let fault = self.report.key(Code::MissingKey, at).with("name", "deadline");
            self.report.add(fault);
            return None;
        };
        Some(Action::Extend { deadline: name, add, limit, reason })
    }

    /// The name of the deadline of a state, or of the nearest one around it.
    fn nearest_deadline(&self, state: StateIx) -> Option<String> {
        let root = crate::definition::names::root_state(self.model);
        let laid = crate::definition::names::lay_out(&root);
        let mut at = laid.get(state as usize);
        while let Some(one) = at {
            if one.state.deadline.is_some() {
                return Some(one.id.clone());
            }
            if let Some(name) = one.state.deadlines.keys().next() {
                return Some(name.clone());
            }
            at = one.parent.and_then(|parent| laid.get(parent as usize));
        }
        None
    }

    fn clock(&mut self, name: &str, at: &Pointer) {
        if !self.names.deadlines.iter().any(|known| known == name) {
            let known: Vec<&str> = self.names.deadlines.iter().map(String::as_str).collect();
            self.report.unknown(Code::UnknownDeadline, at, name, known);
        }
    }

    /// A data field that stands as a key.
    fn assigned(&mut self, field: &str, at: &Pointer) {
        if !self.names.fields.iter().any(|known| known == field) {
            let known: Vec<&str> = self.names.fields.iter().map(String::as_str).collect();
            self.report.unknown_key(Code::UnknownField, at, field, known);
        }
    }

    /// Notes of which field the last script gives the value.
    pub(super) fn gives(&mut self, from: usize, field: &str, value: &Expr) {
        if !matches!(value, Expr::Script(_)) {
            return;
        }
        let type_ = self.model.data.get(field).map(crate::definition::types::of_field);
        if let (Some(last), Some(Type::Enum(words))) = (self.scripts.get_mut(from), type_) {
            last.gives = Some(Type::Enum(words));
        }
    }
}
