//! The loop: what falls due is fired, what leaves is delivered.

use super::under_way::UnderWay;
use super::{Failure, Inner};
use crate::store::{Channel, Claim};
use futures_util::{StreamExt, stream};
use jiff::Timestamp;
use std::future::Future;
use std::sync::Arc;
use std::time::Instant;
use tokio::task::JoinSet;

/// What is done beside the loop, page by page.
#[derive(Clone, Copy, Debug)]
enum Beside {
    /// Deadlines are counted again by a calendar that has changed.
    Counting,
    /// Schedules happen.
    Schedules,
}

impl Inner {
    /// The loop of everything, and beside it the counting again and the schedules, which hold up nothing.
    pub async fn run(self: Arc<Self>, shutdown: impl Future<Output = ()>) {
        let (stop, stopped) = tokio::sync::watch::channel(false);
        let again = tokio::spawn(self.clone().beside(Beside::Counting, stopped.clone()));
        let schedules = tokio::spawn(self.clone().beside(Beside::Schedules, stopped));
        self.serve(shutdown).await;
        let _ = stop.send(true);
        let _ = tokio::join!(again, schedules);
    }

    /// Works through pages beside the loop. In virtual time they have their turn when the clock comes to rest.
    async fn beside(self: Arc<Self>, what: Beside, mut stopped: tokio::sync::watch::Receiver<bool>) {
        while !self.is_virtual && !*stopped.borrow() {
            let (page, rest) = match what {
                Beside::Counting => (self.reproject_page().await, self.limits.refresh),
                Beside::Schedules => (self.schedule_page().await, self.limits.schedule_poll),
            };
            let wait = match page {
                Ok(true) => continue,
                Ok(false) => rest,
                Err(failure) => {
                    tracing::warn!(%failure, ?what, "waiting for the database");
                    self.limits.pause
                }
            };
            let _ = tokio::time::timeout(wait, stopped.changed()).await;
        }
    }

    async fn serve(self: Arc<Self>, shutdown: impl Future<Output = ()>) {
        let mut shutdown = std::pin::pin!(shutdown);
        let mut calls = JoinSet::new();
        let under_way = UnderWay::default();
        let mut refreshed = Instant::now();
        loop {
            if refreshed.elapsed() >= self.limits.refresh {
                refreshed = Instant::now();
                if let Err(failure) = self.refresh().await {
                    tracing::warn!(%failure, "publications could not be read");
                }
            }
            let wait = match self.round(&mut calls, &under_way).await {
                Ok(true) => std::time::Duration::ZERO,
                Ok(false) => self.limits.poll,
                Err(failure) => {
                    tracing::warn!(%failure, "waiting for the database");
                    self.limits.pause
                }
            };
            // The end is asked for after each round, even when there is always something to do.
            tokio::select! {
                biased;
                () = &mut shutdown => break,
                () = self.bell.notified(), if wait <= self.limits.poll => {}
                () = tokio::time::sleep(wait) => {}
            }
            while calls.try_join_next().is_some() {}
        }
        // Calls under way are waited for: each ends by its own limit.
        while calls.join_next().await.is_some() {}
    }

    /// One round. True: there may be more at once.
    async fn round(self: &Arc<Self>, calls: &mut JoinSet<()>, under_way: &UnderWay) -> Result<bool, Failure> {
        if self.is_virtual {
            self.settle_until(None).await?;
            return Ok(false);
        }
        self.spread_duty().await?;
        let now = self.store.now().await?;
        let page = self.limits.page;
        let due = self.store.due(now, page.saturating_add(self.resting())).await?;
        let ready: Vec<_> = due.into_iter().filter(|due| !self.rests(&due.id)).collect();
        let woken = ready.len();
        stream::iter(ready)
            .for_each_concurrent(self.limits.together, |due| async move { self.wake_or_rest(&due.id).await })
            .await;
        let messages = self.store.claim_outbox(&self.claim(Some(Channel::Message), now, page)).await?;
        let delivered = messages.len();
        stream::iter(messages)
            .for_each_concurrent(self.limits.together, |outgoing| self.perform(outgoing))
            .await;
        let sent = self.call(calls, under_way).await?;
        Ok(woken > 0 || delivered > 0 || sent)
    }

    /// Sends calls on their way, as many as there are places for. True: there may be more at once.
    async fn call(self: &Arc<Self>, calls: &mut JoinSet<()>, under_way: &UnderWay) -> Result<bool, Failure> {
        // Calls take their time, so no more are claimed than can be sent now, of each service and of all.
        let (free, except) = under_way.room(&self.limits);
        if free == 0 {
            return Ok(false);
        }
        let now = self.store.now().await?;
        let free = u32::try_from(free).unwrap_or(self.limits.page).min(self.limits.page);
        let claim = Claim { except, ..self.claim(Some(Channel::Call), now, free) };
        let claimed = self.store.claim_outbox(&claim).await?;
        let sent = !claimed.is_empty();
        for outgoing in claimed {
            let (this, place) = (self.clone(), under_way.enter(&outgoing.row.target));
            calls.spawn(async move {
                this.perform(outgoing).await;
                drop(place);
                // Somebody may have waited for the place.
                this.bell.notify_one();
            });
        }
        Ok(sent)
    }

    /// A claim for the time of a lease.
    pub fn claim(&self, channel: Option<Channel>, now: Timestamp, limit: u32) -> Claim {
        let lease_ms = i64::try_from(self.limits.lease.as_millis()).unwrap_or(i64::MAX);
        Claim { channel, now, lease_ms, limit, except: Vec::new() }
    }
}
