//! Replenishment: the one room that takes and gives doubles.

use crate::{
    document::backoffice_document,
    edge::{Out, Places, array, behind, guard, json, number, word},
    error::backoffice_status,
};
use backoffice_core::{
    Error, Result,
    stock::replenishment::{
        self as core, Aim, Columns, Discount, ExpiringLot, Forecasts, LeadTimeDemand, OrderRule, Outlook,
        Performance, PlanPeriod, PriceBreak, Seasonality, Smoothing, Trial,
    },
};
use std::ffi::c_char;

/// A price from an order quantity on. A plain struct: its size is part of the ABI.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct backoffice_price_break {
    /// From this order quantity on, in units: 0 for the first.
    pub from: f64,
    /// The cost of a unit.
    pub unit_cost: f64,
}

/// An order quantity and what it costs in a period. A plain struct: its size is part of the ABI.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct backoffice_lot {
    /// How much to order at a time, in units.
    pub quantity: f64,
    /// What that costs in a period.
    pub cost: f64,
    /// The share of demand that waits; 0 where nobody does.
    pub backordered: f64,
}

/// Demand and lead time as means and standard deviations. A plain struct: its size is part of the ABI.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct backoffice_lead_time_demand {
    /// Mean demand, in units per period.
    pub demand: f64,
    /// Its standard deviation, in units.
    pub demand_deviation: f64,
    /// Mean lead time, in periods.
    pub lead_time: f64,
    /// Its standard deviation, in periods.
    pub lead_time_deviation: f64,
}

impl backoffice_lead_time_demand {
    fn read(self) -> LeadTimeDemand {
        let Self { demand, demand_deviation, lead_time, lead_time_deviation } = self;
        LeadTimeDemand { demand, demand_deviation, lead_time, lead_time_deviation }
    }
}

/// When to order, and what is kept for safety, in units. A plain struct: its size is part of the ABI.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct backoffice_reorder_point {
    /// The inventory position at which to order: expected + safety.
    pub level: f64,
    /// The mean demand over the lead time.
    pub expected: f64,
    /// The safety stock.
    pub safety: f64,
}

impl From<core::ReorderPoint> for backoffice_reorder_point {
    fn from(point: core::ReorderPoint) -> Self {
        Self { level: point.level, expected: point.expected, safety: point.safety }
    }
}

/// When and how much to order. A plain struct: its size is part of the ABI.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct backoffice_reorder_quantity {
    /// The reorder point, in units.
    pub level: f64,
    /// The order quantity, in units.
    pub quantity: f64,
    /// What that costs in a period.
    pub cost: f64,
}

/// What a rule of ordering is tried on. A plain struct: its size is part of the ABI.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct backoffice_trial {
    /// The demand of periods that were: each period of the trial draws one of them.
    pub demand: *const f64,
    /// How many.
    pub demand_count: usize,
    /// Lead times that were, in whole periods: each order draws one of them.
    pub lead_times: *const usize,
    /// How many.
    pub lead_times_count: usize,
    /// What a unit on hand at the end of a period costs.
    pub holding_cost: f64,
    /// What an order costs.
    pub order_cost: f64,
    /// What a unit costs that is owed at the end of a period, or that is lost.
    pub shortage_cost: f64,
    /// Whether demand that cannot be served is lost, instead of waiting.
    pub lost_sales: bool,
    /// How many periods count.
    pub periods: usize,
    /// How many periods go before.
    pub warm_up: usize,
    /// The seed: the same one gives the same trial, to the bit.
    pub seed: u64,
}

impl backoffice_trial {
    /// # Safety
    /// The lists have as many items as told.
    unsafe fn read(&self) -> Result<Trial> {
        // SAFETY: the caller's promise.
        let (demand, lead_times) = unsafe {
            (
                array("demand", self.demand, self.demand_count)?,
                array("lead_times", self.lead_times, self.lead_times_count)?,
            )
        };
        Ok(Trial {
            demand: demand.to_vec(),
            lead_times: lead_times.to_vec(),
            holding_cost: self.holding_cost,
            order_cost: self.order_cost,
            shortage_cost: self.shortage_cost,
            lost_sales: self.lost_sales,
            periods: self.periods,
            warm_up: self.warm_up,
            seed: self.seed,
        })
    }
}

/// How a rule did. A plain struct: its size is part of the ABI.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct backoffice_performance {
    /// The share of demanded units that were served from the shelf at once.
    pub fill_rate: f64,
    /// The share of periods in which all demand was served from the shelf.
    pub ready_rate: f64,
    /// Units on hand at the end of a period, on average.
    pub stock: f64,
    /// Units owed at the end of a period, on average; with lost sales, units lost in a period.
    pub short_units: f64,
    /// Orders per period.
    pub orders: f64,
    /// Cost per period.
    pub cost: f64,
    /// The level of the rule.
    pub level: f64,
}

fn performance(done: Performance, level: f64) -> backoffice_performance {
    backoffice_performance {
        fill_rate: done.fill_rate,
        ready_rate: done.ready_rate,
        stock: done.stock,
        short_units: done.short,
        orders: done.orders,
        cost: done.cost,
        level,
    }
}

/// What is known of a period to come, in units. A plain struct: its size is part of the ABI.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct backoffice_outlook {
    /// What is expected to come in.
    pub receipts: f64,
    /// What customers have ordered for this period.
    pub orders: f64,
    /// What is forecast to be demanded, those orders included.
    pub forecast: f64,
}

/// A lot with a date by which it must be sold. A plain struct: its size is part of the ABI.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct backoffice_expiring_lot {
    /// How many units.
    pub quantity: f64,
    /// The period in which it is there, from 0.
    pub from: usize,
    /// The last period in which it may be sold, from 0.
    pub last: usize,
}

/// The class of a series of demand (Syntetos, Boylan & Croston 2005): an object with class (`smooth`, `erratic`,
/// `intermittent`, `lumpy`, `no_demand`), interval and variation.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn backoffice_replenishment_classify(
    demand: *const f64,
    count: usize,
    out: *mut *mut backoffice_document,
) -> backoffice_status {
    guard(|| {
        // SAFETY: a list and a place for the result, by the header's contract.
        let (demand, out) = unsafe { (array("demand", demand, count)?, Out::new(out)?) };
        out.give_handle(backoffice_document::new(&core::classify(demand)?)?);
        Ok(())
    })
}

/// The class of each item by its value, `A`, `B` or `C`: `out` has place for `count` letters.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn backoffice_replenishment_abc(
    values: *const f64,
    count: usize,
    a: f64,
    b: f64,
    out: *mut c_char,
) -> backoffice_status {
    guard(|| {
        // SAFETY: a list and a place for the results, by the header's contract.
        let (values, out) = unsafe { (array("values", values, count)?, Places::new("out", out, count)?) };
        let classes = core::abc(values, a, b)?;
        out.give(classes.into_iter().map(|class| letter(class.name())));
        Ok(())
    })
}

/// The class of a series by its coefficient of variation: `X` up to `x`, `Y` up to `y`, else `Z`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn backoffice_replenishment_xyz(
    demand: *const f64,
    count: usize,
    x: f64,
    y: f64,
    out: *mut c_char,
) -> backoffice_status {
    guard(|| {
        // SAFETY: a list and a place for the result, by the header's contract.
        let (demand, out) = unsafe { (array("demand", demand, count)?, Out::new(out)?) };
        out.give(letter(core::xyz(demand, x, y)?.name()));
        Ok(())
    })
}

fn letter(name: &str) -> c_char {
    name.bytes().next().and_then(|byte| c_char::try_from(byte).ok()).unwrap_or_default()
}

/// Simple exponential smoothing, begun at the first demand: the forecast for every period to come.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn backoffice_replenishment_ses(
    demand: *const f64,
    count: usize,
    alpha: f64,
    out: *mut f64,
) -> backoffice_status {
    guard(|| {
        // SAFETY: a list and a place for the result, by the header's contract.
        let (demand, out) = unsafe { (array("demand", demand, count)?, Out::new(out)?) };
        out.give(core::ses(demand, alpha)?);
        Ok(())
    })
}

/// Croston's method (1972): the forecast for every period to come, in units per period.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn backoffice_replenishment_croston(
    demand: *const f64,
    count: usize,
    alpha: f64,
    out: *mut f64,
) -> backoffice_status {
    guard(|| {
        // SAFETY: a list and a place for the result, by the header's contract.
        let (demand, out) = unsafe { (array("demand", demand, count)?, Out::new(out)?) };
        out.give(core::croston(demand, alpha)?);
        Ok(())
    })
}

/// The approximation of Syntetos and Boylan (2005): Croston × (1 − alpha ÷ 2).
#[unsafe(no_mangle)]
pub unsafe extern "C" fn backoffice_replenishment_sba(
    demand: *const f64,
    count: usize,
    alpha: f64,
    out: *mut f64,
) -> backoffice_status {
    guard(|| {
        // SAFETY: a list and a place for the result, by the header's contract.
        let (demand, out) = unsafe { (array("demand", demand, count)?, Out::new(out)?) };
        out.give(core::sba(demand, alpha)?);
        Ok(())
    })
}

/// The method of Teunter, Syntetos and Babai (2011): size by alpha, probability of demand by beta.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn backoffice_replenishment_tsb(
    demand: *const f64,
    count: usize,
    alpha: f64,
    beta: f64,
    out: *mut f64,
) -> backoffice_status {
    guard(|| {
        // SAFETY: a list and a place for the result, by the header's contract.
        let (demand, out) = unsafe { (array("demand", demand, count)?, Out::new(out)?) };
        out.give(core::tsb(demand, alpha, beta)?);
        Ok(())
    })
}

/// ADIDA (2011): demand added up over its mean interval, smoothed, and divided again.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn backoffice_replenishment_adida(
    demand: *const f64,
    count: usize,
    out: *mut f64,
) -> backoffice_status {
    guard(|| {
        // SAFETY: a list and a place for the result, by the header's contract.
        let (demand, out) = unsafe { (array("demand", demand, count)?, Out::new(out)?) };
        out.give(core::adida(demand)?);
        Ok(())
    })
}

/// IMAPA (2015): the mean of what backoffice_replenishment_adida gives for every interval up to the mean one.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn backoffice_replenishment_imapa(
    demand: *const f64,
    count: usize,
    out: *mut f64,
) -> backoffice_status {
    guard(|| {
        // SAFETY: a list and a place for the result, by the header's contract.
        let (demand, out) = unsafe { (array("demand", demand, count)?, Out::new(out)?) };
        out.give(core::imapa(demand)?);
        Ok(())
    })
}

/// # Safety
/// The lists have as many items as told.
unsafe fn columns<'a>(
    offsets: *const usize,
    series: usize,
    values: *const f64,
    count: usize,
) -> Result<Columns<'a>> {
    let ends = series.checked_add(1).ok_or_else(|| Error::invalid("series", series, "so many cannot be"))?;
    // SAFETY: the caller's promise.
    unsafe {
        Ok(Columns { offsets: array("offsets", offsets, ends)?, values: array("values", values, count)? })
    }
}

fn give_many(
    forecasts: Forecasts,
    places: Places<f64>,
    problems: Out<*mut backoffice_document>,
) -> Result<()> {
    let told = backoffice_document::new(&forecasts.problems)?;
    places.give(forecasts.rates.into_iter().map(|rate| rate.unwrap_or(f64::NAN)));
    problems.give_handle(told);
    Ok(())
}

/// Croston's method of many series: series i is `values[offsets[i]]` to
/// `values[offsets[i + 1] - 1]`, so there are `series` + 1 offsets. `out` has place for `series` rates, NaN where a series was
/// refused; `problems` is a list of objects with row, field, code and message.
#[unsafe(no_mangle)]
#[allow(clippy::too_many_arguments, reason = "as many as the core's function has, and the lengths of lists")]
pub unsafe extern "C" fn backoffice_replenishment_croston_many(
    offsets: *const usize,
    series: usize,
    values: *const f64,
    count: usize,
    alpha: f64,
    out: *mut f64,
    problems: *mut *mut backoffice_document,
) -> backoffice_status {
    guard(|| {
        // SAFETY: lists and places for the results, by the header's contract.
        let (columns, places, problems) = unsafe {
            (columns(offsets, series, values, count)?, Places::new("out", out, series)?, Out::new(problems)?)
        };
        give_many(core::croston_many(columns, alpha)?, places, problems)
    })
}

/// The approximation of Syntetos and Boylan of many series: series i is `values[offsets[i]]` to
/// `values[offsets[i + 1] - 1]`, so there are `series` + 1 offsets. `out` has place for `series` rates, NaN where a series was
/// refused; `problems` is a list of objects with row, field, code and message.
#[unsafe(no_mangle)]
#[allow(clippy::too_many_arguments, reason = "as many as the core's function has, and the lengths of lists")]
pub unsafe extern "C" fn backoffice_replenishment_sba_many(
    offsets: *const usize,
    series: usize,
    values: *const f64,
    count: usize,
    alpha: f64,
    out: *mut f64,
    problems: *mut *mut backoffice_document,
) -> backoffice_status {
    guard(|| {
        // SAFETY: lists and places for the results, by the header's contract.
        let (columns, places, problems) = unsafe {
            (columns(offsets, series, values, count)?, Places::new("out", out, series)?, Out::new(problems)?)
        };
        give_many(core::sba_many(columns, alpha)?, places, problems)
    })
}

/// The method of Teunter, Syntetos and Babai of many series: series i is `values[offsets[i]]` to
/// `values[offsets[i + 1] - 1]`, so there are `series` + 1 offsets. `out` has place for `series` rates, NaN where a series was
/// refused; `problems` is a list of objects with row, field, code and message.
#[unsafe(no_mangle)]
#[allow(clippy::too_many_arguments, reason = "as many as the core's function has, and the lengths of lists")]
pub unsafe extern "C" fn backoffice_replenishment_tsb_many(
    offsets: *const usize,
    series: usize,
    values: *const f64,
    count: usize,
    alpha: f64,
    beta: f64,
    out: *mut f64,
    problems: *mut *mut backoffice_document,
) -> backoffice_status {
    guard(|| {
        // SAFETY: lists and places for the results, by the header's contract.
        let (columns, places, problems) = unsafe {
            (columns(offsets, series, values, count)?, Places::new("out", out, series)?, Out::new(problems)?)
        };
        give_many(core::tsb_many(columns, alpha, beta)?, places, problems)
    })
}

/// Holt's linear trend, begun at `trend` or, where that is NULL, at the second demand less the first: `out` has place for
/// `periods` forecasts.
#[unsafe(no_mangle)]
#[allow(clippy::too_many_arguments, reason = "as many as the core's function has, and the lengths of lists")]
pub unsafe extern "C" fn backoffice_replenishment_holt(
    demand: *const f64,
    count: usize,
    alpha: f64,
    beta: f64,
    trend: *const f64,
    periods: usize,
    out: *mut f64,
) -> backoffice_status {
    guard(|| {
        // SAFETY: a list, NULL or a number, and a place for the results, by the header's contract.
        let (demand, trend, out) = unsafe {
            (array("demand", demand, count)?, trend.as_ref().copied(), Places::new("out", out, periods)?)
        };
        out.give(core::holt(demand, alpha, beta, trend, periods)?.into_iter());
        Ok(())
    })
}

/// Holt-Winters (1960) with a season of so many periods, `additive` or `multiplicative`, begun with the first two seasons:
/// `out` has place for `periods` forecasts.
#[unsafe(no_mangle)]
#[allow(clippy::too_many_arguments, reason = "as many as the core's function has, and the lengths of lists")]
pub unsafe extern "C" fn backoffice_replenishment_holt_winters(
    demand: *const f64,
    count: usize,
    season: usize,
    seasonality: *const c_char,
    alpha: f64,
    beta: f64,
    gamma: f64,
    periods: usize,
    out: *mut f64,
) -> backoffice_status {
    guard(|| {
        // SAFETY: a list, a text and a place for the results, by the header's contract.
        let (demand, seasonality, out) = unsafe {
            (
                array("demand", demand, count)?,
                word::<Seasonality>("seasonality", seasonality)?,
                Places::new("out", out, periods)?,
            )
        };
        let by = Smoothing { alpha, beta, gamma };
        out.give(core::holt_winters(demand, season, seasonality, by, periods)?.into_iter());
        Ok(())
    })
}

/// Safety stock under normal demand, in units, for the share of cycles without a stockout.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn backoffice_replenishment_safety_stock(
    over: backoffice_lead_time_demand,
    service: f64,
    out: *mut f64,
) -> backoffice_status {
    guard(|| {
        // SAFETY: a place for the result, by the header's contract.
        let out = unsafe { Out::new(out)? };
        out.give(core::safety_stock(over.read(), service)?);
        Ok(())
    })
}

/// The reorder point under normal demand.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn backoffice_replenishment_reorder_point(
    over: backoffice_lead_time_demand,
    service: f64,
    out: *mut backoffice_reorder_point,
) -> backoffice_status {
    guard(|| {
        // SAFETY: a place for the result, by the header's contract.
        let out = unsafe { Out::new(out)? };
        out.give(core::reorder_point(over.read(), service)?.into());
        Ok(())
    })
}

/// The reorder point by what was: the least demand over a lead time that the share `service` of all stretches of the series
/// does not exceed.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn backoffice_replenishment_reorder_point_observed(
    demand: *const f64,
    count: usize,
    lead_times: *const usize,
    lead_times_count: usize,
    service: f64,
    out: *mut backoffice_reorder_point,
) -> backoffice_status {
    guard(|| {
        // SAFETY: lists and a place for the result, by the header's contract.
        let (demand, lead_times, out) = unsafe {
            (
                array("demand", demand, count)?,
                array("lead_times", lead_times, lead_times_count)?,
                Out::new(out)?,
            )
        };
        out.give(core::reorder_point_observed(demand, lead_times, service)?.into());
        Ok(())
    })
}

fn lot(lot: core::Lot) -> backoffice_lot {
    backoffice_lot { quantity: lot.quantity, cost: lot.cost, backordered: 0.0 }
}

/// The economic order quantity; demand and holding cost are of the same period.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn backoffice_replenishment_eoq(
    demand: f64,
    order_cost: f64,
    holding_cost: f64,
    out: *mut backoffice_lot,
) -> backoffice_status {
    guard(|| {
        // SAFETY: a place for the result, by the header's contract.
        let out = unsafe { Out::new(out)? };
        out.give(lot(core::eoq(demand, order_cost, holding_cost)?));
        Ok(())
    })
}

/// The economic order quantity when customers wait, at a cost for each unit owed for a period.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn backoffice_replenishment_eoq_backorders(
    demand: f64,
    order_cost: f64,
    holding_cost: f64,
    backorder_cost: f64,
    out: *mut backoffice_lot,
) -> backoffice_status {
    guard(|| {
        // SAFETY: a place for the result, by the header's contract.
        let out = unsafe { Out::new(out)? };
        let lot = core::eoq_backorders(demand, order_cost, holding_cost, backorder_cost)?;
        out.give(backoffice_lot { quantity: lot.quantity, cost: lot.cost, backordered: lot.backordered });
        Ok(())
    })
}

/// The order quantity with quantity discounts (`all_units` or `incremental`) that costs least, purchase included; holding a
/// unit for a period costs `rate` of its cost.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn backoffice_replenishment_eoq_discount(
    demand: f64,
    order_cost: f64,
    rate: f64,
    breaks: *const backoffice_price_break,
    count: usize,
    discount: *const c_char,
    out: *mut backoffice_lot,
) -> backoffice_status {
    guard(|| {
        // SAFETY: a list, a text and a place for the result, by the header's contract.
        let (breaks, discount, out) = unsafe {
            (array("breaks", breaks, count)?, word::<Discount>("discount", discount)?, Out::new(out)?)
        };
        let breaks: Vec<PriceBreak> =
            breaks.iter().map(|b| PriceBreak { from: b.from, unit_cost: b.unit_cost }).collect();
        out.give(lot(core::eoq_discount(demand, order_cost, rate, &breaks, discount)?));
        Ok(())
    })
}

/// The newsvendor's order for one season of normal demand.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn backoffice_replenishment_newsvendor(
    mean: f64,
    deviation: f64,
    overage_cost: f64,
    underage_cost: f64,
    out: *mut backoffice_lot,
) -> backoffice_status {
    guard(|| {
        // SAFETY: a place for the result, by the header's contract.
        let out = unsafe { Out::new(out)? };
        out.give(lot(core::newsvendor(mean, deviation, overage_cost, underage_cost)?));
        Ok(())
    })
}

/// The newsvendor's order for one season of Poisson demand.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn backoffice_replenishment_newsvendor_poisson(
    mean: f64,
    overage_cost: f64,
    underage_cost: f64,
    out: *mut backoffice_lot,
) -> backoffice_status {
    guard(|| {
        // SAFETY: a place for the result, by the header's contract.
        let out = unsafe { Out::new(out)? };
        out.give(lot(core::newsvendor_poisson(mean, overage_cost, underage_cost)?));
        Ok(())
    })
}

/// Reorder point and order quantity together under normal demand, by the expected inventory level; `shortage_cost` is that of
/// a unit short.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn backoffice_replenishment_reorder_quantity(
    demand: f64,
    deviation: f64,
    lead_time: f64,
    order_cost: f64,
    holding_cost: f64,
    shortage_cost: f64,
    out: *mut backoffice_reorder_quantity,
) -> backoffice_status {
    guard(|| {
        // SAFETY: a place for the result, by the header's contract.
        let out = unsafe { Out::new(out)? };
        let policy =
            core::reorder_quantity(demand, deviation, lead_time, order_cost, holding_cost, shortage_cost)?;
        let core::ReorderQuantity { level, quantity, cost } = policy;
        out.give(backoffice_reorder_quantity { level, quantity, cost });
        Ok(())
    })
}

/// The plan of least cost for known demand (Wagner & Whitin 1958), exactly: `periods` is a list of objects with demand,
/// order_cost and holding_cost, numbers as text; the plan an object with periods (order, stock), order_cost, holding_cost and
/// cost.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn backoffice_replenishment_wagner_whitin(
    periods: *const c_char,
    out: *mut *mut backoffice_document,
) -> backoffice_status {
    answer!(periods: json::<Vec<PlanPeriod>>; out => core::wagner_whitin(&periods)?)
}

/// A rule by its name: `up_to` with s and S, `fixed` with r and Q.
///
/// # Safety
/// As [`word`].
unsafe fn rule(name: *const c_char, level: f64, size: f64) -> Result<OrderRule> {
    // SAFETY: the caller's promise.
    match unsafe { crate::edge::text("rule", name)? } {
        "up_to" => Ok(OrderRule::UpTo { level, up_to: size }),
        "fixed" => Ok(OrderRule::Fixed { level, quantity: size }),
        other => Err(Error::invalid("rule", other, "write up_to or fixed")),
    }
}

/// How a rule does on a trial: `up_to` orders at or below `level` as much as brings the position to `size`, `fixed` the least
/// multiple of `size` that brings it above. The same trial and rule give the same bits on every machine.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn backoffice_replenishment_simulate(
    trial: *const backoffice_trial,
    rule: *const c_char,
    level: f64,
    size: f64,
    out: *mut backoffice_performance,
) -> backoffice_status {
    guard(|| {
        // SAFETY: a trial with its lists, a text and a place for the result, by the header's contract.
        let (trial, rule, out) =
            unsafe { (behind("trial", trial)?.read()?, self::rule(rule, level, size)?, Out::new(out)?) };
        out.give(performance(core::simulate(&trial, rule)?, level));
        Ok(())
    })
}

/// The level of a rule, sought on the trial in steps of `step` units from 0 up: the least with at least the fill rate, or,
/// where that is NULL, the cheapest. `rule` and `size` are those of backoffice_replenishment_simulate for a level of 0: S − s,
/// or Q.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn backoffice_replenishment_seek_level(
    trial: *const backoffice_trial,
    rule: *const c_char,
    size: f64,
    fill_rate: *const f64,
    step: f64,
    out: *mut backoffice_performance,
) -> backoffice_status {
    guard(|| {
        // SAFETY: a trial with its lists, a text, NULL or a number, and a place for the result, by the header's contract.
        let (trial, rule, aim, out) = unsafe {
            let aim = fill_rate.as_ref().map_or(Aim::Cost, |share| Aim::FillRate(*share));
            (behind("trial", trial)?.read()?, self::rule(rule, 0.0, size)?, aim, Out::new(out)?)
        };
        let chosen = core::seek_level(&trial, rule, aim, step)?;
        out.give(performance(chosen.performance, chosen.rule.level()));
        Ok(())
    })
}

/// Days of cover: how many periods of the forecast the stock on hand serves, and whether it runs out within it.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn backoffice_replenishment_cover(
    on_hand: f64,
    forecast: *const f64,
    count: usize,
    runs_out: *mut bool,
    out: *mut f64,
) -> backoffice_status {
    guard(|| {
        // SAFETY: a list and places for the results, by the header's contract.
        let (forecast, runs_out, out) =
            unsafe { (array("forecast", forecast, count)?, Out::new(runs_out)?, Out::new(out)?) };
        let seen = core::cover(on_hand, forecast)?;
        runs_out.give(seen.runs_out);
        out.give(seen.periods);
        Ok(())
    })
}

/// Projected availability and what can still be promised: both have place for `count` numbers.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn backoffice_replenishment_project(
    on_hand: f64,
    periods: *const backoffice_outlook,
    count: usize,
    available: *mut f64,
    promisable: *mut f64,
) -> backoffice_status {
    guard(|| {
        // SAFETY: a list and places for the results, by the header's contract.
        let (periods, available, promisable) = unsafe {
            (
                array("periods", periods, count)?,
                Places::new("available", available, count)?,
                Places::new("promisable", promisable, count)?,
            )
        };
        let read =
            |p: &backoffice_outlook| Outlook { receipts: p.receipts, orders: p.orders, forecast: p.forecast };
        let periods: Vec<Outlook> = periods.iter().map(read).collect();
        let seen = core::project(on_hand, &periods)?;
        available.give(seen.iter().map(|period| period.available));
        promisable.give(seen.iter().map(|period| period.promisable));
        Ok(())
    })
}

/// Which units of which lots will expire unsold when demand comes as forecast, served first expired, first out: an object with
/// expired and left (of each lot), short (of each period) and total.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn backoffice_replenishment_expiry_risk(
    lots: *const backoffice_expiring_lot,
    lots_count: usize,
    forecast: *const f64,
    count: usize,
    out: *mut *mut backoffice_document,
) -> backoffice_status {
    guard(|| {
        // SAFETY: lists and a place for the result, by the header's contract.
        let (lots, forecast, out) = unsafe {
            (array("lots", lots, lots_count)?, array("forecast", forecast, count)?, Out::new(out)?)
        };
        let read =
            |l: &backoffice_expiring_lot| ExpiringLot { quantity: l.quantity, from: l.from, last: l.last };
        let lots: Vec<ExpiringLot> = lots.iter().map(read).collect();
        out.give_handle(backoffice_document::new(&core::expiry_risk(&lots, forecast)?)?);
        Ok(())
    })
}

/// The border: the least whole number of packs that holds an estimated need and at least `minimum`, as an exact number.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn backoffice_replenishment_order_quantity(
    need: f64,
    pack: *const c_char,
    minimum: *const c_char,
    out: *mut c_char,
    size: usize,
    needed: *mut usize,
) -> backoffice_status {
    answer!(
        pack: number, minimum: number;
        out, size, needed => core::order_quantity(need, pack, minimum)?.to_string()
    )
}
