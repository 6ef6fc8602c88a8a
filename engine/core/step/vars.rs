//! What scripts see.

use super::machine::{Event, Machine};
use super::nodes::Node;
use super::{Fault, MAX_LIST, Stop, Trace, World};
use crate::definition::{Expr, FieldInfo, Find, Rows, SpanExpr};
use crate::model::workflow::Aggregate;
use crate::script::{self, Script, Type, Value};
use serde_json::Value as Json;
use std::sync::Arc;

/// The zone that dates are read in: the calendar's.
pub(super) fn zone(world: &World, calendar: &str) -> jiff::tz::TimeZone {
    world.calendars.get(calendar).map_or(jiff::tz::TimeZone::UTC, |calendar| calendar.zone().clone())
}

impl Machine<'_> {
    /// A guard's answer.
    pub fn guard(&mut self, script: &Script, event: Option<&Event>) -> Result<bool, script::Error> {
        self.lacked.take();
        let facts = self.facts(script);
        let engine = self.def.scripts.clone();
        let look = |name: &str| self.seen_by(script, name, event, 0);
        let answer = engine.eval_bool(script, &look, facts.as_ref(), self.options.stop);
        let answer = answer.map_err(|error| self.or_stopped(error));
        self.tell_reads();
        answer
    }

    /// A stop inside a derived value looks like a missing variable: it is a stop all the same, and decides nothing.
    fn or_stopped(&self, error: script::Error) -> script::Error {
        if self.options.stop.is_some_and(script::Stop::asked) || self.reads.borrow().is_void() {
            return script::Error { kind: script::ErrorKind::Stopped, offset: None };
        }
        // So does whatever else went wrong inside it.
        match self.lacked.take() {
            Some(why) => script::Error { kind: script::ErrorKind::Fault(why), offset: error.offset },
            None => error,
        }
    }

    /// A script's value.
    pub fn eval(&mut self, script: &Script, event: Option<&Event>) -> Result<Value, script::Error> {
        self.lacked.take();
        let facts = self.facts(script);
        let engine = self.def.scripts.clone();
        let look = |name: &str| self.seen_by(script, name, event, 0);
        let value = engine.eval(script, &look, facts.as_ref(), self.options.stop);
        let value = value.map_err(|error| self.or_stopped(error));
        self.tell_reads();
        value
    }

    /// A variable as one script sees it: what the script reads of an event's payload and the event does not carry is
    /// absent, not an error.
    fn seen_by(&self, script: &Script, name: &str, event: Option<&Event>, depth: u8) -> Option<Value> {
        if name == "params"
            && let Some(read) = self.parameters_read(script)
        {
            return Some(read);
        }
        let mut value = self.variable(name, event, depth)?;
        if matches!(name, "event" | "_event")
            && let Some(mut fields) = value.write_lock::<script::Map>()
        {
            for path in script.paths().iter().filter(|path| path.first().is_some_and(|first| first == name)) {
                match (path.get(1), path.get(2)) {
                    (Some(data), Some(field)) if data == "data" => {
                        if let Some(mut data) =
                            fields.get_mut("data").and_then(|data| data.write_lock::<script::Map>())
                        {
                            data.entry(field.as_str().into()).or_insert(Value::UNIT);
                        }
                    }
                    (Some(field), _) => {
                        fields.entry(field.as_str().into()).or_insert(Value::UNIT);
                    }
                    _ => {}
                }
            }
        }
        Some(value)
    }

    /// The parameters that a script reads by name. Absent: it reads them as a whole.
    fn parameters_read(&self, script: &Script) -> Option<Value> {
        let mut read = script::Map::new();
        for path in script.paths().iter().filter(|path| path.first().is_some_and(|first| first == "params")) {
            let name = path.get(1)?;
            let value = self.def.parameters.get(name)?;
            read.insert(name.as_str().into(), script::from_json(value, &Type::Any).ok()?);
        }
        Some(Value::from_map(read))
    }

    /// A variable of scripts: names of loops, the event, data fields, parameters, derived values, aggregates.
    pub fn variable(&self, name: &str, event: Option<&Event>, depth: u8) -> Option<Value> {
        if let Some((_, value)) = self.locals.iter().rev().find(|(local, _)| local == name) {
            return Some(value.clone());
        }
        if let Some(field) = self.def.fields.get(name) {
            return match self.inst.data.get(name) {
                None => Some(nothing_in(field)),
                Some(value) => script::from_json_with(value, &field.type_, &*self.world.registers).ok(),
            };
        }
        match name {
            "event" | "_event" => {
                let seen = event.or(self.event.as_deref()).map(|event| self.event_value(event));
                return seen.or_else(|| self.def.lenient_errors.then_some(Value::UNIT));
            }
            "params" => {
                return script::from_json(&Json::Object(self.def.parameters.clone()), &Type::Any).ok();
            }
            "id" => return Some(Value::from(self.inst.id.as_str().to_owned())),
            "number" => {
                let all: serde_json::Map<String, Json> = self
                    .inst
                    .numbers
                    .iter()
                    .map(|(name, text)| (name.clone(), text.clone().into()))
                    .collect();
                return script::from_json(&Json::Object(all), &Type::Any).ok();
            }
            _ => {}
        }
        if depth < 16 {
            if let Some(derived) = self.def.derive.get(name) {
                return self.inner_eval(&derived.value, event, depth, None);
            }
            if let Some(find) = self.def.find.get(name) {
                return self.aggregate(name, find, event, depth);
            }
        }
        None
    }

    fn inner_eval(
        &self,
        script: &Script,
        event: Option<&Event>,
        depth: u8,
        item: Option<&Value>,
    ) -> Option<Value> {
        let look = |name: &str| match item {
            Some(item) if name == "item" => Some(item.clone()),
            _ => self.seen_by(script, name, event, depth + 1).or_else(|| column(item?, name)),
        };
        match self.def.scripts.eval(script, &look, self.facts.as_ref(), self.options.stop) {
            Ok(value) => Some(value),
            Err(error) if self.lacked.borrow().is_none() => self.lack(error.to_string()),
            Err(_) => None,
        }
    }

    fn aggregate(&self, name: &str, find: &Find, event: Option<&Event>, depth: u8) -> Option<Value> {
        match &find.rows {
            Rows::List(list) => {
                let all = self.variable(list, event, depth + 1)?;
                let all: script::List =
                    if all.is_unit() { script::List::new() } else { all.into_array().ok()? };
                self.fold(find, all.into_iter(), event, depth)
            }
            Rows::Children(name) => {
                let parts = self.inst.parts.values().filter(|part| part.name == *name);
                let all: script::List = parts.map(|part| self.part(part)).collect();
                self.fold(find, all.into_iter(), event, depth)
            }
            Rows::Register(register) => {
                let Some(register) = self.world.registers.get(register) else {
                    return self.lack(format!("there is no register `{register}` now"));
                };
                self.fold(find, register.rows().map(script::Row::value), event, depth)
            }
            Rows::Published(rows) => self.read(name, (find, rows), event, depth),
        }
    }

    fn fold(
        &self,
        find: &Find,
        all: impl ExactSizeIterator<Item = Value>,
        event: Option<&Event>,
        depth: u8,
    ) -> Option<Value> {
        let total = all.len();
        let mut found = Vec::new();
        for item in all {
            let keep = match &find.condition {
                None => true,
                Some(condition) => self.inner_eval(condition, event, depth, Some(&item))?.as_bool().ok()?,
            };
            if keep {
                found.push(match &find.value {
                    None => item,
                    Some(value) => self.inner_eval(value, event, depth, Some(&item))?,
                });
            }
        }
        if find.give == Aggregate::List && found.len() > MAX_LIST {
            return self.lack(format!("a list of {} values is too long: at most {MAX_LIST}", found.len()));
        }
        let folded = super::aggregate::fold(find.give, found, total);
        folded.or_else(|| self.lack("values found do not add up, or cannot be compared".to_owned()))
    }

    /// Keeps why a value cannot be had, for the error of the script that asked for it.
    pub(super) fn lack(&self, why: String) -> Option<Value> {
        self.lacked.replace(Some(why));
        None
    }

    /// Whether a condition over a row and the case holds.
    pub fn takes(
        &self,
        condition: &Script,
        row: &Value,
        event: Option<&Event>,
        facts: Option<&Arc<dyn script::Context>>,
    ) -> Result<bool, script::Error> {
        let look = |name: &str| match name {
            "item" => Some(row.clone()),
            _ => self.seen_by(condition, name, event, 0).or_else(|| column(row, name)),
        };
        self.def
            .scripts
            .eval_bool(condition, &look, facts, self.options.stop)
            .map_err(|error| self.or_stopped(error))
    }

    fn event_value(&self, event: &Event) -> Value {
        let declared = match event.name.as_str() {
            "opens" => Some(&self.def.opens),
            name => self.def.events.get(name),
        };
        let mut map = script::Map::new();
        let mut data = script::Map::new();
        for (name, value) in &event.data {
            let type_ = declared
                .and_then(|rule| rule.data.get(name).or_else(|| self.def.fields.get(name)))
                .map_or_else(|| self.carried(&event.name, name), |field| field.type_.clone());
            let value = script::from_json_with(value, &type_, &*self.world.registers);
            let value = value.unwrap_or(Value::UNIT);
            data.insert(name.as_str().into(), value.clone());
            map.insert(name.as_str().into(), value);
        }
        // A payload field that was left out is absent, not an error.
        if let Some(rule) = declared {
            for name in rule.saves.iter().chain(rule.data.keys()) {
                map.entry(name.as_str().into()).or_insert(Value::UNIT);
            }
        }
        map.insert("name".into(), Value::from(event.name.clone()));
        map.insert(
            "by".into(),
            event.actor.as_ref().map_or(Value::UNIT, |actor| Value::from(actor.id.clone())),
        );
        map.insert("at".into(), Value::from(event.occurred_at));
        let whole = event.content.as_ref().and_then(|content| script::from_json(content, &Type::Any).ok());
        // SCXML: an event without a payload has no data.
        let none = self.def.lenient_errors && data.is_empty();
        let named = if none { Value::UNIT } else { Value::from_map(data) };
        map.insert("data".into(), whole.unwrap_or(named));
        Value::from_map(map)
    }

    /// The value of an [`Expr`], as JSON.
    pub fn value(&mut self, expr: &Expr, event: Option<&Event>) -> Result<Json, script::Error> {
        Ok(match expr {
            Expr::Literal(value) => value.clone(),
            Expr::Script(script) => json(&self.eval(script, event)?)?,
            Expr::List(items) => {
                Json::Array(items.iter().map(|item| self.value(item, event)).collect::<Result<_, _>>()?)
            }
            Expr::Map(fields) => Json::Object(self.values(fields, event)?),
        })
    }

    /// Named values; what is absent is left out.
    pub fn values(
        &mut self,
        fields: &[(String, Expr)],
        event: Option<&Event>,
    ) -> Result<serde_json::Map<String, Json>, script::Error> {
        let mut all = serde_json::Map::new();
        for (name, expr) in fields {
            let value = self.value(expr, event)?;
            if !value.is_null() {
                all.insert(name.clone(), value);
            }
        }
        Ok(all)
    }

    /// The duration of a [`SpanExpr`].
    pub fn span(&mut self, span: &SpanExpr, place: &str) -> Result<crate::calendar::Duration, Stop> {
        let script = match span {
            SpanExpr::Fixed(duration) => return Ok(*duration),
            SpanExpr::Script(script) => script,
        };
        let fault = |message: String| Stop::Fault(Fault::Script { place: place.to_owned(), message });
        let value = self.eval(script, None).map_err(|error| stop_of(error, place))?;
        let text =
            value.into_string().map_err(|_| fault(format!("`{}` gives no duration", script.text())))?;
        text.parse().map_err(|error| fault(format!("`{text}`: {error}")))
    }

    /// A guard or action failed: an event if an active state handles it, else the end of the step.
    pub fn script_error(&mut self, what: &str, place: &str, error: script::Error) -> Result<(), Stop> {
        if matches!(error.kind, script::ErrorKind::Stopped | script::ErrorKind::Panicked) {
            return Err(stop_of(error, place));
        }
        let message = error.to_string();
        let name =
            if self.def.lenient_errors { "error.execution".to_owned() } else { format!("error.{what}") };
        let handled = self.def.lenient_errors
            || self.config.iter().any(|node| {
                let ways = &self.chart().state(node.state).transitions;
                ways.iter().any(|ix| self.chart().transition(*ix).matches(&name))
            });
        if !handled {
            return Err(stop_of(error, place));
        }
        self.note(|| Trace::Error { event: name.clone(), message: message.clone() });
        let data = serde_json::Map::from_iter([
            ("message".to_owned(), message.into()),
            ("place".to_owned(), place.to_owned().into()),
        ]);
        self.raise(name, data);
        Ok(())
    }

    /// What the variables of a guard were, for explanations. Private fields stay hidden.
    pub fn saw(&mut self, script: &Script, event: Option<&Event>) -> Vec<(String, String)> {
        let mut saw = Vec::new();
        let looked = std::mem::replace(&mut self.reads.get_mut().looks, true);
        for name in script.reads() {
            let shown = if self.def.is_private(name) {
                "[private]".to_owned()
            } else {
                self.variable(name, event, 0)
                    .and_then(|value| script::to_json(&value).ok())
                    .map_or_else(|| "()".to_owned(), |value| self.shown(&value))
            };
            saw.push((name.to_string(), shown));
        }
        self.reads.get_mut().looks = looked;
        saw
    }

    fn shown(&self, value: &Json) -> String {
        match value {
            Json::Object(fields) => {
                let mut visible = fields.clone();
                for (name, value) in &mut visible {
                    if self.def.is_private(name) {
                        *value = "[private]".into();
                    } else if name == "data" {
                        *value = "…".into();
                    }
                }
                Json::Object(visible).to_string()
            }
            other => other.to_string(),
        }
    }

    /// Names the element of a node's region in scripts.
    pub fn bind_element(&mut self, node: Node) {
        let chart = self.chart();
        let Some(name) = node.element_name(chart, &self.inst) else { return };
        let owner = chart.state(node.state).region_root.and_then(|root| chart.state(root).parent);
        let Some(per) = owner.and_then(|owner| chart.state(owner).per_element.as_ref()) else { return };
        let items = self.inst.data.get(&per.list).and_then(Json::as_array);
        let item = items.and_then(|items| {
            items
                .iter()
                .position(|item| super::enter::element_name(item, per.key.as_deref()).as_ref() == Some(&name))
        });
        // The element as it is declared: as JSON, its dates would be texts.
        let item = item
            .and_then(|place| self.variable(&per.list, None, 0)?.into_array().ok()?.into_iter().nth(place))
            .unwrap_or_else(|| Value::from(name));
        self.locals.push((per.item.clone(), item));
    }
}

/// What a field reads as before anything is saved in it: a list that every case has is empty, anything else is absent.
fn nothing_in(field: &FieldInfo) -> Value {
    match field.type_ {
        Type::List(_) if !field.model.optional => Value::from_array(script::List::new()),
        _ => Value::UNIT,
    }
}

/// A column of a row, as a name of its own.
fn column(item: &Value, name: &str) -> Option<Value> {
    item.read_lock::<script::Row>()?.cell(name).cloned()
}

/// A script's value as data: what is absent is left out of records, for no document holds `null`.
pub(super) fn json(value: &Value) -> Result<Json, script::Error> {
    fn present(value: Json) -> Json {
        match value {
            Json::Object(fields) => Json::Object(
                fields
                    .into_iter()
                    .filter(|(_, value)| !value.is_null())
                    .map(|(name, value)| (name, present(value)))
                    .collect(),
            ),
            Json::Array(items) => Json::Array(items.into_iter().map(present).collect()),
            other => other,
        }
    }
    script::to_json(value)
        .map(present)
        .map_err(|error| script::Error { kind: script::ErrorKind::Fault(error.to_string()), offset: None })
}

pub(super) fn stop_of(error: script::Error, place: &str) -> Stop {
    match error.kind {
        script::ErrorKind::Stopped => Stop::Aborted,
        _ => Stop::Fault(Fault::Script { place: place.to_owned(), message: error.to_string() }),
    }
}
