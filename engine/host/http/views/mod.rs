//! What answers show.

mod boards;
mod case;
mod documents;
mod duty;
mod entries;
mod lists;
mod obligation;
mod of;
mod registers;
mod schedules;
mod why;

pub use boards::{BoardList, BoardView, PublicationHead, PublicationHeads, PublishedBoard};
pub use case::{CaseView, ClockView, PartView, PossibleView, RequestView, TaskView};
pub use documents::{DocumentHead, DocumentList, DocumentTable, DocumentView};
pub use duty::{
    DutyCoverage, DutyEdition, DutyFairness, DutyHole, DutyLedger, DutyMove, DutyPreview, DutyReason,
    DutyReasons, DutySchedule, DutyShift, DutyShifted, DutySlot, DutyStandIn, DutyTally, DutyTurn, OnDuty,
    PersonOnDuty, PersonTally, RotationList, RotationView, SlotSchedule, SlotView,
};
pub use entries::{DifferenceView, EntryList, EntryView, FoundView, ListView, Lists, SyncCounts, SyncView};
pub use lists::{
    CaseList, CaseSummary, ClockAnswer, DefinitionList, DefinitionView, EventView, Explanation, Health,
    IncidentList, IncidentView, LogEntry, LogList, NewTokenView, NoticeList, NoticeView, PublicationView,
    Receipt, TaskList, TaskSummary, TokenList, TokenView,
};
pub use obligation::ObligationView;
pub use registers::{RegisterColumn, RegisterHead, RegisterList, RegisterRow, RegisterView};
pub use schedules::{OccurrenceView, RunList, RunView, ScheduleList, ScheduleView};
pub use why::{DaysView, RungView, WhyList, WhyView};
