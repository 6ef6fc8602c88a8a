//! Where units and posts are written, for whoever has something to say about one.

use super::build::Source;
use super::fault::Place;
use super::table::{self, At, Read};
use crate::model::org::Post;
use std::collections::BTreeMap;

/// Where the units and posts of documents are written.
#[derive(Clone, Debug, Default)]
pub struct Places {
    /// The place of each unit, by id; of one that is declared twice, the first.
    pub units: BTreeMap<String, Place>,
    /// Every post with its place, in the order of the documents.
    pub posts: Vec<(Post, Place)>,
}

impl Places {
    /// The places of everything that the documents and their tables declare.
    #[must_use]
    pub fn of(sources: &[Source<'_>]) -> Self {
        let mut places = Self::default();
        // Faults are told where the organisation is built.
        let mut told = Vec::new();
        for (index, source) in sources.iter().enumerate() {
            let entry = |key: &str, item: usize| Place::Document {
                document: index,
                pointer: format!("/{key}/{item}"),
            };
            for (item, unit) in source.document.units.iter().enumerate() {
                places.units.entry(unit.id.clone()).or_insert_with(|| entry("units", item));
            }
            for (item, post) in source.document.posts.iter().enumerate() {
                places.posts.push((post.clone(), entry("posts", item)));
            }
            if let Some(table) = source.units {
                for Read { value, at } in table::units(index, table, &mut told) {
                    places.units.entry(value.id).or_insert_with(|| whole(&at));
                }
            }
            if let Some(table) = source.posts {
                let rows = table::posts(index, table, &mut told);
                places.posts.extend(rows.into_iter().map(|Read { value, at }| (value, whole(&at))));
            }
        }
        places
    }
}

fn whole(at: &At) -> Place {
    at.part("")
}
