//! A document and its tables to a list, all faults at once.

use super::fault::{Fault, FaultKind, Faults, Place};
use super::order::Above;
use super::read::{At, Named, Written, too_large};
use super::value::{Known, Walk, is_empty};
use super::{Entry, Event, List, MAX_ENTRIES, MAX_KEY, RowKeys};
use crate::instance::words::plain;
use crate::instance::{Data, Hash};
use crate::model::data::{Field, Type};
use crate::model::list::{Document, Rows};
use crate::organisation::Organisation;
use crate::register::Registers;
use crate::source::{Code, Key, Pointer, did_you_mean};
use indexmap::IndexMap;
use serde_json::Value as Json;
use std::collections::BTreeMap;
use std::sync::Arc;

/// The columns of a list: the fields that the start of its workflow saves.
pub type Columns = IndexMap<String, Field>;

/// A document with what stands around it. The host reads files; nothing here does.
#[derive(Clone, Copy)]
pub struct Source<'a> {
    /// The document.
    pub document: &'a Document,
    /// The columns.
    pub columns: &'a Columns,
    /// The event of `changed`.
    pub changed: Option<&'a Event>,
    /// The event of `vanished`.
    pub vanished: Option<&'a Event>,
    /// The text of a table, by the name that the document gives it. Absent: it was not found.
    pub tables: &'a dyn Fn(&str) -> Option<Arc<str>>,
    /// The organisation. Absent: any word is a unit or a person.
    pub org: Option<&'a Organisation>,
    /// The registers. Of those that are not among them any word is a row.
    pub registers: &'a Registers,
}

/// A list, with what is wrong with it.
pub struct Built {
    /// The entries that could be understood.
    pub list: List,
    /// What is wrong.
    pub faults: Faults,
    /// Where the first value of each private field stands: in plain text.
    pub private: BTreeMap<String, Place>,
    written: BTreeMap<String, Written>,
}

impl Built {
    /// Where a value of an entry is written. Absent: there is no such entry.
    pub(crate) fn place(&self, key: &str, path: &[Key]) -> Option<Place> {
        self.written.get(key).map(|written| written.place(path))
    }
}

/// A row that has a table of its own, with the key of its entry.
struct Nested {
    of: String,
    row: Written,
}

impl List {
    /// Makes a list of a document. What could be understood is returned with every fault that was found.
    #[must_use]
    pub fn build(source: Source<'_>) -> Built {
        let mut build = Build { source, faults: Faults::default(), private: BTreeMap::new() };
        build.columns();
        let rows = Arc::new(row_keys(source.columns));
        let mut written = build.entries();
        build.nested(written.as_deref_mut());
        let (entries, written) = build.take(written.unwrap_or_default(), &rows);
        let entries = build.in_order(entries, &written);
        let document = source.document;
        let mut list = Self {
            name: document.list.clone(),
            title: document.title.clone(),
            workflow: document.workflow.clone(),
            key: document.key.clone(),
            parent: document.parent.clone(),
            changed: source.changed.cloned(),
            vanished: source.vanished.cloned(),
            hash: Hash::of(&[]),
            entries,
        };
        list.hash = list.stamp();
        Built { list, faults: build.faults, private: build.private, written }
    }

    /// The hash of everything that a sync depends on.
    pub(super) fn stamp(&self) -> Hash {
        let event = |event: &Option<Event>| {
            event.as_ref().map(|event| serde_json::json!([event.name, event.takes, event.needs]))
        };
        let head = serde_json::json!([
            self.name,
            self.workflow,
            self.key,
            self.parent,
            event(&self.changed),
            event(&self.vanished),
        ]);
        let entries = self.entries.iter().map(|entry| sorted(&Json::Object(entry.declared.clone())));
        let parts: Vec<String> = std::iter::once(head).chain(entries).map(|part| part.to_string()).collect();
        Hash::of(&parts.iter().map(String::as_bytes).collect::<Vec<_>>())
    }
}

struct Build<'a> {
    source: Source<'a>,
    faults: Faults,
    private: BTreeMap<String, Place>,
}

impl Build<'_> {
    fn at(&mut self, at: Pointer, kind: FaultKind) {
        self.faults.add(Place::Document(at), kind);
    }

    fn unknown(&mut self, at: Pointer, name: &str) {
        let known: Vec<&str> = self.source.columns.keys().map(String::as_str).collect();
        let with = [("name", name.to_owned()), ("known", known.join(", "))];
        let meant = did_you_mean(name, known.iter().copied());
        self.at(at, FaultKind::of(Code::UnknownField, with).meant(meant));
    }

    fn wrong_type(&mut self, at: Pointer, name: &str, expected: Type, got: Type) {
        let with = [("name", name.to_owned()), ("expected", expected.word()), ("got", got.word())];
        self.at(at, FaultKind::of(Code::WrongType, with));
    }

    /// What the document says of its columns.
    fn columns(&mut self) {
        let Source { document, columns, .. } = self.source;
        let top = Pointer::root();
        let key = columns.get(&document.key);
        match key.map(|field| field.type_) {
            // A key that is missing is told already.
            None if document.key.is_empty() => {}
            None => self.unknown(top.key("key"), &document.key),
            Some(type_) if is_key(type_) => {}
            Some(other) => {
                let with = [
                    ("name", document.key.clone()),
                    ("got", other.word()),
                    ("known", "text, integer".to_owned()),
                ];
                self.at(top.key("key"), FaultKind::of(Code::KeyColumnType, with));
            }
        }
        if let Some(parent) = &document.parent {
            match (columns.get(parent), key) {
                (None, _) => self.unknown(top.key("parent"), parent),
                (Some(field), Some(key)) if is_key(key.type_) && field.type_ != key.type_ => {
                    self.wrong_type(top.key("parent"), parent, key.type_, field.type_);
                }
                _ => {}
            }
        }
    }

    /// The entries as they are written. Absent: they could not be read.
    fn entries(&mut self) -> Option<Vec<Written>> {
        let Source { document, columns, tables, .. } = self.source;
        let top = Pointer::root();
        match (&document.entries, &document.file) {
            (Some(entries), None) => {
                if entries.len() > MAX_ENTRIES {
                    self.at(top.key("entries"), too_large("entry").key());
                }
                let entries = entries.iter().take(MAX_ENTRIES).enumerate().map(|(index, entry)| {
                    let value = entry.iter().filter(|(_, cell)| !is_empty(&cell.0));
                    let value = value.map(|(name, cell)| (name.clone(), cell.0.clone()));
                    Written::new(value.collect(), At::Document(index))
                });
                Some(entries.collect())
            }
            (None, Some(file)) => {
                let named = Named { file, text: tables(file), at: top.key("file"), kind: "entry" };
                let needed = |name: &str, field: &Field| name == document.key || !may_lack(field);
                let elsewhere = |name: &str| document.rows.contains_key(name);
                named.lines(columns, &elsewhere, &needed, &mut self.faults)
            }
            (entries, _) => {
                let got = if entries.is_some() { "entries, file" } else { "" };
                let with = [("got", got.to_owned()), ("known", "entries, file".to_owned())];
                let at = if entries.is_some() { top.key("file") } else { top };
                self.at(at, FaultKind::of(Code::ExactlyOneOf, with).key());
                None
            }
        }
    }

    /// Hands the rows that have tables of their own to their entries.
    fn nested(&mut self, mut entries: Option<&mut [Written]>) {
        let Source { document, columns, .. } = self.source;
        for (name, rows) in &document.rows {
            let at = Pointer::root().key("rows").key(name);
            let Some(field) = columns.get(name) else {
                let known: Vec<&str> = columns.keys().map(String::as_str).collect();
                let meant = did_you_mean(name, known.iter().copied());
                let with = [("name", name.clone()), ("known", known.join(", "))];
                self.at(at, FaultKind::of(Code::UnknownField, with).key().meant(meant));
                continue;
            };
            if field.type_ != Type::List || field.of != Some(Type::Record) {
                let got = if field.type_ == Type::List { field.of.unwrap_or_default() } else { field.type_ };
                let expected = if field.type_ == Type::List { Type::Record } else { Type::List };
                let with = [("name", name.clone()), ("expected", expected.word()), ("got", got.word())];
                self.at(at, FaultKind::of(Code::WrongType, with).key());
                continue;
            }
            let Some(lines) = self.rows(field, rows, at) else { continue };
            if let Some(entries) = entries.as_deref_mut() {
                self.hand_over(name, field, lines, entries, &rows.of);
            }
        }
    }

    fn rows(&mut self, field: &Field, rows: &Rows, at: Pointer) -> Option<Vec<Nested>> {
        let Source { document, columns, tables, .. } = self.source;
        let mut all = field.fields.clone();
        let is_own = !all.contains_key(&rows.of);
        if is_own {
            let type_ = columns.get(&document.key).map(|key| key.type_).unwrap_or_default();
            all.insert(rows.of.clone(), Field { type_, ..Field::default() });
        }
        let named = Named { file: &rows.file, text: tables(&rows.file), at: at.key("file"), kind: "row" };
        let needed = |name: &str, field: &Field| name == rows.of || !field.optional;
        let lines = named.lines(&all, &|_| false, &needed, &mut self.faults)?;
        let mut nested = Vec::with_capacity(lines.len());
        for mut row in lines {
            let of = if is_own { row.value.remove(&rows.of) } else { row.value.get(&rows.of).cloned() };
            match of {
                Some(of) => nested.push(Nested { of: plain(&of), row }),
                None => {
                    let at = row.place(&[Key::Key(rows.of.clone())]);
                    self.faults.add(at, FaultKind::of(Code::EmptyCell, [("name", rows.of.clone())]));
                }
            }
        }
        Some(nested)
    }

    fn hand_over(
        &mut self,
        name: &str,
        field: &Field,
        lines: Vec<Nested>,
        entries: &mut [Written],
        of: &str,
    ) {
        let mut groups: BTreeMap<String, Vec<Written>> = BTreeMap::new();
        for Nested { of, row } in lines {
            groups.entry(of).or_default().push(row);
        }
        for entry in entries.iter_mut() {
            let Some(key) = entry.value.get(&self.source.document.key).map(plain) else { continue };
            if entry.value.contains_key(name) {
                let with = [("got", "entries, rows".to_owned()), ("known", "entries, rows".to_owned())];
                let at = entry.place(&[Key::Key(name.to_owned())]);
                self.faults.add(at, FaultKind::of(Code::ExactlyOneOf, with).key());
                groups.remove(&key);
                continue;
            }
            let rows = groups.remove(&key).unwrap_or_default();
            if rows.is_empty() && may_lack(field) {
                continue;
            }
            let (values, places): (Vec<Json>, Vec<At>) =
                rows.into_iter().map(|row| (Json::Object(row.value), row.at)).unzip();
            entry.value.insert(name.to_owned(), Json::Array(values));
            entry.rows.insert(name.to_owned(), places);
        }
        let keys = entries.iter().filter_map(|entry| entry.value.get(&self.source.document.key)).map(plain);
        let keys: Vec<String> = if groups.is_empty() { Vec::new() } else { keys.collect() };
        for (key, rows) in groups {
            let kind = self.no_such_entry(&key, &keys, "row");
            for row in rows {
                self.faults.add(row.place(&[Key::Key(of.to_owned())]), kind.clone());
            }
        }
    }

    /// An entry that is named and does not exist.
    fn no_such_entry(&self, key: &str, keys: &[String], kind: &str) -> FaultKind {
        // To look through many keys for many faults takes too long.
        let near = self.faults.count() < MAX_MEANT;
        let meant = near.then(|| did_you_mean(key, keys.iter().map(String::as_str))).flatten();
        FaultKind::of(Code::NoSuchEntry, [("name", key.to_owned()), ("kind", kind.to_owned())]).meant(meant)
    }

    /// The entries that are sound, and all by their keys.
    fn take(
        &mut self,
        written: Vec<Written>,
        rows: &Arc<RowKeys>,
    ) -> (Vec<Entry>, BTreeMap<String, Written>) {
        let Source { document, columns, org, registers, .. } = self.source;
        let known = Known { org, registers };
        let mut entries = Vec::with_capacity(written.len());
        let mut all: BTreeMap<String, Written> = BTreeMap::new();
        let at_key = [Key::Key(document.key.clone())];
        for one in written {
            let before = self.faults.count();
            let declared = Walk::new(known, &one, (&mut self.faults, &mut self.private)).entry(columns);
            let Some(key) = declared.get(&document.key).filter(|key| !key.is_null()).map(plain) else {
                // A key that may lack is still what names the entry.
                if self.faults.count() == before && columns.contains_key(&document.key) {
                    let kind = FaultKind::of(Code::MissingKey, [("name", document.key.clone())]);
                    self.faults.add(one.place(&at_key), kind);
                }
                continue;
            };
            if key.chars().count() > MAX_KEY {
                let with = [
                    ("got", crate::register::short(&key.as_str().into())),
                    ("bound", "max".to_owned()),
                    ("limit", MAX_KEY.to_string()),
                ];
                self.faults.add(one.place(&at_key), FaultKind::of(Code::OutOfRange, with));
            }
            if let Some(first) = all.get(&key) {
                let with = [("name", key.clone()), ("kind", "entry".to_owned())];
                let (at, first) = (one.place(&at_key), Some(first.place(&at_key)));
                self.faults.push(Fault { kind: FaultKind::of(Code::DuplicateName, with), at, first });
                continue;
            }
            if self.faults.count() == before {
                let parent = document.parent.as_ref().and_then(|parent| declared.get(parent)).map(plain);
                let (rows, origin) = (rows.clone(), one.place(&[]));
                entries.push(Entry { key: key.clone(), declared, parent, rows, origin });
            }
            all.insert(key, one);
        }
        (entries, all)
    }

    /// The entries in the order of a sync.
    fn in_order(&mut self, mut entries: Vec<Entry>, all: &BTreeMap<String, Written>) -> Vec<Entry> {
        let Some(parent) = &self.source.document.parent else {
            entries.sort_by(|one, other| super::order::keys(&one.key, &other.key));
            return entries;
        };
        let path = [Key::Key(parent.clone())];
        let above_of = |written: &Written| written.value.get(parent).map(plain);
        let parents = all.iter().map(|(key, written)| (key.as_str(), above_of(written))).collect();
        let keys: Vec<String> = all.keys().cloned().collect();
        for written in all.values() {
            if let Some(above) = above_of(written).filter(|above| !all.contains_key(above)) {
                let kind = self.no_such_entry(&above, &keys, "parent");
                self.faults.add(written.place(&path), kind);
            }
        }
        let above = Above::of(&parents);
        for circle in &above.circles {
            let Some(written) = circle.first().and_then(|key| all.get(key)) else { continue };
            let kind = FaultKind::of(Code::EntryCycle, [("path", circle.join(" → "))]);
            self.faults.add(written.place(&path), kind);
        }
        above.sort(&mut entries);
        entries
    }
}

/// For how many faults what was meant is looked for.
const MAX_MEANT: usize = 50;

/// Whether a start may leave a field out.
const fn may_lack(field: &Field) -> bool {
    field.optional || field.default.is_some()
}

/// Whether a field of this type may name entries.
const fn is_key(type_: Type) -> bool {
    matches!(type_, Type::Text | Type::Integer)
}

/// A value with its rows in an order of their own.
fn sorted(value: &Json) -> Json {
    match value {
        Json::Object(fields) => {
            Json::Object(fields.iter().map(|(name, part)| (name.clone(), sorted(part))).collect::<Data>())
        }
        Json::Array(items) => {
            let mut items: Vec<Json> = items.iter().map(sorted).collect();
            if items.iter().any(Json::is_object) {
                items.sort_by_cached_key(Json::to_string);
            }
            Json::Array(items)
        }
        single => single.clone(),
    }
}

/// The fields that name rows, in all lists of records.
fn row_keys(columns: &Columns) -> RowKeys {
    let mut keys = RowKeys::new();
    collect(columns, "", &mut keys);
    keys
}

fn collect(fields: &Columns, above: &str, keys: &mut RowKeys) {
    for (name, field) in fields {
        let path = if above.is_empty() { name.clone() } else { format!("{above}.{name}") };
        let is_rows = field.type_ == Type::List && field.of == Some(Type::Record);
        if let Some(key) = field.key.as_ref().filter(|_| is_rows) {
            keys.insert(path.clone(), key.clone());
        }
        collect(&field.fields, &path, keys);
    }
}
