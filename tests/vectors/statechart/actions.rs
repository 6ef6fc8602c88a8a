//! Actions and expressions of a vector.

use super::build::list;
use docket_core::definition::{Action, Delay, Expr, Name, Target};
use docket_core::instance::Data;
use docket_core::script::{Engine, Kind, Limits, Script, Signature, Type};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, LazyLock};

static ENGINE: LazyLock<Arc<Engine>> = LazyLock::new(|| {
    let mut functions = docket_core::definition::functions();
    // No world answers it, so that it always fails.
    functions.push(Signature::new("error", vec![], Type::Any, "Fails."));
    Arc::new(Engine::new(Limits::default(), functions))
});

/// Names that no variable can have.
const RESERVED: [&str; 9] = ["continue", "break", "return", "if", "else", "for", "true", "false", "null"];

/// Compiles the parts of one machine.
pub struct Builder {
    pub engine: Arc<Engine>,
    /// Every name that is declared.
    pub fields: BTreeSet<String>,
    /// Machines that are invoked, by the name of their workflow.
    pub children: BTreeMap<String, Value>,
    name: String,
    count: usize,
}

impl Builder {
    pub fn new(name: &str) -> Self {
        Self {
            engine: ENGINE.clone(),
            fields: BTreeSet::new(),
            children: BTreeMap::new(),
            name: name.to_owned(),
            count: 0,
        }
    }

    pub fn fresh(&mut self, what: &str) -> String {
        self.count += 1;
        format!("{}.{what}{}", self.name, self.count)
    }

    /// What declares and sets data.
    pub fn data(&mut self, json: &Value, given: &Data) -> Vec<Action> {
        let mut actions = Vec::new();
        for item in list(json) {
            let field = text(&item["id"]);
            self.fields.insert(field.clone());
            let value = match (given.get(&field), item["expr"].as_str()) {
                (Some(value), _) => Expr::Literal(value.clone()),
                (None, Some(expr)) => self.value(expr),
                (None, None) => continue,
            };
            actions.push(Action::Assign { field, value });
        }
        actions
    }

    pub fn block(&mut self, json: &Value) -> Vec<Action> {
        list(json).map(|action| self.action(action)).collect()
    }

    fn action(&mut self, json: &Value) -> Action {
        let (kind, body) = json.as_object().and_then(|fields| fields.iter().next()).expect("an action");
        match kind.as_str() {
            "raise" => Action::Raise { event: text(body), data: Vec::new() },
            "send" => self.send(body),
            "assign" => Action::Assign { field: text(&body["var"]), value: self.value(&text(&body["expr"])) },
            "log" => Action::Log(match body["expr"].as_str() {
                Some(expr) => self.shown(expr),
                None => Expr::Literal(body["label"].clone()),
            }),
            "cancel" => {
                Action::Cancel(self.name(&body["id"], &body["id_expr"]).expect("something to cancel"))
            }
            "if" => Action::If(
                list(body)
                    .map(|branch| {
                        let condition = branch["cond"].as_str().map(|cond| self.guard(cond));
                        (condition, self.block(&branch["do"]))
                    })
                    .collect(),
            ),
            "foreach" => self.for_each(body),
            "fail" => Action::Fail(text(body)),
            other => panic!("an unknown action `{other}`"),
        }
    }

    fn for_each(&mut self, json: &Value) -> Action {
        let names: Vec<String> = [&json["item"], &json["index"]]
            .iter()
            .filter_map(|name| name.as_str())
            .map(str::to_owned)
            .collect();
        if !names.iter().all(|name| is_name(name)) {
            return Action::Fail("execution".to_owned());
        }
        self.fields.extend(names);
        Action::ForEach {
            list: self.script(&text(&json["array"]), Kind::Value),
            item: text(&json["item"]),
            index: json["index"].as_str().map(str::to_owned),
            declares: true,
            body: self.block(&json["do"]),
        }
    }

    fn send(&mut self, json: &Value) -> Action {
        let to = match json["target"].as_str() {
            None => Target::This,
            Some("internal") => Target::Internal,
            Some("parent") => Target::Parent,
            Some(other) => match other.strip_prefix("child:") {
                Some(id) => Target::Child(id.to_owned()),
                None => return Action::Fail("communication".to_owned()),
            },
        };
        Action::Send {
            event: self.name(&json["event"], &json["event_expr"]).expect("something to send"),
            to,
            delay: json["delay_ms"].as_i64().map_or(Delay::None, Delay::Millis),
            id: self.name(&json["id"], &Value::Null),
            data: self.named(&json["data"]),
            content: json["content"].as_str().map(|content| self.value(content)),
        }
    }

    fn name(&self, fixed: &Value, expr: &Value) -> Option<Name> {
        match (fixed.as_str(), expr.as_str()) {
            (Some(fixed), _) => Some(Name::Fixed(fixed.to_owned())),
            (None, Some(expr)) => Some(Name::Script(self.script(expr, Kind::Value))),
            (None, None) => None,
        }
    }

    pub fn named(&self, json: &Value) -> Vec<(String, Expr)> {
        let fields = json.as_object().into_iter().flatten();
        fields.map(|(name, expr)| (name.clone(), self.value(&text(expr)))).collect()
    }

    pub fn value(&self, expr: &str) -> Expr {
        Expr::Script(self.script(expr, Kind::Value))
    }

    pub fn guard(&self, expr: &str) -> Script {
        self.script(expr, Kind::Guard)
    }

    /// What a log line shows. Texts and numbers stand side by side, since scripts do not add them.
    fn shown(&self, expr: &str) -> Expr {
        if expr.contains('"') && expr.contains(" + ") {
            Expr::List(expr.split(" + ").map(|part| self.value(part)).collect())
        } else {
            self.value(expr)
        }
    }

    /// A text that is no expression is one that always fails.
    fn script(&self, expr: &str, kind: Kind) -> Script {
        self.engine.compile(&without_null(expr), kind).unwrap_or_else(|_| {
            println!("  not an expression: {expr}");
            self.engine.compile("error()", kind).expect("a call")
        })
    }
}

fn is_name(name: &str) -> bool {
    !RESERVED.contains(&name)
        && name.chars().all(|letter| letter == '_' || letter.is_alphanumeric())
        && name.chars().next().is_some_and(|first| !first.is_numeric())
}

/// `null` is the absent value, outside of texts and longer names.
fn without_null(expr: &str) -> String {
    let (mut out, mut word, mut quoted, mut escaped) = (String::new(), String::new(), false, false);
    for letter in expr.chars().chain([' ']) {
        if !quoted && (letter == '_' || letter.is_alphanumeric()) {
            word.push(letter);
            continue;
        }
        out.push_str(if word == "null" { "()" } else { &word });
        word.clear();
        out.push(letter);
        quoted ^= letter == '"' && !escaped;
        escaped = quoted && letter == '\\' && !escaped;
    }
    out.trim_end().to_owned()
}

pub fn text(json: &Value) -> String {
    match json {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

pub fn texts(json: &Value) -> Vec<String> {
    match json {
        Value::String(one) => vec![one.clone()],
        many => list(many).map(text).collect(),
    }
}
