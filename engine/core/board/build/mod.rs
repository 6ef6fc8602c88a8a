//! A document to a board, all faults at once.

mod columns;
mod ranking;

use super::fault::{Fault, FaultKind};
use super::{Around, Board, Closure, Column, FORMAT, Source};
use crate::instance::{BUILT_IN, Data, Hash};
use crate::model::Expression;
use crate::model::board::Document;
use crate::script::{FindingKind, Grammar, Kind, Script, Type};
use crate::source::{Code, Pointer};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

impl Board {
    /// Compiles a document. Absent: something is wrong with it, and the faults say what.
    #[must_use]
    pub fn build(document: &Document, around: Around<'_>) -> (Option<Self>, Vec<Fault>) {
        let mut build = Build { document, around, faults: Vec::new(), scripts: Vec::new() };
        let board = build.board();
        let wrong = build.faults.iter().any(Fault::is_error);
        (board.filter(|_| !wrong), build.faults)
    }
}

type Types = Arc<BTreeMap<String, Type>>;

struct Build<'a> {
    document: &'a Document,
    around: Around<'a>,
    faults: Vec<Fault>,
    scripts: Vec<Script>,
}

impl Build<'_> {
    fn board(&mut self) -> Option<Board> {
        let (document, top) = (self.document, Pointer::root());
        let calendar = self.around.calendars.get(&document.calendar);
        if calendar.is_none() && !document.calendar.is_empty() {
            let known = self.around.calendars.keys().cloned().collect();
            self.unknown(Code::UnknownCalendar, top.key("calendar"), &document.calendar, known);
        }
        let types = Arc::new(self.row_types());
        let mut rows = Vec::new();
        for (place, source) in document.rows.iter().enumerate() {
            let at = top.key("rows").index(place).key("where");
            rows.push(
                self.optional(source.where_.as_ref(), Kind::Guard, &at, &types).map(|(script, _)| script),
            );
        }
        self.group(&types);
        let mut columns = Vec::new();
        for (name, column) in &document.columns {
            columns.extend(self.column(name, column, &types));
        }
        let line = Arc::new(self.line_types(&columns));
        let score = document
            .score
            .as_ref()
            .and_then(|score| self.script(&score.value, Kind::Value, &top.key("score").key("value"), &line));
        if let Some((_, found)) = &score
            && !is_number(found)
        {
            let at = top.key("score").key("value");
            self.coded(
                Code::WrongResultType,
                at,
                vec![("expected", "decimal".to_owned()), ("got", found.name().to_owned())],
            );
        }
        self.rank(&columns, score.as_ref().map(|(_, found)| found));
        let lights = self.lights(&columns, score.is_some());
        let parameters = self.parameters();
        let closure = Closure { format: FORMAT, board: document.clone(), parameters: parameters.clone() };
        // A closure holds texts, numbers, lists and maps with text keys only, which JSON can always write.
        let closure = serde_json::to_string(&closure).unwrap_or_default();
        Some(Board {
            document: Arc::new(document.clone()),
            parameters,
            hash: Hash::of(&[closure.as_bytes()]),
            closure,
            zone: calendar?.zone().clone(),
            engine: self.around.engine.clone(),
            types: Arc::unwrap_or_clone(types),
            rows,
            columns,
            score: score.map(|(script, _)| script),
            lights,
        })
    }

    /// What expressions over a case may name: what every case shows, and what all the sources publish.
    fn row_types(&mut self) -> BTreeMap<String, Type> {
        let mut shared: Option<Source> = None;
        for (place, rows) in self.document.rows.iter().enumerate() {
            let Some(source) = self.around.sources.get(&rows.workflow) else {
                let known = self.around.sources.keys().cloned().collect();
                let at = Pointer::root().key("rows").index(place).key("workflow");
                self.unknown(Code::UnknownWorkflow, at, &rows.workflow, known);
                continue;
            };
            match &mut shared {
                None => shared = Some(source.clone()),
                Some(shared) => shared.meet(source),
            }
        }
        let Source { columns: mut types, states, .. } = shared.unwrap_or_default();
        for (name, type_) in [
            ("id", Type::Text),
            ("workflow", Type::Enum(self.document.rows.iter().map(|rows| rows.workflow.clone()).collect())),
            ("state", Type::Enum(states)),
            ("unit", Type::Unit),
            ("light", Type::Text),
            ("opened_at", Type::Instant),
            ("due_at", Type::Instant),
            ("ended", Type::Bool),
            ("params", self.parameter_types()),
        ] {
            types.insert(name.to_owned(), type_);
        }
        types
    }

    fn parameter_types(&self) -> Type {
        Type::Map(self.around.parameters.keys().map(|name| (name.clone(), Type::Any)).collect())
    }

    /// What expressions over a line may name.
    fn line_types(&self, columns: &[Column]) -> BTreeMap<String, Type> {
        let own = columns.iter().map(|column| (column.name.clone(), column.type_.clone()));
        let mut types: BTreeMap<String, Type> = own.collect();
        types.insert("cases".to_owned(), Type::Integer);
        types.insert("params".to_owned(), self.parameter_types());
        types
    }

    fn group(&mut self, types: &Types) {
        let Some(group) = &self.document.group_by else { return };
        let at = Pointer::root().key("group_by");
        if group.column.is_none() && group.level.is_none() {
            let with = vec![("got", String::new()), ("known", "column, level".to_owned())];
            return self.coded_key(Code::ExactlyOneOf, at, with);
        }
        let column = group.column.as_deref().unwrap_or("unit");
        let known = types.get(column).filter(|_| column != "params").cloned();
        match known {
            None => self.unknown_row_column(at.key("column"), column, types),
            Some(found)
                if (group.level.is_some() || group.within.is_some())
                    && !matches!(found, Type::Unit | Type::Any) =>
            {
                let got = found.name().to_owned();
                let with = vec![("name", "column".to_owned()), ("expected", "unit".to_owned()), ("got", got)];
                self.coded(Code::WrongType, at.key("column"), with);
            }
            Some(_) => {}
        }
        let Some(org) = self.around.organisation else { return };
        if let Some(level) = group.level.as_ref().filter(|level| !org.levels().contains(level)) {
            self.unknown(Code::UnknownLevel, at.key("level"), level, org.levels().to_vec());
        }
        if let Some(unit) = group.within.as_ref().filter(|unit| org.unit(unit).is_none()) {
            let known = org.units().map(|unit| unit.id.clone()).collect();
            self.unknown(Code::UnknownUnit, at.key("within"), unit, known);
        }
    }

    /// A column that the cases do not show: perhaps one has it as a field.
    fn unknown_row_column(&mut self, at: Pointer, name: &str, types: &Types) {
        match self.unpublished(name) {
            Some(workflow) => {
                let with = vec![("name", name.to_owned()), ("workflow", workflow)];
                self.coded(Code::NotPublished, at, with);
            }
            None => {
                let known = types.keys().filter(|name| *name != "params").cloned().collect();
                self.unknown(Code::UnknownColumn, at, name, known);
            }
        }
    }

    /// The workflow among the sources that has such a field, or of several the one that does not publish it.
    fn unpublished(&self, name: &str) -> Option<String> {
        let sources = self
            .document
            .rows
            .iter()
            .filter_map(|rows| Some((&rows.workflow, self.around.sources.get(&rows.workflow)?)));
        let some = |source: &Source| source.fields.contains(name) || source.columns.contains_key(name);
        let known = sources.clone().any(|(_, source)| some(source));
        let mut lacking = sources.filter(|(_, source)| !source.columns.contains_key(name));
        lacking.find(|_| known).map(|(workflow, _)| workflow.clone())
    }

    /// The parameters that the board reads; all of them, if a script uses `params` as a whole.
    fn parameters(&self) -> Data {
        let paths = || {
            self.scripts
                .iter()
                .flat_map(Script::paths)
                .filter(|path| path.first().is_some_and(|name| name == "params"))
        };
        if paths().any(|path| path.len() == 1) {
            return self.around.parameters.clone();
        }
        let read: BTreeSet<&String> = paths().filter_map(|path| path.get(1)).collect();
        let all = self.around.parameters.iter().filter(|(name, _)| read.contains(name));
        all.map(|(name, value)| (name.clone(), value.clone())).collect()
    }

    fn optional(
        &mut self,
        text: Option<&Expression>,
        kind: Kind,
        at: &Pointer,
        types: &Types,
    ) -> Option<(Script, Type)> {
        text.and_then(|text| self.script(text, kind, at, types))
    }

    /// An expression that stands without `=`, and what it gives.
    fn script(
        &mut self,
        text: &Expression,
        kind: Kind,
        at: &Pointer,
        types: &Types,
    ) -> Option<(Script, Type)> {
        if text.0.starts_with('=') && !text.0.starts_with("==") {
            let with = vec![("reason", Grammar::EqualsSign.word().to_owned())];
            self.coded(Code::ScriptSyntax, at.clone(), with);
            return None;
        }
        let engine = self.around.engine.clone();
        let (script, findings) = match engine.compile(&text.0, kind) {
            Ok(script) => {
                let checked = engine.check(&script, &**types);
                // A script whose types are proven compares what is absent in its own way; the one that runs is not proven.
                let runs = engine.compile(&text.0, kind).unwrap_or(script);
                self.scripts.push(runs.clone());
                (Some((runs, checked.result)), checked.findings)
            }
            Err(findings) => (None, findings),
        };
        for finding in findings {
            let unpublished = match &finding.kind {
                FindingKind::UnknownVariable { name, .. } if types.contains_key(BUILT_IN[0]) => {
                    self.unpublished(name)
                }
                _ => None,
            };
            let kind = FaultKind::Script { finding: Box::new(finding), types: types.clone(), unpublished };
            self.faults.push(Fault { at: at.clone(), kind });
        }
        script
    }

    fn unknown(&mut self, code: Code, at: Pointer, name: &str, known: Vec<String>) {
        let kind = FaultKind::Unknown { code, name: name.to_owned(), known };
        self.faults.push(Fault { at, kind });
    }

    fn coded(&mut self, code: Code, at: Pointer, with: Vec<(&'static str, String)>) {
        self.faults.push(Fault { at, kind: FaultKind::Coded { code, with, key: false } });
    }

    fn coded_key(&mut self, code: Code, at: Pointer, with: Vec<(&'static str, String)>) {
        self.faults.push(Fault { at, kind: FaultKind::Coded { code, with, key: true } });
    }
}

const fn is_number(type_: &Type) -> bool {
    matches!(type_, Type::Integer | Type::Decimal | Type::Fraction | Type::Any)
}
