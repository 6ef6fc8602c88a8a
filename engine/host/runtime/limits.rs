//! Every number that bounds what the runtime does.

use std::time::Duration;

/// Named limits with their defaults.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Commits gathered into one batch.
    pub batch: usize,
    /// Commits that wait for their batch; who comes later waits at the door.
    pub queue: usize,
    /// How often one input is decided anew because another came first.
    pub attempts: u32,
    /// Numbers drawn for one input.
    pub numbers: u32,
    /// How often a key may have been free again.
    pub generations: u32,
    /// How long one step may take on the wall before it is stopped without an outcome.
    pub step: Duration,
    /// How often what falls due in a case may be stopped like that before it is parked.
    pub slow_wakes: u32,
    /// How often the database is asked for what is due.
    pub poll: Duration,
    /// How long to wait after the database did not answer.
    pub pause: Duration,
    /// How often the table of publications is read again.
    pub refresh: Duration,
    /// Cases woken, and outgoing rows taken, in one round.
    pub page: u32,
    /// Cases counted again in one page after a calendar has changed.
    pub reproject_page: u32,
    /// Of them, at the same time: no more than half a batch of commits, so that what comes from outside finds a place in
    /// each.
    pub reproject_together: usize,
    /// Cases that an occurrence of a schedule offers its event to in one page; the store's page limit at most.
    pub schedule_page: u32,
    /// How often schedules are asked what is due.
    pub schedule_poll: Duration,
    /// An occurrence that was due longer ago than this before anybody took it up was missed.
    pub missed_after: Duration,
    /// Occurrences of one schedule that are recorded in one round after an outage.
    pub schedule_record: u32,
    /// Entries of a list that are looked at in one page of a sync; the store's page limit at most.
    pub list_page: u32,
    /// Of them, at the same time.
    pub list_together: usize,
    /// Cases and messages worked on at the same time.
    pub together: usize,
    /// Calls of services under way at the same time.
    pub calls: usize,
    /// Calls of one service under way at the same time; fewer than `calls`, so that a dead one leaves room for others.
    pub calls_of_one: usize,
    /// How long a claimed row is left to the node that claimed it. Longer than a call may take.
    pub lease: Duration,
    /// How long one call of a service may take.
    pub call: Duration,
    /// How often a call is tried before it is given up.
    pub call_attempts: u32,
    /// The wait after the first failure; doubled with each further one.
    pub retry_first: Duration,
    /// The longest wait between two tries.
    pub retry_most: Duration,
    /// Rounds that a virtual clock takes to come to rest at one instant.
    pub rounds: u32,
    /// Compiled definitions kept besides those that are loaded.
    pub compiled: usize,
    /// Editions of the rotations kept in memory, the newest ones; about the time before them nothing is answered.
    pub editions: usize,
    /// Log entries that an explanation reads in one page.
    pub log_page: u32,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            batch: 64,
            queue: 1_024,
            attempts: 50,
            numbers: 100,
            generations: 1_000,
            step: Duration::from_secs(5),
            slow_wakes: 5,
            poll: Duration::from_millis(100),
            pause: Duration::from_millis(500),
            refresh: Duration::from_secs(5),
            page: 128,
            reproject_page: 256,
            reproject_together: 32,
            schedule_page: 256,
            schedule_poll: Duration::from_secs(1),
            missed_after: Duration::from_secs(60),
            schedule_record: 100,
            list_page: 256,
            list_together: 32,
            together: 32,
            calls: 32,
            calls_of_one: 8,
            lease: Duration::from_secs(60),
            call: Duration::from_secs(15),
            call_attempts: 12,
            retry_first: Duration::from_secs(1),
            retry_most: Duration::from_secs(3_600),
            rounds: 100_000,
            compiled: 64,
            editions: 64,
            log_page: 500,
        }
    }
}
