//! The plain helpers over texts, lists and maps.

use super::compare::{order, same};
use super::number::{number, plus};
use super::{Fraction, List, Map, Row, Value, to_json};
use jiff::Timestamp;
use jiff::civil::Date;
use std::cmp::Ordering;
use std::collections::BTreeSet;

/// The name of a value's type in the words of the language.
pub(super) fn type_of(value: &Value) -> &'static str {
    match value {
        v if v.is_unit() => "nothing",
        v if v.is_bool() => "bool",
        v if v.is_int() => "integer",
        v if v.is_decimal() => "decimal",
        v if v.is_string() || v.is_char() => "text",
        v if v.is_array() => "list",
        v if v.is_map() => "record",
        v if v.is::<Date>() => "date",
        v if v.is::<Timestamp>() => "instant",
        v if v.is::<Fraction>() => "fraction",
        v if v.is::<Row>() => "row",
        _ => "value",
    }
}

/// A value in words, as `${...}` within a text shows it.
pub(super) fn words(value: &Value, into: &mut String) {
    use std::fmt::Write;
    let written = if let Some(list) = value.read_lock::<List>() {
        for (index, item) in list.iter().enumerate() {
            into.push_str(if index == 0 { "" } else { ", " });
            words(item, into);
        }
        Ok(())
    } else if let Some(map) = value.read_lock::<Map>() {
        for (index, (key, item)) in map.iter().enumerate() {
            into.push_str(if index == 0 { "" } else { ", " });
            into.push_str(key);
            into.push_str(": ");
            words(item, into);
        }
        Ok(())
    } else if let Some(date) = value.read_lock::<Date>() {
        write!(into, "{}", *date)
    } else if let Some(instant) = value.read_lock::<Timestamp>() {
        write!(into, "{}", *instant)
    } else if let Some(fraction) = value.read_lock::<Fraction>() {
        write!(into, "{}", *fraction)
    } else if let Some(row) = value.read_lock::<Row>() {
        write!(into, "{}", row.key())
    } else if value.is_unit() {
        Ok(())
    } else {
        write!(into, "{value}")
    };
    // Writing to a text does not fail.
    let _ = written;
}

/// The list that comes first; an absent one is empty.
fn list(args: &[&mut Value]) -> Result<List, String> {
    let value = args.first().ok_or("a list is missing")?;
    if value.is_unit() {
        return Ok(List::new());
    }
    let found = value.read_lock::<List>().map(|list| list.clone());
    found.ok_or_else(|| format!("a list is needed, not {}", type_of(value)))
}

fn size(args: &[&mut Value]) -> Result<usize, String> {
    let value = args.first().ok_or("a value is missing")?;
    if let Ok(text) = value.as_immutable_string_ref() {
        return Ok(text.chars().count());
    }
    if let Some(list) = value.read_lock::<List>() {
        return Ok(list.len());
    }
    if let Some(map) = value.read_lock::<Map>() {
        return Ok(map.len());
    }
    Err(format!("a text, list or record is needed, not {}", type_of(value)))
}

pub(super) fn len(args: &mut [&mut Value]) -> Result<Value, String> {
    if args.first().is_some_and(|value| value.is_unit()) {
        return Ok(Value::from(0_i64));
    }
    Ok(Value::from(i64::try_from(size(args)?).unwrap_or(i64::MAX)))
}

pub(super) fn is_empty(args: &mut [&mut Value]) -> Result<Value, String> {
    if args.first().is_some_and(|value| value.is_unit()) {
        return Ok(true.into());
    }
    Ok((size(args)? == 0).into())
}

pub(super) fn contains(args: &mut [&mut Value]) -> Result<Value, String> {
    let (Some(whole), Some(part)) = (args.first(), args.get(1)) else {
        return Err("`in` needs two values".to_owned());
    };
    if let Some(list) = whole.read_lock::<List>() {
        for item in list.iter() {
            if same(item, part)? {
                return Ok(true.into());
            }
        }
        return Ok(false.into());
    }
    if part.is_unit() {
        return Ok(false.into());
    }
    let range = whole.read_lock::<std::ops::Range<i64>>().map(|range| (range.start, range.end));
    let range = range.or_else(|| {
        let range = whole.read_lock::<std::ops::RangeInclusive<i64>>()?;
        Some((*range.start(), range.end().saturating_add(1)))
    });
    if let (Some((start, end)), Ok(part)) = (range, part.as_int()) {
        return Ok((start <= part && part < end).into());
    }
    let Ok(part) = part.as_immutable_string_ref() else {
        return Err(format!("{} cannot stand in {}", type_of(part), type_of(whole)));
    };
    if let Some(map) = whole.read_lock::<Map>() {
        return Ok(map.contains_key(part.as_str()).into());
    }
    if let Ok(text) = whole.as_immutable_string_ref() {
        return Ok(text.contains(part.as_str()).into());
    }
    Err(format!("a text, list or record is needed, not {}", type_of(whole)))
}

pub(super) fn starts_with(args: &mut [&mut Value]) -> Result<Value, String> {
    let (Some(Ok(text)), Some(Ok(start))) = (
        args.first().map(|value| value.as_immutable_string_ref()),
        args.get(1).map(|value| value.as_immutable_string_ref()),
    ) else {
        return Err("starts_with needs two texts".to_owned());
    };
    Ok(text.starts_with(start.as_str()).into())
}

/// The extreme of two to four values, or of one list.
fn extreme(args: &[&mut Value], wanted: Ordering) -> Result<Value, String> {
    let items =
        if args.len() == 1 { list(args)? } else { args.iter().map(|value| (**value).clone()).collect() };
    let mut best: Option<Value> = None;
    for item in items {
        let better = match &best {
            Some(best) => order("min, max", &item, best)? == wanted,
            None => true,
        };
        if better {
            best = Some(item);
        }
    }
    best.ok_or_else(|| "an empty list has no least or greatest value".to_owned())
}

pub(super) fn min(args: &mut [&mut Value]) -> Result<Value, String> {
    extreme(args, Ordering::Less)
}

pub(super) fn max(args: &mut [&mut Value]) -> Result<Value, String> {
    extreme(args, Ordering::Greater)
}

pub(super) fn sum(args: &mut [&mut Value]) -> Result<Value, String> {
    let mut total = Value::from(0_i64);
    for item in list(args)? {
        total = plus(&total, &item)?;
    }
    Ok(total)
}

pub(super) fn join(args: &mut [&mut Value]) -> Result<Value, String> {
    let between = args.get(1).map(|value| value.as_immutable_string_ref());
    let between = match &between {
        Some(Ok(text)) => text.as_str(),
        Some(Err(_)) => return Err("join needs a text to put between".to_owned()),
        None => "",
    };
    let mut text = String::new();
    for (index, item) in list(args)?.iter().enumerate() {
        text.push_str(if index == 0 { "" } else { between });
        words(item, &mut text);
        // Rhai judges the result; what is built until then must stay small as well.
        if text.len() > 1 << 16 {
            return Err("the text is too long".to_owned());
        }
    }
    Ok(text.into())
}

pub(super) fn unique(args: &mut [&mut Value]) -> Result<Value, String> {
    let mut seen = BTreeSet::new();
    let mut kept = List::new();
    for item in list(args)? {
        // Equal numbers are one, however they are written.
        let key = match number(&item) {
            Some(number) => ("number", number.to_string()),
            None => (type_of(&item), to_json(&item).map_err(|error| error.to_string())?.to_string()),
        };
        if seen.insert(key) {
            kept.push(item);
        }
    }
    Ok(kept.into())
}

pub(super) fn keys(args: &mut [&mut Value]) -> Result<Value, String> {
    let map = args.first().ok_or("a record is missing")?.read_lock::<Map>();
    let map = map.ok_or("a record is needed")?;
    Ok(map.keys().map(|key| key.as_str().into()).collect::<List>().into())
}

pub(super) fn values(args: &mut [&mut Value]) -> Result<Value, String> {
    let map = args.first().ok_or("a record is missing")?.read_lock::<Map>();
    let map = map.ok_or("a record is needed")?;
    Ok(map.values().cloned().collect::<List>().into())
}

pub(super) fn text(args: &mut [&mut Value]) -> Result<Value, String> {
    let mut text = String::new();
    words(args.first().ok_or("a value is missing")?, &mut text);
    Ok(text.into())
}

/// Puts an item at a list's end, in place.
pub(super) fn push(args: &mut [&mut Value]) -> Result<Value, String> {
    let [list, item] = args else {
        return Err("push needs a list and an item".to_owned());
    };
    let item = std::mem::take(*item);
    let Some(mut list) = list.write_lock::<List>() else {
        return Err("push needs a list".to_owned());
    };
    list.push(item);
    Ok(Value::UNIT)
}
