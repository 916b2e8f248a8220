//! The book: movements applied, amended and deleted.

use super::{
    Method, Movement, Operation, Policy, Valuation, amounts,
    changes::Past,
    closing::Closing,
    draw,
    engine::{Names, Row, assumed, read},
    family::{At, Failed, Family},
    linking::{From, told},
    prior::{Done, Old},
    saved::{Op, Saved},
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
/// Movements count by their day, in whatever order they are applied: one that is dated before others changes what those
/// cost, and all that rests on them, as if it had been there from the beginning. Under a periodic method a period's issues
/// are costed after what came in, and again with every movement of the period. In JSON a book is its currency, method,
/// policy, movements and what else was done, with the version number of that form; reading it does all that again.
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
///
/// Two books are equal when their settings and all that was done to them are: all else follows from these.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(try_from = "Saved", into = "Saved")]
pub struct Book {
    pub(super) currency: Currency,
    pub(super) method: Method,
    pub(super) policy: Policy,
    pub(super) rows: Vec<Row>,
    pub(super) names: Names,
    pub(super) families: Vec<Family>,
    pub(super) ids: BTreeMap<String, usize>,
    /// The family of an item, and of a production order.
    pub(super) of_item: BTreeMap<u32, usize>,
    pub(super) of_order: BTreeMap<u32, usize>,
    /// All that was done.
    pub(super) ops: Vec<Op>,
    /// What was before each version, since the version `kept`.
    pub(super) log: Vec<Past>,
    pub(super) kept: u64,
    pub(super) closing: Closing,
}

impl PartialEq for Book {
    fn eq(&self, other: &Self) -> bool {
        let settings = |book: &Self| (book.currency, book.method, book.policy.clone());
        settings(self) == settings(other) && self.ops == other.ops && self.movements().eq(other.movements())
    }
}

impl Eq for Book {}

impl Book {
    /// An empty book.
    ///
    /// # Errors
    /// `stock.method_not_allowed`, `money.mixed_currencies` when an initial unit cost is in another currency;
    /// `input.invalid` when an item's decimals are more than 6.
    pub fn new(currency: Currency, method: Method, policy: Policy) -> Result<Self> {
        policy.allow(method)?;
        if method == Method::Specific && !policy.pools.by_lot() {
            let wanted = "under `specific` each lot has its own cost: pools by lot";
            return Err(Error::invalid("pools", policy.pools.name(), wanted));
        }
        for price in policy.initial_unit_cost.values() {
            assumed(currency, *price)?;
        }
        if let Some(digits) = policy.decimals.values().find(|digits| **digits > amounts::DIGITS) {
            return Err(Error::invalid("decimals", digits, "0 to 6 decimals"));
        }
        Ok(Self {
            currency,
            method,
            policy,
            rows: Vec::new(),
            names: Names::default(),
            families: Vec::new(),
            ids: BTreeMap::new(),
            of_item: BTreeMap::new(),
            of_order: BTreeMap::new(),
            ops: Vec::new(),
            log: Vec::new(),
            kept: 0,
            closing: Closing::default(),
        })
    }

    /// Applies a movement, at its day.
    ///
    /// # Errors
    /// - `input.missing`, `input.invalid`, `input.duplicate`: no item, a quantity of zero, a cost where none belongs, an
    ///   id that is taken.
    /// - `number.negative`, `stock.quantity_scale`, `number.out_of_range`: a quantity or cost below zero, with too many
    ///   decimals, or too great; the field says which.
    /// - `money.mixed_currencies`: a cost in another currency than the book's, and no rate.
    /// - `stock.no_cost`: an opening or receipt without one, or no cost known for what needs one.
    /// - `stock.short`: more than there is, where the policy does not allow it or the goods go back to a supplier.
    /// - `stock.unknown_reference`, `stock.return_too_great`: a return of what did not move, or of more than moved.
    /// - `stock.nothing_on_hand`, `stock.lot_missing`, `stock.method_not_allowed`, `stock.cycle`.
    /// - `stock.period_closed`: a day in a period that is closed.
    ///
    /// Where a later movement cannot stand any more (an issue for which there is too little now), the error is of that
    /// movement, and its row the number of the movement in the order in which they were applied, from 0.
    pub fn apply(&mut self, movement: &Movement) -> Result<()> {
        self.applying(movement, None)
    }

    /// Applies a movement that may be dated in a closed period, in which case it is booked on `booked_on`: closed entries
    /// stay as they are, and what they would be otherwise is booked on that day as a difference of prior periods
    /// ([`Valuation::prior_periods`]). A movement of an open day is applied as any other.
    ///
    /// # Errors
    /// As [`Book::apply`]; `stock.period_closed` when `booked_on` is in a closed period too; `input.invalid` when it is
    /// before another on which a difference was booked.
    pub fn apply_late(&mut self, movement: &Movement, booked_on: NaiveDate) -> Result<()> {
        self.applying(movement, Some(booked_on))
    }

    pub(super) fn applying(&mut self, movement: &Movement, late: Option<NaiveDate>) -> Result<()> {
        let booked_on = self.booking(&[movement.day], late)?;
        let row = self.rows.len();
        let from = self.add(movement)?;
        match self.rework(from) {
            Ok(changed) => {
                self.ops.push(Op::Apply { row, booked_on: late });
                self.settle(Done { operation: Operation::Applied, row, old: None, changed, booked_on });
                Ok(())
            }
            Err(failed) => {
                self.remove(row);
                Err(told(*failed, row))
            }
        }
    }

    /// Applies many movements; costed once, all together.
    ///
    /// # Errors
    /// As [`Book::apply`], with the row of the movement in the book. The book is not usable afterwards.
    pub(super) fn fill<'a>(&mut self, movements: impl Iterator<Item = &'a Movement>) -> Result<()> {
        for movement in movements {
            let row = self.rows.len();
            self.add(movement).map_err(|error| error.at_row(row))?;
        }
        for family in 0..self.families.len() {
            self.rework(From { family, at: At { from: 0, reach: usize::MAX, shift: 0, open: None } })
                .map_err(|failed| failed.error.at_row(failed.row))?;
        }
        self.ops = (0..self.rows.len()).map(|row| Op::Apply { row, booked_on: None }).collect();
        self.kept = self.version();
        Ok(())
    }

    /// Takes back the movement of that id, as if it had never been.
    ///
    /// # Errors
    /// `stock.unknown_reference` when there is none; `stock.unknown_reference` of a movement that names it, and whatever
    /// a later movement cannot stand without it, as in [`Book::apply`].
    pub fn delete(&mut self, id: &str) -> Result<()> {
        let day = self.find(id).map(|index| self.entered(index))?;
        self.deleting(id, day, None)
    }

    /// Takes back the movement of that id, known from the day `on` ([`Book::known_on`]); with [`Book::delete`] it is from
    /// the day on which the movement was entered.
    ///
    /// # Errors
    /// As [`Book::delete`].
    pub fn delete_on(&mut self, id: &str, on: NaiveDate) -> Result<()> {
        self.deleting(id, on, None)
    }

    /// Takes back a movement that may be dated in a closed period, known from and booked on a day, as with
    /// [`Book::apply_late`].
    ///
    /// # Errors
    /// As [`Book::delete`] and [`Book::apply_late`].
    pub fn delete_late(&mut self, id: &str, booked_on: NaiveDate) -> Result<()> {
        self.deleting(id, booked_on, Some(booked_on))
    }

    pub(super) fn deleting(&mut self, id: &str, on: NaiveDate, late: Option<NaiveDate>) -> Result<()> {
        let index = self.find(id)?;
        let Some(old) = self.old(index) else { return Err(Error::missing("id")) };
        let booked_on = self.booking(&[old.movement.day, old.booked], late)?;
        let mut from = self.locate(index);
        from.at.shift = -1;
        self.as_of_named(index, &mut from);
        self.unlink(index);
        self.set_deleted(index, true);
        let done = self.carry(index).map_err(|error| Box::new(Failed { error, row: index }));
        match done.and_then(|()| self.rework(from)) {
            Ok(changed) => {
                self.ids.remove(id);
                self.ops.push(Op::Delete { row: index, on, booked_on: late });
                let old = Some(old);
                self.settle(Done { operation: Operation::Deleted, row: index, old, changed, booked_on });
                Ok(())
            }
            Err(failed) => {
                self.set_deleted(index, false);
                self.link(index);
                self.carry(index)?;
                Err(told(*failed, usize::MAX))
            }
        }
    }

    /// Replaces the movement of that id by another of the same item and kind; it keeps the id.
    ///
    /// # Errors
    /// As [`Book::apply`]; `stock.unknown_reference` when there is none; `input.invalid` when item or kind differ.
    pub fn amend(&mut self, id: &str, movement: &Movement) -> Result<()> {
        self.amending(id, movement, movement.entered.unwrap_or(movement.day), None)
    }

    /// Replaces the movement of that id, known from the day `on` ([`Book::known_on`]); with [`Book::amend`] it is from the
    /// day on which the new movement was entered.
    ///
    /// # Errors
    /// As [`Book::amend`].
    pub fn amend_on(&mut self, id: &str, movement: &Movement, on: NaiveDate) -> Result<()> {
        self.amending(id, movement, on, None)
    }

    /// Replaces a movement that may be dated in a closed period, known from and booked on a day, as with
    /// [`Book::apply_late`].
    ///
    /// # Errors
    /// As [`Book::amend`] and [`Book::apply_late`]; `stock.period_closed` when it would leave its closed period, or come
    /// into one.
    pub fn amend_late(&mut self, id: &str, movement: &Movement, booked_on: NaiveDate) -> Result<()> {
        self.amending(id, movement, booked_on, Some(booked_on))
    }

    pub(super) fn amending(
        &mut self,
        id: &str,
        movement: &Movement,
        on: NaiveDate,
        late: Option<NaiveDate>,
    ) -> Result<()> {
        let index = self.find(id)?;
        let Some(old) = self.old(index) else { return Err(Error::missing("id")) };
        if movement.item != old.movement.item {
            return Err(Error::invalid("item", &movement.item, "an amended movement stays with its item"));
        }
        if movement.kind != old.movement.kind {
            return Err(Error::invalid("kind", movement.kind.name(), "an amended movement keeps its kind"));
        }
        if movement.of != old.movement.of || movement.order != old.movement.order {
            let wanted = "an amended movement keeps what it names: delete it and apply another";
            return Err(Error::invalid("of", movement.of.as_deref().unwrap_or_default(), wanted));
        }
        let booked_on = self.booking(&[movement.day, old.movement.day, old.booked], late)?;
        self.stays_in_period(old.movement.day, movement.day)?;
        let movement = Movement { id: Some(id.to_owned()), ..movement.clone() };
        let facts = self.read(&movement)?;
        let mut from = self.locate(index);
        self.as_of_named(index, &mut from);
        self.unlink(index);
        if let Some(row) = self.rows.get_mut(index) {
            (row.movement, row.facts) = (movement, facts);
        }
        let place = self.link(index);
        from.at.from = from.at.from.min(place);
        from.at.reach = from.at.reach.max(place);
        let done = self.carry(index).map_err(|error| Box::new(Failed { error, row: index }));
        match done.and_then(|()| self.rework(from)) {
            Ok(changed) => {
                let before = Box::new(old.movement.clone());
                self.ops.push(Op::Amend { row: index, on, booked_on: late, before });
                let old = Some(old);
                self.settle(Done { operation: Operation::Amended, row: index, old, changed, booked_on });
                Ok(())
            }
            Err(failed) => {
                self.unlink(index);
                if let Some(row) = self.rows.get_mut(index) {
                    (row.movement, row.facts) = (old.movement, old.facts);
                }
                self.link(index);
                self.carry(index)?;
                Err(told(*failed, index))
            }
        }
    }

    /// What a row is, before it becomes something else.
    fn old(&self, index: usize) -> Option<Old> {
        let row = self.rows.get(index)?;
        Some(Old { movement: row.movement.clone(), facts: row.facts, booked: self.booked(index) })
    }

    /// The day on which a row was entered.
    fn entered(&self, index: usize) -> NaiveDate {
        let movement = self.rows.get(index).map(|row| &row.movement);
        movement.map_or(NaiveDate::MIN, |movement| movement.entered.unwrap_or(movement.day))
    }

    /// The quantity on hand of an item, over all its pools.
    pub fn quantity(&self, item: &str) -> Decimal {
        let units: i128 = self.pools(item).map(|pool| i128::from(pool.physical)).sum();
        Decimal::from_i128_with_scale(units, amounts::DIGITS).normalize()
    }

    /// The value on hand of an item, over all its pools, without the cost of drawing a whole valuation.
    ///
    /// # Errors
    /// `number.out_of_range` when the sum cannot be held.
    pub fn on_hand(&self, item: &str) -> Result<Money> {
        amounts::money(self.pools(item).map(|pool| i128::from(pool.value())).sum(), self.currency)
    }

    /// What the stock is worth, and how it came to that. Under a periodic method open periods are taken as ended.
    ///
    /// # Errors
    /// `number.out_of_range` when a sum cannot be held.
    pub fn valuation(&self) -> Result<Valuation> {
        draw::valuation(self)
    }

    /// The movements, in the order in which they were applied.
    pub fn movements(&self) -> impl Iterator<Item = &Movement> {
        self.rows.iter().filter(|row| !row.deleted).map(|row| &row.movement)
    }

    fn pools(&self, item: &str) -> impl Iterator<Item = &super::pool::Pool> {
        let number = self.names.known(item);
        let family = number.and_then(|number| self.families.get(*self.of_item.get(&number)?));
        let item = family.zip(number).and_then(|(family, number)| family.state.items.get(&number));
        item.into_iter().flat_map(|item| item.pools.values())
    }

    fn find(&self, id: &str) -> Result<usize> {
        self.ids.get(id).copied().ok_or_else(|| {
            let message = format!("there is no movement with the id `{id}` in the book");
            Error::new(Code::StockUnknownReference, "id", id, message)
        })
    }

    pub(super) fn read(&mut self, movement: &Movement) -> Result<super::engine::Facts> {
        read(movement, self.currency, self.method, &self.policy, &self.rows, &self.ids, &mut self.names)
    }
}
