//! Words to people: notices, documents, numbers.

use super::act::Wrong;
use super::machine::Machine;
use super::{Fault, Stop, Trace, vars};
use crate::definition::Expr;
use crate::instance::Words;
use crate::instance::words::{HIDDEN, fill, names, plain};
use crate::instance::{Document, Effect, Hash, Notice, Request};

use crate::model::Text;
use crate::model::data::Type;
use serde_json::Value as Json;
use std::collections::BTreeMap;

/// What becomes of a private value in words.
#[derive(Clone, Copy)]
enum Private {
    /// It is shown as a mark: the words leave the case.
    Hidden,
    /// Its name stays, for the value is kept beside the words.
    Kept,
}

impl Machine<'_> {
    pub fn notify(
        &mut self,
        to: &[String],
        template: Option<&str>,
        text: Option<&Text>,
        with: &[(String, Expr)],
        place: &str,
    ) -> Result<(), Wrong> {
        let event = self.event.clone();
        let people = self.actors(to, event.as_deref())?;
        if people.is_empty() {
            return Ok(self.nobody(to, place)?);
        }
        let values = self.values(with, None)?;
        let state = self.def.chart.by_id.get(place).map(|ix| self.def.chart.state(*ix));
        let about = template.map_or_else(|| place.to_owned(), str::to_owned);
        let heading = state.and_then(|state| state.title.as_ref()).or(self.def.title.as_ref());
        let heading = heading.map_or_else(|| Words::same(self.def.name.clone()), Words::of);
        let (title, body) = match (template.and_then(|name| self.def.notices.get(name)), text) {
            (Some(template), _) => (Words::of(&template.title), Words::of(&template.text)),
            (None, Some(text)) => (heading, Words::of(text)),
            (None, None) => (heading.clone(), heading),
        };
        let notice = Notice {
            to: people,
            about,
            title: self.fill(&title, &values, None, Private::Hidden),
            text: self.fill(&body, &values, None, Private::Hidden),
        };
        self.note(|| Trace::Told { about: notice.about.clone(), to: notice.to.clone() });
        self.effects.push(Effect::Notify(notice));
        Ok(())
    }

    /// Nobody was found: a line in the log, or an incident where the rung says so.
    pub fn nobody(&mut self, to: &[String], place: &str) -> Result<(), Stop> {
        let message = format!("nobody found: {}", to.join(", "));
        if self.if_empty != crate::model::deadline::IfEmpty::Skip {
            return Err(Stop::Fault(Fault::Action { place: place.to_owned(), message }));
        }
        self.trace.push(Trace::Line { text: message });
        Ok(())
    }

    /// Tells who asked that the request was refused.
    pub fn tell_refused(&mut self, request: &Request, reason: Option<&str>) {
        let Some(asker) = &request.event.actor else { return };
        let why = reason.unwrap_or_default();
        let title = Words { zh: "申请未获批准".to_owned(), en: "Request refused".to_owned() };
        let name = self.def.events.get(&request.event.name).and_then(|rule| rule.title.as_ref());
        let name = name.map_or_else(|| Words::same(request.event.name.clone()), Words::of);
        let text = Words { zh: format!("{}：{why}", name.zh), en: format!("{}: {why}", name.en) };
        let notice = Notice {
            to: vec![asker.id.clone()],
            about: format!("{}.refused", request.event.name),
            title,
            text,
        };
        self.effects.push(Effect::Notify(notice));
    }

    pub fn issue(
        &mut self,
        name: &str,
        to: &[String],
        with: &[(String, Expr)],
        place: &str,
    ) -> Result<(), Wrong> {
        let Some(template) = self.def.documents.get(name) else {
            let message = format!("there is no document `{name}`");
            return Err(Stop::Fault(Fault::Action { place: place.to_owned(), message }).into());
        };
        let event = self.event.clone();
        let to = self.actors(to, event.as_deref())?;
        let values = self.values(with, None)?;
        let number = match &template.number {
            None => None,
            Some(rule) => Some(self.draw_number(rule)?),
        };
        let (title, text) = (Words::of(&template.title), Words::of(&template.text));
        let mut data = crate::instance::Data::new();
        for field in [&title.zh, &title.en, &text.zh, &text.en].into_iter().flat_map(|text| names(text)) {
            let first = field.split('.').next().unwrap_or(field);
            if self.def.is_private(first)
                && let Some(value) = self.inst.data.get(first)
            {
                data.insert(first.to_owned(), value.clone());
            }
        }
        let title = self.fill(&title, &values, number.as_deref(), Private::Kept);
        let text = self.fill(&text, &values, number.as_deref(), Private::Kept);
        let parts = [number.as_deref().unwrap_or_default(), &title.zh, &title.en, &text.zh, &text.en];
        let hash = Hash::of(&parts.map(str::as_bytes));
        let document =
            Document { name: name.to_owned(), number, title, text, data, to, issued_at: self.now, hash };
        let (title, text) = document.read();
        // A letter with a hole in it must not leave.
        if let Some(hole) = [&title, &text].into_iter().flat_map(|words| names(&words.zh)).next() {
            let message = format!("the document `{name}` has nothing for {{{hole}}}");
            return Err(Stop::Fault(Fault::Action { place: place.to_owned(), message }).into());
        }
        self.note(|| Trace::Issued { document: name.to_owned(), number: document.number.clone() });
        self.inst.documents.push(document);
        Ok(())
    }

    /// Gives the numbers that come with an event (`None`: with the start).
    pub fn give_numbers(&mut self, event: Option<&str>) -> Result<(), Stop> {
        for (name, rule) in &self.def.numbers {
            let now = rule.on.as_deref() == event;
            let of_document =
                || self.def.documents.values().any(|document| document.number.as_ref() == Some(name));
            if now && !self.inst.numbers.contains_key(name) && !of_document() {
                let text = self.draw_number(name)?;
                self.inst.numbers.insert(name.clone(), text);
            }
        }
        Ok(())
    }

    /// The next number of a rule, as text.
    fn draw_number(&mut self, name: &str) -> Result<String, Stop> {
        let Some(rule) = self.def.numbers.get(name) else {
            return Err(Stop::Fault(Fault::Unfit(format!("there is no number `{name}`"))));
        };
        let zone = vars::zone(self.world, &self.def.calendar);
        let year = self.now.to_zoned_datetime(zone).year().to_string();
        let mut scope = format!("{}.{name}", self.def.name);
        for part in &rule.per {
            let value =
                if part == "year" { year.clone() } else { self.path_text(part, true).unwrap_or_default() };
            scope.push('/');
            scope.push_str(&value);
        }
        let used = self.drawn.get(&scope).copied().unwrap_or(0);
        let Some(next) = self.numbers.get(&scope).and_then(|numbers| numbers.get(used)).copied() else {
            return Err(Stop::NeedsNumber(scope));
        };
        self.drawn.insert(scope, used + 1);
        let values = BTreeMap::from([("n".to_owned(), next.to_string()), ("year".to_owned(), year)]);
        Ok(fill(&rule.text, |name| {
            if name.split('.').any(|step| self.def.is_private(step)) {
                return Some(HIDDEN.to_owned());
            }
            values.get(name).cloned().or_else(|| self.path_text(name, true))
        }))
    }

    /// The words with `{name}` replaced: given values first, then the case's.
    fn fill(
        &self,
        text: &Words,
        values: &serde_json::Map<String, Json>,
        number: Option<&str>,
        private: Private,
    ) -> Words {
        let look = |name: &str, chinese: bool| -> Option<String> {
            if name == "number" {
                return number.map(str::to_owned);
            }
            if let Some(value) = values.get(name) {
                return Some(plain(value));
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
            self.path_text(name, chinese)
        };
        Words { zh: fill(&text.zh, |name| look(name, true)), en: fill(&text.en, |name| look(name, false)) }
    }

    /// The text of a data field, number, or payload field by its path. Absent: there is none.
    fn path_text(&self, path: &str, chinese: bool) -> Option<String> {
        let mut steps = path.split('.');
        let first = steps.next()?;
        if first == "number" {
            return steps.next().and_then(|name| self.inst.numbers.get(name)).cloned();
        }
        if first == "event" {
            let event = self.event.as_ref()?;
            return steps.next().and_then(|name| event.data.get(name)).map(plain);
        }
        let mut value = self.inst.data.get(first)?;
        for step in steps {
            value = value.get(step)?;
        }
        // A word is a unit's name only where the field holds a unit.
        let holds_unit = self.def.fields.get(first).is_some_and(|field| field.model.type_ == Type::Unit);
        let unit = value.as_str().filter(|_| holds_unit).and_then(|id| self.world.organisation.unit(id));
        Some(
            unit.and_then(|unit| unit.title.as_ref()).map_or_else(
                || plain(value),
                |title| if chinese { title.zh() } else { title.en() }.to_owned(),
            ),
        )
    }
}
