//! Text to script: refused with every finding, or compiled once.

use super::engine::Engine;
use super::finding::Finding;
use super::grammar::Grammar;
use super::names::Names;
use super::rewrite::rewrite;
use rhai::{AST, Scope};
use std::collections::BTreeSet;
use std::fmt;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};

/// What a script is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// An expression that is true or false. It changes nothing.
    Guard,
    /// An expression of any type. It changes nothing.
    Value,
    /// Statements: they may assign to variables and loop.
    Run,
}

/// A compiled script, cheap to clone.
#[derive(Clone)]
pub struct Script(Arc<Inner>);

struct Inner {
    kind: Kind,
    text: String,
    names: Names,
    variables: Vec<String>,
    /// The variable that the script is, and nothing else.
    alone: Option<String>,
    /// Whether it calls a function of the world.
    asks: bool,
    ast: AST,
    code: AST,
    // Set once a check has proven every comparison; only then may Rhai compare by itself.
    certain: AtomicBool,
    // Scopes whose names are already in place: pushing a name costs an allocation.
    scopes: Mutex<Vec<Scope<'static>>>,
}

/// How many scopes a script keeps for reuse.
const KEPT_SCOPES: usize = 8;

impl Script {
    /// What it is for.
    #[must_use]
    pub fn kind(&self) -> Kind {
        self.0.kind
    }

    /// The text it was compiled from.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.0.text
    }

    /// The variables it reads; those that are only assigned to are not among them.
    #[must_use]
    pub fn reads(&self) -> &BTreeSet<String> {
        &self.0.names.reads
    }

    /// The paths it reads, as far as they can be seen: `event.organ` is `["event", "organ"]`. A variable used whole
    /// is a path of one name.
    #[must_use]
    pub fn paths(&self) -> &BTreeSet<Vec<String>> {
        &self.0.names.paths
    }

    /// The variables a `run` block may assign to.
    #[must_use]
    pub fn writes(&self) -> &BTreeSet<String> {
        &self.0.names.writes
    }

    /// The functions it calls, without operators.
    #[must_use]
    pub fn calls(&self) -> &BTreeSet<String> {
        &self.0.names.calls
    }

    /// Whether it calls a function of the world, so that it can be evaluated only with a [`super::Context`].
    #[must_use]
    pub fn asks(&self) -> bool {
        self.0.asks
    }

    /// The variable that the script is, and nothing else: its value needs no interpreter.
    pub(super) fn alone(&self) -> Option<&str> {
        self.0.alone.as_deref()
    }

    /// Every variable it needs in its scope.
    pub(super) fn variables(&self) -> &[String] {
        &self.0.variables
    }

    /// The tree as it was written.
    pub(super) fn ast(&self) -> &AST {
        &self.0.ast
    }

    /// The tree that runs.
    pub(super) fn code(&self) -> &AST {
        &self.0.code
    }

    pub(super) fn is_certain(&self) -> bool {
        self.0.certain.load(Ordering::Relaxed)
    }

    pub(super) fn set_certain(&self, certain: bool) {
        self.0.certain.store(certain, Ordering::Relaxed);
    }

    /// A scope with a place for every variable.
    pub(super) fn take_scope(&self) -> Scope<'static> {
        if let Ok(mut kept) = self.0.scopes.try_lock()
            && let Some(scope) = kept.pop()
        {
            return scope;
        }
        scope_of(&self.0.variables)
    }

    pub(super) fn give_back(&self, mut scope: Scope<'static>) {
        if let Ok(mut kept) = self.0.scopes.try_lock()
            && kept.len() < KEPT_SCOPES
        {
            scope.rewind(self.0.variables.len());
            kept.push(scope);
        }
    }
}

impl fmt::Debug for Script {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Script")
            .field("kind", &self.0.kind)
            .field("text", &self.0.text)
            .finish_non_exhaustive()
    }
}

fn scope_of(variables: &[String]) -> Scope<'static> {
    let mut scope = Scope::with_capacity(variables.len());
    for name in variables {
        scope.push_dynamic(name.as_str(), rhai::Dynamic::UNIT);
    }
    scope
}

impl Engine {
    /// Compiles a script.
    ///
    /// # Errors
    /// Everything that is wrong with the text as far as no declared types are needed; [`Engine::check`] says the rest.
    pub fn compile(&self, text: &str, kind: Kind) -> Result<Script, Vec<Finding>> {
        let found = self.prescan(text, kind);
        if !found.is_empty() {
            return Err(found);
        }
        let ast = self.parse(text, kind, &Scope::new())?;
        let names = Names::of(ast.statements());
        let found = self.judge_calls(text, kind, &names);
        if !found.is_empty() {
            return Err(found);
        }
        let variables: Vec<String> = names.reads.union(&names.writes).cloned().collect();
        // Parsed again with the variables in place, Rhai reaches them by position instead of by name.
        let code = rewrite(self, self.parse(text, kind, &scope_of(&variables))?, kind);
        let alone =
            variables.first().filter(|name| kind != Kind::Run && text.trim() == name.as_str()).cloned();
        let asks = names.calls.iter().any(|name| self.is_of_world(name));
        let text = text.to_owned();
        let (certain, scopes) = (AtomicBool::new(false), Mutex::default());
        Ok(Script(Arc::new(Inner { kind, text, names, variables, alone, asks, ast, code, certain, scopes })))
    }

    fn parse(&self, text: &str, kind: Kind, scope: &Scope<'_>) -> Result<AST, Vec<Finding>> {
        let parsed = catch_unwind(AssertUnwindSafe(|| match kind {
            Kind::Run => self.rhai().compile_with_scope(scope, text),
            Kind::Guard | Kind::Value => self.rhai().compile_expression_with_scope(scope, text),
        }));
        match parsed {
            Ok(Ok(ast)) => Ok(ast),
            Ok(Err(error)) => Err(vec![self.plain(text, error.err_type(), error.position())]),
            Err(_) => Err(vec![Finding { offset: 0, length: text.len(), kind: Grammar::Other.fault(text) }]),
        }
    }
}
