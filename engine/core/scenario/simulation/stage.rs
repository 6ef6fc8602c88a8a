//! The simulation as a stage.

use super::super::Happening;
use super::super::stage::{Act, Answer, Opening, Publication, Ran, SOURCE, Stage, Synced, Syncing, View};
use super::lists::IGNORED;
use super::{Body, Simulation};
use crate::definition::Definition;
use crate::instance::{CaseId, Cause, IdKey, Input, Instance, Source};
use crate::model::event::Taken;
use crate::rotation::Editions;
use crate::step::{self, Need, Refusal, RefusalCode, Stop, Trace, World};
use jiff::Timestamp;
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::Arc;

/// The verdict of a start that found its case there.
const EXISTS: &str = "exists";

impl Stage for Simulation {
    fn now(&self) -> Timestamp {
        self.now
    }

    fn start(&mut self, opening: Opening) -> Answer {
        let answer = self.open(opening, Source::Token(SOURCE.to_owned()));
        self.answered(answer)
    }

    fn act(&mut self, case: &CaseId, act: Act) -> Answer {
        let input = Input {
            id: act.id,
            source: Source::Token(SOURCE.to_owned()),
            at: self.now,
            occurred_at: act.occurred_at,
            actor: act.actor,
            cause: act.cause,
            numbers: BTreeMap::new(),
            reads: Vec::new(),
        };
        let answer = self.bring(case, input);
        self.answered(answer)
    }

    fn advance_to(&mut self, at: Timestamp) -> Result<(), String> {
        if at < self.now {
            return Err(format!("time runs backward: it is {} already", self.now));
        }
        loop {
            let due = self.due.first().cloned();
            // What is due in cases at an instant comes before what schedules do then.
            let is_first = |next: &Timestamp| due.as_ref().is_none_or(|(due, _)| next < due);
            if self.schedules.next_due().filter(|next| *next <= at).filter(is_first).is_some() {
                self.occur();
                self.deliver()?;
                continue;
            }
            let Some((due, id)) = due.filter(|(due, _)| *due <= at) else { break };
            self.now = due.max(self.now);
            let wake = self.wake(&id, self.now);
            let before = self.cases.get(&id).map(|living| living.instance.version);
            self.take(&id, wake).map_err(|stop| stop.to_string())?;
            if self.cases.get(&id).map(|living| living.instance.version) == before {
                return Err(format!("{id} is due at {due} and does nothing"));
            }
            self.deliver()?;
        }
        self.now = at;
        Ok(())
    }

    fn publish(&mut self, id: &str, board: &str) -> Result<Publication, String> {
        let occasion = format!("{}/{id}", Source::Token(SOURCE.to_owned()).key());
        self.publish_board(occasion, board, None)
    }

    fn published(&mut self) -> Vec<Publication> {
        std::mem::take(&mut self.boards.news)
    }

    fn ran(&mut self) -> Vec<Ran> {
        std::mem::take(&mut self.schedules.news)
    }

    fn sync(&mut self, syncing: Syncing) -> Result<Synced, String> {
        let synced = self.sync_list(syncing);
        self.deliver()?;
        // A change of duty may have made other cases due at once.
        self.advance_to(self.now)?;
        Ok(synced)
    }

    fn reckon(&mut self, world: &Arc<World>) -> Result<(), String> {
        // What cases have changed of duty stays.
        let duty = Arc::new(world.duty.with(self.world.duty.list().clone()).0);
        let world = Arc::new(World { duty, ..World::clone(world) });
        let before = std::mem::replace(&mut self.world, world.clone());
        self.schedules.reckon(&world.calendars, &world.organisation);
        let ids: Vec<CaseId> = self.cases.keys().cloned().collect();
        for id in ids {
            let Some(living) = self.cases.get(&id) else { continue };
            let name = &living.definition.calendar;
            let (Some(old), Some(calendar)) = (before.calendars.get(name), world.calendars.get(name)) else {
                continue;
            };
            let moved = step::moved(&living.definition, &living.instance, old, &world);
            if !moved.is_empty() {
                let input = step::reprojection(calendar, &living.instance, moved, self.now);
                self.take(&id, input).map_err(|stop| stop.to_string())?;
                continue;
            }
            // Nobody is told, but a rung may have moved.
            let due = step::next_due(&living.definition, &living.instance, &world).ok().flatten();
            if let Some(living) = self.cases.get_mut(&id) {
                if let Some(old) = std::mem::replace(&mut living.due, due) {
                    self.due.remove(&(old, id.clone()));
                }
                self.due.extend(due.map(|due| (due, id.clone())));
            }
        }
        self.deliver()?;
        // What is due at once by the new calendar.
        self.advance_to(self.now)
    }

    fn view(&mut self, case: &CaseId) -> Option<View<'_>> {
        let living = self.cases.get(case)?;
        Some(View { definition: living.definition.clone(), instance: Cow::Borrowed(&living.instance) })
    }

    fn crash(&mut self) -> Result<(), String> {
        for (id, living) in &mut self.cases {
            let lost = |error: serde_json::Error| format!("{id}: {error}");
            let text = serde_json::to_string(&living.instance).map_err(lost)?;
            let read: Instance = serde_json::from_str(&text).map_err(lost)?;
            if read != living.instance {
                return Err(format!("{id} was not read back as it was written"));
            }
            living.instance = read;
        }
        Ok(())
    }

    fn duty(&self) -> Arc<Editions> {
        self.world.duty.clone()
    }

    fn happened(&mut self) -> Vec<Happening> {
        self.happened.drain(..).collect()
    }

    fn trace(&mut self, on: bool) {
        self.trace = on;
    }

    fn refused(&mut self) -> Vec<Trace> {
        self.refused.get_mut().map(std::mem::take).unwrap_or_default()
    }
}

impl Simulation {
    /// Delivers what follows from an input, and gives its answer.
    fn answered(&mut self, answer: Result<(CaseId, &'static str), Stop>) -> Answer {
        // A change of duty may have made other cases due at once.
        if let Err(why) = self.deliver().and_then(|()| self.advance_to(self.now)) {
            return Answer::Failed(why);
        }
        match answer {
            Ok((case, EXISTS)) => Answer::Taken { case, outcome: IGNORED.to_owned() },
            Ok((case, outcome)) => Answer::Taken { case, outcome: outcome.to_owned() },
            Err(Stop::Refused(refusal)) => Answer::Refused(refusal),
            Err(stop) => Answer::Failed(stop.to_string()),
        }
    }

    /// Brings an input from outside to a case, unless it came before.
    pub(super) fn bring(&mut self, case: &CaseId, input: Input) -> Result<(CaseId, &'static str), Stop> {
        if let Some(living) = self.cases.get(case)
            && let Some(known) = living.ids.get(&(input.source.key(), input.id.clone()))
        {
            if *known == Body::of(&input) {
                return Ok((case.clone(), "repeated"));
            }
            return Err(Refusal::new(RefusalCode::OtherBody).with("id", input.id).into());
        }
        self.take(case, input).map(|outcome| (case.clone(), outcome))
    }

    /// The version that a start asks for, the id that its case has without a key, and the start as it comes in.
    fn asked(&self, opening: Opening, source: Source) -> Result<(Arc<Definition>, CaseId, Input), Stop> {
        let occurred_at = opening.occurred_at.unwrap_or(self.now);
        let definition = self.library.at(&opening.workflow, occurred_at, &self.world).cloned();
        let Some(definition) = definition else {
            return Err(Refusal::new(RefusalCode::UnknownWorkflow).with("workflow", opening.workflow).into());
        };
        let requested = CaseId::requested(&IdKey::STORIES, &definition.name, &source.key(), &opening.id);
        let input = Input {
            id: opening.id,
            source,
            at: self.now,
            occurred_at: opening.occurred_at,
            actor: opening.actor,
            cause: Cause::Start { data: opening.data, parent: None },
            numbers: BTreeMap::new(),
            reads: Vec::new(),
        };
        Ok((definition, requested, input))
    }

    pub(super) fn open(&mut self, opening: Opening, source: Source) -> Result<(CaseId, &'static str), Stop> {
        let (definition, requested, input) = self.asked(opening, source)?;
        let Cause::Start { data, .. } = &input.cause else { return Err(Stop::Aborted) };
        let mut generation = 0;
        let mut id = requested.clone();
        while let Some((key, keyed)) = step::keyed(&IdKey::STORIES, &definition, data, generation) {
            let holder = self.led(&keyed).clone();
            let Some(living) = self.cases.get(&holder) else {
                id = keyed;
                break;
            };
            let sources = [input.source.key(), Source::Case(requested.clone()).key()];
            if sources.iter().any(|source| living.ids.contains_key(&(source.clone(), input.id.clone()))) {
                return self.again(&holder, &requested, &input);
            }
            if step::is_free(&definition, key, &living.instance) {
                generation += 1;
                continue;
            }
            let (taken, event) = (key.taken, key.event.clone());
            return self.taken(&definition, taken, event, &holder, &requested, input.clone());
        }
        if self.cases.contains_key(&id) {
            return self.bring(&id, input);
        }
        self.begin(&definition, id.clone(), input)?;
        Ok((id, "accepted"))
    }

    /// Tries a start without keeping anything of it.
    pub(super) fn rehearse_opening(&self, opening: Opening, source: Source) -> Result<(), Stop> {
        let (definition, requested, input) = self.asked(opening, source)?;
        let Cause::Start { data, .. } = &input.cause else { return Err(Stop::Aborted) };
        let mut generation = 0;
        while let Some((key, keyed)) = step::keyed(&IdKey::STORIES, &definition, data, generation) {
            let holder = self.led(&keyed);
            let Some(living) = self.cases.get(holder) else { break };
            if step::is_free(&definition, key, &living.instance) {
                generation += 1;
                continue;
            }
            if key.taken == Taken::Refuse {
                return Err(Refusal::new(RefusalCode::KeyTaken).with("case", holder.as_str()).into());
            }
            break;
        }
        self.rehearse(&definition, &requested, &input)
    }

    /// The same request again.
    fn again(
        &mut self,
        holder: &CaseId,
        requested: &CaseId,
        input: &Input,
    ) -> Result<(CaseId, &'static str), Stop> {
        let known = self.cases.get(holder).and_then(|living| {
            let started = living.ids.get(&(input.source.key(), input.id.clone()));
            started.or_else(|| living.ids.get(&(Source::Case(requested.clone()).key(), input.id.clone())))
        });
        let same = known.is_some_and(|known| match (&known.cause, &input.cause) {
            (Cause::Event { data, .. }, Cause::Start { data: asked, .. }) => data == asked,
            _ => *known == Body::of(input),
        });
        if same {
            return Ok((holder.clone(), "repeated"));
        }
        Err(Refusal::new(RefusalCode::OtherBody).with("id", input.id.clone()).into())
    }

    /// A start whose key another case holds.
    fn taken(
        &mut self,
        definition: &Arc<Definition>,
        taken: Taken,
        event: Option<String>,
        holder: &CaseId,
        requested: &CaseId,
        mut input: Input,
    ) -> Result<(CaseId, &'static str), Stop> {
        let refusal = || Stop::from(Refusal::new(RefusalCode::KeyTaken).with("case", holder.as_str()));
        if taken == Taken::Refuse {
            return Err(refusal());
        }
        // It is judged as a start first: who may not start a case may not raise anything either.
        self.rehearse(definition, requested, &input)?;
        let (Taken::Raise, Some(name)) = (taken, event) else {
            // Kept under the id, so that the same request is answered the same when the key is free again.
            if let Some(living) = self.cases.get_mut(holder) {
                living.ids.insert((input.source.key(), input.id.clone()), Body::of(&input));
            }
            return Ok((holder.clone(), EXISTS));
        };
        let Cause::Start { data, .. } = input.cause else { return Err(refusal()) };
        input.cause = Cause::Event { name, data, task: None, region: None };
        let is_listed = matches!(input.source, Source::List(_));
        input.source = Source::Case(requested.clone());
        // What is ignored leaves nothing, so that the next sync can tell it again.
        if is_listed && self.rehearse_event(holder, &input)? == IGNORED {
            return Ok((holder.clone(), IGNORED));
        }
        self.bring(holder, input)
    }

    /// Tries a start without keeping anything of it; numbers are made up.
    pub(super) fn rehearse(&self, definition: &Definition, id: &CaseId, input: &Input) -> Result<(), Stop> {
        let mut input = input.clone();
        let mut rows = None;
        loop {
            let options = step::Options { rows: rows.as_ref(), ..step::Options::default() };
            match step::start(definition, id.clone(), &input, &self.world, options) {
                Ok(_) => return Ok(()),
                Err(Stop::Needs(Need::Rows(workflows))) => rows = Some(self.snapshot(&workflows)),
                Err(Stop::Needs(Need::Number(scope))) => input.numbers.entry(scope).or_default().push(1),
                Err(stop) => return Err(stop),
            }
        }
    }
}
