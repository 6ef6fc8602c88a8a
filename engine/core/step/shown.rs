//! Values as letters and notices show them: a date in words, a unit and a person by name.

use super::machine::Machine;
use super::vars;
use super::words::chinese;
use crate::instance::Words;
use crate::instance::words::{HIDDEN, fill, told, unbraced};
use crate::model::data::{Field, Type};
use crate::script::to_json;
use serde_json::Value as Json;
use std::borrow::Cow;

/// What becomes of a private value in words.
#[derive(Clone, Copy)]
pub(super) enum Private {
    /// It is shown as a mark: the words leave the case.
    Hidden,
    /// Its name stays, for the value is kept beside the words.
    Kept,
}

impl Machine<'_> {
    /// The words with `{name}` replaced: given values first, then the case's.
    pub(super) fn fill(
        &self,
        text: &Words,
        values: &serde_json::Map<String, Json>,
        private: Private,
    ) -> Words {
        let look = |name: &str, zh: bool| {
            let text = self.named(name, values, private, zh)?;
            Some(if matches!(private, Private::Kept) { unbraced(text) } else { text })
        };
        Words { zh: fill(&text.zh, |name| look(name, true)), en: fill(&text.en, |name| look(name, false)) }
    }

    /// What stands for a name in braces. Absent: there is nothing, or its name stays.
    fn named(
        &self,
        name: &str,
        values: &serde_json::Map<String, Json>,
        private: Private,
        zh: bool,
    ) -> Option<String> {
        if let Some(value) = values.get(name) {
            return Some(self.readable(value, None, zh));
        }
        let mut steps = name.split('.');
        let first = steps.next().unwrap_or(name);
        if first == "event" && steps.next().is_some_and(|field| self.def.is_private(field)) {
            return Some(HIDDEN.to_owned());
        }
        if self.def.is_private(first) {
            return match private {
                Private::Hidden => Some(HIDDEN.to_owned()),
                Private::Kept => None,
            };
        }
        self.path_text(name, zh)
    }

    /// The text of a data field, number, or payload field by its path. Absent: there is none.
    pub(super) fn path_text(&self, path: &str, zh: bool) -> Option<String> {
        let mut steps = path.split('.');
        let first = steps.next()?;
        if first == "number" {
            return steps.next().and_then(|name| self.inst.numbers.get(name)).cloned();
        }
        let (mut value, mut field) = if first == "event" {
            let (event, name) = (self.event.as_ref()?, steps.next()?);
            let rule = self.def.events.get(&event.name).unwrap_or(&self.def.opens);
            let field = rule.data.get(name).or_else(|| self.def.fields.get(name));
            (Cow::Borrowed(event.data.get(name)?), field.map(|field| Cow::Borrowed(&field.model)))
        } else {
            let field = self.def.fields.get(first).map(|field| Cow::Borrowed(&field.model));
            (Cow::Borrowed(self.inst.data.get(first)?), field)
        };
        for step in steps {
            (value, field) = match field.as_deref() {
                Some(row) if row.type_ == Type::Row => {
                    let (cell, column) = self.cell(row, value.as_str()?, step)?;
                    (Cow::Owned(cell), Some(Cow::Owned(column)))
                }
                _ => {
                    let field = field.as_deref().and_then(|field| field.fields.get(step)).cloned();
                    (Cow::Owned(value.get(step)?.clone()), field.map(Cow::Owned))
                }
            };
        }
        Some(self.readable(&value, field.as_deref(), zh))
    }

    /// What the row of a register holds now in one column.
    fn cell(&self, field: &Field, key: &str, column: &str) -> Option<(Json, Field)> {
        let register = self.world.registers.get(field.register.as_ref()?)?;
        let cell = register.row(key)?.cell(column)?;
        Some((to_json(cell).ok()?, register.columns().get(column)?.field()))
    }

    /// A value as people read it. Without its field, only what can be seen of it is known.
    pub(super) fn readable(&self, value: &Json, field: Option<&Field>, zh: bool) -> String {
        let Some(field) = field else { return self.seen(value, zh) };
        if let Json::Array(items) = value {
            let one = Field { type_: field.of.unwrap_or_default(), ..field.clone() };
            let items: Vec<String> = items.iter().map(|item| self.readable(item, Some(&one), zh)).collect();
            return items.join(if zh { "、" } else { ", " });
        }
        let organisation = &self.world.organisation;
        match (field.type_, value.as_str()) {
            // What somebody wrote stands as it was written.
            (Type::Text | Type::Row, Some(text)) => text.to_owned(),
            (Type::Enum, Some(word)) => {
                let title = field.titles.get(word);
                title.map_or(word, |title| if zh { title.zh() } else { title.en() }).to_owned()
            }
            (Type::Unit, Some(id)) => {
                let title = organisation.unit(id).and_then(|unit| unit.title.as_ref());
                title.map_or(id, |title| if zh { title.zh() } else { title.en() }).to_owned()
            }
            (Type::Person, Some(id)) => organisation.person(id).map_or(id, |person| &person.name).to_owned(),
            (Type::Duration, Some(text)) if zh => chinese(text),
            _ => self.seen(value, zh),
        }
    }

    fn seen(&self, value: &Json, zh: bool) -> String {
        told(value, zh, &|| Some(vars::zone(self.world, &self.def.calendar)))
    }
}
