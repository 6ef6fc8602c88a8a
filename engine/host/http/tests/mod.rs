use super::{json, lang, openapi, operations, problem_words::Code};
use axum::http::HeaderMap;
use axum::http::header::ACCEPT_LANGUAGE;
use docket_core::source::Lang;
use serde_json::{Value, json};
use std::collections::BTreeSet;

fn wanted(value: &str) -> Lang {
    let mut headers = HeaderMap::new();
    headers.insert(ACCEPT_LANGUAGE, value.parse().unwrap());
    lang::of(&headers)
}

#[test]
fn the_language_with_the_greatest_weight_wins() {
    assert_eq!(lang::of(&HeaderMap::new()), Lang::Zh);
    assert_eq!(wanted("en"), Lang::En);
    assert_eq!(wanted("zh-CN,zh;q=0.9,en;q=0.8"), Lang::Zh);
    assert_eq!(wanted("zh;q=0.3, en-GB;q=0.75"), Lang::En);
    assert_eq!(wanted("zh;q=0, en;q=0.1"), Lang::En);
    assert_eq!(wanted("fr"), Lang::En);
}

#[test]
fn a_body_is_read_strictly() {
    assert_eq!(json::read(br#"{"a":[1,"x",null]}"#), Ok(json!({"a": [1, "x", null]})));
    let why = |body: &[u8]| match json::read(body) {
        Err(json::Fault::Json(why)) => {
            assert!(!why.zh.is_ascii() && why.zh.contains('列'), "{why:?}");
            why.en
        }
        other => panic!("{other:?}"),
    };
    assert!(why(br#"{"a":1,"a":2}"#).contains("`a` stands there twice at line 1"));
    assert!(why(b"{\"a\":\n \"x\\u0000\"}").contains("NUL character at line 2"));
    assert!(why(b"{\"a\":1} x").contains("trailing"));
    assert!(why(br#"{"$sealed":"x"}"#).contains("reserved"));
    assert!(why("[".repeat(100).as_bytes()).contains("nested deeper than 32"));
    assert!(why(format!("[{}1]", "1,".repeat(json::MAX_VALUES)).as_bytes()).contains("more than"));
    assert_eq!(json::read(b"{\"a\":\"\xff\"}"), Err(json::Fault::Encoding(6)));
}

#[test]
fn every_problem_has_a_word_of_its_own_and_speaks_both_languages() {
    let words: BTreeSet<&str> = Code::ALL.iter().map(|code| code.word()).collect();
    assert_eq!(words.len(), Code::ALL.len());
    for code in Code::ALL {
        assert_ne!(code.title(Lang::Zh), code.title(Lang::En));
        assert!(code.detail("x", Lang::En).is_ascii());
    }
}

fn references(value: &Value, into: &mut BTreeSet<String>) {
    match value {
        Value::Array(items) => items.iter().for_each(|item| references(item, into)),
        Value::Object(members) => {
            if let Some(Value::String(target)) = members.get("$ref") {
                into.insert(target.clone());
            }
            members.values().for_each(|member| references(member, into));
        }
        _ => {}
    }
}

#[test]
fn the_description_names_every_operation_and_every_shape_it_refers_to() {
    let document = openapi::document();
    let mut ids = BTreeSet::new();
    for operation in operations::all() {
        let described = document["paths"][operation.path][operation.method].clone();
        assert_eq!(described["operationId"], operation.id);
        assert!(ids.insert(operation.id), "{} stands twice", operation.id);
    }
    assert_eq!(document["openapi"], "3.1.0");
    let mut targets = BTreeSet::new();
    references(&document, &mut targets);
    assert!(targets.len() > 20);
    let shapes = document["components"]["schemas"].as_object().unwrap();
    for name in shapes.keys() {
        assert!(targets.contains(&format!("#/components/schemas/{name}")), "nothing refers to {name}");
    }
    for target in targets {
        let pointer = target.strip_prefix('#').unwrap();
        assert!(document.pointer(pointer).is_some(), "{target}");
    }
}

/// What the specification (OpenAPI 3.1.0, sections 4.8.8 to 4.8.17) demands of the parts that are used here.
#[test]
fn the_description_is_well_formed() {
    let document = openapi::document();
    let object = |value: &Value| value.as_object().unwrap().clone();
    assert!(document["info"]["title"].is_string() && document["info"]["version"].is_string());
    for (path, methods) in object(&document["paths"]) {
        let in_braces: BTreeSet<String> = path
            .split('/')
            .filter_map(|part| part.strip_prefix('{')?.strip_suffix('}'))
            .map(str::to_owned)
            .collect();
        assert!(path.starts_with('/'), "{path}");
        for (method, described) in object(&methods) {
            let place = format!("{method} {path}");
            assert!(matches!(method.as_str(), "get" | "post" | "delete"), "{place}");
            let mut seen = BTreeSet::new();
            let mut in_path = BTreeSet::new();
            for parameter in described["parameters"].as_array().unwrap() {
                let name = parameter["name"].as_str().unwrap().to_owned();
                let (within, schema) = (parameter["in"].as_str().unwrap(), &parameter["schema"]);
                assert!(seen.insert((within.to_owned(), name.clone())), "{place}: {name} stands twice");
                assert!(schema["type"].is_string(), "{place}: {name}");
                match within {
                    "path" => {
                        assert_eq!(parameter["required"], true, "{place}: {name}");
                        in_path.insert(name);
                    }
                    // A header of these names would be ignored by readers.
                    "header" => {
                        assert!(
                            !["accept", "content-type", "authorization"]
                                .contains(&name.to_lowercase().as_str())
                        );
                    }
                    other => assert_eq!(other, "query", "{place}: {name}"),
                }
            }
            assert_eq!(in_path, in_braces, "{place}");
            let responses = object(&described["responses"]);
            assert!(responses.keys().any(|status| status.starts_with('2')), "{place}");
            for (status, response) in responses {
                assert!(status == "default" || status.parse::<u16>().is_ok_and(|n| (200..300).contains(&n)));
                assert!(response["description"].is_string(), "{place} {status}");
                for (media, content) in response.get("content").map(object).unwrap_or_default() {
                    assert!(media.contains('/') && content.is_object(), "{place} {status}");
                }
            }
            assert_eq!(described.get("requestBody").is_some(), method == "post", "{place}");
            for scheme in described["security"].as_array().unwrap() {
                for (name, verbs) in object(scheme) {
                    assert!(document["components"]["securitySchemes"][&name].is_object(), "{place}");
                    for verb in verbs.as_array().unwrap() {
                        assert!(crate::tokens::Verb::of(verb.as_str().unwrap()).is_some(), "{place}");
                    }
                }
            }
        }
    }
    // Every shape is a JSON Schema of the dialect that the document names.
    for name in object(&document["components"]["schemas"]).keys() {
        let mut whole = document.clone();
        whole["$schema"] = document["jsonSchemaDialect"].clone();
        whole["$ref"] = json!(format!("#/components/schemas/{name}"));
        let mut compiler = boon::Compiler::new();
        compiler.add_resource("https://docket.test/api", whole).unwrap();
        compiler.compile("https://docket.test/api", &mut boon::Schemas::new()).unwrap();
    }
}
