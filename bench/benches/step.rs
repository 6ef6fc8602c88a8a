//! A step of the petition, and our evaluation of a guard, against a raw Rhai guard of three comparisons on a flat scope.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    missing_docs,
    reason = "a test may stop at the first surprise"
)]

use docket_bench::{in_turns, report, rules};
use docket_core::instance::{Actor, CaseId, Cause, Data, Input, Source};
use docket_core::script::{Kind, Type, Value};
use docket_core::step::{self, Options, World};
use jiff::Timestamp;
use rhai::{Engine, Scope};
use std::collections::BTreeMap;
use std::sync::Arc;

const GUARD: &str = r#"people >= 5 && amount < 1000 && kind == "visit""#;

fn main() {
    let mut raw = Engine::new();
    raw.set_optimization_level(rhai::OptimizationLevel::None);
    let ast = raw.compile_expression(GUARD).expect("the guard compiles");
    let mut scope = Scope::new();
    scope.push("people", 7_i64).push("amount", 10_i64).push("kind", "visit".to_owned());
    let mut raw_guard = || raw.eval_ast_with_scope::<bool>(&mut scope, &ast);

    let engine = docket_core::definition::engine();
    let script = engine.compile(GUARD, Kind::Guard).expect("the guard compiles");
    // As the loader does: a guard whose comparisons are proven takes the short way.
    let types = [("people", Type::Integer), ("amount", Type::Integer), ("kind", Type::Text)];
    let types: BTreeMap<String, Type> = types.map(|(name, type_)| (name.to_owned(), type_)).into();
    let checked = engine.check(&script, &types);
    assert!(checked.findings.is_empty());
    let look = |name: &str| match name {
        "people" => Some(Value::from(7_i64)),
        "amount" => Some(Value::from(10_i64)),
        _ => Some(Value::from("visit".to_owned())),
    };
    let (ours, theirs) = in_turns(2_000, || engine.eval_bool(&script, &look, None, None), &mut raw_guard);
    report("guard through the door", ours, "raw Rhai guard", theirs, 2.0);

    let loaded = rules();
    let definition = loaded
        .workflows
        .iter()
        .find(|workflow| workflow.definition.name == "petition")
        .expect("the petition loads")
        .definition
        .clone();
    let org = loaded.orgs.iter().find(|org| org.path.contains("fixtures")).expect("the district loads");
    let world = World {
        calendars: loaded.calendars.clone(),
        organisation: Arc::clone(&org.organisation),
        ..World::default()
    };
    let at: Timestamp = "2026-09-28T16:30:00+08:00".parse().expect("an instant");
    let data: Data = serde_json::from_value(serde_json::json!({
        "petitioner": { "id": "p-zhang", "name": "张三" }, "place": "c-1", "matter": "property", "people": 1,
    }))
    .expect("data");
    let input = |cause: Cause, who: &str| Input {
        id: "1".to_owned(),
        source: Source::Token("bench".to_owned()),
        at,
        occurred_at: None,
        actor: Some(Actor { id: who.to_owned(), through: None }),
        cause,
        numbers: [("petition.file_no/2026".to_owned(), vec![1])].into(),
        reads: Vec::new(),
    };
    let opening = input(Cause::Start { data, parent: None }, "li");
    let case = step::start(
        &definition,
        CaseId::requested(&docket_core::instance::IdKey::STORIES, "petition", "bench", "1"),
        &opening,
        &world,
        Options::default(),
    )
    .expect("the petition starts")
    .instance;
    let payload = serde_json::from_value(serde_json::json!({ "organ": "housing" })).expect("data");
    let forward =
        input(Cause::Event { name: "forward".to_owned(), data: payload, task: None, region: None }, "li");
    step::step(&definition, &case, &forward, &world, Options::default()).expect("the petition is forwarded");
    let (ours, theirs) = in_turns(
        500,
        || step::step(&definition, &case, &forward, &world, Options::default()),
        &mut raw_guard,
    );
    report("step of the petition (forward)", ours, "raw Rhai guard", theirs, 20.0);
}
