//! What cases publish, and the boards that are made of it.

use super::super::stage::Publication;
use super::{Living, Simulation};
use crate::board::{Board, Occasion, Previous};
use crate::instance::{CaseId, Row};
use crate::step::{self, World};
use jiff::Timestamp;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// The rows of living cases, kept for the workflows that somebody reads and for no others.
#[derive(Debug, Default)]
pub(super) struct Rows {
    /// The workflows whose cases are read.
    pub read: BTreeSet<String>,
    kept: BTreeMap<CaseId, Row>,
    /// Cases that publish what they published before, since what they publish now cannot be computed: their workflow, and why.
    stale: BTreeMap<CaseId, (String, String)>,
}

impl Rows {
    /// Nothing yet, of the cases of these workflows.
    pub fn reading(read: BTreeSet<String>) -> Self {
        Self { read, ..Self::default() }
    }

    /// Notes what a case publishes after a commit.
    pub fn note(&mut self, case: &Living, world: &World) {
        let (definition, instance) = (&case.definition, &case.instance);
        if definition.published.is_empty() || !self.read.contains(&definition.name) {
            return;
        }
        match step::published(definition, instance, world, instance.at) {
            Ok(row) => {
                self.stale.remove(&instance.id);
                self.kept.insert(instance.id.clone(), row);
            }
            Err(fault) => drop(
                self.stale.insert(instance.id.clone(), (instance.workflow.to_string(), fault.to_string())),
            ),
        }
    }

    /// The first case of some workflows whose row cannot be computed, and why.
    fn stale(&self, is_read: impl Fn(&str) -> bool) -> Option<String> {
        let mut stale = self.stale.iter().filter(|(_, (workflow, _))| is_read(workflow));
        stale.next().map(|(case, (_, why))| format!("{case}: {why}"))
    }

    /// The rows of some workflows, by the ids of their cases.
    pub fn of<'r>(&'r self, is_read: impl Fn(&str) -> bool + 'r) -> impl Iterator<Item = &'r Row> {
        self.kept.values().filter(move |row| is_read(&row.workflow))
    }
}

/// The boards of a story, and what was published of them.
#[derive(Debug, Default)]
pub(super) struct Boards {
    boards: BTreeMap<String, Arc<Board>>,
    /// Publications with the request that each was made for.
    made: BTreeMap<String, Vec<(String, Publication)>>,
    pub news: Vec<Publication>,
}

impl Boards {
    pub fn of(boards: &BTreeMap<String, Arc<Board>>) -> Self {
        Self { boards: boards.clone(), ..Self::default() }
    }

    /// The workflows whose cases they count.
    pub fn workflows(&self) -> BTreeSet<String> {
        self.boards.values().flat_map(|board| board.workflows()).map(str::to_owned).collect()
    }
}

impl Simulation {
    /// Publishes a board as it is now. `occasion`: the request; the same one again gives the same publication.
    pub(super) fn publish_board(
        &mut self,
        occasion: String,
        board: &str,
        due_at: Option<Timestamp>,
    ) -> Result<Publication, String> {
        let Some(rules) = self.boards.boards.get(board).cloned() else {
            return Err(format!("there is no board `{board}`"));
        };
        let made = self.boards.made.entry(board.to_owned()).or_default();
        if let Some((_, before)) = made.iter().find(|(known, _)| *known == occasion) {
            return Ok(before.clone());
        }
        let workflows: BTreeSet<&str> = rules.workflows().collect();
        if let Some(why) = self.rows.stale(|name| workflows.contains(name)) {
            return Err(why);
        }
        let rows: Vec<Row> = self.rows.of(|name| workflows.contains(name)).cloned().collect();
        let last = made.last().map(|(_, last)| (last.number.to_string(), last.snapshot.clone()));
        let previous = last.as_ref().map(|(id, snapshot)| Previous { id, snapshot });
        let organisation = &self.world.organisation;
        let snapshot = rules
            .publish(&rows, &Occasion { organisation, read_at: self.now, due_at, previous, corrects: None });
        let snapshot = Arc::new(snapshot.map_err(|error| error.to_string())?);
        let publication = Publication { number: made.len() as u64 + 1, snapshot };
        made.push((occasion, publication.clone()));
        self.boards.news.push(publication.clone());
        Ok(publication)
    }
}
