//! Explanations and refusals in words, in two languages.

mod refusal;

use super::{Act, Change, Passed, Why, WhyEdition};
use crate::model::rotation::Advance;
use crate::source::Lang;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;

/// So much of a version is shown.
const SHORT: usize = 12;

pub(super) fn shown(at: DateTime) -> String {
    at.strftime("%Y-%m-%d %H:%M").to_string()
}

const fn pick<'a>(lang: Lang, zh: &'a str, en: &'a str) -> &'a str {
    match lang {
        Lang::Zh => zh,
        Lang::En => en,
    }
}

impl Why {
    /// The explanation, line by line.
    #[must_use]
    pub fn lines(&self, lang: Lang) -> Vec<String> {
        let zh = lang == Lang::Zh;
        let place = if self.unit.is_empty() {
            self.rotation.clone()
        } else {
            format!("{} · {}", self.rotation, self.unit)
        };
        let people: Vec<String> = self
            .people
            .iter()
            .map(|(id, name)| if **id == **name { name.clone() } else { format!("{name} ({id})") })
            .collect();
        let people = if people.is_empty() {
            pick(lang, "无人", "nobody").to_owned()
        } else {
            people.join(pick(lang, "、", ", "))
        };
        let (at, from, to) = (shown(self.wall), shown(self.from), shown(self.to));
        let mut lines = vec![if zh {
            format!("{place}，{}，{at}：{people}（{from} 至 {to}）", self.slot)
        } else {
            format!("{place}, {}, {at}: {people} ({from} to {to})", self.slot)
        }];
        if let Some(day) = &self.day {
            lines.push(self.day_line(day, lang));
        }
        if let Some(name) = &self.temporary {
            lines.push(if zh {
                format!("临时排班“{name}”代替了各层")
            } else {
                format!("the temporary roster “{name}” replaces the layers")
            });
        }
        for (layer, reason) in &self.passed {
            let reason = match reason {
                Passed::NoDuty => pick(lang, "此时不值班", "has no duty at this time"),
                Passed::Nobody => pick(lang, "这一轮无人", "has nobody in this turn"),
                Passed::Away => pick(lang, "轮到的人请假", "whose turn it is, is on leave"),
            };
            lines.push(if zh {
                format!("先问层“{layer}”：{reason}")
            } else {
                format!("layer “{layer}” was asked first: {reason}")
            });
        }
        if let Some(turn) = &self.turn {
            let how = match turn.advance {
                Advance::Calendar => pick(lang, "按时间轮换", "turns follow the calendar"),
                Advance::EligibleDay => pick(lang, "按值班日轮换", "turns follow the days of duty"),
                Advance::Block => pick(lang, "连休整段为一轮", "a whole run of days is one turn"),
            };
            let (from, to) = (shown(turn.from), shown(turn.to));
            let whose = turn.person.as_deref().unwrap_or_default();
            lines.push(if zh {
                format!("层“{}”第 {} 轮（从 0 起），{from} 至 {to}，{how}；按名单轮到 {whose}", turn.layer, turn.number)
            } else {
                format!("layer “{}”, turn {} (0 is the first), {from} to {to}, {how}; by the list it is the turn of {whose}", turn.layer, turn.number)
            });
        }
        lines.extend(self.changes.iter().flat_map(|change| change.lines(&self.zone, lang)));
        if let Some(above) = &self.above {
            let walked = above.walked.join(" → ");
            lines.push(if zh {
                format!(
                    "本级无人，由上级 {} 的 {}（{}）代：依次问过 {walked}",
                    above.unit, above.rotation, above.slot
                )
            } else {
                format!(
                    "nobody here, so the duty of {} ({}, {}) stands in: asked were {walked}",
                    above.unit, above.rotation, above.slot
                )
            });
        }
        lines.extend(self.edition.as_ref().map(|edition| edition.line(lang)));
        if let Some(basis) = &self.basis {
            lines.push(if zh { format!("依据：{basis}") } else { format!("basis: {basis}") });
        }
        lines
    }

    fn day_line(&self, day: &super::WhyDay, lang: Lang) -> String {
        let kind = match (day.kind, day.statutory) {
            ("holiday", true) => pick(lang, "法定节假日", "a statutory holiday"),
            ("holiday", false) => pick(lang, "放假调休日", "a day of an arranged holiday"),
            ("weekend", _) => pick(lang, "周末", "a day of rest of the week"),
            ("makeup_workday", _) => pick(lang, "调休上班日", "a day of rest that is worked"),
            _ => pick(lang, "工作日", "a working day"),
        };
        let name = day.name.as_ref().map(|name| if lang == Lang::Zh { name.zh() } else { name.en() });
        let name =
            name.map(|name| if lang == Lang::Zh { format!("（{name}）") } else { format!(" ({name})") });
        let name = name.unwrap_or_default();
        let tail = if day.provisional {
            pick(lang, "；该年安排还是暂定的", "; the year is provisional")
        } else {
            ""
        };
        match lang {
            Lang::Zh => format!("值班日 {}：{kind}{name}{tail}", day.date),
            Lang::En => format!("the day of duty, {}, is {kind}{name}{tail}", day.date),
        }
    }
}

impl WhyEdition {
    fn line(&self, lang: Lang) -> String {
        let version: String = self.version.chars().take(SHORT).collect();
        let (since, until) = (self.since.map(shown), self.until.map(shown));
        match (lang, since, until) {
            (Lang::Zh, None, None) => format!("按排班文件的版本 {version}"),
            (Lang::Zh, Some(since), None) => format!("按 {since} 起生效的排班文件（版本 {version}）"),
            (Lang::Zh, None, Some(until)) => {
                format!("按 {until} 之前生效的排班文件（版本 {version}），此后已修改")
            }
            (Lang::Zh, Some(since), Some(until)) => {
                format!("按 {since} 至 {until} 生效的排班文件（版本 {version}），此后已修改")
            }
            (Lang::En, None, None) => format!("by version {version} of the rotation files"),
            (Lang::En, Some(since), None) => {
                format!("by the rotation files in force since {since} (version {version})")
            }
            (Lang::En, None, Some(until)) => {
                format!(
                    "by the rotation files in force before {until} (version {version}); they were edited then"
                )
            }
            (Lang::En, Some(since), Some(until)) => format!(
                "by the rotation files in force from {since} to {until} (version {version}); they were edited then"
            ),
        }
    }
}

impl Change {
    /// What it is and who decided it, line by line, on the clock on the wall of a zone.
    #[must_use]
    pub fn lines(&self, zone: &TimeZone, lang: Lang) -> Vec<String> {
        let zh = lang == Lang::Zh;
        let what = match self.word() {
            Some("override") => pick(lang, "替班", "override"),
            Some("swap") => pick(lang, "换班", "swap"),
            Some("leave") => pick(lang, "请假", "leave"),
            Some("temporary") => pick(lang, "临时排班", "temporary roster"),
            _ => pick(lang, "值班记录", "record"),
        };
        let mut acts = Vec::new();
        for (act, words) in [
            (&self.requested, pick(lang, "申请", "requested by")),
            (&self.accepted, pick(lang, "同意", "accepted by")),
            (&self.approved, pick(lang, "批准", "approved by")),
            (&self.withdrawn, pick(lang, "撤回", "taken back by")),
        ] {
            if let Some(act) = act {
                acts.push(act.words(words, zone, lang));
            }
        }
        let acts = acts.join(pick(lang, "，", ", "));
        let mut line =
            if zh { format!("{what} {}：{acts}", self.id) } else { format!("{what} {}: {acts}", self.id) };
        if let Some(reason) = &self.reason {
            line.push_str(&if zh { format!("；事由：{reason}") } else { format!("; reason: {reason}") });
        }
        vec![line]
    }
}

impl Act {
    fn words(&self, did: &str, zone: &TimeZone, lang: Lang) -> String {
        let at = shown(zone.to_datetime(self.at));
        let behalf = self.on_behalf_of.as_deref();
        match (lang, behalf) {
            (Lang::Zh, None) => format!("{} 于 {at} {did}", self.by),
            (Lang::Zh, Some(other)) => format!("{} 代 {other} 于 {at} {did}", self.by),
            (Lang::En, None) => format!("{did} {} at {at}", self.by),
            (Lang::En, Some(other)) => format!("{did} {} for {other} at {at}", self.by),
        }
    }
}
