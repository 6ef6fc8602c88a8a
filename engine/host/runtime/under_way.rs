//! Calls that are under way, by service.

use super::Limits;
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

/// Counts calls under way. Copies share the count.
#[derive(Clone, Default)]
pub(super) struct UnderWay(Arc<Mutex<BTreeMap<String, usize>>>);

/// The place of one call; given back when it is dropped, also by a panic.
pub(super) struct Place {
    of: UnderWay,
    service: String,
}

impl UnderWay {
    /// How many calls may be taken at once without that any service gets more than its share, and the services that
    /// have theirs already. Fewer come at once while a service is near its share; the next round takes the rest.
    pub fn room(&self, limits: &Limits) -> (usize, Vec<String>) {
        let counts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let all: usize = counts.values().sum();
        let busy = counts.iter().filter(|(_, count)| **count >= limits.calls_of_one);
        let most = counts.values().filter(|count| **count < limits.calls_of_one).max().copied().unwrap_or(0);
        let free = limits.calls.saturating_sub(all).min(limits.calls_of_one.saturating_sub(most));
        (free, busy.map(|(service, _)| service.clone()).collect())
    }

    /// Takes a place.
    pub fn enter(&self, service: &str) -> Place {
        let mut counts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        *counts.entry(service.to_owned()).or_default() += 1;
        Place { of: self.clone(), service: service.to_owned() }
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut counts = self.of.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(count) = counts.get_mut(&self.service) {
            *count = count.saturating_sub(1);
        }
        counts.retain(|_, count| *count > 0);
    }
}
