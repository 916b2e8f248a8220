//! The doors of what stands apart from the book of stock.

use super::{Outcome, Result, answer, part, unchanged};
use backoffice::{
    Currency, Decimal, Mode, Money, NaiveDate, Quantity, Rounding,
    stock::{
        Framework,
        allocation::{self, Basis, Charge, Line, Residue},
        consignment::{self, Consignment, Note},
        expiry::{self, DatedLot, Picking},
        lots::{self, Booking, Change, Inventory},
        nrv::{self, Grouping, Position},
        retail::{self, Figures, RetailMethod},
        units::Units,
    },
};
use serde_json::{Value, json};
use std::collections::BTreeMap;

fn eur(amount: &str) -> Value {
    json!({ "amount": amount, "currency": "EUR" })
}

pub fn lots() -> Value {
    let cost = |unit: &str, day: &str| json!({ "unit_cost": unit, "value": eur("10.00"), "date": day });
    let part = json!({
        "value": eur("233.33"), "date": "2026-02-16", "label": "b", "of": { "quantity": "3", "value": eur("350.00") },
    });
    json!({
        "inventory": {
            "booking": "HIFO", "framework": "any", "cut": "cumulative", "rounding": "half_up",
            "lots": [
                { "item": "bolt", "quantity": "20", "cost": cost("0.50", "2026-01-15") },
                { "item": "bolt", "quantity": "2", "cost": part },
                { "item": "bolt", "quantity": "10", "cost": cost("1.00", "2026-01-15") },
                { "item": "EUR", "quantity": "-7.5" },
            ],
        },
        "day": "2026-06-01",
        "changes": [
            { "item": "bolt", "quantity": "-12", "cost": {} },
            { "item": "bolt", "quantity": "-1.5", "cost": { "unit_cost": "0.5", "date": "2026-01-15" } },
            { "item": "bolt", "quantity": "3", "cost": { "total_cost": "1.00", "currency": "EUR", "label": "c" } },
            { "item": "nut", "quantity": "3", "cost": { "unit_cost": "0.335", "currency": "EUR" } },
            { "item": "EUR", "quantity": "-1.00" },
        ],
    })
}

pub fn book_lots(document: &Value) -> Result {
    let (inventory, day): (Inventory, NaiveDate) = (part(document, "inventory")?, part(document, "day")?);
    let changes: Vec<Change> = part(document, "changes")?;
    let mut refused = None;
    let all = [
        Booking::Strict,
        Booking::StrictWithSize,
        Booking::None,
        Booking::Average,
        Booking::Fifo,
        Booking::Lifo,
    ];
    for (place, booking) in [inventory.booking].into_iter().chain(all).enumerate() {
        let mut inventory = inventory.clone();
        inventory.booking = booking;
        answer(&inventory)?;
        let before = inventory.clone();
        match unchanged(&mut inventory, |inventory| inventory.book(day, &changes)) {
            // What one method books another may refuse.
            Err(error) if place == 0 => refused = Some(error),
            Err(_) => {}
            Ok(booked) => {
                answer(&inventory)?;
                answer(&booked)?;
                let after = lots::book(before.clone(), day, &changes).expect("it was booked before");
                assert_eq!((&after.inventory, &after.booked), (&inventory, &booked));
                for item in changes.iter().map(|change| change.item.as_str()) {
                    let moved = booked.iter().filter(|lot| lot.item == item).map(|lot| lot.quantity);
                    if let (Ok(was), Ok(is)) = (before.quantity(item), inventory.quantity(item)) {
                        assert_eq!(moved.fold(was, |sum, quantity| sum + quantity), is, "{booking:?} {item}");
                    }
                    let _ = inventory.value(item, backoffice::currency::EUR);
                }
                for lot in &booked {
                    let _ = (lot.unit_cost(), lot.to_string());
                }
            }
        }
    }
    refused.map_or(Ok(Outcome::Answered), |error| Err(error.into()))
}

pub fn landed() -> Value {
    let line = |quantity: &str, weight: &str, manual: &str| {
        json!({
            "quantity": quantity, "value": eur("12.30"), "weight": weight, "volume": "0.5", "manual": eur(manual),
        })
    };
    let priced = json!({
        "quantity": "5", "unit_cost": { "amount": "0.3335", "currency": "EUR" }, "weight": "7.25", "volume": "1",
        "manual": eur("33.34"), "included": true,
    });
    json!({
        "amount": eur("100.00"), "basis": "value", "residue": "last",
        "lines": [line("6", "50", "33.33"), line("0", "1", "0"), line("3", "20.001", "33.33"), priced],
        "charges": [
            { "amount": eur("100.00"), "rate": "1" },
            { "amount": { "amount": "10.00", "currency": "USD" }, "rate": "0.91234" },
        ],
        "currency": "EUR", "rounding": "half_even",
    })
}

pub fn allocate(document: &Value) -> Result {
    let (amount, lines): (Money, Vec<Line>) = (part(document, "amount")?, part(document, "lines")?);
    let (first, residue): (Basis, Residue) = (part(document, "basis")?, part(document, "residue")?);
    let all = [Basis::Quantity, Basis::Value, Basis::Weight, Basis::Volume, Basis::Equal, Basis::Manual];
    let mut refused = None;
    for basis in [first].into_iter().chain(all) {
        for residue in
            [residue, Residue::LargestRemainderLast, Residue::LargestRemainderFirst, Residue::First]
        {
            match allocation::allocate(amount, &lines, basis, residue) {
                Err(error) => refused = Some(error),
                Ok(parts) => {
                    answer(&parts)?;
                    assert_eq!(Money::sum(parts, amount.currency()), Ok(amount), "{basis:?} {residue:?}");
                }
            }
        }
    }
    let charges: Vec<Charge> = part(document, "charges")?;
    let (currency, rounding): (Currency, Mode) = (part(document, "currency")?, part(document, "rounding")?);
    answer(&allocation::landed(&charges, currency, rounding)?)?;
    refused.map_or(Ok(Outcome::Answered), |error| Err(error.into()))
}

pub fn department() -> Value {
    let both = |cost: &str, retail: &str| json!({ "cost": eur(cost), "retail": eur(retail) });
    json!({
        "figures": {
            "opening": [both("400", "800"), both("100", "200")], "purchases": both("18000", "34000"),
            "purchase_returns": both("1800", "3000"), "purchase_allowances": eur("900"), "freight_in": eur("2000"),
            "abnormal_shortage": both("50", "90"), "markups": eur("2100"), "markup_cancellations": eur("700"),
            "markdowns": eur("1110"), "markdown_cancellations": eur("300"), "sales": eur("28000"),
            "sales_returns": eur("520"), "employee_discounts": eur("1070"), "normal_shortage": eur("840"),
            "counted": eur("3000"),
        },
        "ratio_rounding": { "step": "0.001", "mode": "half_up" },
    })
}

pub fn estimate(document: &Value) -> Result {
    let figures: Figures = part(document, "figures")?;
    let rounding: Rounding = part(document, "ratio_rounding")?;
    let mut refused = None;
    for method in [RetailMethod::Conventional, RetailMethod::Average, RetailMethod::Lifo] {
        for rounding in [None, Some(rounding)] {
            match retail::estimate(&figures, method, Framework::Any, rounding) {
                Err(error) => refused = Some(error),
                Ok(estimate) => {
                    answer(&estimate)?;
                    let _ = estimate.ratio(Rounding::of(1, 4, Mode::HalfUp));
                }
            }
        }
    }
    refused.map_or(Ok(Outcome::Answered), |error| Err(error.into()))
}

pub fn held() -> Value {
    let sale =
        |price: &str| json!({ "sale": { "selling_price": eur(price), "selling_costs": eur("150.00") } });
    json!({
        "day": "2026-12-31", "grouping": "by_group", "before": { "chairs": eur("30.00"), "gone": eur("2.50") },
        "held": [
            { "name": "red", "cost": eur("900.00"), "measure": sale("1000.00"), "group": "chairs" },
            { "name": "blue", "cost": eur("800.00"), "measure": sale("700.00"), "group": "chairs" },
            { "name": "timber", "cost": eur("300.00"),
              "measure": { "material": { "product_covers_cost": false, "replacement_cost": eur("240.00") } } },
        ],
        "accounts": { "allowance": "allowance", "write_down": "write-down", "cost_of_sales": "cost of sales" },
    })
}

pub fn assess(document: &Value) -> Result {
    let (day, held): (NaiveDate, Vec<Position>) = (part(document, "day")?, part(document, "held")?);
    let before: BTreeMap<String, Money> = part(document, "before")?;
    let accounts: nrv::Accounts = part(document, "accounts")?;
    let grouping: Grouping = part(document, "grouping")?;
    let assessment = nrv::assess(day, &held, grouping, &before)?;
    answer(&assessment)?;
    answer(&assessment.allowances())?;
    answer(&nrv::post(&assessment, &accounts)?)
}

pub fn units() -> Value {
    json!({
        "units": { "base": "kg", "decimals": 3, "units": { "g": "0.001", "lb": "0.45359237", "bar": "5/2" } },
        "quantity": { "amount": "12.5", "unit": "bar" }, "to": "g", "rounding": { "step": "0.01", "mode": "half_up" },
    })
}

pub fn convert(document: &Value) -> Result {
    let (units, quantity): (Units, Quantity) = (part(document, "units")?, part(document, "quantity")?);
    let (to, by): (String, Rounding) = (part(document, "to")?, part(document, "rounding")?);
    answer(&units)?;
    answer(&units.convert_rounded(&quantity, &to, by)?)?;
    let converted = units.convert(&quantity, &to)?;
    if let Ok(back) = units.convert(&converted, &quantity.unit) {
        assert_eq!(back.amount, quantity.amount);
    }
    let base = units.in_base(&quantity)?;
    answer(&Quantity::new(base, units.base()))
}

pub fn shelf() -> Value {
    json!({
        "lots": [
            { "lot": "A", "quantity": "10.5", "expires": "2026-03-31", "received": "2026-01-02", "value": eur("8.00") },
            { "lot": "B", "quantity": "8", "expires": "2026-03-15", "value": eur("0.50") },
            { "lot": "C", "quantity": "5", "expires": "2026-02-28" },
            { "lot": "D", "quantity": "4" },
        ],
        "quantity": "20", "picking": { "day": "2026-03-01", "keeps": 3, "expired_too": false },
        "bounds": [14, 30], "currency": "EUR",
    })
}

pub fn pick(document: &Value) -> Result {
    let (lots, picking): (Vec<DatedLot>, Picking) = (part(document, "lots")?, part(document, "picking")?);
    let quantity: String = part(document, "quantity")?;
    let quantity = backoffice::error::exact::decimal("quantity", &quantity)?;
    let picks = expiry::pick(&lots, quantity, &picking)?;
    answer(&picks)?;
    let taken: Decimal = picks.picks.iter().map(|pick| pick.quantity).sum();
    assert_eq!(taken + picks.missing, quantity);
    let (bounds, currency): (Vec<u32>, Currency) = (part(document, "bounds")?, part(document, "currency")?);
    answer(&expiry::report(&lots, picking.day, &bounds, currency)?)
}

pub fn notes() -> Value {
    let note = |kind: &str, quantity: &str| json!({ "kind": kind, "party": "Hydra", "item": "valve", "day": "2026-01-07", "quantity": quantity });
    let mut arrived = note("arrived", "100");
    arrived["cost"] = eur("250.00");
    let mut used = note("used", "30.5");
    used["unit_price"] = json!({ "amount": "4.205", "currency": "EUR" });
    json!({
        "placed": [arrived, note("used", "30"), note("returned", "10")],
        "held": [note("arrived", "100"), used, note("returned", "10")],
        "currency": "EUR",
        "accounts": { "inventory": "i", "on_consignment": "o", "cost_of_sales": "c", "payables": "p" },
    })
}

pub fn consign(document: &Value) -> Result {
    let (placed, held): (Vec<Note>, Vec<Note>) = (part(document, "placed")?, part(document, "held")?);
    let (currency, accounts): (Currency, consignment::Accounts) =
        (part(document, "currency")?, part(document, "accounts")?);
    let mut refused = None;
    let sides: [backoffice::Result<Consignment>; 2] =
        [consignment::placed(&placed, currency), consignment::held(&held, currency)];
    for side in sides {
        match side.and_then(|book| consignment::post(&book, &accounts).map(|journal| (book, journal))) {
            Err(error) => refused = Some(error),
            Ok((book, journal)) => {
                answer(&book)?;
                answer(&journal)?;
            }
        }
    }
    refused.map_or(Ok(Outcome::Answered), |error| Err(error.into()))
}
