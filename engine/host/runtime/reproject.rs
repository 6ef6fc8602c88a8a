//! Counting again: when a calendar is corrected, or a year of it becomes official, every open deadline that it touches
//! gets one entry, page by page, behind everything else.

use super::case::Held;
use super::draft::{Base, Noted};
use super::editions::{self, EDITIONS};
use super::rules::Loaded;
use super::{Failure, Inner};
use crate::store::{self, Answer, CaseFilter, CaseRow, EventId, Publication, Reprojection};
use docket_core::calendar::{Calendar, Calendars};
use docket_core::instance::{CaseId, Entry, Hash};
use docket_core::model::calendar::Document;
use docket_core::step;
use docket_core::step::World;
use docket_core::step::chain::Numbers;
use futures_util::{StreamExt, stream};
use jiff::Timestamp;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, PoisonError};

/// What calendars are published under, so that no workflow has the name of one.
const PREFIX: &str = "calendar.";

/// A case that was loaded to be counted again.
struct Touched {
    stored: store::Stored,
    key: Option<Vec<u8>>,
    /// Its last entry.
    entry: store::Entry,
    at: Timestamp,
}

/// Whether a publication is of a workflow, and not of a calendar or of rotations.
#[must_use]
pub fn is_workflow(publication: &Publication) -> bool {
    calendar_of(publication).is_none() && publication.workflow != EDITIONS
}

/// The calendar that a publication is of. Absent: it is of a workflow.
fn calendar_of(publication: &Publication) -> Option<&str> {
    publication.workflow.strip_prefix(PREFIX)
}

impl Inner {
    /// Stores the calendars of a world and publishes those that are new. `again`: also those that were superseded.
    pub(super) async fn publish_calendars(
        &self,
        world: &World,
        at: Timestamp,
        again: bool,
    ) -> Result<(), Failure> {
        for (name, calendar) in &world.calendars {
            let hash = Hash::stored(calendar.version());
            let body = serde_json::to_string(calendar.document()).map_err(|error| {
                Failure::Broken(format!("the calendar {name} cannot be written: {error}"))
            })?;
            let workflow = format!("{PREFIX}{name}");
            let row =
                crate::store::DefinitionRow { hash: hash.clone(), workflow: workflow.clone(), body, at };
            self.store.put_definition(&row).await?;
            let publication = Publication { workflow, effective: super::rules::ALWAYS.to_owned(), hash, at };
            let is_new = self.store.publish(&publication, again).await?;
            if is_new {
                tracing::info!(calendar = name, version = calendar.version(), "calendar published");
            }
            // Noted also where a node broke off between the two.
            let current = self.store.publications().await?;
            if current.iter().any(|row| row.workflow == publication.workflow && row.hash == publication.hash)
            {
                self.store.begin_reprojection(name, calendar.version(), at, is_new && again).await?;
            }
        }
        Ok(())
    }

    /// A world with the calendars that are published: another node may know newer ones than this one was started with.
    pub(super) async fn as_published(
        &self,
        mut world: World,
        publications: &[Publication],
    ) -> Result<World, Failure> {
        for (name, calendar) in &world.calendars {
            world.versions.insert(format!("{PREFIX}{name}"), calendar.version().to_owned());
        }
        for publication in publications {
            let Some(name) = calendar_of(publication) else { continue };
            let known = world
                .calendars
                .get(name)
                .is_some_and(|calendar| calendar.version() == publication.hash.as_str());
            if known {
                continue;
            }
            let Some(calendar) = self.calendar(&publication.hash).await? else { continue };
            if world.calendars.contains_key(name) {
                tracing::warn!(calendar = name, version = %publication.hash, "the database knows a newer calendar than the rules; it holds");
            }
            world.versions.insert(format!("{PREFIX}{name}"), calendar.version().to_owned());
            world.calendars.insert(name.to_owned(), calendar);
        }
        Ok(world)
    }

    /// A version of a calendar as it was published. Absent: it never was.
    async fn calendar(&self, version: &Hash) -> Result<Option<Arc<Calendar>>, Failure> {
        let known = self.calendars.lock().unwrap_or_else(PoisonError::into_inner).get(version).cloned();
        if known.is_some() {
            return Ok(known);
        }
        let Some(row) = self.store.definition(version).await? else { return Ok(None) };
        let broken = |why: String| Failure::Broken(format!("the calendar {version} cannot be read: {why}"));
        let document: Document =
            serde_json::from_str(&row.body).map_err(|error| broken(error.to_string()))?;
        let (calendars, faults) = Calendars::build(&[document]);
        let built = calendars.iter().next().filter(|_| faults.is_empty());
        let Some(calendar) = built.map(|calendar| Arc::new(calendar.clone())) else {
            let faults: Vec<String> = faults.iter().map(ToString::to_string).collect();
            return Err(broken(faults.join("; ")));
        };
        let mut kept = self.calendars.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.len() >= self.limits.compiled {
            kept.clear();
        }
        kept.insert(version.clone(), calendar.clone());
        Ok(Some(calendar))
    }

    /// Calendars by which cases are still being counted again.
    pub(super) async fn pending(&self) -> Result<BTreeSet<String>, Failure> {
        let calendars = self.store.reprojections().await?.into_iter().map(|one| one.calendar);
        Ok(calendars.filter(|name| name != EDITIONS).collect())
    }

    /// Counts one page of cases again. False: nothing is left to do, or another node does it.
    pub(super) async fn reproject_page(&self) -> Result<bool, Failure> {
        let now = self.store.now().await?;
        // Virtual time does not pass by itself, so nothing could be taken from a node that is gone.
        let lease = if self.is_virtual {
            0
        } else {
            i64::try_from(self.limits.lease.as_millis()).unwrap_or(i64::MAX)
        };
        let Some(mut job) = self.store.claim_reprojection(now, lease).await? else { return Ok(false) };
        if !self.holds(&job) {
            self.refresh().await?;
        }
        if !self.holds(&job) {
            // Superseded: the version that holds has a counting of its own.
            self.store.advance_reprojection(&job, true).await?;
            return Ok(true);
        }
        let filter = CaseFilter {
            ended: Some(false),
            after: job.after.clone(),
            limit: self.limits.reproject_page,
            ..CaseFilter::default()
        };
        let rows = self.store.search(&filter).await?;
        let is_last = rows.len() < self.limits.reproject_page as usize;
        let last = rows.last().map(|row| row.id.clone());
        // Turns may be counted by the calendar, or are those of another edition.
        self.look_over(&rows).await?;
        let failures: Vec<Failure> = stream::iter(self.touched(rows, &job, now).await?)
            .map(|one| self.reproject_loaded(one))
            .buffer_unordered(self.limits.reproject_together)
            .filter_map(|done| async move { done.err() })
            .collect()
            .await;
        for failure in failures {
            match failure {
                // Comes again when the lease is over; what was counted is not counted twice.
                Failure::Unavailable(_) => return Err(failure),
                failure => {
                    tracing::error!(calendar = job.calendar, %failure, "a case cannot be counted again")
                }
            }
        }
        job.after = last.or(job.after);
        self.store.advance_reprojection(&job, is_last).await?;
        if is_last {
            self.refresh().await?;
        }
        Ok(true)
    }

    /// Whether the version that is to be counted by holds on this node.
    fn holds(&self, job: &Reprojection) -> bool {
        let loaded = self.loaded();
        if job.calendar == EDITIONS {
            return editions::holds(&loaded.publications, &job.version);
        }
        let calendar = loaded.rules.world.calendars.get(&job.calendar);
        calendar.is_some_and(|calendar| calendar.version() == job.version)
    }

    /// The cases of a page that run by the calendar, loaded together with what their last entries saw.
    async fn touched(
        &self,
        rows: Vec<CaseRow>,
        job: &Reprojection,
        at: Timestamp,
    ) -> Result<Vec<Touched>, Failure> {
        let mut ids = Vec::with_capacity(rows.len());
        for row in rows {
            // A case that never began runs under no definition.
            if super::tombstone::is_vacant(&row.definition) {
                continue;
            }
            match self.definition(&row.definition).await {
                Ok(definition) if definition.calendar == job.calendar && counts_days(&definition) => {
                    ids.push(row.id);
                }
                Ok(_) => {}
                Err(failure @ Failure::Unavailable(_)) => return Err(failure),
                Err(failure) => tracing::error!(case = %row.id, %failure, "cannot be counted again"),
            }
        }
        let (stored, keys, entries) = tokio::try_join!(
            self.store.load(&ids),
            self.store.case_keys(&ids),
            self.store.last_entries(&ids)
        )?;
        let mut keys: BTreeMap<CaseId, Vec<u8>> = keys.into_iter().collect();
        let mut entries: BTreeMap<CaseId, _> =
            entries.into_iter().map(|entry| (entry.case.clone(), entry)).collect();
        let touched = stored.into_iter().filter_map(|stored| {
            let entry = entries.remove(&stored.id)?;
            let key = keys.remove(&stored.id);
            Some(Touched { stored, key, entry, at })
        });
        Ok(touched.collect())
    }

    async fn reproject_loaded(&self, one: Touched) -> Result<(), Failure> {
        let id = one.stored.id.clone();
        let _gate = self.gate(&id).await;
        // An entry of another version than the state's belongs to a case that has just moved on.
        if one.entry.hash == one.stored.head {
            let held = self.opened(one.stored, one.key).await?;
            if self.recount(&held, &one.entry, one.at).await? {
                return Ok(());
            }
        }
        self.reproject(&id).await
    }

    /// Counts a case again before it takes an input, while countings are under way: its holders are told of the move
    /// before anything is decided by the new calendar. The case's gate must be held.
    pub(super) async fn reproject_first(&self, id: &CaseId, loaded: &Loaded) -> Result<(), Failure> {
        if loaded.pending.is_empty() { Ok(()) } else { self.reproject(id).await }
    }

    /// Counts a case again, if the calendar has changed since its last entry. The case's gate must be held.
    async fn reproject(&self, id: &CaseId) -> Result<(), Failure> {
        for round in 0..self.limits.attempts {
            self.breathe(round).await;
            let Some(held) = self.held(id).await? else { return Ok(()) };
            let entry = self.store.log(id, held.instance.version, 1).await?.into_iter().next();
            let Some(entry) = entry else { return Ok(()) };
            if self.recount(&held, &entry, self.store.now().await?).await? {
                return Ok(());
            }
        }
        Err(Failure::Unavailable(format!("too many others change {id}")))
    }

    /// Counts a case again by the calendar that holds, if its last entry saw another. False: somebody else was first.
    async fn recount(&self, held: &Held, last: &store::Entry, at: Timestamp) -> Result<bool, Failure> {
        let loaded = self.loaded();
        let world = &loaded.rules.world;
        let (definition, instance) = (&held.definition, &held.instance);
        if instance.ended.is_some() || (instance.clocks.is_empty() && instance.obligations.is_empty()) {
            return Ok(true);
        }
        let Some(calendar) = world.calendars.get(&definition.calendar) else { return Ok(true) };
        let entry: Entry = super::read::parsed(last)?;
        let seen = entry.world.get(&format!("{PREFIX}{}", definition.calendar));
        let Some(seen) = seen.filter(|seen| seen.as_str() != calendar.version()) else { return Ok(true) };
        let Some(old) = self.calendar(&Hash::stored(seen.clone())).await? else { return Ok(true) };
        let moved = step::moved(definition, instance, &old, world);
        let base = Base::of(held, world);
        if moved.is_empty() {
            // Nobody is told, but a rung may have moved: the index is put right without an entry.
            let before = with(world.clone(), &definition.calendar, old);
            let due = |world: &World| step::next_due(definition, instance, world).ok().flatten();
            return if due(&before) == due(world) {
                Ok(true)
            } else {
                self.commit_own(base.commit(Vec::new())?).await
            };
        }
        let was_unknown = moved.values().any(|moved| moved.was.is_none());
        let input = step::reprojection(calendar, instance, moved, at);
        let event = EventId {
            source: input.source.key(),
            id: input.id.clone(),
            answer: Answer {
                body: Hash::of(&[input.id.as_bytes()]),
                answer: serde_json::Value::Null,
                version: instance.version + 1,
            },
        };
        let mut numbers = Numbers::new();
        let chain = self.chain(held, input, world, &mut numbers).await?;
        let taken = chain.outcome.is_ok();
        let noted: Vec<Noted> = chain.links.into_iter().map(Noted::from).collect();
        if noted.is_empty() {
            return Ok(true);
        }
        let mut commit = base.commit(noted)?;
        if taken {
            commit.events.push(event);
        }
        if was_unknown && commit.incidents.iter().all(|incident| incident.key != step::CLOCK) {
            // What could not be counted can be now.
            commit.mends.push(step::CLOCK.to_owned());
        }
        Ok(self.commit_own(commit).await? && taken)
    }
}

/// A world with another version of a calendar.
/// Whether anything of a case depends on which days are worked.
fn counts_days(definition: &docket_core::definition::Definition) -> bool {
    !definition.deadlines.is_empty() || !definition.obligations.is_empty()
}

fn with(mut world: World, name: &str, calendar: Arc<Calendar>) -> World {
    world.calendars.insert(name.to_owned(), calendar);
    world
}
