//! What packs ask of the organisation, looked at over every organisation that is loaded.

use super::document::Document;
use super::orgs::{place, source};
use super::{Loaded, Org};
use crate::definition::functions::finding_engine;
use crate::definition::report::Report;
use crate::definition::types::of_parameter;
use crate::instance::Data;
use crate::model::Text;
use crate::model::org::Attribute;
use crate::model::pack::{Finding, Pack, Severity, Subjects};
use crate::organisation::{Organisation, Person, Place, Places, Post, Unit};
use crate::script::{Context, Engine, Error, ErrorKind, Kind, Map, Script, Type, Value, from_json};
use crate::source::{self, Code, Diagnostic, Pointer};
use indexmap::IndexMap;
use serde_json::Value as Json;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, OnceLock};

/// Of how many places one finding is told; the number of all is told with each.
const MAX_TOLD: usize = 50;

pub(super) fn take(documents: &[Document<Pack>], loaded: &mut Loaded) {
    let mut found = Vec::new();
    for document in documents {
        let Some(model) = &document.model else { continue };
        let Some(values) = loaded.packs.iter().find(|pack| pack.path == document.path) else { continue };
        let values = &values.values;
        let engine = finding_engine();
        let mut report = Report::new(&loaded.sources, Some(&document.sound));
        report.engine = Some(engine.clone());
        for (name, finding) in &model.findings {
            let at = Pointer::root().key("findings").key(name);
            let asked = Asked { name, finding, pack: model, values, loaded, engine: &engine };
            found.extend(asked.look(&at, &mut report));
        }
        found.extend(report.finish());
    }
    loaded.diagnostics.extend(found);
}

/// One finding with what it is asked of.
struct Asked<'a> {
    name: &'a str,
    finding: &'a Finding,
    pack: &'a Pack,
    /// The values of its parameters that hold.
    values: &'a Data,
    loaded: &'a Loaded,
    engine: &'a Engine,
}

/// A unit, or a post with its holder, and where it is written.
struct Subject<'a> {
    unit: &'a Unit,
    person: Option<&'a Person>,
    place: Place,
}

impl Asked<'_> {
    fn look(&self, at: &Pointer, report: &mut Report<'_>) -> Vec<Diagnostic> {
        let each = at.key("for_each");
        let given: Vec<&str> =
            [("level", &self.finding.for_each.level), ("role", &self.finding.for_each.role)]
                .into_iter()
                .filter_map(|(key, value)| value.as_ref().map(|_| key))
                .collect();
        if given.len() != 1 {
            let fault = report.key(Code::ExactlyOneOf, &each);
            report.add(fault.with("got", given.join(", ")).with("known", "level, role"));
            return Vec::new();
        }
        self.names(&each, report);
        let sound: Vec<&Org> = self.loaded.orgs.iter().filter(|org| org.sound).collect();
        let asked: Vec<(&Org, Vec<Subject<'_>>)> =
            sound.into_iter().map(|org| (org, subjects(&self.finding.for_each, org, self.loaded))).collect();
        let all = || asked.iter().flat_map(|(_, subjects)| subjects);
        let check = at.key("check");
        let Some(script) = self.script(&check, &all().collect::<Vec<_>>(), report) else { return Vec::new() };
        let mut failing = Vec::new();
        for (org, subjects) in &asked {
            let world = Arc::new(World::new(org.organisation.clone()));
            for subject in subjects {
                match self.holds(&script, subject, &world) {
                    Ok(true) => {}
                    Ok(false) => failing.push((*org, subject)),
                    Err(error) => {
                        self.undecided(&check, subject, (&error, &world), report);
                        return Vec::new();
                    }
                }
            }
        }
        let times = failing.len();
        failing.iter().take(MAX_TOLD).map(|(org, subject)| self.tell(org, subject, times)).collect()
    }

    /// Levels and roles that no organisation knows. Without an organisation, nothing can be said.
    fn names(&self, at: &Pointer, report: &mut Report<'_>) {
        let orgs = &self.loaded.orgs;
        if orgs.is_empty() {
            return;
        }
        let Subjects { level, role } = &self.finding.for_each;
        if let Some(level) = level
            && !orgs.iter().any(|org| org.model.levels.contains(level))
        {
            let known = orgs.iter().flat_map(|org| &org.model.levels).map(String::as_str);
            report.unknown(Code::UnknownLevel, &at.key("level"), level, known);
        }
        if let Some(role) = role
            && !orgs.iter().any(|org| org.model.roles.contains_key(role))
        {
            let known = orgs.iter().flat_map(|org| org.model.roles.keys()).map(String::as_str);
            report.unknown(Code::UnknownRole, &at.key("role"), role, known);
        }
    }

    fn script(&self, at: &Pointer, all: &[&Subject<'_>], report: &mut Report<'_>) -> Option<Script> {
        report.style(at);
        let compiled = self.engine.compile(&self.finding.check.0, Kind::Guard);
        let types = self.types(compiled.as_ref().ok(), all);
        let (script, findings) = match compiled {
            Ok(script) => {
                let findings = self.engine.check(&script, &types).findings;
                (Some(script), findings)
            }
            Err(findings) => (None, findings),
        };
        for finding in &findings {
            report.script(at, 0, finding, Some(&types));
        }
        script.filter(|_| findings.is_empty())
    }

    fn types(&self, script: Option<&Script>, all: &[&Subject<'_>]) -> BTreeMap<String, Type> {
        let record = |fields: Vec<(&str, Type)>| {
            Type::Map(fields.into_iter().map(|(name, type_)| (name.to_owned(), type_)).collect())
        };
        let params = &self.pack.parameters;
        let params = params.iter().map(|(name, parameter)| (name.clone(), of_parameter(parameter))).collect();
        let mut types = BTreeMap::from([("params".to_owned(), Type::Map(params))]);
        let units = all.iter().map(|subject| &subject.unit.attributes);
        let unit = vec![
            ("id", Type::Unit),
            ("title", Type::Text),
            ("level", Type::Text),
            ("parent", Type::Unit),
            ("attributes", attributes(script, "unit", units)),
        ];
        types.insert("unit".to_owned(), record(unit));
        if self.finding.for_each.role.is_some() {
            let people = all.iter().filter_map(|subject| Some(&subject.person?.attributes));
            let person = vec![
                ("id", Type::Person),
                ("name", Type::Text),
                ("qualifications", Type::list(Type::Text)),
                ("attributes", attributes(script, "person", people)),
            ];
            types.insert("person".to_owned(), record(person));
        }
        types
    }

    fn holds(&self, script: &Script, subject: &Subject<'_>, world: &Arc<World>) -> Result<bool, Error> {
        let person = || {
            let person = subject.person?;
            let mut map = Map::new();
            let qualifications: Vec<Value> = person.qualifications.iter().cloned().map(Value::from).collect();
            map.insert("id".into(), Value::from(person.id.clone()));
            map.insert("name".into(), Value::from(person.name.clone()));
            map.insert("qualifications".into(), Value::from(qualifications));
            map.insert("attributes".into(), values(script, "person", &person.attributes));
            Some(Value::from(map))
        };
        let vars = |name: &str| match name {
            "unit" => Some(unit_of(script, subject.unit)),
            "person" => person(),
            "params" => {
                let mut map = Map::new();
                for (name, parameter) in &self.pack.parameters {
                    let value = self.values.get(name)?;
                    map.insert(name.as_str().into(), from_json(value, &of_parameter(parameter)).ok()?);
                }
                Some(Value::from(map))
            }
            _ => None,
        };
        let context: Arc<dyn Context> = world.clone();
        self.engine.eval_bool(script, &vars, Some(&context), None)
    }

    fn undecided(
        &self,
        at: &Pointer,
        subject: &Subject<'_>,
        (error, world): (&Error, &World),
        report: &mut Report<'_>,
    ) {
        if let Some(role) = world.unknown.get() {
            let known = world.organisation.roles().keys().map(String::as_str);
            return report.unknown(Code::UnknownRole, at, role, known);
        }
        let reason = if matches!(error.kind, ErrorKind::Limit(_)) { "limit" } else { "value" };
        let fault = report.value(Code::FindingUndecided, at).with("name", self.name);
        report.add(fault.with("subject", shown(subject)).with("reason", reason));
    }

    fn tell(&self, org: &Org, subject: &Subject<'_>, times: usize) -> Diagnostic {
        let finding = self.finding;
        let severity = match finding.severity {
            Severity::Note => source::Severity::Note,
            Severity::Warning => source::Severity::Warning,
        };
        let said = |text: &Option<Text>, zh: &str, en: &str| match text {
            Some(text) => (text.zh().to_owned(), text.en().to_owned()),
            None => (zh.to_owned(), en.to_owned()),
        };
        let (title, title_en) = said(&finding.title, self.name, self.name);
        let (basis, basis_en) = said(&finding.basis, "未写明", "not said");
        let (todo, todo_en) = said(&finding.help, "请核对这一处。", "Look at this place.");
        let at = place(&subject.place, Code::FindingFails, (&org.path, &org.node), &self.loaded.sources);
        at.severity(severity)
            .with("name", self.name)
            .with("subject", shown(subject))
            .with("title", title)
            .with("title_en", title_en)
            .with("basis", basis)
            .with("basis_en", basis_en)
            .with("todo", todo)
            .with("todo_en", todo_en)
            .with("times", times)
    }
}

/// What a finding is asked of in one organisation, in the order of its documents.
fn subjects<'a>(each: &Subjects, org: &'a Org, loaded: &Loaded) -> Vec<Subject<'a>> {
    let organisation = org.organisation.as_ref();
    let places = Places::of(&[source(org, loaded)]);
    let mut subjects = Vec::new();
    if let Some(level) = &each.level {
        for unit in organisation.units().filter(|unit| unit.level.as_ref() == Some(level)) {
            let Some(place) = places.units.get(&unit.id) else { continue };
            subjects.push(Subject { unit, person: None, place: place.clone() });
        }
    }
    if let Some(role) = &each.role {
        for (post, place) in places.posts.iter().filter(|(post, _)| post.role == *role && lasts(post)) {
            let (unit, person) = (organisation.unit(&post.unit), organisation.person(&post.person));
            let Some((unit, person)) = unit.zip(person) else { continue };
            subjects.push(Subject { unit, person: Some(person), place: place.clone() });
        }
    }
    subjects
}

/// Whether a post is held until further notice: what is looked at is what is meant to last, since no day is known here.
const fn lasts(post: &Post) -> bool {
    post.until.is_none()
}

fn shown(subject: &Subject<'_>) -> String {
    let unit = subject.unit;
    let unit =
        unit.title.as_ref().map_or_else(|| unit.id.clone(), |title| format!("{} {}", unit.id, title.zh()));
    match subject.person {
        Some(person) => format!("{} ({unit})", person.name),
        None => unit,
    }
}

/// The types of attributes: those that some subject has, and those that the script asks for, which are absent where nobody
/// wrote them.
fn attributes<'a>(
    script: Option<&Script>,
    of: &str,
    all: impl Iterator<Item = &'a IndexMap<String, Attribute>>,
) -> Type {
    let mut types: BTreeMap<String, Type> =
        wanted(script, of).into_iter().map(|name| (name.to_owned(), Type::Nothing)).collect();
    for (name, value) in all.flatten() {
        let own = match &value.0 {
            Json::Bool(_) => Type::Bool,
            Json::Number(_) => Type::Integer,
            _ => Type::Text,
        };
        let known = types.entry(name.clone()).or_insert(Type::Nothing);
        let same = matches!(known, Type::Nothing) || *known == own;
        *known = if same { own } else { Type::Any };
    }
    for type_ in types.values_mut().filter(|type_| **type_ == Type::Nothing) {
        *type_ = Type::Any;
    }
    Type::Map(types)
}

fn values(script: &Script, of: &str, attributes: &IndexMap<String, Attribute>) -> Value {
    let mut map = Map::new();
    for name in wanted(Some(script), of) {
        map.insert(name.into(), Value::UNIT);
    }
    for (name, value) in attributes {
        map.insert(name.as_str().into(), from_json(&value.0, &Type::Any).unwrap_or(Value::UNIT));
    }
    Value::from(map)
}

/// A unit as the scripts of findings and schedules know it.
pub(super) fn unit_of(script: &Script, unit: &Unit) -> Value {
    let text = |value: Option<&String>| value.map_or(Value::UNIT, |text| Value::from(text.clone()));
    let title = unit.title.as_ref().map_or(unit.id.as_str(), Text::zh);
    let mut map = Map::new();
    map.insert("id".into(), Value::from(unit.id.clone()));
    map.insert("title".into(), Value::from(title.to_owned()));
    map.insert("level".into(), text(unit.level.as_ref()));
    map.insert("parent".into(), text(unit.parent.as_ref()));
    map.insert("attributes".into(), values(script, "unit", &unit.attributes));
    Value::from(map)
}

/// The attributes that a script asks for.
fn wanted<'a>(script: Option<&'a Script>, of: &str) -> BTreeSet<&'a str> {
    let paths = script.into_iter().flat_map(Script::paths);
    paths
        .filter_map(|path| match path.as_slice() {
            [root, attributes, name, ..] if root == of && attributes == "attributes" => Some(name.as_str()),
            _ => None,
        })
        .collect()
}

/// What the functions of findings and schedules look at.
pub(super) struct World {
    organisation: Arc<Organisation>,
    /// The first role that was asked for and does not exist.
    unknown: OnceLock<String>,
}

impl World {
    pub(super) const fn new(organisation: Arc<Organisation>) -> Self {
        Self { organisation, unknown: OnceLock::new() }
    }
}

impl Context for World {
    fn call(&self, name: &str, args: &[Value]) -> Result<Value, String> {
        let text = |index: usize| args.get(index).and_then(|value| value.clone().into_string().ok());
        let org = &self.organisation;
        let Some(first) = text(0) else { return Err(format!("`{name}` needs a word as argument 1")) };
        let unit = |found: Option<&Unit>| found.map_or(Value::UNIT, |unit| Value::from(unit.id.clone()));
        match (name, text(1)) {
            ("holders", Some(at)) => {
                if !org.roles().contains_key(&first) {
                    // Kept for the report; a second one changes nothing.
                    let _ = self.unknown.set(first);
                    return Err("there is no such role".to_owned());
                }
                let posts = org.posts(&first, &at).iter().filter(|post| lasts(post));
                let people: BTreeSet<&str> = posts.map(|post| post.person.as_str()).collect();
                Ok(Value::from(people.into_iter().map(|id| Value::from(id.to_owned())).collect::<Vec<_>>()))
            }
            ("parent", _) => Ok(unit(org.parent(&first))),
            ("level", _) => {
                let level = org.unit(&first).and_then(|unit| unit.level.clone());
                Ok(level.map_or(Value::UNIT, Value::from))
            }
            ("ancestor", Some(level)) => Ok(unit(org.ancestor(&first, &level))),
            _ => Err(format!("`{name}` needs a word as argument 2")),
        }
    }
}
