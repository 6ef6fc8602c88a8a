//! The description of the interface, OpenAPI 3.1, from the table of operations and the types of the answers.

use super::operations::{self, Content, Operation};
use super::{ask, body, guard, problem};
use schemars::generate::SchemaSettings;
use schemars::{Schema, SchemaGenerator};
use serde_json::{Map, Value, json};

/// Where the shapes stand.
const SCHEMAS: &str = "/components/schemas";

/// The description.
#[must_use]
pub fn document() -> Value {
    let settings = SchemaSettings::draft2020_12().with(|settings| {
        settings.definitions_path = SCHEMAS.into();
        settings.meta_schema = None;
    });
    let mut generator = SchemaGenerator::new(settings);
    let mut paths = Map::new();
    let problem = generator.subschema_for::<problem::Body>();
    for operation in operations::all() {
        let described = describe(&operation, &mut generator, &problem);
        let path = paths.entry(operation.path).or_insert_with(|| json!({}));
        if let Value::Object(methods) = path {
            methods.insert(operation.method.to_owned(), described);
        }
    }
    let schemas = generator.take_definitions(true);
    json!({
        "openapi": "3.1.0",
        "jsonSchemaDialect": "https://json-schema.org/draft/2020-12/schema",
        "info": {
            "title": "docket",
            "version": env!("CARGO_PKG_VERSION"),
            "description": "Opens cases, sends events, reads state, hands out tasks. Every write under an Idempotency-Key is safe to repeat.",
            "license": { "name": "Apache-2.0", "identifier": "Apache-2.0" },
        },
        "servers": [{ "url": "/" }],
        "paths": paths,
        "components": {
            "schemas": schemas,
            "securitySchemes": { "token": { "type": "http", "scheme": "bearer" } },
        },
    })
}

fn describe(operation: &Operation, generator: &mut SchemaGenerator, problem: &Schema) -> Value {
    let mut described = json!({
        "operationId": operation.id,
        "summary": operation.summary,
        "parameters": parameters(operation),
        "responses": responses(operation, generator, problem),
        "security": match operation.verb {
            Some(verb) => json!([{ "token": [verb] }]),
            None => json!([]),
        },
    });
    if let (Some(shape), Value::Object(members)) = (operation.body, &mut described) {
        let mut content = Map::new();
        let schema = shape(generator);
        // Where nothing must be said, nothing at all may be sent.
        let required = needs_something(&schema, generator);
        content.insert("application/json".to_owned(), json!({ "schema": schema }));
        if operation.cloud {
            let schema = generator.subschema_for::<ask::CloudEvent>();
            content.insert(body::CLOUD_EVENT.to_owned(), json!({ "schema": schema }));
        }
        members.insert("requestBody".to_owned(), json!({ "content": content, "required": required }));
    }
    described
}

/// Whether a body of this shape has fields that must be given.
fn needs_something(schema: &Schema, generator: &SchemaGenerator) -> bool {
    let name = schema.get("$ref").and_then(Value::as_str).and_then(|target| target.rsplit('/').next());
    let shape = name.and_then(|name| generator.definitions().get(name));
    shape.and_then(|shape| shape.get("required")).and_then(Value::as_array).is_some_and(|all| !all.is_empty())
}

fn parameters(operation: &Operation) -> Vec<Value> {
    let in_path = operation.path.split('/').filter_map(|part| part.strip_prefix('{')?.strip_suffix('}'));
    let mut all: Vec<Value> = in_path
        .map(|name| json!({ "name": name, "in": "path", "required": true, "schema": { "type": "string" } }))
        .collect();
    all.extend(operation.query.iter().map(|(name, type_, about)| {
        json!({ "name": name, "in": "query", "description": about, "schema": { "type": type_ } })
    }));
    if operation.keyed {
        let about = "The id of this write. The same again gives the same answer and changes nothing.";
        all.push(json!({
            "name": "Idempotency-Key", "in": "header", "description": about,
            "schema": { "type": "string", "maxLength": body::MAX_KEY },
        }));
    }
    if operation.matched {
        let about = "The `ETag` that the case must still have: the same as `expected_version` in the body.";
        all.push(json!({
            "name": "If-Match", "in": "header", "description": about, "schema": { "type": "string" },
        }));
    }
    let about = "An id for the server's log; the answer gives it back.";
    all.push(json!({
        "name": "X-Request-Id", "in": "header", "description": about,
        "schema": { "type": "string", "maxLength": guard::MAX_ID },
    }));
    all.push(json!({
        "name": "Accept-Language", "in": "header", "description": "`zh` or `en`.", "schema": { "type": "string" },
    }));
    all
}

fn responses(operation: &Operation, generator: &mut SchemaGenerator, problem: &Schema) -> Value {
    let mut all = Map::new();
    for (status, content) in operation.answers {
        let content = match content {
            Content::Nothing => Value::Null,
            Content::Json(shape) => json!({ "application/json": { "schema": shape(generator) } }),
            Content::Open => json!({ "application/json": {} }),
            Content::Calendar => json!({ "text/calendar": { "schema": { "type": "string" } } }),
            Content::Text => json!({ "text/plain": { "schema": { "type": "string" } } }),
            Content::Forms(shape, others) => {
                let text = |media: &&str| ((*media).to_owned(), json!({ "schema": { "type": "string" } }));
                let mut all: Map<String, Value> = others.iter().map(text).collect();
                all.insert("application/json".to_owned(), json!({ "schema": shape(generator) }));
                Value::Object(all)
            }
        };
        let mut answer = json!({ "description": "Done." });
        if let (Value::Object(members), false) = (&mut answer, content.is_null()) {
            members.insert("content".to_owned(), content);
        }
        all.insert(status.to_string(), answer);
    }
    let content = json!({ problem::MEDIA_TYPE: { "schema": problem } });
    all.insert("default".to_owned(), json!({ "description": "A problem.", "content": content }));
    Value::Object(all)
}
