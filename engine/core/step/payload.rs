//! What events carry: payloads as declared, or what is wrong with each field.

use super::machine::Machine;
use super::refusal::{Refusal, RefusalCode};
use super::{Fault, MAX_LIST, Stop};
use crate::definition::{self, FieldInfo};
use crate::instance::{Data, Input, Source, Words};
use crate::model::data::{Field, Type};
use serde::Serialize;
use serde_json::Value as Json;

/// What is wrong with one field of a payload.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct FieldFault {
    /// The path of the field.
    pub field: String,
    /// What was expected, in both languages.
    pub expected: Words,
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
                    let expected = one_of(&known);
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
            // A start may leave optional fields empty; an event that saves a field is there to bring it. What it may leave
            // out keeps its value, whether the field is optional or not.
            let may_omit = rule.may_omit.contains(name);
            let may_lack = may_omit || field.model.optional || field.model.default.is_some();
            let brings =
                event != "opens" && origin == Origin::Outside && rule.saves.contains(name) && !may_omit;
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

    /// Gives each party that comes without an id one of its own, opaque and stable within the case: its name may be
    /// private, and whoever is told or invited is named to many.
    pub fn identify(&mut self, rule: &definition::Event, data: &mut Data) {
        let def = self.def;
        for (name, value) in data {
            let field = rule.data.get(name).or_else(|| def.fields.get(name));
            if let Some(field) = field {
                self.identify_in(&field.model, field.model.type_, value);
            }
        }
    }

    fn identify_in(&mut self, field: &Field, type_: Type, value: &mut Json) {
        match (type_, value) {
            (Type::Party, Json::Object(party)) if !party.contains_key("id") => {
                party.insert("id".to_owned(), format!("party-{}", self.next_count()).into());
            }
            (Type::List, Json::Array(items)) => {
                for item in items {
                    self.identify_in(field, field.of.unwrap_or_default(), item);
                }
            }
            (Type::Record, Json::Object(parts)) => {
                for (name, part) in parts {
                    if let Some(inner) = field.fields.get(name) {
                        self.identify_in(inner, inner.type_, part);
                    }
                }
            }
            _ => {}
        }
    }

    fn check_value(&self, path: &str, field: &Field, value: &Json, faults: &mut Vec<FieldFault>) {
        let good = match (field.type_, value) {
            (Type::Row, Json::String(key)) => self.row_is_known(field, key),
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
                    register: field.register.clone(),
                    ..Field::default()
                };
                for (place, item) in items.iter().enumerate().take(most) {
                    self.check_value(&format!("{path}[{place}]"), &element, item, faults);
                }
                let mut keys = std::collections::BTreeSet::new();
                let unique = field.key.as_ref().is_none_or(|key| {
                    items.iter().all(|item| item.get(key).is_some_and(|value| keys.insert(value.to_string())))
                });
                let length = i64::try_from(items.len()).unwrap_or(i64::MAX);
                items.len() <= most && field.min.is_none_or(|min| length >= min) && unique
            }
            (type_, value) => {
                crate::register::fits(value, type_, field, Some(&self.world.organisation)).is_ok()
            }
        };
        if !good {
            faults.push(FieldFault {
                field: path.to_owned(),
                expected: self.meant(field, value).unwrap_or_else(|| expected(field)),
                got: Some(short(value)),
            });
        }
    }

    fn row_is_known(&self, field: &Field, key: &str) -> bool {
        let register = field.register.as_ref().and_then(|name| self.world.registers.get(name));
        register.is_some_and(|register| register.row(key).is_some())
    }

    /// What a row field takes, with the key that was probably meant.
    fn meant(&self, field: &Field, value: &Json) -> Option<Words> {
        let key = value.as_str().filter(|_| field.type_ == Type::Row)?;
        let register = self.world.registers.get(field.register.as_ref()?)?;
        let meant = crate::source::did_you_mean(key, register.rows().map(crate::script::Row::key))?;
        let Words { zh, en } = expected(field);
        Some(Words { zh: format!("{zh}，是否想写 {meant}"), en: format!("{en}; did you mean {meant}") })
    }

    fn check_record(&self, path: &str, field: &Field, fields: &Data, faults: &mut Vec<FieldFault>) {
        for (name, value) in fields {
            match field.fields.get(name) {
                Some(inner) => self.check_value(&format!("{path}.{name}"), inner, value, faults),
                None => {
                    let known: Vec<&str> = field.fields.keys().map(String::as_str).collect();
                    let expected = one_of(&known);
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
                    fault.expected.en,
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

/// What a field takes, in words.
fn expected(field: &Field) -> Words {
    let list = field.type_ == Type::List;
    let range = match (field.min, field.max) {
        (None, None) => Words::default(),
        (min, max) => {
            let show = |bound: Option<i64>| bound.map(|n| n.to_string()).unwrap_or_default();
            // Of a text or a list it is the length that is bounded.
            let what = match field.type_ {
                Type::List => "项",
                Type::Text => "字",
                _ => "",
            };
            let zh = match (min, max) {
                (Some(min), Some(max)) => format!("（{min} 到 {max}{what}）"),
                (Some(min), None) => format!("（至少 {min}{what}）"),
                (_, max) => format!("（至多 {}{what}）", show(max)),
            };
            Words { zh, en: format!(" {}..{}", show(min), show(max)) }
        }
    };
    let base = match field.type_ {
        Type::Enum => return one_of(&field.values.iter().map(String::as_str).collect::<Vec<_>>()),
        Type::Unit => {
            let level = |of: &str, end: &str| {
                field.level.as_ref().map(|level| format!("{of}{level}{end}")).unwrap_or_default()
            };
            return Words {
                zh: format!("单位{}", level("（层级 ", "）")),
                en: format!("unit{}", level(" of level ", "")),
            };
        }
        Type::Row => return row(field),
        Type::List if field.of == Some(Type::Row) => row(field),
        Type::List => word(field.of.unwrap_or_default()),
        other => word(other),
    };
    let base = if list {
        Words { zh: format!("{}的列表", base.zh), en: format!("list of {}", base.en) }
    } else {
        base
    };
    Words { zh: base.zh + range.zh.as_str(), en: base.en + range.en.as_str() }
}

fn one_of(known: &[&str]) -> Words {
    Words { zh: format!("下列之一：{}", known.join("、")), en: format!("one of: {}", known.join(", ")) }
}

/// A row of a register.
fn row(field: &Field) -> Words {
    let register = field.register.as_deref().unwrap_or_default();
    Words {
        zh: format!("名册 {register} 中一项的代码"),
        en: format!("key of a row of the register {register}"),
    }
}

/// A type: in Chinese words, and as the language writes it.
fn word(type_: Type) -> Words {
    let zh = match type_ {
        Type::Text => "文字",
        Type::Integer => "整数",
        Type::Decimal => "数",
        Type::Money => "金额（最多两位小数）",
        Type::Bool => "true 或 false（是或否）",
        Type::Enum => "选项之一",
        Type::Date => "日期，如 2026-05-01",
        Type::Instant => "带时区的时刻，如 2026-05-01T09:00+08:00",
        Type::Duration => "时长，如 15 days",
        Type::Unit => "单位代码",
        Type::Person => "人员代码",
        Type::Row => "名册中的一项",
        Type::Party => "当事人（name，可加 id、phone、address）",
        Type::File => "文件（name、hash、media_type）",
        Type::Record => "一组键值",
        Type::List => "列表",
    };
    Words { zh: zh.to_owned(), en: type_.word() }
}

/// A value as a refusal shows it: short.
fn short(value: &Json) -> String {
    let text = value.to_string();
    if text.chars().count() <= 80 { text } else { text.chars().take(80).chain(['…']).collect() }
}
