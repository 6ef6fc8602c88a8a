//! Faults that really occur, in Chinese.

use super::{SPOKEN, chinese_why, spoken};
use crate::script::{Engine, Kind, Limits};

#[test]
fn what_scripts_say_is_known() {
    let engine = Engine::new(Limits::default(), []);
    for (text, part) in [
        ("1 / 0.0", "除数是零"),
        ("ratio(1, 0)", "除数是零"),
        ("[1, 2][5]", "列表只有 2 项"),
        ("#{ a: 1 }.b", "“b”"),
        ("() > 3", "空着的数据"),
        ("sum([\"x\"])", "求和"),
        ("missing", "没有定义"),
    ] {
        let script = engine.compile(text, Kind::Value).unwrap();
        let error = engine.eval(&script, &|_| None, None, None).unwrap_err();
        let words = spoken(&format!("open.go: {error}"));
        assert!(
            words.zh.starts_with("open.go：") && words.zh.contains(part),
            "{text}: {error}: {}",
            words.zh
        );
        assert!(words.en.ends_with(&error.to_string()));
    }
}

#[test]
fn faults_within_faults_are_told_whole() {
    for (message, wanted) in [
        (
            "handling: cannot be armed: `accept` has not happened",
            "handling：期限无法起算：“accept”还没有发生",
        ),
        ("open: the calendar `cn` does not describe the year 2031", "open：日历“cn”没有 2031 年的安排"),
        ("no rest after 1000 microsteps", "自动转移超过 1000 步仍停不下来"),
        ("settled: `reason` is frozen in this state", "settled：“reason”在这个状态已经冻结，不能改"),
    ] {
        assert_eq!(spoken(message).zh, wanted);
    }
    assert_eq!(spoken("strange").zh, "规则或数据有误（系统原文：strange）");
}

#[test]
fn why_nobody_was_found_is_told() {
    assert_eq!(chinese_why("head: nobody from c upward"), "head：从 c 往上都没有人担任");
    assert_eq!(chinese_why("head: no unit to begin at"), "head：还不知道从哪个单位找起");
    assert_eq!(chinese_why("head: d (c → d); left out: recused"), "head：d（c → d）；回避：recused");
    let why = "grid-duty worker: turn 36 of workdays; changed by case/1";
    assert_eq!(chinese_why(why), "grid-duty worker：workdays 第 36 轮；变动：case/1");
    let why = "grid-duty worker: the duty of s1 above stands in";
    assert_eq!(chinese_why(why), "grid-duty worker：由上级 s1 的值班人员顶上");
}

#[test]
fn every_value_of_a_fault_has_its_place() {
    for (en, zh) in SPOKEN {
        let dropped = en.starts_with("the calculation failed");
        assert!(dropped || en.matches("{}").count() == zh.matches('{').count(), "{en}");
        assert!(!zh.is_ascii());
    }
}
