//! The words around the table: of when it is, how it ranks, what is not in it, what the lights mean.

use super::table::words;
use crate::board::cell::instant;
use crate::board::{Left, RankRule, Snapshot};
use crate::model::board::{Colour, Order};
use crate::source::Lang;
use jiff::Timestamp;
use jiff::tz::TimeZone;

/// Digits of the hash by which the rules of a board are known on paper.
const DIGITS: usize = 12;

pub(super) const fn pick<'a>(lang: Lang, zh: &'a str, en: &'a str) -> &'a str {
    match lang {
        Lang::Zh => zh,
        Lang::En => en,
    }
}

/// What stands above the table, below its heading: one line each.
pub(super) fn above(snapshot: &Snapshot, lang: Lang) -> Vec<String> {
    let zh = lang == Lang::Zh;
    let zone = TimeZone::get(&snapshot.zone).unwrap_or(TimeZone::UTC);
    let shown = |at: Timestamp| instant(at, &zone);
    let mut lines: Vec<String> = snapshot.text.iter().map(|text| words(text, lang).to_owned()).collect();
    let (at, cases) = (shown(snapshot.read_at), snapshot.cases);
    lines.push(match (zh, snapshot.due_at.map(shown).filter(|due| *due != at)) {
        (true, None) => format!("数据截至 {at}（{}），共 {cases} 件", snapshot.zone),
        (true, Some(due)) => format!("应于 {due} 公布，数据截至 {at}（{}），共 {cases} 件", snapshot.zone),
        (false, None) => format!("As of {at} ({}); {}", snapshot.zone, many(cases, "case")),
        (false, Some(due)) => format!("Due {due}, as of {at} ({}); {}", snapshot.zone, many(cases, "case")),
    });
    if let Some(id) = &snapshot.corrects {
        lines.push(if zh {
            format!("更正公布 {id}")
        } else {
            format!("This corrects the publication {id}")
        });
    }
    if let Some(since) = &snapshot.since {
        let at = shown(since.read_at);
        lines.push(if zh {
            format!("变化与截至 {at} 的公布相比")
        } else {
            format!("Changes are since the publication as of {at}")
        });
    }
    if snapshot.rules_changed {
        let text = pick(
            lang,
            "规则在上次公布后已修改，与上次不可比",
            "The rules have changed since the previous publication; the two cannot be compared",
        );
        lines.push(text.to_owned());
    }
    lines.extend(snapshot.rank.as_ref().map(|rank| ranking(snapshot, rank, lang)));
    lines
}

/// What stands below the table.
pub(super) fn below(snapshot: &Snapshot, lang: Lang) -> Vec<String> {
    let zh = lang == Lang::Zh;
    let mut lines = left(snapshot.left, zh);
    if let Some(basis) = &snapshot.basis {
        let basis = words(basis, lang);
        lines.push(if zh { format!("依据：{basis}") } else { format!("Basis: {basis}") });
    }
    let hash: String = snapshot.definition.as_str().chars().take(DIGITS).collect();
    lines.push(if zh { format!("规则版本 {hash}") } else { format!("Rules {hash}") });
    lines
}

/// The entries of the legend: sign, word, colour in words, article.
pub(super) fn legend(snapshot: &Snapshot, lang: Lang) -> Vec<(Colour, String)> {
    let lamps = snapshot.legend.iter().map(|lamp| {
        let (word, colour) = (words(&lamp.word, lang), colour(lamp.colour, lang));
        let basis = lamp.basis.as_ref().map(|basis| words(basis, lang));
        let text = match (lang, basis) {
            (Lang::Zh, None) => format!("{} {word}（{colour}）", lamp.icon),
            (Lang::Zh, Some(basis)) => format!("{} {word}（{colour}，{basis}）", lamp.icon),
            (Lang::En, None) => format!("{} {word} ({colour})", lamp.icon),
            (Lang::En, Some(basis)) => format!("{} {word} ({colour}; {basis})", lamp.icon),
        };
        (lamp.colour, text)
    });
    lamps.collect()
}

/// So many, in English.
fn many(n: u64, what: &str) -> String {
    if n == 1 { format!("1 {what}") } else { format!("{n} {what}s") }
}

fn ranking(snapshot: &Snapshot, rank: &RankRule, lang: Lang) -> String {
    let zh = lang == Lang::Zh;
    let title = |name: &str| {
        let head = snapshot.columns.iter().find(|head| head.name == name);
        head.map_or(name, |head| words(&head.title, lang)).to_owned()
    };
    let key = |name: &str, order: Order| match (zh, order) {
        (true, Order::Descending) => format!("{}从高到低", title(name)),
        (true, Order::Ascending) => format!("{}从低到高", title(name)),
        (false, Order::Descending) => format!("{}, greatest first", title(name)),
        (false, Order::Ascending) => format!("{}, least first", title(name)),
    };
    let mut parts = vec![if zh {
        format!("按{}排名", key(&rank.by, rank.order))
    } else {
        format!("Ranked by {}", key(&rank.by, rank.order))
    }];
    for tie in &rank.ties {
        let key = key(&tie.by, tie.order);
        parts.push(if zh { format!("相同的再比{key}") } else { format!("then by {key}") });
    }
    if let Some(peers) = &rank.peers {
        let peers = words(peers, lang);
        parts.push(if zh {
            format!("{peers}相同的才互相比较")
        } else {
            format!("only among the same {peers}")
        });
    }
    if let Some(least) = rank.minimum {
        parts.push(if zh {
            format!("不足 {least} 件的不排名")
        } else {
            format!("not ranked with fewer than {}", many(u64::from(least), "case"))
        });
    }
    match (rank.top, rank.bottom) {
        (Some(top), Some(bottom)) if zh => parts.push(format!("只公布前 {top} 名和后 {bottom} 名")),
        (Some(top), None) if zh => parts.push(format!("只公布前 {top} 名")),
        (None, Some(bottom)) if zh => parts.push(format!("只公布后 {bottom} 名")),
        (Some(top), Some(bottom)) => {
            parts.push(format!("only the first {top} and the last {bottom} are published"))
        }
        (Some(top), None) => parts.push(format!("only the first {top} are published")),
        (None, Some(bottom)) => parts.push(format!("only the last {bottom} are published")),
        (None, None) => {}
    }
    parts.push(pick(lang, "名次相同的并列", "equals share a rank").to_owned());
    parts.join(pick(lang, "；", "; "))
}

fn left(left: Left, zh: bool) -> Vec<String> {
    let mut lines = Vec::new();
    let Left { cases, ranked, unranked } = left;
    if cases > 0 {
        lines.push(if zh {
            format!("另有 {cases} 件没有归属，未列入")
        } else {
            format!("Not shown: {} without a line", many(cases, "case"))
        });
    }
    if ranked > 0 {
        lines.push(if zh {
            format!("另有 {ranked} 个有名次的未公布")
        } else {
            format!("Not published: {} with a rank", many(ranked, "line"))
        });
    }
    if unranked > 0 {
        lines.push(if zh {
            format!("另有 {unranked} 个不排名，未公布")
        } else {
            format!("Not published: {} without a rank", many(unranked, "line"))
        });
    }
    lines
}

const fn colour(colour: Colour, lang: Lang) -> &'static str {
    match lang {
        Lang::En => colour.word(),
        Lang::Zh => match colour {
            Colour::Red => "红",
            Colour::Orange => "橙",
            Colour::Yellow => "黄",
            Colour::Green => "绿",
            Colour::Blue => "蓝",
            Colour::Purple => "紫",
            Colour::Grey => "灰",
        },
    }
}
