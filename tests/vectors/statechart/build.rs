//! From a vector's machine to a definition.

use super::actions::{Builder, texts};
use docket_core::definition::chart::{Invoke, Leaves};
use docket_core::definition::{
    Action, Chart, Complete, Definition, Event, Expr, FieldInfo, State, StateIx, StateKind, Transition,
};
use docket_core::instance::{Data, Hash};
use docket_core::model::state::History;
use docket_core::script::Type;
use indexmap::IndexMap;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

/// The name of the state around all others, which no vector names.
pub const ROOT: &str = "$root";

/// A machine compiled, with the machines that it invokes by the name of their workflow.
pub struct Built {
    pub definition: Definition,
    pub children: BTreeMap<String, Value>,
}

/// Compiles a machine; `given` replaces the values of data that it declares at the top.
pub fn build(name: &str, machine: &Value, given: &Data) -> Built {
    let mut builder = Builder::new(name);
    let late = machine["binding"] == "late";
    let mut chart = Chart::default();
    chart.states.push(State { id: ROOT.to_owned(), kind: StateKind::Compound, ..State::default() });
    let mut prologue = builder.data(&machine["data"], given);
    for state in list(&machine["states"]) {
        add_state(&mut chart, &mut builder, state, 0);
    }
    chart.finish();
    chart.states[0].initial_actions = builder.block(&machine["initial_actions"]);
    fill(&mut chart, &mut builder, machine, 0, late, &mut prologue);
    let states: Vec<Value> = list(&machine["states"]).cloned().collect();
    fill_all(&mut chart, &mut builder, &states, late, &mut prologue);
    let first = builder.block(&machine["init_actions"]);
    if !first.is_empty() {
        // One action, so that an error ends the block.
        prologue.push(Action::If(vec![(None, first)]));
    }
    let fields = builder.fields.iter().map(|name| (name.clone(), field())).collect();
    let definition = definition(name, chart, fields, prologue, &builder);
    Built { definition, children: builder.children }
}

fn field() -> FieldInfo {
    FieldInfo { model: Default::default(), type_: Type::Any, default: None }
}

fn definition(
    name: &str,
    chart: Chart,
    fields: IndexMap<String, FieldInfo>,
    prologue: Vec<Action>,
    builder: &Builder,
) -> Definition {
    Definition {
        hash: Hash::of(&[name.as_bytes()]),
        name: name.to_owned(),
        title: None,
        chart,
        scripts: builder.engine.clone(),
        fields,
        actors: IndexMap::new(),
        events: IndexMap::new(),
        opens: Event::default(),
        keys: IndexMap::new(),
        numbers: IndexMap::new(),
        derive: IndexMap::new(),
        find: IndexMap::new(),
        published: IndexMap::new(),
        invariants: Vec::new(),
        deadlines: Vec::new(),
        shifts: Vec::new(),
        obligations: Vec::new(),
        children: IndexMap::new(),
        parent: None,
        documents: IndexMap::new(),
        notices: IndexMap::new(),
        parameters: Data::new(),
        private: BTreeSet::new(),
        unit: None,
        calendar: String::new(),
        counting: String::new(),
        lenient_errors: true,
        prologue,
    }
}

pub fn list(json: &Value) -> impl Iterator<Item = &Value> {
    json.as_array().into_iter().flatten()
}

/// Adds a state and those inside it, in document order: ids, kinds and parents only.
fn add_state(chart: &mut Chart, builder: &mut Builder, json: &Value, parent: StateIx) {
    let ix = chart.states.len() as StateIx;
    let id = json["id"].as_str().map_or_else(|| builder.fresh("state"), str::to_owned);
    let kind = match json["type"].as_str() {
        Some("parallel") => StateKind::Parallel,
        Some("final") => StateKind::Final,
        Some("history") if json["history"] == "deep" => StateKind::History(History::Deep),
        Some("history") => StateKind::History(History::Shallow),
        _ if list(&json["states"]).any(|inner| inner["type"] != "history") => StateKind::Compound,
        _ => StateKind::Atomic,
    };
    chart.states.push(State { id, kind, parent: Some(parent), ..State::default() });
    chart.states[parent as usize].children.push(ix);
    for inner in list(&json["states"]) {
        add_state(chart, builder, inner, ix);
    }
}

/// Completes the states, which follow each other in the order in which they were added.
fn fill_all(
    chart: &mut Chart,
    builder: &mut Builder,
    states: &[Value],
    late: bool,
    prologue: &mut Vec<Action>,
) {
    let mut next = 1;
    for state in states {
        fill_tree(chart, builder, state, &mut next, late, prologue);
    }
}

fn fill_tree(
    chart: &mut Chart,
    builder: &mut Builder,
    json: &Value,
    next: &mut StateIx,
    late: bool,
    prologue: &mut Vec<Action>,
) {
    let ix = *next;
    *next += 1;
    fill(chart, builder, json, ix, late, prologue);
    for inner in list(&json["states"]) {
        fill_tree(chart, builder, inner, next, late, prologue);
    }
}

fn fill(
    chart: &mut Chart,
    builder: &mut Builder,
    json: &Value,
    ix: StateIx,
    late: bool,
    prologue: &mut Vec<Action>,
) {
    let kind = chart.state(ix).kind;
    let (wanted, on_the_way) = match kind {
        StateKind::History(_) => (&json["default"]["target"], &json["default"]["actions"]),
        _ => (&json["initial"], &json["initial_actions"]),
    };
    let mut initial = targets(chart, wanted);
    if initial.is_empty() && kind == StateKind::Compound {
        let first = |inner: &&StateIx| !matches!(chart.state(**inner).kind, StateKind::History(_));
        initial = chart.state(ix).children.iter().filter(first).take(1).copied().collect();
    }
    let initial_actions = builder.block(on_the_way);
    let mut transitions = Vec::new();
    for way in list(&json["transitions"]) {
        transitions.push(chart.transitions.len() as u32);
        let transition = Transition {
            id: builder.fresh("transition"),
            source: ix,
            events: texts(&way["event"]),
            guard: way["cond"].as_str().map(|text| builder.guard(text)),
            targets: targets(chart, &way["target"]),
            leaves: match way["type"].as_str() {
                Some("internal") => Leaves::UnlessInside,
                // Not of the format: what authors of workflows get.
                Some("stays") => Leaves::UnlessInsideOrSelf,
                _ => Leaves::Always,
            },
            actions: builder.block(&way["actions"]),
            ..Transition::default()
        };
        chart.transitions.push(transition);
    }
    let data = if ix == 0 { Vec::new() } else { builder.data(&json["data"], &Data::new()) };
    let invoke: Vec<Invoke> = list(&json["invoke"]).map(|invoke| invoked(builder, invoke)).collect();
    let blocks = |builder: &mut Builder, json: &Value| list(json).map(|block| builder.block(block)).collect();
    let state = State {
        initial,
        initial_actions,
        transitions,
        entry: blocks(builder, &json["onentry"]),
        exit: blocks(builder, &json["onexit"]),
        late_data: if late { data.clone() } else { Vec::new() },
        invoke,
        gives: gives(builder, &json["donedata"]),
        complete: Complete::All,
        ..chart.state(ix).clone()
    };
    chart.states[ix as usize] = state;
    if !late {
        prologue.extend(data);
    }
}

fn invoked(builder: &mut Builder, json: &Value) -> Invoke {
    let workflow = builder.fresh("machine");
    builder.children.insert(workflow.clone(), json["machine"].clone());
    Invoke {
        id: json["id"].as_str().map_or_else(|| builder.fresh("invoke"), str::to_owned),
        workflow,
        with: builder.named(&json["data"]),
        forward: json["autoforward"].as_bool().unwrap_or(false),
        finalize: builder.block(&json["finalize"]),
    }
}

fn gives(builder: &mut Builder, json: &Value) -> Option<Expr> {
    match (&json["data"], json["content"].as_str()) {
        (named @ Value::Object(_), _) => Some(Expr::Map(builder.named(named))),
        (_, Some(content)) => Some(builder.value(content)),
        _ => None,
    }
}

fn targets(chart: &Chart, json: &Value) -> Vec<StateIx> {
    texts(json).iter().map(|id| *chart.by_id.get(id).expect("a target is a state")).collect()
}
