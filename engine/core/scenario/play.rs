//! Line by line.

use super::expect::{self, Seen};
use super::line::{cause, data, judge, with_task};
use super::report::{Failed, What};
use super::stage::{Act, Answer, Opening, Publication, Ran, Stage, Synced};
use super::{Happening, Simulation, Story, Told, boards, lists, rows, time};
use crate::calendar::Calendar;
use crate::instance::Words;
use crate::instance::{Actor, CaseId};
use crate::model::scenario::{Expect, Line};
use crate::script::{Kind, Script};
use crate::step;
use crate::step::{World, spoken};
use jiff::Timestamp;
use std::collections::BTreeMap;
use std::sync::Arc;

/// Tells a story once, with one of its rows. It ends at the first line that is not as it should be.
///
/// When a line fails, the story is told again up to it in simulation, to say why.
pub fn play(story: &Story, row: usize, stage: &mut dyn Stage) -> Told {
    let mut told = tell(story, row, stage, story.model.steps.len(), None);
    if let Some(failed) = told.failures.first_mut()
        && let Some(place) = story.lines.iter().position(|line| *line == failed.line)
    {
        failed.why.extend(why(story, row, place));
    }
    told
}

/// What happened on a line, in words.
fn why(story: &Story, row: usize, place: usize) -> Vec<Words> {
    let mut stage = Simulation::of(story);
    let mut course = Vec::new();
    tell(story, row, &mut stage, place + 1, Some(&mut course));
    step::explain(&course, &story.zone())
}

fn tell(
    story: &Story,
    row: usize,
    stage: &mut dyn Stage,
    until: usize,
    mut course: Option<&mut Vec<step::Trace>>,
) -> Told {
    let mut told = Told::default();
    let empty = rows::Row::new();
    let values = story.rows.get(row).unwrap_or(&empty);
    let mut teller = Teller {
        story,
        world: story.world.clone(),
        names: BTreeMap::new(),
        first: None,
        started: BTreeMap::new(),
        boards: BTreeMap::new(),
        synced: None,
        scripts: BTreeMap::new(),
        number: 0,
    };
    for (place, line) in story.model.steps.iter().enumerate().take(until) {
        told.steps += 1;
        teller.number = place;
        let tracing = course.is_some() && place + 1 == until;
        if tracing {
            stage.trace(true);
        }
        let line = match rows::fill(line, values) {
            Ok(line) => line,
            Err(why) => {
                told.failures.push(teller.failed(row, Fault::new(What::Line).got(why)));
                break;
            }
        };
        let mut happened = Vec::new();
        let result = teller.line(&line, stage, &mut told, &mut happened);
        for happening in &happened {
            told.take(happening);
            if let Some(view) = stage.view(&happening.case) {
                let workflow = &view.definition.name;
                if !told.course.contains_key(workflow) {
                    told.course.insert(workflow.clone(), Default::default());
                }
                if let Some(reached) = told.course.get_mut(workflow) {
                    reached.take(&happening.course);
                }
            }
        }
        if tracing && let Some(course) = course.as_deref_mut() {
            course.extend(stage.refused());
            course.extend(happened.into_iter().flat_map(|happening| happening.course));
        }
        if let Err(fault) = result {
            told.failures.push(teller.failed(row, *fault));
            break;
        }
    }
    told
}

/// What is wrong with a line.
pub(super) struct Fault {
    pub what: What,
    pub about: String,
    pub expected: Words,
    pub got: Words,
    pub why: Vec<Words>,
}

impl Fault {
    pub fn new(what: What) -> Self {
        let (expected, got) = (Words::default(), Words::default());
        Self { what, about: String::new(), expected, got, why: Vec::new() }
    }

    pub fn about(mut self, about: impl Into<String>) -> Self {
        self.about = about.into();
        self
    }

    pub fn expected(mut self, text: impl Into<String>) -> Self {
        self.expected = Words::same(text);
        self
    }

    pub fn hoped(mut self, expected: Words) -> Self {
        self.expected = expected;
        self
    }

    pub fn got(mut self, text: impl Into<String>) -> Self {
        self.got = Words::same(text);
        self
    }

    pub fn said(mut self, got: Words) -> Self {
        self.got = got;
        self
    }

    pub fn because(mut self, why: Vec<Words>) -> Self {
        self.why = why;
        self
    }

    pub fn boxed<T>(self) -> Result<T, Box<Self>> {
        Err(Box::new(self))
    }
}

/// Who tells the story: the names that cases have in it.
pub(super) struct Teller<'s> {
    pub story: &'s Story,
    /// The world as it is on this line, with what its cases have changed of duty.
    pub world: Arc<World>,
    pub(super) names: BTreeMap<String, CaseId>,
    first: Option<CaseId>,
    /// How many cases each schedule has started.
    started: BTreeMap<String, u64>,
    /// What each board said when it was published last.
    pub boards: BTreeMap<String, Publication>,
    /// What the line that is played has synced. Absent: nothing.
    pub synced: Option<Synced>,
    /// Compiled scripts, guards apart.
    scripts: BTreeMap<(bool, String), Script>,
    number: usize,
}

impl Teller<'_> {
    fn failed(&self, row: usize, fault: Fault) -> Failed {
        let story = self.story;
        Failed {
            scenario: story.model.scenario.clone(),
            file: story.path.clone(),
            line: story.lines.get(self.number).copied().unwrap_or(1),
            row: story.model.examples.as_ref().and_then(|_| story.row_name(row)),
            what: fault.what,
            about: fault.about,
            expected: fault.expected,
            got: fault.got,
            why: fault.why,
        }
    }

    /// Plays one line and looks at what must be seen.
    fn line(
        &mut self,
        line: &Line,
        stage: &mut dyn Stage,
        told: &mut Told,
        happened: &mut Vec<Happening>,
    ) -> Result<(), Box<Fault>> {
        self.synced = None;
        let done = self.happens(line, stage);
        happened.extend(stage.happened());
        for publication in stage.published() {
            told.publish(&publication);
            self.boards.insert(publication.snapshot.board.clone(), publication);
        }
        let ran = stage.ran();
        let undone = ran.iter().find(|ran| ran.failed.is_some()).cloned();
        told.ran.extend(ran);
        let answer = done?;
        let duty = stage.duty();
        if !Arc::ptr_eq(&duty, &self.world.duty) && !duty.list().is_empty() {
            self.world = Arc::new(World { duty, ..World::clone(&self.world) });
        }
        if let Some(answer) = &answer {
            told.answer(self.number, answer);
        }
        if let Some(synced) = &self.synced {
            told.sync(self.number, synced);
        }
        self.scheduled(happened);
        self.learn(stage);
        let case = match &answer {
            Some(Answer::Taken { case, .. }) if line.start.is_some() => Some(case.clone()),
            _ => self.case(line.case.as_deref()),
        };
        judge(answer.as_ref(), line.refused.as_ref())?;
        if let Some(incident) = happened.iter().find_map(|happening| happening.incident.as_ref()) {
            return Fault::new(What::Incident).said(spoken(incident)).boxed();
        }
        if let Some(Ran { schedule, of, failed: Some(why), .. }) = undone {
            return Fault::new(What::Schedule).about(format!("{schedule} {of}")).got(why).boxed();
        }
        lists::none_refused(self, line)?;
        let outcome = match &answer {
            Some(Answer::Taken { outcome, .. }) => Some(outcome.as_str()),
            _ => None,
        };
        for (expected, exactly) in [(&line.expect, false), (&line.exactly, true)] {
            let Some(expected) = expected else { continue };
            if let Some(wanted) = &expected.board {
                boards::check(self, wanted, line, exactly)?;
            }
            if let Some(wanted) = &expected.synced {
                lists::check(self, wanted, exactly)?;
            }
            if (expected.board.is_some() || expected.synced.is_some())
                && (Expect { board: None, synced: None, ..expected.clone() }) == Expect::default()
            {
                continue;
            }
            let Some(case) = &case else { return Fault::new(What::Case).got(self.known()).boxed() };
            let now = stage.now();
            let Some(view) = stage.view(case) else {
                return Fault::new(What::Case).got(case.as_str()).boxed();
            };
            let seen = Seen { view: &view, happened, outcome, now };
            expect::check(self, expected, exactly, &seen)?;
        }
        self.always(stage)
    }

    /// Conditions that hold for every case of the story's workflow.
    fn always(&mut self, stage: &mut dyn Stage) -> Result<(), Box<Fault>> {
        let story = self.story;
        if story.model.always.is_empty() {
            return Ok(());
        }
        let cases: Vec<CaseId> = self.names.values().cloned().collect();
        let now = stage.now();
        for case in cases {
            let Some(view) = stage.view(&case) else { continue };
            if view.definition.name != story.model.workflow {
                continue;
            }
            for condition in &story.model.always {
                self.condition(What::Always, &condition.0, &view, now)?;
            }
        }
        Ok(())
    }

    /// Does what a line says. Absent: nobody answers.
    fn happens(&mut self, line: &Line, stage: &mut dyn Stage) -> Result<Option<Answer>, Box<Fault>> {
        let story = self.story;
        let world = self.world.clone();
        let calendar = story.definition().and_then(|definition| world.calendars.get(&definition.calendar));
        let calendar = calendar.map(AsRef::as_ref);
        let time = |why: String| Box::new(Fault::new(What::Time).got(why));
        let occurred_at = match &line.happened {
            None => None,
            Some(text) => Some(time::instant(text, calendar).map_err(time)?),
        };
        let actor = |by: &Option<String>| by.clone().map(|id| Actor { id, through: None });
        let id = line.id.clone().unwrap_or_else(|| format!("line-{}", self.number + 1));
        if let Some(start) = &line.start {
            let workflow = start.workflow.clone().unwrap_or_else(|| story.model.workflow.clone());
            let answer = stage.start(Opening {
                id,
                workflow: workflow.clone(),
                actor: actor(&start.by.clone().or_else(|| line.by.clone())),
                occurred_at,
                data: data(&start.data),
            });
            if let Answer::Taken { case, .. } = &answer {
                self.first.get_or_insert_with(|| case.clone());
                let name = start.name.clone().unwrap_or(workflow);
                self.names.entry(name).or_insert_with(|| case.clone());
            }
            return Ok(Some(answer));
        }
        if line.calendar.is_some()
            && let Some(world) = story.worlds.get(&self.number)
        {
            self.world = world.clone();
            stage.reckon(world).map_err(|why| Box::new(Fault::new(What::Incident).got(why)))?;
            return Ok(None);
        }
        if let Some(board) = &line.publish {
            let published = stage.publish(&id, board);
            let published =
                published.map_err(|why| Box::new(Fault::new(What::Board).about(board).got(why)))?;
            self.boards.insert(board.clone(), published);
            return Ok(None);
        }
        if let Some(list) = &line.sync {
            self.syncs(list, line, actor(&line.by), stage)?;
            return Ok(None);
        }
        if line.crash == Some(true) {
            stage.crash().map_err(|why| Box::new(Fault::new(What::Incident).got(why)))?;
            return Ok(None);
        }
        if let Some(wait) = &line.wait {
            let at = time::until(wait, stage.now(), calendar).map_err(time)?;
            stage.advance_to(at).map_err(time)?;
            return Ok(None);
        }
        let case = self.case(line.case.as_deref());
        if let Some(deadline) = &line.wait_for {
            let at = self.next_turn(deadline, case.as_ref(), stage)?;
            stage.advance_to(at).map_err(time)?;
            return Ok(None);
        }
        let Some(cause) = cause(line) else { return Ok(None) };
        let Some(case) = case else { return Fault::new(What::Case).got(self.known()).boxed() };
        let cause = match (cause, stage.view(&case)) {
            (cause, None) => cause,
            (cause, Some(view)) => with_task(cause, &view, line.by.as_deref()),
        };
        let act = Act { id, actor: actor(&line.by), occurred_at, cause };
        Ok(Some(stage.act(&case, act)))
    }

    /// When a deadline's next rung or end is reached.
    fn next_turn(
        &self,
        deadline: &str,
        case: Option<&CaseId>,
        stage: &mut dyn Stage,
    ) -> Result<Timestamp, Box<Fault>> {
        let none = |got: String| Fault::new(What::Time).about(deadline).got(got);
        let view = case.and_then(|case| stage.view(case));
        let Some(view) = view else { return Fault::new(What::Case).got(self.known()).boxed() };
        match step::next_of(&view.definition, &view.instance, deadline, &self.world) {
            Ok(Some(at)) => Ok(at),
            Ok(None) => {
                let running: Vec<&str> = view.instance.clocks.keys().map(String::as_str).collect();
                none(running.join(", ")).expected(deadline).boxed()
            }
            Err(fault) => none(fault.to_string()).boxed(),
        }
    }

    /// The case of a name; without one, the first that was started.
    pub fn case(&self, name: Option<&str>) -> Option<CaseId> {
        match name {
            None => self.first.clone(),
            Some(name) => self.names.get(name).cloned(),
        }
    }

    /// The name of a case in the story; of one that has none, its id.
    pub fn name(&self, case: &str) -> String {
        let named = self.names.iter().find(|(_, known)| known.as_str() == case);
        named.map_or_else(|| case.to_owned(), |(name, _)| name.clone())
    }

    /// The calendar by which the story counts.
    pub fn calendar(&self) -> Option<&Calendar> {
        self.world.calendars.get(&self.story.definition()?.calendar).map(AsRef::as_ref)
    }

    fn known(&self) -> String {
        self.names.keys().cloned().collect::<Vec<_>>().join(", ")
    }

    /// Gives names to the cases that schedules started: `stocktake/jia` (of a unit) or `stocktake`, the latest; and
    /// `stocktake/1` by the order of the starts.
    fn scheduled(&mut self, happened: &[Happening]) {
        for happening in happened.iter().filter(|happening| happening.is_start()) {
            let Some((from, _)) = happening.schedule.as_ref().and_then(|from| from.rsplit_once('/')) else {
                continue;
            };
            let schedule = from.split('/').next().unwrap_or(from).to_owned();
            let number = self.started.entry(schedule.clone()).or_insert(0);
            *number += 1;
            self.names.insert(format!("{schedule}/{number}"), happening.case.clone());
            self.names.insert(from.to_owned(), happening.case.clone());
        }
    }

    /// Gives names to the cases that others invoked: `parent/invocation` and `parent/state`; and to children by the order of
    /// their starts: `parent/children/1`.
    fn learn(&mut self, stage: &mut dyn Stage) {
        let mut found = Vec::new();
        for (name, case) in &self.names {
            let Some(view) = stage.view(case) else { continue };
            for (place, child) in &view.instance.children {
                found.push((format!("{name}/{place}"), child.id.clone()));
                found.push((format!("{name}/{}", child.node), child.id.clone()));
            }
            for (place, part) in &view.instance.parts {
                let number = place.rsplit('/').next().unwrap_or_default().trim_start_matches('0');
                found.push((format!("{name}/{}/{number}", part.name), part.id.clone()));
            }
        }
        self.names.extend(found);
    }

    /// A condition over a case.
    pub fn condition(
        &mut self,
        what: What,
        text: &str,
        view: &super::View<'_>,
        now: Timestamp,
    ) -> Result<(), Box<Fault>> {
        let fault = || Fault::new(what).about(text).expected("true");
        let script = self.script(text, Kind::Guard, view).map_err(|why| Box::new(fault().got(why)))?;
        match step::holds(&view.definition, &view.instance, &script, &self.world, now) {
            Ok(true) => Ok(()),
            Ok(false) => {
                let mut got = "false".to_owned();
                for name in script.reads() {
                    if let Some(value) = view.instance.data.get(name) {
                        got.push_str(&format!("; {name} = {value}"));
                    }
                }
                fault().got(got).boxed()
            }
            Err(why) => fault().got(why).boxed(),
        }
    }

    /// A script of the story, compiled once.
    pub fn script(&mut self, text: &str, kind: Kind, view: &super::View<'_>) -> Result<Script, String> {
        let key = (kind == Kind::Guard, text.to_owned());
        if let Some(script) = self.scripts.get(&key) {
            return Ok(script.clone());
        }
        let compiled = view.definition.scripts.compile(text, kind);
        let script = compiled.map_err(|found| {
            found.first().map_or_else(|| text.to_owned(), |finding| finding.kind.to_string())
        })?;
        self.scripts.insert(key, script.clone());
        Ok(script)
    }
}
