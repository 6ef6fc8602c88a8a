use super::{at, given, read};
use crate::model::rotation::Burden;
use crate::rotation::{FaultKind, Finding, findings};
use std::collections::BTreeSet;

fn fault(text: &str) -> FaultKind {
    let (_, mut faults) = read(&[text]);
    assert!(!faults.is_empty(), "{text}");
    faults.remove(0).kind
}

fn layer(keys: &str) -> String {
    format!(
        "rotation: r\ncalendar: cn\nlayers: [{{ layer: x, start: 2026-01-05T08:30, {keys}, participants: [{{ person: a }}] }}]"
    )
}

#[test]
fn what_a_document_cannot_mean_is_told() {
    use FaultKind as K;
    assert_eq!(
        fault(&layer("advance: eligible_day, every: { n: 1, unit: week }")),
        K::UnitsMix { advance: "eligible_day", unit: "week" }
    );
    assert_eq!(fault(&layer("advance: block")), K::NoDay);
    assert_eq!(fault(&layer("on: { days: [weekend], weekdays: [monday] }")), K::NoDay);
    assert_eq!(fault(&layer("until: 2026-01-01T00:00")), K::ZeroLength);
    assert_eq!(
        fault(&layer(
            "on: { windows: [{ from: \"08:00\", to: \"18:00\" }, { from: \"17:00\", to: \"08:00\" }] }"
        )),
        K::WindowsOverlap
    );
    assert_eq!(fault(&layer("slot: other")), K::UnknownSlot("other".to_owned()));
    assert_eq!(
        fault(&layer("on: { days: [weekend] }").replace("2026-01-05", "2036-01-05")),
        K::MissingYear { calendar: "cn".to_owned(), year: 2036 }
    );
    assert_eq!(fault(&layer("on: {}").replace("cn", "us")), K::UnknownCalendar("us".to_owned()));
    assert_eq!(
        fault(&layer("on: {}").replace("calendar: cn", "zone: Mars/Olympus")),
        K::UnknownZone("Mars/Olympus".to_owned())
    );
    assert_eq!(fault(&layer("on: {}").replace("calendar: cn\n", "")), K::NoZone);
    assert_eq!(
        fault(&layer("on: { days: [weekend] }").replace("calendar: cn", "zone: Asia/Shanghai")),
        K::NoCalendar
    );
    assert_eq!(fault(&layer("on: {}").replace("person: a", "person: zz")), K::UnknownPerson("zz".to_owned()));
    assert_eq!(
        fault(&layer("on: {}").replace("person: a", "turns: 1")),
        K::EmptyPool { slot: "duty".to_owned(), unit: String::new(), units: 1 }
    );
    assert_eq!(
        fault(&layer("on: {}").replace("calendar: cn", "calendar: cn\nslots: { duty: { count: 2 } }")),
        K::TooFew { slot: "duty".to_owned(), unit: String::new(), got: 1, count: 2 }
    );
}

fn year(text: &str) -> Vec<Finding> {
    let rotations = given(&[text]);
    let span = (at("2026-01-01T00:00"), at("2027-01-01T00:00"));
    findings(&rotations, "r", span, &BTreeSet::new()).unwrap().0
}

#[test]
fn a_gap_in_service_hours_is_found() {
    let text = "
rotation: r
calendar: cn
service: { days: [worked_day], windows: [{ from: \"08:00\", to: \"20:00\" }] }
layers:
  - { layer: x, start: 2026-01-04T08:00, on: { windows: [{ from: \"08:00\", to: \"18:00\" }] }, participants: [{ person: a }] }
";
    let found = year(text);
    let [Finding::Gap { from, to, holes, units, .. }] = &found[..] else { panic!("{found:?}") };
    // 4 January is a Sunday that is worked; the year has 248 days that are worked.
    assert_eq!((*from, *to), (at("2026-01-04T18:00"), at("2026-01-04T20:00")));
    assert_eq!((*holes, *units), (248, 1));
    assert_eq!(year(&text.replace("to: \"18:00\"", "to: \"20:00\"")), []);
}

#[test]
fn rest_that_cannot_be_kept_is_found() {
    let text = "
rotation: r
calendar: cn
rest: { minimum: 10 hours }
layers:
  - { layer: x, start: 2026-01-01T00:00, every: { n: 12, unit: hour }, participants: [{ person: a }, { person: b }] }
";
    assert_eq!(year(text), []);
    let found = year(&text.replace("10 hours", "13 hours"));
    let [Finding::Rest { person, from, to, times, .. }] = &found[..] else { panic!("{found:?}") };
    assert_eq!((&**person, *from, *to), ("a", at("2026-01-01T12:00"), at("2026-01-02T00:00")));
    assert_eq!(*times, 2 * 364);
}

#[test]
fn who_never_gets_a_turn_is_found() {
    // Turns of a day, duty on Mondays: of 7 people, one has all.
    let people = "[{ person: a }, { person: b }, { person: c }, { person: e }, { person: l }, { turns: 2 }]";
    let text = format!(
        "rotation: r\ncalendar: cn\nservice: {{ days: [statutory], weekdays: [monday] }}\nlayers:\n  - {{ layer: x, start: 2026-01-05T00:00, on: {{ weekdays: [monday] }}, participants: {people} }}"
    );
    let found = year(&text);
    let [Finding::Never { person, people, .. }] = &found[..] else { panic!("{found:?}") };
    assert_eq!((&**person, *people), ("b", 4));
    assert_eq!(year(&text.replace(" on:", " advance: eligible_day, on:").replace(", { turns: 2 }", "")), []);
}

#[test]
fn uneven_duty_is_found_and_a_layer_of_its_own_mends_it() {
    let people = "participants: [{ person: a }, { person: b }, { person: c }, { person: e }, { person: l }]";
    let text = format!(
        "rotation: r\ncalendar: cn\nfairness: {{ bound: 1, kinds: [statutory] }}\nlayers:\n  - {{ layer: rest, start: 2026-01-01T00:00, advance: eligible_day, on: {{ days: [rest_day] }}, {people} }}\nservice: {{ days: [rest_day] }}"
    );
    let found = year(&text);
    // As published for this calendar: 3, 3, 3, 1, 3.
    let [Finding::Unfair { burden, busiest, most, idlest, least, .. }] = &found[..] else {
        panic!("{found:?}")
    };
    assert_eq!((*burden, &**busiest, *most, &**idlest, *least), (Burden::Statutory, "a", 3, "e", 1));
    let own = format!(
        "  - {{ layer: own, start: 2026-01-01T00:00, advance: eligible_day, on: {{ days: [statutory] }}, {people} }}\n  - {{ layer: rest"
    );
    assert_eq!(year(&text.replace("  - { layer: rest", &own)), []);
}
