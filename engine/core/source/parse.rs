//! Bytes to a tree, and every fault on the way. Nothing here trusts the text.

use std::collections::BTreeSet;

use granit_parser::{ErrorKind, Parser, options};

use super::build::Builder;
use super::{Code, Diagnostic, FileId, Limits, Node, Sources, Span, traps};

/// What a file gave.
#[derive(Debug, Clone)]
pub struct Parsed {
    /// The file among the sources.
    pub file: FileId,
    /// What was understood; `None` if nothing was.
    pub node: Option<Node>,
    /// Everything found, in the order of the text.
    pub diagnostics: Vec<Diagnostic>,
    /// False if parts of the text could not be read, so that something missing says nothing about the author.
    pub whole: bool,
}

/// Reads one document under the usual limits.
pub fn parse(sources: &mut Sources, path: &str, bytes: &[u8]) -> Parsed {
    parse_within(sources, path, bytes, &Limits::default())
}

/// Reads one document. Never fails as a whole: whatever is wrong with the bytes is in the diagnostics.
pub fn parse_within(sources: &mut Sources, path: &str, bytes: &[u8], limits: &Limits) -> Parsed {
    if bytes.len() > limits.file_bytes {
        let file = sources.add(path, "");
        let fault = Diagnostic::new(Code::TooLarge, Span::new(file, 0, 0))
            .with("got", bytes.len())
            .with("limit", limits.file_bytes);
        return Parsed { file, node: None, diagnostics: vec![fault], whole: false };
    }
    let text = String::from_utf8_lossy(bytes);
    let file = sources.add(path, &*text);
    let mut faults = Vec::new();
    let mut whole = true;
    if let Err(error) = std::str::from_utf8(bytes) {
        let start = error.valid_up_to();
        faults.push(Diagnostic::new(Code::Utf8, char_span(file, &text, start)));
        whole = false;
    }
    if let Some(start) = text.find('\0') {
        faults.push(Diagnostic::new(Code::Nul, Span::new(file, start, start + 1)));
        whole = false;
    }
    let mut reader = Reader { file, limits, text: &text, faults, whole, seen: BTreeSet::new() };
    let node = reader.read();
    let Reader { mut faults, whole, .. } = reader;
    faults.sort_by_key(|fault| fault.span);
    faults.truncate(limits.diagnostics);
    Parsed { file, node, diagnostics: faults, whole }
}

struct Reader<'a> {
    file: FileId,
    limits: &'a Limits,
    text: &'a str,
    faults: Vec<Diagnostic>,
    whole: bool,
    seen: BTreeSet<(Code, Option<Span>)>,
}

/// Where and why the grammar gave up.
struct Stop {
    kind: ErrorKind,
    at: usize,
}

impl Reader<'_> {
    /// Reads; at a syntax fault blanks the lines that hold it and reads again, so that the faults behind it are
    /// found too. Blanks have the same length, so every span stays true.
    fn read(&mut self) -> Option<Node> {
        let base = if self.text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
        let mut text = self.text.replace('\0', " ");
        // The end of the last blanked region: a fault that touches it is most likely its echo.
        let mut blanked: Option<(usize, usize)> = None;
        for round in 0..=self.limits.syntax_faults {
            let (builder, stop) = self.run(&text, base);
            let Some(stop) = stop else { return self.finish(builder) };
            if matches!(stop.kind, ErrorKind::RecursionLimitExceeded) {
                let fault = Diagnostic::new(Code::TooDeep, char_span(self.file, self.text, stop.at));
                self.faults.push(fault.with("limit", self.limits.depth));
                self.whole = false;
                return self.finish(builder);
            }
            self.whole = false;
            // A bracket that was opened on a line above is the fault; where reading stopped is only its echo.
            let opened = builder
                .open_bracket(&text)
                .filter(|open| text.get(*open..stop.at).is_some_and(|between| between.contains('\n')));
            let at = opened.unwrap_or(stop.at);
            let region = traps::region(&text, at);
            let echo = blanked.is_some_and(|(start, end)| region.0 <= end && region.1 >= start);
            if !echo {
                let unclosed = opened.is_some();
                let fault = traps::syntax(self.file, self.text, at, &stop.kind, unclosed);
                self.report(fault);
            }
            let last = round == self.limits.syntax_faults || echo && stop.at + 1 >= text.trim_end().len();
            if last || !traps::blank(&mut text, region) {
                return self.finish(builder);
            }
            blanked = Some(blanked.map_or(region, |(start, end)| (start.min(region.0), end.max(region.1))));
        }
        None
    }

    fn run(&self, text: &str, base: usize) -> (Builder, Option<Stop>) {
        let mut builder = Builder::new(self.file, base, *self.limits);
        let options = options! {
            emit_unresolved_aliases: true,
            emit_comments: false,
            flow_nesting_limit: self.limits.depth + 1,
            block_nesting_limit: self.limits.depth + 1,
        };
        let body = text.get(base..).unwrap_or("");
        for event in Parser::new_from_str_with_options(body, options) {
            match event {
                Ok((event, span)) => {
                    if !builder.take(event, &span, self.text) {
                        break;
                    }
                }
                Err(error) => {
                    let at = error.marker().byte_offset().map_or(text.len(), |at| at + base);
                    return (builder, Some(Stop { kind: error.kind().clone(), at }));
                }
            }
        }
        (builder, None)
    }

    fn finish(&mut self, builder: Builder) -> Option<Node> {
        let (node, faults, complete) = builder.finish(self.text);
        self.faults.extend(faults);
        self.whole &= complete;
        let Some(mut node) = node else {
            if self.faults.is_empty() {
                self.faults.push(Diagnostic::new(Code::Empty, Span::new(self.file, 0, 0)));
            }
            return None;
        };
        if node.is_null() && self.faults.is_empty() {
            self.faults.push(Diagnostic::new(Code::Empty, Span::new(self.file, 0, 0)));
            return None;
        }
        for fault in traps::find(&mut node, self.file, self.text) {
            self.report(fault);
        }
        Some(node)
    }

    /// Keeps a finding unless the same was found already at the same place.
    fn report(&mut self, fault: Diagnostic) {
        if self.faults.len() < self.limits.nodes && self.seen.insert((fault.code, fault.span)) {
            self.faults.push(fault);
        }
    }
}

/// The character at a byte, or the last one of the text if the byte is beyond.
pub(super) fn char_span(file: FileId, text: &str, at: usize) -> Span {
    let mut start = at.min(text.len());
    while !text.is_char_boundary(start) {
        start -= 1;
    }
    let next = text.get(start..).and_then(|rest| rest.chars().next());
    Span::new(file, start, start + next.filter(|c| *c != '\n' && *c != '\r').map_or(0, char::len_utf8))
}
