//! Events to nodes, with budgets.

use std::collections::BTreeMap;

use granit_parser::{Event, ScalarStyle, Span as RawSpan, Tag};

use super::{Code, Diagnostic, Entry, FileId, Kind, Label, Limits, Node, Span, Style, scalar};

/// A list or mapping whose end has not come yet.
struct Frame {
    start: usize,
    anchor: usize,
    body: Body,
    /// The deepest nesting below, this one included.
    height: usize,
    /// What aliases would copy.
    weight: Weight,
}

enum Body {
    Sequence(Vec<Node>),
    Mapping { entries: Vec<Entry>, key: Option<Node> },
}

/// What a node costs when it is copied.
#[derive(Clone, Copy, Default)]
struct Weight {
    nodes: usize,
    bytes: usize,
}

struct Anchored {
    node: Node,
    height: usize,
    weight: Weight,
}

pub(super) struct Builder {
    file: FileId,
    base: usize,
    limits: Limits,
    frames: Vec<Frame>,
    anchors: BTreeMap<usize, Anchored>,
    root: Option<Node>,
    faults: Vec<Diagnostic>,
    documents: usize,
    nodes: usize,
    expanded: Weight,
    complete: bool,
}

impl Builder {
    pub(super) fn new(file: FileId, base: usize, limits: Limits) -> Self {
        Self {
            file,
            base,
            limits,
            frames: Vec::new(),
            anchors: BTreeMap::new(),
            root: None,
            faults: Vec::new(),
            documents: 0,
            nodes: 0,
            expanded: Weight::default(),
            complete: true,
        }
    }

    /// Takes one event; false if reading must stop.
    pub(super) fn take(&mut self, event: Event<'_>, raw: &RawSpan, text: &str) -> bool {
        let span = self.span(raw, text);
        match event {
            Event::DocumentStart(..) => {
                self.documents += 1;
                if self.documents > 1 {
                    self.faults.push(Diagnostic::new(Code::ManyDocuments, span));
                    self.complete = false;
                    return false;
                }
            }
            Event::Scalar(value, style, anchor, tag) => {
                let kind = self.scalar(&value, style, tag.as_deref(), raw, span);
                let weight = Weight { nodes: 1, bytes: value.len() };
                let span = trimmed(span, text, style);
                return self.count(span) && self.place(Node::new(span, kind), 0, weight, anchor);
            }
            Event::SequenceStart(_, anchor, tag) => {
                self.collection_tag(tag.as_deref(), "seq", raw, span);
                return self.open(span, anchor, Body::Sequence(Vec::new()));
            }
            Event::MappingStart(_, anchor, tag) => {
                self.collection_tag(tag.as_deref(), "map", raw, span);
                return self.open(span, anchor, Body::Mapping { entries: Vec::new(), key: None });
            }
            Event::SequenceEnd | Event::MappingEnd => return self.close(span.end, text),
            Event::Alias(id) => return self.alias(id, span, text),
            Event::UnresolvedAlias(name) => {
                self.unknown_anchor(&name, span);
                return self.count(span) && self.place(Node::new(span, Kind::Null), 0, Weight::default(), 0);
            }
            _ => {}
        }
        true
    }

    /// Closes what is open; gives the tree, the faults, and whether all was read.
    pub(super) fn finish(mut self, text: &str) -> (Option<Node>, Vec<Diagnostic>, bool) {
        while !self.frames.is_empty() {
            self.close(0, text);
        }
        (self.root, self.faults, self.complete)
    }

    /// The sign of the outermost bracket that is open now.
    pub(super) fn open_bracket(&self, text: &str) -> Option<usize> {
        let bracket = |at: usize| text.get(at..).is_some_and(|rest| rest.starts_with(['{', '[']));
        self.frames.iter().map(|frame| frame.start).find(|at| bracket(*at))
    }

    fn span(&self, raw: &RawSpan, text: &str) -> Span {
        let range = raw.byte_range().unwrap_or(0..0);
        let boundary = |at: usize| {
            let mut at = (at + self.base).min(text.len());
            while !text.is_char_boundary(at) {
                at -= 1;
            }
            at
        };
        Span::new(self.file, boundary(range.start), boundary(range.end))
    }

    fn count(&mut self, span: Span) -> bool {
        self.nodes += 1;
        if self.nodes > self.limits.nodes {
            self.stop(Diagnostic::new(Code::TooManyNodes, span).with("limit", self.limits.nodes));
            return false;
        }
        true
    }

    fn stop(&mut self, fault: Diagnostic) {
        self.faults.push(fault);
        self.complete = false;
    }

    fn scalar(
        &mut self,
        value: &str,
        style: ScalarStyle,
        tag: Option<&Tag>,
        raw: &RawSpan,
        span: Span,
    ) -> Kind {
        let style = match style {
            ScalarStyle::SingleQuoted => Style::Single,
            ScalarStyle::DoubleQuoted => Style::Double,
            ScalarStyle::Literal => Style::Literal,
            ScalarStyle::Folded => Style::Folded,
            _ => Style::Plain,
        };
        let string = || Kind::String { value: value.to_owned(), style };
        let Some(tag) = tag else {
            return if style == Style::Plain { scalar::resolve(value) } else { string() };
        };
        match tag.core_suffix() {
            Some("str") => string(),
            Some("int" | "float" | "bool" | "null") => scalar::resolve(value),
            _ if tag.original() == "!" => string(),
            _ => {
                self.unknown_tag(tag, raw, span);
                string()
            }
        }
    }

    fn collection_tag(&mut self, tag: Option<&Tag>, own: &str, raw: &RawSpan, span: Span) {
        if let Some(tag) = tag
            && tag.core_suffix() != Some(own)
            && tag.original() != "!"
        {
            self.unknown_tag(tag, raw, span);
        }
    }

    fn unknown_tag(&mut self, tag: &Tag, raw: &RawSpan, span: Span) {
        let place = raw.tag_span().and_then(|tag| tag.byte_range());
        let place = place.map_or(span, |r| Span::new(self.file, r.start + self.base, r.end + self.base));
        self.faults.push(Diagnostic::new(Code::UnknownTag, place).with("name", tag.original()));
    }

    fn unknown_anchor(&mut self, name: &str, span: Span) {
        self.faults.push(Diagnostic::new(Code::UnknownAnchor, span).with("name", name));
    }

    fn open(&mut self, span: Span, anchor: usize, body: Body) -> bool {
        if self.frames.len() >= self.limits.depth {
            self.stop(Diagnostic::new(Code::TooDeep, span).with("limit", self.limits.depth));
            return false;
        }
        let weight = Weight { nodes: 1, bytes: 0 };
        self.frames.push(Frame { start: span.start, anchor, body, height: 1, weight });
        self.count(span)
    }

    fn close(&mut self, end: usize, text: &str) -> bool {
        let Some(frame) = self.frames.pop() else { return true };
        let flow = text.get(frame.start..).is_some_and(|rest| rest.starts_with(['{', '[']));
        let (kind, inner) = match frame.body {
            Body::Sequence(items) => {
                let inner = items.last().map(|item| item.place().end);
                (Kind::Sequence(items), inner)
            }
            Body::Mapping { mut entries, key } => {
                if let Some(key) = key {
                    let value = Node::new(key.span.tail(), Kind::Null);
                    entries.push(Entry { key, value });
                }
                let inner = entries.last().map(|e| e.value.place().end.max(e.key.place().end));
                (Kind::Mapping(self.unique(entries)), inner)
            }
        };
        // A block has no closing sign: it ends where its last part ends.
        let end = if flow { end.max(inner.unwrap_or(0)) } else { inner.unwrap_or(end) };
        let node = Node::new(Span::new(self.file, frame.start, end), kind);
        self.place(node, frame.height, frame.weight, frame.anchor)
    }

    fn unique(&mut self, entries: Vec<Entry>) -> Vec<Entry> {
        let mut seen: BTreeMap<String, Span> = BTreeMap::new();
        let mut kept = Vec::with_capacity(entries.len());
        for entry in entries {
            let place = entry.key.place();
            if let Some(first) = seen.get(entry.name()) {
                let fault = Diagnostic::new(Code::DuplicateKey, place).with("name", entry.name());
                self.faults.push(fault.related(*first, Label::FirstHere));
                continue;
            }
            seen.insert(entry.name().to_owned(), place);
            kept.push(entry);
        }
        kept
    }

    fn alias(&mut self, id: usize, span: Span, text: &str) -> bool {
        let Some(anchored) = self.anchors.get(&id) else {
            // The anchor's value is still open: it would hold itself.
            let name = text.get(span.start..span.end).unwrap_or("").trim_start_matches('*').to_owned();
            self.unknown_anchor(&name, span);
            return self.count(span) && self.place(Node::new(span, Kind::Null), 0, Weight::default(), 0);
        };
        let (height, weight) = (anchored.height, anchored.weight);
        if self.frames.len() + height > self.limits.depth {
            self.stop(Diagnostic::new(Code::TooDeep, span).with("limit", self.limits.depth));
            return false;
        }
        self.expanded.nodes += weight.nodes;
        self.expanded.bytes += weight.bytes;
        let over_nodes = self.expanded.nodes > self.limits.expanded_nodes;
        if over_nodes || self.expanded.bytes > self.limits.expanded_bytes {
            self.stop(Diagnostic::new(Code::AliasBomb, span).with("limit", self.limits.expanded_nodes));
            return false;
        }
        let mut node = anchored.node.clone();
        node.alias = Some(span);
        self.count(span) && self.place(node, height, weight, 0)
    }

    fn place(&mut self, node: Node, height: usize, weight: Weight, anchor: usize) -> bool {
        if anchor != 0 {
            self.anchors.insert(anchor, Anchored { node: node.clone(), height, weight });
            self.expanded.nodes += weight.nodes;
            self.expanded.bytes += weight.bytes;
        }
        let Some(frame) = self.frames.last_mut() else {
            self.root = Some(node);
            return true;
        };
        frame.height = frame.height.max(height + 1);
        frame.weight.nodes += weight.nodes;
        frame.weight.bytes += weight.bytes;
        match &mut frame.body {
            Body::Sequence(items) => items.push(node),
            Body::Mapping { entries, key } => match key.take() {
                None => {
                    let (named, complex) = as_key(node);
                    if complex {
                        self.faults.push(Diagnostic::new(Code::ComplexKey, named.place()));
                    }
                    *key = Some(named);
                }
                Some(taken) => {
                    let mut value = node;
                    if value.is_null() && value.alias.is_none() && value.span.start == value.span.end {
                        value.span = taken.place().tail();
                    }
                    entries.push(Entry { key: taken, value });
                }
            },
        }
        if self.expanded.nodes > self.limits.nodes + self.limits.expanded_nodes {
            let span = Span::new(self.file, 0, 0);
            self.stop(Diagnostic::new(Code::AliasBomb, span).with("limit", self.limits.expanded_nodes));
            return false;
        }
        true
    }
}

/// A key is a name, whatever it looks like. Says also whether it was no scalar at all.
fn as_key(node: Node) -> (Node, bool) {
    let (value, complex) = match &node.kind {
        Kind::String { .. } => return (node, false),
        Kind::Null => (String::new(), false),
        Kind::Bool(value) => (value.to_string(), false),
        Kind::Integer(value) => (value.to_string(), false),
        Kind::Decimal(text) => (text.clone(), false),
        Kind::Sequence(_) | Kind::Mapping(_) => (String::new(), true),
    };
    (Node { kind: Kind::String { value, style: Style::Plain }, ..node }, complex)
}

/// A block's span from its `|` or `>` to the last of its text; the parser's own starts at the content.
fn trimmed(span: Span, text: &str, style: ScalarStyle) -> Span {
    if !matches!(style, ScalarStyle::Literal | ScalarStyle::Folded) {
        return span;
    }
    let raw = text.get(span.start..span.end).unwrap_or("");
    let end = span.start + raw.trim_end().len();
    Span::new(span.file, header(text, span.start).unwrap_or(span.start), end)
}

/// The sign that opened the block whose content starts at a byte.
fn header(text: &str, content: usize) -> Option<usize> {
    let before = text.get(..content)?.trim_end();
    let line_start = before.rfind('\n').map_or(0, |at| at + 1);
    let line = before.get(line_start..)?;
    let opens = |at: &usize| {
        let rest = line.get(at + 1..).unwrap_or("").split('#').next().unwrap_or("");
        rest.chars().all(|c| c.is_ascii_digit() || c.is_whitespace() || matches!(c, '+' | '-'))
    };
    line.match_indices(['|', '>']).map(|(at, _)| at).find(opens).map(|at| line_start + at)
}
