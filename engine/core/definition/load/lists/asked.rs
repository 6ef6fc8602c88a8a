//! Conditions over entries and their rows.

use super::Subject;
use crate::definition::check::reserved;
use crate::definition::functions::finding_engine;
use crate::definition::load::findings::World;
use crate::definition::load::packs;
use crate::definition::report::Report;
use crate::definition::types::{Columns, of_field, of_parameter, with_columns};
use crate::instance::Data;
use crate::list::Built;
use crate::model::data::Type as FieldType;
use crate::model::list::Check;
use crate::organisation::Organisation;
use crate::script::{
    Context, Engine, Error, ErrorKind, Grammar, Kind, Script, Type, Value, from_json, from_json_with,
};
use crate::source::{Code, Key, Pointer};
use serde_json::Value as Json;
use std::collections::BTreeMap;
use std::sync::Arc;

/// Of how many places one check is told; the number of all is told with each.
const MAX_TOLD: usize = 50;
/// The name of a row where the check gives it none.
const ROW: &str = "row";

/// An entry by its key, and the row of it, for which a check does not hold.
type Failing<'a> = (&'a str, Vec<Key>);

/// One check with what it is asked of.
pub(super) struct Asked<'a> {
    subject: &'a Subject<'a>,
    check: &'a Check,
    built: &'a Built,
    at: Pointer,
    engine: Arc<Engine>,
    /// The register columns that expressions know.
    columns: Columns,
}

impl<'a> Asked<'a> {
    pub(super) fn new(subject: &'a Subject<'a>, check: &'a Check, built: &'a Built, at: Pointer) -> Self {
        let registers = subject.loaded.registers.iter();
        let columns = registers.map(|one| (one.name().to_owned(), one.types().clone())).collect();
        Self { subject, check, built, at, engine: finding_engine(), columns }
    }

    pub(super) fn look(&self, report: &mut Report<'_>) {
        let row = match &self.check.each {
            None => {
                if self.check.as_.is_some() {
                    report.add(report.key(Code::SaysNothing, &self.at.key("as")).with("name", "as"));
                }
                None
            }
            Some(each) => match self.row(each, report) {
                Some(type_) => Some(type_),
                None => return,
            },
        };
        let types = self.types(row.as_ref());
        let Some(script) = self.script(&types, report) else { return };
        let failing = match self.failing(&script, &types) {
            Ok(failing) => failing,
            Err((key, error)) => {
                let reason = if matches!(error.kind, ErrorKind::Limit(_)) { "limit" } else { "value" };
                let fault = report.value(Code::EntryUndecided, &self.at.key("that"));
                return report.add(fault.with("name", key).with("reason", reason));
            }
        };
        for (key, path) in failing.iter().take(MAX_TOLD) {
            let path = self.looked_at(&script, path.clone());
            let Some(place) = self.built.place(key, &path) else { continue };
            let fault = self.subject.place(Code::EntryFails, &place, false, report).with("name", key);
            let fault = fault.with("say", self.check.say.zh()).with("say_en", self.check.say.en());
            report.add(fault.with("times", failing.len()));
        }
    }

    /// The name of the row in the condition.
    fn name(&self) -> &str {
        self.check.as_.as_deref().unwrap_or(ROW)
    }

    /// The type of the rows of a column.
    fn row(&self, each: &str, report: &mut Report<'_>) -> Option<Type> {
        let at = self.at.key("each");
        let columns = &self.subject.columns;
        if let Some(name) = &self.check.as_
            && (matches!(name.as_str(), "entry" | "params") || !reserved::is_variable(&self.engine, name))
        {
            reserved::unusable(&self.at.key("as"), name, report);
            return None;
        }
        let Some(field) = columns.get(each) else {
            report.unknown(Code::UnknownField, &at, each, columns.keys().map(String::as_str));
            return None;
        };
        if field.type_ != FieldType::List {
            let fault = report.value(Code::WrongType, &at).with("name", each).with("expected", "list");
            report.add(fault.with("got", field.type_.word()));
            return None;
        }
        match of_field(field) {
            Type::List(of) => Some(*of),
            _ => None,
        }
    }

    fn types(&self, row: Option<&Type>) -> BTreeMap<String, Type> {
        let known = |type_: Type| with_columns(type_, &self.columns);
        let columns = self.subject.columns.iter();
        let entry = columns.map(|(name, field)| (name.clone(), of_field(field))).collect();
        let pack = packs::covering(&self.subject.loaded.packs, &self.subject.document.path);
        let parameters = pack.into_iter().flat_map(|pack| &pack.model.parameters);
        let params = parameters.map(|(name, one)| (name.clone(), of_parameter(one))).collect();
        let mut types = BTreeMap::from([
            ("entry".to_owned(), known(Type::Map(entry))),
            ("params".to_owned(), Type::Map(params)),
        ]);
        types.extend(row.map(|type_| (self.name().to_owned(), known(type_.clone()))));
        types
    }

    fn script(&self, types: &BTreeMap<String, Type>, report: &mut Report<'_>) -> Option<Script> {
        let (text, at) = (&self.check.that.0, self.at.key("that"));
        if let Some(rest) = text.strip_prefix('=').filter(|rest| !rest.starts_with('=')) {
            let fault = report.value(Code::ScriptSyntax, &at).with("reason", Grammar::EqualsSign.word());
            report.add(fault.suggest(Some(rest.trim_start().to_owned())));
            return None;
        }
        report.style(&at);
        let (script, findings) = match self.engine.compile(text, Kind::Guard) {
            Ok(script) => {
                let findings = self.engine.check(&script, types).findings;
                (Some(script), findings)
            }
            Err(findings) => (None, findings),
        };
        for finding in &findings {
            report.script(&at, 0, finding, Some(types));
        }
        script.filter(|_| findings.is_empty())
    }

    /// The entries, and the rows of them, for which the condition does not hold; or the one where that cannot be told.
    fn failing(
        &self,
        script: &Script,
        types: &BTreeMap<String, Type>,
    ) -> Result<Vec<Failing<'a>>, (&'a str, Error)> {
        let org = self.subject.org.clone().unwrap_or_else(|| Arc::new(Organisation::default()));
        let context: Arc<dyn Context> = Arc::new(World::new(org));
        let pack = packs::covering(&self.subject.loaded.packs, &self.subject.document.path);
        let values = pack.map(|pack| pack.values.clone()).unwrap_or_default();
        let read = |value: &Json, name: &str| {
            let type_ = types.get(name)?;
            from_json_with(value, type_, self.subject.loaded.registers.as_ref()).ok()
        };
        let params = types.get("params").and_then(|type_| from_json(&Json::Object(values), type_).ok());
        let holds = |entry: &Value, row: Option<&Value>| {
            let vars = |name: &str| match name {
                "entry" => Some(entry.clone()),
                "params" => params.clone(),
                name if name == self.name() => row.cloned(),
                _ => None,
            };
            self.engine.eval_bool(script, &vars, Some(&context), None)
        };
        let defaults = self.defaults();
        let mut failing = Vec::new();
        for entry in &self.built.list.entries {
            let key = entry.key.as_str();
            let mut whole = entry.declared.clone();
            for (name, value) in defaults.iter().filter(|(name, _)| !entry.declared.contains_key(*name)) {
                whole.insert(name.clone(), value.clone());
            }
            let Some(value) = read(&Json::Object(whole.clone()), "entry") else { continue };
            let Some(each) = &self.check.each else {
                if !holds(&value, None).map_err(|error| (key, error))? {
                    failing.push((key, Vec::new()));
                }
                continue;
            };
            let rows = whole.get(each).and_then(Json::as_array);
            for (index, row) in rows.into_iter().flatten().enumerate() {
                let Some(row) = read(row, self.name()) else { continue };
                if !holds(&value, Some(&row)).map_err(|error| (key, error))? {
                    failing.push((key, vec![Key::Key(each.clone()), Key::Index(index)]));
                }
            }
        }
        Ok(failing)
    }

    /// What a case holds where its entry says nothing. A default that cannot be computed is told where it is written.
    fn defaults(&self) -> Data {
        let definition = &self.subject.workflow.definition;
        let parameters = Json::Object(definition.parameters.clone());
        let vars = |name: &str| (name == "params").then(|| from_json(&parameters, &Type::Any).ok()).flatten();
        let ask = |script: &Script| definition.scripts.eval(script, &vars, None, None);
        let columns = self.subject.columns.keys();
        columns
            .filter_map(|name| {
                let default = definition.fields.get(name)?.default.as_ref()?;
                let value = default.value(&ask).ok().filter(|value| !value.is_null())?;
                Some((name.clone(), value))
            })
            .collect()
    }

    /// The value that the condition looks at: of the row, else of the entry.
    fn looked_at(&self, script: &Script, mut path: Vec<Key>) -> Vec<Key> {
        let root = if path.is_empty() { "entry" } else { self.name() };
        let looked = script.paths().iter().find_map(|path| match path.as_slice() {
            [first, field, ..] if first == root => Some(field.clone()),
            _ => None,
        });
        path.extend(looked.map(Key::Key));
        path
    }
}
