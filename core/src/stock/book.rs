//! The book: movements applied one after the other.

use super::{
    Kind, Method, Movement, Negative, Policy, SupplierReturn, Valuation,
    amounts::{self, Cutting, Layer, UnitCost},
    draw,
    pool::{Covered, Pool},
    shelf::{Costing, Part},
};
use crate::{
    error::{Code, Error, Result},
    money::{Currency, Money},
};
use chrono::NaiveDate;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Stock as a value of its own, to which movements are applied one after the other. What is refused changes nothing.
///
/// The movements of an item come in the order of their days. Under a periodic method an issue gets its cost when a
/// movement of its item in a later period comes, or when the book is valued. In JSON a book is its currency, method,
/// policy and movements; reading it applies them again.
///
/// ```
/// use backoffice::{currency::EUR, date, dec, eur, stock::{Book, Method, Movement, Policy}};
///
/// let mut book = Book::new(EUR, Method::Fifo, Policy::IFRS_DEFAULT)?;
/// book.apply(&Movement::receive("bolt", date(2026, 1, 5)?, dec!(100), eur!(0.10).each()))?;
///
/// let error = book.apply(&Movement::issue("bolt", date(2026, 1, 6)?, dec!(101))).unwrap_err();
/// assert_eq!(error.code(), "stock.short");
/// assert_eq!(book.quantity("bolt"), dec!(100)); // unchanged
/// # Ok::<(), backoffice::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Saved", into = "Saved")]
pub struct Book {
    pub(super) currency: Currency,
    pub(super) method: Method,
    pub(super) policy: Policy,
    pub(super) rows: Vec<Row>,
    pub(super) items: BTreeMap<String, Item>,
    pub(super) covers: Vec<Covered>,
    ids: BTreeMap<String, usize>,
}

/// Location and lot of a pool, where the policy tells them apart.
pub(super) type Place = (Option<String>, Option<String>);

/// A movement that was applied.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Row {
    pub movement: Movement,
    /// By how much the quantity on hand changes.
    pub quantity: i64,
    /// Its cost, where that is known from the movement alone.
    known: Option<i64>,
    /// The row that comes back with it.
    refers: Option<usize>,
    /// How many of it have come back.
    returned: i64,
    /// The cost of what has not come back yet, once some has.
    back: Option<Layer>,
    /// What it did; none while its period is open.
    pub outcome: Option<Outcome>,
}

/// What a movement did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Outcome {
    /// By how much the value on hand changed.
    pub value: i64,
    pub parts: Vec<Part>,
    pub missing: i64,
    pub provisional: i64,
    pub charged: Option<i64>,
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Item {
    pub pools: BTreeMap<Place, Pool>,
    /// Over all pools, in the book's order.
    quantity: i128,
    value: i128,
    /// The unit cost of what came in last, in any pool.
    last: Option<UnitCost>,
    /// Whether a cost was ever known.
    costed: bool,
    last_day: NaiveDate,
    /// The rows of the open period, under a periodic method.
    pending: Vec<usize>,
}

/// What a movement will do: worked out before anything is changed.
struct Plan {
    how: How,
    /// What is left of the row that comes back.
    back: Option<(usize, Layer)>,
}

enum How {
    In { value: i64 },
    Out { missing: i64, provisional: i64 },
    ToSupplier { row: usize, quantity: i64, value: i64, charged: i64 },
}

impl Book {
    /// An empty book.
    ///
    /// # Errors
    /// `stock.method_not_allowed`, `money.mixed_currencies` when an initial unit cost is in another currency.
    pub fn new(currency: Currency, method: Method, policy: Policy) -> Result<Self> {
        policy.allow(method)?;
        for price in policy.initial_unit_cost.values() {
            same_currency(currency, price.currency(), "initial_unit_cost")?;
            not_negative("initial_unit_cost", price.amount())?;
        }
        let (rows, items, covers, ids) = (Vec::new(), BTreeMap::new(), Vec::new(), BTreeMap::new());
        Ok(Self { currency, method, policy, rows, items, covers, ids })
    }

    /// Applies a movement.
    ///
    /// # Errors
    /// - `input.missing`, `input.invalid`, `input.duplicate`: no item, a quantity of zero, a cost where none belongs, an
    ///   id that is taken.
    /// - `number.negative`, `stock.quantity_scale`, `number.out_of_range`: a quantity or cost below zero, with more than
    ///   6 decimals, or too great; the field says which.
    /// - `money.mixed_currencies`: a cost in another currency than the book's.
    /// - `stock.no_cost`: an opening or receipt without one, or no cost known for what needs one.
    /// - `stock.short`: more than there is, where the policy does not allow it or the goods go back to a supplier.
    /// - `stock.unknown_reference`, `stock.return_too_great`: a return of what did not move, or of more than moved.
    /// - `stock.day_before_last`: dated before the last movement of its item.
    ///
    /// Under a periodic method the error may be that of an earlier movement, whose period this one ends; it then has that
    /// movement's row.
    pub fn apply(&mut self, movement: &Movement) -> Result<()> {
        let row = self.check(movement)?;
        if self.method.is_periodic() {
            self.close_before(movement)?;
            let item = self.items.entry(movement.item.clone()).or_default();
            item.pending.push(self.rows.len());
            self.register(row);
        } else {
            let plan = self.plan(&row)?;
            let index = self.register(row);
            self.settle(index, &plan);
        }
        Ok(())
    }

    /// The quantity on hand of an item, over all its pools.
    pub fn quantity(&self, item: &str) -> Decimal {
        let pools = self.items.get(item).into_iter().flat_map(|item| item.pools.values());
        let units: i128 = pools.map(|pool| i128::from(pool.physical)).sum();
        Decimal::from_i128_with_scale(units, amounts::DIGITS).normalize()
    }

    /// The value on hand of an item, over all its pools, without the cost of drawing a whole valuation. Under a periodic
    /// method its open period is taken as ended.
    ///
    /// # Errors
    /// As [`Book::valuation`].
    pub fn on_hand(&self, item: &str) -> Result<Money> {
        let Some(held) = self.items.get(item) else { return Ok(Money::zero(self.currency)) };
        if !held.pending.is_empty() {
            let mut closed = self.clone();
            closed.close(item)?;
            return closed.on_hand(item);
        }
        amounts::money(held.pools.values().map(|pool| i128::from(pool.value())).sum(), self.currency)
    }

    /// What the stock is worth, and how it came to that. Under a periodic method open periods are taken as ended.
    ///
    /// # Errors
    /// `number.out_of_range` when a sum cannot be held; under a periodic method as [`Book::apply`], of the row named.
    pub fn valuation(&self) -> Result<Valuation> {
        self.clone().into_valuation()
    }

    /// As [`Book::valuation`], when the book is no longer needed.
    ///
    /// # Errors
    /// As [`Book::valuation`].
    pub fn into_valuation(mut self) -> Result<Valuation> {
        let open = self.items.iter().filter(|(_, item)| !item.pending.is_empty());
        let open: Vec<String> = open.map(|(name, _)| name.clone()).collect();
        for name in open {
            self.close(&name)?;
        }
        draw::valuation(self)
    }

    fn by(&self) -> Cutting {
        Cutting { cut: self.policy.cut, rounding: self.policy.rounding }
    }

    fn place(&self, movement: &Movement) -> Place {
        let (location, lot) = self.policy.pools.place(movement);
        (location.map(str::to_owned), lot.map(str::to_owned))
    }

    fn pool(&self, movement: &Movement) -> Option<&Pool> {
        self.items.get(&movement.item)?.pools.get(&self.place(movement))
    }

    /// Everything that can be said of a movement before its cost is known.
    fn check(&self, movement: &Movement) -> Result<Row> {
        if movement.item.is_empty() {
            return Err(Error::missing("item"));
        }
        if let Some(id) = movement.id.as_ref().filter(|id| self.ids.contains_key(*id)) {
            let message = format!("the id `{id}` was given to an earlier movement: each needs its own");
            return Err(Error::new(Code::InputDuplicate, "id", id, message));
        }
        let item = self.items.get(&movement.item);
        if let Some(last) = item.map(|item| item.last_day).filter(|last| movement.day < *last) {
            let message = format!(
                "{movement} comes after a movement of {last}: apply movements in the order of their days"
            );
            return Err(Error::new(Code::StockDayBeforeLast, "day", movement.day, message));
        }
        let physical = self.pool(movement).map_or(0, |pool| pool.physical);
        let quantity = self.direction(movement, physical)?;
        let known = self.known_cost(movement)?;
        let refers = self.reference(movement, quantity)?;
        let beyond = || Error::overflow("quantity", movement.quantity, "quantity on hand");
        let after = physical.checked_add(quantity).ok_or_else(beyond)?;
        let out = quantity < 0;
        let allowed = self.policy.negative != Negative::Forbid && movement.kind != Kind::ReturnToSupplier;
        if out && after < 0 && !allowed {
            return Err(short(movement, physical));
        }
        let needs_cost = if out { after < 0 } else { known.is_none() && refers.is_none() && quantity > 0 };
        let costed = item.is_some_and(|item| item.costed)
            || self.policy.initial_unit_cost.contains_key(&movement.item);
        if needs_cost && !costed {
            return Err(no_cost(movement));
        }
        Ok(Row {
            movement: movement.clone(),
            quantity,
            known,
            refers,
            returned: 0,
            back: None,
            outcome: None,
        })
    }

    /// The signed quantity.
    fn direction(&self, movement: &Movement, physical: i64) -> Result<i64> {
        let quantity = amounts::quantity(movement.quantity)?;
        if movement.kind == Kind::Count {
            let coarser = |field: &str, value: &str| {
                let wanted = "a count is of a whole pool, and the policy's pools do not tell these apart";
                Error::invalid(field, value, wanted)
            };
            let pools = self.policy.pools;
            if let Some(location) = movement.location.as_deref().filter(|_| !pools.by_location()) {
                return Err(coarser("location", location));
            }
            if let Some(lot) = movement.lot.as_deref().filter(|_| !pools.by_lot()) {
                return Err(coarser("lot", lot));
            }
            let gained = quantity.checked_sub(physical);
            return gained
                .ok_or_else(|| Error::overflow("quantity", movement.quantity, "difference of a count"));
        }
        if quantity == 0 {
            return Err(Error::invalid("quantity", movement.quantity, "a movement is of more than nothing"));
        }
        let out = matches!(movement.kind, Kind::Issue | Kind::Loss | Kind::ReturnToSupplier);
        Ok(if out { -quantity } else { quantity })
    }

    /// The cost that the movement itself states, in minor units.
    fn known_cost(&self, movement: &Movement) -> Result<Option<i64>> {
        let stated = match (movement.unit_cost, movement.total_cost) {
            (None, None) => None,
            (Some(_), Some(total)) => {
                return Err(Error::invalid(
                    "total_cost",
                    total,
                    "there is a `unit_cost` too: give one of them",
                ));
            }
            (Some(price), None) => Some(("unit_cost", price.amount(), price.currency())),
            (None, Some(total)) => Some(("total_cost", total.amount(), total.currency())),
        };
        let needed = matches!(movement.kind, Kind::Opening | Kind::Receipt);
        let Some((field, number, currency)) = stated else {
            return if needed { Err(no_cost(movement)) } else { Ok(None) };
        };
        let may = needed
            || movement.kind == Kind::Gain
            || (movement.kind == Kind::ReturnFromCustomer && movement.returns.is_none());
        if !may {
            let wanted = "the cost of this movement follows from the others: leave it out";
            return Err(Error::invalid(field, number, wanted));
        }
        same_currency(self.currency, currency, field)?;
        not_negative(field, number)?;
        match (movement.unit_cost, movement.total_cost) {
            (Some(price), _) => {
                let quantity = amounts::quantity(movement.quantity)?;
                let value = UnitCost::from_price(price).times(quantity, self.policy.rounding);
                let value = value.ok_or_else(|| {
                    Error::overflow("unit_cost", price, "quantity × unit cost in minor units")
                })?;
                Ok(Some(value))
            }
            (None, Some(total)) => Ok(Some(amounts::minor(total)?)),
            (None, None) => Ok(None),
        }
    }

    /// The row that comes back.
    fn reference(&self, movement: &Movement, quantity: i64) -> Result<Option<usize>> {
        let Some(id) = &movement.returns else { return Ok(None) };
        let unknown = |why: &str| {
            let message = format!("{movement} returns `{id}`, {why}");
            Err(Error::new(Code::StockUnknownReference, "returns", id, message))
        };
        let wanted: &[Kind] = match movement.kind {
            Kind::ReturnFromCustomer => &[Kind::Issue],
            Kind::ReturnToSupplier => &[Kind::Opening, Kind::Receipt],
            _ => return Err(Error::invalid("returns", id, "only a return refers to a movement")),
        };
        let found = self.ids.get(id).and_then(|index| Some((*index, self.rows.get(*index)?)));
        let Some((index, row)) = found else { return unknown("which is not among the movements before it") };
        if !wanted.contains(&row.movement.kind) {
            return unknown(&format!("which is a {}", row.movement.kind.name()));
        }
        if row.movement.item != movement.item {
            return unknown(&format!("which is of the item `{}`", row.movement.item));
        }
        let left = row.quantity.abs() - row.returned;
        if quantity.abs() > left {
            let left = amounts::written(left);
            let message = format!("{movement} returns `{id}`, of which only {left} are left to return");
            return Err(Error::new(Code::StockReturnTooGreat, "quantity", movement.quantity, message));
        }
        Ok(Some(index))
    }

    /// Takes the movement in; its cost comes later.
    fn register(&mut self, row: Row) -> usize {
        let (index, place) = (self.rows.len(), self.place(&row.movement));
        let item = self.items.entry(row.movement.item.clone()).or_default();
        item.last_day = row.movement.day;
        item.costed |= row.known.is_some();
        item.pools.entry(place).or_insert_with(|| Pool::new(self.method)).physical += row.quantity;
        if let Some(id) = &row.movement.id {
            self.ids.insert(id.clone(), index);
        }
        if let Some(returned) = row.refers.and_then(|refers| self.rows.get_mut(refers)) {
            returned.returned += row.quantity.abs();
        }
        self.rows.push(row);
        index
    }

    /// Works out what a movement will do, changing nothing.
    fn plan(&self, row: &Row) -> Result<Plan> {
        let (movement, by) = (&row.movement, self.by());
        let none = (Item::default(), Pool::new(self.method));
        let item = self.items.get(&movement.item).unwrap_or(&none.0);
        let pool = self.pool(movement).unwrap_or(&none.1);
        let quantity = row.quantity.abs();
        let initial = || self.policy.initial_unit_cost.get(&movement.item).copied().map(UnitCost::from_price);
        let of_item = || UnitCost::of(item.value, item.quantity).filter(|_| item.value >= 0);
        let too_much = |field: &str, step: &str| Error::overflow(field, movement.quantity, step);
        let back = row.refers.and_then(|index| {
            let mut left = self.rows.get(index)?.left_to_return(index)?;
            let value = left.take(quantity, by);
            Some((value, (index, left)))
        });
        if row.quantity >= 0 {
            let value = match (row.known, back) {
                (Some(value), _) | (None, Some((value, _))) => value,
                (None, None) if quantity == 0 => 0,
                (None, None) => {
                    let own = UnitCost::of(pool.value().into(), pool.quantity().into());
                    let cost = own.or_else(of_item).or(pool.last).or(item.last).or_else(initial);
                    let value = cost.ok_or_else(|| no_cost(movement))?.times(quantity, by.rounding);
                    value.ok_or_else(|| too_much("quantity", "quantity × current unit cost"))?
                }
            };
            if !pool.has_room_for(quantity, value) {
                return Err(too_much("quantity", "quantity and value on hand"));
            }
            return Ok(Plan { how: How::In { value }, back: back.map(|(_, back)| back) });
        }
        if let Some((charged, back)) = back {
            let how = self.to_supplier(pool, movement, back.0, quantity, charged)?;
            return Ok(Plan { how, back: Some(back) });
        }
        let missing = pool.missing(quantity);
        let mut provisional = 0;
        if missing > 0 {
            let last = pool.shelf.last_cost().or(pool.last);
            let cost = last.or_else(of_item).or(item.last).or_else(initial);
            let value = cost.ok_or_else(|| no_cost(movement))?.times(missing, by.rounding);
            provisional = value
                .filter(|value| pool.has_room_for_shortage(missing, *value))
                .ok_or_else(|| too_much("quantity", "missing quantity × last unit cost"))?;
        }
        Ok(Plan { how: How::Out { missing, provisional }, back: None })
    }

    /// What of a return to the supplier leaves at the cost of its receipt, which `charged` is.
    fn to_supplier(
        &self,
        pool: &Pool,
        movement: &Movement,
        row: usize,
        quantity: i64,
        charged: i64,
    ) -> Result<How> {
        let (there, worth) = pool.shelf.of_row(row);
        let at_cost = |units: i64| {
            let cost = amounts::portion(charged, units, quantity, self.policy.rounding);
            if units == there { worth } else { cost.min(worth) }
        };
        match self.policy.supplier_return {
            SupplierReturn::CurrentAverage => Ok(How::ToSupplier { row, quantity: 0, value: 0, charged }),
            SupplierReturn::OriginalCostCapped => {
                let units = quantity.min(there);
                Ok(How::ToSupplier { row, quantity: units, value: at_cost(units), charged })
            }
            SupplierReturn::OriginalCost if there < quantity => Err(short(movement, there)),
            SupplierReturn::OriginalCost
                if !pool.shelf.tells_rows() && there > quantity && charged > worth =>
            {
                let (charged, worth) =
                    (Money::minor(charged, self.currency), Money::minor(worth, self.currency));
                let message = format!(
                    "{movement} would take {charged} out of stock that is worth {worth}: use the policy `original_cost_capped`"
                );
                Err(Error::new(Code::StockShort, "value", charged, message))
            }
            SupplierReturn::OriginalCost => {
                Ok(How::ToSupplier { row, quantity, value: at_cost(quantity), charged })
            }
        }
    }

    /// Does what was planned for a row that is registered.
    fn settle(&mut self, index: usize, plan: &Plan) {
        let by = self.by();
        let Some(row) = self.rows.get_mut(index) else { return };
        let (day, quantity) = (row.movement.day, row.quantity.abs());
        let (location, lot) = self.policy.pools.place(&row.movement);
        let place = (location.map(str::to_owned), lot.map(str::to_owned));
        let item = self.items.entry(row.movement.item.clone()).or_default();
        let pool = item.pools.entry(place).or_insert_with(|| Pool::new(self.method));
        let before = pool.value();
        let mut outcome = Outcome { value: 0, parts: Vec::new(), missing: 0, provisional: 0, charged: None };
        match plan.how {
            How::In { value } => {
                outcome.value = value;
                if quantity > 0 {
                    let goods = Layer::new(index, day, quantity, value);
                    item.last = goods.unit_cost();
                    pool.receive(goods, by, &mut self.covers);
                }
            }
            How::Out { missing, provisional } => {
                outcome.parts = pool.issue(quantity - missing, by);
                if missing > 0 {
                    pool.run_short(Layer::new(index, day, missing, provisional));
                }
                outcome.value = pool.value() - before;
                (outcome.missing, outcome.provisional) = (missing, provisional);
            }
            How::ToSupplier { row, quantity: units, value, charged } => {
                outcome.charged = Some(charged);
                if units > 0 {
                    let row = pool.withdraw(row, units, value);
                    outcome.parts.push(Part { row, quantity: units, value });
                }
                outcome.parts.extend(pool.issue(quantity - units, by));
                outcome.value = pool.value() - before;
            }
        }
        item.quantity += i128::from(row.quantity);
        item.value += i128::from(pool.value()) - i128::from(before);
        row.outcome = Some(outcome);
        if let Some((returned, left)) = plan.back
            && let Some(returned) = self.rows.get_mut(returned)
        {
            returned.back = Some(left);
        }
    }

    /// Closes the open period of the movement's item, if the movement lies in a later one.
    fn close_before(&mut self, movement: &Movement) -> Result<()> {
        let Some(item) = self.items.get(&movement.item).filter(|item| !item.pending.is_empty()) else {
            return Ok(());
        };
        let period = self.policy.period;
        if period.of(item.last_day) == period.of(movement.day) { Ok(()) } else { self.close(&movement.item) }
    }

    /// Costs the movements of an item's open period: first what came in at a cost known beforehand, then the others in
    /// their order. Either all of them or none.
    fn close(&mut self, name: &str) -> Result<()> {
        let Some(item) = self.items.get_mut(name) else { return Ok(()) };
        let pending = std::mem::take(&mut item.pending);
        let saved = item.clone();
        let covers = self.covers.len();
        let touched: Vec<(usize, Option<Layer>)> = pending
            .iter()
            .filter_map(|index| {
                let refers = self.rows.get(*index)?.refers?;
                Some((refers, self.rows.get(refers)?.back))
            })
            .collect();
        let first = |index: &usize| {
            self.rows.get(*index).is_some_and(|row| {
                row.known.is_some()
                    || (row.quantity > 0
                        && row.refers.and_then(|refers| self.rows.get(refers)).is_some_and(Row::is_costed))
            })
        };
        let (known, others): (Vec<usize>, Vec<usize>) = pending.iter().copied().partition(first);
        for index in known.into_iter().chain(others) {
            let Some(row) = self.rows.get(index) else { continue };
            match self.plan(row) {
                Ok(plan) => self.settle(index, &plan),
                Err(error) => {
                    for row in &pending {
                        if let Some(row) = self.rows.get_mut(*row) {
                            row.outcome = None;
                        }
                    }
                    for (row, back) in touched {
                        if let Some(row) = self.rows.get_mut(row) {
                            row.back = back;
                        }
                    }
                    self.covers.truncate(covers);
                    self.items.insert(name.to_owned(), Item { pending, ..saved });
                    return Err(error.at_row(index));
                }
            }
        }
        Ok(())
    }
}

impl Row {
    fn is_costed(&self) -> bool {
        self.outcome.is_some()
    }

    /// The quantity and cost of it that have not come back.
    fn left_to_return(&self, index: usize) -> Option<Layer> {
        let value = self.outcome.as_ref()?.value;
        Some(
            self.back
                .unwrap_or_else(|| Layer::new(index, self.movement.day, self.quantity.abs(), value.abs())),
        )
    }
}

fn no_cost(movement: &Movement) -> Error {
    let message = format!("{movement} has no cost, and none is known for the item: give a unit cost");
    Error::new(Code::StockNoCost, "unit_cost", "", message)
}

fn short(movement: &Movement, there: i64) -> Error {
    let there = amounts::written(there);
    let message = format!("{movement}, of which only {there} are there: receive more first, or issue less");
    Error::new(Code::StockShort, "quantity", movement.quantity, message)
}

fn same_currency(book: Currency, other: Currency, field: &str) -> Result<()> {
    if book == other {
        return Ok(());
    }
    let message =
        format!("`{field}` is in {other}, and the book in {book}: convert it at the rate of its day");
    Err(Error::new(Code::MoneyMixedCurrencies, field, other, message))
}

fn not_negative(field: &str, number: Decimal) -> Result<()> {
    if number.is_sign_negative() && !number.is_zero() {
        let message = format!("`{field}` is `{number}`: a cost is not below zero");
        return Err(Error::new(Code::NumberNegative, field, number, message));
    }
    Ok(())
}

/// A book as it is stored.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Saved {
    currency: Currency,
    method: Method,
    policy: Policy,
    #[serde(default)]
    movements: Vec<Movement>,
}

impl From<Book> for Saved {
    fn from(book: Book) -> Self {
        let movements = book.rows.into_iter().map(|row| row.movement).collect();
        Self { currency: book.currency, method: book.method, policy: book.policy, movements }
    }
}

impl TryFrom<Saved> for Book {
    type Error = Error;
    fn try_from(saved: Saved) -> Result<Self> {
        let mut book = Self::new(saved.currency, saved.method, saved.policy)?;
        for (row, movement) in saved.movements.iter().enumerate() {
            book.apply(movement).map_err(|error| error.at_row(row))?;
        }
        Ok(book)
    }
}
