//! Explanations and refusals in words, in Chinese and English.

use super::refusal::{Refusal, RefusalCode};
use super::spoken::{chinese_why, spoken};
use super::trace::Trace;
use crate::instance::Words;
use crate::model::duration::{Duration, Unit};
use jiff::Timestamp;
use jiff::tz::TimeZone;

/// What happened in a step, line by line. Instants are shown in the given zone.
#[must_use]
pub fn explain(trace: &[Trace], zone: &TimeZone) -> Vec<Words> {
    trace.iter().map(|item| line(item, zone)).collect()
}

fn line(item: &Trace, zone: &TimeZone) -> Words {
    let when = |at: &Timestamp| at.to_zoned_datetime(zone.clone()).strftime("%Y-%m-%d %H:%M").to_string();
    let say = |zh: String, en: String| Words { zh, en };
    match item {
        Trace::Line { text } if text.starts_with("nobody found: ") => {
            say(format!("记录：{}", spoken(text).zh), format!("log: {text}"))
        }
        Trace::Line { text } => say(format!("记录：{text}"), format!("log: {text}")),
        Trace::Event { name, internal: false } => {
            say(format!("收到事件 {name}"), format!("event {name} received"))
        }
        Trace::Event { name, .. } => say(format!("内部事件 {name}"), format!("internal event {name}")),
        Trace::Guard { transition, script, saw, answer } => {
            let saw: Vec<String> = saw.iter().map(|(name, value)| format!("{name} = {value}")).collect();
            let saw = saw.join(", ");
            let (zh, en) = if *answer { ("成立", "holds") } else { ("不成立", "does not hold") };
            say(
                format!("条件 `{script}` {zh}（当时 {saw}），转移 {transition}"),
                format!("guard `{script}` of {transition} {en} (saw {saw})"),
            )
        }
        Trace::Read { find, workflow, as_of, rows, value } => {
            let at = as_of.to_zoned_datetime(zone.clone()).strftime("%Y-%m-%d %H:%M:%S").to_string();
            say(
                format!("读取 {find} = {value}（流程 {workflow} 公布的 {rows} 行，截至 {at}，可能已有变化）"),
                format!(
                    "read {find} = {value} ({rows} rows published by {workflow} as of {at}; may be stale)"
                ),
            )
        }
        Trace::Window { transition, until: Some(until), open } => {
            let at = when(until);
            let (zh, en) = if *open { ("未过", "open") } else { ("已过", "closed") };
            say(
                format!("{transition} 的期限至 {at}，{zh}"),
                format!("window of {transition} until {at}: {en}"),
            )
        }
        Trace::Window { transition, .. } => {
            say(format!("{transition} 的次数已用完"), format!("{transition} was taken as often as it may be"))
        }
        Trace::Taken { transition, basis } => {
            let (zh, en) = by(basis.as_ref());
            say(format!("执行转移 {transition}{zh}"), format!("transition {transition} taken{en}"))
        }
        Trace::Left { node } => say(format!("离开 {node}"), format!("left {node}")),
        Trace::Entered { node } => say(format!("进入 {node}"), format!("entered {node}")),
        Trace::Armed { deadline, from, within, due_at, provisional, basis } => {
            let (zh_by, en_by) = by(basis.as_ref());
            let from = when(from);
            let due = due_at.as_ref().map(when);
            let years: Vec<String> = provisional.iter().map(ToString::to_string).collect();
            let (zh_note, en_note) = if years.is_empty() {
                (String::new(), String::new())
            } else {
                let years = years.join(", ");
                (
                    format!("（跨{years}年，该年日历尚为暂定）"),
                    format!(" (crosses {years}, still provisional)"),
                )
            };
            let (zh_due, en_due) = due.map_or_else(
                || ("暂停".to_owned(), "standing still".to_owned()),
                |due| (format!("{due} 前"), format!("due before {due}")),
            );
            say(
                format!("期限 {deadline}：自 {from} 起 {}，{zh_due}{zh_by}{zh_note}", chinese(within)),
                format!("deadline {deadline}: {within} from {from}, {en_due}{en_by}{en_note}"),
            )
        }
        Trace::Clock { deadline, change, due_at } => {
            let zh = match change.as_str() {
                "paused" => "暂停".to_owned(),
                "resumed" => "继续".to_owned(),
                other => other
                    .strip_prefix("extended by ")
                    .map_or_else(|| other.to_owned(), |more| format!("延长{}", chinese(more))),
            };
            let due = due_at.as_ref().map_or_else(|| "—".to_owned(), when);
            say(
                format!("期限 {deadline}：{zh}，现到期 {due}"),
                format!("deadline {deadline}: {change}, now due {due}"),
            )
        }
        Trace::Moved { deadline, calendar, was, now } => {
            let at = |at: &Option<Timestamp>| at.as_ref().map_or_else(|| "—".to_owned(), when);
            let (was, now) = (at(was), at(now));
            say(
                format!("日历 {calendar} 有变动：期限 {deadline} 由 {was} 改为 {now}"),
                format!("the calendar {calendar} has changed: deadline {deadline} moves from {was} to {now}"),
            )
        }
        Trace::Rung { deadline, rung: 0, .. } => {
            say(format!("期限 {deadline} 届满"), format!("the time of {deadline} is over"))
        }
        Trace::Rung { deadline, rung, light } => {
            let light = light.as_ref().map(|light| format!(" [{light}]")).unwrap_or_default();
            say(
                format!("期限 {deadline} 到第 {rung} 级{light}"),
                format!("rung {rung} of {deadline} reached{light}"),
            )
        }
        Trace::Held { deadline, rung, for_, until } => {
            let until = when(until);
            say(
                format!("期限 {deadline} 第 {rung} 级等到 {until}：{} 无人值班", for_.join("、")),
                format!(
                    "rung {rung} of {deadline} waits until {until}: nobody of {} is on duty",
                    for_.join(", ")
                ),
            )
        }
        Trace::Asked { deadline, rung, to, until } => {
            let (zh_to, to, until) = (to.join("、"), to.join(", "), until.as_ref().map(when));
            let (zh, en) = until
                .map_or_else(Default::default, |until| (format!("，{until} 前"), format!(" before {until}")));
            say(
                format!("期限 {deadline} 第 {rung} 级请 {zh_to} 确认{zh}"),
                format!("rung {rung} of {deadline} asks {to} to acknowledge{en}"),
            )
        }
        Trace::Acknowledged { deadline, rung, who, missing } => {
            let (zh, en) = if missing.is_empty() {
                Default::default()
            } else {
                (format!("，还差 {}", missing.join("、")), format!(", still missing {}", missing.join(", ")))
            };
            say(
                format!("{who} 确认期限 {deadline} 第 {rung} 级{zh}"),
                format!("{who} acknowledges rung {rung} of {deadline}{en}"),
            )
        }
        Trace::Actor { name, found, why } => {
            let zh = chinese_why(why);
            let (zh_found, found) = (list(found, "、"), list(found, ", "));
            say(format!("{name} 是 {zh_found}：{zh}"), format!("{name} is {found}: {why}"))
        }
        Trace::TaskOpened { id, name, candidates } => {
            let (zh_who, who) = (list(candidates, "、"), list(candidates, ", "));
            say(format!("派任务 {name}（{id}）给 {zh_who}"), format!("task {name} ({id}) opened for {who}"))
        }
        Trace::TaskClosed { id, name } => {
            say(format!("任务 {name}（{id}）结束"), format!("task {name} ({id}) closed"))
        }
        Trace::Told { about, to } => {
            say(format!("通知 {}：{about}", to.join("、")), format!("notice {about} to {}", to.join(", ")))
        }
        Trace::Issued { document, number } => {
            let number = number.as_ref().map(|number| format!(" {number}")).unwrap_or_default();
            say(format!("发出文书 {document}{number}"), format!("document {document}{number} issued"))
        }
        Trace::Fulfilled { obligation, done, at_least } => say(
            format!("应办事项 {obligation}：本期已办 {done} 次（至少 {at_least} 次）"),
            format!("obligation {obligation}: done {done} of {at_least} in this period"),
        ),
        Trace::Period { obligation, period, missed: true, in_a_row } => say(
            format!("应办事项 {obligation}：{period} 起的一期未办，连续第 {in_a_row} 次"),
            format!("obligation {obligation}: the period of {period} was missed, {in_a_row} in a row"),
        ),
        Trace::Period { obligation, period, .. } => say(
            format!("应办事项 {obligation}：{period} 起的一期结束"),
            format!("obligation {obligation}: the period of {period} has ended"),
        ),
        Trace::Duty { change, what } => {
            say(format!("值班变更 {change}（{what}）"), format!("duty changed by {change} ({what})"))
        }
        Trace::Changed { field } => say(format!("数据 {field} 已改"), format!("data field {field} changed")),
        Trace::Error { event, message } => {
            let zh = spoken(message).zh;
            say(format!("出错 {event}：{zh}"), format!("error {event}: {message}"))
        }
    }
}

/// Names one after the other; a dash where there are none.
fn list(names: &[String], between: &str) -> String {
    if names.is_empty() { "—".to_owned() } else { names.join(between) }
}

fn chinese_reason(why: &str) -> String {
    match why {
        "missing" => "必须写明 happened".to_owned(),
        "not_declared" => "这个事件不能另写发生时间".to_owned(),
        "future" => "晚于现在".to_owned(),
        other => {
            other.strip_prefix("earlier than ").map_or_else(|| other.to_owned(), |at| format!("早于 {at}"))
        }
    }
}

fn english_why(why: &str) -> &str {
    match why {
        "missing" => "`happened` is missing",
        "not_declared" => "this event takes no time of its own",
        "future" => "it lies in the future",
        other => other,
    }
}

/// A duration in Chinese words.
pub(super) fn chinese(span: &str) -> String {
    let Ok(Duration { count, unit }) = span.parse::<Duration>() else { return span.to_owned() };
    let unit = match unit {
        Unit::Minutes => "分钟",
        Unit::Hours => "小时",
        Unit::WorkHours => "个工作时",
        Unit::Days => "日",
        Unit::Workdays => "个工作日",
        Unit::Months => "个月",
        Unit::Years => "年",
    };
    format!("{count}{unit}")
}

fn by(basis: Option<&String>) -> (String, String) {
    basis.map_or_else(Default::default, |basis| (format!("（依据 {basis}）"), format!(" (under {basis})")))
}

impl Refusal {
    /// The refusal in words.
    #[must_use]
    pub fn words(&self) -> Words {
        let get = |name: &str| self.arguments.get(name).map_or("", String::as_str);
        let list = |name: &str| get(name).replace(", ", "、");
        let (zh, en) = match self.code {
            RefusalCode::UnknownWorkflow => (
                format!("没有名为 {} 的流程，或当时尚未施行", get("workflow")),
                format!("there is no workflow `{}`, or it was not in force then", get("workflow")),
            ),
            RefusalCode::UnknownCase => {
                (format!("没有编号为 {} 的事项", get("case")), format!("there is no case `{}`", get("case")))
            }
            RefusalCode::UnknownBoard if !get("meant").is_empty() => (
                format!("没有名为 {} 的榜单，是不是 {}？", get("board"), get("meant")),
                format!("there is no board `{}`; did you mean `{}`?", get("board"), get("meant")),
            ),
            RefusalCode::UnknownBoard => (
                format!("没有名为 {} 的榜单；有：{}", get("board"), get("known")),
                format!("there is no board `{}`; there are: {}", get("board"), get("known")),
            ),
            RefusalCode::UnknownSchedule if !get("meant").is_empty() => (
                format!("没有名为 {} 的日程，是不是 {}？", get("schedule"), get("meant")),
                format!("there is no schedule `{}`; did you mean `{}`?", get("schedule"), get("meant")),
            ),
            RefusalCode::UnknownSchedule => (
                format!("没有名为 {} 的日程；有：{}", get("schedule"), get("known")),
                format!("there is no schedule `{}`; there are: {}", get("schedule"), get("known")),
            ),
            RefusalCode::UnknownList if !get("meant").is_empty() => (
                format!("没有名为 {} 的清单，是不是 {}？", get("list"), get("meant")),
                format!("there is no list `{}`; did you mean `{}`?", get("list"), get("meant")),
            ),
            RefusalCode::UnknownList => (
                format!("没有名为 {} 的清单；有：{}", get("list"), get("known")),
                format!("there is no list `{}`; there are: {}", get("list"), get("known")),
            ),
            RefusalCode::ListChanged => (
                format!("清单 {} 在同步途中换了新版；已办的不变，请从头再同步一次", get("list")),
                format!(
                    "the list `{}` has changed since this sync began; what was done stays done: sync it again from the beginning",
                    get("list")
                ),
            ),
            RefusalCode::UnknownPublication if get("number").is_empty() => (
                format!("榜单 {} 还没有公布过", get("board")),
                format!("the board `{}` was never published", get("board")),
            ),
            RefusalCode::UnknownPublication => (
                format!("榜单 {} 没有第 {} 期", get("board"), get("number")),
                format!("the board `{}` has no publication {}", get("board"), get("number")),
            ),
            RefusalCode::UnknownEvent if !get("meant").is_empty() => (
                format!("没有名为 {} 的事件，是不是 {}？", get("event"), get("meant")),
                format!("there is no event `{}`; did you mean `{}`?", get("event"), get("meant")),
            ),
            RefusalCode::UnknownEvent => (
                format!("没有名为 {} 的事件；有：{}", get("event"), list("known")),
                format!("there is no event `{}`; there are: {}", get("event"), get("known")),
            ),
            RefusalCode::NotPossible => (
                format!("当前状态（{}）不能 {}", list("states"), get("event")),
                format!("`{}` is not possible in {}", get("event"), get("states")),
            ),
            RefusalCode::GuardFalse => (
                format!("{} 的条件不成立：{}（当时 {}）", get("event"), get("guard"), get("saw")),
                format!(
                    "the condition of `{}` does not hold: {} (saw {})",
                    get("event"),
                    get("guard"),
                    get("saw")
                ),
            ),
            RefusalCode::WindowClosed => (
                format!("{} 的期限已于 {} 届满 {}", get("event"), get("until"), get("basis")),
                format!("the time for `{}` ended at {} {}", get("event"), get("until"), get("basis")),
            ),
            RefusalCode::AtMost => (
                format!("{} 最多 {} 次，已用完 {}", get("event"), get("limit"), get("basis")),
                format!("`{}` is possible at most {} times {}", get("event"), get("limit"), get("basis")),
            ),
            RefusalCode::Pending => (
                format!("{} 已在等待批准", get("event")),
                format!("`{}` waits for approval already", get("event")),
            ),
            RefusalCode::NotAllowed => (
                format!("{} 无权 {}；有权的是：{}", get("who"), get("event"), list("may")),
                format!("`{}` may not {}; these may: {}", get("who"), get("event"), get("may")),
            ),
            RefusalCode::NoActor => ("没有说明由谁办理".to_owned(), "nobody is named as acting".to_owned()),
            RefusalCode::BadPayload => (
                format!("数据不符合要求：{}", get("fields")),
                format!("the payload does not fit: {}", get("fields")),
            ),
            RefusalCode::BadLegalTime => (
                format!("{} 的发生时间不成立：{}", get("event"), chinese_reason(get("why"))),
                format!(
                    "the time at which `{}` happened does not hold: {}",
                    get("event"),
                    english_why(get("why"))
                ),
            ),
            RefusalCode::OtherBody => {
                ("同一编号的请求此前内容不同".to_owned(), "this id came before with another body".to_owned())
            }
            RefusalCode::StaleVersion => (
                format!("事项已更新到第 {} 版", get("version")),
                format!("the case has moved on to version {}", get("version")),
            ),
            RefusalCode::KeyTaken => (
                format!("同一事项已登记：{}", get("case")),
                format!("the same matter is registered already: {}", get("case")),
            ),
            RefusalCode::Frozen => {
                (format!("{} 此时不得修改", get("field")), format!("`{}` is frozen now", get("field")))
            }
            RefusalCode::Invariant => (
                format!("这一步会违反：{}", get("condition")),
                format!("this would break: {}", get("condition")),
            ),
            RefusalCode::Ended => {
                (format!("事项已终结（{}）", get("state")), format!("the case has ended ({})", get("state")))
            }
            RefusalCode::TaskGone => {
                (format!("任务 {} 已不在", get("task")), format!("task `{}` is not open", get("task")))
            }
            RefusalCode::TaskTaken => (
                format!("任务 {} 由 {} 领取", get("task"), get("who")),
                format!("task `{}` is held by `{}`", get("task"), get("who")),
            ),
            RefusalCode::NotOfTask => (
                format!("任务 {} 不办 {}，它办的是：{}", get("task"), get("event"), list("does")),
                format!("task `{}` does not do `{}`; it does: {}", get("task"), get("event"), get("does")),
            ),
            RefusalCode::RegionNeeded => {
                (format!("请指明对象：{}", list("regions")), format!("name the element: {}", get("regions")))
            }
            RefusalCode::Limit => {
                (format!("超过上限：{}", get("limit")), format!("a limit is passed: {}", get("limit")))
            }
            RefusalCode::IncidentGone => (
                format!("没有待处理的故障 {}", get("incident")),
                format!("there is no open incident `{}`", get("incident")),
            ),
            RefusalCode::DutyRefused => (
                format!("不能这样变更值班：{}", get("reasons_zh")),
                format!("duty cannot be changed so: {}", get("reasons")),
            ),
            RefusalCode::NotRetryable => (
                format!("故障 {} 是发送方自己的请求，请由发送方重发；这里只能关闭", get("incident")),
                format!(
                    "incident `{}` is a sender's own request: the sender sends it again, here it can only be skipped",
                    get("incident")
                ),
            ),
        };
        Words { zh: zh.trim_end().to_owned(), en: en.trim_end().to_owned() }
    }
}
