//! The ten key tasks: opened from a list, pursued by their officers, checked by others, reconciled before each stocktake.

use super::staff;
use super::story::{Tally, request};
use crate::runtime::{Event, Failure, Request, Runtime, Shown, Syncing, View};
use crate::store::CaseFilter;
use docket_core::calendar::Calendar;
use docket_core::instance::{CaseId, Data};
use jiff::ToSpan;
use jiff::civil::{Date, Weekday};
use serde_json::{Value, json};

/// The list.
const LIST: &str = "key-tasks";
/// The workflow of its entries.
pub const WORKFLOW: &str = "key-task";
/// Who keeps the ledger, and who checks what is claimed.
const OFFICE: &str = "district-task-office";
const VERIFIER: &str = "district-task-verifier";
/// The day on which the office sees that a task of [`Habit::hopeless`] cannot finish in time.
const ASSESSED: Date = jiff::civil::date(2026, 10, 26);

/// How a unit goes about a task.
struct Habit {
    /// How many days after its due day each milestone is claimed; below zero, before. Absent: not within these months.
    claims: [Option<i64>; 3],
    /// Reported progress in percent of the time that is gone.
    pace: i64,
    /// Whether what is claimed comes with evidence.
    evidence: bool,
    /// Whether it will not finish in time.
    hopeless: bool,
}

const STEADY: Habit =
    Habit { claims: [Some(-2), Some(-3), None], pace: 100, evidence: true, hopeless: false };

fn habit(code: &str) -> Habit {
    match code {
        // The first milestone is late, the rest is made up for.
        "T02" => Habit { claims: [Some(10), Some(-2), None], ..STEADY },
        // Late in September, and again in October.
        "T03" => Habit { claims: [Some(9), None, None], pace: 90, ..STEADY },
        // Stuck.
        "T05" => Habit { claims: [Some(-1), None, None], pace: 40, hopeless: true, ..STEADY },
        "T07" => Habit { evidence: false, ..STEADY },
        "T09" => Habit { claims: [Some(-4), Some(2), None], pace: 70, ..STEADY },
        _ => STEADY,
    }
}

/// The ten tasks in progress.
pub struct Tasks<'a> {
    runtime: &'a Runtime,
    calendar: &'a Calendar,
    count: u64,
}

impl<'a> Tasks<'a> {
    /// Opens a case for every entry of the list.
    ///
    /// # Errors
    /// [`Failure`] when the list cannot be synced.
    pub async fn open(
        runtime: &'a Runtime,
        calendar: &'a Calendar,
        tally: &mut Tally,
    ) -> Result<Self, Failure> {
        let mut page = Syncing { list: LIST.to_owned(), ..Syncing::default() };
        loop {
            let synced = runtime.sync_list(request("sync", OFFICE, None), page.clone()).await?;
            let opened = usize::try_from(synced.counts.opened).unwrap_or(usize::MAX);
            *tally.opened.entry(WORKFLOW.to_owned()).or_default() += opened;
            match synced.next {
                Some(next) => page.after = Some(next),
                None => return Ok(Self { runtime, calendar, count: 0 }),
            }
        }
    }

    /// What is done on a working day.
    ///
    /// # Errors
    /// [`Failure`] when the engine itself fails; refusals belong to the story.
    pub async fn day(&mut self, today: Date, tally: &mut Tally) -> Result<(), Failure> {
        for id in cases(self.runtime).await? {
            let Some(view) = self.runtime.case(&id, Shown::Open).await? else { continue };
            for (who, event, data) in self.acts(&view, today) {
                self.count += 1;
                let asked = request(&format!("task-{}", self.count), &who, None);
                tally.took(self.send(asked, &id, event, data).await)?;
            }
        }
        Ok(())
    }

    async fn send(&self, asked: Request, case: &CaseId, name: &str, data: Value) -> Result<(), Failure> {
        let data = data.as_object().cloned().unwrap_or_default();
        let event = Event { name: name.to_owned(), data, task: None, region: None };
        self.runtime.send(asked, case, event).await.map(drop)
    }

    /// Who does what about a task today.
    fn acts(&self, view: &View, today: Date) -> Vec<(String, &'static str, Value)> {
        let data = &view.data;
        let text = |name: &str| data.get(name).and_then(Value::as_str).unwrap_or_default();
        let (code, officer) = (text("code"), officer(data));
        let habit = habit(code);
        let in_state = |state: &str| view.states.iter().any(|active| active == state);
        let is_working = in_state("in_progress") || in_state("overdue");
        let claims = rows(data, "claims");
        let judged: Vec<Option<i64>> = rows(data, "verdicts").map(|row| number(row, "claim")).collect();
        let mut acts = Vec::new();
        // Yesterday's claims, and those before.
        for claim in claims.clone().filter(|claim| date(claim, "met_on").is_some_and(|day| day < today)) {
            if !judged.contains(&number(claim, "id")) && view.ended.is_none() {
                acts.push((VERIFIER.to_owned(), "check", json!({ "claim": claim.get("id"), "met": true })));
            }
        }
        let milestones = rows(data, "milestones");
        if is_working {
            let claimed: Vec<_> = claims.clone().map(|claim| claim.get("no")).collect();
            for (node, lag) in milestones.clone().zip(habit.claims) {
                let on = date(node, "due").zip(lag).map(|(due, lag)| due.saturating_add(lag.days()));
                if on.is_some_and(|on| on <= today) && !claimed.contains(&node.get("no")) {
                    acts.push((officer.clone(), "claim", claim(node, today, &habit, data)));
                }
            }
            if today.weekday() == Weekday::Monday {
                let progress = progress(data, today, habit.pace);
                acts.push((officer.clone(), "report_progress", json!({ "progress": progress })));
            }
            let met = claims.clone().filter(|claim| judged.contains(&number(claim, "id")));
            if milestones.count() == met.count() {
                acts.push((officer, "report", Value::Null));
            }
            if habit.hopeless && today == ASSESSED {
                let why = json!({ "recoverable": false, "reason": "试点场地未落实" });
                acts.push((OFFICE.to_owned(), "assess", why));
            }
        }
        let looked_at = rows(data, "looked_at").count();
        if in_state("verified") && looked_at == claims.clone().count() {
            acts.push((OFFICE.to_owned(), "close", Value::Null));
        } else if (in_state("verified") || self.is_last(today)) && looked_at < claims.count() {
            acts.push((OFFICE.to_owned(), "reconcile", Value::Null));
        }
        acts
    }

    /// Whether it is the last working day of a month, on which stock is taken.
    fn is_last(&self, today: Date) -> bool {
        let mut later = std::iter::successors(today.tomorrow().ok(), |day| day.tomorrow().ok());
        let next = later.find(|day| self.calendar.is_workday(*day).unwrap_or(true));
        next.is_some_and(|next| next.month() != today.month())
    }
}

/// The cases of the tasks.
///
/// # Errors
/// [`Failure`] when the database does not answer.
pub async fn cases(runtime: &Runtime) -> Result<Vec<CaseId>, Failure> {
    let filter = CaseFilter { workflow: Some(WORKFLOW.to_owned()), limit: 500, ..CaseFilter::default() };
    Ok(runtime.search(&filter).await?.into_iter().map(|row| row.id).collect())
}

/// Who handles a task in its lead unit.
pub fn officer(data: &Value) -> String {
    format!("{}-task-officer", data.get("lead").and_then(Value::as_str).unwrap_or_default())
}

fn rows<'v>(data: &'v Value, list: &str) -> impl Iterator<Item = &'v Value> + Clone + use<'v> {
    data.get(list).and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default().iter()
}

fn number(row: &Value, field: &str) -> Option<i64> {
    row.get(field)?.as_i64()
}

fn date(row: &Value, field: &str) -> Option<Date> {
    row.get(field)?.as_str()?.parse().ok()
}

fn claim(node: &Value, today: Date, habit: &Habit, data: &Value) -> Value {
    let mut claim = Data::new();
    claim.insert("no".to_owned(), node.get("no").cloned().unwrap_or_default());
    claim.insert("met_on".to_owned(), json!(today));
    if habit.evidence {
        let file = json!({ "name": "凭证.pdf", "hash": "sha256:00", "media_type": "application/pdf" });
        claim.insert("evidence".to_owned(), file);
        claim.insert("evidence_type".to_owned(), data.get("evidence_type").cloned().unwrap_or_default());
    }
    Value::Object(claim)
}

/// What the unit says of its progress: its pace, and a little that differs from week to week.
fn progress(data: &Value, today: Date, pace: i64) -> i64 {
    let days = |from: Date, to: Date| i64::from(from.until(to).map_or(0, |span| span.get_days()));
    let Some((starts, due)) = date(data, "starts").zip(date(data, "due")) else { return 0 };
    let elapsed = (100 * days(starts, today)).checked_div(days(starts, due)).unwrap_or(0).clamp(0, 100);
    let code = data.get("code").and_then(Value::as_str).unwrap_or_default();
    let more = i64::from(staff::chance(&[code, &today.to_string()]) % 7);
    (elapsed * pace / 100 + more).min(99)
}
