//! The runtime as a stage.

use super::Fault;
use super::ground::{Ground, Place};
use super::lists::{found, page};
use super::numbers::{Drawn, Sparing};
use crate::runtime::{
    Again, Call, Called, Change, Courier, Cursor, Failure, Limits, Listed, Passed, Published, Publishing,
    Reply, Request, Rules, Runtime, Scheduled, Version, as_in_stories,
};
use crate::seal::Sealer;
use crate::store::{IncidentFilter, MAX_PAGE, RunFilter, RunRow, RunStatus};
use docket_core::instance::{CaseId, Cause, Source};
use docket_core::rotation::Editions;
use docket_core::scenario::{
    Act, Answer, Happening, Opening, Planned, Publication, Ran, SOURCE, Stage, Story, Synced, Syncing, View,
};
use docket_core::step::{self, World};
use jiff::Timestamp;
use std::borrow::Cow;
use std::collections::{BTreeMap, VecDeque};
use std::sync::Arc;
use tokio::sync::broadcast;
use tokio::sync::broadcast::error::{RecvError, TryRecvError};

/// The key under which private fields of stories are sealed: nothing in them is a secret.
const KEY: [u8; 32] = [7; 32];

/// A story's services are played by its author: calls are handed over, answers are lines.
struct Author;

#[async_trait::async_trait]
impl Courier for Author {
    async fn call(&self, _: &Call) -> Called {
        Called::Later
    }
}

/// A host with a database of its own, which is taken away with it. It blocks: not to be used within a tokio runtime.
pub struct Host {
    ground: Ground,
    rules: Rules,
    begin: Timestamp,
    now: Timestamp,
    runtime: Runtime,
    listener: broadcast::Receiver<Change>,
    /// Changes that were not looked at yet, in the order of their commits.
    changes: Vec<Change>,
    cursors: BTreeMap<CaseId, Cursor>,
    /// What was read of the logs within a line.
    noted: Vec<Happening>,
    /// How many publications of each board were seen.
    seen: BTreeMap<String, u64>,
    /// The number of the occurrence of each schedule that was seen last.
    ran: BTreeMap<String, u64>,
    drawn: Arc<Drawn>,
    tokio: tokio::runtime::Runtime,
}

impl Host {
    /// A host in a fresh database, with the rules of a story in force and its clock at its beginning.
    ///
    /// # Errors
    /// [`Fault`].
    pub fn open(story: &Story, place: &Place) -> Result<Self, Fault> {
        let tokio = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .map_err(|error| Fault::Machine(error.to_string()))?;
        let (begin, rules, drawn) = (story.now, rules(story), Arc::<Drawn>::default());
        let (ground, runtime) = tokio.block_on(async {
            let ground = Ground::make(place, story).await?;
            match open(&ground, &rules, begin, &drawn).await {
                Ok(runtime) => Ok((ground, runtime)),
                Err(fault) => {
                    ground.drop().await?;
                    Err(fault)
                }
            }
        })?;
        let listener = runtime.changes();
        let (changes, cursors, noted) = (Vec::new(), BTreeMap::new(), Vec::new());
        let seen = rules.boards.keys().map(|board| (board.clone(), 0)).collect();
        let ran = rules.schedules.keys().map(|schedule| (schedule.clone(), 0)).collect();
        let now = begin;
        Ok(Self {
            ground,
            rules,
            begin,
            now,
            runtime,
            listener,
            changes,
            cursors,
            noted,
            seen,
            ran,
            drawn,
            tokio,
        })
    }

    /// Takes the host away with its database.
    ///
    /// # Errors
    /// [`Fault`]: something of it may be left.
    pub fn close(self) -> Result<(), Fault> {
        self.tokio.block_on(async {
            self.runtime.close().await;
            self.ground.drop().await
        })
    }

    /// Waits for the runtime, and notes meanwhile what changes.
    fn wait<T>(&mut self, work: impl AsyncFnOnce(&Runtime) -> T) -> Result<T, Failure> {
        let Self { runtime, listener, changes, tokio, .. } = self;
        let missed = |count: u64| Failure::Broken(format!("{count} changes were missed"));
        tokio.block_on(async {
            let mut work = std::pin::pin!(work(runtime));
            let done = loop {
                tokio::select! {
                    biased;
                    change = listener.recv() => match change {
                        Ok(change) => changes.push(change),
                        Err(RecvError::Lagged(count)) => return Err(missed(count)),
                        Err(RecvError::Closed) => return Err(missed(0)),
                    },
                    done = &mut work => break done,
                }
            };
            loop {
                match listener.try_recv() {
                    Ok(change) => changes.push(change),
                    Err(TryRecvError::Lagged(count)) => return Err(missed(count)),
                    Err(TryRecvError::Empty | TryRecvError::Closed) => return Ok(done),
                }
            }
        })
    }

    /// An input from outside and all that follows from it at once.
    fn answered(&mut self, work: impl AsyncFnOnce(&Runtime) -> Result<Reply, Failure>) -> Answer {
        let done = self.wait(async |runtime| {
            let reply = work(runtime).await;
            runtime.settle().await.map(|()| reply)
        });
        match done {
            Err(failure) | Ok(Err(failure)) => Answer::Failed(failure.to_string()),
            Ok(Ok(Ok(reply))) => Answer::Taken { outcome: outcome(&reply).to_owned(), case: reply.case },
            Ok(Ok(Err(Failure::Refused(refusal)))) => Answer::Refused(refusal),
            Ok(Ok(Err(Failure::Fault(why)))) => Answer::Failed(why),
            Ok(Ok(Err(failure))) => Answer::Failed(failure.to_string()),
        }
    }

    /// Syncs a list entry by entry, so that a number which one of them did not use is there for the next.
    fn synced(&mut self, syncing: Syncing) -> Result<Synced, Failure> {
        let Syncing { list, actor, dry_run } = syncing;
        let name = list.name.clone();
        let known = self.rules.lists.get(&name);
        if known.is_none_or(|known| !Arc::ptr_eq(&known.compiled, &list)) {
            self.rules.lists.insert(name.clone(), Arc::new(Listed::new(list)));
            let rules = self.rules.clone();
            self.wait(async |runtime| runtime.restore(rules, Again::default()).await).flatten()?;
        }
        let request = Request { source: SOURCE.to_owned(), actor, ..Request::default() };
        let mut synced = Synced { list: name.clone(), ..Synced::default() };
        let mut after = None;
        loop {
            let (request, wanted) = (request.clone(), page(&name, dry_run, after));
            let done = self.wait(async |runtime| runtime.sync_list(request, wanted).await).flatten()?;
            synced.same += done.counts.same;
            synced.gone += done.counts.gone;
            synced.found.extend(done.found.into_iter().filter_map(found));
            let happened = self.read()?;
            self.noted.extend(happened);
            after = done.next;
            if after.is_none() {
                break;
            }
        }
        self.wait(async |runtime| runtime.settle().await).flatten()?;
        Ok(synced)
    }

    /// Reads the logs on, in the order of the commits.
    fn read(&mut self) -> Result<Vec<Happening>, Failure> {
        let changes = std::mem::take(&mut self.changes);
        let mut logs: BTreeMap<&CaseId, VecDeque<Passed>> = BTreeMap::new();
        for Change { case, .. } in &changes {
            if logs.contains_key(case) {
                continue;
            }
            let cursor = self.cursors.entry(case.clone()).or_default();
            let (passed, held) = self.tokio.block_on(async {
                Ok::<_, Failure>((
                    self.runtime.read_on(case, cursor).await?,
                    self.runtime.instance(case).await?,
                ))
            })?;
            // What the log says must be what is remembered: no script runs in a fold.
            if passed.last().is_some_and(|last| Some(&last.after) != held.as_ref()) {
                return Err(Failure::Broken(format!("the log of {case} does not fold to its state")));
            }
            logs.insert(case, passed.into());
        }
        self.drawn.used(logs.values().flatten().map(|passed| &passed.input.numbers));
        let mut happened = Vec::new();
        for Change { case, version } in &changes {
            let Some(log) = logs.get_mut(case) else { continue };
            while let Some(passed) = log.pop_front_if(|passed| passed.after.version <= *version) {
                happened.extend(happening(case, passed));
            }
        }
        Ok(happened)
    }
}

impl Stage for Host {
    fn now(&self) -> Timestamp {
        self.now
    }

    fn start(&mut self, opening: Opening) -> Answer {
        let Opening { id, workflow, actor, occurred_at, data } = opening;
        let request =
            Request { source: SOURCE.to_owned(), id: Some(id), actor, occurred_at, expected_version: None };
        self.answered(async |runtime| runtime.start(request, &workflow, data).await)
    }

    fn act(&mut self, case: &CaseId, act: Act) -> Answer {
        let Act { id, actor, occurred_at, cause } = act;
        let request =
            Request { source: SOURCE.to_owned(), id: Some(id), actor, occurred_at, expected_version: None };
        self.answered(async |runtime| runtime.act(request, case, cause).await)
    }

    fn advance_to(&mut self, at: Timestamp) -> Result<(), String> {
        if at < self.now {
            return Err(format!("time runs backward: it is {} already", self.now));
        }
        let done = self.wait(async |runtime| {
            runtime.settle_until(at).await?;
            runtime.now().await
        });
        self.now = done.flatten().map_err(|failure| failure.to_string())?;
        Ok(())
    }

    fn publish(&mut self, id: &str, board: &str) -> Result<Publication, String> {
        let request = Request { source: SOURCE.to_owned(), id: Some(id.to_owned()), ..Request::default() };
        let wanted = Publishing { board: board.to_owned(), ..Publishing::default() };
        self.tokio.block_on(published(&self.runtime, request, wanted))
    }

    fn published(&mut self) -> Vec<Publication> {
        let Self { tokio, runtime, seen, .. } = self;
        let mut news = Vec::new();
        for (board, seen) in seen {
            while let Ok(next) = tokio.block_on(runtime.published_board(board, Some(*seen + 1))) {
                *seen = next.number;
                news.push(publication(next));
            }
        }
        news
    }

    fn ran(&mut self) -> Vec<Ran> {
        let Self { tokio, runtime, ran, .. } = self;
        let mut news = Vec::new();
        for (schedule, last) in ran {
            let (seen, mut before) = (*last, None);
            loop {
                let filter = RunFilter { schedule: schedule.clone(), before, limit: MAX_PAGE };
                let page = tokio.block_on(runtime.runs(&filter)).unwrap_or_default();
                let Some(oldest) = page.last().map(|row| row.number) else { break };
                *last = page.first().map_or(*last, |row| row.number.max(*last));
                news.extend(page.into_iter().filter(|row| row.number > seen).map(done));
                if oldest <= seen + 1 {
                    break;
                }
                before = Some(oldest);
            }
        }
        news.sort_by(|one, other| {
            (one.due_at, &one.schedule, &one.unit).cmp(&(other.due_at, &other.schedule, &other.unit))
        });
        news
    }

    fn sync(&mut self, syncing: Syncing) -> Result<Synced, String> {
        self.synced(syncing).map_err(|failure| failure.to_string())
    }

    fn reckon(&mut self, world: &Arc<World>) -> Result<(), String> {
        self.rules.world = (**world).clone();
        let rules = self.rules.clone();
        let done = self.wait(async |runtime| {
            runtime.restore(rules, Again { calendars: true, rotations: false }).await?;
            runtime.settle().await
        });
        done.flatten().map_err(|failure| failure.to_string())
    }

    fn view(&mut self, case: &CaseId) -> Option<View<'_>> {
        let found = self.tokio.block_on(async {
            Ok::<_, Failure>((self.runtime.definition_of(case).await?, self.runtime.instance(case).await?))
        });
        match found {
            Ok((Some(definition), Some(instance))) => {
                Some(View { definition, instance: Cow::Owned(instance) })
            }
            Ok(_) => None,
            Err(failure) => {
                tracing::error!(%case, %failure, "cannot be read");
                None
            }
        }
    }

    fn crash(&mut self) -> Result<(), String> {
        let Self { tokio, runtime, ground, rules, begin, drawn, .. } = self;
        let opened = tokio.block_on(async {
            runtime.close().await;
            open(ground, rules, *begin, drawn).await
        });
        self.runtime = opened.map_err(|fault| fault.to_string())?;
        self.listener = self.runtime.changes();
        Ok(())
    }

    fn duty(&self) -> Arc<Editions> {
        match self.tokio.block_on(self.runtime.world()) {
            Ok(world) => world.duty,
            Err(failure) => {
                tracing::error!(%failure, "changes of duty cannot be read");
                Arc::default()
            }
        }
    }

    fn happened(&mut self) -> Vec<Happening> {
        let mut noted = std::mem::take(&mut self.noted);
        let first = self.changes.first().map(|change| change.case.clone());
        match (self.read(), first) {
            (Ok(happened), _) => noted.extend(happened),
            (Err(failure), Some(case)) => {
                noted.push(Happening::failed(&case, self.now, &Cause::Wake, failure.to_string()));
            }
            (Err(_), None) => {}
        }
        noted
    }
}

/// Publishes a board, unless a case that it counts shows what it showed before: what it would show now cannot be computed.
async fn published(runtime: &Runtime, request: Request, wanted: Publishing) -> Result<Publication, String> {
    let failed = |failure: Failure| match failure {
        Failure::Fault(why) => why,
        failure => failure.to_string(),
    };
    let rules = runtime.board(&wanted.board).map_err(failed)?;
    let open = IncidentFilter { limit: MAX_PAGE, ..IncidentFilter::default() };
    let open = runtime.incidents(&open).await.map_err(failed)?;
    for incident in open.into_iter().filter(|incident| incident.key == step::PUBLISH) {
        let definition = runtime.definition_of(&incident.case).await.map_err(failed)?;
        if definition.is_some_and(|definition| rules.workflows().any(|name| name == definition.name)) {
            return Err(format!("{}: {}", incident.case, incident.message));
        }
    }
    runtime.publish_board(request, wanted).await.map(publication).map_err(failed)
}

/// What became of an occurrence.
fn done(row: RunRow) -> Ran {
    let is_failed = row.status != RunStatus::Done;
    Ran {
        failed: row.why.filter(|_| is_failed),
        schedule: row.schedule,
        unit: row.unit,
        of: row.of,
        due_at: row.due_at,
        reached: row.reached,
        refused: row.refused,
    }
}

fn publication(published: Published) -> Publication {
    Publication { number: published.number, snapshot: Arc::new(published.snapshot) }
}

async fn open(
    ground: &Ground,
    rules: &Rules,
    begin: Timestamp,
    drawn: &Arc<Drawn>,
) -> Result<Runtime, Fault> {
    let store = Arc::new(Sparing { inner: ground.open(begin).await?, drawn: drawn.clone() });
    let (sealer, courier) = (Sealer::new(&KEY), Arc::new(Author));
    as_in_stories(store.as_ref(), &sealer).await?;
    let limits = Limits { list_page: 1, ..Limits::default() };
    Ok(Runtime::open(store, sealer, courier, rules.clone(), limits).await?)
}

/// The rules of a story. Its definitions carry its parameters, so their text is kept by name only: they stay loaded.
fn rules(story: &Story) -> Rules {
    let mut rules = Rules::new((*story.world).clone());
    rules.boards = story.boards.clone();
    rules.lists =
        story.lists.iter().map(|(name, list)| (name.clone(), Arc::new(Listed::new(list.clone())))).collect();
    for (name, planned) in &story.schedules {
        let Planned { compiled, does, parameters } = planned.clone();
        rules.schedules.insert(name.clone(), Arc::new(Scheduled { compiled, does, parameters }));
    }
    for version in story.library.versions() {
        let definition = version.definition.clone();
        let (effective, body) = (version.effective, definition.name.clone());
        let versions = rules.versions.entry(definition.name.clone()).or_default();
        versions.push(Version { effective, definition, body });
    }
    rules
}

/// The outcome of a request as stories name it.
fn outcome(reply: &Reply) -> &str {
    match reply.verdict.as_str() {
        _ if reply.repeated => "repeated",
        "exists" => "ignored",
        "raised" => "accepted",
        verdict => verdict,
    }
}

/// What an entry says. Absent: the answer to the line says it.
fn happening(case: &CaseId, passed: Passed) -> Option<Happening> {
    let Passed { input, before, after, verdict, lines, incident, notices, is_vacant } = passed;
    match (incident, &input.source) {
        // An input from outside that failed: whoever sent it was told.
        (Some(_), Source::Token(_)) => None,
        // A message that could not be delivered, or a start that failed.
        (Some(why), _) if is_vacant || !matches!(input.cause, Cause::Wake) => {
            Some(Happening::failed(case, input.at, &input.cause, why))
        }
        // Cancelled before it began: there is no case.
        (None, _) if is_vacant => None,
        (incident, _) => {
            Some(Happening::stored(before.as_ref(), &after, &input, &verdict, incident, (lines, notices)))
        }
    }
}
