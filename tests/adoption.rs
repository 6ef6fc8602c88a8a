//! A district adopts the petition pack: what changes, what does not, and who is told where it is written.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    missing_docs,
    reason = "a test may stop at the first surprise"
)]

use docket::cli::{self, read_files};
use docket::runtime::{Limits, Nobody, Request, Runtime, Shown};
use docket::seal::Sealer;
use docket::stage::{Place, differences, tell};
use docket::store::{Options, Store, open};
use docket_core::definition::{InputFile, Loaded, PieceKind, load};
use docket_core::instance::{Actor, CaseId};
use docket_core::scenario::{render, simulate_all};
use docket_core::source::{Code, Lang, Severity, render as faults};
use proptest::prelude::*;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::PathBuf;
use std::process::Command;
use std::sync::{Arc, OnceLock};

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// What petitions need, without the scenarios of the pack.
fn petition() -> Vec<InputFile> {
    static FILES: OnceLock<Vec<InputFile>> = OnceLock::new();
    let files = FILES.get_or_init(|| {
        let paths = ["rules/calendar", "rules/fixtures", "rules/petition"].map(|path| root().join(path));
        let mut files = read_files(&paths).unwrap();
        files.retain(|file| !file.path.contains("scenario"));
        files
    });
    files.clone()
}

/// The same with the pack of a district.
fn adopted(uses: &str) -> Loaded {
    let mut files = petition();
    files.push(district("lizhou", uses));
    load(&files)
}

fn district(name: &str, uses: &str) -> InputFile {
    let text = format!(
        "language: 1\npack: {name}\nversion: 1.0.0\nuses: {{ petition: {{ version: ^0.1, {uses} }} }}\n"
    );
    InputFile { path: format!("places/{name}/pack.yaml"), bytes: text.into_bytes() }
}

fn told(loaded: &Loaded) -> String {
    faults(&loaded.diagnostics, &loaded.sources, Lang::En, false)
}

fn hashes(loaded: &Loaded) -> BTreeMap<String, String> {
    assert!(!loaded.has_errors(), "{}", told(loaded));
    let one = |workflow: &docket_core::definition::Workflow| {
        (workflow.definition.name.clone(), workflow.definition.hash.to_string())
    };
    loaded.workflows.iter().map(one).collect()
}

/// The workflows that are other than published.
fn changed(loaded: &Loaded) -> Vec<String> {
    let published = hashes(&load(&petition()));
    let now = hashes(loaded);
    assert!(published.keys().eq(now.keys()));
    now.into_iter().filter(|(name, hash)| published[name] != *hash).map(|(name, _)| name).collect()
}

#[test]
fn adopting_with_the_defaults_changes_no_definition() {
    let published = load(&petition());
    let pack = published.packs.iter().find(|pack| pack.model.pack == "petition").unwrap();
    let mut set = String::new();
    for (name, parameter) in &pack.model.parameters {
        let default = parameter.default.as_ref().unwrap();
        // The same duration, written in another way where there is one.
        let text =
            default.0.as_str().map_or_else(|| default.0.to_string(), |text| text.replace("days", "day"));
        let text = if text.ends_with("workday") { format!("{text}s") } else { text };
        write!(set, "{name}: {text}, ").unwrap();
    }
    let loaded = adopted(&format!("set: {{ {set} }}"));
    assert_eq!(hashes(&loaded), hashes(&published));
    assert!(loaded.workflows.iter().all(|workflow| workflow.published.is_none()));
    assert!(loaded.adoption.settings.is_empty());
    let notes = loaded.diagnostics.iter().filter(|fault| fault.code == Code::SetToDefault);
    let notes: Vec<Severity> = notes.map(|fault| fault.severity).collect();
    assert_eq!(notes, vec![Severity::Note; pack.model.parameters.len()]);
}

#[test]
fn a_value_makes_a_new_version_of_what_reads_it() {
    let loaded = adopted("set: { forward_limit: 10 days }");
    assert_eq!(changed(&loaded), ["petition"]);
    let workflow = loaded.versions("petition").next().unwrap();
    assert_eq!(workflow.definition.parameters["forward_limit"], "10 days");
    let published = workflow.published.as_ref().unwrap();
    assert_eq!(published.definition.hash.to_string(), hashes(&load(&petition()))["petition"]);
    let other = adopted("set: { forward_limit: 9 days }");
    assert_ne!(hashes(&other)["petition"], hashes(&loaded)["petition"]);
    // What is set and what is published compile from what is stored.
    let again = docket_core::definition::compile_closure(&workflow.closure).unwrap();
    assert_eq!(again.hash, workflow.definition.hash);
    let setting = &loaded.adoption.settings[0];
    assert_eq!((setting.by.as_str(), loaded.sources.text(setting.place)), ("lizhou", "10 days"));
}

#[test]
fn a_piece_written_anew_is_all_that_changes() {
    let anew = "{ title: 已到期, text: 请今日办结。 }";
    let loaded = adopted(&format!("replace: {{ petition: {{ notices: {{ overdue: {anew} }} }} }}"));
    assert_eq!(changed(&loaded), ["petition"]);
    let workflow = loaded.versions("petition").next().unwrap();
    let published = workflow.published.as_ref().unwrap();
    assert_eq!(workflow.model.notices["overdue"].text.zh(), "请今日办结。");
    let mut same = workflow.model.clone();
    same.notices["overdue"] = published.model.notices["overdue"].clone();
    assert_eq!(same, published.model);
    let one = &loaded.adoption.replaced[0];
    assert_eq!((one.kind, one.name.as_str(), one.by.as_str()), (PieceKind::Notice, "overdue", "lizhou"));
    assert_eq!(loaded.sources.path(one.place.file), "places/lizhou/pack.yaml");
    assert!(loaded.sources.path(one.original.file).ends_with("petition.workflow.yaml"));
}

#[test]
fn two_districts_may_agree_and_may_not_disagree() {
    let both = |other: &str| {
        let mut files = petition();
        files.push(district("beihu", "set: { forward_limit: 10 days, group_size: 4 }"));
        files.push(district("lizhou", other));
        load(&files)
    };
    let agreed = both("set: { forward_limit: 10 day, supervise_after: 3 workdays }");
    assert_eq!(changed(&agreed), ["local-resolution", "petition"]);
    let names: Vec<&str> = agreed.adoption.settings.iter().map(|setting| setting.name.as_str()).collect();
    assert_eq!(names, ["forward_limit", "group_size", "supervise_after"]);
    // The default is a value like every other.
    for other in ["9 days", "15 days"] {
        let apart = both(&format!("set: {{ forward_limit: {other} }}"));
        let errors: Vec<_> = apart.diagnostics.iter().filter(|fault| fault.is_error()).collect();
        assert_eq!(errors.len(), 1, "{}", told(&apart));
        assert_eq!((errors[0].code, errors[0].related.len()), (Code::SetTwice, 1));
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 12, failure_persistence: None, ..ProptestConfig::default() })]
    #[test]
    fn the_order_of_the_files_does_not_matter(order in Just((0..petition().len() + 2).collect::<Vec<_>>()).prop_shuffle()) {
        let mut files = petition();
        files.push(district("beihu", "set: { forward_limit: 10 days, interview_after: 8 workdays }"));
        files.push(district("lizhou", "set: { forward_limit: 9 days, limt: 1 }, replace: { petition: { notices: { overdue: { title: a, text: b } } } }"));
        let first = load(&files);
        prop_assert_eq!(files.len(), order.len());
        let shuffled: Vec<InputFile> = order.iter().map(|place| files[*place].clone()).collect();
        let other = load(&shuffled);
        prop_assert_eq!(told(&first), told(&other));
        let all = |loaded: &Loaded| -> Vec<(String, Value)> {
            loaded.adoption.settings.iter().map(|one| (format!("{}.{}", one.by, one.name), one.value.clone())).collect()
        };
        prop_assert_eq!(all(&first), all(&other));
        let closures = |loaded: &Loaded| -> Vec<String> {
            loaded.workflows.iter().map(|workflow| workflow.closure.clone()).collect()
        };
        prop_assert_eq!(closures(&first), closures(&other));
    }
}

#[test]
fn findings_and_schedules_see_the_value_that_holds() {
    let pack = "language: 1\npack: desk\nversion: 1.0.0\n\
        parameters: { heads: { type: integer, default: 1, min: 1 } }\n\
        findings: { heads: { for_each: { level: district }, check: 'count(holders(\"head\", unit.id)) >= params.heads' } }\n";
    let mut files = petition();
    files.push(InputFile { path: "places/desk/pack.yaml".to_owned(), bytes: pack.into() });
    let schedule = "language: 1\nschedule: quarterly\ncalendar: cn\non: { window: { first: 10 workdays, of: quarter } }\n\
        at: [\"09:00\"]\nstart: { workflow: petition, data: { people: =params.heads } }\n";
    files.push(InputFile { path: "places/desk/quarterly.schedule.yaml".to_owned(), bytes: schedule.into() });
    let heads = |files: &[InputFile]| load(files).schedules[0].parameters["heads"].clone();
    assert_eq!(heads(&files), 1);
    let fails =
        |files: &[InputFile]| load(files).diagnostics.iter().any(|one| one.code == Code::FindingFails);
    assert!(!fails(&files));
    let user = "language: 1\npack: two\nversion: 1.0.0\nuses: { desk: { version: ^1, set: { heads: 2 } } }\n";
    files.push(InputFile { path: "places/two/pack.yaml".to_owned(), bytes: user.into() });
    assert!(fails(&files));
    assert_eq!(heads(&files), 2);
}

/// The example with the pack that it adopts, and the pack's own scenarios about the same term.
fn lizhou() -> Loaded {
    let paths = ["rules/calendar", "rules/fixtures", "rules/petition", "examples/lizhou"];
    let mut files = read_files(&paths.map(|path| root().join(path))).unwrap();
    let about = ["register-forward", "register-shorter", "register-ladder-days", "forward-in-ten-days"];
    files.retain(|file| {
        !file.path.contains("/scenarios/")
            || about.iter().any(|name| file.path.contains(&format!("/{name}.")))
    });
    load(&files)
}

#[test]
fn a_scenario_plays_what_its_own_pack_says() {
    let loaded = lizhou();
    let report = simulate_all(&loaded);
    assert_eq!(report.scenarios, 4, "{}", told(&loaded));
    assert!(report.passed(), "{}", render(&report, Lang::En));
    // Outside of all packs a story tells what runs.
    let mut all =
        read_files(&["rules/calendar", "rules/petition", "examples/lizhou"].map(|path| root().join(path)))
            .unwrap();
    all.extend(read_files(&[root().join("rules/fixtures")]).unwrap());
    let own = all.iter().find(|file| file.path.ends_with("/register-forward.scenario.yaml")).unwrap();
    let text = String::from_utf8(own.bytes.clone()).unwrap().replace("../../fixtures", "fixtures");
    let rules = root().join("rules").to_string_lossy().into_owned();
    all.retain(|file| !file.path.contains("/scenarios/"));
    all.push(InputFile { path: format!("{rules}/outside.scenario.yaml"), bytes: text.into_bytes() });
    let failed = simulate_all(&load(&all)).failures;
    assert!(
        failed.iter().any(|one| one.expected.en.contains("2026-03-17") && one.got.en.contains("2026-03-12")),
        "{failed:?}"
    );
}

#[test]
fn the_example_is_told_alike_on_sqlite() {
    let mut loaded = lizhou();
    loaded.scenarios.retain(|scenario| scenario.pack.as_deref() == Some("lizhou"));
    let simulated = tell(&loaded, &Place::Simulation).unwrap();
    let told = tell(&loaded, &Place::Sqlite).unwrap();
    assert_eq!(told.traces.len(), 1);
    assert!(told.report.passed(), "{}", render(&told.report, Lang::En));
    assert_eq!(differences(&simulated, &told), []);
}

async fn runtime(store: &Arc<dyn Store>, loaded: &Loaded) -> Runtime {
    let rules = cli::rules::of(loaded).unwrap();
    Runtime::open(store.clone(), Sealer::new(&[7; 32]), Arc::new(Nobody), rules, Limits::default())
        .await
        .unwrap()
}

async fn start(runtime: &Runtime, id: &str) -> CaseId {
    let request = Request {
        source: "portal".to_owned(),
        id: Some(id.to_owned()),
        actor: Some(Actor { id: id.to_owned(), through: None }),
        ..Request::default()
    };
    let fields = json!({"petitioner": {"id": id, "name": "张三"}, "place": "c-1", "matter": "property"});
    runtime.start(request, "petition", fields.as_object().unwrap().clone()).await.unwrap().case
}

async fn due(runtime: &Runtime, case: &CaseId) -> String {
    let view = runtime.case(case, Shown::Marked).await.unwrap().unwrap();
    view.deadlines[0].due_on.clone().unwrap()
}

#[tokio::test]
async fn an_open_case_keeps_the_values_with_which_it_began() {
    let options =
        Options { virtual_clock: Some("2026-03-02T09:00:00+08:00".parse().unwrap()), ..Options::default() };
    let store = open("sqlite::memory:", &options).await.unwrap();
    let before = runtime(&store, &load(&petition())).await;
    let old = start(&before, "zhang").await;
    assert_eq!(due(&before, &old).await, "2026-03-17");
    let after = runtime(&store, &adopted("set: { forward_limit: 10 days }")).await;
    let new = start(&after, "li").await;
    assert_eq!(due(&after, &new).await, "2026-03-12");
    assert_eq!(due(&after, &old).await, "2026-03-17");
}

fn docket(args: &[&str]) -> String {
    let mut command = Command::new(env!("CARGO_BIN_EXE_docket"));
    let output = command.args(args).current_dir(root()).env("NO_COLOR", "1").output().unwrap();
    assert!(output.status.success(), "{output:?}");
    String::from_utf8(output.stdout).unwrap()
}

#[test]
fn check_shows_what_differs_and_where_it_is_written() {
    let shown = |lang| docket(&["check", "rules", "examples/lizhou", "--lang", lang]);
    let (zh, en) = (shown("zh"), shown("en"));
    for (text, words) in [
        (&zh, ["与规则包原值不同的参数", "登记后转送的期限", "信访工作条例第22条", "另行编写的部分"]),
        (&en, ["differ from their defaults", "Time to forward", "信访工作条例第22条", "written anew"]),
    ] {
        for part in words.iter().chain(&["10 days", "15 days", "examples/lizhou/pack.yaml:14:22", "ladder"]) {
            assert!(text.contains(part), "{part} is missing in\n{text}");
        }
        // A Chinese character takes two cells: the right border stands in one column.
        for table in text.split("\n\n").skip(1) {
            let cells = |one: char| if one >= '\u{2e80}' { 2 } else { 1 };
            let width = |line: &str| line.chars().map(cells).sum();
            let widths: Vec<usize> = table.lines().skip(1).map(width).collect();
            assert!(widths.len() > 3 && widths.iter().all(|one| *one == widths[0]), "{widths:?}\n{table}");
        }
    }
    assert!(!docket(&["check", "rules", "--lang", "en"]).contains("differ"));
    let json: Value =
        serde_json::from_str(&docket(&["check", "rules", "examples/lizhou", "--format", "json"])).unwrap();
    let setting = &json["settings"][0];
    assert_eq!(
        (&setting["parameter"], &setting["value"], &setting["max"]),
        (&json!("forward_limit"), &json!("10 days"), &json!("15 days"))
    );
    assert_eq!(setting["at"], json!({"file": "examples/lizhou/pack.yaml", "line": 14, "column": 22}));
    assert_eq!(json["replaced"][0]["instead_of"]["file"], "rules/petition/petition.workflow.yaml");
}
