//! Stories that publish boards.

use super::{first, head, passes, told_with};
use docket_core::scenario::{Report, What, render};
use docket_core::source::Lang;

const TALLY: &str = "language: 1
workflow: tally
title: { zh: 报数, en: Tally }
calendar: cn
counting: petition-regulation
unit: place
actors:
  keeper: { role: keeper, at: place }
data:
  place: { type: unit }
  count: { type: integer }
publish:
  count: { value: count }
  share: { value: 'ratio(100, count)' }
opens: { by: [keeper], saves: [place, count] }
events:
  set: { by: [keeper], saves: [count] }
  finish: { by: [keeper] }
states:
  open:
    task: { to: [keeper], does: [set, finish] }
    on:
      set: {}
      finish: { to: done }
  done: { final: true }
";

const TALLIES: &str = "language: 1
board: tallies
title: { zh: 报数榜, en: Tallies }
calendar: cn
rows: [{ workflow: tally, where: '!ended' }]
columns: { count: { value: count }, half: { value: 'ratio(count, 2)', places: 1 } }
rank: { by: count }
lights:
  - { colour: green, icon: '●', word: { zh: 多, en: many }, when: count >= 10 }
movement: true
";

fn tally(steps: &str) -> Report {
    let text = head("tally", "2026-09-28T16:30+08:00") + steps;
    let more =
        [("examples/first/tally.workflow.yaml", TALLY), ("examples/first/tallies.board.yaml", TALLIES)];
    let mut report = told_with(&text, &more);
    report.coverage.clear();
    report
}

const TWO: &str = "  - start: { name: one, by: luo, data: { place: c-1, count: 7 } }
  - start: { name: two, by: luo, data: { place: c-1, count: 12 } }
";

#[test]
fn a_board_says_what_its_cases_say_when_it_is_published() {
    passes(&tally(&format!(
        "  - {{ publish: tallies, exactly: {{ board: {{ cases: 0, rows: [], order: [] }} }} }}
{TWO}
  - publish: tallies
    exactly:
      board:
        number: 2
        order: [two, one]
        rows:
          - {{ line: one, rank: 2, new: true, light: none, cells: {{ half: 3.5 }} }}
          - {{ line: two, rank: 1, new: true, light: green, cells: {{ half: '6.0', count: 12 }} }}
  - {{ send: set, case: one, by: luo, data: {{ count: 20 }} }}
  - {{ crash: true, expect: {{ board: {{ name: tallies, number: 2, cases: 2 }} }} }}
  - {{ publish: tallies, id: again, expect: {{ board: {{ order: [one, two], rows: [{{ line: one, rank: 1, rose: 1, new: false }}] }} }} }}
  - {{ send: finish, case: one, by: luo }}
  - {{ publish: tallies, id: again, expect: {{ board: {{ number: 3, cases: 2 }} }} }}
  - {{ publish: tallies, expect: {{ board: {{ number: 4, cases: 1, order: [two] }} }} }}
"
    )));
}

#[test]
fn a_board_that_says_something_else_is_told_with_its_reasons() {
    let report = tally(&format!(
        "{TWO}  - {{ publish: tallies, expect: {{ board: {{ rows: [{{ line: one, rank: 1 }}] }} }} }}\n"
    ));
    insta::assert_snapshot!("board_zh", render(&report, Lang::Zh));
    insta::assert_snapshot!("board_en", render(&report, Lang::En));
}

#[test]
fn every_part_of_a_board_is_held_against_what_is_expected() {
    for (board, about, got) in [
        ("cases: 3", "tallies cases", "2"),
        ("left: 1", "tallies left", "0"),
        ("number: 2", "tallies number", "1"),
        ("order: [one, two]", "tallies order", "two, one"),
        ("rows: []", "tallies rows", "two, one"),
        ("rows: [{ line: three }]", "tallies three", "two, one"),
        ("rows: [{ line: one, cases: 2 }]", "tallies one cases", "1"),
        ("rows: [{ line: one, unranked: too_few }]", "tallies one unranked", "2"),
        ("rows: [{ line: one, rose: 1 }]", "tallies one rose", "—"),
        ("rows: [{ line: one, new: true }]", "tallies one new", "false"),
        ("rows: [{ line: one, light: green }]", "tallies one light", "none"),
        ("rows: [{ line: one, cells: { half: 3 } }]", "tallies one half", "3.5"),
        ("rows: [{ line: two, cells: { half: null } }]", "tallies two half", "6 (6.0)"),
    ] {
        let report = tally(&format!("{TWO}  - {{ publish: tallies, expect: {{ board: {{ {board} }} }} }}\n"));
        assert_eq!(first(&report), (What::Board, got.to_owned()), "{board}");
        assert_eq!(report.failures[0].about, about);
    }
    let strict = format!("{TWO}  - {{ publish: tallies, exactly: {{ board: {{ order: [two] }} }} }}\n");
    assert_eq!(first(&tally(&strict)), (What::Board, "two, one".to_owned()));
    let early = "  - { wait: 1 days, expect: { board: { name: tallies, cases: 0 } } }\n";
    assert_eq!(first(&tally(early)), (What::Board, "it was never published".to_owned()));
}

#[test]
fn a_row_that_cannot_be_computed_fails_the_publication() {
    let report = tally(
        "  - start: { name: one, by: luo, data: { place: c-1, count: 7 } }
  - { send: set, case: one, by: luo, data: { count: 0 } }
  - { publish: tallies }
",
    );
    let (what, got) = first(&report);
    assert!(what == What::Board && got.contains("publish.share"), "{got}");
}

#[test]
fn a_board_that_the_story_s_organisation_cannot_carry_is_told() {
    let text = head("tally", "2026-09-28T16:30+08:00") + "  - publish: tallies\n";
    let streets = TALLIES.replace("columns:", "group_by: { level: street }\ncolumns:").replace(
        "{ value: count }, half: { value: 'ratio(count, 2)', places: 1 }",
        "{ give: sum, value: count }",
    );
    let towns = "language: 1\norg: town\ntitle: { zh: 镇, en: Town }\nlevels: [street]\nroles: {}\nunits: [{ id: s, level: street }]\npeople: []\nposts: []\n";
    let report = told_with(
        &text,
        &[
            ("examples/first/tally.workflow.yaml", TALLY),
            ("examples/first/tallies.board.yaml", &streets),
            ("examples/first/town.org.yaml", towns),
        ],
    );
    let (what, got) = first(&report);
    assert_eq!(
        (what, got.as_str()),
        (What::Prepare, "the board `tallies` cannot be used in this story: street")
    );
}

const PACK: &str = "language: 1
pack: tallying
version: 1.0.0
parameters:
  weight: { type: decimal, default: '0.25', source: 内部规定 }
  charge: { type: money, default: 2, source: 内部规定 }
";

const WEIGHED: &str = "language: 1
board: weighed
title: { zh: 加权榜, en: Weighed }
calendar: cn
rows: [{ workflow: tally, where: '!ended' }]
columns:
  weighed: { value: 'count * params.weight', places: 2 }
  charged: { value: 'count * params.charge', places: 2 }
rank: { by: weighed }
";

fn weighed(given: &str, weighed: &str, charged: &str) -> Report {
    let text = head("tally", "2026-09-28T16:30+08:00").replace("+08:00 }", &format!("+08:00{given} }}"));
    let told = format!(
        "{text}{TWO}  - {{ publish: weighed, expect: {{ board: {{ rows: [{{ line: two, cells: {{ weighed: '{weighed}', charged: '{charged}' }} }}] }} }} }}\n"
    );
    let more = [
        ("examples/first/pack.yaml", PACK),
        ("examples/first/tally.workflow.yaml", TALLY),
        ("examples/first/weighed.board.yaml", WEIGHED),
    ];
    let mut report = told_with(&told, &more);
    report.coverage.clear();
    report
}

#[test]
fn a_number_is_one_where_it_stands_between_quotes() {
    passes(&weighed("", "3.00", "24.00"));
    passes(&weighed(", parameters: { weight: '0.5', charge: '1.10' }", "6.00", "13.20"));
    passes(&weighed(", parameters: { weight: 0.5, charge: 1.1 }", "6.00", "13.20"));
}
