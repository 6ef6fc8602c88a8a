//! The one engine: no package of Rhai's, only the functions named in `stock` and those the world hands in.

use super::eval::{context, stopped};
use super::limits::Limits;
use super::stock::stock;
use super::types::Signature;
use super::{Value, compare, number};
use rhai::{EvalAltResult, OptimizationLevel, Position};
use std::any::TypeId;
use std::collections::BTreeMap;
use std::ops::{Range, RangeInclusive};

/// The name under which the sound division is called; authors cannot call it by name.
pub(super) const DIVIDE: &str = "divide";

/// Compiles and evaluates scripts. One is shared by all threads; it holds no state of any script.
pub struct Engine {
    rhai: rhai::Engine,
    limits: Limits,
    signatures: BTreeMap<String, Signature>,
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
        let mut rhai = rhai::Engine::new_raw();
        rhai.set_optimization_level(OptimizationLevel::None)
            .set_fail_on_invalid_map_property(true)
            .set_fast_operators(true)
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
        rhai.register_raw_fn(DIVIDE, [TypeId::of::<Value>(); 2], |_, args: &mut [&mut Value]| {
            number::divide(args).map_err(Into::into)
        });
        rhai.register_raw_fn("to_string", [TypeId::of::<Value>()], |_, args: &mut [&mut Value]| {
            super::functions::text(args).map_err(Box::<EvalAltResult>::from)
        });

        let world: Vec<_> = world.into_iter().collect();
        let mut signatures = BTreeMap::new();
        for (signature, native) in stock() {
            if world.iter().any(|other| other.name == signature.name) {
                continue;
            }
            for arity in signature.required..=signature.parameters.len() {
                rhai.register_raw_fn(
                    &signature.name,
                    vec![TypeId::of::<Value>(); arity],
                    move |call, args: &mut [&mut Value]| {
                        let result = native(args).map_err(Box::<EvalAltResult>::from)?;
                        call.engine().ensure_data_size_within_limits(&result)?;
                        if let (true, Some(list)) = (result.is_unit(), args.first()) {
                            call.engine().ensure_data_size_within_limits(list)?;
                        }
                        Ok(result)
                    },
                );
            }
            signatures.insert(signature.name.clone(), signature);
        }
        for signature in world {
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
        Self { rhai, limits, signatures }
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

    pub(super) const fn rhai(&self) -> &rhai::Engine {
        &self.rhai
    }

    pub(super) fn signature(&self, name: &str) -> Option<&Signature> {
        self.signatures.get(name)
    }

    pub(super) fn nearest_function(&self, name: &str) -> Option<String> {
        nearest(name, self.signatures.keys().map(String::as_str))
    }
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
