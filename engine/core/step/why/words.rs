//! One screen on a deadline, in Chinese and English.

use super::super::words::chinese;
use super::{RungWhy, Since, Why};
use crate::calendar::{self, Duration, Ends, FirstDay, Measure, Roll, Stretch, Unit};
use crate::instance::Words;
use crate::model::Text;
use crate::model::deadline::Days;
use jiff::Timestamp;

fn say(zh: impl Into<String>, en: impl Into<String>) -> Words {
    Words { zh: zh.into(), en: en.into() }
}

pub(super) fn due() -> Words {
    say("到期", "when it is due")
}

/// The share of a budget, rounded up to a whole unit as the clock does it.
pub(super) fn share(percent: u32, budget: Duration) -> Words {
    let count = (u64::from(budget.count) * u64::from(percent)).div_ceil(100);
    let part = Duration { count: u32::try_from(count).unwrap_or(u32::MAX), unit: budget.unit };
    say(format!("用去 {percent}%（{}）", length(part)), format!("{percent} % used ({part})"))
}

pub(super) fn before(time: Duration) -> Words {
    say(format!("到期前 {}", length(time)), format!("{time} before it is due"))
}

pub(super) fn after(time: Duration) -> Words {
    say(format!("到期后 {}", length(time)), format!("{time} after it was due"))
}

fn length(time: Duration) -> String {
    chinese(&time.to_string())
}

pub(super) fn lines(why: &Why) -> Vec<Words> {
    let mut lines = vec![head(why)];
    if let Some(basis) = &why.basis {
        lines.push(say(format!("  依据：{}", basis.zh()), format!("  basis: {}", basis.en())));
    }
    lines.push(law(why));
    lines.push(budget(why));
    lines.extend(why.extensions.iter().map(|one| extension(why, one)));
    lines.extend(why.pauses.iter().map(|pause| {
        let from = minute(why, pause.from);
        match pause.to.map(|to| minute(why, to)) {
            Some(to) => say(format!("  停表 {from} 至 {to}"), format!("  stood still from {from} to {to}")),
            None => say(format!("  {from} 起停表，尚未恢复"), format!("  stands still since {from}")),
        }
    }));
    if !why.account.is_empty() {
        lines.push(say("  逐日：", "  the days:"));
        lines.extend(why.account.iter().map(stretch));
        lines.push(total(why));
    }
    if why.is_held {
        lines.push(say(
            "  离开后可返回，返回时接着计",
            "  its state was left and may be returned to: it goes on then",
        ));
    }
    lines.push(used(why));
    if let Some(light) = &why.light {
        lines.push(say(format!("  灯：{}", colour(light)), format!("  light: {light}")));
    }
    lines.extend(why.rungs.iter().map(|one| rung(why, one)));
    lines.extend(provisional(why));
    lines
}

fn head(why: &Why) -> Words {
    let name = |text: Option<&Text>, zh: bool| {
        let words = text.map(|text| if zh { text.zh() } else { text.en() });
        let (open, close) = if zh { ("（", "）") } else { (" (", ")") };
        words.map_or_else(|| why.name.clone(), |words| format!("{words}{open}{}{close}", why.name))
    };
    let (zh, en) = (name(why.title.as_ref(), true), name(why.title.as_ref(), false));
    match &why.due {
        None => say(
            format!("期限 {zh}：停表中，没有到期时间"),
            format!("deadline {en}: stands still, falls due at no time"),
        ),
        Some(due) if due.exact => {
            let at = minute(why, due.at);
            say(format!("期限 {zh}：{at} 到期"), format!("deadline {en}: due at {at}"))
        }
        Some(due) => {
            let ends = minute(why, due.at);
            say(
                format!("期限 {zh}：末日 {}，{ends} 起逾期", due.date),
                format!("deadline {en}: the last day is {}, late from {ends} on", due.date),
            )
        }
    }
}

fn law(why: &Why) -> Words {
    let rule = why.rule;
    let (zh_first, en_first) = match rule.first_day {
        FirstDay::Counted => ("当日计入", "the first day counts"),
        FirstDay::NotCounted => ("当日不计入", "the first day does not count"),
    };
    let (zh_roll, en_roll) = match rule.roll {
        Roll::None => ("末日不顺延", "the last day does not roll"),
        Roll::NextWorkday => ("末日遇休息日顺延", "the last day rolls off a day of rest"),
    };
    let (zh_ends, en_ends) = match rule.ends {
        Ends::Midnight => ("止于24时", "ends at 24:00"),
        Ends::CloseOfBusiness => ("止于下班", "ends at the close of business"),
    };
    let by = why.law_basis.as_ref().map_or_else(String::new, |basis| format!("，{basis}"));
    let by_en = why.law_basis.as_ref().map_or_else(String::new, |basis| format!(", {basis}"));
    let (zh, en) = (
        why.law.as_ref().map_or(why.counting.as_str(), Text::zh),
        why.law.as_ref().map_or(why.counting.as_str(), Text::en),
    );
    if why.granted.unit.is_whole_days() {
        say(
            format!("  计算：{zh}{by}：{zh_first}，{zh_roll}，{zh_ends}"),
            format!("  counted by: {en}{by_en}: {en_first}, {en_roll}, {en_ends}"),
        )
    } else {
        say("  计算：自该时刻起连续计时", "  counted from the instant itself")
    }
}

fn budget(why: &Why) -> Words {
    let at = minute(why, why.anchor);
    let named = |text: &Option<Text>, name: &String, zh: bool| {
        text.as_ref().map_or_else(|| name.clone(), |text| if zh { text.zh() } else { text.en() }.to_owned())
    };
    let (zh, en) = match &why.since {
        Since::Given(script) => {
            return say(
                format!("  时间由 `{script}` 给出：{at}"),
                format!("  the instant is given by `{script}`: {at}"),
            );
        }
        Since::Entered(name, text) => {
            (format!("进入“{}”", named(text, name, true)), format!("entering `{}`", named(text, name, false)))
        }
        Since::Event(name, text) => (
            format!("“{}”发生", named(text, name, true)),
            format!("`{}` happening", named(text, name, false)),
        ),
        Since::Field(name, text) => {
            (format!("“{}”所载", named(text, name, true)), format!("`{}`", named(text, name, false)))
        }
    };
    let (zh_by, en_by) = why
        .written
        .as_ref()
        .map_or_else(Default::default, |script| (format!("（{script}）"), format!(" ({script})")));
    say(
        format!("  给予 {}{zh_by}，自 {at}（{zh}）起", length(why.granted)),
        format!("  granted {}{en_by} from {at} ({en})", why.granted),
    )
}

fn extension(why: &Why, one: &calendar::Extension) -> Words {
    let at = minute(why, one.at);
    let (mut zh, mut en) =
        (format!("  {at} 延长 {}", length(one.add)), format!("  extended by {} on {at}", one.add));
    if let Some(reason) = &one.reason {
        zh.push_str(&format!("，理由：{reason}"));
        en.push_str(&format!(", because: {reason}"));
    }
    if !one.by.is_empty() {
        zh.push_str(&format!("，批准：{}", one.by.join("、")));
        en.push_str(&format!(", approved by {}", one.by.join(", ")));
    }
    say(zh, en)
}

fn stretch(one: &Stretch) -> Words {
    let days = match one.to {
        to if to == one.from => one.from.to_string(),
        to if to.year() == one.from.year() => format!("{}..{}", one.from, to.strftime("%m-%d")),
        to => format!("{}..{to}", one.from),
    };
    let count = one.days();
    let (zh, en) = match (&one.why, one.minutes) {
        (calendar::Why::Counted, Some(minutes)) => (hours_zh(minutes), hours_en(minutes)),
        (calendar::Why::MadeUp, Some(minutes)) => {
            (format!("调休上班，{}", hours_zh(minutes)), format!("make-up day, {}", hours_en(minutes)))
        }
        (calendar::Why::Counted, None) => (format!("计 {count} 日"), format!("{count} counted")),
        (calendar::Why::MadeUp, None) => {
            (format!("调休上班，计 {count} 日"), format!("{count} counted, worked to make up"))
        }
        (calendar::Why::FirstDay, _) => ("当日，不计入".to_owned(), "the first day, not counted".to_owned()),
        (calendar::Why::Weekend, _) => ("周末，不计".to_owned(), "weekend, not counted".to_owned()),
        (calendar::Why::Holiday(name), _) => (
            format!("{}放假，不计", name.as_ref().map_or("", Text::zh)),
            format!("holiday {}, not counted", name.as_ref().map_or("", Text::en)).replace(" ,", ","),
        ),
        (calendar::Why::Paused, _) => ("停表，不计".to_owned(), "standing still, not counted".to_owned()),
        (calendar::Why::Rolled, _) => {
            ("末日遇休息日，顺延".to_owned(), "the last day rolls to the next working day".to_owned())
        }
        (calendar::Why::AfterHours, _) => {
            ("不在工作时间内，不计".to_owned(), "outside the working hours, not counted".to_owned())
        }
    };
    say(format!("    {days:<17}  {zh}"), format!("    {days:<17}  {en}"))
}

fn hours_zh(minutes: i64) -> String {
    match (minutes / 60, minutes % 60) {
        (0, rest) => format!("计 {rest} 分钟"),
        (hours, 0) => format!("计 {hours} 小时"),
        (hours, rest) => format!("计 {hours} 小时 {rest} 分钟"),
    }
}

fn hours_en(minutes: i64) -> String {
    match (minutes / 60, minutes % 60) {
        (0, rest) => format!("{rest} min counted"),
        (hours, 0) => format!("{hours} h counted"),
        (hours, rest) => format!("{hours} h {rest} min counted"),
    }
}

fn total(why: &Why) -> Words {
    let counted = why.account.iter().filter(|one| one.why.is_counted());
    if why.granted.unit == Unit::WorkHours {
        let minutes: i64 = counted.filter_map(|one| one.minutes).sum();
        return say(format!("    合{}", hours_zh(minutes)), format!("    together {}", hours_en(minutes)));
    }
    let days: i32 = counted.map(Stretch::days).sum();
    let (zh, en) =
        if why.granted.unit == Unit::Workdays { ("个工作日", "working days") } else { ("日", "days") };
    say(format!("    合计 {days} {zh}"), format!("    together {days} {en}"))
}

fn used(why: &Why) -> Words {
    let usage = why.usage;
    let (zh, en) = match usage.measure {
        Measure::Days => ("日", "days"),
        Measure::Workdays => ("个工作日", "working days"),
        Measure::Minutes => ("分钟", "minutes"),
        Measure::WorkMinutes => ("分钟工作时间", "minutes of working time"),
    };
    let (used, total, left) = (usage.used, usage.total, usage.left());
    if left < 0 {
        let late = -left;
        return say(format!("  已逾期 {late} {zh}"), format!("  late by {late} {en}"));
    }
    say(
        format!("  至今用去 {used}，共 {total} {zh}，余 {left}"),
        format!("  used so far {used} of {total} {en}, {left} left"),
    )
}

fn rung(why: &Why, one: &RungWhy) -> Words {
    let at = one.at.map_or_else(|| "—".to_owned(), |at| minute(why, at));
    let (zh_done, en_done) = match (one.is_fired, one.is_passed) {
        (_, true) => ("条件不成立，略过", "passed by: its condition did not hold"),
        (true, false) => ("已执行", "done"),
        (false, false) => ("未到", "ahead"),
    };
    let light = one.light.as_ref();
    let zh_light = light.map(|light| format!("，{}灯", colour(light))).unwrap_or_default();
    let en_light = light.map(|light| format!(", light {light}")).unwrap_or_default();
    let (mut zh_does, mut en_does) = (String::new(), String::new());
    if one.is_early {
        zh_does.push_str("，因上一级无人确认而提前");
        en_does.push_str(", early: nobody acknowledged the rung before");
    }
    if let Some(since) = one.held_since {
        let since = minute(why, since);
        zh_does.push_str(&format!("，{since} 起无人值班，等下一班"));
        en_does.push_str(&format!(", held since {since}: nobody is on duty until the next shift"));
    }
    if let Some(times) = one.times {
        zh_does.push_str(&format!("，共 {times} 次"));
        en_does.push_str(&format!(", {times} times so far"));
    }
    if let Some(missing) = &one.asked {
        zh_does.push_str(&format!("，待 {} 确认", missing.join("、")));
        en_does.push_str(&format!(", waits for {} to acknowledge", missing.join(", ")));
    }
    if let Some(only) = &one.only {
        let time = |time: Option<crate::model::calendar::TimeOfDay>, other: &str| {
            time.map_or_else(|| other.to_owned(), |time| time.to_string())
        };
        let (from, to) = (time(only.from, "00:00"), time(only.to, "24:00"));
        let zh_days: Vec<&str> = only.days.iter().map(|days| days_zh(*days)).collect();
        let en_days: Vec<&str> = only.days.iter().map(|days| days_en(*days)).collect();
        zh_does.push_str(&format!(
            "，只在{} {from}-{to}",
            if zh_days.is_empty() { "每天".to_owned() } else { zh_days.join("、") }
        ));
        en_does.push_str(&format!(
            ", only {} {from}-{to}",
            if en_days.is_empty() { "any day".to_owned() } else { en_days.join(", ") }
        ));
    }
    say(
        format!("  第 {} 级：{}，{at}，{zh_done}{zh_light}{zh_does}", one.rung, one.when.zh),
        format!("  rung {}: {}, {at}, {en_done}{en_light}{en_does}", one.rung, one.when.en),
    )
}

const fn days_zh(days: Days) -> &'static str {
    match days {
        Days::Workdays => "工作日",
        Days::RestDays => "休息日",
        Days::Holidays => "节假日",
        Days::Weekends => "周末",
        Days::MakeupWorkdays => "调休上班日",
    }
}

const fn days_en(days: Days) -> &'static str {
    match days {
        Days::Workdays => "on workdays",
        Days::RestDays => "on days of rest",
        Days::Holidays => "on holidays",
        Days::Weekends => "on weekends",
        Days::MakeupWorkdays => "on make-up days",
    }
}

fn provisional(why: &Why) -> Option<Words> {
    let years = &why.due.as_ref()?.provisional;
    if years.is_empty() {
        return None;
    }
    let years: Vec<String> = years.iter().map(ToString::to_string).collect();
    Some(say(
        format!("  用到 {} 年，该年日历是暂定的，公布后重新计算", years.join("、")),
        format!(
            "  it needs {}, whose calendar is provisional; it is counted again when that is published",
            years.join(", ")
        ),
    ))
}

fn colour(light: &str) -> &str {
    match light {
        "red" => "红",
        "orange" => "橙",
        "yellow" => "黄",
        "green" => "绿",
        "blue" => "蓝",
        "black" => "黑",
        other => other,
    }
}

fn minute(why: &Why, at: Timestamp) -> String {
    at.to_zoned_datetime(why.zone.clone()).strftime("%Y-%m-%d %H:%M").to_string()
}
