//! What a schedule does, held against the workflow that it starts or speaks to.

use super::Does;
use crate::definition::compile::expr;
use crate::definition::functions::finding_engine;
use crate::definition::load::Pack;
use crate::definition::load::document::Document;
use crate::definition::report::Report;
use crate::definition::types::{of_field, of_parameter};
use crate::definition::{Expr, names::Names};
use crate::model::data::Field;
use crate::model::schedule::{Recipients, Send, Start};
use crate::model::workflow::Workflow;
use crate::model::{Value, board, schedule};
use crate::script::{Grammar, Kind, Script, Type, from_json};
use crate::source::{Code, Pointer, did_you_mean};
use indexmap::IndexMap;
use serde_json::Value as Json;
use std::collections::BTreeMap;

/// A schedule with what stands around it.
pub(super) struct Subject<'a> {
    pub(super) model: &'a schedule::Document,
    pub(super) workflows: &'a [Document<Workflow>],
    pub(super) boards: &'a [Document<board::Document>],
    pub(super) pack: Option<&'a Pack>,
}

/// The fields that a start or an event takes, and whether each must come.
type Fields<'a> = IndexMap<&'a str, (&'a Field, bool)>;

impl<'a> Subject<'a> {
    pub(super) fn compile(&self, report: &mut Report<'_>) -> Option<Does> {
        let top = Pointer::root();
        let model = self.model;
        let given = [
            ("start", model.start.is_some()),
            ("send", model.send.is_some()),
            ("publish", model.publish.is_some()),
        ];
        let given: Vec<&str> = given.into_iter().filter_map(|(key, given)| given.then_some(key)).collect();
        if given.len() != 1 {
            let at = top.key(given.get(1).copied().unwrap_or("schedule"));
            let fault = report.key(Code::ExactlyOneOf, &at).with("got", given.join(", "));
            report.add(fault.with("known", "start, send, publish"));
            return None;
        }
        if let Some(start) = &model.start {
            return self.start(start, &top.key("start"), report);
        }
        if let Some(send) = &model.send {
            return self.send(send, &top.key("send"), report);
        }
        let board = model.publish.as_ref()?.board.clone();
        let known = |document: &Document<board::Document>| {
            document.tree.get("board").and_then(|node| node.as_str().map(str::to_owned))
        };
        let names: Vec<String> = self.boards.iter().filter_map(known).collect();
        if !names.contains(&board) {
            let at = top.key("publish").key("board");
            report.unknown(Code::UnknownBoard, &at, &board, names.iter().map(String::as_str));
        }
        Some(Does::Publish { board })
    }

    /// The versions of a workflow, the latest last.
    fn versions(
        &self,
        name: &str,
        at: &Pointer,
        report: &mut Report<'_>,
    ) -> Option<Vec<&'a Document<Workflow>>> {
        let known = |document: &Document<Workflow>| {
            document.tree.get("workflow").and_then(|node| node.as_str().map(str::to_owned))
        };
        let names: Vec<String> = self.workflows.iter().filter_map(known).collect();
        if !names.iter().any(|known| known == name) {
            report.unknown(Code::UnknownWorkflow, at, name, names.iter().map(String::as_str));
            return None;
        }
        let of_name = |document: &&Document<Workflow>| {
            document.model.as_ref().is_some_and(|model| model.workflow == name)
        };
        let mut versions: Vec<_> = self.workflows.iter().filter(of_name).collect();
        versions.sort_by_key(|document| document.model.as_ref().and_then(|model| model.effective.clone()));
        Some(versions)
    }

    fn start(&self, start: &Start, at: &Pointer, report: &mut Report<'_>) -> Option<Does> {
        let versions = self.versions(&start.workflow, &at.key("workflow"), report)?;
        let latest = versions.last().filter(|document| document.whole);
        let fields = latest.and_then(|document| document.model.as_ref()).map(|model| {
            let saved = model.opens.saves.iter().filter_map(|name| model.data.get_key_value(name));
            saved.map(|(name, field)| (name.as_str(), (field, !may_lack(field)))).collect::<Fields<'_>>()
        });
        let data = self.data(&start.data, fields.as_ref(), at, report);
        Some(Does::Start { workflow: start.workflow.clone(), data })
    }

    fn send(&self, send: &Send, at: &Pointer, report: &mut Report<'_>) -> Option<Does> {
        let Recipients { workflow, where_ } = &send.to;
        let to = at.key("to");
        let versions = self.versions(workflow, &to.key("workflow"), report)?;
        let mut names = Names::default();
        for document in &versions {
            if let Some(model) = &document.model {
                names.join(Names::of(model, Some(&document.tree)));
            }
        }
        if !names.events.contains(&send.event) {
            let known = names.events.iter().map(String::as_str);
            report.unknown(Code::UnknownEvent, &at.key("event"), &send.event, known);
        }
        let latest = versions.last().and_then(|document| document.model.as_ref());
        let whole = versions.iter().all(|document| document.whole);
        let event = latest.and_then(|model| Some((model, model.events.get(&send.event)?)));
        let fields = event.filter(|_| whole).map(|(model, event)| {
            let saved = event.saves.iter().filter_map(|name| model.data.get_key_value(name));
            let all = saved.chain(&event.data);
            all.map(|(name, field)| (name.as_str(), (field, !may_lack(field)))).collect::<Fields<'_>>()
        });
        let data = self.data(&send.data, fields.as_ref(), at, report);
        let condition = where_.as_ref().and_then(|text| {
            let mut types = self.types();
            let models = versions.iter().filter_map(|document| document.model.as_ref());
            let mut item: BTreeMap<String, Type> =
                names.fields.iter().map(|name| (name.clone(), Type::Any)).collect();
            item.extend(
                models
                    .flat_map(|model| model.data.iter().map(|(name, field)| (name.clone(), of_field(field)))),
            );
            types.insert("item".to_owned(), Type::Map(item));
            types.insert("states".to_owned(), Type::list(Type::Enum(names.states.clone())));
            condition(&text.0, &types, &to.key("where"), report)
        });
        Some(Does::Send { event: send.event.clone(), workflow: workflow.clone(), condition, data })
    }

    /// What goes along, field by field. `fields` are absent where they cannot be known.
    fn data(
        &self,
        data: &IndexMap<String, Value>,
        fields: Option<&Fields<'_>>,
        at: &Pointer,
        report: &mut Report<'_>,
    ) -> Vec<(String, Expr)> {
        let types = self.types();
        let here = at.key("data");
        let mut all = Vec::new();
        for (name, value) in data {
            let at = here.key(name);
            let field = fields.and_then(|fields| fields.get(name.as_str()));
            if let (Some(fields), None) = (fields, field) {
                report.unknown_key(Code::UnknownField, &at, name, fields.keys().copied());
            }
            let wanted = field.map(|(field, _)| of_field(field));
            let compiled = expr(&value.0, &at, &mut |text, at| {
                let (script, given) = script(text, Kind::Value, (1, at), &types, report)?;
                let whole = value.0.as_str().is_some();
                if let Some(wanted) = wanted.as_ref().filter(|wanted| whole && !wanted.is_like(&given)) {
                    wrong(name, wanted, given.name(), at, report);
                }
                Some(script)
            });
            if let (Expr::Literal(literal), Some(wanted)) = (&compiled, &wanted) {
                fits(name, literal, wanted, &at, report);
            }
            all.push((name.clone(), compiled));
        }
        // What was misspelt was told already.
        let meant = report.meant(Code::UnknownField);
        for (name, (_, needed)) in fields.into_iter().flatten() {
            if *needed && !data.contains_key(*name) && !meant.contains(*name) {
                let place = if data.is_empty() { at } else { &here };
                report.add(report.key(Code::MissingKey, place).with("name", name));
            }
        }
        all
    }

    /// What every expression of a schedule knows.
    fn types(&self) -> BTreeMap<String, Type> {
        let record = |fields: Vec<(&str, Type)>| {
            Type::Map(fields.into_iter().map(|(name, type_)| (name.to_owned(), type_)).collect())
        };
        let mut occurrence = vec![("at", Type::Instant), ("date", Type::Date), ("of", Type::Date)];
        if self.model.on.window.is_some() {
            occurrence.extend([
                ("opens_at", Type::Instant),
                ("closes_at", Type::Instant),
                ("last_day", Type::Date),
            ]);
        }
        let parameters = self.pack.into_iter().flat_map(|pack| &pack.model.parameters);
        let params = parameters.map(|(name, one)| (name.clone(), of_parameter(one))).collect();
        let mut types = BTreeMap::from([
            ("occurrence".to_owned(), record(occurrence)),
            ("params".to_owned(), Type::Map(params)),
        ]);
        if self.model.for_each.is_some() {
            let unit = vec![
                ("id", Type::Unit),
                ("title", Type::Text),
                ("level", Type::Text),
                ("parent", Type::Unit),
                ("attributes", Type::Any),
            ];
            types.insert("unit".to_owned(), record(unit));
        }
        types
    }
}

const fn may_lack(field: &Field) -> bool {
    field.optional || field.default.is_some()
}

/// A condition, which stands without `=`.
fn condition(
    text: &str,
    types: &BTreeMap<String, Type>,
    at: &Pointer,
    report: &mut Report<'_>,
) -> Option<Script> {
    if let Some(rest) = text.strip_prefix('=').filter(|rest| !rest.starts_with('=')) {
        let fault = report.value(Code::ScriptSyntax, at).with("reason", Grammar::EqualsSign.word());
        report.add(fault.suggest(Some(rest.trim_start().to_owned())));
        return None;
    }
    script(text, Kind::Guard, (0, at), types, report).map(|(script, _)| script)
}

/// A script with the type of what it gives; `skip` bytes of the value stand before it.
fn script(
    text: &str,
    kind: Kind,
    (skip, at): (usize, &Pointer),
    types: &BTreeMap<String, Type>,
    report: &mut Report<'_>,
) -> Option<(Script, Type)> {
    report.style(at);
    let engine = finding_engine();
    let (compiled, findings) = match engine.compile(text, kind) {
        Ok(script) => {
            let checked = engine.check(&script, types);
            (Some((script, checked.result)), checked.findings)
        }
        Err(findings) => (None, findings),
    };
    for finding in &findings {
        report.script(at, skip, finding, Some(types));
    }
    compiled.filter(|_| findings.is_empty())
}

/// Whether a value as it is written fits a field.
fn fits(name: &str, literal: &Json, wanted: &Type, at: &Pointer, report: &mut Report<'_>) {
    match (wanted, literal) {
        (Type::Enum(words), Json::String(word)) if !words.contains(word) => {
            let fault = report.value(Code::NotOneOf, at).with("got", word).with("known", words.join(", "));
            report.add(fault.suggest(did_you_mean(word, words.iter().map(String::as_str))));
        }
        (_, Json::Null) => {}
        _ if from_json(literal, wanted).is_err() => {
            let got = match literal {
                Json::Bool(_) => "bool",
                Json::Number(number) if number.is_i64() => "integer",
                Json::Number(_) => "decimal",
                Json::Array(_) => "list",
                Json::Object(_) => "mapping",
                _ => "text",
            };
            wrong(name, wanted, got, at, report);
        }
        _ => {}
    }
}

fn wrong(name: &str, wanted: &Type, got: &str, at: &Pointer, report: &mut Report<'_>) {
    let fault = report.value(Code::WrongType, at).with("name", name);
    report.add(fault.with("expected", wanted.name()).with("got", got));
}
