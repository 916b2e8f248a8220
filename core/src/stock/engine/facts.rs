//! What a movement says, in integers: all that can be told without knowing the stock.

use super::{Row, no_cost};
use crate::{
    error::{Code, Error, Result},
    money::{Currency, Price},
    stock::{
        Kind, Method, Movement, Policy,
        amounts::{self, UnitCost},
    },
};
use rust_decimal::Decimal;
use std::collections::BTreeMap;

/// Location and lot of a pool, by number, where the policy tells them apart.
pub(in crate::stock) type Place = (Option<u32>, Option<u32>);

/// Names as numbers.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(in crate::stock) struct Names {
    numbers: BTreeMap<String, u32>,
    names: Vec<String>,
}

impl Names {
    /// The number of a name, a new one if need be.
    pub fn number(&mut self, name: &str) -> Result<u32> {
        if let Some(number) = self.numbers.get(name) {
            return Ok(*number);
        }
        let beyond = |_| Error::overflow("item", name, "number of names");
        let number = u32::try_from(self.names.len()).map_err(beyond)?;
        self.names.push(name.to_owned());
        self.numbers.insert(name.to_owned(), number);
        Ok(number)
    }

    /// The number of a name that is known.
    pub fn known(&self, name: &str) -> Option<u32> {
        self.numbers.get(name).copied()
    }

    /// The names of a pool, by which pools stand in order: numbers tell only which name came first.
    pub fn place(&self, (location, lot): Place) -> (Option<&str>, Option<&str>) {
        (location.map(|number| self.name(number)), lot.map(|number| self.name(number)))
    }

    /// The name of a number.
    pub fn name(&self, number: u32) -> &str {
        usize::try_from(number).ok().and_then(|number| self.names.get(number)).map_or("", String::as_str)
    }
}

/// What a movement says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::stock) struct Facts {
    pub item: u32,
    pub place: Place,
    /// Of a transfer, where that is another pool.
    pub to: Option<Place>,
    /// Whether goods leave.
    pub outward: bool,
    /// Above zero, or zero.
    pub quantity: i64,
    /// The cost that it states, of all of it.
    pub cost: Option<i64>,
    /// The cost that it states, of a unit.
    pub unit: Option<UnitCost>,
    /// The row that it names.
    pub of: Option<usize>,
    pub order: Option<u32>,
    /// Of production: its share; of a scaled cost: its factor.
    pub ratio: Option<(i128, i128)>,
}

/// Reads a movement.
pub(in crate::stock) fn read(
    movement: &Movement,
    currency: Currency,
    method: Method,
    policy: &Policy,
    rows: &[Row],
    ids: &BTreeMap<String, usize>,
    names: &mut Names,
) -> Result<Facts> {
    if movement.item.is_empty() {
        return Err(Error::missing("item"));
    }
    if method == Method::Specific && movement.lot.is_none() && movement.kind.has_quantity() {
        let message =
            format!("{movement} names no lot: under the method `specific` each lot has its own cost");
        return Err(Error::new(Code::StockLotMissing, "lot", "", message));
    }
    let named = named(movement, rows, ids)?;
    let (cost, unit) = cost(movement, currency, policy)?;
    let (location, lot) = policy.pools.place(movement);
    let mut number = |name: Option<&str>| name.map(|name| names.number(name)).transpose();
    let place = (number(location)?, number(lot)?);
    let to = match movement.kind {
        Kind::Transfer => {
            let (by_location, by_lot) = (policy.pools.by_location(), policy.pools.by_lot());
            let to_location = movement.to_location.as_deref().or(movement.location.as_deref());
            let to_lot = movement.to_lot.as_deref().or(movement.lot.as_deref());
            let to = (number(to_location.filter(|_| by_location))?, number(to_lot.filter(|_| by_lot))?);
            Some(to).filter(|to| *to != place)
        }
        _ => None,
    };
    let of = named.and_then(|of| Some((of, rows.get(of)?)));
    Ok(Facts {
        item: names.number(&movement.item)?,
        place,
        to,
        outward: match movement.kind {
            Kind::Issue | Kind::Loss | Kind::ReturnToSupplier | Kind::Consume => true,
            Kind::Transfer => to.is_some(),
            Kind::ReverseReturn => of.is_some_and(|(_, row)| row.movement.kind == Kind::ReturnFromCustomer),
            _ => false,
        },
        quantity: quantity(movement, policy)?,
        cost,
        unit,
        of: named,
        order: order(movement, names)?,
        ratio: ratio(movement)?,
    })
}

fn quantity(movement: &Movement, policy: &Policy) -> Result<i64> {
    let amount = movement.quantity;
    if !movement.kind.has_quantity() {
        let wanted = "this movement is of value alone: leave the quantity out";
        return if amount.is_zero() { Ok(0) } else { Err(Error::invalid("quantity", amount, wanted)) };
    }
    let quantity = amounts::quantity(amount)?;
    let digits = policy.decimals.get(&movement.item).copied().unwrap_or(amounts::DIGITS);
    if amount.normalize().scale() > digits {
        let message = format!(
            "`quantity` is `{amount}`: `{}` is kept in {digits} decimals of its base unit",
            movement.item
        );
        return Err(Error::new(Code::StockQuantityScale, "quantity", amount, message));
    }
    if quantity == 0 && movement.kind != Kind::Count {
        return Err(Error::invalid("quantity", amount, "a movement is of more than nothing"));
    }
    if movement.kind == Kind::Count {
        let wanted = "a count is of a whole pool, and the policy's pools do not tell these apart";
        if let Some(location) = movement.location.as_deref().filter(|_| !policy.pools.by_location()) {
            return Err(Error::invalid("location", location, wanted));
        }
        if let Some(lot) = movement.lot.as_deref().filter(|_| !policy.pools.by_lot()) {
            return Err(Error::invalid("lot", lot, wanted));
        }
    }
    Ok(quantity)
}

/// Which costs a kind may state, and must.
fn may_cost(movement: &Movement, policy: &Policy) -> (bool, bool, bool) {
    // (a unit cost, a total cost, must have one)
    match movement.kind {
        Kind::Opening => (true, true, true),
        Kind::Receipt | Kind::Dropship => {
            let assumed = policy.initial_unit_cost.contains_key(&movement.item);
            (true, true, !assumed && movement.of.is_none())
        }
        Kind::Gain => (true, true, false),
        Kind::ReturnFromCustomer | Kind::ReturnFromProduction => {
            (movement.of.is_none(), movement.of.is_none(), false)
        }
        Kind::Issue | Kind::Count => (true, false, false),
        Kind::Produce => (false, true, movement.order.is_none()),
        Kind::LandedCost | Kind::Revalue => (false, true, true),
        Kind::CorrectUnitCost | Kind::SetUnitCost => (true, false, true),
        Kind::ReturnToSupplier
        | Kind::ReverseReturn
        | Kind::Loss
        | Kind::Transfer
        | Kind::Consume
        | Kind::ScaleUnitCost
        | Kind::SetMethod => (false, false, false),
    }
}

/// The cost that the movement itself states: of all of it in minor units, and of a unit.
fn cost(movement: &Movement, currency: Currency, policy: &Policy) -> Result<(Option<i64>, Option<UnitCost>)> {
    let (unit, total, must) = may_cost(movement, policy);
    let (field, number, stated) = match (movement.unit_cost, movement.total_cost) {
        (None, None) if must => return Err(no_cost(movement)),
        (None, None) => return Ok((None, None)),
        (Some(_), Some(total)) => {
            let wanted = "there is a `unit_cost` too: give one of them";
            return Err(Error::invalid("total_cost", total, wanted));
        }
        (Some(price), None) => ("unit_cost", price.amount(), price.currency()),
        (None, Some(total)) => ("total_cost", total.amount(), total.currency()),
    };
    if !(if movement.unit_cost.is_some() { unit } else { total }) {
        let wanted = "the cost of this movement follows from the others: leave it out";
        return Err(Error::invalid(field, number, wanted));
    }
    let signed = matches!(movement.kind, Kind::LandedCost | Kind::Revalue);
    if number.is_sign_negative() && !number.is_zero() && !signed {
        let message = format!("`{field}` is `{number}`: a cost is not below zero");
        return Err(Error::new(Code::NumberNegative, field, number, message));
    }
    let rate = rate(movement, currency, stated, field)?;
    let written = match (movement.unit_cost, movement.total_cost) {
        (Some(price), _) => price.to_string(),
        (None, total) => total.map(|total| total.to_string()).unwrap_or_default(),
    };
    let beyond = || Error::overflow(field, &written, "cost in minor units of the book's currency");
    if let Some(price) = movement.unit_cost {
        let unit = match rate {
            None => UnitCost::from_price(price),
            Some(rate) => UnitCost::at_rate(number, rate, currency.minor_digits()).ok_or_else(beyond)?,
        };
        if !movement.kind.has_quantity() || matches!(movement.kind, Kind::Issue | Kind::Count) {
            return Ok((None, Some(unit)));
        }
        let value = unit.times(amounts::quantity(movement.quantity)?, policy.rounding);
        return Ok((Some(value.ok_or_else(beyond)?), Some(unit)));
    }
    let Some(total) = movement.total_cost else { return Ok((None, None)) };
    let value = match rate {
        None => amounts::minor(total)?,
        Some(rate) => UnitCost::at_rate(number, rate, currency.minor_digits())
            .and_then(|unit| unit.times(10i64.pow(amounts::DIGITS), policy.rounding))
            .ok_or_else(beyond)?,
    };
    Ok((Some(value), None))
}

/// The rate of a cost in another currency.
fn rate(movement: &Movement, currency: Currency, stated: Currency, field: &str) -> Result<Option<Decimal>> {
    match movement.rate {
        None if stated == currency => Ok(None),
        None => Err(mixed(currency, stated, field)),
        Some(rate) if stated == currency => {
            Err(Error::invalid("rate", rate, "the cost is in the book's own currency: leave it out"))
        }
        Some(rate) if rate.is_sign_negative() || rate.is_zero() => {
            Err(Error::invalid("rate", rate, "a rate is above zero"))
        }
        Some(rate) => Ok(Some(rate)),
    }
}

pub(super) fn mixed(book: Currency, other: Currency, field: &str) -> Error {
    let message = format!(
        "`{field}` is in {other}, and the book in {book}: state the `rate` of its day, or convert it"
    );
    Error::new(Code::MoneyMixedCurrencies, field, other, message)
}

/// In the currency of the book, and not below zero.
pub(in crate::stock) fn assumed(book: Currency, price: Price) -> Result<()> {
    if price.currency() != book {
        return Err(mixed(book, price.currency(), "initial_unit_cost"));
    }
    let number = price.amount();
    if number.is_sign_negative() && !number.is_zero() {
        let message = format!("`initial_unit_cost` is `{number}`: a cost is not below zero");
        return Err(Error::new(Code::NumberNegative, "initial_unit_cost", number, message));
    }
    Ok(())
}

/// The row that a movement names.
fn named(movement: &Movement, rows: &[Row], ids: &BTreeMap<String, usize>) -> Result<Option<usize>> {
    let wanted: &[Kind] = match movement.kind {
        Kind::ReturnFromCustomer => &[Kind::Issue, Kind::Dropship],
        Kind::Receipt | Kind::ReturnToSupplier => &[Kind::Opening, Kind::Receipt],
        Kind::ReverseReturn => &[Kind::ReturnFromCustomer, Kind::ReturnToSupplier],
        Kind::ReturnFromProduction => &[Kind::Consume],
        Kind::LandedCost | Kind::CorrectUnitCost => &[Kind::Opening, Kind::Receipt, Kind::Produce],
        _ => &[],
    };
    let Some(id) = &movement.of else {
        let must = matches!(movement.kind, Kind::ReverseReturn | Kind::LandedCost | Kind::CorrectUnitCost);
        return if must { Err(Error::missing("of")) } else { Ok(None) };
    };
    if wanted.is_empty() {
        return Err(Error::invalid("of", id, "only a return, a later cost and a correction name a movement"));
    }
    let unknown = |why: String| {
        let message = format!("{movement} names `{id}`, {why}");
        Err(Error::new(Code::StockUnknownReference, "of", id, message))
    };
    let found = ids.get(id).and_then(|index| Some((*index, rows.get(*index)?)));
    let Some((index, row)) = found else {
        return unknown("which is not among the movements before it".to_owned());
    };
    if !wanted.contains(&row.movement.kind) {
        return unknown(format!("which is a {}", row.movement.kind.name()));
    }
    if row.movement.item != movement.item {
        return unknown(format!("which is of the item `{}`", row.movement.item));
    }
    Ok(Some(index))
}

fn order(movement: &Movement, names: &mut Names) -> Result<Option<u32>> {
    let may = matches!(movement.kind, Kind::Consume | Kind::Produce | Kind::ReturnFromProduction);
    match &movement.order {
        None if movement.kind == Kind::Consume => Err(Error::missing("order")),
        None => Ok(None),
        Some(order) if !may => Err(Error::invalid("order", order, "only production has an order")),
        Some(order) => names.number(order).map(Some),
    }
}

fn ratio(movement: &Movement) -> Result<Option<(i128, i128)>> {
    let written = |number: Decimal| {
        let plain = number.normalize();
        (plain.mantissa(), 10i128.pow(plain.scale()))
    };
    match (movement.kind, movement.share, movement.factor) {
        (Kind::Produce, Some(share), None) => {
            let fits = share > Decimal::ZERO && share <= Decimal::ONE;
            if fits {
                Ok(Some(written(share)))
            } else {
                Err(Error::invalid("share", share, "above 0 and at most 1"))
            }
        }
        (Kind::ScaleUnitCost, None, Some(factor)) => {
            if factor > Decimal::ZERO {
                Ok(Some(written(factor)))
            } else {
                Err(Error::invalid("factor", factor, "above zero"))
            }
        }
        (Kind::ScaleUnitCost, None, None) => Err(Error::missing("factor")),
        (_, None, None) => Ok(None),
        (_, Some(share), _) => Err(Error::invalid("share", share, "only what production made has one")),
        (_, None, Some(factor)) => Err(Error::invalid("factor", factor, "only a scaled unit cost has one")),
    }
}
