//! Why a line has its rank and its light: from the snapshot, and from the rules that it was made by.

use super::render::shown;
use super::{Board, Line, RankRule, Snapshot, Unranked};
use crate::model::Text;
use crate::model::board::Order;
use crate::source::Lang;
use std::fmt::Write;

/// Names in one line, before the rest is counted.
const NAMED: usize = 5;

impl Board {
    /// Why a line of a publication has its rank and its light, in lines. Absent: there is no such line.
    #[must_use]
    pub fn why(&self, snapshot: &Snapshot, key: &str, lang: Lang) -> Option<Vec<String>> {
        let line = snapshot.rows.iter().find(|line| line.key == key)?;
        let mut lines: Vec<String> =
            snapshot.rank.iter().map(|rule| rank(snapshot, rule, line, lang)).collect();
        if self.hash == snapshot.definition {
            lines.extend(self.light(snapshot, line, lang));
        } else {
            lines.push(
                match lang {
                    Lang::Zh => "规则在这次公布之后改过，灯的条件不能再说明",
                    Lang::En => {
                        "the rules were changed after this publication, so the light cannot be explained"
                    }
                }
                .to_owned(),
            );
        }
        Some(lines)
    }

    /// The condition of the light that applies, or of the first that does not, with what it saw.
    fn light(&self, snapshot: &Snapshot, line: &Line, lang: Lang) -> Option<String> {
        let zh = lang == Lang::Zh;
        let Some(place) = line.light else {
            return (!self.lights.is_empty()).then(|| {
                if zh { "没有一盏灯的条件成立" } else { "the condition of no light holds" }.to_owned()
            });
        };
        let lamp = snapshot.legend.get(place)?;
        let name = format!("{} {}", lamp.icon, shown(&lamp.word, lang));
        let Some(script) = self.lights.get(place).and_then(Option::as_ref) else {
            return Some(if zh {
                format!("{name}：其余的灯都不适用")
            } else {
                format!("{name}: no other light applies")
            });
        };
        let mut saw = Vec::new();
        for path in script.paths() {
            match path.as_slice() {
                [params, name, ..] if params == "params" => {
                    let value = self.parameters.get(name).map(plain).unwrap_or_default();
                    saw.push(format!("params.{name} = {value}"));
                }
                [name, ..] => {
                    saw.extend(cell(snapshot, line, name, lang).map(|value| format!("{name} = {value}")))
                }
                [] => {}
            }
        }
        let names = script
            .reads()
            .iter()
            .filter(|name| script.paths().iter().all(|path| path.first() != Some(*name)));
        saw.extend(names.filter_map(|name| Some(format!("{name} = {}", cell(snapshot, line, name, lang)?))));
        saw.sort();
        saw.dedup();
        let saw = saw.join(if zh { "，" } else { ", " });
        let condition = script.text();
        Some(if zh {
            format!("{name}：{condition} 成立（{saw}）")
        } else {
            format!("{name}: {condition} holds ({saw})")
        })
    }
}

/// A parameter as people read it.
fn plain(value: &serde_json::Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

/// What a line says in a column; the word for nothing where it says nothing.
fn cell(snapshot: &Snapshot, line: &Line, name: &str, lang: Lang) -> Option<String> {
    let place = snapshot.columns.iter().position(|head| head.name == name)?;
    let text = shown(&line.cells.get(place)?.shown, lang);
    Some(if text.is_empty() { "—".to_owned() } else { text.to_owned() })
}

fn rank(snapshot: &Snapshot, rule: &RankRule, line: &Line, lang: Lang) -> String {
    let zh = lang == Lang::Zh;
    let title = |name: &str| {
        let head = snapshot.columns.iter().find(|head| head.name == name);
        head.map_or_else(|| name.to_owned(), |head| shown(&head.title, lang).to_owned())
    };
    let by = [(&rule.by, rule.order)].into_iter().chain(rule.ties.iter().map(|tie| (&tie.by, tie.order)));
    let values = by
        .map(|(name, _)| format!("{} {}", title(name), cell(snapshot, line, name, lang).unwrap_or_default()));
    let values = values.collect::<Vec<_>>().join(if zh { "，" } else { ", " });
    let Some(rank) = line.rank else {
        let why = match (zh, line.unranked) {
            (true, Some(Unranked::TooFew)) => {
                format!("只有 {} 件，不足 {} 件", line.cases, rule.minimum.unwrap_or_default())
            }
            (false, Some(Unranked::TooFew)) => {
                format!("{} cases, fewer than {}", line.cases, rule.minimum.unwrap_or_default())
            }
            (true, Some(Unranked::NoPeers)) => "没有可比的同类".to_owned(),
            (false, Some(Unranked::NoPeers)) => "nothing tells its peers".to_owned(),
            (true, _) => format!("{} 没有数值", title(&rule.by)),
            (false, _) => format!("no value of {}", title(&rule.by)),
        };
        return if zh { format!("不排名：{why}") } else { format!("not ranked: {why}") };
    };
    let peers: Vec<&Line> =
        snapshot.rows.iter().filter(|other| other.rank.is_some() && other.peers == line.peers).collect();
    let better = rank.saturating_sub(1);
    let equal: Vec<&Text> = peers
        .iter()
        .filter(|other| other.rank == line.rank && other.key != line.key)
        .map(|other| &other.title)
        .collect();
    let order = match (zh, rule.order) {
        (true, Order::Descending) => "更高",
        (true, Order::Ascending) => "更低",
        (false, Order::Descending) => "higher",
        (false, Order::Ascending) => "lower",
    };
    // Of a board that publishes top and bottom only, the others are not in the snapshot.
    let of = if snapshot.left.ranked > 0 {
        String::new()
    } else if zh {
        format!("，共 {} 个参加排名", peers.len())
    } else {
        format!(" of {}", peers.len())
    };
    let mut text = if zh {
        format!(
            "第 {rank} 名{of}：{values}；排在前面的有 {better} 个（{}{order}，或相同而后项占先）",
            title(&rule.by)
        )
    } else {
        format!(
            "rank {rank}{of}: {values}; {better} come before it ({} {order}, or equal and ahead in what decides next)",
            title(&rule.by)
        )
    };
    if !equal.is_empty() {
        let names: Vec<&str> = equal.iter().take(NAMED).map(|title| shown(title, lang)).collect();
        let more = equal.len().saturating_sub(NAMED);
        let _ = write!(
            text,
            "{}{}",
            if zh { "；并列：" } else { "; shared with " },
            names.join(if zh { "、" } else { ", " })
        );
        if more > 0 {
            let _ =
                if zh { write!(text, "等 {} 个", equal.len()) } else { write!(text, " and {more} more") };
        }
    }
    text
}
