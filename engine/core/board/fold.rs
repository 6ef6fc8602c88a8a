//! Aggregates over the cases of a line, exact.

use super::Error;
use crate::model::board::{Aggregate, Trim};
use crate::script::{Fraction, Value};
use jiff::Timestamp;
use jiff::civil::Date;

/// Values that a cell of `list` shows.
pub const MAX_LIST: usize = 100;

/// What is computed of the values found; values that are absent do not count. Absent: there is nothing to compute it of.
pub(super) fn fold(
    give: Aggregate,
    values: Vec<Value>,
    trim: Option<Trim>,
    place: &str,
) -> Result<Value, Error> {
    let mut values: Vec<Value> = values.into_iter().filter(|value| !value.is_unit()).collect();
    Ok(match give {
        Aggregate::Count => whole(values.len()),
        Aggregate::First => values.into_iter().next().unwrap_or(Value::UNIT),
        Aggregate::List => {
            values.truncate(MAX_LIST);
            Value::from_array(values)
        }
        Aggregate::Sum => sum(&numbers(&values, place)?, place)?.value(),
        Aggregate::Mean => mean(&numbers(&values, place)?, place)?,
        Aggregate::TrimmedMean => {
            let mut numbers = numbers(&values, place)?;
            numbers.sort_unstable();
            mean(trimmed(&numbers, trim), place)?
        }
        Aggregate::Median => {
            let mut numbers = numbers(&values, place)?;
            numbers.sort_unstable();
            let (from, to) = (numbers.len().saturating_sub(1) / 2, numbers.len() / 2);
            mean(numbers.get(from..=to).unwrap_or_default(), place)?
        }
        Aggregate::Min | Aggregate::Max => extreme(values, give == Aggregate::Max, place)?,
        // These two are computed of pairs and of two counts.
        Aggregate::WeightedMean | Aggregate::Share => Value::UNIT,
    })
}

/// The part that `part` is of `whole`. Absent: of nothing there is no part.
pub(super) fn share(part: usize, of: usize) -> Value {
    let [part, of] = [part, of].map(|count| i128::try_from(count).unwrap_or(i128::MAX));
    Fraction::new(part, of).map_or(Value::UNIT, |share| share.value())
}

/// The mean of values, each counted as often as its weight says. Absent: the weights add up to nothing.
pub(super) fn weighted(pairs: &[(Value, Value)], place: &str) -> Result<Value, Error> {
    let large = || Error::TooLarge(place.to_owned());
    let (mut total, mut weights) = (Fraction::from(0), Fraction::from(0));
    for (value, weight) in pairs.iter().filter(|(value, weight)| !value.is_unit() && !weight.is_unit()) {
        let (value, weight) = (number(value, place)?, number(weight, place)?);
        if weight.signum() < 0 {
            return Err(Error::NegativeWeight(place.to_owned()));
        }
        total = value.times(&weight).and_then(|product| total.plus(&product)).ok_or_else(large)?;
        weights = weights.plus(&weight).ok_or_else(large)?;
    }
    if weights.signum() == 0 {
        return Ok(Value::UNIT);
    }
    Ok(total.divided(&weights).ok_or_else(large)?.value())
}

pub(super) fn whole(count: usize) -> Value {
    Value::from(i64::try_from(count).unwrap_or(i64::MAX))
}

fn trimmed(sorted: &[Fraction], trim: Option<Trim>) -> &[Fraction] {
    let Some(trim) = trim else { return sorted };
    let each = usize::try_from(trim.each_end).unwrap_or(usize::MAX);
    let least = each.saturating_mul(2).saturating_add(1);
    let from = trim.from.and_then(|from| usize::try_from(from).ok()).unwrap_or(0).max(least);
    if sorted.len() < from {
        return sorted;
    }
    sorted.get(each..sorted.len() - each).unwrap_or(sorted)
}

fn number(value: &Value, place: &str) -> Result<Fraction, Error> {
    let message = || "a number is needed".to_owned();
    Fraction::of(value).ok_or_else(|| Error::Script { place: place.to_owned(), message: message() })
}

fn numbers(values: &[Value], place: &str) -> Result<Vec<Fraction>, Error> {
    values.iter().map(|value| number(value, place)).collect()
}

fn sum(numbers: &[Fraction], place: &str) -> Result<Fraction, Error> {
    let sum = numbers.iter().try_fold(Fraction::from(0), |sum, number| sum.plus(number));
    sum.ok_or_else(|| Error::TooLarge(place.to_owned()))
}

fn mean(numbers: &[Fraction], place: &str) -> Result<Value, Error> {
    if numbers.is_empty() {
        return Ok(Value::UNIT);
    }
    let count = Fraction::from(i64::try_from(numbers.len()).unwrap_or(i64::MAX));
    let mean = sum(numbers, place)?.divided(&count).ok_or_else(|| Error::TooLarge(place.to_owned()))?;
    Ok(mean.value())
}

/// What has a size: numbers, dates, instants. Values of one column are of one sort.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Size {
    Number(Fraction),
    Date(Date),
    Instant(Timestamp),
}

impl Size {
    /// The size of a value. Absent: it has none.
    pub(crate) fn of(value: &Value) -> Option<Self> {
        let date = || value.read_lock::<Date>().map(|date| Self::Date(*date));
        let instant = || value.read_lock::<Timestamp>().map(|at| Self::Instant(*at));
        Fraction::of(value).map(Self::Number).or_else(date).or_else(instant)
    }
}

fn extreme(values: Vec<Value>, greatest: bool, place: &str) -> Result<Value, Error> {
    let mut best: Option<(Size, Value)> = None;
    for value in values {
        let message = || "a number, a date or an instant is needed".to_owned();
        let size =
            Size::of(&value).ok_or_else(|| Error::Script { place: place.to_owned(), message: message() })?;
        if best.as_ref().is_none_or(|(other, _)| if greatest { size > *other } else { size < *other }) {
            best = Some((size, value));
        }
    }
    Ok(best.map_or(Value::UNIT, |(_, value)| value))
}
