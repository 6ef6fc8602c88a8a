//! The functions that scripts have beside those of the language, and the one engine that knows them.

use crate::script::{Engine, Limits, Signature, Type, Value};
use std::sync::{Arc, OnceLock};

/// The functions that look at the case and the world, with what the reference says of them. The step answers them.
#[must_use]
pub fn functions() -> Vec<Signature> {
    use Type::{Any, Bool, Date, Duration, Instant, Integer, Person, Text, Unit};
    let sig = Signature::new;
    vec![
        sig("active", vec![Text], Bool, "Whether a state is active."),
        sig("times", vec![Text], Integer, "How often an event was accepted."),
        sig(
            "happened",
            vec![Text],
            Any,
            "When the latest event of this name happened; `()` if it never did.",
        ),
        sig(
            "missed",
            vec![Text],
            Integer,
            "How many periods of an obligation were missed in all, since its state was entered.",
        ),
        sig(
            "missed_in_a_row",
            vec![Text],
            Integer,
            "How many of the last periods of an obligation were missed one after the other.",
        ),
        sig("now", vec![], Instant, "The time of the step."),
        sig("today", vec![], Date, "The date of the step, in the calendar's zone."),
        sig("date_of", vec![Instant], Date, "The date of an instant, in the calendar's zone."),
        sig(
            "ancestor",
            vec![Unit, Text],
            Unit,
            "The unit of a level that a unit belongs to; `()` if there is none.",
        ),
        sig("parent", vec![Unit], Unit, "The unit directly above; `()` at the top."),
        sig("level", vec![Unit], Text, "The level of a unit; `()` for a department."),
        sig("common_superior", vec![Unit, Unit], Unit, "The lowest unit above both."),
        sig("holds", vec![Person, Text, Unit], Bool, "Whether a person holds a role in a unit or above it."),
        sig(
            "on_duty",
            vec![Text, Unit, Text],
            Type::list(Person),
            "Who is on duty now, by the rotation, the unit (or the nearest above it that has a roster) and the slot.",
        ),
        sig("minutes", vec![Integer], Duration, "So many minutes, as a duration."),
        sig("hours", vec![Integer], Duration, "So many hours, as a duration."),
        sig("work_hours", vec![Integer], Duration, "So many working hours, as a duration."),
        sig("days", vec![Integer], Duration, "So many calendar days, as a duration."),
        sig("workdays", vec![Integer], Duration, "So many working days, as a duration."),
        sig("months", vec![Integer], Duration, "So many months, as a duration."),
    ]
}

/// The functions of `check:` in findings, which look at the organisation and at nothing else.
#[must_use]
pub fn finding_functions() -> Vec<Signature> {
    use Type::{Person, Text, Unit};
    let sig = Signature::new;
    vec![
        sig(
            "holders",
            vec![Text, Unit],
            Type::list(Person),
            "Who holds a role in exactly this unit until further notice; posts with a last day are left out.",
        ),
        sig("parent", vec![Unit], Unit, "The unit directly above; `()` at the top."),
        sig("level", vec![Unit], Text, "The level of a unit; `()` for a department."),
        sig(
            "ancestor",
            vec![Unit, Text],
            Unit,
            "The unit of a level that a unit belongs to; `()` if there is none.",
        ),
    ]
}

/// The functions of boards: those of cases that look at the organisation or the time and at no case.
#[must_use]
pub fn board_functions() -> Vec<Signature> {
    let own = ["now", "today", "date_of", "ancestor", "parent", "level"];
    functions().into_iter().filter(|known| own.contains(&known.name.as_str())).collect()
}

/// The engine of all boards of this process.
#[must_use]
pub fn board_engine() -> Arc<Engine> {
    static ENGINE: OnceLock<Arc<Engine>> = OnceLock::new();
    ENGINE.get_or_init(|| Arc::new(Engine::new(Limits::default(), board_functions()))).clone()
}

/// The engine of all findings of this process.
#[must_use]
pub fn finding_engine() -> Arc<Engine> {
    static ENGINE: OnceLock<Arc<Engine>> = OnceLock::new();
    ENGINE.get_or_init(|| Arc::new(Engine::new(Limits::default(), finding_functions()))).clone()
}

/// Answers the functions that need neither the case nor the world: `days(3)` is `3 days`. `None` for any other.
///
/// The error is a message in words for a number that no duration can have.
#[must_use]
pub fn duration(name: &str, args: &[Value]) -> Option<Result<Value, String>> {
    use crate::model::duration::{Duration, MAX_COUNT, Unit};
    let unit = match name {
        "minutes" => Unit::Minutes,
        "hours" => Unit::Hours,
        "work_hours" => Unit::WorkHours,
        "days" => Unit::Days,
        "workdays" => Unit::Workdays,
        "months" => Unit::Months,
        _ => return None,
    };
    let count = args.first().and_then(|value| value.as_int().ok());
    let count = count.and_then(|count| u32::try_from(count).ok()).filter(|count| *count <= MAX_COUNT);
    Some(match count {
        Some(count) => Ok(Value::from(Duration::new(count, unit).to_string())),
        None => Err(format!("`{name}` needs a whole number from 0 to {MAX_COUNT}")),
    })
}

/// The engine of all definitions of this process.
#[must_use]
pub fn engine() -> Arc<Engine> {
    static ENGINE: OnceLock<Arc<Engine>> = OnceLock::new();
    ENGINE.get_or_init(|| Arc::new(Engine::new(Limits::default(), functions()))).clone()
}
