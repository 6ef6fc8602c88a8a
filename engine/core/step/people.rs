//! Words to people: notices, numbers.

use super::act::Wrong;
use super::machine::Machine;
use super::shown::Private;
use super::{Fault, Need, Stop, Trace, vars};
use crate::definition::Expr;
use crate::instance::words::{HIDDEN, fill};
use crate::instance::{Effect, Notice, Request, Words};
use crate::model::Text;
use std::collections::BTreeMap;

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
            title: self.fill(&title, &values, Private::Hidden),
            text: self.fill(&body, &values, Private::Hidden),
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
    pub(super) fn draw_number(&mut self, name: &str) -> Result<String, Stop> {
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
            return Err(Stop::Needs(Need::Number(scope)));
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
}
