//! Stories that sync lists.

use super::{first, head, passes, told_with};
use docket_core::scenario::{Report, What, render};
use docket_core::source::Lang;

const JOB: &str = "language: 1
workflow: job
title: { zh: 活, en: Job }
calendar: cn
counting: petition-regulation
unit: place
actors:
  keeper: { role: keeper, at: place }
data:
  code: { type: text }
  place: { type: unit }
  days: { type: integer, min: 1 }
opens: { by: [keeper], saves: [code, place, days] }
events:
  amend: { by: [keeper], saves: [days] }
  finish: { by: [keeper] }
  lock: { by: [keeper] }
states:
  open:
    task: { to: [keeper], does: [finish, lock] }
    on:
      amend: { guard: event.days < 10 }
      finish: { to: done }
      lock: { to: locked }
  locked:
    task: { to: [keeper], does: [finish] }
    on: { finish: { to: done } }
  done: { final: true }
";

const JOBS: &str = "language: 1
list: jobs
workflow: job
key: code
entries:
  - { code: A, place: c-1, days: 3 }
  - { code: B, place: c-1, days: 4 }
changed: { send: amend }
";

fn jobs(steps: &str) -> Report {
    jobs_of(JOB, steps)
}

fn jobs_of(job: &str, steps: &str) -> Report {
    let text = head("job", "2026-09-28T16:30+08:00") + steps;
    let more = [("examples/first/job.workflow.yaml", job), ("examples/first/jobs.list.yaml", JOBS)];
    let mut report = told_with(&text, &more);
    report.coverage.clear();
    report
}

const OPENED: &str = "  - { sync: jobs, exactly: { synced: { opened: [A, B] } } }\n";

#[test]
fn a_sync_opens_once_and_tells_once() {
    let longer = "{ sync: jobs, with: { A: { days: 5 } }, exactly: { synced: { changed: [A], same: 1 } } }";
    passes(&jobs(&format!(
        "{OPENED}  - {{ sync: jobs, exactly: {{ synced: {{ same: 2 }} }} }}
  - {longer}
  - {{ case: jobs/A, expect: {{ data: {{ days: 5 }} }} }}
  - {{ sync: jobs, with: {{ A: {{ days: 5 }} }}, exactly: {{ synced: {{ same: 2 }} }} }}
"
    )));
}

#[test]
fn what_is_tried_only_leaves_nothing() {
    passes(&jobs(&format!(
        "  - {{ sync: jobs, dry_run: true, exactly: {{ synced: {{ opened: [A, B] }} }} }}
{OPENED}  - {{ sync: jobs, dry_run: true, with: {{ A: null, B: {{ days: 12 }} }}, exactly: {{ synced: {{ vanished: [A], refused: [{{ key: B, code: guard_false }}] }} }} }}
  - {{ sync: jobs, exactly: {{ synced: {{ same: 2 }} }} }}
"
    )));
}

#[test]
fn what_a_case_has_no_use_for_is_told_again_later() {
    let again = "  - { sync: jobs, with: { A: { days: 5 } }, exactly: { synced: { refused: [{ key: A, code: ignored }], same: 1 } } }\n";
    let ignoring = JOB.replace("saves: [days] }", "saves: [days], when_unhandled: ignore }");
    let steps = format!(
        "{OPENED}  - {{ case: jobs/A, send: lock, by: luo }}\n{again}{again}  - {{ case: jobs/A, expect: {{ state: locked, data: {{ days: 3 }} }} }}\n"
    );
    passes(&jobs_of(&ignoring, &steps));
}

#[test]
fn a_refusal_that_was_not_foreseen_fails_the_line() {
    let report = jobs(&format!("{OPENED}  - {{ sync: jobs, with: {{ A: {{ days: 12 }} }} }}\n"));
    let said = render(&report, Lang::En);
    assert!(said.contains("sync jobs refused") && said.contains("got: A (guard_false: "), "{said}");
    assert!(said.contains("A days: 3 -> 12 (the case does not know)"), "{said}");
    let chinese = render(&report, Lang::Zh);
    assert!(chinese.contains("清单同步 jobs refused") && chinese.contains("案件不知道"), "{chinese}");
}

#[test]
fn a_failure_says_which_entries_it_was() {
    let report = jobs("  - { sync: jobs, exactly: { synced: { opened: [A] } } }\n");
    assert_eq!(first(&report), (What::Synced, "A, B".to_owned()));
    let report = jobs("  - { sync: jobs, expect: { synced: { opened: [A], changed: [B] } } }\n");
    assert_eq!(first(&report), (What::Synced, "—".to_owned()));
    let report = jobs("  - { sync: jobs, expect: { synced: { same: 1 } } }\n");
    assert_eq!(first(&report), (What::Synced, "0".to_owned()));
    let report = jobs("  - { sync: jobs, with: { C: null } }\n");
    assert_eq!(first(&report), (What::Synced, "there is no entry `C`".to_owned()));
}

#[test]
fn rows_fill_what_is_otherwise() {
    let steps = "  - { sync: jobs, with: { A: { days: '${days}' } }, expect: { synced: { opened: [A] } } }
  - { case: jobs/A, expect: { data: { days: '${days}' } } }
examples: { rows: [{ days: 1 }, { days: 9 }] }
";
    passes(&jobs(steps));
}
