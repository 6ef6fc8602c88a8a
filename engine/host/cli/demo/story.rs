//! Two months of a district, played on an embedded database in virtual time.

use super::tasks::Tasks;
use super::{district, staff};
use crate::runtime::{Event, Failure, Request, Runtime};
use crate::store::TaskFilter;
use docket_core::calendar::Calendar;
use docket_core::instance::{Actor, CaseId, Data};
use jiff::civil::Date;
use jiff::{Timestamp, ToSpan};
use serde_json::json;
use std::collections::{BTreeMap, BTreeSet};

/// The first day.
pub const FIRST: &str = "2026-09-01";
/// The days that are played.
pub const DAYS: i64 = 61;
/// Disputes that begin at a compound.
const DISPUTES: usize = 220;
/// Petitions that begin at once.
const PETITIONS: usize = 60;

/// What happened, counted from the answers that came back.
#[derive(Clone, Debug, Default)]
pub struct Tally {
    /// Cases opened by people, by workflow.
    pub opened: BTreeMap<String, usize>,
    /// Disputes settled, by the level at which they were.
    pub settled_at: BTreeMap<&'static str, usize>,
    /// Events accepted.
    pub accepted: usize,
    /// Events refused, since the case had moved on.
    pub refused: usize,
}

impl Tally {
    /// Counts an act. False: it was refused, since time was faster: the case has climbed, or a colleague has acted.
    ///
    /// # Errors
    /// [`Failure`] when the engine itself failed.
    pub fn took<T>(&mut self, answer: Result<T, Failure>) -> Result<bool, Failure> {
        match answer {
            Ok(_) => self.accepted += 1,
            Err(Failure::Refused(_)) => {
                self.refused += 1;
                return Ok(false);
            }
            Err(failure) => return Err(failure),
        }
        Ok(true)
    }
}

/// Something that somebody will do.
struct Planned {
    case: CaseId,
    who: String,
    task: String,
    task_id: Option<String>,
    plan: staff::Plan,
}

/// A story in progress.
pub struct Story<'a> {
    runtime: &'a Runtime,
    calendar: &'a Calendar,
    agenda: BTreeMap<(Date, u64), Planned>,
    seen: BTreeSet<(CaseId, String)>,
    matters: BTreeMap<CaseId, String>,
    petitioners: BTreeMap<CaseId, String>,
    tasks: Option<Tasks<'a>>,
    count: u64,
    /// What happened.
    pub tally: Tally,
}

impl<'a> Story<'a> {
    /// A story that has not begun.
    #[must_use]
    pub fn new(runtime: &'a Runtime, calendar: &'a Calendar) -> Self {
        Self {
            runtime,
            calendar,
            agenda: BTreeMap::new(),
            seen: BTreeSet::new(),
            matters: BTreeMap::new(),
            petitioners: BTreeMap::new(),
            tasks: None,
            count: 0,
            tally: Tally::default(),
        }
    }

    /// Plays one day.
    ///
    /// # Errors
    /// [`Failure`] when the engine itself fails; refusals belong to the story.
    pub async fn day(&mut self, date: Date, number: usize) -> Result<(), Failure> {
        self.until(date, 9).await?;
        self.open(number).await?;
        if self.tasks.is_none() {
            self.tasks = Some(Tasks::open(self.runtime, self.calendar, &mut self.tally).await?);
        }
        if self.calendar.is_workday(date).unwrap_or(false) {
            self.look_at_tasks(date).await?;
            self.until(date, 15).await?;
            self.work(date).await?;
            if let Some(tasks) = &mut self.tasks {
                tasks.day(date, &mut self.tally).await?;
            }
        }
        self.until(date, 23).await
    }

    async fn until(&self, date: Date, hour: i8) -> Result<(), Failure> {
        let zone = self.calendar.zone().clone();
        let at = date.at(hour, 0, 0, 0);
        let Ok(at) = zone.to_ambiguous_zoned_datetime(at).compatible() else { return Ok(()) };
        self.runtime.settle_until(at.timestamp()).await
    }

    async fn open(&mut self, day: usize) -> Result<(), Failure> {
        let days = usize::try_from(DAYS).unwrap_or(1);
        for number in (0..DISPUTES).filter(|number| number * days / DISPUTES == day) {
            self.open_dispute(number).await?;
        }
        for number in (0..PETITIONS).filter(|number| number * days / PETITIONS == day) {
            self.open_petition(number).await?;
        }
        Ok(())
    }

    async fn open_dispute(&mut self, number: usize) -> Result<(), Failure> {
        let name = format!("dispute-{number}");
        let dice = staff::chance(&[&name]);
        let people = if dice < 40 { 6 } else { 1 + dice % 4 };
        let matter = matter(&name);
        let place = place(&name);
        let who = format!("{place}-lead");
        let data = json!({
            "reporter": { "id": format!("resident-{number}"), "name": format!("居民{number}") },
            "place": place, "matter": matter, "facts": "示例纠纷", "people": people, "danger": dice % 100 < 2,
        });
        self.open_case("local-resolution", &name, &who, data, matter).await
    }

    async fn open_petition(&mut self, number: usize) -> Result<(), Failure> {
        let name = format!("petition-{number}");
        let (matter, place, who) = (matter(&name), place(&name), format!("petitioner-{number}"));
        let data = json!({
            "petitioner": { "id": who, "name": format!("信访人{number}") },
            "place": place, "matter": matter, "facts": "示例诉求",
            "urgent": staff::chance(&[&name, "urgent"]) < 30,
        });
        self.open_case("petition", &name, &who, data, matter).await
    }

    async fn open_case(
        &mut self,
        workflow: &str,
        id: &str,
        who: &str,
        data: serde_json::Value,
        matter: &str,
    ) -> Result<(), Failure> {
        let serde_json::Value::Object(data) = data else { return Ok(()) };
        let reply = self.runtime.start(request(id, who, None), workflow, data).await?;
        self.matters.insert(reply.case.clone(), matter.to_owned());
        self.petitioners.insert(reply.case, who.to_owned());
        *self.tally.opened.entry(workflow.to_owned()).or_default() += 1;
        Ok(())
    }

    /// Plans what will be done with tasks that nobody has looked at yet.
    async fn look_at_tasks(&mut self, today: Date) -> Result<(), Failure> {
        let mut filter = TaskFilter { limit: 500, ..TaskFilter::default() };
        loop {
            let page = self.runtime.tasks(&filter).await?;
            let Some(last) = page.last() else { break };
            filter.after = Some((last.case.clone(), last.id.clone()));
            for task in page {
                if !self.seen.insert((task.case.clone(), task.id.clone())) {
                    continue;
                }
                let Some(who) = task.assignee.or_else(|| task.candidates.first().cloned()) else { continue };
                let matter = self.matters.get(&task.case).map_or("property", String::as_str);
                let Some(plan) = staff::decide(task.case.as_str(), &task.name, &task.id, matter) else {
                    continue;
                };
                let planned = Planned { case: task.case, who, task: task.name, task_id: Some(task.id), plan };
                self.plan(today, planned);
            }
        }
        Ok(())
    }

    fn plan(&mut self, today: Date, planned: Planned) {
        self.count += 1;
        let day = today.saturating_add(i64::from(planned.plan.days).days());
        self.agenda.insert((day, self.count), planned);
    }

    /// Does what is planned up to today.
    async fn work(&mut self, today: Date) -> Result<(), Failure> {
        let later = self.agenda.split_off(&(today.saturating_add(1.day()), 0));
        for (_, planned) in std::mem::replace(&mut self.agenda, later) {
            self.act(today, planned).await?;
        }
        Ok(())
    }

    async fn act(&mut self, today: Date, planned: Planned) -> Result<(), Failure> {
        let Planned { case, who, task, task_id, plan } = planned;
        self.count += 1;
        let happened = if plan.served { Some(self.runtime.now().await?) } else { None };
        let request = request(&format!("act-{}", self.count), &who, happened);
        let answer = if plan.event == "approve" {
            self.runtime.decide(request, &case, task_id.as_deref().unwrap_or_default(), true, None).await
        } else {
            let event = Event { name: plan.event.to_owned(), data: plan.data, task: task_id, region: None };
            self.runtime.send(request, &case, event).await
        };
        if !self.tally.took(answer)? {
            return Ok(());
        }
        let level = match (plan.event, task.as_str()) {
            ("agree", "at_compound") => Some("compound"),
            ("agree", "at_community") => Some("community"),
            ("agree", "at_subdistrict") => Some("sub-district"),
            ("agree", "at_district") => Some("district"),
            _ => None,
        };
        if let Some(level) = level {
            *self.tally.settled_at.entry(level).or_default() += 1;
        }
        // Three of ten are not content with the opinion that was served.
        if plan.event == "serve"
            && staff::chance(&[case.as_str(), "content"]) < 300
            && let Some(who) = self.petitioners.get(&case).cloned()
        {
            let plan = staff::Plan { event: "ask_review", data: Data::new(), days: 6, served: false };
            self.plan(today, Planned { case, who, task: "replied".to_owned(), task_id: None, plan });
        }
        Ok(())
    }
}

/// What somebody asks for.
pub fn request(id: &str, who: &str, occurred_at: Option<Timestamp>) -> Request {
    Request {
        source: "demo".to_owned(),
        id: Some(id.to_owned()),
        actor: Some(Actor { id: who.to_owned(), through: None }),
        occurred_at,
        expected_version: None,
    }
}

fn matter(name: &str) -> &'static str {
    let all = ["property", "environment", "welfare", "labour"];
    all.get(staff::chance(&[name, "matter"]) as usize % all.len()).copied().unwrap_or("property")
}

fn place(name: &str) -> String {
    district::compound(staff::chance(&[name, "place"]) as usize * district::COMPOUNDS / 1_000)
}
