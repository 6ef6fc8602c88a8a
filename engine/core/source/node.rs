//! The tree of a document; every part knows its bytes.

use super::{Key, Pointer, Span};

/// How a text was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Style {
    /// Without quotes.
    Plain,
    /// In `'...'`.
    Single,
    /// In `"..."`.
    Double,
    /// A `|` block.
    Literal,
    /// A `>` block.
    Folded,
}

/// What a node is, by the core schema of YAML 1.2: `on`, `yes` and `no` are texts, and so are dates.
#[derive(Debug, Clone, PartialEq)]
pub enum Kind {
    /// `null`, `~`, or nothing at all.
    Null,
    /// `true`, `false`.
    Bool(bool),
    /// A whole number that fits 64 bits.
    Integer(i64),
    /// Any other number, as it was written (no `.inf`, no `.nan`: those are texts).
    Decimal(String),
    /// A text.
    String {
        /// The text after escapes.
        value: String,
        /// How it was written.
        style: Style,
    },
    /// A list.
    Sequence(Vec<Node>),
    /// Keys and values in the order of the file; keys are unique.
    Mapping(Vec<Entry>),
}

/// One key and its value.
#[derive(Debug, Clone, PartialEq)]
pub struct Entry {
    /// Always a text: `1:` and `true:` are the keys "1" and "true".
    pub key: Node,
    /// The value; [`Kind::Null`] where none was written.
    pub value: Node,
}

impl Entry {
    /// The key's text.
    pub fn name(&self) -> &str {
        self.key.as_str().unwrap_or("")
    }
}

/// A value of a document.
#[derive(Debug, Clone, PartialEq)]
pub struct Node {
    /// Where it was written; of an alias, where the anchor's value stands.
    pub span: Span,
    /// What it is.
    pub kind: Kind,
    /// Where `*name` stands, if the value came by an alias.
    pub alias: Option<Span>,
}

impl Node {
    /// A node that was written where it is used.
    pub fn new(span: Span, kind: Kind) -> Self {
        Self { span, kind, alias: None }
    }

    /// The value of a key; `None` if there is no such key or this is no mapping.
    pub fn get(&self, key: &str) -> Option<&Node> {
        self.entry(key).map(|entry| &entry.value)
    }

    /// The entry of a key.
    pub fn entry(&self, key: &str) -> Option<&Entry> {
        self.entries().iter().find(|entry| entry.name() == key)
    }

    /// All entries; none if this is no mapping.
    pub fn entries(&self) -> &[Entry] {
        if let Kind::Mapping(entries) = &self.kind { entries } else { &[] }
    }

    /// All items; none if this is no list.
    pub fn items(&self) -> &[Node] {
        if let Kind::Sequence(items) = &self.kind { items } else { &[] }
    }

    /// The text, if this is one.
    pub fn as_str(&self) -> Option<&str> {
        if let Kind::String { value, .. } = &self.kind { Some(value) } else { None }
    }

    /// The whole number, if this is one.
    pub fn as_integer(&self) -> Option<i64> {
        if let Kind::Integer(value) = self.kind { Some(value) } else { None }
    }

    /// The truth value, if this is one.
    pub fn as_bool(&self) -> Option<bool> {
        if let Kind::Bool(value) = self.kind { Some(value) } else { None }
    }

    /// Whether nothing was written (or `null`).
    pub fn is_null(&self) -> bool {
        matches!(self.kind, Kind::Null)
    }

    /// Whether this is a mapping.
    pub fn is_mapping(&self) -> bool {
        matches!(self.kind, Kind::Mapping(_))
    }

    /// Whether this is a list.
    pub fn is_sequence(&self) -> bool {
        matches!(self.kind, Kind::Sequence(_))
    }

    /// A stable word for what this is: `null`, `bool`, `integer`, `decimal`, `text`, `list`, `mapping`.
    pub fn type_word(&self) -> &'static str {
        match self.kind {
            Kind::Null => "null",
            Kind::Bool(_) => "bool",
            Kind::Integer(_) => "integer",
            Kind::Decimal(_) => "decimal",
            Kind::String { .. } => "text",
            Kind::Sequence(_) => "list",
            Kind::Mapping(_) => "mapping",
        }
    }

    /// Where a reader should look: the alias if the value came by one, else the value itself.
    pub fn place(&self) -> Span {
        self.alias.unwrap_or(self.span)
    }

    /// The node at a path.
    pub fn at(&self, path: &Pointer) -> Option<&Node> {
        path.0.iter().try_fold(self, |node, step| match step {
            Key::Key(key) => node.get(key),
            Key::Index(index) => node.items().get(*index),
        })
    }

    /// Where the key of a path stands; of a list's item, the item itself; of the root, its head.
    pub fn key_span(&self, path: &Pointer) -> Option<Span> {
        let Some(last) = path.last() else { return Some(self.span.head()) };
        let parent = self.at(&path.parent()?)?;
        match last {
            Key::Key(key) => parent.entry(key).map(|entry| entry.key.place()),
            Key::Index(index) => parent.items().get(*index).map(Node::place),
        }
    }

    /// Nodes of this tree, keys included.
    pub fn count(&self) -> usize {
        match &self.kind {
            Kind::Sequence(items) => 1 + items.iter().map(Node::count).sum::<usize>(),
            Kind::Mapping(entries) => 1 + entries.iter().map(|e| 1 + e.value.count()).sum::<usize>(),
            _ => 1,
        }
    }
}
