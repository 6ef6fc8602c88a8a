//! Every transition and every list of actions of a document, with its place.

use crate::definition::names::{Laid, lay_out};
use crate::model::action::Action;
use crate::model::deadline::Then;
use crate::model::state::{State, Transition};
use crate::model::workflow::Workflow;
use crate::source::Pointer;

/// A written transition.
pub(super) struct Way<'m> {
    /// The state that it leaves.
    pub(super) state: usize,
    /// The event, if people or the case itself send it.
    pub(super) event: Option<&'m str>,
    pub(super) way: &'m Transition,
    pub(super) at: Pointer,
}

/// A document walked once.
pub(super) struct Walk<'m> {
    pub(super) states: Vec<Laid<'m>>,
    pub(super) ways: Vec<Way<'m>>,
    /// Transitions of silence.
    pub(super) thens: Vec<(usize, &'m Then, Pointer)>,
    /// Actions, each list flattened, with the state they belong to.
    pub(super) actions: Vec<(usize, &'m Action, Pointer)>,
}

impl<'m> Walk<'m> {
    pub(super) fn of(model: &'m Workflow, root: &'m State) -> Self {
        let states = lay_out(root);
        let mut walk = Self { states: Vec::new(), ways: Vec::new(), thens: Vec::new(), actions: Vec::new() };
        for (ix, one) in states.iter().enumerate() {
            walk.state(ix, one);
        }
        for (name, rungs) in &model.escalations {
            let at = Pointer::root().key("escalations").key(name);
            for (place, rung) in rungs.iter().enumerate() {
                walk.list(0, &rung.do_, &at.index(place).key("do"));
            }
        }
        walk.states = states;
        walk
    }

    fn state(&mut self, ix: usize, one: &Laid<'m>) {
        let state = one.state;
        for (event, way) in &state.on {
            self.way(ix, Some(event), way, one.at.key("on").key(event));
        }
        for (key, way) in [("always", &state.always), ("when_done", &state.when_done)] {
            if let Some(way) = way {
                self.way(ix, None, way, one.at.key(key));
            }
        }
        if let Some(invoke) = &state.invoke {
            for (key, way) in [("when_done", &invoke.when_done), ("when_failed", &invoke.when_failed)] {
                if let Some(way) = way {
                    self.way(ix, None, way, one.at.key("invoke").key(key));
                }
            }
        }
        let single = state.deadline.iter().map(|deadline| (deadline, one.at.key("deadline")));
        let several =
            state.deadlines.iter().map(|(name, deadline)| (deadline, one.at.key("deadlines").key(name)));
        for (deadline, at) in single.chain(several) {
            if let Some(then) = &deadline.then {
                let at = at.key("then");
                self.list(ix, &then.do_, &at.key("do"));
                self.thens.push((ix, then, at));
            }
        }
        self.list(ix, &state.entry, &one.at.key("entry"));
        self.list(ix, &state.exit, &one.at.key("exit"));
    }

    fn way(&mut self, state: usize, event: Option<&'m str>, way: &'m Transition, at: Pointer) {
        self.list(state, &way.do_, &at.key("do"));
        for (place, choice) in way.choose.iter().enumerate() {
            self.list(state, &choice.do_, &at.key("choose").index(place).key("do"));
        }
        self.ways.push(Way { state, event, way, at });
    }

    fn list(&mut self, state: usize, actions: &'m [Action], at: &Pointer) {
        for (place, action) in actions.iter().enumerate() {
            self.actions.push((state, action, at.index(place)));
        }
    }
}
