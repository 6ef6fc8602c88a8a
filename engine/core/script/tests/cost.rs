//! What an answer costs beside Rhai's own evaluation. Run by hand, in a release build.

use super::engine;
use crate::script::{Kind, Type, Value};
use std::collections::BTreeMap;
use std::time::Instant;

#[test]
#[ignore = "a measurement, meaningful in a release build only"]
fn a_guard_costs_at_most_twice_its_bare_evaluation() {
    let text = "people >= 5 && amount < 1000 && open == true";
    let engine = engine();
    let script = engine.compile(text, Kind::Guard).unwrap();
    let types = BTreeMap::from(
        [("people", Type::Integer), ("amount", Type::Integer), ("open", Type::Bool)]
            .map(|(n, t)| (n.to_owned(), t)),
    );
    let vars = |name: &str| match name {
        "people" => Some(Value::from(40_i64)),
        "amount" => Some(Value::from(900_i64)),
        _ => Some(Value::from(true)),
    };
    let raw = rhai::Engine::new();
    let ast = raw.compile_expression(text).unwrap();
    let mut scope = rhai::Scope::new();
    scope.push("people", 40_i64).push("amount", 900_i64).push("open", true);
    let rounds = 200_000;
    let time = |work: &mut dyn FnMut() -> bool| {
        let start = Instant::now();
        assert!((0..rounds).all(|_| work()));
        start.elapsed().as_nanos() / rounds
    };
    let bare = time(&mut || raw.eval_ast_with_scope(&mut scope, &ast).unwrap());
    let unproven = time(&mut || engine.eval_bool(&script, &vars, None, None).unwrap());
    assert_eq!(engine.check(&script, &types).findings, []);
    let proven = time(&mut || engine.eval_bool(&script, &vars, None, None).unwrap());
    eprintln!("bare {bare} ns, proven {proven} ns, not proven {unproven} ns");
    assert!(proven <= 2 * bare);
}
