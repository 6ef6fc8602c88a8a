//! The one engine: no package of Rhai's, only the functions named in `stock` and those the world hands in.

use super::compile::{Kind, Script};
use super::eval::{context, spend, stopped};
use super::limits::Limits;
use super::stock::stock;
use super::types::Signature;
use super::{Value, compare, number};
use rhai::{EvalAltResult, OptimizationLevel, Position};
use std::any::TypeId;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::{Range, RangeInclusive};

/// The name under which the sound division is called; authors cannot call it by name.
pub(super) const DIVIDE: &str = "divide";

/// The name under which what a `run` block builds is judged for its depth; authors cannot call it by name.
pub(super) const SHALLOW: &str = "shallow";

/// Compiles and evaluates scripts. One is shared by all threads; it holds no state of any script.
pub struct Engine {
    /// Rhai's own operators first: for scripts whose comparisons are proven.
    fast: rhai::Engine,
    /// Comparisons through `compare`: for all others.
    strict: rhai::Engine,
    /// As `strict`, and what variables cost to copy is counted: for `run` blocks, which may loop.
    run: rhai::Engine,
    limits: Limits,
    signatures: BTreeMap<String, Signature>,
    /// The functions that are the world's.
    world: BTreeSet<String>,
}

impl std::fmt::Debug for Engine {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Engine").field("limits", &self.limits).finish_non_exhaustive()
    }
}

impl Engine {
    /// An engine with the language's own functions and the world's. Calls of the latter go to the evaluation's
    /// [`super::Context`]. A world function of the name of a stock function replaces it.
    #[must_use]
    pub fn new(limits: Limits, world: impl IntoIterator<Item = Signature>) -> Self {
        let world: Vec<_> = world.into_iter().collect();
        let (fast, signatures) = build(limits, &world, true);
        let (strict, _) = build(limits, &world, false);
        let (mut run, _) = build(limits, &world, false);
        charge_variables(&mut run);
        let world = world.into_iter().map(|signature| signature.name).collect();
        Self { fast, strict, run, limits, signatures, world }
    }
    /// The limits it was made with.
    #[must_use]
    pub const fn limits(&self) -> &Limits {
        &self.limits
    }

    /// Every function scripts may call, by name.
    pub fn signatures(&self) -> impl Iterator<Item = &Signature> {
        self.signatures.values()
    }

    /// The engine that parses.
    pub(super) const fn rhai(&self) -> &rhai::Engine {
        &self.fast
    }

    /// The engine that evaluates a script.
    pub(super) fn for_script(&self, script: &Script) -> &rhai::Engine {
        match script.kind() {
            Kind::Run => &self.run,
            _ if script.is_certain() => &self.fast,
            _ => &self.strict,
        }
    }

    pub(super) fn signature(&self, name: &str) -> Option<&Signature> {
        self.signatures.get(name)
    }

    /// Whether a function is the world's.
    pub(super) fn is_of_world(&self, name: &str) -> bool {
        self.world.contains(name)
    }

    pub(super) fn nearest_function(&self, name: &str) -> Option<String> {
        nearest(name, self.signatures.keys().map(String::as_str))
    }
}

/// One engine of Rhai's with every function.
fn build(limits: Limits, world: &[Signature], fast: bool) -> (rhai::Engine, BTreeMap<String, Signature>) {
    let mut rhai = rhai::Engine::new_raw();
    rhai.set_optimization_level(OptimizationLevel::None)
        .set_fail_on_invalid_map_property(true)
        .set_fast_operators(fast)
        .set_allow_anonymous_fn(false)
        .set_max_operations(limits.operations)
        .set_max_call_levels(limits.call_depth)
        .set_max_functions(0)
        .set_max_expr_depths(limits.expression_depth, limits.expression_depth)
        .set_max_string_size(limits.string_bytes)
        .set_max_array_size(limits.array_items)
        .set_max_map_size(limits.map_entries)
        .set_max_variables(limits.variables)
        // A shared engine would keep hostile texts alive in its interner.
        .set_max_strings_interned(0)
        .on_progress(|operations| (operations % 128 == 0 && stopped()).then_some(Value::UNIT))
        .on_print(|_| ())
        .on_debug(|_, _, _| ());
    rhai.register_iterator::<rhai::Array>()
        .register_iterator::<Range<i64>>()
        .register_iterator::<RangeInclusive<i64>>();
    compare::register(&mut rhai);
    super::row::register(&mut rhai);
    rhai.register_raw_fn(DIVIDE, [TypeId::of::<Value>(); 2], |_, args: &mut [&mut Value]| {
        number::divide(args).map_err(Into::into)
    });
    let nesting = limits.nesting;
    rhai.register_raw_fn(SHALLOW, [TypeId::of::<Value>()], move |_, args: &mut [&mut Value]| {
        // A variable is handed over by reference: taking it would empty it.
        let value = args.first().map(|value| (**value).clone()).unwrap_or_default();
        charge(weight(&value))?;
        shallow(&value, nesting)?;
        Ok(value)
    });
    rhai.register_raw_fn("to_string", [TypeId::of::<Value>()], |_, args: &mut [&mut Value]| {
        super::functions::text(args).map_err(Box::<EvalAltResult>::from)
    });

    let mut signatures = BTreeMap::new();
    for (signature, native) in stock() {
        if world.iter().any(|other| other.name == signature.name) {
            continue;
        }
        let mutates = signature.name == "push";
        for arity in signature.required..=signature.parameters.len() {
            rhai.register_raw_fn(
                &signature.name,
                vec![TypeId::of::<Value>(); arity],
                move |call, args: &mut [&mut Value]| {
                    if mutates && let Some(item) = args.get(1) {
                        shallow(item, nesting.saturating_sub(1))?;
                    }
                    // What is changed in place is not copied.
                    for argument in args.iter().skip(usize::from(mutates)) {
                        charge(weight(argument))?;
                    }
                    let result = native(args).map_err(Box::<EvalAltResult>::from)?;
                    charge(weight(&result))?;
                    call.engine().ensure_data_size_within_limits(&result)?;
                    if let (true, Some(list)) = (mutates, args.first()) {
                        call.engine().ensure_data_size_within_limits(list)?;
                    }
                    Ok(result)
                },
            );
        }
        signatures.insert(signature.name.clone(), signature);
    }
    for signature in world.iter().cloned() {
        for arity in signature.required..=signature.parameters.len().min(4) {
            let name = signature.name.clone();
            rhai.register_raw_fn(
                &signature.name,
                vec![TypeId::of::<Value>(); arity],
                move |_, args: &mut [&mut Value]| ask(&name, args),
            );
        }
        signatures.insert(signature.name.clone(), signature);
    }
    (rhai, signatures)
}

/// Rhai counts an operation for a variable, however much is copied by it.
fn charge_variables(rhai: &mut rhai::Engine) {
    #[expect(deprecated, reason = "marked so only because the interface may change; the version is pinned")]
    rhai.on_var(|name, _, context| {
        if let Some(value) = context.scope().get(name)
            && (value.is_array() || value.is_map())
        {
            charge(weight(value) / 16)?;
        }
        Ok(None)
    });
}

/// How many values a value is made of; a text counts by its length.
pub(super) fn weight(value: &Value) -> u64 {
    // The cheap questions first: most values are neither.
    if value.is_array()
        && let Some(list) = value.read_lock::<rhai::Array>()
    {
        return list.iter().fold(1, |sum, item| sum + weight(item));
    }
    if value.is_map()
        && let Some(map) = value.read_lock::<rhai::Map>()
    {
        return map.values().fold(1, |sum, item| sum + weight(item));
    }
    if !value.is_string() {
        return 1;
    }
    value.as_immutable_string_ref().map_or(1, |text| 1 + u64::try_from(text.len()).unwrap_or(u64::MAX) / 64)
}

/// Counts work that Rhai does not see.
pub(super) fn charge(amount: u64) -> Result<(), Box<EvalAltResult>> {
    if spend(amount) {
        return Ok(());
    }
    Err(EvalAltResult::ErrorTooManyOperations(Position::NONE).into())
}

/// Refuses a value of more levels.
fn shallow(value: &Value, levels: usize) -> Result<(), Box<EvalAltResult>> {
    let below = |item: &Value| match levels.checked_sub(1) {
        Some(levels) => shallow(item, levels),
        None => Err(EvalAltResult::ErrorDataTooLarge("depth of a value".to_owned(), Position::NONE).into()),
    };
    if let Some(list) = value.read_lock::<rhai::Array>() {
        return list.iter().try_for_each(below);
    }
    if let Some(map) = value.read_lock::<rhai::Map>() {
        return map.values().try_for_each(below);
    }
    Ok(())
}

/// Forwards a call to the world of the running evaluation.
fn ask(name: &str, args: &[&mut Value]) -> Result<Value, Box<EvalAltResult>> {
    let Some(context) = context() else {
        return Err(format!("`{name}` cannot be asked here").into());
    };
    let args: Vec<Value> = args.iter().map(|value| (**value).clone()).collect();
    let answer = context.call(name, &args).map_err(Box::<EvalAltResult>::from)?;
    if stopped() {
        return Err(EvalAltResult::ErrorTerminated(Value::UNIT, Position::NONE).into());
    }
    Ok(answer)
}

/// The known name that was probably meant.
pub(super) fn nearest<'n>(name: &str, known: impl Iterator<Item = &'n str>) -> Option<String> {
    known
        .map(|other| (strsim::jaro_winkler(name, other), other))
        .filter(|(likeness, _)| *likeness > 0.8)
        .max_by(|(a, one), (b, other)| a.total_cmp(b).then_with(|| other.cmp(one)))
        .map(|(_, other)| other.to_owned())
}
