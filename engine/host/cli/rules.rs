//! What was loaded, as the runtime takes it.

use crate::runtime::Rules;
use docket_core::definition::{Loaded, Org, beside};
use docket_core::organisation::{Organisation, Source, Table};
use docket_core::rotation::Editions;
use docket_core::source::Diagnostic;
use docket_core::step::World;
use std::collections::BTreeMap;
use std::sync::Arc;

/// The rules of a load, in the world of all its organisations.
///
/// # Errors
/// What is wrong when all organisations are taken for one, at its places.
pub fn of(loaded: &Loaded) -> Result<Rules, Vec<Diagnostic>> {
    Ok(Rules::of(loaded, world(loaded)?))
}

/// The path and text of a table, if the document names one that was read.
type File = Option<(String, Arc<str>)>;

fn world(loaded: &Loaded) -> Result<World, Vec<Diagnostic>> {
    let tables: Vec<[File; 3]> = loaded
        .orgs
        .iter()
        .map(|org| {
            let files = org.model.files.clone().unwrap_or_default();
            [&files.units, &files.people, &files.posts].map(|name| table(loaded, org, name.as_deref()))
        })
        .collect();
    let sources: Vec<Source<'_>> = loaded
        .orgs
        .iter()
        .zip(&tables)
        .map(|(org, [units, people, posts])| Source {
            document: &org.model,
            units: units.as_ref().map(shown),
            people: people.as_ref().map(shown),
            posts: posts.as_ref().map(shown),
        })
        .collect();
    let (organisation, faults) = Organisation::build(&sources);
    if !faults.is_empty() {
        return Err(faults.iter().map(|fault| loaded.explain(fault)).collect());
    }
    let mut versions: BTreeMap<String, String> = loaded
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

fn shown((file, text): &(String, Arc<str>)) -> Table<'_> {
    Table { file, text }
}

fn table(loaded: &Loaded, org: &Org, name: Option<&str>) -> File {
    let path = beside(&org.path, name?);
    loaded.csv.get(&path).map(|text| (path.clone(), text.clone()))
}
