//! Scripts that mean harm end as errors, in time and in little memory, and leave the engine whole.

use super::engine;
use crate::script::{Context, Engine, ErrorKind, Kind, Limit, Limits, Signature, Stop, Type, Value};
use proptest::prelude::*;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

/// Blocks that compile and must end as errors.
fn blocks() -> Vec<(&'static str, String)> {
    vec![
        ("endless loop", "loop { }".into()),
        ("endless count", "let n = 0; while true { n += 1; }".into()),
        ("doubling text", "let s = \"0123456789\"; loop { s += s; }".into()),
        ("doubling text by words", "let s = \"0123456789\"; loop { s = `${s}${s}`; }".into()),
        (
            "text of a list",
            "let s = \"0123456789abcdef\"; let l = []; loop { l.push(s); s = join(l, s); }".into(),
        ),
        ("doubling list", "let l = [1]; loop { l = [l, l]; }".into()),
        ("growing list", "let l = []; loop { l.push(1); }".into()),
        ("list in itself", "let l = []; loop { l.push(l); }".into()),
        ("deep list", "let l = []; loop { l = [l]; }".into()),
        ("deep map", "let m = #{}; loop { m = #{a: m}; }".into()),
        ("huge map", "let m = #{}; let n = 0; loop { m[`k${n}`] = n; n += 1; }".into()),
        (
            "copies",
            "let l = []; for n in 0..900 { l.push(n); } loop { let a = l; let b = unique(l); }".into(),
        ),
        ("idle copies", "let l = []; for n in 0..900 { l.push(n); } loop { l; l; l; }".into()),
        ("compared copies", "let l = []; for n in 0..900 { l.push(n); } loop { l == l; }".into()),
        (
            "loops over copies",
            "let l = []; for n in 0..900 { l.push(n); } loop { for x in l { break; } }".into(),
        ),
        ("range", "let n = 0; for x in 0..9000000000000000000 { n += x; }".into()),
        ("overflow", "let n = 9223372036854775807; n += 1;".into()),
        ("power", "let n = 2 ** 9999999;".into()),
        ("decimal power", "let n = 2.5; loop { n = n ** 50; }".into()),
        ("days", "let d = date(\"2026-01-01\"); loop { d = plus_days(d, 9000000000000000000); }".into()),
        ("fraction", "let f = ratio(1, 3); loop { f = f * f + f; }".into()),
        ("many variables", (0..200).map(|n| format!("let v{n} = {n};")).collect()),
    ]
}

/// Texts that must not compile.
fn texts() -> Vec<(&'static str, String)> {
    vec![
        ("sleep", "sleep(10)".into()),
        ("recursion", "fn f() { f() } f()".into()),
        ("brackets", "(".repeat(100_000)),
        ("balanced brackets", format!("{}1{}", "(".repeat(8_000), ")".repeat(8_000))),
        ("lists", format!("{}1{}", "[".repeat(8_000), "]".repeat(8_000))),
        ("negations", format!("{}true", "!".repeat(16_000))),
        ("minus", format!("{}1", "- ".repeat(8_000))),
        ("sums", format!("1{}", "+1".repeat(8_000))),
        ("ands", format!("true{}", "&&true".repeat(2_500))),
        ("dots", format!("a{}", ".a".repeat(8_000))),
        ("indexes", format!("a{}", "[0]".repeat(5_000))),
        ("calls", format!("a{}", ".len()".repeat(2_500))),
        ("else ifs", format!("if true {{1}}{}", " else if true {1}".repeat(900))),
        ("interpolation", "`${".repeat(4_000)),
        ("powers", format!("1{}", "**1".repeat(5_000))),
        ("coalesce", format!("a{}", "??a".repeat(5_000))),
        ("blocks", format!("{}1{}", "if true {".repeat(1_500), "}".repeat(1_500))),
    ]
}

/// What this thread has computed, where the system tells it: neighbours on a busy machine do not count.
fn computed() -> Option<Duration> {
    let stat = std::fs::read_to_string("/proc/thread-self/schedstat").ok()?;
    stat.split_whitespace().next()?.parse().ok().map(Duration::from_nanos)
}

fn in_time<T>(name: &str, work: impl FnOnce() -> T) -> T {
    let (start, before) = (Instant::now(), computed());
    let result = work();
    let took = match (before, computed()) {
        (Some(before), Some(after)) => after - before,
        _ => start.elapsed(),
    };
    assert!(took < Duration::from_millis(250), "{name} took {took:?}");
    result
}

#[test]
fn hostile_blocks_end_as_errors() {
    let engine = engine();
    for (name, text) in blocks() {
        let script = engine.compile(&text, Kind::Run).unwrap_or_else(|found| panic!("{name}: {found:?}"));
        let result = in_time(name, || engine.run(&script, &|_| None, None, None));
        let error = result.expect_err(name);
        assert!(matches!(error.kind, ErrorKind::Limit(_) | ErrorKind::Fault(_)), "{name}: {error:?}");
    }
    let script = engine.compile("1 + 1 == 2", Kind::Guard).unwrap();
    assert!(engine.eval_bool(&script, &|_| None, None, None).unwrap());
}

#[test]
fn hostile_texts_end_in_time() {
    let engine = engine();
    for (name, text) in texts() {
        for kind in [Kind::Guard, Kind::Run] {
            let compiled = in_time(name, || engine.compile(&text, kind));
            if let Ok(script) = compiled {
                // Long but flat texts may compile: then they answer or fail, and are checked, in time.
                in_time(name, || engine.check(&script, &std::collections::BTreeMap::new()));
                let vars = |_: &str| Some(Value::from(1_i64));
                in_time(name, || engine.run(&script, &vars, None, None).is_ok());
            }
        }
    }
}

/// Peak memory of this process in bytes, where the system tells it.
fn peak() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|line| line.starts_with("VmHWM:"))?;
    line.split_whitespace().nth(1)?.parse::<u64>().ok().map(|kib| kib * 1024)
}

#[test]
fn hostile_scripts_use_little_memory() {
    let Some(before) = peak() else { return };
    let engine = engine();
    for (_, text) in blocks() {
        let script = engine.compile(&text, Kind::Run).unwrap();
        let _ = engine.run(&script, &|_| None, None, None);
    }
    for (_, text) in texts() {
        let _ = engine.compile(&text, Kind::Run);
    }
    let grown = peak().unwrap() - before;
    assert!(grown < 64 << 20, "grew by {grown} bytes");
}

#[test]
fn an_endless_loop_names_its_limit() {
    let engine = engine();
    let script = engine.compile("loop { }", Kind::Run).unwrap();
    let error = engine.run(&script, &|_| None, None, None).unwrap_err();
    assert_eq!(error.kind, ErrorKind::Limit(Limit::Operations));
}

#[test]
fn unlike_values_fail_where_no_type_was_declared() {
    let engine = engine();
    let script = engine.compile("x == \"5\"", Kind::Guard).unwrap();
    let error = engine.eval_bool(&script, &|_| Some(Value::from(5_i64)), None, None).unwrap_err();
    assert_eq!(error.kind, ErrorKind::Fault("integer and text do not go together in `==`".into()));
    let script = engine.compile("x / 2 > 1", Kind::Guard).unwrap();
    let error = engine.eval_bool(&script, &|_| Some(Value::from(5_i64)), None, None).unwrap_err();
    assert_eq!((matches!(error.kind, ErrorKind::Fault(_)), error.offset), (true, Some(2)));
    let script = engine.compile("x.y", Kind::Value).unwrap();
    let error = engine.eval(&script, &|_| Some(rhai::Map::new().into()), None, None).unwrap_err();
    assert_eq!(error.kind, ErrorKind::Fault("there is no property `y`".into()));
}

struct World(i64);

impl Context for World {
    fn call(&self, name: &str, args: &[Value]) -> Result<Value, String> {
        match args {
            [] if name == "number" => Ok(self.0.into()),
            _ => Err(format!("{name} refused")),
        }
    }
}

#[test]
fn each_evaluation_has_its_own_world_and_stop() {
    let number = Signature::new("number", [Type::Text], Type::Integer, "the world's number").requiring(0);
    let engine = Arc::new(Engine::new(Limits::default(), [number]));
    let script = engine.compile("let n = 0; for i in 0..500 { n = number(); } out = n;", Kind::Run).unwrap();
    let endless = engine.compile("loop { }", Kind::Run).unwrap();
    std::thread::scope(|threads| {
        for thread in 0..4_i64 {
            let (engine, script, endless) = (Arc::clone(&engine), script.clone(), endless.clone());
            threads.spawn(move || {
                let world: Arc<dyn Context> = Arc::new(World(thread + 1));
                let never = Stop::new(|| false);
                let changed =
                    engine.run(&script, &|_| Some(Value::UNIT), Some(&world), Some(&never)).unwrap();
                assert_eq!(changed[0].1.as_int().unwrap(), thread + 1);
                let asked = Arc::new(AtomicU64::new(0));
                let stop = Stop::new(move || asked.fetch_add(1, Ordering::Relaxed) > thread.unsigned_abs());
                let error = engine.run(&endless, &|_| None, None, Some(&stop)).unwrap_err();
                assert_eq!(error.kind, ErrorKind::Stopped);
            });
        }
    });
    let script = engine.compile("number(\"x\")", Kind::Value).unwrap();
    let world: Arc<dyn Context> = Arc::new(World(0));
    let error = engine.eval(&script, &|_| None, Some(&world), None).unwrap_err();
    assert_eq!(error.kind, ErrorKind::Fault("number refused".into()));
    let error = engine.eval(&script, &|_| None, None, None).unwrap_err();
    assert_eq!(error.kind, ErrorKind::Fault("`number` cannot be asked here".into()));
}

proptest! {
    #[test]
    fn no_text_panics(text in "\\PC{0,80}") {
        let engine = engine();
        for kind in [Kind::Guard, Kind::Value, Kind::Run] {
            if let Err(found) = engine.compile(&text, kind) {
                for finding in found {
                    prop_assert!(text.get(finding.offset..finding.offset + finding.length).is_some(), "{finding:?}");
                }
            }
        }
    }

    #[test]
    fn no_mixture_of_pieces_panics(
        pieces in proptest::collection::vec(
            prop::sample::select(vec![
                "a", "人数", "1", "2.5", "\"办\"", "`x${", "}`", "(", ")", "[", "]", "{", "}", "#{", ".", ",", ";", ":",
                "==", "=", "/", "-", "!", "&&", "||", "in", "if", "else", "let", "for", "while", "??", "..", "\n", " ",
                "len", "push", "'", "|", "?.", "?[", "/*", "//", "+=", "return", "0x", "1e9", "_", "$", "@",
            ]),
            0..24,
        )
    ) {
        let engine = engine();
        let text = pieces.concat();
        for kind in [Kind::Guard, Kind::Run] {
            match engine.compile(&text, kind) {
                Ok(script) => {
                    let _ = engine.check(&script, &std::collections::BTreeMap::new());
                    let result = engine.run(&script, &|_| Some(Value::from(3_i64)), None, None);
                    prop_assert!(!matches!(result, Err(error) if error.kind == ErrorKind::Panicked));
                }
                Err(found) => for finding in found {
                    prop_assert!(text.get(finding.offset..finding.offset + finding.length).is_some(), "{finding:?}");
                },
            }
        }
    }
}
