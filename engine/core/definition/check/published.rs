//! Published columns: nothing private, nothing that ages by itself, one value of a known type.

use super::Subject;
use crate::definition::Rows;
use crate::definition::report::Report;
use crate::script::{Script, Type};
use crate::source::{Code, Pointer};
use std::collections::BTreeSet;

/// Functions whose answer changes while the case does not.
const AGEING: [&str; 4] = ["now", "today", "on_duty", "holds"];

pub(super) fn check(subject: &Subject<'_>, report: &mut Report<'_>) {
    let definition = subject.definition;
    for (name, column) in &definition.published {
        let at = Pointer::root().key("publish").key(name);
        let mut read = Read::default();
        read.of(&column.value, subject);
        for field in &read.fields {
            if definition.is_private(field) {
                let fault = report.value(Code::PrivateShown, &at.key("value")).with("name", field);
                report.add(fault);
            }
        }
        if let Some(function) = read.calls.iter().find(|call| AGEING.contains(&call.as_str())) {
            let fault = report.value(Code::ColumnAges, &at.key("value")).with("name", name);
            report.add(fault.with("function", function));
        }
        match &column.type_ {
            Type::Any | Type::Nothing => {
                let fault = report.key(Code::ColumnUntyped, &at).with("name", name);
                // A fault of the expression explains it.
                if !report.has_error_at(&at.key("value")) {
                    report.add(fault);
                }
            }
            Type::Map(_) | Type::List(_) => {
                let fault = report.value(Code::ColumnNotSingle, &at.key("value")).with("name", name);
                report.add(fault.with("got", column.type_.name()));
            }
            declared if !holds(declared, &column.found) => {
                let fault = report.value(Code::WrongResultType, &at.key("value"));
                report.add(fault.with("expected", declared.name()).with("got", column.found.name()));
            }
            _ => {}
        }
    }
}

/// Whether a column takes what its expression is found to give.
fn holds(declared: &Type, found: &Type) -> bool {
    match (declared, found) {
        (Type::Integer, Type::Decimal | Type::Fraction) | (Type::Decimal, Type::Fraction) => false,
        // A duration is given as its text.
        (Type::Duration, Type::Text) => true,
        _ => declared.is_like(found),
    }
}

/// What an expression reads and calls, derived values and aggregates looked through.
#[derive(Default)]
pub(super) struct Read {
    pub(super) fields: BTreeSet<String>,
    calls: BTreeSet<String>,
}

impl Read {
    pub(super) fn of(&mut self, script: &Script, subject: &Subject<'_>) {
        let definition = subject.definition;
        self.calls.extend(script.calls().iter().cloned());
        for path in script.paths() {
            // A part of a record may be private where another is not; a whole is judged by all its parts.
            let parts = path.get(1..).unwrap_or_default().iter();
            self.fields.extend(parts.filter(|part| definition.is_private(part)).cloned());
        }
        for name in script.reads() {
            if !self.fields.insert(name.clone()) {
                continue;
            }
            if let Some(derived) = definition.derive.get(name) {
                self.of(&derived.value, subject);
            }
            if let Some(find) = definition.find.get(name) {
                // What children and registers tell is never private.
                if let Rows::List(field) = &find.rows {
                    self.fields.insert(field.clone());
                }
                find.condition.iter().chain(&find.value).for_each(|script| self.of(script, subject));
            }
        }
    }
}
