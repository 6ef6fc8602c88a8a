//! A case as the database holds it, opened.

use super::request::Asked;
use super::{Failure, GATES, Inner, tombstone};
use crate::seal::CaseSealer;
use docket_core::definition::Definition;
use docket_core::instance::{CaseId, FORMAT, Hash, Instance, patch};
use serde_json::Value;
use std::sync::Arc;

/// A case that was loaded.
pub(super) struct Held {
    /// The hash of its last log entry.
    pub head: Hash,
    /// Its state as it is stored.
    pub sealed: Value,
    /// Its state, open.
    pub instance: Instance,
    /// What it runs.
    pub definition: Arc<Definition>,
    /// Seals its private fields. Absent: its definition has none.
    pub sealer: Option<CaseSealer>,
}

/// Seals the private fields of a document.
pub(super) fn seal(
    definition: &Definition,
    sealer: Option<&CaseSealer>,
    mut document: Value,
) -> Result<Value, Failure> {
    if let Some(sealer) = sealer {
        sealer.seal(&mut document, &|field| definition.is_private(field))?;
    }
    Ok(document)
}

/// The hash of what was asked. It covers ciphertext, so that nobody can guess a private value by its hash.
pub(super) fn body_hash(
    definition: &Definition,
    sealer: Option<&CaseSealer>,
    asked: &Asked,
) -> Result<Hash, Failure> {
    let sealed = seal(definition, sealer, asked.body.clone())?;
    Ok(Hash::of(&[&patch::canonical(&sealed)]))
}

impl Inner {
    /// Keeps other requests of this node from the case, until the guard is dropped. Never hold two.
    pub async fn gate(&self, id: &CaseId) -> Option<tokio::sync::MutexGuard<'_, ()>> {
        let hash = Hash::of(&[id.as_str().as_bytes()]);
        let number = hash.as_str().get(..8).and_then(|digits| usize::from_str_radix(digits, 16).ok());
        match self.gates.get(number.unwrap_or(0) % GATES) {
            Some(gate) => Some(gate.lock().await),
            None => None,
        }
    }

    /// Waits a little before an input is decided anew: others were first, and the next of them may be under way.
    pub async fn breathe(&self, round: u32) {
        if round > 0 {
            let millis = u64::from(round.min(10)) * 2;
            tokio::time::sleep(std::time::Duration::from_millis(millis)).await;
        }
    }

    /// Loads a case and opens it. Absent: there is none.
    pub async fn held(&self, id: &CaseId) -> Result<Option<Held>, Failure> {
        let ids = std::slice::from_ref(id);
        let (stored, keys) = tokio::try_join!(self.store.load(ids), self.store.case_keys(ids))?;
        let Some(stored) = stored.into_iter().next() else { return Ok(None) };
        let key = keys.into_iter().next().map(|(_, key)| key);
        self.opened(stored, key).await.map(Some)
    }

    /// Opens a case that was loaded, with its key if it has one.
    pub async fn opened(&self, stored: crate::store::Stored, key: Option<Vec<u8>>) -> Result<Held, Failure> {
        let id = &stored.id;
        if stored.format > FORMAT {
            return Err(Failure::Unavailable(format!("{id} was written by a newer version")));
        }
        let sealer = match key {
            None => None,
            Some(key) => Some(self.sealer.case(id, &key)?),
        };
        let mut open = stored.state.clone();
        if let Some(sealer) = &sealer {
            sealer.open(&mut open)?;
        }
        let instance: Instance = serde_json::from_value(open)
            .map_err(|error| Failure::Broken(format!("the state of {id} cannot be read: {error}")))?;
        let definition = if tombstone::is_vacant(&instance.definition) {
            Arc::new(tombstone::vacant(&instance.workflow))
        } else {
            self.definition(&instance.definition).await?
        };
        Ok(Held { head: stored.head, sealed: stored.state, instance, definition, sealer })
    }

    /// The sealer of a case, with a new key if it has none yet. Absent: its definition has no private field.
    pub async fn sealer_of(
        &self,
        id: &CaseId,
        definition: &Definition,
    ) -> Result<Option<CaseSealer>, Failure> {
        if definition.private.is_empty() {
            return Ok(None);
        }
        let kept = self.store.case_keys(std::slice::from_ref(id)).await?;
        let key = match kept.into_iter().next() {
            Some((_, key)) => key,
            None => self.store.case_key(id, &self.sealer.new_case_key(id)?).await?,
        };
        Ok(Some(self.sealer.case(id, &key)?))
    }

    /// Opens what a case has sent.
    pub async fn open_from(&self, source: &CaseId, mut body: Value) -> Result<Value, Failure> {
        let keys = self.store.case_keys(std::slice::from_ref(source)).await?;
        if let Some((_, key)) = keys.into_iter().next() {
            self.sealer.case(source, &key)?.open(&mut body)?;
        }
        Ok(body)
    }
}
