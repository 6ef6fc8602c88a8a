//! Words where an expression was probably meant, and values that their field cannot hold.

use super::Subject;
use super::walk::Walk;
use crate::definition::report::Report;
use crate::definition::types::of_field;
use crate::model::data::Field;
use crate::script::{Type, from_json};
use crate::source::{Code, Pointer, Severity, did_you_mean};
use indexmap::IndexMap;
use serde_json::Value as Json;

pub(super) fn check(subject: &Subject<'_>, walk: &Walk<'_>, report: &mut Report<'_>) {
    let top = Pointer::root();
    defaults(subject, &subject.model.data, &top.key("data"), report);
    for (name, event) in &subject.model.events {
        defaults(subject, &event.data, &top.key("events").key(name).key("data"), report);
    }
    for (_, action, at) in &walk.actions {
        for (field, value) in &action.assign {
            let type_ = subject.model.data.get(field).map(of_field);
            self::value(subject, &value.0, type_.as_ref(), field, &at.key("assign").key(field), report);
        }
        if let Some((put, row)) = action.put.as_ref().and_then(|put| Some((put, put.row.as_ref()?))) {
            let at = at.key("put").key("row");
            let of = match subject.model.data.get(&put.list).map(of_field) {
                Some(Type::List(of)) => Some(*of),
                _ => None,
            };
            match (&row.0, &of) {
                (Json::Object(fields), Some(Type::Map(types))) => {
                    for (name, value) in fields {
                        let at = at.key(name);
                        match types.get(name) {
                            Some(type_) => self::value(subject, value, Some(type_), name, &at, report),
                            None => {
                                report.unknown_key(
                                    Code::UnknownField,
                                    &at,
                                    name,
                                    types.keys().map(String::as_str),
                                );
                            }
                        }
                    }
                }
                (row, of) => self::value(subject, row, of.as_ref(), &put.list, &at, report),
            }
        }
        for (name, value) in &action.with {
            self::value(subject, &value.0, None, name, &at.key("with").key(name), report);
        }
        if let Some(line) = action.log.as_ref().and_then(|line| line.0.as_str())
            && formula(line)
        {
            forgotten(line, &at.key("log"), report);
        }
    }
}

fn defaults(subject: &Subject<'_>, fields: &IndexMap<String, Field>, at: &Pointer, report: &mut Report<'_>) {
    for (name, field) in fields {
        if let Some(default) = &field.default {
            let at = at.key(name).key("default");
            value(subject, &default.0, Some(&of_field(field)), name, &at, report);
        }
    }
}

/// A value for a field: literal values must fit, words must not look like forgotten expressions.
fn value(
    subject: &Subject<'_>,
    value: &Json,
    type_: Option<&Type>,
    name: &str,
    at: &Pointer,
    report: &mut Report<'_>,
) {
    let word = value.as_str();
    if word.is_some_and(|word| word.starts_with('=')) || value.is_null() || has_script(value) {
        return;
    }
    let looks = word.filter(|word| {
        let named = subject.names.fields.iter().chain(&subject.names.derived).any(|known| known == word);
        named || formula(word)
    });
    if let (Some(Type::Enum(words)), Some(word)) = (type_, word) {
        if words.iter().any(|known| known == word) {
            return;
        }
        if looks.is_none() {
            let fault = report.value(Code::NotOneOf, at).with("got", word).with("known", words.join(", "));
            return report.add(fault.suggest(did_you_mean(word, words.iter().map(String::as_str))));
        }
    }
    if let Some(word) = looks {
        return forgotten(word, at, report);
    }
    if let Some(type_) = type_
        && from_json(value, type_).is_err()
    {
        let got = match value {
            Json::Bool(_) => "bool",
            Json::Number(number) if number.is_i64() => "integer",
            Json::Number(_) => "decimal",
            Json::Array(_) => "list",
            Json::Object(_) => "mapping",
            _ => "text",
        };
        let meant = word.and_then(number_meant).filter(|_| matches!(type_, Type::Integer | Type::Decimal));
        let fault = report.value(Code::WrongType, at).with("name", name).with("expected", type_.name());
        report.add(fault.with("got", got).suggest(meant));
    }
}

/// A number in full-width digits, in half-width ones.
fn number_meant(word: &str) -> Option<String> {
    crate::source::half_width(word).filter(|digits| digits.parse::<rust_decimal::Decimal>().is_ok())
}

/// A word where an expression was probably meant.
fn forgotten(word: &str, at: &Pointer, report: &mut Report<'_>) {
    let fault = report.value(Code::ExpressionExpected, at).severity(Severity::Warning).with("got", word);
    report.add(fault.suggest(Some(format!("={word}"))));
}

fn has_script(value: &Json) -> bool {
    match value {
        Json::String(text) => text.starts_with('='),
        Json::Array(items) => items.iter().any(has_script),
        Json::Object(fields) => fields.values().any(has_script),
        _ => false,
    }
}

/// Whether a text looks like an expression: a path of the event or the parameters, or operators between blanks.
fn formula(text: &str) -> bool {
    let path = ["event.", "params."].iter().any(|start| {
        text.strip_prefix(start).is_some_and(|rest| {
            rest.starts_with(|c: char| c.is_alphabetic()) && !rest.contains(char::is_whitespace)
        })
    });
    path || [" == ", " != ", " && ", " || ", " >= ", " <= ", " + ", " * "]
        .iter()
        .any(|sign| text.contains(sign))
}
