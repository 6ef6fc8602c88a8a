//! The values of an entry against the fields that its case has.

use super::Columns;
use super::fault::{Fault, FaultKind, Faults, Place};
use super::read::Written;
use crate::instance::{Data, MAX_LIST};
use crate::model::data::{Field, Type};
use crate::organisation::Organisation;
use crate::register::{self, Misfit, Registers, fits};
use crate::script::Row;
use crate::source::{Code, Key, did_you_mean};
use indexmap::IndexMap;
use serde_json::Value as Json;
use std::collections::BTreeMap;

/// What values may name.
#[derive(Clone, Copy)]
pub(super) struct Known<'a> {
    /// Absent: any word is a unit or a person.
    pub(super) org: Option<&'a Organisation>,
    pub(super) registers: &'a Registers,
}

/// One entry as it is looked through.
pub(super) struct Walk<'a> {
    pub(super) known: Known<'a>,
    pub(super) entry: &'a Written,
    pub(super) faults: &'a mut Faults,
    /// Where the first value of each private field stands.
    pub(super) private: &'a mut BTreeMap<String, Place>,
    path: Vec<Key>,
}

impl<'a> Walk<'a> {
    pub(super) const fn new(
        known: Known<'a>,
        entry: &'a Written,
        (faults, private): (&'a mut Faults, &'a mut BTreeMap<String, Place>),
    ) -> Self {
        Self { known, entry, faults, private, path: Vec::new() }
    }

    /// The entry, each value written in one way.
    pub(super) fn entry(&mut self, columns: &Columns) -> Data {
        let may_lack = |field: &Field| field.optional || field.default.is_some();
        self.fields(columns, &self.entry.value, may_lack)
    }

    fn fields(
        &mut self,
        fields: &IndexMap<String, Field>,
        written: &Data,
        may_lack: impl Fn(&Field) -> bool,
    ) -> Data {
        let mut read = Data::new();
        // What is misspelt is not missing as well.
        let mut misspelt = Vec::new();
        for (name, value) in written.iter().filter(|(_, value)| !is_empty(value)) {
            self.path.push(Key::Key(name.clone()));
            match fields.get(name) {
                None => {
                    let known: Vec<&str> = fields.keys().map(String::as_str).collect();
                    let with = [("name", name.clone()), ("known", known.join(", "))];
                    let meant = did_you_mean(name, known.iter().copied());
                    misspelt.extend(meant.clone());
                    self.fault(FaultKind::of(Code::UnknownField, with).key().meant(meant));
                }
                Some(field) => {
                    if field.private && !self.private.contains_key(name) {
                        self.private.insert(name.clone(), self.entry.place(&self.path));
                    }
                    read.insert(name.clone(), self.value(name, field, value));
                }
            }
            self.path.pop();
        }
        for (name, _) in fields.iter().filter(|(_, field)| !may_lack(field)) {
            if written.get(name).is_none_or(is_empty) && !misspelt.contains(name) {
                self.missing(name);
            }
        }
        read
    }

    fn missing(&mut self, name: &str) {
        self.path.push(Key::Key(name.to_owned()));
        let at = self.entry.place(&self.path);
        let code = if matches!(at, Place::Table { .. }) { Code::EmptyCell } else { Code::MissingKey };
        self.faults.add(at, FaultKind::of(code, [("name", name.to_owned())]));
        self.path.pop();
    }

    fn fault(&mut self, kind: FaultKind) {
        self.faults.add(self.entry.place(&self.path), kind);
    }

    fn value(&mut self, name: &str, field: &Field, value: &Json) -> Json {
        match (field.type_, value) {
            (Type::Row, Json::String(key)) => self.row(field, key),
            (Type::Party, Json::Object(parts)) => {
                self.parts(&["id", "name", "phone", "address"], &["name"], parts);
            }
            (Type::File, Json::Object(parts)) => {
                let all = ["name", "hash", "media_type"];
                self.parts(&all, &all, parts);
            }
            (Type::Record, Json::Object(parts)) => {
                return Json::Object(self.fields(&field.fields, parts, |field| field.optional));
            }
            (Type::List, Json::Array(items)) => return self.list(name, field, items),
            (type_, value) => {
                return match fits(value, type_, field, self.known.org) {
                    Ok(()) => register::normal(value, type_),
                    Err(misfit) => {
                        self.misfit(name, field, misfit, value);
                        Json::Null
                    }
                };
            }
        }
        value.clone()
    }

    fn misfit(&mut self, name: &str, field: &Field, misfit: Misfit, value: &Json) {
        self.fault(FaultKind::Cell {
            name: name.to_owned(),
            field: Box::new(field.clone()),
            misfit,
            got: register::short(value),
            type_: register::word(value),
        });
    }

    fn row(&mut self, field: &Field, key: &str) {
        let name = field.register.as_deref().unwrap_or_default();
        // A register that there is not is told where the field is declared.
        let Some(register) = self.known.registers.get(name) else { return };
        if register.row(key).is_none() {
            let known: Vec<&str> = register.rows().map(Row::key).collect();
            let meant = did_you_mean(key, known.iter().copied());
            let with = [
                ("name", key.to_owned()),
                ("register", name.to_owned()),
                ("known", known.iter().take(21).copied().collect::<Vec<_>>().join(", ")),
            ];
            self.fault(FaultKind::of(Code::NoSuchRow, with).meant(meant));
        }
    }

    /// Named texts: those that there can be, and those that there must be.
    fn parts(&mut self, known: &[&str], needed: &[&str], parts: &Data) {
        let (text, mut misspelt) = (Field::default(), Vec::new());
        for (name, part) in parts.iter().filter(|(_, part)| !is_empty(part)) {
            self.path.push(Key::Key(name.clone()));
            if !known.contains(&name.as_str()) {
                let with = [("name", name.clone()), ("known", known.join(", "))];
                let meant = did_you_mean(name, known.iter().copied());
                misspelt.extend(meant.clone());
                self.fault(FaultKind::of(Code::UnknownField, with).key().meant(meant));
            } else if let Err(misfit) = fits(part, Type::Text, &text, None) {
                self.misfit(name, &text, misfit, part);
            }
            self.path.pop();
        }
        for name in needed.iter().filter(|name| parts.get(**name).is_none_or(is_empty)) {
            if !misspelt.iter().any(|meant: &String| meant == name) {
                self.missing(name);
            }
        }
    }

    fn list(&mut self, name: &str, field: &Field, items: &[Json]) -> Json {
        let length = i64::try_from(items.len()).unwrap_or(i64::MAX);
        let most = i64::try_from(MAX_LIST).unwrap_or(i64::MAX);
        let bounds = Field { max: Some(field.max.unwrap_or(most).min(most)), ..field.clone() };
        if bounds.min.is_some_and(|min| length < min) || bounds.max.is_some_and(|max| length > max) {
            let (bound, limit) = match bounds.min {
                Some(min) if length < min => ("min", min),
                _ => ("max", bounds.max.unwrap_or(most)),
            };
            let with =
                [("got", length.to_string()), ("bound", bound.to_owned()), ("limit", limit.to_string())];
            self.fault(FaultKind::of(Code::OutOfRange, with));
        }
        let element = Field {
            type_: field.of.unwrap_or_default(),
            fields: field.fields.clone(),
            values: field.values.clone(),
            level: field.level.clone(),
            register: field.register.clone(),
            ..Field::default()
        };
        let mut keys: BTreeMap<String, usize> = BTreeMap::new();
        let mut read = Vec::new();
        for (index, item) in items.iter().enumerate().take(MAX_LIST) {
            self.path.push(Key::Index(index));
            let value = self.value(name, &element, item);
            if let Some((key, named)) = field.key.as_ref().and_then(|key| Some((key, value.get(key)?))) {
                match keys.get(&named.to_string()) {
                    Some(first) => self.twice(key, &crate::instance::words::plain(named), *first),
                    None => drop(keys.insert(named.to_string(), index)),
                }
            } else if let Some(key) = &field.key
                && element.fields.get(key).is_some_and(|field| field.optional)
                && item.is_object()
            {
                // Rows are told apart by it, so none may lack it.
                self.missing(key);
            }
            read.push(value);
            self.path.pop();
        }
        Json::Array(read)
    }

    /// A row of the same key as another one of its entry.
    fn twice(&mut self, key: &str, named: &str, first: usize) {
        self.path.push(Key::Key(key.to_owned()));
        let at = self.entry.place(&self.path);
        let mut before = self.path.clone();
        if let Some(step) = before.iter_mut().rev().nth(1) {
            *step = Key::Index(first);
        }
        let with = [("name", named.to_owned()), ("kind", "row".to_owned())];
        let kind = FaultKind::of(Code::DuplicateName, with);
        self.faults.push(Fault { kind, at, first: Some(self.entry.place(&before)) });
        self.path.pop();
    }
}

/// Whether nothing is written.
pub(super) fn is_empty(value: &Json) -> bool {
    value.is_null() || value.as_str() == Some("")
}
