//! A folder of YAML to definitions, with every fault of every file at once.

mod adoption;
mod boards;
mod calendars;
mod cells;
mod document;
mod findings;
pub(crate) mod fits;
mod lists;
mod orgs;
mod packs;
mod reads;
pub(crate) mod registers;
mod rotations;
mod schedules;
mod workflows;

pub(crate) use packs::covering;

pub use adoption::{Adoption, PieceKind, Replaced, Setting};
pub use schedules::{Does, Known, Schedule};

use super::closure::{Closure, ClosureError, compile_closure};
use super::scenario::Named;
use super::{Definition, report};
use crate::calendar::Calendar;
use crate::instance::Data;
use crate::model::{Kind, board, list, org, pack, register, rotation, scenario, schedule, workflow};
use crate::organisation::Organisation;
use crate::register::Registers;
use crate::rotation::Rotations;
use crate::source::{self, Code, Diagnostic, Node, Sources, Span};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// A file that the host has read.
#[derive(Clone, Debug)]
pub struct InputFile {
    /// Its path, with `/` between folders, as people should see it.
    pub path: String,
    /// What it holds.
    pub bytes: Vec<u8>,
}

/// What was understood of a folder. Nothing of it should run while a diagnostic is an error.
#[derive(Debug, Default)]
pub struct Loaded {
    /// The texts, to show diagnostics in.
    pub sources: Sources,
    /// Everything found, file by file in the order of the text.
    pub diagnostics: Vec<Diagnostic>,
    /// Packs.
    pub packs: Vec<Pack>,
    /// Where they differ from what their authors published.
    pub adoption: Adoption,
    /// Workflows that could be compiled, as they are adopted.
    pub workflows: Vec<Workflow>,
    /// Calendars by name.
    pub calendars: BTreeMap<String, Arc<Calendar>>,
    /// The documents that they were built from.
    pub calendar_documents: Vec<crate::model::calendar::Document>,
    /// Calendar documents that scenarios bring into force on a line, by path. Nothing else sees them.
    pub later: BTreeMap<String, crate::model::calendar::Document>,
    /// Organisations, by the path of their file.
    pub orgs: Vec<Org>,
    /// Registers, with the rows that could be understood.
    pub registers: Arc<Registers>,
    /// Lists that could be compiled.
    pub lists: Vec<List>,
    /// Rotations that could be compiled.
    pub rotations: Vec<Rotation>,
    /// Schedules that could be compiled.
    pub schedules: Vec<Schedule>,
    /// Boards that could be compiled.
    pub boards: Vec<Board>,
    /// Scenarios.
    pub scenarios: Vec<Scenario>,
    /// CSV files, by path.
    pub csv: BTreeMap<String, Arc<str>>,
}

/// A pack.
#[derive(Clone, Debug)]
pub struct Pack {
    /// The path of its `pack.yaml`.
    pub path: String,
    /// The folder that it covers, with all below it; empty for the top. Ends in no `/`.
    pub folder: String,
    /// What the author wrote.
    pub model: pack::Pack,
    /// The values of its parameters that hold: those that another pack sets, else its defaults.
    pub values: Data,
}

/// A compiled workflow.
#[derive(Clone, Debug)]
pub struct Workflow {
    /// The path of its file.
    pub path: String,
    /// The name of its pack. Absent: no `pack.yaml` covers its folder.
    pub pack: Option<String>,
    /// The definition, with the values of the parameters that hold.
    pub definition: Arc<Definition>,
    /// What the author wrote.
    pub model: workflow::Workflow,
    /// What is stored; its hash is the definition's.
    pub closure: String,
    /// The values of all parameters of the pack.
    pub parameters: Data,
    /// The day from which it applies. Absent: always.
    pub effective: Option<jiff::civil::Date>,
    /// The same as its pack publishes it. Absent: nobody changes it.
    pub published: Option<Arc<Workflow>>,
}

/// An organisation document.
#[derive(Clone, Debug)]
pub struct Org {
    /// The path of its file.
    pub path: String,
    /// What the author wrote.
    pub model: org::Document,
    /// It, with its tables.
    pub organisation: Arc<Organisation>,
    /// Where it stands in the sources.
    pub node: Arc<Node>,
    /// Whether nothing is wrong with it or its tables.
    pub sound: bool,
}

/// A rotation document.
#[derive(Clone, Debug)]
pub struct Rotation {
    /// The path of its file.
    pub path: String,
    /// What the author wrote.
    pub model: rotation::Document,
    /// It, with all rotations that share its organisation.
    pub compiled: Arc<Rotations>,
    /// Where it stands in the sources.
    pub node: Arc<Node>,
}

/// A list document.
#[derive(Clone, Debug)]
pub struct List {
    /// The path of its file.
    pub path: String,
    /// The name of its pack. Absent: no `pack.yaml` covers its folder.
    pub pack: Option<String>,
    /// It, with its tables.
    pub compiled: Arc<crate::list::List>,
    /// Where it stands in the sources.
    pub node: Arc<Node>,
}

/// A board document.
#[derive(Clone, Debug)]
pub struct Board {
    /// The path of its file.
    pub path: String,
    /// The name of its pack. Absent: no `pack.yaml` covers its folder.
    pub pack: Option<String>,
    /// It, with the parameters' defaults.
    pub compiled: Arc<crate::board::Board>,
    /// Where it stands in the sources.
    pub node: Arc<Node>,
}

/// A scenario document.
#[derive(Clone, Debug)]
pub struct Scenario {
    /// The path of its file.
    pub path: String,
    /// What the author wrote.
    pub model: scenario::Scenario,
    /// Its tree: places of its lines.
    pub node: Arc<Node>,
    /// The name of its pack. Absent: no `pack.yaml` covers its folder.
    pub pack: Option<String>,
    /// The path of the organisation that it names, if it is among the files.
    pub org: Option<String>,
    /// The path of the CSV file of its examples, if it names one that is among the files.
    pub csv: Option<String>,
}

impl Loaded {
    /// Whether anything forbids running.
    #[must_use]
    pub fn has_errors(&self) -> bool {
        self.diagnostics.iter().any(Diagnostic::is_error)
    }

    /// The versions of a workflow, in the order of the files.
    pub fn versions<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a Workflow> {
        self.workflows.iter().filter(move |workflow| workflow.definition.name == name)
    }

    /// The workflows as a scenario plays them. A pack's scenarios tell what it does as it is published, and what it does with the
    /// packs that it uses; so nobody's scenarios break because somebody else adopts the pack. Outside of all packs, they tell what
    /// runs.
    pub fn played<'a>(&'a self, scenario: &'a Scenario) -> impl Iterator<Item = &'a Workflow> {
        let used = scenario.pack.as_deref().map(|pack| self.used_by(pack));
        self.workflows.iter().map(move |workflow| match (&workflow.published, &used) {
            (Some(published), Some(used))
                if !workflow.pack.as_deref().is_some_and(|pack| used.contains(pack)) =>
            {
                published.as_ref()
            }
            _ => workflow,
        })
    }

    /// The packs that a pack uses, and those that they use.
    fn used_by<'a>(&'a self, pack: &'a str) -> BTreeSet<&'a str> {
        let mut used = BTreeSet::new();
        let mut open = vec![pack];
        while let Some(user) = open.pop() {
            let models = self.packs.iter().filter(|known| known.model.pack == user);
            open.extend(
                models
                    .flat_map(|known| known.model.uses.keys())
                    .filter_map(|name| used.insert(name.as_str()).then_some(name.as_str())),
            );
        }
        used
    }

    /// The values of a pack's parameters as a scenario plays it: as the pack is published, or as it is adopted.
    #[must_use]
    pub fn values_for(&self, scenario: &Scenario, pack: Option<&str>) -> Data {
        let Some(pack) = self.packs.iter().find(|known| Some(known.model.pack.as_str()) == pack) else {
            return Data::new();
        };
        let is_adopted = |own: &str| self.used_by(own).contains(pack.model.pack.as_str());
        if scenario.pack.as_deref().is_none_or(is_adopted) {
            return pack.values.clone();
        }
        packs::defaults(&pack.model)
    }

    /// The parameters that a scenario sets, with the pack that they are of: the one of its workflow.
    #[must_use]
    pub fn set_by<'a>(&'a self, scenario: &'a Scenario) -> (Option<&'a str>, Data) {
        let pack = self.versions(&scenario.model.workflow).next().and_then(|first| first.pack.as_deref());
        let found = self.packs.iter().find(|known| Some(known.model.pack.as_str()) == pack);
        let given = scenario.model.given.parameters.iter().map(|(name, value)| {
            let declared = found.and_then(|pack| pack.model.parameters.get(name));
            let value = declared.map_or_else(|| value.0.clone(), |declared| fits::normal(&value.0, declared));
            (name.clone(), value)
        });
        (pack, given.collect())
    }

    /// The rotations, as they are with an organisation. Names that it does not have stand for nobody.
    #[must_use]
    pub fn rotations_for(&self, org: &Arc<Organisation>) -> Arc<Rotations> {
        let same = |rotation: &&Rotation| rotation.compiled.organisation().version() == org.version();
        let first = self.rotations.first().filter(same);
        let one = |first: &&Rotation| {
            self.rotations.iter().all(|other| Arc::ptr_eq(&other.compiled, &first.compiled))
        };
        if let Some(first) = first.filter(one) {
            return first.compiled.clone();
        }
        let documents: Vec<rotation::Document> =
            self.rotations.iter().map(|rotation| rotation.model.clone()).collect();
        // What is wrong with them was told where they were loaded.
        Arc::new(Rotations::build(&documents, &self.calendars, org.clone()).0)
    }

    /// The version of a workflow that applies on a day: the latest that is effective.
    #[must_use]
    pub fn version_on<'a>(&'a self, name: &'a str, day: jiff::civil::Date) -> Option<&'a Workflow> {
        self.versions(name)
            .filter(|workflow| workflow.effective.is_none_or(|effective| effective <= day))
            .max_by_key(|workflow| workflow.effective)
    }
}

impl Workflow {
    /// The same workflow with other values of some parameters.
    ///
    /// # Errors
    /// [`ClosureError`] if the definition cannot be compiled with them.
    pub fn with_parameters(&self, set: &Data) -> Result<Definition, ClosureError> {
        let mut values = self.definition.parameters.clone();
        for (name, value) in set {
            // What the definition does not read changes nothing, its hash included.
            if let Some(slot) = values.get_mut(name) {
                slot.clone_from(value);
            }
        }
        compile_closure(&Closure::new(self.model.clone(), values).text())
    }
}

/// Documents by kind, before they are put together.
#[derive(Default)]
struct Read {
    packs: Vec<document::Document<pack::Pack>>,
    workflows: Vec<document::Document<workflow::Workflow>>,
    calendars: Vec<document::Document<crate::model::calendar::Document>>,
    orgs: Vec<document::Document<org::Document>>,
    registers: Vec<document::Document<register::Document>>,
    lists: Vec<document::Document<list::Document>>,
    rotations: Vec<document::Document<rotation::Document>>,
    schedules: Vec<document::Document<schedule::Document>>,
    boards: Vec<document::Document<board::Document>>,
    scenarios: Vec<document::Document<scenario::Scenario>>,
}

/// Understands files, all together. Never fails: whatever is wrong is in the diagnostics.
#[must_use]
pub fn load(files: &[InputFile]) -> Loaded {
    let mut loaded = Loaded::default();
    let mut read = Read::default();
    let mut files: Vec<&InputFile> = files.iter().collect();
    files.sort_by(|a, b| a.path.cmp(&b.path));
    for file in files {
        read_file(file, &mut read, &mut loaded);
    }
    packs::take(&mut read, &mut loaded);
    let pieces = adoption::take(&read, &mut loaded);
    let (later, calendars) = later(&read);
    calendars::take(&calendars, &mut loaded);
    calendars::take_later(&later, &mut loaded);
    orgs::take(&read.orgs, &mut loaded);
    findings::take(&read.packs, &mut loaded);
    let registers = registers::take(&read.registers, &mut loaded);
    rotations::take(&read.rotations, &mut loaded);
    let known = workflows::take(&read, &pieces, registers, &mut loaded);
    schedules::take(&read.schedules, &read.workflows, &read.boards, &mut loaded);
    boards::take(&read.boards, &known, &mut loaded);
    lists::take(&read.lists, &read.workflows, &mut loaded);
    reads::take(&read.workflows, &known, &mut loaded);
    let scenarios = read.scenarios.into_iter().filter_map(|read| Some((read.path, read.model?, read.sound)));
    let named = Named {
        boards: boards::named(&read.boards),
        schedules: schedules::named(&read.schedules),
        lists: lists::named(&read.lists),
    };
    super::scenario::take(scenarios.collect(), &known, &named, &mut loaded);
    report::sort(&mut loaded.diagnostics);
    loaded
}

type Calendars<'a> = Vec<&'a document::Document<crate::model::calendar::Document>>;

/// The calendar documents that lines of scenarios bring into force, and those that hold from the beginning.
fn later(read: &Read) -> (Calendars<'_>, Calendars<'_>) {
    let mut named = std::collections::BTreeSet::new();
    for scenario in &read.scenarios {
        let lines = scenario.model.iter().flat_map(|model| &model.steps);
        let files = lines.filter_map(|line| line.calendar.as_deref());
        named.extend(files.map(|file| super::scenario::beside(&scenario.path, file)));
    }
    read.calendars.iter().partition(|document| named.contains(&document.path))
}

fn read_file(file: &InputFile, read: &mut Read, loaded: &mut Loaded) {
    let name = file.path.rsplit('/').next().unwrap_or(&file.path);
    if name.ends_with(".csv") {
        let text: Arc<str> = String::from_utf8_lossy(&file.bytes).into();
        loaded.sources.add(file.path.clone(), text.clone());
        loaded.csv.insert(file.path.clone(), text);
        return;
    }
    let Some(kind) = Kind::of_file(name) else {
        if name.ends_with(".yaml") || name.ends_with(".yml") {
            let id = loaded.sources.add(file.path.clone(), "");
            let known = Kind::ALL.map(|kind| match kind {
                Kind::Pack => "pack.yaml".to_owned(),
                other => format!("*.{}.yaml", other.word()),
            });
            let fault = Diagnostic::new(Code::UnknownKind, Span::new(id, 0, 0)).with("got", name);
            loaded.diagnostics.push(fault.with("known", known.join(", ")));
        }
        return;
    };
    let parsed = source::parse(&mut loaded.sources, &file.path, &file.bytes);
    let faults = &mut loaded.diagnostics;
    let sources = &loaded.sources;
    match kind {
        Kind::Pack => read.packs.extend(document::read(kind, &file.path, parsed, sources, faults)),
        Kind::Workflow => read.workflows.extend(document::read(kind, &file.path, parsed, sources, faults)),
        Kind::Calendar => read.calendars.extend(document::read(kind, &file.path, parsed, sources, faults)),
        Kind::Org => read.orgs.extend(document::read(kind, &file.path, parsed, sources, faults)),
        Kind::Register => read.registers.extend(document::read(kind, &file.path, parsed, sources, faults)),
        Kind::List => read.lists.extend(document::read(kind, &file.path, parsed, sources, faults)),
        Kind::Rotation => read.rotations.extend(document::read(kind, &file.path, parsed, sources, faults)),
        Kind::Schedule => read.schedules.extend(document::read(kind, &file.path, parsed, sources, faults)),
        Kind::Board => read.boards.extend(document::read(kind, &file.path, parsed, sources, faults)),
        Kind::Scenario => read.scenarios.extend(document::read(kind, &file.path, parsed, sources, faults)),
    }
}
