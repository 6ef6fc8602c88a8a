//! A virtual clock: time moves when it is told to, and everything happens one after the other.

use super::{Failure, Inner};
use crate::store::Fault;
use jiff::Timestamp;

impl Inner {
    /// Fires what falls due up to `to` in order, each with all its messages, and leaves the clock there.
    /// Absent: where time stands, once nobody else moves it.
    pub async fn settle_until(&self, to: Option<Timestamp>) -> Result<(), Failure> {
        if !self.is_virtual {
            return Err(Failure::Broken("time is the wall's and cannot be set".to_owned()));
        }
        let _turn = self.turn.lock().await;
        let began = self.store.now().await?;
        let to = to.unwrap_or(began);
        if to < began {
            return Err(Fault::Clock(format!("{to} has passed already")).into());
        }
        for _ in 0..self.limits.rounds {
            while self.reproject_page().await? {}
            self.drain().await?;
            self.spread_duty().await?;
            let now = self.store.now().await?;
            let (due, scheduled) = (self.store.next_due().await?, self.next_scheduled().await?);
            match due {
                // What is due in cases at an instant comes before what schedules do then.
                _ if scheduled.is_some_and(|at| at <= to.max(now) && due.is_none_or(|due| at < due)) => {
                    if let Some(at) = scheduled.filter(|at| *at > now) {
                        self.move_clock(at).await?;
                    }
                    self.schedule_page().await?;
                }
                Some(due) if due <= to.max(now) => {
                    if due > now {
                        self.move_clock(due).await?;
                    }
                    let first = self.store.due(due.max(now), 1).await?;
                    let Some(first) = first.into_iter().next() else { continue };
                    self.wake(&first.id).await?;
                }
                _ => {
                    if now < to {
                        self.move_clock(to).await?;
                        // Calls that wait for another try may be due now.
                        self.drain().await?;
                    }
                    return Ok(());
                }
            }
        }
        Err(Failure::Broken(format!("no rest after {} rounds", self.limits.rounds)))
    }

    /// Moves the clock to an instant, unless another node has moved it further meanwhile.
    async fn move_clock(&self, to: Timestamp) -> Result<(), Failure> {
        match self.store.set_clock(to).await {
            Err(Fault::Clock(_)) if self.store.now().await? >= to => Ok(()),
            moved => Ok(moved?),
        }
    }

    /// Delivers everything that can be delivered at the instant at which time stands, in the order of (instant,
    /// source, version, place).
    async fn drain(&self) -> Result<(), Failure> {
        for _ in 0..self.limits.rounds {
            let now = self.store.now().await?;
            let claimed = self.store.claim_outbox(&self.claim(None, now, 1)).await?;
            let Some(row) = claimed.into_iter().next() else { return Ok(()) };
            self.perform(row).await;
        }
        Err(Failure::Broken(format!("no rest after {} messages", self.limits.rounds)))
    }
}
