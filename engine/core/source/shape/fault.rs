//! One validator error in the author's words and at the author's bytes.

use jsonschema::ValidationError;
use jsonschema::error::{TypeKind, ValidationErrorKind as K};
use serde_json::Value;

use super::super::{Code, Diagnostic, Key, Node, Pointer, did_you_mean};
use super::Fault;

/// The pattern of dates in the schemas.
const DATE: &str = "^[0-9]{4}-[0-9]{2}-[0-9]{2}$";

/// Adds what one error says. Of alternatives, the branch that fits best speaks.
pub(super) fn explain(
    error: &ValidationError<'_>,
    root: &Node,
    json: &Value,
    schema: &Value,
    out: &mut Vec<Fault>,
) {
    let path = pointer(&error.instance_path().to_string(), root);
    match error.kind() {
        K::AnyOf { context } | K::OneOfNotValid { context } => {
            let branches = resolve(schema, &error.schema_path().to_string());
            alternatives(context, &path, root, json, (schema, branches), out);
        }
        K::AdditionalProperties { unexpected } | K::UnevaluatedProperties { unexpected } => {
            let known = siblings(&error.schema_path().to_string(), schema);
            for name in unexpected {
                out.push(unknown_key(name, &known, &path, root));
            }
        }
        K::PropertyNames { error: inner } => {
            let name = inner.instance().as_str().unwrap_or("").to_owned();
            let culprit = path.key(name.clone());
            let known: Vec<String> = match inner.kind() {
                K::Enum { options } => words(options),
                _ => Vec::new(),
            };
            if known.is_empty() {
                let expected = if let K::Pattern { pattern } = inner.kind() { pattern.as_str() } else { "" };
                let fault =
                    at_key(Code::Pattern, &culprit, root).with("got", &name).with("expected", expected);
                out.push(Fault { diagnostic: fault, culprit });
            } else {
                out.push(unknown_key(&name, &known, &path, root));
            }
        }
        K::Required { property } => {
            let name = property.as_str().unwrap_or("");
            let fault = if name == "language" && path.0.is_empty() {
                at_key(Code::LanguageMissing, &path, root).with("expected", "1")
            } else {
                at_key(Code::MissingKey, &path, root).with("name", name)
            };
            out.push(Fault { diagnostic: fault, culprit: path });
        }
        kind => out.push(plain(kind, error.instance(), path, root)),
    }
}

fn plain(kind: &K, instance: &Value, path: Pointer, root: &Node) -> Fault {
    let got = shown(instance);
    let value = |code| at_value(code, &path, root);
    let bound = |bound: &str, limit: String| {
        value(Code::OutOfRange).with("got", &got).with("bound", bound).with("limit", limit)
    };
    let diagnostic = match kind {
        K::Type { kind } => {
            let expected = match kind {
                TypeKind::Single(single) => word(&single.to_string()).to_owned(),
                TypeKind::Multiple(many) => {
                    let words = many.iter().map(|t| word(&t.to_string()).to_owned());
                    // That a key may be left empty helps nobody who wrote something.
                    words.filter(|word| word != "null").collect::<Vec<_>>().join("|")
                }
            };
            wrong_type(&expected, &path, root)
        }
        K::Enum { options } => {
            let known = words(options);
            let meant = instance.as_str().and_then(|got| did_you_mean(got, known.iter().map(String::as_str)));
            value(Code::NotOneOf).with("got", &got).with("known", list(&known)).suggest(meant)
        }
        K::Constant { expected_value } => {
            value(Code::NotOneOf).with("got", &got).with("known", shown(expected_value))
        }
        K::Minimum { limit } => bound("min", limit.to_string()),
        K::Maximum { limit } => bound("max", limit.to_string()),
        K::ExclusiveMinimum { limit } => bound("above", limit.to_string()),
        K::ExclusiveMaximum { limit } => bound("below", limit.to_string()),
        K::MinItems { limit } => bound("min_items", limit.to_string()),
        K::MaxItems { limit } => bound("max_items", limit.to_string()),
        K::MinLength { limit } => bound("min_length", limit.to_string()),
        K::MaxLength { limit } => bound("max_length", limit.to_string()),
        K::Pattern { pattern } if pattern == DATE => {
            value(Code::BadDate).with("got", &got).suggest(date_meant(&got))
        }
        K::Format { format } if format == "date" => {
            value(Code::BadDate).with("got", &got).suggest(date_meant(&got))
        }
        K::Pattern { pattern } if pattern.contains("24:00") => value(Code::BadTimeOfDay).with("got", &got),
        K::Pattern { pattern } => value(Code::Pattern).with("got", &got).with("expected", pattern),
        K::Format { format } => value(Code::Pattern).with("got", &got).with("expected", format),
        // An object whose schema bounds the number of its keys is one that takes exactly one of several.
        K::MinProperties { .. } | K::MaxProperties { .. } | K::OneOfMultipleValid { .. } => {
            let keys: Vec<String> = keys_of(instance);
            at_key(Code::ExactlyOneOf, &path, root).with("got", list(&keys)).with("known", "")
        }
        K::FalseSchema => at_key(Code::UnknownKey, &path, root).with("name", last(&path)).with("known", ""),
        other => value(Code::Pattern).with("got", &got).with("expected", other.keyword()),
    };
    Fault { diagnostic, culprit: path }
}

/// No branch fits. If each branch requires another key, the author must choose one; else the branch that fits best
/// (has the fewest faults, and those deepest) speaks for itself.
fn alternatives(
    context: &[Vec<ValidationError<'static>>],
    path: &Pointer,
    root: &Node,
    json: &Value,
    (schema, branches): (&Value, Option<&Value>),
    out: &mut Vec<Fault>,
) {
    let node = root.at(path);
    let choices = choices(branches, schema);
    if let Some(node) = node.filter(|node| node.is_mapping() && choices.len() == context.len()) {
        let chosen = |choice: &String| node.get(choice).is_some();
        let mut taken = choices.iter().enumerate().filter(|(_, choice)| chosen(choice)).map(|(at, _)| at);
        if let (Some(only), None) = (taken.next(), taken.next()) {
            for error in context.get(only).into_iter().flatten() {
                explain(error, root, json, schema, out);
            }
            return;
        }
        let present: Vec<String> = node.entries().iter().map(|entry| entry.name().to_owned()).collect();
        let any = choices.iter().any(chosen);
        let near = |name: &String| did_you_mean(name, choices.iter().map(String::as_str));
        let meant = if any { None } else { present.iter().find_map(near) };
        let fault = at_key(Code::ExactlyOneOf, path, root).with("got", list(&present));
        let fault = fault.with("known", list(&choices)).suggest(meant);
        out.push(Fault { diagnostic: fault, culprit: path.clone() });
        return;
    }
    let is_type = |error: &ValidationError<'_>| {
        matches!(error.kind(), K::Type { .. }) && pointer(&error.instance_path().to_string(), root) == *path
    };
    if context.iter().all(|branch| branch.iter().any(is_type)) {
        let mut expected: Vec<String> = Vec::new();
        for error in context.iter().flatten().filter(|e| is_type(e)) {
            if let K::Type { kind: TypeKind::Single(single) } = error.kind() {
                let name = word(&single.to_string()).to_owned();
                if !expected.contains(&name) && name != "null" {
                    expected.push(name);
                }
            }
        }
        out.push(Fault { diagnostic: wrong_type(&expected.join("|"), path, root), culprit: path.clone() });
        return;
    }
    let enumerated: Vec<String> = context
        .iter()
        .flatten()
        .flat_map(|error| match error.kind() {
            K::Enum { options } => words(options),
            K::Constant { expected_value } => vec![shown(expected_value)],
            _ => Vec::new(),
        })
        .collect();
    let scalar = node.is_some_and(|n| !n.is_mapping() && !n.is_sequence());
    if scalar && !enumerated.is_empty() {
        let got = node.and_then(Node::as_str).unwrap_or("").to_owned();
        let meant = did_you_mean(&got, enumerated.iter().map(String::as_str));
        let fault = at_value(Code::NotOneOf, path, root).with("got", got).with("known", list(&enumerated));
        out.push(Fault { diagnostic: fault.suggest(meant), culprit: path.clone() });
        return;
    }
    let fit = |branch: &&Vec<ValidationError<'static>>| {
        // A branch whose tag (const, type) does not match was not meant.
        let misses = branch.iter().filter(|e| is_type(e) || matches!(e.kind(), K::Constant { .. })).count();
        let lacks = branch.iter().filter(|e| matches!(e.kind(), K::Required { .. })).count();
        let strange: usize = branch
            .iter()
            .map(|e| if let K::AdditionalProperties { unexpected } = e.kind() { unexpected.len() } else { 0 })
            .sum();
        (misses, strange + lacks, branch.len())
    };
    if let Some(best) = context.iter().min_by_key(fit) {
        for error in best {
            explain(error, root, json, schema, out);
        }
    }
}

/// The one key that each branch requires; none if the branches are of another sort.
fn choices(branches: Option<&Value>, schema: &Value) -> Vec<String> {
    let one = |branch: &Value| {
        let target = branch.get("$ref").and_then(Value::as_str).and_then(|to| to.strip_prefix('#'));
        let branch = target.map_or(Some(branch), |to| schema.pointer(to))?;
        match branch.get("required")?.as_array()?.as_slice() {
            [Value::String(only)] => Some(only.clone()),
            _ => None,
        }
    };
    let Some(Value::Array(branches)) = branches else { return Vec::new() };
    let mut choices: Vec<String> = branches.iter().filter_map(one).collect();
    let count = choices.len();
    choices.dedup();
    if count > 1 && choices.len() == branches.len() { choices } else { Vec::new() }
}

fn unknown_key(name: &str, known: &[String], path: &Pointer, root: &Node) -> Fault {
    let culprit = path.key(name);
    // A key that stands there already was not meant a second time.
    let taken = |key: &&str| root.at(path).is_none_or(|node| node.get(key).is_none());
    let meant = did_you_mean(name, known.iter().map(String::as_str).filter(taken));
    let fault = at_key(Code::UnknownKey, &culprit, root).with("name", name).with("known", list(known));
    Fault { diagnostic: fault.suggest(meant), culprit }
}

fn wrong_type(expected: &str, path: &Pointer, root: &Node) -> Diagnostic {
    let node = root.at(path);
    let text = node.and_then(Node::as_str).unwrap_or_default();
    if matches!(expected, "integer" | "decimal")
        && let Some((found, meant)) = text.chars().find_map(|c| Some((c, ascii_digit(c)?)))
    {
        let digits: String = text.chars().map(|c| ascii_digit(c).unwrap_or(c)).collect();
        let fault = at_value(Code::FullwidthPunctuation, path, root);
        return fault.with("got", found).with("expected", meant).suggest(Some(digits));
    }
    if expected == "bool"
        && let Some(meant) = truth(text)
    {
        let fault = at_value(Code::WrongType, path, root).with("name", last(path)).with("expected", expected);
        return fault.with("got", "text").suggest(Some(meant.to_owned()));
    }
    // A length of time without its unit.
    if let Some(count) = node.and_then(Node::as_integer)
        && expected == "text"
        && ["within", "after", "before", "add", "backdate", "wait"].contains(&last(path).as_str())
    {
        return at_value(Code::BadDuration, path, root).with("got", count);
    }
    let got = root.at(path).map_or("null", Node::type_word);
    at_value(Code::WrongType, path, root).with("name", last(path)).with("expected", expected).with("got", got)
}

/// What other notations call true and false.
fn truth(text: &str) -> Option<&'static str> {
    match text.to_lowercase().as_str() {
        "yes" | "y" | "on" | "是" | "对" | "有" => Some("true"),
        "no" | "n" | "off" | "否" | "不" | "无" => Some("false"),
        _ => None,
    }
}

/// The half-width digit that a full-width one stands for.
fn ascii_digit(c: char) -> Option<char> {
    char::from_u32(u32::from(c).checked_sub(0xFEE0)?).filter(char::is_ascii_digit)
}

/// A date that is written in another way: `2026年5月1日`, `2026/5/1`.
pub(crate) fn date_meant(text: &str) -> Option<String> {
    let mut parts = text.split(|c: char| !c.is_ascii_digit()).filter(|part| !part.is_empty());
    let (year, month, day) = (parts.next()?, parts.next()?, parts.next()?);
    let meant = format!("{year}-{month:0>2}-{day:0>2}");
    let sound = parts.next().is_none() && year.len() == 4 && meant.parse::<jiff::civil::Date>().is_ok();
    sound.then_some(meant)
}

fn at_value(code: Code, path: &Pointer, root: &Node) -> Diagnostic {
    let node = root.at(path).unwrap_or(root);
    // Of nothing, and of what covers lines, only the key can be shown.
    let long = node.is_mapping() || node.is_sequence();
    let span = if long || node.span.start == node.span.end { root.key_span(path) } else { None };
    Diagnostic::new(code, span.unwrap_or_else(|| node.place()))
}

fn at_key(code: Code, path: &Pointer, root: &Node) -> Diagnostic {
    let first_key = |node: &Node| node.entries().first().map_or(node.span.head(), |entry| entry.key.place());
    let span = match path.last() {
        Some(Key::Key(_)) => root.key_span(path),
        _ => root.at(path).map(|node| node.alias.unwrap_or_else(|| first_key(node))),
    };
    Diagnostic::new(code, span.unwrap_or(root.span.head()))
}

/// The properties of the schema that an `additionalProperties` stands in.
fn siblings(schema_path: &str, schema: &Value) -> Vec<String> {
    let parent = schema_path.rsplit_once('/').map_or("", |(parent, _)| parent);
    let Some(Value::Object(properties)) = resolve(schema, parent).and_then(|s| s.get("properties")) else {
        return Vec::new();
    };
    properties.keys().cloned().collect()
}

/// Follows a path of keywords, through references.
fn resolve<'s>(schema: &'s Value, path: &str) -> Option<&'s Value> {
    let mut at = schema;
    for step in path.split('/').skip(1) {
        let step = step.replace("~1", "/").replace("~0", "~");
        if step == "$ref" {
            let target = at.get("$ref")?.as_str()?.strip_prefix('#')?;
            at = schema.pointer(target)?;
        } else {
            at = match at {
                Value::Array(items) => items.get(step.parse::<usize>().ok()?)?,
                other => other.get(&step)?,
            };
        }
    }
    Some(at)
}

/// A JSON pointer as a path of this tree: a step is an index only where the tree has a list.
fn pointer(text: &str, root: &Node) -> Pointer {
    let mut path = Pointer::root();
    let mut at = Some(root);
    for step in text.split('/').skip(1) {
        let step = step.replace("~1", "/").replace("~0", "~");
        match (at.filter(|node| node.is_sequence()), step.parse::<usize>()) {
            (Some(node), Ok(index)) => {
                at = node.items().get(index);
                path = path.index(index);
            }
            _ => {
                at = at.and_then(|node| node.get(&step));
                path = path.key(step);
            }
        }
    }
    path
}

fn last(path: &Pointer) -> String {
    match path.last() {
        Some(Key::Key(key)) => key.clone(),
        Some(Key::Index(index)) => (index + 1).to_string(),
        None => String::new(),
    }
}

/// JSON Schema's types in the words of [`Node::type_word`].
fn word(json_type: &str) -> &str {
    match json_type {
        "object" => "mapping",
        "array" => "list",
        "string" => "text",
        "boolean" => "bool",
        "number" => "decimal",
        other => other,
    }
}

fn words(options: &Value) -> Vec<String> {
    options.as_array().map_or(Vec::new(), |all| all.iter().filter(|v| !v.is_null()).map(shown).collect())
}

fn keys_of(instance: &Value) -> Vec<String> {
    instance.as_object().map_or(Vec::new(), |map| map.keys().cloned().collect())
}

fn shown(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Object(map) => list(&map.keys().cloned().collect::<Vec<_>>()),
        other => {
            let text = other.to_string();
            if text.chars().count() > 60 {
                text.chars().take(57).chain("...".chars()).collect()
            } else {
                text
            }
        }
    }
}

fn list(names: &[String]) -> String {
    names.join(", ")
}
