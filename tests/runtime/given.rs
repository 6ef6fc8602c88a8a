//! Databases, rules and requests that the tests start from.

use crate::support::postgres;
use async_trait::async_trait;
use docket::runtime::{
    Call, Called, Courier, Event, Failure, Limits, Nobody, Reply, Request, Rules, Runtime,
};
use docket::seal::Sealer;
use docket::store::{IncidentFilter, Options, Store, open};
use docket_core::definition::{InputFile, load};
use docket_core::instance::{Actor, CaseId, Data};
use docket_core::organisation::Organisation;
use docket_core::step::World;
use jiff::Timestamp;
use serde_json::{Value, json};
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

/// How long a test waits for what must happen by itself.
pub const DEADLINE: Duration = Duration::from_secs(20);

/// A database of one test.
pub enum Place {
    Sqlite(tempfile::TempDir),
    Postgres(postgres::Database),
}

impl Place {
    pub fn url(&self) -> String {
        match self {
            Self::Sqlite(file) => format!("sqlite:{}", file.path().join("docket.db").display()),
            Self::Postgres(database) => database.url.clone(),
        }
    }
}

pub fn sqlite() -> Place {
    Place::Sqlite(tempfile::tempdir().unwrap())
}

pub async fn postgres() -> Place {
    Place::Postgres(postgres::empty().await)
}

/// When virtual time begins: a Monday morning in Shanghai.
pub fn begin() -> Timestamp {
    "2026-03-09T09:00:00+08:00".parse().unwrap()
}

pub fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

/// Where time is virtual.
pub async fn virtual_store(place: &Place) -> Arc<dyn Store> {
    let options = Options { virtual_clock: Some(begin()), ..postgres::options() };
    open(&place.url(), &options).await.unwrap()
}

/// Where time is the wall's.
pub async fn wall_store(place: &Place) -> Arc<dyn Store> {
    open(&place.url(), &postgres::options()).await.unwrap()
}

fn files() -> Vec<InputFile> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut files = vec![InputFile {
        path: "cn.calendar.yaml".to_owned(),
        bytes: std::fs::read(root.join("rules/calendar/cn.calendar.yaml")).unwrap(),
    }];
    for entry in std::fs::read_dir(root.join("tests/runtime/rules")).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        files.push(InputFile { path: name, bytes: std::fs::read(&path).unwrap() });
    }
    files
}

/// The rules of the tests.
pub fn rules() -> Rules {
    rules_with(|_, text| text)
}

/// The rules of the tests, after an edit of each file's text.
pub fn rules_with(edit: impl Fn(&str, String) -> String) -> Rules {
    let mut files = files();
    for file in &mut files {
        let text = String::from_utf8(std::mem::take(&mut file.bytes)).unwrap();
        file.bytes = edit(&file.path, text).into_bytes();
    }
    let loaded = load(&files);
    let errors: Vec<_> = loaded.diagnostics.iter().filter(|one| one.is_error()).collect();
    assert!(errors.is_empty(), "{errors:#?}");
    let documents: Vec<_> = loaded.orgs.iter().map(|org| (&org.model).into()).collect();
    let (organisation, faults) = Organisation::build(&documents);
    assert!(faults.is_empty(), "{faults:?}");
    let world = World {
        calendars: loaded.calendars.clone(),
        organisation: Arc::new(organisation),
        versions: [("org".to_owned(), "1".to_owned())].into(),
        ..World::default()
    };
    Rules::of(&loaded, world)
}

pub fn limits() -> Limits {
    Limits {
        poll: Duration::from_millis(10),
        pause: Duration::from_millis(20),
        retry_first: Duration::from_millis(10),
        retry_most: Duration::from_millis(50),
        lease: Duration::from_millis(500),
        ..Limits::default()
    }
}

pub async fn runtime_with(store: Arc<dyn Store>, courier: Arc<dyn Courier>, rules: Rules) -> Runtime {
    Runtime::open(store, Sealer::new(&[7; 32]), courier, rules, limits()).await.unwrap()
}

pub async fn runtime(store: Arc<dyn Store>) -> Runtime {
    runtime_with(store, Arc::new(Nobody), rules()).await
}

/// A runtime in virtual time.
pub async fn in_virtual_time(place: &Place) -> Runtime {
    runtime(virtual_store(place).await).await
}

pub fn asked(id: &str, who: &str) -> Request {
    Request {
        source: "portal".to_owned(),
        id: Some(id.to_owned()),
        actor: Some(Actor { id: who.to_owned(), through: None }),
        ..Request::default()
    }
}

pub fn data(value: Value) -> Data {
    value.as_object().unwrap().clone()
}

pub async fn start(runtime: &Runtime, id: &str, workflow: &str, fields: Value) -> Result<Reply, Failure> {
    runtime.start(asked(id, "clerk"), workflow, data(fields)).await
}

/// A matter of Zhang's.
pub async fn matter(runtime: &Runtime, id: &str) -> CaseId {
    let fields = json!({"who": {"id": "zhang", "name": "张三"}, "subject": "noise"});
    start(runtime, id, "matter", fields).await.unwrap().case
}

pub async fn send(runtime: &Runtime, case: &CaseId, id: &str, event: &str) -> Result<Reply, Failure> {
    let who = if event == "withdraw" { "zhang" } else { "clerk" };
    let event = Event { name: event.to_owned(), ..Event::default() };
    runtime.send(asked(id, who), case, event).await
}

/// All that are open.
pub fn open_incidents() -> IncidentFilter {
    IncidentFilter { limit: 10, ..IncidentFilter::default() }
}

pub fn code(result: &Result<Reply, Failure>) -> &'static str {
    match result {
        Ok(_) => "none",
        Err(failure) => failure.refusal().map_or("failure", |refusal| refusal.code.word()),
    }
}

pub async fn states(runtime: &Runtime, case: &CaseId) -> Vec<String> {
    let view = runtime.case(case, docket::runtime::Shown::Marked).await.unwrap();
    view.unwrap_or_else(|| panic!("there is no {case}")).states
}

/// Waits until a case is in a state; woken by each change that the runtime makes.
pub async fn until(runtime: &Runtime, case: &CaseId, state: &str) {
    let mut changes = runtime.changes();
    let wait = async {
        while states(runtime, case).await != [state] {
            let _ = tokio::time::timeout(Duration::from_millis(200), changes.recv()).await;
        }
    };
    if tokio::time::timeout(DEADLINE, wait).await.is_err() {
        panic!("{case} is in {:?}, not in {state}", states(runtime, case).await);
    }
}

/// A courier that answers as it is told and remembers what it carried.
#[derive(Default)]
pub struct Told {
    pub calls: std::sync::Mutex<Vec<Call>>,
    pub answers: std::sync::Mutex<Vec<Called>>,
}

#[async_trait]
impl Courier for Told {
    async fn call(&self, call: &Call) -> Called {
        self.calls.lock().unwrap().push(call.clone());
        self.answers.lock().unwrap().pop().unwrap_or_else(|| Called::Answered(Data::new()))
    }
}
