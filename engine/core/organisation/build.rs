//! Documents and tables to an organisation, all faults at once.

use super::fault::{Fault, FaultKind};
use super::table::{self, At, Read};
use super::{Node, Organisation, Person, Post, Unit};
use crate::model::org::Document;
use indexmap::IndexMap;
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::fmt::Write;

/// A document, with the text of the tables it names. The host reads files; nothing here does.
#[derive(Clone, Copy, Debug)]
pub struct Source<'a> {
    /// The document.
    pub document: &'a Document,
    /// The table of `files.units`. Absent: the document names none, or it was not found.
    pub units: Option<Table<'a>>,
    /// The table of `files.people`, likewise.
    pub people: Option<Table<'a>>,
    /// The table of `files.posts`, likewise.
    pub posts: Option<Table<'a>>,
}

/// The text of a CSV file.
#[derive(Clone, Copy, Debug)]
pub struct Table<'a> {
    /// The file, as faults name it.
    pub file: &'a str,
    /// What it holds.
    pub text: &'a str,
}

impl<'a> From<&'a Document> for Source<'a> {
    fn from(document: &'a Document) -> Self {
        Self { document, units: None, people: None, posts: None }
    }
}

impl Organisation {
    /// Makes one organisation of all documents. What could be understood is returned with every fault that was found; nobody
    /// should be asked for a task while there is one.
    #[must_use]
    pub fn build(sources: &[Source<'_>]) -> (Self, Vec<Fault>) {
        let mut build = Build::default();
        let (mut units, mut people, mut posts) = (Vec::new(), Vec::new(), Vec::new());
        for (index, source) in sources.iter().enumerate() {
            build.head(index, source.document);
            let document = source.document;
            units.extend(written(index, "units", &document.units));
            people.extend(written(index, "people", &document.people));
            posts.extend(written(index, "posts", &document.posts));
            let files = document.files.clone().unwrap_or_default();
            if let Some(table) = build.table(index, "units", files.units, source.units) {
                units.extend(table::units(index, table, &mut build.faults));
            }
            if let Some(table) = build.table(index, "people", files.people, source.people) {
                people.extend(table::people(index, table, &mut build.faults));
            }
            if let Some(table) = build.table(index, "posts", files.posts, source.posts) {
                posts.extend(table::posts(index, table, &mut build.faults));
            }
        }
        build.units(units);
        build.people(people);
        build.posts(posts);
        build.org.version = build.stamp();
        (build.org, build.faults)
    }
}

fn written<'a, T: Clone>(
    document: usize,
    key: &'a str,
    entries: &'a [T],
) -> impl Iterator<Item = Read<T>> + 'a {
    entries.iter().enumerate().map(move |(index, value)| Read {
        value: value.clone(),
        at: At::Document { document, pointer: format!("/{key}/{index}") },
    })
}

#[derive(Default)]
struct Build {
    org: Organisation,
    faults: Vec<Fault>,
}

impl Build {
    fn fault(&mut self, kind: FaultKind, at: &At, key: &str) {
        self.faults.push(Fault { kind, at: at.part(key) });
    }

    fn head(&mut self, index: usize, document: &Document) {
        let root = At::Document { document: index, pointer: String::new() };
        if self.org.name.is_empty() {
            self.org.name.clone_from(&document.org);
        }
        if self.org.levels.is_empty() {
            for (place, level) in document.levels.iter().enumerate() {
                if self.org.levels.contains(level) {
                    self.fault(FaultKind::DuplicateLevel(level.clone()), &root, &format!("levels/{place}"));
                } else {
                    self.org.levels.push(level.clone());
                }
            }
        } else if !document.levels.is_empty() && document.levels != self.org.levels {
            self.fault(FaultKind::LevelsDiffer, &root, "levels");
        }
        for (name, role) in &document.roles {
            if self.org.roles.contains_key(name) {
                self.fault(FaultKind::DuplicateRole(name.clone()), &root, &format!("roles/{name}"));
            } else {
                self.org.roles.insert(name.clone(), role.clone());
            }
        }
    }

    /// The table, or a fault when the document names one that was not handed in.
    fn table<'a>(
        &mut self,
        document: usize,
        key: &str,
        named: Option<String>,
        given: Option<Table<'a>>,
    ) -> Option<Table<'a>> {
        if let (Some(file), None) = (named, given) {
            let at = At::Document { document, pointer: "/files".to_owned() };
            self.fault(FaultKind::MissingFile(file), &at, key);
        }
        given
    }

    fn units(&mut self, units: Vec<Read<Unit>>) {
        let mut places = Vec::new();
        for Read { value: mut unit, at } in units {
            if unit.id.is_empty() {
                self.fault(FaultKind::Empty("id".to_owned()), &at, "id");
            } else if self.org.units.contains_key(&unit.id) {
                self.fault(FaultKind::DuplicateUnit(unit.id), &at, "id");
            } else {
                if let Some(level) = unit.level.take_if(|level| !self.org.levels.contains(level)) {
                    self.fault(FaultKind::UnknownLevel(level), &at, "level");
                }
                self.check_attributes(&unit.attributes, &at);
                let node = Node { unit, parent: None, superior: None, children: Vec::new() };
                self.org.units.insert(node.unit.id.clone(), node);
                places.push(at);
            }
        }
        for (index, at) in places.iter().enumerate() {
            let Some((_, node)) = self.org.units.get_index(index) else { continue };
            let (parent, superior) = (node.unit.parent.clone(), node.unit.superior.clone());
            let parent = self.unit_index(parent, at, "parent");
            let superior = self.unit_index(superior, at, "superior");
            if let Some((_, node)) = self.org.units.get_index_mut(index) {
                (node.parent, node.superior) = (parent, superior);
            }
        }
        self.cut_circles(&places);
        for (index, at) in places.iter().enumerate() {
            self.check_level(index, at);
            let parent = self.org.units.get_index(index).and_then(|(_, node)| node.parent);
            if let Some((_, parent)) = parent.and_then(|parent| self.org.units.get_index_mut(parent)) {
                parent.children.push(index);
            }
        }
    }

    fn unit_index(&mut self, id: Option<String>, at: &At, key: &str) -> Option<usize> {
        let id = id?;
        let index = self.org.units.get_index_of(&id);
        if index.is_none() {
            self.fault(FaultKind::UnknownUnit(id), at, key);
        }
        index
    }

    /// Cuts every circle of parents or superiors where it was found, so that every walk upward ends.
    fn cut_circles(&mut self, places: &[At]) {
        for (key, superiors_first) in [("parent", false), ("superior", true)] {
            // 0: not seen; else the walk in which the unit was seen.
            let mut seen = vec![0_usize; places.len()];
            for start in 0..places.len() {
                let mut next = Some(start);
                while let Some(index) = next {
                    let Some(mark) = seen.get_mut(index) else { break };
                    if *mark == start + 1 {
                        self.cut(index, places, key);
                        break;
                    }
                    if *mark != 0 {
                        break;
                    }
                    *mark = start + 1;
                    next = self.org.units.get_index(index).and_then(|(_, node)| {
                        if superiors_first {
                            node.superior.or(node.parent)
                        } else {
                            node.parent.or(node.superior)
                        }
                    });
                }
            }
        }
    }

    fn cut(&mut self, index: usize, places: &[At], key: &str) {
        let Some((id, node)) = self.org.units.get_index_mut(index) else { return };
        let id = id.clone();
        (node.parent, node.superior) = (None, None);
        if let Some(at) = places.get(index) {
            self.fault(FaultKind::Circle(id), at, key);
        }
    }

    /// The nearest unit above that has a level must have a higher one.
    fn check_level(&mut self, index: usize, at: &At) {
        let Some(unit) = self.org.at(index) else { return };
        let rank = |unit: &Unit| {
            let level = unit.level.as_ref()?;
            self.org.levels.iter().position(|known| known == level)
        };
        let Some(own) = rank(unit) else { return };
        let above = self.org.upward(&unit.id).skip(1).find_map(|above| Some((above, rank(above)?)));
        if let Some((above, rank)) = above
            && rank >= own
        {
            let kind = FaultKind::LevelOrder {
                level: unit.level.clone().unwrap_or_default(),
                above: above.id.clone(),
                above_level: above.level.clone().unwrap_or_default(),
            };
            self.fault(kind, at, "parent");
        }
    }

    fn people(&mut self, people: Vec<Read<Person>>) {
        for Read { value: person, at } in people {
            if person.id.is_empty() {
                self.fault(FaultKind::Empty("id".to_owned()), &at, "id");
            } else if self.org.people.contains_key(&person.id) {
                self.fault(FaultKind::DuplicatePerson(person.id), &at, "id");
            } else {
                self.check_attributes(&person.attributes, &at);
                self.org.people.insert(person.id.clone(), person);
            }
        }
    }

    fn posts(&mut self, posts: Vec<Read<Post>>) {
        for Read { value: post, at } in posts {
            let before = self.faults.len();
            if !self.org.roles.contains_key(&post.role) {
                self.fault(FaultKind::UnknownRole(post.role.clone()), &at, "role");
            }
            if !self.org.units.contains_key(&post.unit) {
                self.fault(FaultKind::UnknownUnit(post.unit.clone()), &at, "unit");
            }
            if !self.org.people.contains_key(&post.person) {
                self.fault(FaultKind::UnknownPerson(post.person.clone()), &at, "person");
            }
            if let (Some(from), Some(until)) = (post.from, post.until)
                && until < from
            {
                self.fault(FaultKind::EndsBeforeItBegins, &at, "until");
            }
            if self.faults.len() == before {
                let roles = self.org.posts.entry(post.unit.clone()).or_default();
                roles.entry(post.role.clone()).or_default().push(post);
            }
        }
    }

    fn check_attributes(&mut self, attributes: &IndexMap<String, super::Attribute>, at: &At) {
        for (name, value) in attributes {
            let value = &value.0;
            if !(value.is_string() || value.is_boolean() || value.is_i64()) {
                let kind = FaultKind::BadAttribute(name.clone());
                self.fault(kind, at, &format!("attributes/{name}"));
            }
        }
    }

    /// The SHA-256 of the canonical JSON: entries by id, so that moving a line or a table changes nothing, save the order of
    /// the holders of one post.
    fn stamp(&self) -> String {
        let org = &self.org;
        let units: BTreeMap<_, _> = org.units.iter().map(|(id, node)| (id, sorted(&node.unit))).collect();
        let people: BTreeMap<_, _> = org.people.iter().map(|(id, person)| (id, sorted(person))).collect();
        let roles: BTreeMap<_, _> = org.roles.iter().collect();
        let whole = (&org.name, &org.levels, roles, units, people, &org.posts);
        let bytes = serde_json::to_vec(&whole).unwrap_or_default();
        Sha256::digest(&bytes).iter().fold(String::with_capacity(64), |mut hex, byte| {
            let _ = write!(hex, "{byte:02x}");
            hex
        })
    }
}

/// The JSON of an entry with its keys in order.
fn sorted<T: serde::Serialize>(entry: &T) -> BTreeMap<String, serde_json::Value> {
    let value = serde_json::to_value(entry).unwrap_or_default();
    let mut keys: BTreeMap<String, serde_json::Value> = BTreeMap::new();
    if let serde_json::Value::Object(map) = value {
        for (key, value) in map {
            match value {
                serde_json::Value::Object(inner) => {
                    keys.extend(inner.into_iter().map(|(name, value)| (format!("{key}.{name}"), value)));
                }
                value => {
                    keys.insert(key, value);
                }
            }
        }
    }
    keys
}
