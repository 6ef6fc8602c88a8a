//! A story made ready: its world, its workflows, its conditions, its rows.

use super::library::{Library, zone};
use super::report::{Failed, What};
use super::rows::{self, Row};
use super::time;
use crate::board::Board;
use crate::calendar::Calendars;
use crate::definition::scenario::beside;
use crate::definition::{Definition, Does, Loaded, Scenario};
use crate::instance::Data;
use crate::instance::Words;
use crate::list::List;
use crate::model::{self, Text};
use crate::organisation::{Organisation, Source, Table};
use crate::rotation::Editions;
use crate::schedule::Schedule;
use crate::source::{Pointer, Sources};
use crate::step::World;
use jiff::Timestamp;
use jiff::tz::TimeZone;
use std::collections::BTreeMap;
use std::sync::Arc;

/// A schedule of a story.
#[derive(Clone, Debug)]
pub struct Planned {
    /// When it happens.
    pub compiled: Arc<Schedule>,
    /// What happens.
    pub does: Does,
    /// The parameters of its pack, with the story's.
    pub parameters: Data,
}

/// A story ready to be played on any stage.
#[derive(Clone, Debug)]
pub struct Story {
    /// The path of its file.
    pub path: String,
    /// What the author wrote.
    pub model: model::scenario::Scenario,
    /// The workflows, with the story's parameters.
    pub library: Arc<Library>,
    /// The calendars, and the story's organisation.
    pub world: Arc<World>,
    /// The boards that it publishes, over its workflows and for its organisation.
    pub boards: BTreeMap<String, Arc<Board>>,
    /// The schedules that happen in it.
    pub schedules: BTreeMap<String, Planned>,
    /// The lists that it syncs, as they are declared.
    pub lists: BTreeMap<String, Arc<List>>,
    /// When it begins.
    pub now: Timestamp,
    /// The number of the line in the file at which each line of the story begins, from 1.
    pub lines: Vec<usize>,
    /// The world from a line on, by its place, where the line puts other calendars in force.
    pub(super) worlds: BTreeMap<usize, Arc<World>>,
    pub(super) rows: Vec<Row>,
}

/// Why a story cannot be played.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{}", .why.en)]
pub struct Unprepared {
    /// In words.
    pub why: Words,
}

impl Unprepared {
    pub(super) const fn new(why: Words) -> Self {
        Self { why }
    }

    /// As a failure of the scenario of that title in the file of that path.
    #[must_use]
    pub fn failed(self, path: &str, title: &Text) -> Failed {
        Failed {
            scenario: title.clone(),
            file: path.to_owned(),
            line: 1,
            row: None,
            what: What::Prepare,
            about: String::new(),
            expected: Words::default(),
            got: self.why,
            why: Vec::new(),
        }
    }
}

fn unprepared(zh: String, en: String) -> Unprepared {
    Unprepared::new(Words { zh, en })
}

impl Story {
    /// Makes a scenario ready. Parameters that it sets recompile the workflows of the pack once.
    ///
    /// # Errors
    /// [`Unprepared`], in words: the organisation, the moment, the parameters or the rows cannot be used.
    pub fn prepare(loaded: &Loaded, scenario: &Scenario) -> Result<Self, Unprepared> {
        let model = scenario.model.clone();
        let world = world(loaded, scenario)?;
        let library = library(loaded, scenario)?;
        let calendar = library.latest(&model.workflow).and_then(|def| world.calendars.get(&def.calendar));
        let now = time::instant(&model.given.now, calendar.map(AsRef::as_ref))
            .map_err(|why| Unprepared::new(Words::same(format!("given.now: {why}"))))?;
        let csv = match (&scenario.csv, model.examples.as_ref().and_then(|examples| examples.file.as_ref())) {
            (Some(path), _) => loaded.csv.get(path).map(AsRef::as_ref),
            (None, None) => None,
            (None, Some(file)) => {
                return Err(unprepared(format!("找不到文件 {file}"), format!("there is no file `{file}`")));
            }
        };
        let rows = rows::read(model.examples.as_ref(), csv)?;
        let lines = lines(&loaded.sources, scenario);
        let path = scenario.path.clone();
        let worlds = worlds(loaded, &model, &path, &world)?;
        let schedules = schedules(loaded, scenario)?;
        let boards = boards(loaded, scenario, &schedules, &library, &world)?;
        let lists = lists(loaded, scenario);
        let (library, world) = (Arc::new(library), Arc::new(world));
        Ok(Self { path, model, library, world, boards, schedules, lists, now, lines, worlds, rows })
    }

    /// How often it is played.
    #[must_use]
    pub const fn rows(&self) -> usize {
        self.rows.len()
    }

    /// The version that is looked at before there is a case.
    pub(super) fn definition(&self) -> Option<&Arc<Definition>> {
        self.library.latest(&self.model.workflow)
    }

    /// The zone in which the story shows instants.
    pub(super) fn zone(&self) -> TimeZone {
        self.definition().map_or(TimeZone::UTC, |definition| zone(definition, &self.world))
    }

    /// A row in words: its first text, or its place from 1.
    pub(super) fn row_name(&self, row: usize) -> Option<String> {
        let values = self.rows.get(row)?;
        let (_, first) = values.iter().next()?;
        Some(format!("{}: {}", row + 1, rows::plain(first)))
    }
}

fn world(loaded: &Loaded, scenario: &Scenario) -> Result<World, Unprepared> {
    let named = &scenario.model.given.org;
    let org = scenario.org.as_ref().and_then(|path| loaded.orgs.iter().find(|org| org.path == *path));
    let Some(org) = org else {
        return Err(unprepared(format!("找不到组织文件 {named}"), format!("there is no file `{named}`")));
    };
    let files = org.model.files.clone().unwrap_or_default();
    let table = |name: &Option<String>| -> Option<(String, Arc<str>)> {
        let path = beside(&org.path, name.as_deref()?);
        loaded.csv.get(&path).map(|text| (path.clone(), text.clone()))
    };
    let (units, people, posts) = (table(&files.units), table(&files.people), table(&files.posts));
    fn shown(table: &Option<(String, Arc<str>)>) -> Option<Table<'_>> {
        table.as_ref().map(|(file, text)| Table { file, text })
    }
    let source =
        Source { document: &org.model, units: shown(&units), people: shown(&people), posts: shown(&posts) };
    let (organisation, faults) = Organisation::build(&[source]);
    if let Some(fault) = faults.first() {
        return Err(Unprepared::new(Words::same(format!("{named}: {fault}"))));
    }
    let mut versions: std::collections::BTreeMap<String, String> = loaded
        .calendars
        .iter()
        .map(|(name, calendar)| (format!("calendar.{name}"), calendar.version().to_owned()))
        .collect();
    versions.insert("org".to_owned(), organisation.version().to_owned());
    let organisation = Arc::new(organisation);
    let registers = loaded.registers.clone();
    versions.extend(registers.versions());
    let duty = Arc::new(Editions::one(loaded.rotations_for(&organisation)));
    let calendars = loaded.calendars.clone();
    let world = World { calendars, organisation, registers, versions, ..World::default() };
    Ok(world.with_duty(duty))
}

/// The worlds that lines of the story bring about, each with all calendar documents so far.
fn worlds(
    loaded: &Loaded,
    model: &model::scenario::Scenario,
    path: &str,
    first: &World,
) -> Result<BTreeMap<usize, Arc<World>>, Unprepared> {
    let mut worlds = BTreeMap::new();
    let mut documents = loaded.calendar_documents.clone();
    for (place, line) in model.steps.iter().enumerate() {
        let Some(file) = &line.calendar else { continue };
        let Some(document) = loaded.later.get(&beside(path, file)) else {
            return Err(unprepared(format!("找不到文件 {file}"), format!("there is no file `{file}`")));
        };
        documents.push(document.clone());
        let (calendars, faults) = Calendars::build(&documents);
        if let Some(fault) = faults.first() {
            return Err(Unprepared::new(Words::same(format!("{file}: {fault}"))));
        }
        let mut world = first.clone();
        for calendar in calendars.iter() {
            let (name, version) = (calendar.name().to_owned(), calendar.version().to_owned());
            world.versions.insert(format!("calendar.{name}"), version);
            world.calendars.insert(name, Arc::new(calendar.clone()));
        }
        // Turns are counted by the calendars in force; what no longer goes with them stands for nobody.
        let (rotations, _) = first.duty.newest().rebuilt(&world.calendars, world.organisation.clone());
        let world = world.with_duty(Arc::new(Editions::one(Arc::new(rotations))));
        worlds.insert(place, Arc::new(world));
    }
    Ok(worlds)
}

/// The schedules that the story names.
fn schedules(loaded: &Loaded, scenario: &Scenario) -> Result<BTreeMap<String, Planned>, Unprepared> {
    let mut schedules = BTreeMap::new();
    for name in &scenario.model.given.schedules {
        let found = loaded.schedules.iter().find(|schedule| schedule.compiled.name() == name);
        let Some((schedule, does)) = found.and_then(|found| Some((found, found.does.clone()?))) else {
            return Err(unprepared(
                format!("没有名为 {name} 的定时规则"),
                format!("there is no schedule `{name}`"),
            ));
        };
        let pack = crate::definition::covering(&loaded.packs, &schedule.path);
        let pack = pack.map(|pack| pack.model.pack.as_str());
        let mut parameters = loaded.values_for(scenario, pack);
        parameters.extend(set(loaded, scenario, pack));
        let compiled = schedule.compiled.clone();
        schedules.insert(name.clone(), Planned { compiled, does, parameters });
    }
    Ok(schedules)
}

/// The lists that lines of the story sync. Of a line that is filled from a row it cannot be said which one it means.
fn lists(loaded: &Loaded, scenario: &Scenario) -> BTreeMap<String, Arc<List>> {
    let named: Vec<&str> = scenario.model.steps.iter().filter_map(|line| line.sync.as_deref()).collect();
    let any = named.iter().any(|name| name.contains("${"));
    let lists = loaded.lists.iter().map(|list| &list.compiled);
    let meant = lists.filter(|list| any || named.contains(&list.name.as_str()));
    meant.map(|list| (list.name.clone(), list.clone())).collect()
}

/// The boards that lines and schedules of the story publish. Of a line that is filled from a row it cannot be said which one it means.
fn boards(
    loaded: &Loaded,
    scenario: &Scenario,
    schedules: &BTreeMap<String, Planned>,
    library: &Library,
    world: &World,
) -> Result<BTreeMap<String, Arc<Board>>, Unprepared> {
    let scheduled = schedules.values().filter_map(|planned| match &planned.does {
        Does::Publish { board } => Some(board.as_str()),
        _ => None,
    });
    let lines = scenario.model.steps.iter().filter_map(|line| line.publish.as_deref());
    let named: Vec<&str> = lines.chain(scheduled).collect();
    let any = named.iter().any(|name| name.contains("${"));
    let meant = |board: &&crate::definition::Board| any || named.contains(&board.compiled.name());
    let mut boards = BTreeMap::new();
    for board in loaded.boards.iter().filter(meant) {
        let mut values = loaded.values_for(scenario, board.pack.as_deref());
        values.extend(set(loaded, scenario, board.pack.as_deref()));
        let definitions = library.versions().map(|version| version.definition.as_ref());
        let built = board.beside(definitions, &world.organisation, &world.calendars, &values);
        match built {
            Ok(built) => drop(boards.insert(built.name().to_owned(), Arc::new(built))),
            // Another one may be meant.
            Err(_) if any => {}
            Err(why) => return Err(Unprepared::new(why)),
        }
    }
    Ok(boards)
}

/// The parameters that the story sets, as far as they are of a pack.
fn set(loaded: &Loaded, scenario: &Scenario, pack: Option<&str>) -> Data {
    let (own, set) = loaded.set_by(scenario);
    if pack == own { set } else { Data::new() }
}

fn library(loaded: &Loaded, scenario: &Scenario) -> Result<Library, Unprepared> {
    let model = &scenario.model;
    let (pack, set) = loaded.set_by(scenario);
    if loaded.versions(&model.workflow).next().is_none() {
        let name = &model.workflow;
        return Err(unprepared(format!("没有名为 {name} 的流程"), format!("there is no workflow `{name}`")));
    }
    let mut library = Library::default();
    for workflow in loaded.played(scenario) {
        let definition = if set.is_empty() || workflow.pack.as_deref() != pack {
            workflow.definition.clone()
        } else {
            let changed = workflow.with_parameters(&set);
            Arc::new(changed.map_err(|error| Unprepared::new(Words::same(error.to_string())))?)
        };
        library.add(workflow.effective, definition);
    }
    Ok(library)
}

fn lines(sources: &Sources, scenario: &Scenario) -> Vec<usize> {
    let steps = Pointer::root().key("steps");
    (0..scenario.model.steps.len())
        .map(|place| {
            let node = scenario.node.at(&steps.index(place));
            node.and_then(|node| sources.start(node.span)).map_or(1, |position| position.line)
        })
        .collect()
}
