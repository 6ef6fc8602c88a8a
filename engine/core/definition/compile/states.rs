//! States, in document order.

use super::Compiler;
use crate::definition::chart::{Invoke, PerElement};
use crate::definition::names::Laid;
use crate::definition::types::Around;
use crate::definition::{Complete, Expr, State, StateIx, StateKind, TaskRule};
use crate::instance::Words;
use crate::model::event::Need;
use crate::model::state::{self as model, EmptyList};
use crate::script::Type;
use crate::source::{Code, Label, Pointer};
use std::sync::Arc;

impl Compiler<'_, '_> {
    /// Makes every state without its transitions.
    pub(super) fn states(&mut self, laid: &[Laid<'_>]) {
        for (ix, one) in laid.iter().enumerate() {
            let ix = ix as StateIx;
            if one.parent.is_none() {
                continue;
            }
            if let Some(first) = self.by_id.get(&one.id).copied() {
                let fault =
                    self.report.key(Code::DuplicateName, &one.at).with("name", &one.id).with("kind", "state");
                let first = laid.get(first as usize).and_then(|first| self.report.key_place(&first.at));
                self.report.add(match first {
                    Some(first) => fault.related(first, Label::FirstHere),
                    None => fault,
                });
            } else {
                self.by_id.insert(one.id.clone(), ix);
            }
        }
        // Kinds first: what a state holds is judged by the kinds around it.
        for one in laid {
            let state = self.bare_state(one);
            self.chart.states.push(state);
        }
        for (ix, one) in laid.iter().enumerate() {
            if let Some(parent) = one.parent.and_then(|parent| self.chart.states.get_mut(parent as usize)) {
                parent.children.push(ix as StateIx);
            }
        }
        for (ix, one) in laid.iter().enumerate() {
            let initial = self.initial(ix as StateIx, one);
            let filled = self.filled(ix as StateIx, one);
            if let Some(state) = self.chart.states.get_mut(ix) {
                state.initial = initial;
                filled.into_state(state);
            }
        }
    }

    fn bare_state(&mut self, one: &Laid<'_>) -> State {
        let model = one.state;
        let root = one.parent.is_none();
        let id = if !root {
            one.id.clone()
        } else if self.by_id.contains_key(&self.model.workflow) {
            "$root".to_owned()
        } else {
            self.model.workflow.clone()
        };
        let per_element = model.for_each.as_ref().map(|each| {
            let at = one.at.key("for_each").key("list");
            self.field(&each.list, &at);
            PerElement {
                list: each.list.clone(),
                key: self.model.data.get(&each.list).and_then(|field| field.key.clone()),
                item: each.as_.clone().unwrap_or_else(|| "item".to_owned()),
                empty_is_done: each.if_empty == EmptyList::Done,
            }
        });
        State {
            id,
            kind: self.kind(one),
            parent: one.parent,
            freezes: model.freezes.clone(),
            per_element,
            title: model.title.clone(),
            basis: model.basis.clone(),
            ..State::default()
        }
    }

    fn kind(&mut self, one: &Laid<'_>) -> StateKind {
        let model = one.state;
        if !model.states.is_empty() && !model.regions.is_empty() {
            let fault =
                self.report.key(Code::ExactlyOneOf, &one.at.key("regions")).with("got", "states, regions");
            self.report.add(fault.with("known", "states, regions"));
        }
        let inside = !model.states.is_empty() || !model.regions.is_empty();
        if (model.final_ || model.history.is_some()) && inside {
            let fault = self.report.key(Code::FinalWithChildren, &one.at).with("name", &one.id);
            self.report.add(fault);
        }
        if let Some(history) = model.history {
            return StateKind::History(history);
        }
        if model.for_each.is_some() {
            if model.regions.len() != 1 {
                let fault = self.report.key(Code::EmptyRegions, &one.at).with("name", &one.id);
                self.report.add(fault);
            }
            return StateKind::PerElement;
        }
        if !model.regions.is_empty() {
            return StateKind::Parallel;
        }
        if !model.states.is_empty() || one.parent.is_none() {
            return StateKind::Compound;
        }
        if model.final_ { StateKind::Final } else { StateKind::Atomic }
    }

    fn initial(&mut self, ix: StateIx, one: &Laid<'_>) -> Vec<StateIx> {
        let model = one.state;
        let kind = self.chart.states.get(ix as usize).map(|state| state.kind).unwrap_or_default();
        let at = one.at.key("initial");
        if let Some(name) = &model.initial {
            let Some(target) = self.state(name, &at) else { return Vec::new() };
            let holder = if matches!(kind, StateKind::History(_)) { one.parent } else { Some(ix) };
            let inside = self.is_inside(target, holder.unwrap_or(0));
            if !inside {
                let known: Vec<&str> = model.states.keys().map(String::as_str).collect();
                let fault = self.report.value(Code::NoInitial, &at).with("name", &one.id);
                let fault = fault.with("known", known.join(", "));
                self.report.add(fault.suggest(known.first().map(|first| (*first).to_owned())));
                return Vec::new();
            }
            return vec![target];
        }
        match kind {
            StateKind::Compound => {
                let children = self
                    .chart
                    .states
                    .get(ix as usize)
                    .map(|state| state.children.clone())
                    .unwrap_or_default();
                let first = children.into_iter().find(|child| {
                    let kind = self.chart.states.get(*child as usize).map(|child| child.kind);
                    !matches!(kind, Some(StateKind::History(_)))
                });
                if first.is_none() {
                    let name =
                        self.chart.states.get(ix as usize).map_or("", |state| state.id.as_str()).to_owned();
                    let fault =
                        self.report.key(Code::NoInitial, &one.at).with("name", name).with("known", "");
                    self.report.add(fault);
                }
                first.into_iter().collect()
            }
            StateKind::History(_) => {
                // Without a default, where the parent begins.
                let parent = one.parent.unwrap_or(0);
                let siblings = self
                    .chart
                    .states
                    .get(parent as usize)
                    .map(|state| state.children.clone())
                    .unwrap_or_default();
                siblings.into_iter().find(|sibling| *sibling != ix).into_iter().collect()
            }
            _ => Vec::new(),
        }
    }

    pub(super) fn is_inside(&self, inner: StateIx, outer: StateIx) -> bool {
        let parent = |ix: StateIx| self.chart.states.get(ix as usize).and_then(|state| state.parent);
        std::iter::successors(parent(inner), |ix| parent(*ix)).any(|ix| ix == outer)
    }

    fn filled(&mut self, ix: StateIx, one: &Laid<'_>) -> Filled {
        let model = one.state;
        let around = Around::default().with_all(&self.elements_around(ix));
        let mut tasks = Vec::new();
        if let Some(task) = &model.task {
            tasks.push(self.task(&one.id, task, model));
        }
        for (name, task) in &model.tasks {
            tasks.push(self.task(name, task, model));
        }
        let entry = self.block(&model.entry, &one.at.key("entry"), &around, ix);
        let exit = self.block(&model.exit, &one.at.key("exit"), &around, ix);
        let invoke = model.invoke.as_ref().map(|invoke| Invoke {
            id: one.id.clone(),
            workflow: invoke.workflow.clone(),
            with: self.values(&invoke.with, &one.at.key("invoke").key("with"), &around),
            ..Invoke::default()
        });
        let gives = (!model.gives.is_empty())
            .then(|| Expr::Map(self.values(&model.gives, &one.at.key("gives"), &around)));
        let mut shifts = self.shifts(model, &one.at.key("shifts"), &around);
        shifts.extend(self.follows(&one.id, &tasks, &one.at));
        let obligations = self.obligations(model, &one.at.key("obligations"));
        Filled {
            entry,
            exit,
            invoke,
            gives,
            tasks,
            shifts,
            obligations,
            complete: self.complete(model.complete_when.as_ref(), &one.at.key("complete_when"), &around),
        }
    }

    fn task(&mut self, name: &str, task: &model::Task, state: &model::State) -> TaskRule {
        let title = task.title.as_ref().or(state.title.as_ref());
        TaskRule {
            name: name.to_owned(),
            title: Arc::new(title.map_or_else(|| Words::same(name), Words::of)),
            to: task.to.clone(),
            does: task.does.as_slice().into(),
            each: task.each,
            follow: task.follow,
        }
    }

    fn complete(&mut self, when: Option<&model::CompleteWhen>, at: &Pointer, around: &Around) -> Complete {
        let Some(when) = when else { return Complete::All };
        let given = [when.ended.is_some(), when.at_least.is_some(), when.condition.is_some()];
        if given.iter().filter(|given| **given).count() != 1 {
            let fault = self.report.key(Code::ExactlyOneOf, at).with("known", "ended, at_least, condition");
            let got: Vec<&str> = ["ended", "at_least", "condition"]
                .into_iter()
                .zip(given)
                .filter_map(|(name, given)| given.then_some(name))
                .collect();
            self.report.add(fault.with("got", got.join(", ")));
            return Complete::All;
        }
        if let Some(condition) = &when.condition {
            let around = around.with("ended", Type::Integer).with("regions", Type::Integer);
            let script = self.guard(condition, &at.key("condition"), &around);
            return script.map_or(Complete::All, Complete::Condition);
        }
        match (when.at_least, when.ended) {
            (Some(least), _) => Complete::AtLeast(least),
            (_, Some(Need::Any)) => Complete::Any,
            _ => Complete::All,
        }
    }

    /// Reports a data field that is not declared.
    pub(super) fn field(&mut self, name: &str, at: &Pointer) -> bool {
        let known = self.names.fields.iter().any(|field| field == name);
        if !known {
            let all: Vec<&str> = self.names.fields.iter().map(String::as_str).collect();
            self.report.unknown(Code::UnknownField, at, name, all);
        }
        known
    }
}

struct Filled {
    entry: Vec<crate::definition::Block>,
    exit: Vec<crate::definition::Block>,
    invoke: Option<Invoke>,
    gives: Option<Expr>,
    tasks: Vec<TaskRule>,
    shifts: Vec<usize>,
    obligations: Vec<usize>,
    complete: Complete,
}

impl Filled {
    fn into_state(self, state: &mut State) {
        state.entry = self.entry;
        state.exit = self.exit;
        state.invoke = self.invoke.into_iter().collect();
        state.gives = self.gives;
        state.tasks = self.tasks;
        state.shifts = self.shifts;
        state.obligations = self.obligations;
        state.complete = self.complete;
    }
}
