//! The chart: states and transitions by number, in document order.

use super::{Action, Block, Complete, Expr, SpanExpr, compiled};
use crate::model::state::History;
use crate::script::Script;
use std::collections::BTreeMap;

/// A state, by its place in document order. The root is 0.
pub type StateIx = u32;
/// A transition, by its place in document order.
pub type TransitionIx = u32;

/// The states of a definition. A state's descendants follow it directly, so that a subtree is a range.
#[derive(Clone, Debug, Default)]
pub struct Chart {
    /// All states; the first is the root.
    pub states: Vec<State>,
    /// All transitions.
    pub transitions: Vec<Transition>,
    /// States by their id.
    pub by_id: BTreeMap<String, StateIx>,
}

/// What a state is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum StateKind {
    /// Nothing inside.
    #[default]
    Atomic,
    /// One of the states inside is active.
    Compound,
    /// All of the states inside are active.
    Parallel,
    /// The single state inside is active once for each element of a list.
    PerElement,
    /// An end.
    Final,
    /// Remembers where its parent was.
    History(History),
}

/// A state.
#[derive(Clone, Debug, Default)]
pub struct State {
    /// Its stable id.
    pub id: String,
    /// What it is.
    pub kind: StateKind,
    /// The state around it. Absent: the root.
    pub parent: Option<StateIx>,
    /// States directly inside, in document order.
    pub children: Vec<StateIx>,
    /// The state after the last one inside.
    pub end: StateIx,
    /// The state inside a [`StateKind::PerElement`] that holds this one (or is it). Absent: none does.
    pub region_root: Option<StateIx>,
    /// Where entering leads by default; for a history state, where it leads when nothing is remembered.
    pub initial: Vec<StateIx>,
    /// What is done on the way to `initial`.
    pub initial_actions: Block,
    /// Transitions out of this state, in document order.
    pub transitions: Vec<TransitionIx>,
    /// Done on entering, block by block: an error ends its block.
    pub entry: Vec<Block>,
    /// Done on leaving, block by block.
    pub exit: Vec<Block>,
    /// Data that is set when the state is first entered; an error ends its action, not the others.
    pub late_data: Block,
    /// Workflows that run while it lasts.
    pub invoke: Vec<Invoke>,
    /// What a final state gives.
    pub gives: Option<Expr>,
    /// Work for people.
    pub tasks: Vec<compiled::TaskRule>,
    /// Deadlines, by place in [`super::Definition::deadlines`].
    pub deadlines: Vec<usize>,
    /// Duty that is watched, by place in [`super::Definition::shifts`].
    pub shifts: Vec<usize>,
    /// Duties that recur, by place in [`super::Definition::obligations`].
    pub obligations: Vec<usize>,
    /// Fields that nobody may change.
    pub freezes: Vec<String>,
    /// The list that its regions follow.
    pub per_element: Option<PerElement>,
    /// When its regions count as done.
    pub complete: Complete,
    /// The name shown to people.
    pub title: Option<crate::model::Text>,
    /// The article.
    pub basis: Option<crate::model::Text>,
}

/// Regions that follow a list.
#[derive(Clone, Debug, Default)]
pub struct PerElement {
    /// The field that holds the list.
    pub list: String,
    /// The field of an element that names it. Absent: the element itself.
    pub key: Option<String>,
    /// The name of the element in scripts.
    pub item: String,
    /// Whether an empty list is done at once, rather than an error.
    pub empty_is_done: bool,
}

/// A workflow that runs while a state lasts.
#[derive(Clone, Debug, Default)]
pub struct Invoke {
    /// Its name in events: `done.invoke.<id>`.
    pub id: String,
    /// The workflow.
    pub workflow: String,
    /// Its data.
    pub with: Vec<(String, Expr)>,
    /// Whether every event from outside is passed on to it.
    pub forward: bool,
    /// Done with each event that comes from it, before transitions are selected.
    pub finalize: Block,
}

/// A transition.
#[derive(Clone, Debug, Default)]
pub struct Transition {
    /// Its stable id: `<state>.<event>` and, for alternatives, the place.
    pub id: String,
    /// The state it leads out of.
    pub source: StateIx,
    /// Descriptors of events: `*`, or a name that also stands for the names it begins (`a` for `a.b`). Empty: by itself.
    pub events: Vec<String>,
    /// Only if this holds.
    pub guard: Option<Script>,
    /// Where it leads. Empty: it only acts.
    pub targets: Vec<StateIx>,
    /// When the source state is left.
    pub leaves: Leaves,
    /// What is done on the way.
    pub actions: Block,
    /// The legal window.
    pub window: Option<Window>,
    /// How often it may be taken, and the name under which that is counted.
    pub at_most: Option<(String, u32)>,
    /// The name shown to people.
    pub title: Option<crate::model::Text>,
    /// The article.
    pub basis: Option<crate::model::Text>,
}

/// When a transition leaves its source state although its targets lie inside.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Leaves {
    /// Always (SCXML `external`).
    Always,
    /// Not if the source is a compound state and all targets lie inside (SCXML `internal`).
    UnlessInside,
    /// Not if all targets lie inside or are the source itself: what authors write.
    #[default]
    UnlessInsideOrSelf,
}

/// A legal window.
#[derive(Clone, Debug)]
pub struct Window {
    /// How long.
    pub within: SpanExpr,
    /// From when. Absent: since the state was entered.
    pub from: Option<compiled::From>,
    /// How its last day rolls. Absent: as the counting rule says.
    pub roll: Option<compiled::Roll>,
    /// The counting rule.
    pub counting: String,
}

impl Chart {
    /// A state by its number.
    #[must_use]
    #[expect(clippy::indexing_slicing, reason = "state numbers are made by the builder of this very chart")]
    pub fn state(&self, ix: StateIx) -> &State {
        &self.states[ix as usize]
    }

    /// A transition by its number.
    #[must_use]
    #[expect(
        clippy::indexing_slicing,
        reason = "transition numbers are made by the builder of this very chart"
    )]
    pub fn transition(&self, ix: TransitionIx) -> &Transition {
        &self.transitions[ix as usize]
    }

    /// Whether `inner` lies strictly inside `outer`, elements apart.
    #[must_use]
    pub fn inside(&self, inner: StateIx, outer: StateIx) -> bool {
        outer < inner && inner < self.state(outer).end
    }

    /// The state and all around it, from the inside out.
    pub fn upward(&self, from: StateIx) -> impl Iterator<Item = StateIx> + '_ {
        std::iter::successors(Some(from), |ix| self.state(*ix).parent)
    }

    /// Completes `end`, `by_id` and `region_root`, which follow from the order and the parents.
    pub fn finish(&mut self) {
        let count = self.states.len() as StateIx;
        let parents: Vec<Option<StateIx>> = self.states.iter().map(|state| state.parent).collect();
        let kinds: Vec<StateKind> = self.states.iter().map(|state| state.kind).collect();
        let parent = |ix: StateIx| parents.get(ix as usize).copied().flatten();
        let mut end: Vec<StateIx> = (1..=count).collect();
        for ix in (0..count).rev() {
            let last = end.get(ix as usize).copied().unwrap_or(count);
            if let Some(slot) = parent(ix).and_then(|up| end.get_mut(up as usize)) {
                *slot = (*slot).max(last);
            }
        }
        for ix in 0..count {
            let region = std::iter::successors(Some(ix), |at| parent(*at)).find(|at| {
                parent(*at)
                    .and_then(|up| kinds.get(up as usize))
                    .is_some_and(|kind| *kind == StateKind::PerElement)
            });
            if let Some(state) = self.states.get_mut(ix as usize) {
                state.end = end.get(ix as usize).copied().unwrap_or(count);
                state.region_root = region;
                self.by_id.insert(state.id.clone(), ix);
            }
        }
    }
}

impl Transition {
    /// Whether an event of this name can take it. Names are cut at dots, never inside a word.
    #[must_use]
    pub fn matches(&self, name: &str) -> bool {
        self.events.iter().any(|descriptor| {
            let wanted = descriptor.trim_end_matches('*').trim_end_matches('.');
            wanted.is_empty() && descriptor.starts_with('*')
                || name.strip_prefix(wanted).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
        })
    }
}

impl Action {
    /// The actions of a block, those inside conditions and loops included.
    pub fn each<'a>(block: &'a [Self], see: &mut dyn FnMut(&'a Self)) {
        for action in block {
            see(action);
            match action {
                Self::If(branches) => branches.iter().for_each(|(_, inner)| Self::each(inner, see)),
                Self::ForEach { body, .. } => Self::each(body, see),
                _ => {}
            }
        }
    }
}
