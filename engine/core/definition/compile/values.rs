//! Expressions, values, durations.

use super::{Compiler, Placed};
use crate::definition::types::Around;
use crate::definition::{Delay, Expr, From, Name, Roll, SpanExpr};
use crate::model::Duration;
use crate::model::duration::DurationError;
use crate::model::{Expression, Span, Value};
use crate::script::{Grammar, Kind, Script};
use crate::source::{Code, Pointer};
use indexmap::IndexMap;
use serde_json::Value as Json;

impl Compiler<'_, '_> {
    /// A script; `skip` bytes of the value stand before it.
    pub(super) fn script(
        &mut self,
        text: &str,
        skip: usize,
        kind: Kind,
        at: &Pointer,
        around: &Around,
    ) -> Option<Script> {
        self.report.style(at);
        match self.engine.compile(text, kind) {
            Ok(script) => {
                if self.report.muted == 0 {
                    self.scripts.push(Placed {
                        script: script.clone(),
                        at: at.clone(),
                        skip,
                        around: around.clone(),
                        derives: None,
                        gives: None,
                    });
                }
                Some(script)
            }
            Err(findings) => {
                let types = self.declared.around(around);
                for finding in &findings {
                    self.report.script(at, skip, finding, Some(&types));
                }
                None
            }
        }
    }

    /// A condition.
    pub(super) fn guard(&mut self, text: &Expression, at: &Pointer, around: &Around) -> Option<Script> {
        self.bare(text, Kind::Guard, at, around)
    }

    /// An expression that stands without `=`.
    pub(super) fn bare(
        &mut self,
        text: &Expression,
        kind: Kind,
        at: &Pointer,
        around: &Around,
    ) -> Option<Script> {
        match text.0.strip_prefix('=').filter(|rest| !rest.starts_with('=')) {
            // `=` marks an expression where a word could stand; here nothing else can.
            Some(rest) => {
                let fault =
                    self.report.value(Code::ScriptSyntax, at).with("reason", Grammar::EqualsSign.word());
                self.report.add(fault.suggest(Some(rest.trim_start().to_owned())));
                None
            }
            None => self.script(&text.0, 0, kind, at, around),
        }
    }

    /// A value: text that begins with `=` is an expression.
    pub(super) fn value(&mut self, value: &Value, at: &Pointer, around: &Around) -> Expr {
        self.json(&value.0, at, around)
    }

    fn json(&mut self, value: &Json, at: &Pointer, around: &Around) -> Expr {
        expr(value, at, &mut |text, at| self.script(text, 1, Kind::Value, at, around))
    }

    /// Named values.
    pub(super) fn values(
        &mut self,
        values: &IndexMap<String, Value>,
        at: &Pointer,
        around: &Around,
    ) -> Vec<(String, Expr)> {
        values.iter().map(|(name, value)| (name.clone(), self.value(value, &at.key(name), around))).collect()
    }

    /// A name, or an expression giving one.
    pub(super) fn name(&mut self, text: &str, at: &Pointer, around: &Around) -> Name {
        match text.strip_prefix('=').and_then(|rest| self.script(rest, 1, Kind::Value, at, around)) {
            Some(script) => Name::Script(script),
            None => Name::Fixed(text.to_owned()),
        }
    }

    /// A duration, or an expression giving one.
    pub(super) fn span(&mut self, span: &Span, at: &Pointer, around: &Around) -> Option<SpanExpr> {
        if let Some(rest) = span.expression() {
            let script = self.script(rest, 1, Kind::Value, at, around)?;
            return Some(self.known(&script).map_or(SpanExpr::Script(script), SpanExpr::Fixed));
        }
        self.duration(&span.0, at).map(SpanExpr::Fixed)
    }

    /// The duration that an expression over parameters alone gives: they are fixed with the definition. Absent: it reads
    /// something else, or gives none, which is a fault of its own.
    fn known(&self, script: &Script) -> Option<Duration> {
        if !script.calls().is_empty() || !script.reads().iter().all(|name| name == "params") {
            return None;
        }
        let look = |_: &str| {
            crate::script::from_json(&Json::Object(self.parameters.clone()), &crate::script::Type::Any).ok()
        };
        let given = self.engine.eval(script, &look, None, None).ok()?;
        given.into_string().ok()?.parse().ok()
    }

    fn duration(&mut self, text: &str, at: &Pointer) -> Option<Duration> {
        match text.parse::<Duration>() {
            Ok(duration) => Some(duration),
            Err(error) => {
                let code = match error {
                    DurationError::Iso(_) => Code::WorkingUnitWithIso,
                    _ => Code::BadDuration,
                };
                let fault = self.report.value(code, at).with("got", text);
                self.report.add(fault.suggest(Duration::meant(text).map(|meant| meant.to_string())));
                None
            }
        }
    }

    /// How long a sent event waits.
    pub(super) fn delay(&mut self, after: Option<&Span>, at: &Pointer, around: &Around) -> Delay {
        after.and_then(|span| self.span(span, at, around)).map_or(Delay::None, Delay::Span)
    }

    /// What time is counted from: an event or a data field.
    pub(super) fn from(&mut self, name: &str, at: &Pointer) -> Option<From> {
        let is = |known: &[String]| known.iter().any(|known| known == name);
        if name == "opens" || is(&self.names.events) {
            return Some(From::Event(name.to_owned()));
        }
        if is(&self.names.fields) {
            return Some(From::Field(name.to_owned()));
        }
        let names = self.names.events.iter().chain(&self.names.fields).map(String::as_str);
        self.report.unknown(Code::UnknownEvent, at, name, names.chain(["opens"]).collect::<Vec<_>>());
        None
    }

    /// How a last day rolls.
    pub(super) fn roll(&mut self, text: &str, at: &Pointer, around: &Around) -> Option<Roll> {
        match text {
            "none" => Some(Roll::Fixed(false)),
            "next_workday" => Some(Roll::Fixed(true)),
            _ => match text.strip_prefix('=') {
                Some(rest) => self.script(rest, 1, Kind::Value, at, around).map(Roll::Script),
                None => {
                    let fault = self.report.value(Code::NotOneOf, at).with("got", text);
                    let fault = fault.with("known", "none, next_workday");
                    let meant = crate::source::did_you_mean(text, ["none", "next_workday"]);
                    self.report.add(fault.suggest(meant));
                    None
                }
            },
        }
    }
}

/// A value with the expressions in it; `script` compiles what stands behind `=`, or reports what is wrong with it.
pub(crate) fn expr(
    value: &Json,
    at: &Pointer,
    script: &mut dyn FnMut(&str, &Pointer) -> Option<Script>,
) -> Expr {
    match value {
        Json::String(text) => match text.strip_prefix('=') {
            Some(rest) => script(rest, at).map_or(Expr::Literal(Json::Null), Expr::Script),
            None => Expr::Literal(value.clone()),
        },
        Json::Array(items) if has_script(value) => Expr::List(
            items.iter().enumerate().map(|(place, item)| expr(item, &at.index(place), script)).collect(),
        ),
        Json::Object(fields) if has_script(value) => Expr::Map(
            fields.iter().map(|(name, item)| (name.clone(), expr(item, &at.key(name), script))).collect(),
        ),
        other => Expr::Literal(other.clone()),
    }
}

fn has_script(value: &Json) -> bool {
    match value {
        Json::String(text) => text.starts_with('='),
        Json::Array(items) => items.iter().any(has_script),
        Json::Object(fields) => fields.values().any(has_script),
        _ => false,
    }
}
