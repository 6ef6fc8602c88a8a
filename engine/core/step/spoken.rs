//! Faults of a running case in both languages. They are kept in English, as data of the log; what people are shown is
//! made from it here.

use crate::instance::Words;

/// What faults say, and the same in Chinese; `{}` stands for a name, a value, or words of this table.
const SPOKEN: [(&str, &str); 66] = [
    // Of scripts.
    ("the script reached its limit of operations", "式子算得太久，已停止"),
    ("the script reached its limit of calls within calls", "函数套用的层数太多"),
    ("the script reached its limit of the size of a value", "算出的内容太大"),
    ("the script reached its limit of variables", "式子里的名称太多"),
    ("the evaluation was stopped", "计算被中止，没有结果"),
    ("the evaluation failed inside the engine", "计算时系统出错，没有结果"),
    ("unknown variable `{}`", "“{}”没有定义"),
    ("there is no property `{}`", "没有“{}”这一项"),
    ("there is no item {} in a list of {}", "列表只有 {2} 项，没有第 {1} 项"),
    ("there is no item `{}`", "没有“{}”这一项"),
    ("`{}` does not fit its arguments", "“{}”的参数种类不合"),
    ("the calculation failed: {}", "算不出结果"),
    ("division by zero", "除数是零"),
    ("a share of nothing cannot be asked for", "总数为零，不能求比例"),
    ("a sum needs numbers", "求和只能用数"),
    ("`/` does not divide whole numbers; write ratio(a, b)", "两个整数不能用 / 相除，请写 ratio(a, b)"),
    ("`/` needs two numbers", "相除需要两个数"),
    ("`{}` is not defined for fractions", "分数不能用“{}”"),
    ("`{}` needs two values", "“{}”需要两个值"),
    ("`{}` needs a word as argument {}", "“{}”的第 {2} 个参数应当是一个词"),
    ("an absent value cannot be compared by `{}`", "空着的数据不能用“{}”比较"),
    ("a condition must be true or false, this is {}", "条件的结果应当是“是”或“否”，得出的是别的（{}）"),
    ("{} is needed here, not {}", "这里需要 {1}，得到的是 {2}"),
    ("a text, list or record is needed, not {}", "这里需要文字、列表或一组键值，得到的是 {}"),
    ("{} cannot stand in {}", "{1} 不会包含在 {2} 里"),
    ("`for` needs a list or a range", "for 后面要有一个列表"),
    ("the date lies out of range", "日期超出了范围"),
    ("the text is too long", "文字太长"),
    ("push needs a list and an item", "push 需要一个列表和一项内容"),
    ("push needs a list", "push 需要一个列表"),
    ("there is no function `{}`", "没有叫“{}”的函数"),
    // Of registers.
    ("the register `{}` has no column `{}`", "名册“{}”没有“{}”这一列"),
    ("the register `{}` has no row `{}` now", "名册“{}”里现在没有“{}”这一行"),
    ("there is no register `{}` now", "现在没有叫“{}”的名册"),
    // Of other cases.
    ("`{}` is read of other cases only while an input is taken", "“{}”要在办理的一步里才去读其他事项"),
    ("`{}` of {}: {}", "{2} 公布的“{1}”种类不合：{3}"),
    ("a list of {} values is too long: at most {}", "列表有 {} 项，太长：至多 {} 项"),
    // Of time.
    ("there is no calendar `{}`", "没有叫“{}”的日历"),
    ("the calendar `{}` does not describe the year {}", "日历“{}”没有 {} 年的安排"),
    ("the calendar `{}` has no working hours", "日历“{}”没有上班时段"),
    ("the calendar `{}` has no counting `{}`", "日历“{}”没有叫“{}”的计日规则"),
    ("cannot be armed: {}", "期限无法起算：{}"),
    ("`{}` has not happened", "“{}”还没有发生"),
    ("`{}` is empty", "“{}”还没有填写"),
    ("`{}` is no date", "“{}”不是日期"),
    ("`{}` gives no instant", "“{}”得不出时刻"),
    ("`{}` gives no duration", "“{}”得不出时长"),
    ("`{}` gives neither `none` nor `next_workday`", "“{}”得出的既不是 none 也不是 next_workday"),
    ("the result lies outside the range of dates", "结果超出了日期的范围"),
    ("no such deadline runs now", "现在没有这个期限在计时"),
    // Of duty.
    ("duty cannot be changed: {}", "不能这样变更值班：{}"),
    ("no change of duty can be made of it: {}", "写不成值班变更：{}"),
    ("`{}` is no person", "“{}”不是人员"),
    // Of actions and states.
    ("nobody found: {}", "找不到人：{}"),
    ("nobody can approve `{}`", "没有人可以批准“{}”"),
    ("`{}` is not a list", "“{}”不是列表"),
    ("`{}` gives no name", "“{}”得不出名称"),
    ("`{}` is frozen in this state", "“{}”在这个状态已经冻结，不能改"),
    ("`{}` takes {}, not {}", "“{}”应为 {}，写入的是 {}"),
    ("`{}` would not hold", "这样会违反“{}”"),
    ("the document `{}` has nothing for {}", "文书“{}”里的 {} 没有内容可填"),
    ("no document `{}` was issued before", "还没有发出过可以更正的文书“{}”"),
    ("two elements of `{}` have the same key", "列表“{}”里有两项的主键相同"),
    ("no rest after {} microsteps", "自动转移超过 {} 步仍停不下来"),
    ("the case and its definition do not fit: {}", "事项与它的流程定义不符：{}"),
    ("limit `{}` of {} is passed", "超过上限“{}”（{}）"),
];

/// Why an actor is who it is, in the same manner.
const WHY: [(&str, &str); 16] = [
    ("{}: {} of {} rows, column {}", "名册 {}：{3} 行中 {2} 行符合，取“{4}”列"),
    ("{}: there is no register of this name now", "现在没有叫“{}”的名册"),
    ("{}: nobody comes on duty", "{}：看不到下一班"),
    ("{}: nobody is on duty", "{}：无人值班"),
    ("{}: the duty of {} above stands in", "{}：由上级 {} 的值班人员顶上"),
    ("{}: turn {} of {}", "{1}：{3} 第 {2} 轮"),
    ("{}: by decision", "{}：按决定"),
    ("{}: the rotation `{}` has no roster for the unit `{}`", "{1}：没有“{3}”的班表"),
    (
        "{}: the rotation `{}` has a roster for each of many units: name one",
        "{1}：有许多单位的班表，而不知道是哪个单位",
    ),
    ("{}: the calendar `{}` does not describe the year {}", "{}：日历“{}”没有 {} 年的安排"),
    ("{}: there is no rotation `{}`", "{}：没有叫“{2}”的排班"),
    ("{}: no unit to begin at", "{}：还不知道从哪个单位找起"),
    ("{}: nobody from {} upward", "{}：从 {} 往上都没有人担任"),
    ("{}; left out: {}", "{}；回避：{}"),
    ("{}: {} ({})", "{}：{}（{}）"),
    ("{}: {}", "{}：{}"),
];

/// A fault of a running case, as an incident keeps it, in both languages. A fault that is not known here keeps its own
/// words behind a sentence that says what it is.
#[must_use]
pub fn spoken(message: &str) -> Words {
    let zh = chinese(message, 3).unwrap_or_else(|| format!("规则或数据有误（系统原文：{message}）"));
    Words { zh, en: message.to_owned() }
}

/// Why an actor is who it is, in Chinese.
pub(super) fn chinese_why(why: &str) -> String {
    if let Some((found, out)) = why.rsplit_once("; left out: ") {
        return format!("{}；回避：{out}", chinese_why(found));
    }
    match why.rsplit_once("; changed by ") {
        Some((found, by)) => format!("{}；变动：{by}", chinese_why(found)),
        None => WHY.iter().find_map(|(en, zh)| said(why, en, zh, 0)).unwrap_or_else(|| why.to_owned()),
    }
}

fn chinese(message: &str, depth: u8) -> Option<String> {
    if let Some(found) = SPOKEN.iter().find_map(|(en, zh)| said(message, en, zh, depth)) {
        return Some(found);
    }
    // In front of a fault stands its place: `open.go: unknown variable`.
    let (place, rest) = message.split_once(": ").filter(|_| depth > 0)?;
    Some(format!("{place}：{}", chinese(rest, depth - 1)?))
}

/// The message in Chinese, if it is of this form.
fn said(message: &str, en: &str, zh: &str, depth: u8) -> Option<String> {
    let mut values: Vec<String> = Vec::new();
    let mut pieces = en.split("{}");
    let mut rest = message.strip_prefix(pieces.next()?)?;
    let mut pieces = pieces.peekable();
    while let Some(piece) = pieces.next() {
        let end = match pieces.peek() {
            // The last value runs to the end, but for what stands behind it.
            None => rest.len().checked_sub(piece.len()).filter(|_| rest.ends_with(piece))?,
            Some(_) => rest.find(piece)?,
        };
        let value = rest.get(..end)?;
        values.push(
            depth.checked_sub(1).and_then(|depth| chinese(value, depth)).unwrap_or_else(|| value.to_owned()),
        );
        rest = rest.get(end + piece.len()..)?;
    }
    if !rest.is_empty() {
        return None;
    }
    let mut text = zh.to_owned();
    for (place, value) in values.iter().enumerate() {
        let numbered = format!("{{{}}}", place + 1);
        text = if text.contains(&numbered) {
            text.replace(&numbered, value)
        } else {
            text.replacen("{}", value, 1)
        };
    }
    Some(text)
}

#[cfg(test)]
#[path = "spoken_tests.rs"]
mod tests;
