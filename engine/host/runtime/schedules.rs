//! Schedules happen: what came due is recorded once, in order, and done once, page by page.

use super::boards::Publishing;
use super::decide::TOO_LONG;
use super::request::{Asked, Failure};
use super::rules::{Rules, Scheduled};
use super::{Inner, tombstone};
use crate::store::{CaseFilter, MAX_PAGE, NewRun, RunClaim, RunRow, RunStatus, Stored};
use docket_core::definition::{Does, Known};
use docket_core::instance::{CaseId, Cause, Data};
use docket_core::model::schedule::Missed;
use docket_core::schedule::{Occurrence, Schedule};
use docket_core::script::Script;
use docket_core::step::RefusalCode;
use futures_util::{StreamExt, stream};
use jiff::Timestamp;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::sync::{Arc, PoisonError};

/// Why an occurrence was skipped: the schedule says so of those that were missed.
const MISSED: &str = "missed";
/// Why an occurrence was skipped: it would have run later than the schedule allows.
const TOO_LATE: &str = "too_late";

/// What became of an offer.
enum Offered {
    /// The case is not meant.
    NotMeant,
    /// It took it.
    Reached,
    /// It could not: why.
    Refused(String),
}

/// The schedules by the calendars of the world: another node may have published newer ones than they were built with.
pub(super) fn count_by(rules: &mut Rules) {
    let calendars = &rules.world.calendars;
    for scheduled in rules.schedules.values_mut() {
        let compiled = &scheduled.compiled;
        let known = compiled.calendar().zip(compiled.document().calendar.as_ref());
        let Some((calendar, newest)) = known.and_then(|(own, name)| Some((own, calendars.get(name)?))) else {
            continue;
        };
        if calendar.version() == newest.version() {
            continue;
        }
        match Schedule::build(compiled.document(), calendars) {
            (Some(built), faults) if faults.is_empty() => {
                *scheduled = Arc::new(Scheduled { compiled: Arc::new(built), ..(**scheduled).clone() });
            }
            _ => tracing::error!(
                schedule = compiled.name(),
                "the published calendar does not fit; the schedule goes by its own"
            ),
        }
    }
}

impl Inner {
    /// Schedules that were never known are known from now on: what was due before does not happen.
    pub(super) async fn begin_schedules(&self, rules: &Rules) -> Result<(), Failure> {
        if rules.schedules.is_empty() {
            return Ok(());
        }
        let names: Vec<String> = rules.schedules.keys().cloned().collect();
        Ok(self.store.begin_schedules(&names, self.store.now().await?).await?)
    }

    /// The earliest instant at which a schedule has something to do, also one that has passed. Absent: none has.
    pub(super) async fn next_scheduled(&self) -> Result<Option<Timestamp>, Failure> {
        let loaded = self.loaded();
        let schedules = &loaded.rules.schedules;
        if schedules.is_empty() {
            return Ok(None);
        }
        let names: Vec<String> = schedules.keys().cloned().collect();
        let mut next = self.store.next_run(&names).await?;
        for (name, reach) in self.store.reaches(&names).await? {
            let Some(scheduled) = schedules.get(&name) else { continue };
            let due = self.after(&scheduled.compiled, reach).map(|occurrence| occurrence.at);
            next = [next, due].into_iter().flatten().min();
        }
        Ok(next)
    }

    /// Records what came due, and does one page of the earliest that is open. False: nothing is left to do, or others do
    /// it.
    pub(super) async fn schedule_page(&self) -> Result<bool, Failure> {
        let loaded = self.loaded();
        let schedules = &loaded.rules.schedules;
        if schedules.is_empty() {
            return Ok(false);
        }
        let now = self.store.now().await?;
        let names: Vec<String> = schedules.keys().cloned().collect();
        let recorded = self.record_due(schedules, &names, now).await?;
        let before = |span: std::time::Duration| now.checked_sub(span).unwrap_or(Timestamp::MIN);
        // Virtual time does not pass by itself, so nothing could be taken from a node that is gone.
        let lease = if self.is_virtual { 0 } else { self.limits.lease.as_millis() };
        let claim = RunClaim {
            schedules: names,
            now,
            lease_ms: i64::try_from(lease).unwrap_or(i64::MAX),
            missed_before: before(self.limits.missed_after),
        };
        let Some(run) = self.store.claim_run(&claim).await? else { return Ok(recorded) };
        let Some(scheduled) = schedules.get(&run.schedule) else { return Ok(recorded) };
        let was = run.after.clone();
        let run = if run.began { self.perform_run(scheduled, run).await? } else { skipped(scheduled, run) };
        let run = RunRow { at: now, ..run };
        if self.store.advance_run(was.as_ref(), &run).await? && run.status != RunStatus::Open {
            let (status, why) = (run.status.word(), run.why.as_deref().unwrap_or_default());
            let (schedule, unit) = (&run.schedule, run.unit.as_deref().unwrap_or_default());
            let (reached, refused) = (run.reached, run.refused);
            tracing::info!(schedule, unit, of = run.of, status, why, reached, refused, "a schedule happened");
        }
        Ok(true)
    }

    /// Records what came due, of each schedule in order. True: something was recorded.
    async fn record_due(
        &self,
        schedules: &BTreeMap<String, Arc<Scheduled>>,
        names: &[String],
        now: Timestamp,
    ) -> Result<bool, Failure> {
        let mut recorded = false;
        for (name, mut reach) in self.store.reaches(names).await? {
            let Some(scheduled) = schedules.get(&name) else { continue };
            for _ in 0..self.limits.schedule_record {
                let next = self.after(&scheduled.compiled, reach);
                let Some(occurrence) = next.filter(|next| next.at <= now) else { break };
                let run = self.new_run(&scheduled.compiled, &occurrence, now);
                if !self.store.record_run(reach, &run).await? {
                    // Another node records, and knows more by now.
                    break;
                }
                (recorded, reach) = (true, run.due_at);
            }
        }
        Ok(recorded)
    }

    fn new_run(&self, schedule: &Schedule, occurrence: &Occurrence, now: Timestamp) -> NewRun {
        let loaded = self.loaded();
        let units = schedule.units(&loaded.rules.world.organisation);
        let runs_until = schedule.runs_until(occurrence).unwrap_or_else(|error| {
            tracing::error!(schedule = schedule.name(), %error, "how late it may run cannot be told; it runs");
            None
        });
        NewRun {
            schedule: schedule.name().to_owned(),
            of: occurrence.key.of.strftime("%Y-%m-%dT%H:%M").to_string(),
            units: units.map(|units| units.map(|unit| unit.id.clone()).collect()),
            due_at: occurrence.at,
            runs_until,
            known: Value::Object(Known::of(occurrence)),
            at: now,
        }
    }

    /// What happens next after an instant. Absent: nothing, or it cannot be told, which is said once.
    fn after(&self, schedule: &Schedule, at: Timestamp) -> Option<Occurrence> {
        match schedule.next_after(at) {
            Ok(next) => next,
            Err(error) => {
                let said = (schedule.name().to_owned(), error.to_string());
                let mut told = self.told.lock().unwrap_or_else(PoisonError::into_inner);
                if told.insert(said) {
                    tracing::error!(schedule = schedule.name(), %error, "when it happens next cannot be told");
                }
                None
            }
        }
    }

    /// Does one page of an occurrence; what is returned says how far it came.
    async fn perform_run(&self, scheduled: &Scheduled, run: RunRow) -> Result<RunRow, Failure> {
        let loaded = self.fresh().await?;
        let known = run.known.as_object().cloned().unwrap_or_default();
        let unit = run.unit.clone();
        let known = Known {
            occurrence: &known,
            unit: unit.as_deref(),
            parameters: &scheduled.parameters,
            organisation: &loaded.rules.world.organisation,
        };
        let id = run.unit.as_ref().map_or_else(|| run.of.clone(), |unit| format!("{unit}/{}", run.of));
        let done = match &scheduled.does {
            Does::Start { workflow, data } => match known.data(data) {
                Err(error) => Err(Failure::Fault(error.to_string())),
                Ok(data) => self.start_scheduled(&run, id, workflow, data).await,
            },
            Does::Publish { board } => {
                let what = json!({ "board": board, "corrects": null });
                let wanted = Publishing { board: board.clone(), due_at: Some(run.due_at), corrects: None };
                let asked = Asked::scheduled(&run.schedule, id, run.due_at, what)?;
                self.publish_asked(asked, wanted).await.map(drop)
            }
            Does::Send { event, workflow, condition, data } => match known.data(data) {
                Err(error) => Err(Failure::Fault(error.to_string())),
                Ok(data) => {
                    let name = event.clone();
                    let offer = Offer { id, cause: Cause::Event { name, data, task: None, region: None } };
                    return self.send_page(run, workflow, (&known, condition.as_ref()), &offer).await;
                }
            },
        };
        Ok(match offered(done)? {
            Offered::Reached | Offered::NotMeant => {
                RunRow { status: RunStatus::Done, reached: run.reached + 1, ..run }
            }
            Offered::Refused(why) => {
                RunRow { status: RunStatus::Failed, refused: run.refused + 1, why: Some(why), ..run }
            }
        })
    }

    async fn start_scheduled(
        &self,
        run: &RunRow,
        id: String,
        workflow: &str,
        data: Data,
    ) -> Result<(), Failure> {
        let what = json!({ "kind": "start", "workflow": workflow, "data": data });
        let asked = Asked::scheduled(&run.schedule, id, run.due_at, what)?;
        self.start_asked(asked, workflow, data).await.map(drop)
    }

    /// Offers an event to the next cases that had started when it was due.
    async fn send_page(
        &self,
        run: RunRow,
        workflow: &str,
        meant: (&Known<'_>, Option<&Script>),
        offer: &Offer,
    ) -> Result<RunRow, Failure> {
        let limit = self.limits.schedule_page.min(MAX_PAGE);
        let filter = CaseFilter {
            workflow: Some(workflow.to_owned()),
            ended: Some(false),
            started_by: Some(run.due_at),
            after: run.after.clone(),
            limit,
            ..CaseFilter::default()
        };
        let rows = self.store.search(&filter).await?;
        let is_last = rows.len() < limit as usize;
        let after = rows.last().map(|row| row.id.clone()).or_else(|| run.after.clone());
        let ids: Vec<CaseId> =
            rows.into_iter().filter(|row| !tombstone::is_vacant(&row.definition)).map(|row| row.id).collect();
        let (mut stored, keys) = tokio::try_join!(self.store.load(&ids), self.store.case_keys(&ids))?;
        let mut keys: BTreeMap<CaseId, Vec<u8>> = keys.into_iter().collect();
        stored.sort_by(|one, two| one.id.cmp(&two.id));
        let cases = stored.into_iter().map(|stored| {
            let key = keys.remove(&stored.id);
            (stored, key)
        });
        // In virtual time everything happens one after the other.
        let together = if self.is_virtual { 1 } else { self.limits.reproject_together };
        let offered: Vec<Result<Offered, Failure>> = stream::iter(cases)
            .map(|case| self.offer(&run, case, meant, offer))
            .buffered(together)
            .collect()
            .await;
        let mut run = RunRow { after, ..run };
        for one in offered {
            match one? {
                Offered::NotMeant => {}
                Offered::Reached => run.reached += 1,
                Offered::Refused(why) => {
                    run.refused += 1;
                    run.why = Some(why);
                }
            }
        }
        if is_last {
            run.status = RunStatus::Done;
        }
        Ok(run)
    }

    async fn offer(
        &self,
        run: &RunRow,
        (stored, key): (Stored, Option<Vec<u8>>),
        (known, condition): (&Known<'_>, Option<&Script>),
        offer: &Offer,
    ) -> Result<Offered, Failure> {
        let id = stored.id.clone();
        if let Some(condition) = condition {
            let held = match self.opened(stored, key).await {
                Ok(held) => held,
                failed => return offered(failed.map(drop)),
            };
            match known.holds(condition, (&held.definition, &held.instance)) {
                Ok(true) => {}
                Ok(false) => return Ok(Offered::NotMeant),
                Err(error) => return Ok(Offered::Refused(error.to_string())),
            }
        }
        let what = serde_json::to_value(&offer.cause).map_err(|error| Failure::Broken(error.to_string()))?;
        let asked = Asked::scheduled(&run.schedule, offer.id.clone(), run.due_at, what)?;
        match self.take_asked(&asked, &id, &offer.cause).await {
            Ok(reply) if reply.verdict == "ignored" => Ok(Offered::Refused(reply.verdict)),
            taken => offered(taken.map(drop)),
        }
    }
}

/// An event that an occurrence offers.
struct Offer {
    /// The id of the occurrence, under which each case takes it once.
    id: String,
    cause: Cause,
}

/// What was not refused by the database, which is asked again.
fn offered(done: Result<(), Failure>) -> Result<Offered, Failure> {
    match done {
        Ok(()) => Ok(Offered::Reached),
        Err(Failure::Refused(refusal)) if refusal.code == RefusalCode::OtherBody => {
            // It was done before, by other rules.
            Ok(Offered::Reached)
        }
        Err(Failure::Refused(refusal)) => Ok(Offered::Refused(refusal.code.word().to_owned())),
        Err(Failure::Unavailable(why)) if why != TOO_LONG => Err(Failure::Unavailable(why)),
        Err(failure) => Ok(Offered::Refused(failure.to_string())),
    }
}

fn skipped(scheduled: &Scheduled, run: RunRow) -> RunRow {
    let skips = scheduled.compiled.document().missed == Missed::Skip;
    let why = if skips { MISSED } else { TOO_LATE };
    RunRow { status: RunStatus::Skipped, why: Some(why.to_owned()), ..run }
}
