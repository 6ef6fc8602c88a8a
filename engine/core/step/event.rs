//! Events from outside: who may send them, when they happened, what becomes of them.

use super::machine::{CONTENT, Event, Machine};
use super::payload::Origin;
use super::refusal::{Refusal, RefusalCode};
use super::select::Closed;
use super::{Fault, MAX_DEFERRED, Stop, Trace, Verdict};
use crate::definition;
use crate::instance::{Data, Deferred, Input, Request, Source, Words};
use crate::model::event::{Happened, Unhandled};
use jiff::Timestamp;
use std::sync::Arc;

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
            actor: input.actor.clone(),
            occurred_at: self.now,
            region: region.map(str::to_owned),
            ..Event::default()
        };
        if self.def.lenient_errors {
            event.data = data.clone();
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
        // Not yet is a better reason than not you: before its state is reached nobody may.
        if rule.unhandled == Unhandled::Reject && !self.is_awaited(name) {
            event.data = data.clone();
            return Err(self.refuse(&event, &[]).into());
        }
        if let Some(id) = task {
            let Some(task) = self.inst.tasks.iter().find(|task| task.id == id) else {
                return Err(Refusal::new(RefusalCode::TaskGone).with("task", id).into());
            };
            if !task.does.iter().any(|does| does == name) {
                return Err(Refusal::new(RefusalCode::NotOfTask)
                    .with("task", id)
                    .with("event", name)
                    .with("does", task.does.join(", "))
                    .into());
            }
            let who = input.actor.as_ref().map(|actor| actor.id.as_str());
            if let Some(holder) = task.assignee.as_deref().filter(|holder| Some(*holder) != who) {
                return Err(Refusal::new(RefusalCode::TaskTaken).with("task", id).with("who", holder).into());
            }
            event.region = event.region.or_else(|| task.node.element.as_ref().map(ToString::to_string));
        }
        event.data = self.payload(name, rule, data, Origin::of(input))?;
        self.identify(rule, &mut event.data);
        self.may(input, name, &rule.by)?;
        event.occurred_at = self.legal_time_of(name, rule, input)?;
        self.offer(event, rule)
    }

    /// Whether a transition of an active state names the event.
    fn is_awaited(&self, name: &str) -> bool {
        let chart = self.chart();
        self.config.iter().any(|node| {
            chart.state(node.state).transitions.iter().any(|way| chart.transition(*way).matches(name))
        })
    }

    /// Offers an event that may be sent to the active states.
    fn offer(&mut self, event: Event, rule: &definition::Event) -> Result<Verdict, Stop> {
        self.note(|| Trace::Event { name: event.name.clone(), internal: false });
        let event = Arc::new(event);
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
                    .with("event", event.name.clone())
                    .with("regions", names.join(", "))
                    .into());
            }
        }
        let Some(first) = chosen.first().copied() else {
            let hard = closed.iter().any(|reason| !matches!(reason, Closed::Guard(_)));
            return match rule.unhandled {
                Unhandled::Ignore if !hard => Ok(Verdict::Ignored),
                Unhandled::Defer if !hard => self.defer(&event),
                _ => Err(self.refuse(&event, &closed).into()),
            };
        };
        self.refuse_frozen(&event, rule)?;
        let Some(approval) = &rule.approval else {
            self.accept(event, &chosen)?;
            return Ok(Verdict::Accepted);
        };
        if self.inst.requests.iter().any(|request| request.event.name == event.name) {
            return Err(Refusal::new(RefusalCode::Pending).with("event", event.name.clone()).into());
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
        let title = Arc::new(rule.title.as_ref().map_or_else(|| Words::same(event.name.clone()), Words::of));
        let does = Arc::new(["approve".to_owned(), "refuse".to_owned()]);
        let task = self.open_task(first.source, &format!("{}.approval", event.name), title, people, does);
        let node = self.key(first.source);
        let entry = self.inst.active.get(&node).map_or(0, |active| active.entry);
        self.inst.requests.push(Request {
            task: task.into(),
            node,
            entry,
            event: deferred(&event),
            asked_at: self.now,
            lapses_at,
            approved: Vec::new(),
            need_all: approval.all,
        });
        Ok(Verdict::AwaitingApproval)
    }

    fn refuse_frozen(&self, event: &Event, rule: &definition::Event) -> Result<(), Stop> {
        let frozen = rule.saves.iter().find(|field| event.data.contains_key(*field) && self.is_frozen(field));
        frozen.map_or(Ok(()), |field| {
            Err(Refusal::new(RefusalCode::Frozen).with("field", field.clone()).into())
        })
    }

    /// Lets an event take effect: its fields are saved, then everything that follows from it.
    fn accept(&mut self, event: Arc<Event>, chosen: &[super::select::Chosen]) -> Result<(), Stop> {
        if let Some(rule) = self.def.events.get(&event.name) {
            for field in &rule.saves {
                if let Some(value) = event.data.get(field) {
                    self.inst.data.insert(field.clone(), value.clone());
                }
            }
        }
        self.inst.happened.insert(event.name.as_str().into(), event.occurred_at);
        *self.inst.times.entry(event.name.as_str().into()).or_insert(0) += 1;
        self.facts = None;
        self.event = Some(event.clone());
        let element = chosen.first().and_then(|way| way.source.element_name(self.chart(), &self.inst));
        self.fulfil(&event, event.region.as_deref().or(element.as_deref()))?;
        self.give_numbers(Some(&event.name))?;
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

    fn defer(&mut self, event: &Event) -> Result<Verdict, Stop> {
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
            match selected {
                Ok((ways, _)) if ways.is_empty() => {}
                Err(stop @ Stop::Aborted) => return Err(stop),
                // One that fails is taken as an input of its own, and is parked there.
                Ok(_) | Err(_) => return Ok(Some(place)),
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
        self.take_kept(&kept)
    }

    /// Takes an event that was kept.
    pub fn take_kept(&mut self, kept: &Deferred) -> Result<Verdict, Stop> {
        let event = restored(kept);
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
                request.approved.push(who.clone());
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
        let event = Arc::new(restored(&request.event));
        self.judged_at = request.asked_at;
        self.facts = None;
        self.event = Some(event.clone());
        let (chosen, closed) = self.select(Some(&event))?;
        if chosen.is_empty() {
            return Err(self.refuse(&event, &closed).into());
        }
        // What was free when it was asked may have been frozen since.
        if let Some(rule) = self.def.events.get(&event.name) {
            self.refuse_frozen(&event, rule)?;
        }
        self.judged_at = self.now;
        self.facts = None;
        self.approved_by = request.approved;
        self.accept(event, &chosen)?;
        self.approved_by.clear();
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
            if self.actor(name, current.as_deref())?.people.contains(&who) {
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
        if rule.happened == Happened::Never && matches!(input.source, Source::Schedule(_)) {
            return Ok(self.now);
        }
        if !matches!(input.source, Source::Token(_)) {
            // The case that sends it has answered for its time already.
            return Ok(at.min(self.now));
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
            let earliest = earliest.to_zoned_datetime(super::vars::zone(self.world, &self.def.calendar));
            return Err(bad(format!("earlier than {}", earliest.strftime("%Y-%m-%d %H:%M"))));
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
}

fn deferred(event: &Event) -> Deferred {
    Deferred {
        name: event.name.clone(),
        data: event.data.clone(),
        occurred_at: event.occurred_at,
        actor: event.actor.clone(),
        region: event.region.clone(),
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
