//! Calls of services: what is sent, and what comes of it. Who sends is handed in.

use async_trait::async_trait;
use docket_core::instance::{CaseId, Data};
use jiff::Timestamp;

/// A call of a service.
#[derive(Clone, Debug, PartialEq)]
pub struct Call {
    /// Its id: the same each time it is sent.
    pub id: String,
    /// The case that calls.
    pub case: CaseId,
    /// The version of the case that called. Calls are unordered; this orders them.
    pub seq: u64,
    /// The service.
    pub service: String,
    /// What is sent; private fields open, since the service is a part of the deployment.
    pub data: Data,
    /// When it was made.
    pub at: Timestamp,
    /// When it is sent, this time.
    pub sent_at: Timestamp,
    /// How often it was sent, this time included.
    pub attempt: u32,
}

/// What came of a call.
#[derive(Clone, Debug, PartialEq)]
pub enum Called {
    /// It answered.
    Answered(Data),
    /// It will never answer: why, and what it said.
    Refused(String, Data),
    /// It may answer another time: why it did not.
    Failed(String),
    /// It was handed over for good; its answer, if there is one, comes in by itself.
    Later,
}

/// Who carries calls to services.
#[async_trait]
pub trait Courier: Send + Sync {
    /// Sends a call and waits for its answer, no longer than `Limits::call`.
    async fn call(&self, call: &Call) -> Called;
}

/// A courier of a deployment without services.
#[derive(Clone, Copy, Debug, Default)]
pub struct Nobody;

#[async_trait]
impl Courier for Nobody {
    async fn call(&self, call: &Call) -> Called {
        Called::Refused(format!("there is no service `{}`", call.service), Data::new())
    }
}
