//! From what left back to the receipts that it came from, and forward.

mod flow;
mod lots;

use crate::{
    error::{Result, exact},
    money::Money,
    stock::{Kind, Valuation},
};
use chrono::NaiveDate;
use flow::Tracer;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

/// A part of what an entry took, with the entry that first brought it in: a row for an audit sample.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Traced {
    /// The row of the entry that took it.
    pub row: u64,
    /// Its movement's id.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// What it was: an issue, a loss, a return to a supplier, a consumption.
    pub kind: Kind,
    /// Its item.
    pub item: String,
    /// Its day.
    pub day: NaiveDate,
    /// The row of the entry with which the goods came from outside; none of what is short and not covered.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub origin: Option<u64>,
    /// Its movement's id.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub origin_id: Option<String>,
    /// What it was: an opening, a receipt, a gain; a production for what it cost besides what it consumed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub origin_kind: Option<Kind>,
    /// Its item, of which `quantity` are units.
    pub origin_item: String,
    /// Its day.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub origin_day: Option<NaiveDate>,
    /// The row of the production that made the goods which were taken out of these, where one did.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub made: Option<u64>,
    /// How many units of the origin.
    #[serde(with = "exact::text")]
    pub quantity: Decimal,
    /// Their part of the cost at which the goods left.
    pub value: Money,
}

/// All that left, back to where it came from, by the entries that took it: through transfers, customers' returns and
/// production orders. Of each entry the values add up to what left with it, late differences of covered shortages included;
/// the quantities of rows that are not `made` add up to its quantity. Later costs of goods that had left (`Entry::late`)
/// are of their receipt and no part of it.
///
/// Units are those of the layers that left. Under an average or a standard they leave first in, first out, and the value goes
/// by quantity. Goods that come back are taken in the order in which they had left. What production made is shared over
/// what the order had consumed until then by cost, and the units by quantity; a row with the production itself as the
/// origin has what the order cost besides. Where the units of a layer are not told any more (after a change of method), the
/// layer's own row is the origin.
///
/// # Errors
/// `number.out_of_range`.
pub fn lineage(valuation: &Valuation) -> Result<Vec<Traced>> {
    Tracer::new(valuation)?.run()
}

/// Where the goods came from that one entry took: the rows of [`lineage`] of that entry.
///
/// # Errors
/// As [`lineage`].
pub fn back(valuation: &Valuation, row: u64) -> Result<Vec<Traced>> {
    let all = lineage(valuation)?;
    Ok(all.into_iter().filter(|traced| traced.row == row).collect())
}

/// What took the goods that came with one entry: the rows of [`lineage`] with that origin. A row that is `made` repeats, of
/// what production made, what the row of its consumption has.
///
/// # Errors
/// As [`lineage`].
pub fn forward(valuation: &Valuation, origin: u64) -> Result<Vec<Traced>> {
    let all = lineage(valuation)?;
    Ok(all.into_iter().filter(|traced| traced.origin == Some(origin)).collect())
}
