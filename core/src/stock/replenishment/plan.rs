//! When and how much to order when demand changes from period to period: Wagner and Whitin's plan, exact.

use super::gate;
use crate::error::{Code, Error, Result, exact};
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

/// The most periods of a plan.
const PERIODS: usize = 2_000;

/// A period to be planned. Costs are in the caller's currency.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PlanPeriod {
    /// The demand of the period, in units; an order of the same period serves it.
    #[serde(with = "exact::text")]
    pub demand: Decimal,
    /// What an order in this period costs, whatever its size.
    #[serde(with = "exact::text")]
    pub order_cost: Decimal,
    /// What it costs to hold a unit from this period into the next.
    #[serde(with = "exact::text")]
    pub holding_cost: Decimal,
}

impl PlanPeriod {
    /// Periods with these demands and the same costs in each.
    pub fn constant(demand: &[Decimal], order_cost: Decimal, holding_cost: Decimal) -> Vec<Self> {
        demand.iter().map(|demand| Self { demand: *demand, order_cost, holding_cost }).collect()
    }
}

/// What to order when.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Plan {
    /// Of each period, in order.
    pub periods: Vec<Planned>,
    /// What all orders cost.
    #[serde(with = "exact::text")]
    pub order_cost: Decimal,
    /// What all holding costs.
    #[serde(with = "exact::text")]
    pub holding_cost: Decimal,
    /// Both together: no other plan that meets the demand in time costs less.
    #[serde(with = "exact::text")]
    pub cost: Decimal,
}

/// A period of a [`Plan`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Planned {
    /// How much to order, in units; 0 when nothing.
    #[serde(with = "exact::text")]
    pub order: Decimal,
    /// What is left at the end of the period, in units.
    #[serde(with = "exact::text")]
    pub stock: Decimal,
}

/// The plan of least cost that meets every period's demand in time, beginning with an empty shelf: an order covers the
/// demand of whole periods, and F(t) = min over j ≤ t of F(j − 1) + K of j + the cost of holding the demand of j + 1 … t from
/// j. It is exact: costs and quantities are scaled to integers, and nothing is rounded. Of plans that cost the same the one
/// with the earlier orders is given.
///
/// Source: H. M. Wagner, T. M. Whitin, Dynamic version of the economic lot size model, Management Science 5 (1958) 89–96.
///
/// # Errors
/// `input.missing` without periods; `input.invalid` for more than 2,000; `number.negative` for a demand or cost below zero
/// (`periods.3.demand`); `number.out_of_range` when a cost has no exact value.
///
/// ```
/// use backoffice::{dec, stock::replenishment::{PlanPeriod, wagner_whitin}};
///
/// let demand = [dec!(90), dec!(120), dec!(80), dec!(70)];
/// let plan = wagner_whitin(&PlanPeriod::constant(&demand, dec!(500), dec!(2)))?;
/// assert_eq!(plan.cost, dec!(1380)); // 210 now, 150 in the third period
/// assert_eq!(plan.periods[2].order, dec!(150));
/// # Ok::<(), backoffice::Error>(())
/// ```
pub fn wagner_whitin(periods: &[PlanPeriod]) -> Result<Plan> {
    if periods.is_empty() {
        return Err(Error::missing("periods"));
    }
    gate::count("periods", periods.len(), PERIODS)?;
    let grid = Grid::of(periods)?;
    let places = periods.iter().enumerate();
    let scaled = places.map(|(row, period)| grid.scaled(row, period)).collect::<Result<Vec<_>>>()?;
    let starts = best(&scaled).ok_or_else(|| overflow(periods))?;
    grid.plan(&scaled, &starts).ok_or_else(|| overflow(periods))
}

/// A period in whole numbers: demand in 10^-units, holding cost in 10^-money, order cost in 10^-(units + money).
struct Scaled {
    demand: i128,
    order_cost: i128,
    holding_cost: i128,
}

/// How many decimals quantities and unit costs have.
struct Grid {
    units: u32,
    money: u32,
}

fn overflow(periods: &[PlanPeriod]) -> Error {
    Error::overflow("periods", periods.len(), "cost of the plan")
}

impl Grid {
    fn of(periods: &[PlanPeriod]) -> Result<Self> {
        let mut grid = Self { units: 0, money: 0 };
        for (row, period) in periods.iter().enumerate() {
            let parts = [
                ("demand", period.demand),
                ("order_cost", period.order_cost),
                ("holding_cost", period.holding_cost),
            ];
            for (field, value) in parts {
                if value.is_sign_negative() && !value.is_zero() {
                    let field = format!("periods.{row}.{field}");
                    let message = format!("`{field}` is `{value}`: it may not be below zero");
                    return Err(Error::new(Code::NumberNegative, field, value, message));
                }
            }
            grid.units = grid.units.max(period.demand.normalize().scale());
            for cost in [period.order_cost, period.holding_cost] {
                grid.money = grid.money.max(cost.normalize().scale());
            }
        }
        Ok(grid)
    }

    fn scaled(&self, row: usize, period: &PlanPeriod) -> Result<Scaled> {
        let whole = |field: &str, value: Decimal, digits: u32| {
            let value = value.normalize();
            let by = digits.checked_sub(value.scale()).and_then(|zeros| 10_i128.checked_pow(zeros));
            by.and_then(|by| value.mantissa().checked_mul(by))
                .ok_or_else(|| Error::overflow(&format!("periods.{row}.{field}"), value, "cost of the plan"))
        };
        Ok(Scaled {
            demand: whole("demand", period.demand, self.units)?,
            order_cost: whole("order_cost", period.order_cost, self.units + self.money)?,
            holding_cost: whole("holding_cost", period.holding_cost, self.money)?,
        })
    }

    /// The plan that orders where an order starts. None when it cannot be held.
    fn plan(&self, periods: &[Scaled], starts: &[bool]) -> Option<Plan> {
        let units = |number: i128| {
            Decimal::try_from_i128_with_scale(number, self.units).ok().map(|number| number.normalize())
        };
        let costs = |number: i128| {
            Decimal::try_from_i128_with_scale(number, self.units + self.money).ok().map(|n| n.normalize())
        };
        let mut orders = vec![];
        let mut sum = 0_i128;
        for (period, starts) in periods.iter().zip(starts).rev() {
            sum = sum.checked_add(period.demand)?;
            orders.push(if *starts { sum } else { 0 });
            sum = if *starts { 0 } else { sum };
        }
        let (mut stock, mut ordering, mut holding) = (0_i128, 0_i128, 0_i128);
        let mut planned = Vec::with_capacity(periods.len());
        for (period, order) in periods.iter().zip(orders.into_iter().rev()) {
            stock = stock.checked_add(order)?.checked_sub(period.demand)?;
            ordering = ordering.checked_add(if order > 0 { period.order_cost } else { 0 })?;
            holding = holding.checked_add(period.holding_cost.checked_mul(stock)?)?;
            planned.push(Planned { order: units(order)?, stock: units(stock)? });
        }
        Some(Plan {
            periods: planned,
            order_cost: costs(ordering)?,
            holding_cost: costs(holding)?,
            cost: costs(ordering.checked_add(holding)?)?,
        })
    }
}

/// Whether the best plan orders, of each period. None when a cost leaves the range of the integers.
fn best(periods: &[Scaled]) -> Option<Vec<bool>> {
    // Of the first t periods: the least cost, and the period in which the last order is placed (none: nothing to cover).
    let mut least: Vec<(i128, Option<usize>)> = vec![(i128::MAX, None); periods.len() + 1];
    *least.first_mut()? = (0, None);
    for (start, period) in periods.iter().enumerate() {
        let (before, _) = *least.get(start)?;
        if period.demand == 0
            && let Some(slot) = least.get_mut(start + 1)
            && before < slot.0
        {
            *slot = (before, None);
        }
        let mut cost = before.checked_add(period.order_cost)?;
        let mut unit = 0_i128;
        for (covered, slot) in periods.iter().skip(start).zip(least.iter_mut().skip(start + 1)) {
            // What goes beyond the integers is dearer than any plan that does not.
            let Some(next) = unit.checked_mul(covered.demand).and_then(|more| cost.checked_add(more)) else {
                break;
            };
            cost = next;
            if cost < slot.0 {
                *slot = (cost, Some(start));
            }
            unit = unit.saturating_add(covered.holding_cost);
        }
    }
    let mut starts = vec![false; periods.len()];
    let mut covered = periods.len();
    while covered > 0 {
        match least.get(covered)? {
            (i128::MAX, _) => return None,
            (_, Some(start)) => {
                *starts.get_mut(*start)? = true;
                covered = *start;
            }
            (_, None) => covered -= 1,
        }
    }
    Some(starts)
}
