//! Boards, from the cases that publish to the sheet that is shown, on both databases.

use super::given::{Ground, Place, Said, place_with, scheduled_tasks, tasks};
use docket::http::Limits;
use reqwest::Method;
use serde_json::{Value, json};

const PUBLICATIONS: &str = "/v1/boards/ledger/publications";

async fn publish(place: &Place, token: &str, key: &str, body: Value) -> Said {
    place.ask(Method::POST, PUBLICATIONS, token, &[("idempotency-key", key)], Some(body)).await
}

fn refused(said: &Said, status: u16, code: &str) {
    assert_eq!((said.status.as_u16(), said.code()), (status, code), "{}", said.body);
}

/// Unit, rank, and the cells of a line.
fn lines(published: &Value) -> Vec<(String, Value, Vec<String>)> {
    let cell = |cell: &Value| {
        let shown = &cell["shown"];
        shown.as_str().or(shown["zh"].as_str()).unwrap_or_default().to_owned()
    };
    let line = |line: &Value| {
        let cells = line["cells"].as_array().unwrap().iter().map(cell).collect();
        (line["key"].as_str().unwrap().to_owned(), line["rank"].clone(), cells)
    };
    published["rows"].as_array().unwrap().iter().map(line).collect()
}

async fn a_board_is_published_and_stays(ground: Ground) {
    let place = place_with(ground, tasks(), Limits::default()).await;
    let mut cases = Vec::new();
    for (unit, budget) in [("willow", "10.01"), ("willow", "20"), ("poplar", "5")] {
        let data = json!({ "place": unit, "matter": "改造", "budget": budget });
        let said = place.post("/v1/cases", json!({ "workflow": "task", "by": "li", "data": data })).await;
        assert_eq!(said.status, 201, "{}", said.body);
        cases.push(said.body["case"].as_str().unwrap().to_owned());
    }
    let finish = json!({ "event": "finish", "by": "li", "data": { "done_on": "2026-03-02" } });
    assert_eq!(place.post(&format!("/v1/cases/{}/events", cases[0]), finish).await.status, 200);

    let clerk = place.token("clerk", Some("li"), &["publish"], None).await;
    let first = publish(&place, &clerk, "1", json!({})).await;
    assert_eq!((first.status.as_u16(), &first.body["number"]), (201, &json!(1)), "{}", first.body);
    assert_eq!(first.body["published"]["read_at"], json!("2026-03-02T01:00:00Z"));
    let shown = lines(&first.body["published"]);
    assert_eq!(
        shown,
        [
            ("willow".to_owned(), json!(1), ["2", "50.0%", "0", "15.01", "0"].map(str::to_owned).to_vec()),
            ("poplar".to_owned(), json!(2), ["1", "0.0%", "0", "2.50", "0"].map(str::to_owned).to_vec()),
        ]
    );

    // The same request again, another body under its key, and a later publication that corrects it.
    let again = publish(&place, &clerk, "1", json!({})).await;
    assert_eq!((again.status.as_u16(), &again.body), (200, &first.body));
    refused(&publish(&place, &clerk, "1", json!({ "corrects": 1 })).await, 422, "other_body");
    refused(&publish(&place, &clerk, "2", json!({ "corrects": 7 })).await, 404, "unknown_publication");
    let misspelt = publish(&place, &clerk, "2", json!({ "corects": 1 })).await;
    refused(&misspelt, 422, "bad_request");
    assert_eq!(misspelt.body["fields"][0]["did_you_mean"], json!("corrects"));
    place.post("/v1/clock", json!({ "to": "2026-03-20T09:00:00+08:00" })).await;
    let second = publish(&place, &clerk, "2", json!({ "corrects": 1 })).await;
    assert_eq!((second.status.as_u16(), &second.body["number"]), (201, &json!(2)), "{}", second.body);
    assert_eq!(second.body["published"]["corrects"], json!("1"));
    assert_eq!(lines(&second.body["published"])[0].2[2], "1", "the light has turned red meanwhile");
    let kept = place.get(&format!("{PUBLICATIONS}/1")).await;
    assert_eq!(kept.body, first.body, "what was published never changes");

    // Lists.
    let list = place.get("/v1/boards").await.body;
    assert_eq!(
        list["items"][0]["latest"],
        json!({
            "number": 2, "read_at": "2026-03-20T01:00:00Z", "corrects": 1
        })
    );
    let page = place.get(&format!("{PUBLICATIONS}?limit=1")).await.body;
    assert_eq!((&page["items"][0]["number"], &page["next"]), (&json!(2), &json!(2)));
    let rest = place.get(&format!("{PUBLICATIONS}?limit=1&before=2")).await.body;
    assert_eq!(rest["items"][0]["number"], json!(1));

    // Who may not, and what there is not.
    let reader = place.token("reader", Some("li"), &["read", "send", "tasks", "admin"], None).await;
    refused(&publish(&place, &reader, "3", json!({})).await, 403, "forbidden");
    let within = place.token("willow", Some("li"), &["publish"], Some("willow")).await;
    refused(&publish(&place, &within, "3", json!({})).await, 403, "out_of_scope");
    refused(&place.get("/v1/boards/leger/publications").await, 404, "unknown_board");
    let meant = place.get("/v1/boards/leger/publications/latest").await;
    assert!(meant.body["detail"].as_str().unwrap().contains("did you mean `ledger`"), "{}", meant.body);
    refused(&place.get(&format!("{PUBLICATIONS}/3")).await, 404, "unknown_publication");
    refused(&place.get(&format!("{PUBLICATIONS}/first")).await, 400, "bad_query");
    refused(&place.get(&format!("{PUBLICATIONS}/1?format=pdf")).await, 400, "bad_query");
    place.stop().await;
}

#[tokio::test]
async fn a_board_is_published_and_stays_on_sqlite() {
    a_board_is_published_and_stays(Ground::sqlite()).await;
}

#[tokio::test]
async fn a_board_is_published_and_stays_on_postgres() {
    a_board_is_published_and_stays(Ground::postgres().await).await;
}

/// A publication in the form that a browser or a spreadsheet asks for.
#[tokio::test]
async fn a_publication_has_the_form_that_is_asked_for() {
    let place = place_with(Ground::sqlite(), tasks(), Limits::default()).await;
    assert_eq!(place.post(PUBLICATIONS, json!({})).await.status, 201);
    for (form, media, begins) in [
        ("csv", "text/csv; charset=utf-8", "\u{feff}"),
        ("text", "text/plain; charset=utf-8", ""),
        ("html", "text/html; charset=utf-8", "<!DOCTYPE html>"),
        ("svg", "image/svg+xml", "<?xml"),
    ] {
        let url = format!("{}{PUBLICATIONS}/latest?format={form}", place.base);
        let request = place.client.get(url).bearer_auth(&place.token).header("accept-language", "zh-CN");
        let answer = request.send().await.unwrap();
        let header = |name: &str| answer.headers()[name].to_str().unwrap().to_owned();
        assert_eq!((header("content-type"), header("content-language")), (media.to_owned(), "zh".to_owned()));
        assert!(header("content-security-policy").starts_with("default-src 'none'"));
        let bytes = answer.bytes().await.unwrap();
        let text = String::from_utf8(bytes.to_vec()).unwrap();
        assert!(text.starts_with(begins), "{form}: {text}");
        assert!(text.contains("柳树社区") && text.contains("办结率"), "{form}: {text}");
    }
    place.stop().await;
}

/// What a schedule publishes by itself, and what is said of it.
#[tokio::test]
async fn a_schedule_says_what_it_did_and_will_do() {
    let place = place_with(Ground::sqlite(), scheduled_tasks(), Limits::default()).await;
    place.post("/v1/clock", json!({ "to": "2026-03-20T12:00:00+08:00" })).await;
    let list = place.get("/v1/schedules").await.body["items"].clone();
    let one = &list[0];
    assert_eq!((one["schedule"].as_str(), list.as_array().map(Vec::len)), (Some("every-workday"), Some(1)));
    assert_eq!(one["next"]["at"], json!("2026-03-23T01:00:00Z"), "the Monday after: {one}");
    assert!(one["next"]["why"].as_str().unwrap().contains("23 March"), "{one}");
    assert_eq!(
        (&one["last"]["status"], &one["last"]["due_at"]),
        (&json!("done"), &json!("2026-03-20T01:00:00Z"))
    );
    // From 3 to 20 March 2026 there are fourteen working days.
    let runs = place.get("/v1/schedules/every-workday/runs").await.body["items"].clone();
    assert_eq!(runs.as_array().unwrap().len(), 14);
    assert!(
        runs.as_array().unwrap().iter().all(|run| run["status"] == "done" && run["reached"] == 1),
        "{runs}"
    );
    let page = place.get("/v1/schedules/every-workday/runs?limit=1").await.body;
    let rest =
        place.get(&format!("/v1/schedules/every-workday/runs?limit=1&before={}", page["next"])).await.body;
    assert_eq!([&page["items"][0], &rest["items"][0]], [&runs[0], &runs[1]]);
    let latest = place.get(&format!("{PUBLICATIONS}/latest")).await.body;
    assert_eq!(
        (&latest["number"], &latest["published"]["due_at"]),
        (&json!(14), &json!("2026-03-20T01:00:00Z"))
    );
    refused(&place.get("/v1/schedules/every-wokday/runs").await, 404, "unknown_schedule");
    place.stop().await;
}
