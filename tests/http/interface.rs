//! The description of the interface, held against the server.

use super::given::place;
use docket::http::openapi;
use reqwest::Method;
use serde_json::{Value, json};
use std::collections::BTreeSet;

/// A path with something in each place.
fn filled(path: &str) -> String {
    path.split('/').map(|part| if part.starts_with('{') { "x" } else { part }).collect::<Vec<_>>().join("/")
}

#[tokio::test]
async fn what_is_not_described_is_not_served() {
    let place = place().await;
    let document = openapi::document();
    for (path, methods) in document["paths"].as_object().unwrap() {
        for method in ["get", "post", "put", "patch", "delete"] {
            let verb: Method = method.to_uppercase().parse().unwrap();
            let said =
                place.client.request(verb, format!("{}{}", place.base, filled(path))).send().await.unwrap();
            let served = said.status() != 405;
            assert_eq!(served, methods.get(method).is_some(), "{method} {path}: {}", said.status());
            assert_ne!(said.status(), 404, "{method} {path}");
        }
    }
    place.stop().await;
}

#[tokio::test]
async fn every_parameter_that_is_described_is_known_and_no_other() {
    let place = place().await;
    let case = place.petition("p-zhang", "c-1").await;
    let document = openapi::document();
    let mut held = 0;
    for (path, methods) in document["paths"].as_object().unwrap() {
        let parameters = methods["get"]["parameters"].as_array().into_iter().flatten();
        let names: Vec<(&str, &str)> = parameters
            .filter(|one| one["in"] == "query")
            .map(|one| (one["name"].as_str().unwrap(), one["schema"]["type"].as_str().unwrap()))
            .collect();
        if names.is_empty() {
            continue;
        }
        let path = path.replace("{id}", &case).replace("{number}", "1");
        for (name, type_) in &names {
            let value = match (path.as_str(), *name, *type_) {
                (_, _, "integer") => "1",
                (_, _, "boolean") => "true",
                (_, "unit", _) => "jia",
                (_, "clock", _) => "registered",
                (_, "format", _) => "html",
                ("/v1/tasks", "after", _) => "x/t1",
                ("/v1/incidents", "after", _) => "2026-03-02T01:00:00Z/x/v1",
                (_, "before", "string") => "2026-03-02T01:00:00Z",
                _ => "x",
            };
            let said = place.get(&format!("{path}?{name}={value}")).await;
            // There is no rotation, board, schedule, register, list or document of this name; what is asked of one is read all the same.
            let absent = ["{rotation}", "{board}", "{schedule}", "{n}", "{register}", "{list}"]
                .iter()
                .any(|name| path.contains(name));
            let expected = if absent { 404 } else { 200 };
            assert_eq!(said.status, expected, "{path}?{name}={value}: {}", said.body);
            if *type_ != "string" {
                assert_eq!(place.get(&format!("{path}?{name}=x")).await.code(), "bad_query", "{path}?{name}");
            }
            held += 1;
        }
        assert_eq!(place.get(&format!("{path}?nonsense=1")).await.code(), "bad_query", "{path}");
    }
    assert!(held > 15, "{held}");
    place.stop().await;
}

/// A field that nobody knows is answered with those that are known: they are the ones described.
#[tokio::test]
async fn every_field_that_is_described_is_read_and_no_other() {
    let place = place().await;
    let document = openapi::document();
    let mut held = 0;
    for (path, methods) in document["paths"].as_object().unwrap() {
        let Some(content) = methods["post"]["requestBody"]["content"].as_object() else { continue };
        let required = methods["post"]["requestBody"]["required"].as_bool().unwrap();
        for (media, content) in content {
            let shape = content["schema"]["$ref"].as_str().unwrap().strip_prefix('#').unwrap();
            let shape = document.pointer(shape).unwrap();
            let described: BTreeSet<&str> =
                shape["properties"].as_object().unwrap().keys().map(String::as_str).collect();
            // Every field of a wrong kind: each that is read says so.
            let other = |name: &str| match &shape["properties"][name]["type"] {
                kind if kind == "boolean" => json!("yes"),
                _ => json!(true),
            };
            let wrong: serde_json::Map<String, Value> =
                described.iter().map(|name| ((*name).to_owned(), other(name))).collect();
            let headers = [("content-type", media.as_str())];
            let path = filled(path);
            let ask = async |body: Value| -> Vec<(String, String)> {
                let said = place.ask(Method::POST, &path, &place.token, &headers, Some(body)).await;
                let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
                let fields = said.body["fields"].as_array().cloned().unwrap_or_default();
                fields.iter().map(|field| (text(&field["field"]), text(&field["expected"]))).collect()
            };
            let read: BTreeSet<String> =
                ask(wrong.into()).await.into_iter().map(|(field, _)| field).collect();
            assert_eq!(read.iter().map(String::as_str).collect::<BTreeSet<_>>(), described, "{path} {media}");
            let lacking: BTreeSet<String> =
                ask(json!({})).await.into_iter().map(|(field, _)| field).collect();
            let needed: BTreeSet<String> = shape["required"]
                .as_array()
                .into_iter()
                .flatten()
                .map(|name| name.as_str().unwrap().to_owned())
                .collect();
            assert!(needed.is_superset(&lacking), "{path} {media}: {lacking:?}");
            assert_eq!(required, !needed.is_empty(), "{path} {media}");
            if media == "application/json" {
                let unknown = ask(json!({ "nonsense": 1 })).await;
                let expected = &unknown.iter().find(|(field, _)| field == "nonsense").unwrap().1;
                let known: BTreeSet<&str> = expected.strip_prefix("one of: ").unwrap().split(", ").collect();
                assert_eq!(known, described, "{path}");
            }
            held += 1;
        }
    }
    assert!(held >= 12, "{held}");
    place.stop().await;
}
