//! The cases of the room `stock`.
//!
//! Events become movements whose id is their index; a case without dates lies on one day. What a case expects after each
//! event is asked of the valuation of the events up to it.

use super::{Checks, File, Kind, decimal, invoice, number, only, stock_lots, stock_replenishment, text};
use backoffice::{
    Currency, Decimal, Mode, Money, NaiveDate, Price, Rounding,
    currency::{EUR, JPY, KWD},
    date,
    error::exact,
    stock::{
        self, Book, Cut, Holding, Kind as MovementKind, LateCost, Method, Movement, Negative, Policy, Pools,
        Realisable, SupplierReturn, Valuation,
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
        "forecast_reference" => Kind::Cases(stock_replenishment::forecasts),
        "replenishment_reference" => Kind::Cases(stock_replenishment::policies),
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
    ends: Vec<usize>,
    method: Method,
    policy: Policy,
    initial: Option<Price>,
    currency: Currency,
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
        let method = method_named(base)?;
        let by_location = events.iter().any(|event| event.get("wh").is_some());
        let pools = match (by_location, by_lot) {
            (false, false) => Pools::ByItem,
            (true, false) => Pools::ByItemLocation,
            (false, true) => Pools::ByItemLot,
            (true, true) => Pools::ByItemLocationLot,
        };
        let id = case.get("id").and_then(Value::as_str).unwrap_or_default();
        let mut policy = Policy { pools, ..profile(&file.stem, id)? };
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
        // `ends` tells how many movements the events up to each have.
        let (mut all, mut ends) = (Vec::new(), Vec::new());
        for (index, event) in events.iter().enumerate() {
            // Among dated events one without a date is of the day of the next.
            let mut event = event.clone();
            let next = events.iter().skip(index).find_map(|event| event.get("date"));
            if let (Some(event), Some(next)) = (event.as_object_mut(), next) {
                event.entry("date").or_insert_with(|| next.clone());
            }
            let these = movements(&event, index, currency, &all)?;
            all.extend(these);
            ends.push(all.len());
        }
        Ok(Self { movements: all, ends, method, policy, initial, currency })
    }

    /// After so many events.
    fn valuation(&self, events: usize) -> backoffice::Result<Valuation> {
        let end = events.checked_sub(1).and_then(|last| self.ends.get(last)).copied().unwrap_or(0);
        self.valued(self.movements.get(..end).unwrap_or(&self.movements), &self.policy)
    }

    fn valued(&self, movements: &[Movement], policy: &Policy) -> backoffice::Result<Valuation> {
        let mut book = Book::new(self.currency, self.method, policy.clone())?;
        for movement in movements {
            book.apply(movement)?;
        }
        book.valuation()
    }

    fn expect(&self, expect: &Value, checks: &mut Checks) -> Result<(), String> {
        let value = match self.valuation(self.ends.len()) {
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
                    let got = self.unit_cost(self.ends.len(), wanted)?;
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
                "unit_cost_after" | "unit_cost_live" => {
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
                    match self.valued(&self.movements, &policy) {
                        Ok(pooled) => checks.number(field, wanted, pooled.total.amount()),
                        Err(error) => checks.refused(&error),
                    }
                }
                "variance" => {
                    let above = value.items.values().map(|totals| totals.variance.amount()).sum::<Decimal>();
                    checks.number(field, wanted, above.abs());
                }
                "adjustment" => {
                    let before = self.valuation(self.ends.len() - 1).map_err(|error| error.to_string())?;
                    let added = exact::add(value.total.amount(), -before.total.amount());
                    checks.number(field, wanted, added.ok_or("an adjustment that is too great")?);
                }
                "replay_value" => match self.replayed() {
                    Ok(replayed) => checks.number(field, wanted, replayed.total.amount()),
                    Err(error) => checks.refused(&error),
                },
                "alternative" => {
                    let mut policy = self.policy.clone();
                    let name = wanted.get("policy").ok_or("an alternative without a policy")?;
                    choose(&mut policy, &serde_json::json!({ "negative": name }))?;
                    match self.valued(&self.movements, &policy) {
                        Ok(other) => {
                            checks.number(
                                field,
                                wanted.get("value").unwrap_or(&Value::Null),
                                other.total.amount(),
                            );
                        }
                        Err(error) => checks.refused(&error),
                    }
                }
                "layer_values_contain" => {
                    let one = number(wanted).ok_or("`layer_values_contain` is not a number")?;
                    let there = value.holdings.iter().flat_map(|holding| &holding.origins);
                    let values: Vec<Decimal> = there.map(|origin| origin.value.amount()).collect();
                    checks.holds(field, values.contains(&one), one, format!("{values:?}"));
                }
                "unit_cost_recomputed" if wanted.is_string() => {
                    checks.number(field, wanted, self.unit_cost(self.ends.len(), wanted)?);
                }
                "unit_cost_recomputed" => self.recomputed(wanted, checks)?,
                "supplier_return_value_before" | "supplier_return_value_after" => {
                    let events = self.ends.len() - usize::from(field.ends_with("before"));
                    let then = self.valuation(events).map_err(|error| error.to_string())?;
                    checks.number(field, wanted, last_of(&then, MovementKind::ReturnToSupplier)?.abs());
                }
                "customer_return_value_after" => {
                    checks.number(field, wanted, last_of(&value, MovementKind::ReturnFromCustomer)?);
                }
                "cogs_unit_after" => {
                    let last = issues(&value).last().ok_or("`cogs_unit_after` without an issue")?;
                    let each = per_unit(last.cost().amount(), -last.quantity, value.currency);
                    checks.number(field, wanted, each.ok_or("an issue of nothing")?);
                }
                "before" | "after" => {
                    let events = self.ends.len() - usize::from(field == "before");
                    let then = self.valuation(events).map_err(|error| error.to_string())?;
                    for (name, wanted) in wanted.as_object().into_iter().flatten() {
                        let holding = match name.as_str() {
                            "F_unit_cost_after_transfer" => {
                                then.holdings.iter().find(|h| h.location.as_deref() == Some("F"))
                            }
                            "assembled_unit_cost" => then.holdings.iter().find(|h| h.item == "assembled"),
                            other => return Err(format!("`{field}.{other}`")),
                        };
                        let cost = holding.and_then(Holding::unit_cost).ok_or("nothing on hand")?;
                        checks.number(&format!("{field}.{name}"), wanted, cost.amount());
                    }
                }
                "history" => self.history(wanted, checks)?,
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

    /// With amended quantities as if they had been so from the beginning.
    fn replayed(&self) -> backoffice::Result<Valuation> {
        let mut book = Book::new(self.currency, self.method, self.policy.clone())?;
        for movement in &self.movements {
            let original = movement.of.as_deref().filter(|_| movement.kind == MovementKind::Receipt);
            match original.and_then(|of| self.movements.iter().find(|m| m.id.as_deref() == Some(of))) {
                None => book.apply(movement)?,
                Some(of) => {
                    let quantity = exact::add(of.quantity, movement.quantity).unwrap_or_default();
                    let whole = Movement { quantity, ..of.clone() };
                    book.amend(of.id.as_deref().unwrap_or_default(), &whole)?;
                }
            }
        }
        book.valuation()
    }

    /// The unit cost at the end of each movement's day.
    fn recomputed(&self, wanted: &Value, checks: &mut Checks) -> Result<(), String> {
        for (index, (wanted, movement)) in
            wanted.as_array().into_iter().flatten().zip(&self.movements).enumerate()
        {
            let upto: Vec<Movement> =
                self.movements.iter().filter(|m| m.day <= movement.day).cloned().collect();
            let value = self.valued(&upto, &self.policy).map_err(|error| error.to_string())?;
            let cost = per_unit(value.total.amount(), quantity(&value), value.currency);
            checks.number(&format!("unit_cost_recomputed.{index}"), wanted, cost.ok_or("nothing on hand")?);
        }
        Ok(())
    }

    /// The unit cost at the end of each day.
    fn history(&self, wanted: &Value, checks: &mut Checks) -> Result<(), String> {
        for (index, pair) in wanted.as_array().into_iter().flatten().enumerate() {
            let name = pair.get(0).cloned().unwrap_or(Value::Null);
            let on = day(&serde_json::json!({ "date": name }))?;
            let upto: Vec<Movement> = self.movements.iter().filter(|m| m.day <= on).cloned().collect();
            let value = self.valued(&upto, &self.policy).map_err(|error| error.to_string())?;
            let cost = per_unit(value.total.amount(), quantity(&value), value.currency);
            let wanted = pair.get(1).cloned().unwrap_or(Value::Null);
            checks.number(&format!("history.{index}"), &wanted, cost.ok_or("nothing on hand")?);
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

/// The policy under which a file's cases hold unless they say otherwise: the profile of the system that they are of.
fn profile(stem: &str, id: &str) -> Result<Policy, String> {
    let name = match stem {
        "odoo_svl" => "odoo_18",
        "odoo_lot_valuation" => "odoo_19",
        "erpnext_bins" | "erpnext_ledger" => "erpnext",
        "tryton_scenarios" => "tryton",
        "issue_regressions" if id.starts_with("sap.") => "sap",
        _ => "default",
    };
    Policy::named(name).map_err(|error| error.to_string())
}

fn choose(policy: &mut Policy, chosen: &Value) -> Result<(), String> {
    for (key, choice) in chosen.as_object().ok_or("a policy that is not an object")? {
        let choice = choice.as_str().unwrap_or_default();
        match (key.as_str(), choice) {
            ("negative", "forbid") => policy.negative = Negative::Forbid,
            ("negative", "recost_covered_units") => policy.negative = Negative::RecostCoveredUnits,
            ("negative", "current_cost") => policy.negative = Negative::CurrentCost,
            ("negative", "last_receipt_sets_cost") => policy.negative = Negative::LastReceiptSetsCost,
            ("negative", "variance") => policy.negative = Negative::Variance,
            ("landed_cost" | "correction", "split") => policy.late_cost = LateCost::Split,
            ("landed_cost" | "correction", "stock_coverage") => policy.late_cost = LateCost::StockCoverage,
            ("landed_cost" | "correction", "replay") => policy.late_cost = LateCost::Replay,
            // What a figure is taken from, and no choice of the book: `unit_cost_recomputed` and `history`.
            ("issue_cost", "end_of_day") | ("history", "last_of_day") => {}
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

/// The movements of an event: most are one.
fn movements(
    event: &Value,
    index: usize,
    currency: Currency,
    before: &[Movement],
) -> Result<Vec<Movement>, String> {
    let cost = event.get("unit_cost").and_then(number).map(|cost| Price::new(cost, currency));
    let item = event.get("item").and_then(Value::as_str).unwrap_or("item");
    let day = day(event)?;
    let refers = || event.get("ref").map(ToString::to_string).ok_or("an event without `ref`");
    let amount = || Money::new(decimal(event, "amount")?, currency).map_err(|error| error.to_string());
    let plain = |kind| Ok::<_, String>(Movement::new(kind, item, day, decimal(event, "qty")?));
    let costing = |movement: Movement| match cost {
        Some(cost) => movement.costing(cost),
        None => movement,
    };
    let valueless = |kind| Movement::new(kind, item, day, Decimal::ZERO);
    let text_of = |key: &str| event.get(key).and_then(Value::as_str).map(str::to_owned);
    let mut one = match text(event, "op")? {
        "receipt" => costing(plain(MovementKind::Receipt)?),
        "issue" => {
            let matching = event.get("match_unit_cost").and_then(number);
            let issue = plain(MovementKind::Issue)?;
            matching.map_or(issue.clone(), |cost| issue.costing(Price::new(cost, currency)))
        }
        "reverse_return" => Movement { of: Some(refers()?), ..plain(MovementKind::ReverseReturn)? },
        "return_from_customer" => {
            Movement::return_from_customer(item, day, decimal(event, "qty")?, refers()?)
        }
        "return_to_supplier" => Movement::return_to_supplier(item, day, decimal(event, "qty")?, refers()?),
        "return_from_production" => plain(MovementKind::ReturnFromProduction)?,
        "dropship" => costing(plain(MovementKind::Dropship)?),
        "count_gain" => plain(MovementKind::Gain)?,
        "count_loss" => plain(MovementKind::Loss)?,
        "count" => costing(plain(MovementKind::Count)?),
        "landed_cost" => Movement::landed_cost(item, day, refers()?, amount()?),
        "correct_unit_cost" => {
            Movement::correct_unit_cost(item, day, refers()?, cost.ok_or("a correction without a cost")?)
        }
        "revalue" => Movement::revalue(item, day, amount()?),
        "set_unit_cost" => costing(valueless(MovementKind::SetUnitCost)),
        "scale_unit_cost" => {
            Movement { factor: Some(decimal(event, "factor")?), ..valueless(MovementKind::ScaleUnitCost) }
        }
        "set_method" => Movement::set_method(item, day, method_named(text(event, "method")?)?),
        "transfer" => {
            let to_location = text_of("to");
            Movement { location: text_of("from"), to_location, ..plain(MovementKind::Transfer)? }
        }
        "assemble" => {
            let order = format!("order {index}");
            let mut consumed = Movement::consume(item, day, decimal(event, "consume")?, &order);
            consumed.location = text_of("wh");
            let extra =
                Money::new(decimal(event, "extra_cost")?, currency).map_err(|error| error.to_string())?;
            let mut made = Movement::produce("assembled", day, decimal(event, "produce")?, &order);
            (made.total_cost, made.location) = (Some(extra), text_of("wh"));
            return Ok(vec![consumed.id(format!("{index}.consumed")), made.id(index.to_string())]);
        }
        "opening_layers" => return opening(event, index, item, day, currency),
        "amend_add" => {
            only(event, &["op", "ref", "qty", "mode"])?;
            let named = named(before, &refers()?)?;
            Movement { of: named.id.clone(), ..Movement::new(named.kind, item, day, decimal(event, "qty")?) }
        }
        "amend_qty" => {
            only(event, &["op", "ref", "qty", "mode"])?;
            let named = named(before, &refers()?)?;
            return difference(named, decimal(event, "qty")?, index, day);
        }
        other => return Err(format!("`{other}`")),
    };
    one.location = one.location.or_else(|| text_of("wh"));
    one.lot = text_of("lot");
    Ok(vec![one.id(index.to_string())])
}

fn named<'a>(before: &'a [Movement], id: &str) -> Result<&'a Movement, String> {
    before.iter().find(|movement| movement.id.as_deref() == Some(id)).ok_or(format!("no event {id}"))
}

/// Layers there at the start; those below zero as what left at that cost without being there.
fn opening(
    event: &Value,
    index: usize,
    item: &str,
    day: NaiveDate,
    currency: Currency,
) -> Result<Vec<Movement>, String> {
    let mut all = Vec::new();
    for (at, pair) in event.get("layers").and_then(Value::as_array).into_iter().flatten().enumerate() {
        let part = |index: usize| pair.get(index).and_then(number).ok_or("a layer that is not two numbers");
        let (quantity, value) = (part(0)?, part(1)?);
        let movement = if quantity.is_sign_negative() {
            let each = value.checked_div(quantity).ok_or("a layer of nothing")?;
            Movement::issue(item, day, -quantity).costing(Price::new(each, currency))
        } else {
            let total = Money::new(value, currency).map_err(|error| error.to_string())?;
            Movement { total_cost: Some(total), ..Movement::new(MovementKind::Opening, item, day, quantity) }
        };
        all.push(movement.id(format!("{index}.{at}")));
    }
    Ok(all)
}

/// What an amended quantity posts now: more of the same, or what takes it back.
fn difference(
    named: &Movement,
    quantity: Decimal,
    index: usize,
    day: NaiveDate,
) -> Result<Vec<Movement>, String> {
    let more = exact::add(quantity, -named.quantity).ok_or("a difference that is too great")?;
    let new = |kind, quantity| Movement::new(kind, &named.item, day, quantity).id(index.to_string());
    let of = named.id.clone();
    Ok(vec![match (named.kind, more.is_sign_negative()) {
        (MovementKind::Receipt, false) => Movement { of, ..new(MovementKind::Receipt, more) },
        (MovementKind::Receipt, true) => new(MovementKind::Issue, -more),
        (MovementKind::Issue, false) => new(MovementKind::Issue, more),
        (MovementKind::Issue, true) => Movement { of, ..new(MovementKind::ReturnFromCustomer, -more) },
        _ => return Err(format!("an amended {}", named.kind.name())),
    }])
}

fn method_named(name: &str) -> Result<Method, String> {
    Method::ALL.into_iter().find(|method| method.name() == name).ok_or_else(|| format!("the method `{name}`"))
}

/// The issues in the order of the events.
fn issues(value: &Valuation) -> impl Iterator<Item = &stock::Entry> {
    let index = |entry: &stock::Entry| entry.movement.id.as_ref().and_then(|id| id.parse::<usize>().ok());
    let all = value.entries.iter().filter(|entry| entry.movement.kind == MovementKind::Issue);
    let ordered: BTreeMap<_, _> = all.map(|entry| (index(entry), entry)).collect();
    ordered.into_values()
}

/// By how much the last movement of a kind changed the value on hand.
fn last_of(value: &Valuation, kind: MovementKind) -> Result<Decimal, String> {
    let last = value.entries.iter().rev().find(|entry| entry.movement.kind == kind);
    last.map(|entry| entry.value.amount()).ok_or_else(|| format!("no {}", kind.name()))
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
    Holding { item, location, lot, quantity, value, layers, origins: Vec::new() }
        .unit_cost()
        .map(Price::amount)
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
