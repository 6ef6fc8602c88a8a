//! Ranks: one more than the number of peers that are better.

use super::fold::Size;
use super::line::Draft;
use super::{Board, Unranked};
use crate::model::Text;
use crate::model::board::{Order, Peers, Rank, Sort};
use crate::organisation::{Organisation, UnitKind};
use crate::script::Value;
use std::cmp::Ordering;
use std::collections::BTreeMap;

/// Where a line stands.
#[derive(Clone, Debug, Default)]
pub(super) struct Standing {
    pub(super) rank: Option<u32>,
    pub(super) unranked: Option<Unranked>,
    /// What it has in common with its peers.
    pub(super) peers: Option<Text>,
    /// How many compete.
    pub(super) ranked: u32,
    /// How many are worse.
    pub(super) worse: u32,
}

/// What a line is ranked by: sizes with what comes first of each.
type Key = Vec<(Option<Size>, Order)>;

/// The standing of each line.
pub(super) fn stand(board: &Board, drafts: &[Draft<'_, '_>], organisation: &Organisation) -> Vec<Standing> {
    let Some(rank) = &board.document.rank else { return vec![Standing::default(); drafts.len()] };
    let mut all: Vec<Standing> = drafts.iter().map(|draft| begin(board, rank, draft, organisation)).collect();
    let mut groups: BTreeMap<Option<Text>, Vec<(Key, usize)>> = BTreeMap::new();
    for (place, (draft, standing)) in drafts.iter().zip(&all).enumerate() {
        if standing.unranked.is_none() {
            groups.entry(standing.peers.clone()).or_default().push((key(rank, draft), place));
        }
    }
    for mut group in groups.into_values() {
        group.sort_by(|(a, _), (b, _)| compare(a, b));
        let total = group.len();
        let mut better = 0;
        for chunk in group.chunk_by(|(a, _), (b, _)| compare(a, b).is_eq()) {
            for (_, place) in chunk {
                let Some(standing) = all.get_mut(*place) else { continue };
                standing.rank = Some(count(better + 1));
                standing.ranked = count(total);
                standing.worse = count(total - better - chunk.len());
            }
            better += chunk.len();
        }
    }
    all
}

fn count(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}

fn begin(board: &Board, rank: &Rank, draft: &Draft<'_, '_>, organisation: &Organisation) -> Standing {
    let peers = rank.peers.as_ref().and_then(|peers| shared(board, peers, draft, organisation));
    let few = rank.minimum.is_some_and(|least| draft.group.cases.len() < least as usize);
    let unranked = if few {
        Some(Unranked::TooFew)
    } else if Size::of(&draft.value(&rank.by)).is_none() {
        Some(Unranked::NoValue)
    } else {
        (rank.peers.is_some() && peers.is_none()).then_some(Unranked::NoPeers)
    };
    Standing { unranked, peers, ..Standing::default() }
}

fn key(rank: &Rank, draft: &Draft<'_, '_>) -> Key {
    let ties = rank.ties.iter().map(|tie| (tie.by.as_str(), tie.order));
    let all = std::iter::once((rank.by.as_str(), rank.order)).chain(ties);
    all.map(|(by, order)| (Size::of(&draft.value(by)), order)).collect()
}

/// The better one first; what is absent last.
fn compare(a: &Key, b: &Key) -> Ordering {
    let pairs = a.iter().zip(b).map(|((a, order), (b, _))| match (a, b) {
        (None, None) => Ordering::Equal,
        (None, Some(_)) => Ordering::Greater,
        (Some(_), None) => Ordering::Less,
        (Some(a), Some(b)) if *order == Order::Ascending => a.cmp(b),
        (Some(a), Some(b)) => b.cmp(a),
    });
    pairs.fold(Ordering::Equal, Ordering::then)
}

/// What a line has in common with its peers. Absent: it cannot be told.
fn shared(board: &Board, peers: &Peers, draft: &Draft<'_, '_>, organisation: &Organisation) -> Option<Text> {
    if let Some(column) = &peers.column {
        let place = board.columns.iter().position(|known| known.name == *column)?;
        return draft.cells.get(place).map(|cell| cell.shown.clone()).filter(|text| !text.is_empty());
    }
    let unit = organisation.unit(draft.group.unit.as_ref()?)?;
    if let Some(name) = &peers.attribute {
        let value = &unit.attributes.get(name)?.0;
        return Some(Text::Plain(value.as_str().map_or_else(|| value.to_string(), str::to_owned)));
    }
    match peers.unit? {
        Sort::Kind => Some(match unit.kind? {
            UnitKind::Department => both("部门", "departments"),
            UnitKind::Committee => both("委员会", "committees"),
            UnitKind::Enterprise => both("企业和其他组织", "enterprises"),
        }),
        Sort::Level => unit.level.clone().map(Text::Plain),
        Sort::Parent => Some(super::cell::unit(&organisation.parent(&unit.id)?.id, organisation)),
    }
}

fn both(zh: &str, en: &str) -> Text {
    Text::Localised { zh: Some(zh.to_owned()), en: Some(en.to_owned()) }
}

/// Whether a line is published, of a board that publishes top and bottom only.
pub(super) fn is_shown(rank: Option<&Rank>, standing: &Standing) -> bool {
    let Some(rank) = rank.filter(|rank| rank.top.is_some() || rank.bottom.is_some()) else { return true };
    let top = rank.top.zip(standing.rank).is_some_and(|(top, place)| place <= top);
    let bottom = rank.bottom.is_some_and(|bottom| standing.rank.is_some() && standing.worse < bottom);
    top || bottom
}

/// What `rank` is in expressions.
pub(super) fn value(rank: Option<u32>) -> Value {
    rank.map_or(Value::UNIT, |rank| Value::from(i64::from(rank)))
}
