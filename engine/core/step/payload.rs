//! Events from outside: who may send them, what they carry, when they happened.

use super::machine::{CONTENT, Event, Machine};
use super::refusal::{Refusal, RefusalCode};
use super::select::Closed;
use super::{Fault, MAX_DEFERRED, MAX_LIST, Stop, Trace, Verdict};
use crate::definition::{self, FieldInfo};
use crate::instance::{Data, Deferred, Input, Request, Source};
use crate::model::data::{Field, Type};
use crate::model::event::{Happened, Unhandled};
use jiff::Timestamp;
use serde::Serialize;
use serde_json::Value as Json;

/// What is wrong with one field of a payload.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct FieldFault {
    /// The path of the field.
    pub field: String,
    /// What was expected.
    pub expected: String,
    /// What came. Absent: nothing came.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub got: Option<String>,
}

/// Where an input comes from.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Origin {
    /// From outside: everything is checked.
    Outside,
    /// From another case, whose author knows what is missing.
    Case,
}

impl Origin {
    pub fn of(input: &Input) -> Self {
        if matches!(input.source, Source::Token(_)) { Self::Outside } else { Self::Case }
    }
}

impl Machine<'_> {
    pub fn take_event(
        &mut self,
        input: &Input,
        name: &str,
        data: &Data,
        task: Option<&str>,
        region: Option<&str>,
    ) -> Result<Verdict, Stop> {
        let mut event = Event {
            name: name.to_owned(),
            data: data.clone(),
            actor: input.actor.clone(),
            occurred_at: self.now,
            region: region.map(str::to_owned),
            ..Event::default()
        };
        if self.def.lenient_errors {
            return self.take_foreign(input, event);
        }
        let Some(rule) = self.def.events.get(name) else {
            let known: Vec<&str> = self.def.events.keys().map(String::as_str).collect();
            let mut refusal =
                Refusal::new(RefusalCode::UnknownEvent).with("event", name).with("known", known.join(", "));
            if let Some(meant) = crate::source::did_you_mean(name, known) {
                refusal = refusal.with("meant", meant);
            }
            return Err(refusal.into());
        };
        event.data = self.payload(name, rule, data, Origin::of(input))?;
        self.may(input, name, &rule.by)?;
        if let Some(id) = task {
            let Some(task) = self.inst.tasks.iter().find(|task| task.id == id) else {
                return Err(Refusal::new(RefusalCode::TaskGone).with("task", id).into());
            };
            if !task.does.iter().any(|does| does == name) {
                let does = task.does.join(", ");
                return Err(Refusal::new(RefusalCode::TaskGone).with("task", id).with("does", does).into());
            }
            event.region = event.region.or_else(|| task.node.element.clone());
        }
        event.occurred_at = self.legal_time_of(name, rule, input)?;
        self.offer(event, rule)
    }

    /// Offers an event that may be sent to the active states.
    fn offer(&mut self, event: Event, rule: &definition::Event) -> Result<Verdict, Stop> {
        self.note(|| Trace::Event { name: event.name.clone(), internal: false });
        self.event = Some(event.clone());
        let (chosen, closed) = self.select(Some(&event))?;
        if event.region.is_none() {
            let mut elements: Vec<Option<u16>> = chosen.iter().map(|way| way.source.element()).collect();
            elements.dedup();
            if elements.iter().flatten().count() > 1 {
                let names: Vec<String> = chosen
                    .iter()
                    .filter_map(|way| way.source.element_name(self.chart(), &self.inst))
                    .collect();
                return Err(Refusal::new(RefusalCode::RegionNeeded)
                    .with("event", event.name)
                    .with("regions", names.join(", "))
                    .into());
            }
        }
        let Some(first) = chosen.first().copied() else {
            let hard = closed.iter().any(|reason| !matches!(reason, Closed::Guard(_)));
            return match rule.unhandled {
                Unhandled::Ignore if !hard => Ok(Verdict::Ignored),
                Unhandled::Defer if !hard => self.defer(event),
                _ => Err(self.refuse(&event, &closed).into()),
            };
        };
        if let Some(field) =
            rule.saves.iter().find(|field| event.data.contains_key(*field) && self.is_frozen(field))
        {
            return Err(Refusal::new(RefusalCode::Frozen).with("field", field.clone()).into());
        }
        let Some(approval) = &rule.approval else {
            self.accept(event, &chosen)?;
            return Ok(Verdict::Accepted);
        };
        if self.inst.requests.iter().any(|request| request.event.name == event.name) {
            return Err(Refusal::new(RefusalCode::Pending).with("event", event.name).into());
        }
        let people = self.actors(&approval.by, Some(&event))?;
        if people.is_empty() {
            let message = format!("nobody can approve `{}`", event.name);
            return Err(Stop::Fault(Fault::Action {
                place: format!("events.{}.approval", event.name),
                message,
            }));
        }
        let lapses_at = match &approval.within {
            None => None,
            Some(within) => Some(self.later(within, self.now, &event.name)?),
        };
        let title = rule
            .title
            .as_ref()
            .map_or_else(|| crate::instance::Words::same(event.name.clone()), super::people::words);
        let does = vec!["approve".to_owned(), "refuse".to_owned()];
        let task = self.open_task(first.source, &format!("{}.approval", event.name), title, people, does);
        let node = self.key(first.source);
        let entry = self.inst.active.get(&node).map_or(0, |active| active.entry);
        self.inst.requests.push(Request {
            task,
            node,
            entry,
            event: deferred(event),
            asked_at: self.now,
            lapses_at,
            approved: Vec::new(),
            need_all: approval.all,
        });
        Ok(Verdict::AwaitingApproval)
    }

    /// Lets an event take effect: its fields are saved, then everything that follows from it.
    fn accept(&mut self, event: Event, chosen: &[super::select::Chosen]) -> Result<(), Stop> {
        if let Some(rule) = self.def.events.get(&event.name) {
            for field in &rule.saves {
                if let Some(value) = event.data.get(field) {
                    self.inst.data.insert(field.clone(), value.clone());
                }
            }
        }
        self.inst.happened.insert(event.name.clone(), event.occurred_at);
        *self.inst.times.entry(event.name.clone()).or_insert(0) += 1;
        self.facts = None;
        let name = event.name.clone();
        self.event = Some(event);
        self.give_numbers(Some(&name))?;
        self.microstep(chosen)?;
        self.settle()
    }

    /// An event of a conformance test: nothing is declared, nothing is refused.
    fn take_foreign(&mut self, input: &Input, mut event: Event) -> Result<Verdict, Stop> {
        event.content = event.data.remove(CONTENT);
        if let Source::Case(id) = &input.source {
            event.invoke =
                self.inst.children.values().find(|child| child.id == *id).map(|child| child.name.clone());
        }
        self.forward(&event);
        self.take_inner(event)
    }

    fn defer(&mut self, event: Event) -> Result<Verdict, Stop> {
        if self.inst.deferred.len() >= MAX_DEFERRED {
            return Err(Refusal::new(RefusalCode::Limit)
                .with("limit", format!("deferred {MAX_DEFERRED}"))
                .into());
        }
        self.inst.deferred.push(deferred(event));
        Ok(Verdict::Deferred)
    }

    /// The place of the oldest kept event that a state takes now.
    pub fn deferred_ready(&mut self) -> Result<Option<usize>, Stop> {
        for place in 0..self.inst.deferred.len() {
            let Some(kept) = self.inst.deferred.get(place) else { break };
            let event = restored(kept);
            let quiet = std::mem::take(&mut self.options.trace);
            let selected = self.select(Some(&event));
            self.options.trace = quiet;
            if !selected?.0.is_empty() {
                return Ok(Some(place));
            }
        }
        Ok(None)
    }

    /// Takes a kept event.
    pub fn take_deferred(&mut self, place: usize) -> Result<Verdict, Stop> {
        if place >= self.inst.deferred.len() {
            return Ok(Verdict::Ignored);
        }
        let kept = self.inst.deferred.remove(place);
        let event = restored(&kept);
        let Some(rule) = self.def.events.get(&event.name) else { return Ok(Verdict::Ignored) };
        self.offer(event, rule)
    }

    /// An approver's word.
    pub fn decide(
        &mut self,
        input: &Input,
        task: &str,
        approve: bool,
        reason: Option<&str>,
    ) -> Result<Verdict, Stop> {
        let who = self.acting(input)?.id.clone();
        let place = self.inst.requests.iter().position(|request| request.task == task);
        let Some(request) = place.and_then(|place| self.inst.requests.get_mut(place)) else {
            return Err(Refusal::new(RefusalCode::TaskGone).with("task", task).into());
        };
        let candidates = self
            .inst
            .tasks
            .iter()
            .find(|open| open.id == task)
            .map(|open| open.candidates.clone())
            .unwrap_or_default();
        if !candidates.contains(&who) {
            return Err(Refusal::new(RefusalCode::NotAllowed)
                .with("who", who)
                .with("may", candidates.join(", "))
                .with("event", "approve")
                .into());
        }
        if approve {
            if !request.approved.contains(&who) {
                request.approved.push(who);
            }
            let missing = candidates.iter().any(|candidate| !request.approved.contains(candidate));
            if request.need_all && missing {
                return Ok(Verdict::AwaitingApproval);
            }
        }
        let request = request.clone();
        self.inst.requests.retain(|other| other.task != task);
        self.close_task(task);
        if !approve {
            self.tell_refused(&request, reason);
            return Ok(Verdict::Accepted);
        }
        let event = restored(&request.event);
        self.judged_at = request.asked_at;
        self.facts = None;
        self.event = Some(event.clone());
        let (chosen, closed) = self.select(Some(&event))?;
        if chosen.is_empty() {
            return Err(self.refuse(&event, &closed).into());
        }
        self.judged_at = self.now;
        self.facts = None;
        self.accept(event, &chosen)?;
        Ok(Verdict::Accepted)
    }

    /// Refuses a sender who is none of the actors.
    pub fn may(&mut self, input: &Input, event: &str, by: &[String]) -> Result<(), Stop> {
        if !matches!(input.source, Source::Token(_)) || self.def.lenient_errors {
            return Ok(());
        }
        let who = self.acting(input)?.id.clone();
        let current = self.event.clone();
        for name in by {
            if self.actor(name, current.as_ref())?.people.contains(&who) {
                return Ok(());
            }
        }
        Err(Refusal::new(RefusalCode::NotAllowed)
            .with("who", who)
            .with("event", event)
            .with("may", by.join(", "))
            .into())
    }

    /// Legal time of an input.
    pub fn legal_time_of(
        &mut self,
        name: &str,
        rule: &definition::Event,
        input: &Input,
    ) -> Result<Timestamp, Stop> {
        let bad = |why: String| {
            Stop::from(Refusal::new(RefusalCode::BadLegalTime).with("event", name).with("why", why))
        };
        let Some(at) = input.occurred_at else {
            return match rule.happened {
                Happened::Required if matches!(input.source, Source::Token(_)) => {
                    Err(bad("missing".to_owned()))
                }
                _ => Ok(self.now),
            };
        };
        if rule.happened == Happened::Never && matches!(input.source, Source::Token(_)) {
            return Err(bad("not_declared".to_owned()));
        }
        if at > self.now {
            return Err(bad("future".to_owned()));
        }
        let earliest = match &rule.backdate {
            Some(span) => self.earlier(span, self.now, name)?,
            None if self.inst.version == 0 => {
                self.now.checked_sub(jiff::SignedDuration::from_hours(24 * 30)).unwrap_or(self.now)
            }
            None => self.inst.occurred_at,
        };
        if at < earliest {
            return Err(bad(format!("earlier than {earliest}")));
        }
        Ok(at)
    }

    fn is_frozen(&self, field: &str) -> bool {
        self.config
            .iter()
            .any(|node| self.chart().state(node.state).freezes.iter().any(|frozen| frozen == field))
    }

    /// Refuses a write to a frozen field by an action.
    pub fn check_frozen(&self, field: &str, place: &str) -> Result<(), Stop> {
        if self.is_frozen(field) {
            let message = format!("`{field}` is frozen in this state");
            return Err(Stop::Fault(Fault::Action { place: place.to_owned(), message }));
        }
        Ok(())
    }

    /// The payload as declared, or what is wrong with each field.
    pub fn payload(
        &self,
        _event: &str,
        rule: &definition::Event,
        data: &Data,
        origin: Origin,
    ) -> Result<Data, Stop> {
        let mut faults = Vec::new();
        let mut kept = Data::new();
        let declared = |name: &str| -> Option<&FieldInfo> {
            rule.data.get(name).or_else(|| {
                rule.saves.iter().any(|saved| saved == name).then(|| self.def.fields.get(name)).flatten()
            })
        };
        for (name, value) in data.iter().filter(|(_, value)| !value.is_null()) {
            match declared(name) {
                None if origin == Origin::Case => {}
                None => {
                    let known: Vec<&str> =
                        rule.saves.iter().chain(rule.data.keys()).map(String::as_str).collect();
                    let expected = format!("one of: {}", known.join(", "));
                    faults.push(FieldFault { field: name.clone(), expected, got: Some(short(value)) });
                }
                Some(field) => {
                    self.check_value(name, &field.model, value, &mut faults);
                    kept.insert(name.clone(), value.clone());
                }
            }
        }
        for name in rule.saves.iter().chain(rule.data.keys()) {
            let Some(field) = declared(name) else { continue };
            if !field.model.optional && field.model.default.is_none() && !kept.contains_key(name) {
                faults.push(FieldFault { field: name.clone(), expected: expected(&field.model), got: None });
            }
        }
        if faults.is_empty() {
            return Ok(kept);
        }
        let mut refusal = Refusal::new(RefusalCode::BadPayload)
            .with("fields", faults.iter().map(|fault| fault.field.clone()).collect::<Vec<_>>().join(", "));
        refusal.fields = faults;
        Err(refusal.into())
    }

    fn check_value(&self, path: &str, field: &Field, value: &Json, faults: &mut Vec<FieldFault>) {
        let number = |least: Option<i64>, most: Option<i64>, number: i64| {
            least.is_none_or(|least| number >= least) && most.is_none_or(|most| number <= most)
        };
        let size = |len: usize| number(field.min, field.max, i64::try_from(len).unwrap_or(i64::MAX));
        let org = &self.world.organisation;
        let good = match (field.type_, value) {
            (Type::Text, Json::String(text)) => text.len() <= 16 * 1024 && size(text.chars().count()),
            (Type::Integer, Json::Number(n)) => n.as_i64().is_some_and(|n| number(field.min, field.max, n)),
            (Type::Decimal | Type::Money, Json::String(text)) => text
                .parse::<rust_decimal::Decimal>()
                .is_ok_and(|n| decimal_in(n, field) && (field.type_ == Type::Decimal || n.scale() <= 2)),
            (Type::Decimal | Type::Money, Json::Number(n)) => n
                .to_string()
                .parse::<rust_decimal::Decimal>()
                .is_ok_and(|n| decimal_in(n, field) && (field.type_ == Type::Decimal || n.scale() <= 2)),
            (Type::Bool, Json::Bool(_)) => true,
            (Type::Enum, Json::String(word)) => field.values.contains(word),
            (Type::Date, Json::String(text)) => text.parse::<jiff::civil::Date>().is_ok(),
            (Type::Instant, Json::String(text)) => text.parse::<Timestamp>().is_ok(),
            (Type::Duration, Json::String(text)) => text.parse::<crate::calendar::Duration>().is_ok(),
            (Type::Unit, Json::String(id)) => {
                org.unit(id).is_some_and(|unit| field.level.is_none() || unit.level == field.level)
            }
            (Type::Person, Json::String(id)) => org.person(id).is_some(),
            (Type::Party, Json::Object(fields)) => {
                fields.get("name").is_some_and(Json::is_string)
                    && fields.iter().all(|(name, value)| {
                        ["id", "name", "phone", "address"].contains(&name.as_str()) && value.is_string()
                    })
            }
            (Type::File, Json::Object(fields)) => {
                ["name", "hash", "media_type"]
                    .iter()
                    .all(|name| fields.get(*name).is_some_and(Json::is_string))
                    && fields.len() == 3
            }
            (Type::Record, Json::Object(fields)) => {
                self.check_record(path, field, fields, faults);
                true
            }
            (Type::List, Json::Array(items)) => {
                let most =
                    field.max.and_then(|max| usize::try_from(max).ok()).unwrap_or(MAX_LIST).min(MAX_LIST);
                let element = Field {
                    type_: field.of.unwrap_or_default(),
                    fields: field.fields.clone(),
                    values: field.values.clone(),
                    level: field.level.clone(),
                    ..Field::default()
                };
                for (place, item) in items.iter().enumerate().take(most) {
                    self.check_value(&format!("{path}[{place}]"), &element, item, faults);
                }
                let mut keys = std::collections::BTreeSet::new();
                let unique = field.key.as_ref().is_none_or(|key| {
                    items.iter().all(|item| item.get(key).is_some_and(|value| keys.insert(value.to_string())))
                });
                items.len() <= most && size(items.len()) && unique
            }
            _ => false,
        };
        if !good {
            faults.push(FieldFault {
                field: path.to_owned(),
                expected: expected(field),
                got: Some(short(value)),
            });
        }
    }

    fn check_record(&self, path: &str, field: &Field, fields: &Data, faults: &mut Vec<FieldFault>) {
        for (name, value) in fields {
            match field.fields.get(name) {
                Some(inner) => self.check_value(&format!("{path}.{name}"), inner, value, faults),
                None => {
                    let known: Vec<&str> = field.fields.keys().map(String::as_str).collect();
                    let expected = format!("one of: {}", known.join(", "));
                    faults.push(FieldFault {
                        field: format!("{path}.{name}"),
                        expected,
                        got: Some(short(value)),
                    });
                }
            }
        }
        for (name, inner) in &field.fields {
            if !inner.optional && !fields.contains_key(name) {
                faults.push(FieldFault {
                    field: format!("{path}.{name}"),
                    expected: expected(inner),
                    got: None,
                });
            }
        }
    }

    /// Checks a value that an action writes, and refuses the step when it does not fit its field.
    pub fn fits(&self, name: &str, value: &Json, place: &str) -> Result<(), Stop> {
        let Some(field) = self.def.fields.get(name).filter(|_| !self.def.lenient_errors) else {
            return Ok(());
        };
        let mut faults = Vec::new();
        self.check_value(name, &field.model, value, &mut faults);
        match faults.first() {
            None => Ok(()),
            Some(fault) => Err(Stop::Fault(Fault::Action {
                place: place.to_owned(),
                message: format!(
                    "`{}` takes {}, not {}",
                    fault.field,
                    fault.expected,
                    fault.got.clone().unwrap_or_default()
                ),
            })),
        }
    }
}

fn decimal_in(number: rust_decimal::Decimal, field: &Field) -> bool {
    field.min.is_none_or(|min| number >= min.into()) && field.max.is_none_or(|max| number <= max.into())
}

/// What a field takes, in the words of the language.
fn expected(field: &Field) -> String {
    let range = match (field.min, field.max) {
        (None, None) => String::new(),
        (min, max) => {
            let show = |bound: Option<i64>| bound.map(|n| n.to_string()).unwrap_or_default();
            format!(" {}..{}", show(min), show(max))
        }
    };
    let base = match field.type_ {
        Type::Enum => return format!("one of: {}", field.values.join(", ")),
        Type::Unit => {
            let level = field.level.as_ref().map(|level| format!(" of level {level}"));
            return format!("unit{}", level.unwrap_or_default());
        }
        Type::List => format!("list of {}", word(field.of.unwrap_or_default())),
        other => word(other),
    };
    format!("{base}{range}")
}

fn word(type_: Type) -> String {
    serde_json::to_value(type_).ok().and_then(|value| value.as_str().map(str::to_owned)).unwrap_or_default()
}

/// A value as a refusal shows it: short.
fn short(value: &Json) -> String {
    let text = value.to_string();
    if text.chars().count() <= 80 { text } else { text.chars().take(80).chain(['…']).collect() }
}

fn deferred(event: Event) -> Deferred {
    Deferred {
        name: event.name,
        data: event.data,
        occurred_at: event.occurred_at,
        actor: event.actor,
        region: event.region,
    }
}

fn restored(kept: &Deferred) -> Event {
    Event {
        name: kept.name.clone(),
        data: kept.data.clone(),
        occurred_at: kept.occurred_at,
        actor: kept.actor.clone(),
        region: kept.region.clone(),
        ..Event::default()
    }
}
