//! Tests of the room.

use super::{Engine, Kind, Limits, Value};

pub(super) fn engine() -> Engine {
    Engine::new(Limits::default(), [])
}

pub(super) fn value(text: &str) -> Value {
    let engine = engine();
    let script = engine.compile(text, Kind::Value).unwrap_or_else(|found| panic!("{text}: {found:?}"));
    engine.eval(&script, &|_| None, None, None).unwrap_or_else(|error| panic!("{text}: {error:?}"))
}

mod cost;
mod findings;
mod hostile;
mod values;
