//! A return filled from its lines, in one pass.

use super::{
    line::TaxLine,
    pack::{Figure, GroupBy, ReturnBox, ReturnPack},
};
use crate::{
    calendar::Period,
    error::{Code, Error, Problem, Result},
    money::{Money, Rounding},
};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A box with its amount.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Filled {
    /// Its number.
    pub number: String,
    /// What the form calls it.
    pub title: String,
    /// What is written into it.
    pub amount: Money,
    /// Before rounding and before the sign is taken off.
    pub exact: Money,
    /// How it was rounded.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rounding: Option<Rounding>,
    /// The rows that it rests on, from 0, ascending; of a box that adds up boxes, none.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub rows: Vec<u64>,
    /// Document and section.
    pub source: String,
}

/// The boxes of one customer, or of one state and rate.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Group {
    /// By what it is listed apart.
    pub key: BTreeMap<GroupBy, String>,
    /// Its boxes.
    pub boxes: Vec<Filled>,
}

/// A filled return. No row is lost: each is taken by a box, or stands in `untaken`, `outside` or `problems`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Return {
    /// The pack's id.
    pub pack: String,
    /// Its revision.
    pub revision: String,
    /// The period.
    pub period: Period,
    /// The boxes of the whole; of a return in groups, their sums.
    pub boxes: Vec<Filled>,
    /// The boxes apart, where the return lists them so, in the order of their keys.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub groups: Vec<Group>,
    /// Rows of the period that no box takes.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub untaken: Vec<u64>,
    /// Rows of other periods.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub outside: Vec<u64>,
    /// Rows that cannot be taken, and why.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub problems: Vec<Problem>,
}

impl Return {
    /// The amount of the box with that number.
    pub fn amount(&self, number: &str) -> Option<Money> {
        self.boxes.iter().find(|one| one.number == number).map(|one| one.amount)
    }
}

/// The boxes of `pack` for the lines whose tax point lies in `period`. A row that cannot be taken is a problem; the others are
/// taken all the same.
///
/// # Errors
/// `law.none_in_force` when the pack is not for all of the period, `tax.return_pack_invalid` for a pack that contradicts itself,
/// `number.out_of_range`.
pub fn fill(lines: &[TaxLine], pack: &ReturnPack, period: Period) -> Result<Return> {
    pack.check()?;
    in_force(pack, period)?;
    let mut groups: BTreeMap<Vec<String>, Vec<Sum>> = BTreeMap::new();
    let mut filled = Return {
        pack: pack.id.clone(),
        revision: pack.revision.clone(),
        period,
        boxes: vec![],
        groups: vec![],
        untaken: vec![],
        outside: vec![],
        problems: vec![],
    };
    let empty = || vec![Sum { exact: Money::zero(pack.currency), rows: vec![] }; pack.boxes.len()];
    if pack.group_by.is_empty() {
        groups.insert(vec![], empty());
    }
    for (row, line) in lines.iter().enumerate() {
        let index = row as u64;
        if !period.contains(line.tax_point) {
            filled.outside.push(index);
            continue;
        }
        let taken: Vec<(usize, Figure, bool)> =
            pack.boxes.iter().enumerate().filter_map(taken_by(line)).collect();
        if taken.is_empty() {
            filled.untaken.push(index);
            continue;
        }
        let key = match check(line, pack).and_then(|()| key(line, pack)) {
            Ok(key) => key,
            Err(error) => {
                filled.problems.push(Problem::new(row, &error));
                continue;
            }
        };
        let sums = groups.entry(key).or_insert_with(empty);
        for (at, figure, negative) in taken {
            if let Some(sum) = sums.get_mut(at) {
                let amount = if figure == Figure::Base { line.base } else { line.tax };
                let amount = if negative { -amount } else { amount };
                sum.exact = sum.exact.checked_add(amount).map_err(|error| error.at_row(row))?;
                sum.rows.push(index);
            }
        }
    }
    for (key, sums) in groups {
        let boxes = boxes(pack, sums)?;
        if pack.group_by.is_empty() {
            filled.boxes = boxes;
        } else {
            let key = pack.group_by.iter().copied().zip(key).collect();
            filled.groups.push(Group { key, boxes });
        }
    }
    if !pack.group_by.is_empty() {
        filled.boxes = whole(pack, &filled.groups)?;
    }
    Ok(filled)
}

#[derive(Clone)]
struct Sum {
    exact: Money,
    rows: Vec<u64>,
}

fn in_force(pack: &ReturnPack, period: Period) -> Result<()> {
    if pack.since <= period.first() && pack.until.is_none_or(|until| period.last() <= until) {
        return Ok(());
    }
    let known = pack
        .until
        .map_or_else(|| format!("since {}", pack.since), |until| format!("from {} to {until}", pack.since));
    let message =
        format!("the return `{}` is for periods {known}, not for {period}: choose another pack", pack.id);
    Err(Error::new(Code::LawNoneInForce, "period", period, message))
}

/// Whether a box takes the row, of what, and whether with the opposite sign.
fn taken_by(line: &TaxLine) -> impl Fn((usize, &ReturnBox)) -> Option<(usize, Figure, bool)> {
    move |(at, one)| {
        let takes = one.takes.iter().find(|takes| takes.takes(line))?;
        Some((at, one.of?, takes.negative))
    }
}

fn check(line: &TaxLine, pack: &ReturnPack) -> Result<()> {
    for (field, amount) in [("base.currency", line.base), ("tax.currency", line.tax)] {
        if amount.currency() != pack.currency {
            let message = format!(
                "`{field}` of document {} is {}: the return is in {}; convert it at the tax point's rate",
                line.document,
                amount.currency(),
                pack.currency
            );
            return Err(Error::new(Code::MoneyMixedCurrencies, field, amount.currency(), message));
        }
    }
    Ok(())
}

fn key(line: &TaxLine, pack: &ReturnPack) -> Result<Vec<String>> {
    pack.group_by
        .iter()
        .map(|by| {
            Ok(match by {
                GroupBy::CounterpartyNumber if line.counterparty_number.trim().is_empty() => {
                    let message = format!(
                        "document {}: `counterparty_number` is missing, and the return lists by it",
                        line.document
                    );
                    return Err(Error::new(Code::InputMissing, "counterparty_number", "", message));
                }
                GroupBy::CounterpartyNumber => line.counterparty_number.trim().to_owned(),
                GroupBy::Place => line.place.to_string(),
                GroupBy::From => line.from.unwrap_or(line.home).to_string(),
                GroupBy::Rate => line.rate.normalize().to_string(),
            })
        })
        .collect()
}

/// The boxes from their exact sums, each rounded, and those that add up others.
fn boxes(pack: &ReturnPack, sums: Vec<Sum>) -> Result<Vec<Filled>> {
    let mut filled: Vec<Filled> = Vec::with_capacity(pack.boxes.len());
    for (one, sum) in pack.boxes.iter().zip(sums) {
        let exact = if one.sum.is_empty() { sum.exact } else { added(one, &filled, sum.exact)? };
        let unsigned = if one.absolute && exact.is_negative() { -exact } else { exact };
        let amount = one.rounding.map_or(Ok(unsigned), |rounding| unsigned.round(rounding))?;
        filled.push(Filled {
            number: one.number.clone(),
            title: one.title.clone(),
            amount,
            exact,
            rounding: one.rounding,
            rows: sum.rows,
            source: pack.cited(one),
        });
    }
    Ok(filled)
}

fn added(one: &ReturnBox, before: &[Filled], zero: Money) -> Result<Money> {
    let mut total = zero;
    for term in &one.sum {
        let number = term.trim_start_matches('-');
        let Some(box_before) = before.iter().find(|other| other.number == number) else { continue };
        let amount = if number.len() == term.len() { box_before.amount } else { -box_before.amount };
        total = total.checked_add(amount)?;
    }
    Ok(total)
}

/// The sums of the groups' boxes, as they are written.
fn whole(pack: &ReturnPack, groups: &[Group]) -> Result<Vec<Filled>> {
    let zero = Money::zero(pack.currency);
    pack.boxes
        .iter()
        .enumerate()
        .map(|(at, one)| {
            let parts = || groups.iter().filter_map(move |group| group.boxes.get(at));
            let mut rows: Vec<u64> = parts().flat_map(|part| part.rows.iter().copied()).collect();
            rows.sort_unstable();
            Ok(Filled {
                number: one.number.clone(),
                title: one.title.clone(),
                amount: Money::sum(parts().map(|part| part.amount).chain([zero]), pack.currency)?,
                exact: Money::sum(parts().map(|part| part.exact).chain([zero]), pack.currency)?,
                rounding: one.rounding,
                rows,
                source: pack.cited(one),
            })
        })
        .collect()
}
