//! Registers by name, their columns, and names that a column (of a register, or of another workflow) and the document share.

use super::Subject;
use crate::definition::Rows;
use crate::definition::report::Report;
use crate::script::{Engine, Kind, Type};
use crate::source::{Code, Pointer, did_you_mean};
use std::collections::BTreeMap;

pub(super) fn check(subject: &Subject<'_>, report: &mut Report<'_>) {
    let mut check = Check { subject, report };
    let top = Pointer::root();
    for (name, actor) in &subject.model.actors {
        let at = top.key("actors").key(name);
        let Some(register) = &actor.register else {
            for (key, given) in [("where", actor.where_.is_some()), ("column", actor.column.is_some())] {
                if given {
                    let fault = check.report.key(Code::MissingKey, &at.key(key)).with("name", "register");
                    check.report.add(fault);
                }
            }
            continue;
        };
        if actor.column.is_none() {
            let fault = check.report.key(Code::MissingKey, &at).with("name", "column");
            check.report.add(fault);
        }
        if let Some(columns) = check.register(register, &at.key("register")) {
            if let Some(column) = &actor.column {
                check.people(register, columns, column, &at.key("column"));
            }
            check.shared(register, columns, actor.where_.iter().map(|text| (&text.0, at.key("where"))));
        }
    }
    for (name, find) in &subject.model.find {
        let at = top.key("find").key(name);
        let texts = find.where_.iter().map(|text| (&text.0, at.key("where")));
        let texts = texts.chain(find.value.iter().map(|text| (&text.0, at.key("value"))));
        if let Some(register) = &find.register {
            if let Some(columns) = check.register(register, &at.key("register")) {
                check.shared(register, columns, texts);
            }
        } else if let Some(Rows::Published(rows)) = subject.definition.find.get(name).map(|find| &find.rows) {
            check.shared(&rows.workflow, &rows.columns, texts);
        }
    }
}

type Columns = BTreeMap<String, Type>;

struct Check<'c, 'a, 'r> {
    subject: &'c Subject<'c>,
    report: &'r mut Report<'a>,
}

impl<'c> Check<'c, '_, '_> {
    /// The columns of a register. Absent: there is no such register, which is told, or nothing is known of its columns.
    fn register(&mut self, name: &str, at: &Pointer) -> Option<&'c Columns> {
        let known = &self.subject.world.registers;
        if !known.names.contains(name) {
            self.report.unknown(Code::UnknownRegister, at, name, known.names.iter().map(String::as_str));
        }
        known.columns.get(name).map(AsRef::as_ref)
    }

    /// The column that an actor takes people from.
    fn people(&mut self, register: &str, columns: &Columns, name: &str, at: &Pointer) {
        let holds = |type_: &Type| match type_ {
            Type::Person => true,
            Type::List(of) => **of == Type::Person,
            _ => false,
        };
        let of_people = || columns.iter().filter(|(_, type_)| holds(type_)).map(|(name, _)| name.as_str());
        let fault = match columns.get(name) {
            Some(type_) if holds(type_) => return,
            Some(type_) => self.report.value(Code::NoPeopleInColumn, at).with("got", type_.name()),
            None => {
                let meant = did_you_mean(name, columns.keys().map(String::as_str));
                self.report.value(Code::NoSuchColumn, at).suggest(meant)
            }
        };
        let known = if fault.code == Code::NoSuchColumn {
            columns.keys().map(String::as_str).collect::<Vec<_>>()
        } else {
            of_people().collect()
        };
        let fault = fault.with("name", name).with("register", register).with("known", known.join(", "));
        self.report.add(fault);
    }

    /// Bare names that both a column and the document have: the document's is meant, and the author may have meant the
    /// other, unless the column is named as one of `item` beside it.
    fn shared<'t>(
        &mut self,
        register: &str,
        columns: &Columns,
        texts: impl Iterator<Item = (&'t String, Pointer)>,
    ) {
        let engine: &Engine = &self.subject.definition.scripts;
        for (text, at) in texts {
            let Ok(script) = engine.compile(text, Kind::Value) else { continue };
            let both = script.reads().iter().filter(|name| {
                let said = ["item", name].map(str::to_owned);
                name.as_str() != "item"
                    && columns.contains_key(*name)
                    && self.subject.declared.has(name)
                    && !script.paths().iter().any(|path| path.starts_with(&said))
            });
            for name in both {
                let fault = self.report.value(Code::ColumnOrField, &at).with("name", name);
                self.report.add(fault.with("register", register));
            }
        }
    }
}
