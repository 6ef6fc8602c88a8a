//! A server to talk to.

use crate::support::postgres;
use docket::http::{Limits, Server, openapi};
use docket::runtime::{self, Nobody, Rules, Runtime};
use docket::seal::Sealer;
use docket::store::{self, Options};
use docket::tokens::{self, Wanted};
use docket::{cli, http};
use reqwest::{Client, Method, Response, StatusCode};
use serde_json::{Value, json};
use std::path::PathBuf;
use std::sync::Arc;
use tempfile::TempDir;
use tokio::net::TcpListener;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

/// A running server, and an administrator's token.
pub struct Place {
    pub base: String,
    pub token: String,
    pub client: Client,
    stop: Option<oneshot::Sender<()>>,
    serving: Option<JoinHandle<()>>,
    pub runtime: Runtime,
    schemas: Value,
    _ground: Ground,
}

/// An answer: its status, its body, and the tag of its version.
pub struct Said {
    pub status: StatusCode,
    pub body: Value,
    pub media: String,
}

impl Said {
    pub fn code(&self) -> &str {
        self.body["code"].as_str().unwrap_or_default()
    }
}

/// The rules of the petition.
pub fn petitions() -> Rules {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("rules");
    let folders = ["calendar", "fixtures", "petition"].map(|name| root.join(name));
    let loaded = docket_core::definition::load(&cli::read_files(&folders).unwrap());
    assert!(!loaded.has_errors());
    cli::rules::of(&loaded).unwrap()
}

/// Rules that have something to fail at, until the organisation has an inspector.
pub fn alarms(has_inspector: bool) -> Rules {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    let folders = [root.join("rules/calendar"), root.join("tests/runtime/rules")];
    let mut files = cli::read_files(&folders).unwrap();
    for file in files.iter_mut().filter(|file| file.path.ends_with("office.org.yaml")) {
        let (units, posts) = ("level: office }", "{ role: clerk, unit: office, person: clerk }");
        let room = "{ id: room, title: { zh: 科室, en: Room }, level: room, parent: office }";
        let mut text = String::from_utf8(std::mem::take(&mut file.bytes)).unwrap();
        assert!(text.contains(units) && text.contains(posts));
        text = text.replace("levels: [office]", "levels: [office, room]");
        text = text.replace(units, &format!("{units}, {room}"));
        if has_inspector {
            text =
                text.replace(posts, &format!("{posts}, {}", posts.replace("role: clerk", "role: inspector")));
        }
        file.bytes = text.into_bytes();
    }
    let loaded = docket_core::definition::load(&files);
    assert!(!loaded.has_errors(), "{:?}", loaded.diagnostics);
    cli::rules::of(&loaded).unwrap()
}

/// The duty of a small district.
pub fn duties() -> Rules {
    duties_until("17:30")
}

/// The same, where the day of duty of the grids ends at another time.
pub fn duties_until(end: &str) -> Rules {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    let mut files = cli::read_files(&[root.join("tests/duty/rules"), root.join("rules/calendar")]).unwrap();
    for file in files.iter_mut().filter(|file| file.path.ends_with("grid-duty.rotation.yaml")) {
        let text = String::from_utf8(std::mem::take(&mut file.bytes)).unwrap();
        file.bytes = text.replace("to: \"17:30\"", &format!("to: \"{end}\"")).into_bytes();
    }
    let loaded = docket_core::definition::load(&files);
    cli::rules::of(&loaded).unwrap()
}

/// The tasks of a small district, and the board of them, which nobody publishes by himself.
pub fn tasks() -> Rules {
    let mut rules = scheduled_tasks();
    rules.schedules.clear();
    rules
}

/// Orders, corrections and a register, of a small district.
pub fn papers() -> Rules {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    let files = cli::read_files(&[root.join("tests/papers"), root.join("rules/calendar")]).unwrap();
    let loaded = docket_core::definition::load(&files);
    assert!(!loaded.has_errors(), "{:?}", loaded.diagnostics);
    cli::rules::of(&loaded).unwrap()
}

/// The same with the schedule that publishes the board.
pub fn scheduled_tasks() -> Rules {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    let files = cli::read_files(&[root.join("tests/boards"), root.join("rules/calendar")]).unwrap();
    let loaded = docket_core::definition::load(&files);
    assert!(!loaded.has_errors(), "{:?}", loaded.diagnostics);
    cli::rules::of(&loaded).unwrap()
}

/// A server with the rules of the petition, at a virtual time.
pub async fn place() -> Place {
    place_with(Ground::sqlite(), petitions(), Limits::default()).await
}

/// A database of one test.
pub enum Ground {
    Sqlite(TempDir),
    Postgres(postgres::Database),
}

impl Ground {
    pub fn sqlite() -> Self {
        Self::Sqlite(tempfile::tempdir().unwrap())
    }

    pub async fn postgres() -> Self {
        Self::Postgres(postgres::empty().await)
    }
}

/// A server at a virtual time.
pub async fn place_with(ground: Ground, rules: Rules, limits: Limits) -> Place {
    let _ = rustls::crypto::ring::default_provider().install_default();
    let url = match &ground {
        Ground::Sqlite(folder) => folder.path().join("docket.db").display().to_string(),
        Ground::Postgres(database) => database.url.clone(),
    };
    let now = "2026-03-02T09:00:00+08:00".parse().unwrap();
    let options = Options { virtual_clock: Some(now), ..postgres::options() };
    let store = store::open(&url, &options).await.unwrap();
    let token = tokens::first(store.as_ref()).await.unwrap().unwrap();
    let opened =
        Runtime::open(store, Sealer::new(&[7; 32]), Arc::new(Nobody), rules, runtime::Limits::default());
    let opened = opened.await.unwrap();
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let base = format!("http://{}", listener.local_addr().unwrap());
    let (stop, stopped) = oneshot::channel();
    let server = Server::new(opened.clone(), limits);
    let serving = tokio::spawn(async move {
        http::serve(listener, server, async move { drop(stopped.await) }).await.unwrap();
    });
    Place {
        base,
        token,
        client: Client::new(),
        stop: Some(stop),
        serving: Some(serving),
        runtime: opened,
        schemas: openapi::document(),
        _ground: ground,
    }
}

impl Place {
    /// Makes a token and gives its secret.
    pub async fn token(
        &self,
        name: &str,
        person: Option<&str>,
        verbs: &[&str],
        unit: Option<&str>,
    ) -> String {
        let wanted = Wanted {
            name: name.to_owned(),
            person: person.map(str::to_owned),
            verbs: verbs.iter().map(|verb| (*verb).to_owned()).collect(),
            unit: unit.map(str::to_owned),
            expires_at: None,
        };
        tokens::create(self.runtime.store().as_ref(), wanted).await.unwrap()
    }

    /// Has a case decide the changes of `tests/duty/changes.yaml`.
    pub async fn decided(&self) {
        let root = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
        let text = std::fs::read_to_string(root.join("tests/duty/changes.yaml")).unwrap();
        let changes: Vec<Value> = serde_yaml::from_str(&text).unwrap();
        let commit = crate::support::changes::deciding("of the file", changes);
        let outcomes = self.runtime.store().commit(vec![commit]).await.unwrap();
        assert_eq!(outcomes, [store::Outcome::Committed]);
    }

    pub async fn get(&self, path: &str) -> Said {
        self.ask(Method::GET, path, &self.token, &[], None).await
    }

    pub async fn post(&self, path: &str, body: Value) -> Said {
        self.ask(Method::POST, path, &self.token, &[], Some(body)).await
    }

    /// Asks, and holds the answer against the description of the interface.
    pub async fn ask(
        &self,
        method: Method,
        path: &str,
        token: &str,
        headers: &[(&str, &str)],
        body: Option<Value>,
    ) -> Said {
        let mut request =
            self.client.request(method.clone(), format!("{}{path}", self.base)).bearer_auth(token);
        if !headers.iter().any(|(name, _)| *name == "accept-language") {
            request = request.header("accept-language", "en");
        }
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        if let Some(body) = body {
            let media = headers.iter().find(|(name, _)| *name == "content-type");
            request = if media.is_some() { request.body(body.to_string()) } else { request.json(&body) };
        }
        let said = said(request.send().await.unwrap()).await;
        self.fits(&method, path, &said);
        said
    }

    /// The answer fits the shape that is described for it.
    fn fits(&self, method: &Method, path: &str, said: &Said) {
        let path = path.split('?').next().unwrap();
        let described = self.schemas["paths"].as_object().unwrap().iter().find(|(template, _)| {
            let parts: Vec<&str> = template.split('/').collect();
            let given: Vec<&str> = path.split('/').collect();
            parts.len() == given.len()
                && parts.iter().zip(&given).all(|(part, given)| part.starts_with('{') || part == given)
        });
        let schema = if said.status.is_success() {
            let (_, described) = described.unwrap_or_else(|| panic!("{path} is not described"));
            let answers = &described[method.as_str().to_lowercase()]["responses"];
            let answer = answers.get(said.status.as_str());
            let answer = answer.unwrap_or_else(|| panic!("{method} {path} never answers {}", said.status));
            answer["content"]["application/json"]["schema"].clone()
        } else {
            assert_eq!(said.media, "application/problem+json", "{method} {path}: {}", said.body);
            json!({ "$ref": "#/components/schemas/Problem" })
        };
        if schema.is_null() {
            return;
        }
        let mut whole = self.schemas.clone();
        whole["$schema"] = json!("https://json-schema.org/draft/2020-12/schema");
        whole["$ref"] = schema["$ref"].clone();
        let mut schemas = boon::Schemas::new();
        let mut compiler = boon::Compiler::new();
        compiler.add_resource("https://docket.test/api", whole).unwrap();
        let compiled = compiler.compile("https://docket.test/api", &mut schemas).unwrap();
        if let Err(error) = schemas.validate(&said.body, compiled) {
            panic!("{method} {path}: {error:#}\n{}", said.body);
        }
    }

    /// Opens a petition and gives its id.
    pub async fn petition(&self, person: &str, place: &str) -> String {
        let said = self.post("/v1/cases", petition(person, place)).await;
        assert_eq!(said.status, 201, "{}", said.body);
        said.body["case"].as_str().unwrap().to_owned()
    }

    /// Sends an event for somebody.
    pub async fn send(&self, case: &str, event: &str, by: &str, data: Value) -> Said {
        let body = json!({ "event": event, "by": by, "data": data });
        self.post(&format!("/v1/cases/{case}/events"), body).await
    }

    /// How many cases there are.
    pub async fn count(&self) -> usize {
        self.get("/v1/cases").await.body["items"].as_array().unwrap().len()
    }

    /// Stops the server and waits for its end.
    pub async fn stop(mut self) {
        drop(self.stop.take());
        if let Some(serving) = self.serving.take() {
            serving.await.unwrap();
        }
        self.runtime.close().await;
    }
}

pub async fn said(response: Response) -> Said {
    let status = response.status();
    let media = response.headers().get("content-type").map(|value| value.to_str().unwrap().to_owned());
    let bytes = response.bytes().await.unwrap();
    let body = serde_json::from_slice(&bytes).unwrap_or(Value::Null);
    Said { status, body, media: media.unwrap_or_default() }
}

pub fn petition(person: &str, place: &str) -> Value {
    json!({
        "workflow": "petition",
        "by": person,
        "data": { "petitioner": { "id": person, "name": "张三" }, "place": place, "matter": "property", "facts": "楼道漏水" },
    })
}
