//! The book: movements applied, amended and deleted.

use super::{
    Kind, LateCost, Method, Movement, Policy, Valuation, amounts, draw,
    engine::{Engine, Key, Names, Outcome, Row, State, assumed, read},
    family::{At, Changed, Failed, Family, Shared},
};
use crate::{
    error::{Code, Error, Result},
    money::{Currency, Money},
};
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Stock as a value of its own, to which movements are applied one after the other. What is refused changes nothing.
///
/// Movements count by their day, in whatever order they are applied: one that is dated before others changes what those
/// cost, and all that rests on them, as if it had been there from the beginning. Under a periodic method a period's issues
/// are costed after what came in, and again with every movement of the period. In JSON a book is its currency, method,
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
///
/// Two books are equal when their settings and movements are: all else follows from these.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(try_from = "Saved", into = "Saved")]
pub struct Book {
    pub(super) currency: Currency,
    pub(super) method: Method,
    pub(super) policy: Policy,
    pub(super) rows: Vec<Row>,
    pub(super) names: Names,
    pub(super) families: Vec<Family>,
    ids: BTreeMap<String, usize>,
    /// The family of an item, and of a production order.
    of_item: BTreeMap<u32, usize>,
    of_order: BTreeMap<u32, usize>,
}

impl PartialEq for Book {
    fn eq(&self, other: &Self) -> bool {
        let settings = |book: &Self| (book.currency, book.method, book.policy.clone());
        settings(self) == settings(other) && self.movements().eq(other.movements())
    }
}

impl Eq for Book {}

/// Where which family must be costed again.
#[derive(Clone, Copy)]
struct From {
    family: usize,
    at: At,
}

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
    ///
    /// Where a later movement cannot stand any more (an issue for which there is too little now), the error is of that
    /// movement, and its row the number of the movement in the order in which they were applied, from 0.
    pub fn apply(&mut self, movement: &Movement) -> Result<()> {
        let new = self.rows.len();
        let from = self.add(movement)?;
        match self.rework(from) {
            Ok(_) => Ok(()),
            Err(failed) => {
                self.remove(new);
                Err(told(*failed, new))
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
        Ok(())
    }

    /// Takes back the movement of that id, as if it had never been.
    ///
    /// # Errors
    /// `stock.unknown_reference` when there is none; `stock.unknown_reference` of a movement that names it, and whatever
    /// a later movement cannot stand without it, as in [`Book::apply`].
    pub fn delete(&mut self, id: &str) -> Result<()> {
        let index = self.find(id)?;
        let mut from = self.locate(index);
        from.at.shift = -1;
        self.as_of_named(index, &mut from);
        self.unlink(index);
        self.set_deleted(index, true);
        let done = self.carry(index).map_err(|error| Box::new(Failed { error, row: index }));
        match done.and_then(|()| self.rework(from)) {
            Ok(_) => {
                self.ids.remove(id);
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
        let index = self.find(id)?;
        let Some(old) = self.rows.get(index).cloned() else { return Err(Error::missing("id")) };
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
            Ok(_) => Ok(()),
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

    fn read(&mut self, movement: &Movement) -> Result<super::engine::Facts> {
        read(movement, self.currency, self.method, &self.policy, &self.rows, &self.ids, &mut self.names)
    }

    fn shared(&mut self) -> (Shared<'_>, &mut Vec<Family>) {
        let shared = Shared {
            policy: &self.policy,
            currency: self.currency,
            method: self.method,
            names: &self.names,
            rows: &mut self.rows,
        };
        (shared, &mut self.families)
    }

    /// Takes a movement in, and tells what must be costed again.
    fn add(&mut self, movement: &Movement) -> Result<From> {
        if let Some(id) = movement.id.as_ref().filter(|id| self.ids.contains_key(*id)) {
            let message = format!("the id `{id}` was given to an earlier movement: each needs its own");
            return Err(Error::new(Code::InputDuplicate, "id", id, message));
        }
        let facts = self.read(movement)?;
        let index = self.rows.len();
        self.rows.push(Row {
            movement: movement.clone(),
            facts,
            extra: 0,
            referrers: Vec::new(),
            outcome: Outcome::default(),
            deleted: false,
        });
        if let Some(id) = &movement.id {
            self.ids.insert(id.clone(), index);
        }
        if let Some(named) = facts.of.and_then(|of| self.rows.get_mut(of)) {
            named.referrers.push(index);
        }
        let place = self.link(index);
        let family = self.of_item.get(&facts.item).copied().unwrap_or_default();
        let mut from =
            From { family, at: At { from: place, reach: place, shift: 1, open: self.resting(index) } };
        self.as_of_named(index, &mut from);
        if let Err(error) = self.carry(index) {
            self.remove(index);
            return Err(error);
        }
        Ok(from)
    }

    fn set_deleted(&mut self, index: usize, deleted: bool) {
        if let Some(row) = self.rows.get_mut(index) {
            row.deleted = deleted;
        }
    }

    /// Puts a row in the order of its family, and gives the place.
    fn link(&mut self, index: usize) -> usize {
        let Some(facts) = self.rows.get(index).map(|row| row.facts) else { return 0 };
        let own = self.of_item.get(&facts.item).copied().unwrap_or_else(|| {
            self.families.push(Family::default());
            self.families.len() - 1
        });
        self.of_item.insert(facts.item, own);
        if let Some(order) = facts.order {
            let other = *self.of_order.entry(order).or_insert(own);
            if other != own {
                self.join(own, other);
            }
        }
        let (shared, families) = self.shared();
        let Some(family) = families.get_mut(own) else { return 0 };
        let place = family.place(&shared, index);
        family.order.insert(place, index);
        place
    }

    /// Makes one family of two; the other stays behind, empty.
    fn join(&mut self, own: usize, other: usize) {
        let (shared, families) = self.shared();
        let Some(joined) = families.get_mut(other).map(std::mem::take) else { return };
        if let Some(family) = families.get_mut(own) {
            family.merge(joined, &shared);
        }
        for family in self.of_item.values_mut().chain(self.of_order.values_mut()) {
            if *family == other {
                *family = own;
            }
        }
    }

    /// Where a row stands.
    fn locate(&mut self, index: usize) -> From {
        let item = self.rows.get(index).map(|row| row.facts.item);
        let family = item.and_then(|item| self.of_item.get(&item)).copied().unwrap_or_default();
        let (shared, families) = self.shared();
        let place = families.get(family).map_or(0, |family| family.place(&shared, index));
        let open = self.resting(index);
        From { family, at: At { from: place, reach: place, shift: 0, open } }
    }

    /// The last of the movements that name a row, or what it names.
    fn resting(&self, index: usize) -> Option<Key> {
        let row = self.rows.get(index)?;
        let named = row.facts.of.and_then(|of| self.rows.get(of));
        let all = row.referrers.iter().chain(named.into_iter().flat_map(|named| &named.referrers));
        all.filter_map(|other| Some(Key::of(self.rows.get(*other)?, *other, &self.policy))).max()
    }

    /// What a row costs is costed as of the receipt that it names, where the policy replays it.
    fn as_of_named(&mut self, index: usize, from: &mut From) {
        let of = self.rows.get(index).and_then(|row| row.facts.of);
        if let Some(of) = of.filter(|_| self.replays(index)) {
            from.at.from = from.at.from.min(self.locate(of).at.from);
        }
    }

    /// Takes a row out of the order of its family.
    fn unlink(&mut self, index: usize) {
        let From { family, .. } = self.locate(index);
        if let Some(family) = self.families.get_mut(family) {
            family.order.retain(|other| *other != index);
        }
    }

    /// Whether what a row costs is taken as of the receipt that it names.
    fn replays(&self, index: usize) -> bool {
        let kind = self.rows.get(index).map(|row| row.movement.kind);
        self.policy.late_cost == LateCost::Replay
            && matches!(kind, Some(Kind::LandedCost | Kind::CorrectUnitCost))
    }

    /// Works out again what later costs add to the receipt that a row names, where the policy replays them.
    fn carry(&mut self, index: usize) -> Result<()> {
        if !self.replays(index) {
            return Ok(());
        }
        let Some(of) = self.rows.get(index).and_then(|row| row.facts.of) else { return Ok(()) };
        let mut none = State::default();
        let engine = Engine {
            policy: &self.policy,
            currency: self.currency,
            method: self.method,
            names: &self.names,
            rows: &mut self.rows,
            state: &mut none,
        };
        let extra = engine.replayed(of)?;
        if let Some(named) = self.rows.get_mut(of) {
            named.extra = extra;
        }
        Ok(())
    }

    /// Takes back a movement that could not be costed.
    fn remove(&mut self, index: usize) {
        self.unlink(index);
        self.set_deleted(index, true);
        // What it added is taken off again, which was there before and fits.
        let _ = self.carry(index);
        let Some(row) = self.rows.pop() else { return };
        if let Some(id) = &row.movement.id {
            self.ids.remove(id);
        }
        if let Some(named) = row.facts.of.and_then(|of| self.rows.get_mut(of)) {
            named.referrers.pop();
        }
    }

    fn rework(&mut self, from: From) -> std::result::Result<Changed, Box<Failed>> {
        let (mut shared, families) = self.shared();
        match families.get_mut(from.family) {
            Some(family) => family.rework(from.at, &mut shared),
            None => Ok(Changed::new()),
        }
    }
}

/// The error of a movement, with its row where it is not the one at hand.
fn told(failed: Failed, own: usize) -> Error {
    if failed.row == own { failed.error } else { failed.error.at_row(failed.row) }
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

impl std::convert::From<Book> for Saved {
    fn from(book: Book) -> Self {
        let rows = book.rows.into_iter().filter(|row| !row.deleted);
        let movements = rows.map(|row| row.movement).collect();
        Self { currency: book.currency, method: book.method, policy: book.policy, movements }
    }
}

impl TryFrom<Saved> for Book {
    type Error = Error;
    fn try_from(saved: Saved) -> Result<Self> {
        let mut book = Self::new(saved.currency, saved.method, saved.policy)?;
        book.fill(saved.movements.iter())?;
        Ok(book)
    }
}
