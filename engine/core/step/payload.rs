//! What events carry: payloads as declared, or what is wrong with each field.

use super::machine::Machine;
use super::refusal::{Refusal, RefusalCode};
use super::{Fault, MAX_LIST, Stop};
use crate::definition::{self, FieldInfo};
use crate::instance::{Data, Input, Source};
use crate::model::data::{Field, Type};
use serde::Serialize;
use serde_json::Value as Json;

/// What is wrong with one field of a payload.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct FieldFault {
    /// The path of the field.
    pub field: String,
    /// What was expected.
    pub expected: String,
    /// What came. Absent: nothing came.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub got: Option<String>,
}

/// Where an input comes from.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Origin {
    /// From outside: everything is checked.
    Outside,
    /// From another case, whose author knows what is missing.
    Case,
}

impl Origin {
    pub fn of(input: &Input) -> Self {
        if matches!(input.source, Source::Token(_)) { Self::Outside } else { Self::Case }
    }
}

impl Machine<'_> {
    /// The payload as declared, or what is wrong with each field.
    pub fn payload(
        &self,
        event: &str,
        rule: &definition::Event,
        data: &Data,
        origin: Origin,
    ) -> Result<Data, Stop> {
        let mut faults = Vec::new();
        let mut kept = Data::new();
        let declared = |name: &str| -> Option<&FieldInfo> {
            rule.data.get(name).or_else(|| {
                rule.saves.iter().any(|saved| saved == name).then(|| self.def.fields.get(name)).flatten()
            })
        };
        for (name, value) in data.iter().filter(|(_, value)| !value.is_null()) {
            match declared(name) {
                None if origin == Origin::Case => {}
                None => {
                    let known: Vec<&str> =
                        rule.saves.iter().chain(rule.data.keys()).map(String::as_str).collect();
                    let expected = format!("one of: {}", known.join(", "));
                    faults.push(FieldFault { field: name.clone(), expected, got: Some(short(value)) });
                }
                Some(field) => {
                    self.check_value(name, &field.model, value, &mut faults);
                    kept.insert(name.clone(), value.clone());
                }
            }
        }
        for name in rule.saves.iter().chain(rule.data.keys()) {
            let Some(field) = declared(name) else { continue };
            // A start may leave optional fields empty; an event that saves a field is there to bring it.
            let may_lack = field.model.optional || field.model.default.is_some();
            let brings = event != "opens"
                && origin == Origin::Outside
                && rule.saves.contains(name)
                && !rule.may_omit.contains(name);
            if (brings || !may_lack) && !kept.contains_key(name) {
                faults.push(FieldFault { field: name.clone(), expected: expected(&field.model), got: None });
            }
        }
        if faults.is_empty() {
            return Ok(kept);
        }
        let mut refusal = Refusal::new(RefusalCode::BadPayload)
            .with("fields", faults.iter().map(|fault| fault.field.clone()).collect::<Vec<_>>().join(", "));
        refusal.fields = faults;
        Err(refusal.into())
    }

    fn check_value(&self, path: &str, field: &Field, value: &Json, faults: &mut Vec<FieldFault>) {
        let number = |least: Option<i64>, most: Option<i64>, number: i64| {
            least.is_none_or(|least| number >= least) && most.is_none_or(|most| number <= most)
        };
        let size = |len: usize| number(field.min, field.max, i64::try_from(len).unwrap_or(i64::MAX));
        let org = &self.world.organisation;
        let good = match (field.type_, value) {
            (Type::Text, Json::String(text)) => text.len() <= 16 * 1024 && size(text.chars().count()),
            (Type::Integer, Json::Number(n)) => n.as_i64().is_some_and(|n| number(field.min, field.max, n)),
            (Type::Decimal | Type::Money, Json::String(text)) => text
                .parse::<rust_decimal::Decimal>()
                .is_ok_and(|n| decimal_in(n, field) && (field.type_ == Type::Decimal || n.scale() <= 2)),
            (Type::Decimal | Type::Money, Json::Number(n)) => n
                .to_string()
                .parse::<rust_decimal::Decimal>()
                .is_ok_and(|n| decimal_in(n, field) && (field.type_ == Type::Decimal || n.scale() <= 2)),
            (Type::Bool, Json::Bool(_)) => true,
            (Type::Enum, Json::String(word)) => field.values.contains(word),
            (Type::Date, Json::String(text)) => text.parse::<jiff::civil::Date>().is_ok(),
            (Type::Instant, Json::String(text)) => text.parse::<jiff::Timestamp>().is_ok(),
            (Type::Duration, Json::String(text)) => text.parse::<crate::calendar::Duration>().is_ok(),
            (Type::Unit, Json::String(id)) => {
                org.unit(id).is_some_and(|unit| field.level.is_none() || unit.level == field.level)
            }
            (Type::Person, Json::String(id)) => org.person(id).is_some(),
            (Type::Party, Json::Object(fields)) => {
                fields.get("name").is_some_and(Json::is_string)
                    && fields.iter().all(|(name, value)| {
                        ["id", "name", "phone", "address"].contains(&name.as_str()) && value.is_string()
                    })
            }
            (Type::File, Json::Object(fields)) => {
                ["name", "hash", "media_type"]
                    .iter()
                    .all(|name| fields.get(*name).is_some_and(Json::is_string))
                    && fields.len() == 3
            }
            (Type::Record, Json::Object(fields)) => {
                self.check_record(path, field, fields, faults);
                true
            }
            (Type::List, Json::Array(items)) => {
                let most =
                    field.max.and_then(|max| usize::try_from(max).ok()).unwrap_or(MAX_LIST).min(MAX_LIST);
                let element = Field {
                    type_: field.of.unwrap_or_default(),
                    fields: field.fields.clone(),
                    values: field.values.clone(),
                    level: field.level.clone(),
                    ..Field::default()
                };
                for (place, item) in items.iter().enumerate().take(most) {
                    self.check_value(&format!("{path}[{place}]"), &element, item, faults);
                }
                let mut keys = std::collections::BTreeSet::new();
                let unique = field.key.as_ref().is_none_or(|key| {
                    items.iter().all(|item| item.get(key).is_some_and(|value| keys.insert(value.to_string())))
                });
                items.len() <= most && size(items.len()) && unique
            }
            _ => false,
        };
        if !good {
            faults.push(FieldFault {
                field: path.to_owned(),
                expected: expected(field),
                got: Some(short(value)),
            });
        }
    }

    fn check_record(&self, path: &str, field: &Field, fields: &Data, faults: &mut Vec<FieldFault>) {
        for (name, value) in fields {
            match field.fields.get(name) {
                Some(inner) => self.check_value(&format!("{path}.{name}"), inner, value, faults),
                None => {
                    let known: Vec<&str> = field.fields.keys().map(String::as_str).collect();
                    let expected = format!("one of: {}", known.join(", "));
                    faults.push(FieldFault {
                        field: format!("{path}.{name}"),
                        expected,
                        got: Some(short(value)),
                    });
                }
            }
        }
        for (name, inner) in &field.fields {
            if !inner.optional && !fields.contains_key(name) {
                faults.push(FieldFault {
                    field: format!("{path}.{name}"),
                    expected: expected(inner),
                    got: None,
                });
            }
        }
    }

    /// Checks a value that an action writes, and refuses the step when it does not fit its field.
    pub fn fits(&self, name: &str, value: &Json, place: &str) -> Result<(), Stop> {
        let Some(field) = self.def.fields.get(name).filter(|_| !self.def.lenient_errors) else {
            return Ok(());
        };
        let mut faults = Vec::new();
        self.check_value(name, &field.model, value, &mut faults);
        match faults.first() {
            None => Ok(()),
            Some(fault) => Err(Stop::Fault(Fault::Action {
                place: place.to_owned(),
                message: format!(
                    "`{}` takes {}, not {}",
                    fault.field,
                    fault.expected,
                    if self.def.is_private(name) {
                        crate::instance::words::HIDDEN.to_owned()
                    } else {
                        fault.got.clone().unwrap_or_default()
                    }
                ),
            })),
        }
    }
}

fn decimal_in(number: rust_decimal::Decimal, field: &Field) -> bool {
    field.min.is_none_or(|min| number >= min.into()) && field.max.is_none_or(|max| number <= max.into())
}

/// What a field takes, in the words of the language.
fn expected(field: &Field) -> String {
    let range = match (field.min, field.max) {
        (None, None) => String::new(),
        (min, max) => {
            let show = |bound: Option<i64>| bound.map(|n| n.to_string()).unwrap_or_default();
            format!(" {}..{}", show(min), show(max))
        }
    };
    let base = match field.type_ {
        Type::Enum => return format!("one of: {}", field.values.join(", ")),
        Type::Unit => {
            let level = field.level.as_ref().map(|level| format!(" of level {level}"));
            return format!("unit{}", level.unwrap_or_default());
        }
        Type::List => format!("list of {}", word(field.of.unwrap_or_default())),
        other => word(other),
    };
    format!("{base}{range}")
}

fn word(type_: Type) -> String {
    serde_json::to_value(type_).ok().and_then(|value| value.as_str().map(str::to_owned)).unwrap_or_default()
}

/// A value as a refusal shows it: short.
fn short(value: &Json) -> String {
    let text = value.to_string();
    if text.chars().count() <= 80 { text } else { text.chars().take(80).chain(['…']).collect() }
}
