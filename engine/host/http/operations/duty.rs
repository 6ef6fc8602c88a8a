//! Who is on duty.

use super::super::handlers::duty;
use super::super::views;
use super::{Content, Operation, Parameter, answer, read, shape, write};
use axum::routing::{get, post};

pub(super) fn all() -> Vec<Operation> {
    const ROSTER: Parameter = ("unit", "string", "The unit of the roster; not needed where there is one.");
    const SLOT: Parameter = ("slot", "string", "The slot; all if absent.");
    const AT: Parameter = (
        "at",
        "string",
        "When: `2026-02-17T12:00` on the clock of the rotation, or with an offset; now if absent.",
    );
    const FROM: Parameter =
        ("from", "string", "Since when: a day, a time on the clock of the rotation, or an instant.");
    const TO: Parameter = ("to", "string", "Until when; a day is included whole.");
    vec![
        read(
            "/v1/duty",
            "list_rotations",
            "Lists rotations: what they are called, their units and slots.",
            &[],
            answer!(views::RotationList),
            get(duty::list),
        ),
        read(
            "/v1/duty/{rotation}/who",
            "who_is_on_duty",
            "Says who is on duty.",
            &[ROSTER, SLOT, AT],
            answer!(views::OnDuty),
            get(duty::who),
        ),
        read(
            "/v1/duty/{rotation}/why",
            "why_on_duty",
            "Says in words why somebody is on duty, or nobody.",
            &[ROSTER, SLOT, AT],
            answer!(views::DutyReasons),
            get(duty::why),
        ),
        read(
            "/v1/duty/{rotation}/schedule",
            "duty_schedule",
            "Shows who is on duty over a span.",
            &[ROSTER, SLOT, FROM, TO],
            answer!(views::DutySchedule),
            get(duty::schedule),
        ),
        read(
            "/v1/duty/{rotation}/schedule.ics",
            "duty_calendar",
            "The same for calendars.",
            &[ROSTER, SLOT, FROM, TO],
            &[(200, Content::Calendar)],
            get(duty::calendar),
        ),
        read(
            "/v1/duty/{rotation}/fairness",
            "duty_fairness",
            "Counts what falls on whom in a year, by kind of day.",
            &[ROSTER, ("year", "integer", "The year.")],
            answer!(views::DutyFairness),
            get(duty::fairness),
        ),
        read(
            "/v1/duty/{rotation}/coverage",
            "duty_coverage",
            "Proves that somebody is on duty in all hours of service, or names the holes.",
            &[("unit", "string", "Only of this unit and all below it."), FROM, TO],
            answer!(views::DutyCoverage),
            get(duty::coverage),
        ),
        Operation {
            keyed: false,
            ..write(
                "/v1/duty/{rotation}/preview",
                "preview_change",
                "Says what a change would do, or everything that speaks against it. Nothing is changed.",
                "read",
                shape::<docket_core::rotation::Change>,
                answer!(views::DutyPreview),
                post(duty::preview),
            )
        },
    ]
}
