//! Lists: cases opened, told what changed, told that they are gone; once, whatever breaks off.

use crate::given::*;
use docket::runtime::{
    Became, Counts, Found, Limits, Nobody, Request, Rules, Runtime, Shown, Synced, Syncing,
};
use docket::seal::Sealer;
use docket::store::{CaseFilter, ListEntry, ListFilter, MAX_PAGE};
use docket_core::definition::{InputFile, load};
use docket_core::instance::{Actor, CaseId};
use docket_core::list::Finding;
use docket_core::organisation::Organisation;
use docket_core::step::World;
use serde_json::{Value, json};
use std::fmt::Write;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

const TASK: &str = r#"
language: 1
workflow: task
calendar: cn
counting: petition-regulation
actors: { clerk: { person: '"clerk"' } }
data:
  code: { type: text }
  title: { type: text }
  above: { type: text, optional: true }
  due: { type: date }
  phone: { type: text, optional: true, private: true }
  note: { type: text, optional: true }
  milestones:
    type: list
    of: record
    key: no
    optional: true
    fields: { "no": { type: text }, due: { type: date } }
  told: { type: integer, default: 0 }
publish: { told: { value: told }, due: { value: due } }
opens: { by: [clerk], saves: [code, title, above, due, phone, note, milestones] }
invariants:
  - { check: 'title != "bad"', title: { zh: 标题得当, en: A fit title } }
events:
  amend: { by: [clerk], saves: [title, due, phone, milestones], may_omit: [title, due, phone, milestones] }
  strike: { by: [clerk] }
  close: { by: [clerk] }
  rest: { by: [clerk] }
  wake: { by: [clerk] }
initial: open
states:
  open:
    task: { to: [clerk], does: [close, rest] }
    on:
      amend: { do: [{ assign: { told: =told + 1 } }] }
      strike: { to: struck }
      close: { to: closed }
      rest: { to: resting }
  resting:
    task: { to: [clerk], does: [wake] }
    on: { wake: { to: open } }
  closed: { final: true }
  struck: { final: true }
"#;

const TOLD: &str = "changed: { send: amend }\nvanished: { send: strike }\n";

/// A list of these entries; `events` says what cases are told.
fn rules(events: &str, entries: &[String]) -> Rules {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let calendar = std::fs::read(root.join("rules/calendar/cn.calendar.yaml")).unwrap();
    let mut list =
        format!("language: 1\nlist: tasks\nworkflow: task\nkey: code\nparent: above\n{events}entries:\n");
    for entry in entries {
        writeln!(list, "  - {{ {entry} }}").unwrap();
    }
    if entries.is_empty() {
        list = list.replace("entries:\n", "entries: []\n");
    }
    let loaded = load(&[
        InputFile { path: "cn.calendar.yaml".to_owned(), bytes: calendar },
        InputFile { path: "task.workflow.yaml".to_owned(), bytes: TASK.into() },
        InputFile { path: "tasks.list.yaml".to_owned(), bytes: list.into_bytes() },
    ]);
    assert!(!loaded.has_errors(), "{:#?}", loaded.diagnostics);
    let world = World {
        calendars: loaded.calendars.clone(),
        organisation: Arc::new(Organisation::default()),
        ..World::default()
    };
    Rules::of(&loaded, world)
}

fn entry(code: &str, due: &str) -> String {
    format!("code: {code}, title: t{code}, due: {due}")
}

fn numbered(count: usize, due: &str) -> Vec<String> {
    (0..count).map(|number| entry(&format!("T{number:05}"), due)).collect()
}

fn small() -> Limits {
    Limits { list_page: 3, ..limits() }
}

async fn node(place: &Place, rules: Rules, limits: Limits) -> Runtime {
    let store = wall_store(place).await;
    Runtime::open(store, Sealer::new(&[7; 32]), Arc::new(Nobody), rules, limits).await.unwrap()
}

fn asker() -> Request {
    let actor = Some(Actor { id: "planner".to_owned(), through: None });
    Request { source: "portal".to_owned(), actor, ..Request::default() }
}

/// A whole sync, as the pages tell it.
#[derive(Default)]
struct Whole {
    found: Vec<Found>,
    counts: Counts,
    pages: usize,
}

impl Whole {
    fn take(&mut self, page: Synced) {
        let (sum, more) = (&mut self.counts, page.counts);
        sum.opened += more.opened;
        sum.changed += more.changed;
        sum.reported += more.reported;
        sum.vanished += more.vanished;
        sum.back += more.back;
        sum.refused += more.refused;
        sum.same += more.same;
        sum.gone += more.gone;
        self.found.extend(page.found);
        self.pages += 1;
    }

    fn lines(&self) -> Vec<String> {
        let mut lines = Vec::new();
        for found in &self.found {
            let word = match (&found.finding, &found.became) {
                (_, Became::Refused { code, .. }) => format!("refused {code}"),
                (Finding::Opens, _) => "opened".to_owned(),
                (Finding::Changed(_), Became::Reported) => "reported".to_owned(),
                (Finding::Changed(_), _) => "changed".to_owned(),
                (Finding::Vanished, _) => "vanished".to_owned(),
                (Finding::Back(_), _) => "back".to_owned(),
                (other, _) => format!("{other:?}"),
            };
            let told = |is_told| if is_told { "" } else { " (untold)" };
            let seen: Vec<String> = found
                .differences
                .iter()
                .map(|one| format!("{}{}", one.words.en, told(one.is_told)))
                .collect();
            lines.push(format!("{} {word} {}", found.key, seen.join("; ")).trim_end().to_owned());
        }
        lines
    }
}

async fn synced(node: &Runtime, dry_run: bool) -> Result<Whole, docket::runtime::Failure> {
    let mut whole = Whole::default();
    let mut wanted = Syncing { list: "tasks".to_owned(), dry_run, after: None, shown: Shown::Marked };
    loop {
        let page = node.sync_list(asker(), wanted.clone()).await?;
        let next = page.next.clone();
        whole.take(page);
        match next {
            // As it goes over the wire.
            Some(next) => wanted.after = Some(next.to_string().parse().unwrap()),
            None => return Ok(whole),
        }
    }
}

async fn kept(node: &Runtime) -> Vec<ListEntry> {
    let mut filter = ListFilter { list: "tasks".to_owned(), limit: MAX_PAGE, ..ListFilter::default() };
    let mut all = Vec::new();
    loop {
        let page = node.store().list_page(&filter).await.unwrap();
        let Some(last) = page.last() else { return all };
        filter.after = Some(last.key.clone());
        all.extend(page);
    }
}

async fn cases(node: &Runtime) -> usize {
    let mut filter = CaseFilter { limit: MAX_PAGE, ..CaseFilter::default() };
    let mut count = 0;
    loop {
        let page = node.search(&filter).await.unwrap();
        let Some(last) = page.last() else { return count };
        filter.after = Some(last.id.clone());
        count += page.len();
    }
}

async fn case_of(node: &Runtime, key: &str) -> CaseId {
    node.store().list_entries("tasks", &[key.to_owned()]).await.unwrap().remove(0).case
}

async fn data_of(node: &Runtime, key: &str) -> Value {
    let case = case_of(node, key).await;
    node.case(&case, Shown::Open).await.unwrap().unwrap().data
}

async fn version_of(node: &Runtime, key: &str) -> u64 {
    node.instance(&case_of(node, key).await).await.unwrap().unwrap().version
}

fn counts(of: impl Fn(&mut Counts)) -> Counts {
    let mut counts = Counts::default();
    of(&mut counts);
    counts
}

pub async fn a_second_sync_changes_nothing(place: Place) {
    let entries = numbered(8, "2026-12-18");
    let node = node(&place, rules(TOLD, &entries), small()).await;
    let dry = synced(&node, true).await.unwrap();
    assert_eq!(dry.counts, counts(|counts| counts.opened = 8));
    assert_eq!((cases(&node).await, kept(&node).await.len()), (0, 0), "nothing is done in a dry run");
    let first = synced(&node, false).await.unwrap();
    assert_eq!((first.counts, first.lines()), (dry.counts, dry.lines()));
    let log = node.log(&case_of(&node, "T00000").await, 1, 1).await.unwrap();
    let input = &log[0].input;
    // The log names the list and who asked.
    assert_eq!(input["source"], json!({ "kind": "list", "name": "tasks" }), "{input}");
    assert_eq!(input["actor"]["id"], json!("planner"), "{input}");
    let before = kept(&node).await;
    for _ in 0..2 {
        let second = synced(&node, false).await.unwrap();
        assert_eq!((second.counts, second.found), (counts(|counts| counts.same = 8), Vec::new()));
    }
    assert_eq!((cases(&node).await, kept(&node).await), (8, before));
    assert_eq!(version_of(&node, "T00003").await, 1);
    node.close().await;
}

/// Those above open first, whatever their keys and however many are opened at the same time.
pub async fn those_above_open_first(place: Place) {
    let mut entries = numbered(12, "2026-12-18");
    // Each but the last stands below the next.
    for (number, entry) in entries.iter_mut().enumerate().take(11) {
        *entry += &format!(", above: T{:05}", number + 1);
    }
    for page in [3, 100] {
        let limits = Limits { list_page: page, ..limits() };
        let node = node(&place, rules(TOLD, &entries), limits).await;
        let whole = synced(&node, page == 3).await.unwrap();
        let keys: Vec<String> = whole.found.into_iter().map(|found| found.key).collect();
        let downward: Vec<String> = (0..12).rev().map(|number| format!("T{number:05}")).collect();
        assert_eq!(keys, downward);
        let mut began = Vec::new();
        for entry in kept(&node).await {
            began.push(node.log(&entry.case, 1, 1).await.unwrap()[0].at);
        }
        assert!(began.windows(2).all(|two| two[0] >= two[1]), "{began:?}");
        node.close().await;
    }
}

pub async fn a_case_is_told_what_changed(place: Place) {
    let old = [
        entry("A", "2026-12-18")
            + ", phone: '110', milestones: [{ no: '1', due: 2026-10-30 }, { no: '2', due: 2026-11-30 }]",
        entry("B", "2026-12-18"),
        entry("C", "2026-12-18") + ", note: old",
    ];
    let node = node(&place, rules(TOLD, &old), small()).await;
    synced(&node, false).await.unwrap();
    let sealed = kept(&node).await.remove(0).declared;
    assert!(sealed["phone"]["$sealed"].is_string(), "what is private is kept sealed: {sealed}");
    // Rows in another order are no change; what the event cannot carry is only reported.
    let new = [
        entry("A", "2026-12-20")
            + ", phone: '119', milestones: [{ no: '2', due: 2026-11-30 }, { no: '1', due: 2026-11-06 }, { no: '3', due: 2026-12-01 }]",
        entry("B", "2026-12-18"),
        entry("C", "2026-12-19") + ", note: new",
    ];
    node.publish(rules(TOLD, &new)).await.unwrap();
    let lines = [
        "A changed due: 2026-12-18 -> 2026-12-20; milestones[1].due: 2026-10-30 -> 2026-11-06; \
         milestones[3]: a new row (due 2026-12-01, no 3); phone: changed (private)",
        "C changed due: 2026-12-18 -> 2026-12-19; note: old -> new (untold)",
    ];
    assert_eq!(synced(&node, true).await.unwrap().lines(), lines);
    assert_eq!(version_of(&node, "A").await, 1);
    let told = synced(&node, false).await.unwrap();
    assert_eq!(told.lines(), lines);
    assert_eq!(told.counts, counts(|counts| (counts.changed, counts.same) = (2, 1)));
    let data = data_of(&node, "A").await;
    assert_eq!(
        (&data["due"], &data["phone"], &data["told"]),
        (&json!("2026-12-20"), &json!("119"), &json!(1))
    );
    assert_eq!(data["milestones"].as_array().unwrap().len(), 3);
    let again = synced(&node, false).await.unwrap();
    assert_eq!(again.lines(), ["C reported note: old -> new (untold)"]);
    assert_eq!((again.counts.reported, again.counts.same), (1, 2));
    // There and back, and there again: each is told.
    for (rules, due) in [(&old, "2026-12-18"), (&new, "2026-12-20")] {
        node.publish(self::rules(TOLD, rules)).await.unwrap();
        synced(&node, false).await.unwrap();
        assert_eq!(data_of(&node, "A").await["due"], json!(due));
    }
    node.close().await;
}

pub async fn without_an_event_a_change_is_reported_until_it_is_taken_back(place: Place) {
    let node = node(&place, rules("", &numbered(2, "2026-12-18")), small()).await;
    synced(&node, false).await.unwrap();
    node.publish(rules("", &numbered(2, "2026-12-20"))).await.unwrap();
    for _ in 0..2 {
        let told = synced(&node, false).await.unwrap();
        assert_eq!(told.counts, counts(|counts| counts.reported = 2));
        assert_eq!(told.lines()[0], "T00000 reported due: 2026-12-18 -> 2026-12-20 (untold)");
    }
    assert_eq!(version_of(&node, "T00000").await, 1);
    node.publish(rules("", &numbered(2, "2026-12-18"))).await.unwrap();
    assert_eq!(synced(&node, false).await.unwrap().counts, counts(|counts| counts.same = 2));
    node.close().await;
}

pub async fn what_is_refused_is_tried_again(place: Place) {
    let bad = "code: BAD, title: bad, due: 2026-12-18".to_owned();
    let node = node(&place, rules(TOLD, &[bad, entry("A", "2026-12-18")]), small()).await;
    for dry_run in [true, false] {
        let told = synced(&node, dry_run).await.unwrap();
        assert_eq!(told.lines(), ["A opened", "BAD refused invariant"], "the others go on");
        assert_eq!(told.counts, counts(|counts| (counts.opened, counts.refused) = (1, 1)));
    }
    let case = case_of(&node, "A").await;
    send(&node, &case, "r", "rest").await.unwrap();
    node.publish(rules(TOLD, &[entry("A", "2026-12-20"), entry("BAD", "2026-12-18")])).await.unwrap();
    let line = "A refused not_possible due: 2026-12-18 -> 2026-12-20 (untold)";
    assert_eq!(synced(&node, true).await.unwrap().lines()[0], line);
    let mended = synced(&node, false).await.unwrap();
    assert_eq!(mended.lines(), [line, "BAD opened"]);
    assert_eq!(synced(&node, false).await.unwrap().lines(), [line]);
    assert_eq!(version_of(&node, "A").await, 2, "what is refused leaves nothing");
    send(&node, &case, "w", "wake").await.unwrap();
    assert_eq!(synced(&node, false).await.unwrap().lines(), ["A changed due: 2026-12-18 -> 2026-12-20"]);
    assert_eq!(synced(&node, false).await.unwrap().counts, counts(|counts| counts.same = 2));
    node.close().await;
}

pub async fn what_vanishes_is_flagged_and_told_once(place: Place) {
    gone_and_back(place, TOLD).await;
}

pub async fn what_vanishes_without_an_event_is_flagged(place: Place) {
    gone_and_back(place, "").await;
}

async fn gone_and_back(place: Place, events: &str) {
    let all = numbered(7, "2026-12-18");
    let list = |entries: &[String]| rules(events, entries);
    let node = node(&place, list(&all), small()).await;
    synced(&node, false).await.unwrap();
    if !events.is_empty() {
        // An entry whose case has ended is flagged all the same.
        send(&node, &case_of(&node, "T00006").await, "c", "close").await.unwrap();
    }
    node.publish(list(&all[..4])).await.unwrap();
    let lines = ["T00004 vanished", "T00005 vanished", "T00006 vanished"];
    assert_eq!(synced(&node, true).await.unwrap().lines(), lines);
    assert!(kept(&node).await.iter().all(|entry| entry.gone_at.is_none()));
    let told = synced(&node, false).await.unwrap();
    assert_eq!(told.lines(), lines);
    assert_eq!(told.counts, counts(|counts| (counts.vanished, counts.same) = (3, 4)));
    let flagged = kept(&node).await;
    let gone: Vec<&str> =
        flagged.iter().filter(|entry| entry.gone_at.is_some()).map(|entry| entry.key.as_str()).collect();
    assert_eq!(gone, ["T00004", "T00005", "T00006"]);
    let again = synced(&node, false).await.unwrap();
    assert_eq!(again.counts, counts(|counts| (counts.same, counts.gone) = (4, 3)));
    assert_eq!(kept(&node).await, flagged);
    let is_told = !events.is_empty();
    let state = if is_told { "struck" } else { "open" };
    assert_eq!(states(&node, &case_of(&node, "T00005").await).await, [state]);

    // It is declared again, one with a change.
    let mut back = all.clone();
    back[4] = entry("T00004", "2026-12-20");
    node.publish(list(&back)).await.unwrap();
    let change = "due: 2026-12-18 -> 2026-12-20 (untold)";
    let word = if is_told { "refused ended" } else { "back" };
    let lines = [format!("T00004 {word} {change}"), "T00005 back".to_owned(), "T00006 back".to_owned()];
    assert_eq!(synced(&node, true).await.unwrap().lines(), lines);
    assert_eq!(kept(&node).await, flagged);
    assert_eq!(synced(&node, false).await.unwrap().lines(), lines);
    assert!(kept(&node).await.iter().all(|entry| entry.gone_at.is_none()));
    let still = synced(&node, false).await.unwrap();
    let word = if is_told { "refused ended" } else { "reported" };
    assert_eq!(still.lines(), [format!("T00004 {word} {change}")]);
    // And is gone again.
    node.publish(list(&[])).await.unwrap();
    assert_eq!(synced(&node, false).await.unwrap().counts, counts(|counts| counts.vanished = 7));
    assert_eq!(synced(&node, false).await.unwrap().counts, counts(|counts| counts.gone = 7));
    node.close().await;
}

/// A sync that has begun with another edition of the list does not go on with this one.
pub async fn a_cursor_belongs_to_an_edition(place: Place) {
    let node = node(&place, rules(TOLD, &numbered(8, "2026-12-18")), small()).await;
    let mut wanted = Syncing { list: "tasks".to_owned(), ..Syncing::default() };
    wanted.after = node.sync_list(asker(), wanted.clone()).await.unwrap().next;
    node.publish(rules(TOLD, &numbered(9, "2026-12-18"))).await.unwrap();
    let refused = node.sync_list(asker(), wanted.clone()).await.unwrap_err();
    assert_eq!(refused.refusal().unwrap().code.word(), "list_changed");
    assert_eq!(cases(&node).await, 3, "what was done stays done");
    let misspelt = Syncing { list: "task".to_owned(), ..Syncing::default() };
    let refused = node.sync_list(asker(), misspelt).await.unwrap_err();
    let refusal = refused.refusal().unwrap();
    assert_eq!((refusal.code.word(), refusal.arguments["meant"].as_str()), ("unknown_list", "tasks"));
    assert_eq!(
        synced(&node, false).await.unwrap().counts,
        counts(|counts| (counts.same, counts.opened) = (3, 6))
    );
    node.close().await;
}

/// Nodes that come and go in the middle of what they do.
pub async fn nothing_is_doubled_when_a_sync_breaks_off(place: Place) {
    const COUNT: usize = 40;
    let limits = || Limits { list_page: 16, list_together: 4, ..limits() };
    for (round, due) in ["2026-12-18", "2026-12-20", "2026-12-18", "gone"].into_iter().enumerate() {
        let list = if due == "gone" { Vec::new() } else { numbered(COUNT, due) };
        let (mut patience, mut breaks) = (Duration::from_millis(2), 0);
        loop {
            let broken = node(&place, rules(TOLD, &list), limits()).await;
            // Dropped wherever it is by then.
            let ended = tokio::time::timeout(patience, synced(&broken, false)).await;
            broken.close().await;
            if ended.is_ok() {
                break;
            }
            (patience, breaks) = (patience * 3 / 2, breaks + 1);
        }
        assert!(breaks > 1, "it has to break off to be tried");
        let one = node(&place, rules(TOLD, &list), limits()).await;
        if matches!(place, Place::Postgres(_)) {
            // Two at a time, as only a server allows.
            let two = node(&place, rules(TOLD, &list), limits()).await;
            let (first, second) = tokio::join!(synced(&one, false), synced(&two, false));
            first.unwrap();
            second.unwrap();
            two.close().await;
        }
        let last = synced(&one, false).await.unwrap();
        if due == "gone" {
            assert_eq!(synced(&one, false).await.unwrap().counts.gone, COUNT as u64);
        } else {
            assert_eq!(synced(&one, false).await.unwrap().counts.same, COUNT as u64);
        }
        assert_eq!(last.counts.refused + last.counts.reported, 0);
        assert_eq!(cases(&one).await, COUNT);
        for entry in kept(&one).await {
            let case = one.instance(&entry.case).await.unwrap().unwrap();
            // Each case was told each thing once.
            assert_eq!((case.version, entry.revision), (round as u64 + 1, round as u64 + 1), "{}", entry.key);
            assert_eq!(case.data.get("told"), Some(&json!(round.min(2))), "{}", entry.key);
        }
        one.close().await;
    }
}

/// Two nodes sync one list at once: each entry is opened by one of them.
pub async fn two_nodes_share_a_sync(place: Place) {
    let list = numbered(40, "2026-12-18");
    let Place::Postgres(_) = place else {
        // Two tasks of one node.
        let one = node(&place, rules(TOLD, &list), small()).await;
        let (first, second) = tokio::join!(synced(&one, false), synced(&one, false));
        let (first, second) = (first.unwrap().counts, second.unwrap().counts);
        assert_eq!((first.opened + second.opened, first.same + second.same), (40, 40));
        return one.close().await;
    };
    let one = node(&place, rules(TOLD, &list), small()).await;
    let two = node(&place, rules(TOLD, &list), small()).await;
    let (first, second) = tokio::join!(synced(&one, false), synced(&two, false));
    let (first, second) = (first.unwrap().counts, second.unwrap().counts);
    assert_eq!((first.opened + second.opened, first.same + second.same), (40, 40));
    assert_eq!((cases(&one).await, kept(&one).await.len()), (40, 40));
    one.close().await;
    two.close().await;
}

/// Many entries in one run.
pub async fn a_long_list_is_synced_in_pages(place: Place) {
    let count = std::env::var("DOCKET_LIST").ok().and_then(|count| count.parse().ok()).unwrap_or(300);
    let node = node(&place, rules(TOLD, &numbered(count, "2026-12-18")), limits()).await;
    let mut spent = Vec::new();
    let mut timed = async |node: &Runtime| {
        let begun = std::time::Instant::now();
        let whole = synced(node, false).await.unwrap();
        spent.push(begun.elapsed());
        whole
    };
    let first = timed(&node).await;
    assert_eq!(first.counts, counts(|counts| counts.opened = count as u64));
    assert_eq!(first.pages, 2 * (count / 256) + 2);
    assert_eq!(timed(&node).await.counts, counts(|counts| counts.same = count as u64));
    node.publish(rules(TOLD, &numbered(count, "2026-12-20"))).await.unwrap();
    assert_eq!(timed(&node).await.counts, counts(|counts| counts.changed = count as u64));
    node.publish(rules(TOLD, &[])).await.unwrap();
    assert_eq!(timed(&node).await.counts, counts(|counts| counts.vanished = count as u64));
    eprintln!("{count} entries: opened, same, changed, vanished in {spent:?}");
    assert_eq!(cases(&node).await, count);
    node.close().await;
}
