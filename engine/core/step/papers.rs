//! Documents: frozen when they are issued, and never changed. One that is wrong is corrected by another.

use super::act::Wrong;
use super::machine::Machine;
use super::shown::Private;
use super::{Fault, Stop, Trace};
use crate::definition::Expr;
use crate::instance::words::{date, names};
use crate::instance::{Data, Document, Hash, Table, Words};
use crate::model::workflow::TemplateTable;
use serde_json::Value as Json;

impl Machine<'_> {
    pub fn issue(
        &mut self,
        name: &str,
        to: &[String],
        with: &[(String, Expr)],
        corrects: Option<&str>,
        place: &str,
    ) -> Result<(), Wrong> {
        let wrong = |message| Stop::Fault(Fault::Action { place: place.to_owned(), message });
        let Some(template) = self.def.documents.get(name) else {
            return Err(wrong(format!("there is no document `{name}`")).into());
        };
        let event = self.event.clone();
        let to = self.actors(to, event.as_deref())?;
        let mut values = self.values(with, None)?;
        let corrects = match corrects {
            None => None,
            Some(old) => match self.in_force(old) {
                Some(found) => Some(found),
                None => return Err(wrong(format!("no document `{old}` was issued before")).into()),
            },
        };
        let old = corrects.and_then(|place| self.inst.documents.get(place));
        if let Some(old) = old {
            let named = old.number.clone().unwrap_or_else(|| self.day(old));
            values.insert("corrects".to_owned(), named.into());
        }
        let old = old.map(|old| old.hash.clone());
        let number = match &template.number {
            None => None,
            Some(rule) => Some(self.draw_number(rule)?),
        };
        if let Some(number) = &number {
            values.insert("number".to_owned(), number.clone().into());
        }
        let (title, text) = (Words::of(&template.title), Words::of(&template.text));
        let mut data = Data::new();
        for field in [&title.zh, &title.en, &text.zh, &text.en].into_iter().flat_map(|text| names(text)) {
            let first = field.split('.').next().unwrap_or(field);
            if self.def.is_private(first)
                && let Some(value) = self.inst.data.get(first)
            {
                data.insert(first.to_owned(), value.clone());
            }
        }
        let mut document = Document {
            name: name.to_owned(),
            number,
            title: self.fill(&title, &values, Private::Kept),
            text: self.fill(&text, &values, Private::Kept),
            unit: self.issuer(template.unit.as_deref()),
            table: template.table.as_ref().map(|table| self.table(table)),
            data,
            to,
            issued_at: self.now,
            corrects,
            hash: Hash::stored(""),
        };
        document.hash = document.stamp(old.as_ref());
        let (title, text) = document.read();
        // A letter with a hole in it must not leave.
        if let Some(hole) = [&title, &text].into_iter().flat_map(|words| names(&words.zh)).next() {
            return Err(wrong(format!("the document `{name}` has nothing for {{{hole}}}")).into());
        }
        self.note(|| Trace::Issued { document: name.to_owned(), number: document.number.clone() });
        self.inst.documents.push(document);
        Ok(())
    }

    /// The place of the last document of this name, or of what stands in its place by now.
    fn in_force(&self, name: &str) -> Option<usize> {
        let all = &self.inst.documents;
        let mut place = all.iter().rposition(|document| document.name == name)?;
        while let Some(newer) = all.iter().rposition(|document| document.corrects == Some(place)) {
            place = newer;
        }
        Some(place)
    }

    /// The day on which a document was issued, in Chinese form: it stands for a number.
    fn day(&self, document: &Document) -> String {
        let zone = super::vars::zone(self.world, &self.def.calendar);
        date(document.issued_at.to_zoned_datetime(zone).date(), true)
    }

    /// The name of the unit that issues a document. Absent: the template names none, or its field is empty.
    fn issuer(&self, field: Option<&str>) -> Option<Words> {
        let field = field?;
        Some(Words { zh: self.path_text(field, true)?, en: self.path_text(field, false)? })
    }

    /// The elements of a list as they are now.
    fn table(&self, rule: &TemplateTable) -> Table {
        let fields = self.def.fields.get(&rule.of).map(|list| &list.model.fields);
        let field = |name: &str| fields.and_then(|fields| fields.get(name));
        let head = |name: &String| {
            let title = field(name).and_then(|field| field.title.as_ref());
            title.map_or_else(|| Words::same(name.clone()), Words::of)
        };
        let row = |element: &Json| {
            let cell = |name: &String| match element.get(name).filter(|value| !value.is_null()) {
                None => Words::default(),
                Some(value) => {
                    let shown = |zh| self.readable(value, field(name), zh);
                    Words { zh: shown(true), en: shown(false) }
                }
            };
            rule.columns.iter().map(cell).collect()
        };
        let list = self.inst.data.get(&rule.of).and_then(Json::as_array);
        Table {
            heads: rule.columns.iter().map(head).collect(),
            rows: list.into_iter().flatten().map(row).collect(),
        }
    }
}
