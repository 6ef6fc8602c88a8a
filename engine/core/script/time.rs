//! Dates and instants in scripts: whole calendar days and comparison only. Working time belongs to the calendar.

use super::Value;
use super::functions::type_of;
use jiff::civil::Date;
use jiff::{Timestamp, ToSpan};

fn day(value: Option<&&mut Value>) -> Result<Date, String> {
    let value = value.ok_or("a date is missing")?;
    let found = value.read_lock::<Date>().map(|date| *date);
    found.ok_or_else(|| format!("a date is needed, not {}", type_of(value)))
}

pub(super) fn date(args: &mut [&mut Value]) -> Result<Value, String> {
    let value = args.first().ok_or("a date is missing")?;
    let text = value.as_immutable_string_ref().map_err(|_| "date() reads a text such as \"2026-10-01\"")?;
    let date: Result<Date, _> = text.parse();
    date.map(Value::from).map_err(|_| format!("`{}` is not a date such as 2026-10-01", &*text))
}

pub(super) fn instant(args: &mut [&mut Value]) -> Result<Value, String> {
    let value = args.first().ok_or("an instant is missing")?;
    let text = value.as_immutable_string_ref().map_err(|_| "instant() reads a text")?;
    let instant: Result<Timestamp, _> = text.parse();
    instant.map(Value::from).map_err(|_| format!("`{}` is not an instant with its offset", &*text))
}

pub(super) fn days_between(args: &mut [&mut Value]) -> Result<Value, String> {
    let (from, to) = (day(args.first())?, day(args.get(1))?);
    let span = from.until(to).map_err(|_| "the dates lie too far apart")?;
    Ok(Value::from(i64::from(span.get_days())))
}

pub(super) fn plus_days(args: &mut [&mut Value]) -> Result<Value, String> {
    let from = day(args.first())?;
    let days = args.get(1).and_then(|value| value.as_int().ok()).ok_or("a number of days is needed")?;
    // Beyond this no date exists, and a span would refuse the number by panicking.
    if days.unsigned_abs() > 7_304_484 {
        return Err("the date lies out of range".to_owned());
    }
    from.checked_add(days.days()).map(Value::from).map_err(|_| "the date lies out of range".to_owned())
}

pub(super) fn year(args: &mut [&mut Value]) -> Result<Value, String> {
    day(args.first()).map(|date| Value::from(i64::from(date.year())))
}

pub(super) fn month(args: &mut [&mut Value]) -> Result<Value, String> {
    day(args.first()).map(|date| Value::from(i64::from(date.month())))
}

pub(super) fn day_of_month(args: &mut [&mut Value]) -> Result<Value, String> {
    day(args.first()).map(|date| Value::from(i64::from(date.day())))
}
