//! Units, posts and people; who holds a role, walking upward.
//!
//! Nothing here knows what day it is: who holds a post is asked for a day, in the zone of the asker's calendar.

mod build;
mod fault;
mod places;
mod table;
mod tree;

#[cfg(test)]
mod tests;

pub use build::{Source, Table};
pub use fault::{Fault, FaultKind, Place};
pub use places::Places;
pub use table::POST_COLUMNS;

pub use crate::model::org::{Attribute, Person, Post, Role, Unit, UnitKind};

use indexmap::IndexMap;
use jiff::civil::Date;
use std::collections::BTreeMap;

/// An organisation: a tree of units, and who holds which post in it.
#[derive(Clone, Debug, Default)]
pub struct Organisation {
    name: String,
    levels: Vec<String>,
    roles: IndexMap<String, Role>,
    units: IndexMap<String, Node>,
    people: IndexMap<String, Person>,
    /// The posts by unit, then role, in the order of the documents.
    posts: BTreeMap<String, BTreeMap<String, Vec<Post>>>,
    version: String,
}

/// A unit and its place in the tree, as indices into the units.
#[derive(Clone, Debug)]
struct Node {
    unit: Unit,
    parent: Option<usize>,
    superior: Option<usize>,
    children: Vec<usize>,
}

/// Who holds a role, and where they were found.
#[derive(Clone, Debug, PartialEq)]
pub struct Found<'a> {
    /// The unit in which somebody holds the role.
    pub unit: &'a Unit,
    /// Who holds it there, in the order of the documents.
    pub people: Vec<&'a Person>,
    /// The units that were asked, from the first to the one of the answer.
    pub walked: Vec<&'a Unit>,
}

impl Organisation {
    /// The name of the organisation; that of the first document.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The SHA-256 of everything that can change an answer, in hexadecimal: part of the stamp of the world.
    #[must_use]
    pub fn version(&self) -> &str {
        &self.version
    }

    /// The levels, highest first.
    #[must_use]
    pub fn levels(&self) -> &[String] {
        &self.levels
    }

    /// The roles that posts may give.
    #[must_use]
    pub const fn roles(&self) -> &IndexMap<String, Role> {
        &self.roles
    }

    /// Roles that some post gives, on whatever day.
    pub fn held_roles(&self) -> impl Iterator<Item = &str> + '_ {
        self.posts.values().flat_map(BTreeMap::keys).map(String::as_str)
    }

    /// The unit of this id.
    #[must_use]
    pub fn unit(&self, id: &str) -> Option<&Unit> {
        Some(&self.units.get(id)?.unit)
    }

    /// All units, in the order of the documents.
    pub fn units(&self) -> impl Iterator<Item = &Unit> + '_ {
        self.units.values().map(|node| &node.unit)
    }

    /// The units of a level, in the order of the documents.
    pub fn units_at<'a>(&'a self, level: &'a str) -> impl Iterator<Item = &'a Unit> + 'a {
        self.units().filter(move |unit| unit.level.as_deref() == Some(level))
    }

    /// The person of this id.
    #[must_use]
    pub fn person(&self, id: &str) -> Option<&Person> {
        self.people.get(id)
    }

    /// All people, in the order of the documents.
    pub fn people(&self) -> impl Iterator<Item = &Person> + '_ {
        self.people.values()
    }

    /// Who holds a role in exactly this unit on a day, in the order of the documents, nobody twice. Empty also for a unit
    /// that does not exist.
    #[must_use]
    pub fn holders(&self, role: &str, unit: &str, on: Date) -> Vec<&Person> {
        let mut people: Vec<&Person> = Vec::new();
        let Some(posts) = self.posts.get(unit).and_then(|roles| roles.get(role)) else { return people };
        for post in posts.iter().filter(|post| is_held(post, on)) {
            if let Some(person) = self.people.get(&post.person)
                && !people.iter().any(|known| known.id == person.id)
            {
                people.push(person);
            }
        }
        people
    }

    /// The posts of a role in exactly this unit, whenever they are held, in the order of the documents.
    #[must_use]
    pub fn posts(&self, role: &str, unit: &str) -> &[Post] {
        self.posts.get(unit).and_then(|roles| roles.get(role)).map(Vec::as_slice).unwrap_or_default()
    }

    /// The posts that a person holds on a day: unit by unit, and there by role.
    #[must_use]
    pub fn posts_of(&self, person: &str, on: Date) -> Vec<&Post> {
        let posts = self.posts.values().flat_map(BTreeMap::values).flatten();
        posts.filter(|post| post.person == person && is_held(post, on)).collect()
    }

    /// Walks upward from a unit until somebody holds the role on that day. Absent when nobody does, up to the root, or when
    /// there is no such unit.
    #[must_use]
    pub fn find_role(&self, role: &str, from: &str, on: Date) -> Option<Found<'_>> {
        let mut walked = Vec::new();
        for unit in self.upward(from) {
            walked.push(unit);
            let people = self.holders(role, &unit.id, on);
            if !people.is_empty() {
                return Some(Found { unit, people, walked });
            }
        }
        None
    }
}

fn is_held(post: &Post, on: Date) -> bool {
    post.from.is_none_or(|from| from <= on) && post.until.is_none_or(|until| on <= until)
}
