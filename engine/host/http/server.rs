//! What every request is served with.

use super::problem::Problem;
use crate::runtime::{Failure, Runtime};
use crate::store::Store;
use docket_core::step::World;
use metrics_exporter_prometheus::{PrometheusBuilder, PrometheusHandle};
use std::sync::{Arc, OnceLock};
use std::time::Duration;

/// Named limits of the server.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of a body.
    pub body: usize,
    /// How long the head of a request may take to arrive; a connection that is kept may lie idle as long.
    pub head: Duration,
    /// How long one request may take, its body's arrival included.
    pub request: Duration,
    /// How long a moved clock may take to come to rest.
    pub clock: Duration,
    /// Requests served at the same time; more are turned away.
    pub together: usize,
    /// How long requests under way may take when the server is stopped.
    pub drain: Duration,
    /// Items of a page, unless less is asked for.
    pub page: u32,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            body: 1 << 20,
            head: Duration::from_secs(15),
            request: Duration::from_secs(30),
            clock: Duration::from_secs(600),
            together: 512,
            drain: Duration::from_secs(20),
            page: 100,
        }
    }
}

/// What every request is served with. Copies share everything.
#[derive(Clone)]
pub struct Server {
    inner: Arc<Inner>,
}

struct Inner {
    runtime: Runtime,
    limits: Limits,
    metrics: Option<PrometheusHandle>,
    places: Arc<tokio::sync::Semaphore>,
}

impl Server {
    /// A server over a runtime.
    #[must_use]
    pub fn new(runtime: Runtime, limits: Limits) -> Self {
        let places = Arc::new(tokio::sync::Semaphore::new(limits.together));
        Self { inner: Arc::new(Inner { runtime, limits, metrics: metrics(), places }) }
    }

    /// Those who run cases.
    #[must_use]
    pub fn runtime(&self) -> &Runtime {
        &self.inner.runtime
    }

    /// The database.
    #[must_use]
    pub fn store(&self) -> &Arc<dyn Store> {
        self.inner.runtime.store()
    }

    /// Calendars and organisation, the latest.
    #[must_use]
    pub fn world(&self) -> World {
        self.inner.runtime.rules().world
    }

    /// Named limits.
    #[must_use]
    pub fn limits(&self) -> &Limits {
        &self.inner.limits
    }

    /// What was counted so far, as Prometheus reads it.
    #[must_use]
    pub fn counted(&self) -> String {
        self.inner.metrics.as_ref().map_or_else(String::new, |handle| {
            handle.run_upkeep();
            handle.render()
        })
    }

    /// A place among the requests served at the same time. Absent: there is none.
    #[must_use]
    pub fn place(&self) -> Option<tokio::sync::OwnedSemaphorePermit> {
        self.inner.places.clone().try_acquire_owned().ok()
    }
}

/// One recorder for the process, whatever number of servers it has. Absent: somebody else records.
fn metrics() -> Option<PrometheusHandle> {
    static HANDLE: OnceLock<Option<PrometheusHandle>> = OnceLock::new();
    HANDLE.get_or_init(|| PrometheusBuilder::new().install_recorder().ok()).clone()
}

impl From<Failure> for Problem {
    fn from(failure: Failure) -> Self {
        use super::problem::Code;
        match failure {
            Failure::Refused(refusal) => Self::refused(*refusal),
            Failure::Fault(why) => {
                tracing::warn!(%why, "the rules or the data are at fault");
                Self::said(Code::Fault, docket_core::step::spoken(&why))
            }
            Failure::Unavailable(why) => {
                tracing::error!(%why, "not available");
                Self::new(Code::Unavailable, "")
            }
            failure @ Failure::OtherKey => {
                tracing::error!(%failure, "what is stored cannot be used");
                Self::new(Code::Internal, "")
            }
            Failure::Broken(why) => {
                tracing::error!(%why, "what is stored cannot be used");
                Self::new(Code::Internal, "")
            }
        }
    }
}
