//! Findings at their places: a path in the document becomes bytes of the file.

use crate::script::{Engine, Finding, FindingKind, Grammar, Type, Types};
use crate::source::{Code, Diagnostic, Key, Node, Pointer, Severity, Sources, Span, did_you_mean};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// Collects what is found in one document. Without a tree (a stored definition) places are unknown.
pub(crate) struct Report<'a> {
    sources: &'a Sources,
    root: Option<&'a Node>,
    /// While above zero nothing is kept: the same part is looked at a second time.
    pub(crate) muted: u32,
    /// The engine that knows the functions of the scripts. Absent: that of cases.
    pub(crate) engine: Option<Arc<Engine>>,
    found: Vec<Diagnostic>,
}

impl<'a> Report<'a> {
    pub(crate) fn new(sources: &'a Sources, root: Option<&'a Node>) -> Self {
        Self { sources, root, muted: 0, engine: None, found: Vec::new() }
    }

    /// Whether a fault of this kind was found.
    pub(crate) fn has(&self, code: Code) -> bool {
        self.found.iter().any(|fault| fault.code == code)
    }

    /// Whether some expression could not be read.
    pub(crate) fn has_script_faults(&self) -> bool {
        self.found.iter().any(|fault| fault.is_error() && fault.code.number().starts_with("E05"))
    }

    /// Whether something is wrong within the value of a path.
    pub(crate) fn has_error_at(&self, at: &Pointer) -> bool {
        let Some(node) = self.node(at) else { return false };
        let within = |span: Span| {
            span.file == node.span.file && node.span.start <= span.start && span.start < node.span.end
        };
        self.found.iter().any(|fault| fault.is_error() && fault.span.is_some_and(within))
    }

    /// What was probably meant where a fault of this kind was found.
    pub(crate) fn meant(&self, code: Code) -> BTreeSet<String> {
        let found = self.found.iter().filter(|fault| fault.code == code);
        found.filter_map(|fault| fault.suggestion.clone()).collect()
    }

    /// Drops what only follows from faults of the shape: what a part lacks that lost a key.
    pub(crate) fn without_echoes(&mut self, culprits: &[Pointer]) {
        let places: Vec<Span> = culprits
            .iter()
            .filter_map(Pointer::parent)
            .flat_map(|part| [self.key_place(&part), self.place(&part)])
            .flatten()
            .collect();
        // What a part declares is unknown where the part cannot be read, and so is what stands in a wrong place.
        let section = |fault: &Diagnostic| {
            culprits.iter().any(|at| match at.last() {
                Some(Key::Key(key)) => {
                    let declares = declared_by(key).contains(&fault.code)
                        && (at.0.len() == 1 || key == "states" || key == "regions");
                    let named =
                        fault.arguments.get("name") == Some(key) && fault.code.slug().starts_with("unknown_");
                    declares || named
                }
                _ => false,
            })
        };
        self.found.retain(|fault| !section(fault));
        let lacks = [Code::MissingKey, Code::ExactlyOneOf, Code::DeadlineWithoutEffect, Code::EmptyRegions];
        self.found.retain(|fault| {
            !lacks.contains(&fault.code) || fault.span.is_none_or(|span| !places.contains(&span))
        });
    }

    /// Drops what says that something is missing: of a text that could not be read whole, that says nothing.
    pub(crate) fn without_missing(&mut self) {
        self.found.retain(|fault| {
            let lacks = matches!(fault.code, Code::MissingKey | Code::ExactlyOneOf | Code::NoInitial);
            !lacks && !fault.code.slug().starts_with("unknown_")
        });
    }

    pub(crate) fn finish(self) -> Vec<Diagnostic> {
        self.found
    }

    pub(crate) fn add(&mut self, fault: Diagnostic) {
        if self.muted == 0 && !self.found.contains(&fault) {
            self.found.push(fault);
        }
    }

    pub(crate) fn node(&self, at: &Pointer) -> Option<&'a Node> {
        self.root?.at(at)
    }

    /// Where the value of a path stands; its key, if the value covers lines; the nearest part around it, if it is not written.
    pub(crate) fn place(&self, at: &Pointer) -> Option<Span> {
        let root = self.root?;
        let mut at = at.clone();
        loop {
            if let Some(node) = root.at(&at) {
                let long = node.is_mapping() || node.is_sequence() || node.is_null();
                return if long { self.key_place(&at) } else { Some(node.place()) };
            }
            at = at.parent()?;
        }
    }

    /// Where the key of a path stands.
    pub(crate) fn key_place(&self, at: &Pointer) -> Option<Span> {
        let root = self.root?;
        let span = root.key_span(at).unwrap_or_else(|| root.span.head());
        // An item of a list that covers lines is shown by its first key.
        let item = root.at(at).filter(|_| matches!(at.last(), Some(crate::source::Key::Index(_))));
        let first = item.and_then(|item| item.entries().first()).map(|entry| entry.key.place());
        Some(first.unwrap_or(span))
    }

    /// A finding about the value of a path.
    pub(crate) fn value(&self, code: Code, at: &Pointer) -> Diagnostic {
        placed(code, self.place(at))
    }

    /// A finding about the key of a path.
    pub(crate) fn key(&self, code: Code, at: &Pointer) -> Diagnostic {
        placed(code, self.key_place(at))
    }

    /// A name that nothing declares.
    pub(crate) fn unknown<'n>(
        &mut self,
        code: Code,
        at: &Pointer,
        name: &str,
        known: impl IntoIterator<Item = &'n str>,
    ) {
        let known = once_each(known);
        let fault = self.value(code, at).with("name", name).with("known", known.join(", "));
        self.add(fault.suggest(did_you_mean(name, known)));
    }

    /// A finding about the key of a path: the same for a name that stands as a key.
    pub(crate) fn unknown_key<'n>(
        &mut self,
        code: Code,
        at: &Pointer,
        name: &str,
        known: impl IntoIterator<Item = &'n str>,
    ) {
        let known = once_each(known);
        let fault = self.key(code, at).with("name", name).with("known", known.join(", "));
        self.add(fault.suggest(did_you_mean(name, known)));
    }

    /// An expression whose places cannot be found in the file.
    pub(crate) fn style(&mut self, at: &Pointer) {
        let hidden = self.node(at).filter(|node| node.hides_places(self.sources));
        if let Some(node) = hidden {
            self.add(Diagnostic::new(Code::ExpressionStyle, node.place()));
        }
    }

    /// A finding within a script that begins `skip` bytes after the start of the value.
    pub(crate) fn script(&mut self, at: &Pointer, skip: usize, finding: &Finding, types: Option<&dyn Types>) {
        let span = self.within(at, skip, finding);
        let engine = self.engine.clone().unwrap_or_else(super::functions::engine);
        self.add(explain(finding, span, types, &engine));
    }

    /// Where a finding within a script stands.
    pub(crate) fn within(&self, at: &Pointer, skip: usize, finding: &Finding) -> Option<Span> {
        self.node(at).map(|node| {
            let from = node.script_offset(self.sources, skip + finding.offset);
            let to = node.script_offset(self.sources, skip + finding.offset + finding.length);
            match (from, to) {
                (Some(from), Some(to)) if node.alias.is_none() => Span::new(node.span.file, from, to),
                _ => node.place(),
            }
        })
    }
}

/// The faults that follow when a part of a workflow cannot be read.
fn declared_by(key: &str) -> &'static [Code] {
    match key {
        "events" => &[Code::UnknownEvent],
        "actors" => &[Code::UnknownActor],
        "data" => &[Code::UnknownField, Code::UnknownVariable],
        "derive" | "find" => &[Code::UnknownVariable],
        "numbers" => &[Code::UnknownField],
        "escalations" => &[Code::UnknownEscalation],
        "documents" => &[Code::UnknownDocument],
        "notices" => &[Code::UnknownNotice],
        "states" | "regions" => &[Code::UnknownState, Code::UnknownDeadline, Code::NoInitial],
        _ => &[],
    }
}

/// Names in their order, each once.
fn once_each<'n>(names: impl IntoIterator<Item = &'n str>) -> Vec<&'n str> {
    let mut seen = BTreeSet::new();
    names.into_iter().filter(|name| seen.insert(*name)).collect()
}

fn placed(code: Code, span: Option<Span>) -> Diagnostic {
    span.map_or_else(|| Diagnostic::nowhere(code), |span| Diagnostic::new(code, span))
}

fn explain(finding: &Finding, span: Option<Span>, types: Option<&dyn Types>, engine: &Engine) -> Diagnostic {
    use FindingKind as K;
    let at = |code| placed(code, span);
    match &finding.kind {
        K::Syntax { grammar, got, expected, suggestion } => {
            let fault = at(Code::ScriptSyntax).with("reason", grammar.word());
            fault.with("got", got).with("expected", expected).suggest(suggestion.clone())
        }
        K::FullWidth { found, meant } => {
            at(Code::FullwidthPunctuation).with("got", found).with("expected", meant)
        }
        K::UnknownVariable { name, suggestion } => {
            let known = types.map(Types::names).unwrap_or_default();
            let fault = at(Code::UnknownVariable).with("name", name).with("known", known.join(", "));
            fault.suggest(suggestion.clone())
        }
        K::UnknownProperty { of, name, suggestion } if let Some(register) = row_of(of, types) => {
            let known = properties(of, types).join(", ");
            let fault = at(Code::NoSuchColumn).with("name", name).with("register", register);
            fault.with("known", known).suggest(suggestion.clone())
        }
        K::UnknownProperty { of, name, suggestion } => {
            let code = if of == "params" { Code::UnknownParameter } else { Code::UnknownField };
            let known = properties(of, types).join(", ");
            at(code).with("name", name).with("known", known).suggest(suggestion.clone())
        }
        K::UnknownFunction { name, suggestion } => {
            let known: Vec<&str> = engine.signatures().map(|known| known.name.as_str()).collect();
            let fault = at(Code::UnknownFunction).with("name", name).with("known", known.join(", "));
            fault.suggest(suggestion.clone())
        }
        K::WrongArguments { name, expected, got } => {
            at(Code::WrongArguments).with("name", name).with("expected", expected).with("got", got)
        }
        K::EqualsMeant => at(Code::AssignmentInGuard).suggest(Some("==".to_owned())),
        K::AssignmentInGuard => at(Code::AssignmentInGuard),
        K::NotAssignable { name } => at(Code::ForbiddenConstruct).with("name", format!("{name} =")),
        K::UnlikeTypes { left, right, .. } => at(Code::UnlikeTypes).with("left", left).with("right", right),
        K::NotOneOf { word, values, suggestion } => {
            at(Code::NotOneOf).with("got", word).with("known", values.join(", ")).suggest(suggestion.clone())
        }
        K::IntegerDivision => at(Code::IntegerDivision),
        K::LoopOutsideRun => at(Code::LoopOutsideRun),
        K::Forbidden { construct } => at(Code::ForbiddenConstruct).with("name", construct),
        K::TooDeep { limit } => at(Code::ScriptTooDeep).with("limit", limit),
        K::TooLong { limit } => {
            at(Code::ScriptSyntax).with("reason", Grammar::TooLong.word()).with("expected", limit)
        }
        K::NotBool { got } => at(Code::GuardNotBool).with("got", got),
    }
}

/// What a path such as `event.data` names.
fn named(path: &str, types: Option<&dyn Types>) -> Option<Type> {
    let mut steps = path.split('.');
    let root = types?.variable(steps.next()?)?;
    steps.try_fold(root, |at, step| parts(at).remove(step))
}

fn parts(of: Type) -> BTreeMap<String, Type> {
    match of {
        Type::Map(properties) => properties,
        Type::Row(_, Some(columns)) => (*columns).clone(),
        _ => BTreeMap::new(),
    }
}

/// The properties of what a path names.
fn properties(path: &str, types: Option<&dyn Types>) -> Vec<String> {
    named(path, types).map(|found| parts(found).into_keys().collect()).unwrap_or_default()
}

/// The register of the row that a path names.
fn row_of(path: &str, types: Option<&dyn Types>) -> Option<String> {
    match named(path, types)? {
        Type::Row(register, _) => Some(register),
        _ => None,
    }
}

/// The faults of one document in the order of its text, errors before warnings at one place.
pub(crate) fn sort(faults: &mut Vec<Diagnostic>) {
    let rank = |severity: Severity| severity as u8;
    faults.sort_by(|a, b| {
        (a.span.map(|span| (span.file, span.start)), rank(a.severity), a.code).cmp(&(
            b.span.map(|span| (span.file, span.start)),
            rank(b.severity),
            b.code,
        ))
    });
    faults.dedup();
}
