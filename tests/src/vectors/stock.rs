//! The cases of the room `stock`.
//!
//! Events become movements whose id is their index; a case without dates lies on one day. What a case expects after each
//! event is asked of the valuation of the events up to it.

use super::{Checks, File, Kind, decimal, invoice, number, only, stock_lots, text};
use backoffice::{
    Currency, Decimal, Mode, Money, NaiveDate, Price, Rounding,
    currency::{EUR, JPY, KWD},
    date,
    error::exact,
    stock::{
        self, Cut, Holding, Kind as MovementKind, Method, Movement, Negative, Policy, Pools, Realisable,
        SupplierReturn, Valuation,
    },
};
use serde_json::Value;
use std::collections::BTreeMap;

/// What a file of this room is, by its name without `.json`.
pub fn kind(stem: &str) -> Kind {
    match stem {
        "issue_regressions" => Kind::Cases(regressions),
        "landed_cost_allocation" => Kind::Cases(stock_lots::allocation),
        "erpnext_ledger" => Kind::Cases(|file, case, checks| {
            let adapter = if stock_lots::is_allocation(case) { stock_lots::allocation } else { judge };
            adapter(file, case, checks)
        }),
        "erpnext_bins" | "odoo_lot_valuation" | "odoo_svl" | "textbook" | "tryton_scenarios" => {
            Kind::Cases(judge)
        }
        "beancount_booking" => Kind::Cases(stock_lots::booking),
        "forecast_reference" | "replenishment_reference" => Kind::Later("replenishment"),
        _ => Kind::Unknown,
    }
}

const KEYS: &[&str] = &[
    "id",
    "method",
    "events",
    "expect",
    "source",
    "note",
    "policy",
    "initial_unit_cost",
    "currency_decimals",
    "rounding",
    "peer_specific",
    "disabled_upstream",
];

/// Two rooms have a file of this name: the stock's cases have events, the invoice's have none.
fn regressions(file: &File, case: &Value, checks: &mut Checks) -> Result<(), String> {
    if case.get("events").is_some() {
        judge(file, case, checks)
    } else {
        invoice::regressions(file, case, checks)
    }
}

fn judge(file: &File, case: &Value, checks: &mut Checks) -> Result<(), String> {
    only(case, KEYS)?;
    if case.get("peer_specific") == Some(&Value::Bool(true)) {
        return Err("a peer's own behaviour".into());
    }
    let events = case.get("events").and_then(Value::as_array).ok_or("a case without events")?;
    let expect = case.get("expect").ok_or("a case without `expect`")?;
    if text(case, "method")? == "lower_of_cost_and_nrv" {
        return realisable(events, expect, checks);
    }
    let run = Run::read(file, case, events)?;
    run.expect(expect, checks)
}

/// `nrv` events, one date after the other.
fn realisable(events: &[Value], expect: &Value, checks: &mut Checks) -> Result<(), String> {
    only(expect, &["carrying", "expense"])?;
    let mut allowance = Money::zero(EUR);
    for (index, event) in events.iter().enumerate() {
        only(event, &["op", "cost", "selling_price", "selling_costs"])?;
        let amount = |field| Money::new(decimal(event, field)?, EUR).map_err(|error| error.to_string());
        let realisable =
            Realisable { selling_price: amount("selling_price")?, selling_costs: amount("selling_costs")? };
        match stock::lower_of_cost_and_nrv(amount("cost")?, realisable, allowance) {
            Ok(year) => {
                for (field, got) in [("carrying", year.carrying), ("expense", year.expense)] {
                    let wanted = expect.get(field).and_then(|list| list.get(index)).unwrap_or(&Value::Null);
                    checks.number(&format!("{field}.{index}"), wanted, got.amount());
                }
                allowance = year.allowance;
            }
            Err(error) => checks.refused(&error),
        }
    }
    Ok(())
}

struct Run {
    movements: Vec<Movement>,
    method: Method,
    policy: Policy,
    initial: Option<Price>,
}

impl Run {
    fn read(file: &File, case: &Value, events: &[Value]) -> Result<Self, String> {
        let currency = match case.get("currency_decimals").and_then(Value::as_u64) {
            None | Some(2) => EUR,
            Some(0) => JPY,
            Some(3) => KWD,
            Some(other) => return Err(format!("a currency of {other} decimals")),
        };
        let name = text(case, "method")?;
        let (base, by_lot) = name.strip_suffix("_per_lot").map_or((name, false), |base| (base, true));
        let method = Method::ALL
            .into_iter()
            .find(|method| method.name() == base)
            .ok_or_else(|| format!("the method `{base}`"))?;
        let by_location = events.iter().any(|event| event.get("wh").is_some());
        let pools = match (by_location, by_lot) {
            (false, false) => Pools::ByItem,
            (true, false) => Pools::ByItemLocation,
            (false, true) => Pools::ByItemLot,
            (true, true) => Pools::ByItemLocationLot,
        };
        let mut policy = Policy { pools, ..profile(&file.stem) };
        if let Some(chosen) = case.get("policy") {
            choose(&mut policy, chosen)?;
        }
        match case.get("rounding").and_then(Value::as_str) {
            None => {}
            Some("remaining" | "remaining_value, half up") => policy.cut = Cut::Remaining,
            Some(other) => return Err(format!("the rounding `{other}`")),
        }
        let initial = case.get("initial_unit_cost").and_then(number).map(|cost| Price::new(cost, currency));
        if let Some(cost) = initial {
            policy.initial_unit_cost.insert("item".into(), cost);
        }
        let mut movements = Vec::new();
        for (index, event) in events.iter().enumerate() {
            movements.push(movement(event, index, currency, initial)?);
        }
        Ok(Self { movements, method, policy, initial })
    }

    fn valuation(&self, events: usize) -> backoffice::Result<Valuation> {
        let movements = self.movements.get(..events).unwrap_or(&self.movements);
        stock::value(movements, self.method, &self.policy)
    }

    fn expect(&self, expect: &Value, checks: &mut Checks) -> Result<(), String> {
        let value = match self.valuation(self.movements.len()) {
            Ok(value) => value,
            Err(error) => {
                checks.refused(&error);
                return Ok(());
            }
        };
        if let Err(error) = value.conserved() {
            checks.holds("conserved", false, "conserved", error);
        }
        for (field, wanted) in expect.as_object().ok_or("`expect` is not an object")? {
            match field.as_str() {
                "qty" => checks.number(field, wanted, quantity(&value)),
                "value" => checks.number(field, wanted, value.total.amount()),
                "value_min" => {
                    let least = number(wanted).ok_or("`value_min` is not a number")?;
                    checks.holds(field, value.total.amount() >= least, least, value.total);
                }
                "cogs" => {
                    let got: Vec<Decimal> = issues(&value).map(|entry| entry.cost().amount()).collect();
                    numbers(checks, field, wanted, &got);
                }
                "cogs_total" => checks.number(field, wanted, cost(&value)),
                "cogs_unit" => {
                    let got: Vec<Decimal> = issues(&value)
                        .filter_map(|e| per_unit(e.cost().amount(), -e.quantity, value.currency))
                        .collect();
                    numbers(checks, field, wanted, &got);
                }
                "late_cogs" => {
                    let got: Vec<Decimal> = value.covers.iter().map(|c| c.difference.amount()).collect();
                    numbers(checks, field, wanted, &got);
                }
                "unit_cost" | "peer_wrong_unit_cost" => {
                    let got = self.unit_cost(self.movements.len(), wanted)?;
                    let right = number(wanted).is_some_and(|wanted| wanted == got);
                    checks.holds(field, right != field.starts_with("peer_wrong"), wanted, got);
                }
                "layers" => checks.text(field, pairs(wanted)?, layers(&value)),
                "layers_after" => {
                    for (index, wanted) in wanted.as_object().into_iter().flatten() {
                        let events = index.parse::<usize>().map_err(|error| error.to_string())?;
                        match self.valuation(events + 1) {
                            Ok(then) => {
                                let name = format!("{field}.{index}");
                                checks.text(&name, pairs(wanted)?, layers(&then));
                            }
                            Err(error) => checks.refused(&error),
                        }
                    }
                }
                "value_after" => {
                    for (index, wanted) in wanted.as_array().into_iter().flatten().enumerate() {
                        match self.valuation(index + 1) {
                            Ok(then) => {
                                checks.number(&format!("{field}.{index}"), wanted, then.total.amount());
                            }
                            Err(error) => checks.refused(&error),
                        }
                    }
                }
                "unit_cost_after" => {
                    for (index, wanted) in wanted.as_array().into_iter().flatten().enumerate() {
                        checks.number(
                            &format!("{field}.{index}"),
                            wanted,
                            self.unit_cost(index + 1, wanted)?,
                        );
                    }
                }
                "consumed" => {
                    let last = issues(&value).last().ok_or("`consumed` without an issue")?;
                    let parts = last.consumed.iter().map(|part| (part.quantity, part.value.amount()));
                    checks.text(field, pairs(wanted)?, written(parts));
                }
                "lots" => {
                    for (lot, wanted) in wanted.as_object().into_iter().flatten() {
                        let held = value.holdings.iter().find(|h| h.lot.as_deref() == Some(lot));
                        let held = held.map(|h| (h.quantity, h.value.amount()));
                        let wanted = pairs(&Value::Array(vec![wanted.clone()]))?;
                        checks.text(&format!("{field}.{lot}"), wanted, written(held.into_iter()));
                    }
                }
                "pooled_value" => {
                    let policy = Policy { pools: Pools::ByItem, ..self.policy.clone() };
                    match stock::value(&self.movements, self.method, &policy) {
                        Ok(pooled) => checks.number(field, wanted, pooled.total.amount()),
                        Err(error) => checks.refused(&error),
                    }
                }
                "variance" => {
                    let above = value
                        .entries
                        .iter()
                        .filter_map(|e| e.charged?.checked_sub(e.cost()).ok())
                        .next_back();
                    let above = above.ok_or("a variance of anything but a return to a supplier")?;
                    checks.number(field, wanted, above.amount().abs());
                }
                "peer_wrong" if wanted.is_string() => {
                    let wrong = number(wanted).ok_or("`peer_wrong` is not a number")?;
                    checks.holds(field, value.total.amount() != wrong, format!("not {wrong}"), value.total);
                }
                "peer_wrong" if expect.get("value_after").is_some() => {}
                other => return Err(format!("`{other}`")),
            }
        }
        Ok(())
    }

    /// Value ÷ quantity after so many events, to the digits of `wanted`; of an empty shelf the last before it emptied.
    fn unit_cost(&self, events: usize, wanted: &Value) -> Result<Decimal, String> {
        let digits = number(wanted).ok_or("a unit cost that is not a number")?.scale();
        let known = (0..=events).rev().find_map(|events| {
            let value = self.valuation(events).ok()?;
            per_unit(value.total.amount(), quantity(&value), value.currency)
        });
        let known = known.or(self.initial.map(Price::amount)).ok_or("no unit cost is ever known")?;
        let step = Decimal::new(1, digits);
        let by = Rounding::to(step, Mode::HalfUp).map_err(|error| error.to_string())?;
        by.apply(known).map_err(|error| error.to_string())
    }
}

/// The policy under which a file's cases hold unless they say otherwise.
fn profile(stem: &str) -> Policy {
    if stem.starts_with("odoo") || stem.starts_with("erpnext") {
        // These systems let stock go below zero, and send goods back to suppliers as any others leave.
        return Policy {
            negative: Negative::RecostCoveredUnits,
            supplier_return: SupplierReturn::CurrentAverage,
            ..Policy::DEFAULT
        };
    }
    Policy::DEFAULT
}

fn choose(policy: &mut Policy, chosen: &Value) -> Result<(), String> {
    for (key, choice) in chosen.as_object().ok_or("a policy that is not an object")? {
        let choice = choice.as_str().unwrap_or_default();
        match (key.as_str(), choice) {
            ("negative", "forbid") => policy.negative = Negative::Forbid,
            ("negative", "recost_covered_units") => policy.negative = Negative::RecostCoveredUnits,
            ("supplier_return", "original_cost") => policy.supplier_return = SupplierReturn::OriginalCost,
            ("supplier_return", "original_cost_capped") => {
                policy.supplier_return = SupplierReturn::OriginalCostCapped;
            }
            ("supplier_return", "current_average") => {
                policy.supplier_return = SupplierReturn::CurrentAverage;
            }
            _ => return Err(format!("the policy `{key}: {choice}`")),
        }
    }
    Ok(())
}

/// `d1`, `d-2` … are days in order.
fn days_from(day: NaiveDate, offset: i64) -> Option<NaiveDate> {
    let steps = usize::try_from(offset.unsigned_abs()).ok()?;
    if offset < 0 { day.iter_days().rev().nth(steps) } else { day.iter_days().nth(steps) }
}

fn day(event: &Value) -> Result<NaiveDate, String> {
    let Some(text) = event.get("date").and_then(Value::as_str) else {
        return date(2026, 1, 1).map_err(|error| error.to_string());
    };
    if let Some(offset) = text.strip_prefix('d').and_then(|offset| offset.parse::<i64>().ok()) {
        let first = date(2026, 1, 15).map_err(|error| error.to_string())?;
        return days_from(first, offset).ok_or_else(|| format!("the date `{text}`"));
    }
    backoffice::calendar::parse_date("date", text).map_err(|error| error.to_string())
}

fn movement(
    event: &Value,
    index: usize,
    currency: Currency,
    initial: Option<Price>,
) -> Result<Movement, String> {
    only(event, &["op", "qty", "unit_cost", "ref", "date", "wh", "lot", "item"])?;
    let cost = event.get("unit_cost").and_then(number).map(|cost| Price::new(cost, currency));
    let item = event.get("item").and_then(Value::as_str).unwrap_or("item");
    let (day, quantity) = (day(event)?, decimal(event, "qty"));
    let plain = |kind| Ok::<_, String>(Movement::new(kind, item, day, quantity.clone()?));
    let refers = || event.get("ref").map(ToString::to_string).ok_or("a return without `ref`");
    let mut movement = match text(event, "op")? {
        "receipt" => {
            let cost = cost.or(initial).ok_or("a receipt without a cost")?;
            plain(MovementKind::Receipt)?.costing(cost)
        }
        // What had come back leaves again like anything else.
        "issue" | "reverse_return" => plain(MovementKind::Issue)?,
        "return_from_customer" => Movement::return_from_customer(item, day, quantity?, refers()?),
        "return_to_supplier" => Movement::return_to_supplier(item, day, quantity?, refers()?),
        "count_gain" => plain(MovementKind::Gain)?,
        "count_loss" => plain(MovementKind::Loss)?,
        "count" if cost.is_none() => plain(MovementKind::Count)?,
        "count" => return Err("a count that sets the unit cost".into()),
        other => return Err(format!("`{other}`")),
    };
    movement.location = event.get("wh").and_then(Value::as_str).map(str::to_owned);
    movement.lot = event.get("lot").and_then(Value::as_str).map(str::to_owned);
    Ok(movement.id(index.to_string()))
}

/// The issues in the order of the events.
fn issues(value: &Valuation) -> impl Iterator<Item = &stock::Entry> {
    let index = |entry: &stock::Entry| entry.movement.id.as_ref().and_then(|id| id.parse::<usize>().ok());
    let all = value.entries.iter().filter(|entry| entry.movement.kind == MovementKind::Issue);
    let ordered: BTreeMap<_, _> = all.map(|entry| (index(entry), entry)).collect();
    ordered.into_values()
}

fn quantity(value: &Valuation) -> Decimal {
    value.items.values().map(|totals| totals.quantity).sum()
}

fn cost(value: &Valuation) -> Decimal {
    value.items.values().map(|totals| totals.cost.amount()).sum()
}

/// A cost per unit to 6 decimals, as the library reads it off a holding.
fn per_unit(value: Decimal, quantity: Decimal, currency: Currency) -> Option<Decimal> {
    let value = Money::new(value, currency).ok()?;
    let (item, location, lot, layers) = ("item".to_owned(), None, None, Vec::new());
    Holding { item, location, lot, quantity, value, layers }.unit_cost().map(Price::amount)
}

fn numbers(checks: &mut Checks, field: &str, wanted: &Value, got: &[Decimal]) {
    let wanted = wanted.as_array().map_or(&[][..], Vec::as_slice);
    checks.text(&format!("{field}.length"), wanted.len(), got.len());
    for (index, (wanted, got)) in wanted.iter().zip(got).enumerate() {
        checks.number(&format!("{field}.{index}"), wanted, *got);
    }
}

/// What is on the shelf, neighbours of one unit cost put together; what is short as a layer below zero.
fn layers(value: &Valuation) -> String {
    let there = value.holdings.iter().flat_map(|holding| &holding.layers);
    let short = value.shortages.iter().filter(|short| !short.open.is_zero());
    let all = there
        .map(|layer| (layer.quantity, layer.value.amount()))
        .chain(short.map(|short| (-short.open, -short.open_value.amount())));
    written(all)
}

fn pairs(wanted: &Value) -> Result<String, String> {
    let mut all = Vec::new();
    for pair in wanted.as_array().ok_or("layers that are not a list")? {
        let at = |index: usize| pair.get(index).and_then(number).ok_or("a layer that is not two numbers");
        all.push((at(0)?, at(1)?));
    }
    Ok(written(all.into_iter()))
}

fn written(all: impl Iterator<Item = (Decimal, Decimal)>) -> String {
    let mut merged: Vec<(Decimal, Decimal)> = Vec::new();
    for (quantity, value) in all {
        match merged.last_mut() {
            Some(last) if exact::multiply(last.1, quantity) == exact::multiply(value, last.0) => {
                *last = (last.0 + quantity, last.1 + value);
            }
            _ => merged.push((quantity, value)),
        }
    }
    let pairs: Vec<String> = merged
        .iter()
        .map(|(quantity, value)| format!("{} at {}", quantity.normalize(), value.normalize()))
        .collect();
    pairs.join(", ")
}
