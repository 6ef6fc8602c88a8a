//! Rungs of escalation: their order, and shares of time that has none.

use super::Subject;
use super::walk::Walk;
use crate::definition::report::Report;
use crate::model::deadline::{Deadline, Rung};
use crate::model::duration::{Duration, Unit};
use crate::source::{Code, Label, Pointer};

pub(super) fn check(subject: &Subject<'_>, walk: &Walk<'_>, report: &mut Report<'_>) {
    for (name, rungs) in &subject.model.escalations {
        let at = Pointer::root().key("escalations").key(name);
        order(name, rungs, &at, report);
    }
    for one in &walk.states {
        if let Some(deadline) = &one.state.deadline {
            shares(subject, deadline, &one.at.key("deadline"), report);
        }
        for (name, deadline) in &one.state.deadlines {
            shares(subject, deadline, &one.at.key("deadlines").key(name), report);
        }
    }
}

/// When a rung comes, as far as the text alone tells.
enum When {
    Share(u32),
    Before(Duration),
    Due,
    After(Duration),
}

impl When {
    fn of(rung: &Rung) -> Option<Self> {
        let span = |span: &crate::model::Span| span.0.parse::<Duration>().ok();
        match (rung.reach.as_deref(), &rung.before, &rung.after) {
            (Some("due"), None, None) => Some(Self::Due),
            (Some(share), None, None) => share.strip_suffix('%')?.trim().parse().ok().map(Self::Share),
            (None, Some(before), None) => span(before).map(Self::Before),
            (None, None, Some(after)) => span(after).map(Self::After),
            _ => None,
        }
    }

    /// Whether this certainly comes earlier than another. Shares and days before the end do not compare, nor do unlike units.
    fn is_before(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Share(one), Self::Share(other)) => one < other,
            (Self::Before(one), Self::Before(other)) => one.unit == other.unit && one.count > other.count,
            (Self::After(one), Self::After(other)) => one.unit == other.unit && one.count < other.count,
            (Self::Share(share), Self::Due) => *share < 100,
            (Self::Before(_), Self::Due | Self::After(_)) | (Self::Share(_) | Self::Due, Self::After(_)) => {
                true
            }
            _ => false,
        }
    }
}

fn order(name: &str, rungs: &[Rung], at: &Pointer, report: &mut Report<'_>) {
    let mut before: Option<(usize, When)> = None;
    for (place, rung) in rungs.iter().enumerate() {
        let Some(when) = When::of(rung) else { continue };
        if let Some((earlier, other)) = &before
            && when.is_before(other)
        {
            let fault = report.key(Code::RungOrder, &at.index(place)).with("name", name);
            let because = report.key_place(&at.index(*earlier));
            report.add(match because {
                Some(because) => fault.related(because, Label::Because),
                None => fault,
            });
            // Only this rung is out of place: the next is held against the one in front of it.
            continue;
        }
        before = Some((place, when));
    }
}

/// A rung at a share of months or years, which differ in length.
fn shares(subject: &Subject<'_>, deadline: &Deadline, at: &Pointer, report: &mut Report<'_>) {
    let Some(within) = &deadline.within else { return };
    let Ok(span) = within.0.parse::<Duration>() else { return };
    if !matches!(span.unit, Unit::Months | Unit::Years) {
        return;
    }
    let Some((name, rungs)) =
        deadline.escalation.as_ref().and_then(|name| subject.model.escalations.get_key_value(name))
    else {
        return;
    };
    let share = rungs.iter().position(|rung| matches!(When::of(rung), Some(When::Share(_))));
    if let Some(place) = share {
        let fault = report.value(Code::ShareOfMonths, &at.key("within")).with("got", &within.0);
        let rung = Pointer::root().key("escalations").key(name).index(place).key("reach");
        let because = report.place(&rung);
        report.add(match because {
            Some(because) => fault.related(because, Label::Because),
            None => fault,
        });
    }
}
