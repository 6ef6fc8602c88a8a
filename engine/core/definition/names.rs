//! The names that a workflow document declares.

use crate::model::state::State;
use crate::model::workflow::Workflow;
use crate::source::{Key, Node, Pointer};
use std::collections::BTreeSet;

/// Declared names, in the order of the document. What stands in a part with a faulty shape is known by its key, so
/// that one slip does not make many findings.
#[derive(Clone, Debug, Default)]
pub(crate) struct Names {
    pub(crate) states: Vec<String>,
    pub(crate) events: Vec<String>,
    pub(crate) actors: Vec<String>,
    pub(crate) fields: Vec<String>,
    pub(crate) escalations: Vec<String>,
    pub(crate) documents: Vec<String>,
    pub(crate) notices: Vec<String>,
    pub(crate) numbers: Vec<String>,
    pub(crate) derived: Vec<String>,
    pub(crate) deadlines: Vec<String>,
    pub(crate) published: Vec<String>,
    /// What ends at some time: deadlines, and obligations with their periods.
    pub(crate) ends: Vec<String>,
    /// Parameters of the pack.
    pub(crate) parameters: Vec<String>,
}

impl Names {
    /// What a document declares, by its types and by the keys of its whole tree.
    pub(crate) fn of(model: &Workflow, tree: Option<&Node>) -> Self {
        let mut names = Self::default();
        names.model(model);
        if let Some(tree) = tree {
            names.tree(tree);
        }
        names.ends.extend(names.deadlines.iter().cloned());
        for list in names.lists() {
            let mut seen = BTreeSet::new();
            list.retain(|name| seen.insert(name.clone()));
        }
        names
    }

    /// With the names of another version of the same workflow.
    pub(crate) fn join(&mut self, mut other: Self) {
        for (own, more) in self.lists().into_iter().zip(other.lists()) {
            own.append(more);
        }
    }

    fn lists(&mut self) -> [&mut Vec<String>; 12] {
        [
            &mut self.states,
            &mut self.events,
            &mut self.actors,
            &mut self.fields,
            &mut self.escalations,
            &mut self.documents,
            &mut self.notices,
            &mut self.numbers,
            &mut self.derived,
            &mut self.deadlines,
            &mut self.published,
            &mut self.ends,
        ]
    }

    fn model(&mut self, model: &Workflow) {
        let root = root_state(model);
        for laid in lay_out(&root).iter().skip(1) {
            self.states.push(laid.id.clone());
            if laid.state.deadline.is_some() {
                self.deadlines.push(laid.id.clone());
            }
            self.deadlines.extend(laid.state.deadlines.keys().cloned());
            self.ends.extend(laid.state.obligations.keys().cloned());
        }
        self.ends.extend(model.obligations.keys().cloned());
        self.deadlines.extend(model.deadlines.keys().cloned());
        self.events.extend(model.events.keys().cloned());
        self.actors.extend(model.actors.keys().cloned());
        self.fields.extend(model.data.keys().cloned());
        self.escalations.extend(model.escalations.keys().cloned());
        self.documents.extend(model.documents.keys().cloned());
        self.notices.extend(model.notices.keys().cloned());
        self.numbers.extend(model.numbers.keys().cloned());
        self.published.extend(model.publish.keys().cloned());
        self.derived.extend(model.derive.keys().chain(model.find.keys()).cloned());
    }

    fn tree(&mut self, tree: &Node) {
        let keys = |name: &str| -> Vec<String> {
            let entries = tree.get(name).map_or(&[][..], Node::entries);
            entries.iter().map(|entry| entry.name().to_owned()).collect()
        };
        self.events.extend(keys("events"));
        self.actors.extend(keys("actors"));
        self.fields.extend(keys("data"));
        self.escalations.extend(keys("escalations"));
        self.documents.extend(keys("documents"));
        self.notices.extend(keys("notices"));
        self.numbers.extend(keys("numbers"));
        self.derived.extend(keys("derive"));
        self.derived.extend(keys("find"));
        self.deadlines.extend(keys("deadlines"));
        self.published.extend(keys("publish"));
        self.ends.extend(keys("obligations"));
        self.states_of(tree);
    }

    fn states_of(&mut self, node: &Node) {
        for inner in ["states", "regions"] {
            for entry in node.get(inner).map_or(&[][..], Node::entries) {
                self.states.push(entry.name().to_owned());
                if entry.value.get("deadline").is_some() {
                    self.deadlines.push(entry.name().to_owned());
                }
                for deadline in entry.value.get("deadlines").map_or(&[][..], Node::entries) {
                    self.deadlines.push(deadline.name().to_owned());
                }
                for obligation in entry.value.get("obligations").map_or(&[][..], Node::entries) {
                    self.ends.push(obligation.name().to_owned());
                }
                self.states_of(&entry.value);
            }
        }
    }
}

/// What stands behind the name of an obligation in the event of a period that was missed.
pub(crate) const MISSED: &str = ".missed";

/// Whether events of this name come from the engine alone.
pub(crate) fn is_engine_event(name: &str) -> bool {
    ["timer.", "done.", "error.", "shift.", "child.", "parent."].iter().any(|prefix| name.starts_with(prefix))
        || name.ends_with(MISSED)
}

/// A state with its place in the chart and in the document.
#[derive(Clone, Debug)]
pub(crate) struct Laid<'m> {
    /// Its id; empty for the root.
    pub(crate) id: String,
    pub(crate) state: &'m State,
    pub(crate) at: Pointer,
    pub(crate) parent: Option<u32>,
}

/// The document as the state that it is.
pub(crate) fn root_state(model: &Workflow) -> State {
    State {
        title: model.title.clone(),
        basis: model.basis.clone(),
        tasks: model.tasks.clone(),
        deadlines: model.deadlines.clone(),
        obligations: model.obligations.clone(),
        on: model.on.clone(),
        initial: model.initial.clone(),
        states: model.states.clone(),
        ..State::default()
    }
}

/// All states in document order, each before what it holds; the root is the first.
pub(crate) fn lay_out(root: &State) -> Vec<Laid<'_>> {
    let mut all = Vec::new();
    put(String::new(), root, Pointer::root(), None, &mut all);
    all
}

fn put<'m>(id: String, state: &'m State, at: Pointer, parent: Option<u32>, all: &mut Vec<Laid<'m>>) {
    let ix = all.len() as u32;
    all.push(Laid { id, state, at: at.clone(), parent });
    for (key, inner) in [("states", &state.states), ("regions", &state.regions)] {
        for (name, child) in inner {
            put(name.clone(), child, at.key(key).key(name), Some(ix), all);
        }
    }
}

/// The last key of a path, as text.
pub(crate) fn last_key(at: &Pointer) -> &str {
    match at.last() {
        Some(Key::Key(key)) => key,
        _ => "",
    }
}
