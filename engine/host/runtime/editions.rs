//! Editions of the rotations: what was edited stays in force for the time before the edit.
//!
//! The documents of all rotations together are published like a calendar, under one name, and each publication is kept: it
//! is in force from its instant until the next one. What another node published holds here too, whatever the files say.

use super::{Failure, Inner};
use crate::store::{DefinitionRow, Publication};
use docket_core::instance::Hash;
use docket_core::model::rotation::Document;
use docket_core::rotation::{Editions, Fault, Rotations};
use docket_core::step::World;
use jiff::Timestamp;
use std::sync::Arc;

/// What editions are published under; no workflow has a dot in its name.
pub(super) const EDITIONS: &str = "rotation.editions";

/// The edition that holds from now on. Absent: none was ever published.
fn newest(publications: &[Publication]) -> Option<&Publication> {
    publications.iter().filter(|row| row.workflow == EDITIONS).max_by_key(|row| row.at)
}

/// Whether an edition is the one that holds from now on.
pub(super) fn holds(publications: &[Publication], version: &str) -> bool {
    newest(publications).is_some_and(|row| row.hash.as_str() == version)
}

impl Inner {
    /// Stores the rotations of a world and publishes them, if they never were. `again`: also if they were superseded.
    pub(super) async fn publish_rotations(
        &self,
        world: &World,
        at: Timestamp,
        again: bool,
    ) -> Result<(), Failure> {
        let rotations = world.duty.newest();
        let hash = Hash::stored(rotations.version());
        let mut publications = self.store.publications().await?;
        let current = newest(&publications);
        if current.is_none() && rotations.documents().next().is_none() {
            return Ok(());
        }
        let mut is_new = false;
        if current.is_none_or(|current| current.hash != hash) {
            let workflow = EDITIONS.to_owned();
            let row =
                DefinitionRow { hash: hash.clone(), workflow: workflow.clone(), body: rotations.text(), at };
            self.store.put_definition(&row).await?;
            // Each under an instant of its own, so that none replaces another.
            let publication = Publication { workflow, effective: at.to_string(), hash: hash.clone(), at };
            is_new = self.store.publish(&publication, again).await?;
            publications = self.store.publications().await?;
            if is_new {
                tracing::info!(version = %hash, since = %at, "rotations published");
            } else {
                tracing::warn!(version = %hash, "the database knows newer rotations than the rules; they hold");
            }
        }
        // Noted also where a node broke off between the two.
        if holds(&publications, hash.as_str()) {
            self.store.begin_reprojection(EDITIONS, hash.as_str(), at, is_new && again).await?;
        }
        Ok(())
    }

    /// A world with the editions that are published, all counted by its calendars.
    pub(super) async fn with_editions(
        &self,
        world: World,
        publications: &[Publication],
    ) -> Result<World, Failure> {
        let mut rows: Vec<&Publication> =
            publications.iter().filter(|row| row.workflow == EDITIONS).collect();
        rows.sort_by_key(|row| row.at);
        rows.dedup_by(|next, last| next.hash == last.hash);
        let forgotten = rows.len().saturating_sub(self.limits.editions.max(1));
        let loaded = self.loaded();
        let known = [&*world.duty, &*loaded.rules.world.duty];
        let mut editions = Vec::with_capacity(rows.len());
        for row in rows.iter().skip(forgotten) {
            let is_newest = rows.last().is_some_and(|last| last.at == row.at);
            if let Some(rotations) = self.edition(&row.hash, &world, known, is_newest).await? {
                editions.push((row.at, rotations));
            }
        }
        let duty = if editions.is_empty() {
            Editions::one(counted(world.duty.newest(), &world, true))
        } else {
            Editions::new(editions, forgotten > 0)
        };
        if let Some((since, version, _)) = duty.iter().next_back()
            && loaded.rules.world.duty.iter().next_back().is_none_or(|(_, before, _)| before != version)
        {
            tracing::info!(%version, %since, forgotten, "these rotations are in force");
        }
        Ok(world.with_duty(Arc::new(duty)))
    }

    /// The rotations of an edition. Absent: they cannot be read, and the edition before goes on.
    async fn edition(
        &self,
        version: &Hash,
        world: &World,
        known: [&Editions; 2],
        is_newest: bool,
    ) -> Result<Option<Arc<Rotations>>, Failure> {
        let same = known.into_iter().flat_map(Editions::iter).filter(|(_, of, _)| *of == version.as_str());
        let same: Vec<&Arc<Rotations>> = same.map(|(_, _, rotations)| rotations).collect();
        let as_it_is = same.iter().find(|known| known.count_by(&world.calendars, &world.organisation));
        if let Some(rotations) = as_it_is.or(same.first()) {
            return Ok(Some(counted(rotations, world, is_newest)));
        }
        let read = match self.store.definition(version).await? {
            None => Err("it is not stored".to_owned()),
            Some(row) => serde_json::from_str::<Vec<Document>>(&row.body).map_err(|why| why.to_string()),
        };
        match read {
            Err(why) => {
                tracing::error!(%version, why, "an edition of the rotations cannot be read; the one before goes on");
                Ok(None)
            }
            Ok(documents) => {
                let built = Rotations::build(&documents, &world.calendars, world.organisation.clone());
                Ok(Some(told(built, is_newest)))
            }
        }
    }
}

/// Rotations as they are by the calendars and the organisation of a world.
fn counted(rotations: &Arc<Rotations>, world: &World, is_newest: bool) -> Arc<Rotations> {
    if rotations.count_by(&world.calendars, &world.organisation) {
        return rotations.clone();
    }
    told(rotations.rebuilt(&world.calendars, world.organisation.clone()), is_newest)
}

/// Logs what does not go together, and goes on with what is sound. In the past, people who have left since are no wonder.
fn told((rotations, faults): (Rotations, Vec<Fault>), is_newest: bool) -> Arc<Rotations> {
    for fault in faults {
        let rotation = rotations.documents().nth(fault.document).map_or("", |document| &document.rotation);
        let place = &fault.pointer;
        if is_newest {
            tracing::warn!(rotation, place, %fault, "a rotation does not go with the calendars and the organisation in force; what is sound of it is kept");
        } else {
            tracing::debug!(rotation, place, %fault, "an earlier rotation names what is gone");
        }
    }
    Arc::new(rotations)
}
