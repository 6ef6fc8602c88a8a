//! Duties that recur, and cases with children: stories, told alike everywhere.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    missing_docs,
    reason = "a test may stop at the first surprise"
)]

use docket::stage::{Place, differences, tell};
use docket_core::definition::{InputFile, Loaded, load};
use docket_core::instance::{
    Actor, CaseId, Cause, Data, Effect, IdKey, Input, Instance, Message, Parent, Shared, Source,
};
use docket_core::scenario::{Story, render, simulate_all};
use docket_core::source::{Lang, Severity, render as faults};
use docket_core::step::chain::{self, Chain, Numbers};
use docket_core::step::{self, MAX_CHILDREN, Options, Step, Trace, World};
use jiff::Timestamp;
use serde_json::json;
use std::path::Path;

fn loaded() -> Loaded {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut all = Vec::new();
    for folder in ["rules/calendar", "tests/obligation"] {
        for entry in std::fs::read_dir(root.join(folder)).unwrap() {
            let path = entry.unwrap().path();
            let name = path.strip_prefix(root).unwrap().to_str().unwrap().to_owned();
            all.push(InputFile { path: name, bytes: std::fs::read(&path).unwrap() });
        }
    }
    let loaded = load(&all);
    let told: Vec<_> =
        loaded.diagnostics.iter().filter(|fault| fault.severity <= Severity::Warning).cloned().collect();
    assert_eq!(faults(&told, &loaded.sources, Lang::En, false), "");
    loaded
}

#[test]
fn stories_pass() {
    let report = simulate_all(&loaded());
    assert!(report.scenarios > 2, "{}", report.scenarios);
    assert!(report.passed(), "{}", render(&report, Lang::En));
}

#[test]
fn stories_are_told_alike_on_sqlite() {
    let loaded = loaded();
    let simulated = tell(&loaded, &Place::Simulation).unwrap();
    let told = tell(&loaded, &Place::Sqlite).unwrap();
    assert!(told.report.passed(), "{}", render(&told.report, Lang::En));
    let parted = differences(&simulated, &told);
    assert!(parted.is_empty(), "{} differences: {parted:#?}", parted.len());
}

/// The stories' world, and the definition of a workflow.
struct Given {
    loaded: Loaded,
    world: World,
    workflow: &'static str,
}

impl Given {
    fn of(workflow: &'static str) -> Self {
        let loaded = loaded();
        let world = World::clone(&Story::prepare(&loaded, &loaded.scenarios[0]).unwrap().world);
        Self { loaded, world, workflow }
    }

    fn definition(&self) -> &docket_core::definition::Definition {
        &self.loaded.versions(self.workflow).next().unwrap().definition
    }

    fn input(cause: Cause, source: Source, at: &str) -> Input {
        let outside = matches!(source, Source::Token(_));
        Input {
            id: at.to_owned(),
            source,
            at: at.parse().unwrap(),
            occurred_at: None,
            actor: outside.then(|| Actor { id: "zhou".to_owned(), through: None }),
            cause,
            numbers: Numbers::new(),
            reads: Vec::new(),
        }
    }

    fn start(&self, data: Data, at: &str) -> Instance {
        let start = Self::input(Cause::Start { data, parent: None }, token(), at);
        let id = CaseId::requested(&IdKey::STORIES, self.workflow, "test", "1");
        step::start(self.definition(), id, &start, &self.world, Options::default()).unwrap().instance
    }

    fn take(&self, instance: &Instance, cause: Cause, source: Source, at: &str) -> Chain {
        let input = Self::input(cause, source, at);
        let options = Options { trace: true, ..Options::default() };
        chain::take(self.definition(), instance, input, &self.world, &Numbers::new(), options).unwrap()
    }

    fn step(&self, instance: &Instance, cause: Cause, source: Source, at: &str) -> Step {
        let mut chain = self.take(instance, cause, source, at);
        let place = chain.outcome.unwrap();
        chain.links.swap_remove(place).step
    }
}

fn token() -> Source {
    Source::Token("test".to_owned())
}

fn event(name: &str, data: Data) -> Cause {
    Cause::Event { name: name.to_owned(), data, task: None, region: None }
}

fn lines(chain: &Chain) -> Vec<String> {
    let all = chain.links.iter().flat_map(|link| &link.step.trace);
    all.filter_map(|trace| match trace {
        Trace::Line { text } => Some(text.clone()),
        _ => None,
    })
    .collect()
}

#[test]
fn a_miss_that_fails_is_parked_and_taken_again_while_the_duty_goes_on() {
    let given = Given::of("strict");
    let mut case = given.start(Data::new(), "2026-03-02T09:00:00+08:00");
    let due = step::next_due(given.definition(), &case, &given.world).unwrap();
    assert_eq!(due, Some("2026-03-03T00:00:00+08:00".parse::<Timestamp>().unwrap()));
    let chain = given.take(&case, Cause::Wake, Source::Engine, "2026-03-03T10:00:00+08:00");
    assert!(chain.links[0].incident.is_some());
    case = chain.instance().unwrap().clone();
    let owed = &case.obligations["tell"];
    assert_eq!((owed.from.to_string(), owed.in_a_row, owed.total), ("2026-03-03".to_owned(), 1, 1));
    assert_eq!(case.tasks.len(), 1, "whoever owes it goes on seeing it");
    let incident = step::incident_key(case.parked[0].version);
    let set = Data::from_iter([("step".to_owned(), json!(1))]);
    case = given.step(&case, event("set", set), token(), "2026-03-03T10:01:00+08:00").instance;
    let retry = Cause::Retry { incident, reason: None };
    let chain = given.take(&case, retry, token(), "2026-03-03T10:02:00+08:00");
    assert_eq!(lines(&chain), ["2026-03-02 1 zhou"]);
    case = chain.instance().unwrap().clone();
    assert_eq!((case.data.get("misses"), case.parked.len()), (Some(&json!(1)), 0));
    // An outage of three days: each ends by itself, in order, as of its own end.
    let chain = given.take(&case, Cause::Wake, Source::Engine, "2026-03-06T08:00:00+08:00");
    let told: Vec<String> = lines(&chain);
    assert_eq!(told, ["2026-03-03 2 zhou", "2026-03-04 3 zhou", "2026-03-05 4 zhou"]);
    let ends: Vec<String> = chain.links.iter().map(|link| link.input.at.to_string()).collect();
    assert_eq!(ends, ["2026-03-03T16:00:00Z", "2026-03-04T16:00:00Z", "2026-03-05T16:00:00Z"]);
    let back: Instance =
        serde_json::from_value(serde_json::to_value(chain.instance().unwrap()).unwrap()).unwrap();
    assert_eq!(&back, chain.instance().unwrap());
}

#[test]
fn a_case_that_has_no_duties_and_no_family_keeps_nothing_of_them() {
    let given = Given::of("check");
    let kept = serde_json::to_value(given.start(Data::new(), "2026-03-02T09:00:00+08:00")).unwrap();
    assert!(kept.get("obligations").is_none() && kept.get("parts").is_none());
}

/// A plan that has been divided among some places, with the messages of that step.
fn divided(given: &Given, places: &[&str]) -> Step {
    let data = Data::from_iter([("place".to_owned(), json!("c1")), ("due".to_owned(), json!("2026-06-30"))]);
    let plan = given.start(data, "2026-03-02T09:00:00+08:00");
    let places = Data::from_iter([("places".to_owned(), json!(places))]);
    given.step(&plan, event("divide", places), token(), "2026-03-02T09:01:00+08:00")
}

#[test]
fn what_is_shared_goes_with_the_start_and_is_not_kept_of_the_parent() {
    let given = Given::of("plan");
    let step = divided(&given, &["c1", "c2"]);
    let starts: Vec<&Parent> = step
        .effects
        .iter()
        .filter_map(|effect| match effect {
            Effect::Message { message: Message::Start { parent, .. }, .. } => parent.as_ref(),
            _ => None,
        })
        .collect();
    assert_eq!(starts.len(), 2);
    assert!(starts.iter().all(|parent| parent.shared["due"] == "2026-06-30" && parent.shared.len() == 1));
    assert!(step.effects.len() == 2, "a child that has just been started is told nothing twice");
}

#[test]
fn a_child_that_cannot_begin_has_failed_and_others_go_on() {
    let given = Given::of("plan");
    let plan = divided(&given, &["c1", "c2"]).instance;
    let child = plan.parts["parts/0001"].id.clone();
    let failed = |goes_on| Cause::ChildEnded {
        child: child.clone(),
        state: None,
        data: Data::new(),
        shared: Shared::default(),
        goes_on,
    };
    let source = Source::Case(child.clone());
    let warned = given.step(&plan, failed(true), source.clone(), "2026-03-02T09:02:00+08:00").instance;
    assert!(!warned.parts["parts/0001"].ended, "it has only failed at something");
    let plan = given.step(&warned, failed(false), source.clone(), "2026-03-02T09:03:00+08:00").instance;
    let part = &plan.parts["parts/0001"];
    assert_eq!((part.ended, part.failed, part.state.as_deref()), (true, true, Some("failed")));
    assert_eq!(plan.data.get("heard").unwrap().as_array().unwrap().last(), Some(&json!("failed")));
    let again = given.step(&plan, failed(false), source, "2026-03-02T09:04:00+08:00");
    assert_eq!(again.verdict, step::Verdict::Ignored);
}

#[test]
fn a_stranger_is_neither_child_nor_parent() {
    let given = Given::of("plan");
    let plan = divided(&given, &["c1"]).instance;
    let stranger = CaseId::stored("part-stranger".to_owned());
    let news = Shared { data: Data::from_iter([("progress".to_owned(), json!(7))]), emptied: Vec::new() };
    let told =
        Cause::ChildChanged { child: stranger.clone(), state: "working".to_owned(), shared: news.clone() };
    let source = Source::Case(stranger);
    let step = given.step(&plan, told, source.clone(), "2026-03-02T09:02:00+08:00");
    assert_eq!((step.verdict, &step.instance.parts), (step::Verdict::Ignored, &plan.parts));
    let step = given.step(&plan, Cause::ParentChanged { shared: news }, source, "2026-03-02T09:02:00+08:00");
    assert_eq!((step.verdict, &step.instance.data), (step::Verdict::Ignored, &plan.data));
}

#[test]
fn a_case_has_a_limit_of_children() {
    let given = Given::of("plan");
    let mut plan = divided(&given, &["c1"]).instance;
    let one = plan.parts["parts/0001"].clone();
    for number in 2..=MAX_CHILDREN {
        plan.parts.insert(format!("parts/{number:04}"), one.clone());
    }
    let add = Data::from_iter([("place".to_owned(), json!("c1")), ("head".to_owned(), json!("x"))]);
    let chain = given.take(&plan, event("add", add), token(), "2026-03-02T09:02:00+08:00");
    let fault = chain.outcome.unwrap_err().to_string();
    assert!(fault.contains("children") && fault.contains("1000"), "{fault}");
}

#[test]
fn what_is_owed_is_told_in_both_languages() {
    let given = Given::of("pairing");
    let place = Data::from_iter([("place".to_owned(), json!("c1"))]);
    let case = given.start(place, "2026-03-16T09:00:00+08:00");
    let chain = given.take(&case, Cause::Wake, Source::Engine, "2026-05-02T09:00:00+08:00");
    let owing = step::why::owing(given.definition(), chain.instance().unwrap(), &given.world).unwrap();
    let visit = owing.iter().find(|owing| owing.name == "visit").unwrap();
    let said = visit.lines();
    let zh: Vec<&str> = said.iter().map(|line| line.zh.as_str()).collect();
    let en: Vec<&str> = said.iter().map(|line| line.en.as_str()).collect();
    assert_eq!(
        zh,
        [
            "每月走访（visit）：每月至少 1 次",
            "  依据：结对共建办法第5条",
            "  本期 2026-05-01 至 2026-05-31，已办 0 次",
            "  漏办：连续 1 期，共 1 期",
            "  应办：li, wang",
        ]
    );
    assert_eq!(en[0], "Monthly visit (visit): at least 1 every month");
    assert_eq!(en[3], "  missed: 1 in a row, 1 in all");
}
