//! What was reached of all that is defined.

use crate::definition::{Definition, StateKind};
use crate::step::Trace;
use serde::Serialize;
use std::collections::BTreeSet;

/// States and transitions that were reached.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reached {
    /// States that were entered.
    pub states: BTreeSet<String>,
    /// Transitions that were taken.
    pub transitions: BTreeSet<String>,
}

impl Reached {
    pub(super) fn take(&mut self, course: &[Trace]) {
        for item in course {
            match item {
                Trace::Entered { node } if !self.states.contains(node.state.as_str()) => {
                    self.states.insert(node.state.to_string());
                }
                Trace::Taken { transition, .. } if !self.transitions.contains(transition) => {
                    self.transitions.insert(transition.clone());
                }
                _ => {}
            }
        }
    }

    pub(super) fn add(&mut self, other: Self) {
        self.states.extend(other.states);
        self.transitions.extend(other.transitions);
    }
}

/// What was reached of one workflow.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Coverage {
    /// States.
    pub states: Part,
    /// Transitions.
    pub transitions: Part,
    #[serde(skip)]
    pub(super) reached: Reached,
}

/// How much of one kind of thing was reached.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Part {
    /// How many are defined.
    pub defined: usize,
    /// How many of them were reached.
    pub reached: usize,
    /// Those that never were, in the order of the document.
    pub never: Vec<String>,
    #[serde(skip)]
    names: Vec<String>,
}

impl Part {
    fn of(names: impl Iterator<Item = String>) -> Self {
        let mut known = Vec::new();
        for name in names {
            if !known.contains(&name) {
                known.push(name);
            }
        }
        Self { defined: known.len(), reached: 0, never: known.clone(), names: known }
    }

    fn count(&mut self, reached: &BTreeSet<String>) {
        self.never = self.names.iter().filter(|name| !reached.contains(*name)).cloned().collect();
        self.reached = self.defined - self.never.len();
    }
}

impl Coverage {
    pub(super) fn of(definition: &Definition) -> Self {
        let chart = &definition.chart;
        let real = |kind: StateKind| !matches!(kind, StateKind::History(_));
        let states =
            chart.states.iter().skip(1).filter(|state| real(state.kind)).map(|state| state.id.clone());
        let transitions = chart.transitions.iter().map(|way| way.id.clone());
        Self { states: Part::of(states), transitions: Part::of(transitions), reached: Reached::default() }
    }

    pub(super) fn add(&mut self, reached: Reached) {
        self.reached.add(reached);
        self.states.count(&self.reached.states);
        self.transitions.count(&self.reached.transitions);
    }
}
