//! Duty in steps: who is on duty, what cases change of it, and the states that watch it.

use super::act::{Wrong, fault};
use super::machine::{Event, Machine};
use super::nodes::Node;
use super::refusal::{Refusal, RefusalCode};
use super::{Fault, MAX_CHANGES, Stop, Trace, Verdict, World, vars};
use crate::definition::{ChangeRule, DutyRule, SaidRule, ShiftRule};
use crate::instance::{Data, Handover, Instance, Watch};
use crate::model::duty::Which;
use crate::rotation::{self, Act, Change, Duty, Editions, Era, Rotations};
use crate::source::Lang;
use jiff::civil::{Date, DateTime, Time};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp, ToSpan};
use serde_json::Value as Json;
use std::borrow::Cow;
use std::sync::Arc;

/// How far ahead a change of the people on duty is looked for, in steps that grow, in days.
const AHEAD: [i64; 4] = [2, 10, 40, super::MAX_DUTY_DAYS];

/// The unit whose roster is asked: the one given, or the nearest above it that has one. Absent: the rotation has one
/// roster for all, or none that fits.
pub(super) fn roster<'u>(rotations: &'u Rotations, rotation: &str, unit: Option<&'u str>) -> Option<&'u str> {
    let rotation = rotations.get(rotation)?;
    let unit = unit?;
    let above = rotations.organisation().upward(unit).map(|unit| unit.id.as_str());
    std::iter::once(unit).chain(above).find(|unit| rotation.units().any(|known| known == *unit))
}

/// The duty of the world with the changes of a case, if they are not among its own yet.
pub(super) fn with_own<'w>(world: &'w World, inst: &Instance) -> Cow<'w, Arc<Editions>> {
    let known = |change: &Change| world.duty.change(&change.id) == Some(change);
    if inst.changes.iter().all(known) {
        return Cow::Borrowed(&world.duty);
    }
    let mut list = world.duty.list().to_vec();
    list.retain(|change| !inst.changes.iter().any(|own| own.id == change.id));
    list.extend(inst.changes.iter().cloned());
    Cow::Owned(Arc::new(world.duty.with(list).0))
}

/// Who is on duty, by the nearest roster.
pub(super) fn who(
    duty: &Editions,
    rotation: &str,
    unit: Option<&str>,
    slot: Option<&str>,
    at: Timestamp,
) -> Result<Duty, rotation::Error> {
    let view = duty.of(rotation, at)?;
    view.who_in(rotation, roster(view.rotations(), rotation, unit), slot, at)
}

/// The first instant after `since` at which others are on duty than `people`, with those who are. Absent: they do not
/// change for as long as anybody looks.
fn next_change(
    duty: &Editions,
    rotation: &str,
    unit: Option<&str>,
    slot: Option<&str>,
    since: Timestamp,
    people: &[String],
) -> Result<Option<(Timestamp, Vec<String>)>, rotation::Error> {
    ahead(since, |to| {
        let eras = match duty.eras(rotation, since, to) {
            // A rotation that is gone wakes nobody.
            Err(rotation::Error::UnknownRotation(_)) => return Ok(None),
            eras => eras?,
        };
        for era in eras {
            let next = change_in(&era, rotation, unit, slot, people)?;
            if next.is_some() {
                return Ok(next);
            }
        }
        Ok(None)
    })
}

/// Looks ahead until an instant that is further and further away, but no more than [`super::MAX_DUTY_DAYS`]. Absent:
/// there is nothing for as long as anybody looks.
pub(super) fn ahead<T>(
    since: Timestamp,
    mut look: impl FnMut(Timestamp) -> Result<Option<T>, rotation::Error>,
) -> Result<Option<T>, rotation::Error> {
    let to = |reach: SignedDuration| since.checked_add(reach).unwrap_or(Timestamp::MAX);
    for days in AHEAD {
        let whole = SignedDuration::from_hours(24 * days);
        let mut reach = whole;
        let found = loop {
            match look(to(reach)) {
                Ok(found) => break found,
                // The years before the missing one are known.
                Err(rotation::Error::MissingYear { .. }) if reach > SignedDuration::from_hours(1) => {
                    reach /= 2
                }
                Err(error) => return Err(error),
            }
        };
        if found.is_some() {
            return Ok(found);
        }
        if reach < whole {
            // There is nothing before the missing year, and what is in it nobody knows.
            return look(to(whole));
        }
    }
    Ok(None)
}

/// The first instant of an era at which others are on duty than `people`, with those who are.
fn change_in(
    era: &Era<'_>,
    rotation: &str,
    unit: Option<&str>,
    slot: Option<&str>,
    people: &[String],
) -> Result<Option<(Timestamp, Vec<String>)>, rotation::Error> {
    let same = |found: &[rotation::Name]| {
        found.len() == people.len() && found.iter().all(|one| people.iter().any(|other| **one == **other))
    };
    let unit = roster(era.view.rotations(), rotation, unit);
    let named = match slot {
        Some(slot) => slot.to_owned(),
        None => era.view.who_in(rotation, unit, None, era.from)?.slot.to_string(),
    };
    let segments = era.view.schedules(era.from, era.to).slot(rotation, unit, &named)?;
    let next = segments.into_iter().find(|segment| !same(&segment.people));
    Ok(next.map(|next| (next.from, next.people.iter().map(ToString::to_string).collect())))
}

/// When the people on duty that a state watches change, with those who come on.
pub(super) fn boundary(
    rule: &ShiftRule,
    duty: &Editions,
    watch: &Watch,
) -> Result<Option<(Timestamp, Vec<String>)>, Fault> {
    next_change(duty, &rule.rotation, watch.unit.as_deref(), rule.slot.as_deref(), watch.at, &watch.people)
        .map_err(|error| Fault::Time(format!("shift.{}: {error}", rule.name)))
}

impl Machine<'_> {
    /// Duty with everything that was changed, by this step too.
    pub fn duty(&self) -> Cow<'_, Arc<Editions>> {
        with_own(self.world, &self.inst)
    }

    /// The unit of the case.
    pub fn own_unit(&self) -> Option<String> {
        let unit = self.inst.data.get(self.def.unit.as_ref()?)?;
        unit.as_str().map(str::to_owned)
    }

    /// Who a duty is, with the reason. Nobody where nothing is known of it.
    pub fn on_duty(&self, rule: &DutyRule, unit: Option<&str>) -> (Vec<String>, String) {
        let known = self.duty();
        let (rotation, slot) = (rule.rotation.as_str(), rule.slot.as_deref());
        let found = who(&known, rotation, unit, slot, self.now).and_then(|duty| {
            if rule.which == Which::Now {
                return Ok(Some((duty, self.now)));
            }
            let people: Vec<String> = duty.people.iter().map(ToString::to_string).collect();
            match next_change(&known, rotation, unit, slot, self.now, &people)? {
                None => Ok(None),
                Some((at, _)) => who(&known, rotation, unit, slot, at).map(|duty| Some((duty, at))),
            }
        });
        match found {
            Err(error) => (Vec::new(), format!("{rotation}: {error}")),
            Ok(None) => (Vec::new(), format!("{rotation}: nobody comes on duty")),
            Ok(Some((duty, at))) => {
                let why =
                    if self.options.trace { because(&known, rotation, &duty, at) } else { String::new() };
                (duty.people.iter().map(ToString::to_string).collect(), why)
            }
        }
    }

    /// Begins to watch the duty of a state that was entered.
    pub fn watch_duty(&mut self, node: Node, entry: u64) -> Result<(), Stop> {
        let def = self.def;
        for place in &self.chart().state(node.state).shifts {
            let Some(rule) = def.shifts.get(*place) else { continue };
            let followed = rule.follows.as_ref().and_then(|follow| self.def.actors.get(&follow.actor));
            let unit = match followed.map_or(rule.at.as_ref(), |actor| actor.at.as_ref()) {
                None => self.own_unit(),
                Some(at) => {
                    let at = self.eval(at, None).map_err(|error| vars::stop_of(error, &rule.name))?;
                    at.into_string().ok()
                }
            };
            let found = who(&self.duty(), &rule.rotation, unit.as_deref(), rule.slot.as_deref(), self.now);
            let people = found.map(|duty| duty.people.iter().map(ToString::to_string).collect());
            let people = people.unwrap_or_default();
            let name = self.place_of(&rule.name, node);
            let watch = Watch { node: self.key(node), entry, unit, at: self.now, people };
            self.inst.watches.insert(name, watch);
        }
        Ok(())
    }

    /// Watches no more for a state that is left.
    pub fn unwatch_duty(&mut self, node: Node) {
        if !self.inst.watches.is_empty() {
            let key = self.key(node);
            self.inst.watches.retain(|_, watch| watch.node != key);
        }
    }

    /// Takes a boundary of a shift that has come.
    pub fn hand_over(&mut self, handover: Handover, legal: Timestamp) -> Result<Verdict, Stop> {
        let Handover { name, node, outgoing, incoming, .. } = handover;
        let Some(node) = Node::of_key(self.chart(), &self.inst, &node) else { return Ok(Verdict::Ignored) };
        let come = incoming.clone();
        let data = Data::from_iter([
            ("outgoing".to_owned(), outgoing.into()),
            ("incoming".to_owned(), incoming.into()),
        ]);
        let base = super::clocks::base(&name);
        let event = Event {
            name: format!("shift.{base}"),
            data,
            internal: true,
            occurred_at: legal,
            region: node.element_name(self.chart(), &self.inst),
            ..Event::default()
        };
        let rule = self.def.shifts.iter().find(|rule| rule.name == base);
        match rule.and_then(|rule| rule.follows.as_ref()) {
            Some(follow) => self.follow(&follow.task, node, event, &come),
            None => self.take_inner(event),
        }
    }

    /// Records a change of duty, or refuses the event with everything that speaks against it.
    pub(super) fn change_duty(&mut self, rule: &ChangeRule, place: &str) -> Result<(), Wrong> {
        if self.inst.changes.len() >= MAX_CHANGES {
            return Err(Stop::Fault(Fault::Limit { name: "changes of duty", limit: MAX_CHANGES }).into());
        }
        let newest = self.world.duty.newest();
        let zone = rule
            .rotation
            .as_ref()
            .and_then(|name| newest.get(name))
            .map_or_else(|| vars::zone(self.world, &self.def.calendar), |rotation| rotation.zone().clone());
        let mut what = self.value(&rule.what, None)?;
        shape(&mut what, &zone)?;
        let mut change = serde_json::Map::new();
        change.insert("id".to_owned(), format!("{}/{}", self.inst.id, self.inst.changes.len() + 1).into());
        if let Some(rotation) = &rule.rotation {
            change.insert("rotation".to_owned(), rotation.clone().into());
        }
        for (key, value) in [("unit", &rule.unit), ("reason", &rule.reason)] {
            let Some(value) = value else { continue };
            let value = self.value(value, None)?;
            if !value.is_null() {
                change.insert(key.to_owned(), value);
            }
        }
        change.insert(rule.word.to_owned(), what);
        let bad = |error: serde_json::Error| fault(format!("no change of duty can be made of it: {error}"));
        let mut change: Change = serde_json::from_value(Json::Object(change)).map_err(bad)?;
        change.requested = self.said(rule.requested.as_ref())?;
        change.accepted = self.said(rule.accepted.as_ref())?;
        change.approved = Some(self.decision());
        let found = self.duty().preview(&change, self.now);
        match found {
            Ok(_) => {
                self.note(|| Trace::Duty { change: change.id.clone(), what: rule.word.to_owned() });
                self.inst.changes.push(change);
                self.facts = None;
                Ok(())
            }
            Err(reasons) => Err(self.refuse_duty(rule.word, &reasons, place).into()),
        }
    }

    fn refuse_duty(&self, word: &str, reasons: &[rotation::Refusal], place: &str) -> Stop {
        let said = |lang| {
            let words: Vec<String> = reasons.iter().map(|reason| reason.words(lang)).collect();
            words.join(if lang == Lang::Zh { "；" } else { "; " })
        };
        if self.answers {
            return Refusal::new(RefusalCode::DutyRefused)
                .with("change", word)
                .with("reasons", said(Lang::En))
                .with("reasons_zh", said(Lang::Zh))
                .into();
        }
        let message = format!("duty cannot be changed: {}", said(Lang::En));
        Stop::Fault(Fault::Action { place: place.to_owned(), message })
    }

    /// Takes back what this case has changed.
    pub(super) fn withdraw_changes(&mut self) {
        let decision = self.decision();
        for change in self.inst.changes.iter_mut().filter(|change| change.withdrawn.is_none()) {
            change.withdrawn = Some(decision.clone());
        }
        self.facts = None;
    }

    /// Who decides what is being done: the approver, else who sent the event, else the case by its rules. The time is
    /// that of the record, for what was stays as it was.
    fn decision(&self) -> Act {
        let sender = self.event.as_ref().and_then(|event| event.actor.as_ref()).map(|actor| actor.id.clone());
        let by = self.approved_by.last().cloned().or(sender).unwrap_or_else(|| self.inst.id.to_string());
        Act { by, at: self.now, on_behalf_of: None }
    }

    fn said(&mut self, said: Option<&SaidRule>) -> Result<Option<Act>, Wrong> {
        let Some(said) = said else { return Ok(None) };
        let by = match self.value(&said.by, None)? {
            Json::String(by) => by,
            other => return Err(fault(format!("`{other}` is no person")).into()),
        };
        let at = match &said.event {
            None => self.legal_time(),
            Some(event) => {
                let at = self.inst.happened.get(event.as_str()).copied();
                at.ok_or_else(|| fault(format!("`{event}` has not happened")))?
            }
        };
        Ok(Some(Act { by, at, on_behalf_of: None }))
    }
}

/// Why somebody is on duty, in a line.
fn because(known: &Editions, rotation: &str, duty: &Duty, at: Timestamp) -> String {
    let slot = format!("{rotation} {}", duty.slot);
    let mut why = match (&duty.above, duty.turn) {
        (Some(above), _) => format!("{slot}: the duty of {} above stands in", above.unit),
        (None, Some(turn)) => {
            let layer = known.layer(rotation, &turn, at);
            format!("{slot}: turn {} of {}", turn.number, layer.map_or("", |layer| layer))
        }
        (None, None) if duty.people.is_empty() => format!("{slot}: nobody is on duty"),
        (None, None) => format!("{slot}: by decision"),
    };
    let list = known.list();
    let changed: Vec<&str> =
        duty.changes.iter().filter_map(|place| Some(list.get(*place)?.id.as_str())).collect();
    if !changed.is_empty() {
        why.push_str(&format!("; changed by {}", changed.join(", ")));
    }
    why
}

/// Puts the parts of a change in its shape: one person where several may stand, and times of the clock on the wall.
fn shape(value: &mut Json, zone: &TimeZone) -> Result<(), Wrong> {
    let Json::Object(fields) = value else { return Ok(()) };
    for (key, value) in fields.iter_mut() {
        match (key.as_str(), &mut *value) {
            ("from" | "to", Json::String(text)) => *text = instant(text, key == "to", zone)?.to_string(),
            ("add" | "remove" | "people", Json::String(_)) => *value = Json::Array(vec![value.take()]),
            ("a" | "b", inner) => shape(inner, zone)?,
            _ => {}
        }
    }
    Ok(())
}

/// An instant; a date is its beginning, or its end.
fn instant(text: &str, end: bool, zone: &TimeZone) -> Result<Timestamp, Wrong> {
    let none = || Wrong::from(fault(format!("`{text}` gives no instant")));
    if let Ok(at) = text.parse::<Timestamp>() {
        return Ok(at);
    }
    let wall = if text.trim().len() <= 10 {
        let date: Date = text.parse().map_err(|_| none())?;
        let date = if end { date.checked_add(1.day()).map_err(|_| none())? } else { date };
        date.to_datetime(Time::midnight())
    } else {
        text.parse::<DateTime>().map_err(|_| none())?
    };
    zone.to_timestamp(wall).map_err(|_| none())
}

/// What the function `on_duty` of scripts sees.
#[derive(Clone, Debug)]
pub(super) struct Watchers(pub(super) Arc<Editions>);

impl Watchers {
    /// Who is on duty. Nobody where nothing is known of it.
    pub(super) fn on_duty(&self, rotation: &str, unit: &str, slot: &str, at: Timestamp) -> Vec<String> {
        let slot = Some(slot).filter(|slot| !slot.is_empty());
        let found = who(&self.0, rotation, Some(unit), slot, at);
        found.map(|duty| duty.people.iter().map(ToString::to_string).collect()).unwrap_or_default()
    }
}
