//! Who holds a key, and the cases that other cases start.
//!
//! A case that is started from outside is named by its key. One that another case starts has its name before its key is
//! known; so a sign under the name that the key gives leads to it, and whoever comes with the same key meets the sign.

use super::case::Held;
use super::deliver::Handed;
use super::draft::{Base, Noted};
use super::tombstone::{FAILED, Sign, Tombstone, led, never_was};
use super::{Failure, Inner};
use crate::store::Settled;
use docket_core::definition::{Definition, Key};
use docket_core::instance::{CaseId, Cause, Input};
use docket_core::model::event::Taken;
use docket_core::step::chain::{self, Numbers};
use docket_core::step::{self, Refusal, RefusalCode, World};
use jiff::Timestamp;
use std::sync::Arc;

/// Where an id leads.
pub(super) enum Lead {
    /// There is nothing.
    Nowhere,
    /// To a case that has not begun yet.
    Coming(CaseId),
    /// To a case.
    To(Box<Held>),
}

/// Who holds the key of a case that another one starts.
enum Holder {
    /// Nobody else. A sign is to be put up under this id, if it is not there.
    Nobody(Option<CaseId>),
    /// A case that is just being started.
    Coming,
    /// A case.
    Case(Box<Held>, Key),
}

/// What became of a start.
enum Begun {
    /// It is settled.
    Settled,
    /// Somebody else was first.
    Again,
    /// An event is raised in the case that holds the key.
    Raised(CaseId, Cause),
}

impl Inner {
    /// The case that an id leads to: its own, or the one that a sign names.
    pub(super) async fn lead(&self, id: &CaseId) -> Result<Lead, Failure> {
        let Some(held) = self.held(id).await? else { return Ok(Lead::Nowhere) };
        let Some(to) = led(&held.instance) else { return Ok(Lead::To(Box::new(held))) };
        Ok(self.held(&to).await?.map_or(Lead::Coming(to), |held| Lead::To(Box::new(held))))
    }

    /// Begins a case that another one has started.
    pub(super) async fn begin_by_case(
        &self,
        id: &CaseId,
        workflow: &str,
        occurred_at: Timestamp,
        handed: Handed,
    ) -> Result<(), Failure> {
        let (holder, cause) = {
            let _gate = self.gate(id).await;
            let mut numbers = Numbers::new();
            let mut round = 0;
            loop {
                if round >= self.limits.attempts {
                    return Err(Failure::Unavailable(format!("too many others change {id}")));
                }
                self.breathe(round).await;
                round += 1;
                match self.try_begin(id, workflow, occurred_at, &handed, &mut numbers).await? {
                    Begun::Settled => return Ok(()),
                    Begun::Again => {}
                    Begun::Raised(holder, cause) => break (holder, cause),
                }
            }
        };
        self.hand(&holder, &Handed { cause, ..handed }).await
    }

    async fn try_begin(
        &self,
        id: &CaseId,
        workflow: &str,
        occurred_at: Timestamp,
        handed: &Handed,
        numbers: &mut Numbers,
    ) -> Result<Begun, Failure> {
        let definition = self.version_at(workflow, occurred_at).await?;
        // Begun by an earlier delivery, or cancelled before.
        if let Some(there) = self.held(id).await? {
            let key = definition.as_ref().and_then(|definition| definition.keys.values().next());
            return match led(&there.instance).zip(key.and_then(|key| raised(key, &handed.cause))) {
                Some((holder, cause)) => Ok(Begun::Raised(holder, cause)),
                None => {
                    self.store.settle(&handed.key, Settled::Done).await?;
                    Ok(Begun::Settled)
                }
            };
        }
        let loaded = self.fresh().await?;
        let world = &loaded.rules.world;
        let input = handed.input(self.store.now().await?);
        let begun = match &definition {
            None => Err(Failure::Fault(format!("there is no workflow `{workflow}`"))),
            Some(definition) => self.begin_unheld(definition, id, &input, world, handed, numbers).await,
        };
        let why = match begun {
            Ok(begun) => return Ok(begun),
            Err(Failure::Refused(refusal)) => refusal.to_string(),
            Err(Failure::Fault(why)) => why,
            Err(failure) => return Err(failure),
        };
        tracing::warn!(case = %id, why, "a start by another case failed");
        let parent = parent(&input.cause);
        let stone = Tombstone { id, workflow, ended: FAILED, why: Some(why), parent, input };
        self.finished(handed, self.bury(stone, world)?, "incident").await
    }

    /// Begins a case if no other holds its key; does what the declaration says if one does.
    async fn begin_unheld(
        &self,
        definition: &Arc<Definition>,
        id: &CaseId,
        input: &Input,
        world: &World,
        handed: &Handed,
        numbers: &mut Numbers,
    ) -> Result<Begun, Failure> {
        let workflow = definition.name.as_str();
        let keyed = match self.holder(definition, id, &input.cause).await? {
            Holder::Nobody(keyed) => keyed,
            Holder::Coming => return Ok(Begun::Again),
            Holder::Case(held, key) => {
                let holder = &held.instance.id;
                if key.taken == Taken::Refuse {
                    return Err(Refusal::new(RefusalCode::KeyTaken).with("case", holder.as_str()).into());
                }
                // It is judged as a start first.
                self.rehearse_begin(definition, id, input.clone()).await?;
                let (parent, input) = (parent(&input.cause), input.clone());
                let sign = self.put_up(Sign { id, workflow, to: holder, parent, input }, world)?;
                let Some(cause) = raised(&key, &handed.cause) else {
                    return self.finished(handed, sign, "exists").await;
                };
                // The start is settled by the event, so that neither is lost.
                let done = self.commit_own(sign).await?;
                return Ok(if done { Begun::Raised(holder.clone(), cause) } else { Begun::Again });
            }
        };
        let chain = self
            .with_needs(numbers, |numbers, options| {
                chain::begin(definition, id.clone(), input.clone(), world, numbers, options)
            })
            .await?;
        chain.outcome.map_err(|stop| Failure::Fault(stop.to_string()))?;
        if let Some(keyed) = keyed {
            let sign = Sign { id: &keyed, workflow, to: id, parent: None, input: input.clone() };
            if !self.commit_own(self.put_up(sign, world)?).await? {
                return Ok(Begun::Again);
            }
        }
        let sealer = self.sealer_of(id, definition).await?;
        let base = Base { id, definition, sealer: sealer.as_ref(), world, held: None };
        let commit = base.commit(chain.links.into_iter().map(Noted::from).collect())?;
        self.finished(handed, commit, "accepted").await
    }

    async fn finished(
        &self,
        handed: &Handed,
        commit: crate::store::Commit,
        verdict: &str,
    ) -> Result<Begun, Failure> {
        Ok(if self.finish(handed, commit, verdict).await? { Begun::Settled } else { Begun::Again })
    }

    /// Who holds the key that a start by another case brings.
    async fn holder(&self, definition: &Definition, id: &CaseId, cause: &Cause) -> Result<Holder, Failure> {
        let data = step::brought(definition, cause);
        for generation in 0..self.limits.generations {
            let Some((key, keyed)) = step::keyed(&self.ids, definition, &data, generation) else {
                return Ok(Holder::Nobody(None));
            };
            match self.lead(&keyed).await? {
                Lead::Nowhere => return Ok(Holder::Nobody(Some(keyed))),
                // The sign of an earlier delivery that broke off.
                Lead::Coming(case) if case == *id => return Ok(Holder::Nobody(None)),
                Lead::Coming(_) => return Ok(Holder::Coming),
                Lead::To(held) if is_free(definition, key, &held) => {}
                Lead::To(held) => return Ok(Holder::Case(held, key.clone())),
            }
        }
        Err(Failure::Fault(format!("the key was free more than {} times", self.limits.generations)))
    }
}

/// Whether a key that a case held can be given again. A case that never really was does not hold one. The state that frees
/// it is named by this version.
pub(super) fn is_free(definition: &Definition, key: &Key, held: &Held) -> bool {
    never_was(&held.instance) || step::is_free(definition, key, &held.instance)
}

/// The event that is raised in the holder of a key. Absent: none is.
fn raised(key: &Key, start: &Cause) -> Option<Cause> {
    let (Taken::Raise, Some(name), Cause::Start { data, .. }) = (key.taken, &key.event, start) else {
        return None;
    };
    Some(Cause::Event { name: name.clone(), data: data.clone(), task: None, region: None })
}

/// The case that waits for one that it has started.
fn parent(start: &Cause) -> Option<docket_core::instance::Parent> {
    if let Cause::Start { parent, .. } = start { parent.clone() } else { None }
}
