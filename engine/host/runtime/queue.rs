//! Commits of concurrent requests gathered into batches: one transaction, one flush of the log, many cases.

use super::Limits;
use crate::store::{Commit, Fault, Outcome, Store};
use std::sync::Arc;
use tokio::sync::{mpsc, oneshot};

type Answer = oneshot::Sender<Result<Outcome, Fault>>;

/// The way to the store for commits.
#[derive(Clone)]
pub(super) struct Queue {
    door: mpsc::Sender<(Commit, Answer)>,
}

impl Queue {
    /// A queue with the task that empties it, which ends when the last handle is gone.
    pub fn start(store: Arc<dyn Store>, limits: &Limits) -> Self {
        let (door, mut waiting) = mpsc::channel::<(Commit, Answer)>(limits.queue);
        let most = limits.batch;
        tokio::spawn(async move {
            let mut gathered = Vec::with_capacity(most);
            while waiting.recv_many(&mut gathered, most).await > 0 {
                let (batch, answers): (Vec<_>, Vec<_>) = gathered.drain(..).unzip();
                match store.commit(batch).await {
                    Ok(outcomes) => {
                        // Who has gone away meanwhile does not hear; the commit stands.
                        for (answer, outcome) in answers.into_iter().zip(outcomes) {
                            let _ = answer.send(Ok(outcome));
                        }
                    }
                    Err(fault) => {
                        for answer in answers {
                            let _ = answer.send(Err(fault.clone()));
                        }
                    }
                }
            }
        });
        Self { door }
    }

    /// Commits.
    ///
    /// # Errors
    /// [`Fault::Unreachable`]: the outcome is not known.
    pub async fn commit(&self, commit: Commit) -> Result<Outcome, Fault> {
        let gone = || Fault::Unreachable("the runtime is closed".to_owned());
        let (answer, outcome) = oneshot::channel();
        self.door.send((commit, answer)).await.map_err(|_| gone())?;
        outcome.await.map_err(|_| gone())?
    }
}
