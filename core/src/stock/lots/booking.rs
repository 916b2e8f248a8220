//! How an event is booked: augmentations, reductions, and the methods between several lots.

use super::{Booking, Change, Cost, CostSpec, Inventory, Lot, Whole, decimal, mixed, named, signed};
use crate::{
    error::{Code, Error, Result},
    money::{Currency, Mode, Money},
    stock::{
        Cut,
        amounts::{DIGITS, minor, portion},
        ratio::Ratio,
    },
};
use chrono::NaiveDate;
use rust_decimal::Decimal;
use std::cmp::Reverse;

/// An event half done: the lots as they stand after its reductions, what they became, and what it brings.
pub(super) struct Event<'a> {
    of: &'a Inventory,
    day: NaiveDate,
    lots: Vec<Lot>,
    booked: Vec<Lot>,
    /// What is new, each with its place in `booked`.
    brought: Vec<(usize, Lot)>,
}

/// Lots that fit, by their places.
type Fits = Vec<usize>;

impl<'a> Event<'a> {
    pub fn new(of: &'a Inventory, day: NaiveDate) -> Self {
        Self { of, day, lots: of.lots.clone(), booked: Vec::new(), brought: Vec::new() }
    }

    fn lot(&self, place: usize) -> Option<&Lot> {
        self.lots.get(place)
    }

    fn named(&self, places: &[usize]) -> String {
        named(places.iter().filter_map(|place| self.lot(*place)))
    }

    pub fn take(&mut self, change: &Change) -> Result<()> {
        let units = signed(change.quantity)?;
        let Some(spec) = change.cost.as_ref().filter(|_| units != 0) else {
            if units != 0 {
                let plain =
                    Lot { item: change.item.clone(), quantity: change.quantity.normalize(), cost: None };
                self.bring(plain);
            }
            return Ok(());
        };
        if spec.unit_cost.is_some() && spec.total_cost.is_some() {
            return Err(Error::invalid("cost", spec, "state the cost of one unit or of all, not both"));
        }
        // What is there on the other side makes it a reduction, whether held at cost or not.
        let against = |lot: &Lot| {
            let other = lot.quantity.is_sign_negative() == (units > 0) && !lot.quantity.is_zero();
            lot.item == change.item && other
        };
        if self.of.booking == Booking::None || !self.lots.iter().any(against) {
            let lot = self.augmentation(change, spec, units)?;
            self.bring(lot);
            return Ok(());
        }
        let fits = self.fitting(change, spec, against)?;
        if fits.is_empty() {
            let there: Vec<&Lot> = self.lots.iter().filter(|lot| against(lot)).collect();
            let message = format!("{change}: no lot fits; there are {}", named(there));
            return Err(Error::new(Code::StockLotUnmatched, "cost", spec, message));
        }
        self.reduce(change, spec, units, &fits)
    }

    fn bring(&mut self, lot: Lot) {
        self.brought.push((self.booked.len(), lot.clone()));
        self.booked.push(lot);
    }

    /// A new lot at the cost stated.
    fn augmentation(&self, change: &Change, spec: &CostSpec, units: i64) -> Result<Lot> {
        let currency = spec.currency.ok_or_else(|| Error::missing("cost.currency"))?;
        for (field, stated) in [("cost.unit_cost", spec.unit_cost), ("cost.total_cost", spec.total_cost)] {
            if let Some(stated) = stated.filter(|stated| stated.is_sign_negative() && !stated.is_zero()) {
                let message = format!("`{field}` is `{stated}`: goods cost nothing or something");
                return Err(Error::new(Code::NumberNegative, field, stated, message));
            }
        }
        let value = match (spec.unit_cost, spec.total_cost) {
            (_, Some(total)) => {
                let total = Money::new(total, currency).map_err(|error| error.within("cost.total_cost"))?;
                minor(total).map_err(|error| error.within("cost"))?;
                if units < 0 { -total } else { total }
            }
            (Some(each), None) => Money::minor(self.priced(each, units, currency, change)?, currency),
            (None, None) => Money::zero(currency),
        };
        // Zero of a currency alone is a unit cost like any other; a total has none that was stated.
        let unit_cost = spec.unit_cost.or_else(|| spec.total_cost.is_none().then_some(0.into()));
        let date = spec.date.unwrap_or(self.day);
        let cost = Cost { unit_cost, value, date, label: spec.label.clone(), of: None };
        Ok(Lot { item: change.item.clone(), quantity: decimal(units), cost: Some(cost) })
    }

    /// Quantity × unit cost in minor units, rounded once.
    fn priced(&self, each: Decimal, units: i64, currency: Currency, change: &Change) -> Result<i64> {
        let scale = Ratio::new(10i128.pow(currency.minor_digits()), 10i128.pow(DIGITS));
        let product = (|| Ratio::of(each)?.times(Ratio::new(units.into(), 1)?)?.times(scale?))();
        let value = product.and_then(|product| i64::try_from(product.whole(self.of.rounding)).ok());
        value.ok_or_else(|| Error::overflow("cost.unit_cost", change, "quantity × unit cost"))
    }

    /// The lots that the cost stated fits. Under an average the unit cost does not choose.
    fn fitting(&self, change: &Change, spec: &CostSpec, against: impl Fn(&Lot) -> bool) -> Result<Fits> {
        let each = if self.of.booking == Booking::Average { None } else { stated(change, spec)? };
        let fits = |lot: &Lot| {
            let Some(cost) = &lot.cost else { return false };
            against(lot)
                && spec.currency.is_none_or(|currency| currency == cost.value.currency())
                && spec.date.is_none_or(|date| date == cost.date)
                && spec.label.as_ref().is_none_or(|label| Some(label) == cost.label.as_ref())
                && each.is_none_or(|each| lot.unit_ratio() == Some(each))
        };
        let places = self.lots.iter().enumerate().filter(|(_, lot)| fits(lot));
        Ok(places.map(|(place, _)| place).collect())
    }

    fn units(&self, place: usize) -> Result<i64> {
        self.lot(place).map_or(Ok(0), |lot| signed(lot.quantity))
    }

    fn reduce(&mut self, change: &Change, spec: &CostSpec, units: i64, fits: &[usize]) -> Result<()> {
        let wanted = i128::from(units).abs();
        let mut there = 0;
        for place in fits {
            there += i128::from(self.units(*place)?).abs();
        }
        let order = match self.of.booking {
            Booking::Average => self.merged(change, spec, fits, wanted, there)?,
            Booking::Strict | Booking::StrictWithSize => self.one(change, spec, fits, wanted, there)?,
            _ => self.in_order(spec, fits)?,
        };
        let mut left = wanted;
        for place in order {
            let part = i128::from(self.units(place)?).abs().min(left);
            if part == 0 {
                break;
            }
            let booked = self.part(place, part)?;
            self.booked.push(booked);
            left -= part;
        }
        if left == 0 {
            return Ok(());
        }
        Err(self.short(change, fits, left))
    }

    fn short(&self, change: &Change, fits: &[usize], left: i128) -> Error {
        let missing = i64::try_from(left).map_or_else(|_| left.to_string(), |left| decimal(left).to_string());
        // The lots as they were before this change took from them.
        let before = fits.iter().filter_map(|place| self.of.lots.get(*place));
        let message = format!("{change}: {missing} too many for the lots that fit: {}", named(before));
        Error::new(Code::StockShort, "quantity", change.quantity, message)
    }

    /// The one lot, or all of them where they are exactly what is taken.
    fn one(
        &self,
        change: &Change,
        spec: &CostSpec,
        fits: &[usize],
        wanted: i128,
        there: i128,
    ) -> Result<Fits> {
        if fits.len() == 1 || wanted == there {
            return Ok(fits.to_vec());
        }
        if self.of.booking == Booking::StrictWithSize {
            let mut sized = Vec::new();
            for place in fits {
                if i128::from(self.units(*place)?).abs() == wanted {
                    sized.push(*place);
                }
            }
            if let Some(oldest) = sized.into_iter().min_by_key(|place| self.date(*place)) {
                return Ok(vec![oldest]);
            }
        }
        let message =
            format!("{change}: several lots fit: {}; state the cost, date or label of one", self.named(fits));
        Err(Error::new(Code::StockLotAmbiguous, "cost", spec, message))
    }

    fn date(&self, place: usize) -> Option<NaiveDate> {
        self.lot(place)?.cost.as_ref().map(|cost| cost.date)
    }

    fn one_currency(&self, what: &str, spec: &CostSpec, fits: &[usize]) -> Result<Option<Currency>> {
        let lots = || fits.iter().filter_map(|place| self.lot(*place));
        let mut currencies = lots().filter_map(Lot::value).map(Money::currency);
        let first = currencies.next();
        if currencies.any(|currency| Some(currency) != first) {
            return Err(mixed(what, lots(), spec));
        }
        Ok(first)
    }

    /// By date or by unit cost; a stable sort, so that equals stay in the order of the lots.
    fn in_order(&self, spec: &CostSpec, fits: &[usize]) -> Result<Fits> {
        let mut order = fits.to_vec();
        match self.of.booking {
            Booking::Lifo => order.sort_by_key(|place| Reverse(self.date(*place))),
            Booking::Hifo => {
                self.one_currency("the dearest lot", spec, fits)?;
                order.sort_by_key(|place| Reverse(self.lot(*place).and_then(Lot::unit_ratio)));
            }
            _ => order.sort_by_key(|place| self.date(*place)),
        }
        Ok(order)
    }

    /// Takes units, as many as there are at most, out of a lot.
    fn part(&mut self, place: usize, units: i128) -> Result<Lot> {
        let (cut, rounding) = (self.of.cut, self.of.rounding);
        let lost = || Error::overflow("quantity", units, "the cost of a part of a lot");
        let units = i64::try_from(units).map_err(|_| lost())?;
        let lot = self.lots.get_mut(place).ok_or_else(lost)?;
        take_from(lot, units, cut, rounding)
    }

    /// Under an average: the lots that fit become one, of which the units are taken.
    fn merged(
        &mut self,
        change: &Change,
        spec: &CostSpec,
        fits: &[usize],
        wanted: i128,
        there: i128,
    ) -> Result<Fits> {
        let currency = self.one_currency("an average", spec, fits)?;
        let (Some(currency), Some(first)) = (currency, fits.first().copied()) else {
            return Ok(fits.to_vec());
        };
        let lots: Vec<&Lot> = fits.iter().filter_map(|place| self.lot(*place)).collect();
        let value = Money::sum(lots.iter().filter_map(|lot| lot.value()), currency)?;
        let all = fits.iter().try_fold(0i64, |sum, place| {
            let sum = sum.checked_add(self.units(*place)?);
            sum.ok_or_else(|| Error::overflow("quantity", change, "the units of all lots that fit"))
        })?;
        let average = Lot { item: change.item.clone(), quantity: decimal(all), cost: None };
        let cost = |lot: &Lot| lot.cost.clone();
        let oldest = lots.iter().filter_map(|lot| cost(lot)).min_by_key(|cost| cost.date);
        let label = lots.first().and_then(|lot| cost(lot)).and_then(|cost| cost.label);
        let one_label = lots.iter().all(|lot| cost(lot).and_then(|cost| cost.label) == label);
        let date = oldest.map_or(self.day, |cost| cost.date);
        let cost = Cost { unit_cost: None, value, date, label: label.filter(|_| one_label), of: None };
        let average = if let ([_], Some(lot)) = (fits, lots.first()) {
            (*lot).clone()
        } else {
            Lot { cost: Some(cost), ..average }
        };
        if let Some(each) = stated(change, spec)?.filter(|each| average.unit_ratio() != Some(*each)) {
            let each = each.decimal().map_or_else(|| spec.to_string(), |each| each.to_string());
            let message = format!("{change}: the average is not {each}: {}", self.named(fits));
            return Err(Error::new(Code::StockLotUnmatched, "cost", spec, message));
        }
        if wanted > there {
            return Err(self.short(change, fits, wanted - there));
        }
        if fits.len() > 1 {
            for place in fits {
                if let Some(lot) = self.lots.get_mut(*place) {
                    let (cut, rounding) = (self.of.cut, self.of.rounding);
                    let units = signed(lot.quantity)?.saturating_abs();
                    let out = take_from(lot, units, cut, rounding)?;
                    self.booked.push(out);
                }
            }
            self.booked.push(average.clone());
            if let Some(lot) = self.lots.get_mut(first) {
                *lot = average;
            }
        }
        Ok(vec![first])
    }

    /// The lots after the event. What it brought joins a lot of the same item, cost, date and label.
    pub fn close(self) -> Result<(Vec<Lot>, Vec<Lot>)> {
        let Self { of, mut lots, mut booked, brought, .. } = self;
        lots.retain(|lot| !lot.quantity.is_zero());
        for (place, new) in brought {
            let change = join(&mut lots, new, of.cut, of.rounding)?;
            // Where it was set off against units that were there, those had their own cost.
            if let Some(cost) = booked.get_mut(place).and_then(|lot| lot.cost.as_mut()) {
                cost.value = change.unwrap_or(cost.value);
            }
        }
        lots.retain(|lot| !lot.quantity.is_zero());
        Ok((lots, booked))
    }
}

/// The unit cost that a reduction states, directly or as a total of its units.
fn stated(change: &Change, spec: &CostSpec) -> Result<Option<Ratio>> {
    let lost = || Error::overflow("cost", spec, "the unit cost stated");
    match (spec.unit_cost, spec.total_cost) {
        (Some(each), _) => Ratio::of(each).ok_or_else(lost).map(Some),
        (None, Some(total)) => {
            let each = Ratio::of(total).zip(Ratio::of(change.quantity.abs()));
            each.and_then(|(total, units)| total.over(units)).ok_or_else(lost).map(Some)
        }
        (None, None) => Ok(None),
    }
}

/// Takes so many units, at most those that are left, out of a lot; gives them as booked, with the opposite sign.
fn take_from(lot: &mut Lot, units: i64, cut: Cut, rounding: Mode) -> Result<Lot> {
    let all = signed(lot.quantity)?;
    let (sign, left) = (all.signum(), all.saturating_abs());
    let out = Lot { item: lot.item.clone(), quantity: decimal(-sign * units), cost: None };
    let rest_of_units = decimal(sign * (left - units));
    let Some(cost) = &mut lot.cost else {
        lot.quantity = rest_of_units;
        return Ok(out);
    };
    let lost = || Error::overflow("cost.value", &out, "the cost of a part of a lot");
    let value = minor(cost.value)?;
    let whole = cost.of.unwrap_or(Whole { quantity: decimal(all), value: cost.value });
    let (from, part) = match cut {
        Cut::Cumulative => {
            let (of, paid) = (signed(whole.quantity)?.saturating_abs(), minor(whole.value)?);
            (paid, portion(paid, of - left + units, of, rounding))
        }
        Cut::Remaining => (value, portion(value, units, left, rounding)),
    };
    let rest = from.checked_sub(part).ok_or_else(lost)?;
    let change = rest.checked_sub(value).ok_or_else(lost)?;
    cost.of = Some(whole);
    let booked = Cost { value: Money::minor(change, cost.value.currency()), ..cost.clone() };
    cost.value = Money::minor(rest, cost.value.currency());
    lot.quantity = rest_of_units;
    Ok(Lot { cost: Some(booked), ..out })
}

/// Puts a new lot to those that are there, and gives by how much the value of all changed where that is not its own.
fn join(lots: &mut Vec<Lot>, mut new: Lot, cut: Cut, rounding: Mode) -> Result<Option<Money>> {
    let same = |lot: &&mut Lot| match (&lot.cost, &new.cost) {
        (None, None) => true,
        (Some(a), Some(b)) => {
            let one = (a.date, &a.label, a.value.currency()) == (b.date, &b.label, b.value.currency());
            // A lot that is known by its total alone keeps it while a part of it is gone.
            let whole = a.of.is_none() || a.unit_cost.is_some() && b.unit_cost.is_some();
            one && whole && lot.unit_ratio() == new.unit_ratio()
        }
        _ => false,
    };
    let Some(lot) = lots.iter_mut().filter(|lot| lot.item == new.item).find(same) else {
        lots.push(new);
        return Ok(None);
    };
    let (there, more) = (signed(lot.quantity)?, signed(new.quantity)?);
    if there.signum() == -more.signum() {
        // Only where nothing is matched: what is there takes up what it can, at its own cost.
        let common = there.saturating_abs().min(more.saturating_abs());
        let gone = take_from(lot, common, cut, rounding)?.value();
        take_from(&mut new, common, cut, rounding)?;
        let change = gone.zip(new.value()).map(|(gone, rest)| gone.checked_add(rest)).transpose()?;
        if !new.quantity.is_zero() {
            *lot = new;
        }
        return Ok(change);
    }
    let sum = there.checked_add(more);
    lot.quantity = decimal(sum.ok_or_else(|| Error::overflow("quantity", &new, "the units of a lot"))?);
    if let (Some(cost), Some(brought)) = (&mut lot.cost, &new.cost) {
        cost.value = cost.value.checked_add(brought.value)?;
        cost.unit_cost = cost.unit_cost.or(brought.unit_cost);
        cost.of = None;
        minor(cost.value)?;
    }
    Ok(None)
}
