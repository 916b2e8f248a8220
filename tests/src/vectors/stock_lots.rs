//! The cases of the stock's lots and of landed cost: what stands apart from the book of stock.
//!
//! A case of lots has `opening_lots`, one `action` and what is booked, what is there afterwards, or the error. All that it
//! says goes through the documents of the library, as a caller's would.

use super::{Checks, File, decimal, number, only, text};
use backoffice::{
    Code, Currency, Decimal, Error, Mode, Money, NaiveDate, Price,
    calendar::parse_date,
    currency::EUR,
    error::document,
    stock::{
        self,
        allocation::{Basis, Charge, Line, Residue},
        lots::{Booking, Change, Inventory, Lot},
    },
};
use serde_json::{Map, Value, json};

/// A case of `beancount_booking`.
pub fn booking(_: &File, case: &Value, checks: &mut Checks) -> Result<(), String> {
    only(
        case,
        &[
            "id",
            "method",
            "date",
            "opening_lots",
            "action",
            "expected_booked",
            "expected_lots",
            "expected_error",
            "candidate_lots",
            "disabled_upstream",
        ],
    )?;
    let told = |error: Error| format!("{}: {error}", error.code());
    let method: Booking = document::take("method", &json!(text(case, "method")?)).map_err(told)?;
    let day = |text: &str| parse_date("date", text).map_err(told);
    let today = day(text(case, "date")?)?;
    // What was there came in before, each on its day; nothing of it is matched.
    let mut inventory = Inventory::new(Booking::None);
    for lot in list(case, "opening_lots")? {
        let change = change(lot).and_then(|change| document::take::<Change>("lot", &change).map_err(told))?;
        inventory.book(day(text(lot, "acquired")?)?, &[change]).map_err(told)?;
    }
    inventory.booking = method;
    let before = inventory.clone();
    match act(&mut inventory, today, list(case, "action")?) {
        Err(error) => {
            checks.text("expected_error", wanted_error(case), named(&error));
            checks.text("booked", "", list(case, "expected_booked")?.iter().map(wanted).collect::<String>());
            checks.holds("unchanged", inventory == before, "as before", "something else");
        }
        Ok(booked) => {
            checks.text("expected_error", wanted_error(case), "");
            if case.get("expected_booked").is_some() {
                let wanted: Vec<String> = list(case, "expected_booked")?.iter().map(wanted).collect();
                checks.text("expected_booked", wanted.join("; "), lots(&booked));
            }
        }
    }
    if case.get("expected_lots").is_some() {
        let wanted: Vec<String> = list(case, "expected_lots")?.iter().map(wanted).collect();
        checks.text("expected_lots", wanted.join("; "), lots(inventory.lots()));
    }
    // The lots that an upstream test lists as having fitted are those that the case began with, or brings.
    Ok(())
}

fn act(inventory: &mut Inventory, day: NaiveDate, action: &[Value]) -> Result<Vec<Lot>, Error> {
    let mut changes = Vec::new();
    for posting in action {
        let document = change(posting).map_err(|what| Error::invalid("action", what, "a posting"))?;
        changes.push(document::take::<Change>("", &document)?);
    }
    inventory.book(day, &changes)
}

fn list<'a>(case: &'a Value, field: &str) -> Result<&'a [Value], String> {
    case.get(field).map_or(Ok(&[]), |list| list.as_array().map(Vec::as_slice).ok_or(format!("`{field}`")))
}

/// A posting of the file as a change; what is null is left out. A price is what the other side paid: no cost.
fn change(posting: &Value) -> Result<Value, String> {
    only(posting, &["qty", "item", "cost", "price", "acquired"])?;
    let mut change = Map::from_iter([("item".to_owned(), json!(text(posting, "item")?))]);
    if let Some(quantity) = posting.get("qty").filter(|quantity| !quantity.is_null()) {
        change.insert("quantity".into(), quantity.clone());
    }
    if let Some(cost) = posting.get("cost").filter(|cost| !cost.is_null()) {
        only(cost, &["unit_cost", "currency", "date", "lot"])?;
        let fields = cost.as_object().into_iter().flatten();
        let fields =
            fields.map(|(key, value)| (if key == "lot" { "label" } else { key }.to_owned(), value.clone()));
        change.insert("cost".into(), Value::Object(fields.collect()));
    }
    Ok(Value::Object(change))
}

/// A posting that the file wants, as text.
fn wanted(posting: &Value) -> String {
    let number =
        |value: &Value, field| decimal(value, field).map_or_else(|what| what, |n| n.normalize().to_string());
    let word = |value: &Value, field: &str| value[field].as_str().unwrap_or("-").to_owned();
    let mut told = vec![number(posting, "qty"), word(posting, "item")];
    if let Some(cost) = posting.get("cost").filter(|cost| !cost.is_null()) {
        told.push(number(cost, "unit_cost"));
        told.extend(["currency", "date", "lot"].map(|field| word(cost, field)));
    }
    told.join(" ")
}

fn lots(lots: &[Lot]) -> String {
    let told = |lot: &Lot| {
        let mut told = vec![lot.quantity.normalize().to_string(), lot.item.clone()];
        if let (Some(cost), Some(each)) = (&lot.cost, lot.unit_cost()) {
            told.extend([each.amount().normalize().to_string(), each.currency().to_string()]);
            told.extend([cost.date.to_string(), cost.label.clone().unwrap_or_else(|| "-".into())]);
        }
        told.join(" ")
    };
    lots.iter().map(told).collect::<Vec<_>>().join("; ")
}

fn wanted_error(case: &Value) -> &str {
    case.get("expected_error").and_then(Value::as_str).unwrap_or_default()
}

/// The file's word for a refusal; what it calls only an error is whatever has no word of its own.
fn named(error: &Error) -> &'static str {
    match error.code() {
        Code::StockLotAmbiguous => "ambiguous",
        Code::StockLotUnmatched => "no_matching_lot",
        Code::StockShort => "insufficient",
        Code::InputMissing if error.field().ends_with("quantity") => "missing_units",
        _ => "error",
    }
}

/// Whether a case is one of landed cost over lines.
pub fn is_allocation(case: &Value) -> bool {
    case.get("method").and_then(Value::as_str) == Some("allocation")
}

/// A case of `landed_cost_allocation`, or of charges in several currencies.
pub fn allocation(_: &File, case: &Value, checks: &mut Checks) -> Result<(), String> {
    only(case, &["id", "method", "events", "expect", "source", "note", "currency_decimals"])?;
    let [event] = list(case, "events")? else { return Err("an allocation of several events".into()) };
    let expect = case.get("expect").ok_or("a case without `expect`")?;
    match text(event, "op")? {
        "allocate" => allocate(event, expect, checks),
        "landed_cost_multi" => several_currencies(event, expect, checks),
        other => Err(format!("`{other}`")),
    }
}

/// The files' own rule for what is left over: the largest remainder, of equal ones the last line.
fn allocate(event: &Value, expect: &Value, checks: &mut Checks) -> Result<(), String> {
    only(event, &["op", "amount", "by", "lines"])?;
    only(expect, &["parts", "sum"])?;
    let told = |error: Error| error.to_string();
    let basis = match text(event, "by")? {
        "qty" => Basis::Quantity,
        "value" => Basis::Value,
        other => return Err(format!("an allocation by `{other}`")),
    };
    let mut lines = Vec::new();
    for line in list(event, "lines")? {
        only(line, &["qty", "unit_cost", "included"])?;
        let included = line.get("included").is_none_or(|included| included != &json!(false));
        let unit_cost = Some(Price::new(decimal(line, "unit_cost")?, EUR));
        lines.push(Line { unit_cost, included, ..Line::of(decimal(line, "qty")?) });
    }
    let amount = Money::new(decimal(event, "amount")?, EUR).map_err(told)?;
    match stock::allocation::allocate(amount, &lines, basis, Residue::LargestRemainderLast) {
        Err(error) => checks.refused(&error),
        Ok(parts) => {
            let wanted = list(expect, "parts")?;
            checks.text("parts.length", wanted.len(), parts.len());
            for (place, (wanted, part)) in wanted.iter().zip(&parts).enumerate() {
                checks.number(&format!("parts.{place}"), wanted, part.amount());
            }
            let sum = Money::sum(parts, EUR).map_err(told)?;
            checks.number("sum", expect.get("sum").unwrap_or(&Value::Null), sum.amount());
        }
    }
    Ok(())
}

/// Parts of amount, currency and rate; the one at a rate of 1 is in the currency of the books.
fn several_currencies(event: &Value, expect: &Value, checks: &mut Checks) -> Result<(), String> {
    only(event, &["op", "parts"])?;
    only(expect, &["total"])?;
    let told = |error: Error| error.to_string();
    let mut charges = Vec::new();
    for part in list(event, "parts")? {
        let at = |place: usize| part.get(place).and_then(number).ok_or("a charge that is not three values");
        let currency = part.get(1).and_then(Value::as_str).ok_or("a charge without a currency")?;
        let currency = Currency::parse(currency).map_err(told)?;
        charges.push(Charge { amount: Money::new(at(0)?, currency).map_err(told)?, rate: at(2)? });
    }
    let own = charges
        .iter()
        .find(|charge| charge.rate == Decimal::ONE)
        .ok_or("no charge in the books' currency")?;
    match stock::allocation::landed(&charges, own.amount.currency(), Mode::HalfUp) {
        Err(error) => checks.refused(&error),
        Ok(total) => checks.number("total", expect.get("total").unwrap_or(&Value::Null), total.amount()),
    }
    Ok(())
}
