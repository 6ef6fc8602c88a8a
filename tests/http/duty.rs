//! Duty.

use super::given::{Ground, Place, Said, duties, duties_until, place_with};
use docket::http::Limits;
use reqwest::Method;
use serde_json::{Value, json};

async fn district() -> Place {
    place_with(Ground::sqlite(), duties(), Limits::default()).await
}

fn people(slot: &Value) -> Vec<&str> {
    slot["people"].as_array().unwrap().iter().map(|person| person["id"].as_str().unwrap()).collect()
}

/// The one field that is at fault.
fn field(said: &Said) -> (&str, &str) {
    let fields = said.body["fields"].as_array().unwrap();
    assert_eq!(fields.len(), 1, "{}", said.body);
    (fields[0]["field"].as_str().unwrap(), fields[0]["expected"].as_str().unwrap())
}

#[tokio::test]
async fn rotations_are_listed_in_the_readers_language() {
    let place = district().await;
    let items = place.get("/v1/duty").await.body["items"].clone();
    assert_eq!(items.as_array().unwrap().len(), 2);
    assert_eq!(
        (items[0]["name"].as_str(), items[0]["title"].as_str()),
        (Some("grid-duty"), Some("Grid duty"))
    );
    assert_eq!(items[0]["units"], json!(["g-1", "g-2"]));
    assert_eq!(items[0]["slots"][1], json!({ "name": "worker", "title": "worker", "count": 1 }));
    let zh = [("accept-language", "zh-CN")];
    let said = place.ask(Method::GET, "/v1/duty", &place.token, &zh, None).await;
    assert_eq!(said.body["items"][0]["title"], "网格值班");
    place.stop().await;
}

#[tokio::test]
async fn who_is_on_duty_by_day_by_night_and_now() {
    let place = district().await;
    let who = |at: &'static str| {
        let place = &place;
        async move { place.get(&format!("/v1/duty/grid-duty/who?unit=g-1&slot=worker&at={at}")).await.body }
    };
    // 28 February 2026 is a Saturday that is worked, the 37th working day of the year: turn 36 of three people.
    let day = who("2026-02-28T12:00").await;
    assert_eq!(
        (people(&day["slots"][0]), day["slots"][0]["turn"]["number"].as_i64()),
        (vec!["li"], Some(36))
    );
    assert_eq!(who("2026-02-28T12:00:00%2B08:00").await, day);
    assert_eq!(who("2026-02-28T12:00:00+08:00").await, day);
    let night = who("2026-02-28T22:00").await;
    assert_eq!(night["slots"][0]["above"]["unit"], "s1");
    assert_eq!(night["slots"][0]["above"]["walked"], json!(["s1"]));
    // The clock stands at nine on 2 March.
    let now = place.get("/v1/duty/grid-duty/who?unit=g-1").await.body;
    assert_eq!(now["at"], "2026-03-02T01:00:00Z");
    assert_eq!(now["slots"].as_array().unwrap().len(), 2);
    assert_eq!(people(&now["slots"][1]), ["wang"]);
    // Where there is one roster, no unit need be named.
    assert_eq!(place.get("/v1/duty/station-duty/who").await.body["unit"], "s1");
    place.stop().await;
}

#[tokio::test]
async fn a_change_that_a_case_decided_is_seen_by_every_question() {
    let place = district().await;
    let who = "/v1/duty/grid-duty/who?unit=g-1&slot=worker&at=2026-03-02T12:00";
    assert_eq!(people(&place.get(who).await.body["slots"][0]), ["wang"]);
    place.decided().await;
    let slot = place.get(who).await.body["slots"][0].clone();
    assert_eq!((people(&slot), &slot["changes"]), (vec!["zhao"], &json!(["swap-1"])));
    let why = "/v1/duty/grid-duty/why?unit=g-1&slot=worker&at=2026-03-02T12:00";
    let zh = [("accept-language", "zh")];
    let said = place.ask(Method::GET, why, &place.token, &zh, None).await.body;
    let lines = said["items"][0]["lines"].to_string();
    for part in ["赵六 (zhao)", "第 37 轮", "按名单轮到 wang", "换班 swap-1", "家中有事"] {
        assert!(lines.contains(part), "{part} is missing in {lines}");
    }
    assert_eq!(said["items"][0]["changes"], json!(["swap-1"]));
    let english = place.get(why).await.body["items"][0]["lines"].to_string();
    assert!(english.contains("by the list it is the turn of wang"), "{english}");
    let span = "/v1/duty/grid-duty/schedule?unit=g-1&slot=worker&from=2026-03-02&to=2026-03-02";
    let shifts = place.get(span).await.body["slots"][0]["shifts"].clone();
    let on: Vec<&Value> =
        shifts.as_array().unwrap().iter().filter(|shift| shift["above"].is_null()).collect();
    assert_eq!((on.len(), people(on[0])), (1, vec!["zhao"]));
    place.stop().await;
}

#[tokio::test]
async fn a_calendar_is_the_schedule_as_another_program_reads_it() {
    let place = district().await;
    let span = "unit=g-1&slot=worker&from=2026-02-14&to=2026-02-25";
    let shifts = place.get(&format!("/v1/duty/grid-duty/schedule?{span}")).await.body;
    let shifts = shifts["slots"][0]["shifts"].as_array().unwrap().clone();
    let url = format!("{}/v1/duty/grid-duty/schedule.ics?{span}", place.base);
    let answer = place.client.get(url).bearer_auth(&place.token).send().await.unwrap();
    assert_eq!(answer.headers()["content-type"], "text/calendar; charset=utf-8");
    let text = answer.text().await.unwrap();
    let calendars: Vec<_> = ical::IcalParser::new(text.as_bytes()).collect::<Result<_, _>>().unwrap();
    let property = |event: &ical::parser::ical::component::IcalEvent, name: &str| {
        let found = event.properties.iter().find(|property| property.name == name);
        found.and_then(|property| property.value.clone()).unwrap()
    };
    let got = calendars[0].events.iter().map(|event| (property(event, "DTSTART"), property(event, "DTEND")));
    let bare = |at: &Value| at.as_str().unwrap().replace(['-', ':'], "");
    let expected = shifts.iter().map(|shift| (bare(&shift["from"]), bare(&shift["to"])));
    assert_eq!(got.collect::<Vec<_>>(), expected.collect::<Vec<_>>());
    assert!(shifts.len() > 10);
    place.stop().await;
}

#[tokio::test]
async fn fairness_and_coverage_are_told_in_numbers() {
    let place = district().await;
    let said = place.get("/v1/duty/grid-duty/fairness?unit=g-2&year=2026").await.body;
    let worker =
        said["ledgers"].as_array().unwrap().iter().find(|ledger| ledger["slot"] == "worker").unwrap();
    let people = worker["people"].as_array().unwrap();
    let total = |kind: &str| people.iter().map(|one| one["tally"][kind].as_u64().unwrap()).sum::<u64>();
    // All days of 2026: 13 statutory, 20 others of arranged holidays, 6 worked days of rest.
    assert_eq!((total("statutory"), total("holiday"), total("makeup_workday")), (13, 20, 6));
    assert_eq!(people.iter().map(|one| one["name"].as_str().unwrap()).collect::<Vec<_>>(), ["钱七", "孙八"]);
    let said = place.get("/v1/duty/grid-duty/coverage?from=2026-03-02&to=2026-03-03").await.body;
    // Two units with two slots each, 11.5 hours of service on each of two days.
    assert_eq!((said["rosters"].as_u64(), said["service_seconds"].as_i64()), (Some(4), Some(4 * 2 * 41_400)));
    assert_eq!((said["whole"].as_bool(), said["own"].as_bool()), (Some(true), Some(false)));
    assert_eq!(said["holes"][0]["above"]["unit"], "s1");
    let one = place.get("/v1/duty/grid-duty/coverage?unit=g-1&from=2026-03-02&to=2026-03-03").await.body;
    assert_eq!(one["rosters"], 2);
    place.stop().await;
}

fn swap(a: &str, b: &str) -> Value {
    let part = |person: &str, day: &str| {
        let (from, to) = (format!("{day}T08:30:00+08:00"), format!("{day}T17:30:00+08:00"));
        json!({ "person": person, "slot": "worker", "from": from, "to": to })
    };
    json!({ "id": "swap-9", "unit": "g-1", "swap": { "a": part(a, "2026-03-03"), "b": part(b, "2026-03-04") } })
}

#[tokio::test]
async fn a_change_is_looked_at_before_it_is_made() {
    let place = district().await;
    let said = place.post("/v1/duty/grid-duty/preview", swap("zhao", "li")).await;
    assert_eq!(said.status, 200, "{}", said.body);
    let moves = said.body["moves"].as_array().unwrap();
    let moved: Vec<_> = moves
        .iter()
        .map(|one| {
            (one["from"].as_str().unwrap(), one["before"][0]["id"].as_str(), one["after"][0]["id"].as_str())
        })
        .collect();
    let expected = [
        ("2026-03-03T08:30:00", Some("zhao"), Some("li")),
        ("2026-03-04T08:30:00", Some("li"), Some("zhao")),
    ];
    assert_eq!(moved, expected);
    // Nothing was changed.
    let who = place.get("/v1/duty/grid-duty/who?unit=g-1&slot=worker&at=2026-03-03T12:00").await.body;
    assert_eq!(people(&who["slots"][0]), ["zhao"]);

    let said = place.post("/v1/duty/grid-duty/preview", swap("wang", "nobody")).await;
    assert_eq!((said.status.as_u16(), said.code()), (409, "refused"));
    assert_eq!((field(&said).0, said.body["fields"][0]["got"].as_str()), ("swap.b.person", Some("nobody")));
    let said = place.post("/v1/duty/grid-duty/preview", swap("wang", "li")).await;
    assert_eq!((said.status.as_u16(), field(&said).0), (409, "swap.a.person"));
    assert!(field(&said).1.contains("there is no duty to give away"), "{}", said.body);
    let zh = [("accept-language", "zh")];
    let path = "/v1/duty/grid-duty/preview";
    let said = place.ask(Method::POST, path, &place.token, &zh, Some(swap("wang", "li"))).await;
    assert!(said.body["detail"].as_str().unwrap().contains("没有可让出的班"), "{}", said.body);
    place.stop().await;
}

#[tokio::test]
async fn a_change_that_cannot_be_read_says_where() {
    let place = district().await;
    let path = "/v1/duty/grid-duty/preview";
    let mut change = swap("zhao", "li");
    change["swap"]["a"]["persn"] = change["swap"]["a"]["person"].take();
    let said = place.post(path, change).await;
    assert_eq!((said.status.as_u16(), said.code(), field(&said).0), (422, "bad_request", "swap.a.persn"));
    assert_eq!(said.body["fields"][0]["did_you_mean"], "person");
    let mut change = swap("zhao", "li");
    change["swap"]["b"]["from"] = json!("tomorrow");
    assert_eq!(field(&place.post(path, change).await).0, "swap.b.from");
    let mut change = swap("zhao", "li");
    change["rotation"] = json!("station-duty");
    assert_eq!(field(&place.post(path, change).await), ("rotation", "grid-duty"));
    // Neither of them.
    let said = place.post(path, json!({ "id": "x", "unit": "g-1" })).await;
    assert_eq!((said.status.as_u16(), field(&said).0), (409, "$"));
    for odd in [json!([]), json!("x"), json!(null)] {
        assert_eq!(place.post(path, odd).await.status, 422);
    }
    place.stop().await;
}

#[tokio::test]
async fn what_is_not_there_is_named_with_what_is() {
    let place = district().await;
    let said = place.get("/v1/duty/grid-dutty/who?unit=g-1").await;
    assert_eq!((said.status.as_u16(), said.code(), field(&said).0), (404, "not_found", "rotation"));
    assert_eq!(field(&said).1, "one of: grid-duty, station-duty");
    assert_eq!(said.body["fields"][0]["did_you_mean"], "grid-duty");
    let bad = [
        ("who?unit=g1", "unit", "one of: g-1, g-2"),
        ("who", "unit", "one of: g-1, g-2"),
        ("why?unit=s1", "unit", "one of: g-1, g-2"),
        ("who?unit=g-1&slot=worka", "slot", "one of: leader, worker"),
        ("who?unit=g-1&at=noon", "at", "a day (2026-02-17)"),
        ("schedule?unit=g-1&from=2026-03-02&to=2026-13-02", "to", "a day (2026-02-17)"),
        ("schedule.ics?unit=g-1&from=2026-03-02", "to", "a day (2026-02-17)"),
        ("schedule?unit=g-1&from=2026-03-02&to=2026-03-01", "to", "a time after `from`"),
        ("schedule?unit=g-1&from=2026-03-02&to=2046-03-02", "to", "at most 3660 days after `from`"),
        ("coverage?from=2026-03-02&to=2028-03-02", "to", "at most 400 days after `from`"),
        ("coverage?unit=nowhere&from=2026-03-02&to=2026-03-02", "unit", "one of: g-1, g-2"),
    ];
    for (question, name, expected) in bad {
        let said = place.get(&format!("/v1/duty/grid-duty/{question}")).await;
        assert_eq!((said.status.as_u16(), said.code()), (422, "bad_request"), "{question}: {}", said.body);
        let (got, words) = field(&said);
        assert_eq!(got, name, "{question}");
        assert!(words.starts_with(expected), "{question}: {words}");
    }
    // A year without a calendar is not guessed.
    let said = place.get("/v1/duty/grid-duty/who?unit=g-1&at=2090-01-01T12:00").await;
    assert_eq!(said.status, 422);
    assert!(said.body["detail"].as_str().unwrap().contains("2090"), "{}", said.body);
    for question in ["who?unti=g-1", "fairness?unit=g-1&year=many", "fairness?unit=g-1&year=32767"] {
        let said = place.get(&format!("/v1/duty/grid-duty/{question}")).await;
        assert_eq!((said.status.as_u16(), said.code()), (400, "bad_query"), "{question}");
    }
    place.stop().await;
}

#[tokio::test]
async fn a_token_sees_the_duty_of_its_own_units() {
    let place = district().await;
    let token = place.token("grid", None, &["read"], Some("g-1")).await;
    let get = |path: &'static str| {
        let (place, token) = (&place, &token);
        async move { place.ask(Method::GET, path, token, &[], None).await }
    };
    let items = get("/v1/duty").await.body["items"].clone();
    assert_eq!((items.as_array().unwrap().len(), &items[0]["units"]), (1, &json!(["g-1"])));
    assert_eq!(get("/v1/duty/grid-duty/who?unit=g-1").await.status, 200);
    for path in [
        "/v1/duty/grid-duty/who?unit=g-2",
        "/v1/duty/grid-duty/why?unit=g-2",
        "/v1/duty/grid-duty/fairness?unit=g-2",
        "/v1/duty/grid-duty/schedule?unit=g-2&from=2026-03-02&to=2026-03-02",
        "/v1/duty/grid-duty/schedule.ics?unit=g-2&from=2026-03-02&to=2026-03-02",
        "/v1/duty/grid-duty/coverage?unit=s1&from=2026-03-02&to=2026-03-02",
        "/v1/duty/station-duty/who",
    ] {
        let said = get(path).await;
        assert_eq!((said.status.as_u16(), said.code()), (403, "out_of_scope"), "{path}");
    }
    let own = get("/v1/duty/grid-duty/coverage?from=2026-03-02&to=2026-03-02").await.body;
    assert_eq!(own["rosters"], 2);
    let preview = |change: Value| {
        let (place, token) = (&place, &token);
        async move { place.ask(Method::POST, "/v1/duty/grid-duty/preview", token, &[], Some(change)).await }
    };
    assert_eq!(preview(swap("zhao", "li")).await.status, 200);
    let span =
        json!({ "person": "sun", "from": "2026-03-03T00:00:00+08:00", "to": "2026-03-04T00:00:00+08:00" });
    for unit in [json!("g-2"), Value::Null] {
        let said = preview(json!({ "id": "away", "unit": unit, "leave": span })).await;
        assert_eq!(said.code(), "out_of_scope", "{}", said.body);
    }
    let none = place.token("none", None, &["send"], None).await;
    let said = place.ask(Method::GET, "/v1/duty", &none, &[], None).await;
    assert_eq!(said.code(), "forbidden");
    place.stop().await;
}

#[tokio::test]
async fn an_edited_rotation_answers_for_the_past_as_it_was() {
    let place = district().await;
    place.runtime.settle_until("2026-03-03T12:00:00+08:00".parse().unwrap()).await.unwrap();
    place.runtime.publish(duties_until("16:00")).await.unwrap();
    let get = async |question: &str, times: &str| {
        place.get(&format!("/v1/duty/grid-duty/{question}?unit=g-1&slot=worker&{times}")).await.body
    };
    let who = async |at: &str| {
        let slot = get("who", &format!("at={at}")).await["slots"][0].clone();
        (people(&slot).join("+"), slot["above"]["unit"].as_str().map(str::to_owned))
    };
    // From half past four the grid has nobody of its own, but on Monday it still had.
    assert_eq!(who("2026-03-02T16:30").await, ("wang".to_owned(), None));
    assert_eq!(who("2026-03-03T16:30").await, ("zhou".to_owned(), Some("s1".to_owned())));
    let why = async |at: &str| get("why", &format!("at={at}")).await["items"][0].clone();
    let (old, new) = (why("2026-03-03T11:00").await, why("2026-03-03T13:00").await);
    assert_eq!((people(&old), &old["turn"]), (people(&new), &new["turn"]));
    assert_eq!((&old["to"], &new["from"]), (&json!("2026-03-03T12:00:00"), &json!("2026-03-03T12:00:00")));
    assert_eq!((&old["edition"]["until"], &new["edition"]["since"]), (&old["to"], &new["from"]));
    assert_ne!(old["edition"]["version"], new["edition"]["version"]);
    // One shift of Tuesday, although the edit came in the middle of it.
    let laid = get("schedule", "from=2026-03-02&to=2026-03-03").await;
    let own = laid["slots"][0]["shifts"].as_array().unwrap().iter().filter(|shift| shift["above"].is_null());
    let own: Vec<_> = own.map(|shift| (shift["from"].clone(), shift["to"].clone())).collect();
    assert_eq!(
        own,
        [
            (json!("2026-03-02T00:30:00Z"), json!("2026-03-02T09:30:00Z")),
            (json!("2026-03-03T00:30:00Z"), json!("2026-03-03T08:00:00Z"))
        ]
    );
    assert_eq!(place.get("/v1/definitions").await.body["published"], json!([]));
    place.stop().await;
}
