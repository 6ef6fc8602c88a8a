use super::{at, changes, given};
use crate::rotation::{Changes, Passed};
use crate::source::Lang;

const HOLIDAYS: &str = "
rotation: r
calendar: cn
basis: 值班规定第三条
layers:
  - { layer: rest, start: 2026-01-01T08:30, advance: block, on: { days: [rest_day] }, participants: [{ person: a }, { person: b }, { person: c }] }
  - { layer: work, start: 2026-01-04T08:30, advance: eligible_day, on: { days: [worked_day] }, participants: [{ person: e }, { person: l }] }
";

#[test]
fn a_holiday_is_one_shift_and_a_make_up_saturday_is_a_working_day() {
    let rotations = given(&[HOLIDAYS]);
    let none = Changes::default();
    let view = rotations.view(&none);
    // Spring Festival, 15 to 23 February, is the seventh run of days of rest of the year: turn 6.
    let festival = view.segment("r", None, None, at("2026-02-20T12:00")).unwrap();
    assert_eq!((festival.from, festival.to), (at("2026-02-15T08:30"), at("2026-02-24T08:30")));
    assert_eq!(festival.turn.unwrap().number, 6);
    assert_eq!(festival.people.join("+"), "a");
    // 14 February is a Saturday that is worked: the 32nd working day of the year.
    let saturday = view.segment("r", None, None, at("2026-02-14T12:00")).unwrap();
    assert_eq!((saturday.turn.unwrap().number, saturday.people.join("+").as_str()), (31, "l"));
}

#[test]
fn why_names_layer_turn_day_and_who_approved() {
    let rotations = given(&[HOLIDAYS]);
    let made = changes(
        "[{ id: o-1, rotation: r, reason: 出差, requested: { by: a, at: 2026-02-01T09:00+08:00, on_behalf_of: b }, \
         approved: { by: l, at: 2026-02-02T09:00+08:00 }, \
         override: { from: 2026-02-17T08:30+08:00, to: 2026-02-18T08:30+08:00, replace: [{ person: a, with: c }] } }]",
        &rotations,
    );
    let why = rotations.view(&made).why("r", None, None, at("2026-02-17T12:00")).unwrap();
    let turn = why.turn.as_ref().unwrap();
    assert_eq!((&*turn.layer, turn.number, turn.person.as_deref()), ("rest", 6, Some("a")));
    let day = why.day.as_ref().unwrap();
    assert!(day.statutory && !day.provisional);
    assert_eq!(why.changes.len(), 1);
    let lines = why.lines(Lang::Zh).join("\n");
    for part in ["C (c)", "法定节假日", "第 6 轮", "替班 o-1", "a 代 b", "l 于", "出差", "值班规定第三条"]
    {
        assert!(lines.contains(part), "{part} is missing in\n{lines}");
    }
    let work = rotations.view(&made).why("r", None, None, at("2026-02-14T12:00")).unwrap();
    assert_eq!(work.passed, [("rest".into(), Passed::NoDuty)]);
    assert!(work.lines(Lang::En).join("\n").contains("a day of rest that is worked"));
}

#[test]
fn a_year_that_is_missing_is_named() {
    let rotations = given(&[HOLIDAYS]);
    let none = Changes::default();
    let error = rotations.view(&none).who_in("r", None, None, at("2031-03-03T12:00")).unwrap_err();
    assert!(error.to_string().contains("2031"), "{error}");
    let error = rotations.view(&none).who_in("r", Some("g1"), None, at("2026-03-03T12:00")).unwrap_err();
    assert!(error.to_string().contains("g1"), "{error}");
}

#[test]
fn nights_and_days_of_rest_are_counted() {
    let rotations = given(&["
rotation: r
calendar: cn
layers:
  - { layer: nights, start: 2026-09-30T17:30, on: { windows: [{ from: \"17:30\", to: \"08:30\" }] }, participants: [{ person: a }, { person: b }] }
"]);
    let none = Changes::default();
    let (from, to) = (at("2026-09-30T00:00"), at("2026-10-11T00:00"));
    let ledgers = rotations.view(&none).fairness("r", None, from, to).unwrap();
    let (a, b) = (ledgers[0].people["a"], ledgers[0].people["b"]);
    // a: 30 September, then 2, 4, 6, 8, 10 October; b: 1, 3, 5, 7, 9 October. The 10th is a Saturday that is worked.
    assert_eq!((a.workday, a.statutory, a.holiday, a.makeup_workday, a.night), (2, 1, 2, 1, 6));
    assert_eq!((b.workday, b.statutory, b.holiday, b.makeup_workday, b.night), (1, 2, 2, 0, 5));
    // The last night is cut at the end of the span: 6.5 of 15 hours.
    assert_eq!(a.minutes, 5 * 15 * 60 + 390);
}

#[test]
fn a_span_that_is_too_long_is_refused() {
    let rotations = given(&[HOLIDAYS]);
    let none = Changes::default();
    let mut schedules = rotations.view(&none).schedules(at("2020-01-01T00:00"), at("2035-01-01T00:00"));
    let error = schedules.slot("r", None, "duty").unwrap_err();
    assert!(error.to_string().contains("3660") && error.text().zh().contains("3660"), "{error}");
}
