//! Registers as they are in force: columns, rows page by page, and the line of each.

use super::given::{Ground, papers, place_with};
use docket::http::Limits;
use serde_json::{Value, json};

#[tokio::test]
async fn a_register_is_read_page_by_page_with_its_lines() {
    let place = place_with(Ground::sqlite(), papers(), Limits::default()).await;
    let list = place.get("/v1/registers").await.body["items"].clone();
    let named = list.as_array().unwrap().iter().map(|one| one["register"].as_str().unwrap().to_owned());
    assert_eq!(named.collect::<Vec<_>>(), ["owners", "promises"]);
    let promises = &list[1];
    assert_eq!(
        (&promises["title"], &promises["rows"], &promises["file"]),
        (&json!("Services"), &json!(2), &json!("promises.register.yaml"))
    );
    // What the log of a case names is what is shown.
    let world = place.runtime.rules().world;
    assert_eq!(promises["version"].as_str(), world.versions.get("register.promises").map(String::as_str));

    let whole = place.get("/v1/registers/promises").await.body;
    assert_eq!(whole["about"], *promises);
    let columns: Vec<(&Value, &Value)> =
        whole["columns"].as_array().unwrap().iter().map(|one| (&one["name"], &one["type"])).collect();
    assert_eq!(columns[2], (&json!("days"), &json!("duration")));
    assert_eq!(
        whole["items"],
        json!([
            { "key": "a-1", "line": 12, "cells": { "code": "a-1", "name": "危房鉴定", "days": "5 workdays", "organ": "housing" } },
            { "key": "a-2", "line": 13, "cells": { "code": "a-2", "name": "维修基金支取", "days": "3 workdays", "organ": null } },
        ])
    );
    assert_eq!(whole["next"], Value::Null);

    // A table: its lines are those of the table, the header the first.
    let page = place.get("/v1/registers/owners?limit=1").await.body;
    assert_eq!((&page["items"][0]["key"], &page["items"][0]["line"]), (&json!("p-1"), &json!(2)));
    assert_eq!(page["about"]["file"], "owners.csv");
    assert_eq!(page["items"][0]["cells"]["area"], json!("88.5"), "one way to write a number");
    let rest =
        place.get(&format!("/v1/registers/owners?limit=5&after={}", page["next"].as_str().unwrap())).await;
    let keys: Vec<&Value> = rest.body["items"].as_array().unwrap().iter().map(|row| &row["key"]).collect();
    assert_eq!((keys, &rest.body["next"]), (vec![&json!("p-2"), &json!("p-3")], &Value::Null));
    let one = place.get("/v1/registers/owners?key=p-2").await.body;
    assert_eq!(
        (one["items"].as_array().unwrap().len(), &one["items"][0]["line"]),
        (1, &json!(4)),
        "an empty line is skipped"
    );

    for (path, meant) in [
        ("/v1/registers/promise", "promises?"),
        ("/v1/registers/owners?key=p2", "p-2?"),
        ("/v1/registers/owners?after=x", "p-1, p-2, p-3"),
    ] {
        let said = place.get(path).await;
        assert_eq!((said.status.as_u16(), said.code()), (404, "not_found"), "{path}");
        assert!(said.body["detail"].as_str().unwrap().contains(meant), "{path}: {}", said.body);
    }
    let blind = place.token("blind", Some("li"), &["send"], None).await;
    let said = place.ask(reqwest::Method::GET, "/v1/registers", &blind, &[], None).await;
    assert_eq!(said.status, 403);
    place.stop().await;
}
