//! What expressions mean.

use super::{engine, value};
use crate::script::{Kind, Value};

fn holds(text: &str) {
    assert!(value(text).as_bool().unwrap_or_else(|got| panic!("{text} is {got}")), "{text}");
}

#[test]
fn numbers_are_exact() {
    holds("0.1 + 0.2 == 0.3");
    holds("ratio(2, 3) == ratio(4, 6)");
    holds("ratio(2, 3) > 0.66");
    holds("ratio(1, 3) + ratio(2, 3) == 1");
    holds("at_least(2, 3, \"2/3\") && !more_than(2, 3, \"2/3\")");
    holds("at_least(80, 100, \"80%\")");
    holds("1.0 / 4 == 0.25");
    holds("round(ratio(2, 3), 2) == 0.67");
    holds("round(2.5) == 3");
    holds("max(1, 2.5, 2) == 2.5 && min([3, 1]) == 1 && sum([1, 2.5]) == 3.5 && abs(-3) == 3");
}

#[test]
fn dates_compare_and_count_whole_days() {
    holds("days_between(date(\"2026-10-01\"), date(\"2026-10-08\")) == 7");
    holds("plus_days(date(\"2026-02-28\"), 1) == date(\"2026-03-01\")");
    holds("date(\"2026-10-01\") < date(\"2026-10-02\")");
    holds(
        "year(date(\"2026-10-01\")) == 2026 && month(date(\"2026-10-01\")) == 10 && day(date(\"2026-10-01\")) == 1",
    );
    holds("`${date(\"2026-10-01\")}` == \"2026-10-01\"");
    holds("instant(\"2026-10-01T00:00:00+08:00\") == instant(\"2026-09-30T16:00:00Z\")");
}

#[test]
fn lists_texts_and_records() {
    holds("len(\"办理\") == 2 && count([1, 2]) == 2 && is_empty([]) && is_empty(())");
    holds("[1, 2, 3].contains(2) && \"b\" in [\"a\", \"b\"] && !(\"c\" in [\"a\", \"b\"])");
    holds("3 in 1..=3 && !(3 in 1..3)");
    holds("join(unique([\"a\", \"b\", \"a\"]), \"、\") == \"a、b\"");
    holds("#{甲: 1, 乙: 2}.甲 == 1 && keys(#{b: 1, a: 2}) == [\"a\", \"b\"]");
    holds("starts_with(\"信访〔2026〕\", \"信访\")");
    holds("if 1 < 2 { true } else { false }");
    holds("() == () && 1 != ()");
}

#[test]
fn a_run_block_returns_what_it_changed() {
    let engine = engine();
    let text = "let total = 0; for n in list { total += n; } 合计 = total; same = 1; event.organ = \"b\"; list.push(9)";
    let script = engine.compile(text, Kind::Run).unwrap();
    let vars = |name: &str| -> Option<Value> {
        match name {
            "list" => Some(vec![Value::from(1_i64), Value::from(2_i64)].into()),
            "same" => Some(Value::from(1_i64)),
            "event" => Some(rhai::Map::from_iter([("organ".into(), "a".into())]).into()),
            "合计" => Some(Value::UNIT),
            _ => None,
        }
    };
    let changed = engine.run(&script, &vars, None, None).unwrap();
    let shown: Vec<_> = changed.iter().map(|(name, value)| format!("{name}={value}")).collect();
    assert_eq!(shown, ["event=#{\"organ\": \"b\"}", "list=[1, 2, 9]", "合计=3"]);
    assert_eq!(script.writes().iter().collect::<Vec<_>>(), ["event", "list", "same", "合计"]);
}

#[test]
fn reads_are_names_and_paths() {
    let script = engine().compile("event.organ == 机关 && len(list) > 1 && x[0].y", Kind::Guard).unwrap();
    assert_eq!(script.reads().iter().collect::<Vec<_>>(), ["event", "list", "x", "机关"]);
    assert!(script.paths().contains(&vec!["event".to_owned(), "organ".to_owned()]));
    assert_eq!(script.calls().iter().collect::<Vec<_>>(), ["len"]);
}

#[test]
fn json_comes_back_as_it_went() {
    use crate::script::{Type, from_json, to_json};
    use std::collections::BTreeMap;
    let declared = Type::Map(BTreeMap::from([
        ("on".to_owned(), Type::Date),
        ("at".to_owned(), Type::Instant),
        ("price".to_owned(), Type::Decimal),
        ("names".to_owned(), Type::list(Type::Text)),
    ]));
    let json = serde_json::json!({ "on": "2026-10-01", "at": "2026-10-01T00:00:00Z", "price": "0.10", "names": ["甲"] });
    let value = from_json(&json, &declared).unwrap();
    assert_eq!(to_json(&value).unwrap(), json);
    let error = from_json(&serde_json::json!({ "names": ["a", 1] }), &declared).unwrap_err();
    assert_eq!((error.path.as_str(), error.expected.as_str()), (".names[1]", "text"));
    assert!(from_json(&serde_json::json!("x"), &Type::Enum(vec!["y".into()])).is_err());
}
