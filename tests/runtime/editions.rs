//! Rotations that are edited, and calendars that are corrected under them.

use crate::duty::{duties, duties_with, nodes, worker};
use crate::given::*;
use docket::runtime::{Again, Limits, Nobody, Rules, Runtime};
use docket_core::calendar::Calendars;
use docket_core::rotation::Error;
use docket_core::source::Lang;
use serde_json::json;
use std::sync::Arc;

/// Before and after the edits, on one day.
const MORNING: &str = "2026-03-10T09:30:00+08:00";
const NOON: &str = "2026-03-10T12:00:00+08:00";

const CALENDARS: Again = Again { calendars: true, rotations: false };
const ROTATIONS: Again = Again { calendars: false, rotations: true };

/// Sun and Qian change places in the list of the ward.
fn reordered() -> Rules {
    edited("ward-duty", "[{ person: sun }, { person: qian }", "[{ person: qian }, { person: sun }")
}

/// The duties after an edit of one file.
fn edited(file: &str, old: &str, new: &str) -> Rules {
    duties_with(|path, text| {
        if !path.contains(file) {
            return text;
        }
        assert!(text.contains(old), "{path}");
        text.replacen(old, new, 1)
    })
}

/// The duties with 12 March 2026 a holiday, and Saturday the 14th worked for it.
fn corrected() -> Rules {
    edited(
        "cn.calendar",
        "      - { date: 2026-04-04,",
        "      - { date: 2026-03-12, kind: holiday }\n      - { date: 2026-03-14, kind: makeup_workday }\n      - { date: 2026-04-04,",
    )
}

async fn node(place: &Place, rules: Rules) -> Runtime {
    runtime_with(virtual_store(place).await, Arc::new(Nobody), rules).await
}

/// Who is on duty in the ward.
async fn ward(node: &Runtime, time: &str) -> String {
    let world = node.world().await.unwrap();
    world.duty.who_in("ward-duty", None, None, at(time)).unwrap().people.join("+")
}

async fn editions(node: &Runtime) -> usize {
    node.world().await.unwrap().duty.iter().count()
}

pub async fn an_edit_changes_only_what_comes_after_it(place: Place) {
    let one = node(&place, duties()).await;
    assert_eq!([ward(&one, MORNING).await, ward(&one, NOON).await], ["sun", "sun"]);
    one.settle_until(at("2026-03-10T10:00:00+08:00")).await.unwrap();
    one.close().await;
    drop(one);
    let one = node(&place, reordered()).await;
    assert_eq!([ward(&one, MORNING).await, ward(&one, NOON).await], ["sun", "qian"]);
    // Before the first publication the first edition answers.
    assert_eq!(ward(&one, "2026-03-01T09:00:00+08:00").await, "sun");
    let world = one.world().await.unwrap();
    let span = (at("2026-03-10T08:00:00+08:00"), at("2026-03-10T20:00:00+08:00"));
    let shifts = world.duty.slot("ward-duty", None, "duty", span).unwrap();
    let shifts: Vec<_> = shifts.iter().map(|one| (one.to, one.people.join("+"))).collect();
    let edit = at("2026-03-10T10:00:00+08:00");
    assert_eq!(shifts, [(edit, "sun".to_owned()), (span.1, "qian".to_owned())]);
    let lines = |time| world.duty.why("ward-duty", None, None, at(time)).unwrap().lines(Lang::En).join("\n");
    assert!(lines(MORNING).contains("in force before 2026-03-10 10:00"), "{}", lines(MORNING));
    assert!(lines(NOON).contains("in force since 2026-03-10 10:00"), "{}", lines(NOON));
    // The same files again are no edit.
    one.settle_until(at(NOON)).await.unwrap();
    one.close().await;
    drop(one);
    let one = node(&place, reordered()).await;
    assert_eq!(editions(&one).await, 2);
    one.close().await;
}

pub async fn an_edit_that_is_undone_on_command_is_another_edition(place: Place) {
    let one = node(&place, duties()).await;
    one.settle_until(at("2026-03-10T10:00:00+08:00")).await.unwrap();
    one.publish(reordered()).await.unwrap();
    one.settle_until(at("2026-03-10T11:00:00+08:00")).await.unwrap();
    // By itself what was superseded does not come back, on whichever node.
    one.publish(duties()).await.unwrap();
    assert_eq!((ward(&one, NOON).await, editions(&one).await), ("qian".to_owned(), 2));
    one.restore(duties(), CALENDARS).await.unwrap();
    assert_eq!(editions(&one).await, 2);
    one.restore(duties(), ROTATIONS).await.unwrap();
    let told =
        [ward(&one, MORNING).await, ward(&one, "2026-03-10T10:30:00+08:00").await, ward(&one, NOON).await];
    assert_eq!(told, ["sun", "qian", "sun"]);
    one.restore(duties(), ROTATIONS).await.unwrap();
    assert_eq!(editions(&one).await, 3);
    one.close().await;
}

pub async fn a_node_with_older_files_answers_by_the_newer_edition(place: Place) {
    let [one, other] = nodes(&place).await;
    one.settle_until(at("2026-03-10T10:00:00+08:00")).await.unwrap();
    one.publish(reordered()).await.unwrap();
    // It reads on before it does anything by the roster.
    other.settle().await.unwrap();
    for node in [&one, &other] {
        assert_eq!([ward(node, MORNING).await, ward(node, NOON).await], ["sun", "qian"]);
    }
    // Its files, loaded again, do not flip it back.
    other.publish(duties()).await.unwrap();
    one.settle().await.unwrap();
    for node in [&one, &other] {
        assert_eq!((ward(node, NOON).await, editions(node).await), ("qian".to_owned(), 2));
    }
    other.close().await;
    one.close().await;
}

pub async fn only_so_many_editions_are_kept(place: Place) {
    let limits = Limits { editions: 1, ..limits() };
    let open = async |rules| {
        let store = virtual_store(&place).await;
        let sealer = docket::seal::Sealer::new(&[7; 32]);
        Runtime::open(store, sealer, Arc::new(Nobody), rules, limits.clone()).await.unwrap()
    };
    let one = open(duties()).await;
    one.settle_until(at("2026-03-10T10:00:00+08:00")).await.unwrap();
    one.close().await;
    drop(one);
    let one = open(reordered()).await;
    assert_eq!((ward(&one, NOON).await, editions(&one).await), ("qian".to_owned(), 1));
    let asked = one.world().await.unwrap().duty.who_in("ward-duty", None, None, at(MORNING));
    assert_eq!(asked, Err(Error::NotKept { since: at("2026-03-10T10:00:00+08:00") }));
    one.close().await;
}

pub async fn turns_count_by_the_calendar_that_another_node_published(place: Place) {
    let [one, other] = nodes(&place).await;
    const DAYS: [&str; 4] = [
        "2026-03-11T12:00:00+08:00",
        "2026-03-12T12:00:00+08:00",
        "2026-03-13T12:00:00+08:00",
        "2026-03-14T12:00:00+08:00",
    ];
    let week = async |node: &Runtime| {
        let mut all = Vec::new();
        for day in DAYS {
            all.extend(worker(node, day).await);
        }
        all.join(" ")
    };
    let before = week(&other).await;
    one.publish(corrected()).await.unwrap();
    other.settle().await.unwrap();
    let after = week(&other).await;
    assert_eq!((before.as_str(), after.as_str()), ("zhao li wang li", "zhao li li wang"));
    assert_eq!(week(&one).await, after);
    assert_eq!(editions(&other).await, 1, "no document was edited");
    let world = other.world().await.unwrap();
    let day = world.duty.why("grid-duty", Some("g-1"), Some("worker"), at(DAYS[3])).unwrap().day.unwrap();
    assert_eq!(day.kind, "makeup_workday");
    // A node that starts with the older files counts by it from the beginning.
    let late = runtime_with(one.store().clone(), Arc::new(Nobody), duties()).await;
    assert_eq!(week(&late).await, after);
    other.close().await;
    one.close().await;
}

pub async fn a_year_that_is_gone_stops_no_node(place: Place) {
    let [one, other] = nodes(&place).await;
    let mut without = duties();
    let mut document = without.world.calendars["cn"].document().clone();
    document.years.retain(|year, _| *year != 2026);
    let (calendars, faults) = Calendars::build(&[document]);
    assert_eq!(faults, []);
    let calendar = calendars.iter().next().unwrap().clone();
    without.world.calendars.insert("cn".to_owned(), Arc::new(calendar));
    one.publish(without).await.unwrap();
    other.settle().await.unwrap();
    for node in [&one, &other] {
        let world = node.world().await.unwrap();
        assert_eq!(world.calendars["cn"].status(2026), None);
        // What needs no kinds of day goes on.
        assert_eq!(ward(node, MORNING).await, "sun");
    }
    one.restore(duties(), CALENDARS).await.unwrap();
    other.settle().await.unwrap();
    assert_eq!(worker(&other, "2026-03-09T12:00:00+08:00").await, ["li"]);
    other.close().await;
    one.close().await;
}

pub async fn a_case_that_watches_is_due_by_the_new_edition(place: Place) {
    let [one, other] = nodes(&place).await;
    let fields = json!({ "grid": "g-1" });
    one.start(asked("patrol", "zhou"), "patrol", data(fields)).await.unwrap();
    one.settle().await.unwrap();
    assert_eq!(one.store().next_due().await.unwrap(), Some(at("2026-03-09T17:30:00+08:00")));
    one.publish(shorter()).await.unwrap();
    other.settle().await.unwrap();
    assert_eq!(one.store().next_due().await.unwrap(), Some(at("2026-03-09T16:00:00+08:00")));
    other.close().await;
    one.close().await;
}

/// The working day of the grids ends at 16:00.
fn shorter() -> Rules {
    let ends = |at: &str| format!("days: [worked_day], windows: [{{ from: \"08:30\", to: \"{at}\" }}]");
    edited("grid-duty", &ends("17:30"), &ends("16:00"))
}

/// An outage lasts over the end of a shift and an edit: the shift ends when it did by the edition of its time.
pub async fn a_shift_that_is_handled_late_ends_by_the_edition_of_its_time(place: Place) {
    let one = node(&place, duties()).await;
    let fields = json!({ "grid": "g-1" });
    let case = one.start(asked("patrol", "zhou"), "patrol", data(fields)).await.unwrap().case;
    // Nobody is there to wake it.
    one.store().set_clock(at("2026-03-09T20:00:00+08:00")).await.unwrap();
    one.close().await;
    drop(one);
    let one = node(&place, shorter()).await;
    one.settle().await.unwrap();
    let instance = one.instance(&case).await.unwrap().unwrap();
    assert_eq!(instance.data.get("handovers"), Some(&json!(["li > zhou"])));
    assert_eq!(instance.watches["watch"].at, at("2026-03-09T17:30:00+08:00"));
    one.settle_until(at("2026-03-10T17:00:00+08:00")).await.unwrap();
    let instance = one.instance(&case).await.unwrap().unwrap();
    assert_eq!(instance.data.get("handovers"), Some(&json!(["li > zhou", "zhou > wang", "wang > zhou"])));
    assert_eq!(instance.watches["watch"].at, at("2026-03-10T16:00:00+08:00"));
    one.close().await;
}
