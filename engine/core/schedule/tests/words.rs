//! Why an occurrence falls where it does, in words.

use super::{at, given, nine};
use crate::schedule::Schedule;
use crate::source::Lang;

fn told(schedule: &Schedule, after: &str) -> [String; 2] {
    let one = schedule.next_after(at(after)).unwrap().unwrap();
    let why = schedule.why(&one);
    [why.words(Lang::Zh), why.words(Lang::En)]
}

fn both(on: &str, after: &str, zh: &str, en: &str) {
    assert_eq!(told(&nine(on), after), [zh, en]);
}

#[test]
fn periods_and_what_was_passed_over() {
    both(
        "{ last_workday: { of: month } }",
        "2026-10-15T00:00",
        "2026年10月的最后一个工作日：10月30日（31日是星期六）",
        "the last workday of October 2026: 30 October (31 October is a Saturday)",
    );
    both(
        "{ workday: { n: 3, of: quarter } }",
        "2026-10-01T00:00",
        "2026年第4季度的第3个工作日：10月10日（1日至7日是国庆节；10日是星期六，调休上班）",
        "the 3rd workday of quarter 4 of 2026: 10 October (1 October to 7 October is National Day; 10 October, a Saturday, is worked to make up)",
    );
    both(
        "{ window: { first: 10 workdays, of: quarter } }",
        "2026-10-01T00:00",
        "2026年第4季度的前10个工作日：10月8日至10月20日（1日至7日是国庆节；10日是星期六，调休上班）",
        "the first 10 workdays of quarter 4 of 2026: 8 October to 20 October (1 October to 7 October is National Day; 10 October, a Saturday, is worked to make up)",
    );
    both(
        "{ last_workday: { n: 2, of: half_year } }",
        "2026-06-01T00:00",
        "2026年上半年的倒数第2个工作日：6月29日",
        "the 2nd workday from the end of the first half of 2026: 29 June",
    );
}

#[test]
fn a_day_that_moved() {
    both(
        "{ weekdays: [monday], or: next_workday }",
        "2026-10-01T00:00",
        "每个星期一，10月5日不上班，顺延到下一个工作日：10月8日（5日至7日是国庆节）",
        "every Monday; 5 October is not worked, so the next workday: 8 October (5 October to 7 October is National Day)",
    );
    both(
        "{ last_day: { of: month }, or: previous_workday }",
        "2026-10-15T00:00",
        "2026年10月的最后一天，10月31日不上班，提前到前一个工作日：10月30日（31日是星期六）",
        "the last day of October 2026; 31 October is not worked, so the workday before: 30 October (31 October is a Saturday)",
    );
    both(
        "{ dates: { days: [31], in_short_months: last_day } }",
        "2026-02-15T00:00",
        "每月31日：2月28日（这个月没有31日，取最后一天）",
        "day 31 of each month: 28 February (the month has no day 31, so its last one is meant)",
    );
}

#[test]
fn plain_days() {
    both(
        "{ each: workday }",
        "2026-10-10T00:00",
        "每个工作日：10月10日（10日是星期六，调休上班）",
        "every workday: 10 October (10 October, a Saturday, is worked to make up)",
    );
    both(
        "{ each: holiday }",
        "2026-10-02T00:00",
        "每个节假日：10月2日（2日是国庆节）",
        "every day of a holiday: 2 October (2 October is National Day)",
    );
    both(
        "{ every: { n: 2, unit: week, start: 2026-01-05 } }",
        "2026-01-06T00:00",
        "自2026年1月5日起每 2 周：1月19日",
        "every 2 weeks from 5 January 2026: 19 January",
    );
}

#[test]
fn a_time_that_a_gap_swallows() {
    let schedule = given("zone: America/Chicago\nat: ['02:30']\non: { each: day }");
    let one = schedule.next_after("2026-03-08T06:00:00Z".parse().unwrap()).unwrap().unwrap();
    let why = schedule.why(&one);
    assert_eq!(why.words(Lang::Zh), "每天：3月8日（当天没有 02:30，改在 03:00）");
    assert_eq!(why.words(Lang::En), "every day: 8 March (there is no 02:30 on that day, so it is at 03:00)");
}
