//! What compiles and is wrong all the same.

mod duty;
mod family;
mod frozen;
mod names;
mod obligations;
mod people;
mod published;
mod reach;
mod reads;
mod registers;
pub(crate) mod reserved;
mod rungs;
mod scripts;
mod silent;
mod texts;
mod traps;
mod walk;

pub(crate) use family::{Families, Family};

use super::Definition;
use super::compile::Placed;
use super::load::{Loaded, registers::Known};
use super::names::{Names, root_state};
use super::report::Report;
use super::types::Declared;
use crate::calendar::Calendar;
use crate::model::workflow::Workflow;
use crate::source::Node;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// What the other files of the folder declare.
#[derive(Debug, Default)]
pub(crate) struct World {
    pub(crate) workflows: BTreeSet<String>,
    pub(crate) calendars: BTreeMap<String, Arc<Calendar>>,
    /// Absent: no organisation is among the files, so nothing can be said.
    pub(crate) roles: Option<BTreeSet<String>>,
    pub(crate) levels: Option<BTreeSet<String>>,
    pub(crate) units: Option<BTreeSet<String>>,
    /// Roles that some post gives. Absent: no organisation, or one whose posts could not be read.
    pub(crate) held: Option<BTreeSet<String>>,
    /// The slots of each rotation.
    pub(crate) rotations: BTreeMap<String, Vec<String>>,
    /// What the workflows say of their children and parents.
    pub(crate) families: Families,
    pub(crate) registers: Known,
    /// The names of the columns that the workflows publish, those of every version together.
    pub(crate) published: BTreeMap<String, BTreeSet<String>>,
}

impl World {
    pub(crate) fn of<'n>(
        workflows: impl Iterator<Item = &'n Node>,
        registers: Known,
        loaded: &Loaded,
    ) -> Self {
        let name = |node: &Node| node.get("workflow").and_then(Node::as_str).map(str::to_owned);
        let mut world = Self {
            workflows: workflows.filter_map(name).collect(),
            calendars: loaded.calendars.clone(),
            registers,
            ..Self::default()
        };
        for org in &loaded.orgs {
            world.roles.get_or_insert_default().extend(org.model.roles.keys().cloned());
            world.levels.get_or_insert_default().extend(org.model.levels.iter().cloned());
            world.units.get_or_insert_default().extend(org.organisation.units().map(|unit| unit.id.clone()));
            world.held.get_or_insert_default().extend(org.organisation.held_roles().map(str::to_owned));
        }
        for rotation in &loaded.rotations {
            let name = &rotation.model.rotation;
            let slots =
                rotation.compiled.get(name).map(|rotation| rotation.slots().keys().cloned().collect());
            world.rotations.insert(name.clone(), slots.unwrap_or_default());
        }
        if loaded.orgs.iter().any(|org| !org.sound) {
            world.held = None;
        }
        world
    }
}

/// One document with everything known of it.
pub(crate) struct Subject<'a> {
    pub(crate) model: &'a Workflow,
    pub(crate) names: &'a Names,
    /// The types of its names.
    pub(crate) declared: &'a Declared,
    pub(crate) definition: &'a Definition,
    pub(crate) scripts: &'a [Placed],
    pub(crate) world: &'a World,
    /// Whether nothing of the document had to be left out.
    pub(crate) whole: bool,
}

/// Looks for everything that is wrong with one workflow.
pub(crate) fn workflow(subject: &Subject<'_>, declared: &mut Declared, report: &mut Report<'_>) {
    let root = root_state(subject.model);
    let walk = walk::Walk::of(subject.model, &root);
    reserved::check(subject, report);
    names::check(subject, &walk, report);
    duty::check(subject, &walk, report);
    family::check(subject, &walk, report);
    obligations::check(subject, &walk, report);
    registers::check(subject, report);
    texts::check(subject, &walk, report);
    scripts::check(subject, declared, report);
    traps::check(subject, &walk, report);
    rungs::check(subject, &walk, report);
    frozen::check(subject, &walk, report);
    reach::check(subject, &walk, report);
    silent::check(subject, &walk, report);
    people::check(subject, &walk, report);
    published::check(subject, report);
    reads::check(subject, report);
}
