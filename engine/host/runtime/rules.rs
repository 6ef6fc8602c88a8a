//! Which rules there are, and which version of them applies.

use super::{Failure, Inner};
use crate::store::{DefinitionRow, Publication};
use docket_core::board::Board;
use docket_core::definition::{Definition, Does, compile_closure};
use docket_core::instance::{Data, Hash};
use docket_core::list::List;
use docket_core::schedule::Schedule;
use docket_core::step::World;
use jiff::Timestamp;
use jiff::civil::Date;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, PoisonError};

/// The date of a version that applies from the beginning.
pub(super) const ALWAYS: &str = "0001-01-01";

/// Compiles a stored definition again. The message says in words why it cannot.
pub type Compiler = Arc<dyn Fn(&DefinitionRow) -> Result<Definition, String> + Send + Sync>;

/// One version of a workflow.
#[derive(Clone, Debug)]
pub struct Version {
    /// From when it applies. Absent: always.
    pub effective: Option<Date>,
    /// What it says, compiled.
    pub definition: Arc<Definition>,
    /// The canonical text of its closure, whose hash the definition carries.
    pub body: String,
}

/// A schedule that runs.
#[derive(Clone, Debug)]
pub struct Scheduled {
    /// When it happens.
    pub compiled: Arc<Schedule>,
    /// What happens.
    pub does: Does,
    /// The parameters of its pack.
    pub parameters: Data,
}

/// A list that can be synced.
#[derive(Clone, Debug)]
pub struct Listed {
    /// What it declares.
    pub compiled: Arc<List>,
    keys: BTreeSet<String>,
}

impl Listed {
    /// A list with its keys at hand.
    #[must_use]
    pub fn new(compiled: Arc<List>) -> Self {
        let keys = compiled.entries.iter().map(|entry| entry.key.clone()).collect();
        Self { compiled, keys }
    }

    /// Whether there is an entry of this key.
    #[must_use]
    pub fn declares(&self, key: &str) -> bool {
        self.keys.contains(key)
    }
}

/// What a deployment has loaded: versions of workflows, and the world they live in.
#[derive(Clone)]
pub struct Rules {
    /// Versions of each workflow, in any order.
    pub versions: BTreeMap<String, Vec<Version>>,
    /// Boards by name: the latest there are.
    pub boards: BTreeMap<String, Arc<Board>>,
    /// Schedules by name: the latest there are.
    pub schedules: BTreeMap<String, Arc<Scheduled>>,
    /// Lists by name: the latest there are.
    pub lists: BTreeMap<String, Arc<Listed>>,
    /// Calendars and organisation: the latest there is.
    pub world: World,
    /// Compiles what only the database still has.
    pub compiler: Compiler,
}

impl Rules {
    /// Rules without a workflow, in this world.
    #[must_use]
    pub fn new(world: World) -> Self {
        let compiler: Compiler =
            Arc::new(|row| compile_closure(&row.body).map_err(|error| error.to_string()));
        let (versions, boards) = (BTreeMap::new(), BTreeMap::new());
        let (schedules, lists) = (BTreeMap::new(), BTreeMap::new());
        Self { versions, boards, schedules, lists, world, compiler }
    }

    /// The workflows of a folder that was loaded without errors, in this world.
    #[must_use]
    pub fn of(loaded: &docket_core::definition::Loaded, world: World) -> Self {
        let mut rules = Self::new(world);
        rules.boards = loaded
            .boards
            .iter()
            .map(|board| (board.compiled.name().to_owned(), board.compiled.clone()))
            .collect();
        rules.lists = loaded
            .lists
            .iter()
            .map(|list| (list.compiled.name.clone(), Arc::new(Listed::new(list.compiled.clone()))))
            .collect();
        for schedule in &loaded.schedules {
            let Some(does) = schedule.does.clone() else { continue };
            let (compiled, parameters) = (schedule.compiled.clone(), schedule.parameters.clone());
            let scheduled = Scheduled { compiled, does, parameters };
            rules.schedules.insert(schedule.compiled.name().to_owned(), Arc::new(scheduled));
        }
        for workflow in &loaded.workflows {
            rules.versions.entry(workflow.definition.name.clone()).or_default().push(Version {
                effective: workflow.effective,
                definition: workflow.definition.clone(),
                body: workflow.closure.clone(),
            });
        }
        rules
    }

    /// The same with one more version of a workflow.
    #[must_use]
    pub fn with(mut self, effective: Option<Date>, definition: Definition, body: impl Into<String>) -> Self {
        let version = Version { effective, definition: Arc::new(definition), body: body.into() };
        self.versions.entry(version.definition.name.clone()).or_default().push(version);
        self
    }
}

/// What holds again although the database knows newer versions.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Again {
    /// Calendars. Open deadlines are counted again by them.
    pub calendars: bool,
    /// Rotations: a new edition, which is in force from now on.
    pub rotations: bool,
}

/// Rules in force: what is loaded, and what the database says of which version applies when.
pub(super) struct Loaded {
    pub rules: Rules,
    pub publications: Vec<Publication>,
    /// Calendars by which cases are still being counted again.
    pub pending: BTreeSet<String>,
}

impl Inner {
    pub fn loaded(&self) -> Arc<Loaded> {
        self.loaded.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Stores the definitions, publishes those that were never published before, and puts the rules in force.
    /// `again`: what was superseded and holds again.
    pub async fn publish(&self, rules: Rules, again: Again) -> Result<(), Failure> {
        let at = self.store.now().await?;
        for (workflow, versions) in &rules.versions {
            for version in versions {
                let hash = version.definition.hash.clone();
                let row = DefinitionRow {
                    hash: hash.clone(),
                    workflow: workflow.clone(),
                    body: version.body.clone(),
                    at,
                };
                self.store.put_definition(&row).await?;
                let effective = version.effective.map_or_else(|| ALWAYS.to_owned(), |date| date.to_string());
                let publication = Publication { workflow: workflow.clone(), effective, hash, at };
                if self.store.publish(&publication, false).await? {
                    tracing::info!(workflow, effective = publication.effective, hash = %publication.hash, "published");
                }
            }
        }
        self.publish_calendars(&rules.world, at, again.calendars).await?;
        self.publish_rotations(&rules.world, at, again.rotations).await?;
        self.put_in_force(rules, self.store.publications().await?).await
    }

    async fn put_in_force(&self, mut rules: Rules, publications: Vec<Publication>) -> Result<(), Failure> {
        let world = self.as_published(rules.world, &publications).await?;
        rules.world = self.with_editions(world, &publications).await?;
        super::schedules::count_by(&mut rules);
        self.begin_schedules(&rules).await?;
        let pending = self.pending().await?;
        self.load_rules(Loaded { rules, publications, pending });
        Ok(())
    }

    /// Reads again which version applies when: another node may have published one.
    pub async fn refresh(&self) -> Result<(), Failure> {
        let publications = self.store.publications().await?;
        let loaded = self.loaded();
        if loaded.publications != publications || loaded.pending != self.pending().await? {
            self.put_in_force(loaded.rules.clone(), publications).await?;
        }
        Ok(())
    }

    /// The version of a workflow that applies to what happened at an instant. Absent: there is no such workflow, or
    /// none of its versions applied then.
    pub async fn version_at(
        &self,
        workflow: &str,
        occurred_at: Timestamp,
    ) -> Result<Option<Arc<Definition>>, Failure> {
        let loaded = self.loaded();
        // Versions of one workflow may differ in their calendar; the latest one's zone tells the date.
        let newest = loaded.rules.versions.get(workflow).and_then(|versions| {
            versions.iter().max_by_key(|version| version.effective).map(|version| &version.definition)
        });
        let zone = newest
            .and_then(|definition| loaded.rules.world.calendars.get(&definition.calendar))
            .map_or(jiff::tz::TimeZone::UTC, |calendar| calendar.zone().clone());
        let date = occurred_at.to_zoned_datetime(zone).date().to_string();
        let applying = loaded
            .publications
            .iter()
            .filter(|row| row.workflow == workflow && row.effective.as_str() <= date.as_str())
            .max_by(|a, b| a.effective.cmp(&b.effective));
        match applying {
            None => Ok(None),
            Some(row) => self.definition(&row.hash).await.map(Some),
        }
    }

    /// A definition by its hash: loaded, compiled before, or read from the database and compiled now.
    pub async fn definition(&self, hash: &Hash) -> Result<Arc<Definition>, Failure> {
        let loaded = self.loaded();
        let known = loaded.rules.versions.values().flatten().find(|version| version.definition.hash == *hash);
        if let Some(version) = known {
            return Ok(version.definition.clone());
        }
        let compiled = self.compiled.lock().unwrap_or_else(PoisonError::into_inner).get(hash).map(Arc::clone);
        if let Some(definition) = compiled {
            return Ok(definition);
        }
        let row = self.store.definition(hash).await?;
        let row = row.ok_or_else(|| Failure::Broken(format!("the definition {hash} is not stored")))?;
        let definition = (loaded.rules.compiler)(&row).map_err(|why| {
            Failure::Broken(format!("the stored definition {hash} does not compile: {why}"))
        })?;
        if definition.hash != *hash {
            return Err(Failure::Broken(format!(
                "the stored definition {hash} compiles to {}",
                definition.hash
            )));
        }
        let definition = Arc::new(definition);
        let mut compiled = self.compiled.lock().unwrap_or_else(PoisonError::into_inner);
        if compiled.len() >= self.limits.compiled {
            compiled.clear();
        }
        compiled.insert(hash.clone(), definition.clone());
        Ok(definition)
    }
}
