//! Methods and policies: every choice that changes a cent, named.

use super::Movement;
use crate::{
    error::{Code, Error, Result},
    money::{Mode, Price},
};
use chrono::{Datelike, NaiveDate};
use serde::{Deserialize, Deserializer, Serialize, de};
use std::{collections::BTreeMap, fmt};

/// A costing method: which cost leaves with an issue.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Method {
    /// First in, first out (IAS 2.27).
    Fifo,
    /// Last in, first out. Not allowed under IFRS (IAS 2.25).
    Lifo,
    /// The weighted average, struck anew with each receipt (IAS 2.27).
    MovingAverage,
    /// First in, first out, a period's issues after all its receipts.
    PeriodicFifo,
    /// Last in, first out, a period's issues after all its receipts. Not allowed under IFRS (IAS 2.25).
    PeriodicLifo,
    /// The weighted average of a period's opening stock and receipts (IAS 2.27).
    PeriodicAverage,
    /// At a standard, set beforehand (IAS 2.21): what goods cost above or below it is a variance, and a new standard
    /// revalues what is on hand. The first standard of an item is its `initial_unit_cost` in the policy.
    Standard,
    /// Each lot or serial number at its own cost (IAS 2.23): pools tell lots apart, and every movement names one.
    Specific,
    /// The dearest first. Not allowed under IFRS (IAS 2.25).
    Hifo,
}

impl Method {
    /// Every method.
    pub const ALL: [Method; 9] = [
        Self::Fifo,
        Self::Lifo,
        Self::MovingAverage,
        Self::PeriodicFifo,
        Self::PeriodicLifo,
        Self::PeriodicAverage,
        Self::Standard,
        Self::Specific,
        Self::Hifo,
    ];

    /// The name in the serialised form, such as `moving_average`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Fifo => "fifo",
            Self::Lifo => "lifo",
            Self::MovingAverage => "moving_average",
            Self::PeriodicFifo => "periodic_fifo",
            Self::PeriodicLifo => "periodic_lifo",
            Self::PeriodicAverage => "periodic_average",
            Self::Standard => "standard",
            Self::Specific => "specific",
            Self::Hifo => "hifo",
        }
    }

    /// Whether issues are costed when their period ends.
    pub const fn is_periodic(self) -> bool {
        matches!(self, Self::PeriodicFifo | Self::PeriodicLifo | Self::PeriodicAverage)
    }
}

impl fmt::Display for Method {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// Whose rules the accounts follow.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Framework {
    /// IFRS: last in, first out is refused (IAS 2.25).
    Ifrs,
    /// Any method.
    Any,
}

/// What shares one cost.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Pools {
    /// All of an item.
    ByItem,
    /// An item at a location.
    ByItemLocation,
    /// A lot of an item.
    ByItemLot,
    /// A lot of an item at a location.
    ByItemLocationLot,
}

impl Pools {
    /// The name in the serialised form.
    pub const fn name(self) -> &'static str {
        match self {
            Self::ByItem => "by_item",
            Self::ByItemLocation => "by_item_location",
            Self::ByItemLot => "by_item_lot",
            Self::ByItemLocationLot => "by_item_location_lot",
        }
    }

    /// Whether locations are told apart.
    pub const fn by_location(self) -> bool {
        matches!(self, Self::ByItemLocation | Self::ByItemLocationLot)
    }

    /// Whether lots are told apart.
    pub const fn by_lot(self) -> bool {
        matches!(self, Self::ByItemLot | Self::ByItemLocationLot)
    }

    /// Location and lot of the pool that a movement belongs to, where this tells them apart.
    pub fn place(self, movement: &Movement) -> (Option<&str>, Option<&str>) {
        (
            movement.location.as_deref().filter(|_| self.by_location()),
            movement.lot.as_deref().filter(|_| self.by_lot()),
        )
    }
}

/// How the cost of a part is cut from the cost of a whole, in whole minor units. Either way the last part takes what is
/// left, so that an empty shelf is worth nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Cut {
    /// By position in the whole: with value V and quantity Q, and x taken before, a part q costs
    /// R(V·(x+q)/Q) − R(V·x/Q). Many small issues never drift from one great one.
    Cumulative,
    /// By what is left: R(V·q/Q) of the value and quantity that remain.
    Remaining,
}

/// What happens when more is issued than there is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Negative {
    /// It is refused: `stock.short`.
    Forbid,
    /// What is there leaves at its cost, the rest at a provisional one, the last known unit cost, and is reported as a
    /// [`Shortage`](super::Shortage). The next goods that come in cover it at their own cost; what that differs from the
    /// provisional cost is reported as a [`Cover`](super::Cover) of the day on which they came.
    RecostCoveredUnits,
    /// As [`Negative::RecostCoveredUnits`], but what the covering goods cost more or less stays in the cost of those of
    /// them that remain on the shelf; it is late where none remain, or as far as it would bring them below zero.
    CurrentCost,
    /// As [`Negative::RecostCoveredUnits`], and units that are still short after it get the unit cost of the goods that
    /// came in.
    LastReceiptSetsCost,
    /// As [`Negative::RecostCoveredUnits`], but the difference is a variance and no cost of sales.
    Variance,
}

/// At what cost goods go back to the supplier. What the supplier is charged is always the cost of their receipt; where
/// another cost leaves the stock, the difference is the movement's variance.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SupplierReturn {
    /// At that of their receipt: out of its layer, or out of the average's value; `stock.short` where that is not there.
    OriginalCost,
    /// At that of their receipt as far as it is there; what is not leaves as an issue would.
    OriginalCostCapped,
    /// As an issue would leave.
    CurrentAverage,
}

/// Where a cost goes that arrives after its goods: a landed cost, a late bill, a corrected price.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LateCost {
    /// The part for units of that receipt that are still on hand goes to them, whatever the method, where units leave
    /// first in, first out; the rest is late cost of goods sold.
    Split,
    /// The least of on hand and receipt quantity, over the receipt quantity, goes to stock; the rest is a variance.
    StockCoverage,
    /// The receipt is taken to have cost that from the beginning, and all that followed is costed again.
    Replay,
}

/// The order of movements within a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DayOrder {
    /// The caller's: by `sequence`, then as they were given.
    Sequence,
    /// What comes in first, then the rest, each in the caller's order.
    ReceiptsBeforeIssues,
}

/// The period of the periodic methods.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CostingPeriod {
    /// A calendar month.
    Month,
    /// A quarter of a calendar year.
    Quarter,
    /// A calendar year.
    Year,
}

impl CostingPeriod {
    /// The first day of the period that a day is in.
    pub(super) fn first_day(self, day: NaiveDate) -> NaiveDate {
        let (year, number) = self.of(day);
        let months = match self {
            Self::Month => 1,
            Self::Quarter => 3,
            Self::Year => 12,
        };
        NaiveDate::from_ymd_opt(year, number * months + 1, 1).unwrap_or(day)
    }

    /// Year and number of the period that the day is in.
    pub(super) fn of(self, day: NaiveDate) -> (i32, u32) {
        let months = match self {
            Self::Month => 1,
            Self::Quarter => 3,
            Self::Year => 12,
        };
        (day.year(), day.month0() / months)
    }
}

/// The choices that a valuation rests on. In JSON the name of a policy, such as `"ifrs_default"` ([`Policy::NAMES`]); or an
/// object of all choices; or of some, with the name that the others are taken from:
/// `{"base": "default", "negative": "recost_covered_units"}`.
///
/// ```
/// use backoffice::stock::{Negative, Policy};
///
/// let policy = Policy { negative: Negative::RecostCoveredUnits, ..Policy::IFRS_DEFAULT };
/// # let _ = policy;
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Policy {
    /// Whose rules the accounts follow.
    pub framework: Framework,
    /// What shares one cost.
    pub pools: Pools,
    /// Which way a cost is rounded to the minor unit of the currency: a receipt's quantity × unit cost once, and cuts.
    pub rounding: Mode,
    /// How the cost of a part is cut.
    pub cut: Cut,
    /// What happens when more is issued than there is.
    pub negative: Negative,
    /// At what cost goods go back to the supplier.
    pub supplier_return: SupplierReturn,
    /// The period of the periodic methods.
    pub period: CostingPeriod,
    /// Where a cost goes that arrives after its goods.
    pub late_cost: LateCost,
    /// The order of movements within a day.
    pub day_order: DayOrder,
    /// By item: the unit cost to assume until one is known, for shortages and for gains without a cost; under the method
    /// `standard` the first standard.
    pub initial_unit_cost: BTreeMap<String, Price>,
    /// By item: the decimals of its base unit, 0 to 6; 6 where it is not told.
    #[serde(default)]
    pub decimals: BTreeMap<String, u32>,
}

impl Policy {
    /// By item, rounded half up, cut by position, negative stock refused, returned to suppliers at original cost as far
    /// as it is there, months; last in, first out refused, as IAS 2.25 has it.
    pub const IFRS_DEFAULT: Policy = Self::profile(
        Framework::Ifrs,
        Cut::Cumulative,
        Negative::Forbid,
        SupplierReturn::OriginalCostCapped,
        LateCost::Split,
    );

    /// [`Policy::IFRS_DEFAULT`] for accounts that may use any method.
    pub const DEFAULT: Policy = Self::profile(
        Framework::Any,
        Cut::Cumulative,
        Negative::Forbid,
        SupplierReturn::OriginalCostCapped,
        LateCost::Split,
    );

    /// What named policies differ in.
    pub(super) const fn profile(
        framework: Framework,
        cut: Cut,
        negative: Negative,
        supplier_return: SupplierReturn,
        late_cost: LateCost,
    ) -> Self {
        Self {
            framework,
            pools: Pools::ByItem,
            rounding: Mode::HalfUp,
            cut,
            negative,
            supplier_return,
            period: CostingPeriod::Month,
            late_cost,
            day_order: DayOrder::Sequence,
            initial_unit_cost: BTreeMap::new(),
            decimals: BTreeMap::new(),
        }
    }

    /// Refuses a method that the framework does not allow.
    ///
    /// # Errors
    /// `stock.method_not_allowed`.
    pub fn allow(&self, method: Method) -> Result<()> {
        if self.framework == Framework::Ifrs
            && matches!(method, Method::Lifo | Method::PeriodicLifo | Method::Hifo)
        {
            let message = format!(
                "IFRS does not allow `{method}` (IAS 2.25): use fifo or an average, or `Policy::DEFAULT`"
            );
            return Err(Error::new(Code::StockMethodNotAllowed, "method", method, message));
        }
        Ok(())
    }
}

impl<'de> Deserialize<'de> for Policy {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(NamedOrWhole)
    }
}

struct NamedOrWhole;

impl<'de> de::Visitor<'de> for NamedOrWhole {
    type Value = Policy;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the name of a policy, such as \"ifrs_default\", or a whole policy")
    }

    fn visit_str<E: de::Error>(self, name: &str) -> Result<Policy, E> {
        Policy::named(name).map_err(E::custom)
    }

    fn visit_map<A: de::MapAccess<'de>>(self, map: A) -> Result<Policy, A::Error> {
        let mut given = Given::deserialize(de::value::MapAccessDeserializer::new(map))?;
        let base = given.base.as_deref().map(Policy::named).transpose().map_err(de::Error::custom)?;
        if base.is_none() {
            // A whole policy that was stored before items had decimals tells none.
            given.decimals.get_or_insert_with(BTreeMap::new);
        }
        macro_rules! chosen {
            ($($field:ident),*) => {
                Policy { $($field: match (given.$field, &base) {
                    (Some(chosen), _) => chosen,
                    (None, Some(base)) => base.$field.clone(),
                    (None, None) => return Err(de::Error::missing_field(stringify!($field))),
                }),* }
            };
        }
        Ok(chosen!(
            framework,
            pools,
            rounding,
            cut,
            negative,
            supplier_return,
            period,
            late_cost,
            day_order,
            initial_unit_cost,
            decimals
        ))
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Given {
    base: Option<String>,
    framework: Option<Framework>,
    pools: Option<Pools>,
    rounding: Option<Mode>,
    cut: Option<Cut>,
    negative: Option<Negative>,
    supplier_return: Option<SupplierReturn>,
    period: Option<CostingPeriod>,
    late_cost: Option<LateCost>,
    day_order: Option<DayOrder>,
    initial_unit_cost: Option<BTreeMap<String, Price>>,
    decimals: Option<BTreeMap<String, u32>>,
}
