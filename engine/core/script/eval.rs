//! Evaluating: one script, the values it reads, the world it asks, and nothing else.

use super::compare::same;
use super::compile::Script;
use super::engine::Engine;
use super::finding::{Error, ErrorKind, Limit};
use super::functions::type_of;
use super::scan::offset_of;
use super::{Kind, Value};
use rhai::{EvalAltResult, Scope};
use std::cell::RefCell;
use std::fmt;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

/// The world of one evaluation: answers the functions whose signatures the engine was given.
pub trait Context: Send + Sync {
    /// Calls a world function. The number of arguments fits its signature; their types are not checked again.
    ///
    /// # Errors
    /// The fault in plain words; it becomes an error of the script.
    fn call(&self, name: &str, args: &[Value]) -> Result<Value, String>;
}

/// The host's way to abort an evaluation, for a wall clock. It never decides anything: a stopped script has no
/// result.
#[derive(Clone)]
pub struct Stop(Arc<dyn Fn() -> bool + Send + Sync>);

impl Stop {
    /// Stops as soon as `asks` returns true. It is asked about every hundred operations.
    pub fn new(asks: impl Fn() -> bool + Send + Sync + 'static) -> Self {
        Self(Arc::new(asks))
    }

    /// Whether the host wants the evaluation to stop.
    #[must_use]
    pub fn asked(&self) -> bool {
        (self.0)()
    }
}

impl fmt::Debug for Stop {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Stop")
    }
}

/// What a running evaluation reaches outside its scope.
struct Frame {
    context: Option<Arc<dyn Context>>,
    stop: Option<Stop>,
    /// Work that may still be done beside Rhai's operations.
    budget: u64,
}

thread_local! {
    // The engine is shared by all threads and Rhai's callbacks know only an operation count, so what belongs to one
    // evaluation stands on the thread that runs it. A world function may evaluate in turn: hence a stack.
    static FRAMES: RefCell<Vec<Frame>> = const { RefCell::new(Vec::new()) };
}

/// Takes the frame away again, also when the evaluation panics.
struct Guard;

impl Drop for Guard {
    fn drop(&mut self) {
        FRAMES.with_borrow_mut(|frames| frames.pop());
    }
}

pub(super) fn context() -> Option<Arc<dyn Context>> {
    FRAMES.with_borrow(|frames| frames.last().and_then(|frame| frame.context.clone()))
}

/// Spends from the running evaluation's budget; false when it is used up.
pub(super) fn spend(amount: u64) -> bool {
    FRAMES.with_borrow_mut(|frames| {
        let Some(frame) = frames.last_mut() else { return true };
        let left = frame.budget.checked_sub(amount);
        frame.budget = left.unwrap_or(0);
        left.is_some()
    })
}

/// Whether the running evaluation was stopped.
pub(super) fn stopped() -> bool {
    // Cloned before it is asked, so that the host's callback meets no borrow.
    let stop = FRAMES.with_borrow(|frames| frames.last().and_then(|frame| frame.stop.clone()));
    stop.is_some_and(|stop| stop.asked())
}

impl Engine {
    /// Evaluates a guard or value. `vars` is asked once for each name the script reads.
    ///
    /// # Errors
    /// A limit, a fault, a stop or a caught panic. A variable that `vars` does not know is a fault.
    pub fn eval(
        &self,
        script: &Script,
        vars: &dyn Fn(&str) -> Option<Value>,
        context: Option<&Arc<dyn Context>>,
        stop: Option<&Stop>,
    ) -> Result<Value, Error> {
        if let Some(name) = script.alone() {
            return match stop {
                Some(stop) if stop.asked() => Err(Error { kind: ErrorKind::Stopped, offset: None }),
                _ => vars(name).ok_or_else(|| unknown(script, name)),
            };
        }
        self.with_scope(script, vars, context, stop, |_, value| Ok(value))
    }

    /// Evaluates a guard.
    ///
    /// # Errors
    /// As [`Engine::eval`]; also when the result is neither true nor false.
    pub fn eval_bool(
        &self,
        script: &Script,
        vars: &dyn Fn(&str) -> Option<Value>,
        context: Option<&Arc<dyn Context>>,
        stop: Option<&Stop>,
    ) -> Result<bool, Error> {
        let value = self.eval(script, vars, context, stop)?;
        value.as_bool().map_err(|_| Error {
            kind: ErrorKind::Fault(format!("a condition must be true or false, this is {}", type_of(&value))),
            offset: Some(0),
        })
    }

    /// Runs a `run` block and returns the variables that it changed, in the order of their names.
    ///
    /// # Errors
    /// As [`Engine::eval`]; nothing is changed then.
    pub fn run(
        &self,
        script: &Script,
        vars: &dyn Fn(&str) -> Option<Value>,
        context: Option<&Arc<dyn Context>>,
        stop: Option<&Stop>,
    ) -> Result<Vec<(String, Value)>, Error> {
        self.with_scope(script, vars, context, stop, |scope, _| {
            let mut changed = Vec::new();
            for name in script.writes() {
                let Some(after) = scope.get(name) else { continue };
                let before = vars(name).unwrap_or(Value::UNIT);
                // Values of unlike types are not the same value, so that comparison's error means a change.
                if !same(&before, after).unwrap_or(false) || type_of(&before) != type_of(after) {
                    changed.push((name.clone(), after.clone()));
                }
            }
            Ok(changed)
        })
    }

    fn with_scope<T>(
        &self,
        script: &Script,
        vars: &dyn Fn(&str) -> Option<Value>,
        context: Option<&Arc<dyn Context>>,
        stop: Option<&Stop>,
        after: impl FnOnce(&Scope<'static>, Value) -> Result<T, Error>,
    ) -> Result<T, Error> {
        if stop.is_some_and(Stop::asked) {
            return Err(Error { kind: ErrorKind::Stopped, offset: None });
        }
        let mut scope = script.take_scope();
        for name in script.variables() {
            let value = vars(name).ok_or_else(|| unknown(script, name))?;
            match scope.get_mut(name) {
                Some(place) => *place = value,
                None => {
                    scope.push_dynamic(name.as_str(), value);
                }
            }
        }
        FRAMES.with_borrow_mut(|frames| {
            let budget = self.limits().operations;
            frames.push(Frame { context: context.cloned(), stop: stop.cloned(), budget });
        });
        let guard = Guard;
        let result = catch_unwind(AssertUnwindSafe(|| {
            self.for_script(script).eval_ast_with_scope::<Value>(&mut scope, script.code())
        }));
        drop(guard);
        let Ok(result) = result else {
            return Err(Error { kind: ErrorKind::Panicked, offset: None });
        };
        let answer = match result {
            Ok(value) => after(&scope, value),
            Err(error) => Err(plain(script, &error)),
        };
        script.give_back(scope);
        answer
    }
}

fn unknown(script: &Script, name: &str) -> Error {
    let kind = ErrorKind::Fault(format!("unknown variable `{name}`"));
    Error { kind, offset: script.text().find(name) }
}

/// A runtime error in plain words and bytes.
fn plain(script: &Script, error: &EvalAltResult) -> Error {
    use EvalAltResult as E;
    let offset = offset_of(script.text(), error.position());
    let kind = match error {
        E::ErrorInFunctionCall(_, _, inner, _) => return plain(script, inner),
        E::ErrorTooManyOperations(_) => ErrorKind::Limit(Limit::Operations),
        E::ErrorTooManyVariables(_) => ErrorKind::Limit(Limit::Variables),
        E::ErrorStackOverflow(_) => ErrorKind::Limit(Limit::CallDepth),
        E::ErrorDataTooLarge(..) => ErrorKind::Limit(Limit::DataSize),
        E::ErrorTerminated(..) => ErrorKind::Stopped,
        E::ErrorRuntime(value, _) => ErrorKind::Fault(value.to_string()),
        E::ErrorVariableNotFound(name, _) => ErrorKind::Fault(format!("unknown variable `{name}`")),
        E::ErrorPropertyNotFound(name, _) => ErrorKind::Fault(format!("there is no property `{name}`")),
        E::ErrorIndexNotFound(index, _) => ErrorKind::Fault(format!("there is no item `{index}`")),
        E::ErrorArrayBounds(length, index, _) => {
            ErrorKind::Fault(format!("there is no item {index} in a list of {length}"))
        }
        E::ErrorFunctionNotFound(call, _) => ErrorKind::Fault(format!("`{call}` does not fit its arguments")),
        E::ErrorArithmetic(what, _) => ErrorKind::Fault(format!("the calculation failed: {what}")),
        E::ErrorMismatchDataType(expected, got, _) | E::ErrorMismatchOutputType(expected, got, _) => {
            ErrorKind::Fault(format!("{expected} is needed here, not {got}"))
        }
        E::ErrorFor(_) => ErrorKind::Fault("`for` needs a list or a range".to_owned()),
        other => ErrorKind::Fault(other.to_string()),
    };
    Error { kind, offset }
}

impl Script {
    /// Whether `eval_bool` fits it.
    #[must_use]
    pub fn is_guard(&self) -> bool {
        self.kind() == Kind::Guard
    }
}
