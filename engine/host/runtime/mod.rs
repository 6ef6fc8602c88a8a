//! Load, step, commit. The only wall clock: the database's, asked here; what falls due is fired here.
//!
//! Every input of a case is decided by `step` on the state that the database holds, and committed by comparing the
//! head of its log: whoever comes second decides anew. So any number of runtimes may share one database.

mod boards;
mod case;
mod courier;
mod decide;
mod deliver;
mod draft;
mod duty;
mod editions;
mod explain;
mod keys;
mod limits;
mod lists;
mod names;
mod open;
mod queue;
mod read;
mod replay;
mod reproject;
mod request;
mod rules;
mod run;
mod schedules;
mod settle;
mod tombstone;
mod under_way;
mod view;
mod wake;

use crate::seal::Sealer;
use crate::store::{
    CaseFilter, CaseRow, IncidentFilter, IncidentRow, MAX_PAGE, NoticeFilter, NoticeRow, RunFilter, RunRow,
    Store, TaskFilter, TaskRow,
};
use docket_core::board::Board;
use docket_core::definition::Definition;
use docket_core::instance::{CaseId, Cause, Data, Hash, IdKey, Instance};
use docket_core::step::{Possible, World};
use jiff::Timestamp;
use std::collections::BTreeMap;
use std::future::Future;
use std::sync::{Arc, Mutex, RwLock};
use tokio::sync::{Notify, broadcast};

pub use boards::{Published, Publishing};
pub use courier::{Call, Called, Courier, Nobody};
pub use explain::Explanation;
pub use limits::Limits;
pub use lists::{Became, Counts, Found, ListCursor, Seen, Synced, Syncing};
pub use names::as_in_stories;
pub use replay::{Cursor, Passed};
pub use reproject::is_workflow;
pub use request::{Event, Failure, Reply, Request};
pub use rules::{Again, Compiler, Listed, Rules, Scheduled, Version};
pub use view::{Deadline, Issued, LogView, Reasons, Shown, View};

/// Locks that keep the requests of one node from racing each other for one case.
const GATES: usize = 1_024;
/// Changes that a slow listener may lag behind.
const CHANGES: usize = 1_024;

/// A case has changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// The case.
    pub case: CaseId,
    /// Its version now.
    pub version: u64,
}

/// Takes inputs of cases, fires what falls due, delivers what leaves. Copies share everything.
#[derive(Clone)]
pub struct Runtime {
    inner: Arc<Inner>,
}

struct Inner {
    store: Arc<dyn Store>,
    sealer: Sealer,
    ids: IdKey,
    courier: Arc<dyn Courier>,
    limits: Limits,
    queue: queue::Queue,
    loaded: RwLock<Arc<rules::Loaded>>,
    compiled: Mutex<BTreeMap<Hash, Arc<Definition>>>,
    calendars: Mutex<BTreeMap<Hash, Arc<docket_core::calendar::Calendar>>>,
    duty: Mutex<duty::Known>,
    gates: Vec<tokio::sync::Mutex<()>>,
    /// Held while a virtual clock comes to rest, so that two of them never share a turn.
    turn: tokio::sync::Mutex<()>,
    /// Cases that cannot be woken now, by when to try again.
    resting: Mutex<BTreeMap<CaseId, (std::time::Instant, u32)>>,
    /// What could not be told of schedules and was said.
    told: Mutex<std::collections::BTreeSet<(String, String)>>,
    /// Rung when there may be something to deliver.
    bell: Notify,
    changes: broadcast::Sender<Change>,
    is_virtual: bool,
}

impl Runtime {
    /// A runtime on a store, with rules in force. Must be called within a tokio runtime.
    ///
    /// # Errors
    /// [`Failure::Unavailable`] if the database does not answer, [`Failure::Broken`] if it holds what cannot be read,
    /// [`Failure::OtherKey`] if it was made with another master key.
    pub async fn open(
        store: Arc<dyn Store>,
        sealer: Sealer,
        courier: Arc<dyn Courier>,
        rules: Rules,
        limits: Limits,
    ) -> Result<Self, Failure> {
        let is_virtual = store.clock().await?.is_virtual;
        let nothing = rules::Loaded {
            rules: rules.clone(),
            publications: Vec::new(),
            pending: std::collections::BTreeSet::new(),
        };
        let inner = Inner {
            ids: names::of(store.as_ref(), &sealer).await?,
            queue: queue::Queue::start(store.clone(), &limits),
            store,
            sealer,
            courier,
            limits,
            loaded: RwLock::new(Arc::new(nothing)),
            compiled: Mutex::default(),
            calendars: Mutex::default(),
            duty: Mutex::default(),
            gates: std::iter::repeat_with(tokio::sync::Mutex::default).take(GATES).collect(),
            turn: tokio::sync::Mutex::default(),
            resting: Mutex::default(),
            told: Mutex::default(),
            bell: Notify::new(),
            changes: broadcast::channel(CHANGES).0,
            is_virtual,
        };
        inner.publish(rules, rules::Again::default()).await?;
        Ok(Self { inner: Arc::new(inner) })
    }

    /// The store, for what is no business of cases (tokens, health).
    #[must_use]
    pub fn store(&self) -> &Arc<dyn Store> {
        &self.inner.store
    }

    /// The rules that are loaded.
    #[must_use]
    pub fn rules(&self) -> Rules {
        self.inner.loaded().rules.clone()
    }

    /// Calendars, organisation and duty, with every change of duty that was committed before this was asked.
    ///
    /// # Errors
    /// [`Failure::Unavailable`].
    pub async fn world(&self) -> Result<World, Failure> {
        Ok(self.inner.fresh().await?.rules.world.clone())
    }

    /// Puts rules in force. Cases keep the definition that they started with.
    ///
    /// # Errors
    /// [`Failure::Unavailable`]: the old rules stay in force on this node.
    pub async fn publish(&self, rules: Rules) -> Result<(), Failure> {
        self.inner.publish(rules, rules::Again::default()).await
    }

    /// The same, and calendars or rotations of the rules hold even where newer ones were published.
    ///
    /// # Errors
    /// As [`Runtime::publish`].
    pub async fn restore(&self, rules: Rules, again: Again) -> Result<(), Failure> {
        self.inner.publish(rules, again).await
    }

    /// The version of a workflow that applies to a start that happened then.
    ///
    /// # Errors
    /// [`Failure::Unavailable`], [`Failure::Broken`].
    pub async fn version_at(
        &self,
        workflow: &str,
        occurred_at: Timestamp,
    ) -> Result<Option<Arc<Definition>>, Failure> {
        self.inner.version_at(workflow, occurred_at).await
    }

    /// The time that inputs get now.
    ///
    /// # Errors
    /// [`Failure::Unavailable`].
    pub async fn now(&self) -> Result<Timestamp, Failure> {
        Ok(self.inner.store.now().await?)
    }

    /// Whether time is virtual: it stands until [`Runtime::settle_until`] moves it.
    #[must_use]
    pub fn is_virtual(&self) -> bool {
        self.inner.is_virtual
    }

    /// Changes that this node makes, from now on. A listener that lags misses some and is told so.
    #[must_use]
    pub fn changes(&self) -> broadcast::Receiver<Change> {
        self.inner.changes.subscribe()
    }

    /// Starts a case.
    ///
    /// A workflow with a key names the case by it: if another case holds the key, the declaration says whether the
    /// start is refused, answered with that case (`exists`), or becomes an event of it. `expected_version` does not
    /// apply.
    ///
    /// # Errors
    /// [`Failure`] says why there is no case.
    pub async fn start(&self, request: Request, workflow: &str, data: Data) -> Result<Reply, Failure> {
        self.inner.start(request, workflow, data).await
    }

    /// Sends an event to a case.
    ///
    /// # Errors
    /// [`Failure`] says why nothing became of it.
    pub async fn send(&self, request: Request, case: &CaseId, event: Event) -> Result<Reply, Failure> {
        let Event { name, data, task, region } = event;
        self.inner.take(request, case, Cause::Event { name, data, task, region }).await
    }

    /// Approves or refuses what waits for approval under a task.
    ///
    /// # Errors
    /// [`Failure`] says why nothing became of it.
    pub async fn decide(
        &self,
        request: Request,
        case: &CaseId,
        task: &str,
        approve: bool,
        reason: Option<String>,
    ) -> Result<Reply, Failure> {
        self.inner.take(request, case, Cause::Decide { task: task.to_owned(), approve, reason }).await
    }

    /// Brings an input of any cause, as if a sender of the request's source had it: takes or gives back a task, has what
    /// failed taken again ([`Cause::Retry`]) or dropped ([`Cause::Skip`]). The last two ask no rule: who may is the
    /// caller's to say.
    ///
    /// # Errors
    /// [`Failure`] says why nothing became of it.
    pub async fn act(&self, request: Request, case: &CaseId, cause: Cause) -> Result<Reply, Failure> {
        self.inner.take(request, case, cause).await
    }

    /// Ends a case as `cancelled`. Who may is the host's to say: the rules are not asked.
    ///
    /// # Errors
    /// [`Failure`] says why nothing became of it.
    pub async fn cancel(&self, request: Request, case: &CaseId) -> Result<Reply, Failure> {
        self.inner.take(request, case, Cause::Cancel).await
    }

    /// A case as readers see it. Absent: there is none of this id.
    ///
    /// # Errors
    /// [`Failure::Unavailable`], [`Failure::Broken`].
    pub async fn case(&self, id: &CaseId, shown: Shown) -> Result<Option<View>, Failure> {
        self.inner.view(id, shown).await
    }

    /// Everything that a case remembers, private fields open. For test hosts; never for readers.
    ///
    /// # Errors
    /// [`Failure::Unavailable`], [`Failure::Broken`].
    pub async fn instance(&self, id: &CaseId) -> Result<Option<Instance>, Failure> {
        Ok(self.inner.held(id).await?.map(|held| held.instance))
    }

    /// The definition that a case runs. Absent: there is no such case.
    ///
    /// # Errors
    /// [`Failure::Unavailable`], [`Failure::Broken`].
    pub async fn definition_of(&self, id: &CaseId) -> Result<Option<Arc<Definition>>, Failure> {
        Ok(self.inner.held(id).await?.map(|held| held.definition))
    }

    /// What is possible in a case now. Absent: there is no such case.
    ///
    /// # Errors
    /// [`Failure::Unavailable`], [`Failure::Broken`].
    pub async fn possible(&self, id: &CaseId) -> Result<Option<Vec<Possible>>, Failure> {
        self.inner.possible(id).await
    }

    /// The log of a case from a version on, oldest first, private fields marked.
    ///
    /// # Errors
    /// [`Failure::Unavailable`], [`Failure::Broken`].
    pub async fn log(&self, id: &CaseId, from: u64, limit: u32) -> Result<Vec<LogView>, Failure> {
        self.inner.log(id, from, limit).await
    }

    /// Publishes a board: what cases publish, read as of one instant, made a snapshot that never changes. The same
    /// request again gives the same publication.
    ///
    /// # Errors
    /// [`Failure::Refused`] where there is no such board, or no publication that is to be corrected;
    /// [`Failure::Fault`] where the board cannot be computed, [`Failure::Unavailable`], [`Failure::Broken`].
    pub async fn publish_board(&self, request: Request, wanted: Publishing) -> Result<Published, Failure> {
        self.inner.publish_board(request, wanted).await
    }

    /// The rules of a board.
    ///
    /// # Errors
    /// [`Failure::Refused`] where there is no such board.
    pub fn board(&self, name: &str) -> Result<Arc<Board>, Failure> {
        self.inner.board(name)
    }

    /// A publication of a board by its number. Absent: the latest.
    ///
    /// # Errors
    /// [`Failure::Refused`] where there is none, [`Failure::Unavailable`], [`Failure::Broken`].
    pub async fn published_board(&self, board: &str, number: Option<u64>) -> Result<Published, Failure> {
        self.inner.published_board(board, number).await
    }

    /// One page of a sync of a list: opens the cases of new entries, tells cases what has changed, notes which entries are
    /// declared no more. A page that is asked for again does nothing twice.
    ///
    /// # Errors
    /// [`Failure::Refused`] where there is no such list, or it has changed since the page before; [`Failure::Unavailable`],
    /// [`Failure::Broken`]. What was done before the failure stays done.
    pub async fn sync_list(&self, request: Request, wanted: Syncing) -> Result<Synced, Failure> {
        self.inner.sync_list(request, wanted).await
    }

    /// A list, as it is declared.
    ///
    /// # Errors
    /// [`Failure::Refused`] where there is no such list.
    pub fn list(&self, name: &str) -> Result<Arc<Listed>, Failure> {
        self.inner.list(name)
    }

    /// The entries of a case's log behind a cursor, private fields open; the cursor moves on. For test hosts; never for
    /// readers.
    ///
    /// # Errors
    /// [`Failure::Unavailable`], [`Failure::Broken`].
    pub async fn read_on(&self, id: &CaseId, cursor: &mut Cursor) -> Result<Vec<Passed>, Failure> {
        self.inner.read_on(id, cursor).await
    }

    /// Why a version of a case came about: the step is taken once more. Absent: there is no such version.
    ///
    /// # Errors
    /// [`Failure::Unavailable`], [`Failure::Broken`].
    pub async fn explain(&self, id: &CaseId, version: u64) -> Result<Option<Explanation>, Failure> {
        self.inner.explain(id, version).await
    }

    /// Why the clocks of a case fall due when they do, and what its duties that recur stand at: all, or the one of this name. Absent: there is no such case.
    ///
    /// # Errors
    /// [`Failure::Unavailable`], [`Failure::Broken`]; [`Failure::Fault`] when the calendar cannot answer.
    pub async fn why(&self, id: &CaseId, clock: Option<&str>) -> Result<Option<Reasons>, Failure> {
        self.inner.why(id, clock).await
    }

    /// Open tasks.
    ///
    /// # Errors
    /// [`Failure::Unavailable`].
    pub async fn tasks(&self, filter: &TaskFilter) -> Result<Vec<TaskRow>, Failure> {
        Ok(self.inner.store.tasks(filter).await?)
    }

    /// Notices, newest first.
    ///
    /// # Errors
    /// [`Failure::Unavailable`].
    pub async fn notices(&self, filter: &NoticeFilter) -> Result<Vec<NoticeRow>, Failure> {
        Ok(self.inner.store.notices(filter).await?)
    }

    /// Cases.
    ///
    /// # Errors
    /// [`Failure::Unavailable`].
    pub async fn search(&self, filter: &CaseFilter) -> Result<Vec<CaseRow>, Failure> {
        let (mut filter, mut found) = (filter.clone(), Vec::new());
        let wanted = usize::try_from(filter.limit.min(MAX_PAGE)).unwrap_or(usize::MAX);
        loop {
            let page = self.inner.store.search(&filter).await?;
            let is_last = page.len() < wanted;
            filter.after = page.last().map(|row| row.id.clone()).or(filter.after);
            // Signs that lead to a case are none themselves.
            found.extend(page.into_iter().filter(|row| !tombstone::is_sign(row)));
            if is_last || found.len() >= wanted {
                found.truncate(wanted);
                return Ok(found);
            }
        }
    }

    /// Open incidents.
    ///
    /// # Errors
    /// [`Failure::Unavailable`].
    pub async fn incidents(&self, filter: &IncidentFilter) -> Result<Vec<IncidentRow>, Failure> {
        Ok(self.inner.store.incidents(filter).await?)
    }

    /// Occurrences of a schedule that came due, the latest first.
    ///
    /// # Errors
    /// [`Failure::Unavailable`].
    pub async fn runs(&self, filter: &RunFilter) -> Result<Vec<RunRow>, Failure> {
        Ok(self.inner.store.runs(filter).await?)
    }

    /// Fires what falls due and delivers what leaves, until `shutdown` is ready; then ends what it holds.
    ///
    /// A database that goes away is waited for. With a virtual clock it delivers at the instant at which time stands.
    pub async fn run(&self, shutdown: impl Future<Output = ()>) {
        self.inner.clone().run(shutdown).await;
    }

    /// With a virtual clock: fires everything that falls due up to `to`, one after the other, each with all its
    /// messages, then leaves the clock there.
    ///
    /// # Errors
    /// [`Failure::Broken`] on a wall clock or backward, [`Failure::Unavailable`]; time then stands where it came to.
    pub async fn settle_until(&self, to: Timestamp) -> Result<(), Failure> {
        self.inner.settle_until(Some(to)).await
    }

    /// With a virtual clock: delivers every message and fires what is due at the instant at which time stands.
    ///
    /// # Errors
    /// As [`Runtime::settle_until`].
    pub async fn settle(&self) -> Result<(), Failure> {
        self.inner.settle_until(None).await
    }

    /// Lets go of the database. Requests that come later are not available.
    pub async fn close(&self) {
        self.inner.store.close().await;
    }
}
