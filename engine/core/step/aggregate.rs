//! Aggregates over lists, exact.

use crate::board::Size;
use crate::model::workflow::Aggregate;
use crate::script::{Fraction, Value};
use rust_decimal::Decimal;

/// What is computed of the values found; `total` is the number of all elements. Absent: the values do not add up or
/// cannot be compared.
pub(super) fn fold(give: Aggregate, found: Vec<Value>, total: usize) -> Option<Value> {
    let count = |n: usize| i64::try_from(n).unwrap_or(i64::MAX);
    match give {
        Aggregate::Count => Some(Value::from(count(found.len()))),
        Aggregate::List => Some(Value::from_array(found)),
        Aggregate::Share if total == 0 => Some(Value::UNIT),
        Aggregate::Share => Fraction::new(count(found.len()).into(), count(total).into()).map(Value::from),
        Aggregate::Sum => sum(&found),
        Aggregate::Mean if found.is_empty() => Some(Value::UNIT),
        Aggregate::Mean => {
            let (sum, many) = (sum(&found)?, found.len());
            match decimal(&sum) {
                Some(sum) => sum.checked_div(Decimal::from(many)).map(Value::from),
                None => Some(Fraction::of(&sum)?.divided(&Fraction::from(count(many)))?.value()),
            }
        }
        Aggregate::Min => extreme(found, false),
        Aggregate::Max => extreme(found, true),
    }
}

fn decimal(value: &Value) -> Option<Decimal> {
    value.as_int().ok().map(Decimal::from).or_else(|| value.as_decimal().ok())
}

fn sum(values: &[Value]) -> Option<Value> {
    if let Some(whole) = values.iter().map(|value| value.as_int().ok()).collect::<Option<Vec<i64>>>() {
        return whole.into_iter().try_fold(0_i64, i64::checked_add).map(Value::from);
    }
    if let Some(all) = values.iter().map(decimal).collect::<Option<Vec<_>>>() {
        return all.into_iter().try_fold(Decimal::ZERO, Decimal::checked_add).map(Value::from);
    }
    let none = Fraction::from(0);
    let sum = values.iter().try_fold(none, |sum, value| sum.plus(&Fraction::of(value)?))?;
    Some(sum.value())
}

fn extreme(values: Vec<Value>, greatest: bool) -> Option<Value> {
    let mut best: Option<(Size, Value)> = None;
    for value in values {
        let size = Size::of(&value)?;
        if best.as_ref().is_none_or(|(other, _)| if greatest { size > *other } else { size < *other }) {
            best = Some((size, value));
        }
    }
    Some(best.map_or(Value::UNIT, |(_, value)| value))
}
