//! What speaks against a change, and what cannot be asked.

use super::shown;
use crate::model::Text;
use crate::rotation::{ChangeFaultKind, Error, Refusal};
use crate::source::Lang;

impl Refusal {
    /// What speaks against the change, with the hours in question.
    #[must_use]
    pub fn words(&self, lang: Lang) -> String {
        let zh = lang == Lang::Zh;
        match self {
            Self::Faulty { detail } => if zh { detail.zh() } else { detail.en() }.to_owned(),
            Self::UnknownPerson { person } => {
                if zh {
                    format!("没有“{person}”这个人")
                } else {
                    format!("there is no person “{person}”")
                }
            }
            Self::NotEligible { person, slot, missing } => {
                if zh {
                    format!("{person} 不能值“{slot}”：缺 {missing}")
                } else {
                    format!("{person} cannot fill “{slot}”: {missing} is missing")
                }
            }
            Self::NotOnDuty { person, slot, from, to } => {
                let (from, to) = (shown(*from), shown(*to));
                if zh {
                    format!("{person} 在 {from} 至 {to} 并不（一直）值“{slot}”，没有可让出的班")
                } else {
                    format!(
                        "{person} does not fill “{slot}” from {from} to {to}, so there is no duty to give away"
                    )
                }
            }
            Self::Rest { person, from, to, minutes, minimum } => {
                let (from, to) = (shown(*from), shown(*to));
                let (rest, least) = (hours(*minutes, lang), hours(*minimum, lang));
                if zh {
                    format!("{person} 休息不足：{from} 下班，{to} 又上班，只有 {rest}，至少要 {least}")
                } else {
                    format!(
                        "{person} would rest too little: off at {from}, on again at {to}, which is {rest} where {least} are needed"
                    )
                }
            }
            Self::SamePerson { person, slot, other, from, to } => {
                let (from, to) = (shown(*from), shown(*to));
                if zh {
                    format!("{person} 在 {from} 至 {to} 会同时值“{slot}”和“{other}”")
                } else {
                    format!("{person} would fill both “{slot}” and “{other}” from {from} to {to}")
                }
            }
            Self::Overlap { change, from, to } => {
                let (from, to) = (shown(*from), shown(*to));
                if zh {
                    format!("{from} 至 {to} 已有变动 {change}")
                } else {
                    format!("the change {change} already holds from {from} to {to}")
                }
            }
            Self::Past { to } => {
                let to = shown(*to);
                if zh {
                    format!("全部在决定之前（{to} 已结束）：过去的值班不能改，只能记录")
                } else {
                    format!(
                        "all of it lies before the decision (it ended at {to}): the past is recorded, not changed"
                    )
                }
            }
        }
    }
}

fn hours(minutes: i64, lang: Lang) -> String {
    let (hours, rest) = (minutes.div_euclid(60), minutes.rem_euclid(60));
    match (lang, rest) {
        (Lang::Zh, 0) => format!("{hours} 小时"),
        (Lang::Zh, _) => format!("{hours} 小时 {rest} 分钟"),
        (Lang::En, 0) => format!("{hours} hours"),
        (Lang::En, _) => format!("{hours} hours {rest} minutes"),
    }
}

fn both(zh: String, en: String) -> Text {
    Text::Localised { zh: Some(zh), en: Some(en) }
}

impl ChangeFaultKind {
    /// What is wrong, in both languages.
    #[must_use]
    pub fn text(&self) -> Text {
        let zh = match self {
            Self::NotOne => "请在 override、swap、leave、temporary、recorded 中恰好写一个".to_owned(),
            Self::Duplicate => "另有一个变动用了同样的 id".to_owned(),
            Self::Place(error) => return error.text(),
            Self::NoRotation => "请写明是哪个排班".to_owned(),
            Self::UnknownPerson(person) => format!("没有“{person}”这个人"),
            Self::ZeroLength => "结束不晚于开始".to_owned(),
            Self::RecordedAhead => "还没有结束的班不能记录".to_owned(),
            Self::NobodyToRepay(person) => format!("没有人可以先替 {person} 值班、以后再还"),
            Self::Substitute => "请假或有人顶班，或以后还班，不能两样都写；也不能由本人顶班".to_owned(),
        };
        both(zh, self.to_string())
    }
}

impl Error {
    /// Why there is no answer, in both languages.
    #[must_use]
    pub fn text(&self) -> Text {
        let zh = match self {
            Self::MissingYear { calendar, year } => format!("日历“{calendar}”没有 {year} 年的节假日安排"),
            Self::UnknownRotation(name) => format!("没有叫“{name}”的排班"),
            Self::UnknownUnit { rotation, unit } => format!("排班“{rotation}”没有“{unit}”的班表"),
            Self::UnitNeeded(rotation) => format!("排班“{rotation}”有许多单位的班表：请写明一个"),
            Self::UnknownSlot { rotation, slot } => format!("排班“{rotation}”没有位置“{slot}”"),
            Self::NoCalendar(rotation) => format!("排班“{rotation}”没有写日历，不知道日子的种类"),
            Self::NotKept { since } => format!("内存中只保留 {since} 以来的排班版本，更早的没有保留"),
            Self::TooLong(days) => format!("一次最多查 {days} 天"),
            Self::OutOfRange => "结果超出可以计算的年份".to_owned(),
        };
        both(zh, self.to_string())
    }
}
