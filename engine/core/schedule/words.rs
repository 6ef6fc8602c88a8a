//! Explanations in words, in two languages.

use super::{Passed, Why};
use crate::model::duration::Unit as Length;
use crate::model::schedule::{Day, Every, Or, Period, Rhythm, Unit};
use crate::source::Lang;
use jiff::civil::{Date, Weekday};

/// Runs of days that are told; of more, that there are more.
const MAX_TOLD: usize = 3;

const fn pick<'a>(lang: Lang, zh: &'a str, en: &'a str) -> &'a str {
    match lang {
        Lang::Zh => zh,
        Lang::En => en,
    }
}

impl Why {
    /// The explanation in one sentence.
    #[must_use]
    pub fn words(&self, lang: Lang) -> String {
        let mut notes = Vec::new();
        if let Some(day) = self.lacks {
            notes.push(match lang {
                Lang::Zh => format!("这个月没有{day}日，取最后一天"),
                Lang::En => format!("the month has no day {day}, so its last one is meant"),
            });
        }
        for run in self.passed.iter().filter(|_| self.day_is_worked()).take(MAX_TOLD) {
            notes.push(run.words(self.day, lang));
        }
        if self.day_is_worked() && self.passed.len() > MAX_TOLD {
            let more: usize = self.passed.len() - MAX_TOLD;
            notes.push(match lang {
                Lang::Zh => format!("另有 {more} 段休息日"),
                Lang::En => format!("and {more} more runs of days of rest"),
            });
        }
        if let Some(run) = self.passed.first().filter(|_| !self.day_is_worked()) {
            notes.push(run.words(self.day, lang));
        }
        for day in &self.makeup {
            notes.push(match lang {
                Lang::Zh => format!("{}是{}，调休上班", short(*day, self.day, lang), weekday(*day, lang)),
                Lang::En => {
                    format!("{}, a {}, is worked to make up", date(*day, lang), weekday(*day, lang))
                }
            });
        }
        if let Some((asked, shown)) = self.swallowed {
            let (asked, shown) = (asked.strftime("%H:%M"), shown.strftime("%H:%M"));
            notes.push(match lang {
                Lang::Zh => format!("当天没有 {asked}，改在 {shown}"),
                Lang::En => format!("there is no {asked} on that day, so it is at {shown}"),
            });
        }
        for year in &self.provisional {
            notes.push(match lang {
                Lang::Zh => format!("{year}年的安排还是暂定的"),
                Lang::En => format!("the year {year} is provisional"),
            });
        }
        let day = match (self.last, lang) {
            (Some(last), Lang::Zh) => format!("{}至{}", date(self.day, lang), date(last, lang)),
            (Some(last), Lang::En) => format!("{} to {}", date(self.day, lang), date(last, lang)),
            (None, _) => date(self.day, lang),
        };
        let head = self.head(lang);
        let notes = notes.join(pick(lang, "；", "; "));
        match (lang, notes.is_empty()) {
            (Lang::Zh, true) => format!("{head}：{day}"),
            (Lang::Zh, false) => format!("{head}：{day}（{notes}）"),
            (Lang::En, true) => format!("{head}: {day}"),
            (Lang::En, false) => format!("{head}: {day} ({notes})"),
        }
    }

    /// Whether it falls on the day because that day is worked.
    const fn day_is_worked(&self) -> bool {
        !matches!(self.rhythm.each, Some(Day::RestDay | Day::Holiday))
    }

    /// The rule, as it applies here.
    fn head(&self, lang: Lang) -> String {
        let zh = lang == Lang::Zh;
        let on = &self.rhythm;
        let period = self.period.map(|(of, first)| period(of, first, lang)).unwrap_or_default();
        let head = match on {
            Rhythm { each: Some(kind), .. } => each(*kind, lang).to_owned(),
            Rhythm { every: Some(every), .. } => every_words(every, lang),
            Rhythm { weekdays: Some(_), .. } if zh => format!("每个{}", weekday(self.meant, lang)),
            Rhythm { weekdays: Some(_), .. } => format!("every {}", weekday(self.meant, lang)),
            Rhythm { dates: Some(dates), .. } => {
                let day = self.lacks.unwrap_or(self.meant.day());
                let month = self.meant.month();
                match (dates.months.is_empty(), zh) {
                    (true, true) => format!("每月{day}日"),
                    (true, false) => format!("day {day} of each month"),
                    (false, true) => format!("每年{month}月{day}日"),
                    (false, false) => format!("{day} {} of each year", self.meant.strftime("%B")),
                }
            }
            Rhythm { last_day: Some(_), .. } if zh => format!("{period}的最后一天"),
            Rhythm { last_day: Some(_), .. } => format!("the last day of {period}"),
            Rhythm { workday: Some(nth), .. } if zh => format!("{period}的第{}个工作日", nth.n),
            Rhythm { workday: Some(nth), .. } => format!("the {} workday of {period}", ordinal(nth.n)),
            Rhythm { last_workday: Some(nth), .. } => match (nth.n, zh) {
                (1, true) => format!("{period}的最后一个工作日"),
                (1, false) => format!("the last workday of {period}"),
                (n, true) => format!("{period}的倒数第{n}个工作日"),
                (n, false) => format!("the {} workday from the end of {period}", ordinal(n)),
            },
            Rhythm { window: Some(window), .. } => {
                let count = window.first.count;
                match (window.first.unit == Length::Workdays, zh) {
                    (true, true) => format!("{period}的前{count}个工作日"),
                    (true, false) => format!("the first {count} workdays of {period}"),
                    (false, true) => format!("{period}的前{count}天"),
                    (false, false) => format!("the first {count} days of {period}"),
                }
            }
            _ => String::new(),
        };
        match on.or.filter(|_| self.meant != self.day) {
            Some(Or::NextWorkday) if zh => {
                format!("{head}，{}不上班，顺延到下一个工作日", date(self.meant, lang))
            }
            Some(Or::NextWorkday) => {
                format!("{head}; {} is not worked, so the next workday", date(self.meant, lang))
            }
            Some(_) if zh => format!("{head}，{}不上班，提前到前一个工作日", date(self.meant, lang)),
            Some(_) => format!("{head}; {} is not worked, so the workday before", date(self.meant, lang)),
            None => head,
        }
    }
}

impl Passed {
    fn words(&self, day: Date, lang: Lang) -> String {
        let one = self.from == self.to;
        let what = match (&self.name, self.holiday, one) {
            (Some(name), ..) => pick(lang, name.zh(), name.en()).to_owned(),
            (None, true, _) => pick(lang, "节假日", "a holiday").to_owned(),
            (None, false, true) => match lang {
                Lang::Zh => weekday(self.from, lang).to_owned(),
                Lang::En => format!("a {}", weekday(self.from, lang)),
            },
            (None, false, false) => pick(lang, "周末", "a weekend").to_owned(),
        };
        let from = short(self.from, day, lang);
        match (lang, one) {
            (Lang::Zh, true) => format!("{from}是{what}"),
            (Lang::Zh, false) => format!("{from}至{}是{what}", short(self.to, self.from, lang)),
            (Lang::En, true) => format!("{from} is {what}"),
            (Lang::En, false) => format!("{from} to {} is {what}", date(self.to, lang)),
        }
    }
}

/// A day of the year.
fn date(day: Date, lang: Lang) -> String {
    match lang {
        Lang::Zh => format!("{}月{}日", day.month(), day.day()),
        Lang::En => day.strftime("%-d %B").to_string(),
    }
}

/// A day beside another one, whose month is known.
fn short(day: Date, other: Date, lang: Lang) -> String {
    match lang {
        Lang::Zh if day.first_of_month() == other.first_of_month() => format!("{}日", day.day()),
        _ => date(day, lang),
    }
}

fn period(of: Period, first: Date, lang: Lang) -> String {
    let (year, month) = (first.year(), first.month());
    match (of, lang) {
        (Period::Week, Lang::Zh) => format!("{year}年{}起的一周", date(first, lang)),
        (Period::Week, Lang::En) => format!("the week of {} {year}", date(first, lang)),
        (Period::Month, Lang::Zh) => format!("{year}年{month}月"),
        (Period::Month, Lang::En) => first.strftime("%B %Y").to_string(),
        (Period::Quarter, Lang::Zh) => format!("{year}年第{}季度", (month + 2) / 3),
        (Period::Quarter, Lang::En) => format!("quarter {} of {year}", (month + 2) / 3),
        (Period::HalfYear, Lang::Zh) => format!("{year}年{}", if month < 7 { "上半年" } else { "下半年" }),
        (Period::HalfYear, Lang::En) => {
            format!("the {} half of {year}", if month < 7 { "first" } else { "second" })
        }
        (Period::Year, Lang::Zh) => format!("{year}年"),
        (Period::Year, Lang::En) => year.to_string(),
    }
}

const fn each(kind: Day, lang: Lang) -> &'static str {
    match kind {
        Day::Day => pick(lang, "每天", "every day"),
        Day::Workday => pick(lang, "每个工作日", "every workday"),
        Day::RestDay => pick(lang, "每个休息日", "every day of rest"),
        Day::Holiday => pick(lang, "每个节假日", "every day of a holiday"),
    }
}

fn every_words(every: &Every, lang: Lang) -> String {
    let Every { n, unit, start } = every;
    match lang {
        Lang::Zh => {
            let unit = match unit {
                Unit::Day => "天",
                Unit::Week => "周",
                Unit::Month => "个月",
                Unit::Year => "年",
            };
            format!("自{}年{}起每 {n} {unit}", start.year(), date(*start, lang))
        }
        Lang::En => {
            let unit = match unit {
                Unit::Day => "day",
                Unit::Week => "week",
                Unit::Month => "month",
                Unit::Year => "year",
            };
            let (n, s) = if *n == 1 { (String::new(), "") } else { (format!("{n} "), "s") };
            format!("every {n}{unit}{s} from {} {}", date(*start, lang), start.year())
        }
    }
}

fn ordinal(n: u32) -> String {
    let end = match (n % 10, n % 100) {
        (_, 11..=13) => "th",
        (1, _) => "st",
        (2, _) => "nd",
        (3, _) => "rd",
        _ => "th",
    };
    format!("{n}{end}")
}

/// The day of the week, in full.
fn weekday(day: Date, lang: Lang) -> &'static str {
    match day.weekday() {
        Weekday::Monday => pick(lang, "星期一", "Monday"),
        Weekday::Tuesday => pick(lang, "星期二", "Tuesday"),
        Weekday::Wednesday => pick(lang, "星期三", "Wednesday"),
        Weekday::Thursday => pick(lang, "星期四", "Thursday"),
        Weekday::Friday => pick(lang, "星期五", "Friday"),
        Weekday::Saturday => pick(lang, "星期六", "Saturday"),
        Weekday::Sunday => pick(lang, "星期日", "Sunday"),
    }
}
