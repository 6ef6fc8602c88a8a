//! One input from outside: decided on what the database holds, committed, or decided anew.

use super::case::{Held, body_hash};
use super::draft::{Base, Noted, reply};
use super::request::{Asked, Failure, Reply, Request};
use super::{Change, Inner};
use crate::seal::CaseSealer;
use crate::store::{self, Answer, Commit, EventId, ListEntry, Outcome};
use docket_core::definition::Definition;
use docket_core::instance::{CaseId, Cause, Hash, Input, Source};
use docket_core::script;
use docket_core::step::chain::{self, Chain, Numbers};
use docket_core::step::{MAX_PARKED, MAX_READ_ROWS, Need, Options, RefusalCode, Snapshot, Stop, World};
use jiff::Timestamp;
use std::collections::BTreeSet;

/// What is said of a step that was stopped by the wall clock.
pub(super) const TOO_LONG: &str = "the step took too long";

/// What became of a commit that carries an event id.
pub(super) enum Sent {
    /// It is durable.
    Done,
    /// Somebody else was first: load and decide again.
    Again,
    /// The event id was answered before.
    Repeated(Answer),
}

impl Asked {
    pub fn input(&self, at: Timestamp, cause: Cause) -> Input {
        Input {
            id: self.id.clone(),
            source: self.through.clone().map_or_else(|| self.source.clone(), Source::Case),
            at,
            occurred_at: self.request.occurred_at,
            actor: self.request.actor.clone(),
            cause,
            numbers: Numbers::new(),
            reads: Vec::new(),
        }
    }

    /// What is kept of an entry of a list with this input.
    pub fn listed_row(
        &self,
        case: &CaseId,
        definition: &Definition,
        sealer: Option<&CaseSealer>,
    ) -> Result<Option<Box<ListEntry>>, Failure> {
        self.keep.as_ref().map(|keep| keep.row(case, definition, sealer)).transpose()
    }

    pub fn event_id(&self, body: &Hash, reply: &Reply) -> EventId {
        let answer = serde_json::to_value(reply).unwrap_or_default();
        EventId {
            source: self.source.key(),
            id: self.id.clone(),
            answer: Answer { body: body.clone(), answer, version: reply.version },
        }
    }
}

impl Inner {
    pub async fn take(&self, request: Request, case: &CaseId, cause: Cause) -> Result<Reply, Failure> {
        let what = serde_json::to_value(&cause).map_err(|error| Failure::Broken(error.to_string()))?;
        let asked = Asked::new(request, what)?;
        self.take_asked(&asked, case, &cause).await
    }

    pub async fn take_asked(&self, asked: &Asked, id: &CaseId, cause: &Cause) -> Result<Reply, Failure> {
        let _gate = self.gate(id).await;
        let mut numbers = Numbers::new();
        for round in 0..self.limits.attempts {
            self.breathe(round).await;
            let loaded = self.fresh().await?;
            let world = &loaded.rules.world;
            self.reproject_first(id, &loaded).await?;
            let Some(held) = self.held(id).await? else {
                return Err(Failure::refused(RefusalCode::UnknownCase, &[("case", id.as_str())]));
            };
            // The time after the state: never before what it was decided on.
            let at = self.store.now().await?;
            let body = body_hash(&held.definition, held.sealer.as_ref(), asked)?;
            if let Some(stale) = stale(asked, &held) {
                return self.answered(id, asked, &body).await?.ok_or(stale);
            }
            let chain = self.chain(&held, asked.input(at, cause.clone()), world, &mut numbers).await?;
            let mut noted: Vec<Noted> = Vec::new();
            let verdict = chain.outcome.as_ref().ok().and_then(|place| chain.links.get(*place));
            let verdict = verdict.map(|link| (link.step.verdict.word(), link.input.at));
            let last = chain.instance().unwrap_or(&held.instance).clone();
            noted.extend(chain.links.into_iter().map(Noted::from));
            let base = Base::of(&held, world);
            let failure = match chain.outcome {
                Ok(_) => {
                    let (word, at) = match verdict.unwrap_or(("accepted", at)) {
                        // A start that became an event of the case that holds its key: no case was opened.
                        ("accepted", at) if asked.through.is_some() => ("raised", at),
                        other => other,
                    };
                    let reply = reply(&held.definition, &last, word, at);
                    if asked.keep.is_some() && word == "ignored" {
                        // Nothing is kept of it, so that the next sync can tell it again.
                        return Ok(reply);
                    }
                    let mut commit = base.commit(noted)?;
                    commit.events.push(asked.event_id(&body, &reply));
                    commit.listed = asked.listed_row(id, &held.definition, held.sealer.as_ref())?;
                    match self.commit_asked(commit, asked).await? {
                        Sent::Done => return Ok(reply),
                        Sent::Again => continue,
                        Sent::Repeated(answer) => return repeat(answer, &body),
                    }
                }
                // More was due than one chain takes: what was taken is kept, the rest comes next.
                Err(Stop::TimerFirst(_)) => {
                    if self.commit_own(base.commit(noted)?).await? {
                        // They stand in what was committed.
                        numbers.clear();
                    }
                    continue;
                }
                Err(Stop::Refused(refusal)) => Failure::Refused(refusal),
                Err(Stop::Fault(fault)) => {
                    let why = fault.to_string();
                    tracing::error!(case = %id, why, "an input failed");
                    // What an operator tries again is an incident already.
                    // Of what a list tells its report says so, at every sync.
                    let known =
                        asked.keep.is_some() || matches!(cause, Cause::Retry { .. } | Cause::Skip { .. });
                    if !known && last.parked.len() < MAX_PARKED {
                        noted.push(Noted::incident(&last, asked.input(at, cause.clone()), why.clone()));
                    }
                    Failure::Fault(why)
                }
                Err(Stop::Needs(_) | Stop::Aborted) => Failure::Unavailable("stopped".to_owned()),
            };
            // It may have been taken a moment ago, which is why it cannot be taken now.
            if let Some(reply) = self.answered(id, asked, &body).await? {
                return Ok(reply);
            }
            if noted.is_empty() || self.commit_own(base.commit(noted)?).await? {
                return Err(failure);
            }
        }
        Err(Failure::Unavailable(format!("too many others change {id}")))
    }

    /// Takes what is due, the input, and what follows, with what they need.
    pub async fn chain(
        &self,
        held: &Held,
        input: Input,
        world: &World,
        numbers: &mut Numbers,
    ) -> Result<Chain, Failure> {
        self.with_needs(numbers, |numbers, options| {
            chain::take(&held.definition, &held.instance, input.clone(), world, numbers, options)
        })
        .await
    }

    /// Tries an event without keeping anything of it; its numbers are made up. Gives the verdict.
    pub async fn rehearse_event(
        &self,
        asked: &Asked,
        id: &CaseId,
        cause: &Cause,
    ) -> Result<&'static str, Failure> {
        let loaded = self.fresh().await?;
        let Some(held) = self.held(id).await? else {
            return Err(Failure::refused(RefusalCode::UnknownCase, &[("case", id.as_str())]));
        };
        let input = asked.input(self.store.now().await?, cause.clone());
        let mut numbers = Numbers::new();
        let (mut rows, mut drawn) = (None, 0);
        while drawn < self.limits.numbers {
            let stop = self.stop();
            let options = Options { stop: Some(&stop), rows: rows.as_ref(), ..Options::default() };
            let (world, input) = (&loaded.rules.world, input.clone());
            let taken = chain::take(&held.definition, &held.instance, input, world, &numbers, options);
            let (outcome, links) = match taken {
                Ok(chain) => (chain.outcome, chain.links),
                Err(stop) => (Err(stop), Vec::new()),
            };
            match outcome {
                Ok(place) => return Ok(links.get(place).map_or("accepted", |link| link.step.verdict.word())),
                Err(Stop::Needs(Need::Number(scope))) => {
                    numbers.entry(scope).or_default().push(1);
                    drawn += 1;
                }
                Err(Stop::Needs(Need::Rows(workflows))) => rows = Some(self.snapshot(&workflows).await?),
                // More is due before it than one chain takes.
                Err(Stop::TimerFirst(_)) => return Ok("accepted"),
                Err(Stop::Refused(refusal)) => return Err(Failure::Refused(refusal)),
                Err(Stop::Aborted) => return Err(Failure::Unavailable(TOO_LONG.to_owned())),
                Err(stop) => return Err(Failure::Fault(stop.to_string())),
            }
        }
        Err(Failure::Fault(format!("more than {} numbers for one input", self.limits.numbers)))
    }

    /// Stops a step that takes too long on the wall.
    pub fn stop(&self) -> script::Stop {
        let until = std::time::Instant::now() + self.limits.step;
        script::Stop::new(move || std::time::Instant::now() > until)
    }

    /// Takes a chain again with one more number, or with what other cases publish now, as often as it asks for something.
    pub async fn with_needs(
        &self,
        numbers: &mut Numbers,
        mut take: impl FnMut(&Numbers, Options<'_>) -> Result<Chain, Stop>,
    ) -> Result<Chain, Failure> {
        let mut rows = None;
        let mut drawn = 0;
        while drawn < self.limits.numbers {
            let stop = self.stop();
            let taken =
                take(numbers, Options { stop: Some(&stop), rows: rows.as_ref(), ..Options::default() });
            let need = match taken {
                Ok(Chain { outcome: Err(Stop::Needs(need)), .. }) | Err(Stop::Needs(need)) => need,
                Ok(Chain { outcome: Err(Stop::Aborted), .. }) | Err(Stop::Aborted) => {
                    return Err(Failure::Unavailable(TOO_LONG.to_owned()));
                }
                Ok(chain) => return Ok(chain),
                Err(stop) => return Err(Failure::Fault(stop.to_string())),
            };
            match need {
                Need::Number(scope) => {
                    let number = self.store.draw(&scope).await?;
                    numbers.entry(scope).or_default().push(number);
                    drawn += 1;
                }
                // A step that has these asks for others only, so there is an end to it.
                Need::Rows(workflows) => rows = Some(self.snapshot(&workflows).await?),
            }
        }
        Err(Failure::Fault(format!("more than {} numbers for one input", self.limits.numbers)))
    }

    /// What the cases of some workflows publish now, all as of one instant.
    pub async fn snapshot(&self, workflows: &BTreeSet<String>) -> Result<Snapshot, Failure> {
        let names: Vec<String> = workflows.iter().cloned().collect();
        // One more than a step takes says that there are too many.
        let limit = u32::try_from(MAX_READ_ROWS).unwrap_or(u32::MAX).saturating_add(1);
        let read = self.store.published(&names, limit).await?;
        let rows = read.rows.collect::<Result<_, _>>()?;
        Ok(Snapshot::new(read.read_at, workflows, rows))
    }

    /// Commits what carries the event id of a request. When the outcome is not known, the id is looked up.
    pub async fn commit_asked(&self, commit: Commit, asked: &Asked) -> Result<Sent, Failure> {
        let id = commit.id.clone();
        match self.send(commit).await {
            Err(fault @ store::Fault::Unreachable(_)) => {
                let kept = self.store.answer(&id, &asked.source.key(), &asked.id).await;
                match kept {
                    // Ours, most likely: whoever it was from, it is the answer under this id.
                    Ok(Some(answer)) => Ok(Sent::Repeated(answer)),
                    Ok(None) | Err(_) => Err(fault.into()),
                }
            }
            Err(fault) => Err(fault.into()),
            Ok(Outcome::Committed) => Ok(Sent::Done),
            Ok(Outcome::Conflict) => Ok(Sent::Again),
            Ok(Outcome::Repeated(answer)) => Ok(Sent::Repeated(answer)),
            Ok(Outcome::Rejected(why)) => Err(Failure::Broken(why)),
        }
    }

    /// Commits what the engine does by itself. False: somebody else was first.
    pub async fn commit_own(&self, commit: Commit) -> Result<bool, Failure> {
        match self.send(commit).await? {
            Outcome::Committed => Ok(true),
            Outcome::Conflict => Ok(false),
            // Its event id is taken, so everything was done before.
            Outcome::Repeated(_) => Ok(true),
            Outcome::Rejected(why) => Err(Failure::Broken(why)),
        }
    }

    /// Commits, and tells who waits for it.
    pub async fn send(&self, commit: Commit) -> Result<Outcome, store::Fault> {
        let change = Change { case: commit.id.clone(), version: commit.row.version };
        let leaves = !commit.outgoing.is_empty() || commit.next_due.is_some();
        for notice in &commit.notices {
            tracing::debug!(case = %notice.case, key = notice.key, to = ?notice.to, "notice");
        }
        let changes = !commit.entries.is_empty();
        let (definition, due) = (commit.row.definition.clone(), commit.next_due);
        let changes_duty = !commit.changes.is_empty();
        let outcome = self.queue.commit(commit).await?;
        if outcome == Outcome::Committed {
            self.look_after(&change.case, &definition, due).await;
            if changes_duty {
                self.bell.notify_one();
            }
            if changes {
                // Nobody may be listening.
                let _ = self.changes.send(change);
            }
            if leaves {
                self.bell.notify_one();
            }
        }
        Ok(outcome)
    }

    /// The answer given before under the request's id. Absent: there is none.
    pub async fn answered(&self, id: &CaseId, asked: &Asked, body: &Hash) -> Result<Option<Reply>, Failure> {
        match self.store.answer(id, &asked.source.key(), &asked.id).await? {
            None => Ok(None),
            Some(answer) => repeat(answer, body).map(Some),
        }
    }
}

/// The answer given before, if the same was asked.
pub(super) fn repeat(answer: Answer, body: &Hash) -> Result<Reply, Failure> {
    if answer.body != *body {
        return Err(Failure::refused(RefusalCode::OtherBody, &[]));
    }
    let mut reply: Reply = serde_json::from_value(answer.answer)
        .map_err(|error| Failure::Broken(format!("the stored answer cannot be read: {error}")))?;
    reply.repeated = true;
    Ok(reply)
}

fn stale(asked: &Asked, held: &Held) -> Option<Failure> {
    let expected = asked.request.expected_version?;
    let instance = &held.instance;
    (expected != instance.decided_version).then(|| {
        Failure::refused(
            RefusalCode::StaleVersion,
            &[
                ("expected", &expected.to_string()),
                ("decided_version", &instance.decided_version.to_string()),
                ("version", &instance.version.to_string()),
            ],
        )
    })
}
