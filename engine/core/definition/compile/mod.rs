//! A workflow document to a definition. What cannot be compiled is reported here; what is merely wrong, in `check`.

mod actions;
mod deadlines;
mod document;
mod duty;
mod family;
mod obligations;
mod published;
mod states;
mod transitions;
mod values;

pub(crate) use values::expr;

use super::names::{Names, lay_out, root_state};
use super::report::Report;
use super::types::{Around, Declared, Parameters, of_field};
use super::{Chart, Deadline, Definition, ObligationRule, ShiftRule, StateIx};
use crate::instance::{Data, Hash};
use crate::model::workflow::Workflow;
use crate::script::{Engine, Script, Type};
use crate::source::{Code, Pointer};
use std::collections::BTreeMap;
use std::sync::Arc;

/// A compiled script with its place and what it sees, to be held against declared types.
#[derive(Clone, Debug)]
pub(crate) struct Placed {
    pub(crate) script: Script,
    pub(crate) at: Pointer,
    /// Bytes of the value before the script: 1 where it begins with `=`.
    pub(crate) skip: usize,
    pub(crate) around: Around,
    /// The derived value that it computes.
    pub(crate) derives: Option<String>,
    /// The data field whose value it gives.
    pub(crate) gives: Option<Type>,
}

/// Everything that compiling one document needs and makes.
pub(crate) struct Compiler<'a, 'r> {
    model: &'a Workflow,
    names: &'a Names,
    declared: &'a Declared,
    engine: Arc<Engine>,
    parameters: &'a Data,
    report: &'r mut Report<'a>,
    scripts: Vec<Placed>,
    by_id: BTreeMap<String, StateIx>,
    chart: Chart,
    deadlines: Vec<Deadline>,
    shifts: Vec<ShiftRule>,
    shift_places: Vec<Pointer>,
    obligations: Vec<ObligationRule>,
    obligation_places: Vec<Pointer>,
}

/// Compiles a document. The definition is of use only if the report holds no error.
pub(crate) fn compile<'a>(
    model: &'a Workflow,
    parameters: &'a Data,
    hash: Hash,
    names: &'a Names,
    declared: &'a Declared,
    report: &mut Report<'a>,
) -> (Definition, Vec<Placed>) {
    let mut compiler = Compiler {
        model,
        names,
        declared,
        engine: super::functions::engine(),
        parameters,
        report,
        scripts: Vec::new(),
        by_id: BTreeMap::new(),
        chart: Chart::default(),
        deadlines: Vec::new(),
        shifts: Vec::new(),
        shift_places: Vec::new(),
        obligations: Vec::new(),
        obligation_places: Vec::new(),
    };
    let root = root_state(model);
    let laid = lay_out(&root);
    compiler.states(&laid);
    for (ix, state) in laid.iter().enumerate() {
        compiler.ways(ix as StateIx, state);
    }
    compiler.chart.finish();
    compiler.policies();
    let definition = compiler.document(hash);
    let Compiler { scripts, .. } = compiler;
    (definition, scripts)
}

impl Compiler<'_, '_> {
    /// The state of a name.
    fn state(&mut self, name: &str, at: &Pointer) -> Option<StateIx> {
        if let Some(ix) = self.by_id.get(name) {
            return Some(*ix);
        }
        if !self.names.states.iter().any(|state| state == name) {
            let known: Vec<&str> = self.names.states.iter().map(String::as_str).collect();
            self.report.unknown(Code::UnknownState, at, name, known);
        }
        None
    }

    /// The type of a list's elements.
    fn element(&self, list: &str) -> Type {
        match self.model.data.get(list).map(of_field) {
            Some(Type::List(of)) => *of,
            _ => Type::Any,
        }
    }

    /// The names that the regions around a state give to their elements.
    fn elements_around(&self, ix: StateIx) -> Vec<(String, Type)> {
        let mut names = Vec::new();
        let mut at = Some(ix);
        while let Some(here) = at {
            let Some(state) = self.chart.states.get(here as usize) else { break };
            let owner = state.parent.and_then(|up| self.chart.states.get(up as usize));
            if let Some(per) = owner.and_then(|owner| owner.per_element.as_ref()) {
                names.push((per.item.clone(), self.element(&per.list)));
            }
            at = state.parent;
        }
        names.reverse();
        names
    }
}

/// The types of a document whose parameters are known as the pack declares them, or only by value.
pub(crate) fn declared(model: &Workflow, parameters: Parameters<'_>, names: &Names) -> Declared {
    Declared::of(model, parameters, &[&names.fields, &names.derived])
}
