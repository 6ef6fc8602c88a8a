//! Working time, holidays and clocks with a budget: functions of an instant.
