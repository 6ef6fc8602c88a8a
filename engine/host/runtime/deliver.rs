//! What leaves a case: messages become inputs of other cases, calls are carried and answered.

use super::courier::{Call, Called};
use super::draft::{Base, Noted};
use super::tombstone::{CANCELLED, Tombstone};
use super::{Failure, Inner};
use crate::store::{Answer, Channel, Commit, EventId, Outcome, Outgoing, Settled};
use docket_core::instance::{CaseId, Cause, Data, Hash, Input, Message, Source};
use docket_core::step::chain::Numbers;
use docket_core::step::{MAX_PARKED, RefusalCode, Stop};
use jiff::Timestamp;
use serde_json::{Value, json};

/// An input that the engine hands to a case, and the outgoing row that is settled by it.
pub(super) struct Handed {
    pub key: String,
    pub source: Source,
    pub cause: Cause,
    pub occurred_at: Option<Timestamp>,
}

impl Handed {
    pub fn input(&self, at: Timestamp) -> Input {
        Input {
            id: self.key.clone(),
            source: self.source.clone(),
            at,
            // Where clocks of a virtual and a wall's database differ, nothing has happened in the future.
            occurred_at: self.occurred_at.map(|occurred_at| occurred_at.min(at)),
            actor: None,
            cause: self.cause.clone(),
            numbers: Numbers::new(),
            reads: Vec::new(),
        }
    }

    /// Settles the row in the commit, under an id that is taken once.
    fn settled(&self, mut commit: Commit, verdict: &str) -> Commit {
        commit.settles.push(self.key.clone());
        commit.events.push(EventId {
            source: self.source.key(),
            id: self.key.clone(),
            answer: Answer {
                body: Hash::of(&[self.key.as_bytes()]),
                answer: json!({ "verdict": verdict }),
                version: commit.row.version,
            },
        });
        commit
    }
}

impl Inner {
    /// Performs one claimed row. What fails comes again later, so nothing is lost and nothing spins.
    pub async fn perform(&self, outgoing: Outgoing) {
        let (key, attempts) = (outgoing.row.key.clone(), outgoing.attempts);
        let Err(failure) = self.try_perform(outgoing).await else { return };
        tracing::warn!(key, %failure, attempts, "could not be delivered yet");
        // With the database away the lease runs out by itself.
        if let Ok(now) = self.store.now().await {
            let again = self.retry_at(now, attempts);
            let _ = self.store.settle(&key, Settled::Retry(again, failure.to_string())).await;
        }
    }

    pub async fn try_perform(&self, outgoing: Outgoing) -> Result<(), Failure> {
        match outgoing.row.channel {
            Channel::Message => self.deliver(outgoing).await,
            Channel::Call => self.carry(outgoing).await,
        }
    }

    async fn deliver(&self, outgoing: Outgoing) -> Result<(), Failure> {
        let Outgoing { case: from, row, .. } = outgoing;
        let body = self.open_from(&from, row.body).await?;
        let message: Message = serde_json::from_value(body)
            .map_err(|error| Failure::Broken(format!("a message cannot be read: {error}")))?;
        let to = CaseId::stored(row.target);
        let handed = |cause, occurred_at| Handed {
            key: row.key.clone(),
            source: Source::Case(from.clone()),
            cause,
            occurred_at,
        };
        match message {
            Message::Start { workflow, data, parent, occurred_at } => {
                let handed = handed(Cause::Start { data, parent }, Some(occurred_at));
                self.begin_by_case(&to, &workflow, occurred_at, handed).await
            }
            Message::Event { name, data, occurred_at } => {
                let cause = Cause::Event { name, data, task: None, region: None };
                self.hand(&to, &handed(cause, occurred_at)).await
            }
            Message::Cancel => self.hand(&to, &handed(Cause::Cancel, None)).await,
            Message::ChildEnded { state, data, shared, goes_on, occurred_at } => {
                let cause = Cause::ChildEnded { child: from.clone(), state, data, shared, goes_on };
                self.hand(&to, &handed(cause, occurred_at)).await
            }
            Message::ChildChanged { state, shared, occurred_at } => {
                let cause = Cause::ChildChanged { child: from.clone(), state, shared };
                self.hand(&to, &handed(cause, Some(occurred_at))).await
            }
            Message::ParentChanged { shared, occurred_at } => {
                self.hand(&to, &handed(Cause::ParentChanged { shared }, Some(occurred_at))).await
            }
        }
    }

    /// Hands an input to a case that should be there.
    pub(super) async fn hand(&self, id: &CaseId, handed: &Handed) -> Result<(), Failure> {
        let _gate = self.gate(id).await;
        let mut numbers = Numbers::new();
        for round in 0..self.limits.attempts {
            self.breathe(round).await;
            let loaded = self.fresh().await?;
            let world = &loaded.rules.world;
            self.reproject_first(id, &loaded).await?;
            let at = self.store.now().await?;
            let Some(held) = self.held(id).await? else {
                if !matches!(handed.cause, Cause::Cancel) {
                    return self.give_up(handed, "there is no such case").await;
                }
                // Cancelled before it began: its start must find that it is over.
                let workflow = id.as_str().rsplit_once('-').map_or("", |(workflow, _)| workflow);
                let (input, ended) = (handed.input(at), CANCELLED);
                let stone = Tombstone { id, workflow, ended, why: None, parent: None, input };
                if self.finish(handed, self.bury(stone, world)?, "accepted").await? {
                    return Ok(());
                }
                continue;
            };
            let chain = self.chain(&held, handed.input(at), world, &mut numbers).await?;
            let last = chain.instance().unwrap_or(&held.instance).clone();
            let word = chain.outcome.as_ref().ok().and_then(|place| chain.links.get(*place));
            let word = word.map_or("accepted", |link| link.step.verdict.word());
            let mut noted: Vec<Noted> = chain.links.into_iter().map(Noted::from).collect();
            let base = Base::of(&held, world);
            let why = match chain.outcome {
                Ok(_) => {
                    if self.finish(handed, base.commit(noted)?, word).await? {
                        return Ok(());
                    }
                    continue;
                }
                Err(Stop::TimerFirst(_)) => {
                    if self.commit_own(base.commit(noted)?).await? {
                        // They stand in what was committed.
                        numbers.clear();
                    }
                    continue;
                }
                // The case is over; nobody waits for this any more. An operator finds it among what was given up.
                Err(Stop::Refused(refusal)) if refusal.code == RefusalCode::Ended => {
                    if self.is_settled(id, handed).await? {
                        return Ok(());
                    }
                    return self.give_up(handed, &refusal.to_string()).await;
                }
                Err(stop) => stop.to_string(),
            };
            // Refused or failed: kept as an incident of the case that should have taken it.
            if self.is_settled(id, handed).await? {
                return Ok(());
            }
            if last.parked.len() >= MAX_PARKED {
                // It comes again when an operator has made room.
                return Err(Failure::Unavailable(format!("{MAX_PARKED} incidents of {id} are open")));
            }
            tracing::warn!(case = %id, why, "a message was not taken");
            noted.push(Noted::incident(&last, handed.input(at), why));
            if self.finish(handed, base.commit(noted)?, "incident").await? {
                return Ok(());
            }
        }
        Err(Failure::Unavailable(format!("too many others change {id}")))
    }

    /// Carries a call to its service; the answer is an input of the case that called.
    async fn carry(&self, outgoing: Outgoing) -> Result<(), Failure> {
        let Outgoing { case, row, attempts } = outgoing;
        let body = self.open_from(&case, row.body).await?;
        let data = match body {
            Value::Object(mut fields) => match fields.remove("data") {
                Some(Value::Object(data)) => data,
                _ => Data::new(),
            },
            _ => Data::new(),
        };
        let sent_at = self.store.now().await?;
        let call = Call {
            id: row.key.clone(),
            case: case.clone(),
            seq: row.seq,
            service: row.target.clone(),
            data,
            at: row.at,
            sent_at,
            attempt: attempts,
        };
        // Whoever carries it, a call ends in time: its lease must not run out while it is under way.
        let called = tokio::time::timeout(self.limits.call, self.courier.call(&call)).await;
        let called =
            called.unwrap_or_else(|_| Called::Failed(format!("no answer in {:?}", self.limits.call)));
        let (ok, data) = match called {
            Called::Answered(data) => (true, data),
            Called::Later => return Ok(self.store.settle(&row.key, Settled::Done).await?),
            Called::Refused(why, mut data) => {
                tracing::warn!(service = row.target, key = row.key, why, "a call was refused");
                data.insert("message".to_owned(), why.into());
                (false, data)
            }
            Called::Failed(why) if attempts < self.limits.call_attempts => {
                tracing::info!(service = row.target, key = row.key, attempts, why, "a call failed");
                let again = self.retry_at(self.store.now().await?, attempts);
                return Ok(self.store.settle(&row.key, Settled::Retry(again, why)).await?);
            }
            Called::Failed(why) => {
                tracing::warn!(service = row.target, key = row.key, attempts, why, "a call was given up");
                (false, Data::from_iter([("message".to_owned(), why.into())]))
            }
        };
        let (ok, data) = match reserved(&data) {
            None => (ok, data),
            // It could never be kept, however often it came.
            Some(name) => {
                tracing::warn!(service = row.target, key = row.key, name, "an answer was refused");
                let why = format!("the answer holds the name `{name}`, which only sealing may use");
                (false, Data::from_iter([("message".to_owned(), why.into())]))
            }
        };
        let cause = Cause::Answer { service: row.target, ok, data };
        let handed = Handed { key: row.key, source: Source::Engine, cause, occurred_at: None };
        self.hand(&case, &handed).await
    }

    /// Commits an input together with the row that brought it. False: somebody else was first.
    pub(super) async fn finish(
        &self,
        handed: &Handed,
        commit: Commit,
        verdict: &str,
    ) -> Result<bool, Failure> {
        match self.send(handed.settled(commit, verdict)).await? {
            Outcome::Committed => Ok(true),
            Outcome::Conflict => Ok(false),
            Outcome::Repeated(_) => {
                self.store.settle(&handed.key, Settled::Done).await?;
                Ok(true)
            }
            Outcome::Rejected(why) => {
                self.give_up(handed, &why).await?;
                Ok(true)
            }
        }
    }

    /// Whether the input was taken before, by an earlier delivery.
    async fn is_settled(&self, id: &CaseId, handed: &Handed) -> Result<bool, Failure> {
        let taken = self.store.answer(id, &handed.source.key(), &handed.key).await?.is_some();
        if taken {
            self.store.settle(&handed.key, Settled::Done).await?;
        }
        Ok(taken)
    }

    async fn give_up(&self, handed: &Handed, why: &str) -> Result<(), Failure> {
        tracing::warn!(key = handed.key, why, "given up");
        Ok(self.store.settle(&handed.key, Settled::GivenUp(why.to_owned())).await?)
    }

    /// When to try again: twice as late each time, up to a limit, spread by a quarter so that what failed together
    /// does not come back together.
    fn retry_at(&self, now: Timestamp, attempts: u32) -> Timestamp {
        let first = self.limits.retry_first.as_millis().min(u128::from(u64::MAX)) as u64;
        let most = self.limits.retry_most.as_millis().min(u128::from(u64::MAX)) as u64;
        let wait = first.saturating_mul(1 << attempts.saturating_sub(1).min(30)).min(most);
        let mut random = [0_u8; 8];
        let spread = match getrandom::fill(&mut random) {
            Ok(()) => u64::from_le_bytes(random) % (wait / 4 + 1),
            Err(_) => 0,
        };
        let wait = i64::try_from(wait.saturating_add(spread)).unwrap_or(i64::MAX / 2);
        now.checked_add(jiff::SignedDuration::from_millis(wait)).unwrap_or(now)
    }
}

/// A name within an answer that only sealing may use.
fn reserved(data: &Data) -> Option<&'static str> {
    let own = ["$sealed", "$private"].into_iter().find(|name| data.contains_key(*name));
    own.or_else(|| data.values().find_map(reserved_within))
}

fn reserved_within(value: &Value) -> Option<&'static str> {
    match value {
        Value::Array(items) => items.iter().find_map(reserved_within),
        Value::Object(members) => reserved(members),
        _ => None,
    }
}
