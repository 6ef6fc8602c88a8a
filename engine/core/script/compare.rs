//! Operators over pairs that Rhai does not know itself: fractions, dates, instants, lists, and unlike types.
//!
//! Left alone, Rhai calls unlike values unequal; here they are an error, since an error is never an answer. A script
//! whose comparisons were all proven sound by [`super::Engine::check`] does not pay for this.

use super::engine::{charge, weight};
use super::functions::type_of;
use super::number::{calculate, number};
use super::{Fraction, List, Map, Row, Value};
use jiff::Timestamp;
use jiff::civil::Date;
use std::any::TypeId;
use std::cmp::Ordering;

fn unlike(operator: &str, left: &Value, right: &Value) -> String {
    format!("{} and {} do not go together in `{operator}`", type_of(left), type_of(right))
}

/// Whether two values are the same; an error names unlike types.
pub(super) fn same(left: &Value, right: &Value) -> Result<bool, String> {
    if left.is_unit() || right.is_unit() {
        return Ok(left.is_unit() && right.is_unit());
    }
    if let (Ok(left), Ok(right)) = (left.as_bool(), right.as_bool()) {
        return Ok(left == right);
    }
    if let (Some(left), Some(right)) = (left.read_lock::<List>(), right.read_lock::<List>()) {
        let pairs = left.iter().zip(right.iter());
        return Ok(left.len() == right.len() && all(pairs)?);
    }
    if let (Some(left), Some(right)) = (left.read_lock::<Map>(), right.read_lock::<Map>()) {
        let pairs = left.values().zip(right.values());
        return Ok(left.len() == right.len() && left.keys().eq(right.keys()) && all(pairs)?);
    }
    if let (Some(left), Some(right)) = (left.read_lock::<Row>(), right.read_lock::<Row>()) {
        return Ok(*left == *right);
    }
    order("==", left, right).map(Ordering::is_eq)
}

fn all<'v>(pairs: impl Iterator<Item = (&'v Value, &'v Value)>) -> Result<bool, String> {
    for (left, right) in pairs {
        if !same(left, right)? {
            return Ok(false);
        }
    }
    Ok(true)
}

/// The order of two values of one kind.
pub(super) fn order(operator: &str, left: &Value, right: &Value) -> Result<Ordering, String> {
    if let (Ok(left), Ok(right)) = (left.as_int(), right.as_int()) {
        return Ok(left.cmp(&right));
    }
    if let (Some(left), Some(right)) = (number(left), number(right)) {
        return Ok(left.cmp(&right));
    }
    if let (Ok(left), Ok(right)) = (left.as_immutable_string_ref(), right.as_immutable_string_ref()) {
        return Ok(left.as_str().cmp(right.as_str()));
    }
    if let (Some(left), Some(right)) = (left.read_lock::<Date>(), right.read_lock::<Date>()) {
        return Ok(left.cmp(&right));
    }
    if let (Some(left), Some(right)) = (left.read_lock::<Timestamp>(), right.read_lock::<Timestamp>()) {
        return Ok(left.cmp(&right));
    }
    if left.is_unit() || right.is_unit() {
        return Err(format!("an absent value cannot be compared by `{operator}`"));
    }
    Err(unlike(operator, left, right))
}

fn answer(operator: &'static str, left: &Value, right: &Value) -> Result<Value, String> {
    Ok(match operator {
        "==" => same(left, right)?.into(),
        "!=" => (!same(left, right)?).into(),
        "<" => order(operator, left, right)?.is_lt().into(),
        "<=" => order(operator, left, right)?.is_le().into(),
        ">" => order(operator, left, right)?.is_gt().into(),
        ">=" => order(operator, left, right)?.is_ge().into(),
        _ => match (number(left), number(right)) {
            (Some(left), Some(right)) => return calculate(operator, left, right),
            _ => return Err(unlike(operator, left, right)),
        },
    })
}

/// Registers the operators.
pub(super) fn register(engine: &mut rhai::Engine) {
    unary(engine);
    let any = TypeId::of::<Value>();
    let fraction = TypeId::of::<Fraction>();
    for operator in ["==", "!=", "<", "<=", ">", ">="] {
        on(engine, operator, [any, any]);
    }
    for operator in ["+", "-", "*"] {
        on(engine, operator, [fraction, any]);
        on(engine, operator, [any, fraction]);
        on(engine, operator, [fraction, fraction]);
    }
}

/// The operators of one operand, which Rhai knows by itself only where it compares by itself.
fn unary(engine: &mut rhai::Engine) {
    let any = [TypeId::of::<Value>()];
    engine.register_raw_fn("!", any, |_, args: &mut [&mut Value]| {
        let value = args.first().and_then(|value| value.as_bool().ok());
        value.map(|value| Value::from(!value)).ok_or_else(|| "`!` needs true or false".into())
    });
    engine.register_raw_fn("+", any, |_, args: &mut [&mut Value]| {
        Ok(args.first().map(|value| (**value).clone()).unwrap_or_default())
    });
    engine.register_raw_fn("-", any, |_, args: &mut [&mut Value]| {
        let value = args.first();
        if let Some(whole) = value.and_then(|value| value.as_int().ok()) {
            return whole.checked_neg().map(Value::from).ok_or_else(|| "the number is too large".into());
        }
        if let Some(decimal) = value.and_then(|value| value.as_decimal().ok()) {
            return Ok(Value::from(-decimal));
        }
        let fraction = value.and_then(|value| number(value)).ok_or("`-` needs a number")?;
        calculate("-", Fraction::from(0), fraction).map_err(Into::into)
    });
}

fn on(engine: &mut rhai::Engine, operator: &'static str, types: [TypeId; 2]) {
    engine.register_raw_fn(operator, types, move |_, args: &mut [&mut Value]| {
        let (Some(left), Some(right)) = (args.first(), args.get(1)) else {
            return Err(format!("`{operator}` needs two values").into());
        };
        if left.is_array() || left.is_map() {
            // One operation to Rhai, however long the two are.
            charge(weight(left).saturating_mul(2))?;
        }
        answer(operator, left, right).map_err(Into::into)
    });
}
