//! What falls due in a case.

use super::decide::TOO_LONG;
use super::draft::{Base, Noted};
use super::{Failure, Inner};
use docket_core::instance::{CaseId, Cause, Input, Source};
use docket_core::step;
use docket_core::step::chain::{Link, Numbers};
use std::sync::PoisonError;
use std::time::{Duration, Instant};

/// The longest rest of a case that cannot be woken.
const LONGEST_REST: Duration = Duration::from_secs(300);

impl Inner {
    /// Takes everything that is due in a case. What fails is parked by the chain; a wake-up for nothing puts the
    /// index right.
    pub async fn wake(&self, id: &CaseId) -> Result<(), Failure> {
        let _gate = self.gate(id).await;
        let mut numbers = Numbers::new();
        for round in 0..self.limits.attempts {
            self.breathe(round).await;
            let loaded = self.fresh().await?;
            let world = &loaded.rules.world;
            self.reproject_first(id, &loaded).await?;
            let Some(held) = self.held(id).await? else { return Ok(()) };
            let input = Input {
                id: format!("wake-{}", held.instance.version + 1),
                source: Source::Engine,
                at: self.store.now().await?,
                occurred_at: None,
                actor: None,
                cause: Cause::Wake,
                numbers: Numbers::new(),
                reads: Vec::new(),
            };
            let chain = self.chain(&held, input, world, &mut numbers).await?;
            for incident in chain.links.iter().filter_map(|link| link.incident.as_ref()) {
                tracing::error!(case = %id, incident, "what fell due failed and is parked");
            }
            let noted = chain.links.into_iter().map(Noted::from).collect();
            if self.commit_own(Base::of(&held, world).commit(noted)?).await? {
                return Ok(());
            }
        }
        Err(Failure::Unavailable(format!("too many others change {id}")))
    }

    /// Wakes a case; one that cannot be woken rests for a while, so that it does not keep the others waiting.
    pub async fn wake_or_rest(&self, id: &CaseId) {
        let mut woken = self.wake(id).await;
        let times = self.failed(id);
        if matches!(&woken, Err(Failure::Unavailable(why)) if why == TOO_LONG)
            && times.saturating_add(1) >= self.limits.slow_wakes
        {
            woken = self.park(id).await;
        }
        let mut resting = self.resting.lock().unwrap_or_else(PoisonError::into_inner);
        match woken {
            Ok(()) => {
                resting.remove(id);
            }
            Err(failure) => {
                tracing::error!(case = %id, %failure, "cannot be woken");
                let rest = self.limits.pause.saturating_mul(1 << times.min(16)).min(LONGEST_REST);
                resting.insert(id.clone(), (Instant::now() + rest, times.saturating_add(1)));
            }
        }
    }

    /// Puts aside what falls due next in a case, because it takes too long each time: the case goes on.
    async fn park(&self, id: &CaseId) -> Result<(), Failure> {
        let _gate = self.gate(id).await;
        let loaded = self.fresh().await?;
        let world = &loaded.rules.world;
        let Some(held) = self.held(id).await? else { return Ok(()) };
        let at = self.store.now().await?.max(held.instance.at);
        match step::next_due(&held.definition, &held.instance, world) {
            Ok(Some(due)) if due <= at => {}
            // Somebody else has taken it meanwhile.
            _ => return Ok(()),
        }
        let step = step::park(&held.definition, &held.instance, world, at)
            .map_err(|fault| Failure::Fault(fault.to_string()))?;
        let input = Input {
            id: format!("wake-{}", step.instance.version),
            source: Source::Engine,
            at,
            occurred_at: None,
            actor: None,
            cause: Cause::Wake,
            numbers: Numbers::new(),
            reads: Vec::new(),
        };
        tracing::error!(case = %id, "what falls due takes too long and is parked");
        let noted = Noted::from(Link { input, step, incident: Some(TOO_LONG.to_owned()) });
        // Who was first has changed the case, so it is looked at again.
        self.commit_own(Base::of(&held, world).commit(vec![noted])?).await.map(drop)
    }

    /// How often in a row a case could not be woken.
    fn failed(&self, id: &CaseId) -> u32 {
        let resting = self.resting.lock().unwrap_or_else(PoisonError::into_inner);
        resting.get(id).map_or(0, |(_, times)| *times)
    }

    /// How many cases rest.
    pub fn resting(&self) -> u32 {
        let resting = self.resting.lock().unwrap_or_else(PoisonError::into_inner);
        u32::try_from(resting.len()).unwrap_or(u32::MAX)
    }

    /// Whether a case rests still.
    pub fn rests(&self, id: &CaseId) -> bool {
        let resting = self.resting.lock().unwrap_or_else(PoisonError::into_inner);
        resting.get(id).is_some_and(|(until, _)| *until > Instant::now())
    }
}
