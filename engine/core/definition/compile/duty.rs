//! Duty: changes that cases make, and slots that states watch.

use super::Compiler;
use crate::definition::names::MISSED;
use crate::definition::types::Around;
use crate::definition::{Action, ChangeRule, Expr, Follow, SaidRule, ShiftRule, TaskRule};
use crate::model::duty as model;
use crate::model::{Value, state};
use crate::script::{Kind, Type};
use crate::source::{Code, Label, Pointer};
use serde_json::Value as Json;

/// The kinds of change, in the order of the reference.
const KINDS: [&str; 5] = ["override", "swap", "leave", "temporary", "recorded"];

/// Named parts of a change.
type Fields = Vec<(String, Expr)>;

impl Compiler<'_, '_> {
    /// The slots that a state watches, by place among all.
    pub(super) fn shifts(&mut self, state: &state::State, at: &Pointer, around: &Around) -> Vec<usize> {
        let mut places = Vec::new();
        for (name, shift) in &state.shifts {
            let at = at.key(name);
            if let Some(first) = self.shifts.iter().position(|known| known.name == *name) {
                let fault =
                    self.report.key(Code::DuplicateName, &at).with("name", name).with("kind", "shift");
                let first = self.shift_places.get(first).and_then(|first| self.report.key_place(first));
                self.report.add(match first {
                    Some(first) => fault.related(first, Label::FirstHere),
                    None => fault,
                });
            }
            let unit = shift.at.as_ref();
            let unit = unit.and_then(|unit| self.bare(unit, Kind::Value, &at.key("at"), around));
            places.push(self.shifts.len());
            self.shifts.push(ShiftRule {
                name: name.clone(),
                rotation: shift.rotation.clone(),
                slot: shift.slot.clone(),
                at: unit,
                follows: None,
            });
            self.shift_places.push(at);
        }
        places
    }

    /// The slots that the tasks of a state follow, by place among all.
    pub(super) fn follows(&mut self, state: &str, tasks: &[TaskRule], at: &Pointer) -> Vec<usize> {
        let model = self.model;
        let mut places = Vec::new();
        for task in tasks.iter().filter(|task| task.follow) {
            for name in &task.to {
                let actor = model.actors.get(name).filter(|actor| actor.is_on_duty_now());
                let Some((actor, rotation)) = actor.and_then(|actor| Some((actor, actor.on_duty.as_ref()?)))
                else {
                    continue;
                };
                places.push(self.shifts.len());
                self.shifts.push(ShiftRule {
                    name: format!("task.{state}.{}.{name}", task.name),
                    rotation: rotation.clone(),
                    slot: actor.slot.clone(),
                    at: None,
                    follows: Some(Follow { task: task.name.clone(), actor: name.clone() }),
                });
                self.shift_places.push(at.clone());
            }
        }
        places
    }

    /// Whether a watched shift, or a duty that recurs, raises an event.
    pub(super) fn raises(&self, event: &str) -> bool {
        let mut shifts = self.shifts.iter().filter(|shift| shift.follows.is_none());
        event.strip_prefix("shift.").is_some_and(|name| shifts.any(|shift| shift.name == name))
            || event
                .strip_suffix(MISSED)
                .is_some_and(|name| self.obligations.iter().any(|rule| rule.name == name))
    }

    /// A change of duty.
    pub(super) fn change(&mut self, change: &model::Change, at: &Pointer, around: &Around) -> Option<Action> {
        let given = [
            change.override_.is_some(),
            change.swap.is_some(),
            change.leave.is_some(),
            change.temporary.is_some(),
            change.recorded.is_some(),
        ];
        let given: Vec<&'static str> =
            KINDS.into_iter().zip(given).filter_map(|(kind, given)| given.then_some(kind)).collect();
        let (Some(word), 1) = (given.first().copied(), given.len()) else {
            let fault = self.report.key(Code::ExactlyOneOf, at).with("got", given.join(", "));
            self.report.add(fault.with("known", KINDS.join(", ")));
            return None;
        };
        if change.rotation.is_none() && change.leave.is_none() {
            self.missing("rotation", at);
        }
        if change.swap.is_some() && change.accepted.is_none() {
            self.missing("accepted", at);
        }
        let unit = change.unit.as_ref().map(|unit| self.value(unit, &at.key("unit"), around));
        let reason = change.reason.as_ref().map(|reason| self.value(reason, &at.key("reason"), around));
        let requested = self.said(change.requested.as_ref(), &at.key("requested"), around);
        let accepted = self.said(change.accepted.as_ref(), &at.key("accepted"), around);
        let here = at.key(word);
        let what = if let Some(change) = &change.override_ {
            let mut fields = Fields::new();
            slot(&change.slot, &mut fields);
            self.span_of([&change.from, &change.to], &here, around, &mut fields);
            for (key, people) in [("add", &change.add), ("remove", &change.remove)] {
                self.part(key, people.as_ref(), &here, around, &mut fields);
            }
            let replace = change.replace.iter().enumerate().map(|(place, one)| {
                let at = here.key("replace").index(place);
                let mut fields = Fields::new();
                self.needed("person", one.person.as_ref(), &at, around, &mut fields);
                self.needed("with", one.with.as_ref(), &at, around, &mut fields);
                Expr::Map(fields)
            });
            let replace: Vec<Expr> = replace.collect();
            if !replace.is_empty() {
                fields.push(("replace".to_owned(), Expr::List(replace)));
            }
            fields
        } else if let Some(swap) = &change.swap {
            [("a", &swap.a), ("b", &swap.b)]
                .into_iter()
                .map(|(key, part)| {
                    let at = here.key(key);
                    let mut fields = Fields::new();
                    self.needed("person", part.person.as_ref(), &at, around, &mut fields);
                    slot(&part.slot, &mut fields);
                    self.span_of([&part.from, &part.to], &at, around, &mut fields);
                    (key.to_owned(), Expr::Map(fields))
                })
                .collect()
        } else if let Some(leave) = &change.leave {
            let mut fields = Fields::new();
            self.needed("person", leave.person.as_ref(), &here, around, &mut fields);
            self.span_of([&leave.from, &leave.to], &here, around, &mut fields);
            self.part("substitute", leave.substitute.as_ref(), &here, around, &mut fields);
            fields.push(("repay".to_owned(), Expr::Literal(leave.repay.into())));
            fields
        } else {
            let stated = change.temporary.as_ref().or(change.recorded.as_ref())?;
            let mut fields = Fields::new();
            slot(&stated.slot, &mut fields);
            self.span_of([&stated.from, &stated.to], &here, around, &mut fields);
            self.part("people", stated.people.as_ref(), &here, around, &mut fields);
            fields
        };
        let rotation = change.rotation.clone();
        let what = Expr::Map(what);
        Some(Action::Change(Box::new(ChangeRule { rotation, unit, reason, requested, accepted, word, what })))
    }

    fn missing(&mut self, name: &str, at: &Pointer) {
        let fault = self.report.key(Code::MissingKey, at).with("name", name);
        self.report.add(fault);
    }

    fn said(&mut self, said: Option<&model::Said>, at: &Pointer, around: &Around) -> Option<SaidRule> {
        let said = said?;
        let Some(by) = &said.by else {
            self.missing("by", at);
            return None;
        };
        let by = self.value(by, &at.key("by"), around);
        if let Some(event) = said.event.as_ref().filter(|event| *event != "opens")
            && !self.names.events.contains(event)
        {
            let known: Vec<&str> = self.names.events.iter().map(String::as_str).chain(["opens"]).collect();
            self.report.unknown(Code::UnknownEvent, &at.key("event"), event, known);
        }
        Some(SaidRule { by, event: said.event.clone() })
    }

    fn span_of(
        &mut self,
        [from, to]: [&Option<Value>; 2],
        at: &Pointer,
        around: &Around,
        fields: &mut Fields,
    ) {
        self.needed("from", from.as_ref(), at, around, fields);
        self.needed("to", to.as_ref(), at, around, fields);
    }

    fn needed(
        &mut self,
        key: &str,
        value: Option<&Value>,
        at: &Pointer,
        around: &Around,
        fields: &mut Fields,
    ) {
        if value.is_none() {
            self.missing(key, at);
        }
        self.part(key, value, at, around, fields);
    }

    fn part(&mut self, key: &str, value: Option<&Value>, at: &Pointer, around: &Around, fields: &mut Fields) {
        if let Some(value) = value {
            let from = self.scripts.len();
            let value = self.value(value, &at.key(key), around);
            if let (Expr::Script(_), Some(placed)) = (&value, self.scripts.get_mut(from)) {
                placed.gives = Some(match key {
                    "from" | "to" => Type::Instant,
                    "add" | "remove" | "people" => Type::list(Type::Person),
                    _ => Type::Person,
                });
            }
            fields.push((key.to_owned(), value));
        }
    }
}

fn slot(slot: &Option<String>, fields: &mut Fields) {
    if let Some(slot) = slot {
        fields.push(("slot".to_owned(), Expr::Literal(Json::String(slot.clone()))));
    }
}
