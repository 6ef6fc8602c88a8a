//! The events by which cases are told what becomes of their entries.

use super::Subject;
use crate::definition::report::Report;
use crate::list;
use crate::model::event::Happened;
use crate::model::list::Tell;
use crate::source::{Code, Pointer};

impl Subject<'_> {
    /// The event that `changed` or `vanished` sends, with those of its fields that an entry has.
    pub(super) fn event(
        &self,
        key: &str,
        tell: Option<&Tell>,
        report: &mut Report<'_>,
    ) -> Option<list::Event> {
        let name = &tell?.send;
        let at = Pointer::root().key(key).key("send");
        let workflow = &self.workflow.model;
        let Some(event) = workflow.events.get(name) else {
            report.unknown(Code::UnknownEvent, &at, name, workflow.events.keys().map(String::as_str));
            return None;
        };
        if event.happened == Happened::Required {
            report.add(report.value(Code::EventWithTime, &at).with("event", name));
        }
        let mut told = list::Event { name: name.clone(), ..list::Event::default() };
        for field in event.saves.iter().chain(event.data.keys()) {
            let Some(declared) = event.data.get(field).or_else(|| workflow.data.get(field)) else { continue };
            let needs = !declared.optional && declared.default.is_none();
            // A column of the same name and another type is another thing.
            let column = self
                .columns
                .get(field)
                .filter(|column| column.type_ == declared.type_ && column.of == declared.of);
            if column.is_some() {
                told.takes.insert(field.clone());
            }
            if needs {
                told.needs.insert(field.clone());
                if column.is_none_or(|column| column.optional || column.default.is_some()) {
                    report
                        .add(report.value(Code::EventNotFilled, &at).with("event", name).with("name", field));
                }
            }
        }
        Some(told)
    }
}
