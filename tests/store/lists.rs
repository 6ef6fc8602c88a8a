//! Reads that cross buckets.

use crate::given::*;
use docket::store::*;
use serde_json::json;

fn due(name: &str, millis: i64) -> Commit {
    Commit { next_due: Some(at(millis)), ..commit(name, 1) }
}

pub async fn what_is_due_comes_earliest_first(given: Given) {
    given.given(vec![due("a", 30), due("b", 10), due("c", 20), due("d", 99)]).await;
    let found = given.store.due(at(30), 10).await.unwrap();
    let expected = [("b", 10), ("c", 20), ("a", 30)].map(|(name, t)| Due { id: case(name), due_at: at(t) });
    assert_eq!(found, expected);
    assert_eq!(given.store.due(at(30), 2).await.unwrap(), expected[..2]);
    assert_eq!(given.store.next_due().await.unwrap(), Some(at(10)));
    given.given(vec![commit("b", 2), Commit { next_due: Some(at(15)), ..commit("a", 2) }]).await;
    assert_eq!(given.store.due(at(15), 9).await.unwrap(), [Due { id: case("a"), due_at: at(15) }]);
}

fn task(name: &str, id: &str, candidates: &[&str], assignee: Option<&str>) -> TaskRow {
    TaskRow {
        case: case(name),
        workflow: "visit".to_owned(),
        unit: Some(format!("unit-{name}")),
        id: id.to_owned(),
        name: "answer".to_owned(),
        body: json!({"title": {"zh": "答复", "en": "answer"}}),
        candidates: candidates.iter().map(ToString::to_string).collect(),
        assignee: assignee.map(str::to_owned),
        opened_at: at(0),
        due_at: None,
    }
}

async fn tasks(given: &Given, filter: TaskFilter) -> Vec<String> {
    let rows = given.store.tasks(&TaskFilter { limit: 100, ..filter }).await.unwrap();
    let mut ids: Vec<String> = rows.into_iter().map(|task| task.id).collect();
    ids.sort();
    ids
}

pub async fn tasks_are_replaced_and_filtered(given: Given) {
    let (one, two) = (task("a", "t1", &["王芳", "li"], None), task("a", "t2", &["li"], Some("zhao")));
    let mut a = commit("a", 1);
    a.tasks = Some(vec![one.clone(), two.clone()]);
    let mut b = commit("b", 1);
    b.tasks = Some(vec![task("b", "t3", &[], Some("王芳"))]);
    given.given(vec![a, b]).await;
    let person = |name: &str| TaskFilter { person: Some(name.to_owned()), ..Default::default() };
    assert_eq!(tasks(&given, person("王芳")).await, ["t1", "t3"]);
    assert_eq!(tasks(&given, person("li")).await, ["t1", "t2"]);
    assert_eq!(tasks(&given, person("zhao")).await, ["t2"]);
    assert!(tasks(&given, person("l")).await.is_empty());
    let units = |units: &[&str]| TaskFilter {
        units: Some(units.iter().map(ToString::to_string).collect()),
        ..Default::default()
    };
    assert_eq!(tasks(&given, units(&["unit-b", "unit-x"])).await, ["t3"]);
    assert!(tasks(&given, units(&[])).await.is_empty());
    let of_a = TaskFilter { case: Some(case("a")), limit: 9, ..Default::default() };
    assert_eq!(given.store.tasks(&of_a).await.unwrap(), [one.clone(), two.clone()]);
    let after = TaskFilter { after: Some((case("a"), "t1".to_owned())), ..of_a.clone() };
    assert_eq!(given.store.tasks(&after).await.unwrap(), std::slice::from_ref(&two));

    // One is closed, one is taken, one is opened; then nothing is said about tasks; then all are closed.
    let taken = TaskRow { assignee: Some("li".to_owned()), due_at: Some(at(7)), ..two };
    let mut change = commit("a", 2);
    change.tasks = Some(vec![taken.clone(), task("a", "t4", &[], None)]);
    given.given(vec![change, commit("a", 3)]).await;
    let rows = given.store.tasks(&of_a).await.unwrap();
    assert_eq!(rows, [taken, task("a", "t4", &[], None)]);
    let mut end = commit("a", 4);
    end.tasks = Some(Vec::new());
    given.given(vec![end]).await;
    assert_eq!(given.store.tasks(&of_a).await.unwrap(), []);
}

pub async fn cases_are_found_page_by_page(given: Given) {
    let mut all: Vec<Commit> = (0..7).map(|number| commit(&format!("c{number}"), 1)).collect();
    all[3].row.workflow = "petition".to_owned();
    all[4].row.states = vec!["hearing".to_owned(), "opened".to_owned()];
    all[5].row.unit = None;
    all[6].row.ended = true;
    all[6].row.definition = hash("newer");
    given.given(all.clone()).await;
    let mut ids: Vec<_> = all.iter().map(|commit| commit.id.clone()).collect();
    ids.sort();
    let mut filter = CaseFilter { limit: 3, ..CaseFilter::default() };
    let mut seen = Vec::new();
    loop {
        let page = given.store.search(&filter).await.unwrap();
        let Some(last) = page.last() else { break };
        filter.after = Some(last.id.clone());
        seen.extend(page.into_iter().map(|row| row.id));
    }
    assert_eq!(seen, ids);
    let find = async |filter: CaseFilter| -> usize {
        given.store.search(&CaseFilter { limit: 100, ..filter }).await.unwrap().len()
    };
    let none = CaseFilter::default;
    assert_eq!(find(CaseFilter { workflow: Some("petition".into()), ..none() }).await, 1);
    assert_eq!(find(CaseFilter { state: Some("hearing".into()), ..none() }).await, 1);
    assert_eq!(find(CaseFilter { state: Some("open".into()), ..none() }).await, 6);
    assert_eq!(find(CaseFilter { units: Some(vec!["grid-1".into()]), ..none() }).await, 6);
    assert_eq!(find(CaseFilter { ended: Some(true), ..none() }).await, 1);
    assert_eq!(find(CaseFilter { ended: Some(false), ..none() }).await, 6);
    assert_eq!(find(CaseFilter { definition: Some(hash("newer")), ..none() }).await, 1);
    let both = CaseFilter { definition: Some(hash("newer")), ended: Some(false), ..none() };
    assert_eq!(find(both).await, 0);
    let named = |count: usize| Some(ids[..count].to_vec());
    assert_eq!(find(CaseFilter { ids: named(3), ..none() }).await, 3);
    assert_eq!(find(CaseFilter { ids: named(0), ..none() }).await, 0);
    let seen = CaseFilter { ids: named(7), units: Some(vec!["grid-1".into()]), ..none() };
    assert_eq!(find(seen).await, 6);
}

fn notice(key: &str, to: &[&str], millis: i64) -> NoticeRow {
    NoticeRow {
        key: key.to_owned(),
        case: case("a"),
        unit: Some("grid-1".to_owned()),
        to: to.iter().map(ToString::to_string).collect(),
        body: json!({"title": key}),
        at: at(millis),
    }
}

pub async fn notices_come_newest_first(given: Given) {
    let mut commit = commit("a", 1);
    let all = [
        notice("k5", &["王芳"], 30),
        notice("k3", &["li", "王芳"], 20),
        notice("k2", &[], 20),
        notice("k1", &["li"], 20),
        notice("k4", &["li"], 10),
    ];
    commit.notices = all.to_vec();
    given.given(vec![commit]).await;
    let filter = NoticeFilter { limit: 2, ..Default::default() };
    let first = given.store.notices(&filter).await.unwrap();
    assert_eq!(first, all[..2]);
    let last = &first[1];
    let next = NoticeFilter {
        before: Some(last.at),
        before_key: Some(last.key.clone()),
        limit: 9,
        ..filter.clone()
    };
    assert_eq!(given.store.notices(&next).await.unwrap(), all[2..]);
    let before = NoticeFilter { before: Some(at(20)), limit: 9, ..Default::default() };
    assert_eq!(given.store.notices(&before).await.unwrap(), all[4..]);
    let mine = NoticeFilter { person: Some("王芳".into()), limit: 9, ..Default::default() };
    assert_eq!(given.store.notices(&mine).await.unwrap(), all[..2]);
    let elsewhere = NoticeFilter { units: Some(vec!["grid-2".into()]), limit: 9, ..Default::default() };
    assert_eq!(given.store.notices(&elsewhere).await.unwrap(), []);
    let of_case = NoticeFilter { case: Some(case("b")), limit: 9, ..Default::default() };
    assert_eq!(given.store.notices(&of_case).await.unwrap(), []);
}

pub async fn pages_are_limited(given: Given) {
    let mut commit = commit("a", 1);
    commit.notices = (0..=i64::from(MAX_PAGE)).map(|n| notice(&format!("k{n}"), &[], n)).collect();
    given.given(vec![commit]).await;
    let greedy = NoticeFilter { limit: u32::MAX, ..Default::default() };
    assert_eq!(given.store.notices(&greedy).await.unwrap().len(), MAX_PAGE as usize);
}

pub async fn incidents_are_settled_once(given: Given) {
    let incident = |message: &str, millis| IncidentRow {
        case: case("a"),
        key: "e1".into(),
        message: message.into(),
        at: at(millis),
    };
    let mut first = commit("a", 1);
    first.incidents = vec![incident("too many steps", 1)];
    given.given(vec![first]).await;
    let all = IncidentFilter { limit: 9, ..Default::default() };
    let open = || given.store.incidents(&all);
    assert_eq!(open().await.unwrap(), [incident("too many steps", 1)]);
    // Whoever comes second settles nothing.
    let stale = Commit { mends: vec!["e1".into()], expected: Some(hash("other")), ..commit("a", 2) };
    assert_eq!(given.put(stale).await, Outcome::Conflict);
    assert_eq!(open().await.unwrap().len(), 1);
    let mend = |version, keys: &[&str]| Commit {
        mends: keys.iter().map(ToString::to_string).collect(),
        ..commit("a", version)
    };
    given.given(vec![mend(2, &["e2", "e1"])]).await;
    assert_eq!(open().await.unwrap(), []);
    let mut again = mend(3, &["e1"]);
    again.incidents = vec![IncidentRow { key: "e3".into(), ..incident("other", 1) }];
    given.given(vec![again]).await;
    assert_eq!(open().await.unwrap()[0].key, "e3");
    let mut again = mend(4, &["e3"]);
    again.incidents = vec![incident("once more", 2)];
    given.given(vec![again]).await;
    assert_eq!(open().await.unwrap(), [incident("once more", 2)]);
}

pub async fn incidents_are_found_page_by_page(given: Given) {
    let mut commits = Vec::new();
    for (name, keys) in [("a", ["v1", "v2"]), ("b", ["v1", "v3"])] {
        let mut commit = commit(name, 1);
        commit.row.unit = Some(format!("unit-{name}"));
        commit.incidents = keys
            .iter()
            .map(|key| IncidentRow {
                case: case(name),
                key: (*key).into(),
                message: name.into(),
                at: at(if *key == "v3" { 2 } else { 1 }),
            })
            .collect();
        commits.push(commit);
    }
    given.given(commits).await;
    let mut filter = IncidentFilter { limit: 3, ..Default::default() };
    let first = given.store.incidents(&filter).await.unwrap();
    assert_eq!(first.len(), 3);
    let last = &first[2];
    filter.after = Some((last.at, last.case.clone(), last.key.clone()));
    let rest = given.store.incidents(&filter).await.unwrap();
    assert_eq!(rest.iter().map(|row| row.key.as_str()).collect::<Vec<_>>(), ["v3"]);
    let find = async |filter: IncidentFilter| -> usize {
        given.store.incidents(&IncidentFilter { limit: 9, ..filter }).await.unwrap().len()
    };
    let none = IncidentFilter::default;
    assert_eq!(find(IncidentFilter { case: Some(case("a")), ..none() }).await, 2);
    assert_eq!(find(IncidentFilter { units: Some(vec!["unit-b".into()]), ..none() }).await, 2);
    assert_eq!(find(IncidentFilter { units: Some(vec!["unit-c".into()]), ..none() }).await, 0);
    let both = IncidentFilter { case: Some(case("a")), units: Some(vec!["unit-b".into()]), ..none() };
    assert_eq!(find(both).await, 0);
}
