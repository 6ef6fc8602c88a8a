//! A sync as stories see it.

use crate::runtime::{self, Became, ListCursor, Shown, Syncing};
use docket_core::list::Finding;
use docket_core::scenario::{self as story, Found};

/// The page of a sync that comes after a place.
pub(super) fn page(list: &str, dry_run: bool, after: Option<ListCursor>) -> Syncing {
    // Nothing in a story is a secret.
    Syncing { list: list.to_owned(), dry_run, after, shown: Shown::Open }
}

/// What was found of an entry. Absent: it is as it was.
pub(super) fn found(found: runtime::Found) -> Option<Found> {
    let runtime::Found { key, case, finding, became, differences } = found;
    let (case, became) = match (&finding, became) {
        (finding, Became::Refused { code, why }) => {
            let case = case.filter(|_| *finding != Finding::Opens);
            (case, story::Became::Refused { code: code.to_owned(), why })
        }
        (Finding::Opens, _) => (case, story::Became::Opened),
        (Finding::Changed(_), Became::Done) => (case, story::Became::Changed),
        (Finding::Changed(_), Became::Reported) => (case, story::Became::Reported),
        (Finding::Vanished, _) => (case, story::Became::Vanished),
        (Finding::Back(_), _) => (case, story::Became::Back),
        (Finding::Same | Finding::Gone, _) => return None,
    };
    let differences = differences.into_iter().map(|seen| (seen.words, seen.is_told)).collect();
    Some(Found { key, case, became, differences })
}
