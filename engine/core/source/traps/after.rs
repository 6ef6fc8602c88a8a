//! Slips in a text whose grammar holds, so that only the tree shows them.

use super::super::{Code, Diagnostic, Entry, FileId, Kind, Node, Severity, Span, Style};
use super::ascii_of;
use super::syntax::fullwidth;

/// Looks through a tree; mends what it can, so that one slip does not make many findings.
pub(in super::super) fn find(node: &mut Node, file: FileId, text: &str) -> Vec<Diagnostic> {
    let mut search = Search { file, text, faults: Vec::new() };
    search.node(node, None);
    search.faults
}

/// Bytes of an expression that is put together again; no longer one was ever meant.
const JOINED: usize = 2_000;

struct Search<'a> {
    file: FileId,
    text: &'a str,
    faults: Vec<Diagnostic>,
}

impl Search<'_> {
    fn node(&mut self, node: &mut Node, key: Option<Span>) {
        if node.alias.is_some() {
            return; // seen where the anchor stands
        }
        let flow = self.raw(node.span).starts_with(['{', '[']);
        match &mut node.kind {
            Kind::Mapping(entries) => {
                if flow {
                    self.rejoin_entries(entries);
                }
                for entry in entries {
                    self.key(&entry.key);
                    let key = entry.key.place();
                    self.node(&mut entry.value, Some(key));
                    self.cut(&entry.value, Some(key));
                }
            }
            Kind::Sequence(items) => {
                if flow {
                    self.rejoin_items(items);
                }
                for item in items {
                    self.node(item, None);
                    self.cut(item, None);
                    if flow {
                        self.wide_comma(item);
                    }
                }
            }
            Kind::String { style: Style::Plain, .. } => self.plain(node.span, key),
            _ => {}
        }
    }

    fn raw(&self, span: Span) -> &str {
        self.text.get(span.start..span.end).unwrap_or("")
    }

    fn key(&mut self, key: &Node) {
        if !matches!(key.kind, Kind::String { style: Style::Plain, .. }) {
            return;
        }
        let sign = self.raw(key.span).char_indices().find(|(_, c)| *c != '－' && ascii_of(*c).is_some());
        if let Some((at, sign)) = sign {
            self.faults.push(fullwidth(self.file, key.span.start + at, sign));
        }
    }

    /// `key：value` read as a text: certain if the word before is a key of ours by its look, or if every line is so.
    fn plain(&mut self, span: Span, key: Option<Span>) {
        let raw = self.raw(span);
        let Some(first) = raw.chars().next() else { return };
        if matches!(first, '［' | '｛') {
            return self.faults.push(fullwidth(self.file, span.start, first));
        }
        if first == '“' && raw.ends_with('”') && raw.matches('“').count() == 1 {
            let fault = fullwidth(self.file, span.start, first).severity(Severity::Warning);
            return self.faults.push(fault);
        }
        let below =
            key.is_none_or(|key| self.text.get(key.end..span.start).is_some_and(|t| t.contains('\n')));
        if !below {
            return;
        }
        let colon = |line: &str| {
            let (word, _) = line.trim().split_once('：')?;
            let name = !word.is_empty() && !word.contains(char::is_whitespace) && word.chars().count() <= 32;
            name.then(|| word.chars().all(|c| c.is_ascii_alphanumeric() || c == '_'))
        };
        let certain = colon(raw) == Some(true);
        let every = raw.lines().count() > 1 && raw.lines().all(|line| colon(line).is_some());
        if (certain || every)
            && let Some(at) = raw.find('：')
        {
            self.faults.push(fullwidth(self.file, span.start + at, '：'));
        }
    }

    fn wide_comma(&mut self, item: &Node) {
        if matches!(item.kind, Kind::String { style: Style::Plain, .. })
            && let Some(at) = self.raw(item.span).find('，')
        {
            self.faults.push(fullwidth(self.file, item.span.start + at, '，'));
        }
    }

    /// A comment that swallowed the rest of a value.
    fn cut(&mut self, value: &Node, key: Option<Span>) {
        let end = match (&value.kind, key) {
            (Kind::String { style: Style::Plain, .. }, _) => value.span.end,
            (Kind::Null, Some(key)) if value.span.start == value.span.end => key.end,
            _ => return,
        };
        // Only what stands right behind is looked at: a line may be long and hold many values.
        let Some(behind) = self.text.get(end..) else { return };
        let gap = behind.strip_prefix(':').unwrap_or(behind);
        let hash = gap.trim_start_matches([' ', '\t']);
        if hash.len() == gap.len() || !hash.starts_with('#') {
            return;
        }
        let at = behind.len() - hash.len();
        let lost = hash.split('\n').next().unwrap_or("").trim_end();
        let kept = self.raw(value.span);
        let open = unbalanced(kept) || kept.ends_with(['=', '<', '>', '+', '*', '&', '|', '(', ',']);
        let glued = lost.chars().nth(1).is_some_and(|c| c.is_ascii_alphanumeric());
        if !open && !glued {
            return;
        }
        let span = Span::new(self.file, end + at, end + at + lost.len());
        let meant = format!("{kept}{}{lost}", if value.is_null() { "" } else { " " });
        let fault = Diagnostic::new(Code::CutAtHash, span).with("kept", kept).with("lost", lost);
        let fault = fault.suggest(Some(quoted(&meant)));
        self.faults.push(if open { fault } else { fault.severity(Severity::Warning) });
    }

    /// `{ guard: f(a, b) }`: puts `f(a` and the would-be key `b)` together again.
    fn rejoin_entries(&mut self, entries: &mut Vec<Entry>) {
        let mut joined: Vec<Entry> = Vec::with_capacity(entries.len());
        for entry in entries.drain(..) {
            let empty = entry.value.is_null() && entry.value.span.start == entry.value.span.end;
            if let Some(before) = joined.last_mut()
                && empty
                && let Some(text) = self.join(&before.value, entry.key.span)
            {
                before.value = text;
                continue;
            }
            joined.push(entry);
        }
        self.report_joined(joined.iter().map(|entry| &entry.value));
        *entries = joined;
    }

    fn rejoin_items(&mut self, items: &mut Vec<Node>) {
        let mut joined: Vec<Node> = Vec::with_capacity(items.len());
        for item in items.drain(..) {
            if let Some(before) = joined.last_mut()
                && item.as_str().is_some()
                && let Some(text) = self.join(before, item.span)
            {
                *before = text;
                continue;
            }
            joined.push(item);
        }
        self.report_joined(joined.iter());
        *items = joined;
    }

    fn join(&self, left: &Node, right: Span) -> Option<Node> {
        let Kind::String { style: Style::Plain, .. } = left.kind else { return None };
        if left.span.end - left.span.start > JOINED || !open_round(self.raw(left.span)) {
            return None;
        }
        let span = left.span.to(right);
        let value = self.raw(span).to_owned();
        Some(Node::new(span, Kind::String { value, style: Style::Plain }))
    }

    /// A plain text in a flow collection cannot hold a comma before a blank, so one that does was joined here.
    fn report_joined<'n>(&mut self, nodes: impl Iterator<Item = &'n Node>) {
        for node in nodes {
            if let Kind::String { value, style: Style::Plain } = &node.kind
                && value.contains(", ")
            {
                let fault = Diagnostic::new(Code::FlowCommaSplit, node.span).with("text", value);
                self.faults.push(fault.suggest(Some(quoted(value))));
            }
        }
    }
}

fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', "''"))
}

fn open_round(text: &str) -> bool {
    text.matches('(').count() > text.matches(')').count()
}

fn unbalanced(text: &str) -> bool {
    let odd = |sign: char| text.matches(sign).count() % 2 == 1;
    open_round(text) || text.matches('[').count() > text.matches(']').count() || odd('"')
}
