//! One file to its tree, its shape faults and, of what is sound, its typed model.

use crate::definition::schema::shape;
use crate::model::Kind;
use crate::source::shape::Fault;
use crate::source::{Code, Diagnostic, Entry, Kind as NodeKind, Node, Parsed, Pointer, Sources, Span, Style};
use serde::de::DeserializeOwned;
use std::sync::Arc;

/// What was understood of one file.
#[derive(Clone)]
pub(super) struct Document<T> {
    pub(super) path: String,
    /// The tree as it was written.
    pub(super) tree: Arc<Node>,
    /// The part of it whose shape is sound; its places are those of the file. The same tree, where all of it is.
    pub(super) sound: Arc<Node>,
    /// The typed model of that part. Absent: there is none.
    pub(super) model: Option<T>,
    /// Whether nothing of the file had to be left out.
    pub(super) whole: bool,
    /// Whether all of the text could be read; otherwise what is missing says nothing about the author.
    pub(super) readable: bool,
    /// Parts with a faulty shape.
    pub(super) culprits: Vec<Pointer>,
}

/// The language version that is understood.
const LANGUAGE: i64 = 1;

/// Checks the shape and reads the types.
pub(super) fn read<T: DeserializeOwned>(
    kind: Kind,
    path: &str,
    parsed: Parsed,
    sources: &Sources,
    faults: &mut Vec<Diagnostic>,
) -> Option<Document<T>> {
    let mut whole = parsed.whole && !parsed.diagnostics.iter().any(Diagnostic::is_error);
    faults.extend(parsed.diagnostics);
    let tree = parsed.node?;
    schema_line(kind, path, tree.span, sources, faults);
    if let Some(language) = tree.get("language")
        && language.as_integer().is_some_and(|language| language != LANGUAGE)
    {
        let fault = Diagnostic::new(Code::LanguageUnsupported, language.place());
        let got = language.as_integer().unwrap_or_default();
        faults.push(fault.with("got", got).with("expected", LANGUAGE).suggest(Some(LANGUAGE.to_string())));
        whole = false;
    }
    let shape = shape(kind)?;
    let found = shape.faults(&tree);
    whole &= found.is_empty();
    let tree = Arc::new(tree);
    let mut filled = found.iter().any(is_missing).then(|| tree.as_ref().clone());
    for fault in found.iter().filter(|fault| is_missing(fault)) {
        let name = fault.diagnostic.arguments.get("name");
        filled.iter_mut().for_each(|tree| fill(tree, name.map_or("language", String::as_str)));
    }
    let is_sound = found.is_empty();
    // Where the text could not be read to its end, what is missing says nothing about the author.
    let silent = |fault: &Diagnostic| {
        let empty = fault.arguments.get("got").is_some_and(|got| got == "null");
        let missing = matches!(fault.code, Code::MissingKey | Code::LanguageMissing);
        !parsed.whole && (missing || fault.code == Code::WrongType && empty)
    };
    let culprits = found.iter().map(|fault| fault.culprit.clone()).collect();
    faults.extend(found.into_iter().map(|fault| fault.diagnostic).filter(|fault| !silent(fault)));
    let sound = if is_sound {
        tree.clone()
    } else {
        Arc::new(shape.sound(filled.as_ref().unwrap_or(tree.as_ref()))?)
    };
    let mut json = Json::default();
    json.write(&sound);
    let model = match serde_json::from_slice::<T>(&json.text) {
        Ok(model) => Some(model),
        Err(error) => {
            faults.extend(whole.then(|| json.explain(&error, &sound)));
            whole = false;
            None
        }
    };
    Some(Document { path: path.to_owned(), tree, sound, model, whole, readable: parsed.whole, culprits })
}

/// A tree as one line of JSON in the order of the document, and where each value of it was written.
///
/// By way of text, since keys that are numbers (years) are read as such only from text.
#[derive(Default)]
struct Json {
    text: Vec<u8>,
    places: Vec<(usize, Span)>,
}

impl Json {
    fn write(&mut self, node: &Node) {
        self.places.push((self.text.len(), node.place()));
        match &node.kind {
            NodeKind::Mapping(entries) => {
                self.text.push(b'{');
                for (place, entry) in entries.iter().enumerate() {
                    if place > 0 {
                        self.text.push(b',');
                    }
                    self.places.push((self.text.len(), entry.key.place()));
                    self.say(entry.name());
                    self.text.push(b':');
                    self.write(&entry.value);
                }
                self.text.push(b'}');
            }
            NodeKind::Sequence(items) => {
                self.text.push(b'[');
                for (place, item) in items.iter().enumerate() {
                    if place > 0 {
                        self.text.push(b',');
                    }
                    self.write(item);
                }
                self.text.push(b']');
            }
            // A decimal that a float cannot hold stays the text it was.
            NodeKind::Decimal(digits) if matches!(node.to_yaml(), serde_yaml::Value::String(_)) => {
                self.say(digits);
            }
            NodeKind::String { value, .. } => self.say(value),
            _ => self.text.extend_from_slice(node.to_json().to_string().as_bytes()),
        }
    }

    fn say(&mut self, text: &str) {
        // Writing text to memory cannot fail.
        let _ = serde_json::to_writer(&mut self.text, text);
    }

    /// The types are stricter than the schema only in the text of dates, times and the like.
    fn explain(&self, error: &serde_json::Error, root: &Node) -> Diagnostic {
        let column = error.column().saturating_sub(1);
        let place = self.places.iter().rev().find(|(start, _)| *start < column.max(1));
        let span = place.map_or(root.span.head(), |(_, span)| *span);
        // What the reader of dates and times says is about its own machinery.
        let got = place.and_then(|(start, _)| {
            let mut values =
                serde_json::Deserializer::from_slice(self.text.get(*start..)?).into_iter::<String>();
            values.next()?.ok()
        });
        let words = error.to_string();
        if let Some(got) = &got
            && words.contains("parse")
        {
            let is_time = got.contains(':') && !got.contains('-');
            let code = if is_time { Code::BadTimeOfDay } else { Code::BadDate };
            return Diagnostic::new(code, span).with("got", got);
        }
        Diagnostic::new(Code::Pattern, span).with("got", got.unwrap_or_default()).with("expected", "")
    }
}

/// Whether a key that the root needs is missing.
fn is_missing(fault: &Fault) -> bool {
    matches!(fault.diagnostic.code, Code::MissingKey | Code::LanguageMissing) && fault.culprit.0.is_empty()
}

/// Puts an empty value where the root lacks a key, so that the rest of the document can be looked at.
fn fill(root: &mut Node, name: &str) {
    let place = root.span.head();
    let value = if name == "language" {
        NodeKind::Integer(LANGUAGE)
    } else if matches!(name, "given" | "opens" | "on" | "columns") {
        NodeKind::Mapping(Vec::new())
    } else if matches!(name, "steps" | "layers" | "rows") {
        NodeKind::Sequence(Vec::new())
    } else {
        text("")
    };
    if let NodeKind::Mapping(entries) = &mut root.kind {
        entries.push(Entry { key: Node::new(place, text(name)), value: Node::new(place, value) });
    }
}

fn text(value: &str) -> NodeKind {
    NodeKind::String { value: value.to_owned(), style: Style::Plain }
}

/// A note where an editor cannot know the schema.
fn schema_line(kind: Kind, path: &str, span: Span, sources: &Sources, faults: &mut Vec<Diagnostic>) {
    let Some(file) = sources.file(span.file) else { return };
    let named = file.line(1).is_some_and(|line| line.contains("yaml-language-server: $schema="));
    if !named {
        let up = "../".repeat(path.matches('/').count());
        let expected = format!("# yaml-language-server: $schema={up}schemas/{}.schema.json", kind.word());
        let fault = Diagnostic::new(Code::SchemaLine, Span::new(span.file, 0, 0));
        faults.push(fault.with("expected", expected));
    }
}
